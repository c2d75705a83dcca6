"""Names for the interpreter's own types, and tools to make classes at run time.

Each type is taken from a live object of that type, so that this file holds no list which the VM
could contradict. No imports at load time but `sys`.
"""

import sys


def _function():
    pass


FunctionType = type(_function)
LambdaType = type(lambda: None)
CodeType = type(_function.__code__)
MappingProxyType = type(type.__dict__)
SimpleNamespace = type(sys.implementation)
GenericAlias = type(list[int])
UnionType = type(int | str)


def _cell():
    contents = None
    def reader():
        return contents
    return reader.__closure__[0]


CellType = type(_cell())


def _generator():
    yield


GeneratorType = type(_generator())


async def _coroutine():
    pass


_instance = _coroutine()
CoroutineType = type(_instance)
_instance.close()  # unawaited coroutines complain


async def _async_generator():
    yield


AsyncGeneratorType = type(_async_generator())


class _Class:
    def method(self):
        pass


MethodType = type(_Class().method)
BuiltinFunctionType = type(len)
BuiltinMethodType = type([].append)
WrapperDescriptorType = type(object.__init__)
MethodWrapperType = type(object().__str__)
MethodDescriptorType = type(str.join)
ClassMethodDescriptorType = type(dict.__dict__['fromkeys'])
ModuleType = type(sys)

try:
    raise TypeError
except TypeError as _instance:
    TracebackType = type(_instance.__traceback__)
    FrameType = type(_instance.__traceback__.tb_frame)

GetSetDescriptorType = type(FunctionType.__code__)
MemberDescriptorType = type(staticmethod.__dict__["__func__"])

EllipsisType = type(Ellipsis)
NoneType = type(None)
NotImplementedType = type(NotImplemented)

_instance = None
del sys, _function, _cell, _generator, _coroutine, _async_generator, _Class, _instance


def __dir__():
    return sorted({*globals(), 'CapsuleType'})


def __getattr__(name):
    # Only extension modules hold capsules. Finding one means importing such a module, which is
    # too much to do for every script that imports `types`.
    if name == 'CapsuleType':
        try:
            from _datetime import datetime_CAPI as capsule
            found = type(capsule)
        except ImportError:
            found = type('PyCapsule', (), {'__module__': 'types', '__slots__': ()})
        globals()['CapsuleType'] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def new_class(name, bases=(), kwds=None, exec_body=None):
    """Make a class as a class statement would, with `exec_body(namespace)` as its body."""
    resolved = resolve_bases(bases)
    meta, namespace, kwds = prepare_class(name, resolved, kwds)
    if exec_body is not None:
        exec_body(namespace)
    if resolved is not bases:
        namespace['__orig_bases__'] = bases
    return meta(name, resolved, namespace, **kwds)


def resolve_bases(bases):
    """Replace the bases that have __mro_entries__ by what that returns (PEP 560).

    Returns `bases` itself when there is none.
    """
    resolved = []
    changed = False
    for base in bases:
        if isinstance(base, type) or not hasattr(base, '__mro_entries__'):
            resolved.append(base)
            continue
        entries = base.__mro_entries__(bases)
        if not isinstance(entries, tuple):
            raise TypeError("__mro_entries__ must return a tuple")
        changed = True
        resolved.extend(entries)
    return tuple(resolved) if changed else bases


def prepare_class(name, bases=(), kwds=None):
    """Find the metaclass and make the namespace: (metaclass, namespace, remaining keywords)."""
    kwds = {} if kwds is None else dict(kwds)  # 'metaclass' must not vanish from the caller's
    if 'metaclass' in kwds:
        meta = kwds.pop('metaclass')
    else:
        meta = type(bases[0]) if bases else type
    if isinstance(meta, type):
        meta = _most_derived_metaclass(meta, bases)
    prepare = getattr(meta, '__prepare__', None)
    namespace = {} if prepare is None else prepare(name, bases, **kwds)
    return meta, namespace, kwds


def _most_derived_metaclass(meta, bases):
    for base in bases:
        candidate = type(base)
        if issubclass(candidate, meta):
            meta = candidate
        elif not issubclass(meta, candidate):
            raise TypeError("metaclass conflict: "
                            "the metaclass of a derived class "
                            "must be a (non-strict) subclass "
                            "of the metaclasses of all its bases")
    return meta


def get_original_bases(cls, /):
    """The bases as they were written, before __mro_entries__ replaced any."""
    try:
        return cls.__dict__.get('__orig_bases__', cls.__bases__)
    except AttributeError:
        raise TypeError(f"Expected an instance of type, not {type(cls).__name__!r}") from None


class DynamicClassAttribute:
    """A property for instances only: on the class, the lookup goes on to `__getattr__`.

    So a metaclass may give the same name another meaning on the class.
    """

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.overwrite_doc = doc is None  # the getter's docstring wins only if none was given
        self.__doc__ = doc or fget.__doc__
        self.__isabstractmethod__ = bool(getattr(fget, '__isabstractmethod__', False))

    def __get__(self, instance, ownerclass=None):
        if instance is not None:
            if self.fget is None:
                raise AttributeError("unreadable attribute")
            return self.fget(instance)
        # An abstract one must be visible on the class, or no one could see that it is abstract.
        if self.__isabstractmethod__:
            return self
        raise AttributeError()

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError("can't delete attribute")
        self.fdel(instance)

    def getter(self, fget):
        doc = fget.__doc__ if self.overwrite_doc else None
        result = type(self)(fget, self.fset, self.fdel, doc or self.__doc__)
        result.overwrite_doc = self.overwrite_doc
        return result

    def setter(self, fset):
        result = type(self)(self.fget, fset, self.fdel, self.__doc__)
        result.overwrite_doc = self.overwrite_doc
        return result

    def deleter(self, fdel):
        result = type(self)(self.fget, self.fset, fdel, self.__doc__)
        result.overwrite_doc = self.overwrite_doc
        return result


class _GeneratorWrapper:
    """Makes an awaitable of an object that only quacks like a generator."""

    def __init__(self, gen):
        self.__wrapped = gen
        self.__isgen = isinstance(gen, GeneratorType)
        self.__name__ = getattr(gen, '__name__', None)
        self.__qualname__ = getattr(gen, '__qualname__', None)

    def send(self, val):
        return self.__wrapped.send(val)

    def throw(self, tp, *rest):
        return self.__wrapped.throw(tp, *rest)

    def close(self):
        return self.__wrapped.close()

    @property
    def gi_code(self):
        return self.__wrapped.gi_code

    @property
    def gi_frame(self):
        return self.__wrapped.gi_frame

    @property
    def gi_running(self):
        return self.__wrapped.gi_running

    @property
    def gi_yieldfrom(self):
        return self.__wrapped.gi_yieldfrom

    cr_code = gi_code
    cr_frame = gi_frame
    cr_running = gi_running
    cr_await = gi_yieldfrom

    def __next__(self):
        return next(self.__wrapped)

    def __iter__(self):
        # A true generator is better at yield from than any wrapper of it.
        return self.__wrapped if self.__isgen else self

    __await__ = __iter__


def coroutine(func):
    """Let `await` accept what the generator function `func` returns."""
    if not callable(func):
        raise TypeError('types.coroutine() expects a callable')

    if func.__class__ is FunctionType and getattr(func, '__code__', None).__class__ is CodeType:
        flags = func.__code__.co_flags
        if flags & 0x180:    # CO_COROUTINE | CO_ITERABLE_COROUTINE: awaitable as it is
            return func
        if flags & 0x20:     # CO_GENERATOR
            func.__code__ = func.__code__.replace(co_flags=flags | 0x100)
            return func

    # Some other callable: look at each object that it returns.
    import functools
    import _collections_abc

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        result = func(*args, **kwargs)
        kind = result.__class__
        if (kind is CoroutineType
                or kind is GeneratorType and result.gi_code.co_flags & 0x100):
            return result
        if (isinstance(result, _collections_abc.Generator)
                and not isinstance(result, _collections_abc.Coroutine)):
            return _GeneratorWrapper(result)
        return result

    return wrapped


__all__ = [name for name in globals() if name[0] != '_'] + ['CapsuleType']
