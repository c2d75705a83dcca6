# krait.count, counters, live, spin and SharedCount.
import krait, threading

def loop(n):
    for i in range(n): pass
    return "done"
for _ in range(3): loop(10)
ten, twenty = krait.count(loop, 10), krait.count(loop, 20)
print(ten["result"], ten["switches"])  # expect: done 0
assert 10 <= ten["instructions"] < twenty["instructions"] < 100
assert krait.count(loop, 10) == ten
# What an inner count sees, the outer one has seen too.
assert krait.count(krait.count, loop, 20)["instructions"] >= twenty["instructions"]
try: krait.count(lambda: 1 // 0)
except ZeroDivisionError as e: print(e)  # expect: integer division or modulo by zero
try: krait.count()
except TypeError as e: print(e)  # expect: count() missing 1 required positional argument
class Thing: pass
things = [Thing() for _ in range(5)]
print(krait.live(Thing))  # expect: 5
try: krait.live(3)
except TypeError as e: print(e)  # expect: live() argument must be a type
assert krait.counters()["bytes"] > 100_000 and krait.counters()["objects"] > 100
assert krait.spin(1000) == krait.spin(1000, release=True) != krait.spin(999)
count = krait.SharedCount()
print(count.take_and_drop(1000), count.take_and_drop(1000, gil=False), count.value)  # expect: 0 0 1
