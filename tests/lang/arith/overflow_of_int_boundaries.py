a = 2 ** 48 - 1
b = -2 ** 48
print(a + 1, b - 1, a * a, b * b, a - b, b - a, -b, a * b)
x = 1
for i in range(70):
    x = x * 3 + 1
print(x)
for i in range(70):
    x = (x - 1) // 3
print(x)
m = 2 ** 63
print(m - 1, -m, m * -1, (-m) // -1, -m // 1, abs(-m), m & (m - 1), m | 1, -m - 1)
