// str: its slots, constructor, iterators and the table of its methods. The methods themselves are
// by subject in str_search.cpp, str_split.cpp, str_case.cpp, str_pad.cpp and str_format.cpp;
// storage is in str_core.cpp.
//
// Invariants: a str never changes once Python code has seen it (strAppendInPlace asks for the only
// reference); methods give exact str, also on instances of subclasses. Everything needs the GIL.
#include "vm/objects/str.h"

#include "vm/base/unicode.h"
#include "vm/objects/bytes.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/number_format.h"
#include "vm/objects/percent_format.h"
#include "vm/objects/slice.h"
#include "vm/objects/str_methods.h"
#include "vm/objects/str_units.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/signals.h"

#include <algorithm>
#include <cstring>

namespace krait {

namespace {

// --- repr ----------------------------------------------------------------------------------------

// The length of a character in a repr that is quoted with `quote`.
inline int escapedSize(uint32_t c, uint32_t quote) {
    if (c == quote || c == '\\' || c == '\t' || c == '\n' || c == '\r') return 2;
    if (c < ' ' || c == 0x7f) return 4;
    if (c < 0x7f || unicode::isPrintable(c)) return 1;
    return c < 0x100 ? 4 : c < 0x10000 ? 6 : 10;
}

template <typename Out>
Out* writeEscaped(Out* out, uint32_t c, uint32_t quote) {
    constexpr char kDigits[] = "0123456789abcdef";
    int size = escapedSize(c, quote);
    if (size == 1) {
        *out++ = static_cast<Out>(c);
        return out;
    }
    *out++ = '\\';
    if (size == 2) {
        *out++ = static_cast<Out>(c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
        return out;
    }
    *out++ = size == 4 ? 'x' : size == 6 ? 'u' : 'U';
    for (int digit = size - 3; digit >= 0; --digit) {
        *out++ = static_cast<Out>(kDigits[c >> (digit * 4) & 15]);
    }
    return out;
}

template <typename Unit>
Ref reprOfUnits(Thread* t, const Str* s, const Unit* units) {
    int64_t length = s->length;
    bool single = false, twice = false;
    for (int64_t i = 0; i < length; ++i) {
        single |= units[i] == '\'';
        twice |= units[i] == '"';
    }
    uint32_t quote = single && !twice ? '"' : '\'';
    int64_t size = 2;
    uint32_t max_char = 127;
    for (int64_t i = 0; i < length; ++i) {
        int n = escapedSize(units[i], quote);
        size += n;
        if (n == 1 && units[i] > max_char) max_char = units[i];
    }
    New<Str> result = KRAIT_TRY(strAllocate(t, size, max_char));
    withMutableUnits(result, [&](auto* out) {
        *out++ = static_cast<std::remove_reference_t<decltype(*out)>>(quote);
        if (size == length + 2) {
            for (int64_t i = 0; i < length; ++i) {
                *out++ = static_cast<std::remove_reference_t<decltype(*out)>>(units[i]);
            }
        } else {
            for (int64_t i = 0; i < length; ++i) out = writeEscaped(out, units[i], quote);
        }
        *out = static_cast<std::remove_reference_t<decltype(*out)>>(quote);
    });
    return result;
}

// --- slots ---------------------------------------------------------------------------------------

Ref strRepr(Thread* t, Value self) {
    const auto* s = self.as<Str>();
    return withUnits(s, [&](const auto* units) { return reprOfUnits(t, s, units); });
}

Ref strStr(Thread* t, Value self) {
    auto* s = self.as<Str>();
    return strSubstring(t, s, 0, s->length);
}

Result<int64_t> strHashSlot(Thread*, Value self) {
    return strHash(self.as<Str>());
}

Ref strCompareSlot(Thread*, Value a, Value b, CompareOp op) {
    if (!isStr(a) || !isStr(b)) return Ref::notImplemented();
    if (isEqualityOp(op)) {
        return Ref::boolean(strEqual(a.as<Str>(), b.as<Str>()) == (op == CompareOp::kEq));
    }
    return compareResult(strCompare(a.as<Str>(), b.as<Str>()), op);
}

Ref strAddSlot(Thread* t, Value a, Value b) {
    if (!isStr(a) || !isStr(b)) return Ref::notImplemented();
    return strConcat(t, a.as<Str>(), b.as<Str>());
}

Ref strMultiply(Thread* t, Value a, Value b) {
    Value sequence = isStr(a) ? a : b, factor = isStr(a) ? b : a;
    if (!isStr(sequence) || !hasIndex(t, factor)) return Ref::notImplemented();
    int64_t count = KRAIT_TRY(toIndexInt64(t, factor));
    auto* s = sequence.as<Str>();
    if (count <= 0 || s->length == 0) return Ref::share(Value(t->runtime->empty_str));
    if (count == 1) return strSubstring(t, s, 0, s->length);
    int64_t length;
    if (__builtin_mul_overflow(s->length, count, &length) || length > INT64_MAX / 4) {
        return raise(t, TypeId::kOverflowError, "repeated string is too long");
    }
    New<Str> result = KRAIT_TRY(strAllocate(t, length, strMaxChar(s)));
    size_t bytes = static_cast<size_t>(length) * s->width;
    if (s->length == 1 && s->width == 1 && bytes <= kPollBytes) {
        std::memset(result->data, s->latin1()[0], bytes);
        return result;
    }
    size_t done = static_cast<size_t>(s->length) * s->width;
    size_t most = std::max(done, kPollBytes / done * done); // whole copies
    std::memcpy(result->data, s->data, done);
    while (done < bytes) {
        size_t n = std::min({done, bytes - done, most});
        std::memcpy(result->data + done, result->data, n);
        done += n;
        if (n == most) KRAIT_TRY(pollSignals(t));
    }
    return result;
}

Ref strModulo(Thread* t, Value a, Value b) {
    if (!isStr(a)) return Ref::notImplemented();
    return percentFormatStr(t, a.as<Str>(), b);
}

Result<int64_t> strLength(Thread*, Value self) {
    return self.as<Str>()->length;
}

Ref strGetSlice(Thread* t, Str* s, SliceBounds bounds) {
    if (bounds.count <= 0) return Ref::share(Value(t->runtime->empty_str));
    if (bounds.step == 1) return strSubstring(t, s, bounds.start, bounds.start + bounds.count);
    if (s->isAscii() && bounds.count > 1) {
        New<Str> result = KRAIT_TRY(strAllocate(t, bounds.count, 127));
        const char* in = s->data + bounds.start;
        char* out = result->data;
        if (bounds.step == -1) {
            int64_t i = 0;
            for (; i + 8 <= bounds.count; i += 8) {
                uint64_t word;
                std::memcpy(&word, in - i - 7, sizeof word);
                word = __builtin_bswap64(word);
                std::memcpy(out + i, &word, sizeof word);
            }
            for (; i < bounds.count; ++i) out[i] = in[-i];
        } else {
            for (int64_t i = 0; i < bounds.count; ++i, in += bounds.step) out[i] = *in;
        }
        return result;
    }
    uint32_t max_char = 0;
    for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
        max_char = std::max(max_char, s->at(at));
    }
    if (bounds.count == 1) return strFromCodePoint(t, max_char);
    New<Str> result = KRAIT_TRY(strAllocate(t, bounds.count, max_char));
    withMutableUnits(result, [&](auto* out) {
        for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
            out[i] = static_cast<std::remove_reference_t<decltype(*out)>>(s->at(at));
        }
    });
    return result;
}

Ref strGetItemSlot(Thread* t, Value self, Value key) {
    auto* s = self.as<Str>();
    if (isKind(key, TypeId::kSlice)) {
        SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
        return strGetSlice(t, s, sliceAdjust(raw, s->length));
    }
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "string indices must be integers, not '%.200T'", key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    if (index < 0) index += s->length;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(s->length)) {
        return raise(t, TypeId::kIndexError, "string index out of range");
    }
    return strGetItem(t, s, index);
}

Result<bool> strContains(Thread* t, Value self, Value item) {
    if (!isStr(item)) {
        return raise(t, TypeId::kTypeError,
                     "'in <string>' requires string as left operand, not %.100T", item);
    }
    auto* s = self.as<Str>();
    return strFind(s, item.as<Str>(), 0, s->length, false) >= 0;
}

Ref strIter(Thread* t, Value self) {
    TypeId id = self.as<Str>()->isAscii() ? TypeId::kStrAsciiIterator : TypeId::kStrIterator;
    New<ListIterator> it = KRAIT_TRY(allocateContainer<ListIterator>(t, id));
    incref(self);
    it->sequence = self;
    it->index = 0;
    return it;
}

// --- construction --------------------------------------------------------------------------------

Ref textOfArguments(Thread* t, Args a) {
    for (int i = 2; i <= 3; ++i) {
        if (!a[i].isEmpty() && !isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "str() argument '%s' must be str, not %.50T",
                         i == 2 ? "encoding" : "errors", a[i]);
        }
    }
    if (a[1].isEmpty()) return Ref::share(Value(t->runtime->empty_str));
    if (a[2].isEmpty() && a[3].isEmpty()) return strOf(t, a[1]);
    if (isStr(a[1])) return raise(t, TypeId::kTypeError, "decoding str is not supported");
    if (!typeOf(t, a[1])->slots.buffer) {
        return raise(t, TypeId::kTypeError,
                     "decoding to str: need a bytes-like object, %.80T found", a[1]);
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    return decodeText(t, buffer.view(), a[2].isEmpty() ? nullptr : a[2].as<Str>(),
                      a[3].isEmpty() ? nullptr : a[3].as<Str>());
}

Ref str_dunder_new(Thread* t, Args a) {
    Ref text = KRAIT_TRY(textOfArguments(t, a));
    auto* type = a[0].as<Type>();
    if (type == t->type(TypeId::kStr)) return text;
    auto* s = text.as<Str>();
    New<Str> result = KRAIT_TRY(strAllocateIn(t, type, s->length, strMaxChar(s)));
    strCopyInto(result, 0, s, 0, s->length);
    result->hash = s->hash;
    return result;
}

// --- methods of no other file --------------------------------------------------------------------

Ref str_encode(Thread* t, Args a) {
    for (int i = 1; i <= 2; ++i) {
        if (!a[i].isEmpty() && !isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "encode() argument '%s' must be str, not %.50T",
                         i == 1 ? "encoding" : "errors", a[i]);
        }
    }
    return encodeText(t, a[0].as<Str>(), a[1].isEmpty() ? nullptr : a[1].as<Str>(),
                      a[2].isEmpty() ? nullptr : a[2].as<Str>());
}

Ref str_dunder_format(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "__format__() argument must be str, not %.50T", a[1]);
    }
    return strFormatSpec(t, a[0], a[1].as<Str>());
}

Ref str_dunder_getnewargs(Thread* t, Args a) {
    auto* s = a[0].as<Str>();
    Ref plain = KRAIT_TRY(strSubstring(t, s, 0, s->length));
    return tupleOf(t, plain);
}

Ref str_dunder_sizeof(Thread* t, Args a) {
    return intFrom(t, static_cast<int64_t>(strObjectSize(a[0].object())));
}

constexpr MethodDef kStrMethods[] = {
    {"encode(self, /, encoding='utf-8', errors='strict')", str_encode,
     "The bytes of the string in an encoding.\n\nerrors names what handles characters that the "
     "encoding lacks: 'strict',\n'ignore', 'replace', 'xmlcharrefreplace' or any name registered "
     "with\ncodecs.register_error."},
    {"replace(self, old, new, /, count=-1)", str_replace,
     "A copy in which new stands for old, the first count times (-1: always)."},
    {"split(self, /, sep=None, maxsplit=-1)", str_split,
     "The list of the parts between separators, at most maxsplit of which count, from the "
     "left.\n\nWithout sep, runs of whitespace separate, and no part is empty."},
    {"rsplit(self, /, sep=None, maxsplit=-1)", str_rsplit,
     "The list of the parts between separators, at most maxsplit of which count, from the "
     "right.\n\nWithout sep, runs of whitespace separate, and no part is empty."},
    {"join(self, iterable, /)", str_join,
     "The strings of the iterable in one, this string between each two.\n\nExample: '.'.join(['a', "
     "'b']) is 'a.b'"},
    {"capitalize(self, /)", str_capitalize,
     "A copy with the first character in title case and "
     "the others in lower case."},
    {"casefold(self, /)", str_casefold, "A copy fit for comparison without regard to case."},
    {"title(self, /)", str_title,
     "A copy in which each word begins in title case and goes on in "
     "lower case."},
    {"center(self, width, fillchar=' ', /)", str_center,
     "The string in the middle of width characters."},
    {"count(self, sub, start=None, end=None, /)", str_count,
     "How often sub occurs in the range, without overlaps."},
    {"expandtabs(self, /, tabsize=8)", str_expandtabs, "A copy with spaces for tabs."},
    {"find(self, sub, start=None, end=None, /)", str_find,
     "The lowest index of sub in the range, or -1."},
    {"partition(self, sep, /)", str_partition,
     "The parts before, of and behind the first separator.\n\nThe string and two empty ones if "
     "there is none."},
    {"index(self, sub, start=None, end=None, /)", str_index,
     "The lowest index of sub in the range, or ValueError."},
    {"ljust(self, width, fillchar=' ', /)", str_ljust,
     "The string at the left of width characters."},
    {"lower(self, /)", str_lower, "A copy in lower case."},
    {"lstrip(self, chars=None, /)", str_lstrip,
     "A copy without whitespace (or any of chars) at its beginning."},
    {"rfind(self, sub, start=None, end=None, /)", str_rfind,
     "The highest index of sub in the range, or -1."},
    {"rindex(self, sub, start=None, end=None, /)", str_rindex,
     "The highest index of sub in the range, or ValueError."},
    {"rjust(self, width, fillchar=' ', /)", str_rjust,
     "The string at the right of width characters."},
    {"rstrip(self, chars=None, /)", str_rstrip,
     "A copy without whitespace (or any of chars) at its end."},
    {"rpartition(self, sep, /)", str_rpartition,
     "The parts before, of and behind the last separator.\n\nTwo empty strings and the string if "
     "there is none."},
    {"splitlines(self, /, keepends=False)", str_splitlines,
     "The list of the lines, without their ends unless keepends."},
    {"strip(self, chars=None, /)", str_strip,
     "A copy without whitespace (or any of chars) at both ends."},
    {"swapcase(self, /)", str_swapcase, "A copy with upper and lower case exchanged."},
    {"translate(self, table, /)", str_translate,
     "A copy in which table says what stands for each character: an ordinal, a string, or None "
     "to\nleave it out; LookupError keeps it. See str.maketrans."},
    {"upper(self, /)", str_upper, "A copy in upper case."},
    {"startswith(self, prefix, start=None, end=None, /)", str_startswith,
     "Whether the range begins with prefix, or one of a tuple of them."},
    {"endswith(self, suffix, start=None, end=None, /)", str_endswith,
     "Whether the range ends with suffix, or one of a tuple of them."},
    {"removeprefix(self, prefix, /)", str_removeprefix, "A copy without that prefix."},
    {"removesuffix(self, suffix, /)", str_removesuffix, "A copy without that suffix."},
    {"isascii(self, /)", str_isascii, "Whether all characters are below U+0080."},
    {"islower(self, /)", str_islower, "Whether there are cased characters, all of lower case."},
    {"isupper(self, /)", str_isupper, "Whether there are cased characters, all of upper case."},
    {"istitle(self, /)", str_istitle,
     "Whether each word begins in title case and goes on in "
     "lower case."},
    {"isspace(self, /)", str_isspace, "Whether all characters are whitespace."},
    {"isdecimal(self, /)", str_isdecimal, "Whether all characters are decimal digits."},
    {"isdigit(self, /)", str_isdigit, "Whether all characters are digits."},
    {"isnumeric(self, /)", str_isnumeric, "Whether all characters are numeric."},
    {"isalpha(self, /)", str_isalpha, "Whether all characters are alphabetic."},
    {"isalnum(self, /)", str_isalnum, "Whether all characters are alphabetic or numeric."},
    {"isidentifier(self, /)", str_isidentifier,
     "Whether it could be a name; keyword.iskeyword() tells the reserved ones."},
    {"isprintable(self, /)", str_isprintable, "Whether repr() shows all characters as they are."},
    {"zfill(self, width, /)", str_zfill, "The number padded with zeros to width, behind its sign."},
    {"format(self, /, *args, **kwargs)", str_format,
     "A copy with the replacement fields in braces filled in from the arguments.", kMethodLentArgs},
    {"format_map(self, mapping, /)", str_format_map,
     "A copy with the replacement fields in braces filled in from the mapping."},
    {"__format__(self, format_spec, /)", str_dunder_format, "The string as format_spec says."},
    {"maketrans(x, y=<unset>, z=<unset>, /)", str_maketrans,
     "A table for translate: from a dict of characters or ordinals, or from two strings of\nequal "
     "length and a third of characters to leave out.",
     kMethodStatic},
    {"__sizeof__(self, /)", str_dunder_sizeof, "Its size in memory, in bytes."},
    {"__getnewargs__(self, /)", str_dunder_getnewargs, nullptr},
    {}};

// --- iterators -----------------------------------------------------------------------------------

Ref strIteratorNext(Thread* t, Value self) {
    auto* it = self.as<ListIterator>();
    if (it->sequence.isEmpty()) return Ref();
    auto* s = it->sequence.as<Str>();
    if (it->index < s->length) return strGetItem(t, s, it->index++);
    decref(std::exchange(it->sequence, Value()));
    return Ref();
}
void strIteratorDestroy(Thread*, Object* o) {
    decref(static_cast<ListIterator*>(o)->sequence);
}
void strIteratorTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ListIterator*>(o)->sequence);
}
Ref strIterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    return intFrom(t, it->sequence.isEmpty() ? 0 : it->sequence.as<Str>()->length - it->index);
}
Ref strIterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return reduceWith(t, "iter", Value(t->runtime->empty_str));
    return reduceWith(t, "iter", it->sequence, Value::smallInt(it->index));
}
Ref strIterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty())
        it->index = std::clamp<int64_t>(index, 0, it->sequence.as<Str>()->length);
    return Ref::none();
}

// Iterators over a str have the list iterator's layout. The ASCII one differs in its type only.
constexpr MethodDef kStrIteratorMethods[] = {
    {"__length_hint__(self, /)", strIterator_dunder_length_hint, "How many characters are left."},
    {"__reduce__(self, /)", strIterator_dunder_reduce, "State for pickling."},
    {"__setstate__(self, state, /)", strIterator_dunder_setstate, "Sets the state of a copy."},
    {}};

} // namespace

const TypeSpec kStrSpec = {
    .name = "str",
    .size = sizeof(Str),
    .flags = kTypeBase | kTypeVariableSize | kTypeStrSub,
    .slots = {.destroy = strDestroy,
              .size = strObjectSize,
              .repr = strRepr,
              .str = strStr,
              .hash = strHashSlot,
              .compare = strCompareSlot,
              .iter = strIter,
              .length = strLength,
              .getitem = strGetItemSlot,
              .contains = strContains,
              .binary = {strAddSlot, nullptr, strMultiply, nullptr, nullptr, strModulo}},
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nText: the "
           "str() of an object, or the decoding of bytes.\nencoding defaults to 'utf-8', errors "
           "to 'strict'.",
    .new_ = {"str(cls, object=<unset>, encoding=<unset>, errors=<unset>)", str_dunder_new, nullptr,
             kMethodPositionalErrors},
    .convert = strOf,
    .methods = kStrMethods,
};

const TypeSpec kStrIteratorSpec = {
    .name = "str_iterator",
    .size = sizeof(ListIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = strIteratorDestroy,
              .traverse = strIteratorTraverse,
              .iter = iterSelf,
              .next = strIteratorNext},
    .methods = kStrIteratorMethods,
};

const TypeSpec kStrAsciiIteratorSpec = {
    .name = "str_ascii_iterator",
    .size = sizeof(ListIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = strIteratorDestroy,
              .traverse = strIteratorTraverse,
              .iter = iterSelf,
              .next = strIteratorNext},
    .methods = kStrIteratorMethods,
};

} // namespace krait
