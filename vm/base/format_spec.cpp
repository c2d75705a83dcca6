// The format mini-language; see format_spec.h.
#include "vm/base/format_spec.h"

#include "vm/base/assert.h"

#include <cmath>
#include <cstdio>
#include <cstring>

namespace krait {

namespace {

bool isAlign(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

template <typename Unit>
class SpecReader {
  public:
    SpecReader(const Unit* units, size_t count) : p_(units), end_(units + count) {}

    size_t left() const { return static_cast<size_t>(end_ - p_); }
    uint32_t peek(size_t at = 0) const { return at < left() ? static_cast<uint32_t>(p_[at]) : 0; }
    void skip(size_t count) { p_ += count; }
    bool take(char c) {
        if (left() == 0 || peek() != static_cast<uint32_t>(c)) return false;
        ++p_;
        return true;
    }

    // A decimal number; false if it overflows. *value is untouched if there are no digits.
    bool number(int64_t* value) {
        if (left() == 0 || peek() - '0' > 9) return true;
        int64_t n = 0;
        for (; left() != 0 && peek() - '0' <= 9; ++p_)
            if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, peek() - '0', &n))
                return false;
        *value = n;
        return true;
    }

  private:
    const Unit* p_;
    const Unit* end_;
};

template <typename Unit>
FormatError parse(SpecReader<Unit> in, FormatKind kind, FormatSpec* out) {
    *out = FormatSpec();
    out->type = kind == FormatKind::kStr ? 's' : kind == FormatKind::kInt ? 'd' : 0;
    char default_align = kind == FormatKind::kStr ? '<' : '>';
    out->align = default_align;
    bool has_fill = false;
    if (in.left() >= 2 && isAlign(in.peek(1))) {
        out->fill = in.peek();
        out->align = static_cast<char>(in.peek(1));
        has_fill = out->has_align = true;
        in.skip(2);
    } else if (in.left() >= 1 && isAlign(in.peek())) {
        out->align = static_cast<char>(in.peek());
        out->has_align = true;
        in.skip(1);
    }
    if (in.peek() == '+' || in.peek() == '-' || in.peek() == ' ') {
        out->sign = static_cast<char>(in.peek());
        in.skip(1);
    }
    out->no_negative_zero = in.take('z');
    out->alternate = in.take('#');
    if (!has_fill && in.take('0')) {
        out->fill = '0';
        if (!out->has_align && default_align == '>') out->align = '=';
    }
    if (!in.number(&out->width)) return FormatError::kTooManyDigits;
    if (in.take(',')) out->grouping = ',';
    if (in.peek() == '_') {
        if (out->grouping) return FormatError::kCommaAndUnderscore;
        out->grouping = '_';
        in.skip(1);
    }
    if (in.peek() == ',' && out->grouping == '_') return FormatError::kCommaAndUnderscore;
    if (in.take('.')) {
        if (!in.number(&out->precision)) return FormatError::kTooManyDigits;
        if (out->precision == -1) return FormatError::kMissingPrecision;
    }
    if (in.left() > 1) return FormatError::kInvalidSpecifier;
    if (in.left() == 1) out->type = in.peek();
    if (out->grouping) {
        bool is_radix =
            out->type == 'b' || out->type == 'o' || out->type == 'x' || out->type == 'X';
        bool allowed = out->type == 0 || out->type == 'd' || isFloatFormatType(out->type) ||
                       (is_radix && out->grouping == '_');
        if (!allowed) return FormatError::kGroupingWithType;
    }
    return FormatError::kNone;
}

FormatError checkStr(const FormatSpec& spec) {
    if (spec.type != 's') return FormatError::kUnknownCode;
    if (spec.sign)
        return spec.sign == ' ' ? FormatError::kSpaceInString : FormatError::kSignInString;
    if (spec.no_negative_zero) return FormatError::kNegativeZeroInString;
    if (spec.alternate) return FormatError::kAlternateInString;
    if (spec.align == '=') return FormatError::kEqualsInString;
    return FormatError::kNone;
}

FormatError checkFloat(const FormatSpec& spec) {
    if (spec.type != 0 && spec.type != 'n' && !isFloatFormatType(spec.type))
        return FormatError::kUnknownCode;
    if (spec.precision > INT32_MAX) return FormatError::kPrecisionTooBig;
    return FormatError::kNone;
}

FormatError checkInt(const FormatSpec& spec) {
    if (isFloatFormatType(spec.type)) return checkFloat(spec);
    switch (spec.type) {
    case 'b':
    case 'c':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'n':
        break;
    default:
        return FormatError::kUnknownCode;
    }
    if (spec.precision != -1) return FormatError::kPrecisionInInteger;
    if (spec.no_negative_zero) return FormatError::kNegativeZeroInInteger;
    if (spec.type == 'c') {
        if (spec.sign) return FormatError::kSignWithC;
        if (spec.alternate) return FormatError::kAlternateWithC;
    }
    return FormatError::kNone;
}

FormatError checkComplex(const FormatSpec& spec) {
    if (spec.type == '%') return FormatError::kUnknownCode;
    FormatError error = checkFloat(spec);
    if (error == FormatError::kUnknownCode) return error;
    if (spec.fill == '0') return FormatError::kZeroPaddingInComplex;
    if (spec.align == '=') return FormatError::kEqualsInComplex;
    return error;
}

} // namespace

template <typename Unit>
FormatError parseFormatSpec(const Unit* units, size_t count, FormatKind kind, FormatSpec* out) {
    FormatError error = parse(SpecReader<Unit>(units, count), kind, out);
    if (error != FormatError::kNone) return error;
    switch (kind) {
    case FormatKind::kStr:
        return checkStr(*out);
    case FormatKind::kInt:
        return checkInt(*out);
    case FormatKind::kFloat:
        return checkFloat(*out);
    case FormatKind::kComplex:
        return checkComplex(*out);
    }
    KRAIT_UNREACHABLE("FormatKind");
}

size_t formatErrorText(char* dst, FormatError error, const FormatSpec& spec,
                       const char* type_name) {
    // A type code as Python shows it: itself if it is printable ASCII.
    char code[16];
    bool is_plain = spec.type > 32 && spec.type < 128;
    std::snprintf(code, sizeof code, is_plain ? "%c" : "\\x%x", static_cast<unsigned>(spec.type));
    const char* text = "";
    int size = -1;
    switch (error) {
    case FormatError::kNone:
        break;
    case FormatError::kTooManyDigits:
        text = "Too many decimal digits in format string";
        break;
    case FormatError::kMissingPrecision:
        text = "Format specifier missing precision";
        break;
    case FormatError::kInvalidSpecifier:
        size =
            std::snprintf(dst, kFormatErrorSizeMax,
                          "Invalid format specifier '{}' for object of type '%.200s'", type_name);
        break;
    case FormatError::kCommaAndUnderscore:
        text = "Cannot specify both ',' and '_'.";
        break;
    case FormatError::kGroupingWithType:
        size = std::snprintf(dst, kFormatErrorSizeMax, "Cannot specify '%c' with '%s'.",
                             spec.grouping, code);
        break;
    case FormatError::kUnknownCode:
        size =
            std::snprintf(dst, kFormatErrorSizeMax,
                          "Unknown format code '%s' for object of type '%.200s'", code, type_name);
        break;
    case FormatError::kPrecisionTooBig:
        text = "precision too big";
        break;
    case FormatError::kSignInString:
        text = "Sign not allowed in string format specifier";
        break;
    case FormatError::kSpaceInString:
        text = "Space not allowed in string format specifier";
        break;
    case FormatError::kNegativeZeroInString:
        text = "Negative zero coercion (z) not allowed in string format specifier";
        break;
    case FormatError::kAlternateInString:
        text = "Alternate form (#) not allowed in string format specifier";
        break;
    case FormatError::kEqualsInString:
        text = "'=' alignment not allowed in string format specifier";
        break;
    case FormatError::kPrecisionInInteger:
        text = "Precision not allowed in integer format specifier";
        break;
    case FormatError::kNegativeZeroInInteger:
        text = "Negative zero coercion (z) not allowed in integer format specifier";
        break;
    case FormatError::kSignWithC:
        text = "Sign not allowed with integer format specifier 'c'";
        break;
    case FormatError::kAlternateWithC:
        text = "Alternate form (#) not allowed with integer format specifier 'c'";
        break;
    case FormatError::kZeroPaddingInComplex:
        text = "Zero padding is not allowed in complex format specifier";
        break;
    case FormatError::kEqualsInComplex:
        text = "'=' alignment flag is not allowed in complex format specifier";
        break;
    }
    if (size < 0) size = std::snprintf(dst, kFormatErrorSizeMax, "%s", text);
    return static_cast<size_t>(size);
}

// --- numbers
// ---------------------------------------------------------------------------------------

NumberParts integerParts(const FormatSpec& spec, bool negative, const char* digits, size_t count) {
    NumberParts parts;
    parts.negative = negative;
    parts.int_digits = digits;
    parts.int_size = count;
    bool has_prefix = spec.type == 'b' || spec.type == 'o' || spec.type == 'x' || spec.type == 'X';
    if (spec.alternate && has_prefix) {
        parts.prefix_size = 2;
        parts.prefix[0] = '0';
        parts.prefix[1] = static_cast<char>(spec.type);
    }
    return parts;
}

// default_flags apply where no type is given.
static NumberParts floatPartsWith(const FormatSpec& spec, double value, FloatText* text,
                                  unsigned default_flags) {
    unsigned flags = (spec.alternate ? kFloatAlternate : 0u) |
                     (spec.no_negative_zero ? kFloatNoNegativeZero : 0u);
    char code = static_cast<char>(spec.type);
    int32_t precision = static_cast<int32_t>(spec.precision);
    bool percent = code == '%';
    if (code == 0) {
        code = spec.precision == -1 ? 'r' : 'g';
        flags |= default_flags;
    } else if (code == 'n') {
        // TODO(locale): the separators of a locale other than "C".
        code = 'g';
    } else if (percent) {
        code = 'f';
        value *= 100;
    }
    formatFloat(text, value, code, precision, flags);
    NumberParts parts;
    parts.negative = text->negative;
    parts.has_point = text->has_point;
    parts.int_digits = text->intDigits();
    parts.int_size = text->int_size;
    parts.fraction = text->fraction();
    parts.fraction_size = text->fraction_size;
    parts.zeros = text->zeros;
    parts.suffix = text->exponent();
    parts.suffix_size = text->exponent_size;
    parts.percent = percent;
    return parts;
}

NumberParts floatParts(const FormatSpec& spec, double value, FloatText* text) {
    return floatPartsWith(spec, value, text, kFloatAddDotZero);
}

namespace {

// Walks the groups from the right as they come out: the text needs at least min_width positions,
// separators included, and never begins with a separator. Calls emit(digits, zeros) per group;
// returns the size.
template <typename Emit>
size_t eachGroup(const FormatSpec& spec, size_t digit_count, int64_t min_width, Emit emit) {
    int64_t remaining = static_cast<int64_t>(digit_count);
    size_t size = 0;
    bool is_first = true;
    do {
        if (!is_first) {
            ++size;
            min_width -= 1;
        }
        int64_t wanted = remaining > min_width ? remaining : min_width;
        if (wanted < 1) wanted = 1;
        int64_t length = wanted;
        if (spec.grouping && length > spec.groupSize()) length = spec.groupSize();
        int64_t digits = remaining < length ? remaining : length;
        emit(static_cast<size_t>(digits), static_cast<size_t>(length - digits), is_first);
        size += static_cast<size_t>(length);
        remaining -= digits;
        min_width -= length;
        is_first = false;
    } while (remaining > 0 || min_width > 0);
    return size;
}

template <typename Unit>
Unit* fillUnits(Unit* dst, size_t count, char32_t c) {
    for (size_t i = 0; i < count; ++i) dst[i] = static_cast<Unit>(c);
    return dst + count;
}

template <typename Unit>
Unit* copyText(Unit* dst, const char* text, size_t count) {
    for (size_t i = 0; i < count; ++i) dst[i] = static_cast<Unit>(static_cast<uint8_t>(text[i]));
    return dst + count;
}

// Splits the fill that a width asks for; '=' is the caller's.
void splitFill(char align, size_t fill, size_t* left, size_t* right) {
    *left = align == '>' ? fill : align == '^' ? fill / 2 : 0;
    *right = fill - *left;
}

} // namespace

NumberLayout layOutNumber(const FormatSpec& spec, const NumberParts& parts) {
    NumberLayout layout;
    layout.sign = parts.negative ? '-' : spec.sign == '+' || spec.sign == ' ' ? spec.sign : 0;
    size_t rest = (layout.sign != 0) + parts.prefix_size + parts.has_point + parts.fraction_size +
                  parts.zeros + parts.suffix_size + parts.percent;
    // Zero padding belongs to the digits, so that it is grouped with them.
    int64_t min_width = 0;
    if (spec.fill == '0' && spec.align == '=') min_width = spec.width - static_cast<int64_t>(rest);
    if (parts.int_size != 0)
        layout.grouped_size =
            eachGroup(spec, parts.int_size, min_width, [](size_t, size_t, bool) {});
    size_t size = rest + layout.grouped_size;
    size_t fill = 0;
    if (spec.width > static_cast<int64_t>(size)) fill = static_cast<size_t>(spec.width) - size;
    if (spec.align == '=')
        layout.inner = fill;
    else
        splitFill(spec.align, fill, &layout.left, &layout.right);
    layout.size = size + fill;
    return layout;
}

template <typename Unit>
void writeNumber(Unit* dst, const FormatSpec& spec, const NumberParts& parts,
                 const NumberLayout& layout) {
    dst = fillUnits(dst, layout.left, spec.fill);
    if (layout.sign) *dst++ = static_cast<Unit>(layout.sign);
    dst = copyText(dst, parts.prefix, parts.prefix_size);
    dst = fillUnits(dst, layout.inner, spec.fill);
    if (layout.grouped_size != 0) {
        // The width that the layout reached is what to reach again, from right to left.
        Unit* end = dst + layout.grouped_size;
        Unit* p = end;
        const char* digits_end = parts.int_digits + parts.int_size;
        eachGroup(spec, parts.int_size, static_cast<int64_t>(layout.grouped_size),
                  [&](size_t digits, size_t zeros, bool is_first) {
                      if (!is_first) *--p = static_cast<Unit>(spec.grouping);
                      p -= digits;
                      digits_end -= digits;
                      copyText(p, digits_end, digits);
                      p -= zeros;
                      fillUnits(p, zeros, '0');
                  });
        KRAIT_ASSERT(p == dst);
        dst = end;
    }
    if (parts.has_point) *dst++ = '.';
    dst = copyText(dst, parts.fraction, parts.fraction_size);
    dst = fillUnits(dst, parts.zeros, '0');
    dst = copyText(dst, parts.suffix, parts.suffix_size);
    if (parts.percent) *dst++ = '%';
    fillUnits(dst, layout.right, spec.fill);
}

// --- complex
// ---------------------------------------------------------------------------------------

// The parts are formatted without padding, and the second always shows a sign.
static FormatSpec complexPartSpec(const FormatSpec& spec, bool is_imag) {
    FormatSpec part = spec;
    part.fill = ' ';
    part.width = -1;
    part.align = '<';
    if (is_imag) part.sign = '+';
    return part;
}

void layOutComplex(ComplexLayout* out, const FormatSpec& spec, double real, double imag) {
    bool plain = spec.type == 0;
    // As in repr: a positive zero real part is left out, and otherwise there are parentheses.
    out->has_real = !(plain && real == 0 && !std::signbit(real));
    out->has_parentheses = plain && out->has_real;
    FormatSpec real_spec = complexPartSpec(spec, false);
    FormatSpec imag_spec = complexPartSpec(spec, out->has_real);
    out->real = floatPartsWith(real_spec, real, &out->real_text, 0);
    out->imag = floatPartsWith(imag_spec, imag, &out->imag_text, 0);
    out->real_layout = layOutNumber(real_spec, out->real);
    out->imag_layout = layOutNumber(imag_spec, out->imag);
    size_t size = (out->has_real ? out->real_layout.size : 0) + out->imag_layout.size + 1 +
                  (out->has_parentheses ? 2 : 0);
    size_t fill = 0;
    if (spec.width > static_cast<int64_t>(size)) fill = static_cast<size_t>(spec.width) - size;
    splitFill(spec.align, fill, &out->left, &out->right);
    out->size = size + fill;
}

template <typename Unit>
void writeComplex(Unit* dst, const FormatSpec& spec, const ComplexLayout& layout) {
    dst = fillUnits(dst, layout.left, spec.fill);
    if (layout.has_parentheses) *dst++ = '(';
    if (layout.has_real) {
        writeNumber(dst, complexPartSpec(spec, false), layout.real, layout.real_layout);
        dst += layout.real_layout.size;
    }
    writeNumber(dst, complexPartSpec(spec, layout.has_real), layout.imag, layout.imag_layout);
    dst += layout.imag_layout.size;
    *dst++ = 'j';
    if (layout.has_parentheses) *dst++ = ')';
    fillUnits(dst, layout.right, spec.fill);
}

TextLayout layOutText(const FormatSpec& spec, size_t count) {
    TextLayout layout;
    layout.kept = count;
    if (spec.precision >= 0 && static_cast<uint64_t>(spec.precision) < count)
        layout.kept = static_cast<size_t>(spec.precision);
    if (spec.width > static_cast<int64_t>(layout.kept))
        splitFill(spec.align, static_cast<size_t>(spec.width) - layout.kept, &layout.left,
                  &layout.right);
    return layout;
}

#define KRAIT_FORMAT_INSTANCES(UNIT)                                                               \
    template FormatError parseFormatSpec<UNIT>(const UNIT*, size_t, FormatKind, FormatSpec*);      \
    template void writeNumber<UNIT>(UNIT*, const FormatSpec&, const NumberParts&,                  \
                                    const NumberLayout&);                                          \
    template void writeComplex<UNIT>(UNIT*, const FormatSpec&, const ComplexLayout&);
KRAIT_FORMAT_INSTANCES(uint8_t)
KRAIT_FORMAT_INSTANCES(uint16_t)
KRAIT_FORMAT_INSTANCES(uint32_t)
KRAIT_FORMAT_INSTANCES(char32_t)
#undef KRAIT_FORMAT_INSTANCES

} // namespace krait
