// _blake2: BLAKE2b and BLAKE2s with all their parameters (RFC 7693; the parameter block of the
// BLAKE2 paper, sections 2.8 and 2.10), which OpenSSL's interface does not offer. The state lies in
// the object; long input is hashed without the GIL, the object then refusing others.
#include "stdlib/native/hashes.h"
#include "stdlib/native/module_util.h"
#include "vm/runtime/type_system.h"
#include "vm/threads/gil.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace krait {
namespace {

constexpr uint8_t kSigma[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

// What tells the two apart.
struct BlakeB {
    using Word = uint64_t;
    static constexpr int kRounds = 12, kDigestMax = 64, kKeyMax = 64, kSaltMax = 16,
                         kPersonMax = 16, kOffsetBits = 64;
    static constexpr int kRotations[4] = {32, 24, 16, 63};
    static constexpr Word kStart[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                       0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                       0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    static constexpr const char* kName = "blake2b";
};
struct BlakeS {
    using Word = uint32_t;
    static constexpr int kRounds = 10, kDigestMax = 32, kKeyMax = 32, kSaltMax = 8, kPersonMax = 8,
                         kOffsetBits = 48;
    static constexpr int kRotations[4] = {16, 12, 8, 7};
    static constexpr Word kStart[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    static constexpr const char* kName = "blake2s";
};

template <typename B>
struct State {
    using Word = typename B::Word;
    static constexpr size_t kBlock = 16 * sizeof(Word);
    Word h[8], counted[2], last_node;
    size_t filled;
    uint8_t digest_size;
    unsigned char block[kBlock];

    void compress(const unsigned char* data, bool last) {
        Word m[16], v[16];
        std::memcpy(m, data, kBlock); // little-endian, as this machine is
        for (int i = 0; i < 8; ++i) v[i] = h[i], v[i + 8] = B::kStart[i];
        v[12] ^= counted[0];
        v[13] ^= counted[1];
        if (last) v[14] = ~v[14], v[15] ^= last_node;
        auto mix = [&](int a, int b, int c, int d, Word x, Word y) {
            v[a] += v[b] + x;
            v[d] = std::rotr(v[d] ^ v[a], B::kRotations[0]);
            v[c] += v[d];
            v[b] = std::rotr(v[b] ^ v[c], B::kRotations[1]);
            v[a] += v[b] + y;
            v[d] = std::rotr(v[d] ^ v[a], B::kRotations[2]);
            v[c] += v[d];
            v[b] = std::rotr(v[b] ^ v[c], B::kRotations[3]);
        };
        for (int round = 0; round < B::kRounds; ++round) {
            const uint8_t* s = kSigma[round % 10];
            mix(0, 4, 8, 12, m[s[0]], m[s[1]]);
            mix(1, 5, 9, 13, m[s[2]], m[s[3]]);
            mix(2, 6, 10, 14, m[s[4]], m[s[5]]);
            mix(3, 7, 11, 15, m[s[6]], m[s[7]]);
            mix(0, 5, 10, 15, m[s[8]], m[s[9]]);
            mix(1, 6, 11, 12, m[s[10]], m[s[11]]);
            mix(2, 7, 8, 13, m[s[12]], m[s[13]]);
            mix(3, 4, 9, 14, m[s[14]], m[s[15]]);
        }
        for (int i = 0; i < 8; ++i) h[i] ^= v[i] ^ v[i + 8];
    }
    void count(size_t bytes) {
        counted[0] += static_cast<Word>(bytes);
        if (counted[0] < bytes) ++counted[1];
    }
    void update(const char* data, size_t size) {
        while (size > 0) {
            if (filled == kBlock) {
                // The last block is kept back: it is compressed in another way.
                count(kBlock);
                compress(block, false);
                filled = 0;
            }
            size_t part = std::min(size, kBlock - filled);
            std::memcpy(block + filled, data, part);
            filled += part;
            data += part;
            size -= part;
        }
    }
    void finish(unsigned char* out) {
        count(filled);
        std::memset(block + filled, 0, kBlock - filled);
        compress(block, true);
        std::memcpy(out, h, digest_size);
    }
};

template <typename B>
struct Blake : Object {
    State<B> state;
    bool busy; // a thread hashes without the GIL
};
template <typename B>
extern const TypeSpec kBlakeSpec;

template <typename B>
Blake<B>* blakeOf(Value v) {
    return v.as<Blake<B>>();
}

template <typename B>
Status feed(Thread* t, Blake<B>* b, std::string_view data) {
    while (b->busy) {
        GilReleased released(t, GilReason::kLock);
        sched_yield();
    }
    if (static_cast<int64_t>(data.size()) < kHashAloneMin) {
        b->state.update(data.data(), data.size());
        return ok();
    }
    b->busy = true;
    {
        GilReleased released(t, GilReason::kCompute);
        b->state.update(data.data(), data.size());
    }
    b->busy = false;
    return ok();
}

// Positions of the arguments of new.
enum {
    kClass,
    kData,
    kDigestSize,
    kKey,
    kSalt,
    kPerson,
    kFanout,
    kDepth,
    kLeafSize,
    kNodeOffset,
    kNodeDepth,
    kInnerSize,
    kLastNode
};

template <typename B>
Ref blake_new(Thread* t, Args a) {
    using Word = typename B::Word;
    // A number of 32 or 64 bits without a sign.
    auto unsignedNumber = [&](Value v, uint64_t maximum, const char* message) -> Result<uint64_t> {
        Ref index = KRAIT_TRY(toIndex(t, v));
        uint64_t scratch = 0;
        bool negative;
        std::span<const uint64_t> limbs = intLimbs(index, &scratch, &negative);
        if (negative) return raise(t, TypeId::kValueError, "value must be positive");
        if (limbs.size() > 1) return raise(t, TypeId::kOverflowError, "int too big to convert");
        uint64_t n = limbs.empty() ? 0 : limbs[0];
        if (n > maximum) return raise(t, TypeId::kOverflowError, "%s", message);
        return n;
    };
    auto range = [&](Value v, int64_t low, int64_t high, const char* message) -> Result<int64_t> {
        int64_t n = KRAIT_TRY(toIndexInt64(t, v));
        if (n < low || n > high) return raise(t, TypeId::kValueError, "%s", message);
        return n;
    };
    int64_t digest_size = KRAIT_TRY(toIndexInt64(t, a[kDigestSize]));
    if (digest_size <= 0 || digest_size > B::kDigestMax) {
        return raise(t, TypeId::kValueError,
                     "digest_size for %s must be between 1 and %d bytes, here it is %d", B::kName,
                     B::kDigestMax, static_cast<int>(digest_size));
    }
    Buffer key, salt, person;
    if (!a[kKey].isEmpty()) KRAIT_TRY(key.acquire(t, a[kKey]));
    if (!a[kSalt].isEmpty()) KRAIT_TRY(salt.acquire(t, a[kSalt]));
    if (!a[kPerson].isEmpty()) KRAIT_TRY(person.acquire(t, a[kPerson]));
    if (salt.size() > B::kSaltMax) {
        return raise(t, TypeId::kValueError, "maximum salt length is %d bytes", B::kSaltMax);
    }
    if (person.size() > B::kPersonMax) {
        return raise(t, TypeId::kValueError, "maximum person length is %d bytes", B::kPersonMax);
    }
    int64_t fanout = KRAIT_TRY(range(a[kFanout], 0, 255, "fanout must be between 0 and 255"));
    int64_t depth = KRAIT_TRY(range(a[kDepth], 1, 255, "depth must be between 1 and 255"));
    uint64_t leaf = KRAIT_TRY(unsignedNumber(a[kLeafSize], 0xffffffff, "leaf_size is too large"));
    uint64_t offset = KRAIT_TRY(unsignedNumber(a[kNodeOffset], UINT64_MAX >> (64 - B::kOffsetBits),
                                               "node_offset is too large"));
    int64_t node_depth =
        KRAIT_TRY(range(a[kNodeDepth], 0, 255, "node_depth must be between 0 and 255"));
    char inner_message[64];
    std::snprintf(inner_message, sizeof inner_message, "inner_size must be between 0 and is %d",
                  B::kDigestMax);
    int64_t inner = KRAIT_TRY(range(a[kInnerSize], 0, B::kDigestMax, inner_message));
    bool last_node = KRAIT_TRY(isTrue(t, a[kLastNode]));
    if (key.size() > B::kKeyMax) {
        return raise(t, TypeId::kValueError, "maximum key length is %d bytes", B::kKeyMax);
    }
    New<Blake<B>> made = KRAIT_TRY(newInstance<Blake<B>>(t, a[kClass]));
    State<B>& s = made->state;
    std::memset(static_cast<void*>(&s), 0, sizeof s);
    made->busy = false;
    s.digest_size = static_cast<uint8_t>(digest_size);
    s.last_node = last_node ? ~Word{0} : 0;
    // The parameter block, xored into the start value.
    unsigned char p[8 * sizeof(Word)] = {};
    p[0] = s.digest_size;
    p[1] = static_cast<unsigned char>(key.size());
    p[2] = static_cast<unsigned char>(fanout);
    p[3] = static_cast<unsigned char>(depth);
    auto leaf32 = static_cast<uint32_t>(leaf);
    std::memcpy(p + 4, &leaf32, 4);
    constexpr int kOffsetBytes = B::kOffsetBits / 8;
    std::memcpy(p + 8, &offset, kOffsetBytes);
    p[8 + kOffsetBytes] = static_cast<unsigned char>(node_depth);
    p[9 + kOffsetBytes] = static_cast<unsigned char>(inner);
    std::memcpy(p + sizeof p - B::kSaltMax - B::kPersonMax, salt.data(),
                static_cast<size_t>(salt.size()));
    std::memcpy(p + sizeof p - B::kPersonMax, person.data(), static_cast<size_t>(person.size()));
    Word words[8];
    std::memcpy(words, p, sizeof p);
    for (int i = 0; i < 8; ++i) s.h[i] = B::kStart[i] ^ words[i];
    if (key.size() > 0) {
        std::memcpy(s.block, key.data(), static_cast<size_t>(key.size()));
        s.filled = State<B>::kBlock;
    }
    if (!a[kData].isEmpty()) {
        Buffer data;
        KRAIT_TRY(acquireHashInput(t, a[kData], &data));
        KRAIT_TRY(feed(t, made.get(), data.view()));
    }
    return made;
}

template <typename B>
Ref blake_update(Thread* t, Args a) {
    Buffer data;
    KRAIT_TRY(acquireHashInput(t, a[1], &data));
    KRAIT_TRY(feed(t, blakeOf<B>(a[0]), data.view()));
    return Ref::none();
}
template <typename B>
Ref blake_copy(Thread* t, Args a) {
    KRAIT_TRY(feed(t, blakeOf<B>(a[0]), {})); // waits until it is at rest
    New<Blake<B>> made = KRAIT_TRY(newInstance<Blake<B>>(t, Value(typeOf(t, a[0]))));
    made->state = blakeOf<B>(a[0])->state;
    made->busy = false;
    return made;
}
template <typename B>
std::string_view finished(Thread* t, Value v, unsigned char* out) {
    (void)feed(t, blakeOf<B>(v), {});
    State<B> state = blakeOf<B>(v)->state;
    state.finish(out);
    return {reinterpret_cast<char*>(out), state.digest_size};
}
template <typename B>
Ref blake_digest(Thread* t, Args a) {
    unsigned char out[64];
    return bytesFrom(t, finished<B>(t, a[0], out));
}
template <typename B>
Ref blake_hexdigest(Thread* t, Args a) {
    unsigned char out[64];
    return bytesAsHex(t, finished<B>(t, a[0], out));
}
template <typename B>
Ref blake_get_name(Thread* t, Value) {
    return strFromAscii(t, B::kName);
}
template <typename B>
Ref blake_get_block_size(Thread*, Value) {
    return Ref::take(Value::smallInt(static_cast<int64_t>(State<B>::kBlock)));
}
template <typename B>
Ref blake_get_digest_size(Thread*, Value v) {
    return Ref::take(Value::smallInt(blakeOf<B>(v)->state.digest_size));
}

template <typename B>
constexpr MethodDef kBlakeMethods[] = {
    {"copy(self, /)", blake_copy<B>, "Return a copy of the hash object."},
    {"digest(self, /)", blake_digest<B>, "Return the digest value as a bytes object."},
    {"hexdigest(self, /)", blake_hexdigest<B>,
     "Return the digest value as a string of hexadecimal digits."},
    {"update(self, data, /)", blake_update<B>, "Update this hash object's state."},
    {}};
template <typename B>
constexpr GetSetDef kBlakeGetSets[] = {{"name", blake_get_name<B>},
                                       {"block_size", blake_get_block_size<B>},
                                       {"digest_size", blake_get_digest_size<B>},
                                       {}};

#define BLAKE_SIGNATURE(name, size)                                                                \
    name "(cls, data=<unset>, /, *, digest_size=" size                                             \
         ", key=<unset>, salt=<unset>, person=<unset>, fanout=1, depth=1, leaf_size=0, "           \
         "node_offset=0, "                                                                         \
         "node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)"

template <>
const TypeSpec kBlakeSpec<BlakeB> = {
    .name = "_blake2.blake2b",
    .size = sizeof(Blake<BlakeB>),
    .flags = kTypeBase,
    .doc = "Return a new BLAKE2b hash object.",
    .new_ = {BLAKE_SIGNATURE("blake2b", "64"), blake_new<BlakeB>, ""},
    .methods = kBlakeMethods<BlakeB>,
    .getsets = kBlakeGetSets<BlakeB>,
};
template <>
const TypeSpec kBlakeSpec<BlakeS> = {
    .name = "_blake2.blake2s",
    .size = sizeof(Blake<BlakeS>),
    .flags = kTypeBase,
    .doc = "Return a new BLAKE2s hash object.",
    .new_ = {BLAKE_SIGNATURE("blake2s", "32"), blake_new<BlakeS>, ""},
    .methods = kBlakeMethods<BlakeS>,
    .getsets = kBlakeGetSets<BlakeS>,
};

template <typename B>
Status addType(Thread* t, Value module) {
    Type* type = typeFromSpec(t, &kBlakeSpec<B>);
    if (!type) return Error{};
    Value made(type);
    KRAIT_TRY(addValue(t, module, B::kName, made));
    struct {
        const char* name;
        int value;
    } constants[] = {{"SALT_SIZE", B::kSaltMax},
                     {"PERSON_SIZE", B::kPersonMax},
                     {"MAX_KEY_SIZE", B::kKeyMax},
                     {"MAX_DIGEST_SIZE", B::kDigestMax}};
    Dict* dict = typeDict(t, type);
    if (!dict) return Error{};
    for (const auto& c : constants) {
        New<Str> key = KRAIT_TRY(strIntern(t, c.name));
        KRAIT_TRY(dictSetStr(t, dict, key, Value::smallInt(c.value)));
    }
    return ok();
}

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addType<BlakeB>(t, module));
    return addType<BlakeS>(t, module);
}

} // namespace

extern const NativeModule k_blake2Module = {"_blake2", "_blake2b provides BLAKE2b for hashlib",
                                            nullptr, initModule};

} // namespace krait
