// Powers. Integral exponents by squaring, others by exp(y ln x), with as many more digits as
// libmpdec takes, so that the results are equal to the last digit; see number.h.
#include "stdlib/native/decimal/functions.h"

#include <algorithm>

namespace krait::decimal {
namespace {

struct One {
    Limb limb = 1;
    Operand operand() { return {false, Kind::kFinite, 0, 1, &limb}; }
};

int64_t decimalDigits(int64_t value) {
    return limbDigits(static_cast<Limb>(value < 0 ? -value : value));
}

// 1 with `places` zeros behind the point.
void paddedOne(Number& r, bool negative, int64_t places, uint32_t* status) {
    r.set(false, 1, 0);
    if (!shiftLeft(r, places)) return r.fail(kMemoryRefused, status);
    r.exponent = -places;
    r.negative = negative;
}

// |base| is 1.
void powerOfOne(Number& r, const Operand& base, const Operand& exponent, bool negative,
                const Rules& rules, uint32_t* status) {
    int64_t places = rules.precision - 1;
    if (exponent.isInteger()) {
        if (exponent.negative) return r.set(negative, 1, 0);
        // 1.00 ** 3 is 1.000000
        // The product is rounded too: one that overflows is as many as there may be.
        Number factor, product;
        uint32_t own = 0;
        factor.set(false, static_cast<Limb>(-base.exponent), 0);
        multiply(product, exponent, factor, rules, &own);
        if (own & kErrors) {
            *status |= own & kErrors;
            return r.setSpecial(false, Kind::kNan);
        }
        int64_t wanted;
        if (asInt64(product, &wanted) && wanted <= places) {
            places = wanted;
        } else {
            *status |= kRounded;
        }
    } else {
        *status |= kInexact | kRounded;
    }
    paddedOne(r, negative, places, status);
}

// A lower bound of log10(|log10(x)|), x > 0 and not 1.
bool logarithmMagnitude(const Operand& x, int64_t* out) {
    int64_t adjusted = x.adjusted();
    if (adjusted > 0) {
        *out = decimalDigits(adjusted) - 1;
    } else if (adjusted < -1) {
        *out = decimalDigits(adjusted + 1) - 1;
    } else {
        Number difference;
        One one;
        uint32_t own = 0;
        Operand positive = x;
        positive.negative = false;
        subtract(difference, positive, one.operand(), widestRules(), &own);
        if (own & kErrors) return false;
        *out = difference.adjusted() - (adjusted == 0 ? 2 : 1);
    }
    return true;
}

// Powers far beyond the range, which must not be computed. True: r is the result.
bool outOfRange(Number& r, const Operand& x, const Operand& y, bool negative, const Rules& rules,
                uint32_t* status) {
    int64_t zeta;
    if (!logarithmMagnitude(x, &zeta)) {
        r.fail(kMemoryRefused, status);
        return true;
    }
    int64_t theta = y.adjusted();
    bool below_one = x.adjusted() < 0;
    if (below_one == y.negative) {
        // |log10(x) y| >= 10**(zeta + theta)
        if (decimalDigits(rules.emax) >= zeta + theta) return false;
        r.set(negative, 1, kExponentInfinity);
    } else {
        if (decimalDigits(rules.etiny()) >= zeta + theta) return false;
        r.set(negative, 1, rules.etiny() - 1);
    }
    finish(r, rules, status);
    return true;
}

// By squaring, each product rounded.
void powerBySquaring(Number& r, const Operand& base, const Big& exponent, const Rules& rules,
                     uint32_t* status) {
    if (!r.copy(base)) return r.fail(kMemoryRefused, status);
    Number product;
    for (size_t i = mpz_sizeinbase(exponent.z, 2) - 1; i-- > 0;) {
        uint32_t own = 0;
        multiply(product, r, r, rules, &own);
        r.take(product);
        if (mpz_tstbit(exponent.z, i)) {
            multiply(product, r, base, rules, &own);
            r.take(product);
        }
        *status |= own;
        if (r.isSpecial() || (r.count == 0 && (own & kClamped))) return;
    }
}

void integralPower(Number& r, const Operand& base, const Operand& exponent, bool negative,
                   const Rules& rules, uint32_t* status) {
    Rules work = rules;
    work.precision += exponent.digits() + exponent.exponent + 2;
    work.rounding = Rounding::kHalfEven;
    work.clamp = false;
    Number inverse;
    Operand x = base;
    if (exponent.negative) {
        uint32_t own = 0;
        One one;
        ++work.precision;
        divide(inverse, one.operand(), base, work, &own);
        *status |= own;
        if (own & kErrors) {
            r.setSpecial(false, Kind::kNan);
            return;
        }
        x = inverse;
    }
    Big times;
    Number whole;
    if (!whole.copy(exponent)) return r.fail(kMemoryRefused, status);
    if (exponent.exponent >= 0) {
        if (!shiftLeft(whole, exponent.exponent)) return r.fail(kMemoryRefused, status);
    } else {
        shiftRight(whole, -exponent.exponent);
    }
    if (!toInteger(times, whole)) return r.fail(kMemoryRefused, status);
    powerBySquaring(r, x, times, work, status);
    if (!r.isNan()) r.negative = negative;
    if (r.isInfinite()) r.set(negative, 1, kExponentInfinity); // rounded as the rules say
    finish(r, rules, status);
}

void realPower(Number& r, const Operand& base, const Operand& exponent, const Rules& rules,
               uint32_t* status) {
    constexpr int64_t kGuardDigits = 4 + 19;
    Rules work = widestRules(rules.constants);
    work.precision = std::max(base.digits(), rules.precision) + kGuardDigits;
    Number logarithm, product;
    uint32_t ignored = 0;
    naturalLogarithm(logarithm, base, work, status);
    multiply(product, logarithm, exponent, work, &ignored);
    exponential(r, product, work, status);
    One one;
    if (r.isFinite() && compareNumbers(r, one.operand()) == 0) {
        paddedOne(r, false, rules.precision - 1, status);
    }
    if (r.isInfinite()) r.set(false, 1, kExponentInfinity);
    finish(r, rules, status);
}

} // namespace

void power(Number& r, const Operand& base, const Operand& exponent, const Rules& rules,
           uint32_t* status) {
    if (nanResult(r, base, exponent, rules, status)) return;
    bool integral = exponent.isInteger();
    bool negative = integral && base.negative && exponent.isOdd();
    if (base.isZero()) {
        if (exponent.isZero()) {
            r.fail(kInvalidOperation, status);
        } else if (exponent.negative) {
            r.setSpecial(negative, Kind::kInfinite);
        } else {
            r.set(negative, 0, 0);
        }
        return;
    }
    if (base.negative && (!integral || exponent.isInfinite())) {
        return r.fail(kInvalidOperation, status);
    }
    One one;
    if (exponent.isInfinite()) {
        int order = compareNumbers(base, one.operand());
        if (order == 0) {
            paddedOne(r, negative, rules.precision - 1, status);
            *status |= kInexact | kRounded;
        } else if ((order < 0) != exponent.negative) {
            r.set(negative, 0, 0);
        } else {
            r.setSpecial(negative, Kind::kInfinite);
        }
        return;
    }
    if (base.isInfinite()) {
        if (exponent.isZero()) {
            r.set(negative, 1, 0);
        } else if (exponent.negative) {
            r.set(negative, 0, 0);
        } else {
            r.setSpecial(negative, Kind::kInfinite);
        }
        return;
    }
    if (exponent.isZero()) return r.set(negative, 1, 0);
    if (compareMagnitudes(base, one.operand()) == 0) {
        return powerOfOne(r, base, exponent, negative, rules, status);
    }
    if (outOfRange(r, base, exponent, negative, rules, status)) return;
    if (integral) {
        integralPower(r, base, exponent, negative, rules, status);
    } else {
        realPower(r, base, exponent, rules, status);
    }
}

void powerModulo(Number& r, const Operand& a, const Operand& b, const Operand& modulus,
                 const Rules& rules, uint32_t* status) {
    if (a.isNan() || b.isNan() || modulus.isNan()) {
        bool signaling = a.kind == Kind::kSignaling || b.kind == Kind::kSignaling;
        if (signaling || (modulus.kind != Kind::kSignaling && (a.isNan() || b.isNan()))) {
            nanResult(r, a, b, rules, status);
        } else {
            nanResult(r, modulus, rules, status);
        }
        return;
    }
    if (!a.isInteger() || !b.isInteger() || !modulus.isInteger() || modulus.count == 0 ||
        modulus.digits() + modulus.exponent > rules.precision || (b.negative && b.count != 0) ||
        (a.count == 0 && b.count == 0)) {
        return r.fail(kInvalidOperation, status);
    }
    bool negative = a.negative && b.isOdd();
    if (b.count == 0) {
        One one;
        return r.set(false, compareMagnitudes(modulus, one.operand()) != 0, 0);
    }
    if (a.count == 0) return r.set(negative, 0, 0);
    // Integers without their exponents; a base with a large one is reduced first.
    auto plain = [](Big& out, const Operand& x) {
        Number n;
        if (!n.copy(x)) return false;
        if (x.exponent < 0) {
            shiftRight(n, -x.exponent);
        } else if (!shiftLeft(n, x.exponent)) {
            return false;
        }
        return toInteger(out, n);
    };
    Big m, base, times;
    if (!plain(m, modulus)) return r.fail(kMemoryRefused, status);
    if (a.exponent > 0) {
        Big ten, places;
        if (!toInteger(base, a)) return r.fail(kMemoryRefused, status);
        mpz_set_ui(ten.z, 10);
        mpz_powm_ui(ten.z, ten.z, static_cast<unsigned long>(a.exponent), m.z);
        mpz_mul(base.z, base.z, ten.z);
        mpz_mod(base.z, base.z, m.z);
    } else if (!plain(base, a)) {
        return r.fail(kMemoryRefused, status);
    }
    if (!plain(times, b)) return r.fail(kMemoryRefused, status);
    mpz_powm(base.z, base.z, times.z, m.z);
    if (!fromInteger(r, base)) return r.fail(kMemoryRefused, status);
    r.kind = Kind::kFinite;
    r.negative = negative;
    r.exponent = 0; // smaller than the modulus, which has no more digits than the precision
}

} // namespace krait::decimal
