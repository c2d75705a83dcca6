// The ledger of with-blocks: at each with-statement, how often its context was entered, its exit
// called and completed; and which contexts are open now, and why.
//
// The instrumented dispatch table tells it every instruction and unwinding what it raises; it finds
// the places of a code object's with-blocks in its instructions, once. It holds no object alive: an
// open context is known by its frame's registers and the window in which its exit waits. A
// Runtime's, under the GIL; blocks that were open when it was switched on are not known to it.
#pragma once

#include "vm/interp/dispatch.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace krait {

// Where the with-blocks of a code object begin and end.
struct WithPlaces {
    enum Kind : uint8_t {
        kDone = 1,    // the exit at `other` has returned (of async ones: was awaited)
        kEntered = 2, // the protected region begins; `other`: its WITH_ENTER
        kExit = 4,    // calls the exit in `window`
    };
    struct Place {
        uint32_t offset;
        Kind kind;
        uint16_t window;
        uint32_t other;
        bool is_async;
    };
    std::shared_ptr<CodeBlueprint> blueprint; // keeps its address taken
    std::vector<uint8_t> kinds;               // by word
    std::vector<Place> places;
    explicit WithPlaces(const Code* code);
    const Place* find(uint32_t offset, Kind kind) const;
};

class ContextLedger {
  public:
    struct Site {
        std::string file, function;
        int line;
        bool is_async;
        // Exits that raised are among the completed; interrupted: a Python function did; lost:
        // the frame was left without a call of the exit.
        uint64_t entered = 0, called = 0, completed = 0, raised = 0, interrupted = 0, lost = 0;
    };
    struct Open {
        uint32_t site;
        uint16_t window;
        Value* registers;
        bool exiting, python_exit;
        uint32_t exit;       // offset, while exiting
        std::string manager; // name of its type
    };

    const std::vector<Site>& sites() const { return sites_; }
    const std::vector<Open>& open() const { return open_; }
    const WithPlaces& placesOf(const Code* code);

    // The instruction at pc is about to run: what the one before has completed or entered, and the
    // exit that it calls itself. Between the two something may be raised in its place.
    void before(Thread* t, const uint64_t* pc, Value* regs);
    void exits(const uint64_t* pc, Value* regs);
    void raised(const uint64_t* pc, Value* regs);
    void unwound(Value* regs);

    // Why an open context is open, one of: "running", "daemon thread", "suspended frame",
    // "suspended frame in a cycle", "frame is gone".
    static std::string whyOpen(Thread* t, const Open& open);
    std::string table(Thread* t, const char* running) const;

  private:
    uint32_t siteAt(const Code* code, uint32_t enter, bool is_async);
    Open* find(const Value* regs, uint16_t window);
    void end(Open* open);

    std::unordered_map<const CodeBlueprint*, std::unique_ptr<WithPlaces>> places_;
    const WithPlaces* last_ = nullptr;
    std::unordered_map<const CodeBlueprint*, std::unordered_map<uint32_t, uint32_t>> site_of_;
    std::vector<Site> sites_;
    std::vector<Open> open_; // as they were entered
};

// Begins a new ledger, for all Threads; ends and drops it.
void contextsStart(Thread*);
void contextsStop(Thread*);
// Its figures as text, "" without one. `running` says why a frame that runs is left: "os._exit".
std::string contextsTable(Thread*, const char* running);
// Before the process ends on the spot: what --stats=with would print at the end, on stderr.
void contextsReportAtOnce(Thread*, const char* running);

} // namespace krait
