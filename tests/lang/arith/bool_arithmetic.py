print(True + 1, False - 1, True * True, True / 2, True // True, True % True, True ** 2)
print(True & False, True | False, True ^ True, type(True & True), type(True & 1), True << 3)
print(sum([True, True, False]), max(True, 0), int(True), float(False), complex(True))
print(True == 1, {True: "t", 1: "one"}, [10, 20][True])
print(bool([]), bool([0]), bool(""), bool(" "), bool(0.0), bool(-0.0), bool(0j), bool(None),
      bool(...))
