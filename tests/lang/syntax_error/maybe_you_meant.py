for s in ("if x = 3: 0", "while x = 3: 0", "print(x = 3 + y = 2)", "f(a.b = 3)", "f(a[0] = 3)",
          "if x.y = 3: 0", "x = (y = 2)", "[x = 1]", "{x = 1}", "assert x = 1", "return x = 1",
          "if x == 1 and y = 2: 0", "elif x = 1: 0", "(x = 1 for y in z)", "lambda: x = 1",
          "f(x = 1 if y = 2 else 3)", "if f() = 1: 0", "if 1 = x: 0", "if (a, b) = c: 0",
          "while not x = 1: 0", "x = 1 if y = 2 else 3", "True == x = 1", "a.b() = 1",
          "if x := 1: 0", "{'a' = 1}", "dict('a' = 1)", "print(a := 1 = 2)"):
    try: compile(s, "<s>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", e.msg, e.lineno, e.offset, e.end_offset)
