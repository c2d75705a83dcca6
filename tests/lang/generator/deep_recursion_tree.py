def walk(t):
    if t:
        yield from walk(t[0]); yield t[1]; yield from walk(t[2])
def build(lo, hi):
    if lo >= hi: return None
    m = (lo + hi) // 2
    return build(lo, m), m, build(m + 1, hi)
print(list(walk(build(0, 31))), sum(walk(build(0, 500))))
def perms(a):
    if len(a) <= 1: yield a
    else:
        for i in range(len(a)):
            for p in perms(a[:i] + a[i + 1:]): yield [a[i]] + p
print(list(perms([1, 2, 3])), sum(1 for _ in perms(list(range(6)))))
def chain(n):
    if n: yield from chain(n - 1)
    yield n
print(sum(chain(200)))
