"""How objects of types that can't tell themselves are pickled and copied.

Also the helper functions whose names stand in every pickle: their names and their results must
not change. The native object.__reduce_ex__ calls _reduce_ex (protocols 0 and 1), __newobj__,
__newobj_ex__ and _slotnames.
"""

__all__ = ["pickle", "constructor",
           "add_extension", "remove_extension", "clear_extension_cache"]

dispatch_table = {}


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Let objects of `ob_type` be reduced by `pickle_function`."""
    if not callable(pickle_function):
        raise TypeError("reduction functions must be callable")
    dispatch_table[ob_type] = pickle_function
    # Constructors need not be registered any more; the check is for old callers.
    if constructor_ob is not None:
        constructor(constructor_ob)


def constructor(object):
    if not callable(object):
        raise TypeError("constructors must be callable")


def pickle_complex(c):
    return complex, (c.real, c.imag)


pickle(complex, pickle_complex, complex)


def pickle_union(obj):
    import functools, operator
    return functools.reduce, (operator.or_, obj.__args__)


pickle(type(int | str), pickle_union)


# -- protocols 0 and 1 -------------------------------------------------------------------------

def _reconstructor(cls, base, state):
    """Make an object as it was before its own state is restored."""
    if base is object:
        return object.__new__(cls)
    obj = base.__new__(cls, state)
    if base.__init__ != object.__init__:
        base.__init__(obj, state)
    return obj


_HEAPTYPE = 1 << 9  # tp_flags of classes that were made by Python code
_new_type = type(int.__new__)


def _reduce_ex(self, proto):
    assert proto < 2
    cls = self.__class__
    # The nearest native base holds what __dict__ doesn't.
    for base in cls.__mro__:
        if hasattr(base, '__flags__') and not base.__flags__ & _HEAPTYPE:
            break
        new = base.__new__
        if isinstance(new, _new_type) and new.__self__ is base:
            break
    else:
        base = object
    if base is object:
        state = None
    elif base is cls:
        raise TypeError(f"cannot pickle {cls.__name__!r} object")
    else:
        state = base(self)
    args = cls, base, state

    own_getstate = getattr(self, '__getstate__', None)
    if own_getstate is None:
        if getattr(self, "__slots__", None):
            raise TypeError(f"cannot pickle {cls.__name__!r} object: "
                            f"a class that defines __slots__ without "
                            f"defining __getstate__ cannot be pickled "
                            f"with protocol {proto}")
        attributes = getattr(self, '__dict__', None)
    else:
        if (type(self).__getstate__ is object.__getstate__
                and getattr(self, '__slots__', None)):
            raise TypeError("a class that defines __slots__ without "
                            "defining __getstate__ cannot be pickled")
        attributes = own_getstate()
    if attributes:
        return _reconstructor, args, attributes
    return _reconstructor, args


# -- protocol 2 and later ----------------------------------------------------------------------

def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    """Used by pickle protocol 4, instead of __newobj__ to allow classes with
    keyword-only arguments to be pickled correctly.
    """
    return cls.__new__(cls, *args, **kwargs)


def _slotnames(cls):
    """The names of all slots of a class and its bases, as they are stored; cached on the class.

    The cache is looked for in the class itself, not in its bases.
    """
    names = cls.__dict__.get("__slotnames__")
    if names is not None:
        return names
    names = []
    for base in cls.__mro__ if hasattr(cls, "__slots__") else ():
        slots = base.__dict__.get('__slots__', ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ("__dict__", "__weakref__"):
                continue  # not data of the instance
            if name.startswith('__') and not name.endswith('__'):
                owner = base.__name__.lstrip('_')
                if owner:
                    name = f'_{owner}{name}'
            names.append(name)
    try:
        cls.__slotnames__ = names
    except Exception:
        pass  # a class that can't be changed
    return names


# -- the extension registry --------------------------------------------------------------------

# Small numbers that stand for (module, name) in a pickle.
_extension_registry = {}                # (module, name) -> code
_inverted_registry = {}                 # code -> (module, name)
_extension_cache = {}                   # code -> object


def add_extension(module, name, code):
    """Register an extension code."""
    code = int(code)
    if not 1 <= code <= 0x7fffffff:
        raise ValueError("code out of range")
    key = (module, name)
    if _extension_registry.get(key) == code and _inverted_registry.get(code) == key:
        return  # the same once more does no harm
    if key in _extension_registry:
        raise ValueError(
            f"key {key} is already registered with code {_extension_registry[key]}")
    if code in _inverted_registry:
        raise ValueError(f"code {code} is already in use for key {_inverted_registry[code]}")
    _extension_registry[key] = code
    _inverted_registry[code] = key


def remove_extension(module, name, code):
    """Unregister an extension code.  For testing only."""
    key = (module, name)
    if _extension_registry.get(key) != code or _inverted_registry.get(code) != key:
        raise ValueError(f"key {key} is not registered with code {code}")
    del _extension_registry[key]
    del _inverted_registry[code]
    _extension_cache.pop(code, None)


def clear_extension_cache():
    _extension_cache.clear()
