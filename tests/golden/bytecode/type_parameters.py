def f[T: int, *Ts, **P](a: T = 1) -> T: return a
class C[T = int](B): x: T
type A[K] = dict[K, K]
