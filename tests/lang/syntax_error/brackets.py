for s in ("(", "[", "{", "(]", "[)", "{)", ")", "]", "}", "f(1, [2)", "x = (1,\n  2",
          "x = [1, 2\ny = 3", "{1: 2\n", "f(\n  a\n  b)", "(1\n)\n)", "'a' 'b\n",
          "x = {'a': 1, 'b' 2}", "x = [1 2]", "foo(a b)", "x = (1 2, 3)", "[a for a in b c]",
          "{1 2}", "f(a, b c)", "(a, b\nc)", "x[1 2]", "[1, 2, 3 4, 5]", "print('a' b)", "(x y z)"):
    try: compile(s, "<s>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", type(e).__name__, e.msg, e.lineno, e.offset,
                                   e.end_lineno, e.end_offset)
