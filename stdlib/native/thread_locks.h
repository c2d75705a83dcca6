// Locks as module _thread has them, for the C++ that takes them too: _queue, and the views that
// module krait gives of who waits for whom.
//
// A lock's state and its queue of waiters belong to the GIL, so that taking a free lock is a test
// and two stores. Who finds it taken waits in the queue; release wakes the first and does not hand
// the lock over: a thread that comes meanwhile may take it, and the woken one waits again at the
// front.
#pragma once

#include "vm/runtime/native_module.h"
#include "vm/threads/threads.h"

namespace krait {

extern const TypeSpec kLockSpec, kRLockSpec, kLocalSpec, kThreadHandleSpec;

struct Lock : Object {
    uint64_t owner; // get_ident() of who took it last; 0: it is free
    WaitQueue waiters;
};
struct RLock : Object {
    uint64_t owner;
    int64_t count;
    WaitQueue waiters;
};

// A thread that can be joined.
struct ThreadHandle : Object {
    enum class State : uint8_t { kNew, kStarted, kDone };
    uint64_t id;
    State state;
    bool daemon; // the end of the program does not wait for it
    bool listed; // among the handles of threads that run
    WaitQueue joiners;
    ThreadHandle *next, *previous;
};

// Until when an acquire waits, on schedulerNow()'s clock: 0 not at all, kNever. ValueError and
// OverflowError in CPython's words.
Result<int64_t> lockDeadline(Thread*, Value blocking, Value timeout);
// False: the deadline has passed. An error when a signal handler raised. SAFEPOINT.
Result<bool> lockAcquire(Thread*, Lock* lock, int64_t deadline_ns);
void lockRelease(Thread*, Lock* lock); // it is held

// A number of seconds as nanoseconds, rounded up; OverflowError and ValueError in CPython's words.
Result<int64_t> timeoutNanos(Thread*, Value seconds);

} // namespace krait
