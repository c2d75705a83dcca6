eg = ExceptionGroup("msg", [ValueError(1), ExceptionGroup("in", [TypeError(2), ValueError(3)])])
print(eg, repr(eg), eg.message, eg.exceptions, eg.args, len(eg.exceptions))
m, r = eg.split(ValueError); print(repr(m), repr(r)); print(repr(eg.subgroup(TypeError)),
        eg.subgroup(KeyError), repr(eg.subgroup(lambda e: isinstance(e,
                ValueError) and e.args == (3,))), repr(eg.derive([OSError()])))
for f in (lambda: ExceptionGroup("m", []), lambda: ExceptionGroup("m", 5),
          lambda: ExceptionGroup(5, [ValueError()]), lambda: ExceptionGroup("m", [5]),
          lambda: ExceptionGroup("m", [KeyboardInterrupt()]), lambda: ExceptionGroup("m"),
          lambda: eg.split(5), lambda: BaseExceptionGroup("m", [ValueError()]).__class__.__name__,
          lambda: BaseExceptionGroup("m", [KeyboardInterrupt()]).__class__.__name__,
          lambda: ExceptionGroup("m", [ValueError])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
