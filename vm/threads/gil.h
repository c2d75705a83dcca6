// The GIL of a Runtime: one Thread at a time touches objects.
//
// Who wants it while it is held joins a queue. The first of the queue waits one switch interval,
// counted from the last hand-over, and then asks the holder to give it up by a bit in its breaker;
// the holder does so at its next safepoint and joins the queue's end, so that a switch that was
// asked for happens (forced switch). Within the queue nobody overtakes; but a thread that gave the
// GIL up by itself, for a system call perhaps, may take it again before the first of the queue is
// awake: else a busy thread would cost it an interval for each call. Taking and giving back a GIL
// that nobody waits for is one atomic operation each.
//
// holder_ and waiting_ are atomics of their own; the queue and the figures belong to mutex_, under
// which nothing is called that blocks. A Thread that may be the holder is only freed after
// releaseFinally, so a waiter may set its breaker under mutex_.
#pragma once

#include "vm/runtime/runtime.h"
#include "vm/threads/parker.h"

#include <atomic>
#include <mutex>

namespace krait {

class Ledger;

// Where a thread may be made to give the GIL up.
enum class SwitchRule : uint8_t {
    kBackedge, // calls and backward jumps: Python 3.10 and later
    kOpcode,   // before every instruction: Python 3.9 and earlier
    kSync,     // where it blocks, only
};

// For what a thread gave the GIL up.
enum class GilReason : uint8_t { kBlocking, kCompute, kLock, kSleep, kJoin, kForced, kEnd, kCount };

class Gil {
  public:
    explicit Gil(Runtime* runtime) : runtime_(runtime) {}
    Gil(const Gil&) = delete;

    // Waits for the GIL. A Thread that comes for it after stop() never returns.
    void take(Thread* t);
    void release(Thread* t, GilReason reason);
    // Serves kBreakGilDrop: gives the GIL to the first in the queue and waits for its turn.
    void dropAtSafepoint(Thread* t);
    // Gives it to whoever waits, and waits for its turn again.
    void yield(Thread* t);
    // After it nothing here refers to the Thread.
    void releaseFinally(Thread* t);
    bool isHeldBy(const Thread* t) const { return holder_.load(std::memory_order_relaxed) == t; }
    bool isWanted() const { return waiting_.load(std::memory_order_relaxed) != 0; }

    // For a scheduler that itself decides who runs: from `from` (null: it has ended) to `to`.
    void handOver(Thread* from, Thread* to, GilReason reason);

    // From now on only `t`, which holds it, gets it: the program is at its end.
    void stop(Thread* t);
    bool isStopped() const { return survivor_.load(std::memory_order_relaxed) != nullptr; }

    // Around fork(): nobody else is inside while the process is copied; in the child only `t` is
    // left.
    void beforeFork() { mutex_.lock(); }
    void afterForkInParent() { mutex_.unlock(); }
    void afterForkInChild(Thread* t);

    int64_t intervalNanos() const { return interval_ns_.load(std::memory_order_relaxed); }
    void setIntervalNanos(int64_t nanos) { interval_ns_.store(nanos, std::memory_order_relaxed); }
    SwitchRule rule() const { return rule_; }
    // Takes effect at each Thread's next safepoint. Needs the GIL.
    void setRule(SwitchRule rule);

    Ledger* ledger() const { return ledger_.load(std::memory_order_acquire); }
    // Starts the record, or (null) ends it; the caller owns it. Needs the GIL.
    void setLedger(Ledger* ledger);

    // Figures kept also without a ledger. Needs the GIL, which orders them.
    struct Counts {
        uint64_t switches = 0; // hand-overs to a thread that had waited
        uint64_t forced = 0;   // of them, given up on request
        uint64_t requests = 0; // drop requests
    };
    Counts counts();

  private:
    struct Waiter {
        Thread* thread;
        int64_t since;
        Waiter* next = nullptr;
    };
    void enqueue(Waiter* waiter); // with mutex_
    const void* postFirst();      // with mutex_; for Parker::wake, after it
    void waitForTurn(std::unique_lock<std::mutex>& lock, Waiter* waiter);
    void giveUp(Thread* t, GilReason reason); // release and join the queue in one step

    Runtime* runtime_;
    std::atomic<Thread*> holder_{nullptr};
    std::atomic<uint32_t> waiting_{0}; // in the queue
    std::atomic<Thread*> survivor_{nullptr};
    std::atomic<int64_t> interval_ns_{5'000'000};
    std::atomic<Ledger*> ledger_{nullptr};
    SwitchRule rule_ = SwitchRule::kBackedge;
    std::mutex mutex_;
    Waiter *first_ = nullptr, *last_ = nullptr;
    int64_t slice_start_ = 0;
    Counts counts_;
};

// The GIL of the Thread's Runtime.
Gil* gilOf(const Thread* t);
// The bodies of GilReleased.
void releaseGil(Thread* t, GilReason reason);
void retakeGil(Thread* t);

// Gives the GIL up while it is alive, around a call that blocks or computes long. No object may be
// touched and no reference counted meanwhile; the Thread's own fields may be read. errno outlives
// it. Signals are not served by it: a call that returns EINTR is the caller's to repeat, after
// serveSignals (stdlib/native/system_support.h).
class GilReleased {
  public:
    explicit GilReleased(Thread* t, GilReason reason = GilReason::kBlocking) : t_(t) {
        releaseGil(t, reason);
    }
    ~GilReleased() { retakeGil(t_); }
    GilReleased(const GilReleased&) = delete;
    GilReleased& operator=(const GilReleased&) = delete;

  private:
    Thread* t_;
};

} // namespace krait
