# A read and a write with a call between them lose updates; so does a bare += where every
# instruction is a place to switch, and only there.
import subprocess
import sys

PROGRAM = """
import sys, threading
kind = sys.argv[1]
count = 0
lock = threading.Lock()
def identity(x):
    return x
def bare():
    global count
    for _ in range(2000):
        count += 1
def called():
    global count
    for _ in range(2000):
        count = identity(count) + 1
def locked():
    global count
    for _ in range(2000):
        with lock:
            count = identity(count) + 1
threads = [threading.Thread(target=globals()[kind]) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(count)
"""

def loses(kind, rule):
    for seed in range(6):
        command = [sys.executable, f"--threads=fibers,seed={seed}", f"--switch-rule={rule}",
                   "-c", "import sys; sys.setswitchinterval(0.0002)\n" + PROGRAM, kind]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if int(out) != 8000:
            return True
    return False

for kind in "bare", "called", "locked":
    print(kind, *(loses(kind, rule) for rule in ("backedge", "opcode", "sync")))
# expect: bare False True False
# expect: called True True False
# expect: locked False False False
