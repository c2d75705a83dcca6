// types.GenericAlias (list[int]) and types.UnionType (int | str).
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct GenericAlias : Object {
    Value origin;
    Value args;       // tuple
    Value parameters; // tuple, or EMPTY until asked for
    bool starred;     // *tuple[int, ...]
};

struct UnionType : Object {
    Value args;       // tuple of the distinct members
    Value parameters; // tuple, or EMPTY until asked for
};

// origin[args]; what is no tuple is the only argument.
Ref genericAliasNew(Thread*, Value origin, Value args);
// a | b for types, None, aliases and unions; NotImplemented if one is something else.
Ref unionTypeOr(Thread*, Value a, Value b);

} // namespace krait
