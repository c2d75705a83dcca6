// _weakref: references that don't keep their object alive. The types are the VM's own
// (runtime/weakrefs.h).
#include "stdlib/native/module_util.h"
#include "vm/objects/list.h"
#include "vm/runtime/weakrefs.h"

namespace krait {

namespace {

Ref weakref_proxy(Thread* t, Args a) {
    Value callback = a[1].isEmpty() || a[1].isNone() ? Value() : a[1];
    TypeId id = isCallable(t, a[0]) ? TypeId::kWeakCallableProxy : TypeId::kWeakProxy;
    return weakrefNew(t, t->type(id), a[0], callback);
}

Ref weakref_count(Thread* t, Args a) {
    return intFrom(t, a[0].isObject() ? weakrefCount(t, a[0].object()) : 0);
}

Ref weakref_list(Thread* t, Args a) {
    if (!a[0].isObject()) return listNew(t);
    return weakrefList(t, a[0].object());
}

// Takes a dead reference out of a WeakValueDictionary, if it is still there and dead.
Ref weakref_remove_dead(Thread* t, Args a) {
    if (!isDict(a[0])) {
        return raise(t, TypeId::kTypeError,
                     "_remove_dead_weakref() argument 1 must be dict, not %T", a[0]);
    }
    Value weak = KRAIT_TRY(dictGet(t, a[0].as<Dict>(), a[1]));
    if (weak.isEmpty()) return Ref::none();
    if (!isSubtype(typeOf(t, weak), t->type(TypeId::kWeakref)))
        return raise(t, TypeId::kTypeError, "not a weakref");
    if (!weak.as<Weakref>()->referent) KRAIT_TRY(dictDelete(t, a[0].as<Dict>(), a[1]));
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"_remove_dead_weakref(dct, key, /)", weakref_remove_dead,
     "Atomically remove key from dict if it points to a dead weakref."},
    {"getweakrefcount(object, /)", weakref_count,
     "Return the number of weak references to 'object'."},
    {"getweakrefs(object, /)", weakref_list,
     "Return a list of all weak reference objects pointing to 'object'."},
    {"proxy(object, callback=None, /)", weakref_proxy,
     "Create a proxy object that weakly references 'object'."},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .type("ref", TypeId::kWeakref)
        .type("ReferenceType", TypeId::kWeakref)
        .type("ProxyType", TypeId::kWeakProxy)
        .type("CallableProxyType", TypeId::kWeakCallableProxy)
        .finish();
}

} // namespace

extern const NativeModule k_weakrefModule = {"_weakref", "Weak references.", kFunctions,
                                             initModule};

} // namespace krait
