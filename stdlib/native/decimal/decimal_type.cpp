// The type Decimal: slots and methods over number.h, in the current context or the one given.
#include "stdlib/native/decimal/objects.h"

#include <algorithm>

namespace krait::decimal {
namespace {

// --- operators -----------------------------------------------------------------------------------

// --- small numbers: two limbs at most, without scratch space -------------------------------------

// A number of at most two limbs as a machine integer.
inline Wide wideOf(const Operand& x) {
    if (x.count == 0) return 0;
    return x.count == 1 ? Wide{x.limbs[0]} : Wide{x.limbs[1]} * kLimbBase + x.limbs[0];
}
struct Small : Operand {
    Limb room[2];
    // value < 10**38
    void set(Wide value) {
        limbs = room;
        kind = Kind::kFinite;
        room[1] = divideByBase(value, &room[0]);
        count = room[1] != 0 ? 2 : room[0] != 0;
    }
};

// a + b or a - b, exact. False: not small enough.
inline bool smallSum(Small& r, const Operand& a, const Operand& b, bool flip, Rounding rounding) {
    if (a.isSpecial() || b.isSpecial() || a.count > 2 || b.count > 2) return false;
    Wide x = wideOf(a), y = wideOf(b);
    int64_t places = a.exponent - b.exponent;
    // LIMIT: 37 digits, so that the sum has 38 at most.
    constexpr int64_t kDigitsMax = 37;
    if (places == 0) {
        if ((a.count == 2 && a.limbs[1] >= kPowersOfTen[18]) ||
            (b.count == 2 && b.limbs[1] >= kPowersOfTen[18])) {
            return false;
        }
    } else if (places > 0) {
        if (places > kLimbDigits || (b.count == 2 && b.limbs[1] >= kPowersOfTen[18]) ||
            a.digits() + places > kDigitsMax) {
            return false;
        }
        x *= kPowersOfTen[places];
    } else {
        if (-places > kLimbDigits || (a.count == 2 && a.limbs[1] >= kPowersOfTen[18]) ||
            b.digits() - places > kDigitsMax) {
            return false;
        }
        y *= kPowersOfTen[-places];
    }
    r.exponent = places > 0 ? b.exponent : a.exponent;
    bool b_negative = b.negative != flip;
    r.negative = a.negative;
    if (a.negative == b_negative) {
        r.set(x + y);
    } else if (x == y) {
        r.negative = rounding == Rounding::kFloor;
        r.set(0);
    } else {
        if (x < y) r.negative = b_negative;
        r.set(x < y ? y - x : x - y);
    }
    return true;
}
inline bool smallProduct(Small& r, const Operand& a, const Operand& b) {
    if (a.isSpecial() || b.isSpecial() || a.count > 1 || b.count > 1) return false;
    r.exponent = a.exponent + b.exponent;
    r.negative = a.negative != b.negative;
    r.set(wideOf(a) * wideOf(b));
    return true;
}

// An exact result as the rules want it.
Ref deliver(Thread* t, Type* type, const Operand& exact, ContextObject* c) {
    const Rules& rules = c->rules;
    int64_t digits = exact.digits();
    if (KRAIT_LIKELY(digits <= rules.precision && !rules.clamp && exact.exponent >= rules.emin &&
                     exact.exponent + digits - 1 <= rules.emax)) {
        return decimalFromType(t, type, exact);
    }
    Number r;
    uint32_t status = 0;
    KRAIT_TRY(noMemoryUnless(t, r.copy(exact)));
    finish(r, rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFromType(t, type, r);
}

template <Binary kOperation>
Ref decimalBinary(Thread* t, Value a, Value b) {
    constexpr bool kSum = kOperation == add || kOperation == subtract;
    constexpr bool kProduct = kOperation == multiply;
    if (KRAIT_LIKELY(isDecimal(t, a) && isDecimal(t, b))) {
        ContextObject* c = KRAIT_TRY(currentContext(t));
        Type* type = stateOf(t)->decimal;
        if constexpr (kSum || kProduct) {
            Small exact;
            bool small = kSum ? smallSum(exact, operandOf(a), operandOf(b), kOperation == subtract,
                                         c->rules.rounding)
                              : smallProduct(exact, operandOf(a), operandOf(b));
            if (KRAIT_LIKELY(small)) return deliver(t, type, exact, c);
        }
        Number r;
        uint32_t status = 0;
        kOperation(r, operandOf(a), operandOf(b), c->rules, &status);
        KRAIT_TRY(signal(t, c, status));
        return decimalFromType(t, type, r);
    }
    Argument x, y;
    if (!KRAIT_TRY(x.loadIfNumber(t, a)) || !KRAIT_TRY(y.loadIfNumber(t, b))) {
        return Ref::notImplemented();
    }
    ContextObject* c = KRAIT_TRY(currentContext(t));
    Number r;
    uint32_t status = 0;
    kOperation(r, x, y, c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}

template <Unary kOperation>
Ref decimalUnary(Thread* t, Value a) {
    ContextObject* c = KRAIT_TRY(currentContext(t));
    Number r;
    uint32_t status = 0;
    kOperation(r, operandOf(a), c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}

Ref decimalPower(Thread* t, Value a, Value b, Value modulus) {
    Argument x, y, z;
    if (!KRAIT_TRY(x.loadIfNumber(t, a)) || !KRAIT_TRY(y.loadIfNumber(t, b))) {
        return Ref::notImplemented();
    }
    bool with_modulus = !modulus.isEmpty() && !modulus.isNone();
    if (with_modulus && !KRAIT_TRY(z.loadIfNumber(t, modulus))) return Ref::notImplemented();
    ContextObject* c = KRAIT_TRY(currentContext(t));
    Number r;
    uint32_t status = 0;
    if (with_modulus) {
        powerModulo(r, x, y, z, c->rules, &status);
    } else {
        power(r, x, y, c->rules, &status);
    }
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}

Ref divmodOf(Thread* t, Value a, Value b) {
    Argument x, y;
    if (!KRAIT_TRY(x.loadIfNumber(t, a)) || !KRAIT_TRY(y.loadIfNumber(t, b))) {
        return Ref::notImplemented();
    }
    ContextObject* c = KRAIT_TRY(currentContext(t));
    Number quotient, rest;
    uint32_t status = 0;
    divideRemainder(quotient, rest, x, y, c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    Ref first = KRAIT_TRY(decimalFrom(t, quotient));
    Ref second = KRAIT_TRY(decimalFrom(t, rest));
    return tupleOf(t, first, second);
}
Ref decimal_dunder_divmod(Thread* t, Args a) {
    return divmodOf(t, a[0], a[1]);
}
Ref decimal_dunder_rdivmod(Thread* t, Args a) {
    return divmodOf(t, a[1], a[0]);
}

Result<bool> decimalTruth(Thread*, Value v) {
    return !operandOf(v).isZero();
}
Ref decimalStr(Thread* t, Value v) {
    ContextObject* c = KRAIT_TRY(currentContext(t));
    return textOf(t, operandOf(v), c->rules.capitals);
}
Ref decimalRepr(Thread* t, Value v) {
    ContextObject* c = KRAIT_TRY(currentContext(t));
    Text text;
    text.append("Decimal('");
    print(text, operandOf(v), c->rules.capitals);
    text.append("')");
    if (text.failed) return raiseNoMemory(t);
    return strFromAscii(t, text.view());
}
Ref decimalInt(Thread* t, Value v) {
    return intRounded(t, operandOf(v), Rounding::kDown);
}
Ref decimalFloat(Thread* t, Value v) {
    double d = KRAIT_TRY(decimalToDouble(t, operandOf(v)));
    return d == d ? floatFrom(d) : floatNewNan(t, d);
}

// --- methods -------------------------------------------------------------------------------------

Ref decimal_dunder_new(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[2]));
    return decimalFromAny(t, a[0].as<Type>(), a[1], c, true);
}
// Decimal(x), of the class itself.
Ref decimalConvert(Thread* t, Value v) {
    ContextObject* c = KRAIT_TRY(currentContext(t));
    return decimalFromAny(t, stateOf(t)->decimal, v, c, true);
}

// (self, context)
template <Unary kOperation>
Ref decimal_unary(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[1]));
    Number r;
    uint32_t status = 0;
    kOperation(r, operandOf(a[0]), c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}
// (self, other, context)
template <Binary kOperation>
Ref decimal_binary(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[2]));
    Argument y;
    KRAIT_TRY(y.load(t, a[1]));
    Number r;
    uint32_t status = 0;
    kOperation(r, operandOf(a[0]), y, c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}
template <int (*kCompare)(const Operand&, const Operand&)>
Ref decimal_total(Thread* t, Args a) {
    (void)KRAIT_TRY(contextArgument(t, a[2]));
    Argument y;
    KRAIT_TRY(y.load(t, a[1]));
    int order = kCompare(operandOf(a[0]), y);
    Number r;
    r.set(order < 0, order != 0, 0);
    return decimalFrom(t, r);
}
// (self, rounding, context)
template <Unary kOperation>
Ref decimal_integral(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[2]));
    Rules rules = c->rules;
    if (!a[1].isNone()) rules.rounding = KRAIT_TRY(roundingArgument(t, a[1]));
    Number r;
    uint32_t status = 0;
    kOperation(r, operandOf(a[0]), rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}
Ref decimal_quantize(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[3]));
    Rules rules = c->rules;
    if (!a[2].isNone()) rules.rounding = KRAIT_TRY(roundingArgument(t, a[2]));
    Argument y;
    KRAIT_TRY(y.load(t, a[1]));
    Number r;
    uint32_t status = 0;
    quantize(r, operandOf(a[0]), y, rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}
Ref decimal_fma(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[3]));
    Argument y, z;
    KRAIT_TRY(y.load(t, a[1]));
    KRAIT_TRY(z.load(t, a[2]));
    Number r;
    uint32_t status = 0;
    fusedMultiplyAdd(r, operandOf(a[0]), y, z, c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}
Ref decimal_same_quantum(Thread* t, Args a) {
    (void)KRAIT_TRY(contextArgument(t, a[2]));
    Argument y;
    KRAIT_TRY(y.load(t, a[1]));
    return Ref::boolean(sameQuantum(operandOf(a[0]), y));
}
Ref decimal_copy_sign(Thread* t, Args a) {
    (void)KRAIT_TRY(contextArgument(t, a[2]));
    Argument y;
    KRAIT_TRY(y.load(t, a[1]));
    Operand copy = operandOf(a[0]);
    copy.negative = y.get().negative;
    return decimalFrom(t, copy);
}
Ref decimal_copy_abs(Thread* t, Args a) {
    Operand copy = operandOf(a[0]);
    copy.negative = false;
    return decimalFrom(t, copy);
}
Ref decimal_copy_negate(Thread* t, Args a) {
    Operand copy = operandOf(a[0]);
    copy.negative = !copy.negative;
    return decimalFrom(t, copy);
}
Ref decimal_self(Thread*, Args a) {
    return Ref::share(a[0]);
}
Ref decimal_adjusted(Thread* t, Args a) {
    Operand x = operandOf(a[0]);
    return intFrom(t, x.isSpecial() ? 0 : x.adjusted());
}
Ref decimal_radix(Thread* t, Args) {
    Number ten;
    ten.set(false, 10, 0);
    return decimalFrom(t, ten);
}

template <bool (*kTest)(const Operand&)>
Ref decimal_test(Thread*, Args a) {
    return Ref::boolean(kTest(operandOf(a[0])));
}
template <bool (*kTest)(const Operand&, const Rules&)>
Ref decimal_range_test(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[1]));
    return Ref::boolean(kTest(operandOf(a[0]), c->rules));
}
bool isCanonical(const Operand&) {
    return true;
}
bool isFinite(const Operand& x) {
    return x.isFinite();
}
bool isInfinite(const Operand& x) {
    return x.isInfinite();
}
bool isNan(const Operand& x) {
    return x.isNan();
}
bool isQuietNan(const Operand& x) {
    return x.kind == Kind::kNan;
}
bool isSignaling(const Operand& x) {
    return x.kind == Kind::kSignaling;
}
bool isSigned(const Operand& x) {
    return x.negative;
}
bool isZero(const Operand& x) {
    return x.isZero();
}

Ref decimal_number_class(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[1]));
    return strFromAscii(t, numberClass(operandOf(a[0]), c->rules));
}
Ref decimal_to_eng_string(Thread* t, Args a) {
    ContextObject* c = KRAIT_TRY(contextArgument(t, a[1]));
    return textOf(t, operandOf(a[0]), c->rules.capitals, true);
}

Ref decimal_as_tuple(Thread* t, Args a) {
    Operand x = operandOf(a[0]);
    Ref exponent;
    New<Tuple> digits;
    if (x.isInfinite()) {
        exponent = KRAIT_TRY(strFromAscii(t, "F"));
        digits = KRAIT_TRY(tupleAllocate(t, 1));
        digits->items[0] = Value::smallInt(0);
    } else {
        exponent =
            x.isNan() ? strFromAscii(t, x.kind == Kind::kNan ? "n" : "N") : intFrom(t, x.exponent);
        if (exponent.isError()) return Error{};
        int64_t count = x.isNan() && x.count == 0 ? 0 : x.digits();
        digits = KRAIT_TRY(tupleAllocate(t, count));
        for (int64_t i = 0; i < count; ++i) {
            auto place = static_cast<uint64_t>(count - 1 - i);
            digits->items[i] = Value::smallInt(digitAt(x.limbs, x.count, place));
        }
    }
    if (stateOf(t)->decimal_tuple.isEmpty()) return moduleIsGone(t);
    return callFunction(t, stateOf(t)->decimal_tuple, Value::smallInt(x.negative), digits,
                        exponent);
}
Ref decimal_as_integer_ratio(Thread* t, Args a) {
    return decimalRatio(t, operandOf(a[0]));
}
Ref decimal_dunder_reduce(Thread* t, Args a) {
    Ref text = KRAIT_TRY(decimalStr(t, a[0]));
    Ref arguments = KRAIT_TRY(tupleOf(t, text));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments);
}
Ref decimal_dunder_floor(Thread* t, Args a) {
    return intRounded(t, operandOf(a[0]), Rounding::kFloor);
}
Ref decimal_dunder_ceil(Thread* t, Args a) {
    return intRounded(t, operandOf(a[0]), Rounding::kCeiling);
}
Ref decimal_dunder_trunc(Thread* t, Args a) {
    return decimalInt(t, a[0]);
}
Ref decimal_dunder_complex(Thread* t, Args a) {
    return complexFrom(t, KRAIT_TRY(decimalToDouble(t, operandOf(a[0]))), 0);
}
Ref decimal_dunder_round(Thread* t, Args a) {
    if (a[1].isEmpty()) return intRounded(t, operandOf(a[0]), Rounding::kHalfEven);
    if (!isInt(a[1])) return raise(t, TypeId::kTypeError, "optional arg must be an integer");
    int64_t places;
    if (!intFits(a[1], &places)) {
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C ssize_t");
    }
    ContextObject* c = KRAIT_TRY(currentContext(t));
    Number unit, r;
    unit.set(false, 1, places == INT64_MIN ? INT64_MAX : -places);
    uint32_t status = 0;
    quantize(r, operandOf(a[0]), unit, c->rules, &status);
    KRAIT_TRY(signal(t, c, status));
    return decimalFrom(t, r);
}
Ref decimal_dunder_format(Thread* t, Args a) {
    return decimalFormat(t, a[0], a[1], a[2]);
}
Ref decimal_dunder_sizeof(Thread* t, Args a) {
    return intFrom(
        t, static_cast<int64_t>(sizeof(DecimalObject) + operandOf(a[0]).count * sizeof(Limb)));
}
Ref decimal_from_float(Thread* t, Args a) {
    Number r;
    if (isInt(a[1])) {
        KRAIT_TRY(numberFromInt(t, r, a[1]));
    } else if (isFloat(a[1])) {
        KRAIT_TRY(noMemoryUnless(t, numberFromDouble(r, floatValue(a[1]))));
    } else {
        return raise(t, TypeId::kTypeError, "argument must be int or float");
    }
    Ref made = KRAIT_TRY(decimalFrom(t, r));
    if (a[0] == Value(stateOf(t)->decimal)) return made;
    return callFunction(t, a[0], made);
}

Ref getImaginary(Thread* t, Value) {
    Number zero;
    return decimalFrom(t, zero);
}

constexpr MethodDef kMethods[] = {
    {"__divmod__(self, value, /)", decimal_dunder_divmod, "Return divmod(self, value).",
     kMethodSlot},
    {"__rdivmod__(self, value, /)", decimal_dunder_rdivmod, "Return divmod(value, self).",
     kMethodSlot},
    {"__ceil__(self, /)", decimal_dunder_ceil, nullptr},
    {"__complex__(self, /)", decimal_dunder_complex, nullptr},
    {"__copy__(self, /)", decimal_self, nullptr},
    {"__deepcopy__(self, object, /)", decimal_self, nullptr},
    {"__floor__(self, /)", decimal_dunder_floor, nullptr},
    {"__format__(self, format, overrides=<unset>, /)", decimal_dunder_format, nullptr},
    {"__reduce__(self, /)", decimal_dunder_reduce, nullptr},
    {"__round__(self, ndigits=<unset>, /)", decimal_dunder_round, nullptr},
    {"__sizeof__(self, /)", decimal_dunder_sizeof, nullptr},
    {"__trunc__(self, /)", decimal_dunder_trunc, nullptr},
    {"adjusted(self, /)", decimal_adjusted, "The exponent of the first digit."},
    {"as_integer_ratio(self, /)", decimal_as_integer_ratio,
     "A pair of integers whose ratio is the number, in lowest terms."},
    {"as_tuple(self, /)", decimal_as_tuple, "Sign, digits and exponent, as a named tuple."},
    {"canonical(self, /)", decimal_self, "The number itself."},
    {"compare(self, /, other, context=None)", decimal_binary<compare>,
     "Decimal(-1), Decimal(0), Decimal(1), or a NaN."},
    {"compare_signal(self, /, other, context=None)", decimal_binary<compareSignal>,
     "As compare(), but all NaNs signal."},
    {"compare_total(self, /, other, context=None)", decimal_total<compareTotal>,
     "Compares the representations: an order of all Decimals."},
    {"compare_total_mag(self, /, other, context=None)", decimal_total<compareTotalMagnitude>,
     "As compare_total(), without the signs."},
    {"conjugate(self, /)", decimal_self, "The number itself."},
    {"copy_abs(self, /)", decimal_copy_abs, "The absolute value, not rounded."},
    {"copy_negate(self, /)", decimal_copy_negate, "The negation, not rounded."},
    {"copy_sign(self, /, other, context=None)", decimal_copy_sign,
     "The number with the sign of another."},
    {"exp(self, /, context=None)", decimal_unary<exponential>, "e ** self."},
    {"fma(self, /, other, third, context=None)", decimal_fma,
     "self * other + third, rounded once."},
    {"from_float(type, f, /)", decimal_from_float, "The exact value of a float.", kMethodClass},
    {"is_canonical(self, /)", decimal_test<isCanonical>, "True."},
    {"is_finite(self, /)", decimal_test<isFinite>, "Whether it is finite."},
    {"is_infinite(self, /)", decimal_test<isInfinite>, "Whether it is infinite."},
    {"is_nan(self, /)", decimal_test<isNan>, "Whether it is a NaN."},
    {"is_normal(self, /, context=None)", decimal_range_test<isNormal>,
     "Whether it is a normal number."},
    {"is_qnan(self, /)", decimal_test<isQuietNan>, "Whether it is a quiet NaN."},
    {"is_signed(self, /)", decimal_test<isSigned>, "Whether the sign is negative."},
    {"is_snan(self, /)", decimal_test<isSignaling>, "Whether it is a signaling NaN."},
    {"is_subnormal(self, /, context=None)", decimal_range_test<isSubnormal>,
     "Whether it is subnormal."},
    {"is_zero(self, /)", decimal_test<isZero>, "Whether it is a zero."},
    {"ln(self, /, context=None)", decimal_unary<naturalLogarithm>, "The natural logarithm."},
    {"log10(self, /, context=None)", decimal_unary<commonLogarithm>, "The base ten logarithm."},
    {"logb(self, /, context=None)", decimal_unary<logb>, "The adjusted exponent, as a Decimal."},
    {"logical_and(self, /, other, context=None)", decimal_binary<logicalAnd>,
     "Digit by digit and."},
    {"logical_invert(self, /, context=None)", decimal_unary<logicalInvert>, "The digits inverted."},
    {"logical_or(self, /, other, context=None)", decimal_binary<logicalOr>, "Digit by digit or."},
    {"logical_xor(self, /, other, context=None)", decimal_binary<logicalXor>,
     "Digit by digit exclusive or."},
    {"max(self, /, other, context=None)", decimal_binary<maximum>, "The larger one."},
    {"max_mag(self, /, other, context=None)", decimal_binary<maximumMagnitude>,
     "The larger one without the signs."},
    {"min(self, /, other, context=None)", decimal_binary<minimum>, "The smaller one."},
    {"min_mag(self, /, other, context=None)", decimal_binary<minimumMagnitude>,
     "The smaller one without the signs."},
    {"next_minus(self, /, context=None)", decimal_unary<nextMinus>,
     "The largest representable number below."},
    {"next_plus(self, /, context=None)", decimal_unary<nextPlus>,
     "The smallest representable number above."},
    {"next_toward(self, /, other, context=None)", decimal_binary<nextToward>,
     "The next representable number towards another."},
    {"normalize(self, /, context=None)", decimal_unary<normalize>, "Without trailing zeros."},
    {"number_class(self, /, context=None)", decimal_number_class, "The class, as a string."},
    {"quantize(self, /, exp, rounding=None, context=None)", decimal_quantize,
     "The number rounded to the exponent of another."},
    {"radix(self, /)", decimal_radix, "Decimal(10)."},
    {"remainder_near(self, /, other, context=None)", decimal_binary<remainderNear>,
     "self - n * other, n the integer nearest to self / other."},
    {"rotate(self, /, other, context=None)", decimal_binary<rotate>, "The digits rotated."},
    {"same_quantum(self, /, other, context=None)", decimal_same_quantum,
     "Whether the exponents are the same."},
    {"scaleb(self, /, other, context=None)", decimal_binary<scaleb>,
     "The number with the exponent adjusted."},
    {"shift(self, /, other, context=None)", decimal_binary<shift>, "The digits shifted."},
    {"sqrt(self, /, context=None)", decimal_unary<squareRoot>, "The square root."},
    {"to_eng_string(self, /, context=None)", decimal_to_eng_string,
     "The number in engineering notation."},
    {"to_integral(self, /, rounding=None, context=None)", decimal_integral<toIntegral>,
     "As to_integral_value()."},
    {"to_integral_exact(self, /, rounding=None, context=None)", decimal_integral<toIntegralExact>,
     "Rounded to an integer, which may signal Inexact or Rounded."},
    {"to_integral_value(self, /, rounding=None, context=None)", decimal_integral<toIntegral>,
     "Rounded to an integer."},
    {},
};
constexpr GetSetDef kGetSets[] = {
    {"real", [](Thread*, Value self) { return Ref::share(self); }},
    {"imag", getImaginary},
    {},
};

} // namespace

extern const TypeSpec kDecimalSpec = {
    .name = "decimal.Decimal",
    .size = sizeof(DecimalObject),
    .flags = kTypeBase | kTypeVariableSize,
    .slots = {.size =
                  [](const Object* o) {
                      return sizeof(DecimalObject) +
                             size_t{static_cast<const DecimalObject*>(o)->count} * sizeof(Limb);
                  },
              .repr = decimalRepr,
              .str = decimalStr,
              .hash = decimalHash,
              .compare = decimalCompare,
              .truth = decimalTruth,
              .to_int = decimalInt,
              .to_float = decimalFloat,
              .negative = decimalUnary<minus>,
              .positive = decimalUnary<plus>,
              .absolute = decimalUnary<absolute>,
              .power = decimalPower,
              .binary = {decimalBinary<add>, decimalBinary<subtract>, decimalBinary<multiply>,
                         decimalBinary<divide>, decimalBinary<divideInteger>,
                         decimalBinary<remainder>}},
    .doc =
        "Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another "
        "Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect "
        "the conversion and is only passed to determine if\nthe InvalidOperation trap is "
        "active.\n\n",
    .new_ = {"Decimal(cls, value='0', context=None)", decimal_dunder_new, nullptr},
    .convert = decimalConvert,
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::decimal
