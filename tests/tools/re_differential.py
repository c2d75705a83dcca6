"""Compares Krait's regular-expression engine with the re module of the Python that runs this file.

    python3.13 tests/tools/re_differential.py build/dev/tests/re_tool [--count N] [--seed N] [--file F]

Random patterns, subjects, flags and templates are made here; --file adds pairs from a file of
Python literals, one (pattern, subject) tuple a line. Needs CPython 3.13, so it is a developer's aid
and not a test of its own. Prints the first differences and exits 1 if there are any.
"""
import argparse
import ast
import random
import re
import signal
import subprocess
import sys
import warnings

KINDS = {re.error: 1, ValueError: 2, OverflowError: 3, IndexError: 4, RecursionError: 5}
LITERALS = "aaabbbcd01_ -\n.,AB"
WIDE = "\u00e9\u00c9\u00df\u00b5\u0130\u017f\u212a\u03c3\u03c2\u0660\u2028\U00010400\U00010428"
CLASSES = [r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"]


class Budget(Exception):
    pass


def give_up(signum, frame):
    raise Budget


class Maker:
    """Makes a random pattern; nearly always a valid one."""

    def __init__(self, rng):
        self.rng = rng
        self.groups = 0
        self.names = []
        self.wide = rng.random() < 0.3

    def char(self):
        if self.wide and self.rng.random() < 0.4:
            return self.rng.choice(WIDE)
        return self.rng.choice(LITERALS)

    def literal(self):
        c = self.char()
        if self.rng.random() < 0.05:
            return self.rng.choice([r"\x61", r"\n", r"\t", r"\141", r"\0", r"\u0062", r"\.", r"\-"])
        return re.escape(c) if self.rng.random() < 0.98 else c

    def char_class(self):
        rng = self.rng
        items = []
        for _ in range(rng.randint(1, 4)):
            kind = rng.random()
            if kind < 0.5:
                items.append(re.escape(self.char()))
            elif kind < 0.75:
                low, high = sorted([self.char(), self.char()])
                items.append(re.escape(low) + "-" + re.escape(high))
            else:
                items.append(rng.choice(CLASSES))
        return "[" + rng.choice(["", "", "^"]) + "".join(items) + "]"

    def atom(self, depth):
        rng = self.rng
        kind = rng.random()
        if depth <= 0 or kind < 0.45:
            return self.literal()
        if kind < 0.55:
            return self.char_class()
        if kind < 0.62:
            return rng.choice(CLASSES + [".", "."])
        if kind < 0.67:
            return rng.choice(["^", "$", r"\b", r"\B", r"\A", r"\Z"])
        if kind < 0.80:
            self.groups += 1
            number = self.groups
            if rng.random() < 0.1:
                name = "n%d" % number
                self.names.append(name)
                return "(?P<%s>%s)" % (name, self.pattern(depth - 1))
            return "(" + self.pattern(depth - 1) + ")"
        if kind < 0.88:
            return "(?:" + self.pattern(depth - 1) + ")"
        if kind < 0.92:
            opener = rng.choice(["(?=", "(?!", "(?<=", "(?<!", "(?>"])
            return opener + self.pattern(depth - 1) + ")"
        if kind < 0.94:
            flags = rng.choice(["i", "s", "m", "a", "-i", "x", "s-m", "u", "im"])
            return "(?%s:%s)" % (flags, self.pattern(depth - 1))
        if kind < 0.96 and self.groups:
            return "(?(%d)%s|%s)" % (
                rng.randint(1, self.groups), self.sequence(depth - 1), self.sequence(depth - 1))
        if self.groups:
            return "\\%d" % rng.randint(1, self.groups)
        return self.literal()

    def quantified(self, depth):
        atom = self.atom(depth)
        rng = self.rng
        if rng.random() < 0.65:
            return atom
        quantifier = rng.choice(["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "{,2}", "*", "+"])
        return atom + quantifier + rng.choice(["", "", "", "?", "+"])

    def sequence(self, depth):
        return "".join(self.quantified(depth) for _ in range(self.rng.randint(0 if depth < 3 else 1, 4)))

    def pattern(self, depth):
        alternatives = [self.sequence(depth)]
        while self.rng.random() < 0.25:
            alternatives.append(self.sequence(depth))
        return "|".join(alternatives)

    def subject(self):
        chars = LITERALS + (WIDE if self.wide and self.rng.random() < 0.7 else "")
        if self.wide and self.rng.random() < 0.4:
            chars = "".join(c for c in chars if ord(c) < 256)
        return "".join(self.rng.choice(chars) for _ in range(self.rng.choice([0, 1, 3, 6, 12, 25])))


def broken(rng, pattern):
    """A pattern with a few characters changed, to compare errors."""
    chars = list(pattern)
    for _ in range(rng.randint(1, 3)):
        i = rng.randint(0, len(chars))
        if rng.random() < 0.5 and chars:
            del chars[min(i, len(chars) - 1)]
        else:
            chars.insert(i, rng.choice(list("()[]{}?*+\\|^$:<>=!P#-,&~19xuNgiL.\u00e9") + ["(?", "(?P<", "[["]))
    return "".join(chars)


def encode(text):
    codes = text if isinstance(text, bytes) else map(ord, text)
    return ".".join("%x" % c for c in codes) or "-"


def expected(kind, flags, pattern, subject, mode, start, end, advance):
    """What the tool must answer, from this Python's re; None when it takes too long."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        re.purge()
        try:
            compiled = re.compile(pattern, flags)
        except (re.error, ValueError, OverflowError, RecursionError) as error:
            compiled = error
    texts = "|".join(str(w.message) for w in caught if w.category is FutureWarning)
    suffix = "\t" + texts
    if isinstance(compiled, Exception):
        kind = next(KINDS[k] for k in (re.error, ValueError, OverflowError, RecursionError)
                    if isinstance(compiled, k))
        position = getattr(compiled, "pos", None)
        message = getattr(compiled, "msg", None) or str(compiled)
        return "E %d %d %s" % (kind, -1 if position is None else position, encode(message)) + suffix
    if mode == "p":
        from re import _parser
        try:
            items = _parser.parse_template(subject, compiled)
        except (re.error, IndexError) as error:
            position = getattr(error, "pos", None)
            message = getattr(error, "msg", None) or str(error)
            return "E %d %d %s" % (KINDS[type(error)], -1 if position is None else position,
                                   encode(message)) + suffix
        pieces = []
        for i in range(0, len(items) - 1, 2):
            pieces += [encode(items[i]), str(items[i + 1])]
        if items[-1]:
            pieces += [encode(items[-1]), "-1"]
        return " ".join(["P"] + pieces) + suffix
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        if advance:
            # The second step of a scanner whose first match was empty must advance.
            scanner = compiled.scanner(subject, start, end)
            step = {"m": scanner.match, "s": scanner.search}[mode]
            first = step()
            if not first or first.end() != start:
                signal.setitimer(signal.ITIMER_REAL, 0)
                return None
            match = step()
        else:
            call = {"m": compiled.match, "f": compiled.fullmatch, "s": compiled.search}[mode]
            match = call(subject, start, end)
    except (Budget, SystemError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if not match:
        return "N" + suffix
    spans = [match.span(i) for i in range(compiled.groups + 1)]
    return "M %d %s" % (match.lastindex or 0, " ".join("%d %d" % s for s in spans)) + suffix


def requests(rng, count, extra):
    for pattern, subject in extra:
        for flags in (0, re.I, re.M | re.S, re.X, re.A):
            for mode in "mfs":
                kind = "b" if isinstance(pattern, bytes) else "t"
                yield kind, flags, pattern, subject, mode, 0, len(subject), 0
    for _ in range(count):
        maker = Maker(rng)
        pattern = maker.pattern(3)
        flags = rng.choice([0, 0, 0, re.I, re.M, re.S, re.X, re.A, re.I | re.A, re.I | re.M])
        kind = "t"
        if rng.random() < 0.15:
            pattern = broken(rng, pattern)
        if rng.random() < 0.2:
            if rng.random() < 0.1:
                flags |= re.L
            pattern = pattern.encode("latin-1", "ignore")
            kind = "b"
        if rng.random() < 0.05:
            template = rng.choice([r"\1", r"a\2b", r"\g<1>", r"\g<n1>\n", r"\g<", r"\q", r"\07\x",
                                   r"\400", r"\g<10>", "x\\", r"\g<-1>", r"\012\101\8", r"\g<>"])
            template = broken(rng, template) if rng.random() < 0.5 else template
            if kind == "b":
                template = template.encode("latin-1", "ignore")
            yield kind, flags, pattern, template, "p", 0, 0, 0
            continue
        for _ in range(3):
            subject = maker.subject()
            if kind == "b":
                subject = subject.encode("latin-1", "ignore")
            size = len(subject)
            start, end = 0, size
            if rng.random() < 0.15:
                end = rng.randint(0, size)
            if rng.random() < 0.15:
                start = rng.randint(0, end)
            mode = rng.choice("mfsss")
            advance = int(mode != "f" and rng.random() < 0.15)
            yield kind, flags, pattern, subject, mode, start, end, advance


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file")
    options = parser.parse_args()
    extra = []
    if options.file:
        with open(options.file) as lines:
            extra = [ast.literal_eval(line) for line in lines]
    signal.signal(signal.SIGALRM, give_up)
    rng = random.Random(options.seed)
    cases = []
    for request in requests(rng, options.count, extra):
        answer = expected(*request)
        if answer is not None:
            cases.append((request, answer))
    lines = []
    for (kind, flags, pattern, subject, mode, start, end, advance), _ in cases:
        lines.append("\t".join([kind, str(int(flags)), encode(pattern), encode(subject), mode,
                                str(start), str(end), str(advance)]))
    run = subprocess.run([options.tool, "--stats"], input="\n".join(lines) + "\n", text=True,
                         stdout=subprocess.PIPE)
    answers = run.stdout.splitlines()
    if run.returncode or len(answers) != len(cases):
        sys.exit("the tool ended with %d after %d of %d answers; next: %r"
                 % (run.returncode, len(answers), len(cases),
                    cases[len(answers)] if len(answers) < len(cases) else None))
    differences = 0
    for (request, answer), got in zip(cases, answers):
        if got != answer and not got.startswith("STOPPED"):
            differences += 1
            if differences <= 20:
                print(request, "\n   expected", answer, "\n   got     ", got)
    print("%d cases, %d differ" % (len(cases), differences))
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
