import re
from re import _parser, _compiler, _constants
for pat, flags in [(r"a(?P<x>b|c)*?[^x-z\d]+(?=q)(?<!ab)(?i:z)$", 0), (r"(?x) a b # c", 0), (rb"\x41[\w]", 0),
                   (r"(a)(?(1)b|c)(?P=n)" .replace("(?P=n)", r"\1"), re.I), (r"(?>ab|ac)++x{2,3}", 0)]:
    tree = _parser.parse(pat, flags)
    tree.dump()
    print(tree.getwidth(), tree.state.groups, tree.state.groupdict, int(tree.state.flags), len(tree))
p = re.compile("(a)(?P<name>b)")
for t in [r"x\1y\g<name>\n", r"\101", r"\g<0>", r"\q", r"\3", r"\g<9>", r"\g<nope>", r"\g<na", b"x"]:
    try:
        print(repr(t), _parser.parse_template(t, p))
    except (re.error, IndexError, TypeError) as e:
        print(repr(t), type(e).__name__, e)
for bad in ["(", "a**", "[z-a]", r"(?P<1>a)"]:
    try:
        _parser.parse(bad)
    except re.error as e:
        print(bad, e)
