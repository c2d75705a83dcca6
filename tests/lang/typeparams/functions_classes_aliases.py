def first[T](xs: list[T]) -> T: return xs[0]
print(first([1]), first.__type_params__, first.__type_params__[0].__name__,
      type(first.__type_params__[0]).__name__)
class Box[T, *Ts, **P]:
    def get[U](self, u: U) -> T: return u
print(Box.__type_params__, Box[int, str, [float]].__args__ if False else Box.__parameters__,
      Box.__orig_bases__, Box().get(1))
type Alias[K] = dict[K, int]
type Rec = list[Rec] | int
print(Alias, Alias.__name__, Alias.__type_params__, Alias.__value__, Rec.__value__, Alias[str],
      type(Alias).__name__)
def bounded[T: int, U: (str, bytes), V = float](x: T, y: U) -> V: pass
t, u, v = bounded.__type_params__; print(t.__bound__, t.__constraints__, u.__constraints__,
        u.__bound__, v.__default__, v.has_default(), t.has_default())
type Lazy = undefined_name
try: Lazy.__value__
except NameError as e: print(e)
type = 5; print(type)
