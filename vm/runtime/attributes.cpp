// Shapes, attributes of instances, and attribute lookup.
//
// Invariants: an object's shape lists, in order, the attributes it has of its own; attribute i is
// inline_values[i] when i is below the type's inline count, else overflow[i - inline count]. EMPTY
// in a place means deleted (the shape keeps the name). An object with kFlagDictMode has its
// attributes in a Dict, for good. Everything needs the GIL.
#include "vm/runtime/attributes.h"

#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"

#include <cstdlib>
#include <cstring>

namespace krait {
namespace {

// LIMIT: attributes of one shape; an object with more keeps them in a dict.
constexpr int kShapeAttrsMax = 128;
constexpr int kShapeTableMin = 8; // from this many attributes a shape has a lookup table

struct ShapeTable {
    uint32_t mask;
    struct {
        const Str* name;
        int32_t index;
    } slots[0];
};

uint32_t nameHash(const Str* name) {
    auto p = reinterpret_cast<uintptr_t>(name);
    return static_cast<uint32_t>((p >> 4) ^ (p >> 12));
}

uint32_t newTag(Runtime* runtime) {
    return ++runtime->next_type_tag;
}

Shape* shapeAllocate(Runtime* runtime, Type* type) {
    auto* shape = static_cast<Shape*>(std::calloc(1, sizeof(Shape)));
    if (!shape) return nullptr;
    shape->type = type;
    shape->runtime = runtime;
    shape->tag = newTag(runtime);
    return shape;
}

Value* overflowBlock(AttrBlock* block) {
    return block->overflow;
}
// The overflow's first word is its capacity.
uint32_t overflowCapacity(const AttrBlock* block) {
    return block->overflow ? static_cast<uint32_t>(block->overflow[0].bits()) : 0;
}

Value* attributePlace(Object* o, int index) {
    AttrBlock* block = attributesOf(o);
    Type* type = o->shape->type;
    if (index < type->inline_count) return &block->inline_values[index];
    return &overflowBlock(block)[1 + index - type->inline_count];
}

} // namespace

AttrBlock* attributesOf(Object* o) {
    Type* type = o->shape->type;
    if (!(type->flags & kTypeVariableSize)) {
        return reinterpret_cast<AttrBlock*>(reinterpret_cast<char*>(o) + type->attrs_offset);
    }
    return reinterpret_cast<AttrBlock*>(reinterpret_cast<char*>(o) + nativeSize(o) +
                                        type->attrs_offset - 1);
}

// --- shapes
// ----------------------------------------------------------------------------------------------------------

Shape* shapeNew(Thread* t, Type* type) {
    Shape* shape = shapeAllocate(t->runtime, type);
    if (!shape) return nullptr;
    shape->next_of_type = type->shapes;
    type->shapes = shape;
    return shape;
}

Shape* metaShapeNew(Thread* t, Type* metatype) {
    // Chained to the metatype too, so that a change to the metaclass invalidates what was cached
    // for its classes.
    return shapeNew(t, metatype);
}

int shapeFind(const Shape* shape, const Str* name) {
    if (shape->attr_count < kShapeTableMin) {
        for (const Shape* s = shape; s->parent; s = s->parent) {
            if (s->name == name) return s->attr_count - 1;
        }
        return -1;
    }
    auto* table = static_cast<ShapeTable*>(shape->table);
    if (!table) {
        uint32_t size = 16;
        while (size < shape->attr_count * 2u) size *= 2;
        table = static_cast<ShapeTable*>(
            std::calloc(1, sizeof(ShapeTable) + size * sizeof(table->slots[0])));
        if (!table) {
            for (const Shape* s = shape; s->parent; s = s->parent) {
                if (s->name == name) return s->attr_count - 1;
            }
            return -1;
        }
        table->mask = size - 1;
        for (const Shape* s = shape; s->parent; s = s->parent) {
            uint32_t i = nameHash(s->name) & table->mask;
            while (table->slots[i].name) i = (i + 1) & table->mask;
            table->slots[i] = {s->name, s->attr_count - 1};
        }
        const_cast<Shape*>(shape)->table = table;
    }
    for (uint32_t i = nameHash(name) & table->mask; table->slots[i].name;
         i = (i + 1) & table->mask) {
        if (table->slots[i].name == name) return table->slots[i].index;
    }
    return -1;
}

Shape* shapeAdd(Thread* t, Shape* shape, Str* name) {
    KRAIT_ASSERT(name->isInterned());
    for (Shape* child = shape->first_child; child; child = child->next_sibling) {
        if (child->name == name) return child;
    }
    if (shape->attr_count >= kShapeAttrsMax) return nullptr;
    Shape* child = shapeNew(t, shape->type);
    if (!child) return nullptr;
    child->parent = shape;
    child->attr_count = shape->attr_count + 1;
    child->name = name;
    incref(name);
    child->next_sibling = shape->first_child;
    shape->first_child = child;
    return child;
}

void shapesFree(Type* type) {
    Shape* shape = type->shapes;
    type->shapes = nullptr;
    while (shape) {
        Shape* next = shape->next_of_type;
        if (shape->name) decref(shape->name);
        std::free(shape->table);
        std::free(shape);
        shape = next;
    }
}

void typeModified(Thread* t, Type* type) {
    for (Shape* shape = type->shapes; shape; shape = shape->next_of_type)
        shape->tag = newTag(t->runtime);
    type->shape->tag = newTag(t->runtime);
    for (uint32_t i = 0; i < type->subclass_count; ++i) typeModified(t, type->subclasses[i]);
}

// --- attributes of an object's own
// -----------------------------------------------------------------------------------

Value ownAttribute(Thread* t, Object* o, Str* name) {
    Type* type = o->shape->type;
    if (!type->attrs_offset) {
        if (type->layout_id == TypeId::kModule)
            return dictGetStr(static_cast<Module*>(o)->dict, name);
        if (type->flags & kTypeTypeSub) return dictGetStr(typeDict(t, static_cast<Type*>(o)), name);
        return Value();
    }
    if (o->flags & kFlagDictMode) return dictGetStr(attributesOf(o)->dict, name);
    if (!name->isInterned()) {
        New<Str> interned = strIntern(t, name);
        if (interned.isError()) return Value();
        int index = shapeFind(o->shape, interned);
        return index < 0 ? Value() : *attributePlace(o, index);
    }
    int index = shapeFind(o->shape, name);
    return index < 0 ? Value() : *attributePlace(o, index);
}

// Room for attribute `index`; false without memory.
static bool reservePlace(Thread* t, Object* o, int index) {
    Type* type = o->shape->type;
    if (index < type->inline_count) return true;
    AttrBlock* block = attributesOf(o);
    auto need = static_cast<uint32_t>(index - type->inline_count + 1);
    uint32_t capacity = overflowCapacity(block);
    if (need <= capacity) return true;
    uint32_t grown = capacity ? capacity * 2 : 4;
    if (grown < need) grown = need;
    auto* fresh = static_cast<Value*>(
        t->heap->resizeBlock(block->overflow, capacity ? (capacity + 1) * sizeof(Value) : 0,
                             (grown + 1) * sizeof(Value)));
    if (!fresh) return false;
    fresh[0] = Value::fromBits(grown);
    for (uint32_t i = capacity; i < grown; ++i) fresh[i + 1] = Value();
    block->overflow = fresh;
    return true;
}

static Status setInDict(Thread* t, Dict* dict, Str* name, Value value) {
    if (value.isEmpty()) {
        KRAIT_TRY(dictDelete(t, dict, Value(name)));
        return ok();
    }
    return dictSetStr(t, dict, name, value);
}

Status setOwnAttribute(Thread* t, Object* o, Str* given_name, Value value) {
    Type* type = o->shape->type;
    if (!type->attrs_offset) {
        if (type->layout_id == TypeId::kModule)
            return setInDict(t, static_cast<Module*>(o)->dict, given_name, value);
        KRAIT_ASSERT(type->flags & kTypeTypeSub);
        auto* cls = static_cast<Type*>(o);
        KRAIT_TRY(setInDict(t, typeDict(t, cls), given_name, value));
        typeModified(t, cls);
        return ok();
    }
    if (o->flags & kFlagDictMode) return setInDict(t, attributesOf(o)->dict, given_name, value);
    New<Str> name = KRAIT_TRY(strIntern(t, given_name));
    int index = shapeFind(o->shape, name);
    if (index >= 0) {
        Value* place = attributePlace(o, index);
        if (value.isEmpty() || place->isEmpty()) {
            // Deletion, or a new value after one, would show in the order of __dict__: a dict keeps
            // that.
            if (value.isEmpty() && place->isEmpty()) return ok();
            New<Dict> dict = KRAIT_TRY(instanceDict(t, o));
            return setInDict(t, dict, name, value);
        }
        incref(value);
        Value old = std::exchange(*place, value);
        decref(old);
        return ok();
    }
    if (value.isEmpty()) return ok();
    Shape* next = shapeAdd(t, o->shape, name);
    if (!next) {
        New<Dict> dict = KRAIT_TRY(instanceDict(t, o));
        return setInDict(t, dict, name, value);
    }
    if (!reservePlace(t, o, next->attr_count - 1)) return raiseNoMemory(t);
    incref(value);
    o->shape = next;
    *attributePlace(o, next->attr_count - 1) = value;
    return ok();
}

// The shape of objects of this type that keep their attributes in a dict.
static Shape* dictionaryShape(Thread* t, Type* type) {
    for (Shape* shape = type->shapes; shape; shape = shape->next_of_type) {
        if (shape->dictionary) return shape;
    }
    Shape* shape = shapeNew(t, type);
    if (shape) shape->dictionary = true;
    return shape;
}

New<Dict> instanceDict(Thread* t, Object* o) {
    if (o->shape->type->layout_id == TypeId::kModule)
        return New<Dict>::share(static_cast<Module*>(o)->dict);
    KRAIT_ASSERT(o->shape->type->attrs_offset != 0);
    AttrBlock* block = attributesOf(o);
    if (o->flags & kFlagDictMode) return New<Dict>::share(block->dict);
    Shape* shape = o->shape;
    int count = shape->attr_count;
    New<Dict> dict = KRAIT_TRY(dictNew(t, count));
    // In order of creation: names by walking the parents.
    const Str* names[kShapeAttrsMax];
    for (const Shape* s = shape; s->parent; s = s->parent) names[s->attr_count - 1] = s->name;
    for (int i = 0; i < count; ++i) {
        Value v = *attributePlace(o, i);
        if (!v.isEmpty()) KRAIT_TRY(dictSetStr(t, dict, const_cast<Str*>(names[i]), v));
    }
    Shape* dict_shape = dictionaryShape(t, shape->type);
    if (!dict_shape) return raiseNoMemory(t);
    for (int i = 0; i < count; ++i) {
        Value* place = attributePlace(o, i);
        decref(std::exchange(*place, Value())); // the dict holds it
    }
    if (uint32_t capacity = overflowCapacity(block))
        t->heap->freeBlock(block->overflow, (capacity + 1) * sizeof(Value));
    o->shape = dict_shape;
    o->flags |= kFlagDictMode;
    block->dict = New<Dict>::share(dict.get()).release().as<Dict>();
    return dict;
}

Status replaceInstanceDict(Thread* t, Object* o, Dict* replacement) {
    New<Dict> current = KRAIT_TRY(instanceDict(t, o));
    AttrBlock* block = attributesOf(o);
    incref(replacement);
    Dict* old = std::exchange(block->dict, replacement); // `current` keeps it until we return
    decref(old);
    return ok();
}

void destroyAttrs(Thread* t, Object* o) {
    Type* type = o->shape->type;
    AttrBlock* block = attributesOf(o);
    if (o->flags & kFlagDictMode) {
        Dict* dict = std::exchange(block->dict, nullptr);
        o->flags &= static_cast<uint16_t>(~kFlagDictMode);
        o->shape = type->root_shape;
        if (dict) decref(dict);
        return;
    }
    int count = o->shape->attr_count;
    for (int i = 0; i < count; ++i) {
        Value v = std::exchange(*attributePlace(o, i), Value());
        decref(v);
    }
    if (uint32_t capacity = overflowCapacity(block)) {
        t->heap->freeBlock(block->overflow, (capacity + 1) * sizeof(Value));
        block->overflow = nullptr;
    }
    o->shape = type->root_shape;
}

void traverseAttrs(Object* o, Visitor& visitor) {
    AttrBlock* block = attributesOf(o);
    if (o->flags & kFlagDictMode) {
        if (block->dict) visitor.visit(Value(block->dict));
        return;
    }
    int count = o->shape->attr_count;
    for (int i = 0; i < count; ++i) visitor.visit(*attributePlace(o, i));
}

// --- lookup on types
// ---------------------------------------------------------------------------------------------------

Value typeLookup(Thread* t, Type* type, Str* name) {
    if (KRAIT_UNLIKELY(!name->isInterned())) {
        New<Str> interned = strIntern(t, name);
        if (interned.isError()) {
            clearError(t);
            return Value();
        }
        return typeLookup(
            t, type,
            interned.get()); // the table of interned strings may drop it, the cache does not mind
    }
    uint32_t tag = type->root_shape->tag;
    auto& entry =
        t->runtime->type_cache[(tag * 31 ^ nameHash(name)) & (Runtime::kTypeCacheSize - 1)];
    if (entry.tag == tag && entry.name == name) return entry.value;
    Value found;
    Tuple* mro = type->mro;
    if (KRAIT_UNLIKELY(!mro)) return Value(); // its mro() is running: not to be cached
    for (int64_t i = 0; i < mro->length; ++i) {
        Dict* dict = typeDict(t, mro->items[i].as<Type>());
        found = dictGetStr(dict, name);
        if (found.isEmpty()) continue;
        if (KRAIT_UNLIKELY(dict->cells) && dictCellOf(dict, name)) return found;
        break;
    }
    entry = {type->root_shape->tag, name, found};
    return found;
}

// Where the value of a class attribute that changes lies; null when typeLookup's value stays until
// the tags change (keepsCell in type.cpp).
static Value* classCell(Thread* t, Type* type, const Str* name) {
    Tuple* mro = type->mro;
    for (int64_t i = 0; mro && i < mro->length; ++i) {
        const Dict* dict = typeDict(t, mro->items[i].as<Type>());
        if (dictEntryIndex(dict, name) >= 0) return dictCellOf(dict, name);
    }
    return nullptr;
}

// --- generic attribute access
// ----------------------------------------------------------------------------------------

static bool isDataDescriptor(Thread* t, Value v) {
    return v.isObject() && typeOf(t, v)->slots.descr_set != nullptr;
}

Ref genericGetAttrOptional(Thread* t, Value object, Str* name) {
    Type* type = typeOf(t, object);
    Value descriptor = typeLookup(t, type, name);
    auto get =
        descriptor.isObject() ? exactTypeOfObject(descriptor.object())->slots.descr_get : nullptr;
    if (get && isDataDescriptor(t, descriptor)) {
        KRAIT_TRY(checkNativeStack(t)); // a getter may ask another object for the same attribute
        Ref alive = Ref::share(descriptor);
        return get(t, descriptor, object, Value(type));
    }
    if (object.isObject() && (type->attrs_offset || type->layout_id == TypeId::kModule)) {
        Value own = ownAttribute(t, object.object(), name);
        if (!own.isEmpty()) return Ref::share(own);
    }
    if (get) {
        Ref alive = Ref::share(descriptor);
        return get(t, descriptor, object, Value(type));
    }
    return Ref::share(descriptor);
}

Ref genericGetAttr(Thread* t, Value object, Str* name) {
    Ref found = genericGetAttrOptional(t, object, name);
    if (found.isEmpty() && !t->hasError()) return raiseAttributeError(t, object, name);
    return found;
}

Status genericSetAttr(Thread* t, Value object, Str* name, Value value) {
    Type* type = typeOf(t, object);
    Value descriptor = typeLookup(t, type, name);
    if (descriptor.isObject()) {
        if (auto set = exactTypeOfObject(descriptor.object())->slots.descr_set) {
            Ref alive = Ref::share(descriptor);
            return set(t, descriptor, object, value);
        }
    }
    if (object.isObject() && (type->attrs_offset || type->layout_id == TypeId::kModule)) {
        if (value.isEmpty() && ownAttribute(t, object.object(), name).isEmpty())
            return raiseAttributeError(t, object, name);
        return setOwnAttribute(t, object.object(), name, value);
    }
    if (descriptor.isEmpty()) {
        return raise(
            t, TypeId::kAttributeError,
            "'%.100N' object has no attribute '%U' and no __dict__ for setting new attributes",
            type, Value(name));
    }
    return raise(t, TypeId::kAttributeError, "'%.100N' object attribute '%U' is read-only", type,
                 Value(name));
}

// An AttributeError that says nothing of its object, as `raise AttributeError` in a __getattr__,
// learns what was asked for: what prints it may suggest another name.
static void nameMissingAttribute(Thread* t, Value object, Str* name) {
    if (!errorIs(t, TypeId::kAttributeError)) return;
    auto* e = asException(t->exception);
    if (!e->field[kAttributeErrorObj].isEmpty() || !e->field[kAttributeErrorName].isEmpty()) return;
    setField(e->field[kAttributeErrorObj], object);
    setField(e->field[kAttributeErrorName], Value(name));
}

Ref getAttr(Thread* t, Value object, Str* name) {
    Type* type = typeOf(t, object);
    Ref found = KRAIT_LIKELY(type->flags & kTypeGenericGetattr)
                    ? genericGetAttr(t, object, name)
                    : type->slots.getattr(t, object, name);
    if (KRAIT_UNLIKELY(found.isEmpty())) nameMissingAttribute(t, object, name);
    return found;
}

Ref getAttr(Thread* t, Value object, const char* name) {
    New<Str> interned = KRAIT_TRY(strIntern(t, name));
    return getAttr(t, object, interned.get());
}

Ref getAttrOptional(Thread* t, Value object, Str* name) {
    Type* type = typeOf(t, object);
    Ref found = type->flags & kTypeGenericGetattr ? genericGetAttrOptional(t, object, name)
                                                  : type->slots.getattr(t, object, name);
    if (found.isEmpty() && t->hasError()) clearErrorIf(t, TypeId::kAttributeError);
    return found;
}

Status setAttr(Thread* t, Value object, Str* name, Value value) {
    Type* type = typeOf(t, object);
    if (!type->slots.setattr) {
        return raise(t, TypeId::kTypeError, "'%.100N' object has no attributes", type);
    }
    return type->slots.setattr(t, object, name, value);
}

Ref lookupSpecial(Thread* t, Value object, Str* name) {
    Type* type = typeOf(t, object);
    Value found = typeLookup(t, type, name);
    if (found.isObject()) {
        if (auto get = exactTypeOfObject(found.object())->slots.descr_get) {
            Ref alive = Ref::share(found);
            return get(t, found, object, Value(type));
        }
    }
    return Ref::share(found);
}

// --- for inline caches
// -------------------------------------------------------------------------------------------------

static bool bindsAsMethod(Value v) {
    return v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeMethodLike);
}

AttributeLocation locateForLoad(Thread* t, Value object, Str* name) {
    using Kind = AttributeLocation::Kind;
    AttributeLocation at;
    if (!object.isObject()) return at;
    Object* o = object.object();
    Type* type = o->shape->type;
    at.tag = o->shape->tag;
    if (o->kind == static_cast<uint8_t>(TypeId::kModule)) {
        Dict* dict = static_cast<Module*>(o)->dict;
        if (!typeLookup(t, type, name).isEmpty()) return at;
        int64_t entry = dictEntryIndex(dict, name);
        if (entry < 0) return at;
        if (!dict->cells) {
            at.kind = Kind::kModule;
            at.offset = static_cast<uint32_t>(entry);
            at.version = dictKeysVersion(t, dict);
        } else if (Value* cell = dictCell(t, dict, name)) {
            at.kind = Kind::kModuleCell;
            at.globals_id = dict->globals_id;
            at.cell = cell;
        }
        return at;
    }
    if (type->flags & kTypeTypeSub) {
        // A class: its own attributes first, unless the metaclass has a data descriptor.
        auto* cls = static_cast<Type*>(o);
        if (!(type->slots.getattr == typeGetAttr)) return at;
        Value meta = typeLookup(t, type, name);
        if (isDataDescriptor(t, meta)) {
            if (isKind(meta, TypeId::kGetSetDescriptor)) {
                at.kind = Kind::kNative;
                at.value = meta;
            }
            return at;
        }
        Value own = typeLookup(t, cls, name);
        if (own.isEmpty()) return at;
        if (own.isObject()) {
            Type* own_type = exactTypeOfObject(own.object());
            if (own_type->slots.descr_get && !isFunction(own)) return at;
        }
        at.value = own;
        at.cell = classCell(t, cls, name);
        at.kind = at.cell ? Kind::kClassCell : Kind::kClassValue;
        return at;
    }
    if (!(type->flags & (kTypeGenericGetattr | kTypeHookAfterGeneric))) return at;
    Value descriptor = typeLookup(t, type, name);
    if (isDataDescriptor(t, descriptor)) {
        bool is_member = isKind(descriptor, TypeId::kMemberDescriptor);
        if (!is_member && !isKind(descriptor, TypeId::kProperty) &&
            !(exactTypeOfObject(descriptor.object())->flags & kTypeHeap)) {
            // One that may raise AttributeError is not for a class that has a __getattr__.
            if (type->flags & kTypeGenericGetattr) {
                at.kind = Kind::kNative;
                at.value = descriptor;
            }
        } else if (isKind(descriptor, TypeId::kProperty)) {
            Value getter = descriptor.as<Property>()->get;
            if (isFunction(getter) && getter.as<Function>()->code->direct_count == 1 &&
                (type->flags & kTypeGenericGetattr)) {
                at.kind = Kind::kProperty;
                at.value = descriptor;
            }
        } else if (is_member && !(type->flags & kTypeVariableSize)) {
            auto* member = descriptor.as<MemberDescriptor>();
            if (!member->none_if_empty && isSubtype(type, member->owner)) {
                at.kind = Kind::kSlot;
                at.offset = member->offset;
            }
        }
        return at;
    }
    if (type->attrs_offset) {
        if (o->flags & kFlagDictMode) return at;
        int index = shapeFind(o->shape, name);
        if (index >= 0) {
            if (type->flags & kTypeVariableSize) return at;
            if (index < type->inline_count) {
                at.kind = Kind::kSlot;
                at.offset = static_cast<uint32_t>(
                    reinterpret_cast<char*>(attributePlace(o, index)) - reinterpret_cast<char*>(o));
            } else {
                at.kind = Kind::kOverflow;
                at.offset = static_cast<uint32_t>(1 + index - type->inline_count);
            }
            return at;
        }
    } else if (type->layout_id == TypeId::kModule) {
        return at;
    }
    if (descriptor.isEmpty()) return at;
    at.value = descriptor;
    if (bindsAsMethod(descriptor)) {
        at.kind = Kind::kTypeValue;
        at.is_method = true;
    } else if (!descriptor.isObject() || !exactTypeOfObject(descriptor.object())->slots.descr_get) {
        at.cell = classCell(t, type, name);
        at.kind = at.cell ? Kind::kClassCell : Kind::kTypeValue;
    }
    return at;
}

AttributeLocation locateForStore(Thread* t, Value object, Str* name, Shape** next) {
    using Kind = AttributeLocation::Kind;
    AttributeLocation at;
    *next = nullptr;
    if (!object.isObject()) return at;
    Object* o = object.object();
    Type* type = o->shape->type;
    if (!(type->flags & kTypeGenericSetattr) || (type->flags & kTypeVariableSize)) return at;
    at.tag = o->shape->tag;
    Value descriptor = typeLookup(t, type, name);
    if (isDataDescriptor(t, descriptor)) {
        if (isKind(descriptor, TypeId::kMemberDescriptor)) {
            auto* member = descriptor.as<MemberDescriptor>();
            if (!member->read_only && !member->none_if_empty && isSubtype(type, member->owner)) {
                at.kind = Kind::kSlot;
                at.is_member = true;
                at.offset = member->offset;
            }
        }
        return at;
    }
    if (!type->attrs_offset || (o->flags & kFlagDictMode)) return at;
    int index = shapeFind(o->shape, name);
    if (index < 0) {
        Shape* to = shapeAdd(t, o->shape, name);
        if (!to || to->attr_count > type->inline_count) return at;
        *next = to;
        index = to->attr_count - 1;
    } else if (index >= type->inline_count) {
        return at;
    }
    at.kind = Kind::kSlot;
    at.offset = static_cast<uint32_t>(reinterpret_cast<char*>(attributePlace(o, index)) -
                                      reinterpret_cast<char*>(o));
    return at;
}

Ref loadMethod(Thread* t, Value object, Str* name, Value* self) {
    *self = Value();
    Type* type = typeOf(t, object);
    if (!(type->flags & (kTypeGenericGetattr | kTypeHookAfterGeneric)))
        return getAttr(t, object, name);
    Value found = typeLookup(t, type, name);
    if (bindsAsMethod(found)) {
        if (object.isObject() && (type->attrs_offset || type->layout_id == TypeId::kModule)) {
            Value own = ownAttribute(t, object.object(), name);
            if (!own.isEmpty()) return Ref::share(own);
        }
        incref(object);
        *self = object;
        return Ref::share(found);
    }
    return getAttr(t, object, name);
}

} // namespace krait
