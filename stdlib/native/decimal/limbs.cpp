// Natural numbers in base 10**19; see limbs.h.
#include "stdlib/native/decimal/limbs.h"

#include <cstdlib>
#include <cstring>
#include <gmp.h>

namespace krait::decimal {
namespace {

// Where GMP in binary, conversions included, overtakes the loops here (limbs of the smaller
// operand).
constexpr size_t kBinaryProduct = 700, kBinaryQuotient = 120;

class Scratch {
  public:
    explicit Scratch(size_t bytes) : memory_(std::malloc(bytes + 1)) {}
    ~Scratch() { std::free(memory_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    explicit operator bool() const { return memory_ != nullptr; }
    template <typename T>
    T* as() const {
        return static_cast<T*>(memory_);
    }

  private:
    void* memory_;
};

// Of nine, then nine, then one digit: 64-bit divisions by constants are multiplications.
void limbToText(char* dst, Limb limb, int digits) {
    for (int i = digits; i-- > 0;) {
        dst[i] = static_cast<char>('0' + limb % 10);
        limb /= 10;
    }
}

Limb limbFromText(const char* text, size_t size) {
    Limb limb = 0;
    for (size_t i = 0; i < size; ++i) limb = limb * 10 + static_cast<Limb>(text[i] - '0');
    return limb;
}

bool multiplyBinary(Limb* dst, size_t* dst_count, const Limb* a, size_t a_count, const Limb* b,
                    size_t b_count) {
    Scratch scratch((2 * (a_count + b_count) + 4) * sizeof(mp_limb_t));
    if (!scratch) return false;
    auto* x = scratch.as<mp_limb_t>();
    auto* y = x + a_count + 1;
    auto* product = y + b_count + 1;
    size_t x_count, y_count;
    if (!limbsToBinary(x, &x_count, a, a_count)) return false;
    if (a == b && a_count == b_count) {
        mpn_sqr(product, x, static_cast<mp_size_t>(x_count));
        y_count = x_count;
    } else {
        if (!limbsToBinary(y, &y_count, b, b_count)) return false;
        if (x_count >= y_count) {
            mpn_mul(product, x, static_cast<mp_size_t>(x_count), y,
                    static_cast<mp_size_t>(y_count));
        } else {
            mpn_mul(product, y, static_cast<mp_size_t>(y_count), x,
                    static_cast<mp_size_t>(x_count));
        }
    }
    size_t count = x_count + y_count;
    while (count != 0 && product[count - 1] == 0) --count;
    Scratch decimal(decimalCountMax(count) * sizeof(Limb));
    if (!decimal || !limbsFromBinary(decimal.as<Limb>(), dst_count, product, count)) return false;
    std::memcpy(dst, decimal.as<Limb>(), *dst_count * sizeof(Limb));
    return true;
}

bool divideBinary(Limb* quotient, size_t* quotient_count, Limb* remainder, size_t* remainder_count,
                  const Limb* a, size_t a_count, const Limb* b, size_t b_count) {
    size_t room = 2 * (a_count + b_count) + 8;
    Scratch scratch(room * sizeof(mp_limb_t)), decimal((decimalCountMax(a_count + 1)) * 8);
    if (!scratch || !decimal) return false;
    auto* x = scratch.as<mp_limb_t>();
    auto* y = x + a_count + 1;
    auto* q = y + b_count + 1;
    auto* r = q + a_count + 2;
    size_t x_count, y_count;
    if (!limbsToBinary(x, &x_count, a, a_count)) return false;
    if (!limbsToBinary(y, &y_count, b, b_count)) return false;
    mpn_tdiv_qr(q, r, 0, x, static_cast<mp_size_t>(x_count), y, static_cast<mp_size_t>(y_count));
    size_t q_count = x_count - y_count + 1, r_count = y_count;
    while (q_count != 0 && q[q_count - 1] == 0) --q_count;
    while (r_count != 0 && r[r_count - 1] == 0) --r_count;
    if (!limbsFromBinary(decimal.as<Limb>(), quotient_count, q, q_count)) return false;
    std::memcpy(quotient, decimal.as<Limb>(), *quotient_count * sizeof(Limb));
    if (!limbsFromBinary(decimal.as<Limb>(), remainder_count, r, r_count)) return false;
    std::memcpy(remainder, decimal.as<Limb>(), *remainder_count * sizeof(Limb));
    return true;
}

// dst = a * factor + carry; the limb that is carried out.
Limb multiplyByLimb(Limb* dst, const Limb* a, size_t count, Limb factor, Limb carry) {
    for (size_t i = 0; i < count; ++i) {
        carry = divideByBase(Wide{a[i]} * factor + carry, &dst[i]);
    }
    return carry;
}

// Knuth's algorithm D: top is a, scaled, with one limb more; it becomes the remainder.
void divideSchool(Limb* quotient, Limb* top, size_t a_count, const Limb* b, size_t b_count) {
    Limb lead = b[b_count - 1], second = b[b_count - 2];
    for (size_t j = a_count - b_count + 1; j-- > 0;) {
        Limb* part = top + j;
        Limb high = part[b_count];
        // A guess that is at most one too large once the second limb has been looked at.
        Limb guess, rest;
        bool small = true;
        if (high >= lead) {
            guess = kLimbBase - 1;
            Wide wide_rest = Wide{high} * kLimbBase + part[b_count - 1] - Wide{guess} * lead;
            small = wide_rest < kLimbBase;
            rest = static_cast<Limb>(wide_rest);
        } else {
            Wide dividend = Wide{high} * kLimbBase + part[b_count - 1];
            guess = divideByLimb(dividend, lead, &rest);
        }
        while (small && Wide{guess} * second > Wide{rest} * kLimbBase + part[b_count - 2]) {
            --guess;
            Wide sum = Wide{rest} + lead;
            small = sum < kLimbBase;
            rest = static_cast<Limb>(sum);
        }
        Limb carry = 0, borrow = 0;
        for (size_t i = 0; i < b_count; ++i) {
            Limb low;
            carry = divideByBase(Wide{guess} * b[i] + carry, &low);
            Limb taken = low + borrow; // below 2**64: at most the base
            borrow = part[i] < taken;
            part[i] = part[i] - taken + (borrow ? kLimbBase : 0);
        }
        Limb taken = carry + borrow;
        borrow = high < taken;
        part[b_count] = high - taken;
        if (borrow) { // rare: one too large
            --guess;
            Limb over = 0;
            for (size_t i = 0; i < b_count; ++i) {
                Wide sum = Wide{part[i]} + b[i] + over;
                over = sum >= kLimbBase;
                part[i] = static_cast<Limb>(over ? sum - kLimbBase : sum);
            }
            part[b_count] += over;
        }
        quotient[j] = guess;
    }
}

} // namespace

int compareLimbs(const Limb* a, size_t a_count, const Limb* b, size_t b_count) {
    if (a_count != b_count) return a_count < b_count ? -1 : 1;
    for (size_t i = a_count; i-- > 0;) {
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

size_t addLimbs(Limb* dst, const Limb* a, size_t a_count, const Limb* b, size_t b_count) {
    if (a_count < b_count) return addLimbs(dst, b, b_count, a, a_count);
    Limb carry = 0;
    size_t i = 0;
    for (; i < b_count; ++i) {
        Limb sum = a[i] + carry; // at most the base
        Limb total = sum + b[i];
        carry = total < sum || total >= kLimbBase;
        dst[i] = carry ? total - kLimbBase : total;
    }
    for (; i < a_count; ++i) {
        Limb sum = a[i] + carry;
        carry = sum == kLimbBase;
        dst[i] = carry ? 0 : sum;
    }
    if (carry) dst[i++] = 1;
    return i;
}

size_t subtractLimbs(Limb* dst, const Limb* a, size_t a_count, const Limb* b, size_t b_count) {
    Limb borrow = 0;
    size_t i = 0;
    for (; i < b_count; ++i) {
        Limb taken = b[i] + borrow;
        borrow = a[i] < taken;
        dst[i] = a[i] - taken + (borrow ? kLimbBase : 0);
    }
    for (; i < a_count; ++i) {
        Limb limb = a[i];
        dst[i] = limb - borrow + (borrow > limb ? kLimbBase : 0);
        borrow = borrow > limb;
    }
    return trimmed(dst, a_count);
}

bool multiplyLimbs(Limb* dst, size_t* dst_count, const Limb* a, size_t a_count, const Limb* b,
                   size_t b_count) {
    if (a_count == 0 || b_count == 0) {
        *dst_count = 0;
        return true;
    }
    if (a_count == 1 && b_count == 1) {
        Limb carry = divideByBase(Wide{a[0]} * b[0], &dst[0]);
        if (carry) dst[1] = carry;
        *dst_count = carry ? 2 : 1;
        return true;
    }
    if (a_count >= kBinaryProduct && b_count >= kBinaryProduct) {
        return multiplyBinary(dst, dst_count, a, a_count, b, b_count);
    }
    Wide low = 0;      // of the column, 192 bits with `high`
    uint64_t high = 0; // below the base: a column has fewer products than that
    for (size_t k = 0; k + 1 < a_count + b_count; ++k) {
        size_t from = k < b_count ? 0 : k - b_count + 1;
        size_t to = k < a_count ? k : a_count - 1;
        for (size_t i = from; i <= to; ++i) {
            Wide product = Wide{a[i]} * b[k - i];
            low += product;
            high += low < product;
        }
        uint64_t rest;
        uint64_t q1 = divideByBase(high, static_cast<uint64_t>(low >> 64), &rest);
        uint64_t q0 = divideByBase(rest, static_cast<uint64_t>(low), &dst[k]);
        low = Wide{q1} << 64 | q0;
        high = 0;
    }
    dst[a_count + b_count - 1] = static_cast<Limb>(low);
    *dst_count = trimmed(dst, a_count + b_count);
    return true;
}

bool divideLimbs(Limb* quotient, size_t* quotient_count, Limb* remainder, size_t* remainder_count,
                 const Limb* a, size_t a_count, const Limb* b, size_t b_count) {
    if (compareLimbs(a, a_count, b, b_count) < 0) {
        *quotient_count = 0;
        if (a_count != 0) std::memcpy(remainder, a, a_count * sizeof(Limb));
        *remainder_count = a_count;
        return true;
    }
    if (b_count == 1) {
        Limb divisor = b[0], rest = 0;
        for (size_t i = a_count; i-- > 0;) {
            Wide part = Wide{rest} * kLimbBase + a[i];
            quotient[i] = divideByLimb(part, divisor, &rest);
        }
        *quotient_count = trimmed(quotient, a_count);
        remainder[0] = rest;
        *remainder_count = rest != 0;
        return true;
    }
    if (b_count >= kBinaryQuotient && a_count - b_count >= kBinaryQuotient) {
        return divideBinary(quotient, quotient_count, remainder, remainder_count, a, a_count, b,
                            b_count);
    }
    // Scaled so that the divisor's lead is at least half the base.
    Limb factor = kLimbBase / (b[b_count - 1] + 1);
    Limb room[32];
    Limb* divisor = room;
    Scratch scratch(b_count > 32 ? b_count * sizeof(Limb) : 0);
    if (b_count > 32) {
        if (!scratch) return false;
        divisor = scratch.as<Limb>();
    }
    multiplyByLimb(divisor, b, b_count, factor, 0);
    remainder[a_count] = multiplyByLimb(remainder, a, a_count, factor, 0);
    divideSchool(quotient, remainder, a_count, divisor, b_count);
    *quotient_count = trimmed(quotient, a_count - b_count + 1);
    size_t count = trimmed(remainder, b_count);
    Limb rest = 0;
    if (factor != 1) {
        for (size_t i = count; i-- > 0;) {
            Wide part = Wide{rest} * kLimbBase + remainder[i];
            remainder[i] = divideByLimb(part, factor, &rest);
        }
    }
    *remainder_count = trimmed(remainder, count);
    return true;
}

size_t shiftLimbsLeft(Limb* dst, const Limb* a, size_t a_count, uint64_t places) {
    if (a_count == 0) return 0;
    size_t whole = places / kLimbDigits;
    unsigned part = places % kLimbDigits;
    size_t count = a_count + whole;
    if (part == 0) {
        std::memmove(dst + whole, a, a_count * sizeof(Limb));
    } else {
        // From the top, so that dst may be a: each limb gives its high digits to the one above.
        Limb factor = kPowersOfTen[part], above = 0;
        for (size_t i = a_count; i-- > 0;) {
            Limb low;
            Limb high = divideByBase(Wide{a[i]} * factor, &low);
            if (i + 1 == a_count) {
                if (high) {
                    dst[count] = high;
                    ++count;
                }
            } else {
                dst[i + 1 + whole] = above + high;
            }
            above = low;
        }
        dst[whole] = above;
    }
    std::memset(dst, 0, whole * sizeof(Limb));
    return count;
}

size_t shiftLimbsRight(Limb* dst, const Limb* a, size_t a_count, uint64_t places, int* rest) {
    size_t whole = places / kLimbDigits;
    unsigned part = places % kLimbDigits;
    if (places == 0) {
        if (dst != a && a_count != 0) std::memmove(dst, a, a_count * sizeof(Limb));
        *rest = 0;
        return a_count;
    }
    auto round = [&](int digit, bool sticky) { *rest = digit + (sticky && digit % 5 == 0); };
    if (whole >= a_count) {
        bool first = whole == a_count && part == 0 && a_count != 0;
        int digit = first ? static_cast<int>(a[a_count - 1] / kPowersOfTen[kLimbDigits - 1]) : 0;
        bool sticky = a_count != 0 && !first;
        if (first) {
            sticky = a[a_count - 1] % kPowersOfTen[kLimbDigits - 1] != 0;
            for (size_t i = 0; !sticky && i + 1 < a_count; ++i) sticky = a[i] != 0;
        }
        round(digit, sticky);
        return 0;
    }
    bool sticky = false;
    if (part == 0) {
        for (size_t i = 0; !sticky && i + 1 < whole; ++i) sticky = a[i] != 0;
        Limb cut = a[whole - 1];
        constexpr Limb kFirst = kPowersOfTen[kLimbDigits - 1];
        std::memmove(dst, a + whole, (a_count - whole) * sizeof(Limb));
        round(static_cast<int>(cut / kFirst), sticky || cut % kFirst != 0);
        return a_count - whole;
    }
    for (size_t i = 0; !sticky && i < whole; ++i) sticky = a[i] != 0;
    // x / 10**part is the upper limb of x * 10**(19 - part), the lower one what is cut off.
    Limb factor = kPowersOfTen[kLimbDigits - part];
    Limb cut;
    Limb carry = divideByBase(Wide{a[whole]} * factor, &cut);
    size_t count = a_count - whole;
    for (size_t i = 1; i < count; ++i) {
        Limb low;
        Limb high = divideByBase(Wide{a[whole + i]} * factor, &low);
        dst[i - 1] = carry + low;
        carry = high;
    }
    dst[count - 1] = carry;
    constexpr Limb kFirst = kPowersOfTen[kLimbDigits - 1];
    round(static_cast<int>(cut / kFirst), sticky || cut % kFirst != 0);
    return carry ? count : count - 1;
}

int64_t trailingZeros(const Limb* a, size_t) {
    size_t i = 0;
    while (a[i] == 0) ++i;
    auto zeros = static_cast<int64_t>(i) * kLimbDigits;
    for (Limb limb = a[i]; limb % 10 == 0; limb /= 10) ++zeros;
    return zeros;
}

bool limbsToBinary(uint64_t* dst, size_t* dst_count, const Limb* a, size_t a_count) {
    static_assert(sizeof(mp_limb_t) == sizeof(uint64_t));
    constexpr size_t kHorner = 40;
    if (a_count <= kHorner) {
        size_t count = 0;
        for (size_t i = a_count; i-- > 0;) {
            uint64_t carry = a[i];
            for (size_t k = 0; k < count; ++k) {
                Wide sum = Wide{dst[k]} * kLimbBase + carry;
                dst[k] = static_cast<uint64_t>(sum);
                carry = static_cast<uint64_t>(sum >> 64);
            }
            if (carry) dst[count++] = carry;
        }
        *dst_count = count;
        return true;
    }
    size_t size = static_cast<size_t>(countDigits(a, a_count));
    Scratch text(size);
    if (!text) return false;
    auto* digits = text.as<unsigned char>();
    limbsToText(text.as<char>(), a, a_count);
    for (size_t i = 0; i < size; ++i) digits[i] = static_cast<unsigned char>(digits[i] - '0');
    // mpn_set_str may write a limb more than the number has.
    Scratch out((a_count + 2) * sizeof(mp_limb_t));
    if (!out) return false;
    auto count = static_cast<size_t>(mpn_set_str(out.as<mp_limb_t>(), digits, size, 10));
    while (count != 0 && out.as<mp_limb_t>()[count - 1] == 0) --count;
    std::memcpy(dst, out.as<mp_limb_t>(), count * sizeof(uint64_t));
    *dst_count = count;
    return true;
}

bool limbsFromBinary(Limb* dst, size_t* dst_count, const uint64_t* a, size_t a_count) {
    if (a_count == 0) {
        *dst_count = 0;
        return true;
    }
    Scratch copy(a_count * sizeof(mp_limb_t));
    if (!copy) return false;
    auto* work = copy.as<mp_limb_t>();
    std::memcpy(work, a, a_count * sizeof(mp_limb_t));
    constexpr size_t kSchool = 20;
    if (a_count <= kSchool) {
        size_t left = a_count, count = 0;
        while (left != 0) {
            dst[count++] = mpn_divrem_1(work, 0, work, static_cast<mp_size_t>(left), kLimbBase);
            while (left != 0 && work[left - 1] == 0) --left;
        }
        *dst_count = trimmed(dst, count);
        return true;
    }
    Scratch text(a_count * 20 + 8);
    if (!text) return false;
    auto* digits = text.as<unsigned char>();
    size_t size = mpn_get_str(digits, 10, work, static_cast<mp_size_t>(a_count));
    for (size_t i = 0; i < size; ++i) digits[i] = static_cast<unsigned char>(digits[i] + '0');
    *dst_count = limbsFromText(dst, text.as<char>(), size);
    return true;
}

void limbsToText(char* dst, const Limb* a, size_t a_count) {
    if (a_count == 0) {
        *dst = '0';
        return;
    }
    int first = limbDigits(a[a_count - 1]);
    limbToText(dst, a[a_count - 1], first);
    dst += first;
    for (size_t i = a_count - 1; i-- > 0; dst += kLimbDigits) limbToText(dst, a[i], kLimbDigits);
}

size_t limbsFromText(Limb* dst, const char* text, size_t size) {
    size_t count = 0;
    while (size >= kLimbDigits) {
        size -= kLimbDigits;
        dst[count++] = limbFromText(text + size, kLimbDigits);
    }
    if (size != 0) dst[count++] = limbFromText(text, size);
    return trimmed(dst, count);
}

} // namespace krait::decimal
