def f(a, b):
    x = a
    y = a + b
    p = q = x
    a, b = b, a
    m, n = y
    u, *v, w = p
    a.x = q
    a[b] = q
    a[1:2] = m, n
    return u, v, w
