// set and frozenset, with CPython's probe sequence and growth, so that the order of iteration is
// the same.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct SetEntry {
    Value key; // zero: free, or deleted if the hash is -1
    int64_t hash;
};

struct Set : Object {
    int64_t used; // live entries
    int64_t fill; // live and deleted
    int64_t mask;
    SetEntry* table; // small_table, or a heap block
    int64_t hash;    // of a frozenset; -1: not yet
    int64_t finger;
    SetEntry small_table[8];
};

struct SetIterator : Object {
    Value set;        // EMPTY once exhausted
    int64_t position; // in the table
    int64_t used;     // set->used at the start; another count is an error
    int64_t left;
};

bool isAnySet(Value v); // set, frozenset or subclass
bool isFrozenSet(Value v);
New<Set> setNew(Thread*, bool frozen = false);
Result<bool> setAdd(Thread*, Set*, Value key); // true if it is new
Result<bool> setContains(Thread*, Set*, Value key);
Result<bool> setDiscard(Thread*, Set*, Value key);
Status setUpdate(Thread*, Set*, Value iterable);
bool setNext(Set*, int64_t* position, Value* key);
Ref frozenSetFrom(Thread*, const Value* items, int64_t count);
void setClear(Thread*, Set*);
Ref setFrom(Thread*, const Value* items, int64_t count);
Ref setPop(Thread*, Set*); // KeyError when empty

} // namespace krait
