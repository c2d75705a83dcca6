import traceback
try:
    'x'.uper
except AttributeError as error:
    print(traceback.format_exception_only(error))
    # expect: ["AttributeError: 'str' object has no attribute 'uper'. Did you mean: 'upper'?\n"]
try:
    compile('a b', 'f.py', 'exec')
except SyntaxError as error:
    print(''.join(traceback.format_exception_only(error)), end='')
    # expect:   File "f.py", line 1
    # expect:     a b
    # expect:       ^
    # expect: SyntaxError: invalid syntax
