class K:
    def __init__(s, n): s.n = n
    def __hash__(s): print("hash", s.n); return 1
    def __eq__(s, o): print("eq", s.n, o.n); return s.n == o.n
    def __repr__(s): return f"K{s.n}"
a, b, c = K("a"), K("b"), K("a")
d = {a: 1, b: 2}
print(d)
print(d[c], d[a])
d[c] = 9; print(d)
print(K("z") in d)
del d[b]; print(d)
