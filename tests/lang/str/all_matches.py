# count, split and replace of str and bytes find the same places as a search by hand: texts around
# the block of sixteen bytes, needles that overlap themselves, and text that misleads the search.


def places(text, needle):
    found, at = [], 0
    while at + len(needle) <= len(text):
        if text[at : at + len(needle)] == needle:
            found.append(at)
            at += len(needle)
        else:
            at += 1
    return found


def parts(text, needle, most=-1):
    result, start = [], 0
    for at in places(text, needle)[: None if most < 0 else most]:
        result.append(text[start:at])
        start = at + len(needle)
    return result + [text[start:]]


def check(text, needle, new):
    at = places(text, needle)
    assert text.count(needle) == len(at), (text, needle)
    for low, high in ((1, None), (0, -1), (3, 20), (5, 2), (1 << 70, None), (900, 1000)):
        assert text.count(needle, low, high) == len(places(text[low:high], needle))
    for most in (-1, 0, 1, 2, 50):
        assert text.split(needle, most) == parts(text, needle, most), (text, needle, most)
        assert text.replace(needle, new, most) == new.join(parts(text, needle, most))


bodies = ['', 'a', 'ab', 'aaa', 'abcabc', 'ab' * 8, 'ab' * 9, 'a' * 15, 'a' * 16, 'a' * 17, 'a' * 33]
bodies += ['hello world, hello moon ' * 5, 'axxb' * 60 + 'ayyb', 'a' * 200 + 'b', 'xyz' * 30 + '\n']
needles = ['a', 'b', 'aa', 'ab', 'aaa', 'abc', 'axxb', 'ayyb', 'hello', 'hello moon', 'world, hello moon',
           'a' * 16, 'a' * 17, 'ab' * 8, 'xyz\n']
for body in bodies:
    for needle in needles:
        for new in ('', 'N', 'longer than before'):
            check(body, needle, new)
            check(body.encode(), needle.encode(), new.encode())
        check(body + '\xe9', needle, '-')
        check(body + '\u20ac' + body, needle, '-')
        check('\U0001f600' + body, needle, '\xe9')
    check(body + '\xe9' + body, '\xe9', 'e')
    check(body + '\xe9' + body, '\u20ac', 'e')
    check(body, '\xe9\xe9', 'e')
print('ok')
