"""Counts the words of a generated text: split, strip, lower, dict updates, sorting by count."""
import sys

STEMS = ("the of and to in a is that for it as was with be by on not he his but at are this have "
         "from or had an they which one you were all her she there would their we him been has "
         "when who will no more if out so up said what its about than into them can only other "
         "time new some could these two may first then do any like my now over such our man me "
         "even most made after also did many off before must well back through years where").split()


def text(n):
    seed = 12345
    words = []
    for i in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        word = STEMS[seed * seed % 9973 % len(STEMS)]
        if seed % 11 == 0:
            word = word.capitalize()
        if seed % 7 == 0:
            word += ",.;!?"[seed % 5]
        words.append(word)
        if seed % 17 == 0:
            words.append("\n")
    return " ".join(words)


def count(source):
    counts = {}
    lines = 0
    for line in source.split("\n"):
        lines += 1
        for word in line.split():
            word = word.strip(",.;!?").lower()
            if word:
                counts[word] = counts.get(word, 0) + 1
    return lines, counts


def letters(source):
    counts = {}
    for c in source:
        if c.isalpha():
            if c in counts:
                counts[c] += 1
            else:
                counts[c] = 1
    return counts


n = int(sys.argv[1]) if len(sys.argv) > 1 else 900000
source = text(n)
lines, counts = count(source)
top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:6]
print(lines, len(counts), top, sorted(letters(source[:1600000]).items())[:3])
