// Making modules: the tables of native and embedded ones, module objects, start-up and shutdown of
// the module system.
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/module_spec.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/weakrefs.h"

#include <algorithm>
#include <cstring>

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

New<Module> moduleNew(Thread* t, Str* name, Value doc) {
    New<Dict> dict = KRAIT_TRY(dictNew(t, 16));
    Value none = Value::none();
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___name__), Value(name)));
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___doc__), doc.isEmpty() ? none : doc));
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___package__), none));
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___loader__), none));
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___spec__), none));
    New<Module> module = KRAIT_TRY(allocateObject<Module>(t, TypeId::kModule));
    module->name = Ref::share(Value(name)).release();
    module->dict = dict.release().as<Dict>();
    module->state = nullptr;
    module->free_state = nullptr;
    return module;
}

New<Module> nativeModuleCreate(Thread* t, const NativeModule* native, Str* name) {
    Ref doc = native->doc ? strFromUtf8(t, native->doc) : Ref::none();
    if (doc.isError()) return Error{};
    New<Module> module = KRAIT_TRY(moduleNew(t, name, doc));
    New<ModuleSpec> spec = KRAIT_TRY(moduleSpecNew(t, name));
    spec->loader_kind = LoaderKind::kBuiltin;
    spec->origin = KRAIT_TRY(strFromAscii(t, "built-in")).release();
    KRAIT_TRY(dictSetStr(t, module->dict, t->name(kName___spec__), spec));
    KRAIT_TRY(dictSetStr(t, module->dict, t->name(kName___package__), t->name(kName_empty)));
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

Status importInit(Thread* t, const LibraryTables* library) {
    Runtime* runtime = t->runtime;
    auto* state = new ImportState;
    runtime->import = state;
    state->library = library;
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
    decref(state->meta_path);
    decref(state->path_hooks);
    delete state;
    t->runtime->import = nullptr;
}

// Python: names that begin with one underscore go first, then the others but __builtins__; values
// become None so that a finaliser finds names rather than none.
static void clearModuleDict(Thread* t, Dict* dict) {
    for (int pass = 0; pass < 2; ++pass) {
        int64_t position = 0;
        Value key, value;
        while (dictNext(dict, &position, &key, &value)) {
            if (!isExactStr(key) || value.isNone()) continue;
            auto* name = key.as<Str>();
            bool one_underscore =
                name->length > 0 && name->at(0) == '_' && !(name->length > 1 && name->at(1) == '_');
            bool now = pass == 0 ? one_underscore
                                 : !one_underscore && !strEqualAscii(name, "__builtins__");
            if (!now) continue;
            Ref keep_key = Ref::share(key), keep_value = Ref::share(value);
            if (dictSetStr(t, dict, name, Value::none()).isError()) clearError(t);
        }
    }
}

void finalizeModules(Thread* t) {
    Runtime* runtime = t->runtime;
    Dict* modules = runtime->modules;
    if (!modules) return;
    // What sys keeps of the program.
    for (const char* name :
         {"path", "argv", "ps1", "ps2", "last_exc", "last_type", "last_value", "last_traceback",
          "path_importer_cache", "meta_path", "path_hooks", "__interactivehook__"}) {
        New<Str> key = strIntern(t, name);
        if (key.isError()) return clearError(t);
        if (dictGetStr(runtime->sys_dict, key).isEmpty()) continue;
        if (dictSetStr(t, runtime->sys_dict, key, Value::none()).isError()) clearError(t);
    }
    for (auto [name, original] :
         {std::pair{"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}}) {
        New<Str> key = strIntern(t, name), original_key = strIntern(t, original);
        if (key.isError() || original_key.isError()) return clearError(t);
        Value value = dictGetStr(runtime->sys_dict, original_key);
        if (!value.isEmpty() && dictSetStr(t, runtime->sys_dict, key, value).isError())
            clearError(t);
    }
    // Modules nobody else holds go away by their counts; the others' dicts are cleared in reverse
    // order of their import, as CPython does.
    Value sys_module, builtins_module;
    struct Entry {
        Ref name;
        Ref module;
    };
    std::vector<Entry> entries;
    int64_t position = 0;
    Value key, value;
    while (dictNext(modules, &position, &key, &value)) {
        if (!isKind(value, TypeId::kModule)) continue;
        entries.push_back({Ref::share(key), Ref::share(value)});
    }
    // Weak hold: the modules' dicts outlive nothing here, so we keep only those still counted
    // elsewhere after sys.modules let go of them.
    dictClear(t, modules);
    std::vector<Ref> alive;
    for (Entry& entry : entries) {
        Object* o = entry.module.get().object();
        auto* module = static_cast<Module*>(o);
        if (module->dict == runtime->sys_dict || module->dict == runtime->builtins) {
            alive.push_back(std::move(entry.module));
            continue;
        }
        bool held = o->refcount > 1 || module->dict->refcount > 1;
        if (held) {
            alive.push_back(std::move(entry.module));
        } else {
            entry.module = Ref();
        }
        if (t->hasError()) clearError(t);
    }
    entries.clear();
    gcCollect(t, 2);
    for (size_t i = alive.size(); i-- > 0;) {
        auto* module = alive[i].as<Module>();
        if (module->dict == runtime->sys_dict || module->dict == runtime->builtins) continue;
        if (alive[i].get().object()->refcount == 1 && module->dict->refcount == 1) {
            alive[i] = Ref();
            continue;
        }
        clearModuleDict(t, module->dict);
        if (t->hasError()) clearError(t);
    }
    gcCollect(t, 2);
    clearModuleDict(t, runtime->sys_dict);
    clearModuleDict(t, runtime->builtins);
    if (t->hasError()) clearError(t);
    alive.clear();
}

} // namespace krait
