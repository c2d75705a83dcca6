// What the containers and iterators share: comparisons of items that avoid the object model for
// common types, index conversion, and small slots. Pure helpers; nothing is owned here.
#pragma once

#include "vm/base/hash.h"
#include "vm/objects/float.h"
#include "vm/objects/generator.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

namespace krait {

// Whether a == b as containers see it (identity implies equality). REENTRY: compares, unless both
// are ints, floats or exact str.
inline Result<bool> compareItemsEqual(Thread* t, Value a, Value b) {
    if (a == b) return true;
    if (Value::bothSmallInts(a, b)) return false;
    if (isExactStr(a) && isExactStr(b)) return strEqual(a.as<Str>(), b.as<Str>());
    if (a.isNumber() && b.isNumber()) return a.asNumber() == b.asNumber();
    return compareBool(t, a, b, CompareOp::kEq);
}

// a < b. REENTRY: as above.
inline Result<bool> compareItemsLess(Thread* t, Value a, Value b) {
    if (Value::bothSmallInts(a, b)) return a.bits() < b.bits();
    if (a.isNumber() && b.isNumber()) return a.asNumber() < b.asNumber();
    if (isExactStr(a) && isExactStr(b)) return strCompare(a.as<Str>(), b.as<Str>()) < 0;
    return compareBool(t, a, b, CompareOp::kLt);
}

// hash(v), inline for ints and str. A small int is its own hash: it is below the modulus.
inline Result<int64_t> hashItem(Thread* t, Value v) {
    if (v.isSmallInt()) {
        int64_t i = v.asSmallInt();
        return i == -1 ? int64_t{-2} : i;
    }
    if (isExactStr(v)) {
        Str* s = v.as<Str>();
        return s->hash != 0 ? s->hash : strHash(s);
    }
    return hashOf(t, v);
}

inline Ref compareResult(int order, CompareOp op) {
    switch (op) {
    case CompareOp::kLt:
        return Ref::boolean(order < 0);
    case CompareOp::kLe:
        return Ref::boolean(order <= 0);
    case CompareOp::kEq:
        return Ref::boolean(order == 0);
    case CompareOp::kNe:
        return Ref::boolean(order != 0);
    case CompareOp::kGt:
        return Ref::boolean(order > 0);
    case CompareOp::kGe:
        return Ref::boolean(order >= 0);
    }
    return Ref::notImplemented();
}
inline Ref compareLengths(int64_t a, int64_t b, CompareOp op) {
    return compareResult(a < b ? -1 : a > b, op);
}

inline bool isEqualityOp(CompareOp op) {
    return op == CompareOp::kEq || op == CompareOp::kNe;
}

inline bool hasIndex(Thread* t, Value v) {
    return isInt(v) || typeOf(t, v)->slots.index != nullptr;
}
// A subscript as int64_t; IndexError if it does not fit. REENTRY: __index__.
inline Result<int64_t> convertSubscript(Thread* t, Value key) {
    if (key.isSmallInt()) return key.asSmallInt();
    Ref index = KRAIT_TRY(toIndex(t, key));
    int64_t i;
    if (intFits(index, &i)) return i;
    return raise(t, TypeId::kIndexError, "cannot fit '%T' into an index-sized integer", key);
}

// Slot iter of iterators.
inline Ref iterSelf(Thread*, Value self) {
    return Ref::share(self);
}

// Lets the handlers of signals run within a long loop in C++; never while a finaliser runs.
Status serveSignalsInLoop(Thread*);

// isTrue, inline for the numbers that items mostly are.
inline Result<bool> isTrueItem(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt() != 0;
    return isTrue(t, v);
}

// iterNext, inline for the iterators that loops are mostly made of. Ctrl-C ends the loop.
inline Ref nextItem(Thread* t, Value iterator) {
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) & kBreakSignal)) {
        KRAIT_TRY(serveSignalsInLoop(t));
    }
    if (isKind(iterator, TypeId::kGenerator)) { // it looks after the native stack itself
        Ref item = generatorNext(t, iterator);
        if (KRAIT_UNLIKELY(item.isEmpty() && t->hasError()))
            clearErrorIf(t, TypeId::kStopIteration);
        return item;
    }
    if (isKind(iterator, TypeId::kListIterator)) {
        auto* it = iterator.as<ListIterator>();
        if (!it->sequence.isEmpty()) {
            auto* list = it->sequence.as<List>();
            if (it->index < list->length) return Ref::share(list->items[it->index++]);
        }
    } else if (isKind(iterator, TypeId::kRangeIterator)) {
        auto* it = iterator.as<RangeIterator>();
        if (it->left > 0 && Value::fitsSmallInt(it->next)) {
            --it->left;
            int64_t v = it->next;
            it->next += it->step;
            return Ref::take(Value::smallInt(v));
        }
    } else if (isKind(iterator, TypeId::kTupleIterator)) {
        auto* it = iterator.as<ListIterator>();
        if (!it->sequence.isEmpty()) {
            auto* tuple = it->sequence.as<Tuple>();
            if (it->index < tuple->length) return Ref::share(tuple->items[it->index++]);
        }
    }
    auto next = typeOf(t, iterator)->slots.next;
    if (KRAIT_UNLIKELY(!next)) return iterNext(t, iterator); // words the error
    KRAIT_TRY(checkNativeStack(t));                          // chains of such iterators
    Ref item = next(t, iterator);
    if (KRAIT_UNLIKELY(item.isEmpty() && t->hasError())) clearErrorIf(t, TypeId::kStopIteration);
    return item;
}

// body(Value item, owned) -> bool for the items of a generator, until it says false. An error is
// one of the generator or of the body.
template <typename Body>
Status drainGenerator(Thread* t, Value generator, Body&& body) {
    return generatorDrain(
        t, generator.as<Generator>(),
        [](Thread*, void* state, Value item) {
            return (*static_cast<std::remove_reference_t<Body>*>(state))(item);
        },
        &body);
}

// iterateOver, for exact lists and tuples without an iterator. REENTRY: body may change the list.
template <typename Body>
Status iterateItems(Thread* t, Value iterable, Body&& body) {
    if (isExactList(iterable)) {
        Ref keep = Ref::share(iterable);
        auto* list = iterable.as<List>();
        for (int64_t i = 0; i < list->length; ++i) {
            Ref item = Ref::share(list->items[i]);
            if (body(item.get()).isError()) return Error{};
        }
        return ok();
    }
    if (isExactTuple(iterable)) {
        Ref keep = Ref::share(iterable);
        auto* tuple = iterable.as<Tuple>();
        for (int64_t i = 0; i < tuple->length; ++i) {
            if (body(tuple->items[i]).isError()) return Error{};
        }
        return ok();
    }
    Ref iterator = iterOf(t, iterable);
    if (iterator.isError()) return Error{};
    if (isKind(iterator, TypeId::kGenerator)) {
        return drainGenerator(t, iterator, [&](Value given) {
            Ref item = Ref::take(given);
            return !body(item.get()).isError();
        });
    }
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
        if (body(item.get()).isError()) return Error{};
    }
}

// A new exact container of a builtin type whose fields the caller sets all at once: nothing but the
// header is filled in.
template <typename T>
inline New<T> allocateContainer(Thread* t, TypeId id, size_t size = sizeof(T)) {
    auto* o = static_cast<T*>(t->heap->allocate(size, CellUse::kContainer));
    if (KRAIT_UNLIKELY(!o)) return raiseNoMemory(t);
    o->refcount = 1;
    o->kind = static_cast<uint8_t>(id);
    o->gc_state = 0;
    o->flags = kFlagTracked;
    o->shape = t->type(id)->root_shape;
    gcCountAllocation(t, o, size);
    return New<T>::take(o);
}

// (a, b), taking both over; in the tuple of *last, which was given last, if nobody kept that.
Ref pairReusing(Thread*, Value* last, Ref a, Ref b);

// The builtin function of that name, for __reduce__ of iterators.
Ref builtinNamed(Thread*, const char* name);

// (builtin `name`, (argument,), state); state EMPTY: left out.
Ref reduceWith(Thread*, const char* name, Value argument, Value state = Value());

// The text of `prefix` repr(item), repr(item) `suffix` over a sequence that `at(i)` gives (EMPTY
// at the end), for repr of list, tuple and the like. REENTRY: repr.
template <typename At>
Status reprItems(Thread* t, TextBuffer& out, At&& at) {
    for (int64_t i = 0;; ++i) {
        Ref item = Ref::share(at(i));
        if (item.isEmpty()) return ok();
        if (item.get().isSmallInt()) {
            if (i > 0) out.append(", ");
            out.appendInt(item.get().asSmallInt());
            continue;
        }
        Ref text = KRAIT_TRY(reprOf(t, item));
        if (i > 0) out.append(", ");
        out.append(text.as<Str>());
    }
}

// Leaves the guard against recursive repr at the end of a scope.
class ReprScope {
  public:
    ReprScope(Thread* t, Value v) : t_(t), value_(v) {}
    ~ReprScope() { reprLeave(t_, value_); }
    ReprScope(const ReprScope&) = delete;

  private:
    Thread* t_;
    Value value_;
};

// type.__class_getitem__ of generic containers: a GenericAlias.
Ref object_dunder_class_getitem(Thread*, Args a);
inline constexpr MethodDef kClassGetItem = {
    "__class_getitem__(cls, item, /)", object_dunder_class_getitem, "See PEP 585", kMethodClass};

// Releases a range of owned values.
inline void decrefAll(Value* values, int64_t count) {
    for (int64_t i = 0; i < count; ++i) decref(values[i]);
}
inline void increfAll(const Value* values, int64_t count) {
    for (int64_t i = 0; i < count; ++i) incref(values[i]);
}

} // namespace krait
