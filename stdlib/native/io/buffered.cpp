// BufferedReader, BufferedWriter, BufferedRandom: one layout, whose buffer holds bytes read ahead
// or bytes to be written. BufferedRandom changes from one to the other by seeking the raw stream
// back over what was read ahead, or by writing what is dirty.
//
// REENTRY: a raw stream written in Python may call back into the buffer: `user` refuses that. Raw
// operations give the GIL up, so another thread that comes to the stream waits until `user` is out:
// the fields change only between raw operations.
#include "stdlib/native/io/io_internal.h"
#include "stdlib/native/system_support.h"

#include "vm/runtime/room.h"
#include "vm/runtime/type_system.h"

#include <cstring>
#include <unistd.h>

namespace krait::io {

namespace {

Buffered* bufferedOf(Value v) {
    return v.as<Buffered>();
}

// Waits while another thread is inside a raw operation. SAFEPOINT.
Status waitForUser(Thread* t, Buffered* self) {
    // At the end of the program it may be a thread that never comes back, and so after a fork.
    while (self->user && self->user != t && !self->user->record->dead && !gilOf(t)->isStopped()) {
        Ref alive = Ref::share(Value(self));
        Waited waited = waitInQueue(t, &self->waiters, kNever, self, GilReason::kLock);
        if (waited == Waited::kRaised) return Error{};
    }
    return ok();
}
Status checkReady(Thread* t, Buffered* self) {
    if (KRAIT_UNLIKELY(self->user != nullptr)) KRAIT_TRY(waitForUser(t, self));
    if (KRAIT_LIKELY(!self->raw.isEmpty())) return ok();
    return raise(t, TypeId::kValueError,
                 self->detached ? "raw stream has been detached"
                                : "I/O operation on uninitialized object");
}
Status checkOpen(Thread* t, Buffered* self, const char* message) {
    KRAIT_TRY(checkReady(t, self));
    if (isExactly(self->raw, &kFileIOSpec) && self->raw.as<FileIO>()->fd >= 0) return ok();
    bool closed = KRAIT_TRY(bufferedClosed(t, self));
    if (closed) return raiseClosed(t, message);
    return ok();
}

// Marks a raw operation as running, for the time of a scope.
class RawUse {
  public:
    explicit RawUse(Buffered* self) : self_(self) {}
    ~RawUse() {
        if (!entered_) return;
        self_->user = nullptr;
        if (KRAIT_UNLIKELY(self_->waiters.first != nullptr)) self_->waiters.wakeAll();
    }
    Status enter(Thread* t) {
        KRAIT_TRY(waitForUser(t, self_));
        if (self_->user == t) {
            return raise(t, TypeId::kRuntimeError, "reentrant call inside %R", Value(self_));
        }
        self_->user = t;
        entered_ = true;
        return ok();
    }

  private:
    Buffered* self_;
    bool entered_ = false;
};

Result<int64_t> rawRead(Thread* t, Buffered* self, char* data, int64_t size) {
    if (KRAIT_LIKELY(isExactly(self->raw, &kFileIOSpec))) {
        RawUse use(self);
        KRAIT_TRY(use.enter(t));
        Ref raw = Ref::share(self->raw);
        return fileRead(t, raw.as<FileIO>(), data, size);
    }
    RawUse use(self);
    KRAIT_TRY(use.enter(t));
    KRAIT_TRY(checkRoom(t, static_cast<size_t>(size)));
    std::string zeros(static_cast<size_t>(size), '\0');
    Ref space = KRAIT_TRY(byteArrayFrom(t, zeros));
    Ref view = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kMemoryView)), space));
    Ref count = KRAIT_TRY(callMethod(t, self->raw, t->name(kName_readinto), view));
    if (count.get().isNone()) return kWouldBlock;
    int64_t n = KRAIT_TRY(toIndexInt64(t, count));
    auto* array = space.as<ByteArray>();
    if (n < 0 || n > size || n > array->length) {
        return raise(t, TypeId::kOSError,
                     "raw readinto() returned invalid length %ld (should have been between 0 and "
                     "%ld)",
                     n, size);
    }
    std::memcpy(data, array->data + array->start, static_cast<size_t>(n));
    return n;
}

Result<int64_t> rawWrite(Thread* t, Buffered* self, const char* data, int64_t size) {
    RawUse use(self);
    KRAIT_TRY(use.enter(t));
    if (KRAIT_LIKELY(isExactly(self->raw, &kFileIOSpec))) {
        Ref raw = Ref::share(self->raw);
        return fileWrite(t, raw.as<FileIO>(), data, size);
    }
    Ref bytes = KRAIT_TRY(bytesFrom(t, {data, static_cast<size_t>(size)}));
    Ref view = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kMemoryView)), bytes));
    Ref count = KRAIT_TRY(callMethod(t, self->raw, t->name(kName_write), view));
    if (count.get().isNone()) return kWouldBlock;
    int64_t n = KRAIT_TRY(toIndexInt64(t, count));
    if (n < 0 || n > size) {
        return raise(t, TypeId::kOSError,
                     "raw write() returned invalid length %ld (should have been between 0 and %ld)",
                     n, size);
    }
    return n;
}

Result<int64_t> rawSeek(Thread* t, Buffered* self, int64_t offset, int whence) {
    RawUse use(self);
    KRAIT_TRY(use.enter(t));
    if (isExactly(self->raw, &kFileIOSpec))
        return fileSeek(t, self->raw.as<FileIO>(), offset, whence);
    Ref target = KRAIT_TRY(intFrom(t, offset));
    Ref position =
        KRAIT_TRY(callMethod(t, self->raw, t->name(kName_seek), target, Value::smallInt(whence)));
    int64_t n = KRAIT_TRY(offsetArgument(t, position));
    if (n < 0) return raise(t, TypeId::kOSError, "Raw stream returned invalid position %ld", n);
    return n;
}

Result<int64_t> rawTell(Thread* t, Buffered* self) {
    if (isExactly(self->raw, &kFileIOSpec)) return fileSeek(t, self->raw.as<FileIO>(), 0, SEEK_CUR);
    RawUse use(self);
    KRAIT_TRY(use.enter(t));
    Ref position = KRAIT_TRY(callMethod(t, self->raw, t->name(kName_tell)));
    int64_t n = KRAIT_TRY(offsetArgument(t, position));
    if (n < 0) return raise(t, TypeId::kOSError, "Raw stream returned invalid position %ld", n);
    return n;
}

Error raiseBlocked(Thread* t, int64_t written) {
    Ref text = KRAIT_TRY(strFromAscii(t, "write could not complete without blocking"));
    Ref count = KRAIT_TRY(intFrom(t, written));
    Ref exception = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kBlockingIOError)),
                                           Value::smallInt(EAGAIN), text, count));
    return raiseException(t, exception);
}

Status writeDirty(Thread* t, Buffered* self) {
    while (self->dirty && self->start < self->position) {
        int64_t n =
            KRAIT_TRY(rawWrite(t, self, self->buffer + self->start, self->position - self->start));
        if (n == kWouldBlock) return raiseBlocked(t, 0);
        self->start += n;
        // A signal may have cut it short: its handler runs before the next write blocks.
        KRAIT_TRY(serveSignals(t));
    }
    if (self->dirty) {
        self->start = self->position = self->filled = 0;
        self->dirty = false;
    }
    return ok();
}

// Forgets what was read ahead, with the raw stream moved back to the reader's position.
Status dropReadAhead(Thread* t, Buffered* self) {
    if (self->dirty) return ok();
    int64_t ahead = self->filled - self->position;
    if (ahead > 0) KRAIT_TRY(rawSeek(t, self, -ahead, SEEK_CUR));
    self->start = self->position = self->filled = 0;
    return ok();
}

// Bytes read, 0 at the end, or kWouldBlock.
Result<int64_t> fillBuffer(Thread* t, Buffered* self) {
    self->position = self->filled = 0;
    int64_t n = KRAIT_TRY(rawRead(t, self, self->buffer, self->buffer_size));
    if (n > 0) self->filled = n;
    return n;
}

Status prepareRead(Thread* t, Buffered* self) {
    if (KRAIT_UNLIKELY(self->dirty)) return writeDirty(t, self);
    return ok();
}

} // namespace

Result<bool> bufferedClosed(Thread* t, Buffered* self) {
    KRAIT_TRY(checkReady(t, self));
    return isClosed(t, self->raw);
}

static Status allocateBuffer(Thread* t, Buffered* self, int64_t size) {
    if (size <= 0) return raise(t, TypeId::kValueError, "buffer size must be strictly positive");
    if (self->buffer) t->heap->freeBlock(self->buffer, static_cast<size_t>(self->buffer_size));
    self->buffer = static_cast<char*>(t->heap->allocateBlock(static_cast<size_t>(size)));
    if (!self->buffer) return raiseNoMemory(t);
    self->buffer_size = size;
    self->start = self->position = self->filled = 0;
    self->dirty = false;
    return ok();
}

static Status bufferedSetUp(Thread* t, Buffered* self, Value raw, int64_t buffer_size) {
    const TypeSpec* spec = exactTypeOfObject(self)->spec;
    self->readable = spec != &kBufferedWriterSpec;
    self->writable = spec != &kBufferedReaderSpec;
    self->detached = false;
    KRAIT_TRY(allocateBuffer(t, self, buffer_size));
    incref(raw);
    decref(std::exchange(self->raw, raw));
    return ok();
}

New<Buffered> bufferedNew(Thread* t, const TypeSpec* spec, Value raw, int64_t buffer_size) {
    New<Buffered> self = KRAIT_TRY(newOf<Buffered>(t, spec));
    self->raw = Value();
    KRAIT_TRY(bufferedSetUp(t, self, raw, buffer_size));
    return self;
}

Result<int64_t> bufferedRead1(Thread* t, Buffered* self, char* data, int64_t size) {
    KRAIT_TRY(checkOpen(t, self, "read of closed file"));
    if (!self->readable) return raiseUnsupported(t, "read1");
    KRAIT_TRY(prepareRead(t, self));
    int64_t have = self->filled - self->position;
    if (have > 0) {
        int64_t n = have < size ? have : size;
        std::memcpy(data, self->buffer + self->position, static_cast<size_t>(n));
        self->position += n;
        return n;
    }
    self->position = self->filled = 0;
    return rawRead(t, self, data, size);
}

Ref bufferedReadAll(Thread* t, Buffered* self) {
    KRAIT_TRY(checkOpen(t, self, "read of closed file"));
    KRAIT_TRY(prepareRead(t, self));
    int64_t have = self->filled - self->position;
    std::string_view ahead(self->buffer + self->position, static_cast<size_t>(have));
    if (!isExactly(self->raw, &kFileIOSpec)) {
        std::string first(ahead);
        self->position = self->filled = 0;
        New<Str> name = KRAIT_TRY(strIntern(t, "readall"));
        Ref readall = getAttrOptional(t, self->raw, name);
        if (readall.isEmpty() && t->hasError()) return Error{};
        if (!readall.isEmpty()) {
            Ref rest;
            {
                RawUse use(self);
                KRAIT_TRY(use.enter(t));
                rest = KRAIT_TRY(callFunction(t, readall));
            }
            if (rest.get().isNone()) return first.empty() ? std::move(rest) : bytesFrom(t, first);
            if (!isBytes(rest))
                return raise(t, TypeId::kTypeError, "readall() should return bytes");
            if (first.empty()) return rest;
            first += rest.as<Bytes>()->view();
            return bytesFrom(t, first);
        }
        bool any = !first.empty();
        for (;;) {
            Ref piece;
            {
                RawUse use(self);
                KRAIT_TRY(use.enter(t));
                piece = KRAIT_TRY(callMethod(t, self->raw, t->name(kName_read)));
            }
            if (piece.get().isNone()) return any ? bytesFrom(t, first) : std::move(piece);
            if (!isBytes(piece)) return raise(t, TypeId::kTypeError, "read() should return bytes");
            if (piece.as<Bytes>()->length == 0) return bytesFrom(t, first);
            any = true;
            KRAIT_TRY(checkRoomFor(t, first, static_cast<size_t>(piece.as<Bytes>()->length)));
            first += piece.as<Bytes>()->view();
        }
    }
    int64_t left = fileBytesLeft(self->raw.as<FileIO>());
    int64_t capacity = have + (left >= 0 ? left + 1 : kDefaultBufferSize);
    std::string all;
    KRAIT_TRY(checkRoom(t, static_cast<size_t>(capacity)));
    all.resize(static_cast<size_t>(capacity));
    std::memcpy(all.data(), ahead.data(), ahead.size());
    auto filled = static_cast<size_t>(have);
    self->position = self->filled = 0;
    for (;;) {
        if (filled == all.size()) KRAIT_TRY(checkRoom(t, all.size() * 2));
        if (filled == all.size()) all.resize(all.size() + all.size() / 2 + kDefaultBufferSize);
        int64_t n = KRAIT_TRY(
            rawRead(t, self, all.data() + filled, static_cast<int64_t>(all.size() - filled)));
        if (n == kWouldBlock) {
            if (filled == 0) return Ref::none();
            break;
        }
        if (n == 0) break;
        filled += static_cast<size_t>(n);
    }
    return bytesFrom(t, {all.data(), filled});
}

Status bufferedWrite(Thread* t, Buffered* self, const char* data, int64_t size) {
    KRAIT_TRY(checkOpen(t, self, "write to closed file"));
    if (!self->writable) return raiseUnsupported(t, "write");
    if (!self->dirty) {
        KRAIT_TRY(dropReadAhead(t, self));
        self->dirty = true;
    }
    if (KRAIT_LIKELY(size <= self->buffer_size - self->position)) {
        std::memcpy(self->buffer + self->position, data, static_cast<size_t>(size));
        self->position += size;
        return ok();
    }
    Status flushed = writeDirty(t, self);
    if (flushed.isError()) {
        if (!errorIs(t, TypeId::kBlockingIOError)) return Error{};
        // Python: what fits is kept, and the exception says how much that is.
        if (self->start > 0) {
            std::memmove(self->buffer, self->buffer + self->start,
                         static_cast<size_t>(self->position - self->start));
            self->position -= self->start;
            self->start = 0;
        }
        int64_t room = self->buffer_size - self->position;
        int64_t kept = room < size ? room : size;
        std::memcpy(self->buffer + self->position, data, static_cast<size_t>(kept));
        self->position += kept;
        if (kept == size) {
            clearError(t);
            return ok();
        }
        clearError(t);
        return raiseBlocked(t, kept);
    }
    int64_t done = 0;
    while (size - done > self->buffer_size) {
        int64_t n = KRAIT_TRY(rawWrite(t, self, data + done, size - done));
        if (n == kWouldBlock) {
            std::memcpy(self->buffer, data + done, static_cast<size_t>(self->buffer_size));
            self->position = self->buffer_size;
            self->dirty = true;
            return raiseBlocked(t, done + self->buffer_size);
        }
        done += n;
        KRAIT_TRY(serveSignals(t));
    }
    std::memcpy(self->buffer, data + done, static_cast<size_t>(size - done));
    self->position = size - done;
    self->dirty = self->position > 0;
    return ok();
}

Status bufferedFlush(Thread* t, Buffered* self) {
    KRAIT_TRY(checkOpen(t, self, "flush of closed file"));
    KRAIT_TRY(writeDirty(t, self));
    if (self->readable && self->writable) return dropReadAhead(t, self);
    return ok();
}

Result<int64_t> bufferedTell(Thread* t, Buffered* self) {
    KRAIT_TRY(checkReady(t, self));
    int64_t raw = KRAIT_TRY(rawTell(t, self));
    int64_t position =
        self->dirty ? raw + (self->position - self->start) : raw - (self->filled - self->position);
    return position < 0 ? int64_t{0} : position;
}

Result<int64_t> bufferedSeek(Thread* t, Buffered* self, int64_t offset, int whence) {
    KRAIT_TRY(checkOpen(t, self, "seek of closed file"));
    if (whence < 0 || whence > 4)
        return raise(t, TypeId::kValueError, "whence value %d unsupported", whence);
    bool yes = isExactly(self->raw, &kFileIOSpec)
                   ? KRAIT_TRY(fileSeekable(t, self->raw.as<FileIO>()))
                   : KRAIT_TRY(askStream(t, self->raw, "seekable"));
    if (!yes) return raiseUnsupported(t, "File or stream is not seekable.");
    if (!self->dirty && self->filled > 0 && whence <= SEEK_CUR) {
        int64_t raw = KRAIT_TRY(rawTell(t, self));
        int64_t target =
            whence == SEEK_SET ? offset : raw - (self->filled - self->position) + offset;
        if (target >= raw - self->filled && target <= raw) {
            self->position = target - (raw - self->filled);
            return target;
        }
    }
    KRAIT_TRY(writeDirty(t, self));
    if (whence == SEEK_CUR) offset -= self->filled - self->position;
    int64_t position = KRAIT_TRY(rawSeek(t, self, offset, whence));
    self->start = self->position = self->filled = 0;
    return position;
}

namespace {

// --- life
// ------------------------------------------------------------------------------------------------
Ref buffered_new(Thread* t, Args a) {
    New<Buffered> self = KRAIT_TRY(newInstance<Buffered>(t, a[0]));
    self->raw = Value();
    return self;
}
void bufferedDestroy(Thread* t, Object* o) {
    auto* self = static_cast<Buffered*>(o);
    if (self->buffer)
        t->heap->freeBlock(std::exchange(self->buffer, nullptr),
                           static_cast<size_t>(self->buffer_size));
    decref(std::exchange(self->raw, Value()));
    destroyAttrs(t, o);
}
void bufferedTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Buffered*>(o)->raw);
    traverseAttrs(o, visitor);
}
void bufferedClear(Thread* t, Object* o) {
    decref(std::exchange(static_cast<Buffered*>(o)->raw, Value()));
    destroyAttrs(t, o);
}

Status initChecked(Thread* t, Args a, bool reads, bool writes) {
    auto* self = bufferedOf(a[0]);
    decref(std::exchange(self->raw, Value()));
    self->detached = false;
    if (reads && writes) {
        bool yes = KRAIT_TRY(askStream(t, a[1], "seekable"));
        if (!yes) return raiseUnsupported(t, "File or stream is not seekable.");
    }
    if (reads) {
        bool yes = KRAIT_TRY(askStream(t, a[1], "readable"));
        if (!yes) return raiseUnsupported(t, "File or stream is not readable.");
    }
    if (writes) {
        bool yes = KRAIT_TRY(askStream(t, a[1], "writable"));
        if (!yes) return raiseUnsupported(t, "File or stream is not writable.");
    }
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[2]));
    return bufferedSetUp(t, self, a[1], size);
}
Ref reader_init(Thread* t, Args a) {
    KRAIT_TRY(initChecked(t, a, true, false));
    return Ref::none();
}
Ref writer_init(Thread* t, Args a) {
    KRAIT_TRY(initChecked(t, a, false, true));
    return Ref::none();
}
Ref random_init(Thread* t, Args a) {
    KRAIT_TRY(initChecked(t, a, true, true));
    return Ref::none();
}

Ref buffered_dealloc_warn(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    if (self->raw.isEmpty()) return Ref::none();
    Ref done = callNamed(t, self->raw, "_dealloc_warn", a[1]);
    if (done.isError()) clearError(t);
    return Ref::none();
}

Ref buffered_close(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    bool closed = KRAIT_TRY(bufferedClosed(t, self));
    if (closed) return Ref::none();
    if (self->finalizing) {
        Ref warned = callNamed(t, self->raw, "_dealloc_warn", a[0]);
        if (warned.isError()) clearError(t);
    }
    Ref flushed = callMethod(t, a[0], t->name(kName_flush));
    Ref failure = flushed.isError() ? takeException(t) : Ref();
    Ref raw = Ref::share(self->raw);
    Ref done = callMethod(t, raw, t->name(kName_close));
    if (self->buffer) {
        t->heap->freeBlock(self->buffer, static_cast<size_t>(self->buffer_size));
        self->buffer = nullptr;
        self->start = self->position = self->filled = self->buffer_size = 0;
        self->dirty = false;
    }
    if (!failure.isEmpty()) {
        if (done.isError()) {
            // Python: the later failure, with the earlier as its context.
            Ref later = takeException(t);
            auto* e = asException(later);
            if (e->context.isEmpty()) e->context = failure.release();
            return raiseException(t, later);
        }
        return raiseException(t, failure);
    }
    return done;
}
Ref buffered_detach(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    Ref flushed = KRAIT_TRY(callMethod(t, a[0], t->name(kName_flush)));
    Ref raw = Ref::take(std::exchange(self->raw, Value()));
    self->detached = true;
    return raw;
}
Ref buffered_flush(Thread* t, Args a) {
    KRAIT_TRY(bufferedFlush(t, bufferedOf(a[0])));
    return Ref::none();
}
Ref reader_flush(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    return callMethod(t, self->raw, t->name(kName_flush));
}

// --- reading
// ------------------------------------------------------------------------------------------------
Ref buffered_read(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    int64_t size = -1;
    if (!a[1].isNone()) {
        size = KRAIT_TRY(toIndexInt64(t, a[1]));
        if (size < -1)
            return raise(t, TypeId::kValueError, "read length must be non-negative or -1");
    }
    KRAIT_TRY(checkOpen(t, self, "read of closed file"));
    if (size < 0) return bufferedReadAll(t, self);
    KRAIT_TRY(prepareRead(t, self));
    int64_t have = self->filled - self->position;
    if (size <= have) {
        const char* from = self->buffer + self->position;
        self->position += size;
        return bytesFrom(t, {from, static_cast<size_t>(size)});
    }
    New<Bytes> result = KRAIT_TRY(bytesAllocate(t, size));
    std::memcpy(result->data, self->buffer + self->position, static_cast<size_t>(have));
    self->position = self->filled = 0;
    int64_t got = have;
    while (got < size) {
        int64_t wanted = size - got;
        int64_t n;
        if (wanted >= self->buffer_size) {
            wanted -= wanted % self->buffer_size;
            n = KRAIT_TRY(rawRead(t, self, result->data + got, wanted));
        } else {
            n = KRAIT_TRY(fillBuffer(t, self));
            if (n > 0) {
                n = n < wanted ? n : wanted;
                std::memcpy(result->data + got, self->buffer, static_cast<size_t>(n));
                self->position = n;
            }
        }
        if (n == kWouldBlock && got == 0) return Ref::none();
        if (n <= 0) break;
        got += n;
    }
    if (got == size) return result;
    return bytesFrom(t, {result->data, static_cast<size_t>(got)});
}
Ref buffered_read1(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (size < 0) size = self->buffer_size;
    KRAIT_TRY(checkOpen(t, self, "read of closed file"));
    if (size == 0) return bytesFrom(t, {});
    int64_t have = self->dirty ? 0 : self->filled - self->position;
    if (have > 0 && have < size) size = have;
    New<Bytes> result = KRAIT_TRY(bytesAllocate(t, size));
    int64_t n = KRAIT_TRY(bufferedRead1(t, self, result->data, size));
    if (n == kWouldBlock) n = 0;
    if (n == size) return result;
    return bytesFrom(t, {result->data, static_cast<size_t>(n)});
}
Ref readIntoArray(Thread* t, Args a, bool once) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkOpen(t, self, "readinto of closed file"));
    KRAIT_TRY(prepareRead(t, self));
    Buffer target;
    KRAIT_TRY(
        target.acquireWritable(t, a[1], once ? "readinto1() argument" : "readinto() argument"));
    int64_t got = 0, size = target.size();
    int64_t have = self->filled - self->position;
    if (have > 0) {
        got = have < size ? have : size;
        std::memcpy(target.data(), self->buffer + self->position, static_cast<size_t>(got));
        self->position += got;
    }
    while (got < size && !(once && got > 0)) {
        int64_t wanted = size - got, n;
        if (wanted > self->buffer_size) {
            n = KRAIT_TRY(rawRead(t, self, target.data() + got, wanted));
        } else {
            n = KRAIT_TRY(fillBuffer(t, self));
            if (n > 0) {
                n = n < wanted ? n : wanted;
                std::memcpy(target.data() + got, self->buffer, static_cast<size_t>(n));
                self->position = n;
            }
        }
        if (n == kWouldBlock && got == 0) return Ref::none();
        if (n <= 0) break;
        got += n;
    }
    return intFrom(t, got);
}
Ref buffered_readinto(Thread* t, Args a) {
    return readIntoArray(t, a, false);
}
Ref buffered_readinto1(Thread* t, Args a) {
    return readIntoArray(t, a, true);
}
Ref buffered_peek(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkOpen(t, self, "peek of closed file"));
    KRAIT_TRY(prepareRead(t, self));
    if (self->filled == self->position) KRAIT_TRY(fillBuffer(t, self));
    return bytesFrom(
        t, {self->buffer + self->position, static_cast<size_t>(self->filled - self->position)});
}

Ref readLine(Thread* t, Buffered* self, int64_t limit) {
    KRAIT_TRY(checkOpen(t, self, "readline of closed file"));
    KRAIT_TRY(prepareRead(t, self));
    std::string line;
    for (;;) {
        int64_t have = self->filled - self->position;
        if (limit >= 0 && have > limit - static_cast<int64_t>(line.size()))
            have = limit - static_cast<int64_t>(line.size());
        const char* from = self->buffer + self->position;
        const auto* end =
            have > 0 ? static_cast<const char*>(std::memchr(from, '\n', static_cast<size_t>(have)))
                     : nullptr;
        int64_t n = end ? end + 1 - from : have;
        self->position += n;
        bool done = end || (limit >= 0 && static_cast<int64_t>(line.size()) + n >= limit);
        if (done && line.empty()) return bytesFrom(t, {from, static_cast<size_t>(n)});
        KRAIT_TRY(checkRoomFor(t, line, static_cast<size_t>(n)));
        line.append(from, static_cast<size_t>(n));
        if (done) break;
        int64_t filled = KRAIT_TRY(fillBuffer(t, self));
        if (filled <= 0) break;
    }
    return bytesFrom(t, line);
}
Ref buffered_readline(Thread* t, Args a) {
    KRAIT_TRY(checkReady(t, bufferedOf(a[0])));
    int64_t limit = KRAIT_TRY(sizeArgument(t, a[1]));
    return readLine(t, bufferedOf(a[0]), limit);
}
Ref bufferedNext(Thread* t, Value v) {
    auto* self = bufferedOf(v);
    Ref line;
    if (KRAIT_LIKELY(isExactBuffered(v))) {
        KRAIT_TRY(checkReady(t, self));
        line = KRAIT_TRY(readLine(t, self, -1));
    } else {
        line = KRAIT_TRY(callMethod(t, v, t->name(kName_readline)));
        if (!isBytes(line)) {
            return raise(t, TypeId::kOSError,
                         "readline() should have returned a bytes object, not '%.200T'",
                         line.get());
        }
    }
    if (line.as<Bytes>()->length == 0) return Ref();
    return line;
}

// --- writing, positions
// ------------------------------------------------------------------------------------------------
Ref buffered_write(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    Buffer source;
    KRAIT_TRY(source.acquire(t, a[1]));
    KRAIT_TRY(bufferedWrite(t, self, source.data(), source.size()));
    return intFrom(t, source.size());
}
Ref buffered_tell(Thread* t, Args a) {
    return intFrom(t, KRAIT_TRY(bufferedTell(t, bufferedOf(a[0]))));
}
Ref buffered_seek(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    int64_t whence = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (whence < 0 || whence > 4)
        return raise(t, TypeId::kValueError, "whence value %ld unsupported", whence);
    KRAIT_TRY(checkOpen(t, self, "seek of closed file"));
    int64_t offset = KRAIT_TRY(offsetArgument(t, a[1]));
    return intFrom(t, KRAIT_TRY(bufferedSeek(t, self, offset, static_cast<int>(whence))));
}
Ref buffered_truncate(Thread* t, Args a) {
    auto* self = bufferedOf(a[0]);
    KRAIT_TRY(checkOpen(t, self, "truncate of closed file"));
    if (!self->writable) return raiseUnsupported(t, "truncate");
    KRAIT_TRY(bufferedFlush(t, self));
    Ref size = Ref::share(a[1]);
    if (size.get().isNone()) {
        int64_t here = KRAIT_TRY(rawTell(t, self));
        size = KRAIT_TRY(intFrom(t, here));
    }
    return callMethod(t, self->raw, t->name(kName_truncate), size);
}

// --- what the raw stream answers
// ------------------------------------------------------------------------------------------------
Ref askRaw(Thread* t, Value v, const char* method) {
    KRAIT_TRY(checkReady(t, bufferedOf(v)));
    return callNamed(t, bufferedOf(v)->raw, method);
}
Ref buffered_seekable(Thread* t, Args a) {
    return askRaw(t, a[0], "seekable");
}
Ref buffered_readable(Thread* t, Args a) {
    return askRaw(t, a[0], "readable");
}
Ref buffered_writable(Thread* t, Args a) {
    return askRaw(t, a[0], "writable");
}
Ref buffered_fileno(Thread* t, Args a) {
    return askRaw(t, a[0], "fileno");
}
Ref buffered_isatty(Thread* t, Args a) {
    return askRaw(t, a[0], "isatty");
}
Ref buffered_sizeof(Thread* t, Args a) {
    return intFrom(t, static_cast<int64_t>(sizeof(Buffered)) + bufferedOf(a[0])->buffer_size);
}
Ref buffered_getstate(Thread* t, Args a) {
    return raise(t, TypeId::kTypeError, "cannot pickle '%T' object", a[0]);
}
Ref get_closed(Thread* t, Value v) {
    return Ref::boolean(KRAIT_TRY(bufferedClosed(t, bufferedOf(v))));
}
Ref get_name(Thread* t, Value v) {
    KRAIT_TRY(checkReady(t, bufferedOf(v)));
    return getAttr(t, bufferedOf(v)->raw, t->name(kName_name));
}
Ref get_mode(Thread* t, Value v) {
    KRAIT_TRY(checkReady(t, bufferedOf(v)));
    return getAttr(t, bufferedOf(v)->raw, t->name(kName_mode));
}
Ref get_raw(Thread* t, Value v) {
    Value raw = bufferedOf(v)->raw;
    return raw.isEmpty() ? Ref::none() : Ref::share(raw);
}
Ref get_finalizing(Thread*, Value v) {
    return Ref::boolean(bufferedOf(v)->finalizing);
}
Status set_finalizing(Thread* t, Value v, Value value) {
    bufferedOf(v)->finalizing = !value.isEmpty() && KRAIT_TRY(isTrue(t, value));
    return ok();
}

Ref bufferedRepr(Thread* t, Value v) {
    const char* prefix = exactTypeOfObject(v.object())->flags & kTypeHeap ? "" : "_io.";
    Ref name = getAttr(t, v, t->name(kName_name));
    if (name.isError()) {
        if (!errorIs(t, TypeId::kAttributeError) && !errorIs(t, TypeId::kValueError))
            return Error{};
        clearError(t);
        return strFormat(t, "<%s%T>", prefix, v);
    }
    bool running = KRAIT_TRY(reprEnter(t, v));
    if (running) return raise(t, TypeId::kRuntimeError, "reentrant call inside %T.__repr__", v);
    Ref text = strFormat(t, "<%s%T name=%R>", prefix, v, name.get());
    reprLeave(t, v);
    return text;
}

#define SHARED_METHODS                                                                             \
    {"close(self, /)", buffered_close, nullptr}, {"detach(self, /)", buffered_detach, nullptr},    \
        {"seekable(self, /)", buffered_seekable, nullptr},                                         \
        {"fileno(self, /)", buffered_fileno, nullptr},                                             \
        {"isatty(self, /)", buffered_isatty, nullptr},                                             \
        {"_dealloc_warn(self, source, /)", buffered_dealloc_warn, nullptr},                        \
        {"tell(self, /)", buffered_tell, nullptr},                                                 \
        {"seek(self, target, whence=0, /)", buffered_seek, nullptr},                               \
        {"truncate(self, pos=None, /)", buffered_truncate, nullptr},                               \
        {"__sizeof__(self, /)", buffered_sizeof, nullptr},                                         \
        {"__reduce__(self, /)", buffered_getstate, nullptr}, {                                     \
        "__reduce_ex__(self, protocol, /)", buffered_getstate, nullptr                             \
    }
#define READING_METHODS                                                                            \
    {"read(self, size=-1, /)", buffered_read, nullptr},                                            \
        {"read1(self, size=-1, /)", buffered_read1, nullptr},                                      \
        {"readinto(self, buffer, /)", buffered_readinto, nullptr},                                 \
        {"readinto1(self, buffer, /)", buffered_readinto1, nullptr},                               \
        {"peek(self, size=0, /)", buffered_peek, nullptr}, {                                       \
        "readline(self, size=-1, /)", buffered_readline, nullptr                                   \
    }

constexpr MethodDef kReaderMethods[] = {SHARED_METHODS,
                                        READING_METHODS,
                                        {"readable(self, /)", buffered_readable, nullptr},
                                        {"flush(self, /)", reader_flush, nullptr},
                                        {}};
constexpr MethodDef kWriterMethods[] = {
    SHARED_METHODS,
    {"writable(self, /)", buffered_writable, nullptr},
    {"flush(self, /)", buffered_flush, nullptr},
    {"write(self, buffer, /)", buffered_write, "Write the given buffer to the IO stream."},
    {}};
constexpr MethodDef kRandomMethods[] = {
    SHARED_METHODS,
    READING_METHODS,
    {"readable(self, /)", buffered_readable, nullptr},
    {"writable(self, /)", buffered_writable, nullptr},
    {"flush(self, /)", buffered_flush, nullptr},
    {"write(self, buffer, /)", buffered_write, "Write the given buffer to the IO stream."},
    {}};
#undef SHARED_METHODS
#undef READING_METHODS

constexpr GetSetDef kGetSets[] = {{"closed", get_closed},
                                  {"name", get_name},
                                  {"mode", get_mode},
                                  {"raw", get_raw},
                                  {"_finalizing", get_finalizing, set_finalizing},
                                  {}};
constexpr uint32_t kFlags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable;

} // namespace

const TypeSpec kBufferedReaderSpec = {
    .name = "_io.BufferedReader",
    .size = sizeof(Buffered),
    .flags = kFlags,
    .slots = {.destroy = bufferedDestroy,
              .traverse = bufferedTraverse,
              .clear = bufferedClear,
              .repr = bufferedRepr,
              .next = bufferedNext},
    .doc = "Create a new buffered reader using the given readable raw IO object.",
    .new_ = {"BufferedReader(cls, /, *args, **kwargs)", buffered_new, nullptr},
    .init = {"BufferedReader(self, raw, buffer_size=8192)", reader_init, nullptr},
    .methods = kReaderMethods,
    .getsets = kGetSets,
};
const TypeSpec kBufferedWriterSpec = {
    .name = "_io.BufferedWriter",
    .size = sizeof(Buffered),
    .flags = kFlags,
    .slots = {.destroy = bufferedDestroy,
              .traverse = bufferedTraverse,
              .clear = bufferedClear,
              .repr = bufferedRepr},
    .doc = "A buffer for a writeable sequential RawIO object.",
    .new_ = {"BufferedWriter(cls, /, *args, **kwargs)", buffered_new, nullptr},
    .init = {"BufferedWriter(self, raw, buffer_size=8192)", writer_init, nullptr},
    .methods = kWriterMethods,
    .getsets = kGetSets,
};
const TypeSpec kBufferedRandomSpec = {
    .name = "_io.BufferedRandom",
    .size = sizeof(Buffered),
    .flags = kFlags,
    .slots = {.destroy = bufferedDestroy,
              .traverse = bufferedTraverse,
              .clear = bufferedClear,
              .repr = bufferedRepr,
              .next = bufferedNext},
    .doc = "A buffered interface to random access streams.",
    .new_ = {"BufferedRandom(cls, /, *args, **kwargs)", buffered_new, nullptr},
    .init = {"BufferedRandom(self, raw, buffer_size=8192)", random_init, nullptr},
    .methods = kRandomMethods,
    .getsets = kGetSets,
};

} // namespace krait::io
