big = 10 ** 20
print(big == 1e20, big + 1 == 1e20, big < 1e20, big + 1 > 1e20, big == 100000000000000000000.0,
      big != None)
print(big in [1e20], {big: 1}[1e20], big == True, sorted([big, -big, 0, 1e19, -1e19, float("inf")]),
      max(big, 1e30))
from fractions import Fraction
print(Fraction(big, 3) > big // 3, big == Fraction(big))
