import pkg_a
import pkg_a.sub.deep as deep
from pkg_a import name_from_init, sibling
from pkg_a.sub import *
import pkg_a.sub
print(pkg_a.__name__, pkg_a.__package__, pkg_a.__path__[0].endswith("pkg_a"),
      pkg_a.__file__.endswith("__init__.py"))
print(deep.value, name_from_init, sibling.value, exported, "hidden" in globals(),
      pkg_a.sub.deep is deep)
print(deep.__name__, deep.__package__, deep.__spec__.name, deep.__spec__.parent,
      repr(deep.__spec__.origin)[-9:])
import sys
print(sorted(m for m in sys.modules if m.startswith("pkg_a")), deep.relative, sibling.parent_name)
