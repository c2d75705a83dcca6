def a():
    try: return "try"
    finally: print("a finally")
def b():
    try: return "try"
    finally: return "finally"
def c():
    try: raise ValueError
    finally: return "swallowed"
def d():
    for i in range(3):
        try: continue
        finally: print("d", i)
    return "end"
def e():
    while True:
        try: break
        finally: print("e")
    return "after break"
def f():
    x = 1
    try: return x
    finally: x = 2
def g():
    for i in range(5):
        try:
            try: return i
            finally:
                if i < 3: continue
        finally: print("outer", i)
def h():
    try:
        try: raise KeyError("k")
        finally: print("h1")
    except KeyError as e: return "caught"
    else: return "else"
    finally: print("h2")
def i():
    try: return i.missing
    except AttributeError: return "attr"
    else: return "no"
    finally: print("i")
for fn in (a, b, c, d, e, f, g, h, i): print(fn())
