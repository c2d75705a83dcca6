def f(a):
    if a:
        x = 1
    y = x + g(x)
    del y
    print(y)
    return a + (a := 2) + x
