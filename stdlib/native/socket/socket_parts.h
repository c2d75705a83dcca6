// What the files of module _socket share: the socket object, addresses between Python and the
// kernel, and the errors of name services.
//
// A socket owns its descriptor (-1: closed or detached). All fields belong to the GIL; a call that
// waits works on a copy of the descriptor.
#pragma once

#include "stdlib/native/native_error.h"
#include "stdlib/native/system_constants.h"

#include <linux/can.h>
#include <linux/if_alg.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace krait {
namespace sockets {

struct Socket : Object {
    int fd, family, type, protocol;
    int64_t timeout_ns; // -1: blocking, 0: not
};

union Address {
    sockaddr any;
    sockaddr_in in;
    sockaddr_in6 in6;
    sockaddr_un un;
    sockaddr_nl nl;
    sockaddr_ll ll;
    sockaddr_can can;
    sockaddr_vm vm;
    sockaddr_alg alg;
    sockaddr_storage storage;
};

extern const TypeSpec kSocketSpec, kGaiErrorSpec, kHErrorSpec;
extern const MethodDef kDatabaseFunctions[], kMessageFunctions[], kSocketFunctions[];
Ref socket_recvmsg(Thread*, Args a);
Ref socket_recvmsg_into(Thread*, Args a);
Ref socket_sendmsg(Thread*, Args a);

// The kernel's address for what Python gives for this family; `caller` names the function in
// messages. REENTRY; names are looked up without the GIL.
Status addressFromPython(Thread*, Socket* s, Value address, const char* caller, Address* out,
                         socklen_t* length);
// What Python sees of an address: a tuple, a str, bytes, or None for none.
Ref addressToPython(Thread*, const Address& address, socklen_t length, int protocol);
// The IP address of a host's name, one of the family (AF_UNSPEC: any).
Status resolveHost(Thread*, const std::string& host, int family, Address* out);
// A host's name as bytes: str by idna, bytes and bytearray as they are.
Status hostArgument(Thread*, Value v, const char* what, std::string* out);

Error raiseGaiError(Thread*, int error, int system_error);
Error raiseHError(Thread*, int error);

// Calls `body` without the GIL when the descriptor is ready for `events`, with the socket's
// timeout: -1 and errno as retrySystemCall. TimeoutError is set when time is up.
template <typename Body>
SystemResult callWhenReady(Thread* t, int fd, int64_t timeout_ns, short events, int64_t deadline,
                           Body&& body) {
    for (;;) {
        int64_t value;
        int error;
        bool late = false;
        value = 1;
        if (timeout_ns > 0 || (timeout_ns < 0 && fd >= 0 && fibersOf(t))) {
            pollfd entry = {fd, events, 0};
            value = schedulerOf(t)->poll(t, &entry, 1, deadline);
            error = errno;
            late = value == 0;
        }
        if (value > 0) {
            BlockingSection blocking(t);
            NonBlocking calls(t, fd);
            value = static_cast<int64_t>(body());
            error = errno;
        }
        if (late) {
            (void)raise(t, TypeId::kTimeoutError, "timed out");
            return {-1, ETIMEDOUT, true};
        }
        if (KRAIT_LIKELY(value >= 0)) return {value, 0, false};
        if (error == EINTR) {
            if (serveSignals(t).isError()) return {value, error, true};
            continue;
        }
        if ((timeout_ns > 0 || (timeout_ns < 0 && fibersOf(t))) &&
            (error == EWOULDBLOCK || error == EAGAIN)) {
            continue;
        }
        return {value, error, false};
    }
}
template <typename Body>
SystemResult callOnSocket(Thread* t, Socket* s, short events, Body&& body) {
    int64_t deadline = s->timeout_ns > 0 ? deadlineAfter(t, s->timeout_ns) : kNever;
    return callWhenReady(t, s->fd, s->timeout_ns, events, deadline, body);
}
inline Error raiseResult(Thread* t, const SystemResult& result) {
    if (result.raised) return Error{};
    return raiseErrno(t, result.error);
}

Ref newSocket(Thread*, Type* type, int fd, int family, int kind, int protocol);
void addSocketConstants(ModuleFiller& filler);

} // namespace sockets
} // namespace krait
