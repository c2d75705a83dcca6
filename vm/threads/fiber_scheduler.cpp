// Threads as fibers; see fiber_scheduler.h.
//
// The fiber that stops running chooses its successor itself and jumps there: there is no fiber of
// the scheduler's own. Boost.Context's lowest layer is used, since the core has no C++ exceptions.
#include "vm/threads/fiber_scheduler.h"

#include "vm/runtime/tracing.h"
#include "vm/threads/ledger.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <boost/context/detail/fcontext.hpp>
#include <cerrno>
#include <csignal>
#include <sys/mman.h>
#include <unistd.h>
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#endif

namespace krait {

namespace context = boost::context::detail;

struct Fiber {
    enum class State : uint8_t { kReady, kRunning, kWaiting, kEnded };
    Thread* thread = nullptr;
    FiberScheduler* scheduler = nullptr;
    void* context = nullptr; // while it is suspended
    char* stack = nullptr;   // lowest byte above the guard page; null: the OS thread's own
    size_t stack_size = 0;
    void (*body)(void*) = nullptr;
    void* argument = nullptr;
    State state = State::kReady;
    bool token = false;
    bool outside = false;      // waits for what no descriptor tells of
    pollfd* entries = nullptr; // of its own stack, while it waits for descriptors
    nfds_t entry_count = 0;
    uint64_t wait = 0; // the number of its wait
    // What a new stack begins with.
    static void entry(context::transfer_t from);
#if __has_feature(address_sanitizer)
    void* fake_stack = nullptr;
    const void* bottom = nullptr;
    size_t size = 0;
#endif
#if __has_feature(thread_sanitizer)
    void* tsan = nullptr;
#endif
};

namespace {

constexpr size_t kPage = 4096;
constexpr uint64_t kFirstId = 0x7f0000000000; // looks like the numbers of OS threads
constexpr int64_t kAskEvery = 1'000'000;      // ns between questions that no descriptor answers
constexpr int kDecisionsBetweenQuestions = 16;

// SplitMix64's. Also the seed goes through it, or neighbours would be one stream, shifted.
uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

bool hasSignal(const Thread* t) {
    return t->record->masked == 0 &&
           (t->breaker.load(std::memory_order_acquire) & kBreakSignal) != 0;
}

} // namespace

FiberScheduler::FiberScheduler(Runtime* runtime, uint64_t seed)
    : runtime_(runtime), seed_(seed), state_(mix(seed + 0x853c49e6748fea9bu)) {}

FiberScheduler::~FiberScheduler() {
    for (auto& fiber : all_) {
        if (fiber->stack) ::munmap(fiber->stack - kPage, fiber->stack_size + kPage);
#if __has_feature(thread_sanitizer)
        if (fiber->tsan && fiber.get() != main_) __tsan_destroy_fiber(fiber->tsan);
#endif
    }
}

uint64_t FiberScheduler::random() {
    return mix(state_ += 0x9e3779b97f4a7c15u);
}

// --- stacks -------------------------------------------------------------------------------------

Fiber* FiberScheduler::newFiber(size_t stack_size) {
    stack_size = (std::max(stack_size, kStackSize) + kPage - 1) & ~(kPage - 1);
    for (size_t i = free_.size(); i-- > 0;) {
        Fiber* fiber = free_[i];
        if (fiber->stack_size != stack_size) continue;
        free_.erase(free_.begin() + static_cast<ptrdiff_t>(i));
        return fiber;
    }
    void* low = ::mmap(nullptr, stack_size + kPage, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (low == MAP_FAILED) return nullptr;
    ::mprotect(low, kPage, PROT_NONE);
    auto& fiber = all_.emplace_back(std::make_unique<Fiber>());
    fiber->scheduler = this;
    fiber->stack = static_cast<char*>(low) + kPage;
    fiber->stack_size = stack_size;
#ifdef VALGRIND_STACK_REGISTER
    (void)VALGRIND_STACK_REGISTER(fiber->stack, fiber->stack + stack_size);
#endif
    return fiber.get();
}

// Its stack is used again; what it touched beyond its top goes back to the system.
void FiberScheduler::recycle(Fiber* fiber) {
#if __has_feature(address_sanitizer)
    __asan_unpoison_memory_region(fiber->stack, fiber->stack_size);
#endif
#if __has_feature(thread_sanitizer)
    __tsan_destroy_fiber(fiber->tsan);
    fiber->tsan = nullptr;
#endif
    constexpr size_t kKept = 4 * kPage;
    ::madvise(fiber->stack, fiber->stack_size - kKept, MADV_DONTNEED);
    free_.push_back(fiber);
}

// --- switching ----------------------------------------------------------------------------------

void Fiber::entry(context::transfer_t from) {
    auto* left = static_cast<Fiber*>(from.data);
    left->context = from.fctx;
    FiberScheduler* scheduler = left->scheduler;
#if __has_feature(address_sanitizer)
    __sanitizer_finish_switch_fiber(nullptr, &left->bottom, &left->size);
#endif
    if (left->state == State::kEnded) scheduler->recycle(left);
    Fiber* self = scheduler->current_;
    self->body(self->argument);
    // The Thread is no more; nobody comes back here.
    self->state = State::kEnded;
    --scheduler->live_;
    scheduler->switchFrom(self, GilReason::kEnd);
    __builtin_unreachable();
}

bool FiberScheduler::spawn(Thread* child, void (*body)(void*), void* argument, size_t stack_size) {
    Fiber* fiber = newFiber(stack_size);
    if (!fiber) return false;
    fiber->thread = child;
    fiber->body = body;
    fiber->argument = argument;
    fiber->token = fiber->outside = false;
    fiber->entries = nullptr;
    fiber->context =
        context::make_fcontext(fiber->stack + fiber->stack_size, fiber->stack_size, Fiber::entry);
#if __has_feature(address_sanitizer)
    fiber->bottom = fiber->stack;
    fiber->size = fiber->stack_size;
    fiber->fake_stack = nullptr;
#endif
#if __has_feature(thread_sanitizer)
    fiber->tsan = __tsan_create_fiber(0);
#endif
    child->record->fiber = fiber;
    child->id = newId();
    live_max_ = std::max(live_max_, ++live_);
    ready(fiber);
    return true;
}

uint64_t FiberScheduler::newId() {
    return kFirstId + kPage * threads_++;
}

void FiberScheduler::begin(Thread* t) {
    Fiber* fiber = t->record->fiber;
    if (fiber) {
        t->native_limit = fiber->stack + kNativeStackReserve;
        // The system knows one thread; programs expect a number for each.
        t->record->native_id =
            main_->thread->record->native_id + static_cast<int>((t->id - kFirstId) / kPage);
        return;
    }
    // The main Thread, on the OS thread's stack.
    auto& made = all_.emplace_back(std::make_unique<Fiber>());
    main_ = current_ = made.get();
    main_->scheduler = this;
    main_->thread = t;
    main_->state = Fiber::State::kRunning;
#if __has_feature(thread_sanitizer)
    main_->tsan = __tsan_get_current_fiber();
#endif
    t->record->fiber = main_;
    t->id = newId();
    t->record->native_id = systemThreadId();
    live_max_ = live_ = 1;
    gilOf(t)->take(t);
    setInstrumented(t, kInstrumentTurn, true);
    enter(main_);
}

void FiberScheduler::account(Thread* t) {
    executed_ += static_cast<uint64_t>(share_ - t->instructions_left);
    share_ = t->instructions_left = 0;
}

void FiberScheduler::end(Thread* t) {
    account(t);
    t->record->fiber->thread = nullptr;
    gilOf(t)->releaseFinally(t);
}

// Its turn begins.
void FiberScheduler::enter(Fiber* fiber) {
    current_ = fiber;
    fiber->state = Fiber::State::kRunning;
    // Between a five-thousandth and twice the switch interval, evenly over the magnitudes: short
    // turns find more than long ones.
    int64_t interval = gilOf(fiber->thread)->intervalNanos() / kNanosPerInstruction;
    int64_t longest = std::max<int64_t>(2 * interval, 2);
    uint64_t bits = random();
    int64_t share = longest >> (bits % 13);
    share = share / 2 + static_cast<int64_t>((bits >> 8) % static_cast<uint64_t>(share / 2 + 1));
    share_ = std::max<int64_t>(share, 1);
    fiber->thread->instructions_left = share_;
}

void FiberScheduler::switchFrom(Fiber* from, GilReason reason) {
    if (from->thread) account(from->thread);
    Fiber* to = next();
    if (to != from) {
        ++switches_;
        runtime_->threads->gil.handOver(from->thread, to->thread, reason);
    }
    enter(to);
    if (to != from) jump(from, to);
}

void FiberScheduler::jump(Fiber* from, Fiber* to) {
    int error = errno;
#if __has_feature(address_sanitizer)
    // An ended fiber's fake stack goes with it.
    bool ended = from->state == Fiber::State::kEnded;
    __sanitizer_start_switch_fiber(ended ? nullptr : &from->fake_stack, to->bottom, to->size);
#endif
#if __has_feature(thread_sanitizer)
    __tsan_switch_to_fiber(to->tsan, 0);
#endif
    context::transfer_t got = context::jump_fcontext(to->context, from);
    auto* left = static_cast<Fiber*>(got.data);
    left->context = got.fctx;
#if __has_feature(address_sanitizer)
    __sanitizer_finish_switch_fiber(from->fake_stack, &left->bottom, &left->size);
#endif
    if (left->state == Fiber::State::kEnded) recycle(left);
    errno = error;
}

void FiberScheduler::ready(Fiber* fiber) {
    fiber->state = Fiber::State::kReady;
    ready_.push_back(fiber);
}

// --- waiting ------------------------------------------------------------------------------------

// The order of the heap: the first deadline in front, the first of equals to begin before others.
struct IsLater {
    template <typename Sleeper>
    bool operator()(const Sleeper& a, const Sleeper& b) const {
        return a.deadline != b.deadline ? a.deadline > b.deadline : a.wait > b.wait;
    }
};

bool FiberScheduler::isOver(const Sleeper& sleeper) {
    return sleeper.fiber->wait != sleeper.wait || sleeper.fiber->state != Fiber::State::kWaiting;
}

void FiberScheduler::wait(Fiber* fiber, int64_t deadline, GilReason reason) {
    fiber->state = Fiber::State::kWaiting;
    fiber->wait = ++waits_;
    if (deadline != kNever) {
        if (sleepers_.size() > 64 + 4 * live_) {
            // Most were woken long before their time.
            std::erase_if(sleepers_, isOver);
            std::make_heap(sleepers_.begin(), sleepers_.end(), IsLater());
        }
        sleepers_.push_back({deadline, fiber->wait, fiber});
        std::push_heap(sleepers_.begin(), sleepers_.end(), IsLater());
    }
    switchFrom(fiber, reason);
    fiber->wait = 0;
}

bool FiberScheduler::park(Thread* t, int64_t deadline, GilReason reason) {
    Fiber* fiber = t->record->fiber;
    if (!fiber->token) wait(fiber, deadline, reason);
    if (fiber == main_ && std::exchange(stuck_, false) && runtime_->threads->check_stuck) {
        told_ = true;
        runtime_->threads->check_stuck(t);
    }
    return std::exchange(fiber->token, false);
}

void FiberScheduler::unpark(Thread* t) {
    Fiber* fiber = t->record->fiber;
    fiber->token = true;
    told_ = false;
    if (fiber->state == Fiber::State::kWaiting) ready(fiber);
}

void FiberScheduler::yield(Thread* t) {
    Fiber* fiber = t->record->fiber;
    ready(fiber);
    switchFrom(fiber, GilReason::kForced);
}

void FiberScheduler::preempt(Thread* t) {
    yield(t);
}

int FiberScheduler::sleepUntil(Thread* t, int64_t deadline) {
    Fiber* fiber = t->record->fiber;
    if (deadline <= now()) yield(t); // Python: sleep(0) lets others run
    while (now() < deadline) {
        if (hasSignal(t) || mustStop(t)) return EINTR;
        wait(fiber, deadline, GilReason::kSleep);
    }
    return 0;
}

int FiberScheduler::poll(Thread* t, pollfd* entries, nfds_t count, int64_t deadline) {
    Fiber* fiber = t->record->fiber;
    for (;;) {
        int found = ::poll(entries, count, 0);
        if (found != 0) return found;
        if (deadline <= now()) return 0;
        if (hasSignal(t) || mustStop(t)) {
            errno = EINTR;
            return -1;
        }
        fiber->entries = entries;
        fiber->entry_count = count;
        asking_.push_back(fiber);
        wait(fiber, deadline, GilReason::kBlocking);
        std::erase(asking_, fiber);
        fiber->entries = nullptr;
    }
}

bool FiberScheduler::waitOutside(Thread* t, int64_t deadline) {
    if (hasSignal(t) || mustStop(t)) return false;
    Fiber* fiber = t->record->fiber;
    fiber->outside = true;
    asking_.push_back(fiber);
    wait(fiber, deadline, GilReason::kBlocking);
    std::erase(asking_, fiber);
    fiber->outside = false;
    return !hasSignal(t) && !mustStop(t);
}

// --- who is next --------------------------------------------------------------------------------

bool FiberScheduler::mainHasSignal() {
    return main_->state == Fiber::State::kWaiting && hasSignal(main_->thread);
}

int64_t FiberScheduler::firstDeadline() {
    while (!sleepers_.empty() && isOver(sleepers_.front())) {
        std::pop_heap(sleepers_.begin(), sleepers_.end(), IsLater());
        sleepers_.pop_back();
    }
    return sleepers_.empty() ? kNever : sleepers_.front().deadline;
}

void FiberScheduler::wakeSleepers() {
    int64_t time = now();
    while (firstDeadline() <= time) ready(sleepers_.front().fiber); // firstDeadline() drops it
}

void FiberScheduler::askSystem(int64_t nanos) {
    std::vector<pollfd> entries;
    for (Fiber* fiber : asking_) {
        if (fiber->state != Fiber::State::kWaiting) continue;
        if (fiber->outside) nanos = std::min(nanos, kAskEvery);
        for (nfds_t i = 0; i < fiber->entry_count && fiber->entries; ++i)
            entries.push_back({fiber->entries[i].fd, fiber->entries[i].events, 0});
    }
    // A signal that comes after the last look at the main Thread ends the wait.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (mainHasSignal()) nanos = 0;
    timespec timeout = {nanos / 1'000'000'000, static_cast<long>(nanos % 1'000'000'000)};
    int64_t began = monotonicNow();
    int found =
        ::ppoll(entries.data(), entries.size(), nanos == kNever ? nullptr : &timeout, &before);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (nanos > 0) {
        asked_ = true;
        jumped_ += std::min(monotonicNow() - began, nanos);
    }
    // Who asks again and again does so after a while, or now and then while others run.
    bool again = nanos > 0 || !ready_.empty();
    size_t at = 0;
    for (Fiber* fiber : asking_) {
        if (fiber->state != Fiber::State::kWaiting) continue;
        bool answered = fiber->outside && again;
        for (nfds_t i = 0; i < fiber->entry_count && fiber->entries; ++i, ++at)
            answered |= found > 0 && entries[at].revents != 0;
        if (answered) ready(fiber);
    }
}

Fiber* FiberScheduler::next() {
    for (;;) {
        ++decisions_;
        if (mainHasSignal()) ready(main_);
        wakeSleepers();
        if (!asking_.empty() && (ready_.empty() || decisions_ % kDecisionsBetweenQuestions == 0))
            askSystem(0);
        if (!ready_.empty()) {
            size_t chosen = ready_.size() == 1 ? 0 : random() % ready_.size();
            Fiber* fiber = ready_[chosen];
            ready_[chosen] = ready_.back();
            ready_.pop_back();
            return fiber;
        }
        int64_t deadline = firstDeadline();
        if (!asking_.empty()) {
            askSystem(deadline == kNever ? kNever : deadline - now());
        } else if (deadline != kNever) {
            jumped_ += deadline - now();
        } else if (!told_ && main_->thread && main_->state == Fiber::State::kWaiting) {
            stuck_ = true;
            ready(main_);
        } else {
            askSystem(kNever); // for a signal
        }
    }
}

// --- clock --------------------------------------------------------------------------------------

int64_t FiberScheduler::now() {
    return kClockStart + jumped_ +
           static_cast<int64_t>(figures().instructions) * kNanosPerInstruction;
}

int64_t FiberScheduler::readClock(clockid_t clock) {
    int64_t time = now();
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        return time - kClockStart + kWallStart;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        return time - kClockStart - jumped_;
    default:
        return time;
    }
}

FiberScheduler::Figures FiberScheduler::figures() {
    uint64_t running = 0;
    if (current_ && share_ && current_->thread)
        running = static_cast<uint64_t>(share_ - current_->thread->instructions_left);
    return {seed_, executed_ + running, switches_, live_, live_max_, !asked_};
}

// --- ends ---------------------------------------------------------------------------------------

void FiberScheduler::stopAll(Thread* main) {
    // LIMIT: a fiber that natively goes on all the same stays where it is.
    constexpr int kRounds = 10'000;
    for (int round = 0; round < kRounds && live_ > 1; ++round) {
        for (auto& fiber : all_) {
            if (fiber.get() == main_ || !fiber->thread || fiber->state == Fiber::State::kEnded)
                continue;
            if (!(fiber->thread->instrumented & kInstrumentStop))
                setInstrumented(fiber->thread, kInstrumentStop, true);
            fiber->thread->breaker.fetch_or(kBreakStop);
            if (fiber->state == Fiber::State::kWaiting) ready(fiber.get());
        }
        yield(main);
    }
}

void FiberScheduler::afterForkInChild(Thread* t) {
    main_ = t->record->fiber;
    ready_.clear();
    sleepers_.clear();
    asking_.clear();
    live_ = 1;
    for (auto& fiber : all_) {
        if (fiber.get() == main_) continue;
        // Nobody can tell what its stack owns: it stays, unused.
        fiber->thread = nullptr;
        fiber->state = Fiber::State::kEnded;
    }
}

} // namespace krait
