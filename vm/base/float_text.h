// Doubles as text and back, exactly as Python prints and reads them. Shortest and exact digits come
// from std::to_chars, correctly rounded values from std::from_chars; this file arranges digits by
// Python's rules. All text is ASCII, in the caller's buffers of bounded size: no allocation, except
// that parsing a number with underscores that is longer than a small buffer uses malloc.
// Pure functions; any thread may call them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait {

// --- repr
// ------------------------------------------------------------------------------------------

constexpr size_t kFloatReprSizeMax = 32;
constexpr size_t kComplexReprSizeMax = 64;

// Both write without a terminator and return the length.
size_t floatRepr(char* dst, double value);
size_t complexRepr(char* dst, double real, double imag);

// --- format codes
// ------------------------------------------------------------------------------------

enum FloatFormatFlags : unsigned {
    kFloatAlternate = 1,      // '#': keep the point and trailing zeros
    kFloatAddDotZero = 2,     // "1.0" where nothing else would show that it is a float
    kFloatNoNegativeZero = 4, // 'z': a result of all zeros loses its sign
};

// A formatted magnitude in its parts, which are, in order: int_size digits, a point if has_point,
// fraction_size digits, `zeros` times '0', and exponent_size characters ("e+05"). Of the first,
// third and last the characters lie in `text`, one after the other. Zeros beyond a double's exact
// digits are only counted, so a huge precision costs no memory here. inf and nan are all exponent.
struct FloatText {
    static constexpr size_t kTextSizeMax = 1536;

    bool negative;
    bool has_point;
    bool is_finite;
    uint16_t int_size;
    uint16_t fraction_size;
    uint16_t exponent_size;
    uint32_t zeros;
    char text[kTextSizeMax];

    const char* intDigits() const { return text; }
    const char* fraction() const { return text + int_size; }
    const char* exponent() const { return text + int_size + fraction_size; }
    // Of the whole, sign included.
    size_t size() const {
        return size_t{negative} + int_size + has_point + fraction_size + zeros + exponent_size;
    }
    // Writes size() characters.
    void write(char* dst) const;
};

// code: 'e' 'E' 'f' 'F' 'g' 'G', or 'r' for the shortest text that reads back (precision ignored).
// LIMIT: precision is 0..INT32_MAX; a negative one means 6.
void formatFloat(FloatText* out, double value, char code, int32_t precision, unsigned flags = 0);

// float.hex(); returns the length.
constexpr size_t kFloatHexSizeMax = 32;
size_t floatHex(char* dst, double value);

// --- parsing
// -------------------------------------------------------------------------------------------

enum class FloatParse : uint8_t { kOk, kSyntax, kTooLarge, kNoMemory };

// The text of float(str), whitespace stripped and other scripts' digits mapped to ASCII; also every
// float literal. Underscores may stand between digits. Too large gives infinity, as in Python.
FloatParse parseFloat(const char* text, size_t size, double* out);

// The longest prefix that is a number (sign, digits, exponent, inf, nan; no underscores); returns
// its length, 0 if there is none. For complex(str) and other places where something follows.
size_t parseFloatPrefix(const char* text, size_t size, double* out);

// float.fromhex, whitespace stripped. kTooLarge: "hexadecimal value too large to represent as a
// float".
FloatParse parseFloatHex(const char* text, size_t size, double* out);

// --- rounding
// --------------------------------------------------------------------------------------------

// round(value, digits) for a finite value: to a decimal place, correctly, ties to even. The result
// is infinite if it is out of range ("rounded value too large to represent").
double roundToDigits(double value, int64_t digits);

} // namespace krait
