// int: text, and __index__ of other objects. LIMIT: sys.set_int_max_str_digits bounds conversions
// in bases that are no power of two, since they take more than linear time.
#include "vm/base/unicode.h"
#include "vm/objects/byte_methods.h"
#include "vm/objects/bytes.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/long_work.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/room.h"

#include <llvm/ADT/SmallVector.h>

#include <algorithm>
#include <charconv>

namespace krait {

// --- text to and from ----------------------------------------------------------------------------

namespace {

Error raiseTooLong(Thread* t, int limit) {
    return raise(t, TypeId::kValueError,
                 "Exceeds the limit (%d digits) for integer string conversion; use "
                 "sys.set_int_max_str_digits() to increase the limit",
                 limit);
}

// Python: numbers of up to so many digits are not held against the limit.
constexpr size_t kDigitsFree = 640;

bool isSpaceAscii(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

std::string_view trimNumber(std::string_view text) {
    while (!text.empty() && isSpaceAscii(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpaceAscii(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view numberText(Str* s, llvm::SmallVectorImpl<char>& storage) {
    if (s->isAscii()) return trimNumber(s->ascii());
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        int digit;
        if (c < 128) {
            storage.push_back(static_cast<char>(c));
        } else if (unicode::isSpace(c)) {
            storage.push_back(' ');
        } else if ((digit = unicode::decimalValue(c)) >= 0) {
            storage.push_back(static_cast<char>('0' + digit));
        } else {
            storage.push_back('?'); // in no number
        }
    }
    return trimNumber({storage.data(), storage.size()});
}

Ref intToText(Thread* t, Value v, int base, bool prefix) {
    if (base == 10 && v.isSmallInt()) {
        char text[24];
        char* end = std::to_chars(text, text + sizeof text, v.asSmallInt()).ptr;
        return strFromAscii(t, {text, static_cast<size_t>(end - text)});
    }
    Limb limb;
    BigView view = intView(v, &limb);
    size_t limit = (base & (base - 1)) != 0 ? static_cast<size_t>(intMaxDigits(t)) : 0;
    // Far too many digits are not even computed: a decimal digit is less than 3.33 bits.
    if (limit != 0 && view.count > limit / 16 && bigBitLength(view) > limit * 10 / 3 + 64) {
        return raiseTooLong(t, static_cast<int>(limit));
    }
    llvm::SmallVector<char, 128> text;
    KRAIT_TRY(checkRoom(t, bigTextSizeMax(view, base)));
    text.resize_for_overwrite(bigTextSizeMax(view, base) + 2);
    char* digits = text.data() + 2; // room for a prefix
    size_t length = 0;
    BigStatus status;
    KRAIT_TRY(computeLong(t, view.count, v, Value(),
                          [&] { status = bigToText(digits, &length, view, base); }));
    if (status != BigStatus::kOk) return raiseNoMemory(t);
    size_t count = length - view.negative;
    if (limit != 0 && count > kDigitsFree && count > limit) {
        return raiseTooLong(t, static_cast<int>(limit));
    }
    if (prefix) {
        digits -= 2;
        length += 2;
        char* at = digits;
        if (view.negative) *at++ = '-';
        *at++ = '0';
        *at = base == 2 ? 'b' : base == 8 ? 'o' : 'x';
    }
    return strFromAscii(t, {digits, length});
}

namespace {

// The int that a scanned literal stands for.
Ref intFromScanned(Thread* t, const IntText& parsed) {
    bool power_of_two = (parsed.base & (parsed.base - 1)) == 0;
    auto limit = static_cast<size_t>(intMaxDigits(t));
    if (!power_of_two && limit != 0 && parsed.digit_count > kDigitsFree &&
        parsed.digit_count > limit) {
        return raise(t, TypeId::kValueError,
                     "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
                     "digits; use sys.set_int_max_str_digits() to increase the limit",
                     intMaxDigits(t), parsed.digit_count);
    }
    if (parsed.digit_count <= 18 && parsed.size == parsed.digit_count && parsed.base == 10) {
        int64_t value = 0;
        for (size_t i = 0; i < parsed.size; ++i) value = value * 10 + (parsed.digits[i] - '0');
        return intFrom(t, parsed.negative ? -value : value);
    }
    if (power_of_two && parsed.size <= 10 && parsed.size == parsed.digit_count) {
        // Ten digits of at most five bits, without underscores.
        int64_t value = 0;
        for (size_t i = 0; i < parsed.size; ++i) {
            auto c = static_cast<unsigned char>(parsed.digits[i]);
            value = value * parsed.base + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return intFrom(t, parsed.negative ? -value : value);
    }
    size_t count = bigFromTextSizeMax(parsed);
    if (count == SIZE_MAX) return raiseNoMemory(t);
    Int* made = intAllocate(t, count);
    if (!made) return Error{};
    Ref owner = Ref::take(made);
    BigOut out;
    BigStatus status;
    // With the GIL: whose the text is, is not known here.
    KRAIT_TRY(computeLong(t, std::min(count, kLongWorkReleaseLimbs - 1), Value(), Value(),
                          [&] { status = bigFromText(made->limbs, &out, parsed); }));
    if (status != BigStatus::kOk) return raiseNoMemory(t);
    return finishInt(t, owner.release().as<Int>(), out);
}

// `given` is what the message shows.
Ref intFromTrimmed(Thread* t, std::string_view text, int base, Value given) {
    IntText parsed;
    if (scanIntText(text.data(), text.size(), base, &parsed) == BigStatus::kOk) {
        return intFromScanned(t, parsed);
    }
    return raise(t, TypeId::kValueError, "invalid literal for int() with base %d: %.200R", base,
                 given);
}

} // namespace

Ref intFromText(Thread* t, const char* text, size_t length, int base) {
    IntText parsed;
    if (scanIntText(text, length, base, &parsed) == BigStatus::kOk) {
        return intFromScanned(t, parsed);
    }
    return invalidLiteral(t, {text, length}, base);
}

Ref intFromStr(Thread* t, Str* s, int base) {
    llvm::SmallVector<char, 64> storage;
    return intFromTrimmed(t, numberText(s, storage), base, Value(s));
}

Ref intFromBytesText(Thread* t, Value v, int base) {
    Ref plain = isBytes(v) ? Ref::share(v) : bytesFrom(t, byteView(v));
    if (plain.isError()) return Error{};
    return intFromTrimmed(t, trimNumber(byteView(plain)), base, plain);
}

Error invalidLiteral(Thread* t, std::string_view text, int base) {
    Ref shown = strFromUtf8(t, text);
    if (shown.isError()) return Error{};
    return raise(t, TypeId::kValueError, "invalid literal for int() with base %d: %.200R", base,
                 shown.get());
}

// --- index ---------------------------------------------------------------------------------------

Ref toIndex(Thread* t, Value v) {
    if (isExactInt(v)) return Ref::share(v);
    if (isInt(v)) return intSubclassToInt(t, v);
    auto index = typeOf(t, v)->slots.index;
    if (!index)
        return raise(t, TypeId::kTypeError, "'%.200T' object cannot be interpreted as an integer",
                     v);
    Ref result = KRAIT_TRY(index(t, v));
    if (!isInt(result))
        return raise(t, TypeId::kTypeError, "__index__ returned non-int (type %.200T)",
                     result.get());
    if (!isExactInt(result)) {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                       "__index__ returned non-int (type %.200T).  The ability to return an "
                       "instance of a strict subclass of int is deprecated, and may "
                       "not be supported in a future version of Python.",
                       result.get()));
        return intSubclassToInt(t, result);
    }
    return result;
}
Result<int64_t> toIndexInt64(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt();
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t i;
    if (intFits(index, &i)) return i;
    return raise(t, TypeId::kOverflowError, "cannot fit '%.200T' into an index-sized integer", v);
}
Result<int64_t> toIndexClamped(Thread* t, Value v, bool none_allowed) {
    if (v.isSmallInt()) return v.asSmallInt();
    if (!isInt(v) && !typeOf(t, v)->slots.index) {
        return raise(t, TypeId::kTypeError,
                     none_allowed
                         ? "slice indices must be integers or None or have an __index__ method"
                         : "slice indices must be integers or have an __index__ method");
    }
    Ref index = KRAIT_TRY(toIndex(t, v));
    return intClamped(index);
}

} // namespace krait
