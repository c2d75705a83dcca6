"""Running the krait command from tests: through a pipe, and on a pseudo-terminal.

Each *_test.py is a unittest program; the command under test is in KRAIT. No test depends on the
user's files: HOME is a temporary folder.
"""
import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import termios
import time
import unittest

KRAIT = os.path.abspath(os.environ.get("KRAIT", "build/release/krait"))
TIMEOUT_S = 20


def environment(**extra):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "KRAIT"))}
    kept.update(extra)
    return kept


def run(*args, stdin="", env=None, cwd=None, **more):
    """The finished process: returncode, stdout, stderr as text."""
    return subprocess.run([KRAIT, *args], input=stdin, text=True, capture_output=True,
                          timeout=TIMEOUT_S, env=env or environment(), cwd=cwd, **more)


class Terminal:
    """krait on a pseudo-terminal of 80 columns; `expect` reads until a text has appeared."""

    def __init__(self, *args, home):
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            variables = environment(HOME=home, TERM="vt100", LANG="C.UTF-8")
            os.environ.clear()
            os.environ.update(variables)
            os.execv(KRAIT, [KRAIT, *args])

    def send(self, text):
        os.write(self.fd, text.encode())

    def expect(self, text):
        """What came up to and with `text`, without the terminal's control sequences."""
        limit = time.monotonic() + TIMEOUT_S
        while text not in plain(self.seen):
            if not self._read(limit):
                raise AssertionError(f"{text!r} did not come; got {plain(self.seen)!r}")
        got = plain(self.seen)
        end = got.index(text) + len(text)
        self.seen = got[end:]
        return got[:end]

    def prompt(self, text=">>> "):
        """expect, and wait until keys go to the line editor, which sets the mode after that."""
        got = self.expect(text)
        while termios.tcgetattr(self.fd)[3] & termios.ICANON:
            time.sleep(0.005)
        return got

    def _read(self, limit):
        ready, _, _ = select.select([self.fd], [], [], max(0, limit - time.monotonic()))
        if not ready:
            return False
        try:
            block = os.read(self.fd, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.seen += block.decode(errors="replace")
        return bool(block)

    def wait(self):
        """Reads to the end; the exit status as subprocess has it. What does not end is killed."""
        limit = time.monotonic() + TIMEOUT_S
        while self._read(limit):
            pass
        if time.monotonic() >= limit:
            os.kill(self.pid, signal.SIGKILL)
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def interrupt(self):
        self.send("\x03")


def plain(text):
    text = re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])", "", text)
    return text.replace("\r", "")


class TestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path
