// Connections: _SSLSocket over a socket or a pair of MemoryBIOs, MemoryBIO and SSLSession.
//
// A call of OpenSSL that wants to read or write more ends at once; over a socket with a timeout or
// a blocking one we wait for the descriptor and call again, over MemoryBIOs the caller is told. The
// socket is known by a weak reference: module ssl's socket owns its connection.
#include "stdlib/native/socket/socket_parts.h"
#include "stdlib/native/ssl/ssl_parts.h"

#include "vm/objects/int_parts.h"
#include "vm/runtime/weakrefs.h"

#include <algorithm>
#include <arpa/inet.h>

namespace krait::tls {
namespace {

// --- the BIO over a descriptor -------------------------------------------------------------------

int descriptorOfBio(BIO* bio) {
    return static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio)));
}
int bioWrite(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    ssize_t n =
        ::send(descriptorOfBio(bio), data, static_cast<size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
    return static_cast<int>(n);
}
int bioRead(BIO* bio, char* data, int size) {
    BIO_clear_retry_flags(bio);
    ssize_t n = ::recv(descriptorOfBio(bio), data, static_cast<size_t>(size), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
    if (n == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(n);
}
long bioControl(BIO* bio, int command, long, void*) {
    switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DUP:
        return 1;
    case BIO_CTRL_EOF:
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
    default:
        return 0;
    }
}
// One for each Runtime.
struct BioMethod {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "krait socket");
    BioMethod() {
        BIO_meth_set_write(method, bioWrite);
        BIO_meth_set_read(method, bioRead);
        BIO_meth_set_ctrl(method, bioControl);
        BIO_meth_set_create(method, [](BIO* bio) {
            BIO_set_init(bio, 1);
            return 1;
        });
    }
    ~BioMethod() { BIO_meth_free(method); }
};
constexpr char kMethodKey = 0;

// --- waiting -------------------------------------------------------------------------------------

Socket* connectionOf(Value v) {
    return v.as<Socket>();
}

Ref weakTo(Thread* t, Value v) {
    return weakrefNew(t, t->type(TypeId::kWeakref), v, Value());
}
Object* referentOf(Value weak) {
    return weak.isEmpty() ? nullptr : weak.as<Weakref>()->referent;
}

// The descriptor and timeout of a call: of the socket, which stays alive for the call.
struct Transport {
    Ref socket;
    int64_t timeout = 0; // as the socket's; 0 over MemoryBIOs
    int64_t deadline = kNever;
    int fd = -1;
};

Status begin(Thread* t, Socket* s, Transport* out) {
    if (s->socket.isEmpty()) return ok();
    Object* socket = referentOf(s->socket);
    if (!socket || static_cast<sockets::Socket*>(socket)->fd < 0) {
        return raiseSsl(t, "SSLError", 9, "Underlying socket connection gone");
    }
    out->socket = Ref::share(Value(socket));
    out->fd = static_cast<sockets::Socket*>(socket)->fd;
    out->timeout = static_cast<sockets::Socket*>(socket)->timeout_ns;
    if (out->timeout > 0) out->deadline = schedulerNow(t) + out->timeout;
    auto* data = reinterpret_cast<void*>(static_cast<intptr_t>(out->fd));
    BIO_set_data(SSL_get_rbio(s->ssl), data);
    return ok();
}

// Calls body() until it need not wait: what it returned, *error as SSL_get_error says.
template <typename Body>
Result<int> perform(Thread* t, Socket* s, Transport& transport, const char* late, int* error,
                    int* system_error, Body&& body) {
    for (;;) {
        ERR_clear_error();
        errno = 0;
        s->thread = t;
        int result = body();
        *system_error = errno;
        *error = SSL_get_error(s->ssl, result);
        if (t->hasError()) return Error{};
        bool waits = *error == SSL_ERROR_WANT_READ || *error == SSL_ERROR_WANT_WRITE;
        if (!waits || transport.fd < 0 || transport.timeout == 0) return result;
        short events = *error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
        pollfd entry = {transport.fd, events, 0};
        SystemResult ready = pollDescriptors(t, &entry, 1, transport.deadline);
        if (ready.raised) return Error{};
        if (ready.failed()) return raiseErrno(t, ready.error);
        if (ready.value == 0) return raise(t, TypeId::kTimeoutError, "%s", late);
        if (transport.socket.as<sockets::Socket>()->fd != transport.fd) {
            return raiseSsl(t, "SSLError", 9, "Underlying socket has been closed.");
        }
    }
}

// --- methods -------------------------------------------------------------------------------------

Ref sslsocket_do_handshake(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    Ref keep = Ref::share(a[0]);
    Transport transport;
    KRAIT_TRY(begin(t, s, &transport));
    int error, system_error;
    int result =
        KRAIT_TRY(perform(t, s, transport, "_ssl.c:983: The handshake operation timed out", &error,
                          &system_error, [&] { return SSL_do_handshake(s->ssl); }));
    if (result < 1) return raiseResult(t, s, result, system_error);
    return Ref::none();
}

Ref sslsocket_write(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    Ref keep = Ref::share(a[0]);
    Transport transport;
    KRAIT_TRY(begin(t, s, &transport));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    size_t written = 0;
    int error, system_error;
    int result = KRAIT_TRY(
        perform(t, s, transport, "The write operation timed out", &error, &system_error, [&] {
            return SSL_write_ex(s->ssl, buffer.data(), static_cast<size_t>(buffer.size()),
                                &written);
        }));
    if (result == 0) return raiseResult(t, s, result, system_error);
    return intFrom(t, static_cast<int64_t>(written));
}

// read(size) gives bytes; read(size, buffer) the count.
Ref sslsocket_read(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    Ref keep = Ref::share(a[0]);
    Transport transport;
    KRAIT_TRY(begin(t, s, &transport));
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    bool into = !a[2].isEmpty();
    Buffer buffer;
    Ref bytes;
    char* to;
    if (into) {
        KRAIT_TRY(buffer.acquire(t, a[2], true));
        if (size <= 0 || size > buffer.size()) size = buffer.size();
        if (size == 0) return intFrom(t, 0);
        to = buffer.data();
    } else {
        if (size < 0) return raise(t, TypeId::kValueError, "size should not be negative");
        if (size == 0) return bytesFrom(t, "");
        // A record has 16 KB at most: a large buffer would be mostly air.
        bytes = KRAIT_TRY(bytesAllocate(t, std::min<int64_t>(size, 16384)));
        size = bytes.as<Bytes>()->length;
        to = bytes.as<Bytes>()->data;
    }
    size_t count = 0;
    int error, system_error;
    int result = KRAIT_TRY(
        perform(t, s, transport, "The read operation timed out", &error, &system_error,
                [&] { return SSL_read_ex(s->ssl, to, static_cast<size_t>(size), &count); }));
    if (result == 0) {
        bool ended =
            error == SSL_ERROR_ZERO_RETURN && SSL_get_shutdown(s->ssl) & SSL_RECEIVED_SHUTDOWN;
        if (!ended) return raiseResult(t, s, result, system_error);
        count = 0;
    }
    if (into) return intFrom(t, static_cast<int64_t>(count));
    if (static_cast<int64_t>(count) == size) return bytes;
    return bytesFrom(t, {to, count});
}

Ref sslsocket_pending(Thread* t, Args a) {
    return intFrom(t, SSL_pending(connectionOf(a[0])->ssl));
}

Ref sslsocket_shutdown(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    Ref keep = Ref::share(a[0]);
    Transport transport;
    KRAIT_TRY(begin(t, s, &transport));
    int error, system_error, result = 0;
    // Ours is sent by the first call; the second waits for the other side's.
    for (int round = 0; round < 2; ++round) {
        if (s->shut_down) SSL_set_read_ahead(s->ssl, 0);
        result = KRAIT_TRY(perform(t, s, transport, "The read operation timed out", &error,
                                   &system_error, [&] { return SSL_shutdown(s->ssl); }));
        if (result != 0) break;
        s->shut_down = true;
    }
    if (result < 0) return raiseResult(t, s, result, system_error);
    return transport.socket.isEmpty() ? Ref::none() : std::move(transport.socket);
}

Ref sslsocket_getpeercert(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    bool der = KRAIT_TRY(isTrue(t, a[1]));
    if (!SSL_is_init_finished(s->ssl)) {
        return raise(t, TypeId::kValueError, "handshake not done yet");
    }
    X509* x509 = SSL_get0_peer_certificate(s->ssl);
    if (!x509) return Ref::none();
    if (der) return certificateDer(t, x509);
    if (!(SSL_get_verify_mode(s->ssl) & SSL_VERIFY_PEER)) return dictNew(t);
    return certificateDict(t, x509);
}

Ref chainOf(Thread* t, STACK_OF(X509) * chain) {
    if (!chain) return Ref::none();
    New<List> list = KRAIT_TRY(listNew(t));
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        Ref certificate = KRAIT_TRY(certificateNew(t, sk_X509_value(chain, i)));
        KRAIT_TRY(listAppend(t, list, certificate));
    }
    return list;
}
Ref sslsocket_get_verified_chain(Thread* t, Args a) {
    return chainOf(t, SSL_get0_verified_chain(connectionOf(a[0])->ssl));
}
Ref sslsocket_get_unverified_chain(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    Ref chain = KRAIT_TRY(chainOf(t, SSL_get_peer_cert_chain(s->ssl)));
    // A server's list lacks the client's own certificate.
    if (!chain.get().isNone() && s->server_side) {
        if (X509* x509 = SSL_get0_peer_certificate(s->ssl)) {
            Ref own = KRAIT_TRY(certificateNew(t, x509));
            New<List> whole = KRAIT_TRY(listNew(t));
            KRAIT_TRY(listAppend(t, whole, own));
            auto* rest = chain.as<List>();
            for (int64_t i = 0; i < rest->length; ++i) {
                KRAIT_TRY(listAppend(t, whole, rest->items[i]));
            }
            return whole;
        }
    }
    return chain;
}

Ref sslsocket_cipher(Thread* t, Args a) {
    return cipherTuple(t, SSL_get_current_cipher(connectionOf(a[0])->ssl));
}
Ref sslsocket_shared_ciphers(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    STACK_OF(SSL_CIPHER)* theirs = SSL_get_client_ciphers(s->ssl);
    if (!s->server_side || !theirs) return Ref::none();
    STACK_OF(SSL_CIPHER)* ours = SSL_get_ciphers(s->ssl);
    New<List> list = KRAIT_TRY(listNew(t));
    for (int i = 0; i < sk_SSL_CIPHER_num(theirs); ++i) {
        const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(theirs, i);
        if (sk_SSL_CIPHER_find(ours, const_cast<SSL_CIPHER*>(cipher)) < 0) continue;
        Ref tuple = KRAIT_TRY(cipherTuple(t, cipher));
        KRAIT_TRY(listAppend(t, list, tuple));
    }
    return list;
}
Ref sslsocket_version(Thread* t, Args a) {
    SSL* ssl = connectionOf(a[0])->ssl;
    if (!SSL_is_init_finished(ssl)) return Ref::none();
    return strFromUtf8(t, SSL_get_version(ssl));
}
Ref sslsocket_compression(Thread*, Args) {
    return Ref::none(); // never: it leaks what is encrypted
}
Ref sslsocket_selected_alpn_protocol(Thread* t, Args a) {
    const unsigned char* name;
    unsigned size;
    SSL_get0_alpn_selected(connectionOf(a[0])->ssl, &name, &size);
    if (!name) return Ref::none();
    return strFromUtf8(t, {reinterpret_cast<const char*>(name), size});
}
Ref sslsocket_get_channel_binding(Thread* t, Args a) {
    Socket* s = connectionOf(a[0]);
    if (!isStr(a[1]) || !strEqualAscii(a[1].as<Str>(), "tls-unique")) {
        return raise(t, TypeId::kValueError, "'%S' channel binding type not implemented", a[1]);
    }
    char data[128];
    bool ours = static_cast<bool>(SSL_session_reused(s->ssl)) != !s->server_side;
    size_t size = ours ? SSL_get_finished(s->ssl, data, sizeof data)
                       : SSL_get_peer_finished(s->ssl, data, sizeof data);
    if (size == 0) return Ref::none();
    return bytesFrom(t, {data, size});
}
Ref sslsocket_verify_client_post_handshake(Thread* t, Args a) {
    if (SSL_verify_client_post_handshake(connectionOf(a[0])->ssl) == 0) return raiseLibrary(t);
    return Ref::none();
}

constexpr MethodDef kSocketMethods[] = {
    {"do_handshake(self, /)", sslsocket_do_handshake, nullptr},
    {"write(self, b, /)", sslsocket_write, "Writes bytes; how many were written."},
    {"read(self, size, buffer=<unset>, /)", sslsocket_read, "Reads up to size bytes."},
    {"pending(self, /)", sslsocket_pending, "How many decrypted bytes are there to read."},
    {"getpeercert(self, der=False, /)", sslsocket_getpeercert,
     "The certificate of the other side, as a dict or in DER."},
    {"get_channel_binding(self, /, cb_type='tls-unique')", sslsocket_get_channel_binding,
     "The data that binds to this channel."},
    {"cipher(self, /)", sslsocket_cipher, nullptr},
    {"shared_ciphers(self, /)", sslsocket_shared_ciphers, nullptr},
    {"version(self, /)", sslsocket_version, nullptr},
    {"selected_alpn_protocol(self, /)", sslsocket_selected_alpn_protocol, nullptr},
    {"compression(self, /)", sslsocket_compression, nullptr},
    {"shutdown(self, /)", sslsocket_shutdown, "Ends the connection; the socket."},
    {"verify_client_post_handshake(self, /)", sslsocket_verify_client_post_handshake, nullptr},
    {"get_verified_chain(self, /)", sslsocket_get_verified_chain, nullptr},
    {"get_unverified_chain(self, /)", sslsocket_get_unverified_chain, nullptr},
    {},
};

// --- attributes ----------------------------------------------------------------------------------

Ref getContext(Thread*, Value self) {
    return Ref::share(connectionOf(self)->context);
}
Status setContext(Thread* t, Value self, Value v) {
    if (v.isEmpty() || !hasSpec(t, v, &kContextSpec)) {
        return raise(t, TypeId::kTypeError, "The value must be a SSLContext");
    }
    SSL_set_SSL_CTX(connectionOf(self)->ssl, v.as<Context>()->ctx);
    SSL_set_options(connectionOf(self)->ssl, SSL_CTX_get_options(v.as<Context>()->ctx));
    replace(&connectionOf(self)->context, Ref::share(v));
    return ok();
}
Ref getOwner(Thread*, Value self) {
    Object* owner = referentOf(connectionOf(self)->owner);
    return owner ? Ref::share(Value(owner)) : Ref::none();
}
Status setOwner(Thread* t, Value self, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    Ref weak;
    if (!v.isNone()) weak = KRAIT_TRY(weakTo(t, v));
    replace(&connectionOf(self)->owner, std::move(weak));
    return ok();
}
Ref getSession(Thread* t, Value self) {
    Socket* s = connectionOf(self);
    SSL_SESSION* session = SSL_get1_session(s->ssl);
    if (!session) return Ref::none();
    New<Session> made = newOf<Session>(t, &kSessionSpec);
    if (made.isError()) {
        SSL_SESSION_free(session);
        return Error{};
    }
    made->session = session;
    store(&made->context, s->context);
    return made;
}
Status setSession(Thread* t, Value self, Value v) {
    Socket* s = connectionOf(self);
    if (v.isEmpty() || !hasSpec(t, v, &kSessionSpec)) {
        return raise(t, TypeId::kTypeError, "Value is not a SSLSession.");
    }
    if (v.as<Session>()->context.as<Context>()->ctx != s->context.as<Context>()->ctx) {
        return raise(t, TypeId::kValueError, "Session refers to a different SSLContext.");
    }
    if (s->server_side) {
        return raise(t, TypeId::kValueError, "Cannot set session for server-side SSLSocket.");
    }
    if (SSL_is_init_finished(s->ssl)) {
        return raise(t, TypeId::kValueError, "Cannot set session after handshake.");
    }
    SSL_SESSION* copy = SSL_SESSION_dup(v.as<Session>()->session);
    bool good = copy && SSL_set_session(s->ssl, copy);
    SSL_SESSION_free(copy);
    return good ? ok() : Status(raiseLibrary(t));
}
constexpr GetSetDef kSocketGetSets[] = {
    {"context", getContext, setContext},
    {"server_side",
     [](Thread*, Value self) { return Ref::boolean(connectionOf(self)->server_side); }},
    {"server_hostname",
     [](Thread*, Value self) {
         Value name = connectionOf(self)->server_hostname;
         return Ref::share(name.isEmpty() ? Value::none() : name);
     }},
    {"owner", getOwner, setOwner},
    {"session", getSession, setSession},
    {"session_reused",
     [](Thread*, Value self) {
         return Ref::boolean(SSL_session_reused(connectionOf(self)->ssl) != 0);
     }},
    {},
};
using SocketOwns =
    Owns<Socket, &Socket::context, &Socket::socket, &Socket::owner, &Socket::server_hostname>;

// --- MemoryBIO -----------------------------------------------------------------------------------

BIO* bioOf(Value v) {
    return v.as<MemoryBio>()->bio;
}
Ref bio_dunder_new(Thread* t, Args a) {
    New<MemoryBio> made = KRAIT_TRY(newInstance<MemoryBio>(t, a[0]));
    made->ended = false;
    made->bio = BIO_new(BIO_s_mem());
    if (!made->bio) return raiseLibrary(t);
    // Empty means that more may come.
    BIO_set_retry_read(made->bio);
    BIO_set_mem_eof_return(made->bio, -1);
    return made;
}
Ref bio_read(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    auto available = static_cast<int64_t>(BIO_ctrl_pending(bioOf(a[0])));
    if (size < 0 || size > available) size = available;
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, size));
    if (size == 0) return bytes;
    int count = BIO_read(bioOf(a[0]), bytes->data, static_cast<int>(size));
    if (count == size) return bytes;
    return bytesFrom(t, {bytes->data, static_cast<size_t>(std::max(count, 0))});
}
Ref bio_write(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    if (buffer.size() > INT_MAX) {
        return raise(t, TypeId::kOverflowError, "string longer than %d bytes", INT_MAX);
    }
    if (a[0].as<MemoryBio>()->ended) {
        return raiseSsl(t, "SSLError", 1, "cannot write() after write_eof()");
    }
    if (buffer.size() == 0) return intFrom(t, 0);
    int count = BIO_write(bioOf(a[0]), buffer.data(), static_cast<int>(buffer.size()));
    if (count < 0) return raiseLibrary(t);
    return intFrom(t, count);
}
Ref bio_write_eof(Thread*, Args a) {
    a[0].as<MemoryBio>()->ended = true;
    BIO_clear_retry_flags(bioOf(a[0]));
    BIO_set_mem_eof_return(bioOf(a[0]), 0);
    return Ref::none();
}
constexpr MethodDef kBioMethods[] = {
    {"read(self, size=-1, /)", bio_read, "Up to size bytes; all by default."},
    {"write(self, b, /)", bio_write, "Appends bytes; how many."},
    {"write_eof(self, /)", bio_write_eof, "After this, what is empty has ended."},
    {},
};
constexpr GetSetDef kBioGetSets[] = {
    {"pending",
     [](Thread* t, Value self) {
         return intFrom(t, static_cast<int64_t>(BIO_ctrl_pending(bioOf(self))));
     }},
    {"eof",
     [](Thread*, Value self) {
         return Ref::boolean(self.as<MemoryBio>()->ended && BIO_ctrl_pending(bioOf(self)) == 0);
     }},
    {},
};

// --- SSLSession ----------------------------------------------------------------------------------

SSL_SESSION* sessionOf(Value v) {
    return v.as<Session>()->session;
}
constexpr GetSetDef kSessionGetSets[] = {
    {"has_ticket",
     [](Thread*, Value self) { return Ref::boolean(SSL_SESSION_has_ticket(sessionOf(self))); }},
    {"id",
     [](Thread* t, Value self) {
         unsigned size;
         const unsigned char* id = SSL_SESSION_get_id(sessionOf(self), &size);
         return bytesFrom(t, {reinterpret_cast<const char*>(id), size});
     }},
    {"ticket_lifetime_hint",
     [](Thread* t, Value self) {
         return intFromUnsigned(t, SSL_SESSION_get_ticket_lifetime_hint(sessionOf(self)));
     }},
    {"time",
     [](Thread* t, Value self) { return intFrom(t, SSL_SESSION_get_time(sessionOf(self))); }},
    {"timeout",
     [](Thread* t, Value self) { return intFrom(t, SSL_SESSION_get_timeout(sessionOf(self))); }},
    {},
};
Ref sessionCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !hasSpec(t, b, &kSessionSpec)) return Ref::notImplemented();
    unsigned a_size, b_size;
    const unsigned char* x = SSL_SESSION_get_id(sessionOf(a), &a_size);
    const unsigned char* y = SSL_SESSION_get_id(sessionOf(b), &b_size);
    bool equal = a_size == b_size && std::memcmp(x, y, a_size) == 0;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> sessionHash(Thread*, Value self) {
    unsigned size;
    const unsigned char* id = SSL_SESSION_get_id(sessionOf(self), &size);
    uint64_t hash = 0;
    std::memcpy(&hash, id, std::min<size_t>(size, sizeof hash));
    return hashNotMinusOne(hash);
}

} // namespace

extern const TypeSpec kSocketSpec = {
    .name = "_ssl._SSLSocket",
    .size = sizeof(Socket),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy =
                  [](Thread* t, Object* o) {
                      SSL_free(static_cast<Socket*>(o)->ssl);
                      SocketOwns::destroy(t, o);
                  },
              .traverse = SocketOwns::traverse},
    .methods = kSocketMethods,
    .getsets = kSocketGetSets,
};
extern const TypeSpec kMemoryBioSpec = {
    .name = "_ssl.MemoryBIO",
    .size = sizeof(MemoryBio),
    .slots = {.destroy = [](Thread*, Object* o) { BIO_free(static_cast<MemoryBio*>(o)->bio); }},
    .new_ = {"MemoryBIO(cls)", bio_dunder_new, nullptr},
    .methods = kBioMethods,
    .getsets = kBioGetSets,
};
extern const TypeSpec kSessionSpec = {
    .name = "_ssl.SSLSession",
    .size = sizeof(Session),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {
        .destroy =
            [](Thread*, Object* o) {
                auto* s = static_cast<Session*>(o);
                SSL_SESSION_free(s->session);
                decref(s->context);
            },
        .traverse = [](Object* o,
                       Visitor& visitor) { visitor.visit(static_cast<Session*>(o)->context); },
        .hash = sessionHash,
        .compare = sessionCompare},
    .getsets = kSessionGetSets,
};

static Status configureHostname(Thread* t, Socket* s, Context* c, Value name) {
    if (!isStr(name) || !name.as<Str>()->isAscii()) {
        return raise(t, TypeId::kTypeError, "argument 'server_hostname' must be an ASCII str");
    }
    std::string host(name.as<Str>()->ascii());
    if (host.empty() || host[0] == '.') {
        return raise(t, TypeId::kValueError,
                     "server_hostname cannot be an empty string or start with a leading dot.");
    }
    ASN1_OCTET_STRING* ip = a2i_IPADDRESS(host.c_str());
    if (!ip) ERR_clear_error();
    bool good = true;
    // Python: an address is no name for the server to choose by.
    if (!ip) good = SSL_set_tlsext_host_name(s->ssl, host.c_str());
    if (good && c->check_hostname) {
        X509_VERIFY_PARAM* param = SSL_get0_param(s->ssl);
        good = ip ? X509_VERIFY_PARAM_set1_ip(param, ASN1_STRING_get0_data(ip),
                                              static_cast<size_t>(ASN1_STRING_length(ip)))
                  : X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size());
    }
    ASN1_OCTET_STRING_free(ip);
    return good ? ok() : Status(raiseLibrary(t));
}

Ref socketNew(Thread* t, Context* c, Value python_socket, Value incoming, Value outgoing,
              bool server_side, Value server_hostname, Value owner, Value session) {
    if (c->protocol == kTlsClient && server_side) {
        return raiseSsl(t, "SSLError", 1,
                        "Cannot create a server socket with a PROTOCOL_TLS_CLIENT context");
    }
    if (c->protocol == kTlsServer && !server_side) {
        return raiseSsl(t, "SSLError", 1,
                        "Cannot create a client socket with a PROTOCOL_TLS_SERVER context");
    }
    New<Socket> s = KRAIT_TRY(newOf<Socket>(t, &kSocketSpec));
    s->context = s->socket = s->owner = s->server_hostname = Value();
    s->ssl = nullptr;
    s->server_side = server_side;
    s->shut_down = false;
    s->thread = t;
    store(&s->context, Value(c));
    ERR_clear_error();
    s->ssl = SSL_new(c->ctx);
    if (!s->ssl) return raiseLibrary(t);
    SSL_set_app_data(s->ssl, s.get());
    if (python_socket.isEmpty()) {
        BIO_up_ref(incoming.as<MemoryBio>()->bio);
        BIO_up_ref(outgoing.as<MemoryBio>()->bio);
        SSL_set_bio(s->ssl, incoming.as<MemoryBio>()->bio, outgoing.as<MemoryBio>()->bio);
    } else {
        BIO* bio = BIO_new(runtimeState<BioMethod>(t, &kMethodKey)->method);
        if (!bio) return raiseLibrary(t);
        SSL_set_bio(s->ssl, bio, bio);
        s->socket = KRAIT_TRY(weakTo(t, python_socket)).release();
    }
    SSL_set_mode(s->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                             SSL_MODE_AUTO_RETRY);
    if (c->post_handshake_auth) {
        if (server_side) {
            int mode = SSL_get_verify_mode(s->ssl);
            if (mode & SSL_VERIFY_PEER) {
                SSL_set_verify(s->ssl, mode | SSL_VERIFY_POST_HANDSHAKE,
                               SSL_get_verify_callback(s->ssl));
            }
        } else {
            SSL_set_post_handshake_auth(s->ssl, 1);
        }
    }
    if (!server_hostname.isNone()) {
        KRAIT_TRY(configureHostname(t, s, c, server_hostname));
        store(&s->server_hostname, server_hostname);
    }
    if (server_side) {
        SSL_set_accept_state(s->ssl);
    } else {
        SSL_set_connect_state(s->ssl);
    }
    if (!owner.isNone()) KRAIT_TRY(setOwner(t, Value(s), owner));
    if (!session.isNone()) KRAIT_TRY(setSession(t, Value(s), session));
    return s;
}

} // namespace krait::tls
