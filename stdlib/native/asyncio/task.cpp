// _asyncio.Task: a coroutine that the event loop steps; and who is the current task.
//
// taskStep() resumes a coroutine in place, without a Python frame of the loop in between. What it
// yields tells what it waits for: None (another step soon), a future of ours or of another kind.
#include "stdlib/native/asyncio/asyncio_parts.h"

#include "stdlib/native/contextvars.h"
#include "vm/objects/exception_object.h"
#include "vm/objects/set.h"
#include "vm/runtime/awaitable.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/import.h"

namespace krait::aio {
namespace {

Task* taskOf(Value v) {
    return v.as<Task>();
}

// --- registered tasks
// ------------------------------------------------------------------------------------------------

void link(State* s, Task* task) {
    if (task->registered) return;
    task->registered = true;
    task->previous = nullptr;
    task->next = s->tasks;
    if (s->tasks) s->tasks->previous = task;
    s->tasks = task;
}
void unlink(State* s, Task* task) {
    if (!task->registered) return;
    task->registered = false;
    (task->previous ? task->previous->next : s->tasks) = task->next;
    if (task->next) task->next->previous = task->previous;
}

// --- the current task
// ------------------------------------------------------------------------------------------------

LoopCore* coreOf(Value loop) {
    if (!loop.isObject() || loop.object()->shape->type->spec != &kLoopCoreSpec) return nullptr;
    return loop.as<LoopCore>();
}
Result<Value> currentTask(Thread* t, State* s, Value loop) { // borrowed, or EMPTY
    if (LoopCore* core = coreOf(loop)) return core->current_task;
    return dictGet(t, s->current_tasks.as<Dict>(), loop);
}
Status setCurrentTask(Thread* t, State* s, Value loop, Value task) { // EMPTY: none
    if (LoopCore* core = coreOf(loop)) {
        assign(core->current_task, task);
        return ok();
    }
    if (!task.isEmpty()) return dictSet(t, s->current_tasks.as<Dict>(), loop, task);
    KRAIT_TRY(dictDelete(t, s->current_tasks.as<Dict>(), loop));
    return ok();
}
Status enterTask(Thread* t, State* s, Value loop, Value task) {
    Value current = KRAIT_TRY(currentTask(t, s, loop));
    if (KRAIT_UNLIKELY(!current.isEmpty())) {
        return raise(t, TypeId::kRuntimeError,
                     "Cannot enter into task %R while another task %R is being executed.", task,
                     current);
    }
    return setCurrentTask(t, s, loop, task);
}
Status leaveTask(Thread* t, State* s, Value loop, Value task) {
    Value current = KRAIT_TRY(currentTask(t, s, loop));
    if (KRAIT_UNLIKELY(current != task)) {
        return raise(t, TypeId::kRuntimeError,
                     "Leaving task %R does not match the current task %R.", task,
                     current.isEmpty() ? Value::none() : current);
    }
    return setCurrentTask(t, s, loop, Value());
}

// --- a step
// ------------------------------------------------------------------------------------------------

// Waits for a future of any kind, which said that it blocks.
Status waitFor(Thread* t, State* s, Task* task, Value future) {
    if (isPlainFuture(s, future)) {
        future.as<Future>()->blocking = false;
        KRAIT_TRY(addCallback(t, future.as<Future>(), Value(task), Value()));
    } else {
        KRAIT_TRY(setAttr(t, future, nameOf(s, kBlocking), Value::boolean(false)));
        Ref wakeup = KRAIT_TRY(taskCallNew(t, s, task, Value(), true));
        Ref method = KRAIT_TRY(getAttr(t, future, nameOf(s, kAddDoneCallback)));
        New<Dict> keywords = KRAIT_TRY(dictNew(t));
        KRAIT_TRY(dictSetStr(t, keywords, nameOf(s, kContextName), task->context));
        Ref arguments = KRAIT_TRY(tupleOf(t, wakeup.get()));
        Ref added = KRAIT_TRY(callTuple(t, method, arguments, Value(keywords)));
    }
    assign(task->fut_waiter, future);
    if (!task->must_cancel) return ok();
    bool cancelled;
    if (isPlainFuture(s, future) && isOurTask(future)) {
        cancelled = KRAIT_TRY(taskCancel(t, taskOf(future), task->cancel_message));
    } else if (isPlainFuture(s, future)) {
        cancelled = KRAIT_TRY(futureCancel(t, future.as<Future>(), task->cancel_message));
    } else {
        Ref method = KRAIT_TRY(getAttr(t, future, nameOf(s, kCancel)));
        New<Dict> keywords = KRAIT_TRY(dictNew(t));
        Value message = task->cancel_message.isEmpty() ? Value::none() : task->cancel_message;
        KRAIT_TRY(dictSetStr(t, keywords, nameOf(s, kMsg), message));
        Ref none = KRAIT_TRY(tupleFrom(t, nullptr, 0));
        Ref answer = KRAIT_TRY(callTuple(t, method, none, Value(keywords)));
        cancelled = KRAIT_TRY(isTrue(t, answer));
    }
    if (cancelled) task->must_cancel = false;
    return ok();
}

// The next step raises RuntimeError(words) in the coroutine.
template <typename... V>
Status scheduleError(Thread* t, State* s, Task* task, const char* format, const V&... values) {
    (void)raise(t, TypeId::kRuntimeError, format, values...);
    Ref exception = takeException(t);
    return scheduleTask(t, s, task, exception, Value());
}

Status handleYield(Thread* t, State* s, Task* task, Value item) {
    if (item.isNone()) return scheduleTask(t, s, task, Value(), Value());
    if (item == Value(task))
        return scheduleError(t, s, task, "Task cannot await on itself: %R", Value(task));
    bool blocking;
    Value loop;
    Ref loop_owner, flag;
    if (isPlainFuture(s, item)) {
        blocking = item.as<Future>()->blocking;
        loop = item.as<Future>()->loop;
    } else {
        flag = getAttrOptional(t, item, nameOf(s, kBlocking));
        if (flag.isEmpty() && t->hasError()) return Error{};
        if (flag.isEmpty() || flag.get().isNone()) {
            if (isKind(item, TypeId::kGenerator)) {
                return scheduleError(t, s, task,
                                     "yield was used instead of yield from for generator in task "
                                     "%R with %R",
                                     Value(task), item);
            }
            return scheduleError(t, s, task, "Task got bad yield: %R", item);
        }
        Ref get_loop = getAttrOptional(t, item, nameOf(s, kGetLoop));
        if (get_loop.isEmpty() && t->hasError()) return Error{};
        // Older kinds of futures have the attribute only.
        loop_owner = get_loop.isEmpty() ? getAttr(t, item, "_loop") : callFunction(t, get_loop);
        if (loop_owner.isError()) return Error{};
        loop = loop_owner;
        blocking = KRAIT_TRY(isTrue(t, flag));
    }
    if (loop != task->loop) {
        return scheduleError(t, s, task, "Task %R got Future %R attached to a different loop",
                             Value(task), item);
    }
    if (!blocking) {
        return scheduleError(t, s, task, "yield was used instead of yield from in task %R with %R",
                             Value(task), item);
    }
    return waitFor(t, s, task, item);
}

// The coroutine raised what is in t->exception.
Status handleRaise(Thread* t, State* s, Task* task) {
    Value cancelled = KRAIT_TRY(helper(t, s, kCancelledErrorClass));
    Ref exception = takeException(t);
    if (isSubtype(typeOf(t, exception), cancelled.as<Type>())) {
        assign(task->cancelled_error, exception);
        KRAIT_TRY(futureCancel(t, task, task->cancel_message));
        return ok();
    }
    KRAIT_TRY(futureSetException(t, task, exception));
    if (isInstanceOf(t, exception, TypeId::kKeyboardInterrupt) ||
        isInstanceOf(t, exception, TypeId::kSystemExit))
        return raiseException(t, exception);
    return ok();
}

ResumeResult resume(Thread* t, Value coro, Value exception, Value* out) {
    if (KRAIT_LIKELY(isKind(coro, TypeId::kCoroutine) || isKind(coro, TypeId::kGenerator))) {
        auto* g = coro.as<Generator>();
        return exception.isEmpty() ? generatorSend(t, g, Value::none(), out)
                                   : generatorThrow(t, g, exception, out);
    }
    // Anything with send() and throw() will do.
    Ref item;
    if (exception.isEmpty()) {
        item = callMethod(t, coro, t->name(kName_send), Value::none());
    } else {
        item = callMethod(t, coro, t->name(kName_throw), exception);
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

Status stepInside(Thread* t, State* s, Task* task, Value exception) {
    Value out;
    Ref coro = Ref::share(task->coro);
    ResumeResult how = resume(t, coro, exception, &out);
    Ref value = Ref::take(out);
    if (how == ResumeResult::kYielded) return handleYield(t, s, task, value);
    unlink(s, task);
    if (how == ResumeResult::kRaised) return handleRaise(t, s, task);
    if (task->must_cancel) {
        // cancel() came in the last step.
        task->must_cancel = false;
        KRAIT_TRY(futureCancel(t, task, task->cancel_message));
        return ok();
    }
    return futureSetResult(t, task, value);
}

} // namespace

Status taskStep(Thread* t, State* s, Task* task, Value given) {
    Ref exception = Ref::share(given);
    if (task->state != FutureState::kPending) {
        Ref text = KRAIT_TRY(strFormat(t, "__step(): already done: %R %R", Value(task),
                                       exception.isEmpty() ? Value::none() : exception.get()));
        Value type = KRAIT_TRY(helper(t, s, kInvalidStateErrorClass));
        Ref error = KRAIT_TRY(callFunction(t, type, text));
        return raiseException(t, error);
    }
    if (KRAIT_UNLIKELY(task->must_cancel)) {
        Value cancelled = KRAIT_TRY(helper(t, s, kCancelledErrorClass));
        if (exception.isEmpty() || !isSubtype(typeOf(t, exception), cancelled.as<Type>()))
            exception = KRAIT_TRY(makeCancelledError(t, task));
        task->must_cancel = false;
    }
    forget(&task->fut_waiter);
    Ref alive = Ref::share(Value(task));
    Ref loop = Ref::share(task->loop);
    KRAIT_TRY(enterTask(t, s, loop, Value(task)));
    Status done = stepInside(t, s, task, exception);
    if (done.isError()) {
        Ref error = takeException(t);
        if (leaveTask(t, s, loop, Value(task)).isError()) clearError(t);
        return raiseException(t, error);
    }
    return leaveTask(t, s, loop, Value(task));
}

// The future that the task waited for is done.
Status taskWakeup(Thread* t, State* s, Task* task, Value future) {
    Ref result;
    if (isPlainFuture(s, future)) {
        auto* f = future.as<Future>();
        if (f->state == FutureState::kFinished && f->exception.isEmpty())
            return taskStep(t, s, task, Value());
        result = futureResult(t, f);
    } else {
        result = callMethod(t, future, t->name(kName_result));
    }
    if (!result.isEmpty()) return taskStep(t, s, task, Value());
    Ref exception = takeException(t);
    return taskStep(t, s, task, exception);
}

Result<bool> taskCancel(Thread* t, Task* task, Value message) {
    State* s = stateOf(t);
    if (!s) return Error{};
    task->log_traceback = false;
    if (task->state != FutureState::kPending) return false;
    ++task->cancel_requests;
    if (!task->fut_waiter.isEmpty()) {
        Ref waiter = Ref::share(task->fut_waiter);
        bool cancelled;
        if (waiter.get().object()->shape->type == s->future_type) {
            cancelled = KRAIT_TRY(futureCancel(t, waiter.as<Future>(), message));
        } else if (waiter.get().object()->shape->type == s->task_type) {
            cancelled = KRAIT_TRY(taskCancel(t, waiter.as<Task>(), message));
        } else {
            Ref method = KRAIT_TRY(getAttr(t, waiter, nameOf(s, kCancel)));
            New<Dict> keywords = KRAIT_TRY(dictNew(t));
            KRAIT_TRY(dictSetStr(t, keywords, nameOf(s, kMsg),
                                 message.isEmpty() ? Value::none() : message));
            Ref none = KRAIT_TRY(tupleFrom(t, nullptr, 0));
            Ref answer = KRAIT_TRY(callTuple(t, method, none, Value(keywords)));
            cancelled = KRAIT_TRY(isTrue(t, answer));
        }
        if (cancelled) return true;
    }
    task->must_cancel = true;
    assign(task->cancel_message, message);
    return true;
}

// --- the object
// ------------------------------------------------------------------------------------------------

namespace {

Ref task_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    auto* task = static_cast<Task*>(o);
    for (Value* v : {&task->loop, &task->callback0, &task->context0, &task->callbacks,
                     &task->result, &task->exception, &task->exception_traceback,
                     &task->source_traceback, &task->cancel_message, &task->cancelled_error,
                     &task->coro, &task->fut_waiter, &task->name, &task->context, &task->woken_by})
        *v = Value();
    return Ref::take(Value(o));
}

Status eagerStart(Thread* t, State* s, Task* task) {
    Ref loop = Ref::share(task->loop);
    Ref previous = Ref::share(KRAIT_TRY(currentTask(t, s, loop)));
    KRAIT_TRY(setCurrentTask(t, s, loop, Value()));
    Ref added = KRAIT_TRY(callMethod(t, s->eager_tasks, t->name(kName_add), Value(task)));
    Status done = contextEnter(t, task->context);
    if (!done.isError()) {
        Ref context = Ref::share(task->context);
        done = taskStep(t, s, task, Value());
        contextExit(t, context);
    }
    Ref error = done.isError() ? takeException(t) : Ref();
    New<Str> discard = KRAIT_TRY(strIntern(t, "discard"));
    Ref removed = KRAIT_TRY(callMethod(t, s->eager_tasks, discard, Value(task)));
    KRAIT_TRY(setCurrentTask(t, s, loop, previous));
    if (!error.isEmpty()) return raiseException(t, error);
    if (task->state == FutureState::kPending)
        link(s, task);
    else
        forget(&task->coro);
    return ok();
}

Ref task_init(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    auto* task = taskOf(a[0]);
    KRAIT_TRY(futureInit(t, task, a[2]));
    if (!isKind(a[1], TypeId::kCoroutine)) {
        Value is_coroutine = KRAIT_TRY(helper(t, s, kIsCoroutine));
        Ref answer = KRAIT_TRY(callFunction(t, is_coroutine, a[1]));
        if (!KRAIT_TRY(isTrue(t, answer))) {
            task->log_destroy_pending = false;
            return raise(t, TypeId::kTypeError, "a coroutine was expected, got %R", a[1]);
        }
    }
    Ref context = a[4].isNone() ? contextCopyCurrent(t) : Ref::share(a[4]);
    if (context.isError()) return Error{};
    assign(task->context, context);
    assign(task->coro, a[1]);
    forget(&task->fut_waiter);
    task->must_cancel = false;
    task->cancel_requests = 0;
    task->log_destroy_pending = true;
    if (a[3].isNone()) {
        assign(task->name, Value::smallInt(++s->task_count));
    } else if (isStr(a[3])) {
        assign(task->name, a[3]);
    } else {
        Ref text = KRAIT_TRY(strOf(t, a[3]));
        assign(task->name, text);
    }
    if (KRAIT_TRY(isTrue(t, a[5]))) {
        Ref running = KRAIT_TRY(callMethod(t, task->loop, nameOf(s, kIsRunning)));
        if (KRAIT_TRY(isTrue(t, running))) {
            KRAIT_TRY(eagerStart(t, s, task));
            return Ref::none();
        }
    }
    KRAIT_TRY(scheduleTask(t, s, task, Value(), Value()));
    link(s, task);
    return Ref::none();
}

void task_destroy(Thread* t, Object* o) {
    auto* task = static_cast<Task*>(o);
    if (task->registered) {
        if (State* s = stateOf(t))
            unlink(s, task);
        else
            clearError(t);
    }
    futureDestroyFields(task);
    for (Value* v : {&task->coro, &task->fut_waiter, &task->name, &task->context, &task->woken_by})
        decref(std::exchange(*v, Value()));
    destroyAttrs(t, o);
}
void task_traverse(Object* o, Visitor& visitor) {
    auto* task = static_cast<Task*>(o);
    futureTraverseFields(task, visitor);
    for (Value v : {task->coro, task->fut_waiter, task->name, task->context, task->woken_by})
        visitor.visit(v);
    traverseAttrs(o, visitor);
}
void task_clear(Thread*, Object* o) {
    auto* task = static_cast<Task*>(o);
    futureClearFields(task);
    for (Value* v : {&task->coro, &task->fut_waiter, &task->context, &task->woken_by}) forget(v);
}
void task_finalize(Thread* t, Object* o) {
    auto* task = static_cast<Task*>(o);
    if (task->state == FutureState::kPending && task->log_destroy_pending) {
        Ref saved = Ref::take(std::exchange(t->exception, Value()));
        auto report = [&]() -> Status {
            State* s = stateOf(t);
            if (!s) return Error{};
            New<Dict> context = KRAIT_TRY(dictNew(t));
            Ref text = KRAIT_TRY(strFromAscii(t, "Task was destroyed but it is pending!"));
            KRAIT_TRY(dictSetStr(t, context, nameOf(s, kTaskName), Value(task)));
            KRAIT_TRY(dictSetStr(t, context, nameOf(s, kMessage), text));
            if (!task->source_traceback.isEmpty())
                KRAIT_TRY(
                    dictSetStr(t, context, nameOf(s, kSourceTraceback), task->source_traceback));
            Ref done = KRAIT_TRY(
                callMethod(t, task->loop, nameOf(s, kCallExceptionHandler), Value(context)));
            return ok();
        };
        if (report().isError()) reportUnraisable(t, nullptr, Value(task));
        t->exception = saved.release();
    }
    reportNeverRetrieved(t, task);
}

Ref task_cancel(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(taskCancel(t, taskOf(a[0]), a[1])));
}
Ref task_cancelling(Thread* t, Args a) {
    return intFrom(t, taskOf(a[0])->cancel_requests);
}
Ref task_uncancel(Thread* t, Args a) {
    auto* task = taskOf(a[0]);
    if (task->cancel_requests > 0 && --task->cancel_requests == 0) task->must_cancel = false;
    return intFrom(t, task->cancel_requests);
}
Ref task_set_result(Thread* t, Args) {
    return raise(t, TypeId::kRuntimeError, "Task does not support set_result operation");
}
Ref task_set_exception(Thread* t, Args) {
    return raise(t, TypeId::kRuntimeError, "Task does not support set_exception operation");
}
Ref task_get_coro(Thread*, Args a) {
    Value coro = taskOf(a[0])->coro;
    return coro.isEmpty() ? Ref::none() : Ref::share(coro);
}
Ref task_get_context(Thread*, Args a) {
    Value context = taskOf(a[0])->context;
    return context.isEmpty() ? Ref::none() : Ref::share(context);
}
Ref task_get_name(Thread* t, Args a) {
    auto* task = taskOf(a[0]);
    if (task->name.isSmallInt()) {
        Ref text = KRAIT_TRY(strFormat(t, "Task-%ld", task->name.asSmallInt()));
        assign(task->name, text);
    }
    return task->name.isEmpty() ? Ref::none() : Ref::share(task->name);
}
Ref task_set_name(Thread* t, Args a) {
    Ref text = isStr(a[1]) ? Ref::share(a[1]) : strOf(t, a[1]);
    if (text.isError()) return Error{};
    assign(taskOf(a[0])->name, text);
    return Ref::none();
}
Ref task_get_stack(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value function = KRAIT_TRY(helper(t, s, kGetStack));
    return callFunction(t, function, a[0], a[1]);
}
Ref task_print_stack(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Value function = KRAIT_TRY(helper(t, s, kPrintStack));
    return callFunction(t, function, a[0], a[1], a[2]);
}

template <Value Task::* kField>
Ref taskField(Thread*, Value v) {
    Value field = taskOf(v)->*kField;
    return field.isEmpty() ? Ref::none() : Ref::share(field);
}
Ref taskMustCancel(Thread*, Value v) {
    return Ref::boolean(taskOf(v)->must_cancel);
}
Ref taskLogDestroy(Thread*, Value v) {
    return Ref::boolean(taskOf(v)->log_destroy_pending);
}
Status setLogDestroy(Thread* t, Value v, Value flag) {
    if (flag.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    taskOf(v)->log_destroy_pending = KRAIT_TRY(isTrue(t, flag));
    return ok();
}

constexpr MethodDef kTaskMethods[] = {
    {"cancel(self, /, msg=None)", task_cancel,
     "Asks the task to cancel itself: CancelledError is raised in it at the next opportunity.\n\n"
     "False if the task is done. The task may refuse by catching the exception."},
    {"cancelling(self, /)", task_cancelling,
     "How many requests to cancel there are, less those that uncancel() took back."},
    {"uncancel(self, /)", task_uncancel, "Takes one request to cancel back; how many are left."},
    {"set_result(self, result, /)", task_set_result, nullptr},
    {"set_exception(self, exception, /)", task_set_exception, nullptr},
    {"get_coro(self, /)", task_get_coro, nullptr},
    {"get_context(self, /)", task_get_context, nullptr},
    {"get_name(self, /)", task_get_name, nullptr},
    {"set_name(self, value, /)", task_set_name, nullptr},
    {"get_stack(self, /, *, limit=None)", task_get_stack,
     "The frames of the coroutine: where it waits, or of the traceback it ended with."},
    {"print_stack(self, /, *, limit=None, file=None)", task_print_stack,
     "Prints what get_stack() finds, as a traceback."},
    kClassGetItem,
    {}};
constexpr GetSetDef kTaskGetSets[] = {{"_log_destroy_pending", taskLogDestroy, setLogDestroy},
                                      {"_must_cancel", taskMustCancel},
                                      {"_coro", taskField<&Task::coro>},
                                      {"_fut_waiter", taskField<&Task::fut_waiter>},
                                      {}};

// --- TaskCall
// ------------------------------------------------------------------------------------------------

using TaskCallOwns = Owns<TaskCall, &TaskCall::task, &TaskCall::exception>;

Ref taskCallCall(Thread* t, Value self, CallArgs args) {
    auto* call = self.as<TaskCall>();
    State* s = stateOf(t);
    if (!s) return Error{};
    uint32_t wanted = call->is_wakeup ? 1 : 0;
    if (args.positional_count != wanted || !args.names.isEmpty()) {
        return raise(t, TypeId::kTypeError, "%s takes %u arguments",
                     call->is_wakeup ? "task_wakeup()" : "TaskStepMethWrapper", wanted);
    }
    Ref task = Ref::share(call->task);
    if (call->is_wakeup)
        KRAIT_TRY(taskWakeup(t, s, task.as<Task>(), args.values[0]));
    else
        KRAIT_TRY(taskStep(t, s, task.as<Task>(), call->exception));
    return Ref::none();
}
Ref taskCallCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (op != CompareOp::kEq && op != CompareOp::kNe) return Ref::notImplemented();
    if (!hasSpec(t, a, &kTaskCallSpec) || !hasSpec(t, b, &kTaskCallSpec))
        return Ref::notImplemented();
    auto *left = a.as<TaskCall>(), *right = b.as<TaskCall>();
    bool equal = left->task == right->task && left->is_wakeup == right->is_wakeup;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> taskCallHash(Thread*, Value v) {
    return static_cast<int64_t>(v.as<TaskCall>()->task.bits() >> 4);
}
Ref taskCallName(Thread* t, Value v) {
    return strFromAscii(t, v.as<TaskCall>()->is_wakeup ? "task_wakeup" : "TaskStepMethWrapper");
}
Ref taskCallQualifiedName(Thread* t, Value v) {
    return strFromAscii(t,
                        v.as<TaskCall>()->is_wakeup ? "Task.task_wakeup" : "TaskStepMethWrapper");
}
Ref taskCallSelf(Thread*, Value v) {
    return Ref::share(v.as<TaskCall>()->task);
}
constexpr GetSetDef kTaskCallGetSets[] = {{"__name__", taskCallName},
                                          {"__qualname__", taskCallQualifiedName},
                                          {"__self__", taskCallSelf},
                                          {}};

} // namespace

const TypeSpec kTaskCallSpec = {
    .name = "TaskStepMethWrapper",
    .size = sizeof(TaskCall),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = TaskCallOwns::destroy,
              .traverse = TaskCallOwns::traverse,
              .clear = TaskCallOwns::clear,
              .hash = taskCallHash,
              .compare = taskCallCompare,
              .call = taskCallCall},
    .getsets = kTaskCallGetSets,
};

Ref taskCallNew(Thread* t, State* s, Task* task, Value exception, bool is_wakeup) {
    auto* call = static_cast<TaskCall*>(allocateInstance(t, s->task_call_type));
    if (!call) return Error{};
    store(&call->task, Value(task));
    store(&call->exception, exception);
    call->is_wakeup = is_wakeup;
    return Ref::take(Value(call));
}

const TypeSpec kTaskSpec = {
    .name = "_asyncio.Task",
    .size = sizeof(Task),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = task_destroy,
              .traverse = task_traverse,
              .clear = task_clear,
              .finalize = task_finalize},
    .doc = "A coroutine wrapped in a Future.",
    .new_ = {"Task(cls, /, *args, **kwargs)", task_new, nullptr},
    .init = {"Task(self, /, coro, *, loop=None, name=None, context=None, eager_start=False)",
             task_init, nullptr},
    .methods = kTaskMethods,
    .getsets = kTaskGetSets,
};

// --- functions
// ------------------------------------------------------------------------------------------------

namespace {

Ref module_current_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref loop = Ref::share(a[0]);
    if (loop.get().isNone()) {
        New<Str> name = KRAIT_TRY(strIntern(t, "get_running_loop"));
        Ref module = KRAIT_TRY(importModule(t, "_asyncio"));
        loop = KRAIT_TRY(callMethod(t, module, name));
    }
    Value task = KRAIT_TRY(currentTask(t, s, loop));
    return task.isEmpty() ? Ref::none() : Ref::share(task);
}
Ref module_enter_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    KRAIT_TRY(enterTask(t, s, a[0], a[1]));
    return Ref::none();
}
Ref module_leave_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    KRAIT_TRY(leaveTask(t, s, a[0], a[1]));
    return Ref::none();
}
Ref module_swap_current_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref previous = Ref::share(KRAIT_TRY(currentTask(t, s, a[0])));
    KRAIT_TRY(setCurrentTask(t, s, a[0], a[1].isNone() ? Value() : a[1]));
    return previous.isEmpty() ? Ref::none() : std::move(previous);
}
Ref module_register_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    if (isOurTask(a[0])) {
        link(s, taskOf(a[0]));
        return Ref::none();
    }
    Value set = KRAIT_TRY(helper(t, s, kScheduledTasks));
    Ref added = KRAIT_TRY(callMethod(t, set, t->name(kName_add), a[0]));
    return Ref::none();
}
Ref module_unregister_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    if (isOurTask(a[0])) {
        unlink(s, taskOf(a[0]));
        return Ref::none();
    }
    Value set = KRAIT_TRY(helper(t, s, kScheduledTasks));
    New<Str> discard = KRAIT_TRY(strIntern(t, "discard"));
    Ref removed = KRAIT_TRY(callMethod(t, set, discard, a[0]));
    return Ref::none();
}
Ref module_register_eager_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    Ref added = KRAIT_TRY(callMethod(t, s->eager_tasks, t->name(kName_add), a[0]));
    return Ref::none();
}
Ref module_unregister_eager_task(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    New<Str> discard = KRAIT_TRY(strIntern(t, "discard"));
    Ref removed = KRAIT_TRY(callMethod(t, s->eager_tasks, discard, a[0]));
    return Ref::none();
}
Ref module_native_tasks(Thread* t, Args a) {
    State* s = stateOf(t);
    if (!s) return Error{};
    New<List> list = KRAIT_TRY(listNew(t));
    for (Task* task = s->tasks; task; task = task->next) {
        bool wanted = a[0].isNone() || task->loop == a[0];
        if (wanted && task->state == FutureState::kPending)
            KRAIT_TRY(listAppend(t, list, Value(task)));
    }
    return list;
}

} // namespace

const MethodDef kTaskFunctions[] = {
    {"current_task(loop=None)", module_current_task, "Return a currently executed task, or None."},
    {"_enter_task(loop, task)", module_enter_task, "The task begins a step."},
    {"_leave_task(loop, task)", module_leave_task, "The task's step ends."},
    {"_swap_current_task(loop, task)", module_swap_current_task,
     "Makes a task (or None) the loop's current one; which it was before."},
    {"_register_task(task)", module_register_task, "all_tasks() knows the task from now on."},
    {"_unregister_task(task)", module_unregister_task, "The contrary of _register_task()."},
    {"_register_eager_task(task)", module_register_eager_task,
     "all_tasks() knows the task during its eager first step."},
    {"_unregister_eager_task(task)", module_unregister_eager_task,
     "The contrary of _register_eager_task()."},
    {"_native_tasks(loop=None, /)", module_native_tasks,
     "The registered tasks of a loop (None: of all) that are of the class Task and not done."},
    {}};

} // namespace krait::aio
