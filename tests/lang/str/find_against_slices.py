# find, rfind, count and split agree with a search by slices, at all lengths around a block.
import random

random.seed(5)
for trial in range(1500):
    alphabet = random.choice(['ab', 'abcdefgh', 'a', 'a\xe9', 'a\u20acb'])
    text = ''.join(random.choice(alphabet) for _ in range(random.randrange(0, 80)))
    part = ''.join(random.choice(alphabet) for _ in range(random.randrange(1, 6)))
    start = random.randrange(0, len(text) + 1)
    places = [i for i in range(start, len(text) - len(part) + 1) if text[i:i + len(part)] == part]
    assert text.find(part, start) == (places[0] if places else -1)
    assert text.rfind(part, start) == (places[-1] if places else -1)
    assert len(text.split(part)) == text.count(part) + 1
    assert text[::-1] == ''.join(reversed(text))
    assert set(text) == {c for c in text}
print('x' * 300 + 'needle' in 'x' * 301, ('x' * 300 + 'needle').find('needle'))  # expect: False 300
