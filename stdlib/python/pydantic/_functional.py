"""A user's functions: validators and serializers, as items of Annotated and as methods."""
import inspect

from ._validators import call_checked


class ValidationInfo:
    """What a validator that asks for it is told: the field, the fields before it, the context."""

    def __init__(self, field_name=None, data=None, context=None, config=None, mode="python"):
        self.field_name, self.data, self.context = field_name, data, context
        self.config, self.mode = config, mode


class Mode(int):
    """A mode that carries what validators with `info` are told; its bits are those of an int."""

    def __new__(cls, bits, context=None, field_name=None, data=None, config=None):
        made = int.__new__(cls, bits)
        made.context, made.field_name, made.data, made.config = context, field_name, data, config
        return made

    def __or__(self, bits):
        return Mode(int(self) | bits, self.context, self.field_name, self.data, self.config)

    def __and__(self, bits):
        return Mode(int(self) & bits, self.context, self.field_name, self.data, self.config)

    def within(self, field_name, data, config):
        return Mode(int(self), self.context, field_name, data, config)


def info_of(mode):
    kind = "json" if mode & 2 else "python"
    if type(mode) is Mode:
        return ValidationInfo(mode.field_name, mode.data, mode.context, mode.config, kind)
    return ValidationInfo(mode=kind)


def takes(function, count):
    """Whether a function takes so many positional arguments: those without defaults count."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a builtin that does not say
        return False
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return False
    return sum(p.default is p.empty for p in places) >= count


class _Function:
    """BeforeValidator and its like, in Annotated."""

    def __init__(self, func, json_schema_input_type=None):
        self.func = func
        self.with_info = takes(func, 3 if type(self).__name__.startswith("Wrap") else 2)

    def run(self, value, mode, *arguments):
        if self.with_info:
            return call_checked(self.func, value, *arguments, info_of(mode))
        return call_checked(self.func, value, *arguments)


class BeforeValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: inner(self.run(value, mode, value), mode)


class AfterValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: self.run(value, mode, inner(value, mode))


class PlainValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: self.run(value, mode, value)


class WrapValidator(_Function):
    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: self.run(value, mode, value, lambda v: inner(v, mode))


WRAPS = {"before": BeforeValidator, "after": AfterValidator, "plain": PlainValidator,
         "wrap": WrapValidator}


class Decorator:
    """A method marked: as a validator or serializer of fields ("*": all), or of the model."""

    def __init__(self, kind, function, fields, mode, when_used="always", check_fields=None):
        self.kind, self.function, self.fields, self.mode = kind, function, fields, mode
        self.when_used, self.check_fields = when_used, check_fields

    def __get__(self, instance, owner=None):
        return self.function.__get__(instance, owner)


def field_validator(field, /, *fields, mode="after", check_fields=None, **_):
    def mark(function):
        if not isinstance(function, (classmethod, staticmethod)):
            function = classmethod(function)
        return Decorator("validator", function, (field, *fields), mode, check_fields=check_fields)
    return mark


def model_validator(*, mode):
    def mark(function):
        if mode != "after" and not isinstance(function, (classmethod, staticmethod)):
            function = classmethod(function)
        return Decorator("validator", function, None, mode)
    return mark


def field_serializer(*fields, mode="plain", return_type=None, when_used="always",
                     check_fields=None):
    def mark(function):
        return Decorator("serializer", function, fields, mode, when_used, check_fields)
    return mark


def model_serializer(function=None, /, *, mode="plain", when_used="always", return_type=None):
    def mark(function):
        return Decorator("serializer", function, None, mode, when_used)
    return mark if function is None else mark(function)


class SerializationInfo:
    """What a serializer that asks for it is told."""

    def __init__(self, as_json, options, field_name=None):
        self.mode = "json" if as_json else "python"
        self.field_name = field_name
        self.context = options.get("context")
        for name in ("include", "exclude", "by_alias", "exclude_unset", "exclude_defaults",
                     "exclude_none", "round_trip"):
            setattr(self, name, options.get(name))

    def mode_is_json(self):
        return self.mode == "json"


class PlainSerializer:
    """In Annotated: the function's result stands for the value in a dump."""

    wrap = False

    def __init__(self, func, return_type=None, when_used="always"):
        self.func, self.return_type, self.when_used = func, return_type, when_used
        self.with_info = takes(func, 3 if self.wrap else 2)


class WrapSerializer(PlainSerializer):
    """The same, and the function may call the usual serializer."""

    wrap = True


class Strict:
    def __init__(self, strict=True):
        self.strict = strict


class AllowInfNan:
    def __init__(self, allow_inf_nan=True):
        self.allow_inf_nan = allow_inf_nan


class StringConstraints:
    """The constraints of a string, as an item of Annotated."""

    def __init__(self, *, strip_whitespace=None, to_upper=None, to_lower=None, strict=None,
                 min_length=None, max_length=None, pattern=None):
        self.__dict__.update({k: v for k, v in locals().items() if k != "self"})


class SkipValidation:
    """SkipValidation[T], or in Annotated: any value is taken as it is."""

    def __class_getitem__(cls, item):
        import typing
        return typing.Annotated[item, cls()]

    def __pydantic_wrap__(self, inner, annotation):
        return lambda value, mode: value


class InstanceOf(SkipValidation):
    """InstanceOf[C]: an instance of C, whatever C is."""

    def __pydantic_wrap__(self, inner, annotation):
        from ._validators import instance_of
        return instance_of(annotation)


class Discriminator:
    """What tells the members of a union apart: a field's name, or a function of the input."""

    def __init__(self, discriminator, custom_error_type=None, custom_error_message=None,
                 custom_error_context=None):
        self.discriminator = discriminator


class Tag:
    """In Annotated: the tag that a Discriminator's function gives for this member."""

    def __init__(self, tag):
        self.tag = tag


class SerializeAsAny:
    """SerializeAsAny[T]: dumped by what it is; here every value is."""

    def __class_getitem__(cls, item):
        return item
