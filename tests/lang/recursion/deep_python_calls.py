import sys
sys.setrecursionlimit(60000)
def f(n): return 0 if n == 0 else 1 + f(n - 1)
print(f(50000))
class A:
    def __init__(s, n): s.c = A(n - 1) if n else None
a = A(10000); n = 0
while a: a = a.c; n += 1
print(n)
def g(n): yield n; yield from g(n - 1) if n else ()
print(sum(g(1000)))
