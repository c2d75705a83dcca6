// match statements: what the MATCH_ opcodes do.
#pragma once

#include "vm/objects/tuple.h"
#include "vm/runtime/object_model.h"

namespace krait {

// Values of the sub-patterns (tuple), or None when subject is no instance or lacks an attribute.
// TypeError for misuse.
Ref matchClass(Thread*, Value subject, Value cls, Tuple* keywords, uint32_t positional_count);
// Values at the keys, or None when one is missing. ValueError for a repeated key.
Ref matchKeys(Thread*, Value mapping, Tuple* keys);
// A new dict of the mapping less the keys.
Ref matchRest(Thread*, Value mapping, Tuple* keys);

} // namespace krait
