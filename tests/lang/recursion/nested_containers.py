def nest(n, make):
    x = make(None)
    for _ in range(n): x = make(x)
    return x
for make in (lambda x: [x], lambda x: (x,), lambda x: {"k": x}):
    deep = nest(100000, make)
    try: repr(deep); print("no")
    except RecursionError: print("repr: RecursionError")
    try: print(deep == nest(100000, make))
    except RecursionError: print("eq: RecursionError")
    del deep
print("freed")
t = nest(100000, lambda x: (x,))
try: hash(t); print("hashed")
except RecursionError: print("hash: RecursionError")
class Node: pass
head = None
for _ in range(200000):
    n = Node(); n.next = head; head = n
del head, n; print("long chain freed")
# skip: does not yet run alike in every build
