class E(Exception):
    def __str__(self): return "custom text"
class Multi(Exception): pass
for x in (E(1), Multi(1, 2), Multi(), Multi("one"), KeyError("k"), KeyError(), ValueError(None),
          OSError(2, "No such"), OSError(2, "No such", "f.txt"), OSError(2, "m", "a", None, "b"),
          StopIteration(5), SystemExit(3), UnicodeError("u"), Exception("a", ["b"]),
          ImportError("m", name="n", path="p")):
    print(str(x), "|", repr(x), "|", x.args)
