class Count:
    def __init__(s, n): s.n = n
    def __iter__(s): return s
    def __next__(s):
        if s.n == 0: raise StopIteration
        s.n -= 1; return s.n
print(list(Count(3)), [*Count(2)], sum(Count(5)), max(Count(4)), dict(zip(Count(2), "ab")),
      1 in Count(3), tuple(Count(0)), sorted(Count(4)))
for x in Count(2): print(x, end=" ")
else: print("else")
it = iter([1, 2].pop, 1); print(list(it))
values = iter([1, 2, 0, 3]); print(list(iter(lambda: next(values), 0)), list(values))
class BadIter:
    def __iter__(s): return 5
class NoNext:
    def __iter__(s): return s
class BadNext:
    def __iter__(s): return s
    def __next__(s): raise ValueError("broken")
for c in (BadIter, NoNext, BadNext):
    for f in (iter, list, lambda c: [x for x in c]):
        try: f(c()); print("ok")
        except Exception as e: print(type(e).__name__, e)
for f in (lambda: next(iter([])), lambda: next([]), lambda: iter(), lambda: next(iter([]), "d")):
    try: print(f())
    except (TypeError, StopIteration) as e: print(type(e).__name__, e)
