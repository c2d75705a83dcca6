# Arguments of system calls: bools for descriptors, numbers past what the system takes, paths.
import hashlib
import os
import signal
import subprocess
import sys
import warnings


def attempt(name, call, *args, **options):
    try:
        print(name, call(*args, **options))
    except Exception as e:
        print(name, type(e).__name__, e)


warnings.simplefilter("error", RuntimeWarning)
for call in (os.stat, os.fchdir, os.fsync, os.fdopen, os.listdir, os.chdir, os.statvfs):
    attempt(call.__name__, call, True)
attempt("dir_fd", os.stat, "x", dir_fd=True)

for number in (-1, -2, 2**32, 2**64, 1.0):
    attempt("major", os.major, number)
    attempt("makedev", os.makedev, number, 1)
attempt("none", os.makedev, -1, -1)

fd = os.eventfd(0, os.EFD_NONBLOCK)
for number in (2**64 - 2, 2**64, -1, 1.0):
    attempt("eventfd_write", os.eventfd_write, fd, number)
attempt("eventfd_read", os.eventfd_read, fd)
os.close(fd)


class NoPath:
    __fspath__ = None


for call in (os.fspath, open, os.stat, os.listdir):
    attempt(call.__name__, call, NoPath())

attempt("mask", signal.pthread_sigmask, signal.SIG_BLOCK, [1 << 1000])
attempt("leaf", hashlib.blake2b, leaf_size=1 << 32)
attempt("offset", hashlib.blake2b, node_offset=1 << 64)
attempt("negative", hashlib.blake2b, node_offset=-1)
attempt("cwd", subprocess.call, ["true"], cwd="/nonexistent")
attempt("groups", subprocess.call, ["true"], extra_groups=[2**64])
print(repr(os.stat("/")).count("_time=") == 0, repr(os.stat("/")).count("st_atime="))

program = """if 1:
    import os
    class AtEnd:
        def __del__(self):
            try:
                os.fork()
            except PythonFinalizationError as e:
                print(e)
    at_end = AtEnd()
"""
print(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout)
