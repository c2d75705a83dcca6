// import: `import` statements, __import__, and the search for modules.
//
// Order of the search, as CPython's finders have it: modules that are part of the VM, the embedded
// ones that CPython freezes, the folders of sys.path up to the library's, the other embedded ones,
// the rest of sys.path. While sys.meta_path and sys.path_hooks are as they were at start-up all of
// it is done here; else importlib's Python code is asked.
#include "vm/runtime/import.h"

#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/module_spec.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/names_lookup.h"
#include "vm/runtime/object_model.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <cstring>
#include <sys/stat.h>

namespace krait {

namespace {

ImportState* stateOf(Thread* t) {
    return t->runtime->import;
}

Error raiseModuleNotFound(Thread* t, Value name, Ref message) {
    if (message.isError()) return Error{};
    return raiseImportError(t, TypeId::kModuleNotFoundError, message, name, Value());
}

// sys.modules[name]: borrowed, EMPTY if absent.
Result<Value> loadedModule(Thread* t, Value name) {
    return dictGet(t, t->runtime->modules, name);
}

enum class FileKind : uint8_t { kNone, kFile, kFolder };

FileKind fileKind(const std::string& path) {
    struct stat st;
    if (::stat(path.c_str(), &st) != 0) return FileKind::kNone;
    return S_ISREG(st.st_mode)   ? FileKind::kFile
           : S_ISDIR(st.st_mode) ? FileKind::kFolder
                                 : FileKind::kNone;
}

// What a search found.
struct Found {
    enum class Kind : uint8_t {
        kNothing,
        kNative,
        kEmbedded,
        kFile,
        kNamespace,
        kByHook // in a place that only a path hook can read, such as a zip file
    } kind = Kind::kNothing;
    const NativeModule* native = nullptr;
    const EmbeddedModule* embedded = nullptr;
    std::string path;   // of the source file
    std::string folder; // of a package
    bool package = false;
    std::vector<std::string> portions; // of a namespace package
};

// One folder of a search path.
void searchFolder(const std::string& folder, const std::string& leaf, Found* found) {
    std::string base = folder.empty()         ? leaf
                       : folder.back() == '/' ? folder + leaf
                                              : folder + "/" + leaf;
    if (folder.empty() && base.front() != '/') {
        char cwd[4096];
        if (!getcwd(cwd, sizeof cwd)) return;
        base = std::string(cwd) + "/" + leaf;
    }
    bool is_folder = fileKind(base) == FileKind::kFolder;
    if (is_folder && fileKind(base + "/__init__.py") == FileKind::kFile) {
        found->kind = Found::Kind::kFile;
        found->path = base + "/__init__.py";
        found->folder = base;
        found->package = true;
        return;
    }
    if (fileKind(base + ".py") == FileKind::kFile) {
        found->kind = Found::Kind::kFile;
        found->path = base + ".py";
        return;
    }
    if (is_folder) found->portions.push_back(base);
}

// Whether an item of a search path is a file or would be inside one: "x.zip", "x.zip/package".
bool isInFile(std::string folder) {
    while (!folder.empty()) {
        FileKind kind = fileKind(folder);
        if (kind != FileKind::kNone) return kind == FileKind::kFile;
        size_t slash = folder.rfind('/');
        if (slash == std::string::npos) return false;
        folder.resize(slash);
    }
    return false;
}

// Whether a package's search path is that of an embedded one: empty, or in the library's folder.
Result<bool> isLibraryPath(Thread* t, Value path) {
    const std::string& library = stateOf(t)->library_folder;
    Ref iterator = KRAIT_TRY(iterOf(t, path));
    Ref first = iterNext(t, iterator);
    if (first.isEmpty()) return t->hasError() ? Result<bool>(Error{}) : Result<bool>(true);
    return isStr(first) && !library.empty() &&
           toUtf8(first.as<Str>(), true).starts_with(library + "/");
}

Status search(Thread* t, std::string_view name, Value path, Found* found) {
    ImportState* state = stateOf(t);
    size_t dot = name.rfind('.');
    std::string leaf(dot == std::string_view::npos ? name : name.substr(dot + 1));
    const EmbeddedModule* embedded = findEmbedded(t, name);
    bool top = path.isEmpty();
    if (top) {
        found->native = findNative(t, name);
        if (found->native) {
            found->kind = Found::Kind::kNative;
            return ok();
        }
        if (embedded && isFrozenEarly(name)) {
            found->kind = Found::Kind::kEmbedded;
            found->embedded = embedded;
            return ok();
        }
        path = dictGetStr(t->runtime->sys_dict, t->name(kName_path));
    } else if (embedded && KRAIT_TRY(isLibraryPath(t, path))) {
        found->kind = Found::Kind::kEmbedded;
        found->embedded = embedded;
        return ok();
    } else if (const NativeModule* native = findNative(t, name)) {
        found->kind = Found::Kind::kNative;
        found->native = native;
        return ok();
    }
    auto useEmbedded = [&] {
        if (!embedded) return false;
        found->kind = Found::Kind::kEmbedded;
        found->embedded = embedded;
        return true;
    };
    if (!path.isEmpty() && !path.isNone()) {
        bool removed = top && isRemovedModule(name);
        Ref iterator = KRAIT_TRY(iterOf(t, path));
        for (;;) {
            Ref entry = iterNext(t, iterator);
            if (entry.isEmpty()) {
                if (t->hasError()) return Error{};
                break;
            }
            if (!isStr(entry)) continue;
            std::string folder = toUtf8(entry.as<Str>(), true);
            bool library = !state->library_folder.empty() && folder == state->library_folder;
            if (library && top) {
                if (useEmbedded()) return ok();
                if (removed) continue;
            }
            searchFolder(folder, leaf, found);
            if (found->kind != Found::Kind::kNothing) return ok();
            if (!state->making_finders && isInFile(folder)) {
                found->kind = Found::Kind::kByHook;
                return ok();
            }
        }
    }
    if (top && useEmbedded()) return ok();
    if (!found->portions.empty()) found->kind = Found::Kind::kNamespace;
    return ok();
}

Status setInDict(Thread* t, Dict* dict, NameId name, Value value) {
    return dictSetStr(t, dict, t->name(name), value);
}

Ref stringList(Thread* t, const std::vector<std::string>& texts) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (const std::string& text : texts) {
        Ref s = KRAIT_TRY(strFromUtf8(t, text));
        KRAIT_TRY(listAppend(t, list, s));
    }
    return list;
}

std::string cachePathOf(const std::string& path) {
    size_t slash = path.rfind('/');
    std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    std::string file = path.substr(folder.size());
    size_t dot = file.rfind('.');
    if (dot != std::string::npos) file.resize(dot);
    return folder + "__pycache__/" + file + ".krait-313.pyc";
}

// Makes the module object of what was found, with its attributes, and its spec.
New<Module> moduleFor(Thread* t, Str* name, std::string_view text, const Found& found) {
    New<Module> module = KRAIT_TRY(moduleNew(t, Value(name)));
    Dict* dict = module->dict;
    New<ModuleSpec> spec = KRAIT_TRY(moduleSpecNew(t, name));
    Ref path_list;
    Ref file;
    switch (found.kind) {
    case Found::Kind::kEmbedded: {
        spec->loader_kind = LoaderKind::kFrozen;
        spec->origin = KRAIT_TRY(strFromAscii(t, "frozen")).release();
        // As CPython gives frozen modules the place where the library has them.
        const std::string& library = stateOf(t)->library_folder;
        std::string place;
        if (!library.empty()) {
            std::string relative(text);
            std::replace(relative.begin(), relative.end(), '.', '/');
            place = library + "/" + relative;
            file = KRAIT_TRY(
                strFromUtf8(t, place + (found.embedded->package ? "/__init__.py" : ".py")));
        }
        if (found.embedded->package) {
            std::vector<std::string> folders;
            if (!place.empty()) folders.push_back(place);
            path_list = KRAIT_TRY(stringList(t, folders));
        }
        break;
    }
    case Found::Kind::kFile:
        spec->loader_kind = LoaderKind::kSourceFile;
        spec->has_location = true;
        file = KRAIT_TRY(strFromUtf8(t, found.path));
        spec->origin = Ref::share(file).release();
        spec->cached = KRAIT_TRY(strFromUtf8(t, cachePathOf(found.path))).release();
        if (found.package) path_list = KRAIT_TRY(stringList(t, {found.folder}));
        break;
    case Found::Kind::kNamespace:
        spec->loader_kind = LoaderKind::kNamespace;
        path_list = KRAIT_TRY(stringList(t, found.portions));
        break;
    default:
        break;
    }
    if (!path_list.isEmpty()) {
        spec->locations = Ref::share(path_list).release();
        KRAIT_TRY(setInDict(t, dict, kName___path__, path_list));
    }
    size_t dot = text.rfind('.');
    std::string_view package = !path_list.isEmpty()            ? text
                               : dot == std::string_view::npos ? std::string_view()
                                                               : text.substr(0, dot);
    New<Str> package_name = KRAIT_TRY(strIntern(t, package));
    KRAIT_TRY(setInDict(t, dict, kName___package__, package_name));
    KRAIT_TRY(setInDict(t, dict, kName___spec__, spec));
    // From the spec, when it is asked for: moduleLazyAttribute().
    KRAIT_TRY(dictDelete(t, dict, Value(t->name(kName___loader__))));
    if (!file.isEmpty()) {
        KRAIT_TRY(setInDict(t, dict, kName___file__, file));
        if (!spec->cached.isEmpty()) {
            KRAIT_TRY(setInDict(t, dict, kName___cached__, spec->cached));
        }
    }
    return module;
}

// Runs a module's code in it.
Status execute(Thread* t, Module* module, std::string_view name, const Found& found) {
    New<Code> code;
    if (found.kind == Found::Kind::kEmbedded) {
        code = KRAIT_TRY(embeddedCode(t, found.embedded));
    } else {
        Ref path = KRAIT_TRY(strFromUtf8(t, found.path));
        code = KRAIT_TRY(sourceFileCode(t, found.path, path));
    }
    Ref value = KRAIT_TRY(runCode(t, code, module->dict, Value()));
    // What later versions added to a module of the library runs in it afterwards.
    const std::string& library = stateOf(t)->library_folder;
    if (found.kind == Found::Kind::kFile && !library.empty() &&
        found.path.starts_with(library + "/")) {
        if (const EmbeddedModule* more = findEmbedded(t, "_additions." + std::string(name))) {
            code = KRAIT_TRY(embeddedCode(t, more));
            value = KRAIT_TRY(runCode(t, code, module->dict, Value()));
        }
    }
    return ok();
}

void verboseNote(Thread* t, std::string_view name, const Found& found) {
    if (t->runtime->options.verbose == 0) return;
    const char* what = found.kind == Found::Kind::kNative     ? "built-in"
                       : found.kind == Found::Kind::kEmbedded ? "frozen"
                                                              : found.path.c_str();
    std::fprintf(stderr, "import '%.*s' # %s\n", static_cast<int>(name.size()), name.data(), what);
}

bool isImportlibPart(std::string_view name) {
    return name.starts_with("importlib") || name == "_warnings" || name == "_imp" ||
           name == "_weakref" || name == "_thread" || name == "_io" || name == "posix" ||
           name == "marshal" || name == "sys" || name == "builtins";
}

} // namespace

// A module whose code is being run: by whom, and the threads that wait for its end. Lives on the
// loader's C stack; needs the GIL.
struct ModuleLoading {
    Thread* thread;
    WaitQueue waiters;
};

namespace {

// Marks a module as being loaded, for the time of a scope.
class LoadingScope {
  public:
    LoadingScope(Thread* t, ModuleSpec* spec) : state_(stateOf(t)), spec_(spec), loading_{t, {}} {
        loading_.waiters.broadcast = true;
        spec->initializing = true;
        spec->loading = &loading_;
        ++state_->loading;
    }
    ~LoadingScope() {
        spec_->initializing = false;
        spec_->loading = nullptr;
        --state_->loading;
        loading_.waiters.wakeAll();
    }
    LoadingScope(const LoadingScope&) = delete;

  private:
    ImportState* state_;
    ModuleSpec* spec_; // kept by load()
    ModuleLoading loading_;
};

// Python: who imports a module that another thread is loading waits until it is there, unless that
// thread waits, directly or not, for this one: then it gets the module as it is. True: it waited,
// and sys.modules is to be looked at again. SAFEPOINT.
Result<bool> waitForLoader(Thread* t, Value module) {
    if (!isKind(module, TypeId::kModule) || !module.as<Module>()->dict) return false;
    Value found = dictGetStr(module.as<Module>()->dict, t->name(kName___spec__));
    if (found.isEmpty() || typeOf(t, found) != moduleSpecType(t)) return false;
    auto* spec = found.as<ModuleSpec>();
    if (!spec->loading) return false;
    for (ModuleLoading* loading = spec->loading; loading;) {
        ThreadRecord* record = loading->thread->record;
        if (loading->thread == t || record->dead) return false;
        loading = record->awaited_module ? record->awaited_module->loading : nullptr;
    }
    Ref kept = Ref::share(found);
    t->record->awaited_module = spec;
    Waited waited = waitInQueue(t, &spec->loading->waiters, kNever, spec, GilReason::kLock);
    t->record->awaited_module = nullptr;
    if (waited == Waited::kRaised) return Error{};
    return true;
}

Ref load(Thread* t, Value name, std::string_view text, Value path) {
    Found found;
    KRAIT_TRY(search(t, text, path, &found));
    if (found.kind == Found::Kind::kNothing) {
        Ref message = KRAIT_TRY(strFormat(t, "No module named %R", name));
        return raiseModuleNotFound(t, name, std::move(message));
    }
    if (found.kind == Found::Kind::kByHook) return importByFinders(t, name);
    verboseNote(t, text, found);
    Dict* modules = t->runtime->modules;
    if (found.kind == Found::Kind::kNative) {
        New<Module> module = KRAIT_TRY(nativeModuleCreate(t, found.native, name.as<Str>()));
        KRAIT_TRY(dictSet(t, modules, name, module));
        if (nativeModuleFill(t, found.native, module).isError()) {
            Ref error = takeException(t);
            Ref dropped = dictPop(t, modules, name);
            return raiseException(t, error);
        }
        return module;
    }
    New<Module> module = KRAIT_TRY(moduleFor(t, name.as<Str>(), text, found));
    KRAIT_TRY(dictSet(t, modules, name, module));
    if (found.kind == Found::Kind::kNamespace) return module;
    Ref spec_ref = Ref::share(dictGetStr(module->dict, t->name(kName___spec__)));
    auto* spec = spec_ref.as<ModuleSpec>();
    Status status;
    {
        LoadingScope scope(t, spec);
        status = execute(t, module, text, found);
    }
    if (status.isError()) {
        Ref error = takeException(t);
        Ref dropped = dictPop(t, modules, name);
        if (dropped.isError() && t->hasError()) clearError(t);
        return raiseException(t, error);
    }
    // The module may have put another object in its place.
    Value now = KRAIT_TRY(loadedModule(t, name));
    if (now.isEmpty()) {
        return raiseKeyError(t, name);
    }
    return Ref::share(now);
}

Ref findAndLoad(Thread* t, Value name) {
    KRAIT_TRY(checkNativeStack(t, ""));
    std::string text = toUtf8(name.as<Str>());
    if (importFindersTouched(t) && !isImportlibPart(text)) return importByFinders(t, name);
    size_t dot = text.rfind('.');
    if (dot == std::string::npos) return load(t, name, text, Value());
    New<Str> parent_name = KRAIT_TRY(strIntern(t, std::string_view(text).substr(0, dot)));
    Ref parent = Ref::share(KRAIT_TRY(loadedModule(t, parent_name)));
    if (parent.isEmpty()) {
        parent = KRAIT_TRY(findAndLoad(t, parent_name));
        // Importing the parent may have imported this one.
        Value now = KRAIT_TRY(loadedModule(t, name));
        if (!now.isEmpty()) return Ref::share(now);
        parent = Ref::share(KRAIT_TRY(loadedModule(t, parent_name)));
        if (parent.isEmpty()) return raiseKeyError(t, parent_name);
        // Importing the parent may have added a finder for its submodules.
        if (importFindersTouched(t) && !isImportlibPart(text)) return importByFinders(t, name);
    }
    Ref path = getAttrOptional(t, parent, t->name(kName___path__));
    if (path.isEmpty()) {
        if (t->hasError()) return Error{};
        Ref message = KRAIT_TRY(
            strFormat(t, "No module named %R; %R is not a package", name, Value(parent_name)));
        return raiseModuleNotFound(t, name, std::move(message));
    }
    Ref module = KRAIT_TRY(load(t, name, text, path));
    New<Str> child = KRAIT_TRY(strIntern(t, std::string_view(text).substr(dot + 1)));
    if (setAttr(t, parent, child, module).isError()) {
        if (!clearErrorIf(t, TypeId::kAttributeError)) return Error{};
        KRAIT_TRY(warn(t, TypeId::kImportWarning, 1,
                       "Cannot set an attribute on %R for child module %R", Value(parent_name),
                       Value(child)));
    }
    return module;
}

// sys.modules[name], loading it if need be.
Ref gcdImport(Thread* t, Value name) {
    Value module = KRAIT_TRY(loadedModule(t, name));
    while (KRAIT_UNLIKELY(stateOf(t)->loading > 0 && t->runtime->threads->running > 0) &&
           !module.isEmpty()) {
        bool waited = KRAIT_TRY(waitForLoader(t, module));
        if (!waited) break;
        module = KRAIT_TRY(loadedModule(t, name));
    }
    if (module.isEmpty()) return findAndLoad(t, name);
    if (module.isNone()) {
        Ref message = KRAIT_TRY(strFormat(t, "import of %S halted; None in sys.modules", name));
        return raiseModuleNotFound(t, name, std::move(message));
    }
    return Ref::share(module);
}

// The absolute name of a relative import.
Ref resolveName(Thread* t, Str* name, Value globals, int level) {
    if (!isDict(globals)) return raise(t, TypeId::kTypeError, "globals must be a dict");
    Dict* g = globals.as<Dict>();
    Ref package = Ref::share(dictGetStr(g, t->name(kName___package__)));
    Ref spec = Ref::share(dictGetStr(g, t->name(kName___spec__)));
    if (!package.isEmpty() && !package.get().isNone()) {
        if (!isStr(package)) return raise(t, TypeId::kTypeError, "package must be a string");
        if (!spec.isEmpty() && !spec.get().isNone()) {
            Ref parent = KRAIT_TRY(getAttr(t, spec, "parent"));
            if (!KRAIT_TRY(compareBool(t, package, parent, CompareOp::kEq))) {
                KRAIT_TRY(
                    warn(t, TypeId::kDeprecationWarning, 1, "__package__ != __spec__.parent"));
            }
        }
    } else if (!spec.isEmpty() && !spec.get().isNone()) {
        package = KRAIT_TRY(getAttr(t, spec, "parent"));
        if (!isStr(package))
            return raise(t, TypeId::kTypeError, "__spec__.parent must be a string");
    } else {
        KRAIT_TRY(warn(t, TypeId::kImportWarning, 1,
                       "can't resolve package from __spec__ or __package__, falling back on "
                       "__name__ and __path__"));
        package = Ref::share(dictGetStr(g, t->name(kName___name__)));
        if (package.isEmpty()) return raise(t, TypeId::kKeyError, "'__name__' not in globals");
        if (!isStr(package)) return raise(t, TypeId::kTypeError, "__name__ must be a string");
        if (dictGetStr(g, t->name(kName___path__)).isEmpty()) {
            std::string text = toUtf8(package.as<Str>());
            size_t dot = text.rfind('.');
            package = KRAIT_TRY(strFromUtf8(t, dot == std::string::npos
                                                   ? std::string_view()
                                                   : std::string_view(text).substr(0, dot)));
        }
    }
    std::string base = toUtf8(package.as<Str>());
    if (base.empty()) {
        return raise(t, TypeId::kImportError,
                     "attempted relative import with no known parent package");
    }
    for (int i = 1; i < level; ++i) {
        size_t dot = base.rfind('.');
        if (dot == std::string::npos) {
            return raise(t, TypeId::kImportError,
                         "attempted relative import beyond top-level package");
        }
        base.resize(dot);
    }
    if (name->length > 0) base += "." + toUtf8(name);
    return strIntern(t, base);
}

// The submodules that `from package import a, b` names.
Status handleFromlist(Thread* t, Value module, Value fromlist, bool recursive) {
    Ref iterator = KRAIT_TRY(iterOf(t, fromlist));
    for (;;) {
        Ref item = iterNext(t, iterator);
        if (item.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
        if (!isStr(item)) {
            if (recursive) {
                Ref name = KRAIT_TRY(getAttr(t, module, t->name(kName___name__)));
                return raise(t, TypeId::kTypeError, "Item in %S.__all__ must be str, not %T",
                             name.get(), item.get());
            }
            return raise(t, TypeId::kTypeError, "Item in ``from list'' must be str, not %T",
                         item.get());
        }
        if (strEqualAscii(item.as<Str>(), "*")) {
            if (recursive) continue;
            Ref all = getAttrOptional(t, module, t->name(kName___all__));
            if (all.isEmpty()) {
                if (t->hasError()) return Error{};
                continue;
            }
            KRAIT_TRY(handleFromlist(t, module, all, true));
            continue;
        }
        New<Str> item_name = KRAIT_TRY(strIntern(t, item.as<Str>()));
        Ref there = getAttrOptional(t, module, item_name);
        if (!there.isEmpty()) continue;
        if (t->hasError()) return Error{};
        Ref name = KRAIT_TRY(getAttr(t, module, t->name(kName___name__)));
        Ref full = KRAIT_TRY(strFormat(t, "%S.%S", name.get(), item.get()));
        New<Str> full_name = KRAIT_TRY(strIntern(t, full.as<Str>()));
        Ref submodule = gcdImport(t, full_name);
        if (!submodule.isError()) continue;
        // Python: a submodule that isn't there is left to the `from` to complain about.
        if (!errorIs(t, TypeId::kModuleNotFoundError)) return Error{};
        Ref error = takeException(t);
        Ref missing = getAttrOptional(t, error, t->name(kName_name));
        bool same = isStr(missing) && strEqual(missing.as<Str>(), full_name.get());
        Value entry = KRAIT_TRY(loadedModule(t, full_name));
        if (same && !entry.isNone()) continue;
        return raiseException(t, error);
    }
}

Ref importResolved(Thread* t, Str* given, Str* name, Value fromlist, int level) {
    Ref module = KRAIT_TRY(gcdImport(t, name));
    bool has_list = !fromlist.isEmpty() && !fromlist.isNone();
    if (has_list) has_list = KRAIT_TRY(isTrue(t, fromlist));
    if (has_list) {
        Ref path = getAttrOptional(t, module, t->name(kName___path__));
        if (path.isEmpty()) {
            if (t->hasError()) return Error{};
            return module;
        }
        KRAIT_TRY(handleFromlist(t, module, fromlist, false));
        return module;
    }
    if (level > 0 && given->length == 0) return module;
    std::string text = toUtf8(given);
    size_t dot = text.find('.');
    if (dot == std::string::npos) return module;
    if (level == 0) {
        New<Str> front = KRAIT_TRY(strIntern(t, std::string_view(text).substr(0, dot)));
        return gcdImport(t, front);
    }
    std::string full = toUtf8(name);
    full.resize(full.size() - (text.size() - dot));
    New<Str> front = KRAIT_TRY(strIntern(t, full));
    Value result = KRAIT_TRY(loadedModule(t, front));
    if (result.isEmpty()) {
        return raise(t, TypeId::kKeyError, "%R not in sys.modules as expected", Value(front));
    }
    return Ref::share(result);
}

} // namespace

Error raiseImportError(Thread* t, TypeId type, Value message, Value name, Value path,
                       Value name_from) {
    New<Str> name_key = KRAIT_TRY(strIntern(t, "name"));
    New<Str> path_key = KRAIT_TRY(strIntern(t, "path"));
    New<Str> from_key = KRAIT_TRY(strIntern(t, "name_from"));
    Value none = Value::none();
    Value keys[] = {name_key, path_key, from_key};
    uint32_t count = name_from.isEmpty() ? 2 : 3;
    Ref names = KRAIT_TRY(tupleFrom(t, keys, count));
    Value values[] = {message, name.isEmpty() ? none : name, path.isEmpty() ? none : path,
                      name_from};
    Ref exception = KRAIT_TRY(call(t, Value(t->type(type)), CallArgs{values, 1, names}));
    return raiseException(t, exception);
}

Ref importName(Thread* t, Value name, Value globals, Value fromlist, int level) {
    if (!isStr(name)) return raise(t, TypeId::kTypeError, "module name must be a string");
    if (level < 0) return raise(t, TypeId::kValueError, "level must be >= 0");
    if (level == 0) {
        if (name.as<Str>()->length == 0) return raise(t, TypeId::kValueError, "Empty module name");
        New<Str> absolute = KRAIT_TRY(strIntern(t, name.as<Str>()));
        return importResolved(t, absolute, absolute, fromlist, 0);
    }
    if (globals.isEmpty() || globals.isNone()) {
        return raise(t, TypeId::kKeyError, "'__name__' not in globals");
    }
    Ref absolute = KRAIT_TRY(resolveName(t, name.as<Str>(), globals, level));
    return importResolved(t, name.as<Str>(), absolute.as<Str>(), fromlist, level);
}

Ref importModule(Thread* t, const char* dotted_name) {
    New<Str> name = KRAIT_TRY(strIntern(t, dotted_name));
    return gcdImport(t, name);
}

Ref importStatement(Thread* t, Function* f, Str* name, Value fromlist, int level) {
    Value globals(f->globals);
    Value import_function = dictGetStr(f->builtins, t->name(kName___import__));
    if (import_function.isEmpty()) return raise(t, TypeId::kImportError, "__import__ not found");
    Value own = dictGetStr(t->runtime->builtins, t->name(kName___import__));
    bool is_own = import_function == own && isKind(own, TypeId::kNativeFunction);
    if (is_own) return importName(t, name, globals, fromlist, level);
    // Python: the replacement gets the frame's namespace as locals, None in a function.
    Value locals = f->code->flags & kCodeOptimized ? Value::none() : namespaceOf(f);
    Ref keep = Ref::share(import_function);
    return callFunction(t, keep, Value(name), globals, locals,
                        fromlist.isEmpty() ? Value::none() : fromlist, Value::smallInt(level));
}

Ref importFrom(Thread* t, Value module, Str* name) {
    Ref value = getAttrOptional(t, module, name);
    if (!value.isEmpty()) return value;
    if (t->hasError()) return Error{};
    // A submodule in sys.modules that its parent does not have yet (circular imports).
    Ref package = getAttrOptional(t, module, t->name(kName___name__));
    if (package.isEmpty() && t->hasError()) return Error{};
    if (isStr(package)) {
        Ref full = KRAIT_TRY(strFormat(t, "%S.%S", package.get(), Value(name)));
        Value loaded = KRAIT_TRY(loadedModule(t, full));
        if (!loaded.isEmpty()) return Ref::share(loaded);
    }
    Ref shown = isStr(package) ? Ref::share(package) : strFromAscii(t, "<unknown module name>");
    if (shown.isError()) return Error{};
    Ref spec = getAttrOptional(t, module, t->name(kName___spec__));
    if (spec.isEmpty() && t->hasError()) return Error{};
    Ref origin;
    if (!spec.isEmpty() && !spec.get().isNone()) {
        Ref has_location = getAttrOptional(t, spec, KRAIT_TRY(strIntern(t, "has_location")));
        if (has_location.isEmpty() && t->hasError()) return Error{};
        if (has_location.get().isTrue()) {
            origin = getAttrOptional(t, spec, KRAIT_TRY(strIntern(t, "origin")));
            if (origin.isEmpty() && t->hasError()) return Error{};
            if (!isStr(origin)) origin = Ref();
        }
    }
    if (origin.isEmpty()) {
        origin = getAttrOptional(t, module, t->name(kName___file__));
        if (origin.isEmpty() && t->hasError()) return Error{};
        if (!isStr(origin)) origin = Ref();
    }
    bool initializing = false;
    if (!spec.isEmpty() && !spec.get().isNone()) {
        Ref flag = getAttrOptional(t, spec, t->name(kName__initializing));
        if (flag.isEmpty() && t->hasError()) return Error{};
        if (!flag.isEmpty()) initializing = KRAIT_TRY(isTrue(t, flag));
    }
    Ref shadowing = KRAIT_TRY(shadowedLibraryName(t, shown, origin));
    Ref message;
    if (!shadowing.isEmpty() && !shadowing.get().isNone()) {
        // 0: a library module is shadowed, 1: the name may be that of an installed package
        if (shadowing.get().isTrue()) {
            message = strFormat(t,
                                "cannot import name %R from %R (consider renaming %R since it has "
                                "the same name as the standard library module named %R and "
                                "prevents importing that standard library module)",
                                Value(name), shown.get(), origin.get(), shown.get());
        } else if (initializing) {
            message = strFormat(t,
                                "cannot import name %R from %R (consider renaming %R if it has the "
                                "same name as a library you intended to import)",
                                Value(name), shown.get(), origin.get());
        }
    }
    if (message.isEmpty() && t->hasError()) return Error{};
    if (!message.isEmpty()) {
    } else if (initializing) {
        message = origin.isEmpty()
                      ? strFormat(t,
                                  "cannot import name %R from partially initialized module %R "
                                  "(most likely due to a circular import)",
                                  Value(name), shown.get())
                      : strFormat(t,
                                  "cannot import name %R from partially initialized module %R "
                                  "(most likely due to a circular import) (%S)",
                                  Value(name), shown.get(), origin.get());
    } else if (origin.isEmpty()) {
        message = strFormat(t, "cannot import name %R from %R (unknown location)", Value(name),
                            shown.get());
    } else {
        message = strFormat(t, "cannot import name %R from %R (%S)", Value(name), shown.get(),
                            origin.get());
    }
    if (message.isError()) return Error{};
    return raiseImportError(t, TypeId::kImportError, message, shown, origin, Value(name));
}

// Python: `True` for a script beside which a standard library module would have been imported,
// `False` for another script's neighbour, None when the module isn't from the script's folder.
Ref shadowedLibraryName(Thread* t, Value module_name, Value origin) {
    if (!isStr(origin) || t->runtime->options.safe_path) return Ref::none();
    Value path = dictGetStr(t->runtime->sys_dict, t->name(kName_path));
    if (!isList(path) || path.as<List>()->length == 0) return Ref::none();
    Value first = path.as<List>()->items[0];
    if (!isStr(first)) return Ref::none();
    std::string folder = toUtf8(first.as<Str>(), true), file = toUtf8(origin.as<Str>(), true);
    if (folder.empty()) {
        char cwd[4096];
        if (!getcwd(cwd, sizeof cwd)) return Ref::none();
        folder = cwd;
    }
    size_t slash = file.rfind('/');
    if (slash == std::string::npos) return Ref::none();
    std::string file_folder = file.substr(0, slash);
    if (file_folder != folder) return Ref::none();
    New<Str> key = KRAIT_TRY(strIntern(t, "stdlib_module_names"));
    Value names = dictGetStr(t->runtime->sys_dict, key);
    if (names.isEmpty()) return Ref::boolean(false);
    bool library = KRAIT_TRY(contains(t, names, module_name));
    return Ref::boolean(library);
}

Status importStar(Thread* t, Function* f, Value module) {
    Ref target = Ref::share(namespaceOf(f));
    Ref all = getAttrOptional(t, module, t->name(kName___all__));
    bool skip_private = false;
    if (all.isEmpty()) {
        if (t->hasError()) return Error{};
        Ref dict = getAttrOptional(t, module, t->name(kName___dict__));
        if (dict.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kImportError,
                         "from-import-* object has no __dict__ and no __all__");
        }
        all = KRAIT_TRY(callMethod(t, dict, t->name(kName_keys)));
        all = KRAIT_TRY(listFromIterable(t, all));
        skip_private = true;
    }
    for (int64_t i = 0;; ++i) {
        Ref item = getItem(t, all, Value::smallInt(i));
        if (item.isError()) {
            if (!clearErrorIf(t, TypeId::kIndexError)) return Error{};
            return ok();
        }
        if (!isStr(item)) {
            Ref name = KRAIT_TRY(getAttr(t, module, t->name(kName___name__)));
            if (!isStr(name)) {
                return raise(t, TypeId::kTypeError, "module __name__ must be a string, not %T",
                             name.get());
            }
            return raise(t, TypeId::kTypeError,
                         skip_private ? "Key in %U.__dict__ must be str, not %T"
                                      : "Item in %U.__all__ must be str, not %T",
                         name.get(), item.get());
        }
        New<Str> name = KRAIT_TRY(strIntern(t, item.as<Str>()));
        if (skip_private && name->length > 0 && name->at(0) == '_') continue;
        Ref value = KRAIT_TRY(getAttr(t, module, name));
        KRAIT_TRY(setItemByName(t, target, name, value));
    }
}

Status setupAnnotations(Thread* t, Function* f) {
    Ref target = Ref::share(namespaceOf(f));
    Str* name = t->name(kName___annotations__);
    if (isExactDict(target)) {
        if (!dictGetStr(target.as<Dict>(), name).isEmpty()) return ok();
    } else {
        Ref there = mappingGet(t, target, name);
        if (!there.isEmpty()) return ok();
        if (t->hasError()) return Error{};
    }
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    return setItemByName(t, target, name, dict);
}

Status displayValue(Thread* t, Value v) {
    Value hook = dictGetStr(t->runtime->sys_dict, t->name(kName_displayhook));
    if (hook.isEmpty()) return raise(t, TypeId::kRuntimeError, "lost sys.displayhook");
    Ref keep = Ref::share(hook);
    KRAIT_TRY(callFunction(t, keep, v));
    return ok();
}

} // namespace krait
