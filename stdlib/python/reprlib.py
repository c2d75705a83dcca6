"""repr() with limits, and a guard against containers that hold themselves."""

import builtins
from itertools import islice
from _thread import get_ident

__all__ = ["Repr", "repr", "recursive_repr"]


def recursive_repr(fillvalue='...'):
    """Decorator for __repr__: a nested call on the same object returns `fillvalue`."""

    def decorate(method):
        running = set()

        # functools.wraps would do, but functools imports this module.
        def wrapper(self):
            key = id(self), get_ident()
            if key in running:
                return fillvalue
            running.add(key)
            try:
                return method(self)
            finally:
                running.discard(key)

        wrapper.__module__ = getattr(method, '__module__')
        wrapper.__doc__ = getattr(method, '__doc__')
        wrapper.__name__ = getattr(method, '__name__')
        wrapper.__qualname__ = getattr(method, '__qualname__')
        wrapper.__annotations__ = getattr(method, '__annotations__', {})
        wrapper.__type_params__ = getattr(method, '__type_params__', ())
        wrapper.__wrapped__ = method
        return wrapper

    return decorate


class Repr:
    """repr() whose limits are the attributes of the instance.

    `repr_NAME` handles the types called NAME; a subclass adds methods for more of them.
    """

    # A handler is chosen by the bare name of the type; these names are trusted only when the
    # type really comes from the given module.
    _lookup = {
        'tuple': 'builtins',
        'list': 'builtins',
        'array': 'array',
        'set': 'builtins',
        'frozenset': 'builtins',
        'deque': 'collections',
        'dict': 'builtins',
        'str': 'builtins',
        'int': 'builtins',
    }

    def __init__(
        self, *, maxlevel=6, maxtuple=6, maxlist=6, maxarray=5, maxdict=4,
        maxset=6, maxfrozenset=6, maxdeque=6, maxstring=30, maxlong=40,
        maxother=30, fillvalue='...', indent=None,
    ):
        self.maxlevel = maxlevel
        self.maxtuple = maxtuple
        self.maxlist = maxlist
        self.maxarray = maxarray
        self.maxdict = maxdict
        self.maxset = maxset
        self.maxfrozenset = maxfrozenset
        self.maxdeque = maxdeque
        self.maxstring = maxstring
        self.maxlong = maxlong
        self.maxother = maxother
        self.fillvalue = fillvalue
        self.indent = indent

    def repr(self, x):
        return self.repr1(x, self.maxlevel)

    def repr1(self, x, level):
        kind = type(x)
        name = '_'.join(kind.__name__.split()) if ' ' in kind.__name__ else kind.__name__
        handler = getattr(self, 'repr_' + name, None)
        if handler is not None:
            trusted = self._lookup.get(name)
            if trusted is None or trusted == getattr(kind, '__module__', None):
                return handler(x, level)
        return self.repr_instance(x, level)

    def _join(self, pieces, level):
        if self.indent is None:
            return ', '.join(pieces)
        if not pieces:
            return ''
        indent = self.indent
        if isinstance(indent, int):
            if indent < 0:
                raise ValueError(f'Repr.indent cannot be negative int (was {indent!r})')
            indent *= ' '
        try:
            newline = ',\n' + (self.maxlevel - level + 1) * indent
        except TypeError as error:
            raise TypeError(
                f'Repr.indent must be a str, int or None, not {type(indent)}') from error
        # Every item is followed by a comma; the closing bracket is one level further out.
        text = newline.join(('', *pieces, ''))
        return text[1:-len(indent) or None]

    def _repr_iterable(self, x, level, left, right, maxiter, trail=''):
        count = len(x)
        if level <= 0 and count:
            body = self.fillvalue
        else:
            pieces = [self.repr1(item, level - 1) for item in islice(x, maxiter)]
            if count > maxiter:
                pieces.append(self.fillvalue)
            body = self._join(pieces, level)
            if count == 1 and trail and self.indent is None:
                right = trail + right
        return left + body + right

    def repr_tuple(self, x, level):
        return self._repr_iterable(x, level, '(', ')', self.maxtuple, ',')

    def repr_list(self, x, level):
        return self._repr_iterable(x, level, '[', ']', self.maxlist)

    def repr_array(self, x, level):
        if not x:
            return f"array('{x.typecode}')"
        return self._repr_iterable(x, level, f"array('{x.typecode}', [", '])', self.maxarray)

    def repr_set(self, x, level):
        if not x:
            return 'set()'
        return self._repr_iterable(_possibly_sorted(x), level, '{', '}', self.maxset)

    def repr_frozenset(self, x, level):
        if not x:
            return 'frozenset()'
        return self._repr_iterable(
            _possibly_sorted(x), level, 'frozenset({', '})', self.maxfrozenset)

    def repr_deque(self, x, level):
        return self._repr_iterable(x, level, 'deque([', '])', self.maxdeque)

    def repr_dict(self, x, level):
        count = len(x)
        if not count:
            return '{}'
        if level <= 0:
            return '{' + self.fillvalue + '}'
        pieces = [f'{self.repr1(key, level - 1)}: {self.repr1(x[key], level - 1)}'
                  for key in islice(_possibly_sorted(x), self.maxdict)]
        if count > self.maxdict:
            pieces.append(self.fillvalue)
        return '{' + self._join(pieces, level) + '}'

    def _cut(self, text, limit):
        """Keep the ends of a text that is too long."""
        room = max(0, limit - len(self.fillvalue))
        head = room // 2
        return text[:head] + self.fillvalue + text[len(text) - (room - head):]

    def repr_str(self, x, level):
        # Escape no more of a huge string than can be shown.
        text = builtins.repr(x[:self.maxstring])
        if len(text) > self.maxstring:
            room = max(0, (self.maxstring - len(self.fillvalue)))
            head = room // 2
            text = builtins.repr(x[:head] + x[len(x) - (room - head):])
            text = self._cut(text, self.maxstring)
        return text

    def repr_int(self, x, level):
        text = builtins.repr(x)
        return self._cut(text, self.maxlong) if len(text) > self.maxlong else text

    def repr_instance(self, x, level):
        try:
            text = builtins.repr(x)
        except Exception:  # a broken __repr__ must not break the display of what holds it
            return f'<{x.__class__.__name__} instance at {id(x):#x}>'
        return self._cut(text, self.maxother) if len(text) > self.maxother else text


def _possibly_sorted(x):
    """Sets and dicts are shown in order when their keys have one."""
    try:
        return sorted(x)
    except Exception:
        return list(x)


aRepr = Repr()
repr = aRepr.repr
