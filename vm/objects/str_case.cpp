// str: case mappings and the questions about classes of characters. ASCII text takes loops over
// bytes without tables of Unicode; other text goes through vm/base/unicode.h, whose full mappings
// may give up to three characters for one.
#include "vm/base/unicode.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/str_methods.h"
#include "vm/objects/str_units.h"

namespace krait {
namespace {

inline uint8_t asciiLower(uint8_t c) {
    return static_cast<uint8_t>(c + (static_cast<uint8_t>(c - 'A') < 26 ? 32 : 0));
}
inline uint8_t asciiUpper(uint8_t c) {
    return static_cast<uint8_t>(c - (static_cast<uint8_t>(c - 'a') < 26 ? 32 : 0));
}
inline bool isAsciiLetter(uint8_t c) {
    return static_cast<uint8_t>((c | 32) - 'a') < 26;
}

// map(units, i, previous character is cased) -> the new character, for ASCII text.
template <typename Map>
Ref mapAscii(Thread* t, const Str* s, Map&& map) {
    if (s->length == 0) return Ref::share(Value(t->runtime->empty_str));
    if (s->length == 1) return strFromCodePoint(t, map(s->latin1(), 0));
    New<Str> result = KRAIT_TRY(strAllocate(t, s->length, 127));
    const uint8_t* in = s->latin1();
    auto* out = reinterpret_cast<uint8_t*>(result->data);
    int64_t length = s->length;
    for (int64_t i = 0; i < length; ++i) out[i] = map(in, i);
    return result;
}

using Mapping = size_t (*)(char32_t, char32_t[unicode::kCaseMappingMax]);

size_t lowerAt(const Str* s, int64_t i, char32_t* out) {
    uint32_t c = s->at(i);
    if (c == 0x3a3) {
        bool final_sigma = withUnits(s, [&](const auto* units) {
            return unicode::isFinalSigma(units, static_cast<size_t>(s->length),
                                         static_cast<size_t>(i));
        });
        out[0] = final_sigma ? 0x3c2 : 0x3c3;
        return 1;
    }
    return unicode::toLower(c, out);
}

// map(i, out) -> count, for any text.
template <typename Map>
Ref mapAny(Thread* t, const Str* s, Map&& map) {
    TextBuffer buffer(t);
    char32_t out[unicode::kCaseMappingMax];
    for (int64_t i = 0; i < s->length; ++i) {
        size_t n = map(i, out);
        for (size_t k = 0; k < n; ++k) buffer.appendChar(out[k]);
    }
    return buffer.finish();
}

template <typename Test>
Ref allAre(const Str* s, Test&& test) {
    if (s->length == 0) return Ref::boolean(false);
    return withUnits(s, [&](const auto* units) {
        for (int64_t i = 0; i < s->length; ++i) {
            if (!test(units[i])) return Ref::boolean(false);
        }
        return Ref::boolean(true);
    });
}

} // namespace

// --- mappings ------------------------------------------------------------------------------------

Ref str_lower(Thread* t, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->isAscii()) {
        return mapAscii(t, s, [](const uint8_t* in, int64_t i) { return asciiLower(in[i]); });
    }
    return mapAny(t, s, [&](int64_t i, char32_t* out) { return lowerAt(s, i, out); });
}

Ref str_upper(Thread* t, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->isAscii()) {
        return mapAscii(t, s, [](const uint8_t* in, int64_t i) { return asciiUpper(in[i]); });
    }
    return mapAny(t, s, [&](int64_t i, char32_t* out) { return unicode::toUpper(s->at(i), out); });
}

Ref str_casefold(Thread* t, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->isAscii()) return str_lower(t, a);
    return mapAny(t, s,
                  [&](int64_t i, char32_t* out) { return unicode::toCaseFold(s->at(i), out); });
}

Ref str_title(Thread* t, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->isAscii()) {
        return mapAscii(t, s, [](const uint8_t* in, int64_t i) {
            return i && isAsciiLetter(in[i - 1]) ? asciiLower(in[i]) : asciiUpper(in[i]);
        });
    }
    bool inside = false;
    return mapAny(t, s, [&](int64_t i, char32_t* out) {
        size_t n = inside ? lowerAt(s, i, out) : unicode::toTitle(s->at(i), out);
        uint32_t c = s->at(i);
        inside = unicode::isLower(c) || unicode::isUpper(c) || unicode::isTitle(c);
        return n;
    });
}

Ref str_capitalize(Thread* t, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->isAscii()) {
        return mapAscii(t, s, [](const uint8_t* in, int64_t i) {
            return i ? asciiLower(in[i]) : asciiUpper(in[i]);
        });
    }
    return mapAny(t, s, [&](int64_t i, char32_t* out) {
        return i ? lowerAt(s, i, out) : unicode::toTitle(s->at(i), out);
    });
}

Ref str_swapcase(Thread* t, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->isAscii()) {
        return mapAscii(t, s, [](const uint8_t* in, int64_t i) {
            return static_cast<uint8_t>(in[i] ^ (isAsciiLetter(in[i]) ? 32 : 0));
        });
    }
    return mapAny(t, s, [&](int64_t i, char32_t* out) -> size_t {
        uint32_t c = s->at(i);
        if (unicode::isUpper(c)) return lowerAt(s, i, out);
        if (unicode::isLower(c)) return unicode::toUpper(c, out);
        out[0] = c;
        return 1;
    });
}

// --- questions -----------------------------------------------------------------------------------

Ref str_isascii(Thread*, Args a) {
    return Ref::boolean(a[0].as<Str>()->isAscii());
}
Ref str_isspace(Thread*, Args a) {
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isSpace(c); });
}
Ref str_isalpha(Thread*, Args a) {
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isAlpha(c); });
}
Ref str_isalnum(Thread*, Args a) {
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isAlnum(c); });
}
Ref str_isdecimal(Thread*, Args a) {
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isDecimal(c); });
}
Ref str_isdigit(Thread*, Args a) {
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isDigit(c); });
}
Ref str_isnumeric(Thread*, Args a) {
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isNumeric(c); });
}
Ref str_isprintable(Thread*, Args a) {
    if (a[0].as<Str>()->length == 0) return Ref::boolean(true);
    return allAre(a[0].as<Str>(), [](char32_t c) { return unicode::isPrintable(c); });
}

Ref str_isidentifier(Thread*, Args a) {
    const auto* s = a[0].as<Str>();
    if (s->length == 0 || !unicode::isIdentifierStart(s->at(0))) return Ref::boolean(false);
    return allAre(s, [](char32_t c) { return unicode::isIdentifierContinue(c); });
}

// Whether some character is of `wanted` case and none of the `other` or of title case.
static Ref isCase(const Str* s, bool upper) {
    bool found = false;
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        bool is_upper = unicode::isUpper(c), is_lower = unicode::isLower(c);
        if (upper ? is_lower : is_upper) return Ref::boolean(false);
        if (c >= 128 && unicode::isTitle(c)) return Ref::boolean(false);
        found |= upper ? is_upper : is_lower;
    }
    return Ref::boolean(found);
}
Ref str_islower(Thread*, Args a) {
    return isCase(a[0].as<Str>(), false);
}
Ref str_isupper(Thread*, Args a) {
    return isCase(a[0].as<Str>(), true);
}

Ref str_istitle(Thread*, Args a) {
    const auto* s = a[0].as<Str>();
    bool inside = false, found = false;
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (unicode::isUpper(c) || unicode::isTitle(c)) {
            if (inside) return Ref::boolean(false);
            inside = found = true;
        } else if (unicode::isLower(c)) {
            if (!inside) return Ref::boolean(false);
            inside = found = true;
        } else {
            inside = false;
        }
    }
    return Ref::boolean(found);
}

} // namespace krait
