class C:
    def __init__(s, n): s.n = n
    def __enter__(s): return s
    def __exit__(s, t, v, tb): raise KeyError(s.n)
try:
    with C("outer"), C("inner"): raise ValueError("body")
except KeyError as e:
    while e: print(repr(e)); e = e.__context__
try:
    with C("x"): pass
except KeyError as e: print(repr(e), e.__context__)
