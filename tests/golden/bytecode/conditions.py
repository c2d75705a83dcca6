def f(a, b, c):
    if a < b <= c and not c is None:
        return 1
    elif a == 0 or (b and c):
        return 2
    x = a or b and c
    y = a < f(b) < c
    assert x in y, "text"
    return x if a != b else y
