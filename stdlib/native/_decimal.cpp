// _decimal: decimal floating point arithmetic (module decimal). The parts are in decimal/: the
// arithmetic (number.h), the types Decimal and Context (objects.h). This file makes the exceptions
// and the module.
#include "stdlib/native/decimal/objects.h"
#include "stdlib/native/module_util.h"

#include "vm/runtime/import.h"

namespace krait {
namespace decimal {

namespace {
constexpr char kStateKey = 0;
}

State* stateOf(Thread* t) {
    auto& states = t->runtime->module_states;
    for (size_t i = 0; i < states.size(); ++i) {
        if (states[i].first != &kStateKey) continue;
        auto* found = static_cast<State*>(states[i].second);
        if (i > 0) std::swap(states[i], states[i - 1]); // often asked for: to the front
        return found;
    }
    return runtimeState<State>(t, &kStateKey);
}

Error moduleIsGone(Thread* t) {
    return raise(t, TypeId::kRuntimeError, "module decimal is no longer there");
}

namespace {

// --- the keeper ----------------------------------------------------------------------------------

struct Keeper : Object {
    State* state;
};
void keeperClear(Thread*, Object* o) {
    for (Value& v : static_cast<Keeper*>(o)->state->values) forget(&v);
}
const TypeSpec kKeeperSpec = {
    .name = "_decimal.keeper",
    .size = sizeof(Keeper),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy =
                  [](Thread* t, Object* o) {
                      keeperClear(t, o);
                      static_cast<Keeper*>(o)->state->keeper = nullptr;
                  },
              .traverse =
                  [](Object* o, Visitor& visitor) {
                      for (Value v : static_cast<Keeper*>(o)->state->values) visitor.visit(v);
                  },
              .clear = keeperClear},
};

// --- exceptions ----------------------------------------------------------------------------------

Ref newClass(Thread* t, const char* name, Value bases) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    New<Str> key = KRAIT_TRY(strIntern(t, "__module__"));
    New<Str> module = KRAIT_TRY(strIntern(t, "decimal"));
    KRAIT_TRY(dictSetStr(t, dict, key, module));
    New<Str> class_name = KRAIT_TRY(strIntern(t, name));
    return callFunction(t, Value(t->type(TypeId::kType)), class_name, bases, dict);
}

Status makeExceptions(Thread* t, State* state, Ref* base) {
    Ref arithmetic = KRAIT_TRY(tupleOf(t, Value(t->type(TypeId::kArithmeticError))));
    *base = KRAIT_TRY(newClass(t, "DecimalException", arithmetic));
    auto signal = [&](int index, auto... bases) -> Status {
        Ref tuple = KRAIT_TRY(tupleOf(t, Value(bases)...));
        state->signals[index] = KRAIT_TRY(newClass(t, kSignals[index].name, tuple)).release();
        return ok();
    };
    enum { kInvalid, kFloat, kZero, kOver, kUnder, kSub, kIn, kRound, kClamp };
    Value* made = state->signals;
    Value root = *base;
    KRAIT_TRY(signal(kInvalid, root));
    KRAIT_TRY(signal(kFloat, root, Value(t->type(TypeId::kTypeError))));
    KRAIT_TRY(signal(kZero, root, Value(t->type(TypeId::kZeroDivisionError))));
    KRAIT_TRY(signal(kSub, root));
    KRAIT_TRY(signal(kIn, root));
    KRAIT_TRY(signal(kRound, root));
    KRAIT_TRY(signal(kClamp, root));
    KRAIT_TRY(signal(kOver, made[kIn], made[kRound]));
    KRAIT_TRY(signal(kUnder, made[kIn], made[kRound], made[kSub]));
    store(&state->conditions[0], made[kInvalid]);
    for (int i = 1; i < kConditionCount; ++i) {
        bool undefined = kConditions[i].conditions == kDivisionUndefined;
        Ref bases = undefined
                        ? tupleOf(t, made[kInvalid], Value(t->type(TypeId::kZeroDivisionError)))
                        : tupleOf(t, made[kInvalid]);
        if (bases.isError()) return Error{};
        state->conditions[i] = KRAIT_TRY(newClass(t, kConditions[i].name, bases)).release();
    }
    state->signal_tuple = KRAIT_TRY(tupleFrom(t, state->signals, kSignalCount)).release();
    return ok();
}

// --- what comes from other modules ---------------------------------------------------------------

Ref attributeOf(Thread* t, const char* module, const char* name) {
    Ref imported = KRAIT_TRY(importModule(t, module));
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    return getAttr(t, imported, key);
}

Status makeClasses(Thread* t, State* state) {
    Ref variable = KRAIT_TRY(attributeOf(t, "_contextvars", "ContextVar"));
    Ref variable_name = KRAIT_TRY(strFromAscii(t, "decimal_context"));
    state->variable = KRAIT_TRY(callFunction(t, variable, variable_name)).release();

    // SignalDict: the layout and what is special from here, the rest from MutableMapping.
    Ref mapping = KRAIT_TRY(attributeOf(t, "collections.abc", "MutableMapping"));
    Type* mixin = typeFromSpec(t, &kSignalDictSpec);
    if (!mixin) return Error{};
    Ref bases = KRAIT_TRY(tupleOf(t, Value(mixin), mapping));
    New<Dict> empty = KRAIT_TRY(dictNew(t));
    Ref dict_name = KRAIT_TRY(strFromAscii(t, "SignalDict"));
    Value metaclass = Value(typeOf(t, mapping));
    state->signal_dict = KRAIT_TRY(callFunction(t, metaclass, dict_name, bases, empty)).release();

    Ref number = KRAIT_TRY(attributeOf(t, "numbers", "Number"));
    New<Str> register_name = KRAIT_TRY(strIntern(t, "register"));
    Ref registered = KRAIT_TRY(callMethod(t, number, register_name, Value(state->decimal)));
    state->rational = KRAIT_TRY(attributeOf(t, "numbers", "Rational")).release();

    Ref named_tuple = KRAIT_TRY(attributeOf(t, "collections", "namedtuple"));
    Ref tuple_name = KRAIT_TRY(strFromAscii(t, "DecimalTuple"));
    Ref fields = KRAIT_TRY(strFromAscii(t, "sign digits exponent"));
    Ref tuple = KRAIT_TRY(callFunction(t, named_tuple, tuple_name, fields));
    New<Str> module_key = KRAIT_TRY(strIntern(t, "__module__"));
    New<Str> module = KRAIT_TRY(strIntern(t, "decimal"));
    KRAIT_TRY(setAttr(t, tuple, module_key, module));
    state->decimal_tuple = tuple.release();
    return ok();
}

// --- the module ----------------------------------------------------------------------------------

Ref decimal_getcontext(Thread* t, Args) {
    return Ref::share(KRAIT_TRY(currentContext(t)));
}
Ref decimal_setcontext(Thread* t, Args a) {
    KRAIT_TRY(setCurrentContext(t, a[0]));
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"getcontext()", decimal_getcontext, "Get the current default context.\n\n"},
    {"setcontext(context, /)", decimal_setcontext, "Set a new default context.\n\n"},
    {"localcontext(ctx=None, **kwargs)", decimal_localcontext,
     "Return a context manager that will set the default context to a copy of ctx\non entry to the "
     "with-statement and restore the previous default context when\nexiting the with-statement. If "
     "no context is supplied, a copy of the current\ndefault context is used.\n\n"},
    {},
};

Status initModule(Thread* t, Value module) {
    State* state = stateOf(t);
    Ref keeper = Ref::share(state->keeper ? Value(state->keeper) : Value());
    bool again = !keeper.isEmpty() && !state->extended_context.isEmpty();
    state->decimal = typeFromSpec(t, &kDecimalSpec);
    state->context = typeFromSpec(t, &kContextSpec);
    if (!state->decimal || !state->context) return Error{};
    if (!again) {
        if (keeper.isEmpty()) {
            New<Keeper> made = KRAIT_TRY(newOf<Keeper>(t, &kKeeperSpec));
            made->state = state;
            state->keeper = made;
            keeper = std::move(made);
        }
        for (Value& v : state->values) forget(&v);
        Ref base;
        KRAIT_TRY(makeExceptions(t, state, &base));
        KRAIT_TRY(makeClasses(t, state));
        KRAIT_TRY(makeContexts(t, state));
    }
    ModuleFiller fill(t, module);
    fill.set("_keeper", keeper);
    fill.set("Decimal", Value(state->decimal));
    fill.set("Context", Value(state->context));
    fill.set("DecimalTuple", state->decimal_tuple);
    fill.set("DecimalException", Value(state->signals[0].as<Type>()->base));
    for (int i = 0; i < kSignalCount; ++i) fill.set(kSignals[i].name, state->signals[i]);
    for (int i = 0; i < kConditionCount; ++i) fill.set(kConditions[i].name, state->conditions[i]);
    fill.set("DefaultContext", state->default_context);
    fill.set("BasicContext", state->basic_context);
    fill.set("ExtendedContext", state->extended_context);
    for (const char* name : kRoundingNames) {
        New<Str> interned = KRAIT_TRY(strIntern(t, name));
        fill.set(name, Value(interned));
    }
    fill.integer("MAX_PREC", kPrecisionMax);
    fill.integer("MAX_EMAX", kExponentMax);
    fill.integer("MIN_EMIN", kExponentMin);
    fill.integer("MIN_ETINY", kEtinyMin);
    fill.set("HAVE_THREADS", Value::boolean(true));
    fill.set("HAVE_CONTEXTVAR", Value::boolean(true));
    fill.text("__version__", "1.70");
    fill.text("__libmpdec_version__", "2.5.1");
    return fill.finish();
}

} // namespace
} // namespace decimal

extern const NativeModule k_decimalModule = {"_decimal", "C decimal arithmetic module",
                                             decimal::kFunctions, decimal::initModule};

} // namespace krait
