def counter(): 
    n = 0
    while True:
        step = yield n
        n += 1 if step is None else step
c = counter(); print(next(c), next(c), c.send(10), next(c))
def average():
    total = count = 0; avg = None
    while True: total += (yield avg); count += 1; avg = total / count
a = average(); next(a); print([a.send(x) for x in (10, 20, 30)])
def take(n, it):
    for _, x in zip(range(n), it): yield x
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found): found.append(n); yield n
        n += 1
print(list(take(10, primes())))
def echo():
    x = yield
    while x != "stop": x = yield x * 2
e = echo(); next(e); print(e.send(3), e.send("ab"), list(take(1, [7])))
def many(): 
    x = [(yield 1), (yield 2)]
    print(x, (yield), f"{(yield 3)}")
m = many(); next(m); print(m.send("a"), m.send("b"), m.send("c")); print(next(m, "end"))
