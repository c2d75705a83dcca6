# A cache that makes what it has not: looked up and made in two steps.
import threading

made = []
cache = {}


def make(key):
    made.append(key)
    return object()


def get(key):
    if key not in cache:
        cache[key] = make(key)
    return cache[key]


got = []
threads = [threading.Thread(target=lambda: got.append(get("a"))) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("made", len(made), "times")
