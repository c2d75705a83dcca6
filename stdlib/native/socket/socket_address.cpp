// _socket: addresses: tuples and paths of Python's against sockaddr of the kernel's.
#include "stdlib/native/socket/socket_parts.h"

#include "vm/objects/bytes.h"
#include "vm/objects/tuple.h"

#include <arpa/inet.h>
#include <cstddef>
#include <cstring>
#include <net/if.h>

namespace krait::sockets {

Error raiseGaiError(Thread* t, int error, int system_error) {
    if (error == EAI_SYSTEM) return raiseErrno(t, system_error);
    Type* type = typeFromSpec(t, &kGaiErrorSpec);
    if (!type) return Error{};
    Ref text = KRAIT_TRY(strFromUtf8(t, ::gai_strerror(error)));
    Ref exception = KRAIT_TRY(callFunction(t, Value(type), Value::smallInt(error), text));
    return raiseException(t, exception);
}
Error raiseHError(Thread* t, int error) {
    Type* type = typeFromSpec(t, &kHErrorSpec);
    if (!type) return Error{};
    Ref text = KRAIT_TRY(strFromUtf8(t, ::hstrerror(error)));
    Ref exception = KRAIT_TRY(callFunction(t, Value(type), Value::smallInt(error), text));
    return raiseException(t, exception);
}

Status hostArgument(Thread* t, Value v, const char* what, std::string* out) {
    if (isStr(v)) {
        auto* s = v.as<Str>();
        if (s->isAscii()) {
            out->assign(s->ascii());
        } else {
            New<Str> idna = KRAIT_TRY(strIntern(t, "idna"));
            Ref encoded = KRAIT_TRY(callMethod(t, v, t->name(kName_encode), idna));
            out->assign(encoded.as<Bytes>()->view());
        }
    } else if (isBytes(v) || isByteArray(v)) {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, v));
        out->assign(buffer.view());
    } else {
        return raise(t, TypeId::kTypeError, "%s", what);
    }
    if (out->find('\0') != out->npos) {
        return raise(t, TypeId::kTypeError, "host name must not contain null character");
    }
    return ok();
}

Status resolveHost(Thread* t, const std::string& host, int family, Address* out) {
    std::memset(out, 0, sizeof *out);
    if (host == "<broadcast>" || host == "255.255.255.255") {
        if (family != AF_INET && family != AF_UNSPEC)
            return raise(t, TypeId::kOSError, "address family mismatched");
        out->in.sin_family = AF_INET;
        out->in.sin_addr.s_addr = INADDR_BROADCAST;
        return ok();
    }
    if ((family == AF_UNSPEC || family == AF_INET) &&
        ::inet_pton(AF_INET, host.c_str(), &out->in.sin_addr) == 1) {
        out->in.sin_family = AF_INET;
        return ok();
    }
    // A scope's name behind a % is getaddrinfo's to resolve.
    if ((family == AF_UNSPEC || family == AF_INET6) && host.find('%') == host.npos &&
        ::inet_pton(AF_INET6, host.c_str(), &out->in6.sin6_addr) == 1) {
        out->in6.sin6_family = AF_INET6;
        return ok();
    }
    addrinfo hints = {}, *found = nullptr;
    hints.ai_family = family;
    bool wildcard = host.empty();
    if (wildcard) {
        hints.ai_socktype = SOCK_DGRAM; // any, so that each address comes once
        hints.ai_flags = AI_PASSIVE;
    }
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::getaddrinfo(wildcard ? nullptr : host.c_str(), wildcard ? "0" : nullptr, &hints,
                               &found);
        error = errno;
    }
    if (result != 0) return raiseGaiError(t, result, error);
    bool several = wildcard && found->ai_next;
    std::memcpy(out, found->ai_addr, std::min<size_t>(found->ai_addrlen, sizeof *out));
    ::freeaddrinfo(found);
    if (several) return raise(t, TypeId::kOSError, "wildcard resolved to multiple address");
    return ok();
}

namespace {

Error raiseNotTuple(Thread* t, const char* caller, const char* family, Value v) {
    return raise(t, TypeId::kTypeError, "%s(): %s address must be tuple, not %.500T", caller,
                 family, v);
}
Result<uint16_t> portArgument(Thread* t, Value v, const char* caller) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t port;
    if (!intFits(i, &port) || port < 0 || port > 0xffff)
        return raise(t, TypeId::kOverflowError, "%s(): port must be 0-65535.", caller);
    return static_cast<uint16_t>(port);
}
Status checkLength(Thread* t, Tuple* tuple, int64_t least, int64_t most, const char* words) {
    if (tuple->length >= least && tuple->length <= most) return ok();
    return raise(t, TypeId::kTypeError, "%s", words);
}
constexpr const char* kHostWords = "str, bytes or bytearray expected, not %T";

Status readHost(Thread* t, Value host, int family, Address* out) {
    if (!isStr(host) && !isBytes(host) && !isByteArray(host))
        return raise(t, TypeId::kTypeError, kHostWords, host);
    std::string text;
    KRAIT_TRY(hostArgument(t, host, "", &text));
    return resolveHost(t, text, family, out);
}

Status unixAddress(Thread* t, Value v, Address* out, socklen_t* length) {
    std::string path;
    if (isStr(v)) {
        KRAIT_TRY(encodeFileName(t, v, &path));
    } else {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, v));
        path.assign(buffer.view());
    }
    auto* un = &out->un;
    // Linux: a path whose first byte is zero (or that is empty) is an abstract name.
    bool abstract = path.empty() || path[0] == '\0';
    if (path.size() > sizeof un->sun_path || (!abstract && path.size() == sizeof un->sun_path))
        return raise(t, TypeId::kOSError, "AF_UNIX path too long");
    un->sun_family = AF_UNIX;
    std::memcpy(un->sun_path, path.data(), path.size());
    size_t size = offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1);
    *length = static_cast<socklen_t>(size);
    return ok();
}

Status internetAddress(Thread* t, Value v, const char* caller, Address* out, socklen_t* length) {
    if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_INET", v);
    auto* tuple = v.as<Tuple>();
    KRAIT_TRY(checkLength(t, tuple, 2, 2, "AF_INET address must be a pair (host, port)"));
    if (!hasIndex(t, tuple->items[1]))
        return toIndex(t, tuple->items[1]).isError() ? Status(Error{}) : ok();
    KRAIT_TRY(readHost(t, tuple->items[0], AF_INET, out));
    uint16_t port = KRAIT_TRY(portArgument(t, tuple->items[1], caller));
    out->in.sin_family = AF_INET;
    out->in.sin_port = htons(port);
    *length = sizeof out->in;
    return ok();
}

Status internet6Address(Thread* t, Value v, const char* caller, Address* out, socklen_t* length) {
    if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_INET6", v);
    auto* tuple = v.as<Tuple>();
    KRAIT_TRY(checkLength(t, tuple, 2, 4,
                          "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"));
    KRAIT_TRY(readHost(t, tuple->items[0], AF_INET6, out));
    uint32_t scope = out->in6.sin6_scope_id;
    uint16_t port = KRAIT_TRY(portArgument(t, tuple->items[1], caller));
    int64_t flow = 0;
    if (tuple->length > 2) flow = KRAIT_TRY(toIndexInt64(t, tuple->items[2]));
    if (flow < 0 || flow > 0xfffff)
        return raise(t, TypeId::kOverflowError, "%s(): flowinfo must be 0-1048575.", caller);
    if (tuple->length > 3)
        scope = static_cast<uint32_t>(KRAIT_TRY(toIndexInt64(t, tuple->items[3])));
    out->in6.sin6_family = AF_INET6;
    out->in6.sin6_port = htons(port);
    out->in6.sin6_flowinfo = htonl(static_cast<uint32_t>(flow));
    out->in6.sin6_scope_id = scope;
    *length = sizeof out->in6;
    return ok();
}

Result<int> interfaceIndex(Thread* t, int fd, Value name) {
    std::string text;
    if (isStr(name)) {
        KRAIT_TRY(encodeFileName(t, name, &text));
    } else if (isBytes(name)) {
        text.assign(name.as<Bytes>()->view());
    } else {
        return raise(t, TypeId::kTypeError, "interface name must be str or bytes, not %T", name);
    }
    if (text.empty()) return 0;
    unsigned index = ::if_nametoindex(text.c_str());
    if (index == 0) return raiseErrno(t, errno);
    return static_cast<int>(index);
}

Status numbersOf(Thread* t, Tuple* tuple, int64_t* out) {
    for (int64_t i = 0; i < tuple->length; ++i) {
        Ref number = KRAIT_TRY(toIndex(t, tuple->items[i]));
        out[i] = KRAIT_TRY(intAsInt64(t, number));
    }
    return ok();
}

} // namespace

Status addressFromPython(Thread* t, Socket* s, Value v, const char* caller, Address* out,
                         socklen_t* length) {
    std::memset(out, 0, sizeof *out);
    out->any.sa_family = static_cast<sa_family_t>(s->family);
    switch (s->family) {
    case AF_UNIX:
        return unixAddress(t, v, out, length);
    case AF_INET:
        return internetAddress(t, v, caller, out, length);
    case AF_INET6:
        return internet6Address(t, v, caller, out, length);
    case AF_NETLINK: {
        if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_NETLINK", v);
        auto* tuple = v.as<Tuple>();
        KRAIT_TRY(checkLength(t, tuple, 2, 2, "AF_NETLINK address must be a pair (pid, groups)"));
        int64_t numbers[2];
        KRAIT_TRY(numbersOf(t, tuple, numbers));
        out->nl.nl_pid = static_cast<uint32_t>(numbers[0]);
        out->nl.nl_groups = static_cast<uint32_t>(numbers[1]);
        *length = sizeof out->nl;
        return ok();
    }
    case AF_VSOCK: {
        if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_VSOCK", v);
        auto* tuple = v.as<Tuple>();
        KRAIT_TRY(checkLength(t, tuple, 2, 2, "AF_VSOCK address must be a pair (CID, port)"));
        int64_t numbers[2];
        KRAIT_TRY(numbersOf(t, tuple, numbers));
        out->vm.svm_cid = static_cast<unsigned>(numbers[0]);
        out->vm.svm_port = static_cast<unsigned>(numbers[1]);
        *length = sizeof out->vm;
        return ok();
    }
    case AF_CAN: {
        if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_CAN", v);
        auto* tuple = v.as<Tuple>();
        KRAIT_TRY(
            checkLength(t, tuple, 1, 4, "AF_CAN address must be a tuple (interface[, addresses])"));
        out->can.can_ifindex = KRAIT_TRY(interfaceIndex(t, s->fd, tuple->items[0]));
        int64_t numbers[3] = {};
        for (int64_t i = 1; i < tuple->length; ++i)
            numbers[i - 1] = KRAIT_TRY(toIndexInt64(t, tuple->items[i]));
        if (s->protocol == CAN_J1939) {
            out->can.can_addr.j1939.name = static_cast<uint64_t>(numbers[0]);
            out->can.can_addr.j1939.pgn = static_cast<uint32_t>(numbers[1]);
            out->can.can_addr.j1939.addr = static_cast<uint8_t>(numbers[2]);
        } else {
            out->can.can_addr.tp.rx_id = static_cast<canid_t>(numbers[0]);
            out->can.can_addr.tp.tx_id = static_cast<canid_t>(numbers[1]);
        }
        *length = sizeof out->can;
        return ok();
    }
    case AF_PACKET: {
        if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_PACKET", v);
        auto* tuple = v.as<Tuple>();
        KRAIT_TRY(checkLength(t, tuple, 2, 5,
                              "AF_PACKET address must be a tuple of two to five elements"));
        out->ll.sll_ifindex = KRAIT_TRY(interfaceIndex(t, s->fd, tuple->items[0]));
        int64_t protocol = KRAIT_TRY(toIndexInt64(t, tuple->items[1]));
        if (protocol < 0 || protocol > 0xffff)
            return raise(t, TypeId::kOverflowError, "%s(): proto must be 0-65535.", caller);
        out->ll.sll_protocol = htons(static_cast<uint16_t>(protocol));
        if (tuple->length > 2)
            out->ll.sll_pkttype = static_cast<uint8_t>(KRAIT_TRY(toIndexInt64(t, tuple->items[2])));
        if (tuple->length > 3)
            out->ll.sll_hatype = static_cast<uint16_t>(KRAIT_TRY(toIndexInt64(t, tuple->items[3])));
        if (tuple->length > 4) {
            Buffer hardware;
            KRAIT_TRY(hardware.acquire(t, tuple->items[4]));
            if (hardware.size() > 8) {
                return raise(t, TypeId::kValueError, "Hardware address must be 8 bytes or less");
            }
            std::memcpy(out->ll.sll_addr, hardware.data(), static_cast<size_t>(hardware.size()));
            out->ll.sll_halen = static_cast<uint8_t>(hardware.size());
        }
        *length = sizeof out->ll;
        return ok();
    }
    case AF_ALG: {
        if (!isTuple(v)) return raiseNotTuple(t, caller, "AF_ALG", v);
        auto* tuple = v.as<Tuple>();
        KRAIT_TRY(checkLength(t, tuple, 2, 4,
                              "AF_ALG address must be a tuple (type, name[, feat[, mask]])"));
        std::string type, name;
        for (int i = 0; i < 2; ++i) {
            if (!isStr(tuple->items[i]))
                return raise(t, TypeId::kTypeError, "str expected, not %T", tuple->items[i]);
            KRAIT_TRY(encodeFileName(t, tuple->items[i], i ? &name : &type));
        }
        if (type.size() >= sizeof out->alg.salg_type)
            return raise(t, TypeId::kValueError, "AF_ALG type too long.");
        if (name.size() >= sizeof out->alg.salg_name)
            return raise(t, TypeId::kValueError, "AF_ALG name too long.");
        std::memcpy(out->alg.salg_type, type.c_str(), type.size() + 1);
        std::memcpy(out->alg.salg_name, name.c_str(), name.size() + 1);
        if (tuple->length > 2)
            out->alg.salg_feat = static_cast<uint32_t>(KRAIT_TRY(toIndexInt64(t, tuple->items[2])));
        if (tuple->length > 3)
            out->alg.salg_mask = static_cast<uint32_t>(KRAIT_TRY(toIndexInt64(t, tuple->items[3])));
        *length = sizeof out->alg;
        return ok();
    }
    default:
        return raise(t, TypeId::kOSError, "%s(): bad family", caller);
    }
}

Ref addressToPython(Thread* t, const Address& address, socklen_t length, int protocol) {
    if (length == 0) return Ref::none(); // Python: a stream's recvfrom() has no address
    char text[INET6_ADDRSTRLEN];
    switch (address.any.sa_family) {
    case AF_INET: {
        ::inet_ntop(AF_INET, &address.in.sin_addr, text, sizeof text);
        Ref host = KRAIT_TRY(strFromAscii(t, text));
        return tupleOf(t, host.get(), Value::smallInt(ntohs(address.in.sin_port)));
    }
    case AF_INET6: {
        ::inet_ntop(AF_INET6, &address.in6.sin6_addr, text, sizeof text);
        Ref host = KRAIT_TRY(strFromAscii(t, text));
        return tupleOf(t, host.get(), Value::smallInt(ntohs(address.in6.sin6_port)),
                       Value::smallInt(ntohl(address.in6.sin6_flowinfo)),
                       Value::smallInt(address.in6.sin6_scope_id));
    }
    case AF_UNIX: {
        size_t offset = offsetof(sockaddr_un, sun_path);
        size_t size = length > offset ? length - offset : 0;
        if (size > 0 && address.un.sun_path[0] == '\0')
            return bytesFrom(t, {address.un.sun_path, size});
        return decodeFileName(t, {address.un.sun_path, ::strnlen(address.un.sun_path, size)});
    }
    case AF_NETLINK:
        return tupleOf(t, Value::smallInt(address.nl.nl_pid),
                       Value::smallInt(address.nl.nl_groups));
    case AF_VSOCK:
        return tupleOf(t, Value::smallInt(address.vm.svm_cid),
                       Value::smallInt(address.vm.svm_port));
    case AF_CAN: {
        char name[IF_NAMESIZE] = "";
        if (address.can.can_ifindex)
            (void)::if_indextoname(static_cast<unsigned>(address.can.can_ifindex), name);
        Ref interface = KRAIT_TRY(decodeFileName(t, name));
        if (protocol == CAN_ISOTP) {
            return tupleOf(t, interface.get(), Value::smallInt(address.can.can_addr.tp.rx_id),
                           Value::smallInt(address.can.can_addr.tp.tx_id));
        }
        return tupleOf(t, interface.get());
    }
    case AF_PACKET: {
        char name[IF_NAMESIZE] = "";
        if (address.ll.sll_ifindex)
            (void)::if_indextoname(static_cast<unsigned>(address.ll.sll_ifindex), name);
        Ref interface = KRAIT_TRY(decodeFileName(t, name));
        Ref hardware = KRAIT_TRY(bytesFrom(
            t, {reinterpret_cast<const char*>(address.ll.sll_addr), address.ll.sll_halen}));
        return tupleOf(t, interface.get(), Value::smallInt(ntohs(address.ll.sll_protocol)),
                       Value::smallInt(address.ll.sll_pkttype),
                       Value::smallInt(address.ll.sll_hatype), hardware.get());
    }
    default: {
        Ref data = KRAIT_TRY(bytesFrom(t, {address.any.sa_data, length - sizeof(sa_family_t)}));
        return tupleOf(t, Value::smallInt(address.any.sa_family), data.get());
    }
    }
}

} // namespace krait::sockets
