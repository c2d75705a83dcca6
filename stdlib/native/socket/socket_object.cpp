// _socket: the socket type: opening, closing, connections, options, plain send and receive.
//
// What may wait is written as a call of callOnSocket(), where the GIL is given up.
#include "stdlib/native/socket/socket_parts.h"

#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/tuple.h"

#include <cmath>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace krait::sockets {
namespace {

Socket* socketOf(Value v) {
    return v.as<Socket>();
}

constexpr char kDefaultTimeoutKey = 0;
int64_t& defaultTimeout(Thread* t) {
    struct State {
        int64_t nanos = -1;
    };
    return runtimeState<State>(t, &kDefaultTimeoutKey)->nanos;
}

// None is -1.
Result<int64_t> timeoutArgument(Thread* t, Value v) {
    if (v.isNone()) return int64_t{-1};
    int64_t nanos = KRAIT_TRY(timeoutNanos(t, v));
    if (nanos < 0) return raise(t, TypeId::kValueError, "Timeout value out of range");
    return nanos;
}
Ref timeoutValue(int64_t nanos) {
    if (nanos < 0) return Ref::none();
    return floatFrom(static_cast<double>(nanos) / 1e9);
}

Status applyBlocking(Thread* t, Socket* s) {
    int on = s->timeout_ns >= 0;
    if (::ioctl(s->fd, FIONBIO, &on) < 0) return raiseErrno(t, errno);
    return ok();
}

Status setUp(Thread* t, Socket* s, int fd, int family, int type, int protocol) {
    s->fd = fd;
    s->family = family;
    s->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    s->protocol = protocol;
    if (type & SOCK_NONBLOCK) {
        s->timeout_ns = 0;
        return ok();
    }
    s->timeout_ns = defaultTimeout(t);
    return s->timeout_ns >= 0 ? applyBlocking(t, s) : ok();
}

// --- making and ending ---------------------------------------------------------------------------

Ref socket_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    static_cast<Socket*>(o)->fd = -1;
    static_cast<Socket*>(o)->timeout_ns = -1;
    return Ref::take(Value(o));
}

// Family, type or protocol of a descriptor, if `given` is -1.
Result<int> askSocket(Thread* t, int fd, int given, int option) {
    if (given != -1) return given;
    int value = 0;
    socklen_t size = sizeof value;
    if (::getsockopt(fd, SOL_SOCKET, option, &value, &size) < 0) return raiseErrno(t, errno);
    return value;
}

Ref socket_init(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    int family = KRAIT_TRY(cIntArgument(t, a[1]));
    int type = KRAIT_TRY(cIntArgument(t, a[2]));
    int protocol = KRAIT_TRY(cIntArgument(t, a[3]));
    if (!a[4].isNone()) {
        if (isInstanceOf(t, a[4], TypeId::kFloat))
            return raise(t, TypeId::kTypeError, "integer argument expected, got float");
        int64_t given = KRAIT_TRY(toIndexInt64(t, a[4]));
        if (given < 0) return raise(t, TypeId::kValueError, "negative file descriptor");
        int fd = static_cast<int>(given);
        Address address = {};
        socklen_t length = sizeof address;
        if (::getsockname(fd, &address.any, &length) < 0) {
            if (family == -1 || errno == EBADF || errno == ENOTSOCK) return raiseErrno(t, errno);
        } else if (family == -1) {
            family = address.any.sa_family;
        }
        type = KRAIT_TRY(askSocket(t, fd, type, SO_TYPE));
        protocol = KRAIT_TRY(askSocket(t, fd, protocol, SO_PROTOCOL));
        KRAIT_TRY(setUp(t, s, fd, family, type, protocol));
        return Ref::none();
    }
    if (family == -1) family = AF_INET;
    if (type == -1) type = SOCK_STREAM;
    if (protocol == -1) protocol = 0;
    int fd, error;
    {
        BlockingSection blocking(t);
        fd = ::socket(family, type | SOCK_CLOEXEC, protocol);
        error = errno;
    }
    if (fd < 0) return raiseErrno(t, error);
    if (setUp(t, s, fd, family, type, protocol).isError()) {
        ::close(fd);
        s->fd = -1;
        return Error{};
    }
    return Ref::none();
}

void socket_finalize(Thread* t, Object* o) {
    auto* s = static_cast<Socket*>(o);
    if (s->fd < 0) return;
    Ref current = t->hasError() ? takeException(t) : Ref();
    if (warn(t, TypeId::kResourceWarning, 1, "unclosed %R", Value(o)).isError()) {
        if (errorIs(t, TypeId::kWarning)) {
            reportUnraisable(t, nullptr, Value(o));
        } else {
            clearError(t);
        }
    }
    int fd = std::exchange(s->fd, -1);
    {
        BlockingSection blocking(t); // a lingering close waits
        ::close(fd);
    }
    if (!current.isEmpty()) (void)raiseException(t, current);
}

Ref socketRepr(Thread* t, Value v) {
    auto* s = socketOf(v);
    return strFormat(t, "<socket object, fd=%d, family=%d, type=%d, proto=%d>", s->fd, s->family,
                     s->type, s->protocol);
}

Ref socket_close(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    if (s->fd < 0) return Ref::none();
    int fd = std::exchange(s->fd, -1);
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::close(fd);
        error = errno;
    }
    // Python: the peer's reset is no error of close().
    if (result < 0 && error != ECONNRESET) return raiseErrno(t, error);
    return Ref::none();
}
Ref socket_detach(Thread* t, Args a) {
    return intFrom(t, std::exchange(socketOf(a[0])->fd, -1));
}
Ref socket_fileno(Thread* t, Args a) {
    return intFrom(t, socketOf(a[0])->fd);
}

// --- connections ---------------------------------------------------------------------------------

Ref socket_accept(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Address address;
    socklen_t length = 0;
    int listener = s->fd;
    SystemResult result = callOnSocket(t, s, POLLIN, [&] {
        length = sizeof address;
        return ::accept4(listener, &address.any, &length, SOCK_CLOEXEC);
    });
    if (result.failed()) return raiseResult(t, result);
    Ref peer = addressToPython(t, address, length, s->protocol);
    if (peer.isError()) {
        ::close(static_cast<int>(result.value));
        return Error{};
    }
    return tupleOf(t, Value::smallInt(result.value), peer.get());
}

Ref socket_bind(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Address address;
    socklen_t length = 0;
    KRAIT_TRY(addressFromPython(t, s, a[1], "bind", &address, &length));
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::bind(s->fd, &address.any, length);
        error = errno;
    }
    return result < 0 ? Ref(raiseErrno(t, error)) : Ref::none();
}
Ref socket_listen(Thread* t, Args a) {
    int backlog = std::max(KRAIT_TRY(cIntArgument(t, a[1])), 0);
    int fd = socketOf(a[0])->fd, result, error;
    {
        BlockingSection blocking(t);
        result = ::listen(fd, backlog);
        error = errno;
    }
    return result < 0 ? Ref(raiseErrno(t, error)) : Ref::none();
}

// The errno of connecting, 0 when connected; an error if a handler raised or time was up. A
// connection that is under way is waited for, if the socket's timeout says so, and then its
// outcome asked for.
Result<int> connectTo(Thread* t, Socket* s, const Address& address, socklen_t length,
                      bool raise_late) {
    int fd = s->fd, error = 0;
    {
        BlockingSection blocking(t);
        NonBlocking calls(t, fd);
        if (::connect(fd, &address.any, length) < 0) error = errno;
    }
    bool timed = s->timeout_ns > 0 || (s->timeout_ns < 0 && fibersOf(t));
    bool wait = error == EINTR ? s->timeout_ns != 0 : error == EINPROGRESS && timed;
    if (!wait) return error;
    if (error == EINTR) KRAIT_TRY(serveSignals(t));
    int64_t deadline = s->timeout_ns > 0 ? deadlineAfter(t, s->timeout_ns) : kNever;
    pollfd entry = {fd, POLLOUT, 0};
    SystemResult ready = pollDescriptors(t, &entry, 1, deadline);
    if (ready.raised) return Error{};
    if (ready.failed()) return ready.error;
    if (ready.value == 0) {
        if (raise_late) return raise(t, TypeId::kTimeoutError, "timed out");
        return EWOULDBLOCK;
    }
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) return errno;
    return error == EISCONN ? 0 : error;
}
Ref socket_connect(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Address address;
    socklen_t length = 0;
    KRAIT_TRY(addressFromPython(t, s, a[1], "connect", &address, &length));
    int error = KRAIT_TRY(connectTo(t, s, address, length, true));
    return error ? Ref(raiseErrno(t, error)) : Ref::none();
}
Ref socket_connect_ex(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Address address;
    socklen_t length = 0;
    KRAIT_TRY(addressFromPython(t, s, a[1], "connect_ex", &address, &length));
    return intFrom(t, KRAIT_TRY(connectTo(t, s, address, length, false)));
}
Ref socket_shutdown(Thread* t, Args a) {
    int how = KRAIT_TRY(cIntArgument(t, a[1]));
    if (::shutdown(socketOf(a[0])->fd, how) < 0) return raiseErrno(t, errno);
    return Ref::none();
}

template <int (*kCall)(int, sockaddr*, socklen_t*)>
Ref nameOf(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Address address = {};
    socklen_t length = sizeof address;
    if (kCall(s->fd, &address.any, &length) < 0) return raiseErrno(t, errno);
    return addressToPython(t, address, length, s->protocol);
}
int peerName(int fd, sockaddr* address, socklen_t* length) {
    return ::getpeername(fd, address, length);
}
int ownName(int fd, sockaddr* address, socklen_t* length) {
    return ::getsockname(fd, address, length);
}

// --- timeouts and options ------------------------------------------------------------------------

Ref socket_setblocking(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    bool block = KRAIT_TRY(isTrue(t, a[1]));
    s->timeout_ns = block ? -1 : 0;
    KRAIT_TRY(applyBlocking(t, s));
    return Ref::none();
}
Ref socket_getblocking(Thread*, Args a) {
    return Ref::boolean(socketOf(a[0])->timeout_ns != 0);
}
Ref socket_settimeout(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    s->timeout_ns = KRAIT_TRY(timeoutArgument(t, a[1]));
    KRAIT_TRY(applyBlocking(t, s));
    return Ref::none();
}
Ref socket_gettimeout(Thread*, Args a) {
    return timeoutValue(socketOf(a[0])->timeout_ns);
}

Ref socket_getsockopt(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    int level = KRAIT_TRY(cIntArgument(t, a[1]));
    int option = KRAIT_TRY(cIntArgument(t, a[2]));
    int size = KRAIT_TRY(cIntArgument(t, a[3]));
    if (size == 0) {
        int flag = 0;
        socklen_t length = sizeof flag;
        if (::getsockopt(s->fd, level, option, &flag, &length) < 0) return raiseErrno(t, errno);
        return intFrom(t, flag);
    }
    if (s->family == AF_VSOCK)
        return raise(t, TypeId::kOSError, "getsockopt string buffer not allowed");
    if (size < 0 || size > 1024)
        return raise(t, TypeId::kOSError, "getsockopt buflen out of range");
    char buffer[1024];
    auto length = static_cast<socklen_t>(size);
    if (::getsockopt(s->fd, level, option, buffer, &length) < 0) return raiseErrno(t, errno);
    return bytesFrom(t, {buffer, length});
}
Ref socket_setsockopt(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    int level = KRAIT_TRY(cIntArgument(t, a[1]));
    int option = KRAIT_TRY(cIntArgument(t, a[2]));
    int result;
    if (!a[4].isEmpty()) {
        // (level, option, None, length): the kernel is given no value.
        if (!a[3].isNone()) {
            return raise(t, TypeId::kTypeError, "setsockopt() argument 3 must be None, not %T",
                         a[3]);
        }
        int64_t size = KRAIT_TRY(toIndexInt64(t, a[4]));
        result = ::setsockopt(s->fd, level, option, nullptr, static_cast<socklen_t>(size));
    } else if (isInt(a[3]) || (!isBytes(a[3]) && hasIndex(t, a[3]))) {
        int flag = KRAIT_TRY(cIntArgument(t, a[3]));
        result = ::setsockopt(s->fd, level, option, &flag, sizeof flag);
    } else {
        Buffer value;
        KRAIT_TRY(value.acquire(t, a[3]));
        result =
            ::setsockopt(s->fd, level, option, value.data(), static_cast<socklen_t>(value.size()));
    }
    return result < 0 ? Ref(raiseErrno(t, errno)) : Ref::none();
}

// --- sending and receiving -----------------------------------------------------------------------

Result<int> flagsArgument(Thread* t, Value v) {
    return v.isEmpty() ? Result<int>(0) : cIntArgument(t, v);
}
Result<int64_t> sizeArgument(Thread* t, Value v, const char* caller) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, v));
    if (size < 0) return raise(t, TypeId::kValueError, "negative buffersize in %s", caller);
    return size;
}
SystemResult receive(Thread* t, Socket* s, char* data, int64_t size, int flags, Address* address,
                     socklen_t* length) {
    int fd = s->fd;
    return callOnSocket(t, s, POLLIN, [&] {
        if (!address) return ::recv(fd, data, static_cast<size_t>(size), flags);
        *length = sizeof *address;
        return ::recvfrom(fd, data, static_cast<size_t>(size), flags, &address->any, length);
    });
}
// Bytes of at most `size`; they are read into a block of that size and, if fewer came, copied.
Ref receiveBytes(Thread* t, Socket* s, int64_t size, int flags, Address* address,
                 socklen_t* length) {
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, size));
    SystemResult result = receive(t, s, bytes->data, size, flags, address, length);
    if (result.failed()) return raiseResult(t, result);
    if (result.value == size) return bytes;
    return bytesFrom(t, {bytes->data, static_cast<size_t>(result.value)});
}
Ref socket_recv(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(sizeArgument(t, a[1], "recv"));
    int flags = KRAIT_TRY(flagsArgument(t, a[2]));
    return receiveBytes(t, socketOf(a[0]), size, flags, nullptr, nullptr);
}
Ref socket_recvfrom(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    int64_t size = KRAIT_TRY(sizeArgument(t, a[1], "recvfrom"));
    int flags = KRAIT_TRY(flagsArgument(t, a[2]));
    Address address;
    socklen_t length = 0;
    Ref bytes = KRAIT_TRY(receiveBytes(t, s, size, flags, &address, &length));
    Ref peer = KRAIT_TRY(addressToPython(t, address, length, s->protocol));
    return tupleOf(t, bytes.get(), peer.get());
}
// How many bytes to receive into a buffer: all of it for 0.
Result<int64_t> intoSize(Thread* t, Value v, int64_t room, const char* caller) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, v));
    if (size < 0) return raise(t, TypeId::kValueError, "negative buffersize in %s", caller);
    if (size > room) {
        return raise(t, TypeId::kValueError,
                     caller[4] == '_' ? "buffer too small for requested bytes"
                                      : "nbytes is greater than the length of the buffer");
    }
    return size == 0 ? room : size;
}
Ref socket_recv_into(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1], true));
    int64_t size = KRAIT_TRY(intoSize(t, a[2], buffer.size(), "recv_into"));
    int flags = KRAIT_TRY(flagsArgument(t, a[3]));
    SystemResult result = receive(t, socketOf(a[0]), buffer.data(), size, flags, nullptr, nullptr);
    if (result.failed()) return raiseResult(t, result);
    return intFrom(t, result.value);
}
Ref socket_recvfrom_into(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1], true));
    int64_t size = KRAIT_TRY(intoSize(t, a[2], buffer.size(), "recvfrom_into"));
    int flags = KRAIT_TRY(flagsArgument(t, a[3]));
    Address address;
    socklen_t length = 0;
    SystemResult result = receive(t, s, buffer.data(), size, flags, &address, &length);
    if (result.failed()) return raiseResult(t, result);
    Ref peer = KRAIT_TRY(addressToPython(t, address, length, s->protocol));
    return tupleOf(t, Value::smallInt(result.value), peer.get());
}

Ref socket_send(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    int flags = KRAIT_TRY(flagsArgument(t, a[2]));
    int fd = s->fd;
    SystemResult result = callOnSocket(t, s, POLLOUT, [&] {
        return ::send(fd, buffer.data(), static_cast<size_t>(buffer.size()), flags);
    });
    if (result.failed()) return raiseResult(t, result);
    return intFrom(t, result.value);
}
Ref socket_sendall(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    int flags = KRAIT_TRY(flagsArgument(t, a[2]));
    int64_t timeout = s->timeout_ns; // for all of it together
    int64_t deadline = timeout > 0 ? deadlineAfter(t, timeout) : kNever;
    const char* data = buffer.data();
    int64_t left = buffer.size();
    do {
        int fd = s->fd;
        SystemResult result = callWhenReady(t, fd, timeout, POLLOUT, deadline, [&] {
            return ::send(fd, data, static_cast<size_t>(left), flags);
        });
        if (result.failed()) return raiseResult(t, result);
        data += result.value;
        left -= result.value;
        // Python: signals are looked at between the pieces.
        if (left > 0) KRAIT_TRY(serveSignals(t));
    } while (left > 0);
    return Ref::none();
}
Ref socket_sendto(Thread* t, Args a) {
    auto* s = socketOf(a[0]);
    auto* given = a[1].as<Tuple>();
    if (given->length < 2 || given->length > 3) {
        return raise(t, TypeId::kTypeError, "sendto() takes 2 or 3 arguments (%ld given)",
                     given->length);
    }
    bool has_flags = given->length == 3;
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, given->items[0]));
    int flags = has_flags ? KRAIT_TRY(cIntArgument(t, given->items[1])) : 0;
    Address address;
    socklen_t length = 0;
    KRAIT_TRY(
        addressFromPython(t, s, given->items[has_flags ? 2 : 1], "sendto", &address, &length));
    int fd = s->fd;
    SystemResult result = callOnSocket(t, s, POLLOUT, [&] {
        return ::sendto(fd, buffer.data(), static_cast<size_t>(buffer.size()), flags, &address.any,
                        length);
    });
    if (result.failed()) return raiseResult(t, result);
    return intFrom(t, result.value);
}

Ref socketTimeout(Thread*, Value v) {
    return timeoutValue(socketOf(v)->timeout_ns);
}
template <int Socket::* kField>
Ref socketField(Thread* t, Value v) {
    return intFrom(t, socketOf(v)->*kField);
}

constexpr GetSetDef kSocketGetSets[] = {
    {"family", socketField<&Socket::family>, nullptr, "the socket family"},
    {"type", socketField<&Socket::type>, nullptr, "the socket type"},
    {"proto", socketField<&Socket::protocol>, nullptr, "the socket protocol"},
    {"timeout", socketTimeout, nullptr, "the socket timeout"},
    {}};

// --- module functions over sockets ---------------------------------------------------------------

Ref module_close(Thread* t, Args a) {
    int fd = KRAIT_TRY(cIntArgument(t, a[0]));
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::close(fd);
        error = errno;
    }
    if (result < 0 && error != ECONNRESET) return raiseErrno(t, error);
    return Ref::none();
}
Ref module_dup(Thread* t, Args a) {
    int fd = KRAIT_TRY(cIntArgument(t, a[0]));
    int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? Ref(raiseErrno(t, errno)) : intFrom(t, copy);
}
Ref module_socketpair(Thread* t, Args a) {
    int family = a[0].isNone() ? AF_UNIX : KRAIT_TRY(cIntArgument(t, a[0]));
    int type = KRAIT_TRY(cIntArgument(t, a[1]));
    int protocol = KRAIT_TRY(cIntArgument(t, a[2]));
    int fds[2];
    if (::socketpair(family, type | SOCK_CLOEXEC, protocol, fds) < 0) return raiseErrno(t, errno);
    Type* cls = typeFromSpec(t, &kSocketSpec);
    if (!cls) return Error{};
    Ref first = newSocket(t, cls, fds[0], family, type, protocol);
    if (first.isError()) {
        ::close(fds[1]);
        return Error{};
    }
    Ref second = KRAIT_TRY(newSocket(t, cls, fds[1], family, type, protocol));
    return tupleOf(t, first.get(), second.get());
}
Ref module_getdefaulttimeout(Thread* t, Args) {
    return timeoutValue(defaultTimeout(t));
}
Ref module_setdefaulttimeout(Thread* t, Args a) {
    defaultTimeout(t) = KRAIT_TRY(timeoutArgument(t, a[0]));
    return Ref::none();
}

} // namespace

// Takes the descriptor over, also on error.
Ref newSocket(Thread* t, Type* type, int fd, int family, int kind, int protocol) {
    Object* o = allocateInstance(t, type);
    if (!o) {
        ::close(fd);
        return Error{};
    }
    Ref made = Ref::take(Value(o));
    auto* s = static_cast<Socket*>(o);
    if (setUp(t, s, fd, family, kind, protocol).isError()) {
        ::close(fd);
        s->fd = -1;
        return Error{};
    }
    return made;
}

static const MethodDef kSocketMethods[] = {
    {"_accept(self, /)", socket_accept,
     "Waits for a connection: its descriptor, and the peer's address."},
    {"bind(self, address, /)", socket_bind, "Bind the socket to a local address."},
    {"close(self, /)", socket_close, "Close the socket."},
    {"connect(self, address, /)", socket_connect, "Connect the socket to a remote address."},
    {"connect_ex(self, address, /)", socket_connect_ex,
     "As connect(), but returns the errno of a failure instead of raising."},
    {"detach(self, /)", socket_detach,
     "Gives the descriptor away: the object counts as closed afterwards."},
    {"fileno(self, /)", socket_fileno, "Return the integer file descriptor of the socket."},
    {"getpeername(self, /)", nameOf<peerName>, "Return the address of the remote endpoint."},
    {"getsockname(self, /)", nameOf<ownName>, "Return the address of the local endpoint."},
    {"getsockopt(self, level, option, buffersize=0, /)", socket_getsockopt,
     "Get a socket option: an int, or with a buffersize the bytes of it."},
    {"listen(self, backlog=128, /)", socket_listen, "Enable a server to accept connections."},
    {"recv(self, buffersize, flags=<unset>, /)", socket_recv,
     "Receives up to buffersize bytes; none at the end of the stream."},
    {"recv_into(self, buffer, nbytes=0, flags=<unset>)", socket_recv_into,
     "Receives into a buffer, all of it or nbytes; how many bytes came."},
    {"recvfrom(self, buffersize, flags=<unset>, /)", socket_recvfrom,
     "Like recv(), but also returns the sender's address."},
    {"recvfrom_into(self, buffer, nbytes=0, flags=<unset>)", socket_recvfrom_into,
     "Like recv_into(), but also returns the sender's address."},
    {"send(self, data, flags=<unset>, /)", socket_send,
     "Sends data; how many bytes were sent, which may be less than all."},
    {"sendall(self, data, flags=<unset>, /)", socket_sendall, "Sends all of the data."},
    {"sendto(self, /, *args)", socket_sendto, "sendto(data[, flags], address): sends a datagram."},
    {"setblocking(self, flag, /)", socket_setblocking,
     "Waits in all calls if flag is true, in none if it is false."},
    {"getblocking(self, /)", socket_getblocking, "Whether calls of the socket wait."},
    {"settimeout(self, timeout, /)", socket_settimeout,
     "How many seconds calls wait at most; 0 not at all, None without limit."},
    {"gettimeout(self, /)", socket_gettimeout, "The timeout in seconds, or None."},
    {"setsockopt(self, level, option, value, optlen=<unset>, /)", socket_setsockopt,
     "Set a socket option to an int, to bytes, or to None with a length."},
    {"shutdown(self, flag, /)", socket_shutdown,
     "Shut down the reading side of the socket, the writing side, or both."},
    {"recvmsg(self, bufsize, ancbufsize=0, flags=0, /)", socket_recvmsg,
     "Receives data and ancillary data: (data, ancdata, msg_flags, address)."},
    {"recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)", socket_recvmsg_into,
     "As recvmsg(), scattered into buffers: (nbytes, ancdata, msg_flags, address)."},
    {"sendmsg(self, buffers, ancdata=(), flags=0, address=None, /)", socket_sendmsg,
     "Sends data gathered from buffers, with ancillary data."},
    {}};

const MethodDef kSocketFunctions[] = {
    {"close(fd, /)", module_close, "Closes a socket's descriptor."},
    {"dup(fd, /)", module_dup, "Duplicates a socket's descriptor."},
    {"socketpair(family=None, type=1, proto=0, /)", module_socketpair,
     "A pair of sockets connected with each other."},
    {"getdefaulttimeout()", module_getdefaulttimeout, "The timeout of new sockets."},
    {"setdefaulttimeout(timeout, /)", module_setdefaulttimeout, "Sets the timeout of new sockets."},
    {}};

const TypeSpec kSocketSpec = {
    .name = "_socket.socket",
    .size = sizeof(Socket),
    .flags = kTypeBase,
    .slots = {.finalize = socket_finalize, .repr = socketRepr},
    .doc = "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\n"
           "socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\n"
           "A socket of the given family, type and protocol; or the one that the descriptor "
           "fileno\nis, whose family, type and protocol are found out when they are not given.",
    .new_ = {"socket(cls, /, *args, **kwargs)", socket_new, nullptr},
    .init = {"socket(self, /, family=-1, type=-1, proto=-1, fileno=None)", socket_init, nullptr},
    .methods = kSocketMethods,
    .getsets = kSocketGetSets,
};

} // namespace krait::sockets
