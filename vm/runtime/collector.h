// The cycle collector: trial deletion in three generations. See collector.cpp for the algorithm.
#pragma once

#include "vm/runtime/runtime.h"

namespace krait {

constexpr uint32_t kGcDebugSaveAll = 32; // garbage goes to gc.garbage and lives

struct GcState {
    int64_t count[3] =
        {}; // [0] unused; young collections since a middle one; middle ones since a full
    int64_t threshold[3] = {2000, 10, 10};
    bool enabled = true, collecting = false;
    uint32_t debug = 0;
    uint64_t collections[3] = {}, collected[3] = {};
    size_t old_total = 0, old_pending = 0; // containers that a full collection left; aged since
    Object** middle = nullptr;             // log of generation 1, with stale entries
    size_t middle_count = 0, middle_capacity = 0;
    Value callbacks, garbage; // lists of module gc
    ~GcState();
};

// The log of young containers is full, or a large container was made: asks for a collection at the
// next safepoint when more are alive than the threshold, and makes room.
void gcLogFull(Thread*, Object* container, size_t size);
// One more container, of that many bytes.
inline void gcCountAllocation(Thread* t, Object* container, size_t size) {
    if (KRAIT_LIKELY(size <= kSmallSizeMax && t->heap->logYoung(container))) return;
    gcLogFull(t, container, size);
}
// Young containers that are alive.
int64_t gcYoungCount(Thread*);
void gcThresholdChanged(Thread*);
// Collects now; number of objects whose lives end. REENTRY: finalisers and weak reference
// callbacks.
int64_t gcCollect(Thread*, int generation);
// Serves kBreakGc.
void gcAtSafepoint(Thread*);

// Deallocations that nested too deep: kept outside the objects.
void queueDeallocation(Thread*, Object* o);
Object* takeQueuedDeallocation(Thread*); // null: empty

} // namespace krait
