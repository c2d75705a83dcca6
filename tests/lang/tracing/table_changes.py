# A trace function set inside a C++ call reaches the frames outside; one that raises ends tracing.
import sys

events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


class Setter:
    def __len__(self):
        caller = sys._getframe(1)
        caller.f_trace = tracer
        sys.settrace(tracer)
        return 1


def outer():
    n = len(Setter())
    n += 1
    for x in map(lambda v: v + n, [1]):
        n += x
    sys.settrace(None)
    return n


print(outer())
print(events)
events.clear()


def raising(frame, event, arg):
    if event == "line":
        raise KeyError("stop")
    return raising


def traced():
    return [1, 2][0] + 1


sys.settrace(raising)
try:
    traced()
except KeyError as error:
    print("raised", error, sys.gettrace())
print(sys.call_tracing(len, ([1, 2],)), sys.getprofile())
