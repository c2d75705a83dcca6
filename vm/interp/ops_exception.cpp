// Raising, handling, with-statements, and the opcodes of import, classes and type parameters.
//
// With-guarantee: WITH_ENTER looks __exit__ up before it calls __enter__; the protected range
// begins at the next instruction, and nothing polls in between.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/exception_ops.h"
#include "vm/runtime/import.h"
#include "vm/runtime/typing_objects.h"
#include "vm/threads/threads.h"

namespace krait {

// --- raising
// -----------------------------------------------------------------------------------------------------------

// A class whose instances are made without a call, or an instance: nothing can fail but memory.
HANDLER(RAISE) {
    publish(t, pc, regs);
    Value v = regs[A_];
    if (KRAIT_LIKELY(IS_OBJECT(v) && t->exception.isEmpty())) {
        Type* type = v.object()->shape->type;
        Value raised;
        if (type->flags & kTypeExceptionSub) {
            incref(v);
            raised = v;
        } else if (isKind(v, TypeId::kType) &&
                   v.as<Type>()->plain_exception_tag == v.as<Type>()->root_shape->tag) {
            raised = exceptionAllocate(t, v.as<Type>(), Value(t->runtime->empty_tuple)).release();
        }
        if (KRAIT_LIKELY(!raised.isEmpty())) {
            t->exception = raised;
            if (!t->handled.isEmpty() || t->generator) chainContext(t);
            consume(regs, A_);
            RAISE_();
        }
    }
    (void)raiseStatement(t, regs[A_], Value::empty());
    consume(regs, A_);
    RAISE_();
}

HANDLER(RAISE_FROM) {
    publish(t, pc, regs);
    (void)raiseStatement(t, regs[A_], regs[B_]);
    consume(regs, B_);
    consume(regs, A_);
    RAISE_();
}

HANDLER(RAISE_AGAIN) {
    publish(t, pc, regs);
    (void)raiseAgain(t);
    KRAIT_MUSTTAIL return unwindAgain(pc, regs, t, table, word, HCONSTANTS);
}

HANDLER(RERAISE) {
    publish(t, pc, regs);
    Value exception = regs[A_];
    if (!isTemp(regs, A_)) incref(exception);
    decref(std::exchange(t->exception, exception));
    KRAIT_MUSTTAIL return unwindAgain(pc, regs, t, table, word, HCONSTANTS);
}

HANDLER(ENTER_HANDLER) {
    Value handled = t->handled;
    regs[A_] = handled.bits() == k_empty ? Value::none() : handled; // the reference moves
    Value exception = regs[B_];
    if (IS_OBJECT(exception)) ++exception.object()->refcount;
    t->handled = exception;
    NEXT(1);
}

SLOW_PATH(leaveHandlerRelease) {
    publish(t, pc, regs);
    deallocate(t->scratch);
    NEXT_FRESH(1);
}
HANDLER(LEAVE_HANDLER) {
    Value saved = regs[A_];
    Value old = t->handled;
    t->handled = saved.isNone() ? Value::fromBits(k_empty) : saved;
    if (IS_OBJECT(old) && --old.object()->refcount == 0) {
        t->scratch = old.object();
        JUMP_TO(leaveHandlerRelease);
    }
    NEXT(1);
}

SLOW_PATH(matchSlow) {
    publish(t, pc, regs);
    Result<bool> matches = exceptionMatches(t, regs[A_], regs[B_]);
    consume(regs, B_);
    if (matches.isError()) RAISE_();
    if (!matches.value()) GOTO_FRESH(pc + 2 + static_cast<int32_t>(pc[1]));
    NEXT_FRESH(2);
}

// By the MRO; t->scratch is the class wanted.
SLOW_PATH(matchByOrder) {
    if (isSubtype(exactTypeOfObject(regs[A_].object()), static_cast<Type*>(t->scratch)))
        NEXT_FRESH(2);
    GOTO_FRESH(pc + 2 + static_cast<int32_t>(pc[1]));
}

// One class, which something else keeps alive.
HANDLER(BR_NO_MATCH) {
    Value wanted = regs[B_];
    if (KRAIT_LIKELY(isKind(wanted, TypeId::kType) && wanted.object()->refcount > 1)) {
        auto* type = wanted.as<Type>();
        if (KRAIT_LIKELY(type->flags & kTypeExceptionSub)) {
            if (isTemp(regs, B_)) --type->refcount;
            if (exactTypeOfObject(regs[A_].object()) == type) NEXT(2);
            t->scratch = type;
            JUMP_TO(matchByOrder);
        }
    }
    JUMP_TO(matchSlow);
}

HANDLER(MATCH_GROUP) {
    publish(t, pc, regs);
    Value* w = regs + A_;
    Value rest, match;
    bool failed = matchGroup(t, w[0], regs[B_], &rest, &match).isError();
    consume(regs, B_);
    decref(w[0]);
    if (failed) RAISE_();
    w[0] = rest;
    w[1] = match;
    NEXT_FRESH(1);
}

DHANDLER(PREP_RERAISE_STAR) {
    publish(t, pc, regs);
    Value v = prepareReraiseStar(t, regs[B_], regs[C_]).release();
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// --- with
// ----------------------------------------------------------------------------------------------------------------

// __enter__ and __exit__ that are both plain functions: the exit waits as the stub's state.
static Value* beginEnter(Thread* t, Value* regs, const uint64_t* pc, Value manager,
                         const uint64_t** callee_pc) {
    if (!isPythonInstance(manager)) return nullptr;
    Function* enter = specialFunction(t, manager, kName___enter__);
    Function* leave = enter ? specialFunction(t, manager, kName___exit__) : nullptr;
    if (!leave) return nullptr;
    incref(leave);
    return beginStubCall(t, regs, pc, enter, &manager, 1, Value(leave), callee_pc);
}

template <bool kAsync>
[[gnu::noinline]] static KRAIT_HANDLER_CC void withEnter(HARGS) {
    publish(t, pc, regs);
    Value manager = regs[B_];
    bool masked = !kAsync && t->runtime->threads->mask_enters;
    if constexpr (!kAsync) {
        if (KRAIT_LIKELY(!masked)) TRY_SPECIAL(beginEnter(t, regs, pc, manager, &callee_pc));
    }
    Value exit_callable, exit_self;
    t->record->masked += masked;
    Value entered = enterContext(t, manager, kAsync, &exit_callable, &exit_self).release();
    t->record->masked -= masked;
    consume(regs, B_); // may lie in the window
    if (entered.isEmpty()) RAISE_();
    Value* w = regs + A_;
    w[0] = exit_callable;
    w[1] = exit_self.isEmpty() ? Value::none() : exit_self;
    w[2] = entered;
    NEXT_FRESH(1);
}
HANDLER(WITH_ENTER) {
    JUMP_TO(withEnter<false>);
}
HANDLER(ASYNC_WITH_ENTER) {
    JUMP_TO(withEnter<true>);
}

// The arguments of an exit: self if it is no bound one, and what is being handled, or three None.
static uint32_t exitArguments(Thread* t, Value self, Value exception, Value* values) {
    uint32_t count = 0;
    if (!self.isNone()) values[count++] = self;
    if (exception.isEmpty()) {
        for (int i = 0; i < 3; ++i) values[count++] = Value::none();
    } else {
        values[count++] = Value(typeOf(t, exception));
        values[count++] = exception;
        values[count++] = orNone(exceptionTraceback(t, exception));
    }
    return count;
}

// Calls the exit at w, w+1 (consumed), out of the reach of signals if that is wanted.
static Ref callExit(Thread* t, Value* w, Value exception) {
    Ref callable = Ref::take(w[0]);
    Ref self = Ref::take(w[1]);
    Value values[4];
    uint32_t count = exitArguments(t, self, exception, values);
    bool masked = t->runtime->threads->mask_exits;
    t->record->masked += masked;
    Ref result = callContextMethod(t, callable, values, count);
    t->record->masked -= masked;
    return result;
}
// The same, entered as a frame if the exit is a Python function.
static Value* beginExit(Thread* t, Value* regs, const uint64_t* pc, Value* w, Value exception,
                        const uint64_t** callee_pc) {
    if (!isFunction(w[0]) || t->runtime->threads->mask_exits) return nullptr;
    Value values[4];
    uint32_t count = exitArguments(t, w[1], exception, values);
    Value* callee =
        beginStubCall(t, regs, pc, w[0].as<Function>(), values, count, Value::empty(), callee_pc);
    if (!callee) return nullptr;
    decref(w[0]); // the new frame holds both
    decref(w[1]);
    return callee;
}

HANDLER(WITH_EXIT) {
    publish(t, pc, regs);
    TRY_SPECIAL_UNPOLLED(beginExit(t, regs, pc, regs + A_, Value::empty(), &callee_pc));
    Value v = callExit(t, regs + A_, Value::empty()).release();
    if (v.isEmpty()) RAISE_();
    decref(v);
    NEXT_FRESH(1);
}

template <bool kLocal, bool kWithException>
[[gnu::noinline]] static KRAIT_HANDLER_CC void exitInto(HARGS) {
    publish(t, pc, regs);
    TRY_SPECIAL_UNPOLLED(
        beginExit(t, regs, pc, regs + B_, kWithException ? regs[C_] : Value::empty(), &callee_pc));
    Value v = callExit(t, regs + B_, kWithException ? regs[C_] : Value::empty()).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(WITH_EXCEPT) {
    KRAIT_MUSTTAIL return exitInto<kLocal, true>(HPASS);
}
DHANDLER(ASYNC_WITH_EXIT) {
    KRAIT_MUSTTAIL return exitInto<kLocal, false>(HPASS);
}
DHANDLER(ASYNC_WITH_EXCEPT) {
    KRAIT_MUSTTAIL return exitInto<kLocal, true>(HPASS);
}

// --- import
// ----------------------------------------------------------------------------------------------------------------

DHANDLER(IMPORT_NAME) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Value v =
        importStatement(t, f, f->code->names[B_], regs[C_], static_cast<int32_t>(pc[1])).release();
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}
DHANDLER(IMPORT_FROM) {
    publish(t, pc, regs);
    Value v = importFrom(t, regs[B_], frameFunction(regs)->code->names[C_]).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
HANDLER(IMPORT_STAR) {
    publish(t, pc, regs);
    bool failed = importStar(t, frameFunction(regs), regs[A_]).isError();
    consume(regs, A_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

// --- classes, type parameters, the prompt
// --------------------------------------------------------------------------------------

HANDLER(SETUP_ANNOTATIONS) {
    publish(t, pc, regs);
    if (setupAnnotations(t, frameFunction(regs)).isError()) RAISE_();
    NEXT_FRESH(1);
}
HANDLER(PRINT_EXPR) {
    publish(t, pc, regs);
    bool failed = displayValue(t, regs[A_]).isError();
    consume(regs, A_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}
DHANDLER(MAKE_TYPE_PARAM) {
    publish(t, pc, regs);
    Value v = makeTypeParam(t, static_cast<uint32_t>(pc[1]), regs + B_).release();
    for (uint32_t i = 0; i < C_; ++i) decref(regs[B_ + i]);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}
DHANDLER(MAKE_TYPE_ALIAS) {
    publish(t, pc, regs);
    Value* w = regs + B_;
    Value v = makeTypeAlias(t, w[0], w[1], w[2]).release();
    for (int i = 0; i < 3; ++i) decref(w[i]);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(SUBSCRIPT_GENERIC) {
    publish(t, pc, regs);
    Value v = subscriptGeneric(t, regs[B_]).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

} // namespace krait
