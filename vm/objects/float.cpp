// float: words, and Float objects for subclasses and for NaNs with an identity of their own.
#include "vm/objects/float.h"

#include "vm/base/float_text.h"
#include "vm/base/hash.h"
#include "vm/objects/byte_methods.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/number_format.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

#include <llvm/ADT/SmallVector.h>

#include <cerrno>
#include <cmath>

namespace krait {

bool isFloat(Value v) {
    return v.isNumber() || (v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeFloatSub));
}
double floatValue(Value v) {
    return v.isNumber() ? v.asNumber() : v.as<Float>()->value;
}

Ref floatNewNan(Thread* t, double nan) {
    New<Float> f = KRAIT_TRY(allocateObject<Float>(t, TypeId::kFloat));
    f->value = nan;
    return f;
}

// What the type's conversion to float gives: a float, or a subclass's instance with a warning.
static Ref convertBySlot(Thread* t, Value v) {
    Ref f = KRAIT_TRY(typeOf(t, v)->slots.to_float(t, v));
    if (!isFloat(f)) {
        return raise(t, TypeId::kTypeError, "%.50T.__float__ returned non-float (type %.50T)", v,
                     f.get());
    }
    if (!f.get().isNumber() && !isKind(f, TypeId::kFloat)) {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                       "%.50T.__float__ returned non-float (type %.50T).  The ability to "
                       "return an instance of a strict subclass of float is "
                       "deprecated, and may not be supported in a future version of Python.",
                       v, f.get()));
    }
    return f;
}

Result<double> toDouble(Thread* t, Value v) {
    if (v.isNumber()) return v.asNumber();
    if (v.isSmallInt()) return static_cast<double>(v.asSmallInt());
    if (isFloat(v)) return floatValue(v);
    Type* type = typeOf(t, v);
    if (type->slots.to_float) {
        Ref f = KRAIT_TRY(convertBySlot(t, v));
        return floatValue(f);
    }
    if (type->slots.index) {
        Ref i = KRAIT_TRY(toIndex(t, v));
        return intAsDouble(t, i);
    }
    return raise(t, TypeId::kTypeError, "must be real number, not %.50T", v);
}

// OverflowError(34, 'Numerical result out of range'), as from the C library.
static Error raiseResultRange(Thread* t) {
    Ref text = KRAIT_TRY(strFromAscii(t, "Numerical result out of range"));
    Ref e = KRAIT_TRY(
        callFunction(t, Value(t->type(TypeId::kOverflowError)), Value::smallInt(ERANGE), text));
    return raiseException(t, e);
}

Ref floatPow(Thread* t, double x, double y) {
    if (x == 0 && y < 0 && std::isfinite(y))
        return raise(t, TypeId::kZeroDivisionError, "0.0 cannot be raised to a negative power");
    if (x < 0 && std::isfinite(x) && std::isfinite(y) && y != std::floor(y)) {
        return complexPow(t, x, y);
    }
    double r = std::pow(x, y);
    if (std::isinf(r) && std::isfinite(x) && std::isfinite(y)) return raiseResultRange(t);
    return floatFrom(r);
}

namespace {

// Both operands as doubles; false if one is neither float nor int.
bool operands(Thread* t, Value a, Value b, double* x, double* y, bool* failed) {
    *failed = false;
    if (KRAIT_LIKELY(a.isNumber() && b.isNumber())) {
        *x = a.asNumber();
        *y = b.asNumber();
        return true;
    }
    for (int i = 0; i < 2; ++i) {
        Value v = i ? b : a;
        double* out = i ? y : x;
        if (isFloat(v)) {
            *out = floatValue(v);
        } else if (isInt(v)) {
            Result<double> d = intAsDouble(t, v);
            if (d.isError()) {
                *failed = true;
                return false;
            }
            *out = d.value();
        } else {
            return false;
        }
    }
    return true;
}
#define OPERANDS                                                                                   \
    double x, y;                                                                                   \
    bool failed;                                                                                   \
    if (!operands(t, a, b, &x, &y, &failed)) return failed ? Ref() : Ref::notImplemented();

Ref float_add(Thread* t, Value a, Value b) {
    OPERANDS
    return floatFrom(x + y);
}
Ref float_sub(Thread* t, Value a, Value b) {
    OPERANDS
    return floatFrom(x - y);
}
Ref float_mul(Thread* t, Value a, Value b) {
    OPERANDS
    return floatFrom(x * y);
}
Ref float_truediv(Thread* t, Value a, Value b) {
    OPERANDS
    if (y == 0) return raise(t, TypeId::kZeroDivisionError, "float division by zero");
    return floatFrom(x / y);
}
// Python: the remainder has the divisor's sign, and q * y + r is x as nearly as can be.
void divmodDoubles(double x, double y, double* q, double* r) {
    double mod = std::fmod(x, y);
    double div = (x - mod) / y;
    if (mod != 0) {
        if ((y < 0) != (mod < 0)) {
            mod += y;
            div -= 1;
        }
    } else {
        mod = std::copysign(0.0, y);
    }
    if (div != 0) {
        *q = std::floor(div);
        if (div - *q > 0.5) *q += 1;
    } else {
        *q = std::copysign(0.0, x / y);
    }
    *r = mod;
}
Ref float_floordiv(Thread* t, Value a, Value b) {
    OPERANDS
    if (y == 0) return raise(t, TypeId::kZeroDivisionError, "float floor division by zero");
    double q, r;
    divmodDoubles(x, y, &q, &r);
    return floatFrom(q);
}
Ref float_mod(Thread* t, Value a, Value b) {
    OPERANDS
    if (y == 0) return raise(t, TypeId::kZeroDivisionError, "float modulo by zero");
    double q, r;
    divmodDoubles(x, y, &q, &r);
    return floatFrom(r);
}
Ref float_power(Thread* t, Value a, Value b, Value m) {
    if (!m.isNone())
        return raise(t, TypeId::kTypeError,
                     "pow() 3rd argument not allowed unless all arguments are integers");
    OPERANDS
    return floatPow(t, x, y);
}
Ref compareDoubles(double x, double y, CompareOp op) {
    switch (op) {
    case CompareOp::kLt:
        return Ref::boolean(x < y);
    case CompareOp::kLe:
        return Ref::boolean(x <= y);
    case CompareOp::kEq:
        return Ref::boolean(x == y);
    case CompareOp::kNe:
        return Ref::boolean(x != y);
    case CompareOp::kGt:
        return Ref::boolean(x > y);
    default:
        return Ref::boolean(x >= y);
    }
}
Ref float_compare(Thread*, Value a, Value b, CompareOp op) {
    if (!isFloat(a)) return Ref::notImplemented();
    double x = floatValue(a);
    if (KRAIT_LIKELY(b.isNumber())) return compareDoubles(x, b.asNumber(), op);
    int order; // of a with b, exact even for ints that no double holds
    bool unordered = false;
    if (isFloat(b)) {
        double y = floatValue(b);
        unordered = std::isnan(x) || std::isnan(y);
        order = x < y ? -1 : x > y;
    } else if (isInt(b)) {
        unordered = std::isnan(x);
        uint64_t scratch;
        order = unordered ? 0 : -bigCompareDouble(intView(b, &scratch), x);
    } else {
        return Ref::notImplemented();
    }
    if (unordered) return Ref::boolean(op == CompareOp::kNe);
    bool r = op == CompareOp::kEq   ? order == 0
             : op == CompareOp::kNe ? order != 0
             : op == CompareOp::kLt ? order < 0
             : op == CompareOp::kLe ? order <= 0
             : op == CompareOp::kGt ? order > 0
                                    : order >= 0;
    return Ref::boolean(r);
}
Ref float_repr(Thread* t, Value v) {
    char text[64];
    return strFromAscii(t, {text, floatRepr(text, floatValue(v))});
}
Result<int64_t> float_hash(Thread*, Value v) {
    double d = floatValue(v);
    if (std::isnan(d)) {
        return hashPointer(v.bits());
    }
    return hashDouble(d);
}
Result<bool> float_truth(Thread*, Value v) {
    return floatValue(v) != 0;
}
Ref float_to_int(Thread* t, Value v) {
    return intFromDouble(t, floatValue(v));
}
Ref float_plain(Thread*, Value v) {
    if (v.isNumber() || isKind(v, TypeId::kFloat)) return Ref::share(v);
    return floatFrom(floatValue(v));
}
Ref float_negative(Thread*, Value v) {
    return floatFrom(-floatValue(v));
}
Ref float_absolute(Thread*, Value v) {
    return floatFrom(std::fabs(floatValue(v)));
}

// `given` is what the message shows.
Ref parseText(Thread* t, Value given, std::string_view text) {
    double d = 0;
    FloatParse parsed = parseFloat(text.data(), text.size(), &d);
    if (parsed == FloatParse::kNoMemory) return raiseNoMemory(t);
    if (parsed == FloatParse::kSyntax) {
        return raise(t, TypeId::kValueError, "could not convert string to float: %R", given);
    }
    if (std::isnan(d)) return floatNewNan(t, d);
    return floatFrom(d);
}
Ref float_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    Ref value;
    // Python: __float__ of a subclass of str goes before its text.
    if (isStr(a[1]) && !typeOf(t, a[1])->slots.to_float) {
        llvm::SmallVector<char, 64> storage;
        value = KRAIT_TRY(parseText(t, a[1], numberText(a[1].as<Str>(), storage)));
    } else if (a[1].isNumber() || isKind(a[1], TypeId::kFloat)) {
        value = KRAIT_TRY(float_plain(t, a[1]));
    } else if (isFloat(a[1])) {
        // Python: a subclass of float may define __float__, which counts here, and only here.
        Ref converted = KRAIT_TRY(convertBySlot(t, a[1]));
        value = KRAIT_TRY(float_plain(t, converted));
    } else if (isBytes(a[1]) || isByteArray(a[1])) {
        value = KRAIT_TRY(parseText(t, a[1], trimNumber(byteView(a[1]))));
    } else if (typeOf(t, a[1])->slots.to_float || typeOf(t, a[1])->slots.index) {
        double d = KRAIT_TRY(toDouble(t, a[1]));
        value = std::isnan(d) ? floatNewNan(t, d) : floatFrom(d);
        if (value.isError()) return Error{};
    } else if (typeOf(t, a[1])->slots.buffer) {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, a[1]));
        value = KRAIT_TRY(parseText(t, a[1], trimNumber(buffer.view())));
    } else {
        return raise(t, TypeId::kTypeError,
                     "float() argument must be a string or a real number, not '%.200T'", a[1]);
    }
    if (type == t->type(TypeId::kFloat)) return value;
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    static_cast<Float*>(o)->value = floatValue(value);
    return Ref::take(Value(o));
}
Ref convertToFloat(Thread* t, Value v) {
    if (v.isNumber()) return Ref::take(v);
    if (v.isSmallInt()) return floatFrom(static_cast<double>(v.asSmallInt()));
    Value arguments[] = {Value(t->type(TypeId::kFloat)), v};
    return float_new(t, arguments);
}

// --- methods
// ---------------------------------------------------------------------------------------------------------------

double self(Args a) {
    return floatValue(a[0]);
}
Ref float_as_integer_ratio(Thread* t, Args a) {
    double d = self(a);
    if (std::isnan(d)) return raise(t, TypeId::kValueError, "cannot convert NaN to integer ratio");
    if (std::isinf(d))
        return raise(t, TypeId::kOverflowError, "cannot convert Infinity to integer ratio");
    int exponent;
    double m = std::frexp(d, &exponent);
    for (int i = 0; i < 300 && m != std::floor(m); ++i) {
        m *= 2;
        --exponent;
    }
    Ref n = KRAIT_TRY(intFromDouble(t, m));
    Ref shift = KRAIT_TRY(intLShift(t, exponent > 0 ? n.get() : Value::smallInt(1),
                                    Value::smallInt(exponent > 0 ? exponent : -exponent)));
    return exponent > 0 ? tupleOf(t, shift, Value::smallInt(1)) : tupleOf(t, n, shift);
}
Ref float_is_integer(Thread*, Args a) {
    return Ref::boolean(std::isfinite(self(a)) && std::floor(self(a)) == self(a));
}
Ref float_conjugate(Thread* t, Args a) {
    return float_plain(t, a[0]);
}
Ref float_hex(Thread* t, Args a) {
    char text[kFloatHexSizeMax];
    return strFromAscii(t, {text, floatHex(text, self(a))});
}
Ref float_fromhex(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "bad argument type for built-in operation");
    }
    llvm::SmallVector<char, 64> storage;
    std::string_view text = numberText(a[1].as<Str>(), storage);
    double d;
    // Python: unlike elsewhere, only ASCII digits are digits.
    FloatParse parsed = a[1].as<Str>()->isAscii() ? parseFloatHex(text.data(), text.size(), &d)
                                                  : FloatParse::kSyntax;
    if (parsed == FloatParse::kTooLarge)
        return raise(t, TypeId::kOverflowError,
                     "hexadecimal value too large to represent as a float");
    if (parsed != FloatParse::kOk)
        return raise(t, TypeId::kValueError, "invalid hexadecimal floating-point string");
    Ref value = std::isnan(d) ? floatNewNan(t, d) : floatFrom(d);
    if (a[0] == Value(t->type(TypeId::kFloat))) return value;
    return callFunction(t, a[0], value);
}
Ref float_round(Thread* t, Args a) {
    double d = self(a);
    if (a[1].isEmpty() || a[1].isNone()) {
        if (!std::isfinite(d)) return intFromDouble(t, d);
        return intFromDouble(t, std::nearbyint(d)); // half to even
    }
    Ref digits = KRAIT_TRY(toIndex(t, a[1]));
    if (!std::isfinite(d) || d == 0) return floatFrom(d);
    int64_t n = intClamped(digits);
    if (n > 323) return floatFrom(d);
    if (n < -308) return floatFrom(std::copysign(0.0, d));
    double r = roundToDigits(d, n);
    if (std::isinf(r))
        return raise(t, TypeId::kOverflowError, "rounded value too large to represent");
    return floatFrom(r);
}
Ref float_trunc(Thread* t, Args a) {
    return intFromDouble(t, self(a));
}
Ref float_floor(Thread* t, Args a) {
    return intFromDouble(t, std::floor(self(a)));
}
Ref float_ceil(Thread* t, Args a) {
    return intFromDouble(t, std::ceil(self(a)));
}
Ref float_format(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "__format__() argument must be str, not %T", a[1]);
    if (a[1].as<Str>()->length == 0) return strOf(t, a[0]);
    return floatFormat(t, a[0], a[1].as<Str>());
}
Ref float_getnewargs(Thread* t, Args a) {
    return tupleOf(t, floatFrom(self(a)));
}
Ref float_divmod(Thread* t, Args args) {
    Value a = args[0], b = args[1];
    OPERANDS
    if (y == 0) return raise(t, TypeId::kZeroDivisionError, "float divmod()");
    double q, r;
    divmodDoubles(x, y, &q, &r);
    return tupleOf(t, floatFrom(q), floatFrom(r));
}
Ref float_rdivmod(Thread* t, Args a) {
    Value swapped[] = {a[1], a[0]};
    return float_divmod(t, swapped);
}
Ref float_getformat(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "__getformat__() argument must be str, not %T", a[1]);
    if (!strEqualAscii(a[1].as<Str>(), "double") && !strEqualAscii(a[1].as<Str>(), "float")) {
        return raise(t, TypeId::kValueError,
                     "__getformat__() argument 1 must be 'double' or 'float'");
    }
    return strFromAscii(t, "IEEE, little-endian");
}
Ref float_get_real(Thread* t, Value v) {
    return float_plain(t, v);
}
Ref float_get_imag(Thread*, Value) {
    return floatFrom(0);
}

constexpr MethodDef kFloatMethods[] = {
    {"as_integer_ratio(self, /)", float_as_integer_ratio,
     "Return a pair of integers, whose ratio is exactly equal to the original float."},
    {"conjugate(self, /)", float_conjugate, "Return self, the complex conjugate of any float."},
    {"fromhex(cls, string, /)", float_fromhex,
     "Create a floating-point number from a hexadecimal string.", kMethodClass},
    {"hex(self, /)", float_hex, "Return a hexadecimal representation of a floating-point number."},
    {"is_integer(self, /)", float_is_integer, "Return True if the float is an integer."},
    {"__ceil__(self, /)", float_ceil, "Return the ceiling as an Integral."},
    {"__divmod__(self, value, /)", float_divmod, "Return divmod(self, value).", kMethodSlot},
    {"__rdivmod__(self, value, /)", float_rdivmod, "Return divmod(value, self).", kMethodSlot},
    {"__floor__(self, /)", float_floor, "Return the floor as an Integral."},
    {"__format__(self, format_spec, /)", float_format,
     "Formats the float according to format_spec."},
    {"__getformat__(cls, typestr, /)", float_getformat,
     "You probably don't want to use this function.", kMethodClass},
    {"__getnewargs__(self, /)", float_getnewargs, nullptr},
    {"__round__(self, ndigits=None, /)", float_round,
     "Return the Integral closest to x, rounding half toward even."},
    {"__trunc__(self, /)", float_trunc, "Return the Integral closest to x between 0 and x."},
    {},
};
constexpr GetSetDef kFloatGetSets[] = {{"real", float_get_real}, {"imag", float_get_imag}, {}};
constexpr TypeSlots floatSlots() {
    TypeSlots s;
    s.repr = float_repr;
    s.hash = float_hash;
    s.compare = float_compare;
    s.truth = float_truth;
    s.to_int = float_to_int;
    s.to_float = float_plain;
    s.negative = float_negative;
    s.positive = float_plain;
    s.absolute = float_absolute;
    s.power = float_power;
    constexpr auto set = [](TypeSlots& slots, BinaryOp op, Ref (*f)(Thread*, Value, Value)) {
        slots.binary[static_cast<int>(op)] = f;
    };
    set(s, BinaryOp::kAdd, float_add);
    set(s, BinaryOp::kSub, float_sub);
    set(s, BinaryOp::kMul, float_mul);
    set(s, BinaryOp::kTrueDiv, float_truediv);
    set(s, BinaryOp::kFloorDiv, float_floordiv);
    set(s, BinaryOp::kMod, float_mod);
    return s;
}

// --- None, Ellipsis, NotImplemented
// ------------------------------------------------------------------------------------------

template <int which>
Ref singletonRepr(Thread* t, Value) {
    return strFromAscii(t, which == 0 ? "None" : which == 1 ? "Ellipsis" : "NotImplemented");
}
template <int which>
Ref singletonNew(Thread* t, Args a) {
    if (a[1].as<Tuple>()->length != 0 || (!a[2].isEmpty() && a[2].as<Dict>()->used != 0)) {
        constexpr const char* kNames[] = {"NoneType", "EllipsisType", "NotImplementedType"};
        return raise(t, TypeId::kTypeError, "%s takes no arguments", kNames[which]);
    }
    return which == 0 ? Ref::none()
                      : Ref::take(which == 1 ? Value::ellipsis() : Value::notImplemented());
}
Result<int64_t> noneHash(Thread*, Value) {
    return int64_t{0xFCA86420};
}
Result<bool> noneTruth(Thread*, Value) {
    return false;
}
Result<bool> notImplementedTruth(Thread* t, Value) {
    KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                   "NotImplemented should not be used in a boolean context"));
    return true;
}
template <int which>
Ref singletonReduce(Thread* t, Args) {
    return strFromAscii(t, which == 1 ? "Ellipsis" : "NotImplemented");
}
constexpr MethodDef kEllipsisMethods[] = {{"__reduce__(self, /)", singletonReduce<1>, nullptr}, {}};
constexpr MethodDef kNotImplementedMethods[] = {
    {"__reduce__(self, /)", singletonReduce<2>, nullptr}, {}};
template <int which>
constexpr TypeSlots singletonSlots() {
    TypeSlots s;
    s.repr = singletonRepr<which>;
    if (which == 0) {
        s.hash = noneHash;
        s.truth = noneTruth;
    }
    if (which == 2) s.truth = notImplementedTruth;
    return s;
}

} // namespace

const TypeSpec kFloatSpec = {
    .name = "float",
    .size = sizeof(Float),
    .flags = kTypeBase,
    .slots = floatSlots(),
    .doc = "Convert a string or number to a floating-point number, if possible.",
    .new_ = {"float(cls, x=0, /)", float_new, nullptr},
    .convert = convertToFloat,
    .methods = kFloatMethods,
    .getsets = kFloatGetSets,
};
const TypeSpec kNoneTypeSpec = {
    .name = "NoneType",
    .slots = singletonSlots<0>(),
    .doc = "The type of the None singleton.",
    .new_ = {"NoneType(cls, /, *args, **kwargs)", singletonNew<0>, nullptr}};
const TypeSpec kEllipsisTypeSpec = {
    .name = "ellipsis",
    .slots = singletonSlots<1>(),
    .doc = "The type of the Ellipsis singleton.",
    .new_ = {"ellipsis(cls, /, *args, **kwargs)", singletonNew<1>, nullptr},
    .methods = kEllipsisMethods};
const TypeSpec kNotImplementedTypeSpec = {
    .name = "NotImplementedType",
    .slots = singletonSlots<2>(),
    .doc = "The type of the NotImplemented singleton.",
    .new_ = {"NotImplementedType(cls, /, *args, **kwargs)", singletonNew<2>, nullptr},
    .methods = kNotImplementedMethods};

} // namespace krait
