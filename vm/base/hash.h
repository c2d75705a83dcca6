// Hash functions whose results Python programs can see or depend on. Numbers, tuples and frozensets
// hash exactly as in CPython, so equal numbers of different types hash alike and sets iterate in
// the same order; str and bytes use SipHash-1-3 under a key drawn once per process.
// Pure functions on plain data: nothing is owned, any thread may call them.
// A hash is an int64_t and is never -1.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace krait {

// The modulus of numeric hashes is the Mersenne prime 2**61 - 1.
constexpr int kHashBits = 61;
constexpr uint64_t kHashModulus = (uint64_t{1} << kHashBits) - 1;
constexpr int64_t kHashInfinity = 314159;
constexpr uint64_t kHashImaginary = 1000003;

struct HashKey {
    uint64_t k0 = 0;
    uint64_t k1 = 0;
};

// The key for PYTHONHASHSEED=seed; seed 0 gives the all-zero key. Equal to CPython's, so that
// outputs which depend on the order of a set of strings can be compared.
HashKey hashKeyFromSeed(uint32_t seed);

constexpr int64_t hashNotMinusOne(uint64_t hash) {
    return hash == ~uint64_t{0} ? -2 : static_cast<int64_t>(hash);
}

// The hash of str (over its code units, in the narrowest width that holds it) and of bytes.
int64_t hashBytes(HashKey key, const void* data, size_t size);

constexpr int64_t hashInt64(int64_t value) {
    uint64_t magnitude =
        value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    // 2**61 is 1 modulo the prime: folding the top bits down leaves at most one subtraction.
    uint64_t folded = (magnitude & kHashModulus) + (magnitude >> kHashBits);
    if (folded >= kHashModulus) folded -= kHashModulus;
    return hashNotMinusOne(value < 0 ? 0 - folded : folded);
}

// A magnitude in 64-bit limbs, least significant first.
int64_t hashLimbs(const uint64_t* limbs, size_t count, bool negative);

// Infinities have fixed hashes. A NaN must not come here: its hash is that of its identity.
int64_t hashDouble(double value);

constexpr int64_t hashComplex(int64_t real_hash, int64_t imag_hash) {
    return hashNotMinusOne(static_cast<uint64_t>(real_hash) +
                           kHashImaginary * static_cast<uint64_t>(imag_hash));
}

// Identity: the low bits of an address are always zero, so they are rotated to the top.
constexpr int64_t hashPointer(uint64_t word) {
    return hashNotMinusOne(std::rotr(word, 4));
}

// Accumulates the hash of a sequence of hashes (tuple, and slice without the length).
class SequenceHash {
  public:
    constexpr void add(int64_t hash) {
        state_ += static_cast<uint64_t>(hash) * kPrime2;
        state_ = std::rotl(state_, 31) * kPrime1;
    }
    constexpr int64_t finishTuple(size_t count) const {
        return finish(state_ + (count ^ (kPrime5 ^ 3527539)));
    }
    constexpr int64_t finishSlice() const { return finish(state_); }

  private:
    static constexpr int64_t finish(uint64_t state) {
        return state == ~uint64_t{0} ? 1546275796 : static_cast<int64_t>(state);
    }
    static constexpr uint64_t kPrime1 = 11400714785074694791u;
    static constexpr uint64_t kPrime2 = 14029467366897019727u;
    static constexpr uint64_t kPrime5 = 2870177450012600261u;
    uint64_t state_ = kPrime5;
};

// Accumulates the hash of a frozenset: the order of the elements must not matter.
class UnorderedHash {
  public:
    constexpr void add(int64_t hash) {
        uint64_t h = static_cast<uint64_t>(hash);
        state_ ^= ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
    }
    constexpr int64_t finish(size_t count) const {
        uint64_t h = state_ ^ ((static_cast<uint64_t>(count) + 1) * 1927868237u);
        h ^= (h >> 11) ^ (h >> 25);
        h = h * 69069 + 907133923;
        return h == ~uint64_t{0} ? 590923713 : static_cast<int64_t>(h);
    }

  private:
    uint64_t state_ = 0;
};

} // namespace krait
