out = []
for i in range(6):
    try:
        if i == 1: continue
        if i == 4: break
        out.append(i)
    except Exception: out.append("exc")
    else: out.append("else")
    finally: out.append(f"f{i}")
else: out.append("no break")
print(out)
def f():
    n = 0
    while True:
        try:
            n += 1
            if n == 3: return n
        finally:
            if n < 5: continue
            break
    return "broke", n
print(f())
