"""Options, environment variables and exit codes. The expected texts are CPython 3.13's."""
import os
import signal
import subprocess
import unittest
import zipfile

from support import KRAIT, TestCase, environment, run

FLAGS = "import sys; print(sys.flags.{0})"


class Options(TestCase):
    def flag(self, name, *args, **env):
        done = run(*args, "-c", FLAGS.format(name), env=environment(**env))
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        return done.stdout.strip()

    def fatal(self, where, *args, **env):
        done = run(*args, "-c", "print(1)", env=environment(**env))
        self.assertTrue(done.stderr.startswith(f"Fatal Python error: {where}: "), done.stderr)
        self.assertEqual((done.stdout, done.returncode), ("", 1))

    def test_flags(self):
        self.assertEqual(self.flag("optimize", "-OO"), "2")
        self.assertEqual(self.flag("optimize", "-O", PYTHONOPTIMIZE="2"), "2")
        self.assertEqual(self.flag("optimize", "-E", PYTHONOPTIMIZE="2"), "0")
        self.assertEqual(self.flag("verbose", PYTHONVERBOSE="0"), "0")
        self.assertEqual(self.flag("isolated", "-I"), "1")
        self.assertEqual(self.flag("safe_path", PYTHONSAFEPATH="1"), "True")
        self.assertEqual(self.flag("utf8_mode", "-Xutf8=0", PYTHONUTF8="1"), "0")
        self.assertEqual(self.flag("warn_default_encoding", "-X", "warn_default_encoding"), "1")
        self.assertEqual(self.flag("int_max_str_digits", "-X", "int_max_str_digits=0"), "0")
        self.assertEqual(self.flag("int_max_str_digits", PYTHONINTMAXSTRDIGITS="700"), "700")

    def test_impossible_values(self):
        self.fatal("config_init_int_max_str_digits", "-X", "int_max_str_digits=5")
        self.fatal("config_init_int_max_str_digits", PYTHONINTMAXSTRDIGITS="x")
        self.fatal("preconfig_init_utf8_mode", "-X", "utf8=5")
        self.fatal("preconfig_init_utf8_mode", PYTHONUTF8="2")
        self.fatal("config_init_cpu_count", "-X", "cpu_count=0")
        self.fatal("config_read_gil", "-X", "gil=0")
        self.fatal("config_init_hash_seed", PYTHONHASHSEED="x")
        self.fatal("config_init_tracemalloc", "-X", "tracemalloc=x")

    def test_what_has_no_effect_says_so(self):
        for option in "importtime", "tracemalloc", "perf":
            done = run("-X", option, "-c", "print(1)")
            self.assertEqual(done.stdout, "1\n")
            self.assertEqual(done.stderr, f"krait: -X {option} has no effect\n")

    def test_digits_limit_counts(self):
        done = run("-X", "int_max_str_digits=700", "-c", "print(str(10**800))")
        self.assertIn("ValueError: Exceeds the limit (700 digits)", done.stderr)

    def test_no_debug_ranges(self):
        self.assertNotIn("~^~", run("-X", "no_debug_ranges", "-c", "1/0").stderr)
        self.assertIn("~^~", run("-c", "1/0").stderr)

    def test_cpu_count(self):
        done = run("-X", "cpu_count=3", "-c", "import os; print(os.cpu_count())")
        self.assertEqual(done.stdout, "3\n")

    def test_pycache_prefix(self):
        self.write("m.py", "x = 1\n")
        prefix = os.path.join(self.folder, "cache")
        run("-X", f"pycache_prefix={prefix}", "-c", "import m", cwd=self.folder)
        self.assertTrue(os.path.isdir(prefix))
        self.assertFalse(os.path.exists(os.path.join(self.folder, "__pycache__")))

    def test_default_encoding_warning(self):
        done = run("-X", "warn_default_encoding", "-c", "open('/dev/null').close()")
        self.assertIn("<string>:1: EncodingWarning: 'encoding' argument not specified", done.stderr)

    def test_faulthandler(self):
        done = run("-X", "faulthandler", "-c", "import os; os.abort()")
        self.assertIn("Fatal Python error: Aborted", done.stderr)
        self.assertEqual(done.returncode, -signal.SIGABRT)

    def test_warning_filters(self):
        done = run("-W", "nosuch", "-W", "error", "-c", "import warnings; warnings.warn('x')")
        self.assertTrue(
            done.stderr.startswith("Invalid -W option ignored: invalid action: 'nosuch'"))
        self.assertIn("UserWarning: x", done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_usage_errors(self):
        for args in ["-Z"], ["--nosuch"], ["-c"], ["-m"], ["-X"], ["--max-memory=x"], \
                ["--check-hash-based-pycs", "x", "-c", ""]:
            done = run(*args)
            self.assertEqual((done.stdout, done.returncode), ("", 2), args)
            self.assertIn("usage: ", done.stderr)

    def test_help(self):
        for option in "-h", "--help-env", "--help-xoptions", "--help-all":
            done = run(option)
            self.assertEqual((done.stderr, done.returncode), ("", 0))
            self.assertGreater(len(done.stdout), 300)


class Programs(TestCase):
    MAIN = "import sys; print(__name__, sys.argv[1:], sys.path[0] == {0!r})"

    def test_folder_and_archive(self):
        main = self.write("app/__main__.py", self.MAIN.format(os.path.join(self.folder, "app")))
        self.write("app/part.py", "")
        done = run("app", "a", cwd=self.folder)
        self.assertEqual((done.stdout, done.stderr), ("__main__ ['a'] True\n", ""))
        archive = os.path.join(self.folder, "app.zip")
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("part.py", "value = 7\n")
            file.writestr("__main__.py",
                          self.MAIN.format(archive) + "\nimport part; print(part.value)")
        done = run(archive, "b")
        self.assertEqual((done.stdout, done.stderr), ("__main__ ['b'] True\n7\n", ""))

    def test_folder_without_main(self):
        done = run(self.folder)
        self.assertEqual(done.stderr, f"{KRAIT}: can't find '__main__' module in '{self.folder}'\n")
        self.assertEqual(done.returncode, 1)

    def test_missing_file(self):
        done = run("/nonexistent.py")
        self.assertEqual(done.stderr, f"{KRAIT}: can't open file '/nonexistent.py': "
                         "[Errno 2] No such file or directory\n")
        self.assertEqual(done.returncode, 2)

    def test_exit_codes(self):
        for text, code, err in [("None", 0, ""), ("5", 5, ""), ("256 + 7", 7, ""), ("-1", 255, ""),
                                ("True", 1, ""), ("'bye'", 1, "bye\n"), ("1, 2", 1, "(1, 2)\n"),
                                ("[]", 1, "[]\n"), ("1.5", 1, "1.5\n")]:
            done = run("-c", f"import sys; sys.exit({text if ',' not in text else f'({text})'})")
            self.assertEqual((done.stdout, done.stderr, done.returncode), ("", err, code), text)

    def test_uncaught_interrupt_dies_by_signal(self):
        done = run("-c", "raise KeyboardInterrupt")
        self.assertTrue(done.stderr.endswith("\nKeyboardInterrupt\n"))
        self.assertEqual(done.returncode, -signal.SIGINT)
        done = run("-c", "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile 1: pass")
        self.assertEqual(done.returncode, -signal.SIGINT)

    def test_output_that_cannot_be_written(self):
        done = subprocess.run(f"{KRAIT} -c 'print(1)' > /dev/full", shell=True, env=environment(),
                              capture_output=True, text=True)
        self.assertTrue(
            done.stderr.startswith("Exception ignored in: <_io.TextIOWrapper name='<std"))
        self.assertTrue(done.stderr.endswith("OSError: [Errno 28] No space left on device\n"))
        self.assertEqual(done.returncode, 120)

    def test_broken_pipe(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([KRAIT, "-c", "print(1)"], stdout=writer, stderr=subprocess.PIPE,
                              env=environment(),
                              text=True)
        os.close(writer)
        self.assertTrue(done.stderr.endswith("BrokenPipeError: [Errno 32] Broken pipe\n"))
        self.assertEqual(done.returncode, 120)

    def test_closed_streams(self):
        done = subprocess.run(f"{KRAIT} -c 'import sys; print(sys.stdout); sys.stderr.write(str("
                              "(sys.stdin, sys.stdout)))' <&- >&-", shell=True, env=environment(),
                              capture_output=True, text=True)
        self.assertEqual((done.stderr, done.returncode), ("(None, None)", 0))


if __name__ == "__main__":
    unittest.main()
