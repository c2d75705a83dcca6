// What the parts of the VM set up when a Runtime starts, and take down when it ends. Called by
// runtime.cpp, in this order.
#pragma once

#include "vm/heap/ref.h"
#include "vm/runtime/runtime.h"

namespace krait {

void hashKeyFrom(Runtime*, uint32_t seed); // PYTHONHASHSEED
// Types exist as far as instances need. Makes the intern table, Runtime::names, the empty str and
// single characters.
bool stringsInit(Thread*, const char* const* names);
// Everything that needs whole types: exceptions kept for emergencies, singletons, weak references.
Status partsInit(Thread*);
// Drops what the Runtime holds, in the order in which a program may still see it: modules, then
// caches. After it, objects still alive are leaks. Runs finalisers.
void runtimeFinalize(Thread*);
// At the very end, after runtimeFinalize: everything that is still alive gives back the memory that
// it has outside of the heap's pages. Only what frees the rest may touch objects after it.
void releaseRemaining(Thread*);
// The tables beside the heap.
void signaturesDestroy(Runtime*);
void internDestroy(Runtime*);
void weakrefsDestroy(Runtime*);
// Counts objects that are alive and belong to no builtin structure: what -X showrefcount reports.
size_t liveProgramObjects(Thread*);

} // namespace krait
