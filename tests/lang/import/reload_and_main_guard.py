import importlib, sys
import pkg_c.counter as c
print(c.loads, __name__ == "__main__", c.main)
c.extra = "kept"; c2 = importlib.reload(c); print(c2 is c, c.loads, c.extra)
del sys.modules["pkg_c.counter"]; import pkg_c.counter as c3; print(c3 is c, c3.loads)
import pkg_c.ns.inner as inner
print(inner.v, type(sys.modules["pkg_c.ns"].__path__).__name__,
      getattr(sys.modules["pkg_c.ns"], "__file__", None))
# xfail: not yet as CPython 3.13
