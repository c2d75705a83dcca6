// Helpers of all iterators, and the two iterators that iter() makes itself: over __getitem__ and
// over calls. Each owns what it iterates over, and lets go of it at the end. Needs the GIL.
#include "vm/objects/iterators.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/generic_alias.h"

namespace krait {

Ref builtinNamed(Thread* t, const char* name) {
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    Value found = dictGetStr(t->runtime->builtins, key);
    if (!found.isEmpty()) return Ref::share(found);
    return raise(t, TypeId::kAttributeError, "module 'builtins' has no attribute '%s'", name);
}

Ref reduceWith(Thread* t, const char* name, Value argument, Value state) {
    Ref function = KRAIT_TRY(builtinNamed(t, name));
    Ref arguments = KRAIT_TRY(tupleOf(t, argument));
    if (state.isEmpty()) return tupleOf(t, function.get(), arguments.get());
    return tupleOf(t, function.get(), arguments.get(), state);
}

Ref object_dunder_class_getitem(Thread* t, Args a) {
    return genericAliasNew(t, a[0], a[1]);
}

Ref pairReusing(Thread* t, Value* last, Ref a, Ref b) {
    if (!last->isEmpty() && last->object()->refcount != 1) {
        // Somebody keeps the pairs: the next one is his alone.
        Value items[] = {a.release(), b.release()};
        Ref pair = tupleTake(t, items, 2);
        decref(std::exchange(*last, Value()));
        return pair;
    }
    if (last->isEmpty()) {
        New<Tuple> pair = KRAIT_TRY(tupleAllocate(t, 2));
        pair->items[0] = a.release();
        pair->items[1] = b.release();
        incref(pair.get());
        decref(std::exchange(*last, Value(pair.get())));
        return pair;
    }
    auto* pair = last->as<Tuple>();
    pair->gc_state = 0; // it may come to hold containers
    Ref result = Ref::share(*last);
    Value old_a = std::exchange(pair->items[0], a.release());
    Value old_b = std::exchange(pair->items[1], b.release());
    decref(old_a);
    decref(old_b);
    return result;
}

Ref sequenceIteratorNew(Thread* t, Value sequence) {
    New<SequenceIterator> it =
        KRAIT_TRY(allocateObject<SequenceIterator>(t, TypeId::kSequenceIterator));
    incref(sequence);
    it->sequence = sequence;
    it->index = 0;
    return it;
}

Ref callableIteratorNew(Thread* t, Value callable, Value sentinel) {
    New<CallableIterator> it =
        KRAIT_TRY(allocateObject<CallableIterator>(t, TypeId::kCallableIterator));
    incref(callable);
    incref(sentinel);
    it->callable = callable;
    it->sentinel = sentinel;
    return it;
}

namespace {

// --- over __getitem__ ----------------------------------------------------------------------------

Ref sequenceNext(Thread* t, Value self) {
    auto* it = self.as<SequenceIterator>();
    if (it->sequence.isEmpty()) return Ref();
    Ref index = KRAIT_TRY(intFrom(t, it->index));
    Ref item = getItem(t, it->sequence, index);
    if (!item.isEmpty()) {
        ++it->index;
        return item;
    }
    if (clearErrorIf(t, TypeId::kIndexError) || clearErrorIf(t, TypeId::kStopIteration)) {
        decref(std::exchange(it->sequence, Value()));
    }
    return Ref();
}
void sequenceDestroy(Thread*, Object* o) {
    decref(static_cast<SequenceIterator*>(o)->sequence);
}
void sequenceTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<SequenceIterator*>(o)->sequence);
}

Ref iterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<SequenceIterator>();
    if (it->sequence.isEmpty()) return intFrom(t, 0);
    if (!typeOf(t, it->sequence)->slots.length) return Ref::notImplemented();
    int64_t left = KRAIT_TRY(lengthOf(t, it->sequence)) - it->index;
    return intFrom(t, left < 0 ? 0 : left);
}
Ref iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<SequenceIterator>();
    if (it->sequence.isEmpty()) return reduceWith(t, "iter", Value(t->runtime->empty_tuple));
    return reduceWith(t, "iter", it->sequence, Value::smallInt(it->index));
}
Ref iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<SequenceIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty()) it->index = index < 0 ? 0 : index;
    return Ref::none();
}
constexpr MethodDef kSequenceMethods[] = {
    {"__length_hint__(self, /)", iterator_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", iterator_dunder_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", iterator_dunder_setstate,
     "Set state information for unpickling."},
    {}};

// --- over calls ----------------------------------------------------------------------------------

void forget(CallableIterator* it) {
    decref(std::exchange(it->callable, Value()));
    decref(std::exchange(it->sentinel, Value()));
}
Ref callableNext(Thread* t, Value self) {
    auto* it = self.as<CallableIterator>();
    if (it->callable.isEmpty()) return Ref();
    Ref callable = Ref::share(it->callable);
    Ref item = callValues(t, callable, nullptr, 0);
    if (item.isEmpty()) {
        if (clearErrorIf(t, TypeId::kStopIteration)) forget(it);
        return Ref();
    }
    if (it->sentinel.isEmpty()) return Ref(); // REENTRY: exhausted by the call itself
    Ref sentinel = Ref::share(it->sentinel);
    if (!KRAIT_TRY(compareItemsEqual(t, sentinel, item))) return item;
    forget(it);
    return Ref();
}
void callableDestroy(Thread*, Object* o) {
    decref(static_cast<CallableIterator*>(o)->callable);
    decref(static_cast<CallableIterator*>(o)->sentinel);
}
void callableTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<CallableIterator*>(o)->callable);
    visitor.visit(static_cast<CallableIterator*>(o)->sentinel);
}
Ref callable_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<CallableIterator>();
    if (it->callable.isEmpty()) return reduceWith(t, "iter", Value(t->runtime->empty_tuple));
    Ref function = KRAIT_TRY(builtinNamed(t, "iter"));
    Ref arguments = KRAIT_TRY(tupleOf(t, it->callable, it->sentinel));
    return tupleOf(t, function.get(), arguments.get());
}
constexpr MethodDef kCallableMethods[] = {{"__reduce__(self, /)", callable_iterator_dunder_reduce,
                                           "Return state information for pickling."},
                                          {}};

} // namespace

const TypeSpec kSequenceIteratorSpec = {
    .name = "iterator",
    .size = sizeof(SequenceIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = sequenceDestroy,
              .traverse = sequenceTraverse,
              .iter = iterSelf,
              .next = sequenceNext},
    .methods = kSequenceMethods,
};

const TypeSpec kCallableIteratorSpec = {
    .name = "callable_iterator",
    .size = sizeof(CallableIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = callableDestroy,
              .traverse = callableTraverse,
              .iter = iterSelf,
              .next = callableNext},
    .methods = kCallableMethods,
};

} // namespace krait
