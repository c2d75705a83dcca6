# multiprocessing.Value and Array: wrapping, texts, slices, errors, locks.
import multiprocessing as mp
import pickle
from multiprocessing import sharedctypes


def attempt(call, *args):
    try:
        print(call(*args))
    except Exception as e:
        print(type(e).__name__, e)


def assign(target, name, value):
    setattr(target, name, value)
    return getattr(target, name)


for code in "bBhHiIlLqQ":
    v = sharedctypes.RawValue(code, 5)
    for value in (1, -1, 127, 2**31, 2**63 - 1, -2**63, True):
        v.value = value
        print(code, v.value, end=" ")
    print(v)
for code, value in (("d", 1.5), ("d", 3), ("f", 0.25), ("c", b"x"), ("u", "\u20ac")):
    v = sharedctypes.RawValue(code)
    v.value = value
    print(v, repr(v.value))
for code, value in (("i", "x"), ("i", 1.5), ("d", "x"), ("c", b"xy"), ("c", "x")):
    try:
        sharedctypes.RawValue(code).value = value
    except TypeError as e:
        print("TypeError")

a = mp.Array("i", range(5))
print(len(a), a[1], a[-1], a[1:4], a[::-2], list(a), a.get_obj()[:])
a[0] = 10
a[1:3] = [7, 8]
print(a[:])
attempt(a.__getitem__, 5)
attempt(a.__setitem__, slice(0, 2), [1, 2, 3])
print(mp.Array("d", 3)[:], len(mp.Array("d", 0)), sum(mp.Array("H", [1, 2, 3])))
text = mp.Array("c", b"hello")
print(text.value, text.raw, text[0], text[1:3], len(text))
text.value = b"hi"
print(text.value, text.raw)
attempt(assign, text, "value", b"too long")
attempt(assign, text, "raw", b"12345")
attempt(sharedctypes.RawArray, "i", -1)
attempt(mp.Value, "no such")
print(mp.Value("i", 3), sharedctypes.RawValue("d", 2.0))
with mp.Value("i", 3) as held, (v := mp.Value("i", 4)).get_lock():
    v.value += 1
    print(held, v.value, v.get_obj())
raw = mp.Value("i", 1, lock=False)
print(raw, hasattr(raw, "get_lock"))
other = sharedctypes.copy(raw)
other.value = 9
print(raw.value, other.value)
for shared in (v, a):
    attempt(pickle.dumps, shared)
