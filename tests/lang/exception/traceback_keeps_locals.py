import sys
class Noisy:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n)
def f():
    local = Noisy("local")
    raise ValueError
try: f()
except ValueError as e:
    print("in handler", sorted(e.__traceback__.tb_next.tb_frame.f_locals))
print("after handler")
def g():
    keep = Noisy("keep")
    raise KeyError
saved = None
try: g()
except KeyError as e: saved = e
print("saved"); saved.__traceback__ = None; print("traceback dropped")
