// _hashlib: what hashlib and hmac take from OpenSSL. Hash objects are hashes.cpp; here are HMAC,
// key derivation and comparison in constant time.
#include "stdlib/native/hashes.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "vm/objects/set.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/signals.h"
#include "vm/threads/gil.h"

#include <algorithm>
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include <string>

// HMAC_CTX is what hmac objects need: it can be copied. OpenSSL 3 prefers EVP_MAC, with the same
// results.
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

namespace krait {
namespace {

extern const TypeSpec kUnsupportedSpec =
    exceptionSpec("_hashlib.UnsupportedDigestmodError", TypeId::kValueError);

// --- hashes by name -----------------------------------------------------------------------------

constexpr const char* kNames[] = {"md5",      "sha1",     "sha224",    "sha256",
                                  "sha384",   "sha512",   "sha3_224",  "sha3_256",
                                  "sha3_384", "sha3_512", "shake_128", "shake_256"};

template <size_t kIndex>
Ref openssl_hash(Thread* t, Args a) {
    return hashNew(t, kNames[kIndex], kNames[kIndex], a[0]);
}

// The constant text of a name, which hash objects keep; null if there is no such digest.
const char* constantName(std::string_view name) {
    static constexpr const char* kOthers[] = {"sha512_224", "sha512_256", "blake2b", "blake2s",
                                              "md5-sha1",   "ripemd160",  "sm3"};
    const EVP_MD* md = digestNamed(name);
    if (!md) return nullptr;
    for (const char* known : kNames)
        if (digestNamed(known) == md) return known;
    for (const char* known : kOthers)
        if (digestNamed(known) == md) return known;
    return nullptr;
}

Ref hashlib_new(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "new() argument 'name' must be str, not %T", a[0]);
    }
    std::string name = toUtf8(a[0].as<Str>());
    const char* known = constantName(name);
    if (!known) return raiseOf(t, &kUnsupportedSpec, "unsupported hash type %s", name.c_str());
    return hashNew(t, known, known, a[1]);
}

// A digest given by name, or by a function of this module.
const char* digestOfArgument(Thread* t, Value v) {
    if (isStr(v)) {
        std::string name = toUtf8(v.as<Str>());
        if (const char* known = constantName(name)) return known;
        (void)raiseOf(t, &kUnsupportedSpec, "Unsupported digestmod %s", name.c_str());
        return nullptr;
    }
    if (isKind(v, TypeId::kNativeFunction)) {
        std::string_view text = v.as<NativeFunction>()->def->signature;
        text = text.substr(0, text.find('('));
        if (text.starts_with("openssl_")) return constantName(text.substr(8));
    }
    (void)raiseOf(t, &kUnsupportedSpec, "Unsupported digestmod %R", v);
    return nullptr;
}

// --- HMAC ---------------------------------------------------------------------------------------

struct Hmac : Object {
    HMAC_CTX* context; // owned
    const char* name;
};
Hmac* hmacOf(Value v) {
    return v.as<Hmac>();
}

void hmac_destroy(Thread*, Object* o) {
    HMAC_CTX_free(static_cast<Hmac*>(o)->context);
}
Ref hmac_update(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(acquireHashInput(t, a[1], &buffer));
    HMAC_Update(hmacOf(a[0])->context, reinterpret_cast<unsigned char*>(buffer.data()),
                static_cast<size_t>(buffer.size()));
    return Ref::none();
}
Ref hmac_copy(Thread* t, Args a) {
    New<Hmac> made = KRAIT_TRY(newOf<Hmac>(t, &kHmacSpec));
    made->context = HMAC_CTX_new();
    made->name = hmacOf(a[0])->name;
    if (!made->context || HMAC_CTX_copy(made->context, hmacOf(a[0])->context) != 1)
        return raiseNoMemory(t);
    return made;
}
Ref hmac_digest(Thread* t, Args a) {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC_CTX* copy = HMAC_CTX_new();
    if (!copy || HMAC_CTX_copy(copy, hmacOf(a[0])->context) != 1) {
        HMAC_CTX_free(copy);
        return raiseNoMemory(t);
    }
    HMAC_Final(copy, out, &size);
    HMAC_CTX_free(copy);
    return bytesFrom(t, {reinterpret_cast<char*>(out), size});
}
Ref hmac_hexdigest(Thread* t, Args a) {
    Ref bytes = KRAIT_TRY(hmac_digest(t, a));
    return bytesAsHex(t, bytes.as<Bytes>()->view());
}
Ref hmac_get_name(Thread* t, Value v) {
    return strFormat(t, "hmac-%s", hmacOf(v)->name);
}
Ref hmac_get_digest_size(Thread* t, Value v) {
    return intFrom(t, static_cast<int64_t>(HMAC_size(hmacOf(v)->context)));
}
Ref hmac_get_block_size(Thread* t, Value v) {
    return intFrom(t, int64_t{EVP_MD_get_block_size(HMAC_CTX_get_md(hmacOf(v)->context))});
}
Ref hmac_repr(Thread* t, Value v) {
    return strFormat(t, "<%s HMAC object @ 0x%x>", hmacOf(v)->name, v.bits());
}

constexpr MethodDef kHmacMethods[] = {
    {"copy(self, /)", hmac_copy, "Return a copy (\"clone\") of the HMAC object."},
    {"digest(self, /)", hmac_digest,
     "Return the digest of the bytes passed to the update() method so far."},
    {"hexdigest(self, /)", hmac_hexdigest, "Return hexadecimal digest of the bytes passed so far."},
    {"update(self, /, msg)", hmac_update, "Update the HMAC object with msg."},
    {}};
constexpr GetSetDef kHmacGetSets[] = {{"name", hmac_get_name},
                                      {"digest_size", hmac_get_digest_size},
                                      {"block_size", hmac_get_block_size},
                                      {}};

Ref hashlib_hmac_new(Thread* t, Args a) {
    if (a[2].isNone() || a[2].isEmpty())
        return raise(t, TypeId::kTypeError, "Missing required parameter 'digestmod'.");
    const char* name = digestOfArgument(t, a[2]);
    if (!name) return Error{};
    Buffer key;
    KRAIT_TRY(key.acquire(t, a[0]));
    New<Hmac> made = KRAIT_TRY(newOf<Hmac>(t, &kHmacSpec));
    made->context = HMAC_CTX_new();
    made->name = name;
    // A null key would mean: keep the key that there is.
    const char* key_data = key.size() ? key.data() : "";
    if (!made->context || HMAC_Init_ex(made->context, key_data, static_cast<int>(key.size()),
                                       digestNamed(name), nullptr) != 1) {
        return raiseOf(t, &kUnsupportedSpec, "Unsupported digestmod %s", name);
    }
    if (!a[1].isEmpty() && !a[1].isNone()) {
        Value values[] = {Value(made.get()), a[1]};
        KRAIT_TRY(hmac_update(t, values));
    }
    return made;
}

Ref hashlib_hmac_digest(Thread* t, Args a) {
    const char* name = digestOfArgument(t, a[2]);
    if (!name) return Error{};
    Buffer key, message;
    KRAIT_TRY(key.acquire(t, a[0]));
    KRAIT_TRY(message.acquire(t, a[1]));
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    {
        GilReleased released(t, GilReason::kCompute);
        HMAC(digestNamed(name), key.size() ? key.data() : "", static_cast<int>(key.size()),
             reinterpret_cast<unsigned char*>(message.data()), static_cast<size_t>(message.size()),
             out, &size);
    }
    return bytesFrom(t, {reinterpret_cast<char*>(out), size});
}

// --- key derivation, comparison -----------------------------------------------------------------

struct KeyedHash {
    HMAC_CTX* context = HMAC_CTX_new();
    KeyedHash() = default;
    KeyedHash(const KeyedHash&) = delete;
    KeyedHash& operator=(const KeyedHash&) = delete;
    ~KeyedHash() { HMAC_CTX_free(context); }
};

Ref hashlib_pbkdf2_hmac(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError,
                     "pbkdf2_hmac() argument 'hash_name' must be str, not %T", a[0]);
    }
    std::string name = toUtf8(a[0].as<Str>());
    const EVP_MD* md = digestNamed(name);
    if (!md) return raiseOf(t, &kUnsupportedSpec, "unsupported hash type %s", name.c_str());
    Buffer password, salt;
    KRAIT_TRY(password.acquire(t, a[1]));
    KRAIT_TRY(salt.acquire(t, a[2]));
    int64_t iterations = KRAIT_TRY(toIndexInt64(t, a[3]));
    if (iterations < 1)
        return raise(t, TypeId::kValueError, "iteration value must be greater than 0.");
    if (iterations > INT32_MAX)
        return raise(t, TypeId::kOverflowError, "iteration value is too great.");
    int64_t length = EVP_MD_get_size(md);
    if (!a[4].isNone()) length = KRAIT_TRY(toIndexInt64(t, a[4]));
    if (length < 1) return raise(t, TypeId::kValueError, "key length must be greater than 0.");
    if (length > INT32_MAX) return raise(t, TypeId::kOverflowError, "key length is too great.");
    New<Bytes> out = KRAIT_TRY(bytesAllocate(t, length));
    KeyedHash keyed, work;
    if (!keyed.context || !work.context) return raiseNoMemory(t);
    if (HMAC_Init_ex(keyed.context, password.data(), static_cast<int>(password.size()), md,
                     nullptr) != 1) {
        return raiseOf(t, &kUnsupportedSpec, "unsupported hash type %s", name.c_str());
    }
    const auto* salt_bytes = reinterpret_cast<const unsigned char*>(salt.data());
    auto digest_size = static_cast<unsigned>(EVP_MD_get_size(md));
    // PKCS #5, 5.2: block i is the XOR of a chain of HMACs that begins with salt and number.
    constexpr int64_t kBetweenPolls = 10'000;
    uint32_t block = 0;
    for (int64_t at = 0; at < length; at += digest_size) {
        ++block;
        unsigned char chain[EVP_MAX_MD_SIZE], sum[EVP_MAX_MD_SIZE];
        const unsigned char number[4] = {
            static_cast<unsigned char>(block >> 24), static_cast<unsigned char>(block >> 16),
            static_cast<unsigned char>(block >> 8), static_cast<unsigned char>(block)};
        HMAC_CTX_copy(work.context, keyed.context);
        HMAC_Update(work.context, salt_bytes, static_cast<size_t>(salt.size()));
        HMAC_Update(work.context, number, sizeof number);
        HMAC_Final(work.context, chain, nullptr);
        std::memcpy(sum, chain, digest_size);
        for (int64_t i = 1; i < iterations;) {
            int64_t until = std::min(iterations, i + kBetweenPolls);
            {
                GilReleased released(t, GilReason::kCompute);
                for (; i < until; ++i) {
                    HMAC_CTX_copy(work.context, keyed.context);
                    HMAC_Update(work.context, chain, digest_size);
                    HMAC_Final(work.context, chain, nullptr);
                    for (unsigned k = 0; k < digest_size; ++k) sum[k] ^= chain[k];
                }
            }
            KRAIT_TRY(pollSignals(t));
        }
        std::memcpy(out->data + at, sum,
                    static_cast<size_t>(std::min<int64_t>(digest_size, length - at)));
    }
    return out;
}

Ref hashlib_scrypt(Thread* t, Args a) {
    Buffer password, salt;
    KRAIT_TRY(password.acquire(t, a[0]));
    if (a[1].isNone()) return raise(t, TypeId::kTypeError, "salt is required");
    KRAIT_TRY(salt.acquire(t, a[1]));
    if (a[2].isNone())
        return raise(t, TypeId::kTypeError, "n is required and must be an unsigned int");
    if (a[3].isNone())
        return raise(t, TypeId::kTypeError, "r is required and must be an unsigned int");
    if (a[4].isNone())
        return raise(t, TypeId::kTypeError, "p is required and must be an unsigned int");
    int64_t n = KRAIT_TRY(toIndexInt64(t, a[2])), r = KRAIT_TRY(toIndexInt64(t, a[3])),
            p = KRAIT_TRY(toIndexInt64(t, a[4])), memory = KRAIT_TRY(toIndexInt64(t, a[5])),
            length = KRAIT_TRY(toIndexInt64(t, a[6]));
    if (n < 2 || (n & (n - 1)) != 0) {
        return raise(t, TypeId::kValueError, "n must be a power of 2.");
    }
    if (memory < 0 || memory > INT32_MAX) {
        return raise(t, TypeId::kValueError, "maxmem must be positive and smaller than %d",
                     INT32_MAX);
    }
    if (length < 1 || length > INT32_MAX) {
        return raise(t, TypeId::kValueError, "dklen must be greater than 0 and smaller than %d",
                     INT32_MAX);
    }
    auto derive = [&](unsigned char* out) {
        return EVP_PBE_scrypt(password.data(), static_cast<size_t>(password.size()),
                              reinterpret_cast<unsigned char*>(salt.data()),
                              static_cast<size_t>(salt.size()), static_cast<uint64_t>(n),
                              static_cast<uint64_t>(r), static_cast<uint64_t>(p),
                              static_cast<uint64_t>(memory), out, static_cast<size_t>(length)) == 1;
    };
    if (!derive(nullptr)) {
        return raise(t, TypeId::kValueError, "Invalid parameter combination for n, r, p, maxmem.");
    }
    New<Bytes> out = KRAIT_TRY(bytesAllocate(t, length));
    GilReleased released(t, GilReason::kCompute);
    derive(reinterpret_cast<unsigned char*>(out->data));
    return out;
}

Ref hashlib_compare_digest(Thread* t, Args a) {
    auto equal = [](std::string_view x, std::string_view y) {
        // The time depends on y's length only.
        unsigned char different = x.size() != y.size();
        for (size_t i = 0; i < y.size(); ++i)
            different |= static_cast<unsigned char>(y[i] ^ (different ? y[i] : x[i % x.size()]));
        return !different;
    };
    if (isStr(a[0]) && isStr(a[1])) {
        auto *x = a[0].as<Str>(), *y = a[1].as<Str>();
        if (!x->isAscii() || !y->isAscii()) {
            return raise(t, TypeId::kTypeError,
                         "comparing strings with non-ASCII characters is not supported");
        }
        return Ref::boolean(equal({x->data, static_cast<size_t>(x->length)},
                                  {y->data, static_cast<size_t>(y->length)}));
    }
    Buffer x, y;
    if (x.acquire(t, a[0]).isError() || y.acquire(t, a[1]).isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError,
                     "unsupported operand types(s) or combination of types: '%T' and '%T'", a[0],
                     a[1]);
    }
    return Ref::boolean(equal(x.view(), y.view()));
}

Ref hashlib_get_fips_mode(Thread*, Args) {
    return Ref::take(Value::smallInt(0));
}

#define HASH_FUNCTION(index, name)                                                                 \
    {"openssl_" name "(string=<unset>, *, usedforsecurity=True)", openssl_hash<index>,             \
     "Returns a " name " hash object."}
constexpr MethodDef kFunctions[] = {
    {"compare_digest(a, b, /)", hashlib_compare_digest, "Return 'a == b', in constant time."},
    {"get_fips_mode()", hashlib_get_fips_mode, "0: OpenSSL's FIPS mode is off."},
    {"hmac_digest(key, msg, digest)", hashlib_hmac_digest, "Single-shot HMAC."},
    {"hmac_new(key, msg=<unset>, digestmod=None)", hashlib_hmac_new, "Return a new hmac object."},
    {"new(name, string=<unset>, *, usedforsecurity=True)", hashlib_new,
     "Return a new hash object using the named algorithm."},
    HASH_FUNCTION(0, "md5"),
    HASH_FUNCTION(1, "sha1"),
    HASH_FUNCTION(2, "sha224"),
    HASH_FUNCTION(3, "sha256"),
    HASH_FUNCTION(4, "sha384"),
    HASH_FUNCTION(6, "sha3_224"),
    HASH_FUNCTION(7, "sha3_256"),
    HASH_FUNCTION(8, "sha3_384"),
    HASH_FUNCTION(9, "sha3_512"),
    HASH_FUNCTION(5, "sha512"),
    HASH_FUNCTION(10, "shake_128"),
    HASH_FUNCTION(11, "shake_256"),
    {"pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None)", hashlib_pbkdf2_hmac,
     "Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."},
    {"scrypt(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64)", hashlib_scrypt,
     "scrypt password-based key derivation function."},
    {}};

Status initModule(Thread* t, Value module) {
    Ref names = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSet))));
    for (const char* name :
         {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256",
          "sha3_224", "sha3_256", "sha3_384", "sha3_512", "shake_128", "shake_256", "blake2b",
          "blake2s", "md5-sha1", "ripemd160", "sm3"}) {
        // What OpenSSL was built without, or keeps in its legacy provider, does not work.
        const EVP_MD* md = digestNamed(name);
        if (!md) continue;
        EVP_MD* fetched = EVP_MD_fetch(nullptr, EVP_MD_get0_name(md), nullptr);
        if (!fetched) continue;
        EVP_MD_free(fetched);
        New<Str> text = KRAIT_TRY(strIntern(t, name));
        New<Str> add = KRAIT_TRY(strIntern(t, "add"));
        KRAIT_TRY(callMethod(t, names, add, Value(text)));
    }
    Ref frozen = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kFrozenSet)), names.get()));
    Type* hash = typeFromSpec(t, &kHashSpec);
    if (!hash || !typeFromSpec(t, &kHashXofSpec, hash)) return Error{};
    return ModuleFiller(t, module)
        .set("openssl_md_meth_names", frozen)
        .type("UnsupportedDigestmodError", &kUnsupportedSpec)
        .type("HASH", &kHashSpec)
        .type("HASHXOF", &kHashXofSpec)
        .type("HMAC", &kHmacSpec)
        .set("_GIL_MINSIZE", Value::smallInt(kHashAloneMin))
        .finish();
}

} // namespace

const TypeSpec kHmacSpec = {
    .name = "_hashlib.HMAC",
    .size = sizeof(Hmac),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = hmac_destroy, .repr = hmac_repr},
    .doc = "The object used to calculate HMAC of a message.",
    .methods = kHmacMethods,
    .getsets = kHmacGetSets,
};

extern const NativeModule k_hashlibModule = {"_hashlib", "OpenSSL interface for hashlib module",
                                             kFunctions, initModule};

} // namespace krait
