# The text of a keyword may replace its value while repr() runs.
import functools
p = functools.partial(print)
class MutatesYourDict(object):
    def __str__(self):
        p.keywords[self] = ['sth2']
        return 'astr'
p.keywords[MutatesYourDict()] = ['sth']
r = repr(p)
print("astr" in r, "sth" in r)
