# uuid.uuid1 over _uuid: fields, order, and no two the same.
import os
import uuid
import _uuid

data, safe = _uuid.generate_time_safe()
print(type(data), len(data), safe in (-1, 0), _uuid.has_uuid_generate_time_safe)

made = [uuid.uuid1() for _ in range(2000)]
first = made[0]
print(first.version, first.variant == uuid.RFC_4122)
print(len(set(made)))
print(all(a.time < b.time for a, b in zip(made, made[1:])))
print(len({(u.node, u.clock_seq) for u in made}))
print(isinstance(first.is_safe, uuid.SafeUUID))

import time
since_1582 = time.time() + 0x01b21dd213814000 / 1e7
print(abs(first.time / 1e7 - since_1582) < 60)

given = uuid.uuid1(node=0x123456789abc, clock_seq=0x2345)
print(given.node == 0x123456789abc, hex(given.clock_seq))

read, write = os.pipe()
if os.fork() == 0:
    os.write(write, uuid.uuid1().bytes)
    os._exit(0)
child = uuid.UUID(bytes=os.read(read, 16))
os.wait()
print(child not in made, child != uuid.uuid1())

try:
    _uuid.generate_time_safe(1)
except TypeError as error:
    print(error)
