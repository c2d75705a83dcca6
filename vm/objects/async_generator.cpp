// Asynchronous generators, and what awaits them: the awaitables of __anext__(), asend(), athrow()
// and aclose(), and that of anext(iterator, default).
//
// An async generator is a Generator whose frame yields two kinds of values: what its own `yield`
// gives comes wrapped (AsyncGeneratorWrappedValue) and ends the await; anything else comes from
// something it awaits itself, and goes through to the event loop. `running_async` is true from the
// first step of an awaitable until that await ends; another awaitable begun meanwhile is an error.
// `closed` says that the generator has raised StopAsyncIteration or GeneratorExit, or is being
// closed. All of it belongs to the Runtime, under the GIL.
#include "vm/objects/exception_object.h"
#include "vm/objects/generator_internal.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/awaitable.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/generator_ops.h"

#include <utility>

namespace krait {

namespace {

enum class AwaitState : uint8_t { kInit, kRunning, kClosed };
enum class AwaitMode : uint8_t { kSend, kThrow, kClose };

// Both kinds of awaitables.
struct AsyncGeneratorAwait : Object {
    Value generator;
    Value value; // what asend() sends, or the exception athrow() throws; EMPTY for aclose()
    AwaitState state;
    AwaitMode mode;

    Generator* target() const { return generator.as<Generator>(); }
};

struct WrappedValue : Object {
    Value value;
};

struct AnextAwaitable : Object {
    Value wrapped, default_value;
};

AsyncGeneratorAwait* awaitOf(Value v) {
    return v.as<AsyncGeneratorAwait>();
}
const char* awaitName(AwaitMode mode) {
    switch (mode) {
    case AwaitMode::kSend:
        return "asend";
    case AwaitMode::kThrow:
        return "athrow";
    default:
        return "aclose";
    }
}

// --- steps of an await
// ----------------------------------------------------------------------------

bool isWrapped(Value v) {
    return isKind(v, TypeId::kAsyncGeneratorWrappedValue);
}

// What the frame gave, seen from asend() and athrow(): a wrapped value is the await's result, the
// end of the generator is StopAsyncIteration.
ResumeResult unwrapResult(Thread* t, Generator* g, ResumeResult how, Value* out) {
    if (how == ResumeResult::kYielded) {
        if (!isWrapped(*out)) return how;
        Ref wrapped = Ref::take(*out);
        *out = Ref::share(wrapped.as<WrappedValue>()->value).release();
        g->running_async = false;
        return ResumeResult::kReturned;
    }
    if (how == ResumeResult::kReturned) {
        decref(std::exchange(*out, Value()));
        (void)raiseValue(t, TypeId::kStopAsyncIteration, Value());
    }
    if (errorIs(t, TypeId::kStopAsyncIteration) || errorIs(t, TypeId::kGeneratorExit)) {
        g->closed = true;
    }
    g->running_async = false;
    return ResumeResult::kRaised;
}

// The same seen from aclose(): another value of the generator's own is an error, its end a result.
ResumeResult closeResult(Thread* t, AsyncGeneratorAwait* a, ResumeResult how, Value* out) {
    Generator* g = a->target();
    if (how == ResumeResult::kYielded && !isWrapped(*out)) return how;
    g->running_async = false;
    a->state = AwaitState::kClosed;
    if (how == ResumeResult::kYielded) {
        decref(std::exchange(*out, Value()));
        (void)raise(t, TypeId::kRuntimeError, "async generator ignored GeneratorExit");
        return ResumeResult::kRaised;
    }
    if (how == ResumeResult::kReturned || clearErrorIf(t, TypeId::kStopAsyncIteration) ||
        clearErrorIf(t, TypeId::kGeneratorExit)) {
        decref(std::exchange(*out, Value::none()));
        return ResumeResult::kReturned;
    }
    return ResumeResult::kRaised;
}

ResumeResult reusedError(Thread* t, const AsyncGeneratorAwait* a) {
    (void)raise(t, TypeId::kRuntimeError, "cannot reuse already awaited %s",
                a->mode == AwaitMode::kSend ? "__anext__()/asend()" : "aclose()/athrow()");
    return ResumeResult::kRaised;
}

// An await begins; false with an error if another one is in progress.
bool beginAwait(Thread* t, AsyncGeneratorAwait* a) {
    if (a->target()->running_async) {
        a->state = AwaitState::kClosed;
        (void)raise(t, TypeId::kRuntimeError, "%s(): asynchronous generator is already running",
                    a->mode == AwaitMode::kSend ? "anext" : awaitName(a->mode));
        return false;
    }
    a->state = AwaitState::kRunning;
    return true;
}

ResumeResult sendStep(Thread* t, AsyncGeneratorAwait* a, Value value, Value* out) {
    if (a->state == AwaitState::kInit) {
        if (!beginAwait(t, a)) return ResumeResult::kRaised;
        if (value.isNone()) value = a->value;
    }
    Generator* g = a->target();
    g->running_async = true;
    ResumeResult how = unwrapResult(t, g, generatorSend(t, g, value, out), out);
    if (how != ResumeResult::kYielded) a->state = AwaitState::kClosed;
    return how;
}

ResumeResult throwStep(Thread* t, AsyncGeneratorAwait* a, Value value, Value* out) {
    Generator* g = a->target();
    if (g->state == GeneratorState::kFinished) {
        a->state = AwaitState::kClosed;
        *out = Value::none();
        return ResumeResult::kReturned;
    }
    ResumeResult how;
    if (a->state == AwaitState::kInit) {
        if (g->running_async) {
            (void)beginAwait(t, a);
            return ResumeResult::kRaised;
        }
        if (g->closed) {
            a->state = AwaitState::kClosed;
            (void)raiseValue(t, TypeId::kStopAsyncIteration, Value());
            return ResumeResult::kRaised;
        }
        if (!value.isNone()) {
            (void)raise(t, TypeId::kRuntimeError,
                        "can't send non-None value to a just-started coroutine");
            return ResumeResult::kRaised;
        }
        a->state = AwaitState::kRunning;
        g->running_async = true;
        Ref exception;
        if (a->mode == AwaitMode::kClose) {
            g->closed = true;
            exception = exceptionNew(t, TypeId::kGeneratorExit, Value());
        } else {
            // athrow(type, value, traceback) keeps its three arguments until now.
            auto* args = a->value.as<Tuple>();
            exception =
                exceptionForThrow(t, args->items[0], args->length > 1 ? args->items[1] : Value(),
                                  args->length > 2 ? args->items[2] : Value());
        }
        how = exception.isError() ? ResumeResult::kRaised : generatorThrow(t, g, exception, out);
    } else {
        how = generatorSend(t, g, value, out);
    }
    if (a->mode == AwaitMode::kClose) return closeResult(t, a, how, out);
    how = unwrapResult(t, g, how, out);
    if (how == ResumeResult::kRaised) a->state = AwaitState::kClosed;
    return how;
}

// throw() of an awaitable: into the generator, whatever that awaits.
ResumeResult throwIntoAwait(Thread* t, AsyncGeneratorAwait* a, Value exception, Value* out) {
    *out = Value();
    if (a->state == AwaitState::kClosed) return reusedError(t, a);
    Generator* g = a->target();
    if (a->state == AwaitState::kInit) {
        if (!beginAwait(t, a)) return ResumeResult::kRaised;
        g->running_async = true;
    }
    ResumeResult how = generatorThrow(t, g, exception, out);
    if (a->mode == AwaitMode::kClose) return closeResult(t, a, how, out);
    how = unwrapResult(t, g, how, out);
    if (how == ResumeResult::kRaised ||
        (how == ResumeResult::kReturned && a->mode == AwaitMode::kSend)) {
        a->state = AwaitState::kClosed;
    }
    return how;
}

} // namespace

ResumeResult asyncGenSend(Thread* t, Value awaitable, Value value, Value* out) {
    *out = Value();
    AsyncGeneratorAwait* a = awaitOf(awaitable);
    if (a->state == AwaitState::kClosed) return reusedError(t, a);
    Ref alive = Ref::share(awaitable);
    return a->mode == AwaitMode::kSend ? sendStep(t, a, value, out) : throwStep(t, a, value, out);
}

Ref asyncGenWrap(Thread* t, Value v) {
    New<WrappedValue> wrapped =
        KRAIT_TRY(allocateObject<WrappedValue>(t, TypeId::kAsyncGeneratorWrappedValue));
    incref(v);
    wrapped->value = v;
    return wrapped;
}

bool asyncGenFinalize(Thread* t, Generator* g) {
    if (g->finalizer.isEmpty() || g->closed) return false;
    Ref done = callFunction(t, g->finalizer, Value(g));
    if (done.isError()) reportUnraisable(t, nullptr, Value(g));
    return true;
}

namespace {

// --- methods of the awaitables
// --------------------------------------------------------------------

Ref await_send(Thread* t, Args a) {
    Value out;
    ResumeResult how = asyncGenSend(t, a[0], a[1], &out);
    return resultOrStop(t, how, out);
}
Ref await_next(Thread* t, Value v) {
    Value out;
    ResumeResult how = asyncGenSend(t, v, Value::none(), &out);
    if (how == ResumeResult::kReturned && out.isNone()) return Ref();
    return resultOrStop(t, how, out);
}
Status warnThreeArguments(Thread* t, Args a, const char* method) {
    if (a[2].isEmpty() && a[3].isEmpty()) return ok();
    return warn(t, TypeId::kDeprecationWarning, 1,
                "the (type, exc, tb) signature of %s() is deprecated, use the single-arg "
                "signature instead.",
                method);
}
Ref await_throw(Thread* t, Args a) {
    KRAIT_TRY(warnThreeArguments(t, a, "throw"));
    Ref exception = KRAIT_TRY(exceptionForThrow(t, a[1], a[2], a[3]));
    Value out;
    ResumeResult how = throwIntoAwait(t, awaitOf(a[0]), exception, &out);
    return resultOrStop(t, how, out);
}
Ref await_close(Thread* t, Args a) {
    AsyncGeneratorAwait* self = awaitOf(a[0]);
    if (self->state == AwaitState::kClosed) return Ref::none();
    Ref exit = KRAIT_TRY(exceptionNew(t, TypeId::kGeneratorExit, Value()));
    Value out;
    ResumeResult how = throwIntoAwait(t, self, exit, &out);
    decref(out);
    if (how == ResumeResult::kYielded) {
        return raise(t, TypeId::kRuntimeError, "coroutine ignored GeneratorExit");
    }
    if (how == ResumeResult::kReturned || clearErrorIf(t, TypeId::kStopIteration) ||
        clearErrorIf(t, TypeId::kStopAsyncIteration) || clearErrorIf(t, TypeId::kGeneratorExit)) {
        return Ref::none();
    }
    return Ref();
}

void await_finalize(Thread* t, Object* o) {
    auto* a = static_cast<AsyncGeneratorAwait*>(o);
    if (a->state != AwaitState::kInit) return;
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    Status status =
        warn(t, TypeId::kRuntimeWarning, 1, "coroutine method '%s' of %R was never awaited",
             awaitName(a->mode), a->target()->qualified_name);
    if (status.isError()) reportUnraisable(t, nullptr, a->generator);
    t->exception = saved.release();
}
void await_destroy(Thread*, Object* o) {
    auto* a = static_cast<AsyncGeneratorAwait*>(o);
    decref(std::exchange(a->value, Value()));
    decref(std::exchange(a->generator, Value()));
}
void await_traverse(Object* o, Visitor& visitor) {
    auto* a = static_cast<AsyncGeneratorAwait*>(o);
    visitor.visit(a->value);
    visitor.visit(a->generator);
}

Ref shareSelf(Thread*, Value v) {
    return Ref::share(v);
}

constexpr MethodDef kAwaitMethods[] = {
    {"send(self, arg, /)", await_send, "Sends a value to what the generator awaits."},
    {"throw(self, type, value=<unset>, tb=<unset>, /)", await_throw,
     "Raises an exception inside the generator."},
    {"close(self, /)", await_close, "Raises GeneratorExit inside the generator."},
    {},
};
constexpr TypeSlots awaitSlots() {
    TypeSlots s;
    s.destroy = await_destroy;
    s.traverse = await_traverse;
    s.finalize = await_finalize;
    s.await = shareSelf;
    s.iter = shareSelf;
    s.next = await_next;
    return s;
}

// --- methods of the generator
// ---------------------------------------------------------------------

Generator* self(Value v) {
    return v.as<Generator>();
}

// Asks the Thread's hooks once, before the first step.
Status callHooks(Thread* t, Generator* g) {
    if (std::exchange(g->hooks_done, true)) return ok();
    if (!t->asyncgen_finalizer.isEmpty()) {
        g->finalizer = Ref::share(t->asyncgen_finalizer).release();
    }
    if (t->asyncgen_firstiter.isEmpty()) return ok();
    Ref hook = Ref::share(t->asyncgen_firstiter);
    Ref done = KRAIT_TRY(callFunction(t, hook, Value(g)));
    return ok();
}

Ref awaitNew(Thread* t, Value g, AwaitMode mode, Value value) {
    KRAIT_TRY(callHooks(t, self(g)));
    TypeId id =
        mode == AwaitMode::kSend ? TypeId::kAsyncGeneratorASend : TypeId::kAsyncGeneratorAThrow;
    New<AsyncGeneratorAwait> a = KRAIT_TRY(allocateObject<AsyncGeneratorAwait>(t, id));
    incref(g);
    incref(value);
    a->generator = g;
    a->value = value;
    a->state = AwaitState::kInit;
    a->mode = mode;
    return a;
}

Ref asyncgen_anext(Thread* t, Value v) {
    return awaitNew(t, v, AwaitMode::kSend, Value::none());
}
Ref asyncgen_asend(Thread* t, Args a) {
    return awaitNew(t, a[0], AwaitMode::kSend, a[1]);
}
Ref asyncgen_athrow(Thread* t, Args a) {
    KRAIT_TRY(warnThreeArguments(t, a, "athrow"));
    int64_t count = !a[3].isEmpty() ? 3 : !a[2].isEmpty() ? 2 : 1;
    Ref args = KRAIT_TRY(tupleFrom(t, a + 1, count));
    return awaitNew(t, a[0], AwaitMode::kThrow, args);
}
Ref asyncgen_aclose(Thread* t, Args a) {
    return awaitNew(t, a[0], AwaitMode::kClose, Value());
}
Ref asyncgen_running(Thread*, Value v) {
    return Ref::boolean(self(v)->running_async);
}

constexpr MethodDef kAsyncGeneratorMethods[] = {
    {"asend(self, arg, /)", asyncgen_asend, "Awaitable that sends a value to the generator."},
    {"athrow(self, type, value=<unset>, tb=<unset>, /)", asyncgen_athrow,
     "Awaitable that raises an exception inside the generator."},
    {"aclose(self, /)", asyncgen_aclose,
     "Awaitable that raises GeneratorExit inside the generator."},
    {"__sizeof__(self, /)", generatorSizeof, "Size of the generator in memory, in bytes."},
    {"__class_getitem__(cls, item, /)", genericAliasOf, "See PEP 585", kMethodClass},
    {},
};
constexpr GetSetDef kAsyncGeneratorGetSets[] = {
    {"__name__", generatorGetName, generatorSetName, "name of the async generator"},
    {"__qualname__", generatorGetQualifiedName, generatorSetQualifiedName,
     "qualified name of the async generator"},
    {"ag_await", generatorGetDelegate, nullptr, "object being awaited on, or None"},
    {"ag_code", generatorGetCode},
    {"ag_frame", generatorGetFrame},
    memberGetter("ag_running", asyncgen_running),
    {"ag_suspended", generatorGetSuspended},
    {},
};
constexpr TypeSlots asyncGeneratorSlots() {
    TypeSlots s;
    s.destroy = generatorDestroy;
    s.traverse = generatorTraverse;
    s.clear = generatorClear;
    s.finalize = generatorFinalize;
    s.size = generatorSize;
    s.repr = generatorRepr;
    s.aiter = shareSelf;
    s.anext = asyncgen_anext;
    return s;
}

// --- wrapped values
// -------------------------------------------------------------------------------

constexpr TypeSlots wrappedValueSlots() {
    TypeSlots s;
    s.destroy = [](Thread*, Object* o) {
        decref(std::exchange(static_cast<WrappedValue*>(o)->value, Value()));
    };
    s.traverse = [](Object* o, Visitor& v) { v.visit(static_cast<WrappedValue*>(o)->value); };
    return s;
}

// --- anext(iterator, default)
// ---------------------------------------------------------------------

// The iterator to step: a coroutine is stepped through what its __await__() gives.
Ref anextIterator(Thread* t, Value v) {
    Ref iterator = KRAIT_TRY(awaitableIter(t, v.as<AnextAwaitable>()->wrapped, 0));
    Type* type = typeOf(t, iterator);
    if (type->slots.next) return iterator;
    Ref inner = KRAIT_TRY(type->slots.await(t, iterator));
    if (!typeOf(t, inner)->slots.next) {
        return raise(t, TypeId::kTypeError, "%T.__await__() must return an iterable, not %T",
                     iterator.get(), inner.get());
    }
    return inner;
}
// A result of the iterator, or the default in place of StopAsyncIteration.
Ref orDefault(Thread* t, Value v, Ref result) {
    if (!result.isEmpty() || !clearErrorIf(t, TypeId::kStopAsyncIteration)) return result;
    return raiseStopIteration(t, v.as<AnextAwaitable>()->default_value);
}
Ref anext_next(Thread* t, Value v) {
    Ref iterator = KRAIT_TRY(anextIterator(t, v));
    return orDefault(t, v, typeOf(t, iterator)->slots.next(t, iterator));
}
Ref anext_send(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(anextIterator(t, a[0]));
    return orDefault(t, a[0], callMethod(t, iterator, t->name(kName_send), a[1]));
}
Ref anext_throw(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(anextIterator(t, a[0]));
    uint32_t count = !a[3].isEmpty() ? 3 : !a[2].isEmpty() ? 2 : 1;
    return orDefault(t, a[0], callMethodValues(t, iterator, t->name(kName_throw), a + 1, count));
}
Ref anext_close(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(anextIterator(t, a[0]));
    return orDefault(t, a[0], callMethod(t, iterator, t->name(kName_close)));
}

constexpr MethodDef kAnextMethods[] = {
    {"send(self, arg, /)", anext_send, "Sends a value to the wrapped iterator."},
    {"throw(self, type, value=<unset>, tb=<unset>, /)", anext_throw,
     "Raises an exception in the wrapped iterator."},
    {"close(self, /)", anext_close, "Raises GeneratorExit in the wrapped iterator."},
    {},
};
constexpr TypeSlots anextSlots() {
    TypeSlots s;
    s.destroy = [](Thread*, Object* o) {
        auto* a = static_cast<AnextAwaitable*>(o);
        decref(std::exchange(a->wrapped, Value()));
        decref(std::exchange(a->default_value, Value()));
    };
    s.traverse = [](Object* o, Visitor& v) {
        v.visit(static_cast<AnextAwaitable*>(o)->wrapped);
        v.visit(static_cast<AnextAwaitable*>(o)->default_value);
    };
    s.await = shareSelf;
    s.iter = shareSelf;
    s.next = anext_next;
    return s;
}

} // namespace

Ref anextAwaitableNew(Thread* t, Value awaitable, Value default_value) {
    New<AnextAwaitable> a = KRAIT_TRY(allocateObject<AnextAwaitable>(t, TypeId::kAnextAwaitable));
    incref(awaitable);
    incref(default_value);
    a->wrapped = awaitable;
    a->default_value = default_value;
    return a;
}

// --- types
// ----------------------------------------------------------------------------------------

constexpr TypeSpec kAsyncGeneratorSpec = {
    .name = "async_generator",
    .size = sizeof(Generator),
    .flags = kGeneratorTypeFlags,
    .slots = asyncGeneratorSlots(),
    .methods = kAsyncGeneratorMethods,
    .getsets = kAsyncGeneratorGetSets,
};
constexpr TypeSpec kAsyncGeneratorASendSpec = {
    .name = "async_generator_asend",
    .size = sizeof(AsyncGeneratorAwait),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = awaitSlots(),
    .methods = kAwaitMethods,
};
constexpr TypeSpec kAsyncGeneratorAThrowSpec = {
    .name = "async_generator_athrow",
    .size = sizeof(AsyncGeneratorAwait),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = awaitSlots(),
    .methods = kAwaitMethods,
};
constexpr TypeSpec kAsyncGeneratorWrappedValueSpec = {
    .name = "async_generator_wrapped_value",
    .size = sizeof(WrappedValue),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = wrappedValueSlots(),
};
constexpr TypeSpec kAnextAwaitableSpec = {
    .name = "anext_awaitable",
    .size = sizeof(AnextAwaitable),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = anextSlots(),
    .methods = kAnextMethods,
};

} // namespace krait
