print("init sibling", __name__)
value = "sibling value"
from pkg_a import name_from_init as parent_name
