"""Writes unicode_tables.inc and unicode_names.inc, the data behind unicode.cpp and unicode_names.cpp.

usage: make_unicode_tables.py UCD_DIRECTORY OUTPUT_DIRECTORY

Run it under a Python whose unicodedata is of the version below: the properties are read through it.
UCD_DIRECTORY holds NameAliases.txt and NamedSequences.txt (Debian: unicode-data).
"""
import _sre
import os
import sys
import unicodedata

VERSION = "15.1.0"
MAX = 0x110000
BLOCK = 128

# In the order of the enums in unicode.h.
CATEGORIES = "Cn Lu Ll Lt Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Lm Lo Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split()
BIDI = ["", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM",
        "BN", "B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"]
WIDTHS = ["F", "H", "W", "Na", "A", "N"]
DECOMPOSITIONS = ["", "<noBreak>", "<compat>", "<super>", "<fraction>", "<sub>", "<font>", "<circle>",
                  "<wide>", "<vertical>", "<square>", "<isolated>", "<final>", "<initial>",
                  "<medial>", "<small>", "<narrow>"]
FLAGS = ["alpha", "decimal", "digit", "numeric", "space", "linebreak", "upper", "lower", "printable",
         "id_start", "id_continue", "cased", "ignorable", "mirrored", "special_case"]
UNSTABLE = ["NFD", "NFC", "NFKD", "NFKC"]


def is_hangul(c):
    return 0xAC00 <= c < 0xAC00 + 11172


def build_records(seconds):
    numerics = [0.0]
    records = {}
    index = []
    special = []
    for c in range(MAX):
        s = chr(c)
        flags = set()
        for flag, value in (("alpha", s.isalpha()), ("decimal", s.isdecimal()), ("digit", s.isdigit()),
                            ("numeric", s.isnumeric()), ("space", s.isspace()),
                            ("linebreak", len(("a" + s + "b").splitlines()) == 2),
                            ("upper", s.isupper()), ("lower", s.islower()),
                            ("printable", s.isprintable()), ("id_start", s.isidentifier()),
                            ("id_continue", ("a" + s).isidentifier()),
                            ("mirrored", unicodedata.mirrored(s))):
            if value:
                flags.add(flag)
        # The final sigma rule shows both properties: what is ignorable is skipped before it looks.
        if (s + "\u03a3").lower()[-1] == "\u03c2":
            flags.add("cased")
        elif ("A" + s + "\u03a3").lower()[-1] == "\u03c2":
            flags.add("ignorable")
        full = [s.lower(), s.upper(), s.title(), s.casefold()]
        deltas = [_sre.unicode_tolower(c) - c] + [ord(f) - c if len(f) == 1 else 0 for f in full[1:]]
        if any(len(f) != 1 for f in full):
            flags.add("special_case")
            special.append((c, [[ord(x) for x in f] for f in full]))
        else:
            assert ord(full[0]) - c == deltas[0]
        decimal = unicodedata.decimal(s, 255)
        digit = unicodedata.digit(s, 255)
        numeric = unicodedata.numeric(s, None)
        if numeric is None:
            numeric_index = 0
        else:
            if numeric not in numerics[1:]:
                numerics.append(numeric)
            numeric_index = numerics.index(numeric, 1)
        unstable = 0
        for i, form in enumerate(UNSTABLE):
            changes = unicodedata.normalize(form, s) != s
            if "C" in form:
                changes |= c in seconds
            unstable |= changes << i
        record = (*deltas, sum(1 << FLAGS.index(f) for f in flags),
                  CATEGORIES.index(unicodedata.category(s)), BIDI.index(unicodedata.bidirectional(s)),
                  unicodedata.combining(s), WIDTHS.index(unicodedata.east_asian_width(s)),
                  decimal, digit, numeric_index, unstable)
        index.append(records.setdefault(record, len(records)))
    return list(records), index, numerics, special


def build_decompositions():
    data = [0]
    index = []
    pairs = []
    seconds = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    seen = {}
    for c in range(MAX):
        text = "" if is_hangul(c) else unicodedata.decomposition(chr(c))
        if not text:
            index.append(0)
            continue
        words = text.split()
        kind = 0
        if words[0].startswith("<"):
            kind = DECOMPOSITIONS.index(words.pop(0))
        parts = [int(w, 16) for w in words]
        if kind == 0 and len(parts) == 2 and unicodedata.normalize("NFC", chr(c)) == chr(c):
            pairs.append((parts[0], parts[1], c))
            seconds.add(parts[1])
        row = (kind << 8 | len(parts), *parts)
        if row not in seen:
            seen[row] = len(data)
            data.extend(row)
        index.append(seen[row])
    return data, index, sorted(pairs), seconds


def two_stage(index):
    pages = []
    blocks = {}
    for start in range(0, MAX, BLOCK):
        block = tuple(index[start:start + BLOCK])
        pages.append(blocks.setdefault(block, len(blocks)))
    return pages, [x for block in blocks for x in block]


class Writer:
    def __init__(self, path, title):
        self.out = open(path, "w", encoding="ascii")
        self.out.write(f"// {title}\n// Generated by vm/base/tools/make_unicode_tables.py from the "
                       f"Unicode Character Database {VERSION}\n// (copyright Unicode, Inc.; terms of use: https://www.unicode.org/license.txt).\n// clang-format off\n")

    def array(self, ctype, name, values):
        self.out.write(f"const {ctype} {name}[{len(values)}] = {{\n")
        line = ""
        for value in values:
            text = str(value) + ","
            if len(line) + len(text) > 99:
                self.out.write(line + "\n")
                line = ""
            line += text
        self.out.write(line + "\n};\n")

    def text(self, name, value):
        self.out.write(f"const char {name}[] =\n")
        for start in range(0, len(value), 96):
            self.out.write(f'"{value[start:start + 96]}"\n')
        self.out.write(";\n")


def write_tables(path):
    decompositions, decomposition_index, pairs, seconds = build_decompositions()
    records, index, numerics, special = build_records(seconds)
    w = Writer(path, "Properties, case mappings and decompositions of code points.")
    w.array("UnicodeRecord", "kRecords", ["{" + ",".join(map(str, r)) + "}" for r in records])
    pages, blocks = two_stage(index)
    w.array("uint16_t", "kRecordPages", pages)
    w.array("uint16_t", "kRecordBlocks", blocks)
    w.array("double", "kNumericValues", [repr(n) for n in numerics])
    rows = []
    for c, mappings in special:
        rows.append("{" + str(c) + "," + ",".join(
            "{" + ",".join(map(str, m + [0] * (3 - len(m)))) + "}" for m in mappings) + "}")
    w.array("SpecialCase", "kSpecialCases", rows)
    pages, blocks = two_stage(decomposition_index)
    w.array("uint16_t", "kDecompositionPages", pages)
    w.array("uint16_t", "kDecompositionBlocks", blocks)
    w.array("uint32_t", "kDecompositions", decompositions)
    w.array("Composition", "kCompositions", ["{%d,%d,%d}" % p for p in pairs])
    flag_at = 4
    w.out.write("} // namespace\n")
    w.array("uint16_t", "kLatin1Flags", [records[index[c]][flag_at] for c in range(256)])
    print(len(records), "records", len(special), "special cases", len(pairs), "pairs",
          len(decompositions), "decomposition words", len(numerics), "numerics")


def name_hash(name):
    h = 2166136261
    for byte in name.encode():
        h = (h ^ byte) * 16777619 & 0xFFFFFFFF
    return h


def read_rows(path):
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].strip()
        if line:
            yield line.split(";")


def write_names(ucd, path):
    # A name of a CJK ideograph is its code point; those ranges are data, their names are not.
    ideographs = []
    names = []
    for c in range(MAX):
        name = unicodedata.name(chr(c), None)
        if name is None or is_hangul(c):
            continue
        if name == "CJK UNIFIED IDEOGRAPH-%04X" % c:
            if ideographs and ideographs[-1][1] == c - 1:
                ideographs[-1][1] = c
            else:
                ideographs.append([c, c])
            continue
        names.append((c, name))
    extra = []  # names that only lookup knows
    for row in read_rows(os.path.join(ucd, "NameAliases.txt")):
        if unicodedata.lookup(row[1]) == chr(int(row[0], 16)):
            extra.append((row[1], [int(row[0], 16)]))
    for row in read_rows(os.path.join(ucd, "NamedSequences.txt")):
        parts = [int(x, 16) for x in row[1].split()]
        if unicodedata.lookup(row[0]) == "".join(map(chr, parts)):
            extra.append((row[0], parts))

    counts = {}
    for name in [n for _, n in names] + [n for n, _ in extra]:
        for word in name.split(" "):
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda x: (-counts[x], x))
    number = {word: i for i, word in enumerate(words)}
    one_byte = 144
    assert len(words) < one_byte + (256 - one_byte) * 256

    def encode(name):
        out = []
        for word in name.split(" "):
            n = number[word]
            if n < one_byte:
                out.append(n)
            else:
                out += [one_byte + ((n - one_byte) >> 8), (n - one_byte) & 255]
        return [len(out)] + out

    step = 8
    data, offsets, runs = [], [], []
    everything = names + [(None, n) for n, _ in extra]
    for i, (c, name) in enumerate(everything):
        if i % step == 0:
            offsets.append(len(data))
        data += encode(name)
        if c is not None and (not runs or runs[-1][0] + i - runs[-1][1] != c):
            runs.append((c, i))
    # Limits that unicode.h and the tables' types set.
    assert len(everything) < 65536
    assert max(len(n) for _, n in everything) < 128
    assert max(len(v) for _, v in extra) <= 8
    assert len(set(name_hash(n) for _, n in everything)) == len(everything)
    by_hash = sorted(range(len(everything)), key=lambda i: name_hash(everything[i][1]))
    hashes = [name_hash(n) for _, n in everything]
    w = Writer(path, "Names of code points, as sequences of words.")
    w.out.write(f"constexpr unsigned kOneByteWords = {one_byte};\nconstexpr unsigned kNameStep = {step};\n"
                f"constexpr unsigned kNameCount = {len(names)};\n"
                f"constexpr unsigned kLookupCount = {len(everything)};\n")
    w.text("kWordText", "".join(words))
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word)
    w.array("uint32_t", "kWordStarts", starts + [at])
    w.array("uint8_t", "kNameData", data)
    w.array("uint32_t", "kNameOffsets", offsets)
    w.array("NameRun", "kNameRuns", ["{%d,%d}" % r for r in runs])
    w.array("uint16_t", "kNamesByHash", by_hash)
    w.array("CodePointRange", "kIdeographs", ["{%d,%d}" % tuple(r) for r in ideographs])
    parts, part_starts = [], []
    for _, value in extra:
        part_starts.append(len(parts))
        parts += value
    w.array("uint16_t", "kExtraStarts", part_starts + [len(parts)])
    w.array("uint32_t", "kExtraValues", parts)
    print(len(names), "names", len(words), "words", at, "bytes of words", len(data), "bytes of names",
          len(runs), "runs", len(extra), "extra", len(set(hashes)), "distinct hashes")


def main():
    if unicodedata.unidata_version != VERSION:
        sys.exit(f"this Python has Unicode {unicodedata.unidata_version}, not {VERSION}")
    ucd, output = sys.argv[1:]
    write_tables(os.path.join(output, "unicode_tables.inc"))
    write_names(ucd, os.path.join(output, "unicode_names.inc"))


if __name__ == "__main__":
    main()
