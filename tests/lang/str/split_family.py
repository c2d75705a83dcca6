print("a b  c ".split(), "a,b,,c".split(","), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1),
      " a  b ".split(" "), "".split(), "".split(","), "  ".split(), "a b c".split(None, 1),
      " a b c ".rsplit(None, 1), "a--b--c".split("--"), "abc".split("abc"))
print("a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i".splitlines(), "a\n\nb\n".splitlines(True),
      "".splitlines(), "\n".splitlines(), "x".splitlines(keepends=True))
print("a=b=c".partition("="), "abc".partition("="), "a=b=c".rpartition("="), "abc".rpartition("="))
for f in (lambda: "a".split(""), lambda: "a".partition(""), lambda: "a".split(1),
          lambda: "a".split(sep=b","), lambda: "a".rpartition("")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
