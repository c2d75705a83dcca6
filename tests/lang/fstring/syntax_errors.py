for src in ('f"{"', 'f"}"', 'f"{}"', 'f"{ }"', 'f"{!r}"', 'f"{a b}"', 'f"{a!x}"', 'f"{a!}"',
            'f"{a:{b:{c:{d}}}}"', 'f"{a["', 'f"{a)}"', 'f"{lambda x: 1}"', 'f"{a=!}"', 'f"{a!r b}"',
            'f"{(a}"', 'f"{*a}"', 'f"{a = b}"', 'f"{yield}"', "f'{a", 'f"{a:"', 'f"{a#}"',
            'f"{x!r:{}}"', 'f"{:}"', 'f"{a $ b}"', 'f"{1:d:}" + ', 'f"{=}"', 'fb"x"', 'f"{\\}"'):
    try:
        compile(src, "<t>", "eval"); print(src, "ok")
    except SyntaxError as e:
        print(src, "|", e.msg, e.lineno, e.offset, e.end_offset)
