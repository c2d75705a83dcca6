# Types, aliases, serializers, generic models, unions by tag, calls, URLs, JSON schemas.
import datetime as dt, enum, uuid, decimal, pathlib, dataclasses, collections, typing
from typing import *
from pydantic import *
import pydantic
from pydantic_core import PydanticCustomError
def bad(f, *a, **k):
    try: r = f(*a, **k)
    except ValidationError as e: print(*[(x["type"], x["loc"], x["msg"]) for x in e.errors()], sep="\n")
    else: print("OK?", r)
T = TypeAdapter
print(T(dt.datetime).validate_python("2024-01-02T03:04:05.123Z"), T(dt.datetime).validate_python(1700000000), T(dt.date).validate_python("2024-02-29"), T(dt.time).validate_python("12:30"), T(dt.timedelta).validate_python("P1DT2H"), T(dt.timedelta).validate_python("1 days 02:03:04"))
for x in ("2024-13-01", "nope", "2024-01-01T25:00", [], "2024"): bad(T(dt.datetime).validate_python, x)
for x in ("2024-13-01", "x", 1.5, "2024-01-01T01:00:00"): bad(T(dt.date).validate_python, x)
print(T(uuid.UUID).validate_python("12345678-1234-5678-1234-567812345678")); bad(T(uuid.UUID).validate_python, "zz")
print(T(decimal.Decimal).validate_python("1.50"), T(pathlib.Path).validate_python("/tmp"))
D = T(Annotated[decimal.Decimal, Field(max_digits=4, decimal_places=2)])
bad(D.validate_python, "123.456"); bad(D.validate_python, "x"); bad(D.validate_python, "123.4")
class Color(enum.Enum): R="r"; G="g"
class M(BaseModel):
    model_config = ConfigDict(use_enum_values=True, str_strip_whitespace=True, extra="allow", populate_by_name=True)
    c: Color = Color.R
    s: str = "x"
    a: int = Field(1, alias="Alpha")
    p: int = Field(2, validation_alias=AliasChoices("pp", AliasPath("deep", 0, "p")), serialization_alias="P")
    _priv: int = PrivateAttr(default=5)
    _list: list = PrivateAttr(default_factory=list)
    created: dt.datetime = dt.datetime(2020,1,1,tzinfo=dt.timezone.utc)
    @computed_field
    @property
    def double(self) -> int: return self.a*2
    @field_serializer("s")
    def ser_s(self, v, info): return v.upper() + info.mode
m = M(c="g", s="  hi ", Alpha="4", deep=[{"p": 9}], more=1)
print(repr(m)); print(m.model_dump(), m.model_dump(by_alias=True, mode="json")); print(m.model_dump_json()); print(m._priv, m._list, m.model_extra)
m._priv = 7; print(m._priv, m.model_copy(update={"a": 3}).a)
T1 = TypeVar("T1")
class Box(BaseModel, Generic[T1]):
    item: T1
    others: list[T1] = []
print(Box[int](item="3"), Box[int].__name__, Box[int] is Box[int]); bad(Box[int], item="x")
print(Box[Box[str]].model_validate({"item": {"item": "q"}}))
class Cat(BaseModel): kind: Literal["cat"]; n: int
class Dog(BaseModel): kind: Literal["dog"]; bark: str
class Pet(BaseModel): pet: Union[Cat, Dog] = Field(discriminator="kind")
print(Pet(pet={"kind": "dog", "bark": "w"})); bad(Pet, pet={"kind": "x"}); bad(Pet, pet={}); bad(Pet, pet={"kind": "cat", "n": "a"})
class TD(TypedDict, total=False): x: Required[int]; y: str
print(T(TD).validate_python({"x": "1"})); bad(T(TD).validate_python, {"y": 1})
class NT(NamedTuple): x: int; y: str = "d"
print(T(NT).validate_python(["1"])); bad(T(NT).validate_python, ["q", "b", "c"])
@dataclasses.dataclass
class DC: x: int; y: list[int] = dataclasses.field(default_factory=list)
print(T(DC).validate_python({"x": "1", "y": ["2"]})); bad(T(DC).validate_python, {"x": "q"}); bad(T(DC).validate_python, 3)
@pydantic.dataclasses.dataclass
class PD:
    x: int
    y: str = Field("a", min_length=1)
print(PD("3"), PD(x=1, y="b")); bad(PD, "z", ""); bad(PD)
class L(RootModel[list[int]]): pass
l = L(["1", 2]); print(l, repr(l), l.model_dump(), l.model_dump_json(), L.model_validate_json("[1]")); bad(L, ["x"])
C = create_model("C", a=(int, ...), b=(str, "q")); print(repr(C(a=1)))
@validate_call
def f(a: int, /, b: Annotated[int, Field(gt=2)] = 3, *args: int, k: str = "k", **kw: float): return a, b, args, k, kw
print(f("1", "4", "5", k="z", q="2")); bad(f); bad(f, 1, 2); bad(f, 1, b="x", k=3)
class W(BaseModel):
    x: Annotated[int, BeforeValidator(lambda v: v + 1 if isinstance(v, int) else v)]
    y: int
    @field_validator("y", mode="wrap")
    @classmethod
    def wy(cls, v, handler, info):
        if v == "ten": return 10 + info.data.get("x", 0)
        return handler(v)
    @field_validator("x")
    def cx(cls, v, info: ValidationInfo):
        if info.context and info.context.get("no"): raise PydanticCustomError("nope", "no {what} today", {"what": v})
        return v
    @model_validator(mode="before")
    @classmethod
    def pre(cls, d): return {**d, "x": d.get("x", 0)} if isinstance(d, dict) else d
print(W(x=1, y="ten")); bad(W.model_validate, {"x": 1, "y": 2}, context={"no": 1})
try: W.model_validate({"x": 1, "y": 2}, context={"no": 1})
except ValidationError as e: print(e, e.json())
class Post(BaseModel):
    x: int
    def model_post_init(self, ctx): self.x += 1
print(Post(x=1), Post.model_construct(x=5), Post.model_construct(x=5).model_fields_set)
print(T(HttpUrl).validate_python("HTTP://Example.com:80/a b?q=1#f")); bad(T(HttpUrl).validate_python, "ftp://x"); bad(T(HttpUrl).validate_python, "x")
print(repr(T(SecretStr).validate_python("x")), T(Json[list[int]]).validate_python("[1]")); bad(T(EmailStr).validate_python, "x")
print(T(set[int]).validate_python(["1",1]), T(frozenset[int]).validate_python([1]), T(tuple[int,str]).validate_python(["1","a"]), T(collections.deque[int]).validate_python([1,"2"]))
class A2(BaseModel):
    model_config = ConfigDict(from_attributes=True, validate_assignment=True)
    x: int; b: "B2"
class B2(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    y: int
class O: pass
o = O(); o.x = "1"; o.b = O(); o.b.y = 2
print(A2.model_validate(o)); o.b.y = "q"; bad(A2.model_validate, o); 
import json
class Node(BaseModel):
    "A node."
    v: int = Field(description="val", gt=1)
    kids: list["Node"] = []
    c: Color = Color.R
    o: Optional[str] = Field(None, max_length=3)
    d: dict[str, float] = {}
    t: tuple[int, str] = (1, "a")
    u: Union[int, str] = 3
    pet: Optional[Pet] = None
print(json.dumps(Node.model_json_schema(), indent=1)); print(json.dumps(Cat.model_json_schema()), T(list[Cat]).json_schema()); print(Pet.model_json_schema()); print(M.model_json_schema(mode="serialization"))
