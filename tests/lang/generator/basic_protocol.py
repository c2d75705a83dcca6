def g():
    print("start")
    x = yield 1
    print("got", x)
    y = yield 2
    print("got", y)
    return "done"
i = g(); print(type(i).__name__, iter(i) is i, i.gi_frame is not None, i.gi_running, i.gi_suspended,
               i.gi_yieldfrom, i.__name__, i.__qualname__)
print(next(i), i.gi_suspended); print(i.send("hello"))
try: i.send("bye")
except StopIteration as e: print(repr(e), e.value, i.gi_frame)
try: next(i)
except StopIteration as e: print(repr(e), e.value)
print(list(i), next(i, "default"))
j = g()
try: j.send("too early")
except TypeError as e: print(e)
print(list(g()), i.gi_code.co_name)
