# Frozen and generic models, dumps in part, forward references, mistakes in models, errors of JSON.
from typing import *
from pydantic import *
import pickle, copy, enum, abc
def bad(f, *a, **k):
    try: r = f(*a, **k)
    except ValidationError as e: print(*[(x["type"], x["loc"], x["msg"]) for x in e.errors()], sep="\n")
    except Exception as e: print(type(e).__name__, e)
    else: print("OK?", r)
class F(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    x: int; y: tuple[int, ...] = Field((), repr=False, exclude=True)
f = F(x=1); print({f: 1}[F(x=1)], f, f.model_dump()); bad(setattr, f, "x", 2); bad(F, x=1, z=2, w=3); bad(delattr, f, "x")
print(pickle.loads(pickle.dumps(f)) == f, copy.deepcopy(f) == f)
class S(BaseModel):
    d: dict[str, list[int]] = {"a": [1, 2], "b": [3]}
    n: Optional["S"] = None
s = S(n=S())
print(s.model_dump(exclude={"n": {"d": True}, "d": {"a"}}), s.model_dump(include={"d": {"b": {0}}}), s.model_dump(exclude_unset=True), s.model_dump(exclude_none=True, exclude_defaults=True))
print(S.model_fields["d"], F.model_fields)
class Base(BaseModel, abc.ABC):
    @abc.abstractmethod
    def go(self): ...
bad(Base)
class Up(BaseModel):
    model_config = {"alias_generator": lambda n: n.upper(), "populate_by_name": True}
    first_name: str
    opt: int = Field(3, alias="o")
print(Up(FIRST_NAME="a", o=1), Up(first_name="b"), Up(first_name="b").model_dump(by_alias=True)); bad(Up)
class Ser(BaseModel):
    x: Annotated[int, PlainSerializer(lambda v: f"<{v}>", return_type=str)]
    l: list[Annotated[int, PlainSerializer(str, when_used="json")]] = [1]
    @model_serializer(mode="wrap")
    def whole(self, handler, info): return {"v": 1, **handler(self)}
print(Ser(x=1).model_dump(), Ser(x=1).model_dump_json())
class Undef(BaseModel):
    x: "Later"
bad(Undef, x=1)
class Later(BaseModel):
    z: int
print(Undef(x={"z": 1}))
def noann():
    class Q(BaseModel):
        x = 1
bad(noann)
class Own(BaseModel):
    x: int
    def __init__(self, x, **k): super().__init__(x=x + 1, **k)
print(Own(1), Own.model_validate({"x": 3}))
class P(BaseModel):
    a: int; b: int
    @field_validator("a", "b")
    def pos(cls, v):
        assert v > 0, "must be positive"
        return v
    @model_validator(mode="after")
    def order(self):
        if self.a > self.b: raise ValueError("a after b")
        return self
bad(P, a=-1, b=0); bad(P, a=2, b=1)
class U(BaseModel):
    v: Union[int, str, list[float]]; w: bool | None = None; l: Literal[1, "b", None] = 1
print(U(v="1"), U(v=1.0), U(v=["1"], w="yes")); bad(U, v={}, l=2)
class RA(BaseModel):
    x: int; y: str
class RB(BaseModel):
    x: int; z: str = ""
print(repr(TypeAdapter(Union[RB, RA]).validate_python({"x": 1, "y": "a"})))
class X(enum.IntEnum): A = 1
print(TypeAdapter(X).validate_python(1)); bad(TypeAdapter(X).validate_python, 4)
bad(TypeAdapter(int).validate_json, "{"); bad(TypeAdapter(int).validate_json, "[1,"); bad(TypeAdapter(int).validate_json, "1 2"); bad(TypeAdapter(int).validate_json, "{a:1}")
class Any1(object): pass
def arb():
    class Q(BaseModel): x: Any1
bad(arb)
class Q2(BaseModel, arbitrary_types_allowed=True): x: Any1
bad(Q2, x=1); print(type(Q2(x=Any1()).x).__name__)
import inspect; print(inspect.signature(Up), inspect.signature(F))
print(isinstance(F(x=1), BaseModel), ByteSize, TypeAdapter(ByteSize).validate_python("1.5KiB").human_readable())
type Rec = list[Rec] | int
print(TypeAdapter(Rec).validate_python([1, [2, ["3"]]]))
class G2[T](BaseModel):
    v: T
print(G2[int](v="1"), repr(G2[str](v="a"))); bad(G2[int], v="q")
print(TypeAdapter(Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Z]+$")]).validate_python(" ab "))
class VA(BaseModel):
    model_config = ConfigDict(validate_assignment=True)
    n: int = Field(1, ge=0)
    lo: int = 0
    @model_validator(mode="after")
    def chk(self):
        if self.n < self.lo: raise ValueError("n below lo")
        return self
v = VA(n=5, lo=3); bad(setattr, v, "n", 1); print(v); v.n = "9"; print(v); bad(setattr, v, "n", "z")
class Dy(BaseModel):
    a: int = 2
    b: int = Field(default_factory=lambda data: data["a"] * 2)
print(Dy(), Dy(a=5)); bad(Dy, a="x")
print(ValidationError.from_exception_data("T", [{"type": "missing", "loc": ("a",), "input": {}}]))
