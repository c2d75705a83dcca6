// int: arithmetic and conversions. Values of up to 64 bits are computed in machine words (an Int
// object of one limb comes from the free lists); larger ones by vm/base/big_int on scratch limbs,
// then copied to the object. The methods are in int_methods.cpp.
#include "vm/objects/int.h"

#include "vm/base/big_int.h"
#include "vm/base/hash.h"
#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <llvm/ADT/SmallVector.h>
#include <string>

namespace krait {

using Limbs = llvm::SmallVector<Limb, 16>;

// --- making
// --------------------------------------------------------------------------------------------------------------

static New<Int> allocate(Thread* t, Type* type, uint32_t limbs) {
    Object* o = allocateInstance(t, type, limbs * sizeof(uint64_t));
    if (!o) return Error{};
    auto* i = static_cast<Int*>(o);
    i->limb_count = limbs;
    i->negative = false;
    return New<Int>::take(i);
}
size_t intObjectSize(const Object* o) {
    return sizeof(Int) + static_cast<const Int*>(o)->limb_count * sizeof(uint64_t);
}

Ref intFromSlow(Thread* t, int64_t value) {
    New<Int> i = KRAIT_TRY(allocate(t, t->type(TypeId::kInt), 1));
    i->negative = value < 0;
    i->limbs[0] = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    return i;
}
Ref intFromUnsigned(Thread* t, uint64_t value) {
    if (value <= static_cast<uint64_t>(Value::kIntMax))
        return Ref::take(Value::smallInt(static_cast<int64_t>(value)));
    New<Int> i = KRAIT_TRY(allocate(t, t->type(TypeId::kInt), 1));
    i->limbs[0] = value;
    return i;
}
Ref intFromLimbs(Thread* t, std::span<const uint64_t> magnitude, bool negative) {
    size_t count = magnitude.size();
    while (count && magnitude[count - 1] == 0) --count;
    if (count == 0) return Ref::take(Value::smallInt(0));
    if (count == 1) {
        uint64_t m = magnitude[0];
        if (m <= uint64_t{1} << 48) {
            int64_t v = negative ? -static_cast<int64_t>(m) : static_cast<int64_t>(m);
            if (Value::fitsSmallInt(v)) return Ref::take(Value::smallInt(v));
        }
    }
    New<Int> i = KRAIT_TRY(allocate(t, t->type(TypeId::kInt), static_cast<uint32_t>(count)));
    i->negative = negative;
    std::memcpy(i->limbs, magnitude.data(), count * sizeof(uint64_t));
    return i;
}
static Ref fromOut(Thread* t, const Limbs& limbs, BigOut out) {
    return intFromLimbs(t, {limbs.data(), out.count}, out.negative);
}

Ref intFromInt128(Thread* t, __int128 v) {
    bool negative = v < 0;
    auto m = static_cast<unsigned __int128>(negative ? -v : v);
    uint64_t limbs[2] = {static_cast<uint64_t>(m), static_cast<uint64_t>(m >> 64)};
    return intFromLimbs(t, limbs, negative);
}

Ref intSubclass(Thread* t, Type* type, Value v) {
    uint64_t scratch;
    bool negative;
    std::span<const uint64_t> limbs = intLimbs(v, &scratch, &negative);
    New<Int> i = KRAIT_TRY(allocate(t, type, static_cast<uint32_t>(limbs.size())));
    i->negative = negative;
    std::memcpy(i->limbs, limbs.data(), limbs.size() * sizeof(uint64_t));
    return i;
}

// --- reading
// ---------------------------------------------------------------------------------------------------------------

bool isInt(Value v) {
    return v.isSmallInt() || v.isBool() ||
           (v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeIntSub));
}
bool isExactInt(Value v) {
    return v.isSmallInt() || isKind(v, TypeId::kInt);
}

std::span<const uint64_t> intLimbs(Value v, uint64_t* scratch, bool* negative) {
    if (v.isSmallInt() || v.isBool()) {
        int64_t i = v.isBool() ? v.asBool() : v.asSmallInt();
        *negative = i < 0;
        *scratch = i < 0 ? 0 - static_cast<uint64_t>(i) : static_cast<uint64_t>(i);
        return {scratch, i != 0 ? size_t{1} : size_t{0}};
    }
    auto* o = v.as<Int>();
    *negative = o->negative;
    return {o->limbs, o->limb_count};
}
BigView intView(Value v, uint64_t* scratch) {
    bool negative;
    std::span<const uint64_t> limbs = intLimbs(v, scratch, &negative);
    return {limbs.data(), static_cast<uint32_t>(limbs.size()), negative};
}

bool intFits(Value v, int64_t* out) {
    if (v.isSmallInt()) {
        *out = v.asSmallInt();
        return true;
    }
    if (v.isBool()) {
        *out = v.asBool();
        return true;
    }
    if (!isInt(v)) return false;
    uint64_t scratch;
    BigView view = intView(v, &scratch);
    if (!bigFitsInt64(view)) return false;
    *out = bigToInt64(view);
    return true;
}
Result<int64_t> intAsInt64(Thread* t, Value v) {
    int64_t i;
    if (intFits(v, &i)) return i;
    if (!isInt(v))
        return raise(t, TypeId::kTypeError, "'%.200T' object cannot be interpreted as an integer",
                     v);
    return raise(t, TypeId::kOverflowError, "Python int too large to convert to C long");
}
int64_t intClamped(Value v) {
    int64_t i;
    if (intFits(v, &i)) return i;
    return intSign(v) < 0 ? INT64_MIN : INT64_MAX;
}
int intSign(Value v) {
    uint64_t scratch;
    BigView view = intView(v, &scratch);
    return view.count == 0 ? 0 : view.negative ? -1 : 1;
}
Result<double> intAsDouble(Thread* t, Value v) {
    if (v.isSmallInt()) return static_cast<double>(v.asSmallInt());
    uint64_t scratch;
    double d;
    if (bigToDouble(intView(v, &scratch), &d) != BigStatus::kOk) {
        return raise(t, TypeId::kOverflowError, "int too large to convert to float");
    }
    return d;
}
int intCompare(Value a, Value b) {
    if (Value::bothSmallInts(a, b)) return a.bits() < b.bits() ? -1 : a.bits() > b.bits();
    uint64_t sa, sb;
    return bigCompare(intView(a, &sa), intView(b, &sb));
}
int64_t intHash(Value v) {
    uint64_t scratch;
    return bigHash(intView(v, &scratch));
}

Ref intFromDouble(Thread* t, double d) {
    if (std::isnan(d)) return raise(t, TypeId::kValueError, "cannot convert float NaN to integer");
    if (std::isinf(d))
        return raise(t, TypeId::kOverflowError, "cannot convert float infinity to integer");
    d = std::trunc(d);
    if (std::fabs(d) < 1e18) return intFrom(t, static_cast<int64_t>(d));
    Limbs limbs(kBigDoubleSizeMax);
    BigOut out = bigFromDouble(limbs.data(), d);
    return fromOut(t, limbs, out);
}

// --- arithmetic
// --------------------------------------------------------------------------------------------------------------

Ref intAdd(Thread* t, Value a, Value b) {
    int64_t x, y, r;
    if (intFits(a, &x) && intFits(b, &y)) {
        if (!__builtin_add_overflow(x, y, &r)) return intFrom(t, r);
        return intFromInt128(t, static_cast<__int128>(x) + y);
    }
    uint64_t sa, sb;
    BigView va = intView(a, &sa), vb = intView(b, &sb);
    Limbs limbs(bigAddSizeMax(va, vb));
    BigOut out = bigAdd(limbs.data(), va, vb);
    return fromOut(t, limbs, out);
}
Ref intSub(Thread* t, Value a, Value b) {
    int64_t x, y, r;
    if (intFits(a, &x) && intFits(b, &y)) {
        if (!__builtin_sub_overflow(x, y, &r)) return intFrom(t, r);
        return intFromInt128(t, static_cast<__int128>(x) - y);
    }
    uint64_t sa, sb;
    BigView va = intView(a, &sa), vb = intView(b, &sb);
    Limbs limbs(bigAddSizeMax(va, vb));
    BigOut out = bigSub(limbs.data(), va, vb);
    return fromOut(t, limbs, out);
}
Ref intMul(Thread* t, Value a, Value b) {
    int64_t x, y;
    if (intFits(a, &x) && intFits(b, &y)) return intFromInt128(t, static_cast<__int128>(x) * y);
    uint64_t sa, sb;
    BigView va = intView(a, &sa), vb = intView(b, &sb);
    size_t size = bigMulSizeMax(va, vb);
    if (size > kBigCountMax) return raiseNoMemory(t);
    Limbs limbs(size);
    BigOut out = bigMul(limbs.data(), va, vb);
    return fromOut(t, limbs, out);
}

// Quotient and remainder, either of which may be null.
static Status divide(Thread* t, Value a, Value b, Ref* quotient, Ref* remainder,
                     const char* zero_message) {
    int64_t x, y;
    if (intFits(a, &x) && intFits(b, &y) && !(y == -1 && x == INT64_MIN)) {
        if (y == 0) return raise(t, TypeId::kZeroDivisionError, "%s", zero_message);
        int64_t q = x / y, r = x % y;
        if (r != 0 && (r ^ y) < 0) {
            --q;
            r += y;
        }
        if (quotient) *quotient = KRAIT_TRY(intFrom(t, q));
        if (remainder) *remainder = KRAIT_TRY(intFrom(t, r));
        return ok();
    }
    uint64_t sa, sb;
    BigView va = intView(a, &sa), vb = intView(b, &sb);
    if (vb.isZero()) return raise(t, TypeId::kZeroDivisionError, "%s", zero_message);
    Limbs q(bigQuotientSizeMax(va, vb)), r(bigRemainderSizeMax(va, vb) + 1);
    BigOut qo, ro;
    BigStatus status =
        bigDivmod(quotient ? q.data() : nullptr, &qo, remainder ? r.data() : nullptr, &ro, va, vb);
    if (status != BigStatus::kOk) return raiseNoMemory(t);
    if (quotient) *quotient = KRAIT_TRY(fromOut(t, q, qo));
    if (remainder) *remainder = KRAIT_TRY(fromOut(t, r, ro));
    return ok();
}
Ref intFloorDiv(Thread* t, Value a, Value b) {
    Ref q;
    KRAIT_TRY(divide(t, a, b, &q, nullptr, "integer division or modulo by zero"));
    return q;
}
Ref intMod(Thread* t, Value a, Value b) {
    Ref r;
    KRAIT_TRY(divide(t, a, b, nullptr, &r, "integer modulo by zero"));
    return r;
}
Status intDivmod(Thread* t, Value a, Value b, Ref* q, Ref* r) {
    return divide(t, a, b, q, r, "integer division or modulo by zero");
}

Ref intTrueDiv(Thread* t, Value a, Value b) {
    uint64_t sa, sb;
    double d;
    switch (bigTrueDivide(intView(a, &sa), intView(b, &sb), &d)) {
    case BigStatus::kOk:
        return floatFrom(d);
    case BigStatus::kZeroDivision:
        return raise(t, TypeId::kZeroDivisionError, "division by zero");
    case BigStatus::kNoMemory:
        return raiseNoMemory(t);
    default:
        return raise(t, TypeId::kOverflowError, "integer division result too large for a float");
    }
}

Ref intPow(Thread* t, Value a, Value b, Value modulus) {
    uint64_t sa, sb, sm;
    BigView base = intView(a, &sa), exponent = intView(b, &sb);
    if (!modulus.isEmpty() && !modulus.isNone()) {
        BigView m = intView(modulus, &sm);
        if (m.isZero()) return raise(t, TypeId::kValueError, "pow() 3rd argument cannot be 0");
        Limbs limbs(size_t{m.count} + 1);
        BigOut out;
        switch (bigPowMod(limbs.data(), &out, base, exponent, m)) {
        case BigStatus::kOk:
            return fromOut(t, limbs, out);
        case BigStatus::kNotInvertible:
            return raise(t, TypeId::kValueError, "base is not invertible for the given modulus");
        default:
            return raiseNoMemory(t);
        }
    }
    if (exponent.negative) {
        double x = KRAIT_TRY(intAsDouble(t, a));
        double y = KRAIT_TRY(intAsDouble(t, b));
        return floatPow(t, x, y);
    }
    if (base.isZero() || (base.count == 1 && base.limbs[0] == 1)) {
        if (exponent.isZero()) return intFrom(t, 1);
        if (base.isZero()) return intFrom(t, 0);
        return intFrom(t, base.negative && exponent.isOdd() ? -1 : 1);
    }
    if (!bigFitsUint64(exponent)) return raiseNoMemory(t);
    uint64_t e = exponent.count ? exponent.limbs[0] : 0;
    size_t size = bigPowSizeMax(base, e);
    if (size > kBigCountMax) return raiseNoMemory(t);
    Limbs limbs(size);
    BigOut out;
    if (bigPow(limbs.data(), &out, base, e) != BigStatus::kOk) return raiseNoMemory(t);
    return fromOut(t, limbs, out);
}

Ref intLShift(Thread* t, Value a, Value b) {
    if (intSign(b) < 0) return raise(t, TypeId::kValueError, "negative shift count");
    if (intSign(a) == 0) return intFrom(t, 0);
    int64_t bits;
    if (!intFits(b, &bits)) return raise(t, TypeId::kOverflowError, "too many digits in integer");
    uint64_t sa;
    BigView view = intView(a, &sa);
    size_t size = bigShiftLeftSizeMax(view, static_cast<uint64_t>(bits));
    if (size > kBigCountMax) return raiseNoMemory(t);
    Limbs limbs(size);
    BigOut out = bigShiftLeft(limbs.data(), view, static_cast<uint64_t>(bits));
    return fromOut(t, limbs, out);
}
Ref intRShift(Thread* t, Value a, Value b) {
    if (intSign(b) < 0) return raise(t, TypeId::kValueError, "negative shift count");
    int64_t bits, x;
    if (!intFits(b, &bits)) return intFrom(t, intSign(a) < 0 ? -1 : 0);
    if (intFits(a, &x)) return intFrom(t, x >> (bits > 63 ? 63 : bits));
    uint64_t sa;
    BigView view = intView(a, &sa);
    Limbs limbs(bigShiftRightSizeMax(view, static_cast<uint64_t>(bits)) + 1);
    BigOut out = bigShiftRight(limbs.data(), view, static_cast<uint64_t>(bits));
    return fromOut(t, limbs, out);
}

template <typename Small, typename Big>
static Ref bitwise(Thread* t, Value a, Value b, Small&& small, Big&& big) {
    int64_t x, y;
    if (intFits(a, &x) && intFits(b, &y)) return intFrom(t, small(x, y));
    uint64_t sa, sb;
    BigView va = intView(a, &sa), vb = intView(b, &sb);
    Limbs limbs(bigAddSizeMax(va, vb) + 1);
    BigOut out = big(limbs.data(), va, vb);
    return fromOut(t, limbs, out);
}
Ref intAnd(Thread* t, Value a, Value b) {
    return bitwise(t, a, b, [](int64_t x, int64_t y) { return x & y; }, bigAnd);
}
Ref intOr(Thread* t, Value a, Value b) {
    return bitwise(t, a, b, [](int64_t x, int64_t y) { return x | y; }, bigOr);
}
Ref intXor(Thread* t, Value a, Value b) {
    return bitwise(t, a, b, [](int64_t x, int64_t y) { return x ^ y; }, bigXor);
}
Ref intNegative(Thread* t, Value v) {
    if (v.isSmallInt()) return intFrom(t, -v.asSmallInt());
    uint64_t scratch;
    bool negative;
    std::span<const uint64_t> limbs = intLimbs(v, &scratch, &negative);
    return intFromLimbs(t, limbs, !negative);
}
Ref intInvert(Thread* t, Value v) {
    int64_t x;
    if (intFits(v, &x)) return intFrom(t, ~x);
    uint64_t scratch;
    BigView view = intView(v, &scratch);
    Limbs limbs(size_t{view.count} + 1);
    BigOut out = bigInvert(limbs.data(), view);
    return fromOut(t, limbs, out);
}

// --- text
// --------------------------------------------------------------------------------------------------------------------

// LIMIT: sys.set_int_max_str_digits, 4300 by default, for bases that are no power of two.
Ref intToText(Thread* t, Value v, int base, bool prefix) {
    if (v.isSmallInt() && base == 10) {
        char digits[24];
        char* end = std::to_chars(digits, digits + sizeof(digits), v.asSmallInt()).ptr;
        return strFromAscii(t, {digits, static_cast<size_t>(end - digits)});
    }
    uint64_t scratch;
    BigView view = intView(v, &scratch);
    auto digits_max = static_cast<size_t>(intMaxDigits(t));
    auto tooLong = [&] {
        return raise(t, TypeId::kValueError,
                     "Exceeds the limit (%d digits) for integer string conversion; use "
                     "sys.set_int_max_str_digits() to increase the limit",
                     intMaxDigits(t));
    };
    // Before the work if the length tells: 640 digits, the least limit, need 34 limbs.
    bool limited = base == 10 && digits_max && view.count > 33;
    if (limited && (bigBitLength(view) - 1) * 30102 / 100000 >= digits_max) return tooLong();
    llvm::SmallVector<char, 128> text(bigTextSizeMax(view, base) + 8);
    size_t length = 0;
    if (bigToText(text.data(), &length, view, base) != BigStatus::kOk) return raiseNoMemory(t);
    std::string_view digits(text.data(), length);
    if (limited && length - (digits[0] == '-') > digits_max) return tooLong();
    if (!prefix) return strFromAscii(t, digits);
    std::string out;
    if (!digits.empty() && digits[0] == '-') {
        out += '-';
        digits.remove_prefix(1);
    }
    out += base == 2 ? "0b" : base == 8 ? "0o" : "0x";
    out += digits;
    return strFromAscii(t, out);
}

Ref intFromText(Thread* t, const char* text, size_t length, int base) {
    IntText parsed;
    if (scanIntText(text, length, base, &parsed) != BigStatus::kOk)
        return invalidLiteral(t, std::string_view(text, length), base);
    bool power_of_two = (parsed.base & (parsed.base - 1)) == 0;
    if (!power_of_two && intMaxDigits(t) &&
        parsed.digit_count > static_cast<size_t>(intMaxDigits(t))) {
        return raise(t, TypeId::kValueError,
                     "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
                     "digits; use sys.set_int_max_str_digits() to increase "
                     "the limit",
                     intMaxDigits(t), parsed.digit_count);
    }
    Limbs limbs(bigFromTextSizeMax(parsed) + 1);
    BigOut out;
    if (bigFromText(limbs.data(), &out, parsed) != BigStatus::kOk) return raiseNoMemory(t);
    return fromOut(t, limbs, out);
}

Error invalidLiteral(Thread* t, std::string_view text, int base) {
    Ref shown = strFromUtf8(t, text);
    if (shown.isError()) return Error{};
    return raise(t, TypeId::kValueError, "invalid literal for int() with base %d: %.200R", base,
                 shown.get());
}

// --- index
// -------------------------------------------------------------------------------------------------------------------

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
Ref intSubclassToInt(Thread* t, Value v) {
    uint64_t scratch;
    bool negative;
    std::span<const uint64_t> limbs = intLimbs(v, &scratch, &negative);
    return intFromLimbs(t, limbs, negative);
}
Result<int64_t> toIndexInt64(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt();
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t i;
    if (intFits(index, &i)) return i;
    return raise(t, TypeId::kOverflowError, "cannot fit '%.200T' into an index-sized integer", v);
}
Result<int64_t> toIndexClamped(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt();
    if (!isInt(v) && !typeOf(t, v)->slots.index) {
        return raise(t, TypeId::kTypeError,
                     "slice indices must be integers or None or have an __index__ method");
    }
    Ref index = KRAIT_TRY(toIndex(t, v));
    return intClamped(index);
}

} // namespace krait
