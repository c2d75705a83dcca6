// _asyncio: what asyncio has of C++: futures, tasks, handles, the core of loops. The parts are in
// stdlib/native/asyncio; here are the module, its state and what it asks of the Python part.
#include "stdlib/native/asyncio/asyncio_parts.h"

#include "vm/objects/code.h"
#include "vm/objects/set.h"
#include "vm/runtime/import.h"

namespace krait {
namespace aio {
namespace {

constexpr char kStateKey = 0;
struct StatePlace {
    State* state = nullptr; // null before the module is made and after it has gone
};

constexpr const char* kNames[kNameCount] = {
    "call_soon",
    "call_exception_handler",
    "get_debug",
    "_asyncio_future_blocking",
    "add_done_callback",
    "cancel",
    "get_loop",
    "context",
    "message",
    "exception",
    "future",
    "task",
    "handle",
    "source_traceback",
    "loop",
    "is_running",
    "_timer_handle_cancelled",
    "msg",
};
struct HelperPlace {
    const char *module, *name;
};
constexpr HelperPlace kHelpers[kHelperCount] = {
    {"asyncio.exceptions", "CancelledError"},      {"asyncio.exceptions", "InvalidStateError"},
    {"asyncio.base_futures", "_future_repr"},      {"asyncio.base_tasks", "_task_repr"},
    {"asyncio.format_helpers", "_handle_repr"},    {"asyncio.format_helpers", "_handle_failed"},
    {"asyncio.format_helpers", "_creation_stack"}, {"asyncio.base_tasks", "_task_get_stack"},
    {"asyncio.base_tasks", "_task_print_stack"},   {"asyncio.coroutines", "iscoroutine"},
    {"asyncio.events", "get_event_loop"},          {"asyncio.base_events", "_call_soon_debug"},
    {"asyncio.tasks", "_scheduled_tasks"},
};

void state_clear(Thread*, Object* o) {
    auto* s = static_cast<State*>(o);
    for (Value& v : s->helpers) forget(&v);
    forget(&s->current_tasks);
    forget(&s->eager_tasks);
    if (s->running) {
        for (auto& running : *s->running) decref(std::exchange(running.loop, Value()));
        s->running->clear();
    }
}
void state_destroy(Thread* t, Object* o) {
    state_clear(t, o);
    auto* s = static_cast<State*>(o);
    for (Value& v : s->names) forget(&v);
    delete s->running;
    for (Task* task = s->tasks; task; task = task->next) task->registered = false;
    runtimeState<StatePlace>(t, &kStateKey)->state = nullptr;
}
void state_traverse(Object* o, Visitor& visitor) {
    auto* s = static_cast<State*>(o);
    for (Value v : s->names) visitor.visit(v);
    for (Value v : s->helpers) visitor.visit(v);
    visitor.visit(s->current_tasks);
    visitor.visit(s->eager_tasks);
    if (s->running)
        for (const auto& running : *s->running) visitor.visit(running.loop);
}

Result<State*> stateNew(Thread* t) {
    Type* type = typeFromSpec(t, &kStateSpec);
    if (!type) return Error{};
    auto* s = static_cast<State*>(allocateInstance(t, type));
    if (!s) return Error{};
    for (Value& v : s->names) v = Value();
    for (Value& v : s->helpers) v = Value();
    s->current_tasks = s->eager_tasks = Value();
    s->running = new std::vector<State::Running>;
    Ref owner = Ref::take(Value(s));
    for (int i = 0; i < kNameCount; ++i) s->names[i] = KRAIT_TRY(strIntern(t, kNames[i])).release();
    s->current_tasks = KRAIT_TRY(dictNew(t)).release();
    s->eager_tasks = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSet)))).release();
    struct {
        Type** place;
        const TypeSpec* spec;
        Type** base;
    } types[] = {{&s->future_type, &kFutureSpec, nullptr},
                 {&s->task_type, &kTaskSpec, &s->future_type},
                 {&s->handle_type, &kHandleSpec, nullptr},
                 {&s->task_call_type, &kTaskCallSpec, nullptr},
                 {&s->iterator_type, &kFutureIteratorSpec, nullptr}};
    for (auto& row : types) {
        *row.place = typeFromSpec(t, row.spec, row.base ? *row.base : nullptr);
        if (!*row.place) return Error{};
    }
    if (!typeFromSpec(t, &kTimerHandleSpec, s->handle_type)) return Error{};
    Type* loop = typeFromSpec(t, &kLoopCoreSpec);
    if (!loop) return Error{};
    s->plain_call_soon = typeLookup(t, loop, nameOf(s, kCallSoon));
    runtimeState<StatePlace>(t, &kStateKey)->state = s;
    (void)owner.release();
    return s;
}

Status addFunctions(Thread* t, Value module, const MethodDef* functions) {
    for (const MethodDef* def = functions; def->signature; ++def) {
        std::string_view signature(def->signature);
        New<Str> name = KRAIT_TRY(strIntern(t, signature.substr(0, signature.find('('))));
        Ref function = KRAIT_TRY(nativeFunctionNew(t, def, Value(), module.as<Module>()->name));
        KRAIT_TRY(setAttr(t, module, name, function));
    }
    return ok();
}

Status initModule(Thread* t, Value module) {
    State* s = KRAIT_TRY(stateNew(t));
    Ref owner = Ref::take(Value(s));
    KRAIT_TRY(addFunctions(t, module, kTaskFunctions));
    KRAIT_TRY(addFunctions(t, module, kLoopFunctions));
    return ModuleFiller(t, module)
        .set("_state", owner)
        .type("Future", &kFutureSpec)
        .type("Task", &kTaskSpec)
        .type("Handle", &kHandleSpec)
        .type("TimerHandle", &kTimerHandleSpec)
        .type("_LoopCore", &kLoopCoreSpec)
        .set("_current_tasks", s->current_tasks)
        .set("_eager_tasks", s->eager_tasks)
        .finish();
}

} // namespace

const TypeSpec kStateSpec = {
    .name = "_asyncio._State",
    .size = sizeof(State),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = state_destroy, .traverse = state_traverse, .clear = state_clear},
};

State* stateOf(Thread* t) {
    State* s = runtimeState<StatePlace>(t, &kStateKey)->state;
    if (KRAIT_UNLIKELY(!s))
        (void)raise(t, TypeId::kRuntimeError, "asyncio is gone: the program is at its end");
    return s;
}

Result<Value> helper(Thread* t, State* s, HelperId id) {
    Value& place = s->helpers[id];
    if (KRAIT_LIKELY(!place.isEmpty())) return place;
    Ref module = KRAIT_TRY(importModule(t, kHelpers[id].module));
    Ref found = KRAIT_TRY(getAttr(t, module, kHelpers[id].name));
    assign(place, found);
    return place;
}

} // namespace aio

extern const NativeModule k_asyncioModule = {"_asyncio", "What asyncio has of C++.", nullptr,
                                             aio::initModule};

} // namespace krait
