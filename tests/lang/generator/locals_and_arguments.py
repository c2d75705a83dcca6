def g(a, *b, c=1, **d):
    x = a
    yield locals()
    x = 2; y = 3
    yield sorted(locals().items(), key=str)
i = g(1, 2, c=3, e=4); print(next(i), next(i))
def bad(x): yield x
try: bad()
except TypeError as e: print(e)
j = g(5); next(j); print(sorted(j.gi_frame.f_locals), j.gi_frame.f_lineno,
                         j.gi_frame.f_code.co_name)
class K:
    def __iter__(self):
        for i in range(3): yield self, i
print([i for _, i in K()], len(list(K())))
gen = lambda: (yield from "abc"); print(list(gen()))
def method_gen():
    global G
    G = 1
    yield G
print(list(method_gen()), G)
