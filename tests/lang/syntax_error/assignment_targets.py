for s in ("1 = x", "'a' = 1", "f() = 1", "a + b = 1", "None = 1", "True = 1", "x = None = 1",
          "(a, 1) = 2", "[a, f()] = 1", "*a = 1", "a, *b, *c = 1", "*a, *b = 1", "lambda: 1 = 2",
          "a if b else c = 1", "{a: b} = 1", "{a} = 1", "f'x' = 1", "-x = 1", "x += y += 1",
          "1 += x", "(a, b) += 1", "[a] += 1", "f() += 1", "None += 1", "for 1 in x: 0",
          "for f() in x: 0", "for a + b in c: 0", "for None in x: 0", "with a as 1: 0",
          "with a as f(): 0", "with a as None: 0", "import a as b.c", "from a import b as 1",
          "a = yield = b", "not x = 1", "a < b = c", "x and y = 1", "... = 1", "(x for x in y) = 1",
          "[x for x in y] = 1", "[f() for f() in y]", "[x for 1 in y]", "await x = 1",
          "__debug__ = 1", "x.None = 1", "x = = 1", "a = 1 = b", "(a) = 1", "((a, b)) = c",
          "a.b = c[d] = 1", "for x, 1 in y: 0", "for x.y in z: 0", "for *a in b: 0",
          "for (*a, b) in c: 0", "`x`", "x := 1", "a ? b", "$x", "x!", "a <> b", "x++", "++x",
          "x--"):
    try: compile(s, "<s>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", e.msg, e.lineno, e.offset, e.end_offset)
