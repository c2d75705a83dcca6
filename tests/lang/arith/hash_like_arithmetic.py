h = 14695981039346656037
for c in b"the quick brown fox":
    h ^= c
    h = h * 1099511628211 % 2 ** 64
print(h)
s = 12345
for _ in range(1000):
    s = (s * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
print(s, s >> 33, s & 1023)
t = 0
for i in range(1, 200):
    t = (t << 5) - t + i & 0xFFFFFFFF
print(t)
