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

// LIMIT: calls with more named arguments go the general way.
constexpr uint32_t kNamedMax = 8;

// Moves the values named by `names`, which lie behind the `given` positional ones, to their
// parameters. False, with everything as it was: a name that is no parameter, one given twice, or a
// parameter before `first_default` that has no value.
bool placeNamed(Code* code, Value* callee, uint32_t given, Tuple* names, uint32_t first_default) {
    auto count = static_cast<uint32_t>(names->length);
    uint32_t positional = code->positional_count;
    Value values[kNamedMax];
    for (uint32_t k = 0; k < count; ++k) values[k] = callee[given + k];
    for (uint32_t i = given; i < positional || i < given + count; ++i) callee[i] = Value();
    uint32_t first = std::max<uint32_t>(given, code->positional_only_count);
    bool good = true;
    for (uint32_t k = 0; good && k < count; ++k) {
        auto* name = names->items[k].as<Str>();
        uint32_t at = first;
        while (at < positional && code->local_names[at] != name) ++at;
        good = at < positional && callee[at].isEmpty();
        if (good) callee[at] = values[k];
    }
    for (uint32_t i = given; good && i < first_default; ++i) good = !callee[i].isEmpty();
    if (good) return true;
    for (uint32_t i = given; i < positional; ++i) callee[i] = Value();
    for (uint32_t k = 0; k < count; ++k) callee[given + k] = values[k];
    return false;
}

} // namespace

Binding bindInPlace(Thread* t, Function* f, Value* callee, uint32_t count, Value names) {
    Code* code = f->code;
    if (code->keyword_only_count) return Binding::kGeneral;
    uint32_t positional = code->positional_count;
    uint32_t given = count;
    uint32_t defaults =
        f->defaults.isEmpty() ? 0 : static_cast<uint32_t>(f->defaults.as<Tuple>()->length);
    if (defaults > positional) return Binding::kGeneral;
    uint32_t first_default = positional - defaults;
    bool rest = code->flags & kCodeVarArgs, rest_named = code->flags & kCodeVarKeywords;
    if (!names.isEmpty()) {
        auto* tuple = names.as<Tuple>();
        given -= static_cast<uint32_t>(tuple->length);
        if (rest || rest_named || tuple->length > kNamedMax || given > positional)
            return Binding::kGeneral;
        // Without the defaults all parameters must be among the arguments.
        if (count < first_default || count > positional) return Binding::kGeneral;
        if (!placeNamed(code, callee, given, tuple, first_default)) return Binding::kGeneral;
    } else {
        if (given > positional && !rest) return Binding::kGeneral;
        if (given < first_default) return Binding::kGeneral;
        for (uint32_t i = given; i < positional; ++i) callee[i] = Value();
    }
    for (uint32_t i = std::max(given, first_default); i < positional; ++i) {
        if (!callee[i].isEmpty()) continue;
        Value v = f->defaults.as<Tuple>()->items[i - first_default];
        incref(v);
        callee[i] = v;
    }
    Value extra;
    if (rest) {
        extra = given > positional ? tupleTake(t, callee + positional, given - positional).release()
                                   : tupleFrom(t, nullptr, 0).release();
        callee[positional] = extra;
    }
    if (rest_named && !(rest && extra.isEmpty())) {
        callee[positional + (rest ? 1 : 0)] = extra = dictNew(t).release();
    }
    if ((rest || rest_named) && extra.isEmpty()) {
        for (uint32_t i = 0; i < positional + (rest ? 1 : 0); ++i) decref(callee[i]);
        return Binding::kFailed;
    }
    return Binding::kBound;
}

} // namespace krait
