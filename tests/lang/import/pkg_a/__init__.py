print("init pkg_a", __name__)
name_from_init = "from init"
from . import sibling
