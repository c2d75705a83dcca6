class A:
    x = 1
    def f(self): pass
class B(A): y = 2
b = B(); b.z = 3
print([n for n in dir(b) if not n.startswith("__")], [n for n in dir(B) if n[0] != "_"], vars(b),
      sorted(n for n in vars(A) if n[0] != "_"))
class D:
    def __dir__(self): return ["b", "a", 3] if False else ["b", "a"]
print(dir(D()), [n for n in dir() if n in ("A", "b")], "__init__" in dir(object),
      len(set(dir(5)) - set(dir(object))) > 40)
def f(p): q = 1; return dir(), vars() == locals()
print(f(0))
