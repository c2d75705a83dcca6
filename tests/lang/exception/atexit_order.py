import atexit, sys
atexit.register(print, "registered first")
@atexit.register
def last(): print("registered last")
def failing(): raise ValueError("in atexit")
atexit.register(failing)
atexit.register(print, "kw", end="!\n")
atexit.unregister(print) if False else None
print("body done")
