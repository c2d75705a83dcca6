t = ([1], 2)
try: t[0] += [5]
except TypeError as e: print(e, t)
a = b = (1,)
a += (2,); print(a, b)
a *= 2; print(a)
