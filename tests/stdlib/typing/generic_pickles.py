# Instances of a generic class are copied and pickled as any other.
import copy, pickle
from typing import Generic, TypeVar
T = TypeVar("T")
class Box(Generic[T]):
    pass
box = Box[int]()
box.value = 42
print(copy.copy(box).value, [pickle.loads(pickle.dumps(box, p)).value for p in range(6)])
# expect: 42 [42, 42, 42, 42, 42, 42]
