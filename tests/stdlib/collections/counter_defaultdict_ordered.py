from collections import *
c = Counter("abracadabra"); print(c, c["a"], c["zz"], c.most_common(2), sum(c.values()),
                                  sorted(c.elements())[:3],
                                  c.total()); c.update("aa"); c.subtract("b"); print(c["a"], c["b"],
                                          c + Counter(a=1), c - Counter(a=3), c & Counter(a=1),
                                          c | Counter(z=1), +Counter(a=-1, b=1), -Counter(a=-1),
                                          Counter(a=1) == Counter(a=1, b=0),
                                          Counter(a=1) <= Counter(a=2))
d = defaultdict(list); d["x"].append(1); print(d, d["y"], "z" in d, d.get("z"),
        d.default_factory); e = defaultdict(None)
try: e["k"]
except KeyError as k: print(k)
try: defaultdict(5)
except TypeError as t: print(t)
o = OrderedDict([("a", 1), ("b", 2)]); o.move_to_end("a"); print(o, o.popitem(last=False),
        o == {"a": 1}, OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1),
        list(reversed(OrderedDict(a=1, b=2))))
m = ChainMap({"a": 1}, {"a": 2, "b": 3}); print(m["a"], m["b"], sorted(m),
        m.new_child({"c": 4}).maps, m.parents); m["b"] = 9; print(m.maps)
class U(UserDict): pass
u = U(a=1); print(u, u["a"], UserList([1, 2])[0], UserString("s") + "t")
