e = "outer"
try: raise ValueError("x")
except ValueError as e: print(e)
try: e
except NameError as n: print(n)
def f():
    try: raise ValueError
    except ValueError as e: e = 5
    try: return e
    except UnboundLocalError as u: return str(u)
print(f())
try: raise ValueError
except ValueError as e: del e
print("del in handler is fine")
