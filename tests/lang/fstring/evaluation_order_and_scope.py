def f(x): print("eval", x); return x
print(f"{f(1)} {f(2):{f(3)}} {f(4)}")
class K:
    v = 2
    s = f"{v}"
print(K.s, [f"{i}{j}" for i in range(2) for j in "ab"], (lambda z: f"{z!r}")("q"))
def outer():
    n = 10
    return lambda: f"{n}"
print(outer()())
try: f"{undefined_thing}"
except NameError as e: print(e)
