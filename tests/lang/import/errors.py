import sys
for code in ("import no_such_module", "import no_such.sub", "import pkg_b.nope",
             "from pkg_b import nope", "from pkg_b.mod import nope", "from . import x",
             "from .x import y", "from .. import z", "import math.pi", "from sys import nope",
             "import pkg_b.mod.x", "from no_such import a", "import pkg_b.mod as m; m.nope",
             "__import__('')", "__import__(5)", "from pkg_b import broken", "import pkg_b.syntax"):
    try: exec(code, {"__name__": "__main__", "__builtins__": __builtins__}); print(code, "ok")
    except BaseException as e: print(code, "|", type(e).__name__,
                                     str(e).split(" (/")[0].split(" (pkg_b")[0],
                                     getattr(e, "name", None))
print("pkg_b.broken" in sys.modules, "pkg_b.mod" in sys.modules, "pkg_b.syntax" in sys.modules)
