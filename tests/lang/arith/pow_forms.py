print(pow(2, 10), pow(2, 10, 1000), pow(-2, 3, 5), pow(3, -1, 7), pow(2, 5, -7))
print(pow(2.0, 3), pow(2, 0.5), pow(-8, 1 / 3).__class__.__name__, pow(0, 0, 1))
print(pow(base=2, exp=3), pow(2, exp=5, mod=6))
for args in ((2, -1, 4), (2, 3, 0), (2.0, 3, 5), ("a", 2), (2, 3, 4.0)):
    try:
        print(pow(*args))
    except Exception as e:
        print(type(e).__name__, e)
