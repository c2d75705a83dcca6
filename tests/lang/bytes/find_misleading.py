# Takes time in proportion to the text, whatever the text is.
n = 100_000
def check(make):
    a, b = make(b"a" * n), make(b"b" * n)
    text, needle = a + a + b + a + a, a + b + b + a
    return text.find(needle), text.count(needle), (text + needle).find(needle) == len(text)
print(check(bytes))  # expect: (-1, 0, True)
print(check(bytearray))  # expect: (-1, 0, True)
