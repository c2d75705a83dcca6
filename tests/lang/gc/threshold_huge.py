# A threshold is a C int; the largest one costs no memory.
import gc

for threshold in (2**31, -(2**31) - 1, 2**61 + 1):
    try:
        gc.set_threshold(threshold)
    except OverflowError as error:
        print(error)
before = gc.get_threshold()
gc.set_threshold(2**31 - 1, 5)
kept = [[] for _ in range(300_000)]
print(gc.get_threshold()[:2], len(kept))
gc.set_threshold(-5)
kept = [[] for _ in range(300_000)]
gc.set_threshold(*before)
print(len(kept), gc.isenabled())
