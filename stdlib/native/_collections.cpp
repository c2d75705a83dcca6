// _collections: deque, defaultdict, OrderedDict, and helpers of collections. Needs the GIL.
//
// deque is a ring of Values in a heap block whose size is a power of two: item i is
// ring[(head + i) & (capacity - 1)]. It owns its items. `changes` counts what moves items, so that
// iterators notice.
//
// REENTRY: as with list, comparisons and releases run Python code that may change the container.
#include "stdlib/native/native_support.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"

#include <algorithm>
#include <cstring>

namespace krait {
namespace {

// --- deque: the ring
// -------------------------------------------------------------------------------

struct Deque : Object {
    Value* ring;
    int64_t head, length, capacity;
    int64_t maxlen; // -1: none
    uint64_t changes;

    Value& at(int64_t i) { return ring[(head + i) & (capacity - 1)]; }
};
struct DequeIterator : Object {
    Value deque; // EMPTY once exhausted
    int64_t index;
    uint64_t changes;
    int64_t left;
};
extern const TypeSpec kDequeSpec;
extern const TypeSpec kDequeIteratorSpec;
extern const TypeSpec kDequeReverseIteratorSpec;

Deque* dequeOf(Value v) {
    return v.as<Deque>();
}
bool isDeque(Thread* t, Value v) {
    return hasSpec(t, v, &kDequeSpec);
}
size_t ringBytes(int64_t capacity) {
    return static_cast<size_t>(capacity) * sizeof(Value);
}

Status growRing(Thread* t, Deque* d) {
    int64_t capacity = d->capacity ? d->capacity * 2 : 8;
    auto* ring = static_cast<Value*>(t->heap->allocateBlock(ringBytes(capacity)));
    if (!ring) return raiseNoMemory(t);
    int64_t first = std::min(d->length, d->capacity - d->head);
    if (d->length != 0) {
        std::memcpy(ring, d->ring + d->head, ringBytes(first));
        std::memcpy(ring + first, d->ring, ringBytes(d->length - first));
    }
    if (d->capacity) t->heap->freeBlock(d->ring, ringBytes(d->capacity));
    d->ring = ring;
    d->head = 0;
    d->capacity = capacity;
    return ok();
}

Value takeFirst(Deque* d) {
    Value v = d->ring[d->head];
    d->head = (d->head + 1) & (d->capacity - 1);
    --d->length;
    ++d->changes;
    return v;
}
Value takeLast(Deque* d) {
    Value v = d->at(--d->length);
    ++d->changes;
    return v;
}
// Both share v. A full deque drops the item at the other end.
Status appendRight(Thread* t, Deque* d, Value v) {
    if (d->length == d->capacity) KRAIT_TRY(growRing(t, d));
    incref(v);
    d->at(d->length++) = v;
    ++d->changes;
    if (d->maxlen >= 0 && d->length > d->maxlen) decref(takeFirst(d));
    return ok();
}
Status appendLeft(Thread* t, Deque* d, Value v) {
    if (d->length == d->capacity) KRAIT_TRY(growRing(t, d));
    incref(v);
    d->head = (d->head - 1) & (d->capacity - 1);
    d->ring[d->head] = v;
    ++d->length;
    ++d->changes;
    if (d->maxlen >= 0 && d->length > d->maxlen) decref(takeLast(d));
    return ok();
}

void clearDeque(Thread* t, Deque* d) {
    Value* ring = std::exchange(d->ring, nullptr);
    int64_t head = std::exchange(d->head, 0), length = std::exchange(d->length, 0);
    int64_t capacity = std::exchange(d->capacity, 0);
    ++d->changes;
    for (int64_t i = 0; i < length; ++i) decref(ring[(head + i) & (capacity - 1)]);
    if (capacity) t->heap->freeBlock(ring, ringBytes(capacity));
}

Status extendDeque(Thread* t, Deque* d, Value iterable, bool left) {
    Ref source = Ref::share(iterable);
    if (iterable == Value(d)) source = KRAIT_TRY(listFromIterable(t, iterable));
    return iterateItems(t, source, [&](Value item) {
        return left ? appendLeft(t, d, item) : appendRight(t, d, item);
    });
}

// Moves the items by n places to the right (n < 0: to the left).
void rotate(Deque* d, int64_t n) {
    if (d->length < 2) return;
    n %= d->length;
    if (n > d->length / 2) n -= d->length;
    if (n < -d->length / 2) n += d->length;
    ++d->changes;
    for (; n > 0; --n) {
        Value v = d->at(d->length - 1);
        d->head = (d->head - 1) & (d->capacity - 1);
        d->ring[d->head] = v;
    }
    for (; n < 0; ++n) {
        Value v = d->ring[d->head];
        d->head = (d->head + 1) & (d->capacity - 1);
        d->at(d->length - 1) = v;
    }
}

Value removeIndex(Deque* d, int64_t index) {
    Value v = d->at(index);
    if (index < d->length / 2) {
        for (int64_t i = index; i > 0; --i) d->at(i) = d->at(i - 1);
        d->head = (d->head + 1) & (d->capacity - 1);
    } else {
        for (int64_t i = index; i + 1 < d->length; ++i) d->at(i) = d->at(i + 1);
    }
    --d->length;
    ++d->changes;
    return v;
}

New<Deque> dequeNew(Thread* t, Value type, int64_t maxlen) {
    New<Deque> d = KRAIT_TRY(newInstance<Deque>(t, type));
    d->ring = nullptr;
    d->head = d->length = d->capacity = 0;
    d->maxlen = maxlen;
    d->changes = 0;
    return d;
}
// A deque of the type of `like` with its items; a subclass is called.
Ref copyDeque(Thread* t, Value like) {
    auto* d = dequeOf(like);
    if (!(typeOf(t, like)->flags & kTypeHeap)) {
        New<Deque> copy = KRAIT_TRY(dequeNew(t, Value(typeOf(t, like)), d->maxlen));
        KRAIT_TRY(extendDeque(t, copy, like, false));
        return copy;
    }
    Value type(typeOf(t, like));
    if (d->maxlen < 0) return callFunction(t, type, like);
    Ref maxlen = KRAIT_TRY(intFrom(t, d->maxlen));
    Ref copy = KRAIT_TRY(callFunction(t, type, like, maxlen.get()));
    if (!isDeque(t, copy)) {
        return raise(t, TypeId::kTypeError, "%N() must return a deque, not %T", type.as<Type>(),
                     copy.get());
    }
    return copy;
}

// Index of the first item equal to v in [start, stop), -1; IndexError/RuntimeError with `message`
// when the deque changes meanwhile.
Result<int64_t> findInDeque(Thread* t, Deque* d, Value v, int64_t start, int64_t stop, TypeId error,
                            const char* message) {
    uint64_t changes = d->changes;
    for (int64_t i = start; i < stop && i < d->length; ++i) {
        Ref item = Ref::share(d->at(i));
        bool equal = KRAIT_TRY(compareItemsEqual(t, item, v));
        if (d->changes != changes) return raise(t, error, "%s", message);
        if (equal) return i;
    }
    return int64_t{-1};
}
constexpr const char* kMutated = "deque mutated during iteration";

// --- deque: slots
// ----------------------------------------------------------------------------------

void dequeDestroy(Thread* t, Object* o) {
    clearDeque(t, static_cast<Deque*>(o));
}
void dequeTraverse(Object* o, Visitor& visitor) {
    auto* d = static_cast<Deque*>(o);
    for (int64_t i = 0; i < d->length; ++i) visitor.visit(d->at(i));
}
void dequeClearSlot(Thread* t, Object* o) {
    clearDeque(t, static_cast<Deque*>(o));
}
Ref dequeRepr(Thread* t, Value self) {
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "[...]");
    ReprScope scope(t, self);
    auto* d = dequeOf(self);
    Ref list = KRAIT_TRY(listFromIterable(t, self));
    if (d->maxlen >= 0) {
        return strFormat(t, "%T(%R, maxlen=%ld)", self, list.get(), d->maxlen);
    }
    return strFormat(t, "%T(%R)", self, list.get());
}
Ref dequeCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isDeque(t, a) || !isDeque(t, b)) return Ref::notImplemented();
    auto* x = dequeOf(a);
    auto* y = dequeOf(b);
    if (isEqualityOp(op)) {
        if (x == y) return Ref::boolean(op == CompareOp::kEq);
        if (x->length != y->length) return Ref::boolean(op == CompareOp::kNe);
    }
    KRAIT_TRY(checkNativeStack(t, " in comparison"));
    uint64_t x_changes = x->changes, y_changes = y->changes;
    for (int64_t i = 0; i < x->length && i < y->length; ++i) {
        Ref v = Ref::share(x->at(i)), w = Ref::share(y->at(i));
        bool equal = KRAIT_TRY(compareItemsEqual(t, v, w));
        if (!equal) {
            if (op == CompareOp::kEq) return Ref::boolean(false);
            if (op == CompareOp::kNe) return Ref::boolean(true);
            return compareOp(t, v, w, op);
        }
        if (x->changes != x_changes || y->changes != y_changes) {
            return raise(t, TypeId::kRuntimeError, "%s", kMutated);
        }
    }
    return compareLengths(x->length, y->length, op);
}
Result<int64_t> dequeLength(Thread*, Value self) {
    return dequeOf(self)->length;
}
Result<int64_t> dequeIndex(Thread* t, Deque* d, Value key) {
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "sequence index must be integer, not '%T'", key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    if (index < 0) index += d->length;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(d->length)) {
        return raise(t, TypeId::kIndexError, "deque index out of range");
    }
    return index;
}
Ref dequeGetItem(Thread* t, Value self, Value key) {
    int64_t index = KRAIT_TRY(dequeIndex(t, dequeOf(self), key));
    return Ref::share(dequeOf(self)->at(index));
}
Status dequeSetItem(Thread* t, Value self, Value key, Value value) {
    auto* d = dequeOf(self);
    int64_t index = KRAIT_TRY(dequeIndex(t, d, key));
    if (value.isEmpty()) {
        decref(removeIndex(d, index));
    } else {
        incref(value);
        decref(std::exchange(d->at(index), value));
    }
    return ok();
}
Result<bool> dequeContains(Thread* t, Value self, Value item) {
    return KRAIT_TRY(findInDeque(t, dequeOf(self), item, 0, INT64_MAX, TypeId::kRuntimeError,
                                 kMutated)) >= 0;
}
Ref dequeConcat(Thread* t, Value a, Value b) {
    if (!isDeque(t, a)) return Ref::notImplemented();
    if (!isDeque(t, b)) {
        return raise(t, TypeId::kTypeError, "can only concatenate deque (not \"%T\") to deque", b);
    }
    Ref result = KRAIT_TRY(copyDeque(t, a));
    KRAIT_TRY(extendDeque(t, dequeOf(result), b, false));
    return result;
}
Ref dequeInplaceConcat(Thread* t, Value a, Value b) {
    KRAIT_TRY(extendDeque(t, dequeOf(a), b, false));
    return Ref::share(a);
}
Status repeatDeque(Thread* t, Deque* d, Value factor) {
    int64_t count = KRAIT_TRY(toIndexInt64(t, factor));
    if (count <= 0) {
        clearDeque(t, d);
        return ok();
    }
    int64_t length = d->length, total;
    if (length == 0 || count == 1) return ok();
    if (__builtin_mul_overflow(length, count, &total)) return raiseNoMemory(t);
    if (d->maxlen >= 0 && total > d->maxlen) {
        // Only the last maxlen items stay; enough rounds to fill them.
        count = (d->maxlen + length - 1) / length + 1;
    }
    Ref items = KRAIT_TRY(listFromIterable(t, Value(d)));
    for (int64_t i = 1; i < count; ++i) KRAIT_TRY(extendDeque(t, d, items, false));
    return ok();
}
Ref dequeRepeat(Thread* t, Value a, Value b) {
    Value self = isDeque(t, a) ? a : b;
    Value factor = isDeque(t, a) ? b : a;
    if (!hasIndex(t, factor)) {
        return raise(t, TypeId::kTypeError, "can't multiply sequence by non-int of type '%T'",
                     factor);
    }
    Ref result = KRAIT_TRY(copyDeque(t, self));
    KRAIT_TRY(repeatDeque(t, dequeOf(result), factor));
    return result;
}
Ref dequeInplaceRepeat(Thread* t, Value a, Value b) {
    if (!hasIndex(t, b)) {
        return raise(t, TypeId::kTypeError, "can't multiply sequence by non-int of type '%T'", b);
    }
    KRAIT_TRY(repeatDeque(t, dequeOf(a), b));
    return Ref::share(a);
}
Ref dequeIteratorNew(Thread* t, Value deque, const TypeSpec* spec) {
    New<DequeIterator> it = KRAIT_TRY(newOf<DequeIterator>(t, spec));
    store(&it->deque, deque);
    it->changes = dequeOf(deque)->changes;
    it->left = dequeOf(deque)->length;
    it->index = spec == &kDequeIteratorSpec ? 0 : it->left - 1;
    return it;
}
Ref dequeIter(Thread* t, Value self) {
    return dequeIteratorNew(t, self, &kDequeIteratorSpec);
}

// --- deque: methods
// --------------------------------------------------------------------------------

Ref deque_dunder_new(Thread* t, Args a) {
    return dequeNew(t, a[0], -1);
}
Ref deque_dunder_init(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    int64_t maxlen = -1;
    if (!a[2].isNone()) {
        if (!isInt(a[2])) return raise(t, TypeId::kTypeError, "an integer is required");
        maxlen = KRAIT_TRY(toIndexInt64(t, a[2]));
        if (maxlen < 0) return raise(t, TypeId::kValueError, "maxlen must be non-negative");
    }
    d->maxlen = maxlen;
    if (d->length > 0) clearDeque(t, d);
    if (!a[1].isEmpty()) KRAIT_TRY(extendDeque(t, d, a[1], false));
    return Ref::none();
}
Ref deque_append(Thread* t, Args a) {
    KRAIT_TRY(appendRight(t, dequeOf(a[0]), a[1]));
    return Ref::none();
}
Ref deque_appendleft(Thread* t, Args a) {
    KRAIT_TRY(appendLeft(t, dequeOf(a[0]), a[1]));
    return Ref::none();
}
Ref deque_clear(Thread* t, Args a) {
    clearDeque(t, dequeOf(a[0]));
    return Ref::none();
}
Ref deque_copy(Thread* t, Args a) {
    return copyDeque(t, a[0]);
}
Ref deque_count(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    int64_t count = 0;
    for (int64_t i = 0;; ++i) {
        i = KRAIT_TRY(findInDeque(t, d, a[1], i, INT64_MAX, TypeId::kRuntimeError, kMutated));
        if (i < 0) return intFrom(t, count);
        ++count;
    }
}
Ref deque_extend(Thread* t, Args a) {
    KRAIT_TRY(extendDeque(t, dequeOf(a[0]), a[1], false));
    return Ref::none();
}
Ref deque_extendleft(Thread* t, Args a) {
    KRAIT_TRY(extendDeque(t, dequeOf(a[0]), a[1], true));
    return Ref::none();
}
Ref deque_index(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    int64_t start = KRAIT_TRY(toIndexClamped(t, a[2]));
    int64_t stop = KRAIT_TRY(toIndexClamped(t, a[3]));
    if (start < 0 && (start += d->length) < 0) start = 0;
    if (stop < 0 && (stop += d->length) < 0) stop = 0;
    int64_t i = KRAIT_TRY(findInDeque(t, d, a[1], start, stop, TypeId::kRuntimeError, kMutated));
    if (i >= 0) return intFrom(t, i);
    return raise(t, TypeId::kValueError, "%R is not in deque", a[1]);
}
Ref deque_insert(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (d->length == d->maxlen) {
        return raise(t, TypeId::kIndexError, "deque already at its maximum size");
    }
    if (index >= d->length) {
        KRAIT_TRY(appendRight(t, d, a[2]));
    } else if (index <= -d->length || index == 0) {
        KRAIT_TRY(appendLeft(t, d, a[2]));
    } else {
        if (index < 0) index += d->length;
        KRAIT_TRY(appendRight(t, d, a[2]));
        Value v = d->at(d->length - 1);
        for (int64_t i = d->length - 1; i > index; --i) d->at(i) = d->at(i - 1);
        d->at(index) = v;
    }
    return Ref::none();
}
Ref deque_pop(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    if (d->length == 0) return raise(t, TypeId::kIndexError, "pop from an empty deque");
    return Ref::take(takeLast(d));
}
Ref deque_popleft(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    if (d->length == 0) return raise(t, TypeId::kIndexError, "pop from an empty deque");
    return Ref::take(takeFirst(d));
}
Ref deque_remove(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    int64_t i = KRAIT_TRY(findInDeque(t, d, a[1], 0, INT64_MAX, TypeId::kIndexError,
                                      "deque mutated during remove()."));
    if (i < 0) return raise(t, TypeId::kValueError, "%R is not in deque", a[1]);
    decref(removeIndex(d, i));
    return Ref::none();
}
Ref deque_reverse(Thread*, Args a) {
    auto* d = dequeOf(a[0]);
    for (int64_t i = 0, j = d->length - 1; i < j; ++i, --j) std::swap(d->at(i), d->at(j));
    return Ref::none();
}
Ref deque_rotate(Thread* t, Args a) {
    int64_t n = KRAIT_TRY(toIndexInt64(t, a[1]));
    rotate(dequeOf(a[0]), n);
    return Ref::none();
}
Ref deque_dunder_reversed(Thread* t, Args a) {
    return dequeIteratorNew(t, a[0], &kDequeReverseIteratorSpec);
}
Ref deque_dunder_reduce(Thread* t, Args a) {
    auto* d = dequeOf(a[0]);
    Ref state = KRAIT_TRY(callMethod(t, a[0], t->name(kName___getstate__)));
    Ref iterator = KRAIT_TRY(iterOf(t, a[0]));
    Ref arguments = Ref(tupleAllocate(t, 0));
    if (d->maxlen >= 0) {
        Ref maxlen = KRAIT_TRY(intFrom(t, d->maxlen));
        arguments = tupleOf(t, Value(t->runtime->empty_tuple), maxlen.get());
    }
    if (arguments.isError()) return Error{};
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get(), state.get(), iterator.get());
}
Ref deque_dunder_sizeof(Thread* t, Args a) {
    return intFrom(t, static_cast<int64_t>(typeOf(t, a[0])->instance_size +
                                           ringBytes(dequeOf(a[0])->capacity)));
}
Ref dequeMaxlen(Thread* t, Value self) {
    int64_t maxlen = dequeOf(self)->maxlen;
    return maxlen < 0 ? Ref::none() : intFrom(t, maxlen);
}

constexpr MethodDef kDequeMethods[] = {
    {"append(self, item, /)", deque_append, "Add an element to the right side of the deque."},
    {"appendleft(self, item, /)", deque_appendleft,
     "Add an element to the left side of the deque."},
    {"clear(self, /)", deque_clear, "Remove all elements from the deque."},
    {"__copy__(self, /)", deque_copy, "Return a shallow copy of a deque."},
    {"copy(self, /)", deque_copy, "Return a shallow copy of a deque."},
    {"count(self, value, /)", deque_count, "Return number of occurrences of value."},
    {"extend(self, iterable, /)", deque_extend,
     "Extend the right side of the deque with elements from the iterable."},
    {"extendleft(self, iterable, /)", deque_extendleft,
     "Extend the left side of the deque with elements from the iterable."},
    {"index(self, value, start=0, stop=9223372036854775807, /)", deque_index,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"insert(self, index, value, /)", deque_insert, "Insert value before index."},
    {"pop(self, /)", deque_pop, "Remove and return the rightmost element."},
    {"popleft(self, /)", deque_popleft, "Remove and return the leftmost element."},
    {"remove(self, value, /)", deque_remove, "Remove first occurrence of value."},
    {"reverse(self, /)", deque_reverse, "Reverse *IN PLACE*."},
    {"rotate(self, n=1, /)", deque_rotate,
     "Rotate the deque n steps to the right.  If n is negative, rotates left."},
    {"__reversed__(self, /)", deque_dunder_reversed, "Return a reverse iterator over the deque."},
    {"__reduce__(self, /)", deque_dunder_reduce, "Return state information for pickling."},
    {"__sizeof__(self, /)", deque_dunder_sizeof,
     "Return the size of the deque in memory, in bytes."},
    kClassGetItem,
    {}};
constexpr GetSetDef kDequeGetSets[] = {
    {"maxlen", dequeMaxlen, nullptr, "maximum size of a deque or None if unbounded"}, {}};

const TypeSpec kDequeSpec = {
    .name = "collections.deque",
    .size = sizeof(Deque),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable | kTypeSequence,
    .slots = {.destroy = dequeDestroy,
              .traverse = dequeTraverse,
              .clear = dequeClearSlot,
              .repr = dequeRepr,
              .compare = dequeCompare,
              .iter = dequeIter,
              .length = dequeLength,
              .getitem = dequeGetItem,
              .setitem = dequeSetItem,
              .contains = dequeContains,
              .binary = {dequeConcat, nullptr, dequeRepeat},
              .inplace = {dequeInplaceConcat, nullptr, dequeInplaceRepeat}},
    .doc = "A list-like sequence optimized for data accesses near its endpoints.",
    .new_ = {"deque(cls, /, *args, **kwargs)", deque_dunder_new, nullptr},
    .init = {"deque(self, iterable=<unset>, maxlen=None)", deque_dunder_init, nullptr},
    .methods = kDequeMethods,
    .getsets = kDequeGetSets,
};

// --- deque: iterators
// ------------------------------------------------------------------------------

using DequeIteratorOwns = Owns<DequeIterator, &DequeIterator::deque>;

template <int kStep>
Ref dequeIteratorNext(Thread* t, Value self) {
    auto* it = self.as<DequeIterator>();
    if (it->deque.isEmpty()) return Ref();
    auto* d = dequeOf(it->deque);
    if (d->changes != it->changes) {
        it->left = 0;
        return raise(t, TypeId::kRuntimeError, "%s", kMutated);
    }
    if (it->left == 0) return Ref();
    --it->left;
    Ref item = Ref::share(d->at(it->index));
    it->index += kStep;
    return item;
}
Ref deque_iterator_length_hint(Thread* t, Args a) {
    return intFrom(t, a[0].as<DequeIterator>()->left);
}
Ref deque_iterator_reduce(Thread* t, Args a) {
    auto* it = a[0].as<DequeIterator>();
    Ref skipped = KRAIT_TRY(intFrom(t, dequeOf(it->deque)->length - it->left));
    Ref arguments = KRAIT_TRY(tupleOf(t, it->deque, skipped.get()));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get());
}
template <const TypeSpec* kSpec>
Ref deque_iterator_new(Thread* t, Args a) {
    if (!isDeque(t, a[1])) {
        return raise(t, TypeId::kTypeError, "argument 1 must be collections.deque, not %T", a[1]);
    }
    int64_t skip = KRAIT_TRY(toIndexInt64(t, a[2]));
    Ref made = KRAIT_TRY(dequeIteratorNew(t, a[1], kSpec));
    for (; skip > 0; --skip) {
        Ref item = nextItem(t, made);
        if (item.isEmpty()) break;
    }
    if (t->hasError()) return Error{};
    return made;
}
constexpr MethodDef kDequeIteratorMethods[] = {
    {"__length_hint__(self, /)", deque_iterator_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", deque_iterator_reduce, "Return state information for pickling."},
    {}};
const TypeSpec kDequeIteratorSpec = {
    .name = "_collections._deque_iterator",
    .size = sizeof(DequeIterator),
    .flags = kTypeContainer,
    .slots = {.destroy = DequeIteratorOwns::destroy,
              .traverse = DequeIteratorOwns::traverse,
              .iter = iterSelf,
              .next = dequeIteratorNext<1>},
    .new_ = {"_deque_iterator(cls, deque, index=0, /)", deque_iterator_new<&kDequeIteratorSpec>,
             nullptr},
    .methods = kDequeIteratorMethods,
};
const TypeSpec kDequeReverseIteratorSpec = {
    .name = "_collections._deque_reverse_iterator",
    .size = sizeof(DequeIterator),
    .flags = kTypeContainer,
    .slots = {.destroy = DequeIteratorOwns::destroy,
              .traverse = DequeIteratorOwns::traverse,
              .iter = iterSelf,
              .next = dequeIteratorNext<-1>},
    .new_ = {"_deque_reverse_iterator(cls, deque, index=0, /)",
             deque_iterator_new<&kDequeReverseIteratorSpec>, nullptr},
    .methods = kDequeIteratorMethods,
};

// --- defaultdict
// -----------------------------------------------------------------------------------

struct DefaultDict : Dict {
    Value factory; // None: no default
};
extern const TypeSpec kDefaultDictSpec;

void defaultDictDestroy(Thread* t, Object* o) {
    decref(static_cast<DefaultDict*>(o)->factory);
    kDictSpec.slots.destroy(t, o);
}
void defaultDictTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<DefaultDict*>(o)->factory);
    kDictSpec.slots.traverse(o, visitor);
}
void defaultDictClear(Thread* t, Object* o) {
    replace(&static_cast<DefaultDict*>(o)->factory, Ref::none());
    kDictSpec.slots.clear(t, o);
}
Ref defaultdict_dunder_new(Thread* t, Args a) {
    Ref made = KRAIT_TRY(kDictSpec.new_.function(t, a));
    made.as<DefaultDict>()->factory = Value::none();
    return made;
}
Ref defaultdict_dunder_init(Thread* t, Args a) {
    auto* d = a[0].as<DefaultDict>();
    auto* arguments = a[1].as<Tuple>();
    Ref rest = Ref::share(a[1]);
    if (arguments->length > 0) {
        Value factory = arguments->items[0];
        if (!factory.isNone() && !isCallable(t, factory)) {
            return raise(t, TypeId::kTypeError, "first argument must be callable or None");
        }
        replace(&d->factory, Ref::share(factory));
        rest = KRAIT_TRY(tupleFrom(t, arguments->items + 1, arguments->length - 1));
    }
    Value dict_args[] = {a[0], rest.get(), a[2]};
    return kDictSpec.init.function(t, dict_args);
}
Ref defaultDictMissing(Thread* t, Value self, Value key) {
    auto* d = self.as<DefaultDict>();
    if (d->factory.isNone()) return raiseKeyError(t, key);
    Ref factory = Ref::share(d->factory);
    Ref value = KRAIT_TRY(callValues(t, factory, nullptr, 0));
    KRAIT_TRY(setItem(t, self, key, value));
    return value;
}
Ref defaultdict_dunder_missing(Thread* t, Args a) {
    return defaultDictMissing(t, a[0], a[1]);
}
Ref defaultDictGetItem(Thread* t, Value self, Value key) {
    if (typeOf(t, self)->flags & kTypeHeap) return kDictSpec.slots.getitem(t, self, key);
    Value found = KRAIT_TRY(dictGet(t, self.as<Dict>(), key));
    return found.isEmpty() ? defaultDictMissing(t, self, key) : Ref::share(found);
}
Ref defaultDictRepr(Thread* t, Value self) {
    auto* d = self.as<DefaultDict>();
    Ref base = KRAIT_TRY(dictRepr(t, d));
    Ref factory;
    if (KRAIT_TRY(reprEnter(t, d->factory))) {
        factory = strFromAscii(t, "...");
    } else {
        factory = reprOf(t, d->factory);
        reprLeave(t, d->factory);
    }
    if (factory.isError()) return Error{};
    return strFormat(t, "%T(%S, %S)", self, factory.get(), base.get());
}
Ref defaultdict_copy(Thread* t, Args a) {
    return callFunction(t, Value(typeOf(t, a[0])), a[0].as<DefaultDict>()->factory, a[0]);
}
Ref defaultDictOr(Thread* t, Value a, Value b) {
    Value self = hasSpec(t, a, &kDefaultDictSpec) ? a : b;
    if (!isDict(a) || !isDict(b)) return Ref::notImplemented();
    Ref made =
        KRAIT_TRY(callFunction(t, Value(typeOf(t, self)), self.as<DefaultDict>()->factory, a));
    if (isDict(made)) KRAIT_TRY(dictUpdate(t, made.as<Dict>(), b));
    return made;
}
Ref defaultdict_dunder_reduce(Thread* t, Args a) {
    auto* d = a[0].as<DefaultDict>();
    Ref arguments = d->factory.isNone() ? Ref(tupleAllocate(t, 0)) : tupleOf(t, d->factory);
    if (arguments.isError()) return Error{};
    Ref items = KRAIT_TRY(callMethod(t, a[0], t->name(kName_items)));
    Ref iterator = KRAIT_TRY(iterOf(t, items));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get(), Value::none(), Value::none(),
                   iterator.get());
}
constexpr MethodDef kDefaultDictMethods[] = {
    {"__missing__(self, key, /)", defaultdict_dunder_missing,
     "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if "
     "self.default_factory is None: raise KeyError((key,))\n  self[key] = value = "
     "self.default_factory()\n  return value"},
    {"copy(self, /)", defaultdict_copy, "D.copy() -> a shallow copy of D."},
    {"__copy__(self, /)", defaultdict_copy, "D.copy() -> a shallow copy of D."},
    {"__reduce__(self, /)", defaultdict_dunder_reduce, "Return state information for pickling."},
    kClassGetItem,
    {}};
constexpr MemberDef kDefaultDictMembers[] = {{"default_factory", offsetof(DefaultDict, factory),
                                              false, true,
                                              "Factory for default value called by __missing__()."},
                                             {}};
const TypeSpec kDefaultDictSpec = {
    .name = "collections.defaultdict",
    .base = TypeId::kDict,
    .size = sizeof(DefaultDict),
    .flags = kTypeContainer | kTypeBase | kTypeMapping | kTypeDictSub | kTypeWeakrefable,
    .slots = {.destroy = defaultDictDestroy,
              .traverse = defaultDictTraverse,
              .clear = defaultDictClear,
              .repr = defaultDictRepr,
              .getitem = defaultDictGetItem,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         defaultDictOr}},
    .doc =
        "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default "
        "factory is called without arguments to produce\na new value when a key is not present, "
        "in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll "
        "remaining arguments are treated the same as if they were\npassed to the dict "
        "constructor, including keyword arguments.",
    .new_ = {"defaultdict(cls, /, *args, **kwargs)", defaultdict_dunder_new, nullptr},
    .init = {"defaultdict(self, /, *args, **kwargs)", defaultdict_dunder_init, nullptr},
    .methods = kDefaultDictMethods,
    .members = kDefaultDictMembers,
};

// --- OrderedDict
// -----------------------------------------------------------------------------------

// A dict, which keeps order by itself, with operations on its ends.
struct OrderedDict : Dict {
    AttrBlock attrs;
};
extern const TypeSpec kOrderedDictSpec;

bool isOrderedDict(Thread* t, Value v) {
    return hasSpec(t, v, &kOrderedDictSpec);
}
bool isSubclassed(Thread* t, Value v) {
    return typeOf(t, v)->flags & kTypeHeap;
}

void orderedDictDestroy(Thread* t, Object* o) {
    destroyAttrs(t, o);
    kDictSpec.slots.destroy(t, o);
}
void orderedDictTraverse(Object* o, Visitor& visitor) {
    traverseAttrs(o, visitor);
    kDictSpec.slots.traverse(o, visitor);
}
Ref orderedDictRepr(Thread* t, Value self) {
    auto* d = self.as<Dict>();
    if (d->used == 0) return strFormat(t, "%T()", self);
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "...");
    ReprScope scope(t, self);
    if (!isSubclassed(t, self)) {
        Ref plain = KRAIT_TRY(dictCopy(t, d));
        return strFormat(t, "%T(%R)", self, plain.get());
    }
    Ref items = KRAIT_TRY(callMethod(t, self, t->name(kName_items)));
    New<Dict> plain = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(dictUpdate(t, plain, items));
    return strFormat(t, "%T(%R)", self, Value(plain));
}
Ref orderedDictCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op)) return Ref::notImplemented();
    Ref equal = KRAIT_TRY(kDictSpec.slots.compare(t, a, b, CompareOp::kEq));
    if (!equal.get().isBool()) return equal;
    bool same = equal.get().isTrue();
    if (same && isOrderedDict(t, a) && isOrderedDict(t, b)) {
        // Both ordered: the order of the keys counts. REENTRY: __eq__ of a key may change either.
        auto *first = a.as<Dict>(), *second = b.as<Dict>();
        int64_t count = first->used;
        same = second->used == count;
        int64_t i = 0, j = 0;
        Value x, y, value;
        auto changed = [&](Dict* d, int64_t position, Value key) {
            Value now;
            return d->used != count || !dictNext(d, &position, &now, &value) || now != key;
        };
        while (same) {
            int64_t at_i = i, at_j = j;
            if (!dictNext(first, &i, &x, &value) || !dictNext(second, &j, &y, &value)) break;
            Ref keep_x = Ref::share(x), keep_y = Ref::share(y);
            same = KRAIT_TRY(compareItemsEqual(t, x, y));
            if (changed(first, at_i, x) || changed(second, at_j, y)) {
                return raise(t, TypeId::kRuntimeError, "OrderedDict mutated during iteration");
            }
        }
    }
    return Ref::boolean(same == (op == CompareOp::kEq));
}

// od.update(...): through __setitem__ for subclasses.
Status orderedDictUpdate(Thread* t, Value self, Value other) {
    if (!isSubclassed(t, self)) return dictUpdate(t, self.as<Dict>(), other);
    if (isExactDict(other)) {
        Ref items = KRAIT_TRY(callMethod(t, other, t->name(kName_items)));
        return orderedDictUpdate(t, self, items);
    }
    Ref keys = getAttrOptional(t, other, t->name(kName_keys));
    if (keys.isEmpty() && t->hasError()) return Error{};
    if (!keys.isEmpty()) {
        Ref names = KRAIT_TRY(callValues(t, keys, nullptr, 0));
        return iterateItems(t, names, [&](Value key) -> Status {
            Ref value = KRAIT_TRY(getItem(t, other, key));
            return setItem(t, self, key, value);
        });
    }
    return iterateItems(t, other, [&](Value pair) -> Status {
        Ref items = KRAIT_TRY(tupleFromIterable(t, pair));
        auto* two = items.as<Tuple>();
        if (two->length != 2) {
            return raise(t, TypeId::kValueError, "%s",
                         two->length < 2 ? "need more than 1 value to unpack"
                                         : "too many values to unpack (expected 2)");
        }
        return setItem(t, self, two->items[0], two->items[1]);
    });
}
Ref orderedDictUpdateFromCall(Thread* t, const char* name, Args a) {
    auto* positional = a[1].as<Tuple>();
    if (positional->length > 1) {
        return raise(t, TypeId::kTypeError, "%s expected at most 1 argument, got %ld", name,
                     positional->length);
    }
    if (positional->length == 1) KRAIT_TRY(orderedDictUpdate(t, a[0], positional->items[0]));
    if (!a[2].isEmpty()) KRAIT_TRY(orderedDictUpdate(t, a[0], a[2]));
    return Ref::none();
}
Ref ordered_dict_dunder_new(Thread* t, Args a) {
    return kDictSpec.new_.function(t, a);
}
Ref ordered_dict_dunder_init(Thread* t, Args a) {
    return orderedDictUpdateFromCall(t, "OrderedDict", a);
}
Ref ordered_dict_update(Thread* t, Args a) {
    return orderedDictUpdateFromCall(t, "update()", a);
}
Ref ordered_dict_popitem(Thread* t, Args a) {
    bool last = KRAIT_TRY(isTrue(t, a[1]));
    New<Tuple> pair = KRAIT_TRY(tupleAllocate(t, 2));
    auto* d = a[0].as<Dict>();
    Value key, value;
    if (!(last ? dictPopItem(t, d, &key, &value) : dictPopFirst(t, d, &key, &value))) {
        return raise(t, TypeId::kKeyError, "dictionary is empty");
    }
    pair->items[0] = key;
    pair->items[1] = value;
    return pair;
}
Ref ordered_dict_move_to_end(Thread* t, Args a) {
    bool last = KRAIT_TRY(isTrue(t, a[2]));
    if (!KRAIT_TRY(dictMoveToEnd(t, a[0].as<Dict>(), a[1], last))) return raiseKeyError(t, a[1]);
    return Ref::none();
}
Ref ordered_dict_pop(Thread* t, Args a) {
    // Not through __getitem__, __delitem__ or __missing__ of a subclass.
    Ref value = dictPop(t, a[0].as<Dict>(), a[1]);
    if (!value.isEmpty() || t->hasError()) return value;
    if (!a[2].isEmpty()) return Ref::share(a[2]);
    return raiseKeyError(t, a[1]);
}
Ref ordered_dict_setdefault(Thread* t, Args a) {
    if (!isSubclassed(t, a[0])) {
        Value found = KRAIT_TRY(dictSetDefault(t, a[0].as<Dict>(), a[1], a[2]));
        return Ref::share(found);
    }
    if (KRAIT_TRY(contains(t, a[0], a[1]))) return getItem(t, a[0], a[1]);
    KRAIT_TRY(setItem(t, a[0], a[1], a[2]));
    return Ref::share(a[2]);
}
Ref ordered_dict_copy(Thread* t, Args a) {
    Ref made = KRAIT_TRY(callValues(t, Value(typeOf(t, a[0])), nullptr, 0));
    if (!isSubclassed(t, a[0])) {
        KRAIT_TRY(dictUpdate(t, made.as<Dict>(), a[0]));
        return made;
    }
    KRAIT_TRY(iterateItems(t, a[0], [&](Value key) -> Status {
        Ref value = KRAIT_TRY(getItem(t, a[0], key));
        return setItem(t, made, key, value);
    }));
    return made;
}
Ref ordered_dict_fromkeys(Thread* t, Args a) {
    Ref made = KRAIT_TRY(callValues(t, a[0], nullptr, 0));
    KRAIT_TRY(iterateItems(t, a[1], [&](Value key) { return setItem(t, made, key, a[2]); }));
    return made;
}
Ref ordered_dict_dunder_reduce(Thread* t, Args a) {
    Ref state = KRAIT_TRY(callMethod(t, a[0], t->name(kName___getstate__)));
    Ref items = KRAIT_TRY(callMethod(t, a[0], t->name(kName_items)));
    Ref iterator = KRAIT_TRY(iterOf(t, items));
    return tupleOf(t, Value(typeOf(t, a[0])), Value(t->runtime->empty_tuple), state.get(),
                   Value::none(), iterator.get());
}
Ref orderedDictOr(Thread* t, Value a, Value b) {
    if (!isDict(a) || !isDict(b)) return Ref::notImplemented();
    Value type(typeOf(t, isOrderedDict(t, a) ? a : b));
    Ref made = KRAIT_TRY(callFunction(t, type, a));
    KRAIT_TRY(orderedDictUpdate(t, made, b));
    return made;
}
Ref orderedDictInplaceOr(Thread* t, Value a, Value b) {
    KRAIT_TRY(orderedDictUpdate(t, a, b));
    return Ref::share(a);
}
constexpr MethodDef kOrderedDictMethods[] = {
    {"fromkeys(cls, iterable, value=None)", ordered_dict_fromkeys,
     "Create a new ordered dictionary with keys from iterable and values set to value.",
     kMethodClass},
    {"setdefault(self, key, default=None)", ordered_dict_setdefault,
     "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for "
     "key if key is in the dictionary, else default."},
    {"pop(self, key, default=<unset>)", ordered_dict_pop,
     "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\nIf "
     "the key is not found, return the default if given; otherwise,\nraise a KeyError."},
    {"popitem(self, last=True)", ordered_dict_popitem,
     "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO "
     "order if last is true or FIFO order if false."},
    {"update(self, /, *args, **kwargs)", ordered_dict_update, nullptr},
    {"copy(self, /)", ordered_dict_copy, "od.copy() -> a shallow copy of od"},
    {"move_to_end(self, key, last=True)", ordered_dict_move_to_end,
     "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if "
     "the element does not exist."},
    {"__reduce__(self, /)", ordered_dict_dunder_reduce, "Return state information for pickling"},
    {}};
const TypeSpec kOrderedDictSpec = {
    .name = "collections.OrderedDict",
    .base = TypeId::kDict,
    .size = sizeof(OrderedDict),
    .flags =
        kTypeContainer | kTypeBase | kTypeMapping | kTypeDictSub | kTypeWeakrefable | kTypeHasDict,
    .slots = {.destroy = orderedDictDestroy,
              .traverse = orderedDictTraverse,
              .repr = orderedDictRepr,
              .compare = orderedDictCompare,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         orderedDictOr},
              .inplace = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                          orderedDictInplaceOr}},
    .doc = "Dictionary that remembers insertion order",
    .new_ = {"OrderedDict(cls, /, *args, **kwargs)", ordered_dict_dunder_new, nullptr},
    .init = {"OrderedDict(self, /, *args, **kwargs)", ordered_dict_dunder_init, nullptr},
    .methods = kOrderedDictMethods,
};

// --- _tuplegetter: the properties of named tuples
// ----------------------------------------------------

struct TupleGetter : Object {
    Value doc;
    int64_t index;
};
using TupleGetterOwns = Owns<TupleGetter, &TupleGetter::doc>;

Ref tuplegetter_new(Thread* t, Args a) {
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    New<TupleGetter> g = KRAIT_TRY(newInstance<TupleGetter>(t, a[0]));
    store(&g->doc, a[2]);
    g->index = index;
    return g;
}
Ref tupleGetterGet(Thread* t, Value self, Value instance, Value) {
    auto* g = self.as<TupleGetter>();
    if (instance.isEmpty() || instance.isNone()) return Ref::share(self);
    if (!isTuple(instance)) {
        return raise(t, TypeId::kTypeError,
                     "descriptor for index '%ld' for tuple subclasses doesn't apply to '%T' object",
                     g->index, instance);
    }
    auto* tuple = instance.as<Tuple>();
    if (static_cast<uint64_t>(g->index) >= static_cast<uint64_t>(tuple->length)) {
        return raise(t, TypeId::kIndexError, "tuple index out of range");
    }
    return Ref::share(tuple->items[g->index]);
}
Status tupleGetterSet(Thread* t, Value, Value, Value value) {
    return raise(t, TypeId::kAttributeError, "%s",
                 value.isEmpty() ? "can't delete attribute" : "can't set attribute");
}
Ref tupleGetterRepr(Thread* t, Value self) {
    auto* g = self.as<TupleGetter>();
    return strFormat(t, "%T(%ld, %R)", self, g->index, g->doc);
}
Ref tuplegetter_reduce(Thread* t, Args a) {
    auto* g = a[0].as<TupleGetter>();
    Ref arguments = KRAIT_TRY(tupleOf(t, Value::smallInt(g->index), g->doc));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get());
}
constexpr MethodDef kTupleGetterMethods[] = {{"__reduce__(self, /)", tuplegetter_reduce, nullptr},
                                             {}};
constexpr MemberDef kTupleGetterMembers[] = {{"__doc__", offsetof(TupleGetter, doc), false}, {}};
const TypeSpec kTupleGetterSpec = {
    .name = "_collections._tuplegetter",
    .size = sizeof(TupleGetter),
    .flags = kTypeContainer,
    .slots = {.destroy = TupleGetterOwns::destroy,
              .traverse = TupleGetterOwns::traverse,
              .repr = tupleGetterRepr,
              .descr_get = tupleGetterGet,
              .descr_set = tupleGetterSet},
    .new_ = {"_tuplegetter(cls, index, doc, /)", tuplegetter_new, nullptr},
    .methods = kTupleGetterMethods,
    .members = kTupleGetterMembers,
};

// --- module
// ----------------------------------------------------------------------------------------

// Counts the items of an iterable in a mapping: Counter's heart.
Ref collections_count_elements(Thread* t, Args a) {
    Value mapping = a[0];
    constexpr Value kOne = Value::smallInt(1);
    Str* get = t->name(kName_get);
    // Not the slot: a class that deletes items its own way has a slot of its own for both.
    auto asDictHas = [&](Str* name) {
        return typeLookup(t, typeOf(t, mapping), name) ==
               typeLookup(t, t->type(TypeId::kDict), name);
    };
    if (isDict(mapping) && asDictHas(t->name(kName___setitem__)) && asDictHas(get)) {
        auto* d = mapping.as<Dict>();
        KRAIT_TRY(iterateItems(t, a[1], [&](Value key) -> Status {
            int64_t hash = KRAIT_TRY(hashItem(t, key));
            Value old = KRAIT_TRY(dictGetHashed(t, d, key, hash));
            if (old.isEmpty()) return dictSetHashed(t, d, key, hash, kOne);
            Ref keep = Ref::share(old);
            Ref sum = KRAIT_TRY(old.isSmallInt() ? intFrom(t, old.asSmallInt() + 1)
                                                 : binaryOp(t, BinaryOp::kAdd, old, kOne));
            return dictSetHashed(t, d, key, hash, sum);
        }));
        return Ref::none();
    }
    KRAIT_TRY(iterateItems(t, a[1], [&](Value key) -> Status {
        Ref old = KRAIT_TRY(callMethod(t, mapping, get, key, Value::smallInt(0)));
        Ref sum = KRAIT_TRY(binaryOp(t, BinaryOp::kAdd, old, kOne));
        return setItem(t, mapping, key, sum);
    }));
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {{"_count_elements(mapping, iterable, /)",
                                     collections_count_elements,
                                     "Count elements in the iterable, updating the mapping"},
                                    {}};

Status initModule(Thread* t, Value module) {
    return addTypes(t, module,
                    {{"deque", &kDequeSpec},
                     {"_deque_iterator", &kDequeIteratorSpec},
                     {"_deque_reverse_iterator", &kDequeReverseIteratorSpec},
                     {"defaultdict", &kDefaultDictSpec},
                     {"OrderedDict", &kOrderedDictSpec},
                     {"_tuplegetter", &kTupleGetterSpec}});
}

} // namespace

extern const NativeModule k_collectionsModule = {
    "_collections", "High performance data structures.", kFunctions, initModule};

} // namespace krait
