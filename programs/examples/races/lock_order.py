# Two accounts, a transfer in each direction: each takes the lock of the one it takes from first.
import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


    def has(self, amount):
        return self.balance >= amount


def transfer(source, target, amount):
    with source.lock:
        if not source.has(amount):
            return
        with target.lock:
            source.balance -= amount
            target.balance += amount


a, b = Account(100), Account(100)
threads = [threading.Thread(target=transfer, args=pair) for pair in ((a, b, 10), (b, a, 20))]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(a.balance, b.balance)
