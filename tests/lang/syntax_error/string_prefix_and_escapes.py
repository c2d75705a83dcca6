import warnings
warnings.simplefilter("error")
for s in (r"'\d'", r"b'\d'", r"'\8'", r"'\400'", r"b'\777'", r"f'\d{x}'", r"r'\d'", "1is x",
          "1if x else y", "0x1and 2", "x is 1", "x is not 'a'", "x is ()", "(1)(2)", "'a'[1.5]",
          "[1][1, 2]", "{}[[]]" , "(1, 2)()", "assert (x, y)", "None.x", "1 .x", "1()", "'a'()",
          "x is None", "x is True", "x == 1", "[]()", "f'{x}'()", "1[0]", "lambda: 0()",
          "return_ = 1"):
    try: compile(s, "<s>", "exec"); print(s, "ok")
    except SyntaxError as e: print(s, "|", type(e).__name__, e.msg, e.lineno, e.offset)
    except Warning as e: print(s, "| warning", type(e).__name__, e)
