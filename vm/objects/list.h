// list: a growable array of Values in a heap block.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct List : Object {
    Value* items;
    int64_t length, capacity;
};

// Iterators of list, tuple and str have one layout; `sequence` is EMPTY once exhausted.
struct ListIterator : Object {
    Value sequence;
    int64_t index;
};

bool isList(Value v);
inline bool isExactList(Value v) {
    return v.isObject() && v.object()->kind == static_cast<uint8_t>(TypeId::kList);
}
New<List> listNew(Thread*, int64_t capacity = 0); // empty
Ref listFrom(Thread*, const Value* items, int64_t count);
Ref listTake(Thread*, Value* items, int64_t count); // takes the references over, also on error
Status listGrow(Thread*, List*, int64_t capacity_min);
Status listAppend(Thread*, List*, Value item);                    // shares item
inline Status listAppendTake(Thread* t, List* list, Value item) { // takes item over, also on error
    if (KRAIT_UNLIKELY(list->length == list->capacity)) {
        if (listGrow(t, list, list->length + 1).isError()) {
            decref(item);
            return Error{};
        }
    }
    list->items[list->length++] = item;
    return ok();
}
Status listInsert(Thread*, List*, int64_t index, Value item);
Status listExtend(Thread*, List*, Value iterable); // REENTRY: iterates
void listClear(Thread*, List*);
Ref listFromIterable(Thread*, Value iterable);            // REENTRY: iterates
Status listSort(Thread*, List*, Value key, bool reverse); // REENTRY: compares. key None or callable
Ref listAsTuple(Thread*, List*);
// list[low:high] = value, both ends as written in a slice. REENTRY: iterates.
Status listAssignSlice(Thread*, List*, int64_t low, int64_t high, Value value);

} // namespace krait
