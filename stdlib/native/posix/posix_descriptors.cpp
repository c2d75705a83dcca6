// posix: what works on open descriptors.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/str.h"
#include "vm/runtime/signals.h"

#include <cstring>
#include <pty.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

namespace krait::posix {
namespace {

constexpr int64_t kTransferMax = 0x7ffff000; // LIMIT: Linux transfers no more at once

Ref posix_open(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "open", "path", a[0]));
    int flags = KRAIT_TRY(intArgument(t, a[1]));
    int mode = KRAIT_TRY(intArgument(t, a[2]));
    int dir = KRAIT_TRY(directoryArgument(t, a[3]));
    SystemResult fd =
        retrySystemCall(t, [&] { return ::openat(dir, p.c_str(), flags | O_CLOEXEC, mode); });
    return resultOf(t, fd, p.object());
}
Ref posix_close(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int result;
    {
        BlockingSection blocking(t);
        result = ::close(fd);
    }
    if (result < 0 && errno == EINTR) result = 0; // closed all the same
    return noneOrError(t, result);
}
Ref posix_closerange(Thread* t, Args a) {
    int low = KRAIT_TRY(intArgument(t, a[0]));
    int high = KRAIT_TRY(intArgument(t, a[1]));
    if (low < 0) low = 0;
    if (high > low) ::close_range(static_cast<unsigned>(low), static_cast<unsigned>(high - 1), 0);
    return Ref::none();
}
Ref readAt(Thread* t, int fd, int64_t size, int64_t offset, bool positioned) {
    if (size < 0) return raiseErrno(t, EINVAL);
    if (size > kTransferMax) size = kTransferMax;
    New<Bytes> data = KRAIT_TRY(bytesAllocate(t, size));
    SystemResult n = retryOnDescriptor(t, fd, POLLIN, [&] {
        return positioned ? ::pread(fd, data->data, static_cast<size_t>(size), offset)
                          : ::read(fd, data->data, static_cast<size_t>(size));
    });
    if (n.raised) return Error{};
    if (n.failed()) return raiseErrno(t, n.error);
    if (n.value == size) return data;
    return bytesFrom(t, {data->data, static_cast<size_t>(n.value)});
}
Ref posix_read(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    return readAt(t, fd, size, 0, false);
}
Ref posix_pread(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[2]));
    return readAt(t, fd, size, offset, true);
}
Ref posix_write(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    auto size = static_cast<size_t>(data.size() < kTransferMax ? data.size() : kTransferMax);
    return resultOf(t, writeDescriptor(t, fd, data.data(), size));
}
Ref posix_pwrite(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[2]));
    auto size = static_cast<size_t>(data.size());
    return resultOf(t, retrySystemCall(t, [&] { return ::pwrite(fd, data.data(), size, offset); }));
}
// readv and writev over a sequence of buffers; from `offset` on if there is one.
Ref transferVector(Thread* t, Args a, bool write, const int64_t* offset = nullptr, int flags = 0) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    Ref list = KRAIT_TRY(tupleFromIterable(t, a[1]));
    int64_t count = list.as<Tuple>()->length;
    constexpr int64_t kVectorMax = 1024; // LIMIT: IOV_MAX
    if (count > kVectorMax) return raiseErrno(t, EINVAL);
    auto* buffers = new Buffer[static_cast<size_t>(count)];
    auto* vector = new iovec[static_cast<size_t>(count)];
    Status ready = ok();
    for (int64_t i = 0; i < count && !ready.isError(); ++i) {
        ready = buffers[i].acquire(t, list.as<Tuple>()->items[i], !write);
        vector[i] = {buffers[i].data(), static_cast<size_t>(buffers[i].size())};
    }
    SystemResult n{-1, 0, true};
    if (!ready.isError()) {
        n = retrySystemCall(t, [&] {
            auto n = static_cast<int>(count);
            if (offset) {
                return write ? ::pwritev2(fd, vector, n, *offset, flags)
                             : ::preadv2(fd, vector, n, *offset, flags);
            }
            return write ? ::writev(fd, vector, n) : ::readv(fd, vector, n);
        });
    }
    delete[] buffers;
    delete[] vector;
    return resultOf(t, n);
}
Ref posix_readv(Thread* t, Args a) {
    return transferVector(t, a, false);
}
Ref posix_writev(Thread* t, Args a) {
    return transferVector(t, a, true);
}
Ref posix_preadv(Thread* t, Args a) {
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[2]));
    int flags = KRAIT_TRY(intArgument(t, a[3]));
    return transferVector(t, a, false, &offset, flags);
}
Ref posix_pwritev(Thread* t, Args a) {
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[2]));
    int flags = KRAIT_TRY(intArgument(t, a[3]));
    return transferVector(t, a, true, &offset, flags);
}
Ref posix_splice(Thread* t, Args a) {
    int src = KRAIT_TRY(intArgument(t, a[0])), dst = KRAIT_TRY(intArgument(t, a[1]));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (count < 0) return raise(t, TypeId::kValueError, "negative value for 'count' not allowed");
    loff_t offsets[2];
    loff_t* at[2] = {};
    for (int i = 0; i < 2; ++i) {
        if (a[3 + i].isNone()) continue;
        offsets[i] = KRAIT_TRY(toIndexInt64(t, a[3 + i]));
        at[i] = &offsets[i];
    }
    auto flags = static_cast<unsigned>(KRAIT_TRY(intArgument(t, a[5])));
    return resultOf(t, retrySystemCall(t, [&] {
                        return ::splice(src, at[0], dst, at[1], static_cast<size_t>(count), flags);
                    }));
}
Ref posix_lseek(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[1]));
    int whence = KRAIT_TRY(intArgument(t, a[2]));
    return intOrError(t, ::lseek(fd, offset, whence));
}
Ref posix_dup(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    return intOrError(t, ::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}
Ref posix_dup2(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int fd2 = KRAIT_TRY(intArgument(t, a[1]));
    bool inheritable = KRAIT_TRY(isTrue(t, a[2]));
    if (fd < 0 || fd2 < 0) return raiseErrno(t, EBADF);
    SystemResult result = retrySystemCall(
        t, [&] { return inheritable || fd == fd2 ? ::dup2(fd, fd2) : ::dup3(fd, fd2, O_CLOEXEC); });
    return resultOf(t, result);
}
Ref pairOf(Thread* t, int first, int second) {
    return tupleOf(t, Value::smallInt(first), Value::smallInt(second));
}
Ref makePipe(Thread* t, int flags) {
    int fds[2];
    if (::pipe2(fds, flags) < 0) return raiseErrno(t, errno);
    return pairOf(t, fds[0], fds[1]);
}
Ref posix_pipe(Thread* t, Args) {
    return makePipe(t, O_CLOEXEC);
}
Ref posix_pipe2(Thread* t, Args a) {
    return makePipe(t, KRAIT_TRY(intArgument(t, a[0])));
}
Ref posix_fsync(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    Ref done = KRAIT_TRY(resultOf(t, retrySystemCall(t, [&] { return ::fsync(fd); })));
    return Ref::none();
}
Ref posix_fdatasync(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    Ref done = KRAIT_TRY(resultOf(t, retrySystemCall(t, [&] { return ::fdatasync(fd); })));
    return Ref::none();
}
Ref posix_sync(Thread*, Args) {
    ::sync();
    return Ref::none();
}
Ref posix_ftruncate(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int64_t length = KRAIT_TRY(toIndexInt64(t, a[1]));
    Ref done = KRAIT_TRY(resultOf(t, retrySystemCall(t, [&] { return ::ftruncate(fd, length); })));
    return Ref::none();
}
Ref posix_posix_fallocate(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[1]));
    int64_t length = KRAIT_TRY(toIndexInt64(t, a[2]));
    int error = ::posix_fallocate(fd, offset, length);
    return error ? Ref(raiseErrno(t, error)) : Ref::none();
}
Ref posix_posix_fadvise(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[1]));
    int64_t length = KRAIT_TRY(toIndexInt64(t, a[2]));
    int advice = KRAIT_TRY(intArgument(t, a[3]));
    int error = ::posix_fadvise(fd, offset, length, advice);
    return error ? Ref(raiseErrno(t, error)) : Ref::none();
}
Ref posix_lockf(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int command = KRAIT_TRY(intArgument(t, a[1]));
    int64_t length = KRAIT_TRY(toIndexInt64(t, a[2]));
    Ref done =
        KRAIT_TRY(resultOf(t, retrySystemCall(t, [&] { return ::lockf(fd, command, length); })));
    return Ref::none();
}
Ref posix_isatty(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    return Ref::boolean(::isatty(fd) == 1);
}
Ref posix_ttyname(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    char name[256];
    int error = ::ttyname_r(fd, name, sizeof name);
    return error ? Ref(raiseErrno(t, error)) : decodeFileName(t, name);
}
Ref posix_ctermid(Thread* t, Args) {
    char name[L_ctermid];
    return decodeFileName(t, ::ctermid(name));
}
Ref posix_openpty(Thread* t, Args) {
    int parent, child;
    if (::openpty(&parent, &child, nullptr, nullptr, nullptr) < 0) return raiseErrno(t, errno);
    ::fcntl(parent, F_SETFD, FD_CLOEXEC);
    ::fcntl(child, F_SETFD, FD_CLOEXEC);
    return pairOf(t, parent, child);
}
Ref posix_login_tty(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    return noneOrError(t, ::login_tty(fd));
}
Ref posix_tcgetpgrp(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    return intOrError(t, ::tcgetpgrp(fd));
}
Ref posix_tcsetpgrp(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int group = KRAIT_TRY(intArgument(t, a[1]));
    return noneOrError(t, ::tcsetpgrp(fd, group));
}
Ref posix_get_inheritable(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int flags = ::fcntl(fd, F_GETFD);
    if (flags < 0) return raiseErrno(t, errno);
    return Ref::boolean(!(flags & FD_CLOEXEC));
}
Ref posix_set_inheritable(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int inheritable = KRAIT_TRY(intArgument(t, a[1]));
    int flags = ::fcntl(fd, F_GETFD);
    if (flags < 0) return raiseErrno(t, errno);
    flags = inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
    return noneOrError(t, ::fcntl(fd, F_SETFD, flags));
}
Ref posix_get_blocking(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0) return raiseErrno(t, errno);
    return Ref::boolean(!(flags & O_NONBLOCK));
}
Ref posix_set_blocking(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    bool blocking = KRAIT_TRY(isTrue(t, a[1]));
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0) return raiseErrno(t, errno);
    flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return noneOrError(t, ::fcntl(fd, F_SETFL, flags));
}
Ref posix_sendfile(Thread* t, Args a) {
    int out = KRAIT_TRY(intArgument(t, a[0]));
    int in = KRAIT_TRY(intArgument(t, a[1]));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[3]));
    bool positioned = !a[2].isNone();
    off_t offset = positioned ? KRAIT_TRY(toIndexInt64(t, a[2])) : 0;
    return resultOf(t, retrySystemCall(t, [&] {
                        return ::sendfile(out, in, positioned ? &offset : nullptr,
                                          static_cast<size_t>(count));
                    }));
}
Ref posix_copy_file_range(Thread* t, Args a) {
    int in = KRAIT_TRY(intArgument(t, a[0]));
    int out = KRAIT_TRY(intArgument(t, a[1]));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (count < 0) return raise(t, TypeId::kValueError, "negative value for 'count' not allowed");
    off64_t from = a[3].isNone() ? 0 : KRAIT_TRY(toIndexInt64(t, a[3]));
    off64_t to = a[4].isNone() ? 0 : KRAIT_TRY(toIndexInt64(t, a[4]));
    return resultOf(t, retrySystemCall(t, [&] {
                        return ::copy_file_range(in, a[3].isNone() ? nullptr : &from, out,
                                                 a[4].isNone() ? nullptr : &to,
                                                 static_cast<size_t>(count), 0);
                    }));
}
Ref posix_memfd_create(Thread* t, Args a) {
    PathArgument name;
    KRAIT_TRY(name.convert(t, "memfd_create", "name", a[0]));
    int64_t flags = a[1].isEmpty() ? int64_t{MFD_CLOEXEC} : KRAIT_TRY(toIndexInt64(t, a[1]));
    return intOrError(t, ::memfd_create(name.c_str(), static_cast<unsigned>(flags)));
}
Ref posix_eventfd(Thread* t, Args a) {
    int64_t initial = KRAIT_TRY(toIndexInt64(t, a[0]));
    int flags = a[1].isEmpty() ? EFD_CLOEXEC : KRAIT_TRY(intArgument(t, a[1]));
    return intOrError(t, ::eventfd(static_cast<unsigned>(initial), flags));
}
Ref posix_eventfd_read(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    eventfd_t value;
    SystemResult result =
        retryOnDescriptor(t, fd, POLLIN, [&] { return ::eventfd_read(fd, &value); });
    if (result.failed()) return resultOf(t, result);
    return intFromUnsigned(t, value);
}
Ref posix_eventfd_write(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    uint64_t value = KRAIT_TRY(unsignedArgument(t, a[1], Negative::kValue));
    SystemResult result = retrySystemCall(t, [&] { return ::eventfd_write(fd, value); });
    if (result.failed()) return resultOf(t, result);
    return Ref::none();
}

Ref randomBytes(Thread* t, int64_t size, unsigned flags) {
    New<Bytes> data = KRAIT_TRY(bytesAllocate(t, size));
    int64_t done = 0;
    while (done < size) {
        SystemResult n = retrySystemCall(t, [&] {
            size_t step = std::min(static_cast<size_t>(size - done), kPollBytes);
            return ::getrandom(data->data + done, step, flags);
        });
        if (n.failed()) return resultOf(t, n);
        done += n.value;
        KRAIT_TRY(serveSignals(t));
        if (flags & GRND_RANDOM) break; // may give less than was asked for
    }
    if (done == size) return data;
    return bytesFrom(t, {data->data, static_cast<size_t>(done)});
}
Ref posix_urandom(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (size < 0) return raise(t, TypeId::kValueError, "negative argument not allowed");
    return randomBytes(t, size, 0);
}
Ref posix_getrandom(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[0]));
    int flags = KRAIT_TRY(intArgument(t, a[1]));
    if (size < 0) return raiseErrno(t, EINVAL);
    return randomBytes(t, size, static_cast<unsigned>(flags));
}

constexpr StructSequenceField kTerminalSizeFields[] = {
    {"columns", "width of the terminal window in characters"},
    {"lines", "height of the terminal window in characters"}};
Ref posix_get_terminal_size(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    winsize size;
    if (::ioctl(fd, TIOCGWINSZ, &size) < 0) return raiseErrno(t, errno);
    Fields f(t);
    f.addInt(size.ws_col);
    f.addInt(size.ws_row);
    return f.sequence(&kTerminalSizeSpec);
}
Ref posix_device_encoding(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    if (!::isatty(fd)) return Ref::none();
    return strFromAscii(t, t->runtime->options.utf8_mode ? "utf-8" : "UTF-8");
}

} // namespace

constinit const StructSequenceSpec kTerminalSizeSpec = {
    structSequenceLayout("os.terminal_size",
                         "A tuple of (columns, lines) for holding terminal window size"),
    kTerminalSizeFields, 2, 2};

constinit const MethodDef kDescriptorFunctions[] = {
    {"open(path, flags, mode=511, *, dir_fd=None)", posix_open,
     "Open a file for low level IO.  Returns a file descriptor (integer)."},
    {"close(fd)", posix_close, "Close a file descriptor."},
    {"closerange(fd_low, fd_high, /)", posix_closerange,
     "Closes all file descriptors in [fd_low, fd_high), ignoring errors."},
    {"read(fd, length, /)", posix_read, "Read from a file descriptor.  Returns a bytes object."},
    {"pread(fd, length, offset, /)", posix_pread,
     "Read a number of bytes from a file descriptor starting at a particular offset."},
    {"write(fd, data, /)", posix_write, "Write a bytes object to a file descriptor."},
    {"pwrite(fd, buffer, offset, /)", posix_pwrite,
     "Write bytes to a file descriptor starting at a particular offset."},
    {"readv(fd, buffers, /)", posix_readv,
     "Read from a file descriptor fd into an iterable of buffers."},
    {"writev(fd, buffers, /)", posix_writev,
     "Iterate over buffers, and write the contents of each to a file descriptor."},
    {"preadv(fd, buffers, offset, flags=0, /)", posix_preadv,
     "Reads from a file descriptor into a number of mutable bytes-like objects."},
    {"pwritev(fd, buffers, offset, flags=0, /)", posix_pwritev,
     "Writes the contents of bytes-like objects to a file descriptor at a given offset."},
    {"splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)", posix_splice,
     "Transfer count bytes from one pipe to a descriptor or vice versa."},
    {"lseek(fd, position, whence, /)", posix_lseek,
     "Set the position of a file descriptor.  Return the new position."},
    {"dup(fd, /)", posix_dup, "Return a duplicate of a file descriptor."},
    {"dup2(fd, fd2, inheritable=True)", posix_dup2, "Duplicate file descriptor."},
    {"pipe()", posix_pipe, "Create a pipe."},
    {"pipe2(flags, /)", posix_pipe2, "Create a pipe with flags set atomically."},
    {"fsync(fd)", posix_fsync, "Force write of fd to disk."},
    {"fdatasync(fd)", posix_fdatasync,
     "Force write of fd to disk without forcing update of metadata."},
    {"sync()", posix_sync, "Force write of everything to disk."},
    {"ftruncate(fd, length, /)", posix_ftruncate,
     "Truncate a file, specified by file descriptor, to a specific length."},
    {"posix_fallocate(fd, offset, length, /)", posix_posix_fallocate,
     "Ensure a file has allocated at least a particular number of bytes on disk."},
    {"posix_fadvise(fd, offset, length, advice, /)", posix_posix_fadvise,
     "Announce an intention to access data in a specific pattern."},
    {"lockf(fd, command, length, /)", posix_lockf,
     "Apply, test or remove a POSIX lock on an open file descriptor."},
    {"isatty(fd, /)", posix_isatty, "Return True if the fd is connected to a terminal."},
    {"ttyname(fd, /)", posix_ttyname, "Return the name of the terminal device connected to 'fd'."},
    {"ctermid()", posix_ctermid, "Return the name of the controlling terminal for this process."},
    {"openpty()", posix_openpty, "Open a pseudo-terminal."},
    {"login_tty(fd, /)", posix_login_tty,
     "Prepare the tty of which fd is a file descriptor for a new login session."},
    {"tcgetpgrp(fd, /)", posix_tcgetpgrp,
     "Return the process group associated with the terminal specified by fd."},
    {"tcsetpgrp(fd, pgid, /)", posix_tcsetpgrp,
     "Set the process group associated with the terminal specified by fd."},
    {"get_inheritable(fd, /)", posix_get_inheritable,
     "Get the close-on-exe flag of the specified file descriptor."},
    {"set_inheritable(fd, inheritable, /)", posix_set_inheritable,
     "Set the inheritable flag of the specified file descriptor."},
    {"get_blocking(fd, /)", posix_get_blocking, "Get the blocking mode of the file descriptor."},
    {"set_blocking(fd, blocking, /)", posix_set_blocking,
     "Set the blocking mode of the specified file descriptor."},
    {"sendfile(out_fd, in_fd, offset, count)", posix_sendfile,
     "Copy count bytes from file descriptor in_fd to file descriptor out_fd."},
    {"copy_file_range(src, dst, count, offset_src=None, offset_dst=None)", posix_copy_file_range,
     "Copy count bytes from one file descriptor to another."},
    {"memfd_create(name, flags=<unset>)", posix_memfd_create, nullptr},
    {"eventfd(initval, flags=<unset>)", posix_eventfd,
     "Creates and returns an event notification file descriptor."},
    {"eventfd_read(fd)", posix_eventfd_read, "Read eventfd value"},
    {"eventfd_write(fd, value)", posix_eventfd_write, "Write eventfd value."},
    {"urandom(size, /)", posix_urandom,
     "Return a bytes object containing random bytes suitable for cryptographic use."},
    {"getrandom(size, flags=0)", posix_getrandom, "Obtain a series of random bytes."},
    {"get_terminal_size(fd=1, /)", posix_get_terminal_size,
     "Return the size of the terminal window as (columns, lines)."},
    {"device_encoding(fd)", posix_device_encoding,
     "Return a string describing the encoding of a terminal's file descriptor."},
    {}};

} // namespace krait::posix
