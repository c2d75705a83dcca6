print(eval("1 + 2"), eval(" 3 "), eval("x * 2", {"x": 5}), eval("x + y", {"x": 1}, {"y": 2}),
      eval(b"7"), eval(compile("8", "<c>", "eval")), exec("z = 1"), z,
      eval("[i for i in range(3)]"), eval("lambda: 5")())
ns = {}; exec("a = 1\ndef f(): return a + b\nb = 2", ns); print(ns["f"](),
        sorted(k for k in ns if k[0] != "_"), "__builtins__" in ns)
g, l = {}, {}; exec("x = 1\nclass C: y = 1\ndef f(): return 'x' in globals()", g,
                    l); print(sorted(l), sorted(k for k in g if k[:2] != "__"), l["f"](), l["C"].y)
for f in (lambda: eval("x = 1"), lambda: eval(""), lambda: eval(5), lambda: exec(5),
          lambda: eval("1", 5), lambda: eval("1", {}, 5), lambda: eval("nope"), lambda: eval("1 +"),
          lambda: exec("raise KeyError('e')"), lambda: eval("\0"), lambda: eval("1 2"),
          lambda: exec("x", {}, []), lambda: eval("(yield 1)")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def loc():
    v = 10
    exec("v = 20; w = 30"); return v, eval("v + 1"), "w" in locals()
print(loc())
class M(dict):
    def __missing__(s, k): return "missing " + k
print(eval("anything", {}, M()), eval("x + y", M(x="1", y="2") if False else {"x": "1", "y": "2"}))
