print(int(), int(3.9), int(-3.9), int("  42  "), int("-0x1f", 16), int("0b101", 0), int("1_000"),
      int("z", 36))
print(int("٣٤"), int(b"12"), int(bytearray(b"7")), int(True), int("0o17", 0), int("00", 0))
for args in (("",), ("abc",), ("1__0",), ("12", 1), ("12", 37), ("08", 0), (None,), ([],), ("9", 8),
             (1, 2), ("1" , "2"), (b"x",), ("1\x00",)):
    try:
        print(int(*args))
    except Exception as e:
        print(type(e).__name__, e)
for v in (float("nan"), float("inf")):
    try: int(v)
    except Exception as e: print(type(e).__name__, e)
