// unicodedata: the Unicode character database, from vm/base/unicode.h.
//
// ucd_3_2_0 has the same data, of version 15.1, in this implementation: its only users
// (stringprep, idna) differ by it in code points that Unicode 3.2 did not assign.
#include "vm/base/unicode.h"

#include "stdlib/native/native_support.h"

#include "vm/objects/bytes.h"
#include "vm/objects/str_units.h"

#include <cstdio>
#include <cstring>
#include <string>

namespace krait {
namespace {

// The only character of an argument; `which` is "" or " 1".
Result<uint32_t> charArgument(Thread* t, const char* function, const char* which, Value v) {
    if (isStr(v) && v.as<Str>()->length == 1) return v.as<Str>()->at(0);
    return raise(t, TypeId::kTypeError, "%s() argument%s must be a unicode character, not %.50T",
                 function, which, v);
}

Ref missing(Thread* t, Value fallback, const char* message) {
    if (!fallback.isEmpty()) return Ref::share(fallback);
    return raise(t, TypeId::kValueError, "%s", message);
}

Ref ucd_category(Thread* t, Args a) {
    return strFromAscii(t, unicode::category(KRAIT_TRY(charArgument(t, "category", "", a[0]))));
}
Ref ucd_bidirectional(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "bidirectional", "", a[0]));
    return strFromAscii(t, unicode::bidirectional(c));
}
Ref ucd_east_asian_width(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "east_asian_width", "", a[0]));
    return strFromAscii(t, unicode::eastAsianWidth(c));
}
Ref ucd_combining(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "combining", "", a[0]));
    return Ref::take(Value::smallInt(unicode::combiningClass(c)));
}
Ref ucd_mirrored(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "mirrored", "", a[0]));
    return Ref::take(Value::smallInt(unicode::isMirrored(c)));
}
Ref ucd_decimal(Thread* t, Args a) {
    int value = unicode::decimalValue(KRAIT_TRY(charArgument(t, "decimal", " 1", a[0])));
    if (value < 0) return missing(t, a[1], "not a decimal");
    return Ref::take(Value::smallInt(value));
}
Ref ucd_digit(Thread* t, Args a) {
    int value = unicode::digitValue(KRAIT_TRY(charArgument(t, "digit", " 1", a[0])));
    if (value < 0) return missing(t, a[1], "not a digit");
    return Ref::take(Value::smallInt(value));
}
Ref ucd_numeric(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "numeric", " 1", a[0]));
    if (!unicode::isNumeric(c)) return missing(t, a[1], "not a numeric character");
    return floatFrom(unicode::numericValue(c));
}

Ref ucd_decomposition(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "decomposition", "", a[0]));
    unicode::Decomposition parts = unicode::decomposition(c);
    std::string text = parts.tag;
    for (size_t i = 0; i < parts.count; ++i) {
        char digits[16];
        std::snprintf(digits, sizeof digits, "%s%04X", text.empty() ? "" : " ", parts.parts[i]);
        text += digits;
    }
    return strFromAscii(t, text);
}

Ref ucd_name(Thread* t, Args a) {
    uint32_t c = KRAIT_TRY(charArgument(t, "name", " 1", a[0]));
    char name[unicode::kNameSizeMax];
    size_t size = unicode::name(c, name);
    if (size == 0) return missing(t, a[1], "no such name");
    return strFromAscii(t, {name, size});
}

Ref ucd_lookup(Thread* t, Args a) {
    std::string name;
    if (isStr(a[0])) {
        const auto* s = a[0].as<Str>();
        for (int64_t i = 0; i < s->length; ++i) {
            name += static_cast<char>(s->at(i) < 128 ? s->at(i) : '?');
        }
    } else {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, a[0]));
        name = buffer.view();
    }
    char32_t found[unicode::kSequenceMax];
    size_t count = unicode::lookup(name.data(), name.size(), true, found);
    if (count == 0) {
        Ref message = KRAIT_TRY(strFormat(t, "undefined character name '%s'", name.c_str()));
        return raiseValue(t, TypeId::kKeyError, message);
    }
    return strFromUcs4(t, reinterpret_cast<const uint32_t*>(found), static_cast<int64_t>(count));
}

Status formArguments(Thread* t, const char* function, Args a, unicode::Form* form) {
    for (int i = 0; i < 2; ++i) {
        if (!isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "%s() argument %d must be str, not %.50T", function,
                         i + 1, a[i]);
        }
    }
    const auto* name = a[0].as<Str>();
    if (strEqualAscii(name, "NFC"))
        *form = unicode::Form::kNfc;
    else if (strEqualAscii(name, "NFD"))
        *form = unicode::Form::kNfd;
    else if (strEqualAscii(name, "NFKC"))
        *form = unicode::Form::kNfkc;
    else if (strEqualAscii(name, "NFKD"))
        *form = unicode::Form::kNfkd;
    else
        return raise(t, TypeId::kValueError, "invalid normalization form");
    return ok();
}

Ref ucd_normalize(Thread* t, Args a) {
    unicode::Form form;
    KRAIT_TRY(formArguments(t, "normalize", a, &form));
    auto* s = a[1].as<Str>();
    if (s->isAscii()) return strSubstring(t, s, 0, s->length);
    return withUnits(s, [&](const auto* units) -> Ref {
        auto count = static_cast<size_t>(s->length);
        if (unicode::isSurelyNormalized(form, units, count)) {
            return strSubstring(t, s, 0, s->length);
        }
        size_t size = unicode::normalizedSizeMax(form, units, count);
        auto* out = static_cast<char32_t*>(std::malloc(size * sizeof(char32_t)));
        if (!out) return raiseNoMemory(t);
        size_t length = unicode::normalize(form, units, count, out);
        Ref text = strFromUcs4(t, reinterpret_cast<uint32_t*>(out), static_cast<int64_t>(length));
        std::free(out);
        return text;
    });
}

Ref ucd_is_normalized(Thread* t, Args a) {
    unicode::Form form;
    KRAIT_TRY(formArguments(t, "is_normalized", a, &form));
    Ref text = KRAIT_TRY(ucd_normalize(t, a));
    return Ref::boolean(strEqual(text.as<Str>(), a[1].as<Str>()));
}

// A function of the module as a method of UCD.
template <NativeFn function>
Ref asMethod(Thread* t, Args a) {
    return function(t, a + 1);
}

#define KRAIT_UCD(name, parameters, doc) {#name "(" parameters ", /)", ucd_##name, doc}
#define KRAIT_UCD_METHOD(name, parameters)                                                         \
    {#name "(self, " parameters ", /)", asMethod<ucd_##name>, nullptr}

constexpr MethodDef kFunctions[] = {
    KRAIT_UCD(decimal, "chr, default=<unset>", "The decimal value of a character, an int."),
    KRAIT_UCD(digit, "chr, default=<unset>", "The digit value of a character, an int."),
    KRAIT_UCD(numeric, "chr, default=<unset>", "The numeric value of a character, a float."),
    KRAIT_UCD(category, "chr", "The general category of a character."),
    KRAIT_UCD(bidirectional, "chr", "The bidirectional class of a character, '' if none."),
    KRAIT_UCD(combining, "chr", "The canonical combining class of a character, 0 if none."),
    KRAIT_UCD(mirrored, "chr", "1 if a character is mirrored in bidirectional text, else 0."),
    KRAIT_UCD(east_asian_width, "chr", "The East Asian width of a character."),
    KRAIT_UCD(decomposition, "chr", "The decomposition mapping of a character, '' if none."),
    KRAIT_UCD(name, "chr, default=<unset>", "The name of a character."),
    KRAIT_UCD(lookup, "name", "The character or sequence of a name, or KeyError."),
    KRAIT_UCD(is_normalized, "form, unistr", "Whether a text is in a normal form."),
    KRAIT_UCD(normalize, "form, unistr",
              "A text in a normal form: 'NFC', 'NFKC', 'NFD' or 'NFKD'."),
    {}};
constexpr MethodDef kUcdMethods[] = {KRAIT_UCD_METHOD(decimal, "chr, default=<unset>"),
                                     KRAIT_UCD_METHOD(digit, "chr, default=<unset>"),
                                     KRAIT_UCD_METHOD(numeric, "chr, default=<unset>"),
                                     KRAIT_UCD_METHOD(category, "chr"),
                                     KRAIT_UCD_METHOD(bidirectional, "chr"),
                                     KRAIT_UCD_METHOD(combining, "chr"),
                                     KRAIT_UCD_METHOD(mirrored, "chr"),
                                     KRAIT_UCD_METHOD(east_asian_width, "chr"),
                                     KRAIT_UCD_METHOD(decomposition, "chr"),
                                     KRAIT_UCD_METHOD(name, "chr, default=<unset>"),
                                     KRAIT_UCD_METHOD(lookup, "name"),
                                     KRAIT_UCD_METHOD(is_normalized, "form, unistr"),
                                     KRAIT_UCD_METHOD(normalize, "form, unistr"),
                                     {}};

Ref ucdVersion(Thread* t, Value) {
    return strFromAscii(t, "3.2.0");
}
constexpr GetSetDef kUcdGetSets[] = {{"unidata_version", ucdVersion}, {}};

const TypeSpec kUcdSpec = {
    .name = "unicodedata.UCD",
    .flags = kTypeDisallowNew,
    .methods = kUcdMethods,
    .getsets = kUcdGetSets,
};

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addTypes(t, module, {{"UCD", &kUcdSpec}}));
    Ref version = KRAIT_TRY(strFromAscii(t, unicode::kVersion));
    KRAIT_TRY(addValue(t, module, "unidata_version", version));
    Ref old = KRAIT_TRY(newOf<Object>(t, &kUcdSpec));
    return addValue(t, module, "ucd_3_2_0", old);
}

} // namespace

extern const NativeModule kunicodedataModule = {
    "unicodedata", "The Unicode character database: properties, names and normal forms.",
    kFunctions, initModule};

} // namespace krait
