// Threads as fibers; see fiber_scheduler.h.
//
// The fiber that stops running chooses its successor itself and jumps there: there is no fiber of
// the scheduler's own. Boost.Context's lowest layer is used, since the core has no C++ exceptions.
#include "vm/threads/fiber_scheduler.h"

#include "vm/objects/code.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/ledger.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <boost/context/detail/fcontext.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

struct Fiber : FiberTurn {
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

bool hasSignal(const Thread* t) {
    return t->record->masked == 0 &&
           (t->breaker.load(std::memory_order_acquire) & kBreakSignal) != 0;
}

} // namespace

FiberScheduler::FiberScheduler(Runtime* runtime, const std::string& text) : runtime_(runtime) {
    if (!text_.parse(text)) text_ = {};
    strategy_ = strategyNew(text_);
    log_owner_ = ::getpid();
}

FiberScheduler::~FiberScheduler() {
    for (auto& fiber : all_) {
        if (fiber->stack) ::munmap(fiber->stack - kPage, fiber->stack_size + kPage);
#if __has_feature(thread_sanitizer)
        if (fiber->tsan && fiber.get() != main_) __tsan_destroy_fiber(fiber->tsan);
#endif
    }
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
    if (text_.serve >= 0) serve();
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
    fiber->number = static_cast<uint32_t>(threads_);
    fiber->steps = 0;
    strategy_->created(*fiber);
    child->id = newId();
    bool was_alone = live_ == 1;
    if (was_alone) account(current_->thread);
    live_max_ = std::max(live_max_, ++live_);
    if (was_alone) beginTurn(current_);
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
    strategy_->created(*main_);
    t->id = newId();
    t->record->native_id = systemThreadId();
    live_max_ = live_ = 1;
    gilOf(t)->take(t);
    setInstrumented(t, kInstrumentTurn, true);
    enter(main_);
}

void FiberScheduler::account(Thread* t) {
    auto executed = static_cast<uint64_t>(share_ - t->instructions_left);
    executed_ += executed;
    if (live_ > 1) {
        current_->steps += executed;
        steps_ += executed;
    }
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
    beginTurn(fiber);
}

void FiberScheduler::beginTurn(Fiber* fiber) {
    Thread* t = fiber->thread;
    int64_t interval = gilOf(t)->intervalNanos() / kNanosPerInstruction;
    share_ = std::max<int64_t>(strategy_->turn(*fiber, live_ == 1, interval), 1);
    t->instructions_left = share_;
    // The end of a turn that was not served yet was the last turn's.
    t->breaker.fetch_and(~static_cast<uint32_t>(kBreakGilDrop), std::memory_order_relaxed);
}

// The running fiber's turn ends with the next instruction.
void FiberScheduler::shortenTurn() {
    Thread* t = current_->thread;
    if (t->instructions_left <= 1) return;
    share_ -= t->instructions_left - 1;
    t->instructions_left = 1;
}

void FiberScheduler::switchFrom(Fiber* from, GilReason reason) {
    if (from->thread) account(from->thread);
    Fiber* to = next(from);
    if (!text_.log.empty()) note(from, to, reason);
    preempting_ = false;
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
    fiber->ready_since = ++made_ready_;
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
    if (fiber->state != Fiber::State::kWaiting) return;
    ready(fiber);
    if (current_->thread && strategy_->preempts(*fiber, *current_)) shortenTurn();
}

void FiberScheduler::yield(Thread* t) {
    Fiber* fiber = t->record->fiber;
    account(t);
    strategy_->yielded(*fiber);
    ready(fiber);
    switchFrom(fiber, GilReason::kForced);
}

void FiberScheduler::preempt(Thread* t) {
    Fiber* fiber = t->record->fiber;
    account(t);
    if (live_ > 1) strategy_->turnEnded(*fiber);
    ready(fiber);
    preempting_ = true;
    switchFrom(fiber, GilReason::kForced);
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

Fiber* FiberScheduler::next(Fiber* from) {
    for (;;) {
        ++decisions_;
        if (mainHasSignal()) ready(main_);
        wakeSleepers();
        if (!asking_.empty() && (ready_.empty() || decisions_ % kDecisionsBetweenQuestions == 0))
            askSystem(0);
        if (!ready_.empty()) {
            size_t chosen = strategy_->choose(*from, ready_);
            auto* fiber = static_cast<Fiber*>(ready_[chosen]);
            if (!text_.log.empty()) {
                was_longest_ready_ = std::none_of(ready_.begin(), ready_.end(), [&](auto* each) {
                    return each->ready_since < fiber->ready_since;
                });
            }
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

// --- many schedules in one process --------------------------------------------------------------

namespace {

// Waits for a child; after so many seconds it is ended. Its status.
int statusOf(pid_t child, double seconds, bool* timed_out) {
    int fd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    pollfd entry = {fd, POLLIN, 0};
    *timed_out = fd >= 0 && ::poll(&entry, 1, static_cast<int>(seconds * 1000)) == 0;
    if (*timed_out) ::kill(-child, SIGKILL);
    if (fd >= 0) ::close(fd);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

bool sendOutputTo(const char* path, int fd) {
    int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return false;
    bool good = ::dup2(file, fd) == fd;
    ::close(file);
    return good;
}

} // namespace

void FiberScheduler::serve() {
    FILE* requests = ::fdopen(text_.serve, "r");
    char text[65536], out[4096], err[4096], seconds[64];
    auto line = [&](char* to, int size) {
        if (!requests || !std::fgets(to, size, requests)) return false;
        to[std::strcspn(to, "\n")] = 0;
        return true;
    };
    while (line(text, sizeof text) && line(out, sizeof out) && line(err, sizeof err) &&
           line(seconds, sizeof seconds)) {
        pid_t child = ::fork();
        if (child == 0) {
            ::setpgid(0, 0);
            ScheduleText next;
            if (!next.parse(text) || !sendOutputTo(out, 1) || !sendOutputTo(err, 2)) ::_exit(127);
            ::close(text_.serve);
            text_ = std::move(next);
            strategy_ = strategyNew(text_);
            strategy_->created(*main_);
            log_owner_ = ::getpid();
            beginTurn(current_);
            return;
        }
        if (child < 0) break;
        bool timed_out;
        int status = statusOf(child, std::atof(seconds), &timed_out);
        ::dprintf(text_.serve, "%d %d\n", status, timed_out ? 1 : 0);
    }
    ::_exit(0);
}

// --- log ----------------------------------------------------------------------------------------

namespace {

// The innermost line of the program's own: not of the embedded library.
std::string placeOf(Thread* t) {
    std::string place;
    FrameWalk walk(t);
    while (walk.next()) {
        Code* code = frameFunction(walk.registers)->code;
        std::string file = isStr(code->filename) ? toUtf8(code->filename.as<Str>()) : "?";
        if (!place.empty() && file.starts_with("<")) continue;
        int line = codePosition(code, static_cast<uint32_t>(walk.pc - code->instructions)).line;
        place = file + ":" + std::to_string(line) + ":" + toUtf8(code->name);
        if (!file.starts_with("<")) break;
    }
    return place;
}

} // namespace

void FiberScheduler::note(Fiber* from, Fiber* to, GilReason reason) {
    if (from == to && (preempting_ || was_longest_ready_)) return;
    if (noted_.size() == kNotedMax) return;
    noted_.push_back({from->number, to->number, from->steps, reason,
                      !preempting_ && was_longest_ready_, preempting_,
                      from->thread ? placeOf(from->thread) : std::string()});
}

// A line of figures, then one for each switch: from step to how place.
void FiberScheduler::writeLog() {
    if (text_.log.empty() || log_owner_ != ::getpid()) return;
    FILE* file = std::fopen(text_.log.c_str(), "w");
    if (!file) return;
    std::fprintf(file, "%llu %llu %d\n", static_cast<unsigned long long>(steps_),
                 static_cast<unsigned long long>(live_max_), asked_ ? 0 : 1);
    for (const Noted& each : noted_) {
        const char* how = each.preempted ? "preempted" : gilReasonName(each.reason);
        std::fprintf(file, "%u %llu %u %c %s %s\n", each.from,
                     static_cast<unsigned long long>(each.step), each.to,
                     each.was_default ? '=' : '!', how, each.place.c_str());
    }
    std::fclose(file);
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
    return {text_.seed, executed_ + running, switches_, live_, live_max_, !asked_};
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
