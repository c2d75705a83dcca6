// What GenericAlias and UnionType share: type parameters, and the repr of types in annotations.
#pragma once

#include "vm/objects/str.h"

namespace krait {

// The distinct type parameters in args (a tuple), as a tuple.
Ref typeParametersOf(Thread*, Value args);
// args with `parameters` replaced by what `item` gives for them: a tuple. `self` is named in
// errors.
Ref substituteParameters(Thread*, Value self, Value args, Value parameters, Value item);
// Classes by their qualified name, `...`, lists of types; anything else by its repr.
Status appendTypeRepr(Thread*, TextBuffer& out, Value v);

} // namespace krait
