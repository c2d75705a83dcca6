print(0xFF, 0o17, 0b1010, 1_000_000, 0x_ff, 0b_1, 1e3, 1E-3, 1_0.0_1, .5, 5., 0_0, 1_2j, 1e1_0)
print(0xdead_beef, 1_0e1_0, 00000, 0.0e0, 1.j, 3.14j, 0XAB, 0O7, 0B1)
for bad in ("1__0", "0x", "1_", "0b2", "0o8", "012", "1e", "0_x1", "1.2.3", "0b12", "0xg", "1e+",
            "1_.5"):
    try:
        print(eval(bad))
    except SyntaxError as e:
        print(bad, "|", e.msg, e.offset, e.end_offset)
