// Context, the signal dicts in it, and the current context; see objects.h.
//
// The current context is the value of a context variable, made from DefaultContext when there is
// none. The three contexts of the module are templates: setcontext() takes a copy of them.
#include "stdlib/native/contextvars.h"
#include "stdlib/native/decimal/objects.h"

#include "vm/objects/list.h"
#include "vm/runtime/type_system.h"

#include <iterator>

namespace krait::decimal {

extern const Signal kSignals[kSignalCount] = {
    {"InvalidOperation", kAnyInvalid},
    {"FloatOperation", kFloatOperation},
    {"DivisionByZero", kDivisionByZero},
    {"Overflow", kOverflow},
    {"Underflow", kUnderflow},
    {"Subnormal", kSubnormal},
    {"Inexact", kInexact},
    {"Rounded", kRounded},
    {"Clamped", kClamped},
};
extern const Signal kConditions[kConditionCount] = {
    {"InvalidOperation", kInvalidOperation},     {"ConversionSyntax", kConversionSyntax},
    {"DivisionImpossible", kDivisionImpossible}, {"DivisionUndefined", kDivisionUndefined},
    {"InvalidContext", kInvalidContext},
};
extern const char* const kRoundingNames[8] = {
    "ROUND_UP",      "ROUND_DOWN",      "ROUND_CEILING",   "ROUND_FLOOR",
    "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_05UP",
};

namespace {

constexpr uint32_t kDefaultTraps = kAnyInvalid | kDivisionByZero | kOverflow;

// --- signals -------------------------------------------------------------------------------------

Result<uint32_t> conditionsOf(Thread* t, Value signal) {
    State* state = stateOf(t);
    for (int i = 0; i < kSignalCount; ++i) {
        if (state->signals[i] == signal) return kSignals[i].conditions;
    }
    return raise(t, TypeId::kKeyError,
                 "valid values for signals are:\n  [InvalidOperation, FloatOperation, "
                 "DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   "
                 "Clamped]");
}

// The signals that a list has.
Result<uint32_t> conditionsOfList(Thread* t, Value list) {
    uint32_t conditions = 0;
    for (int64_t i = 0; i < list.as<List>()->length; ++i) {
        conditions |= KRAIT_TRY(conditionsOf(t, list.as<List>()->items[i]));
    }
    return conditions;
}

// REENTRY: the truth of the values.
Result<uint32_t> conditionsOfDict(Thread* t, Value v) {
    if (hasSpec(t, v, &kSignalDictSpec)) {
        if (v.as<SignalDict>()->valid) return v.as<SignalDict>()->conditions;
        return raise(t, TypeId::kValueError, "invalid signal dict");
    }
    if (!isDict(v)) return raise(t, TypeId::kTypeError, "argument must be a signal dict");
    if (v.as<Dict>()->used != kSignalCount) {
        return raise(t, TypeId::kKeyError, "invalid signal dict");
    }
    uint32_t conditions = 0;
    int64_t position = 0;
    Value key, value;
    while (dictNext(v.as<Dict>(), &position, &key, &value)) {
        uint32_t bits = KRAIT_TRY(conditionsOf(t, key));
        Ref keep = Ref::share(value);
        if (KRAIT_TRY(isTrue(t, keep))) conditions |= bits;
    }
    return conditions;
}

Ref signalList(Thread* t, uint32_t conditions) {
    State* state = stateOf(t);
    New<List> list = KRAIT_TRY(listNew(t));
    for (int i = 0; i < kSignalCount; ++i) {
        if (conditions & kSignals[i].conditions) KRAIT_TRY(listAppend(t, list, state->signals[i]));
    }
    return list;
}

void appendNames(TextBuffer& out, uint32_t conditions) {
    // In the order of the conditions' bits, as the C library prints them.
    static constexpr Signal kOrder[] = {
        {"Clamped", kClamped},
        {"InvalidOperation", kAnyInvalid},
        {"DivisionByZero", kDivisionByZero},
        {"Inexact", kInexact},
        {"FloatOperation", kFloatOperation},
        {"Overflow", kOverflow},
        {"Rounded", kRounded},
        {"Subnormal", kSubnormal},
        {"Underflow", kUnderflow},
    };
    bool first = true;
    out.append("[");
    for (const Signal& signal : kOrder) {
        if (!(conditions & signal.conditions)) continue;
        if (!first) out.append(", ");
        out.append(signal.name);
        first = false;
    }
    out.append("]");
}

// --- SignalDict ----------------------------------------------------------------------------------

SignalDict* signalsOf(Value v) {
    return v.as<SignalDict>();
}
// One that a program made itself belongs to no context.
Status checkSignalDict(Thread* t, Value self) {
    if (signalsOf(self)->valid) return ok();
    return raise(t, TypeId::kValueError, "invalid signal dict");
}
Result<int64_t> signalDictLength(Thread* t, Value self) {
    KRAIT_TRY(checkSignalDict(t, self));
    return kSignalCount;
}
Ref signalDictIter(Thread* t, Value self) {
    KRAIT_TRY(checkSignalDict(t, self));
    return iterOf(t, stateOf(t)->signal_tuple);
}
Ref signalDictGet(Thread* t, Value self, Value key) {
    KRAIT_TRY(checkSignalDict(t, self));
    uint32_t bits = KRAIT_TRY(conditionsOf(t, key));
    return Ref::boolean(signalsOf(self)->conditions & bits);
}
Status signalDictSet(Thread* t, Value self, Value key, Value value) {
    KRAIT_TRY(checkSignalDict(t, self));
    if (value.isEmpty()) return raise(t, TypeId::kValueError, "signal keys cannot be deleted");
    uint32_t bits = KRAIT_TRY(conditionsOf(t, key));
    if (KRAIT_TRY(isTrue(t, value))) {
        signalsOf(self)->conditions |= bits;
    } else {
        signalsOf(self)->conditions &= ~bits;
    }
    return ok();
}
Ref signalDictRepr(Thread* t, Value self) {
    KRAIT_TRY(checkSignalDict(t, self));
    TextBuffer out(t);
    for (int i = 0; i < kSignalCount; ++i) {
        out.append(i == 0 ? "{" : ", ");
        out.append("<class 'decimal.");
        out.append(kSignals[i].name);
        out.append("'>:");
        out.append(signalsOf(self)->conditions & kSignals[i].conditions ? "True" : "False");
    }
    out.append("}");
    return out.finish();
}
Ref signalDictCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op)) return Ref::notImplemented();
    KRAIT_TRY(checkSignalDict(t, a));
    uint32_t other;
    if (hasSpec(t, b, &kSignalDictSpec)) {
        KRAIT_TRY(checkSignalDict(t, b));
        other = signalsOf(b)->conditions;
    } else if (isDict(b)) {
        if (b.as<Dict>()->used == 0) {
            return raise(t, TypeId::kValueError, "invalid signal dict");
        }
        Ref keep = Ref::share(a);
        auto found = conditionsOfDict(t, b);
        if (found.isError()) { // other keys: never equal
            if (!errorIs(t, TypeId::kKeyError)) return Error{};
            clearError(t);
            return Ref::notImplemented();
        }
        other = found.value();
    } else {
        return Ref::notImplemented();
    }
    bool equal = signalsOf(a)->conditions == other;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Ref signalDict_copy(Thread* t, Args a) {
    KRAIT_TRY(checkSignalDict(t, a[0]));
    State* state = stateOf(t);
    New<Dict> copy = KRAIT_TRY(dictNew(t));
    for (int i = 0; i < kSignalCount; ++i) {
        Value set = Value::boolean(signalsOf(a[0])->conditions & kSignals[i].conditions);
        KRAIT_TRY(dictSet(t, copy, state->signals[i], set));
    }
    return copy;
}
constexpr MethodDef kSignalDictMethods[] = {
    {"copy(self, /)", signalDict_copy, "A dict of the same items."}, {}};

Ref newSignalDict(Thread* t, uint32_t conditions) {
    if (stateOf(t)->signal_dict.isEmpty()) return moduleIsGone(t);
    auto* made = static_cast<SignalDict*>(allocateInstance(t, stateOf(t)->signal_dict.as<Type>()));
    if (!made) return Error{};
    made->conditions = conditions;
    made->valid = true;
    return Ref::take(Value(made));
}

// --- Context: making -----------------------------------------------------------------------------

New<ContextObject> newContext(Thread* t, Type* type) {
    Ref traps = KRAIT_TRY(newSignalDict(t, kDefaultTraps));
    Ref flags = KRAIT_TRY(newSignalDict(t, 0));
    New<ContextObject> c = KRAIT_TRY(newInstance<ContextObject>(t, Value(type)));
    c->traps = traps.release();
    c->flags = flags.release();
    store(&c->keeper, Value(stateOf(t)->keeper));
    c->rules = Rules{.constants = &stateOf(t)->constants};
    return c;
}

Ref newContext(Thread* t, const Rules& rules, uint32_t traps) {
    New<ContextObject> c = KRAIT_TRY(newContext(t, stateOf(t)->context));
    c->rules = rules;
    c->rules.constants = &stateOf(t)->constants;
    trapsOf(c) = traps;
    return c;
}

// --- Context: attributes -------------------------------------------------------------------------

Error notDeletable(Thread* t) {
    return raise(t, TypeId::kAttributeError, "context attributes cannot be deleted");
}

Result<int64_t> sizeArgument(Thread* t, Value v) {
    if (!isInt(v)) return raise(t, TypeId::kTypeError, "an integer is required");
    int64_t i;
    if (intFits(v, &i)) return i;
    return raise(t, TypeId::kOverflowError, "Python int too large to convert to C ssize_t");
}

template <typename Store>
Status setInteger(Thread* t, Value context, Value v, int64_t lowest, int64_t highest,
                  const char* message, Store&& store) {
    if (v.isEmpty()) return notDeletable(t);
    int64_t i = KRAIT_TRY(sizeArgument(t, v));
    if (i < lowest || i > highest) return raise(t, TypeId::kValueError, "%s", message);
    store(contextOf(context)->rules, i);
    return ok();
}
Status setEmin(Thread* t, Value self, Value v) {
    return setInteger(t, self, v, kExponentMin, 0, "valid range for Emin is [MIN_EMIN, 0]",
                      [](Rules& rules, int64_t i) { rules.emin = i; });
}
Status setEmax(Thread* t, Value self, Value v) {
    return setInteger(t, self, v, 0, kExponentMax, "valid range for Emax is [0, MAX_EMAX]",
                      [](Rules& rules, int64_t i) { rules.emax = i; });
}
Status setCapitals(Thread* t, Value self, Value v) {
    return setInteger(t, self, v, 0, 1, "valid values for capitals are 0 or 1",
                      [](Rules& rules, int64_t i) { rules.capitals = i != 0; });
}
Status setClamp(Thread* t, Value self, Value v) {
    return setInteger(t, self, v, 0, 1, "valid values for clamp are 0 or 1",
                      [](Rules& rules, int64_t i) { rules.clamp = i != 0; });
}
Status setRounding(Thread* t, Value self, Value v) {
    if (v.isEmpty()) return notDeletable(t);
    contextOf(self)->rules.rounding = KRAIT_TRY(roundingArgument(t, v));
    return ok();
}
Status setTraps(Thread* t, Value self, Value v) {
    if (v.isEmpty()) return notDeletable(t);
    uint32_t conditions = KRAIT_TRY(conditionsOfDict(t, v));
    trapsOf(contextOf(self)) = conditions;
    return ok();
}
Status setFlags(Thread* t, Value self, Value v) {
    if (v.isEmpty()) return notDeletable(t);
    uint32_t conditions = KRAIT_TRY(conditionsOfDict(t, v));
    flagsOf(contextOf(self)) = conditions;
    return ok();
}
// Of the constructor and localcontext(), which take lists too.
template <Status (*kSet)(Thread*, Value, Value)>
Status setSignals(Thread* t, Value self, Value v, uint32_t& conditions) {
    if (!isList(v)) return kSet(t, self, v);
    uint32_t found = KRAIT_TRY(conditionsOfList(t, v));
    conditions = found;
    return ok();
}

Ref getPrecision(Thread* t, Value self) {
    return intFrom(t, contextOf(self)->rules.precision);
}
Ref getRounding(Thread* t, Value self) {
    New<Str> name =
        KRAIT_TRY(strIntern(t, kRoundingNames[static_cast<int>(contextOf(self)->rules.rounding)]));
    return name;
}
Ref getEmin(Thread* t, Value self) {
    return intFrom(t, contextOf(self)->rules.emin);
}
Ref getEmax(Thread* t, Value self) {
    return intFrom(t, contextOf(self)->rules.emax);
}
Ref getCapitals(Thread*, Value self) {
    return Ref::take(Value::smallInt(contextOf(self)->rules.capitals));
}
Ref getClamp(Thread*, Value self) {
    return Ref::take(Value::smallInt(contextOf(self)->rules.clamp));
}

// The eight attributes as arguments; EMPTY and None leave one as it is.
Status setAll(Thread* t, Value self, const Value* v) {
    auto given = [](Value x) { return !x.isEmpty() && !x.isNone(); };
    if (given(v[0])) KRAIT_TRY(setPrecision(t, self, v[0]));
    if (given(v[1])) KRAIT_TRY(setRounding(t, self, v[1]));
    if (given(v[2])) KRAIT_TRY(setEmin(t, self, v[2]));
    if (given(v[3])) KRAIT_TRY(setEmax(t, self, v[3]));
    if (given(v[4])) KRAIT_TRY(setCapitals(t, self, v[4]));
    if (given(v[5])) KRAIT_TRY(setClamp(t, self, v[5]));
    ContextObject* c = contextOf(self);
    if (given(v[6])) KRAIT_TRY(setSignals<setFlags>(t, self, v[6], flagsOf(c)));
    if (given(v[7])) KRAIT_TRY(setSignals<setTraps>(t, self, v[7], trapsOf(c)));
    return ok();
}

// --- Context: the type ---------------------------------------------------------------------------

Ref context_dunder_new(Thread* t, Args a) {
    return newContext(t, a[0].as<Type>());
}
Ref context_dunder_init(Thread* t, Args a) {
    KRAIT_TRY(setAll(t, a[0], a + 1));
    return Ref::none();
}
Ref contextRepr(Thread* t, Value self) {
    ContextObject* c = contextOf(self);
    TextBuffer out(t);
    out.append("Context(prec=");
    out.appendInt(c->rules.precision);
    out.append(", rounding=");
    out.append(kRoundingNames[static_cast<int>(c->rules.rounding)]);
    out.append(", Emin=");
    out.appendInt(c->rules.emin);
    out.append(", Emax=");
    out.appendInt(c->rules.emax);
    out.append(c->rules.capitals ? ", capitals=1" : ", capitals=0");
    out.append(c->rules.clamp ? ", clamp=1, flags=" : ", clamp=0, flags=");
    appendNames(out, flagsOf(c));
    out.append(", traps=");
    appendNames(out, trapsOf(c));
    out.append(")");
    return out.finish();
}

Ref context_clear_flags(Thread*, Args a) {
    flagsOf(contextOf(a[0])) = 0;
    return Ref::none();
}
Ref context_clear_traps(Thread*, Args a) {
    trapsOf(contextOf(a[0])) = 0;
    return Ref::none();
}
Ref context_copy(Thread* t, Args a) {
    return contextCopy(t, contextOf(a[0]));
}
Ref context_dunder_reduce(Thread* t, Args a) {
    ContextObject* c = contextOf(a[0]);
    Ref flags = KRAIT_TRY(signalList(t, flagsOf(c)));
    Ref traps = KRAIT_TRY(signalList(t, trapsOf(c)));
    Ref precision = KRAIT_TRY(getPrecision(t, a[0]));
    Ref rounding = KRAIT_TRY(getRounding(t, a[0]));
    Ref emin = KRAIT_TRY(getEmin(t, a[0]));
    Ref emax = KRAIT_TRY(getEmax(t, a[0]));
    Ref arguments =
        KRAIT_TRY(tupleOf(t, precision, rounding, emin, emax, Value::smallInt(c->rules.capitals),
                          Value::smallInt(c->rules.clamp), flags, traps));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments);
}
Ref context_Etiny(Thread* t, Args a) {
    return intFrom(t, contextOf(a[0])->rules.etiny());
}
Ref context_Etop(Thread* t, Args a) {
    return intFrom(t, contextOf(a[0])->rules.etop());
}
Ref context_radix(Thread* t, Args) {
    Number ten;
    ten.set(false, 10, 0);
    return decimalFrom(t, ten);
}

// --- Context: arithmetic -------------------------------------------------------------------------

template <Unary kOperation>
Ref context_unary(Thread* t, Args a) {
    Argument x;
    KRAIT_TRY(x.load(t, a[1]));
    Number r;
    uint32_t status = 0;
    kOperation(r, x, contextOf(a[0])->rules, &status);
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    return decimalFrom(t, r);
}
template <Binary kOperation>
Ref context_binary(Thread* t, Args a) {
    Argument x, y;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    Number r;
    uint32_t status = 0;
    kOperation(r, x, y, contextOf(a[0])->rules, &status);
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    return decimalFrom(t, r);
}
// bool of an operand.
template <bool (*kTest)(const Operand&, const Rules&)>
Ref context_test(Thread* t, Args a) {
    Argument x;
    KRAIT_TRY(x.load(t, a[1]));
    return Ref::boolean(kTest(x, contextOf(a[0])->rules));
}
template <int (*kCompare)(const Operand&, const Operand&)>
Ref context_total(Thread* t, Args a) {
    Argument x, y;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    int order = kCompare(x, y);
    Number r;
    r.set(order < 0, order != 0, 0);
    return decimalFrom(t, r);
}

enum class Sign { kKeep, kAbsolute, kNegate };
template <Sign kSign>
Ref context_signed(Thread* t, Args a) {
    Argument x;
    KRAIT_TRY(x.load(t, a[1]));
    Operand copy = x;
    if (kSign == Sign::kAbsolute) copy.negative = false;
    if (kSign == Sign::kNegate) copy.negative = !copy.negative;
    return decimalFrom(t, copy);
}
Ref context_copy_sign(Thread* t, Args a) {
    Argument x, y;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    Operand copy = x;
    copy.negative = y.get().negative;
    return decimalFrom(t, copy);
}
Ref context_copy_decimal(Thread* t, Args a) {
    if (isDecimal(t, a[1])) return Ref::share(a[1]);
    return context_signed<Sign::kKeep>(t, a);
}
Ref context_canonical(Thread* t, Args a) {
    if (!isDecimal(t, a[1])) return raise(t, TypeId::kTypeError, "argument must be a Decimal");
    return Ref::share(a[1]);
}
Ref context_is_canonical(Thread* t, Args a) {
    if (!isDecimal(t, a[1])) return raise(t, TypeId::kTypeError, "argument must be a Decimal");
    return Ref::boolean(true);
}
Ref context_divmod(Thread* t, Args a) {
    Argument x, y;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    Number quotient, rest;
    uint32_t status = 0;
    divideRemainder(quotient, rest, x, y, contextOf(a[0])->rules, &status);
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    Ref first = KRAIT_TRY(decimalFrom(t, quotient));
    Ref second = KRAIT_TRY(decimalFrom(t, rest));
    return tupleOf(t, first, second);
}
Ref context_fma(Thread* t, Args a) {
    Argument x, y, z;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    KRAIT_TRY(z.load(t, a[3]));
    Number r;
    uint32_t status = 0;
    fusedMultiplyAdd(r, x, y, z, contextOf(a[0])->rules, &status);
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    return decimalFrom(t, r);
}
Ref context_power(Thread* t, Args a) {
    Argument x, y, modulus;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    Number r;
    uint32_t status = 0;
    const Rules& rules = contextOf(a[0])->rules;
    if (a[3].isNone()) {
        power(r, x, y, rules, &status);
    } else {
        KRAIT_TRY(modulus.load(t, a[3]));
        powerModulo(r, x, y, modulus, rules, &status);
    }
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    return decimalFrom(t, r);
}
Ref context_same_quantum(Thread* t, Args a) {
    Argument x, y;
    KRAIT_TRY(x.load(t, a[1]));
    KRAIT_TRY(y.load(t, a[2]));
    return Ref::boolean(sameQuantum(x, y));
}
Ref context_number_class(Thread* t, Args a) {
    Argument x;
    KRAIT_TRY(x.load(t, a[1]));
    return strFromAscii(t, numberClass(x, contextOf(a[0])->rules));
}
Ref context_to_sci_string(Thread* t, Args a) {
    Argument x;
    KRAIT_TRY(x.load(t, a[1]));
    return textOf(t, x, contextOf(a[0])->rules.capitals);
}
Ref context_to_eng_string(Thread* t, Args a) {
    Argument x;
    KRAIT_TRY(x.load(t, a[1]));
    return textOf(t, x, contextOf(a[0])->rules.capitals, true);
}
Ref context_create_decimal(Thread* t, Args a) {
    return decimalFromAny(t, stateOf(t)->decimal, a[1], contextOf(a[0]), false);
}
Ref context_create_decimal_from_float(Thread* t, Args a) {
    Number r;
    uint32_t status = 0;
    if (isInt(a[1])) {
        KRAIT_TRY(numberFromInt(t, r, a[1]));
    } else if (isFloat(a[1])) {
        KRAIT_TRY(noMemoryUnless(t, numberFromDouble(r, floatValue(a[1]))));
    } else {
        return raise(t, TypeId::kTypeError, "argument must be int or float");
    }
    finish(r, contextOf(a[0])->rules, &status);
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    return decimalFrom(t, r);
}
Ref context_apply(Thread* t, Args a) {
    if (!isDecimal(t, a[1])) return raise(t, TypeId::kTypeError, "argument must be a Decimal");
    Number r;
    uint32_t status = 0;
    KRAIT_TRY(noMemoryUnless(t, r.copy(operandOf(a[1]))));
    finish(r, contextOf(a[0])->rules, &status);
    KRAIT_TRY(signal(t, contextOf(a[0]), status));
    return decimalFrom(t, r);
}

bool isFinite(const Operand& x, const Rules&) {
    return x.isFinite();
}
bool isInfinite(const Operand& x, const Rules&) {
    return x.isInfinite();
}
bool isNan(const Operand& x, const Rules&) {
    return x.isNan();
}
bool isQuietNan(const Operand& x, const Rules&) {
    return x.kind == Kind::kNan;
}
bool isSignaling(const Operand& x, const Rules&) {
    return x.kind == Kind::kSignaling;
}
bool isSigned(const Operand& x, const Rules&) {
    return x.negative;
}
bool isZero(const Operand& x, const Rules&) {
    return x.isZero();
}

constexpr MethodDef kContextMethods[] = {
    {"Etiny(self, /)", context_Etiny, "Emin - prec + 1: the lowest exponent of a subnormal."},
    {"Etop(self, /)", context_Etop, "Emax - prec + 1."},
    {"radix(self, /)", context_radix, "Decimal(10)."},
    {"clear_flags(self, /)", context_clear_flags, "Resets all flags to False."},
    {"clear_traps(self, /)", context_clear_traps, "Resets all traps to False."},
    {"copy(self, /)", context_copy, "A copy, its flags included."},
    {"__copy__(self, /)", context_copy, nullptr},
    {"__reduce__(self, /)", context_dunder_reduce, nullptr},
    {"_apply(self, object, /)", context_apply, nullptr},
    {"abs(self, x, /)", context_unary<absolute>, "The absolute value of x."},
    {"add(self, x, y, /)", context_binary<add>, "The sum of x and y."},
    {"canonical(self, x, /)", context_canonical, "x itself."},
    {"compare(self, x, y, /)", context_binary<compare>, "Compares x and y numerically."},
    {"compare_signal(self, x, y, /)", context_binary<compareSignal>,
     "Compares x and y numerically; all NaNs signal."},
    {"compare_total(self, x, y, /)", context_total<compareTotal>,
     "Compares x and y by their representation."},
    {"compare_total_mag(self, x, y, /)", context_total<compareTotalMagnitude>,
     "Compares x and y by their representation, without signs."},
    {"copy_abs(self, x, /)", context_signed<Sign::kAbsolute>, "x without its sign."},
    {"copy_decimal(self, x, /)", context_copy_decimal, "A copy of x."},
    {"copy_negate(self, x, /)", context_signed<Sign::kNegate>, "x with the sign inverted."},
    {"copy_sign(self, x, y, /)", context_copy_sign, "x with the sign of y."},
    {"create_decimal(self, num='0', /)", context_create_decimal,
     "A new Decimal from num, rounded by this context."},
    {"create_decimal_from_float(self, f, /)", context_create_decimal_from_float,
     "A new Decimal from a float, rounded by this context."},
    {"divide(self, x, y, /)", context_binary<divide>, "x divided by y."},
    {"divide_int(self, x, y, /)", context_binary<divideInteger>, "x divided by y, truncated."},
    {"divmod(self, x, y, /)", context_divmod, "Quotient and remainder of x and y."},
    {"exp(self, x, /)", context_unary<exponential>, "e ** x."},
    {"fma(self, x, y, z, /)", context_fma, "x * y + z, rounded once."},
    {"is_canonical(self, x, /)", context_is_canonical, "True."},
    {"is_finite(self, x, /)", context_test<isFinite>, "Whether x is finite."},
    {"is_infinite(self, x, /)", context_test<isInfinite>, "Whether x is infinite."},
    {"is_nan(self, x, /)", context_test<isNan>, "Whether x is a NaN."},
    {"is_normal(self, x, /)", context_test<isNormal>, "Whether x is a normal number."},
    {"is_qnan(self, x, /)", context_test<isQuietNan>, "Whether x is a quiet NaN."},
    {"is_signed(self, x, /)", context_test<isSigned>, "Whether x is negative."},
    {"is_snan(self, x, /)", context_test<isSignaling>, "Whether x is a signaling NaN."},
    {"is_subnormal(self, x, /)", context_test<isSubnormal>, "Whether x is subnormal."},
    {"is_zero(self, x, /)", context_test<isZero>, "Whether x is a zero."},
    {"ln(self, x, /)", context_unary<naturalLogarithm>, "The natural logarithm of x."},
    {"log10(self, x, /)", context_unary<commonLogarithm>, "The base 10 logarithm of x."},
    {"logb(self, x, /)", context_unary<logb>, "The exponent of the magnitude of x."},
    {"logical_and(self, x, y, /)", context_binary<logicalAnd>, "Digit by digit and."},
    {"logical_invert(self, x, /)", context_unary<logicalInvert>, "Inverts all digits."},
    {"logical_or(self, x, y, /)", context_binary<logicalOr>, "Digit by digit or."},
    {"logical_xor(self, x, y, /)", context_binary<logicalXor>, "Digit by digit exclusive or."},
    {"max(self, x, y, /)", context_binary<maximum>, "The larger one."},
    {"max_mag(self, x, y, /)", context_binary<maximumMagnitude>, "The one larger without sign."},
    {"min(self, x, y, /)", context_binary<minimum>, "The smaller one."},
    {"min_mag(self, x, y, /)", context_binary<minimumMagnitude>, "The one smaller without sign."},
    {"minus(self, x, /)", context_unary<minus>, "Prefix -, rounded."},
    {"multiply(self, x, y, /)", context_binary<multiply>, "The product of x and y."},
    {"next_minus(self, x, /)", context_unary<nextMinus>, "The largest number below x."},
    {"next_plus(self, x, /)", context_unary<nextPlus>, "The smallest number above x."},
    {"next_toward(self, x, y, /)", context_binary<nextToward>, "The number next to x towards y."},
    {"normalize(self, x, /)", context_unary<normalize>, "x without trailing zeros."},
    {"number_class(self, x, /)", context_number_class, "The class of x, as a string."},
    {"plus(self, x, /)", context_unary<plus>, "Prefix +, rounded."},
    {"power(self, /, a, b, modulo=None)", context_power, "a ** b, modulo a third if given."},
    {"quantize(self, x, y, /)", context_binary<quantize>, "x with the exponent of y."},
    {"remainder(self, x, y, /)", context_binary<remainder>, "The remainder of the division."},
    {"remainder_near(self, x, y, /)", context_binary<remainderNear>,
     "x - y * n, n the integer nearest to x / y."},
    {"rotate(self, x, y, /)", context_binary<rotate>, "x rotated by y places."},
    {"same_quantum(self, x, y, /)", context_same_quantum, "Whether the exponents are the same."},
    {"scaleb(self, x, y, /)", context_binary<scaleb>, "x with y added to its exponent."},
    {"shift(self, x, y, /)", context_binary<shift>, "x shifted by y places."},
    {"sqrt(self, x, /)", context_unary<squareRoot>, "The square root of x."},
    {"subtract(self, x, y, /)", context_binary<subtract>, "The difference of x and y."},
    {"to_eng_string(self, x, /)", context_to_eng_string, "x in engineering notation."},
    {"to_integral(self, x, /)", context_unary<toIntegral>, "As to_integral_value()."},
    {"to_integral_exact(self, x, /)", context_unary<toIntegralExact>,
     "x rounded to an integer, which may signal Inexact or Rounded."},
    {"to_integral_value(self, x, /)", context_unary<toIntegral>, "x rounded to an integer."},
    {"to_sci_string(self, x, /)", context_to_sci_string, "x in scientific notation."},
    {},
};
constexpr GetSetDef kContextGetSets[] = {
    {"Emax", getEmax, setEmax},
    {"Emin", getEmin, setEmin},
    {"capitals", getCapitals, setCapitals},
    {"clamp", getClamp, setClamp},
    {"flags", [](Thread*, Value self) { return Ref::share(contextOf(self)->flags); }, setFlags},
    {"prec", getPrecision, setPrecision},
    {"rounding", getRounding, setRounding},
    {"traps", [](Thread*, Value self) { return Ref::share(contextOf(self)->traps); }, setTraps},
    {},
};
using ContextOwns =
    Owns<ContextObject, &ContextObject::traps, &ContextObject::flags, &ContextObject::keeper>;

// --- localcontext() ------------------------------------------------------------------------------

struct ContextManager : Object {
    Value local, outer;
};
using ManagerOwns = Owns<ContextManager, &ContextManager::local, &ContextManager::outer>;

Ref manager_dunder_enter(Thread* t, Args a) {
    auto* manager = a[0].as<ContextManager>();
    Ref local = Ref::share(manager->local);
    KRAIT_TRY(setCurrentContext(t, local));
    return local;
}
Ref manager_dunder_exit(Thread* t, Args a) {
    Ref outer = Ref::share(a[0].as<ContextManager>()->outer);
    KRAIT_TRY(setCurrentContext(t, outer));
    return Ref::boolean(false);
}
constexpr MethodDef kManagerMethods[] = {
    {"__enter__(self, /)", manager_dunder_enter, nullptr, kMethodNoSafepoint},
    {"__exit__(self, /, *args)", manager_dunder_exit, nullptr},
    {},
};

} // namespace

extern const TypeSpec kSignalDictSpec = {
    .name = "decimal.SignalDictMixin",
    .size = sizeof(SignalDict),
    .flags = kTypeBase,
    .slots = {.repr = signalDictRepr,
              .hash = hashNotImplemented,
              .compare = signalDictCompare,
              .iter = signalDictIter,
              .length = signalDictLength,
              .getitem = signalDictGet,
              .setitem = signalDictSet},
    .methods = kSignalDictMethods,
};

extern const TypeSpec kContextSpec = {
    .name = "decimal.Context",
    .size = sizeof(ContextObject),
    .flags = kTypeBase | kTypeContainer,
    .slots = {.destroy = ContextOwns::destroy,
              .traverse = ContextOwns::traverse,
              .repr = contextRepr},
    .doc = "The rules of decimal arithmetic: precision, rounding, the range of exponents, and "
           "which\nsignals are remembered (flags) and raised (traps).\n\n    Context(prec=28, "
           "rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999,\n            capitals=1, clamp=0, "
           "flags=[], traps=[InvalidOperation])",
    .new_ = {"Context(cls, /, *args, **kwargs)", context_dunder_new, nullptr},
    .init = {"Context(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, "
             "clamp=None, flags=None, traps=None)",
             context_dunder_init, nullptr},
    .methods = kContextMethods,
    .getsets = kContextGetSets,
};

extern const TypeSpec kContextManagerSpec = {
    .name = "decimal.ContextManager",
    .size = sizeof(ContextManager),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = ManagerOwns::destroy, .traverse = ManagerOwns::traverse},
    .methods = kManagerMethods,
};

Status setPrecision(Thread* t, Value self, Value v) {
    return setInteger(t, self, v, 1, kPrecisionMax, "valid range for prec is [1, MAX_PREC]",
                      [](Rules& rules, int64_t i) { rules.precision = i; });
}

Result<Rounding> roundingArgument(Thread* t, Value v) {
    if (isStr(v)) {
        for (size_t i = 0; i < std::size(kRoundingNames); ++i) {
            if (strEqualAscii(v.as<Str>(), kRoundingNames[i])) return static_cast<Rounding>(i);
        }
    }
    return raise(
        t, TypeId::kTypeError,
        "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, "
        "ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]");
}

Ref contextCopy(Thread* t, ContextObject* c) {
    Ref copy = KRAIT_TRY(newContext(t, c->rules, trapsOf(c)));
    flagsOf(contextOf(copy)) = flagsOf(c);
    return copy;
}

Result<ContextObject*> currentContext(Thread* t) {
    State* state = stateOf(t);
    Value current = contextVariable(t, state->variable);
    if (KRAIT_LIKELY(!current.isEmpty())) return contextOf(current);
    if (state->variable.isEmpty()) return moduleIsGone(t);
    Ref made = KRAIT_TRY(contextCopy(t, contextOf(state->default_context)));
    flagsOf(contextOf(made)) = 0;
    KRAIT_TRY(setContextVariable(t, state->variable, made));
    return contextOf(made);
}

Status setCurrentContext(Thread* t, Value context) {
    if (!isDecimalContext(t, context)) {
        return raise(t, TypeId::kTypeError, "argument must be a context");
    }
    State* state = stateOf(t);
    if (state->variable.isEmpty()) return moduleIsGone(t);
    Ref own = Ref::share(context);
    if (context == state->default_context || context == state->basic_context ||
        context == state->extended_context) {
        own = KRAIT_TRY(contextCopy(t, contextOf(context)));
        flagsOf(contextOf(own)) = 0;
    }
    return setContextVariable(t, state->variable, own);
}

Result<ContextObject*> contextArgument(Thread* t, Value v) {
    if (v.isEmpty() || v.isNone()) return currentContext(t);
    if (isDecimalContext(t, v)) return contextOf(v);
    return raise(t, TypeId::kTypeError, "optional argument must be a context");
}

Status signalSlow(Thread* t, ContextObject* c, uint32_t conditions) {
    flagsOf(c) |= conditions & ~kMemoryRefused;
    if (conditions & kMemoryRefused) return raiseNoMemory(t);
    uint32_t trapped = conditions & trapsOf(c);
    State* state = stateOf(t);
    Value exception;
    New<List> reasons = KRAIT_TRY(listNew(t));
    for (int i = 0; i < kConditionCount; ++i) {
        if (trapped & kConditions[i].conditions) {
            KRAIT_TRY(listAppend(t, reasons, state->conditions[i]));
        }
    }
    for (int i = 0; i < kSignalCount; ++i) {
        if (!(trapped & kSignals[i].conditions)) continue;
        if (exception.isEmpty()) exception = state->signals[i];
        if (i > 0) KRAIT_TRY(listAppend(t, reasons, state->signals[i]));
    }
    Ref made = KRAIT_TRY(callFunction(t, exception, reasons));
    return raiseException(t, made);
}

Status makeContexts(Thread* t, State* state) {
    auto make = [&](Value* to, const Rules& rules, uint32_t traps) -> Status {
        *to = KRAIT_TRY(newContext(t, rules, traps)).release();
        return ok();
    };
    Rules nine = {.precision = 9};
    Rules basic = nine;
    basic.rounding = Rounding::kHalfUp;
    KRAIT_TRY(make(&state->default_context, Rules{}, kDefaultTraps));
    KRAIT_TRY(make(&state->basic_context, basic, kDefaultTraps | kUnderflow | kClamped));
    return make(&state->extended_context, nine, 0);
}

// localcontext(ctx=None, **attributes).
Ref decimal_localcontext(Thread* t, Args a) {
    Ref outer = Ref::share(KRAIT_TRY(currentContext(t)));
    ContextObject* from = KRAIT_TRY(contextArgument(t, a[0]));
    Ref local = KRAIT_TRY(contextCopy(t, from));
    if (!a[1].isEmpty()) {
        static constexpr const char* kNames[] = {"prec",     "rounding", "Emin",  "Emax",
                                                 "capitals", "clamp",    "flags", "traps"};
        Value values[std::size(kNames)];
        int64_t position = 0;
        Value key, value;
        while (dictNext(a[1].as<Dict>(), &position, &key, &value)) {
            size_t i = 0;
            while (i < std::size(kNames) && !strEqualAscii(key.as<Str>(), kNames[i])) ++i;
            if (i == std::size(kNames)) {
                return raise(t, TypeId::kTypeError,
                             "this function got an unexpected keyword argument '%U'", key);
            }
            values[i] = value;
        }
        KRAIT_TRY(setAll(t, local, values));
    }
    New<ContextManager> manager = KRAIT_TRY(newOf<ContextManager>(t, &kContextManagerSpec));
    manager->local = local.release();
    manager->outer = outer.release();
    return manager;
}

} // namespace krait::decimal
