// The base classes: what a stream does when its class says nothing else, in terms of the few
// methods that every stream has. Their finalizer closes streams that nobody closed.
#include "stdlib/native/io/io_internal.h"

#include "vm/objects/list.h"
#include "vm/runtime/room.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::io {

constexpr const char* kClosedMark = "__IOBase_closed"; // attribute set by IOBase.close()

Ref callNamed(Thread* t, Value object, const char* method) {
    New<Str> name = KRAIT_TRY(strIntern(t, method));
    return callMethod(t, object, name);
}
Ref callNamed(Thread* t, Value object, const char* method, Value argument) {
    New<Str> name = KRAIT_TRY(strIntern(t, method));
    return callMethod(t, object, name, argument);
}

Error raiseUnsupported(Thread* t, const char* message) {
    Value type = unsupportedOperation(t);
    if (type.isEmpty()) return Error{};
    Ref text = KRAIT_TRY(strFromUtf8(t, message));
    Ref exception = KRAIT_TRY(callFunction(t, type, text));
    return raiseException(t, exception);
}
Error raiseClosed(Thread* t, const char* message) {
    return raise(t, TypeId::kValueError, "%s", message);
}

Result<bool> isClosed(Thread* t, Value stream) {
    if (isExactly(stream, &kFileIOSpec)) return stream.as<FileIO>()->fd < 0;
    Ref closed = KRAIT_TRY(getAttr(t, stream, "closed"));
    return isTrue(t, closed);
}
Status checkClosed(Thread* t, Value stream) {
    bool closed = KRAIT_TRY(isClosed(t, stream));
    if (closed) return raiseClosed(t);
    return ok();
}
Result<bool> askStream(Thread* t, Value stream, const char* method) {
    Ref answer = KRAIT_TRY(callNamed(t, stream, method));
    return isTrue(t, answer);
}

Result<int64_t> sizeArgument(Thread* t, Value v) {
    if (v.isNone() || v.isEmpty()) return int64_t{-1};
    if (!hasIndex(t, v)) {
        return raise(t, TypeId::kTypeError, "argument should be integer or None, not '%.200T'", v);
    }
    int64_t size = KRAIT_TRY(toIndexInt64(t, v));
    return size < 0 ? int64_t{-1} : size;
}
Result<int64_t> offsetArgument(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt();
    Ref index = KRAIT_TRY(toIndex(t, v));
    return intAsInt64(t, index);
}

// --- _IOBase
// ------------------------------------------------------------------------------------------------
namespace {

Ref newStream(Thread* t, Args a) {
    Object* object = allocateInstance(t, a[0].as<Type>()); // every field zero is right
    if (!object) return Error{};
    return Ref::take(Value(object));
}
void baseDestroy(Thread* t, Object* o) {
    destroyAttrs(t, o);
}
void baseTraverse(Object* o, Visitor& visitor) {
    traverseAttrs(o, visitor);
}
void baseClear(Thread* t, Object* o) {
    destroyAttrs(t, o);
}

Result<bool> baseClosed(Thread* t, Value self) {
    New<Str> mark = KRAIT_TRY(strIntern(t, kClosedMark));
    return !ownAttribute(t, self.object(), mark).isEmpty();
}
Ref get_closed(Thread* t, Value self) {
    return Ref::boolean(KRAIT_TRY(baseClosed(t, self)));
}

Ref base_seek(Thread* t, Args) {
    return raiseUnsupported(t, "seek");
}
Ref base_tell(Thread* t, Args a) {
    Value arguments[] = {Value::smallInt(0), Value::smallInt(1)};
    return callMethodValues(t, a[0], t->name(kName_seek), arguments, 2);
}
Ref base_truncate(Thread* t, Args) {
    return raiseUnsupported(t, "truncate");
}
Ref base_flush(Thread* t, Args a) {
    bool closed = KRAIT_TRY(baseClosed(t, a[0]));
    if (closed) return raiseClosed(t);
    return Ref::none();
}
Ref base_close(Thread* t, Args a) {
    bool closed = KRAIT_TRY(baseClosed(t, a[0]));
    if (closed) return Ref::none();
    Ref flushed = callMethod(t, a[0], t->name(kName_flush));
    Ref failure = flushed.isError() ? takeException(t) : Ref();
    New<Str> mark = KRAIT_TRY(strIntern(t, kClosedMark));
    KRAIT_TRY(setOwnAttribute(t, a[0].object(), mark, Value::boolean(true)));
    if (!failure.isEmpty()) return raiseException(t, failure);
    return Ref::none();
}
Ref base_false(Thread*, Args) {
    return Ref::boolean(false);
}
Ref base_checkClosed(Thread* t, Args a) {
    KRAIT_TRY(checkClosed(t, a[0]));
    return Ref::none();
}
Ref base_checkSeekable(Thread* t, Args a) {
    bool yes = KRAIT_TRY(askStream(t, a[0], "seekable"));
    return yes ? Ref::boolean(true) : Ref(raiseUnsupported(t, "File or stream is not seekable."));
}
Ref base_checkReadable(Thread* t, Args a) {
    bool yes = KRAIT_TRY(askStream(t, a[0], "readable"));
    return yes ? Ref::boolean(true) : Ref(raiseUnsupported(t, "File or stream is not readable."));
}
Ref base_checkWritable(Thread* t, Args a) {
    bool yes = KRAIT_TRY(askStream(t, a[0], "writable"));
    return yes ? Ref::boolean(true) : Ref(raiseUnsupported(t, "File or stream is not writable."));
}
Ref base_fileno(Thread* t, Args) {
    return raiseUnsupported(t, "fileno");
}
Ref base_isatty(Thread* t, Args a) {
    KRAIT_TRY(checkClosed(t, a[0]));
    return Ref::boolean(false);
}
Ref base_dunder_enter(Thread* t, Args a) {
    KRAIT_TRY(checkClosed(t, a[0]));
    return Ref::share(a[0]);
}
Ref base_dunder_exit(Thread* t, Args a) {
    return callMethod(t, a[0], t->name(kName_close));
}

// A line by read() of one byte at a time, or of as much as peek() promises.
Ref base_readline(Thread* t, Args a) {
    int64_t limit = KRAIT_TRY(sizeArgument(t, a[1]));
    New<Str> peek_name = KRAIT_TRY(strIntern(t, "peek"));
    Ref peek = getAttrOptional(t, a[0], peek_name);
    if (peek.isEmpty() && t->hasError()) return Error{};
    std::string line;
    while (limit < 0 || static_cast<int64_t>(line.size()) < limit) {
        int64_t wanted = 1;
        if (!peek.isEmpty()) {
            Ref ahead = KRAIT_TRY(callFunction(t, peek, Value::smallInt(1)));
            if (!isBytes(ahead)) {
                return raise(t, TypeId::kOSError,
                             "peek() should have returned a bytes object, not '%.200T'",
                             ahead.get());
            }
            std::string_view view = ahead.as<Bytes>()->view();
            if (!view.empty()) {
                size_t end = view.find('\n');
                wanted = static_cast<int64_t>(end == view.npos ? view.size() : end + 1);
                if (limit >= 0 && wanted > limit - static_cast<int64_t>(line.size()))
                    wanted = limit - static_cast<int64_t>(line.size());
            }
        }
        Ref data = KRAIT_TRY(callMethod(t, a[0], t->name(kName_read), Value::smallInt(wanted)));
        if (!isBytes(data)) {
            return raise(t, TypeId::kOSError,
                         "read() should have returned a bytes object, not '%.200T'", data.get());
        }
        if (data.as<Bytes>()->length == 0) break;
        KRAIT_TRY(checkRoomFor(t, line, static_cast<size_t>(data.as<Bytes>()->length)));
        line += data.as<Bytes>()->view();
        if (line.back() == '\n') break;
    }
    return bytesFrom(t, line);
}

Ref base_readlines(Thread* t, Args a) {
    int64_t hint = KRAIT_TRY(sizeArgument(t, a[1]));
    New<List> lines = KRAIT_TRY(listNew(t));
    int64_t total = 0;
    Ref iterator = KRAIT_TRY(iterOf(t, a[0]));
    for (;;) {
        Ref line = iterNext(t, iterator);
        if (line.isEmpty()) {
            if (t->hasError()) return Error{};
            break;
        }
        KRAIT_TRY(listAppend(t, lines, line));
        if (hint > 0) {
            total += KRAIT_TRY(lengthOf(t, line));
            if (total > hint) break;
        }
    }
    return lines;
}
Ref base_writelines(Thread* t, Args a) {
    KRAIT_TRY(checkClosed(t, a[0]));
    KRAIT_TRY(iterateOver(t, a[1], [&](Value line) -> Status {
        Ref written = KRAIT_TRY(callMethod(t, a[0], t->name(kName_write), line));
        return ok();
    }));
    return Ref::none();
}
Ref baseIter(Thread* t, Value self) {
    KRAIT_TRY(checkClosed(t, self));
    return Ref::share(self);
}
Ref baseNext(Thread* t, Value self) {
    Ref line = KRAIT_TRY(callMethod(t, self, t->name(kName_readline)));
    int64_t length = KRAIT_TRY(lengthOf(t, line));
    if (length == 0) return Ref();
    return line;
}

// --- _RawIOBase
// ------------------------------------------------------------------------------------------------
Ref raw_readall(Thread* t, Args a) {
    std::string all;
    bool any = false;
    for (;;) {
        Ref data = KRAIT_TRY(
            callMethod(t, a[0], t->name(kName_read), Value::smallInt(kDefaultBufferSize)));
        if (data.get().isNone()) {
            if (!any) return data;
            break;
        }
        if (!isBytes(data)) return raise(t, TypeId::kTypeError, "read() should return bytes");
        if (data.as<Bytes>()->length == 0) break;
        any = true;
        KRAIT_TRY(checkRoomFor(t, all, static_cast<size_t>(data.as<Bytes>()->length)));
        all += data.as<Bytes>()->view();
    }
    return bytesFrom(t, all);
}
Ref raw_read(Thread* t, Args a) {
    int64_t size = a[1].isNone() ? -1 : KRAIT_TRY(toIndexInt64(t, a[1]));
    if (size < 0) return callMethod(t, a[0], t->name(kName_readall));
    KRAIT_TRY(checkRoom(t, static_cast<size_t>(size)));
    std::string zeros(static_cast<size_t>(size), '\0');
    Ref space = KRAIT_TRY(byteArrayFrom(t, zeros));
    Ref count = KRAIT_TRY(callMethod(t, a[0], t->name(kName_readinto), space));
    if (count.get().isNone()) return count;
    int64_t n = KRAIT_TRY(toIndexInt64(t, count));
    auto* array = space.as<ByteArray>();
    if (n < 0 || n > array->length) {
        return raise(t, TypeId::kValueError, "readinto returned %ld outside buffer size %ld", n,
                     array->length);
    }
    return bytesFrom(t, {array->data + array->start, static_cast<size_t>(n)});
}

// --- _BufferedIOBase
// ------------------------------------------------------------------------------------------------
Ref buffered_detach(Thread* t, Args) {
    return raiseUnsupported(t, "detach");
}
Ref buffered_read(Thread* t, Args) {
    return raiseUnsupported(t, "read");
}
Ref buffered_read1(Thread* t, Args) {
    return raiseUnsupported(t, "read1");
}
Ref buffered_write(Thread* t, Args) {
    return raiseUnsupported(t, "write");
}
Ref readIntoBy(Thread* t, Args a, const char* method) {
    Buffer target;
    KRAIT_TRY(target.acquireWritable(t, a[1],
                                     method[4] ? "readinto1() argument" : "readinto() argument"));
    Ref data = KRAIT_TRY(callNamed(t, a[0], method, Value::smallInt(target.size())));
    if (!isBytes(data)) return raise(t, TypeId::kTypeError, "read() should return bytes");
    auto* bytes = data.as<Bytes>();
    if (bytes->length > target.size()) {
        return raise(t, TypeId::kValueError,
                     "read() returned too much data: %ld bytes requested, %ld returned",
                     target.size(), bytes->length);
    }
    std::memcpy(target.data(), bytes->data, static_cast<size_t>(bytes->length));
    return intFrom(t, bytes->length);
}
Ref buffered_readinto(Thread* t, Args a) {
    return readIntoBy(t, a, "read");
}
Ref buffered_readinto1(Thread* t, Args a) {
    return readIntoBy(t, a, "read1");
}

// --- _TextIOBase
// ------------------------------------------------------------------------------------------------
Ref text_readline(Thread* t, Args) {
    return raiseUnsupported(t, "readline");
}
Ref get_none(Thread*, Value) {
    return Ref::none();
}

constexpr MethodDef kBaseMethods[] = {
    {"seek(self, offset, whence=0, /)", base_seek,
     "Change the stream position to the given byte offset."},
    {"tell(self, /)", base_tell, "Return current stream position."},
    {"truncate(self, size=None, /)", base_truncate, "Truncate file to size bytes."},
    {"flush(self, /)", base_flush, "Flush write buffers, if applicable."},
    {"close(self, /)", base_close, "Flush and close the IO object."},
    {"seekable(self, /)", base_false, "Return whether object supports random access."},
    {"readable(self, /)", base_false, "Return whether object was opened for reading."},
    {"writable(self, /)", base_false, "Return whether object was opened for writing."},
    {"_checkClosed(self, /)", base_checkClosed, nullptr},
    {"_checkSeekable(self, /)", base_checkSeekable, nullptr},
    {"_checkReadable(self, /)", base_checkReadable, nullptr},
    {"_checkWritable(self, /)", base_checkWritable, nullptr},
    {"fileno(self, /)", base_fileno, "Return underlying file descriptor if one exists."},
    {"isatty(self, /)", base_isatty, "Return whether this is an 'interactive' stream."},
    {"__enter__(self, /)", base_dunder_enter, nullptr, kMethodNoSafepoint},
    {"__exit__(self, type=None, value=None, traceback=None, /)", base_dunder_exit, nullptr},
    {"readline(self, size=-1, /)", base_readline, "Read and return a line from the stream."},
    {"readlines(self, hint=-1, /)", base_readlines, "Return a list of lines from the stream."},
    {"writelines(self, lines, /)", base_writelines, "Write a list of lines to stream."},
    {}};
constexpr GetSetDef kBaseGetSets[] = {{"closed", get_closed}, {}};
constexpr MethodDef kRawMethods[] = {
    {"read(self, size=-1, /)", raw_read, nullptr},
    {"readall(self, /)", raw_readall, "Read until EOF, using multiple read() call."},
    {}};
constexpr MethodDef kBufferedMethods[] = {
    {"detach(self, /)", buffered_detach,
     "Disconnect this buffer from its underlying raw stream and return it."},
    {"read(self, size=-1, /)", buffered_read, "Read and return up to n bytes."},
    {"read1(self, size=-1, /)", buffered_read1, "Read and return up to size bytes."},
    {"readinto(self, buffer, /)", buffered_readinto, nullptr},
    {"readinto1(self, buffer, /)", buffered_readinto1, nullptr},
    {"write(self, b, /)", buffered_write, "Write buffer b to the IO stream."},
    {}};
constexpr MethodDef kTextMethods[] = {
    {"detach(self, /)", buffered_detach,
     "Separate the underlying buffer from the TextIOBase and return it."},
    {"read(self, size=-1, /)", buffered_read, "Read at most size characters from stream."},
    {"readline(self, size=-1, /)", text_readline, "Read until newline or EOF."},
    {"write(self, s, /)", buffered_write, "Write string s to stream."},
    {}};
constexpr GetSetDef kTextGetSets[] = {
    {"encoding", get_none}, {"newlines", get_none}, {"errors", get_none}, {}};
constexpr uint32_t kBaseFlags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable;

} // namespace

void finalizeStream(Thread* t, Object* o) {
    Value self(o);
    const TypeSpec* spec = exactTypeOfObject(o)->spec;
    if (isExactly(self, &kFileIOSpec) && static_cast<FileIO*>(o)->fd < 0) return;
    Ref current = t->hasError() ? takeException(t) : Ref();
    Result<bool> closed = isClosed(t, self);
    bool close_it = true;
    if (closed.isError()) {
        clearError(t);
    } else {
        close_it = !closed.value();
    }
    if (close_it) {
        if (spec == &kFileIOSpec) static_cast<FileIO*>(o)->finalizing = true;
        if (spec == &kBufferedReaderSpec || spec == &kBufferedWriterSpec ||
            spec == &kBufferedRandomSpec)
            static_cast<Buffered*>(o)->finalizing = true;
        Ref done = callMethod(t, self, t->name(kName_close));
        if (done.isError()) reportUnraisable(t, nullptr, self);
    }
    if (!current.isEmpty()) (void)raiseException(t, current);
}

const TypeSpec kIOBaseSpec = {
    .name = "_io._IOBase",
    .size = sizeof(IOBase),
    .flags = kBaseFlags,
    .slots = {.destroy = baseDestroy,
              .traverse = baseTraverse,
              .clear = baseClear,
              .finalize = finalizeStream,
              .iter = baseIter,
              .next = baseNext},
    .doc = "The abstract base class for all I/O classes.",
    .new_ = {"_IOBase(cls, /, *args, **kwargs)", newStream, nullptr},
    .methods = kBaseMethods,
    .getsets = kBaseGetSets,
};
const TypeSpec kRawIOBaseSpec = {
    .name = "_io._RawIOBase",
    .size = sizeof(IOBase),
    .flags = kBaseFlags,
    .doc = "Base class for raw binary I/O.",
    .methods = kRawMethods,
};
const TypeSpec kBufferedIOBaseSpec = {
    .name = "_io._BufferedIOBase",
    .size = sizeof(IOBase),
    .flags = kBaseFlags,
    .doc = "Base class for buffered IO objects.",
    .methods = kBufferedMethods,
};
const TypeSpec kTextIOBaseSpec = {
    .name = "_io._TextIOBase",
    .size = sizeof(IOBase),
    .flags = kBaseFlags,
    .doc = "Base class for text I/O.",
    .methods = kTextMethods,
    .getsets = kTextGetSets,
};

} // namespace krait::io
