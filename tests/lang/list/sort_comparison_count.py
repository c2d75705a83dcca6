class K:
    count = 0
    def __init__(s, v): s.v = v
    def __lt__(s, o): K.count += 1; return s.v < o.v
def count(values):
    K.count = 0; data = [K(v) for v in values]; data.sort(); assert [k.v for k in data] == sorted(values); return K.count
print(count(range(100)), count(range(100, 0, -1)), count([1] * 50),
      count(list(range(50)) + list(range(50))), count([3, 1, 2]), count([1]), count([]))
print(count([i * 37 % 64 for i in range(64)]) <= 350)
