// StringIO: a text stream over units of 1, 2 or 4 bytes, as wide as the widest character written so
// far. The units are a heap block.
#include "stdlib/native/io/io_internal.h"

#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::io {
namespace {

struct StringIO : IOBase {
    char* data;                         // heap block of `capacity` bytes, or null
    int64_t length, capacity, position; // length and position in characters
    uint8_t width, seen;
    bool closed, ready;
    NewlineMode newline;
};

StringIO* streamOf(Value v) {
    return v.as<StringIO>();
}
Status checkOpen(Thread* t, StringIO* self) {
    if (KRAIT_UNLIKELY(!self->ready))
        return raise(t, TypeId::kValueError, "I/O operation on uninitialized object");
    if (KRAIT_UNLIKELY(self->closed)) return raiseClosed(t);
    return ok();
}

template <typename To, typename From>
void copyUnits(void* to, int64_t to_index, const void* from, int64_t from_index, int64_t count) {
    auto* target = static_cast<To*>(to) + to_index;
    const auto* source = static_cast<const From*>(from) + from_index;
    if constexpr (sizeof(To) == sizeof(From)) {
        std::memcpy(target, source, static_cast<size_t>(count) * sizeof(To));
    } else {
        for (int64_t i = 0; i < count; ++i) target[i] = static_cast<To>(source[i]);
    }
}
// to_width >= from_width
void copyText(void* to, int to_width, int64_t to_index, const void* from, int from_width,
              int64_t count) {
    if (to_width == 1) return copyUnits<uint8_t, uint8_t>(to, to_index, from, 0, count);
    if (to_width == 2) {
        return from_width == 1 ? copyUnits<uint16_t, uint8_t>(to, to_index, from, 0, count)
                               : copyUnits<uint16_t, uint16_t>(to, to_index, from, 0, count);
    }
    if (from_width == 1) return copyUnits<uint32_t, uint8_t>(to, to_index, from, 0, count);
    if (from_width == 2) return copyUnits<uint32_t, uint16_t>(to, to_index, from, 0, count);
    return copyUnits<uint32_t, uint32_t>(to, to_index, from, 0, count);
}

// Room for `length` characters of `width` bytes.
Status reserve(Thread* t, StringIO* self, int64_t length, uint8_t width) {
    if (width <= self->width) {
        int64_t bytes = length * self->width;
        if (bytes <= self->capacity) return ok();
        int64_t capacity = bytes + bytes / 2 + 128;
        void* grown = t->heap->resizeBlock(self->data, static_cast<size_t>(self->capacity),
                                           static_cast<size_t>(capacity));
        if (!grown) return raiseNoMemory(t);
        self->data = static_cast<char*>(grown);
        self->capacity = capacity;
        return ok();
    }
    int64_t wanted = length > self->length ? length : self->length;
    int64_t capacity = wanted * width + 128;
    auto* wider = static_cast<char*>(t->heap->allocateBlock(static_cast<size_t>(capacity)));
    if (!wider) return raiseNoMemory(t);
    copyText(wider, width, 0, self->data, self->width, self->length);
    t->heap->freeBlock(self->data, static_cast<size_t>(self->capacity));
    self->data = wider;
    self->capacity = capacity;
    self->width = width;
    return ok();
}

Status writeText(Thread* t, StringIO* self, Str* given) {
    Ref text = Ref::share(Value(given));
    if (!self->newline.given) { // universal: translated on the way in
        text = KRAIT_TRY(translateNewlines(t, given, &self->seen));
    } else if (self->newline.readUniversal()) {
        (void)KRAIT_TRY(translateNewlines(t, given, &self->seen));
    }
    std::string_view ending = self->newline.writeEnding();
    if (!ending.empty()) text = KRAIT_TRY(expandNewlines(t, text.as<Str>(), ending));
    auto* s = text.as<Str>();
    if (s->length == 0) return ok();
    int64_t end = self->position + s->length;
    int64_t length = end > self->length ? end : self->length;
    KRAIT_TRY(reserve(t, self, length, s->width));
    if (self->position > self->length) {
        std::memset(self->data + self->length * self->width, 0,
                    static_cast<size_t>((self->position - self->length) * self->width));
    }
    copyText(self->data, self->width, self->position, s->data, s->width, s->length);
    self->position = end;
    self->length = length;
    return ok();
}

Ref slice(Thread* t, StringIO* self, int64_t start, int64_t end) {
    const char* from = self->data + start * self->width;
    int64_t n = end - start;
    if (n <= 0) return Ref::share(Value(t->runtime->empty_str));
    if (self->width == 1) return strFromLatin1(t, reinterpret_cast<const uint8_t*>(from), n);
    if (self->width == 2) return strFromUcs2(t, reinterpret_cast<const uint16_t*>(from), n);
    return strFromUcs4(t, reinterpret_cast<const uint32_t*>(from), n);
}

template <typename Unit>
int64_t findUnit(const char* data, int64_t start, int64_t end, char c) {
    const auto* units = reinterpret_cast<const Unit*>(data);
    if constexpr (sizeof(Unit) == 1) {
        const void* hit = std::memchr(units + start, c, static_cast<size_t>(end - start));
        return hit ? static_cast<const Unit*>(hit) - units : -1;
    }
    for (int64_t i = start; i < end; ++i) {
        if (units[i] == static_cast<Unit>(c)) return i;
    }
    return -1;
}
int64_t find(StringIO* self, int64_t start, int64_t end, char c) {
    if (self->width == 1) return findUnit<uint8_t>(self->data, start, end, c);
    if (self->width == 2) return findUnit<uint16_t>(self->data, start, end, c);
    return findUnit<uint32_t>(self->data, start, end, c);
}
uint32_t unitAt(StringIO* self, int64_t i) {
    if (self->width == 1) return reinterpret_cast<uint8_t*>(self->data)[i];
    if (self->width == 2) return reinterpret_cast<uint16_t*>(self->data)[i];
    return reinterpret_cast<uint32_t*>(self->data)[i];
}

Ref readLine(Thread* t, StringIO* self, int64_t limit) {
    int64_t start = self->position, end = self->length;
    if (start >= end) return Ref::share(Value(t->runtime->empty_str));
    if (limit >= 0 && limit < end - start) end = start + limit;
    int64_t stop = -1;
    const char* ending = self->newline.ending;
    if (self->newline.given && ending[0] == 0) {
        int64_t lf = find(self, start, end, '\n');
        int64_t cr = find(self, start, lf < 0 ? end : lf, '\r');
        stop = cr < 0 ? (lf < 0 ? -1 : lf + 1) : cr + 1;
        if (cr >= 0 && cr + 1 < end && unitAt(self, cr + 1) == '\n') stop = cr + 2;
    } else if (ending[0] == '\r' && ending[1] == '\n') {
        for (int64_t i = start; (i = find(self, i, end, '\r')) >= 0; ++i) {
            if (i + 1 < end && unitAt(self, i + 1) == '\n') {
                stop = i + 2;
                break;
            }
        }
    } else {
        int64_t i = find(self, start, end, ending[0] ? ending[0] : '\n');
        if (i >= 0) stop = i + 1;
    }
    if (stop < 0) stop = end;
    self->position = stop;
    return slice(t, self, start, stop);
}

Ref stringio_new(Thread* t, Args a) {
    New<StringIO> self = KRAIT_TRY(newInstance<StringIO>(t, a[0]));
    self->width = 1;
    return self;
}
Ref stringio_init(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    Value newline = a[2];
    NewlineMode mode;
    KRAIT_TRY(parseNewline(t, newline, &mode, true));
    if (!a[1].isNone() && !isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "initial_value must be str or None, not %.200T", a[1]);
    }
    self->newline = mode;
    self->ready = true;
    self->closed = false;
    self->length = self->position = 0;
    self->seen = 0;
    if (!a[1].isNone()) {
        KRAIT_TRY(writeText(t, self, a[1].as<Str>()));
        self->position = 0;
    }
    return Ref::none();
}
void stringioDestroy(Thread* t, Object* o) {
    auto* self = static_cast<StringIO*>(o);
    t->heap->freeBlock(std::exchange(self->data, nullptr), static_cast<size_t>(self->capacity));
    destroyAttrs(t, o);
}
void stringioTraverse(Object* o, Visitor& visitor) {
    traverseAttrs(o, visitor);
}
void stringioFinalize(Thread* t, Object* o) {
    if (exactTypeOfObject(o)->flags & kTypeHeap) finalizeStream(t, o);
}

Ref stringio_read(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    int64_t size = KRAIT_TRY(sizeArgument(t, a[1]));
    KRAIT_TRY(checkOpen(t, self));
    int64_t left = self->length > self->position ? self->length - self->position : 0;
    if (size < 0 || size > left) size = left;
    Ref text = KRAIT_TRY(slice(t, self, self->position, self->position + size));
    self->position += size;
    return text;
}
Ref stringio_readline(Thread* t, Args a) {
    int64_t limit = KRAIT_TRY(sizeArgument(t, a[1]));
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return readLine(t, streamOf(a[0]), limit);
}
Ref stringioNext(Thread* t, Value v) {
    auto* self = streamOf(v);
    KRAIT_TRY(checkOpen(t, self));
    Ref line;
    if (KRAIT_LIKELY(isExactly(v, &kStringIOSpec))) {
        line = KRAIT_TRY(readLine(t, self, -1));
    } else {
        line = KRAIT_TRY(callMethod(t, v, t->name(kName_readline)));
        if (!isStr(line)) {
            return raise(t, TypeId::kOSError,
                         "readline() should have returned a str object, not '%.200T'", line.get());
        }
    }
    if (line.as<Str>()->length == 0) return Ref();
    return line;
}
Ref stringio_write(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "string argument expected, got '%T'", a[1]);
    }
    KRAIT_TRY(checkOpen(t, self));
    KRAIT_TRY(writeText(t, self, a[1].as<Str>()));
    return intFrom(t, a[1].as<Str>()->length);
}
Ref stringio_getvalue(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return slice(t, streamOf(a[0]), 0, streamOf(a[0])->length);
}
Ref stringio_tell(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return intFrom(t, streamOf(a[0])->position);
}
Ref stringio_seek(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    int64_t position = KRAIT_TRY(toIndexInt64(t, a[1]));
    int64_t whence = KRAIT_TRY(toIndexInt64(t, a[2]));
    KRAIT_TRY(checkOpen(t, self));
    if (whence < 0 || whence > 2)
        return raise(t, TypeId::kValueError, "Invalid whence (%ld, should be 0, 1 or 2)", whence);
    if (position < 0 && whence == 0)
        return raise(t, TypeId::kValueError, "Negative seek position %ld", position);
    if (whence != 0 && position != 0)
        return raise(t, TypeId::kOSError, "Can't do nonzero cur-relative seeks");
    self->position = whence == 1 ? self->position : whence == 2 ? self->length : position;
    return intFrom(t, self->position);
}
Ref stringio_truncate(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    KRAIT_TRY(checkOpen(t, self));
    int64_t size = a[1].isNone() ? self->position : KRAIT_TRY(toIndexInt64(t, a[1]));
    if (size < 0) return raise(t, TypeId::kValueError, "Negative size value %ld", size);
    if (size < self->length) self->length = size;
    return intFrom(t, size);
}
Ref stringio_close(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    self->closed = true;
    t->heap->freeBlock(std::exchange(self->data, nullptr), static_cast<size_t>(self->capacity));
    self->length = self->capacity = 0;
    return Ref::none();
}
Ref stringio_true(Thread* t, Args a) {
    KRAIT_TRY(checkOpen(t, streamOf(a[0])));
    return Ref::boolean(true);
}
Ref stringio_getstate(Thread* t, Args a) {
    Ref value = KRAIT_TRY(stringio_getvalue(t, a));
    auto* self = streamOf(a[0]);
    Ref newline = self->newline.given ? strFromAscii(t, self->newline.ending) : Ref::none();
    Ref position = KRAIT_TRY(intFrom(t, self->position));
    Ref dict = KRAIT_TRY(getAttr(t, a[0], t->name(kName___dict__)));
    Ref copy = KRAIT_TRY(lengthOf(t, dict)) ? dictCopy(t, dict.as<Dict>()) : Ref::none();
    if (copy.isError() || newline.isError()) return Error{};
    return tupleOf(t, value, newline, position, copy);
}
Ref stringio_setstate(Thread* t, Args a) {
    auto* self = streamOf(a[0]);
    if (!isTuple(a[1]) || a[1].as<Tuple>()->length < 4) {
        return raise(t, TypeId::kTypeError,
                     "%.200T.__setstate__ argument should be 4-tuple, got %.200T", a[0], a[1]);
    }
    auto* tuple = a[1].as<Tuple>();
    // The value was translated when it was written: it goes in as it is.
    Value arguments[] = {a[0], Value::none(), tuple->items[1]};
    Ref done = KRAIT_TRY(stringio_init(t, arguments));
    if (!isStr(tuple->items[0]))
        return raise(t, TypeId::kTypeError, "initial_value must be str or None, not %.200T",
                     tuple->items[0]);
    NewlineMode mode = self->newline;
    self->newline = {{'\n', 0, 0}, true};
    Status written = writeText(t, self, tuple->items[0].as<Str>());
    self->newline = mode;
    KRAIT_TRY(std::move(written));
    int64_t position = KRAIT_TRY(toIndexInt64(t, tuple->items[2]));
    if (position < 0) return raise(t, TypeId::kValueError, "position value cannot be negative");
    self->position = position;
    if (!tuple->items[3].isNone()) {
        if (!isDict(tuple->items[3])) {
            return raise(t, TypeId::kTypeError,
                         "fourth item of state should be a dict, got a %.200T", tuple->items[3]);
        }
        New<Dict> dict = KRAIT_TRY(instanceDict(t, a[0].object()));
        KRAIT_TRY(dictUpdate(t, dict, tuple->items[3]));
    }
    return Ref::none();
}
Ref get_closed(Thread*, Value v) {
    return Ref::boolean(streamOf(v)->closed);
}
Ref get_line_buffering(Thread* t, Value v) {
    KRAIT_TRY(checkOpen(t, streamOf(v)));
    return Ref::boolean(false);
}
Ref get_newlines(Thread* t, Value v) {
    KRAIT_TRY(checkOpen(t, streamOf(v)));
    return newlinesSeen(t, streamOf(v)->seen);
}

constexpr MethodDef kMethods[] = {
    {"close(self, /)", stringio_close, "Close the IO object."},
    {"getvalue(self, /)", stringio_getvalue, "Retrieve the entire contents of the object."},
    {"read(self, size=-1, /)", stringio_read,
     "Read at most size characters, returned as a string."},
    {"readline(self, size=-1, /)", stringio_readline, "Read until newline or EOF."},
    {"tell(self, /)", stringio_tell, "Tell the current file position."},
    {"truncate(self, pos=None, /)", stringio_truncate, "Truncate size to pos."},
    {"seek(self, pos, whence=0, /)", stringio_seek, "Change stream position."},
    {"write(self, s, /)", stringio_write, "Write string to file."},
    {"seekable(self, /)", stringio_true, "Returns True if the IO object can be seeked."},
    {"readable(self, /)", stringio_true, "Returns True if the IO object can be read."},
    {"writable(self, /)", stringio_true, "Returns True if the IO object can be written."},
    {"__getstate__(self, /)", stringio_getstate, nullptr},
    {"__setstate__(self, state, /)", stringio_setstate, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {
    {"closed", get_closed}, {"newlines", get_newlines}, {"line_buffering", get_line_buffering}, {}};

} // namespace

const TypeSpec kStringIOSpec = {
    .name = "_io.StringIO",
    .size = sizeof(StringIO),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = stringioDestroy,
              .traverse = stringioTraverse,
              .finalize = stringioFinalize,
              .next = stringioNext},
    .doc = "Text I/O implementation using an in-memory buffer.",
    .new_ = {"StringIO(cls, /, *args, **kwargs)", stringio_new, nullptr},
    .init = {"StringIO(self, initial_value='', newline='\\n')", stringio_init, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::io
