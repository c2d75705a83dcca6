print(hash("a") == hash("a"), hash(1) == hash(1.0), hash((1, 2)) == hash((1, 2)),
      id(None) == id(None), type(5), type(type), type(None), type(...), type(NotImplemented),
      type(print), type(lambda: 0), object() == object(), bool(object()), repr(NotImplemented),
      repr(...))
a = []; b = a; print(id(a) == id(b), a is b, [] is []); print(callable(print), callable(int),
        callable(5), callable(lambda: 0), type("x") is str, type(5)(7))
try: bool(NotImplemented)
except TypeError as e: print(e)
for t in (NotImplementedType := type(NotImplemented), type(...), type(None)):
    print(t(), t() is t())
    try: t(1)
    except TypeError as e: print(e)
for t in (type(lambda: 0), type((x for x in ())), type(len), type({}.keys()), type(iter([]))):
    try: t()
    except TypeError as e: print(e)
