"""krait explore: finds the races of examples/races, makes schedules small, repeats them."""
import os
import re
import shlex
import subprocess
import unittest

from support import KRAIT, TestCase, run

RACES = os.path.join(os.path.dirname(__file__), "../../programs/examples/races")


class Explore(TestCase):
    def explore(self, name, *options):
        return run("explore", "--runs", "1500", *options, os.path.join(RACES, name))

    def again(self, report):
        command = shlex.split(re.search("^again: (.*)$", report, re.M)[1])
        self.assertEqual(command[0], "krait")
        return subprocess.run([KRAIT, *command[1:]], capture_output=True, text=True, timeout=60)

    def check(self, name, found, end):
        done = self.explore(name)
        self.assertEqual((done.stderr, done.returncode), ("", 1))
        self.assertRegex(done.stdout, found)
        needed, first = re.search(r"it takes (\d+) of its (\d+) switches", done.stdout).groups()
        self.assertLessEqual(int(needed), min(int(first), 4))
        for _ in range(3):
            self.assertIn(end, "".join((again := self.again(done.stdout)).stdout + again.stderr))

    def test_exception(self):
        self.check("lost_update.py", "raises AssertionError", "AssertionError: ")

    def test_exception_in_a_thread(self):
        self.check("if_instead_of_while.py", "raises IndexError", "IndexError: pop from empty")

    def test_deadlock(self):
        self.check("lock_order.py", "deadlock", "krait.DeadlockError")
        self.check("lost_wake_up.py", "deadlock", "krait.DeadlockError")

    def test_other_output(self):
        self.check("created_twice.py", "prints something else: line 1 is 'made 2 times'",
                   "made 2 times")

    def test_none(self):
        done = self.explore("correct.py", "--runs", "150")
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        self.assertRegex(done.stdout, "150 schedules, [0-9]+ of them different: all end as")

    def test_same_report_however_many_at_once(self):
        one = self.explore("lost_update.py", "--jobs", "1")
        self.assertEqual(one.stdout, self.explore("lost_update.py", "--jobs", "4").stdout)

    def test_increments_are_lost_before_python_310_only(self):
        path = self.write("count.py", "import threading\nn = 0\n"
                          "def add():\n    global n\n    for i in range(3):\n        n += 1\n"
                          "ts = [threading.Thread(target=add) for _ in range(2)]\n"
                          "for t in ts: t.start()\nfor t in ts: t.join()\nassert n == 6, n\n")
        self.assertEqual(run("explore", "--runs", "200", path).returncode, 0)
        lost = run("explore", "--switch-rule", "opcode", path)
        self.assertEqual(lost.returncode, 1)
        self.assertIn("--switch-rule=opcode", lost.stdout)
        self.assertIn("AssertionError: ", self.again(lost.stdout).stderr)

    def test_what_was_written_before_the_first_thread(self):
        path = self.write("before.py", "import threading\nn = []\nprint('now', flush=True)\n"
                          "print('later')\nt = threading.Thread(target=n.append, args=(1,))\n"
                          "t.start()\nprint(len(n))\nt.join()\n")
        found = run("explore", "--runs", "300", path)
        self.assertIn("line 3 is '0' instead of '1'", found.stdout)
        self.assertEqual(self.again(found.stdout).stdout, "now\nlater\n0\n")

    def test_a_program_that_does_not_end(self):
        path = self.write("endless.py", "import threading\nn = []\n"
                          "t = threading.Thread(target=lambda: n.append(1))\nt.start()\n"
                          "if not n:\n    while True: pass\n")
        found = run("explore", "--runs", "300", "--timeout", "1", path)
        self.assertIn("ran longer than 1 s", found.stdout)
        self.assertRegex(found.stdout, "again: krait --threads=fibers,seed=1,stream=[0-9]+")

    def test_arguments_and_strategies(self):
        path = self.write("a.py", "import sys; print(sys.argv[1:])")
        for strategy in ("random", "pct", "few", "all"):
            done = run("explore", "--runs", "3", "--strategy", strategy, path, "--runs", "x")
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(run("explore").returncode, 2)
        self.assertEqual(run("explore", "--strategy", "best", path).returncode, 2)
        for text in ("", "seed", "seed=x", "pct=0", "schedule=1@2", "schedule=1@2>3/x"):
            self.assertEqual(run(f"--threads=fibers,{text}", path).returncode, 2, text)


if __name__ == "__main__":
    unittest.main()
