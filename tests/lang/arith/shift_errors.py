for f in (lambda: 1 << -1, lambda: 1 >> -1, lambda: 1 << 1.0, lambda: 1.0 >> 1,
          lambda: 0 << (10 ** 30), lambda: 5 >> (10 ** 30), lambda: -5 >> (10 ** 30)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
