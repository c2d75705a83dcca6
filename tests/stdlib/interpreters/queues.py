# Queues between interpreters: order, copies, limits, waits; a queue sent through a queue.
import interpreters
import threading

q = interpreters.create_queue()
print(q.empty(), q.qsize(), q.maxsize, q.full())
values = [None, True, 1 << 80, 2.5, "é", b"x", (1, ("a", None)), [1, {2: 3}], {"k": {1}}]
for v in values:
    q.put(v)
print(q.qsize(), [q.get() for _ in values] == values)
try:
    q.get_nowait()
except interpreters.QueueEmpty as e:
    print("empty")
try:
    q.get(timeout=0.02)
except interpreters.QueueEmpty as e:
    print("late")
small = interpreters.create_queue(2)
small.put(1)
small.put(2)
print(small.full())
try:
    small.put(3, timeout=0.02)
except interpreters.QueueFull:
    print("full")
print(interpreters.is_shareable((1, "a")), interpreters.is_shareable([1]), interpreters.is_shareable(q))
try:
    q.put(lambda: 0)
except interpreters.NotShareableError:
    print("refused")

# An echo in another interpreter, which runs in a thread of this one.
a = interpreters.create()
back = interpreters.create_queue()
def serve(q):
    while (message := q.get()) is not None:
        value, answer = message
        answer.put((value * 2, answer == answer))
    return "done"
t = a.call_in_thread(serve, q)
for i in range(200):
    q.put((i, back))
print(sum(back.get()[0] for _ in range(200)), back.qsize(), a.is_running())
try:
    a.exec("1")
except interpreters.InterpreterError as e:
    print(type(e).__name__)
q.put(None)
t.join()
print(a.is_running())
a.close()
# expect: True 0 0 False
# expect: 9 True
# expect: empty
# expect: late
# expect: True
# expect: full
# expect: True False True
# expect: refused
# expect: 39800 0 True
# expect: InterpreterError
# expect: False
