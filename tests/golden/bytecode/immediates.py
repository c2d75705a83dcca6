def f(n, xs):
    n = n + 1
    n -= 40000
    n = n * 3 // 2 % 7 << 1 & 255
    n += 1
    return xs[0] + xs[-1] + xs[n] + n % -3
