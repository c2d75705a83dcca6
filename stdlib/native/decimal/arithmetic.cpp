// Decimal arithmetic: sums, products, quotients, and what moves or rounds digits; see number.h.
#include "stdlib/native/decimal/number.h"

#include <algorithm>

namespace krait::decimal {
namespace {

void noMemory(Number& r, uint32_t* status) {
    r.fail(kMemoryRefused, status);
}

// r = a, or no memory.
bool assign(Number& r, const Operand& a, uint32_t* status) {
    if (r.copy(a)) return true;
    noMemory(r, status);
    return false;
}

// --- sums ----------------------------------------------------------------------------------------

// a + b, or a - b when `flip`. Neither is a NaN.
void sum(Number& r, const Operand& a, const Operand& b, bool flip, const Rules& rules,
         uint32_t* status) {
    bool b_negative = b.negative != flip;
    if (KRAIT_UNLIKELY(a.isSpecial() || b.isSpecial())) {
        if (a.isInfinite() && b.isInfinite() && a.negative != b_negative) {
            r.fail(kInvalidOperation, status);
        } else {
            r.setSpecial(a.isInfinite() ? a.negative : b_negative, Kind::kInfinite);
        }
        return;
    }
    const Operand* big = &a;
    const Operand* small = &b;
    bool big_negative = a.negative, small_negative = b_negative;
    if (big->exponent < small->exponent) {
        std::swap(big, small);
        std::swap(big_negative, small_negative);
    }
    Operand tiny;
    Limb tiny_limb = 1;
    r.kind = Kind::kFinite;
    r.count = 0;
    int64_t places = big->exponent - small->exponent;
    if (places != 0 && big->count != 0) {
        int64_t digits = big->digits();
        int64_t floor =
            big->exponent - 1 + (digits > rules.precision ? 0 : digits - rules.precision - 1);
        if (small->adjusted() < floor) {
            // So small that any other number there rounds alike: no long shift.
            tiny = {small_negative, Kind::kFinite, floor, small->count != 0, &tiny_limb};
            small = &tiny;
            places = big->exponent - floor;
        }
        auto by = static_cast<uint64_t>(places);
        size_t room = big->count + by / kLimbDigits + 2;
        if (!r.reserve(std::max(room, small->count + 1))) return noMemory(r, status);
        r.count = shiftLimbsLeft(r.limbs, big->limbs, big->count, by);
    } else {
        if (!r.reserve(std::max(big->count, small->count) + 1)) return noMemory(r, status);
        if (big->count != 0) std::memcpy(r.limbs, big->limbs, big->count * sizeof(Limb));
        r.count = big->count;
    }
    r.exponent = small->exponent;
    if (big_negative == small_negative) {
        r.negative = big_negative;
        r.count = addLimbs(r.limbs, r.limbs, r.count, small->limbs, small->count);
    } else {
        int order = compareLimbs(r.limbs, r.count, small->limbs, small->count);
        if (order > 0) {
            r.negative = big_negative;
            r.count = subtractLimbs(r.limbs, r.limbs, r.count, small->limbs, small->count);
        } else if (order < 0) {
            r.negative = small_negative;
            r.count = subtractLimbs(r.limbs, small->limbs, small->count, r.limbs, r.count);
        } else {
            r.negative = rules.rounding == Rounding::kFloor;
            r.count = 0;
        }
    }
    finish(r, rules, status);
}

// --- products ------------------------------------------------------------------------------------

// Not rounded. Neither is a NaN.
void product(Number& r, const Operand& a, const Operand& b, uint32_t* status) {
    bool negative = a.negative != b.negative;
    if (KRAIT_UNLIKELY(a.isSpecial() || b.isSpecial())) {
        if (a.isZero() || b.isZero()) {
            r.fail(kInvalidOperation, status);
        } else {
            r.setSpecial(negative, Kind::kInfinite);
        }
        return;
    }
    r.negative = negative;
    r.kind = Kind::kFinite;
    r.exponent = a.exponent + b.exponent;
    r.count = 0;
    if (!r.reserve(a.count + b.count) ||
        !multiplyLimbs(r.limbs, &r.count, a.limbs, a.count, b.limbs, b.count)) {
        noMemory(r, status);
    }
}

// --- quotients -----------------------------------------------------------------------------------

// Coefficients only: false when there is no memory.
bool divideCoefficients(Number& q, Number& rest, const Operand& a, const Operand& b) {
    size_t q_room = a.count >= b.count ? a.count - b.count + 1 : 0;
    q.count = rest.count = 0;
    return q.reserve(q_room) && rest.reserve(std::max(a.count, b.count) + 1) &&
           divideLimbs(q.limbs, &q.count, rest.limbs, &rest.count, a.limbs, a.count, b.limbs,
                       b.count);
}

// The integral quotient and the remainder of finite numbers, b not zero; not rounded. False: both
// are NaNs, and the condition is set.
bool integralQuotient(Number& q, Number& rest, const Operand& a, const Operand& b,
                      const Rules& rules, uint32_t* status) {
    auto fail = [&](uint32_t condition) {
        q.fail(condition, status);
        rest.fail(condition, status);
        return false;
    };
    int64_t ideal = std::min(a.exponent, b.exponent);
    bool negative = a.negative != b.negative;
    if (a.count == 0) {
        rest.set(a.negative, 0, ideal);
        q.set(negative, 0, 0);
        return true;
    }
    int64_t excess = a.adjusted() - b.adjusted();
    if (excess < 0) {
        q.set(negative, 0, 0);
        if (!rest.copy(a) || !shiftLeft(rest, a.exponent - ideal)) return fail(kMemoryRefused);
        rest.exponent = ideal;
        return true;
    }
    if (excess > rules.precision) return fail(kDivisionImpossible);
    Number aligned;
    const Operand *x = &a, *y = &b;
    if (a.exponent != b.exponent) {
        const Operand*& higher = a.exponent > b.exponent ? x : y;
        int64_t places = higher->exponent - ideal;
        if (!aligned.copy(*higher) || !shiftLeft(aligned, places)) return fail(kMemoryRefused);
        higher = &aligned;
    }
    if (!divideCoefficients(q, rest, *x, *y)) return fail(kMemoryRefused);
    if (q.digits() > rules.precision) return fail(kDivisionImpossible);
    q.negative = negative;
    q.kind = Kind::kFinite;
    q.exponent = 0;
    rest.negative = a.negative;
    rest.kind = Kind::kFinite;
    rest.exponent = ideal;
    return true;
}

} // namespace

void add(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (KRAIT_UNLIKELY(nanResult(r, a, b, rules, status))) return;
    sum(r, a, b, false, rules, status);
}
void subtract(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (KRAIT_UNLIKELY(nanResult(r, a, b, rules, status))) return;
    sum(r, a, b, true, rules, status);
}
void multiply(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (KRAIT_UNLIKELY(nanResult(r, a, b, rules, status))) return;
    product(r, a, b, status);
    finish(r, rules, status);
}

void fusedMultiplyAdd(Number& r, const Operand& a, const Operand& b, const Operand& c,
                      const Rules& rules, uint32_t* status) {
    if (a.isNan() || b.isNan()) {
        bool first = a.kind == Kind::kSignaling || b.kind == Kind::kSignaling;
        if (first || c.kind != Kind::kSignaling) {
            nanResult(r, a, b, rules, status);
        } else {
            nanResult(r, c, rules, status);
        }
        return;
    }
    Number exact;
    product(exact, a, b, status);
    if (exact.isNan()) {
        r.setSpecial(false, Kind::kNan);
    } else {
        add(r, exact, c, rules, status);
    }
}

void divide(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (KRAIT_UNLIKELY(nanResult(r, a, b, rules, status))) return;
    bool negative = a.negative != b.negative;
    if (KRAIT_UNLIKELY(a.isInfinite() || b.isInfinite())) {
        if (a.isInfinite() && b.isInfinite()) {
            r.fail(kInvalidOperation, status);
        } else if (a.isInfinite()) {
            r.setSpecial(negative, Kind::kInfinite);
        } else {
            r.set(negative, 0, rules.etiny());
            *status |= kClamped;
        }
        return;
    }
    if (KRAIT_UNLIKELY(b.count == 0)) {
        if (a.count == 0) {
            r.fail(kDivisionUndefined, status);
        } else {
            r.setSpecial(negative, Kind::kInfinite);
            *status |= kDivisionByZero;
        }
        return;
    }
    int64_t ideal = a.exponent - b.exponent;
    if (a.count == 0) {
        r.set(negative, 0, ideal);
        finish(r, rules, status);
        return;
    }
    int64_t places = b.digits() - a.digits() + rules.precision + 1;
    Number shifted, rest;
    const Operand *x = &a, *y = &b;
    if (places != 0) {
        const Operand*& moved = places > 0 ? x : y;
        auto by = static_cast<uint64_t>(places > 0 ? places : -places);
        if (!shifted.reserve(moved->count + by / kLimbDigits + 1)) return noMemory(r, status);
        shifted.count = shiftLimbsLeft(shifted.limbs, moved->limbs, moved->count, by);
        moved = &shifted;
    }
    if (!divideCoefficients(r, rest, *x, *y)) return noMemory(r, status);
    r.negative = negative;
    r.kind = Kind::kFinite;
    r.exponent = ideal - places;
    if (rest.count != 0) {
        // The digit past the last is never 0 or 5 when something follows it.
        if (r.lastDigit() % 5 == 0) ++r.limbs[0];
    } else if (places > 0) {
        int64_t zeros = std::min(trailingZeros(r.limbs, r.count), places);
        shiftRight(r, zeros);
        r.exponent += zeros;
    }
    finish(r, rules, status);
}

void divideInteger(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                   uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) return;
    bool negative = a.negative != b.negative;
    if (a.isInfinite() && b.isInfinite()) {
        r.fail(kInvalidOperation, status);
    } else if (a.isInfinite()) {
        r.setSpecial(negative, Kind::kInfinite);
    } else if (b.isInfinite()) {
        r.set(negative, 0, 0);
    } else if (b.count == 0) {
        if (a.count == 0) return r.fail(kDivisionUndefined, status);
        r.setSpecial(negative, Kind::kInfinite);
        *status |= kDivisionByZero;
    } else {
        Number rest;
        if (integralQuotient(r, rest, a, b, rules, status)) finish(r, rules, status);
    }
}

void remainder(Number& r, const Operand& a, const Operand& b, const Rules& rules,
               uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) return;
    if (a.isInfinite()) {
        r.fail(kInvalidOperation, status);
    } else if (b.isInfinite()) {
        if (assign(r, a, status)) finish(r, rules, status);
    } else if (b.count == 0) {
        r.fail(a.count == 0 ? kDivisionUndefined : kInvalidOperation, status);
    } else {
        Number q;
        if (integralQuotient(q, r, a, b, rules, status)) finish(r, rules, status);
    }
}

void divideRemainder(Number& q, Number& r, const Operand& a, const Operand& b, const Rules& rules,
                     uint32_t* status) {
    if (nanResult(q, a, b, rules, status)) {
        if (!r.copy(q)) noMemory(r, status);
        return;
    }
    bool negative = a.negative != b.negative;
    if (a.isInfinite()) {
        if (b.isInfinite()) {
            q.fail(kInvalidOperation, status);
        } else {
            q.setSpecial(negative, Kind::kInfinite);
        }
        r.fail(kInvalidOperation, status);
    } else if (b.isInfinite()) {
        q.set(negative, 0, 0);
        if (assign(r, a, status)) finish(r, rules, status);
    } else if (b.count == 0) {
        if (a.count == 0) {
            q.fail(kDivisionUndefined, status);
            r.fail(kDivisionUndefined, status);
        } else {
            q.setSpecial(negative, Kind::kInfinite);
            r.fail(kInvalidOperation | kDivisionByZero, status);
        }
    } else if (integralQuotient(q, r, a, b, rules, status)) {
        finish(q, rules, status);
        finish(r, rules, status);
    }
}

void remainderNear(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                   uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) return;
    if (a.isInfinite()) {
        r.fail(kInvalidOperation, status);
        return;
    }
    if (b.isInfinite()) {
        if (assign(r, a, status)) finish(r, rules, status);
        return;
    }
    if (b.count == 0) {
        r.fail(a.count == 0 ? kDivisionUndefined : kInvalidOperation, status);
        return;
    }
    Number q;
    if (!integralQuotient(q, r, a, b, rules, status)) return;
    // The nearest integral quotient is the next one if twice the rest is more than b, or as much
    // and the quotient odd.
    Number twice;
    if (!twice.copy(r) || !twice.reserve(r.count + 1)) return noMemory(r, status);
    twice.count = addLimbs(twice.limbs, r.limbs, r.count, r.limbs, r.count);
    int order = compareMagnitudes(twice, b);
    if (order > 0 || (order == 0 && q.lastDigit() % 2 != 0)) {
        if (!addOne(q)) return noMemory(r, status);
        if (q.digits() > rules.precision) return r.fail(kDivisionImpossible, status);
        Number divisor; // at the rest's exponent, which is the lower one
        if (!divisor.copy(b) || !shiftLeft(divisor, b.exponent - r.exponent) ||
            !r.reserve(divisor.count)) {
            return noMemory(r, status);
        }
        r.count = subtractLimbs(r.limbs, divisor.limbs, divisor.count, r.limbs, r.count);
        r.negative = !r.negative;
    }
    finish(r, rules, status);
}

// --- one operand ---------------------------------------------------------------------------------

namespace {
void signedCopy(Number& r, const Operand& a, bool negative, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    if (!assign(r, a, status)) return;
    // A zero is positive, unless rounding is to the floor.
    r.negative = a.isZero() && rules.rounding != Rounding::kFloor ? false : negative;
    finish(r, rules, status);
}
} // namespace

void plus(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    signedCopy(r, a, a.negative, rules, status);
}
void minus(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    signedCopy(r, a, !a.negative, rules, status);
}
void absolute(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (a.negative) {
        minus(r, a, rules, status);
    } else {
        plus(r, a, rules, status);
    }
}

void normalize(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    if (!assign(r, a, status)) return;
    finish(r, rules, status);
    if (r.isSpecial()) return;
    if (r.count == 0) {
        r.exponent = 0;
        return;
    }
    int64_t highest = rules.clamp ? rules.etop() : rules.emax;
    int64_t zeros = std::min(trailingZeros(r.limbs, r.count), highest - r.exponent);
    if (zeros > 0) {
        shiftRight(r, zeros);
        r.exponent += zeros;
    }
}

void logb(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    if (a.isInfinite()) {
        r.setSpecial(false, Kind::kInfinite);
    } else if (a.count == 0) {
        r.setSpecial(true, Kind::kInfinite);
        *status |= kDivisionByZero;
    } else {
        int64_t adjusted = a.adjusted();
        r.set(adjusted < 0, static_cast<Limb>(adjusted < 0 ? -adjusted : adjusted), 0);
        finish(r, rules, status);
    }
}

namespace {

// Towards minus or plus infinity by the smallest step.
void nextNumber(Number& r, const Operand& a, bool down, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    Rules directed = rules;
    directed.rounding = down ? Rounding::kFloor : Rounding::kCeiling;
    if (a.isInfinite()) {
        if (a.negative == down) {
            r.setSpecial(a.negative, Kind::kInfinite);
            return;
        }
        // The largest finite one: what overflows when rounded the other way.
        Number huge;
        huge.set(a.negative, 1, rules.emax + 1);
        uint32_t ignored = 0;
        directed.clamp = false;
        if (assign(r, huge, status)) finish(r, directed, &ignored);
        *status |= ignored & kMemoryRefused;
        return;
    }
    Number rounded;
    uint32_t own = 0;
    if (!rounded.copy(a)) return noMemory(r, status);
    finish(rounded, directed, &own);
    if (own & (kInexact | kErrors)) {
        *status |= own & kErrors;
        r.take(rounded);
        return;
    }
    Limb one = 1;
    Operand tiny = {down, Kind::kFinite, rules.etiny() - 1, 1, &one};
    own = 0;
    add(r, a, tiny, directed, &own);
    *status |= own & kErrors;
}

} // namespace

void nextMinus(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    nextNumber(r, a, true, rules, status);
}
void nextPlus(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    nextNumber(r, a, false, rules, status);
}

void nextToward(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) return;
    int order = compareNumbers(a, b);
    if (order == 0) {
        if (assign(r, a, status)) r.negative = b.negative;
        return;
    }
    nextNumber(r, a, order > 0, rules, status);
    if (r.isInfinite()) {
        *status |= kOverflow | kRounded | kInexact;
    } else if (r.isFinite() && r.adjusted() < rules.emin) {
        *status |= kUnderflow | kSubnormal | kRounded | kInexact;
        if (r.count == 0) *status |= kClamped;
    }
}

namespace {
void integral(Number& r, const Operand& a, bool exact, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    if (!assign(r, a, status) || a.isSpecial() || a.exponent >= 0) return;
    if (a.count == 0) {
        r.exponent = 0;
        return;
    }
    int rest = shiftRight(r, -a.exponent);
    r.exponent = 0;
    if (roundsAway(rules.rounding, rest, r.lastDigit(), r.negative) && !addOne(r)) {
        return noMemory(r, status);
    }
    if (exact) *status |= rest ? kRounded | kInexact : kRounded;
}
} // namespace

void toIntegral(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    integral(r, a, false, rules, status);
}
void toIntegralExact(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    integral(r, a, true, rules, status);
}

// --- two operands --------------------------------------------------------------------------------

void quantize(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (KRAIT_UNLIKELY(nanResult(r, a, b, rules, status))) return;
    if (KRAIT_UNLIKELY(a.isSpecial() || b.isSpecial())) {
        if (a.isInfinite() && b.isInfinite()) {
            r.setSpecial(a.negative, Kind::kInfinite);
        } else {
            r.fail(kInvalidOperation, status);
        }
        return;
    }
    int64_t wanted = b.exponent;
    if (wanted > rules.emax || wanted < rules.etiny()) return r.fail(kInvalidOperation, status);
    if (a.count == 0) {
        r.set(a.negative, 0, wanted);
        finish(r, rules, status);
        return;
    }
    int64_t places = a.exponent - wanted;
    if (a.digits() + places > rules.precision) return r.fail(kInvalidOperation, status);
    uint32_t own = 0;
    if (places >= 0) {
        if (!assign(r, a, status)) return;
        if (!shiftLeft(r, places)) return noMemory(r, status);
    } else {
        int rest;
        r.count = 0;
        if (!r.reserve(a.count + 1)) return noMemory(r, status);
        r.count = shiftLimbsRight(r.limbs, a.limbs, a.count, static_cast<uint64_t>(-places), &rest);
        r.negative = a.negative;
        r.kind = Kind::kFinite;
        if (roundsAway(rules.rounding, rest, r.lastDigit(), r.negative) && !addOne(r)) {
            return noMemory(r, status);
        }
        own = rest ? kRounded | kInexact : kRounded;
    }
    r.exponent = wanted;
    int64_t digits = r.digits(), adjusted = wanted + digits - 1;
    if (digits > rules.precision || adjusted > rules.emax || adjusted < rules.etiny()) {
        return r.fail(kInvalidOperation, status);
    }
    *status |= own;
    finish(r, rules, status);
}

void compare(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) return;
    int order = compareNumbers(a, b);
    r.set(order < 0, order != 0, 0);
}
void compareSignal(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                   uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) {
        *status |= kInvalidOperation;
        return;
    }
    int order = compareNumbers(a, b);
    r.set(order < 0, order != 0, 0);
}

namespace {

// The larger or the smaller one; a number wins against a quiet NaN. Equal ones are told apart by
// sign and exponent.
void choose(Number& r, const Operand& a, const Operand& b, bool larger, bool magnitude,
            const Rules& rules, uint32_t* status) {
    const Operand* chosen;
    if (a.kind == Kind::kNan && !b.isNan()) {
        chosen = &b;
    } else if (b.kind == Kind::kNan && !a.isNan()) {
        chosen = &a;
    } else if (nanResult(r, a, b, rules, status)) {
        return;
    } else {
        int order = magnitude ? compareMagnitudes(a, b) : compareNumbers(a, b);
        if (order == 0) {
            if (a.negative != b.negative) {
                order = a.negative ? -1 : 1;
            } else if (a.exponent != b.exponent) {
                order = (a.exponent < b.exponent) != a.negative ? -1 : 1;
            }
        }
        chosen = (larger ? order < 0 : order >= 0) ? &b : &a;
        if (!larger && order == 0) chosen = &a;
    }
    if (assign(r, *chosen, status)) finish(r, rules, status);
}

} // namespace

void maximum(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    choose(r, a, b, true, false, rules, status);
}
void minimum(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    choose(r, a, b, false, false, rules, status);
}
void maximumMagnitude(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                      uint32_t* status) {
    choose(r, a, b, true, true, rules, status);
}
void minimumMagnitude(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                      uint32_t* status) {
    choose(r, a, b, false, true, rules, status);
}

void scaleb(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, b, rules, status)) return;
    int64_t by;
    int64_t limit = 2 * (rules.emax + rules.precision);
    if (b.isInfinite() || b.exponent != 0 || !asInt64(b, &by) || by > limit || by < -limit) {
        return r.fail(kInvalidOperation, status);
    }
    if (!assign(r, a, status) || a.isInfinite()) return;
    // Beyond these it makes no difference.
    r.exponent = std::clamp(a.exponent + by, -2 * kExponentInfinity, 2 * kExponentInfinity);
    finish(r, rules, status);
}

namespace {

// The count of places of shift() and rotate(); the coefficient cut to the precision's last digits.
bool placesOf(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status,
              int64_t* places) {
    if (nanResult(r, a, b, rules, status)) return false;
    if (b.isInfinite() || b.exponent != 0 || !asInt64(b, places) || *places > rules.precision ||
        *places < -rules.precision) {
        r.fail(kInvalidOperation, status);
        return false;
    }
    return assign(r, a, status) && !a.isInfinite();
}

void cutDigits(Number& r, int64_t digits) {
    if (r.digits() <= digits) return;
    auto whole = static_cast<size_t>(digits / kLimbDigits);
    unsigned part = static_cast<unsigned>(digits % kLimbDigits);
    if (part != 0) r.limbs[whole] %= kPowersOfTen[part];
    r.count = trimmed(r.limbs, whole + (part != 0));
}

} // namespace

void shift(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    int64_t places;
    if (!placesOf(r, a, b, rules, status, &places)) return;
    cutDigits(r, rules.precision);
    if (places < 0) {
        shiftRight(r, -places);
        return;
    }
    if (!shiftLeft(r, places)) return noMemory(r, status);
    cutDigits(r, rules.precision);
}

void rotate(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status) {
    int64_t places;
    if (!placesOf(r, a, b, rules, status, &places)) return;
    cutDigits(r, rules.precision);
    if (places < 0) places += rules.precision;
    Number high;
    if (!high.copy(r)) return noMemory(r, status);
    shiftRight(high, rules.precision - places);
    if (!shiftLeft(r, places)) return noMemory(r, status);
    cutDigits(r, rules.precision);
    if (!r.reserve(std::max(r.count, high.count) + 1)) return noMemory(r, status);
    r.count = addLimbs(r.limbs, r.limbs, r.count, high.limbs, high.count);
}

// --- logical operations: on digits that are all 0 or 1
// --------------------------------------------

namespace {

// Nine digits and less at a time would do; such coefficients are rare, so digit by digit.
bool isLogical(const Operand& a) {
    if (a.isSpecial() || a.negative || a.exponent != 0) return false;
    for (size_t i = 0; i < a.count; ++i) {
        for (Limb limb = a.limbs[i]; limb != 0; limb /= 10) {
            if (limb % 10 > 1) return false;
        }
    }
    return true;
}

template <typename Operation>
Limb combine(Limb a, Limb b, Operation&& operation) {
    Limb result = 0;
    for (Limb place = 1; a != 0 || b != 0; a /= 10, b /= 10, place *= 10) {
        if (operation(a % 10 != 0, b % 10 != 0)) result += place;
    }
    return result;
}

template <typename Operation>
void logical(Number& r, const Operand& a, const Operand& b, const Rules& rules, uint32_t* status,
             Operation&& operation) {
    if (!isLogical(a) || !isLogical(b)) return r.fail(kInvalidOperation, status);
    size_t count = std::max(a.count, b.count);
    r.set(false, 0, 0);
    if (!r.reserve(count)) return noMemory(r, status);
    for (size_t i = 0; i < count; ++i) {
        r.limbs[i] = combine(i < a.count ? a.limbs[i] : 0, i < b.count ? b.limbs[i] : 0, operation);
    }
    r.count = trimmed(r.limbs, count);
    cutDigits(r, rules.precision);
}

} // namespace

void logicalAnd(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                uint32_t* status) {
    logical(r, a, b, rules, status, [](bool x, bool y) { return x && y; });
}
void logicalOr(Number& r, const Operand& a, const Operand& b, const Rules& rules,
               uint32_t* status) {
    logical(r, a, b, rules, status, [](bool x, bool y) { return x || y; });
}
void logicalXor(Number& r, const Operand& a, const Operand& b, const Rules& rules,
                uint32_t* status) {
    logical(r, a, b, rules, status, [](bool x, bool y) { return x != y; });
}
void logicalInvert(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (!isLogical(a)) return r.fail(kInvalidOperation, status);
    auto count = static_cast<size_t>((rules.precision + kLimbDigits - 1) / kLimbDigits);
    r.set(false, 0, 0);
    if (!r.reserve(count)) return noMemory(r, status);
    for (size_t i = 0; i < count; ++i) {
        auto left = static_cast<uint64_t>(rules.precision) - i * kLimbDigits;
        Limb ones = (left >= kLimbDigits ? kLimbBase - 1 : kPowersOfTen[left] - 1) / 9;
        r.limbs[i] =
            combine(ones, i < a.count ? a.limbs[i] : 0, [](bool x, bool y) { return x && !y; });
    }
    r.count = trimmed(r.limbs, count);
}

} // namespace krait::decimal
