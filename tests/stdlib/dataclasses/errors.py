from dataclasses import *
def failure(source):
    try:
        exec(source, {**globals()})
    except Exception as e:
        print(type(e).__name__, e)

failure("@dataclass\nclass A:\n  a: list = []")  # expect: ValueError mutable default <class 'list'> for field a is not allowed: use default_factory
failure("@dataclass\nclass A:\n  a: int = 1\n  b: int")  # expect: TypeError non-default argument 'b' follows default argument 'a'
failure("@dataclass(order=True, eq=False)\nclass A: pass")  # expect: ValueError eq must be true if order is true
failure("@dataclass(unsafe_hash=True)\nclass A:\n  def __hash__(s): pass")  # expect: TypeError Cannot overwrite attribute __hash__ in class A
failure("@dataclass(frozen=True)\nclass A: pass\n@dataclass\nclass B(A): pass")  # expect: TypeError cannot inherit non-frozen dataclass from a frozen one
failure("@dataclass\nclass A:\n  x = field()")  # expect: TypeError 'x' is a field but has no type annotation
failure("@dataclass\nclass A:\n  _: KW_ONLY\n  __: KW_ONLY")  # expect: TypeError '__' is KW_ONLY, but KW_ONLY has already been specified
failure("@dataclass(slots=True)\nclass A:\n  __slots__ = ()")  # expect: TypeError A already specifies __slots__
failure("field(default=1, default_factory=list)")  # expect: ValueError cannot specify both default and default_factory
failure("make_dataclass('a', ['for'])")  # expect: TypeError Field names must not be keywords: 'for'
failure("fields(3)")  # expect: TypeError must be called with a dataclass type or instance
failure("asdict(3)")  # expect: TypeError asdict() should be called on dataclass instances
