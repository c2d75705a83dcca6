// What the regular-expression engine asks of Unicode, in one place: case mappings to a single code
// point, the categories behind \d \s \w, and the rules for names in messages. Thin wrappers over
// utf8proc's tables; pure functions, any thread.
//
// Lone surrogates and numbers past U+10FFFF (possible in \x escapes of 32-bit subjects) are
// answered with "no property", never with an error.
#pragma once

#include <utf8proc.h>

#include <cstdint>

namespace krait::re {

inline const utf8proc_property_t* properties(uint32_t c) {
    return utf8proc_get_property(c <= 0x10FFFF ? static_cast<utf8proc_int32_t>(c) : 0x378);
}

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
    if (c < 128) return asciiLower(c);
    return c <= 0x10FFFF ? static_cast<uint32_t>(utf8proc_tolower(static_cast<int32_t>(c))) : c;
}
inline uint32_t unicodeUpper(uint32_t c) {
    if (c < 128) return c - 'a' < 26 ? c - 32 : c;
    return c <= 0x10FFFF ? static_cast<uint32_t>(utf8proc_toupper(static_cast<int32_t>(c))) : c;
}

// Python: str.isdecimal.
inline bool isUnicodeDigit(uint32_t c) {
    return c < 128 ? isAsciiDigit(c) : properties(c)->category == UTF8PROC_CATEGORY_ND;
}

// Python: str.isspace: the white space of bidirectional type WS, B or S, or of category Zs.
inline bool isUnicodeSpace(uint32_t c) {
    if (c < 128) return isAsciiSpace(c) || c - 0x1C < 4;
    return c == 0x85 || c == 0xA0 || c == 0x1680 || c - 0x2000 < 11 || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

// Python: str.isalnum or underscore. Every character with a numeric value has category N or L.
inline bool isUnicodeWord(uint32_t c) {
    if (c < 128) return isAsciiWord(c);
    switch (properties(c)->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        // CJK extension I came with Unicode 15.1, after the tables of utf8proc 2.8.
        return c - 0x2EBF0 <= 0x2EE5D - 0x2EBF0;
    }
}

inline bool isNameStart(uint32_t c) {
    if (c < 128) return isAsciiLetter(c) || c == '_';
    switch (properties(c)->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return c != 0x37A && c != 0xE33 && c != 0xEB3 && c != 0x2E2F;
    default:
        return c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E ||
               c - 0x2EBF0 <= 0x2EE5D - 0x2EBF0;
    }
}

inline bool isNameContinue(uint32_t c) {
    if (isNameStart(c) || isAsciiDigit(c)) return true;
    if (c < 128) return false;
    switch (properties(c)->category) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        return c == 0xB7 || c == 0x387 || c - 0x1369 < 9 || c == 0x19DA || c == 0xE33 || c == 0xEB3;
    }
}

inline bool isPrintable(uint32_t c) {
    if (c < 128) return c - 0x20 < 0x5F;
    switch (properties(c)->category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
        return false;
    default:
        return true;
    }
}

} // namespace krait::re
