# Chains of comparisons longer than what is kept in registers of its own: each operand is looked at
# once, from the left, until a comparison fails, as a value and as a condition.
class Number:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        log.append((self.value, other.value))
        return self.value < other.value


log = []
names = list("abcdefghij")


class Numbers:
    def __getattr__(self, name):
        log.append(name)
        return Number(values[name])


n = Numbers()
for broken in range(len(names) + 1):
    values = {name: i for i, name in enumerate(names)}
    if broken < len(names):
        values[names[broken]] = -1
    log.clear()
    value = n.a < n.b < n.c < n.d < n.e < n.f < n.g < n.h < n.i < n.j
    as_value = list(log)
    log.clear()
    if n.a < n.b < n.c < n.d < n.e < n.f < n.g < n.h < n.i < n.j:
        taken = True
    else:
        taken = False
    assert as_value == log
    log.clear()
    if not n.a < n.b < n.c < n.d < n.e < n.f < n.g < n.h < n.i < n.j:
        assert not taken
    print(broken, value, taken, as_value[-1], len(as_value), as_value == log)


def local(a, b, x):
    return a.v < b < x.v < a < x.w < b < x.u < x.v < a


class X:
    v, w, u = 1, 3, 5


a = type("A", (int,), {"v": 0})(2)
print(local(a, 1, X), local(a, 0.5, X))

# 20,000 operands take registers and time for a few.
source = "x = " + " < ".join(["n.a"] * 20_000)
try:
    exec(source)
except Exception as e:
    print(e)
print(x, len(source))
