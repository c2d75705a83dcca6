// Hash objects over OpenSSL, and the modules of single families (_md5, _sha1, _sha2, _sha3 ...),
// which are the same objects under other names. An object owns its EVP context; hashing of more
// than kHashAloneMin bytes runs without the GIL, under the object's own lock.
#include "stdlib/native/hashes.h"

#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "vm/objects/utf8_text.h"
#include "vm/threads/gil.h"

#include <algorithm>
#include <cctype>
#include <mutex>
#include <string>

namespace krait {

namespace {

struct HashObject : Object {
    EVP_MD_CTX* context; // owned
    const char* name;    // constant
    std::mutex* lock;    // owned: held while hashing without the GIL
};

HashObject* hashOf(Value v) {
    return v.as<HashObject>();
}

void hash_destroy(Thread*, Object* o) {
    auto* h = static_cast<HashObject*>(o);
    EVP_MD_CTX_free(h->context);
    delete h->lock;
}

bool isXof(const EVP_MD* md) {
    return (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0;
}

New<HashObject> newHash(Thread* t, const EVP_MD* md, const char* shown) {
    Type* hash = typeFromSpec(t, &kHashSpec);
    Type* type = hash && isXof(md) ? typeFromSpec(t, &kHashXofSpec, hash) : hash;
    if (!type) return Error{};
    New<HashObject> h = KRAIT_TRY(newInstance<HashObject>(t, Value(type)));
    h->context = EVP_MD_CTX_new();
    h->lock = new std::mutex;
    h->name = shown;
    if (!h->context) return raiseNoMemory(t);
    return h;
}

Status feed(Thread* t, HashObject* h, std::string_view data) {
    auto run = [&] { return EVP_DigestUpdate(h->context, data.data(), data.size()) == 1; };
    bool good;
    if (static_cast<int64_t>(data.size()) >= kHashAloneMin) {
        GilReleased released(t, GilReason::kCompute);
        std::lock_guard<std::mutex> alone(*h->lock);
        good = run();
    } else if (h->lock->try_lock()) {
        good = run();
        h->lock->unlock();
    } else {
        // Another thread is at it.
        GilReleased released(t, GilReason::kLock);
        std::lock_guard<std::mutex> alone(*h->lock);
        good = run();
    }
    if (!good) return raise(t, TypeId::kValueError, "the digest refuses the data");
    return ok();
}

// A copy of the context, to be finished while the object goes on.
struct Snapshot {
    explicit Snapshot(Thread* t, HashObject* h) : context(EVP_MD_CTX_new()) {
        GilReleased released(t, GilReason::kLock);
        std::lock_guard<std::mutex> alone(*h->lock);
        good = context && EVP_MD_CTX_copy(context, h->context) == 1;
    }
    ~Snapshot() { EVP_MD_CTX_free(context); }
    EVP_MD_CTX* context;
    bool good;
};

Ref digest(Thread* t, HashObject* h, Value length) {
    Snapshot snapshot(t, h);
    if (!snapshot.good) return raiseNoMemory(t);
    if (length.isEmpty()) {
        unsigned char out[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        EVP_DigestFinal_ex(snapshot.context, out, &size);
        return bytesFrom(t, {reinterpret_cast<char*>(out), size});
    }
    int64_t wanted = KRAIT_TRY(toIndexInt64(t, length));
    if (wanted < 0) return raise(t, TypeId::kValueError, "value must be positive");
    if (wanted >= int64_t{1} << 29) return raise(t, TypeId::kValueError, "length is too large");
    New<Bytes> out = KRAIT_TRY(bytesAllocate(t, wanted));
    if (wanted > 0) {
        EVP_DigestFinalXOF(snapshot.context, reinterpret_cast<unsigned char*>(out->data),
                           static_cast<size_t>(wanted));
    }
    return out;
}

Ref hash_digest(Thread* t, Args a) {
    return digest(t, hashOf(a[0]), Value());
}
Ref hash_hexdigest(Thread* t, Args a) {
    Ref bytes = KRAIT_TRY(digest(t, hashOf(a[0]), Value()));
    return bytesAsHex(t, bytes.as<Bytes>()->view());
}
Ref xof_digest(Thread* t, Args a) {
    return digest(t, hashOf(a[0]), a[1]);
}
Ref xof_hexdigest(Thread* t, Args a) {
    Ref bytes = KRAIT_TRY(digest(t, hashOf(a[0]), a[1]));
    return bytesAsHex(t, bytes.as<Bytes>()->view());
}
Ref hash_update(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(acquireHashInput(t, a[1], &buffer));
    KRAIT_TRY(feed(t, hashOf(a[0]), buffer.view()));
    return Ref::none();
}
Ref hash_copy(Thread* t, Args a) {
    HashObject* h = hashOf(a[0]);
    New<HashObject> made = KRAIT_TRY(newHash(t, EVP_MD_CTX_get0_md(h->context), h->name));
    GilReleased released(t, GilReason::kLock);
    std::lock_guard<std::mutex> alone(*h->lock);
    EVP_MD_CTX_copy(made->context, h->context);
    return made;
}

Ref hash_get_name(Thread* t, Value v) {
    return strFromAscii(t, hashOf(v)->name);
}
Ref hash_get_block_size(Thread* t, Value v) {
    return intFrom(t, int64_t{EVP_MD_CTX_get_block_size(hashOf(v)->context)});
}
Ref hash_get_digest_size(Thread* t, Value v) {
    const EVP_MD* md = EVP_MD_CTX_get0_md(hashOf(v)->context);
    return intFrom(t, int64_t{isXof(md) ? 0 : EVP_MD_get_size(md)});
}
Ref hash_repr(Thread* t, Value v) {
    return strFormat(t, "<%s %s object @ 0x%x>", hashOf(v)->name,
                     std::string(typeOf(t, v)->spec->name).c_str(), v.bits());
}

constexpr GetSetDef kHashGetSets[] = {{"name", hash_get_name},
                                      {"block_size", hash_get_block_size},
                                      {"digest_size", hash_get_digest_size},
                                      {}};
constexpr MethodDef kHashMethods[] = {
    {"copy(self, /)", hash_copy, "Return a copy of the hash object."},
    {"digest(self, /)", hash_digest, "Return the digest value as a bytes object."},
    {"hexdigest(self, /)", hash_hexdigest,
     "Return the digest value as a string of hexadecimal digits."},
    {"update(self, obj, /)", hash_update, "Update this hash object's state with the given string."},
    {}};
constexpr MethodDef kXofMethods[] = {
    {"digest(self, /, length)", xof_digest, "Return the digest value as a bytes object."},
    {"hexdigest(self, /, length)", xof_hexdigest,
     "Return the digest value as a string of hexadecimal digits."},
    {}};

// hashlib's names and OpenSSL's.
struct DigestName {
    std::string_view shown;
    const char* name;
};
constexpr DigestName kDigests[] = {
    {"md5", "MD5"},
    {"sha1", "SHA1"},
    {"sha224", "SHA224"},
    {"sha256", "SHA256"},
    {"sha384", "SHA384"},
    {"sha512", "SHA512"},
    {"sha512_224", "SHA512-224"},
    {"sha512_256", "SHA512-256"},
    {"sha3_224", "SHA3-224"},
    {"sha3_256", "SHA3-256"},
    {"sha3_384", "SHA3-384"},
    {"sha3_512", "SHA3-512"},
    {"shake_128", "SHAKE128"},
    {"shake_256", "SHAKE256"},
    {"blake2b", "BLAKE2b512"},
    {"blake2s", "BLAKE2s256"},
    {"md5-sha1", "MD5-SHA1"},
    {"ripemd160", "RIPEMD160"},
    {"sm3", "SM3"},
};

} // namespace

Status acquireHashInput(Thread* t, Value v, Buffer* buffer) {
    if (isStr(v)) {
        return raise(t, TypeId::kTypeError, "Strings must be encoded before hashing");
    }
    if (buffer->acquire(t, v).isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError, "object supporting the buffer API required");
    }
    return ok();
}

Ref bytesAsHex(Thread* t, std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[c & 15];
    }
    return strFromUtf8(t, text);
}

// Case does not matter, nor whether words are joined by - or _.
static const DigestName* digestEntry(std::string_view name) {
    std::string plain;
    for (char c : name)
        plain += c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const DigestName& entry : kDigests) {
        std::string known(entry.shown);
        std::replace(known.begin(), known.end(), '-', '_');
        if (known == plain) return &entry;
    }
    return nullptr;
}

const EVP_MD* digestNamed(std::string_view name) {
    const DigestName* entry = digestEntry(name);
    return entry ? EVP_get_digestbyname(entry->name) : nullptr;
}

Ref hashNew(Thread* t, const char* name, const char* shown, Value data) {
    const EVP_MD* md = digestNamed(name);
    if (!md) return raise(t, TypeId::kValueError, "unsupported hash type %s", name);
    New<HashObject> h = KRAIT_TRY(newHash(t, md, shown));
    if (EVP_DigestInit_ex(h->context, md, nullptr) != 1)
        return raise(t, TypeId::kValueError, "unsupported hash type %s", name);
    if (!data.isEmpty()) {
        Buffer buffer;
        KRAIT_TRY(acquireHashInput(t, data, &buffer));
        KRAIT_TRY(feed(t, h, buffer.view()));
    }
    return h;
}

const TypeSpec kHashSpec = {
    .name = "_hashlib.HASH",
    .size = sizeof(HashObject),
    .flags = kTypeBase | kTypeDisallowNew,
    .slots = {.destroy = hash_destroy, .repr = hash_repr},
    .doc = "A hash is an object used to calculate a checksum of a string of information.",
    .methods = kHashMethods,
    .getsets = kHashGetSets,
};
const TypeSpec kHashXofSpec = {
    .name = "_hashlib.HASHXOF",
    .size = sizeof(HashObject),
    .flags = kTypeBase | kTypeDisallowNew,
    .slots = {.destroy = hash_destroy, .repr = hash_repr},
    .doc = "A hash of which digests of any length can be had.",
    .methods = kXofMethods,
    .getsets = kHashGetSets,
};

// --- the modules of single families -------------------------------------------------------------

namespace {

template <size_t kIndex>
Ref hash_of(Thread* t, Args a) {
    const char* name = kDigests[kIndex].shown.data();
    return hashNew(t, name, name, a[0]);
}

constexpr MethodDef kMd5[] = {
    {"md5(string=<unset>, /, *, usedforsecurity=True)", hash_of<0>, "Return a new MD5 hash."}, {}};
constexpr MethodDef kSha1[] = {
    {"sha1(string=<unset>, /, *, usedforsecurity=True)", hash_of<1>, "Return a new SHA1 hash."},
    {}};
constexpr MethodDef kSha2[] = {{"sha224(string=<unset>, /, *, usedforsecurity=True)", hash_of<2>,
                                "Return a new SHA-224 hash."},
                               {"sha256(string=<unset>, /, *, usedforsecurity=True)", hash_of<3>,
                                "Return a new SHA-256 hash."},
                               {"sha384(string=<unset>, /, *, usedforsecurity=True)", hash_of<4>,
                                "Return a new SHA-384 hash."},
                               {"sha512(string=<unset>, /, *, usedforsecurity=True)", hash_of<5>,
                                "Return a new SHA-512 hash."},
                               {}};
constexpr MethodDef kSha3[] = {
    {"sha3_224(data=<unset>, /, *, usedforsecurity=True)", hash_of<8>, "A SHA-3 hash."},
    {"sha3_256(data=<unset>, /, *, usedforsecurity=True)", hash_of<9>, "A SHA-3 hash."},
    {"sha3_384(data=<unset>, /, *, usedforsecurity=True)", hash_of<10>, "A SHA-3 hash."},
    {"sha3_512(data=<unset>, /, *, usedforsecurity=True)", hash_of<11>, "A SHA-3 hash."},
    {"shake_128(data=<unset>, /, *, usedforsecurity=True)", hash_of<12>, "A SHAKE hash."},
    {"shake_256(data=<unset>, /, *, usedforsecurity=True)", hash_of<13>, "A SHAKE hash."},
    {}};

} // namespace

extern const NativeModule k_md5Module = {"_md5", "MD5.", kMd5};
extern const NativeModule k_sha1Module = {"_sha1", "SHA-1.", kSha1};
extern const NativeModule k_sha2Module = {"_sha2", "SHA-2.", kSha2};
// The names that the library of 3.11 knows.
extern const NativeModule k_sha256Module = {"_sha256", "SHA-2.", kSha2};
extern const NativeModule k_sha512Module = {"_sha512", "SHA-2.", kSha2};
extern const NativeModule k_sha3Module = {"_sha3", "SHA-3 and SHAKE.", kSha3};

} // namespace krait
