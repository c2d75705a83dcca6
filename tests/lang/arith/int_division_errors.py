for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: divmod(1, 0), lambda: 0 ** -1,
          lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1.0, 0.0),
          lambda: 0.0 ** -1, lambda: pow(2, 3, 0), lambda: 10 ** 30 // 0, lambda: 10 ** 30 % 0,
          lambda: 10 ** 30 / 0, lambda: 1j / 0, lambda: 0j ** -1):
    try:
        print(f())
    except ZeroDivisionError as e:
        print("ZeroDivisionError:", e)
    except Exception as e:
        print(type(e).__name__, e)
