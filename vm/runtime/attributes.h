// How attributes are found, in the terms that inline caches need: shapes, type attributes, and what
// a lookup came to.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

// Where an attribute of an object of a certain shape is.
struct AttributeLocation {
    enum class Kind : uint8_t {
        kNone,       // not cacheable
        kSlot,       // a Value at `offset` bytes of the object; EMPTY there means absent
        kOverflow,   // Value number `offset` of the AttrBlock's overflow; EMPTY: absent
        kTypeValue,  // `value`, found on the type, is the result as it is (no descriptor), or a
                     // function to be bound
        kProperty,   // `value` is a property whose getter is a Python function
        kClassValue, // the object is a class: `value` found in its MRO is the result as it is
        kNative,     // `value` is a native data descriptor (not a property)
        kClassCell,  // a class attribute that changes: no descriptor, in `cell`
        kModule,     // module global: entry index in `offset`, `version` of the keys
        kModuleCell, // module global that has a `cell`, for the dict with `globals_id`
    } kind = Kind::kNone;
    bool is_method = false; // kTypeValue: a function or method descriptor, which binds
    bool is_member = false; // kSlot: of __slots__, where EMPTY needs no care
    uint32_t offset = 0;
    uint32_t tag = 0; // of the shape for which this holds
    uint32_t version = 0;
    uint64_t globals_id = 0;
    Value* cell = nullptr; // the dict's: for good
    Value value;           // borrowed
};
AttributeLocation locateForLoad(Thread*, Value object, Str* name);
// kSlot for an attribute that is there; kNone otherwise. `*next` is set when storing adds the
// attribute: the shape it leads to, `offset` its place (inline only).
AttributeLocation locateForStore(Thread*, Value object, Str* name, Shape** next);

// --- shapes -------------------------------------------------------------------------------------
Shape* shapeNew(Thread*, Type* type); // a root shape, chained to the type; null: no memory
Shape* shapeAdd(Thread*, Shape* shape,
                Str* name); // child with one attribute more; null: no memory, or too many
int shapeFind(const Shape* shape, const Str* name); // index of the attribute, -1
void shapesFree(Type* type);
Shape* metaShapeNew(Thread*, Type* metatype); // the shape that a class object has for itself

inline AttrBlock* attrBlock(Object* o) {
    return reinterpret_cast<AttrBlock*>(reinterpret_cast<char*>(o) + o->shape->type->attrs_offset);
}
// Gives every shape of the type and its subclasses (and their own) new tags, after a change to a
// class attribute.
void typeModified(Thread*, Type* type);

// What LOAD_METHOD gives. *self is set (owned) and the function returned when `name` is a plain
// method of the type; else the bound attribute is returned and *self is EMPTY.
Ref loadMethod(Thread*, Value object, Str* name, Value* self);
Ref superGetAttr(Thread*, Value super_type, Value cls, Value self, Str* name, Value* method_self);

} // namespace krait
