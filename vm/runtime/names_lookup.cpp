// Names: globals, builtins, namespaces of classes and exec'd code; the inline caches of globals.
//
// A cache holds the addresses of cells, which the dict keeps for its life. It is valid for
// functions whose globals_id is the dict's: an id is given when the dict gets its first cell, so a
// function learns it here, on the first cached access.
#include "vm/runtime/names_lookup.h"

#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"
#include "vm/runtime/object_model.h"

namespace krait {

// --- errors -------------------------------------------------------------------------------------

Error raiseUnboundLocal(Thread* t, Str* name) {
    return raise(t, TypeId::kUnboundLocalError,
                 "cannot access local variable '%U' where it is not associated with a value",
                 Value(name));
}

static void setName(Thread* t, Str* name) {
    if (errorIs(t, TypeId::kNameError)) {
        setField(asException(t->exception)->field[kNameErrorName], Value(name));
    }
}

Error raiseUnboundFree(Thread* t, Str* name) {
    (void)raise(t, TypeId::kNameError,
                "cannot access free variable '%U' where it is not associated with a value in "
                "enclosing scope",
                Value(name));
    setName(t, name);
    return Error{};
}

Error raiseNameError(Thread* t, Str* name) {
    (void)raise(t, TypeId::kNameError, "name '%U' is not defined", Value(name));
    setName(t, name);
    return Error{};
}

// --- lookups
// -------------------------------------------------------------------------------------------

Ref mappingGet(Thread* t, Value mapping, Str* name) {
    if (isExactDict(mapping)) {
        return Ref::share(KRAIT_TRY(dictGet(t, mapping.as<Dict>(), Value(name))));
    }
    Ref found = getItem(t, mapping, Value(name));
    if (found.isError()) (void)clearErrorIf(t, TypeId::kKeyError);
    return found;
}

Status setItemByName(Thread* t, Value mapping, Str* name, Value value) {
    if (isExactDict(mapping)) return dictSetStr(t, mapping.as<Dict>(), name, value);
    return setItem(t, mapping, Value(name), value);
}

Ref loadGlobal(Thread* t, Function* f, Str* name) {
    // A dict subclass as exec's globals is read as a dict; as builtins it may be any mapping.
    Value v = KRAIT_TRY(dictGet(t, f->globals, Value(name)));
    if (!v.isEmpty()) return Ref::share(v);
    if (f->builtins) {
        v = KRAIT_TRY(dictGet(t, f->builtins, Value(name)));
        if (!v.isEmpty()) return Ref::share(v);
    }
    if (f->builtins == t->runtime->builtins) {
        v = KRAIT_TRY(postponedBuiltin(t, name));
        if (!v.isEmpty()) return Ref::share(v);
    }
    if (name == t->name(kName___loader__)) {
        Ref loader = loaderOfNamespace(t, f->globals);
        if (loader.isEmpty() && !t->hasError() && f->builtins)
            loader = loaderOfNamespace(t, f->builtins);
        if (!loader.isEmpty() || t->hasError()) return loader;
    }
    return raiseNameError(t, name);
}

Status deleteGlobal(Thread* t, Function* f, Str* name) {
    if (!KRAIT_TRY(dictDelete(t, f->globals, Value(name)))) return raiseNameError(t, name);
    return ok();
}

Status deleteName(Thread* t, Function* f, Str* name) {
    Value mapping = namespaceOf(f);
    if (isExactDict(mapping)) {
        if (!KRAIT_TRY(dictDelete(t, mapping.as<Dict>(), Value(name)))) {
            return raiseNameError(t, name);
        }
        return ok();
    }
    Status done = setItem(t, mapping, Value(name), Value());
    if (done.isError() && clearErrorIf(t, TypeId::kKeyError)) return raiseNameError(t, name);
    return done;
}

Ref loadBuildClass(Thread* t, Function* f) {
    Value found = f->builtins ? dictGetStr(f->builtins, t->name(kName___build_class__)) : Value();
    if (found.isEmpty()) {
        return raise(t, TypeId::kNameError, "__build_class__ not found");
    }
    return Ref::share(found);
}

// --- caches
// ---------------------------------------------------------------------------------------

// Where a name is looked up that is in neither dict, as far as the cache knows.
static constexpr uint64_t kNoCell = Value::kEmptyWord;

// The cells of a dict that is not a plain one, or whose keys are not all str, are not looked at.
static bool hasCells(Dict* dict) {
    return isExactDict(Value(dict)) && dict->string_keys;
}

void fillGlobalCache(Thread* t, Function* f, Str* name, uint64_t* pc) {
    if (!hasCells(f->globals) || (f->builtins && !hasCells(f->builtins))) return;
    Value* cell = dictCell(t, f->globals, name);
    Value* builtin_cell = f->builtins ? dictCell(t, f->builtins, name) : nullptr;
    if (!cell || (f->builtins && !builtin_cell)) {
        clearError(t); // no memory for a cell: uncached
        return;
    }
    KRAIT_ASSERT(f->globals->globals_id != 0);
    f->globals_id = f->globals->globals_id;
    pc[1] = f->globals_id;
    pc[2] = reinterpret_cast<uint64_t>(cell);
    pc[3] = builtin_cell ? reinterpret_cast<uint64_t>(builtin_cell)
                         : reinterpret_cast<uint64_t>(&kNoCell);
}

void fillStoreGlobalCache(Thread* t, Function* f, Str* name, uint64_t* pc) {
    if (!hasCells(f->globals)) return;
    Value* cell = dictCell(t, f->globals, name);
    if (!cell) {
        clearError(t);
        return;
    }
    f->globals_id = f->globals->globals_id;
    pc[1] = f->globals_id;
    pc[2] = reinterpret_cast<uint64_t>(cell);
}

} // namespace krait
