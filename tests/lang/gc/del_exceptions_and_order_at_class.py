class A:
    def __del__(s): raise RuntimeError("ignored")
a = A()
del a
def f():
    b = A()
    return "returned"
print(f())
print([A() and 1 for _ in range(2)])
