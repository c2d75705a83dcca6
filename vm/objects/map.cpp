// map and filter: iterators that call a function for each item. They own the function and the
// iterators. Everything may run Python code; needs the GIL.
#include "vm/objects/code.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/iterators.h"

namespace krait {
namespace {

// fn(v), for natives of one parameter without the general call. REENTRY.
inline Ref callOne(Thread* t, Value fn, Value v) {
    if (isKind(fn, TypeId::kNativeFunction)) {
        auto* f = fn.as<NativeFunction>();
        if (f->direct_count == 1 && !f->owner) return f->function(t, &v);
    } else if (isKind(fn, TypeId::kType)) {
        if (auto convert = fn.as<Type>()->convert) return convert(t, v);
    }
    return callValues(t, fn, &v, 1);
}

// --- map -----------------------------------------------------------------------------------------

Ref mapNext(Thread* t, Value self) {
    auto* m = self.as<Map>();
    auto* iterators = m->iterators.as<Tuple>();
    if (KRAIT_LIKELY(iterators->length == 1)) {
        Ref item = nextItem(t, iterators->items[0]);
        if (item.isEmpty()) return Ref();
        return callOne(t, m->function, item);
    }
    New<Tuple> items = KRAIT_TRY(tupleAllocate(t, iterators->length));
    for (int64_t i = 0; i < iterators->length; ++i) {
        Ref item = nextItem(t, iterators->items[i]);
        if (item.isEmpty()) return Ref();
        items->items[i] = item.release();
    }
    return callValues(t, m->function, items->items, static_cast<uint32_t>(items->length));
}
void mapDestroy(Thread*, Object* o) {
    decref(static_cast<Map*>(o)->iterators);
    decref(static_cast<Map*>(o)->function);
}
void mapTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Map*>(o)->iterators);
    visitor.visit(static_cast<Map*>(o)->function);
}

Ref map_dunder_new(Thread* t, Args a) {
    auto* arguments = a[1].as<Tuple>();
    if (arguments->length < 2) {
        return raise(t, TypeId::kTypeError, "map() must have at least two arguments.");
    }
    New<Tuple> iterators = KRAIT_TRY(tupleAllocate(t, arguments->length - 1));
    for (int64_t i = 1; i < arguments->length; ++i) {
        Ref iterator = KRAIT_TRY(iterOf(t, arguments->items[i]));
        iterators->items[i - 1] = iterator.release();
    }
    auto* m = static_cast<Map*>(allocateInstance(t, a[0].as<Type>()));
    if (!m) return Error{};
    incref(arguments->items[0]);
    m->function = arguments->items[0];
    m->iterators = iterators.release();
    return Ref::take(m);
}
Ref map_dunder_reduce(Thread* t, Args a) {
    auto* m = a[0].as<Map>();
    auto* iterators = m->iterators.as<Tuple>();
    New<Tuple> arguments = KRAIT_TRY(tupleAllocate(t, iterators->length + 1));
    incref(m->function);
    arguments->items[0] = m->function;
    for (int64_t i = 0; i < iterators->length; ++i) {
        incref(iterators->items[i]);
        arguments->items[i + 1] = iterators->items[i];
    }
    return tupleOf(t, Value(typeOf(t, a[0])), Value(arguments));
}
constexpr MethodDef kMapMethods[] = {
    {"__reduce__(self, /)", map_dunder_reduce, "Return state information for pickling."}, {}};

// --- filter --------------------------------------------------------------------------------------

Ref filterNext(Thread* t, Value self) {
    auto* f = self.as<Filter>();
    bool by_truth = f->function.isNone() || f->function == Value(t->type(TypeId::kBool));
    for (;;) {
        Ref item = nextItem(t, f->iterator);
        if (item.isEmpty()) return Ref();
        bool good;
        if (by_truth) {
            good = KRAIT_TRY(isTrueItem(t, item));
        } else {
            Ref answer = KRAIT_TRY(callOne(t, f->function, item));
            good = KRAIT_TRY(isTrueItem(t, answer));
        }
        if (good) return item;
    }
}
void filterDestroy(Thread*, Object* o) {
    decref(static_cast<Filter*>(o)->function);
    decref(static_cast<Filter*>(o)->iterator);
}
void filterTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Filter*>(o)->function);
    visitor.visit(static_cast<Filter*>(o)->iterator);
}
Ref filter_dunder_new(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[2]));
    auto* f = static_cast<Filter*>(allocateInstance(t, a[0].as<Type>()));
    if (!f) return Error{};
    incref(a[1]);
    f->function = a[1];
    f->iterator = iterator.release();
    return Ref::take(f);
}
Ref filter_dunder_reduce(Thread* t, Args a) {
    auto* f = a[0].as<Filter>();
    Ref arguments = KRAIT_TRY(tupleOf(t, f->function, f->iterator));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get());
}
constexpr MethodDef kFilterMethods[] = {
    {"__reduce__(self, /)", filter_dunder_reduce, "Return state information for pickling."}, {}};

} // namespace

const TypeSpec kMapSpec = {
    .name = "map",
    .size = sizeof(Map),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = mapDestroy, .traverse = mapTraverse, .iter = iterSelf, .next = mapNext},
    .doc = "Make an iterator that computes the function using arguments from\neach of the "
           "iterables.  Stops when the shortest iterable is exhausted.",
    .new_ = {"map(cls, /, *args)", map_dunder_new, nullptr, kMethodLentArgs},
    .methods = kMapMethods,
};

const TypeSpec kFilterSpec = {
    .name = "filter",
    .size = sizeof(Filter),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = filterDestroy,
              .traverse = filterTraverse,
              .iter = iterSelf,
              .next = filterNext},
    .doc = "Return an iterator yielding those items of iterable for which function(item)\nis true. "
           "If function is None, return the items that are true.",
    .new_ = {"filter(cls, function, iterable, /)", filter_dunder_new, nullptr},
    .methods = kFilterMethods,
};

} // namespace krait
