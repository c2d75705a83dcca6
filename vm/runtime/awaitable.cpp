// Delegation: yield from, await, async for, and what they accept.
#include "vm/runtime/awaitable.h"

#include "vm/objects/exception_object.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/import.h"

namespace krait {

Ref takeStopIterationValue(Thread* t) {
    if (!errorIs(t, TypeId::kStopIteration)) return Ref();
    Ref exception = takeException(t);
    Value value = asException(exception)->field[0];
    return value.isEmpty() ? Ref::none() : Ref::share(value);
}

Ref yieldFromIter(Thread* t, Value v, uint32_t code_flags) {
    if (isKind(v, TypeId::kCoroutine)) {
        if (!(code_flags & (kCodeCoroutine | kCodeIterableCoroutine))) {
            return raise(t, TypeId::kTypeError,
                         "cannot 'yield from' a coroutine object in a non-coroutine generator");
        }
        return Ref::share(v);
    }
    if (isKind(v, TypeId::kGenerator)) return Ref::share(v);
    return iterOf(t, v);
}

Ref awaitableIter(Thread* t, Value v, int context) {
    if (isKind(v, TypeId::kCoroutine)) {
        auto* g = v.as<Generator>();
        Ref delegate = generatorDelegate(g);
        if (g->state == GeneratorState::kSuspended && !delegate.get().isNone()) {
            return raise(t, TypeId::kRuntimeError, "coroutine is being awaited already");
        }
        return Ref::share(v);
    }
    if (isKind(v, TypeId::kGenerator) &&
        (v.as<Generator>()->code()->flags & kCodeIterableCoroutine))
        return Ref::share(v);
    Type* type = typeOf(t, v);
    if (!type->slots.await) {
        if (context == 1) {
            return raise(t, TypeId::kTypeError,
                         "'async with' received an object from __aenter__ that does not implement "
                         "__await__: %.100T",
                         v);
        }
        if (context == 2) {
            return raise(t, TypeId::kTypeError,
                         "'async with' received an object from __aexit__ that does not implement "
                         "__await__: %.100T",
                         v);
        }
        return raise(t, TypeId::kTypeError, "object %.100T can't be used in 'await' expression", v);
    }
    Ref iterator = KRAIT_TRY(type->slots.await(t, v));
    if (isKind(iterator, TypeId::kCoroutine))
        return raise(t, TypeId::kTypeError, "__await__() returned a coroutine");
    if (!typeOf(t, iterator)->slots.next) {
        return raise(t, TypeId::kTypeError, "__await__() returned non-iterator of type '%.100T'",
                     iterator.get());
    }
    return iterator;
}

Ref asyncIter(Thread* t, Value v) {
    Type* type = typeOf(t, v);
    if (!type->slots.aiter) {
        return raise(t, TypeId::kTypeError,
                     "'async for' requires an object with __aiter__ method, got %.100T", v);
    }
    Ref iterator = KRAIT_TRY(type->slots.aiter(t, v));
    if (!typeOf(t, iterator)->slots.anext) {
        return raise(t, TypeId::kTypeError,
                     "'async for' received an object from __aiter__ that does not implement "
                     "__anext__: %.100T",
                     iterator.get());
    }
    return iterator;
}

Ref asyncNext(Thread* t, Value iterator) {
    Type* type = typeOf(t, iterator);
    if (!type->slots.anext) {
        return raise(t, TypeId::kTypeError,
                     "'async for' requires an iterator with __anext__ method, got %.100T",
                     iterator);
    }
    Ref awaitable = KRAIT_TRY(type->slots.anext(t, iterator));
    if (isKind(iterator, TypeId::kAsyncGenerator)) return awaitable;
    Ref result = awaitableIter(t, awaitable, 0);
    if (result.isError()) {
        Ref cause = takeException(t);
        (void)raise(t, TypeId::kTypeError,
                    "'async for' received an invalid object from __anext__: %.100T",
                    awaitable.get());
        setCause(t, cause);
        return Error{};
    }
    return result;
}

ResumeResult sendTo(Thread* t, Value iterator, Value value, Value* out) {
    *out = Value();
    if (isKind(iterator, TypeId::kGenerator) || isKind(iterator, TypeId::kCoroutine)) {
        return generatorSend(t, iterator.as<Generator>(), value, out);
    }
    if (isAsyncGenAwaitable(iterator)) return asyncGenSend(t, iterator, value, out);
    Ref item;
    Type* type = typeOf(t, iterator);
    if (value.isNone() && type->slots.next) {
        item = type->slots.next(t, iterator);
        if (item.isEmpty() && !t->hasError()) {
            *out = Value::none();
            return ResumeResult::kReturned;
        }
    } else {
        item = callMethod(t, iterator, t->name(kName_send), value);
    }
    if (!item.isEmpty()) {
        *out = item.release();
        return ResumeResult::kYielded;
    }
    Ref result = takeStopIterationValue(t);
    if (result.isEmpty()) return ResumeResult::kRaised;
    *out = result.release();
    return ResumeResult::kReturned;
}

static Status closeDelegate(Thread* t, Value iterator) {
    if (isKind(iterator, TypeId::kGenerator) || isKind(iterator, TypeId::kCoroutine)) {
        Ref done = KRAIT_TRY(generatorClose(t, iterator.as<Generator>()));
        return ok();
    }
    Ref method = getAttrOptional(t, iterator, t->name(kName_close));
    if (method.isEmpty()) {
        if (t->hasError()) reportUnraisable(t, "Exception ignored in", iterator);
        return ok();
    }
    Ref done = KRAIT_TRY(callFunction(t, method));
    return ok();
}

ResumeResult throwInto(Thread* t, Value iterator, Value exception, Value arguments, Value* out) {
    *out = Value();
    if (exceptionIs(t, exception, TypeId::kGeneratorExit)) {
        if (!closeDelegate(t, iterator).isError()) (void)raiseException(t, exception);
        return ResumeResult::kRaised;
    }
    if (isKind(iterator, TypeId::kGenerator) || isKind(iterator, TypeId::kCoroutine)) {
        return generatorThrow(t, iterator.as<Generator>(), exception, out);
    }
    Ref method = getAttrOptional(t, iterator, t->name(kName_throw));
    if (method.isEmpty()) {
        if (!t->hasError()) (void)raiseException(t, exception);
        return ResumeResult::kRaised;
    }
    Ref item = arguments.isEmpty() ? callFunction(t, method, exception)
                                   : callTuple(t, method, arguments, Value());
    if (!item.isEmpty()) {
        *out = item.release();
        return ResumeResult::kYielded;
    }
    Ref result = takeStopIterationValue(t);
    if (result.isEmpty()) return ResumeResult::kRaised;
    *out = result.release();
    return ResumeResult::kReturned;
}

// Python words the warning in warnings._warn_unawaited_coroutine, which knows how to show
// cr_origin.
static Status warnUnawaited(Thread* t, Generator* coroutine) {
    Ref module = importModule(t, "warnings");
    if (module.isError()) clearError(t);
    if (!module.isEmpty()) {
        Ref name = KRAIT_TRY(strIntern(t, "_warn_unawaited_coroutine"));
        Ref function = getAttrOptional(t, module, name.as<Str>());
        if (!function.isEmpty()) {
            Ref done = KRAIT_TRY(callFunction(t, function, Value(coroutine)));
            return ok();
        }
        if (t->hasError()) return Error{};
    }
    return warn(t, TypeId::kRuntimeWarning, 1, "coroutine '%U' was never awaited",
                coroutine->qualified_name);
}

void warnNeverAwaited(Thread* t, Generator* coroutine) {
    if (warnUnawaited(t, coroutine).isError()) reportUnraisable(t, nullptr, Value(coroutine));
    coroutine->state = GeneratorState::kFinished;
    endGeneratorFrame(t, coroutine);
}

} // namespace krait
