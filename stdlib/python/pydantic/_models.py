"""Models: classes whose annotated names are fields, validated when an instance is made.

A class is completed when its annotations can be read, at its definition or at its first use; then
it has a plan (_structured.py), hooks, and where nothing of the user's runs, the fields that
_pydantic_core reads. An instance keeps its fields in its __dict__, so reading one costs what any
attribute costs.
"""
import abc
import copy
import functools
import inspect
import sys
import types
import typing

from ._errors import (Failure, PydanticUndefinedAnnotation, PydanticUserError, ValidationError,
                      fail)
from ._fields import (AliasPath, ComputedFieldInfo, FieldInfo, ModelPrivateAttr, PydanticUndefined)
from ._functional import WRAPS, Decorator, Mode, SerializationInfo, info_of, takes
from ._serialization import (applies, dumped, leaves_out, narrowed, serializer_of, to_text)
from ._structured import (field_of, generate_aliases, plan_of, read_fields, validator_of)
from ._validators import (JSON, MODEL, STRICT, call_checked, compile_type, located, node_of,
                          shown_type)

try:
    import _pydantic_core
except ImportError:  # under another Python: all of it is done here
    _pydantic_core = None

NESTED = 4  # strictly, an instance is wanted for a model within a model
FROM_ATTRIBUTES = 8  # objects of other classes are read as mappings

set_directly = object.__setattr__


class ConfigDict(dict):
    """The settings of a model: strict, extra, frozen, validate_assignment, from_attributes, ..."""


_NO_FIELD = (types.FunctionType, property, functools.cached_property, classmethod, staticmethod,
             type, Decorator, ComputedFieldInfo, types.MemberDescriptorType, types.ModuleType,
             types.GetSetDescriptorType)


class ModelMetaclass(abc.ABCMeta):
    def __new__(mcls, name, bases, namespace, **settings):
        config, own = ConfigDict(), {}
        for base in reversed(bases):
            config.update(getattr(base, "model_config", {}))
        config.update(namespace.get("model_config", {}))
        for setting in list(settings):
            if setting in _SETTINGS:
                config[setting] = settings.pop(setting)
        namespace["model_config"] = config
        annotations = namespace.get("__annotations__", {})
        private = {}
        for base in reversed(bases):
            private.update(getattr(base, "__private_attributes__", {}))
        if bases:
            _inspect_namespace(namespace, annotations, private, config)
            own = {k: namespace[k] for k in annotations
                   if k in namespace and k != "model_config" and not k.startswith("__")
                   and not _is_class_var(annotations[k])}
            for field in own:
                del namespace[field]
        namespace["__private_attributes__"] = private
        namespace["__pydantic_defaults__"] = own
        namespace["__pydantic_ready__"] = False
        cls = super().__new__(mcls, name, bases, namespace, **settings)
        if bases:
            try:
                # Names of the place of definition, for classes within functions.
                frame = sys._getframe(1)
                local_names = frame.f_locals if frame.f_code.co_name != "<module>" else None
                if not config.get("defer_build"):
                    _complete(cls, local_names)
            except NameError:
                pass  # a name that comes later: completed at the first use
            cls.__pydantic_init_subclass__(**settings)
        return cls

    @property
    def model_fields(cls):
        _ready(cls)
        return cls.__pydantic_fields__

    @property
    def model_computed_fields(cls):
        _ready(cls)
        return cls.__pydantic_computed__

    @property
    def __signature__(cls):
        _ready(cls)
        return cls.__dict__.get("__pydantic_signature__")

    def __getattr__(cls, name):
        private = cls.__dict__.get("__private_attributes__", {})
        if name in private:
            return private[name]
        raise AttributeError(name)


_SETTINGS = {
    "title", "extra", "frozen", "populate_by_name", "use_enum_values", "validate_assignment",
    "arbitrary_types_allowed", "from_attributes", "loc_by_alias", "alias_generator", "strict",
    "str_to_lower", "str_to_upper", "str_strip_whitespace", "str_min_length", "str_max_length",
    "revalidate_instances", "validate_default", "validate_return", "protected_namespaces",
    "hide_input_in_errors", "defer_build", "allow_inf_nan", "coerce_numbers_to_str",
    "json_schema_extra", "ignored_types", "ser_json_timedelta", "ser_json_bytes",
    "use_attribute_docstrings", "validate_by_name", "validate_by_alias", "serialize_by_alias",
    "json_encoders", "regex_engine", "schema_generator", "plugin_settings", "val_json_bytes",
    "ser_json_inf_nan", "json_schema_serialization_defaults_required", "cache_strings",
    "field_title_generator", "model_title_generator", "json_schema_mode_override",
}


def _is_class_var(annotation):
    if isinstance(annotation, str):
        return annotation.startswith(("ClassVar", "typing.ClassVar", "t.ClassVar"))
    return annotation is typing.ClassVar or typing.get_origin(annotation) is typing.ClassVar


def _inspect_namespace(namespace, annotations, private, config):
    """Takes out the private attributes; refuses what looks like a field and has no annotation."""
    ignored = _NO_FIELD + tuple(config.get("ignored_types", ()))
    for name, value in list(namespace.items()):
        if name == "model_config" or name.startswith("__"):
            continue
        if isinstance(value, ModelPrivateAttr):
            if not name.startswith("_"):
                raise NameError("Private attributes must not use valid field names; use sunder "
                                f"names, e.g. '_{name}' instead of '{name}'.")
            private[name] = namespace.pop(name)
        elif name.startswith("_"):
            if not isinstance(value, ignored) and not (name in annotations
                                                       and _is_class_var(annotations[name])) \
                    and name not in ("_abc_impl",):
                private[name] = ModelPrivateAttr(namespace.pop(name))
        elif name not in annotations and not isinstance(value, ignored) \
                and not hasattr(value, "__get__"):
            raise PydanticUserError(
                f"A non-annotated attribute was detected: `{name} = {value!r}`. All model fields "
                f"require a type annotation; if `{name}` is not meant to be a field, you may be "
                "able to resolve this error by annotating it as a `ClassVar` or updating "
                "`model_config['ignored_types']`.", code="model-field-missing-annotation")
    for name, annotation in annotations.items():
        if name.startswith("_") and not name.startswith("__") and name not in private \
                and name not in namespace and not _is_class_var(annotation):
            private[name] = ModelPrivateAttr()


def _ready(cls):
    if not cls.__dict__["__pydantic_ready__"]:
        try:
            _complete(cls, None)
        except NameError as error:
            raise PydanticUserError(
                f"`{cls.__name__}` is not fully defined; you should define `{error.name}`, then "
                f"call `{cls.__name__}.model_rebuild()`.", code="class-not-fully-defined") from None


def _hints(cls, local_names):
    names = {**(local_names or {}), cls.__name__: cls}
    for parameter in getattr(cls, "__type_params__", ()):
        names[parameter.__name__] = parameter
    return typing.get_type_hints(cls, localns=names, include_extras=True)


def _asks_info(annotation):
    """Whether a function within the annotation is told where it stands."""
    return any(getattr(extra, "with_info", False) and not hasattr(extra, "when_used")
               for extra in getattr(annotation, "__metadata__", ())) \
        or any(map(_asks_info, typing.get_args(annotation)))


def _complete(cls, local_names):
    """Collects the fields and compiles their validators."""
    fields, validators, serializers = {}, {}, {}
    cls.__pydantic_fields__, cls.__pydantic_computed__ = fields, {}
    config = cls.model_config

    def validate(value, mode):
        return _validate_model(cls, value, mode)
    validate.fields_found = lambda made: len(getattr(made, "__pydantic_fields_set__", ()))
    cls.__pydantic_validate__ = validate
    # The same list when the class is completed anew: nodes of other models hold it.
    cls.__pydantic_native__ = native = vars(cls).get("__pydantic_native__", [])
    native.clear()
    strict = STRICT if config.get("strict") else 0
    cls.__pydantic_strict__ = strict
    validate.node = (MODEL, native, cls, strict, _build)
    defaults, marked = {}, {}
    for base in reversed(cls.__mro__):
        defaults.update(vars(base).get("__pydantic_defaults__", {}))
        for name, member in vars(base).items():
            if isinstance(member, Decorator):
                marked[name] = member
            elif isinstance(member, ComputedFieldInfo):
                cls.__pydantic_computed__[name] = member
            else:
                marked.pop(name, None)
    needs_info = False
    own_config = {k: v for k, v in config.items() if k in _COMPILED}
    hints = _hints(cls, local_names)
    for name, annotation in cls.__pydantic_substituted__.items():
        hints[name] = annotation
    for name, annotation in hints.items():
        if _is_class_var(annotation) or name.startswith("_") or name == "model_config":
            continue
        default = defaults.get(name, PydanticUndefined)
        info = field_of(annotation, default)
        generate_aliases(name, info, config)
        if typing.get_origin(annotation) is typing.Final:
            info.frozen = True
        fields[name] = info
        validators[name] = validator_of(annotation, default, info, own_config)
        dump = serializer_of(annotation)
        if dump is not None:
            serializers[name] = dump
        needs_info = needs_info or _asks_info(annotation)
    model_before, model_after, model_wrap = [], [], []
    cls.__pydantic_model_serializer__ = None
    for function_name, mark in marked.items():
        if mark.kind == "serializer":
            _add_serializer(cls, mark, fields, serializers)
            continue
        if mark.fields is None:
            bound = mark.function if mark.mode == "after" and not isinstance(
                mark.function, classmethod) else mark.function.__get__(None, cls)
            {"before": model_before, "after": model_after, "wrap": model_wrap}[mark.mode].append(
                (bound, takes(bound, 3 if mark.mode == "wrap" else 2)))
            continue
        bound = mark.function.__get__(None, cls)
        for name in (fields if "*" in mark.fields else mark.fields):
            if name not in fields:
                if mark.check_fields is False:
                    continue
                raise PydanticUserError(
                    f"Decorators defined with incorrect fields: {cls.__module__}.{cls.__name__}:"
                    f"{id(cls)}.{function_name} (use check_fields=False if you're inheriting from "
                    "the model and intended this)", code="decorator-missing-field")
            wrap = WRAPS[mark.mode](bound)
            needs_info = needs_info or wrap.with_info
            validators[name] = wrap.__pydantic_wrap__(validators[name], None)
    plan = plan_of(fields, validators, config)
    cls.__pydantic_plan__, cls.__pydantic_needs_info__ = plan, needs_info
    cls.__pydantic_hooks__ = (model_before, model_after, model_wrap)
    cls.__pydantic_serializers__ = serializers
    cls.__pydantic_dumps_plainly__ = not (
        serializers or cls.__pydantic_computed__ or config.get("serialize_by_alias")
        or any(info.exclude for info in fields.values())
        or any(isinstance(member, functools.cached_property)
               for base in cls.__mro__ for member in vars(base).values()))
    cls.__pydantic_post__ = cls.model_post_init is not BaseModel.model_post_init
    cls.__pydantic_own_init__ = cls.__init__ is not BaseModel.__init__ \
        and not getattr(cls.__init__, "__pydantic_base_init__", False)
    cls.__pydantic_signature__ = _signature(fields, config)
    if _pydantic_core is not None and not (model_before or model_after or model_wrap or needs_info
                                           or cls.__pydantic_post__ or cls.__pydantic_own_init__
                                           or cls.__pydantic_root__):
        read = _native_fields(cls, plan)
        if read is not None:
            native.append(read)
    cls.__pydantic_ready__ = True
    # Not earlier: a class that declares abstract methods has its say on instances.
    cls.__pydantic_complete__ = True


# What of the settings is compiled into the validators of fields.
_COMPILED = {"str_to_lower", "str_to_upper", "str_strip_whitespace", "str_min_length",
             "str_max_length", "use_enum_values", "arbitrary_types_allowed", "allow_inf_nan",
             "coerce_numbers_to_str"}


def _signature(fields, config):
    parameters = []
    for name, info in fields.items():
        alias = info.validation_alias
        shown = alias if isinstance(alias, str) and alias.isidentifier() \
            and not config.get("populate_by_name") else name
        default = inspect.Parameter.empty if info.is_required() else info.default
        if info.default_factory is not None:
            default = _FACTORY
        if shown.isidentifier():
            parameters.append(inspect.Parameter(shown, inspect.Parameter.KEYWORD_ONLY,
                                                annotation=info.annotation, default=default))
    if config.get("extra") == "allow":
        parameters.append(inspect.Parameter("extra_data", inspect.Parameter.VAR_KEYWORD,
                                            annotation=typing.Any))
    return inspect.Signature(parameters, return_annotation=None)


_FACTORY = type("_Factory", (), {"__repr__": lambda _: "<factory>"})()


def _add_serializer(cls, mark, fields, serializers):
    wrap = mark.mode == "wrap"
    function = mark.function
    bound_count = 3 if wrap else 2
    plain = getattr(function, "__func__", function)
    if mark.fields is None:
        cls.__pydantic_model_serializer__ = mark, takes(plain, bound_count)
        return
    with_info = takes(plain, bound_count + 1 - isinstance(function, staticmethod))
    for name in (fields if "*" in mark.fields else mark.fields):
        if name not in fields:
            if mark.check_fields is False:
                continue
            raise PydanticUserError(
                f"Decorators defined with incorrect fields: {cls.__module__}.{cls.__name__}:"
                f"{id(cls)}.{plain.__name__} (use check_fields=False if you're inheriting from the "
                "model and intended this)", code="decorator-missing-field")
        serializers[name] = _FieldSerializer(mark, with_info, name,
                                             serializers.get(name) or dumped)


class _FieldSerializer:
    """A method that dumps a field: unlike other serializers it is told the model."""

    def __init__(self, mark, with_info, name, inner):
        self.mark, self.with_info, self.name, self.inner = mark, with_info, name, inner

    def __call__(self, value, as_json, options, model):
        if not applies(self.mark.when_used, value, as_json):
            return self.inner(value, as_json, options)
        arguments = [value]
        if self.mark.mode == "wrap":
            arguments.append(lambda v: self.inner(v, as_json, options))
        if self.with_info:
            arguments.append(SerializationInfo(as_json, options, self.name))
        made = self.mark.function.__get__(model, type(model))(*arguments)
        return made if self.mark.mode == "wrap" and not as_json else dumped(made, as_json, {})


_EMPTY = {list, dict, set}  # factories of nothing of the user's
_AS_THEY_ARE = {int, float, str, bool, type(None)}
_CONSTANT = {int, float, str, bytes, bool, type(None)}


def _native_fields(cls, plan):
    """The fields as _pydantic_core reads them, or None where something needs Python."""
    config, out = cls.model_config, []
    if config.get("extra", "ignore") != "ignore" or config.get("validate_default") \
            or config.get("revalidate_instances", "never") != "never":
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
            elif type(default) not in _CONSTANT and not (
                    type(default) is tuple and all(type(i) in _CONSTANT for i in default)):
                return None
        if node is None or len(keys) > 1 or factory is False or info.validate_default \
                or type(keys[0]) is not str:
            return None
        out.append((name, keys[0], node, info.is_required(), default, factory))
    return tuple(out)


def _fill(made, values, given, more):
    set_directly(made, "__dict__", values)
    set_directly(made, "__pydantic_fields_set__", given)
    set_directly(made, "__pydantic_extra__", more)
    private = type(made).__private_attributes__
    if private:
        set_directly(made, "__pydantic_private__", {
            n: p.get_default() for n, p in private.items()
            if p.default is not PydanticUndefined or p.default_factory is not None})
    return made


def _build(cls, values, given):
    """An instance of values that are valid."""
    return _fill(cls.__new__(cls), values, given, None)


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
    values, given = read
    return _fill(object.__new__(cls) if instance is None else instance, values, given, None)


class _Attributes(dict):
    """An object read as a mapping, attribute by attribute."""

    def __init__(self, value, plan):
        for _, keys, _, _ in plan:
            for key in keys:
                name = key.path[0] if isinstance(key, AliasPath) else key
                try:
                    self[name] = getattr(value, name)
                except AttributeError:
                    pass
                except Exception as error:
                    raise Failure([("get_attribute_error", (name,), value, {
                        "error": f"{type(error).__name__}: {error}"})]) from None


def _validate_model(cls, value, mode, instance=None):
    if not cls.__pydantic_ready__:
        _ready(cls)
    if cls.__pydantic_strict__:
        mode |= STRICT
    if cls.__pydantic_native__ and type(value) is dict:
        made = _read_natively(cls, value, mode, instance)
        if made is not None:
            return made
    before, after, wrap = cls.__pydantic_hooks__
    config = cls.model_config
    for hook, with_info in before:
        value = call_checked(hook, value, value, *((info_of(mode),) if with_info else ()))

    def inner(value):
        if isinstance(value, cls) and instance is None:
            again = config.get("revalidate_instances", "never")
            if again == "never" or (again == "subclass-instances" and type(value) is cls):
                return value
            value = value.root if cls.__pydantic_root__ else \
                {**value.__dict__, **(value.__pydantic_extra__ or {})}
        data = value
        if cls.__pydantic_root__:
            data = {"root": value}
        elif not isinstance(value, dict):
            if (config.get("from_attributes") or mode & FROM_ATTRIBUTES) and not mode & JSON \
                    and (hasattr(value, "__dict__") or hasattr(type(value), "__slots__")
                         or type(value).__module__ != "builtins"):
                data = _Attributes(value, cls.__pydantic_plan__)
            elif config.get("from_attributes") or mode & FROM_ATTRIBUTES:
                raise fail("model_attributes_type", value)
            else:
                raise fail("model_type", value, {"class_name": cls.__name__})
        elif mode & STRICT and not mode & JSON and mode & NESTED:
            raise fail("model_type", value, {"class_name": cls.__name__})
        if instance is None and cls.__pydantic_own_init__:
            try:
                return cls(value) if cls.__pydantic_root__ else cls(**data)
            except ValidationError as error:
                raise Failure(error._errors) from None
        made = cls.__new__(cls) if instance is None else instance
        try:
            values, given, more = read_fields(
                cls.__pydantic_plan__, config, data, mode | NESTED if mode & STRICT else mode,
                cls.__pydantic_needs_info__)
        except Failure as failure:
            if cls.__pydantic_root__:
                failure.errors = [(k, at[1:], value if k == "missing" and len(at) == 1 else v, c)
                                  for k, at, v, c in failure.errors]
            elif data is not value:  # an object: what is missing is missing there
                failure.errors = [(k, at, value if v is data else v, c)
                                  for k, at, v, c in failure.errors]
            raise
        _fill(made, values, given | set(more or ()), more)
        if cls.__pydantic_post__:
            call_checked(made.model_post_init, value, getattr(mode, "context", None))
        return made
    for hook, with_info in wrap:
        inner = (lambda value, hook=hook, with_info=with_info, handler=inner: call_checked(
            hook, value, value, handler, *((info_of(mode),) if with_info else ())))
    made = inner(value)
    for hook, with_info in after:
        made = call_checked(hook, value, made, *((info_of(mode),) if with_info else ()))
    return made


def validated(cls, title, value, mode, instance=None):
    try:
        return _validate_model(cls, value, mode, instance)
    except Failure as failure:
        errors = failure.errors
    raise ValidationError(title, errors, cls.model_config.get("hide_input_in_errors", False))


def _json_reason(error, text):
    """json's complaint in the words of a parser that reads once."""
    if isinstance(text, (bytes, bytearray)):
        text = text.decode("utf-8", "replace")
    line, column, at_end = error.lineno, error.colno, not text[error.pos:].strip()
    if at_end:
        lines = text.split("\n")
        line, column = len(lines), len(lines[-1])
    reason = error.msg
    if reason == "Extra data":
        reason = "trailing characters"
    elif reason.startswith("Unterminated string"):
        reason = "EOF while parsing a string"
        lines = text.split("\n")
        line, column = len(lines), len(lines[-1])
    elif reason.startswith("Expecting property name"):
        reason = "EOF while parsing an object" if at_end else "key must be a string"
    elif reason.startswith("Illegal trailing comma"):
        reason = "trailing comma"
    elif reason == "Expecting value":
        reason = "EOF while parsing a value" if at_end else "expected value"
    elif reason == "Expecting ':' delimiter":
        reason = "EOF while parsing an object" if at_end else "expected `:`"
    elif reason == "Expecting ',' delimiter":
        depth = []
        for c in text[:error.pos]:
            if c in "[{":
                depth.append(c)
            elif c in "]}" and depth:
                depth.pop()
        is_list = bool(depth) and depth[-1] == "["
        if at_end:
            reason = "EOF while parsing a list" if is_list else "EOF while parsing an object"
        else:
            reason = "expected `,` or `]`" if is_list else "expected `,` or `}`"
    return f"{reason} at line {line} column {column}"


def parse_json(title, text):
    import json
    if not isinstance(text, (str, bytes, bytearray)):
        raise ValidationError(title, [("json_type", (), text, None)])
    try:
        return json.loads(text)
    except ValueError as error:
        reason = _json_reason(error, text) if isinstance(error, json.JSONDecodeError) \
            else str(error)
    raise ValidationError(title, [("json_invalid", (), text, {"error": reason})])


def mode_of(strict, json=False, context=None, from_attributes=None):
    bits = (STRICT if strict else 0) | (JSON if json else 0) \
        | (FROM_ATTRIBUTES if from_attributes else 0)
    return bits if context is None else Mode(bits, context)


class BaseModel(metaclass=ModelMetaclass):
    """A model: annotated names are fields, validated when an instance is made."""

    __slots__ = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__",
                 "__pydantic_private__")
    __pydantic_substituted__ = {}
    __pydantic_root__ = False
    __pydantic_generic_metadata__ = {"origin": None, "args": (), "parameters": ()}
    model_config = ConfigDict()

    def __init__(self, /, **data):
        validated(type(self), type(self).__name__, data, 0, self)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs):
        """Called when a subclass is complete, for those who want to know."""

    def model_post_init(self, context, /):
        """Called when an instance is made."""

    @property
    def model_fields(self):
        return type(self).model_fields

    @property
    def model_computed_fields(self):
        return type(self).model_computed_fields

    def __class_getitem__(cls, arguments):
        from ._generic import parametrized
        return parametrized(cls, arguments)

    @classmethod
    def model_validate(cls, obj, *, strict=None, from_attributes=None, context=None, **_):
        return validated(cls, cls.__name__, obj, mode_of(strict, False, context, from_attributes))

    @classmethod
    def model_validate_json(cls, json_data, *, strict=None, context=None, **_):
        return validated(cls, cls.__name__, parse_json(cls.__name__, json_data),
                         mode_of(strict, True, context))

    @classmethod
    def model_validate_strings(cls, obj, *, strict=None, context=None, **_):
        return validated(cls, cls.__name__, obj, mode_of(None, True, context))

    @classmethod
    def model_construct(cls, _fields_set=None, **values):
        """An instance with these values as they are: nothing is validated."""
        _ready(cls)
        fields, given, used = {}, set(), set()
        for name, keys, _, info in cls.__pydantic_plan__:
            for key in (*keys, name):
                if isinstance(key, str) and key in values:
                    fields[name] = values[key]
                    given.add(name)
                    used.add(key)
                    break
            else:
                if not info.is_required():
                    fields[name] = info.get_default(call_default_factory=True,
                                                    validated_data=fields)
        more = None
        if cls.model_config.get("extra") == "allow":
            more = {k: v for k, v in values.items() if k not in used}
            given |= set(more)
        made = _fill(cls.__new__(cls), fields, given if _fields_set is None else set(_fields_set),
                     more)
        if cls.__pydantic_post__:
            made.model_post_init(None)
        return made

    @classmethod
    def model_rebuild(cls, *, force=False, raise_errors=True, _parent_namespace_depth=2,
                      _types_namespace=None):
        if cls.__dict__["__pydantic_ready__"] and not force:
            return None
        names = _types_namespace
        if names is None:
            names = sys._getframe(_parent_namespace_depth - 1).f_locals
        try:
            _complete(cls, names)
        except NameError as error:
            if not raise_errors:
                return False
            raise PydanticUndefinedAnnotation(str(error)) from None
        return True

    @classmethod
    def model_json_schema(cls, by_alias=True, ref_template="#/$defs/{model}", mode="validation",
                          **_):
        from ._schema import json_schema
        _ready(cls)
        return json_schema(cls, by_alias=by_alias, ref_template=ref_template, mode=mode)

    @classmethod
    def model_parametrized_name(cls, params):
        return f"{cls.__name__}[{', '.join(map(shown_type, params))}]"

    @property
    def model_fields_set(self):
        return self.__pydantic_fields_set__

    @property
    def model_extra(self):
        return self.__pydantic_extra__

    def _dump_fields(self, as_json, options):
        cls = type(self)
        if not options and cls.__pydantic_dumps_plainly__ and not self.__pydantic_extra__:
            return {name: value if type(value) in _AS_THEY_ARE else dumped(value, as_json, options)
                    for name, value in self.__dict__.items()}
        fields, serializers = cls.__pydantic_fields__, cls.__pydantic_serializers__
        by_alias = options.get("by_alias")
        if by_alias is None:
            by_alias = cls.model_config.get("serialize_by_alias")
        chosen = options.get("include") is not None or options.get("exclude")
        unset, usual = options.get("exclude_unset"), options.get("exclude_defaults")
        no_none, out = options.get("exclude_none"), {}
        values = self.__dict__
        if self.__pydantic_extra__:
            values = {**values, **self.__pydantic_extra__}
        for name, value in values.items():
            info = fields.get(name)
            if (chosen and leaves_out(options, name)) or (no_none and value is None) \
                    or (unset and name not in self.__pydantic_fields_set__):
                continue
            inner = narrowed(options, name) if chosen else options
            if info is None:
                if name not in self.__pydantic_fields_set__ and not self.__pydantic_extra__:
                    continue  # a cached property
                out[name] = dumped(value, as_json, inner)
                continue
            if info.exclude or (usual and not info.is_required()
                                and value == info.get_default(call_default_factory=not
                                                              info.default_factory
                                                              or not info.factory_takes_data())):
                continue
            key = info.serialization_alias if by_alias else None
            dump = serializers.get(name)
            if dump is None:
                value = dumped(value, as_json, inner)
            elif type(dump) is _FieldSerializer:
                value = dump(value, as_json, inner, self)
            else:
                value = dump(value, as_json, inner)
            out[key or name] = value
        for name, info in () if options.get("round_trip") else cls.__pydantic_computed__.items():
            if chosen and leaves_out(options, name):
                continue
            value = getattr(self, name)
            if not (no_none and value is None):
                out[info.alias if by_alias and info.alias else name] = dumped(
                    value, as_json, narrowed(options, name))
        return out

    def __pydantic_dump__(self, as_json, options):
        own = type(self).__pydantic_model_serializer__
        if own is None or not applies(own[0].when_used, self, as_json):
            return self._dump_fields(as_json, options)
        mark, with_info = own
        more = (SerializationInfo(as_json, options),) if with_info else ()
        function = mark.function.__get__(self, type(self))
        if mark.mode == "wrap":
            return function(lambda _: self._dump_fields(as_json, options), *more)
        return dumped(function(*more), as_json, {})

    def model_dump(self, *, mode="python", **options):
        return self.__pydantic_dump__(mode == "json", options)

    def model_dump_json(self, *, indent=None, **options):
        return to_text(self.__pydantic_dump__(True, options), indent)

    def model_copy(self, *, update=None, deep=False):
        made = copy.deepcopy(self) if deep else copy.copy(self)
        if update:
            fields = type(self).__pydantic_fields__
            for name, value in update.items():
                if name in fields or type(self).model_config.get("extra") != "allow":
                    made.__dict__[name] = value
                else:
                    made.__pydantic_extra__[name] = value
            made.__pydantic_fields_set__.update(update)
        return made

    def __copy__(self):
        made = type(self).__new__(type(self))
        for name in BaseModel.__slots__:
            set_directly(made, name, copy.copy(getattr(self, name)))
        return made

    def __deepcopy__(self, memo=None):
        made = type(self).__new__(type(self))
        for name in BaseModel.__slots__:
            set_directly(made, name, copy.deepcopy(getattr(self, name), memo))
        return made

    def __getstate__(self):
        return {name: getattr(self, name) for name in BaseModel.__slots__}

    def __setstate__(self, state):
        for name in BaseModel.__slots__:
            set_directly(self, name, state.get(name))

    def __setattr__(self, name, value):
        cls = type(self)
        if name in cls.__private_attributes__:
            if self.__pydantic_private__ is None:
                set_directly(self, "__pydantic_private__", {})
            self.__pydantic_private__[name] = value
            return
        found = getattr(cls, name, None) if name not in cls.__pydantic_fields__ else None
        if hasattr(found, "__set__") or name.startswith("__"):
            return set_directly(self, name, value)
        if name.startswith("_"):
            return set_directly(self, name, value)
        config, info = cls.model_config, cls.__pydantic_fields__.get(name)
        if config.get("frozen") or (info and info.frozen):
            kind = "frozen_instance" if config.get("frozen") else "frozen_field"
            raise ValidationError(cls.__name__, [(kind, (name,), value, None)])
        if info is None:
            if isinstance(found, functools.cached_property):
                self.__dict__[name] = value
                return
            if config.get("extra") != "allow":
                raise ValueError(f'"{cls.__name__}" object has no field "{name}"')
            self.__pydantic_extra__[name] = value
            return
        if config.get("validate_assignment"):
            self._validate_assignment(cls, name, value)
            return
        self.__dict__[name] = value
        self.__pydantic_fields_set__.add(name)

    def _validate_assignment(self, cls, name, value):
        """One field anew, and what the model as a whole says of it then."""
        validator = next(p[2] for p in cls.__pydantic_plan__ if p[0] == name)
        mode = cls.__pydantic_strict__
        if cls.__pydantic_needs_info__:
            mode = Mode(mode).within(name, {k: v for k, v in self.__dict__.items() if k != name},
                                     cls.model_config)
        kept, kept_set = dict(self.__dict__), set(self.__pydantic_fields_set__)
        try:
            try:
                self.__dict__[name] = validator(value, mode)
            except Failure as failure:
                raise Failure(located(name, failure)) from None
            self.__pydantic_fields_set__.add(name)
            for hook, with_info in cls.__pydantic_hooks__[1]:
                call_checked(hook, self, self, *((info_of(mode),) if with_info else ()))
            return
        except Failure as failure:
            set_directly(self, "__dict__", kept)
            set_directly(self, "__pydantic_fields_set__", kept_set)
            errors = failure.errors
        raise ValidationError(cls.__name__, errors)

    def __delattr__(self, name):
        cls = type(self)
        if name in cls.__private_attributes__:
            try:
                del self.__pydantic_private__[name]
            except (KeyError, TypeError):
                raise AttributeError(f"{cls.__name__!r} object has no attribute {name!r}") from None
            return
        info = cls.__pydantic_fields__.get(name)
        if cls.model_config.get("frozen") or (info and info.frozen):
            kind = "frozen_instance" if cls.model_config.get("frozen") else "frozen_field"
            raise ValidationError(cls.__name__, [(kind, (name,), None, None)])
        if self.__pydantic_extra__ and name in self.__pydantic_extra__:
            del self.__pydantic_extra__[name]
            return
        object.__delattr__(self, name)

    def __getattr__(self, name):
        if name == "__pydantic_private__":  # a class without private attributes leaves it unset
            return None
        if not name.startswith("__"):
            for slot in ("__pydantic_private__", "__pydantic_extra__"):
                try:
                    more = object.__getattribute__(self, slot)
                except AttributeError:
                    continue
                if more and name in more:
                    return more[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __eq__(self, other):
        if not isinstance(other, BaseModel):
            return NotImplemented
        fields = type(self).__pydantic_fields__
        return ((type(self).__pydantic_generic_metadata__["origin"] or type(self))
                is (type(other).__pydantic_generic_metadata__["origin"] or type(other))
                and (self.__dict__ == other.__dict__
                     or all(self.__dict__.get(n) == other.__dict__.get(n) for n in fields))
                and self.__pydantic_extra__ == other.__pydantic_extra__
                and self.__pydantic_private__ == other.__pydantic_private__)

    def __hash__(self):
        if not self.model_config.get("frozen"):
            raise TypeError(f"unhashable type: '{type(self).__name__}'")
        return hash((type(self), *(self.__dict__[n] for n in type(self).__pydantic_fields__)))

    def __iter__(self):
        fields = type(self).__pydantic_fields__
        yield from ((k, v) for k, v in self.__dict__.items() if k in fields)
        yield from (self.__pydantic_extra__ or {}).items()

    def __repr_args__(self):
        fields = type(self).__pydantic_fields__
        for name, value in self:
            if name not in fields or fields[name].repr:
                yield name, value if value is not self else "..."
        for name, info in type(self).__pydantic_computed__.items():
            if info.repr:
                yield name, getattr(self, name)

    def __repr_name__(self):
        return type(self).__name__

    def __repr_str__(self, join_str):
        return join_str.join(repr(v) if k is None else f"{k}={v!r}"
                             for k, v in self.__repr_args__())

    def __repr__(self):
        return f"{self.__repr_name__()}({self.__repr_str__(', ')})"

    def __str__(self):
        return self.__repr_str__(" ")


BaseModel.__init__.__pydantic_base_init__ = True
