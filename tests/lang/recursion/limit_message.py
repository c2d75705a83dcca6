import sys
sys.setrecursionlimit(200)
def f(n): return f(n + 1)
try: f(0)
except RecursionError as e: print(e)
def depth(n=0):
    try: return depth(n + 1)
    except RecursionError: return n
d = depth(); print(150 < d < 200, sys.getrecursionlimit())
for v in (0, -1, "x", 1.5):
    try: sys.setrecursionlimit(v)
    except Exception as e: print(type(e).__name__, e)
