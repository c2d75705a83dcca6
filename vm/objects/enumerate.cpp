// enumerate: pairs of a counter and an item. Owns the iterator and the tuple it gave last, which it
// fills again when nobody kept it. Needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/iterators.h"

namespace krait {
namespace {

Ref enumerateNext(Thread* t, Value self) {
    auto* e = self.as<Enumerate>();
    Ref item = nextItem(t, e->iterator);
    if (item.isEmpty()) return Ref();
    Ref index = Ref::share(e->index);
    Ref next = KRAIT_TRY(e->index.isSmallInt() ? intFrom(t, e->index.asSmallInt() + 1)
                                               : intAdd(t, e->index, Value::smallInt(1)));
    decref(std::exchange(e->index, next.release()));
    return pairReusing(t, &e->result, std::move(index), std::move(item));
}
void enumerateDestroy(Thread*, Object* o) {
    auto* e = static_cast<Enumerate*>(o);
    decref(e->iterator);
    decref(e->result);
    decref(e->index);
}
void enumerateTraverse(Object* o, Visitor& visitor) {
    auto* e = static_cast<Enumerate*>(o);
    visitor.visit(e->iterator);
    visitor.visit(e->result);
}

Ref enumerate_dunder_new(Thread* t, Args a) {
    Ref start = Ref::take(Value::smallInt(0));
    if (!a[2].isEmpty()) start = KRAIT_TRY(toIndex(t, a[2]));
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    auto* e = static_cast<Enumerate*>(allocateInstance(t, a[0].as<Type>()));
    if (!e) return Error{};
    e->iterator = iterator.release();
    e->index = start.release();
    e->result = Value();
    return Ref::take(e);
}
Ref enumerate_dunder_reduce(Thread* t, Args a) {
    auto* e = a[0].as<Enumerate>();
    Ref arguments = KRAIT_TRY(tupleOf(t, e->iterator, e->index));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get());
}
constexpr MethodDef kMethods[] = {
    {"__reduce__(self, /)", enumerate_dunder_reduce, "Return state information for pickling."},
    kClassGetItem,
    {}};

} // namespace

const TypeSpec kEnumerateSpec = {
    .name = "enumerate",
    .size = sizeof(Enumerate),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = enumerateDestroy,
              .traverse = enumerateTraverse,
              .iter = iterSelf,
              .next = enumerateNext},
    .doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe "
           "enumerate object yields pairs containing a count (from start, which\ndefaults to zero) "
           "and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an "
           "indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    .new_ = {"enumerate(cls, iterable, start=0)", enumerate_dunder_new, nullptr},
    .methods = kMethods,
};

} // namespace krait
