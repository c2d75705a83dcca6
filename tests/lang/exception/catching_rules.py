def attempt(exc, handlers):
    try:
        try: raise exc
        except handlers as e: return "caught " + type(e).__name__
    except BaseException as e: return "escaped " + type(e).__name__ + ": " + str(e)
print(attempt(ValueError(1), ValueError), attempt(KeyError(1), LookupError),
      attempt(ValueError(1), (KeyError, ValueError)), attempt(ValueError(1), ()),
      attempt(ValueError(1), KeyError))
print(attempt(ValueError(1), 5), attempt(ValueError(1), "x"), attempt(ValueError(1), (KeyError, 5)),
      attempt(ValueError(1), int), attempt(KeyboardInterrupt(), Exception),
      attempt(ValueError(), [ValueError]))
class Meta(type):
    def __instancecheck__(c, o): return True
    def __subclasscheck__(c, o): return True
class Any(Exception, metaclass=Meta): pass
print(attempt(ValueError(1), Any))
try: raise ValueError
except KeyError: print("no")
except (TypeError, ValueError): print("tuple")
except Exception: print("too late")
def evaluated(): print("handler expression evaluated"); return ValueError
try: pass
except evaluated(): pass
try: raise ValueError
except evaluated(): print("done")
