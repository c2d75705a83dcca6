"""--max-memory: MemoryError that a program can catch and go on from, never a crash."""
import unittest

from support import TestCase, run

# What needs one large block.
BLOCKS = ["'x' * 10**10", "[0] * 10**10", "(0,) * 10**10", "b'x' * 10**10", "bytearray(10**10)",
          "1 << 10**11", "'x'.ljust(10**10)", "f'{1:10000000000}'", "list(range(10**9))",
          "dict.fromkeys(range(10**9))", "set(range(10**9))", "tuple(range(10**9))",
          "','.join(['x' * 10**6] * 10**4)", "bytes(iter(b'x'.__len__, 0))",
          "bytearray().extend(iter(b'x'.__len__, 0))"]
# What grows by little objects, in a loop.
LOOPS = ["l.append([l])", "l.append(1.5)", "l.append({})", "l.append((l, l))",
         "l.append(str(len(l)))",
         "l.append(lambda: 0)", "l += l or [0]", "a = A(); a.x = a.y = 1; l.append(a)"]


class MaxMemory(TestCase):
    def check(self, program):
        done = run("--max-memory=48M", "-c", program)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("caught\n5050\n", "", 0),
                         program)

    def test_blocks(self):
        for text in BLOCKS:
            self.check(f"try: {text}\nexcept MemoryError: print('caught')\nprint(sum(range(101)))")

    def test_growth(self):
        for text in LOOPS:
            self.check("class A: pass\nl = []\ntry:\n  while True:\n    " + text +
                       "\nexcept MemoryError:\n  l = None\n  print('caught')\n"
                       "print(sum(range(101)))")

    def test_million_generators(self):
        """A suspended one takes 250 bytes and its registers at the most (here 4 of 8 bytes, and the
        list's 8): the limit is that and what a program without any takes."""
        done = run("--max-memory=300M", "-c",
                   "def g(x):\n  y = x + 1\n  yield x\n  yield y\n"
                   "l = [g(i) for i in range(1_000_000)]\n"
                   "print(sum(map(next, l)), sum(map(next, l)))")
        self.assertEqual((done.stdout, done.stderr), ("499999500000 500000500000\n", ""))

    def test_uncaught(self):
        done = run("--max-memory=48M", "-c", "x = 'x' * 10**10")
        self.assertTrue(done.stderr.endswith("MemoryError\n"))
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
