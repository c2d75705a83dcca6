// ModuleSpec; see module_spec.h.
#include "vm/runtime/module_spec.h"

#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/object_model.h"

namespace krait {

extern const TypeSpec kModuleSpecSpec;

Type* moduleSpecType(Thread* t) {
    return typeFromSpec(t, &kModuleSpecSpec);
}

New<ModuleSpec> moduleSpecNew(Thread* t, Str* name) {
    Type* type = moduleSpecType(t);
    if (!type) return Error{};
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    auto* spec = static_cast<ModuleSpec*>(o);
    spec->name = Ref::share(Value(name)).release();
    spec->loader = spec->origin = spec->loader_state = spec->locations = spec->cached =
        spec->uninitialized_submodules = Value();
    spec->loader_kind = LoaderKind::kGiven;
    spec->has_location = spec->initializing = false;
    spec->loading = nullptr;
    return New<ModuleSpec>::take(spec);
}

namespace {

ModuleSpec* self(Value v) {
    return v.as<ModuleSpec>();
}

Ref orNone(Value v) {
    return v.isEmpty() ? Ref::none() : Ref::share(v);
}

void replace(Value& place, Value v) {
    incref(v);
    Value old = std::exchange(place, v);
    decref(old);
}

template <Value ModuleSpec::* Field>
Ref getField(Thread*, Value v) {
    return orNone(self(v)->*Field);
}
template <Value ModuleSpec::* Field>
Status setField(Thread* t, Value v, Value value) {
    replace(self(v)->*Field, value);
    return ok();
}

Ref spec_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    auto* spec = static_cast<ModuleSpec*>(o);
    spec->name = spec->loader = spec->origin = spec->loader_state = spec->locations = spec->cached =
        spec->uninitialized_submodules = Value();
    spec->loader_kind = LoaderKind::kGiven;
    spec->has_location = spec->initializing = false;
    return Ref::take(Value(o));
}

Ref spec_init(Thread* t, Args a) {
    ModuleSpec* spec = self(a[0]);
    replace(spec->name, a[1]);
    replace(spec->loader, a[2]);
    replace(spec->origin, a[3]);
    replace(spec->loader_state, a[4]);
    spec->loader_kind = LoaderKind::kGiven;
    bool package = !a[5].isNone() && KRAIT_TRY(isTrue(t, a[5]));
    if (package) {
        New<List> list = KRAIT_TRY(listNew(t));
        replace(spec->locations, list);
    }
    return Ref::none();
}

// The loader as importlib would have made it. The classes are importlib's own.
Ref spec_get_loader(Thread* t, Value v) {
    ModuleSpec* spec = self(v);
    if (!spec->loader.isEmpty() || spec->loader_kind == LoaderKind::kGiven)
        return orNone(spec->loader);
    Ref loader;
    switch (spec->loader_kind) {
    case LoaderKind::kBuiltin:
    case LoaderKind::kFrozen: {
        Ref bootstrap = KRAIT_TRY(importModule(t, "importlib._bootstrap"));
        loader = KRAIT_TRY(getAttr(t, bootstrap,
                                   spec->loader_kind == LoaderKind::kBuiltin ? "BuiltinImporter"
                                                                             : "FrozenImporter"));
        break;
    }
    case LoaderKind::kSourceFile: {
        Ref external = KRAIT_TRY(importModule(t, "importlib._bootstrap_external"));
        New<Str> name = KRAIT_TRY(strIntern(t, "SourceFileLoader"));
        loader = KRAIT_TRY(callMethod(t, external, name, spec->name, spec->origin));
        break;
    }
    case LoaderKind::kNamespace: {
        Ref external = KRAIT_TRY(importModule(t, "importlib._bootstrap_external"));
        New<Str> name = KRAIT_TRY(strIntern(t, "NamespaceLoader"));
        loader =
            KRAIT_TRY(callMethod(t, external, name, spec->name, spec->locations, Value::none()));
        break;
    }
    case LoaderKind::kGiven:
        break;
    }
    replace(spec->loader, loader);
    return loader;
}
Status spec_set_loader(Thread*, Value v, Value value) {
    self(v)->loader_kind = LoaderKind::kGiven;
    replace(self(v)->loader, value);
    return ok();
}

Ref spec_get_has_location(Thread*, Value v) {
    return Ref::boolean(self(v)->has_location);
}
Status spec_set_has_location(Thread* t, Value v, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete has_location");
    self(v)->has_location = KRAIT_TRY(isTrue(t, value));
    return ok();
}
Ref spec_get_initializing(Thread*, Value v) {
    return Ref::boolean(self(v)->initializing);
}
Status spec_set_initializing(Thread* t, Value v, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kAttributeError, "_initializing");
    self(v)->initializing = KRAIT_TRY(isTrue(t, value));
    return ok();
}

Ref spec_get_cached(Thread* t, Value v) {
    ModuleSpec* spec = self(v);
    if (spec->cached.isEmpty() && spec->has_location && isStr(spec->origin)) {
        Ref external = KRAIT_TRY(importModule(t, "importlib._bootstrap_external"));
        New<Str> name = KRAIT_TRY(strIntern(t, "_get_cached"));
        Ref cached = KRAIT_TRY(callMethod(t, external, name, spec->origin));
        replace(spec->cached, cached);
    }
    return orNone(spec->cached);
}

Ref spec_get_parent(Thread* t, Value v) {
    ModuleSpec* spec = self(v);
    if (!isStr(spec->name)) return Ref::none();
    if (!spec->locations.isEmpty() && !spec->locations.isNone()) return Ref::share(spec->name);
    auto* name = spec->name.as<Str>();
    for (int64_t i = name->length; i-- > 0;)
        if (name->at(i) == '.') return strSubstring(t, name, 0, i);
    return Ref::share(Value(t->name(kName_empty)));
}

Ref spec_repr(Thread* t, Value v) {
    TextBuffer out(t);
    auto add = [&](const char* text, Value value) -> Status {
        if (value.isEmpty() || value.isNone()) return ok();
        out.append(text);
        Ref shown = KRAIT_TRY(reprOf(t, value));
        out.append(shown.as<Str>());
        return ok();
    };
    Ref keep = Ref::share(v);
    out.append("ModuleSpec(name=");
    Ref name = KRAIT_TRY(reprOf(t, orNone(self(v)->name)));
    out.append(name.as<Str>());
    out.append(", loader=");
    Ref loader = KRAIT_TRY(spec_get_loader(t, v));
    Ref loader_text = KRAIT_TRY(reprOf(t, loader));
    out.append(loader_text.as<Str>());
    KRAIT_TRY(add(", origin=", self(v)->origin));
    KRAIT_TRY(add(", submodule_search_locations=", self(v)->locations));
    out.append(")");
    return out.finish();
}

Ref spec_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (op != CompareOp::kEq && op != CompareOp::kNe) return Ref::notImplemented();
    Type* type = moduleSpecType(t);
    if (!type || !isSubtype(typeOf(t, a), type) || !isSubtype(typeOf(t, b), type))
        return Ref::notImplemented();
    bool same = a == b;
    if (!same) {
        same = true;
        for (const char* field :
             {"name", "loader", "origin", "submodule_search_locations", "cached", "has_location"}) {
            Ref x = KRAIT_TRY(getAttr(t, a, field));
            Ref y = KRAIT_TRY(getAttr(t, b, field));
            if (!KRAIT_TRY(compareBool(t, x, y, CompareOp::kEq))) {
                same = false;
                break;
            }
        }
    }
    return Ref::boolean(same == (op == CompareOp::kEq));
}

void spec_destroy(Thread* t, Object* o) {
    auto* spec = static_cast<ModuleSpec*>(o);
    for (Value v : {spec->name, spec->loader, spec->origin, spec->loader_state, spec->locations,
                    spec->cached, spec->uninitialized_submodules}) {
        decref(v);
    }
    destroyAttrs(t, o);
}
void spec_traverse(Object* o, Visitor& visitor) {
    auto* spec = static_cast<ModuleSpec*>(o);
    for (Value v : {spec->name, spec->loader, spec->origin, spec->loader_state, spec->locations,
                    spec->cached, spec->uninitialized_submodules}) {
        visitor.visit(v);
    }
    traverseAttrs(o, visitor);
}

Ref spec_get_uninitialized(Thread* t, Value v) {
    if (self(v)->uninitialized_submodules.isEmpty()) {
        New<List> list = KRAIT_TRY(listNew(t));
        replace(self(v)->uninitialized_submodules, list);
    }
    return Ref::share(self(v)->uninitialized_submodules);
}

constexpr GetSetDef kSpecGetSets[] = {
    {"name", getField<&ModuleSpec::name>, setField<&ModuleSpec::name>},
    {"loader", spec_get_loader, spec_set_loader},
    {"origin", getField<&ModuleSpec::origin>, setField<&ModuleSpec::origin>},
    {"loader_state", getField<&ModuleSpec::loader_state>, setField<&ModuleSpec::loader_state>},
    {"submodule_search_locations", getField<&ModuleSpec::locations>,
     setField<&ModuleSpec::locations>},
    {"cached", spec_get_cached, setField<&ModuleSpec::cached>},
    {"_cached", getField<&ModuleSpec::cached>, setField<&ModuleSpec::cached>},
    {"has_location", spec_get_has_location, spec_set_has_location},
    {"_set_fileattr", spec_get_has_location, spec_set_has_location},
    {"_initializing", spec_get_initializing, spec_set_initializing},
    {"_uninitialized_submodules", spec_get_uninitialized,
     setField<&ModuleSpec::uninitialized_submodules>},
    {"parent", spec_get_parent},
    {}};

} // namespace

const TypeSpec kModuleSpecSpec = {
    .name = "_frozen_importlib.ModuleSpec",
    .size = sizeof(ModuleSpec),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = spec_destroy,
              .traverse = spec_traverse,
              .repr = spec_repr,
              .compare = spec_compare},
    .doc = "What is known of a module before and after it is loaded.",
    .new_ = {"ModuleSpec(cls, /, *args, **kwargs)", spec_new, ""},
    .init = {"ModuleSpec(self, name, loader, *, origin=None, loader_state=None, is_package=None)",
             spec_init, ""},
    .getsets = kSpecGetSets,
};

} // namespace krait
