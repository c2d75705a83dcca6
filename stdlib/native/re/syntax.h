// The syntax of regular expressions: pattern text to a tree, and replacement templates to a list.
//
// Input is always code points; a bytes pattern is passed one byte a code point with is_text false.
// The accepted language, the messages and the positions are those of Python 3.13's re module. The
// tree is plain data and owns all it holds; nothing here knows of VM objects, so errors are values
// that the binding turns into exceptions. Pure functions, any thread.
//
// LIMIT: groups nest at most kNestingMax deep (ErrorKind::kRecursion), which bounds the recursion
// of every pass over the tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace krait::re {

using Text = std::u32string;
using TextView = std::u32string_view;

enum Flags : uint32_t {
    kIgnoreCase = 2,
    kLocale = 4,
    kMultiline = 8,
    kDotAll = 16,
    kUnicode = 32,
    kVerbose = 64,
    kDebug = 128,
    kAscii = 256,
};
inline constexpr uint32_t kTypeFlags = kAscii | kLocale | kUnicode;

inline constexpr uint32_t kRepeatMax = 0xFFFFFFFF; // "no upper bound"
inline constexpr uint32_t kGroupsMax = 0x3FFFFFFF;
inline constexpr int kNestingMax = 480;

enum class ErrorKind : uint8_t {
    kNone,
    kPattern,   // re.PatternError
    kValue,     // ValueError
    kOverflow,  // OverflowError
    kIndex,     // IndexError
    kRecursion, // RecursionError
    kMemory,    // MemoryError
};

struct Error {
    ErrorKind kind = ErrorKind::kNone;
    Text message;
    ptrdiff_t position = -1; // in code points; -1: the error has none

    explicit operator bool() const { return kind != ErrorKind::kNone; }
};

enum class Category : uint8_t { kDigit, kNotDigit, kSpace, kNotSpace, kWord, kNotWord };

enum class Anchor : uint8_t {
    kBeginning,
    kEnd,
    kBeginningString,
    kEndString,
    kBoundary,
    kNonBoundary
};

// One member of a character class: a range (a literal is a range of one) or a category.
struct ClassItem {
    bool is_category = false;
    Category category = Category::kDigit;
    uint32_t low = 0;
    uint32_t high = 0;

    bool operator==(const ClassItem&) const = default;
};

struct Node;
using Sequence = std::vector<Node>;

enum class NodeKind : uint8_t {
    kLiteral,       // value
    kNotLiteral,    // value
    kAny,           // . whose meaning depends on the flags in force
    kClass,         // items, negated
    kAnchor,        // anchor
    kGroup,         // value: group number or 0; add_flags, del_flags; children[0]
    kAtomic,        // children[0]
    kRepeat,        // min, max, mode; children[0]
    kAlternation,   // children
    kLook,          // behind, negated; children[0]
    kBackreference, // value
    kConditional,   // value; children[0], and children[1] unless has_else is false
    kFailure,       // (?!)
};

enum class RepeatMode : uint8_t { kGreedy, kLazy, kPossessive };

struct Node {
    NodeKind kind;
    RepeatMode mode = RepeatMode::kGreedy;
    Anchor anchor = Anchor::kBeginning;
    bool negated = false;
    bool behind = false;
    uint32_t value = 0;
    uint32_t min = 0;
    uint32_t max = 0;
    uint32_t add_flags = 0;
    uint32_t del_flags = 0;
    std::vector<ClassItem> items;
    std::vector<Sequence> children;
};

// Least and greatest number of characters a tree can match; the greatest is capped at kUnbounded.
struct Width {
    static constexpr uint64_t kUnbounded = UINT64_MAX;
    uint64_t min = 0;
    uint64_t max = 0;
};

struct GroupName {
    Text name;
    uint32_t group;
};

struct ParseResult {
    Error error;
    Sequence tree;
    uint32_t flags = 0; // as passed, plus global inline flags, plus UNICODE where it is implied
    uint32_t group_count = 0;          // without group 0
    std::vector<GroupName> names;      // in order of definition
    std::vector<Text> future_warnings; // texts of FutureWarning, in order
    std::vector<Width> group_widths;   // by group number
};

ParseResult parsePattern(TextView pattern, bool is_text, uint32_t flags);

Width widthOf(const Sequence& sequence, const std::vector<Width>& group_widths);

// The flags in force inside a group that adds and removes some.
inline uint32_t combineFlags(uint32_t flags, uint32_t add, uint32_t del) {
    if (add & kTypeFlags) flags &= ~kTypeFlags;
    return (flags | add) & ~del;
}

// One piece of a replacement template: text, then the group to insert after it (-1: none).
struct TemplateItem {
    Text literal;
    ptrdiff_t group = -1;
};

struct TemplateResult {
    Error error;
    std::vector<TemplateItem> items;
};

TemplateResult parseTemplate(TextView text, bool is_text, uint32_t group_count,
                             const std::vector<GroupName>& names);

// "msg at position 3 (line 1, column 4)", as str() of the exception has it.
Text formatError(const Error& error, TextView pattern);

} // namespace krait::re
