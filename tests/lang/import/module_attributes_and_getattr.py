import mod_getattr as m
print(m.real, m.dynamic_thing, sorted(dir(m))[-2:])
try: m.forbidden
except AttributeError as e: print(e)
from mod_getattr import dynamic_import
print(dynamic_import)
import types
n = types.ModuleType("made", "doc"); n.x = 1; print(n, n.__doc__, n.__name__, vars(n)["x"],
        n.__spec__, n.__loader__)
try: n.y
except AttributeError as e: print(e)
del n.x
try: n.x
except AttributeError as e: print(e)
import sys
sys.modules["fake"] = n; import fake; print(fake is n)
sys.modules["none"] = None
try: import none
except ImportError as e: print(type(e).__name__, e)
sys.modules["custom"] = 5; import custom; print(custom)
m.__class__ = type("Sub", (types.ModuleType,), {"p": property(lambda s: "prop")}); print(m.p)
