// Signals: the C handler notes the number and sets the main Thread's breaker; Python handlers run at safepoints.
#pragma once

#include "vm/runtime/runtime.h"

namespace krait {

// Runs the Python handlers of the signals that arrived. Called at a safepoint of the main Thread.
Status signalsServe(Thread*);

} // namespace krait
