// bytearray: a growable heap block of bytes. While buffers on it are held (`exports`) it may change
// its content but not its size.
#include "vm/objects/byte_methods.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/percent_format.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/room.h"
#include "vm/runtime/type_system.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace krait {

bool isByteArray(Value v) {
    if (!v.isObject()) return false;
    Type* type = exactTypeOfObject(v.object());
    return type->layout_id == TypeId::kByteArray;
}

static ByteArray* self(Value v) {
    return v.as<ByteArray>();
}

// Sets the length; new bytes are undefined.
static Status resize(Thread* t, ByteArray* b, int64_t length) {
    if (length != b->length && b->exports > 0) {
        return raise(t, TypeId::kBufferError,
                     "Existing exports of data: object cannot be re-sized");
    }
    if (b->start + length > b->capacity) {
        int64_t capacity = length + (length >> 3) + 8;
        auto* fresh = static_cast<char*>(t->heap->allocateBlock(static_cast<size_t>(capacity)));
        if (!fresh) return raiseNoMemory(t);
        if (b->data) {
            std::memcpy(fresh, b->data + b->start, static_cast<size_t>(b->length));
            t->heap->freeBlock(b->data, static_cast<size_t>(b->capacity));
        }
        b->data = fresh;
        b->capacity = capacity;
        b->start = 0;
    }
    b->length = length;
    return ok();
}

// Replaces count bytes at `at` by `with`, which may be part of b.
static Status splice(Thread* t, ByteArray* b, int64_t at, int64_t count, std::string_view given) {
    std::string with(given);
    int64_t tail = b->length - at - count;
    auto grow = static_cast<int64_t>(with.size()) - count;
    int64_t length = b->length;
    if (grow > 0) KRAIT_TRY(resize(t, b, length + grow));
    if (grow < 0 && b->exports > 0)
        return raise(t, TypeId::kBufferError,
                     "Existing exports of data: object cannot be re-sized");
    char* data = b->data + b->start;
    if (tail > 0 && grow)
        std::memmove(data + at + count + grow, data + at + count, static_cast<size_t>(tail));
    if (!with.empty()) std::memcpy(data + at, with.data(), with.size());
    if (grow < 0) b->length = length + grow;
    return ok();
}

static void setFields(ByteArray* b) {
    b->data = nullptr;
    b->length = b->capacity = b->exports = b->start = 0;
}

Ref byteArrayFrom(Thread* t, std::string_view data) {
    New<ByteArray> b = KRAIT_TRY(allocateObject<ByteArray>(t, TypeId::kByteArray));
    setFields(b.get());
    KRAIT_TRY(splice(t, b.get(), 0, 0, data));
    return b;
}

static Result<char> byteOf(Thread* t, Value v) {
    int64_t value = KRAIT_TRY(byteOrdinal(t, v));
    if (value < 0 || value > 255)
        return raise(t, TypeId::kValueError, "byte must be in range(0, 256)");
    return static_cast<char>(value);
}

Ref bytearray_append(Thread* t, Args a) {
    char c = KRAIT_TRY(byteOf(t, a[1]));
    ByteArray* b = self(a[0]);
    KRAIT_TRY(resize(t, b, b->length + 1));
    b->data[b->start + b->length - 1] = c;
    return Ref::none();
}
Ref bytearray_clear(Thread* t, Args a) {
    KRAIT_TRY(splice(t, self(a[0]), 0, self(a[0])->length, {}));
    return Ref::none();
}
Ref bytearray_copy(Thread* t, Args a) {
    return byteArrayFrom(t, byteView(a[0]));
}
Ref bytearray_extend(Thread* t, Args a) {
    if (typeOf(t, a[1])->slots.buffer) {
        if (a[0] == a[1]) { // its own view would forbid it to grow
            std::string own(byteView(a[0]));
            KRAIT_TRY(splice(t, self(a[0]), self(a[0])->length, 0, own));
            return Ref::none();
        }
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, a[1]));
        KRAIT_TRY(splice(t, self(a[0]), self(a[0])->length, 0, buffer.view()));
        return Ref::none();
    }
    if (isStr(a[1]))
        return raise(t, TypeId::kTypeError, "expected iterable of integers; got: 'str'");
    if (!typeOf(t, a[1])->slots.iter && !typeOf(t, a[1])->slots.getitem) {
        return raise(t, TypeId::kTypeError, "can't extend bytearray with %.100T", a[1]);
    }
    std::string data;
    KRAIT_TRY(iterateItems(t, a[1], [&](Value item) -> Status {
        char c = KRAIT_TRY(byteOf(t, item));
        KRAIT_TRY(checkRoomFor(t, data, 1));
        data += c;
        return ok();
    }));
    KRAIT_TRY(splice(t, self(a[0]), self(a[0])->length, 0, data));
    return Ref::none();
}
Ref bytearray_insert(Thread* t, Args a) {
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    char c = KRAIT_TRY(byteOf(t, a[2]));
    ByteArray* b = self(a[0]);
    if (index < 0) index = std::max<int64_t>(0, index + b->length);
    if (index > b->length) index = b->length;
    KRAIT_TRY(splice(t, b, index, 0, {&c, 1}));
    return Ref::none();
}
Ref bytearray_pop(Thread* t, Args a) {
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    ByteArray* b = self(a[0]);
    if (b->length == 0) return raise(t, TypeId::kIndexError, "pop from empty bytearray");
    if (index < 0) index += b->length;
    if (index < 0 || index >= b->length)
        return raise(t, TypeId::kIndexError, "pop index out of range");
    auto value = static_cast<uint8_t>(b->data[b->start + index]);
    KRAIT_TRY(splice(t, b, index, 1, {}));
    return Ref::take(Value::smallInt(value));
}
Ref bytearray_remove(Thread* t, Args a) {
    char c = KRAIT_TRY(byteOf(t, a[1]));
    size_t at = byteView(a[0]).find(c);
    if (at == std::string_view::npos)
        return raise(t, TypeId::kValueError, "value not found in bytearray");
    KRAIT_TRY(splice(t, self(a[0]), static_cast<int64_t>(at), 1, {}));
    return Ref::none();
}
Ref bytearray_reverse(Thread*, Args a) {
    ByteArray* b = self(a[0]);
    std::reverse(b->data + b->start, b->data + b->start + b->length);
    return Ref::none();
}
Ref bytearray_alloc(Thread*, Args a) {
    return Ref::take(Value::smallInt(self(a[0])->capacity + 1)); // as if a null byte followed
}
Ref bytearray_reduce(Thread* t, Args a) {
    Ref data = KRAIT_TRY(bytesFrom(t, byteView(a[0])));
    Ref args = KRAIT_TRY(tupleOf(t, data));
    Ref state = KRAIT_TRY(callMethod(t, a[0], t->name(kName___getstate__)));
    return tupleOf(t, Value(typeOf(t, a[0])), args, state);
}

namespace {

Ref bytearray_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    setFields(static_cast<ByteArray*>(o));
    return Ref::take(Value(o));
}
Ref bytearray_init(Thread* t, Args a) {
    Ref data = KRAIT_TRY(bytesFromArguments(t, "bytearray", a[1], a[2], a[3]));
    KRAIT_TRY(splice(t, self(a[0]), 0, self(a[0])->length, byteView(data)));
    return Ref::none();
}
void bytearray_destroy(Thread* t, Object* o) {
    auto* b = static_cast<ByteArray*>(o);
    if (b->data) t->heap->freeBlock(b->data, static_cast<size_t>(b->capacity));
}
Ref bytearray_repr(Thread* t, Value v) {
    Ref open = KRAIT_TRY(strFormat(t, "%T(", v));
    Ref inside = KRAIT_TRY(byteRepr(t, byteView(v), "", ")"));
    return strConcat(t, open.as<Str>(), inside.as<Str>());
}
Result<int64_t> bytearray_length(Thread*, Value v) {
    return self(v)->length;
}
Ref bytearray_getitem(Thread* t, Value v, Value key) {
    return byteGetItem(t, v, byteView(v), key, "bytearray", true);
}
Status bytearray_setitem(Thread* t, Value v, Value key, Value value) {
    ByteArray* b = self(v);
    if (isKind(key, TypeId::kSlice)) {
        auto* slice = key.as<Slice>();
        std::string data;
        if (!value.isEmpty()) {
            if (isInt(value))
                return raise(
                    t, TypeId::kTypeError,
                    "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
            Ref bytes = KRAIT_TRY(bytesFromArguments(t, "bytearray", value, Value(), Value()));
            data = byteView(bytes);
        }
        SliceBounds bounds =
            KRAIT_TRY(sliceBounds(t, slice->start, slice->stop, slice->step, b->length));
        if (bounds.step == 1) return splice(t, b, bounds.start, bounds.count, data);
        if (value.isEmpty() || (data.empty() && bounds.count > 0)) {
            std::string kept;
            int64_t first =
                bounds.step > 0 ? bounds.start : bounds.start + (bounds.count - 1) * bounds.step;
            int64_t step = bounds.step > 0 ? bounds.step : -bounds.step;
            std::string_view old = byteView(v);
            for (int64_t i = 0; i < b->length; ++i) {
                bool dropped = bounds.count > 0 && i >= first && (i - first) % step == 0 &&
                               (i - first) / step < bounds.count;
                if (!dropped) kept += old[static_cast<size_t>(i)];
            }
            return splice(t, b, 0, b->length, kept);
        }
        if (static_cast<int64_t>(data.size()) != bounds.count) {
            return raise(t, TypeId::kValueError,
                         "attempt to assign bytes of size %zu to extended slice of size %ld",
                         data.size(), bounds.count);
        }
        for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step)
            b->data[b->start + at] = data[static_cast<size_t>(i)];
        return ok();
    }
    if (!isInt(key) && !typeOf(t, key)->slots.index) {
        return raise(t, TypeId::kTypeError,
                     "bytearray indices must be integers or slices, not %.200T", key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    char c = 0;
    if (!value.isEmpty()) c = KRAIT_TRY(byteOf(t, value));
    if (index < 0) index += b->length;
    if (index < 0 || index >= b->length)
        return raise(t, TypeId::kIndexError, "bytearray index out of range");
    if (value.isEmpty()) return splice(t, b, index, 1, {});
    b->data[b->start + index] = c;
    return ok();
}
Ref bytearray_add(Thread* t, Value a, Value b) {
    if (!isByteArray(a)) return Ref::notImplemented();
    Buffer other;
    if (!typeOf(t, b)->slots.buffer) return Ref::notImplemented();
    KRAIT_TRY(other.acquire(t, b));
    std::string joined(byteView(a));
    joined += other.view();
    return byteArrayFrom(t, joined);
}
Ref bytearray_iadd(Thread* t, Value a, Value b) {
    if (!typeOf(t, b)->slots.buffer)
        return raise(t, TypeId::kTypeError, "can't concat %.100T to %.100T", b, a);
    Buffer other;
    KRAIT_TRY(other.acquire(t, b));
    std::string data(other.view());
    KRAIT_TRY(splice(t, self(a), self(a)->length, 0, data));
    return Ref::share(a);
}
Ref bytearray_mul(Thread* t, Value a, Value b) {
    if (!isByteArray(a)) std::swap(a, b);
    return byteRepeat(t, a, byteView(a), b, true);
}
Ref bytearray_imul(Thread* t, Value a, Value b) {
    Ref product = KRAIT_TRY(byteRepeat(t, a, byteView(a), b, true));
    if (product.get().isNotImplemented()) return product;
    KRAIT_TRY(splice(t, self(a), 0, self(a)->length, byteView(product)));
    return Ref::share(a);
}
Ref bytearray_mod(Thread* t, Value a, Value b) {
    if (!isByteArray(a)) return Ref::notImplemented();
    return percentFormatBytes(t, byteView(a), b, true);
}
Ref bytearray_iter(Thread* t, Value v) {
    New<ListIterator> it = KRAIT_TRY(allocateObject<ListIterator>(t, TypeId::kByteArrayIterator));
    it->sequence = Ref::share(v).release();
    it->index = 0;
    return it;
}
Status bytearray_buffer(Thread*, Value v, BufferView* view, bool) {
    view->owner = Ref::share(v);
    view->data = self(v)->data ? self(v)->data + self(v)->start : const_cast<char*>("");
    view->size = self(v)->length;
    view->read_only = false;
    ++self(v)->exports;
    return ok();
}
void bytearray_release(Thread*, Value v, BufferView*) {
    --self(v)->exports;
}

constexpr TypeSlots bytearraySlots() {
    TypeSlots s;
    s.destroy = bytearray_destroy;
    s.repr = bytearray_repr;
    s.str = byteStr;
    s.hash = hashNotImplemented;
    s.compare = byteCompare;
    s.iter = bytearray_iter;
    s.length = bytearray_length;
    s.getitem = bytearray_getitem;
    s.setitem = bytearray_setitem;
    s.contains = byteContains;
    s.buffer = bytearray_buffer;
    s.release_buffer = bytearray_release;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = bytearray_add;
    s.binary[static_cast<int>(BinaryOp::kMul)] = bytearray_mul;
    s.binary[static_cast<int>(BinaryOp::kMod)] = bytearray_mod;
    s.inplace[static_cast<int>(BinaryOp::kAdd)] = bytearray_iadd;
    s.inplace[static_cast<int>(BinaryOp::kMul)] = bytearray_imul;
    return s;
}

} // namespace

const TypeSpec kByteArraySpec = {
    .name = "bytearray",
    .size = sizeof(ByteArray),
    .flags = kTypeBase,
    .slots = bytearraySlots(),
    .doc =
        "bytearray(source=b'', encoding=..., errors=...) -> mutable array of bytes\n\nThe source "
        "may be an iterable of ints, a str with its encoding, any object with a buffer, or a "
        "number of zero bytes.",
    .new_ = {"bytearray(cls, /, *args, **kwargs)", bytearray_new, nullptr},
    .init = {"bytearray(self, /, source=<unset>, encoding=<unset>, errors=<unset>)", bytearray_init,
             nullptr},
    .methods = kByteArrayMethods,
};

} // namespace krait
