class It:
    def __init__(s): s.n = 0
    def __iter__(s): return s
    def __next__(s):
        s.n += 1
        if s.n == 3: raise KeyError("in next")
        return s.n
try:
    for x in It(): print(x)
    else: print("never")
except KeyError as e: print(e, x)
def g():
    for x in (1, 2, 3):
        try: yield x
        finally: print("cleanup", x)
for x in g():
    if x == 2: break
print("after break")
for x in g(): 
    try:
        if x == 1: continue
        print("body", x)
    finally: print("loop finally", x)
for code in ("for x in 5: pass", "for x in None: pass", "for x, y in [1]: pass",
             "for x in int: pass", "for x in object(): pass", "[x for x in 5]", "x, *y = 5"):
    try: exec(code)
    except TypeError as e: print(code, "|", e)
