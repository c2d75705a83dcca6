// Weak references: the Runtime's table from object to the Weakref objects that refer to it.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

struct Weakref : Object {
    Object* referent; // not counted; null when it is gone
    Value callback;   // or EMPTY
    int64_t hash;     // -1: not yet
    Weakref* next;    // of the same referent
    AttrBlock attrs;
};

// A new or (without callback, exact type) shared reference; TypeError "cannot create weak reference
// to 'x' object".
Ref weakrefNew(Thread*, Type* type, Value referent, Value callback);
// The referent dies: references to it become dead, callbacks run (newest first).
void weakrefsClear(Thread*, Object* referent);
// The same for garbage: all of it first, then the callbacks, but not those of references that are
// garbage themselves, which have `garbage_mark` in gc_state.
void weakrefsClearGarbage(Thread*, Object** begin, Object** end, uint8_t garbage_mark);
int64_t weakrefCount(Thread*, Object* referent);
Ref weakrefList(Thread*, Object* referent); // list of them, newest first

} // namespace krait
