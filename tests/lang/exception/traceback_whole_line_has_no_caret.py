def f():
    raise KeyError("missing")
f()
