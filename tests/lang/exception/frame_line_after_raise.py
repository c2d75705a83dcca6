def lines(f):
    try: f()
    except Exception as ex: t = ex.__traceback__
    r=[]
    t = t.tb_next
    while t:
        fr=t.tb_frame
        r.append((t.tb_lineno-fr.f_code.co_firstlineno, None if fr.f_lineno is None else fr.f_lineno-fr.f_code.co_firstlineno))
        t=t.tb_next
    print(f.__name__, r)
def simple():
    1/0
    pass
lines(simple)
def in_except():
    try:
        1/0
    except:
        1/0
        pass
lines(in_except)
def after_except():
    try: 1/0
    except:
        pass
    else:
        pass
    2/0
lines(after_except)
def other_except():
    try:
        1/0
    except TypeError as ex:
        pass
lines(other_except)
def in_named_except():
    try:
        1/0
    except Exception as ex:
        1/0
        pass
lines(in_named_except)
def in_try():
    try:
        1/0
    except TypeError as ex: pass
lines(in_try)
def in_finally_normal():
    try:
        pass
    finally:
        1/0
        pass
lines(in_finally_normal)
def in_finally_except():
    try:
        1/0
    finally:
        1/0
        pass
lines(in_finally_except)
class Noop:
    def __enter__(self): return self
    def __exit__(self, *args): pass
def after_with():
    with Noop():
        1/0
        pass
lines(after_with)
class ExitFails:
    def __enter__(self): return self
    def __exit__(self, *args):
        raise ValueError
def after_with2():
    with ExitFails():
        1/0
lines(after_with2)
def gen():
    yield 1
g=gen(); print(g.gi_frame.f_lineno); next(g); fr=g.gi_frame; print(fr.f_lineno); list(g); print(fr.f_lineno)
