// Operators, items, iteration, truth and hashes of any Value: dispatch to the slots, with Python's
// rules for reflected operands, and CPython's messages.
#include "vm/base/hash.h"
#include "vm/objects/code.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/generator.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/operators_tail.h"
#include "vm/runtime/type_system.h"

namespace krait {
namespace {

constexpr const char* kOperatorText[] = {"+", "-", "*", "/", "//", "%",
                                         "@", "&", "|", "^", "<<", ">>"};
constexpr const char* kCompareText[] = {"<", "<=", "==", "!=", ">", ">="};

// Slot of a, then of b; b's first when its type is a subclass of a's with a function of its own.
Ref tryBinary(Thread* t, BinaryOp op, Value a, Value b) {
    int i = static_cast<int>(op);
    Type* type_a = typeOf(t, a);
    Type* type_b = typeOf(t, b);
    auto fa = type_a->slots.binary[i];
    auto fb = type_b == type_a ? nullptr : type_b->slots.binary[i];
    if (fb == fa) fb = nullptr;
    if (fa) {
        if (fb && isSubtype(type_b, type_a)) {
            Ref r = fb(t, a, b);
            if (!r.get().isNotImplemented()) return r;
            fb = nullptr;
        }
        Ref r = fa(t, a, b);
        if (!r.get().isNotImplemented()) return r;
    }
    if (fb) return fb(t, a, b);
    return Ref::notImplemented();
}

Error unsupported(Thread* t, const char* op, bool inplace, Value a, Value b) {
    return raise(t, TypeId::kTypeError,
                 "unsupported operand type(s) for %s%s: '%.100T' and '%.100T'", op,
                 inplace ? "=" : "", a, b);
}

// seq * n where only the sequence's slot knows: int's slot said NotImplemented.
bool isSequenceLike(Type* type) {
    return type->flags & (kTypeListSub | kTypeTupleSub | kTypeStrSub | kTypeBytesSub) ||
           type->layout_id == TypeId::kByteArray;
}

Error unsupportedBinary(Thread* t, BinaryOp op, bool inplace, Value a, Value b) {
    Type* type_a = typeOf(t, a);
    Type* type_b = typeOf(t, b);
    if (op == BinaryOp::kMul) {
        if (isSequenceLike(type_a))
            return raise(t, TypeId::kTypeError,
                         "can't multiply sequence by non-int of type '%.200T'", b);
        if (isSequenceLike(type_b))
            return raise(t, TypeId::kTypeError,
                         "can't multiply sequence by non-int of type '%.200T'", a);
    }
    if (op == BinaryOp::kAdd && isSequenceLike(type_a)) {
        if (type_a->flags & kTypeStrSub) {
            return raise(t, TypeId::kTypeError, "can only concatenate str (not \"%.200T\") to str",
                         b);
        }
        if (type_a->flags & (kTypeListSub | kTypeTupleSub)) {
            const char* what = type_a->flags & kTypeListSub ? "list" : "tuple";
            return raise(t, TypeId::kTypeError, "can only concatenate %s (not \"%.200T\") to %s",
                         what, b, what);
        }
        return raise(t, TypeId::kTypeError, "can't concat %.100T to %.100T", b, a);
    }
    // print >> file
    if (op == BinaryOp::kRShift && !inplace && isKind(a, TypeId::kNativeFunction) &&
        a.as<NativeFunction>()->def &&
        std::string_view(a.as<NativeFunction>()->def->signature).starts_with("print(")) {
        return raise(t, TypeId::kTypeError,
                     "unsupported operand type(s) for >>: '%.100T' and '%.100T'. Did you mean "
                     "\"print(<message>, file=<output_stream>)\"?",
                     a, b);
    }
    return unsupported(t, kOperatorText[static_cast<int>(op)], inplace, a, b);
}

} // namespace

Error raiseUnsupportedBinary(Thread* t, BinaryOp op, Value a, Value b) {
    return unsupportedBinary(t, op, false, a, b);
}

Ref binaryOp(Thread* t, BinaryOp op, Value a, Value b) {
    Ref r = tryBinary(t, op, a, b);
    if (KRAIT_UNLIKELY(r.get().isNotImplemented())) return unsupportedBinary(t, op, false, a, b);
    return r;
}

Ref inplaceOp(Thread* t, BinaryOp op, Value a, Value b) {
    if (auto f = typeOf(t, a)->slots.inplace[static_cast<int>(op)]) {
        Ref r = f(t, a, b);
        if (!r.get().isNotImplemented()) return r;
    }
    Ref r = tryBinary(t, op, a, b);
    if (KRAIT_UNLIKELY(r.get().isNotImplemented())) return unsupportedBinary(t, op, true, a, b);
    return r;
}

Ref binaryAfterLeft(Thread* t, BinaryOp op, bool inplace, Value a, Value b) {
    if (typeOf(t, a) != typeOf(t, b)) {
        Ref r = reflectedBinary(t, op, a, b);
        if (!r.get().isNotImplemented()) return r;
    }
    return unsupportedBinary(t, op, inplace, a, b);
}

Ref binaryAfterInplace(Thread* t, BinaryOp op, Value a, Value b) {
    Ref r = tryBinary(t, op, a, b);
    if (r.get().isNotImplemented()) return unsupportedBinary(t, op, true, a, b);
    return r;
}

Ref powerOp(Thread* t, Value a, Value b, Value modulus, bool inplace) {
    Type* type_a = typeOf(t, a);
    Type* type_b = typeOf(t, b);
    if (inplace && type_a->slots.inplace_power) {
        Ref r = type_a->slots.inplace_power(t, a, b);
        if (!r.get().isNotImplemented()) return r;
    }
    auto fa = type_a->slots.power;
    auto fb = type_b == type_a || type_b->slots.power == fa ? nullptr : type_b->slots.power;
    if (fa) {
        if (fb && isSubtype(type_b, type_a)) {
            Ref r = fb(t, a, b, modulus);
            if (!r.get().isNotImplemented()) return r;
            fb = nullptr;
        }
        Ref r = fa(t, a, b, modulus);
        if (!r.get().isNotImplemented()) return r;
    }
    if (fb) {
        Ref r = fb(t, a, b, modulus);
        if (!r.get().isNotImplemented()) return r;
    }
    if (modulus.isNone()) return unsupported(t, inplace ? "**" : "** or pow()", inplace, a, b);
    auto fm = typeOf(t, modulus)->slots.power;
    if (fm && fm != fa && fm != type_b->slots.power) {
        Ref r = fm(t, a, b, modulus);
        if (!r.get().isNotImplemented()) return r;
    }
    return raise(t, TypeId::kTypeError,
                 "unsupported operand type(s) for ** or pow(): '%.100T', '%.100T', '%.100T'", a, b,
                 modulus);
}

#define UNARY(name, slot, text)                                                                    \
    Ref name(Thread* t, Value v) {                                                                 \
        if (auto f = typeOf(t, v)->slots.slot) return f(t, v);                                     \
        return raise(t, TypeId::kTypeError, "bad operand type for unary " text ": '%.200T'", v);   \
    }
UNARY(negateOp, negative, "-")
UNARY(positiveOp, positive, "+")
UNARY(invertOp, invert, "~")
#undef UNARY

// --- comparison
// --------------------------------------------------------------------------------------------------------

static constexpr CompareOp kSwapped[] = {CompareOp::kGt, CompareOp::kGe, CompareOp::kEq,
                                         CompareOp::kNe, CompareOp::kLt, CompareOp::kLe};

// Nobody knows the comparison: identity, or TypeError.
static Ref compareByIdentity(Thread* t, Value a, Value b, CompareOp op) {
    if (op == CompareOp::kEq) return Ref::boolean(a == b);
    if (op == CompareOp::kNe) return Ref::boolean(!(a == b));
    return raise(t, TypeId::kTypeError,
                 "'%s' not supported between instances of '%.100T' and '%.100T'",
                 kCompareText[static_cast<int>(op)], a, b);
}

Ref compareOp(Thread* t, Value a, Value b, CompareOp op) {
    KRAIT_TRY(checkNativeStack(t, " in comparison"));
    Type* type_a = typeOf(t, a);
    Type* type_b = typeOf(t, b);
    bool reflected_done = false;
    CompareOp swapped = kSwapped[static_cast<int>(op)];
    if (type_a != type_b && type_b->slots.compare && isSubtype(type_b, type_a)) {
        reflected_done = true;
        Ref r = type_b->slots.compare(t, b, a, swapped);
        if (!r.get().isNotImplemented()) return r;
    }
    if (type_a->slots.compare) {
        Ref r = type_a->slots.compare(t, a, b, op);
        if (!r.get().isNotImplemented()) return r;
    }
    if (!reflected_done) return compareAfterLeft(t, a, b, op);
    return compareByIdentity(t, a, b, op);
}

Ref compareAfterLeft(Thread* t, Value a, Value b, CompareOp op) {
    Type* type_b = typeOf(t, b);
    if (type_b->slots.compare) {
        Ref r = type_b->slots.compare(t, b, a, kSwapped[static_cast<int>(op)]);
        if (!r.get().isNotImplemented()) return r;
    }
    return compareByIdentity(t, a, b, op);
}

Result<bool> compareBool(Thread* t, Value a, Value b, CompareOp op) {
    if (a == b) {
        if (op == CompareOp::kEq) return true;
        if (op == CompareOp::kNe) return false;
    }
    Ref r = KRAIT_TRY(compareOp(t, a, b, op));
    return isTrue(t, r);
}

// --- truth, hash
// -------------------------------------------------------------------------------------------------------

Result<bool> isTrueSlow(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt() != 0;
    if (v.isNone()) return false;
    if (v.isBool()) return v.asBool();
    if (v.isNumber()) return v.asNumber() != 0;
    Type* type = typeOf(t, v);
    if (type->slots.truth) return type->slots.truth(t, v);
    if (type->slots.length) {
        int64_t length = KRAIT_TRY(type->slots.length(t, v));
        return length != 0;
    }
    return true;
}

Result<int64_t> hashOf(Thread* t, Value v) {
    if (isExactStr(v)) return strHash(v.as<Str>());
    if (v.isSmallInt()) {
        int64_t i = v.asSmallInt();
        return i == -1 ? -2 : i;
    }
    Type* type = typeOf(t, v);
    if (!type->slots.hash) return raise(t, TypeId::kTypeError, "unhashable type: '%.200T'", v);
    return type->slots.hash(t, v);
}

// --- containers
// --------------------------------------------------------------------------------------------------------

Result<bool> contains(Thread* t, Value container, Value item) {
    Type* type = typeOf(t, container);
    if (type->slots.contains) return type->slots.contains(t, container, item);
    Ref iterator;
    if (type->slots.iter || type->slots.getitem) iterator = iterOf(t, container);
    if (iterator.isEmpty()) {
        if (t->hasError() && !clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError, "argument of type '%.200T' is not iterable", container);
    }
    for (;;) {
        Ref candidate = iterNext(t, iterator);
        if (candidate.isEmpty()) {
            if (t->hasError()) return Error{};
            return false;
        }
        bool equal = KRAIT_TRY(compareBool(t, candidate, item, CompareOp::kEq));
        if (equal) return true;
    }
}

Ref getItem(Thread* t, Value object, Value key) {
    Type* type = typeOf(t, object);
    if (type->slots.getitem) return type->slots.getitem(t, object, key);
    if (isType(object)) {
        if (object == Value(t->type(TypeId::kType))) return genericAliasNew(t, object, key);
        Ref hook = getAttrOptional(t, object, t->name(kName___class_getitem__));
        if (!hook.isEmpty() && !hook.get().isNone()) return callFunction(t, hook, key);
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "type '%.200N' is not subscriptable",
                     object.as<Type>());
    }
    return raise(t, TypeId::kTypeError, "'%.200T' object is not subscriptable", object);
}

Status setItem(Thread* t, Value object, Value key, Value value) {
    Type* type = typeOf(t, object);
    if (type->slots.setitem) return type->slots.setitem(t, object, key, value);
    // CPython words a deletion by whether the type has the slots of a sequence.
    bool sequence = type->flags & kTypeHeap || type->slots.contains ||
                    (type->slots.length && type->slots.getitem);
    const char* text = !value.isEmpty() ? "'%.200T' object does not support item assignment"
                       : sequence && (isInt(key) || typeOf(t, key)->slots.index)
                           ? "'%.200T' object doesn't support item deletion"
                           : "'%.200T' object does not support item deletion";
    return raise(t, TypeId::kTypeError, text, object);
}

Result<int64_t> lengthOf(Thread* t, Value v) {
    Type* type = typeOf(t, v);
    if (type->slots.length) return type->slots.length(t, v);
    return raise(t, TypeId::kTypeError, "object of type '%.200T' has no len()", v);
}

Result<int64_t> lengthHint(Thread* t, Value v, int64_t fallback) {
    Type* type = typeOf(t, v);
    if (type->slots.length) {
        Result<int64_t> length = type->slots.length(t, v);
        if (!length.isError()) return length;
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
    }
    Ref hook = lookupSpecial(t, v, t->name(kName___length_hint__));
    if (hook.isEmpty()) {
        if (t->hasError()) return Error{};
        return fallback;
    }
    Ref result = callFunction(t, hook);
    if (result.isError()) {
        if (clearErrorIf(t, TypeId::kTypeError)) return fallback;
        return Error{};
    }
    if (result.get().isNotImplemented()) return fallback;
    if (!isInt(result))
        return raise(t, TypeId::kTypeError, "__length_hint__ must be an integer, not %.100T",
                     result.get());
    int64_t hint = KRAIT_TRY(intAsInt64(t, result));
    if (hint < 0) return raise(t, TypeId::kValueError, "__length_hint__() should return >= 0");
    return hint;
}

Ref iterOf(Thread* t, Value v) {
    Type* type = typeOf(t, v);
    if (type->slots.iter) {
        Ref iterator = KRAIT_TRY(type->slots.iter(t, v));
        if (!typeOf(t, iterator)->slots.next) {
            return raise(t, TypeId::kTypeError, "iter() returned non-iterator of type '%.100T'",
                         iterator.get());
        }
        return iterator;
    }
    if (type->slots.getitem && !(type->flags & kTypeDictSub)) return sequenceIteratorNew(t, v);
    return raise(t, TypeId::kTypeError, "'%.200T' object is not iterable", v);
}

Ref iterNext(Thread* t, Value iterator) {
    Type* type = typeOf(t, iterator);
    if (!type->slots.next)
        return raise(t, TypeId::kTypeError, "'%.200T' object is not an iterator", iterator);
    KRAIT_TRY(checkNativeStack(t)); // iterators of C++ that draw from each other
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) & kBreakSignal)) {
        KRAIT_TRY(serveSignalsInLoop(t));
    }
    Ref item = type->slots.next(t, iterator);
    if (item.isEmpty() && t->hasError()) clearErrorIf(t, TypeId::kStopIteration);
    return item;
}

// --- immediates
// ----------------------------------------------------------------------------------------------------------

Type* typeOfImmediate(Runtime* runtime, Value v) {
    TypeId id = TypeId::kObject;
    if (v.isSmallInt())
        id = TypeId::kInt;
    else if (v.isNumber())
        id = TypeId::kFloat;
    else if (v.isBool())
        id = TypeId::kBool;
    else if (v.isNone())
        id = TypeId::kNoneType;
    else if (v.isEllipsis())
        id = TypeId::kEllipsisType;
    else if (v.isNotImplemented())
        id = TypeId::kNotImplementedType;
    KRAIT_ASSERT(!v.isEmpty());
    return runtime->types[static_cast<int>(id)];
}

// --- isinstance, issubclass
// ------------------------------------------------------------------------------------------------

// Of anything with __bases__ that is no class: walks them.
static Result<bool> derivesAbstractly(Thread* t, Value derived, Value cls) {
    if (derived == cls) return true;
    KRAIT_TRY(checkNativeStack(t, " in __issubclass__"));
    Ref bases = getAttrOptional(t, derived, t->name(kName___bases__));
    if (bases.isEmpty()) {
        if (t->hasError()) return Error{};
        return false;
    }
    if (!isTuple(bases)) return false;
    for (int64_t i = 0; i < bases.as<Tuple>()->length; ++i) {
        bool yes = KRAIT_TRY(derivesAbstractly(t, bases.as<Tuple>()->items[i], cls));
        if (yes) return true;
    }
    return false;
}

static Result<bool> hasBases(Thread* t, Value cls) {
    Ref bases = getAttrOptional(t, cls, t->name(kName___bases__));
    if (bases.isEmpty() && t->hasError()) return Error{};
    return !bases.isEmpty() && isTuple(bases);
}

// Whether the __class__ of instances is object's, which gives their type.
static bool showsItsType(Thread* t, Type* type) {
    if (type->slots.getattr != genericGetAttr) return false;
    Value found = typeLookup(t, type, t->name(kName___class__));
    return isKind(found, TypeId::kGetSetDescriptor) &&
           found.as<GetSetDescriptor>()->owner == t->type(TypeId::kObject);
}

Result<bool> isInstanceByClass(Thread* t, Value v, Value cls) {
    if (isType(cls)) {
        Type* type = typeOf(t, v);
        if (isSubtype(type, cls.as<Type>())) return true;
        if (KRAIT_LIKELY(showsItsType(t, type))) return false;
        Ref claimed = getAttrOptional(t, v, t->name(kName___class__));
        if (claimed.isEmpty()) {
            if (t->hasError()) return Error{};
            return false;
        }
        return isType(claimed) && claimed.as<Type>() != typeOf(t, v) &&
               isSubtype(claimed.as<Type>(), cls.as<Type>());
    }
    bool valid = KRAIT_TRY(hasBases(t, cls));
    if (!valid) {
        return raise(t, TypeId::kTypeError,
                     "isinstance() arg 2 must be a type, a tuple of types, or a union");
    }
    Ref claimed = getAttrOptional(t, v, t->name(kName___class__));
    if (claimed.isEmpty()) {
        if (t->hasError()) return Error{};
        return false;
    }
    return derivesAbstractly(t, claimed, cls);
}

Result<bool> isSubclassByBases(Thread* t, Value derived, Value cls) {
    if (isType(derived) && isType(cls)) return isSubtype(derived.as<Type>(), cls.as<Type>());
    bool valid = KRAIT_TRY(hasBases(t, derived));
    if (!valid) return raise(t, TypeId::kTypeError, "issubclass() arg 1 must be a class");
    valid = KRAIT_TRY(hasBases(t, cls));
    if (!valid)
        return raise(t, TypeId::kTypeError,
                     "issubclass() arg 2 must be a class, a tuple of classes, or a union");
    return derivesAbstractly(t, derived, cls);
}

static Result<bool> checkWithHook(Thread* t, Value v, Value cls, NameId hook_name, bool instance) {
    if (instance && Value(typeOf(t, v)) == cls) return true;
    // A class of plain metaclass has the default check.
    if (isType(cls) && cls.as<Type>()->metatype() == t->type(TypeId::kType)) {
        return instance ? isInstanceByClass(t, v, cls) : isSubclassByBases(t, v, cls);
    }
    if (isTuple(cls)) {
        KRAIT_TRY(
            checkNativeStack(t, instance ? " in __instancecheck__" : " in __subclasscheck__"));
        for (int64_t i = 0; i < cls.as<Tuple>()->length; ++i) {
            bool yes =
                KRAIT_TRY(checkWithHook(t, v, cls.as<Tuple>()->items[i], hook_name, instance));
            if (yes) return true;
        }
        return false;
    }
    Ref hook = lookupSpecial(t, cls, t->name(hook_name));
    if (hook.isEmpty()) {
        if (t->hasError()) return Error{};
        return instance ? isInstanceByClass(t, v, cls) : isSubclassByBases(t, v, cls);
    }
    KRAIT_TRY(checkNativeStack(t, instance ? " in __instancecheck__" : " in __subclasscheck__"));
    Ref result = KRAIT_TRY(callFunction(t, hook, v));
    return isTrue(t, result);
}

Result<bool> isInstance(Thread* t, Value v, Value cls) {
    return checkWithHook(t, v, cls, kName___instancecheck__, true);
}
Result<bool> isSubclass(Thread* t, Value v, Value cls) {
    return checkWithHook(t, v, cls, kName___subclasscheck__, false);
}

} // namespace krait
