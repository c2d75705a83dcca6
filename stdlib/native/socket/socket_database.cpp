// _socket: names of hosts, services, protocols and interfaces; byte order; addresses as text.
//
// Look-ups wait and go without the GIL. The reentrant forms are used, with a buffer that grows.
#include "stdlib/native/socket/socket_parts.h"

#include "vm/objects/bytes.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"

#include <arpa/inet.h>
#include <cstring>
#include <net/if.h>
#include <unistd.h>
#include <vector>

namespace krait::sockets {
namespace {

// --- hosts ---------------------------------------------------------------------------------------

Ref ipText(Thread* t, const Address& address) {
    char text[NI_MAXHOST];
    socklen_t size = address.any.sa_family == AF_INET ? sizeof address.in : sizeof address.in6;
    int error = ::getnameinfo(&address.any, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    if (error) return raiseGaiError(t, error, errno);
    return strFromUtf8(t, text);
}
constexpr const char* kHostWords = "str, bytes or bytearray expected";

Status hostOf(Thread* t, Value v, std::string* out) {
    if (!isStr(v) && !isBytes(v) && !isByteArray(v)) {
        return raise(t, TypeId::kTypeError, "%s, not %T", kHostWords, v);
    }
    return hostArgument(t, v, kHostWords, out);
}

Ref module_gethostbyname(Thread* t, Args a) {
    std::string host;
    KRAIT_TRY(hostOf(t, a[0], &host));
    Address address;
    KRAIT_TRY(resolveHost(t, host, AF_INET, &address));
    return ipText(t, address);
}

// (name, aliases, addresses) of what `ask`, a reentrant look-up, finds.
template <typename Ask>
Ref hostEntry(Thread* t, Ask&& ask) {
    std::vector<char> buffer(16384);
    hostent entry, *found = nullptr;
    int error = 0, result;
    for (;;) {
        {
            BlockingSection blocking(t);
            result = ask(&entry, buffer.data(), buffer.size(), &found, &error);
        }
        if (result != ERANGE) break;
        buffer.resize(buffer.size() * 2);
    }
    if (!found) return raiseHError(t, error);
    New<List> aliases = KRAIT_TRY(listNew(t));
    for (char** alias = entry.h_aliases; alias && *alias; ++alias) {
        Ref text = KRAIT_TRY(decodeFileName(t, *alias));
        KRAIT_TRY(listAppend(t, aliases, text));
    }
    New<List> addresses = KRAIT_TRY(listNew(t));
    for (char** item = entry.h_addr_list; item && *item; ++item) {
        char text[INET6_ADDRSTRLEN];
        if (!::inet_ntop(entry.h_addrtype, *item, text, sizeof text)) return raiseErrno(t, errno);
        Ref address = KRAIT_TRY(strFromAscii(t, text));
        KRAIT_TRY(listAppend(t, addresses, address));
    }
    Ref name = KRAIT_TRY(decodeFileName(t, entry.h_name));
    return tupleOf(t, name.get(), Value(aliases), Value(addresses));
}
Ref module_gethostbyname_ex(Thread* t, Args a) {
    std::string host;
    KRAIT_TRY(hostOf(t, a[0], &host));
    Address address;
    KRAIT_TRY(resolveHost(t, host, AF_INET, &address));
    return hostEntry(t,
                     [&](hostent* entry, char* buffer, size_t size, hostent** found, int* error) {
                         return ::gethostbyname_r(host.c_str(), entry, buffer, size, found, error);
                     });
}
Ref module_gethostbyaddr(Thread* t, Args a) {
    std::string host;
    KRAIT_TRY(hostOf(t, a[0], &host));
    Address address;
    KRAIT_TRY(resolveHost(t, host, AF_UNSPEC, &address));
    bool v4 = address.any.sa_family == AF_INET;
    const void* raw = v4 ? static_cast<void*>(&address.in.sin_addr) : &address.in6.sin6_addr;
    socklen_t length = v4 ? sizeof(in_addr) : sizeof(in6_addr);
    return hostEntry(t,
                     [&](hostent* entry, char* buffer, size_t size, hostent** found, int* error) {
                         return ::gethostbyaddr_r(raw, length, address.any.sa_family, entry, buffer,
                                                  size, found, error);
                     });
}
Ref module_gethostname(Thread* t, Args) {
    char name[1024];
    if (::gethostname(name, sizeof name - 1) < 0) return raiseErrno(t, errno);
    name[sizeof name - 1] = 0;
    return decodeFileName(t, name);
}
Ref module_sethostname(Thread* t, Args a) {
    std::string name;
    if (isStr(a[0])) {
        KRAIT_TRY(encodeFileName(t, a[0], &name));
    } else {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, a[0]));
        name.assign(buffer.view());
    }
    if (::sethostname(name.data(), name.size()) < 0) return raiseErrno(t, errno);
    return Ref::none();
}

// --- getaddrinfo ---------------------------------------------------------------------------------

Ref module_getaddrinfo(Thread* t, Args a) {
    std::string host, port;
    bool has_host = !a[0].isNone(), has_port = !a[1].isNone();
    if (has_host) {
        if (isStr(a[0])) {
            // Python: what stands behind a null character is not looked at.
            if (a[0].as<Str>()->isAscii())
                host.assign(a[0].as<Str>()->ascii());
            else
                KRAIT_TRY(hostArgument(t, a[0], "", &host));
        } else if (isBytes(a[0])) {
            host.assign(a[0].as<Bytes>()->view());
        } else {
            return raise(t, TypeId::kTypeError, "getaddrinfo() argument 1 must be string or None");
        }
    }
    if (isInt(a[1])) {
        Ref text = KRAIT_TRY(strOf(t, a[1]));
        port.assign(text.as<Str>()->ascii());
    } else if (isStr(a[1])) {
        KRAIT_TRY(encodeFileName(t, a[1], &port));
    } else if (isBytes(a[1])) {
        port.assign(a[1].as<Bytes>()->view());
    } else if (has_port) {
        return raise(t, TypeId::kOSError, "Int or String expected");
    }
    addrinfo hints = {}, *found = nullptr;
    hints.ai_family = KRAIT_TRY(cIntArgument(t, a[2]));
    hints.ai_socktype = KRAIT_TRY(cIntArgument(t, a[3]));
    hints.ai_protocol = KRAIT_TRY(cIntArgument(t, a[4]));
    hints.ai_flags = KRAIT_TRY(cIntArgument(t, a[5]));
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::getaddrinfo(has_host ? host.c_str() : nullptr, has_port ? port.c_str() : nullptr,
                               &hints, &found);
        error = errno;
    }
    if (result != 0) return raiseGaiError(t, result, error);
    struct Release {
        addrinfo* list;
        ~Release() { ::freeaddrinfo(list); }
    } release{found};
    New<List> list = KRAIT_TRY(listNew(t));
    for (addrinfo* info = found; info; info = info->ai_next) {
        Address address = {};
        std::memcpy(&address, info->ai_addr, std::min<size_t>(info->ai_addrlen, sizeof address));
        Ref place = KRAIT_TRY(addressToPython(t, address, info->ai_addrlen, 0));
        Ref name = KRAIT_TRY(decodeFileName(t, info->ai_canonname ? info->ai_canonname : ""));
        Ref row = KRAIT_TRY(tupleOf(t, Value::smallInt(info->ai_family),
                                    Value::smallInt(info->ai_socktype),
                                    Value::smallInt(info->ai_protocol), name.get(), place.get()));
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

Ref module_getnameinfo(Thread* t, Args a) {
    int flags = KRAIT_TRY(cIntArgument(t, a[1]));
    if (!isTuple(a[0]))
        return raise(t, TypeId::kTypeError, "getnameinfo() argument 1 must be a tuple");
    auto* tuple = a[0].as<Tuple>();
    if (tuple->length < 2 || tuple->length > 4 || !isStr(tuple->items[0]))
        return raise(t, TypeId::kTypeError, "getnameinfo(): illegal sockaddr argument");
    std::string host;
    KRAIT_TRY(encodeFileName(t, tuple->items[0], &host));
    int64_t numbers[3] = {};
    for (int64_t i = 1; i < tuple->length; ++i) {
        numbers[i - 1] = KRAIT_TRY(cIntArgument(t, tuple->items[i]));
    }
    if (numbers[1] < 0 || numbers[1] > 0xfffff)
        return raise(t, TypeId::kOverflowError, "getnameinfo(): flowinfo must be 0-1048575.");
    addrinfo hints = {}, *found = nullptr;
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_NUMERICHOST; // Python: the address must be one already
    int result, error;
    std::string port = std::to_string(numbers[0]);
    {
        BlockingSection blocking(t);
        result = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
        error = errno;
    }
    if (result != 0) return raiseGaiError(t, result, error);
    Address address = {};
    std::memcpy(&address, found->ai_addr, std::min<size_t>(found->ai_addrlen, sizeof address));
    socklen_t length = found->ai_addrlen;
    bool several = found->ai_next != nullptr;
    ::freeaddrinfo(found);
    if (several) return raise(t, TypeId::kOSError, "sockaddr resolved to multiple addresses");
    if (address.any.sa_family == AF_INET) {
        if (tuple->length != 2) return raise(t, TypeId::kOSError, "IPv4 sockaddr must be 2 tuple");
    } else {
        address.in6.sin6_flowinfo = htonl(static_cast<uint32_t>(numbers[1]));
        address.in6.sin6_scope_id = static_cast<uint32_t>(numbers[2]);
    }
    char name[NI_MAXHOST], service[NI_MAXSERV];
    {
        BlockingSection blocking(t);
        result =
            ::getnameinfo(&address.any, length, name, sizeof name, service, sizeof service, flags);
        error = errno;
    }
    if (result != 0) return raiseGaiError(t, result, error);
    Ref name_text = KRAIT_TRY(strFromUtf8(t, name));
    Ref service_text = KRAIT_TRY(strFromUtf8(t, service));
    return tupleOf(t, name_text.get(), service_text.get());
}

// --- services and protocols ----------------------------------------------------------------------

Status textArgument(Thread* t, Value v, const char* function, int place, std::string* out) {
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "%s() argument %d must be str, not %T", function, place,
                     v);
    }
    KRAIT_TRY(encodeFileName(t, v, out));
    if (out->find('\0') != out->npos)
        return raise(t, TypeId::kValueError, "embedded null character");
    return ok();
}
Ref module_getservbyname(Thread* t, Args a) {
    std::string name, protocol;
    KRAIT_TRY(textArgument(t, a[0], "getservbyname", 1, &name));
    if (!a[1].isEmpty()) KRAIT_TRY(textArgument(t, a[1], "getservbyname", 2, &protocol));
    servent entry, *found = nullptr;
    char buffer[4096];
    {
        BlockingSection blocking(t);
        (void)::getservbyname_r(name.c_str(), a[1].isEmpty() ? nullptr : protocol.c_str(), &entry,
                                buffer, sizeof buffer, &found);
    }
    if (!found) return raise(t, TypeId::kOSError, "service/proto not found");
    return intFrom(t, ntohs(static_cast<uint16_t>(entry.s_port)));
}
Ref module_getservbyport(Thread* t, Args a) {
    int port = KRAIT_TRY(cIntArgument(t, a[0]));
    std::string protocol;
    if (!a[1].isEmpty()) KRAIT_TRY(textArgument(t, a[1], "getservbyport", 2, &protocol));
    if (port < 0 || port > 0xffff)
        return raise(t, TypeId::kOverflowError, "getservbyport: port must be 0-65535.");
    servent entry, *found = nullptr;
    char buffer[4096];
    {
        BlockingSection blocking(t);
        (void)::getservbyport_r(htons(static_cast<uint16_t>(port)),
                                a[1].isEmpty() ? nullptr : protocol.c_str(), &entry, buffer,
                                sizeof buffer, &found);
    }
    if (!found) return raise(t, TypeId::kOSError, "port/proto not found");
    return strFromUtf8(t, entry.s_name);
}
Ref module_getprotobyname(Thread* t, Args a) {
    std::string name;
    KRAIT_TRY(textArgument(t, a[0], "getprotobyname", 1, &name));
    protoent entry, *found = nullptr;
    char buffer[4096];
    {
        BlockingSection blocking(t);
        (void)::getprotobyname_r(name.c_str(), &entry, buffer, sizeof buffer, &found);
    }
    if (!found) return raise(t, TypeId::kOSError, "protocol not found");
    return intFrom(t, entry.p_proto);
}

// --- byte order and text -------------------------------------------------------------------------

Result<uint64_t> swapArgument(Thread* t, Value v, const char* name, uint64_t most, int bits) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t n;
    if (bits == 16) {
        n = KRAIT_TRY(cIntArgument(t, i));
        if (n < 0) {
            return raise(t, TypeId::kOverflowError,
                         "%s: can't convert negative Python int to C 16-bit unsigned integer",
                         name);
        }
        if (static_cast<uint64_t>(n) > most) {
            return raise(t, TypeId::kOverflowError,
                         "%s: Python int too large to convert to C 16-bit unsigned integer", name);
        }
        return static_cast<uint64_t>(n);
    }
    if (intSign(i) < 0) {
        return raise(t, TypeId::kOverflowError, "can't convert negative value to unsigned int");
    }
    if (!intFits(i, &n))
        return raise(t, TypeId::kOverflowError,
                     "Python int too large to convert to C unsigned "
                     "long");
    if (static_cast<uint64_t>(n) > most)
        return raise(t, TypeId::kOverflowError, "int larger than 32 bits");
    return static_cast<uint64_t>(n);
}
Ref swap16(Thread* t, Value v, const char* name) {
    return intFrom(
        t, htons(static_cast<uint16_t>(KRAIT_TRY(swapArgument(t, v, name, UINT16_MAX, 16)))));
}
Ref swap32(Thread* t, Value v, const char* name) {
    if (!isInt(v)) return raise(t, TypeId::kTypeError, "expected int, %T found", v);
    return intFrom(
        t, htonl(static_cast<uint32_t>(KRAIT_TRY(swapArgument(t, v, name, UINT32_MAX, 32)))));
}
Ref module_ntohs(Thread* t, Args a) {
    return swap16(t, a[0], "ntohs");
}
Ref module_htons(Thread* t, Args a) {
    return swap16(t, a[0], "htons");
}
Ref module_ntohl(Thread* t, Args a) {
    return swap32(t, a[0], "ntohl");
}
Ref module_htonl(Thread* t, Args a) {
    return swap32(t, a[0], "htonl");
}

Ref module_inet_aton(Thread* t, Args a) {
    std::string text;
    KRAIT_TRY(textArgument(t, a[0], "inet_aton", 1, &text));
    in_addr address;
    if (!::inet_aton(text.c_str(), &address))
        return raise(t, TypeId::kOSError, "illegal IP address string passed to inet_aton");
    return bytesFrom(t, {reinterpret_cast<char*>(&address), sizeof address});
}
Ref module_inet_ntoa(Thread* t, Args a) {
    Buffer packed;
    KRAIT_TRY(packed.acquire(t, a[0]));
    if (packed.size() != sizeof(in_addr))
        return raise(t, TypeId::kOSError, "packed IP wrong length for inet_ntoa");
    char text[INET_ADDRSTRLEN];
    ::inet_ntop(AF_INET, packed.data(), text, sizeof text);
    return strFromAscii(t, text);
}
Ref module_inet_pton(Thread* t, Args a) {
    int family = KRAIT_TRY(cIntArgument(t, a[0]));
    std::string text;
    KRAIT_TRY(textArgument(t, a[1], "inet_pton", 2, &text));
    char packed[sizeof(in6_addr)];
    int result = ::inet_pton(family, text.c_str(), packed);
    if (result < 0) return raiseErrno(t, errno);
    if (result == 0)
        return raise(t, TypeId::kOSError, "illegal IP address string passed to inet_pton");
    return bytesFrom(t, {packed, family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr)});
}
Ref module_inet_ntop(Thread* t, Args a) {
    int family = KRAIT_TRY(cIntArgument(t, a[0]));
    Buffer packed;
    KRAIT_TRY(packed.acquire(t, a[1]));
    if (family != AF_INET && family != AF_INET6)
        return raise(t, TypeId::kValueError, "unknown address family %d", family);
    int64_t size = family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
    if (packed.size() != size)
        return raise(t, TypeId::kValueError, "invalid length of packed IP address string");
    char text[INET6_ADDRSTRLEN];
    if (!::inet_ntop(family, packed.data(), text, sizeof text)) return raiseErrno(t, errno);
    return strFromAscii(t, text);
}

// --- interfaces ----------------------------------------------------------------------------------

Ref module_if_nameindex(Thread* t, Args) {
    struct if_nameindex* names = ::if_nameindex();
    if (!names) return raiseErrno(t, errno);
    struct Release {
        struct if_nameindex* names;
        ~Release() { ::if_freenameindex(names); }
    } release{names};
    New<List> list = KRAIT_TRY(listNew(t));
    for (auto* row = names; row->if_index && row->if_name; ++row) {
        Ref name = KRAIT_TRY(decodeFileName(t, row->if_name));
        Ref pair = KRAIT_TRY(tupleOf(t, Value::smallInt(row->if_index), name.get()));
        KRAIT_TRY(listAppend(t, list, pair));
    }
    return list;
}
Ref module_if_nametoindex(Thread* t, Args a) {
    std::string name;
    if (isStr(a[0])) {
        KRAIT_TRY(encodeFileName(t, a[0], &name));
    } else if (isBytes(a[0])) {
        name.assign(a[0].as<Bytes>()->view());
    } else {
        return raise(t, TypeId::kTypeError, "expected str, bytes or os.PathLike object, not %T",
                     a[0]);
    }
    unsigned index = ::if_nametoindex(name.c_str());
    if (index == 0) return raise(t, TypeId::kOSError, "no interface with this name");
    return intFrom(t, index);
}
Ref module_if_indextoname(Thread* t, Args a) {
    Ref i = KRAIT_TRY(toIndex(t, a[0]));
    int64_t index;
    if (intSign(i) < 0)
        return raise(t, TypeId::kOverflowError, "can't convert negative value to unsigned int");
    if (!intFits(i, &index) || index > UINT32_MAX) {
        return raise(t, TypeId::kOverflowError,
                     "Python int too large to convert to C unsigned long");
    }
    char name[IF_NAMESIZE + 1];
    if (!::if_indextoname(static_cast<unsigned>(index), name)) return raiseErrno(t, errno);
    return decodeFileName(t, name);
}

} // namespace

const MethodDef kDatabaseFunctions[] = {
    {"gethostbyname(host, /)", module_gethostbyname, "The IPv4 address of a host, as text."},
    {"gethostbyname_ex(host, /)", module_gethostbyname_ex,
     "(name, aliases, addresses) of a host's name."},
    {"gethostbyaddr(host, /)", module_gethostbyaddr, "(name, aliases, addresses) of an address."},
    {"gethostname()", module_gethostname, "Return the current host name."},
    {"sethostname(name, /)", module_sethostname, "Sets the hostname to name."},
    {"getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)", module_getaddrinfo,
     "Addresses of a host and port: (family, type, proto, canonname, sockaddr) of each."},
    {"getnameinfo(sockaddr, flags, /)", module_getnameinfo, "(host, port) of an address."},
    {"getservbyname(servicename, protocolname=<unset>, /)", module_getservbyname,
     "The port of a service."},
    {"getservbyport(port, protocolname=<unset>, /)", module_getservbyport,
     "The name of the service at a port."},
    {"getprotobyname(name, /)", module_getprotobyname, "The number of a protocol."},
    {"ntohs(integer, /)", module_ntohs, "16 bits from network to host byte order."},
    {"htons(integer, /)", module_htons, "16 bits from host to network byte order."},
    {"ntohl(integer, /)", module_ntohl, "32 bits from network to host byte order."},
    {"htonl(integer, /)", module_htonl, "32 bits from host to network byte order."},
    {"inet_aton(ip_addr, /)", module_inet_aton, "The four bytes of an IPv4 address."},
    {"inet_ntoa(packed_ip, /)", module_inet_ntoa, "The text of the four bytes of an address."},
    {"inet_pton(af, ip, /)", module_inet_pton, "The bytes of an address of a family."},
    {"inet_ntop(af, packed_ip, /)", module_inet_ntop, "The text of an address of a family."},
    {"if_nameindex()", module_if_nameindex, "All interfaces: (index, name) of each."},
    {"if_nametoindex(oname, /)", module_if_nametoindex, "The index of an interface."},
    {"if_indextoname(index, /)", module_if_indextoname, "The name of an interface."},
    {}};

} // namespace krait::sockets
