# What is unpacked is a NaN's sign and payload too.
import marshal, math, struct

for bits in ("7ff8000000000001", "7ff8000000000000", "fff8000000000001", "fff8000000000000", "7fffffffffffffff", "ffffffffffffffff"):
    nan = struct.unpack("!d", bytes.fromhex(bits))[0]
    print(bits, nan, math.copysign(1, nan), struct.pack("!d", nan).hex(), nan == nan, nan is nan,
          math.copysign(1, marshal.loads(marshal.dumps(nan))), nan + 1, [nan] == [nan])
for bits in ("7fc00000", "ffc00000", "7fc00001"):
    nan = struct.unpack("!f", bytes.fromhex(bits))[0]
    print(bits, nan, math.copysign(1, nan), struct.pack("!f", nan).hex())
for bits in ("7e00", "fe00"):
    nan = struct.unpack("!e", bytes.fromhex(bits))[0]
    print(bits, nan, math.copysign(1, nan), struct.pack("!e", nan).hex())
