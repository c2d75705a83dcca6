a = [1]
print(a is a, a is [1], a is not [1], None is None, 1 in a, 2 not in a, "b" in "abc", "" in "abc",
      b"b" in b"abc", 98 in b"abc", 1 in {1: 2}, 3 in range(5), 1.0 in range(5), "x" in {"x"})
for f in (lambda: 1 in 5, lambda: 1 in "abc", lambda: [] in {}, lambda: "a" in b"abc",
          lambda: 300 in b"abc", lambda: {} in {1}):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class C:
    def __contains__(s, x): return x
print(5 in C(), [] in C(), [] not in C())
class I:
    def __iter__(s): return iter([1, 2])
print(2 in I(), 3 in I())
class G:
    def __getitem__(s, i):
        if i > 2: raise IndexError
        return i * 10
print(20 in G(), 30 in G())
