// _thread: starting and joining threads, identities, and the locks of thread_locks.h.
//
// A thread that can be joined has a handle, which its body marks done under the GIL, as the last
// thing that Python code could see of it. Handles of threads that run are linked in the module's
// state: _shutdown() waits for those that are no daemons, and a fork ends them in the child.
#include "stdlib/native/thread_waits.h"

#include "stdlib/native/module_util.h"
#include "vm/objects/struct_sequence.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/traceback_print.h"

namespace krait {

namespace {

struct ThreadModuleState {
    ThreadHandle* listed = nullptr; // the first handle of a thread that runs
};
const char kStateKey = 0;

Ref newObject(Thread* t, const TypeSpec* spec) {
    Type* type = typeFromSpec(t, spec);
    if (!type) return Error{};
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    return Ref::take(Value(o));
}

// --- handles ------------------------------------------------------------------------------------

void listHandle(ThreadModuleState* state, ThreadHandle* handle) {
    handle->listed = true;
    handle->previous = nullptr;
    handle->next = state->listed;
    if (state->listed) state->listed->previous = handle;
    state->listed = handle;
}
void unlistHandle(ThreadModuleState* state, ThreadHandle* handle) {
    if (!std::exchange(handle->listed, false)) return;
    (handle->previous ? handle->previous->next : state->listed) = handle->next;
    if (handle->next) handle->next->previous = handle->previous;
}
void markDone(ThreadModuleState* state, ThreadHandle* handle) {
    handle->state = ThreadHandle::State::kDone;
    handle->joiners.wakeAll();
    unlistHandle(state, handle);
}
void handle_destroy(Thread* t, Object* o) {
    unlistHandle(runtimeState<ThreadModuleState>(t, &kStateKey), static_cast<ThreadHandle*>(o));
}

// Waits for the end of the handle's thread. False: the deadline has passed. SAFEPOINT.
Result<bool> join(Thread* t, ThreadHandle* handle, int64_t deadline_ns) {
    Ref alive = Ref::share(Value(handle));
    while (handle->state != ThreadHandle::State::kDone) {
        if (deadline_ns == 0) return false;
        switch (waitInQueue(t, &handle->joiners, deadline_ns, handle, GilReason::kJoin)) {
        case Waited::kRaised:
            return Error{};
        case Waited::kTimedOut:
            return false;
        case Waited::kWoken:
            break;
        }
    }
    return true;
}

Ref handle_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    return Ref::take(Value(o));
}
Ref handle_ident(Thread* t, Value v) {
    return intFromUnsigned(t, v.as<ThreadHandle>()->id);
}
Ref handle_join(Thread* t, Args a) {
    auto* handle = a[0].as<ThreadHandle>();
    int64_t deadline = kNever;
    if (!a[1].isNone()) {
        int64_t nanos = KRAIT_TRY(timeoutNanos(t, a[1]));
        if (nanos == 0)
            deadline = 0;
        else if (nanos > 0 && __builtin_add_overflow(schedulerNow(t), nanos, &deadline))
            deadline = kNever;
    }
    if (handle->state == ThreadHandle::State::kNew)
        return raise(t, TypeId::kRuntimeError, "thread not started");
    if (handle->state == ThreadHandle::State::kStarted && handle->id == t->id)
        return raise(t, TypeId::kRuntimeError, "Cannot join current thread");
    (void)KRAIT_TRY(join(t, handle, deadline));
    return Ref::none();
}
Ref handle_is_done(Thread*, Args a) {
    return Ref::boolean(a[0].as<ThreadHandle>()->state == ThreadHandle::State::kDone);
}
Ref handle_set_done(Thread* t, Args a) {
    auto* handle = a[0].as<ThreadHandle>();
    if (handle->state == ThreadHandle::State::kNew)
        return raise(t, TypeId::kRuntimeError, "thread not started");
    markDone(runtimeState<ThreadModuleState>(t, &kStateKey), handle);
    return Ref::none();
}
Ref handle_repr(Thread* t, Value v) {
    char text[96];
    std::snprintf(text, sizeof text, "<_thread._ThreadHandle object: ident=%lu>",
                  static_cast<unsigned long>(v.as<ThreadHandle>()->id));
    return strFromAscii(t, text);
}
constexpr MethodDef kHandleMethods[] = {{"join(self, timeout=None, /)", handle_join, nullptr},
                                        {"is_done(self, /)", handle_is_done, nullptr},
                                        {"_set_done(self, /)", handle_set_done, nullptr},
                                        {}};
constexpr GetSetDef kHandleGetSets[] = {{"ident", handle_ident}, {}};

Ref thread_make_handle(Thread* t, Args a) {
    if (!isInt(a[0])) return raise(t, TypeId::kTypeError, "ident must be an integer");
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    Ref handle = KRAIT_TRY(newObject(t, &kThreadHandleSpec));
    handle.as<ThreadHandle>()->id = static_cast<uint64_t>(id);
    handle.as<ThreadHandle>()->state = ThreadHandle::State::kStarted;
    handle.as<ThreadHandle>()->daemon = true; // nobody tells when it ends
    listHandle(runtimeState<ThreadModuleState>(t, &kStateKey), handle.as<ThreadHandle>());
    return handle;
}

// --- start --------------------------------------------------------------------------------------

// What a new thread calls. Owned by it.
struct Task {
    Value function, arguments, keywords; // keywords: dict, or EMPTY
    Value handle;                        // ThreadHandle, or EMPTY
};

void runTask(Thread* t, void* data) {
    auto* task = static_cast<Task*>(data);
    {
        Ref function = Ref::take(task->function), arguments = Ref::take(task->arguments),
            keywords = Ref::take(task->keywords);
        Ref result = callTuple(t, function, arguments, keywords);
        // Python: SystemExit ends the thread in silence.
        if (result.isError() && !clearErrorIf(t, TypeId::kSystemExit)) {
            Ref raised = takeException(t);
            Ref shown = reprOf(t, function);
            std::string where = "Exception ignored in thread started by ";
            where += shown.isError() ? "?" : toUtf8(shown.as<Str>());
            clearError(t);
            t->exception = raised.release();
            reportUnraisable(t, where.c_str(), Value::none());
        }
    }
    if (Ref sentinel = Ref::take(std::exchange(t->record->sentinel, Value()));
        !sentinel.isEmpty() && sentinel.as<Lock>()->owner != 0) {
        lockRelease(t, sentinel.as<Lock>());
    }
}

// The thread has dropped all it owned.
void endTask(Thread* t, void* data) {
    Ref handle = Ref::take(static_cast<Task*>(data)->handle);
    delete static_cast<Task*>(data);
    if (handle.isEmpty()) return;
    markDone(runtimeState<ThreadModuleState>(t, &kStateKey), handle.as<ThreadHandle>());
}

Result<Thread*> start(Thread* t, Value function, Value arguments, Value keywords, Value handle) {
    if (t->runtime->finalizing || gilOf(t)->isStopped()) {
        return raise(t, TypeId::kPythonFinalizationError,
                     "can't create new thread at interpreter shutdown");
    }
    auto* task = new Task{Ref::share(function).release(), Ref::share(arguments).release(),
                          Ref::share(keywords).release(), Ref::share(handle).release()};
    Result<Thread*> made = threadStart(t, {runTask, endTask}, task);
    if (made.isError()) {
        for (Value v : {task->function, task->arguments, task->keywords, task->handle}) decref(v);
        delete task;
    }
    return made;
}

Ref thread_start_new(Thread* t, Args a) {
    if (!isCallable(t, a[0])) return raise(t, TypeId::kTypeError, "first arg must be callable");
    if (!isTuple(a[1])) return raise(t, TypeId::kTypeError, "2nd arg must be a tuple");
    if (!a[2].isEmpty() && !isDict(a[2]))
        return raise(t, TypeId::kTypeError, "optional 3rd arg must be a dictionary");
    Thread* made = KRAIT_TRY(start(t, a[0], a[1], a[2], Value()));
    return intFromUnsigned(t, made->id);
}

Ref thread_start_joinable(Thread* t, Args a) {
    if (!isCallable(t, a[0]))
        return raise(t, TypeId::kTypeError, "thread function must be callable");
    Ref handle = Ref::share(a[1]);
    if (a[1].isNone()) {
        handle = KRAIT_TRY(newObject(t, &kThreadHandleSpec));
    } else if (typeOf(t, a[1]) != typeFromSpec(t, &kThreadHandleSpec)) {
        return raise(t, TypeId::kTypeError, "'handle' must be a _ThreadHandle");
    }
    bool daemon = KRAIT_TRY(isTrue(t, a[2]));
    auto* h = handle.as<ThreadHandle>();
    if (h->state != ThreadHandle::State::kNew)
        return raise(t, TypeId::kRuntimeError, "thread already started");
    Thread* made = KRAIT_TRY(start(t, a[0], Value(t->runtime->empty_tuple), Value(), handle));
    h->id = made->id;
    h->state = ThreadHandle::State::kStarted;
    h->daemon = daemon;
    listHandle(runtimeState<ThreadModuleState>(t, &kStateKey), h);
    return handle;
}

// Waits for the threads that are no daemons. Python: at exit, before the functions of atexit.
Ref thread_shutdown(Thread* t, Args) {
    auto* state = runtimeState<ThreadModuleState>(t, &kStateKey);
    for (;;) {
        ThreadHandle* handle = state->listed;
        while (handle && (handle->daemon || handle->id == t->id)) handle = handle->next;
        if (!handle) return Ref::none();
        // An exception, of a signal or a deadlock, ends the wait for all of them.
        if (join(t, handle, kNever).isError()) return Error{};
    }
}

// In the child of a fork only the thread that called it is left.
void endLostThreads(Thread* t) {
    auto* state = runtimeState<ThreadModuleState>(t, &kStateKey);
    for (ThreadHandle* handle = state->listed; handle;) {
        ThreadHandle* next = handle->next;
        if (handle->id != t->id) markDone(state, handle);
        handle = next;
    }
}

// Python 3.11's threading: a lock that is released when the running thread ends.
Ref thread_set_sentinel(Thread* t, Args) {
    Ref lock = KRAIT_TRY(newObject(t, &kLockSpec));
    decref(std::exchange(t->record->sentinel, Ref::share(lock).release()));
    return lock;
}

// --- identities and the rest --------------------------------------------------------------------

Ref thread_get_ident(Thread* t, Args) {
    return intFromUnsigned(t, t->id);
}
Ref thread_main_ident(Thread* t, Args) {
    return intFromUnsigned(t, t->runtime->main_thread->id);
}
Ref thread_get_native_id(Thread* t, Args) {
    return intFrom(t, t->record->native_id);
}
Ref thread_allocate_lock(Thread* t, Args) {
    return newObject(t, &kLockSpec);
}
Ref thread_exit(Thread* t, Args) {
    return raiseValue(t, TypeId::kSystemExit, Value());
}
Ref thread_count(Thread* t, Args) {
    return intFromUnsigned(t, t->runtime->threads->running);
}

constexpr int64_t kStackSizeMin = 32768;
Ref thread_stack_size(Thread* t, Args a) {
    ThreadsState* threads = t->runtime->threads;
    auto before = static_cast<int64_t>(threads->native_stack);
    if (!a[0].isEmpty()) {
        int64_t size = KRAIT_TRY(toIndexInt64(t, a[0]));
        if (size < 0) return raise(t, TypeId::kValueError, "size must be 0 or a positive value");
        if (size != 0 && size < kStackSizeMin)
            return raise(t, TypeId::kValueError, "size not valid: %ld bytes", size);
        threads->native_stack = static_cast<size_t>(size);
    }
    return intFrom(t, before);
}

Ref thread_interrupt_main(Thread* t, Args a) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (number < 1 || number >= kSignalCount)
        return raise(t, TypeId::kValueError, "signal number out of range");
    signalSimulate(t, static_cast<int>(number));
    return Ref::none();
}
// Python: in other interpreters threads may not outlive the interpreter.
Ref thread_is_first(Thread* t, Args) {
    return Ref::boolean(!t->runtime->options.is_sub);
}

constexpr StructSequenceField kHookFields[] = {{"exc_type", "Exception type"},
                                               {"exc_value", "Exception value"},
                                               {"exc_traceback", "Exception traceback"},
                                               {"thread", "Thread"}};
constexpr StructSequenceSpec kHookSpec = {structSequenceLayout("_thread._ExceptHookArgs",
                                                               "Type used to pass arguments to "
                                                               "threading.excepthook."),
                                          kHookFields, 4, 4};

// The name of a Thread object; without one, its number.
std::string threadName(Thread* t, Value thread) {
    if (!thread.isNone()) {
        Ref name = getAttrOptional(t, thread, t->name(kName_name));
        if (t->hasError()) clearError(t);
        if (isStr(name)) return toUtf8(name.as<Str>());
        return "<failed to get thread name>";
    }
    return std::to_string(t->id);
}

Ref thread_excepthook(Thread* t, Args a) {
    if (typeOf(t, a[0])->spec != &kHookSpec.type) {
        return raise(t, TypeId::kTypeError,
                     "_thread.excepthook argument type must be "
                     "ExceptHookArgs");
    }
    Tuple* fields = a[0].as<Tuple>();
    Value type = fields->items[0], value = fields->items[1], thread = fields->items[3];
    if (type == Value(t->type(TypeId::kSystemExit))) return Ref::none();
    New<Str> stderr_name = KRAIT_TRY(strIntern(t, "stderr"));
    Value now = dictGetStr(t->runtime->sys_dict, stderr_name);
    Ref file = Ref::share(now);
    if (now.isEmpty() || now.isNone()) {
        if (thread.isNone()) return Ref::none();
        New<Str> kept_name = KRAIT_TRY(strIntern(t, "_stderr"));
        file = getAttrOptional(t, thread, kept_name);
        if (t->hasError()) return Error{};
        if (file.isEmpty() || file.get().isNone()) return Ref::none();
    }
    std::string text = "Exception in thread " + threadName(t, thread) + ":\n";
    if (isException(value)) text += formatException(t, value);
    Ref out = KRAIT_TRY(strFromUtf8(t, text));
    Ref written = KRAIT_TRY(callMethod(t, file, t->name(kName_write), out));
    Ref flushed = callMethod(t, file, t->name(kName_flush));
    if (flushed.isError()) clearError(t);
    return Ref::none();
}

constexpr const char* kAllocateDoc = "A new lock, which nobody has taken.";
constexpr const char* kStartDoc =
    "Calls function(*args, **kwargs) in a new thread, whose identifier is returned.\n\nThe thread "
    "ends when the function returns. An exception but SystemExit is reported\nthrough "
    "sys.unraisablehook.";

constexpr MethodDef kFunctions[] = {
    {"_count()", thread_count, "How many threads run besides the main one."},
    {"_excepthook(args, /)", thread_excepthook,
     "Prints the exception that ended a Thread's run()."},
    {"_get_main_thread_ident()", thread_main_ident, "The main thread's identifier."},
    {"_is_main_interpreter()", thread_is_first, "Whether this interpreter is the first one."},
    {"_make_thread_handle(ident, /)", thread_make_handle, "A handle of a thread that runs."},
    {"_set_sentinel()", thread_set_sentinel,
     "A lock that is released when the running thread ends."},
    {"_shutdown()", thread_shutdown, "Waits for all threads that are no daemons."},
    {"allocate()", thread_allocate_lock, kAllocateDoc},
    {"allocate_lock()", thread_allocate_lock, kAllocateDoc},
    {"daemon_threads_allowed()", thread_is_first, "Whether threads may be daemons here."},
    {"exit()", thread_exit, "Ends the running thread by SystemExit."},
    {"exit_thread()", thread_exit, "Ends the running thread by SystemExit."},
    {"get_ident()", thread_get_ident,
     "A number that no other thread that runs has; one that ended may have had it."},
    {"get_native_id()", thread_get_native_id, "The number that the system gave the thread."},
    {"interrupt_main(signum=2, /)", thread_interrupt_main,
     "Lets the main thread act as if the signal had arrived."},
    {"stack_size(size=<unset>, /)", thread_stack_size,
     "The bytes of C stack that new threads get; 0 is the system's choice.\n\nGiven a size, sets "
     "it "
     "for later threads and returns the one before."},
    {"start_joinable_thread(function, handle=None, daemon=True)", thread_start_joinable,
     "Calls function() in a new thread and returns its handle, which can be joined."},
    {"start_new(function, args, kwargs=<unset>, /)", thread_start_new, kStartDoc},
    {"start_new_thread(function, args, kwargs=<unset>, /)", thread_start_new, kStartDoc},
    {}};

Status initModule(Thread* t, Value module) {
    Type* hook_args = structSequenceType(t, &kHookSpec);
    if (!hook_args) return Error{};
    t->runtime->threads->after_fork = endLostThreads;
    deadlockInstall(t);
    return ModuleFiller(t, module)
        .type("LockType", &kLockSpec)
        .type("lock", &kLockSpec)
        .type("RLock", &kRLockSpec)
        .type("_local", &kLocalSpec)
        .type("_ThreadHandle", &kThreadHandleSpec)
        .set("_ExceptHookArgs", Value(hook_args))
        .type("error", TypeId::kRuntimeError)
        .set("TIMEOUT_MAX", Value::number(9223372036.0))
        .finish();
}

} // namespace

const TypeSpec kThreadHandleSpec = {
    .name = "_thread._ThreadHandle",
    .size = sizeof(ThreadHandle),
    .slots = {.destroy = handle_destroy, .repr = handle_repr},
    .new_ = {"_ThreadHandle(cls, /)", handle_new, ""},
    .methods = kHandleMethods,
    .getsets = kHandleGetSets,
};

extern const NativeModule k_threadModule = {
    "_thread", "Threads and locks, as the module threading needs them.", kFunctions, initModule};

} // namespace krait
