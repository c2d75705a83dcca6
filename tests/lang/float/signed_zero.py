import math
print(0.0 == -0.0, math.copysign(1, -0.0), -0.0 + 0.0, -0.0 - 0.0, 0.0 * -1, -0.0 * -1, str(-0.0),
      [-0.0], abs(-0.0))
print({0.0: "a", -0.0: "b"}, {-0.0, 0.0}, (-0.0).hex(), round(-0.3), math.atan2(0.0, -0.0),
      f"{-0.0:.1f}", f"{-0.0:z.1f}")
def zeros(): return 0.0, -0.0
print(zeros())
