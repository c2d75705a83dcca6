for s in ("f(a=1, 2)", "f(**a, *b)", "f(**a, b)", "f(a=1, a=2)", "f(1=2)", "f('a'=2)", "f(a.b=1)",
          "f(None=1)", "f(True=1)", "f(a for a in b, c)", "f(c, a for a in b)", "f(a=b for b in c)",
          "f(x for x in y, z=1)", "f(,)", "f(a,,b)", "f(*)", "f(**)", "f(a=)", "f(a=1, *b, 2)",
          "f((a)=1)", "f(lambda: 1=2)", "f(a+b=1)", "f(x for x in y for)", "f(*a=1)",
          "def f(a, a): 0", "def f(a=1, b): 0", "def f(*): 0", "def f(*, **k): 0",
          "def f(**k, a): 0", "def f(**k, *a): 0", "def f(*a, *b): 0", "def f(a, /, /): 0",
          "def f(/, a): 0", "def f(*, /): 0", "def f(*a, /): 0", "def f(1): 0", "def f(a.b): 0",
          "def f((a, b)): 0", "def f(a=1, /, b): 0", "def f(a, *, b, *, c): 0", "def f(*a=1): 0",
          "def f(**k=1): 0", "def f(None): 0", "def f(a,,b): 0", "def f(,): 0", "def f(*, ): 0",
          "def f(**k,): 0", "def f(a b): 0", "lambda a, a: 0", "lambda *: 0", "lambda a=1, b: 0",
          "lambda (a): 0", "lambda **k, a: 0", "lambda a, /, b, /: 0", "def f(a:): 0",
          "def f(a=): 0", "def f() -> : 0", "class A(a=1, a=2): 0", "class A(**k, 5): 0",
          "class A(x for x in y): 0", "def 1f(): 0", "def f: 0", "def (): 0", "class 1: 0",
          "class: 0", "@\ndef f(): 0", "@a\nx = 1", "@a b\ndef f(): 0"):
    try: compile(s, "<s>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", e.msg, e.lineno, e.offset, e.end_offset)
