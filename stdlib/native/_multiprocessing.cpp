// _multiprocessing: SemLock, a lock or semaphore between processes over a named POSIX semaphore.
//
// The object owns its handle of the semaphore (not the name, which multiprocessing unlinks). count
// and owner tell what this process's own thread holds, under the GIL.
#include "stdlib/native/system_constants.h"

#include "vm/objects/tuple.h"
#include "vm/runtime/type_system.h"

#include <cstddef>
#include <fcntl.h>
#include <semaphore.h>
#include <unistd.h>

namespace krait {
namespace {

constexpr int kRecursiveMutex = 0, kSemaphore = 1;

struct SemLock : Object {
    Value name;
    sem_t* handle;
    int kind, max_value, count;
    uint64_t owner; // Thread::id of who holds it
};

bool isMine(Thread* t, SemLock* s) {
    return s->count > 0 && s->owner == t->id;
}

Status nameArgument(Thread* t, Value v, std::string* out) {
    if (!isStr(v)) return raise(t, TypeId::kTypeError, "argument must be str, not %T", v);
    KRAIT_TRY(encodeFileName(t, v, out));
    if (out->find('\0') != out->npos)
        return raise(t, TypeId::kValueError, "embedded null character");
    return ok();
}
// Takes the handle over.
Ref semLockNew(Thread* t, Type* type, sem_t* handle, int kind, int max_value, Value name) {
    auto* s = static_cast<SemLock*>(allocateInstance(t, type));
    if (!s) {
        ::sem_close(handle);
        return Error{};
    }
    store(&s->name, name);
    s->handle = handle;
    s->kind = kind;
    s->max_value = max_value;
    return Ref::take(Value(s));
}

Ref semlock_new(Thread* t, Args a) {
    int kind = KRAIT_TRY(cIntArgument(t, a[1]));
    int value = KRAIT_TRY(cIntArgument(t, a[2]));
    int max_value = KRAIT_TRY(cIntArgument(t, a[3]));
    if (kind != kRecursiveMutex && kind != kSemaphore)
        return raise(t, TypeId::kValueError, "unrecognized kind");
    std::string name;
    KRAIT_TRY(nameArgument(t, a[4], &name));
    bool unlink = KRAIT_TRY(isTrue(t, a[5]));
    sem_t* handle = ::sem_open(name.c_str(), O_CREAT | O_EXCL, 0600, static_cast<unsigned>(value));
    if (handle == SEM_FAILED) return raiseErrno(t, errno);
    if (unlink && ::sem_unlink(name.c_str()) < 0) {
        int error = errno;
        ::sem_close(handle);
        return raiseErrno(t, error);
    }
    return semLockNew(t, a[0].as<Type>(), handle, kind, max_value, unlink ? Value::none() : a[4]);
}
Ref semlock_rebuild(Thread* t, Args a) {
    int kind = KRAIT_TRY(cIntArgument(t, a[2]));
    int max_value = KRAIT_TRY(cIntArgument(t, a[3]));
    if (a[4].isNone()) {
        int64_t word = KRAIT_TRY(toIndexInt64(t, a[1]));
        return semLockNew(t, a[0].as<Type>(), reinterpret_cast<sem_t*>(word), kind, max_value,
                          a[4]);
    }
    std::string name;
    KRAIT_TRY(nameArgument(t, a[4], &name));
    sem_t* handle = ::sem_open(name.c_str(), 0);
    if (handle == SEM_FAILED) return raiseErrno(t, errno);
    return semLockNew(t, a[0].as<Type>(), handle, kind, max_value, a[4]);
}
void semlock_destroy(Thread*, Object* o) {
    auto* s = static_cast<SemLock*>(o);
    if (s->handle) ::sem_close(s->handle);
    decref(s->name);
}

Ref semlock_acquire(Thread* t, Args a) {
    auto* s = a[0].as<SemLock>();
    bool block = KRAIT_TRY(isTrue(t, a[1]));
    int64_t nanos = -1;
    if (block && !a[2].isNone()) nanos = std::max<int64_t>(KRAIT_TRY(timeoutNanos(t, a[2])), 0);
    if (s->kind == kRecursiveMutex && isMine(t, s)) {
        ++s->count;
        return Ref::boolean(true);
    }
    timespec deadline = {};
    if (nanos >= 0) {
        ::clock_gettime(CLOCK_REALTIME, &deadline); // what sem_timedwait() goes by
        deadline.tv_sec += nanos / 1'000'000'000;
        deadline.tv_nsec += nanos % 1'000'000'000;
        if (deadline.tv_nsec >= 1'000'000'000) {
            deadline.tv_nsec -= 1'000'000'000;
            ++deadline.tv_sec;
        }
    }
    sem_t* handle = s->handle;
    int result;
    do {
        result = ::sem_trywait(handle);
    } while (result < 0 && errno == EINTR);
    int error = errno;
    if (result < 0 && error == EAGAIN && block) {
        int64_t until = nanos < 0 ? kNever : deadlineAfter(t, nanos);
        SystemResult waited = retryOrAttempt(
            t, until,
            [&](int64_t* value) {
                *value = ::sem_trywait(handle);
                return *value == 0 || (errno != EAGAIN && errno != EINTR);
            },
            [&] { return nanos < 0 ? ::sem_wait(handle) : ::sem_timedwait(handle, &deadline); });
        if (waited.raised) return Error{};
        result = static_cast<int>(waited.value);
        error = waited.error;
    }
    if (result < 0) {
        if (error == EAGAIN || error == ETIMEDOUT) return Ref::boolean(false);
        return raiseErrno(t, error);
    }
    ++s->count;
    s->owner = t->id;
    return Ref::boolean(true);
}

Ref semlock_release(Thread* t, Args a) {
    auto* s = a[0].as<SemLock>();
    if (s->kind == kRecursiveMutex) {
        if (!isMine(t, s)) {
            return raise(t, TypeId::kAssertionError,
                         "attempt to release recursive lock not owned by thread");
        }
        if (s->count > 1) {
            --s->count;
            return Ref::none();
        }
    } else {
        int value;
        if (::sem_getvalue(s->handle, &value) < 0) return raiseErrno(t, errno);
        if (value >= s->max_value) {
            return raise(t, TypeId::kValueError, "semaphore or lock released too many times");
        }
    }
    if (::sem_post(s->handle) < 0) return raiseErrno(t, errno);
    --s->count;
    return Ref::none();
}
Ref semlock_exit(Thread* t, Args a) {
    return semlock_release(t, a);
}
Ref semlock_enter(Thread* t, Args a) {
    Value arguments[] = {a[0], Value::boolean(true), Value::none()};
    return semlock_acquire(t, arguments);
}
Ref semlock_count(Thread* t, Args a) {
    return intFrom(t, a[0].as<SemLock>()->count);
}
Ref semlock_is_mine(Thread* t, Args a) {
    return Ref::boolean(isMine(t, a[0].as<SemLock>()));
}
Ref semlock_get_value(Thread* t, Args a) {
    int value;
    if (::sem_getvalue(a[0].as<SemLock>()->handle, &value) < 0) return raiseErrno(t, errno);
    return intFrom(t, std::max(value, 0));
}
Ref semlock_is_zero(Thread* t, Args a) {
    int value;
    if (::sem_getvalue(a[0].as<SemLock>()->handle, &value) < 0) return raiseErrno(t, errno);
    return Ref::boolean(value == 0);
}
Ref semlock_after_fork(Thread*, Args a) {
    a[0].as<SemLock>()->count = 0;
    return Ref::none();
}

constexpr MethodDef kSemLockMethods[] = {
    {"acquire(self, /, block=True, timeout=None)", semlock_acquire, "Acquire the semaphore/lock."},
    {"release(self, /)", semlock_release, "Release the semaphore/lock."},
    {"_count(self, /)", semlock_count,
     "Num of `acquire()`s minus num of `release()`s for this process."},
    {"_is_mine(self, /)", semlock_is_mine, "Whether the lock is owned by this thread."},
    {"_get_value(self, /)", semlock_get_value, "Get the value of the semaphore."},
    {"_is_zero(self, /)", semlock_is_zero, "Return whether semaphore has value zero."},
    {"_after_fork(self, /)", semlock_after_fork, "Rezero the net acquisition count after fork()."},
    {"_rebuild(cls, handle, kind, maxvalue, name, /)", semlock_rebuild, nullptr, kMethodClass},
    {"__enter__(self, /)", semlock_enter, "Enter the semaphore/lock.", kMethodNoSafepoint},
    {"__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", semlock_exit,
     "Exit the semaphore/lock."},
    {}};
constexpr GetSetDef kSemLockGetSets[] = {
    {"handle",
     [](Thread* t, Value v) {
         return intFrom(t, reinterpret_cast<int64_t>(v.as<SemLock>()->handle));
     }},
    {"kind", [](Thread* t, Value v) { return intFrom(t, v.as<SemLock>()->kind); }},
    {"maxvalue", [](Thread* t, Value v) { return intFrom(t, v.as<SemLock>()->max_value); }},
    {}};
constexpr MemberDef kSemLockMembers[] = {{"name", offsetof(SemLock, name)}, {}};

const TypeSpec kSemLockSpec = {
    .name = "_multiprocessing.SemLock",
    .size = sizeof(SemLock),
    .flags = kTypeBase,
    .slots = {.destroy = semlock_destroy},
    .doc = "Semaphore/Mutex type",
    .new_ = {"SemLock(cls, /, kind, value, maxvalue, name, unlink)", semlock_new, nullptr},
    .methods = kSemLockMethods,
    .getsets = kSemLockGetSets,
    .members = kSemLockMembers,
};

Ref module_sem_unlink(Thread* t, Args a) {
    std::string name;
    KRAIT_TRY(nameArgument(t, a[0], &name));
    if (::sem_unlink(name.c_str()) < 0) return raiseErrno(t, errno);
    return Ref::none();
}
constexpr MethodDef kFunctions[] = {
    {"sem_unlink(name, /)", module_sem_unlink, "Removes the name of a semaphore."}, {}};

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    filler.type("SemLock", &kSemLockSpec);
    KRAIT_TRY(filler.finish());
    Type* type = typeFromSpec(t, &kSemLockSpec);
    New<Str> name = KRAIT_TRY(strIntern(t, "SEM_VALUE_MAX"));
    Ref most = KRAIT_TRY(intFrom(t, SEM_VALUE_MAX));
    KRAIT_TRY(dictSetStr(t, typeDict(t, type), name, most));
    New<Dict> flags = KRAIT_TRY(dictNew(t));
    for (const char* flag : {"HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"}) {
        New<Str> key = KRAIT_TRY(strIntern(t, flag));
        KRAIT_TRY(dictSetStr(t, flags, key, Value::smallInt(1)));
    }
    return filler.set("flags", flags).finish();
}

} // namespace

extern const NativeModule k_multiprocessingModule = {
    "_multiprocessing", "What multiprocessing has of C++.", kFunctions, initModule};

} // namespace krait
