// Decimals from and to other types of Python, hash and comparison; see objects.h.
#include "stdlib/native/decimal/objects.h"

#include "vm/base/float_text.h"
#include "vm/base/hash.h"
#include "vm/base/unicode.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/list.h"

#include <algorithm>
#include <cmath>

namespace krait::decimal {

Status noMemoryUnless(Thread* t, bool good) {
    if (KRAIT_LIKELY(good)) return ok();
    return raiseNoMemory(t);
}

// --- making --------------------------------------------------------------------------------------

static void fill(DecimalObject* d, const Operand& value) {
    d->exponent = value.exponent;
    d->count = static_cast<uint32_t>(value.count);
    d->negative = value.negative;
    d->form = value.kind;
    for (size_t i = 0; i < value.count; ++i) d->limbs[i] = value.limbs[i];
}

Ref decimalFromType(Thread* t, Type* type, const Operand& value) {
    if (KRAIT_UNLIKELY(value.count > UINT32_MAX)) return raiseNoMemory(t);
    size_t extra = value.count * sizeof(Limb);
    if (KRAIT_LIKELY(!(type->flags & kTypeHeap))) {
        auto* d = static_cast<DecimalObject*>(
            t->heap->allocate(sizeof(DecimalObject) + extra, CellUse::kLeaf));
        if (KRAIT_UNLIKELY(!d)) return raiseNoMemory(t);
        d->refcount = 1;
        d->kind = 0;
        d->gc_state = 0;
        d->flags = 0;
        d->shape = type->root_shape;
        fill(d, value);
        return Ref::take(Value(d));
    }
    auto* d = static_cast<DecimalObject*>(allocateInstance(t, type, extra));
    if (!d) return Error{};
    fill(d, value);
    return Ref::take(Value(d));
}

Ref decimalFrom(Thread* t, const Operand& value) {
    return decimalFromType(t, stateOf(t)->decimal, value);
}

Status numberFromInt(Thread* t, Number& out, Value v) {
    Limb scratch;
    BigView view = intView(v, &scratch);
    out.negative = view.negative;
    out.kind = Kind::kFinite;
    out.exponent = 0;
    out.count = 0;
    if (view.count <= 1) {
        Limb limb = view.count == 0 ? 0 : view.limbs[0];
        out.limbs[0] = limb >= kLimbBase ? limb - kLimbBase : limb;
        out.limbs[1] = 1;
        out.count = limb >= kLimbBase ? 2 : limb != 0;
        return ok();
    }
    return noMemoryUnless(t, out.reserve(decimalCountMax(view.count)) &&
                                 limbsFromBinary(out.limbs, &out.count, view.limbs, view.count));
}

bool numberFromDouble(Number& out, double value) {
    bool negative = std::signbit(value);
    if (std::isnan(value)) {
        out.setSpecial(negative, Kind::kNan);
        return true;
    }
    if (std::isinf(value)) {
        out.setSpecial(negative, Kind::kInfinite);
        return true;
    }
    if (value == 0) {
        out.set(negative, 0, 0);
        return true;
    }
    int exponent;
    auto mantissa = static_cast<uint64_t>(std::ldexp(std::frexp(std::fabs(value), &exponent), 53));
    exponent -= 53;
    int zeros = std::countr_zero(mantissa);
    mantissa >>= zeros;
    exponent += zeros;
    // mantissa / 2**n is mantissa * 5**n / 10**n.
    Big coefficient, factor;
    mpz_set_ui(coefficient.z, mantissa);
    if (exponent >= 0) {
        mpz_mul_2exp(coefficient.z, coefficient.z, static_cast<unsigned long>(exponent));
    } else {
        mpz_ui_pow_ui(factor.z, 5, static_cast<unsigned long>(-exponent));
        mpz_mul(coefficient.z, coefficient.z, factor.z);
    }
    out.set(negative, 0, exponent < 0 ? exponent : 0);
    return fromInteger(out, coefficient);
}

bool asciiFromStr(Text& out, const Str* text, bool exact) {
    int64_t from = 0, to = text->length;
    if (exact) {
        while (from < to && unicode::isSpace(text->at(from))) ++from;
        while (to > from && unicode::isSpace(text->at(to - 1))) --to;
    }
    char* at = out.extend(static_cast<size_t>(to - from));
    if (!at) return false;
    char* begin = at;
    for (int64_t i = from; i < to; ++i) {
        uint32_t c = text->at(i);
        if (exact && c == '_') continue;
        if (c > 0 && c < 128) {
            *at++ = static_cast<char>(c);
        } else if (c != 0 && unicode::isSpace(c)) {
            *at++ = ' ';
        } else {
            int digit = c == 0 ? -1 : unicode::decimalValue(c);
            if (digit < 0) {
                out.shrink(0);
                return true; // the empty text is no number
            }
            *at++ = static_cast<char>('0' + digit);
        }
    }
    out.shrink(static_cast<size_t>(at - begin));
    return true;
}

// --- operands ------------------------------------------------------------------------------------

Result<bool> Argument::loadIfNumber(Thread* t, Value v) {
    if (KRAIT_LIKELY(isDecimal(t, v))) {
        borrowed_ = operandOf(v);
        this_ = &borrowed_;
        return true;
    }
    if (!isInt(v)) return false;
    KRAIT_TRY(numberFromInt(t, made_, v));
    this_ = &made_;
    return true;
}

Status Argument::load(Thread* t, Value v) {
    if (KRAIT_TRY(loadIfNumber(t, v))) return ok();
    return raise(t, TypeId::kTypeError, "conversion from %T to Decimal is not supported", v);
}

// --- the constructor -----------------------------------------------------------------------------

// What was read, as the type: exact, or rounded.
static Ref deliver(Thread* t, Type* type, Number& r, uint32_t status, ContextObject* c,
                   bool exact) {
    if (exact) {
        Rules widest = widestRules();
        finish(r, widest, &status);
        // No number can be so: nothing may be lost.
        if (status & (kInexact | kRounded | kClamped)) r.fail(kInvalidOperation, &status);
        status &= kErrors;
    } else {
        finish(r, c->rules, &status);
    }
    KRAIT_TRY(signal(t, c, status));
    return decimalFromType(t, type, r);
}

static Ref fromStr(Thread* t, Type* type, const Str* text, ContextObject* c, bool exact) {
    Text ascii;
    std::string_view view;
    if (KRAIT_LIKELY(text->isAscii())) {
        view = text->ascii();
        if (exact) {
            auto isSpace = [](char ch) {
                return ch == ' ' || (ch >= '\t' && ch <= '\r') || (ch >= 28 && ch <= 31);
            };
            while (!view.empty() && isSpace(view.front())) view.remove_prefix(1);
            while (!view.empty() && isSpace(view.back())) view.remove_suffix(1);
        }
        if (KRAIT_UNLIKELY(exact && view.find('_') != std::string_view::npos)) {
            if (!asciiFromStr(ascii, text, exact)) return raiseNoMemory(t);
            view = ascii.view();
        }
    } else {
        if (!asciiFromStr(ascii, text, exact)) return raiseNoMemory(t);
        view = ascii.view();
    }
    Number r;
    uint32_t status = 0;
    Rules widest = widestRules();
    parse(r, view, exact ? widest : c->rules, &status);
    return deliver(t, type, r, status, c, exact);
}

// (sign, digits, exponent), as as_tuple() gives it.
static Ref fromTuple(Thread* t, Type* type, Value v, ContextObject* c, bool exact) {
    Ref sequence = isTuple(v) ? Ref::share(v) : KRAIT_TRY(tupleFromIterable(t, v));
    auto* parts = sequence.as<Tuple>();
    if (parts->length != 3) {
        return raise(t, TypeId::kValueError, "argument must be a sequence of length 3");
    }
    int64_t sign;
    if (!isInt(parts->items[0]) || !intFits(parts->items[0], &sign) || (sign != 0 && sign != 1)) {
        return raise(t, TypeId::kValueError, "sign must be an integer with the value 0 or 1");
    }
    Kind kind = Kind::kFinite;
    int64_t exponent = 0;
    if (isStr(parts->items[2])) {
        const auto* name = parts->items[2].as<Str>();
        if (strEqualAscii(name, "F")) {
            kind = Kind::kInfinite;
        } else if (strEqualAscii(name, "n")) {
            kind = Kind::kNan;
        } else if (strEqualAscii(name, "N")) {
            kind = Kind::kSignaling;
        } else {
            return raise(t, TypeId::kValueError,
                         "string argument in the third position must be 'F', 'n' or 'N'");
        }
    } else {
        if (!isInt(parts->items[2])) {
            return raise(t, TypeId::kValueError, "exponent must be an integer");
        }
        if (!intFits(parts->items[2], &exponent)) {
            return raise(t, TypeId::kOverflowError, "Python int too large to convert to C ssize_t");
        }
        exponent = std::clamp(exponent, -2 * kExponentInfinity, 2 * kExponentInfinity);
    }
    Value given = parts->items[1];
    if (!isTuple(given) && !isList(given)) {
        return raise(t, TypeId::kValueError, "coefficient must be a tuple of digits");
    }
    Ref digits = isTuple(given) ? Ref::share(given) : KRAIT_TRY(tupleFromIterable(t, given));
    auto* items = digits.as<Tuple>();
    Text text;
    char* to = text.extend(static_cast<size_t>(items->length) + 1);
    if (!to) return raiseNoMemory(t);
    *to++ = '0';
    for (int64_t i = 0; i < items->length; ++i) {
        int64_t digit;
        if (!isInt(items->items[i]) || !intFits(items->items[i], &digit) || digit < 0 ||
            digit > 9) {
            return raise(t, TypeId::kValueError, "coefficient must be a tuple of digits");
        }
        *to++ = static_cast<char>('0' + digit);
    }
    Number r;
    uint32_t status = 0;
    r.setSpecial(sign != 0, kind);
    if (kind != Kind::kInfinite) {
        std::string_view view = text.view();
        if (!r.reserve(view.size() / kLimbDigits + 1)) return raiseNoMemory(t);
        r.count = limbsFromText(r.limbs, view.data(), view.size());
        r.exponent = exponent;
        if (r.isNan()) {
            r.exponent = 0;
            if (!exact && r.digits() > c->rules.precision - c->rules.clamp) {
                r.fail(kConversionSyntax, &status);
            }
        }
    }
    return deliver(t, type, r, status, c, exact);
}

Ref decimalFromAny(Thread* t, Type* type, Value v, ContextObject* c, bool exact) {
    Number r;
    uint32_t status = 0;
    if (v.isEmpty()) {
        r.set(false, 0, 0);
        return decimalFromType(t, type, r);
    }
    if (isDecimal(t, v)) {
        Operand from = operandOf(v);
        if (exact) {
            if (typeOf(t, v) == type && !(type->flags & kTypeHeap)) return Ref::share(v);
            return decimalFromType(t, type, from);
        }
        KRAIT_TRY(noMemoryUnless(t, r.copy(from)));
        if (r.isNan() && r.count != 0 && r.digits() > c->rules.precision - c->rules.clamp) {
            r.fail(kConversionSyntax, &status);
        }
        return deliver(t, type, r, status, c, false);
    }
    if (isStr(v)) return fromStr(t, type, v.as<Str>(), c, exact);
    if (isInt(v)) {
        KRAIT_TRY(numberFromInt(t, r, v));
        return deliver(t, type, r, 0, c, exact);
    }
    if (isTuple(v) || isList(v)) {
        Ref keep = Ref::share(c);
        return fromTuple(t, type, v, c, exact);
    }
    if (isFloat(v)) {
        KRAIT_TRY(signal(t, c, kFloatOperation));
        KRAIT_TRY(noMemoryUnless(t, numberFromDouble(r, floatValue(v))));
        return deliver(t, type, r, 0, c, exact);
    }
    return raise(t, TypeId::kTypeError, "conversion from %T to Decimal is not supported", v);
}

// --- to other types ------------------------------------------------------------------------------

Ref textOf(Thread* t, const Operand& value, bool capitals, bool engineering) {
    Text text;
    print(text, value, capitals, engineering);
    if (text.failed) return raiseNoMemory(t);
    return strFromAscii(t, text.view());
}

Ref intFromNumber(Thread* t, const Operand& value) {
    if (value.exponent == 0) {
        if (value.count == 0) return intFrom(t, 0);
        if (value.count <= 2) {
            Wide wide = value.limbs[0];
            if (value.count == 2) wide += Wide{value.limbs[1]} * kLimbBase;
            return intFromUint128(t, wide, value.negative);
        }
    }
    Number shifted;
    KRAIT_TRY(noMemoryUnless(t, shifted.copy(value) && shiftLeft(shifted, value.exponent)));
    Big integer;
    KRAIT_TRY(noMemoryUnless(t, toInteger(integer, shifted)));
    static_assert(sizeof(mp_limb_t) == sizeof(uint64_t));
    return intFromLimbs(
        t, {reinterpret_cast<const uint64_t*>(mpz_limbs_read(integer.z)), mpz_size(integer.z)},
        value.negative);
}

Ref intRounded(Thread* t, const Operand& value, Rounding rounding) {
    if (value.isNan()) return raise(t, TypeId::kValueError, "cannot convert NaN to integer");
    if (value.isInfinite()) {
        return raise(t, TypeId::kOverflowError, "cannot convert Infinity to integer");
    }
    if (value.exponent >= 0) return intFromNumber(t, value);
    Number rounded;
    uint32_t status = 0;
    Rules rules = widestRules();
    rules.rounding = rounding;
    toIntegral(rounded, value, rules, &status);
    if (status & kMemoryRefused) return raiseNoMemory(t);
    return intFromNumber(t, rounded);
}

Result<double> decimalToDouble(Thread* t, const Operand& value) {
    if (value.isNan()) {
        if (value.kind == Kind::kSignaling) {
            return raise(t, TypeId::kValueError, "cannot convert signaling NaN to float");
        }
        return std::copysign(__builtin_nan(""), value.negative ? -1.0 : 1.0);
    }
    if (value.isInfinite()) {
        return value.negative ? -__builtin_inf() : __builtin_inf();
    }
    Text text;
    print(text, value, true);
    if (text.failed) return raiseNoMemory(t);
    double result;
    if (parseFloat(text.view().data(), text.view().size(), &result) == FloatParse::kNoMemory) {
        return raiseNoMemory(t);
    }
    return result;
}

Ref decimalRatio(Thread* t, const Operand& value) {
    if (value.isSpecial()) {
        if (value.isNan()) {
            return raise(t, TypeId::kValueError, "cannot convert NaN to integer ratio");
        }
        return raise(t, TypeId::kOverflowError, "cannot convert Infinity to integer ratio");
    }
    if (value.exponent >= 0 || value.count == 0) {
        Operand integral = value;
        if (value.count == 0) integral.exponent = 0;
        Ref numerator = KRAIT_TRY(intFromNumber(t, integral));
        return tupleOf(t, numerator, Value::smallInt(1));
    }
    Big numerator, denominator, divisor;
    KRAIT_TRY(noMemoryUnless(t, toInteger(numerator, value)));
    tenToThe(denominator, static_cast<uint64_t>(-value.exponent));
    mpz_gcd(divisor.z, numerator.z, denominator.z);
    mpz_divexact(numerator.z, numerator.z, divisor.z);
    mpz_divexact(denominator.z, denominator.z, divisor.z);
    auto toInt = [&](const Big& b, bool negative) {
        return intFromLimbs(
            t, {reinterpret_cast<const uint64_t*>(mpz_limbs_read(b.z)), mpz_size(b.z)}, negative);
    };
    Ref top = KRAIT_TRY(toInt(numerator, value.negative));
    Ref bottom = KRAIT_TRY(toInt(denominator, false));
    return tupleOf(t, top, bottom);
}

// --- hash ----------------------------------------------------------------------------------------

// As of int, float and Fraction: the value modulo 2**61 - 1.
Result<int64_t> decimalHash(Thread* t, Value v) {
    Operand value = operandOf(v);
    if (value.isSpecial()) {
        if (value.kind == Kind::kSignaling) {
            return raise(t, TypeId::kTypeError, "Cannot hash a signaling NaN value");
        }
        if (value.isNan()) return hashPointer(v.bits());
        return value.negative ? -kHashInfinity : kHashInfinity;
    }
    // 2**61 is 1 modulo the prime.
    constexpr auto times = [](uint64_t a, uint64_t b) {
        Wide product = Wide{a} * b;
        uint64_t sum = static_cast<uint64_t>(product & kHashModulus) +
                       static_cast<uint64_t>(product >> kHashBits);
        return sum >= kHashModulus ? sum - kHashModulus : sum;
    };
    uint64_t hash = 0;
    constexpr uint64_t kBase = kLimbBase % kHashModulus;
    for (size_t i = value.count; i-- > 0;) {
        hash = (times(hash, kBase) + value.limbs[i] % kHashModulus) % kHashModulus;
    }
    // 10 to the power of the modulus less one is 1, so that to two less it is the inverse.
    constexpr uint64_t kInverseOfTen = [=] {
        uint64_t result = 1, power = 10;
        for (uint64_t e = kHashModulus - 2; e != 0; e >>= 1, power = times(power, power)) {
            if (e & 1) result = times(result, power);
        }
        return result;
    }();
    int64_t exponent = value.exponent < 0 ? -value.exponent : value.exponent;
    uint64_t power = value.exponent < 0 ? kInverseOfTen : 10;
    for (; exponent != 0; exponent >>= 1, power = times(power, power)) {
        if (exponent & 1) hash = times(hash, power);
    }
    return hashNotMinusOne(value.negative ? 0 - hash : hash);
}

// --- comparison ----------------------------------------------------------------------------------

static bool holds(int order, CompareOp op) {
    switch (op) {
    case CompareOp::kLt:
        return order < 0;
    case CompareOp::kLe:
        return order <= 0;
    case CompareOp::kEq:
        return order == 0;
    case CompareOp::kNe:
        return order != 0;
    case CompareOp::kGt:
        return order > 0;
    case CompareOp::kGe:
        return order >= 0;
    }
    return false;
}

static Ref compareOperands(Thread* t, const Operand& a, const Operand& b, CompareOp op) {
    if (KRAIT_UNLIKELY(a.isNan() || b.isNan())) {
        bool equality = isEqualityOp(op);
        if (!equality || a.kind == Kind::kSignaling || b.kind == Kind::kSignaling) {
            ContextObject* c = KRAIT_TRY(currentContext(t));
            KRAIT_TRY(signal(t, c, kInvalidOperation));
        }
        return Ref::boolean(op == CompareOp::kNe);
    }
    return Ref::boolean(holds(compareNumbers(a, b), op));
}

// Notes that a Decimal was compared with a float; an exception only for an order.
static Status noteFloat(Thread* t, CompareOp op) {
    ContextObject* c = KRAIT_TRY(currentContext(t));
    if (isEqualityOp(op)) {
        flagsOf(c) |= kFloatOperation;
        return ok();
    }
    return signal(t, c, kFloatOperation);
}

// REENTRY: the attributes of a Rational.
static Ref compareWithRational(Thread* t, const Operand& a, Value rational, CompareOp op) {
    New<Str> numerator_name = KRAIT_TRY(strIntern(t, "numerator"));
    New<Str> denominator_name = KRAIT_TRY(strIntern(t, "denominator"));
    Ref numerator = KRAIT_TRY(getAttr(t, rational, numerator_name));
    Ref denominator = KRAIT_TRY(getAttr(t, rational, denominator_name));
    if (!isInt(numerator) || !isInt(denominator)) {
        return raise(t, TypeId::kTypeError, "numerator and denominator must be integers");
    }
    Number top, bottom, scaled;
    KRAIT_TRY(numberFromInt(t, top, numerator));
    KRAIT_TRY(numberFromInt(t, bottom, denominator));
    if (a.isSpecial()) return compareOperands(t, a, top, op);
    uint32_t status = 0;
    multiply(scaled, a, bottom, widestRules(), &status);
    if (status & kMemoryRefused) return raiseNoMemory(t);
    return compareOperands(t, scaled, top, op);
}

Ref decimalCompare(Thread* t, Value self, Value other, CompareOp op) {
    Operand a = operandOf(self);
    if (KRAIT_LIKELY(isDecimal(t, other))) {
        return compareOperands(t, a, operandOf(other), op);
    }
    Number b;
    if (isInt(other)) {
        KRAIT_TRY(numberFromInt(t, b, other));
        return compareOperands(t, a, b, op);
    }
    if (isFloat(other)) {
        KRAIT_TRY(noteFloat(t, op));
        KRAIT_TRY(noMemoryUnless(t, numberFromDouble(b, floatValue(other))));
        return compareOperands(t, a, b, op);
    }
    if (isInstanceOf(t, other, TypeId::kComplex)) {
        if (!isEqualityOp(op)) return Ref::notImplemented();
        auto* z = other.as<Complex>();
        if (z->imaginary != 0) return Ref::boolean(op == CompareOp::kNe);
        KRAIT_TRY(noteFloat(t, op));
        KRAIT_TRY(noMemoryUnless(t, numberFromDouble(b, z->real)));
        return compareOperands(t, a, b, op);
    }
    Ref keep = Ref::share(self);
    if (stateOf(t)->rational.isEmpty()) return moduleIsGone(t);
    if (KRAIT_TRY(isInstance(t, other, stateOf(t)->rational))) {
        return compareWithRational(t, a, other, op);
    }
    return Ref::notImplemented();
}

} // namespace krait::decimal
