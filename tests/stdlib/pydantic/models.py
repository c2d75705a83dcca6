# Models, constraints, validators, strict and lax mode; texts of the errors.
from typing import Annotated, Optional, Literal, Union
import enum
from pydantic import *
class Address(BaseModel):
    city: str
    zip: Annotated[str, Field(pattern=r"^\d+$")] = "0"
class User(BaseModel):
    id: int
    name: str = Field(min_length=2, max_length=5)
    tags: list[int] = []
    kind: Literal["a", "b"] = "a"
    boss: Optional["User"] = None
    where: Address | None = None
    either: Union[int, str] = 1
    @field_validator("name")
    @classmethod
    def up(cls, v): 
        if v == "bad": raise ValueError("no bad")
        return v.upper()
    @model_validator(mode="after")
    def whole(self):
        assert self.id != 13, "unlucky"
        return self
u = User(id="3", name="abc", tags=("1", 2), where={"city": "x", "zip": "12"}, boss={"id": 1, "name": "zz"})
print(repr(u)); print(u); print(u.model_dump()); print(u.model_dump_json()); print(sorted(u.model_fields_set))
for bad in ({}, {"id": "x", "name": "a"}, {"id": 1.5, "name": "abcdef", "tags": ["x", 1, None]}, {"id": 1, "name": "bad", "kind": "c", "either": []}, {"id":13,"name":"abc"}, {"id": 1, "name": "abc", "where": {"zip": "q"}}, 5):
    try: User.model_validate(bad)
    except ValidationError as e: print(e); print(e.errors(include_url=False))
try: User.model_validate_json('{"id": ')
except ValidationError as e: print(e)
print(User.model_validate_json('{"id": 3, "name": "abc"}', strict=True))
try: User.model_validate({"id": "3", "name": "abc"}, strict=True)
except ValidationError as e: print(e.errors())
class F(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    x: int
f = F(x=1); print(hash(f) == hash(F(x=1)), f == F(x=1))
try: f.x = 2
except ValidationError as e: print(e)
try: F(x=1, y=2)
except ValidationError as e: print(e)
print(TypeAdapter(dict[str, list[int]]).validate_python({"a": ["1"]}))
try: TypeAdapter(list[int]).validate_python(["a"])
except ValidationError as e: print(e)
class V(BaseModel):
    model_config = ConfigDict(validate_assignment=True)
    n: PositiveInt
v = V(n=1)
try: v.n = -1
except ValidationError as e: print(e)
v.n = "7"; print(v, V.model_construct(n="x"))
try: v.zz
except AttributeError as e: print(e)
try: v.zz = 1
except ValueError as e: print(e)
