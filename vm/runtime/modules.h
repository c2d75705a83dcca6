// Module objects for C++.
#pragma once

#include "vm/objects/code.h"
#include "vm/runtime/object_model.h"

namespace krait {

New<Module> moduleNew(Thread*,
                      Value name); // with __name__, __doc__, __package__, __loader__, __spec__
// "module 'x' has no attribute 'y'", with the hint for partially initialised modules and files that
// shadow the library.
Error raiseModuleAttribute(Thread*, Module* module, Str* name);

} // namespace krait
