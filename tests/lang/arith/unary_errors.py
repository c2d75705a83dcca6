for f in (lambda: -"a", lambda: +[], lambda: ~1.5, lambda: -None, lambda: ~"x", lambda: +{},
          lambda: abs("s")):
    try:
        print(f())
    except TypeError as e:
        print(e)
