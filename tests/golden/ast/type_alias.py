type X[T: int = str, *Ts = *tuple[int], **P] = list[T]
class A[T](B, metaclass=C): type = 1
