// Square root, exponential and logarithms, correctly rounded (half to even, whatever the rules).
//
// They are computed as binary fractions of `bits` bits with GMP, somewhat more precisely than
// wanted; when the digits behind the last are too near a half to be sure, again with more. Except
// where that is told apart first, no result is exact, so this ends. Integers of GMP cannot fail:
// what would take more memory than a machine has is refused before.
#include "stdlib/native/decimal/functions.h"

#include <algorithm>
#include <cmath>

namespace krait::decimal {
namespace {

// LIMIT: precision of the functions; far beyond what can be computed in a day.
constexpr int64_t kFunctionPrecisionMax = 1'000'000'000;

Rules halfEven(const Rules& rules) {
    Rules own = rules;
    own.rounding = Rounding::kHalfEven;
    return own;
}

uint64_t bitsOf(int64_t digits) {
    return static_cast<uint64_t>(digits) * 33220 / 10000 + 1;
}
int64_t digitsOfBits(uint64_t bits) {
    return static_cast<int64_t>(static_cast<double>(bits) * 0.30102999566398);
}

// sum of x**-(2i+1) / (2i+1), as a fraction.
void inverseTangent(Big& sum, unsigned long x, uint64_t bits) {
    Big power, term;
    mpz_setbit(power.z, bits);
    mpz_tdiv_q_ui(power.z, power.z, x);
    mpz_set(sum.z, power.z);
    for (unsigned long i = 3; mpz_sgn(power.z) != 0; i += 2) {
        mpz_tdiv_q_ui(power.z, power.z, x * x);
        mpz_tdiv_q_ui(term.z, power.z, i);
        mpz_add(sum.z, sum.z, term.z);
    }
}

} // namespace

bool toInteger(Big& out, const Operand& a) {
    if (a.count == 0) {
        mpz_set_ui(out.z, 0);
        return true;
    }
    auto* limbs = mpz_limbs_write(out.z, static_cast<mp_size_t>(a.count + 1));
    size_t count;
    if (!limbsToBinary(reinterpret_cast<uint64_t*>(limbs), &count, a.limbs, a.count)) return false;
    mpz_limbs_finish(out.z, static_cast<mp_size_t>(count));
    return true;
}

bool fromInteger(Number& r, const Big& value) {
    size_t count = mpz_size(value.z);
    r.count = 0;
    return r.reserve(decimalCountMax(count)) &&
           limbsFromBinary(r.limbs, &r.count,
                           reinterpret_cast<const uint64_t*>(mpz_limbs_read(value.z)), count);
}

void tenToThe(Big& out, uint64_t exponent) {
    mpz_ui_pow_ui(out.z, 5, exponent);
    mpz_mul_2exp(out.z, out.z, exponent);
}

namespace {

// ln(10) * 2**bits.
void logarithmOfTen(Big& out, uint64_t bits, Constants* kept) {
    if (kept && kept->bits >= bits) {
        mpz_tdiv_q_2exp(out.z, kept->ln10.z, kept->bits - bits);
        return;
    }
    constexpr uint64_t kGuard = 32;
    uint64_t wide = bits + bits / 4 + kGuard;
    Big a, b, c;
    inverseTangent(a, 31, wide);
    inverseTangent(b, 49, wide);
    inverseTangent(c, 161, wide);
    mpz_mul_ui(a.z, a.z, 46);
    mpz_addmul_ui(a.z, b.z, 34);
    mpz_addmul_ui(a.z, c.z, 20);
    mpz_tdiv_q_2exp(a.z, a.z, kGuard);
    wide -= kGuard;
    mpz_tdiv_q_2exp(out.z, a.z, wide - bits);
    if (!kept) return;
    mpz_swap(kept->ln10.z, a.z);
    kept->bits = wide;
}

// r = value * 10**exponent rounded, where value is off by a few units at most; false if that is not
// enough to tell which way. The value has three digits more than the precision, or more.
bool settle(Number& r, Big& value, bool negative, int64_t exponent, const Rules& rules,
            uint32_t* status) {
    Number exact;
    if (!fromInteger(exact, value)) {
        r.fail(kMemoryRefused, status);
        return true;
    }
    int64_t behind = exact.digits() - rules.precision;
    KRAIT_ASSERT(behind >= 3);
    // The digits behind as a distance from one half, which must be more than a few units.
    bool lower = true, upper = true; // 4999...99x and 5000...00x
    for (int64_t place = behind - 1; place > 0; --place) {
        int digit = digitAt(exact.limbs, exact.count, static_cast<uint64_t>(place));
        lower = lower && digit == (place == behind - 1 ? 4 : 9);
        upper = upper && digit == (place == behind - 1 ? 5 : 0);
        if (!lower && !upper) break;
    }
    if (lower || upper) return false;
    if (exact.lastDigit() == 0) ++exact.limbs[0]; // never exact
    // libmpdec goes by a result of three digits more, which may be the smallest normal number.
    if (exponent + exact.digits() - 1 < rules.emin) {
        exact.exponent = exponent;
        if (!roundToDigits(exact, rules.precision + 3, Rounding::kHalfEven)) {
            r.fail(kMemoryRefused, status);
            return true;
        }
        exponent = exact.exponent;
    }
    exact.negative = negative;
    exact.kind = Kind::kFinite;
    exact.exponent = exponent;
    r.take(exact);
    *status |= kInexact | kRounded;
    finish(r, halfEven(rules), status);
    return true;
}

bool tooPrecise(Number& r, const Rules& rules, uint32_t* status) {
    if (rules.precision <= kFunctionPrecisionMax) return false;
    r.fail(kMemoryRefused, status);
    return true;
}

// exp(x / 2**bits) * 2**bits for 0 <= x < 4 * 2**bits: Taylor's series of x / 2**halvings, squared
// as often.
void exponentialOfFraction(Big& x, uint64_t bits) {
    auto halvings = static_cast<uint64_t>(std::sqrt(static_cast<double>(bits)) * 0.75) + 2;
    uint64_t wide = bits + halvings + 16;
    mpz_mul_2exp(x.z, x.z, wide - bits);
    mpz_tdiv_q_2exp(x.z, x.z, halvings);
    Big sum, term;
    mpz_setbit(sum.z, wide);
    mpz_add(sum.z, sum.z, x.z);
    mpz_set(term.z, x.z);
    for (unsigned long i = 2;; ++i) {
        mpz_mul(term.z, term.z, x.z);
        mpz_tdiv_q_2exp(term.z, term.z, wide);
        mpz_tdiv_q_ui(term.z, term.z, i);
        if (mpz_sgn(term.z) == 0) break;
        mpz_add(sum.z, sum.z, term.z);
    }
    for (uint64_t i = 0; i < halvings; ++i) {
        mpz_mul(sum.z, sum.z, sum.z);
        mpz_tdiv_q_2exp(sum.z, sum.z, wide);
    }
    mpz_tdiv_q_2exp(x.z, sum.z, wide - bits);
}

// ln(x / 2**bits) * 2**bits, x > 0: the series of the inverse hyperbolic tangent, after `roots`
// square roots have brought x near 1. near_one: how many bits of |x - 1| are zero.
void logarithmOfFraction(Big& x, uint64_t bits, uint64_t near_one) {
    auto wanted = static_cast<uint64_t>(std::sqrt(static_cast<double>(bits)) * 0.6) + 1;
    uint64_t roots = wanted > near_one ? wanted - near_one : 0;
    uint64_t wide = bits + 2 * roots + 16;
    mpz_mul_2exp(x.z, x.z, wide - bits);
    for (uint64_t i = 0; i < roots; ++i) {
        mpz_mul_2exp(x.z, x.z, wide);
        mpz_sqrt(x.z, x.z);
    }
    Big one, z, square, power, term;
    mpz_setbit(one.z, wide);
    mpz_sub(z.z, x.z, one.z);
    mpz_add(x.z, x.z, one.z);
    mpz_mul_2exp(z.z, z.z, wide);
    mpz_tdiv_q(z.z, z.z, x.z);
    mpz_mul(square.z, z.z, z.z);
    mpz_tdiv_q_2exp(square.z, square.z, wide);
    mpz_set(power.z, z.z);
    mpz_set(x.z, z.z);
    for (unsigned long i = 3;; i += 2) {
        mpz_mul(power.z, power.z, square.z);
        mpz_tdiv_q_2exp(power.z, power.z, wide);
        if (mpz_sgn(power.z) == 0) break;
        mpz_tdiv_q_ui(term.z, power.z, i);
        mpz_add(x.z, x.z, term.z);
    }
    mpz_mul_2exp(x.z, x.z, roots + 1);
    mpz_tdiv_q_2exp(x.z, x.z, wide - bits);
}

// Natural or common logarithm of a positive finite number other than 1.
void logarithm(Number& r, const Operand& a, bool common, const Rules& rules, uint32_t* status) {
    if (tooPrecise(r, rules, status)) return;
    // a = m * 10**k with m between 0.31 and 3.1.
    int64_t digits = a.digits(), k = a.adjusted();
    int lead = digitAt(a.limbs, a.count, static_cast<uint64_t>(digits - 1));
    int next = digits > 1 ? digitAt(a.limbs, a.count, static_cast<uint64_t>(digits - 2)) : 0;
    int64_t m_exponent = -(digits - 1);
    if (lead * 10 + next > 31) {
        ++k;
        --m_exponent;
    }
    // Near 1 the result is small: that many more digits are needed.
    int64_t near = 0;
    if (k == 0) {
        Number difference;
        Limb one_limb = 1;
        Operand one = {true, Kind::kFinite, 0, 1, &one_limb};
        Operand m = {false, Kind::kFinite, m_exponent, a.count, a.limbs};
        uint32_t own = 0;
        add(difference, m, one, widestRules(), &own);
        if (own & kMemoryRefused) return r.fail(kMemoryRefused, status);
        near = std::max<int64_t>(-difference.adjusted() - 1, 0);
    }
    Big coefficient, ten, m, ln10;
    if (!toInteger(coefficient, a)) return r.fail(kMemoryRefused, status);
    tenToThe(ten, static_cast<uint64_t>(-m_exponent));
    for (int64_t extra = 8;; extra *= 2) {
        constexpr uint64_t kGuard = 144; // k may have 63 bits
        uint64_t bits = bitsOf(rules.precision + extra + near) + kGuard;
        mpz_mul_2exp(m.z, coefficient.z, bits);
        mpz_tdiv_q(m.z, m.z, ten.z);
        logarithmOfFraction(m, bits, near > 1 ? bitsOf(near) - 4 : 0);
        logarithmOfTen(ln10, bits, rules.constants);
        Big value;
        mpz_set_si(value.z, k);
        mpz_mul(value.z, value.z, ln10.z);
        mpz_add(value.z, value.z, m.z);
        bool negative = mpz_sgn(value.z) < 0;
        mpz_abs(value.z, value.z);
        // Times 10**scale, so that enough digits are before the point.
        auto size = static_cast<uint64_t>(mpz_sizeinbase(value.z, 2));
        int64_t scale = rules.precision + extra - 2;
        if (size > bits) {
            scale -= digitsOfBits(size - bits);
        } else {
            scale += digitsOfBits(bits - size);
        }
        Big power;
        tenToThe(power, static_cast<uint64_t>(scale < 0 ? -scale : scale));
        if (scale >= 0) mpz_mul(value.z, value.z, power.z);
        if (common) {
            mpz_tdiv_q(value.z, value.z, ln10.z);
        } else {
            mpz_tdiv_q_2exp(value.z, value.z, bits);
        }
        if (scale < 0) mpz_tdiv_q(value.z, value.z, power.z);
        if (settle(r, value, negative, -scale, rules, status)) return;
    }
}

// The cases that have nothing to do with digits. True: r is the result.
bool specialLogarithm(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return true;
    if (a.isZero()) {
        r.setSpecial(true, Kind::kInfinite);
    } else if (a.negative) {
        r.fail(kInvalidOperation, status);
    } else if (a.isInfinite()) {
        r.setSpecial(false, Kind::kInfinite);
    } else {
        return false;
    }
    return true;
}

} // namespace

void squareRoot(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    if (a.isZero()) {
        r.set(a.negative, 0, a.exponent >> 1);
        finish(r, halfEven(rules), status);
        return;
    }
    if (a.negative) return r.fail(kInvalidOperation, status);
    if (a.isInfinite()) return r.setSpecial(false, Kind::kInfinite);
    // The integral root of the coefficient, shifted so that it has a digit more than wanted.
    bool odd = a.exponent & 1;
    int64_t exponent = a.exponent >> 1;
    int64_t length = odd ? (a.digits() >> 1) + 1 : (a.digits() + 1) >> 1;
    int64_t places = rules.precision + 1 - length;
    bool exact = true;
    Number c;
    if (!c.copy(a) || !shiftLeft(c, odd + (places > 0 ? 2 * places : 0))) {
        return r.fail(kMemoryRefused, status);
    }
    if (places < 0) exact = shiftRight(c, -2 * places) == 0;
    exponent -= places;
    Big square, root, rest;
    if (!toInteger(square, c)) return r.fail(kMemoryRefused, status);
    mpz_sqrtrem(root.z, rest.z, square.z);
    exact = exact && mpz_sgn(rest.z) == 0;
    r.negative = false;
    r.kind = Kind::kFinite;
    if (!fromInteger(r, root)) return r.fail(kMemoryRefused, status);
    if (exact) {
        if (places >= 0) {
            shiftRight(r, places);
        } else if (!shiftLeft(r, -places)) {
            return r.fail(kMemoryRefused, status);
        }
        exponent += places;
    } else if (r.lastDigit() % 5 == 0) {
        ++r.limbs[0];
    }
    r.exponent = exponent;
    finish(r, halfEven(rules), status);
}

void exponential(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (nanResult(r, a, rules, status)) return;
    if (a.isInfinite()) {
        if (a.negative) {
            r.set(false, 0, 0);
        } else {
            r.setSpecial(false, Kind::kInfinite);
        }
        return;
    }
    if (a.count == 0) return r.set(false, 1, 0);
    int64_t adjusted = a.adjusted();
    if (adjusted >= kLimbDigits) { // beyond any exponent
        if (a.negative) {
            r.set(false, 0, rules.etiny());
            *status |= kInexact | kRounded | kSubnormal | kUnderflow | kClamped;
        } else {
            r.setSpecial(false, Kind::kInfinite);
            *status |= kOverflow | kInexact | kRounded;
        }
        return;
    }
    if (tooPrecise(r, rules, status)) return;
    Limb nine = 9;
    Operand negligible = {false, Kind::kFinite, -(rules.precision + 4), 1, &nine};
    if (compareMagnitudes(a, negligible) <= 0) { // 1 and zeros
        r.set(false, 1, 0);
        if (!shiftLeft(r, rules.precision - 1)) return r.fail(kMemoryRefused, status);
        r.exponent = -(rules.precision - 1);
        *status |= kInexact | kRounded;
        finish(r, halfEven(rules), status);
        return;
    }
    Big coefficient, ten, x, ln10, k;
    if (!toInteger(coefficient, a)) return r.fail(kMemoryRefused, status);
    if (a.negative) mpz_neg(coefficient.z, coefficient.z);
    tenToThe(ten, static_cast<uint64_t>(a.exponent < 0 ? -a.exponent : a.exponent));
    for (int64_t extra = 8;; extra *= 2) {
        constexpr uint64_t kGuard = 96; // k may have 63 bits
        uint64_t bits = bitsOf(rules.precision + extra) + kGuard;
        // x = k ln(10) + the rest, so that the result is 10**k times a number from 1 to 10.
        mpz_mul_2exp(x.z, coefficient.z, bits);
        if (a.exponent < 0) {
            mpz_fdiv_q(x.z, x.z, ten.z);
        } else {
            mpz_mul(x.z, x.z, ten.z);
        }
        logarithmOfTen(ln10, bits, rules.constants);
        mpz_fdiv_qr(k.z, x.z, x.z, ln10.z);
        exponentialOfFraction(x, bits);
        int64_t scale = rules.precision + extra - 2;
        Big power;
        tenToThe(power, static_cast<uint64_t>(scale));
        mpz_mul(x.z, x.z, power.z);
        mpz_tdiv_q_2exp(x.z, x.z, bits);
        if (settle(r, x, false, mpz_get_si(k.z) - scale, rules, status)) return;
    }
}

void naturalLogarithm(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (specialLogarithm(r, a, rules, status)) return;
    Limb one_limb = 1;
    Operand one = {false, Kind::kFinite, 0, 1, &one_limb};
    if (compareMagnitudes(a, one) == 0) return r.set(false, 0, 0);
    logarithm(r, a, false, rules, status);
}

void commonLogarithm(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (specialLogarithm(r, a, rules, status)) return;
    int64_t adjusted = a.adjusted();
    if (trailingZeros(a.limbs, a.count) == a.digits() - 1 && a.limbs[a.count - 1] != 0) {
        Limb lead = a.limbs[a.count - 1];
        if (lead == kPowersOfTen[limbDigits(lead) - 1]) { // a power of ten
            r.set(adjusted < 0, static_cast<Limb>(adjusted < 0 ? -adjusted : adjusted), 0);
            finish(r, halfEven(rules), status);
            return;
        }
    }
    logarithm(r, a, true, rules, status);
}

} // namespace krait::decimal
