// Printing doubles and decimal rounding; see float_text.h. Parsing is in float_parse.cpp.
#include "vm/base/float_text.h"

#include "vm/base/assert.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace krait {

namespace {

// A double has at most 767 significant digits and 1074 after the point; what a larger precision
// would add are zeros.
constexpr int kSignificantMax = 800;
constexpr int kFractionMax = 1100;

// Digits of a finite magnitude: 0.DIGITS times ten to the point-th power.
struct Digits {
    char text[FloatText::kTextSizeMax];
    int count;
    int point;
};

// Reads back "d.ddde+XX" as to_chars writes it.
void splitScientific(Digits* digits, const char* first, const char* last) {
    digits->count = 0;
    const char* p = first;
    for (; p != last && *p != 'e'; ++p)
        if (*p != '.') digits->text[digits->count++] = *p;
    int exponent = 0;
    bool negative = p[1] == '-';
    for (p += 2; p != last; ++p) exponent = exponent * 10 + (*p - '0');
    digits->point = (negative ? -exponent : exponent) + 1;
}

void shortestDigits(Digits* digits, double magnitude) {
    char text[kFloatReprSizeMax];
    auto result = std::to_chars(text, text + sizeof text, magnitude, std::chars_format::scientific);
    splitScientific(digits, text, result.ptr);
}

void significantDigits(Digits* digits, double magnitude, int count) {
    char text[kSignificantMax + 32];
    auto result = std::to_chars(text, text + sizeof text, magnitude, std::chars_format::scientific,
                                count - 1);
    splitScientific(digits, text, result.ptr);
}

int writeExponent(char* dst, int exponent, char letter) {
    char* p = dst;
    *p++ = letter;
    *p++ = exponent < 0 ? '-' : '+';
    unsigned magnitude = static_cast<unsigned>(exponent < 0 ? -exponent : exponent);
    if (magnitude >= 100) *p++ = static_cast<char>('0' + magnitude / 100);
    *p++ = static_cast<char>('0' + magnitude / 10 % 10);
    *p++ = static_cast<char>('0' + magnitude % 10);
    return static_cast<int>(p - dst);
}

// Lays digits out in positional notation; `zeros` more are to follow the last digit.
void layOutFixed(FloatText* out, const Digits& digits, int64_t zeros) {
    char* p = out->text;
    if (digits.point <= 0) {
        *p++ = '0';
        out->int_size = 1;
        for (int i = digits.point; i < 0; ++i) *p++ = '0';
        std::memcpy(p, digits.text, static_cast<size_t>(digits.count));
        out->fraction_size = static_cast<uint16_t>(digits.count - digits.point);
    } else {
        int whole = digits.count < digits.point ? digits.count : digits.point;
        std::memcpy(p, digits.text, static_cast<size_t>(whole));
        for (int i = whole; i < digits.point; ++i) p[i] = '0';
        zeros -= digits.point - whole;
        out->int_size = static_cast<uint16_t>(digits.point);
        out->fraction_size = static_cast<uint16_t>(digits.count - whole);
        std::memcpy(p + digits.point, digits.text + whole, out->fraction_size);
    }
    out->zeros = zeros > 0 ? static_cast<uint32_t>(zeros) : 0;
}

void layOutScientific(FloatText* out, const Digits& digits, int64_t zeros, char letter) {
    std::memcpy(out->text, digits.text, static_cast<size_t>(digits.count));
    out->int_size = 1;
    out->fraction_size = static_cast<uint16_t>(digits.count - 1);
    out->zeros = static_cast<uint32_t>(zeros);
    out->exponent_size =
        static_cast<uint16_t>(writeExponent(out->text + digits.count, digits.point - 1, letter));
}

void stripTrailingZeros(Digits* digits) {
    while (digits->count > 1 && digits->text[digits->count - 1] == '0') --digits->count;
}

bool allZeros(const FloatText& text) {
    for (int i = 0; i < text.int_size + text.fraction_size; ++i)
        if (text.text[i] != '0') return false;
    return true;
}

} // namespace

void formatFloat(FloatText* out, double value, char code, int32_t precision, unsigned flags) {
    bool upper = code == 'E' || code == 'F' || code == 'G';
    out->negative = std::signbit(value);
    out->has_point = false;
    out->is_finite = std::isfinite(value);
    out->int_size = out->fraction_size = out->exponent_size = 0;
    out->zeros = 0;
    if (!out->is_finite) {
        bool is_nan = std::isnan(value);
        // Python shows no sign on a NaN.
        if (is_nan) out->negative = false;
        std::memcpy(out->text, is_nan ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf"), 3);
        out->exponent_size = 3;
        return;
    }
    double magnitude = std::fabs(value);
    if (precision < 0) precision = 6;
    char letter = upper ? 'E' : 'e';
    Digits digits;
    switch (code) {
    case 'f':
    case 'F': {
        int exact = precision < kFractionMax ? precision : kFractionMax;
        char* text = digits.text;
        auto result = std::to_chars(text, text + sizeof digits.text, magnitude,
                                    std::chars_format::fixed, exact);
        size_t size = static_cast<size_t>(result.ptr - text);
        out->fraction_size = static_cast<uint16_t>(exact);
        out->int_size = static_cast<uint16_t>(exact == 0 ? size : size - 1 - out->fraction_size);
        std::memcpy(out->text, text, out->int_size);
        std::memcpy(out->text + out->int_size, text + out->int_size + 1, out->fraction_size);
        out->zeros = static_cast<uint32_t>(precision - exact);
        break;
    }
    case 'e':
    case 'E': {
        int exact = precision < kSignificantMax ? precision : kSignificantMax - 1;
        significantDigits(&digits, magnitude, exact + 1);
        layOutScientific(out, digits, precision - exact, letter);
        break;
    }
    case 'g':
    case 'G': {
        if (precision == 0) precision = 1;
        significantDigits(&digits, magnitude,
                          precision < kSignificantMax ? precision : kSignificantMax);
        stripTrailingZeros(&digits);
        int64_t zeros = (flags & kFloatAlternate) ? int64_t{precision} - digits.count : 0;
        bool add_dot_zero = (flags & kFloatAddDotZero) != 0;
        if (digits.point <= -4 || digits.point > int64_t{precision} - add_dot_zero)
            layOutScientific(out, digits, zeros, letter);
        else
            layOutFixed(out, digits, zeros);
        break;
    }
    default:
        KRAIT_ASSERT(code == 'r');
        shortestDigits(&digits, magnitude);
        if (digits.point <= -4 || digits.point > 16)
            layOutScientific(out, digits, 0, letter);
        else
            layOutFixed(out, digits, 0);
        break;
    }
    if ((flags & kFloatAddDotZero) && out->exponent_size == 0 && out->fraction_size == 0 &&
        out->zeros == 0)
        out->zeros = 1;
    out->has_point = out->fraction_size != 0 || out->zeros != 0 || (flags & kFloatAlternate) != 0;
    if ((flags & kFloatNoNegativeZero) && out->negative && allZeros(*out)) out->negative = false;
}

void FloatText::write(char* dst) const {
    if (negative) *dst++ = '-';
    std::memcpy(dst, text, int_size);
    dst += int_size;
    if (has_point) *dst++ = '.';
    std::memcpy(dst, fraction(), fraction_size);
    dst += fraction_size;
    std::memset(dst, '0', zeros);
    std::memcpy(dst + zeros, exponent(), exponent_size);
}

// The same layout as formatFloat 'r', written at once: printing floats is frequent.
static size_t shortest(char* dst, double value, bool add_dot_zero) {
    char* p = dst;
    if (!std::isfinite(value)) {
        const char* text = std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
        size_t size = std::strlen(text);
        std::memcpy(dst, text, size);
        return size;
    }
    if (std::signbit(value)) *p++ = '-';
    char text[kFloatReprSizeMax];
    auto result =
        std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
    char digits[kFloatReprSizeMax];
    int count = 0;
    const char* q = text;
    for (; *q != 'e'; ++q)
        if (*q != '.') digits[count++] = *q;
    int exponent = 0;
    for (const char* e = q + 2; e != result.ptr; ++e) exponent = exponent * 10 + (*e - '0');
    if (q[1] == '-') exponent = -exponent;
    auto copy = [&p, &digits](int from, int to) {
        std::memcpy(p, digits + from, static_cast<size_t>(to - from));
        p += to - from;
    };
    if (exponent < -4 || exponent >= 16) {
        copy(0, 1);
        if (count > 1) {
            *p++ = '.';
            copy(1, count);
        }
        p += writeExponent(p, exponent, 'e');
    } else if (exponent < 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = exponent + 1; i < 0; ++i) *p++ = '0';
        copy(0, count);
    } else if (count <= exponent + 1) {
        copy(0, count);
        for (int i = count; i <= exponent; ++i) *p++ = '0';
        if (add_dot_zero) {
            *p++ = '.';
            *p++ = '0';
        }
    } else {
        copy(0, exponent + 1);
        *p++ = '.';
        copy(exponent + 1, count);
    }
    return static_cast<size_t>(p - dst);
}

size_t floatRepr(char* dst, double value) {
    return shortest(dst, value, true);
}

size_t complexRepr(char* dst, double real, double imag) {
    char* p = dst;
    if (real == 0 && !std::signbit(real)) {
        p += shortest(p, imag, false);
        *p++ = 'j';
        return static_cast<size_t>(p - dst);
    }
    *p++ = '(';
    p += shortest(p, real, false);
    if (std::isnan(imag) || !std::signbit(imag)) *p++ = '+';
    p += shortest(p, imag, false);
    *p++ = 'j';
    *p++ = ')';
    return static_cast<size_t>(p - dst);
}

size_t floatHex(char* dst, double value) {
    if (!std::isfinite(value)) return floatRepr(dst, value);
    char* p = dst;
    if (std::signbit(value)) *p++ = '-';
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
    int biased = static_cast<int>(bits >> 52 & 0x7FF);
    *p++ = '0';
    *p++ = 'x';
    *p++ = biased != 0 ? '1' : '0';
    *p++ = '.';
    int exponent = biased != 0 ? biased - 1023 : -1022;
    if (value == 0) {
        *p++ = '0';
        exponent = 0;
    } else {
        for (int shift = 48; shift >= 0; shift -= 4)
            *p++ = "0123456789abcdef"[fraction >> shift & 0xF];
    }
    *p++ = 'p';
    *p++ = exponent < 0 ? '-' : '+';
    p = std::to_chars(p, p + 8, std::abs(exponent)).ptr;
    return static_cast<size_t>(p - dst);
}

double roundToDigits(double value, int64_t digits) {
    KRAIT_ASSERT(std::isfinite(value));
    // Beyond these nothing changes, or nothing is left.
    if (digits > 323 || value == 0) return value;
    if (digits < -308) return 0.0 * value;
    double magnitude = std::fabs(value);
    char text[FloatText::kTextSizeMax];
    const char* end;
    double rounded = 0;
    if (digits >= 0) {
        end = std::to_chars(text, text + sizeof text, magnitude, std::chars_format::fixed,
                            static_cast<int>(digits))
                  .ptr;
    } else {
        Digits exact;
        significantDigits(&exact, magnitude, kSignificantMax);
        // So many significant digits survive; none means that the value is less than the unit.
        int kept = exact.point + static_cast<int>(digits);
        if (kept < 0) return std::copysign(0.0, value);
        if (kept == 0) {
            stripTrailingZeros(&exact);
            bool above_half = exact.text[0] > '5' || (exact.text[0] == '5' && exact.count > 1);
            if (!above_half) return std::copysign(0.0, value);
            text[0] = '1';
            text[1] = 'e';
            end = std::to_chars(text + 2, text + sizeof text, exact.point).ptr;
        } else {
            end = std::to_chars(text, text + sizeof text, magnitude, std::chars_format::scientific,
                                kept - 1)
                      .ptr;
        }
    }
    if (std::from_chars(text, end, rounded).ec != std::errc()) rounded = HUGE_VAL;
    return std::copysign(rounded, value);
}

} // namespace krait
