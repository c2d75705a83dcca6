# What a builtin type keeps beside its attributes cannot be restored: TypeError, not an empty copy.
import array
import copy
import os
import pickle
import queue
import select
import struct
import threading
import zlib


class Owner:
    def __init__(self):
        self.lock = threading.Lock()


def attempt(name, call, value):
    try:
        call(value)
        print(name, "done")
    except TypeError as e:
        print(name, e)


for make in (threading.Lock, threading.RLock, threading.local, threading.Condition,
             threading.Event, queue.SimpleQueue, zlib.compressobj, select.poll, Owner,
             lambda: struct.Struct("i"), lambda: (yield)):
    value = make()
    for call in (pickle.dumps, copy.copy, copy.deepcopy):
        attempt(call.__name__, call, value)
with os.scandir("/") as entries:
    attempt("entry", pickle.dumps, next(entries))
attempt("array", lambda v: object.__reduce_ex__(v, 2), array.array("i"))
for value in (array.array("i", [1, 2]), [1], {1: 2}, {3}, "s", ValueError("v")):
    print(pickle.loads(pickle.dumps(value)))
