print((3.75).as_integer_ratio(), (0.1).as_integer_ratio(), (-2.0).is_integer(), (2.5).is_integer(),
      (1.5).hex(), float.fromhex("0x1.8p+1"), float.fromhex("-inf"), (0.1).hex(), (5e-324).hex())
print((1.5).conjugate(), (1.5).real, (1.5).imag, (2.7).__trunc__(), (2.7).__floor__(),
      (2.2).__ceil__(), (-2.7).__int__())
for f in (lambda: float("inf").as_integer_ratio(), lambda: float("nan").as_integer_ratio(),
          lambda: float.fromhex("zz"), lambda: float.fromhex("0x1p5000")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
