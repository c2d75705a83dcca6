// The GIL; see gil.h.
#include "vm/threads/gil.h"

#include "vm/runtime/tracing.h"
#include "vm/threads/fiber_scheduler.h"
#include "vm/threads/ledger.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace krait {

// A daemon thread that comes for the GIL when the program has ended. Its stack stays as it is.
[[noreturn]] static void sleepForEver() {
    for (;;) ::pause();
}

void Gil::take(Thread* t) {
    Thread* nobody = nullptr;
    int64_t asked = 0;
    if (isStopped() || !holder_.compare_exchange_strong(nobody, t, std::memory_order_acquire)) {
        Waiter waiter{t, asked = monotonicNow()};
        std::unique_lock lock(mutex_);
        enqueue(&waiter);
        waitForTurn(lock, &waiter);
    }
    runtime_->current = t;
    if (t->breaker.load(std::memory_order_relaxed) & kBreakGilDrop) {
        // Meant for the last time it was held.
        t->breaker.fetch_and(~static_cast<uint32_t>(kBreakGilDrop), std::memory_order_relaxed);
    }
    if (Ledger* record = ledger(); KRAIT_UNLIKELY(record != nullptr)) record->taken(t, asked);
}

void Gil::release(Thread* t, GilReason reason) {
    KRAIT_ASSERT(isHeldBy(t));
    if (Ledger* record = ledger(); KRAIT_UNLIKELY(record != nullptr)) record->released(t, reason);
    // Ordered before the load: a waiter counts itself first and then looks at the holder.
    holder_.store(nullptr, std::memory_order_seq_cst);
    if (KRAIT_LIKELY(waiting_.load(std::memory_order_seq_cst) == 0)) return;
    const void* address;
    {
        std::lock_guard lock(mutex_);
        address = postFirst();
    }
    Parker::wake(address);
}

void Gil::releaseFinally(Thread* t) {
    KRAIT_ASSERT(isHeldBy(t));
    if (Ledger* record = ledger()) record->released(t, GilReason::kEnd);
    const void* address;
    {
        std::lock_guard lock(mutex_);
        holder_.store(nullptr, std::memory_order_seq_cst);
        address = postFirst();
    }
    Parker::wake(address);
}

void Gil::giveUp(Thread* t, GilReason reason) {
    KRAIT_ASSERT(isHeldBy(t));
    if (Ledger* record = ledger()) record->released(t, reason);
    Waiter waiter{t, monotonicNow()};
    std::unique_lock lock(mutex_);
    enqueue(&waiter);
    holder_.store(nullptr, std::memory_order_seq_cst);
    const void* address = first_ == &waiter ? nullptr : postFirst();
    lock.unlock();
    Parker::wake(address);
    lock.lock();
    waitForTurn(lock, &waiter);
    runtime_->current = t;
    if (Ledger* record = ledger()) record->taken(t, waiter.since);
}

void Gil::dropAtSafepoint(Thread* t) {
    t->breaker.fetch_and(~static_cast<uint32_t>(kBreakGilDrop), std::memory_order_relaxed);
    if (rule_ == SwitchRule::kSync || isStopped()) return;
    if (FiberScheduler* fibers = fibersOf(t)) {
        ++counts_.forced;
        return fibers->preempt(t);
    }
    if (!isWanted()) return;
    ++counts_.forced;
    giveUp(t, GilReason::kForced);
}

void Gil::yield(Thread* t) {
    if (isWanted() && !isStopped()) giveUp(t, GilReason::kForced);
}

void Gil::handOver(Thread* from, Thread* to, GilReason reason) {
    Ledger* record = ledger();
    if (record && from) record->released(from, reason);
    holder_.store(to, std::memory_order_relaxed);
    runtime_->current = to;
    ++counts_.switches;
    if (record) record->taken(to, 0);
}

void Gil::enqueue(Waiter* waiter) {
    (last_ ? last_->next : first_) = waiter;
    last_ = waiter;
    waiting_.fetch_add(1, std::memory_order_seq_cst);
}

const void* Gil::postFirst() {
    return first_ ? first_->thread->record->gil_parker.post() : nullptr;
}

void Gil::waitForTurn(std::unique_lock<std::mutex>& lock, Waiter* waiter) {
    Thread* t = waiter->thread;
    int64_t asked = 0; // when the holder was asked last
    for (;;) {
        Thread* survivor = survivor_.load(std::memory_order_relaxed);
        if (survivor && survivor != t) {
            lock.unlock();
            sleepForEver();
        }
        int64_t deadline = kNever;
        if (first_ == waiter) {
            Thread* holder = nullptr;
            if (holder_.compare_exchange_strong(holder, t, std::memory_order_seq_cst)) break;
            int64_t interval = intervalNanos();
            deadline = std::max({waiter->since, slice_start_, asked}) + interval;
            int64_t now = monotonicNow();
            if (now >= deadline) {
                // Asked again after each interval: the holder may have been told to ignore it.
                holder->breaker.fetch_or(kBreakGilDrop, std::memory_order_relaxed);
                ++counts_.requests;
                if (Ledger* record = ledger()) record->requested();
                asked = now;
                deadline = now + interval;
            }
        }
        lock.unlock();
        t->record->gil_parker.park(deadline);
        lock.lock();
    }
    first_ = waiter->next;
    if (!first_) last_ = nullptr;
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    slice_start_ = monotonicNow();
    ++counts_.switches;
    const void* address = postFirst(); // it measures the interval from now on
    lock.unlock();
    Parker::wake(address);
}

void Gil::stop(Thread* t) {
    std::lock_guard lock(mutex_);
    survivor_.store(t, std::memory_order_relaxed);
    // Those who wait leave the queue by themselves.
    waiting_.store(0, std::memory_order_seq_cst);
    for (Waiter* waiter = first_; waiter; waiter = waiter->next) {
        waiter->thread->record->gil_parker.unpark();
    }
    first_ = last_ = nullptr;
}

void Gil::afterForkInChild(Thread* t) {
    first_ = last_ = nullptr;
    waiting_.store(0, std::memory_order_relaxed);
    holder_.store(t, std::memory_order_relaxed);
    runtime_->current = t;
    mutex_.unlock();
}

void Gil::setRule(SwitchRule rule) {
    rule_ = rule;
    for (Thread* thread = runtime_->main_thread; thread; thread = thread->next) {
        setInstrumented(thread, kInstrumentSwitch, rule == SwitchRule::kOpcode);
    }
}

void Gil::setLedger(Ledger* ledger) {
    std::lock_guard lock(mutex_);
    ledger_.store(ledger, std::memory_order_release);
}

Gil::Counts Gil::counts() {
    std::lock_guard lock(mutex_);
    return counts_;
}

Gil* gilOf(const Thread* t) {
    return &t->runtime->threads->gil;
}

void releaseGil(Thread* t, GilReason reason) {
    t->record->in_native = true;
    if (!fibersOf(t)) gilOf(t)->release(t, reason);
}

void retakeGil(Thread* t) {
    int error = errno;
    if (!fibersOf(t)) gilOf(t)->take(t);
    t->record->in_native = false;
    errno = error;
}

} // namespace krait
