// Object: the 16-byte header of everything that is on the heap and has a reference count. The count
// is plain: the GIL of the Runtime that owns the object protects it. A free cell has count 0 and
// its link in the second word.
#pragma once

#include "vm/heap/value.h"

#include <cstddef>

namespace krait {

class Shape;
class Thread;
class Runtime;
struct Type;

// Flags of an object, in its header.
enum ObjectFlag : uint16_t {
    kFlagTracked = 1 << 0,     // the cycle collector may find garbage through it
    kFlagFinalized = 1 << 1,   // its __del__ has run (or it has none to run)
    kFlagHasWeakrefs = 1 << 2, // the Runtime's weak reference table has an entry for it
    kFlagLarge = 1 << 3,       // allocated outside the size classes
    kFlagDictMode = 1 << 4,    // its attributes are in a Dict, not in slots
    kFlagForeignSize = 1 << 5, // its __class__ was changed: its size is not its type's
    kFlagType0 = 1 << 8,       // the type's own use from here on
    kFlagType1 = 1 << 9,
    kFlagType2 = 1 << 10,
    kFlagType3 = 1 << 11,
};

// gc_state of a container. Generation 0 was made since the last collection, 2 is old.
enum GcStateBit : uint8_t {
    kGcGeneration = 3,
    kGcUntracked = 1 << 2, // holds no container and never will: no collection looks at it
    kGcSeen = 1 << 3,      // met once while the log of young containers is gone through
    kGcCandidate = 1 << 4, // of the running collection
    kGcReached = 1 << 5,   // and known to be alive
};

struct Object {
    uint32_t refcount;
    uint8_t kind;     // TypeId of an exact instance of a builtin type, else 0
    uint8_t gc_state; // the collector's: GcStateBit
    uint16_t flags;
    Shape* shape;
};
static_assert(sizeof(Object) == 16);

// Called when the last reference goes: runs __del__ and weak reference callbacks, releases what the
// object holds, frees it. Nests at most kDeallocationDepthMax deep, then queues. REENTRY: may run
// Python code.
void deallocate(Object* object);

inline void incref(Object* object) {
    ++object->refcount;
}
inline void decref(Object* object) {
    KRAIT_ASSERT(object->refcount != 0);
    if (--object->refcount == 0) deallocate(object);
}
inline void incref(Value v) {
    if (v.isObject()) ++v.object()->refcount;
}
inline void decref(Value v) {
    if (v.isObject()) decref(v.object());
}

} // namespace krait
