import a, a.b.c
import a.b.c as d
from . import x as y
from ..m import n, o
from q import *
