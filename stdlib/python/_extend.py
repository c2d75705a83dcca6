"""What additions to modules of the library share: more methods for a class that is there.

    @_extend(Message)
    class Message:
        def get_payload(self): ...

A method of the class statement replaces that of the class, its name being right already, and the
statement binds the class itself again. Such a method has no super() without arguments: its class is
the one that the statement made.

_override() is the form for methods that go on to call what they replace:

    @_override(Parser)
    class _before:
        def parse(self, text):
            return _before.parse(self, text.strip())
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


class _Replaced:
    """The members that a class had before it was overridden."""


def _override(target):
    """A decorator like _extend(), which gives the members that were replaced."""
    def move(additions):
        replaced = _Replaced()
        for name, member in vars(additions).items():
            if name in _OF_EVERY_CLASS:
                continue
            if name in vars(target):
                setattr(replaced, name, vars(target)[name])
            for part in _functions_of(member):
                part.__qualname__ = f'{target.__qualname__}.{part.__name__}'
            setattr(target, name, member)
        return replaced
    return move


def _functions_of(member):
    if isinstance(member, property):
        parts = [member.fget, member.fset, member.fdel]
    else:
        parts = [getattr(member, '__func__', member)]
    return [part for part in parts if hasattr(part, '__code__')]
