public = 1
_private = 2
from . import sub
