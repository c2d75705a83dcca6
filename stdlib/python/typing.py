"""The objects that annotations are made of.

Three layers. The native module `_typing` has the type variables and Generic; it calls back into
this file under fixed names (_type_check, _typevar_subst, _paramspec_subst, _generic_class_getitem,
...). This file has the special forms (Union, Literal, ...), the aliases that subscription makes
(_GenericAlias and its kin), forward references, protocols, and the functions that look into
annotations. `_typing_classes` has what is made as classes (NamedTuple, TypedDict, IO, Supports...)
and is loaded when one of its names is asked for.

Subscription works in two steps everywhere: check the arguments, then make an alias. Substitution
(`alias[args]`) asks each parameter how it takes its argument (__typing_prepare_subst__,
__typing_subst__), then rebuilds the alias with copy_with().

The file is long because forms, aliases and checks refer to each other in all directions, and
because their home must be `typing` for pickle and repr.
"""

import collections
import collections.abc
import functools
import operator
import sys
import types
from abc import ABCMeta, abstractmethod
from types import GenericAlias

from _typing import (
    _idfunc, Generic, NoDefault, ParamSpec, ParamSpecArgs, ParamSpecKwargs, TypeAliasType,
    TypeVar, TypeVarTuple,
)

__all__ = [
    # Super-special typing primitives.
    'Annotated', 'Any', 'Callable', 'ClassVar', 'Concatenate', 'Final', 'ForwardRef', 'Generic',
    'Literal', 'Optional', 'ParamSpec', 'Protocol', 'Tuple', 'Type', 'TypeVar', 'TypeVarTuple',
    'Union',

    # ABCs (from collections.abc).
    'AbstractSet', 'ByteString', 'Container', 'ContextManager', 'Hashable', 'ItemsView',
    'Iterable', 'Iterator', 'KeysView', 'Mapping', 'MappingView', 'MutableMapping',
    'MutableSequence', 'MutableSet', 'Sequence', 'Sized', 'ValuesView', 'Awaitable',
    'AsyncIterator', 'AsyncIterable', 'Coroutine', 'Collection', 'AsyncGenerator',
    'AsyncContextManager',

    # Structural checks, a.k.a. protocols.
    'Reversible', 'SupportsAbs', 'SupportsBytes', 'SupportsComplex', 'SupportsFloat',
    'SupportsIndex', 'SupportsInt', 'SupportsRound',

    # Concrete collection types.
    'ChainMap', 'Counter', 'Deque', 'Dict', 'DefaultDict', 'List', 'OrderedDict', 'Set',
    'FrozenSet', 'NamedTuple', 'TypedDict', 'Generator',

    # Other concrete types.
    'BinaryIO', 'IO', 'Match', 'Pattern', 'TextIO',

    # One-off things.
    'AnyStr', 'assert_type', 'assert_never', 'cast', 'clear_overloads', 'dataclass_transform',
    'final', 'get_args', 'get_origin', 'get_overloads', 'get_protocol_members',
    'get_type_hints', 'is_protocol', 'is_typeddict', 'LiteralString', 'Never', 'NewType',
    'no_type_check', 'no_type_check_decorator', 'NoDefault', 'NoReturn', 'NotRequired',
    'overload', 'override', 'ParamSpecArgs', 'ParamSpecKwargs', 'ReadOnly', 'Required',
    'reveal_type', 'runtime_checkable', 'Self', 'Text', 'TYPE_CHECKING', 'TypeAlias',
    'TypeGuard', 'TypeIs', 'TypeAliasType', 'Unpack',
]

_CLASS_NAMES = frozenset({
    'NamedTuple', 'NamedTupleMeta', '_NamedTuple', '_make_nmtuple', '_namedtuple_mro_entries',
    'TypedDict', '_TypedDictMeta', '_TypedDict', '_get_typeddict_qualifiers',
    '_prohibited', '_special',
    'NewType', 'IO', 'BinaryIO', 'TextIO', '_IdentityCallable',
    'SupportsInt', 'SupportsFloat', 'SupportsComplex', 'SupportsBytes', 'SupportsIndex',
    'SupportsAbs', 'SupportsRound',
})


def __dir__():
    return sorted({*globals(), *_CLASS_NAMES, 'Match', 'Pattern', 'ContextManager',
                   'AsyncContextManager'})


def __getattr__(attr):
    """Make what needs an import of its own when it is first asked for."""
    if attr in _CLASS_NAMES:
        import _typing_classes
        obj = getattr(_typing_classes, attr)
    elif attr in ('Pattern', 'Match'):
        import re
        obj = _alias(getattr(re, attr), 1)
    elif attr in ('ContextManager', 'AsyncContextManager'):
        import contextlib
        obj = _alias(getattr(contextlib, f'Abstract{attr}'), 2, name=attr,
                     defaults=(bool | None,))
    elif attr == '_collect_parameters':
        import warnings
        warnings.warn(
            "The private _collect_parameters function is deprecated and will be"
            " removed in a future version of Python. Any use of private functions"
            " is discouraged and may break in the future.",
            DeprecationWarning, stacklevel=2)
        return _collect_type_parameters
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {attr!r}")
    globals()[attr] = obj
    return obj


# -- checks of arguments -----------------------------------------------------------------------

def _type_convert(arg, module=None, *, allow_special_forms=False):
    """None stands for its type, a string for what it names."""
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        return ForwardRef(arg, module=module, is_class=allow_special_forms)
    return arg


def _type_check(arg, msg, is_argument=True, module=None, *, allow_special_forms=False):
    """Check that the argument may stand where a type is wanted, and convert it.

    Classes, forms, type variables, strings, and anything that isn't surely wrong: a check by
    callable() was given up in 3.11. `msg` says what was wanted; "Got ..." is added to it.
    """
    forbidden = (Generic, Protocol)
    if not allow_special_forms:
        forbidden += (ClassVar,)
        if is_argument:
            forbidden += (Final,)

    arg = _type_convert(arg, module=module, allow_special_forms=allow_special_forms)
    if isinstance(arg, _GenericAlias) and arg.__origin__ in forbidden:
        raise TypeError(f"{arg} is not valid as type argument")
    if arg in (Any, LiteralString, NoReturn, Never, Self, TypeAlias):
        return arg
    if allow_special_forms and arg in (ClassVar, Final):
        return arg
    if isinstance(arg, _SpecialForm) or arg in (Generic, Protocol):
        raise TypeError(f"Plain {arg} is not valid as type argument")
    if type(arg) is tuple:
        raise TypeError(f"{msg} Got {arg!r:.100}.")
    return arg


def _is_param_expr(arg):
    """Can it be the argument of a ParamSpec?"""
    return arg is ... or isinstance(
        arg, (tuple, list, ParamSpec, _ConcatenateGenericAlias))


def _should_unflatten_callable_args(typ, args):
    """Are these the flat arguments of a Callable whose parameters were given as a list?"""
    return (typ.__origin__ is collections.abc.Callable
            and not (len(args) == 2 and _is_param_expr(args[0])))


def _type_repr(obj):
    """How an argument is shown inside the brackets of an alias."""
    if isinstance(obj, tuple):
        # The parameters of a ParamSpec.
        return '[' + ', '.join([_type_repr(part) for part in obj]) + ']'
    if isinstance(obj, type) and not isinstance(obj, GenericAlias):
        if obj.__module__ == 'builtins':
            return obj.__qualname__
        return f'{obj.__module__}.{obj.__qualname__}'
    if obj is ...:
        return '...'
    if isinstance(obj, types.FunctionType):
        return obj.__name__
    return repr(obj)


def _collect_type_parameters(args, *, enforce_default_ordering=True):
    """The type parameters among and inside the arguments, each once, in order."""
    parameters = []
    default_seen = False            # some parameter with a default so far
    tuple_seen = False              # a TypeVarTuple so far
    for t in args:
        if isinstance(t, type):
            continue  # a generic class is no parameter
        if isinstance(t, tuple):
            for found in _collect_type_parameters(t):
                if found not in parameters:
                    parameters.append(found)
        elif hasattr(t, '__typing_subst__'):
            if t in parameters:
                continue
            if enforce_default_ordering:
                if tuple_seen and t.has_default():
                    raise TypeError('Type parameter with a default follows TypeVarTuple')
                if t.has_default():
                    default_seen = True
                elif default_seen:
                    raise TypeError(f'Type parameter {t!r} without a default'
                                    ' follows type parameter with a default')
            parameters.append(t)
        else:
            if _is_unpacked_typevartuple(t):
                tuple_seen = True
            for found in getattr(t, '__parameters__', ()):
                if found not in parameters:
                    parameters.append(found)
    return tuple(parameters)


def _check_generic_specialization(cls, arguments):
    expected = len(cls.__parameters__)
    if not expected:
        raise TypeError(f"{cls} is not a generic class")
    actual = len(arguments)
    if actual == expected:
        return
    if actual < expected:
        # Defaults may stand for the rest.
        if cls.__parameters__[actual].has_default():
            return
        least = expected - sum(parameter.has_default() for parameter in cls.__parameters__)
        shown = f"at least {least}" if least != expected else expected
    else:
        shown = expected
    raise TypeError(f"Too {'many' if actual > expected else 'few'} arguments"
                    f" for {cls}; actual {actual}, expected {shown}")


def _unpack_args(*args):
    """Replace *tuple[int, str] by its elements."""
    result = []
    for arg in args:
        inner = getattr(arg, '__typing_unpacked_tuple_args__', None)
        if inner is not None and not (inner and inner[-1] is ...):
            result.extend(inner)
        else:
            result.append(arg)
    return result


def _deduplicate(params, *, unhashable_fallback=False):
    """Each once, in order."""
    try:
        return list(dict.fromkeys(params))
    except TypeError:
        if not unhashable_fallback:
            raise
    result = []
    for param in params:
        if param not in result:
            result.append(param)
    return result


def _compare_args_orderless(first_args, second_args):
    """Are they equal as sets? They may be unhashable."""
    first = _deduplicate(first_args, unhashable_fallback=True)
    rest = _deduplicate(second_args, unhashable_fallback=True)
    try:
        for arg in first:
            rest.remove(arg)
    except ValueError:
        return False
    return not rest


def _remove_dups_flatten(parameters):
    """For Union: nested unions are opened, and every type occurs once."""
    flat = []
    for param in parameters:
        if isinstance(param, (_UnionGenericAlias, types.UnionType)):
            flat.extend(param.__args__)
        else:
            flat.append(param)
    return tuple(_deduplicate(flat, unhashable_fallback=True))


def _flatten_literal_params(parameters):
    flat = []
    for param in parameters:
        if isinstance(param, _LiteralGenericAlias):
            flat.extend(param.__args__)
        else:
            flat.append(param)
    return tuple(flat)


def _value_and_type_iter(params):
    """1 and True are equal, and yet different literals."""
    return ((param, type(param)) for param in params)


_cleanups = []  # functions that empty the caches (for tests that count references)
_caches = {}    # by original function; apart from the wrappers, to make them easy to pickle


def _tp_cache(func=None, /, *, typed=False):
    """Remember the results of __getitem__; arguments that can't be hashed just aren't cached."""
    def decorator(func):
        cached = functools.lru_cache(typed=typed)(func)
        _caches[func] = cached
        _cleanups.append(cached.cache_clear)

        @functools.wraps(func)
        def inner(*args, **kwds):
            try:
                return _caches[func](*args, **kwds)
            except TypeError:
                pass  # unhashable, or a real error: then it is raised again
            return func(*args, **kwds)
        return inner

    return decorator if func is None else decorator(func)


# -- special forms -----------------------------------------------------------------------------

class _Final:
    """Base of classes that must not be subclassed, but with _root=True, here."""

    __slots__ = ('__weakref__',)

    def __init_subclass__(cls, /, *args, _root=False, **kwds):
        if not _root:
            raise TypeError("Cannot subclass special typing classes")


class _NotIterable:
    """Not iterable although there is a __getitem__."""

    __slots__ = ()
    __iter__ = None


class _SpecialForm(_Final, _NotIterable, _root=True):
    # A name with a meaning of its own; subscription calls the function it was made from, whose
    # docstring it shows (so neither this class nor the next has one).

    __slots__ = ('_name', '__doc__', '_getitem')

    def __init__(self, getitem):
        self._getitem = getitem
        self._name = getitem.__name__
        self.__doc__ = getitem.__doc__

    def __getattr__(self, item):
        if item in {'__name__', '__qualname__'}:
            return self._name
        raise AttributeError(item)

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")

    def __repr__(self):
        return 'typing.' + self._name

    def __reduce__(self):
        return self._name

    def __call__(self, *args, **kwds):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __instancecheck__(self, obj):
        raise TypeError(f"{self} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self} cannot be used with issubclass()")

    @_tp_cache
    def __getitem__(self, parameters):
        return self._getitem(self, parameters)


class _TypedCacheSpecialForm(_SpecialForm, _root=True):
    # A form that must tell 1 from True.

    def __getitem__(self, parameters):
        if not isinstance(parameters, tuple):
            parameters = (parameters,)
        return self._getitem(self, *parameters)


class _AnyMeta(type):
    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError("typing.Any cannot be used with isinstance()")
        return super().__instancecheck__(obj)

    def __repr__(self):
        return "typing.Any" if self is Any else super().__repr__()


class Any(metaclass=_AnyMeta):
    """Special type indicating an unconstrained type.

    - Any is compatible with every type.
    - Any assumed to have all methods.
    - All values assumed to be instances of Any.

    Note that all the above statements are true from the point of view of
    static type checkers. At runtime, Any should not be used with instance
    checks.
    """

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


def _not_subscriptable(self, parameters):
    raise TypeError(f"{self} is not subscriptable")


def _bare_form(name, doc):
    """A form that takes no arguments."""
    form = _SpecialForm(_not_subscriptable)
    form._name = name
    form.__doc__ = doc
    return form


NoReturn = _bare_form('NoReturn', "The return type of functions that never return.")
Never = _bare_form('Never', "The bottom type: it has no values.")
Self = _bare_form('Self', "The type of the class that encloses the annotation.")
LiteralString = _bare_form('LiteralString', "A string that is made of literals only.")
TypeAlias = _bare_form('TypeAlias', "Marks the assignment of a type alias.")


def _one_type_form(name, doc, message='accepts only single type.', **check):
    """A form that takes one type and makes an alias of itself."""
    def getitem(self, parameters):
        item = _type_check(parameters, f'{self} {message}', **check)
        return _GenericAlias(self, (item,))
    getitem.__name__ = name
    getitem.__doc__ = doc
    return _SpecialForm(getitem)


ClassVar = _one_type_form('ClassVar', "Marks a variable of the class, not of its instances.",
                          allow_special_forms=True)
Final = _one_type_form('Final', "Marks a name that must not be assigned again.",
                       allow_special_forms=True)
TypeGuard = _one_type_form(
    'TypeGuard', "Return type of a function whose truth says that its argument has a type.",
    'accepts only single type.')
TypeIs = _one_type_form(
    'TypeIs', "As TypeGuard; and if the answer is false, the argument hasn't that type.",
    'accepts only single type.')
Required = _one_type_form('Required', "Marks a key that a TypedDict must have.",
                          allow_special_forms=True)
NotRequired = _one_type_form('NotRequired', "Marks a key that a TypedDict may lack.",
                             allow_special_forms=True)
ReadOnly = _one_type_form('ReadOnly', "Marks a key of a TypedDict that must not be changed.",
                          allow_special_forms=True)


@_SpecialForm
def Union(self, parameters):
    """Union type; Union[X, Y] means either X or Y.

    Unions are flattened, what occurs twice is dropped, and a union of one type is that type.
    The order doesn't matter when unions are compared.
    """
    if parameters == ():
        raise TypeError("Cannot take a Union of no types.")
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    msg = "Union[arg, ...]: each arg must be a type."
    parameters = tuple([_type_check(param, msg) for param in parameters])
    parameters = _remove_dups_flatten(parameters)
    if len(parameters) == 1:
        return parameters[0]
    if len(parameters) == 2 and type(None) in parameters:
        return _UnionGenericAlias(self, parameters, name="Optional")
    return _UnionGenericAlias(self, parameters)


def _make_union(left, right):
    """What `|` means for type variables (called by the native module)."""
    return Union[left, right]


@_SpecialForm
def Optional(self, parameters):
    """Optional[X] is equivalent to Union[X, None]."""
    return Union[_type_check(parameters, f"{self} requires a single type."), type(None)]


@_TypedCacheSpecialForm
@_tp_cache(typed=True)
def Literal(self, *parameters):
    """Special typing form to define literal types (a.k.a. value types)."""
    parameters = _flatten_literal_params(parameters)
    try:
        parameters = tuple([param for param, _ in
                            _deduplicate(list(_value_and_type_iter(parameters)))])
    except TypeError:
        pass  # unhashable
    return _LiteralGenericAlias(self, parameters)


@_SpecialForm
def Concatenate(self, parameters):
    """With a ParamSpec: a callable that takes some more positional arguments in front."""
    if parameters == ():
        raise TypeError("Cannot take a Concatenate of no types.")
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    if not (parameters[-1] is ... or isinstance(parameters[-1], ParamSpec)):
        raise TypeError("The last parameter to Concatenate should be a "
                        "ParamSpec variable or ellipsis.")
    msg = "Concatenate[arg, ...]: each arg must be a type."
    parameters = (*[_type_check(param, msg) for param in parameters[:-1]], parameters[-1])
    return _ConcatenateGenericAlias(self, parameters)


@_SpecialForm
def Unpack(self, parameters):
    """Unpack[Ts] is what *Ts is, where that can't be written; also for **kwargs."""
    item = _type_check(parameters, f'{self} accepts only single type.')
    return _UnpackGenericAlias(origin=self, args=(item,))


@_TypedCacheSpecialForm
@_tp_cache(typed=True)
def Annotated(self, *params):
    """Add context-specific metadata to a type.

    Annotated[t, x, y] is the type t; get_type_hints() drops x and y unless told to include
    extras. They are found in `__metadata__`. Nested ones are flattened.
    """
    if len(params) < 2:
        raise TypeError("Annotated[...] should be used "
                        "with at least two arguments (a type and an "
                        "annotation).")
    if _is_unpacked_typevartuple(params[0]):
        raise TypeError("Annotated[...] should not be used with an "
                        "unpacked TypeVarTuple")
    msg = "Annotated[t, ...]: t must be a type."
    origin = _type_check(params[0], msg, allow_special_forms=True)
    return _AnnotatedAlias(origin, tuple(params[1:]))


# -- forward references ------------------------------------------------------------------------

class _Sentinel:
    __slots__ = ()

    def __repr__(self):
        return '<sentinel>'


_sentinel = _Sentinel()


def _deprecation_warning_for_no_type_params_passed(funcname):
    import warnings
    warnings.warn(
        f"Failing to pass a value to the 'type_params' parameter "
        f"of {funcname!r} is deprecated, as it leads to incorrect behaviour "
        f"when calling {funcname} on a stringified annotation "
        f"that references a PEP 695 type parameter. "
        f"It will be disallowed in Python 3.15.",
        DeprecationWarning, stacklevel=3)


class ForwardRef(_Final, _root=True):
    """Internal wrapper to hold a forward reference."""

    __slots__ = ('__forward_arg__', '__forward_code__',
                 '__forward_evaluated__', '__forward_value__',
                 '__forward_is_argument__', '__forward_is_class__',
                 '__forward_module__')

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f"Forward reference must be a string -- got {arg!r}")
        # '*Ts' alone is no expression: it is taken out of a tuple.
        source = f'({arg},)[0]' if arg.startswith('*') else arg
        try:
            code = compile(source, '<string>', 'eval')
        except SyntaxError:
            raise SyntaxError(f"Forward reference must be an expression -- got {arg!r}")
        self.__forward_arg__ = arg
        self.__forward_code__ = code
        self.__forward_evaluated__ = False
        self.__forward_value__ = None
        self.__forward_is_argument__ = is_argument
        self.__forward_is_class__ = is_class
        self.__forward_module__ = module

    def _evaluate(self, globalns, localns, type_params=_sentinel, *, recursive_guard):
        if type_params is _sentinel:
            _deprecation_warning_for_no_type_params_passed("typing.ForwardRef._evaluate")
            type_params = ()
        if self.__forward_arg__ in recursive_guard:
            return self
        if self.__forward_evaluated__ and localns is globalns:
            return self.__forward_value__

        if globalns is None and localns is None:
            globalns = localns = {}
        elif globalns is None:
            globalns = localns
        elif localns is None:
            localns = globalns
        if self.__forward_module__ is not None:
            globalns = getattr(
                sys.modules.get(self.__forward_module__, None), '__dict__', globalns)

        # Type parameters are in scope, but hidden by names of the class's own namespace.
        if type_params:
            locals_ = dict(localns)
            globals_ = dict(globalns)
            for param in type_params:
                name = param.__name__
                if not self.__forward_is_class__ or name not in globals_:
                    globals_[name] = param
                    locals_.pop(name, None)
            globalns, localns = globals_, locals_

        value = _type_check(
            eval(self.__forward_code__, globalns, localns),
            "Forward references must evaluate to types.",
            is_argument=self.__forward_is_argument__,
            allow_special_forms=self.__forward_is_class__)
        self.__forward_value__ = _eval_type(
            value, globalns, localns, type_params,
            recursive_guard=recursive_guard | {self.__forward_arg__})
        self.__forward_evaluated__ = True
        return self.__forward_value__

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        if self.__forward_evaluated__ and other.__forward_evaluated__:
            return (self.__forward_arg__ == other.__forward_arg__
                    and self.__forward_value__ == other.__forward_value__)
        return (self.__forward_arg__ == other.__forward_arg__
                and self.__forward_module__ == other.__forward_module__)

    def __hash__(self):
        return hash((self.__forward_arg__, self.__forward_module__))

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        module = self.__forward_module__
        extra = '' if module is None else f', module={module!r}'
        return f'ForwardRef({self.__forward_arg__!r}{extra})'


def _eval_type(t, globalns, localns, type_params=_sentinel, *, recursive_guard=frozenset()):
    """Evaluate all forward references in the given type t."""
    if type_params is _sentinel:
        _deprecation_warning_for_no_type_params_passed("typing._eval_type")
        type_params = ()
    if isinstance(t, ForwardRef):
        return t._evaluate(globalns, localns, type_params, recursive_guard=recursive_guard)
    if not isinstance(t, (_GenericAlias, GenericAlias, types.UnionType)):
        return t

    if isinstance(t, GenericAlias):
        # Builtin classes leave strings among their arguments as they are.
        args = tuple([ForwardRef(arg) if isinstance(arg, str) else arg for arg in t.__args__])
        unpacked = t.__unpacked__
        if _should_unflatten_callable_args(t, args):
            t = t.__origin__[(args[:-1], args[-1])]
        else:
            t = t.__origin__[args]
        if unpacked:
            t = Unpack[t]
    args = tuple([_eval_type(arg, globalns, localns, type_params,
                             recursive_guard=recursive_guard)
                  for arg in t.__args__])
    if args == t.__args__:
        return t
    if isinstance(t, GenericAlias):
        if _should_unflatten_callable_args(t, args):
            return t.__origin__[(args[:-1], args[-1])]
        return GenericAlias(t.__origin__, args)
    if isinstance(t, types.UnionType):
        return functools.reduce(operator.or_, args)
    return t.copy_with(args)


# -- what the native type variables and Generic ask for ----------------------------------------

def _is_unpacked_typevartuple(x):
    return not isinstance(x, type) and getattr(x, '__typing_is_unpacked_typevartuple__', False)


def _is_typevar_like(x):
    return isinstance(x, (TypeVar, ParamSpec)) or _is_unpacked_typevartuple(x)


def _typevar_subst(self, arg):
    """An argument for a TypeVar."""
    arg = _type_check(arg, "Parameters to generic types must be types.", is_argument=True)
    if (isinstance(arg, _GenericAlias) and arg.__origin__ is Unpack
            or isinstance(arg, GenericAlias) and getattr(arg, '__unpacked__', False)):
        raise TypeError(f"{arg} is not valid as type argument")
    return arg


def _typevartuple_prepare_subst(self, alias, args):
    """Gather the arguments for a TypeVarTuple into a tuple, in the place of one argument.

    It takes what the parameters before and after it leave. If an unpacked tuple of any length is
    among the arguments, it also fills parameters on both sides.
    """
    params = alias.__parameters__
    index = params.index(self)
    for param in params[index + 1:]:
        if isinstance(param, TypeVarTuple):
            raise TypeError(f"More than one TypeVarTuple parameter in {alias}")

    alen, plen = len(args), len(params)
    before, after = index, plen - index - 1
    unbounded = fill = None
    for position, arg in enumerate(args):
        if isinstance(arg, type):
            continue
        inner = getattr(arg, '__typing_unpacked_tuple_args__', None)
        if inner and len(inner) == 2 and inner[-1] is ...:
            if unbounded is not None:
                raise TypeError("More than one unpacked arbitrary-length tuple argument")
            unbounded, fill = position, inner[0]
    if unbounded is not None:
        before = min(before, unbounded)
        after = min(after, alen - unbounded - 1)
    elif before + after > alen:
        raise TypeError(f"Too few arguments for {alias};"
                        f" actual {alen}, expected at least {plen - 1}")
    if before == alen - after and self.has_default():
        taken = _unpack_args(self.__default__)
    else:
        taken = args[before:alen - after]
    return (*args[:before], *([fill] * (index - before)),
            taken,
            *([fill] * (plen - after - index - 1)), *args[alen - after:])


def _paramspec_subst(self, arg):
    """An argument for a ParamSpec."""
    if isinstance(arg, (list, tuple)):
        return tuple([_type_check(part, "Expected a type.") for part in arg])
    if not _is_param_expr(arg):
        raise TypeError(f"Expected a list of types, an ellipsis, "
                        f"ParamSpec, or Concatenate. Got {arg}")
    return arg


def _paramspec_prepare_subst(self, alias, args):
    """Find the argument for a ParamSpec: Z[int, str] may stand for Z[[int, str]]."""
    params = alias.__parameters__
    index = params.index(self)
    if index == len(args) and self.has_default():
        args = (*args, self.__default__)
    if index >= len(args):
        raise TypeError(f"Too few arguments for {alias}")
    if len(params) == 1 and not _is_param_expr(args[0]):
        assert index == 0
        return (args,)
    if isinstance(args[index], list):
        # Hashable, for the caches.
        return (*args[:index], tuple(args[index]), *args[index + 1:])
    return args


@_tp_cache
def _generic_class_getitem(cls, args):
    """Subscription of a class that inherits from Generic, and of Generic and Protocol.

    For the last two, the arguments are the parameters that are being declared.
    """
    if not isinstance(args, tuple):
        args = (args,)
    args = tuple([_type_convert(arg) for arg in args])
    if cls in (Generic, Protocol):
        if not args:
            raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
        if not all(_is_typevar_like(arg) for arg in args):
            raise TypeError(f"Parameters to {cls.__name__}[...] must all be type variables "
                            f"or parameter specification variables.")
        if len(set(args)) != len(args):
            raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
        return _GenericAlias(cls, args)

    for param in cls.__parameters__:
        prepare = getattr(param, '__typing_prepare_subst__', None)
        if prepare is not None:
            args = prepare(cls, args)
    _check_generic_specialization(cls, args)
    result = []
    for param, arg in zip(cls.__parameters__, args):
        if isinstance(param, TypeVarTuple):
            result.extend(arg)
        else:
            result.append(arg)
    return _GenericAlias(cls, tuple(result))


def _generic_init_subclass(cls, *args, **kwargs):
    """Find the type parameters of a new class, and check how it declares them."""
    super(Generic, cls).__init_subclass__(*args, **kwargs)
    original = cls.__dict__.get('__orig_bases__')
    if original is not None:
        plain = Generic in original
    else:
        plain = (Generic in cls.__bases__ and cls.__name__ != 'Protocol'
                 and type(cls).__name__ != '_TypedDictMeta')
    if plain:
        raise TypeError("Cannot inherit from plain Generic")

    found = ()
    if original is not None:
        found = _collect_type_parameters(original)
        declared = None
        for base in original:
            if isinstance(base, _GenericAlias) and base.__origin__ is Generic:
                if declared is not None:
                    raise TypeError("Cannot inherit from Generic[...] multiple times.")
                declared = base.__parameters__
        if declared is not None:
            # Then this is the list, and its order counts.
            missing = [param for param in found if param not in declared]
            if missing:
                s_vars = ', '.join(map(str, missing))
                s_args = ', '.join(map(str, declared))
                raise TypeError(f"Some type variables ({s_vars}) are"
                                f" not listed in Generic[{s_args}]")
            found = declared
    cls.__parameters__ = tuple(found)


# -- aliases -----------------------------------------------------------------------------------

def _is_dunder(attr):
    return attr.startswith('__') and attr.endswith('__')


class _BaseGenericAlias(_Final, _root=True):
    """What stands for a class with arguments; or for a class under a name of this module.

    `_inst` says whether calling it makes an instance, `_name` is the name shown after 'typing.',
    None for the classes of users. Attributes that aren't dunders are those of the origin.
    """

    def __init__(self, origin, *, inst=True, name=None):
        self._inst = inst
        self._name = name
        self.__origin__ = origin
        self.__slots__ = None  # is not to be found in the origin

    def __call__(self, *args, **kwargs):
        if not self._inst:
            raise TypeError(f"Type {self._name} cannot be instantiated; "
                            f"use {self.__origin__.__name__}() instead")
        result = self.__origin__(*args, **kwargs)
        try:
            result.__orig_class__ = self
        except Exception:
            pass  # slots, a __setattr__ of its own, ...
        return result

    def __mro_entries__(self, bases):
        entries = []
        if self.__origin__ not in bases:
            entries.append(self.__origin__)
        # Generic comes last: not if some later base will bring it.
        for base in bases[bases.index(self) + 1:]:
            if isinstance(base, _BaseGenericAlias):
                break
            if isinstance(base, type):
                if issubclass(base, Generic):
                    break
            else:
                method = getattr(base, "__mro_entries__", None)
                replaced = method(bases) if method else None
                if isinstance(replaced, tuple) and any(
                        isinstance(entry, type) and issubclass(entry, Generic)
                        for entry in replaced):
                    break
        else:
            entries.append(Generic)
        return tuple(entries)

    def __getattr__(self, attr):
        if attr in {'__origin__', '__args__'}:
            return super().__getattr__(attr)
        if attr in {'__name__', '__qualname__'}:
            return self._name or self.__origin__.__name__
        # While being copied or unpickled, there is no origin yet.
        if '__origin__' in self.__dict__ and not _is_dunder(attr):
            return getattr(self.__origin__, attr)
        raise AttributeError(attr)

    def __setattr__(self, attr, val):
        if _is_dunder(attr) or attr in {'_name', '_inst', '_nparams', '_defaults'}:
            super().__setattr__(attr, val)
        else:
            setattr(self.__origin__, attr, val)

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with"
                        " class and instance checks")

    def __dir__(self):
        return list({*super().__dir__(),
                     *[attr for attr in dir(self.__origin__) if not _is_dunder(attr)]})


class _GenericAlias(_BaseGenericAlias, _root=True):
    """A class or form with its arguments.

    `__args__` are the arguments, a ParamSpec's as a tuple; `__parameters__` the type parameters
    in them, which a further subscription replaces.
    """

    def __init__(self, origin, args, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name)
        if not isinstance(args, tuple):
            args = (args,)
        self.__args__ = tuple([... if arg is _TypingEllipsis else arg for arg in args])
        self.__parameters__ = _collect_type_parameters(
            args, enforce_default_ordering=origin in (Generic, Protocol))
        if not name:
            self.__module__ = origin.__module__

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __or__(self, right):
        return Union[self, right]

    def __ror__(self, left):
        return Union[left, self]

    @_tp_cache
    def __getitem__(self, args):
        if self.__origin__ in (Generic, Protocol):
            raise TypeError(f"Cannot subscript already-subscripted {self}")
        if not self.__parameters__:
            raise TypeError(f"{self} is not a generic class")
        if not isinstance(args, tuple):
            args = (args,)
        args = tuple(_unpack_args(*[_type_convert(arg) for arg in args]))
        return self.copy_with(self._determine_new_args(args))

    def _determine_new_args(self, args):
        """Our arguments with the parameters in them replaced by `args`."""
        params = self.__parameters__
        for param in params:
            prepare = getattr(param, '__typing_prepare_subst__', None)
            if prepare is not None:
                args = prepare(self, args)
        alen, plen = len(args), len(params)
        if alen != plen:
            raise TypeError(f"Too {'many' if alen > plen else 'few'} arguments for {self};"
                            f" actual {alen}, expected {plen}")
        return tuple(self._make_substitution(self.__args__, dict(zip(params, args))))

    def _make_substitution(self, args, new_arg_by_param):
        result = []
        for old in args:
            if isinstance(old, type):
                result.append(old)
                continue
            subst = getattr(old, '__typing_subst__', None)
            if subst:
                new = subst(new_arg_by_param[old])
            else:
                inner = getattr(old, '__parameters__', ())
                if not inner:
                    new = old
                else:
                    chosen = []
                    for param in inner:
                        if isinstance(param, TypeVarTuple):
                            chosen.extend(new_arg_by_param[param])
                        else:
                            chosen.append(new_arg_by_param[param])
                    new = old[tuple(chosen)]

            if (self.__origin__ == collections.abc.Callable and isinstance(new, tuple)):
                # The parameters of a Callable lie flat among its arguments.
                result.extend(new)
            elif _is_unpacked_typevartuple(old):
                result.extend(new)
            elif isinstance(old, tuple):
                # The argument of a ParamSpec may have parameters inside.
                result.append(tuple(self._make_substitution(old, new_arg_by_param)))
            else:
                result.append(new)
        return result

    def copy_with(self, args):
        return self.__class__(self.__origin__, args, name=self._name, inst=self._inst)

    def __repr__(self):
        name = f'typing.{self._name}' if self._name else _type_repr(self.__origin__)
        # An empty tuple of types is shown as ().
        args = ", ".join([_type_repr(arg) for arg in self.__args__]) or "()"
        return f'{name}[{args}]'

    def __reduce__(self):
        origin = _named(self._name) if self._name else self.__origin__
        args = tuple(self.__args__)
        if len(args) == 1 and not isinstance(args[0], tuple):
            args, = args
        return operator.getitem, (origin, args)

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, _SpecialForm):
            raise TypeError(f"Cannot subclass {self!r}")
        if self._name:
            return super().__mro_entries__(bases)
        if self.__origin__ is Generic:
            if Protocol in bases:
                return ()
            for base in bases[bases.index(self) + 1:]:
                if isinstance(base, _BaseGenericAlias) and base is not self:
                    return ()  # that one will bring Generic
        return (self.__origin__,)

    def __iter__(self):
        yield Unpack[self]


def _named(name):
    """What this module calls `name`."""
    try:
        return globals()[name]
    except KeyError:
        return __getattr__(name)


class _SpecialGenericAlias(_NotIterable, _BaseGenericAlias, _root=True):
    """A class of another module under the name it has here: List, Mapping, ..."""

    def __init__(self, origin, nparams, *, inst=True, name=None, defaults=()):
        if name is None:
            name = origin.__name__
        super().__init__(origin, inst=inst, name=name)
        self._nparams = nparams
        self._defaults = defaults
        if origin.__module__ == 'builtins':
            self.__doc__ = f'A generic version of {origin.__qualname__}.'
        else:
            self.__doc__ = f'A generic version of {origin.__module__}.{origin.__qualname__}.'

    @_tp_cache
    def __getitem__(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        msg = "Parameters to generic types must be types."
        params = tuple([_type_check(param, msg) for param in params])
        actual, wanted, defaults = len(params), self._nparams, self._defaults
        if defaults and actual < wanted <= actual + len(defaults):
            params = (*params, *defaults[actual - wanted:])
        if len(params) != wanted:
            if defaults:
                expected = f"at least {wanted - len(defaults)}"
            else:
                expected = str(wanted)
            if not wanted:
                raise TypeError(f"{self} is not a generic class")
            raise TypeError(f"Too {'many' if actual > wanted else 'few'} arguments for {self};"
                            f" actual {actual}, expected {expected}")
        return self.copy_with(params)

    def copy_with(self, params):
        return _GenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __repr__(self):
        return 'typing.' + self._name

    def __subclasscheck__(self, cls):
        if isinstance(cls, _SpecialGenericAlias):
            return issubclass(cls.__origin__, self.__origin__)
        if not isinstance(cls, _GenericAlias):
            return issubclass(cls, self.__origin__)
        return super().__subclasscheck__(cls)

    def __reduce__(self):
        return self._name

    def __or__(self, right):
        return Union[self, right]

    def __ror__(self, left):
        return Union[left, self]


class _DeprecatedGenericAlias(_SpecialGenericAlias, _root=True):
    """An alias whose use in isinstance() and issubclass() warns."""

    def __init__(self, origin, nparams, *, removal_version, inst=True, name=None):
        super().__init__(origin, nparams, inst=inst, name=name)
        self.__dict__['_removal_version'] = removal_version

    def __instancecheck__(self, inst):
        import warnings
        warnings._deprecated(
            f"{self.__module__}.{self._name}", remove=self.__dict__['_removal_version'])
        return super().__instancecheck__(inst)


class _CallableGenericAlias(_NotIterable, _GenericAlias, _root=True):
    def __repr__(self):
        assert self._name == 'Callable'
        args = self.__args__
        if len(args) == 2 and _is_param_expr(args[0]):
            return super().__repr__()
        params = ', '.join([_type_repr(arg) for arg in args[:-1]])
        return f'typing.Callable[[{params}], {_type_repr(args[-1])}]'

    def __reduce__(self):
        args = self.__args__
        if not (len(args) == 2 and _is_param_expr(args[0])):
            args = list(args[:-1]), args[-1]
        return operator.getitem, (Callable, args)


class _CallableType(_SpecialGenericAlias, _root=True):
    def copy_with(self, params):
        return _CallableGenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __getitem__(self, params):
        if not isinstance(params, tuple) or len(params) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = params
        # Lists can't be cached; a tuple in their place is as good.
        if isinstance(args, list):
            params = (tuple(args), result)
        return self.__getitem_inner__(params)

    @_tp_cache
    def __getitem_inner__(self, params):
        args, result = params
        result = _type_check(result, "Callable[args, result]: result must be a type.")
        if args is Ellipsis:
            return self.copy_with((_TypingEllipsis, result))
        if not isinstance(args, tuple):
            args = (args,)
        return self.copy_with((*[_type_convert(arg) for arg in args], result))


class _TupleType(_SpecialGenericAlias, _root=True):
    @_tp_cache
    def __getitem__(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        if len(params) >= 2 and params[-1] is ...:
            msg = "Tuple[t, ...]: t must be a type."
            params = tuple([_type_check(param, msg) for param in params[:-1]])
            return self.copy_with((*params, _TypingEllipsis))
        msg = "Tuple[t0, t1, ...]: each t must be a type."
        return self.copy_with(tuple([_type_check(param, msg) for param in params]))


class _UnionGenericAlias(_NotIterable, _GenericAlias, _root=True):
    def copy_with(self, params):
        return Union[params]

    def __eq__(self, other):
        if not isinstance(other, (_UnionGenericAlias, types.UnionType)):
            return NotImplemented
        try:  # fast path
            return set(self.__args__) == set(other.__args__)
        except TypeError:  # not hashable
            return _compare_args_orderless(self.__args__, other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        args = self.__args__
        if len(args) == 2:
            if args[0] is type(None):
                return f'typing.Optional[{_type_repr(args[1])}]'
            if args[1] is type(None):
                return f'typing.Optional[{_type_repr(args[0])}]'
        return super().__repr__()

    def __instancecheck__(self, obj):
        for cls in self.__args__:
            if isinstance(obj, cls):
                return True
        return False

    def __subclasscheck__(self, cls):
        for arg in self.__args__:
            if issubclass(cls, arg):
                return True
        return False

    def __reduce__(self):
        func, (origin, args) = super().__reduce__()
        return func, (Union, args)


class _LiteralGenericAlias(_GenericAlias, _root=True):
    def __eq__(self, other):
        if not isinstance(other, _LiteralGenericAlias):
            return NotImplemented
        return (set(_value_and_type_iter(self.__args__))
                == set(_value_and_type_iter(other.__args__)))

    def __hash__(self):
        return hash(frozenset(_value_and_type_iter(self.__args__)))


class _ConcatenateGenericAlias(_GenericAlias, _root=True):
    def copy_with(self, params):
        last = params[-1]
        if isinstance(last, (list, tuple)):
            return (*params[:-1], *last)
        if isinstance(last, _ConcatenateGenericAlias):
            params = (*params[:-1], *last.__args__)
        return super().copy_with(params)


class _UnpackGenericAlias(_GenericAlias, _root=True):
    def __repr__(self):
        # `Unpack` itself is never shown.
        return f'typing.Unpack[{_type_repr(self.__args__[0])}]'

    def __getitem__(self, args):
        if self.__typing_is_unpacked_typevartuple__:
            return args
        return super().__getitem__(args)

    @property
    def __typing_unpacked_tuple_args__(self):
        assert self.__origin__ is Unpack
        assert len(self.__args__) == 1
        arg, = self.__args__
        if isinstance(arg, (_GenericAlias, GenericAlias)):
            if arg.__origin__ is not tuple:
                raise TypeError("Unpack[...] must be used with a tuple type")
            return arg.__args__
        return None

    @property
    def __typing_is_unpacked_typevartuple__(self):
        assert self.__origin__ is Unpack
        assert len(self.__args__) == 1
        return isinstance(self.__args__[0], TypeVarTuple)


class _AnnotatedAlias(_NotIterable, _GenericAlias, _root=True):
    """Runtime representation of an annotated type: the type, which is what the alias behaves
    like, and the metadata."""

    def __init__(self, origin, metadata):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        super().__init__(origin, origin, name='Annotated')
        self.__metadata__ = metadata

    def copy_with(self, params):
        assert len(params) == 1
        return _AnnotatedAlias(params[0], self.__metadata__)

    def __repr__(self):
        metadata = ", ".join([repr(item) for item in self.__metadata__])
        return f"typing.Annotated[{_type_repr(self.__origin__)}, {metadata}]"

    def __reduce__(self):
        return operator.getitem, (Annotated, (self.__origin__, *self.__metadata__))

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return (self.__origin__ == other.__origin__
                and self.__metadata__ == other.__metadata__)

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __getattr__(self, attr):
        if attr in {'__name__', '__qualname__'}:
            return 'Annotated'
        return super().__getattr__(attr)

    def __mro_entries__(self, bases):
        return (self.__origin__,)


class _TypingEllipsis:
    """Internal placeholder for ..., where that would mean something else."""


# -- protocols ---------------------------------------------------------------------------------

_TYPING_INTERNALS = frozenset({
    '__parameters__', '__orig_bases__', '__orig_class__', '_is_protocol',
    '_is_runtime_protocol', '__protocol_attrs__', '__non_callable_proto_members__',
    '__type_params__',
})

_SPECIAL_NAMES = frozenset({
    '__abstractmethods__', '__annotations__', '__dict__', '__doc__', '__init__', '__module__',
    '__new__', '__slots__', '__subclasshook__', '__weakref__', '__class_getitem__',
    '__match_args__', '__static_attributes__', '__firstlineno__',
})

# These are in the namespaces of protocols without being members.
EXCLUDED_ATTRIBUTES = _TYPING_INTERNALS | _SPECIAL_NAMES | {'_MutableMapping__marker'}


def _get_protocol_attrs(cls):
    """The members of a protocol: the names in its body and in those of its bases."""
    attrs = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ in {'Protocol', 'Generic'}:
            continue
        for attr in (*base.__dict__, *getattr(base, '__annotations__', {})):
            if not attr.startswith('_abc_') and attr not in EXCLUDED_ATTRIBUTES:
                attrs.add(attr)
    return attrs


def _no_init_or_replace_init(self, *args, **kwargs):
    """The __init__ of protocols: they can't be instantiated, their subclasses can.

    A class that inherits this one gets the next __init__ in its order, at the first instance.
    """
    cls = type(self)
    if cls._is_protocol:
        raise TypeError('Protocols cannot be instantiated')
    if cls.__init__ is not _no_init_or_replace_init:
        return  # replaced meanwhile, by another thread or a base
    for base in cls.__mro__:
        init = base.__dict__.get('__init__', _no_init_or_replace_init)
        if init is not _no_init_or_replace_init:
            cls.__init__ = init
            break
    else:
        cls.__init__ = object.__init__
    cls.__init__(self, *args, **kwargs)


def _caller(depth=1, default='__main__'):
    """Name of the module whose code called our caller."""
    try:
        return sys._getframemodulename(depth + 1) or default
    except AttributeError:
        pass
    try:
        return sys._getframe(depth + 1).f_globals.get('__name__', default)
    except (AttributeError, ValueError):
        return None


def _allow_reckless_class_checks(depth=2):
    """Does a module ask that checks all classes, and shall not be told of its mistake?"""
    return _caller(depth) in {'abc', '_py_abc', 'functools', None}


# Protocols may inherit from these.
_PROTO_ALLOWLIST = {
    'collections.abc': [
        'Callable', 'Awaitable', 'Iterable', 'Iterator', 'AsyncIterable',
        'AsyncIterator', 'Hashable', 'Sized', 'Container', 'Collection',
        'Reversible', 'Buffer',
    ],
    'contextlib': ['AbstractContextManager', 'AbstractAsyncContextManager'],
}


@functools.cache
def _lazy_load_getattr_static():
    # `inspect` is heavy, and most programs never check a protocol.
    from inspect import getattr_static
    return getattr_static


_cleanups.append(_lazy_load_getattr_static.cache_clear)

_abc_instancecheck = ABCMeta.__instancecheck__
_abc_subclasscheck = ABCMeta.__subclasscheck__


def _type_check_issubclass_arg_1(arg):
    # ABCMeta would say so too, but not if the answer is known before it gets there.
    if not isinstance(arg, type):
        raise TypeError('issubclass() arg 1 must be a class')


class _ProtocolMeta(ABCMeta):
    # Checks by structure. Where the answer follows from inheritance or registration, that of
    # ABCMeta is used, for it is cached.

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        if name == "Protocol" and bases == (Generic,):
            pass
        elif {Protocol, Generic} & set(bases):
            for base in bases:
                if not (base in {object, Generic}
                        or base.__name__ in _PROTO_ALLOWLIST.get(base.__module__, ())
                        or issubclass(base, Generic)
                        and getattr(base, '_is_protocol', False)):
                    raise TypeError(
                        f"Protocols can only inherit from other protocols, "
                        f"got {base!r}")
        return super().__new__(mcls, name, bases, namespace, **kwargs)

    def __init__(cls, *args, **kwargs):
        if getattr(cls, '_is_protocol', False):
            cls.__protocol_attrs__ = _get_protocol_attrs(cls)

    def __subclasscheck__(cls, other):
        if cls is Protocol:
            return type.__subclasscheck__(cls, other)
        if getattr(cls, '_is_protocol', False) and not _allow_reckless_class_checks():
            if not getattr(cls, '_is_runtime_protocol', False):
                _type_check_issubclass_arg_1(other)
                raise TypeError("Instance and class checks can only be used with "
                                "@runtime_checkable protocols")
            # Computed by @runtime_checkable.
            if cls.__non_callable_proto_members__ \
                    and cls.__dict__.get("__subclasshook__") is _proto_hook:
                _type_check_issubclass_arg_1(other)
                names = sorted(cls.__non_callable_proto_members__)
                raise TypeError("Protocols with non-method members don't support issubclass()."
                                f" Non-method members: {str(names)[1:-1]}.")
        return _abc_subclasscheck(cls, other)

    def __instancecheck__(cls, instance):
        if cls is Protocol:
            return type.__instancecheck__(cls, instance)
        if not getattr(cls, "_is_protocol", False):
            return _abc_instancecheck(cls, instance)  # a class that implements a protocol
        if (not getattr(cls, '_is_runtime_protocol', False)
                and not _allow_reckless_class_checks()):
            raise TypeError("Instance and class checks can only be used with"
                            " @runtime_checkable protocols")
        if _abc_instancecheck(cls, instance):
            return True

        # Members may be set on the instance. Descriptors and __getattr__ are not run.
        getattr_static = _lazy_load_getattr_static()
        for attr in cls.__protocol_attrs__:
            try:
                value = getattr_static(instance, attr)
            except AttributeError:
                return False
            # A method that is set to None is denied.
            if value is None and attr not in cls.__non_callable_proto_members__:
                return False
        return True


@classmethod
def _proto_hook(cls, other):
    if not cls.__dict__.get('_is_protocol', False):
        return NotImplemented
    for attr in cls.__protocol_attrs__:
        for base in other.__mro__:
            if attr in base.__dict__:
                if base.__dict__[attr] is None:
                    return NotImplemented
                break
            # A protocol may fulfil another one by annotations alone.
            annotations = getattr(base, '__annotations__', {})
            if (isinstance(annotations, collections.abc.Mapping) and attr in annotations
                    and issubclass(other, Generic)
                    and getattr(other, '_is_protocol', False)):
                break
        else:
            return NotImplemented
    return True


class Protocol(Generic, metaclass=_ProtocolMeta):
    """Base class for protocol classes.

    Protocol classes are defined as::

        class Proto(Protocol):
            def meth(self) -> int:
                ...

    Such classes are primarily used with static type checkers that recognize
    structural subtyping (static duck-typing). With @runtime_checkable, isinstance() and
    issubclass() check for the presence of the members, not their signatures.
    """

    __slots__ = ()
    _is_protocol = True
    _is_runtime_protocol = False

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)

        # A subclass is a protocol only if it says so itself.
        if not cls.__dict__.get('_is_protocol', False):
            cls._is_protocol = any(base is Protocol for base in cls.__bases__)
        if '__subclasshook__' not in cls.__dict__:
            cls.__subclasshook__ = _proto_hook
        if cls._is_protocol and cls.__init__ is Protocol.__init__:
            cls.__init__ = _no_init_or_replace_init


def runtime_checkable(cls):
    """Mark a protocol class as a runtime protocol.

    Such protocol can be used with isinstance() and issubclass().
    Raise TypeError if applied to a non-protocol class.
    This allows a simple-minded structural check very similar to
    one trick ponies in collections.abc such as Iterable.
    """
    if not issubclass(cls, Generic) or not getattr(cls, '_is_protocol', False):
        raise TypeError(f'@runtime_checkable can be only applied to protocol classes, got {cls!r}')
    cls._is_runtime_protocol = True
    # Which members are methods is found out once, and not at each check.
    cls.__non_callable_proto_members__ = set()
    for attr in cls.__protocol_attrs__:
        try:
            is_callable = callable(getattr(cls, attr, None))
        except Exception as e:
            raise TypeError(f"Failed to determine whether protocol member {attr!r} "
                            "is a method member") from e
        if not is_callable:
            cls.__non_callable_proto_members__.add(attr)
    return cls


def is_protocol(tp, /):
    """Return True if the given type is a Protocol."""
    return isinstance(tp, type) and getattr(tp, '_is_protocol', False) and tp != Protocol


def get_protocol_members(tp, /):
    """Return the set of members defined in a Protocol."""
    if not is_protocol(tp):
        raise TypeError(f'{tp!r} is not a Protocol')
    return frozenset(tp.__protocol_attrs__)


# -- looking into annotations ------------------------------------------------------------------

_allowed_types = (types.FunctionType, types.BuiltinFunctionType,
                  types.MethodType, types.ModuleType,
                  types.WrapperDescriptorType, types.MethodWrapperType,
                  types.MethodDescriptorType)


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """Return type hints for an object.

    This is often the same as obj.__annotations__, but it handles
    forward references encoded as string literals and recursively replaces all
    'Annotated[T, ...]' with 'T' (unless 'include_extras=True').

    The argument may be a module, class, method, or function. For a class, the annotations of
    all bases are merged. The namespaces default to those of the object.
    """
    if getattr(obj, '__no_type_check__', None):
        return {}
    if isinstance(obj, type):
        hints = _class_hints(obj, globalns, localns)
    else:
        hints = _other_hints(obj, globalns, localns)
    if include_extras:
        return hints
    return {name: _strip_annotations(hint) for name, hint in hints.items()}


def _class_hints(obj, globalns, localns):
    hints = {}
    for base in reversed(obj.__mro__):
        if globalns is None:
            base_globals = getattr(sys.modules.get(base.__module__, None), '__dict__', {})
        else:
            base_globals = globalns
        annotations = base.__dict__.get('__annotations__', {})
        if isinstance(annotations, types.GetSetDescriptorType):
            annotations = {}
        base_locals = dict(vars(base)) if localns is None else localns
        if localns is None and globalns is None:
            # So that a name of the module wins over that of the class, as eval() looks in the
            # locals first: for a class attribute that is named like its type.
            base_globals, base_locals = base_locals, base_globals
        for name, value in annotations.items():
            if value is None:
                value = type(None)
            if isinstance(value, str):
                value = ForwardRef(value, is_argument=False, is_class=True)
            hints[name] = _eval_type(value, base_globals, base_locals, base.__type_params__)
    return hints


def _other_hints(obj, globalns, localns):
    if globalns is None:
        if isinstance(obj, types.ModuleType):
            globalns = obj.__dict__
        else:
            wrapped = obj
            while hasattr(wrapped, '__wrapped__'):
                wrapped = wrapped.__wrapped__
            globalns = getattr(wrapped, '__globals__', {})
        if localns is None:
            localns = globalns
    elif localns is None:
        localns = globalns
    annotations = getattr(obj, '__annotations__', None)
    if annotations is None:
        if isinstance(obj, _allowed_types):
            return {}
        raise TypeError(f'{obj!r} is not a module, class, method, or function.')
    type_params = getattr(obj, "__type_params__", ())
    hints = {}
    for name, value in dict(annotations).items():
        if value is None:
            value = type(None)
        if isinstance(value, str):
            # A module may have Final and ClassVar as a class may.
            value = ForwardRef(value, is_argument=not isinstance(obj, types.ModuleType),
                               is_class=False)
        hints[name] = _eval_type(value, globalns, localns, type_params)
    return hints


def _strip_annotations(t):
    """Strip the annotations from a given type."""
    if isinstance(t, _AnnotatedAlias):
        return _strip_annotations(t.__origin__)
    if hasattr(t, "__origin__") and t.__origin__ in (Required, NotRequired, ReadOnly):
        return _strip_annotations(t.__args__[0])
    if isinstance(t, (_GenericAlias, GenericAlias, types.UnionType)):
        args = tuple([_strip_annotations(arg) for arg in t.__args__])
        if args == t.__args__:
            return t
        if isinstance(t, _GenericAlias):
            return t.copy_with(args)
        if isinstance(t, GenericAlias):
            return GenericAlias(t.__origin__, args)
        return functools.reduce(operator.or_, args)
    return t


def get_origin(tp):
    """Get the unsubscripted version of a type.

    This supports generic types, Callable, Tuple, Union, Literal, Final, ClassVar,
    Annotated, and others. Return None for unsupported types.

    Examples::

        >>> P = ParamSpec('P')
        >>> assert get_origin(Literal[42]) is Literal
        >>> assert get_origin(int) is None
        >>> assert get_origin(ClassVar[int]) is ClassVar
        >>> assert get_origin(Generic) is Generic
        >>> assert get_origin(Generic[T]) is Generic
        >>> assert get_origin(Union[T, int]) is Union
        >>> assert get_origin(List[Tuple[T, T]][int]) is list
        >>> assert get_origin(P.args) is P
    """
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (_BaseGenericAlias, GenericAlias, ParamSpecArgs, ParamSpecKwargs)):
        return tp.__origin__
    if tp is Generic:
        return Generic
    if isinstance(tp, types.UnionType):
        return types.UnionType
    return None


def get_args(tp):
    """Get type arguments with all substitutions performed.

    For unions, basic simplifications used by Union constructor are performed.

    Examples::

        >>> T = TypeVar('T')
        >>> assert get_args(Dict[str, int]) == (str, int)
        >>> assert get_args(int) == ()
        >>> assert get_args(Union[int, Union[T, int], str][int]) == (int, str)
        >>> assert get_args(Union[int, Tuple[T, int]][str]) == (int, Tuple[str, int])
        >>> assert get_args(Callable[[], T][int]) == ([], int)
    """
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (_GenericAlias, GenericAlias)):
        args = tp.__args__
        if _should_unflatten_callable_args(tp, args):
            args = list(args[:-1]), args[-1]
        return args
    if isinstance(tp, types.UnionType):
        return tp.__args__
    return ()


def is_typeddict(tp):
    """Check if an annotation is a TypedDict class.

    For example::

        >>> from typing import TypedDict
        >>> class Film(TypedDict):
        ...     title: str
        ...     year: int
        ...
        >>> is_typeddict(Film)
        True
        >>> is_typeddict(dict)
        False
    """
    # If the classes aren't loaded, there is no TypedDict.
    meta = globals().get('_TypedDictMeta')
    if meta is None:
        module = sys.modules.get('_typing_classes')
        meta = getattr(module, '_TypedDictMeta', None)
    return meta is not None and isinstance(tp, meta)


# -- functions for type checkers ---------------------------------------------------------------

def cast(typ, val):
    """Cast a value to a type.

    This returns the value unchanged.  To the type checker this
    signals that the return value has the designated type, but at
    runtime we intentionally don't check anything (we want this
    to be as fast as possible).
    """
    return val


def assert_type(val, typ, /):
    """Ask a static type checker to confirm that the value is of the given type.

    At runtime this does nothing: it returns the first argument unchanged with no
    checks or side effects, no matter the actual type of the argument.
    """
    return val


_ASSERT_NEVER_REPR_MAX_LENGTH = 100


def assert_never(arg: Never, /) -> Never:
    """Statically assert that a line of code is unreachable.

    If a type checker finds that a call to assert_never() is
    reachable, it will emit an error. At runtime, this throws an exception when called.
    """
    value = repr(arg)
    if len(value) > _ASSERT_NEVER_REPR_MAX_LENGTH:
        value = value[:_ASSERT_NEVER_REPR_MAX_LENGTH] + '...'
    raise AssertionError(f"Expected code to be unreachable, but got: {value}")


def reveal_type(obj, /):
    """Ask a static type checker to reveal the inferred type of an expression.

    At runtime, the function prints the runtime type of the
    argument and returns the argument unchanged.
    """
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


def no_type_check(arg):
    """Decorator to indicate that annotations are not type hints.

    The argument must be a class or function; if it is a class, it
    applies recursively to all methods and classes defined in that class
    (but not to methods defined in its superclasses or subclasses).

    This mutates the function(s) or class(es) in place.
    """
    if isinstance(arg, type):
        for key in dir(arg):
            value = getattr(arg, key)
            # Only what was defined in the body, not what was imported into it or inherited.
            if (not hasattr(value, '__qualname__')
                    or value.__qualname__ != f'{arg.__qualname__}.{value.__name__}'
                    or getattr(value, '__module__', None) != arg.__module__):
                continue
            if isinstance(value, types.FunctionType):
                value.__no_type_check__ = True
            elif isinstance(value, types.MethodType):
                value.__func__.__no_type_check__ = True
            elif isinstance(value, type):
                no_type_check(value)
    try:
        arg.__no_type_check__ = True
    except TypeError:  # a builtin class
        pass
    return arg


def no_type_check_decorator(decorator):
    """Decorator to give another decorator the @no_type_check effect.

    This wraps the decorator with something that wraps the decorated
    function in @no_type_check.
    """
    import warnings
    warnings._deprecated("typing.no_type_check_decorator", remove=(3, 15))

    @functools.wraps(decorator)
    def wrapped_decorator(*args, **kwds):
        return no_type_check(decorator(*args, **kwds))

    return wrapped_decorator


def _overload_dummy(*args, **kwds):
    """Helper for @overload to raise when called."""
    raise NotImplementedError(
        "You should not call an overloaded function. "
        "A series of @overload-decorated functions "
        "outside a stub module should always be followed "
        "by an implementation that is not @overload-ed.")


# {module: {qualname: {first line number: function}}}
_overload_registry = collections.defaultdict(functools.partial(collections.defaultdict, dict))


def overload(func):
    """Decorator for overloaded functions/methods.

    In a stub file, place two or more stub definitions for the same
    function in a row, each decorated with @overload. In other files, an implementation
    follows that is not decorated. get_overloads() finds the definitions.
    """
    inner = getattr(func, "__func__", func)  # of a class method or static method
    try:
        _overload_registry[inner.__module__][inner.__qualname__][
            inner.__code__.co_firstlineno] = func
    except AttributeError:
        pass  # not a function of ours: it can't be found again
    return _overload_dummy


def get_overloads(func):
    """Return all defined overloads for *func* as a sequence."""
    inner = getattr(func, "__func__", func)
    modules = _overload_registry.get(inner.__module__)
    if modules is None or inner.__qualname__ not in modules:
        return []
    return list(modules[inner.__qualname__].values())


def clear_overloads():
    """Clear all overloads in the registry."""
    _overload_registry.clear()


def final(f):
    """Decorator to indicate final methods and final classes.

    There is no runtime checking of these properties. The decorator
    attempts to set the ``__final__`` attribute to ``True`` on the decorated
    object to allow runtime introspection.
    """
    try:
        f.__final__ = True
    except (AttributeError, TypeError):
        pass
    return f


def override(method, /):
    """Indicate that a method is intended to override a method in a base class.

    There is no runtime checking of this property. The decorator attempts to set the
    ``__override__`` attribute to ``True`` on the decorated object to allow
    runtime introspection.
    """
    try:
        method.__override__ = True
    except (AttributeError, TypeError):
        pass
    return method


def dataclass_transform(*, eq_default=True, order_default=False, kw_only_default=False,
                        frozen_default=False, field_specifiers=(), **kwargs):
    """Decorator to mark an object as providing dataclass-like behaviour.

    The decorator can be applied to a function, class, or metaclass. At runtime, it records its
    arguments in the ``__dataclass_transform__`` attribute on the decorated object.
    """
    def decorator(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = {
            "eq_default": eq_default,
            "order_default": order_default,
            "kw_only_default": kw_only_default,
            "frozen_default": frozen_default,
            "field_specifiers": field_specifiers,
            "kwargs": kwargs,
        }
        return cls_or_fn
    return decorator


# -- type variables and names of other modules -------------------------------------------------

# Some code imports these, although they were never exported.
T = TypeVar('T')
KT = TypeVar('KT')
VT = TypeVar('VT')
T_co = TypeVar('T_co', covariant=True)
V_co = TypeVar('V_co', covariant=True)
VT_co = TypeVar('VT_co', covariant=True)
T_contra = TypeVar('T_contra', contravariant=True)
CT_co = TypeVar('CT_co', covariant=True, bound=type)
AnyStr = TypeVar('AnyStr', bytes, str)

Text = str
TYPE_CHECKING = False

_alias = _SpecialGenericAlias

Hashable = _alias(collections.abc.Hashable, 0)
Awaitable = _alias(collections.abc.Awaitable, 1)
Coroutine = _alias(collections.abc.Coroutine, 3)
AsyncIterable = _alias(collections.abc.AsyncIterable, 1)
AsyncIterator = _alias(collections.abc.AsyncIterator, 1)
Iterable = _alias(collections.abc.Iterable, 1)
Iterator = _alias(collections.abc.Iterator, 1)
Reversible = _alias(collections.abc.Reversible, 1)
Sized = _alias(collections.abc.Sized, 0)
Container = _alias(collections.abc.Container, 1)
Collection = _alias(collections.abc.Collection, 1)
AbstractSet = _alias(collections.abc.Set, 1, name='AbstractSet')
MutableSet = _alias(collections.abc.MutableSet, 1)
Mapping = _alias(collections.abc.Mapping, 2)
MutableMapping = _alias(collections.abc.MutableMapping, 2)
Sequence = _alias(collections.abc.Sequence, 1)
MutableSequence = _alias(collections.abc.MutableSequence, 1)
ByteString = _DeprecatedGenericAlias(
    collections.abc.ByteString, 0, removal_version=(3, 14), name='ByteString')
MappingView = _alias(collections.abc.MappingView, 1)
KeysView = _alias(collections.abc.KeysView, 1)
ItemsView = _alias(collections.abc.ItemsView, 2)
ValuesView = _alias(collections.abc.ValuesView, 1)
Generator = _alias(collections.abc.Generator, 3, defaults=(types.NoneType, types.NoneType))
AsyncGenerator = _alias(collections.abc.AsyncGenerator, 2, defaults=(types.NoneType,))

Callable = _CallableType(collections.abc.Callable, 2)
Callable.__doc__ = "Deprecated alias to collections.abc.Callable: Callable[[int], str]."
Tuple = _TupleType(tuple, -1, inst=False, name='Tuple')
Tuple.__doc__ = "Deprecated alias to builtins.tuple: Tuple[int, str], or Tuple[int, ...]."
Type = _alias(type, 1, inst=False, name='Type')
Type.__doc__ = "Deprecated alias to builtins.type: Type[C] is C or a subclass of it."

List = _alias(list, 1, inst=False, name='List')
Set = _alias(set, 1, inst=False, name='Set')
FrozenSet = _alias(frozenset, 1, inst=False, name='FrozenSet')
Dict = _alias(dict, 2, inst=False, name='Dict')
Deque = _alias(collections.deque, 1, name='Deque')
DefaultDict = _alias(collections.defaultdict, 2, name='DefaultDict')
OrderedDict = _alias(collections.OrderedDict, 2)
Counter = _alias(collections.Counter, 1)
ChainMap = _alias(collections.ChainMap, 2)


# ParamSpecArgs and ParamSpecKwargs are made from their ParamSpec.

def _pickle_psargs(psargs):
    return ParamSpecArgs, (psargs.__origin__,)


def _pickle_pskwargs(pskwargs):
    return ParamSpecKwargs, (pskwargs.__origin__,)


def _register_pickling():
    import copyreg
    copyreg.pickle(ParamSpecArgs, _pickle_psargs)
    copyreg.pickle(ParamSpecKwargs, _pickle_pskwargs)


_register_pickling()
del _register_pickling
