"""Validation of what is no model: TypeAdapter, validate_call, and dataclasses of one's own."""
import dataclasses as std
import functools
import inspect
import sys
import typing

from ._errors import Failure, ValidationError
from ._fields import FieldInfo, PydanticUndefined
from ._functional import Mode
from ._models import STRICT, _pydantic_core, mode_of, parse_json
from ._serialization import dumped, serializer_of, to_text
from ._structured import data_class, field_of, validator_of
from ._validators import compile_type, located, name_of, node_of


class TypeAdapter:
    """Validates what is no model: TypeAdapter(list[int]).validate_python(...)."""

    def __init__(self, type, *, config=None, _parent_depth=2, module=None):
        if isinstance(type, str):
            frame = sys._getframe(_parent_depth - 1)
            type = eval(type, frame.f_globals, frame.f_locals)
        self._type = type
        self._validator = compile_type(type, config or {})
        self._dump = serializer_of(type) or dumped
        self._strict = bool((config or {}).get("strict"))
        self._title = (config or {}).get("title") or title_of(type)

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

    def validate_python(self, object, /, *, strict=None, from_attributes=None, context=None):
        return self._run(object, mode_of(strict, False, context, from_attributes))

    def validate_json(self, data, /, *, strict=None, context=None):
        return self._run(parse_json(self._title, data), mode_of(strict, True, context))

    def validate_strings(self, obj, /, *, strict=None, context=None):
        return self._run(obj, mode_of(None, True, context))

    def dump_python(self, instance, /, *, mode="python", **options):
        return self._dump(instance, mode == "json", options)

    def dump_json(self, instance, /, *, indent=None, **options):
        return to_text(self._dump(instance, True, options), indent).encode()

    def json_schema(self, *, by_alias=True, ref_template="#/$defs/{model}", mode="validation", **_):
        from ._schema import json_schema
        return json_schema(self._type, by_alias=by_alias, ref_template=ref_template, mode=mode)

    def rebuild(self, **_):
        self._validator = compile_type(self._type)
        return True

    def __repr__(self):
        return f"TypeAdapter({name_of(self._type)})"


def title_of(annotation):
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    return name_of(annotation)


def validate_call(func=None, /, *, config=None, validate_return=False):
    """Arguments are validated by the function's annotations, the result too when asked."""
    def wrap(function):
        read = _arguments_of(function, config or {})
        result = None
        if validate_return:
            hints = typing.get_type_hints(function, include_extras=True)
            result = compile_type(hints.get("return", typing.Any), config or {})
        title = function.__qualname__.rpartition("<locals>.")[2]

        def checked(arguments, keywords):
            try:
                return read(arguments, keywords)
            except Failure as failure:
                errors = failure.errors
            raise ValidationError(title.rpartition(".")[2], errors)

        def returned(value):
            if result is None:
                return value
            try:
                return result(value, 0)
            except Failure as failure:
                errors = failure.errors
            raise ValidationError(title.rpartition(".")[2], errors)

        if inspect.iscoroutinefunction(function):
            @functools.wraps(function)
            async def wrapper(*args, **kwargs):
                args, kwargs = checked(args, kwargs)
                return returned(await function(*args, **kwargs))
        else:
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                args, kwargs = checked(args, kwargs)
                return returned(function(*args, **kwargs))
        wrapper.raw_function = function
        return wrapper
    return wrap if func is None else wrap(func)


def _arguments_of(function, config):
    """A function that binds and validates: (positional, keywords) from those that were given."""
    hints = typing.get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())
    validators, infos = {}, {}
    for p in parameters:
        annotation = hints.get(p.name, typing.Any)
        default = PydanticUndefined if p.default is p.empty else p.default
        infos[p.name] = field_of(annotation, default)
        validators[p.name] = validator_of(annotation, default, infos[p.name], config)
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    var = next((p for p in parameters if p.kind is p.VAR_POSITIONAL), None)
    rest = next((p for p in parameters if p.kind is p.VAR_KEYWORD), None)
    mode = STRICT if config.get("strict") else 0

    def default_of(p, errors, kind, place):
        info = infos[p.name]
        if p.default is p.empty or (isinstance(p.default, FieldInfo) and info.is_required()):
            errors.append((kind, place, None, None))
            return None
        return info.get_default(call_default_factory=True) if isinstance(p.default, FieldInfo) \
            else p.default

    def read(args, kwargs):
        from pydantic_core import ArgsKwargs
        whole = ArgsKwargs(args, kwargs)
        out, named, errors, left = [], {}, [], dict(kwargs)

        def take(p, value, place):
            try:
                return validators[p.name](value, mode)
            except Failure as failure:
                errors.extend(located(place, failure))

        for i, p in enumerate(places):
            by_name = p.kind is not p.POSITIONAL_ONLY
            if i < len(args):
                if by_name and p.name in left:
                    errors.append(("multiple_argument_values", (p.name,), left.pop(p.name), None))
                out.append(take(p, args[i], i))
            elif by_name and p.name in left:
                out.append(take(p, left.pop(p.name), p.name))
            elif by_name:
                out.append(default_of(p, errors, "missing_argument", (p.name,)))
            else:
                out.append(default_of(p, errors, "missing_positional_only_argument", (i,)))
        for i, value in enumerate(args[len(places):], len(places)):
            if var is None:
                errors.append(("unexpected_positional_argument", (i,), value, None))
            else:
                out.append(take(var, value, i))
        for p in parameters:
            if p.kind is p.KEYWORD_ONLY:
                named[p.name] = take(p, left.pop(p.name), p.name) if p.name in left else \
                    default_of(p, errors, "missing_keyword_only_argument", (p.name,))
        for name, value in left.items():
            if rest is None:
                errors.append(("unexpected_keyword_argument", (name,), value, None))
            else:
                named[name] = take(rest, value, name)
        if errors:
            raise Failure([(k, at, whole if k.startswith("missing_") and v is None else v, c)
                           for k, at, v, c in errors])
        return out, named
    return read


def dataclass(cls=None, /, *, config=None, validate_on_init=None, **options):
    """dataclasses.dataclass whose instances validate what they are made of."""
    def wrap(cls):
        if config is not None:
            cls.__pydantic_config__ = config
        for name, value in list(vars(cls).items()):
            if isinstance(value, FieldInfo) and name in vars(cls).get("__annotations__", {}):
                setattr(cls, name, _as_std(value))
        made = std.dataclass(cls, **options)
        return _validated_dataclass(made, config or getattr(cls, "__pydantic_config__", {}))
    return wrap if cls is None else wrap(cls)


def _as_std(info):
    """A Field of ours as the library's, which keeps ours."""
    given = {"metadata": {"pydantic": info}, "repr": info.repr}
    if info.kw_only is not None:
        given["kw_only"] = info.kw_only
    if info.init is not None:
        given["init"] = info.init
    if info.default_factory is not None:
        return std.field(default_factory=info.default_factory, **given)
    return std.field(**given) if info.is_required() else std.field(default=info.default, **given)


def _validated_dataclass(cls, config):
    from ._functional import WRAPS, Decorator, info_of
    from ._structured import generate_aliases, plan_of, read_fields
    from ._validators import call_checked, refine
    plain_init, state = cls.__init__, []
    marked = {name: m for base in reversed(cls.__mro__) for name, m in vars(base).items()
              if isinstance(m, Decorator) and m.kind == "validator"}

    def plan():
        fields, validators = {}, {}
        hints = typing.get_type_hints(cls, include_extras=True,
                                      localns={cls.__name__: cls})
        for field in std.fields(cls):
            if not field.init:
                continue
            own = field.metadata.get("pydantic", PydanticUndefined)
            default = own
            if own is PydanticUndefined and field.default is not std.MISSING:
                default = field.default
            info = field_of(hints[field.name], default)
            if field.default_factory is not std.MISSING and own is PydanticUndefined:
                info.default_factory = field.default_factory
            generate_aliases(field.name, info, config)
            fields[field.name] = info
            validator = compile_type(hints[field.name], config)
            validators[field.name] = validator if own is PydanticUndefined else \
                refine(validator, own, hints[field.name])
        for mark in marked.values():
            for name in () if mark.fields is None else fields if "*" in mark.fields \
                    else mark.fields:
                wrap = WRAPS[mark.mode](mark.function.__get__(None, cls))
                validators[name] = wrap.__pydantic_wrap__(validators[name], None)
        cls.__pydantic_fields__ = fields
        state.append(plan_of(fields, validators, config))

    names = [f.name for f in std.fields(cls) if f.init and not f.kw_only]

    def read(data, mode):
        if not state:
            plan()
        values, _, _ = read_fields(state[0], config, data, mode, True)
        return values

    def __init__(self, /, *args, **kwargs):
        if len(args) > len(names):
            raise ValidationError(cls.__name__, [
                ("unexpected_positional_argument", (i,), args[i], None)
                for i in range(len(names), len(args))])
        data = dict(zip(names, args))
        data.update(kwargs)
        mode = Mode(STRICT if config.get("strict") else 0)
        try:
            for mark in marked.values():
                if mark.fields is None and mark.mode == "before":
                    data = call_checked(mark.function.__get__(None, cls), data, data)
            known = {k for _, keys, _, _ in (state or (plan(), state)[1])[0] for k in keys}
            unknown = [("unexpected_keyword_argument", (k,), v, None) for k, v in data.items()
                       if k not in known and config.get("extra") not in ("ignore", "allow")]
            if unknown:
                raise Failure(unknown)
            values = read(data, mode)
            plain_init(self, **values)
            for mark in marked.values():
                if mark.fields is None and mark.mode == "after":
                    call_checked(mark.function.__get__(self, cls), data)
            return
        except Failure as failure:
            errors = failure.errors
        raise ValidationError(cls.__name__, errors)

    __init__.__qualname__ = f"{cls.__qualname__}.__init__"
    __init__.__wrapped__ = plain_init
    cls.__init__ = __init__
    inner = data_class(cls, config)

    def validate(value, mode):
        if isinstance(value, dict):
            try:
                return cls(**value)
            except ValidationError as error:
                raise Failure(error._errors) from None
        return inner(value, mode)
    cls.__pydantic_validate__ = staticmethod(validate)
    if config.get("validate_assignment"):
        def __setattr__(self, name, value):
            if state and name in cls.__pydantic_fields__ and name in self.__dict__:
                validator = next(p[2] for p in state[0] if p[0] == name)
                try:
                    value = validator(value, Mode(0))
                except Failure as failure:
                    raise ValidationError(cls.__name__, located(name, failure)) from None
            object.__setattr__(self, name, value)
        cls.__setattr__ = __setattr__
    return cls
