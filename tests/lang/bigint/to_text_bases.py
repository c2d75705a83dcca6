n = 2 ** 100 + 12345
print(n, hex(n), oct(n), bin(n), f"{n:,}", f"{n:_x}", f"{n:+d}", f"{n:e}", f"{n:.3g}")
print(int(hex(n), 16) == n, int(oct(n), 8) == n, int(bin(n), 2) == n, int(str(n)) == n,
      int(str(-n)) == -n)
print(int("1" * 50), int("z" * 30, 36), int("-" + "9" * 40), int("1_0" * 1 + "0" * 30))
