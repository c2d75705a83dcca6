def f(): return q
def g(): print(v); v = 1
def h():
    if False: w = 1
    return w
def i(): del z; z = 1
def j():
    global nope
    del nope
def k():
    for t in []: pass
    return t
for fn in (f, g, h, i, j, k):
    try: fn()
    except NameError as e: print(type(e).__name__, e, getattr(e, "name", None))
