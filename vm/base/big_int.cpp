// Arithmetic of big integers; see big_int.h. Bits are in big_int_bits.cpp, text, bytes and doubles
// in big_int_convert.cpp.
#include "vm/base/big_int.h"

#include "vm/base/big_int_internal.h"
#include "vm/base/hash.h"

#include <bit>
#include <cfloat>
#include <cmath>
#include <utility>

namespace krait {

using namespace big_internal;

int bigCompare(BigView a, BigView b) {
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = compareMagnitude(a, b);
    return a.negative ? -order : order;
}

size_t bigBitLength(BigView a) {
    if (a.count == 0) return 0;
    return size_t{a.count} * kLimbBits -
           static_cast<size_t>(std::countl_zero(a.limbs[a.count - 1]));
}

size_t bigBitCount(BigView a) {
    return a.count == 0 ? 0 : mpn_popcount(a.limbs, a.count);
}

int64_t bigHash(BigView a) {
    return hashLimbs(a.limbs, a.count, a.negative);
}

// --- addition and multiplication ---------------------------------------------------------------

static BigOut addMagnitudes(Limb* dst, BigView a, BigView b, bool negative) {
    if (a.count < b.count) {
        BigView t = a;
        a = b;
        b = t;
    }
    if (b.count == 0) {
        copyLimbs(dst, a.limbs, a.count);
        return {a.count, negative && a.count != 0};
    }
    Limb carry = mpn_add(dst, a.limbs, a.count, b.limbs, b.count);
    dst[a.count] = carry;
    return {a.count + static_cast<uint32_t>(carry), negative};
}

// |a| - |b| with the sign `negative` if positive, else the opposite one.
static BigOut subMagnitudes(Limb* dst, BigView a, BigView b, bool negative) {
    int order = compareMagnitude(a, b);
    if (order == 0) return {};
    if (order < 0) {
        BigView t = a;
        a = b;
        b = t;
        negative = !negative;
    }
    if (b.count == 0)
        copyLimbs(dst, a.limbs, a.count);
    else
        mpn_sub(dst, a.limbs, a.count, b.limbs, b.count);
    return outOf(dst, a.count, negative);
}

BigOut bigAdd(Limb* dst, BigView a, BigView b) {
    if (a.negative == b.negative) return addMagnitudes(dst, a, b, a.negative);
    return subMagnitudes(dst, a, b, a.negative);
}

BigOut bigSub(Limb* dst, BigView a, BigView b) {
    if (a.negative != b.negative && b.count != 0) return addMagnitudes(dst, a, b, !b.negative);
    return subMagnitudes(dst, a, b, a.negative);
}

BigOut bigMul(Limb* dst, BigView a, BigView b) {
    if (a.count == 0 || b.count == 0) return {};
    bool negative = a.negative != b.negative;
    size_t count = size_t{a.count} + b.count;
    if (a.limbs == b.limbs && a.count == b.count)
        mpn_sqr(dst, a.limbs, a.count);
    else if (b.count == 1)
        dst[a.count] = mpn_mul_1(dst, a.limbs, a.count, b.limbs[0]);
    else if (a.count >= b.count)
        mpn_mul(dst, a.limbs, a.count, b.limbs, b.count);
    else
        mpn_mul(dst, b.limbs, b.count, a.limbs, a.count);
    return outOf(dst, count, negative);
}

// --- division ------------------------------------------------------------------------------------

BigStatus bigDivmod(Limb* quotient, BigOut* quotient_out, Limb* remainder, BigOut* remainder_out,
                    BigView a, BigView b) {
    if (b.count == 0) return BigStatus::kZeroDivision;
    LimbScratch own_quotient(quotient ? 0 : bigQuotientSizeMax(a, b));
    LimbScratch own_remainder(remainder ? 0 : bigRemainderSizeMax(a, b));
    if (own_quotient.refused() || own_remainder.refused()) return BigStatus::kNoMemory;
    Limb* q = quotient ? quotient : own_quotient.get();
    Limb* r = remainder ? remainder : own_remainder.get();

    // First truncating, on the magnitudes.
    uint32_t q_count = 0;
    uint32_t r_count = 0;
    if (a.count < b.count) {
        copyLimbs(r, a.limbs, a.count);
        r_count = a.count;
    } else if (b.count == 1) {
        r[0] = mpn_divrem_1(q, 0, a.limbs, a.count, b.limbs[0]);
        q_count = trimmed(q, a.count);
        r_count = r[0] != 0;
    } else {
        mpn_tdiv_qr(q, r, 0, a.limbs, a.count, b.limbs, b.count);
        q_count = trimmed(q, a.count - b.count + 1);
        r_count = trimmed(r, b.count);
    }
    // Python: the quotient is rounded down, so where the signs differ an inexact one moves away
    // from zero and the remainder becomes its complement.
    bool negative = a.negative != b.negative;
    if (negative && r_count != 0) {
        if (q_count == 0) {
            q[0] = 1;
            q_count = 1;
        } else {
            Limb carry = mpn_add_1(q, q, q_count, 1);
            if (carry) q[q_count++] = carry;
        }
        mpn_sub(r, b.limbs, b.count, r, r_count);
        r_count = trimmed(r, b.count);
    }
    if (quotient_out) *quotient_out = {q_count, negative && q_count != 0};
    if (remainder_out) *remainder_out = {r_count, b.negative && r_count != 0};
    return BigStatus::kOk;
}

BigStatus bigTrueDivide(BigView a, BigView b, double* out) {
    if (b.count == 0) return BigStatus::kZeroDivision;
    bool negative = a.negative != b.negative;
    *out = negative ? -0.0 : 0.0;
    // Python: 0 / -1 is -0.0.
    if (a.count == 0) return BigStatus::kOk;
    int64_t a_bits = static_cast<int64_t>(bigBitLength(a));
    int64_t b_bits = static_cast<int64_t>(bigBitLength(b));
    if (a_bits <= DBL_MANT_DIG && b_bits <= DBL_MANT_DIG) {
        double q = static_cast<double>(a.limbs[0]) / static_cast<double>(b.limbs[0]);
        *out = negative ? -q : q;
        return BigStatus::kOk;
    }
    int64_t difference = a_bits - b_bits;
    if (difference > DBL_MAX_EXP) return BigStatus::kTooLarge;
    if (difference < DBL_MIN_EXP - DBL_MANT_DIG - 1) return BigStatus::kOk;

    // Scale so that the integer quotient has at least two bits more than the significand; what is
    // cut off on the way is remembered in `inexact`.
    int64_t shift = (difference > DBL_MIN_EXP ? difference : DBL_MIN_EXP) - DBL_MANT_DIG - 2;
    BigView a_abs{a.limbs, a.count, false};
    BigView b_abs{b.limbs, b.count, false};
    bool inexact = false;
    size_t scaled_size = shift <= 0 ? bigShiftLeftSizeMax(a_abs, static_cast<uint64_t>(-shift))
                                    : bigShiftRightSizeMax(a_abs, static_cast<uint64_t>(shift));
    LimbScratch scaled_limbs(scaled_size);
    if (scaled_limbs.refused()) return BigStatus::kNoMemory;
    BigOut scaled;
    if (shift <= 0) {
        scaled = bigShiftLeft(scaled_limbs.get(), a_abs, static_cast<uint64_t>(-shift));
    } else {
        scaled = bigShiftRight(scaled_limbs.get(), a_abs, static_cast<uint64_t>(shift));
        inexact = mpn_scan1(a.limbs, 0) < static_cast<uint64_t>(shift);
    }
    BigView numerator = scaled.view(scaled_limbs.get());
    LimbScratch quotient_limbs(bigQuotientSizeMax(numerator, b_abs));
    if (quotient_limbs.refused()) return BigStatus::kNoMemory;
    BigOut quotient, remainder;
    BigStatus status =
        bigDivmod(quotient_limbs.get(), &quotient, nullptr, &remainder, numerator, b_abs);
    if (status != BigStatus::kOk) return status;
    inexact |= remainder.count != 0;
    KRAIT_ASSERT(quotient.count <= 1);
    if (quotient.count == 0) return BigStatus::kOk;

    // Round half to even at the last bit that the result has, which for subnormals is higher.
    uint64_t x = quotient_limbs.get()[0];
    int64_t x_bits = 64 - std::countl_zero(x);
    int64_t low_bit = DBL_MIN_EXP - shift;
    int64_t extra_bits = (x_bits > low_bit ? x_bits : low_bit) - DBL_MANT_DIG;
    KRAIT_ASSERT(extra_bits >= 2);
    uint64_t half = uint64_t{1} << (extra_bits - 1);
    x |= inexact;
    if ((x & half) != 0 && (x & (3 * half - 1)) != 0) x += half;
    x &= ~(2 * half - 1);
    double scaled_result = static_cast<double>(x);
    if (shift + x_bits >= DBL_MAX_EXP &&
        (shift + x_bits > DBL_MAX_EXP ||
         scaled_result == std::ldexp(1.0, static_cast<int>(x_bits))))
        return BigStatus::kTooLarge;
    double q = std::ldexp(scaled_result, static_cast<int>(shift));
    *out = negative ? -q : q;
    return BigStatus::kOk;
}

// --- powers --------------------------------------------------------------------------------------

static bool isOne(BigView a) {
    return a.count == 1 && a.limbs[0] == 1;
}

size_t bigPowSizeMax(BigView base, uint64_t exponent) {
    if (base.count == 0 || exponent == 0 || isOne(base)) return 1;
    unsigned __int128 bits = static_cast<unsigned __int128>(bigBitLength(base)) * exponent;
    if (bits > kBigCountMax * size_t{kLimbBits}) return SIZE_MAX;
    return static_cast<size_t>(bits) / kLimbBits + 2;
}

BigStatus bigPow(Limb* dst, BigOut* out, BigView base, uint64_t exponent) {
    if (exponent == 0) {
        dst[0] = 1;
        *out = {1, false};
        return BigStatus::kOk;
    }
    if (base.count == 0) {
        *out = {};
        return BigStatus::kOk;
    }
    bool negative = base.negative && (exponent & 1) != 0;
    size_t size = bigPowSizeMax(base, exponent);
    if (size > kBigCountMax) return BigStatus::kTooLarge;

    // The power of two in the base becomes one shift at the end.
    size_t twos = mpn_scan1(base.limbs, 0);
    LimbScratch odd_limbs(base.count + 1);
    if (odd_limbs.refused()) return BigStatus::kNoMemory;
    BigOut odd_out = bigShiftRight(odd_limbs.get(), {base.limbs, base.count, false}, twos);
    BigView odd = odd_out.view(odd_limbs.get());
    if (isOne(odd)) {
        *out = bigShiftLeft(dst, odd, twos * exponent);
        out->negative = negative;
        return BigStatus::kOk;
    }
    LimbScratch power_limbs(size + 1), product_limbs(size + 1);
    if (power_limbs.refused() || product_limbs.refused()) return BigStatus::kNoMemory;
    Limb* power = power_limbs.get();
    Limb* product = product_limbs.get();
    copyLimbs(power, odd.limbs, odd.count);
    BigOut power_out = odd_out;
    for (int bit = 62 - std::countl_zero(exponent); bit >= 0; --bit) {
        BigView square = power_out.view(power);
        power_out = bigMul(product, square, square);
        std::swap(power, product);
        if ((exponent >> bit) & 1) {
            power_out = bigMul(product, power_out.view(power), odd);
            std::swap(power, product);
        }
    }
    *out = bigShiftLeft(dst, power_out.view(power), twos * exponent);
    out->negative = negative;
    return BigStatus::kOk;
}

// The inverse of a modulo m, both positive, a < m, into dst of m.count limbs.
static BigStatus invertModulo(Limb* dst, BigOut* out, BigView a, BigView m) {
    if (a.count == 0) return BigStatus::kNotInvertible;
    size_t n = m.count;
    LimbScratch u(n + 1), v(n + 1), g(n + 1), s(n + 2);
    if (u.refused() || v.refused() || g.refused() || s.refused()) return BigStatus::kNoMemory;
    copyLimbs(u.get(), m.limbs, n);
    copyLimbs(v.get(), a.limbs, a.count);
    // g = s*m + t*a. GMP gives s, the cofactor of the first; t = (g - s*m) / a is the inverse.
    mp_size_t s_count = 0;
    mp_size_t g_count = mpn_gcdext(g.get(), s.get(), &s_count, u.get(), static_cast<mp_size_t>(n),
                                   v.get(), a.count);
    if (g_count != 1 || g.get()[0] != 1) return BigStatus::kNotInvertible;
    BigView s_view{s.get(), static_cast<uint32_t>(s_count < 0 ? -s_count : s_count), s_count < 0};
    size_t product_size = bigMulSizeMax(s_view, m) + 1;
    LimbScratch product(product_size);
    if (product.refused()) return BigStatus::kNoMemory;
    BigView product_view = bigMul(product.get(), s_view, m).view(product.get());
    Limb one = 1;
    BigView numerator = bigSub(product.get(), {&one, 1, false}, product_view).view(product.get());
    LimbScratch quotient(bigQuotientSizeMax(numerator, a));
    if (quotient.refused()) return BigStatus::kNoMemory;
    BigOut quotient_out;
    BigStatus status = bigDivmod(quotient.get(), &quotient_out, nullptr, nullptr, numerator, a);
    if (status != BigStatus::kOk) return status;
    return bigDivmod(nullptr, nullptr, dst, out, quotient_out.view(quotient.get()), m);
}

BigStatus bigPowMod(Limb* dst, BigOut* out, BigView base, BigView exponent, BigView modulus) {
    if (modulus.count == 0) return BigStatus::kZeroDivision;
    *out = {};
    if (isOne(modulus)) return BigStatus::kOk;
    BigView m{modulus.limbs, modulus.count, false};
    LimbScratch reduced_limbs(m.count);
    if (reduced_limbs.refused()) return BigStatus::kNoMemory;
    BigOut reduced;
    BigStatus status = bigDivmod(nullptr, nullptr, reduced_limbs.get(), &reduced, base, m);
    if (status != BigStatus::kOk) return status;
    if (exponent.negative) {
        LimbScratch inverse(m.count);
        if (inverse.refused()) return BigStatus::kNoMemory;
        BigOut inverse_out;
        status = invertModulo(inverse.get(), &inverse_out, reduced.view(reduced_limbs.get()), m);
        if (status != BigStatus::kOk) return status;
        copyLimbs(reduced_limbs.get(), inverse.get(), inverse_out.count);
        reduced = inverse_out;
    }
    BigView b = reduced.view(reduced_limbs.get());
    if (exponent.count == 0) {
        dst[0] = 1;
        *out = {1, false};
    } else if (b.count == 0) {
        return BigStatus::kOk;
    } else {
        // mpn has no powm but the constant-time one, which is slow for more than a few limbs.
        mpz_t base_z, exponent_z, modulus_z, result;
        mpz_init2(result, m.count * kLimbBits);
        mpz_powm(result, mpz_roinit_n(base_z, b.limbs, static_cast<mp_size_t>(b.count)),
                 mpz_roinit_n(exponent_z, exponent.limbs, static_cast<mp_size_t>(exponent.count)),
                 mpz_roinit_n(modulus_z, m.limbs, static_cast<mp_size_t>(m.count)));
        size_t count = mpz_size(result);
        copyLimbs(dst, mpz_limbs_read(result), count);
        mpz_clear(result);
        *out = {static_cast<uint32_t>(count), false};
    }
    if (modulus.negative && out->count != 0) {
        // Python: the result has the sign of the modulus.
        mpn_sub(dst, m.limbs, m.count, dst, out->count);
        *out = outOf(dst, m.count, true);
    }
    return BigStatus::kOk;
}

BigStatus bigIsqrt(Limb* dst, BigOut* out, BigView a) {
    if (a.negative) return BigStatus::kNegative;
    *out = {};
    if (a.count == 0) return BigStatus::kOk;
    mpn_sqrtrem(dst, nullptr, a.limbs, a.count);
    *out = outOf(dst, (size_t{a.count} + 1) / 2, false);
    return BigStatus::kOk;
}

BigStatus bigGcd(Limb* dst, BigOut* out, BigView a, BigView b) {
    if (a.count < b.count) {
        BigView t = a;
        a = b;
        b = t;
    }
    if (b.count == 0) {
        copyLimbs(dst, a.limbs, a.count);
        *out = {a.count, false};
        return BigStatus::kOk;
    }
    if (b.count == 1) {
        dst[0] = mpn_gcd_1(a.limbs, a.count, b.limbs[0]);
        *out = {1, false};
        return BigStatus::kOk;
    }
    // mpn_gcd wants an odd operand and destroys both: strip the twos into copies.
    size_t a_twos = mpn_scan1(a.limbs, 0), b_twos = mpn_scan1(b.limbs, 0);
    LimbScratch x(a.count + 1), y(b.count + 1);
    if (x.refused() || y.refused()) return BigStatus::kNoMemory;
    BigOut x_out = bigShiftRight(x.get(), {a.limbs, a.count, false}, a_twos);
    BigOut y_out = bigShiftRight(y.get(), {b.limbs, b.count, false}, b_twos);
    Limb* u = x.get();
    Limb* v = y.get();
    if (compareMagnitude(x_out.view(u), y_out.view(v)) < 0) {
        std::swap(u, v);
        std::swap(x_out, y_out);
    }
    LimbScratch odd_gcd(y_out.count + 1);
    if (odd_gcd.refused()) return BigStatus::kNoMemory;
    uint32_t g_count =
        static_cast<uint32_t>(mpn_gcd(odd_gcd.get(), u, x_out.count, v, y_out.count));
    BigOut odd = outOf(odd_gcd.get(), g_count, false);
    size_t twos = a_twos < b_twos ? a_twos : b_twos;
    LimbScratch shifted(bigShiftLeftSizeMax(odd.view(odd_gcd.get()), twos));
    if (shifted.refused()) return BigStatus::kNoMemory;
    *out = bigShiftLeft(shifted.get(), odd.view(odd_gcd.get()), twos);
    copyLimbs(dst, shifted.get(), out->count);
    return BigStatus::kOk;
}

} // namespace krait
