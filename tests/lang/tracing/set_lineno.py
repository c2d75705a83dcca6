# A trace function may set f_lineno: the frame goes on at that line.
import sys, warnings
def run(function, jump_from, jump_to):
    first = function.__code__.co_firstlineno
    done = []
    def trace(frame, event, arg):
        if frame.f_code is function.__code__ and event == "line" and not done \
                and frame.f_lineno == first + jump_from:
            done.append(1)
            frame.f_lineno = first + jump_to
            assert frame.f_lineno == first + jump_to
        return trace
    out = []
    sys.settrace(trace)
    try: function(out)
    except ValueError as e: out.append(str(e))
    finally: sys.settrace(None)
    print(out)
def straight(out):
    out.append(1)
    out.append(2)
    out.append(3)
run(straight, 2, 3)  # expect: [1, 3]
run(straight, 3, 2)  # expect: [1, 2, 2, 3]
run(straight, 2, -1)  # expect: [1, 'line 18 comes before the current code block']
run(straight, 2, 9)  # expect: [1, 'line 28 comes after the current code block']
def loop(out):
    out.append(1)
    for i in 1, 2:
        out.append(3)
        out.append(4)
    out.append(5)
run(loop, 1, 3)  # expect: ["can't jump into the body of a for loop"]
run(loop, 3, 5)  # expect: [1, 5]
run(loop, 4, 3)  # expect: [1, 3, 3, 4, 3, 4, 5]
class Context:
    def __init__(self, out): self.out = out
    def __enter__(self): self.out.append("enter")
    def __exit__(self, *a): self.out.append("exit")
def block(out):
    with Context(out):
        out.append(2)
        out.append(3)
    out.append(4)
run(block, 2, 4)  # expect: ['enter', 4]
run(block, 2, 3)  # expect: ['enter', 3, 'exit', 4]
def handler(out):
    try:
        out.append(2)
        1 / 0
    except ZeroDivisionError:
        out.append(5)
        out.append(6)
    out.append(sys.exception())
run(handler, 6, 7)  # expect: [2, 5, None]
run(handler, 2, 5)  # expect: ["can't jump into an 'except' block as there's no exception"]
def unbound(out):
    x = 1
    y = 2
    out.append((x, y))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    run(unbound, 2, 3)  # expect: [(1, None)]
print(caught[0].message)  # expect: assigning None to 1 unbound local
try: sys._getframe().f_lineno = 3
except ValueError as e: print(e)  # expect: f_lineno can only be set in a trace function
