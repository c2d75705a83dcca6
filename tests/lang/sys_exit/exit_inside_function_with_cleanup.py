import atexit
atexit.register(print, "atexit")
class C:
    def __enter__(s): return s
    def __exit__(s, *a): print("exit", a[0].__name__)
def f():
    with C(): exit(3)
f()
