// Who is told what an instrumented run reports: the trace and the profile function of a Thread
// (sys.settrace, sys.setprofile) and the tools of sys.monitoring (PEP 669).
//
// The interpreter (vm/interp/instrument.cpp) finds the events; here they are handed on. While a
// hook runs, its Thread runs uninstrumented. Everything under the GIL.
#pragma once

#include "vm/runtime/runtime.h"

#include <unordered_map>
#include <vector>

namespace krait {

// In the order of sys.monitoring.events.
enum class TraceEvent : uint8_t {
    kStart,
    kResume,
    kReturn,
    kYield,
    kCall,
    kLine,
    kInstruction,
    kJump,
    kBranch,
    kStopIteration,
    kRaise,
    kExceptionHandled,
    kUnwind,
    kThrow,
    kReraise,
    kCReturn,
    kCRaise,
};
// A further reason for the instrumented table: krait.count().
inline constexpr auto kInstrumentCount = static_cast<InstrumentReason>(1 << 8);
inline constexpr int kTraceEventCount = 17;
inline constexpr uint32_t eventBit(TraceEvent e) {
    return 1u << static_cast<int>(e);
}
inline constexpr int kToolCount = 6;

// A profiler in C++: is told the events that a profile function is told, without a frame object
// being made for each. `callable` is that of the events of native callables, `argument` their first
// (borrowed, EMPTY: none). Must not leave an exception; may run Python code under TraceQuiet.
using ProfileSink = void (*)(Thread*, Object* profiler, TraceEvent, Value* registers,
                             Value callable, Value argument);

// Of a Thread; made at its first use, freed with it.
struct TraceState {
    Value trace, profile; // functions (owned), or EMPTY
    ProfileSink sink = nullptr;
    Value profiler;       // what `sink` is told with (owned), or EMPTY
    bool running = false; // a hook is
    // The instruction reported last, and its frame; null when that frame has gone.
    Value* last_registers = nullptr;
    const uint64_t* last_pc = nullptr;
    bool last_left = false;  // it was a return or a suspension
    int last_line = 0;       // of the last instruction that had one
    bool line_known = false; // f_lineno led to the next instruction: its line is no news
    // The event that a trace function is being told: of which frame, at which instruction; and
    // where it wants that frame to go on (f_lineno).
    Value* hook_registers = nullptr;
    const uint64_t* hook_pc = nullptr;
    TraceEvent hook_event = TraceEvent::kStart;
    const uint64_t* jump = nullptr;
    Value* entering = nullptr; // frame whose call event is being handed on: it is at its head
    // Calls of callables that are no Python functions, innermost last: until the next instruction
    // of the frame that made them.
    struct PendingCall {
        Value* registers;
        Value callable, argument; // owned
    };
    std::vector<PendingCall> calls;
};

// Of a Runtime: the tools.
struct MonitoringState {
    struct Tool {
        Value name; // EMPTY: free
        Value callbacks[kTraceEventCount];
        uint32_t events = 0; // everywhere
    } tools[kToolCount];
    // Events of one code object: bits by tool.
    struct LocalEvents {
        uint32_t events[kToolCount] = {};
    };
    std::unordered_map<const Code*, LocalEvents> local;
    // Places for which a callback returned DISABLE: event bits by tool.
    struct Place {
        const Code* code;
        uint32_t offset;
        bool operator==(const Place&) const = default;
    };
    struct PlaceHash {
        size_t operator()(const Place& p) const {
            return reinterpret_cast<size_t>(p.code) * 31 + p.offset;
        }
    };
    std::unordered_map<Place, LocalEvents, PlaceHash> disabled;
    Value disable, missing; // sys.monitoring.DISABLE and MISSING (owned)
    uint32_t wanted = 0;    // all events that somebody wants somewhere
};

// sys.settrace / sys.setprofile for this Thread; None or EMPTY turns it off.
Status traceSet(Thread*, Value function);
Status profileSet(Thread*, Value function);
// Borrowed; EMPTY if there is none.
Value traceFunction(const Thread*);
Value profileFunction(const Thread*);
// Sets the Thread's profiler in C++, beside any profile function; null takes it off.
Status profileSinkSet(Thread*, ProfileSink sink, Value profiler);
// While one lives, its Thread reports nothing.
class TraceQuiet {
  public:
    explicit TraceQuiet(Thread*);
    ~TraceQuiet();
    TraceQuiet(const TraceQuiet&) = delete;

  private:
    Thread* thread_;
    bool running_; // what it was before
};
// Calls `function` with events handed on as if no hook were running (sys.call_tracing).
Ref callTracing(Thread*, Value function, Tuple* arguments);

// Null until somebody has used sys.monitoring.
MonitoringState* monitoringOf(Thread*);
MonitoringState* monitoringMake(Thread*);
// After a change of the tools' events.
void monitoringChanged(Thread*);

// Sets a bit of Thread::instrumented and with it the table that the Thread takes at its next
// safepoint.
void setInstrumented(Thread*, InstrumentReason reason, bool on);

// Bits of the events that anybody wants of this code, in this Thread.
uint32_t traceWanted(Thread*, const Code* code);
// Hands an event of the frame `registers` on, at the instruction at `pc`. `a` and `b` are what the
// event has (return value, exception, callable and first argument, jump target as int), borrowed.
// An exception that is being raised is out of the hooks' sight; one that a hook raises replaces it.
Status traceDeliver(Thread*, TraceEvent event, Value* registers, const uint64_t* pc, Value a,
                    Value b);

void tracingBegin(Thread*);                           // a Thread starts
void tracingDestroy(Thread*);                         // at the Thread's end
void monitoringDestroy(Thread*);                      // at the Runtime's end
void monitoringForgetCode(Thread*, const Code* code); // it is being deallocated

} // namespace krait
