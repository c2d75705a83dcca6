print(complex(), complex(1), complex(1, 2), complex("1+2j"), complex(" ( 1-2J ) "), complex("j"),
      complex("-j"), complex("1e3-2.5e-1j"), complex("nan+infj"), complex(1.5), complex(1j, 1j),
      complex(real=1, imag=2), complex(imag=3))
print(repr(1e20 + 1j), repr(complex(0.0, float("nan"))), repr(complex(float("inf"), -1)),
      str(1.5 - 2.25j), [0.1j], f"{1+2j:.2f}", f"{3j:>10}", f"{1.5+2j:e}")
for args in (("1 + 2j",), ("",), ("1+2",), ("abc",), ("1j", 1), (1, "2"), ([],), (None,)):
    try: print(complex(*args))
    except Exception as e: print(type(e).__name__, e)
