// Signals: the C handler notes the number and sets the main Thread's breaker; Python handlers run
// at safepoints. Signals belong to the first Runtime of the process: the record through which the C
// handler finds it is the one mutable global of the VM.
#pragma once

#include "vm/runtime/runtime.h"

#include <atomic>
#include <csignal>
#include <pthread.h>

namespace krait {

inline constexpr int kSignalCount = 65;

enum class SignalAction : uint8_t {
    kUnknown,   // set by somebody else: None in Python
    kDefault,   // SIG_DFL
    kIgnore,    // SIG_IGN
    kInterrupt, // default_int_handler: KeyboardInterrupt
    kCall,      // a Python callable
};

struct SignalState {
    Thread* thread = nullptr;
    SignalAction actions[kSignalCount] = {};
    Value handlers[kSignalCount]; // owned; of kCall
    std::atomic<bool> pending[kSignalCount] = {};
    std::atomic<int> wakeup_descriptor{-1};
    // Whose work SIGINT gives up: `thread`'s, while it is in computeLong(); else zero.
    std::atomic<pthread_t> computing{};
};

// Part of start-up: SIGINT raises KeyboardInterrupt, SIGPIPE and SIGXFSZ are ignored.
Status signalsInit(Thread*);
// Puts the system's handlers back and drops the Python ones.
void signalsDestroy(Thread*);
// What happens when `number` arrives. handler: for kCall. OSError.
Status signalSet(Thread*, int number, SignalAction action, Value handler);
// Whose signals they are; null: nobody's. Async-signal-safe.
Runtime* signalsRuntime();
// As if it had arrived; nothing if its action is the system's. Any thread with the GIL.
void signalSimulate(Thread*, int number);
// Runs the Python handlers of the signals that arrived. Called at a safepoint of the main Thread.
Status signalsServe(Thread*);
// The same within a loop in C++; nothing while a finaliser runs.
Status serveSignalsInLoop(Thread*);

// For long work in C++ that no nextItem() interrupts: to be asked at least every 50 ms or so.
inline Status pollSignals(Thread* t) {
    if (KRAIT_LIKELY(!(t->breaker.load(std::memory_order_relaxed) & kBreakSignal))) return ok();
    return serveSignalsInLoop(t);
}
// How many bytes such work may write between two polls.
inline constexpr size_t kPollBytes = size_t{1} << 24;

} // namespace krait
