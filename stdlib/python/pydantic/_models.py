"""Fields, models and type adapters: the Python layer over the validators."""
import copy
import enum
import inspect
import json as json_module
import sys
import typing

from ._errors import Failure, PydanticUserError, ValidationError, fail
from ._validators import JSON, MODEL, STRICT, call_checked, compile_type, node_of, refine

try:
    import _pydantic_core
except ImportError:  # under another Python: all of it is done here
    _pydantic_core = None

PydanticUndefined = type("PydanticUndefinedType", (), {"__repr__": lambda _: "PydanticUndefined"})()


class ConfigDict(dict):
    """The settings of a model: strict, extra, frozen, validate_assignment, from_attributes, ..."""


class FieldInfo:
    """What is known of a field; as an item of Annotated it constrains."""

    def __init__(self, default=PydanticUndefined, *, default_factory=None, annotation=None,
                 alias=None, validation_alias=None, serialization_alias=None, title=None,
                 description=None, examples=None, exclude=None, frozen=None, validate_default=None,
                 repr=True, **rules):
        if default is Ellipsis:
            default = PydanticUndefined
        if default is not PydanticUndefined and default_factory is not None:
            raise TypeError("cannot specify both default and default_factory")
        self.default, self.default_factory = default, default_factory
        self.annotation, self.alias, self.title = annotation, alias, title
        self.validation_alias = validation_alias or alias
        self.serialization_alias = serialization_alias or alias
        self.description, self.examples = description, examples
        self.exclude, self.frozen, self.repr = exclude, frozen, repr
        self.validate_default = validate_default
        self.metadata = []
        self.rules = rules
        self.__dict__.update(rules)

    def is_required(self):
        return self.default is PydanticUndefined and self.default_factory is None

    def get_default(self, *, call_default_factory=False):
        if self.default_factory is not None:
            return self.default_factory() if call_default_factory else None
        return copy.deepcopy(self.default)


def Field(default=PydanticUndefined, **options):
    return FieldInfo(default, **options)


class _Function:
    """BeforeValidator and its like, in Annotated."""

    def __init__(self, func):
        self.func = func


class BeforeValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: inner(call_checked(self.func, value, value), mode)


class AfterValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: call_checked(self.func, value, inner(value, mode))


class PlainValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: call_checked(self.func, value, value)


class WrapValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: call_checked(self.func, value, value,
                                                lambda v: inner(v, mode))


_WRAPS = {"before": BeforeValidator, "after": AfterValidator, "plain": PlainValidator,
          "wrap": WrapValidator}


class Strict:
    def __init__(self, strict=True):
        self.strict = strict


class _Decorator:
    """A method marked as a validator of fields ("*": all) or of the model (no fields)."""

    def __init__(self, function, fields, mode):
        self.function, self.fields, self.mode = function, fields, mode

    def __get__(self, instance, owner):
        return self.function.__get__(instance, owner)


class ValidationInfo:
    """What a validator of three arguments is told."""

    def __init__(self, field_name=None, data=None, context=None):
        self.field_name, self.data, self.context = field_name, data or {}, context


def field_validator(field, /, *fields, mode="after", check_fields=None):
    def mark(function):
        if not isinstance(function, (classmethod, staticmethod)):
            function = classmethod(function)
        return _Decorator(function, (field, *fields), mode)
    return mark


def model_validator(*, mode):
    def mark(function):
        if mode != "after" and not isinstance(function, classmethod):
            function = classmethod(function)
        return _Decorator(function, None, mode)
    return mark


def _takes(function, count):
    """Whether a bound function takes so many positional arguments."""
    parameters = inspect.signature(function).parameters.values()
    return sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
               for p in parameters) >= count


class ModelMetaclass(type):
    def __new__(mcls, name, bases, namespace, **settings):
        cls = super().__new__(mcls, name, bases, namespace)
        config = ConfigDict()
        for base in reversed(cls.__mro__[1:]):
            config.update(vars(base).get("model_config", {}))
        config.update(namespace.get("model_config", {}))
        config.update(settings)
        cls.model_config = config
        cls.__pydantic_ready__ = False
        if bases:
            own_annotations = namespace.get("__annotations__", {})
            cls.__pydantic_defaults__ = {k: namespace[k] for k in own_annotations
                                         if k in namespace}
            for field in cls.__pydantic_defaults__:
                delattr(cls, field)
            try:
                # Names of the place of definition, for classes within functions.
                frame = sys._getframe(1)
                _complete(cls, frame.f_locals if frame.f_code.co_name != "<module>" else None)
            except NameError:
                pass  # a name that comes later: completed at the first use
        return cls

    @property
    def model_fields(cls):
        _ready(cls)
        return cls.__pydantic_fields__


def _ready(cls):
    if not cls.__pydantic_ready__:
        _complete(cls, None)


def _complete(cls, local_names):
    """Collects the fields and compiles their validators."""
    fields = {}
    cls.__pydantic_fields__ = fields
    cls.__pydantic_validate__ = lambda value, mode: _validate_model(cls, value, mode)
    # The same list when the class is completed anew: nodes of other models hold it.
    cls.__pydantic_native__ = native = vars(cls).get("__pydantic_native__", [])
    native.clear()
    strict = STRICT if cls.model_config.get("strict") else 0
    cls.__pydantic_validate__.node = (MODEL, native, cls, strict, _build)
    hints = typing.get_type_hints(cls, localns={**(local_names or {}), cls.__name__: cls},
                                  include_extras=True)
    defaults, marked = {}, {}
    for base in reversed(cls.__mro__):
        defaults.update(vars(base).get("__pydantic_defaults__", {}))
        marked.update((n, m) for n, m in vars(base).items() if isinstance(m, _Decorator))
    validators = {}
    for name, annotation in hints.items():
        if typing.get_origin(annotation) is typing.ClassVar or name.startswith("_") \
                or name == "model_config":
            continue
        validator = compile_type(annotation)
        default = defaults.get(name, PydanticUndefined)
        info = default if isinstance(default, FieldInfo) else None
        if info is None:
            info = FieldInfo()
            if typing.get_origin(annotation) is typing.Annotated:
                for extra in annotation.__metadata__:
                    if isinstance(extra, FieldInfo):
                        info = copy.copy(extra)
                    else:
                        info.metadata.append(extra)
            if default is not PydanticUndefined:
                info.default = default
        else:
            validator = refine(validator, info, annotation)
        info.annotation = annotation
        fields[name] = info
        validators[name] = validator
    model_before, model_after, model_wrap = [], [], []
    for function_name, mark in marked.items():
        bound = mark.function.__get__(None, cls) if mark.mode != "after" or mark.fields else None
        if mark.fields is None:
            if mark.mode == "after":
                model_after.append(mark.function)
            else:
                (model_before if mark.mode == "before" else model_wrap).append(bound)
            continue
        for name in (fields if "*" in mark.fields else mark.fields):
            if name not in fields:
                raise PydanticUserError(
                    f"Decorators defined with incorrect fields: {cls.__module__}.{cls.__name__}:"
                    f"{id(cls)}.{function_name} (use check_fields=False if you're inheriting from "
                    "the model and intended this)", code="decorator-missing-field")
            function = bound
            if _takes(bound, 3 if mark.mode == "wrap" else 2):
                info = ValidationInfo(name)
                function = lambda *a, f=bound, info=info: f(*a, info)  # noqa: E731
            validators[name] = _WRAPS[mark.mode](function).__pydantic_wrap__(validators[name],
                                                                            None)
    by_name = cls.model_config.get("populate_by_name")
    plan = []
    for name, info in fields.items():
        alias = info.validation_alias
        keys = (name,) if alias is None else (alias, name) if by_name else (alias,)
        plan.append((name, keys, validators[name], info))
    cls.__pydantic_plan__ = plan
    cls.__pydantic_hooks__ = (model_before, model_after, model_wrap)
    cls.__pydantic_strict__ = strict
    parameters = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, annotation=i.annotation,
                                    default=inspect.Parameter.empty if i.is_required()
                                    else i.default) for n, i in fields.items()
                  if n.isidentifier()]
    cls.__signature__ = inspect.Signature(parameters)
    if _pydantic_core is not None and not (model_before or model_after or model_wrap):
        read = _native_fields(cls, plan)
        if read is not None:
            native.append(read)
    cls.__pydantic_ready__ = True


_EMPTY = {list, dict, set}  # factories of nothing of the user's
_CONSTANT = {int, float, str, bytes, bool, type(None)}


def _native_fields(cls, plan):
    """The fields as _pydantic_core reads them, or None where something needs Python."""
    config, out = cls.model_config, []
    if config.get("extra", "ignore") != "ignore" or config.get("validate_default"):
        return None
    for name, keys, validator, info in plan:
        node = node_of(validator)
        default, factory = None, None
        if info.default_factory is not None:
            factory = info.default_factory if info.default_factory in _EMPTY else False
        elif not info.is_required():
            default = info.default
            if type(default) in _EMPTY and not default:
                factory = type(default)
            elif type(default) not in _CONSTANT:
                return None
        if node is None or len(keys) > 1 or factory is False or info.validate_default \
                or type(keys[0]) is not str:
            return None
        out.append((name, keys[0], node, info.is_required(), default, factory))
    return tuple(out)


def _build(cls, values, given):
    """An instance of values that are valid."""
    made = cls.__new__(cls)
    set_directly(made, "__dict__", values)
    set_directly(made, "__pydantic_fields_set__", given)
    set_directly(made, "__pydantic_extra__", None)
    return made


def _read_natively(cls, value, mode, instance):
    """The instance, or None where the validators in Python are to decide."""
    fields = cls.__pydantic_native__[0]
    if mode & STRICT and not mode & JSON and mode & NESTED:
        return None
    try:
        read = _pydantic_core.validate_fields(fields, value, mode | NESTED if mode & STRICT
                                              else mode)
    except (Failure, RecursionError):
        return None
    if read is NotImplemented:
        return None
    if instance is None:
        return _build(cls, *read)
    values, given = read
    set_directly(instance, "__dict__", values)
    set_directly(instance, "__pydantic_fields_set__", given)
    set_directly(instance, "__pydantic_extra__", None)
    return instance


def _read_fields(cls, data, mode, instance):
    """The validated fields of a mapping, put into the instance."""
    config = cls.model_config
    values, given, errors, used = {}, set(), [], set()
    for name, keys, validator, info in cls.__pydantic_plan__:
        for key in keys:
            if key in data:
                used.add(key)
                try:
                    values[name] = validator(data[key], mode)
                    given.add(name)
                except Failure as failure:
                    for kind, location, value, context in failure.errors:
                        errors.append((kind, (key, *location), value, context))
                break
        else:
            if info.is_required():
                errors.append(("missing", (keys[0],), data, None))
            else:
                value = info.get_default(call_default_factory=True)
                if info.validate_default or config.get("validate_default"):
                    try:
                        value = validator(value, mode)
                    except Failure as failure:
                        errors += [(k, (name, *at), v, c) for k, at, v, c in failure.errors]
                values[name] = value
    extra = config.get("extra", "ignore")
    more = None
    if extra != "ignore":
        more = {k: v for k, v in data.items() if k not in used}
        if extra == "forbid":
            errors += [("extra_forbidden", (k,), v, None) for k, v in more.items()]
            more = None
    if errors:
        raise Failure(errors)
    set_directly(instance, "__dict__", values)
    set_directly(instance, "__pydantic_fields_set__", given | set(more or ()))
    set_directly(instance, "__pydantic_extra__", more)


set_directly = object.__setattr__


def _validate_model(cls, value, mode, instance=None):
    _ready(cls)
    if cls.__pydantic_strict__:
        mode |= STRICT
    if cls.__pydantic_native__ and type(value) is dict:
        made = _read_natively(cls, value, mode, instance)
        if made is not None:
            return made
    before, after, wrap = cls.__pydantic_hooks__
    for hook in before:
        arguments = (value, ValidationInfo()) if _takes(hook, 2) else (value,)
        value = call_checked(hook, value, *arguments)

    def inner(value):
        if isinstance(value, cls) and instance is None:
            return value
        data = value
        if not isinstance(value, dict):
            if cls.model_config.get("from_attributes") and not mode & JSON:
                data = {k: getattr(value, k) for _, keys, _, _ in cls.__pydantic_plan__
                        for k in keys if hasattr(value, k)}
            else:
                raise fail("model_type", value, {"class_name": cls.__name__})
        elif mode & STRICT and not mode & JSON and mode & NESTED:
            raise fail("model_type", value, {"class_name": cls.__name__})
        made = cls.__new__(cls) if instance is None else instance
        _read_fields(cls, data, mode | NESTED if mode & STRICT else mode, made)
        return made
    for hook in wrap:
        inner = (lambda value, hook=hook, handler=inner:
                 call_checked(hook, value, value, handler))
    made = inner(value)
    for hook in after:
        made = call_checked(hook, value, made)
    return made


NESTED = 4  # strictly, an instance is wanted for a model within a model


def _validated(cls, title, value, mode, instance=None):
    try:
        return _validate_model(cls, value, mode, instance)
    except Failure as failure:
        errors = failure.errors
    raise ValidationError(title, errors)


def _parse_json(title, text):
    try:
        return json_module.loads(text)
    except ValueError as error:
        reason = f"{error.msg} at line {error.lineno} column {error.colno}" \
            if isinstance(error, json_module.JSONDecodeError) else str(error)
    raise ValidationError(title, [("json_invalid", (), text, {"error": reason})])


def _mode(strict, json=False):
    return (STRICT if strict else 0) | (JSON if json else 0)


def _dumped(value, as_json, options):
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json" if as_json else "python", **options)
    if isinstance(value, dict):
        return {k: _dumped(v, as_json, options) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_dumped(v, as_json, options) for v in value]
        return items if as_json or isinstance(value, list) else type(value)(items)
    if as_json:
        if isinstance(value, enum.Enum):
            return value.value
        if isinstance(value, bytes):
            return value.decode()
        if hasattr(value, "isoformat"):
            return value.isoformat()
    return value


class BaseModel(metaclass=ModelMetaclass):
    """A model: annotated names are fields, validated when an instance is made."""

    model_config = ConfigDict()

    def __init__(self, /, **data):
        _validated(type(self), type(self).__name__, data, 0, self)

    @classmethod
    def model_validate(cls, obj, *, strict=None, from_attributes=None, context=None):
        return _validated(cls, cls.__name__, obj, _mode(strict))

    @classmethod
    def model_validate_json(cls, json_data, *, strict=None, context=None):
        return _validated(cls, cls.__name__, _parse_json(cls.__name__, json_data),
                          _mode(strict, json=True))

    @classmethod
    def model_construct(cls, _fields_set=None, **values):
        """An instance with these values as they are: nothing is validated."""
        _ready(cls)
        made = cls.__new__(cls)
        fields = {}
        for name, info in cls.__pydantic_fields__.items():
            if name in values:
                fields[name] = values[name]
            elif not info.is_required():
                fields[name] = info.get_default(call_default_factory=True)
        set_directly(made, "__dict__", fields)
        set_directly(made, "__pydantic_fields_set__",
                     set(values) if _fields_set is None else _fields_set)
        set_directly(made, "__pydantic_extra__", None)
        return made

    @classmethod
    def model_rebuild(cls, *, force=False, **_):
        _complete(cls, sys._getframe(1).f_locals)
        return True

    @property
    def model_fields_set(self):
        return self.__pydantic_fields_set__

    @property
    def model_extra(self):
        return self.__pydantic_extra__

    def model_dump(self, *, mode="python", include=None, exclude=None, by_alias=False,
                   exclude_unset=False, exclude_defaults=False, exclude_none=False):
        options = {"by_alias": by_alias, "exclude_unset": exclude_unset,
                   "exclude_defaults": exclude_defaults, "exclude_none": exclude_none}
        out, fields = {}, type(self).__pydantic_fields__
        for name, value in {**self.__dict__, **(self.__pydantic_extra__ or {})}.items():
            info = fields.get(name)
            if (include is not None and name not in include) or (exclude and name in exclude) \
                    or (info and info.exclude) or (exclude_none and value is None) \
                    or (exclude_unset and name not in self.__pydantic_fields_set__) \
                    or (exclude_defaults and info and value == info.default):
                continue
            key = info.serialization_alias if by_alias and info else None
            out[key or name] = _dumped(value, mode == "json", options)
        return out

    def model_dump_json(self, *, indent=None, **options):
        data = self.model_dump(mode="json", **options)
        separators = (",", ":") if indent is None else None
        return json_module.dumps(data, indent=indent, separators=separators, ensure_ascii=False)

    def model_copy(self, *, update=None, deep=False):
        made = copy.deepcopy(self) if deep else copy.copy(self)
        if update:
            made.__dict__.update(update)
            made.__pydantic_fields_set__.update(update)
        return made

    def __copy__(self):
        made = type(self).__new__(type(self))
        for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__"):
            set_directly(made, name, copy.copy(getattr(self, name)))
        return made

    def __deepcopy__(self, memo=None):
        made = type(self).__new__(type(self))
        for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__"):
            set_directly(made, name, copy.deepcopy(getattr(self, name), memo))
        return made

    def __setattr__(self, name, value):
        cls = type(self)
        config, fields = cls.model_config, cls.__pydantic_fields__
        if name.startswith("_") or isinstance(vars(cls).get(name), property):
            return set_directly(self, name, value)
        info = fields.get(name)
        if config.get("frozen") or (info and info.frozen):
            kind = "frozen_instance" if config.get("frozen") else "frozen_field"
            raise ValidationError(cls.__name__, [(kind, (name,), value, None)])
        if info is None:
            if config.get("extra") != "allow":
                raise ValueError(f'"{cls.__name__}" object has no field "{name}"')
            self.__pydantic_extra__[name] = value
            return
        if config.get("validate_assignment"):
            validator = next(p[2] for p in cls.__pydantic_plan__ if p[0] == name)
            try:
                value = validator(value, cls.__pydantic_strict__)
            except Failure as failure:
                errors = [(k, (name, *at), v, c) for k, at, v, c in failure.errors]
            else:
                errors = None
            if errors:
                raise ValidationError(cls.__name__, errors)
        self.__dict__[name] = value
        self.__pydantic_fields_set__.add(name)

    def __getattr__(self, name):
        extra = self.__dict__ is not None and type(self).__dict__.get("__pydantic_fields__")
        more = object.__getattribute__(self, "__pydantic_extra__") if extra else None
        if more and name in more:
            return more[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    __slots__ = "__dict__", "__pydantic_fields_set__", "__pydantic_extra__"

    def __eq__(self, other):
        if not isinstance(other, BaseModel):
            return NotImplemented
        return (type(self) is type(other) and self.__dict__ == other.__dict__
                and self.__pydantic_extra__ == other.__pydantic_extra__)

    def __hash__(self):
        if not self.model_config.get("frozen"):
            raise TypeError(f"unhashable type: '{type(self).__name__}'")
        return hash((type(self), *self.__dict__.values()))

    def __iter__(self):
        yield from self.__dict__.items()
        yield from (self.__pydantic_extra__ or {}).items()

    def __repr_args__(self):
        fields = type(self).__pydantic_fields__
        return [f"{k}={v!r}" for k, v in self if k not in fields or fields[k].repr]

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(self.__repr_args__())})"

    def __str__(self):
        return " ".join(self.__repr_args__())


class TypeAdapter:
    """Validates what is no model: TypeAdapter(list[int]).validate_python(...)."""

    def __init__(self, type, *, config=None):
        self._type = type
        self._validator = compile_type(type)
        self._strict = bool((config or {}).get("strict"))
        self._title = type.__name__ if isinstance(type, ModelMetaclass) else \
            _title_of(type)

    def _run(self, value, mode):
        mode |= STRICT if self._strict else 0
        node = _pydantic_core and node_of(self._validator)
        if node:
            try:
                made = _pydantic_core.validate(node, value, mode)
                if made is not NotImplemented:
                    return made
            except (Failure, RecursionError):
                pass  # what is wrong, the validator says
        try:
            return self._validator(value, mode)
        except Failure as failure:
            errors = failure.errors
        raise ValidationError(self._title, errors)

    def validate_python(self, object, /, *, strict=None):
        return self._run(object, _mode(strict))

    def validate_json(self, data, /, *, strict=None):
        return self._run(_parse_json(self._title, data), _mode(strict, json=True))

    def dump_python(self, instance, /, *, mode="python", **options):
        return _dumped(instance, mode == "json", options)

    def dump_json(self, instance, /, *, indent=None, **options):
        data = _dumped(instance, True, options)
        separators = (",", ":") if indent is None else None
        return json_module.dumps(data, indent=indent, separators=separators,
                                 ensure_ascii=False).encode()


def _title_of(annotation):
    from ._validators import name_of
    return name_of(annotation)
