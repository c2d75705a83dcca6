// What the files of module _ssl share: its objects over OpenSSL's, and errors.
//
// OpenSSL never waits here: sockets are read and written by a BIO of ours with MSG_DONTWAIT,
// whatever the descriptor's mode, and the wait for the peer is ours, without the GIL. So every call
// of OpenSSL, and every callback of it, runs under the GIL, which also protects the SSL objects.
#pragma once

#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"

#include <cstdio>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace krait {
namespace tls {

// In the order of OpenSSL's SSL_ERROR_ numbers, and what Python adds.
constexpr int kErrorEof = 8, kErrorInvalidCode = 10;
enum Protocol : int {
    kTls = 2,
    kTls1 = 3,
    kTls11 = 4,
    kTls12 = 5,
    kTlsClient = 16,
    kTlsServer = 17
};

struct Context : Object {
    Value sni_callback, message_callback, keylog_filename; // EMPTY: none
    SSL_CTX* ctx;
    std::FILE* keylog;
    unsigned char* alpn; // malloc's
    unsigned alpn_size;
    int protocol;
    unsigned host_flags;
    bool check_hostname, post_handshake_auth;
};

struct Socket : Object {
    Value context;         // Context
    Value socket, owner;   // weak references; EMPTY: over MemoryBIOs, or none
    Value server_hostname; // str, or EMPTY
    SSL* ssl;
    Thread* thread; // that calls OpenSSL now, for its callbacks
    bool server_side;
    bool shut_down; // our end of the connection was told of once
};

struct MemoryBio : Object {
    BIO* bio;
    bool ended;
};

struct Session : Object {
    SSL_SESSION* session;
    Value context;
};

struct Certificate : Object {
    X509* x509;
};

extern const TypeSpec kContextSpec, kSocketSpec, kMemoryBioSpec, kSessionSpec, kCertificateSpec;
extern const TypeSpec kErrorSpec;

struct ErrorClass {
    const char* name;
    int code;
};
// The exception class of that name, of module _ssl.
Ref errorClass(Thread*, const char* name);
// SSLError or a class derived from it, with `code` as errno. Takes what OpenSSL has queued as the
// reason; `message` if it has queued nothing.
Error raiseSsl(Thread*, const char* class_name, int code, const char* message,
               Socket* verified = nullptr);
// Of the library, outside of a connection.
Error raiseLibrary(Thread*);
// What a call on a connection that returned `result` ended with.
Error raiseResult(Thread*, Socket* s, int result, int system_error);

Ref socketNew(Thread*, Context* c, Value python_socket, Value incoming, Value outgoing,
              bool server_side, Value server_hostname, Value owner, Value session);
// A certificate as the dict of getpeercert(), or in DER.
Ref certificateDict(Thread*, X509* x509);
Ref certificateDer(Thread*, X509* x509);
Ref certificateNew(Thread*, X509* x509); // shares it
Ref cipherTuple(Thread*, const SSL_CIPHER* cipher);

inline Ref textOrNone(Thread* t, const char* text) {
    return text ? strFromUtf8(t, text) : Ref::none();
}

} // namespace tls
} // namespace krait
