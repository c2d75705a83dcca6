// The ledger of a GIL: every time it was held, waited for and given up, by whom, where and for
// what. Off unless asked for; the Gil calls it at each change of hands.
//
// Records are made by the thread that has the GIL, so the ledger needs no lock of its own; only the
// drop requests come from waiters, under the Gil's mutex. LIMIT: after kRecordsMax of them, further
// records are counted and dropped.
#pragma once

#include "vm/threads/gil.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringMap.h>

#include <vector>

namespace krait {

const char* gilReasonName(GilReason reason);

class Ledger {
  public:
    static constexpr size_t kRecordsMax = 8'000'000;

    enum class Kind : uint8_t {
        kHeld,    // had the GIL
        kWaited,  // wanted it
        kBlocked, // was without it by itself
    };
    struct Record {
        int64_t from, to; // monotonicNow()
        uint32_t track;   // the thread's
        uint32_t line;    // index into lines(): where it stood when it began (kHeld: when it ended)
        Kind kind;
        GilReason reason; // kHeld, kBlocked: for what it gave the GIL up
        bool forced;      // kHeld: given up on request. kWaited: ended by a forced switch
    };
    struct Track {
        uint64_t id; // get_ident()
        int native_id;
        uint64_t forced = 0;
    };
    struct Line {
        llvm::StringRef file, function;
        int number;
    };

    // From now on; `t` holds the GIL. The ledger is not the Gil's yet.
    explicit Ledger(Thread* t);
    Ledger(const Ledger&) = delete;

    // `t` has just taken the GIL, having asked for it at `asked` (0: it was free).
    void taken(Thread* t, int64_t asked);
    // `t` is about to give it up.
    void released(Thread* t, GilReason reason);
    // A waiter has asked the holder to give it up; with the Gil's mutex.
    void requested() { ++requests_; }
    // Ends the running interval of the holder, for a look at the records.
    void close(Thread* t) { released(t, GilReason::kEnd); }

    const std::vector<Record>& records() const { return records_; }
    const std::vector<Track>& tracks() const { return tracks_; }
    const std::vector<Line>& lines() const { return lines_; }
    int64_t start() const { return start_; }
    uint64_t requests() const { return requests_; }
    uint64_t dropped() const { return dropped_; }

    // What the records come to, for a thread or a line.
    struct Sum {
        uint64_t count = 0;
        int64_t total = 0, median = 0, p99 = 0; // nanoseconds
    };
    static Sum sum(llvm::SmallVectorImpl<int64_t>& durations); // sorts them
    // The table of --stats=gil, lines ended by newlines.
    void appendTable(llvm::SmallVectorImpl<char>& out, const Gil::Counts& counts) const;
    // Chrome's trace format: a track a thread, an arrow for each hand-over.
    void appendTrace(llvm::SmallVectorImpl<char>& out) const;

  private:
    uint32_t trackOf(Thread* t);
    uint32_t lineOf(Thread* t);
    void add(const Record& record);

    int64_t start_;
    std::vector<Record> records_;
    std::vector<Track> tracks_;
    std::vector<Line> lines_;
    llvm::DenseMap<std::pair<const void*, int>, uint32_t> line_index_; // by text of file, number
    llvm::StringMap<char> texts_;                                      // owns what lines_ shows
    uint64_t requests_ = 0, dropped_ = 0;
    uint32_t last_track_ = 0; // who had the GIL last
    bool last_forced_ = false;
};

} // namespace krait
