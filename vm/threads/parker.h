// Parker: where one thread sleeps until somebody wakes it. It holds at most one token: unpark()
// leaves it, park() takes it or sleeps until it comes. A token that comes early is not lost, one
// that comes twice counts once; so whoever parks does it in a loop around a condition of its own.
//
// unpark() is async-signal-safe, which a condition variable is not. Any thread may call it; park()
// is the owner's alone.
#pragma once

#include <atomic>
#include <cstdint>

namespace krait {

inline constexpr int64_t kNever = INT64_MAX;

// CLOCK_MONOTONIC in nanoseconds.
int64_t monotonicNow();

class Parker {
  public:
    // Sleeps until there is a token, the deadline has passed, or a signal handler ran; true if it
    // took a token.
    bool park(int64_t deadline_ns);
    void unpark();
    // The same in two steps, for callers that hold a lock: post() under it, and afterwards wake()
    // on its result (null: nobody sleeps), which does not touch the Parker itself.
    const void* post();
    static void wake(const void* address);
    void reset() { state_.store(kEmpty, std::memory_order_relaxed); }

  private:
    static constexpr uint32_t kEmpty = 0, kToken = 1, kSleeping = 2;
    std::atomic<uint32_t> state_{kEmpty};
};

} // namespace krait
