import io
class F(io.RawIOBase):
    def readable(s): return True
    def readinto(s, b): b[:2] = b"ab"; return 2 if not s.closed else 0
f = F(); print(f.read(2), f.readable(), f.writable(), f.seekable(),
               f.closed); f.close(); print(f.closed)
try: f.read()
except ValueError as e: print(e)
for m in ("fileno", "seek", "truncate"):
    try: getattr(F(), m)(*([0] if m != "fileno" else []))
    except OSError as e: print(type(e).__name__, e)
print(isinstance(f, io.IOBase), issubclass(io.UnsupportedOperation, (OSError, ValueError)),
      io.DEFAULT_BUFFER_SIZE > 0, io.SEEK_END)
import sys
print(sys.stdout.encoding, sys.stdout.name, sys.stdin.mode, sys.stderr.errors,
      sys.stdout.writable(),
      sys.stdout.fileno()); sys.stdout.write("direct\n"); sys.stdout.buffer.write(b"bytes\n"); sys.stdout.flush()
