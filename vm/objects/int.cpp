// int: conversions to and from machine numbers, arithmetic, the type.
//
// Invariants: int.h. Operators first try both operands as machine integers of 128 bits, which
// covers words, the box of one limb and most of two limbs without scratch space; what does not fit
// goes to vm/base/big_int, which computes straight into the new object. Nothing here runs Python
// code. Text and __index__ are in int_text.cpp, the type in int_methods.cpp.
#include "vm/objects/int_parts.h"

#include "vm/base/hash.h"
#include "vm/objects/float.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/long_work.h"
#include "vm/runtime/object_model.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace krait {

// --- making --------------------------------------------------------------------------------------

size_t intObjectSize(const Object* o) {
    auto* i = static_cast<const Int*>(o);
    return sizeof(Int) + (size_t{i->limb_count} + i->spare) * sizeof(Limb);
}

static inline Int* intAllocateHere(Thread* t, size_t count) {
    if (KRAIT_UNLIKELY(count > kBigCountMax)) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    auto* i =
        static_cast<Int*>(t->heap->allocate(sizeof(Int) + count * sizeof(Limb), CellUse::kLeaf));
    if (KRAIT_UNLIKELY(!i)) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    i->refcount = 1;
    i->kind = static_cast<uint8_t>(TypeId::kInt);
    i->gc_state = 0;
    i->flags = 0;
    i->shape = t->type(TypeId::kInt)->root_shape;
    i->limb_count = static_cast<uint32_t>(count);
    i->negative = false;
    i->spare = 0;
    return i;
}

Int* intAllocate(Thread* t, size_t count) {
    return intAllocateHere(t, count);
}

static inline Ref intFromMagnitude(Thread* t, Uint128 magnitude, bool negative) {
    auto high = static_cast<uint64_t>(magnitude >> 64);
    auto low = static_cast<uint64_t>(magnitude);
    if (high == 0 && low <= static_cast<uint64_t>(Value::kIntMax) + negative) {
        return Ref::take(
            Value::smallInt(negative ? -static_cast<int64_t>(low) : static_cast<int64_t>(low)));
    }
    Int* i = intAllocateHere(t, high ? 2 : 1);
    if (KRAIT_UNLIKELY(!i)) return Error{};
    i->negative = negative;
    i->limbs[0] = low;
    if (high) i->limbs[1] = high;
    return Ref::take(i);
}

Ref intFromUint128(Thread* t, Uint128 magnitude, bool negative) {
    return intFromMagnitude(t, magnitude, negative);
}

Ref intFromInt128Slow(Thread* t, Int128 value) {
    bool negative = value < 0;
    return intFromMagnitude(
        t, negative ? 0 - static_cast<Uint128>(value) : static_cast<Uint128>(value), negative);
}

Ref intFromSlow(Thread* t, int64_t i) {
    return intFromInt128Slow(t, i);
}
Ref intFromUnsigned(Thread* t, uint64_t i) {
    return intFromUint128(t, i, false);
}

Ref intFromLimbs(Thread* t, std::span<const uint64_t> magnitude, bool negative) {
    size_t count = magnitude.size();
    while (count != 0 && magnitude[count - 1] == 0) --count;
    if (count <= 2) {
        Uint128 value = count == 0 ? 0 : magnitude[0];
        if (count == 2) value |= Uint128{magnitude[1]} << 64;
        return intFromUint128(t, value, negative);
    }
    Int* i = intAllocate(t, count);
    if (!i) return Error{};
    i->negative = negative;
    std::memcpy(i->limbs, magnitude.data(), count * sizeof(Limb));
    return Ref::take(i);
}

Ref finishInt(Thread* t, Int* made, BigOut out) {
    uint32_t room = made->limb_count;
    uint32_t spare = room - out.count;
    // A word, or so much too large that the memory matters: copied.
    if (out.count <= 1 || spare > out.count / 8 + 1 || spare > UINT16_MAX) {
        Ref owner = Ref::take(made);
        return intFromLimbs(t, {made->limbs, out.count}, out.negative);
    }
    made->limb_count = out.count;
    made->spare = static_cast<uint16_t>(spare);
    made->negative = out.negative;
    return Ref::take(made);
}

Ref intFromDouble(Thread* t, double d) {
    if (KRAIT_LIKELY(std::fabs(d) < 0x1p62)) return intFrom(t, static_cast<int64_t>(d));
    if (d != d) return raise(t, TypeId::kValueError, "cannot convert float NaN to integer");
    if (std::isinf(d)) {
        return raise(t, TypeId::kOverflowError, "cannot convert float infinity to integer");
    }
    Limb limbs[kBigDoubleSizeMax];
    BigOut out = bigFromDouble(limbs, d);
    return intFromLimbs(t, {limbs, out.count}, out.negative);
}

Error raiseBigStatus(Thread* t, BigStatus status) {
    switch (status) {
    case BigStatus::kZeroDivision:
        return raise(t, TypeId::kZeroDivisionError, "division by zero");
    case BigStatus::kNotInvertible:
        return raise(t, TypeId::kValueError, "base is not invertible for the given modulus");
    case BigStatus::kTooLarge:
        return raise(t, TypeId::kOverflowError, "int too large to convert to float");
    default:
        return raiseNoMemory(t);
    }
}

// --- reading -------------------------------------------------------------------------------------

bool isInt(Value v) {
    return v.isSmallInt() || v.isBool() || isIntObject(v);
}
bool isExactInt(Value v) {
    return v.isSmallInt() || isKind(v, TypeId::kInt);
}

bool intFits(Value v, int64_t* out) {
    if (v.isSmallInt()) {
        *out = v.asSmallInt();
        return true;
    }
    if (!isInt(v)) return false;
    Limb limb;
    BigView a = intView(v, &limb);
    if (!bigFitsInt64(a)) return false;
    *out = bigToInt64(a);
    return true;
}

Result<int64_t> intAsInt64(Thread* t, Value v) {
    int64_t i;
    if (KRAIT_LIKELY(intFits(v, &i))) return i;
    if (!isInt(v)) {
        return raise(t, TypeId::kTypeError, "'%.200T' object cannot be interpreted as an integer",
                     v);
    }
    return raise(t, TypeId::kOverflowError, "Python int too large to convert to C long");
}

int intSign(Value v) {
    Limb limb;
    BigView a = intView(v, &limb);
    return a.count == 0 ? 0 : a.negative ? -1 : 1;
}

int64_t intClamped(Value v) {
    int64_t i;
    if (intFits(v, &i)) return i;
    return intSign(v) < 0 ? INT64_MIN : INT64_MAX;
}

Result<double> intAsDouble(Thread* t, Value v) {
    if (KRAIT_LIKELY(v.isSmallInt())) return static_cast<double>(v.asSmallInt());
    Limb limb;
    double d;
    if (BigStatus status = bigToDouble(intView(v, &limb), &d); status != BigStatus::kOk) {
        return raiseBigStatus(t, status);
    }
    return d;
}

std::span<const uint64_t> intLimbs(Value v, uint64_t* scratch, bool* negative) {
    BigView a = intView(v, scratch);
    *negative = a.negative;
    return {a.limbs, a.count};
}

Ref intSubclassToInt(Thread* t, Value v) {
    Limb limb;
    BigView a = intView(v, &limb);
    return intFromLimbs(t, {a.limbs, a.count}, a.negative);
}
Ref intExact(Thread* t, Value v) {
    return isExactInt(v) ? Ref::share(v) : intSubclassToInt(t, v);
}

Ref intSubclass(Thread* t, Type* type, Value v) {
    Limb limb;
    BigView a = intView(v, &limb);
    auto* made = static_cast<Int*>(allocateInstance(t, type, a.count * sizeof(Limb)));
    if (!made) return Error{};
    made->limb_count = a.count;
    made->negative = a.negative;
    std::memcpy(made->limbs, a.limbs, a.count * sizeof(Limb));
    return Ref::take(made);
}

int intCompare(Value a, Value b) {
    if (Value::bothSmallInts(a, b)) return a.bits() < b.bits() ? -1 : a.bits() > b.bits();
    Limb limb_a, limb_b;
    return bigCompare(intView(a, &limb_a), intView(b, &limb_b));
}

int64_t intHash(Value v) {
    if (v.isSmallInt()) return hashInt64(v.asSmallInt());
    Limb limb;
    return bigHash(intView(v, &limb));
}

// --- arithmetic ----------------------------------------------------------------------------------

// As slots these may get anything in one of the two places.
#define REQUIRE_INTS(a, b)                                                                         \
    if (!isInt(a) || !isInt(b)) return Ref::notImplemented();

namespace {

// One operation of big_int that needs the bound of addition and cannot fail.
template <BigOut (*op)(Limb*, BigView, BigView)>
[[gnu::noinline]] Ref addLike(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    Limb limb_a, limb_b;
    BigView x = intView(a, &limb_a), y = intView(b, &limb_b);
    Int* made = intAllocate(t, bigAddSizeMax(x, y));
    if (!made) return Error{};
    return finishInt(t, made, op(made->limbs, x, y));
}

[[gnu::noinline]] Ref mulBig(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    Limb limb_a, limb_b;
    BigView x = intView(a, &limb_a), y = intView(b, &limb_b);
    if (x.isZero() || y.isZero()) return intFrom(t, 0);
    if (x.count == 1 && y.count == 1) {
        return intFromUint128(t, Uint128{x.limbs[0]} * y.limbs[0], x.negative != y.negative);
    }
    Int* made = intAllocate(t, bigMulSizeMax(x, y));
    if (!made) return Error{};
    size_t limbs = size_t{x.count} + y.count;
    if (KRAIT_LIKELY(limbs < kLongWorkLimbs)) return finishInt(t, made, bigMul(made->limbs, x, y));
    Ref owner = Ref::take(made);
    BigOut out;
    KRAIT_TRY(computeLong(t, limbs, a, b, [&] { out = bigMul(made->limbs, x, y); }));
    return finishInt(t, owner.release().as<Int>(), out);
}

inline Int128 floorDivNarrow(Int128 x, Int128 y, Int128* remainder) {
    Int128 q, r;
    if (fitsInt64(x) && fitsInt64(y) && y != -1) {
        q = static_cast<int64_t>(x) / static_cast<int64_t>(y);
        r = static_cast<int64_t>(x) % static_cast<int64_t>(y);
    } else {
        q = x / y;
        r = x % y;
    }
    if (r != 0 && (r < 0) != (y < 0)) {
        --q;
        r += y;
    }
    *remainder = r;
    return q;
}

} // namespace

Ref intAdd(Thread* t, Value a, Value b) {
    Int128 x, y;
    if (KRAIT_LIKELY(loadNarrow(a, &x) && loadNarrow(b, &y))) return intFromInt128(t, x + y);
    return addLike<bigAdd>(t, a, b);
}
Ref intSub(Thread* t, Value a, Value b) {
    Int128 x, y;
    if (KRAIT_LIKELY(loadNarrow(a, &x) && loadNarrow(b, &y))) return intFromInt128(t, x - y);
    return addLike<bigSub>(t, a, b);
}
Ref intAnd(Thread* t, Value a, Value b) {
    Int128 x, y;
    if (KRAIT_LIKELY(loadNarrow(a, &x) && loadNarrow(b, &y))) return intFromInt128(t, x & y);
    return addLike<bigAnd>(t, a, b);
}
Ref intOr(Thread* t, Value a, Value b) {
    Int128 x, y;
    if (KRAIT_LIKELY(loadNarrow(a, &x) && loadNarrow(b, &y))) return intFromInt128(t, x | y);
    return addLike<bigOr>(t, a, b);
}
Ref intXor(Thread* t, Value a, Value b) {
    Int128 x, y;
    if (KRAIT_LIKELY(loadNarrow(a, &x) && loadNarrow(b, &y))) return intFromInt128(t, x ^ y);
    return addLike<bigXor>(t, a, b);
}

Ref intMul(Thread* t, Value a, Value b) {
    Int128 x, y;
    if (KRAIT_LIKELY(loadNarrow(a, &x) && loadNarrow(b, &y))) {
        auto i = static_cast<int64_t>(x), j = static_cast<int64_t>(y);
        if (i == x && j == y) return intFromInt128(t, Int128{i} * j);
    }
    return mulBig(t, a, b);
}

Status intDivmod(Thread* t, Value a, Value b, Ref* quotient, Ref* remainder) {
    Int128 x, y;
    if (intSign(b) == 0) {
        return raise(t, TypeId::kZeroDivisionError,
                     quotient ? "integer division or modulo by zero" : "integer modulo by zero");
    }
    if (loadNarrow(a, &x) && loadNarrow(b, &y)) {
        Int128 r;
        Int128 q = floorDivNarrow(x, y, &r);
        if (quotient) *quotient = KRAIT_TRY(intFromInt128(t, q));
        if (remainder) *remainder = KRAIT_TRY(intFromInt128(t, r));
        return ok();
    }
    Limb limb_a, limb_b;
    BigView dividend = intView(a, &limb_a), divisor = intView(b, &limb_b);
    Ref made_q, made_r; // owners until settled
    Int *q = nullptr, *r = nullptr;
    if (quotient) {
        q = intAllocate(t, bigQuotientSizeMax(dividend, divisor));
        if (!q) return Error{};
        made_q = Ref::take(q);
    }
    if (remainder) {
        r = intAllocate(t, bigRemainderSizeMax(dividend, divisor));
        if (!r) return Error{};
        made_r = Ref::take(r);
    }
    BigOut q_out, r_out;
    BigStatus status;
    KRAIT_TRY(computeLong(t, dividend.count, a, b, [&] {
        status = bigDivmod(q ? q->limbs : nullptr, q ? &q_out : nullptr, r ? r->limbs : nullptr,
                           r ? &r_out : nullptr, dividend, divisor);
    }));
    if (status != BigStatus::kOk) return raiseBigStatus(t, status);
    if (q) *quotient = KRAIT_TRY(finishInt(t, made_q.release().as<Int>(), q_out));
    if (r) *remainder = KRAIT_TRY(finishInt(t, made_r.release().as<Int>(), r_out));
    return ok();
}

Ref intFloorDiv(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    Ref quotient;
    KRAIT_TRY(intDivmod(t, a, b, &quotient, nullptr));
    return quotient;
}
Ref intMod(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    Ref remainder;
    KRAIT_TRY(intDivmod(t, a, b, nullptr, &remainder));
    return remainder;
}

Ref intTrueDiv(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    Limb limb_a, limb_b;
    double quotient;
    BigView x = intView(a, &limb_a), y = intView(b, &limb_b);
    // Both exact as doubles: one rounding.
    constexpr int64_t kExact = int64_t{1} << 53;
    if (x.count <= 1 && y.count == 1 && bigFitsInt64(x) && bigFitsInt64(y)) {
        int64_t i = bigToInt64(x), j = bigToInt64(y);
        if (i <= kExact && i >= -kExact && j <= kExact && j >= -kExact) {
            return floatFrom(static_cast<double>(i) / static_cast<double>(j));
        }
    }
    BigStatus status = bigTrueDivide(x, y, &quotient);
    if (status == BigStatus::kTooLarge) {
        return raise(t, TypeId::kOverflowError, "integer division result too large for a float");
    }
    if (status != BigStatus::kOk) return raiseBigStatus(t, status);
    return floatFrom(quotient);
}

namespace {

Ref powMod(Thread* t, Value a, Value b, Value modulus) {
    Limb limb_a, limb_b, limb_m;
    BigView x = intView(a, &limb_a), y = intView(b, &limb_b), m = intView(modulus, &limb_m);
    if (m.isZero()) return raise(t, TypeId::kValueError, "pow() 3rd argument cannot be 0");
    Int* made = intAllocate(t, m.count);
    if (!made) return Error{};
    Ref owner = Ref::take(made);
    BigOut out;
    BigStatus s;
    size_t limbs = size_t{m.count} * (size_t{y.count} + 1) + x.count;
    KRAIT_TRY(computeLong(t, limbs, a, b, [&] { s = bigPowMod(made->limbs, &out, x, y, m); }));
    if (s != BigStatus::kOk) return raiseBigStatus(t, s);
    return finishInt(t, owner.release().as<Int>(), out);
}

Ref powBig(Thread* t, Value held, BigView base, uint64_t exponent) {
    size_t count = bigPowSizeMax(base, exponent);
    if (count == SIZE_MAX) return raiseNoMemory(t);
    Int* made = intAllocate(t, count);
    if (!made) return Error{};
    Ref owner = Ref::take(made);
    BigOut out;
    BigStatus s;
    KRAIT_TRY(computeLong(t, count, held, Value(),
                          [&] { s = bigPow(made->limbs, &out, base, exponent); }));
    if (s != BigStatus::kOk) return raiseBigStatus(t, s);
    return finishInt(t, owner.release().as<Int>(), out);
}

} // namespace

Ref intPow(Thread* t, Value a, Value b, Value modulus) {
    REQUIRE_INTS(a, b)
    if (!modulus.isNone()) {
        if (!isInt(modulus)) return Ref::notImplemented();
        return powMod(t, a, b, modulus);
    }
    if (intSign(b) < 0) {
        // Python: a negative exponent makes it a power of floats.
        double x = KRAIT_TRY(intAsDouble(t, a));
        double y = KRAIT_TRY(intAsDouble(t, b));
        return floatPow(t, x, y);
    }
    Limb limb_a, limb_b;
    BigView x = intView(a, &limb_a), y = intView(b, &limb_b);
    if (y.isZero()) return intFrom(t, 1);
    if (x.count == 0) return intFrom(t, 0);
    if (x.count == 1 && x.limbs[0] == 1) return intFrom(t, x.negative && y.isOdd() ? -1 : 1);
    if (y.count > 1) return raiseNoMemory(t); // of at least 2**64 bits
    uint64_t exponent = y.limbs[0];
    if (x.count == 1 && x.limbs[0] == 2 && exponent < 64 * kBigCountMax) {
        return intLShift(t, Value::smallInt(x.negative && y.isOdd() ? -1 : 1),
                         Value::smallInt(static_cast<int64_t>(exponent)));
    }
    if (x.count == 1 && exponent < 128) {
        // By squaring, as long as it fits 128 bits.
        Uint128 result = 1, square = x.limbs[0];
        bool fits = true;
        for (uint64_t e = exponent;;) {
            if ((e & 1) && __builtin_mul_overflow(result, square, &result)) fits = false;
            e >>= 1;
            if (e == 0 || !fits) break;
            if (__builtin_mul_overflow(square, square, &square)) fits = false;
        }
        if (fits) return intFromUint128(t, result, x.negative && y.isOdd());
    }
    return powBig(t, a, x, exponent);
}

Ref intLShift(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    int sign = intSign(b);
    if (sign < 0) return raise(t, TypeId::kValueError, "negative shift count");
    Int128 x;
    int64_t bits;
    if (intSign(a) == 0) return intFrom(t, 0);
    if (!intFits(b, &bits)) {
        Limb limb;
        if (intView(b, &limb).count == 1) return raiseNoMemory(t);
        return raise(t, TypeId::kOverflowError, "too many digits in integer");
    }
    if (bits < 64 && loadNarrow(a, &x) && fitsInt64(x)) {
        // Below 2**127: no overflow.
        return intFromInt128(t, static_cast<Int128>(static_cast<Uint128>(x) << bits));
    }
    Limb limb;
    BigView view = intView(a, &limb);
    size_t count = bigShiftLeftSizeMax(view, static_cast<uint64_t>(bits));
    if (count == SIZE_MAX) return raiseNoMemory(t);
    Int* made = intAllocate(t, count);
    if (!made) return Error{};
    return finishInt(t, made, bigShiftLeft(made->limbs, view, static_cast<uint64_t>(bits)));
}

Ref intRShift(Thread* t, Value a, Value b) {
    REQUIRE_INTS(a, b)
    if (intSign(b) < 0) return raise(t, TypeId::kValueError, "negative shift count");
    Int128 x;
    int64_t bits;
    if (!intFits(b, &bits)) return intFrom(t, intSign(a) < 0 ? -1 : 0);
    if (loadNarrow(a, &x)) return intFromInt128(t, x >> (bits > 127 ? 127 : bits));
    Limb limb;
    BigView view = intView(a, &limb);
    Int* made = intAllocate(t, bigShiftRightSizeMax(view, static_cast<uint64_t>(bits)));
    if (!made) return Error{};
    return finishInt(t, made, bigShiftRight(made->limbs, view, static_cast<uint64_t>(bits)));
}

Ref intNegative(Thread* t, Value v) {
    Int128 x;
    if (loadNarrow(v, &x)) return intFromInt128(t, -x);
    auto* i = v.as<Int>();
    return intFromLimbs(t, {i->limbs, i->limb_count}, !i->negative);
}

Ref intInvert(Thread* t, Value v) {
    Int128 x;
    if (loadNarrow(v, &x)) return intFromInt128(t, ~x);
    Limb limb;
    BigView view = intView(v, &limb);
    Int* made = intAllocate(t, size_t{view.count} + 1);
    if (!made) return Error{};
    return finishInt(t, made, bigInvert(made->limbs, view));
}

} // namespace krait
