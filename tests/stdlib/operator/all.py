import operator as o
print(o.itemgetter(1)("abc"), o.itemgetter(0, 2)([1, 2, 3]), o.attrgetter("real")(5),
      o.attrgetter("real.imag", "imag")(5), o.methodcaller("split", ",")("a,b"), o.add(1, 2),
      o.concat("a", "b"), o.contains([1], 1), o.countOf([1, 1, 2], 1), o.indexOf([5, 6], 6),
      o.truth([]), o.not_(1), o.is_(None, None), o.index(5), o.length_hint([1, 2]),
      o.iadd([1], [2]), o.getitem({"k": 1}, "k"), o.matmul.__name__, o.inv(5), o.neg(1),
      o.call(len, "ab"), o.itemgetter(1), o.attrgetter("a"), o.methodcaller("m", 1, k=2),
      o.itemgetter(slice(1))("abc"))
for f in (lambda: o.itemgetter(), lambda: o.itemgetter(5)([]), lambda: o.attrgetter("x")(5),
          lambda: o.attrgetter(5), lambda: o.index(1.5), lambda: o.concat(1, 2),
          lambda: o.indexOf([], 1), lambda: o.methodcaller(), lambda: o.length_hint(5, "x"),
          lambda: o.methodcaller("zz")(5), lambda: o.lt(1, "a")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
