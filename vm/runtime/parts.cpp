// Start-up of the parts that need whole types, and the end of a Runtime.
#include "vm/objects/dict.h"
#include "vm/objects/exception_object.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/args.h"
#include "vm/runtime/codec_registry.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/runtime_parts.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/tracing.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/weakrefs.h"
#include "vm/threads/fiber_scheduler.h"
#include "vm/threads/threads.h"

#include <llvm/ADT/DenseMap.h>

namespace krait {

// Parsed once for each definition, and shared by all functions made of it.
struct NativeSignatures {
    llvm::DenseMap<const MethodDef*, Signature*> parsed;
};

Signature*& nativeNewSignature(Thread* t, const MethodDef* def) {
    if (!t->runtime->native_signatures) t->runtime->native_signatures = new NativeSignatures();
    return t->runtime->native_signatures->parsed[def];
}

void signaturesDestroy(Runtime* runtime) {
    if (!runtime->native_signatures) return;
    for (auto& [def, signature] : runtime->native_signatures->parsed)
        signatureFree(runtime->main_thread, signature);
    delete runtime->native_signatures;
}

Status partsInit(Thread* t) {
    Runtime* runtime = t->runtime;
    KRAIT_TRY(exceptionsInit(t));
    runtime->builtins = KRAIT_TRY(dictNew(t, 256)).release().as<Dict>();
    runtime->modules = KRAIT_TRY(dictNew(t, 64)).release().as<Dict>();
    runtime->gc->callbacks = KRAIT_TRY(listNew(t)).release();
    runtime->gc->garbage = KRAIT_TRY(listNew(t)).release();
    return ok();
}

Error raiseModuleAttribute(Thread* t, Module* m, Str* name) {
    Value module_name = dictGetStr(m->dict, t->name(kName___name__));
    if (module_name.isEmpty() || !isStr(module_name))
        return raise(t, TypeId::kAttributeError, "module has no attribute '%U'", Value(name));
    Value spec = dictGetStr(m->dict, t->name(kName___spec__));
    bool initializing = false;
    if (!spec.isEmpty() && !spec.isNone()) {
        Ref flag = getAttrOptional(t, spec, t->name(kName__initializing));
        if (flag.isEmpty() && t->hasError()) clearError(t);
        initializing = !flag.isEmpty() && flag.get().isTrue();
    }
    Ref origin;
    if (!spec.isEmpty() && !spec.isNone()) {
        New<Str> origin_name = KRAIT_TRY(strIntern(t, "origin"));
        origin = getAttrOptional(t, spec, origin_name);
        if (origin.isEmpty() && t->hasError()) clearError(t);
        if (!isStr(origin)) origin = Ref();
    }
    Ref shadowing = KRAIT_TRY(shadowedLibraryName(t, module_name, origin));
    Error error;
    if (shadowing.get().isTrue()) {
        error = raise(t, TypeId::kAttributeError,
                      "module '%U' has no attribute '%U' (consider renaming %R since it has the "
                      "same name as the standard library module named '%U' and prevents importing "
                      "that standard library module)",
                      module_name, Value(name), origin.get(), module_name);
    } else if (initializing && shadowing.get().isFalse()) {
        error = raise(t, TypeId::kAttributeError,
                      "module '%U' has no attribute '%U' (consider renaming %R if it has the same "
                      "name as a library you intended to import)",
                      module_name, Value(name), origin.get());
    } else if (initializing && !origin.isEmpty()) {
        error = raise(t, TypeId::kAttributeError,
                      "partially initialized module '%U' from '%U' has no attribute '%U' (most "
                      "likely due to a circular import)",
                      module_name, origin.get(), Value(name));
    } else if (initializing) {
        error = raise(t, TypeId::kAttributeError,
                      "partially initialized module '%U' has no attribute '%U' (most likely due to "
                      "a circular import)",
                      module_name, Value(name));
    } else {
        error = raise(t, TypeId::kAttributeError, "module '%U' has no attribute '%U'", module_name,
                      Value(name));
    }
    if (exceptionIs(t, t->exception, TypeId::kAttributeError)) {
        auto* e = asException(t->exception);
        incref(Value(m));
        incref(Value(name));
        decref(std::exchange(e->field[0], Value(m)));
        decref(std::exchange(e->field[1], Value(name)));
    }
    return error;
}

// --- the end
// -------------------------------------------------------------------------------------------------------------

// Python: the names of a module that outlives sys.modules become None, those with one underscore
// first.
static void clearModule(Thread* t, Module* m) {
    if (!m->dict) return;
    for (int pass = 0; pass < 2; ++pass) {
        int64_t position = 0;
        Value key, value;
        New<List> names = dictKeysList(t, m->dict).isError()
                              ? New<List>()
                              : New<List>::take(dictKeysList(t, m->dict).release().as<List>());
        if (names.isError()) return;
        (void)position, (void)value;
        for (int64_t i = 0; i < names->length; ++i) {
            key = names->items[i];
            if (!isStr(key)) continue;
            auto* name = key.as<Str>();
            bool underscore =
                name->length > 0 && name->at(0) == '_' && !(name->length > 1 && name->at(1) == '_');
            if (pass == 0 && !underscore) continue;
            if (pass == 1 && name == t->name(kName___builtins__)) continue;
            if (dictSet(t, m->dict, key, Value::none()).isError()) clearError(t);
        }
    }
}

// Finalises what only a name of `dict` refers to, in the order of the names: the collector, which
// finds all of it at once, goes by where objects lie. REENTRY: finalisers.
static void finalizeNamed(Thread* t, Dict* dict) {
    Ref keys = dictKeysList(t, dict);
    if (keys.isError()) return clearError(t);
    for (int64_t i = 0; i < keys.as<List>()->length; ++i) {
        Result<Value> found = dictGet(t, dict, keys.as<List>()->items[i]);
        if (found.isError()) {
            clearError(t);
            continue;
        }
        if (!found.value().isObject()) continue;
        Object* o = found.value().object();
        Type* type = o->shape->type;
        if (o->refcount != 1 || !type->slots.finalize || (o->flags & kFlagFinalized)) continue;
        Ref alive = Ref::share(found.value());
        o->flags |= kFlagFinalized;
        type->slots.finalize(t, o);
    }
}

void runtimeFinalize(Thread* t) {
    Runtime* runtime = t->runtime;
    if (FiberScheduler* fibers = fibersOf(t)) fibers->stopAll(t);
    runtime->threads->gil.stop(t); // daemon threads stay where they are
    runtime->finalizing = true;
    signalsDestroy(t);
    tracingDestroy(t);
    monitoringDestroy(t);
    decref(std::exchange(t->handled, Value()));
    decref(std::exchange(t->context, Value()));
    decref(std::exchange(runtime->last_exception, Value()));
    // The MemoryError kept ready may hold the frames that it last went through.
    if (auto* e = asException(runtime->no_memory)) {
        setExceptionTraceback(t, runtime->no_memory, Value());
        decref(std::exchange(e->context, Value()));
        decref(std::exchange(e->cause, Value()));
    }
    // Weak references to what sys.modules holds; then the dict goes, and with it, in one
    // collection, every module that nothing else refers to: finalisers find each other's globals
    // whole.
    New<List> modules = listNew(t);
    if (modules.isError()) return;
    int64_t position = 0;
    Value key, value;
    while (dictNext(runtime->modules, &position, &key, &value)) {
        if (!isInstanceOf(t, value, TypeId::kModule)) continue;
        Ref weak = weakrefNew(t, t->type(TypeId::kWeakref), value, Value());
        if (weak.isError() || listAppend(t, modules, weak).isError()) clearError(t);
    }
    Result<Value> main = dictGet(t, runtime->modules, Value(t->name(kName___main__)));
    if (!main.isError() && isInstanceOf(t, main.value(), TypeId::kModule)) {
        Ref alive = Ref::share(main.value());
        finalizeNamed(t, main.value().as<Module>()->dict);
    }
    dictClear(t, runtime->modules);
    importFindersForget(t);
    gcCollect(t, 2);
    // Those that something still refers to lose their names, the last imported first.
    for (int64_t i = modules->length; i-- > 0;) {
        auto* m = static_cast<Module*>(modules->items[i].as<Weakref>()->referent);
        if (!m || m->dict == runtime->builtins || m->dict == runtime->sys_dict) continue;
        Ref alive = Ref::share(Value(m));
        clearModule(t, m);
    }
    listClear(t, modules);
    codecsFinalize(t);
    gcCollect(t, 2);
    if (runtime->sys_dict) dictClear(t, runtime->sys_dict);
    decref(std::exchange(t->context, Value())); // a finaliser may have set a variable
    gcCollect(t, 2);
    dictClear(t, runtime->builtins);
    gcCollect(t, 2);
}

size_t liveProgramObjects(Thread* t) {
    // LIMIT: what the C stack of a daemon thread owns is not told from the rest, so with one of
    // them nothing counts as left over.
    if (t->runtime->main_thread->next) return 0;
    size_t count = 0;
    // What stays is builtin: types with their dicts and descriptors, interned names. Instances of
    // program classes, functions and modules with code are a program's.
    t->heap->forEachContainer([&](Object* o) {
        Type* type = o->shape->type;
        switch (static_cast<TypeId>(o->kind)) {
        case TypeId::kFunction:
        case TypeId::kBoundMethod:
        case TypeId::kGenerator:
        case TypeId::kCoroutine:
        case TypeId::kAsyncGenerator:
        case TypeId::kFrame:
        case TypeId::kTraceback:
        case TypeId::kCell:
            ++count;
            break;
        default:
            if (type->flags & kTypeHeap)
                ++count;
            else if (o->kind == static_cast<uint8_t>(TypeId::kType) &&
                     (static_cast<Type*>(o)->flags & kTypeHeap))
                ++count;
        }
    });
    return count;
}

} // namespace krait
