ops = "add sub mul truediv floordiv mod pow and or xor lshift rshift matmul divmod".split()
class A: pass
for o in ops:
    setattr(A, f"__{o}__", lambda s, x, *r, o=o: f"{o}({x})")
    setattr(A, f"__r{o}__", lambda s, x, *r, o=o: f"r{o}({x})")
a = A()
print(a + 1, a - 1, a * 1, a / 1, a // 1, a % 1, a ** 1, a & 1, a | 1, a ^ 1, a << 1, a >> 1, a @ 1,
      divmod(a, 1))
print(1 + a, 1 - a, 1 * a, 1 / a, 1 // a, 1 % a, 1 ** a, 1 & a, 1 | a, 1 ^ a, 1 << a, 1 >> a, 1 @ a,
      divmod(1, a))
print("s" + a, [1] + a, [1] * a, 1.5 + a, None @ a, pow(a, 2, 3), (1,) + a, b"x" + a, {} | a)
for o in ops[:-1]: setattr(A, f"__i{o}__", lambda s, x, o=o: f"i{o}({x})")
x = a; x += 5; print(x)
x = a; x @= 5; print(x)
x = a; x **= 5; print(x)
class U:
    def __neg__(s): return "neg"
    def __pos__(s): return "pos"
    def __invert__(s): return "inv"
    def __abs__(s): return "abs"
    def __round__(s, n=None): return ("round", n)
    def __trunc__(s): return "trunc"
    def __floor__(s): return "floor"
    def __ceil__(s): return "ceil"
import math
u = U(); print(-u, +u, ~u, abs(u), round(u), round(u, 2), math.trunc(u), math.floor(u),
               math.ceil(u))
