// Decimal.__format__: the specification language of numbers, as the C library and _pydecimal
// understand it. Text is assembled as UTF-8; only the fill character and what a locale or a dict
// of overrides gives need not be ASCII.
#include "stdlib/native/decimal/objects.h"

#include "vm/base/utf8.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <string>

namespace krait::decimal {
namespace {

struct Format {
    uint32_t fill = ' ';
    char align = '>';
    char sign = '-';
    bool zero_padded = false, no_negative_zero = false;
    bool separated = false, by_locale = false, keep_point = false;
    int64_t width = 0, precision = -1;
    char type = 0;
    // UTF-8, and a list of group sizes as localeconv() gives it.
    std::string point = ".", separator, grouping;
};

enum class Parsed { kOk, kSyntax, kTooLong };

Parsed parseFormat(Format& f, const Str* spec) {
    int64_t at = 0, size = spec->length;
    auto peek = [&](int64_t i = 0) -> uint32_t { return at + i < size ? spec->at(at + i) : 0; };
    auto isAlign = [](uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; };
    auto isDigit = [](uint32_t c) { return c >= '0' && c <= '9'; };
    auto number = [&](int64_t* out) {
        *out = 0;
        for (; isDigit(peek()); ++at) {
            if (__builtin_mul_overflow(*out, 10, out) ||
                __builtin_add_overflow(*out, static_cast<int64_t>(peek() - '0'), out)) {
                return false;
            }
        }
        return true;
    };
    bool aligned = false;
    if (size >= 2 && isAlign(peek(1))) {
        f.fill = peek();
        f.align = static_cast<char>(peek(1));
        at += 2;
        aligned = true;
    } else if (isAlign(peek())) {
        f.align = static_cast<char>(peek());
        ++at;
        aligned = true;
    }
    if (peek() == '+' || peek() == '-' || peek() == ' ') f.sign = static_cast<char>(spec->at(at++));
    if (peek() == 'z') {
        f.no_negative_zero = true;
        ++at;
    }
    if (peek() == '#') {
        f.keep_point = true;
        ++at;
    }
    if (peek() == '0') {
        if (aligned) return Parsed::kSyntax;
        f.zero_padded = true;
        f.fill = '0';
        f.align = '=';
        ++at;
    }
    if (isDigit(peek())) {
        if (peek() == '0') return Parsed::kSyntax;
        if (!number(&f.width)) return Parsed::kTooLong;
    }
    if (peek() == ',') {
        f.separated = true;
        ++at;
    }
    if (peek() == '.') {
        ++at;
        if (!isDigit(peek())) return Parsed::kSyntax;
        if (!number(&f.precision)) return Parsed::kTooLong;
    }
    if (uint32_t c = peek(); c < 128 && c != 0 && std::strchr("eEfFgGnN%", static_cast<int>(c))) {
        if (c == 'n' || c == 'N') {
            if (f.separated) return Parsed::kSyntax;
            f.by_locale = true;
        }
        f.type = static_cast<char>(c);
        ++at;
    }
    if (at != size) return Parsed::kSyntax;
    if (f.separated) {
        f.separator = ",";
        f.grouping = "\3";
    }
    return Parsed::kOk;
}

// Text of the C library's locale as UTF-8.
std::string fromLocale(const char* text) {
    std::string out;
    std::mbstate_t state = {};
    while (*text) {
        wchar_t wide;
        size_t used = std::mbrtowc(&wide, text, 16, &state);
        if (used == 0 || used > 16) return out;
        text += used;
        uint8_t buffer[4];
        size_t size = encodeUtf8CodePoint(static_cast<char32_t>(wide), buffer);
        out.append(reinterpret_cast<char*>(buffer), size);
    }
    return out;
}

void takeLocale(Format& f) {
    const lconv* conventions = std::localeconv();
    f.point = fromLocale(conventions->decimal_point);
    f.separator = fromLocale(conventions->thousands_sep);
    f.grouping = conventions->grouping;
}

Status takeOverrides(Thread* t, Format& f, Value overrides) {
    if (!isDict(overrides)) {
        return raise(t, TypeId::kTypeError, "optional argument must be a dict");
    }
    auto take = [&](const char* name, std::string& to, bool bytes) -> Status {
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        Value v = dictGetStr(overrides.as<Dict>(), key);
        if (v.isEmpty()) return ok();
        if (!isStr(v)) {
            return raise(t, TypeId::kTypeError, "bad argument type for built-in operation");
        }
        to.clear();
        const auto* text = v.as<Str>();
        for (int64_t i = 0; i < text->length; ++i) {
            uint32_t c = text->at(i);
            if (bytes) {
                if (c == 0) break;
                to += static_cast<char>(c);
            } else {
                uint8_t buffer[4];
                size_t size = encodeUtf8CodePoint(c, buffer);
                to.append(reinterpret_cast<char*>(buffer), size);
            }
        }
        return ok();
    };
    KRAIT_TRY(take("decimal_point", f.point, false));
    KRAIT_TRY(take("thousands_sep", f.separator, false));
    KRAIT_TRY(take("grouping", f.grouping, true));
    bool bad_grouping = std::any_of(f.grouping.begin(), f.grouping.end(),
                                    [](char c) { return static_cast<unsigned char>(c) > 127; });
    if (bad_grouping || f.point.empty() || f.point.size() > 4 || f.separator.size() > 4) {
        return raise(t, TypeId::kValueError, "invalid override dict");
    }
    return ok();
}

int64_t charactersOf(std::string_view utf8) {
    return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

// Digits in groups with a separator, with zeros in front to reach `width` characters.
std::string grouped(std::string digits, const Format& f, int64_t width) {
    if (f.separator.empty() || f.grouping.empty()) {
        if (static_cast<int64_t>(digits.size()) < width) {
            digits.insert(0, static_cast<size_t>(width) - digits.size(), '0');
        }
        return digits;
    }
    std::string reversed;
    std::string separator(f.separator.rbegin(), f.separator.rend());
    int64_t separator_width = charactersOf(f.separator);
    size_t group = 0;
    auto left = static_cast<int64_t>(digits.size());
    for (;;) {
        // The last size goes on for ever; CHAR_MAX: no more groups.
        int size = f.grouping[std::min(group, f.grouping.size() - 1)];
        ++group;
        int64_t most = std::max<int64_t>({left, width, 1});
        int64_t count = size <= 0 || size == 127 ? most : std::min<int64_t>(size, most);
        for (int64_t i = 0; i < count; ++i) {
            reversed += left > 0 ? digits[static_cast<size_t>(--left)] : '0';
        }
        width -= count;
        if (left == 0 && width <= 0) break;
        width -= separator_width;
        reversed += separator;
    }
    return {reversed.rbegin(), reversed.rend()};
}

// --- the number ----------------------------------------------------------------------------------

std::string signOf(bool negative, const Format& f) {
    if (negative) return "-";
    return f.sign == '-' ? "" : std::string(1, f.sign);
}

// Sign and body with the fill around them.
Ref aligned(Thread* t, std::string_view sign, std::string_view body, const Format& f) {
    int64_t pad = std::max<int64_t>(f.width - charactersOf(sign) - charactersOf(body), 0);
    int64_t before = 0, middle = 0, after = 0;
    if (f.align == '<') {
        after = pad;
    } else if (f.align == '>') {
        before = pad;
    } else if (f.align == '=') {
        middle = pad;
    } else {
        before = pad / 2;
        after = pad - before;
    }
    // LIMIT: what is longer than memory is refused before it is tried.
    if (pad > int64_t{1} << 40) return raiseNoMemory(t);
    TextBuffer out(t);
    auto fill = [&](int64_t count) {
        for (; count > 0; --count) out.appendChar(f.fill);
    };
    fill(before);
    out.append(sign);
    fill(middle);
    out.append(body);
    fill(after);
    return out.finish();
}

} // namespace

Ref decimalFormat(Thread* t, Value self, Value spec, Value overrides) {
    ContextObject* c = KRAIT_TRY(currentContext(t));
    if (!isStr(spec)) return raise(t, TypeId::kTypeError, "format arg must be str");
    if (!overrides.isEmpty() && !isDict(overrides)) {
        return raise(t, TypeId::kTypeError, "optional argument must be a dict");
    }
    Rules rules = c->rules;
    Format f;
    switch (parseFormat(f, spec.as<Str>())) {
    case Parsed::kSyntax:
        return raise(t, TypeId::kValueError, "invalid format string");
    case Parsed::kTooLong:
        return raise(t, TypeId::kOverflowError, "cannot fit 'int' into an index-sized integer");
    case Parsed::kOk:
        break;
    }
    if (f.width > kPrecisionMax || f.precision > kPrecisionMax) {
        return raise(t, TypeId::kValueError,
                     "format specification exceeds internal limits of _decimal");
    }
    if (f.by_locale) takeLocale(f);
    if (f.type == 'N') {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1, "Format specifier 'N' is deprecated"));
    }
    if (!overrides.isEmpty()) KRAIT_TRY(takeOverrides(t, f, overrides));
    char type = f.type == 0 ? (rules.capitals ? 'G' : 'g') : f.type;
    if (type == 'n') type = 'g';
    if (type == 'N') type = 'G';

    Operand value = operandOf(self);
    if (value.isSpecial()) {
        if (f.zero_padded) {
            f.fill = ' ';
            f.align = '>';
        }
        Text text;
        Operand magnitude = value;
        magnitude.negative = false;
        print(text, magnitude, true);
        if (type == '%') text.append('%');
        if (text.failed) return raiseNoMemory(t);
        return aligned(t, signOf(value.negative, f), text.view(), f);
    }
    Number n;
    KRAIT_TRY(noMemoryUnless(t, n.copy(value)));
    bool exponential_form = type == 'e' || type == 'E';
    bool fixed = type == 'f' || type == 'F' || type == '%';
    bool general = type == 'g' || type == 'G';
    if (type == '%') n.exponent += 2;
    if (general && f.precision == 0) f.precision = 1;
    // LIMIT: more digits than memory could hold.
    if (f.precision > int64_t{1} << 40) return raiseNoMemory(t);
    bool good = true;
    if (f.precision >= 0) {
        if (exponential_form) good = roundToDigits(n, f.precision + 1, rules.rounding);
        if (fixed) good = rescale(n, -f.precision, rules.rounding);
        if (general) good = roundToDigits(n, f.precision, rules.rounding);
    }
    KRAIT_TRY(noMemoryUnless(t, good));
    if (n.count == 0 && n.exponent > 0 && fixed) n.exponent = 0;
    if (f.no_negative_zero && n.count == 0) n.negative = false;

    std::string digits(static_cast<size_t>(n.digits()), '0');
    limbsToText(digits.data(), n.limbs, n.count);
    auto digit_count = static_cast<int64_t>(digits.size());
    if (exponential_form && n.count != 0 && f.precision >= 0 && digit_count <= f.precision) {
        // Zeros behind, as many as were asked for.
        auto zeros = static_cast<size_t>(f.precision + 1 - digit_count);
        digits.append(zeros, '0');
        n.exponent -= static_cast<int64_t>(zeros);
        digit_count += static_cast<int64_t>(zeros);
    }
    int64_t left = n.exponent + digit_count; // digits before the point
    int64_t point = left;
    if (exponential_form) {
        point = n.count == 0 && f.precision >= 0 ? 1 - f.precision : 1;
    } else if (general && !(n.exponent <= 0 && left > -6)) {
        point = 1;
    }
    std::string whole, fraction;
    if (point < 0) {
        whole = "0";
        fraction = std::string(static_cast<size_t>(-point), '0') + digits;
    } else if (point > digit_count) {
        whole = digits + std::string(static_cast<size_t>(point - digit_count), '0');
    } else {
        whole = point == 0 ? "0" : digits.substr(0, static_cast<size_t>(point));
        fraction = digits.substr(static_cast<size_t>(point));
    }
    std::string tail;
    if (!fraction.empty() || f.keep_point) tail = f.point + fraction;
    if (left != point || exponential_form) {
        int64_t exponent = left - point;
        tail += type == 'E' || type == 'G' ? 'E' : 'e';
        tail += exponent < 0 ? '-' : '+';
        tail += std::to_string(exponent < 0 ? -exponent : exponent);
    }
    if (type == '%') tail += '%';
    std::string sign = signOf(n.negative, f);
    int64_t width = 0;
    if (f.zero_padded) {
        width = f.width - charactersOf(tail) - charactersOf(sign);
        if (width > int64_t{1} << 40) return raiseNoMemory(t);
    }
    return aligned(t, sign, grouped(whole, f, width) + tail, f);
}

} // namespace krait::decimal
