// str: padding, tabs, and character by character translation.
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/str_methods.h"
#include "vm/objects/str_units.h"

#include <algorithm>

namespace krait {
namespace {

void fillUnits(Str* s, int64_t at, uint32_t c, int64_t count) {
    withMutableUnits(s, [&](auto* units) {
        std::fill(units + at, units + at + count,
                  static_cast<std::remove_reference_t<decltype(*units)>>(c));
    });
}

Ref padded(Thread* t, Str* s, int64_t left, int64_t right, uint32_t fill) {
    if (left <= 0 && right <= 0) return strSubstring(t, s, 0, s->length);
    if (left > INT64_MAX - s->length || right > INT64_MAX - (left + s->length)) {
        return raise(t, TypeId::kOverflowError, "padded string is too long");
    }
    New<Str> result = KRAIT_TRY(
        strAllocate(t, left + s->length + right, std::max(s->length ? strMaxChar(s) : 0, fill)));
    fillUnits(result, 0, fill, left);
    strCopyInto(result, left, s, 0, s->length);
    fillUnits(result, left + s->length, fill, right);
    return result;
}

struct PadArguments {
    int64_t missing;
    uint32_t fill;
};
Result<PadArguments> convertPad(Thread* t, Args a) {
    int64_t width = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!isStr(a[2])) {
        return raise(t, TypeId::kTypeError,
                     "The fill character must be a unicode character, not %.100T", a[2]);
    }
    auto* fill = a[2].as<Str>();
    if (fill->length != 1) {
        return raise(t, TypeId::kTypeError,
                     "The fill character must be exactly one character long");
    }
    auto* s = a[0].as<Str>();
    return PadArguments{width > s->length ? width - s->length : 0, fill->at(0)};
}

} // namespace

Ref str_center(Thread* t, Args a) {
    PadArguments pad = KRAIT_TRY(convertPad(t, a));
    auto* s = a[0].as<Str>();
    // Python: an odd one goes to the left where the width is odd.
    int64_t width = s->length + pad.missing;
    int64_t left = pad.missing / 2 + (pad.missing & width & 1);
    return padded(t, s, left, pad.missing - left, pad.fill);
}
Ref str_ljust(Thread* t, Args a) {
    PadArguments pad = KRAIT_TRY(convertPad(t, a));
    return padded(t, a[0].as<Str>(), 0, pad.missing, pad.fill);
}
Ref str_rjust(Thread* t, Args a) {
    PadArguments pad = KRAIT_TRY(convertPad(t, a));
    return padded(t, a[0].as<Str>(), pad.missing, 0, pad.fill);
}

Ref str_zfill(Thread* t, Args a) {
    int64_t width = KRAIT_TRY(toIndexInt64(t, a[1]));
    auto* s = a[0].as<Str>();
    if (width <= s->length) return strSubstring(t, s, 0, s->length);
    int64_t missing = width - s->length;
    Ref result = KRAIT_TRY(padded(t, s, missing, 0, '0'));
    if (s->length && (s->at(0) == '+' || s->at(0) == '-')) {
        fillUnits(result.as<Str>(), missing, '0', 1);
        fillUnits(result.as<Str>(), 0, s->at(0), 1);
    }
    return result;
}

Ref str_expandtabs(Thread* t, Args a) {
    int64_t tab = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (tab > INT32_MAX || tab < INT32_MIN) {
        return raise(t, TypeId::kOverflowError,
                     tab > 0 ? "signed integer is greater than maximum"
                             : "signed integer is less than minimum");
    }
    auto* s = a[0].as<Str>();
    // First the size, then the text.
    int64_t length = 0, column = 0;
    bool found = false;
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == '\t') {
            found = true;
            if (tab > 0) {
                int64_t n = tab - column % tab;
                if (length > INT64_MAX - n) {
                    return raise(t, TypeId::kOverflowError, "new string is too long");
                }
                length += n;
                column += n;
            }
        } else {
            ++length;
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    if (!found) return strSubstring(t, s, 0, s->length);
    if (length == 0) return Ref::share(Value(t->runtime->empty_str));
    New<Str> result = KRAIT_TRY(strAllocate(t, length, strMaxChar(s)));
    int64_t out = 0;
    column = 0;
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == '\t') {
            if (tab > 0) {
                int64_t n = tab - column % tab;
                fillUnits(result, out, ' ', n);
                out += n;
                column += n;
            }
        } else {
            fillUnits(result, out++, c, 1);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    return result;
}

// --- translate -----------------------------------------------------------------------------------

namespace {

// What a table says of one character: put into `out`. REENTRY: __getitem__ of the table.
Status translateChar(Thread* t, Value table, uint32_t c, TextBuffer& out, int64_t* single) {
    *single = -1;
    Ref mapped;
    if (isExactDict(table)) {
        Value found = KRAIT_TRY(dictGet(t, table.as<Dict>(), Value::smallInt(c)));
        mapped = Ref::share(found);
    } else {
        mapped = getItem(t, table, Value::smallInt(c));
        if (mapped.isError() && !clearErrorIf(t, TypeId::kLookupError)) return Error{};
    }
    if (mapped.isEmpty()) {
        out.appendChar(c);
        *single = c;
        return ok();
    }
    if (mapped.get().isNone()) return ok();
    if (isInt(mapped)) {
        int64_t i;
        if (!intFits(mapped, &i) || i < 0 || i > 0x10ffff) {
            return raise(t, TypeId::kValueError, "character mapping must be in range(0x110000)");
        }
        out.appendChar(static_cast<uint32_t>(i));
        *single = i;
        return ok();
    }
    if (isStr(mapped)) {
        auto* text = mapped.as<Str>();
        out.append(text);
        if (text->length == 1) *single = text->at(0);
        return ok();
    }
    return raise(t, TypeId::kTypeError, "character mapping must return integer, None or str");
}

} // namespace

Ref str_translate(Thread* t, Args a) {
    auto* s = a[0].as<Str>();
    TextBuffer out(t);
    // One character for one: remembered for ASCII, so that a long text asks a dict once for each.
    constexpr uint8_t kUnknown = 0xff, kDropped = 0xfe;
    uint8_t known[128];
    std::memset(known, kUnknown, sizeof(known));
    bool exact = isExactDict(a[1]);
    if (exact && s->isAscii() && s->length > 0) {
        // Written as ASCII as long as what the dict says is ASCII too.
        New<Str> result = KRAIT_TRY(strAllocate(t, s->length, 127));
        char* to = result->data;
        auto* table = a[1].as<Dict>();
        int64_t i = 0;
        for (; i < s->length; ++i) {
            auto c = static_cast<uint8_t>(s->data[i]);
            if (known[c] == kUnknown) {
                Value found = KRAIT_TRY(dictGet(t, table, Value::smallInt(c)));
                Value mapped = found.isEmpty() ? Value::smallInt(c) : found;
                if (mapped.isNone()) {
                    known[c] = kDropped;
                } else if (mapped.isSmallInt() && mapped.bits() - Value::kIntBias < 128) {
                    known[c] = static_cast<uint8_t>(mapped.asSmallInt());
                } else if (isExactStr(mapped) && mapped.as<Str>()->isAscii() &&
                           mapped.as<Str>()->length == 1) {
                    known[c] = static_cast<uint8_t>(mapped.as<Str>()->data[0]);
                } else {
                    break;
                }
            }
            if (known[c] != kDropped) *to++ = static_cast<char>(known[c]);
        }
        int64_t length = to - result->data;
        if (i == s->length) {
            if (length == s->length) return result;
            return strFromAscii(t, {result->data, static_cast<size_t>(length)});
        }
        std::memset(known, kUnknown, sizeof(known));
    }
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c < 128 && known[c] != kUnknown) {
            out.appendChar(known[c]);
            continue;
        }
        int64_t single;
        KRAIT_TRY(translateChar(t, a[1], c, out, &single));
        if (exact && c < 128 && single >= 0 && single < 128)
            known[c] = static_cast<uint8_t>(single);
    }
    return out.finish();
}

static Ref translationFromDict(Thread* t, Dict* from, Dict* result) {
    int64_t position = 0;
    Value key, value;
    while (dictNext(from, &position, &key, &value)) {
        if (isStr(key)) {
            auto* s = key.as<Str>();
            if (s->length != 1) {
                return raise(t, TypeId::kValueError,
                             "string keys in translate table must be of length 1");
            }
            KRAIT_TRY(dictSet(t, result, Value::smallInt(s->at(0)), value));
        } else if (isInt(key)) {
            KRAIT_TRY(dictSet(t, result, key, value));
        } else {
            return raise(t, TypeId::kTypeError,
                         "keys in translate table must be strings or integers");
        }
    }
    return Ref::share(Value(result));
}

Ref str_maketrans(Thread* t, Args a) {
    New<Dict> table = KRAIT_TRY(dictNew(t));
    if (a[1].isEmpty()) {
        if (!isExactDict(a[0])) {
            return raise(t, TypeId::kTypeError,
                         "if you give only one argument to maketrans it must be a dict");
        }
        return translationFromDict(t, a[0].as<Dict>(), table);
    }
    for (int i = 1; i <= 2; ++i) {
        if (!a[i].isEmpty() && !isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "maketrans() argument %d must be str, not %.50T",
                         i + 1, a[i]);
        }
    }
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError,
                     "first maketrans argument must be a string if there is a second argument");
    }
    auto* from = a[0].as<Str>();
    auto* to = a[1].as<Str>();
    if (from->length != to->length) {
        return raise(t, TypeId::kValueError,
                     "the first two maketrans arguments must have equal length");
    }
    for (int64_t i = 0; i < from->length; ++i) {
        KRAIT_TRY(dictSet(t, table, Value::smallInt(from->at(i)), Value::smallInt(to->at(i))));
    }
    if (!a[2].isEmpty()) {
        auto* without = a[2].as<Str>();
        for (int64_t i = 0; i < without->length; ++i) {
            KRAIT_TRY(dictSet(t, table, Value::smallInt(without->at(i)), Value::none()));
        }
    }
    return table;
}

} // namespace krait
