// What import keeps in the Runtime, and what the library (stdlib/) hands to it: the compiler, the
// native modules and the embedded Python ones. The tables are constant and sorted by name.
#pragma once

#include "vm/runtime/compile_hook.h"
#include "vm/runtime/import.h"
#include "vm/runtime/native_module.h"

#include <string>
#include <string_view>

namespace krait {

// A Python module in the binary: its blueprint in binary form, and its source text for tracebacks.
struct EmbeddedModule { // laid out by the assembler file that stdlib/embed writes
    const char* name;
    uint64_t package;
    const char* code;
    uint64_t code_size;
    const char* source;
    uint64_t source_size;
};

struct LibraryTables {
    CompileFn compile;
    BlueprintFn blueprint;
    const NativeModule* const* natives;
    size_t native_count;
    const EmbeddedModule* embedded;
    const uint64_t* embedded_count;
    // sys.monitoring, made when it is first asked for.
    Ref (*monitoring)(Thread*);
};

struct ImportState {
    const LibraryTables* library = nullptr;
    std::string library_folder; // of the pure-Python library, "" if there is none
    std::string cache_folder;   // for caches of folders that cannot be written to; "" unknown
    // What sys.meta_path and sys.path_hooks held when importFindersInstall() made them (tuples,
    // owned); EMPTY: nobody has asked for them. While they hold the same, imports are served here.
    Value meta_path, path_hooks;
    bool making_finders = false; // archives are not searched for what zipimport needs
    // Module site has not run, because there was nothing for it to do but to add exit, help and
    // their like to the builtins: importSiteNow() does when somebody looks.
    bool site_postponed = false;
    struct FolderCache* folders = nullptr;
    int depth = 0;
    int loading = 0; // modules whose code import is running
};

// Makes the state and modules builtins and sys. Part of start-up, after Runtime::create.
Status importInit(Thread*, const LibraryTables* library, const std::string& library_folder);
void importDestroy(Thread*);
// Makes sys.meta_path and sys.path_hooks with importlib's finders, those of the two that are not
// there: a program that never asks for them does not pay for importlib. Called when it asks.
Status importFindersInstall(Thread*);
// sys.modules[name] as importlib's finders make it. Its own frames are left out of tracebacks.
Ref importByFinders(Thread*, Value name);
// Drops what importFindersInstall() kept; part of the end.
void importFindersForget(Thread*);
// Whether finders or hooks were added, taken away, or replaced since.
bool importFindersTouched(Thread*);

const NativeModule* findNative(Thread*, std::string_view name);
const EmbeddedModule* findEmbedded(Thread*, std::string_view name);
// 3.13 has no such module, though a folder of an older library may.
bool isRemovedModule(std::string_view name);
// Whether an embedded module comes before sys.path, because CPython freezes it.
bool isFrozenEarly(std::string_view name);

// A new module object of a native module, its functions and init done, with __spec__ and
// __loader__; not yet in sys.modules.
New<Module> nativeModuleCreate(Thread*, const NativeModule* native, Str* name);
Status nativeModuleFill(Thread*, const NativeModule* native, Module* module);
New<Code> embeddedCode(Thread*, const EmbeddedModule* embedded);
// "<frozen NAME>" of an embedded module to its source text; false for other names.
bool embeddedSource(Thread*, std::string_view filename, std::string_view* text);
// The code of a source file, from its cache if that is good. EMPTY with an exception.
New<Code> sourceFileCode(Thread*, std::string_view path, Value path_value);

} // namespace krait
