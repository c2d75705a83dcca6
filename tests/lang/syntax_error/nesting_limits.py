for s in ("(" * 150 + "1" + ")" * 150, "[" * 250 + "]" * 250, "-" * 100 + "1", "not " * 100 + "x",
          "(" * 10000, "x" + ".a" * 1000, "1" + "+1" * 2000, "x" + "[0]" * 500, "f" + "()" * 90,
          "lambda: " * 90 + "0"):
    try: compile(s, "<n>", "eval"); print(s[:10], "ok")
    except (SyntaxError, RecursionError, MemoryError) as e: print(s[:10], type(e).__name__,
            str(e)[:60])
s = "".join(" " * i + "if 1:\n" for i in range(99)) + " " * 99 + "x = 5\n"
exec(s); print(x)
s = "".join(" " * i + "if 1:\n" for i in range(101)) + " " * 101 + "x = 5\n"
try: exec(s)
except SyntaxError as e: print(type(e).__name__, e.msg)
s = "".join(" " * i + "for i in [1]:\n" for i in range(30)) + " " * 30 + "x = 5\n"
try: exec(s)
except SyntaxError as e: print(e.msg)
