print((255).bit_length(), (0).bit_length(), (-256).bit_length(), (255).bit_count(),
      (-7).bit_count())
print((1000).to_bytes(2, "big"), (1000).to_bytes(4, "little"), (-2).to_bytes(2, "big", signed=True),
      (5).to_bytes())
print(int.from_bytes(b"\x03\xe8", "big"), int.from_bytes(b"\xff\xfe", "big", signed=True),
      int.from_bytes([1, 2], "little"))
print((5).conjugate(), (5).real, (5).imag, (5).numerator, (5).denominator, (6).as_integer_ratio(),
      (7).is_integer())
for f in (lambda: (256).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"),
          lambda: (1).to_bytes(-1, "big"), lambda: (1).to_bytes(1, "middle")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(hex(255), hex(-255), oct(8), bin(5), bin(-5), hex(2 ** 70))
