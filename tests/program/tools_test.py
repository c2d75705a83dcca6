"""krait conform and krait bench: reports, files written, exit codes."""
import json
import os
import sys
import unittest
import xml.etree.ElementTree as xml

from support import KRAIT, TestCase, run


class Conform(TestCase):
    def report(self, *args):
        done = run("conform", self.folder, "--oracle", KRAIT, *args)
        self.assertEqual(done.stderr, "")
        return done

    def test_same(self):
        self.write("a.py", "print(object())\n")
        self.write("deeper/b.py", "1/0\n")
        self.write("_helper.py", "print('not a test')\n")
        done = self.report("-q")
        self.assertEqual((done.stdout, done.returncode), ("2 of 2 the same\n", 0))

    def test_differences(self):
        here = "import sys; first = sys.flags.optimize == 0\n"
        self.write("output.py", here + "print(1)\nprint(2 if first else 3)\n")
        self.write("code.py", here + "sys.exit(0 if first else 3)\n")
        self.write("error.py", here + "sys.exit('a' if first else 'b')\n")
        self.write("crash.py", here + "import os\nif first: os.abort()\n")
        oracle = self.write("oracle", f"#!/bin/sh\nexec {KRAIT} -O \"$@\"\n")
        os.chmod(oracle, 0o755)
        table, junit = os.path.join(self.folder, "r.json"), os.path.join(self.folder, "r.xml")
        done = run("conform", self.folder, "--oracle", oracle, "--json", table, "--junit", junit)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stdout.endswith("0 of 4 the same\n"))
        with open(table) as file:
            results = {os.path.basename(r["path"]): r for r in json.load(file)}
        self.assertEqual(results["output.py"]["verdict"], "output differs")
        self.assertEqual(results["output.py"]["detail"], "line 2: 2  instead of  3")
        self.assertEqual(results["code.py"]["verdict"], "exit code differs")
        self.assertEqual(results["error.py"]["verdict"], "error differs")
        self.assertEqual(results["crash.py"]["verdict"], "crash")
        suite = xml.parse(junit).getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("4", "4"))
        self.assertEqual(len(suite.findall("testcase/failure")), 4)

    def test_timeout(self):
        self.write("endless.py", "import sys\nif not sys.flags.optimize:\n  while True: pass\n")
        done = self.report("--timeout", "0.5")
        self.assertEqual(done.returncode, 1)

    def test_without_paths(self):
        self.assertEqual(run("conform").returncode, 2)

    def test_missing_oracle(self):
        self.write("a.py", "pass\n")
        done = run("conform", self.folder, "--oracle", "/nonexistent/python")
        self.assertIn("oracle failed", done.stdout)
        self.assertEqual(done.returncode, 1)


class Bench(TestCase):
    def test_files(self):
        quick = self.write("quick.py", "print(sum(range(1000)))\n")
        report = os.path.join(self.folder, "r.json")
        done = run("bench", quick, "--against", sys.executable, "--rounds", "2", "--json", report)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^quick +\d+\.\d+ \( *\d+\.\d+\) +\d+\.\d+ \(.*\) +\d")
        self.assertRegex(done.stdout, r"(?m)^geometric mean +\d+\.\d\d$")
        with open(report) as file:
            self.assertEqual(list(json.load(file)["quick"]), ["krait", sys.executable])

    def test_failure_and_difference(self):
        bad = self.write("bad.py", "import sys\nif sys.implementation.name == 'krait': 1/0\n")
        other = self.write("other.py", "import sys\nprint(sys.implementation.name)\n")
        done = run("bench", bad, other, "--against", sys.executable, "--rounds", "1")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"(?m)^bad +failed")
        self.assertRegex(done.stdout, r"(?m)^other .*outputs differ$")

    def test_pattern_finds_benchmarks(self):
        done = run("bench", "kernels/fi", "--against", KRAIT, "--rounds", "1",
                   cwd=os.path.dirname(os.path.abspath(__file__)))
        self.assertRegex(done.stdout, r"(?m)^kernels/fib ")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(run("bench", "no-such-benchmark").returncode, 2)

    def test_startup(self):
        done = run("bench", "--startup", "--rounds", "3", "--against", sys.executable)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("times the memory", done.stdout)


if __name__ == "__main__":
    unittest.main()
