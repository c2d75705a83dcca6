// Long computations in C that can be given up in the middle: products and conversions of big
// integers, which GMP has no way to interrupt.
//
// runAbandonable() runs a body that only computes: it allocates by GMP or abandonAllocate() alone,
// takes no lock and owns nothing that a destructor must free. Meanwhile its memory is on a list of
// its own. abandonRunning(), called by a signal handler on that thread, drops the list and jumps
// out of the body, so that its results are garbage; so does memory that is refused to GMP, which
// would end the process otherwise. Any thread; bodies do not nest. LIMIT: of more than
// kAbandonableMax bodies at once the others cannot be given up.
#pragma once

#include <cstddef>

namespace krait {

// Makes GMP allocate through this. Once, before other threads start.
void abandonInit();
inline constexpr int kAbandonableMax = 16;
enum class Abandoned { kNo, kInterrupted, kNoMemory };
Abandoned runAbandonable(void (*body)(void*), void* context);
// Gives up the body that runs on the calling thread; doesn't return if there is one.
// Async-signal-safe.
void abandonRunning();

// malloc and free that such a body may call. null: refused.
void* abandonAllocate(size_t size);
void abandonFree(void* block);

} // namespace krait
