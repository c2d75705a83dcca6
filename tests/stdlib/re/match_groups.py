import re
m = re.match(r"(?P<y>\d+)-(?P<m>\d+)(x)?", "2024-05 rest"); print(m.group(), m.groups(),
        m.groupdict(), m.span(), m.start("m"), m.end(2), m["y"], m[0], m.groups("dflt"),
        m.lastindex, m.lastgroup, m.expand(r"\g<m>/\1"), m.string, m.pos, m.endpos, m.re.pattern,
        bool(m), m)
print(re.search("b+", "aabbb").span(), re.match("b", "ab"), re.fullmatch("a+", "aaa"),
      re.findall(r"\d+", "1 22 333"), re.findall(r"(\w)(\d)", "a1b2"),
      [m.start() for m in re.finditer("a", "banana")], re.split(r"[,;]\s*", "a, b;c"),
      re.split(r"(,)", "a,b"), re.split("x*", "axbc"), re.sub(r"(\w+) (\w+)", r"\2 \1",
              "hello world"), re.subn("a", "b", "aaa", count=2),
      re.sub("a", lambda m: m.group().upper(), "banana"), re.escape("a.b*c"),
      re.sub("", "-", "abc"), re.findall("", "ab"), re.sub(r"\d", r"\g<0>\g<0>", "a1"))
p = re.compile(r"^a.c$", re.I | re.M | re.S); print(p, p.flags, p.groups, p.groupindex,
        p.findall("A\nc\nabc"), p.search("xabc", 1))
for f in (lambda: re.match("(?P<n>x)", "x").group("zz"), lambda: re.match("x", "x").group(1),
          lambda: re.sub("a", r"\1", "a"), lambda: re.sub("a", r"\g<x", "a"), lambda: re.compile(5),
          lambda: re.match("a", b"a"), lambda: re.match(b"a", "a"),
          lambda: re.sub("(a)", r"\g<n>", "a"), lambda: re.sub("a", r"\q", "a")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
