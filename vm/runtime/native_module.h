// What a module written in C++ is made of, and what it asks of the Runtime besides the object
// model.
//
// A native module is one constant NativeModule, k<name>Module, in stdlib/native/<name>.cpp, with a
// row in stdlib/native/modules.def. Its types are TypeSpecs that types.def does not list.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

struct NativeModule {
    const char* name;
    const char* doc;
    const MethodDef* functions; // ends with an empty entry; may be null
    Status (*init)(Thread*,
                   Value module) = nullptr; // adds constants and types; after the functions
};

// This Runtime's type made from `spec`, which stays valid as long as the Runtime. Owned by the
// Runtime (borrowed here), made on the first call. Null with MemoryError. `base`, which the first
// call must give: another native module's type to derive from, whose layout this one's begins with;
// null: spec->base.
Type* typeFromSpec(Thread*, const TypeSpec* spec, Type* base = nullptr);

} // namespace krait
