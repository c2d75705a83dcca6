# A repr that changes the partial while it is shown.
import functools


class Key(str):
    def __str__(self):
        part.keywords[self] = ["given"]
        return str.__str__(self)

    def __hash__(self):
        return hash(str(str.__str__(self)))


class Value:
    def __repr__(self):
        part.__setstate__((print, (), {}, None))
        return "<value>"


part = functools.partial(print, 1, first=1)
part.keywords[Key("second")] = [object()]
print(repr(part))
part = functools.partial(print, Value(), x=[Value()])
print(repr(part).count("<value>"), part.args)
