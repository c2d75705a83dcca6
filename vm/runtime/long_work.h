// Long computations on limbs in the VM: they give the GIL up, and Ctrl-C and memory that runs out
// end them. See vm/base/abandon.h for what a body may do.
#pragma once

#include "vm/runtime/runtime.h"

namespace krait {

// From how many limbs on; what is shorter takes less than a millisecond or two.
inline constexpr size_t kLongWorkLimbs = 2048;
// From how many on other threads run meanwhile.
inline constexpr size_t kLongWorkReleaseLimbs = size_t{1} << 16;

// Runs body(context) as if it had `limbs` to do. `held` and `held2`, which may be EMPTY, are kept
// alive. Error: given up, for an exception of a signal handler or for MemoryError; what the body
// writes is garbage then. Needs the GIL, which other threads may have had meanwhile.
Status computeLong(Thread*, size_t limbs, Value held, Value held2, void (*body)(void*),
                   void* context);

template <typename Body>
Status computeLong(Thread* t, size_t limbs, Value held, Value held2, Body&& body) {
    if (KRAIT_LIKELY(limbs < kLongWorkLimbs)) {
        body();
        return ok();
    }
    return computeLong(
        t, limbs, held, held2, [](void* context) { (*static_cast<Body*>(context))(); }, &body);
}

} // namespace krait
