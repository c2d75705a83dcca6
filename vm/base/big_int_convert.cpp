// Big integers to and from doubles, text and bytes; see big_int.h.
#include "vm/base/big_int.h"

#include "vm/base/big_int_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstring>

namespace krait {

using namespace big_internal;

// --- doubles -------------------------------------------------------------------------------------

BigStatus bigToDouble(BigView a, double* out) {
    double magnitude;
    if (a.count <= 1) {
        magnitude = a.count == 0 ? 0.0 : static_cast<double>(a.limbs[0]);
    } else {
        size_t bits = bigBitLength(a);
        if (bits > DBL_MAX_EXP) return BigStatus::kTooLarge;
        // The top 64 bits, the lowest of them standing for all that is cut off: the conversion
        // below then rounds as if it saw every bit.
        unsigned lead = static_cast<unsigned>(std::countl_zero(a.limbs[a.count - 1]));
        uint64_t top = a.limbs[a.count - 1] << lead;
        uint64_t rest = a.limbs[a.count - 2];
        if (lead != 0) {
            top |= rest >> (kLimbBits - lead);
            rest <<= lead;
        }
        bool sticky = rest != 0;
        for (size_t i = 0; !sticky && i + 2 < a.count; ++i) sticky = a.limbs[i] != 0;
        magnitude = std::ldexp(static_cast<double>(top | sticky), static_cast<int>(bits) - 64);
        if (std::isinf(magnitude)) return BigStatus::kTooLarge;
    }
    *out = a.negative ? -magnitude : magnitude;
    return BigStatus::kOk;
}

BigOut bigFromDouble(Limb* dst, double value) {
    KRAIT_ASSERT(std::isfinite(value));
    int exponent;
    double fraction = std::frexp(std::fabs(value), &exponent);
    if (exponent <= 0) return {};
    Limb significand = static_cast<Limb>(std::ldexp(fraction, DBL_MANT_DIG));
    int shift = exponent - DBL_MANT_DIG;
    if (shift <= 0) {
        dst[0] = significand >> -shift;
        return {1, value < 0};
    }
    BigOut out = bigShiftLeft(dst, {&significand, 1, false}, static_cast<uint64_t>(shift));
    out.negative = value < 0;
    return out;
}

int bigCompareDouble(BigView a, double d) {
    KRAIT_ASSERT(!std::isnan(d));
    if (std::isinf(d)) return d > 0 ? -1 : 1;
    Limb limbs[kBigDoubleSizeMax];
    double whole = std::trunc(d);
    int order = bigCompare(a, bigFromDouble(limbs, whole).view(limbs));
    if (order != 0) return order;
    return whole < d ? -1 : whole > d ? 1 : 0;
}

// --- text ----------------------------------------------------------------------------------------

size_t bigTextSizeMax(BigView a, int base) {
    // The rounding of the logarithm is worth less than a digit up to kBigCountMax limbs; then the
    // sign, and the one digit more that mpn_get_str may touch.
    if (a.count <= 1) return kLimbBits + 4;
    double digits = static_cast<double>(bigBitLength(a)) / std::log2(base);
    return static_cast<size_t>(digits) + 4;
}

BigStatus bigToText(char* dst, size_t* length, BigView a, int base) {
    KRAIT_ASSERT(base >= 2 && base <= 36);
    static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char* p = dst;
    if (a.negative) *p++ = '-';
    if (a.count <= 1) {
        char reversed[kLimbBits];
        size_t n = 0;
        Limb value = a.count == 0 ? 0 : a.limbs[0];
        do {
            reversed[n++] = kDigits[value % static_cast<Limb>(base)];
            value /= static_cast<Limb>(base);
        } while (value != 0);
        while (n != 0) *p++ = reversed[--n];
        *length = static_cast<size_t>(p - dst);
        return BigStatus::kOk;
    }
    unsigned char* digits = reinterpret_cast<unsigned char*>(p);
    size_t count;
    if ((base & (base - 1)) == 0) {
        // mpn_get_str reads only, for powers of two.
        count = mpn_get_str(digits, base, const_cast<Limb*>(a.limbs), a.count);
    } else {
        LimbScratch copy(size_t{a.count} + 1);
        if (copy.refused()) return BigStatus::kNoMemory;
        copyLimbs(copy.get(), a.limbs, a.count);
        count = mpn_get_str(digits, base, copy.get(), a.count);
    }
    size_t zeros = 0;
    while (zeros + 1 < count && digits[zeros] == 0) ++zeros;
    for (size_t i = zeros; i < count; ++i) *p++ = kDigits[digits[i]];
    *length = static_cast<size_t>(p - dst);
    return BigStatus::kOk;
}

static constexpr auto kDigitValues = [] {
    std::array<uint8_t, 256> values{};
    values.fill(99);
    for (int i = 0; i < 10; ++i) values['0' + i] = static_cast<uint8_t>(i);
    for (int i = 0; i < 26; ++i) {
        values['a' + i] = values['A' + i] = static_cast<uint8_t>(10 + i);
    }
    return values;
}();
static int digitValue(char c) {
    return kDigitValues[static_cast<uint8_t>(c)];
}

BigStatus scanIntText(const char* text, size_t size, int base, IntText* out) {
    const char* p = text;
    const char* end = text + size;
    out->negative = false;
    if (p != end && (*p == '+' || *p == '-')) out->negative = *p++ == '-';
    bool zeros_only = false;
    int prefix_base = 0;
    if (end - p >= 2 && p[0] == '0') {
        char letter = static_cast<char>(p[1] | 0x20);
        prefix_base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    }
    if (prefix_base != 0 && (base == 0 || base == prefix_base)) {
        base = prefix_base;
        p += 2;
        if (p != end && *p == '_') ++p;
    } else if (base == 0) {
        // Python: 2.4.5, a decimal literal must not begin with a zero unless it is zero.
        base = 10;
        zeros_only = p != end && *p == '0';
    }
    out->base = base;
    out->digits = p;
    out->size = static_cast<size_t>(end - p);
    out->digit_count = 0;
    bool after_digit = false;
    for (; p != end; ++p) {
        if (*p == '_') {
            if (!after_digit) return BigStatus::kSyntax;
            after_digit = false;
            continue;
        }
        if (digitValue(*p) >= base) return BigStatus::kSyntax;
        if (zeros_only && *p != '0') return BigStatus::kSyntax;
        after_digit = true;
        ++out->digit_count;
    }
    return after_digit ? BigStatus::kOk : BigStatus::kSyntax;
}

size_t bigFromTextSizeMax(const IntText& text) {
    if (text.digit_count <= 12) return 2; // 36**12 is below 2**63
    double bits = static_cast<double>(text.digit_count) * std::log2(text.base);
    if (bits > static_cast<double>(kBigCountMax) * kLimbBits) return SIZE_MAX;
    return static_cast<size_t>(bits) / kLimbBits + 2;
}

BigStatus bigFromText(Limb* dst, BigOut* out, const IntText& text) {
    const char* p = text.digits;
    const char* end = p + text.size;
    while (p != end && (*p == '0' || *p == '_')) ++p;
    *out = {};
    if (p == end) return BigStatus::kOk;
    size_t size = static_cast<size_t>(end - p);
    if (size <= 12) {
        // 36**12 is below 2**63.
        Limb value = 0;
        for (; p != end; ++p)
            if (*p != '_')
                value = value * static_cast<Limb>(text.base) + static_cast<Limb>(digitValue(*p));
        dst[0] = value;
        *out = {1, text.negative};
        return BigStatus::kOk;
    }
    if (std::has_single_bit(static_cast<unsigned>(text.base))) {
        // Digits are groups of bits, packed from the last on.
        auto width = static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(text.base)));
        size_t count = 0;
        Limb limb = 0;
        unsigned bits = 0;
        while (end != p) {
            if (*--end == '_') continue;
            auto digit = static_cast<Limb>(digitValue(*end));
            limb |= digit << bits;
            bits += width;
            if (bits >= kLimbBits) {
                dst[count++] = limb;
                bits -= kLimbBits;
                limb = digit >> (width - bits);
            }
        }
        if (bits != 0) dst[count++] = limb;
        *out = outOf(dst, count, text.negative);
        return BigStatus::kOk;
    }
    LimbScratch values((size + sizeof(Limb) - 1) / sizeof(Limb));
    if (values.refused()) return BigStatus::kNoMemory;
    unsigned char* digits = reinterpret_cast<unsigned char*>(values.get());
    size_t count = 0;
    for (; p != end; ++p)
        if (*p != '_') digits[count++] = static_cast<unsigned char>(digitValue(*p));
    mp_size_t limbs = mpn_set_str(dst, digits, count, text.base);
    *out = outOf(dst, static_cast<size_t>(limbs), text.negative);
    return BigStatus::kOk;
}

// --- bytes ---------------------------------------------------------------------------------------

BigStatus bigToBytes(uint8_t* dst, size_t size, ByteOrder order, bool is_signed, BigView a) {
    if (a.negative && !is_signed) return BigStatus::kNegative;
    size_t bits = bigBitLength(a);
    if (is_signed && a.count != 0) {
        // -2**k needs no bit more than k, every other number one for the sign.
        bool is_lowest = a.negative && mpn_scan1(a.limbs, 0) == bits - 1;
        bits += !is_lowest;
    }
    if (bits > size * 8) return BigStatus::kTooLarge;
    static_assert(std::endian::native == std::endian::little);
    if (!a.negative) {
        size_t used = std::min(size, a.count * sizeof(Limb));
        if (order == ByteOrder::kLittle) {
            std::memcpy(dst, a.limbs, used);
            std::memset(dst + used, 0, size - used);
            return BigStatus::kOk;
        }
        uint8_t* at = dst + size;
        size_t whole = used / sizeof(Limb);
        for (size_t i = 0; i < whole; ++i) {
            Limb swapped = __builtin_bswap64(a.limbs[i]);
            at -= sizeof(Limb);
            std::memcpy(at, &swapped, sizeof(Limb));
        }
        for (size_t i = whole * sizeof(Limb); i < used; ++i) {
            *--at = static_cast<uint8_t>(a.limbs[whole] >> (i % sizeof(Limb) * 8));
        }
        std::memset(dst, 0, static_cast<size_t>(at - dst));
        return BigStatus::kOk;
    }
    unsigned carry = 1;
    for (size_t i = 0; i < size; ++i) {
        size_t limb = i / sizeof(Limb);
        uint8_t byte =
            limb < a.count ? static_cast<uint8_t>(a.limbs[limb] >> (i % sizeof(Limb) * 8)) : 0;
        if (a.negative) {
            byte = static_cast<uint8_t>(~byte + carry);
            carry = carry && byte == 0;
        }
        dst[order == ByteOrder::kLittle ? i : size - 1 - i] = byte;
    }
    return BigStatus::kOk;
}

BigOut bigFromBytes(Limb* dst, const uint8_t* bytes, size_t size, ByteOrder order, bool is_signed) {
    size_t count = bigFromBytesSizeMax(size);
    dst[count - 1] = 0;
    if (order == ByteOrder::kLittle) {
        std::memcpy(dst, bytes, size);
    } else {
        const uint8_t* at = bytes + size;
        size_t whole = size / sizeof(Limb);
        for (size_t i = 0; i < whole; ++i) {
            at -= sizeof(Limb);
            std::memcpy(&dst[i], at, sizeof(Limb));
            dst[i] = __builtin_bswap64(dst[i]);
        }
        for (unsigned bits = 0; at != bytes; bits += 8) {
            dst[whole] |= static_cast<Limb>(*--at) << bits;
        }
    }
    bool negative =
        is_signed && size != 0 && (bytes[order == ByteOrder::kLittle ? size - 1 : 0] & 0x80) != 0;
    if (negative) {
        for (size_t i = size; i < count * sizeof(Limb); ++i)
            dst[i / sizeof(Limb)] |= Limb{0xFF} << (i % sizeof(Limb) * 8);
        mpn_neg(dst, dst, static_cast<mp_size_t>(count));
    }
    return outOf(dst, count, negative);
}

} // namespace krait
