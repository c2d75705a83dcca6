# A key that is deleted and set again many times is found as fast as ever, and order holds.
d = {i: i for i in range(100)}
for i in range(20000):
    del d[50]
    d[50] = i
    if i % 3 == 0:
        d.popitem()
        d[50] = -i
print(len(d), d[50], list(d)[-3:])  # expect: 100 19999 [98, 99, 50]
