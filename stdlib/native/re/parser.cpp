// Pattern text to tree: recursive descent over the token stream, one function a construct.
//
// Python's grammar is decided token by token, with warnings and errors tied to how far the stream
// has been read, so the order of tests here is part of the behaviour. The tree is built bottom-up
// and owned by the result. Recursion is bounded by kNestingMax. Pure functions, any thread.
#include "stdlib/native/re/tokenizer.h"

#include <algorithm>

namespace krait::re {
namespace {

uint64_t addCapped(uint64_t a, uint64_t b) {
    return a > Width::kUnbounded - b ? Width::kUnbounded : a + b;
}

uint64_t multiplyCapped(uint64_t a, uint64_t b) {
    unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
    return product > Width::kUnbounded ? Width::kUnbounded : static_cast<uint64_t>(product);
}

uint32_t flagOf(uint32_t c) {
    switch (c) {
    case 'i':
        return kIgnoreCase;
    case 'L':
        return kLocale;
    case 'm':
        return kMultiline;
    case 's':
        return kDotAll;
    case 'x':
        return kVerbose;
    case 'a':
        return kAscii;
    case 'u':
        return kUnicode;
    default:
        return 0;
    }
}

bool isLetter(const Token& token) {
    return !token.none && !token.escaped && unicode::isAlpha(token.c);
}

// unicodedata.lookup of one character.
bool findCharacterName(const Text& name, uint32_t* out) {
    std::string ascii;
    for (char32_t c : name) {
        if (c >= 128) return false;
        ascii += static_cast<char>(c);
    }
    char32_t found[unicode::kSequenceMax];
    if (unicode::lookup(ascii.data(), ascii.size(), false, found) != 1) return false;
    *out = static_cast<uint32_t>(found[0]);
    return true;
}

bool isDecimal(const Text& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

bool isHex(uint32_t c) {
    return isAsciiDigit(c) || (c | 0x20) - 'a' < 6;
}
bool isOctal(uint32_t c) {
    return c - '0' < 8;
}

Node makeLiteral(uint32_t c) {
    Node node{NodeKind::kLiteral};
    node.value = c;
    return node;
}

Node makeAnchor(Anchor anchor) {
    Node node{NodeKind::kAnchor};
    node.anchor = anchor;
    return node;
}

Node makeWrapper(NodeKind kind, Sequence body) {
    Node node{kind};
    node.children.push_back(std::move(body));
    return node;
}

ClassItem literalItem(uint32_t c) {
    return {false, Category::kDigit, c, c};
}

bool categoryOf(uint32_t c, Category* out) {
    switch (c) {
    case 'd':
        return *out = Category::kDigit, true;
    case 'D':
        return *out = Category::kNotDigit, true;
    case 's':
        return *out = Category::kSpace, true;
    case 'S':
        return *out = Category::kNotSpace, true;
    case 'w':
        return *out = Category::kWord, true;
    case 'W':
        return *out = Category::kNotWord, true;
    default:
        return false;
    }
}

void addUnique(std::vector<ClassItem>& items, const ClassItem& item) {
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
}

// Nodes without children can be compared, and so be factored out of alternatives.
bool sameLeaf(const Node& a, const Node& b) {
    return a.kind == b.kind && a.children.empty() && b.children.empty() && a.value == b.value &&
           a.anchor == b.anchor && a.negated == b.negated && a.items == b.items;
}

class Parser {
  public:
    Parser(TextView pattern, bool is_text, ParseResult* result)
        : result_(*result), source_(pattern, is_text, &result->error) {
        result_.group_widths.emplace_back();
        closed_.push_back(false);
    }

    void run();

  private:
    struct GroupCheck {
        uint32_t group;
        ptrdiff_t position;
    };
    struct FlagChange {
        uint32_t add = 0;
        uint32_t del = 0;
        bool global = false;
    };

    Sequence parseAlternation(bool verbose, int nesting);
    Sequence parseSequence(bool verbose, int nesting, bool first);
    void parseClass(Sequence& out);
    bool parseClassMember(const Token& token, ClassItem* out);
    void parseRepeat(const Token& token, Sequence& out);
    bool parseGroup(Sequence& out, bool& verbose, int nesting, bool first);
    void parseLook(Sequence& out, bool verbose, int nesting, ptrdiff_t start, Token kind);
    void parseConditional(Sequence& out, bool verbose, int nesting, ptrdiff_t start);
    void parseNamedReference(Sequence& out);
    void parseComment(ptrdiff_t start);
    FlagChange parseFlags(Token token);
    Node parseEscape(const Token& token);
    bool parseCharacterEscape(const Token& token, Text& escape, uint32_t* out, bool* handled);
    Node parseNumericEscape(const Token& token);

    uint32_t openGroup(const Text* name);
    bool checkGroup(uint32_t group) const { return group < closed_.size() && closed_[group]; }
    void checkLookbehindGroup(uint32_t group);
    const GroupName* findName(const Text& name) const;
    void expectClose(ptrdiff_t start);
    void warn(const char* text, ptrdiff_t position);

    ParseResult& result_;
    Tokenizer source_;
    std::vector<bool> closed_; // by group number; false while the group is open
    std::vector<GroupCheck> forward_checks_;
    uint32_t lookbehind_groups_ = 0; // 0: not inside a lookbehind
};

void Parser::warn(const char* text, ptrdiff_t position) {
    result_.future_warnings.push_back(fromAscii("Possible ") + fromAscii(text) +
                                      fromAscii(" at position ") +
                                      fromNumber(static_cast<uint64_t>(position)));
}

void Parser::expectClose(ptrdiff_t start) {
    if (!source_.match(U')')) {
        source_.fail("missing ), unterminated subpattern",
                     static_cast<size_t>(source_.tell() - start));
    }
}

const GroupName* Parser::findName(const Text& name) const {
    for (const GroupName& entry : result_.names)
        if (entry.name == name) return &entry;
    return nullptr;
}

uint32_t Parser::openGroup(const Text* name) {
    uint32_t group = static_cast<uint32_t>(closed_.size());
    closed_.push_back(false);
    result_.group_widths.emplace_back();
    if (name) {
        if (const GroupName* old = findName(*name)) {
            source_.fail(fromAscii("redefinition of group name ") + quoted(*name, false) +
                             fromAscii(" as group ") + fromNumber(group) +
                             fromAscii("; was group ") + fromNumber(old->group),
                         name->size() + 1);
        }
        result_.names.push_back({*name, group});
    }
    return group;
}

// A group reference inside a lookbehind must be to a group closed before the lookbehind: the
// lookbehind's width depends on it.
void Parser::checkLookbehindGroup(uint32_t group) {
    if (!lookbehind_groups_) return;
    if (!checkGroup(group))
        source_.fail("cannot refer to an open group");
    else if (group >= lookbehind_groups_)
        source_.fail("cannot refer to group defined in the same lookbehind subpattern");
}

// --- escapes -------------------------------------------------------------------------------------

// \x \u \U \N, alike inside and outside of classes. Returns false when `token` is none of these or
// names no character, which the caller reports as a bad escape.
bool Parser::parseCharacterEscape(const Token& token, Text& escape, uint32_t* out, bool* handled) {
    int digits = token.c == 'x'                       ? 2
                 : token.c == 'u' && source_.isText() ? 4
                 : token.c == 'U' && source_.isText() ? 8
                                                      : 0;
    if (digits) {
        *handled = true;
        source_.getWhile(digits, isHex, escape);
        if (source_.failed()) return false;
        if (escape.size() != static_cast<size_t>(digits) + 2) {
            source_.fail(fromAscii("incomplete escape ") + escape, escape.size());
            return false;
        }
        uint64_t value = parseNumber(TextView(escape).substr(2), 16, UINT64_MAX);
        if (value > 0x10FFFF) {
            source_.fail(fromAscii("bad escape ") + escape, escape.size());
            return false;
        }
        *out = static_cast<uint32_t>(value);
        return true;
    }
    if (token.c == 'N' && source_.isText()) {
        *handled = true;
        if (!source_.match(U'{')) {
            source_.fail("missing {");
            return false;
        }
        Text name = source_.getUntil(U'}', "character name");
        if (source_.failed()) return false;
        if (!findCharacterName(name, out)) {
            source_.fail(fromAscii("undefined character name ") + quoted(name, false),
                         name.size() + 4);
            return false;
        }
        return true;
    }
    return false;
}

Node Parser::parseNumericEscape(const Token& token) {
    Text escape;
    token.appendTo(escape);
    if (token.c == '0') {
        source_.getWhile(2, isOctal, escape);
        return makeLiteral(
            static_cast<uint32_t>(parseNumber(TextView(escape).substr(1), 8, 0xFFFF)));
    }
    if (source_.next().isDigit()) {
        source_.get().appendTo(escape);
        if (isOctal(escape[1]) && isOctal(escape[2]) && source_.next().isOctal()) {
            source_.get().appendTo(escape);
            uint64_t value = parseNumber(TextView(escape).substr(1), 8, 0xFFFF);
            if (value > 0377) {
                source_.fail(fromAscii("octal escape value ") + escape +
                                 fromAscii(" outside of range 0-0o377"),
                             escape.size());
            }
            return makeLiteral(static_cast<uint32_t>(value));
        }
    }
    uint32_t group = static_cast<uint32_t>(parseNumber(TextView(escape).substr(1), 10, kGroupsMax));
    if (group < closed_.size()) {
        if (!checkGroup(group)) source_.fail("cannot refer to an open group", escape.size());
        checkLookbehindGroup(group);
        Node node{NodeKind::kBackreference};
        node.value = group;
        return node;
    }
    source_.fail(fromAscii("invalid group reference ") + fromNumber(group), escape.size() - 1);
    return makeLiteral(0);
}

Node Parser::parseEscape(const Token& token) {
    uint32_t c = token.c;
    switch (c) {
    case 'A':
        return makeAnchor(Anchor::kBeginningString);
    case 'Z':
        return makeAnchor(Anchor::kEndString);
    case 'b':
        return makeAnchor(Anchor::kBoundary);
    case 'B':
        return makeAnchor(Anchor::kNonBoundary);
    default:
        break;
    }
    Category category;
    if (categoryOf(c, &category)) {
        Node node{NodeKind::kClass};
        node.items.push_back({true, category, 0, 0});
        return node;
    }
    if (int32_t simple = simpleEscape(c); simple >= 0)
        return makeLiteral(static_cast<uint32_t>(simple));
    Text escape;
    token.appendTo(escape);
    uint32_t value = 0;
    bool handled = false;
    if (parseCharacterEscape(token, escape, &value, &handled) || handled) return makeLiteral(value);
    if (isAsciiDigit(c)) return parseNumericEscape(token);
    if (isAsciiLetter(c)) source_.fail(fromAscii("bad escape ") + escape, escape.size());
    return makeLiteral(c);
}

// --- character classes ---------------------------------------------------------------------------

bool Parser::parseClassMember(const Token& token, ClassItem* out) {
    if (!token.escaped) {
        *out = literalItem(token.c);
        return true;
    }
    uint32_t c = token.c;
    if (categoryOf(c, &out->category)) {
        out->is_category = true;
        return true;
    }
    if (int32_t simple = simpleEscape(c); simple >= 0) {
        *out = literalItem(static_cast<uint32_t>(simple));
        return true;
    }
    Text escape;
    token.appendTo(escape);
    uint32_t value = 0;
    bool handled = false;
    if (parseCharacterEscape(token, escape, &value, &handled)) {
        *out = literalItem(value);
        return true;
    }
    if (handled) return false;
    if (isOctal(c)) {
        source_.getWhile(2, isOctal, escape);
        uint64_t octal = parseNumber(TextView(escape).substr(1), 8, 0xFFFF);
        if (octal > 0377) {
            source_.fail(fromAscii("octal escape value ") + escape +
                             fromAscii(" outside of range 0-0o377"),
                         escape.size());
            return false;
        }
        *out = literalItem(static_cast<uint32_t>(octal));
        return true;
    }
    if (isAsciiLetter(c) || isAsciiDigit(c)) {
        source_.fail(fromAscii("bad escape ") + escape, escape.size());
        return false;
    }
    *out = literalItem(c);
    return true;
}

void Parser::parseClass(Sequence& out) {
    ptrdiff_t here = source_.tell() - 1;
    if (source_.next().is(U'[')) warn("nested set", source_.tell());
    Node node{NodeKind::kClass};
    node.negated = source_.match(U'^');
    bool empty = true;
    std::vector<ClassItem> items;
    while (!source_.failed()) {
        Token token = source_.get();
        if (token.none) {
            source_.fail("unterminated character set", static_cast<size_t>(source_.tell() - here));
            return;
        }
        if (token.is(U']') && !empty) break;
        if (!empty && !token.escaped &&
            (token.c == '-' || token.c == '&' || token.c == '~' || token.c == '|') &&
            source_.next().is(token.c)) {
            warn(token.c == '-'   ? "set difference"
                 : token.c == '&' ? "set intersection"
                 : token.c == '~' ? "set symmetric difference"
                                  : "set union",
                 source_.tell() - 1);
        }
        ClassItem item;
        if (!parseClassMember(token, &item)) return;
        if (source_.match(U'-')) {
            Token high = source_.get();
            if (high.none) {
                source_.fail("unterminated character set",
                             static_cast<size_t>(source_.tell() - here));
                return;
            }
            if (high.is(U']')) {
                addUnique(items, item);
                addUnique(items, literalItem('-'));
                break;
            }
            if (high.is(U'-')) warn("set difference", source_.tell() - 2);
            ClassItem high_item;
            if (!parseClassMember(high, &high_item)) return;
            if (item.is_category || high_item.is_category || high_item.low < item.low) {
                Text range;
                token.appendTo(range);
                range += U'-';
                high.appendTo(range);
                size_t offset = range.size();
                source_.fail(fromAscii("bad character range ") + range, offset);
                return;
            }
            item.high = high_item.low;
        }
        addUnique(items, item);
        empty = false;
    }
    if (items.size() == 1 && !items[0].is_category && items[0].low == items[0].high) {
        node.kind = node.negated ? NodeKind::kNotLiteral : NodeKind::kLiteral;
        node.negated = false;
        node.value = items[0].low;
    } else {
        node.items = std::move(items);
    }
    out.push_back(std::move(node));
}

// --- repeats -------------------------------------------------------------------------------------

void Parser::parseRepeat(const Token& token, Sequence& out) {
    ptrdiff_t here = source_.tell();
    uint32_t min = token.c == '+' ? 1 : 0;
    uint32_t max = token.c == '?' ? 1 : kRepeatMax;
    if (token.c == '{') {
        if (source_.next().is(U'}')) {
            out.push_back(makeLiteral('{'));
            return;
        }
        Text low, high;
        source_.getWhile(INT32_MAX, isAsciiDigit, low);
        if (source_.match(U','))
            source_.getWhile(INT32_MAX, isAsciiDigit, high);
        else
            high = low;
        if (source_.failed()) return;
        if (!source_.match(U'}')) {
            out.push_back(makeLiteral('{'));
            source_.seek(here);
            return;
        }
        if (source_.failed()) return;
        uint64_t low_value = parseNumber(low, 10, kRepeatMax);
        uint64_t high_value = high.empty() ? 0 : parseNumber(high, 10, kRepeatMax);
        if (low_value >= kRepeatMax || high_value >= kRepeatMax) {
            result_.error = {ErrorKind::kOverflow, fromAscii("the repetition number is too large")};
            return;
        }
        min = static_cast<uint32_t>(low_value);
        if (!high.empty()) {
            max = static_cast<uint32_t>(high_value);
            if (max < min) {
                source_.fail("min repeat greater than max repeat",
                             static_cast<size_t>(source_.tell() - here));
                return;
            }
        }
    }
    size_t offset = static_cast<size_t>(source_.tell() - here) + 1;
    if (out.empty() || out.back().kind == NodeKind::kAnchor) {
        source_.fail("nothing to repeat", offset);
        return;
    }
    if (out.back().kind == NodeKind::kRepeat) {
        source_.fail("multiple repeat", offset);
        return;
    }
    Node node{NodeKind::kRepeat};
    node.min = min;
    node.max = max;
    node.mode = source_.match(U'?')   ? RepeatMode::kLazy
                : source_.match(U'+') ? RepeatMode::kPossessive
                                      : RepeatMode::kGreedy;
    Node& last = out.back();
    if (last.kind == NodeKind::kGroup && !last.value && !last.add_flags && !last.del_flags) {
        node.children.push_back(std::move(last.children[0]));
    } else {
        Sequence body;
        body.push_back(std::move(last));
        node.children.push_back(std::move(body));
    }
    out.back() = std::move(node);
}

// --- groups --------------------------------------------------------------------------------------

Parser::FlagChange Parser::parseFlags(Token token) {
    FlagChange change;
    if (!token.is(U'-')) {
        for (;;) {
            uint32_t flag = flagOf(token.c);
            if (source_.isText() && token.c == 'L') {
                source_.fail("bad inline flags: cannot use 'L' flag with a str pattern");
                return change;
            }
            if (!source_.isText() && token.c == 'u') {
                source_.fail("bad inline flags: cannot use 'u' flag with a bytes pattern");
                return change;
            }
            change.add |= flag;
            if ((flag & kTypeFlags) && (change.add & kTypeFlags) != flag) {
                source_.fail("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
                return change;
            }
            token = source_.get();
            if (token.none) {
                source_.fail("missing -, : or )");
                return change;
            }
            if (token.is(U')') || token.is(U'-') || token.is(U':')) break;
            if (token.escaped || !flagOf(token.c)) {
                source_.fail(isLetter(token) ? "unknown flag" : "missing -, : or )", token.size());
                return change;
            }
        }
    }
    if (token.is(U')')) {
        result_.flags |= change.add;
        change.global = true;
        return change;
    }
    if (token.is(U'-')) {
        token = source_.get();
        if (token.none) {
            source_.fail("missing flag");
            return change;
        }
        if (token.escaped || !flagOf(token.c)) {
            source_.fail(isLetter(token) ? "unknown flag" : "missing flag", token.size());
            return change;
        }
        for (;;) {
            uint32_t flag = flagOf(token.c);
            if (flag & kTypeFlags) {
                source_.fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
                return change;
            }
            change.del |= flag;
            token = source_.get();
            if (token.none) {
                source_.fail("missing :");
                return change;
            }
            if (token.is(U':')) break;
            if (token.escaped || !flagOf(token.c)) {
                source_.fail(isLetter(token) ? "unknown flag" : "missing :", token.size());
                return change;
            }
        }
    }
    if (change.add & change.del) source_.fail("bad inline flags: flag turned on and off", 1);
    return change;
}

void Parser::parseComment(ptrdiff_t start) {
    for (;;) {
        if (source_.next().none) {
            source_.fail("missing ), unterminated comment",
                         static_cast<size_t>(source_.tell() - start));
            return;
        }
        if (source_.get().is(U')')) return;
    }
}

void Parser::parseNamedReference(Sequence& out) {
    Text name = source_.getUntil(U')', "group name");
    if (!source_.checkGroupName(name, 1)) return;
    const GroupName* entry = findName(name);
    if (!entry) {
        source_.fail(fromAscii("unknown group name ") + quoted(name, false), name.size() + 1);
        return;
    }
    if (!checkGroup(entry->group)) {
        source_.fail("cannot refer to an open group", name.size() + 1);
        return;
    }
    checkLookbehindGroup(entry->group);
    Node node{NodeKind::kBackreference};
    node.value = entry->group;
    out.push_back(std::move(node));
}

void Parser::parseLook(Sequence& out, bool verbose, int nesting, ptrdiff_t start, Token kind) {
    bool behind = kind.is(U'<');
    uint32_t outer_groups = lookbehind_groups_;
    if (behind) {
        kind = source_.get();
        if (kind.none) {
            source_.fail("unexpected end of pattern");
            return;
        }
        if (!kind.is(U'=') && !kind.is(U'!')) {
            Text message = fromAscii("unknown extension ?<");
            kind.appendTo(message);
            source_.fail(std::move(message), kind.size() + 2);
            return;
        }
        if (!lookbehind_groups_) lookbehind_groups_ = static_cast<uint32_t>(closed_.size());
    }
    Sequence body = parseAlternation(verbose, nesting + 1);
    if (behind && !outer_groups) lookbehind_groups_ = 0;
    expectClose(start);
    if (source_.failed()) return;
    if (kind.is(U'!') && body.empty()) {
        out.push_back(Node{NodeKind::kFailure});
        return;
    }
    Node node = makeWrapper(NodeKind::kLook, std::move(body));
    node.behind = behind;
    node.negated = kind.is(U'!');
    out.push_back(std::move(node));
}

void Parser::parseConditional(Sequence& out, bool verbose, int nesting, ptrdiff_t start) {
    Text name = source_.getUntil(U')', "group name");
    if (source_.failed()) return;
    uint32_t group;
    if (isDecimal(name)) {
        uint64_t number = parseNumber(name, 10, UINT64_MAX);
        if (!number) {
            source_.fail("bad group number", name.size() + 1);
            return;
        }
        if (number >= kGroupsMax) {
            Text digits = name.substr(std::min(name.find_first_not_of(U'0'), name.size()));
            source_.fail(fromAscii("invalid group reference ") + digits, name.size() + 1);
            return;
        }
        group = static_cast<uint32_t>(number);
        forward_checks_.push_back(
            {group, source_.tell() - static_cast<ptrdiff_t>(name.size()) - 1});
    } else {
        if (!source_.checkGroupName(name, 1)) return;
        const GroupName* entry = findName(name);
        if (!entry) {
            source_.fail(fromAscii("unknown group name ") + quoted(name, false), name.size() + 1);
            return;
        }
        group = entry->group;
    }
    checkLookbehindGroup(group);
    Node node = makeWrapper(NodeKind::kConditional, parseSequence(verbose, nesting + 1, false));
    node.value = group;
    if (source_.match(U'|')) {
        node.children.push_back(parseSequence(verbose, nesting + 1, false));
        if (source_.next().is(U'|'))
            source_.fail("conditional backref with more than two branches");
    }
    expectClose(start);
    out.push_back(std::move(node));
}

// Parses what follows "(". Returns false to stop the sequence after an error.
bool Parser::parseGroup(Sequence& out, bool& verbose, int nesting, bool first) {
    ptrdiff_t start = source_.tell() - 1;
    bool capture = true;
    bool atomic = false;
    bool named = false;
    Text name;
    FlagChange change;
    if (source_.match(U'?')) {
        Token token = source_.get();
        if (token.none) {
            source_.fail("unexpected end of pattern");
            return false;
        }
        if (token.is(U'P')) {
            if (source_.match(U'<')) {
                named = true;
                name = source_.getUntil(U'>', "group name");
                if (!source_.checkGroupName(name, 1)) return false;
            } else if (source_.match(U'=')) {
                parseNamedReference(out);
                return !source_.failed();
            } else {
                Token extension = source_.get();
                if (extension.none) {
                    source_.fail("unexpected end of pattern");
                    return false;
                }
                Text message = fromAscii("unknown extension ?P");
                extension.appendTo(message);
                source_.fail(std::move(message), extension.size() + 2);
                return false;
            }
        } else if (token.is(U':')) {
            capture = false;
        } else if (token.is(U'#')) {
            parseComment(start);
            return !source_.failed();
        } else if (token.is(U'=') || token.is(U'!') || token.is(U'<')) {
            parseLook(out, verbose, nesting, start, token);
            return !source_.failed();
        } else if (token.is(U'(')) {
            parseConditional(out, verbose, nesting, start);
            return !source_.failed();
        } else if (token.is(U'>')) {
            capture = false;
            atomic = true;
        } else if (!token.escaped && (flagOf(token.c) || token.c == '-')) {
            change = parseFlags(token);
            if (source_.failed()) return false;
            if (change.global) {
                if (!first || !out.empty()) {
                    source_.fail("global flags not at the start of the expression",
                                 static_cast<size_t>(source_.tell() - start));
                    return false;
                }
                verbose = result_.flags & kVerbose;
                return true;
            }
            capture = false;
        } else {
            Text message = fromAscii("unknown extension ?");
            token.appendTo(message);
            source_.fail(std::move(message), token.size() + 1);
            return false;
        }
    }
    uint32_t group = capture ? openGroup(named ? &name : nullptr) : 0;
    if (source_.failed()) return false;
    bool sub_verbose = (verbose || (change.add & kVerbose)) && !(change.del & kVerbose);
    Sequence body = parseAlternation(sub_verbose, nesting + 1);
    expectClose(start);
    if (source_.failed()) return false;
    if (group) {
        closed_[group] = true;
        result_.group_widths[group] = widthOf(body, result_.group_widths);
    }
    Node node = makeWrapper(atomic ? NodeKind::kAtomic : NodeKind::kGroup, std::move(body));
    node.value = group;
    node.add_flags = change.add;
    node.del_flags = change.del;
    out.push_back(std::move(node));
    return true;
}

Sequence Parser::parseSequence(bool verbose, int nesting, bool first) {
    Sequence out;
    if (nesting > kNestingMax) {
        if (!source_.failed()) {
            result_.error = {ErrorKind::kRecursion, fromAscii("maximum recursion depth exceeded")};
        }
        return out;
    }
    while (!source_.failed()) {
        Token token = source_.next();
        if (token.none || token.is(U'|') || token.is(U')')) break;
        source_.get();
        if (token.escaped) {
            if (source_.failed()) break;
            out.push_back(parseEscape(token));
            continue;
        }
        if (verbose) {
            if (isAsciiSpace(token.c)) continue;
            if (token.c == '#') {
                for (;;) {
                    Token skipped = source_.get();
                    if (skipped.none || skipped.is(U'\n')) break;
                }
                continue;
            }
        }
        if (source_.failed()) break;
        switch (token.c) {
        case '[':
            parseClass(out);
            break;
        case '*':
        case '+':
        case '?':
        case '{':
            parseRepeat(token, out);
            break;
        case '.':
            out.push_back(Node{NodeKind::kAny});
            break;
        case '(':
            if (!parseGroup(out, verbose, nesting, first)) return out;
            break;
        case '^':
            out.push_back(makeAnchor(Anchor::kBeginning));
            break;
        case '$':
            out.push_back(makeAnchor(Anchor::kEnd));
            break;
        default:
            out.push_back(makeLiteral(token.c));
        }
    }
    // A plain (?:...) has done its work once nothing can be repeated any more.
    bool has_plain = std::any_of(out.begin(), out.end(), [](const Node& n) {
        return n.kind == NodeKind::kGroup && !n.value && !n.add_flags && !n.del_flags;
    });
    if (!has_plain) return out;
    Sequence flat;
    for (Node& node : out) {
        if (node.kind == NodeKind::kGroup && !node.value && !node.add_flags && !node.del_flags) {
            for (Node& inner : node.children[0]) flat.push_back(std::move(inner));
        } else {
            flat.push_back(std::move(node));
        }
    }
    return flat;
}

Sequence Parser::parseAlternation(bool verbose, int nesting) {
    std::vector<Sequence> items;
    do {
        items.push_back(parseSequence(verbose, nesting + 1, !nesting && items.empty()));
        if (source_.failed()) return {};
        if (!nesting && source_.next().is(U'|')) verbose = result_.flags & kVerbose;
    } while (source_.match(U'|'));
    if (items.size() == 1) return std::move(items[0]);

    // What all alternatives begin with is matched once, before them.
    Sequence out;
    size_t common = 0;
    for (;; ++common) {
        bool same = true;
        for (const Sequence& item : items) {
            same = same && item.size() > common && sameLeaf(item[common], items[0][common]);
            if (!same) break;
        }
        if (!same) break;
    }
    for (size_t i = 0; i < common; ++i) out.push_back(std::move(items[0][i]));
    if (common) {
        for (Sequence& item : items)
            item.erase(item.begin(), item.begin() + static_cast<ptrdiff_t>(common));
    }

    // Alternatives of one character each are a class.
    bool is_class = std::all_of(items.begin(), items.end(), [](const Sequence& item) {
        return item.size() == 1 && (item[0].kind == NodeKind::kLiteral ||
                                    (item[0].kind == NodeKind::kClass && !item[0].negated));
    });
    if (is_class) {
        Node node{NodeKind::kClass};
        for (const Sequence& item : items) {
            if (item[0].kind == NodeKind::kLiteral)
                addUnique(node.items, literalItem(item[0].value));
            else
                for (const ClassItem& member : item[0].items) addUnique(node.items, member);
        }
        out.push_back(std::move(node));
        return out;
    }
    Node node{NodeKind::kAlternation};
    node.children = std::move(items);
    out.push_back(std::move(node));
    return out;
}

void Parser::run() {
    result_.tree = parseAlternation(result_.flags & kVerbose, 0);
    if (source_.failed()) return;
    uint32_t& flags = result_.flags;
    const char* conflict = nullptr;
    if (source_.isText()) {
        if (flags & kLocale)
            conflict = "cannot use LOCALE flag with a str pattern";
        else if (!(flags & kAscii))
            flags |= kUnicode;
        else if (flags & kUnicode)
            conflict = "ASCII and UNICODE flags are incompatible";
    } else {
        if (flags & kUnicode)
            conflict = "cannot use UNICODE flag with a bytes pattern";
        else if ((flags & kLocale) && (flags & kAscii))
            conflict = "ASCII and LOCALE flags are incompatible";
    }
    if (conflict) {
        result_.error = {ErrorKind::kValue, fromAscii(conflict)};
        return;
    }
    if (!source_.next().none) {
        source_.fail("unbalanced parenthesis");
        return;
    }
    result_.group_count = static_cast<uint32_t>(closed_.size()) - 1;
    for (const GroupCheck& check : forward_checks_) {
        if (check.group > result_.group_count) {
            result_.error = {ErrorKind::kPattern,
                             fromAscii("invalid group reference ") + fromNumber(check.group),
                             check.position};
            return;
        }
    }
}

Width repeatWidth(const Node& node, const std::vector<Width>& group_widths) {
    Width body = widthOf(node.children[0], group_widths);
    Width result;
    result.min = multiplyCapped(body.min, node.min);
    result.max =
        node.max == kRepeatMax && body.max ? Width::kUnbounded : multiplyCapped(body.max, node.max);
    return result;
}

Width alternativesWidth(const Node& node, const std::vector<Width>& group_widths) {
    Width result{Width::kUnbounded, 0};
    for (const Sequence& child : node.children) {
        Width width = widthOf(child, group_widths);
        result.min = std::min(result.min, width.min);
        result.max = std::max(result.max, width.max);
    }
    if (node.kind == NodeKind::kConditional && node.children.size() == 1) result.min = 0;
    return result;
}

Width nodeWidth(const Node& node, const std::vector<Width>& group_widths) {
    switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kNotLiteral:
    case NodeKind::kAny:
    case NodeKind::kClass:
        return {1, 1};
    case NodeKind::kGroup:
    case NodeKind::kAtomic:
        return widthOf(node.children[0], group_widths);
    case NodeKind::kRepeat:
        return repeatWidth(node, group_widths);
    case NodeKind::kAlternation:
    case NodeKind::kConditional:
        return alternativesWidth(node, group_widths);
    case NodeKind::kBackreference:
        return group_widths[node.value];
    case NodeKind::kAnchor:
    case NodeKind::kLook:
    case NodeKind::kFailure:
        break;
    }
    return {0, 0};
}

} // namespace

Width widthOf(const Sequence& sequence, const std::vector<Width>& group_widths) {
    Width total;
    for (const Node& node : sequence) {
        Width width = nodeWidth(node, group_widths);
        total.min = addCapped(total.min, width.min);
        total.max = addCapped(total.max, width.max);
    }
    return total;
}

ParseResult parsePattern(TextView pattern, bool is_text, uint32_t flags) {
    ParseResult result;
    result.flags = flags;
    Parser(pattern, is_text, &result).run();
    return result;
}

} // namespace krait::re
