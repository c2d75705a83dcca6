def f(xs):
    for x in xs:
        try:
            if x:
                return x.y
            elif x is None:
                continue
            break
        finally:
            print(x)
