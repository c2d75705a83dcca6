// The scheduler of OS threads: each parks on its Parker, and the GIL is given up meanwhile.
#include "vm/threads/threads.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace krait {

namespace {

constexpr size_t kNativeStackMin = 256 * 1024; // above the reserve
constexpr int64_t kNanosPerSecond = 1'000'000'000;

// The lowest address of the first thread's stack, or null. glibc would read /proc/self/maps for it,
// which is a twentieth of the time of starting up. The command's name is the last thing on the
// stack, above arguments and environment, and the limit counts from there.
void* firstThreadStackLow() {
    rlimit limit;
    auto top = static_cast<uintptr_t>(::getauxval(AT_EXECFN));
    if (::syscall(SYS_gettid) != ::getpid() || top == 0) return nullptr;
    if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= top) return nullptr;
    return reinterpret_cast<void*>(top - limit.rlim_cur);
}

void setNativeLimit(Thread* t) {
    pthread_attr_t attributes;
    void* low = firstThreadStackLow();
    size_t size = 0;
    if (!low && pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &low, &size);
        pthread_attr_destroy(&attributes);
    }
    t->native_limit = static_cast<char*>(low) + kNativeStackReserve;
}

// The kernel lets a timed wait end up to 50 us late, a tenth of a short switch interval; not ours.
void sharpenTimers() {
    ::prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
}

struct Start {
    void (*body)(void*);
    void* argument;
};
extern "C" void* krait_thread_main(void* argument) {
    Start start = *static_cast<Start*>(argument);
    delete static_cast<Start*>(argument);
    sharpenTimers();
    start.body(start.argument);
    return nullptr;
}

class OsScheduler : public Scheduler {
  public:
    bool spawn(Thread* child, void (*body)(void*), void* argument, size_t stack_size) override {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        if (stack_size) {
            pthread_attr_setstacksize(&attributes,
                                      std::max(stack_size, kNativeStackMin + kNativeStackReserve));
        }
        auto start = std::make_unique<Start>(Start{body, argument});
        pthread_t handle;
        int error = pthread_create(&handle, &attributes, krait_thread_main, start.get());
        pthread_attr_destroy(&attributes);
        if (error != 0) return false;
        (void)start.release(); // the thread's now
        child->id = static_cast<uint64_t>(handle);
        // The maker's timed waits compete with others from now on.
        if (!std::exchange(sharp_, true)) sharpenTimers();
        return true;
    }

    void begin(Thread* t) override {
        setNativeLimit(t);
        gilOf(t)->take(t);
        t->record->native_id = systemThreadId();
    }

    void end(Thread* t) override { gilOf(t)->releaseFinally(t); }
    void yield(Thread* t) override { gilOf(t)->yield(t); }

    bool park(Thread* t, int64_t deadline, GilReason reason) override {
        Gil* gil = gilOf(t);
        gil->release(t, reason);
        bool took = t->record->parker.park(deadline);
        gil->take(t);
        return took;
    }
    void unpark(Thread* t) override { t->record->parker.unpark(); }

    int sleepUntil(Thread* t, int64_t deadline) override {
        timespec until = {deadline / kNanosPerSecond,
                          static_cast<long>(deadline % kNanosPerSecond)};
        GilReleased released(t, GilReason::kSleep);
        return ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    }

    int poll(Thread* t, pollfd* entries, nfds_t count, int64_t deadline) override {
        int timeout = -1;
        if (deadline != kNever) {
            int64_t left = std::max<int64_t>(deadline - monotonicNow(), 0);
            timeout = static_cast<int>(std::min<int64_t>((left + 999'999) / 1'000'000, INT_MAX));
        }
        GilReleased released(t);
        return ::poll(entries, count, timeout);
    }

    int64_t now() override { return monotonicNow(); }
    int64_t readClock(clockid_t clock) override {
        timespec now;
        if (clock_gettime(clock, &now) != 0) return -1;
        return now.tv_sec * kNanosPerSecond + now.tv_nsec;
    }

  private:
    bool sharp_ = false;
};

} // namespace

int systemThreadId() {
    return static_cast<int>(::syscall(SYS_gettid));
}

Scheduler* osSchedulerNew() {
    return new OsScheduler();
}

} // namespace krait
