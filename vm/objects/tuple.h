// tuple: immutable, items in the object. The empty tuple is one object of the Runtime.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct Tuple : Object {
    int64_t length;
    Value items[0];
};

bool isTuple(Value v);
inline bool isExactTuple(Value v) {
    return v.isObject() && v.object()->kind == static_cast<uint8_t>(TypeId::kTuple);
}
// Copies borrowed values (new references).
Ref tupleFrom(Thread*, const Value* items, int64_t count);
// Takes over the caller's references to the items, also on error.
Ref tupleTake(Thread*, Value* items, int64_t count);
// Items are EMPTY, to be filled before anybody sees it.
New<Tuple> tupleAllocate(Thread*, int64_t count);
template <typename... V>
Ref tupleOf(Thread* t, const V&... values) {
    Value items[] = {Value(values)...};
    return tupleFrom(t, items, sizeof...(V));
}
Ref tupleFromIterable(Thread*, Value iterable); // REENTRY: iterates

} // namespace krait
