// Making modules: the tables of native and embedded ones, module objects, start-up and shutdown of
// the module system.
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/module_spec.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/object_model.h"

#include <algorithm>

namespace krait {

// --- tables -------------------------------------------------------------------------------------

const NativeModule* findNative(Thread* t, std::string_view name) {
    const LibraryTables* library = t->runtime->import->library;
    size_t low = 0, high = library->native_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = name.compare(library->natives[middle]->name);
        if (order == 0) return library->natives[middle];
        order < 0 ? high = middle : low = middle + 1;
    }
    return nullptr;
}

const EmbeddedModule* findEmbedded(Thread* t, std::string_view name) {
    const LibraryTables* library = t->runtime->import->library;
    size_t low = 0, high = *library->embedded_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = name.compare(library->embedded[middle].name);
        if (order == 0) return &library->embedded[middle];
        order < 0 ? high = middle : low = middle + 1;
    }
    return nullptr;
}

bool isRemovedModule(std::string_view name) {
    static constexpr std::string_view kRemoved[] = {
        "aifc",  "asynchat",  "asyncore",    "audioop", "cgi",     "cgitb",   "chunk",
        "crypt", "distutils", "imghdr",      "imp",     "lib2to3", "mailcap", "msilib",
        "nis",   "nntplib",   "ossaudiodev", "pipes",   "smtpd",   "sndhdr",  "spwd",
        "sunau", "telnetlib", "uu",          "xdrlib"};
    return std::find(std::begin(kRemoved), std::end(kRemoved), name) != std::end(kRemoved);
}

bool isFrozenEarly(std::string_view name) {
    static constexpr std::string_view kNames[] = {
        "_collections_abc", "_sitebuiltins", "abc",  "codecs", "genericpath", "io", "os",
        "posixpath",        "runpy",         "site", "stat"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames) ||
           name.starts_with("importlib.") || name == "importlib" || name.starts_with("encodings");
}

bool embeddedSource(Thread* t, std::string_view filename, std::string_view* text) {
    constexpr std::string_view prefix = "<frozen ";
    if (!filename.starts_with(prefix) || !filename.ends_with('>')) return false;
    if (!t->runtime->import) return false;
    filename.remove_prefix(prefix.size());
    filename.remove_suffix(1);
    const EmbeddedModule* module = findEmbedded(t, filename);
    if (!module) return false;
    *text = {module->source, module->source_size};
    return true;
}

New<Code> embeddedCode(Thread* t, const EmbeddedModule* embedded) {
    std::string error;
    std::shared_ptr<CodeBlueprint> blueprint =
        readBlueprint(embedded->code, embedded->code_size, &error);
    if (!blueprint) {
        return raise(t, TypeId::kImportError, "embedded module %s: %s", embedded->name,
                     error.c_str());
    }
    return codeFromBlueprint(t, blueprint);
}

// --- module objects -----------------------------------------------------------------------------

New<Module> nativeModuleCreate(Thread* t, const NativeModule* native, Str* name) {
    Ref doc = native->doc ? strFromUtf8(t, native->doc) : Ref::none();
    if (doc.isError()) return Error{};
    New<Module> module = KRAIT_TRY(moduleNew(t, Value(name)));
    KRAIT_TRY(dictSetStr(t, module->dict, t->name(kName___doc__), doc));
    New<ModuleSpec> spec = KRAIT_TRY(moduleSpecNew(t, name));
    spec->loader_kind = LoaderKind::kBuiltin;
    spec->origin = KRAIT_TRY(strFromAscii(t, "built-in")).release();
    KRAIT_TRY(dictSetStr(t, module->dict, t->name(kName___spec__), spec));
    KRAIT_TRY(dictSetStr(t, module->dict, t->name(kName___package__), t->name(kName_empty)));
    // From the spec, when it is asked for: moduleLazyAttribute().
    KRAIT_TRY(dictDelete(t, module->dict, Value(t->name(kName___loader__))));
    return module;
}

Status nativeModuleFill(Thread* t, const NativeModule* native, Module* module) {
    for (const MethodDef* def = native->functions; def && def->signature; ++def) {
        Ref function = KRAIT_TRY(nativeFunctionNew(t, def, Value(), module->name));
        std::string_view text = def->signature;
        New<Str> name = KRAIT_TRY(strIntern(t, text.substr(0, text.find('('))));
        KRAIT_TRY(dictSetStr(t, module->dict, name, function));
    }
    if (native->init) KRAIT_TRY(native->init(t, Value(module)));
    return ok();
}

// --- start and end ------------------------------------------------------------------------------

Status importInit(Thread* t, const LibraryTables* library, const std::string& library_folder) {
    Runtime* runtime = t->runtime;
    auto* state = new ImportState;
    runtime->import = state;
    state->library = library;
    state->library_folder = library_folder;
    if (!runtime->modules) {
        runtime->modules = KRAIT_TRY(dictNew(t, 64)).release().as<Dict>();
    }
    // builtins and sys are where the VM looks for names, so their dicts become the Runtime's.
    struct {
        const char* name;
        Dict** dict;
    } first[] = {{"builtins", &runtime->builtins}, {"sys", &runtime->sys_dict}};
    New<Module> modules[2];
    for (int i = 0; i < 2; ++i) {
        const NativeModule* native = findNative(t, first[i].name);
        KRAIT_CHECK(native);
        New<Str> name = KRAIT_TRY(strIntern(t, first[i].name));
        modules[i] = KRAIT_TRY(nativeModuleCreate(t, native, name));
        Dict* made = modules[i]->dict;
        if (Dict* before = *first[i].dict) {
            // Start-up made the dict already: the module takes it.
            KRAIT_TRY(dictMerge(t, before, Value(made), true));
            incref(before);
            modules[i]->dict = before;
            decref(made);
        } else {
            incref(made);
            *first[i].dict = made;
        }
        KRAIT_TRY(dictSetStr(t, runtime->modules, name, modules[i]));
    }
    for (int i = 0; i < 2; ++i)
        KRAIT_TRY(nativeModuleFill(t, findNative(t, first[i].name), modules[i]));
    return ok();
}

void importDestroy(Thread* t) {
    ImportState* state = t->runtime->import;
    if (!state) return;
    importFindersForget(t);
    delete state;
    t->runtime->import = nullptr;
}

} // namespace krait
