// Iterators that are no part of a container: over __getitem__, over calls, and the adaptors
// enumerate, zip, map, filter and reversed.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct SequenceIterator : Object {
    Value sequence; // EMPTY once exhausted
    int64_t index;
};
struct CallableIterator : Object {
    Value callable; // EMPTY once exhausted
    Value sentinel;
};
struct Enumerate : Object {
    Value iterator;
    Value index;  // int
    Value result; // the tuple given last, used again if nobody kept it; else EMPTY
};
struct Zip : Object {
    Value iterators; // tuple
    Value result;    // as Enumerate's
    bool strict;
};
struct Map : Object {
    Value function;
    Value iterators; // tuple
};
struct Filter : Object {
    Value function; // None: truth
    Value iterator;
};

// iter(v) by __getitem__ from 0 until IndexError.
Ref sequenceIteratorNew(Thread*, Value sequence);
// iter(callable, sentinel).
Ref callableIteratorNew(Thread*, Value callable, Value sentinel);
// reversed(v).
Ref reversedOf(Thread*, Value v);

} // namespace krait
