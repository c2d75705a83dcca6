from array import array
a = array("i", [1, 2, 3]); a.append(4); a.extend([5]); a[0] = 9; print(a, a.typecode, a.itemsize,
        len(a), a[1:3], a.tolist(), a.pop(), a.index(3), a.count(2), a + array("i", [7]), a * 2,
        a == array("i", [9, 2, 3, 4]), array("d", [1.5]), array("B", b"ab"),
        a.tobytes() == bytes(memoryview(a)), list(reversed(a)), a.buffer_info()[1]); a.insert(0,
                0); a.remove(3); a.reverse(); a.byteswap(); a.byteswap(); print(a); del a[0]; a[:2] = array("i", [8]); print(a)
for f in (lambda: array("z"), lambda: array("b", [200]), lambda: array("i", ["a"]),
          lambda: array("i", [1.5]), lambda: array("i")[0], lambda: array("i", [1]) + [1],
          lambda: array("i", [1]).remove(2), lambda: array("B").append(-1),
          lambda: array("i").pop(), lambda: array("i").frombytes(b"abc"),
          lambda: array("i", [1])[0:1].__setitem__(slice(0, 1), [1]), lambda: hash(array("i"))):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
