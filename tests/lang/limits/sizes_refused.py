# Sizes that nobody has room for end in an exception, never in an abort.
class Shrinks:
    def __init__(self, data): self.data = data

    def __index__(self):
        self.data.clear()
        return 100


def refused(run):
    try:
        run()
    except (MemoryError, OverflowError):
        return True
    return False


huge = 2**62
for run in (lambda: b"\t".expandtabs(huge), lambda: b"x".ljust(huge), lambda: b"x".center(huge),
            lambda: b"x".zfill(huge), lambda: b"x" * huge, lambda: "%*d" % (huge, 1), lambda: "%*c" % (huge, "x"),
            lambda: b"%*d" % (huge, 1), lambda: format(1, str(huge)), lambda: format("x", str(huge)),
            lambda: format(65, str(huge) + "c"), lambda: "x".ljust(huge), lambda: "\t".expandtabs(huge), lambda: [0] * huge):
    assert refused(run)
assert bytearray() * huge == bytearray()
assert b"" * huge == b""
data = bytearray(b"x" * 1000)
data *= Shrinks(data)  # the bytes go away while the count is asked for
assert data == b""
data = bytearray(b"x" * 1000)
assert data * Shrinks(data) == b""

error = BlockingIOError(11, "text", 2**63 - 1)
assert error.characters_written == 2**63 - 1

source = "@str\n" * 20000 + "def f(): pass\n"
try:
    compile(source, "many", "exec")
except (OverflowError, RecursionError, MemoryError):
    pass
