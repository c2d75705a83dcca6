print(float(10 ** 22), float(2 ** 53 + 1), float(2 ** 100), int(1e22), int(1.5e300) % 1000,
      10 ** 25 / 10 ** 24)
print(2 ** 1023 * 1.0, (2 ** 1024 - 2 ** 970 - 1) / 1 == float(2 ** 1024 - 2 ** 970 - 1))
for f in (lambda: float(2 ** 1024), lambda: 2 ** 1024 * 1.0, lambda: 10 ** 400 / 3,
          lambda: 1.5 + 10 ** 400, lambda: 10 ** 400 // 2.0):
    try: print(f())
    except OverflowError as e: print(e)
print(10 ** 400 / 10 ** 399, 10 ** 30 == 1e30, 10 ** 22 == 1e22, 2 ** 60 + 1 == float(2 ** 60),
      10 ** 400 > 1e308, -10 ** 400 < float("-inf"))
