// The cycle collector: trial deletion over container pages. See collector.cpp for the algorithm.
#pragma once

#include "vm/runtime/runtime.h"

namespace krait {

struct GcState {
    int64_t count[3] = {}; // allocations of containers less deallocations; young collections; old
    int64_t threshold[3] = {2000, 10, 0};
    bool enabled = true, collecting = false;
    uint32_t debug = 0;
    uint64_t collections = 0, collected = 0, uncollectable = 0;
    size_t live_after_full = 0; // containers alive after the last full collection
    int64_t quiet_until = 0;    // count[0] up to which none is due, however low the threshold
    Value callbacks, garbage;   // lists of module gc
};

// One more container: asks for a collection at the next safepoint when the threshold is passed.
inline void gcCountAllocation(Thread* t) {
    if (GcState* gc = t->runtime->gc) {
        if (KRAIT_UNLIKELY(++gc->count[0] > gc->threshold[0] && gc->count[0] > gc->quiet_until &&
                           gc->enabled && gc->threshold[0] != 0)) {
            t->breaker.fetch_or(kBreakGc, std::memory_order_relaxed);
        }
    }
}
inline void gcCountDeallocation(Thread* t) {
    if (GcState* gc = t->runtime->gc; gc && gc->count[0] > 0) --gc->count[0];
}
// Collects now; number of unreachable objects found. REENTRY: finalisers and weak reference
// callbacks.
int64_t gcCollect(Thread*, int generation);
// Serves kBreakGc.
void gcAtSafepoint(Thread*);

// Deallocations that nested too deep: kept outside the objects.
void queueDeallocation(Thread*, Object* o);
Object* takeQueuedDeallocation(Thread*); // null: empty

} // namespace krait
