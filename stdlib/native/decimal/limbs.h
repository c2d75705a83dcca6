// Natural numbers in base 10**19: the coefficients of decimals.
//
// A number is an array of 64-bit limbs below kLimbBase, least significant first, without a zero
// limb at the top; zero has none. Multiplication sums whole columns in 192 bits and reduces each
// once, so that it costs little more than in binary; rounding and shifts are linear. Operands of
// thousands of digits are multiplied and divided by GMP, in binary. The caller provides the room
// for results; scratch space is malloc's, and false says that it was refused. Any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace krait::decimal {

using Limb = uint64_t;
using Wide = unsigned __int128;

inline constexpr Limb kLimbBase = 10'000'000'000'000'000'000u;
inline constexpr int kLimbDigits = 19;
inline constexpr Limb kPowersOfTen[] = {1u,
                                        10u,
                                        100u,
                                        1000u,
                                        10000u,
                                        100000u,
                                        1000000u,
                                        10000000u,
                                        100000000u,
                                        1000000000u,
                                        10000000000u,
                                        100000000000u,
                                        1000000000000u,
                                        10000000000000u,
                                        100000000000000u,
                                        1000000000000000u,
                                        10000000000000000u,
                                        100000000000000000u,
                                        1000000000000000000u,
                                        kLimbBase};

// Quotient and remainder by the base of high * 2**64 + low, where high < kLimbBase: by its
// reciprocal (Moller and Granlund, 2011), which the base suits since its top bit is set.
inline Limb divideByBase(uint64_t high, uint64_t low, Limb* remainder) {
    constexpr auto kInverse = static_cast<uint64_t>(~Wide{0} / kLimbBase);
    Wide q = Wide{kInverse} * high + (Wide{high} << 64 | low);
    uint64_t quotient = static_cast<uint64_t>(q >> 64) + 1;
    uint64_t rest = low - quotient * kLimbBase;
    if (rest > static_cast<uint64_t>(q)) {
        --quotient;
        rest += kLimbBase;
    }
    if (rest >= kLimbBase) {
        ++quotient;
        rest -= kLimbBase;
    }
    *remainder = rest;
    return quotient;
}
inline Limb divideByBase(Wide value, Limb* remainder) {
    return divideByBase(static_cast<uint64_t>(value >> 64), static_cast<uint64_t>(value),
                        remainder);
}

// Quotient and remainder by any limb, where the quotient fits one. The compiler would call a
// function that divides 128 bits by 128.
inline Limb divideByLimb(Wide value, Limb divisor, Limb* remainder) {
#if defined(__x86_64__)
    Limb quotient;
    asm("divq %4"
        : "=a"(quotient), "=d"(*remainder)
        : "a"(static_cast<uint64_t>(value)), "d"(static_cast<uint64_t>(value >> 64)), "r"(divisor)
        : "cc");
    return quotient;
#else
    auto quotient = static_cast<Limb>(value / divisor);
    *remainder = static_cast<Limb>(value - Wide{quotient} * divisor);
    return quotient;
#endif
}

// Decimal digits of a limb; 1 for zero.
inline int limbDigits(Limb limb) {
    int guess = (64 - std::countl_zero(limb | 1)) * 1233 >> 12;
    return guess + (limb >= kPowersOfTen[guess]) + (limb == 0);
}
inline int64_t countDigits(const Limb* limbs, size_t count) {
    if (count == 0) return 1;
    return static_cast<int64_t>(count - 1) * kLimbDigits + limbDigits(limbs[count - 1]);
}

inline size_t trimmed(const Limb* limbs, size_t count) {
    while (count != 0 && limbs[count - 1] == 0) --count;
    return count;
}

int compareLimbs(const Limb* a, size_t a_count, const Limb* b, size_t b_count);
// dst may be a or b. Room for the longer one's count and one more.
size_t addLimbs(Limb* dst, const Limb* a, size_t a_count, const Limb* b, size_t b_count);
// a >= b. dst may be a or b.
size_t subtractLimbs(Limb* dst, const Limb* a, size_t a_count, const Limb* b, size_t b_count);
// dst apart, with room for the sum of the counts.
[[nodiscard]] bool multiplyLimbs(Limb* dst, size_t* dst_count, const Limb* a, size_t a_count,
                                 const Limb* b, size_t b_count);
// b is not zero. quotient: room for a_count - b_count + 1 (0 if that is less); remainder: for
// a_count + 1 and b_count. Both apart from a and b.
[[nodiscard]] bool divideLimbs(Limb* quotient, size_t* quotient_count, Limb* remainder,
                               size_t* remainder_count, const Limb* a, size_t a_count,
                               const Limb* b, size_t b_count);
// Times 10**places; room for a_count + places / 19 + 1. dst may be a.
size_t shiftLimbsLeft(Limb* dst, const Limb* a, size_t a_count, uint64_t places);
// Divided by 10**places, rounded down; *rest becomes the first digit cut off, made 1 from 0 and 6
// from 5 if others behind it were not zero. dst may be a.
size_t shiftLimbsRight(Limb* dst, const Limb* a, size_t a_count, uint64_t places, int* rest);
// Trailing zeros of a number that is not zero.
int64_t trailingZeros(const Limb* a, size_t a_count);
inline int digitAt(const Limb* a, size_t a_count, uint64_t place) {
    size_t i = place / kLimbDigits;
    return i >= a_count ? 0 : static_cast<int>(a[i] / kPowersOfTen[place % kLimbDigits] % 10);
}

// Binary limbs (GMP's); at most as many as decimal ones, and one.
[[nodiscard]] bool limbsToBinary(uint64_t* dst, size_t* dst_count, const Limb* a, size_t a_count);
inline size_t decimalCountMax(size_t binary_count) {
    return binary_count + binary_count / 64 + 2;
}
// Room for decimalCountMax(); `a` is left as it is.
[[nodiscard]] bool limbsFromBinary(Limb* dst, size_t* dst_count, const uint64_t* a, size_t a_count);

// Digits as ASCII, exactly countDigits() of them.
void limbsToText(char* dst, const Limb* a, size_t a_count);
// From ASCII digits, leading zeros allowed. Room for size / 19 + 1.
size_t limbsFromText(Limb* dst, const char* text, size_t size);

} // namespace krait::decimal
