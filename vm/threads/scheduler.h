// Scheduler: what everything that blocks a Python thread is built on: starting, parking, waking,
// sleeping, waiting for descriptors, and the clock by which all this is measured.
//
// Two of them: OsScheduler (a Python thread is an OS thread, the GIL says who runs, the clock is
// the system's) and FiberScheduler (fiber_scheduler.h: all threads of a Runtime on one OS thread,
// in an order that a seed decides, by a clock of its own). A Runtime has one for its whole life.
//
// Every function but unpark() is called by the Thread itself, with the GIL, which it has again at
// the return. Deadlines are on now()'s clock; kNever is none.
#pragma once

#include "vm/threads/gil.h"

#include <ctime>
#include <poll.h>

namespace krait {

class Scheduler {
  public:
    virtual ~Scheduler() = default;

    // Lets body(argument) run on a stack of its own, as `child`; it takes the GIL through begin().
    // stack_size: bytes of native stack wanted, 0 for the usual. Sets child->id. False: refused.
    virtual bool spawn(Thread* child, void (*body)(void*), void* argument, size_t stack_size) = 0;
    // First thing that a spawned body does, and (main Thread) part of threadsInit: native limit,
    // GIL.
    virtual void begin(Thread* t) = 0;
    // Last thing before a spawned body returns: gives the GIL up for ever. The Thread is its
    // caller's to free.
    virtual void end(Thread* t) = 0;
    // Lets others run if they want to.
    virtual void yield(Thread* t) = 0;
    // Without the GIL until there is a token (see Parker), which is taken: true; or until the
    // deadline has passed, a signal arrived, or for no reason: false.
    virtual bool park(Thread* t, int64_t deadline, GilReason reason) = 0;
    // Leaves a token. Needs the GIL.
    virtual void unpark(Thread* t) = 0;
    // 0, or EINTR: a signal handler wants to run.
    virtual int sleepUntil(Thread* t, int64_t deadline) = 0;
    // As poll(2), errno included.
    virtual int poll(Thread* t, pollfd* entries, nfds_t count, int64_t deadline) = 0;

    virtual int64_t now() = 0;
    // What one of the system's clocks shows to Python.
    virtual int64_t readClock(clockid_t clock) = 0;
};

// All of it in one OS thread: calls that would block must be asked through the scheduler first.
class FiberScheduler;

Scheduler* schedulerOf(const Thread* t);
// Null if threads are OS threads.
FiberScheduler* fibersOf(const Thread* t);
inline int64_t schedulerNow(const Thread* t) {
    return schedulerOf(t)->now();
}

// The kernel's number of the running OS thread.
int systemThreadId();

// os_scheduler.cpp
Scheduler* osSchedulerNew();

// Bytes of native stack kept free below the limit of recursion.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr size_t kNativeStackReserve = (1024 + 128) * 1024; // frames are larger
#else
inline constexpr size_t kNativeStackReserve = 128 * 1024;
#endif

} // namespace krait
