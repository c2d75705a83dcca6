// property, staticmethod, classmethod, super: the descriptors that Python code writes.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/type_system.h"

namespace krait {
namespace {

Ref orNone(Value v) {
    return v.isEmpty() ? Ref::none() : Ref::share(v);
}
Value noneToEmpty(Value v) {
    return v.isNone() ? Value() : v;
}
void replace(Value& place, Value v) {
    incref(v);
    decref(std::exchange(place, v));
}

// --- property
// ------------------------------------------------------------------------------------------------------------

Property* prop(Value v) {
    return v.as<Property>();
}

Ref property_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    auto* p = static_cast<Property*>(o);
    p->get = p->set = p->del = p->doc = p->name = Value();
    p->doc_is_getters = false;
    return Ref::take(Value(o));
}
Ref property_init(Thread* t, Args a) {
    Property* p = prop(a[0]);
    replace(p->get, noneToEmpty(a[1]));
    replace(p->set, noneToEmpty(a[2]));
    replace(p->del, noneToEmpty(a[3]));
    Ref doc = Ref::share(a[4]);
    p->doc_is_getters = false;
    if (doc.get().isNone() && !p->get.isEmpty()) {
        doc = getAttrOptional(t, p->get, t->name(kName___doc__));
        if (doc.isEmpty()) {
            if (t->hasError()) return Error{};
            doc = Ref::none();
        }
        p->doc_is_getters = !doc.get().isNone();
    }
    if (isKind(a[0], TypeId::kProperty)) {
        replace(p->doc, doc);
    } else {
        // A subclass: its class's __doc__ would hide the member. Where there is no place for it, a
        // doc that was given is dropped without a word, the getter's is not.
        Status set = setAttr(t, a[0], t->name(kName___doc__), doc);
        if (set.isError() && (p->doc_is_getters || !clearErrorIf(t, TypeId::kAttributeError)))
            return Error{};
    }
    return Ref::none();
}
void property_destroy(Thread*, Object* o) {
    auto* p = static_cast<Property*>(o);
    for (Value v : {p->get, p->set, p->del, p->doc, p->name}) decref(v);
}
void property_traverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Property*>(o);
    for (Value v : {p->get, p->set, p->del, p->doc, p->name}) visitor.visit(v);
}

// "property 'x' of 'C' object has no getter".
Error noAccessor(Thread* t, Value v, Value instance, const char* what) {
    Type* type = typeOf(t, instance);
    if (!prop(v)->name.isEmpty()) {
        return raise(t, TypeId::kAttributeError, "property %R of '%U' object has no %s",
                     prop(v)->name, Value(type->qualified_name), what);
    }
    if (!prop(v)->get.isEmpty()) {
        Ref name = getAttrOptional(t, prop(v)->get, t->name(kName___name__));
        if (name.isEmpty() && t->hasError()) clearError(t);
        if (!name.isEmpty())
            return raise(t, TypeId::kAttributeError, "property %R of '%U' object has no %s",
                         name.get(), Value(type->qualified_name), what);
    }
    return raise(t, TypeId::kAttributeError, "property of '%U' object has no %s",
                 Value(type->qualified_name), what);
}
Ref property_descr_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty() || instance.isNone()) return Ref::share(v);
    if (prop(v)->get.isEmpty()) return noAccessor(t, v, instance, "getter");
    Ref getter = Ref::share(prop(v)->get);
    return callFunction(t, getter, instance);
}
Status property_descr_set(Thread* t, Value v, Value instance, Value value) {
    Ref accessor = Ref::share(value.isEmpty() ? prop(v)->del : prop(v)->set);
    if (accessor.isEmpty())
        return noAccessor(t, v, instance, value.isEmpty() ? "deleter" : "setter");
    if (value.isEmpty()) {
        Ref done = KRAIT_TRY(callFunction(t, accessor, instance));
    } else {
        Ref done = KRAIT_TRY(callFunction(t, accessor, instance, value));
    }
    return ok();
}
Ref copyWith(Thread* t, Value v, Value get, Value set, Value del) {
    Property* p = prop(v);
    bool new_getter = !get.isEmpty() && !get.isNone();
    bool has_getter = new_getter || !p->get.isEmpty();
    Ref doc = Ref::none();
    if (!(p->doc_is_getters && has_getter) && !p->doc.isEmpty()) doc = Ref::share(p->doc);
    auto pick = [](Value given, Value old) {
        return given.isEmpty() || given.isNone() ? (old.isEmpty() ? Value::none() : old) : given;
    };
    Ref made = KRAIT_TRY(callFunction(t, Value(typeOf(t, v)), pick(get, p->get), pick(set, p->set),
                                      pick(del, p->del), doc));
    if (isKind(made, TypeId::kProperty) || (typeOf(t, made)->layout_id == TypeId::kProperty))
        replace(prop(made)->name, p->name);
    return made;
}
Ref property_getter(Thread* t, Args a) {
    return copyWith(t, a[0], a[1], Value(), Value());
}
Ref property_setter(Thread* t, Args a) {
    return copyWith(t, a[0], Value(), a[1], Value());
}
Ref property_deleter(Thread* t, Args a) {
    return copyWith(t, a[0], Value(), Value(), a[1]);
}
Ref property_set_name(Thread*, Args a) {
    replace(prop(a[0])->name, a[2]);
    return Ref::none();
}
Ref property_get_doc(Thread*, Value v) {
    return orNone(prop(v)->doc);
}
Status property_set_doc(Thread*, Value v, Value value) {
    replace(prop(v)->doc, value);
    return ok();
}
Ref property_get_name(Thread* t, Value v) {
    if (!prop(v)->name.isEmpty()) return Ref::share(prop(v)->name);
    if (!prop(v)->get.isEmpty()) {
        Ref name = getAttrOptional(t, prop(v)->get, t->name(kName___name__));
        if (!name.isEmpty() || t->hasError()) return name;
    }
    return raise(t, TypeId::kAttributeError, "'%T' object has no attribute '__name__'", v);
}
Status property_set_name_attr(Thread*, Value v, Value value) {
    replace(prop(v)->name, value);
    return ok();
}
Ref property_get_abstract(Thread* t, Value v) {
    for (Value accessor : {prop(v)->get, prop(v)->set, prop(v)->del}) {
        if (accessor.isEmpty()) continue;
        Ref mark = getAttrOptional(t, accessor, t->name(kName___isabstractmethod__));
        if (mark.isEmpty()) {
            if (t->hasError()) return Error{};
            continue;
        }
        bool abstract = KRAIT_TRY(isTrue(t, mark));
        if (abstract) return Ref::boolean(true);
    }
    return Ref::boolean(false);
}
constexpr MethodDef kPropertyMethods[] = {
    {"getter(self, fget, /)", property_getter,
     "Descriptor to obtain a copy of the property with a different getter."},
    {"setter(self, fset, /)", property_setter,
     "Descriptor to obtain a copy of the property with a different setter."},
    {"deleter(self, fdel, /)", property_deleter,
     "Descriptor to obtain a copy of the property with a different deleter."},
    {"__set_name__(self, owner, name, /)", property_set_name, "Method to set name of a property."},
    {},
};
constexpr GetSetDef kPropertyGetSets[] = {
    {"__doc__", property_get_doc, property_set_doc},
    {"__name__", property_get_name, property_set_name_attr},
    {"__isabstractmethod__", property_get_abstract},
    {},
};
constexpr MemberDef kPropertyMembers[] = {{"fget", offsetof(Property, get)},
                                          {"fset", offsetof(Property, set)},
                                          {"fdel", offsetof(Property, del)},
                                          {}};
constexpr TypeSlots propertySlots() {
    TypeSlots s;
    s.destroy = property_destroy;
    s.traverse = property_traverse;
    s.descr_get = property_descr_get;
    s.descr_set = property_descr_set;
    return s;
}

// --- staticmethod, classmethod
// ---------------------------------------------------------------------------------------------

StaticMethod* holder(Value v) {
    return v.as<StaticMethod>();
}

Ref holder_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    static_cast<StaticMethod*>(o)->callable = Value();
    return Ref::take(Value(o));
}
// As functools.wraps, but of what is there.
Status copyNames(Thread* t, Value v) {
    for (NameId id : {kName___module__, kName___name__, kName___qualname__, kName___doc__,
                      kName___annotations__}) {
        Ref value = getAttrOptional(t, holder(v)->callable, t->name(id));
        if (value.isEmpty()) {
            if (t->hasError()) return Error{};
            continue;
        }
        KRAIT_TRY(setOwnAttribute(t, v.object(), t->name(id), value));
    }
    return ok();
}
Ref holder_init(Thread* t, Args a) {
    replace(holder(a[0])->callable, a[1]);
    KRAIT_TRY(copyNames(t, a[0]));
    return Ref::none();
}
void holder_destroy(Thread* t, Object* o) {
    destroyAttrs(t, o);
    decref(static_cast<StaticMethod*>(o)->callable);
}
void holder_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<StaticMethod*>(o)->callable);
    traverseAttrs(o, visitor);
}
Ref static_descr_get(Thread* t, Value v, Value, Value) {
    if (holder(v)->callable.isEmpty())
        return raise(t, TypeId::kRuntimeError, "uninitialized staticmethod object");
    return Ref::share(holder(v)->callable);
}
Ref static_call(Thread* t, Value v, CallArgs args) {
    if (holder(v)->callable.isEmpty())
        return raise(t, TypeId::kRuntimeError, "uninitialized staticmethod object");
    return call(t, holder(v)->callable, args);
}
Ref class_descr_get(Thread* t, Value v, Value instance, Value owner) {
    if (holder(v)->callable.isEmpty())
        return raise(t, TypeId::kRuntimeError, "uninitialized classmethod object");
    Value cls = owner.isEmpty() ? Value(typeOf(t, instance)) : owner;
    return boundMethodNew(t, holder(v)->callable, cls);
}
Ref static_repr(Thread* t, Value v) {
    return strFormat(t, "<staticmethod(%R)>", holder(v)->callable);
}
Ref class_repr(Thread* t, Value v) {
    return strFormat(t, "<classmethod(%R)>", holder(v)->callable);
}
Ref holder_get_abstract(Thread* t, Value v) {
    if (holder(v)->callable.isEmpty()) return Ref::boolean(false);
    Ref mark = getAttrOptional(t, holder(v)->callable, t->name(kName___isabstractmethod__));
    if (mark.isEmpty()) return t->hasError() ? Ref() : Ref::boolean(false);
    return Ref::boolean(KRAIT_TRY(isTrue(t, mark)));
}
Ref holder_get_dict(Thread* t, Value v) {
    return instanceDict(t, v.object());
}
constexpr GetSetDef kHolderGetSets[] = {
    {"__isabstractmethod__", holder_get_abstract}, {"__dict__", holder_get_dict}, {}};
constexpr MemberDef kHolderMembers[] = {{"__func__", offsetof(StaticMethod, callable)},
                                        {"__wrapped__", offsetof(StaticMethod, callable)},
                                        {}};
constexpr TypeSlots staticSlots() {
    TypeSlots s;
    s.destroy = holder_destroy;
    s.traverse = holder_traverse;
    s.repr = static_repr;
    s.call = static_call;
    s.descr_get = static_descr_get;
    return s;
}
constexpr TypeSlots classSlots() {
    TypeSlots s;
    s.destroy = holder_destroy;
    s.traverse = holder_traverse;
    s.repr = class_repr;
    s.descr_get = class_descr_get;
    return s;
}
Ref holderNew(Thread* t, TypeId id, Value callable) {
    Value args[] = {Value(t->type(id)), callable};
    Ref made = KRAIT_TRY(holder_new(t, args));
    Value init[] = {made.get(), callable};
    Ref done = KRAIT_TRY(holder_init(t, init));
    return made;
}

// --- super
// -----------------------------------------------------------------------------------------------------------------

struct Super : Object {
    Value type, instance, instance_type; // EMPTY: unbound
};
Super* sup(Value v) {
    return v.as<Super>();
}

// The type in whose MRO super looks: instance's type, or instance itself when that is a class.
// TypeError.
Ref superCheck(Thread* t, Type* type, Value instance) {
    if (isType(instance) && isSubtype(instance.as<Type>(), type)) return Ref::share(instance);
    Type* actual = typeOf(t, instance);
    if (isSubtype(actual, type)) return Ref::share(Value(actual));
    Ref claimed = getAttrOptional(t, instance, t->name(kName___class__));
    if (claimed.isEmpty() && t->hasError()) clearError(t);
    if (!claimed.isEmpty() && isType(claimed) && !(claimed.get() == Value(actual)) &&
        isSubtype(claimed.as<Type>(), type))
        return claimed;
    const char* kind = isType(instance) ? "type" : "instance of";
    (void)kind;
    if (isType(instance)) {
        return raise(t, TypeId::kTypeError,
                     "super(type, obj): obj (type %N) is not an instance or subtype of type (%N).",
                     instance.as<Type>(), type);
    }
    return raise(
        t, TypeId::kTypeError,
        "super(type, obj): obj (instance of %N) is not an instance or subtype of type (%N).",
        actual, type);
}

// The attribute after `type` in the MRO of `start`, not bound. Borrowed, EMPTY: none.
Value superLookup(Thread* t, Type* type, Type* start, Str* name) {
    Tuple* mro = start->mro;
    if (!mro) return Value(); // its mro() is running
    int64_t i = 0;
    while (i < mro->length && mro->items[i].object() != type) ++i;
    for (++i; i < mro->length; ++i) {
        Value found = dictGetStr(typeDict(t, mro->items[i].as<Type>()), name);
        if (!found.isEmpty()) return found;
    }
    return Value();
}

Ref superBind(Thread* t, Value found, Value instance, Value start) {
    if (found.isObject()) {
        if (auto get = exactTypeOfObject(found.object())->slots.descr_get) {
            Ref alive = Ref::share(found);
            return get(t, found, instance == start ? Value() : instance, start);
        }
    }
    return Ref::share(found);
}

// super() without arguments: the class from the frame's __class__ cell, the instance from its first
// argument.
Status superFromFrame(Thread* t, Ref* type, Ref* instance) {
    FrameWalk walk(t);
    if (!walk.next()) return raise(t, TypeId::kRuntimeError, "super(): no current frame");
    Function* f = frameFunction(walk.registers);
    Code* code = f->code;
    if (code->positional_count == 0)
        return raise(t, TypeId::kRuntimeError, "super(): no arguments");
    Value first = walk.registers[0];
    const auto& is_cell = (*code->blueprint)->local_is_cell;
    if (!is_cell.empty() && is_cell[0] == 1 && isKind(first, TypeId::kCell))
        first = first.as<Cell>()->value;
    if (first.isEmpty()) return raise(t, TypeId::kRuntimeError, "super(): arg[0] deleted");
    for (uint32_t i = 0; i < code->free_count; ++i) {
        if (code->free_names[i] != t->name(kName___class__)) continue;
        Value cell = f->closure->items[i];
        Value cls = cell.as<Cell>()->value;
        if (cls.isEmpty()) return raise(t, TypeId::kRuntimeError, "super(): empty __class__ cell");
        if (!isType(cls))
            return raise(t, TypeId::kRuntimeError, "super(): __class__ is not a type (%T)", cls);
        *type = Ref::share(cls);
        *instance = Ref::share(first);
        return ok();
    }
    return raise(t, TypeId::kRuntimeError, "super(): __class__ cell not found");
}

Ref super_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    auto* s = static_cast<Super*>(o);
    s->type = s->instance = s->instance_type = Value();
    return Ref::take(Value(o));
}
Ref super_init(Thread* t, Args a) {
    Ref type = Ref::share(a[1]), instance = Ref::share(a[2]);
    if (type.isEmpty()) {
        KRAIT_TRY(superFromFrame(t, &type, &instance));
    } else if (!isType(type)) {
        return raise(t, TypeId::kTypeError, "super() argument 1 must be a type, not %T",
                     type.get());
    }
    if (instance.get().isNone()) instance = Ref();
    Ref start;
    if (!instance.isEmpty()) start = KRAIT_TRY(superCheck(t, type.as<Type>(), instance));
    Super* s = sup(a[0]);
    replace(s->type, type);
    replace(s->instance, instance);
    replace(s->instance_type, start);
    return Ref::none();
}
void super_destroy(Thread*, Object* o) {
    auto* s = static_cast<Super*>(o);
    for (Value v : {s->type, s->instance, s->instance_type}) decref(v);
}
void super_traverse(Object* o, Visitor& visitor) {
    auto* s = static_cast<Super*>(o);
    for (Value v : {s->type, s->instance, s->instance_type}) visitor.visit(v);
}
Ref super_getattr(Thread* t, Value v, Str* name) {
    Super* s = sup(v);
    // super().__class__ is super itself.
    if (!s->instance_type.isEmpty() && name != t->name(kName___class__)) {
        New<Str> interned = KRAIT_TRY(strIntern(t, name));
        Value found = superLookup(t, s->type.as<Type>(), s->instance_type.as<Type>(), interned);
        if (!found.isEmpty()) return superBind(t, found, s->instance, s->instance_type);
    }
    return genericGetAttr(t, v, name);
}
Ref super_descr_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty() || instance.isNone() || !sup(v)->instance.isEmpty())
        return Ref::share(v);
    return callFunction(t, Value(typeOf(t, v)), sup(v)->type, instance);
}
Ref super_repr(Thread* t, Value v) {
    Super* s = sup(v);
    Value name = s->type.isEmpty() ? Value() : Value(s->type.as<Type>()->name);
    if (!s->instance_type.isEmpty())
        return strFormat(t, "<super: <class '%U'>, <%N object>>", name,
                         s->instance_type.as<Type>());
    if (name.isEmpty()) return strFormat(t, "<super: <class 'NULL'>, NULL>");
    return strFormat(t, "<super: <class '%U'>, NULL>", name);
}
constexpr MemberDef kSuperMembers[] = {{"__thisclass__", offsetof(Super, type)},
                                       {"__self__", offsetof(Super, instance)},
                                       {"__self_class__", offsetof(Super, instance_type)},
                                       {}};
constexpr TypeSlots superSlots() {
    TypeSlots s;
    s.destroy = super_destroy;
    s.traverse = super_traverse;
    s.repr = super_repr;
    s.getattr = super_getattr;
    s.descr_get = super_descr_get;
    return s;
}

} // namespace

Ref staticMethodNew(Thread* t, Value callable) {
    return holderNew(t, TypeId::kStaticMethod, callable);
}
Ref classMethodNew(Thread* t, Value callable) {
    return holderNew(t, TypeId::kClassMethod, callable);
}

Ref superGetAttr(Thread* t, Value super_type, Value cls, Value instance, Str* name,
                 Value* method_self) {
    if (method_self) *method_self = Value();
    if (!(super_type == Value(t->type(TypeId::kSuper)))) {
        // Something else goes by that name.
        Ref object = KRAIT_TRY(callFunction(t, super_type, cls, instance));
        return getAttr(t, object, name);
    }
    if (!isType(cls))
        return raise(t, TypeId::kTypeError, "super() argument 1 must be a type, not %T", cls);
    Ref start = KRAIT_TRY(superCheck(t, cls.as<Type>(), instance));
    Value found;
    if (name != t->name(kName___class__))
        found = superLookup(t, cls.as<Type>(), start.as<Type>(), name);
    if (found.isEmpty()) {
        Ref object = KRAIT_TRY(callFunction(t, super_type, cls, instance));
        return genericGetAttr(t, object, name);
    }
    if (method_self && !(instance == start.get()) && found.isObject() &&
        (exactTypeOfObject(found.object())->flags & kTypeMethodLike)) {
        incref(instance);
        *method_self = instance;
        return Ref::share(found);
    }
    return superBind(t, found, instance, start);
}

constexpr TypeSpec kPropertySpec = {
    .name = "property",
    .size = sizeof(Property),
    .flags = kTypeContainer | kTypeBase,
    .slots = propertySlots(),
    .doc = "Property attribute.",
    .new_ = {"property(cls, /, *args, **kwargs)", property_new, nullptr},
    .init = {"property(self, /, fget=None, fset=None, fdel=None, doc=None)", property_init,
             nullptr},
    .methods = kPropertyMethods,
    .getsets = kPropertyGetSets,
    .members = kPropertyMembers,
};
constexpr TypeSpec kStaticMethodSpec = {
    .name = "staticmethod",
    .size = sizeof(StaticMethod),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict | kTypeWeakrefable,
    .slots = staticSlots(),
    .doc = "Convert a function to be a static method.",
    .new_ = {"staticmethod(cls, /, *args, **kwargs)", holder_new, nullptr},
    .init = {"staticmethod(self, function, /)", holder_init, nullptr},
    .getsets = kHolderGetSets,
    .members = kHolderMembers,
};
constexpr TypeSpec kClassMethodSpec = {
    .name = "classmethod",
    .size = sizeof(StaticMethod),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict | kTypeWeakrefable,
    .slots = classSlots(),
    .doc = "Convert a function to be a class method.",
    .new_ = {"classmethod(cls, /, *args, **kwargs)", holder_new, nullptr},
    .init = {"classmethod(self, function, /)", holder_init, nullptr},
    .getsets = kHolderGetSets,
    .members = kHolderMembers,
};
constexpr TypeSpec kSuperSpec = {
    .name = "super",
    .size = sizeof(Super),
    .flags = kTypeContainer | kTypeBase,
    .slots = superSlots(),
    .doc = "super() -> same as super(__class__, <first argument>)",
    .new_ = {"super(cls, /, *args, **kwargs)", super_new, nullptr},
    .init = {"super(self, type=<unset>, object_or_type=<unset>, /)", super_init, nullptr},
    .members = kSuperMembers,
};

} // namespace krait
