// What the hash modules share: the object of a running hash over OpenSSL's EVP, and the functions
// that make one. hashes.cpp; the modules are _hashlib.cpp and the rows at its end.
#pragma once

#include "stdlib/native/native_support.h"
#include "vm/objects/bytes.h"

#include <openssl/evp.h>

namespace krait {

// Bytes from which on hashing gives the GIL up.
inline constexpr int64_t kHashAloneMin = 2048;

// A bytes-like argument of a hash; TypeError for text, as hashlib words it.
Status acquireHashInput(Thread*, Value v, Buffer* buffer);
// A new hash object of OpenSSL's digest `name`, fed with `data` (EMPTY: nothing). `shown` is its
// name attribute. ValueError for an unknown digest.
Ref hashNew(Thread*, const char* name, const char* shown, Value data);
// The digest that hashlib calls `name`, null if OpenSSL has none; in OpenSSL's spelling.
const EVP_MD* digestNamed(std::string_view name);
Ref bytesAsHex(Thread*, std::string_view bytes);

extern const TypeSpec kHashSpec, kHashXofSpec, kHmacSpec;

} // namespace krait
