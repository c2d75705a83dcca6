def f(a, b: int = 1, *c, d, e=2, **g) -> str:
    "doc string"
    x = 1
    return x
print(f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__defaults__, f.__kwdefaults__,
      f.__annotations__, f.__closure__, f.__dict__, f.__type_params__)
c = f.__code__; print(c.co_name, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount,
                      c.co_varnames, c.co_flags & 12, c.co_firstlineno, c.co_qualname,
                      c.co_freevars, c.co_cellvars)
f.attr = 5; print(f.attr, f.__dict__); del f.attr
f.__name__ = "renamed"; f.__doc__ = None; print(f.__name__, f.__doc__, f.__qualname__)
for code in ("f.__name__ = 5", "f.__code__ = 5", "f.__defaults__ = 5", "f.__dict__ = 5",
             "f.__globals__ = {}", "f.nope", "del f.__name__", "f.__qualname__ = 1",
             "f.__kwdefaults__ = 1", "f.__annotations__ = 1"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
def nodoc(): 1
print(nodoc.__doc__, (lambda: 0).__name__, (lambda: 0).__qualname__, f.__globals__ is globals(),
      f.__builtins__["len"] is len)
