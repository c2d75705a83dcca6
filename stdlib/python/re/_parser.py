"""The tree of a regular expression, for programs that look at one (lark, hypothesis and others).

Patterns are compiled natively; this module is not asked then. parse() has the native compiler check
the pattern first, so what reads it here meets no errors: it only builds the tree, with the nodes
and simplifications of CPython's module of this name. Not here: Tokenizer.
"""
import unicodedata

from re._constants import *
from re._constants import (
    ANY, ASSERT, ASSERT_NOT, AT, AT_BEGINNING, AT_BEGINNING_STRING, AT_BOUNDARY, AT_END,
    AT_END_STRING, AT_NON_BOUNDARY, ATOMIC_GROUP, BRANCH, CATEGORY, CATEGORY_DIGIT,
    CATEGORY_NOT_DIGIT, CATEGORY_NOT_SPACE, CATEGORY_NOT_WORD, CATEGORY_SPACE, CATEGORY_WORD,
    FAILURE, GROUPREF, GROUPREF_EXISTS, IN, LITERAL, MAX_REPEAT, MAXGROUPS, MAXREPEAT, MIN_REPEAT,
    NEGATE, NOT_LITERAL, POSSESSIVE_REPEAT, RANGE, SUBPATTERN)

SPECIAL_CHARS = ".\\[{()*+?^$|"
REPEAT_CHARS = "*+?{"
DIGITS = frozenset("0123456789")
OCTDIGITS = frozenset("01234567")
HEXDIGITS = frozenset("0123456789abcdefABCDEF")
ASCIILETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WHITESPACE = frozenset(" \t\n\r\v\f")

_REPEATCODES = frozenset({MIN_REPEAT, MAX_REPEAT, POSSESSIVE_REPEAT})
_UNITCODES = frozenset({ANY, RANGE, IN, LITERAL, NOT_LITERAL, CATEGORY})

_CHARACTERS = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
ESCAPES = {"\\" + name: (LITERAL, code) for name, code in _CHARACTERS.items()}
_CLASSES = {"d": CATEGORY_DIGIT, "D": CATEGORY_NOT_DIGIT, "s": CATEGORY_SPACE,
            "S": CATEGORY_NOT_SPACE, "w": CATEGORY_WORD, "W": CATEGORY_NOT_WORD}
_PLACES = {"A": AT_BEGINNING_STRING, "b": AT_BOUNDARY, "B": AT_NON_BOUNDARY, "Z": AT_END_STRING}
CATEGORIES = {"\\" + name: (AT, place) for name, place in _PLACES.items()}
CATEGORIES.update(("\\" + name, (IN, [(CATEGORY, what)])) for name, what in _CLASSES.items())

FLAGS = {"i": SRE_FLAG_IGNORECASE, "L": SRE_FLAG_LOCALE, "m": SRE_FLAG_MULTILINE,
         "s": SRE_FLAG_DOTALL, "x": SRE_FLAG_VERBOSE, "a": SRE_FLAG_ASCII,
         "u": SRE_FLAG_UNICODE}
TYPE_FLAGS = SRE_FLAG_ASCII | SRE_FLAG_LOCALE | SRE_FLAG_UNICODE
GLOBAL_FLAGS = SRE_FLAG_DEBUG

MAXWIDTH = 1 << 64  # wider than any string


class Verbose(Exception):
    pass


class State:
    """What the nodes of one pattern share: flags, the groups and their widths."""

    def __init__(self):
        self.flags = 0
        self.groupdict = {}
        self.groupwidths = [None]  # of group 0: never asked
        self.lookbehindgroups = None
        self.grouprefpos = {}

    @property
    def groups(self):
        return len(self.groupwidths)

    def opengroup(self, name=None):
        number = self.groups
        self.groupwidths.append(None)
        if self.groups > MAXGROUPS:
            raise error("too many groups")
        if name is not None:
            if name in self.groupdict:
                raise error(f"redefinition of group name {name!r} as group {number}; "
                            f"was group {self.groupdict[name]}")
            self.groupdict[name] = number
        return number

    def closegroup(self, number, pattern):
        self.groupwidths[number] = pattern.getwidth()

    def checkgroup(self, number):
        return number < self.groups and self.groupwidths[number] is not None


class SubPattern:
    """A sequence of nodes (opcode, argument)."""

    def __init__(self, state, data=None):
        self.state = state
        self.data = [] if data is None else data
        self.width = None

    def __repr__(self):
        return repr(self.data)

    def __len__(self):
        return len(self.data)

    def __delitem__(self, index):
        del self.data[index]

    def __getitem__(self, index):
        if isinstance(index, slice):
            return SubPattern(self.state, self.data[index])
        return self.data[index]

    def __setitem__(self, index, node):
        self.data[index] = node

    def insert(self, index, node):
        self.data.insert(index, node)

    def append(self, node):
        self.data.append(node)

    def dump(self, level=0):
        """Print the tree, a node a line, indented by its depth."""
        margin = "  " * level
        for op, argument in self.data:
            if op is IN:
                print(f"{margin}{op}")
                for inner, value in argument:
                    print(f"{margin}  {inner} {value}")
            elif op is BRANCH:
                print(f"{margin}{op}")
                for position, item in enumerate(argument[1]):
                    if position:
                        print(f"{margin}OR")
                    item.dump(level + 1)
            elif op is GROUPREF_EXISTS:
                group, yes, no = argument
                print(f"{margin}{op} {group}")
                yes.dump(level + 1)
                if no:
                    print(f"{margin}ELSE")
                    no.dump(level + 1)
            elif isinstance(argument, SubPattern):
                print(f"{margin}{op}")
                argument.dump(level + 1)
            elif isinstance(argument, (tuple, list)):
                plain = [str(part) for part in argument if not isinstance(part, SubPattern)]
                print(" ".join([f"{margin}{op}", *plain]))
                for part in argument:
                    if isinstance(part, SubPattern):
                        part.dump(level + 1)
            else:
                print(f"{margin}{op} {argument}")

    def getwidth(self):
        """(fewest characters a match can have, most), the latter MAXWIDTH at most."""
        if self.width is None:
            low = high = 0
            for node in self.data:
                least, most = self._node_width(*node)
                low += least
                high += most
            self.width = min(low, MAXWIDTH), min(high, MAXWIDTH)
        return self.width

    def _node_width(self, op, argument):
        if op in _UNITCODES:
            return 1, 1
        if op is BRANCH:
            widths = [item.getwidth() for item in argument[1]]
            return min(low for low, _ in widths), max(high for _, high in widths)
        if op is ATOMIC_GROUP:
            return argument.getwidth()
        if op is SUBPATTERN:
            return argument[-1].getwidth()
        if op in _REPEATCODES:
            least, most, item = argument
            low, high = item.getwidth()
            return low * least, MAXWIDTH if most == MAXREPEAT and high else high * most
        if op is GROUPREF:
            return self.state.groupwidths[argument]
        if op is GROUPREF_EXISTS:
            low, high = argument[1].getwidth()
            if argument[2] is None:
                return 0, high
            other_low, other_high = argument[2].getwidth()
            return min(low, other_low), max(high, other_high)
        return 0, 0


def _unique(items):
    return list(dict.fromkeys(items))


class _Builder:
    """Reads a pattern that is known to be right."""

    def __init__(self, pattern, state):
        self.text = pattern if isinstance(pattern, str) else str(pattern, "latin1")
        self.position = 0
        self.state = state

    def at(self, text):
        return self.text.startswith(text, self.position)

    def take(self, text):
        if not self.at(text):
            return False
        self.position += len(text)
        return True

    def next(self):
        self.position += 1
        return self.text[self.position - 1]

    def until(self, end):
        """The text up to `end`, which is passed."""
        start = self.position
        stop = self.text.index(end, start)
        self.position = stop + len(end)
        return self.text[start:stop]

    def some(self, most, allowed):
        """Up to `most` characters that are among the allowed."""
        start = self.position
        stop = min(len(self.text), start + most)
        while self.position < stop and self.text[self.position] in allowed:
            self.position += 1
        return self.text[start:self.position]

    def alternatives(self, verbose, top=False):
        items = [self.sequence(verbose, top)]
        while self.take("|"):
            items.append(self.sequence(verbose, False))
        if len(items) == 1:
            return items[0]
        result = SubPattern(self.state)
        # What all begin with stands in front of them.
        while all(items) and all(item[0] == items[0][0] for item in items):
            result.append(items[0][0])
            for item in items:
                del item[0]
        characters = []
        for item in items:
            op, argument = item[0] if len(item) == 1 else (None, None)
            if op is LITERAL:
                characters.append(item[0])
            elif op is IN and argument[0][0] is not NEGATE:
                characters.extend(argument)
            else:
                result.append((BRANCH, (None, items)))
                return result
        result.append((IN, _unique(characters)))
        return result

    def sequence(self, verbose, top):
        result = SubPattern(self.state)
        while self.position < len(self.text) and self.text[self.position] not in "|)":
            char = self.next()
            if verbose and char in WHITESPACE:
                continue
            if verbose and char == "#":
                stop = self.text.find("\n", self.position)
                self.position = len(self.text) if stop < 0 else stop + 1
            elif char == "\\":
                result.append(self.escape())
            elif char == "[":
                result.append(self.character_set())
            elif char in REPEAT_CHARS:
                self.repeat(char, result)
            elif char == ".":
                result.append((ANY, None))
            elif char == "(":
                verbose = self.group(result, verbose, top)
            elif char == "^":
                result.append((AT, AT_BEGINNING))
            elif char == "$":
                result.append((AT, AT_END))
            else:
                result.append((LITERAL, ord(char)))
        # A group that neither captures nor sets flags is no node.
        for index in reversed(range(len(result))):
            op, argument = result[index]
            if op is SUBPATTERN and argument[:3] == (None, 0, 0):
                result[index:index + 1] = argument[3]
        return result

    def repeat(self, char, result):
        if char == "{":
            bounds = self.bounds()
            if bounds is None:
                result.append((LITERAL, ord(char)))
                return
            least, most = bounds
        else:
            least, most = {"?": (0, 1), "*": (0, MAXREPEAT), "+": (1, MAXREPEAT)}[char]
        item = result[-1:]
        op, argument = item[0]
        if op is SUBPATTERN and argument[:3] == (None, 0, 0):
            item = argument[3]
        kind = MIN_REPEAT if self.take("?") else POSSESSIVE_REPEAT if self.take("+") else MAX_REPEAT
        result[-1] = kind, (least, most, item)

    def bounds(self):
        """The bounds of {m,n}, the brace being passed; None if it is a brace of the text."""
        start = self.position
        if self.at("}"):
            return None
        low = high = self.some(len(self.text), DIGITS)
        if self.take(","):
            high = self.some(len(self.text), DIGITS)
        if not self.take("}"):
            self.position = start
            return None
        return int(low or 0), int(high) if high else MAXREPEAT

    def code(self, char):
        """The character of an escape by its number or name, or None."""
        digits = {"x": 2, "u": 4, "U": 8}.get(char)
        if digits:
            return int(self.some(digits, HEXDIGITS), 16)
        if char == "N":
            self.next()
            return ord(unicodedata.lookup(self.until("}")))
        return None

    def escape(self):
        char = self.next()
        if "\\" + char in CATEGORIES:
            op, argument = CATEGORIES["\\" + char]
            return op, list(argument) if op is IN else argument
        code = self.code(char)
        if code is not None:
            return LITERAL, code
        if char == "0":
            return LITERAL, int(char + self.some(2, OCTDIGITS), 8)
        if char in DIGITS:
            digits = char + self.some(1, DIGITS)
            if len(digits) == 2 and set(digits) <= OCTDIGITS:
                last = self.some(1, OCTDIGITS)
                if last:
                    return LITERAL, int(digits + last, 8)
            return GROUPREF, int(digits)
        return LITERAL, _CHARACTERS.get(char, ord(char))

    def set_escape(self):
        char = self.next()
        if char in _CLASSES:
            return CATEGORY, _CLASSES[char]
        code = self.code(char)
        if code is not None:
            return LITERAL, code
        if char in OCTDIGITS:
            return LITERAL, int(char + self.some(2, OCTDIGITS), 8)
        return LITERAL, _CHARACTERS.get(char, ord(char))

    def character_set(self):
        def member():
            char = self.next()
            return self.set_escape() if char == "\\" else (LITERAL, ord(char))

        negated = self.take("^")
        members = []
        while not members or not self.take("]"):
            low = member()
            if self.at("-") and not self.at("-]"):
                self.next()
                members.append((RANGE, (low[1], member()[1])))
            else:
                members.append(low)
        members = _unique(members)
        if len(members) == 1 and members[0][0] is LITERAL:
            return (NOT_LITERAL, members[0][1]) if negated else members[0]
        return IN, [(NEGATE, None), *members] if negated else members

    def group(self, result, verbose, top):
        """Adds a group's node; gives whether the text after it is verbose."""
        capture, name, atomic, added, removed = True, None, False, 0, 0
        if self.take("?"):
            capture = False
            char = self.next()
            if char == "P" and self.take("<"):
                capture, name = True, self.until(">")
            elif char == "P":
                self.next()
                result.append((GROUPREF, self.state.groupdict[self.until(")")]))
                return verbose
            elif char == "#":
                self.until(")")
                return verbose
            elif char in "=!<":
                direction = 1
                if char == "<":
                    direction, char = -1, self.next()
                inside = self.alternatives(verbose)
                self.next()
                if char == "=":
                    result.append((ASSERT, (direction, inside)))
                else:
                    # What can always match never fails to.
                    result.append((ASSERT_NOT, (direction, inside)) if inside else (FAILURE, ()))
                return verbose
            elif char == "(":
                condition = self.until(")")
                number = self.state.groupdict.get(condition)
                self.conditional(result, int(condition) if number is None else number, verbose)
                return verbose
            elif char == ">":
                atomic = True
            elif char != ":":
                added, removed, end = self.flags(char)
                if end == ")":  # of the whole pattern
                    self.state.flags |= added
                    if added & SRE_FLAG_VERBOSE and not verbose:
                        raise Verbose
                    return verbose
        number = self.state.opengroup(name) if capture else None
        inner_verbose = (verbose or bool(added & SRE_FLAG_VERBOSE)) and not (
            removed & SRE_FLAG_VERBOSE)
        inside = self.alternatives(inner_verbose)
        self.next()
        if capture:
            self.state.closegroup(number, inside)
        if atomic:
            result.append((ATOMIC_GROUP, inside))
        else:
            result.append((SUBPATTERN, (number, added, removed, inside)))
        return verbose

    def conditional(self, result, number, verbose):
        yes = self.sequence(verbose, False)
        no = self.sequence(verbose, False) if self.take("|") else None
        self.next()
        result.append((GROUPREF_EXISTS, (number, yes, no)))

    def flags(self, char):
        added = removed = 0
        negative = False
        while char not in ":)":
            if char == "-":
                negative = True
            elif negative:
                removed |= FLAGS[char]
            else:
                added |= FLAGS[char]
            char = self.next()
        return added, removed, char


def parse(str, flags=0, state=None):
    """The tree of a pattern: a SubPattern. Its errors are those of re.compile."""
    import _re
    flags = int(flags)
    compiled = _re.compile(str, flags & ~SRE_FLAG_DEBUG)
    if state is None:
        state = State()
    state.flags, state.str = flags, str
    try:
        tree = _Builder(str, state).alternatives(bool(flags & SRE_FLAG_VERBOSE), True)
    except Verbose:
        # (?x) counts from the beginning.
        state = State()
        state.flags, state.str = flags | SRE_FLAG_VERBOSE, str
        tree = _Builder(str, state).alternatives(True, True)
    tree.state.flags |= compiled.flags & TYPE_FLAGS
    if flags & SRE_FLAG_DEBUG:
        tree.dump()
    return tree


def parse_template(source, pattern):
    """The parts of a replacement: literals and numbers of groups in turn, literals at both ends."""
    text = source if isinstance(source, str) else str(source, "latin1")
    if isinstance(source, type(pattern.pattern)):
        pattern.sub(source, source[:0])  # its errors are those of sub()
    parts, literal, position = [], [], 0

    def add_group(number):
        parts.append("".join(literal))
        parts.append(number)
        literal.clear()

    while position < len(text):
        char = text[position]
        position += 1
        if char != "\\" or position == len(text):
            literal.append(char)
            continue
        char = text[position]
        position += 1
        if char == "g":
            end = text.index(">", position)
            name = text[position + 1:end]
            position = end + 1
            add_group(int(name) if name.isdecimal() else pattern.groupindex[name])
        elif char in DIGITS:
            digits = char
            while (position < len(text) and len(digits) < 3 and text[position] in
                   (OCTDIGITS if char == "0" or len(digits) == 2 else DIGITS)
                   and (len(digits) < 2 or set(digits) <= OCTDIGITS)):
                digits += text[position]
                position += 1
            if char == "0" or len(digits) == 3:
                literal.append(chr(int(digits, 8) & 0xff))
            else:
                add_group(int(digits))
        else:
            literal.append(chr(_CHARACTERS[char]) if char in _CHARACTERS else "\\" + char)
    parts.append("".join(literal))
    if not isinstance(source, str):
        parts[::2] = [part.encode("latin1") for part in parts[::2]]
    return parts
