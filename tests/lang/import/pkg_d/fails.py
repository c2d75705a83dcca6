from . import worse
