"""What is made of models: parametrized ones, models of one value, models made by a call."""
import sys
import typing

from ._fields import PydanticUndefined
from ._models import BaseModel, ModelMetaclass, PydanticUserError, _ready, validated


def substituted(annotation, values):
    """The annotation with its type variables replaced."""
    if isinstance(annotation, typing.TypeVar):
        return values.get(annotation, annotation)
    parameters = getattr(annotation, "__parameters__", ())
    if not parameters or isinstance(annotation, type) and not hasattr(
            annotation, "__pydantic_generic_metadata__") and not typing.get_args(annotation):
        return annotation
    return annotation[tuple(values.get(p, p) for p in parameters)]


def parametrized(cls, arguments):
    arguments = arguments if isinstance(arguments, tuple) else (arguments,)
    parameters = getattr(cls, "__parameters__", ())
    if not parameters:
        raise TypeError(f"{cls} cannot be parametrized because it does not inherit from "
                        "typing.Generic")
    if len(arguments) > len(parameters):
        raise TypeError(f"Too many arguments for {cls}; actual {len(arguments)}, "
                        f"expected {len(parameters)}")
    if len(arguments) < len(parameters):
        raise TypeError(f"Too few arguments for {cls}; actual {len(arguments)}, "
                        f"expected {len(parameters)}")
    if arguments == parameters:
        return cls
    made = cls.__dict__.get("__pydantic_made__")
    if made is None:
        cls.__pydantic_made__ = made = {}
    # Types that are equal and not the same, as Literal[1] and Literal[True], are told apart.
    key = tuple((type(a), repr(a), a) for a in arguments)
    try:
        if key in made:
            return made[key]
    except TypeError:
        made = {}
    _ready(cls)
    values = dict(zip(parameters, arguments))
    left = []
    for argument in arguments:
        free = (argument,) if isinstance(argument, typing.TypeVar) \
            else getattr(argument, "__parameters__", ())
        left += [p for p in free if p not in left]
    hints = typing.get_type_hints(cls, localns={cls.__name__: cls}, include_extras=True) \
        if not cls.__pydantic_substituted__ else cls.__pydantic_substituted__
    new = {name: substituted(hint, values) for name, hint in hints.items()
           if name in cls.__pydantic_fields__}
    origin = cls.__pydantic_generic_metadata__["origin"] or cls
    sub = ModelMetaclass.__new__(type(cls), cls.model_parametrized_name(arguments), (cls,), {
        "__module__": cls.__module__, "__qualname__": cls.model_parametrized_name(arguments),
        "__doc__": cls.__doc__, "__pydantic_substituted__": new,
        "__pydantic_generic_metadata__": {"origin": origin, "args": arguments,
                                          "parameters": tuple(left)}})
    sub.__parameters__ = tuple(left)
    made[key] = sub
    return sub


Root = typing.TypeVar("RootModelRootType")


class RootModel(BaseModel, typing.Generic[Root]):
    """A model of one value: RootModel[list[int]]."""

    __pydantic_root__ = True
    root: Root

    def __init__(self, /, root=PydanticUndefined, **data):
        if root is PydanticUndefined and not data and "root" in type(self).model_fields:
            info = type(self).model_fields["root"]
            if not info.is_required():
                root = info.get_default(call_default_factory=True)
        if data:
            if root is not PydanticUndefined:
                raise ValueError('"RootModel.__init__" accepts either a single positional argument '
                                 "or arbitrary keyword arguments")
            root = data
        validated(type(self), type(self).__name__, root, 0, self)
    __init__.__pydantic_base_init__ = True

    @classmethod
    def model_construct(cls, root, _fields_set=None):
        return super().model_construct(_fields_set=_fields_set, root=root)

    def __pydantic_dump__(self, as_json, options):
        from ._serialization import dumped
        cls = type(self)
        if cls.__pydantic_model_serializer__ is not None:
            return super().__pydantic_dump__(as_json, options)
        dump = cls.__pydantic_serializers__.get("root")
        return (dump or dumped)(self.root, as_json, options)

    def __repr_args__(self):
        yield "root", self.root

    def __iter__(self):
        yield "root", self.root

    def __eq__(self, other):
        if not isinstance(other, RootModel):
            return NotImplemented
        return super().__eq__(other)

    __hash__ = BaseModel.__hash__


def create_model(model_name, /, *, __config__=None, __doc__=None, __base__=None, __module__=None,
                 __validators__=None, __cls_kwargs__=None, **field_definitions):
    """A model made by a call: create_model("User", name=(str, ...), age=(int, 3))."""
    if __base__ is not None and __config__ is not None:
        raise PydanticUserError("`__config__` and `__base__` cannot be used together",
                                code="create-model-config-base")
    bases = __base__ if isinstance(__base__, tuple) else (__base__ or BaseModel,)
    annotations, namespace = {}, {}
    for name, definition in field_definitions.items():
        if isinstance(definition, tuple):
            if len(definition) != 2:
                raise PydanticUserError(
                    f"Field definition for {name!r} should be a single element representing the "
                    "type or a two-tuple, the first element being the type and the second element "
                    "the assigned value (either a default or the `Field()` function).",
                    code="create-model-field-definitions")
            annotations[name], default = definition
            if default is not ...:
                namespace[name] = default
        else:
            annotations[name] = definition
    namespace.update(__validators__ or {})
    namespace.update({"__annotations__": annotations, "__doc__": __doc__,
                      "__qualname__": model_name,
                      "__module__": __module__ or sys._getframe(1).f_globals.get("__name__")})
    if __config__:
        namespace["model_config"] = __config__
    return ModelMetaclass(model_name, bases, namespace, **(__cls_kwargs__ or {}))
