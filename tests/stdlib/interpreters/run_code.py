# Interpreters: made, used, closed; what goes in and comes out.
import interpreters
import threading

main = interpreters.get_main()
print(interpreters.get_current() is main, main, interpreters.list_all() == [main])
a = interpreters.create()
b = interpreters.create()
print(len(interpreters.list_all()), a != b, a is interpreters.Interpreter(a.id), a.is_running())

a.exec("x = 41")
a.prepare_main(y=1, name="one")
a.exec("print(x + y, name, __name__)")
b.exec("""
    import sys
    print('x' in globals(), sys.modules['__main__'].__dict__ is globals())
""")

try:
    a.exec("def f():\n    raise ValueError('no')\nf()")
except interpreters.ExecutionFailed as e:
    print(e.excinfo.type.__name__, e.excinfo.msg, "|", e.excinfo.formatted)
    print(str(e).splitlines()[0], "/", str(e).splitlines()[-1])

def double(n, *, times=2):
    return n * times

import math
print(a.call(double, 21), a.call(double, "ab", times=3), a.call(math.gcd, 12, 18))
print(a.call(divmod, 7, 2), b.call(sorted, [3, 1, 2], reverse=True))
try:
    b.call(math.sqrt, -1)
except interpreters.ExecutionFailed as e:
    print(e.excinfo.formatted)
try:
    b.call(double, lambda: 0)
except interpreters.NotShareableError as e:
    print("not shareable")

# Each has its modules and its __main__.
a.exec("import math; math.pi = 3")
print(math.pi > 3.1, b.call(eval, "__import__('math').pi") > 3.1, a.call(eval, "__import__('math').pi"))

t = a.call_in_thread(double, 1)
t.join()
b.exec("import threading\nout = []\nts = [threading.Thread(target=out.append, args=(i,)) for i in range(5)]\n"
       "[t.start() for t in ts]; [t.join() for t in ts]; print(sorted(out))")
try:
    b.exec("threading.Thread(daemon=True)")
except interpreters.ExecutionFailed as e:
    print(e.excinfo.formatted)
a.close()
try:
    a.exec("1")
except interpreters.InterpreterNotFoundError as e:
    print(type(e).__name__)
try:
    main.close()
except interpreters.InterpreterError as e:
    print(e)
try:
    interpreters.Interpreter(1000)
except interpreters.InterpreterNotFoundError as e:
    print(e)
b.close()
print(interpreters.list_all())
# expect: True Interpreter(0) True
# expect: 3 True True False
# expect: 42 one __main__
# expect: False True
# expect: ValueError no | ValueError: no
# expect: ValueError: no / ValueError: no
# expect: 42 ababab 6
# expect: (3, 1) [3, 2, 1]
# expect: ValueError: math domain error
# expect: not shareable
# expect: True True 3
# expect: [0, 1, 2, 3, 4]
# expect: RuntimeError: daemon threads are disabled in this (sub)interpreter
# expect: InterpreterNotFoundError
# expect: cannot close the main interpreter
# expect: unrecognized interpreter ID 1000
# expect: [Interpreter(0)]
