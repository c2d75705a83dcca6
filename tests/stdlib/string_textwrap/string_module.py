import string
print(string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace),
      string.capwords("a bC  d"), string.Template("$a ${b} $$").substitute(a=1, b=2),
      string.Template("$x").safe_substitute())
for f in (lambda: string.Template("$x").substitute(), lambda: string.Template("$").substitute(),
          lambda: string.Template("${x").substitute(x=1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
F = string.Formatter(); print(F.format("{0} {a}", 1, a=2), list(F.parse("x{a!r:>{w}}y{{")),
                              F.vformat("{}", (5,), {}))
import textwrap
print(textwrap.wrap("the quick brown fox jumps", 10), textwrap.fill("aaa bbb ccc", 7),
      textwrap.dedent("  a\n   b\n  c"), textwrap.indent("a\nb", "> "),
      textwrap.shorten("hello big world", 11))
