// _thread, as far as one thread needs it: locks that can be taken and given back, thread-local
// data, identities. A lock that would block for ever raises RuntimeError, since nobody else could
// release it; threads cannot be started.
#include "stdlib/native/module_util.h"
#include "vm/objects/float.h"
#include "vm/objects/struct_sequence.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/traceback_print.h"

#include <cmath>
#include <csignal>
#include <ctime>
#include <sys/syscall.h>
#include <unistd.h>

namespace krait {

extern const TypeSpec kLockSpec;
extern const TypeSpec kRLockSpec;
extern const TypeSpec kLocalSpec;
extern const TypeSpec kThreadHandleSpec;

namespace {

struct Lock : Object {
    bool locked;
};
struct RLock : Object {
    uint64_t owner;
    int64_t count;
};

Ref newObject(Thread* t, Value type) {
    Object* o = allocateInstance(t, type.as<Type>());
    if (!o) return Error{};
    return Ref::take(Value(o));
}

// How long to wait: negative for ever, 0 not at all. Errors are CPython's.
Result<double> waitTime(Thread* t, Value blocking, Value timeout) {
    bool block = KRAIT_TRY(isTrue(t, blocking));
    double seconds = KRAIT_TRY(toDouble(t, timeout));
    if (!block && seconds != -1) {
        return raise(t, TypeId::kValueError, "can't specify a timeout for a non-blocking call");
    }
    if (seconds < 0 && seconds != -1) {
        return raise(t, TypeId::kValueError, "timeout value must be a non-negative number");
    }
    if (seconds > 9223372036.0) {
        return raise(t, TypeId::kOverflowError, "timeout value is too large");
    }
    return block ? seconds : 0.0;
}

// Nobody else can release what we wait for: a timed wait passes, an endless one is an error.
Ref waitInVain(Thread* t, double seconds) {
    if (seconds < 0) {
        return raise(t, TypeId::kRuntimeError,
                     "deadlock: the lock is held, and there is no other thread to release it");
    }
    timespec span;
    span.tv_sec = static_cast<time_t>(seconds);
    span.tv_nsec = static_cast<long>((seconds - std::floor(seconds)) * 1e9);
    if (seconds > 0) ::nanosleep(&span, nullptr);
    return Ref::boolean(false);
}

// --- lock ---------------------------------------------------------------------------------------

Ref lock_new(Thread* t, Args a) {
    return newObject(t, a[0]);
}
Ref lock_acquire(Thread* t, Args a) {
    double seconds = KRAIT_TRY(waitTime(t, a[1], a[2]));
    auto* lock = a[0].as<Lock>();
    if (lock->locked) return waitInVain(t, seconds);
    lock->locked = true;
    return Ref::boolean(true);
}
Ref lock_release(Thread* t, Args a) {
    auto* lock = a[0].as<Lock>();
    if (!lock->locked) return raise(t, TypeId::kRuntimeError, "release unlocked lock");
    lock->locked = false;
    return Ref::none();
}
Ref lock_locked(Thread*, Args a) {
    return Ref::boolean(a[0].as<Lock>()->locked);
}
Ref lock_enter(Thread* t, Args a) {
    auto* lock = a[0].as<Lock>();
    if (lock->locked) return waitInVain(t, -1);
    lock->locked = true;
    return Ref::boolean(true);
}
Ref lock_reinit(Thread*, Args a) {
    a[0].as<Lock>()->locked = false;
    return Ref::none();
}
Ref lock_repr(Thread* t, Value v) {
    char text[128];
    std::snprintf(text, sizeof text, " object at %p>", static_cast<void*>(v.object()));
    return strFormat(t, "<%s _thread.lock%s", v.as<Lock>()->locked ? "locked" : "unlocked", text);
}

constexpr MethodDef kLockMethods[] = {
    {"acquire(self, blocking=True, timeout=-1)", lock_acquire, "Lock the lock.",
     kMethodNoSafepoint},
    {"acquire_lock(self, blocking=True, timeout=-1)", lock_acquire, "Lock the lock.",
     kMethodNoSafepoint},
    {"release(self, /)", lock_release, "Release the lock."},
    {"release_lock(self, /)", lock_release, "Release the lock."},
    {"locked(self, /)", lock_locked, "Return whether the lock is locked."},
    {"locked_lock(self, /)", lock_locked, "Return whether the lock is locked."},
    {"__enter__(self, /)", lock_enter, "Lock the lock.", kMethodNoSafepoint},
    {"__exit__(self, /, *exc_info)", lock_release, "Release the lock."},
    {"_at_fork_reinit(self, /)", lock_reinit, ""},
    {}};

// --- reentrant lock -----------------------------------------------------------------------------

Ref rlock_new(Thread* t, Args a) {
    return newObject(t, a[0]);
}
void take(Thread* t, RLock* lock) {
    lock->owner = t->id;
    ++lock->count;
}
Ref rlock_acquire(Thread* t, Args a) {
    double seconds = KRAIT_TRY(waitTime(t, a[1], a[2]));
    auto* lock = a[0].as<RLock>();
    if (lock->count > 0 && lock->owner != t->id) return waitInVain(t, seconds);
    take(t, lock);
    return Ref::boolean(true);
}
Ref rlock_enter(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    if (lock->count > 0 && lock->owner != t->id) return waitInVain(t, -1);
    take(t, lock);
    return Ref::boolean(true);
}
Ref rlock_release(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    if (lock->count == 0 || lock->owner != t->id)
        return raise(t, TypeId::kRuntimeError, "cannot release un-acquired lock");
    if (--lock->count == 0) lock->owner = 0;
    return Ref::none();
}
Ref rlock_is_owned(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    return Ref::boolean(lock->count > 0 && lock->owner == t->id);
}
Ref rlock_recursion_count(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    return intFrom(t, lock->owner == t->id ? lock->count : 0);
}
Ref rlock_release_save(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    if (lock->count == 0) return raise(t, TypeId::kRuntimeError, "cannot release un-acquired lock");
    Ref count = KRAIT_TRY(intFrom(t, lock->count));
    Ref owner = KRAIT_TRY(intFromUnsigned(t, lock->owner));
    lock->count = 0;
    lock->owner = 0;
    return tupleOf(t, count, owner);
}
Ref rlock_acquire_restore(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    if (!isTuple(a[1]) || a[1].as<Tuple>()->length != 2)
        return raise(t, TypeId::kTypeError, "_acquire_restore() argument must be a 2-tuple");
    lock->count = KRAIT_TRY(toIndexInt64(t, a[1].as<Tuple>()->items[0]));
    lock->owner = static_cast<uint64_t>(KRAIT_TRY(toIndexInt64(t, a[1].as<Tuple>()->items[1])));
    return Ref::none();
}
Ref rlock_reinit(Thread*, Args a) {
    a[0].as<RLock>()->count = 0;
    a[0].as<RLock>()->owner = 0;
    return Ref::none();
}
Ref rlock_repr(Thread* t, Value v) {
    auto* lock = v.as<RLock>();
    char text[128];
    std::snprintf(text, sizeof text, " object owner=%lu count=%ld at %p>",
                  static_cast<unsigned long>(lock->owner), static_cast<long>(lock->count),
                  static_cast<void*>(lock));
    Type* type = typeOf(t, v);
    const char* module = type == typeFromSpec(t, &kRLockSpec) ? "_thread." : "";
    return strFormat(t, "<%s %s%N%s", lock->count ? "locked" : "unlocked", module, type, text);
}

constexpr MethodDef kRLockMethods[] = {
    {"acquire(self, blocking=True, timeout=-1)", rlock_acquire, "Lock the lock.",
     kMethodNoSafepoint},
    {"release(self, /)", rlock_release, "Release the lock."},
    {"__enter__(self, /)", rlock_enter, "Lock the lock.", kMethodNoSafepoint},
    {"__exit__(self, /, *exc_info)", rlock_release, "Release the lock."},
    {"_is_owned(self, /)", rlock_is_owned, "For internal use by `threading.Condition`."},
    {"_recursion_count(self, /)", rlock_recursion_count, "For internal use by reentrancy checks."},
    {"_release_save(self, /)", rlock_release_save, "For internal use by `threading.Condition`."},
    {"_acquire_restore(self, state, /)", rlock_acquire_restore,
     "For internal use by `threading.Condition`."},
    {"_at_fork_reinit(self, /)", rlock_reinit, "For internal use by the `threading` module."},
    {}};

// --- local --------------------------------------------------------------------------------------

// With one thread, local data are the object's own attributes.
struct Local : Object {
    AttrBlock attrs;
};
Ref local_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    bool arguments = a[1].as<Tuple>()->length > 0 || (!a[2].isEmpty() && a[2].as<Dict>()->used > 0);
    if (arguments && type->init_function &&
        typeLookup(t, type, t->name(kName___init__)) ==
            typeLookup(t, t->type(TypeId::kObject), t->name(kName___init__))) {
        return raise(t, TypeId::kTypeError, "Initialization arguments are not supported");
    }
    return newObject(t, a[0]);
}
Ref local_init(Thread*, Args) {
    return Ref::none();
}
void local_destroy(Thread* t, Object* o) {
    destroyAttrs(t, o);
}
void local_traverse(Object* o, Visitor& visitor) {
    traverseAttrs(o, visitor);
}

// --- handles, identities ------------------------------------------------------------------------

struct ThreadHandle : Object {
    uint64_t id;
    bool done;
};
Ref handle_new(Thread* t, Args a) {
    return newObject(t, a[0]);
}
Ref handle_ident(Thread* t, Value v) {
    return intFromUnsigned(t, v.as<ThreadHandle>()->id);
}
Ref handle_join(Thread* t, Args) {
    return raise(t, TypeId::kRuntimeError, "Cannot join current thread");
}
Ref handle_is_done(Thread*, Args a) {
    return Ref::boolean(a[0].as<ThreadHandle>()->done);
}
Ref handle_set_done(Thread*, Args a) {
    a[0].as<ThreadHandle>()->done = true;
    return Ref::none();
}
constexpr MethodDef kHandleMethods[] = {{"join(self, timeout=None)", handle_join, ""},
                                        {"is_done(self, /)", handle_is_done, ""},
                                        {"_set_done(self, /)", handle_set_done, ""},
                                        {}};
constexpr GetSetDef kHandleGetSets[] = {{"ident", handle_ident}, {}};

Ref thread_make_handle(Thread* t, Args a) {
    Type* type = typeFromSpec(t, &kThreadHandleSpec);
    if (!type) return Error{};
    Ref handle = KRAIT_TRY(newObject(t, Value(type)));
    handle.as<ThreadHandle>()->id = static_cast<uint64_t>(KRAIT_TRY(toIndexInt64(t, a[0])));
    return handle;
}

uint64_t identity() {
    return static_cast<uint64_t>(::pthread_self());
}
Ref thread_get_ident(Thread* t, Args) {
    return intFromUnsigned(t, identity());
}
Ref thread_get_native_id(Thread* t, Args) {
    return intFrom(t, ::syscall(SYS_gettid));
}
Ref thread_allocate_lock(Thread* t, Args) {
    Type* type = typeFromSpec(t, &kLockSpec);
    if (!type) return Error{};
    return newObject(t, Value(type));
}
Ref thread_start(Thread* t, Args) {
    return raise(t, TypeId::kRuntimeError, "can't start new thread");
}
Ref thread_exit(Thread* t, Args) {
    return raiseValue(t, TypeId::kSystemExit, Value());
}
Ref thread_count(Thread*, Args) {
    return Ref::take(Value::smallInt(0));
}
Ref thread_stack_size(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (size < 0) return raise(t, TypeId::kValueError, "size must be 0 or a positive value");
    return Ref::take(Value::smallInt(0));
}
Ref thread_interrupt_main(Thread* t, Args a) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (number < 1 || number > 64)
        return raise(t, TypeId::kValueError, "signal number out of range");
    std::raise(static_cast<int>(number));
    return Ref::none();
}
Ref thread_true(Thread*, Args) {
    return Ref::boolean(true);
}
Ref thread_none(Thread*, Args) {
    return Ref::none();
}

constexpr StructSequenceField kHookFields[] = {{"exc_type", "Exception type"},
                                               {"exc_value", "Exception value"},
                                               {"exc_traceback", "Exception traceback"},
                                               {"thread", "Thread"}};
constexpr StructSequenceSpec kHookSpec = {structSequenceLayout("_thread._ExceptHookArgs",
                                                               "Type used to pass arguments to "
                                                               "threading.excepthook."),
                                          kHookFields, 4, 4};

Ref thread_excepthook(Thread* t, Args a) {
    Ref value = KRAIT_TRY(getAttr(t, a[0], "exc_value"));
    Ref thread = KRAIT_TRY(getAttr(t, a[0], "thread"));
    if (isException(value) && exceptionIs(t, value, TypeId::kSystemExit)) return Ref::none();
    std::string name = "<failed to get thread name>";
    if (!thread.get().isNone()) {
        Ref given = getAttrOptional(t, thread, t->name(kName_name));
        if (t->hasError()) clearError(t);
        if (isStr(given) && given.as<Str>()->isAscii()) name = given.as<Str>()->ascii();
    }
    writeStderr(t, "Exception in thread " + name + ":\n");
    if (isException(value)) printException(t, value);
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"_count()", thread_count, "Return the number of currently running Python threads."},
    {"_excepthook(exc_info, /)", thread_excepthook, "Handle uncaught Thread.run() exception."},
    {"_get_main_thread_ident()", thread_get_ident, ""},
    {"_is_main_interpreter()", thread_true, ""},
    {"_make_thread_handle(ident, /)", thread_make_handle, ""},
    {"_set_sentinel()", thread_allocate_lock, ""},
    {"_shutdown()", thread_none, ""},
    {"allocate()", thread_allocate_lock, "An obsolete synonym of allocate_lock()."},
    {"allocate_lock()", thread_allocate_lock, "Create a new lock object."},
    {"daemon_threads_allowed()", thread_true, ""},
    {"exit()", thread_exit, "Raise SystemExit."},
    {"exit_thread()", thread_exit, "An obsolete synonym of exit()."},
    {"get_ident()", thread_get_ident, "Return a non-zero integer that identifies the thread."},
    {"get_native_id()", thread_get_native_id, "The thread's number in the system."},
    {"interrupt_main(signum=2, /)", thread_interrupt_main,
     "Simulate the arrival of the given signal in the main thread."},
    {"stack_size(size=0, /)", thread_stack_size, "The stack size of new threads."},
    {"start_joinable_thread(function, handle=None, daemon=True)", thread_start, ""},
    {"start_new(function, args, kwargs=<unset>, /)", thread_start, ""},
    {"start_new_thread(function, args, kwargs=<unset>, /)", thread_start, "Start a new thread."},
    {}};

Status initModule(Thread* t, Value module) {
    Type* hook_args = structSequenceType(t, &kHookSpec);
    if (!hook_args) return Error{};
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

const TypeSpec kLockSpec = {
    .name = "_thread.lock",
    .size = sizeof(Lock),
    .flags = kTypeWeakrefable,
    .slots = {.repr = lock_repr},
    .doc = "A lock object is a synchronization primitive.",
    .new_ = {"lock(cls, /)", lock_new, ""},
    .methods = kLockMethods,
};
const TypeSpec kRLockSpec = {
    .name = "_thread.RLock",
    .size = sizeof(RLock),
    .flags = kTypeBase | kTypeWeakrefable,
    .slots = {.repr = rlock_repr},
    .doc = "A lock that its owner can take again.",
    .new_ = {"RLock(cls, /, *args, **kwargs)", rlock_new, ""},
    .methods = kRLockMethods,
};
const TypeSpec kLocalSpec = {
    .name = "_thread._local",
    .size = sizeof(Local),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = local_destroy, .traverse = local_traverse},
    .doc = "Thread-local data",
    .new_ = {"_local(cls, /, *args, **kwargs)", local_new, ""},
    .init = {"_local(self, /, *args, **kwargs)", local_init, ""},
};
const TypeSpec kThreadHandleSpec = {
    .name = "_thread._ThreadHandle",
    .size = sizeof(ThreadHandle),
    .new_ = {"_ThreadHandle(cls, /)", handle_new, ""},
    .methods = kHandleMethods,
    .getsets = kHandleGetSets,
};

extern const NativeModule k_threadModule = {
    "_thread", "Locks and identities of threads; threading builds on it.", kFunctions, initModule};

} // namespace krait
