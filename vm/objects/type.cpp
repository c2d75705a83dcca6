// type: class objects as Python sees them, and the making of classes.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/list.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/runtime/args.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/typing_objects.h"

#include <cstdlib>

namespace krait {

bool isType(Value v) {
    return v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeTypeSub);
}

bool isSubtype(const Type* type, const Type* base) {
    if (type == base) return true;
    // Single inheritance of builtin layouts is quick by walking bases; the MRO decides in general.
    const Tuple* mro = type->mro;
    if (!mro) {
        for (; type; type = type->base) {
            if (type == base) return true;
        }
        return false;
    }
    for (int64_t i = 0; i < mro->length; ++i) {
        if (mro->items[i].object() == base) return true;
    }
    return false;
}

bool isInstanceExactly(Thread* t, Value v, TypeId id) {
    return typeOf(t, v) == t->type(id);
}

// --- attribute access on classes
// ---------------------------------------------------------------------------------------

Ref typeGetAttr(Thread* t, Value self, Str* name) {
    auto* type = self.as<Type>();
    Type* meta = type->metatype();
    Value descriptor = typeLookup(t, meta, name);
    auto get =
        descriptor.isObject() ? exactTypeOfObject(descriptor.object())->slots.descr_get : nullptr;
    if (get && exactTypeOfObject(descriptor.object())->slots.descr_set) {
        Ref alive = Ref::share(descriptor);
        return get(t, descriptor, self, Value(meta));
    }
    Value own = typeLookup(t, type, name);
    if (!own.isEmpty()) {
        Ref alive = Ref::share(own);
        if (own.isObject()) {
            if (auto bind = exactTypeOfObject(own.object())->slots.descr_get)
                return bind(t, own, Value(), self);
        }
        return alive;
    }
    if (get) {
        Ref alive = Ref::share(descriptor);
        return get(t, descriptor, self, Value(meta));
    }
    if (!descriptor.isEmpty()) return Ref::share(descriptor);
    return raiseAttributeError(t, self, name);
}

// An attribute of a class that is replaced and binds nothing, before and after (a counter, a cache,
// a setting), moves to a cell of the class's dict, which caches then read: later stores leave the
// tags, and with them every other cache of the class, alone.
static bool keepsCell(const Str* name, Value old, Value value) {
    for (Value v : {old, value}) {
        if (v.isEmpty() || (v.isObject() && exactTypeOfObject(v.object())->slots.descr_get))
            return false;
    }
    int64_t n = name->length;
    bool special = n > 4 && name->at(0) == '_' && name->at(1) == '_' && name->at(n - 1) == '_' &&
                   name->at(n - 2) == '_';
    return !special;
}

Status typeSetAttr(Thread* t, Value self, Str* given, Value value) {
    auto* type = self.as<Type>();
    if (type->flags & kTypeImmutable) {
        return raise(t, TypeId::kTypeError, "cannot set '%U' attribute of immutable type '%N'",
                     Value(given), type);
    }
    New<Str> name = KRAIT_TRY(strIntern(t, given));
    Value descriptor = typeLookup(t, type->metatype(), name);
    if (descriptor.isObject()) {
        if (auto set = exactTypeOfObject(descriptor.object())->slots.descr_set) {
            Ref alive = Ref::share(descriptor);
            return set(t, descriptor, self, value);
        }
    }
    Dict* dict = typeDict(t, type);
    if (value.isEmpty()) {
        if (dictGetStr(dict, name).isEmpty()) {
            return raise(t, TypeId::kAttributeError, "type object '%N' has no attribute '%U'", type,
                         Value(name));
        }
        Ref old = dictPop(t, dict, name);
        if (old.isEmpty() && t->hasError()) return Error{};
        typeModified(t, type);
        updateSlotsFor(t, type, name);
        return ok();
    }
    Value old = dictGetStr(dict, name);
    Ref old_alive = Ref::share(old);
    if (keepsCell(name, old, value)) {
        bool had_cell = dictCellOf(dict, name) != nullptr;
        if (!had_cell && !dictCell(t, dict, name)) return raiseNoMemory(t);
        KRAIT_TRY(dictSetStr(t, dict, name, value));
        if (!had_cell) typeModified(t, type);
        return ok();
    }
    KRAIT_TRY(dictSetStr(t, dict, name, value));
    typeModified(t, type);
    updateSlotsFor(t, type, name);
    return ok();
}

// --- making classes
// ------------------------------------------------------------------------------------------------------

// The type whose native layout a class gets from this base: where fields were added last.
const Type* solidBase(const Type* type) {
    while (type->base) {
        const Type* base = type->base;
        bool adds = !(type->flags & kTypeHeap) ? type->instance_size != base->instance_size ||
                                                     type->slots.size != base->slots.size
                                               : type->slots_count != 0;
        if (adds) return type;
        type = base;
    }
    return type;
}

// Python: "multiple bases have instance lay-out conflict".
Type* bestBase(Thread* t, Tuple* bases) {
    Type* winner = nullptr;
    const Type* winner_solid = nullptr;
    for (int64_t i = 0; i < bases->length; ++i) {
        if (!isType(bases->items[i])) {
            (void)raise(t, TypeId::kTypeError, "bases must be types");
            return nullptr;
        }
        auto* base = bases->items[i].as<Type>();
        if (!(base->flags & (kTypeBase | kTypeHeap))) {
            (void)raise(t, TypeId::kTypeError, "type '%.100N' is not an acceptable base type",
                        base);
            return nullptr;
        }
        const Type* solid = solidBase(base);
        if (!winner) {
            winner = base;
            winner_solid = solid;
        } else if (isSubtype(winner_solid, solid)) {
            continue;
        } else if (isSubtype(solid, winner_solid)) {
            winner = base;
            winner_solid = solid;
        } else {
            (void)raise(t, TypeId::kTypeError, "multiple bases have instance lay-out conflict");
            return nullptr;
        }
    }
    return winner;
}

namespace {

// _Class__name for names that begin with two underscores and do not end with two.
New<Str> mangle(Thread* t, Str* class_name, Str* name) {
    if (name->length < 2 || name->at(0) != '_' || name->at(1) != '_') return New<Str>::share(name);
    if (name->at(name->length - 1) == '_' && name->at(name->length - 2) == '_')
        return New<Str>::share(name);
    int64_t start = 0;
    while (start < class_name->length && class_name->at(start) == '_') ++start;
    if (start == class_name->length) return New<Str>::share(name);
    Ref stripped = KRAIT_TRY(strSubstring(t, class_name, start, class_name->length));
    Ref text = KRAIT_TRY(strFormat(t, "_%U%U", stripped.get(), Value(name)));
    return strIntern(t, text.as<Str>());
}

// What the class says of its instances' fields.
struct Layout {
    bool add_dict = false, add_weakref = false;
    Ref slot_names; // sorted list of mangled names, or EMPTY
};

Status readSlots(Thread* t, Str* class_name, Type* base, Tuple* bases, Dict* dict, Layout* layout) {
    Value slots = dictGetStr(dict, t->name(kName___slots__));
    // Classes and modules keep their attributes in the dict of their own layout.
    bool base_has_dict = base->attrs_offset != 0 || (base->flags & kTypeTypeSub) ||
                         base->layout_id == TypeId::kModule;
    if (slots.isEmpty()) {
        layout->add_dict = !base_has_dict;
        layout->add_weakref = true;
        return ok();
    }
    Ref names;
    if (isStr(slots)) {
        names = KRAIT_TRY(tupleOf(t, slots));
    } else {
        names = KRAIT_TRY(tupleFromIterable(t, slots));
    }
    auto* given = names.as<Tuple>();
    // CPython stores only int, bytes and tuple with a variable size; str keeps room for fields.
    if (given->length > 0 && (base->flags & kTypeVariableSize) && !(base->flags & kTypeStrSub)) {
        for (int64_t i = 0; i < given->length; ++i) {
            if (isStr(given->items[i]) && !strEqualAscii(given->items[i].as<Str>(), "__dict__") &&
                !strEqualAscii(given->items[i].as<Str>(), "__weakref__")) {
                return raise(t, TypeId::kTypeError,
                             "nonempty __slots__ not supported for subtype of '%N'", base);
            }
        }
    }
    New<List> list = KRAIT_TRY(listNew(t));
    for (int64_t i = 0; i < given->length; ++i) {
        Value v = given->items[i];
        if (!isStr(v))
            return raise(t, TypeId::kTypeError, "__slots__ items must be strings, not '%.200T'", v);
        auto* name = v.as<Str>();
        bool identifier = name->length > 0;
        for (int64_t k = 0; k < name->length; ++k) {
            uint32_t c = name->at(k);
            bool letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 128;
            if (!letter && !(k > 0 && c >= '0' && c <= '9')) identifier = false;
        }
        if (!identifier) return raise(t, TypeId::kTypeError, "__slots__ must be identifiers");
        if (strEqualAscii(name, "__dict__")) {
            if (base_has_dict || layout->add_dict) {
                return raise(t, TypeId::kTypeError, "__dict__ slot disallowed: we already got one");
            }
            layout->add_dict = true;
            continue;
        }
        if (strEqualAscii(name, "__weakref__")) {
            if (layout->add_weakref ||
                (base->flags & kTypeHeap && base->flags & kTypeWeakrefable)) {
                return raise(t, TypeId::kTypeError,
                             "__weakref__ slot disallowed: we already got one");
            }
            layout->add_weakref = true;
            continue;
        }
        New<Str> mangled = KRAIT_TRY(mangle(t, class_name, name));
        if (!dictGetStr(dict, mangled).isEmpty() && !strEqualAscii(mangled, "__qualname__") &&
            !strEqualAscii(mangled, "__classcell__")) {
            return raise(t, TypeId::kValueError, "%R in __slots__ conflicts with class variable",
                         Value(mangled));
        }
        KRAIT_TRY(listAppend(t, list, Value(mangled)));
    }
    KRAIT_TRY(listSort(t, list, Value::none(), false));
    layout->slot_names = std::move(list);
    // A secondary base with a dict gives one.
    for (int64_t i = 0; i < bases->length; ++i) {
        auto* other = bases->items[i].as<Type>();
        if (other == base) continue;
        if (other->attrs_offset && !base_has_dict) layout->add_dict = true;
        if (other->flags & kTypeWeakrefable) layout->add_weakref = true;
    }
    return ok();
}

// Names and texts that CPython keeps as UTF-8 have no lone surrogates.
Status checkEncodable(Thread* t, Str* text) {
    if (text->isAscii()) return ok();
    Ref encoded = KRAIT_TRY(encodeText(t, text, nullptr, nullptr));
    return ok();
}

// How many attributes instances will have inline: those that the methods of the class assign to
// self (the compiler lists them in
// __static_attributes__), those of its bases, and a few.
uint16_t wantedInline(Thread* t, Type* base, Dict* dict) {
    uint32_t count = base->inline_count;
    Value names = dictGetStr(dict, t->name(kName___static_attributes__));
    if (isExactTuple(names)) count += static_cast<uint32_t>(names.as<Tuple>()->length);
    if (count < 2) count = 2;
    return static_cast<uint16_t>(count > 30 ? 30 : count);
}

Status layOut(Thread* t, Type* type, Type* base, const Layout& layout, Dict* dict) {
    type->instance_size = base->instance_size;
    type->extra_size = base->extra_size;
    type->attrs_offset = base->attrs_offset;
    type->inline_count = base->inline_count;
    bool variable = base->flags & kTypeVariableSize;
    int64_t slot_count = layout.slot_names.isEmpty() ? 0 : layout.slot_names.as<List>()->length;
    if (slot_count > 0) {
        uint32_t& size = variable ? type->extra_size : type->instance_size;
        size = (size + 7) & ~7u;
        type->slots_offset = static_cast<uint16_t>(size);
        type->slots_count = static_cast<uint16_t>(slot_count);
        size += static_cast<uint32_t>(slot_count * sizeof(Value));
        auto* names = layout.slot_names.as<List>();
        for (int64_t i = 0; i < slot_count; ++i) {
            New<MemberDescriptor> d =
                KRAIT_TRY(allocateObject<MemberDescriptor>(t, TypeId::kMemberDescriptor));
            d->name = names->items[i].as<Str>();
            d->owner = type;
            d->offset = static_cast<uint16_t>(type->slots_offset + i * sizeof(Value));
            d->in_extra = variable;
            d->read_only = false;
            d->none_if_empty = false;
            d->doc = nullptr;
            Value key = names->items[i];
            incref(key); // interned: lives with the descriptor's class
            KRAIT_TRY(dictSet(t, dict, key, Value(d)));
        }
    }
    if (layout.add_dict && !base->attrs_offset) {
        if (variable) {
            type->attrs_offset = static_cast<uint16_t>(type->extra_size + 1);
            type->extra_size += sizeof(AttrBlock);
        } else {
            type->instance_size = (type->instance_size + 7) & ~7u;
            type->attrs_offset = static_cast<uint16_t>(type->instance_size);
            type->inline_count = wantedInline(t, base, dict);
            type->instance_size +=
                static_cast<uint32_t>(sizeof(AttrBlock) + type->inline_count * sizeof(Value));
        }
    } else if (base->attrs_offset && !variable && slot_count == 0 &&
               base->attrs_offset + sizeof(AttrBlock) + base->inline_count * sizeof(Value) ==
                   base->instance_size) {
        // The block is last: it may grow for this class's own attributes.
        type->inline_count = wantedInline(t, base, dict);
        type->instance_size = static_cast<uint32_t>(type->attrs_offset + sizeof(AttrBlock) +
                                                    type->inline_count * sizeof(Value));
    }
    const Type* native = base; // a native module's type has no id to find it by
    while (native->flags & kTypeHeap) native = native->base;
    type->native_size = variable ? 0 : static_cast<uint16_t>(native->instance_size);
    type->plain_instances = !variable && native->instance_size == sizeof(Object) &&
                            type->attrs_offset == sizeof(Object) && type->slots_count == 0 &&
                            !native->slots.destroy && !native->slots.size;
    return ok();
}

// The module of the code that is running: __module__ of new classes.
Value callerModule(Thread* t) {
    FrameWalk walk(t);
    if (!walk.next()) return Value();
    return dictGetStr(frameFunction(walk.registers)->globals, t->name(kName___name__));
}

Status callSetNames(Thread* t, Type* type) {
    New<Dict> copy = New<Dict>::take(KRAIT_TRY(dictCopy(t, type->dict)).release().as<Dict>());
    int64_t position = 0;
    Value key, value;
    while (dictNext(copy, &position, &key, &value)) {
        if (!value.isObject()) continue;
        Ref hook = lookupSpecial(t, value, t->name(kName___set_name__));
        if (hook.isEmpty()) {
            if (t->hasError()) return Error{};
            continue;
        }
        Ref done = callFunction(t, hook, Value(type), key);
        if (done.isError()) {
            Ref exception = takeException(t);
            Ref note = strFormat(t, "Error calling __set_name__ on '%T' instance %R in '%N'", value,
                                 key, type);
            if (!note.isError()) {
                New<Str> add_note = KRAIT_TRY(strIntern(t, "add_note"));
                Ref added = callMethod(t, exception, add_note.get(), note);
                if (added.isError()) clearError(t);
            }
            return raiseException(t, exception);
        }
    }
    return ok();
}

Status callInitSubclass(Thread* t, Type* type, CallArgs keywords) {
    // super(type, type).__init_subclass__(**keywords)
    bool in_order = false; // its mro() may have left it out
    for (int64_t i = 0; i < type->mro->length; ++i)
        in_order |= type->mro->items[i].object() == type;
    if (!in_order) {
        return raise(t, TypeId::kTypeError,
                     "super(type, obj): obj (type %N) is not an instance or subtype of type (%N).",
                     type, type);
    }
    Ref hook = KRAIT_TRY(superGetAttr(t, Value(t->type(TypeId::kSuper)), Value(type), Value(type),
                                      t->name(kName___init_subclass__), nullptr));
    Ref done =
        KRAIT_TRY(call(t, hook, {keywords.values + keywords.positional_count, 0, keywords.names}));
    return ok();
}

} // namespace

// Keyword values in `keywords` follow its positional ones, as CallArgs has it.
Ref classNew(Thread* t, Type* metatype, Str* name, Tuple* given_bases, Dict* name_space,
             CallArgs keywords) {
    Ref bases_owner;
    Tuple* bases = given_bases;
    if (bases->length == 0) {
        bases_owner = KRAIT_TRY(tupleOf(t, Value(t->type(TypeId::kObject))));
        bases = bases_owner.as<Tuple>();
    } else {
        bases_owner = Ref::share(Value(bases));
        for (int64_t i = 0; i < bases->length; ++i) {
            if (isType(bases->items[i])) continue;
            Ref entries = getAttrOptional(t, bases->items[i], t->name(kName___mro_entries__));
            if (entries.isEmpty() && t->hasError()) return Error{};
            if (!entries.isEmpty()) {
                return raise(t, TypeId::kTypeError,
                             "type() doesn't support MRO entry resolution; use types.new_class()");
            }
        }
        // The most derived metaclass wins.
        Type* winner = metatype;
        for (int64_t i = 0; i < bases->length; ++i) {
            Type* other = typeOf(t, bases->items[i]);
            if (isSubtype(winner, other)) continue;
            if (isSubtype(other, winner)) {
                winner = other;
                continue;
            }
            return raise(t, TypeId::kTypeError,
                         "metaclass conflict: the metaclass of a derived class must be a "
                         "(non-strict) subclass of the metaclasses of all its bases");
        }
        if (winner != metatype) {
            Value new_method = typeLookup(t, winner, t->name(kName___new__));
            Value plain = typeLookup(t, t->type(TypeId::kType), t->name(kName___new__));
            if (!(new_method == plain)) {
                Ref bound = KRAIT_TRY(typeGetAttr(t, Value(winner), t->name(kName___new__)));
                uint32_t named = keywords.names.isEmpty()
                                     ? 0
                                     : static_cast<uint32_t>(keywords.names.as<Tuple>()->length);
                if (named > 28) return raise(t, TypeId::kTypeError, "too many class keywords");
                Value values[32] = {Value(winner), Value(name), Value(bases), Value(name_space)};
                for (uint32_t i = 0; i < named; ++i)
                    values[4 + i] = keywords.values[keywords.positional_count + i];
                return call(t, bound, {values, 4, keywords.names});
            }
            metatype = winner;
        }
    }
    Type* base = bestBase(t, bases);
    if (!base) return Error{};

    Ref dict_owner = KRAIT_TRY(dictCopy(t, name_space));
    Dict* dict = dict_owner.as<Dict>();
    Layout layout;
    KRAIT_TRY(readSlots(t, name, base, bases, dict, &layout));

    Type* type = typeAllocate(t);
    if (!type) return raiseNoMemory(t);
    // Until it is whole, the class is released by what it has: typeDestroy checks each field.
    type->shape = metatype->root_shape;
    Shape* own_shape = metaShapeNew(t, metatype);
    if (!own_shape) return raiseNoMemory(t);
    type->shape = own_shape;
    if (metatype->flags & kTypeHeap) incref(metatype);
    Ref owner = Ref::take(Value(type));
    type->flags = kTypeHeap | kTypeBase | kTypeContainer;
    type->id = TypeId::kNone;
    type->name = New<Str>::share(name).release().as<Str>();
    type->spec = base->spec;
    type->layout_id = base->layout_id;
    type->flags |=
        base->flags & (0xfffu << 20 | kTypeVariableSize | kTypeWeakrefable | kTypeDisallowNew);
    if (layout.add_weakref) type->flags |= kTypeWeakrefable;
    incref(base);
    type->base = base;
    type->bases = Ref::share(Value(bases)).release().as<Tuple>();
    type->dict = dict_owner.release().as<Dict>();
    type->dict_filled = true;
    type->new_def = base->new_def;
    type->new_function = base->new_function;
    type->init_def = base->init_def;
    type->init_function = base->init_function;
    // What has no special method is the native base's: the rest comes from updateSlots.
    type->slots.destroy = base->slots.destroy;
    type->slots.traverse = base->slots.traverse;
    type->slots.clear = base->slots.clear;
    type->slots.size = base->slots.size;
    type->slots.buffer = base->slots.buffer;
    type->slots.release_buffer = base->slots.release_buffer;

    // __qualname__ moves from the namespace to the type.
    Value qualified = dictGetStr(dict, t->name(kName___qualname__));
    if (!qualified.isEmpty()) {
        if (!isStr(qualified))
            return raise(t, TypeId::kTypeError, "type __qualname__ must be a str, not %T",
                         qualified);
        type->qualified_name = Ref::share(qualified).release().as<Str>();
        Ref dropped = dictPop(t, dict, t->name(kName___qualname__));
    } else {
        type->qualified_name = New<Str>::share(name).release().as<Str>();
    }
    if (dictGetStr(dict, t->name(kName___module__)).isEmpty()) {
        Value module = callerModule(t);
        if (!module.isEmpty()) KRAIT_TRY(dictSetStr(t, dict, t->name(kName___module__), module));
    }
    Value doc = dictGetStr(dict, t->name(kName___doc__));
    if (isStr(doc)) KRAIT_TRY(checkEncodable(t, doc.as<Str>()));
    if (doc.isEmpty()) KRAIT_TRY(dictSetStr(t, dict, t->name(kName___doc__), Value::none()));
    // Some methods are what they are without being written so.
    Value special = dictGetStr(dict, t->name(kName___new__));
    if (isFunction(special)) {
        Ref wrapped = KRAIT_TRY(staticMethodNew(t, special));
        KRAIT_TRY(dictSetStr(t, dict, t->name(kName___new__), wrapped));
    }
    for (NameId id : {kName___init_subclass__, kName___class_getitem__}) {
        special = dictGetStr(dict, t->name(id));
        if (isFunction(special)) {
            Ref wrapped = KRAIT_TRY(classMethodNew(t, special));
            KRAIT_TRY(dictSetStr(t, dict, t->name(id), wrapped));
        }
    }
    // Equality without hash: unhashable.
    if (!dictGetStr(dict, t->name(kName___eq__)).isEmpty() &&
        dictGetStr(dict, t->name(kName___hash__)).isEmpty()) {
        KRAIT_TRY(dictSetStr(t, dict, t->name(kName___hash__), Value::none()));
    }
    // Before the fields: one may have its name.
    Ref cell = dictPop(t, dict, t->name(kName___classcell__));
    if (cell.isEmpty() && t->hasError()) return Error{};
    KRAIT_TRY(layOut(t, type, base, layout, dict));
    if (layout.add_dict && dictGetStr(dict, t->name(kName___dict__)).isEmpty()) {
        Ref getset = KRAIT_TRY(instanceDictDescriptor(t, type));
        KRAIT_TRY(dictSetStr(t, dict, t->name(kName___dict__), getset));
    }
    if (layout.add_weakref && !(base->flags & kTypeWeakrefable) &&
        dictGetStr(dict, t->name(kName___weakref__)).isEmpty()) {
        Ref getset = KRAIT_TRY(weakrefDescriptor(t, type));
        KRAIT_TRY(dictSetStr(t, dict, t->name(kName___weakref__), getset));
    }
    type->root_shape = shapeNew(t, type);
    if (!type->root_shape) return raiseNoMemory(t);

    // Before mro() runs: it may use __class__.
    if (!cell.isEmpty()) {
        if (!isKind(cell, TypeId::kCell)) {
            return raise(t, TypeId::kTypeError,
                         "__classcell__ must be a nonlocal cell, not <class '%T'>", cell.get());
        }
        incref(type);
        decref(std::exchange(cell.as<Cell>()->value, Value(type)));
    }
    KRAIT_TRY(typeRenewOrder(t, type));
    for (int64_t i = 0; i < bases->length; ++i)
        KRAIT_TRY(typeAddSubclass(t, bases->items[i].as<Type>(), type));
    type->ready = true;
    // The first base that is one says whether it is a sequence or a mapping.
    for (int64_t i = 1; i < type->mro->length && !(type->flags & (kTypeSequence | kTypeMapping));
         ++i)
        type->flags |= type->mro->items[i].as<Type>()->flags & (kTypeSequence | kTypeMapping);
    updateNewSlots(t, type);
    KRAIT_TRY(callSetNames(t, type));
    KRAIT_TRY(callInitSubclass(t, type, keywords));
    return owner;
}

// --- type(...)
// -------------------------------------------------------------------------------------------------------------

namespace {

// type(object), or type(name, bases, dict, **keywords).
Ref type_new(Thread* t, Args a) {
    auto* metatype = a[0].as<Type>();
    auto* args = a[1].as<Tuple>();
    Value keywords = a[2];
    if (args->length != 3) return raise(t, TypeId::kTypeError, "type() takes 1 or 3 arguments");
    if (!isStr(args->items[0])) {
        return raise(t, TypeId::kTypeError, "type.__new__() argument 1 must be str, not %T",
                     args->items[0]);
    }
    if (!isTuple(args->items[1])) {
        return raise(t, TypeId::kTypeError, "type.__new__() argument 2 must be tuple, not %T",
                     args->items[1]);
    }
    if (!isDict(args->items[2])) {
        return raise(t, TypeId::kTypeError, "type.__new__() argument 3 must be dict, not %T",
                     args->items[2]);
    }
    auto* name = args->items[0].as<Str>();
    for (int64_t i = 0; i < name->length; ++i) {
        if (name->at(i) == 0)
            return raise(t, TypeId::kValueError, "type name must not contain null characters");
    }
    KRAIT_TRY(checkEncodable(t, name));
    // Keywords, as the vector that calls take.
    Ref names;
    Value values[32];
    if (!keywords.isEmpty() && keywords.as<Dict>()->used > 0) {
        if (keywords.as<Dict>()->used > 32)
            return raise(t, TypeId::kTypeError, "too many class keywords");
        New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, keywords.as<Dict>()->used));
        int64_t position = 0, i = 0;
        Value key, value;
        while (dictNext(keywords.as<Dict>(), &position, &key, &value)) {
            tuple->items[i] = Ref::share(key).release();
            values[i++] = value;
        }
        names = std::move(tuple);
    }
    return classNew(t, metatype, name, args->items[1].as<Tuple>(), args->items[2].as<Dict>(),
                    {values, 0, names});
}

Ref type_init(Thread* t, Args a) {
    auto* args = a[1].as<Tuple>();
    if (args->length != 1 && args->length != 3)
        return raise(t, TypeId::kTypeError, "type.__init__() takes 1 or 3 arguments");
    return Ref::none();
}

} // namespace

static Ref typeOfValue(Thread* t, Value v) {
    return Ref::share(Value(typeOf(t, v)));
}

bool makesBareObjects(Thread* t, Type* type) {
    if (type->bare_tag == type->root_shape->tag && !(type->flags & kTypeAbstract)) return true;
    const Type* root = t->type(TypeId::kObject);
    if (type == root) {
        type->bare_tag = type->root_shape->tag;
        return true;
    }
    if (!(type->flags & kTypeHeap) ||
        (type->flags & (kTypeAbstract | kTypeVariableSize | kTypeDisallowNew)) ||
        type->new_def != root->new_def || type->init_def != root->init_def) {
        return false;
    }
    Value make = typeLookup(t, type, t->name(kName___new__));
    if (!isKind(make, TypeId::kNativeFunction) || make.as<NativeFunction>()->def != root->new_def) {
        return false;
    }
    Value init = typeLookup(t, type, t->name(kName___init__));
    if (init.isEmpty() || nativeInitOf(init) != root->init_def) return false;
    type->bare_tag = type->root_shape->tag;
    return true;
}

// cls(...): __new__, then __init__ if that gave an instance.
Ref typeCallSlot(Thread* t, Value self, CallArgs args) {
    auto* type = self.as<Type>();
    if (args.positional_count == 0 && args.names.isEmpty() && makesBareObjects(t, type)) {
        Object* o = allocateInstance(t, type);
        return o ? Ref::take(Value(o)) : Ref();
    }
    if (type == t->type(TypeId::kDict) && args.positional_count == 0 && !args.names.isEmpty()) {
        auto* names = args.names.as<Tuple>();
        New<Dict> d = KRAIT_TRY(dictNew(t, names->length));
        for (int64_t i = 0; i < names->length; ++i) {
            KRAIT_TRY(dictSet(t, d, names->items[i], args.values[i]));
        }
        return d;
    }
    if (type->convert && args.positional_count == 1 && args.names.isEmpty()) {
        return type->convert(t, args.values[0]);
    }
    if (type->flags & kTypeExceptionSub && args.names.isEmpty() && exceptionIsPlain(t, type)) {
        Ref values = KRAIT_TRY(tupleFrom(t, args.values, args.positional_count));
        return exceptionAllocate(t, type, values);
    }
    if (type->flags & kTypeDisallowNew)
        return raise(t, TypeId::kTypeError, "cannot create '%N' instances", type);
    Ref object;
    Value new_method =
        type->flags & kTypeHeap ? typeLookup(t, type, t->name(kName___new__)) : Value();
    bool native_new = new_method.isEmpty() || (isKind(new_method, TypeId::kNativeFunction) &&
                                               new_method.as<NativeFunction>()->owner);
    if (native_new) {
        const MethodDef* def = type->new_def;
        if (!new_method.isEmpty()) def = new_method.as<NativeFunction>()->def;
        if (!def) return raise(t, TypeId::kTypeError, "cannot create '%N' instances", type);
        if (def == type->new_def) {
            object = callNative(t, Value(), def, &type->new_signature, self, args);
        } else {
            Type* owner = new_method.as<NativeFunction>()->owner;
            if (owner == t->type(TypeId::kObject)) {
                // Python: `__new__ = object.__new__` in a subclass of list makes an empty list.
                object = callNative(t, Value(), type->new_def, &type->new_signature, self, {});
            } else {
                KRAIT_TRY(checkConstructor(t, owner, def, type));
                Signature* signature = nullptr;
                object = callNative(t, Value(), def, &signature, self, args);
            }
        }
    } else {
        Value held = isKind(new_method, TypeId::kStaticMethod) &&
                             type->metatype()->slots.getattr == typeGetAttr
                         ? new_method.as<StaticMethod>()->callable
                         : Value();
        Ref bound = KRAIT_TRY(isFunction(held) ? Ref::share(held)
                                               : getAttr(t, self, t->name(kName___new__)));
        uint32_t named =
            args.names.isEmpty() ? 0 : static_cast<uint32_t>(args.names.as<Tuple>()->length);
        uint32_t count = args.positional_count + named;
        ValueRoom<16> few;
        Value* values =
            count + 1 <= 16 ? few : static_cast<Value*>(std::malloc((count + 1) * sizeof(Value)));
        if (!values) return raiseNoMemory(t);
        values[0] = self;
        for (uint32_t i = 0; i < count; ++i) values[i + 1] = args.values[i];
        object = call(t, bound, {values, args.positional_count + 1, args.names});
        if (values != few) std::free(values);
    }
    if (object.isError()) return Error{};
    Type* made = typeOf(t, object);
    if (!isSubtype(made, type)) return object;
    Value init = made->flags & kTypeHeap ? typeLookup(t, made, t->name(kName___init__)) : Value();
    const MethodDef* init_def = init.isEmpty() ? made->init_def : nativeInitOf(init);
    if (init.isEmpty() || init_def) {
        // object.__init__ takes what a __new__ of Python took.
        if (!native_new && init_def == t->type(TypeId::kObject)->init_def) return object;
        if (!init_def || (init.isEmpty() && init_def == t->type(TypeId::kObject)->init_def &&
                          made->new_def != t->type(TypeId::kObject)->new_def)) {
            return object; // object.__init__ has nothing to do after another's __new__
        }
        if (init_def == made->init_def) {
            Ref done =
                KRAIT_TRY(callNative(t, Value(), init_def, &made->init_signature, object, args));
        } else {
            Signature* signature = nullptr;
            Ref done = KRAIT_TRY(callNative(t, Value(), init_def, &signature, object, args));
        }
        return object;
    }
    Ref done;
    if (isFunction(init)) {
        uint32_t named =
            args.names.isEmpty() ? 0 : static_cast<uint32_t>(args.names.as<Tuple>()->length);
        uint32_t count = args.positional_count + named;
        ValueRoom<16> few;
        Value* values =
            count + 1 <= 16 ? few : static_cast<Value*>(std::malloc((count + 1) * sizeof(Value)));
        if (!values) return raiseNoMemory(t);
        values[0] = object.get();
        for (uint32_t i = 0; i < count; ++i) values[i + 1] = args.values[i];
        done = call(t, init, {values, args.positional_count + 1, args.names});
        if (values != few) std::free(values);
    } else {
        Ref bound = KRAIT_TRY(lookupSpecial(t, object, t->name(kName___init__)));
        done = call(t, bound, args);
    }
    if (done.isError()) return Error{};
    if (!done.get().isNone()) {
        return raise(t, TypeId::kTypeError, "__init__() should return None, not '%.200T'",
                     done.get());
    }
    return object;
}

Ref typeCall(Thread* t, Value type, CallArgs args) {
    return typeCallSlot(t, type, args);
}

Function* pythonInitOf(Thread* t, Type* type) {
    if (!(type->flags & kTypeHeap) || type->metatype()->slots.call != typeCallSlot ||
        (type->flags & (kTypeAbstract | kTypeVariableSize | kTypeDisallowNew)))
        return nullptr;
    uint32_t tag = type->root_shape->tag;
    if (KRAIT_LIKELY(type->python_init_tag == tag)) return type->python_init;
    type->python_init = nullptr;
    if (type->new_def == t->type(TypeId::kObject)->new_def) {
        Value init = typeLookup(t, type, t->name(kName___init__));
        Value new_method = typeLookup(t, type, t->name(kName___new__));
        if (isFunction(init) && isKind(new_method, TypeId::kNativeFunction) &&
            new_method.as<NativeFunction>()->def == type->new_def) {
            type->python_init = init.as<Function>();
        }
    }
    type->python_init_tag = tag;
    return type->python_init;
}

// --- attributes of type
// ------------------------------------------------------------------------------------------------------

namespace {

Ref type_repr(Thread* t, Value self) {
    auto* type = self.as<Type>();
    Ref module = getAttrOptional(t, self, t->name(kName___module__));
    if (module.isEmpty() && t->hasError()) return Error{};
    if (!module.isEmpty() && isStr(module) && !strEqualAscii(module.as<Str>(), "builtins")) {
        return strFormat(t, "<class '%U.%U'>", module.get(), Value(type->qualified_name));
    }
    return strFormat(t, "<class '%U'>", Value(type->qualified_name));
}

Status checkMutable(Thread* t, Type* type, const char* what, Value value) {
    if (type->flags & kTypeImmutable) {
        return raise(t, TypeId::kTypeError, "cannot set '%s' attribute of immutable type '%N'",
                     what, type);
    }
    // So CPython says, of mutable types too.
    if (value.isEmpty())
        return raise(t, TypeId::kTypeError, "cannot delete '%s' attribute of immutable type '%N'",
                     what, type);
    return ok();
}

Ref type_get_name(Thread* t, Value self) {
    return Ref::share(Value(self.as<Type>()->name));
}
Status type_set_name(Thread* t, Value self, Value value) {
    auto* type = self.as<Type>();
    KRAIT_TRY(checkMutable(t, type, "__name__", value));
    if (!isStr(value)) {
        return raise(t, TypeId::kTypeError, "can only assign string to %N.__name__, not '%T'", type,
                     value);
    }
    auto* name = value.as<Str>();
    for (int64_t i = 0; i < name->length; ++i) {
        if (name->at(i) == 0)
            return raise(t, TypeId::kValueError, "type name must not contain null characters");
    }
    KRAIT_TRY(checkEncodable(t, name));
    incref(value);
    decref(std::exchange(type->name, name));
    return ok();
}
Ref type_get_qualname(Thread* t, Value self) {
    return Ref::share(Value(self.as<Type>()->qualified_name));
}
Status type_set_qualname(Thread* t, Value self, Value value) {
    auto* type = self.as<Type>();
    KRAIT_TRY(checkMutable(t, type, "__qualname__", value));
    if (!isStr(value)) {
        return raise(t, TypeId::kTypeError, "can only assign string to %N.__qualname__, not '%T'",
                     type, value);
    }
    incref(value);
    decref(std::exchange(type->qualified_name, value.as<Str>()));
    return ok();
}
Ref type_get_module(Thread* t, Value self) {
    auto* type = self.as<Type>();
    if (!(type->flags & kTypeHeap)) {
        return type->module.isEmpty() ? strFromAscii(t, "builtins") : Ref::share(type->module);
    }
    Value module = dictGetStr(type->dict, t->name(kName___module__));
    if (module.isEmpty()) return raise(t, TypeId::kAttributeError, "__module__");
    return Ref::share(module);
}
Status setInTypeDict(Thread* t, Type* type, NameId name, Value value) {
    if (value.isEmpty()) {
        Ref old = dictPop(t, typeDict(t, type), t->name(name));
        if (old.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kAttributeError, "%U", Value(t->name(name)));
        }
    } else {
        KRAIT_TRY(dictSetStr(t, typeDict(t, type), t->name(name), value));
    }
    typeModified(t, type);
    return ok();
}
Status type_set_module(Thread* t, Value self, Value value) {
    KRAIT_TRY(checkMutable(t, self.as<Type>(), "__module__", value));
    // The line is of the module that it was in.
    Ref line = dictPop(t, typeDict(t, self.as<Type>()), t->name(kName___firstlineno__));
    if (line.isEmpty() && t->hasError()) return Error{};
    return setInTypeDict(t, self.as<Type>(), kName___module__, value);
}
Ref type_get_doc(Thread* t, Value self) {
    auto* type = self.as<Type>();
    Value doc = dictGetStr(typeDict(t, type), t->name(kName___doc__));
    if (doc.isEmpty()) return Ref::none();
    if (doc.isObject()) {
        if (auto get = exactTypeOfObject(doc.object())->slots.descr_get)
            return get(t, doc, Value(), self);
    }
    return Ref::share(doc);
}
Status type_set_doc(Thread* t, Value self, Value value) {
    KRAIT_TRY(checkMutable(t, self.as<Type>(), "__doc__", value));
    return setInTypeDict(t, self.as<Type>(), kName___doc__, value);
}
Ref type_get_bases(Thread* t, Value self) {
    return Ref::share(Value(self.as<Type>()->bases));
}
Ref type_get_base(Thread* t, Value self) {
    Type* base = self.as<Type>()->base;
    return base ? Ref::share(Value(base)) : Ref::none();
}
Ref type_get_mro(Thread* t, Value self) {
    Tuple* mro = self.as<Type>()->mro;
    return mro ? Ref::share(Value(mro)) : Ref::none();
}
Status type_set_bases(Thread* t, Value self, Value value) {
    auto* type = self.as<Type>();
    KRAIT_TRY(checkMutable(t, type, "__bases__", value));
    if (!isTuple(value)) {
        return raise(t, TypeId::kTypeError, "can only assign tuple to %N.__bases__, not %T", type,
                     value);
    }
    if (value.as<Tuple>()->length == 0) {
        return raise(t, TypeId::kTypeError,
                     "can only assign non-empty tuple to %N.__bases__, not ()", type);
    }
    return typeSetBases(t, type, value.as<Tuple>());
}
Ref type_get_dict(Thread* t, Value self) {
    return mappingProxyNew(t, Value(typeDict(t, self.as<Type>())));
}
Ref type_get_abstract(Thread* t, Value self) {
    auto* type = self.as<Type>();
    Value v = type == t->type(TypeId::kType)
                  ? Value()
                  : dictGetStr(typeDict(t, type), t->name(kName___abstractmethods__));
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "__abstractmethods__");
    return Ref::share(v);
}
Status type_set_abstract(Thread* t, Value self, Value value) {
    auto* type = self.as<Type>();
    bool abstract = false;
    if (!value.isEmpty()) abstract = KRAIT_TRY(isTrue(t, value));
    KRAIT_TRY(setInTypeDict(t, type, kName___abstractmethods__, value));
    type->flags = abstract ? type->flags | kTypeAbstract
                           : type->flags & ~static_cast<uint32_t>(kTypeAbstract);
    return ok();
}
Ref type_get_annotations(Thread* t, Value self) {
    auto* type = self.as<Type>();
    if (!(type->flags & kTypeHeap)) {
        return raise(t, TypeId::kAttributeError,
                     "type object '%N' has no attribute '__annotations__'", type);
    }
    Value v = dictGetStr(type->dict, t->name(kName___annotations__));
    if (!v.isEmpty()) {
        if (v.isObject()) {
            if (auto get = exactTypeOfObject(v.object())->slots.descr_get)
                return get(t, v, Value(), self);
        }
        return Ref::share(v);
    }
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(dictSetStr(t, type->dict, t->name(kName___annotations__), Value(dict)));
    typeModified(t, type);
    return dict;
}
Status type_set_annotations(Thread* t, Value self, Value value) {
    auto* type = self.as<Type>();
    if (type->flags & kTypeImmutable) {
        return raise(t, TypeId::kTypeError,
                     "cannot set '__annotations__' attribute of immutable type '%N'", type);
    }
    return setInTypeDict(t, type, kName___annotations__, value);
}
Ref type_get_type_params(Thread* t, Value self) {
    Value v = dictGetStr(typeDict(t, self.as<Type>()), t->name(kName___type_params__));
    if (v.isEmpty() || isKind(v, TypeId::kGetSetDescriptor)) return tupleFrom(t, nullptr, 0);
    return Ref::share(v);
}
Status type_set_type_params(Thread* t, Value self, Value value) {
    KRAIT_TRY(checkMutable(t, self.as<Type>(), "__type_params__", value));
    return setInTypeDict(t, self.as<Type>(), kName___type_params__, value);
}
// Python: what a constructor takes where its own signature is only how it takes it.
constexpr std::string_view kConstructorTexts[][2] = {
    {"object", "()"},
    {"list", "(iterable=(), /)"},
    {"tuple", "(iterable=(), /)"},
    {"set", "(iterable=(), /)"},
    {"frozenset", "(iterable=(), /)"},
    {"complex", "(real=0, imag=0)"},
    {"map", "(function, iterable, /, *iterables)"},
    {"itertools.zip_longest", "(*iterables, fillvalue=None)"},
    {"functools.partial", "(func, /, *args, **keywords)"},
};
Ref type_get_text_signature(Thread* t, Value self) {
    auto* type = self.as<Type>();
    if (type->flags & kTypeHeap || !type->spec->new_.signature) return Ref::none();
    for (auto [name, text] : kConstructorTexts) {
        if (name == type->spec->name) return strFromUtf8(t, text);
    }
    const MethodDef* def = type->spec->init.function ? &type->spec->init : &type->spec->new_;
    std::string_view own(def->signature);
    // No literal says what is missing then, so there is no text to read back.
    if (own.find("<unset>") != own.npos || own.ends_with("(*args, **kwargs)") ||
        own.ends_with(", *args, **kwargs)")) {
        return Ref::none();
    }
    Ref text = signatureText(t, def, SignatureOf::kType);
    return text.isEmpty() && !t->hasError() ? Ref::none() : std::move(text);
}
Ref type_get_flags(Thread* t, Value self) {
    auto* type = self.as<Type>();
    // CPython's bits that the library looks at: heap type, base type, abstract, and the subclass
    // bits of builtins.
    int64_t flags = 1 << 12;
    // copyreg takes the first base that is no heap type for one with a value to keep.
    if (type->flags & kTypeHeap || type == t->type(TypeId::kGeneric)) flags |= 1 << 9;
    if (type->flags & (kTypeBase | kTypeHeap)) flags |= 1 << 10;
    if (type->flags & kTypeAbstract) flags |= 1 << 20;
    if (type->flags & kTypeImmutable) flags |= 1 << 8;
    if (type->flags & kTypeSequence) flags |= 1 << 5;
    if (type->flags & kTypeMapping) flags |= 1 << 6;
    if (type->flags & kTypeIntSub) flags |= 1 << 24;
    if (type->flags & kTypeListSub) flags |= 1 << 25;
    if (type->flags & kTypeTupleSub) flags |= 1 << 26;
    if (type->flags & kTypeBytesSub) flags |= 1 << 27;
    if (type->flags & kTypeStrSub) flags |= 1 << 28;
    if (type->flags & kTypeDictSub) flags |= 1 << 29;
    if (type->flags & kTypeExceptionSub) flags |= 1 << 30;
    if (type->flags & kTypeTypeSub) flags |= int64_t{1} << 31;
    return Ref::take(Value::smallInt(flags));
}
Ref type_get_basicsize(Thread* t, Value self) {
    return Ref::take(Value::smallInt(self.as<Type>()->instance_size));
}
Ref type_get_itemsize(Thread* t, Value self) {
    return Ref::take(Value::smallInt(self.as<Type>()->flags & kTypeVariableSize ? 8 : 0));
}
Ref type_get_dictoffset(Thread* t, Value self) {
    return Ref::take(Value::smallInt(self.as<Type>()->attrs_offset));
}
Ref type_get_weakrefoffset(Thread* t, Value self) {
    return Ref::take(Value::smallInt(self.as<Type>()->flags & kTypeWeakrefable ? 1 : 0));
}

Ref type_mro(Thread* t, Args a) {
    Ref tuple = KRAIT_TRY(mroCompute(t, a[0].as<Type>()));
    return listFrom(t, tuple.as<Tuple>()->items, tuple.as<Tuple>()->length);
}
Ref type_subclasses(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    New<List> list = KRAIT_TRY(listNew(t));
    for (uint32_t i = 0; i < type->subclass_count; ++i) {
        if (type->subclasses[i]->refcount > 0)
            KRAIT_TRY(listAppend(t, list, Value(type->subclasses[i])));
    }
    return list;
}
Ref type_prepare(Thread* t, Args) {
    return dictNew(t);
}
Ref type_instancecheck(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(isInstanceByClass(t, a[1], a[0])));
}
Ref type_subclasscheck(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(isSubclassByBases(t, a[1], a[0])));
}
Ref type_dir(Thread* t, Args a) {
    New<Dict> names = KRAIT_TRY(dictNew(t));
    Tuple* mro = a[0].as<Type>()->mro;
    for (int64_t i = mro ? mro->length : 0; i-- > 0;) {
        Dict* dict = typeDict(t, mro->items[i].as<Type>());
        int64_t position = 0;
        Value key, value;
        while (dictNext(dict, &position, &key, &value))
            KRAIT_TRY(dictSet(t, names, key, Value::none()));
    }
    return dictKeysList(t, names);
}
Ref type_sizeof(Thread* t, Args a) {
    return Ref::take(Value::smallInt(sizeof(Type)));
}
Ref type_or(Thread* t, Value a, Value b) {
    return unionTypeOr(t, a, b);
}

void type_destroy(Thread* t, Object* o) {
    auto* type = static_cast<Type*>(o);
    if (type->bases) {
        for (int64_t i = 0; i < type->bases->length; ++i) {
            if (type->bases->items[i].isObject())
                typeRemoveSubclass(type->bases->items[i].as<Type>(), type);
        }
    }
    shapesFree(type);
    // The class's own shape stays chained to the metaclass: it is freed with it.
    for (Value v : {Value(type->name), Value(type->qualified_name), Value(type->base),
                    Value(type->bases), Value(type->mro), Value(type->dict)}) {
        if (v.bits() != 0) decref(v);
    }
    decref(type->module);
    std::free(static_cast<void*>(type->subclasses));
}
void type_traverse(Object* o, Visitor& visitor) {
    auto* type = static_cast<Type*>(o);
    for (Value v : {Value(type->base), Value(type->bases), Value(type->mro), Value(type->dict)}) {
        if (v.bits() != 0) visitor.visit(v);
    }
}
void type_clear(Thread* t, Object* o) {
    auto* type = static_cast<Type*>(o);
    if (!(type->flags & kTypeHeap)) return;
    // What instances still need (base, slots) stays until the class goes.
    if (type->dict) dictClear(t, type->dict);
    typeModified(t, type);
    if (type->mro && type->mro->refcount > 0) {
        Ref single = tupleOf(t, Value(type->base));
        if (single.isError()) {
            clearError(t);
            return;
        }
        decref(std::exchange(type->mro, single.release().as<Tuple>()));
    }
}

constexpr MethodDef kTypeMethods[] = {
    {"mro(self, /)", type_mro, "Return a type's method resolution order."},
    {"__subclasses__(self, /)", type_subclasses, "Return a list of immediate subclasses."},
    {"__prepare__(cls, /, *args, **kwargs)", type_prepare,
     "Create the namespace for the class statement", kMethodClass},
    {"__instancecheck__(self, instance, /)", type_instancecheck,
     "Check if an object is an instance."},
    {"__subclasscheck__(self, subclass, /)", type_subclasscheck, "Check if a class is a subclass."},
    {"__dir__(self, /)", type_dir, "Specialized __dir__ implementation for types."},
    {"__sizeof__(self, /)", type_sizeof, "Return memory consumption of the type object."},
    {},
};
constexpr GetSetDef kTypeGetSets[] = {
    {"__name__", type_get_name, type_set_name},
    {"__qualname__", type_get_qualname, type_set_qualname},
    {"__module__", type_get_module, type_set_module},
    {"__doc__", type_get_doc, type_set_doc},
    {"__bases__", type_get_bases, type_set_bases},
    memberGetter("__base__", type_get_base),
    {"__mro__", type_get_mro},
    {"__dict__", type_get_dict},
    {"__abstractmethods__", type_get_abstract, type_set_abstract},
    {"__annotations__", type_get_annotations, type_set_annotations},
    {"__type_params__", type_get_type_params, type_set_type_params},
    {"__text_signature__", type_get_text_signature},
    memberGetter("__flags__", type_get_flags),
    memberGetter("__basicsize__", type_get_basicsize),
    memberGetter("__itemsize__", type_get_itemsize),
    memberGetter("__dictoffset__", type_get_dictoffset),
    memberGetter("__weakrefoffset__", type_get_weakrefoffset),
    {},
};

constexpr TypeSlots typeSlots() {
    TypeSlots s;
    s.destroy = type_destroy;
    s.traverse = type_traverse;
    s.clear = type_clear;
    s.repr = type_repr;
    s.call = typeCallSlot;
    s.getattr = typeGetAttr;
    s.setattr = typeSetAttr;
    s.binary[static_cast<int>(BinaryOp::kOr)] = type_or;
    return s;
}

} // namespace

constexpr TypeSpec kTypeSpec = {
    .name = "type",
    .size = sizeof(Type),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable,
    .slots = typeSlots(),
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    .new_ = {"type(cls, /, *args, **kwds)", type_new, nullptr},
    .init = {"__init__(self, /, *args, **kwargs)", type_init, "Initialize self."},
    .convert = typeOfValue,
    .methods = kTypeMethods,
    .getsets = kTypeGetSets,
};

} // namespace krait
