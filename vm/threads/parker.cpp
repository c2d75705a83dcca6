// Parking on a Linux futex.
#include "vm/threads/parker.h"

#include <cerrno>
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace krait {

static constexpr int64_t kNanosPerSecond = 1'000'000'000;

int64_t monotonicNow() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * kNanosPerSecond + now.tv_nsec;
}

bool Parker::park(int64_t deadline_ns) {
    uint32_t seen = kEmpty;
    if (!state_.compare_exchange_strong(seen, kSleeping, std::memory_order_acquire)) {
        state_.store(kEmpty, std::memory_order_relaxed);
        return true;
    }
    timespec deadline;
    deadline.tv_sec = static_cast<time_t>(deadline_ns / kNanosPerSecond);
    deadline.tv_nsec = static_cast<long>(deadline_ns % kNanosPerSecond);
    // An absolute deadline on the monotonic clock is what the BITSET form takes.
    ::syscall(SYS_futex, &state_, FUTEX_WAIT_BITSET_PRIVATE, kSleeping,
              deadline_ns == kNever ? nullptr : &deadline, nullptr, FUTEX_BITSET_MATCH_ANY);
    return state_.exchange(kEmpty, std::memory_order_acquire) == kToken;
}

const void* Parker::post() {
    return state_.exchange(kToken, std::memory_order_release) == kSleeping ? &state_ : nullptr;
}

void Parker::wake(const void* address) {
    if (!address) return;
    int error = errno;
    ::syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    errno = error;
}

void Parker::unpark() {
    wake(post());
}

} // namespace krait
