// _random: the generator of module random, Mersenne Twister MT19937 (Matsumoto and Nishimura,
// 1998), seeded from the 32-bit words of an int. The state lies in the object; the GIL protects it.
#include "stdlib/native/native_support.h"
#include "vm/objects/int_parts.h"

#include <llvm/ADT/SmallVector.h>

#include <cerrno>
#include <ctime>
#include <sys/random.h>
#include <unistd.h>

namespace krait {
namespace {

constexpr int kStateCount = 624, kShiftCount = 397;

struct Random : Object {
    uint32_t index; // of the next word; kStateCount: a new block is to be made
    uint32_t state[kStateCount];
};

Random* randomOf(Value v) {
    return v.as<Random>();
}

// --- the generator -------------------------------------------------------------------------------

void makeBlock(Random* r) {
    uint32_t* mt = r->state;
    auto mix = [](uint32_t u, uint32_t v) {
        uint32_t y = (u & 0x80000000u) | (v & 0x7fffffffu);
        return (y >> 1) ^ ((0 - (y & 1)) & 0x9908b0dfu);
    };
    int k = 0;
    for (; k < kStateCount - kShiftCount; ++k) mt[k] = mt[k + kShiftCount] ^ mix(mt[k], mt[k + 1]);
    for (; k < kStateCount - 1; ++k) {
        mt[k] = mt[k + kShiftCount - kStateCount] ^ mix(mt[k], mt[k + 1]);
    }
    mt[k] = mt[kShiftCount - 1] ^ mix(mt[k], mt[0]);
    r->index = 0;
}

inline uint32_t nextWord(Random* r) {
    if (KRAIT_UNLIKELY(r->index >= kStateCount)) makeBlock(r);
    uint32_t y = r->state[r->index++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

void seedByWord(Random* r, uint32_t seed) {
    uint32_t* mt = r->state;
    mt[0] = seed;
    for (uint32_t i = 1; i < kStateCount; ++i) {
        mt[i] = 1812433253u * (mt[i - 1] ^ (mt[i - 1] >> 30)) + i;
    }
    r->index = kStateCount;
}

void seedByWords(Random* r, const uint32_t* key, size_t count) {
    seedByWord(r, 19650218u);
    uint32_t* mt = r->state;
    uint32_t i = 1;
    size_t j = 0;
    auto wrap = [&] {
        if (++i >= kStateCount) {
            mt[0] = mt[kStateCount - 1];
            i = 1;
        }
    };
    for (size_t k = count > kStateCount ? count : kStateCount; k != 0; --k) {
        mt[i] = (mt[i] ^ ((mt[i - 1] ^ (mt[i - 1] >> 30)) * 1664525u)) + key[j] +
                static_cast<uint32_t>(j);
        wrap();
        if (++j >= count) j = 0;
    }
    for (int k = kStateCount - 1; k != 0; --k) {
        mt[i] = (mt[i] ^ ((mt[i - 1] ^ (mt[i - 1] >> 30)) * 1566083941u)) - i;
        wrap();
    }
    mt[0] = 0x80000000u;
}

void seedBySystem(Random* r) {
    uint32_t key[kStateCount];
    if (getrandom(key, sizeof key, GRND_NONBLOCK) == static_cast<ssize_t>(sizeof key)) {
        seedByWords(r, key, kStateCount);
        return;
    }
    // No entropy yet: clocks and the process must do.
    timespec now, monotonic;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    uint32_t words[] = {static_cast<uint32_t>(now.tv_nsec), static_cast<uint32_t>(now.tv_sec),
                        static_cast<uint32_t>(getpid()), static_cast<uint32_t>(monotonic.tv_nsec),
                        static_cast<uint32_t>(monotonic.tv_sec)};
    seedByWords(r, words, std::size(words));
}

// --- methods -------------------------------------------------------------------------------------

// Python: an int by its magnitude, anything else by its hash. REENTRY: __hash__.
Status seed(Thread* t, Random* r, Value v) {
    if (v.isEmpty() || v.isNone()) {
        seedBySystem(r);
        return ok();
    }
    uint64_t scratch;
    BigView view;
    if (isInt(v)) {
        view = intView(v, &scratch);
    } else {
        view = bigFromUint64(static_cast<uint64_t>(KRAIT_TRY(hashOf(t, v))), &scratch);
    }
    llvm::SmallVector<uint32_t, 8> key;
    for (uint32_t i = 0; i < view.count; ++i) {
        key.push_back(static_cast<uint32_t>(view.limbs[i]));
        key.push_back(static_cast<uint32_t>(view.limbs[i] >> 32));
    }
    while (!key.empty() && key.back() == 0) key.pop_back();
    if (key.empty()) key.push_back(0);
    seedByWords(r, key.data(), key.size());
    return ok();
}

Ref random_dunder_init(Thread* t, Args a) {
    KRAIT_TRY(seed(t, randomOf(a[0]), a[1]));
    return Ref::none();
}
Ref random_seed(Thread* t, Args a) {
    KRAIT_TRY(seed(t, randomOf(a[0]), a[1]));
    return Ref::none();
}

Ref random_random(Thread*, Args a) {
    Random* r = randomOf(a[0]);
    uint32_t high = nextWord(r) >> 5, low = nextWord(r) >> 6; // 27 and 26 bits
    return floatFrom((high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

Ref random_getrandbits(Thread* t, Args a) {
    Random* r = randomOf(a[0]);
    Ref bits = KRAIT_TRY(toIndex(t, a[1]));
    int64_t k;
    if (!intFits(bits, &k) || k > INT32_MAX || k < INT32_MIN) {
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    }
    if (k < 0) {
        return raise(t, TypeId::kValueError, "number of bits must be non-negative");
    }
    if (k == 0) return intFrom(t, 0);
    if (k <= 32) return intFrom(t, nextWord(r) >> (32 - k));
    size_t words = static_cast<size_t>(k - 1) / 32 + 1;
    size_t size = (words + 1) / 2 * sizeof(Limb);
    auto* limbs = static_cast<Limb*>(t->heap->allocateBlock(size));
    if (!limbs) return raiseNoMemory(t);
    for (size_t i = 0; i < words; ++i, k -= 32) {
        uint64_t word = nextWord(r);
        if (k < 32) word >>= 32 - k;
        if (i % 2 == 0) {
            limbs[i / 2] = word;
        } else {
            limbs[i / 2] |= word << 32;
        }
    }
    Ref result = intFromLimbs(t, {limbs, (words + 1) / 2}, false);
    t->heap->freeBlock(limbs, size);
    return result;
}

Ref random_getstate(Thread* t, Args a) {
    Random* r = randomOf(a[0]);
    New<Tuple> state = KRAIT_TRY(tupleAllocate(t, kStateCount + 1));
    for (int i = 0; i < kStateCount; ++i) state->items[i] = Value::smallInt(r->state[i]);
    state->items[kStateCount] = Value::smallInt(r->index);
    return state;
}

Ref random_setstate(Thread* t, Args a) {
    if (!isTuple(a[1])) {
        return raise(t, TypeId::kTypeError, "state vector must be a tuple");
    }
    auto* given = a[1].as<Tuple>();
    if (given->length != kStateCount + 1) {
        return raise(t, TypeId::kValueError, "state vector is the wrong size");
    }
    uint32_t state[kStateCount];
    for (int i = 0; i < kStateCount; ++i) {
        if (!isInt(given->items[i])) return raise(t, TypeId::kTypeError, "an integer is required");
        if (intSign(given->items[i]) < 0) {
            return raise(t, TypeId::kOverflowError, "can't convert negative value to unsigned int");
        }
        state[i] = static_cast<uint32_t>(KRAIT_TRY(intAsInt64(t, given->items[i])));
    }
    if (!isInt(given->items[kStateCount])) {
        return raise(t, TypeId::kTypeError, "an integer is required");
    }
    int64_t index = KRAIT_TRY(intAsInt64(t, given->items[kStateCount]));
    if (index < 0 || index > kStateCount) return raise(t, TypeId::kValueError, "invalid state");
    Random* r = randomOf(a[0]);
    r->index = static_cast<uint32_t>(index);
    std::copy(state, state + kStateCount, r->state);
    return Ref::none();
}

constexpr MethodDef kRandomMethods[] = {
    {"random(self, /)", random_random, "random() -> x in the interval [0, 1)."},
    {"seed(self, n=None, /)", random_seed,
     "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the "
     "current "
     "time and the process identifier."},
    {"getstate(self, /)", random_getstate, "getstate() -> tuple containing the current state."},
    {"setstate(self, state, /)", random_setstate,
     "setstate(state) -> None.  Restores generator state."},
    {"getrandbits(self, k, /)", random_getrandbits,
     "getrandbits(k) -> x.  Generates an int with k random bits."},
    {}};

const TypeSpec kRandomSpec = {
    .name = "_random.Random",
    .size = sizeof(Random),
    .flags = kTypeBase,
    .doc = "Random() -> create a random number generator with its own internal state.",
    .init = {"Random(self, x=<unset>, /)", random_dunder_init, nullptr},
    .methods = kRandomMethods,
};

Status initModule(Thread* t, Value module) {
    return addTypes(t, module, {{"Random", &kRandomSpec}});
}

} // namespace

extern const NativeModule k_randomModule = {
    "_random", "Module implements the Mersenne Twister random number generator.", nullptr,
    initModule};

} // namespace krait
