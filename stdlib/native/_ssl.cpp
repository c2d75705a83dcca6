// _ssl: TLS over OpenSSL's libssl, for module ssl. This file has the exceptions, the constants and
// the module's functions; contexts, connections and certificates are in ssl/ (ssl_parts.h).
#include "stdlib/native/module_util.h"
#include "stdlib/native/ssl/ssl_parts.h"

#include "vm/runtime/import.h"

#include <openssl/rand.h>

#include <algorithm>
#include <string>

namespace krait {
namespace tls {

// --- exceptions ----------------------------------------------------------------------------------

namespace {

// Python: the text is that of the error alone, without its number.
Ref errorStr(Thread* t, Value self) {
    Ref text = KRAIT_TRY(getAttr(t, self, "strerror"));
    if (isStr(text)) return text;
    Ref arguments = KRAIT_TRY(getAttr(t, self, "args"));
    return strOf(t, arguments);
}

struct DerivedError {
    const char* name;
    const char* doc;
};
constexpr DerivedError kDerived[] = {
    {"SSLZeroReturnError", "SSL/TLS session closed cleanly."},
    {"SSLWantReadError", "Non-blocking SSL socket needs to read more data before the requested "
                         "operation can be completed."},
    {"SSLWantWriteError", "Non-blocking SSL socket needs to write more data before the requested "
                          "operation can be completed."},
    {"SSLSyscallError", "System error when attempting SSL operation."},
    {"SSLEOFError", "SSL/TLS connection terminated abruptly."},
};

std::string_view libraryName(unsigned long error) {
    switch (ERR_GET_LIB(error)) {
    case ERR_LIB_SSL:
        return "SSL";
    case ERR_LIB_X509:
    case ERR_LIB_X509V3:
        return "X509";
    case ERR_LIB_PEM:
        return "PEM";
    case ERR_LIB_ASN1:
        return "ASN1";
    case ERR_LIB_EVP:
        return "EVP";
    case ERR_LIB_RSA:
        return "RSA";
    case ERR_LIB_BIO:
        return "BIO";
    case ERR_LIB_SYS:
        return "SYS";
    default:
        return {};
    }
}

// "certificate verify failed" as CERTIFICATE_VERIFY_FAILED: the names of reasons are made so.
std::string mnemonic(const char* reason) {
    std::string name = reason;
    for (char& c : name) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        if (c == ' ' || c == '-' || c == '/') c = '_';
    }
    return name;
}

} // namespace

extern const TypeSpec kErrorSpec = {
    .name = "ssl.SSLError",
    .base = TypeId::kOSError,
    .flags = kTypeBase | kTypeHasDict | kTypeContainer | kTypeWeakrefable,
    .slots = {.str = errorStr},
    .doc = "An error occurred in the SSL implementation.",
};

Ref errorClass(Thread* t, const char* name) {
    Ref module = KRAIT_TRY(importModule(t, "_ssl"));
    return getAttr(t, module, name);
}

Error raiseSsl(Thread* t, const char* class_name, int code, const char* text, Socket* verified) {
    unsigned long queued = ERR_peek_last_error();
    std::string_view library = queued ? libraryName(queued) : std::string_view();
    const char* reason = queued ? ERR_reason_error_string(queued) : nullptr;
    std::string name = reason ? mnemonic(reason) : "";
    std::string said = reason ? reason : text ? text : "unknown error";
    long verify_code = 0;
    const char* verify_text = nullptr;
    if (verified) {
        verify_code = SSL_get_verify_result(verified->ssl);
        verify_text = X509_verify_cert_error_string(verify_code);
        if (verify_code == X509_V_ERR_HOSTNAME_MISMATCH && !verified->server_hostname.isEmpty()) {
            said += ": Hostname mismatch, certificate is not valid for '";
            said += verified->server_hostname.as<Str>()->ascii();
            said += "'.";
        } else if (verify_code == X509_V_ERR_IP_ADDRESS_MISMATCH &&
                   !verified->server_hostname.isEmpty()) {
            said += ": IP address mismatch, certificate is not valid for '";
            said += verified->server_hostname.as<Str>()->ascii();
            said += "'.";
        } else {
            said += std::string(": ") + verify_text;
        }
    }
    std::string message;
    if (!library.empty()) {
        message = "[" + std::string(library) + (name.empty() ? "" : ": " + name) + "] ";
    }
    message += said + " (_ssl.c:1000)";
    ERR_clear_error();
    Ref type = KRAIT_TRY(errorClass(t, class_name));
    Ref shown = KRAIT_TRY(strFromUtf8(t, message));
    Ref error = KRAIT_TRY(callFunction(t, type, Value::smallInt(code), shown));
    auto set = [&](const char* attribute, Ref value) -> Status {
        if (value.isError()) return Error{};
        New<Str> key = KRAIT_TRY(strIntern(t, attribute));
        return setAttr(t, error, key, value);
    };
    KRAIT_TRY(set("reason", name.empty() ? Ref::none() : strFromUtf8(t, name)));
    KRAIT_TRY(set("library", library.empty() ? Ref::none() : strFromUtf8(t, library)));
    if (verified) {
        KRAIT_TRY(set("verify_code", intFrom(t, verify_code)));
        std::string_view explained = std::string_view(said).substr(
            said.find(": ") == std::string::npos ? 0 : said.find(": ") + 2);
        KRAIT_TRY(set("verify_message", strFromUtf8(t, explained)));
    }
    return raiseException(t, error);
}

Error raiseLibrary(Thread* t) {
    unsigned long queued = ERR_peek_last_error();
    return raiseSsl(t, "SSLError", static_cast<int>(ERR_GET_REASON(queued)), nullptr);
}

Error raiseResult(Thread* t, Socket* s, int result, int system_error) {
    if (t->hasError()) return Error{};
    int code = SSL_get_error(s->ssl, result);
    unsigned long queued = ERR_peek_last_error();
    switch (code) {
    case SSL_ERROR_ZERO_RETURN:
        return raiseSsl(t, "SSLZeroReturnError", code, "TLS/SSL connection has been closed (EOF)");
    case SSL_ERROR_WANT_READ:
        return raiseSsl(t, "SSLWantReadError", code, "The operation did not complete (read)");
    case SSL_ERROR_WANT_WRITE:
        return raiseSsl(t, "SSLWantWriteError", code, "The operation did not complete (write)");
    case SSL_ERROR_WANT_X509_LOOKUP:
        return raiseSsl(t, "SSLError", code, "The operation did not complete (X509 lookup)");
    case SSL_ERROR_WANT_CONNECT:
        return raiseSsl(t, "SSLError", code, "The operation did not complete (connect)");
    case SSL_ERROR_SYSCALL:
        if (queued == 0) {
            if (system_error != 0 && !s->socket.isEmpty()) return raiseErrno(t, system_error);
            return raiseSsl(t, "SSLEOFError", kErrorEof, "EOF occurred in violation of protocol");
        }
        return raiseSsl(t, "SSLSyscallError", code, "Some I/O error occurred");
    case SSL_ERROR_SSL:
        if (ERR_GET_LIB(queued) == ERR_LIB_SSL) {
            int reason = ERR_GET_REASON(queued);
            if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
                return raiseSsl(t, "SSLCertVerificationError", code, nullptr, s);
            }
            if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
                return raiseSsl(t, "SSLEOFError", kErrorEof,
                                "EOF occurred in violation of protocol");
            }
        }
        return raiseSsl(t, "SSLError", code, "A failure in the SSL library occurred");
    default:
        return raiseSsl(t, "SSLError", kErrorInvalidCode, "Invalid error code");
    }
}

namespace {

Status addErrors(Thread* t, Value module) {
    Type* base = typeFromSpec(t, &kErrorSpec);
    if (!base) return Error{};
    KRAIT_TRY(addValue(t, module, "SSLError", Value(base)));
    Ref one = KRAIT_TRY(tupleOf(t, Value(base)));
    Ref two = KRAIT_TRY(tupleOf(t, Value(base), Value(t->type(TypeId::kValueError))));
    auto add = [&](const char* name, const char* doc, Value bases) -> Status {
        New<Dict> dict = KRAIT_TRY(dictNew(t));
        New<Str> module_key = KRAIT_TRY(strIntern(t, "__module__"));
        New<Str> module_name = KRAIT_TRY(strIntern(t, "ssl"));
        New<Str> doc_key = KRAIT_TRY(strIntern(t, "__doc__"));
        Ref text = KRAIT_TRY(strFromUtf8(t, doc));
        KRAIT_TRY(dictSetStr(t, dict, module_key, module_name));
        KRAIT_TRY(dictSetStr(t, dict, doc_key, text));
        New<Str> class_name = KRAIT_TRY(strIntern(t, name));
        Ref made =
            KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kType)), class_name, bases, dict));
        return addValue(t, module, name, made);
    };
    for (const DerivedError& error : kDerived) KRAIT_TRY(add(error.name, error.doc, one));
    return add("SSLCertVerificationError", "A certificate could not be verified.", two);
}

// --- functions -----------------------------------------------------------------------------------

Ref ssl_RAND_status(Thread*, Args) {
    return Ref::boolean(RAND_status() == 1);
}
Ref ssl_RAND_add(Thread* t, Args a) {
    double entropy = KRAIT_TRY(toDouble(t, a[1]));
    if (isStr(a[0])) {
        Ref bytes = KRAIT_TRY(callMethod(t, a[0], t->name(kName_encode)));
        auto view = bytes.as<Bytes>()->view();
        RAND_add(view.data(), static_cast<int>(view.size()), entropy);
        return Ref::none();
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    RAND_add(buffer.data(), static_cast<int>(buffer.size()), entropy);
    return Ref::none();
}
Ref ssl_RAND_bytes(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (size < 0) return raise(t, TypeId::kValueError, "num must be positive");
    if (size > INT32_MAX) {
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    }
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, size));
    auto* to = reinterpret_cast<unsigned char*>(bytes->data);
    if (RAND_bytes(to, static_cast<int>(size)) != 1) return raiseLibrary(t);
    return bytes;
}
// As module ssl of Python 3.11 asks for it: bytes, and whether they are fit for keys.
Ref ssl_RAND_pseudo_bytes(Thread* t, Args a) {
    Ref bytes = KRAIT_TRY(ssl_RAND_bytes(t, a));
    return tupleOf(t, bytes, Value::boolean(true));
}

Ref objectTuple(Thread* t, ASN1_OBJECT* object) {
    int nid = OBJ_obj2nid(object);
    if (nid == NID_undef) return raise(t, TypeId::kValueError, "Unknown object");
    char buffer[256];
    OBJ_obj2txt(buffer, sizeof buffer, object, 1);
    Ref short_name = KRAIT_TRY(textOrNone(t, OBJ_nid2sn(nid)));
    Ref long_name = KRAIT_TRY(textOrNone(t, OBJ_nid2ln(nid)));
    Ref oid = KRAIT_TRY(strFromUtf8(t, buffer));
    return tupleOf(t, Value::smallInt(nid), short_name, long_name, oid);
}
Ref ssl_txt2obj(Thread* t, Args a) {
    if (!isStr(a[0]) || !a[0].as<Str>()->isAscii()) {
        return raise(t, TypeId::kTypeError, "txt2obj() argument 'txt' must be str, not %T", a[0]);
    }
    bool by_name = KRAIT_TRY(isTrue(t, a[1]));
    std::string text(a[0].as<Str>()->ascii());
    ASN1_OBJECT* object = OBJ_txt2obj(text.c_str(), by_name ? 0 : 1);
    if (!object) {
        ERR_clear_error();
        return raise(t, TypeId::kValueError, "unknown object '%.100s'", text.c_str());
    }
    Ref tuple = objectTuple(t, object);
    ASN1_OBJECT_free(object);
    return tuple;
}
Ref ssl_nid2obj(Thread* t, Args a) {
    int64_t nid = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (nid < 0) return raise(t, TypeId::kValueError, "NID must be positive");
    ASN1_OBJECT* object = nid > INT32_MAX ? nullptr : OBJ_nid2obj(static_cast<int>(nid));
    if (!object || nid == NID_undef) {
        ERR_clear_error();
        return raise(t, TypeId::kValueError, "unknown NID %ld", nid);
    }
    return objectTuple(t, object);
}
Ref ssl_get_default_verify_paths(Thread* t, Args) {
    Ref file_variable = KRAIT_TRY(textOrNone(t, X509_get_default_cert_file_env()));
    Ref file = KRAIT_TRY(textOrNone(t, X509_get_default_cert_file()));
    Ref folder_variable = KRAIT_TRY(textOrNone(t, X509_get_default_cert_dir_env()));
    Ref folder = KRAIT_TRY(textOrNone(t, X509_get_default_cert_dir()));
    return tupleOf(t, file_variable, file, folder_variable, folder);
}
Ref ssl_test_decode_cert(Thread* t, Args a) {
    Ref path = KRAIT_TRY(strOf(t, a[0]));
    Ref encoded = KRAIT_TRY(callMethod(t, path, t->name(kName_encode)));
    std::string name(encoded.as<Bytes>()->view());
    BIO* bio = BIO_new_file(name.c_str(), "r");
    X509* x509 = bio ? PEM_read_bio_X509(bio, nullptr, nullptr, nullptr) : nullptr;
    BIO_free(bio);
    if (!x509) return raiseLibrary(t);
    Ref dict = certificateDict(t, x509);
    X509_free(x509);
    return dict;
}

constexpr MethodDef kFunctions[] = {
    {"RAND_add(string, entropy, /)", ssl_RAND_add, "Mixes data into the generator's state."},
    {"RAND_bytes(n, /)", ssl_RAND_bytes, "n bytes fit for keys."},
    {"RAND_pseudo_bytes(n, /)", ssl_RAND_pseudo_bytes,
     "n bytes, and whether they are fit for keys."},
    {"RAND_status()", ssl_RAND_status, "Whether the generator has been seeded."},
    {"_test_decode_cert(path, /)", ssl_test_decode_cert, nullptr},
    {"get_default_verify_paths()", ssl_get_default_verify_paths,
     "Where certificates are looked for, and the variables that say so."},
    {"nid2obj(nid, /)", ssl_nid2obj, "Number, short name, long name and OID of an object."},
    {"txt2obj(txt, name=False)", ssl_txt2obj, "The same, by its text."},
    {},
};

// --- constants -----------------------------------------------------------------------------------

struct Constant {
    const char* name;
    int64_t value;
};
constexpr Constant kConstants[] = {
    {"ALERT_DESCRIPTION_ACCESS_DENIED", SSL_AD_ACCESS_DENIED},
    {"ALERT_DESCRIPTION_BAD_CERTIFICATE", SSL_AD_BAD_CERTIFICATE},
    {"ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE", SSL_AD_BAD_CERTIFICATE_HASH_VALUE},
    {"ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE", SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE},
    {"ALERT_DESCRIPTION_BAD_RECORD_MAC", SSL_AD_BAD_RECORD_MAC},
    {"ALERT_DESCRIPTION_CERTIFICATE_EXPIRED", SSL_AD_CERTIFICATE_EXPIRED},
    {"ALERT_DESCRIPTION_CERTIFICATE_REVOKED", SSL_AD_CERTIFICATE_REVOKED},
    {"ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN", SSL_AD_CERTIFICATE_UNKNOWN},
    {"ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE", SSL_AD_CERTIFICATE_UNOBTAINABLE},
    {"ALERT_DESCRIPTION_CLOSE_NOTIFY", SSL_AD_CLOSE_NOTIFY},
    {"ALERT_DESCRIPTION_DECODE_ERROR", SSL_AD_DECODE_ERROR},
    {"ALERT_DESCRIPTION_DECOMPRESSION_FAILURE", SSL_AD_DECOMPRESSION_FAILURE},
    {"ALERT_DESCRIPTION_DECRYPT_ERROR", SSL_AD_DECRYPT_ERROR},
    {"ALERT_DESCRIPTION_HANDSHAKE_FAILURE", SSL_AD_HANDSHAKE_FAILURE},
    {"ALERT_DESCRIPTION_ILLEGAL_PARAMETER", SSL_AD_ILLEGAL_PARAMETER},
    {"ALERT_DESCRIPTION_INSUFFICIENT_SECURITY", SSL_AD_INSUFFICIENT_SECURITY},
    {"ALERT_DESCRIPTION_INTERNAL_ERROR", SSL_AD_INTERNAL_ERROR},
    {"ALERT_DESCRIPTION_NO_RENEGOTIATION", SSL_AD_NO_RENEGOTIATION},
    {"ALERT_DESCRIPTION_PROTOCOL_VERSION", SSL_AD_PROTOCOL_VERSION},
    {"ALERT_DESCRIPTION_RECORD_OVERFLOW", SSL_AD_RECORD_OVERFLOW},
    {"ALERT_DESCRIPTION_UNEXPECTED_MESSAGE", SSL_AD_UNEXPECTED_MESSAGE},
    {"ALERT_DESCRIPTION_UNKNOWN_CA", SSL_AD_UNKNOWN_CA},
    {"ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY", SSL_AD_UNKNOWN_PSK_IDENTITY},
    {"ALERT_DESCRIPTION_UNRECOGNIZED_NAME", SSL_AD_UNRECOGNIZED_NAME},
    {"ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE", SSL_AD_UNSUPPORTED_CERTIFICATE},
    {"ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION", SSL_AD_UNSUPPORTED_EXTENSION},
    {"ALERT_DESCRIPTION_USER_CANCELLED", SSL_AD_USER_CANCELLED},
    {"CERT_NONE", 0},
    {"CERT_OPTIONAL", 1},
    {"CERT_REQUIRED", 2},
    {"ENCODING_DER", 2},
    {"ENCODING_PEM", 1},
    {"HOSTFLAG_ALWAYS_CHECK_SUBJECT", X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT},
    {"HOSTFLAG_MULTI_LABEL_WILDCARDS", X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS},
    {"HOSTFLAG_NEVER_CHECK_SUBJECT", X509_CHECK_FLAG_NEVER_CHECK_SUBJECT},
    {"HOSTFLAG_NO_PARTIAL_WILDCARDS", X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS},
    {"HOSTFLAG_NO_WILDCARDS", X509_CHECK_FLAG_NO_WILDCARDS},
    {"HOSTFLAG_SINGLE_LABEL_SUBDOMAINS", X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS},
    {"OPENSSL_VERSION_NUMBER", OPENSSL_VERSION_NUMBER},
    {"OP_ALL", int64_t{SSL_OP_ALL & ~SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS}},
    {"OP_CIPHER_SERVER_PREFERENCE", SSL_OP_CIPHER_SERVER_PREFERENCE},
    {"OP_ENABLE_KTLS", SSL_OP_ENABLE_KTLS},
    {"OP_ENABLE_MIDDLEBOX_COMPAT", SSL_OP_ENABLE_MIDDLEBOX_COMPAT},
    {"OP_IGNORE_UNEXPECTED_EOF", SSL_OP_IGNORE_UNEXPECTED_EOF},
    {"OP_LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
    {"OP_NO_COMPRESSION", SSL_OP_NO_COMPRESSION},
    {"OP_NO_RENEGOTIATION", SSL_OP_NO_RENEGOTIATION},
    {"OP_NO_SSLv2", 0},
    {"OP_NO_SSLv3", SSL_OP_NO_SSLv3},
    {"OP_NO_TICKET", SSL_OP_NO_TICKET},
    {"OP_NO_TLSv1", SSL_OP_NO_TLSv1},
    {"OP_NO_TLSv1_1", SSL_OP_NO_TLSv1_1},
    {"OP_NO_TLSv1_2", SSL_OP_NO_TLSv1_2},
    {"OP_NO_TLSv1_3", SSL_OP_NO_TLSv1_3},
    {"OP_SINGLE_DH_USE", 0},
    {"OP_SINGLE_ECDH_USE", 0},
    {"PROTOCOL_SSLv23", kTls},
    {"PROTOCOL_TLS", kTls},
    {"PROTOCOL_TLS_CLIENT", kTlsClient},
    {"PROTOCOL_TLS_SERVER", kTlsServer},
    {"PROTOCOL_TLSv1", kTls1},
    {"PROTOCOL_TLSv1_1", kTls11},
    {"PROTOCOL_TLSv1_2", kTls12},
    {"PROTO_MAXIMUM_SUPPORTED", -1},
    {"PROTO_MINIMUM_SUPPORTED", -2},
    {"PROTO_SSLv3", SSL3_VERSION},
    {"PROTO_TLSv1", TLS1_VERSION},
    {"PROTO_TLSv1_1", TLS1_1_VERSION},
    {"PROTO_TLSv1_2", TLS1_2_VERSION},
    {"PROTO_TLSv1_3", TLS1_3_VERSION},
    {"SSL_ERROR_EOF", kErrorEof},
    {"SSL_ERROR_INVALID_ERROR_CODE", kErrorInvalidCode},
    {"SSL_ERROR_SSL", SSL_ERROR_SSL},
    {"SSL_ERROR_SYSCALL", SSL_ERROR_SYSCALL},
    {"SSL_ERROR_WANT_CONNECT", SSL_ERROR_WANT_CONNECT},
    {"SSL_ERROR_WANT_READ", SSL_ERROR_WANT_READ},
    {"SSL_ERROR_WANT_WRITE", SSL_ERROR_WANT_WRITE},
    {"SSL_ERROR_WANT_X509_LOOKUP", SSL_ERROR_WANT_X509_LOOKUP},
    {"SSL_ERROR_ZERO_RETURN", SSL_ERROR_ZERO_RETURN},
    {"VERIFY_ALLOW_PROXY_CERTS", X509_V_FLAG_ALLOW_PROXY_CERTS},
    {"VERIFY_CRL_CHECK_CHAIN", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL},
    {"VERIFY_CRL_CHECK_LEAF", X509_V_FLAG_CRL_CHECK},
    {"VERIFY_DEFAULT", 0},
    {"VERIFY_X509_PARTIAL_CHAIN", X509_V_FLAG_PARTIAL_CHAIN},
    {"VERIFY_X509_STRICT", X509_V_FLAG_X509_STRICT},
    {"VERIFY_X509_TRUSTED_FIRST", X509_V_FLAG_TRUSTED_FIRST},
};
constexpr Constant kFeatures[] = {
    {"HAS_ALPN", 1},  {"HAS_ECDH", 1},    {"HAS_NPN", 0},     {"HAS_PSK", 0},
    {"HAS_SNI", 1},   {"HAS_SSLv2", 0},   {"HAS_SSLv3", 0},   {"HAS_TLS_UNIQUE", 1},
    {"HAS_TLSv1", 1}, {"HAS_TLSv1_1", 1}, {"HAS_TLSv1_2", 1}, {"HAS_TLSv1_3", 1},
};

Ref versionTuple(Thread* t, unsigned long version) {
    auto part = [&](int shift, unsigned mask) {
        return Value::smallInt(static_cast<int64_t>(version >> shift & mask));
    };
    return tupleOf(t, part(28, 0xF), part(20, 0xFF), part(12, 0xFF), part(4, 0xFF), part(0, 0xF));
}

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addErrors(t, module));
    KRAIT_TRY(addTypes(t, module,
                       {{"_SSLContext", &kContextSpec},
                        {"_SSLSocket", &kSocketSpec},
                        {"MemoryBIO", &kMemoryBioSpec},
                        {"SSLSession", &kSessionSpec},
                        {"Certificate", &kCertificateSpec}}));
    ModuleFiller fill(t, module);
    for (const Constant& c : kConstants) fill.integer(c.name, c.value);
    for (const Constant& c : kFeatures) fill.set(c.name, Value::boolean(c.value != 0));
    fill.text("OPENSSL_VERSION", OpenSSL_version(OPENSSL_VERSION));
    fill.take("OPENSSL_VERSION_INFO", versionTuple(t, OPENSSL_VERSION_NUMBER));
    fill.take("_OPENSSL_API_VERSION", versionTuple(t, OPENSSL_VERSION_NUMBER));
    fill.text("_DEFAULT_CIPHERS", "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:"
                                  "!eNULL:!aDSS:!SHA1:!AESCCM");
    return fill.finish();
}

} // namespace
} // namespace tls

extern const NativeModule k_sslModule = {
    "_ssl",
    "Implementation module for SSL socket operations.  See the socket module\nfor documentation.",
    tls::kFunctions, tls::initModule};

} // namespace krait
