class A:
    def __int__(s): return 5
    def __float__(s): return 2.5
    def __complex__(s): return 1j
    def __index__(s): return 3
    def __bool__(s): return False
    def __str__(s): return "str"
    def __repr__(s): return "repr"
    def __bytes__(s): return b"bytes"
    def __hash__(s): return 99
a = A(); print(int(a), float(a), complex(a), hex(a), [0, 1, 2, 3][a], bool(a), str(a), repr(a),
               bytes(a), hash(a), range(a), "x" * a, bin(a), chr(a) == "\3", "%d" % a, "%f" % a,
               "abcd"[a], round(2.34567, a))
class B: pass
def mk(**k): return type("X", (), {n: (lambda s, v=v: v) for n, v in k.items()})()
for f in (lambda: int(mk(__int__="x")), lambda: float(mk(__float__=1)),
          lambda: complex(mk(__complex__=1)), lambda: [1][mk(__index__="x")], lambda: int(B()),
          lambda: float(B()), lambda: [1][B()], lambda: hex(B()), lambda: int(mk(__index__=7)),
          lambda: float(mk(__index__=7)), lambda: complex(mk(__float__=1.5)),
          lambda: bytes(mk(__bytes__="x")), lambda: hash(mk(__hash__=1.5)),
          lambda: len(mk(__len__=1.5)), lambda: str(mk(__str__=None)), lambda: repr(mk(__repr__=1)),
          lambda: format(mk(__format__=None)), lambda: bool(mk(__bool__=1)),
          lambda: iter(mk(__iter__=5)), lambda: int(mk(__trunc__=3)), lambda: range(B()),
          lambda: "x" * B(), lambda: float(mk(__float__=True))):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
