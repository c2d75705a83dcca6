# Two tellers read a balance, think, and write it back.
import threading

balance = 100


def withdraw(amount):
    global balance
    seen = balance
    rest = compute(seen, amount)
    balance = rest


def compute(seen, amount):
    return seen - amount


threads = [threading.Thread(target=withdraw, args=(n,)) for n in (10, 20)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert balance == 70, balance
