// Argument binding. A Signature is parsed from its text once; bindings are one pass over the
// positional arguments and one over the named ones. The same rules, and the same words for errors,
// serve C++ and Python functions.
#include "vm/runtime/args.h"

#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/argument_errors.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace krait {
namespace {

// LIMIT: parameters of a native function.
constexpr int kParametersMax = 24;

std::string_view trim(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
}

Value parseDefault(Thread* t, std::string_view text) {
    if (text == "None") return Value::none();
    if (text == "True") return Value::boolean(true);
    if (text == "False") return Value::boolean(false);
    if (text == "()") return tupleFrom(t, nullptr, 0).release();
    if (text.starts_with('<')) return Value();
    if (text.starts_with('\'') || text.starts_with('"')) {
        std::string out;
        for (size_t i = 1; i + 1 < text.size(); ++i) {
            if (text[i] == '\\' && i + 2 < text.size()) {
                ++i;
                out += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
            } else {
                out += text[i];
            }
        }
        return strIntern(t, out).release();
    }
    if (text.starts_with("b'"))
        return Value(); // bytes defaults are given as <unset> by who needs them
    if (text == "sys.maxsize") return intFrom(t, INT64_MAX).release();
    if (text.find_first_of(".e") != std::string_view::npos)
        return Value::number(std::strtod(std::string(text).c_str(), nullptr));
    char* end = nullptr;
    std::string copy(text);
    long long i = std::strtoll(copy.c_str(), &end, 10);
    if (end && *end == 0 && !copy.empty()) return intFrom(t, i).release();
    return Value();
}

// The names, for messages: "'a', 'b', and 'c'".
Ref quotedList(Thread* t, const Value* names, size_t count) {
    TextBuffer out(t);
    for (size_t i = 0; i < count; ++i) {
        if (i > 0) out.append(count == 2 ? " and " : i + 1 == count ? ", and " : ", ");
        Ref quoted = KRAIT_TRY(reprOf(t, names[i]));
        out.append(quoted.as<Str>());
    }
    return out.finish();
}

} // namespace

Signature* signatureParse(Thread* t, const MethodDef* def, bool is_method) {
    std::string_view text = def->signature;
    size_t open = text.find('(');
    KRAIT_CHECK(open != std::string_view::npos && text.back() == ')');
    std::string_view name = text.substr(0, open);
    std::string_view rest = text.substr(open + 1, text.size() - open - 2);
    auto* s = static_cast<Signature*>(
        std::calloc(1, sizeof(Signature) + kParametersMax * sizeof(Parameter)));
    if (!s) return nullptr;
    s->def = def;
    s->function_name = strIntern(t, name).release().as<Str>();
    using Kind = Parameter::Kind;
    Kind kind = Kind::kPositional;
    while (!rest.empty()) {
        // Up to the next comma outside quotes and brackets.
        size_t end = 0;
        char quote = 0;
        int depth = 0;
        for (; end < rest.size(); ++end) {
            char c = rest[end];
            if (quote) {
                if (c == '\\')
                    ++end;
                else if (c == quote)
                    quote = 0;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(' || c == '[') {
                ++depth;
            } else if (c == ')' || c == ']') {
                --depth;
            } else if (c == ',' && depth == 0) {
                break;
            }
        }
        std::string_view part = trim(rest.substr(0, end));
        rest = end < rest.size() ? rest.substr(end + 1) : std::string_view();
        if (part.empty()) continue;
        if (part == "/") {
            for (int i = 0; i < s->count; ++i) {
                if (s->parameters[i].kind == Kind::kPositional)
                    s->parameters[i].kind = Kind::kPositionalOnly;
            }
            continue;
        }
        if (part == "*") {
            kind = Kind::kKeywordOnly;
            continue;
        }
        KRAIT_CHECK(s->count < kParametersMax);
        Parameter& p = s->parameters[s->count++];
        p.kind = kind;
        p.required = true;
        p.default_value = Value();
        if (part.starts_with("**")) {
            p.kind = Kind::kVarKeywords;
            part.remove_prefix(2);
            p.required = false;
        } else if (part.starts_with("*")) {
            p.kind = Kind::kVarArgs;
            part.remove_prefix(1);
            p.required = false;
            kind = Kind::kKeywordOnly;
        }
        size_t equals = part.find('=');
        if (equals != std::string_view::npos) {
            p.required = false;
            p.default_value = parseDefault(t, trim(part.substr(equals + 1)));
            part = trim(part.substr(0, equals));
        }
        p.name = strIntern(t, part).release().as<Str>();
    }
    s->simple = true;
    s->hidden = is_method && s->count > 0 ? 1 : 0;
    for (int i = 0; i < s->count; ++i) {
        const Parameter& p = s->parameters[i];
        if (p.kind != Kind::kVarArgs && p.kind != Kind::kVarKeywords) ++s->value_count;
        if (p.kind == Kind::kPositionalOnly && p.required) ++s->only_count;
        if (p.kind == Kind::kPositionalOnly || p.kind == Kind::kPositional) {
            ++s->positional_count;
            if (p.required) s->required_count = s->positional_count;
        } else {
            s->simple = false;
        }
        if (p.kind != Kind::kPositionalOnly && p.kind != Kind::kVarArgs)
            s->has_keyword_names = i >= s->hidden || s->has_keyword_names;
    }
    return s;
}

void signatureFree(Thread*, Signature* s) {
    if (!s) return;
    for (int i = 0; i < s->count; ++i) {
        decref(s->parameters[i].name);
        decref(s->parameters[i].default_value);
    }
    decref(s->function_name);
    std::free(s);
}

Ref signatureText(Thread* t, const MethodDef* def, SignatureOf what) {
    std::string_view text = def->signature;
    std::string_view rest = text.substr(text.find('(') + 1);
    // CPython marks the bound parameter with a dollar sign; that of a function is its module.
    std::string out = "(";
    if (what == SignatureOf::kFunction) {
        out += rest == ")"                                  ? "$module"
               : rest.find(", /") != std::string_view::npos ? "$module, "
                                                            : "$module, /, ";
        if (rest == ")") rest = ", /)";
    } else if (what == SignatureOf::kType) {
        size_t comma = rest.find(',');
        rest =
            comma == std::string_view::npos ? std::string_view(")") : trim(rest.substr(comma + 1));
        if (rest.starts_with("/,"))
            rest = trim(rest.substr(2));
        else if (rest == "/)")
            rest = ")";
    } else if (def->flags & kMethodClass && rest.starts_with("cls")) {
        out += "$type";
        rest = rest.substr(3);
    } else if (!(def->flags & kMethodStatic)) {
        out += '$';
    }
    out += rest;
    // The names CPython shows for values that have no literal, or a long one.
    constexpr std::string_view kShown[][2] = {{"<unset>", "<unrepresentable>"},
                                              {"9223372036854775807", "sys.maxsize"}};
    for (auto [own, shown] : kShown) {
        for (size_t at; (at = out.find(own)) != std::string::npos;)
            out.replace(at, own.size(), shown);
    }
    return strFromUtf8(t, out);
}

// --- native calls
// ------------------------------------------------------------------------------------------------------

namespace {

// The values of a call of a native function in the order of its parameters.
struct NativeBinding {
    ValueRoom<kParametersMax> values;
    Ref extra, keywords; // *args, **kwargs
};

bool takesByName(const Parameter& p) {
    return p.kind == Parameter::Kind::kPositional || p.kind == Parameter::Kind::kKeywordOnly;
}

// The parameter that may be given by this name, or -1.
int parameterNamed(const Signature* s, Str* name) {
    for (int i = 0; i < s->count; ++i) {
        const Parameter& p = s->parameters[i];
        if (takesByName(p) && (p.name == name || strEqual(p.name, name))) return i;
    }
    return -1;
}

// Binds any call. What is wrong is found in CPython's order: names where none are taken, too many
// values, a missing parameter, a parameter given twice, a name that no parameter has.
Status bindNative(Thread* t, const NativeCallee& callee, Value self, CallArgs args,
                  NativeBinding* out) {
    using Kind = Parameter::Kind;
    const Signature* s = callee.signature;
    Value* bound = out->values;
    for (uint32_t i = 0; i < s->count; ++i) bound[i] = Value();
    uint32_t own = self.isEmpty() ? 0 : 1;
    if (own) bound[0] = self;
    uint32_t given = args.positional_count + own;
    uint32_t named =
        args.names.isEmpty() ? 0 : static_cast<uint32_t>(args.names.as<Tuple>()->length);
    int extra_at = -1, keywords_at = -1;
    for (int i = s->positional_count; i < s->count; ++i) {
        if (s->parameters[i].kind == Kind::kVarArgs) extra_at = i;
        if (s->parameters[i].kind == Kind::kVarKeywords) keywords_at = i;
    }
    if (named && !s->has_keyword_names && keywords_at < 0) {
        if (!keywordsForOtherConstructor(t, callee, own ? self : args.values[0]))
            return raiseNoKeywords(t, callee);
        named = 0;
    }
    if (extra_at < 0) {
        KRAIT_TRY(checkNativeCount(t, callee, given, named, keywords_at >= 0));
    } else {
        KRAIT_TRY(checkNamedCount(t, callee, named));
        uint32_t count = given > s->positional_count ? given - s->positional_count : 0;
        out->extra = KRAIT_TRY(tupleFrom(t, args.values + (given - count - own), count));
        bound[extra_at] = out->extra.get();
    }
    uint32_t direct = given < s->positional_count ? given : s->positional_count;
    for (uint32_t i = own; i < direct; ++i) bound[i] = args.values[i - own];

    Str* unknown = nullptr;
    int twice = -1;
    for (uint32_t k = 0; k < named; ++k) {
        auto* name = args.names.as<Tuple>()->items[k].as<Str>();
        Value value = args.values[args.positional_count + k];
        int at = parameterNamed(s, name);
        if (at >= 0 && bound[at].isEmpty()) {
            bound[at] = value;
        } else if (at >= 0) {
            if (twice < 0 || at < twice) twice = at;
        } else if (keywords_at >= 0) {
            if (out->keywords.isEmpty()) {
                out->keywords = KRAIT_TRY(dictNew(t, named));
                bound[keywords_at] = out->keywords.get();
            }
            KRAIT_TRY(dictSetStr(t, out->keywords.as<Dict>(), name, value));
        } else if (!unknown) {
            unknown = name;
        }
    }
    for (uint32_t i = own; i < s->count; ++i) {
        if (!bound[i].isEmpty()) continue;
        if (s->parameters[i].required) return raiseMissingArgument(t, callee, i, given);
        bound[i] = s->parameters[i].default_value;
    }
    if (twice >= 0) return raiseGivenTwice(t, callee, static_cast<uint32_t>(twice));
    if (unknown) return raiseUnknownKeyword(t, callee, unknown);
    return ok();
}

// Any call but the plainest; out of the way of callNative's registers.
[[gnu::noinline]] Ref callNativeBound(Thread* t, const NativeCallee& callee, Value self,
                                      CallArgs args) {
    NativeBinding binding;
    KRAIT_TRY(bindNative(t, callee, self, args, &binding));
    return callee.def->function(t, binding.values);
}

} // namespace

Ref callNative(Thread* t, Value callable, const MethodDef* def, Signature** signature, Value self,
               CallArgs args) {
    Signature* s = *signature;
    if (KRAIT_UNLIKELY(!s)) {
        Signature*& shared = nativeNewSignature(t, def);
        bool is_function = isKind(callable, TypeId::kNativeFunction) && self.isEmpty();
        if (!shared) shared = signatureParse(t, def, !is_function);
        s = *signature = shared;
        if (!s) return raiseNoMemory(t);
    }
    uint32_t positional = args.positional_count + (self.isEmpty() ? 0 : 1);
    if (KRAIT_LIKELY(s->simple && args.names.isEmpty() && positional <= s->count &&
                     positional >= s->required_count)) {
        // Only positional parameters, enough of them given: a copy, and the defaults.
        alignas(Value) char room[kParametersMax * sizeof(Value)];
        auto* values = reinterpret_cast<Value*>(room);
        uint32_t i = 0;
        if (!self.isEmpty()) values[i++] = self;
        for (uint32_t k = 0; k < args.positional_count; ++k) values[i++] = args.values[k];
        for (; i < s->count; ++i) values[i] = s->parameters[i].default_value;
        return def->function(t, values);
    }
    if (args.names.isEmpty() && positional >= s->required_count &&
        positional <= s->positional_count) {
        // Nothing for *args and **kwargs, as in cls() of many classes.
        ValueRoom<kParametersMax> values;
        uint32_t i = 0;
        if (!self.isEmpty()) values[i++] = self;
        for (uint32_t k = 0; k < args.positional_count; ++k) values[i++] = args.values[k];
        bool complete = true;
        for (; i < s->count && complete; ++i) {
            const Parameter& p = s->parameters[i];
            complete = !p.required;
            values[i] = p.kind == Parameter::Kind::kVarArgs ? Value(t->runtime->empty_tuple)
                                                            : p.default_value;
        }
        if (KRAIT_LIKELY(complete)) return def->function(t, values);
    }
    return callNativeBound(t, {callable, def, s}, self, args);
}

// --- Python functions
// ----------------------------------------------------------------------------------------------------

namespace {

Error missingArguments(Thread* t, Function* f, const Value* names, size_t count, const char* kind) {
    Ref list = KRAIT_TRY(quotedList(t, names, count));
    return raise(t, TypeId::kTypeError, "%U() missing %zu required %s argument%s: %U",
                 f->qualified_name, count, kind, count == 1 ? "" : "s", list.get());
}

Error tooManyPositional(Thread* t, Function* f, uint32_t given, const Value* registers) {
    Code* code = f->code;
    uint32_t most = code->positional_count;
    uint32_t defaults =
        f->defaults.isEmpty() ? 0 : static_cast<uint32_t>(f->defaults.as<Tuple>()->length);
    uint32_t keyword_only_given = 0;
    for (uint32_t i = 0; i < code->keyword_only_count; ++i) {
        if (!registers[code->positional_count + i].isEmpty()) ++keyword_only_given;
    }
    Ref range;
    bool plural;
    if (defaults) {
        range = KRAIT_TRY(strFormat(t, "from %u to %u", most - defaults, most));
        plural = true;
    } else {
        range = KRAIT_TRY(strFormat(t, "%u", most));
        plural = most != 1;
    }
    Ref keywords;
    if (keyword_only_given) {
        keywords = KRAIT_TRY(strFormat(t, " positional argument%s (and %u keyword-only argument%s)",
                                       given != 1 ? "s" : "", keyword_only_given,
                                       keyword_only_given != 1 ? "s" : ""));
    } else {
        keywords = Ref::share(Value(t->runtime->empty_str));
    }
    return raise(t, TypeId::kTypeError, "%U() takes %U positional argument%s but %u%U %s given",
                 f->qualified_name, range.get(), plural ? "s" : "", given, keywords.get(),
                 given == 1 && !keyword_only_given ? "was" : "were");
}

// The error for a keyword that no parameter has.
Error unexpectedKeyword(Thread* t, Function* f, Str* name, CallArgs args) {
    Code* code = f->code;
    // Positional-only parameters passed by name are named together.
    Value found[64];
    size_t count = 0;
    auto* names = args.names.as<Tuple>();
    for (uint32_t i = 0; i < code->positional_only_count; ++i) {
        for (int64_t k = 0; k < names->length && count < 64; ++k) {
            if (strEqual(code->local_names[i], names->items[k].as<Str>()))
                found[count++] = Value(code->local_names[i]);
        }
    }
    if (count) {
        TextBuffer list(t);
        for (size_t i = 0; i < count; ++i) {
            if (i) list.append(", ");
            list.append(found[i].as<Str>());
        }
        Ref text = KRAIT_TRY(list.finish());
        return raise(t, TypeId::kTypeError,
                     "%U() got some positional-only arguments passed as keyword arguments: '%U'",
                     f->qualified_name, text.get());
    }
    // 3.13 suggests a parameter of similar name.
    SimilarName similar(name);
    for (uint32_t i = code->positional_only_count;
         i < uint32_t{code->positional_count} + code->keyword_only_count; ++i)
        similar.consider(code->local_names[i]);
    if (similar.best()) {
        return raise(t, TypeId::kTypeError,
                     "%U() got an unexpected keyword argument '%U'. Did you mean '%U'?",
                     f->qualified_name, Value(name), Value(similar.best()));
    }
    return raise(t, TypeId::kTypeError, "%U() got an unexpected keyword argument '%U'",
                 f->qualified_name, Value(name));
}

Status bindInto(Thread* t, Function* f, const CallArgs& args, Value* registers, Ref* extra,
                Ref* keywords) {
    Code* code = f->code;
    uint32_t given = args.positional_count;
    uint32_t positional = code->positional_count;
    uint32_t parameters = positional + code->keyword_only_count;
    uint32_t direct = given < positional ? given : positional;
    for (uint32_t i = 0; i < direct; ++i) registers[i] = Ref::share(args.values[i]).release();
    for (uint32_t i = direct; i < code->argument_count; ++i) registers[i] = Value();
    uint32_t next = parameters;
    if (code->flags & kCodeVarArgs) {
        bool more = given > positional; // without arguments there may be no array to point into
        *extra = KRAIT_TRY(more ? tupleFrom(t, args.values + positional, given - positional)
                                : tupleFrom(t, nullptr, 0));
        registers[next++] = Ref::share(extra->get()).release();
    }
    if (code->flags & kCodeVarKeywords) {
        *keywords = KRAIT_TRY(dictNew(t));
        registers[next] = Ref::share(keywords->get()).release();
    }
    if (!args.names.isEmpty()) {
        auto* names = args.names.as<Tuple>();
        for (int64_t k = 0; k < names->length; ++k) {
            auto* name = names->items[k].as<Str>();
            Value value = args.values[given + k];
            uint32_t at = parameters;
            for (uint32_t i = code->positional_only_count; i < parameters; ++i) {
                if (code->local_names[i] == name) at = i;
            }
            for (uint32_t i = code->positional_only_count;
                 at == parameters && !name->isInterned() && i < parameters; ++i) {
                if (strEqual(code->local_names[i], name)) at = i;
            }
            if (at < parameters) {
                if (!registers[at].isEmpty()) {
                    return raise(t, TypeId::kTypeError,
                                 "%U() got multiple values for argument '%U'", f->qualified_name,
                                 Value(name));
                }
                registers[at] = Ref::share(value).release();
            } else if (code->flags & kCodeVarKeywords) {
                KRAIT_TRY(dictSetStr(t, keywords->as<Dict>(), name, value));
            } else {
                return unexpectedKeyword(t, f, name, args);
            }
        }
    }
    if (given > positional && !(code->flags & kCodeVarArgs))
        return tooManyPositional(t, f, given, registers);
    if (given < positional) {
        uint32_t defaults =
            f->defaults.isEmpty() ? 0 : static_cast<uint32_t>(f->defaults.as<Tuple>()->length);
        uint32_t first_default = positional - (defaults < positional ? defaults : positional);
        ValueRoom<64> missing;
        size_t missing_count = 0;
        for (uint32_t i = given; i < first_default; ++i) {
            if (registers[i].isEmpty() && missing_count < 64)
                missing[missing_count++] = Value(code->local_names[i]);
        }
        if (missing_count) return missingArguments(t, f, missing, missing_count, "positional");
        for (uint32_t i = given > first_default ? given : first_default; i < positional; ++i) {
            if (registers[i].isEmpty())
                registers[i] =
                    Ref::share(f->defaults.as<Tuple>()->items[defaults - (positional - i)])
                        .release();
        }
    }
    if (code->keyword_only_count) {
        ValueRoom<64> missing;
        size_t missing_count = 0;
        for (uint32_t i = positional; i < parameters; ++i) {
            if (!registers[i].isEmpty()) continue;
            Value v = f->keyword_defaults.isEmpty()
                          ? Value()
                          : dictGetStr(f->keyword_defaults.as<Dict>(), code->local_names[i]);
            if (!v.isEmpty()) {
                registers[i] = Ref::share(v).release();
            } else if (missing_count < 64) {
                missing[missing_count++] = Value(code->local_names[i]);
            }
        }
        if (missing_count) return missingArguments(t, f, missing, missing_count, "keyword-only");
    }
    return ok();
}

} // namespace

Status bindFunctionArguments(Thread* t, Function* f, const CallArgs& args, Value* registers) {
    Code* code = f->code;
    if (code->direct_count == args.positional_count && args.names.isEmpty()) {
        for (uint32_t i = 0; i < args.positional_count; ++i)
            registers[i] = Ref::share(args.values[i]).release();
        return ok();
    }
    Ref extra, keywords;
    Status status = bindInto(t, f, args, registers, &extra, &keywords);
    if (status.isError()) {
        for (uint32_t i = 0; i < code->argument_count; ++i)
            decref(std::exchange(registers[i], Value()));
    }
    return status;
}

} // namespace krait
