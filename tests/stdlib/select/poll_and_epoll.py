# select, poll and epoll over a pipe; wrong arguments; a signal does not shorten the wait.
import os, select, signal, time

def failure(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"

r, w = os.pipe()
print(select.select([r], [w], [], 0) == ([], [w], []))
p = select.poll()
p.register(r, select.POLLIN)
print(p.poll(0), failure(p.modify, 99, 1), failure(p.unregister, 99))
print(failure(p.register, r, -1), "|", failure(p.register, r, 70000))
print(failure(p.poll, "x"), "|", failure(p.poll, 2**40))
with select.epoll() as e:
    e.register(r, select.EPOLLIN)
    print(e.poll(0), failure(e.register, r))
    with open(__file__) as f:
        print(failure(e.register, f.fileno()))
    print(failure(e.poll, 0, 0))
    os.write(w, b"x")
    print(e.poll() == [(r, select.EPOLLIN)], p.poll() == [(r, select.POLLIN)])
    print(select.select([r], [], [])[0] == [r])
print(e.closed, failure(e.poll), "|", failure(e.fileno))
print(failure(select.select, [1.5], [], []), "|", failure(select.select, 1, [], []))
print(failure(select.select, [], [], [], -1), "|", failure(select.select, [], [], [], "x"))
print(failure(select.epoll, -2), "|", failure(select.epoll, 1, 5))
calls = []
signal.signal(signal.SIGALRM, lambda *_: calls.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
start = time.monotonic()
select.select([], [], [], 0.05)
signal.setitimer(signal.ITIMER_REAL, 0)
print(time.monotonic() - start >= 0.049, len(calls) > 1)
