# A line that f_lineno led to is not reported again, and a hook may jump and take itself off.
import sys

jumps = {5: 3}


def f():
    a = 1
    b = 2
    return a


first = f.__code__.co_firstlineno


def hook(frame, event, arg):
    if frame.f_code.co_name not in ('f', 'generator', 'part'):
        return None
    if event != 'exception':
        print(event, frame.f_lineno - frame.f_code.co_firstlineno)
    if event == 'line' and not done and frame.f_lineno - first == 3:
        done.append(1)
        frame.f_lineno = first + 1
        if off:
            sys.settrace(None)
    return hook


def generator():
    x = yield from part()
    return x


def part():
    yield 1
    yield 2


off = False
done = []
sys.settrace(hook)
f()
for _ in generator(): pass
off = True
done = []
print('off')
f()
sys.settrace(hook)
print(f())
sys.settrace(None)
