// One token of the source text: what it is and where. See tokens.def for the kinds.
#pragma once

#include <cstdint>

namespace krait {

enum class TokenKind : uint8_t {
#define KRAIT_KEYWORD(Name, text) Name,
#define KRAIT_TOKEN(Name, py_name) Name,
#define KRAIT_OPERATOR(Name, py_name, text) Name,
#include "compiler/tokens.def"
};

constexpr bool isKeyword(TokenKind kind) {
    return kind < TokenKind::Name;
}
constexpr bool isAugmentedAssignment(TokenKind kind) {
    return kind >= TokenKind::PlusEqual && kind <= TokenKind::AtEqual;
}

const char* tokenName(TokenKind kind); // as in Python's `token` module
const char* tokenText(TokenKind kind); // of keywords and operators; "" for the others

struct Token {
    TokenKind kind;
    uint8_t level;   // how many brackets are open after it
    uint8_t flags;   // FStringMiddle: kRaw, kDoubled
    uint32_t atom;   // Name and keywords: index of the atom
    uint32_t offset; // into Compilation::source
    uint32_t line;   // from 1
    uint32_t col;    // bytes from the start of the line
    uint32_t end_line;
    uint32_t end_col;

    static constexpr uint8_t kRaw = 1;
    static constexpr uint8_t kDoubled = 2; // ends with "{{" or "}}", of which the text has one
};
static_assert(sizeof(Token) == 28);

// Soft keywords are interned right after the keywords, so that their atoms have known numbers.
enum SoftKeyword : uint32_t {
    kSoftUnderscore = static_cast<uint32_t>(TokenKind::Name),
    kSoftMatch,
    kSoftCase,
    kSoftType,
    kSoftPrint,
    kSoftExec,
};

} // namespace krait
