"""Lost updates by switch rule: four threads count to the same number, by a bare +=, with a call
between the read and the write, and with a lock. Under Krait; prints how many updates were lost.
"""
import sys
import threading

import krait

COUNT = 1_000_000


def identity(x):
    return x


def bare():
    global total
    for _ in range(COUNT):
        total += 1


def called():
    global total
    for _ in range(COUNT):
        total = identity(total) + 1


def locked():
    global total
    for _ in range(COUNT):
        with lock:
            total = identity(total) + 1


lock = threading.Lock()
sys.setswitchinterval(0.00005)
print(f"{'rule':10}{'bare +=':>12}{'with a call':>14}{'with a lock':>14}    lost of {4 * COUNT}")
for rule in "backedge", "opcode":
    krait.gil.rule = rule
    lost = []
    for work in bare, called, locked:
        total = 0
        threads = [threading.Thread(target=work) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        lost.append(4 * COUNT - total)
    print(f"{rule:10}{lost[0]:12}{lost[1]:14}{lost[2]:14}")
