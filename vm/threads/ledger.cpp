// The ledger of a GIL; see ledger.h.
#include "vm/threads/ledger.h"

#include "vm/objects/code.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/frames.h"
#include "vm/threads/threads.h"

#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>

namespace krait {

const char* gilReasonName(GilReason reason) {
    switch (reason) {
    case GilReason::kBlocking:
        return "system call";
    case GilReason::kCompute:
        return "native work";
    case GilReason::kLock:
        return "lock";
    case GilReason::kSleep:
        return "sleep";
    case GilReason::kJoin:
        return "join";
    case GilReason::kForced:
        return "forced switch";
    default:
        return "end";
    }
}

Ledger::Ledger(Thread* t) : start_(monotonicNow()) {
    // Threads may carry the number of a track of an earlier ledger.
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        thread->record->ledger_track = 0;
        thread->record->ledger_since = start_;
        thread->record->ledger_reason = GilReason::kBlocking;
    }
    last_track_ = trackOf(t);
}

uint32_t Ledger::trackOf(Thread* t) {
    uint32_t& track = t->record->ledger_track; // one more than the index
    if (track == 0) {
        tracks_.push_back({t->id, t->record->native_id});
        track = static_cast<uint32_t>(tracks_.size());
        if (t->record->ledger_since < start_) t->record->ledger_since = start_;
    }
    return track - 1;
}

uint32_t Ledger::lineOf(Thread* t) {
    FrameWalk walk(t);
    if (!walk.next()) return ~0u;
    Code* code = frameFunction(walk.registers)->code;
    int number = codePosition(code, static_cast<uint32_t>(walk.pc - code->instructions)).line;
    std::string file = isStr(code->filename) ? toUtf8(code->filename.as<Str>()) : "?";
    auto text = texts_.try_emplace(file, 0).first;
    auto [found, fresh] = line_index_.try_emplace({text->getKeyData(), number}, lines_.size());
    if (fresh) {
        auto function = texts_.try_emplace(toUtf8(code->name), 0).first;
        lines_.push_back({text->getKey(), function->getKey(), number});
    }
    return found->second;
}

void Ledger::add(const Record& record) {
    if (records_.size() < kRecordsMax)
        records_.push_back(record);
    else
        ++dropped_;
}

void Ledger::taken(Thread* t, int64_t asked) {
    int64_t now = monotonicNow();
    uint32_t track = trackOf(t);
    ThreadRecord* record = t->record;
    if (asked == 0) asked = now;
    asked = std::max(asked, start_);
    uint32_t line = lineOf(t);
    if (asked > record->ledger_since && record->ledger_reason != GilReason::kForced) {
        add({record->ledger_since, asked, track, line, Kind::kBlocked, record->ledger_reason,
             false});
    }
    if (now > asked && asked != now) {
        add({asked, now, track, line, Kind::kWaited, record->ledger_reason,
             last_forced_ && last_track_ != track});
    }
    record->ledger_since = now;
    last_track_ = track;
}

void Ledger::released(Thread* t, GilReason reason) {
    int64_t now = monotonicNow();
    uint32_t track = trackOf(t);
    ThreadRecord* record = t->record;
    bool forced = reason == GilReason::kForced;
    if (forced) ++tracks_[track].forced;
    add({record->ledger_since, now, track, lineOf(t), Kind::kHeld, reason, forced});
    record->ledger_since = now;
    record->ledger_reason = reason;
    last_track_ = track;
    last_forced_ = forced;
}

Ledger::Sum Ledger::sum(llvm::SmallVectorImpl<int64_t>& durations) {
    Sum sum;
    if (durations.empty()) return sum;
    std::sort(durations.begin(), durations.end());
    sum.count = durations.size();
    for (int64_t d : durations) sum.total += d;
    sum.median = durations[durations.size() / 2];
    sum.p99 = durations[durations.size() * 99 / 100];
    return sum;
}

namespace {

// Text into a buffer, by printf's directives.
class Text {
  public:
    explicit Text(llvm::SmallVectorImpl<char>& out) : out_(out) {}
    [[gnu::format(printf, 2, 3)]] void add(const char* format, ...) {
        char line[512];
        va_list arguments;
        va_start(arguments, format);
        int n = std::vsnprintf(line, sizeof line, format, arguments);
        va_end(arguments);
        if (n < 0) return;
        auto length = std::min(static_cast<size_t>(n), sizeof line - 1);
        out_.append(line, line + length);
    }
    // A JSON string without its quotes.
    void escaped(llvm::StringRef text) {
        for (char c : text) {
            if (c == '"' || c == '\\') {
                out_.push_back('\\');
                out_.push_back(c);
            } else if (static_cast<unsigned char>(c) < 0x20) {
                add("\\u%04x", c);
            } else {
                out_.push_back(c);
            }
        }
    }
    void raw(llvm::StringRef text) { out_.append(text.begin(), text.end()); }

  private:
    llvm::SmallVectorImpl<char>& out_;
};

double millis(int64_t nanos) {
    return static_cast<double>(nanos) / 1e6;
}

} // namespace

void Ledger::appendTable(llvm::SmallVectorImpl<char>& out, const Gil::Counts& counts) const {
    Text text(out);
    text.add("GIL: %" PRIu64 " hand-overs, %" PRIu64 " forced switches, %" PRIu64
             " drop requests\n",
             counts.switches, counts.forced, counts.requests);
    if (dropped_) text.add("(%" PRIu64 " records were dropped)\n", dropped_);
    text.add("%-18s %8s %8s %10s %10s %10s %8s %10s %10s %10s\n", "thread", "held", "forced", "ms",
             "median ms", "p99 ms", "waited", "ms", "median ms", "p99 ms");
    llvm::SmallVector<int64_t, 0> held, waited;
    for (uint32_t i = 0; i < tracks_.size(); ++i) {
        held.clear();
        waited.clear();
        for (const Record& record : records_) {
            if (record.track != i || record.kind == Kind::kBlocked) continue;
            (record.kind == Kind::kHeld ? held : waited).push_back(record.to - record.from);
        }
        Sum h = sum(held), w = sum(waited);
        text.add("%-18" PRIu64 " %8" PRIu64 " %8" PRIu64 " %10.3f %10.3f %10.3f %8" PRIu64
                 " %10.3f %10.3f %10.3f\n",
                 tracks_[i].id, h.count, tracks_[i].forced, millis(h.total), millis(h.median),
                 millis(h.p99), w.count, millis(w.total), millis(w.median), millis(w.p99));
    }
    // Where threads waited for it longest.
    std::vector<std::pair<int64_t, uint32_t>> by_line(lines_.size());
    for (uint32_t i = 0; i < lines_.size(); ++i) by_line[i] = {0, i};
    for (const Record& record : records_) {
        if (record.kind == Kind::kWaited && record.line < lines_.size())
            by_line[record.line].first += record.to - record.from;
    }
    std::sort(by_line.rbegin(), by_line.rend());
    text.add("%8s %10s %10s %10s  line\n", "waits", "ms", "median ms", "p99 ms");
    constexpr size_t kLinesShown = 20;
    for (size_t i = 0; i < by_line.size() && i < kLinesShown && by_line[i].first > 0; ++i) {
        waited.clear();
        for (const Record& record : records_) {
            if (record.kind == Kind::kWaited && record.line == by_line[i].second)
                waited.push_back(record.to - record.from);
        }
        Sum w = sum(waited);
        const Line& line = lines_[by_line[i].second];
        text.add("%8" PRIu64 " %10.3f %10.3f %10.3f  ", w.count, millis(w.total), millis(w.median),
                 millis(w.p99));
        text.raw(line.file);
        text.add(":%d in ", line.number);
        text.raw(line.function);
        text.raw("\n");
    }
}

void Ledger::appendTrace(llvm::SmallVectorImpl<char>& out) const {
    Text text(out);
    auto micros = [&](int64_t at) { return static_cast<double>(at - start_) / 1e3; };
    text.raw("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [\n");
    text.raw("{\"name\": \"process_name\", \"ph\": \"M\", \"pid\": 1, \"tid\": 0, "
             "\"args\": {\"name\": \"krait\"}}");
    for (uint32_t i = 0; i < tracks_.size(); ++i) {
        text.add(",\n{\"name\": \"thread_name\", \"ph\": \"M\", \"pid\": 1, \"tid\": %u, "
                 "\"args\": {\"name\": \"%s %" PRIu64 "\", \"native_id\": %d}}",
                 i, i == 0 ? "main thread" : "thread", tracks_[i].id, tracks_[i].native_id);
    }
    const Record* last_held = nullptr;
    uint64_t flow = 0;
    for (const Record& record : records_) {
        const char* name = record.kind == Kind::kHeld     ? "running"
                           : record.kind == Kind::kWaited ? "waiting for the GIL"
                                                          : gilReasonName(record.reason);
        const char* category = record.kind == Kind::kHeld     ? "held"
                               : record.kind == Kind::kWaited ? "waited"
                                                              : "blocked";
        text.add(",\n{\"name\": \"%s\", \"cat\": \"%s\", \"ph\": \"X\", \"pid\": 1, \"tid\": %u, "
                 "\"ts\": %.3f, \"dur\": %.3f, \"args\": {",
                 name, category, record.track, micros(record.from),
                 static_cast<double>(record.to - record.from) / 1e3);
        if (record.kind == Kind::kHeld)
            text.add("\"released for\": \"%s\", ", gilReasonName(record.reason));
        text.raw("\"line\": \"");
        if (record.line < lines_.size()) {
            text.escaped(lines_[record.line].file);
            text.add(":%d", lines_[record.line].number);
        }
        text.raw("\"}}");
        if (record.kind == Kind::kHeld) {
            last_held = &record;
        } else if (record.kind == Kind::kWaited && last_held && last_held->track != record.track) {
            ++flow;
            text.add(",\n{\"name\": \"hand-over\", \"cat\": \"hand-over\", \"ph\": \"s\", \"id\": "
                     "%" PRIu64 ", \"pid\": 1, \"tid\": %u, \"ts\": %.3f}",
                     flow, last_held->track, micros(last_held->to));
            text.add(",\n{\"name\": \"hand-over\", \"cat\": \"hand-over\", \"ph\": \"f\", \"bp\": "
                     "\"e\", \"id\": %" PRIu64 ", \"pid\": 1, \"tid\": %u, \"ts\": %.3f}",
                     flow, record.track, micros(record.to));
        }
    }
    text.raw("\n]}\n");
}

} // namespace krait
