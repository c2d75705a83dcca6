// fcntl: fcntl(), ioctl(), flock() and lockf() on descriptors.
//
// Buffers that the kernel writes to have room behind what the caller gave (as CPython's, 1024
// bytes), and are refused when that is overrun; a larger mutable buffer is handed over as it is.
#include "stdlib/native/system_constants.h"

#include "vm/objects/bytes.h"

#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace krait {
namespace {

constexpr int64_t kBufferSize = 1024;

Ref resultOf(Thread* t, const SystemResult& result) {
    if (result.raised) return Error{};
    return result.failed() ? Ref(raiseErrno(t, result.error)) : intFrom(t, result.value);
}
// A C unsigned int, by its low bits.
Result<unsigned> maskedInt(Thread* t, Value v) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    bool negative;
    uint64_t scratch;
    auto limbs = intLimbs(i, &scratch, &negative);
    uint64_t low = limbs.empty() ? 0 : limbs[0];
    return static_cast<unsigned>(negative ? -low : low);
}

Ref fcntl_fcntl(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    int command = KRAIT_TRY(cIntArgument(t, a[1]));
    if (isStr(a[2]) || isBytes(a[2]) || (!hasIndex(t, a[2]) && typeOf(t, a[2])->slots.buffer)) {
        std::string given;
        if (isStr(a[2])) {
            KRAIT_TRY(encodeFileName(t, a[2], &given));
        } else {
            Buffer buffer;
            KRAIT_TRY(buffer.acquire(t, a[2]));
            given.assign(buffer.view());
        }
        if (given.size() > kBufferSize)
            return raise(t, TypeId::kValueError, "fcntl string arg too long");
        char data[kBufferSize];
        std::memcpy(data, given.data(), given.size());
        SystemResult result = retrySystemCall(t, [&] { return ::fcntl(fd, command, data); });
        if (result.failed()) return resultOf(t, result);
        return bytesFrom(t, {data, given.size()});
    }
    unsigned argument = KRAIT_TRY(maskedInt(t, a[2]));
    return resultOf(
        t, retrySystemCall(t, [&] { return ::fcntl(fd, command, static_cast<int>(argument)); }));
}

Ref fcntl_ioctl(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    unsigned long request = KRAIT_TRY(maskedInt(t, a[1]));
    bool is_text = isStr(a[2]);
    if (is_text || (!hasIndex(t, a[2]) && typeOf(t, a[2])->slots.buffer)) {
        bool mutate = KRAIT_TRY(isTrue(t, a[3]));
        Buffer buffer;
        std::string text;
        bool writable = false;
        if (is_text) {
            KRAIT_TRY(encodeFileName(t, a[2], &text));
        } else if (buffer.acquire(t, a[2], true).isError()) {
            clearError(t);
            KRAIT_TRY(buffer.acquire(t, a[2]));
            text.assign(buffer.view());
        } else {
            writable = true;
        }
        auto size = writable ? static_cast<size_t>(buffer.size()) : text.size();
        char data[kBufferSize + 1];
        char* place = data;
        if (size <= kBufferSize) {
            std::memcpy(data, writable ? buffer.data() : text.data(), size);
            data[size] = 0;
        } else if (writable && mutate) {
            place = buffer.data();
        } else {
            return raise(t, TypeId::kValueError, "ioctl string arg too long");
        }
        SystemResult result = retrySystemCall(t, [&] { return ::ioctl(fd, request, place); });
        if (writable && mutate && place == data) std::memcpy(buffer.data(), data, size);
        if (result.failed()) return resultOf(t, result);
        return writable && mutate ? intFrom(t, result.value) : bytesFrom(t, {place, size});
    }
    unsigned argument = KRAIT_TRY(maskedInt(t, a[2]));
    return resultOf(t, retrySystemCall(t, [&] { return ::ioctl(fd, request, argument); }));
}

Ref fcntl_flock(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    int operation = KRAIT_TRY(cIntArgument(t, a[1]));
    SystemResult result = retrySystemCall(t, [&] { return ::flock(fd, operation); });
    return result.failed() ? resultOf(t, result) : Ref::none();
}

Ref fcntl_lockf(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    int operation = KRAIT_TRY(cIntArgument(t, a[1]));
    struct ::flock lock = {};
    lock.l_type = operation == LOCK_UN  ? F_UNLCK
                  : operation & LOCK_SH ? F_RDLCK
                  : operation & LOCK_EX ? F_WRLCK
                                        : -1;
    if (lock.l_type == -1) return raise(t, TypeId::kValueError, "unrecognized lockf argument");
    lock.l_len = KRAIT_TRY(toIndexInt64(t, a[2]));
    lock.l_start = KRAIT_TRY(toIndexInt64(t, a[3]));
    lock.l_whence = static_cast<short>(KRAIT_TRY(cIntArgument(t, a[4])));
    SystemResult result = retrySystemCall(
        t, [&] { return ::fcntl(fd, operation & LOCK_NB ? F_SETLK : F_SETLKW, &lock); });
    return result.failed() ? resultOf(t, result) : Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"fcntl(fd, cmd, arg=0, /)", fcntl_fcntl,
     "Perform the operation cmd on file descriptor fd, with an int or bytes as its argument."},
    {"ioctl(fd, request, arg=0, mutate_flag=True, /)", fcntl_ioctl,
     "Perform the operation request on file descriptor fd.\n\nA mutable buffer is written to "
     "unless mutate_flag is false; the result is then the call's."},
    {"flock(fd, operation, /)", fcntl_flock, "Perform the lock operation on file descriptor fd."},
    {"lockf(fd, cmd, len=0, start=0, whence=0, /)", fcntl_lockf,
     "Locks a part of a file by fcntl(), with flock()'s names for what to do."},
    {}};

// clang-format off
constexpr SystemConstant kConstants[] = {
    KRAIT_CONSTANT(DN_ACCESS), KRAIT_CONSTANT(DN_ATTRIB), KRAIT_CONSTANT(DN_CREATE),
    KRAIT_CONSTANT(DN_DELETE), KRAIT_CONSTANT(DN_MODIFY), KRAIT_CONSTANT(DN_MULTISHOT),
    KRAIT_CONSTANT(DN_RENAME), KRAIT_CONSTANT(FASYNC), KRAIT_CONSTANT(FD_CLOEXEC),
    KRAIT_CONSTANT(FICLONE), KRAIT_CONSTANT(FICLONERANGE), KRAIT_CONSTANT(F_ADD_SEALS),
    KRAIT_CONSTANT(F_DUPFD), KRAIT_CONSTANT(F_DUPFD_CLOEXEC), KRAIT_CONSTANT(F_EXLCK),
    KRAIT_CONSTANT(F_GETFD), KRAIT_CONSTANT(F_GETFL), KRAIT_CONSTANT(F_GETLEASE),
    KRAIT_CONSTANT(F_GETLK), KRAIT_CONSTANT(F_GETLK64), KRAIT_CONSTANT(F_GETOWN),
    KRAIT_CONSTANT(F_GETOWN_EX), KRAIT_CONSTANT(F_GETPIPE_SZ), KRAIT_CONSTANT(F_GETSIG),
    KRAIT_CONSTANT(F_GET_FILE_RW_HINT), KRAIT_CONSTANT(F_GET_RW_HINT), KRAIT_CONSTANT(F_GET_SEALS),
    KRAIT_CONSTANT(F_NOTIFY), KRAIT_CONSTANT(F_OFD_GETLK), KRAIT_CONSTANT(F_OFD_SETLK),
    KRAIT_CONSTANT(F_OFD_SETLKW), KRAIT_CONSTANT(F_OWNER_PGRP), KRAIT_CONSTANT(F_OWNER_PID),
    KRAIT_CONSTANT(F_OWNER_TID), KRAIT_CONSTANT(F_RDLCK), KRAIT_CONSTANT(F_SEAL_FUTURE_WRITE),
    KRAIT_CONSTANT(F_SEAL_GROW), KRAIT_CONSTANT(F_SEAL_SEAL), KRAIT_CONSTANT(F_SEAL_SHRINK),
    KRAIT_CONSTANT(F_SEAL_WRITE), KRAIT_CONSTANT(F_SETFD), KRAIT_CONSTANT(F_SETFL),
    KRAIT_CONSTANT(F_SETLEASE), KRAIT_CONSTANT(F_SETLK), KRAIT_CONSTANT(F_SETLK64),
    KRAIT_CONSTANT(F_SETLKW), KRAIT_CONSTANT(F_SETLKW64), KRAIT_CONSTANT(F_SETOWN),
    KRAIT_CONSTANT(F_SETOWN_EX), KRAIT_CONSTANT(F_SETPIPE_SZ), KRAIT_CONSTANT(F_SETSIG),
    KRAIT_CONSTANT(F_SET_FILE_RW_HINT), KRAIT_CONSTANT(F_SET_RW_HINT), KRAIT_CONSTANT(F_SHLCK),
    KRAIT_CONSTANT(F_UNLCK), KRAIT_CONSTANT(F_WRLCK), KRAIT_CONSTANT(LOCK_EX),
    KRAIT_CONSTANT(LOCK_MAND), KRAIT_CONSTANT(LOCK_NB), KRAIT_CONSTANT(LOCK_READ),
    KRAIT_CONSTANT(LOCK_RW), KRAIT_CONSTANT(LOCK_SH), KRAIT_CONSTANT(LOCK_UN),
    KRAIT_CONSTANT(LOCK_WRITE), KRAIT_CONSTANT(RWH_WRITE_LIFE_EXTREME),
    KRAIT_CONSTANT(RWH_WRITE_LIFE_LONG), KRAIT_CONSTANT(RWH_WRITE_LIFE_MEDIUM),
    KRAIT_CONSTANT(RWH_WRITE_LIFE_NONE), KRAIT_CONSTANT(RWH_WRITE_LIFE_NOT_SET),
    KRAIT_CONSTANT(RWH_WRITE_LIFE_SHORT),
};
// clang-format on

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    addConstants(filler, kConstants);
    return filler.finish();
}

} // namespace

extern const NativeModule kfcntlModule = {
    "fcntl", "Control of files and of their input and output, on descriptors.", kFunctions,
    initModule};

} // namespace krait
