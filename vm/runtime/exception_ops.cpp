// raise, except*, and entering contexts: what the opcodes do beyond moving registers.
#include "vm/runtime/exception_ops.h"

#include "vm/objects/exception_fields.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"

namespace krait {

// --- raise --------------------------------------------------------------------------------------

Error raiseAgain(Thread* t) {
    Value handled = currentHandled(t);
    if (handled.isEmpty()) {
        return raise(t, TypeId::kRuntimeError, "No active exception to reraise");
    }
    incref(handled);
    decref(std::exchange(t->exception, handled));
    return Error{};
}

// An exception from a class or an instance; EMPTY without error for anything else.
static Ref instantiate(Thread* t, Value v) {
    if (isException(v)) return Ref::share(v);
    if (!isExceptionClass(v)) return Ref();
    if (exceptionIsPlain(t, v.as<Type>())) {
        return exceptionAllocate(t, v.as<Type>(), Value(t->runtime->empty_tuple));
    }
    if (v == Value(t->type(TypeId::kStopIteration))) {
        return exceptionNew(t, TypeId::kStopIteration, Value());
    }
    Ref made = KRAIT_TRY(callFunction(t, v));
    if (!isException(made)) {
        return raise(t, TypeId::kTypeError,
                     "calling %R should have returned an instance of BaseException, not %R", v,
                     Value(typeOf(t, made)));
    }
    return made;
}

Error raiseStatement(Thread* t, Value exception, Value cause) {
    Ref raised = instantiate(t, exception);
    if (raised.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "exceptions must derive from BaseException");
    }
    if (!cause.isEmpty()) {
        auto* e = asException(raised);
        if (cause.isNone()) {
            setField(e->cause, Value());
        } else {
            Ref reason = instantiate(t, cause);
            if (reason.isEmpty()) {
                if (t->hasError()) return Error{};
                return raise(t, TypeId::kTypeError,
                             "exception causes must derive from BaseException");
            }
            setField(e->cause, reason);
        }
        e->suppress_context = true;
    }
    return raiseException(t, raised);
}

// --- except*
// ------------------------------------------------------------------------------------

static Status checkStarType(Thread* t, Value type) {
    auto check = [t](Value v) -> Status {
        if (!isExceptionClass(v)) {
            return raise(t, TypeId::kTypeError,
                         "catching classes that do not inherit from BaseException is not allowed");
        }
        return ok();
    };
    auto checkNoGroup = [t](Value v) -> Status {
        if (isSubtype(v.as<Type>(), t->type(TypeId::kBaseExceptionGroup))) {
            return raise(t, TypeId::kTypeError,
                         "catching ExceptionGroup with except* is not allowed. Use except "
                         "instead.");
        }
        return ok();
    };
    if (!isTuple(type)) {
        KRAIT_TRY(check(type));
        return checkNoGroup(type);
    }
    auto* types = type.as<Tuple>();
    for (int64_t i = 0; i < types->length; ++i) KRAIT_TRY(check(types->items[i]));
    for (int64_t i = 0; i < types->length; ++i) KRAIT_TRY(checkNoGroup(types->items[i]));
    return ok();
}

Status matchGroup(Thread* t, Value left, Value type, Value* rest, Value* match) {
    KRAIT_TRY(checkStarType(t, type));
    *rest = *match = Value::none();
    if (left.isNone()) return ok();
    if (KRAIT_TRY(exceptionMatches(t, left, type))) {
        if (isGroup(t, left)) {
            *match = Ref::share(left).release();
            return ok();
        }
        // Python: a lone exception is handled as a group of one, with this place as its traceback.
        Value items[] = {left};
        Ref parts = KRAIT_TRY(tupleFrom(t, items, 1));
        Ref group = KRAIT_TRY(groupNew(t, t->runtime->empty_str, parts));
        Ref frame = frameObjectOf(t, t->registers);
        if (!frame.isError()) {
            New<Traceback> tb = allocateObject<Traceback>(t, TypeId::kTraceback);
            if (!tb.isError()) {
                tb->next = Value();
                tb->offset = frameOffset(t, frame.as<FrameObject>());
                tb->line = -1;
                tb->frame = frame.release();
                asException(group)->settled_traceback = tb.release();
            }
        }
        if (t->hasError()) return Error{};
        *match = group.release();
        return ok();
    }
    if (!isGroup(t, left)) {
        *rest = Ref::share(left).release();
        return ok();
    }
    New<Str> split = KRAIT_TRY(strIntern(t, "split"));
    Ref pair = KRAIT_TRY(callMethod(t, left, split, type));
    if (!isTuple(pair)) {
        return raise(t, TypeId::kTypeError, "%.200T.split must return a tuple, not %.200T", left,
                     pair.get());
    }
    auto* parts = pair.as<Tuple>();
    if (parts->length < 2) {
        return raise(t, TypeId::kTypeError,
                     "%.200T.split must return a 2-tuple, got tuple of size %ld", left,
                     parts->length);
    }
    *match = Ref::share(parts->items[0]).release();
    *rest = Ref::share(parts->items[1]).release();
    return ok();
}

// Whether `e` is a part of the original that went through the statement untouched.
static bool sameOrigin(Thread* t, Value part, Value whole) {
    const ExceptionObject *e = asException(part), *original = asException(whole);
    return exceptionTraceback(t, part) == exceptionTraceback(t, whole) &&
           e->cause == original->cause && e->context == original->context;
}

static Status collectLeaves(Thread* t, Value exception, List* leaves) {
    if (!isGroup(t, exception)) return listAppend(t, leaves, exception);
    KRAIT_TRY(checkNativeStack(t, " in collect_exception_group_leaf_ids"));
    auto* parts = asException(exception)->field[kGroupExceptions].as<Tuple>();
    for (int64_t i = 0; i < parts->length; ++i) {
        KRAIT_TRY(collectLeaves(t, parts->items[i], leaves));
    }
    return ok();
}

Ref prepareReraiseStar(Thread* t, Value original, Value raised_list) {
    auto* list = raised_list.as<List>();
    if (!isGroup(t, original)) {
        // A lone exception: one clause at most ran, or it was not handled.
        for (int64_t i = 0; i < list->length; ++i) {
            if (!list->items[i].isNone()) return Ref::share(list->items[i]);
        }
        return Ref::none();
    }
    // Exceptions raised in the clauses are new; what was left or raised again keeps the structure
    // of the original.
    New<List> raised = KRAIT_TRY(listNew(t));
    New<List> leaves = KRAIT_TRY(listNew(t));
    for (int64_t i = 0; i < list->length; ++i) {
        Value e = list->items[i];
        if (e.isNone()) continue;
        if (sameOrigin(t, e, original)) {
            KRAIT_TRY(collectLeaves(t, e, leaves));
        } else {
            KRAIT_TRY(listAppend(t, raised, e));
        }
    }
    Ref reraised;
    if (leaves->length) {
        Value match, rest;
        KRAIT_TRY(
            groupSplit(t, original, GroupMatch::kIdentity, Value(leaves), false, &match, &rest));
        reraised = Ref::take(match);
    }
    if (raised->length == 0) return reraised.isEmpty() ? Ref::none() : std::move(reraised);
    if (!reraised.isEmpty()) KRAIT_TRY(listAppend(t, raised, reraised));
    if (raised->length == 1) return Ref::share(raised->items[0]);
    return groupNew(t, t->runtime->empty_str, Value(raised));
}

// --- with ---------------------------------------------------------------------------------------

// Looks `name` up on the type: as a function with *self set (both owned), or bound with *self
// EMPTY. EMPTY without error when there is none.
static Ref lookupMethod(Thread* t, Value object, Str* name, Value* self) {
    *self = Value();
    Type* type = typeOf(t, object);
    Value method = typeLookup(t, type, name);
    if (method.isEmpty()) return Ref();
    Ref held = Ref::share(method);
    if (!method.isObject()) return held;
    Type* method_type = exactTypeOfObject(method.object());
    if (method_type->flags & kTypeMethodLike) {
        *self = Ref::share(object).release();
        return held;
    }
    if (!method_type->slots.descr_get) return held;
    return method_type->slots.descr_get(t, method, object, Value(type));
}

Ref callContextMethod(Thread* t, Value callable, Value* values, uint32_t count) {
    if (isKind(callable, TypeId::kMethodDescriptor)) {
        auto* d = callable.as<MethodDescriptor>();
        if (d->direct_count == count && count > 0 && typeOf(t, values[0]) == d->owner) {
            Ref alive = Ref::share(callable);
            return d->function(t, values);
        }
    }
    return callValues(t, callable, values, count);
}

Ref enterContext(Thread* t, Value manager, bool async, Value* exit_callable, Value* exit_self) {
    Str* enter_name = t->name(async ? kName___aenter__ : kName___enter__);
    Str* exit_name = t->name(async ? kName___aexit__ : kName___exit__);
    const char* protocol =
        async ? "asynchronous context manager protocol" : "context manager protocol";
    // Python: the exit is looked up before the enter is called, so that what was entered can always
    // be left; but a missing enter is reported first.
    Value enter_self, leave_self;
    Ref enter = lookupMethod(t, manager, enter_name, &enter_self);
    Ref enter_owner = Ref::take(enter_self);
    if (enter.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "'%.200T' object does not support the %s", manager,
                     protocol);
    }
    Ref leave = lookupMethod(t, manager, exit_name, &leave_self);
    Ref leave_owner = Ref::take(leave_self);
    if (leave.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError,
                     "'%.200T' object does not support the %s (missed %s method)", manager,
                     protocol, async ? "__aexit__" : "__exit__");
    }
    Value values[] = {enter_owner.get()};
    Ref entered = KRAIT_TRY(callContextMethod(t, enter, values, enter_owner.isEmpty() ? 0 : 1));
    *exit_callable = leave.release();
    *exit_self = leave_owner.release();
    return entered;
}

} // namespace krait
