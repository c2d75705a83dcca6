// The Threads of a Runtime: their records, how they start, wait and end, and what becomes of them
// in a fork.
//
// A Thread is made by the one that starts it, under the GIL, and frees itself at its end. The list
// of Threads, the records and all queues of waiters belong to the GIL; the two Parkers may be
// posted from anywhere.
#pragma once

#include "vm/runtime/runtime.h"
#include "vm/threads/gil.h"
#include "vm/threads/parker.h"
#include "vm/threads/scheduler.h"

#include <llvm/ADT/DenseMap.h>

#include <pthread.h>

namespace krait {

// What krait.count() counts while it runs.
struct RunCounts {
    uint64_t instructions = 0;
    uint64_t calls = 0; // CALL instructions of any kind
};

// What a Thread has besides what the interpreter needs.
struct ThreadRecord {
    Parker gil_parker;             // waits for the GIL
    Parker parker;                 // waits for anything else
    struct Fiber* fiber = nullptr; // what it runs on, under FiberScheduler
    int native_id = 0;
    Object* waits_for = nullptr; // lock or handle it is parked on (borrowed; alive while it waits)
    bool waits_for_ever = false; // no timeout
    struct QueuedWaiter* waiting = nullptr;      // its places in queues, the innermost wait first
    struct ModuleSpec* awaited_module = nullptr; // which another thread is loading (borrowed)
    bool in_native = false;                      // has released the GIL, and is not parked
    bool dead = false;                           // was left behind by a fork
    uint32_t masked = 0;                   // signals and async exceptions wait while it isn't 0
    struct Injection* injection = nullptr; // vm/interp/injection.h; null: none
    bool wait_ends = false; // by Thread::async_exception, which is to be raised where it waits
    llvm::DenseMap<Object*, Value> locals; // of _thread._local objects: their dict here (owned)
    Value sentinel;                        // lock released at its end (owned), or EMPTY
    int64_t ledger_since = 0;              // the Ledger's: when the GIL was taken or given up last
    GilReason ledger_reason = GilReason::kBlocking;
    uint32_t ledger_track = 0;
    RunCounts counts;
};

struct ThreadsState {
    explicit ThreadsState(Runtime* runtime) : gil(runtime) {}
    Gil gil;
    Scheduler* scheduler = nullptr;          // owned
    FiberScheduler* fibers = nullptr;        // the scheduler, if it is one of fibers
    uint64_t running = 0;                    // Threads besides the main one
    size_t native_stack = 0;                 // bytes for new ones; 0: the system's default
    void (*after_fork)(Thread*) = nullptr;   // module _thread's, in the child
    struct LockOrder* lock_order = nullptr;  // --check=lock-order, else null
    class ContextLedger* contexts = nullptr; // vm/interp/contexts.h, while it is on
    bool contexts_reported = false;          // --stats=with: at whatever end
    // What of a with-statement runs masked: calls of __exit__, and of __enter__ too.
    bool mask_exits = false, mask_enters = false;
    // Looks for deadlocks: before `t` parks without limit, and when it has ended.
    void (*check_waits)(Thread* t, bool ended) = nullptr;
    // Fibers only: `t`, the main thread, waits, and nothing can happen any more.
    void (*check_stuck)(Thread* t) = nullptr;
};

// Part of Runtime::create: the calling OS thread becomes the main Thread, and holds the GIL.
Status threadsInit(Thread* main);
void threadsDestroy(Runtime* runtime);

// What a new thread does, with the GIL: run, and when the Thread owns nothing any more, end, which
// frees `data`. No exception may be left.
struct ThreadBody {
    void (*run)(Thread* t, void* data);
    void (*end)(Thread* t, void* data);
};
// Starts an OS thread with a Thread of its own. RuntimeError "can't start new thread".
// SAFEPOINT: none; the new thread runs when it gets the GIL.
Result<Thread*> threadStart(Thread* t, ThreadBody body, void* data);

// One waiter in a queue of a lock; lives on its thread's C stack.
struct WaitQueue;
struct QueuedWaiter {
    Thread* thread;
    WaitQueue* queue = nullptr;
    QueuedWaiter* outer = nullptr; // the wait that this one interrupted: ThreadRecord::waiting
    QueuedWaiter* next = nullptr;
    bool queued = false, woken = false;
};
// First come, first woken. Needs the GIL.
struct WaitQueue {
    QueuedWaiter *first = nullptr, *last = nullptr;
    bool broadcast = false; // only woken as a whole, and perhaps gone after that
    void append(QueuedWaiter* waiter);
    void prepend(QueuedWaiter* waiter);
    void remove(QueuedWaiter* waiter); // nothing if it is not queued
    void wakeFirst();
    void wakeAll();
};

enum class Waited : uint8_t { kWoken, kTimedOut, kRaised };
// Joins the queue's end (or its front) and sleeps without the GIL until it is woken or the deadline
// (monotonicNow()'s clock) has passed. In the main thread signal handlers run meanwhile; when one
// raises, the wait ends. `object` is what is waited for. SAFEPOINT.
Waited waitInQueue(Thread* t, WaitQueue* queue, int64_t deadline_ns, Object* object,
                   GilReason reason, bool at_front = false);

// Whether the Thread is to end at once (FiberScheduler::stopAll); finalisers run to their end.
inline bool mustStop(const Thread* t) {
    return (t->instrumented & kInstrumentStop) && t->deallocation_depth == 0;
}
// An error (SystemExit) if it is.
Status checkStop(Thread* t);

// Sets an exception in another Thread (owned by it then), EMPTY: takes it back.
void threadRaise(Thread* target, Value exception);
Thread* threadFind(Runtime* runtime, uint64_t id); // null: there is none

// Around fork(), in the thread that calls it.
void threadsBeforeFork(Thread* t);
void threadsAfterForkInParent(Thread* t);
void threadsAfterForkInChild(Thread* t);

inline Scheduler* schedulerOf(const Thread* t) {
    return t->runtime->threads->scheduler;
}
inline FiberScheduler* fibersOf(const Thread* t) {
    return t->runtime->threads->fibers;
}

} // namespace krait
