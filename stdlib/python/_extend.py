"""What additions to modules of the library share: more methods for a class that is there.

    @_extend(Message)
    class Message:
        def get_payload(self): ...

A method of the class statement replaces that of the class, its name being right already, and the
statement binds the class itself again. Such a method has no super() without arguments: its class is
the one that the statement made.
"""

_OF_EVERY_CLASS = frozenset({'__module__', '__qualname__', '__doc__', '__dict__', '__weakref__',
                             '__firstlineno__', '__static_attributes__'})


def _extend(target):
    """A decorator that moves the members of a class into `target`, which it returns."""
    def move(additions):
        for name, member in vars(additions).items():
            if name not in _OF_EVERY_CLASS:
                setattr(target, name, member)
        return target
    return move
