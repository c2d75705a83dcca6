// Type parameters and aliases (PEP 695, 696), made by opcodes.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

// See MAKE_TYPE_PARAM: kind and flag in `form`, values[0] the name. Values are borrowed.
Ref makeTypeParam(Thread*, uint32_t form, const Value* values);
Ref makeTypeAlias(Thread*, Value name, Value type_params, Value value_function);
Ref subscriptGeneric(Thread*, Value type_params);

} // namespace krait
