// What the files of module _decimal share: its objects, their conversions, and the raising of
// signals. The arithmetic is in number.h, and knows nothing of Python. Needs the GIL.
#pragma once

#include "stdlib/native/decimal/functions.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/dict.h"

namespace krait::decimal {

// Immutable; a leaf. The coefficient's limbs follow.
struct DecimalObject : Object {
    int64_t exponent;
    uint32_t count;
    bool negative;
    Kind form;
    Limb limbs[0];
};

// A mapping from signals to whether they are raised (flags) or trapped (traps). An instance of a
// class that derives from this layout and from MutableMapping.
struct SignalDict : Object {
    uint32_t conditions;
    bool valid; // belongs to a context
};

struct ContextObject : Object {
    Value traps, flags; // SignalDicts of its own
    Value keeper;
    Rules rules;
};

extern const TypeSpec kDecimalSpec, kContextSpec, kSignalDictSpec, kContextManagerSpec;

constexpr int kSignalCount = 9, kConditionCount = 5;

// What a Runtime has of this module. The Values belong to the keeper, an object that each copy of
// the module and each Context own; when it goes, at the Runtime's end, they are EMPTY.
struct State {
    static constexpr int kValueCount = 8 + kSignalCount + kConditionCount;

    Constants constants;
    Type* decimal = nullptr; // the Runtime's
    Type* context = nullptr;
    Object* keeper = nullptr; // borrowed; null: there is none
    union {
        struct {
            Value variable; // ContextVar of the current context
            Value default_context, basic_context, extended_context;
            Value signal_dict, decimal_tuple, rational; // classes
            Value signal_tuple;                         // the signals
            Value signals[kSignalCount], conditions[kConditionCount];
        };
        Value values[kValueCount];
    };
    State() {
        for (Value& v : values) v = Value();
    }
};
Error moduleIsGone(Thread*); // in a finaliser, after the keeper
State* stateOf(Thread*);

struct Signal {
    const char* name;
    uint32_t conditions;
};
extern const Signal kSignals[kSignalCount];
extern const Signal kConditions[kConditionCount];
extern const char* const kRoundingNames[8]; // in the order of Rounding

inline bool isDecimal(Thread* t, Value v) {
    return hasSpec(t, v, &kDecimalSpec);
}
inline bool isDecimalContext(Thread* t, Value v) {
    return hasSpec(t, v, &kContextSpec);
}
inline Operand operandOf(Value decimal) {
    auto* d = decimal.as<DecimalObject>();
    return {d->negative, d->form, d->exponent, d->count, d->limbs};
}
inline ContextObject* contextOf(Value v) {
    return v.as<ContextObject>();
}
inline uint32_t& flagsOf(ContextObject* c) {
    return c->flags.as<SignalDict>()->conditions;
}
inline uint32_t& trapsOf(ContextObject* c) {
    return c->traps.as<SignalDict>()->conditions;
}

// --- contexts ------------------------------------------------------------------------------------

// Borrowed from the Thread's context: valid until Python code runs.
Result<ContextObject*> currentContext(Thread*);
// The argument `context`: None or EMPTY is the current one.
Result<ContextObject*> contextArgument(Thread*, Value v);
Status setCurrentContext(Thread*, Value context);
Ref contextCopy(Thread*, ContextObject* c);

// Remembers conditions in the context; the exception if one is trapped.
Status signalSlow(Thread*, ContextObject* c, uint32_t conditions);
inline Status signal(Thread* t, ContextObject* c, uint32_t conditions) {
    uint32_t& flags = flagsOf(c);
    if (KRAIT_LIKELY(!(conditions & (trapsOf(c) | kMemoryRefused)))) {
        flags |= conditions;
        return ok();
    }
    return signalSlow(t, c, conditions);
}
Result<Rounding> roundingArgument(Thread*, Value v); // a name of a rounding mode
// Attribute setters, also of localcontext().
Status setPrecision(Thread*, Value context, Value v);
Ref decimal_localcontext(Thread*, Args a);
Status makeContexts(Thread*, State* state); // the three that are constants

// --- conversions ---------------------------------------------------------------------------------

// Exact Decimal, or of a class made by a program.
Ref decimalFrom(Thread*, const Operand& value);
Ref decimalFromType(Thread*, Type* type, const Operand& value);

// An operand of a method: a Decimal is borrowed, an int converted.
class Argument {
  public:
    // 0: neither.
    Result<bool> loadIfNumber(Thread* t, Value v);
    Status load(Thread* t, Value v); // TypeError
    const Operand& get() const { return *this_; }
    operator const Operand&() const { return *this_; }

  private:
    const Operand* this_ = nullptr;
    Operand borrowed_;
    Number made_;
};

Status numberFromInt(Thread*, Number& out, Value v);
bool numberFromDouble(Number& out, double value); // exact; false: no memory
// The text of a str as ASCII: digits of all scripts, white space as spaces; trimmed and without
// underscores if `exact`. False: it has something else.
bool asciiFromStr(Text& out, const Str* text, bool exact);
// Decimal(v) as the type of an argument of the constructor, exact or rounded by the context.
Ref decimalFromAny(Thread*, Type* type, Value v, ContextObject* c, bool exact);
Ref intFromNumber(Thread*, const Operand& value); // integral, exponent not negative
// Rounded to an integer; the errors of int() for infinities and NaNs.
Ref intRounded(Thread*, const Operand& value, Rounding rounding);
Ref textOf(Thread*, const Operand& value, bool capitals, bool engineering = false);
Result<int64_t> decimalHash(Thread*, Value v);
Ref decimalRatio(Thread*, const Operand& value);
Result<double> decimalToDouble(Thread*, const Operand& value);
Ref decimalCompare(Thread*, Value a, Value b, CompareOp op);
Ref decimalFormat(Thread*, Value self, Value spec, Value overrides);

Status noMemoryUnless(Thread* t, bool good);

} // namespace krait::decimal
