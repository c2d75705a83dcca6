"""JSON schemas (draft 2020-12) of annotations, as V2 writes them.

Models are definitions, named once and referred to; the outermost stands unfolded.
"""
import collections
import collections.abc
import dataclasses
import enum
import inspect
import types
import typing

from ._errors import PydanticUserError
from ._fields import FieldInfo, PydanticUndefined
from ._serialization import PydanticSerializationError, to_jsonable

_PLAIN = {int: {"type": "integer"}, float: {"type": "number"}, str: {"type": "string"},
          bool: {"type": "boolean"}, type(None): {"type": "null"}, None: {"type": "null"},
          bytes: {"format": "binary", "type": "string"}, typing.Any: {}, object: {}}
_BY_NAME = {
    "datetime.datetime": {"format": "date-time", "type": "string"},
    "datetime.date": {"format": "date", "type": "string"},
    "datetime.time": {"format": "time", "type": "string"},
    "datetime.timedelta": {"format": "duration", "type": "string"},
    "uuid.UUID": {"format": "uuid", "type": "string"},
    "re.Pattern": {"format": "regex", "type": "string"},
    "builtins.complex": {"type": "string"},
    **{f"pathlib.{name}": {"format": "path", "type": "string"}
       for name in ("Path", "PurePath", "PosixPath", "PurePosixPath")},
    **{f"ipaddress.IPv{v}{kind}": {"format": f"ipv{v}{more}", "type": "string"}
       for v in (4, 6) for kind, more in (("Address", ""), ("Network", "network"),
                                          ("Interface", "interface"))},
    "pydantic._types.EmailStr": {"format": "email", "type": "string"},
    "pydantic._types.SecretStr": {"format": "password", "type": "string", "writeOnly": True},
    "pydantic._types.SecretBytes": {"format": "password", "type": "string", "writeOnly": True},
}
# Field(gt=...) in words of the schema, by the type that it stands at.
_NUMBERS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum",
            "multiple_of": "multipleOf"}
_LENGTHS = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems"),
            "object": ("minProperties", "maxProperties")}


def _title(name):
    return " ".join(part[:1].upper() + part[1:] for part in name.split("_") if part)


class _Maker:
    def __init__(self, by_alias, ref_template, mode):
        self.by_alias, self.template, self.mode = by_alias, ref_template, mode
        self.definitions, self.names = {}, {}

    def refer(self, cls, make):
        """A reference to the class's definition, which is made once."""
        name = self.names.get(cls)
        if name is None:
            name = "".join(c if c.isalnum() or c in "._-" else "_" for c in cls.__name__)
            if name in self.definitions:
                name = f"{cls.__module__}__{cls.__qualname__}".replace(".", "__")
            self.names[cls] = name
            self.definitions[name] = None
            self.definitions[name] = make(cls)
        return {"$ref": self.template.format(model=name)}

    def of(self, annotation):
        if isinstance(annotation, collections.abc.Hashable) and annotation in _PLAIN:
            return dict(_PLAIN[annotation])
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self.annotated(arguments)
        if isinstance(annotation, typing.NewType):
            return self.of(annotation.__supertype__)
        if isinstance(annotation, typing.TypeVar):
            return self.of(annotation.__bound__) if annotation.__bound__ else {}
        if isinstance(annotation, typing.TypeAliasType):
            return self.refer(annotation, lambda a: self.of(a.__value__))
        if origin in (typing.Union, types.UnionType):
            return self.any_of([self.of(a) for a in arguments])
        if origin is typing.Literal:
            return self.values([getattr(v, "value", v) for v in arguments])
        if origin in (typing.Final, typing.Required, typing.NotRequired):
            return self.of(arguments[0])
        kind = origin or annotation
        if kind is tuple:
            return self.places(arguments)
        if isinstance(kind, type) and not hasattr(kind, "__pydantic_fields__"):
            if kind in (dict, collections.OrderedDict, collections.defaultdict, collections.Counter,
                        collections.abc.Mapping, collections.abc.MutableMapping):
                return self.mapping(kind, arguments)
            if kind in (list, set, frozenset, collections.deque) or (
                    kind.__module__ == "collections.abc" and kind is not collections.abc.Callable):
                item = self.of(arguments[0]) if arguments else {}
                made = {"items": item, "type": "array"}
                if kind in (set, frozenset, collections.abc.Set, collections.abc.MutableSet):
                    made["uniqueItems"] = True
                return made
        if isinstance(kind, type):
            return self.of_class(kind)
        raise PydanticUserError(f"Cannot generate a JsonSchema for {annotation!r}",
                                code="invalid-for-json-schema")

    def of_class(self, cls):
        if hasattr(cls, "__pydantic_fields__") and hasattr(cls, "model_config"):
            return self.refer(cls, self.model)
        if issubclass(cls, enum.Enum):
            return self.refer(cls, self.enumeration)
        if typing.is_typeddict(cls) or dataclasses.is_dataclass(cls):
            return self.refer(cls, self.record)
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name in _BY_NAME:
            return dict(_BY_NAME[name])
        if name == "decimal.Decimal":
            return {"type": "string"} if self.mode == "serialization" else \
                {"anyOf": [{"type": "number"}, {"type": "string"}]}
        if cls.__module__ == "pydantic.networks":
            made = {"format": "uri", "minLength": 1, "type": "string"}
            if cls.max_length:
                made["maxLength"] = cls.max_length
            return made
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            hints = typing.get_type_hints(cls, include_extras=True)
            return self.refer(cls, lambda c: {**self.places(
                tuple(hints.get(f, typing.Any) for f in c._fields))})
        raise PydanticUserError(
            "Cannot generate a JsonSchema for core_schema.IsInstanceSchema "
            f"({cls!r})", code="invalid-for-json-schema")

    def any_of(self, members):
        out = []
        for member in members:
            if member not in out:
                out.append(member)
        return out[0] if len(out) == 1 else {"anyOf": out}

    def values(self, values):
        kinds = {type(v) for v in values}
        made = {"const": values[0]} if len(values) == 1 else {"enum": values}
        if len(kinds) == 1 and (kind := _PLAIN.get(kinds.pop())):
            made.update(kind)
        return made

    def places(self, arguments):
        if not arguments:
            return {"items": {}, "type": "array"}
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return {"items": self.of(arguments[0]), "type": "array"}
        return {"maxItems": len(arguments), "minItems": len(arguments),
                "prefixItems": [self.of(a) for a in arguments], "type": "array"}

    def mapping(self, kind, arguments):
        made = {"type": "object"}
        if kind is collections.Counter:
            made["additionalProperties"] = {"type": "integer"}
        elif arguments:
            item = self.of(arguments[1])
            made["additionalProperties"] = item or True
            key = self.of(arguments[0])
            if key.get("pattern"):
                made["patternProperties"] = {key["pattern"]: made.pop("additionalProperties")}
        else:
            made["additionalProperties"] = True
        return made

    def annotated(self, arguments):
        made, base = None, arguments[0]
        for extra in arguments[1:]:
            if getattr(extra, "discriminator", None) is not None:
                made = self.tagged(base, extra.discriminator)
        if made is None:
            made = self.of(base)
        for extra in arguments[1:]:
            self.constrain(made, extra)
            if isinstance(extra, FieldInfo):
                self.describe(made, extra)
            result = getattr(extra, "return_type", None)
            if result is not None and self.mode == "serialization":
                made = self.of(result)
        return made

    def tagged(self, union, told):
        made, mapping = [], {}
        from ._structured import _tags_of
        for member in typing.get_args(union):
            schema = self.of(member)
            made.append(schema)
            if isinstance(told, str) and "$ref" in schema:
                for tag in _tags_of(member, told):
                    mapping[str(getattr(tag, "value", tag))] = schema["$ref"]
        out = {"oneOf": made}
        if isinstance(told, str):
            out["discriminator"] = {"mapping": mapping, "propertyName": told}
        return out

    def constrain(self, made, extra):
        """The constraints that an item of Annotated has."""
        inner = made
        if "anyOf" in made:  # Optional: they are those of what is there
            inner = next((m for m in made["anyOf"] if m.get("type") in
                          ("integer", "number", "string", "array", "object")), made)
        kind = inner.get("type")
        for name, word in _NUMBERS.items():
            value = getattr(extra, name, None)
            if value is not None and kind in ("integer", "number"):
                inner[word] = value
        for name, word in zip(("min_length", "max_length"), _LENGTHS.get(kind, ())):
            value = getattr(extra, name, None)
            if value is not None:
                inner[word] = value
        pattern = getattr(extra, "pattern", None)
        if pattern is not None and kind == "string":
            inner["pattern"] = getattr(pattern, "pattern", pattern)

    def describe(self, made, info):
        for name in ("title", "description"):
            if getattr(info, name) is not None:
                made[name] = getattr(info, name)
        if info.examples is not None:
            made["examples"] = to_jsonable(info.examples)
        if info.deprecated:
            made["deprecated"] = True
        more = info.json_schema_extra
        if callable(more):
            more(made)
        elif more:
            made.update(more)

    def field(self, name, info, own_title=True):
        """A property: what its type says, its default, its constraints, its words."""
        if info.discriminator is not None:
            made = self.tagged(info.annotation, info.discriminator)
        else:
            made = self.of(info.annotation)
        for extra in info.metadata:
            self.constrain(made, extra)
        self.constrain(made, info)
        if info.default is not PydanticUndefined:
            try:
                made["default"] = to_jsonable(info.default)
            except PydanticSerializationError:
                pass
        if own_title and "$ref" not in made and info.title is None:
            made["title"] = _title(name)
        self.describe(made, info)
        return made

    def properties(self, fields, required, computed=()):
        made, wanted = {}, []
        for name, info in fields.items():
            alias = info.serialization_alias if self.mode == "serialization" \
                else info.validation_alias
            key = alias if self.by_alias and isinstance(alias, str) else name
            made[key] = self.field(key if self.by_alias and isinstance(alias, str) else name, info)
            if required(name, info):
                wanted.append(key)
        for name, info in computed:
            schema = self.of(info.return_type) if info.return_type is not None else {}
            schema.update({"readOnly": True, "title": info.title or _title(name)})
            if info.description:
                schema["description"] = inspect.cleandoc(info.description)
            key = info.alias if self.by_alias and info.alias else name
            made[key] = schema
            wanted.append(key)
        out = {"properties": made}
        if wanted:
            out["required"] = wanted
        return out

    def model(self, cls):
        config = cls.model_config
        fields = cls.model_fields
        if cls.__pydantic_root__:
            made = self.field("root", fields["root"], own_title=False)
        else:
            computed = cls.model_computed_fields.items() if self.mode == "serialization" else ()
            made = self.properties(fields, lambda _, info: info.is_required(), computed)
            made["type"] = "object"
        made["title"] = config.get("title") or cls.__name__
        if cls.__doc__ and not (cls.__pydantic_root__ and "__doc__" not in vars(cls)):
            made["description"] = inspect.cleandoc(cls.__doc__)
        extra = config.get("extra")
        if extra in ("allow", "forbid") and not cls.__pydantic_root__:
            made["additionalProperties"] = extra == "allow"
        more = config.get("json_schema_extra")
        if callable(more):
            more(made)
        elif more:
            made.update(more)
        return made

    def record(self, cls):
        from ._structured import field_of
        hints = typing.get_type_hints(cls, include_extras=True)
        fields, optional = {}, set()
        if typing.is_typeddict(cls):
            optional = cls.__optional_keys__
            for name, hint in hints.items():
                if typing.get_origin(hint) in (typing.Required, typing.NotRequired):
                    hint = typing.get_args(hint)[0]
                fields[name] = field_of(hint, PydanticUndefined)
        else:
            for item in dataclasses.fields(cls):
                default = item.metadata.get("pydantic", PydanticUndefined)
                if default is PydanticUndefined and item.default is not dataclasses.MISSING:
                    default = item.default
                info = fields[item.name] = field_of(hints[item.name], default)
                if item.default_factory is not dataclasses.MISSING:
                    info.default_factory = item.default_factory
        made = self.properties(fields, lambda n, info: n not in optional and info.is_required())
        made.update({"title": cls.__name__, "type": "object"})
        if cls.__doc__ and not (dataclasses.is_dataclass(cls)
                                and cls.__doc__.startswith(f"{cls.__name__}(")):
            made["description"] = inspect.cleandoc(cls.__doc__)
        return made

    def enumeration(self, cls):
        made = {"title": cls.__name__, **self.values([m.value for m in cls])}
        if len(cls) == 1:
            made["const"] = next(iter(cls)).value
        own = cls.__doc__
        if own and own != enum.Enum.__doc__ and own != "An enumeration.":
            made["description"] = inspect.cleandoc(own)
        return made


def json_schema(annotation, *, by_alias=True, ref_template="#/$defs/{model}", mode="validation"):
    """The schema of a type, with the definitions that it refers to."""
    maker = _Maker(by_alias, ref_template, mode)
    made = maker.of(annotation)
    definitions = maker.definitions
    if "$ref" in made and annotation in maker.names:
        name = maker.names[annotation]
        # A type that refers to itself stays a definition.
        if repr(made) not in repr(definitions):
            made = definitions.pop(name)
    if definitions:
        made = {"$defs": definitions, **made}
    return _sorted(made)


def _sorted(schema, parent=None):
    """Keys in order, all but those that are names of the user's."""
    if isinstance(schema, dict):
        keys = schema if parent in ("properties", "default") else sorted(schema)
        return {k: _sorted(schema[k], None if parent == "properties" else k) for k in keys}
    if isinstance(schema, list):
        return [_sorted(item, parent) for item in schema]
    return schema
