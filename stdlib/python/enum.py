"""Enumerations.

How a class comes to be: EnumDict sorts the class body into members and the rest; EnumType.__new__
removes the members from the namespace and puts one _Builder into it; type.__new__ calls the
builder's __set_name__, which makes all members at once, before __init_subclass__ can look.
_simple_enum() and _convert_() enter at the builder, and skip the checks.

Invariant of a finished class: `_member_map_` has every name, aliases included; `_member_names_`
the canonical ones, in order; `_value2member_map_` finds a member by a hashable value, and also
holds the combinations of flags that were asked for so far.

The file is longer than most because flags and enums refer to each other all over. verify() and
what only tests need is in `_enum_checks`, loaded on demand.
"""

import sys
import builtins as bltns
from types import MappingProxyType, DynamicClassAttribute

__all__ = [
    'EnumType', 'EnumMeta', 'EnumDict',
    'Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag', 'ReprEnum',
    'auto', 'unique', 'property', 'verify', 'member', 'nonmember',
    'FlagBoundary', 'STRICT', 'CONFORM', 'EJECT', 'KEEP',
    'global_flag_repr', 'global_enum_repr', 'global_str', 'global_enum',
    'EnumCheck', 'CONTINUOUS', 'NAMED_FLAGS', 'UNIQUE',
    'pickle_by_global_name', 'pickle_by_enum_name',
]

# The metaclass asks for these before they exist.
Enum = Flag = EJECT = ReprEnum = None


_lazy_names = ('verify', 'EnumCheck', 'CONTINUOUS', 'NAMED_FLAGS', 'UNIQUE',
               '_test_simple_enum', '_old_convert_')


def __dir__():
    return sorted({*globals(), *_lazy_names})


def __getattr__(name):
    if name in _lazy_names:
        import _enum_checks
        value = globals()[name] = getattr(_enum_checks, name)
        return value
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


# -- names, bits -------------------------------------------------------------------------------

def _is_descriptor(obj):
    """Does it define what happens on access, so that it can't be meant as a value?"""
    return hasattr(obj, '__get__') or hasattr(obj, '__set__') or hasattr(obj, '__delete__')


def _is_dunder(name):
    """__name__"""
    return (len(name) > 4 and name[:2] == '__' == name[-2:]
            and name[2] != '_' and name[-3] != '_')


def _is_sunder(name):
    """_name_"""
    return (len(name) > 2 and name[0] == '_' == name[-1]
            and name[1] != '_' and name[-2] != '_')


def _is_internal_class(cls_name, obj):
    """Is it a class that was defined in the body of the enum?"""
    if not isinstance(obj, type):
        return False
    qualname = getattr(obj, '__qualname__', '')
    inner = f"{cls_name}.{getattr(obj, '__name__', '')}"
    return qualname == inner or qualname.endswith('.' + inner)


def _is_private(cls_name, name):
    """__name, as the compiler mangles it in the body of the class"""
    prefix = f'_{cls_name}__'
    return (len(name) > len(prefix) and name.startswith(prefix)
            and not (name[-1] == '_' == name[-2]))


def _is_single_bit(num):
    """Is it a power of two?"""
    return num != 0 and num & (num - 1) == 0


def _high_bit(value):
    """Number of the highest bit that is set, -1 if none is."""
    return value.bit_length() - 1


def _iter_bits_lsb(num):
    """The bits of a number, the lowest first, each as the number that it counts for."""
    value = num.value if isinstance(num, Enum) else num
    if value < 0:
        raise ValueError(f'{num!r} is not a positive integer')
    while value:
        bit = value & -value
        yield bit
        value -= bit


def show_flag_values(value):
    return list(_iter_bits_lsb(value))


def bin(num, max_bits=None):
    """
    Like built-in bin(), except negative values are represented in
    twos-compliment, and the leading bit always indicates sign
    (0=positive, 1=negative).

    >>> bin(10)
    '0b0 1010'
    >>> bin(~10)   # ~10 is -11
    '0b1 0101'
    """
    width = num.bit_length()
    sign = '1' if num < 0 else '0'
    digits = bltns.bin((num & (1 << width) - 1) + (1 << width))[3:]
    if max_bits is not None and len(digits) < max_bits:
        digits = digits.rjust(max_bits, sign)
    return f'0b{sign} {digits}'


def _make_class_unpicklable(obj):
    """Let every attempt to pickle fail at once, with a clear message."""
    def _break_on_call_reduce(self, proto):
        raise TypeError(f'{self!r} cannot be pickled')

    if isinstance(obj, dict):
        obj['__reduce_ex__'] = _break_on_call_reduce
        obj['__module__'] = '<unknown>'
    else:
        setattr(obj, '__reduce_ex__', _break_on_call_reduce)
        setattr(obj, '__module__', '<unknown>')


# -- what a class body may hold ----------------------------------------------------------------

class nonmember(object):
    """Protects an item from becoming a member."""

    def __init__(self, value):
        self.value = value


class member(object):
    """Forces an item to become a member."""

    def __init__(self, value):
        self.value = value


class _Marker:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


_not_given = _Marker('<not given>')
_auto_null = _Marker('_auto_null')


class auto:
    """
    Instances are replaced with an appropriate value in Enum class suites.
    """

    def __init__(self, value=_auto_null):
        self.value = value

    def __repr__(self):
        return f"auto({self.value!r})"


class property(DynamicClassAttribute):
    """
    This is a descriptor, used to define attributes that act differently
    when accessed through an enum member and through an enum class.
    Instance access is the same as property(), but access to an attribute
    through the enum class will instead look in the class' _member_map_ for
    a corresponding enum member.
    """

    # Set where the name of a member hides something inherited: the member, what kind of thing
    # it hides ('enum', 'desc' or 'attr'), and the class that has it.
    member = None
    _attr_type = None
    _cls_type = None

    def __get__(self, instance, ownerclass=None):
        if instance is not None:
            if self.fget is not None:
                return self.fget(instance)
            if self._attr_type == 'attr':
                return getattr(self._cls_type, self.name)
            if self._attr_type == 'desc':
                return getattr(instance._value_, self.name)
            found = ownerclass._member_map_.get(self.name)
        else:
            found = self.member
        if found is None:
            raise AttributeError(f'{ownerclass!r} has no attribute {self.name!r}')
        return found

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError(f"<enum {self.clsname!r}> cannot set attribute {self.name!r}")
        return self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError(
                f"<enum {self.clsname!r}> cannot delete attribute {self.name!r}")
        return self.fdel(instance)

    def __set_name__(self, ownerclass, name):
        self.name = name
        self.clsname = ownerclass.__name__


_SPECIAL_NAMES = frozenset({
    '_order_', '_generate_next_value_', '_numeric_repr_', '_missing_', '_ignore_',
    '_iter_member_', '_iter_member_by_value_', '_iter_member_by_def_',
    '_add_alias_', '_add_value_alias_',
})


class EnumDict(dict):
    """
    Track enum member order and ensure member names are not reused.

    EnumType will use the names found in self._member_names as the
    enumeration member names.
    """

    def __init__(self, cls_name=None):
        super().__init__()
        self._member_names = {}  # a dict, because it keeps the order and is quick to search
        self._last_values = []
        self._ignore = []
        self._auto_called = False
        self._cls_name = cls_name

    def __setitem__(self, key, value):
        """
        Changes anything not dundered or not a descriptor.

        If an enum member name is used twice, an error is raised; duplicate
        values are not checked for.

        Single underscore (sunder) names are reserved.
        """
        if self._cls_name is not None and _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            value = self._set_special(key, value)
        elif _is_dunder(key):
            if key == '__order__':
                key = '_order_'
        elif key in self._member_names:
            raise TypeError(f'{key!r} already defined as {self[key]!r}')
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif _is_descriptor(value):
            pass
        elif self._cls_name is not None and _is_internal_class(self._cls_name, value):
            pass
        else:
            if key in self:
                # A descriptor or the like first, and now a value: surely a mistake.
                raise TypeError(f'{key!r} already defined as {self[key]!r}')
            if isinstance(value, member):
                value = value.value
            if isinstance(value, auto):
                value = self._auto_value(key, value)
            elif isinstance(value, tuple) and any(isinstance(part, auto) for part in value):
                parts = [self._auto_value(key, part) if isinstance(part, auto) else part
                         for part in value]
                kind = type(value)
                try:
                    value = kind(parts)
                except TypeError:  # a named tuple
                    value = kind(*parts)
            else:
                self._last_values.append(value)
            self._member_names[key] = None
        super().__setitem__(key, value)

    def _set_special(self, key, value):
        """Obey a _sunder_ name; returns what to store."""
        if key not in _SPECIAL_NAMES and not key.startswith('_repr_'):
            raise ValueError(
                f'_sunder_ names, such as {key!r}, are reserved for future Enum use')
        if key == '_generate_next_value_':
            if self._auto_called:
                raise TypeError("_generate_next_value_ must be defined before members")
            self._generate_next_value = (
                value.__func__ if isinstance(value, staticmethod) else value)
        elif key == '_ignore_':
            value = value.replace(',', ' ').split() if isinstance(value, str) else list(value)
            self._ignore = value
            already = set(value) & set(self._member_names)
            if already:
                raise ValueError(f'_ignore_ cannot specify already set names: {already!r}')
        return value

    def _auto_value(self, key, placeholder):
        if placeholder.value == _auto_null:
            placeholder.value = self._generate_next_value(
                key, 1, len(self._member_names), self._last_values[:])
            self._auto_called = True
        self._last_values.append(placeholder.value)
        return placeholder.value

    @bltns.property
    def member_names(self):
        return list(self._member_names)

    def update(self, members, **more_members):
        if hasattr(members, 'keys'):
            for name in members.keys():
                self[name] = members[name]
        else:
            for name, value in members:
                self[name] = value
        for name, value in more_members.items():
            self[name] = value


_EnumDict = EnumDict        # keep private name for backwards compatibility


# -- making members ----------------------------------------------------------------------------

class _Builder:
    """Makes the members when the class exists; stands in its namespace under a private name."""

    def __init__(self, pairs, simple_values=None):
        self.pairs = pairs                  # (name, value as written in the body)
        self.simple_values = simple_values  # for _simple_enum: may we set _value_ ourselves?

    def __set_name__(self, cls, name):
        new, use_args, data_type = cls._new_member_, cls._use_args_, cls._member_type_
        names, by_name, by_value = cls._member_names_, cls._member_map_, cls._value2member_map_
        is_flag = _is_flag(cls)
        mask = singles = 0
        inherited = set().union(*[base.__dict__ for base in cls.__mro__[1:]])

        for name, value in self.pairs:
            args = value if isinstance(value, tuple) else (value,)
            if data_type is tuple:
                args = (args,)  # the whole tuple is the value
            made = new(cls, *args) if use_args else new(cls)
            if self.simple_values is not None:
                value = args[0] if use_args else value
                args = (value,)
                if self.simple_values:
                    made._value_ = value
            if not hasattr(made, '_value_'):
                made._value_ = value if data_type is object else _data_value(data_type, args)
            value = made._value_
            made._name_ = name
            made.__objclass__ = cls
            made.__init__(*args)
            made._sort_order_ = len(names)

            canonical = True
            if is_flag:
                canonical = False
                if isinstance(value, int):
                    mask |= value
                    if _is_single_bit(value):
                        singles |= value
                        canonical = True

            # A value that is known already makes the name an alias.
            hashable = True
            try:
                known = by_value.get(value)
            except TypeError:
                hashable = False
                known = next((found for found in by_name.values() if found._value_ == value),
                             None)
            if known is None:
                if canonical:
                    names.append(name)
            else:
                made = known

            if name in inherited:
                cls._add_member_(name, made)
            else:
                type.__setattr__(cls, name, made)
            by_name[name] = made
            if hashable:
                by_value.setdefault(value, made)
            else:
                cls._unhashable_values_.append(value)
                cls._unhashable_values_map_.setdefault(name, []).append(value)

        if is_flag:
            cls._flag_mask_ = mask
            cls._singles_mask_ = singles
            cls._all_bits_ = (1 << mask.bit_length()) - 1


def _data_value(data_type, args):
    try:
        return data_type(*args)
    except Exception as exc:
        error = TypeError('_value_ not set in __new__, unable to create it')
        error.__cause__ = exc
        raise error


def _is_flag(cls):
    return cls.__name__ == 'Flag' if Flag is None else issubclass(cls, Flag)


_FLAG_OPERATORS = ('__or__', '__and__', '__xor__', '__ror__', '__rand__', '__rxor__',
                   '__invert__')


def _prefer_enum_methods(cls, defined, source):
    """The display and the pickling of an enum win over those of the data type."""
    data_type = cls._member_type_
    for name in ('__repr__', '__str__', '__format__', '__reduce_ex__'):
        if name not in defined:
            found = getattr(cls, name)
            if found in (getattr(data_type, name), getattr(object, name)):
                setattr(cls, name, getattr(source, name))


def _bookkeeping(new, use_args, data_type, value_repr):
    """The attributes that every enum class starts with."""
    return {
        '_new_member_': new,
        '_use_args_': use_args,
        '_member_names_': [],
        '_member_map_': {},
        '_value2member_map_': {},
        '_unhashable_values_': [],
        '_unhashable_values_map_': {},
        '_member_type_': data_type,
        '_value_repr_': value_repr,
    }


class EnumType(type):
    """
    Metaclass for Enum
    """

    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        metacls._check_for_existing_members_(cls, bases)
        enum_dict = EnumDict(cls)
        _, first_enum = metacls._get_mixins_(cls, bases)
        if first_enum is not None:
            enum_dict['_generate_next_value_'] = getattr(
                first_enum, '_generate_next_value_', None)
        return enum_dict

    def __new__(metacls, cls, bases, classdict, *, boundary=None, _simple=False, **kwds):
        if _simple:
            return super().__new__(metacls, cls, bases, classdict, **kwds)

        for name in classdict.get('_ignore_', ()):
            classdict.pop(name, None)
        classdict.pop('_ignore_', None)
        member_names = classdict._member_names
        invalid = set(member_names) & {'mro', ''}
        if invalid:
            raise ValueError('invalid enum member name(s) %s' % ','.join(map(repr, invalid)))

        namespace = dict(classdict)
        order = namespace.pop('_order_', None)
        generate = namespace.get('_generate_next_value_')
        if generate is not None and type(generate) is not staticmethod:
            namespace['_generate_next_value_'] = staticmethod(generate)

        data_type, first_enum = metacls._get_mixins_(cls, bases)
        new, save_new, use_args = metacls._find_new_(namespace, data_type, first_enum)
        pairs = [(name, namespace.pop(name)) for name in member_names if name in namespace]
        defined = set(namespace)
        namespace.update(_bookkeeping(new, use_args, data_type,
                                      metacls._find_data_repr_(cls, bases)))
        is_flag = (cls == 'Flag' if Flag is None
                   else any(issubclass(base, Flag) for base in bases))
        if is_flag:
            namespace['_boundary_'] = boundary or getattr(first_enum, '_boundary_', None)
            namespace['_flag_mask_'] = 0
            namespace['_singles_mask_'] = 0
            namespace['_all_bits_'] = 0
            namespace['_inverted_'] = None
        in_progress = f'_{cls}__in_progress'
        namespace[in_progress] = _Builder(pairs)
        try:
            enum_class = super().__new__(metacls, cls, bases, namespace, **kwds)
        except Exception as exc:
            # The interpreter notes that it was in our builder: nobody's business.
            if getattr(exc, '__notes__', None):
                exc.__notes__ = [note for note in exc.__notes__ if '_Builder' not in note]
                if not exc.__notes__:
                    del exc.__notes__
            raise
        delattr(enum_class, in_progress)

        defined.update(enum_class.__dict__)
        if ReprEnum is not None and ReprEnum in bases:
            if data_type is object:
                raise TypeError('ReprEnum subclasses must be mixed with a data type (i.e.'
                                ' int, str, float, etc.)')
            if '__format__' not in defined:
                enum_class.__format__ = data_type.__format__
                defined.add('__format__')
            if '__str__' not in defined:
                method = data_type.__str__
                enum_class.__str__ = (
                    data_type.__repr__ if method is object.__str__ else method)
                defined.add('__str__')
        if first_enum is not None:
            _prefer_enum_methods(enum_class, defined, first_enum)
        if is_flag and Flag is not None:
            for name in _FLAG_OPERATORS:
                if name not in defined:
                    setattr(enum_class, name, getattr(Flag, name))
        if Enum is not None:
            # From now on, calling the class looks members up.
            if save_new:
                enum_class.__new_member__ = new
            enum_class.__new__ = Enum.__new__

        if is_flag and enum_class._member_names_:
            values = [found._value_ for found in enum_class]
            if values != sorted(values):
                enum_class._iter_member_ = enum_class._iter_member_by_def_
        if order is not None:
            enum_class._check_order(order, is_flag)
        return enum_class

    def _check_order(cls, order, is_flag):
        """Compare `_order_` with the order of definition; aliases may be listed or not."""
        if isinstance(order, str):
            order = order.replace(',', ' ').split()
        if not order:
            return
        known = cls._member_map_
        if is_flag:
            order = [name for name in order
                     if name not in known or _is_single_bit(known[name]._value_)]
        order = [name for name in order if name not in known or name in cls._member_names_]
        if order and order != cls._member_names_:
            raise TypeError(f'member order does not match _order_:\n'
                            f'  {cls._member_names_!r}\n  {order!r}')

    # -- the class as a collection

    def __bool__(cls):
        """
        classes/types should always be True.
        """
        return True

    def __call__(cls, value, names=_not_given, *values, module=None, qualname=None,
                 type=None, start=1, boundary=None):
        """
        Either returns an existing member, or creates a new enum class.

        This method is used both when an enum class is given a value to match
        to an enumeration member (i.e. Color(3)) and for the functional API
        (i.e. Color = Enum('Color', names='RED GREEN BLUE')).

        The value lookup branch is chosen if the enum is final.

        When used for the functional API:

        `value` will be the name of the new class.

        `names` should be either a string of white-space/comma delimited names
        (values will start at `start`), or an iterator/mapping of name, value pairs.

        `module` should be set to the module this class is being created in;
        if it is not set, an attempt to find that module will be made, but if
        it fails the class will not be picklable.

        `qualname` should be set to the actual location this class can be found
        at in its module; by default it is set to the global scope.  If this is
        not correct, unpickling will fail in some circumstances.

        `type`, if set, will be mixed in as the first base class.
        """
        if cls._member_map_:
            if names is not _not_given:
                value = (value, names, *values)
            return cls.__new__(cls, value)
        if names is _not_given and type is None:
            raise TypeError(f"{cls} has no members; specify `names=()` "
                            f"if you meant to create a new, empty, enum")
        return cls._create_(
            class_name=value,
            names=None if names is _not_given else names,
            module=module, qualname=qualname, type=type, start=start, boundary=boundary)

    def __contains__(cls, value):
        """Return True if `value` is in `cls`.

        `value` is in `cls` if:
        1) `value` is a member of `cls`, or
        2) `value` is the value of one of the `cls`'s members.
        """
        if isinstance(value, cls):
            return True
        try:
            return value in cls._value2member_map_
        except TypeError:
            return value in cls._unhashable_values_

    def __delattr__(cls, attr):
        # Only for the message; members can't be removed.
        if attr in cls._member_map_:
            raise AttributeError(f"{cls.__name__!r} cannot delete member {attr!r}.")
        super().__delattr__(attr)

    def __dir__(cls):
        names = {'__class__', '__contains__', '__doc__', '__getitem__', '__iter__', '__len__',
                 '__members__', '__module__', '__name__', '__qualname__', *cls._member_names_}
        if cls._new_member_ is not object.__new__:
            names.add('__new__')
        if cls.__init_subclass__ is not object.__init_subclass__:
            names.add('__init_subclass__')
        if cls._member_type_ is not object:
            names.update(dir(cls._member_type_))
        return sorted(names)

    def __getitem__(cls, name):
        """
        Return the member matching `name`.
        """
        return cls._member_map_[name]

    def __iter__(cls):
        """
        Return members in definition order.
        """
        return (cls._member_map_[name] for name in cls._member_names_)

    def __len__(cls):
        """
        Return the number of members (no aliases)
        """
        return len(cls._member_names_)

    @bltns.property
    def __members__(cls):
        """
        Returns a mapping of member name->value.

        This mapping lists all enum members, including aliases. Note that this
        is a read-only view of the internal mapping.
        """
        return MappingProxyType(cls._member_map_)

    def __repr__(cls):
        kind = 'flag' if Flag is not None and issubclass(cls, Flag) else 'enum'
        return f"<{kind} {cls.__name__!r}>"

    def __reversed__(cls):
        """
        Return members in reverse definition order.
        """
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __setattr__(cls, name, value):
        """
        Block attempts to reassign Enum members.

        A simple assignment to the class namespace only changes one of the
        several possible ways to get an Enum member from the Enum class,
        resulting in an inconsistent Enumeration.
        """
        if name in cls.__dict__.get('_member_map_', ()):
            raise AttributeError(f'cannot reassign member {name!r}')
        super().__setattr__(name, value)

    # -- other ways to make a class

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1,
                 boundary=None):
        """
        Convenience method to create a new Enum class.

        `names` can be:

        * A string containing member names, separated either with spaces or
          commas.  Values are incremented by 1 from `start`.
        * An iterable of member names.  Values are incremented by 1 from `start`.
        * An iterable of (member name, value) pairs.
        * A mapping of member name -> value pairs.
        """
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        _, first_enum = cls._get_mixins_(class_name, bases)
        classdict = metacls.__prepare__(class_name, bases)

        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            values = []
            for name in names:
                values.append(first_enum._generate_next_value_(
                    name, start, len(values), values[:]))
            names = zip(names, values)
        for item in () if names is None else names:
            name, value = (item, names[item]) if isinstance(item, str) else item
            classdict[name] = value

        if module is None:
            # Two calls up is who called the class.
            try:
                module = sys._getframemodulename(2)
            except AttributeError:
                try:
                    module = sys._getframe(2).f_globals['__name__']
                except (AttributeError, ValueError, KeyError):
                    pass
        if module is None:
            _make_class_unpicklable(classdict)
        else:
            classdict['__module__'] = module
        if qualname is not None:
            classdict['__qualname__'] = qualname
        return metacls.__new__(metacls, class_name, bases, classdict, boundary=boundary)

    def _convert_(cls, name, module, filter, source=None, *, boundary=None, as_global=False):
        """
        Create a new Enum subclass that replaces a collection of global constants
        """
        # The values keep their names in `module`, so that they are still found there.
        module_globals = sys.modules[module].__dict__
        constants = source.__dict__ if source else module_globals
        found = [item for item in constants.items() if filter(item[0])]
        try:
            # By value, then by name: which of several names is canonical must not depend on
            # the order of a dict.
            found.sort(key=lambda item: (item[1], item[0]))
        except TypeError:
            found.sort(key=lambda item: item[0])
        plain = type(name, (object,), {**dict(found), '__module__': module})
        result = _simple_enum(etype=cls, boundary=boundary or KEEP)(plain)
        if as_global:
            global_enum(result)
        else:
            sys.modules[result.__module__].__dict__.update(result.__members__)
        module_globals[name] = result
        return result

    # -- questions about the bases

    @classmethod
    def _check_for_existing_members_(mcls, class_name, bases):
        for chain in bases:
            for base in chain.__mro__:
                if isinstance(base, EnumType) and base._member_names_:
                    raise TypeError(f"<enum {class_name!r}> cannot extend {base!r}")

    @classmethod
    def _get_mixins_(mcls, class_name, bases):
        """The data type of the members, and the enum to inherit from (the last base)."""
        if not bases:
            return object, Enum
        first_enum = bases[-1]
        if not isinstance(first_enum, EnumType):
            raise TypeError("new enumerations should be created as "
                            "`EnumName([mixin_type, ...] [data_type,] enum_type)`")
        return mcls._find_data_type_(class_name, bases) or object, first_enum

    @classmethod
    def _find_data_repr_(mcls, class_name, bases):
        """How to show the value: as the data type does, in its raw form."""
        for chain in bases:
            for base in chain.__mro__:
                if base is object:
                    continue
                if isinstance(base, EnumType):
                    return base._value_repr_
                attributes = base.__dict__
                if '__repr__' in attributes:
                    if ('__dataclass_fields__' in attributes
                            and '__dataclass_params__' in attributes
                            and attributes['__dataclass_params__'].repr):
                        # A dataclass would show its own name inside that of the enum.
                        return _dataclass_repr
                    return attributes['__repr__']
        return None

    @classmethod
    def _find_data_type_(mcls, class_name, bases):
        """The one base that holds data: an inherited one, or who defines __new__ or fields."""
        found = set()
        for chain in bases:
            candidate = None  # the most derived class of this chain
            for base in chain.__mro__:
                if base is object:
                    continue
                if isinstance(base, EnumType):
                    if base._member_type_ is not object:
                        found.add(base._member_type_)
                        break
                elif '__new__' in base.__dict__ or '__dataclass_fields__' in base.__dict__:
                    found.add(candidate or base)
                    break
                else:
                    candidate = candidate or base
        if len(found) > 1:
            raise TypeError(f'too many data types for {class_name!r}: {found!r}')
        return found.pop() if found else None

    @classmethod
    def _find_new_(mcls, classdict, member_type, first_enum):
        """
        Returns the __new__ to be used for creating the enum members.

        classdict: the class dictionary given to __new__
        member_type: the data type whose __new__ will be used by default
        first_enum: enumeration to check for an overriding __new__
        """
        new = classdict.get('__new__')
        # A __new__ of the body makes members only; the class gets one that looks them up.
        save_new = first_enum is not None and new is not None
        lookup = None if Enum is None else Enum.__new__
        if new is None:
            plain = (None, None.__new__, object.__new__, lookup)
            new = next((target
                        for method in ('__new_member__', '__new__')
                        for owner in (member_type, first_enum)
                        if (target := getattr(owner, method, None)) not in plain),
                       object.__new__)
        use_args = first_enum is not None and new not in (lookup, object.__new__)
        return new, save_new, use_args

    def _add_member_(cls, name, member):
        """Make the member an attribute, where the name may mean something else already."""
        if name in cls._member_map_:
            if cls._member_map_[name] is not member:
                raise NameError(f'{name!r} is already bound: {cls._member_map_[name]!r}')
            return
        # If members have an attribute of that name, instances must go on seeing it, and the
        # class see the member.
        hidden = kind = owner = None
        for base in cls.__mro__[1:]:
            attr = base.__dict__.get(name)
            if attr is None:
                continue
            if isinstance(attr, DynamicClassAttribute):
                hidden, kind, owner = attr, 'enum', base
                break
            if _is_descriptor(attr):
                hidden, kind, owner = attr, kind or 'desc', owner or base
            else:
                kind, owner = 'attr', base
        if hidden is None:
            setattr(cls, name, member)
        else:
            redirect = property.__new__(property)
            DynamicClassAttribute.__init__(redirect, doc='')
            redirect.member = member
            redirect.__set_name__(cls, name)
            if kind != 'attr':
                redirect.fget = getattr(hidden, 'fget', None)
                redirect.fset = getattr(hidden, 'fset', None)
                redirect.fdel = getattr(hidden, 'fdel', None)
            redirect._attr_type = kind
            redirect._cls_type = owner
            setattr(cls, name, redirect)
        cls._member_map_[name] = member


EnumMeta = EnumType         # keep EnumMeta name for backwards compatibility


# -- Enum --------------------------------------------------------------------------------------

class Enum(metaclass=EnumType):
    """
    Create a collection of name/value pairs.

    Example enumeration:

    >>> class Color(Enum):
    ...     RED = 1
    ...     BLUE = 2
    ...     GREEN = 3

    Access them by:

    - attribute access:

      >>> Color.RED
      <Color.RED: 1>

    - value lookup:

      >>> Color(1)
      <Color.RED: 1>

    - name lookup:

      >>> Color['RED']
      <Color.RED: 1>

    Enumerations can be iterated over, and know how many members they have:

    >>> len(Color)
    3

    >>> list(Color)
    [<Color.RED: 1>, <Color.BLUE: 2>, <Color.GREEN: 3>]

    Methods can be added to enumerations, and members can have their own
    attributes -- see the documentation for details.
    """

    @classmethod
    def __signature__(cls):
        if cls._member_names_:
            return '(*values)'
        return ('(new_class_name, /, names, *, module=None, qualname=None, '
                'type=None, start=1, boundary=None)')

    def __new__(cls, value):
        # This is the lookup; members themselves are made by _new_member_.
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for name, values in cls._unhashable_values_map_.items():
                if value in values:
                    return cls[name]
        if not cls._member_map_:
            if f'_{cls.__name__}__in_progress' in cls.__dict__:
                raise TypeError('do not use `super().__new__; '
                                'call the appropriate __new__ directly') from None
            raise TypeError(f"{cls!r} has no members defined")

        result = error = None
        try:
            result = cls._missing_(value)
        except Exception as exc:
            error = exc
        if isinstance(result, cls):
            return result
        if (Flag is not None and issubclass(cls, Flag)
                and cls._boundary_ is EJECT and isinstance(result, int)):
            return result
        try:
            invalid = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
            if error is None:
                if result is None:
                    raise invalid
                error = TypeError(f'error in {cls.__name__}._missing_: '
                                  f'returned {result!r} instead of None or a valid member')
            if not isinstance(error, ValueError):
                error.__context__ = invalid
            raise error
        finally:
            error = invalid = None  # the traceback holds this frame: no cycle

    def __init__(self, *args, **kwds):
        pass

    def _add_alias_(self, name):
        self.__class__._add_member_(name, self)

    def _add_value_alias_(self, value):
        cls = self.__class__
        try:
            known = cls._value2member_map_.get(value)
        except TypeError:
            known = next((found for found in cls._member_map_.values()
                          if found._value_ == value), None)
        if known is not None:
            if known is not self:
                raise ValueError(f'{value!r} is already bound: {known!r}')
            return
        try:
            cls._value2member_map_.setdefault(value, self)
        except TypeError:
            cls._unhashable_values_.append(value)
            cls._unhashable_values_map_.setdefault(self.name, []).append(value)

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """
        Generate the next value when not given.

        name: the name of the member
        start: the initial start value or None
        count: the number of existing members
        last_values: the list of values assigned
        """
        if not last_values:
            return start
        try:
            highest = sorted(last_values)[-1]
        except TypeError:
            raise TypeError('unable to sort non-numeric values') from None
        try:
            return highest + 1
        except TypeError:
            raise TypeError(f'unable to increment {highest!r}') from None

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        show = self.__class__._value_repr_ or repr
        return f"<{self.__class__.__name__}.{self._name_}: {show(self._value_)}>"

    def __str__(self):
        return f"{self.__class__.__name__}.{self._name_}"

    def __dir__(self):
        """
        Returns public methods and other interesting attributes.
        """
        names = set()
        if self.__class__._member_type_ is not object:
            names.update(object.__dir__(self))
        members = self._member_map_
        for name in getattr(self, '__dict__', ()):
            if name[0] != '_' and name not in members:
                names.add(name)
        for cls in self.__class__.mro():
            for name, attr in cls.__dict__.items():
                if name[0] == '_':
                    continue
                if name not in members or isinstance(attr, property) and attr.fget is not None:
                    names.add(name)
                elif isinstance(attr, property):
                    names.discard(name)
        names.update(('__class__', '__doc__', '__eq__', '__hash__', '__module__'))
        return sorted(names)

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self

    # These two live on the member, under names that a member can't have, so that an enum may
    # have members called "name" and "value".

    @property
    def name(self):
        """The name of the Enum member."""
        return self._name_

    @property
    def value(self):
        """The value of the Enum member."""
        return self._value_


class ReprEnum(Enum):
    """
    Only changes the repr(), leaving str() and format() to the mixed-in type.
    """


class IntEnum(int, ReprEnum):
    """
    Enum where members are also (and must be) ints
    """


class StrEnum(str, ReprEnum):
    """
    Enum where members are also (and must be) strings
    """

    def __new__(cls, *values):
        "values must already be of type `str`"
        if len(values) > 3:
            raise TypeError(f'too many arguments for str(): {values!r}')
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f'{values[0]!r} is not a string')
        if len(values) >= 2 and not isinstance(values[1], str):
            raise TypeError(f'encoding must be a string, not {values[1]!r}')
        if len(values) == 3 and not isinstance(values[2], str):
            raise TypeError(f'errors must be a string, not {values[2]!r}')
        value = str(*values)
        made = str.__new__(cls, value)
        made._value_ = value
        return made

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """
        Return the lower-cased version of the member name.
        """
        return name.lower()


def pickle_by_global_name(self, proto):
    # should not be used with Flag-type enums
    return self.name


_reduce_ex_by_global_name = pickle_by_global_name


def pickle_by_enum_name(self, proto):
    # should not be used with Flag-type enums
    return getattr, (self.__class__, self._name_)


# -- Flag --------------------------------------------------------------------------------------

class FlagBoundary(StrEnum):
    """
    control how out of range values are handled
    "strict" -> error is raised             [default for Flag]
    "conform" -> extra bits are discarded
    "eject" -> lose flag status
    "keep" -> keep flag status and all bits [default for IntFlag]
    """
    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


class Flag(Enum, boundary=STRICT):
    """
    Support for flags
    """

    _numeric_repr_ = repr

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """
        Generate the next value when not given.

        name: the name of the member
        start: the initial start value or None
        count: the number of existing members
        last_values: the last value assigned or None
        """
        if not count:
            return 1 if start is None else start
        highest = max(last_values)
        try:
            return 2 << _high_bit(highest) if highest else 1
        except Exception:
            raise TypeError(f'invalid flag value {highest!r}') from None

    @classmethod
    def _iter_member_by_value_(cls, value):
        """
        Extract all members from the value in definition (i.e. increasing value) order.
        """
        find = cls._value2member_map_.get
        for bit in _iter_bits_lsb(value & cls._flag_mask_):
            yield find(bit)

    _iter_member_ = _iter_member_by_value_

    @classmethod
    def _iter_member_by_def_(cls, value):
        """
        Extract all members from the value in definition order.
        """
        yield from sorted(cls._iter_member_by_value_(value),
                          key=lambda found: found._sort_order_)

    @classmethod
    def _missing_(cls, value):
        """
        Create a composite member containing all canonical members present in `value`.

        If non-member values are present, result depends on `_boundary_` setting.
        """
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        mask, all_bits, boundary = cls._flag_mask_, cls._all_bits_, cls._boundary_

        if not ~all_bits <= value <= all_bits or value & (all_bits ^ mask):
            # Bits that no member has.
            if boundary is STRICT:
                width = max(value.bit_length(), mask.bit_length())
                raise ValueError(f"{cls!r} invalid value {value!r}\n"
                                 f"    given {bin(value, width)}\n"
                                 f"  allowed {bin(mask, width)}")
            elif boundary is CONFORM:
                value &= mask
            elif boundary is EJECT:
                return value
            elif boundary is KEEP:
                if value < 0:
                    value += max(all_bits + 1, 1 << value.bit_length())
            else:
                raise ValueError(f'{cls!r} unknown flag boundary {boundary!r}')

        negative = value if value < 0 else None
        if value < 0:
            value += all_bits + 1  # ~FLAG: all others
        unknown = value & ~mask
        if unknown and boundary is not KEEP:
            raise ValueError(f'{cls.__name__}({value!r}) -->  '
                             f'unknown values {unknown!r} [{bin(unknown)}]')

        if cls._member_type_ is object:
            made = object.__new__(cls)
        else:
            made = cls._member_type_.__new__(cls, value)
        if not hasattr(made, '_value_'):
            made._value_ = value
        made._name_ = cls._composite_name(value)

        # Two threads may get here at once; both shall return the same object.
        made = cls._value2member_map_.setdefault(value, made)
        if negative is not None:
            cls._value2member_map_[negative] = made
        return made

    @classmethod
    def _composite_name(cls, value):
        """The names of the flags in `value`, joined; None if there are none."""
        parts = list(cls._iter_member_(value & cls._singles_mask_))
        covered = 0
        for part in parts:
            covered |= part._value_
        if value & ~cls._singles_mask_:
            # Some bits occur only in members of several bits.
            for part in cls._member_map_.values():
                bits = part._value_
                if bits and bits & value == bits and part not in parts:
                    parts.append(part)
                    covered |= bits
        if not covered:
            return None
        name = '|'.join([part._name_ for part in parts])
        rest = value ^ covered
        if rest:
            if cls._boundary_ is STRICT:
                raise ValueError(f'{cls!r}: no members with value {rest!r}')
            name += '|' + cls._numeric_repr_(rest)
        return name

    def __contains__(self, other):
        """
        Returns True if self has at least the same flags set as other.
        """
        if not isinstance(other, self.__class__):
            raise TypeError(
                f"unsupported operand type(s) for 'in': "
                f"{type(other).__qualname__!r} and {self.__class__.__qualname__!r}")
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        """
        Returns flags in definition order.
        """
        yield from self._iter_member_(self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __repr__(self):
        show = self.__class__._value_repr_ or repr
        name = '' if self._name_ is None else '.' + self._name_
        return f"<{self.__class__.__name__}{name}: {show(self._value_)}>"

    def __str__(self):
        if self._name_ is None:
            return f"{self.__class__.__name__}({self._value_!r})"
        return f"{self.__class__.__name__}.{self._name_}"

    def __bool__(self):
        return bool(self._value_)

    def _get_value(self, flag):
        """The number behind an operand, NotImplemented if it doesn't fit this flag."""
        if isinstance(flag, self.__class__):
            return flag._value_
        if self._member_type_ is not object and isinstance(flag, self._member_type_):
            return flag
        return NotImplemented

    def _operands(self, other, symbol):
        """Both numbers, or NotImplemented."""
        right = self._get_value(other)
        if right is NotImplemented:
            return NotImplemented
        left = self._value_
        if left is None or right is None:
            flag = self if left is None else other
            raise TypeError(f"'{flag}' cannot be combined with other flags with {symbol}")
        return left, right

    def __or__(self, other):
        operands = self._operands(other, '|')
        if operands is NotImplemented:
            return NotImplemented
        return self.__class__(operands[0] | operands[1])

    def __and__(self, other):
        operands = self._operands(other, '&')
        if operands is NotImplemented:
            return NotImplemented
        return self.__class__(operands[0] & operands[1])

    def __xor__(self, other):
        operands = self._operands(other, '^')
        if operands is NotImplemented:
            return NotImplemented
        return self.__class__(operands[0] ^ operands[1])

    def __invert__(self):
        if self._get_value(self) is None:
            raise TypeError(f"'{self}' cannot be inverted")
        if self._inverted_ is None:
            if self._boundary_ in (EJECT, KEEP):
                self._inverted_ = self.__class__(~self._value_)
            else:
                self._inverted_ = self.__class__(self._singles_mask_ & ~self._value_)
        return self._inverted_

    __rand__ = __and__
    __ror__ = __or__
    __rxor__ = __xor__


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """
    Support for integer-based Flags
    """


# -- decorators --------------------------------------------------------------------------------

def _aliases(enumeration):
    """'ALIAS -> NAME, ...' of all aliases."""
    return ', '.join([f'{name} -> {found.name}'
                      for name, found in enumeration.__members__.items() if name != found.name])


def unique(enumeration):
    """
    Class decorator for enumerations ensuring unique member values.
    """
    details = _aliases(enumeration)
    if details:
        raise ValueError(f'duplicate values found in {enumeration!r}: {details}')
    return enumeration


def _dataclass_repr(self):
    return ', '.join([f'{name}={getattr(self, name)!r}'
                      for name, field in self.__dataclass_fields__.items() if field.repr])


def global_enum_repr(self):
    """
    use module.enum_name instead of class.enum_name

    the module is the last module in case of a multi-module name
    """
    return f"{self.__class__.__module__.split('.')[-1]}.{self._name_}"


def global_flag_repr(self):
    """
    use module.flag_name instead of class.flag_name

    the module is the last module in case of a multi-module name
    """
    module = self.__class__.__module__.split('.')[-1]
    if self._name_ is None:
        return f"{module}.{self.__class__.__name__}({self._value_!r})"
    if _is_single_bit(self._value_):
        return f'{module}.{self._name_}'
    keep = self._boundary_ is FlagBoundary.KEEP
    # With KEEP, the last part may be a number.
    return '|'.join([part if keep and part[0].isdigit() else f'{module}.{part}'
                     for part in self._name_.split('|')])


def global_str(self):
    """
    use enum_name instead of class.enum_name
    """
    if self._name_ is None:
        return f"{self.__class__.__name__}({self._value_!r})"
    return self._name_


def global_enum(cls, update_str=False):
    """
    decorator that makes the repr() of an enum member reference its module
    instead of its class; also exports all members to the enum's module's
    global namespace
    """
    cls.__repr__ = global_flag_repr if issubclass(cls, Flag) else global_enum_repr
    if update_str or not issubclass(cls, ReprEnum):
        cls.__str__ = global_str
    sys.modules[cls.__module__].__dict__.update(cls.__members__)
    return cls


def _simple_enum(etype=Enum, *, boundary=None, use_args=None):
    """
    Class decorator that converts a normal class into an :class:`Enum`.  No
    safety checks are done, and some advanced behavior (such as
    :func:`__init_subclass__`) is not available.  Enum creation can be faster
    using :func:`_simple_enum`.

        >>> from enum import Enum, _simple_enum
        >>> @_simple_enum(Enum)
        ... class Color:
        ...     RED = auto()
        ...     GREEN = auto()
        ...     BLUE = auto()
        >>> Color
        <enum 'Color'>
    """

    def convert_class(cls):
        cls_name = cls.__name__
        own_new = cls.__dict__.get('__new__')
        new = etype._member_type_.__new__ if own_new is None else own_new.__func__
        body = {} if own_new is None else {'__new_member__': new}
        body.update(_bookkeeping(new, etype._use_args_ if use_args is None else use_args,
                                 etype._member_type_, etype._value_repr_))
        generate = body['_generate_next_value_'] = etype._generate_next_value_
        if issubclass(etype, Flag):
            body['_boundary_'] = boundary or etype._boundary_
            body['_flag_mask_'] = body['_singles_mask_'] = body['_all_bits_'] = 0
            body['_inverted_'] = None
            for name in _FLAG_OPERATORS:
                body[name] = getattr(Flag, name)

        pairs = []
        values = []
        for name, value in cls.__dict__.items():
            if name in ('__dict__', '__weakref__'):
                continue
            if (_is_dunder(name) or _is_private(cls_name, name) or _is_sunder(name)
                    or _is_descriptor(value)):
                body[name] = value
                continue
            if isinstance(value, auto):
                if value.value is _auto_null:
                    value.value = generate(name, 1, len(pairs), values[:])
                value = value.value
            values.append(value)
            pairs.append((name, value))
        if body.get('__doc__') is None:
            body['__doc__'] = 'An enumeration.'

        enum_class = type(etype)(cls_name, (etype,), body, boundary=boundary, _simple=True)
        _prefer_enum_methods(enum_class, body, etype)
        _Builder(pairs, simple_values=own_new is None).__set_name__(enum_class, '')
        if issubclass(etype, Flag):
            numbers = [found._value_ for found in enum_class]
            if numbers != sorted(numbers):
                enum_class._iter_member_ = enum_class._iter_member_by_def_
        if own_new is not None:
            enum_class.__new_member__ = new
        enum_class.__new__ = Enum.__new__
        return enum_class

    return convert_class


_stdlib_enums = IntEnum, StrEnum, IntFlag
