t = (1, 2, 3)
print(t[0], t[-1], t[1:], t[::-1], t + (4,), t * 2, len(t), 2 in t, t.index(2), t.count(1), (),
      (1,), tuple("ab"), tuple(), hash(t) == hash((1, 2, 3)), (1, (2, [3])), t < (1, 2, 4),
      tuple([1, 2]) == (1, 2), 1, )
x = 1, 2; y = 3,; print(x, y, type(()))
for f in (lambda: t[3], lambda: t["a"], lambda: t + [1], lambda: t.index(9), lambda: hash(([],)),
          lambda: tuple(5), lambda: t * "a", lambda: tuple(1, 2), lambda: t.append):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for code in ("t[0] = 1", "del t[0]", "t[0:1] = ()", "t.x = 1"):
    try: exec(code)
    except Exception as e: print(type(e).__name__, e)
