from pkg_e import *
print(public, "_private" in globals(), "sub" in globals())
try:
    exec("from pkg_e.bad_all import *")
except AttributeError as e: print(e)
try:
    exec("from pkg_e.bad_type import *")
except TypeError as e: print(e)
