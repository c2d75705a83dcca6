// mmap: files and anonymous memory mapped into the process, with the interface of a bytearray and
// of a file.
//
// An mmap owns its mapping and a duplicate of its descriptor. While buffers of it are held
// (`exports`) it is neither closed nor resized. Memory of a file that is cut short by others while
// it is mapped faults when it is touched: SIGBUS, as everywhere. Needs the GIL.
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "stdlib/native/system_support.h"
#include "vm/objects/bytes.h"
#include "vm/objects/slice.h"
#include "vm/runtime/type_system.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait {
namespace {

extern const TypeSpec kMmapSpec;

enum Access : int { kDefaultAccess, kReadAccess, kWriteAccess, kCopyAccess };

struct Mmap : Object {
    char* data; // null: closed
    int64_t size, offset, position;
    int64_t exports;
    int fd; // -1: anonymous, or not kept
    bool track;
    int map_flags; // for the mapping to be moved
    int access;

    std::string_view view() const { return {data, static_cast<size_t>(size)}; }
};

Mmap* mapOf(Value v) {
    return v.as<Mmap>();
}

Status checkOpen(Thread* t, const Mmap* m) {
    if (m->data) return ok();
    return raise(t, TypeId::kValueError, "mmap closed or invalid");
}
Status checkWritable(Thread* t, const Mmap* m) {
    if (m->access != kReadAccess) return ok();
    return raise(t, TypeId::kTypeError, "mmap can't modify a readonly memory map.");
}

// --- making and closing --------------------------------------------------------------------------

Ref mmap_new(Thread* t, Args a) {
    int64_t fd = KRAIT_TRY(toIndexInt64(t, a[1])), size = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t flags = KRAIT_TRY(toIndexInt64(t, a[3])), protection = KRAIT_TRY(toIndexInt64(t, a[4]));
    int64_t access = KRAIT_TRY(toIndexInt64(t, a[5])), offset = KRAIT_TRY(toIndexInt64(t, a[6]));
    if (size < 0) {
        return raise(t, TypeId::kOverflowError, "memory mapped length must be positive");
    }
    if (offset < 0) {
        return raise(t, TypeId::kOverflowError, "memory mapped offset must be positive");
    }
    if (access != kDefaultAccess &&
        (flags != MAP_SHARED || protection != (PROT_WRITE | PROT_READ))) {
        return raise(t, TypeId::kValueError, "mmap can't specify both access and flags, prot.");
    }
    switch (access) {
    case kReadAccess:
        flags = MAP_SHARED;
        protection = PROT_READ;
        break;
    case kWriteAccess:
        flags = MAP_SHARED;
        protection = PROT_READ | PROT_WRITE;
        break;
    case kCopyAccess:
        flags = MAP_PRIVATE;
        protection = PROT_READ | PROT_WRITE;
        break;
    case kDefaultAccess: // as the protection says
        if (protection & PROT_READ && !(protection & PROT_WRITE)) access = kReadAccess;
        break;
    default:
        return raise(t, TypeId::kValueError, "mmap invalid access parameter.");
    }
    bool track = a[7].isEmpty() || KRAIT_TRY(isTrue(t, a[7]));
    struct stat status;
    if (fd != -1) {
        int result;
        {
            BlockingSection blocking(t);
            result = ::fstat(static_cast<int>(fd), &status);
        }
        if (result != 0) return raiseErrno(t, errno);
        if (S_ISREG(status.st_mode)) {
            if (size == 0) {
                if (status.st_size == 0) {
                    return raise(t, TypeId::kValueError, "cannot mmap an empty file");
                }
                if (offset >= status.st_size) {
                    return raise(t, TypeId::kValueError, "mmap offset is greater than file size");
                }
                size = status.st_size - offset;
            } else if (offset > status.st_size || status.st_size - offset < size) {
                return raise(t, TypeId::kValueError, "mmap length is greater than file size");
            }
        }
    }
    auto m = KRAIT_TRY(newInstance<Mmap>(t, a[0]));
    m->data = nullptr;
    m->fd = -1;
    m->track = track;
    m->size = size;
    m->offset = offset;
    m->access = static_cast<int>(access);
    if (fd == -1) {
        flags |= MAP_ANONYMOUS;
    } else if (track) {
        m->fd = ::fcntl(static_cast<int>(fd), F_DUPFD_CLOEXEC, 0);
        if (m->fd < 0) return raiseErrno(t, errno);
    }
    m->map_flags = static_cast<int>(flags);
    void* data = ::mmap(nullptr, static_cast<size_t>(size), static_cast<int>(protection),
                        static_cast<int>(flags), static_cast<int>(fd), offset);
    if (data == MAP_FAILED) return raiseErrno(t, errno);
    m->data = static_cast<char*>(data);
    return m;
}

void unmap(Mmap* m) {
    if (m->data) ::munmap(m->data, static_cast<size_t>(m->size));
    if (m->fd >= 0) ::close(m->fd);
    m->data = nullptr;
    m->fd = -1;
}

Ref mmap_close(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    if (m->exports > 0) {
        return raise(t, TypeId::kBufferError, "cannot close exported pointers exist");
    }
    char* data = std::exchange(m->data, nullptr);
    int fd = std::exchange(m->fd, -1);
    auto size = static_cast<size_t>(m->size);
    BlockingSection blocking(t);
    if (fd >= 0) ::close(fd);
    if (data) ::munmap(data, size);
    return Ref::none();
}

Ref mmap_enter(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, mapOf(a[0])));
    return Ref::share(a[0]);
}
Ref mmap_exit(Thread* t, Args a) {
    return mmap_close(t, a);
}

Status mmapExport(Thread* t, Value self, BufferView* view, bool writable) {
    Mmap* m = mapOf(self);
    KRAIT_TRY(checkOpen(t, m));
    bool read_only = m->access == kReadAccess;
    if (writable && read_only) {
        return raise(t, TypeId::kBufferError, "Object is not writable.");
    }
    view->owner = Ref::share(self);
    view->data = m->data;
    view->size = m->size;
    view->read_only = read_only;
    ++m->exports;
    return ok();
}
void mmapReleaseBuffer(Thread*, Value self, BufferView*) {
    --mapOf(self)->exports;
}

// --- as a file -----------------------------------------------------------------------------------

Ref bytesAt(Thread* t, Mmap* m, int64_t count) { // which may be past the end if it is 0
    Ref bytes = KRAIT_TRY(bytesFrom(t, {m->data + m->position, static_cast<size_t>(count)}));
    m->position += count;
    return bytes;
}

Ref mmap_read(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    KRAIT_TRY(checkOpen(t, m));
    int64_t wanted = -1;
    if (!a[1].isNone()) {
        if (!hasIndex(t, a[1])) {
            return raise(t, TypeId::kTypeError, "argument should be integer or None, not '%.200T'",
                         a[1]);
        }
        wanted = KRAIT_TRY(toIndexInt64(t, a[1]));
        KRAIT_TRY(checkOpen(t, m));
    }
    int64_t left = std::max<int64_t>(m->size - m->position, 0);
    return bytesAt(t, m, wanted < 0 || wanted > left ? left : wanted);
}

Ref mmap_read_byte(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    KRAIT_TRY(checkOpen(t, m));
    if (m->position >= m->size) return raise(t, TypeId::kValueError, "read byte out of range");
    return Ref::take(Value::smallInt(static_cast<uint8_t>(m->data[m->position++])));
}

Ref mmap_readline(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    KRAIT_TRY(checkOpen(t, m));
    int64_t left = std::max<int64_t>(m->size - m->position, 0);
    if (left == 0) return bytesFrom(t, {});
    const char* start = m->data + m->position;
    const void* end = std::memchr(start, '\n', static_cast<size_t>(left));
    return bytesAt(t, m, end ? static_cast<const char*>(end) - start + 1 : left);
}

Ref mmap_write(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    KRAIT_TRY(checkOpen(t, m));
    KRAIT_TRY(checkWritable(t, m));
    if (m->position > m->size || m->size - m->position < data.size()) {
        return raise(t, TypeId::kValueError, "data out of range");
    }
    std::memmove(m->data + m->position, data.data(), static_cast<size_t>(data.size()));
    m->position += data.size();
    return intFrom(t, data.size());
}

Result<uint8_t> byteArgument(Thread* t, Value v) {
    int64_t i = KRAIT_TRY(toIndexInt64(t, v));
    if (i < 0) {
        return raise(t, TypeId::kOverflowError, "unsigned byte integer is less than minimum");
    }
    if (i > 255) {
        return raise(t, TypeId::kOverflowError, "unsigned byte integer is greater than maximum");
    }
    return static_cast<uint8_t>(i);
}

Ref mmap_write_byte(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    uint8_t byte = KRAIT_TRY(byteArgument(t, a[1]));
    KRAIT_TRY(checkOpen(t, m));
    KRAIT_TRY(checkWritable(t, m));
    if (m->position >= m->size) return raise(t, TypeId::kValueError, "write byte out of range");
    m->data[m->position++] = static_cast<char>(byte);
    return Ref::none();
}

Ref mmap_seek(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    int64_t distance = KRAIT_TRY(toIndexInt64(t, a[1])), whence = KRAIT_TRY(toIndexInt64(t, a[2]));
    KRAIT_TRY(checkOpen(t, m));
    int64_t from = 0, to;
    if (whence == 1) {
        from = m->position;
    } else if (whence == 2) {
        from = m->size;
    } else if (whence != 0) {
        return raise(t, TypeId::kValueError, "unknown seek type");
    }
    if (__builtin_add_overflow(from, distance, &to) || to < 0 || to > m->size) {
        return raise(t, TypeId::kValueError, "seek out of range");
    }
    m->position = to;
    return intFrom(t, to);
}
Ref mmap_seekable(Thread*, Args) {
    return Ref::boolean(true);
}
Ref mmap_tell(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, mapOf(a[0])));
    return intFrom(t, mapOf(a[0])->position);
}

Ref mmap_size(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    KRAIT_TRY(checkOpen(t, m));
    if (!m->track) return raiseErrno(t, EBADF);
    struct stat status;
    int result;
    {
        BlockingSection blocking(t);
        result = ::fstat(m->fd, &status);
    }
    if (result != 0) return raiseErrno(t, errno);
    return intFrom(t, int64_t{status.st_size});
}

Ref mmap_flush(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[1]));
    int64_t size = a[2].isEmpty() ? m->size : KRAIT_TRY(toIndexInt64(t, a[2]));
    KRAIT_TRY(checkOpen(t, m));
    if (size < 0 || offset < 0 || m->size - offset < size) {
        return raise(t, TypeId::kValueError, "flush values out of range");
    }
    if (m->access == kReadAccess || m->access == kCopyAccess) return Ref::none();
    int result;
    {
        BlockingSection blocking(t);
        result = ::msync(m->data + offset, static_cast<size_t>(size), MS_SYNC);
    }
    if (result != 0) return raiseErrno(t, errno);
    return Ref::none();
}

Ref mmap_madvise(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    int64_t option = KRAIT_TRY(toIndexInt64(t, a[1])), start = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t size = a[3].isEmpty() ? m->size : KRAIT_TRY(toIndexInt64(t, a[3]));
    KRAIT_TRY(checkOpen(t, m));
    if (start < 0 || start >= m->size) {
        return raise(t, TypeId::kValueError, "madvise start out of bounds");
    }
    if (size < 0) return raise(t, TypeId::kValueError, "madvise length invalid");
    if (INT64_MAX - start < size) {
        return raise(t, TypeId::kOverflowError, "madvise length too large");
    }
    size = std::min(size, m->size - start);
    if (::madvise(m->data + start, static_cast<size_t>(size), static_cast<int>(option)) != 0) {
        return raiseErrno(t, errno);
    }
    return Ref::none();
}

Ref mmap_move(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    int64_t to = KRAIT_TRY(toIndexInt64(t, a[1])), from = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[3]));
    KRAIT_TRY(checkOpen(t, m));
    KRAIT_TRY(checkWritable(t, m));
    if (to < 0 || from < 0 || count < 0 || m->size - to < count || m->size - from < count) {
        return raise(t, TypeId::kValueError, "source, destination, or count out of range");
    }
    std::memmove(m->data + to, m->data + from, static_cast<size_t>(count));
    return Ref::none();
}

Ref mmap_resize(Thread* t, Args a) {
    Mmap* m = mapOf(a[0]);
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    KRAIT_TRY(checkOpen(t, m));
    if (m->exports > 0) {
        return raise(t, TypeId::kBufferError, "mmap can't resize with extant buffers exported.");
    }
    if (m->access != kWriteAccess && m->access != kDefaultAccess) {
        return raise(t, TypeId::kTypeError,
                     "mmap can't resize a readonly or copy-on-write memory map.");
    }
    if (size < 0 || INT64_MAX - size < m->offset) {
        return raise(t, TypeId::kValueError, "new size out of range");
    }
    if (!m->track) {
        return raise(t, TypeId::kValueError, "mmap can't resize with trackfd=False.");
    }
    if (m->fd >= 0 && ::ftruncate(m->fd, m->offset + size) == -1) return raiseErrno(t, errno);
    void* data =
        ::mremap(m->data, static_cast<size_t>(m->size), static_cast<size_t>(size), MREMAP_MAYMOVE);
    if (data == MAP_FAILED) return raiseErrno(t, errno);
    m->data = static_cast<char*>(data);
    m->size = size;
    return Ref::none();
}

Ref findIn(Thread* t, Args a, bool last) {
    Mmap* m = mapOf(a[0]);
    Buffer what;
    KRAIT_TRY(what.acquire(t, a[1]));
    int64_t start = last || a[2].isEmpty() ? m->position : 0, end = m->size;
    if (!a[2].isEmpty() && !a[2].isNone()) start = KRAIT_TRY(toIndexClamped(t, a[2]));
    if (!a[3].isEmpty() && !a[3].isNone()) end = KRAIT_TRY(toIndexClamped(t, a[3]));
    KRAIT_TRY(checkOpen(t, m));
    auto clamp = [&](int64_t i) {
        if (i < 0) i += m->size;
        return std::clamp<int64_t>(i, 0, m->size);
    };
    start = clamp(start);
    end = clamp(end);
    if (start > end) return Ref::take(Value::smallInt(-1));
    std::string_view part =
        m->view().substr(static_cast<size_t>(start), static_cast<size_t>(end - start));
    size_t found = last ? part.rfind(what.view()) : part.find(what.view());
    if (found == std::string_view::npos) return Ref::take(Value::smallInt(-1));
    return intFrom(t, static_cast<int64_t>(found) + start);
}
Ref mmap_find(Thread* t, Args a) {
    return findIn(t, a, false);
}
Ref mmap_rfind(Thread* t, Args a) {
    return findIn(t, a, true);
}

Ref mmap_get_closed(Thread*, Value v) {
    return Ref::boolean(mapOf(v)->data == nullptr);
}

Ref mmapRepr(Thread* t, Value v) {
    Mmap* m = mapOf(v);
    Ref name = KRAIT_TRY(getAttr(t, Value(typeOf(t, v)), t->name(kName___module__)));
    Ref own = KRAIT_TRY(getAttr(t, Value(typeOf(t, v)), t->name(kName___qualname__)));
    if (!m->data) return strFormat(t, "<%S.%S closed=True>", name.get(), own.get());
    constexpr const char* kNames[] = {"ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE",
                                      "ACCESS_COPY"};
    return strFormat(t, "<%S.%S closed=False, access=%s, length=%ld, pos=%ld, offset=%ld>",
                     name.get(), own.get(), kNames[m->access], m->size, m->position, m->offset);
}

// --- as a sequence -------------------------------------------------------------------------------

Result<int64_t> mmapLength(Thread* t, Value v) {
    KRAIT_TRY(checkOpen(t, mapOf(v)));
    return mapOf(v)->size;
}

Result<int64_t> indexIn(Thread* t, Mmap* m, Value key) {
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "mmap indices must be integers");
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    KRAIT_TRY(checkOpen(t, m));
    if (index < 0) index += m->size;
    if (index < 0 || index >= m->size) {
        return raise(t, TypeId::kIndexError, "mmap index out of range");
    }
    return index;
}

Ref mmapGetItem(Thread* t, Value self, Value key) {
    Mmap* m = mapOf(self);
    KRAIT_TRY(checkOpen(t, m));
    if (!isKind(key, TypeId::kSlice)) {
        int64_t index = KRAIT_TRY(indexIn(t, m, key));
        return Ref::take(Value::smallInt(static_cast<uint8_t>(m->data[index])));
    }
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
    KRAIT_TRY(checkOpen(t, m));
    SliceBounds bounds = sliceAdjust(raw, m->size);
    if (bounds.count <= 0) return bytesFrom(t, {});
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, bounds.count));
    for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
        bytes->data[i] = m->data[at];
    }
    return bytes;
}

Status mmapSetItem(Thread* t, Value self, Value key, Value value) {
    Mmap* m = mapOf(self);
    KRAIT_TRY(checkOpen(t, m));
    KRAIT_TRY(checkWritable(t, m));
    if (!isKind(key, TypeId::kSlice)) {
        int64_t index = KRAIT_TRY(indexIn(t, m, key));
        if (value.isEmpty()) {
            return raise(t, TypeId::kTypeError, "mmap doesn't support item deletion");
        }
        if (!hasIndex(t, value)) {
            return raise(t, TypeId::kTypeError, "mmap item value must be an int");
        }
        int64_t byte = KRAIT_TRY(toIndexInt64(t, value));
        if (byte < 0 || byte > 255) {
            return raise(t, TypeId::kValueError, "mmap item value must be in range(0, 256)");
        }
        KRAIT_TRY(checkOpen(t, m));
        if (index >= m->size) return raise(t, TypeId::kIndexError, "mmap index out of range");
        m->data[index] = static_cast<char>(byte);
        return ok();
    }
    if (value.isEmpty()) {
        return raise(t, TypeId::kTypeError, "mmap object doesn't support slice deletion");
    }
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
    Buffer data;
    KRAIT_TRY(data.acquire(t, value));
    KRAIT_TRY(checkOpen(t, m));
    SliceBounds bounds = sliceAdjust(raw, m->size);
    if (data.size() != std::max<int64_t>(bounds.count, 0)) {
        return raise(t, TypeId::kIndexError, "mmap slice assignment is wrong size");
    }
    for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
        m->data[at] = data.data()[i];
    }
    return ok();
}

Ref mmap_sizeof(Thread* t, Args) {
    return intFrom(t, static_cast<int64_t>(sizeof(Mmap)));
}

void mmapDestroy(Thread*, Object* o) {
    unmap(static_cast<Mmap*>(o));
}

constexpr MethodDef kMethods[] = {
    {"close(self, /)", mmap_close, "Gives the memory back."},
    {"find(self, view, start=<unset>, end=<unset>, /)", mmap_find,
     "The lowest index where view is found, or -1."},
    {"rfind(self, view, start=<unset>, end=<unset>, /)", mmap_rfind,
     "The highest index where view is found, or -1."},
    {"flush(self, offset=0, size=<unset>, /)", mmap_flush, "Writes changes back to the file."},
    {"madvise(self, option, start=0, length=<unset>, /)", mmap_madvise,
     "Tells the kernel how the memory will be used."},
    {"move(self, dest, src, count, /)", mmap_move, "Copies count bytes from src to dest."},
    {"read(self, n=None, /)", mmap_read, "Up to n bytes from the position on."},
    {"read_byte(self, /)", mmap_read_byte, "The byte at the position."},
    {"readline(self, /)", mmap_readline, "A line from the position on."},
    {"resize(self, newsize, /)", mmap_resize, "Changes the size of map and file."},
    {"seek(self, pos, whence=0, /)", mmap_seek, "Moves the position."},
    {"seekable(self, /)", mmap_seekable, "True."},
    {"size(self, /)", mmap_size, "The size of the file, or of anonymous memory."},
    {"tell(self, /)", mmap_tell, "The position."},
    {"write(self, bytes, /)", mmap_write, "Writes at the position."},
    {"write_byte(self, byte, /)", mmap_write_byte, "Writes one byte at the position."},
    {"__enter__(self, /)", mmap_enter, "The object itself."},
    {"__exit__(self, exc_type, exc_value, traceback, /)", mmap_exit, "Closes it."},
    {"__sizeof__(self, /)", mmap_sizeof, "Size in memory, in bytes, without what is mapped."},
    {}};
constexpr GetSetDef kGetSets[] = {{"closed", mmap_get_closed}, {}};

const TypeSpec kMmapSpec = {
    .name = "mmap.mmap",
    .size = sizeof(Mmap),
    .flags = kTypeBase | kTypeWeakrefable,
    .slots = {.destroy = mmapDestroy,
              .repr = mmapRepr,
              .length = mmapLength,
              .getitem = mmapGetItem,
              .setitem = mmapSetItem,
              .buffer = mmapExport,
              .release_buffer = mmapReleaseBuffer},
    .doc = "mmap(fileno, length[, flags[, prot[, access[, offset[, trackfd]]]]])\n\nMaps length "
           "bytes from the file specified by the file descriptor fileno,\nand returns a mmap "
           "object.",
    .new_ = {"mmap(cls, fileno, length, flags=1, prot=3, access=0, offset=0, *, trackfd=<unset>)",
             mmap_new, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

struct Constant {
    const char* name;
    int64_t value;
};
constexpr Constant kConstants[] = {
    {"PROT_EXEC", PROT_EXEC},
    {"PROT_READ", PROT_READ},
    {"PROT_WRITE", PROT_WRITE},
    {"MAP_SHARED", MAP_SHARED},
    {"MAP_PRIVATE", MAP_PRIVATE},
    {"MAP_DENYWRITE", MAP_DENYWRITE},
    {"MAP_EXECUTABLE", MAP_EXECUTABLE},
    {"MAP_ANON", MAP_ANONYMOUS},
    {"MAP_ANONYMOUS", MAP_ANONYMOUS},
    {"MAP_POPULATE", MAP_POPULATE},
#ifdef MAP_32BIT
    {"MAP_32BIT", MAP_32BIT},
#endif
    {"MAP_STACK", MAP_STACK},
    {"MAP_NORESERVE", MAP_NORESERVE},
    {"ACCESS_DEFAULT", kDefaultAccess},
    {"ACCESS_READ", kReadAccess},
    {"ACCESS_WRITE", kWriteAccess},
    {"ACCESS_COPY", kCopyAccess},
    {"MADV_NORMAL", MADV_NORMAL},
    {"MADV_RANDOM", MADV_RANDOM},
    {"MADV_SEQUENTIAL", MADV_SEQUENTIAL},
    {"MADV_WILLNEED", MADV_WILLNEED},
    {"MADV_DONTNEED", MADV_DONTNEED},
    {"MADV_REMOVE", MADV_REMOVE},
    {"MADV_DONTFORK", MADV_DONTFORK},
    {"MADV_DOFORK", MADV_DOFORK},
    {"MADV_HWPOISON", MADV_HWPOISON},
    {"MADV_MERGEABLE", MADV_MERGEABLE},
    {"MADV_UNMERGEABLE", MADV_UNMERGEABLE},
    {"MADV_HUGEPAGE", MADV_HUGEPAGE},
    {"MADV_NOHUGEPAGE", MADV_NOHUGEPAGE},
    {"MADV_DONTDUMP", MADV_DONTDUMP},
    {"MADV_DODUMP", MADV_DODUMP},
    {"MADV_FREE", MADV_FREE},
};

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    for (const Constant& constant : kConstants) filler.integer(constant.name, constant.value);
    int64_t page = ::sysconf(_SC_PAGESIZE);
    return filler.integer("PAGESIZE", page)
        .integer("ALLOCATIONGRANULARITY", page)
        .set("error", Value(t->type(TypeId::kOSError)))
        .type("mmap", &kMmapSpec)
        .finish();
}

} // namespace

extern const NativeModule kmmapModule = {"mmap", "Memory-mapped files.", nullptr, initModule};

} // namespace krait
