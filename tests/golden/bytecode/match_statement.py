def f(x):
    match x:
        case 1 | None | "s":
            return 0
        case [a, 2, *_]:
            return a
        case {"k": v, **rest} if v:
            return rest
        case Point(x=0, y=([b] | (1, b))) as p:
            return b, p
        case _:
            return x
