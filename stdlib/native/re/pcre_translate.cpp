// Which patterns PCRE2 matches as Python does, and their text in PCRE2's syntax.
//
// The subject is always a vector of code units, never UTF, so a character is a unit in all three
// widths. Why each construct on the list is equal:
//   literal, class      Written as explicit code point ranges, computed by the same CharSet that
//   our
//                       matcher tests; so Unicode versions, \d \s \w and case folding can't differ.
//                       Declined where that list would be long (\w in wide subjects).
//   .                   \N, the newline being LF alone; under DOTALL "." with PCRE2_DOTALL.
//   ^ $ \A \Z           \A, $, \A, \z; under MULTILINE (?m:^), with PCRE2_ALT_CIRCUMFLEX to match
//                       after a newline that ends the subject, and (?m:$).
//   \b \B               ASCII: PCRE2's built-in tables. Unicode: UCP's word characters are Python's
//                       up to U+00FF in every version of Unicode, so for 8-bit subjects only.
//                       Python finds no \B in an empty subject: those are not given to PCRE2 at
//                       all.
//   repeats             Of bodies that can't match the empty string; the rules for iterations that
//                       match nothing differ in what they leave in groups.
//   possessive repeats  Python makes each iteration final, PCRE2 only the whole: iterations are
//                       wrapped in (?>...).
//   groups, \1          Both keep a group's last value over iterations and restore it on
//                       backtracking; a reference to a group that hasn't matched fails. References
//                       that ignore case are declined: the folding differs.
//   (?(1)...)           Unless inside group 1: Python then sees the old end with the new start.
//   lookaround          Both are atomic. A lookahead turns PCRE2's start optimisation off: 10.42
//   takes
//                       the first character of `(?=b)a*b` from the assertion, the last from the
//                       end, and concludes that a match has two. Declined with groups inside, as
//                       PCRE2 doesn't tell which group closed last (see below).
// LOCALE is declined, as its meaning may change after compilation.
//
// Python's lastindex is the group closed last. PCRE2 reports spans only; of the groups that matched
// it is the one that ends last and, among those, closes last in the pattern: without lookarounds
// that hold groups positions only grow, and two ends are equal only within one iteration if every
// group in a repeat matches at least one character. Patterns for which that fails are declined.
#include "stdlib/native/re/pcre.h"

#include "stdlib/native/re/code_points.h"

#include <algorithm>

namespace krait::re {
namespace {

constexpr uint32_t kUnitRepeatMax = 65535; // PCRE2's own limit
constexpr uint32_t kLoopRepeatMax = 200;   // it copies a repeated group as often as that
constexpr size_t kRangesMax = 80;
constexpr size_t kTextMax = 64 * 1024;

class Translator {
  public:
    Translator(const ParseResult& parsed, uint8_t width, std::string* out)
        : parsed_(parsed), out_(*out), width_(width), limit_(width == 1   ? 0xFF
                                                             : width == 2 ? 0xFFFF
                                                                          : 0x10FFFF),
          open_(parsed.group_count + 1) {}

    bool run(Accelerator::Needs* needs) {
        bool ok = sequence(parsed_.tree, parsed_.flags) && !(ucp_needed_ && ucp_forbidden_) &&
                  out_.size() <= kTextMax;
        needs->ucp = ucp_needed_;
        needs->no_start_optimization = has_lookahead_;
        return ok;
    }

  private:
    bool sequence(const Sequence& nodes, uint32_t flags);
    bool node(const Node& node, uint32_t flags);
    bool charSet(const CharSet& set);
    bool anchor(const Node& node, uint32_t flags);
    bool repeat(const Node& node, uint32_t flags);
    bool group(const Node& node, uint32_t flags);
    bool conditional(const Node& node, uint32_t flags);
    bool alternation(const Node& node, uint32_t flags);
    bool look(const Node& node, uint32_t flags);

    void codePoint(uint32_t c) {
        if (isAsciiLetter(c) || isAsciiDigit(c)) {
            out_ += static_cast<char>(c);
            return;
        }
        char digits[16];
        size_t count = 0;
        for (; c || !count; c >>= 4) digits[count++] = "0123456789abcdef"[c & 15];
        out_ += "\\x{";
        while (count) out_ += digits[--count];
        out_ += '}';
    }

    const ParseResult& parsed_;
    std::string& out_;
    uint8_t width_;
    uint32_t limit_;
    std::vector<bool> open_;
    int repeat_depth_ = 0;
    int look_depth_ = 0;
    bool ucp_needed_ = false;
    bool ucp_forbidden_ = false;
    bool has_lookahead_ = false;
};

bool Translator::charSet(const CharSet& set) {
    if (set.isLocale()) return false;
    if (width_ > 1) {
        // Folding and categories are evaluated character by character: too slow for 1.1 million.
        if (!set.isEnumerated() && (width_ > 2 || set.fold() == Fold::kUnicode || set.hasWord()))
            return false;
    }
    std::vector<CharRange> members = set.membersUpTo(limit_);
    if (members.size() > kRangesMax) return false;
    if (members.size() == 1 && members[0].low == members[0].high) {
        codePoint(members[0].low);
        return true;
    }
    bool negated = members.empty() || (members.front().low == 0 && members.back().high == limit_);
    if (negated) {
        // Written as its complement, which is shorter and lets PCRE2 recognise [^x].
        std::vector<CharRange> others;
        uint32_t next = 0;
        for (const CharRange& range : members) {
            if (range.low > next) others.push_back({next, range.low - 1});
            next = range.high + 1;
        }
        if (next <= limit_) others.push_back({next, limit_});
        if (others.empty()) {
            out_ += '.';
            return true;
        }
        members = std::move(others);
    }
    out_ += negated ? "[^" : "[";
    for (const CharRange& range : members) {
        codePoint(range.low);
        if (range.high == range.low) continue;
        if (range.high > range.low + 1) out_ += '-';
        codePoint(range.high);
    }
    out_ += ']';
    return true;
}

bool Translator::anchor(const Node& node, uint32_t flags) {
    bool multiline = flags & kMultiline;
    switch (node.anchor) {
    case Anchor::kBeginning:
        out_ += multiline ? "(?m:^)" : "\\A";
        return true;
    case Anchor::kEnd:
        out_ += multiline ? "(?m:$)" : "$";
        return true;
    case Anchor::kBeginningString:
        out_ += "\\A";
        return true;
    case Anchor::kEndString:
        out_ += "\\z";
        return true;
    case Anchor::kBoundary:
    case Anchor::kNonBoundary:
        break;
    }
    if (flags & kLocale) return false;
    bool unicode = flags & kUnicode;
    if (unicode && width_ > 1) return false;
    (unicode ? ucp_needed_ : ucp_forbidden_) = true;
    out_ += node.anchor == Anchor::kBoundary ? "\\b" : "\\B";
    return true;
}

bool Translator::repeat(const Node& node, uint32_t flags) {
    const Sequence& body = node.children[0];
    bool is_unit = body.size() == 1 &&
                   (body[0].kind == NodeKind::kLiteral || body[0].kind == NodeKind::kNotLiteral ||
                    body[0].kind == NodeKind::kAny || body[0].kind == NodeKind::kClass);
    bool possessive = node.mode == RepeatMode::kPossessive;
    uint32_t limit = is_unit ? kUnitRepeatMax : kLoopRepeatMax;
    if (node.min > limit || (node.max > limit && node.max != kRepeatMax)) return false;
    if (!is_unit && !widthOf(body, parsed_.group_widths).min) return false;
    if (!is_unit) {
        ++repeat_depth_;
        out_ += possessive ? "(?>(?:(?>" : "(?:";
        if (!sequence(body, flags)) return false;
        out_ += possessive ? "))" : ")";
        --repeat_depth_;
    } else if (!sequence(body, flags)) {
        return false;
    }
    if (node.max == kRepeatMax && node.min < 2) {
        out_ += node.min ? '+' : '*';
    } else if (node.min == 0 && node.max == 1) {
        out_ += '?';
    } else {
        out_ += '{' + std::to_string(node.min);
        if (node.max == kRepeatMax)
            out_ += ',';
        else if (node.max != node.min)
            out_ += ',' + std::to_string(node.max);
        out_ += '}';
    }
    if (node.mode == RepeatMode::kLazy)
        out_ += '?';
    else if (possessive)
        out_ += is_unit ? '+' : ')';
    return true;
}

bool Translator::group(const Node& node, uint32_t flags) {
    uint32_t inner = combineFlags(flags, node.add_flags, node.del_flags);
    if (node.value) {
        if (look_depth_) return false;
        if (repeat_depth_ && !parsed_.group_widths[node.value].min) return false;
        open_[node.value] = true;
    }
    out_ += node.value ? "(" : "(?:";
    if (!sequence(node.children[0], inner)) return false;
    out_ += ')';
    if (node.value) open_[node.value] = false;
    return true;
}

bool Translator::conditional(const Node& node, uint32_t flags) {
    if (open_[node.value]) return false;
    out_ += "(?(" + std::to_string(node.value) + ')';
    if (!sequence(node.children[0], flags)) return false;
    if (node.children.size() > 1) {
        out_ += '|';
        if (!sequence(node.children[1], flags)) return false;
    }
    out_ += ')';
    return true;
}

bool Translator::alternation(const Node& node, uint32_t flags) {
    const char* separator = "(?:";
    for (const Sequence& child : node.children) {
        out_ += separator;
        separator = "|";
        if (!sequence(child, flags)) return false;
    }
    out_ += ')';
    return true;
}

bool Translator::look(const Node& node, uint32_t flags) {
    out_ += node.behind ? (node.negated ? "(?<!" : "(?<=") : (node.negated ? "(?!" : "(?=");
    has_lookahead_ = has_lookahead_ || !node.behind;
    ++look_depth_;
    if (!sequence(node.children[0], flags)) return false;
    --look_depth_;
    out_ += ')';
    return true;
}

bool Translator::node(const Node& node, uint32_t flags) {
    switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kNotLiteral:
        return charSet(CharSet::ofLiteral(node.value, node.kind == NodeKind::kNotLiteral, flags));
    case NodeKind::kClass:
        return charSet(CharSet::ofClass(node.items, node.negated, flags));
    case NodeKind::kAny:
        out_ += flags & kDotAll ? "." : "\\N";
        return true;
    case NodeKind::kAnchor:
        return anchor(node, flags);
    case NodeKind::kGroup:
        return group(node, flags);
    case NodeKind::kAtomic:
        out_ += "(?>";
        if (!sequence(node.children[0], flags)) return false;
        out_ += ')';
        return true;
    case NodeKind::kRepeat:
        return repeat(node, flags);
    case NodeKind::kAlternation:
        return alternation(node, flags);
    case NodeKind::kLook:
        return look(node, flags);
    case NodeKind::kBackreference:
        if (flags & kIgnoreCase) return false;
        out_ += "\\g{" + std::to_string(node.value) + '}';
        return true;
    case NodeKind::kConditional:
        return conditional(node, flags);
    case NodeKind::kFailure:
        out_ += "(?!)";
        return true;
    }
    return false;
}

bool Translator::sequence(const Sequence& nodes, uint32_t flags) {
    return std::all_of(nodes.begin(), nodes.end(),
                       [this, flags](const Node& n) { return node(n, flags); });
}

} // namespace

bool Accelerator::translate(const ParseResult& parsed, uint8_t width, std::string* out,
                            Needs* needs) {
    return Translator(parsed, width, out).run(needs);
}

} // namespace krait::re
