# A bounded buffer whose consumers look only once whether there is something after they were woken.
import threading

items = []
changed = threading.Condition()


def consume():
    with changed:
        if not items:
            changed.wait()
        items.pop()


def produce():
    with changed:
        items.append("item")
        changed.notify()


consumers = [threading.Thread(target=consume) for _ in range(2)]
producers = [threading.Thread(target=produce) for _ in range(2)]
for t in consumers + producers:
    t.start()
for t in consumers + producers:
    t.join()
print("left:", len(items))
