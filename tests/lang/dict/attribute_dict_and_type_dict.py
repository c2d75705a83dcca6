class C: x = 1
c = C(); c.a = 1; c.__dict__["b"] = 2; print(c.__dict__, c.b, vars(c) is c.__dict__,
        C.__dict__["x"], type(C.__dict__).__name__)
c.__dict__ = {"z": 26}; print(c.z, hasattr(c, "a"), list(c.__dict__))
try: C.__dict__["y"] = 1
except TypeError as e: print(e)
try: c.__dict__ = 5
except TypeError as e: print(e)
del c.__dict__["z"]
try: c.z
except AttributeError as e: print(e)
c.__dict__.update(p=1, q=2); print(c.p + c.q, sorted(vars(c)))
