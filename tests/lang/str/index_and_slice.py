s = "hello wörld"
print(s[0], s[-1], s[1:4], s[::-1], s[::2], s[-3:], s[:-3], s[20:], s[5:2], s[7], len(s),
      s[slice(1, None, 3)])
for f in (lambda: s[11], lambda: s[-12], lambda: s["a"], lambda: s[1.0], lambda: s[::0],
          lambda: ""[0], lambda: s[None:"x"]):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
try: s[0] = "x"
except TypeError as e: print(e)
try: del s[0]
except TypeError as e: print(e)
