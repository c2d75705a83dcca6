// Slots and special methods: the two directions.
//
// A C++ slot shows in Python as a SlotWrapper (int.__add__); a Python special method shows in C++
// as a generic slot function, which looks the method up on the type and calls it. updateSlots
// decides, for a class made by a program and for each group of names that share a slot, which of
// the two it gets, by the rule of CPython's update_one_slot: native only if every name of the group
// that is found leads to the same C++ function.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/python_buffer.h"
#include "vm/objects/str.h"
#include "vm/runtime/args.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/operators_tail.h"
#include "vm/runtime/type_system.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace krait {
namespace {

enum class SlotShape : uint8_t {
    UNARY,
    HASH,
    COMPARE,
    CALL,
    GETATTR,
    GETATTR_HOOK,
    SETATTR,
    DELATTR,
    DESCR_GET,
    DESCR_SET,
    DESCR_DELETE,
    NEXT,
    FINALIZE,
    LENGTH,
    BINARY,
    RBINARY,
    INPLACE,
    SETITEM,
    DELITEM,
    CONTAINS,
    TRUTH,
    POWER,
    RPOWER,
    BUFFER,
    RELEASE_BUFFER
};

struct SlotDef {
    NameId name;
    const char* text;
    uint16_t offset; // in TypeSlots
    SlotShape shape;
    const char* doc;
};

constexpr SlotDef kSlotDefs[] = {
#define SLOT(name, field, shape, doc)                                                              \
    {kName_##name, #name, offsetof(TypeSlots, field), SlotShape::shape, doc},
#include "vm/runtime/slot_defs.def"
};
constexpr int kSlotDefCount = sizeof(kSlotDefs) / sizeof(kSlotDefs[0]);

using AnyFn = void (*)();
AnyFn& slotAt(TypeSlots& slots, int offset) {
    return *reinterpret_cast<AnyFn*>(reinterpret_cast<char*>(&slots) + offset);
}
AnyFn slotAt(const TypeSlots& slots, int offset) {
    return slotAt(const_cast<TypeSlots&>(slots), offset);
}

// --- calling special methods
// ---------------------------------------------------------------------------------------------

// type(self).name(self, values...). EMPTY without exception when the type has no such method.
Ref callSpecialOptional(Thread* t, Value self, int name, const Value* values, uint32_t count) {
    KRAIT_ASSERT(count <= 3);
    Type* type = typeOf(t, self);
    Value method = typeLookup(t, type, t->name(name));
    if (method.isEmpty()) return Ref();
    Ref alive = Ref::share(method);
    if (method.isObject()) {
        Type* method_type = exactTypeOfObject(method.object());
        if (method_type->flags & kTypeMethodLike) {
            Value all[4] = {self};
            std::memcpy(static_cast<void*>(all + 1), values, count * sizeof(Value));
            return callValues(t, method, all, count + 1);
        }
        if (method_type->slots.descr_get) {
            alive = method_type->slots.descr_get(t, method, self, Value(type));
            if (alive.isError()) return Ref();
        }
    }
    return callValues(t, alive, values, count);
}
template <typename... V>
Ref callSpecial(Thread* t, Value self, int name, V... values) {
    Value array[] = {Value(values)..., Value()};
    Ref result = callSpecialOptional(t, self, name, array, sizeof...(V));
    // So CPython: the name alone.
    if (result.isEmpty() && !t->hasError())
        return raise(t, TypeId::kAttributeError, "%U", Value(t->name(name)));
    return result;
}

// --- generic slot functions, for classes with Python special methods
// -----------------------------------------------------

template <int name>
Ref pyUnary(Thread* t, Value self) {
    return callSpecial(t, self, name);
}

Ref pyRepr(Thread* t, Value self) {
    return callSpecial(t, self, kName___repr__);
}
Ref pyStr(Thread* t, Value self) {
    return callSpecial(t, self, kName___str__);
}

Result<int64_t> pyHash(Thread* t, Value self) {
    Value method = typeLookup(t, typeOf(t, self), t->name(kName___hash__));
    if (method.isEmpty() || method.isNone())
        return raise(t, TypeId::kTypeError, "unhashable type: '%.200T'", self);
    Ref result = KRAIT_TRY(callSpecial(t, self, kName___hash__));
    if (!isInt(result))
        return raise(t, TypeId::kTypeError, "__hash__ method should return an integer");
    int64_t h;
    if (!intFits(result, &h)) h = intHash(result);
    return h == -1 ? -2 : h;
}

constexpr int kCompareNames[] = {kName___lt__, kName___le__, kName___eq__,
                                 kName___ne__, kName___gt__, kName___ge__};
Ref pyCompare(Thread* t, Value self, Value other, CompareOp op) {
    int name = kCompareNames[static_cast<int>(op)];
    Value method = typeLookup(t, typeOf(t, self), t->name(name));
    if (method.isObject() && !(exactTypeOfObject(method.object())->flags & kTypeMethodLike)) {
        // A descriptor that fails to give the method is as good as none.
        Ref bound = lookupSpecial(t, self, t->name(name));
        if (bound.isEmpty()) {
            clearError(t);
            return Ref::notImplemented();
        }
        return callValues(t, bound, &other, 1);
    }
    Ref result = callSpecialOptional(t, self, name, &other, 1);
    if (result.isEmpty() && !t->hasError()) return Ref::notImplemented();
    return result;
}

Ref pyCall(Thread* t, Value self, CallArgs args) {
    Ref method = lookupSpecial(t, self, t->name(kName___call__));
    if (method.isEmpty()) {
        if (t->hasError()) return Ref();
        return raise(t, TypeId::kTypeError, "'%.200T' object is not callable", self);
    }
    KRAIT_TRY(checkNativeStack(t, " while calling a Python object"));
    return call(t, method, args);
}

Ref pyGetAttribute(Thread* t, Value self, Str* name) {
    return callSpecial(t, self, kName___getattribute__, Value(name));
}

// __getattribute__ (native or not), then __getattr__ after an AttributeError.
bool hasGenericGetAttribute(Thread* t, Type* type) {
    Value get = typeLookup(t, type, t->name(kName___getattribute__));
    return isKind(get, TypeId::kSlotWrapper) &&
           get.as<SlotWrapper>()->owner == t->type(TypeId::kObject);
}

Ref pyGetAttrHook(Thread* t, Value self, Str* name) {
    Type* type = typeOf(t, self);
    bool native = (type->flags & kTypeHookAfterGeneric) || hasGenericGetAttribute(t, type);
    Ref found = native ? genericGetAttrOptional(t, self, name)
                       : callSpecial(t, self, kName___getattribute__, Value(name));
    if (!found.isEmpty()) return found;
    if (t->hasError() && !clearErrorIf(t, TypeId::kAttributeError)) return Ref();
    Value argument = Value(name);
    found = callSpecialOptional(t, self, kName___getattr__, &argument, 1);
    if (found.isEmpty() && !t->hasError()) return raiseAttributeError(t, self, name);
    return found;
}

Status pySetAttr(Thread* t, Value self, Str* name, Value value) {
    if (value.isEmpty()) {
        Ref done = KRAIT_TRY(callSpecial(t, self, kName___delattr__, Value(name)));
    } else {
        Ref done = KRAIT_TRY(callSpecial(t, self, kName___setattr__, Value(name), value));
    }
    return ok();
}

Ref pyDescrGet(Thread* t, Value self, Value instance, Value owner) {
    Value method = typeLookup(t, typeOf(t, self), t->name(kName___get__));
    if (method.isEmpty()) return Ref::share(self);
    return callSpecial(t, self, kName___get__, instance.isEmpty() ? Value::none() : instance,
                       owner.isEmpty() ? Value::none() : owner);
}
Status pyDescrSet(Thread* t, Value self, Value instance, Value value) {
    if (value.isEmpty()) {
        Ref done = KRAIT_TRY(callSpecial(t, self, kName___delete__, instance));
    } else {
        Ref done = KRAIT_TRY(callSpecial(t, self, kName___set__, instance, value));
    }
    return ok();
}

Ref pyIter(Thread* t, Value self) {
    Value method = typeLookup(t, typeOf(t, self), t->name(kName___iter__));
    if (method.isNone())
        return raise(t, TypeId::kTypeError, "'%.200T' object is not iterable", self);
    return callSpecial(t, self, kName___iter__);
}
// StopIteration is left for the caller, who takes "EMPTY" either way.
Ref pyNext(Thread* t, Value self) {
    return callSpecial(t, self, kName___next__);
}

void pyFinalize(Thread* t, Object* o) {
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    Ref result = callSpecialOptional(t, Value(o), kName___del__, nullptr, 0);
    if (result.isEmpty() && t->hasError()) {
        Value method = typeLookup(t, o->shape->type, t->name(kName___del__));
        reportUnraisable(t, "Exception ignored in", method);
    }
    t->exception = saved.release();
}

Result<int64_t> pyLength(Thread* t, Value self) {
    Ref result = KRAIT_TRY(callSpecial(t, self, kName___len__));
    Ref index = KRAIT_TRY(toIndex(t, result));
    if (intSign(index) < 0) return raise(t, TypeId::kValueError, "__len__() should return >= 0");
    int64_t length;
    if (!intFits(index, &length))
        return raise(t, TypeId::kOverflowError, "cannot fit 'int' into an index-sized integer");
    return length;
}

Status pySetItem(Thread* t, Value self, Value key, Value value) {
    if (value.isEmpty()) {
        Ref done = KRAIT_TRY(callSpecial(t, self, kName___delitem__, key));
    } else {
        Ref done = KRAIT_TRY(callSpecial(t, self, kName___setitem__, key, value));
    }
    return ok();
}

Result<bool> pyContains(Thread* t, Value self, Value item) {
    Value method = typeLookup(t, typeOf(t, self), t->name(kName___contains__));
    if (method.isNone())
        return raise(t, TypeId::kTypeError, "'%.200T' object is not a container", self);
    Ref result = KRAIT_TRY(callSpecial(t, self, kName___contains__, item));
    return isTrue(t, result);
}

Result<bool> pyTruth(Thread* t, Value self) {
    Value none;
    Ref result = callSpecialOptional(t, self, kName___bool__, &none, 0);
    if (result.isEmpty()) {
        if (t->hasError()) return Error{};
        int64_t length = KRAIT_TRY(pyLength(t, self));
        return length != 0;
    }
    if (!result.get().isBool())
        return raise(t, TypeId::kTypeError, "__bool__ should return bool, returned %T",
                     result.get());
    return result.get().asBool();
}

constexpr int kBinaryNames[][2] = {
    {kName___add__, kName___radd__},
    {kName___sub__, kName___rsub__},
    {kName___mul__, kName___rmul__},
    {kName___truediv__, kName___rtruediv__},
    {kName___floordiv__, kName___rfloordiv__},
    {kName___mod__, kName___rmod__},
    {kName___matmul__, kName___rmatmul__},
    {kName___and__, kName___rand__},
    {kName___or__, kName___ror__},
    {kName___xor__, kName___rxor__},
    {kName___lshift__, kName___rlshift__},
    {kName___rshift__, kName___rrshift__},
};

// a op b where a's or b's type has it in Python. The right operand goes first if its type is a
// subclass that overrides the reflected method. Python: data model, "emulating numeric types".
Ref binaryByMethods(Thread* t, Value a, Value b, int left, int right, bool left_generic,
                    bool right_generic) {
    Type* type_a = typeOf(t, a);
    Type* type_b = typeOf(t, b);
    bool other = type_a != type_b && right_generic;
    if (left_generic) {
        if (other && isSubtype(type_b, type_a)) {
            Value theirs = typeLookup(t, type_b, t->name(right));
            Value ours = typeLookup(t, type_a, t->name(right));
            if (!theirs.isEmpty() && !(theirs == ours)) {
                Ref result = callSpecialOptional(t, b, right, &a, 1);
                if (result.isEmpty()) {
                    if (t->hasError()) return Ref();
                } else if (!result.get().isNotImplemented()) {
                    return result;
                }
                other = false;
            }
        }
        Ref result = callSpecialOptional(t, a, left, &b, 1);
        if (result.isEmpty()) {
            if (t->hasError()) return Ref();
        } else if (!result.get().isNotImplemented() || type_a == type_b) {
            return result;
        }
    }
    if (other) {
        Ref result = callSpecialOptional(t, b, right, &a, 1);
        if (!result.isEmpty() || t->hasError()) return result;
    }
    return Ref::notImplemented();
}

template <int op>
Ref pyBinary(Thread* t, Value a, Value b) {
    return binaryByMethods(t, a, b, kBinaryNames[op][0], kBinaryNames[op][1],
                           typeOf(t, a)->slots.binary[op] == pyBinary<op>,
                           typeOf(t, b)->slots.binary[op] == pyBinary<op>);
}
constexpr Ref (*kPyBinary[])(Thread*, Value, Value) = {
    pyBinary<0>, pyBinary<1>, pyBinary<2>, pyBinary<3>, pyBinary<4>,  pyBinary<5>,
    pyBinary<6>, pyBinary<7>, pyBinary<8>, pyBinary<9>, pyBinary<10>, pyBinary<11>};
template <int op>
Ref pyInplace(Thread* t, Value a, Value b) {
    constexpr int kNames[] = {kName___iadd__,     kName___isub__,      kName___imul__,
                              kName___itruediv__, kName___ifloordiv__, kName___imod__,
                              kName___imatmul__,  kName___iand__,      kName___ior__,
                              kName___ixor__,     kName___ilshift__,   kName___irshift__};
    return callSpecial(t, a, kNames[op], b);
}
Ref pyPower(Thread* t, Value a, Value b, Value modulus) {
    if (modulus.isNone()) {
        return binaryByMethods(t, a, b, kName___pow__, kName___rpow__,
                               typeOf(t, a)->slots.power == pyPower,
                               typeOf(t, b)->slots.power == pyPower);
    }
    // Three arguments: only the left operand is asked.
    if (typeOf(t, a)->slots.power == pyPower) return callSpecial(t, a, kName___pow__, b, modulus);
    return Ref::notImplemented();
}
Ref pyGetItem(Thread* t, Value self, Value key) {
    return callSpecial(t, self, kName___getitem__, key);
}
Ref pyInplacePower(Thread* t, Value a, Value b) {
    return callSpecial(t, a, kName___ipow__, b);
}

AnyFn genericFor(const SlotDef& def) {
#define FN(f) reinterpret_cast<AnyFn>(f)
    switch (def.shape) {
    case SlotShape::UNARY:
        switch (def.name) {
        case kName___repr__:
            return FN(pyRepr);
        case kName___str__:
            return FN(pyStr);
        case kName___iter__:
            return FN(pyIter);
        case kName___await__:
            return FN(pyUnary<kName___await__>);
        case kName___aiter__:
            return FN(pyUnary<kName___aiter__>);
        case kName___anext__:
            return FN(pyUnary<kName___anext__>);
        case kName___int__:
            return FN(pyUnary<kName___int__>);
        case kName___float__:
            return FN(pyUnary<kName___float__>);
        case kName___index__:
            return FN(pyUnary<kName___index__>);
        case kName___neg__:
            return FN(pyUnary<kName___neg__>);
        case kName___pos__:
            return FN(pyUnary<kName___pos__>);
        case kName___abs__:
            return FN(pyUnary<kName___abs__>);
        default:
            return FN(pyUnary<kName___invert__>);
        }
    case SlotShape::HASH:
        return FN(pyHash);
    case SlotShape::COMPARE:
        return FN(pyCompare);
    case SlotShape::CALL:
        return FN(pyCall);
    case SlotShape::GETATTR:
        return FN(pyGetAttribute);
    case SlotShape::GETATTR_HOOK:
        return FN(pyGetAttrHook);
    case SlotShape::SETATTR:
    case SlotShape::DELATTR:
        return FN(pySetAttr);
    case SlotShape::DESCR_GET:
        return FN(pyDescrGet);
    case SlotShape::DESCR_SET:
    case SlotShape::DESCR_DELETE:
        return FN(pyDescrSet);
    case SlotShape::NEXT:
        return FN(pyNext);
    case SlotShape::FINALIZE:
        return FN(pyFinalize);
    case SlotShape::LENGTH:
        return FN(pyLength);
    case SlotShape::SETITEM:
    case SlotShape::DELITEM:
        return FN(pySetItem);
    case SlotShape::CONTAINS:
        return FN(pyContains);
    case SlotShape::TRUTH:
        return FN(pyTruth);
    case SlotShape::BUFFER:
        return FN(pythonBuffer);
    case SlotShape::RELEASE_BUFFER:
        return FN(pythonReleaseBuffer);
    case SlotShape::POWER:
    case SlotShape::RPOWER:
        return FN(pyPower);
    case SlotShape::BINARY:
        if (def.name == kName___getitem__) return FN(pyGetItem);
        if (def.name == kName___ipow__) return FN(pyInplacePower);
        [[fallthrough]];
    case SlotShape::RBINARY:
        return FN(kPyBinary[(def.offset - offsetof(TypeSlots, binary)) / sizeof(AnyFn)]);
    case SlotShape::INPLACE: {
        Ref (*const table[])(Thread*, Value, Value) = {
            pyInplace<0>, pyInplace<1>, pyInplace<2>, pyInplace<3>, pyInplace<4>,  pyInplace<5>,
            pyInplace<6>, pyInplace<7>, pyInplace<8>, pyInplace<9>, pyInplace<10>, pyInplace<11>};
        return FN(table[(def.offset - offsetof(TypeSlots, inplace)) / sizeof(AnyFn)]);
    }
    }
#undef FN
    return nullptr;
}

// --- wrappers: C++ slots as Python methods
// -------------------------------------------------------------------------------

Error wrongCount(Thread* t, int expected, uint32_t got) {
    if (expected == 0) return raise(t, TypeId::kTypeError, "expected 0 arguments, got %u", got);
    return raise(t, TypeId::kTypeError, "expected %d argument%s, got %u", expected,
                 expected == 1 ? "" : "s", got);
}
Error wrongUnpackedCount(Thread* t, uint32_t least, uint32_t most, uint32_t got) {
    uint32_t bound = got < least ? least : most;
    return raise(t, TypeId::kTypeError, " expected %s%u argument%s, got %u",
                 least == most ? ""
                 : got < least ? "at least "
                               : "at most ",
                 bound, bound == 1 ? "" : "s", got);
}

} // namespace

Ref reflectedBinary(Thread* t, BinaryOp op, Value a, Value b) {
    int i = static_cast<int>(op);
    auto slot = typeOf(t, b)->slots.binary[i];
    if (!slot) return Ref::notImplemented();
    if (slot != kPyBinary[i]) return slot(t, a, b);
    Ref result = callSpecialOptional(t, b, kBinaryNames[i][1], &a, 1);
    if (result.isEmpty() && !t->hasError()) return Ref::notImplemented();
    return result;
}

Result<int64_t> hashNotImplemented(Thread* t, Value v) {
    return raise(t, TypeId::kTypeError, "unhashable type: '%.200T'", v);
}

const MethodDef* nativeInitOf(Value v) {
    if (!isKind(v, TypeId::kSlotWrapper)) return nullptr;
    auto* wrapper = v.as<SlotWrapper>();
    return wrapper->def && !(wrapper->def->flags & kMethodSlot) ? wrapper->def : nullptr;
}

New<SlotWrapper> slotWrapperNew(Thread* t, Type* owner, Str* name, const MethodDef* def) {
    New<SlotWrapper> wrapper = KRAIT_TRY(allocateObject<SlotWrapper>(t, TypeId::kSlotWrapper));
    wrapper->slot = kMethodSlotIndex;
    wrapper->name = name;
    wrapper->owner = owner;
    wrapper->def = def;
    return wrapper;
}

const char* slotWrapperDoc(const SlotWrapper* wrapper) {
    if (wrapper->def && wrapper->def->flags & kMethodSlot) return wrapper->def->doc;
    if (wrapper->def) return "Initialize self.  See help(type(self)) for accurate signature.";
    return kSlotDefs[wrapper->slot].doc;
}

// object.__setattr__(str, "lower", f) would go around the guard that the metaclass has in its own
// slot: a native __setattr__ may not be passed over for one further up.
static Status checkSetAttrReach(Thread* t, SlotWrapper* wrapper, Value self) {
    Type* type = typeOf(t, self);
    if (!type->mro) return ok();
    // The class that brought the type's slot in, from the root down.
    const Type* base = type;
    for (int64_t i = type->mro->length; i-- > 0;) {
        auto* other = type->mro->items[i].as<Type>();
        if (other->slots.setattr == pySetAttr || other->slots.setattr != type->slots.setattr)
            continue;
        base = other;
        break;
    }
    for (; base; base = base->base) {
        if (base->slots.setattr == wrapper->owner->slots.setattr) return ok();
        if (base->slots.setattr != pySetAttr) {
            return raise(t, TypeId::kTypeError, "can't apply this %s to %N object",
                         kSlotDefs[wrapper->slot].text, type);
        }
    }
    return ok();
}

// __init__ binds as its signature says; the others take as many positional values as they have
// parameters.
static Ref callDefinedWrapper(Thread* t, SlotWrapper* wrapper, Value self, CallArgs args) {
    Signature*& signature = nativeNewSignature(t, wrapper->def);
    if (wrapper->def->flags & kMethodSlot) {
        if (!signature) signature = signatureParse(t, wrapper->def, true);
        if (!signature) return raiseNoMemory(t);
        if (!args.names.isEmpty() && args.names.as<Tuple>()->length != 0)
            return raise(t, TypeId::kTypeError, "wrapper %U() takes no keyword arguments",
                         Value(wrapper->name));
        if (args.positional_count + 1 != signature->count)
            return wrongCount(t, signature->count - 1, args.positional_count);
    }
    return callNative(t, Value(), wrapper->def, &signature, self, args);
}

// The slots of sequences know only their own kind, where other operators say NotImplemented.
static bool isSequenceSlot(const Type* type, int name) {
    bool sequence = type->flags & (kTypeSequence | kTypeStrSub | kTypeBytesSub) ||
                    type->layout_id == TypeId::kByteArray;
    return sequence && (name == kName___add__ || name == kName___mul__ || name == kName___rmul__ ||
                        name == kName___imul__);
}

Ref callSlotWrapper(Thread* t, SlotWrapper* wrapper, Value self, CallArgs args) {
    KRAIT_TRY(checkNativeStack(t));
    if (wrapper->def) return callDefinedWrapper(t, wrapper, self, args);
    const SlotDef& def = kSlotDefs[wrapper->slot];
    const TypeSlots& slots = wrapper->owner->slots;
    auto fn = slotAt(slots, def.offset);
    uint32_t n = args.positional_count;
    const Value* v = args.values;
    if (def.shape != SlotShape::CALL && !args.names.isEmpty() &&
        args.names.as<Tuple>()->length != 0) {
        return raise(t, TypeId::kTypeError, "wrapper %s() takes no keyword arguments", def.text);
    }
    // Runs the slot with the type it expects; a wrong count is CPython's error.
#define EXPECT(count)                                                                              \
    if (n != (count)) return wrongCount(t, count, n);
    // CPython unpacks these with an empty function name: the message begins with a space.
#define EXPECT_UNPACKED(least, most)                                                               \
    if (n < (least) || n > (most)) return wrongUnpackedCount(t, least, most, n);
    switch (def.shape) {
    case SlotShape::UNARY:
        EXPECT(0)
        return reinterpret_cast<Ref (*)(Thread*, Value)>(fn)(t, self);
    case SlotShape::NEXT: {
        EXPECT(0)
        Ref r = reinterpret_cast<Ref (*)(Thread*, Value)>(fn)(t, self);
        if (r.isEmpty() && !t->hasError()) return raiseValue(t, TypeId::kStopIteration, Value());
        return r;
    }
    case SlotShape::HASH: {
        EXPECT(0)
        return intFrom(
            t, KRAIT_TRY(reinterpret_cast<Result<int64_t> (*)(Thread*, Value)>(fn)(t, self)));
    }
    case SlotShape::LENGTH: {
        EXPECT(0)
        return intFrom(
            t, KRAIT_TRY(reinterpret_cast<Result<int64_t> (*)(Thread*, Value)>(fn)(t, self)));
    }
    case SlotShape::TRUTH: {
        EXPECT(0)
        return Ref::boolean(
            KRAIT_TRY(reinterpret_cast<Result<bool> (*)(Thread*, Value)>(fn)(t, self)));
    }
    case SlotShape::FINALIZE:
        EXPECT(0)
        reinterpret_cast<void (*)(Thread*, Object*)>(fn)(t, self.object());
        return Ref::none();
    case SlotShape::COMPARE: {
        EXPECT(1)
        int op = 0;
        while (kCompareNames[op] != def.name) ++op;
        return slots.compare(t, self, v[0], static_cast<CompareOp>(op));
    }
    case SlotShape::CALL:
        return slots.call(t, self, args);
    case SlotShape::GETATTR:
    case SlotShape::GETATTR_HOOK: {
        EXPECT(1)
        if (!isStr(v[0]))
            return raise(t, TypeId::kTypeError, "attribute name must be string, not '%.200T'",
                         v[0]);
        return slots.getattr(t, self, v[0].as<Str>());
    }
    case SlotShape::SETATTR:
        EXPECT_UNPACKED(2, 2)
        if (!isStr(v[0]))
            return raise(t, TypeId::kTypeError, "attribute name must be string, not '%.200T'",
                         v[0]);
        KRAIT_TRY(checkSetAttrReach(t, wrapper, self));
        KRAIT_TRY(slots.setattr(t, self, v[0].as<Str>(), v[1]));
        return Ref::none();
    case SlotShape::DELATTR:
        EXPECT(1)
        if (!isStr(v[0]))
            return raise(t, TypeId::kTypeError, "attribute name must be string, not '%.200T'",
                         v[0]);
        KRAIT_TRY(checkSetAttrReach(t, wrapper, self));
        KRAIT_TRY(slots.setattr(t, self, v[0].as<Str>(), Value()));
        return Ref::none();
    case SlotShape::DESCR_GET: {
        EXPECT_UNPACKED(1, 2)
        Value instance = v[0].isNone() ? Value() : v[0];
        Value owner = n < 2 || v[1].isNone() ? Value() : v[1];
        if (instance.isEmpty() && owner.isEmpty())
            return raise(t, TypeId::kTypeError, "__get__(None, None) is invalid");
        return slots.descr_get(t, self, instance, owner);
    }
    case SlotShape::DESCR_SET:
        EXPECT_UNPACKED(2, 2)
        KRAIT_TRY(slots.descr_set(t, self, v[0], v[1]));
        return Ref::none();
    case SlotShape::DESCR_DELETE:
        EXPECT(1)
        KRAIT_TRY(slots.descr_set(t, self, v[0], Value()));
        return Ref::none();
    case SlotShape::SETITEM:
        EXPECT_UNPACKED(2, 2)
        KRAIT_TRY(slots.setitem(t, self, v[0], v[1]));
        return Ref::none();
    case SlotShape::DELITEM:
        EXPECT(1)
        KRAIT_TRY(slots.setitem(t, self, v[0], Value()));
        return Ref::none();
    case SlotShape::CONTAINS: {
        EXPECT(1)
        return Ref::boolean(KRAIT_TRY(slots.contains(t, self, v[0])));
    }
    case SlotShape::BINARY:
    case SlotShape::INPLACE:
    case SlotShape::RBINARY: {
        bool sequence = isSequenceSlot(wrapper->owner, def.name);
        if (sequence && def.name != kName___add__) {
            EXPECT_UNPACKED(1, 1)
            (void)KRAIT_TRY(toIndexInt64(t, v[0]));
        }
        EXPECT(1)
        auto binary = reinterpret_cast<Ref (*)(Thread*, Value, Value)>(fn);
        bool reflected = def.shape == SlotShape::RBINARY;
        Ref result = binary(t, reflected ? v[0] : self, reflected ? self : v[0]);
        if (sequence && result.get().isNotImplemented())
            return raiseUnsupportedBinary(t, BinaryOp::kAdd, self, v[0]);
        return result;
    }
    case SlotShape::POWER:
        EXPECT_UNPACKED(1, 2)
        return slots.power(t, self, v[0], n == 2 ? v[1] : Value::none());
    case SlotShape::BUFFER:
        EXPECT(1)
        return memoryViewThrough(t, slots.buffer, self, v[0]);
    case SlotShape::RELEASE_BUFFER:
        EXPECT(1)
        KRAIT_TRY(memoryViewRelease(t, self, v[0]));
        return Ref::none();
    case SlotShape::RPOWER:
        EXPECT_UNPACKED(1, 2)
        return slots.power(t, v[0], self, n == 2 ? v[1] : Value::none());
    }
#undef EXPECT
#undef EXPECT_UNPACKED
    return Ref();
}

Status addSlotWrappers(Thread* t, Type* type, Dict* dict) {
    const TypeSlots& slots = type->spec->slots;
    // Sequences have + and * but not the reflected forms of +; str and bytes have %.
    bool sequence = type->flags & (kTypeSequence | kTypeStrSub | kTypeBytesSub) ||
                    type->id == TypeId::kByteArray;
    for (int i = 0; i < kSlotDefCount; ++i) {
        const SlotDef& def = kSlotDefs[i];
        auto fn = slotAt(slots, def.offset);
        if (!fn) continue;
        if (def.shape == SlotShape::GETATTR_HOOK) continue;
        if (sequence && def.name == kName___radd__) continue;
        if (!dictGetStr(dict, t->name(def.name)).isEmpty()) continue;
        if (def.shape == SlotShape::HASH && slots.hash == hashNotImplemented) {
            KRAIT_TRY(dictSetStr(t, dict, t->name(def.name), Value::none()));
            continue;
        }
        New<SlotWrapper> wrapper = KRAIT_TRY(allocateObject<SlotWrapper>(t, TypeId::kSlotWrapper));
        wrapper->slot = static_cast<uint16_t>(i);
        wrapper->name = t->name(def.name);
        wrapper->owner = type;
        wrapper->def = nullptr;
        KRAIT_TRY(dictSetStr(t, dict, t->name(def.name), Value(wrapper)));
    }
    // The exceptions all have an __init__ of their own in CPython.
    Str* init = t->name(kName___init__);
    const MethodDef* init_def = type->spec->init.function ? &type->spec->init : nullptr;
    if (!init_def && type->flags & kTypeExceptionSub) init_def = type->init_def;
    if (init_def && dictGetStr(dict, init).isEmpty()) {
        New<SlotWrapper> wrapper = KRAIT_TRY(slotWrapperNew(t, type, init, init_def));
        KRAIT_TRY(dictSetStr(t, dict, init, Value(wrapper)));
    }
    // Unhashable because it compares without hashing.
    if (slots.compare && !slots.hash && dictGetStr(dict, t->name(kName___hash__)).isEmpty() &&
        type->id != TypeId::kObject) {
        KRAIT_TRY(dictSetStr(t, dict, t->name(kName___hash__), Value::none()));
    }
    return ok();
}

void inheritSlots(Type* type, const Type* base) {
    // Comparison and hash go together: a type that defines only one of them does not inherit the
    // other.
    bool own_compare = type->slots.compare != nullptr, own_hash = type->slots.hash != nullptr;
    constexpr int kCount = sizeof(TypeSlots) / sizeof(AnyFn);
    for (int i = 0; i < kCount; ++i) {
        int offset = i * static_cast<int>(sizeof(AnyFn));
        if (offset == offsetof(TypeSlots, compare) || offset == offsetof(TypeSlots, hash)) continue;
        AnyFn& mine = slotAt(type->slots, offset);
        if (!mine) mine = slotAt(base->slots, offset);
    }
    if (!own_compare && !own_hash) {
        type->slots.compare = base->slots.compare;
        type->slots.hash = base->slots.hash;
    } else if (own_compare && !own_hash) {
        type->slots.hash = hashNotImplemented;
    } else if (own_hash && !own_compare) {
        type->slots.compare = base->slots.compare;
    }
}

// The builtin type whose slot at `offset` this attribute stands for, or null. Some slots show as
// methods (dict.__getitem__), which CPython calls faster so.
static Type* slotOwner(Value attribute, int offset) {
    if (isKind(attribute, TypeId::kSlotWrapper)) {
        auto* wrapper = attribute.as<SlotWrapper>();
        return !wrapper->def && kSlotDefs[wrapper->slot].offset == offset ? wrapper->owner
                                                                          : nullptr;
    }
    if (!isKind(attribute, TypeId::kMethodDescriptor)) return nullptr;
    Type* owner = attribute.as<MethodDescriptor>()->owner;
    return slotAt(owner->slots, offset) ? owner : nullptr;
}

// The slot for one group of names, entries [first, end) of kSlotDefs.
static void updateGroup(Thread* t, Type* type, int offset) {
    AnyFn native = nullptr, generic = nullptr;
    bool use_generic = false, found_any = false;
    for (int i = 0; i < kSlotDefCount; ++i) {
        const SlotDef& def = kSlotDefs[i];
        if (def.offset != offset) continue;
        Value found = typeLookup(t, type, t->name(def.name));
        if (found.isEmpty()) continue;
        found_any = true;
        if (Type* owner = slotOwner(found, offset); owner && isSubtype(type, owner)) {
            AnyFn fn = slotAt(owner->slots, offset);
            if (native && native != fn) use_generic = true;
            native = fn;
            if (!generic) generic = genericFor(def);
            continue;
        }
        if (def.shape == SlotShape::HASH && found.isNone()) {
            native = reinterpret_cast<AnyFn>(hashNotImplemented);
            continue;
        }
        use_generic = true;
        // The hook subsumes __getattribute__, whichever came first.
        if (def.shape == SlotShape::GETATTR_HOOK || !generic ||
            kSlotDefs[i].shape != SlotShape::GETATTR)
            generic = genericFor(def);
    }
    AnyFn result = use_generic ? generic : native;
    if (!found_any) {
        // __del__ has no wrapper: builtin types finalise in their own slot.
        result = offset == offsetof(TypeSlots, finalize) && type->base
                     ? slotAt(type->base->slots, offset)
                     : nullptr;
    }
    slotAt(type->slots, offset) = result;
}

static void updateFlags(Thread* t, Type* type) {
    type->flags &=
        ~(kTypeGenericGetattr | kTypeHookAfterGeneric | kTypeGenericSetattr | kTypeHasDel);
    if (type->slots.getattr == genericGetAttr) {
        type->flags |= kTypeGenericGetattr;
    } else if (type->slots.getattr == pyGetAttrHook && hasGenericGetAttribute(t, type)) {
        type->flags |= kTypeHookAfterGeneric;
    }
    if (type->slots.setattr == genericSetAttr) type->flags |= kTypeGenericSetattr;
    if (type->slots.finalize) type->flags |= kTypeHasDel;
    // A class with a length but no __bool__ has the truth of its length; that is isTrue's work.
}

void updateSlots(Thread* t, Type* type) {
    int last = -1;
    for (int i = 0; i < kSlotDefCount; ++i) {
        if (kSlotDefs[i].offset == last) continue;
        last = kSlotDefs[i].offset;
        updateGroup(t, type, last);
    }
    updateFlags(t, type);
}

// Whether the class finds all that its base finds, after its own dict.
static bool extendsOrderOf(const Type* type, const Type* base) {
    const Tuple* mro = type->mro;
    if (!base || !base->mro || mro->length != base->mro->length + 1) return false;
    for (int64_t i = 0; i < base->mro->length; ++i) {
        if (mro->items[i + 1] != base->mro->items[i]) return false;
    }
    return mro->items[0] == Value(type);
}

// Marks the slots (by index of the pointer in TypeSlots) of which the dict has a name.
static bool markNamed(Thread* t, Dict* dict, bool (&named)[sizeof(TypeSlots) / sizeof(AnyFn)]) {
    // What every class body defines, and no slot is of.
    Str* const common[] = {t->name(kName___module__),  t->name(kName___qualname__),
                           t->name(kName___doc__),     t->name(kName___dict__),
                           t->name(kName___weakref__), t->name(kName___static_attributes__)};
    bool any = false;
    int64_t position = 0;
    Value key, value;
    while (dict && dictNext(dict, &position, &key, &value)) {
        if (!isKind(key, TypeId::kStr)) continue;
        auto* name = key.as<Str>();
        if (name->length < 5 || name->at(0) != '_' || name->at(1) != '_') continue;
        if (std::find(std::begin(common), std::end(common), name) != std::end(common)) continue;
        for (const SlotDef& def : kSlotDefs) {
            const Str* special = t->name(def.name);
            if (special == name || (!name->isInterned() && strEqual(special, name)))
                any = named[static_cast<size_t>(def.offset) / sizeof(AnyFn)] = true;
        }
    }
    return any;
}

// The slots of a class that derives from object and has no special method of its own: all such
// classes have the same, which the Runtime keeps.
static const TypeSlots* plainSlots(Thread* t, const TypeSlots* made) {
    static constexpr int kKey = 0;
    for (auto& [key, state] : t->runtime->module_states)
        if (key == &kKey) return static_cast<const TypeSlots*>(state);
    if (!made) return nullptr;
    auto* kept = new TypeSlots(*made);
    t->runtime->module_states.emplace_back(&kKey, kept);
    t->runtime->state_destroyers.emplace_back(
        kept, [](void* slots) { delete static_cast<TypeSlots*>(slots); });
    return kept;
}

void updateNewSlots(Thread* t, Type* type) {
    Type* base = type->base;
    bool root = base == t->type(TypeId::kObject);
    if (!extendsOrderOf(type, base) || !(root || base->flags & kTypeHeap)) {
        updateSlots(t, type);
        return;
    }
    bool named[sizeof(TypeSlots) / sizeof(AnyFn)] = {};
    bool own = markNamed(t, type->dict, named);
    const TypeSlots* plain = root ? plainSlots(t, nullptr) : nullptr;
    if (root && !plain) markNamed(t, typeDict(t, base), named);
    int last = -1;
    for (const SlotDef& def : kSlotDefs) {
        if (def.offset == last) continue;
        last = def.offset;
        if (named[static_cast<size_t>(last) / sizeof(AnyFn)]) {
            updateGroup(t, type, last);
        } else if (plain) {
            slotAt(type->slots, last) = slotAt(*plain, last);
        } else if (!root || last == offsetof(TypeSlots, finalize)) {
            slotAt(type->slots, last) = slotAt(base->slots, last);
        }
    }
    updateFlags(t, type);
    if (root && !plain && !own) plainSlots(t, &type->slots);
}

bool isSpecialMethodName(Thread* t, Str* name) {
    for (const SlotDef& def : kSlotDefs) {
        if (t->name(def.name) == name) return true;
    }
    return false;
}

void updateSlotsFor(Thread* t, Type* type, Str* name) {
    // Special names begin with an underscore, as few attributes do that are set.
    if (name->length == 0 || name->at(0) != '_') return;
    for (const SlotDef& def : kSlotDefs) {
        if (t->name(def.name) != name) continue;
        if (type->flags & kTypeHeap) {
            updateGroup(t, type, def.offset);
            updateFlags(t, type);
        }
        for (uint32_t i = 0; i < type->subclass_count; ++i)
            updateSlotsFor(t, type->subclasses[i], name);
        return;
    }
}

} // namespace krait
