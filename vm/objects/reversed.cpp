// reversed: what __reversed__ gives, or an iterator over __getitem__ from the last index down. It
// owns the sequence, and lets go of it at the end. Needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/iterators.h"

namespace krait {
namespace {

// Layout of SequenceIterator; index is that of the next item, -1 once exhausted.
Ref reversedNew(Thread* t, Type* type, Value sequence) {
    Ref special = lookupSpecial(t, sequence, t->name(kName___reversed__));
    if (special.isEmpty() && t->hasError()) return Error{};
    if (!special.isEmpty() && !special.get().isNone()) return callValues(t, special, nullptr, 0);
    const TypeSlots& slots = typeOf(t, sequence)->slots;
    if (!special.isEmpty() || !slots.getitem) {
        return raise(t, TypeId::kTypeError, "'%T' object is not reversible", sequence);
    }
    int64_t length = KRAIT_TRY(lengthOf(t, sequence));
    auto* it = static_cast<SequenceIterator*>(allocateInstance(t, type));
    if (!it) return Error{};
    incref(sequence);
    it->sequence = sequence;
    it->index = length - 1;
    return Ref::take(it);
}

Ref reversedNext(Thread* t, Value self) {
    auto* it = self.as<SequenceIterator>();
    if (it->sequence.isEmpty()) return Ref();
    if (it->index >= 0) {
        if (isExactStr(it->sequence)) {
            return strGetItem(t, it->sequence.as<Str>(), it->index--);
        }
        Ref index = KRAIT_TRY(intFrom(t, it->index));
        Ref item = getItem(t, it->sequence, index);
        if (!item.isEmpty()) {
            --it->index;
            return item;
        }
        if (!clearErrorIf(t, TypeId::kIndexError) && !clearErrorIf(t, TypeId::kStopIteration)) {
            return Error{};
        }
    }
    it->index = -1;
    decref(std::exchange(it->sequence, Value()));
    return Ref();
}
void reversedDestroy(Thread*, Object* o) {
    decref(static_cast<SequenceIterator*>(o)->sequence);
}
void reversedTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<SequenceIterator*>(o)->sequence);
}

Ref reversed_dunder_new(Thread* t, Args a) {
    return reversedNew(t, a[0].as<Type>(), a[1]);
}
Ref reversed_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<SequenceIterator>();
    if (it->sequence.isEmpty()) return intFrom(t, 0);
    int64_t length = KRAIT_TRY(lengthOf(t, it->sequence));
    int64_t left = it->index + 1;
    return intFrom(t, length < left ? 0 : left);
}
Ref reversed_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<SequenceIterator>();
    Value type(typeOf(t, a[0]));
    if (it->sequence.isEmpty()) {
        Ref empty = KRAIT_TRY(tupleOf(t, Value(t->runtime->empty_tuple)));
        return tupleOf(t, type, empty.get());
    }
    Ref arguments = KRAIT_TRY(tupleOf(t, it->sequence));
    return tupleOf(t, type, arguments.get(), Value::smallInt(it->index));
}
Ref reversed_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<SequenceIterator>();
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!it->sequence.isEmpty()) {
        int64_t length = KRAIT_TRY(lengthOf(t, it->sequence));
        it->index = index < -1 ? -1 : index > length - 1 ? length - 1 : index;
    }
    return Ref::none();
}
constexpr MethodDef kMethods[] = {
    {"__length_hint__(self, /)", reversed_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", reversed_dunder_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", reversed_dunder_setstate,
     "Set state information for unpickling."},
    {}};

} // namespace

Ref reversedOf(Thread* t, Value v) {
    return reversedNew(t, t->type(TypeId::kReversed), v);
}

const TypeSpec kReversedSpec = {
    .name = "reversed",
    .size = sizeof(SequenceIterator),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = reversedDestroy,
              .traverse = reversedTraverse,
              .iter = iterSelf,
              .next = reversedNext},
    .doc = "Return a reverse iterator over the values of the given sequence.",
    .new_ = {"reversed(cls, sequence, /)", reversed_dunder_new, nullptr},
    .methods = kMethods,
};

} // namespace krait
