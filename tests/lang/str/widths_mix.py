a, b, c = "abc", "äöü€"[0:3], "€uro"
d = "😀x"
print(a + b + c + d, (a + d)[:3] == a, len(a + b + c + d), (d + a)[1:], b[1] + c[0] + d[0],
      a.replace("b", "😀"), d.replace("😀", "b") == "bx", max(a + d), min(d + a))
print(a < b < c < d, sorted(d + c + b + a), "\u00ff" < "\u0100", "\uffff" < "\U00010000", "a" in d,
      "😀" in a, (c + d).find("😀"), (d * 2).count("x"), (c + d).upper())
