// Module objects. Their attributes are the entries of their dict, which for a running module are
// its globals.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/type_system.h"

namespace krait {

New<Module> moduleNew(Thread* t, Value name) {
    New<Module> m = KRAIT_TRY(allocateObject<Module>(t, TypeId::kModule));
    m->name = Ref::share(name).release();
    m->dict = nullptr;
    m->dict = KRAIT_TRY(dictNew(t, 8)).release().as<Dict>();
    KRAIT_TRY(dictSetStr(t, m->dict, t->name(kName___name__), name));
    for (NameId id : {kName___doc__, kName___package__, kName___loader__, kName___spec__}) {
        KRAIT_TRY(dictSetStr(t, m->dict, t->name(id), Value::none()));
    }
    return m;
}

namespace {

Module* self(Value v) {
    return v.as<Module>();
}

void module_destroy(Thread* t, Object* o) {
    auto* m = static_cast<Module*>(o);
    if (m->free_state) m->free_state(t, m->state);
    decref(m->name);
    if (m->dict) decref(m->dict);
}
void module_traverse(Object* o, Visitor& visitor) {
    if (static_cast<Module*>(o)->dict) visitor.visit(Value(static_cast<Module*>(o)->dict));
}
Ref module_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    Ref owner = Ref::take(Value(o));
    auto* m = static_cast<Module*>(o);
    m->name = Value::none();
    m->dict = nullptr;
    m->dict = KRAIT_TRY(dictNew(t)).release().as<Dict>();
    return owner;
}
Ref module_init(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "module.__init__() argument 1 must be str, not %T",
                     a[1]);
    Module* m = self(a[0]);
    incref(a[1]);
    decref(std::exchange(m->name, a[1]));
    KRAIT_TRY(dictSetStr(t, m->dict, t->name(kName___name__), a[1]));
    KRAIT_TRY(dictSetStr(t, m->dict, t->name(kName___doc__), a[2]));
    for (NameId id : {kName___package__, kName___loader__, kName___spec__}) {
        KRAIT_TRY(dictSetStr(t, m->dict, t->name(id), Value::none()));
    }
    return Ref::none();
}
Ref module_repr(Thread* t, Value v) {
    Module* m = self(v);
    // By the spec if there is one, else by what the module says of itself.
    Value spec = dictGetStr(m->dict, t->name(kName___spec__));
    bool has_spec = !spec.isEmpty() && !spec.isNone();
    Value name = dictGetStr(m->dict, t->name(kName___name__));
    Ref text = name.isEmpty() ? strFromAscii(t, "'?'") : reprOf(t, name);
    if (text.isError()) return Error{};
    Ref origin;
    if (has_spec) {
        origin = getAttrOptional(t, spec, strIntern(t, "origin").get());
        if (origin.isEmpty() && t->hasError()) clearError(t);
        Ref located = getAttrOptional(t, spec, strIntern(t, "has_location").get());
        if (located.isEmpty() && t->hasError()) clearError(t);
        if (isStr(origin) && !located.isEmpty() && located.get().isTrue())
            return strFormat(t, "<module %U from %R>", text.get(), origin.get());
    } else {
        Value file = dictGetStr(m->dict, t->name(kName___file__));
        if (!file.isEmpty() && !file.isNone())
            return strFormat(t, "<module %U from %R>", text.get(), file);
    }
    if (has_spec) {
        if (!origin.isEmpty() && isStr(origin))
            return strFormat(t, "<module %U (%U)>", text.get(), origin.get());
        Value path = dictGetStr(m->dict, t->name(kName___path__));
        if (!path.isEmpty())
            return strFormat(t, "<module %U (namespace) from %R>", text.get(), path);
    }
    Value loader = dictGetStr(m->dict, t->name(kName___loader__));
    if (!loader.isEmpty() && !loader.isNone())
        return strFormat(t, "<module %U (%R)>", text.get(), loader);
    return strFormat(t, "<module %U>", text.get());
}

// Python: PEP 562. A module's __getattr__ is asked after the normal ways.
Ref module_getattr(Thread* t, Value v, Str* name) {
    if (name == t->name(kName___dict__)) {
        Dict* dict = self(v)->dict;
        if (dict == t->runtime->builtins) KRAIT_TRY(importSiteNow(t));
        // Made when it is asked for, and whoever takes the whole namespace asks.
        if (dictGetStr(dict, t->name(kName___loader__)).isEmpty()) {
            Ref loader = loaderOfNamespace(t, dict);
            if (loader.isEmpty() && t->hasError()) return Error{};
        }
    }
    Ref found = genericGetAttrOptional(t, v, name);
    if (!found.isEmpty() || t->hasError()) return found;
    Module* m = self(v);
    found = moduleLazyAttribute(t, m, name);
    if (!found.isEmpty() || t->hasError()) return found;
    Value hook = dictGetStr(m->dict, t->name(kName___getattr__));
    if (!hook.isEmpty()) {
        Ref alive = Ref::share(hook);
        return callFunction(t, alive, Value(name));
    }
    return raiseModuleAttribute(t, m, name);
}

Ref module_dir(Thread* t, Args a) {
    // A subclass may say otherwise what __dict__ is.
    Ref dict = KRAIT_TRY(getAttr(t, a[0], t->name(kName___dict__)));
    if (!isDict(dict)) return raise(t, TypeId::kTypeError, "<module>.__dict__ is not a dictionary");
    Value hook = dictGetStr(dict.as<Dict>(), t->name(kName___dir__));
    if (!hook.isEmpty()) {
        Ref alive = Ref::share(hook);
        return callFunction(t, alive);
    }
    Ref names = KRAIT_TRY(dictKeysList(t, dict.as<Dict>()));
    // It is made when it is asked for.
    Str* loader = t->name(kName___loader__);
    Value spec = dictGetStr(dict.as<Dict>(), t->name(kName___spec__));
    if (!spec.isEmpty() && !spec.isNone() && dictGetStr(dict.as<Dict>(), loader).isEmpty())
        KRAIT_TRY(listAppend(t, names.as<List>(), Value(loader)));
    return names;
}
Ref module_get_annotations(Thread* t, Value v) {
    Value found = dictGetStr(self(v)->dict, t->name(kName___annotations__));
    if (!found.isEmpty()) return Ref::share(found);
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(dictSetStr(t, self(v)->dict, t->name(kName___annotations__), Value(dict)));
    return dict;
}
Status module_set_annotations(Thread* t, Value v, Value value) {
    if (!value.isEmpty())
        return dictSetStr(t, self(v)->dict, t->name(kName___annotations__), value);
    bool deleted = KRAIT_TRY(dictDelete(t, self(v)->dict, Value(t->name(kName___annotations__))));
    if (!deleted) return raise(t, TypeId::kAttributeError, "__annotations__");
    return ok();
}

constexpr MethodDef kModuleMethods[] = {
    {"__dir__(self, /)", module_dir, "__dir__() -> list\nspecialized dir() implementation"}, {}};
constexpr GetSetDef kModuleGetSets[] = {
    {"__annotations__", module_get_annotations, module_set_annotations}, {}};
constexpr MemberDef kModuleMembers[] = {{"__dict__", offsetof(Module, dict)}, {}};
constexpr TypeSlots moduleSlots() {
    TypeSlots s;
    s.destroy = module_destroy;
    s.traverse = module_traverse;
    s.repr = module_repr;
    s.getattr = module_getattr;
    return s;
}

} // namespace

constexpr TypeSpec kModuleSpec = {
    .name = "module",
    .size = sizeof(Module),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable,
    .slots = moduleSlots(),
    .doc = "Create a module object.\n\nThe name must be a string; the optional docstring can have "
           "any type.",
    .new_ = {"module(cls, /, *args, **kwargs)", module_new, nullptr},
    .init = {"module(self, /, name, doc=None)", module_init, nullptr},
    .methods = kModuleMethods,
    .getsets = kModuleGetSets,
    .members = kModuleMembers,
};

} // namespace krait
