import warnings
with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter('always')
    warnings.warn('old', DeprecationWarning)
print([(w.category.__name__, str(w.message)) for w in log])  # expect: [('DeprecationWarning', 'old')]
print(warnings.formatwarning('m', UserWarning, 'f.py', 3, 'x = 1'), end='')
# expect: f.py:3: UserWarning: m
# expect:   x = 1


@warnings.deprecated('use g')
def f():
    return 1


with warnings.catch_warnings(action='error'):
    try:
        f()
    except DeprecationWarning as error:
        print(error, f.__deprecated__)  # expect: use g use g
