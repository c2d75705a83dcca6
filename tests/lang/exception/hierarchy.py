def tree(c, depth=0):
    if c.__module__ != "builtins": return
    print("  " * depth + c.__name__)
    for s in sorted(c.__subclasses__(), key=lambda s: s.__name__): tree(s, depth + 1)
tree(BaseException)
print(IOError is OSError, EnvironmentError is OSError, BlockingIOError.__mro__[1].__name__)
