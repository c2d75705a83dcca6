def f():
    return pritn
f()
