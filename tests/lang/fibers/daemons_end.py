# At the end daemon threads are ended wherever they are; no clause of theirs runs, and what they own
# is released.
# args: --threads=fibers
import threading
import queue

class Owned:
    def __del__(self):
        print("released")

def work():
    owned = Owned()
    try:
        while True:
            try:
                queue.Queue().get()
            except BaseException:
                print("no")
    finally:
        print("no")

for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
import time
time.sleep(1)
print("end")
# expect: end
# expect: released
# expect: released
# expect: released
