import re
f = re.findall
print(f(r"(?i)ABC", "abc"), f(r"a(?=b)", "abac"), f(r"a(?!b)", "abac"), f(r"(?<=x)a", "xaya"),
      f(r"(?<!x)a", "xaya"), f(r"(a)\1", "aab"), f(r"(?:ab)+", "ababx"), f(r"a{2}", "aaaa"),
      f(r"a{1,2}?", "aaa"), f(r"a*?b", "aab"), f(r"\bfoo\b", "foo food"), f(r"\Aa|z\Z", "az"),
      f(r"[^a-c]", "abcd"), f(r"[\w.-]+", "a-b.c d"), f(r"(?x) a  # comment" "\n b", "ab"),
      f(r"(?s).", "\n"), f(r"(?m)^.", "a\nb"), f(r"é", "é"), f(r"\w+", "naïve_1 é"),
      f(r"(?a)\w+", "naïve"), f(r"\d", "1٣"), f(r"[\d\s]+", "1 2"), f(r"(x)?(y)?", "xy"),
      f(r"(?P<q>['\"]).*?(?P=q)", "'a' \"b\""), f(r"(a|ab)(c|bcd)", "abcd"), f(r"(?>a+)b", "aab"),
      f(r"a++b", "aab"), f(r"(?(1)a|b)" if False else r"(<)?x(?(1)>|)", "<x> x"), f(r"\.", "a.b"),
      f(r"[]]", "]"), f(r"[a\]]", "]a"), f(r"$", "a\n"), f(rb"\w", b"a\xe9"), f(r"(?i)ß", "ẞß"),
      f(r"(?i)k", "K"))
print(re.match(r"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaa") is not None,
      re.search(r"(\w+)\s\1", "the the").group(), re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567"),
      re.match("(?:a|b)*c", "ababc").end(), re.match("(a)|b", "b").groups(),
      re.match("(a)|b", "b").start(1), re.match(r"((a)|b)+", "ab").groups(),
      re.fullmatch("a|ab", "ab"), re.match("(?P<a>.)(?P<b>.)", "xy").groupdict())
sc = re.compile("a").scanner("aba") if hasattr(re.compile("a"),
        "scanner") else None; print(sc.search().span(), sc.search().span(), sc.search())
