for s in ("  x = 1", "if 1:\n  x\n   y", "if 1:\n    x\n  y", "if 1:\n\tx\n        y",
          "def f():\n  x\n\ty", "x = 1\n  y = 2", "if 1:\n  if 2:\n  x",
          "class A:\n  def f(self):\n  pass", "if 1:\n        x\n\ty", "\tx",
          "for a in b:\n    1\n     2", "if 1:\n  x\n y\n", "if 1:\n    # only comment\nx",
          "def f():\n    '''doc'''\n      x = 1", "if a:\n  b\n\n\n    c"):
    try: compile(s, "<s>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", type(e).__name__, e.msg, e.lineno, e.offset,
                                   e.end_offset)
