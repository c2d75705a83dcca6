for i in range(3):
    if i == 5: break
else: print("no break", i)
for i in range(3):
    if i == 1: break
else: print("never")
print(i)
n = 3
while n: n -= 1
else: print("while else", n)
while True:
    n += 1
    if n < 3: continue
    break
else: print("never")
print(n)
for i in range(2):
    for j in range(3):
        if j == 1: break
    else: print("inner else")
    print(i, j)
out = [(i, j) for i in range(3) for j in range(3) if i != j]; print(out)
for i, (a, *b) in enumerate(["ab", "cde"]): print(i, a, b)
x = {}
for x["k"] in range(3): pass
print(x)
class A: pass
for A.attr in "ab": pass
print(A.attr)
for i in (1, 2): i = 5; print(i, end=" ")
print([*range(3)], end="\n"); it = iter(range(5))
for a in it:
    for b in it: break
    print(a, b)
for q in []: pass
try: q
except NameError as e: print(e)
for c in "ab", "cd": print(c, end=" ")
for v in *[1], 2: print(v, end=" ")
print()
