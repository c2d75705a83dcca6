def f(): raise TypeError("inner")
errors = []
for fn in (f, lambda: 1 / 0):
    try: fn()
    except Exception as e: errors.append(e)
raise ExceptionGroup("several", errors)
