// The library as a whole: what a program that wants more than the bare VM calls.
#pragma once

#include "vm/runtime/import_state.h"

namespace krait {

// Gives the Runtime its compiler, native and embedded modules, and makes builtins and sys. To be
// called once, right after Runtime::create.
// library_folder: of the pure-Python library, "" if there is none.
Status libraryInstall(Thread*, const std::string& library_folder);

// The hook's functions (compile_bridge.cpp).
Ref compileBridge(Thread*, const CompileRequest& request, Value tree);
std::shared_ptr<CodeBlueprint> compileBlueprint(Thread*, const CompileRequest& request);

} // namespace krait
