if (n := len("abc")) > 2: print(n)
print((a := 1, b := 2), a, b, (c := 3) + c, [d := 4, d], {(e := 5): e}, f"{(g := 6)}",
      (lambda: (h := 7))())
while (i := globals().get("i", 0) + 1) < 3: print("loop", i)
print([x := 1, x + 1], max(m := 5, m + 1), (t := 1, 2), t)
def f(p=(q := 9)): return (r := p) + r
print(f(), q, any((w := v) > 1 for v in (0, 2, 5)), w)
z = (y := 5); print(z, y)
assert (val := 3) == 3, val
class C: attr = (inner := 4)
print(C.inner, C.attr)
for s in ("x := 1", "(x.y := 1)", "(x[0] := 1)", "f(a=b:=1)", "(a, b := 1)", "[i := 0 for i in x]",
          "[j for i in x if (i := 1)]", "lambda: x := 1", "(x := y := 1)", "x = y := 1",
          "def f(a = b := 1): 0", "(None := 1)", "[(j := 0) for i in x for j in y]",
          "class A: [(q := i) for i in x]", "[x for x in (y := [1])]", "(+x := 1)", "({x} := 1)",
          "del (x := 1)", "with (x := 1): 0", "x[a := 1]", "x[a:=1, b:=2]", "{a := 1}",
          "{a := 1: 2}", "f(a := 1)", "f(x, a := 1, *b)", "((a) := 1)"):
    try: compile(s, "<w>", "exec"); print(s, "| ok")
    except SyntaxError as e: print(s, "|", e.msg, e.offset)
