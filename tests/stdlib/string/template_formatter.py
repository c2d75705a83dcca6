import string
t = string.Template('$who likes ${what}s, $$5')
print(t.substitute(who='tim', what='kung'), t.safe_substitute(who='x'), t.get_identifiers(), t.is_valid())  # expect: tim likes kungs, $5 x likes ${what}s, $5 ['who', 'what'] True
for f in (lambda: t.substitute(who=1), lambda: string.Template('a\nb $').substitute()):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
# expect: KeyError 'what'
# expect: ValueError Invalid placeholder in string: line 2, col 3

class Pct(string.Template):
    delimiter = '%'
    idpattern = '[a-z]+'
print(Pct('%a %% %{b}').substitute({'a': 1}, b=2))  # expect: 1 % 2
f = string.Formatter()
print(f.format('{0:>{width}} {x!r} {y[k].real}', 7, width=3, x='s', y={'k': 2}))  # expect:   7 's' 2
for args in (('{} {0}', 1), ('{!z}', 1), ('{a}',)):
    try:
        f.format(*args)
    except Exception as e:
        print(type(e).__name__, e)
# expect: ValueError cannot switch from manual field specification to automatic field numbering
# expect: ValueError Unknown conversion specifier z
# expect: KeyError 'a'
print(string.capwords('  hello   wOrld '), string.digits, len(string.printable))  # expect: Hello World 0123456789 100
