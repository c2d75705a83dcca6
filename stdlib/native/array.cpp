// array: numbers of one type, packed. An array is a heap block of items that grows like a list.
//
// While buffers of it are held (`exports`) it must not be resized. Values are packed before places
// for them are looked up, since packing may run Python code (__index__, __float__), which may
// change the array. Needs the GIL.
#include "stdlib/native/native_support.h"

#include "vm/objects/bytes.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/item_format.h"
#include "vm/objects/slice.h"
#include "vm/runtime/import.h"

#include <algorithm>
#include <cstring>

namespace krait {
namespace {

struct Array : Object {
    char* data; // heap block of capacity * item_size bytes, or null
    int64_t length, capacity;
    int64_t exports;
    int64_t item_size;
    char code;

    char* at(int64_t i) const { return data + i * item_size; }
    size_t bytes() const { return static_cast<size_t>(length * item_size); }
    std::string_view view() const { return {data, bytes()}; }
    bool isUnicode() const { return code == 'u' || code == 'w'; }
};
struct ArrayIterator : Object {
    Value array; // EMPTY once exhausted
    int64_t index;
};

extern const TypeSpec kArraySpec;
extern const TypeSpec kArrayIteratorSpec;

constexpr std::string_view kTypeCodes = "bBuwhHiIlLqQfd";
constexpr const char* kBadTypeCode =
    "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)";

Array* arrayOf(Value v) {
    return v.as<Array>();
}
bool isArray(Thread* t, Value v) {
    return hasSpec(t, v, &kArraySpec);
}
int64_t itemSizeOf(char code) {
    return code == 'u' || code == 'w' ? 4 : static_cast<int64_t>(nativeItemSize(code));
}

// --- storage -------------------------------------------------------------------------------------

Status resize(Thread* t, Array* a, int64_t length) {
    if (a->exports > 0 && length != a->length) {
        return raise(t, TypeId::kBufferError, "cannot resize an array that is exporting buffers");
    }
    if (length <= a->capacity && length >= a->capacity / 2 - 8) {
        a->length = length;
        return ok();
    }
    int64_t capacity = length == 0 ? 0 : length + (length >> 4) + (length < 8 ? 3 : 7);
    auto bytes = [&](int64_t items) { return static_cast<size_t>(items * a->item_size); };
    if (capacity == 0) {
        t->heap->freeBlock(a->data, bytes(a->capacity));
        a->data = nullptr;
    } else {
        void* block = a->data ? t->heap->resizeBlock(a->data, bytes(a->capacity), bytes(capacity))
                              : t->heap->allocateBlock(bytes(capacity));
        if (!block) return raiseNoMemory(t);
        a->data = static_cast<char*>(block);
    }
    a->capacity = capacity;
    a->length = length;
    return ok();
}

New<Array> arrayNew(Thread* t, Type* type, char code, int64_t length) {
    New<Array> a = KRAIT_TRY(newInstance<Array>(t, Value(type)));
    a->code = code;
    a->item_size = itemSizeOf(code);
    if (length > 0) KRAIT_TRY(resize(t, a, length));
    return a;
}
New<Array> arrayLike(Thread* t, const Array* model, int64_t length) {
    Type* type = typeFromSpec(t, &kArraySpec);
    if (!type) return Error{};
    return arrayNew(t, type, model->code, length);
}

// --- items ---------------------------------------------------------------------------------------

Ref getItemAt(Thread* t, const Array* a, int64_t i) {
    if (a->isUnicode()) {
        auto c = static_cast<uint32_t>(loadInteger(a->at(i), 4, false));
        if (c > 0x10ffff) {
            return raise(t, TypeId::kValueError,
                         "character U+%x is not in range [U+0000; U+10ffff]", c);
        }
        return strFromCodePoint(t, c);
    }
    return nativeItemGet(t, a->code, a->at(i));
}

// The words of CPython's argument parser for the codes that it parses.
const char* nameOfCode(char code) {
    switch (code) {
    case 'b':
        return "signed char";
    case 'B':
        return "unsigned byte integer";
    case 'h':
        return "signed short integer";
    case 'H':
        return "unsigned short";
    case 'i':
        return "signed integer";
    default:
        return code == 'I' ? "unsigned int" : "unsigned long";
    }
}

Status packInteger(Thread* t, char code, Value item, char* out) {
    Ref index = KRAIT_TRY(toIndex(t, item));
    uint64_t scratch;
    bool negative;
    auto limbs = intLimbs(index, &scratch, &negative);
    uint64_t magnitude = limbs.empty() ? 0 : limbs[0];
    auto size = static_cast<size_t>(itemSizeOf(code));
    bool is_signed = isSignedCode(code);
    bool is_large =
        limbs.size() > 1 || magnitude > (is_signed ? uint64_t{INT64_MAX} + negative : UINT64_MAX);
    if (code == 'q' || code == 'Q') {
        if (code == 'Q' && negative) {
            return raise(t, TypeId::kOverflowError, "can't convert negative int to unsigned");
        }
        if (is_large) return raise(t, TypeId::kOverflowError, "int too big to convert");
    } else {
        bool through_long = is_signed || code == 'B' || code == 'H';
        if (!through_long && negative && magnitude != 0) {
            return raise(t, TypeId::kOverflowError, "can't convert negative value to unsigned int");
        }
        if (is_large || (through_long && magnitude > uint64_t{INT64_MAX} + negative)) {
            return raise(t, TypeId::kOverflowError, "Python int too large to convert to C %s",
                         through_long ? "long" : "unsigned long");
        }
        auto value = static_cast<int64_t>(negative ? 0 - magnitude : magnitude);
        bool fits = is_signed                ? fitsSigned(value, size)
                    : negative && value != 0 ? false
                                             : fitsUnsigned(magnitude, size);
        if (!fits) {
            return raise(t, TypeId::kOverflowError, "%s is %s than %s", nameOfCode(code),
                         negative ? "less" : "greater", negative ? "minimum" : "maximum");
        }
    }
    storeInteger(out, size, false, negative ? 0 - magnitude : magnitude);
    return ok();
}

// The bytes of a value as an item. REENTRY: __index__, __float__.
Status packItem(Thread* t, char code, Value item, char* out) {
    if (code == 'u' || code == 'w') {
        if (!isStr(item) || item.as<Str>()->length != 1) {
            return raise(t, TypeId::kTypeError, "array item must be unicode character");
        }
        storeInteger(out, 4, false, item.as<Str>()->at(0));
        return ok();
    }
    if (code != 'f' && code != 'd') return packInteger(t, code, item, out);
    double number = KRAIT_TRY(toDouble(t, item));
    if (code == 'd') {
        std::memcpy(out, &number, sizeof number);
    } else {
        auto single = static_cast<float>(number);
        std::memcpy(out, &single, sizeof single);
    }
    return ok();
}

Status insertAt(Thread* t, Array* a, int64_t index, Value item) {
    char packed[8];
    KRAIT_TRY(packItem(t, a->code, item, packed));
    int64_t length = a->length;
    if (index < 0) index = std::max<int64_t>(index + length, 0);
    index = std::min(index, length);
    KRAIT_TRY(resize(t, a, length + 1));
    std::memmove(a->at(index + 1), a->at(index),
                 static_cast<size_t>((length - index) * a->item_size));
    std::memcpy(a->at(index), packed, static_cast<size_t>(a->item_size));
    return ok();
}
Status append(Thread* t, Array* a, Value item) {
    return insertAt(t, a, INT64_MAX, item);
}

// Replaces items [start, stop) by others, which may be of the same array.
Status replaceRange(Thread* t, Array* a, int64_t start, int64_t stop, const Array* source) {
    Ref copy;
    std::string_view items = source ? source->view() : std::string_view();
    if (source == a) {
        copy = KRAIT_TRY(bytesFrom(t, items));
        items = copy.as<Bytes>()->view();
    }
    int64_t added = static_cast<int64_t>(items.size()) / a->item_size, removed = stop - start;
    int64_t length = a->length, tail = length - stop;
    if (added > removed) KRAIT_TRY(resize(t, a, length + added - removed));
    if (added < removed && a->exports > 0) return resize(t, a, length + added - removed);
    std::memmove(a->at(start + added), a->at(stop), static_cast<size_t>(tail * a->item_size));
    if (!items.empty()) std::memcpy(a->at(start), items.data(), items.size());
    if (added < removed) KRAIT_TRY(resize(t, a, length + added - removed));
    return ok();
}

Status appendBytes(Thread* t, Array* a, std::string_view bytes) {
    auto count = static_cast<int64_t>(bytes.size());
    if (count % a->item_size != 0) {
        return raise(t, TypeId::kValueError, "bytes length not a multiple of item size");
    }
    if (count == 0) return ok();
    int64_t length = a->length;
    KRAIT_TRY(resize(t, a, length + count / a->item_size));
    std::memcpy(a->at(length), bytes.data(), bytes.size());
    return ok();
}

Status appendText(Thread* t, Array* a, const Str* text) {
    int64_t length = a->length;
    KRAIT_TRY(resize(t, a, length + text->length));
    for (int64_t i = 0; i < text->length; ++i) {
        storeInteger(a->at(length + i), 4, false, text->at(i));
    }
    return ok();
}

Status extend(Thread* t, Array* a, Value iterable) {
    if (isArray(t, iterable)) {
        auto* other = arrayOf(iterable);
        if (other->code != a->code) {
            return raise(t, TypeId::kTypeError, "can only extend with array of same kind");
        }
        return replaceRange(t, a, a->length, a->length, other);
    }
    return iterateItems(t, iterable, [&](Value item) { return append(t, a, item); });
}

void swapBytes(char* data, int64_t count, int64_t item_size) {
    for (int64_t i = 0; i < count; ++i) {
        std::reverse(data + i * item_size, data + (i + 1) * item_size);
    }
}

// --- slots ---------------------------------------------------------------------------------------

void arrayDestroy(Thread* t, Object* o) {
    auto* a = static_cast<Array*>(o);
    if (a->data) t->heap->freeBlock(a->data, static_cast<size_t>(a->capacity * a->item_size));
}

Ref listOfItems(Thread* t, const Array* a) {
    New<List> list = KRAIT_TRY(listNew(t, a->length));
    for (int64_t i = 0; i < a->length; ++i) {
        KRAIT_TRY(listAppendTake(t, list, KRAIT_TRY(getItemAt(t, a, i)).release()));
    }
    return list;
}
Ref textOfItems(Thread* t, const Array* a) {
    for (int64_t i = 0; i < a->length; ++i) {
        if (loadInteger(a->at(i), 4, false) > 0x10ffff) return getItemAt(t, a, i);
    }
    return strFromUcs4(t, reinterpret_cast<const uint32_t*>(a->data), a->length);
}

Ref arrayRepr(Thread* t, Value self) {
    auto* a = arrayOf(self);
    const Str* name = typeOf(t, self)->name;
    TextBuffer out(t);
    out.append(name);
    out.append("('");
    out.appendChar(static_cast<uint8_t>(a->code));
    out.append("'");
    if (a->length != 0) {
        Ref items = KRAIT_TRY(a->isUnicode() ? textOfItems(t, a) : listOfItems(t, a));
        Ref text = KRAIT_TRY(reprOf(t, items));
        out.append(", ");
        out.append(text.as<Str>());
    }
    out.append(")");
    return out.finish();
}

Ref arrayCompare(Thread* t, Value v, Value w, CompareOp op) {
    if (!isArray(t, v) || !isArray(t, w)) return Ref::notImplemented();
    auto *a = arrayOf(v), *b = arrayOf(w);
    if (a->length != b->length && isEqualityOp(op)) return Ref::boolean(op == CompareOp::kNe);
    if (a->code == b->code && isEqualityOp(op) && a->code != 'f' && a->code != 'd') {
        return Ref::boolean((a->view() == b->view()) == (op == CompareOp::kEq));
    }
    int64_t common = std::min(a->length, b->length);
    for (int64_t i = 0; i < common; ++i) {
        Ref x = KRAIT_TRY(getItemAt(t, a, i));
        Ref y = KRAIT_TRY(getItemAt(t, b, i));
        bool equal = x.get().isNumber() && y.get().isNumber()
                         ? x.get().asNumber() == y.get().asNumber()
                         : KRAIT_TRY(compareBool(t, x, y, CompareOp::kEq));
        if (equal) continue;
        if (isEqualityOp(op)) return Ref::boolean(op == CompareOp::kNe);
        return compareOp(t, x, y, op);
    }
    return compareLengths(a->length, b->length, op);
}

Result<int64_t> arrayLength(Thread*, Value self) {
    return arrayOf(self)->length;
}

Ref arrayIter(Thread* t, Value self) {
    New<ArrayIterator> it = KRAIT_TRY(newOf<ArrayIterator>(t, &kArrayIteratorSpec));
    store(&it->array, self);
    return it;
}

Ref arrayGetItem(Thread* t, Value self, Value key) {
    auto* a = arrayOf(self);
    if (hasIndex(t, key)) {
        int64_t index = KRAIT_TRY(convertSubscript(t, key));
        if (index < 0) index += a->length;
        if (index < 0 || index >= a->length) {
            return raise(t, TypeId::kIndexError, "array index out of range");
        }
        return getItemAt(t, a, index);
    }
    if (!isKind(key, TypeId::kSlice)) {
        return raise(t, TypeId::kTypeError, "array indices must be integers");
    }
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
    SliceBounds bounds = sliceAdjust(raw, a->length);
    New<Array> part = KRAIT_TRY(arrayLike(t, a, bounds.count));
    auto size = static_cast<size_t>(a->item_size);
    if (bounds.step == 1) {
        if (bounds.count > 0) {
            std::memcpy(part->data, a->at(bounds.start), static_cast<size_t>(bounds.count) * size);
        }
        return part;
    }
    for (int64_t i = 0, from = bounds.start; i < bounds.count; ++i, from += bounds.step) {
        std::memcpy(part->at(i), a->at(from), size);
    }
    return part;
}

Status deleteSlice(Thread* t, Array* a, SliceBounds bounds) {
    if (bounds.count == 0) return ok();
    if (a->exports > 0) return resize(t, a, a->length - bounds.count);
    if (bounds.step < 0) {
        bounds.start += (bounds.count - 1) * bounds.step;
        bounds.step = -bounds.step;
    }
    int64_t to = bounds.start, length = a->length;
    for (int64_t i = 0; i < bounds.count; ++i) {
        int64_t from = bounds.start + i * bounds.step + 1;
        int64_t stop = i + 1 < bounds.count ? from + bounds.step - 1 : length;
        std::memmove(a->at(to), a->at(from), static_cast<size_t>((stop - from) * a->item_size));
        to += stop - from;
    }
    return resize(t, a, length - bounds.count);
}

Status assignSlice(Thread* t, Array* a, Slice* slice, Value value) {
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, slice));
    SliceBounds bounds = sliceAdjust(raw, a->length);
    const Array* source = nullptr;
    if (!value.isEmpty()) {
        if (!isArray(t, value)) {
            return raise(t, TypeId::kTypeError,
                         "can only assign array (not \"%.200T\") to array slice", value);
        }
        source = arrayOf(value);
        if (source->code != a->code) {
            return raise(t, TypeId::kTypeError, "bad argument type for built-in operation");
        }
    }
    if (bounds.step == 1) {
        return replaceRange(t, a, bounds.start, bounds.start + std::max<int64_t>(bounds.count, 0),
                            source);
    }
    if (!source) return deleteSlice(t, a, bounds);
    if (source->length != bounds.count) {
        return raise(t, TypeId::kValueError,
                     "attempt to assign array of size %ld to extended slice of size %ld",
                     source->length, bounds.count);
    }
    Ref copy = KRAIT_TRY(bytesFrom(t, source->view()));
    auto size = static_cast<size_t>(a->item_size);
    const char* from = copy.as<Bytes>()->data;
    for (int64_t i = 0, to = bounds.start; i < bounds.count; ++i, to += bounds.step) {
        std::memcpy(a->at(to), from + static_cast<size_t>(i) * size, size);
    }
    return ok();
}

Status arraySetItem(Thread* t, Value self, Value key, Value value) {
    auto* a = arrayOf(self);
    if (isKind(key, TypeId::kSlice)) return assignSlice(t, a, key.as<Slice>(), value);
    if (!hasIndex(t, key)) return raise(t, TypeId::kTypeError, "array indices must be integers");
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    char packed[8];
    if (index < 0) index += a->length;
    if (index < 0 || index >= a->length) {
        return raise(t, TypeId::kIndexError, "array assignment index out of range");
    }
    if (value.isEmpty()) return replaceRange(t, a, index, index + 1, nullptr);
    KRAIT_TRY(packItem(t, a->code, value, packed));
    if (index >= a->length) {
        return raise(t, TypeId::kIndexError, "array assignment index out of range");
    }
    std::memcpy(a->at(index), packed, static_cast<size_t>(a->item_size));
    return ok();
}

// The first index in [start, stop) of an item equal to v, or -1. REENTRY: compares.
Result<int64_t> findItem(Thread* t, Array* a, Value v, int64_t start, int64_t stop) {
    for (int64_t i = start; i < stop && i < a->length; ++i) {
        Ref item = KRAIT_TRY(getItemAt(t, a, i));
        if (KRAIT_TRY(compareItemsEqual(t, item, v))) return i;
    }
    return int64_t{-1};
}

Result<bool> arrayContains(Thread* t, Value self, Value v) {
    return KRAIT_TRY(findItem(t, arrayOf(self), v, 0, INT64_MAX)) >= 0;
}

Ref arrayAdd(Thread* t, Value v, Value w) {
    if (!isArray(t, v)) return Ref::notImplemented();
    auto* a = arrayOf(v);
    if (!isArray(t, w)) {
        return raise(t, TypeId::kTypeError, "can only append array (not \"%.200T\") to array", w);
    }
    if (arrayOf(w)->code != a->code) {
        return raise(t, TypeId::kTypeError, "bad argument type for built-in operation");
    }
    New<Array> sum = KRAIT_TRY(arrayLike(t, a, 0));
    KRAIT_TRY(appendBytes(t, sum, a->view()));
    KRAIT_TRY(appendBytes(t, sum, arrayOf(w)->view()));
    return sum;
}

Status repeatInto(Thread* t, Array* out, std::string_view items, int64_t count) {
    int64_t length;
    auto once = static_cast<int64_t>(items.size()) / out->item_size;
    if (count <= 0 || once == 0) return resize(t, out, 0);
    if (__builtin_mul_overflow(once, count, &length) || length > INT64_MAX / 16) {
        return raiseNoMemory(t);
    }
    Ref copy = KRAIT_TRY(bytesFrom(t, items));
    KRAIT_TRY(resize(t, out, length));
    for (int64_t i = 0; i < count; ++i) {
        std::memcpy(out->at(i * once), copy.as<Bytes>()->data, items.size());
    }
    return ok();
}

Result<int64_t> repeatCount(Thread* t, Value count) {
    if (!hasIndex(t, count)) {
        return raise(t, TypeId::kTypeError, "can't multiply sequence by non-int of type '%.200T'",
                     count);
    }
    return toIndexInt64(t, count);
}

Ref arrayMultiply(Thread* t, Value v, Value w) {
    if (!isArray(t, v)) std::swap(v, w);
    int64_t count = KRAIT_TRY(repeatCount(t, w));
    New<Array> product = KRAIT_TRY(arrayLike(t, arrayOf(v), 0));
    KRAIT_TRY(repeatInto(t, product, arrayOf(v)->view(), count));
    return product;
}

Ref arrayInplaceAdd(Thread* t, Value v, Value w) {
    if (!isArray(t, w)) {
        return raise(t, TypeId::kTypeError, "can only extend array with array (not \"%.200T\")", w);
    }
    KRAIT_TRY(extend(t, arrayOf(v), w));
    return Ref::share(v);
}
Ref arrayInplaceMultiply(Thread* t, Value v, Value w) {
    int64_t count = KRAIT_TRY(repeatCount(t, w));
    KRAIT_TRY(repeatInto(t, arrayOf(v), arrayOf(v)->view(), count));
    return Ref::share(v);
}

constexpr const char* kBufferFormats[] = {"b", "B", "w", "w", "h", "H", "i",
                                          "I", "l", "L", "q", "Q", "f", "d"};

Status arrayBuffer(Thread*, Value self, BufferView* view, bool) {
    auto* a = arrayOf(self);
    static char nothing[1] = {};
    view->owner = Ref::share(self);
    view->data = a->data ? a->data : nothing;
    view->size = static_cast<int64_t>(a->bytes());
    view->item_size = a->item_size;
    view->format = kBufferFormats[kTypeCodes.find(a->code)];
    view->read_only = false;
    ++a->exports;
    return ok();
}
void arrayReleaseBuffer(Thread*, Value self, BufferView*) {
    --arrayOf(self)->exports;
}

// --- construction --------------------------------------------------------------------------------

Result<char> typeCodeOf(Thread* t, Value v) {
    if (!isStr(v) || v.as<Str>()->length != 1) {
        return raise(t, TypeId::kTypeError,
                     "array() argument 1 must be a unicode character, not %.50T", v);
    }
    uint32_t c = v.as<Str>()->at(0);
    if (c >= 128 || kTypeCodes.find(static_cast<char>(c)) == std::string_view::npos) {
        return raise(t, TypeId::kValueError, "%s", kBadTypeCode);
    }
    return static_cast<char>(c);
}

Ref array_dunder_new(Thread* t, Args args) {
    char code = KRAIT_TRY(typeCodeOf(t, args[1]));
    bool unicode = code == 'u' || code == 'w';
    if (code == 'u') {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                       "The 'u' type code is deprecated and will be removed in Python 3.16"));
    }
    Value initial = args[2];
    auto* type = args[0].as<Type>();
    if (!initial.isEmpty() && !unicode) {
        if (isStr(initial)) {
            return raise(t, TypeId::kTypeError,
                         "cannot use a str to initialize an array with typecode '%c'", code);
        }
        if (isArray(t, initial) && arrayOf(initial)->isUnicode()) {
            return raise(t, TypeId::kTypeError,
                         "cannot use a unicode array to initialize an array with typecode '%c'",
                         code);
        }
    }
    New<Array> a = KRAIT_TRY(arrayNew(t, type, code, 0));
    if (initial.isEmpty()) return a;
    if (isBytes(initial) || isByteArray(initial)) {
        Buffer bytes;
        KRAIT_TRY(bytes.acquire(t, initial));
        KRAIT_TRY(appendBytes(t, a, bytes.view()));
    } else if (isStr(initial)) {
        KRAIT_TRY(appendText(t, a, initial.as<Str>()));
    } else if (isArray(t, initial) && arrayOf(initial)->code == code) {
        KRAIT_TRY(appendBytes(t, a, arrayOf(initial)->view()));
    } else {
        KRAIT_TRY(iterateItems(t, initial, [&](Value item) { return append(t, a, item); }));
    }
    return a;
}

// --- methods -------------------------------------------------------------------------------------

Ref array_append(Thread* t, Args a) {
    KRAIT_TRY(append(t, arrayOf(a[0]), a[1]));
    return Ref::none();
}
Ref array_extend(Thread* t, Args a) {
    KRAIT_TRY(extend(t, arrayOf(a[0]), a[1]));
    return Ref::none();
}
Ref array_insert(Thread* t, Args a) {
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    KRAIT_TRY(insertAt(t, arrayOf(a[0]), index, a[2]));
    return Ref::none();
}
Ref array_clear(Thread* t, Args a) {
    KRAIT_TRY(resize(t, arrayOf(a[0]), 0));
    return Ref::none();
}
Ref array_pop(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    int64_t index = KRAIT_TRY(toIndexInt64(t, args[1]));
    if (a->length == 0) return raise(t, TypeId::kIndexError, "pop from empty array");
    if (index < 0) index += a->length;
    if (index < 0 || index >= a->length) {
        return raise(t, TypeId::kIndexError, "pop index out of range");
    }
    Ref item = KRAIT_TRY(getItemAt(t, a, index));
    KRAIT_TRY(replaceRange(t, a, index, index + 1, nullptr));
    return item;
}
Ref array_remove(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    int64_t index = KRAIT_TRY(findItem(t, a, args[1], 0, INT64_MAX));
    if (index < 0) return raise(t, TypeId::kValueError, "array.remove(x): x not in array");
    KRAIT_TRY(replaceRange(t, a, index, index + 1, nullptr));
    return Ref::none();
}
Ref array_index(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    int64_t start = KRAIT_TRY(toIndexClamped(t, args[2]));
    int64_t stop = KRAIT_TRY(toIndexClamped(t, args[3]));
    if (start < 0) start = std::max<int64_t>(start + a->length, 0);
    if (stop < 0) stop += a->length;
    int64_t index = KRAIT_TRY(findItem(t, a, args[1], start, stop));
    if (index < 0) return raise(t, TypeId::kValueError, "array.index(x): x not in array");
    return intFrom(t, index);
}
Ref array_count(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    int64_t count = 0;
    for (int64_t i = 0; i < a->length; ++i) {
        Ref item = KRAIT_TRY(getItemAt(t, a, i));
        count += KRAIT_TRY(compareItemsEqual(t, item, args[1]));
    }
    return intFrom(t, count);
}
Ref array_reverse(Thread*, Args args) {
    auto* a = arrayOf(args[0]);
    auto size = static_cast<size_t>(a->item_size);
    for (int64_t i = 0, j = a->length - 1; i < j; ++i, --j) {
        std::swap_ranges(a->at(i), a->at(i) + size, a->at(j));
    }
    return Ref::none();
}
Ref array_byteswap(Thread*, Args args) {
    auto* a = arrayOf(args[0]);
    if (a->item_size > 1) swapBytes(a->data, a->length, a->item_size);
    return Ref::none();
}
Ref array_buffer_info(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    Ref address = KRAIT_TRY(intFromUnsigned(t, reinterpret_cast<uintptr_t>(a->data)));
    Ref length = KRAIT_TRY(intFrom(t, a->length));
    return tupleOf(t, address, length);
}
Ref array_tobytes(Thread* t, Args a) {
    return bytesFrom(t, arrayOf(a[0])->view());
}
Ref array_frombytes(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    // An array may be fed its own bytes: the copy is what lets it grow.
    Ref bytes;
    {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, args[1]));
        if (buffer.raw().item_size != 1) {
            return raise(t, TypeId::kTypeError, "a bytes-like object is required");
        }
        bytes = KRAIT_TRY(bytesFrom(t, buffer.view()));
    }
    KRAIT_TRY(appendBytes(t, a, bytes.as<Bytes>()->view()));
    return Ref::none();
}
Ref array_tolist(Thread* t, Args a) {
    return listOfItems(t, arrayOf(a[0]));
}
Ref array_fromlist(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    if (!isList(args[1])) return raise(t, TypeId::kTypeError, "arg must be list");
    auto* list = args[1].as<List>();
    int64_t length = a->length, count = list->length;
    for (int64_t i = 0; i < list->length; ++i) {
        Ref item = Ref::share(list->items[i]);
        Status added = append(t, a, item);
        if (!added.isError() && list->length != count) {
            added = raise(t, TypeId::kRuntimeError, "list changed size during iteration");
        }
        if (added.isError()) {
            Ref exception = takeException(t);
            KRAIT_TRY(resize(t, a, std::min(length, a->length)));
            return raiseException(t, exception);
        }
    }
    return Ref::none();
}
Ref array_fromunicode(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    if (!isStr(args[1])) {
        return raise(t, TypeId::kTypeError, "fromunicode() argument must be str, not %.50T",
                     args[1]);
    }
    if (!a->isUnicode()) {
        return raise(t, TypeId::kValueError,
                     "fromunicode() may only be called on unicode type arrays ('u' or 'w')");
    }
    KRAIT_TRY(appendText(t, a, args[1].as<Str>()));
    return Ref::none();
}
Ref array_tounicode(Thread* t, Args a) {
    if (!arrayOf(a[0])->isUnicode()) {
        return raise(t, TypeId::kValueError,
                     "tounicode() may only be called on unicode type arrays ('u' or 'w')");
    }
    return textOfItems(t, arrayOf(a[0]));
}
Ref array_tofile(Thread* t, Args args) {
    constexpr size_t kPieceSize = 64 * 1024;
    New<Str> write = KRAIT_TRY(strIntern(t, "write"));
    for (size_t at = 0; at < arrayOf(args[0])->bytes(); at += kPieceSize) {
        Ref piece = KRAIT_TRY(bytesFrom(t, arrayOf(args[0])->view().substr(at, kPieceSize)));
        (void)KRAIT_TRY(callMethod(t, args[1], write, piece.get()));
    }
    return Ref::none();
}
Ref array_fromfile(Thread* t, Args args) {
    auto* a = arrayOf(args[0]);
    int64_t count = KRAIT_TRY(toIndexInt64(t, args[2]));
    int64_t bytes;
    if (count < 0) return raise(t, TypeId::kValueError, "negative count");
    if (__builtin_mul_overflow(count, a->item_size, &bytes)) return raiseNoMemory(t);
    Ref size = KRAIT_TRY(intFrom(t, bytes));
    Ref data = KRAIT_TRY(callMethod(t, args[1], t->name(kName_read), size.get()));
    if (!isBytes(data)) return raise(t, TypeId::kTypeError, "read() didn't return bytes");
    KRAIT_TRY(appendBytes(t, a, data.as<Bytes>()->view()));
    if (data.as<Bytes>()->length != bytes) {
        return raise(t, TypeId::kEOFError, "read() didn't return enough bytes");
    }
    return Ref::none();
}
Ref array_dunder_copy(Thread* t, Args a) {
    New<Array> copy = KRAIT_TRY(arrayLike(t, arrayOf(a[0]), 0));
    KRAIT_TRY(appendBytes(t, copy, arrayOf(a[0])->view()));
    return copy;
}
Ref array_dunder_sizeof(Thread* t, Args a) {
    return intFrom(t, static_cast<int64_t>(sizeof(Array)) +
                          arrayOf(a[0])->capacity * arrayOf(a[0])->item_size);
}

// --- pickling ------------------------------------------------------------------------------------

// What the bytes of a pickled array are, whatever machine made them: by CPython's number.
struct MachineFormat {
    char kind; // 'u' unsigned, 'i' signed, 'f' float, 'c' UTF
    uint8_t size;
    bool big;
};
constexpr MachineFormat kMachineFormats[] = {
    {'u', 1, false}, {'i', 1, false}, {'u', 2, false}, {'u', 2, true},  {'i', 2, false},
    {'i', 2, true},  {'u', 4, false}, {'u', 4, true},  {'i', 4, false}, {'i', 4, true},
    {'u', 8, false}, {'u', 8, true},  {'i', 8, false}, {'i', 8, true},  {'f', 4, false},
    {'f', 4, true},  {'f', 8, false}, {'f', 8, true},  {'c', 2, false}, {'c', 2, true},
    {'c', 4, false}, {'c', 4, true},
};

int machineFormatOf(char code) {
    auto size = static_cast<uint8_t>(itemSizeOf(code));
    char kind = code == 'u' || code == 'w'   ? 'c'
                : code == 'f' || code == 'd' ? 'f'
                : isSignedCode(code)         ? 'i'
                                             : 'u';
    for (int i = 0; i < static_cast<int>(std::size(kMachineFormats)); ++i) {
        const MachineFormat& format = kMachineFormats[i];
        if (format.kind == kind && format.size == size && !format.big) return i;
    }
    return -1;
}

Ref array_dunder_reduce_ex(Thread* t, Args args) {
    int64_t protocol = KRAIT_TRY(toIndexInt64(t, args[1]));
    auto* a = arrayOf(args[0]);
    Ref attributes = getAttrOptional(t, args[0], t->name(kName___dict__));
    if (attributes.isEmpty()) {
        if (t->hasError()) return Error{};
        attributes = Ref::none();
    }
    char code[1] = {a->code};
    Ref code_text = KRAIT_TRY(strFromAscii(t, {code, 1}));
    Value type(typeOf(t, args[0]));
    if (protocol < 3) {
        Ref items = KRAIT_TRY(listOfItems(t, a));
        Ref inner = KRAIT_TRY(tupleOf(t, code_text, items));
        return tupleOf(t, type, inner, attributes);
    }
    Ref module = KRAIT_TRY(importModule(t, "array"));
    Ref function = KRAIT_TRY(getAttr(t, module, "_array_reconstructor"));
    Ref bytes = KRAIT_TRY(bytesFrom(t, a->view()));
    Ref inner =
        KRAIT_TRY(tupleOf(t, type, code_text, Value::smallInt(machineFormatOf(a->code)), bytes));
    return tupleOf(t, function, inner, attributes);
}

// The items of foreign bytes, one by one.
Status appendForeign(Thread* t, Array* a, std::string_view bytes, const MachineFormat& format) {
    for (size_t at = 0; at + format.size <= bytes.size(); at += format.size) {
        const char* p = bytes.data() + at;
        Ref item;
        if (format.kind == 'f') {
            char swapped[8];
            std::memcpy(swapped, p, format.size);
            if (format.big) std::reverse(swapped, swapped + format.size);
            item = KRAIT_TRY(nativeItemGet(t, format.size == 4 ? 'f' : 'd', swapped));
        } else if (format.kind == 'i') {
            item = KRAIT_TRY(intFrom(t, loadSignedInteger(p, format.size, format.big)));
        } else {
            uint64_t value = loadInteger(p, format.size, format.big);
            item = KRAIT_TRY(format.kind == 'c' ? strFromCodePoint(t, static_cast<uint32_t>(value))
                                                : intFromUnsigned(t, value));
        }
        KRAIT_TRY(append(t, a, item));
    }
    return ok();
}

Ref array_reconstructor(Thread* t, Args args) {
    Type* array_type = typeFromSpec(t, &kArraySpec);
    if (!array_type) return Error{};
    if (!isType(args[0])) {
        return raise(t, TypeId::kTypeError, "first argument must be a type object, not %.200T",
                     args[0]);
    }
    if (!isSubtype(args[0].as<Type>(), array_type)) {
        return raise(t, TypeId::kTypeError, "%N is not a subtype of array.array",
                     args[0].as<Type>());
    }
    uint32_t c = isStr(args[1]) && args[1].as<Str>()->length == 1 ? args[1].as<Str>()->at(0) : 0;
    if (c == 0 || c >= 128 || kTypeCodes.find(static_cast<char>(c)) == std::string_view::npos) {
        return raise(t, TypeId::kValueError, "second argument must be a valid type code");
    }
    int64_t number = KRAIT_TRY(toIndexInt64(t, args[2]));
    if (number < 0 || number >= static_cast<int64_t>(std::size(kMachineFormats))) {
        return raise(t, TypeId::kValueError, "third argument must be a valid machine format code.");
    }
    if (!isBytes(args[3])) {
        return raise(t, TypeId::kTypeError, "fourth argument should be bytes, not %.200T", args[3]);
    }
    const MachineFormat& format = kMachineFormats[number];
    std::string_view bytes = args[3].as<Bytes>()->view();
    char code = static_cast<char>(c);
    New<Array> a = KRAIT_TRY(arrayNew(t, args[0].as<Type>(), code, 0));
    if (machineFormatOf(code) == number) {
        KRAIT_TRY(appendBytes(t, a, bytes));
        return a;
    }
    if (bytes.size() % format.size != 0) {
        return raise(t, TypeId::kValueError, "bytes length not a multiple of item size");
    }
    KRAIT_TRY(appendForeign(t, a, bytes, format));
    return a;
}

constexpr MethodDef kArrayMethods[] = {
    {"append(self, v, /)", array_append, "Appends an item."},
    {"buffer_info(self, /)", array_buffer_info, "(address, number of items) of the memory."},
    {"byteswap(self, /)", array_byteswap, "Reverses the bytes of each item."},
    {"clear(self, /)", array_clear, "Removes all items."},
    {"__copy__(self, /)", array_dunder_copy, "A copy."},
    {"count(self, v, /)", array_count, "How often v occurs."},
    {"__deepcopy__(self, unused, /)", array_dunder_copy, "A copy."},
    {"extend(self, bb, /)", array_extend, "Appends the items of an array or iterable."},
    {"fromfile(self, f, n, /)", array_fromfile, "Appends n items read from a binary file."},
    {"fromlist(self, list, /)", array_fromlist, "Appends the items of a list, all or none."},
    {"fromunicode(self, ustr, /)", array_fromunicode, "Appends the characters of a string."},
    {"frombytes(self, buffer, /)", array_frombytes, "Appends items given as bytes."},
    {"index(self, v, start=0, stop=9223372036854775807, /)", array_index,
     "The first index of v in the range, or ValueError."},
    {"insert(self, i, v, /)", array_insert, "Inserts v before index i."},
    {"pop(self, i=-1, /)", array_pop, "Removes the item at i and returns it."},
    {"__reduce_ex__(self, value, /)", array_dunder_reduce_ex, "How to pickle it."},
    {"remove(self, v, /)", array_remove, "Removes the first v."},
    {"reverse(self, /)", array_reverse, "Reverses the order of the items."},
    {"tofile(self, f, /)", array_tofile, "Writes the items to a binary file."},
    {"tolist(self, /)", array_tolist, "The items as a list."},
    {"tobytes(self, /)", array_tobytes, "The items as bytes."},
    {"tounicode(self, /)", array_tounicode, "The characters as a string."},
    {"__sizeof__(self, /)", array_dunder_sizeof, "Size in memory, in bytes."},
    kClassGetItem,
    {},
};

constexpr GetSetDef kArrayGetSets[] = {
    {"typecode",
     [](Thread* t, Value self) {
         return strFromCodePoint(t, static_cast<uint8_t>(arrayOf(self)->code));
     },
     nullptr, "The character that says what items are."},
    {"itemsize", [](Thread* t, Value self) { return intFrom(t, arrayOf(self)->item_size); },
     nullptr, "The bytes of one item."},
    {},
};

constexpr TypeSlots arraySlots() {
    TypeSlots s;
    s.destroy = arrayDestroy;
    s.repr = arrayRepr;
    s.compare = arrayCompare;
    s.iter = arrayIter;
    s.length = arrayLength;
    s.getitem = arrayGetItem;
    s.setitem = arraySetItem;
    s.contains = arrayContains;
    s.buffer = arrayBuffer;
    s.release_buffer = arrayReleaseBuffer;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = arrayAdd;
    s.binary[static_cast<int>(BinaryOp::kMul)] = arrayMultiply;
    s.inplace[static_cast<int>(BinaryOp::kAdd)] = arrayInplaceAdd;
    s.inplace[static_cast<int>(BinaryOp::kMul)] = arrayInplaceMultiply;
    return s;
}

extern const TypeSpec kArraySpec = {
    .name = "array.array",
    .size = sizeof(Array),
    .flags = kTypeBase | kTypeWeakrefable | kTypeSequence,
    .slots = arraySlots(),
    .doc = "array(typecode [, initializer]) -> array\n\nA sequence of numbers or characters of one "
           "type, packed.",
    .new_ = {"array(cls, typecode, initializer=<unset>, /)", array_dunder_new, nullptr},
    .methods = kArrayMethods,
    .getsets = kArrayGetSets,
};

// --- iterator ------------------------------------------------------------------------------------

Ref iteratorNext(Thread* t, Value self) {
    auto* it = self.as<ArrayIterator>();
    if (it->array.isEmpty()) return Ref();
    auto* a = arrayOf(it->array);
    if (it->index < a->length) return getItemAt(t, a, it->index++);
    forget(&it->array);
    return Ref();
}
Ref iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<ArrayIterator>();
    if (!it->array.isEmpty()) {
        Ref index = KRAIT_TRY(intFrom(t, it->index));
        return reduceWith(t, "iter", it->array, index);
    }
    Ref nothing = KRAIT_TRY(tupleFrom(t, nullptr, 0));
    return reduceWith(t, "iter", nothing);
}
Ref iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<ArrayIterator>();
    int64_t index = KRAIT_TRY(toIndexClamped(t, a[1]));
    if (!it->array.isEmpty()) {
        it->index = std::clamp<int64_t>(index, 0, arrayOf(it->array)->length);
    }
    return Ref::none();
}
constexpr MethodDef kIteratorMethods[] = {
    {"__reduce__(self, /)", iterator_dunder_reduce, "How to pickle it."},
    {"__setstate__(self, state, /)", iterator_dunder_setstate, "Sets the index."},
    {},
};
using IteratorOwns = Owns<ArrayIterator, &ArrayIterator::array>;

extern const TypeSpec kArrayIteratorSpec = {
    .name = "array.arrayiterator",
    .size = sizeof(ArrayIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = IteratorOwns::destroy,
              .traverse = IteratorOwns::traverse,
              .iter = iterSelf,
              .next = iteratorNext},
    .methods = kIteratorMethods,
};

constexpr MethodDef kFunctions[] = {
    {"_array_reconstructor(arraytype, typecode, mformat_code, items, /)", array_reconstructor,
     "An array from its pickled form."},
    {},
};

Status initArray(Thread* t, Value module) {
    static constexpr ModuleType kTypes[] = {{"array", &kArraySpec}, {"ArrayType", &kArraySpec}};
    KRAIT_TRY(addTypes(t, module, kTypes));
    Ref codes = KRAIT_TRY(strFromAscii(t, kTypeCodes));
    KRAIT_TRY(addValue(t, module, "typecodes", codes));
    Ref abc = KRAIT_TRY(importModule(t, "collections.abc"));
    Ref sequence = KRAIT_TRY(getAttr(t, abc, "MutableSequence"));
    New<Str> name = KRAIT_TRY(strIntern(t, "register"));
    (void)KRAIT_TRY(callMethod(t, sequence, name, Value(typeFromSpec(t, &kArraySpec))));
    return ok();
}

} // namespace

extern const NativeModule karrayModule = {"array", "Packed sequences of numbers.", kFunctions,
                                          initArray};

} // namespace krait
