// The wording of argument errors of native functions, and "Did you mean" for keywords.
#include "vm/runtime/argument_errors.h"

#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace krait {
namespace {

// How CPython's functions of this kind take their arguments, and so how they complain:
//   kNone, kOne  "list.append() takes exactly one argument (2 given)"
//   kPositional  "pop expected at most 1 argument, got 2"
//   kTuple       "islice() takes at most 1 argument (2 given)"; older functions
//   kNamed       "split() takes at most 2 arguments (3 given)"
enum class Convention : uint8_t { kNone, kOne, kPositional, kTuple, kNamed };

// Builtins that CPython words by hand. Empty words: as everywhere.
struct HandWorded {
    std::string_view function;
    std::string_view named_as; // in errors about keywords, which it hands on
    const char* missing;
    const char* unknown; // %U: the keyword
    bool counts_named;   // says when there are too many keywords beside *args
};
constexpr HandWorded kHandWorded[] = {
    {"sorted", "sort", nullptr, nullptr, false},
    {"enumerate", "", "enumerate() missing required argument 'iterable'",
     "'%U' is an invalid keyword argument for enumerate()", false},
    {"zip", "", nullptr, nullptr, true},
    {"max", "", nullptr, nullptr, true},
    {"min", "", nullptr, nullptr, true},
};
const HandWorded* handWorded(const NativeCallee& callee) {
    for (const HandWorded& row : kHandWorded) {
        if (callee.signature->function_name->ascii() == row.function) return &row;
    }
    return nullptr;
}

// The parameters as messages count them: without the receiver.
struct Counts {
    Convention convention;
    uint32_t count;      // that take one value
    uint32_t positional; // that may be given by position
    uint32_t required;   // by position, without default
};

Counts countsOf(const NativeCallee& callee) {
    const Signature* s = callee.signature;
    Counts counts{};
    counts.count = s->value_count - s->hidden;
    counts.positional = s->positional_count - s->hidden;
    counts.required = s->required_count > s->hidden ? s->required_count - s->hidden : 0;
    uint8_t flags = callee.def->flags;
    if (flags & kMethodTupleErrors)
        counts.convention = Convention::kTuple;
    else if (s->has_keyword_names)
        counts.convention = Convention::kNamed;
    else if (callee.callable.isEmpty() || flags & kMethodPositionalErrors || counts.count > 1)
        counts.convention = Convention::kPositional;
    else if (counts.count == 0)
        counts.convention = Convention::kNone;
    else
        counts.convention = counts.required ? Convention::kOne : Convention::kPositional;
    return counts;
}

const char* pluralOf(uint32_t count) {
    return count == 1 ? "" : "s";
}

// The callable as "list.append" or "math.sqrt"; a constructor by the name in its signature.
Ref fullName(Thread* t, const NativeCallee& callee) {
    Value name(callee.signature->function_name);
    if (isKind(callee.callable, TypeId::kNativeFunction)) {
        auto* f = callee.callable.as<NativeFunction>();
        Value module = f->module;
        if (!module.isEmpty() && isStr(module) && !strEqualAscii(module.as<Str>(), "builtins"))
            return strFormat(t, "%U.%U", module, name);
    }
    if (callee.callable.isEmpty()) return Ref::share(name);
    return getAttr(t, callee.callable, t->name(kName___qualname__));
}

Error wrongCount(Thread* t, const NativeCallee& callee, const Counts& counts, uint32_t given) {
    Value name(callee.signature->function_name);
    uint32_t least = counts.required, most = counts.positional;
    uint32_t bound = given < least ? least : most;
    switch (counts.convention) {
    case Convention::kNone:
    case Convention::kOne: {
        Ref full = KRAIT_TRY(fullName(t, callee));
        return raise(t, TypeId::kTypeError, "%U() takes %s (%u given)", full.get(),
                     most == 0 ? "no arguments" : "exactly one argument", given);
    }
    case Convention::kTuple:
        return raise(t, TypeId::kTypeError, "%U() takes %s %u argument%s (%u given)", name,
                     least == most   ? "exactly"
                     : given < least ? "at least"
                                     : "at most",
                     bound, pluralOf(bound), given);
    case Convention::kPositional:
    case Convention::kNamed:
        break;
    }
    return raise(t, TypeId::kTypeError, "%U expected %s%u argument%s, got %u", name,
                 least == most   ? ""
                 : given < least ? "at least "
                                 : "at most ",
                 bound, pluralOf(bound), given);
}

// Levenshtein distance with CPython's costs (2 for an edit, 1 for a change of case only), or
// `limit` + 1 beyond the limit. Source: R. A. Wagner, M. J. Fischer, "The String-to-String
// Correction Problem", JACM 21 (1974).
int distance(const Str* a, const Str* b, int limit) {
    auto m = static_cast<size_t>(a->length), n = static_cast<size_t>(b->length);
    auto lower = [](uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; };
    std::vector<int> row(n + 1);
    for (size_t j = 0; j <= n; ++j) row[j] = static_cast<int>(j) * 2;
    for (size_t i = 1; i <= m; ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) * 2;
        for (size_t j = 1; j <= n; ++j) {
            uint32_t x = a->at(static_cast<int64_t>(i) - 1), y = b->at(static_cast<int64_t>(j) - 1);
            int change = diagonal + (x == y ? 0 : lower(x) == lower(y) ? 1 : 2);
            diagonal = row[j];
            row[j] = std::min({row[j] + 2, row[j - 1] + 2, change});
        }
    }
    return row[n] > limit ? limit + 1 : row[n];
}

} // namespace

Status checkNativeCount(Thread* t, const NativeCallee& callee, uint32_t given, uint32_t named,
                        bool takes_any_name) {
    const Signature* s = callee.signature;
    uint32_t values = takes_any_name ? given : given + named;
    if (given >= s->only_count && given <= s->positional_count && values <= s->value_count)
        return ok();
    Counts counts = countsOf(callee);
    if (callee.def->flags & kMethodPositionalErrors && counts.convention == Convention::kNamed &&
        (given > s->positional_count || given < s->only_count)) {
        if (!named || handWorded(callee)) counts.convention = Convention::kPositional;
    }
    uint32_t least = s->only_count > s->hidden ? s->only_count - s->hidden : 0;
    given -= given ? s->hidden : 0;
    if (counts.convention != Convention::kNamed) return wrongCount(t, callee, counts, given);
    Value name(s->function_name);
    if (const HandWorded* words = handWorded(callee); words && !words->named_as.empty()) {
        Ref as = KRAIT_TRY(strIntern(t, words->named_as));
        return raise(t, TypeId::kTypeError, "%U() takes at most %u keyword arguments (%u given)",
                     as.get(), counts.count - counts.positional, named);
    }
    if (given + named > counts.count && !takes_any_name) {
        // A call with names only says so, lest the count of positions seems meant.
        return raise(t, TypeId::kTypeError, "%U() takes at most %u %sargument%s (%u given)", name,
                     counts.count, given == 0 ? "keyword " : "", pluralOf(counts.count),
                     given + named);
    }
    if (given > counts.positional) {
        if (counts.positional == 0)
            return raise(t, TypeId::kTypeError, "%U() takes no positional arguments", name);
        return raise(t, TypeId::kTypeError, "%U() takes %s %u positional argument%s (%u given)",
                     name, counts.required < counts.positional ? "at most" : "exactly",
                     counts.positional, pluralOf(counts.positional), given);
    }
    return raise(t, TypeId::kTypeError, "%U() takes %s %u positional argument%s (%u given)", name,
                 least < counts.positional ? "at least" : "exactly", least, pluralOf(least), given);
}

Status checkNamedCount(Thread* t, const NativeCallee& callee, uint32_t named) {
    uint32_t most = callee.signature->value_count - callee.signature->positional_count;
    if (named <= most) return ok();
    const HandWorded* words = handWorded(callee);
    if (!words || !words->counts_named) return ok();
    return raise(t, TypeId::kTypeError, "%U() takes at most %u keyword argument%s (%u given)",
                 Value(callee.signature->function_name), most, pluralOf(most), named);
}

Error raiseNoKeywords(Thread* t, const NativeCallee& callee) {
    // Functions that take a tuple of arguments say their bare name.
    const Signature* s = callee.signature;
    bool bare = callee.def->flags & kMethodTupleErrors;
    for (uint32_t i = 0; i < s->count; ++i)
        bare = bare || s->parameters[i].kind == Parameter::Kind::kVarArgs;
    Ref name;
    if (bare)
        name = Ref::share(Value(s->function_name));
    else
        name = KRAIT_TRY(fullName(t, callee));
    return raise(t, TypeId::kTypeError, "%U() takes no keyword arguments", name.get());
}

Error raiseMissingArgument(Thread* t, const NativeCallee& callee, uint32_t parameter,
                           uint32_t given) {
    Counts counts = countsOf(callee);
    const Parameter& p = callee.signature->parameters[parameter];
    if (p.kind == Parameter::Kind::kPositionalOnly)
        return wrongCount(t, callee, counts, given - (given ? callee.signature->hidden : 0));
    if (const HandWorded* words = handWorded(callee); words && words->missing)
        return raise(t, TypeId::kTypeError, words->missing);
    return raise(t, TypeId::kTypeError, "%U() missing required argument '%U' (pos %u)",
                 Value(callee.signature->function_name), Value(p.name),
                 parameter - callee.signature->hidden + 1);
}

Error raiseGivenTwice(Thread* t, const NativeCallee& callee, uint32_t parameter) {
    return raise(t, TypeId::kTypeError, "argument for %U() given by name ('%U') and position (%u)",
                 Value(callee.signature->function_name),
                 Value(callee.signature->parameters[parameter].name),
                 parameter - callee.signature->hidden + 1);
}

Error raiseUnknownKeyword(Thread* t, const NativeCallee& callee, Str* name) {
    const Signature* s = callee.signature;
    const HandWorded* words = handWorded(callee);
    if (words && words->unknown) return raise(t, TypeId::kTypeError, words->unknown, Value(name));
    Ref function = Ref::share(Value(s->function_name));
    if (words && !words->named_as.empty()) function = KRAIT_TRY(strIntern(t, words->named_as));
    SimilarName similar(name);
    for (uint32_t i = 0; i < s->count; ++i) {
        Parameter::Kind kind = s->parameters[i].kind;
        if (kind == Parameter::Kind::kPositional || kind == Parameter::Kind::kKeywordOnly)
            similar.consider(s->parameters[i].name);
    }
    if (similar.best()) {
        return raise(t, TypeId::kTypeError,
                     "%U() got an unexpected keyword argument '%U'. Did you mean '%U'?",
                     function.get(), Value(name), Value(similar.best()));
    }
    return raise(t, TypeId::kTypeError, "%U() got an unexpected keyword argument '%U'",
                 function.get(), Value(name));
}

bool keywordsForOtherConstructor(Thread* t, const NativeCallee& callee, Value receiver) {
    if (!callee.callable.isEmpty()) return false;
    if (isType(receiver)) {
        Value init = typeLookup(t, receiver.as<Type>(), t->name(kName___init__));
        return !isKind(init, TypeId::kSlotWrapper);
    }
    Value made = typeLookup(t, typeOf(t, receiver), t->name(kName___new__));
    return !isKind(made, TypeId::kNativeFunction) &&
           !strEqualAscii(callee.signature->function_name, "set");
}

void SimilarName::consider(Str* candidate) {
    constexpr int64_t kLengthMax = 40; // LIMIT: longer names get no suggestion
    if (name_->length > kLengthMax || candidate->length > kLengthMax) return;
    // No more than a third of the characters may differ.
    int limit = static_cast<int>((name_->length + candidate->length + 3) * 2 / 6);
    if (best_ && best_distance_ - 1 < limit) limit = best_distance_ - 1;
    int d = distance(name_, candidate, limit);
    if (d <= limit) {
        best_ = candidate;
        best_distance_ = d;
    }
}

} // namespace krait
