// _asyncio: handles of callbacks, the ready queue, and LoopCore, which event loops derive from.
#include "stdlib/native/asyncio/asyncio_parts.h"

#include "stdlib/native/contextvars.h"
#include "vm/objects/float.h"
#include "vm/runtime/import.h"

namespace krait::aio {
namespace {

// --- the ready queue
// ------------------------------------------------------------------------------------------------

constexpr uint64_t kFirstCapacity = 16;

Status grow(Thread* t, ReadyQueue* q) {
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
Status push(Thread* t, ReadyQueue* q, Value item) {
    if (KRAIT_UNLIKELY(q->count == q->capacity)) KRAIT_TRY(grow(t, q));
    incref(item);
    q->items[(q->first + q->count) & (q->capacity - 1)] = item;
    ++q->count;
    return ok();
}
Ref pop(ReadyQueue* q) {
    Value item = q->at(0);
    ++q->first;
    --q->count;
    return Ref::take(item);
}

void queue_clear(Thread*, Object* o) {
    auto* q = static_cast<ReadyQueue*>(o);
    while (q->count) Ref dropped = pop(q);
}
void queue_destroy(Thread* t, Object* o) {
    queue_clear(t, o);
    auto* q = static_cast<ReadyQueue*>(o);
    t->heap->freeBlock(q->items, q->capacity * sizeof(Value));
}
void queue_traverse(Object* o, Visitor& visitor) {
    auto* q = static_cast<ReadyQueue*>(o);
    for (uint64_t i = 0; i < q->count; ++i) visitor.visit(q->at(i));
}

Ref handleNew(Thread* t, Type* type, Value callback, Value args, Value loop, Value context);

// What Python sees of an item: always a handle.
Ref asHandle(Thread* t, Value item) {
    if (!isOurTask(item)) return Ref::share(item);
    State* s = stateOf(t);
    if (!s) return Error{};
    auto* task = item.as<Task>();
    bool wakeup = !task->woken_by.isEmpty();
    Ref call = KRAIT_TRY(taskCallNew(t, s, task, Value(), wakeup));
    Ref args = wakeup ? tupleOf(t, task->woken_by) : tupleFrom(t, nullptr, 0);
    if (args.isError()) return Error{};
    return handleNew(t, s->handle_type, call, args, task->loop, task->context);
}
Ref queue_append(Thread* t, Args a) {
    KRAIT_TRY(push(t, a[0].as<ReadyQueue>(), a[1]));
    return Ref::none();
}
Ref queue_popleft(Thread* t, Args a) {
    auto* q = a[0].as<ReadyQueue>();
    if (q->count == 0) return raise(t, TypeId::kIndexError, "pop from an empty deque");
    Ref item = pop(q);
    if (!isOurTask(item)) return item;
    Ref handle = asHandle(t, item);
    forget(&item.as<Task>()->woken_by);
    return handle;
}
Ref queue_clear_method(Thread* t, Args a) {
    queue_clear(t, a[0].object());
    return Ref::none();
}
Result<int64_t> queueLength(Thread*, Value v) {
    return static_cast<int64_t>(v.as<ReadyQueue>()->count);
}
Ref queueGetItem(Thread* t, Value v, Value key) {
    auto* q = v.as<ReadyQueue>();
    int64_t i = KRAIT_TRY(convertSubscript(t, key));
    if (i < 0) i += static_cast<int64_t>(q->count);
    if (i < 0 || i >= static_cast<int64_t>(q->count))
        return raise(t, TypeId::kIndexError, "deque index out of range");
    return asHandle(t, q->at(static_cast<uint64_t>(i)));
}
Ref queueIter(Thread* t, Value v) {
    auto* q = v.as<ReadyQueue>();
    New<List> list = KRAIT_TRY(listNew(t));
    for (uint64_t i = 0; i < q->count; ++i) {
        Ref handle = KRAIT_TRY(asHandle(t, q->at(i)));
        KRAIT_TRY(listAppend(t, list, handle));
    }
    return iterOf(t, list);
}

constexpr MethodDef kQueueMethods[] = {
    {"append(self, handle, /)", queue_append, "Appends a handle."},
    {"popleft(self, /)", queue_popleft, "Takes the handle that is due next."},
    {"clear(self, /)", queue_clear_method, "Drops all handles."},
    {}};

// --- handles
// ------------------------------------------------------------------------------------------------

Handle* handleOf(Value v) {
    return v.as<Handle>();
}
Ref handleNew(Thread* t, Type* type, Value callback, Value args, Value loop, Value context) {
    auto* h = static_cast<Handle*>(allocateInstance(t, type));
    if (!h) return Error{};
    store(&h->callback, callback);
    store(&h->args, args);
    store(&h->context, context);
    store(&h->loop, loop);
    h->source_traceback = h->repr = h->when = Value();
    return Ref::take(Value(h));
}
Status loopDebug(Thread* t, State* s, Value loop, bool* debug) {
    if (loop.isObject() && loop.object()->shape->type->spec == &kLoopCoreSpec) {
        *debug = loop.as<LoopCore>()->debug;
        return ok();
    }
    Ref answer = KRAIT_TRY(callMethod(t, loop, nameOf(s, kGetDebug)));
    *debug = KRAIT_TRY(isTrue(t, answer));
    return ok();
}
Ref makeHandle(Thread* t, Value type, Value callback, Value args, Value loop, Value context) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref tuple = KRAIT_TRY(tupleFromIterable(t, args));
    Ref own = context.isNone() ? contextCopyCurrent(t) : Ref::share(context);
    if (own.isError()) return Error{};
    Ref handle = KRAIT_TRY(handleNew(t, type.as<Type>(), callback, tuple, loop, own));
    bool debug = false;
    KRAIT_TRY(loopDebug(t, s, loop, &debug));
    if (debug) {
        Value extract = KRAIT_TRY(helper(t, s, kExtractStack));
        handle.as<Handle>()->source_traceback = KRAIT_TRY(callFunction(t, extract)).release();
    }
    return handle;
}
Ref handle_new(Thread* t, Args a) {
    return makeHandle(t, a[0], a[1], a[2], a[3], a[4]);
}
Ref timer_new(Thread* t, Args a) {
    Ref handle = KRAIT_TRY(makeHandle(t, a[0], a[2], a[3], a[4], a[5]));
    store(&handle.as<Handle>()->when, a[1]);
    return handle;
}

Ref handleRepr(Thread* t, Value v) {
    State* s = stateOf(t);
    if (!s) return Error{};
    if (!handleOf(v)->repr.isEmpty()) return Ref::share(handleOf(v)->repr);
    Value function = KRAIT_TRY(helper(t, s, kHandleRepr));
    return callFunction(t, function, v);
}
Status cancelHandle(Thread* t, Value v) {
    auto* h = handleOf(v);
    if (h->cancelled) return ok();
    State* s = stateOf(t);
    if (!s) return Error{};
    h->cancelled = true;
    bool debug = false;
    KRAIT_TRY(loopDebug(t, s, h->loop, &debug));
    if (debug) {
        // Kept, as what would be told of the callback is dropped.
        Ref text = KRAIT_TRY(handleRepr(t, v));
        replace(&h->repr, std::move(text));
    }
    forget(&h->callback);
    forget(&h->args);
    return ok();
}
Ref handle_cancel(Thread* t, Args a) {
    KRAIT_TRY(cancelHandle(t, a[0]));
    return Ref::none();
}
Ref timer_cancel(Thread* t, Args a) {
    if (!handleOf(a[0])->cancelled) {
        State* s = stateOf(t);
        if (!s) return Error{};
        Ref told = KRAIT_TRY(callMethod(t, handleOf(a[0])->loop, nameOf(s, kTimerCancelled), a[0]));
    }
    KRAIT_TRY(cancelHandle(t, a[0]));
    return Ref::none();
}

// Calls the callback in its context; what it raises goes to the loop's exception handler, unless it
// ends the program.
Status runHandle(Thread* t, State* s, Value v) {
    auto* h = handleOf(v);
    Ref context = Ref::share(h->context), callback = Ref::share(h->callback),
        args = Ref::share(h->args);
    if (callback.isEmpty()) callback = Ref::none();
    Status entered = contextEnter(t, context);
    Ref result;
    if (!entered.isError()) {
        auto* tuple = args.isEmpty() ? nullptr : args.as<Tuple>();
        result = callValues(t, callback, tuple ? tuple->items : nullptr,
                            tuple ? static_cast<uint32_t>(tuple->length) : 0);
        contextExit(t, context);
    }
    if (!result.isEmpty()) return ok();
    if (errorIs(t, TypeId::kSystemExit) || errorIs(t, TypeId::kKeyboardInterrupt)) return Error{};
    Ref exception = takeException(t);
    Value failed = KRAIT_TRY(helper(t, s, kHandleFailed));
    Ref told = KRAIT_TRY(callFunction(t, failed, v, exception));
    return ok();
}
Ref handle_run(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    KRAIT_TRY(runHandle(t, s, a[0]));
    return Ref::none();
}
Ref handle_cancelled(Thread*, Args a) {
    return Ref::boolean(handleOf(a[0])->cancelled);
}
Ref handle_get_context(Thread*, Args a) {
    return Ref::share(handleOf(a[0])->context);
}
Ref timer_when(Thread*, Args a) {
    return Ref::share(handleOf(a[0])->when);
}

template <Value Handle::* kField>
Ref handleField(Thread*, Value v) {
    Value field = handleOf(v)->*kField;
    return field.isEmpty() ? Ref::none() : Ref::share(field);
}
template <Value Handle::* kField>
Status setHandleField(Thread* t, Value v, Value value) {
    assign(handleOf(v)->*kField, value);
    return ok();
}
template <bool Handle::* kField>
Ref handleFlag(Thread*, Value v) {
    return Ref::boolean(handleOf(v)->*kField);
}
template <bool Handle::* kField>
Status setHandleFlag(Thread* t, Value v, Value value) {
    handleOf(v)->*kField = !value.isEmpty() && KRAIT_TRY(isTrue(t, value));
    return ok();
}
using HandleOwns = Owns<Handle, &Handle::callback, &Handle::args, &Handle::context, &Handle::loop,
                        &Handle::source_traceback, &Handle::repr, &Handle::when>;

Result<int64_t> timerHash(Thread* t, Value v) {
    return hashOf(t, handleOf(v)->when);
}
Ref timerCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!hasSpec(t, a, &kTimerHandleSpec) || !hasSpec(t, b, &kTimerHandleSpec))
        return Ref::notImplemented();
    auto *left = handleOf(a), *right = handleOf(b);
    if (op == CompareOp::kLt || op == CompareOp::kGt)
        return compareOp(t, left->when, right->when, op);
    bool same = KRAIT_TRY(compareBool(t, left->when, right->when, CompareOp::kEq)) &&
                left->cancelled == right->cancelled;
    if (same) {
        const Value* fields[][2] = {{&left->callback, &right->callback},
                                    {&left->args, &right->args}};
        for (auto& pair : fields) {
            Value x = pair[0]->isEmpty() ? Value::none() : *pair[0];
            Value y = pair[1]->isEmpty() ? Value::none() : *pair[1];
            same = same && KRAIT_TRY(compareBool(t, x, y, CompareOp::kEq));
        }
    }
    switch (op) {
    case CompareOp::kEq:
        return Ref::boolean(same);
    case CompareOp::kNe:
        return Ref::boolean(!same);
    default:
        // <= and >=: the moments in order, or equal handles.
        if (same) return Ref::boolean(true);
        return compareOp(t, left->when, right->when,
                         op == CompareOp::kLe ? CompareOp::kLt : CompareOp::kGt);
    }
}

constexpr MethodDef kHandleMethods[] = {
    {"cancel(self, /)", handle_cancel, "The callback will not be called."},
    {"cancelled(self, /)", handle_cancelled, "Whether cancel() was called."},
    {"get_context(self, /)", handle_get_context, "The context the callback runs in."},
    {"_run(self, /)", handle_run, nullptr},
    {}};
constexpr GetSetDef kHandleGetSets[] = {
    {"_callback", handleField<&Handle::callback>, setHandleField<&Handle::callback>},
    {"_args", handleField<&Handle::args>, setHandleField<&Handle::args>},
    {"_context", handleField<&Handle::context>},
    {"_loop", handleField<&Handle::loop>},
    {"_source_traceback", handleField<&Handle::source_traceback>,
     setHandleField<&Handle::source_traceback>},
    {"_repr", handleField<&Handle::repr>},
    {"_cancelled", handleFlag<&Handle::cancelled>, setHandleFlag<&Handle::cancelled>},
    {}};
constexpr MethodDef kTimerMethods[] = {
    {"cancel(self, /)", timer_cancel, "The callback will not be called."},
    {"when(self, /)", timer_when, "When the callback is due, by loop.time()."},
    {}};
constexpr GetSetDef kTimerGetSets[] = {
    {"_when", handleField<&Handle::when>, setHandleField<&Handle::when>},
    {"_scheduled", handleFlag<&Handle::scheduled>, setHandleFlag<&Handle::scheduled>},
    {}};

// --- the core of loops
// ------------------------------------------------------------------------------------------------

LoopCore* coreOf(Value v) {
    return v.as<LoopCore>();
}

// Whether call_soon() of the loop is the one below, by its class and its own attributes.
bool shapeIsPlain(LoopCore* core) {
    Shape* shape = core->shape;
    if (KRAIT_LIKELY(shape->tag == core->plain_tag && !shape->dictionary)) return core->plain_shape;
    Thread* t = shape->runtime->main_thread;
    Str* name = nameOf(core->state, kCallSoon);
    bool plain = typeLookup(t, shape->type, name) == core->state->plain_call_soon &&
                 ownAttribute(t, core, name).isEmpty();
    core->plain_tag = shape->tag;
    core->plain_shape = plain;
    return plain;
}

} // namespace

LoopCore* plainLoop(Value loop) {
    if (!loop.isObject() || loop.object()->shape->type->spec != &kLoopCoreSpec) return nullptr;
    auto* core = coreOf(loop);
    return !core->debug && !core->closed && shapeIsPlain(core) ? core : nullptr;
}
Status pushReady(Thread* t, LoopCore* loop, Value item) {
    return push(t, loop->ready.as<ReadyQueue>(), item);
}

Status callSoon(Thread* t, State* s, Value loop, Value callback, Value argument, Value context) {
    if (isOurTask(callback) && context.isEmpty())
        return scheduleTask(t, s, callback.as<Task>(), Value(), argument);
    if (LoopCore* core = plainLoop(loop)) {
        Ref args = argument.isEmpty() ? tupleFrom(t, nullptr, 0) : tupleOf(t, argument);
        if (args.isError()) return Error{};
        Ref handle = KRAIT_TRY(handleNew(t, s->handle_type, callback, args, loop, context));
        return pushReady(t, core, handle);
    }
    Ref method = KRAIT_TRY(getAttr(t, loop, nameOf(s, kCallSoon)));
    New<Dict> keywords = KRAIT_TRY(dictNew(t));
    if (!context.isEmpty()) KRAIT_TRY(dictSetStr(t, keywords, nameOf(s, kContextName), context));
    Ref args = argument.isEmpty() ? tupleOf(t, callback) : tupleOf(t, callback, argument);
    if (args.isError()) return Error{};
    Ref done = KRAIT_TRY(callTuple(t, method, args, Value(keywords)));
    return ok();
}

Status scheduleTask(Thread* t, State* s, Task* task, Value exception, Value future) {
    if (LoopCore* core = plainLoop(task->loop); core && exception.isEmpty()) {
        assign(task->woken_by, future);
        return pushReady(t, core, Value(task));
    }
    Ref call = KRAIT_TRY(taskCallNew(t, s, task, exception, !future.isEmpty()));
    Ref context = Ref::share(task->context);
    return callSoon(t, s, task->loop, call, future, context);
}

namespace {

Ref loop_new(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    auto* core = static_cast<LoopCore*>(o);
    core->state = s;
    incref(Value(s));
    core->ready = core->current_task = Value();
    Ref made = Ref::take(Value(core));
    Type* queue = typeFromSpec(t, &kReadyQueueSpec);
    if (!queue) return Error{};
    Object* ready = allocateInstance(t, queue);
    if (!ready) return Error{};
    core->ready = Value(ready);
    return made;
}
void loop_destroy(Thread* t, Object* o) {
    auto* core = static_cast<LoopCore*>(o);
    decref(std::exchange(core->ready, Value()));
    decref(std::exchange(core->current_task, Value()));
    if (core->state) decref(Value(std::exchange(core->state, nullptr)));
    destroyAttrs(t, o);
}
void loop_traverse(Object* o, Visitor& visitor) {
    auto* core = static_cast<LoopCore*>(o);
    visitor.visit(core->ready);
    visitor.visit(core->current_task);
    visitor.visit(Value(core->state));
    traverseAttrs(o, visitor);
}
void loop_clear(Thread* t, Object* o) {
    auto* core = static_cast<LoopCore*>(o);
    if (!core->ready.isEmpty()) queue_clear(t, core->ready.object());
    forget(&core->current_task);
}

Ref loop_call_soon(Thread* t, Args a) {
    auto* core = coreOf(a[0]);
    if (core->closed) return raise(t, TypeId::kRuntimeError, "Event loop is closed");
    State* s = core->state;
    Value context = a[3];
    if (core->debug) {
        Value function = KRAIT_TRY(helper(t, s, kCallSoonDebug));
        return callFunction(t, function, a[0], a[1], a[2], context);
    }
    Ref own = context.isNone() ? contextCopyCurrent(t) : Ref::share(context);
    if (own.isError()) return Error{};
    Ref handle = KRAIT_TRY(handleNew(t, s->handle_type, a[1], a[2], a[0], own));
    KRAIT_TRY(pushReady(t, core, handle));
    return handle;
}

Status runTask(Thread* t, State* s, Task* task) {
    Ref future = Ref::take(std::exchange(task->woken_by, Value()));
    Ref context = Ref::share(task->context);
    KRAIT_TRY(contextEnter(t, context));
    Status done = future.isEmpty() ? taskStep(t, s, task, Value()) : taskWakeup(t, s, task, future);
    contextExit(t, context);
    if (KRAIT_LIKELY(!done.isError())) return ok();
    if (errorIs(t, TypeId::kSystemExit) || errorIs(t, TypeId::kKeyboardInterrupt)) return Error{};
    Ref exception = takeException(t);
    Ref call = KRAIT_TRY(taskCallNew(t, s, task, Value(), !future.isEmpty()));
    Ref args = KRAIT_TRY(tupleFrom(t, nullptr, 0));
    Ref handle = KRAIT_TRY(handleNew(t, s->handle_type, call, args, task->loop, context));
    Value failed = KRAIT_TRY(helper(t, s, kHandleFailed));
    Ref told = KRAIT_TRY(callFunction(t, failed, handle, exception));
    return ok();
}

// Runs what is ready now; what becomes ready meanwhile has its turn after the selector's.
Ref loop_run_ready(Thread* t, Args a) {
    auto* core = coreOf(a[0]);
    auto* q = core->ready.as<ReadyQueue>();
    Ref alive = Ref::share(core->ready);
    for (uint64_t left = q->count; left > 0 && q->count > 0; --left) {
        Ref item = pop(q);
        if (isOurTask(item)) {
            KRAIT_TRY(runTask(t, core->state, item.as<Task>()));
        } else if (item.get().object()->shape->type->spec == &kHandleSpec ||
                   item.get().object()->shape->type->spec == &kTimerHandleSpec) {
            if (item.as<Handle>()->cancelled) continue;
            KRAIT_TRY(runHandle(t, core->state, item));
        } else {
            // A handle of somebody else's making.
            Ref cancelled = KRAIT_TRY(getAttr(t, item, "_cancelled"));
            if (KRAIT_TRY(isTrue(t, cancelled))) continue;
            New<Str> run = KRAIT_TRY(strIntern(t, "_run"));
            Ref done = KRAIT_TRY(callMethod(t, item, run));
        }
    }
    return Ref::none();
}

Ref loopReady(Thread*, Value v) {
    return Ref::share(coreOf(v)->ready);
}
template <bool LoopCore::* kField>
Ref loopFlag(Thread*, Value v) {
    return Ref::boolean(coreOf(v)->*kField);
}
template <bool LoopCore::* kField>
Status setLoopFlag(Thread* t, Value v, Value value) {
    coreOf(v)->*kField = !value.isEmpty() && KRAIT_TRY(isTrue(t, value));
    return ok();
}

constexpr MethodDef kLoopMethods[] = {
    {"call_soon(self, callback, *args, context=None)", loop_call_soon,
     "Calls the callback at the next turn of the loop, in the order of such requests.\n\nThe "
     "handle that is returned can cancel it."},
    {"_run_ready(self, /)", loop_run_ready, "Runs the handles that are ready now."},
    {}};
constexpr GetSetDef kLoopGetSets[] = {
    {"_ready", loopReady},
    {"_debug", loopFlag<&LoopCore::debug>, setLoopFlag<&LoopCore::debug>},
    {"_closed", loopFlag<&LoopCore::closed>, setLoopFlag<&LoopCore::closed>},
    {}};

// --- the running loop
// ------------------------------------------------------------------------------------------------

Value runningLoop(Thread* t, State* s) {
    for (const State::Running& running : *s->running)
        if (running.thread == t) return running.loop;
    return Value();
}
Ref module_get_running_loop_or_none(Thread* t, Args) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value loop = runningLoop(t, s);
    return loop.isEmpty() ? Ref::none() : Ref::share(loop);
}
Ref module_get_running_loop(Thread* t, Args) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value loop = runningLoop(t, s);
    if (loop.isEmpty()) return raise(t, TypeId::kRuntimeError, "no running event loop");
    return Ref::share(loop);
}
Ref module_set_running_loop(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref old; // released last
    auto& all = *s->running;
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i].thread != t) continue;
        old = Ref::take(all[i].loop);
        all.erase(all.begin() + static_cast<int64_t>(i));
        break;
    }
    if (!a[0].isNone()) {
        incref(a[0]);
        all.push_back({t, a[0]});
    }
    return Ref::none();
}
Ref module_get_event_loop(Thread* t, Args) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value loop = runningLoop(t, s);
    if (!loop.isEmpty()) return Ref::share(loop);
    Ref module = KRAIT_TRY(importModule(t, "asyncio.events"));
    Ref get_policy = KRAIT_TRY(getAttr(t, module, "get_event_loop_policy"));
    Ref policy = KRAIT_TRY(callFunction(t, get_policy));
    New<Str> name = KRAIT_TRY(strIntern(t, "get_event_loop"));
    return callMethod(t, policy, name);
}

} // namespace

const TypeSpec kReadyQueueSpec = {
    .name = "_asyncio._ReadyQueue",
    .size = sizeof(ReadyQueue),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = queue_destroy,
              .traverse = queue_traverse,
              .clear = queue_clear,
              .iter = queueIter,
              .length = queueLength,
              .getitem = queueGetItem},
    .methods = kQueueMethods,
};
const TypeSpec kHandleSpec = {
    .name = "asyncio.events.Handle",
    .size = sizeof(Handle),
    .flags = kTypeBase | kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = HandleOwns::destroy,
              .traverse = HandleOwns::traverse,
              .clear = HandleOwns::clear,
              .repr = handleRepr},
    .doc = "Object returned by callback registration methods.",
    .new_ = {"Handle(cls, callback, args, loop, context=None)", handle_new, nullptr},
    .methods = kHandleMethods,
    .getsets = kHandleGetSets,
};
const TypeSpec kTimerHandleSpec = {
    .name = "asyncio.events.TimerHandle",
    .size = sizeof(Handle),
    .flags = kTypeBase | kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = HandleOwns::destroy,
              .traverse = HandleOwns::traverse,
              .clear = HandleOwns::clear,
              .repr = handleRepr,
              .hash = timerHash,
              .compare = timerCompare},
    .doc = "Object returned by timed callback registration methods.",
    .new_ = {"TimerHandle(cls, when, callback, args, loop, context=None)", timer_new, nullptr},
    .methods = kTimerMethods,
    .getsets = kTimerGetSets,
};
const TypeSpec kLoopCoreSpec = {
    .name = "_asyncio._LoopCore",
    .size = sizeof(LoopCore),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = loop_destroy, .traverse = loop_traverse, .clear = loop_clear},
    .doc = "What event loops have of C++: the ready queue, call_soon(), the running of callbacks.",
    .new_ = {"_LoopCore(cls, /, *args, **kwargs)", loop_new, nullptr},
    .methods = kLoopMethods,
    .getsets = kLoopGetSets,
};

const MethodDef kLoopFunctions[] = {
    {"_get_running_loop()", module_get_running_loop_or_none,
     "Return the running event loop or None."},
    {"get_running_loop()", module_get_running_loop,
     "Return the running event loop.  Raise a RuntimeError if there is none."},
    {"_set_running_loop(loop, /)", module_set_running_loop, "Set the running event loop."},
    {"get_event_loop()", module_get_event_loop,
     "The running event loop, else the one of the policy."},
    {}};

} // namespace krait::aio
