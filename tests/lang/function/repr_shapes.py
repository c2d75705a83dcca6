import re
class C:
    def m(self): pass
    @classmethod
    def c(cls): pass
    @staticmethod
    def s(): pass
def f():
    def g(): pass
    return g
for o in (f, f(), C.m, C().m, C.c, C.s, C, C(), len, "".join, [].append, str.join, int.__add__,
          (1).__add__, type, object, lambda: 0, property(), iter([]), (x for x in ()), f.__code__,
          dict.fromkeys, C.__init__, C().__init__, NotImplemented, ..., zip(), map(len, []),
          super(C, C()), C.__dict__["c"], C.__dict__["s"]):
    print(re.sub(r", line \d+>", ", line N>", re.sub('file ".*?"', "file F", repr(o))))
