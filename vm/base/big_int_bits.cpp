// Shifts and bitwise operations of big integers, with two's complement semantics on sign and
// magnitude; see big_int.h.
#include "vm/base/big_int.h"

#include "vm/base/big_int_internal.h"

#include <utility>

namespace krait {

using namespace big_internal;

size_t bigShiftLeftSizeMax(BigView a, uint64_t bits) {
    if (a.count == 0) return 1;
    uint64_t size = bits / kLimbBits + a.count + 1;
    return size > kBigCountMax ? SIZE_MAX : size;
}

BigOut bigShiftLeft(Limb* dst, BigView a, uint64_t bits) {
    if (a.count == 0) return {};
    size_t whole = bits / kLimbBits;
    unsigned part = bits % kLimbBits;
    for (size_t i = 0; i < whole; ++i) dst[i] = 0;
    Limb carry = 0;
    if (part == 0)
        copyLimbs(dst + whole, a.limbs, a.count);
    else
        carry = mpn_lshift(dst + whole, a.limbs, a.count, part);
    size_t count = whole + a.count;
    if (carry) dst[count++] = carry;
    return {static_cast<uint32_t>(count), a.negative};
}

size_t bigShiftRightSizeMax(BigView a, uint64_t bits) {
    uint64_t whole = bits / kLimbBits;
    return whole >= a.count ? 1 : a.count - whole + 1;
}

BigOut bigShiftRight(Limb* dst, BigView a, uint64_t bits) {
    uint64_t whole = bits / kLimbBits;
    if (whole >= a.count) {
        if (!a.negative) return {};
        dst[0] = 1;
        return {1, true};
    }
    unsigned part = bits % kLimbBits;
    size_t count = a.count - whole;
    // Rounding down moves a negative number away from zero if a one bit is lost.
    bool lost = a.negative && mpn_scan1(a.limbs, 0) < bits;
    if (part == 0)
        copyLimbs(dst, a.limbs + whole, count);
    else
        mpn_rshift(dst, a.limbs + whole, static_cast<mp_size_t>(count), part);
    count = trimmed(dst, count);
    if (lost) {
        Limb carry = 1;
        for (size_t i = 0; i < count && carry; ++i) carry = ++dst[i] == 0;
        if (carry) dst[count++] = 1;
    }
    return {static_cast<uint32_t>(count), a.negative && count != 0};
}

namespace {

// Yields the limbs of a number's two's complement, sign extended without end.
class ComplementLimbs {
  public:
    explicit ComplementLimbs(BigView a) : a_(a) {}

    Limb next() {
        Limb limb = index_ < a_.count ? a_.limbs[index_] : 0;
        ++index_;
        if (!a_.negative) return limb;
        limb = ~limb + carry_;
        carry_ = carry_ && limb == 0;
        return limb;
    }

  private:
    BigView a_;
    size_t index_ = 0;
    Limb carry_ = 1;
};

template <typename Op>
BigOut bitwise(Limb* dst, BigView a, BigView b, Op op) {
    if (!a.negative && !b.negative) {
        if (a.count < b.count) std::swap(a, b);
        for (size_t i = 0; i < b.count; ++i) dst[i] = op(a.limbs[i], b.limbs[i]);
        for (size_t i = b.count; i < a.count; ++i) dst[i] = op(a.limbs[i], Limb{0});
        return outOf(dst, a.count, false);
    }
    size_t count = bigAddSizeMax(a, b);
    bool negative = op(Limb{a.negative}, Limb{b.negative}) != 0;
    ComplementLimbs x(a), y(b);
    for (size_t i = 0; i < count; ++i) dst[i] = op(x.next(), y.next());
    if (negative) mpn_neg(dst, dst, static_cast<mp_size_t>(count));
    return outOf(dst, count, negative);
}

} // namespace

BigOut bigAnd(Limb* dst, BigView a, BigView b) {
    return bitwise(dst, a, b, [](Limb x, Limb y) { return x & y; });
}

BigOut bigOr(Limb* dst, BigView a, BigView b) {
    return bitwise(dst, a, b, [](Limb x, Limb y) { return x | y; });
}

BigOut bigXor(Limb* dst, BigView a, BigView b) {
    return bitwise(dst, a, b, [](Limb x, Limb y) { return x ^ y; });
}

BigOut bigInvert(Limb* dst, BigView a) {
    // ~a == -(a + 1)
    Limb one = 1;
    BigOut out = bigAdd(dst, a, {&one, 1, false});
    out.negative = out.count != 0 && !out.negative;
    return out;
}

} // namespace krait
