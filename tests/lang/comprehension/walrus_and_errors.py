print([y for x in range(4) if (y := x * 2) > 2], y)
def f(): r = [last := i for i in range(3)]; return r, last
print(f())
try: [z for q in [1] for z in undefined]
except NameError as e: print(e)
try: [1 / v for v in (1, 0)]
except ZeroDivisionError as e: print(e)
def g():
    try: return [int(s) for s in ("1", "x")]
    except ValueError as e: return str(e)
print(g())
def h(): return [v for v in [v for v in range(3)]], {v: [v for v in range(v)] for v in range(3)}
print(h())
try:
    def k(): [p for p in range(3)]; return p
    k()
except NameError as e: print(e)
print([n for n in (yield_ for yield_ in "ab")], [(a, b, c) for a in (1,) for b in (a + 1,
        ) for c in (a + b,)])
