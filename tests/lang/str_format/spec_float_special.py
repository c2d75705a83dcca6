for x in (float("inf"), -float("inf"), float("nan")):
    print([format(x, s) for s in ("", "f", "F", "e", "G", "10", "<10", "010f", "+", "%", ",",
                                  "+08.2f")])
for spec in ("d", "x", "s", ".2d", "c", "5.2.1f", ",_f", "q", ".f", "f5"):
    try: print(format(1.5, spec))
    except Exception as e: print(repr(spec), e)
print([format(x, ".2f") for x in (0.125, 0.375, 2.675, 1.005, 0.5, 1.5, -0.001)],
      [format(x, ".0f") for x in (0.5, 1.5, 2.5)], format(0.1, ".30f"), format(1e22, "f"),
      format(5e-324, ".3e"), format(123456789.0, "g"), format(0.00001234, "g"), format(1e16),
      format(1.0, ".1"), format(12345.678, ".3"))
