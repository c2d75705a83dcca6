// list: a growable array of Values in a heap block. Invariants: 0 <= length <= capacity; items
// below length are not EMPTY and are owned; capacity 0 means that there is no block (`items` is
// then null, or the mark of a sort that runs: list_sort.cpp). Everything needs the GIL.
//
// REENTRY: releasing an item may run Python code that changes this list. So what is replaced or
// removed first leaves the array, then is released.
#include "vm/objects/list.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/set.h"
#include "vm/objects/slice.h"
#include "vm/runtime/signals.h"

#include <algorithm>
#include <cstring>

namespace krait {

bool isList(Value v) {
    return v.isObject() && (v.object()->kind == static_cast<uint8_t>(TypeId::kList) ||
                            (v.object()->shape->type->flags & kTypeListSub));
}

namespace {

// LIMIT: items of a list; more is a MemoryError.
constexpr int64_t kListLengthMax = int64_t{1} << 58;

size_t blockSize(int64_t capacity) {
    return static_cast<size_t>(capacity) * sizeof(Value);
}

} // namespace

// --- building ------------------------------------------------------------------------------------

New<List> listNew(Thread* t, int64_t capacity) {
    New<List> list = allocateContainer<List>(t, TypeId::kList);
    if (KRAIT_UNLIKELY(list.isError())) return list;
    list->items = nullptr;
    list->length = list->capacity = 0;
    if (capacity > 0) KRAIT_TRY(listGrow(t, list, capacity));
    return list;
}

// Grows to at least capacity_min, exactly so for an empty list.
Status listGrow(Thread* t, List* list, int64_t capacity_min) {
    if (KRAIT_UNLIKELY(capacity_min > kListLengthMax)) return raiseNoMemory(t);
    int64_t capacity = capacity_min;
    if (list->capacity != 0 || capacity_min < 4) {
        capacity = (capacity_min + (capacity_min >> 2) + 3) & ~int64_t{3};
    }
    void* block = list->capacity == 0 ? t->heap->allocateBlock(blockSize(capacity))
                                      : t->heap->resizeBlock(list->items, blockSize(list->capacity),
                                                             blockSize(capacity));
    if (KRAIT_UNLIKELY(!block)) return raiseNoMemory(t);
    list->items = static_cast<Value*>(block);
    list->capacity = capacity;
    return ok();
}

Ref listFrom(Thread* t, const Value* items, int64_t count) {
    New<List> list = KRAIT_TRY(listNew(t, count));
    if (count != 0) std::memcpy(list->items, items, blockSize(count));
    increfAll(items, count);
    list->length = count;
    return list;
}

Ref listTake(Thread* t, Value* items, int64_t count) {
    New<List> list = listNew(t, count);
    if (KRAIT_UNLIKELY(list.isError())) {
        decrefAll(items, count);
        return Error{};
    }
    if (count != 0) std::memcpy(list->items, items, blockSize(count));
    list->length = count;
    return list;
}

Ref listAsTuple(Thread* t, List* list) {
    return tupleFrom(t, list->items, list->length);
}

Status listAppend(Thread* t, List* list, Value item) {
    incref(item);
    return listAppendTake(t, list, item);
}

Status listInsert(Thread* t, List* list, int64_t index, Value item) {
    if (index < 0 && (index += list->length) < 0) index = 0;
    if (index > list->length) index = list->length;
    if (list->length == list->capacity) KRAIT_TRY(listGrow(t, list, list->length + 1));
    incref(item);
    std::memmove(list->items + index + 1, list->items + index, blockSize(list->length - index));
    list->items[index] = item;
    ++list->length;
    return ok();
}

void listClear(Thread* t, List* list) {
    if (list->capacity == 0) return;
    Value* items = list->items;
    int64_t length = list->length, capacity = list->capacity;
    list->items = nullptr;
    list->length = list->capacity = 0;
    for (int64_t i = length; i-- > 0;) decref(items[i]);
    t->heap->freeBlock(items, blockSize(capacity));
}

namespace {

Status extendWithItems(Thread* t, List* list, const Value* items, int64_t count) {
    if (count == 0) return ok();
    if (list->capacity - list->length < count) {
        // The items may be this list's own.
        bool own = items == list->items;
        KRAIT_TRY(listGrow(t, list, list->length + count));
        if (own) items = list->items;
    }
    Value* out = list->items + list->length;
    for (int64_t i = 0; i < count; ++i) {
        incref(items[i]);
        out[i] = items[i];
    }
    list->length += count;
    return ok();
}

// Small ints from a range iterator go straight in; true if all of them did.
Result<bool> extendWithRange(Thread* t, List* list, RangeIterator* it) {
    int64_t last;
    if (it->left <= 0) return true;
    if (__builtin_mul_overflow(it->left - 1, it->step, &last) ||
        __builtin_add_overflow(last, it->next, &last) || !Value::fitsSmallInt(it->next) ||
        !Value::fitsSmallInt(last)) {
        return false;
    }
    int64_t count = it->left;
    if (list->capacity - list->length < count) KRAIT_TRY(listGrow(t, list, list->length + count));
    Value* out = list->items + list->length;
    int64_t next = it->next, step = it->step;
    for (int64_t i = 0; i < count; ++i, next += step) out[i] = Value::smallInt(next);
    list->length += count;
    it->next = next;
    it->left = 0;
    return true;
}

} // namespace

Status listExtend(Thread* t, List* list, Value iterable) {
    if (isExactList(iterable)) {
        auto* other = iterable.as<List>();
        return extendWithItems(t, list, other->items, other->length);
    }
    if (isExactTuple(iterable)) {
        auto* other = iterable.as<Tuple>();
        return extendWithItems(t, list, other->items, other->length);
    }
    if (isExactStr(iterable) && iterable.as<Str>()->width == 1) {
        auto* text = iterable.as<Str>();
        if (list->capacity - list->length < text->length) {
            KRAIT_TRY(listGrow(t, list, list->length + text->length));
        }
        Value* out = list->items + list->length;
        for (int64_t i = 0; i < text->length; ++i) {
            Str* c = t->runtime->latin1_chars[text->latin1()[i]];
            ++c->refcount;
            out[i] = Value(c);
        }
        list->length += text->length;
        return ok();
    }
    if (isExactDict(iterable)) {
        auto* dict = iterable.as<Dict>();
        if (list->capacity - list->length < dict->used) {
            KRAIT_TRY(listGrow(t, list, list->length + dict->used));
        }
        int64_t position = 0;
        Value key, value;
        while (dictNext(dict, &position, &key, &value)) {
            incref(key);
            list->items[list->length++] = key;
        }
        return ok();
    }
    Ref iterator = KRAIT_TRY(iterOf(t, iterable));
    bool unhinted = isKind(iterable, TypeId::kRange) || isKind(iterable, TypeId::kRangeIterator) ||
                    isKind(iterable, TypeId::kGenerator);
    int64_t hint = unhinted ? 8 : KRAIT_TRY(lengthHint(t, iterable, 8));
    if (isKind(iterator, TypeId::kRangeIterator)) {
        if (KRAIT_TRY(extendWithRange(t, list, iterator.as<RangeIterator>()))) return ok();
    }
    // A hint is no promise: a wrong one must not fail here. LIMIT: 1 GB on its word.
    if (hint > list->capacity - list->length && hint < (int64_t{1} << 27)) {
        KRAIT_TRY(listGrow(t, list, list->length + hint));
    }
    if (isKind(iterator, TypeId::kGenerator)) {
        return drainGenerator(t, iterator, [t, list](Value item) {
            return !listAppendTake(t, list, item).isError();
        });
    }
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            break;
        }
        KRAIT_TRY(listAppendTake(t, list, item.release()));
    }
    if (list->capacity > 16 && list->length < list->capacity / 2) {
        // An iterator that promised much and gave little.
        int64_t capacity = std::max<int64_t>(list->length, 4);
        void* block =
            t->heap->resizeBlock(list->items, blockSize(list->capacity), blockSize(capacity));
        if (block) {
            list->items = static_cast<Value*>(block);
            list->capacity = capacity;
        }
    }
    return ok();
}

Ref listFromIterable(Thread* t, Value iterable) {
    New<List> list = KRAIT_TRY(listNew(t));
    KRAIT_TRY(listExtend(t, list, iterable));
    return list;
}

namespace {

// --- removal and replacement ---------------------------------------------------------------------

// Gives unused memory back once the list is much smaller than its block.
void shrink(Thread* t, List* list) {
    if (list->capacity <= 16 || list->length >= list->capacity / 4) return;
    if (list->length == 0) {
        t->heap->freeBlock(list->items, blockSize(list->capacity));
        list->items = nullptr;
        list->capacity = 0;
        return;
    }
    int64_t capacity = list->length + (list->length >> 1) + 4;
    void* block = t->heap->resizeBlock(list->items, blockSize(list->capacity), blockSize(capacity));
    if (!block) return;
    list->items = static_cast<Value*>(block);
    list->capacity = capacity;
}

// Takes the item out: the caller owns it.
Value takeAt(Thread* t, List* list, int64_t index) {
    Value item = list->items[index];
    --list->length;
    std::memmove(list->items + index, list->items + index + 1, blockSize(list->length - index));
    shrink(t, list);
    return item;
}

// Releases the values of a temporary block, from the last to the first as Python does.
void releaseBlock(Thread* t, Value* values, int64_t count) {
    for (int64_t i = count; i-- > 0;) decref(values[i]);
    t->heap->freeBlock(values, blockSize(count));
}

// list[low:high] = items (borrowed; not this list's own block).
Status replaceRange(Thread* t, List* list, int64_t low, int64_t high, const Value* items,
                    int64_t count) {
    low = std::clamp<int64_t>(low, 0, list->length);
    high = std::clamp<int64_t>(high, low, list->length);
    int64_t removed = high - low;
    int64_t length = list->length - removed + count;
    if (removed == 0 && count == 0) return ok();
    if (removed == count && count <= 8) {
        // In place. REENTRY: releasing an item may change the list, so all are swapped first.
        Value before[8];
        Value* place = list->items + low;
        bool any_object = false;
        for (int64_t i = 0; i < count; ++i) {
            before[i] = place[i];
            any_object |= before[i].isObject();
            incref(items[i]);
            place[i] = items[i];
        }
        if (any_object)
            for (int64_t i = count; i-- > 0;) decref(before[i]);
        return ok();
    }
    Value few[8];
    Value* old = few;
    if (removed > 8) {
        old = static_cast<Value*>(t->heap->allocateBlock(blockSize(removed)));
        if (!old) return raiseNoMemory(t);
    }
    if (length > list->capacity) {
        if (listGrow(t, list, length).isError()) {
            if (old != few) t->heap->freeBlock(old, blockSize(removed));
            return Error{};
        }
    }
    if (removed) std::memcpy(old, list->items + low, blockSize(removed));
    if (removed != count) {
        std::memmove(list->items + low + count, list->items + high, blockSize(list->length - high));
    }
    for (int64_t i = 0; i < count; ++i) {
        incref(items[i]);
        list->items[low + i] = items[i];
    }
    list->length = length;
    if (length < list->capacity / 4) shrink(t, list);
    if (old != few) {
        releaseBlock(t, old, removed);
    } else {
        for (int64_t i = removed; i-- > 0;) decref(old[i]);
    }
    return ok();
}

// The items of a sequence that is to be stored: a list or tuple as it is, else a new list. A copy
// when it is the target itself.
Ref itemsToStore(Thread* t, List* target, Value source) {
    if (isExactTuple(source)) return Ref::share(source);
    if (isList(source)) {
        if (source == Value(target)) return listFrom(t, target->items, target->length);
        return Ref::share(source);
    }
    Ref list = listFromIterable(t, source);
    if (list.isError() && typeOf(t, source)->slots.iter == nullptr &&
        typeOf(t, source)->slots.getitem == nullptr && errorIs(t, TypeId::kTypeError)) {
        clearError(t);
        return raise(t, TypeId::kTypeError, "must assign iterable to extended slice");
    }
    return list;
}
const Value* itemsOf(Value sequence, int64_t* count) {
    if (isTuple(sequence)) {
        *count = sequence.as<Tuple>()->length;
        return sequence.as<Tuple>()->items;
    }
    *count = sequence.as<List>()->length;
    return sequence.as<List>()->items;
}

Status deleteSlice(Thread* t, List* list, SliceBounds bounds) {
    if (bounds.count <= 0) return ok();
    if (bounds.step < 0) {
        bounds.start += bounds.step * (bounds.count - 1);
        bounds.step = -bounds.step;
    }
    auto* removed = static_cast<Value*>(t->heap->allocateBlock(blockSize(bounds.count)));
    if (!removed) return raiseNoMemory(t);
    Value* out = list->items + bounds.start;
    int64_t at = bounds.start;
    for (int64_t i = 0; i < bounds.count; ++i) {
        removed[i] = list->items[at];
        int64_t keep = i + 1 < bounds.count ? bounds.step - 1 : list->length - at - 1;
        std::memmove(out, list->items + at + 1, blockSize(keep));
        out += keep;
        at += bounds.step;
    }
    list->length -= bounds.count;
    shrink(t, list);
    for (int64_t i = 0; i < bounds.count; ++i) decref(removed[i]);
    t->heap->freeBlock(removed, blockSize(bounds.count));
    return ok();
}

} // namespace

Status listAssignSlice(Thread* t, List* list, int64_t low, int64_t high, Value value) {
    // REENTRY: as in storeSlice, the ends count from the length before the items are made.
    SliceBounds bounds = sliceAdjust({low, high, 1, 0}, list->length);
    int64_t count;
    if (isExactList(value) && value != Value(list)) {
        auto* source = value.as<List>();
        return replaceRange(t, list, bounds.start, std::max(bounds.start, bounds.stop),
                            source->items, source->length);
    }
    Ref items = KRAIT_TRY(itemsToStore(t, list, value));
    const Value* from = itemsOf(items, &count);
    return replaceRange(t, list, bounds.start, std::max(bounds.start, bounds.stop), from, count);
}

namespace {

Status storeSlice(Thread* t, List* list, Slice* slice, Value value) {
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, slice));
    SliceBounds bounds = sliceAdjust(raw, list->length);
    if (value.isEmpty()) {
        if (bounds.step == 1) {
            return replaceRange(t, list, bounds.start, bounds.stop, nullptr, 0);
        }
        return deleteSlice(t, list, bounds);
    }
    int64_t count;
    if (bounds.step == 1) return listAssignSlice(t, list, raw.start, raw.stop, value);
    Ref items = KRAIT_TRY(itemsToStore(t, list, value));
    // REENTRY: making the items may have changed this list.
    bounds = sliceAdjust(raw, list->length);
    const Value* from = itemsOf(items, &count);
    if (count != bounds.count) {
        return raise(t, TypeId::kValueError,
                     "attempt to assign sequence of size %ld to extended slice of size %ld", count,
                     bounds.count);
    }
    if (count == 0) return ok();
    auto* old = static_cast<Value*>(t->heap->allocateBlock(blockSize(count)));
    if (!old) return raiseNoMemory(t);
    for (int64_t i = 0, at = bounds.start; i < count; ++i, at += bounds.step) {
        old[i] = list->items[at];
        incref(from[i]);
        list->items[at] = from[i];
    }
    for (int64_t i = 0; i < count; ++i) decref(old[i]);
    t->heap->freeBlock(old, blockSize(count));
    return ok();
}

// --- slots ---------------------------------------------------------------------------------------

void listDestroy(Thread* t, Object* o) {
    auto* list = static_cast<List*>(o);
    for (int64_t i = list->length; i-- > 0;) decref(list->items[i]);
    if (list->capacity != 0) t->heap->freeBlock(list->items, blockSize(list->capacity));
}
void listTraverse(Object* o, Visitor& visitor) {
    auto* list = static_cast<List*>(o);
    for (int64_t i = 0; i < list->length; ++i) visitor.visit(list->items[i]);
}
void listClearSlot(Thread* t, Object* o) {
    listClear(t, static_cast<List*>(o));
}

Ref listRepr(Thread* t, Value self) {
    auto* list = self.as<List>();
    if (list->length == 0) return strFromAscii(t, "[]");
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "[...]");
    ReprScope scope(t, self);
    TextBuffer out(t);
    out.append("[");
    KRAIT_TRY(reprItems(
        t, out, [&](int64_t i) { return i < list->length ? list->items[i] : Value::empty(); }));
    out.append("]");
    return out.finish();
}

Ref listCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isList(a) || !isList(b)) return Ref::notImplemented();
    auto* x = a.as<List>();
    auto* y = b.as<List>();
    if (x->length != y->length && isEqualityOp(op)) {
        return Ref::boolean(op == CompareOp::kNe);
    }
    KRAIT_TRY(checkNativeStack(t, " in comparison"));
    // REENTRY: a comparison may change either list; lengths are read anew each time.
    for (int64_t i = 0; i < x->length && i < y->length; ++i) {
        Value v = x->items[i], w = y->items[i];
        if (v == w) continue;
        Ref keep_v = Ref::share(v), keep_w = Ref::share(w);
        if (KRAIT_TRY(compareItemsEqual(t, v, w))) continue;
        if (i >= x->length || i >= y->length) break; // what differed is gone
        if (op == CompareOp::kEq) return Ref::boolean(false);
        if (op == CompareOp::kNe) return Ref::boolean(true);
        return compareOp(t, v, w, op);
    }
    return compareLengths(x->length, y->length, op);
}

Result<int64_t> listLength(Thread*, Value self) {
    return self.as<List>()->length;
}

Ref listGetItem(Thread* t, Value self, Value key) {
    auto* list = self.as<List>();
    if (isKind(key, TypeId::kSlice)) {
        SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
        SliceBounds bounds = sliceAdjust(raw, list->length);
        if (bounds.count <= 0) return listNew(t);
        if (bounds.step == 1) return listFrom(t, list->items + bounds.start, bounds.count);
        New<List> result = KRAIT_TRY(listNew(t, bounds.count));
        const Value* from = list->items + bounds.start;
        Value* to = result->items;
        for (Value* end = to + bounds.count;;) {
            incref(*from);
            *to++ = *from;
            if (to == end) break;
            from += bounds.step; // within the items: a step of any size is taken only to one
        }
        result->length = bounds.count;
        return result;
    }
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "list indices must be integers or slices, not %T", key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    if (index < 0) index += list->length;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(list->length)) {
        return raise(t, TypeId::kIndexError, "list index out of range");
    }
    return Ref::share(list->items[index]);
}

Status listSetItem(Thread* t, Value self, Value key, Value value) {
    auto* list = self.as<List>();
    if (isKind(key, TypeId::kSlice)) return storeSlice(t, list, key.as<Slice>(), value);
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "list indices must be integers or slices, not %T", key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    if (index < 0) index += list->length;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(list->length)) {
        return raise(t, TypeId::kIndexError, "list assignment index out of range");
    }
    if (value.isEmpty()) {
        decref(takeAt(t, list, index));
        return ok();
    }
    incref(value);
    decref(std::exchange(list->items[index], value));
    return ok();
}

Result<int64_t> findItem(Thread* t, List* list, Value item, int64_t start, int64_t stop) {
    // REENTRY: __eq__ may change the list.
    for (int64_t i = start; i < stop && i < list->length; ++i) {
        Value v = list->items[i];
        if (v == item) return i;
        if (Value::bothSmallInts(v, item)) continue;
        Ref keep = Ref::share(v);
        if (KRAIT_TRY(compareItemsEqual(t, v, item))) return i;
    }
    return int64_t{-1};
}

Result<bool> listContains(Thread* t, Value self, Value item) {
    auto* list = self.as<List>();
    return KRAIT_TRY(findItem(t, list, item, 0, INT64_MAX)) >= 0;
}

Ref listConcat(Thread* t, Value a, Value b) {
    if (!isList(a)) return Ref::notImplemented();
    if (!isList(b)) return Ref::notImplemented(); // b may have an __radd__
    auto* x = a.as<List>();
    auto* y = b.as<List>();
    New<List> result = KRAIT_TRY(listNew(t, x->length + y->length));
    Value* out = result->items;
    for (int64_t i = 0; i < x->length; ++i) {
        incref(x->items[i]);
        *out++ = x->items[i];
    }
    for (int64_t i = 0; i < y->length; ++i) {
        incref(y->items[i]);
        *out++ = y->items[i];
    }
    result->length = x->length + y->length;
    return result;
}

// Makes the items of `list`, which has room for them, `count` times as many; adds the references of
// many copies at once. LIMIT: references to one item are tested for overflow.
// With `interruptible` Ctrl-C is served on the way: nobody else may know the list.
Status repeatItems(Thread* t, List* list, int64_t count, bool interruptible) {
    const int64_t length = list->length;
    const int64_t copies_max =
        std::max<int64_t>(1, static_cast<int64_t>(kPollBytes / sizeof(Value)) / length);
    for (int64_t copies = 1; copies < count;) {
        // Doubling: each step copies what is there, as far as a step may go.
        int64_t step = std::min({copies, count - copies, copies_max});
        for (int64_t i = 0; i < length; ++i) {
            if (!list->items[i].isObject()) continue;
            Object* o = list->items[i].object();
            if (static_cast<uint64_t>(o->refcount) + static_cast<uint64_t>(step) > UINT32_MAX) {
                for (int64_t j = 0; j < i; ++j) {
                    if (list->items[j].isObject())
                        list->items[j].object()->refcount -= static_cast<uint32_t>(step);
                }
                return raiseNoMemory(t);
            }
            o->refcount += static_cast<uint32_t>(step);
        }
        Value* end = list->items + list->length;
        if (length == 1) {
            std::fill(end, end + step, list->items[0]);
        } else {
            std::memcpy(end, list->items, blockSize(step * length));
        }
        list->length += step * length;
        copies += step;
        if (interruptible) KRAIT_TRY(pollSignals(t));
    }
    return ok();
}

Ref listRepeat(Thread* t, Value a, Value b) {
    Value sequence = isList(a) ? a : b;
    Value factor = isList(a) ? b : a;
    if (!hasIndex(t, factor)) return Ref::notImplemented();
    int64_t count = KRAIT_TRY(toIndexInt64(t, factor));
    auto* list = sequence.as<List>();
    int64_t total;
    if (list->length == 0 || count <= 0) return listNew(t);
    if (__builtin_mul_overflow(list->length, count, &total) || total > kListLengthMax) {
        return raiseNoMemory(t);
    }
    New<List> result = KRAIT_TRY(listNew(t, total));
    for (int64_t i = 0; i < list->length; ++i) {
        incref(list->items[i]);
        result->items[i] = list->items[i];
    }
    result->length = list->length;
    KRAIT_TRY(repeatItems(t, result.get(), count, true));
    return result;
}

Ref listInplaceConcat(Thread* t, Value a, Value b) {
    KRAIT_TRY(listExtend(t, a.as<List>(), b));
    return Ref::share(a);
}

Ref listInplaceRepeat(Thread* t, Value a, Value b) {
    if (!hasIndex(t, b)) return Ref::notImplemented();
    int64_t count = KRAIT_TRY(toIndexInt64(t, b));
    auto* list = a.as<List>();
    if (count <= 0) {
        listClear(t, list);
    } else if (list->length != 0 && count != 1) {
        int64_t total;
        if (__builtin_mul_overflow(list->length, count, &total)) return raiseNoMemory(t);
        if (total > list->capacity) KRAIT_TRY(listGrow(t, list, total));
        KRAIT_TRY(repeatItems(t, list, count, false));
    }
    return Ref::share(a);
}

Ref listIter(Thread* t, Value self) {
    New<ListIterator> it = KRAIT_TRY(allocateContainer<ListIterator>(t, TypeId::kListIterator));
    incref(self);
    it->sequence = self;
    it->index = 0;
    return it;
}

// --- methods -------------------------------------------------------------------------------------

Ref list_dunder_new(Thread* t, Args a) {
    auto* list = static_cast<List*>(allocateInstance(t, a[0].as<Type>()));
    if (!list) return Error{};
    list->items = nullptr;
    list->length = list->capacity = 0;
    return Ref::take(list);
}

Ref list_dunder_init(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    if (list->capacity != 0) listClear(t, list);
    if (!a[1].isEmpty()) KRAIT_TRY(listExtend(t, list, a[1]));
    return Ref::none();
}

Ref list_append(Thread* t, Args a) {
    KRAIT_TRY(listAppend(t, a[0].as<List>(), a[1]));
    return Ref::none();
}
Ref list_clear(Thread* t, Args a) {
    listClear(t, a[0].as<List>());
    return Ref::none();
}
Ref list_copy(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    return listFrom(t, list->items, list->length);
}
Ref list_count(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    int64_t count = 0;
    for (int64_t at = 0;; ++at) {
        at = KRAIT_TRY(findItem(t, list, a[1], at, INT64_MAX));
        if (at < 0) return intFrom(t, count);
        ++count;
    }
}
Ref list_extend(Thread* t, Args a) {
    KRAIT_TRY(listExtend(t, a[0].as<List>(), a[1]));
    return Ref::none();
}
Ref list_index(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    int64_t start = KRAIT_TRY(toIndexClamped(t, a[2], false));
    int64_t stop = KRAIT_TRY(toIndexClamped(t, a[3], false));
    if (start < 0 && (start += list->length) < 0) start = 0;
    if (stop < 0 && (stop += list->length) < 0) stop = 0;
    int64_t at = KRAIT_TRY(findItem(t, list, a[1], start, stop));
    if (at >= 0) return intFrom(t, at);
    return raise(t, TypeId::kValueError, "%R is not in list", a[1]);
}
Ref list_insert(Thread* t, Args a) {
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    KRAIT_TRY(listInsert(t, a[0].as<List>(), index, a[2]));
    return Ref::none();
}
Ref list_pop(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    int64_t index = a[1].isSmallInt() ? a[1].asSmallInt() : KRAIT_TRY(toIndexInt64(t, a[1]));
    if (list->length == 0) return raise(t, TypeId::kIndexError, "pop from empty list");
    if (index < 0) index += list->length;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(list->length)) {
        return raise(t, TypeId::kIndexError, "pop index out of range");
    }
    if (index == list->length - 1 && list->length > list->capacity / 4) {
        return Ref::take(list->items[--list->length]);
    }
    return Ref::take(takeAt(t, list, index));
}
Ref list_remove(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    int64_t at = KRAIT_TRY(findItem(t, list, a[1], 0, INT64_MAX));
    if (at < 0) return raise(t, TypeId::kValueError, "list.remove(x): x not in list");
    if (at < list->length) decref(takeAt(t, list, at));
    return Ref::none();
}
Ref list_reverse(Thread*, Args a) {
    auto* list = a[0].as<List>();
    std::reverse(list->items, list->items + list->length);
    return Ref::none();
}
Ref list_sort(Thread* t, Args a) {
    bool reverse = KRAIT_TRY(isTrue(t, a[2]));
    KRAIT_TRY(listSort(t, a[0].as<List>(), a[1], reverse));
    return Ref::none();
}
Ref list_dunder_reversed(Thread* t, Args a) {
    New<ListIterator> it =
        KRAIT_TRY(allocateContainer<ListIterator>(t, TypeId::kListReverseIterator));
    incref(a[0]);
    it->sequence = a[0];
    it->index = a[0].as<List>()->length - 1;
    return it;
}
Ref list_dunder_sizeof(Thread* t, Args a) {
    auto* list = a[0].as<List>();
    return intFrom(t, static_cast<int64_t>(typeOf(t, a[0])->instance_size) +
                          static_cast<int64_t>(blockSize(list->capacity)));
}

Ref list_dunder_getitem(Thread* t, Args a) {
    return listGetItem(t, a[0], a[1]);
}

constexpr MethodDef kListMethods[] = {
    {"__getitem__(self, index, /)", list_dunder_getitem, "Return self[index]."},
    {"__reversed__(self, /)", list_dunder_reversed, "Return a reverse iterator over the list."},
    {"__sizeof__(self, /)", list_dunder_sizeof, "Return the size of the list in memory, in bytes."},
    {"clear(self, /)", list_clear, "Remove all items from list."},
    {"copy(self, /)", list_copy, "Return a shallow copy of the list."},
    {"append(self, object, /)", list_append, "Append object to the end of the list."},
    {"insert(self, index, object, /)", list_insert, "Insert object before index."},
    {"extend(self, iterable, /)", list_extend,
     "Extend list by appending elements from the iterable."},
    {"pop(self, index=-1, /)", list_pop,
     "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or "
     "index is out of range."},
    {"remove(self, value, /)", list_remove,
     "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."},
    {"index(self, value, start=0, stop=9223372036854775807, /)", list_index,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count(self, value, /)", list_count, "Return number of occurrences of value."},
    {"reverse(self, /)", list_reverse, "Reverse *IN PLACE*."},
    {"sort(self, /, *, key=None, reverse=False)", list_sort,
     "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list "
     "itself is modified) and stable (i.e. the\norder of two equal elements is "
     "maintained).\n\nIf a key function is given, apply it once to each list item and sort "
     "them,\nascending or descending, according to their function values.\n\nThe reverse flag "
     "can be set to sort in descending order."},
    kClassGetItem,
    {}};

// --- iterators -----------------------------------------------------------------------------------

Ref listIteratorNext(Thread* t, Value self) {
    auto* it = self.as<ListIterator>();
    if (it->sequence.isEmpty()) return Ref();
    auto* list = it->sequence.as<List>();
    if (it->index < list->length) return Ref::share(list->items[it->index++]);
    decref(std::exchange(it->sequence, Value()));
    return Ref();
}
Ref listReverseIteratorNext(Thread* t, Value self) {
    auto* it = self.as<ListIterator>();
    if (it->sequence.isEmpty()) return Ref();
    auto* list = it->sequence.as<List>();
    if (it->index >= 0 && it->index < list->length) return Ref::share(list->items[it->index--]);
    it->index = -1;
    decref(std::exchange(it->sequence, Value()));
    return Ref();
}

void iteratorDestroy(Thread*, Object* o) {
    decref(static_cast<ListIterator*>(o)->sequence);
}
void iteratorTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ListIterator*>(o)->sequence);
}

Ref list_iterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return intFrom(t, 0);
    int64_t left = it->sequence.as<List>()->length - it->index;
    return intFrom(t, left < 0 ? 0 : left);
}
Ref list_reverse_iterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    int64_t left = it->index + 1;
    if (it->sequence.isEmpty() || it->sequence.as<List>()->length < left) left = 0;
    return intFrom(t, left);
}
Ref reduceEmptyList(Thread* t) {
    New<List> none = KRAIT_TRY(listNew(t));
    return reduceWith(t, "iter", none);
}
Ref list_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return reduceEmptyList(t);
    return reduceWith(t, "iter", it->sequence, Value::smallInt(it->index));
}
Ref list_reverse_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return reduceEmptyList(t);
    return reduceWith(t, "reversed", it->sequence, Value::smallInt(it->index));
}
Ref list_iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty()) {
        it->index = std::clamp<int64_t>(index, 0, it->sequence.as<List>()->length);
    }
    return Ref::none();
}
Ref list_reverse_iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty()) {
        it->index = std::clamp<int64_t>(index, -1, it->sequence.as<List>()->length - 1);
    }
    return Ref::none();
}

constexpr MethodDef kListIteratorMethods[] = {
    {"__length_hint__(self, /)", list_iterator_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", list_iterator_dunder_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", list_iterator_dunder_setstate,
     "Set state information for unpickling."},
    {}};
constexpr MethodDef kListReverseIteratorMethods[] = {
    {"__length_hint__(self, /)", list_reverse_iterator_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", list_reverse_iterator_dunder_reduce,
     "Return state information for pickling."},
    {"__setstate__(self, state, /)", list_reverse_iterator_dunder_setstate,
     "Set state information for unpickling."},
    {}};

} // namespace

const TypeSpec kListSpec = {
    .name = "list",
    .size = sizeof(List),
    .flags = kTypeContainer | kTypeBase | kTypeSequence | kTypeListSub,
    .slots = {.destroy = listDestroy,
              .traverse = listTraverse,
              .clear = listClearSlot,
              .repr = listRepr,
              .compare = listCompare,
              .iter = listIter,
              .length = listLength,
              .getitem = listGetItem,
              .setitem = listSetItem,
              .contains = listContains,
              .binary = {listConcat, nullptr, listRepeat},
              .inplace = {listInplaceConcat, nullptr, listInplaceRepeat}},
    .doc = "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new "
           "empty list.\nThe argument must be an iterable if specified.",
    .new_ = {"list(cls, /, *args, **kwargs)", list_dunder_new, nullptr},
    .init = {"list(self, iterable=<unset>, /)", list_dunder_init, nullptr},
    .convert = listFromIterable,
    .methods = kListMethods,
};

const TypeSpec kListIteratorSpec = {
    .name = "list_iterator",
    .size = sizeof(ListIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = iteratorDestroy,
              .traverse = iteratorTraverse,
              .iter = iterSelf,
              .next = listIteratorNext},
    .methods = kListIteratorMethods,
};

const TypeSpec kListReverseIteratorSpec = {
    .name = "list_reverseiterator",
    .size = sizeof(ListIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = iteratorDestroy,
              .traverse = iteratorTraverse,
              .iter = iterSelf,
              .next = listReverseIteratorNext},
    .methods = kListReverseIteratorMethods,
};

} // namespace krait
