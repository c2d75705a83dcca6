# From version 3 a value met again is written once; lists and dicts may contain themselves.
import marshal

shared = ["long text of some length", b"bytes"]
twice = (shared, shared)
for version in range(marshal.version + 1):
    a, b = marshal.loads(marshal.dumps(twice, version))
    print(version, a == b == shared, a is b)

items = [1, 2.5]
items.append(items)
copy = marshal.loads(marshal.dumps(items))
print(copy[2] is copy, copy[:2])
table = {"a": 1}
table["self"] = table
copy = marshal.loads(marshal.dumps(table))
print(copy["self"] is copy)
try:
    marshal.dumps(items, 2)
except ValueError as e:
    print(e)

print(len(marshal.dumps([shared] * 100)) < 600 < len(marshal.dumps([shared] * 100, 2)))
# Sets are written in an order that does not depend on hashes.
print(marshal.dumps({"b", "c", "a"}, 2))
print(marshal.dumps(frozenset([3, 1, 2]), 2))
# The oldest versions write numbers as text.
print(marshal.dumps(1.5, 1), marshal.dumps(2 + 0.1j, 1), marshal.loads(marshal.dumps(2 + 0.1j, 0)))
