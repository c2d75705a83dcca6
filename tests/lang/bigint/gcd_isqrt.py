import math
print(math.gcd(2 ** 100, 6 ** 50), math.lcm(10 ** 20, 15 ** 10), math.isqrt(10 ** 41),
      math.isqrt(2 ** 128 - 1))
print(math.gcd(), math.gcd(0, 5), math.gcd(-12, 18, 27), math.comb(100, 50), math.perm(30, 20),
      math.factorial(30))
