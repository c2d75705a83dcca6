// Reading doubles from text; see float_text.h. The grammar is checked here, then the digits go to
// std::from_chars, which rounds correctly but reports overflow and underflow alike.
#include "vm/base/float_text.h"

#include "vm/base/assert.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace krait {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

int hexValue(char c) {
    if (isDigit(c)) return c - '0';
    char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Whether [p, end) begins with `word`, which is in lower case, in any case.
bool startsWith(const char* p, const char* end, const char* word) {
    for (; *word; ++p, ++word)
        if (p == end || (*p | 0x20) != *word) return false;
    return true;
}

// inf, infinity or nan: the length, or 0.
size_t scanSpecial(const char* p, const char* end, double* out) {
    if (startsWith(p, end, "inf")) {
        *out = std::numeric_limits<double>::infinity();
        return startsWith(p, end, "infinity") ? 8 : 3;
    }
    if (startsWith(p, end, "nan")) {
        *out = std::numeric_limits<double>::quiet_NaN();
        return 3;
    }
    return 0;
}

// Skips digits and, if allowed, single underscores between them; p stays on a misplaced one.
const char* skipDigits(const char* p, const char* end, bool underscores) {
    while (p != end) {
        if (isDigit(*p))
            ++p;
        else if (underscores && *p == '_' && end - p > 1 && isDigit(p[1]) && isDigit(p[-1]))
            ++p;
        else
            break;
    }
    return p;
}

// The end of the longest unsigned decimal number at p, or p.
const char* scanDecimal(const char* p, const char* end, bool underscores) {
    const char* start = p;
    if (p == end || *p == '_') return start;
    p = skipDigits(p, end, underscores);
    bool has_digits = p != start;
    if (p != end && *p == '.') {
        const char* fraction = p + 1;
        if (fraction != end && isDigit(*fraction)) {
            p = skipDigits(fraction, end, underscores);
            has_digits = true;
        } else if (has_digits) {
            p = fraction;
        }
    }
    if (!has_digits) return start;
    if (p != end && (*p | 0x20) == 'e') {
        const char* exponent = p + 1;
        if (exponent != end && (*exponent == '+' || *exponent == '-')) ++exponent;
        if (exponent != end && isDigit(*exponent)) p = skipDigits(exponent, end, underscores);
    }
    return p;
}

// The magnitude of a number that the grammar accepted, too large or too small for a double: decided
// by where its first significant digit stands.
double outOfRange(const char* p, const char* end) {
    int64_t point = 0;
    bool seen_significant = false;
    bool after_point = false;
    for (; p != end && (*p | 0x20) != 'e'; ++p) {
        if (*p == '.') {
            after_point = true;
            continue;
        }
        seen_significant |= *p != '0';
        if (seen_significant && !after_point) ++point;
        if (!seen_significant && after_point) --point;
    }
    constexpr int64_t kExponentMax = int64_t{1} << 60;
    int64_t exponent = 0;
    bool negative = false;
    if (p != end) {
        ++p;
        if (p != end && (*p == '+' || *p == '-')) negative = *p++ == '-';
        for (; p != end && exponent < kExponentMax / 16; ++p) exponent = exponent * 10 + (*p - '0');
    }
    if (!seen_significant) return 0;
    return point + (negative ? -exponent : exponent) > 0 ? HUGE_VAL : 0;
}

double convert(const char* p, const char* end) {
    double value = 0;
    auto result = std::from_chars(p, end, value);
    if (result.ec == std::errc::result_out_of_range) return outOfRange(p, end);
    KRAIT_ASSERT(result.ec == std::errc());
    KRAIT_ASSERT(result.ptr == end);
    return value;
}

} // namespace

size_t parseFloatPrefix(const char* text, size_t size, double* out) {
    const char* p = text;
    const char* end = text + size;
    bool negative = false;
    if (p != end && (*p == '+' || *p == '-')) negative = *p++ == '-';
    double value;
    const char* number_end = scanDecimal(p, end, false);
    if (number_end != p) {
        value = convert(p, number_end);
    } else {
        size_t special = scanSpecial(p, end, &value);
        if (special == 0) return 0;
        number_end = p + special;
    }
    *out = negative ? -value : value;
    return static_cast<size_t>(number_end - text);
}

FloatParse parseFloat(const char* text, size_t size, double* out) {
    constexpr size_t kInlineSize = 128;
    const char* p = text;
    const char* end = text + size;
    bool negative = false;
    if (p != end && (*p == '+' || *p == '-')) negative = *p++ == '-';
    double value;
    if (p == end) return FloatParse::kSyntax;
    if (scanDecimal(p, end, true) != end) {
        if (scanSpecial(p, end, &value) != static_cast<size_t>(end - p)) return FloatParse::kSyntax;
        *out = negative ? -value : value;
        return FloatParse::kOk;
    }
    bool has_underscore = false;
    for (const char* q = p; q != end; ++q) has_underscore |= *q == '_';
    if (!has_underscore) {
        value = convert(p, end);
    } else {
        char inline_text[kInlineSize];
        size_t length = static_cast<size_t>(end - p);
        char* plain = length <= kInlineSize ? inline_text : static_cast<char*>(std::malloc(length));
        if (!plain) return FloatParse::kNoMemory;
        char* q = plain;
        for (; p != end; ++p)
            if (*p != '_') *q++ = *p;
        value = convert(plain, q);
        if (plain != inline_text) std::free(plain);
    }
    *out = negative ? -value : value;
    return FloatParse::kOk;
}

FloatParse parseFloatHex(const char* text, size_t size, double* out) {
    const char* p = text;
    const char* end = text + size;
    bool negative = false;
    if (p != end && (*p == '+' || *p == '-')) negative = *p++ == '-';
    double value;
    size_t special = scanSpecial(p, end, &value);
    if (special != 0) {
        if (special != static_cast<size_t>(end - p)) return FloatParse::kSyntax;
        *out = negative ? -value : value;
        return FloatParse::kOk;
    }
    if (end - p >= 2 && p[0] == '0' && (p[1] | 0x20) == 'x') p += 2;

    // The first 60 significant bits, the lowest of which also stands for all that follow. The value
    // is significand * 2**exponent.
    uint64_t significand = 0;
    int64_t exponent = 0;
    bool has_digits = false;
    bool after_point = false;
    for (; p != end; ++p) {
        if (*p == '.' && !after_point) {
            after_point = true;
            continue;
        }
        int digit = hexValue(*p);
        if (digit < 0) break;
        has_digits = true;
        if (significand >> 56 == 0) {
            significand = significand << 4 | static_cast<uint64_t>(digit);
            exponent -= after_point ? 4 : 0;
        } else {
            significand |= digit != 0;
            exponent += after_point ? 0 : 4;
        }
    }
    if (!has_digits) return FloatParse::kSyntax;
    if (p != end && (*p | 0x20) == 'p') {
        ++p;
        bool exponent_negative = false;
        if (p != end && (*p == '+' || *p == '-')) exponent_negative = *p++ == '-';
        if (p == end || !isDigit(*p)) return FloatParse::kSyntax;
        // LIMIT: more than any text in memory could make up for.
        constexpr int64_t kExponentMax = int64_t{1} << 58;
        int64_t given = 0;
        for (; p != end && isDigit(*p); ++p)
            if (given < kExponentMax / 16) given = given * 10 + (*p - '0');
        exponent += exponent_negative ? -given : given;
    }
    if (p != end) return FloatParse::kSyntax;
    if (significand == 0) {
        *out = negative ? -0.0 : 0.0;
        return FloatParse::kOk;
    }
    // Rounded here to the bits that the result has, so that ldexp below is exact and subnormals are
    // not rounded twice.
    int bits = 64 - __builtin_clzll(significand);
    int64_t top = exponent + bits;
    if (top > 1024) return FloatParse::kTooLarge;
    int64_t precision = top >= -1021 ? 53 : top + 1074;
    if (precision < 0) {
        *out = negative ? -0.0 : 0.0;
        return FloatParse::kOk;
    }
    if (bits > precision) {
        int drop = static_cast<int>(bits - precision);
        uint64_t half = uint64_t{1} << (drop - 1);
        uint64_t rest = significand & (2 * half - 1);
        significand -= rest;
        if (rest > half || (rest == half && (significand & (2 * half)) != 0))
            significand += 2 * half;
    }
    value = std::ldexp(static_cast<double>(significand), static_cast<int>(exponent));
    if (std::isinf(value)) return FloatParse::kTooLarge;
    *out = negative ? -value : value;
    return FloatParse::kOk;
}

} // namespace krait
