a = [3, 2, 1]
class Evil:
    def __init__(s, v): s.v = v
    def __lt__(s, o): a.append(1); return s.v < o.v
a = [Evil(2), Evil(1)]
try: a.sort()
except ValueError as e: print(e)
seen = []
b = [3, 1, 2]
b.sort(key=lambda x: seen.append(len(b)) or x); print(seen, b)
class Boom(Exception): pass
def key(x):
    if x == 2: raise Boom
    return -x
c = [1, 2, 3]
try: c.sort(key=key)
except Boom: print("after", c)
class Half:
    def __init__(s, v): s.v = v
    def __lt__(s, o):
        if s.v == 1 or o.v == 1: raise Boom
        return s.v < o.v
c = [Half(3), Half(2), Half(1)]
try: c.sort()
except Boom: print(sorted(h.v for h in c))
