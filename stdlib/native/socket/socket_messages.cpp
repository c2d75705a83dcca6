// _socket: sendmsg() and recvmsg(): data in several buffers, with ancillary data beside it.
#include "stdlib/native/socket/socket_parts.h"

#include "vm/objects/bytes.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"

#include <cstring>
#include <memory>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

namespace krait::sockets {
namespace {

constexpr int64_t kControlMax = INT_MAX; // socklen_t may be no larger here

Result<int64_t> controlSpace(Thread* t, Value v, const char* words, bool space) {
    int64_t length = KRAIT_TRY(toIndexInt64(t, v));
    int64_t most = kControlMax - static_cast<int64_t>(CMSG_SPACE(0));
    if (length < 0 || length > most) return raise(t, TypeId::kOverflowError, "%s", words);
    auto size = static_cast<size_t>(length);
    return static_cast<int64_t>(space ? CMSG_SPACE(size) : CMSG_LEN(size));
}
Ref module_CMSG_LEN(Thread* t, Args a) {
    return intFrom(t, KRAIT_TRY(controlSpace(t, a[0], "CMSG_LEN() argument out of range", false)));
}
Ref module_CMSG_SPACE(Thread* t, Args a) {
    return intFrom(t, KRAIT_TRY(controlSpace(t, a[0], "CMSG_SPACE() argument out of range", true)));
}

// The buffers of a message, held while it is under way.
struct Vectors {
    std::vector<std::unique_ptr<Buffer>> buffers;
    std::vector<iovec> vectors;

    Status add(Thread* t, Value v, bool writable) {
        auto buffer = std::make_unique<Buffer>();
        KRAIT_TRY(buffer->acquire(t, v, writable));
        vectors.push_back({buffer->data(), static_cast<size_t>(buffer->size())});
        buffers.push_back(std::move(buffer));
        return ok();
    }
    Status addAll(Thread* t, Value iterable, bool writable, const char* words) {
        if (!typeOf(t, iterable)->slots.iter && !typeOf(t, iterable)->slots.getitem)
            return raise(t, TypeId::kTypeError, "%s", words);
        return iterateOver(t, iterable, [&](Value v) { return add(t, v, writable); });
    }
};

// [(level, type, data)], and all of it closed again if that fails: nobody else would close the
// descriptors received.
Ref controlMessages(Thread* t, msghdr& message) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (cmsghdr* c = message.msg_controllen ? CMSG_FIRSTHDR(&message) : nullptr; c;
         c = CMSG_NXTHDR(&message, c)) {
        auto* data = reinterpret_cast<const char*>(CMSG_DATA(c));
        auto* end = static_cast<const char*>(message.msg_control) + message.msg_controllen;
        size_t header = static_cast<size_t>(data - reinterpret_cast<const char*>(c));
        if (c->cmsg_len < header || data > end) break;
        // The kernel may have cut the last one off.
        size_t size = std::min(c->cmsg_len - header, static_cast<size_t>(end - data));
        Ref bytes = KRAIT_TRY(bytesFrom(t, {data, size}));
        Ref item = KRAIT_TRY(
            tupleOf(t, Value::smallInt(c->cmsg_level), Value::smallInt(c->cmsg_type), bytes.get()));
        KRAIT_TRY(listAppend(t, list, item));
    }
    return list;
}

struct Received {
    int64_t size;
    Ref control, address;
    int flags;
};
Status receiveMessage(Thread* t, Value socket, iovec* vectors, size_t count, Value control_size,
                      Value flags_value, Received* out) {
    auto* s = socket.as<Socket>();
    int64_t space = KRAIT_TRY(toIndexInt64(t, control_size));
    int flags = KRAIT_TRY(cIntArgument(t, flags_value));
    if (space < 0 || space > kControlMax)
        return raise(t, TypeId::kValueError, "invalid ancillary data buffer length");
    std::vector<char> control(static_cast<size_t>(space));
    Address address;
    msghdr message = {};
    int fd = s->fd;
    SystemResult result = callOnSocket(t, s, POLLIN, [&] {
        message.msg_name = &address;
        message.msg_namelen = sizeof address;
        message.msg_iov = vectors;
        message.msg_iovlen = count;
        message.msg_control = space ? control.data() : nullptr;
        message.msg_controllen = control.size();
        return ::recvmsg(fd, &message, flags);
    });
    if (result.failed()) return raiseResult(t, result);
    out->size = result.value;
    out->flags = message.msg_flags;
    out->control = KRAIT_TRY(controlMessages(t, message));
    out->address = KRAIT_TRY(addressToPython(t, address, message.msg_namelen, s->protocol));
    return ok();
}

} // namespace

Ref socket_recvmsg(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (size < 0) return raise(t, TypeId::kValueError, "negative buffer size in recvmsg()");
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, size));
    iovec vector = {bytes->data, static_cast<size_t>(size)};
    Received got;
    KRAIT_TRY(receiveMessage(t, a[0], &vector, 1, a[2], a[3], &got));
    Ref data = KRAIT_TRY(bytesFrom(t, {bytes->data, static_cast<size_t>(got.size)}));
    return tupleOf(t, data.get(), got.control.get(), Value::smallInt(got.flags), got.address.get());
}
Ref socket_recvmsg_into(Thread* t, Args a) {
    Vectors vectors;
    KRAIT_TRY(vectors.addAll(t, a[1], true, "recvmsg_into() argument 1 must be an iterable"));
    Received got;
    KRAIT_TRY(
        receiveMessage(t, a[0], vectors.vectors.data(), vectors.vectors.size(), a[2], a[3], &got));
    return tupleOf(t, Value::smallInt(got.size), got.control.get(), Value::smallInt(got.flags),
                   got.address.get());
}

Ref socket_sendmsg(Thread* t, Args a) {
    auto* s = a[0].as<Socket>();
    Vectors vectors;
    KRAIT_TRY(vectors.addAll(t, a[1], false, "sendmsg() argument 1 must be an iterable"));
    Vectors data;
    std::vector<std::pair<int, int>> kinds;
    size_t space = 0, last_end = 0;
    KRAIT_TRY(iterateOver(t, a[2], [&](Value item) -> Status {
        Ref triple = KRAIT_TRY(tupleFromIterable(t, item));
        auto* parts = triple.as<Tuple>();
        if (parts->length != 3) {
            return raise(t, TypeId::kTypeError,
                         "[sendmsg() ancillary data items] argument must "
                         "be sequence of length 3");
        }
        int level = KRAIT_TRY(cIntArgument(t, parts->items[0]));
        int type = KRAIT_TRY(cIntArgument(t, parts->items[1]));
        KRAIT_TRY(data.add(t, parts->items[2], false));
        kinds.emplace_back(level, type);
        size_t size = data.vectors.back().iov_len;
        if (size > static_cast<size_t>(kControlMax) - 64)
            return raise(t, TypeId::kOSError, "ancillary data item too large");
        last_end = space + CMSG_LEN(size);
        space += CMSG_SPACE(size);
        if (space > static_cast<size_t>(kControlMax))
            return raise(t, TypeId::kOSError, "too much ancillary data");
        return ok();
    }));
    int flags = KRAIT_TRY(cIntArgument(t, a[3]));
    Address address;
    msghdr message = {};
    if (!a[4].isNone()) {
        socklen_t length = 0;
        KRAIT_TRY(addressFromPython(t, s, a[4], "sendmsg", &address, &length));
        message.msg_name = &address;
        message.msg_namelen = length;
    }
    std::vector<char> control(space);
    if (!kinds.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = space;
        char* at = control.data();
        for (size_t i = 0; i < kinds.size(); ++i) {
            auto* header = reinterpret_cast<cmsghdr*>(at);
            const iovec& part = data.vectors[i];
            header->cmsg_level = kinds[i].first;
            header->cmsg_type = kinds[i].second;
            header->cmsg_len = CMSG_LEN(part.iov_len);
            if (part.iov_len) std::memcpy(CMSG_DATA(header), part.iov_base, part.iov_len);
            at += CMSG_SPACE(part.iov_len);
        }
    }
    message.msg_iov = vectors.vectors.data();
    message.msg_iovlen = vectors.vectors.size();
    int fd = s->fd;
    SystemResult result =
        callOnSocket(t, s, POLLOUT, [&] { return ::sendmsg(fd, &message, flags); });
    if (result.failed()) return raiseResult(t, result);
    return intFrom(t, result.value);
}

const MethodDef kMessageFunctions[] = {
    {"CMSG_LEN(length, /)", module_CMSG_LEN,
     "The length of a control message with so many bytes of data, without its padding."},
    {"CMSG_SPACE(length, /)", module_CMSG_SPACE,
     "The room that a control message with so many bytes of data takes."},
    {}};

} // namespace krait::sockets
