def fact(n): return 1 if n < 2 else n * fact(n - 1)
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
def nothing(): pass
def bare(): return
def many(): return 1, 2
def early(x):
    if x: return "early"
    return "late"
print(fact(20), even(50), odd(7), nothing(), bare(), many(), early(1), early(0))
def ack(m, n): return n + 1 if m == 0 else ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))
print(ack(2, 5))
def swap(f): return lambda a, b: f(b, a)
print(swap(pow)(2, 3), swap(swap(pow))(2, 3))
