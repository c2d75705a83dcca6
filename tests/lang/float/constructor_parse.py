print(float(), float("  1.5  "), float("1e5"), float("-.5"), float("5."), float("1_000.5"),
      float("inf"), float("-Infinity"), float("NaN"), float(b"2.5"), float("٣.٥"))
for bad in ("", "abc", "1__0", "1e", ".", "0x10", "1.5.2", "--1", "1 2", "infin"):
    try: float(bad)
    except ValueError as e: print(e)
for bad in (None, [], 1j, object):
    try: float(bad)
    except TypeError as e: print(e)
