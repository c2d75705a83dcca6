// Making and changing types: what only the runtime and the type object itself need.
#pragma once

#include "vm/objects/tuple.h"
#include "vm/runtime/object_model.h"

namespace krait {

// Fills in a type object from its constant description: name, base, slots, flags, MRO, root shape.
// `type` is allocated (typeAllocate), its base built already.
Status typeBuild(Thread*, Type* type, const TypeSpec* spec, TypeId id, Type* given_base = nullptr);
Type* typeAllocate(Thread*); // null: no memory. Its own shape is still to be set
// The dict of a class, filled from its spec on first use. Borrowed.
Dict* typeDictFill(Thread*, Type* type);
inline Dict* typeDict(Thread* t, Type* type) {
    return type->dict_filled ? type->dict : typeDictFill(t, type);
}
Ref typeGetAttr(Thread*, Value type, Str* name);
Status typeSetAttr(Thread*, Value type, Str* name, Value value);
// type.__new__(metatype, name, bases, namespace, keywords).
Ref classNew(Thread*, Type* metatype, Str* name, Tuple* bases, Dict* name_space, CallArgs keywords);
Ref mroCompute(Thread*, Type* type); // C3: tuple
// Sets type->mro to what C3 or the metaclass's mro() says, unless mro() changed it itself.
Status typeRenewOrder(Thread*, Type* type);
Status typeSetBases(Thread*, Type* type, Tuple* bases);
// The type whose native layout a class gets from this base: where fields were added last.
const Type* solidBase(const Type* type);
// The base whose layout extends those of all; null: TypeError.
Type* bestBase(Thread*, Tuple* bases);
Ref typeCallSlot(Thread*, Value type, CallArgs args);
Status typeAddSubclass(Thread*, Type* base, Type* subclass);
void typeRemoveSubclass(Type* base, Type* subclass);

// --- slots (type_slots.cpp) ---------------------------------------------------------------------
// Puts descriptors for the native slots that `type` defines into its dict.
Status addSlotWrappers(Thread*, Type* type, Dict* dict);
// Sets all slots of a class made by a program from what its MRO defines; also of its subclasses.
void updateSlots(Thread*, Type* type);
// The same for a class just made, whose other slots are null: what it does not define itself it
// takes over from a single base.
void updateNewSlots(Thread*, Type* type);
// After assignment to a class attribute.
void updateSlotsFor(Thread*, Type* type, Str* name);
void inheritSlots(Type* type, const Type* base);
bool isSpecialMethodName(Thread*, Str* name);
Ref callSlotWrapper(Thread*, SlotWrapper* wrapper, Value self, CallArgs args);
// Slot wrappers made of a definition instead of a slot: __init__ of a builtin type, and rows marked
// kMethodSlot.
constexpr uint16_t kMethodSlotIndex = 0xffff;
New<SlotWrapper> slotWrapperNew(Thread*, Type* owner, Str* name, const MethodDef* def);
// The definition behind the __init__ of a builtin type, or null if `v` is anything else.
const MethodDef* nativeInitOf(Value v);
// TypeError for a + b and the like when both sides said NotImplemented (operators.cpp).
Error raiseUnsupportedBinary(Thread*, BinaryOp op, Value a, Value b);
const char* slotWrapperDoc(const SlotWrapper* wrapper);
Result<int64_t> hashNotImplemented(Thread*, Value v); // slot of unhashable types

// --- objects ------------------------------------------------------------------------------------
size_t nativeSize(const Object* o); // bytes of the native part, rounded up to 8
AttrBlock* attributesOf(Object* o);
// The object, in dict mode, will be of the class `to`, whose instances differ in their inline
// places.
void setForeignSize(Object* o, const Type* to);
Status replaceInstanceDict(Thread*, Object* o, Dict* replacement);
Ref instanceDictDescriptor(Thread*, Type* owner); // the __dict__ getset of a class
Ref weakrefDescriptor(Thread*, Type* owner);      // __weakref__
Ref mappingProxyNew(Thread*, Value mapping);
Ref genericAliasNew(Thread*, Value origin, Value args);      // origin[args]
Ref sequenceIteratorNew(Thread*, Value sequence);            // over __getitem__ from 0
Result<bool> isInstanceByClass(Thread*, Value v, Value cls); // without __instancecheck__
Result<bool> isSubclassByBases(Thread*, Value v, Value cls);
// The place of the parsed signature of a definition: one per Runtime.
struct Signature;
Signature*& nativeNewSignature(Thread*, const MethodDef* def);
Ref genericGetAttrOptional(Thread*, Value object, Str* name); // EMPTY without exception: absent
// Visits everything an object owns: native part, slots, attributes.
void traverseObject(Object* o, Visitor& visitor);
void clearObject(Thread*, Object* o); // breaks cycles through it

} // namespace krait
