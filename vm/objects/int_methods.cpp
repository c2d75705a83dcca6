// int and bool as Python sees them: slots, methods, construction.
#include "vm/base/hash.h"
#include "vm/objects/byte_methods.h"
#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/number_format.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

#include <llvm/ADT/SmallVector.h>

#include <bit>
#include <cstring>
#include <string>

namespace krait {

// --- limits
// --------------------------------------------------------------------------------------------------------------

int intMaxDigits(Thread* t) {
    return t->runtime->options.int_max_str_digits;
}
void setIntMaxDigits(Thread* t, int digits) {
    t->runtime->options.int_max_str_digits = digits;
}

namespace {

// --- slots
// -----------------------------------------------------------------------------------------------------------------

Ref int_compare(Thread*, Value a, Value b, CompareOp op) {
    if (!isInt(a) || !isInt(b)) return Ref::notImplemented();
    int order = intCompare(a, b);
    bool r = op == CompareOp::kEq   ? order == 0
             : op == CompareOp::kNe ? order != 0
             : op == CompareOp::kLt ? order < 0
             : op == CompareOp::kLe ? order <= 0
             : op == CompareOp::kGt ? order > 0
                                    : order >= 0;
    return Ref::boolean(r);
}
Ref int_repr(Thread* t, Value v) {
    return intToText(t, v, 10, false);
}
Result<int64_t> int_hash(Thread*, Value v) {
    return intHash(v);
}
Result<bool> int_truth(Thread*, Value v) {
    return intSign(v) != 0;
}
Ref int_to_int(Thread* t, Value v) {
    return intExact(t, v);
}
Ref int_to_float(Thread* t, Value v) {
    return floatFrom(KRAIT_TRY(intAsDouble(t, v)));
}
Ref int_absolute(Thread* t, Value v) {
    return intSign(v) < 0 ? intNegative(t, v) : int_to_int(t, v);
}

Ref plainOrSubclass(Thread* t, Type* type, Ref value) {
    if (type == t->type(TypeId::kInt)) return value;
    return intSubclass(t, type, value);
}
Ref int_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    Value x = a[1], base = a[2];
    if (x.isEmpty()) {
        if (!base.isEmpty()) return raise(t, TypeId::kTypeError, "int() missing string argument");
        return plainOrSubclass(t, type, intFrom(t, 0));
    }
    Ref value;
    if (base.isEmpty()) {
        value = KRAIT_TRY(toInt(t, x));
    } else {
        Ref index = KRAIT_TRY(toIndex(t, base));
        int64_t b = intClamped(index);
        if (b != 0 && (b < 2 || b > 36))
            return raise(t, TypeId::kValueError, "int() base must be >= 2 and <= 36, or 0");
        if (isStr(x))
            value = intFromStr(t, x.as<Str>(), static_cast<int>(b));
        else if (isBytes(x) || isByteArray(x))
            value = intFromBytesText(t, x, static_cast<int>(b));
        else
            return raise(t, TypeId::kTypeError,
                         "int() can't convert non-string with explicit base");
        if (value.isError()) return Error{};
    }
    return plainOrSubclass(t, type, std::move(value));
}

// --- methods
// -----------------------------------------------------------------------------------------------------------------

Ref int_bit_length(Thread* t, Args a) {
    if (KRAIT_LIKELY(a[0].isSmallInt())) {
        int64_t value = a[0].asSmallInt();
        auto magnitude = static_cast<uint64_t>(value < 0 ? -value : value);
        return Ref::take(Value::smallInt(std::bit_width(magnitude)));
    }
    uint64_t scratch;
    return intFrom(t, static_cast<int64_t>(bigBitLength(intView(a[0], &scratch))));
}
Ref int_bit_count(Thread* t, Args a) {
    uint64_t scratch;
    return intFrom(t, static_cast<int64_t>(bigBitCount(intView(a[0], &scratch))));
}
Ref int_conjugate(Thread* t, Args a) {
    return int_to_int(t, a[0]);
}
Ref int_as_integer_ratio(Thread* t, Args a) {
    Ref v = KRAIT_TRY(int_to_int(t, a[0]));
    return tupleOf(t, v, Value::smallInt(1));
}
Ref int_is_integer(Thread*, Args) {
    return Ref::boolean(true);
}
Ref int_round(Thread* t, Args a) {
    if (a[1].isEmpty()) return int_to_int(t, a[0]);
    Ref digits = KRAIT_TRY(toIndex(t, a[1]));
    if (intSign(digits) >= 0) return int_to_int(t, a[0]);
    // Half to even, at 10**-digits.
    Ref power = KRAIT_TRY(intNegative(t, digits));
    Ref unit = KRAIT_TRY(intPow(t, Value::smallInt(10), power, Value::none()));
    Ref q, r;
    KRAIT_TRY(intDivmod(t, a[0], unit, &q, &r));
    Ref twice = KRAIT_TRY(intAdd(t, r, r));
    int order = intCompare(twice, unit);
    Ref low = KRAIT_TRY(intSub(t, a[0], r));
    uint64_t scratch;
    bool odd = intView(q, &scratch).isOdd();
    if (order > 0 || (order == 0 && odd)) return intAdd(t, low, unit);
    return int_to_int(t, low);
}
Ref int_format(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "__format__() argument must be str, not %T", a[1]);
    if (a[1].as<Str>()->length == 0) return strOf(t, a[0]);
    return intFormat(t, a[0], a[1].as<Str>());
}
Ref int_getnewargs(Thread* t, Args a) {
    Ref v = KRAIT_TRY(int_to_int(t, a[0]));
    return tupleOf(t, v);
}
Ref int_sizeof(Thread*, Args a) {
    uint64_t scratch;
    uint32_t limbs = intView(a[0], &scratch).count;
    return Ref::take(
        Value::smallInt(a[0].isObject() ? static_cast<int64_t>(sizeof(Int) + limbs * 8) : 8));
}
Ref int_divmod(Thread* t, Args a) {
    if (!isInt(a[0]) || !isInt(a[1])) return Ref::notImplemented();
    Ref q, r;
    KRAIT_TRY(intDivmod(t, a[0], a[1], &q, &r));
    return tupleOf(t, q, r);
}
Ref int_rdivmod(Thread* t, Args a) {
    Value swapped[] = {a[1], a[0]};
    return int_divmod(t, swapped);
}
Result<ByteOrder> byteOrderOf(Thread* t, Value v, const char* function) {
    if (v.isEmpty()) return ByteOrder::kBig;
    if (!isStr(v))
        return raise(t, TypeId::kTypeError, "to_bytes() argument 'byteorder' must be str, not %T",
                     v);
    if (strEqualAscii(v.as<Str>(), "little")) return ByteOrder::kLittle;
    if (strEqualAscii(v.as<Str>(), "big")) return ByteOrder::kBig;
    return raise(t, TypeId::kValueError, "byteorder must be either 'little' or 'big'");
}
Ref int_to_bytes(Thread* t, Args a) {
    int64_t length = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (length < 0) return raise(t, TypeId::kValueError, "length argument must be non-negative");
    ByteOrder order = KRAIT_TRY(byteOrderOf(t, a[2], "to_bytes"));
    bool is_signed = KRAIT_TRY(isTrue(t, a[3]));
    if (a[0].isSmallInt() && a[0].asSmallInt() >= 0 && length <= 8) {
        auto value = static_cast<uint64_t>(a[0].asSmallInt());
        if (std::bit_width(value) + is_signed > length * 8 && value != 0)
            return raise(t, TypeId::kOverflowError, "int too big to convert");
        New<Bytes> out = KRAIT_TRY(bytesAllocate(t, length));
        for (int64_t i = 0; i < length; ++i) {
            int64_t place = order == ByteOrder::kLittle ? i : length - 1 - i;
            out->data[place] = static_cast<char>(value);
            value >>= 8;
        }
        return out;
    }
    if (intSign(a[0]) < 0 && !is_signed)
        return raise(t, TypeId::kOverflowError, "can't convert negative int to unsigned");
    New<Bytes> out = KRAIT_TRY(bytesAllocate(t, length));
    uint64_t scratch;
    if (bigToBytes(reinterpret_cast<uint8_t*>(out->data), static_cast<size_t>(length), order,
                   is_signed, intView(a[0], &scratch)) != BigStatus::kOk) {
        return raise(t, TypeId::kOverflowError, "int too big to convert");
    }
    return out;
}
Ref int_from_bytes(Thread* t, Args a) {
    if (isStr(a[1]) || isInt(a[1])) {
        return raise(t, TypeId::kTypeError, "cannot convert '%.200T' object to bytes", a[1]);
    }
    // A subclass may have __bytes__.
    Ref data = isKind(a[1], TypeId::kBytes)
                   ? Ref::share(a[1])
                   : bytesFromArguments(t, "bytes", a[1], Value(), Value());
    if (data.isError()) return Error{};
    ByteOrder order = KRAIT_TRY(byteOrderOf(t, a[2], "from_bytes"));
    bool is_signed = KRAIT_TRY(isTrue(t, a[3]));
    std::string_view bytes = byteView(data);
    if (bytes.size() < 8 && a[0] == Value(t->type(TypeId::kInt))) {
        uint64_t value = 0;
        for (size_t i = 0; i < bytes.size(); ++i) {
            size_t place = order == ByteOrder::kLittle ? bytes.size() - 1 - i : i;
            value = value << 8 | static_cast<uint8_t>(bytes[place]);
        }
        auto result = static_cast<int64_t>(value);
        auto bits = static_cast<unsigned>(bytes.size() * 8);
        if (is_signed && bits != 0 && value >> (bits - 1)) result -= int64_t{1} << bits;
        return intFrom(t, result);
    }
    llvm::SmallVector<Limb, 16> limbs(bigFromBytesSizeMax(bytes.size()));
    BigOut out = bigFromBytes(limbs.data(), reinterpret_cast<const uint8_t*>(bytes.data()),
                              bytes.size(), order, is_signed);
    Ref value = KRAIT_TRY(intFromLimbs(t, {limbs.data(), out.count}, out.negative));
    if (a[0] == Value(t->type(TypeId::kInt))) return value;
    return callFunction(t, a[0], value);
}
Ref int_get_real(Thread* t, Value v) {
    return int_to_int(t, v);
}
Ref int_get_zero(Thread* t, Value) {
    return intFrom(t, 0);
}
Ref int_get_one(Thread* t, Value) {
    return intFrom(t, 1);
}

constexpr MethodDef kIntMethods[] = {
    {"as_integer_ratio(self, /)", int_as_integer_ratio,
     "Return a pair of integers, whose ratio is equal to the original int."},
    {"bit_count(self, /)", int_bit_count,
     "Number of ones in the binary representation of the absolute value of self."},
    {"bit_length(self, /)", int_bit_length,
     "Number of bits necessary to represent self in binary."},
    {"conjugate(self, /)", int_conjugate, "Returns self, the complex conjugate of any int."},
    {"from_bytes(cls, /, bytes, byteorder='big', *, signed=False)", int_from_bytes,
     "Return the integer represented by the given array of bytes.", kMethodClass},
    {"is_integer(self, /)", int_is_integer,
     "Returns True. Exists for duck type compatibility with float.is_integer."},
    {"to_bytes(self, /, length=1, byteorder='big', *, signed=False)", int_to_bytes,
     "Return an array of bytes representing an integer."},
    {"__ceil__(self, /)", int_conjugate, "Ceiling of an Integral returns itself."},
    {"__divmod__(self, value, /)", int_divmod, "Return divmod(self, value).", kMethodSlot},
    {"__rdivmod__(self, value, /)", int_rdivmod, "Return divmod(value, self).", kMethodSlot},
    {"__floor__(self, /)", int_conjugate, "Flooring an Integral returns itself."},
    {"__format__(self, format_spec, /)", int_format,
     "Convert to a string according to format_spec."},
    {"__getnewargs__(self, /)", int_getnewargs, nullptr},
    {"__round__(self, ndigits=<unset>, /)", int_round, "Rounding an Integral returns itself."},
    {"__sizeof__(self, /)", int_sizeof, "Returns size in memory, in bytes."},
    {"__trunc__(self, /)", int_conjugate, "Truncating an Integral returns itself."},
    {},
};
constexpr GetSetDef kIntGetSets[] = {{"real", int_get_real},
                                     {"imag", int_get_zero},
                                     {"numerator", int_get_real},
                                     {"denominator", int_get_one},
                                     {}};

constexpr TypeSlots intSlots() {
    TypeSlots s;
    s.size = intObjectSize;
    s.repr = int_repr;
    s.hash = int_hash;
    s.compare = int_compare;
    s.truth = int_truth;
    s.to_int = int_to_int;
    s.to_float = int_to_float;
    s.index = int_to_int;
    s.negative = intNegative;
    s.positive = int_to_int;
    s.absolute = int_absolute;
    s.invert = intInvert;
    s.power = intPow;
    constexpr auto set = [](TypeSlots& slots, BinaryOp op, Ref (*f)(Thread*, Value, Value)) {
        slots.binary[static_cast<int>(op)] = f;
    };
    set(s, BinaryOp::kAdd, intAdd);
    set(s, BinaryOp::kSub, intSub);
    set(s, BinaryOp::kMul, intMul);
    set(s, BinaryOp::kTrueDiv, intTrueDiv);
    set(s, BinaryOp::kFloorDiv, intFloorDiv);
    set(s, BinaryOp::kMod, intMod);
    set(s, BinaryOp::kAnd, intAnd);
    set(s, BinaryOp::kOr, intOr);
    set(s, BinaryOp::kXor, intXor);
    set(s, BinaryOp::kLShift, intLShift);
    set(s, BinaryOp::kRShift, intRShift);
    return s;
}

// --- bool
// ----------------------------------------------------------------------------------------------------------------------

Ref bool_new(Thread* t, Args a) {
    if (a[1].isEmpty()) return Ref::boolean(false);
    return Ref::boolean(KRAIT_TRY(isTrue(t, a[1])));
}
Ref convertToBool(Thread* t, Value v) {
    return Ref::boolean(KRAIT_TRY(isTrue(t, v)));
}
Ref bool_repr(Thread* t, Value v) {
    return strFromAscii(t, v.asBool() ? "True" : "False");
}
template <Ref (*op)(Thread*, Value, Value)>
Ref boolean(Thread* t, Value a, Value b) {
    if (!a.isBool() || !b.isBool()) return op(t, a, b);
    Ref r = KRAIT_TRY(op(t, a, b)); // 0 or 1
    return Ref::boolean(r.get().asSmallInt() != 0);
}
Ref bool_invert(Thread* t, Value v) {
    KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                   "Bitwise inversion '~' on bool is deprecated and will be removed in Python "
                   "3.16. This returns the bitwise inversion of the underlying int object and is "
                   "usually not what you expect from negating a bool. Use the 'not' operator for "
                   "boolean negation or ~int(x) if you really want the bitwise inversion of the "
                   "underlying int."));
    return intInvert(t, v);
}
constexpr TypeSlots boolSlots() {
    TypeSlots s;
    s.repr = bool_repr;
    s.invert = bool_invert;
    s.binary[static_cast<int>(BinaryOp::kAnd)] = boolean<intAnd>;
    s.binary[static_cast<int>(BinaryOp::kOr)] = boolean<intOr>;
    s.binary[static_cast<int>(BinaryOp::kXor)] = boolean<intXor>;
    return s;
}

} // namespace

Ref toInt(Thread* t, Value v) {
    if (isExactInt(v)) return Ref::share(v);
    if (v.isNumber()) return intFromDouble(t, v.asNumber());
    Type* type = typeOf(t, v);
    if (type->slots.to_int) {
        Ref result = KRAIT_TRY(type->slots.to_int(t, v));
        if (!isInt(result))
            return raise(t, TypeId::kTypeError, "__int__ returned non-int (type %.200T)",
                         result.get());
        if (!isExactInt(result)) {
            KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                           "__int__ returned non-int (type %.200T).  The ability to return an "
                           "instance of a strict subclass of int is deprecated, and may not "
                           "be supported in a future version of Python.",
                           result.get()));
            return intSubclassToInt(t, result);
        }
        return result;
    }
    if (type->slots.index) return toIndex(t, v);
    Ref trunc = lookupSpecial(t, v, t->name(kName___trunc__));
    if (trunc.isEmpty() && t->hasError()) return Error{};
    if (!trunc.isEmpty()) {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                       "The delegation of int() to __trunc__ is deprecated."));
        Ref result = KRAIT_TRY(callFunction(t, trunc));
        if (isInt(result)) return intSubclassToInt(t, result);
        if (typeOf(t, result)->slots.index) return toIndex(t, result);
        return raise(t, TypeId::kTypeError, "__trunc__ returned non-Integral (type %.200T)",
                     result.get());
    }
    if (isStr(v)) return intFromStr(t, v.as<Str>(), 10);
    if (isBytes(v) || isByteArray(v)) return intFromBytesText(t, v, 10);
    if (type->slots.buffer) {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, v));
        Ref copy = KRAIT_TRY(bytesFrom(t, buffer.view()));
        return intFromBytesText(t, copy, 10);
    }
    return raise(
        t, TypeId::kTypeError,
        "int() argument must be a string, a bytes-like object or a real number, not '%.200T'", v);
}

Ref divmodOp(Thread* t, Value a, Value b) {
    Type *type_a = typeOf(t, a), *type_b = typeOf(t, b);
    if (isInt(a) && isInt(b)) {
        Value both[] = {a, b};
        if (type_a->layout_id == type_a->id && type_b->layout_id == type_b->id) {
            return int_divmod(t, both);
        }
    }
    // type(self).name(other), or EMPTY without exception.
    auto ask = [&](Value self, NameId name, Value other) -> Ref {
        Ref method = lookupSpecial(t, self, t->name(name));
        if (method.isEmpty()) return t->hasError() ? Ref() : Ref::notImplemented();
        return callFunction(t, method, other);
    };
    bool reflected = type_a != type_b && typeLookup(t, type_a, t->name(kName___rdivmod__)) !=
                                             typeLookup(t, type_b, t->name(kName___rdivmod__));
    if (reflected && isSubtype(type_b, type_a)) {
        Ref result = KRAIT_TRY(ask(b, kName___rdivmod__, a));
        if (!result.get().isNotImplemented()) return result;
        reflected = false;
    }
    Ref result = KRAIT_TRY(ask(a, kName___divmod__, b));
    if (!result.get().isNotImplemented()) return result;
    if (reflected) {
        result = KRAIT_TRY(ask(b, kName___rdivmod__, a));
        if (!result.get().isNotImplemented()) return result;
    }
    return raise(t, TypeId::kTypeError,
                 "unsupported operand type(s) for divmod(): '%.100T' and '%.100T'", a, b);
}

Ref absoluteOp(Thread* t, Value v) {
    if (auto f = typeOf(t, v)->slots.absolute) return f(t, v);
    return raise(t, TypeId::kTypeError, "bad operand type for abs(): '%.200T'", v);
}

const TypeSpec kIntSpec = {
    .name = "int",
    .size = sizeof(Int),
    .flags = kTypeBase | kTypeVariableSize,
    .slots = intSlots(),
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an "
           "integer, or return 0 if no arguments\nare given.  If x is a number, return "
           "x.__int__().  For floating-point\nnumbers, this truncates towards zero.\n\nIf x is "
           "not a number or if base is given, then x must be a string,\nbytes, or bytearray "
           "instance representing an integer literal in the\ngiven base.  The literal can be "
           "preceded by '+' or '-' and be surrounded\nby whitespace.  The base defaults to 10.  "
           "Valid bases are 0 and 2-36.\nBase 0 means to interpret the base from the string as an "
           "integer literal.\n>>> int('0b100', base=0)\n4",
    .new_ = {"int(cls, x=<unset>, /, base=<unset>)", int_new, nullptr, kMethodPositionalErrors},
    .convert = toInt,
    .methods = kIntMethods,
    .getsets = kIntGetSets,
};
const TypeSpec kBoolSpec = {
    .name = "bool",
    .base = TypeId::kInt,
    .size = sizeof(Int),
    .slots = boolSlots(),
    .doc = "Returns True when the argument is true, False otherwise.\nThe builtins True and False "
           "are the only two instances of the class bool.\nThe class bool is a subclass of the "
           "class int, and cannot be subclassed.",
    .new_ = {"bool(cls, object=False, /)", bool_new, nullptr},
    .convert = convertToBool,
};

} // namespace krait
