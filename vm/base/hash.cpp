// SipHash-1-3 and the numeric hashes modulo 2**61 - 1; see hash.h.
#include "vm/base/hash.h"

#include "vm/base/assert.h"

#include <cmath>
#include <cstring>

namespace krait {

namespace {

uint64_t loadLittle64(const uint8_t* p) {
    uint64_t word;
    std::memcpy(&word, p, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}

struct SipState {
    uint64_t v0, v1, v2, v3;

    void round() {
        v0 += v1;
        v2 += v3;
        v1 = std::rotl(v1, 13) ^ v0;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 = std::rotl(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = std::rotl(v1, 17) ^ v2;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 = std::rotl(v2, 32);
    }

    void absorb(uint64_t word) {
        v3 ^= word;
        round();
        v0 ^= word;
    }
};

// Multiplication by 2**shift modulo 2**61 - 1 is a rotation of 61 bits.
uint64_t rotateModulus(uint64_t x, int shift) {
    return ((x << shift) & kHashModulus) | (x >> (kHashBits - shift));
}

} // namespace

HashKey hashKeyFromSeed(uint32_t seed) {
    HashKey key;
    if (seed == 0) return key;
    uint8_t bytes[16];
    uint32_t state = seed;
    for (uint8_t& byte : bytes) {
        state = state * 214013 + 2531011;
        byte = static_cast<uint8_t>(state >> 16);
    }
    key.k0 = loadLittle64(bytes);
    key.k1 = loadLittle64(bytes + 8);
    return key;
}

int64_t hashBytes(HashKey key, const void* data, size_t size) {
    if (size == 0) return 0;
    const uint8_t* p = static_cast<const uint8_t*>(data);
    SipState s{key.k0 ^ 0x736f6d6570736575u, key.k1 ^ 0x646f72616e646f6du,
               key.k0 ^ 0x6c7967656e657261u, key.k1 ^ 0x7465646279746573u};
    const uint8_t* words_end = p + (size & ~size_t{7});
    for (; p != words_end; p += 8) s.absorb(loadLittle64(p));
    uint64_t last = static_cast<uint64_t>(size) << 56;
    for (size_t i = 0; i < (size & 7); ++i) last |= static_cast<uint64_t>(p[i]) << (8 * i);
    s.absorb(last);
    s.v2 ^= 0xff;
    s.round();
    s.round();
    s.round();
    return hashNotMinusOne(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}

int64_t hashLimbs(const uint64_t* limbs, size_t count, bool negative) {
    uint64_t acc = 0;
    for (size_t i = count; i-- > 0;) {
        // 2**64 is 2**3 modulo the prime.
        acc = rotateModulus(acc, 3) + (limbs[i] & kHashModulus) + (limbs[i] >> kHashBits);
        acc = (acc & kHashModulus) + (acc >> kHashBits);
        if (acc >= kHashModulus) acc -= kHashModulus;
    }
    return hashNotMinusOne(negative ? 0 - acc : acc);
}

int64_t hashDouble(double value) {
    KRAIT_ASSERT(!std::isnan(value));
    if (std::isinf(value)) return value > 0 ? kHashInfinity : -kHashInfinity;
    // Integers of the int64 range are by far the most frequent; the cast is exact for them.
    if (value >= -9223372036854775808.0 && value < 9223372036854775808.0) {
        int64_t whole = static_cast<int64_t>(value);
        if (static_cast<double>(whole) == value) return hashInt64(whole);
    }
    int exponent;
    double fraction = std::frexp(std::fabs(value), &exponent);
    // The 53 bits of the significand as an integer, then times a power of two modulo the prime.
    uint64_t acc = static_cast<uint64_t>(std::ldexp(fraction, 53));
    int shift = (exponent - 53) % kHashBits;
    if (shift < 0) shift += kHashBits;
    acc = rotateModulus(acc, shift);
    return hashNotMinusOne(value < 0 ? 0 - acc : acc);
}

} // namespace krait
