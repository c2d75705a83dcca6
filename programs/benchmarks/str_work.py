"""Text: splitting, joining, searching, replacing, case, comparison, formatting, indexing."""
import sys

TEXT = ("It was a dark and stormy evening; rain fell in torrents, except at occasional "
        "intervals, when it was checked by a violent gust of wind. ")


def run(n):
    total = 0
    for i in range(n):
        words = TEXT.split()
        line = "-".join(words).upper().replace("WIND", "sun").lower()
        total += line.find("gust") + line.count("a") + len(line.strip("."))
        total += sum(1 for w in words if w.startswith("w") or w.endswith("t"))
        title = f"{i:>6}:{words[i % len(words)]!r:<12}|{i * 0.5:.2f}"
        total += len(title) + (title < line)
        key, _, rest = line.partition("-")
        total += ord(rest[i % 40]) + len(key[::-1]) + len("%s=%d" % (key, i))
    palindromes = 0
    for i in range(n * 5):
        s = str(i)
        if s == s[::-1]:
            palindromes += 1
    vowels = 0
    for c in TEXT * (n // 100):
        if c in "aeiou":
            vowels += 1
    return total, palindromes, vowels


n = int(sys.argv[1]) if len(sys.argv) > 1 else 70000
print(run(n))
