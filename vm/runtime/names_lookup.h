// Names of globals, builtins and namespaces, and their inline caches.
#pragma once

#include "vm/objects/code.h"
#include "vm/runtime/runtime.h"

namespace krait {

Error raiseUnboundLocal(Thread*, Str* name);
Error raiseUnboundFree(Thread*, Str* name);
Error raiseNameError(Thread*, Str* name);

// The mapping in which a class or module body keeps its names (borrowed).
inline Value namespaceOf(Function* f) {
    return f->name_space.isEmpty() ? Value(reinterpret_cast<Object*>(f->globals)) : f->name_space;
}
// mapping[name] of any mapping; EMPTY without exception when it has no such key.
Ref mappingGet(Thread*, Value mapping, Str* name);
Status setItemByName(Thread*, Value mapping, Str* name, Value value);
// Global, else builtin; NameError.
Ref loadGlobal(Thread*, Function*, Str* name);
Status deleteGlobal(Thread*, Function*, Str* name);
Status deleteName(Thread*, Function*, Str* name);
Ref loadBuildClass(Thread*, Function*);

// Fills the three cache words after LOAD_GLOBAL or LOAD_NAME at pc: globals id, cell, builtin's
// cell.
void fillGlobalCache(Thread*, Function*, Str* name, uint64_t* pc);
// The two after STORE_GLOBAL and STORE_NAME: globals id, cell.
void fillStoreGlobalCache(Thread*, Function*, Str* name, uint64_t* pc);

} // namespace krait
