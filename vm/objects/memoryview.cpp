// memoryview: a view of another object's memory in one to 64 dimensions (or none), with strides.
//
// The view made first holds the exporter's buffer. Views derived from it (slices, casts) hold a
// reference to it, and count in its `users`; the buffer is given back when it is released and has
// no users left, or dies. Shape and strides lie behind the object, 2 * ndim numbers. A view must
// not be released while others hold buffers of it (`exports`). All of it needs the GIL.
//
// REENTRY: __index__ of keys and values runs Python code, which may release the view: check again.
#include "vm/base/hash.h"
#include "vm/objects/byte_methods.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/item_format.h"
#include "vm/objects/python_buffer.h"
#include "vm/objects/slice.h"
#include "vm/objects/tuple.h"

#include <cstring>
#include <new>

namespace krait {
namespace {

constexpr int kDimensionsMax = 64;

struct MemoryView : Object {
    Value base;      // the view that holds the buffer, or EMPTY: this one does
    BufferView held; // of the exporter
    char* data;
    const char* format; // the exporter's, or own_format
    int64_t item_size;
    int64_t exports;
    int64_t users;
    int64_t hash; // -1: not yet
    int ndim;
    bool read_only;
    bool released;
    bool given_back;
    char own_format[4];
    int64_t dimensions[0];

    int64_t* shape() { return dimensions; }
    int64_t* strides() { return dimensions + ndim; }
    int64_t itemCount() {
        int64_t count = 1;
        for (int i = 0; i < ndim; ++i) count *= shape()[i];
        return count;
    }
    int64_t bytes() { return itemCount() * item_size; }
};

struct MemoryViewIterator : Object {
    Value view; // EMPTY once exhausted
    int64_t index;
};

MemoryView* viewOf(Value v) {
    return v.as<MemoryView>();
}

size_t memoryViewSize(const Object* o) {
    auto ndim = static_cast<size_t>(static_cast<const MemoryView*>(o)->ndim);
    return sizeof(MemoryView) + 2 * ndim * sizeof(int64_t);
}

MemoryView* rootOf(MemoryView* m) {
    return m->base.isEmpty() ? m : viewOf(m->base);
}

Status checkReleased(Thread* t, MemoryView* m) {
    if (KRAIT_LIKELY(!m->released)) return ok();
    return raise(t, TypeId::kValueError, "operation forbidden on released memoryview object");
}

void giveBack(Thread* t, MemoryView* root) {
    if (root->given_back || root->held.owner.isEmpty()) return;
    root->given_back = true;
    Ref owner = std::move(root->held.owner);
    if (auto release = typeOf(t, owner)->slots.release_buffer) release(t, owner, &root->held);
}

// The view ends: its root loses a user, and the buffer with the last.
void endView(Thread* t, MemoryView* m) {
    if (m->released) return;
    m->released = true;
    MemoryView* root = rootOf(m);
    if (--root->users == 0) giveBack(t, root);
}

New<MemoryView> viewNew(Thread* t, int ndim) {
    size_t extra = 2 * static_cast<size_t>(ndim) * sizeof(int64_t);
    auto m = KRAIT_TRY(allocateObject<MemoryView>(t, TypeId::kMemoryView, extra));
    m->base = Value();
    new (&m->held) BufferView();
    m->ndim = ndim;
    m->hash = -1;
    m->released = true; // until it counts as a user
    return m;
}

void setContiguousStrides(MemoryView* m) {
    int64_t stride = m->item_size;
    for (int i = m->ndim - 1; i >= 0; --i) {
        m->strides()[i] = stride;
        stride *= m->shape()[i];
    }
}

// A view of all of an exporter's memory.
New<MemoryView> viewOfBuffer(Thread* t, BufferView held) {
    if (held.ndim > kDimensionsMax) {
        return raise(t, TypeId::kValueError, "memoryview: number of dimensions must not exceed 64");
    }
    New<MemoryView> m = KRAIT_TRY(viewNew(t, held.ndim));
    m->held = std::move(held);
    m->data = m->held.data;
    m->format = m->held.format ? m->held.format : "B";
    m->item_size = m->held.item_size;
    m->read_only = m->held.read_only;
    m->users = 1;
    m->released = false;
    if (m->ndim == 1 && !m->held.shape) {
        m->shape()[0] = m->held.item_size ? m->held.size / m->held.item_size : 0;
    } else {
        for (int i = 0; i < m->ndim; ++i) m->shape()[i] = m->held.shape[i];
    }
    setContiguousStrides(m);
    if (m->held.strides) {
        for (int i = 0; i < m->ndim; ++i) m->strides()[i] = m->held.strides[i];
    }
    return m;
}

New<MemoryView> viewOfExporter(Thread* t, Value exporter, int flags = kBufferFullReadOnly) {
    BufferView held;
    auto slot = typeOf(t, exporter)->slots.buffer;
    if (slot == pythonBuffer) {
        KRAIT_TRY(pythonBufferWith(t, exporter, &held, flags));
    } else {
        KRAIT_TRY(slot(t, exporter, &held, (flags & kBufferWritable) != 0));
    }
    return viewOfBuffer(t, std::move(held));
}

// A view like m with as many dimensions as asked for; shape and strides are the caller's to set,
// but copied if their number is the same.
New<MemoryView> derivedView(Thread* t, MemoryView* m, int ndim) {
    New<MemoryView> view = KRAIT_TRY(viewNew(t, ndim));
    MemoryView* root = rootOf(m);
    incref(root);
    view->base = Value(root);
    ++root->users;
    view->released = false;
    view->data = m->data;
    view->item_size = m->item_size;
    view->read_only = m->read_only;
    view->format = m->format;
    if (m->format == m->own_format) {
        std::memcpy(view->own_format, m->own_format, sizeof m->own_format);
        view->format = view->own_format;
    }
    if (ndim == m->ndim) {
        std::memcpy(view->dimensions, m->dimensions,
                    2 * static_cast<size_t>(ndim) * sizeof(int64_t));
    }
    return view;
}

bool isCContiguous(MemoryView* m) {
    int64_t stride = m->item_size;
    if (m->itemCount() == 0) return true;
    for (int i = m->ndim - 1; i >= 0; --i) {
        if (m->shape()[i] > 1 && m->strides()[i] != stride) return false;
        stride *= m->shape()[i];
    }
    return true;
}
bool isFContiguous(MemoryView* m) {
    int64_t stride = m->item_size;
    if (m->itemCount() == 0) return true;
    for (int i = 0; i < m->ndim; ++i) {
        if (m->shape()[i] > 1 && m->strides()[i] != stride) return false;
        stride *= m->shape()[i];
    }
    return true;
}

// --- items ---------------------------------------------------------------------------------------

// The code of a format of one native character ("B", "@B"), 0 for others.
char nativeCode(const char* format) {
    if (format[0] == '@') ++format;
    return format[0] && !format[1] && nativeItemSize(format[0]) ? format[0] : '\0';
}

Ref unpackItem(Thread* t, const char* format, const char* p) {
    char code = nativeCode(format);
    if (!code) {
        return raise(t, TypeId::kNotImplementedError, "memoryview: format %s not supported",
                     format);
    }
    return nativeItemGet(t, code, p);
}

// The error of a value that does not go into an item; MemoryErrors and the like stay.
Status wrongValue(Thread* t, const char* format) {
    if (errorIs(t, TypeId::kTypeError)) {
        clearError(t);
        return raise(t, TypeId::kTypeError, "memoryview: invalid type for format '%s'", format);
    }
    if (errorIs(t, TypeId::kOverflowError) || errorIs(t, TypeId::kValueError)) {
        clearError(t);
        return raise(t, TypeId::kValueError, "memoryview: invalid value for format '%s'", format);
    }
    return Error{};
}

Status outOfRange(Thread* t, const char* format) {
    return raise(t, TypeId::kValueError, "memoryview: invalid value for format '%s'", format);
}

// Puts the value of `item` as bytes into `out`. REENTRY: __index__, __float__, __bool__.
Status packItem(Thread* t, const char* format, Value item, char* out) {
    char code = nativeCode(format);
    if (!code) {
        return raise(t, TypeId::kNotImplementedError, "memoryview: format %s not supported",
                     format);
    }
    if (isIntegerCode(code)) {
        Ref index = toIndex(t, item);
        if (index.isError()) return wrongValue(t, format);
        uint64_t scratch;
        bool negative;
        auto limbs = intLimbs(index, &scratch, &negative);
        uint64_t magnitude = limbs.empty() ? 0 : limbs[0];
        size_t size = nativeItemSize(code);
        bool fits = limbs.size() <= 1;
        if (isSignedCode(code)) {
            uint64_t limit = uint64_t{1} << (size * 8 - 1);
            fits = fits && magnitude <= limit - !negative;
        } else {
            fits = fits && (!negative || magnitude == 0) && fitsUnsigned(magnitude, size);
        }
        if (!fits) return outOfRange(t, format);
        storeInteger(out, size, false, negative ? 0 - magnitude : magnitude);
        return ok();
    }
    if (code == '?') {
        *out = KRAIT_TRY(isTrue(t, item));
        return ok();
    }
    if (code == 'c') {
        if (!isBytes(item)) {
            return raise(t, TypeId::kTypeError, "memoryview: invalid type for format '%s'", format);
        }
        if (item.as<Bytes>()->length != 1) return outOfRange(t, format);
        *out = item.as<Bytes>()->data[0];
        return ok();
    }
    Result<double> number = toDouble(t, item);
    if (number.isError()) return wrongValue(t, format);
    double value = number.value();
    if (code == 'd') {
        std::memcpy(out, &value, sizeof value);
    } else if (code == 'f') {
        auto single = static_cast<float>(value);
        std::memcpy(out, &single, sizeof single);
    } else {
        uint16_t half;
        if (!doubleToHalf(value, &half)) return outOfRange(t, format);
        storeInteger(out, 2, false, half);
    }
    return ok();
}

// A whole item of at most 8 bytes, which packs first and looks again whether the view is alive.
Status assignItem(Thread* t, MemoryView* m, char* p, Value item) {
    char packed[8];
    KRAIT_TRY(packItem(t, m->format, item, packed));
    KRAIT_TRY(checkReleased(t, m));
    std::memcpy(p, packed, nativeItemSize(nativeCode(m->format)));
    return ok();
}

// --- keys ----------------------------------------------------------------------------------------

// p moved along a dimension to an index counted from either end.
Result<char*> alongDimension(Thread* t, MemoryView* m, char* p, int dimension, int64_t index) {
    int64_t length = m->shape()[dimension];
    if (index < 0) index += length;
    if (index < 0 || index >= length) {
        return raise(t, TypeId::kIndexError, "index out of bounds on dimension %d", dimension + 1);
    }
    return p + index * m->strides()[dimension];
}

bool isAll(Thread* t, Tuple* key, bool slices) {
    for (int64_t i = 0; i < key->length; ++i) {
        Value item = key->items[i];
        if (slices ? !isKind(item, TypeId::kSlice) : !hasIndex(t, item)) return false;
    }
    return true;
}
bool isMultiIndex(Thread* t, Value key) {
    return isTuple(key) && isAll(t, key.as<Tuple>(), false);
}
bool isMultiSlice(Thread* t, Value key) {
    return isTuple(key) && key.as<Tuple>()->length != 0 && isAll(t, key.as<Tuple>(), true);
}

Result<char*> atIndex(Thread* t, MemoryView* m, Value key) {
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    KRAIT_TRY(checkReleased(t, m));
    if (m->ndim > 1) {
        return raise(t, TypeId::kNotImplementedError,
                     "multi-dimensional sub-views are not implemented");
    }
    return alongDimension(t, m, m->data, 0, index);
}

Result<char*> atMultiIndex(Thread* t, MemoryView* m, Tuple* key) {
    if (key->length < m->ndim) {
        return raise(t, TypeId::kNotImplementedError, "sub-views are not implemented");
    }
    if (key->length > m->ndim) {
        return raise(t, TypeId::kTypeError, "cannot index %d-dimension view with %ld-element tuple",
                     m->ndim, key->length);
    }
    char* p = m->data;
    for (int i = 0; i < m->ndim; ++i) {
        int64_t index = KRAIT_TRY(convertSubscript(t, key->items[i]));
        KRAIT_TRY(checkReleased(t, m));
        p = KRAIT_TRY(alongDimension(t, m, p, i, index));
    }
    return p;
}

New<MemoryView> sliceOfView(Thread* t, MemoryView* m, Slice* slice) {
    SliceBounds bounds =
        KRAIT_TRY(sliceBounds(t, slice->start, slice->stop, slice->step, m->shape()[0]));
    KRAIT_TRY(checkReleased(t, m));
    New<MemoryView> view = KRAIT_TRY(derivedView(t, m, m->ndim));
    view->data = m->data + bounds.start * m->strides()[0];
    view->shape()[0] = bounds.count;
    view->strides()[0] = m->strides()[0] * bounds.step;
    return view;
}

// --- copying and comparing -----------------------------------------------------------------------

// Calls act(char* item) for each item in C order.
template <typename Act>
void forEachItem(MemoryView* m, int dimension, char* p, Act&& act) {
    if (dimension == m->ndim) {
        act(p);
        return;
    }
    for (int64_t i = 0; i < m->shape()[dimension]; ++i) {
        forEachItem(m, dimension + 1, p + i * m->strides()[dimension], act);
    }
}

template <typename Act>
void forEachItemFortran(MemoryView* m, int dimension, char* p, Act&& act) {
    if (dimension < 0) {
        act(p);
        return;
    }
    for (int64_t i = 0; i < m->shape()[dimension]; ++i) {
        forEachItemFortran(m, dimension - 1, p + i * m->strides()[dimension], act);
    }
}

Ref bytesOfView(Thread* t, MemoryView* m, char order) {
    auto size = static_cast<size_t>(m->bytes());
    if (order == 'A') order = isFContiguous(m) && !isCContiguous(m) ? 'F' : 'C';
    if (order == 'C' && isCContiguous(m)) return bytesFrom(t, {m->data, size});
    New<Bytes> result = KRAIT_TRY(bytesAllocate(t, m->bytes()));
    char* out = result->data;
    auto copy = [&](char* p) {
        std::memcpy(out, p, static_cast<size_t>(m->item_size));
        out += m->item_size;
    };
    if (order == 'F') {
        forEachItemFortran(m, m->ndim - 1, m->data, copy);
    } else {
        forEachItem(m, 0, m->data, copy);
    }
    return result;
}

Ref listOfDimension(Thread* t, MemoryView* m, int dimension, const char* p) {
    if (dimension == m->ndim) return unpackItem(t, m->format, p);
    New<List> list = KRAIT_TRY(listNew(t, m->shape()[dimension]));
    for (int64_t i = 0; i < m->shape()[dimension]; ++i) {
        Ref item = KRAIT_TRY(listOfDimension(t, m, dimension + 1, p + i * m->strides()[dimension]));
        KRAIT_TRY(listAppendTake(t, list, item.release()));
    }
    return list;
}

Result<bool> equalDimension(Thread* t, MemoryView* a, MemoryView* b, int dimension, const char* p,
                            const char* q) {
    if (dimension == a->ndim) {
        Ref x = KRAIT_TRY(unpackItem(t, a->format, p));
        Ref y = KRAIT_TRY(unpackItem(t, b->format, q));
        if (x.get().isNumber() && y.get().isNumber()) {
            return x.get().asNumber() == y.get().asNumber();
        }
        return compareBool(t, x, y, CompareOp::kEq);
    }
    for (int64_t i = 0; i < a->shape()[dimension]; ++i) {
        if (!KRAIT_TRY(equalDimension(t, a, b, dimension + 1, p + i * a->strides()[dimension],
                                      q + i * b->strides()[dimension]))) {
            return false;
        }
    }
    return true;
}

// Formats whose items are equal if and only if their bytes are.
bool comparesByBytes(char code) {
    return code && code != 'e' && code != 'f' && code != 'd' && code != '?';
}

bool sameShape(MemoryView* a, MemoryView* b) {
    if (a->ndim != b->ndim) return false;
    for (int i = 0; i < a->ndim; ++i) {
        if (a->shape()[i] != b->shape()[i]) return false;
        if (a->shape()[i] == 0) break;
    }
    return true;
}

Result<bool> equalViews(Thread* t, MemoryView* a, MemoryView* b) {
    if (!sameShape(a, b)) return false;
    char code_a = nativeCode(a->format), code_b = nativeCode(b->format);
    if (!code_a || !code_b) {
        // What struct would make of it is not known here: the same layout of the same bytes.
        if (std::strcmp(a->format, b->format) != 0 || a->item_size != b->item_size) return false;
        Ref x = KRAIT_TRY(bytesOfView(t, a, 'C'));
        Ref y = KRAIT_TRY(bytesOfView(t, b, 'C'));
        return x.as<Bytes>()->view() == y.as<Bytes>()->view();
    }
    if (code_a == code_b && comparesByBytes(code_a) && isCContiguous(a) && isCContiguous(b)) {
        return std::memcmp(a->data, b->data, static_cast<size_t>(a->bytes())) == 0;
    }
    return equalDimension(t, a, b, 0, a->data, b->data);
}

// Keeps a view's memory while bytes are copied into or out of it.
struct Exported {
    explicit Exported(MemoryView* view) : m(view) { ++m->exports; }
    ~Exported() { --m->exports; }
    Exported(const Exported&) = delete;
    MemoryView* m;
};

Status assignSlice(Thread* t, MemoryView* m, Slice* slice, Value value) {
    if (!typeOf(t, value)->slots.buffer) {
        return raise(t, TypeId::kTypeError, "a bytes-like object is required, not '%.100T'", value);
    }
    New<MemoryView> source = KRAIT_TRY(viewOfExporter(t, value));
    New<MemoryView> target = KRAIT_TRY(sliceOfView(t, m, slice));
    char code = nativeCode(target->format), source_code = nativeCode(source->format);
    bool same_format = code ? code == source_code : std::strcmp(m->format, source->format) == 0;
    if (source->ndim != 1 || !same_format || source->item_size != target->item_size ||
        source->shape()[0] != target->shape()[0]) {
        return raise(t, TypeId::kValueError,
                     "memoryview assignment: lvalue and rvalue have different structures");
    }
    if (isCContiguous(source) && isCContiguous(target)) {
        std::memmove(target->data, source->data, static_cast<size_t>(target->bytes()));
        return ok();
    }
    // The two may overlap.
    Ref copy = KRAIT_TRY(bytesOfView(t, source, 'C'));
    const char* p = copy.as<Bytes>()->data;
    forEachItem(target, 0, target->data, [&](char* item) {
        std::memcpy(item, p, static_cast<size_t>(target->item_size));
        p += target->item_size;
    });
    return ok();
}

// --- slots ---------------------------------------------------------------------------------------

void memoryViewDestroy(Thread* t, Object* o) {
    auto* m = static_cast<MemoryView*>(o);
    endView(t, m);
    giveBack(t, m);
    m->held.~BufferView();
    decref(m->base);
}
void memoryViewTraverse(Object* o, Visitor& visitor) {
    auto* m = static_cast<MemoryView*>(o);
    visitor.visit(m->base);
    visitor.visit(m->held.owner);
}

Ref memoryViewRepr(Thread* t, Value self) {
    char text[64];
    int size =
        std::snprintf(text, sizeof text, "<%smemory at %p>",
                      viewOf(self)->released ? "released " : "", static_cast<void*>(self.object()));
    return strFromAscii(t, {text, static_cast<size_t>(size)});
}

Result<int64_t> memoryViewHash(Thread* t, Value self) {
    auto* m = viewOf(self);
    if (m->hash != -1) return m->hash;
    KRAIT_TRY(checkReleased(t, m));
    if (!m->read_only) {
        return raise(t, TypeId::kValueError, "cannot hash writable memoryview object");
    }
    char code = nativeCode(m->format);
    if (code != 'B' && code != 'b' && code != 'c') {
        return raise(t, TypeId::kValueError,
                     "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    }
    // Python: a view hashes like its bytes, and only if its exporter is hashable.
    Ref owner = Ref::share(rootOf(m)->held.owner);
    if (!owner.isEmpty()) {
        Exported guard(m);
        (void)KRAIT_TRY(hashOf(t, owner));
    }
    Ref bytes = KRAIT_TRY(bytesOfView(t, m, 'C'));
    return m->hash = KRAIT_TRY(hashOf(t, bytes));
}

Ref memoryViewCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op)) return Ref::notImplemented();
    if (!isKind(a, TypeId::kMemoryView)) std::swap(a, b);
    auto* m = viewOf(a);
    bool equal;
    if (a == b && !m->released) {
        equal = KRAIT_TRY(equalViews(t, m, m));
    } else if (m->released || (isKind(b, TypeId::kMemoryView) && viewOf(b)->released)) {
        equal = a == b;
    } else if (isKind(b, TypeId::kMemoryView)) {
        Exported guard(m), other_guard(viewOf(b));
        equal = KRAIT_TRY(equalViews(t, m, viewOf(b)));
    } else {
        if (!typeOf(t, b)->slots.buffer) return Ref::notImplemented();
        New<MemoryView> other = viewOfExporter(t, b);
        if (other.isError()) {
            clearError(t);
            return Ref::notImplemented();
        }
        Exported guard(m);
        equal = KRAIT_TRY(equalViews(t, m, other));
    }
    return Ref::boolean(equal == (op == CompareOp::kEq));
}

Result<int64_t> memoryViewLength(Thread* t, Value self) {
    auto* m = viewOf(self);
    KRAIT_TRY(checkReleased(t, m));
    if (m->ndim == 0) return raise(t, TypeId::kTypeError, "0-dim memory has no length");
    return m->shape()[0];
}

Ref memoryViewGetItem(Thread* t, Value self, Value key) {
    auto* m = viewOf(self);
    KRAIT_TRY(checkReleased(t, m));
    if (m->ndim == 0) {
        if (isTuple(key) && key.as<Tuple>()->length == 0) return unpackItem(t, m->format, m->data);
        if (key.isEllipsis()) return Ref::share(self);
        return raise(t, TypeId::kTypeError, "invalid indexing of 0-dim memory");
    }
    if (hasIndex(t, key)) return unpackItem(t, m->format, KRAIT_TRY(atIndex(t, m, key)));
    if (isKind(key, TypeId::kSlice)) return sliceOfView(t, m, key.as<Slice>());
    if (isMultiIndex(t, key)) {
        return unpackItem(t, m->format, KRAIT_TRY(atMultiIndex(t, m, key.as<Tuple>())));
    }
    if (isMultiSlice(t, key)) {
        return raise(t, TypeId::kNotImplementedError,
                     "multi-dimensional slicing is not implemented");
    }
    return raise(t, TypeId::kTypeError, "memoryview: invalid slice key");
}

Status memoryViewSetItem(Thread* t, Value self, Value key, Value value) {
    auto* m = viewOf(self);
    KRAIT_TRY(checkReleased(t, m));
    if (m->read_only) return raise(t, TypeId::kTypeError, "cannot modify read-only memory");
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "cannot delete memory");
    if (m->ndim == 0) {
        if (key.isEllipsis() || (isTuple(key) && key.as<Tuple>()->length == 0)) {
            return assignItem(t, m, m->data, value);
        }
        return raise(t, TypeId::kTypeError, "invalid indexing of 0-dim memory");
    }
    if (hasIndex(t, key)) return assignItem(t, m, KRAIT_TRY(atIndex(t, m, key)), value);
    if (isKind(key, TypeId::kSlice) && m->ndim == 1) {
        return assignSlice(t, m, key.as<Slice>(), value);
    }
    if (isMultiIndex(t, key)) {
        return assignItem(t, m, KRAIT_TRY(atMultiIndex(t, m, key.as<Tuple>())), value);
    }
    if (isKind(key, TypeId::kSlice) || isMultiSlice(t, key)) {
        return raise(t, TypeId::kNotImplementedError,
                     "memoryview slice assignments are currently restricted to ndim = 1");
    }
    return raise(t, TypeId::kTypeError, "memoryview: invalid slice key");
}

Ref memoryViewIter(Thread* t, Value self) {
    auto* m = viewOf(self);
    KRAIT_TRY(checkReleased(t, m));
    if (m->ndim == 0) return raise(t, TypeId::kTypeError, "invalid indexing of 0-dim memory");
    if (m->ndim != 1) {
        return raise(t, TypeId::kNotImplementedError,
                     "multi-dimensional sub-views are not implemented");
    }
    auto it = KRAIT_TRY(allocateObject<MemoryViewIterator>(t, TypeId::kMemoryViewIterator));
    incref(self);
    it->view = self;
    it->index = 0;
    return it;
}

Status memoryViewBuffer(Thread* t, Value self, BufferView* view, bool writable) {
    auto* m = viewOf(self);
    KRAIT_TRY(checkReleased(t, m));
    if (writable && m->read_only) {
        return raise(t, TypeId::kBufferError, "memoryview: underlying buffer is not writable");
    }
    view->owner = Ref::share(self);
    view->data = m->data;
    view->size = m->bytes();
    view->item_size = m->item_size;
    view->format = m->format;
    view->read_only = m->read_only;
    view->ndim = m->ndim;
    view->shape = m->shape();
    view->strides = m->strides();
    ++m->exports;
    return ok();
}
void memoryViewReleaseBuffer(Thread*, Value self, BufferView*) {
    --viewOf(self)->exports;
}

// --- attributes ----------------------------------------------------------------------------------

Ref tupleOfNumbers(Thread* t, const int64_t* numbers, int count) {
    New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, count));
    for (int i = 0; i < count; ++i) {
        tuple->items[i] = KRAIT_TRY(intFrom(t, numbers[i])).release();
    }
    return tuple;
}

template <Ref (*kGet)(Thread*, MemoryView*)>
Ref viewAttribute(Thread* t, Value self) {
    KRAIT_TRY(checkReleased(t, viewOf(self)));
    return kGet(t, viewOf(self));
}

Ref getObj(Thread*, MemoryView* m) {
    Value owner = rootOf(m)->held.owner;
    return owner.isEmpty() ? Ref::none() : Ref::share(owner);
}
Ref getBytes(Thread* t, MemoryView* m) {
    return intFrom(t, m->bytes());
}
Ref getReadOnly(Thread*, MemoryView* m) {
    return Ref::boolean(m->read_only);
}
Ref getItemSize(Thread* t, MemoryView* m) {
    return intFrom(t, m->item_size);
}
Ref getFormat(Thread* t, MemoryView* m) {
    return strFromUtf8(t, m->format);
}
Ref getDimensions(Thread* t, MemoryView* m) {
    return intFrom(t, m->ndim);
}
Ref getShape(Thread* t, MemoryView* m) {
    return tupleOfNumbers(t, m->shape(), m->ndim);
}
Ref getStrides(Thread* t, MemoryView* m) {
    return tupleOfNumbers(t, m->strides(), m->ndim);
}
Ref getSuboffsets(Thread* t, MemoryView*) {
    return tupleFrom(t, nullptr, 0);
}
Ref getCContiguous(Thread*, MemoryView* m) {
    return Ref::boolean(isCContiguous(m));
}
Ref getFContiguous(Thread*, MemoryView* m) {
    return Ref::boolean(isFContiguous(m));
}
Ref getContiguous(Thread*, MemoryView* m) {
    return Ref::boolean(isCContiguous(m) || isFContiguous(m));
}

constexpr GetSetDef kMemoryViewGetSets[] = {
    {"obj", viewAttribute<getObj>, nullptr, "The object whose memory this is."},
    {"nbytes", viewAttribute<getBytes>, nullptr, "The bytes of all items, without gaps."},
    {"readonly", viewAttribute<getReadOnly>, nullptr, "Whether items cannot be assigned."},
    {"itemsize", viewAttribute<getItemSize>, nullptr, "The bytes of one item."},
    {"format", viewAttribute<getFormat>, nullptr, "What an item is, in the terms of struct."},
    {"ndim", viewAttribute<getDimensions>, nullptr, "The number of dimensions."},
    {"shape", viewAttribute<getShape>, nullptr, "The number of items along each dimension."},
    {"strides", viewAttribute<getStrides>, nullptr,
     "The bytes from one item to the next along each dimension."},
    {"suboffsets", viewAttribute<getSuboffsets>, nullptr, "Of indirect arrays; always empty."},
    {"c_contiguous", viewAttribute<getCContiguous>, nullptr,
     "Whether the memory is contiguous, the last dimension first."},
    {"f_contiguous", viewAttribute<getFContiguous>, nullptr,
     "Whether the memory is contiguous, the first dimension first."},
    {"contiguous", viewAttribute<getContiguous>, nullptr, "Whether the memory is contiguous."},
    {},
};

// --- methods -------------------------------------------------------------------------------------

Ref viewFrom(Thread* t, Value object, int flags = kBufferFullReadOnly) {
    if (isKind(object, TypeId::kMemoryView)) {
        KRAIT_TRY(checkReleased(t, viewOf(object)));
        return derivedView(t, viewOf(object), viewOf(object)->ndim);
    }
    if (!typeOf(t, object)->slots.buffer) {
        return raise(t, TypeId::kTypeError,
                     "memoryview: a bytes-like object is required, not '%.200T'", object);
    }
    return viewOfExporter(t, object, flags);
}

Ref memoryview_dunder_new(Thread* t, Args a) {
    return viewFrom(t, a[1]);
}

Ref memoryview_from_flags(Thread* t, Args a) {
    int64_t flags = KRAIT_TRY(intAsInt64(t, KRAIT_TRY(toIndex(t, a[2]))));
    Ref view = KRAIT_TRY(viewFrom(t, a[1], static_cast<int>(flags)));
    if ((flags & kBufferWritable) && viewOf(view)->read_only) {
        return raise(t, TypeId::kBufferError, "Object is not writable.");
    }
    return view;
}

Ref memoryview_release(Thread* t, Args a) {
    auto* m = viewOf(a[0]);
    if (m->released) return Ref::none();
    if (m->exports > 0) {
        return raise(t, TypeId::kBufferError, "memoryview has %ld exported buffer%s", m->exports,
                     m->exports == 1 ? "" : "s");
    }
    endView(t, m);
    return Ref::none();
}

Ref memoryview_dunder_enter(Thread* t, Args a) {
    KRAIT_TRY(checkReleased(t, viewOf(a[0])));
    return Ref::share(a[0]);
}

Ref memoryview_tobytes(Thread* t, Args a) {
    auto* m = viewOf(a[0]);
    KRAIT_TRY(checkReleased(t, m));
    char order = 'C';
    if (!a[1].isNone()) {
        if (!isStr(a[1])) {
            return raise(t, TypeId::kTypeError,
                         "tobytes() argument 'order' must be str or None, not %.50T", a[1]);
        }
        const auto* text = a[1].as<Str>();
        if (text->length != 1 || (text->at(0) != 'C' && text->at(0) != 'F' && text->at(0) != 'A')) {
            return raise(t, TypeId::kValueError, "order must be 'C', 'F' or 'A'");
        }
        order = static_cast<char>(text->at(0));
    }
    return bytesOfView(t, m, order);
}

Ref memoryview_hex(Thread* t, Args a) {
    auto* m = viewOf(a[0]);
    KRAIT_TRY(checkReleased(t, m));
    Ref bytes = KRAIT_TRY(bytesOfView(t, m, 'C'));
    return byteHex(t, bytes.as<Bytes>()->view(), a[1], a[2]);
}

Ref memoryview_tolist(Thread* t, Args a) {
    auto* m = viewOf(a[0]);
    KRAIT_TRY(checkReleased(t, m));
    return listOfDimension(t, m, 0, m->data);
}

Ref memoryview_toreadonly(Thread* t, Args a) {
    auto* m = viewOf(a[0]);
    KRAIT_TRY(checkReleased(t, m));
    New<MemoryView> view = KRAIT_TRY(derivedView(t, m, m->ndim));
    view->read_only = true;
    return view;
}

bool isByteCode(char code) {
    return code == 'b' || code == 'B' || code == 'c';
}

// The format that a cast is asked for; its code, 0 with an error.
Result<char> castCode(Thread* t, MemoryView* m, Value format) {
    if (!isStr(format)) {
        return raise(t, TypeId::kTypeError, "cast() argument 'format' must be str, not %.50T",
                     format);
    }
    char from = nativeCode(m->format);
    if (!from) {
        return raise(t, TypeId::kValueError,
                     "memoryview: source format must be a native single character format prefixed "
                     "with an optional '@'");
    }
    const auto* text = format.as<Str>();
    char spelled[3] = {};
    for (int64_t i = 0; i < text->length && i < 3 && text->isAscii(); ++i) {
        if (i == 2) break;
        spelled[i] = static_cast<char>(text->at(i));
    }
    char to = text->length <= 2 && text->isAscii() ? nativeCode(spelled) : '\0';
    if (!to) {
        return raise(t, TypeId::kValueError,
                     "memoryview: destination format must be a native single character format "
                     "prefixed with an optional '@'");
    }
    if (!isByteCode(from) && !isByteCode(to)) {
        return raise(t, TypeId::kTypeError, "memoryview: cannot cast between two non-byte formats");
    }
    if (m->bytes() % static_cast<int64_t>(nativeItemSize(to)) != 0) {
        return raise(t, TypeId::kTypeError, "memoryview: length is not a multiple of itemsize");
    }
    return to;
}

Status readShape(Thread* t, Value shape, MemoryView* m) {
    const Value* items = isTuple(shape) ? shape.as<Tuple>()->items : shape.as<List>()->items;
    int64_t product = m->item_size;
    for (int i = 0; i < m->ndim; ++i) {
        if (!isInt(items[i])) {
            return raise(t, TypeId::kTypeError,
                         "memoryview.cast(): elements of shape must be integers");
        }
        int64_t length;
        if (!intFits(items[i], &length) || length <= 0) {
            return raise(t, TypeId::kValueError,
                         "memoryview.cast(): elements of shape must be integers > 0");
        }
        if (__builtin_mul_overflow(product, length, &product)) {
            return raise(t, TypeId::kValueError, "memoryview.cast(): product(shape) > SSIZE_MAX");
        }
        m->shape()[i] = length;
    }
    return ok();
}

Ref memoryview_cast(Thread* t, Args a) {
    auto* m = viewOf(a[0]);
    KRAIT_TRY(checkReleased(t, m));
    if (!isCContiguous(m)) {
        return raise(t, TypeId::kTypeError,
                     "memoryview: casts are restricted to C-contiguous views");
    }
    Value shape = a[2];
    bool has_shape = !shape.isEmpty();
    if ((has_shape || m->ndim != 1) && m->itemCount() == 0) {
        return raise(t, TypeId::kTypeError,
                     "memoryview: cannot cast view with zeros in shape or strides");
    }
    int64_t ndim = 1;
    if (has_shape) {
        if (!isTuple(shape) && !isList(shape)) {
            return raise(t, TypeId::kTypeError, "shape must be a list or a tuple");
        }
        ndim = isTuple(shape) ? shape.as<Tuple>()->length : shape.as<List>()->length;
        if (ndim > kDimensionsMax) {
            return raise(t, TypeId::kValueError,
                         "memoryview: number of dimensions must not exceed 64");
        }
        if (m->ndim != 1 && ndim != 1) {
            return raise(t, TypeId::kTypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
        }
    }
    char code = KRAIT_TRY(castCode(t, m, a[1]));
    New<MemoryView> view = KRAIT_TRY(derivedView(t, m, static_cast<int>(ndim)));
    const auto* text = a[1].as<Str>();
    std::memset(view->own_format, 0, sizeof view->own_format);
    for (int64_t i = 0; i < text->length; ++i) {
        view->own_format[i] = static_cast<char>(text->at(i));
    }
    view->format = view->own_format;
    view->item_size = static_cast<int64_t>(nativeItemSize(code));
    if (has_shape) {
        KRAIT_TRY(readShape(t, shape, view));
        if (view->bytes() != m->bytes()) {
            return raise(t, TypeId::kTypeError,
                         "memoryview: product(shape) * itemsize != buffer size");
        }
    } else {
        view->shape()[0] = m->bytes() / view->item_size;
    }
    setContiguousStrides(view);
    return view;
}

constexpr MethodDef kMemoryViewMethods[] = {
    {"release(self, /)", memoryview_release, "Gives the memory back; the view is of no use then."},
    {"tobytes(self, /, order='C')", memoryview_tobytes,
     "The items as bytes, in C or Fortran order; 'A': as they lie if that is contiguous."},
    {"hex(self, /, sep=<unset>, bytes_per_sep=1)", memoryview_hex,
     "The bytes as hexadecimal digits.\n\nsep stands after every bytes_per_sep bytes, counted from "
     "the right (from the\nleft if negative)."},
    {"tolist(self, /)", memoryview_tolist, "The items as a list, nested by dimension."},
    {"cast(self, /, format, shape=<unset>)", memoryview_cast,
     "The same memory with another format or shape."},
    {"toreadonly(self, /)", memoryview_toreadonly, "A read-only view of the same memory."},
    {"__enter__(self, /)", memoryview_dunder_enter, nullptr},
    {"__exit__(self, /, *exc_info)", memoryview_release, "Gives the memory back."},
    {"_from_flags(cls, /, object, flags)", memoryview_from_flags,
     "A view that asks the object for a buffer with these flags.", kMethodClass},
    {},
};

// --- iterator ------------------------------------------------------------------------------------

Ref iteratorNext(Thread* t, Value self) {
    auto* it = self.as<MemoryViewIterator>();
    if (it->view.isEmpty()) return Ref();
    auto* m = viewOf(it->view);
    KRAIT_TRY(checkReleased(t, m));
    if (it->index < m->shape()[0]) {
        return unpackItem(t, m->format, m->data + it->index++ * m->strides()[0]);
    }
    decref(std::exchange(it->view, Value()));
    return Ref();
}
void iteratorDestroy(Thread*, Object* o) {
    decref(static_cast<MemoryViewIterator*>(o)->view);
}
void iteratorTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<MemoryViewIterator*>(o)->view);
}

} // namespace

Ref bytesOfExporter(Thread* t, Value v) {
    New<MemoryView> view = KRAIT_TRY(viewOfExporter(t, v));
    return bytesOfView(t, view, 'C');
}

Ref memoryViewThrough(Thread* t, decltype(TypeSlots::buffer) slot, Value self, Value flags) {
    int64_t number = KRAIT_TRY(intAsInt64(t, KRAIT_TRY(toIndex(t, flags))));
    if (number < INT32_MIN || number > INT32_MAX)
        return raise(t, TypeId::kOverflowError, "buffer flags out of range");
    BufferView held;
    KRAIT_TRY(slot(t, self, &held, (number & kBufferWritable) != 0));
    return viewOfBuffer(t, std::move(held));
}

Status memoryViewRelease(Thread* t, Value self, Value view) {
    if (!isKind(view, TypeId::kMemoryView))
        return raise(t, TypeId::kTypeError, "expected a memoryview object");
    auto* m = viewOf(view);
    Value owner = rootOf(m)->held.owner;
    if (owner.isEmpty() && !m->released) return ok();
    if (!owner.isEmpty() && owner != self)
        return raise(t, TypeId::kValueError, "memoryview's buffer is not this object");
    if (m->released)
        return raise(t, TypeId::kValueError, "memoryview's buffer has already been released");
    endView(t, m);
    return ok();
}

const TypeSpec kMemoryViewSpec = {
    .name = "memoryview",
    .size = sizeof(MemoryView),
    .flags = kTypeContainer | kTypeVariableSize | kTypeWeakrefable | kTypeSequence,
    .slots = {.destroy = memoryViewDestroy,
              .traverse = memoryViewTraverse,
              .size = memoryViewSize,
              .repr = memoryViewRepr,
              .hash = memoryViewHash,
              .compare = memoryViewCompare,
              .iter = memoryViewIter,
              .length = memoryViewLength,
              .getitem = memoryViewGetItem,
              .setitem = memoryViewSetItem,
              .buffer = memoryViewBuffer,
              .release_buffer = memoryViewReleaseBuffer},
    .doc = "A view of the memory of an object that has the buffer protocol.",
    .new_ = {"memoryview(cls, /, object)", memoryview_dunder_new, nullptr},
    .methods = kMemoryViewMethods,
    .getsets = kMemoryViewGetSets,
};

const TypeSpec kMemoryViewIteratorSpec = {
    .name = "memory_iterator",
    .size = sizeof(MemoryViewIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = iteratorDestroy,
              .traverse = iteratorTraverse,
              .iter = iterSelf,
              .next = iteratorNext},
};

} // namespace krait
