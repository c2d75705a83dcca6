"""The container ABCs under their public name; see `_collections_abc`.

Importing `collections` puts `_collections_abc` itself in the place of this module, so this file
is read only by tools that look for the source.
"""

from _collections_abc import *
from _collections_abc import __all__, _CallableGenericAlias
