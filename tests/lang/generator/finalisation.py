class C:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n)
def g():
    c = C("local")
    try:
        yield 1
    except GeneratorExit: print("exit seen"); raise
    finally: print("cleanup")
i = g(); next(i); del i; print("after del")
def h():
    with open("/dev/null") as f:
        yield f
i = h(); f = next(i); del i; print(f.closed)
def never(): 
    try: yield
    finally: print("not printed, never started")
n = never(); del n
for x in g(): break
print("loop left")
def holder():
    yield C("temp") and 5
    print("resumed")
    yield 6
print(list(holder()))
