// The strategies of the fiber scheduler; see strategy.h.
#include "vm/threads/strategy.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace krait {

uint64_t RandomStream::mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

namespace {

size_t longestReady(const std::vector<FiberTurn*>& ready) {
    size_t found = 0;
    for (size_t i = 1; i < ready.size(); ++i)
        if (ready[i]->ready_since < ready[found]->ready_since) found = i;
    return found;
}

class RandomStrategy final : public Strategy {
  public:
    explicit RandomStrategy(uint64_t seed) : random_(seed) {}
    // Between a five-thousandth and twice the switch interval, evenly over the magnitudes: short
    // turns find more than long ones.
    int64_t turn(FiberTurn&, bool, int64_t interval) override {
        int64_t longest = std::max<int64_t>(2 * interval, 2);
        uint64_t bits = random_.next();
        int64_t share = longest >> (bits % 13);
        share =
            share / 2 + static_cast<int64_t>((bits >> 8) % static_cast<uint64_t>(share / 2 + 1));
        return std::max<int64_t>(share, 1);
    }
    size_t choose(const FiberTurn&, const std::vector<FiberTurn*>& ready) override {
        return ready.size() == 1 ? 0 : random_.below(ready.size());
    }

  private:
    RandomStream random_;
};

// Steps at which something is to happen, and how many there were.
class Marks {
  public:
    Marks(RandomStream& random, uint32_t count, uint64_t steps) {
        for (uint32_t i = 0; i < count; ++i) at_.push_back(1 + random.below(steps));
        std::sort(at_.begin(), at_.end());
    }
    // Of all fibers; `fiber` has run since it was called last.
    void count(const FiberTurn& fiber) {
        if (fiber.number >= seen_.size()) seen_.resize(fiber.number + 1, 0);
        total_ += fiber.steps - seen_[fiber.number];
        seen_[fiber.number] = fiber.steps;
    }
    int64_t untilNext() const {
        if (next_ == at_.size()) return Strategy::kTurnMax;
        return at_[next_] > total_ ? static_cast<int64_t>(at_[next_] - total_) : 1;
    }
    bool take() {
        if (next_ == at_.size() || at_[next_] > total_) return false;
        ++next_;
        return true;
    }
    size_t taken() const { return next_; }

  private:
    std::vector<uint64_t> at_, seen_;
    uint64_t total_ = 0;
    size_t next_ = 0;
};

// The one of the highest priority runs. A bug that needs `depth` things to happen in an order is
// found with a probability of at least 1 / (fibers * steps ** (depth - 1)).
class PctStrategy final : public Strategy {
  public:
    PctStrategy(uint64_t seed, uint32_t depth, uint64_t steps)
        : random_(seed), marks_(random_, depth > 1 ? depth - 1 : 0, steps) {}
    void created(FiberTurn& fiber) override { fiber.priority = kFirst + random_.next() / 4; }
    int64_t turn(FiberTurn& fiber, bool alone, int64_t) override {
        marks_.count(fiber);
        began_ = fiber.steps;
        return alone ? kTurnMax : std::min(marks_.untilNext(), kTurnMax);
    }
    void turnEnded(FiberTurn& fiber) override {
        marks_.count(fiber);
        // A mark, or it runs for long, or one of a higher priority was woken, which goes first
        // anyway: then it keeps its own.
        if (marks_.take() || fiber.steps - began_ >= kTurnMax) fiber.priority = --lowest_;
    }
    size_t choose(const FiberTurn& from, const std::vector<FiberTurn*>& ready) override {
        marks_.count(from);
        size_t found = 0;
        for (size_t i = 1; i < ready.size(); ++i)
            if (ready[i]->priority > ready[found]->priority) found = i;
        return found;
    }
    bool preempts(const FiberTurn& woken, const FiberTurn& running) override {
        return woken.priority > running.priority;
    }
    void yielded(FiberTurn& fiber) override { fiber.priority = --lowest_; }

  private:
    uint64_t began_ = 0; // the steps of the running fiber when its turn began
    static constexpr uint64_t kFirst = uint64_t{1} << 60;
    RandomStream random_;
    Marks marks_;
    uint64_t lowest_ = kFirst;
};

class FewStrategy final : public Strategy {
  public:
    FewStrategy(uint64_t seed, uint32_t count, uint64_t steps)
        : random_(seed), marks_(random_, count, steps) {}
    int64_t turn(FiberTurn& fiber, bool alone, int64_t) override {
        marks_.count(fiber);
        return alone ? kTurnMax : std::min(marks_.untilNext(), kTurnMax);
    }
    void turnEnded(FiberTurn& fiber) override {
        marks_.count(fiber);
        preempted_ = marks_.take();
    }
    size_t choose(const FiberTurn& from, const std::vector<FiberTurn*>& ready) override {
        marks_.count(from);
        if (!std::exchange(preempted_, false)) return longestReady(ready);
        size_t chosen = random_.below(ready.size());
        // A preemption that changes nothing is wasted.
        if (ready[chosen] == &from) chosen = (chosen + 1) % ready.size();
        return chosen;
    }

  private:
    RandomStream random_;
    Marks marks_;
    bool preempted_ = false;
};

struct Switch {
    uint32_t from = 0;
    uint64_t step = 0;
    uint32_t to = 0;
};

bool number(std::string_view* text, uint64_t* out) {
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), *out);
    if (error != std::errc()) return false;
    text->remove_prefix(static_cast<size_t>(end - text->data()));
    return true;
}

bool parseSwitches(std::string_view text, std::vector<Switch>* out) {
    while (!text.empty()) {
        uint64_t from, step, to;
        if (!number(&text, &from) || !text.starts_with("@")) return false;
        text.remove_prefix(1);
        if (!number(&text, &step) || !text.starts_with(">")) return false;
        text.remove_prefix(1);
        if (!number(&text, &to) || from > UINT32_MAX || to > UINT32_MAX) return false;
        if (!text.empty() && !text.starts_with("/")) return false;
        if (!text.empty()) text.remove_prefix(1);
        out->push_back({static_cast<uint32_t>(from), step, static_cast<uint32_t>(to)});
    }
    return true;
}

class GivenSchedule final : public Strategy {
  public:
    explicit GivenSchedule(std::vector<Switch> switches) : switches_(std::move(switches)) {}
    int64_t turn(FiberTurn& fiber, bool, int64_t) override {
        const Switch* due = next(fiber);
        if (!due) return kTurnMax;
        return std::min(static_cast<int64_t>(due->step - fiber.steps), kTurnMax);
    }
    size_t choose(const FiberTurn& from, const std::vector<FiberTurn*>& ready) override {
        Switch* due = at(from);
        size_t chosen = longestReady(ready);
        if (due) {
            due->from = UINT32_MAX; // once
            for (size_t i = 0; i < ready.size(); ++i)
                if (ready[i]->number == due->to) chosen = i;
        }
        return chosen;
    }

  private:
    // The first one that its steps have reached.
    Switch* at(const FiberTurn& fiber) {
        Switch* found = nullptr;
        for (Switch& each : switches_) {
            if (each.from == fiber.number && each.step <= fiber.steps &&
                (!found || each.step < found->step))
                found = &each;
        }
        return found;
    }
    const Switch* next(const FiberTurn& fiber) {
        const Switch* found = nullptr;
        for (const Switch& each : switches_) {
            if (each.from == fiber.number && each.step > fiber.steps &&
                (!found || each.step < found->step))
                found = &each;
        }
        return found;
    }
    std::vector<Switch> switches_;
};

} // namespace

bool ScheduleText::parse(std::string_view text) {
    while (!text.empty()) {
        if (text.starts_with("log=")) {
            log = text.substr(4);
            return !log.empty();
        }
        size_t end = std::min(text.find(','), text.size());
        std::string_view item = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        size_t equals = item.find('=');
        if (equals == item.npos) return false;
        std::string_view name = item.substr(0, equals), value = item.substr(equals + 1);
        if (name == "schedule") {
            kind = Kind::kSchedule;
            schedule = value;
            std::vector<Switch> switches;
            if (!parseSwitches(value, &switches)) return false;
            continue;
        }
        uint64_t n;
        if (!number(&value, &n) || !value.empty()) return false;
        if (name == "seed") {
            seed = n;
        } else if (name == "stream") {
            stream = n;
            has_stream = true;
        } else if (name == "serve" && n < 1024) {
            serve = static_cast<int>(n);
        } else if (name == "steps") {
            steps = n;
        } else if ((name == "pct" || name == "few") && n > 0 && n <= 100) {
            kind = name == "pct" ? Kind::kPct : Kind::kFew;
            depth = static_cast<uint32_t>(n);
        } else {
            return false;
        }
    }
    return true;
}

std::unique_ptr<Strategy> strategyNew(const ScheduleText& text) {
    uint64_t seed = text.has_stream ? text.stream : text.seed;
    switch (text.kind) {
    case ScheduleText::Kind::kPct:
        return std::make_unique<PctStrategy>(seed, text.depth, text.steps);
    case ScheduleText::Kind::kFew:
        return std::make_unique<FewStrategy>(seed, text.depth, text.steps);
    case ScheduleText::Kind::kSchedule: {
        std::vector<Switch> switches;
        parseSwitches(text.schedule, &switches);
        return std::make_unique<GivenSchedule>(std::move(switches));
    }
    case ScheduleText::Kind::kRandom:
        break;
    }
    return std::make_unique<RandomStrategy>(seed);
}

} // namespace krait
