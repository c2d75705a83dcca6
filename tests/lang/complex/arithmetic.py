a, b = 1 + 2j, 3 - 4j
print(a + b, a - b, a * b, a / b, -a, +a, a ** 2, a ** b, a ** 0.5, abs(b), a.conjugate(), a.real,
      a.imag, a == 1 + 2j, a != b, a + 1, 2.5 * a, 1 - a)
print(1j * 1j, (1 + 0j) == 1, 1j ** 2, 0j ** 0, complex("inf"), 2j, -2j, -0j, 1 - 0j, (-0.0 + 0j),
      complex(-0.0, -0.0))
for f in (lambda: a < b, lambda: a // b, lambda: a % b, lambda: divmod(a, b), lambda: int(a),
          lambda: float(a), lambda: round(a), lambda: a / 0, lambda: 0j ** -1, lambda: a & 1):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
