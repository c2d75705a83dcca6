one = 1
print(one << 64, one << 128, (one << 128) - 1, ((one << 128) - 1) >> 64, (one << 200) >> 199)
print(-1 << 64, -(1 << 64) >> 64, -(1 << 64) >> 65, (-(1 << 64) - 1) >> 64)
print((1 << 100) & ~(1 << 50), ((1 << 100) - 1) & 0xFFFF << 60, (1 << 64).bit_length(),
      (-(1 << 64)).bit_length(), ((1 << 130) - 1).bit_count())
print((2 ** 64 - 1).to_bytes(8, "little"), int.from_bytes(bytes(range(20)), "big"),
      (-2 ** 70).to_bytes(10, "big", signed=True))
