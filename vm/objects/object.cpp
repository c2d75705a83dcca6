// object: the base of everything: construction, default comparison, hash, repr, attributes,
// pickling support.
#include "vm/base/hash.h"
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/weakrefs.h"

namespace krait {
namespace {

bool hasArguments(Args a) {
    return a[1].as<Tuple>()->length != 0 || (!a[2].isEmpty() && a[2].as<Dict>()->used != 0);
}

Ref object_init(Thread* t, Args a);
bool isObjectInit(Value v) {
    const MethodDef* def = nativeInitOf(v);
    return def && def->function == object_init;
}

// Python: excess arguments are an error unless exactly one of __new__ and __init__ is overridden.
Ref object_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    if (hasArguments(a)) {
        Value own_new = typeLookup(t, type, t->name(kName___new__));
        bool new_overridden = !(isKind(own_new, TypeId::kNativeFunction) &&
                                own_new.as<NativeFunction>()->function == object_new);
        if (new_overridden)
            return raise(t, TypeId::kTypeError,
                         "object.__new__() takes exactly one argument (the type to instantiate)");
        Value init = typeLookup(t, type, t->name(kName___init__));
        bool init_overridden = !isObjectInit(init);
        if (!init_overridden) return raise(t, TypeId::kTypeError, "%N() takes no arguments", type);
    }
    if (type->flags & kTypeAbstract) {
        Ref names = KRAIT_TRY(getAttr(t, Value(type), t->name(kName___abstractmethods__)));
        Ref sorted = KRAIT_TRY(listFromIterable(t, names));
        KRAIT_TRY(listSort(t, sorted.as<List>(), Value::none(), false));
        auto* list = sorted.as<List>();
        TextBuffer text(t);
        for (int64_t i = 0; i < list->length; ++i) {
            if (i) text.append("', '");
            if (isStr(list->items[i])) text.append(list->items[i].as<Str>());
        }
        Ref joined = KRAIT_TRY(text.finish());
        return raise(t, TypeId::kTypeError,
                     "Can't instantiate abstract class %N without an implementation for abstract "
                     "method%s '%U'",
                     type, list->length > 1 ? "s" : "", joined.get());
    }
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    return Ref::take(Value(o));
}

Ref object_init(Thread* t, Args a) {
    if (!hasArguments(a)) return Ref::none();
    Type* type = typeOf(t, a[0]);
    Value init = typeLookup(t, type, t->name(kName___init__));
    bool init_overridden = !isObjectInit(init);
    if (init_overridden) {
        return raise(t, TypeId::kTypeError,
                     "object.__init__() takes exactly one argument (the instance to initialize)");
    }
    Value own_new = typeLookup(t, type, t->name(kName___new__));
    bool new_overridden = !(isKind(own_new, TypeId::kNativeFunction) &&
                            own_new.as<NativeFunction>()->function == object_new);
    if (!new_overridden)
        return raise(t, TypeId::kTypeError,
                     "%N.__init__() takes exactly one argument (the instance to initialize)", type);
    return Ref::none();
}

Ref object_repr(Thread* t, Value v) {
    Type* type = typeOf(t, v);
    Ref module = getAttrOptional(t, Value(type), t->name(kName___module__));
    if (module.isEmpty() && t->hasError()) return Error{};
    if (!module.isEmpty() && isStr(module) && !strEqualAscii(module.as<Str>(), "builtins")) {
        return strFormat(t, "<%U.%U object at 0x%x>", module.get(), Value(type->qualified_name),
                         v.bits());
    }
    return strFormat(t, "<%U object at 0x%x>", Value(type->qualified_name), v.bits());
}
Ref object_str(Thread* t, Value v) {
    return reprOf(t, v);
}
Result<int64_t> object_hash(Thread*, Value v) {
    auto h = static_cast<int64_t>(v.bits() >> 4 | v.bits() << 60);
    return h == -1 ? -2 : h;
}
Ref object_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (op == CompareOp::kEq) return a == b ? Ref::boolean(true) : Ref::notImplemented();
    if (op != CompareOp::kNe) return Ref::notImplemented();
    // The opposite of __eq__, unless that does not know.
    auto compare = typeOf(t, a)->slots.compare;
    if (!compare) return Ref::notImplemented();
    Ref equal = KRAIT_TRY(compare(t, a, b, CompareOp::kEq));
    if (equal.get().isNotImplemented()) return equal;
    return Ref::boolean(!KRAIT_TRY(isTrue(t, equal)));
}

Ref object_get_class(Thread* t, Value v) {
    return Ref::share(Value(typeOf(t, v)));
}
// Whether the fields that __slots__ adds have the same names and places.
bool sameSlots(Thread* t, Type* a, Type* b) {
    auto slotOwner = [](Type* type) {
        while (type->base && (type->flags & kTypeHeap) && type->slots_count == 0) type = type->base;
        return type;
    };
    a = slotOwner(a);
    b = slotOwner(b);
    if (a == b) return true;
    if (!(a->flags & b->flags & kTypeHeap) || a->base != b->base ||
        a->slots_count != b->slots_count || a->slots_offset != b->slots_offset)
        return false;
    int64_t position = 0;
    Value key, value;
    while (dictNext(typeDict(t, a), &position, &key, &value)) {
        if (!isKind(value, TypeId::kMemberDescriptor)) continue;
        auto* field = value.as<MemberDescriptor>();
        if (field->owner != a) continue;
        Value other = isStr(key) ? dictGetStr(typeDict(t, b), key.as<Str>()) : Value();
        if (!isKind(other, TypeId::kMemberDescriptor) || other.as<MemberDescriptor>()->owner != b ||
            other.as<MemberDescriptor>()->offset != field->offset)
            return false;
    }
    return true;
}

Status object_set_class(Thread* t, Value v, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "can't delete __class__ attribute");
    if (!isType(value))
        return raise(t, TypeId::kTypeError, "__class__ must be set to a class, not '%T' object",
                     value);
    Type* from = typeOf(t, v);
    auto* to = value.as<Type>();
    if (isKind(v, TypeId::kModule) ||
        (from->layout_id == TypeId::kModule && to->layout_id == TypeId::kModule)) {
        // A module's class may be a subclass of module.
    } else if (!(from->flags & kTypeHeap) || !(to->flags & kTypeHeap)) {
        return raise(
            t, TypeId::kTypeError,
            "__class__ assignment only supported for mutable types or ModuleType subclasses");
    }
    bool same = v.isObject() && from->layout_id == to->layout_id &&
                from->attrs_offset == to->attrs_offset && from->extra_size == to->extra_size &&
                !((from->flags ^ to->flags) & kTypeWeakrefable) && sameSlots(t, from, to);
    // Only the room for attributes, at the end, may differ in size.
    if (same && from->instance_size != to->instance_size) {
        auto endsInBlock = [](const Type* type) {
            return !(type->flags & kTypeVariableSize) &&
                   type->attrs_offset + sizeof(AttrBlock) + type->inline_count * sizeof(Value) ==
                       type->instance_size;
        };
        same = from->attrs_offset && endsInBlock(from) && endsInBlock(to);
    }
    if (!same) {
        return raise(t, TypeId::kTypeError,
                     "__class__ assignment: '%N' object layout differs from '%N'", to, from);
    }
    Object* o = v.object();
    if (from->attrs_offset && from != to) {
        // The places of attributes belong to the old class: they move to a dict, which any class
        // can hold, if the block fits.
        if (to->instance_size != from->instance_size || to->inline_count != from->inline_count ||
            o->shape->attr_count) {
            New<Dict> dict = KRAIT_TRY(instanceDict(t, o));
        }
    }
    Shape* shape = to->root_shape;
    if (o->flags & kFlagDictMode) {
        shape = nullptr;
        for (Shape* s = to->shapes; s; s = s->next_of_type) {
            if (s->dictionary) shape = s;
        }
        if (!shape) {
            shape = shapeNew(t, to);
            if (!shape) return raiseNoMemory(t);
            shape->dictionary = true;
        }
    }
    if (from->instance_size != to->instance_size || (o->flags & kFlagForeignSize))
        setForeignSize(o, to);
    if (to->flags & kTypeHeap) incref(to);
    o->shape = shape;
    if (from->flags & kTypeHeap) decref(from);
    return ok();
}

// The descriptor of a class may meet an instance of a subclass that has the layout of a builtin
// type with a dict of its own: that type's descriptor serves it then.
const GetSetDef* builtinDictOf(Thread* t, Value v) {
    const Type* type = typeOf(t, v);
    while (type && (type->flags & kTypeHeap)) type = type->base;
    for (; type; type = type->base) {
        for (const GetSetDef* def = type->spec->getsets; def && def->name; ++def) {
            if (std::string_view(def->name) == "__dict__") return def;
        }
    }
    return nullptr;
}
bool hasAttrBlock(Value v) {
    return v.isObject() && exactTypeOfObject(v.object())->attrs_offset != 0;
}
Error raiseNoInstanceDict(Thread* t, Value v) {
    return raise(t, TypeId::kTypeError,
                 "this __dict__ descriptor does not support '%.200T' objects", v);
}
Ref object_get_dict(Thread* t, Value v) {
    if (!hasAttrBlock(v)) {
        if (typeOf(t, v)->layout_id == TypeId::kModule) return instanceDict(t, v.object());
        const GetSetDef* builtin = builtinDictOf(t, v);
        if (builtin) return builtin->get(t, v);
        return raiseNoInstanceDict(t, v);
    }
    return instanceDict(t, v.object());
}
Status object_set_dict(Thread* t, Value v, Value value) {
    if (const GetSetDef* builtin = builtinDictOf(t, v)) {
        if (builtin->set) return builtin->set(t, v, value);
        if (isType(v)) {
            return raise(t, TypeId::kAttributeError,
                         "attribute '__dict__' of 'type' objects is not writable");
        }
        return raise(t, TypeId::kAttributeError,
                     "attribute '__dict__' of '%T' objects is not writable", v);
    }
    if (typeOf(t, v)->layout_id == TypeId::kModule)
        return raise(t, TypeId::kAttributeError, "readonly attribute");
    if (!hasAttrBlock(v)) return raiseNoInstanceDict(t, v);
    if (value.isEmpty()) {
        New<Dict> fresh = KRAIT_TRY(dictNew(t));
        return replaceInstanceDict(t, v.object(), fresh);
    }
    if (!isDict(value))
        return raise(t, TypeId::kTypeError, "__dict__ must be set to a dictionary, not a '%T'",
                     value);
    return replaceInstanceDict(t, v.object(), value.as<Dict>());
}
constexpr GetSetDef kDictGetSet = {"__dict__", object_get_dict, object_set_dict,
                                   "dictionary for instance variables"};

Ref object_get_weakref(Thread* t, Value v) {
    // The reference without callback, or the newest.
    Ref references = KRAIT_TRY(weakrefList(t, v.object()));
    auto* list = references.as<List>();
    if (list->length == 0) return Ref::none();
    for (int64_t i = 0; i < list->length; ++i) {
        if (reinterpret_cast<Weakref*>(list->items[i].object())->callback.isEmpty())
            return Ref::share(list->items[i]);
    }
    return Ref::share(list->items[0]);
}
constexpr GetSetDef kWeakrefGetSet = {"__weakref__", object_get_weakref, nullptr,
                                      "list of weak references to the object"};

Ref getsetFor(Thread* t, const GetSetDef* def, Type* owner) {
    New<GetSetDescriptor> d =
        KRAIT_TRY(allocateObject<GetSetDescriptor>(t, TypeId::kGetSetDescriptor));
    d->def = def;
    d->name = def == &kDictGetSet ? t->name(kName___dict__) : t->name(kName___weakref__);
    d->owner = owner;
    return d;
}

// --- methods
// -------------------------------------------------------------------------------------------------------------

// What __class__ says need not be a class: then its __dict__ and __bases__ are asked for.
Status addClassNames(Thread* t, Dict* names, Value cls) {
    if (isType(cls)) {
        Ref order = cls.as<Type>()->mro ? Ref::share(Value(cls.as<Type>()->mro)) : Ref();
        for (int64_t i = 0; !order.isEmpty() && i < order.as<Tuple>()->length; ++i) {
            int64_t position = 0;
            Value key, value;
            Dict* dict = typeDict(t, order.as<Tuple>()->items[i].as<Type>());
            while (dictNext(dict, &position, &key, &value))
                KRAIT_TRY(dictSet(t, names, key, Value::none()));
        }
        return ok();
    }
    KRAIT_TRY(checkNativeStack(t, " in __dir__"));
    Ref dict = getAttrOptional(t, cls, t->name(kName___dict__));
    if (dict.isEmpty() && t->hasError()) return Error{};
    if (!dict.isEmpty()) KRAIT_TRY(dictUpdate(t, names, dict));
    Ref bases = getAttrOptional(t, cls, t->name(kName___bases__));
    if (bases.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
    int64_t count = KRAIT_TRY(lengthOf(t, bases));
    for (int64_t i = 0; i < count; ++i) {
        Ref base = KRAIT_TRY(getItem(t, bases, Value::smallInt(i)));
        KRAIT_TRY(addClassNames(t, names, base));
    }
    return ok();
}
Ref object_dir(Thread* t, Args a) {
    New<Dict> names = KRAIT_TRY(dictNew(t));
    Ref own = getAttrOptional(t, a[0], t->name(kName___dict__));
    if (own.isEmpty() && t->hasError()) return Error{};
    if (!own.isEmpty() && isDict(own)) KRAIT_TRY(dictUpdate(t, names, own));
    Ref cls = getAttrOptional(t, a[0], t->name(kName___class__));
    if (cls.isEmpty() && t->hasError()) return Error{};
    if (!cls.isEmpty()) KRAIT_TRY(addClassNames(t, names, cls));
    return dictKeysList(t, names);
}
Ref object_format(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "__format__() argument must be str, not %T", a[1]);
    if (a[1].as<Str>()->length != 0) {
        return raise(t, TypeId::kTypeError, "unsupported format string passed to %T.__format__",
                     a[0]);
    }
    return strOf(t, a[0]);
}
Ref object_sizeof(Thread* t, Args a) {
    return Ref::take(Value::smallInt(typeOf(t, a[0])->instance_size));
}
Ref object_init_subclass(Thread*, Args) {
    return Ref::none();
}
Ref object_subclasshook(Thread*, Args) {
    return Ref::notImplemented();
}

// copyreg does protocols 0 and 1; 2 and above are built of the parts it shares.
Ref copyregCall(Thread* t, const char* function, const Value* values, uint32_t count) {
    Ref module = KRAIT_TRY(importModule(t, "copyreg"));
    Ref f = KRAIT_TRY(getAttr(t, module, function));
    return callValues(t, f, values, count);
}

Ref object_getstate(Thread* t, Args a) {
    Value v = a[0];
    Ref dict = getAttrOptional(t, v, t->name(kName___dict__));
    if (dict.isEmpty() && t->hasError()) return Error{};
    Ref state = dict.isEmpty() ? Ref::none() : Ref::share(dict);
    if (!dict.isEmpty() && isDict(dict)) {
        state = dict.as<Dict>()->used == 0 ? Ref::none() : KRAIT_TRY(dictCopy(t, dict.as<Dict>()));
    }
    Value cls = Value(typeOf(t, v));
    // copyreg keeps what it found in the class.
    New<Str> kept = KRAIT_TRY(strIntern(t, "__slotnames__"));
    Ref slots = Ref::share(dictGetStr(typeDict(t, typeOf(t, v)), kept));
    if (slots.isEmpty()) slots = KRAIT_TRY(copyregCall(t, "_slotnames", &cls, 1));
    if (!slots.get().isNone() && isList(slots) && slots.as<List>()->length > 0) {
        New<Dict> values = KRAIT_TRY(dictNew(t));
        for (int64_t i = 0; i < slots.as<List>()->length; ++i) {
            Ref name = Ref::share(slots.as<List>()->items[i]);
            Ref value = getAttrOptional(t, v, name.as<Str>());
            if (value.isEmpty()) {
                if (t->hasError()) return Error{};
                continue;
            }
            KRAIT_TRY(dictSet(t, values, name, value));
        }
        if (values->used > 0) return tupleOf(t, state, Value(values));
    }
    return state;
}

Ref reduceNew(Thread* t, Value v) {
    Type* type = typeOf(t, v);
    Ref args, kwargs;
    Ref hook = lookupSpecial(t, v, t->name(kName___getnewargs_ex__));
    if (hook.isEmpty() && t->hasError()) return Error{};
    if (!hook.isEmpty()) {
        Ref pair = KRAIT_TRY(callFunction(t, hook));
        if (!isTuple(pair)) {
            return raise(t, TypeId::kTypeError,
                         "__getnewargs_ex__ should return a tuple, not '%.200T'", pair.get());
        }
        if (pair.as<Tuple>()->length != 2) {
            return raise(t, TypeId::kValueError,
                         "__getnewargs_ex__ should return a tuple of length 2, not %d",
                         pair.as<Tuple>()->length);
        }
        args = Ref::share(pair.as<Tuple>()->items[0]);
        kwargs = Ref::share(pair.as<Tuple>()->items[1]);
        if (!isTuple(args)) {
            return raise(t, TypeId::kTypeError,
                         "first item of the tuple returned by __getnewargs_ex__ must be a tuple, "
                         "not '%.200T'",
                         args.get());
        }
        if (!isDict(kwargs)) {
            return raise(t, TypeId::kTypeError,
                         "second item of the tuple returned by __getnewargs_ex__ must be a dict, "
                         "not '%.200T'",
                         kwargs.get());
        }
    } else {
        hook = lookupSpecial(t, v, t->name(kName___getnewargs__));
        if (hook.isEmpty() && t->hasError()) return Error{};
        if (!hook.isEmpty()) {
            args = KRAIT_TRY(callFunction(t, hook));
            if (!isTuple(args))
                return raise(t, TypeId::kTypeError,
                             "__getnewargs__ should return a tuple, not '%T'", args.get());
        }
    }
    // What a builtin type keeps beside its attributes nobody could restore.
    bool simple_layout = v.isNone() || type->spec->size == sizeof(Object) ||
                         type->flags & (kTypeListSub | kTypeDictSub);
    if (args.isEmpty() && !simple_layout &&
        !(type->spec->flags & kTypeHasDict && type->flags & kTypeExceptionSub) &&
        typeLookup(t, type, t->name(kName___getstate__)) ==
            typeLookup(t, t->type(TypeId::kObject), t->name(kName___getstate__))) {
        return raise(t, TypeId::kTypeError, "cannot pickle '%.200T' object", v);
    }
    Ref getstate = KRAIT_TRY(getAttr(t, v, t->name(kName___getstate__)));
    Ref state = KRAIT_TRY(callFunction(t, getstate));
    Ref list_items = Ref::none(), dict_items = Ref::none();
    if (isList(v)) list_items = KRAIT_TRY(iterOf(t, v));
    if (isDict(v)) {
        Ref items = KRAIT_TRY(callMethod(t, v, t->name(kName_items)));
        dict_items = KRAIT_TRY(iterOf(t, items));
    }
    Ref copyreg = KRAIT_TRY(importModule(t, "copyreg"));
    if (kwargs.isEmpty() || (isDict(kwargs) && kwargs.as<Dict>()->used == 0)) {
        Ref factory = KRAIT_TRY(getAttr(t, copyreg, "__newobj__"));
        int64_t count = args.isEmpty() ? 0 : args.as<Tuple>()->length;
        New<Tuple> all = KRAIT_TRY(tupleAllocate(t, count + 1));
        all->items[0] = Ref::share(Value(type)).release();
        for (int64_t i = 0; i < count; ++i)
            all->items[i + 1] = Ref::share(args.as<Tuple>()->items[i]).release();
        return tupleOf(t, factory, Value(all), state, list_items, dict_items);
    }
    Ref factory = KRAIT_TRY(getAttr(t, copyreg, "__newobj_ex__"));
    Ref all = KRAIT_TRY(tupleOf(t, Value(type), args, kwargs));
    return tupleOf(t, factory, all, state, list_items, dict_items);
}

Ref commonReduce(Thread* t, Value v, Value protocol) {
    if (protocol.isSmallInt() && protocol.asSmallInt() >= 2) return reduceNew(t, v);
    Value values[] = {v, protocol};
    return copyregCall(t, "_reduce_ex", values, 2);
}
Ref object_reduce(Thread* t, Args a) {
    return commonReduce(t, a[0], Value::smallInt(0));
}
Ref object_reduce_ex(Thread* t, Args a) {
    // A __reduce__ of the class's own goes first.
    Value own = typeLookup(t, typeOf(t, a[0]), t->name(kName___reduce__));
    Value plain = typeLookup(t, t->type(TypeId::kObject), t->name(kName___reduce__));
    if (!(own == plain)) {
        Ref reduce = KRAIT_TRY(getAttr(t, a[0], t->name(kName___reduce__)));
        return callFunction(t, reduce);
    }
    return commonReduce(t, a[0], a[1]);
}

constexpr MethodDef kObjectMethods[] = {
    {"__dir__(self, /)", object_dir, "Default dir() implementation."},
    {"__format__(self, format_spec, /)", object_format,
     "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError "
     "otherwise."},
    {"__sizeof__(self, /)", object_sizeof, "Size of object in memory, in bytes."},
    {"__init_subclass__(cls, /)", object_init_subclass,
     "This method is called when a class is subclassed.", kMethodClass},
    {"__subclasshook__(cls, subclass, /)", object_subclasshook,
     "Abstract classes can override this to customize issubclass().", kMethodClass},
    {"__reduce__(self, /)", object_reduce, "Helper for pickle."},
    {"__reduce_ex__(self, protocol, /)", object_reduce_ex, "Helper for pickle."},
    {"__getstate__(self, /)", object_getstate, "Helper for pickle."},
    {},
};
constexpr GetSetDef kObjectGetSets[] = {
    {"__class__", object_get_class, object_set_class, "the object's class"}, {}};
constexpr TypeSlots objectSlots() {
    TypeSlots s;
    s.repr = object_repr;
    s.str = object_str;
    s.hash = object_hash;
    s.compare = object_compare;
    s.getattr = genericGetAttr;
    s.setattr = genericSetAttr;
    return s;
}

} // namespace

Ref instanceDictDescriptor(Thread* t, Type* owner) {
    return getsetFor(t, &kDictGetSet, owner);
}
Ref weakrefDescriptor(Thread* t, Type* owner) {
    return getsetFor(t, &kWeakrefGetSet, owner);
}

constexpr TypeSpec kObjectSpec = {
    .name = "object",
    .size = sizeof(Object),
    .flags = kTypeBase,
    .slots = objectSlots(),
    .doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and "
           "returns a new featureless\ninstance that has no instance "
           "attributes and cannot be given any.\n",
    .new_ = {"object(cls, /, *args, **kwargs)", object_new, nullptr},
    .init = {"__init__(self, /, *args, **kwargs)", object_init,
             "Initialize self.  See help(type(self)) for accurate signature."},
    .methods = kObjectMethods,
    .getsets = kObjectGetSets,
};

} // namespace krait
