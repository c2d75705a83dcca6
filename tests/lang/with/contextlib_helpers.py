from contextlib import contextmanager, ExitStack, suppress, closing, nullcontext, redirect_stdout, ContextDecorator
import io
@contextmanager
def cm(n):
    print("in", n)
    try: yield n * 2
    except ValueError as e: print("caught", e)
    finally: print("out", n)
with cm(1) as v: print(v)
with cm(2): raise ValueError("x")
try:
    with cm(3): raise KeyError("y")
except KeyError as e: print(repr(e))
@contextmanager
def no_yield():
    if False: yield
@contextmanager
def two(): yield 1; yield 2
for g in (no_yield, two):
    try:
        with g(): pass
    except RuntimeError as e: print(e)
with ExitStack() as st:
    for i in range(2): st.enter_context(cm(i))
    st.callback(print, "callback")
    st.push(lambda *a: print("pushed", a[0]))
with suppress(ZeroDivisionError): 1 / 0
with nullcontext(5) as n: print(n)
b = io.StringIO()
with redirect_stdout(b): print("captured")
print(repr(b.getvalue()))
@cm(9)
def decorated(): print("inside")
decorated(); decorated()
class Cl:
    def close(s): print("closed")
with closing(Cl()): pass
