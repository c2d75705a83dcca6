for s in ("if x\n  1", "if x:", "if x:\n1", "while x\n 1", "for a in b\n 1", "def f()\n 1",
          "class A\n 1", "try\n 1", "with a\n 1", "else: 1", "elif x: 1", "if x: 1\nelse\n 2",
          "try: 1", "try: 1\nfinally", "try: 1\nexcept\n 2", "def f(): ", "class A:\n\nx",
          "for a in b:\nc", "while 1:\nx", "with a:\nb", "try:\nx", "try: 1\nexcept:\nx",
          "try: 1\nfinally:\nx", "match x\n case 1: 1", "match x:\ncase 1: 1",
          "match x:\n case 1:\n1", "lambda x 1", "if x = 1: 2", "elif: 1", "finally: 1",
          "except: 1", "if x:\n  1\n else:\n  2", "try:\n 1\nexcept A, B:\n 2",
          "try:\n 1\nexcept A:\n 2\nexcept* B:\n 3", "try: 1\nexcept*: 2",
          "try: 1\nexcept: 2\nexcept A: 3", "for x in y: 1\nelse\n 2", "async x",
          "async def f()\n 1", "if x then 1", "while True print(1)"):
    try: compile(s, "<s>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", type(e).__name__, e.msg, e.lineno, e.offset,
                                   e.end_offset)
