import re
for p in ("(", ")", "[", "a**", "*a", "a{2,1}", "(?P<n>a)(?P<n>b)", "(?P<1>a)", "(?P=x)", r"\1",
          "(?z)", "[b-a]", r"\q", "(?P<n", "a|*", "(?<=a+)b", "(?(1)a|b|c)", "(?(2)a)", r"\x1",
          r"\u12", "(?#", "(?", "(?P", "(?i", "a++b", "(?>a)", "a(?i)b", r"\N{foo}", "(?P<a>",
          "[a-\\d]", "+", "a???", "(?-i:a)", "(?a-u:b)", r"(?L)a"):
    try: print(repr(p), re.compile(p).pattern)
    except re.error as e: print(repr(p), "|", e.msg, e.pos, e.lineno, e.colno)
