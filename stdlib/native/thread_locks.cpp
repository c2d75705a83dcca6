// Lock and RLock; see thread_locks.h.
#include "stdlib/native/thread_locks.h"

#include "stdlib/native/module_util.h"
#include "stdlib/native/thread_tools.h"
#include "vm/objects/float.h"
#include "vm/objects/tuple.h"

#include <cmath>

namespace krait {

static constexpr int64_t kNanosPerSecond = 1'000'000'000;

Result<int64_t> timeoutNanos(Thread* t, Value seconds) {
    if (isFloat(seconds)) {
        double d = floatValue(seconds);
        if (d != d) return raise(t, TypeId::kValueError, "Invalid value NaN (not a number)");
        d = std::ceil(d * static_cast<double>(kNanosPerSecond));
        if (!(d >= -0x1p63 && d < 0x1p63)) {
            return raise(t, TypeId::kOverflowError, "timestamp out of range for platform time_t");
        }
        return static_cast<int64_t>(d);
    }
    Ref i = KRAIT_TRY(toIndex(t, seconds));
    int64_t whole, nanos;
    if (!intFits(i, &whole) || __builtin_mul_overflow(whole, kNanosPerSecond, &nanos)) {
        return raise(t, TypeId::kOverflowError, "timestamp too large to convert to C PyTime_t");
    }
    return nanos;
}

Result<int64_t> lockDeadline(Thread* t, Value blocking, Value timeout) {
    if (KRAIT_LIKELY(blocking.isTrue() && timeout == Value::smallInt(-1))) return kNever;
    bool block = KRAIT_TRY(isTrue(t, blocking));
    int64_t nanos = KRAIT_TRY(timeoutNanos(t, timeout));
    bool unlimited = nanos == -kNanosPerSecond;
    if (!block && !unlimited) {
        return raise(t, TypeId::kValueError, "can't specify a timeout for a non-blocking call");
    }
    if (nanos < 0 && !unlimited) {
        return raise(t, TypeId::kValueError, "timeout value must be a non-negative number");
    }
    if (!block) return int64_t{0};
    if (unlimited) return kNever;
    int64_t deadline;
    if (__builtin_add_overflow(schedulerNow(t), nanos, &deadline)) return kNever;
    return deadline;
}

// --- lock ---------------------------------------------------------------------------------------

static bool checksOrder(const Thread* t) {
    return t->runtime->threads->lock_order != nullptr;
}

static Result<bool> lockAcquireSlow(Thread* t, Lock* lock, int64_t deadline_ns) {
    bool again = false;
    if (checksOrder(t) && lock->owner == t->id) lockOrderIsSignal(t, lock);
    while (lock->owner != 0) {
        if (deadline_ns == 0) return false;
        switch (waitInQueue(t, &lock->waiters, deadline_ns, lock, GilReason::kLock, again)) {
        case Waited::kRaised:
            return Error{};
        case Waited::kTimedOut:
            return false;
        case Waited::kWoken:
            again = true;
        }
    }
    lock->owner = t->id;
    if (checksOrder(t)) lockOrderTaken(t, lock);
    return true;
}

Result<bool> lockAcquire(Thread* t, Lock* lock, int64_t deadline_ns) {
    if (KRAIT_UNLIKELY(lock->owner != 0)) return lockAcquireSlow(t, lock, deadline_ns);
    lock->owner = t->id;
    if (KRAIT_UNLIKELY(checksOrder(t))) lockOrderTaken(t, lock);
    return true;
}

void lockRelease(Thread* t, Lock* lock) {
    if (KRAIT_UNLIKELY(checksOrder(t))) lockOrderReleased(t, lock, lock->owner);
    lock->owner = 0;
    if (KRAIT_UNLIKELY(lock->waiters.first != nullptr)) lock->waiters.wakeFirst();
}

namespace {

Ref newObject(Thread* t, Value type) {
    Object* o = allocateInstance(t, type.as<Type>());
    if (!o) return Error{};
    return Ref::take(Value(o));
}

Ref lock_new(Thread* t, Args a) {
    return newObject(t, a[0]);
}
Ref lock_acquire(Thread* t, Args a) {
    int64_t deadline = KRAIT_TRY(lockDeadline(t, a[1], a[2]));
    return Ref::boolean(KRAIT_TRY(lockAcquire(t, a[0].as<Lock>(), deadline)));
}
Ref lock_release(Thread* t, Args a) {
    auto* lock = a[0].as<Lock>();
    if (lock->owner == 0) return raise(t, TypeId::kRuntimeError, "release unlocked lock");
    lockRelease(t, lock);
    return Ref::none();
}
Ref lock_locked(Thread*, Args a) {
    return Ref::boolean(a[0].as<Lock>()->owner != 0);
}
Ref lock_enter(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(lockAcquire(t, a[0].as<Lock>(), kNever)));
}
Ref lock_reinit(Thread*, Args a) {
    auto* lock = a[0].as<Lock>();
    lock->owner = 0;
    lock->waiters = {};
    return Ref::none();
}
Ref lock_repr(Thread* t, Value v) {
    char text[64];
    std::snprintf(text, sizeof text, " object at %p>", static_cast<void*>(v.object()));
    return strFormat(t, "<%s _thread.lock%s", v.as<Lock>()->owner ? "locked" : "unlocked", text);
}

constexpr const char* kAcquireDoc =
    "Takes the lock and returns True.\n\nWaits while it is taken, if blocking is true: for timeout "
    "seconds, or without limit if that\nis -1. Returns False if the lock could not be had.";
constexpr const char* kReleaseDoc =
    "Gives the lock back and wakes a thread that waits for it.\n\nAnother thread than the one that "
    "took it may do so. RuntimeError if it is not taken.";

constexpr MethodDef kLockMethods[] = {
    {"acquire(self, blocking=True, timeout=-1)", lock_acquire, kAcquireDoc, kMethodNoSafepoint},
    {"acquire_lock(self, blocking=True, timeout=-1)", lock_acquire, kAcquireDoc,
     kMethodNoSafepoint},
    {"release(self)", lock_release, kReleaseDoc},
    {"release_lock(self)", lock_release, kReleaseDoc},
    {"locked(self)", lock_locked, "Whether the lock is taken."},
    {"locked_lock(self)", lock_locked, "Whether the lock is taken."},
    {"__enter__(self)", lock_enter, "Takes the lock.", kMethodNoSafepoint},
    {"__exit__(self, type=None, value=None, traceback=None, /)", lock_release,
     "Gives the lock back."},
    {"_at_fork_reinit(self)", lock_reinit, nullptr},
    {}};

// --- reentrant lock -----------------------------------------------------------------------------

Result<bool> rlockAcquire(Thread* t, RLock* lock, int64_t deadline_ns, int64_t count = 1) {
    bool again = false;
    while (KRAIT_UNLIKELY(lock->count > 0 && lock->owner != t->id)) {
        if (deadline_ns == 0) return false;
        switch (waitInQueue(t, &lock->waiters, deadline_ns, lock, GilReason::kLock, again)) {
        case Waited::kRaised:
            return Error{};
        case Waited::kTimedOut:
            return false;
        case Waited::kWoken:
            again = true;
        }
    }
    lock->owner = t->id;
    lock->count += count;
    if (KRAIT_UNLIKELY(checksOrder(t)) && lock->count == count) lockOrderTaken(t, lock);
    return true;
}
void rlockRelease(Thread* t, RLock* lock) {
    if (KRAIT_UNLIKELY(checksOrder(t))) lockOrderReleased(t, lock, lock->owner);
    lock->owner = 0;
    lock->count = 0;
    if (KRAIT_UNLIKELY(lock->waiters.first != nullptr)) lock->waiters.wakeFirst();
}

Ref rlock_new(Thread* t, Args a) {
    return newObject(t, a[0]);
}
Ref rlock_acquire(Thread* t, Args a) {
    int64_t deadline = KRAIT_TRY(lockDeadline(t, a[1], a[2]));
    return Ref::boolean(KRAIT_TRY(rlockAcquire(t, a[0].as<RLock>(), deadline)));
}
Ref rlock_enter(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(rlockAcquire(t, a[0].as<RLock>(), kNever)));
}
Ref rlock_release(Thread* t, Args a) {
    auto* lock = a[0].as<RLock>();
    if (lock->count == 0 || lock->owner != t->id)
        return raise(t, TypeId::kRuntimeError, "cannot release un-acquired lock");
    if (lock->count == 1)
        rlockRelease(t, lock);
    else
        --lock->count;
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
    Ref state = KRAIT_TRY(tupleOf(t, count, owner));
    rlockRelease(t, lock);
    return state;
}
Ref rlock_acquire_restore(Thread* t, Args a) {
    if (!isTuple(a[1])) {
        return raise(t, TypeId::kTypeError,
                     "_acquire_restore() argument 1 must be 2-item sequence, not %T", a[1]);
    }
    auto* state = a[1].as<Tuple>();
    if (state->length != 2) {
        return raise(t, TypeId::kTypeError,
                     "_acquire_restore() argument 1 must be sequence of length 2, not %ld",
                     state->length);
    }
    int64_t count = KRAIT_TRY(toIndexInt64(t, state->items[0]));
    auto* lock = a[0].as<RLock>();
    (void)KRAIT_TRY(rlockAcquire(t, lock, kNever, count));
    lock->owner = static_cast<uint64_t>(KRAIT_TRY(toIndexInt64(t, state->items[1])));
    return Ref::none();
}
Ref rlock_reinit(Thread*, Args a) {
    auto* lock = a[0].as<RLock>();
    lock->count = 0;
    lock->owner = 0;
    lock->waiters = {};
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
    {"acquire(self, blocking=True, timeout=-1)", rlock_acquire, kAcquireDoc, kMethodNoSafepoint},
    {"release(self)", rlock_release,
     "Gives the lock back, once for each time it was taken.\n\nRuntimeError if another thread, or "
     "none, has taken it."},
    {"__enter__(self)", rlock_enter, "Takes the lock.", kMethodNoSafepoint},
    {"__exit__(self, type=None, value=None, traceback=None, /)", rlock_release,
     "Gives the lock back."},
    {"_is_owned(self)", rlock_is_owned, "Whether the running thread has taken it."},
    {"_recursion_count(self)", rlock_recursion_count, "How often the running thread has taken it."},
    {"_release_save(self)", rlock_release_save,
     "Gives it back wholly; the result is for _acquire_restore()."},
    {"_acquire_restore(self, state, /)", rlock_acquire_restore,
     "Takes it as often as it was when _release_save() was called."},
    {"_at_fork_reinit(self)", rlock_reinit, nullptr},
    {}};

} // namespace

const TypeSpec kLockSpec = {
    .name = "_thread.lock",
    .size = sizeof(Lock),
    .flags = kTypeWeakrefable,
    .slots = {.repr = lock_repr},
    .doc =
        "A lock: one thread at a time has it.\n\nacquire() takes it and waits for it if need be, "
        "release() gives it back,\nlocked() tells whether it is taken. Any thread may release it, "
        "and a thread that\ntakes it twice waits for another to release it.",
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

} // namespace krait
