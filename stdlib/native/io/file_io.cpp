// FileIO: a raw stream over a file descriptor. The descriptor is the object's own unless closefd is
// false. System calls run without the GIL and are repeated when a signal interrupts them.
#include "stdlib/native/io/io_internal.h"

#include "vm/runtime/room.h"
#include "vm/runtime/type_system.h"

#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait::io {

namespace {

// LIMIT: what one read or write asks the kernel for; Linux does not transfer more.
constexpr int64_t kTransferMax = 0x7ffff000;

Status parseMode(Thread* t, std::string_view mode, FileIO* self, int* flags) {
    bool have_rwxa = false, plus = false;
    *flags = O_CLOEXEC;
    for (char c : mode) {
        switch (c) {
        case 'x':
        case 'r':
        case 'w':
        case 'a':
            if (have_rwxa) {
                return raise(t, TypeId::kValueError,
                             "Must have exactly one of create/read/write/append mode and at most "
                             "one plus");
            }
            have_rwxa = true;
            if (c == 'r') {
                self->readable = true;
            } else {
                self->writable = true;
                *flags |= O_CREAT | (c == 'x' ? O_EXCL : c == 'w' ? O_TRUNC : O_APPEND);
                if (c == 'x') self->created = true;
                if (c == 'a') self->appending = true;
            }
            break;
        case 'b':
            break;
        case '+':
            if (plus) {
                return raise(t, TypeId::kValueError,
                             "Must have exactly one of create/read/write/append mode and at most "
                             "one plus");
            }
            self->readable = self->writable = plus = true;
            break;
        default:
            return raise(t, TypeId::kValueError, "invalid mode: %.200s", std::string(mode).c_str());
        }
    }
    if (!have_rwxa) {
        return raise(t, TypeId::kValueError,
                     "Must have exactly one of create/read/write/append mode and at most one plus");
    }
    *flags |= self->readable && self->writable ? O_RDWR : self->readable ? O_RDONLY : O_WRONLY;
    return ok();
}

Result<int> callOpener(Thread* t, Value opener, Value name, int flags) {
    Ref answer = KRAIT_TRY(callFunction(t, opener, name, Value::smallInt(flags)));
    if (!isInt(answer)) return raise(t, TypeId::kTypeError, "expected integer from opener");
    int64_t fd = KRAIT_TRY(intAsInt64(t, answer));
    if (fd < 0 || fd > INT32_MAX) return raise(t, TypeId::kValueError, "opener returned %ld", fd);
    int inheritable = ::fcntl(static_cast<int>(fd), F_GETFD);
    if (inheritable >= 0 && !(inheritable & FD_CLOEXEC))
        (void)::fcntl(static_cast<int>(fd), F_SETFD, inheritable | FD_CLOEXEC);
    return static_cast<int>(fd);
}

Result<int> openPath(Thread* t, Value name, Value path, int flags) {
    std::string text;
    if (isStr(path)) {
        KRAIT_TRY(encodeFileName(t, path, &text));
    } else {
        text.assign(path.as<Bytes>()->view());
    }
    if (text.find('\0') != text.npos) return raise(t, TypeId::kValueError, "embedded null byte");
    SystemResult fd = retrySystemCall(t, [&] { return ::open(text.c_str(), flags, 0666); });
    if (fd.raised) return Error{};
    if (fd.failed()) return raiseErrno(t, fd.error, name);
    return static_cast<int>(fd.value);
}

// What the descriptor is: no directory; its block size.
Status inspect(Thread* t, FileIO* self, Value name) {
    struct stat status;
    self->size_hint = -1;
    if (::fstat(self->fd, &status) < 0) {
        // Python: other failures leave the descriptor as it is.
        if (errno == EBADF) return raiseErrno(t, errno);
        return ok();
    }
    if (S_ISDIR(status.st_mode)) return raiseErrno(t, EISDIR, name);
    if (status.st_blksize > 1) self->block_size = static_cast<int32_t>(status.st_blksize);
    if (S_ISREG(status.st_mode)) self->size_hint = status.st_size;
    return ok();
}

} // namespace

New<FileIO> fileNew(Thread* t) {
    New<FileIO> file = KRAIT_TRY(newOf<FileIO>(t, &kFileIOSpec));
    file->name = Value();
    file->fd = -1;
    file->close_fd = true;
    file->seekable = -1;
    return file;
}

Status fileOpen(Thread* t, FileIO* self, Value name, std::string_view mode, bool close_fd,
                Value opener) {
    if (self->fd >= 0) { // a second __init__
        if (self->close_fd) KRAIT_TRY(fileClose(t, self));
        self->fd = -1;
    }
    self->created = self->readable = self->writable = self->appending = false;
    self->seekable = -1;
    self->block_size = kDefaultBufferSize;
    if (name.isNumber()) {
        return raise(t, TypeId::kTypeError, "expected str, bytes or os.PathLike object, not float");
    }
    int flags;
    if (isInt(name)) {
        KRAIT_TRY(warnIfBool(t, name));
        int64_t fd;
        if (!intFits(name, &fd) || fd > INT32_MAX || fd < INT32_MIN)
            return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
        if (fd < 0) return raise(t, TypeId::kValueError, "negative file descriptor");
        KRAIT_TRY(parseMode(t, mode, self, &flags));
        self->fd = static_cast<int>(fd);
        self->close_fd = close_fd;
        Status inspected = inspect(t, self, name);
        if (inspected.isError()) {
            self->fd = -1; // Python: a descriptor that was given is not closed
            return inspected;
        }
    } else {
        Ref path = KRAIT_TRY(convertToPath(t, name));
        KRAIT_TRY(parseMode(t, mode, self, &flags));
        if (!close_fd)
            return raise(t, TypeId::kValueError, "Cannot use closefd=False with file name");
        self->close_fd = true;
        self->fd = opener.isNone() || opener.isEmpty()
                       ? KRAIT_TRY(openPath(t, name, path, flags))
                       : KRAIT_TRY(callOpener(t, opener, name, flags));
        Status inspected = inspect(t, self, name);
        if (inspected.isError()) {
            ::close(self->fd);
            self->fd = -1;
            return inspected;
        }
    }
    incref(name);
    decref(std::exchange(self->name, name));
    if (self->appending) {
        // Python: tell() at the end; pipes have no end to seek to.
        (void)::lseek(self->fd, 0, SEEK_END);
    }
    return ok();
}

Result<int64_t> fileRead(Thread* t, FileIO* self, char* data, int64_t size) {
    if (self->fd < 0) return raiseClosed(t, "I/O operation on closed file");
    if (!self->readable) return raiseUnsupported(t, "File not open for reading");
    size_t wanted = static_cast<size_t>(size < kTransferMax ? size : kTransferMax);
    SystemResult n =
        retryOnDescriptor(t, self->fd, POLLIN, [&] { return ::read(self->fd, data, wanted); });
    if (KRAIT_LIKELY(!n.failed())) return n.value;
    if (n.raised) return Error{};
    if (n.error == EAGAIN) return kWouldBlock;
    return raiseErrno(t, n.error);
}

Result<int64_t> fileWrite(Thread* t, FileIO* self, const char* data, int64_t size) {
    if (self->fd < 0) return raiseClosed(t, "I/O operation on closed file");
    if (!self->writable) return raiseUnsupported(t, "File not open for writing");
    size_t wanted = static_cast<size_t>(size < kTransferMax ? size : kTransferMax);
    SystemResult n = writeDescriptor(t, self->fd, data, wanted);
    if (KRAIT_LIKELY(!n.failed())) return n.value;
    if (n.raised) return Error{};
    if (n.error == EAGAIN) return kWouldBlock;
    return raiseErrno(t, n.error);
}

Result<int64_t> fileSeek(Thread* t, FileIO* self, int64_t offset, int whence) {
    if (self->fd < 0) return raiseClosed(t, "I/O operation on closed file");
    off_t position = ::lseek(self->fd, offset, whence);
    if (position < 0) return raiseErrno(t, errno);
    if (self->seekable < 0) self->seekable = 1;
    return static_cast<int64_t>(position);
}

Result<bool> fileSeekable(Thread* t, FileIO* self) {
    if (self->fd < 0) return raiseClosed(t, "I/O operation on closed file");
    if (self->seekable < 0) self->seekable = ::lseek(self->fd, 0, SEEK_CUR) >= 0;
    return self->seekable == 1;
}

Status fileClose(Thread* t, FileIO* self) {
    if (self->fd < 0) return ok();
    int fd = std::exchange(self->fd, -1);
    if (!self->close_fd) return ok();
    int error = 0;
    {
        BlockingSection blocking(t);
        // EINTR leaves the descriptor closed on Linux.
        if (::close(fd) < 0 && errno != EINTR) error = errno;
    }
    if (error) return raiseErrno(t, error);
    return ok();
}

const char* fileMode(const FileIO* self) {
    if (self->created) return self->readable ? "xb+" : "xb";
    if (self->appending) return self->readable ? "ab+" : "ab";
    if (self->readable) return self->writable ? "rb+" : "rb";
    return "wb";
}

int64_t fileBytesLeft(FileIO* self) {
    struct stat status;
    if (::fstat(self->fd, &status) < 0 || !S_ISREG(status.st_mode)) return -1;
    off_t position = ::lseek(self->fd, 0, SEEK_CUR);
    if (position < 0 || position > status.st_size) return position < 0 ? -1 : 0;
    return status.st_size - position;
}

namespace {

FileIO* fileOf(Value v) {
    return v.as<FileIO>();
}
Status checkOpen(Thread* t, FileIO* self) {
    if (self->fd < 0) return raiseClosed(t, "I/O operation on closed file");
    return ok();
}

Ref file_new(Thread* t, Args a) {
    New<FileIO> file = KRAIT_TRY(newInstance<FileIO>(t, a[0]));
    file->name = Value();
    file->fd = -1;
    file->close_fd = true;
    file->seekable = -1;
    return file;
}
Ref file_init(Thread* t, Args a) {
    if (!isStr(a[2]))
        return raise(t, TypeId::kTypeError, "FileIO() argument 'mode' must be str, not %T", a[2]);
    std::string mode;
    KRAIT_TRY(encodeFileName(t, a[2], &mode));
    bool close_fd = KRAIT_TRY(isTrue(t, a[3]));
    KRAIT_TRY(fileOpen(t, fileOf(a[0]), a[1], mode, close_fd, a[4]));
    return Ref::none();
}
void fileDestroy(Thread* t, Object* o) {
    auto* self = static_cast<FileIO*>(o);
    decref(std::exchange(self->name, Value()));
    destroyAttrs(t, o);
}
void fileTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<FileIO*>(o)->name);
    traverseAttrs(o, visitor);
}

Status warnUnclosed(Thread* t, Value source) {
    Status warned = warn(t, TypeId::kResourceWarning, 1, "unclosed file %R", source);
    if (warned.isError()) {
        // Python: a warning that became an error cannot be raised from here.
        if (errorIs(t, TypeId::kWarning)) {
            reportUnraisable(t, nullptr, source);
        } else {
            clearError(t);
        }
    }
    return ok();
}
Ref file_dealloc_warn(Thread* t, Args a) {
    auto* self = fileOf(a[0]);
    if (self->fd >= 0 && self->close_fd) KRAIT_TRY(warnUnclosed(t, a[1]));
    return Ref::none();
}

Ref file_close(Thread* t, Args a) {
    auto* self = fileOf(a[0]);
    Ref failure;
    if (!isExactly(a[0], &kFileIOSpec)) {
        // A subclass's flush() is called by _IOBase.close().
        Value base_close = typeLookup(t, typeFromSpec(t, &kRawIOBaseSpec), t->name(kName_close));
        Ref done = callFunction(t, base_close, a[0]);
        if (done.isError()) failure = takeException(t);
    }
    if (!self->close_fd) {
        self->fd = -1;
    } else {
        if (self->finalizing && self->fd >= 0) KRAIT_TRY(warnUnclosed(t, a[0]));
        Status closed = fileClose(t, self);
        if (closed.isError()) {
            if (!failure.isEmpty())
                clearError(t);
            else
                return Error{};
        }
    }
    if (!failure.isEmpty()) return raiseException(t, failure);
    return Ref::none();
}

Ref file_seekable(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(fileSeekable(t, fileOf(a[0]))));
}
Ref file_readable(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    return Ref::boolean(fileOf(a[0])->readable);
}
Ref file_writable(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    return Ref::boolean(fileOf(a[0])->writable);
}
Ref file_fileno(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    return intFrom(t, fileOf(a[0])->fd);
}
Ref file_isatty(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    return Ref::boolean(::isatty(fileOf(a[0])->fd) == 1);
}

Ref file_readinto(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    if (!fileOf(a[0])->readable) return raiseUnsupported(t, "File not open for reading");
    Buffer target;
    KRAIT_TRY(target.acquireWritable(t, a[1], "readinto() argument 1"));
    int64_t n = KRAIT_TRY(fileRead(t, fileOf(a[0]), target.data(), target.size()));
    return n == kWouldBlock ? Ref::none() : intFrom(t, n);
}
Ref file_readall(Thread* t, Args a) {
    auto* self = fileOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    int64_t left = fileBytesLeft(self);
    std::string all;
    size_t filled = 0;
    // One more than is left, so that the end shows without another allocation.
    if (left > 0) KRAIT_TRY(checkRoom(t, static_cast<size_t>(left)));
    all.resize(static_cast<size_t>(left >= 0 ? left + 1 : kDefaultBufferSize));
    for (;;) {
        if (filled == all.size()) KRAIT_TRY(checkRoom(t, all.size() * 2));
        if (filled == all.size()) all.resize(all.size() + all.size() / 2 + kDefaultBufferSize);
        int64_t n = KRAIT_TRY(
            fileRead(t, self, all.data() + filled, static_cast<int64_t>(all.size() - filled)));
        if (n == kWouldBlock) {
            if (filled > 0) break;
            return Ref::none();
        }
        if (n == 0) break;
        filled += static_cast<size_t>(n);
        KRAIT_TRY(serveSignals(t)); // a file without an end
    }
    return bytesFrom(t, {all.data(), filled});
}
Ref file_read(Thread* t, Args a) {
    auto* self = fileOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    if (!self->readable) return raiseUnsupported(t, "File not open for reading");
    int64_t size = KRAIT_TRY(sizeArgument(t, a[1]));
    if (size < 0) {
        if (isExactly(a[0], &kFileIOSpec)) return file_readall(t, a);
        return callMethod(t, a[0], t->name(kName_readall));
    }
    if (size > kTransferMax) size = kTransferMax;
    New<Bytes> data = KRAIT_TRY(bytesAllocate(t, size));
    int64_t n = KRAIT_TRY(fileRead(t, self, data->data, size));
    if (n == kWouldBlock) return Ref::none();
    if (n == size) return data;
    return bytesFrom(t, {data->data, static_cast<size_t>(n)});
}
Ref file_write(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    if (!fileOf(a[0])->writable) return raiseUnsupported(t, "File not open for writing");
    Buffer source;
    KRAIT_TRY(source.acquire(t, a[1]));
    int64_t n = KRAIT_TRY(fileWrite(t, fileOf(a[0]), source.data(), source.size()));
    return n == kWouldBlock ? Ref::none() : intFrom(t, n);
}
Ref file_seek(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, fileOf(a[0])));
    if (a[1].isNumber())
        return raise(t, TypeId::kTypeError, "'float' object cannot be interpreted as an integer");
    int64_t offset = KRAIT_TRY(offsetArgument(t, a[1]));
    int64_t whence = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t position = KRAIT_TRY(fileSeek(t, fileOf(a[0]), offset, static_cast<int>(whence)));
    return intFrom(t, position);
}
Ref file_tell(Thread* t, Args a) {
    int64_t position = KRAIT_TRY(fileSeek(t, fileOf(a[0]), 0, SEEK_CUR));
    return intFrom(t, position);
}
Ref file_truncate(Thread* t, Args a) {
    auto* self = fileOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    if (!self->writable) return raiseUnsupported(t, "File not open for writing");
    Ref size = Ref::share(a[1]);
    if (size.get().isNone()) {
        int64_t here = KRAIT_TRY(fileSeek(t, self, 0, SEEK_CUR));
        size = KRAIT_TRY(intFrom(t, here));
    }
    int64_t length = KRAIT_TRY(offsetArgument(t, size));
    SystemResult done = retrySystemCall(t, [&] { return ::ftruncate(self->fd, length); });
    if (done.raised) return Error{};
    if (done.failed()) return raiseErrno(t, done.error);
    return size;
}
Ref file_getstate(Thread* t, Args a) {
    return raise(t, TypeId::kTypeError, "cannot pickle '%T' object", a[0]);
}

Ref fileRepr(Thread* t, Value v) {
    auto* self = fileOf(v);
    if (self->fd < 0) return strFormat(t, "<_io.FileIO [closed]>");
    const char* close_fd = self->close_fd ? "True" : "False";
    if (self->name.isEmpty()) {
        return strFormat(t, "<_io.FileIO fd=%d mode='%s' closefd=%s>", self->fd, fileMode(self),
                         close_fd);
    }
    bool running = KRAIT_TRY(reprEnter(t, v));
    if (running) {
        return raise(t, TypeId::kRuntimeError, "reentrant call inside %T.__repr__", v);
    }
    Ref name = Ref::share(self->name);
    Ref text = strFormat(t, "<_io.FileIO name=%R mode='%s' closefd=%s>", name.get(), fileMode(self),
                         close_fd);
    reprLeave(t, v);
    return text;
}

Ref get_closed(Thread*, Value v) {
    return Ref::boolean(fileOf(v)->fd < 0);
}
Ref get_closefd(Thread*, Value v) {
    return Ref::boolean(fileOf(v)->close_fd);
}
Ref get_mode(Thread* t, Value v) {
    return strFromAscii(t, fileMode(fileOf(v)));
}
Ref get_name(Thread* t, Value v) {
    if (fileOf(v)->name.isEmpty()) {
        New<Str> name = KRAIT_TRY(strIntern(t, "name"));
        return raiseAttributeError(t, v, name);
    }
    return Ref::share(fileOf(v)->name);
}
Status set_name(Thread*, Value v, Value name) {
    incref(name);
    decref(std::exchange(fileOf(v)->name, name));
    return ok();
}
Ref get_block_size(Thread* t, Value v) {
    return intFrom(t, fileOf(v)->block_size);
}
Ref get_finalizing(Thread*, Value v) {
    return Ref::boolean(fileOf(v)->finalizing);
}
Status set_finalizing(Thread* t, Value v, Value value) {
    fileOf(v)->finalizing = !value.isEmpty() && KRAIT_TRY(isTrue(t, value));
    return ok();
}

constexpr MethodDef kMethods[] = {
    {"read(self, size=-1, /)", file_read, "Read at most size bytes, returned as bytes."},
    {"readall(self, /)", file_readall, "Read all data from the file, returned as bytes."},
    {"readinto(self, buffer, /)", file_readinto, "Same as RawIOBase.readinto()."},
    {"write(self, b, /)", file_write, "Write buffer b to file, return number of bytes written."},
    {"seek(self, pos, whence=0, /)", file_seek,
     "Move to new file position and return the file position."},
    {"tell(self, /)", file_tell, "Current file position."},
    {"truncate(self, size=None, /)", file_truncate,
     "Truncate the file to at most size bytes and return the truncated size."},
    {"close(self, /)", file_close, "Close the file."},
    {"seekable(self, /)", file_seekable, "True if file supports random-access."},
    {"readable(self, /)", file_readable, "True if file was opened in a read mode."},
    {"writable(self, /)", file_writable, "True if file was opened in a write mode."},
    {"fileno(self, /)", file_fileno, "Return the underlying file descriptor (an integer)."},
    {"isatty(self, /)", file_isatty, "True if the file is connected to a TTY device."},
    {"_dealloc_warn(self, source, /)", file_dealloc_warn, nullptr},
    {"__reduce__(self, /)", file_getstate, nullptr},
    {"__reduce_ex__(self, protocol, /)", file_getstate, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {
    {"closed", get_closed, nullptr, "True if the file is closed"},
    {"closefd", get_closefd, nullptr, "True if the file descriptor will be closed by close()."},
    {"mode", get_mode, nullptr, "String giving the file mode"},
    {"name", get_name, set_name},
    {"_blksize", get_block_size},
    {"_finalizing", get_finalizing, set_finalizing},
    {}};

} // namespace

const TypeSpec kFileIOSpec = {
    .name = "_io.FileIO",
    .size = sizeof(FileIO),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = fileDestroy, .traverse = fileTraverse, .repr = fileRepr},
    .doc = "Open a file.",
    .new_ = {"FileIO(cls, /, *args, **kwargs)", file_new, nullptr},
    .init = {"FileIO(self, file, mode='r', closefd=True, opener=None)", file_init, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::io
