a = [1]
print(a + [2], a * 3, 3 * a, a * 0, a * -1, [] + [], [[]] * 2)
b = a; b += (2, 3); print(a is b, a)
b = b + [4]; print(a is b, a, b)
a *= 2; print(a)
nested = [[0]] * 3; nested[0].append(1); print(nested)
for f in (lambda: [1] + (2,), lambda: [1] * 1.5, lambda: [1] * [2], lambda: [1] + None,
          lambda: [0] * 10 ** 30):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
a += a; print(len(a)); a.extend(a); print(len(a))
try: a += 5
except TypeError as e: print(e)
