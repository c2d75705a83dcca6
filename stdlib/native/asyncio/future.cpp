// _asyncio.Future, and the iterator that `await future` runs.
#include "stdlib/native/asyncio/asyncio_parts.h"

#include "stdlib/native/contextvars.h"
#include "vm/objects/exception_object.h"
#include "vm/runtime/generator_ops.h"

namespace krait::aio {

namespace {

Future* futureOf(Value v) {
    return v.as<Future>();
}

struct FutureIterator : Object {
    Value future; // EMPTY: done with
};
using IteratorOwns = Owns<FutureIterator, &FutureIterator::future>;

Status checkInitialized(Thread* t, Future* f) {
    if (f->state != FutureState::kNew) return ok();
    return raise(t, TypeId::kRuntimeError, "Future object is not initialized.");
}

// Schedules and forgets the callbacks. REENTRY: call_soon() of loops that are not plain.
Status scheduleCallbacks(Thread* t, Future* f) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref callback = Ref::take(std::exchange(f->callback0, Value()));
    Ref context = Ref::take(std::exchange(f->context0, Value()));
    Ref more = Ref::take(std::exchange(f->callbacks, Value()));
    if (!callback.isEmpty()) {
        if (isOurTask(callback) && context.isEmpty())
            KRAIT_TRY(scheduleTask(t, s, callback.as<Task>(), Value(), Value(f)));
        else
            KRAIT_TRY(callSoon(t, s, f->loop, callback, Value(f), context));
    }
    if (more.isEmpty()) return ok();
    auto* list = more.as<List>();
    for (int64_t i = 0; i < list->length; ++i) {
        auto* pair = list->items[i].as<Tuple>();
        KRAIT_TRY(callSoon(t, s, f->loop, pair->items[0], Value(f), pair->items[1]));
    }
    return ok();
}

} // namespace

Error raiseInvalidState(Thread* t, const char* words) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value type = KRAIT_TRY(helper(t, s, kInvalidStateErrorClass));
    Ref text = KRAIT_TRY(strFromAscii(t, words));
    Ref exception = KRAIT_TRY(callFunction(t, type, text));
    return raiseException(t, exception);
}

// --- the object
// ------------------------------------------------------------------------------------------------

Status futureInit(Thread* t, Future* f, Value loop) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref found;
    if (loop.isEmpty() || loop.isNone()) {
        Value get_event_loop = KRAIT_TRY(helper(t, s, kGetEventLoop));
        found = KRAIT_TRY(callFunction(t, get_event_loop));
        loop = found;
    }
    bool again = f->state != FutureState::kNew;
    if (again) futureClearFields(f);
    assign(f->loop, loop);
    f->state = FutureState::kPending;
    f->log_traceback = f->blocking = false;
    bool debug;
    if (loop.isObject() && loop.object()->shape->type->spec == &kLoopCoreSpec) {
        debug = loop.as<LoopCore>()->debug;
    } else {
        Ref answer = KRAIT_TRY(callMethod(t, loop, nameOf(s, kGetDebug)));
        debug = KRAIT_TRY(isTrue(t, answer));
    }
    if (debug) {
        Value extract = KRAIT_TRY(helper(t, s, kExtractStack));
        f->source_traceback = KRAIT_TRY(callFunction(t, extract)).release();
    }
    return ok();
}
void futureDestroyFields(Future* f) {
    for (Value* v :
         {&f->loop, &f->callback0, &f->context0, &f->callbacks, &f->result, &f->exception,
          &f->exception_traceback, &f->source_traceback, &f->cancel_message, &f->cancelled_error})
        decref(std::exchange(*v, Value()));
}
void futureClearFields(Future* f) {
    futureDestroyFields(f);
}
void futureTraverseFields(Future* f, Visitor& visitor) {
    for (Value v :
         {f->loop, f->callback0, f->context0, f->callbacks, f->result, f->exception,
          f->exception_traceback, f->source_traceback, f->cancel_message, f->cancelled_error})
        visitor.visit(v);
}

namespace {

void emptyFields(Future* f) {
    for (Value* v :
         {&f->loop, &f->callback0, &f->context0, &f->callbacks, &f->result, &f->exception,
          &f->exception_traceback, &f->source_traceback, &f->cancel_message, &f->cancelled_error})
        *v = Value();
}
Ref future_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    emptyFields(static_cast<Future*>(o));
    return Ref::take(Value(o));
}
Ref future_init(Thread* t, Args a) {
    KRAIT_TRY(futureInit(t, futureOf(a[0]), a[1]));
    return Ref::none();
}
void future_destroy(Thread* t, Object* o) {
    futureDestroyFields(static_cast<Future*>(o));
    destroyAttrs(t, o);
}
void future_traverse(Object* o, Visitor& visitor) {
    futureTraverseFields(static_cast<Future*>(o), visitor);
    traverseAttrs(o, visitor);
}
void future_clear(Thread*, Object* o) {
    futureClearFields(static_cast<Future*>(o));
}
void future_finalize(Thread* t, Object* o) {
    reportNeverRetrieved(t, static_cast<Future*>(o));
}

} // namespace

void reportNeverRetrieved(Thread* t, Future* f) {
    if (!f->log_traceback) return;
    f->log_traceback = false;
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    auto report = [&]() -> Status {
        State* s = stateOf(t);
        if (!s) return Error{};
        New<Dict> context = KRAIT_TRY(dictNew(t));
        Ref text = KRAIT_TRY(strFormat(t, "%T exception was never retrieved", Value(f)));
        KRAIT_TRY(dictSetStr(t, context, nameOf(s, kMessage), text));
        KRAIT_TRY(dictSetStr(t, context, nameOf(s, kException), f->exception));
        KRAIT_TRY(dictSetStr(t, context, nameOf(s, kFutureName), Value(f)));
        if (!f->source_traceback.isEmpty())
            KRAIT_TRY(dictSetStr(t, context, nameOf(s, kSourceTraceback), f->source_traceback));
        Ref done =
            KRAIT_TRY(callMethod(t, f->loop, nameOf(s, kCallExceptionHandler), Value(context)));
        return ok();
    };
    if (report().isError()) reportUnraisable(t, nullptr, Value(f));
    t->exception = saved.release();
}

// --- outcome
// ------------------------------------------------------------------------------------------------

Ref makeCancelledError(Thread* t, Future* f) {
    if (!f->cancelled_error.isEmpty()) return Ref::take(std::exchange(f->cancelled_error, Value()));
    State* s = stateOf(t);
    if (!s) return Error{};
    Value type = KRAIT_TRY(helper(t, s, kCancelledErrorClass));
    if (f->cancel_message.isEmpty() || f->cancel_message.isNone()) return callFunction(t, type);
    return callFunction(t, type, f->cancel_message);
}

Ref futureResult(Thread* t, Future* f) {
    switch (f->state) {
    case FutureState::kNew:
    case FutureState::kPending:
        return raiseInvalidState(t, "Result is not set.");
    case FutureState::kCancelled: {
        Ref error = KRAIT_TRY(makeCancelledError(t, f));
        return raiseException(t, error);
    }
    case FutureState::kFinished:
        break;
    }
    f->log_traceback = false;
    if (f->exception.isEmpty()) return Ref::share(f->result);
    // Python: the frames of an earlier result() do not pile up in the traceback.
    setExceptionTraceback(t, f->exception, f->exception_traceback);
    return raiseException(t, f->exception);
}

Status futureSetResult(Thread* t, Future* f, Value result) {
    KRAIT_TRY(checkInitialized(t, f));
    if (f->state != FutureState::kPending) return raiseInvalidState(t, "invalid state");
    assign(f->result, result);
    f->state = FutureState::kFinished;
    return scheduleCallbacks(t, f);
}

Status futureSetException(Thread* t, Future* f, Value given) {
    KRAIT_TRY(checkInitialized(t, f));
    if (f->state != FutureState::kPending) return raiseInvalidState(t, "invalid state");
    Ref exception = Ref::share(given);
    if (isType(given) && (given.as<Type>()->flags & kTypeExceptionSub))
        exception = KRAIT_TRY(callFunction(t, given));
    if (!hasTypeFlag(t, exception, kTypeExceptionSub))
        return raise(t, TypeId::kTypeError, "invalid exception object");
    if (isInstanceOf(t, exception, TypeId::kStopIteration)) {
        (void)raise(
            t, TypeId::kRuntimeError,
            "StopIteration interacts badly with generators and cannot be raised into a Future");
        setCause(t, exception);
        exception = takeException(t);
    }
    assign(f->exception, exception);
    assign(f->exception_traceback, exceptionTraceback(t, exception));
    f->state = FutureState::kFinished;
    KRAIT_TRY(scheduleCallbacks(t, f));
    f->log_traceback = true;
    return ok();
}

Result<bool> futureCancel(Thread* t, Future* f, Value message) {
    f->log_traceback = false;
    if (f->state != FutureState::kPending) return false;
    f->state = FutureState::kCancelled;
    assign(f->cancel_message, message);
    KRAIT_TRY(scheduleCallbacks(t, f));
    return true;
}

// --- callbacks
// ------------------------------------------------------------------------------------------------

// context EMPTY with a Task as callback: the task waits for this future, which is pending.
Status addCallback(Thread* t, Future* f, Value callback, Value context) {
    if (f->state != FutureState::kPending) {
        State* s = stateOf(t);
        if (!s) return Error{};
        return callSoon(t, s, f->loop, callback, Value(f), context);
    }
    if (f->callback0.isEmpty() && f->callbacks.isEmpty()) {
        assign(f->callback0, callback);
        assign(f->context0, context);
        return ok();
    }
    if (f->callbacks.isEmpty()) f->callbacks = KRAIT_TRY(listNew(t)).release();
    Ref wakeup;
    Ref own_context;
    if (isOurTask(callback) && context.isEmpty()) {
        State* s = stateOf(t);
        if (!s) return Error{};
        wakeup = KRAIT_TRY(taskCallNew(t, s, callback.as<Task>(), Value(), true));
        callback = wakeup;
        context = wakeup.as<TaskCall>()->task.as<Task>()->context;
    }
    Ref pair = KRAIT_TRY(tupleOf(t, callback, context));
    return listAppend(t, f->callbacks.as<List>(), pair);
}

namespace {

Ref future_add_done_callback(Thread* t, Args a) {
    KRAIT_TRY(checkInitialized(t, futureOf(a[0])));
    Ref context = a[2].isEmpty() || a[2].isNone() ? contextCopyCurrent(t) : Ref::share(a[2]);
    if (context.isError()) return Error{};
    KRAIT_TRY(addCallback(t, futureOf(a[0]), a[1], context));
    return Ref::none();
}
Ref firstCallback(Thread* t, Future* f) {
    if (isOurTask(f->callback0) && f->context0.isEmpty()) {
        State* s = stateOf(t);
        if (!s) return Error{};
        return taskCallNew(t, s, f->callback0.as<Task>(), Value(), true);
    }
    return Ref::share(f->callback0);
}
Ref future_remove_done_callback(Thread* t, Args a) {
    auto* f = futureOf(a[0]);
    KRAIT_TRY(checkInitialized(t, f));
    int64_t removed = 0;
    if (!f->callback0.isEmpty()) {
        Ref first = KRAIT_TRY(firstCallback(t, f));
        if (KRAIT_TRY(compareBool(t, first, a[1], CompareOp::kEq))) {
            forget(&f->callback0);
            forget(&f->context0);
            ++removed;
        }
    }
    if (!f->callbacks.isEmpty()) {
        // REENTRY: comparing may change the list; a copy is gone through.
        Ref all = KRAIT_TRY(tupleFromIterable(t, f->callbacks));
        New<List> kept = KRAIT_TRY(listNew(t));
        for (int64_t i = 0; i < all.as<Tuple>()->length; ++i) {
            Value pair = all.as<Tuple>()->items[i];
            if (KRAIT_TRY(compareBool(t, pair.as<Tuple>()->items[0], a[1], CompareOp::kEq)))
                ++removed;
            else
                KRAIT_TRY(listAppend(t, kept, pair));
        }
        assign(f->callbacks, kept->length ? Value(kept) : Value());
    }
    return intFrom(t, removed);
}
Ref futureCallbacks(Thread* t, Value v) {
    auto* f = futureOf(v);
    if (f->callback0.isEmpty() && f->callbacks.isEmpty()) return Ref::none();
    New<List> list = KRAIT_TRY(listNew(t));
    if (!f->callback0.isEmpty()) {
        Ref first = KRAIT_TRY(firstCallback(t, f));
        Value context = f->context0;
        if (context.isEmpty() && isOurTask(f->callback0))
            context = f->callback0.as<Task>()->context;
        Ref pair = KRAIT_TRY(tupleOf(t, first.get(), context.isEmpty() ? Value::none() : context));
        KRAIT_TRY(listAppend(t, list, pair));
    }
    if (!f->callbacks.isEmpty()) KRAIT_TRY(listExtend(t, list, f->callbacks));
    return list;
}

// --- methods
// ------------------------------------------------------------------------------------------------

Ref future_result(Thread* t, Args a) {
    return futureResult(t, futureOf(a[0]));
}
Ref future_exception(Thread* t, Args a) {
    auto* f = futureOf(a[0]);
    if (f->state == FutureState::kCancelled) return futureResult(t, f);
    if (f->state != FutureState::kFinished) return raiseInvalidState(t, "Exception is not set.");
    f->log_traceback = false;
    return f->exception.isEmpty() ? Ref::none() : Ref::share(f->exception);
}
Ref future_set_result(Thread* t, Args a) {
    KRAIT_TRY(futureSetResult(t, futureOf(a[0]), a[1]));
    return Ref::none();
}
Ref future_set_exception(Thread* t, Args a) {
    KRAIT_TRY(futureSetException(t, futureOf(a[0]), a[1]));
    return Ref::none();
}
Ref future_cancel(Thread* t, Args a) {
    KRAIT_TRY(checkInitialized(t, futureOf(a[0])));
    return Ref::boolean(KRAIT_TRY(futureCancel(t, futureOf(a[0]), a[1])));
}
Ref future_cancelled(Thread*, Args a) {
    return Ref::boolean(futureOf(a[0])->state == FutureState::kCancelled);
}
Ref future_done(Thread*, Args a) {
    return Ref::boolean(futureOf(a[0])->state >= FutureState::kCancelled);
}
Ref future_get_loop(Thread* t, Args a) {
    KRAIT_TRY(checkInitialized(t, futureOf(a[0])));
    return Ref::share(futureOf(a[0])->loop);
}
Ref future_make_cancelled_error(Thread* t, Args a) {
    return makeCancelledError(t, futureOf(a[0]));
}

Ref futureAwait(Thread* t, Value self) {
    KRAIT_TRY(checkInitialized(t, futureOf(self)));
    State* s = stateOf(t);
    if (!s) return Error{};
    New<FutureIterator> it = KRAIT_TRY(newInstance<FutureIterator>(t, Value(s->iterator_type)));
    store(&it->future, self);
    return it;
}
Ref futureRepr(Thread* t, Value self) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value function = KRAIT_TRY(
        helper(t, s, self.object()->shape->type->spec == &kTaskSpec ? kTaskRepr : kFutureRepr));
    return callFunction(t, function, self);
}

Ref futureState(Thread* t, Value v) {
    switch (futureOf(v)->state) {
    case FutureState::kNew:
        KRAIT_TRY(checkInitialized(t, futureOf(v)));
        [[fallthrough]];
    case FutureState::kPending:
        return strIntern(t, "PENDING");
    case FutureState::kCancelled:
        return strIntern(t, "CANCELLED");
    default:
        return strIntern(t, "FINISHED");
    }
}
template <Value Future::* kField>
Ref futureField(Thread*, Value v) {
    Value field = futureOf(v)->*kField;
    return field.isEmpty() ? Ref::none() : Ref::share(field);
}
Status setCancelMessage(Thread* t, Value v, Value message) {
    if (message.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    assign(futureOf(v)->cancel_message, message);
    return ok();
}
Ref futureLogTraceback(Thread*, Value v) {
    return Ref::boolean(futureOf(v)->log_traceback);
}
Status setLogTraceback(Thread* t, Value v, Value flag) {
    if (flag.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    if (KRAIT_TRY(isTrue(t, flag)))
        return raise(t, TypeId::kValueError, "_log_traceback can only be set to False");
    futureOf(v)->log_traceback = false;
    return ok();
}
Ref futureBlocking(Thread*, Value v) {
    return Ref::boolean(futureOf(v)->blocking);
}
Status setBlocking(Thread* t, Value v, Value flag) {
    if (flag.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    futureOf(v)->blocking = KRAIT_TRY(isTrue(t, flag));
    return ok();
}

constexpr GetSetDef kFutureGetSets[] = {
    {"_state", futureState},
    {"_asyncio_future_blocking", futureBlocking, setBlocking},
    {"_loop", futureField<&Future::loop>},
    {"_callbacks", futureCallbacks},
    {"_result", futureField<&Future::result>},
    {"_exception", futureField<&Future::exception>},
    {"_log_traceback", futureLogTraceback, setLogTraceback},
    {"_source_traceback", futureField<&Future::source_traceback>},
    {"_cancel_message", futureField<&Future::cancel_message>, setCancelMessage},
    {}};

// --- await
// ------------------------------------------------------------------------------------------------

// EMPTY with StopIteration(result), as iterators tell what they return.
Ref iteratorNext(Thread* t, Value v) {
    auto* it = v.as<FutureIterator>();
    if (it->future.isEmpty()) return Ref();
    auto* f = futureOf(it->future);
    if (f->state == FutureState::kPending) {
        if (!f->blocking) {
            f->blocking = true;
            return Ref::share(it->future);
        }
        return raise(t, TypeId::kRuntimeError, "await wasn't used with future");
    }
    Ref future = Ref::take(std::exchange(it->future, Value()));
    Ref result = KRAIT_TRY(futureResult(t, f));
    if (result.get().isNone()) return Ref();
    return raiseStopIteration(t, result);
}
Ref iterator_send(Thread* t, Args a) {
    Ref item = iteratorNext(t, a[0]);
    if (item.isEmpty() && !t->hasError()) return raiseStopIteration(t, Value::none());
    return item;
}
Ref iterator_throw(Thread* t, Args a) {
    Ref exception = KRAIT_TRY(exceptionForThrow(t, a[1], a[2], a[3]));
    forget(&a[0].as<FutureIterator>()->future);
    return raiseException(t, exception);
}
Ref iterator_close(Thread*, Args a) {
    forget(&a[0].as<FutureIterator>()->future);
    return Ref::none();
}
constexpr MethodDef kIteratorMethods[] = {
    {"send(self, value, /)", iterator_send, nullptr},
    {"throw(self, type, value=None, traceback=None, /)", iterator_throw, nullptr},
    {"close(self, /)", iterator_close, nullptr},
    {}};

} // namespace

const TypeSpec kFutureIteratorSpec = {
    .name = "_asyncio.FutureIter",
    .size = sizeof(FutureIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = IteratorOwns::destroy,
              .traverse = IteratorOwns::traverse,
              .clear = IteratorOwns::clear,
              .iter = iterSelf,
              .next = iteratorNext},
    .methods = kIteratorMethods,
};

const MethodDef kFutureMethods[] = {
    {"result(self, /)", future_result, "Return the result this future represents."},
    {"exception(self, /)", future_exception, "Return the exception that was set on this future."},
    {"set_result(self, result, /)", future_set_result, "Mark the future done and set its result."},
    {"set_exception(self, exception, /)", future_set_exception,
     "Mark the future done and set an exception."},
    {"add_done_callback(self, fn, /, *, context=<unset>)", future_add_done_callback,
     "Calls fn(future) soon after the future is done, in a context."},
    {"remove_done_callback(self, fn, /)", future_remove_done_callback,
     "Removes all callbacks equal to fn; how many these were."},
    {"cancel(self, /, msg=None)", future_cancel,
     "Cancels the future, if it is not done; whether it was not."},
    {"cancelled(self, /)", future_cancelled, "Return True if the future was cancelled."},
    {"done(self, /)", future_done, "Whether there is a result, or there never will be."},
    {"get_loop(self, /)", future_get_loop, "Return the event loop the Future is bound to."},
    {"_make_cancelled_error(self, /)", future_make_cancelled_error,
     "The CancelledError to raise when the future is cancelled."},
    kClassGetItem,
    {}};

const TypeSpec kFutureSpec = {
    .name = "_asyncio.Future",
    .size = sizeof(Future),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = future_destroy,
              .traverse = future_traverse,
              .clear = future_clear,
              .finalize = future_finalize,
              .repr = futureRepr,
              .iter = futureAwait,
              .await = futureAwait},
    .doc = "A result that will be there later, of the event loop it belongs to.",
    .new_ = {"Future(cls, /, *args, **kwargs)", future_new, nullptr},
    .init = {"Future(self, /, *, loop=None)", future_init, nullptr},
    .methods = kFutureMethods,
    .getsets = kFutureGetSets,
};

} // namespace krait::aio
