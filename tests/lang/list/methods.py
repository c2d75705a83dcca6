a = [3, 1, 2]
print(a.append(4), a, a.extend("ab"), a, a.insert(1, "i"), a, a.insert(100, "end"),
      a.insert(-1, "pre"), a, a.insert(-100, 0), a)
print(a.pop(), a.pop(0), a.pop(-2), a, a.remove("i"), a, a.index("a"), a.count(3), a.reverse(), a,
      a.copy() == a, a.copy() is a, a.clear(), a)
for f in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2),
          lambda: [1, 2].index(1, 1), lambda: [].append(), lambda: [].append(1, 2),
          lambda: [].extend(5), lambda: [].insert(0), lambda: [1].pop("a"), lambda: [1].index(),
          lambda: [].append(x=1), lambda: [1].foo):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print([1, 2, 1].index(1, 1), [1, 2, 3].index(3, -1), [1, 2, 3].index(2, 0, 100))
