// _SSLContext: the settings of connections, over SSL_CTX. Callbacks of OpenSSL run under the GIL,
// inside the call that leads to them; what they raise is raised when that call ends.
#include "stdlib/native/module_util.h"
#include "stdlib/native/socket/socket_parts.h"
#include "stdlib/native/ssl/ssl_parts.h"

#include "vm/runtime/weakrefs.h"

#include <openssl/dh.h>
#include <openssl/pem.h>

#include <string>

namespace krait::tls {
namespace {

constexpr const char* kDefaultCiphers =
    "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM";

Context* contextOf(Value v) {
    return v.as<Context>();
}
SSL_CTX* ctxOf(Value v) {
    return v.as<Context>()->ctx;
}

// --- callbacks -----------------------------------------------------------------------------------

int selectAlpn(SSL*, const unsigned char** out, unsigned char* out_size,
               const unsigned char* client, unsigned client_size, void* argument) {
    auto* c = static_cast<Context*>(argument);
    if (!c->alpn) return SSL_TLSEXT_ERR_NOACK;
    int found = SSL_select_next_proto(const_cast<unsigned char**>(out), out_size, c->alpn,
                                      c->alpn_size, client, client_size);
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

// What callbacks give as the connection: its owner, else itself.
Ref shownConnection(Socket* s) {
    Value owner = s->owner;
    if (!owner.isEmpty() && owner.as<Weakref>()->referent) {
        return Ref::share(Value(owner.as<Weakref>()->referent));
    }
    if (!s->socket.isEmpty() && s->socket.as<Weakref>()->referent) {
        return Ref::share(Value(s->socket.as<Weakref>()->referent));
    }
    return Ref::share(Value(s));
}

int serverName(SSL* ssl, int* alert, void* argument) {
    auto* c = static_cast<Context*>(argument);
    auto* s = static_cast<Socket*>(SSL_get_app_data(ssl));
    Thread* t = s->thread;
    if (c->sni_callback.isEmpty()) return SSL_TLSEXT_ERR_OK;
    Ref callback = Ref::share(c->sni_callback);
    *alert = SSL_AD_HANDSHAKE_FAILURE;
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    Ref text = textOrNone(t, name);
    Ref connection = shownConnection(s);
    Ref result;
    if (!text.isError()) result = callFunction(t, callback, connection, text, Value(c));
    if (result.isError()) {
        reportUnraisable(t, nullptr, callback);
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    if (result.get().isNone()) return SSL_TLSEXT_ERR_OK;
    auto number = toIndexInt64(t, result);
    if (number.isError()) {
        reportUnraisable(t, nullptr, callback);
        *alert = SSL_AD_INTERNAL_ERROR;
    } else {
        *alert = static_cast<int>(number.value());
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void message(int write, int version, int content_type, const void* data, size_t size, SSL* ssl,
             void* argument) {
    auto* c = static_cast<Context*>(argument);
    auto* s = static_cast<Socket*>(SSL_get_app_data(ssl));
    if (!s || c->message_callback.isEmpty() || s->thread->hasError()) return;
    Thread* t = s->thread;
    const auto* bytes = static_cast<const unsigned char*>(data);
    int type = -1;
    if (content_type == SSL3_RT_CHANGE_CIPHER_SPEC) {
        type = SSL3_MT_CHANGE_CIPHER_SPEC;
    } else if (content_type == SSL3_RT_ALERT && size >= 2) {
        type = bytes[1];
    } else if (content_type == SSL3_RT_HANDSHAKE && size >= 1) {
        type = bytes[0];
    } else if (content_type == SSL3_RT_HEADER && size >= 1) {
        type = bytes[0];
    } else if (content_type == SSL3_RT_INNER_CONTENT_TYPE && size >= 1) {
        type = bytes[0];
    }
    Ref callback = Ref::share(c->message_callback);
    Ref connection = shownConnection(s);
    Ref direction = strFromAscii(t, write ? "write" : "read");
    Ref contents = bytesFrom(t, {static_cast<const char*>(data), size});
    if (direction.isError() || contents.isError()) return;
    Ref result = callFunction(t, callback, connection, direction, Value::smallInt(version),
                              Value::smallInt(content_type), Value::smallInt(type), contents);
}

void keyLog(const SSL* ssl, const char* line) {
    auto* s = static_cast<Socket*>(SSL_get_app_data(ssl));
    std::FILE* file = s ? s->context.as<Context>()->keylog : nullptr;
    if (!file) return;
    std::fprintf(file, "%s\n", line);
    std::fflush(file);
}

// --- making --------------------------------------------------------------------------------------

// The old versions are there for who asks for them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
const SSL_METHOD* methodOf(int64_t protocol) {
    switch (protocol) {
    case kTls:
        return TLS_method();
    case kTlsClient:
        return TLS_client_method();
    case kTlsServer:
        return TLS_server_method();
    case kTls1:
        return TLSv1_method();
    case kTls11:
        return TLSv1_1_method();
    case kTls12:
        return TLSv1_2_method();
    default:
        return nullptr;
    }
}

#pragma clang diagnostic pop

void setVerifyMode(Context* c, int mode) {
    SSL_CTX_set_verify(c->ctx, mode, SSL_CTX_get_verify_callback(c->ctx));
}

Ref context_dunder_new(Thread* t, Args a) {
    int64_t protocol = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (protocol >= kTls1 && protocol <= kTls12) {
        static constexpr const char* kNames[] = {"TLSv1", "TLSv1_1", "TLSv1_2"};
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 2, "ssl.PROTOCOL_%s is deprecated",
                       kNames[protocol - kTls1]));
    } else if (protocol == kTls) {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 2, "ssl.PROTOCOL_TLS is deprecated"));
    }
    const SSL_METHOD* method = methodOf(protocol);
    if (!method) {
        return raise(t, TypeId::kValueError, "invalid or unsupported protocol version");
    }
    New<Context> c = KRAIT_TRY(newInstance<Context>(t, a[0]));
    c->sni_callback = c->message_callback = c->keylog_filename = Value();
    c->keylog = nullptr;
    c->alpn = nullptr;
    c->alpn_size = 0;
    c->protocol = static_cast<int>(protocol);
    c->host_flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    c->check_hostname = protocol == kTlsClient;
    c->post_handshake_auth = false;
    ERR_clear_error();
    c->ctx = SSL_CTX_new(method);
    if (!c->ctx) return raiseLibrary(t);
    setVerifyMode(c, protocol == kTlsClient ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                                            : SSL_VERIFY_NONE);
    SSL_CTX_set_options(c->ctx, (SSL_OP_ALL & ~SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS) |
                                    SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_SINGLE_DH_USE |
                                    SSL_OP_SINGLE_ECDH_USE | SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    if (!SSL_CTX_set_cipher_list(c->ctx, kDefaultCiphers)) return raiseLibrary(t);
    if (protocol == kTls || protocol >= kTlsClient) {
        SSL_CTX_set_min_proto_version(c->ctx, TLS1_2_VERSION);
    }
    SSL_CTX_set_mode(c->ctx, SSL_MODE_RELEASE_BUFFERS);
    static constexpr unsigned char kSessionContext[] = "Python";
    SSL_CTX_set_session_id_context(c->ctx, kSessionContext, sizeof kSessionContext);
    X509_VERIFY_PARAM* param = SSL_CTX_get0_param(c->ctx);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_TRUSTED_FIRST);
    X509_VERIFY_PARAM_set_hostflags(param, c->host_flags);
    SSL_CTX_set_post_handshake_auth(c->ctx, 0);
    return c;
}

// --- connections ---------------------------------------------------------------------------------

Ref context_wrap_socket(Thread* t, Args a) {
    if (!hasSpec(t, a[1], &sockets::kSocketSpec)) {
        return raise(t, TypeId::kTypeError,
                     "_wrap_socket() argument 'sock' must be _socket.socket, not %T", a[1]);
    }
    bool server_side = KRAIT_TRY(isTrue(t, a[2]));
    return socketNew(t, contextOf(a[0]), a[1], Value(), Value(), server_side, a[3], a[4], a[5]);
}
Ref context_wrap_bio(Thread* t, Args a) {
    if (!hasSpec(t, a[1], &kMemoryBioSpec) || !hasSpec(t, a[2], &kMemoryBioSpec)) {
        return raise(t, TypeId::kTypeError, "_wrap_bio() arguments must be _ssl.MemoryBIO");
    }
    bool server_side = KRAIT_TRY(isTrue(t, a[3]));
    return socketNew(t, contextOf(a[0]), Value(), a[1], a[2], server_side, a[4], a[5], a[6]);
}

// --- certificates and keys -----------------------------------------------------------------------

Status pathArgument(Thread* t, Value v, std::string* out) {
    Ref path = KRAIT_TRY(convertToPath(t, v));
    if (isBytes(path)) {
        *out = std::string(path.as<Bytes>()->view());
        return ok();
    }
    return encodeFileName(t, path, out);
}

// A file that cannot be read is an OSError, what is wrong in it an SSLError.
Error raiseFile(Thread* t, int system_error) {
    if (system_error == 0) return raiseLibrary(t);
    ERR_clear_error();
    return raiseErrno(t, system_error);
}

struct Password {
    Thread* thread;
    Value given; // str, bytes or a callable
    bool failed;
};
int passwordCallback(char* buffer, int size, int, void* argument) {
    auto* password = static_cast<Password*>(argument);
    Thread* t = password->thread;
    auto fail = [&](const char* message) {
        if (message) {
            Error error = raise(t, TypeId::kTypeError, "%s", message);
            (void)error;
        }
        password->failed = true;
        return -1;
    };
    if (t->hasError()) return fail(nullptr);
    Ref value = Ref::share(password->given);
    if (isCallable(t, value)) {
        value = callFunction(t, value);
        if (value.isError()) return fail(nullptr);
        if (!isStr(value) && !isBytes(value) && !isByteArray(value)) {
            return fail("password callback must return a string");
        }
    }
    std::string text;
    if (isStr(value)) {
        if (encodeFileName(t, value, &text).isError()) return fail(nullptr);
    } else {
        Buffer bytes;
        if (bytes.acquire(t, value).isError()) {
            clearError(t);
            return fail("password should be a string or callable");
        }
        text = std::string(bytes.view());
    }
    if (text.size() > static_cast<size_t>(size)) {
        Error error =
            raise(t, TypeId::kValueError, "password cannot be longer than %d bytes", size);
        (void)error;
        return fail(nullptr);
    }
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int>(text.size());
}

Ref context_load_cert_chain(Thread* t, Args a) {
    SSL_CTX* ctx = ctxOf(a[0]);
    std::string certificates, key;
    KRAIT_TRY(pathArgument(t, a[1], &certificates));
    if (a[2].isNone()) {
        key = certificates;
    } else {
        KRAIT_TRY(pathArgument(t, a[2], &key));
    }
    Password password = {t, a[3], false};
    bool given = !a[3].isNone();
    pem_password_cb* before = SSL_CTX_get_default_passwd_cb(ctx);
    void* before_argument = SSL_CTX_get_default_passwd_cb_userdata(ctx);
    if (given) {
        SSL_CTX_set_default_passwd_cb(ctx, passwordCallback);
        SSL_CTX_set_default_passwd_cb_userdata(ctx, &password);
    }
    auto load = [&]() -> Status {
        ERR_clear_error();
        errno = 0;
        if (SSL_CTX_use_certificate_chain_file(ctx, certificates.c_str()) != 1) {
            return raiseFile(t, errno);
        }
        errno = 0;
        if (SSL_CTX_use_PrivateKey_file(ctx, key.c_str(), SSL_FILETYPE_PEM) != 1) {
            if (password.failed) {
                ERR_clear_error();
                return Error{};
            }
            return raiseFile(t, errno);
        }
        if (SSL_CTX_check_private_key(ctx) != 1) return raiseLibrary(t);
        return ok();
    };
    Status status = load();
    SSL_CTX_set_default_passwd_cb(ctx, before);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, before_argument);
    KRAIT_TRY(status);
    return Ref::none();
}

// Certificates in PEM (a str) or DER, one after the other.
Status addCertificates(Thread* t, SSL_CTX* ctx, std::string_view data, bool pem) {
    if (data.empty()) return raise(t, TypeId::kValueError, "Empty certificate data");
    BIO* bio = BIO_new_mem_buf(data.data(), static_cast<int>(data.size()));
    if (!bio) return raiseLibrary(t);
    X509_STORE* store = SSL_CTX_get_cert_store(ctx);
    int loaded = 0;
    bool good = true;
    ERR_clear_error();
    while (good) {
        X509* x509 =
            pem ? PEM_read_bio_X509(bio, nullptr, nullptr, nullptr) : d2i_X509_bio(bio, nullptr);
        if (!x509) break;
        good = X509_STORE_add_cert(store, x509);
        X509_free(x509);
        ++loaded;
    }
    BIO_free(bio);
    unsigned long error = ERR_peek_last_error();
    bool ended =
        pem ? ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE
            : ERR_GET_LIB(error) == ERR_LIB_ASN1 && ERR_GET_REASON(error) == ASN1_R_HEADER_TOO_LONG;
    if (loaded == 0) {
        if (ended) {
            ERR_clear_error();
            return raiseSsl(t, "SSLError", 1,
                            pem ? "no start line: cadata does not contain a certificate"
                                : "not enough data: cadata does not contain a certificate");
        }
        return raiseLibrary(t);
    }
    if (good && (ended || error == 0 || !pem)) {
        ERR_clear_error();
        return ok();
    }
    return raiseLibrary(t);
}

Ref context_load_verify_locations(Thread* t, Args a) {
    if (a[1].isNone() && a[2].isNone() && a[3].isNone()) {
        return raise(t, TypeId::kTypeError, "cafile, capath and cadata cannot be all omitted");
    }
    std::string file, folder;
    if (!a[1].isNone()) KRAIT_TRY(pathArgument(t, a[1], &file));
    if (!a[2].isNone()) KRAIT_TRY(pathArgument(t, a[2], &folder));
    if (!a[3].isNone()) {
        if (isStr(a[3])) {
            if (!a[3].as<Str>()->isAscii()) {
                return raise(t, TypeId::kTypeError,
                             "cadata should be an ASCII string or a bytes-like object");
            }
            KRAIT_TRY(addCertificates(t, ctxOf(a[0]), a[3].as<Str>()->ascii(), true));
        } else {
            Buffer buffer;
            KRAIT_TRY(buffer.acquire(t, a[3]));
            KRAIT_TRY(addCertificates(t, ctxOf(a[0]), buffer.view(), false));
        }
    }
    if (!a[1].isNone() || !a[2].isNone()) {
        ERR_clear_error();
        errno = 0;
        if (SSL_CTX_load_verify_locations(ctxOf(a[0]), a[1].isNone() ? nullptr : file.c_str(),
                                          a[2].isNone() ? nullptr : folder.c_str()) != 1) {
            return raiseFile(t, errno);
        }
    }
    return Ref::none();
}

Ref context_set_default_verify_paths(Thread* t, Args a) {
    if (!SSL_CTX_set_default_verify_paths(ctxOf(a[0]))) return raiseLibrary(t);
    return Ref::none();
}
Ref context_load_dh_params(Thread* t, Args a) {
    std::string path;
    KRAIT_TRY(pathArgument(t, a[1], &path));
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file) return raiseErrno(t, errno, a[1]);
    ERR_clear_error();
    errno = 0;
    BIO* bio = BIO_new_fp(file, BIO_CLOSE);
    EVP_PKEY* parameters = PEM_read_bio_Parameters(bio, nullptr);
    int error = errno;
    BIO_free(bio);
    if (!parameters) return raiseFile(t, error);
    if (!SSL_CTX_set0_tmp_dh_pkey(ctxOf(a[0]), parameters)) {
        EVP_PKEY_free(parameters);
        return raiseLibrary(t);
    }
    return Ref::none();
}
Ref context_set_ecdh_curve(Thread* t, Args a) {
    std::string name;
    KRAIT_TRY(pathArgument(t, a[1], &name));
    int nid = OBJ_sn2nid(name.c_str());
    if (nid == NID_undef) {
        return raise(t, TypeId::kValueError, "unknown elliptic curve name %R", a[1]);
    }
    if (!SSL_CTX_set1_groups(ctxOf(a[0]), &nid, 1)) return raiseLibrary(t);
    return Ref::none();
}

Status putNumber(Thread* t, Dict* dict, const char* name, int64_t value) {
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    Ref number = KRAIT_TRY(intFrom(t, value));
    return dictSetStr(t, dict, key, number);
}

Ref context_cert_store_stats(Thread* t, Args a) {
    STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctxOf(a[0])));
    int64_t certificates = 0, lists = 0, authorities = 0;
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        X509_OBJECT* object = sk_X509_OBJECT_value(objects, i);
        if (X509_OBJECT_get_type(object) == X509_LU_X509) {
            ++certificates;
            authorities += X509_check_ca(X509_OBJECT_get0_X509(object)) != 0;
        } else if (X509_OBJECT_get_type(object) == X509_LU_CRL) {
            ++lists;
        }
    }
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(putNumber(t, dict, "x509", certificates));
    KRAIT_TRY(putNumber(t, dict, "crl", lists));
    KRAIT_TRY(putNumber(t, dict, "x509_ca", authorities));
    return dict;
}
Ref context_get_ca_certs(Thread* t, Args a) {
    bool binary = KRAIT_TRY(isTrue(t, a[1]));
    STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctxOf(a[0])));
    New<List> list = KRAIT_TRY(listNew(t));
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        X509_OBJECT* object = sk_X509_OBJECT_value(objects, i);
        if (X509_OBJECT_get_type(object) != X509_LU_X509) continue;
        X509* x509 = X509_OBJECT_get0_X509(object);
        if (!X509_check_ca(x509)) continue;
        Ref shown = KRAIT_TRY(binary ? certificateDer(t, x509) : certificateDict(t, x509));
        KRAIT_TRY(listAppend(t, list, shown));
    }
    return list;
}

// --- ciphers, protocols --------------------------------------------------------------------------

Ref context_set_ciphers(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "set_ciphers() argument must be str, not %T", a[1]);
    }
    std::string list;
    KRAIT_TRY(encodeFileName(t, a[1], &list));
    if (!SSL_CTX_set_cipher_list(ctxOf(a[0]), list.c_str())) {
        ERR_clear_error();
        Ref type = KRAIT_TRY(errorClass(t, "SSLError"));
        Ref text = KRAIT_TRY(strFromAscii(t, "No cipher can be selected."));
        Ref error = KRAIT_TRY(callFunction(t, type, text));
        return raiseException(t, error);
    }
    return Ref::none();
}
Ref context_get_ciphers(Thread* t, Args a) {
    SSL* ssl = SSL_new(ctxOf(a[0]));
    if (!ssl) return raiseLibrary(t);
    auto read = [&]() -> Ref {
        STACK_OF(SSL_CIPHER)* ciphers = SSL_get_ciphers(ssl);
        New<List> list = KRAIT_TRY(listNew(t));
        for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
            const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
            New<Dict> dict = KRAIT_TRY(dictNew(t));
            auto put = [&](const char* name, Ref value) -> Status {
                if (value.isError()) return Error{};
                New<Str> key = KRAIT_TRY(strIntern(t, name));
                return dictSetStr(t, dict, key, value);
            };
            auto name = [&](int nid) {
                return textOrNone(t, nid == NID_undef ? nullptr : OBJ_nid2ln(nid));
            };
            int all;
            int strength = SSL_CIPHER_get_bits(cipher, &all);
            char description[512] = "";
            SSL_CIPHER_description(cipher, description, sizeof description - 1);
            KRAIT_TRY(put("id", intFromUnsigned(t, SSL_CIPHER_get_id(cipher))));
            KRAIT_TRY(put("name", textOrNone(t, SSL_CIPHER_get_name(cipher))));
            KRAIT_TRY(put("protocol", textOrNone(t, SSL_CIPHER_get_version(cipher))));
            KRAIT_TRY(put("description", strFromUtf8(t, description)));
            KRAIT_TRY(put("strength_bits", intFrom(t, strength)));
            KRAIT_TRY(put("alg_bits", intFrom(t, all)));
            KRAIT_TRY(put("aead", Ref::boolean(SSL_CIPHER_is_aead(cipher) != 0)));
            KRAIT_TRY(put("symmetric", name(SSL_CIPHER_get_cipher_nid(cipher))));
            KRAIT_TRY(put("digest", name(SSL_CIPHER_get_digest_nid(cipher))));
            KRAIT_TRY(put("kea", name(SSL_CIPHER_get_kx_nid(cipher))));
            KRAIT_TRY(put("auth", name(SSL_CIPHER_get_auth_nid(cipher))));
            KRAIT_TRY(listAppend(t, list, dict));
        }
        return list;
    };
    Ref list = read();
    SSL_free(ssl);
    return list;
}
Ref context_set_alpn_protocols(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    Context* c = contextOf(a[0]);
    auto size = static_cast<size_t>(buffer.size());
    auto* copy = static_cast<unsigned char*>(std::malloc(size + 1));
    if (!copy) return raiseNoMemory(t);
    std::memcpy(copy, buffer.data(), size);
    std::free(c->alpn);
    c->alpn = copy;
    c->alpn_size = static_cast<unsigned>(size);
    if (SSL_CTX_set_alpn_protos(c->ctx, c->alpn, c->alpn_size)) return raiseNoMemory(t);
    SSL_CTX_set_alpn_select_cb(c->ctx, selectAlpn, c);
    return Ref::none();
}
Ref context_session_stats(Thread* t, Args a) {
    SSL_CTX* ctx = ctxOf(a[0]);
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    const struct {
        const char* name;
        long value;
    } kStats[] = {
        {"number", SSL_CTX_sess_number(ctx)},
        {"connect", SSL_CTX_sess_connect(ctx)},
        {"connect_good", SSL_CTX_sess_connect_good(ctx)},
        {"connect_renegotiate", SSL_CTX_sess_connect_renegotiate(ctx)},
        {"accept", SSL_CTX_sess_accept(ctx)},
        {"accept_good", SSL_CTX_sess_accept_good(ctx)},
        {"accept_renegotiate", SSL_CTX_sess_accept_renegotiate(ctx)},
        {"hits", SSL_CTX_sess_hits(ctx)},
        {"misses", SSL_CTX_sess_misses(ctx)},
        {"timeouts", SSL_CTX_sess_timeouts(ctx)},
        {"cache_full", SSL_CTX_sess_cache_full(ctx)},
    };
    for (const auto& stat : kStats) KRAIT_TRY(putNumber(t, dict, stat.name, stat.value));
    return dict;
}

constexpr MethodDef kMethods[] = {
    {"_wrap_socket(self, /, sock, server_side, server_hostname=None, *, owner=None, session=None)",
     context_wrap_socket, nullptr},
    {"_wrap_bio(self, /, incoming, outgoing, server_side, server_hostname=None, *, owner=None, "
     "session=None)",
     context_wrap_bio, nullptr},
    {"set_ciphers(self, cipherlist, /)", context_set_ciphers, nullptr},
    {"get_ciphers(self, /)", context_get_ciphers, nullptr},
    {"_set_alpn_protocols(self, protos, /)", context_set_alpn_protocols, nullptr},
    {"load_cert_chain(self, /, certfile, keyfile=None, password=None)", context_load_cert_chain,
     nullptr},
    {"load_dh_params(self, path, /)", context_load_dh_params, nullptr},
    {"load_verify_locations(self, /, cafile=None, capath=None, cadata=None)",
     context_load_verify_locations, nullptr},
    {"session_stats(self, /)", context_session_stats, nullptr},
    {"set_default_verify_paths(self, /)", context_set_default_verify_paths, nullptr},
    {"set_ecdh_curve(self, name, /)", context_set_ecdh_curve, nullptr},
    {"cert_store_stats(self, /)", context_cert_store_stats, nullptr},
    {"get_ca_certs(self, /, binary_form=False)", context_get_ca_certs, nullptr},
    {},
};

// --- attributes ----------------------------------------------------------------------------------

Result<int64_t> numberToSet(Thread* t, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    return toIndexInt64(t, v);
}

Ref getVerifyMode(Thread*, Value self) {
    int mode = SSL_CTX_get_verify_mode(ctxOf(self));
    int shown = !(mode & SSL_VERIFY_PEER) ? 0 : mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT ? 2 : 1;
    return Ref::take(Value::smallInt(shown));
}
Status setVerifyModeValue(Thread* t, Value self, Value v) {
    int64_t mode = KRAIT_TRY(numberToSet(t, v));
    if (mode < 0 || mode > 2) {
        return raise(t, TypeId::kValueError, "invalid value for verify_mode");
    }
    if (mode == 0 && contextOf(self)->check_hostname) {
        return raise(t, TypeId::kValueError,
                     "Cannot set verify_mode to CERT_NONE when check_hostname is enabled.");
    }
    static constexpr int kModes[] = {SSL_VERIFY_NONE, SSL_VERIFY_PEER,
                                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
    setVerifyMode(contextOf(self), kModes[mode]);
    return ok();
}
Status setCheckHostname(Thread* t, Value self, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    Context* c = contextOf(self);
    bool check = KRAIT_TRY(isTrue(t, v));
    if (check && SSL_CTX_get_verify_mode(c->ctx) == SSL_VERIFY_NONE) {
        setVerifyMode(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    }
    c->check_hostname = check;
    return ok();
}
Status setVerifyFlags(Thread* t, Value self, Value v) {
    auto wanted = static_cast<unsigned long>(KRAIT_TRY(numberToSet(t, v)));
    X509_VERIFY_PARAM* param = SSL_CTX_get0_param(ctxOf(self));
    X509_VERIFY_PARAM_clear_flags(param, X509_VERIFY_PARAM_get_flags(param) & ~wanted);
    if (!X509_VERIFY_PARAM_set_flags(param, wanted)) return raiseLibrary(t);
    return ok();
}
Status setOptions(Thread* t, Value self, Value v) {
    int64_t wanted = KRAIT_TRY(numberToSet(t, v));
    if (wanted < 0) return raise(t, TypeId::kOverflowError, "options must not be negative");
    uint64_t options = SSL_CTX_get_options(ctxOf(self));
    SSL_CTX_clear_options(ctxOf(self), options & ~static_cast<uint64_t>(wanted));
    SSL_CTX_set_options(ctxOf(self), static_cast<uint64_t>(wanted));
    return ok();
}
Status setHostFlags(Thread* t, Value self, Value v) {
    auto flags = static_cast<unsigned>(KRAIT_TRY(numberToSet(t, v)));
    contextOf(self)->host_flags = flags;
    X509_VERIFY_PARAM_set_hostflags(SSL_CTX_get0_param(ctxOf(self)), flags);
    return ok();
}

// -2 and -1 are the lowest and the highest there is.
template <bool kMinimum>
Ref getVersion(Thread* t, Value self) {
    long version = kMinimum ? SSL_CTX_get_min_proto_version(ctxOf(self))
                            : SSL_CTX_get_max_proto_version(ctxOf(self));
    return intFrom(t, version != 0 ? version : kMinimum ? -2 : -1);
}
template <bool kMinimum>
Status setVersion(Thread* t, Value self, Value v) {
    int64_t version = KRAIT_TRY(numberToSet(t, v));
    int protocol = contextOf(self)->protocol;
    if (protocol != kTls && protocol != kTlsClient && protocol != kTlsServer) {
        return raise(t, TypeId::kValueError,
                     "The context's protocol doesn't support modification of highest and lowest "
                     "version.");
    }
    bool known =
        version == -1 || version == -2 || (version >= SSL3_VERSION && version <= TLS1_3_VERSION);
    if (!known) {
        return raise(t, TypeId::kValueError, "Unsupported TLS/SSL version 0x%x",
                     static_cast<unsigned>(version));
    }
    if (version >= SSL3_VERSION && version < TLS1_2_VERSION) {
        static constexpr const char* kNames[] = {"SSLv3", "TLSv1", "TLSv1_1"};
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 2, "ssl.TLSVersion.%s is deprecated",
                       kNames[version - SSL3_VERSION]));
    }
    int set;
    if (kMinimum) {
        int number = version == -2 ? 0 : version == -1 ? TLS1_3_VERSION : static_cast<int>(version);
        set = static_cast<int>(SSL_CTX_set_min_proto_version(ctxOf(self), number));
    } else {
        int number = version == -1 ? 0 : version == -2 ? TLS1_VERSION : static_cast<int>(version);
        set = static_cast<int>(SSL_CTX_set_max_proto_version(ctxOf(self), number));
    }
    if (!set) {
        return raise(t, TypeId::kValueError, "Unsupported protocol version 0x%x",
                     static_cast<unsigned>(version));
    }
    return ok();
}

Ref orNone(Value v) {
    return Ref::share(v.isEmpty() ? Value::none() : v);
}
Status setSniCallback(Thread* t, Value self, Value v) {
    Context* c = contextOf(self);
    if (c->protocol == kTlsClient) {
        return raise(t, TypeId::kValueError, "sni_callback cannot be set on TLS_CLIENT context");
    }
    bool none = v.isEmpty() || v.isNone();
    if (!none && !isCallable(t, v)) {
        return raise(t, TypeId::kTypeError, "not a callable object");
    }
    replace(&c->sni_callback, none ? Ref() : Ref::share(v));
    int (*called)(SSL*, int*, void*) = none ? nullptr : serverName;
    SSL_CTX_set_tlsext_servername_callback(c->ctx, called);
    SSL_CTX_set_tlsext_servername_arg(c->ctx, c);
    return ok();
}
Status setMessageCallback(Thread* t, Value self, Value v) {
    Context* c = contextOf(self);
    bool none = v.isEmpty() || v.isNone();
    if (!none && !isCallable(t, v)) {
        return raise(t, TypeId::kTypeError, "%R is not callable.", v);
    }
    replace(&c->message_callback, none ? Ref() : Ref::share(v));
    SSL_CTX_set_msg_callback(c->ctx, none ? nullptr : message);
    SSL_CTX_set_msg_callback_arg(c->ctx, c);
    return ok();
}
Status setKeylog(Thread* t, Value self, Value v) {
    Context* c = contextOf(self);
    if (c->keylog) std::fclose(std::exchange(c->keylog, nullptr));
    SSL_CTX_set_keylog_callback(c->ctx, nullptr);
    replace(&c->keylog_filename, Ref());
    if (v.isEmpty() || v.isNone()) return ok();
    std::string path;
    KRAIT_TRY(pathArgument(t, v, &path));
    c->keylog = std::fopen(path.c_str(), "a");
    if (!c->keylog) return raiseErrno(t, errno, v);
    store(&c->keylog_filename, v);
    SSL_CTX_set_keylog_callback(c->ctx, keyLog);
    return ok();
}
Status setTickets(Thread* t, Value self, Value v) {
    int64_t count = KRAIT_TRY(numberToSet(t, v));
    if (count < 0) return raise(t, TypeId::kValueError, "value must be non-negative");
    if (contextOf(self)->protocol != kTlsServer) {
        return raise(t, TypeId::kValueError, "SSLContext is not a server context.");
    }
    if (!SSL_CTX_set_num_tickets(ctxOf(self), static_cast<size_t>(count))) {
        return raise(t, TypeId::kValueError, "failed to set num tickets.");
    }
    return ok();
}

constexpr GetSetDef kGetSets[] = {
    {"check_hostname",
     [](Thread*, Value self) { return Ref::boolean(contextOf(self)->check_hostname); },
     setCheckHostname},
    {"_host_flags",
     [](Thread* t, Value self) { return intFromUnsigned(t, contextOf(self)->host_flags); },
     setHostFlags},
    {"minimum_version", getVersion<true>, setVersion<true>},
    {"maximum_version", getVersion<false>, setVersion<false>},
    {"keylog_filename",
     [](Thread*, Value self) { return orNone(contextOf(self)->keylog_filename); }, setKeylog},
    {"_msg_callback", [](Thread*, Value self) { return orNone(contextOf(self)->message_callback); },
     setMessageCallback},
    {"sni_callback", [](Thread*, Value self) { return orNone(contextOf(self)->sni_callback); },
     setSniCallback},
    {"num_tickets",
     [](Thread* t, Value self) { return intFromUnsigned(t, SSL_CTX_get_num_tickets(ctxOf(self))); },
     setTickets},
    {"options",
     [](Thread* t, Value self) { return intFromUnsigned(t, SSL_CTX_get_options(ctxOf(self))); },
     setOptions},
    {"post_handshake_auth",
     [](Thread*, Value self) { return Ref::boolean(contextOf(self)->post_handshake_auth); },
     [](Thread* t, Value self, Value v) -> Status {
         if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
         contextOf(self)->post_handshake_auth = KRAIT_TRY(isTrue(t, v));
         return ok();
     }},
    {"protocol",
     [](Thread*, Value self) { return Ref::take(Value::smallInt(contextOf(self)->protocol)); }},
    {"verify_flags",
     [](Thread* t, Value self) {
         return intFromUnsigned(t, X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(ctxOf(self))));
     },
     setVerifyFlags},
    {"verify_mode", getVerifyMode, setVerifyModeValue},
    {"security_level",
     [](Thread*, Value self) {
         return Ref::take(Value::smallInt(SSL_CTX_get_security_level(ctxOf(self))));
     }},
    {},
};

using ContextOwns =
    Owns<Context, &Context::sni_callback, &Context::message_callback, &Context::keylog_filename>;

} // namespace

extern const TypeSpec kContextSpec = {
    .name = "_ssl._SSLContext",
    .size = sizeof(Context),
    .flags = kTypeBase | kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy =
                  [](Thread* t, Object* o) {
                      auto* c = static_cast<Context*>(o);
                      SSL_CTX_free(c->ctx);
                      if (c->keylog) std::fclose(c->keylog);
                      std::free(c->alpn);
                      ContextOwns::destroy(t, o);
                  },
              .traverse = ContextOwns::traverse,
              .clear = ContextOwns::clear},
    .new_ = {"_SSLContext(cls, protocol, /)", context_dunder_new, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::tls
