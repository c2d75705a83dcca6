"""Records of named fields: what models, TypedDicts, dataclasses and NamedTuples share; and unions
whose members a tag tells apart.

A plan is a list of (name, keys, validator, info): keys are where the value may stand in the input.
"""
import collections.abc
import dataclasses
import types
import typing

from ._errors import Failure, PydanticUserError, fail
from ._fields import AliasPath, FieldInfo, PydanticUndefined, keys_of
from ._functional import Mode
from ._validators import JSON, STRICT, compile_type, located, refine


def field_of(annotation, default):
    """The annotation bare of its Annotated, and what is known of the field."""
    info, extras = FieldInfo(), []
    if typing.get_origin(annotation) is typing.Annotated:
        for extra in annotation.__metadata__:
            if isinstance(extra, FieldInfo):
                info = info.merged(extra)
            else:
                extras.append(extra)
    if isinstance(default, FieldInfo):
        info = info.merged(default)
    elif default is not PydanticUndefined:
        info.default, info.default_factory = default, None
    info.metadata = extras + info.metadata
    info.annotation = annotation.__origin__ \
        if typing.get_origin(annotation) is typing.Annotated else annotation
    return info


def validator_of(annotation, default, info, config):
    """The annotation's validator, with what a Field as the default adds."""
    if isinstance(default, FieldInfo):
        if default.discriminator is not None or default.union_mode is not None:
            return compile_type(typing.Annotated[annotation, default], config)
        return refine(compile_type(annotation, config), default, annotation)
    return compile_type(annotation, config)


def plan_of(fields, validators, config):
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    plan = []
    for name, info in fields.items():
        alias = info.validation_alias
        keys = (name,) if alias is None else keys_of(alias)
        if by_name and name not in keys:
            keys += (name,)
        plan.append((name, keys, validators[name], info))
    return plan


def generate_aliases(name, info, config):
    """config["alias_generator"], for what the field itself leaves open."""
    make = config.get("alias_generator")
    if make is None:
        return
    made = make.generate_aliases(name) if hasattr(make, "generate_aliases") \
        else (make(name), None, None)
    alias, validation, serialization = made
    info.alias = info.alias or alias
    info.validation_alias = info.validation_alias or validation or info.alias
    info.serialization_alias = info.serialization_alias or serialization or info.alias


def place_of(key):
    return tuple(key.path) if isinstance(key, AliasPath) else (key,)


def read_fields(plan, config, data, mode, needs_info, optional=()):
    """The validated values, the names given, and what the mapping had besides."""
    if needs_info and type(mode) is not Mode:
        mode = Mode(mode)
    needs_info = type(mode) is Mode
    values, given, errors, used = {}, set(), [], set()
    by_alias = config.get("loc_by_alias", True)
    for name, keys, validator, info in plan:
        for key in keys:
            if isinstance(key, AliasPath):
                value = key.search_dict_for_path(data)
                if value is PydanticUndefined:
                    continue
                used.add(key.path[0])
            elif key in data:
                value = data[key]
                used.add(key)
            else:
                continue
            try:
                values[name] = validator(value, mode.within(name, values, config)
                                         if needs_info else mode)
                given.add(name)
            except Failure as failure:
                place = place_of(key) if by_alias else (name,)
                errors += [(k, (*place, *at), v, c) for k, at, v, c in failure.errors]
            break
        else:
            if name in optional:
                continue
            if info.is_required():
                place = place_of(keys[0]) if by_alias else (name,)
                errors.append(("missing", place, data, None))
                continue
            if errors and info.default_factory is not None and info.factory_takes_data():
                continue
            value = info.get_default(call_default_factory=True, validated_data=values)
            if info.validate_default or (info.validate_default is None
                                         and config.get("validate_default")):
                try:
                    value = validator(value, mode.within(name, values, config)
                                      if needs_info else mode)
                except Failure as failure:
                    errors += located(name, failure)
            values[name] = value
    more = None
    extra = config.get("extra") or "ignore"
    if extra != "ignore":
        more = {k: v for k, v in data.items() if k not in used}
        if extra == "forbid":
            errors += [("extra_forbidden", (k,), v, None) for k, v in more.items()]
            more = None
    if errors:
        raise Failure(errors)
    return values, given, more


def structured(kind, annotation, config):
    """The validator of a TypedDict, a NamedTuple or a dataclass; None for other classes."""
    if typing.is_typeddict(kind):
        return _typed_dict(kind, config)
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _named_tuple(kind, config)
    if dataclasses.is_dataclass(kind):
        return data_class(kind, config)
    return None


def _hints(kind):
    return typing.get_type_hints(kind, include_extras=True)


_MARKS = (typing.Required, typing.NotRequired)


def _typed_dict(kind, config):
    config = {**config, **getattr(kind, "__pydantic_config__", {})}
    state = []

    def plan():
        # Compiled at first use: a TypedDict may name itself.
        fields, validators = {}, {}
        for name, hint in _hints(kind).items():
            if typing.get_origin(hint) in _MARKS:
                hint = typing.get_args(hint)[0]
            fields[name] = info = field_of(hint, PydanticUndefined)
            generate_aliases(name, info, config)
            validators[name] = compile_type(hint, config)
        state.append(plan_of(fields, validators, config))

    optional = kind.__optional_keys__

    def validate(value, mode):
        if not isinstance(value, collections.abc.Mapping):
            raise fail("dict_type", value)
        if not state:
            plan()
        if config.get("strict"):
            mode = mode | STRICT
        values, _, more = read_fields(state[0], config, value, mode, False, optional)
        return values if not more else {**values, **more}
    return validate


def _named_tuple(kind, config):
    hints, defaults = _hints(kind), kind._field_defaults
    validators = {n: compile_type(hints.get(n, typing.Any), config) for n in kind._fields}

    def validate(value, mode):
        if isinstance(value, collections.abc.Mapping):
            given, errors = dict(value), []
        elif isinstance(value, (list, tuple)):
            given, errors = dict(zip(kind._fields, value)), []
            for i, extra in enumerate(value[len(kind._fields):], len(kind._fields)):
                errors.append(("unexpected_positional_argument", (i,), extra, None))
        else:
            raise fail("arguments_type", value)
        by_name = isinstance(value, collections.abc.Mapping)
        values = {}
        for i, (name, validator) in enumerate(validators.items()):
            if name in given:
                try:
                    values[name] = validator(given.pop(name), mode)
                except Failure as failure:
                    errors += located(name if by_name else i, failure)
            elif name not in defaults:
                errors.append(("missing_argument", (name,), value, None))
        errors += [("unexpected_keyword_argument", (n,), v, None) for n, v in given.items()]
        if errors:
            raise Failure(errors)
        return kind(**values)
    return validate


def data_class(kind, config):
    """The validator of a dataclass of the library: dicts and instances."""
    config = {**config, **getattr(kind, "__pydantic_config__", {})}
    state = []

    def plan():
        fields, validators = {}, {}
        hints = _hints(kind)
        for field in dataclasses.fields(kind):
            if not field.init:
                continue
            default = PydanticUndefined if field.default is dataclasses.MISSING else field.default
            info = field_of(hints[field.name], default)
            if field.default_factory is not dataclasses.MISSING:
                info.default_factory, info.default = field.default_factory, PydanticUndefined
            generate_aliases(field.name, info, config)
            fields[field.name] = info
            validators[field.name] = validator_of(hints[field.name], default, info, config)
        state.append(plan_of(fields, validators, config))

    def validate(value, mode):
        if isinstance(value, kind):
            return value
        if not isinstance(value, dict) or (mode & STRICT and not mode & JSON):
            raise fail("dataclass_exact_type" if mode & STRICT and not mode & JSON
                       else "dataclass_type", value, {"class_name": kind.__name__})
        if not state:
            plan()
        values, _, _ = read_fields(state[0], config, value, mode, False)
        return kind(**values)
    return validate


def _tags_of(member, name):
    """The values of a member's field that tells it apart."""
    if typing.get_origin(member) is typing.Annotated:
        member = typing.get_args(member)[0]
    if typing.get_origin(member) in (typing.Union, types.UnionType):
        return [tag for m in typing.get_args(member) for tag in _tags_of(m, name)]
    if hasattr(member, "__pydantic_fields__"):
        hint = member.model_fields[name].annotation if name in member.model_fields else None
    elif hasattr(member, "__origin__"):
        hint = None
    else:
        hint = _hints(member).get(name)
    while typing.get_origin(hint) in (typing.Annotated, *_MARKS):
        hint = typing.get_args(hint)[0]
    if hint is None or typing.get_origin(hint) is not typing.Literal:
        raise PydanticUserError(
            f"Model '{getattr(member, '__name__', member)}' needs field '{name}' to be of type "
            "`Literal`", code="discriminator-needs-literal")
    return list(typing.get_args(hint))


def _keys_of_tag(member, name):
    """Where the field of the tag may stand: its alias, then its name."""
    fields = getattr(member, "__pydantic_fields__", {})
    alias = fields[name].validation_alias if name in fields else None
    return (alias, name) if isinstance(alias, str) else (name,)


def tagged_union(annotation, told, config):
    """The member that the input's tag names decides alone."""
    if hasattr(told, "discriminator"):
        told = told.discriminator
    members, nullable = [], False
    for member in typing.get_args(annotation):
        if member is type(None):
            nullable = True
        else:
            members.append(member)
    table = {}
    keys = []

    def compile_members():
        for member in members:
            validator = compile_type(member, config)
            if isinstance(told, str):
                for tag in _tags_of(member, told):
                    table[getattr(tag, "value", tag)] = validator
                keys.extend(k for k in _keys_of_tag(member, told) if k not in keys)
            else:
                for extra in typing.get_args(member)[1:]:
                    if hasattr(extra, "tag"):
                        table[extra.tag] = validator

    shown = repr(told) if isinstance(told, str) else f"{told.__name__}()"

    def tag_of(value):
        if not isinstance(told, str):
            return told(value)
        for key in keys:
            if isinstance(value, collections.abc.Mapping):
                if key in value:
                    return value[key]
            elif hasattr(value, key):
                return getattr(value, key)
        if not isinstance(value, collections.abc.Mapping) and \
                not hasattr(type(value), "__dict__" if hasattr(value, "__dict__") else "__slots__"):
            raise fail("model_attributes_type", value)
        return PydanticUndefined

    def validate(value, mode):
        if nullable and value is None:
            return None
        if not table:
            compile_members()
        tag = tag_of(value)
        if tag is PydanticUndefined or (tag is None and not isinstance(told, str)):
            raise fail("union_tag_not_found", value, {"discriminator": shown})
        tag = getattr(tag, "value", tag)
        try:
            validator = table[tag]
        except (KeyError, TypeError):
            expected = ", ".join(map(repr, table))
            raise fail("union_tag_invalid", value, {
                "discriminator": shown, "tag": str(tag), "expected_tags": expected}) from None
        try:
            return validator(value, mode)
        except Failure as failure:
            raise Failure(located(tag, failure)) from None
    return validate
