// _queue: SimpleQueue, a queue without a bound whose put() never waits.
//
// Items lie in a ring, a heap block whose capacity is a power of two. put() appends and wakes the
// first waiter; get() takes, or waits. All of it needs the GIL, and neither runs Python code, so
// both may be called from signal handlers and finalisers in the midst of each other.
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "stdlib/native/thread_locks.h"
#include "vm/objects/generic_alias.h"

#include <cstring>

namespace krait {

extern const TypeSpec kQueueEmptySpec, kSimpleQueueSpec;

namespace {

struct SimpleQueue : Object {
    Value* items; // heap block, or null
    uint64_t capacity, first, count;
    WaitQueue waiters;

    Value& at(uint64_t i) { return items[(first + i) & (capacity - 1)]; }
};

constexpr uint64_t kFirstCapacity = 8;

Status grow(Thread* t, SimpleQueue* q) {
    uint64_t capacity = q->capacity ? q->capacity * 2 : kFirstCapacity;
    auto* items = static_cast<Value*>(t->heap->allocateBlock(capacity * sizeof(Value)));
    if (!items) return raiseNoMemory(t);
    for (uint64_t i = 0; i < q->count; ++i) items[i] = q->at(i);
    t->heap->freeBlock(q->items, q->capacity * sizeof(Value));
    q->items = items;
    q->capacity = capacity;
    q->first = 0;
    return ok();
}

Ref queue_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    return Ref::take(Value(o));
}
void queue_clear(Thread* t, Object* o) {
    auto* q = static_cast<SimpleQueue*>(o);
    while (q->count) {
        Value item = q->at(0);
        ++q->first;
        --q->count;
        decref(item);
    }
}
void queue_destroy(Thread* t, Object* o) {
    queue_clear(t, o);
    auto* q = static_cast<SimpleQueue*>(o);
    t->heap->freeBlock(q->items, q->capacity * sizeof(Value));
}
void queue_traverse(Object* o, Visitor& visitor) {
    auto* q = static_cast<SimpleQueue*>(o);
    for (uint64_t i = 0; i < q->count; ++i) visitor.visit(q->at(i));
}

Ref queue_put(Thread* t, Args a) {
    auto* q = a[0].as<SimpleQueue>();
    if (q->count == q->capacity) KRAIT_TRY(grow(t, q));
    incref(a[1]);
    q->items[(q->first + q->count) & (q->capacity - 1)] = a[1];
    ++q->count;
    if (q->waiters.first) q->waiters.wakeFirst();
    return Ref::none();
}

Ref take(SimpleQueue* q) {
    Value item = q->at(0);
    ++q->first;
    --q->count;
    return Ref::take(item);
}
Error raiseEmpty(Thread* t) {
    Type* type = typeFromSpec(t, &kQueueEmptySpec);
    if (!type) return Error{};
    Ref exception = callFunction(t, Value(type));
    if (exception.isError()) return Error{};
    return raiseException(t, exception);
}

Ref queue_get(Thread* t, Args a) {
    auto* q = a[0].as<SimpleQueue>();
    if (KRAIT_LIKELY(q->count && a[2].isNone())) return take(q);
    bool block = KRAIT_TRY(isTrue(t, a[1]));
    int64_t deadline = block ? kNever : 0;
    if (block && !a[2].isNone()) {
        int64_t nanos = KRAIT_TRY(timeoutNanos(t, a[2]));
        if (nanos < 0) {
            return raise(t, TypeId::kValueError, "'timeout' must be a non-negative number");
        }
        if (__builtin_add_overflow(schedulerNow(t), nanos, &deadline)) deadline = kNever;
    }
    bool again = false;
    while (q->count == 0) {
        if (deadline == 0) return raiseEmpty(t);
        switch (waitInQueue(t, &q->waiters, deadline, q, GilReason::kLock, again)) {
        case Waited::kRaised:
            return Error{};
        case Waited::kTimedOut:
            return raiseEmpty(t);
        case Waited::kWoken:
            again = true;
        }
    }
    return take(q);
}
Ref queue_get_nowait(Thread* t, Args a) {
    auto* q = a[0].as<SimpleQueue>();
    if (q->count == 0) return raiseEmpty(t);
    return take(q);
}
Ref queue_empty(Thread*, Args a) {
    return Ref::boolean(a[0].as<SimpleQueue>()->count == 0);
}
Ref queue_class_getitem(Thread* t, Args a) {
    return genericAliasNew(t, a[0], a[1]);
}
Ref queue_qsize(Thread* t, Args a) {
    return intFromUnsigned(t, a[0].as<SimpleQueue>()->count);
}

constexpr MethodDef kMethods[] = {
    {"empty(self)", queue_empty, "Whether there is no item now."},
    {"get(self, block=True, timeout=None)", queue_get,
     "Takes the item that has been there longest.\n\nWithout one, waits: for timeout seconds, or "
     "without limit if that is None. Raises Empty if\nnone comes, or at once if block is false."},
    {"get_nowait(self)", queue_get_nowait, "The same as get(False)."},
    {"put(self, item, block=True, timeout=None)", queue_put,
     "Appends the item.\n\nIt never waits; block and timeout are there because Queue has them."},
    {"put_nowait(self, item)", queue_put, "The same as put(item)."},
    {"qsize(self)", queue_qsize, "How many items there are now."},
    {"__class_getitem__(cls, item, /)", queue_class_getitem, "See PEP 585", kMethodClass},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .type("Empty", &kQueueEmptySpec)
        .type("SimpleQueue", &kSimpleQueueSpec)
        .finish();
}

} // namespace

const TypeSpec kQueueEmptySpec = exceptionSpec("_queue.Empty", TypeId::kException);

const TypeSpec kSimpleQueueSpec = {
    .name = "_queue.SimpleQueue",
    .size = sizeof(SimpleQueue),
    .flags = kTypeBase | kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = queue_destroy, .traverse = queue_traverse, .clear = queue_clear},
    .doc = "A queue without a bound, first in, first out.",
    .new_ = {"SimpleQueue(cls, /)", queue_new, ""},
    .methods = kMethods,
};

extern const NativeModule k_queueModule = {"_queue", "What the module queue has of C++.", nullptr,
                                           initModule};

} // namespace krait
