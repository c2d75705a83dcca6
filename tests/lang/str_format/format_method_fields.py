class P: x = 3; items = {"k": [10, 20]}
p = P()
print("{} {} {}".format(1, 2, 3), "{2}{0}{1}".format(*"abc"), "{a}{b}".format(a=1, b=2),
      "{0.x} {0.items[k][1]}".format(p), "{p.x:>4}".format(p=p),
      "{!r} {!s} {!a}".format("é", "é", "é"), "{{}} {}".format(1), "{:{}}|".format("x", 5),
      "{:{w}.{p}f}".format(3.14159, w=8, p=2), "{0[0]}{0[-1]}".format({"-1": "neg", 0: "zero"}),
      "{[a b]}".format({"a b": 1}), "{:%Y}".format(__import__("datetime").date(2024, 1, 2)))
print("{0}{0!r:>5}".format("a"), "{:>{width}}".format("r", width=4), "{x!s:^5}".format(x=1),
      "{}".format("{}"), "".format(1, 2), "{0:{0}}".format(3), "{:=^{n}}".format("m", n=5))
