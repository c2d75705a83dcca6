def f(x):
    try:
        if x == 1: raise ValueError
        if x == 2: return "returned"
    except ValueError: print("except")
    else: print("else")
    finally: print("finally")
    return "end"
for x in range(3): print(f(x))
for i in range(2):
    try:
        if i: break
    except Exception: pass
    else: print("loop else of try", i)
else: print("not printed")
for i in []: pass
else: print("for else")
while False: pass
else: print("while else")
try:
    try: pass
    except ValueError: pass
    else: raise ValueError("from else")
except ValueError as e: print(e)
