// What the regular-expression engine asks of Unicode, in one place: case mappings to a single code
// point and the categories behind \d \s \w. Pure functions, any thread.
//
// Subjects and patterns hold code points up to U+10FFFF, lone surrogates among them.
#pragma once

#include "vm/base/unicode.h"

namespace krait::re {

inline bool isAsciiDigit(uint32_t c) {
    return c - '0' < 10;
}
inline bool isAsciiLetter(uint32_t c) {
    return (c | 0x20) - 'a' < 26 && c < 128;
}
inline bool isAsciiSpace(uint32_t c) {
    return c == ' ' || c - '\t' < 5;
}
inline bool isAsciiWord(uint32_t c) {
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_';
}
inline uint32_t asciiLower(uint32_t c) {
    return c - 'A' < 26 ? c + 32 : c;
}

inline uint32_t unicodeLower(uint32_t c) {
    return c < 128 ? asciiLower(c) : static_cast<uint32_t>(unicode::toSimpleLower(c));
}
// The character itself when its upper case is longer.
inline uint32_t unicodeUpper(uint32_t c) {
    char32_t upper[unicode::kCaseMappingMax];
    return unicode::toUpper(c, upper) == 1 ? static_cast<uint32_t>(upper[0]) : c;
}
inline bool hasUnicodeCase(uint32_t c) {
    char32_t mapped[unicode::kCaseMappingMax];
    return unicode::toUpper(c, mapped) != 1 || mapped[0] != c || unicode::toLower(c, mapped) != 1 ||
           mapped[0] != c;
}

// Python: str.isdecimal, str.isspace, and str.isalnum or underscore.
inline bool isUnicodeDigit(uint32_t c) {
    return unicode::isDecimal(c);
}
inline bool isUnicodeSpace(uint32_t c) {
    return unicode::isSpace(c);
}
inline bool isUnicodeWord(uint32_t c) {
    return c == '_' || unicode::isAlnum(c);
}

} // namespace krait::re
