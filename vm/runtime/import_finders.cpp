// importlib's finders, and what else of the import system modules show only when they are asked.
//
// The VM finds modules itself, by the rules of these finders; so a program that never looks at
// sys.meta_path does not load importlib. One that looks gets lists with the finders, and from the
// moment that they hold anything else, imports are importlib's business. All of it under the GIL.
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/object_model.h"

#include <algorithm>

namespace krait {

namespace {

// Whether a list in sys holds other items than those that were put there.
bool differs(Thread* t, NameId name, Value items_before) {
    Value now = dictGetStr(t->runtime->sys_dict, t->name(name));
    if (items_before.isEmpty()) return !now.isEmpty();
    auto* before = items_before.as<Tuple>();
    return !isList(now) || now.as<List>()->length != before->length ||
           !std::equal(before->items, before->items + before->length, now.as<List>()->items);
}

// sys.NAME becomes a list of what the method importlib.MODULE.METHOD returns, unless it is there;
// *items_before keeps the items.
Status install(Thread* t, NameId name, const char* module, const char* method,
               Value* items_before) {
    if (!dictGetStr(t->runtime->sys_dict, t->name(name)).isEmpty()) return ok();
    Ref external = KRAIT_TRY(importModule(t, module));
    New<Str> method_name = KRAIT_TRY(strIntern(t, method));
    Ref finders = KRAIT_TRY(callMethod(t, external, method_name));
    Ref items = KRAIT_TRY(tupleFromIterable(t, finders));
    // Loading importlib may have brought somebody here before.
    if (!dictGetStr(t->runtime->sys_dict, t->name(name)).isEmpty()) return ok();
    Ref list = KRAIT_TRY(listFromIterable(t, items));
    KRAIT_TRY(dictSetStr(t, t->runtime->sys_dict, t->name(name), list));
    decref(std::exchange(*items_before, items.release()));
    return ok();
}

bool isImportlibCode(Code* code) {
    return isStr(code->filename) &&
           (strEqualAscii(code->filename.as<Str>(), "<frozen importlib._bootstrap>") ||
            strEqualAscii(code->filename.as<Str>(), "<frozen importlib._bootstrap_external>"));
}

// As CPython shows a failed import: of an ImportError no frame of importlib, of other exceptions
// none of those that end in a call of the module's code.
Error hideImportlibFrames(Thread* t) {
    Ref error = takeException(t);
    bool always = isInstanceOf(t, error, TypeId::kImportError);
    (void)exceptionTraceback(t, error);
    Value* link = &asException(error)->settled_traceback;
    Value* outer = link; // to the first of the importlib frames that we are among
    bool inside = false;
    while (!link->isEmpty()) {
        auto* entry = link->as<Traceback>();
        Code* code = entry->frame.as<FrameObject>()->function->code;
        bool now = isImportlibCode(code);
        if (now && !inside) outer = link;
        inside = now;
        if (inside && (always || strEqualAscii(code->name, "_call_with_frames_removed"))) {
            Ref rest = Ref::share(entry->next);
            decref(std::exchange(*outer, rest.release()));
            link = outer;
            inside = false;
        } else {
            link = &entry->next;
        }
    }
    return raiseException(t, error);
}

} // namespace

bool importFindersTouched(Thread* t) {
    ImportState* state = t->runtime->import;
    return differs(t, kName_meta_path, state->meta_path) ||
           differs(t, kName_path_hooks, state->path_hooks);
}

Status importFindersInstall(Thread* t) {
    ImportState* state = t->runtime->import;
    constexpr const char* kExternal = "importlib._bootstrap_external";
    bool making = std::exchange(state->making_finders, true);
    Status status =
        install(t, kName_path_hooks, kExternal, "_default_path_hooks", &state->path_hooks);
    if (!status.isError())
        status = install(t, kName_meta_path, kExternal, "_default_meta_path", &state->meta_path);
    state->making_finders = making;
    return status;
}

void importFindersForget(Thread* t) {
    ImportState* state = t->runtime->import;
    if (!state) return;
    decref(std::exchange(state->meta_path, Value()));
    decref(std::exchange(state->path_hooks, Value()));
}

Ref importByFinders(Thread* t, Value name) {
    KRAIT_TRY(importFindersInstall(t));
    Ref bootstrap = KRAIT_TRY(importModule(t, "importlib._bootstrap"));
    Value import_function = dictGetStr(t->runtime->builtins, t->name(kName___import__));
    Ref module = callMethod(t, bootstrap, t->name(kName__find_and_load), name, import_function);
    if (module.isError() && t->runtime->options.verbose == 0) return hideImportlibFrames(t);
    return module;
}

Status importSiteNow(Thread* t) {
    ImportState* state = t->runtime->import;
    if (!state || !std::exchange(state->site_postponed, false)) return ok();
    Ref site = KRAIT_TRY(importModule(t, "site"));
    return ok();
}

Result<Value> postponedBuiltin(Thread* t, Str* name) {
    ImportState* state = t->runtime->import;
    if (!state || !state->site_postponed) return Value();
    static constexpr const char* kNames[] = {"copyright", "credits", "exit",
                                             "help",      "license", "quit"};
    for (const char* one : kNames) {
        if (!strEqualAscii(name, one)) continue;
        KRAIT_TRY(importSiteNow(t));
        return dictGet(t, t->runtime->builtins, Value(name));
    }
    return Value();
}

Ref loaderOfNamespace(Thread* t, Dict* dict) {
    Value spec = dictGetStr(dict, t->name(kName___spec__));
    if (spec.isEmpty() || spec.isNone()) return Ref();
    Ref alive = Ref::share(spec);
    New<Str> attribute = KRAIT_TRY(strIntern(t, "loader"));
    Ref loader = KRAIT_TRY(getAttr(t, alive, attribute));
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___loader__), loader));
    return loader;
}

Ref moduleLazyAttribute(Thread* t, Module* module, Str* name) {
    if (module->dict == t->runtime->builtins) {
        Value builtin = KRAIT_TRY(postponedBuiltin(t, name));
        if (!builtin.isEmpty()) return Ref::share(builtin);
    }
    if (name == t->name(kName___loader__)) return loaderOfNamespace(t, module->dict);
    if (module->dict != t->runtime->sys_dict || !t->runtime->import) return Ref();
    ImportState* state = t->runtime->import;
    if (strEqualAscii(name, "monitoring")) {
        Ref monitoring = KRAIT_TRY(state->library->monitoring(t));
        KRAIT_TRY(dictSetStr(t, module->dict, name, monitoring));
        return monitoring;
    }
    bool finders = name == t->name(kName_meta_path) && state->meta_path.isEmpty();
    bool hooks = name == t->name(kName_path_hooks) && state->path_hooks.isEmpty();
    // Once made they are what the program did with them: a deleted list stays away.
    if (!finders && !hooks) return Ref();
    KRAIT_TRY(importFindersInstall(t));
    return Ref::share(dictGetStr(module->dict, name));
}

} // namespace krait
