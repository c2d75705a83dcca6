try: compile("x = (\n  1 +\n", "file.py", "exec")
except SyntaxError as e: print(e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset,
                               e.msg, e.args, e.print_file_and_line, str(e))
e = SyntaxError("m", ("f", 1, 2, "text", 1, 3)); print(e, e.args, e.text, e.end_offset, repr(e))
for a in (("m",), (), ("m", ("f", 1)), ("m", None), ("m", ("f", None, None, None)), ("m", 5)):
    try: x = SyntaxError(*a); print(x, x.filename, x.lineno, x.msg)
    except Exception as t: print(type(t).__name__, t)
e = SyntaxError("msg"); e.filename = "dir/name.py"; e.lineno = 3; print(e)
print(issubclass(TabError, IndentationError), issubclass(IndentationError, SyntaxError))
for mode, src in (("eval", "x = 1"), ("eval", ""), ("single", "x\ny"), ("eval", "1\n2"),
                  ("exec", "\0"), ("eval", "(yield)")):
    try: compile(src, "<m>", mode)
    except (SyntaxError, ValueError) as e: print(mode, repr(src), type(e).__name__, e)
