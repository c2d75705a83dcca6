for a in (7, -7, 0, 8):
    for b in (3, -3, 8, -8):
        q, r = divmod(a, b)
        assert q * b + r == a and (r == 0 or (r < 0) == (b < 0))
        print(a, b, q, r, a // b, a % b, end="; ")
print()
for a in (7.5, -7.5, 0.0, -0.0):
    for b in (2.0, -2.0):
        print(a // b, a % b, divmod(a, b), end="; ")
print()
