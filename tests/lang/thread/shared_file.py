# Threads that share a buffered file lose nothing and mix no writes.
import _thread, os
line = b"x" * 99 + b"\n"
with open("shared", "wb", buffering=512) as f:
    def write():
        for _ in range(400):
            f.write(line)
    handles = [_thread.start_joinable_thread(write) for _ in range(4)]
    for handle in handles:
        handle.join()
with open("shared", "rb") as f:
    data = f.read()
print(len(data), data == line * 1600)
got = []
with open("shared", "rb", buffering=256) as f:
    def read():
        while piece := f.read(100):
            got.append(piece == line)
    handles = [_thread.start_joinable_thread(read) for _ in range(4)]
    for handle in handles:
        handle.join()
print(len(got), all(got))
r, w = os.pipe()
def feed():
    with os.fdopen(w, "w", buffering=1) as out:
        for i in range(5):
            print(i, file=out)
handle = _thread.start_joinable_thread(feed)
with os.fdopen(r) as source:
    print(source.read().split())
handle.join()
