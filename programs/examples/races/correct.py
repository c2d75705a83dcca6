# The same with a lock: no schedule ends otherwise.
import threading

balance = 100
lock = threading.Lock()


def withdraw(amount):
    global balance
    with lock:
        seen = balance
        balance = max(seen - amount, 0)


threads = [threading.Thread(target=withdraw, args=(n,)) for n in (10, 20, 30)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert balance == 40, balance
print("all is well")
