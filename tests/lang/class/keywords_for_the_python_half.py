# A builtin constructor without keywords leaves them to the __new__ or __init__ of a subclass.
for base in tuple, list, set, frozenset, float:
    class Init(base):
        def __init__(self, arg, newarg=None): self.newarg = newarg
    class New(base):
        def __new__(cls, arg, newarg=None):
            self = base.__new__(cls, arg)
            self.newarg = newarg
            return self
    value = 1 if base is float else [1]
    print(base.__name__, Init(value, newarg=3).newarg)
    try: print(New(value, newarg=4).newarg)
    except TypeError as e: print(e)
    class Plain(base): pass
    try: Plain(value, newarg=5)
    except TypeError as e: print(e)
