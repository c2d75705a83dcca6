"""Classes whose methods are generated from their annotated fields.

The methods of a class are written as one piece of source and compiled in one exec(); they get
the types, defaults and factories as closure variables, never as text. Annotations are put on the
functions afterwards, so they need not be compiled. Nothing heavy is imported before it is needed:
the docstring of an ordinary dataclass is worded here, without `inspect`.
"""

import abc
import sys
import types
from keyword import iskeyword
from reprlib import recursive_repr
from types import FunctionType, GenericAlias

__all__ = ['dataclass',
           'field',
           'Field',
           'FrozenInstanceError',
           'InitVar',
           'KW_ONLY',
           'MISSING',

           # Helper functions.
           'fields',
           'asdict',
           'astuple',
           'make_dataclass',
           'replace',
           'is_dataclass',
           ]


class FrozenInstanceError(AttributeError): pass


# -- markers -----------------------------------------------------------------------------------

class _HAS_DEFAULT_FACTORY_CLASS:
    """Default of a parameter whose value a factory makes: only a name in the signature."""
    def __repr__(self):
        return '<factory>'


_HAS_DEFAULT_FACTORY = _HAS_DEFAULT_FACTORY_CLASS()


class _MISSING_TYPE:
    pass


MISSING = _MISSING_TYPE()


class _KW_ONLY_TYPE:
    pass


KW_ONLY = _KW_ONLY_TYPE()


class _FIELD_BASE:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_FIELD = _FIELD_BASE('_FIELD')
_FIELD_CLASSVAR = _FIELD_BASE('_FIELD_CLASSVAR')
_FIELD_INITVAR = _FIELD_BASE('_FIELD_INITVAR')

_EMPTY_METADATA = types.MappingProxyType({})

# Attributes of a dataclass: the fields by name, pseudo-fields included; and the options.
_FIELDS = '__dataclass_fields__'
_PARAMS = '__dataclass_params__'

_POST_INIT_NAME = '__post_init__'

# asdict() and astuple() need not copy these.
_ATOMIC_TYPES = frozenset({
    types.NoneType, bool, int, float, str, complex, bytes,
    types.EllipsisType, types.NotImplementedType, types.CodeType,
    types.BuiltinFunctionType, types.FunctionType, type, range, property,
})


# -- fields ------------------------------------------------------------------------------------

class InitVar:
    """A parameter of __init__ that is handed to __post_init__ and not stored."""

    __slots__ = ('type', )

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        if isinstance(self.type, type) and not isinstance(self.type, GenericAlias):
            shown = self.type.__name__
        else:
            shown = repr(self.type)
        return f'dataclasses.InitVar[{shown}]'

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    """What is known of a field. Made by field(), completed when the class is processed."""

    __slots__ = ('name',
                 'type',
                 'default',
                 'default_factory',
                 'repr',
                 'hash',
                 'init',
                 'compare',
                 'metadata',
                 'kw_only',
                 '_field_type',  # one of the _FIELD markers
                 )

    def __init__(self, default, default_factory, init, repr, hash, compare,
                 metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = (_EMPTY_METADATA
                         if metadata is None else
                         types.MappingProxyType(metadata))
        self.kw_only = kw_only
        self._field_type = None

    @recursive_repr()
    def __repr__(self):
        names = ('name', 'type', 'default', 'default_factory', 'init', 'repr', 'hash',
                 'compare', 'metadata', 'kw_only')
        parts = [f'{name}={getattr(self, name)!r}' for name in names]
        return f"Field({','.join(parts)},_field_type={self._field_type})"

    def __set_name__(self, owner, name):
        # We stand where the default would: a descriptor used as default hears its name.
        func = getattr(type(self.default), '__set_name__', None)
        if func:
            func(self.default, owner, name)

    __class_getitem__ = classmethod(GenericAlias)


class _DataclassParams:
    """The options that a class was processed with."""

    __slots__ = ('init', 'repr', 'eq', 'order', 'unsafe_hash', 'frozen', 'match_args',
                 'kw_only', 'slots', 'weakref_slot')

    def __init__(self, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
                 weakref_slot):
        self.init = init
        self.repr = repr
        self.eq = eq
        self.order = order
        self.unsafe_hash = unsafe_hash
        self.frozen = frozen
        self.match_args = match_args
        self.kw_only = kw_only
        self.slots = slots
        self.weakref_slot = weakref_slot

    def __repr__(self):
        parts = [f'{name}={getattr(self, name)!r}' for name in self.__slots__]
        return f"_DataclassParams({','.join(parts)})"


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True,
          hash=None, compare=True, metadata=None, kw_only=MISSING):
    """Return an object to identify dataclass fields.

    default is the default value of the field.  default_factory is a
    0-argument function called to initialize a field's value.  If init
    is true, the field will be a parameter to the class's __init__()
    function.  If repr is true, the field will be included in the
    object's repr().  If hash is true, the field will be included in the
    object's hash().  If compare is true, the field will be used in
    comparison functions.  metadata, if specified, must be a mapping
    which is stored but not otherwise examined by dataclass.  If kw_only
    is true, the field will become a keyword-only parameter to
    __init__().

    It is an error to specify both default and default_factory.
    """
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


# -- annotations -------------------------------------------------------------------------------

def _is_classvar(a_type, typing):
    return (a_type is typing.ClassVar
            or type(a_type) is typing._GenericAlias and a_type.__origin__ is typing.ClassVar)


def _is_initvar(a_type, dataclasses):
    return a_type is dataclasses.InitVar or type(a_type) is dataclasses.InitVar


def _is_kw_only(a_type, dataclasses):
    return a_type is dataclasses.KW_ONLY


def _word(text, start):
    """The end of the word that begins at `start`."""
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] == '_'):
        end += 1
    return end


def _is_type(annotation, cls, a_module, a_type, is_type_predicate):
    """Does a string annotation begin with the name, perhaps qualified, of a special type?

    Strings are not evaluated: that could fail, and would be slow. Only "name..." and
    "module.name..." are recognised, with whatever names the class's module knows them by.
    """
    text = annotation.lstrip()
    end = _word(text, 0)
    if end == 0:
        return False
    name = text[:end]
    module = sys.modules.get(cls.__module__)
    rest = text[end:].lstrip()
    if rest.startswith('.'):
        qualified = rest[1:].lstrip()
        end = _word(qualified, 0)
        if end:
            # It must be the very module, under whatever name.
            if not module or module.__dict__.get(name) is not a_module:
                return False
            module = sys.modules.get(a_type.__module__)
            name = qualified[:end]
    return bool(module) and is_type_predicate(module.__dict__.get(name), a_module)


def _get_field(cls, a_name, a_type, default_kw_only):
    """The Field of an annotated name, with its kind found out."""
    default = getattr(cls, a_name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        if isinstance(default, types.MemberDescriptorType):
            default = MISSING  # a slot, not a value
        f = field(default=default)
    f.name = a_name
    f.type = a_type

    # If typing isn't loaded, nobody can have annotated anything with ClassVar.
    f._field_type = _FIELD
    typing = sys.modules.get('typing')
    if typing and (_is_classvar(a_type, typing)
                   or isinstance(f.type, str)
                   and _is_type(f.type, cls, typing, typing.ClassVar, _is_classvar)):
        f._field_type = _FIELD_CLASSVAR
    if f._field_type is _FIELD:
        dataclasses = sys.modules[__name__]
        if (_is_initvar(a_type, dataclasses)
                or isinstance(f.type, str)
                and _is_type(f.type, cls, dataclasses, dataclasses.InitVar, _is_initvar)):
            f._field_type = _FIELD_INITVAR

    if f._field_type is not _FIELD and f.default_factory is not MISSING:
        raise TypeError(f'field {f.name} cannot have a default factory')
    if f._field_type is not _FIELD_CLASSVAR:
        if f.kw_only is MISSING:
            f.kw_only = default_kw_only
    elif f.kw_only is not MISSING:
        raise TypeError(f'field {f.name} is a ClassVar but specifies kw_only')

    # What can't be hashed can probably be changed, and would be shared by all instances.
    if f._field_type is _FIELD and f.default.__class__.__hash__ is None:
        raise ValueError(f'mutable default {type(f.default)} for field '
                         f'{f.name} is not allowed: use default_factory')
    return f


# -- generated methods -------------------------------------------------------------------------

class _Methods:
    """Collects the source of methods, and compiles them all at once."""

    def __init__(self, module_globals):
        self.globals = module_globals
        self.source = []
        self.locals = {}   # closure variables of the methods
        self.pending = []  # (name, annotations, may replace, what to say if it must not)

    def add(self, name, parameters, body, *, annotations=None, replace=False, complaint=None,
            decorator=None):
        if decorator is not None:
            self.source.append(f' @{decorator}')
        self.source.append(f' def {name}({", ".join(parameters)}):')
        self.source.extend(f'  {line}' for line in body)
        self.pending.append((name, annotations, replace, complaint))

    def install(self, cls):
        if not self.pending:
            return
        text = '\n'.join([
            f"def __create_fn__({', '.join(self.locals)}):",
            *self.source,
            f" return ({', '.join([entry[0] for entry in self.pending])},)",
        ])
        namespace = {}
        exec(text, self.globals, namespace)
        functions = namespace['__create_fn__'](**self.locals)
        for function, (name, annotations, replace, complaint) in zip(functions, self.pending):
            function.__qualname__ = f"{cls.__qualname__}.{function.__name__}"
            if annotations is not None:
                function.__annotations__ = annotations
            if replace:
                setattr(cls, name, function)
            elif _set_new_attribute(cls, name, function) and complaint is not None:
                raise TypeError(f'Cannot overwrite attribute {name} in class '
                                f'{cls.__name__}{complaint}')


def _set_new_attribute(cls, name, value):
    """Set an attribute unless the class itself has it; tells whether it had."""
    if name in cls.__dict__:
        return True
    if isinstance(value, FunctionType):
        value.__qualname__ = f"{cls.__qualname__}.{value.__name__}"
    setattr(cls, name, value)
    return False


def _tuple_str(obj_name, fields):
    """Source of a tuple of the fields' values."""
    return '(' + ''.join([f'{obj_name}.{f.name},' for f in fields]) + ')'


def _add_init(methods, fields, std_fields, kw_only_fields, frozen, has_post_init, self_name,
              slots):
    # A default before a parameter without one: say it here, the SyntaxError would be obscure.
    seen_default = None
    for f in std_fields:
        if not f.init:
            continue
        if f.default is not MISSING or f.default_factory is not MISSING:
            seen_default = f
        elif seen_default:
            raise TypeError(f'non-default argument {f.name!r} '
                            f'follows default argument {seen_default.name!r}')

    variables = methods.locals
    variables['__dataclass_HAS_DEFAULT_FACTORY__'] = _HAS_DEFAULT_FACTORY
    variables['__dataclass_builtins_object__'] = object

    def parameter(f):
        if f.default is not MISSING:
            return f'{f.name}=__dataclass_dflt_{f.name}__'
        if f.default_factory is not MISSING:
            return f'{f.name}=__dataclass_HAS_DEFAULT_FACTORY__'
        return f.name

    body = []
    for f in fields:
        default = f'__dataclass_dflt_{f.name}__'
        value = f.name if f.init else None
        if f.default_factory is not MISSING:
            variables[default] = f.default_factory
            value = f'{default}()'
            if f.init:
                value += f' if {f.name} is __dataclass_HAS_DEFAULT_FACTORY__ else {f.name}'
        elif f.default is not MISSING:
            # Without init the default is found on the class, unless there are slots.
            if f.init or slots:
                variables[default] = f.default
            if not f.init and slots:
                value = default
        if f._field_type is _FIELD_INITVAR or value is None:
            continue
        if frozen:
            body.append(f'__dataclass_builtins_object__.__setattr__'
                        f'({self_name},{f.name!r},{value})')
        else:
            body.append(f'{self_name}.{f.name}={value}')
    if has_post_init:
        passed = ','.join([f.name for f in fields if f._field_type is _FIELD_INITVAR])
        body.append(f'{self_name}.{_POST_INIT_NAME}({passed})')

    std_fields = [f for f in std_fields if f.init]
    kw_only_fields = [f for f in kw_only_fields if f.init]
    parameters = [self_name, *map(parameter, std_fields)]
    if kw_only_fields:
        parameters += ['*', *map(parameter, kw_only_fields)]
    annotations = {f.name: f.type for f in (*std_fields, *kw_only_fields)}
    annotations['return'] = None
    methods.add('__init__', parameters, body or ['pass'], annotations=annotations)


def _add_repr(methods, fields):
    shown = ', '.join([f'{f.name}={{self.{f.name}!r}}' for f in fields])
    methods.locals['__dataclasses_recursive_repr'] = recursive_repr
    methods.add('__repr__', ('self',),
                [f'return f"{{self.__class__.__qualname__}}({shown})"'],
                decorator='__dataclasses_recursive_repr()')


def _add_eq(methods, fields):
    terms = [f'self.{f.name}==other.{f.name}' for f in fields]
    methods.add('__eq__', ('self', 'other'), [
        'if self is other:',
        ' return True',
        'if other.__class__ is self.__class__:',
        f" return {' and '.join(terms) or 'True'}",
        'return NotImplemented',
    ])


def _add_order(methods, fields):
    left, right = _tuple_str('self', fields), _tuple_str('other', fields)
    for name, op in (('__lt__', '<'), ('__le__', '<='), ('__gt__', '>'), ('__ge__', '>=')):
        methods.add(name, ('self', 'other'), [
            'if other.__class__ is self.__class__:',
            f' return {left}{op}{right}',
            'return NotImplemented',
        ], complaint=' Consider using functools.total_ordering')


def _add_frozen(methods, cls, fields):
    methods.locals['cls'] = cls
    methods.locals['FrozenInstanceError'] = FrozenInstanceError
    condition = 'type(self) is cls'
    if fields:
        condition += ' or name in {' + ', '.join([repr(f.name) for f in fields]) + '}'
    methods.add('__setattr__', ('self', 'name', 'value'), [
        f'if {condition}:',
        ' raise FrozenInstanceError(f"cannot assign to field {name!r}")',
        'super(cls, self).__setattr__(name, value)',
    ], complaint='')
    methods.add('__delattr__', ('self', 'name'), [
        f'if {condition}:',
        ' raise FrozenInstanceError(f"cannot delete field {name!r}")',
        'super(cls, self).__delattr__(name)',
    ], complaint='')


def _set_hash(methods, cls, fields, unsafe_hash, eq, frozen, has_explicit_hash):
    """Make __hash__ agree with __eq__: generated, removed, or left alone."""
    if unsafe_hash:
        if has_explicit_hash:
            raise TypeError(f'Cannot overwrite attribute __hash__ in class {cls.__name__}')
        add = True
    else:
        if not eq or has_explicit_hash:
            return
        add = frozen
    if add:
        chosen = [f for f in fields if (f.compare if f.hash is None else f.hash)]
        methods.add('__hash__', ('self',), [f"return hash({_tuple_str('self', chosen)})"],
                    replace=True)
    else:
        cls.__hash__ = None


# -- the docstring -----------------------------------------------------------------------------

def _annotation_text(annotation):
    """An annotation as inspect.signature() shows it."""
    if getattr(annotation, '__module__', None) == 'typing':
        pieces = repr(annotation).split('typing.')
        text = pieces[0]
        for piece in pieces[1:]:
            # Not inside a longer name.
            if text and (text[-1].isalnum() or text[-1] in '_.'):
                text += 'typing.'
            text += piece
        return text
    if isinstance(annotation, GenericAlias):
        return str(annotation)
    if isinstance(annotation, type):
        if annotation.__module__ == 'builtins':
            return annotation.__qualname__
        return f'{annotation.__module__}.{annotation.__qualname__}'
    return repr(annotation)


def _signature_text(cls, generated, std_fields, kw_only_fields):
    """'(x: int, y: int = 0)', the signature of the class."""
    plain = (generated and type(cls).__call__ is type.__call__
             and cls.__new__ is object.__new__ and not hasattr(cls, '__signature__'))
    if not plain:
        # Something else than our __init__ decides.
        import inspect
        try:
            return str(inspect.signature(cls)).replace(' -> None', '')
        except (TypeError, ValueError):
            return ''

    def parameter(f):
        text = f'{f.name}: {_annotation_text(f.type)}'
        if f.default is not MISSING:
            return f'{text} = {f.default!r}'
        return text if f.default_factory is MISSING else f'{text} = <factory>'

    parts = [parameter(f) for f in std_fields if f.init]
    keywords = [parameter(f) for f in kw_only_fields if f.init]
    if keywords:
        parts += ['*', *keywords]
    return f"({', '.join(parts)})"


# -- processing a class ------------------------------------------------------------------------

def _own_fields(cls, kw_only):
    """The Fields of the class's own annotations, in order."""
    annotations = cls.__dict__.get('__annotations__', {})
    dataclasses = sys.modules[__name__]
    result = []
    KW_ONLY_seen = False
    for name, type in annotations.items():
        if (_is_kw_only(type, dataclasses)
                or isinstance(type, str)
                and _is_type(type, cls, dataclasses, dataclasses.KW_ONLY, _is_kw_only)):
            if KW_ONLY_seen:
                raise TypeError(f'{name!r} is KW_ONLY, but KW_ONLY '
                                'has already been specified')
            KW_ONLY_seen = kw_only = True
        else:
            result.append(_get_field(cls, name, type, kw_only))

    for f in result:
        # Replace the Field that stands in the class by the default.
        if isinstance(getattr(cls, f.name, None), Field):
            if f.default is MISSING:
                delattr(cls, f.name)
            else:
                setattr(cls, f.name, f.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f'{name!r} is a field but has no type annotation')
    return result


def _check_frozen(frozen, base_params):
    """Frozen and other dataclasses must not inherit from each other."""
    if not base_params:
        return
    if any(params.frozen for params in base_params) and not frozen:
        raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
    if frozen and not all(params.frozen for params in base_params):
        raise TypeError('cannot inherit frozen dataclass from a non-frozen one')


def _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
                   weakref_slot):
    fields = {}
    module = sys.modules.get(cls.__module__)
    methods = _Methods({} if module is None else module.__dict__)
    setattr(cls, _PARAMS, _DataclassParams(init, repr, eq, order, unsafe_hash, frozen,
                                           match_args, kw_only, slots, weakref_slot))

    # The fields of the bases, the most basic first; redefinition keeps the place.
    base_params = []
    for base in cls.__mro__[-1:0:-1]:
        base_fields = getattr(base, _FIELDS, None)
        if base_fields is not None:
            base_params.append(getattr(base, _PARAMS))
            for f in base_fields.values():
                fields[f.name] = f
    for f in _own_fields(cls, kw_only):
        fields[f.name] = f
    _check_frozen(frozen, base_params)
    setattr(cls, _FIELDS, fields)

    # A class that defines __eq__ only has __hash__ = None: that was not written by anybody.
    class_hash = cls.__dict__.get('__hash__', MISSING)
    has_explicit_hash = not (class_hash is MISSING
                             or class_hash is None and '__eq__' in cls.__dict__)
    if order and not eq:
        raise ValueError('eq must be true if order is true')

    all_init = [f for f in fields.values() if f._field_type in (_FIELD, _FIELD_INITVAR)]
    std_fields = [f for f in all_init if f.init and not f.kw_only]
    kw_only_fields = [f for f in all_init if f.init and f.kw_only]
    stored = [f for f in fields.values() if f._field_type is _FIELD]
    compared = [f for f in stored if f.compare]

    generated = init and '__init__' not in cls.__dict__
    _set_new_attribute(cls, '__replace__', _replace)
    _set_hash(methods, cls, stored, unsafe_hash, eq, frozen, has_explicit_hash)
    if init:
        _add_init(methods, all_init, std_fields, kw_only_fields, frozen,
                  hasattr(cls, _POST_INIT_NAME),
                  '__dataclass_self__' if 'self' in fields else 'self', slots)
    if repr:
        _add_repr(methods, [f for f in stored if f.repr])
    if eq:
        _add_eq(methods, compared)
    if order:
        _add_order(methods, compared)
    if frozen:
        _add_frozen(methods, cls, stored)
    methods.install(cls)

    if not getattr(cls, '__doc__'):
        cls.__doc__ = cls.__name__ + _signature_text(cls, generated, std_fields, kw_only_fields)
    if match_args:
        _set_new_attribute(cls, '__match_args__', tuple([f.name for f in std_fields]))
    if weakref_slot and not slots:
        raise TypeError('weakref_slot is True but slots is False')
    if slots:
        cls = _add_slots(cls, frozen, weakref_slot)
    abc.update_abstractmethods(cls)
    return cls


# -- slots -------------------------------------------------------------------------------------

# Frozen instances with slots can't be restored by assignment, as pickle would do it.

def _dataclass_getstate(self):
    return [getattr(self, f.name) for f in fields(self)]


def _dataclass_setstate(self, state):
    for f, value in zip(fields(self), state):
        object.__setattr__(self, f.name, value)


def _get_slots(cls):
    """The names for which instances of a base have room already."""
    slots = cls.__dict__.get('__slots__')
    if slots is None:
        # A native type, or one without slots: it may still have these.
        result = []
        if getattr(cls, '__weakrefoffset__', -1) != 0:
            result.append('__weakref__')
        if getattr(cls, '__dictoffset__', -1) != 0:
            result.append('__dict__')
        return result
    if isinstance(slots, str):
        return [slots]
    if hasattr(slots, '__iter__') and not hasattr(slots, '__next__'):
        return list(slots)
    raise TypeError(f"Slots of '{cls.__name__}' cannot be determined")


def _add_slots(cls, is_frozen, weakref_slot):
    """Slots must be there when a class is made: so make it again."""
    if '__slots__' in cls.__dict__:
        raise TypeError(f'{cls.__name__} already specifies __slots__')
    namespace = dict(cls.__dict__)
    names = [f.name for f in fields(cls)]
    inherited = {name for base in cls.__mro__[1:-1] for name in _get_slots(base)}
    wanted = [*names, '__weakref__'] if weakref_slot else names
    namespace["__slots__"] = tuple([name for name in wanted if name not in inherited])
    for name in names:
        namespace.pop(name, None)  # a default in the class would hide the slot
    namespace.pop('__dict__', None)
    namespace.pop('__weakref__', None)

    qualname = getattr(cls, '__qualname__', None)
    cls = type(cls)(cls.__name__, cls.__bases__, namespace)
    if qualname is not None:
        cls.__qualname__ = qualname
    if is_frozen:
        if '__getstate__' not in namespace:
            cls.__getstate__ = _dataclass_getstate
        if '__setstate__' not in namespace:
            cls.__setstate__ = _dataclass_setstate
    return cls


# -- the decorator and the helpers -------------------------------------------------------------

def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False,
              unsafe_hash=False, frozen=False, match_args=True,
              kw_only=False, slots=False, weakref_slot=False):
    """Add dunder methods based on the fields defined in the class.

    Examines PEP 526 __annotations__ to determine fields.

    If init is true, an __init__() method is added to the class. If repr
    is true, a __repr__() method is added. If order is true, rich
    comparison dunder methods are added. If unsafe_hash is true, a
    __hash__() method is added. If frozen is true, fields may not be
    assigned to after instance creation. If match_args is true, the
    __match_args__ tuple is added. If kw_only is true, then by default
    all fields are keyword-only. If slots is true, a new class with a
    __slots__ attribute is returned.
    """

    def wrap(cls):
        return _process_class(cls, init, repr, eq, order, unsafe_hash,
                              frozen, match_args, kw_only, slots,
                              weakref_slot)

    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    """Return a tuple describing the fields of this dataclass.

    Accepts a dataclass or an instance of one. Tuple elements are of
    type Field.
    """
    try:
        found = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError('must be called with a dataclass type or instance') from None
    return tuple([f for f in found.values() if f._field_type is _FIELD])


def _is_dataclass_instance(obj):
    """Returns True if obj is an instance of a dataclass."""
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    """Returns True if obj is a dataclass or an instance of a
    dataclass."""
    return hasattr(obj if isinstance(obj, type) else type(obj), _FIELDS)


def asdict(obj, *, dict_factory=dict):
    """Return the fields of a dataclass instance as a new dictionary mapping
    field names to field values.

    Example usage::

      @dataclass
      class C:
          x: int
          y: int

      c = C(1, 2)
      assert asdict(c) == {'x': 1, 'y': 2}

    If given, 'dict_factory' will be used instead of built-in dict.
    The function applies recursively to field values that are
    dataclass instances. This will also look into built-in containers:
    tuples, lists, and dicts. Other objects are copied with 'copy.deepcopy()'.
    """
    if not _is_dataclass_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _asdict_inner(obj, dict_factory)


def _asdict_inner(obj, dict_factory):
    kind = type(obj)
    if kind in _ATOMIC_TYPES:
        return obj
    if hasattr(kind, _FIELDS):
        if dict_factory is dict:
            return {f.name: _asdict_inner(getattr(obj, f.name), dict) for f in fields(obj)}
        return dict_factory([(f.name, _asdict_inner(getattr(obj, f.name), dict_factory))
                             for f in fields(obj)])
    return _rebuild(obj, kind, lambda value: _asdict_inner(value, dict_factory))


def _rebuild(obj, kind, convert):
    """A container of the same type with converted contents; a deep copy of anything else."""
    if kind is list:
        return [convert(value) for value in obj]
    if kind is dict:
        return {convert(key): convert(value) for key, value in obj.items()}
    if issubclass(kind, tuple):
        if hasattr(kind, '_fields'):  # a named tuple takes its values one by one
            return kind(*[convert(value) for value in obj])
        return kind([convert(value) for value in obj])
    if issubclass(kind, dict):
        if hasattr(kind, 'default_factory'):  # a defaultdict takes the factory first
            result = kind(obj.default_factory)
            for key, value in obj.items():
                result[convert(key)] = convert(value)
            return result
        return kind((convert(key), convert(value)) for key, value in obj.items())
    if issubclass(kind, list):
        return kind(convert(value) for value in obj)
    from copy import deepcopy
    return deepcopy(obj)


def astuple(obj, *, tuple_factory=tuple):
    """Return the fields of a dataclass instance as a new tuple of field values.

    Example usage::

      @dataclass
      class C:
          x: int
          y: int

      c = C(1, 2)
      assert astuple(c) == (1, 2)

    If given, 'tuple_factory' will be used instead of built-in tuple.
    The function applies recursively to field values that are
    dataclass instances. This will also look into built-in containers:
    tuples, lists, and dicts. Other objects are copied with 'copy.deepcopy()'.
    """
    if not _is_dataclass_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _astuple_inner(obj, tuple_factory)


def _astuple_inner(obj, tuple_factory):
    kind = type(obj)
    if kind in _ATOMIC_TYPES:
        return obj
    if hasattr(kind, _FIELDS):
        return tuple_factory([_astuple_inner(getattr(obj, f.name), tuple_factory)
                              for f in fields(obj)])
    return _rebuild(obj, kind, lambda value: _astuple_inner(value, tuple_factory))


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True,
                   repr=True, eq=True, order=False, unsafe_hash=False,
                   frozen=False, match_args=True, kw_only=False, slots=False,
                   weakref_slot=False, module=None):
    """Return a new dynamically created dataclass.

    The dataclass name will be 'cls_name'.  'fields' is an iterable
    of either (name), (name, type) or (name, type, Field) objects. If type is
    omitted, use the string 'typing.Any'.  Field objects are created by
    the equivalent of calling 'field(name, type [, Field-info])'.::

      C = make_dataclass('C', ['x', ('y', int), ('z', int, field(init=False))], bases=(Base,))

    is equivalent to::

      @dataclass
      class C(Base):
          x: 'typing.Any'
          y: int
          z: int = field(init=False)

    For the bases and namespace parameters, see the builtin type() function.

    The parameters init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only,
    slots, and weakref_slot are passed to dataclass().

    If module parameter is defined, the '__module__' attribute of the dataclass is
    set to that value.
    """
    if namespace is None:
        namespace = {}
    annotations = {}
    defaults = {}
    for item in fields:
        if isinstance(item, str):
            name, a_type = item, 'typing.Any'
        elif len(item) == 2:
            name, a_type = item
        elif len(item) == 3:
            name, a_type, defaults[item[0]] = item
        else:
            raise TypeError(f'Invalid field: {item!r}')
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f'Field names must be valid identifiers: {name!r}')
        if iskeyword(name):
            raise TypeError(f'Field names must not be keywords: {name!r}')
        if name in annotations:
            raise TypeError(f'Field name duplicated: {name!r}')
        annotations[name] = a_type

    def exec_body_callback(ns):
        ns.update(namespace)
        ns.update(defaults)
        ns["__annotations__"] = annotations

    # Not type(): the bases may be generic, or bring a metaclass.
    cls = types.new_class(cls_name, bases, {}, exec_body_callback)

    if module is None:
        try:
            module = sys._getframemodulename(1) or '__main__'
        except AttributeError:
            try:
                module = sys._getframe(1).f_globals.get('__name__', '__main__')
            except (AttributeError, ValueError):
                pass
    if module is not None:
        cls.__module__ = module
    return dataclass(cls, init=init, repr=repr, eq=eq, order=order,
                     unsafe_hash=unsafe_hash, frozen=frozen,
                     match_args=match_args, kw_only=kw_only, slots=slots,
                     weakref_slot=weakref_slot)


def replace(obj, /, **changes):
    """Return a new object replacing specified fields with new values.

    This is especially useful for frozen classes.  Example usage::

      @dataclass(frozen=True)
      class C:
          x: int
          y: int

      c = C(1, 2)
      c1 = replace(c, x=3)
      assert c1.x == 3 and c1.y == 2
    """
    if not _is_dataclass_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    return _replace(obj, **changes)


def _replace(self, /, **changes):
    # Through __init__, so that __post_init__ runs and sees the new values.
    for f in getattr(self, _FIELDS).values():
        if f._field_type is _FIELD_CLASSVAR:
            continue
        if not f.init:
            if f.name in changes:
                raise TypeError(f'field {f.name} is declared with '
                                f'init=False, it cannot be specified with '
                                f'replace()')
        elif f.name not in changes:
            if f._field_type is _FIELD_INITVAR and f.default is MISSING:
                raise TypeError(f"InitVar {f.name!r} "
                                f'must be specified with replace()')
            changes[f.name] = getattr(self, f.name)
    return self.__class__(**changes)
