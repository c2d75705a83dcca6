# Takes time in proportion to the text, whatever the text is.
n = 100_000
for make in (bytes, bytearray):
    a, b = make(b"a" * n), make(b"b" * n)
    text, needle = a + a + b + a + a, a + b + b + a
    print(text.find(needle), text.count(needle), (text + needle).find(needle) == len(text))
    # expect: -1 0 True
