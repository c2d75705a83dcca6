"""What `functools` takes from the native module `_functools`, for when that is missing.

Slower, but of the same behaviour; also the reference that the native module is tested against.
"""

import reprlib
from _thread import RLock

__name__ = 'functools'  # where the classes are found, and pickled by

_initial_missing = object()
_len = len  # somebody may put a cached function in its place


def cmp_to_key(mycmp):
    """Convert a cmp= function into a key= function"""

    class K(object):
        __slots__ = ['obj']

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

        __hash__ = None

    return K


def reduce(function, sequence, initial=_initial_missing):
    """Combine the items from left to right by a function of two arguments."""
    it = iter(sequence)
    if initial is _initial_missing:
        for value in it:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    else:
        value = initial
    for element in it:
        value = function(value, element)
    return value


class partial:
    """A callable with some arguments filled in."""

    __slots__ = "func", "args", "keywords", "__dict__", "__weakref__"

    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = super().__new__(cls)
        self.func = func
        self.args = args
        self.keywords = keywords
        return self

    def __call__(self, /, *args, **keywords):
        keywords = {**self.keywords, **keywords}
        return self.func(*self.args, *args, **keywords)

    @reprlib.recursive_repr()
    def __repr__(self):
        kind = type(self)
        parts = [repr(self.func), *map(repr, self.args)]
        parts.extend(f"{name}={value!r}" for name, value in self.keywords.items())
        return f"{kind.__module__}.{kind.__qualname__}({', '.join(parts)})"

    def __get__(self, obj, objtype=None):
        if obj is not None:
            import warnings
            warnings.warn('functools.partial will be a method descriptor in '
                          'future Python versions; wrap it in staticmethod() '
                          'if you want to preserve the old behavior',
                          FutureWarning, 2)
        return self

    def __reduce__(self):
        return type(self), (self.func,), (self.func, self.args,
                                          self.keywords or None, self.__dict__ or None)

    def __setstate__(self, state):
        if not isinstance(state, tuple):
            raise TypeError("argument to __setstate__ must be a tuple")
        if len(state) != 4:
            raise TypeError(f"expected 4 items in state, got {len(state)}")
        func, args, keywords, namespace = state
        if (not callable(func) or not isinstance(args, tuple)
                or keywords is not None and not isinstance(keywords, dict)
                or namespace is not None and not isinstance(namespace, dict)):
            raise TypeError("invalid partial state")
        self.func = func
        # Subclasses are made plain; true tuples and dicts are kept, for copy.copy() to share.
        self.args = tuple(args)
        if keywords is None:
            keywords = {}
        self.keywords = keywords if type(keywords) is dict else dict(keywords)
        self.__dict__ = {} if namespace is None else namespace

    __class_getitem__ = classmethod(type(list[int]))


class _HashedSeq(list):
    """A list that is hashed once, so that a cache may look it up several times."""

    __slots__ = 'hashvalue'

    def __init__(self, values):
        self[:] = values
        self.hashvalue = hash(values)

    def __hash__(self):
        return self.hashvalue


_KEYWORDS = (object(),)  # stands between positional and keyword arguments
_FAST_TYPES = frozenset({int, str})  # their own hash is cached or trivial


def _make_key(args, kwds, typed):
    """The key under which the result of a call is stored."""
    key = args
    if kwds:
        key += _KEYWORDS
        for item in kwds.items():
            key += item
    if typed:
        key += tuple([type(value) for value in args])
        if kwds:
            key += tuple([type(value) for value in kwds.values()])
    elif _len(key) == 1 and type(key[0]) in _FAST_TYPES:
        return key[0]
    return _HashedSeq(key)


def _lru_cache_wrapper(user_function, maxsize, typed, _CacheInfo):
    from _collections import OrderedDict

    missing = object()
    results = OrderedDict()  # oldest use first
    hits = misses = 0
    lock = RLock()           # reentrant: a key's __eq__ may call the cached function
    get, size, make_key = results.get, results.__len__, _make_key

    if maxsize == 0:

        def wrapper(*args, **kwds):
            nonlocal misses
            misses += 1
            return user_function(*args, **kwds)

    elif maxsize is None:

        def wrapper(*args, **kwds):
            nonlocal hits, misses
            key = make_key(args, kwds, typed)
            result = get(key, missing)
            if result is not missing:
                hits += 1
                return result
            misses += 1
            result = results[key] = user_function(*args, **kwds)
            return result

    else:

        def wrapper(*args, **kwds):
            nonlocal hits, misses
            key = make_key(args, kwds, typed)
            with lock:
                result = get(key, missing)
                if result is not missing:
                    hits += 1
                    results.move_to_end(key)
                    return result
                misses += 1
            result = user_function(*args, **kwds)
            with lock:
                # The call may have stored this very key, through recursion or a thread.
                if key not in results:
                    if size() >= maxsize:
                        results.popitem(last=False)
                    results[key] = result
            return result

    def cache_info():
        """Report cache statistics"""
        with lock:
            return _CacheInfo(hits, misses, maxsize, size())

    def cache_clear():
        """Clear the cache and cache statistics"""
        nonlocal hits, misses
        with lock:
            results.clear()
            hits = misses = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return wrapper
