# fcntl(), flock(), lockf() and ioctl(), and what they refuse.
import array, fcntl, os, struct, termios

def failure(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"

r, w = os.pipe()
print(fcntl.fcntl(r, fcntl.F_GETFD), fcntl.fcntl(r, fcntl.F_SETFD, 0), fcntl.fcntl(r, fcntl.F_GETFD))
os.write(w, b"12345")
buffer = array.array("i", [0])
print(fcntl.ioctl(r, termios.FIONREAD, buffer), buffer[0])
print(struct.unpack("i", fcntl.ioctl(r, termios.FIONREAD, b"\0\0\0\0")))
print(failure(fcntl.ioctl, r, termios.FIONREAD, b"x" * 2000))
print(failure(fcntl.fcntl, r, fcntl.F_GETFD, b"x" * 2000))
print(failure(fcntl.fcntl, -1, fcntl.F_GETFD), "|", failure(fcntl.fcntl, "x", fcntl.F_GETFD))
with open("lockfile", "w+b") as f:
    print(fcntl.flock(f, fcntl.LOCK_EX), fcntl.flock(f, fcntl.LOCK_UN))
    print(fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB), fcntl.lockf(f, fcntl.LOCK_UN, 1, 2))
    print(failure(fcntl.lockf, f, 64), "|", failure(fcntl.flock, 9999, fcntl.LOCK_SH))
