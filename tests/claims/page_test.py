"""krait claims: the command's options, and its page in a browser (chromium, when there is one).

The page is that of the run in the folder CLAIMS_RUN (the test claims.check leaves one there), or of
a run made here.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

KRAIT = os.path.abspath(os.environ.get("KRAIT", "build/release/krait"))


def run(*arguments):
    return subprocess.run([KRAIT, "claims", *arguments], capture_output=True, text=True,
                          timeout=280, cwd=os.path.dirname(os.path.abspath(__file__)))


class Command(unittest.TestCase):
    def test_pattern(self):
        done = run("17", "--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^17 +Generators vs iterators +wrong +iter\(g\) is g$")
        self.assertTrue(done.stdout.endswith("\n1 wrong\n"))

    def test_numbers(self):
        done = run("3", "32")  # "3" is in the name of a program too
        self.assertRegex(done.stdout, r"(?m)^3 +Only one thread")
        self.assertTrue(done.stdout.endswith("\n2 right\n"), done.stdout)

    def test_no_match(self):
        done = run("no such claim")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no claim matches no such claim", done.stderr)

    def test_against(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.json")
            done = run("32", "--against", "/usr/bin/python3", "--json", out)
            self.assertIn("under python3 right", done.stdout)
            with open(out) as file:
                found = json.load(file)
        self.assertEqual(found["records"][0]["verdict"], "right")
        self.assertEqual(found["against"]["python3"]["32"]["verdict"], "right")


class Page(unittest.TestCase):
    def test_in_a_browser(self):
        chromium = shutil.which("chromium")
        if chromium is None:
            self.skipTest("chromium is not here")
        with tempfile.TemporaryDirectory() as folder:
            kept = os.environ.get("CLAIMS_RUN", folder)
            page, records = os.path.join(kept, "page.html"), os.path.join(kept, "records.json")
            if not os.path.exists(page):
                done = run("--html", page, "--json", records)
                self.assertEqual(done.returncode, 0, done.stderr)
            with open(page) as file:
                text = file.read()
            with open(records) as file:
                rows = len(json.load(file)["records"])
            self.assertNotRegex(text, r"(?:src|href)=|url\(|@import")
            with open(os.path.join(folder, "log"), "w+") as log:
                seen = subprocess.run(
                    [chromium, "--headless", "--no-sandbox", "--disable-gpu",
                     "--enable-logging=stderr", f"--user-data-dir={folder}/profile", "--dump-dom",
                     f"file://{page}"], stdout=subprocess.PIPE, stderr=log, text=True, timeout=120)
                log.seek(0)
                self.assertNotRegex(log.read(), r"CONSOLE")
        self.assertGreaterEqual(rows, 50)
        self.assertEqual(len(re.findall(r"<tr>(?=<td)", seen.stdout)), rows)
        self.assertEqual(seen.stdout.count("<figure"), text.count("<figure"))
        self.assertGreaterEqual(text.count("<svg"), 15)


if __name__ == "__main__":
    unittest.main()
