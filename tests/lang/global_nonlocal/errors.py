for s in ("nonlocal x", "def f():\n nonlocal x", "def f():\n x = 1\n global x",
          "def f():\n print(x)\n global x", "def f(x):\n global x",
          "def f():\n x = 1\n def g():\n  nonlocal x\n  global x",
          "def f():\n x = 1\n def g():\n  x = 2\n  nonlocal x",
          "def f(x):\n def g(x):\n  nonlocal x", "def f():\n global x\n def g():\n  nonlocal x",
          "class A:\n nonlocal y", "def f():\n for x in y: pass\n global x",
          "def f():\n x: int\n global x", "def f():\n global x\n x: int = 1", "global x\nx = 1",
          "x = 1\nglobal x", "def f():\n import x\n global x", "global __debug__",
          "def f():\n with a as x: pass\n nonlocal x", "def f():\n def x(): 0\n global x",
          "class f:\n class x: 0\n global x"):
    try: compile(s, "<g>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", e.msg, e.lineno, e.offset)
