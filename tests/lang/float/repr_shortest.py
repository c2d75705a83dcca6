for x in (0.1, 1.0, 1e16, 1e15, 123456789012345680.0, 1e22, 1e-4, 1e-5, 0.0001234, 5e-324,
          1.7976931348623157e308, 2.5, -0.0, 1/3, 2/3, 100.0, 1e100, 9007199254740993.0):
    print(repr(x), str(x), end="; ")
print()
print(float("inf"), float("-inf"), float("nan"), -float("nan"), [float("nan"), 1e999])
