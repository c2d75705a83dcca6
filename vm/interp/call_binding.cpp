// Binding arguments where they lie: the values of a call in the callee's window become its
// parameters without being copied or counted. What is not common, and every error, is left to
// bindFunctionArguments.
#include "vm/interp/calls.h"
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"

#include <algorithm>

namespace krait {

namespace {

// LIMIT: calls with more named arguments, and functions with more parameters, go the general way.
constexpr uint32_t kNamedMax = 8;
constexpr uint32_t kMaskBits = 64;

constexpr uint64_t maskBelow(uint32_t count) {
    return count >= kMaskBits ? ~uint64_t{0} : (uint64_t{1} << count) - 1;
}

// Where each named argument goes: to the parameter at[k], or (kToRest) to **kwargs.
constexpr uint8_t kToRest = 0xff;
struct NamedPlaces {
    uint8_t at[kNamedMax];
    uint64_t filled; // parameters that have a named argument
};

// False: a name that is no parameter, or one given by position too.
bool findNamed(const Code* code, const Tuple* names, uint32_t given, NamedPlaces* out) {
    bool rest_named = code->flags & kCodeVarKeywords;
    uint32_t parameters = uint32_t{code->positional_count} + code->keyword_only_count;
    uint32_t direct = std::min<uint32_t>(given, code->positional_count);
    out->filled = 0;
    for (int64_t k = 0; k < names->length; ++k) {
        const auto* name = names->items[k].as<Str>();
        uint32_t at = code->positional_only_count;
        while (at < parameters && code->local_names[at] != name) ++at;
        if (at == parameters) {
            // A positional-only name, and one that is not interned, take more looking.
            if (!rest_named || !name->isInterned()) return false;
            out->at[k] = kToRest;
            continue;
        }
        if (at < direct) return false;
        out->at[k] = static_cast<uint8_t>(at);
        out->filled |= uint64_t{1} << at;
    }
    return true;
}

// The default of a parameter by name only (borrowed), or EMPTY.
Value keywordDefault(const Function* f, uint32_t index) {
    if (f->keyword_defaults.isEmpty()) return Value();
    return dictGetStr(f->keyword_defaults.as<Dict>(), f->code->local_names[index]);
}

} // namespace

// First it is found out whether everything has its place; only then do values move.
Binding bindInPlace(Thread* t, Function* f, Value* callee, uint32_t count, Value names) {
    Code* code = f->code;
    uint32_t positional = code->positional_count;
    uint32_t parameters = positional + code->keyword_only_count;
    uint32_t defaults =
        f->defaults.isEmpty() ? 0 : static_cast<uint32_t>(f->defaults.as<Tuple>()->length);
    if (defaults > positional || parameters > kMaskBits) return Binding::kGeneral;
    uint32_t first_default = positional - defaults;
    if (names.isEmpty() && code->simple) {
        if (count > positional || count < first_default) return Binding::kGeneral;
        for (uint32_t i = count; i < positional; ++i) {
            Value v = f->defaults.as<Tuple>()->items[i - first_default];
            incref(v);
            callee[i] = v;
        }
        return Binding::kBound;
    }
    bool rest = code->flags & kCodeVarArgs, rest_named = code->flags & kCodeVarKeywords;
    Tuple* name_tuple = names.isEmpty() ? nullptr : names.as<Tuple>();
    auto named = name_tuple ? static_cast<uint32_t>(name_tuple->length) : 0;
    uint32_t given = count - named;
    if (given > positional && !rest) return Binding::kGeneral;
    NamedPlaces places;
    places.filled = 0;
    if (named) {
        if (named > kNamedMax || !findNamed(code, name_tuple, given, &places))
            return Binding::kGeneral;
    }
    // Those without a default must have an argument.
    if (given < first_default) {
        uint64_t needed = maskBelow(first_default) & ~maskBelow(given);
        if ((places.filled & needed) != needed) return Binding::kGeneral;
    }
    for (uint32_t i = positional; i < parameters; ++i) {
        if (!(places.filled >> i & 1) && keywordDefault(f, i).isEmpty()) return Binding::kGeneral;
    }

    ValueRoom<kNamedMax> room;
    Value* values = room;
    for (uint32_t k = 0; k < named; ++k) values[k] = callee[given + k];
    bool failed = false;
    Value extra;
    if (rest) {
        uint32_t more = given > positional ? given - positional : 0;
        extra = more ? tupleTake(t, callee + positional, more).release()
                     : Ref::share(Value(t->runtime->empty_tuple)).release();
        failed = extra.isEmpty();
    }
    for (uint32_t i = std::min(given, positional); i < code->argument_count; ++i) {
        callee[i] = Value();
    }
    uint32_t next = parameters;
    if (rest) callee[next++] = extra;
    Dict* keywords = nullptr;
    if (rest_named) {
        New<Dict> made = dictNew(t);
        failed |= made.isError();
        if (!made.isError()) {
            keywords = made.get();
            callee[next] = made.release();
        }
    }
    for (uint32_t k = 0; k < named; ++k) {
        if (places.at[k] != kToRest) {
            callee[places.at[k]] = values[k];
            continue;
        }
        Ref value = Ref::take(values[k]);
        if (failed) continue;
        failed = dictSetStr(t, keywords, name_tuple->items[k].as<Str>(), value).isError();
    }
    if (KRAIT_UNLIKELY(failed)) {
        for (uint32_t i = 0; i < code->argument_count; ++i) decref(callee[i]);
        return Binding::kFailed;
    }
    for (uint32_t i = std::max(given, first_default); i < positional; ++i) {
        if (!callee[i].isEmpty()) continue;
        Value v = f->defaults.as<Tuple>()->items[i - first_default];
        incref(v);
        callee[i] = v;
    }
    for (uint32_t i = positional; i < parameters; ++i) {
        if (!callee[i].isEmpty()) continue;
        Value v = keywordDefault(f, i);
        incref(v);
        callee[i] = v;
    }
    return Binding::kBound;
}

} // namespace krait
