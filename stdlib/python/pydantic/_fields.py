"""Fields: what a model knows of each, where its input may stand, and private attributes."""
import copy

PydanticUndefined = type("PydanticUndefinedType", (), {
    "__repr__": lambda _: "PydanticUndefined", "__copy__": lambda self: self,
    "__deepcopy__": lambda self, memo: self, "__reduce__": lambda _: "PydanticUndefined"})()


class AliasPath:
    """A place further in: AliasPath("names", 0) reads data["names"][0]."""

    def __init__(self, first_arg, *args):
        self.path = [first_arg, *args]

    def search_dict_for_path(self, data):
        for step in self.path:
            if isinstance(data, str):
                return PydanticUndefined
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return PydanticUndefined
        return data

    def convert_to_aliases(self):
        return self.path

    def __eq__(self, other):
        return isinstance(other, AliasPath) and self.path == other.path

    def __repr__(self):
        return f"AliasPath(path={self.path!r})"


class AliasChoices:
    """Several places; the first that is there counts."""

    def __init__(self, first_choice, *choices):
        self.choices = [first_choice, *choices]

    def convert_to_aliases(self):
        return [c.path if isinstance(c, AliasPath) else [c] for c in self.choices]

    def __eq__(self, other):
        return isinstance(other, AliasChoices) and self.choices == other.choices

    def __repr__(self):
        return f"AliasChoices(choices={self.choices!r})"


class AliasGenerator:
    """Makes aliases of the names of fields: one for both ways, or one for each."""

    def __init__(self, alias=None, validation_alias=None, serialization_alias=None):
        self.alias, self.validation_alias = alias, validation_alias
        self.serialization_alias = serialization_alias

    def generate_aliases(self, name):
        return tuple(made(name) if made else None
                     for made in (self.alias, self.validation_alias, self.serialization_alias))


def keys_of(alias):
    """Where to look: strings and AliasPaths."""
    return tuple(alias.choices) if isinstance(alias, AliasChoices) else (alias,)


class FieldInfo:
    """What is known of a field; as an item of Annotated it constrains."""

    def __init__(self, default=PydanticUndefined, *, default_factory=None, annotation=None,
                 alias=None, alias_priority=None, validation_alias=None, serialization_alias=None,
                 title=None, description=None, examples=None, exclude=None, frozen=None,
                 validate_default=None, repr=True, init=None, init_var=None, kw_only=None,
                 deprecated=None, discriminator=None, json_schema_extra=None, union_mode=None,
                 field_title_generator=None, **rules):
        if default is Ellipsis:
            default = PydanticUndefined
        if default is not PydanticUndefined and default_factory is not None:
            raise TypeError("cannot specify both default and default_factory")
        # Which were given: merging an Annotated field with a default's keeps the others.
        self._given = {name for name, value in locals().items()
                       if name not in ("self", "rules") and value is not PydanticUndefined
                       and (value is not None or name == "default")
                       and not (name == "repr" and value is True)}
        self.default, self.default_factory = default, default_factory
        self.annotation, self.alias, self.title = annotation, alias, title
        self.validation_alias = alias if validation_alias is None else validation_alias
        self.serialization_alias = alias if serialization_alias is None else serialization_alias
        self.description, self.examples = description, examples
        self.exclude, self.frozen, self.repr = exclude, frozen, repr
        self.init, self.init_var, self.kw_only = init, init_var, kw_only
        self.deprecated = deprecated
        self.validate_default, self.discriminator = validate_default, discriminator
        self.json_schema_extra, self.union_mode = json_schema_extra, union_mode
        self.metadata = []
        self.rules = {name: value for name, value in rules.items() if value is not None}
        self.__dict__.update(self.rules)

    def is_required(self):
        return self.default is PydanticUndefined and self.default_factory is None

    def get_default(self, *, call_default_factory=False, validated_data=None):
        if self.default_factory is not None:
            if not call_default_factory:
                return None
            return (self.default_factory(validated_data or {}) if self.factory_takes_data()
                    else self.default_factory())
        return copy.deepcopy(self.default)

    def factory_takes_data(self):
        """Whether the factory is one that takes the fields validated so far."""
        code = getattr(self.default_factory, "__code__", None)
        return (code is not None and code.co_argcount == 1
                and not getattr(self.default_factory, "__defaults__", None))

    @property
    def constraints(self):
        return self.rules

    def merged(self, other):
        """This one with what the other was given."""
        made = copy.copy(self)
        made._given = self._given | other._given
        for name in other._given:
            setattr(made, name, getattr(other, name))
        if "alias" in other._given:
            made.validation_alias = other.validation_alias
            made.serialization_alias = other.serialization_alias
        if "default" in other._given:
            made.default_factory = None
        if "default_factory" in other._given:
            made.default = PydanticUndefined
        made.rules = {**self.rules, **other.rules}
        made.__dict__.update(made.rules)
        made.metadata = self.metadata + other.metadata
        return made

    def __repr__(self):
        from ._validators import shown_type
        parts = [f"annotation={shown_type(self.annotation)}", f"required={self.is_required()}"]
        if self.default_factory is not None:
            parts.append(f"default_factory={getattr(self.default_factory, '__name__', '?')}")
        elif not self.is_required():
            parts.append(f"default={self.default!r}")
        for name in ("alias", "validation_alias", "serialization_alias", "title", "description",
                     "exclude", "frozen", "discriminator"):
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name}={value!r}")
        if self.repr is not True:
            parts.append("repr=False")
        shown = [f"{_RULE_NAMES[n]}({n}={v!r})" for n, v in self.rules.items() if n in _RULE_NAMES]
        if shown or self.metadata:
            parts.append(f"metadata=[{', '.join(shown + list(map(repr, self.metadata)))}]")
        return f"FieldInfo({', '.join(parts)})"


_RULE_NAMES = {"gt": "Gt", "ge": "Ge", "lt": "Lt", "le": "Le", "multiple_of": "MultipleOf",
               "min_length": "MinLen", "max_length": "MaxLen", "strict": "Strict"}


def Field(default=PydanticUndefined, **options):
    """A field's default, constraints, aliases and description."""
    return FieldInfo(default, **options)


class ModelPrivateAttr:
    """An attribute of instances that is no field: its name begins with an underscore."""

    def __init__(self, default=PydanticUndefined, *, default_factory=None):
        if default is not PydanticUndefined and default_factory is not None:
            raise TypeError("cannot specify both default and default_factory")
        self.default, self.default_factory = default, default_factory

    def get_default(self):
        return self.default_factory() if self.default_factory else copy.deepcopy(self.default)


def PrivateAttr(default=PydanticUndefined, *, default_factory=None, init=False):
    return ModelPrivateAttr(default, default_factory=default_factory)


class ComputedFieldInfo:
    """A property that is dumped as if it were a field."""

    def __init__(self, prop, return_type=None, alias=None, title=None, description=None,
                 repr=True, **_):
        self.wrapped_property, self.return_type, self.alias = prop, return_type, alias
        self.title, self.repr = title, repr
        self.description = description

    def __set_name__(self, owner, name):
        self.name = name
        if hasattr(self.wrapped_property, "__set_name__"):
            self.wrapped_property.__set_name__(owner, name)

    def __get__(self, instance, owner=None):
        return self if instance is None else self.wrapped_property.__get__(instance, owner)

    def __set__(self, instance, value):
        setter = getattr(self.wrapped_property, "__set__", None)
        if setter is None:
            instance.__dict__[self.name] = value
        else:
            setter(instance, value)

    def __getattr__(self, name):  # .setter and .deleter of the property
        if name in ("setter", "deleter", "getter"):
            return lambda function: ComputedFieldInfo(
                getattr(self.wrapped_property, name)(function), self.return_type, self.alias,
                self.title, self.description, self.repr)
        raise AttributeError(name)


def computed_field(func=None, /, *, return_type=None, **options):
    def mark(function):
        prop = function if hasattr(function, "__get__") and not callable(function) \
            else property(function)
        getter = getattr(prop, "fget", None) or getattr(prop, "func", None)
        kind = return_type or getattr(getter, "__annotations__", {}).get("return")
        options.setdefault("description", getattr(getter, "__doc__", None))
        return ComputedFieldInfo(prop, kind, **options)
    return mark if func is None else mark(func)
