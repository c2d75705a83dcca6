// zip: tuples of one item from each iterator. Owns the iterators and the tuple it gave last, which
// it fills again when nobody kept it. Needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/iterators.h"

namespace krait {
namespace {

// Iterator i ended. With strict, all others must end here too.
Ref finish(Thread* t, Zip* z, int64_t i) {
    if (t->hasError() || !z->strict) return Ref();
    if (i > 0) {
        return raise(t, TypeId::kValueError, "zip() argument %ld is shorter than argument%s%ld",
                     i + 1, i == 1 ? " " : "s 1-", i);
    }
    auto* iterators = z->iterators.as<Tuple>();
    for (i = 1; i < iterators->length; ++i) {
        Ref item = nextItem(t, iterators->items[i]);
        if (!item.isEmpty()) {
            return raise(t, TypeId::kValueError, "zip() argument %ld is longer than argument%s%ld",
                         i + 1, i == 1 ? " " : "s 1-", i);
        }
        if (t->hasError()) return Ref();
    }
    return Ref();
}

Ref zipNext(Thread* t, Value self) {
    auto* z = self.as<Zip>();
    auto* iterators = z->iterators.as<Tuple>();
    int64_t count = iterators->length;
    if (count == 0) return Ref();
    // The tuple is taken out of the object while it is filled: the iterators may use this zip.
    Ref kept = Ref::take(std::exchange(z->result, Value()));
    bool reuse = !kept.isEmpty() && kept.get().object()->refcount == 1;
    if (!reuse) kept = KRAIT_TRY(tupleAllocate(t, count));
    auto* result = kept.as<Tuple>();
    result->gc_state = 0; // it may come to hold containers
    for (int64_t i = 0; i < count; ++i) {
        Ref item = nextItem(t, iterators->items[i]);
        if (item.isEmpty()) {
            for (int64_t j = i; j < count; ++j) {
                if (result->items[j].isEmpty()) result->items[j] = Value::none();
            }
            return finish(t, z, i);
        }
        decref(std::exchange(result->items[i], item.release()));
    }
    if (z->result.isEmpty()) {
        incref(kept.get());
        z->result = kept.get();
    }
    return kept;
}

void zipDestroy(Thread*, Object* o) {
    decref(static_cast<Zip*>(o)->iterators);
    decref(static_cast<Zip*>(o)->result);
}
void zipTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Zip*>(o)->iterators);
    visitor.visit(static_cast<Zip*>(o)->result);
}

Ref zip_dunder_new(Thread* t, Args a) {
    auto* iterables = a[1].as<Tuple>();
    bool strict = KRAIT_TRY(isTrue(t, a[2]));
    New<Tuple> iterators = KRAIT_TRY(tupleAllocate(t, iterables->length));
    for (int64_t i = 0; i < iterables->length; ++i) {
        Ref iterator = KRAIT_TRY(iterOf(t, iterables->items[i]));
        iterators->items[i] = iterator.release();
    }
    auto* z = static_cast<Zip*>(allocateInstance(t, a[0].as<Type>()));
    if (!z) return Error{};
    z->iterators = iterators.release();
    z->result = Value();
    z->strict = strict;
    return Ref::take(z);
}
Ref zip_dunder_reduce(Thread* t, Args a) {
    auto* z = a[0].as<Zip>();
    Value type(typeOf(t, a[0]));
    if (z->strict) return tupleOf(t, type, z->iterators, Value::boolean(true));
    return tupleOf(t, type, z->iterators);
}
Ref zip_dunder_setstate(Thread* t, Args a) {
    a[0].as<Zip>()->strict = KRAIT_TRY(isTrue(t, a[1]));
    return Ref::none();
}
constexpr MethodDef kMethods[] = {
    {"__reduce__(self, /)", zip_dunder_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", zip_dunder_setstate, "Set state information for unpickling."},
    {}};

} // namespace

const TypeSpec kZipSpec = {
    .name = "zip",
    .size = sizeof(Zip),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = zipDestroy, .traverse = zipTraverse, .iter = iterSelf, .next = zipNext},
    .doc = "The zip object yields n-length tuples, where n is the number of iterables\npassed as "
           "positional arguments to zip().  The i-th element in every tuple\ncomes from the i-th "
           "iterable argument to zip().  This continues until the\nshortest argument is "
           "exhausted.\n\nIf strict is true and one of the arguments is exhausted before the "
           "others,\nraise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n   "
           "[('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    .new_ = {"zip(cls, /, *iterables, strict=False)", zip_dunder_new, nullptr, kMethodLentArgs},
    .methods = kMethods,
};

} // namespace krait
