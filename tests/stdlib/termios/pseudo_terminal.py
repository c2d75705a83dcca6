# Settings of a pseudo-terminal: read, changed, written back.
import os, termios, tty

def failure(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__module__}.{type(e).__name__}: {e}"

parent, child = os.openpty()
mode = termios.tcgetattr(child)
print(len(mode), len(mode[6]), type(mode[6][0]), bool(mode[3] & termios.ECHO))
mode[3] &= ~termios.ECHO
print(termios.tcsetattr(child, termios.TCSANOW, mode))
print(bool(termios.tcgetattr(child)[3] & termios.ECHO))
tty.setraw(child)
print(termios.tcgetattr(child)[6][termios.VMIN], termios.tcgetattr(child)[6][termios.VTIME])
print(termios.tcsetwinsize(child, (24, 80)), termios.tcgetwinsize(parent))
print(failure(termios.tcsetwinsize, child, (1,)), "|", failure(termios.tcsetattr, child, 0, [1]))
r, w = os.pipe()
print(failure(termios.tcgetattr, r))
print(termios.tcflush(child, termios.TCIFLUSH), termios.error.__mro__)
