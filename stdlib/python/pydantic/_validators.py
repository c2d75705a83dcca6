"""Annotations compiled to validators.

A validator is a function (value, mode) that gives the valid value or raises Failure. `mode` has two
bits: STRICT, and JSON for input that was JSON, where a list stands for any collection also
strictly.

Many have a `node` as well, the same for `_pydantic_core`, which walks nodes without Python. It only
takes what is valid; where it is not sure, the functions here decide, from the start. So there is a
node only where nothing of the user's runs, which would run twice then.
"""
import collections
import collections.abc
import enum
import math
import re
import types
import typing

from ._errors import Failure, PydanticSchemaGenerationError, Template, fail
from ._scalars import scalar

STRICT, JSON = 1, 2

# The operations of _pydantic_core.
(ANY, INT, FLOAT, STR, BOOL, NONE, NULLABLE, LIST, DICT, MODEL, LEAF, SET, FROZEN_SET, TUPLE_OF,
 TUPLE) = range(15)


def with_node(validator, operation, *inner):
    """The validator, with a node when the inner ones have theirs."""
    nodes = [node_of(v) for v in inner]
    if None not in nodes:
        # LEAF takes the whole validator: it matters only that what is inside may run twice.
        validator.node = (operation, validator) if operation == LEAF else (operation, *nodes)
    return validator


def node_of(validator):
    node = getattr(validator, "node", None)
    return node if node is not None and _complete_node(node) else None


def _complete_node(node):
    """Whether no model in it is still being defined: what that one runs is not known yet."""
    if node[0] == MODEL:
        return bool(node[1])
    return all(_complete_node(inner) for inner in node[1:] if isinstance(inner, tuple))

_TRUE = {"1", "true", "t", "yes", "y", "on"}
_FALSE = {"0", "false", "f", "no", "n", "off"}
_INTEGER = re.compile(r"\s*[+-]?[0-9]+(?:_[0-9]+)*(?:\.0*)?\s*", re.ASCII)


def _int(value, mode):
    kind = type(value)
    if kind is int:
        return value
    if not mode & STRICT:
        if kind is str:
            if not _INTEGER.fullmatch(value):
                raise fail("int_parsing", value)
            return int(value.partition(".")[0])
        if kind is float:
            if not math.isfinite(value):
                raise fail("finite_number", value)
            if value != int(value):
                raise fail("int_from_float", value)
            return int(value)
        if kind is bool:
            return int(value)
    if isinstance(value, int) and kind is not bool:
        return int(value)
    raise fail("int_type", value)


def _float(value, mode):
    kind = type(value)
    if kind is float:
        return value
    if kind is int:
        return float(value)
    if not mode & STRICT:
        if kind is str:
            try:
                return float(value)
            except ValueError:
                raise fail("float_parsing", value) from None
        if kind is bool:
            return float(value)
    if isinstance(value, (float, int)) and kind is not bool:
        return float(value)
    raise fail("float_type", value)


def _str(value, mode):
    if type(value) is str:
        return value
    if isinstance(value, str):
        return value.value if isinstance(value, enum.Enum) else str(value)
    if not mode & STRICT and isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise fail("string_unicode", value) from None
    raise fail("string_type", value)


def _str_or_number(value, mode):
    """With coerce_numbers_to_str."""
    if not mode & STRICT and (type(value) in (int, float) or type(value).__name__ == "Decimal"):
        return str(value)
    return _str(value, mode)


def _bytes(value, mode):
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and (mode & JSON or not mode & STRICT):
        return value.encode()
    if isinstance(value, bytearray) and not mode & STRICT:
        return bytes(value)
    raise fail("bytes_type", value)


def _bool(value, mode):
    if value is True or value is False:
        return value
    if not mode & STRICT:
        if type(value) is str:
            low = value.lower()
            if low in _TRUE or low in _FALSE:
                return low in _TRUE
            raise fail("bool_parsing", value)
        if type(value) in (int, float):
            if value == 0 or value == 1:
                return value == 1
            raise fail("bool_parsing", value)
    raise fail("bool_type", value)


def _none(value, mode):
    if value is None:
        return None
    raise fail("none_required", value)


def _any(value, mode):
    return value


def _callable(value, mode):
    if callable(value):
        return value
    raise fail("callable_type", value)


_any.node = (ANY, _any)
for _operation, _validator in ((INT, _int), (FLOAT, _float), (STR, _str), (BOOL, _bool),
                               (NONE, _none), (LEAF, _bytes)):
    _validator.node = (_operation, _validator)

_PLAIN = {int: _int, float: _float, str: _str, bytes: _bytes, bool: _bool, type(None): _none,
          None: _none, typing.Any: _any, object: _any, collections.abc.Callable: _callable}

_LAX_COLLECTIONS = (list, tuple, set, frozenset, collections.deque, collections.abc.Generator,
                    collections.abc.KeysView, collections.abc.ValuesView, collections.abc.ItemsView)


def _collection(kind, error, item):
    """list, set, frozenset, and tuples of any length."""
    def validate(value, mode):
        if not isinstance(value, kind):
            lax = isinstance(value, _LAX_COLLECTIONS) and not mode & STRICT
            if not lax and not (mode & JSON and isinstance(value, list)):
                raise fail(error, value)
        if item is _any:
            return gathered(kind, list(value))
        out, errors = [], []
        for i, element in enumerate(value):
            try:
                out.append(item(element, mode))
            except Failure as failure:
                errors += located(i, failure)
        if errors:
            raise Failure(errors)
        return out if kind is list else gathered(kind, out)
    return with_node(validate, _OPERATIONS[kind], item)


_OPERATIONS = {list: LIST, set: SET, frozenset: FROZEN_SET, tuple: TUPLE_OF}


def gathered(kind, items):
    try:
        return kind(items)
    except TypeError:
        bad = next(i for i, item in enumerate(items) if getattr(item, "__hash__", None) is None
                   or not _hashable(item))
    raise Failure([("set_item_not_hashable", (bad,), items[bad], None)])


def _hashable(item):
    try:
        hash(item)
    except TypeError:
        return False
    return True


def _fixed_tuple(items):
    def validate(value, mode):
        if not isinstance(value, tuple):
            lax = isinstance(value, _LAX_COLLECTIONS) and not mode & STRICT
            if not lax and not (mode & JSON and isinstance(value, list)):
                raise fail("tuple_type", value)
        given, out, errors = list(value), [], []
        for i, item in enumerate(items):
            if i >= len(given):
                errors.append(("missing", (i,), value, None))
                continue
            try:
                out.append(item(given[i], mode))
            except Failure as failure:
                errors += located(i, failure)
        if len(given) > len(items):
            errors.append(("too_long", (), value, {
                "field_type": "Tuple", "max_length": len(items), "actual_length": len(given)}))
        if errors:
            raise Failure(errors)
        return tuple(out)
    return with_node(validate, TUPLE, *items)


def _dict(key, item):
    def validate(value, mode):
        if not isinstance(value, dict):
            if mode & STRICT or not isinstance(value, collections.abc.Mapping):
                raise fail("dict_type", value)
        out, errors = {}, []
        for k, v in value.items():
            try:
                # Keys of JSON are strings, whatever they stand for.
                good_key = key(k, mode & ~STRICT if mode & JSON else mode)
            except Failure as failure:
                errors += [(e[0], (k, "[key]", *e[1]), *e[2:]) for e in failure.errors]
                continue
            try:
                out[good_key] = item(v, mode)
            except Failure as failure:
                errors += located(k, failure)
        if errors:
            raise Failure(errors)
        return out
    return with_node(validate, DICT, key, item)


def located(where, failure):
    """The failure's errors, one place further out."""
    return [(kind, (where, *location), value, context)
            for kind, location, value, context in failure.errors]


def listed(values):
    shown = [repr(v.value if isinstance(v, enum.Enum) else v) for v in values]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " or " + shown[-1]


def _literal(values):
    expected = listed(values)

    def validate(value, mode):
        for known in values:
            if value == known and type(value) is type(known):
                return known
        raise fail("literal_error", value, {"expected": expected})
    return with_node(validate, LEAF)


def _enum(cls, use_values):
    expected = listed(list(cls))

    def validate(value, mode):
        if isinstance(value, cls):
            return value
        if not mode & STRICT or mode & JSON:
            try:
                return cls(value)
            except ValueError:
                raise fail("enum", value, {"expected": expected}) from None
        raise fail("is_instance_of", value, {"class": cls.__name__})
    if use_values:
        return lambda value, mode: validate(value, mode).value
    # A class with _missing_ runs the user's code.
    return validate if "_missing_" in vars(cls) else with_node(validate, LEAF)


def _subclass(base):
    def validate(value, mode):
        if not isinstance(value, type):
            raise fail("is_subclass_of", value, {"class": base.__name__}) if base is not object \
                else Failure([("is_type", (), value, Template("Input should be a class", None))])
        if not issubclass(value, base):
            raise fail("is_subclass_of", value, {"class": base.__name__})
        return value
    return validate


def instance_of(cls):
    def validate(value, mode):
        if isinstance(value, cls):
            return value
        raise fail("is_instance_of", value, {"class": cls.__name__})
    return validate


def _nullable(inner):
    def validate(value, mode):
        return None if value is None else inner(value, mode)
    return with_node(validate, NULLABLE, inner)


def _union(members):
    """Smart: the first member that takes the value as it is, then strictly, then at all; of models
    the one that finds the most of its fields."""
    models = [member for _, member in members if hasattr(member, "fields_found")]

    def validate(value, mode):
        best = None
        if len(models) > 1 and isinstance(value, dict):
            for _, member in members:
                try:
                    good = member(value, mode | STRICT if mode & JSON else mode)
                except Failure:
                    continue
                found = member.fields_found(good) if member in models else 0
                if best is None or found > best[0]:
                    best = found, good
            if best is not None:
                return best[1]
        for _, member in members:
            try:
                return member(value, mode | STRICT)
            except Failure:
                pass
        errors = []
        for tag, member in members:
            try:
                return member(value, mode)
            except Failure as failure:
                errors += located(tag, failure)
        raise Failure(errors)
    return with_node(validate, LEAF, *(member for _, member in members))


def _left_to_right(members):
    def validate(value, mode):
        errors = []
        for tag, member in members:
            try:
                return member(value, mode)
            except Failure as failure:
                errors += located(tag, failure)
        raise Failure(errors)
    return with_node(validate, LEAF, *(member for _, member in members))


def _deque(item):
    read = _collection(list, "list_type", item)

    def validate(value, mode):
        if mode & STRICT and not isinstance(value, (collections.deque, list)):
            raise fail("list_type", value)
        most = getattr(value, "maxlen", None)
        items = list(value) if isinstance(value, collections.deque) else value
        return collections.deque(read(items, mode), most)
    return validate


def _mapping(kind, read):
    """Subclasses of dict that are made of a dict."""
    def validate(value, mode):
        if mode & STRICT and not mode & JSON and not isinstance(value, kind):
            raise fail("is_instance_of", value, {"class": kind.__name__})
        return kind(read(value, mode))
    return validate


def _lazily(item):
    """Iterable and Generator: items are validated when they are asked for."""
    def items(value, mode):
        for i, element in enumerate(value):
            try:
                yield item(element, mode)
            except Failure as failure:
                from ._errors import ValidationError
                errors = located(i, failure)
                raise ValidationError("ValidatorIterator", errors) from None

    def validate(value, mode):
        if not isinstance(value, collections.abc.Iterable):
            raise fail("iterable_type", value)
        return items(value, mode)
    return validate


def shown_type(annotation):
    """As a field's repr shows it."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__ if annotation is not type(None) else "NoneType"
    return str(annotation).replace("typing.", "")


def name_of(annotation):
    """What a union calls its member in locations."""
    if annotation is type(None) or annotation is None:
        return "none"
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return name_of(arguments[0])
    if origin is typing.Literal:
        return f"literal[{','.join(map(repr, arguments))}]"
    if origin in (typing.Union, types.UnionType):
        return f"union[{','.join(map(name_of, arguments))}]"
    if origin is not None:
        return f"{origin.__name__}[{','.join(map(name_of, arguments))}]"
    return getattr(annotation, "__name__", str(annotation))


_COLLECTIONS = {list: "list_type", set: "set_type", frozenset: "frozen_set_type",
                collections.abc.Sequence: "list_type", collections.abc.MutableSequence: "list_type",
                collections.abc.Set: "set_type", collections.abc.MutableSet: "set_type",
                collections.abc.Collection: "list_type"}


def plain_string(validator, config):
    """A str under the settings of a model that touch every string."""
    rules = {rule: config[name] for name, rule in (
        ("str_strip_whitespace", "strip_whitespace"), ("str_to_lower", "to_lower"),
        ("str_to_upper", "to_upper"), ("str_min_length", "min_length"),
        ("str_max_length", "max_length")) if config.get(name)}
    if config.get("coerce_numbers_to_str"):
        validator = _str_or_number
    return refine(validator, types.SimpleNamespace(**rules), str) if rules else validator


def compile_type(annotation, config={}):
    """The validator of an annotation; config: the settings of the model around it."""
    plain = _PLAIN.get(annotation) if isinstance(annotation, collections.abc.Hashable) else None
    if plain:
        if plain is _str and config:
            return plain_string(plain, config)
        if plain is _float and config.get("allow_inf_nan") is False:
            return refine(plain, types.SimpleNamespace(allow_inf_nan=False), float)
        return plain
    made = getattr(annotation, "__pydantic_validate__", None)
    if made is not None and typing.get_origin(annotation) is None:
        return made
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        # A Discriminator replaces the union's way of choosing, so it comes first.
        for extra in arguments[1:]:
            told = getattr(extra, "discriminator", None)
            if told is not None:
                from ._structured import tagged_union
                validator = tagged_union(arguments[0], told, config)
                break
        else:
            left = any(getattr(e, "union_mode", None) == "left_to_right" for e in arguments[1:])
            validator = _compile_union(typing.get_args(arguments[0]), config, left) if left \
                else compile_type(arguments[0], config)
        for extra in arguments[1:]:
            validator = refine(validator, extra, arguments[0])
        return validator
    if isinstance(annotation, typing.TypeAliasType):
        return _later(annotation, config)
    if isinstance(annotation, typing.NewType):
        return compile_type(annotation.__supertype__, config)
    if isinstance(annotation, typing.TypeVar):
        if annotation.__constraints__:
            return _compile_union(annotation.__constraints__, config)
        return compile_type(annotation.__bound__, config) if annotation.__bound__ else _any
    if origin in (typing.Union, types.UnionType):
        return _compile_union(arguments, config)
    if origin is typing.Literal:
        return _literal(_flat(arguments))
    if origin in (typing.Final, typing.Required, typing.NotRequired):
        return compile_type(arguments[0], config)
    kind = origin or annotation
    if kind in (collections.abc.Iterable, collections.abc.Generator, collections.abc.Iterator):
        return _lazily(compile_type(arguments[0], config) if arguments else _any)
    if kind in _COLLECTIONS:
        made_kind = _MADE.get(kind, list)
        return _collection(made_kind, _COLLECTIONS[kind],
                           compile_type(arguments[0], config) if arguments else _any)
    if kind is collections.deque:
        return _deque(compile_type(arguments[0], config) if arguments else _any)
    if kind is tuple:
        if not arguments:
            return _collection(tuple, "tuple_type", _any)
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return _collection(tuple, "tuple_type", compile_type(arguments[0], config))
        return _fixed_tuple([compile_type(a, config) for a in arguments if a != ()])
    if kind in (dict, collections.abc.Mapping, collections.abc.MutableMapping):
        key, item = (compile_type(a, config) for a in arguments) if arguments else (_any, _any)
        return _dict(key, item)
    if kind is collections.Counter:
        key = compile_type(arguments[0], config) if arguments else _any
        return _mapping(kind, _dict(key, _int))
    if kind is collections.OrderedDict:
        key, item = (compile_type(a, config) for a in arguments) if arguments else (_any, _any)
        return _mapping(kind, _dict(key, item))
    if kind is collections.defaultdict:
        key, item = (compile_type(a, config) for a in arguments) if arguments else (_any, _any)
        factory = arguments and (typing.get_origin(arguments[1]) or arguments[1])
        return _mapping(lambda d: collections.defaultdict(factory or None, d), _dict(key, item)) \
            if not isinstance(factory, type) else \
            (lambda value, mode, read=_dict(key, item):
             collections.defaultdict(factory, read(value, mode)))
    if kind is collections.abc.Callable:
        return _callable
    if kind is type:
        base = arguments[0] if arguments else object
        return _subclass(base if isinstance(base, type) else object)
    if isinstance(kind, type):
        if issubclass(kind, enum.Enum):
            return _enum(kind, config.get("use_enum_values"))
        made = scalar(kind)
        if made is not None:
            return with_node(made, LEAF)
        from ._structured import structured
        made = structured(kind, annotation, config)
        if made is not None:
            return made
        if config.get("arbitrary_types_allowed"):
            return instance_of(kind)
    raise PydanticSchemaGenerationError(
        f"Unable to generate pydantic-core schema for {annotation!r}. Set "
        "`arbitrary_types_allowed=True` in the model_config to ignore this error or implement "
        "`__get_pydantic_core_schema__` on your type to fully support it.",
        code="schema-for-unknown-type")


_MADE = {set: set, frozenset: frozenset, collections.abc.Set: set, collections.abc.MutableSet: set}


def _flat(arguments):
    """The values of a Literal, those of Literals within it too."""
    out = []
    for value in arguments:
        out += _flat(typing.get_args(value)) if typing.get_origin(value) is typing.Literal \
            else [value]
    return tuple(out)


def _compile_union(arguments, config, left_to_right=False):
    members = [a for a in arguments if a is not type(None)]
    if len(members) == 1:
        inner = compile_type(members[0], config)
    else:
        make = _left_to_right if left_to_right else _union
        inner = make([(name_of(m), compile_type(m, config)) for m in members])
    return _nullable(inner) if len(members) < len(arguments) else inner


def _later(alias, config):
    """The validator of `type X = ...`, which may name itself: compiled when first needed."""
    made = []

    def validate(value, mode):
        if not made:
            made.append(compile_type(alias.__value__, config))
        return made[0](value, mode)
    return validate


_BOUNDS = (("gt", "greater_than", lambda v, b: v > b),
           ("ge", "greater_than_equal", lambda v, b: v >= b),
           ("lt", "less_than", lambda v, b: v < b), ("le", "less_than_equal", lambda v, b: v <= b),
           ("multiple_of", "multiple_of", lambda v, b: v % b == 0))


def _too(short, value, limit, given):
    end, name = ("short", "min_length") if short else ("long", "max_length")
    if isinstance(value, str):
        return fail(f"string_too_{end}", given, {name: limit})
    if isinstance(value, bytes):
        return fail(f"bytes_too_{end}", given, {name: limit})
    kind = {"dict": "Dictionary", "frozenset": "Frozenset"}.get(type(value).__name__,
                                                                 type(value).__name__.title())
    return fail(f"too_{end}", given, {"field_type": kind, name: limit,
                                      "actual_length": len(value)})


def refine(validator, extra, annotation):
    """The validator with what one more item of Annotated asks: constraints, or a function."""
    wrap = getattr(extra, "__pydantic_wrap__", None)
    if wrap is not None:
        return wrap(validator, annotation)
    rules = {name: value for name in _RULES
             if (value := getattr(extra, name, None)) is not None}
    if not rules:
        return validator
    bounds = [(name, kind, test, rules[name]) for name, kind, test in _BOUNDS if name in rules]
    least, most = rules.get("min_length"), rules.get("max_length")
    pattern = rules.get("pattern")
    if isinstance(pattern, re.Pattern):
        search, pattern = pattern.search, pattern.pattern
    else:
        search = re.compile(pattern).search if pattern is not None else None
    strict, finite = rules.get("strict"), rules.get("allow_inf_nan") is False
    changes = [change for name, change in (("strip_whitespace", str.strip), ("to_lower", str.lower),
                                           ("to_upper", str.upper)) if rules.get(name)]
    digits, places = rules.get("max_digits"), rules.get("decimal_places")

    def validate(value, mode):
        if strict is not None:
            mode = mode | STRICT if strict else mode & ~STRICT
        good = validator(value, mode)
        if good is None:
            return good
        for change in changes:
            good = change(good)
        if finite and not math.isfinite(good):
            raise fail("finite_number", value)
        for name, kind, test, bound in bounds:
            if not test(good, bound):
                raise fail(kind, value, {name: bound})
        if digits is not None or places is not None:
            _check_digits(good, value, digits, places)
        if least is not None and len(good) < least:
            raise _too(True, good, least, value)
        if most is not None and len(good) > most:
            raise _too(False, good, most, value)
        if search and not search(good):
            raise fail("string_pattern_mismatch", value, {"pattern": pattern})
        return good
    return with_node(validate, LEAF, validator)


_RULES = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern", "strict",
          "allow_inf_nan", "strip_whitespace", "to_lower", "to_upper", "max_digits",
          "decimal_places")


def _check_digits(good, value, most, places):
    """The digits of a Decimal: in all, and after the point."""
    _, digits, exponent = good.normalize().as_tuple()
    after = max(0, -exponent)
    whole = max(0, len(digits) + exponent)
    if most is not None and max(len(digits) + max(0, exponent), after) > most:
        raise fail("decimal_max_digits", value, {"max_digits": most})
    if places is not None and after > places:
        raise fail("decimal_max_places", value, {"decimal_places": places})
    if most is not None and places is not None and whole > most - places:
        raise fail("decimal_whole_digits", value, {"whole_digits": most - places})


def call_checked(function, value, *arguments):
    """A user's function: ValueError and AssertionError are errors of validation."""
    try:
        return function(*arguments)
    except AssertionError as error:
        raise fail("assertion_error", value, {"error": error}) from error
    except Failure:
        raise
    except ValueError as error:
        from ._errors import PydanticCustomError, PydanticKnownError, ValidationError
        if isinstance(error, ValidationError):
            raise Failure(error._errors) from None
        if isinstance(error, PydanticCustomError):
            raise fail(error.type, value,
                       Template(error.message_template, error.context)) from None
        if isinstance(error, PydanticKnownError):
            raise fail(error.type, value, error.context) from None
        raise fail("value_error", value, {"error": error}) from error
