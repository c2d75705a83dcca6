// format() of int, float, complex and str: conversions of the value, and of the laid out text to a
// str of the width its fill needs. Parsing and layout are vm/base/format_spec.cpp's. Pure but for
// the errors; float() of an int that is formatted with a float's code may fail.
#include "vm/objects/number_format.h"

#include "vm/base/format_spec.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/str_units.h"
#include "vm/runtime/room.h"

#include <algorithm>
#include <string>

namespace krait {
namespace {

// Reads `spec` for a value of the kind, or raises as the value's type words it.
Status parseSpec(Thread* t, Value v, const Str* text, FormatKind kind, FormatSpec* spec) {
    FormatError error = withUnits(text, [&](const auto* units) {
        return parseFormatSpec(units, static_cast<size_t>(text->length), kind, spec);
    });
    if (error == FormatError::kNone) return ok();
    if (error == FormatError::kInvalidSpecifier) {
        return raise(t, TypeId::kValueError,
                     "Invalid format specifier '%U' for object of type '%.200T'", Value(text), v);
    }
    char message[kFormatErrorSizeMax + 1];
    const Str* s = typeOf(t, v)->name;
    // Type names are short; a long one is cut.
    std::string type_name;
    for (int64_t i = 0; i < s->length && type_name.size() < 200; ++i) {
        uint32_t c = s->at(i);
        type_name += c < 128 ? static_cast<char>(c) : '?';
    }
    message[formatErrorText(message, error, *spec, type_name.c_str())] = 0;
    return raise(t, TypeId::kValueError, "%s", message);
}

// A str of `size` characters that write(units) fills; its fill may be wide.
template <typename Write>
Ref written(Thread* t, size_t size, char32_t fill, bool uses_fill, Write&& write) {
    if (size > size_t{1} << 40) return raiseNoMemory(t);
    if (size == 0) return Ref::share(Value(t->runtime->empty_str));
    uint32_t max_char = uses_fill ? std::max<uint32_t>(fill, 127) : 127;
    New<Str> result = KRAIT_TRY(strAllocate(t, static_cast<int64_t>(size), max_char));
    withMutableUnits(result, [&](auto* units) { write(units); });
    return result;
}

Ref numberText(Thread* t, const FormatSpec& spec, const NumberParts& parts) {
    NumberLayout layout = layOutNumber(spec, parts);
    bool uses_fill = layout.left || layout.inner || layout.right;
    return written(t, layout.size, spec.fill, uses_fill,
                   [&](auto* units) { writeNumber(units, spec, parts, layout); });
}

Ref doubleText(Thread* t, const FormatSpec& spec, double d) {
    FloatText text;
    NumberParts parts = floatParts(spec, d, &text);
    return numberText(t, spec, parts);
}

Ref charText(Thread* t, Value v, const FormatSpec& spec) {
    int64_t c = KRAIT_TRY(intAsInt64(t, v));
    if (c < 0 || c > 0x10ffff) {
        return raise(t, TypeId::kOverflowError, "%%c arg not in range(0x110000)");
    }
    FormatSpec layout_spec = spec;
    if (spec.align == '=') layout_spec.align = '>';
    TextLayout layout = layOutText(layout_spec, 1);
    KRAIT_TRY(checkRoom(t, layout.left + layout.right));
    TextBuffer out(t);
    for (size_t i = 0; i < layout.left; ++i) out.appendChar(spec.fill);
    out.appendChar(static_cast<uint32_t>(c));
    for (size_t i = 0; i < layout.right; ++i) out.appendChar(spec.fill);
    return out.finish();
}

} // namespace

Ref intFormat(Thread* t, Value v, Str* text) {
    if (text->length == 0) return strOf(t, v);
    FormatSpec spec;
    KRAIT_TRY(parseSpec(t, v, text, FormatKind::kInt, &spec));
    if (isFloatFormatType(spec.type)) {
        return doubleText(t, spec, KRAIT_TRY(intAsDouble(t, v)));
    }
    if (spec.type == 'c') return charText(t, v, spec);
    int base = spec.type == 'b'                       ? 2
               : spec.type == 'o'                     ? 8
               : spec.type == 'x' || spec.type == 'X' ? 16
                                                      : 10;
    int64_t small;
    if (intFits(v, &small)) {
        char digits[72];
        char* end = digits + sizeof(digits);
        char* at = end;
        uint64_t magnitude =
            small < 0 ? 0 - static_cast<uint64_t>(small) : static_cast<uint64_t>(small);
        const char* letters = spec.type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
        do {
            *--at = letters[magnitude % static_cast<unsigned>(base)];
            magnitude /= static_cast<unsigned>(base);
        } while (magnitude);
        return numberText(t, spec,
                          integerParts(spec, small < 0, at, static_cast<size_t>(end - at)));
    }
    Ref digits = KRAIT_TRY(intToText(t, v, base, false));
    auto* s = digits.as<Str>();
    bool negative = s->data[0] == '-';
    if (spec.type == 'X') {
        // The text is new and nobody else's.
        for (int64_t i = 0; i < s->length; ++i) {
            if (s->data[i] >= 'a') s->data[i] = static_cast<char>(s->data[i] - 32);
        }
    }
    return numberText(t, spec,
                      integerParts(spec, negative, s->data + negative,
                                   static_cast<size_t>(s->length - negative)));
}

Ref floatFormat(Thread* t, Value v, Str* text) {
    if (text->length == 0) return strOf(t, v);
    FormatSpec spec;
    KRAIT_TRY(parseSpec(t, v, text, FormatKind::kFloat, &spec));
    return doubleText(t, spec, floatValue(v));
}

Ref complexFormat(Thread* t, Value v, Str* text) {
    if (text->length == 0) return strOf(t, v);
    FormatSpec spec;
    KRAIT_TRY(parseSpec(t, v, text, FormatKind::kComplex, &spec));
    ComplexLayout layout;
    layOutComplex(&layout, spec, v.as<Complex>()->real, v.as<Complex>()->imaginary);
    return written(t, layout.size, spec.fill, layout.left || layout.right,
                   [&](auto* units) { writeComplex(units, spec, layout); });
}

Ref strFormatSpec(Thread* t, Value v, Str* text) {
    if (text->length == 0) return strOf(t, v);
    FormatSpec spec;
    KRAIT_TRY(parseSpec(t, v, text, FormatKind::kStr, &spec));
    auto* s = v.as<Str>();
    TextLayout layout = layOutText(spec, static_cast<size_t>(s->length));
    auto kept = static_cast<int64_t>(layout.kept);
    if (layout.left == 0 && layout.right == 0) return strSubstring(t, s, 0, kept);
    if (layout.size() > size_t{1} << 40) return raiseNoMemory(t);
    uint32_t max_char = spec.fill;
    for (int64_t i = 0; i < kept && !s->isAscii(); ++i) max_char = std::max(max_char, s->at(i));
    if (s->isAscii() && kept) max_char = std::max<uint32_t>(max_char, 127);
    New<Str> result = KRAIT_TRY(strAllocate(t, static_cast<int64_t>(layout.size()), max_char));
    withMutableUnits(result, [&](auto* units) {
        using Unit = std::remove_reference_t<decltype(*units)>;
        units = std::fill_n(units, layout.left, static_cast<Unit>(spec.fill));
        for (int64_t i = 0; i < kept; ++i) *units++ = static_cast<Unit>(s->at(i));
        std::fill_n(units, layout.right, static_cast<Unit>(spec.fill));
    });
    return result;
}

} // namespace krait
