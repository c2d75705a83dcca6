# Attributes of numbers cannot be deleted; timeouts of any size are taken.
import _pickle
import io
import sqlite3

connection = sqlite3.connect(":memory:", timeout=1e30)
sqlite3.connect(":memory:", timeout=float("nan")).close()
pickler = _pickle.Pickler(io.BytesIO())
for owner, name in ((connection.cursor(), "arraysize"), (pickler, "fast"), (pickler, "bin")):
    try:
        delattr(owner, name)
    except TypeError as error:
        print(error)
