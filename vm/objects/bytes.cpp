// bytes: immutable; the empty and single-byte ones are the Runtime's. Methods shared with bytearray
// are in byte_methods.cpp.
#include "vm/objects/bytes.h"

#include "vm/base/hash.h"
#include "vm/objects/byte_methods.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/percent_format.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait {

bool isBytes(Value v) {
    return v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeBytesSub);
}

static New<Bytes> allocateIn(Thread* t, Type* type, int64_t length) {
    Object* o = allocateInstance(t, type, static_cast<size_t>(length) + 1);
    if (!o) return Error{};
    auto* b = static_cast<Bytes*>(o);
    b->hash = 0;
    b->length = length;
    b->data[length] = 0;
    return New<Bytes>::take(b);
}
New<Bytes> bytesAllocate(Thread* t, int64_t length) {
    // As allocateInstance does it for any type, but the bytes are not cleared before they are set.
    size_t size = sizeof(Bytes) + static_cast<size_t>(length) + 1;
    auto* b = static_cast<Bytes*>(t->heap->allocate(size, CellUse::kLeaf));
    if (KRAIT_UNLIKELY(!b)) return raiseNoMemory(t);
    b->refcount = 1;
    b->kind = static_cast<uint8_t>(TypeId::kBytes);
    b->gc_state = 0;
    b->flags = 0;
    b->shape = t->type(TypeId::kBytes)->root_shape;
    b->hash = 0;
    b->length = length;
    b->data[length] = 0;
    return New<Bytes>::take(b);
}

Ref bytesFrom(Thread* t, std::string_view data) {
    Runtime* runtime = t->runtime;
    Object*& shared =
        data.empty() ? runtime->empty_bytes
                     : runtime->single_bytes[data.size() == 1 ? static_cast<uint8_t>(data[0]) : 0];
    if (data.size() <= 1 && shared) return Ref::share(Value(shared));
    New<Bytes> b = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(data.size())));
    std::memcpy(b->data, data.data(), data.size());
    if (data.size() <= 1) {
        incref(b.get()); // the Runtime's
        shared = b.get();
    }
    return b;
}

namespace {

Bytes* self(Value v) {
    return v.as<Bytes>();
}
size_t bytes_size(const Object* o) {
    return sizeof(Bytes) + static_cast<size_t>(static_cast<const Bytes*>(o)->length) + 1;
}

Ref bytes_new(Thread* t, Args a) {
    Ref made = KRAIT_TRY(bytesFromArguments(t, "bytes", a[1], a[2], a[3]));
    auto* type = a[0].as<Type>();
    if (type == t->type(TypeId::kBytes) && isKind(made, TypeId::kBytes)) return made;
    std::string_view data = made.as<Bytes>()->view();
    New<Bytes> copy = KRAIT_TRY(allocateIn(t, type, static_cast<int64_t>(data.size())));
    std::memcpy(copy->data, data.data(), data.size());
    return copy;
}
Ref bytes_repr(Thread* t, Value v) {
    return byteRepr(t, self(v)->view(), "", "");
}
Result<int64_t> bytes_hash(Thread* t, Value v) {
    Bytes* b = self(v);
    if (b->hash != 0 || b->length == 0) return b->hash;
    HashKey key{t->runtime->hash_key[0], t->runtime->hash_key[1]};
    int64_t h = hashBytes(key, b->data, static_cast<size_t>(b->length));
    return b->hash = h == 0 ? 1 : h;
}
Result<int64_t> bytes_length(Thread*, Value v) {
    return self(v)->length;
}
Ref bytes_getitem(Thread* t, Value v, Value key) {
    return byteGetItem(t, v, self(v)->view(), key, "byte", false);
}
Ref bytes_add(Thread* t, Value a, Value b) {
    if (!isBytes(a)) return Ref::notImplemented();
    if (isKind(a, TypeId::kBytes) && isKind(b, TypeId::kBytes)) {
        std::string_view x = self(a)->view(), y = self(b)->view();
        if (x.empty()) return Ref::share(b);
        if (y.empty()) return Ref::share(a);
        New<Bytes> result = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(x.size() + y.size())));
        std::memcpy(result->data, x.data(), x.size());
        std::memcpy(result->data + x.size(), y.data(), y.size());
        return result;
    }
    Buffer other;
    if (other.acquire(t, b).isError()) {
        clearError(t);
        return Ref::notImplemented();
    }
    std::string_view x = self(a)->view(), y = other.view();
    if (y.empty() && isKind(a, TypeId::kBytes)) return Ref::share(a);
    New<Bytes> result = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(x.size() + y.size())));
    std::memcpy(result->data, x.data(), x.size());
    std::memcpy(result->data + x.size(), y.data(), y.size());
    return result;
}
Ref bytes_mul(Thread* t, Value a, Value b) {
    if (!isBytes(a)) std::swap(a, b);
    return byteRepeat(t, a, self(a)->view(), b, false);
}
Ref bytes_mod(Thread* t, Value a, Value b) {
    if (!isBytes(a)) return Ref::notImplemented();
    return percentFormatBytes(t, self(a)->view(), b, false);
}
Ref bytes_iter(Thread* t, Value v) {
    New<ListIterator> it = KRAIT_TRY(allocateObject<ListIterator>(t, TypeId::kBytesIterator));
    it->sequence = Ref::share(v).release();
    it->index = 0;
    return it;
}
Status bytes_buffer(Thread* t, Value v, BufferView* view, bool writable) {
    if (writable) return raise(t, TypeId::kBufferError, "Object is not writable.");
    view->owner = Ref::share(v);
    view->data = self(v)->data;
    view->size = self(v)->length;
    return ok();
}

constexpr TypeSlots bytesSlots() {
    TypeSlots s;
    s.size = bytes_size;
    s.repr = bytes_repr;
    s.str = byteStr;
    s.hash = bytes_hash;
    s.compare = byteCompare;
    s.iter = bytes_iter;
    s.length = bytes_length;
    s.getitem = bytes_getitem;
    s.contains = byteContains;
    s.buffer = bytes_buffer;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = bytes_add;
    s.binary[static_cast<int>(BinaryOp::kMul)] = bytes_mul;
    s.binary[static_cast<int>(BinaryOp::kMod)] = bytes_mod;
    return s;
}

// --- the iterators of bytes and bytearray
// ----------------------------------------------------------------------------------

Ref iterator_next(Thread* t, Value v) {
    auto* it = v.as<ListIterator>();
    if (it->sequence.isEmpty()) return Ref();
    std::string_view data = byteView(it->sequence);
    if (it->index < static_cast<int64_t>(data.size())) {
        return Ref::take(
            Value::smallInt(static_cast<uint8_t>(data[static_cast<size_t>(it->index++)])));
    }
    decref(std::exchange(it->sequence, Value()));
    return Ref();
}
Ref iterator_length_hint(Thread*, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return Ref::take(Value::smallInt(0));
    int64_t left = static_cast<int64_t>(byteView(it->sequence).size()) - it->index;
    return Ref::take(Value::smallInt(left > 0 ? left : 0));
}
Ref iterator_reduce(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) {
        Ref empty = KRAIT_TRY(tupleFrom(t, nullptr, 0));
        return reduceWith(t, "iter", empty);
    }
    return reduceWith(t, "iter", it->sequence, Value::smallInt(it->index));
}
Ref iterator_setstate(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty()) {
        auto size = static_cast<int64_t>(byteView(it->sequence).size());
        it->index = index < 0 ? 0 : index > size ? size : index;
    }
    return Ref::none();
}
constexpr MethodDef kIteratorMethods[] = {
    {"__length_hint__(self, /)", iterator_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", iterator_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", iterator_setstate, "Set state information for unpickling."},
    {},
};
constexpr TypeSlots iteratorSlots() {
    TypeSlots s;
    s.destroy = [](Thread*, Object* o) { decref(static_cast<ListIterator*>(o)->sequence); };
    s.traverse = [](Object* o, Visitor& v) { v.visit(static_cast<ListIterator*>(o)->sequence); };
    s.iter = [](Thread*, Value v) { return Ref::share(v); };
    s.next = iterator_next;
    return s;
}

} // namespace

const TypeSpec kBytesSpec = {
    .name = "bytes",
    .size = sizeof(Bytes),
    .flags = kTypeBase | kTypeVariableSize,
    .slots = bytesSlots(),
    .doc = "Construct an immutable array of bytes.",
    .new_ = {"bytes(cls, /, source=<unset>, encoding=<unset>, errors=<unset>)", bytes_new, nullptr},
    .methods = kBytesMethods,
};
const TypeSpec kBytesIteratorSpec = {.name = "bytes_iterator",
                                     .size = sizeof(ListIterator),
                                     .flags = kTypeContainer | kTypeDisallowNew,
                                     .slots = iteratorSlots(),
                                     .methods = kIteratorMethods};
const TypeSpec kByteArrayIteratorSpec = {.name = "bytearray_iterator",
                                         .size = sizeof(ListIterator),
                                         .flags = kTypeContainer | kTypeDisallowNew,
                                         .slots = iteratorSlots(),
                                         .methods = kIteratorMethods};

} // namespace krait
