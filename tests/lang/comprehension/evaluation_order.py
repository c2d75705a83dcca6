def k(x): print("k", x, end=" "); return x
def v(x): print("v", x, end=" "); return x
def c(x): print("c", x, end=" "); return True
print({k(i): v(i) for i in range(2) if c(i)})
print([v(i) for i in range(2) if c(i)], {v(i) for i in [1]})
def it(n): print("iter", n, end=" "); return range(n)
print([(a, b) for a in it(2) for b in it(a + 1)])
print({k(1): v(2), **{k(3): v(4)}})
