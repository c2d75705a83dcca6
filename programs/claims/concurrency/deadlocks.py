"""Deadlocks: two locks taken in opposite orders, and what can be done about it.

Under Krait a cycle of waits that nothing can end is found while it stands: the main thread raises
`krait.DeadlockError`, with who waits for whom. Elsewhere only a limit on waiting ends it.
"""
import os
import sys
import threading

sys.path.insert(1, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import claim  # noqa: E402


def cross(first, second, gate, timeout, seen):
    """Takes both locks; notes whether it got the second one."""
    with first:
        gate.wait()
        if timeout is None:
            second.acquire()
        elif not second.acquire(timeout=timeout):
            seen.append(False)
            return
        seen.append(True)
        second.release()


def opposite_orders(timeout):
    """Two threads, each holding the lock the other wants; how many got both."""
    a, b, seen = threading.RLock(), threading.RLock(), []
    gate = threading.Barrier(2)
    threads = [threading.Thread(target=cross, args=(*locks, gate, timeout, seen), daemon=True)
               for locks in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen.count(True)


def one_order(rounds=200):
    """The same locks, always `a` before `b`: how often both were taken."""
    a, b, done = threading.RLock(), threading.RLock(), []

    def body():
        for _ in range(rounds):
            with a, b:
                done.append(1)
    threads = [threading.Thread(target=body) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


DEADLOCK = """
import sys
sys.path[:0] = sys.argv[1:3]
import krait, deadlocks
try:
    deadlocks.opposite_orders(timeout=None)
except krait.DeadlockError as error:
    print('found', str(error).count('waits for'), flush=True)
    import os
    os._exit(0)
"""


@claim.experiment("48b", "Simulation of a deadlock: two locks taken in opposite orders.")
def deadlock_of_two_locks(x):
    rounds = 200
    both = x.measure(f"of {2 * rounds} times in one order, both locks taken", one_order(rounds))
    got = x.measure("threads of 2 in opposite orders that got both, waiting 0.3 s at most",
                    opposite_orders(timeout=0.3))
    x.criterion("one order for all never blocks", both == 2 * rounds)
    # The first to give up lets the other one through.
    x.criterion("in opposite orders at most one gets through", got <= 1)
    found = False
    if claim.KRAIT:
        here = os.path.dirname(os.path.abspath(__file__))
        done = claim.run_python(DEADLOCK, here, os.path.dirname(here))
        found = done.stdout.startswith("found")
        x.measure("the cycle was reported while it stood", found)
        x.criterion("DeadlockError is raised in the main thread", found)
    else:
        x.note("DeadlockError is Krait's: left out")
    if got <= 1 and both == 2 * rounds:
        x.verdict("right", "opposite orders block, one order does not"
                  + ("; the VM names the cycle" if found else ""),
                  f"{got} of 2 through, {both} of {2 * rounds} in one order")
    else:
        x.verdict("wrong", "nothing blocked")


if __name__ == "__main__":
    claim.run()
