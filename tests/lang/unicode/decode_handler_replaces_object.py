# A handler may put other bytes into the exception, but nothing else.
import codecs
def other(error): error.object = 42; return "?", 0
def nothing(error): error.object = b""; return "?", 0
codecs.register_error("other", other); codecs.register_error("nothing", nothing)
def refused(encoding):
    try: b"\xff".decode(encoding, "other")
    except TypeError as e: return "bytes" in str(e)
print([refused(e) for e in ("ascii", "utf-8", "utf-16", "utf-32")])  # expect: [True, True, True, True]
print(b"\xff".decode("utf-8", "nothing"))  # expect: ?
