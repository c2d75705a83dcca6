// BytesIO: a binary stream over a heap block. While getbuffer() views exist the block neither moves
// nor changes its size.
#include "stdlib/native/io/io_internal.h"

#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::io {
namespace {

struct BytesIO : IOBase {
    char* data; // heap block of `capacity`, or null
    int64_t length, capacity, position;
    int64_t exports;
    bool closed;
};

// What getbuffer() gives a memoryview of: exports the block of its BytesIO.
struct BytesIOBuffer : Object {
    Value source;
};

BytesIO* streamOf(Value v) {
    return v.as<BytesIO>();
}
Status checkOpen(Thread* t, BytesIO* self) {
    if (KRAIT_UNLIKELY(self->closed)) return raiseClosed(t);
    return ok();
}
Status checkExports(Thread* t, BytesIO* self) {
    if (KRAIT_UNLIKELY(self->exports > 0)) {
        return raise(t, TypeId::kBufferError,
                     "Existing exports of data: object cannot be re-sized");
    }
    return ok();
}

Status resize(Thread* t, BytesIO* self, int64_t length) {
    if (length > self->capacity) {
        int64_t capacity = length + length / 2 + 64;
        void* grown = t->heap->resizeBlock(self->data, static_cast<size_t>(self->capacity),
                                           static_cast<size_t>(capacity));
        if (!grown) return raiseNoMemory(t);
        self->data = static_cast<char*>(grown);
        self->capacity = capacity;
    }
    self->length = length;
    return ok();
}

Status writeBytes(Thread* t, BytesIO* self, const char* data, int64_t size) {
    if (size == 0) return ok();
    int64_t end = self->position + size;
    if (end > self->length) {
        int64_t old_length = self->length;
        KRAIT_TRY(resize(t, self, end));
        if (self->position > old_length) {
            std::memset(self->data + old_length, 0,
                        static_cast<size_t>(self->position - old_length));
        }
    }
    std::memcpy(self->data + self->position, data, static_cast<size_t>(size));
    self->position = end;
    return ok();
}

Ref take(Thread* t, BytesIO* self, int64_t size) {
    int64_t left = self->length > self->position ? self->length - self->position : 0;
    if (size < 0 || size > left) size = left;
    const char* from = self->data + self->position;
    if (size > 0) self->position += size;
    return bytesFrom(t, {size > 0 ? from : "", static_cast<size_t>(size)});
}

int64_t lineLength(BytesIO* self, int64_t limit) {
    int64_t left = self->length > self->position ? self->length - self->position : 0;
    if (limit >= 0 && limit < left) left = limit;
    if (left == 0) return 0;
    const char* from = self->data + self->position;
    const auto* end = static_cast<const char*>(std::memchr(from, '\n', static_cast<size_t>(left)));
    return end ? end + 1 - from : left;
}

Ref bytesio_new(Thread* t, Args a) {
    return newInstance<BytesIO>(t, a[0]);
}
Ref bytesio_init(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkExports(t, self));
    self->position = self->length = 0;
    self->closed = false;
    if (a[1].isNone()) return Ref::none();
    Buffer source;
    KRAIT_TRY(source.acquire(t, a[1]));
    KRAIT_TRY(writeBytes(t, self, source.data(), source.size()));
    self->position = 0;
    return Ref::none();
}
void bytesioDestroy(Thread* t, Object* o) {
    auto* self = static_cast<BytesIO*>(o);
    t->heap->freeBlock(std::exchange(self->data, nullptr), static_cast<size_t>(self->capacity));
    destroyAttrs(t, o);
}
void bytesioTraverse(Object* o, Visitor& visitor) {
    traverseAttrs(o, visitor);
}
// Nothing to flush; a subclass may have its own close().
void bytesioFinalize(Thread* t, Object* o) {
    if (exactTypeOfObject(o)->flags & kTypeHeap) finalizeStream(t, o);
}

Ref bytesio_read(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(sizeArgument(t, a[1]));
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return take(t, streamOf(a[0]), size);
}
Ref bytesio_readline(Thread* t, Args a) {
    int64_t limit = KRAIT_TRY(sizeArgument(t, a[1]));
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    return take(t, self, lineLength(self, limit));
}
Ref bytesio_readlines(Thread* t, Args a) {
    int64_t hint = KRAIT_TRY(sizeArgument(t, a[1]));
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    New<List> lines = KRAIT_TRY(listNew(t));
    int64_t total = 0;
    while (int64_t n = lineLength(self, -1)) {
        Ref line = KRAIT_TRY(take(t, self, n));
        KRAIT_TRY(listAppend(t, lines, line));
        total += n;
        if (hint > 0 && total >= hint) break;
    }
    return lines;
}
Ref bytesio_readinto(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    Buffer target;
    KRAIT_TRY(target.acquireWritable(t, a[1], "readinto() argument"));
    int64_t left = self->length > self->position ? self->length - self->position : 0;
    int64_t n = target.size() < left ? target.size() : left;
    if (n > 0) std::memcpy(target.data(), self->data + self->position, static_cast<size_t>(n));
    self->position += n;
    return intFrom(t, n);
}
Ref bytesio_write(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    KRAIT_TRY(checkExports(t, self));
    Buffer source;
    KRAIT_TRY(source.acquire(t, a[1]));
    KRAIT_TRY(checkOpen(t, self));
    KRAIT_TRY(writeBytes(t, self, source.data(), source.size()));
    return intFrom(t, source.size());
}
Ref bytesio_writelines(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    KRAIT_TRY(iterateOver(t, a[1], [&](Value line) -> Status {
        Value arguments[] = {a[0], line};
        Ref written = KRAIT_TRY(bytesio_write(t, arguments));
        return ok();
    }));
    return Ref::none();
}
Ref bytesio_tell(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return intFrom(t, streamOf(a[0])->position);
}
Ref bytesio_seek(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[1]));
    int64_t whence = KRAIT_TRY(toIndexInt64(t, a[2]));
    KRAIT_TRY(checkOpen(t, self));
    if (offset < 0 && whence == 0)
        return raise(t, TypeId::kValueError, "negative seek value %ld", offset);
    if (whence < 0 || whence > 2) {
        return raise(t, TypeId::kValueError, "invalid whence (%ld, should be 0, 1 or 2)", whence);
    }
    int64_t from = whence == 1 ? self->position : whence == 2 ? self->length : 0;
    if (__builtin_add_overflow(from, offset, &offset))
        return raise(t, TypeId::kOverflowError, "new position too large");
    self->position = offset < 0 ? 0 : offset;
    return intFrom(t, self->position);
}
Ref bytesio_truncate(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    KRAIT_TRY(checkExports(t, self));
    int64_t size = a[1].isNone() ? self->position : KRAIT_TRY(toIndexInt64(t, a[1]));
    if (size < 0) return raise(t, TypeId::kValueError, "negative size value %ld", size);
    if (size < self->length) self->length = size;
    return intFrom(t, size);
}
Ref bytesio_getvalue(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    return bytesFrom(t, {self->data ? self->data : "", static_cast<size_t>(self->length)});
}
Ref bytesio_getbuffer(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    New<BytesIOBuffer> exporter = KRAIT_TRY(newOf<BytesIOBuffer>(t, &kBytesIOBufferSpec));
    store(&exporter->source, a[0]);
    return callFunction(t, Value(t->type(TypeId::kMemoryView)), exporter);
}
Ref bytesio_close(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkExports(t, self));
    t->heap->freeBlock(std::exchange(self->data, nullptr), static_cast<size_t>(self->capacity));
    self->length = self->capacity = self->position = 0;
    self->closed = true;
    return Ref::none();
}
Ref bytesio_true(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return Ref::boolean(true);
}
Ref bytesio_isatty(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return Ref::boolean(false);
}
Ref bytesio_flush(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return Ref::none();
}
Ref bytesio_getstate(Thread* t, Args a) {
    Ref value = KRAIT_TRY(bytesio_getvalue(t, a));
    Ref position = KRAIT_TRY(intFrom(t, streamOf(a[0])->position));
    Ref dict = KRAIT_TRY(getAttr(t, a[0], t->name(kName___dict__)));
    Ref copy = KRAIT_TRY(lengthOf(t, dict)) ? dictCopy(t, dict.as<Dict>()) : Ref::none();
    if (copy.isError()) return Error{};
    return tupleOf(t, value, position, copy);
}
Ref bytesio_setstate(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    if (!isTuple(a[1]) || a[1].as<Tuple>()->length != 3) {
        return raise(t, TypeId::kTypeError,
                     "%.200T.__setstate__ argument should be 3-tuple, got %.200T", a[0], a[1]);
    }
    auto* tuple = a[1].as<Tuple>();
    Value arguments[] = {a[0], tuple->items[0]};
    Ref done = KRAIT_TRY(bytesio_init(t, arguments));
    int64_t position = KRAIT_TRY(toIndexInt64(t, tuple->items[1]));
    if (position < 0) return raise(t, TypeId::kValueError, "position value cannot be negative");
    self->position = position;
    if (!tuple->items[2].isNone()) {
        if (!isDict(tuple->items[2])) {
            return raise(t, TypeId::kTypeError,
                         "third item of state should be a dict, got a %.200T", tuple->items[2]);
        }
        New<Dict> dict = KRAIT_TRY(instanceDict(t, a[0].object()));
        KRAIT_TRY(dictUpdate(t, dict, tuple->items[2]));
    }
    return Ref::none();
}
Ref bytesioNext(Thread* t, Value v) {
    auto* self = streamOf(v);
    KRAIT_TRY(checkOpen(t, self));
    int64_t n = lineLength(self, -1);
    return n == 0 ? Ref() : take(t, self, n);
}
Ref get_closed(Thread*, Value v) {
    return Ref::boolean(streamOf(v)->closed);
}

Status bufferGet(Thread* t, Value v, BufferView* view, bool) {
    auto* self = streamOf(v.as<BytesIOBuffer>()->source);
    view->owner = Ref::share(v);
    view->data = self->data;
    view->size = self->length;
    view->read_only = false;
    ++self->exports;
    return ok();
}
void bufferRelease(Thread*, Value v, BufferView*) {
    --streamOf(v.as<BytesIOBuffer>()->source)->exports;
}

constexpr MethodDef kMethods[] = {
    {"readable(self, /)", bytesio_true, "Returns True if the IO object can be read."},
    {"seekable(self, /)", bytesio_true, "Returns True if the IO object can be seeked."},
    {"writable(self, /)", bytesio_true, "Returns True if the IO object can be written."},
    {"close(self, /)", bytesio_close, "Disable all I/O operations."},
    {"flush(self, /)", bytesio_flush, "Does nothing."},
    {"isatty(self, /)", bytesio_isatty, "Always returns False."},
    {"tell(self, /)", bytesio_tell, "Current file position, an integer."},
    {"write(self, b, /)", bytesio_write, "Write bytes to file."},
    {"writelines(self, lines, /)", bytesio_writelines, "Write lines to the file."},
    {"read1(self, size=-1, /)", bytesio_read,
     "Read at most size bytes, returned as a bytes object."},
    {"readinto(self, buffer, /)", bytesio_readinto, "Read bytes into buffer."},
    {"readline(self, size=-1, /)", bytesio_readline, "Next line from the file, as a bytes object."},
    {"readlines(self, size=None, /)", bytesio_readlines,
     "List of bytes objects, each a line from the file."},
    {"read(self, size=-1, /)", bytesio_read,
     "Read at most size bytes, returned as a bytes object."},
    {"getbuffer(self, /)", bytesio_getbuffer,
     "Get a read-write view over the contents of the BytesIO object."},
    {"getvalue(self, /)", bytesio_getvalue, "Retrieve the entire contents of the BytesIO object."},
    {"seek(self, pos, whence=0, /)", bytesio_seek, "Change stream position."},
    {"truncate(self, size=None, /)", bytesio_truncate, "Truncate the file to at most size bytes."},
    {"__getstate__(self, /)", bytesio_getstate, nullptr},
    {"__setstate__(self, state, /)", bytesio_setstate, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {{"closed", get_closed, nullptr, "True if the file is closed."},
                                  {}};

} // namespace

const TypeSpec kBytesIOSpec = {
    .name = "_io.BytesIO",
    .size = sizeof(BytesIO),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = bytesioDestroy,
              .traverse = bytesioTraverse,
              .finalize = bytesioFinalize,
              .next = bytesioNext},
    .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
    .new_ = {"BytesIO(cls, /, *args, **kwargs)", bytesio_new, nullptr},
    .init = {"BytesIO(self, initial_bytes=None)", bytesio_init, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};
const TypeSpec kBytesIOBufferSpec = {
    .name = "_io._BytesIOBuffer",
    .size = sizeof(BytesIOBuffer),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = Owns<BytesIOBuffer, &BytesIOBuffer::source>::destroy,
              .traverse = Owns<BytesIOBuffer, &BytesIOBuffer::source>::traverse,
              .buffer = bufferGet,
              .release_buffer = bufferRelease},
};

} // namespace krait::io
