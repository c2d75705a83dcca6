# What the native core takes is what the validators in Python take: both ways give the same values,
# types, names given, and the same errors; a user's functions run once.
import datetime
import random
import pydantic
from pydantic import _models, BaseModel, Field, TypeAdapter, ValidationError, field_validator
from typing import Literal, Optional, Union


class Inner(BaseModel):
    x: int
    y: float = 1.5
    tags: list[str] = []


class Outer(BaseModel):
    name: str
    inner: Inner
    many: list[Inner] = Field(default_factory=list)
    table: dict[int, Optional[float]] = {}
    either: Union[int, str] = 0
    way: Literal["up", "down"] = "up"
    size: int = Field(3, gt=0, alias="Size")
    place: tuple[int, str] = (1, "a")
    row: tuple[float, ...] = ()
    some: set[int] = set()
    fixed: Optional[frozenset[Union[int, str]]] = None
    day: Optional[datetime.date] = None


class StrictOuter(Outer):
    model_config = {"strict": True}


assert Outer.__pydantic_native__ and Inner.__pydantic_native__
scalars = [0, 1, -3, 2 ** 70, 1.0, 2.5, float("inf"), "1", "2.0", "x", "up", True, None, b"1", [], {}]
chance = random.Random(5)


def inner():
    made = {"x": chance.choice(scalars[:8]), "y": chance.choice(scalars[:8])}
    if chance.random() < 0.3:
        made["tags"] = [chance.choice(["a", "b", "c", chance.choice(scalars)])]
    return Inner(x=1) if chance.random() < 0.1 else made


def some():
    made = {"name": chance.choice(["a", "b", chance.choice(scalars)]), "inner": inner()}
    if chance.random() < 0.5:
        made["many"] = [inner() for _ in range(chance.randrange(3))]
    if chance.random() < 0.5:
        made["table"] = {chance.choice([1, 2, "3", "x"]): chance.choice([1, None, 2.5, "2", "x"])}
    pick = lambda: chance.choice([1, "a", "2", 2.0, chance.choice(scalars)])
    for name in ("place", "row", "some", "fixed"):
        if chance.random() < 0.3:
            kind = chance.choice([list, tuple, list, tuple, set, frozenset])
            made[name] = kind(i for i in [pick() for _ in range(chance.choice([1, 2, 2, 2, 3]))]
                              if kind in (list, tuple) or i.__hash__)
    if chance.random() < 0.3:
        made["day"] = chance.choice(["2024-01-02", "2024-13-01", datetime.date(2020, 1, 1), 86400])
    for name in ("either", "way", "Size", "unknown"):
        if chance.random() < 0.3:
            made[name] = chance.choice(scalars)
    if chance.random() < 0.05:
        del made[chance.choice(list(made))]
    return made


def outcome(model, data, strict):
    try:
        made = model.model_validate(data, strict=strict)
    except ValidationError as error:
        return "error", str(error), repr(error.errors())
    return repr(made), sorted(made.model_fields_set), sorted(made.inner.model_fields_set)


core, good = _models._pydantic_core, 0
for i in range(2000):
    data, strict, model = some(), i % 3 == 0, (Outer, StrictOuter)[i % 7 == 0]
    _models._pydantic_core = core
    native = outcome(model, data, strict)
    kept = model.__pydantic_native__[:], Inner.__pydantic_native__[:]
    model.__pydantic_native__.clear(), Inner.__pydantic_native__.clear()
    plain = outcome(model, data, strict)
    model.__pydantic_native__[:], Inner.__pydantic_native__[:] = kept
    assert native == plain, (data, native, plain)
    good += native[0] != "error"
print(100 < good < 1900)  # expect: True

calls = []


class Watched(BaseModel):
    n: int
    m: int = 0

    @field_validator("n")
    def seen(cls, value):
        calls.append(value)
        return value


try:
    TypeAdapter(list[Watched]).validate_python([{"n": 1}, {"n": 2, "m": "no"}])
except ValidationError as error:
    print(error.errors()[0]["loc"], calls)  # expect: (1, 'm') [1, 2]

# Not shared, not the default itself.
a, b = Inner(x=1), Inner(x=2)
a.tags.append("t")
print(b.tags, Inner(x=3).tags, a.model_fields_set)  # expect: [] [] {'x'}


class Tree(BaseModel):
    value: int
    below: "list[Tree]" = []


print(Tree.model_validate({"value": "1", "below": [{"value": 2}]}))  # expect: value=1 below=[Tree(value=2, below=[])]
print(TypeAdapter(dict[str, list[int]]).validate_json('{"a": [1, "2"]}'))  # expect: {'a': [1, 2]}

# Trees that are none are declined.
for node in ((), (1,), (9, [], 1, 2, 3), (9, [()], int, 0, None, 5), (8, 1), (77, 1), 5, (7, None), ("x", 2)):
    assert core.validate(node, [1], 0) is NotImplemented, node
assert core.validate_fields(((1, 2),), {}, 0) is NotImplemented
deep = value = []
for _ in range(200):
    value.append([])
    value = value[0]
node = (0, None)
for _ in range(150):
    node = (7, node)
assert core.validate(node, deep, 0) is NotImplemented
