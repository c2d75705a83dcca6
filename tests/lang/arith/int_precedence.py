print(2 + 3 * 4, (2 + 3) * 4, 2 ** 3 ** 2, -2 ** 2, 2 * -3)
print(1 + 2 << 3, 1 << 2 + 3, 5 & 3 == 3, (5 & 3) == 3)
print(1 | 2 ^ 3 & 4, not 1 == 2, not (1 == 2), 1 < 2 == True)
print(1 if 0 else 2 if 1 else 3, lambda: 1 and 2)if 0 else print("else")
print(7 // 2 * 2, 7 % 4 / 2, 10 - 3 - 2, 2 * 3 % 4)
print(True + True, True * 3, -True, ~False)
print(1 < 2 < 3 < 2, 1 < 2 > 1, 3 > 2 >= 2 != 3)
# xfail: not yet as CPython 3.13
