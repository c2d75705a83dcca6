class Never:
    def __eq__(s, o): return False
    def __hash__(s): return 1
n = Never()
print(n == n, n in [n], n in (n,), [n] == [n], (n,) == (n,), {n: 1} == {n: 1}, [n].index(n),
      [n].count(n), n in {n}, [n].remove(n))
class NoHash:
    def __eq__(s, o): return True
try: hash(NoHash())
except TypeError as e: print(e)
try: {NoHash(): 1}
except TypeError as e: print(e)
print(NoHash.__hash__, [NoHash()] == [5])
