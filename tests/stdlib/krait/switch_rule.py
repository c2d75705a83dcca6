# A bare += on a global loses updates only where a switch may happen between any two instructions;
# with a call between the read and the write it loses them under both rules; with a lock never.
import krait, threading, time
krait.gil.interval = 0.00001
def lost(work, expected, threads=4, n=8000):
    global counter
    # A switch at the right place is a matter of chance; the machine may be busy.
    end = time.monotonic() + (4 if expected else 0.3)
    while time.monotonic() < end:
        counter = 0
        group = [threading.Thread(target=work, args=(n,)) for _ in range(threads)]
        for t in group: t.start()
        for t in group: t.join()
        if counter != threads * n:
            return True
    return False
counter = 0
def bare(n):
    global counter
    for _ in range(n):
        counter += 1
def one(): return 1
def call(n):
    global counter
    for _ in range(n):
        counter = counter + one()
lock = threading.Lock()
def locked(n):
    global counter
    for _ in range(n // 20):
        with lock:
            for _ in range(20): counter += 1
for rule in ("backedge", "opcode"):
    krait.gil.rule = rule
    print(rule, lost(bare, rule == "opcode"), lost(call, True), lost(locked, False))  # expect: backedge False True False
    # expect: opcode True True False
krait.gil.rule = "backedge"
