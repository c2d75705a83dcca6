# Closing a generator that stands where nothing would catch or clean up does not resume it.
import sys


def plain():
    yield 1
    yield 2


def guarded():
    try:
        yield 1
    finally:
        print("cleaned")


def delegating():
    yield from guarded()


def events(make):
    seen = []
    g = make()
    next(g)
    sys.setprofile(lambda frame, event, arg: seen.append((event, frame.f_code.co_name)))
    g.close()
    sys.setprofile(None)
    return [e for e in seen if e[1] != "events"]


print(events(plain))  # expect: []
print(events(guarded))
# expect: cleaned
# expect: [('call', 'guarded'), ('c_call', 'guarded'), ('c_return', 'guarded'), ('return', 'guarded')]
g = delegating()
next(g)
del g  # expect: cleaned


class Loud:
    def __del__(self): print("released")


def holding():
    a = Loud()
    yield [Loud(), (yield a)]


g = holding()
next(g)
g.close()
# expect: released
# expect: released
print(g.gi_frame, g.gi_running)  # expect: None False
