for code in ("class X:\n __slots__ = ('a',)\n a = 1", "class X:\n __slots__ = (1,)",
             "class X:\n __slots__ = ('1a',)", "class X(int):\n __slots__ = ('a',)",
             "class X:\n __slots__ = ('__dict__', '__dict__')",
             "class X(tuple):\n __slots__ = ('a',)", "class X:\n __slots__ = 5",
             "class X:\n __slots__ = ('',)"):
    try: exec(code); print("ok")
    except Exception as e: print(type(e).__name__, e)
class P: __slots__ = ("a",)
class Q: __slots__ = ("b",)
try:
    class R(P, Q): pass
except TypeError as e: print(e)
class S: __slots__ = {"d": "documented"}
print(S.d.__doc__, S.__slots__)
class W: __slots__ = ()
import weakref
try: weakref.ref(W())
except TypeError as e: print(e)
class V: __slots__ = ("__weakref__",)
v = V(); print(weakref.ref(v)() is v)
class Priv:
    __slots__ = ("__p",)
    def __init__(s): s.__p = 4
print(Priv()._Priv__p)
