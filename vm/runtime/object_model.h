// What can be done with any Value: Python's object model for C++. Names that contain call, compare,
// iterate or convert, and all get/set of attributes and items, may run Python code (REENTRY).
#pragma once

#include "vm/objects/type.h"
#include "vm/runtime/runtime.h"

namespace krait {

// --- types --------------------------------------------------------------------------------------
Type* typeOfImmediate(Runtime*, Value v);
inline Type* typeOf(Thread* t, Value v) {
    return KRAIT_LIKELY(v.isObject()) ? v.object()->shape->type : typeOfImmediate(t->runtime, v);
}
bool isSubtype(const Type* type, const Type* base); // by the MRO, no __subclasscheck__
bool isInstanceExactly(Thread*, Value v, TypeId id);
inline bool isKind(Value v, TypeId id) { // exact instance of a builtin type below 256
    return v.isObject() && v.object()->kind == static_cast<uint8_t>(id);
}
inline bool isInstanceOf(Thread* t, Value v, TypeId id) {
    return isKind(v, id) || isSubtype(typeOf(t, v), t->type(id));
}
inline bool hasTypeFlag(Thread* t, Value v, uint32_t flag) {
    return typeOf(t, v)->flags & flag;
}
bool isType(Value v);
Result<bool> isInstance(Thread*, Value v, Value class_or_tuple); // with __instancecheck__
Result<bool> isSubclass(Thread*, Value v, Value class_or_tuple);
// Attribute of the type by MRO (borrowed), EMPTY when absent. No error, no Python code.
Value typeLookup(Thread*, Type* type, Str* name);
// A new object of a builtin type: header set, count 1, the layout's remaining bytes zero. A zero
// word is no Value: set every Value field at once, before anything that can fail. `extra_bytes`
// follow the layout (items of a tuple, text of a str). EMPTY with MemoryError.
template <typename T>
New<T> allocateObject(Thread*, TypeId id, size_t extra_bytes = 0);
// For instances of any type, subclasses written in Python too (their own slots and attributes are
// set up EMPTY). For types with extra bytes the subclass's own fields follow them. Null with
// MemoryError.
Object* allocateInstance(Thread*, Type* type, size_t extra_bytes = 0);
void freeObject(Thread*, Object* object, size_t size); // size as allocated

// --- attributes ---------------------------------------------------------------------------------
Ref getAttr(Thread*, Value object, Str* name);
Ref getAttr(Thread*, Value object, const char* name);
// EMPTY without exception when there is no such attribute (AttributeError is swallowed).
Ref getAttrOptional(Thread*, Value object, Str* name);
Status setAttr(Thread*, Value object, Str* name, Value value); // EMPTY: delete
Ref genericGetAttr(Thread*, Value object, Str* name);
Status genericSetAttr(Thread*, Value object, Str* name, Value value);
// Special method of the type, bound to object (owned), EMPTY without exception if there is none.
Ref lookupSpecial(Thread*, Value object, Str* name);
// The attributes an object holds of its own: value or EMPTY (borrowed); set without descriptors.
Value ownAttribute(Thread*, Object* object, Str* name);
Status setOwnAttribute(Thread*, Object* object, Str* name,
                       Value value); // EMPTY: delete, no error if absent
// object.__dict__ as a dict (the object's attributes move into it).
New<Dict> instanceDict(Thread*, Object* object);
void destroyAttrs(Thread*, Object* object); // called by destroy of types with kTypeHasDict
void traverseAttrs(Object* object, Visitor& visitor);

// --- calls --------------------------------------------------------------------------------------
Ref call(Thread*, Value callable, const CallArgs& args);
Ref callValues(Thread*, Value callable, const Value* values, uint32_t count);
template <typename... V>
Ref callFunction(Thread* t, Value callable, const V&... arguments) {
    Value values[] = {Value(arguments)..., Value()};
    return callValues(t, callable, values, sizeof...(V));
}
Ref callMethodValues(Thread*, Value object, Str* name, const Value* values, uint32_t count);
template <typename... V>
Ref callMethod(Thread* t, Value object, Str* name, const V&... arguments) {
    Value values[] = {Value(arguments)..., Value()};
    return callMethodValues(t, object, name, values, sizeof...(V));
}
// callable(*args, **kwargs): args a tuple, kwargs a dict or EMPTY.
Ref callTuple(Thread*, Value callable, Value args, Value kwargs);
bool isCallable(Thread*, Value v);

// --- operators ----------------------------------------------------------------------------------
Ref binaryOp(Thread*, BinaryOp op, Value a, Value b);
Ref inplaceOp(Thread*, BinaryOp op, Value a, Value b);
Ref powerOp(Thread*, Value a, Value b, Value modulus, bool inplace = false); // modulus None: none
Ref negateOp(Thread*, Value v);
Ref positiveOp(Thread*, Value v);
Ref invertOp(Thread*, Value v);
Ref compareOp(Thread*, Value a, Value b, CompareOp op); // any object
Result<bool> compareBool(Thread*, Value a, Value b,
                         CompareOp op); // its truth; identity implies == and not !=
Result<bool> isTrueSlow(Thread*, Value v);
inline Result<bool> isTrue(Thread* t, Value v) {
    if (v.isBool()) return v.asBool();
    return isTrueSlow(t, v);
}
Result<int64_t> hashOf(Thread*, Value v); // never -1
Result<bool> contains(Thread*, Value container, Value item);

// --- items, iteration ---------------------------------------------------------------------------
Ref getItem(Thread*, Value object, Value key);
Status setItem(Thread*, Value object, Value key, Value value); // EMPTY: delete
Result<int64_t> lengthOf(Thread*, Value v);
Result<int64_t> lengthHint(Thread*, Value v, int64_t fallback);
Ref iterOf(Thread*, Value v);
// EMPTY: exhausted (StopIteration is swallowed), or an error: t->hasError() tells.
Ref iterNext(Thread*, Value iterator);
bool clearErrorIf(Thread*, TypeId type); // runtime/errors.h
// Lets the handlers of signals run within a long loop in C++; never while a finaliser runs.
Status serveSignalsInLoop(Thread*);
// Calls body(Value item) -> Status for each item of any iterable. Ctrl-C ends it.
template <typename Body>
Status iterateOver(Thread* t, Value iterable, Body&& body) {
    Ref iterator = iterOf(t, iterable);
    if (iterator.isError()) return Error{};
    auto next = typeOf(t, iterator)->slots.next;
    if (KRAIT_UNLIKELY(!next)) next = iterNext; // words the error
    for (;;) {
        if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) & kBreakSignal)) {
            KRAIT_TRY(serveSignalsInLoop(t));
        }
        Ref item = next(t, iterator);
        if (item.isEmpty()) {
            if (KRAIT_LIKELY(!t->hasError())) return ok();
            return clearErrorIf(t, TypeId::kStopIteration) ? ok() : Status(Error{});
        }
        if (body(item.get()).isError()) return Error{};
    }
}

// --- text ---------------------------------------------------------------------------------------
Ref reprOf(Thread*, Value v); // str
Ref strOf(Thread*, Value v);  // str
Ref asciiOf(Thread*, Value v);
Ref formatOf(Thread*, Value v, Value spec);
// Guards repr of containers against cycles: true if `v` is being printed already. Leave with
// reprLeave.
Result<bool> reprEnter(Thread*, Value v);
void reprLeave(Thread*, Value v);

// --- collector ----------------------------------------------------------------------------------
// What traverse functions call for everything owned. found() hears of those only that have all the
// bits `wanted` in their gc_state.
class Visitor {
  public:
    explicit Visitor(uint8_t wanted = 0) : wanted_(wanted) {}
    void visit(Value v) {
        if (v.isObject()) visitObject(v.object());
    }
    void visitObject(Object* object) {
        if ((object->gc_state & wanted_) == wanted_) found(object);
    }

  protected:
    virtual void found(Object* object) = 0;

  private:
    const uint8_t wanted_;
};

// --- allocation, inline part --------------------------------------------------------------------
template <typename T>
New<T> allocateObject(Thread* t, TypeId id, size_t extra_bytes) {
    Object* object = allocateInstance(t, t->type(id), extra_bytes);
    if (KRAIT_UNLIKELY(!object)) return Error{};
    return New<T>::take(static_cast<T*>(object));
}

} // namespace krait
