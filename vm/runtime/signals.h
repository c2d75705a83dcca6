// Signals: the C handler notes the number and sets the main Thread's breaker; Python handlers run
// at safepoints. Signals belong to the first Runtime of the process: the record through which the C
// handler finds it is the one mutable global of the VM.
#pragma once

#include "vm/runtime/runtime.h"

#include <atomic>

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

} // namespace krait
