// Strategy: in which order the fiber scheduler runs what can run, and for how long.
//
// A step is an instruction that a fiber executes while there is another one. Fibers have numbers in
// the order of their creation, the main one 0. Both depend on the program and the schedule alone,
// so a schedule can be written down: "2@341>1" lets fiber 2 go on at its step 341 and gives fiber 1
// the turn (if it can run), "/" separates these; elsewhere a fiber runs until it waits, and who has
// been ready longest follows. That is what shrinking a schedule to its few decisive switches needs.
//
// The text of --threads=fibers,... names a strategy: "seed=7" (random lengths of turns, random
// successors), "seed=7,pct=3,steps=900" (Burckhardt et al., ASPLOS 2010: random priorities, which
// change at two of the first 900 steps), "seed=7,few=2,steps=900" (two preemptions at random
// steps), "seed=7,schedule=2@341>1". The seed also gives hashes of str theirs; "stream=N" is
// another one for the strategy alone. For krait explore: "serve=FD", see FiberScheduler::serve,
// and, last, "log=FILE", who ran until when.
//
// Belongs to the scheduler and its OS thread. Allocates by std containers: bounded by the schedule.
#pragma once

#include "vm/runtime/runtime.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace krait {

struct FiberTurn { // what a strategy knows of a fiber
    uint32_t number = 0;
    uint64_t steps = 0;       // so far, up to the last switch
    uint64_t priority = 0;    // pct
    uint64_t ready_since = 0; // a serial number: the longest ready has the least
};

class Strategy {
  public:
    // Where nothing else ends a turn: a fiber that spins must let others run at last.
    static constexpr int64_t kTurnMax = 200'000;

    virtual ~Strategy() = default;
    virtual void created(FiberTurn&) {}
    // The instructions that the fiber gets; `alone` if there is no other. interval: the switch
    // interval, in instructions.
    virtual int64_t turn(FiberTurn& fiber, bool alone, int64_t interval) = 0;
    // They are spent, and there are others.
    virtual void turnEnded(FiberTurn&) {}
    // The index of the one that follows `from`, which is among the ready if it can go on.
    virtual size_t choose(const FiberTurn& from, const std::vector<FiberTurn*>& ready) = 0;
    // `woken` can run again while `running` does. True: the turn should end.
    virtual bool preempts(const FiberTurn& /*woken*/, const FiberTurn& /*running*/) {
        return false;
    }
    // It gave up its turn by sleep(0) or the like.
    virtual void yielded(FiberTurn&) {}
};

struct ScheduleText {
    uint64_t seed = 0, stream = 0;
    bool has_stream = false;
    int serve = -1;
    enum class Kind : uint8_t { kRandom, kPct, kFew, kSchedule } kind = Kind::kRandom;
    uint32_t depth = 0;
    uint64_t steps = 0;
    std::string schedule, log;
    // False: not such a text.
    bool parse(std::string_view text);
};

std::unique_ptr<Strategy> strategyNew(const ScheduleText& text);

// SplitMix64. Seeds that are neighbours give streams that have nothing in common.
class RandomStream {
  public:
    explicit RandomStream(uint64_t seed) : state_(mix(seed + 0x853c49e6748fea9bu)) {}
    uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15u); }
    uint64_t below(uint64_t bound) { return bound ? next() % bound : 0; }

  private:
    static uint64_t mix(uint64_t z);
    uint64_t state_;
};

} // namespace krait
