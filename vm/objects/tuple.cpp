// tuple: immutable, its items in the object itself. Invariant: once seen by anybody, no item is
// EMPTY and none changes. The empty tuple is one object of the Runtime. The tuple owns its items;
// everything needs the GIL.
//
// Also here: the iterator of tuples, which has the layout of the list's.
#include "vm/objects/tuple.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/slice.h"
#include "vm/runtime/signals.h"

#include <cstring>

namespace krait {

bool isTuple(Value v) {
    return v.isObject() && (v.object()->kind == static_cast<uint8_t>(TypeId::kTuple) ||
                            (v.object()->shape->type->flags & kTypeTupleSub));
}

New<Tuple> tupleAllocate(Thread* t, int64_t count) {
    if (count == 0 && t->runtime->empty_tuple) return New<Tuple>::share(t->runtime->empty_tuple);
    if (KRAIT_UNLIKELY(static_cast<uint64_t>(count) > (uint64_t{1} << 58))) return raiseNoMemory(t);
    New<Tuple> tuple = allocateContainer<Tuple>(
        t, TypeId::kTuple, sizeof(Tuple) + static_cast<size_t>(count) * sizeof(Value));
    if (KRAIT_UNLIKELY(tuple.isError())) return tuple;
    tuple->length = count;
    for (int64_t i = 0; i < count; ++i) tuple->items[i] = Value::empty();
    return tuple;
}

// A tuple whose items the caller sets at once.
static inline New<Tuple> tupleUnset(Thread* t, int64_t count) {
    if (KRAIT_UNLIKELY(count == 0 || static_cast<uint64_t>(count) > (uint64_t{1} << 58))) {
        return tupleAllocate(t, count);
    }
    New<Tuple> tuple = allocateContainer<Tuple>(
        t, TypeId::kTuple, sizeof(Tuple) + static_cast<size_t>(count) * sizeof(Value));
    if (KRAIT_LIKELY(!tuple.isError())) tuple->length = count;
    return tuple;
}

Ref tupleFrom(Thread* t, const Value* items, int64_t count) {
    New<Tuple> tuple = KRAIT_TRY(tupleUnset(t, count));
    Value* out = tuple->items;
    for (int64_t i = 0; i < count; ++i) {
        incref(items[i]);
        out[i] = items[i];
    }
    return tuple;
}

Ref tupleTake(Thread* t, Value* items, int64_t count) {
    New<Tuple> tuple = tupleUnset(t, count);
    if (KRAIT_UNLIKELY(tuple.isError())) {
        decrefAll(items, count);
        return Error{};
    }
    Value* out = tuple->items;
    for (int64_t i = 0; i < count; ++i) out[i] = items[i];
    return tuple;
}

Ref tupleFromIterable(Thread* t, Value iterable) {
    if (isExactTuple(iterable)) return Ref::share(iterable);
    if (isExactList(iterable)) return listAsTuple(t, iterable.as<List>());
    Ref list = KRAIT_TRY(listFromIterable(t, iterable));
    // The list is ours alone: its items move.
    List* l = list.as<List>();
    New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, l->length));
    if (l->length != 0) {
        std::memcpy(tuple->items, l->items, static_cast<size_t>(l->length) * sizeof(Value));
    }
    l->length = 0;
    return tuple;
}

namespace {

// --- slots ---------------------------------------------------------------------------------------

size_t tupleSize(const Object* o) {
    return sizeof(Tuple) +
           static_cast<size_t>(static_cast<const Tuple*>(o)->length) * sizeof(Value);
}

void tupleDestroy(Thread*, Object* o) {
    auto* tuple = static_cast<Tuple*>(o);
    // Python: items are released from the last to the first.
    for (int64_t i = tuple->length; i-- > 0;) decref(tuple->items[i]);
}

void tupleTraverse(Object* o, Visitor& visitor) {
    auto* tuple = static_cast<Tuple*>(o);
    for (int64_t i = 0; i < tuple->length; ++i) visitor.visit(tuple->items[i]);
}

Ref tupleRepr(Thread* t, Value self) {
    auto* tuple = self.as<Tuple>();
    if (tuple->length == 0) return strFromAscii(t, "()");
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "(...)");
    ReprScope scope(t, self);
    TextBuffer out(t);
    out.append("(");
    KRAIT_TRY(reprItems(
        t, out, [&](int64_t i) { return i < tuple->length ? tuple->items[i] : Value::empty(); }));
    out.append(tuple->length == 1 ? ",)" : ")");
    return out.finish();
}

Result<int64_t> tupleHash(Thread* t, Value self) {
    auto* tuple = self.as<Tuple>();
    KRAIT_TRY(checkNativeStack(t, ""));
    SequenceHash hash;
    for (int64_t i = 0; i < tuple->length; ++i) hash.add(KRAIT_TRY(hashItem(t, tuple->items[i])));
    return hash.finishTuple(static_cast<size_t>(tuple->length));
}

Ref tupleCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isTuple(a) || !isTuple(b)) return Ref::notImplemented();
    KRAIT_TRY(checkNativeStack(t, " in comparison"));
    auto* x = a.as<Tuple>();
    auto* y = b.as<Tuple>();
    int64_t common = x->length < y->length ? x->length : y->length;
    // Python: the first items that differ decide; only they are compared with op.
    for (int64_t i = 0; i < common; ++i) {
        if (KRAIT_TRY(compareItemsEqual(t, x->items[i], y->items[i]))) continue;
        if (op == CompareOp::kEq) return Ref::boolean(false);
        if (op == CompareOp::kNe) return Ref::boolean(true);
        return compareOp(t, x->items[i], y->items[i], op);
    }
    return compareLengths(x->length, y->length, op);
}

Result<int64_t> tupleLength(Thread*, Value self) {
    return self.as<Tuple>()->length;
}

Ref tupleGetItem(Thread* t, Value self, Value key) {
    auto* tuple = self.as<Tuple>();
    if (isKind(key, TypeId::kSlice)) {
        auto* slice = key.as<Slice>();
        SliceBounds bounds =
            KRAIT_TRY(sliceBounds(t, slice->start, slice->stop, slice->step, tuple->length));
        if (bounds.count == tuple->length && bounds.step == 1 && isExactTuple(self)) {
            return Ref::share(self);
        }
        if (bounds.step == 1) return tupleFrom(t, tuple->items + bounds.start, bounds.count);
        New<Tuple> result = KRAIT_TRY(tupleAllocate(t, bounds.count));
        for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
            incref(tuple->items[at]);
            result->items[i] = tuple->items[at];
        }
        return result;
    }
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "tuple indices must be integers or slices, not %T",
                     key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    if (index < 0) index += tuple->length;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(tuple->length)) {
        return raise(t, TypeId::kIndexError, "tuple index out of range");
    }
    return Ref::share(tuple->items[index]);
}

Result<bool> tupleContains(Thread* t, Value self, Value item) {
    auto* tuple = self.as<Tuple>();
    for (int64_t i = 0; i < tuple->length; ++i) {
        if (KRAIT_TRY(compareItemsEqual(t, tuple->items[i], item))) return true;
    }
    return false;
}

Ref tupleConcat(Thread* t, Value a, Value b) {
    if (!isTuple(a)) return Ref::notImplemented();
    if (!isTuple(b)) return Ref::notImplemented(); // b may have an __radd__
    auto* x = a.as<Tuple>();
    auto* y = b.as<Tuple>();
    if (y->length == 0 && isExactTuple(a)) return Ref::share(a);
    if (x->length == 0 && isExactTuple(b)) return Ref::share(b);
    New<Tuple> result = KRAIT_TRY(tupleUnset(t, x->length + y->length));
    for (int64_t i = 0; i < x->length; ++i) {
        incref(x->items[i]);
        result->items[i] = x->items[i];
    }
    for (int64_t i = 0; i < y->length; ++i) {
        incref(y->items[i]);
        result->items[x->length + i] = y->items[i];
    }
    return result;
}

Ref tupleRepeat(Thread* t, Value a, Value b) {
    Value sequence = isTuple(a) ? a : b;
    Value factor = isTuple(a) ? b : a;
    if (!hasIndex(t, factor)) return Ref::notImplemented();
    int64_t count = KRAIT_TRY(toIndexInt64(t, factor));
    auto* tuple = sequence.as<Tuple>();
    if (isExactTuple(sequence) && (tuple->length == 0 || count == 1)) return Ref::share(sequence);
    if (tuple->length == 0 || count <= 0) return tupleAllocate(t, 0);
    int64_t total;
    if (__builtin_mul_overflow(tuple->length, count, &total) || total > (int64_t{1} << 58)) {
        return raiseNoMemory(t);
    }
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, total));
    Value* out = result->items;
    int64_t until_poll = static_cast<int64_t>(kPollBytes / sizeof(Value));
    for (int64_t i = 0; i < count; ++i) {
        for (int64_t j = 0; j < tuple->length; ++j) {
            incref(tuple->items[j]);
            *out++ = tuple->items[j];
        }
        until_poll -= tuple->length;
        if (until_poll < 0) { // what is not written yet is EMPTY
            KRAIT_TRY(pollSignals(t));
            until_poll = static_cast<int64_t>(kPollBytes / sizeof(Value));
        }
    }
    return result;
}

Ref tupleIter(Thread* t, Value self) {
    New<ListIterator> it = KRAIT_TRY(allocateContainer<ListIterator>(t, TypeId::kTupleIterator));
    incref(self);
    it->sequence = self;
    it->index = 0;
    return it;
}

// --- methods -------------------------------------------------------------------------------------

Ref tuple_dunder_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    if (type == t->type(TypeId::kTuple)) {
        if (a[1].isEmpty()) return tupleAllocate(t, 0);
        return tupleFromIterable(t, a[1]);
    }
    Ref items = a[1].isEmpty() ? Ref(tupleAllocate(t, 0)) : tupleFromIterable(t, a[1]);
    if (items.isError()) return Error{};
    auto* from = items.as<Tuple>();
    auto* made = static_cast<Tuple*>(
        allocateInstance(t, type, static_cast<size_t>(from->length) * sizeof(Value)));
    if (!made) return Error{};
    made->length = from->length;
    for (int64_t i = 0; i < from->length; ++i) {
        incref(from->items[i]);
        made->items[i] = from->items[i];
    }
    return Ref::take(made);
}

Ref tuple_count(Thread* t, Args a) {
    auto* tuple = a[0].as<Tuple>();
    int64_t count = 0;
    for (int64_t i = 0; i < tuple->length; ++i) {
        if (KRAIT_TRY(compareItemsEqual(t, tuple->items[i], a[1]))) ++count;
    }
    return intFrom(t, count);
}

Ref tuple_index(Thread* t, Args a) {
    auto* tuple = a[0].as<Tuple>();
    int64_t start = KRAIT_TRY(toIndexClamped(t, a[2], false));
    int64_t stop = KRAIT_TRY(toIndexClamped(t, a[3], false));
    if (start < 0 && (start += tuple->length) < 0) start = 0;
    if (stop < 0) stop += tuple->length;
    if (stop > tuple->length) stop = tuple->length;
    for (int64_t i = start; i < stop; ++i) {
        if (KRAIT_TRY(compareItemsEqual(t, tuple->items[i], a[1]))) return intFrom(t, i);
    }
    return raise(t, TypeId::kValueError, "tuple.index(x): x not in tuple");
}

Ref tuple_dunder_getnewargs(Thread* t, Args a) {
    auto* tuple = a[0].as<Tuple>();
    Ref plain = KRAIT_TRY(tupleFrom(t, tuple->items, tuple->length));
    return tupleOf(t, plain.get());
}

constexpr MethodDef kTupleMethods[] = {
    {"__getnewargs__(self, /)", tuple_dunder_getnewargs, nullptr},
    {"index(self, value, start=0, stop=9223372036854775807, /)", tuple_index,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count(self, value, /)", tuple_count, "Return number of occurrences of value."},
    kClassGetItem,
    {}};

// --- iterator ------------------------------------------------------------------------------------

Ref tupleIteratorNext(Thread* t, Value self) {
    auto* it = self.as<ListIterator>();
    if (it->sequence.isEmpty()) return Ref();
    auto* tuple = it->sequence.as<Tuple>();
    if (it->index < tuple->length) return Ref::share(tuple->items[it->index++]);
    decref(std::exchange(it->sequence, Value()));
    return Ref();
}

void iteratorDestroy(Thread*, Object* o) {
    decref(static_cast<ListIterator*>(o)->sequence);
}
void iteratorTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ListIterator*>(o)->sequence);
}

Ref tuple_iterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return intFrom(t, 0);
    return intFrom(t, it->sequence.as<Tuple>()->length - it->index);
}
Ref tuple_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    if (it->sequence.isEmpty()) return reduceWith(t, "iter", Value(t->runtime->empty_tuple));
    return reduceWith(t, "iter", it->sequence, Value::smallInt(it->index));
}
Ref tuple_iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<ListIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty()) {
        int64_t length = it->sequence.as<Tuple>()->length;
        it->index = index < 0 ? 0 : index > length ? length : index;
    }
    return Ref::none();
}

constexpr MethodDef kTupleIteratorMethods[] = {
    {"__length_hint__(self, /)", tuple_iterator_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", tuple_iterator_dunder_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", tuple_iterator_dunder_setstate,
     "Set state information for unpickling."},
    {}};

} // namespace

const TypeSpec kTupleSpec = {
    .name = "tuple",
    .size = sizeof(Tuple),
    .flags = kTypeContainer | kTypeBase | kTypeSequence | kTypeTupleSub | kTypeVariableSize,
    .slots = {.destroy = tupleDestroy,
              .traverse = tupleTraverse,
              .size = tupleSize,
              .repr = tupleRepr,
              .hash = tupleHash,
              .compare = tupleCompare,
              .iter = tupleIter,
              .length = tupleLength,
              .getitem = tupleGetItem,
              .contains = tupleContains,
              .binary = {tupleConcat, nullptr, tupleRepeat}},
    .doc = "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an "
           "empty tuple.\nIf iterable is specified the tuple is initialized from iterable's "
           "items.\n\nIf the argument is a tuple, the return value is the same object.",
    .new_ = {"tuple(cls, iterable=<unset>, /)", tuple_dunder_new, nullptr},
    .convert = tupleFromIterable,
    .methods = kTupleMethods,
};

const TypeSpec kTupleIteratorSpec = {
    .name = "tuple_iterator",
    .size = sizeof(ListIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = iteratorDestroy,
              .traverse = iteratorTraverse,
              .iter = iterSelf,
              .next = tupleIteratorNext},
    .methods = kTupleIteratorMethods,
};

} // namespace krait
