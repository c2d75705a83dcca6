// Paths and interrupted system calls: see system_support.h.
#include "stdlib/native/system_support.h"

#include "vm/base/utf8.h"
#include "vm/objects/bytes.h"
#include "vm/objects/str.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/signals.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait {

Status encodeFileName(Thread* t, Value str, std::string* out) {
    auto* s = str.as<Str>();
    if (s->isAscii()) {
        out->assign(s->data, static_cast<size_t>(s->length));
        return ok();
    }
    New<Str> errors = KRAIT_TRY(strIntern(t, "surrogateescape"));
    Ref bytes = KRAIT_TRY(encodeText(t, s, nullptr, errors));
    out->assign(bytes.as<Bytes>()->view());
    return ok();
}

Ref decodeFileName(Thread* t, std::string_view bytes) {
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    if (scanUtf8(data, bytes.size()).fault == Utf8Fault::kNone) return strFromUtf8(t, bytes);
    New<Str> errors = KRAIT_TRY(strIntern(t, "surrogateescape"));
    return decodeText(t, bytes, nullptr, errors);
}

Ref convertToPath(Thread* t, Value path) {
    if (isStr(path) || isBytes(path)) return Ref::share(path);
    Ref method = lookupSpecial(t, path, t->name(kName___fspath__));
    if (method.isEmpty() || method.get().isNone()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "expected str, bytes or os.PathLike object, not %.200T",
                     path);
    }
    Ref result = KRAIT_TRY(callFunction(t, method));
    if (!isStr(result) && !isBytes(result)) {
        return raise(t, TypeId::kTypeError,
                     "expected %.200T.__fspath__() to return str or bytes, not %.200T", path,
                     result.get());
    }
    return result;
}

Status warnIfBool(Thread* t, Value descriptor) {
    if (KRAIT_LIKELY(!descriptor.isBool())) return ok();
    return warn(t, TypeId::kRuntimeWarning, 1, "bool is used as a file descriptor");
}

Status serveSignals(Thread* t) {
    KRAIT_TRY(checkStop(t));
    if (t != t->runtime->main_thread) return ok(); // Python: the main thread runs the handlers
    return signalsServe(t);
}

// --- waiting for the system ---------------------------------------------------------------------

SystemResult pollDescriptors(Thread* t, pollfd* entries, nfds_t count, int64_t deadline) {
    for (;;) {
        int found = schedulerOf(t)->poll(t, entries, count, deadline);
        if (found >= 0) return {found, 0, false};
        int error = errno;
        if (error != EINTR) return {found, error, false};
        if (serveSignals(t).isError()) return {found, error, true};
    }
}

SystemResult waitUntilReady(Thread* t, int fd, short events) {
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || (flags & O_NONBLOCK)) return {1, 0, false}; // the call itself will tell
    pollfd entry = {fd, events, 0};
    return pollDescriptors(t, &entry, 1, kNever);
}

SystemResult writeDescriptor(Thread* t, int fd, const void* data, size_t size) {
    struct stat st;
    if (!fibersOf(t) || ::fstat(fd, &st) != 0 || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
        return retrySystemCall(t, [&] { return ::write(fd, data, size); });
    // A pipe that is ready takes PIPE_BUF bytes at least.
    const auto* bytes = static_cast<const char*>(data);
    size_t done = 0;
    do {
        SystemResult n = retryOnDescriptor(t, fd, POLLOUT, [&] {
            return ::write(fd, bytes + done, std::min<size_t>(size - done, PIPE_BUF));
        });
        if (n.failed()) return n.raised || done == 0 ? n : SystemResult{int64_t(done), 0, false};
        done += static_cast<size_t>(n.value);
    } while (done < size);
    return {static_cast<int64_t>(done), 0, false};
}

NonBlocking::NonBlocking(Thread* t, int fd) : fd_(fd) {
    if (KRAIT_LIKELY(!fibersOf(t))) return;
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || (flags & O_NONBLOCK)) return;
    if (::fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0) flags_ = flags;
}
NonBlocking::~NonBlocking() {
    if (KRAIT_LIKELY(flags_ < 0)) return;
    int error = errno;
    ::fcntl(fd_, F_SETFL, flags_);
    errno = error;
}

} // namespace krait
