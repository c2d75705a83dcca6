print([round(x / 2) for x in range(-7, 8)])
print(round(2.675, 2), round(1.005, 2), round(-2.5), round(1234, -2), round(1250, -2),
      round(1350, -2))
print(round(5, 3), type(round(5.0)), type(round(5.0, 0)), round(-0.4), round(1e300), round(0.5))
for bad in (float("nan"), float("inf"), -float("inf")):
    try:
        round(bad)
    except Exception as e:
        print(type(e).__name__, e)
print(round(float("inf"), 2), round(1.5, None), round(15, -1), round(25, -1), round(-15, -1))
