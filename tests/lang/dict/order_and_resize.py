d = {i: i for i in range(20)}
for i in range(0, 20, 3): del d[i]
d[0] = "back"; d[1] = "same place"
print(list(d.items()))
print(d.popitem(), d.popitem(), list(reversed(d))[:3], list(reversed(d.items()))[:1],
      list(reversed(d.values()))[:2])
for i in range(1000): d[f"k{i}"] = i
for i in range(990): del d[f"k{i}"]
print(len(d), list(d)[-3:], sum(v for v in d.values() if isinstance(v, int)))
e = dict(d); d.clear(); d["fresh"] = 1; print(len(e), d)
