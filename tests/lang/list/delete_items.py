a = list(range(10))
del a[0]; print(a)
del a[-1], a[0]; print(a)
del a[1:3]; print(a)
del a[::2]; print(a)
del a[5:]; print(a)
del a[:]; print(a)
a = list(range(10)); del a[8:2:-3]; print(a)
for f in ("del a[99]", "del a['x']", "del a[1.5]", "del a[0][0]"):
    try: exec(f)
    except Exception as e: print(type(e).__name__, e)
# xfail: not yet as CPython 3.13
