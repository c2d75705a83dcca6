data = [("b", 1), ("a", 2), ("b", 0), ("a", 1), ("c", 5), ("a", 0)]
print(sorted(data, key=lambda t: t[0]))
print(sorted(data, key=lambda t: t[0], reverse=True))
big = [(i * 7919 % 10, i) for i in range(200)]
s = sorted(big, key=lambda t: t[0])
print(all(s[i][0] < s[i + 1][0] or s[i][1] < s[i + 1][1] for i in range(199)))
s = sorted(big, key=lambda t: t[0], reverse=True)
print(all(s[i][0] > s[i + 1][0] or s[i][1] < s[i + 1][1] for i in range(199)))
from functools import cmp_to_key
print(sorted([5, 2, 8], key=cmp_to_key(lambda a, b: b - a)))
