// The format mini-language: parsing
// [[fill]align][sign][z][#][0][width][grouping][.precision][type], checking it per kind of object,
// and laying out a number's parts with grouping and padding. Python: 6.1.3.1. Two steps so that the
// caller can allocate the string in between: a layout gives the length, a write fills it in any
// unit width. Pure functions, no allocation; the text that parts point at is the caller's and must
// live until the write.
#pragma once

#include "vm/base/float_text.h"

#include <cstddef>
#include <cstdint>

namespace krait {

struct FormatSpec {
    char32_t fill = ' ';
    char32_t type = 0;      // 0: none given and no default
    int64_t width = -1;     // -1: none
    int64_t precision = -1; // -1: none
    char align = '<';       // '<' '>' '=' '^'
    char sign = 0;          // 0 '+' '-' ' '
    char grouping = 0;      // 0 ',' '_'
    bool alternate = false;
    bool no_negative_zero = false;
    bool has_align = false; // given, not the default

    // The digits between two separators.
    int groupSize() const {
        return grouping == '_' && (type == 'b' || type == 'o' || type == 'x' || type == 'X') ? 4
                                                                                             : 3;
    }
};

enum class FormatError : uint8_t {
    kNone,
    kTooManyDigits,
    kMissingPrecision,
    kInvalidSpecifier, // the text has "{}" where the whole specifier belongs
    kCommaAndUnderscore,
    kGroupingWithType,
    kUnknownCode,
    kPrecisionTooBig,
    kSignInString,
    kSpaceInString,
    kNegativeZeroInString,
    kAlternateInString,
    kEqualsInString,
    kPrecisionInInteger,
    kNegativeZeroInInteger,
    kSignWithC,
    kAlternateWithC,
    kZeroPaddingInComplex,
    kEqualsInComplex,
};

// Every FormatError is a ValueError with this text. type_name is that of the formatted object.
constexpr size_t kFormatErrorSizeMax = 320;
size_t formatErrorText(char* dst, FormatError error, const FormatSpec& spec, const char* type_name);

enum class FormatKind : uint8_t { kStr, kInt, kFloat, kComplex };

// Parses and checks a specifier for a kind of object. Where an int is given a float's type code
// (isFloatFormatType), the caller converts it to a float and formats that with the same spec.
// Unit: uint8_t, uint16_t, uint32_t or char32_t. On error the spec holds what was read.
template <typename Unit>
FormatError parseFormatSpec(const Unit* units, size_t count, FormatKind kind, FormatSpec* out);

inline bool isFloatFormatType(char32_t type) {
    return type == 'e' || type == 'E' || type == 'f' || type == 'F' || type == 'g' || type == 'G' ||
           type == '%';
}

// --- numbers
// -----------------------------------------------------------------------------------------

// A number as digits, before grouping and padding. The order of output is sign, prefix, int_digits,
// point, fraction, zeros, suffix. Only int_digits are grouped and zero-padded.
struct NumberParts {
    bool negative = false;
    bool has_point = false;
    uint8_t prefix_size = 0;
    char prefix[2] = {}; // 0x, 0o, 0b
    const char* int_digits = nullptr;
    size_t int_size = 0;
    const char* fraction = nullptr;
    size_t fraction_size = 0;
    size_t zeros = 0;
    const char* suffix = nullptr; // the exponent; or inf, nan
    size_t suffix_size = 0;
    bool percent = false;
};

// An integer's digits in the base of the type code, without sign; sets the prefix for '#'. Upper
// case for 'X' is the caller's to have done on the digits.
NumberParts integerParts(const FormatSpec& spec, bool negative, const char* digits, size_t count);

// Formats a double by the spec's type and precision into `text`, whose characters the parts point
// at.
NumberParts floatParts(const FormatSpec& spec, double value, FloatText* text);

struct NumberLayout {
    size_t size = 0;  // of the whole, in code points
    size_t left = 0;  // fill before the sign
    size_t inner = 0; // fill after the prefix ('=')
    size_t right = 0;
    size_t grouped_size = 0; // int_digits with separators and leading zeros
    char sign = 0;           // 0: none
};

NumberLayout layOutNumber(const FormatSpec& spec, const NumberParts& parts);

// Writes layout.size units. Unit must hold spec.fill.
template <typename Unit>
void writeNumber(Unit* dst, const FormatSpec& spec, const NumberParts& parts,
                 const NumberLayout& layout);

// --- complex
// -------------------------------------------------------------------------------------------

struct ComplexLayout {
    FloatText real_text, imag_text;
    NumberParts real, imag;
    NumberLayout real_layout, imag_layout;
    size_t size = 0;
    size_t left = 0;
    size_t right = 0;
    bool has_real = true;
    bool has_parentheses = false;
};

// Fills in place: the parts point into the layout itself.
void layOutComplex(ComplexLayout* out, const FormatSpec& spec, double real, double imag);
template <typename Unit>
void writeComplex(Unit* dst, const FormatSpec& spec, const ComplexLayout& layout);

// --- strings
// ---------------------------------------------------------------------------------------------

// How a text of `count` code points is cut and padded.
struct TextLayout {
    size_t kept = 0; // code points of the text that remain
    size_t left = 0;
    size_t right = 0;

    size_t size() const { return left + kept + right; }
};
TextLayout layOutText(const FormatSpec& spec, size_t count);

} // namespace krait
