a = b = c = 1; del a, b; print("a" in globals(), c)
l = list(range(6)); del l[0], l[1:3]; print(l)
d = {"x": {"y": 1}}; del d["x"]["y"]; print(d)
class A: pass
o = A(); o.p = 1; del o.p; print(vars(o)); x = y = z = 0; del (x,
        [y, (z)]); print("z" in globals()); del (); del []
for code in ("del nope", "del d['no']", "del l[99]", "del o.no", "del (5).real", "del 'a'[0]",
             "del (1).x"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
for code in ("del 1", "del f()", "del a + b", "del (a, 1)", "del *a", "del (a for a in b)",
             "del a if b else c", "del None", "del", "del a,", "del (a,)", "del [a]", "del {a}",
             "del lambda: 0", "del a.b()", "del __debug__", "del (*a, b)", "del a := 1", "del f'x'",
             "del a < b", "del not a", "del -a", "del await x", "del x; del y"):
    try: compile(code, "<d>", "exec"); print(code, "| ok")
    except SyntaxError as e: print(code, "|", e.msg, e.offset)
