class NoExit:
    def __enter__(s): print("entered")
class NoEnter:
    def __exit__(s, *a): pass
class Neither: pass
class Async:
    async def __aenter__(s): pass
    async def __aexit__(s, *a): pass
for c in (NoExit, NoEnter, Neither, Async, lambda: 5, lambda: None):
    try:
        with c(): print("body")
    except TypeError as e: print(e)
c = Neither(); c.__enter__ = c.__exit__ = lambda *a: None
try:
    with c: pass
except TypeError as e: print(e)
class EnterRaises:
    def __enter__(s): raise ValueError("enter")
    def __exit__(s, *a): print("not called")
try:
    with EnterRaises(): pass
except ValueError as e: print(e)
