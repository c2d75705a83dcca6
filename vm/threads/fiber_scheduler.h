// FiberScheduler: all Python threads of a Runtime as fibers (Boost.Context) on the OS thread that
// made it, in an order that a Strategy decides (strategy.h), by a virtual clock.
//
// A fiber runs until it blocks, or until it has run as many instructions as the strategy gave it
// and comes to a safepoint. Which of those that can run goes on, it decides too. The clock advances
// by kNanosPerInstruction, and jumps to the next sleeper's deadline when nobody can run: sleeping
// costs no time. When somebody waits for a descriptor or a child, the system is asked for real,
// until the next sleeper is due; only such a run depends on more than the program and the seed.
//
// What a Python thread is besides its native stack is all in its Thread, so a switch swaps stacks
// and errno, and tells Gil who runs. A fiber is never destroyed while it is suspended: stopAll()
// resumes it with a request to end, which no handler catches.
//
// All of it belongs to the one OS thread.
#pragma once

#include "vm/threads/scheduler.h"
#include "vm/threads/strategy.h"

#include <memory>
#include <vector>

namespace krait {

struct Fiber;

class FiberScheduler final : public Scheduler {
  public:
    static constexpr int64_t kNanosPerInstruction = 20;
    static constexpr int64_t kClockStart = 1'000'000'000'000;        // monotonic
    static constexpr int64_t kWallStart = 1'767'225'600'000'000'000; // 2026-01-01 UTC
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    static constexpr size_t kStackSize = 4096 * 1024;
#else
    static constexpr size_t kStackSize = 512 * 1024;
#endif

    // text: of --threads=fibers,...
    FiberScheduler(Runtime* runtime, const std::string& text);
    FiberScheduler(const FiberScheduler&) = delete;
    ~FiberScheduler() override;

    bool spawn(Thread* child, void (*body)(void*), void* argument, size_t stack_size) override;
    void begin(Thread* t) override;
    void end(Thread* t) override;
    void yield(Thread* t) override;
    bool park(Thread* t, int64_t deadline, GilReason reason) override;
    void unpark(Thread* t) override;
    int sleepUntil(Thread* t, int64_t deadline) override;
    int poll(Thread* t, pollfd* entries, nfds_t count, int64_t deadline) override;
    int64_t now() override;
    int64_t readClock(clockid_t clock) override;

    // The fiber has run its share: serves kBreakGilDrop.
    void preempt(Thread* t);
    // Lets the others run until something outside of the process may have changed, or the deadline
    // has passed: for calls that are tried again and again. False: a signal wants to be served.
    bool waitOutside(Thread* t, int64_t deadline);
    // Ends all fibers but the main Thread's, which calls it.
    void stopAll(Thread* main);
    // In the child of a fork only `t` is left.
    void afterForkInChild(Thread* t);

    // The end of the program: who ran until when, if the schedule's text asks for it.
    void writeLog();

    struct Figures {
        uint64_t seed, instructions, switches, fibers, fibers_max;
        bool replayable; // nothing outside of the process was waited for
    };
    Figures figures();

  private:
    friend struct Fiber;
    Fiber* newFiber(size_t stack_size);
    void recycle(Fiber* fiber);
    void ready(Fiber* fiber);
    void wait(Fiber* fiber, int64_t deadline, GilReason reason);
    void switchFrom(Fiber* from, GilReason reason);
    void jump(Fiber* from, Fiber* to);
    void enter(Fiber* fiber);
    void beginTurn(Fiber* fiber);
    void account(Thread* t);
    Fiber* next(Fiber* from);
    void wakeSleepers();
    int64_t firstDeadline();
    // Asks the system for at most `nanos` (kNever) who of those that wait for it can go on.
    void askSystem(int64_t nanos);
    bool mainHasSignal();
    uint64_t newId();
    void shortenTurn();
    // The first thread is about to start: from here on each schedule is a child process. Reads
    // requests from text_.serve: the schedule's text, a file for stdout and one for stderr, the
    // seconds that it may take, a line each; answers "STATUS TIMED-OUT". Returns in the children;
    // when there are no more requests, the process ends.
    void serve();
    void note(Fiber* from, Fiber* to, GilReason reason);

    Runtime* runtime_;
    ScheduleText text_;
    std::unique_ptr<Strategy> strategy_;
    Fiber *main_ = nullptr, *current_ = nullptr;
    std::vector<std::unique_ptr<Fiber>> all_; // also those that ended, to be used again
    std::vector<Fiber*> free_, asking_;
    std::vector<FiberTurn*> ready_; // Fibers
    struct Sleeper {
        int64_t deadline;
        uint64_t wait; // the number of the fiber's wait; another one by now: out of date
        Fiber* fiber;
    };
    static bool isOver(const Sleeper& sleeper);
    std::vector<Sleeper> sleepers_; // a heap, the first deadline in front
    uint64_t waits_ = 0;
    int64_t jumped_ = 0;    // nanoseconds that nobody ran
    int64_t share_ = 0;     // instructions given to the running fiber
    uint64_t executed_ = 0; // by all, up to the last switch
    uint64_t steps_ = 0;    // of all fibers: instructions while there was another
    uint64_t made_ready_ = 0;
    uint64_t switches_ = 0, decisions_ = 0, threads_ = 0, live_ = 0, live_max_ = 0;
    bool asked_ = false; // the system, and waited for its answer
    bool stuck_ = false; // for the main fiber: nobody can go on
    bool told_ = false;  // that nobody can, and nothing came of it
    struct Noted {
        uint32_t from, to;
        uint64_t step;
        GilReason reason;
        bool was_default; // who was ready longest follows, and not by force
        bool preempted;
        std::string place; // where `from` stands: FILE:LINE: FUNCTION
    };
    std::vector<Noted> noted_; // with text_.log only. LIMIT: kNotedMax, then no more
    static constexpr size_t kNotedMax = 100'000;
    bool preempting_ = false, was_longest_ready_ = false;
    int log_owner_ = 0; // the process whose log it is
};

} // namespace krait
