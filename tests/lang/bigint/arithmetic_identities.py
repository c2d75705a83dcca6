a = 123456789012345678901234567890
b = 987654321098765432109876543210
print(a + b, a - b, b - a, a * b, b // a, b % a, -b // a, -b % a, divmod(b, -a))
print(a ** 5 // a ** 4 == a, (a * b) // b == a, (a << 100) >> 100 == a, a & b, a | b, a ^ b, ~a)
print(-a & b, a & -b, -a & -b, -a | b, -a ^ b, a >> 50, -a >> 50, a << 7)
print(a == a + 0, a < b, -a > -b, a != b, a == float(a), abs(-a), +a, -a)
