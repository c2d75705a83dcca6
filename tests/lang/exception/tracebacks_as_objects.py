import sys, traceback
def f(): g()
def g(): raise ValueError("x")
try: f()
except ValueError as e:
    tb = e.__traceback__
    while tb: print(tb.tb_frame.f_code.co_name, tb.tb_lineno, type(tb).__name__); tb = tb.tb_next
    print([(s.name, s.lineno, s.line) for s in traceback.extract_tb(e.__traceback__)])
    print("".join(traceback.format_exception_only(e)), traceback.format_exc().splitlines()[-1])
    print(sorted(n for n in dir(e.__traceback__) if n[0] == "t"))
    inner = e.__traceback__.tb_next.tb_next
try: raise TypeError("y").with_traceback(inner)
except TypeError as e: print([s.name for s in traceback.extract_tb(e.__traceback__)])
print(sys._getframe().f_code.co_name, sys._getframe().f_lineno)
