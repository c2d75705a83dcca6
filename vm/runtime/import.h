// Import: finding, compiling and running modules. The fast path in C++ serves while sys.meta_path
// and sys.path_hooks are as they were at start-up; else importlib's Python code does.
#pragma once

#include "vm/objects/code.h"
#include "vm/runtime/runtime.h"

namespace krait {

// `import name` / `from ... import fromlist` executed by code of function f: builtins.__import__ if
// that was replaced.
Ref importStatement(Thread*, Function* f, Str* name, Value fromlist, int level);
Ref importFrom(Thread*, Value module, Str* name);
Status importStar(Thread*, Function* f, Value module);
// __import__(name, globals, locals, fromlist, level): the module to bind.
Ref importName(Thread*, Value name, Value globals, Value fromlist, int level);
// importlib.import_module(name): the leaf module (owned).
Ref importModule(Thread*, const char* dotted_name);
// ImportError or a subclass with its attributes; EMPTY values are None.
Error raiseImportError(Thread*, TypeId type, Value message, Value name, Value path,
                       Value name_from = Value());
// Whether a module of that name and file hides one of the standard library: True, False (it is in
// the script's folder at least), or None.
Ref shadowedLibraryName(Thread*, Value module_name, Value origin);
// Attributes that modules get when they are first asked for: sys.meta_path, sys.path_hooks and
// sys.monitoring, and the __loader__ of a module with a spec. EMPTY without an exception: no such
// attribute.
Ref moduleLazyAttribute(Thread*, Module* module, Str* name);
// The __loader__ of a module's namespace, from its __spec__, put into it; EMPTY without an
// exception: it has no spec.
Ref loaderOfNamespace(Thread*, Dict* dict);
// builtins[name] if it is one of those that site adds, which now runs; EMPTY without an exception:
// it isn't. REENTRY.
Result<Value> postponedBuiltin(Thread*, Str* name);
// Runs module site if that was postponed. For whoever shows all the builtins.
Status importSiteNow(Thread*);
Status setupAnnotations(Thread*, Function* f);
Status displayValue(Thread*, Value v); // sys.displayhook(v)

} // namespace krait
