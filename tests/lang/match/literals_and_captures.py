def m(x):
    match x:
        case 0: return "zero"
        case -1 | 1: return "unit"
        case 1.5: return "float"
        case "a" | "b": return "letter"
        case b"x": return "bytes"
        case None: return "none"
        case True: return "never: True == 1"
        case 2 + 3j: return "complex"
        case -2 - 1j: return "neg complex"
        case "con" "cat": return "concat"
        case y if y == 100: return "guard"
        case [1, 2]: return "list"
        case _: return "other"
for x in (0, 0.0, False, 1, True, -1, 1.5, "a", b"x", None, 2 + 3j, -2 - 1j, "concat", 100, [1, 2],
          (1, 2), "z", ...): print(repr(x), m(x))
