// ModuleSpec: a module's __spec__ as importlib.machinery knows it, native so that an import costs
// one small object; its loader is made by importlib when somebody asks for it.
#pragma once

#include "vm/objects/type.h"

namespace krait {

enum class LoaderKind : uint8_t { kGiven, kBuiltin, kFrozen, kSourceFile, kNamespace };

struct ModuleSpec : Object {
    Value name, loader, origin, loader_state, locations, cached; // EMPTY: not set, None in Python
    Value uninitialized_submodules;                              // list, or EMPTY
    LoaderKind loader_kind; // what to make `loader` of while it is EMPTY
    bool has_location, initializing;
    struct ModuleLoading* loading; // while import runs its code, else null
    AttrBlock attrs;
};

New<ModuleSpec> moduleSpecNew(Thread*, Str* name);
Type* moduleSpecType(Thread*); // borrowed; null: no memory

} // namespace krait
