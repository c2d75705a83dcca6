"""Abstract base classes.

The registry, the caches and the subclass test live in the native module `_abc`; this file gives
them their Python face. It is among the first modules to be imported, so it imports nothing else.
"""

from _abc import (
    _abc_init, _abc_instancecheck, _abc_register, _abc_subclasscheck,
    _get_dump, _reset_caches, _reset_registry, get_cache_token,
)


def abstractmethod(funcobj):
    """Mark a method that concrete subclasses have to override."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    """Deprecated: stack @classmethod on @abstractmethod instead."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    """Deprecated: stack @staticmethod on @abstractmethod instead."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    """Deprecated: stack @property on @abstractmethod instead."""

    __isabstractmethod__ = True


class ABCMeta(type):
    """Metaclass of abstract base classes.

    A class made by it may adopt unrelated classes as virtual subclasses through register(), and
    cannot be instantiated while it has abstract methods that nobody overrode.
    """

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc_init(cls)
        return cls

    def register(cls, subclass):
        """Adopt a virtual subclass; returns it, so this works as a class decorator."""
        return _abc_register(cls, subclass)

    def __instancecheck__(cls, instance):
        """isinstance(instance, cls)"""
        return _abc_instancecheck(cls, instance)

    def __subclasscheck__(cls, subclass):
        """issubclass(subclass, cls)"""
        return _abc_subclasscheck(cls, subclass)

    def _dump_registry(cls, file=None):
        """Print what the registry and the caches of this class hold (for debugging)."""
        registry, cache, negative_cache, negative_version = _get_dump(cls)
        for line in (
            f"Class: {cls.__module__}.{cls.__qualname__}",
            f"Inv. counter: {get_cache_token()}",
            f"_abc_registry: {registry!r}",
            f"_abc_cache: {cache!r}",
            f"_abc_negative_cache: {negative_cache!r}",
            f"_abc_negative_cache_version: {negative_version!r}",
        ):
            print(line, file=file)

    def _abc_registry_clear(cls):
        """Forget the registered classes (for tests)."""
        _reset_registry(cls)

    def _abc_caches_clear(cls):
        """Empty both caches (for tests)."""
        _reset_caches(cls)


def update_abstractmethods(cls):
    """Compute again which methods of `cls` are abstract, after its body was changed.

    Meant for class decorators, before they hand the class on. A class that is no ABC is returned
    as it is. Names inherited through the bases count only while they still resolve to something
    abstract.
    """
    # What is not managed by this machinery must not get an attribute that would make it so.
    if not hasattr(cls, '__abstractmethods__'):
        return cls

    candidates = set()
    for base in cls.__bases__:
        candidates.update(getattr(base, '__abstractmethods__', ()))
    abstract = {name for name in candidates
                if getattr(getattr(cls, name, None), '__isabstractmethod__', False)}
    abstract.update(name for name, value in cls.__dict__.items()
                    if getattr(value, '__isabstractmethod__', False))
    cls.__abstractmethods__ = frozenset(abstract)
    return cls


class ABC(metaclass=ABCMeta):
    """Base class that brings the metaclass ABCMeta with it."""

    __slots__ = ()
