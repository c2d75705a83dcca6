// _warnings: issuing warnings. A filter is (action, message pattern or None, category, module
// pattern or None, line or 0), the first that matches decides; a module's __warningregistry__
// remembers what has been shown there. The lists live in this module's dict, and in `warnings` once
// that is imported, which then counts.
#include "stdlib/native/module_util.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import.h"
#include "vm/runtime/source_lines.h"
#include "vm/runtime/traceback_print.h"

namespace krait {

namespace {

const char kVersionKey = 0;
struct FiltersVersion {
    int64_t value = 0;
};
int64_t& filtersVersion(Thread* t) {
    return runtimeState<FiltersVersion>(t, &kVersionKey)->value;
}

// sys.modules[name].attribute; EMPTY without exception when either is missing.
Ref loadedAttribute(Thread* t, const char* module, const char* attribute) {
    New<Str> module_name = KRAIT_TRY(strIntern(t, module));
    Value loaded = KRAIT_TRY(dictGet(t, t->runtime->modules, module_name));
    if (loaded.isEmpty()) return Ref();
    New<Str> name = KRAIT_TRY(strIntern(t, attribute));
    Ref keep = Ref::share(loaded);
    return getAttrOptional(t, keep, name);
}

// What `warnings` says, else what this module does.
Ref setting(Thread* t, const char* public_name, const char* own_name) {
    Ref found = loadedAttribute(t, "warnings", public_name);
    if (!found.isEmpty() || t->hasError()) return found;
    return loadedAttribute(t, "_warnings", own_name);
}

// Whether a filter's pattern (None, a str to be equal to, or a compiled expression) fits.
Result<bool> patternMatches(Thread* t, Value pattern, Value text) {
    if (pattern.isNone()) return true;
    if (isExactStr(pattern)) return compareBool(t, pattern, text, CompareOp::kEq);
    New<Str> match = KRAIT_TRY(strIntern(t, "match"));
    Ref result = KRAIT_TRY(callMethod(t, pattern, match, text));
    return isTrue(t, result);
}

// The action for a warning, and the filter that says so.
Ref actionFor(Thread* t, Value category, Value text, Value line, Value module, Ref* item) {
    Ref filters = setting(t, "filters", "filters");
    if (filters.isEmpty() && t->hasError()) return Error{};
    if (!isList(filters)) {
        return raise(t, TypeId::kValueError, "_warnings.filters must be a list");
    }
    // REENTRY: patterns and subclass checks are Python code; the list may change.
    for (int64_t i = 0; i < filters.as<List>()->length; ++i) {
        Ref entry = Ref::share(filters.as<List>()->items[i]);
        if (!isTuple(entry) || entry.as<Tuple>()->length != 5) {
            return raise(t, TypeId::kValueError, "_warnings.filters item %ld isn't a 5-tuple", i);
        }
        Value* field = entry.as<Tuple>()->items;
        if (!isStr(field[0])) {
            return raise(t, TypeId::kTypeError, "action must be a string, not '%T'", field[0]);
        }
        int64_t wanted_line = KRAIT_TRY(toIndexInt64(t, field[4]));
        if (!KRAIT_TRY(isSubclass(t, category, field[2]))) continue;
        if (wanted_line != 0 && wanted_line != intClamped(line)) continue;
        if (!KRAIT_TRY(patternMatches(t, field[1], text))) continue;
        if (!KRAIT_TRY(patternMatches(t, field[3], module))) continue;
        *item = Ref::share(entry);
        return Ref::share(field[0]);
    }
    *item = Ref::none();
    Ref action = setting(t, "defaultaction", "_defaultaction");
    if (action.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kValueError, "_warnings.defaultaction not found");
    }
    if (!isStr(action)) {
        return raise(t, TypeId::kTypeError, "_warnings.defaultaction must be a string, not '%T'",
                     action.get());
    }
    return action;
}

// Whether the registry has the key; with `should_set` it is put there.
Result<bool> alreadyWarned(Thread* t, Value registry, Value key, bool should_set) {
    if (!isDict(registry)) return raise(t, TypeId::kTypeError, "'registry' must be a dict or None");
    auto* dict = registry.as<Dict>();
    New<Str> version_name = KRAIT_TRY(strIntern(t, "version"));
    Value version = KRAIT_TRY(dictGet(t, dict, version_name));
    int64_t now = filtersVersion(t), seen;
    if (version.isEmpty() || !isInt(version) || !intFits(version, &seen) || seen != now) {
        dictClear(t, dict);
        Ref number = KRAIT_TRY(intFrom(t, now));
        KRAIT_TRY(dictSetStr(t, dict, version_name, number));
    } else {
        Ref known = Ref::share(KRAIT_TRY(dictGet(t, dict, key)));
        if (!known.isEmpty() && KRAIT_TRY(isTrue(t, known))) return true;
    }
    if (should_set) KRAIT_TRY(dictSet(t, dict, key, Value::boolean(true)));
    return false;
}

// "FILE:LINE: Category: text" and the source line, where `warnings` is not loaded.
Status showPlainly(Thread* t, Value filename, Value line, Value category, Value text,
                   Value source_line) {
    Ref name = KRAIT_TRY(getAttr(t, category, t->name(kName___name__)));
    std::string file = isStr(filename) ? toUtf8(filename.as<Str>()) : "<unknown>";
    std::string out = file + ":" + std::to_string(intClamped(line)) + ": ";
    if (isStr(name)) out += toUtf8(name.as<Str>());
    out += ": ";
    if (isStr(text)) out += toUtf8(text.as<Str>());
    out += "\n";
    if (isStr(source_line)) {
        out += "  " + toUtf8(source_line.as<Str>()) + "\n";
    } else {
        SourceLines lines(t);
        if (const std::u32string* found = lines.line(file, static_cast<int>(intClamped(line)))) {
            std::string shown = utf8Of(*found);
            size_t first = shown.find_first_not_of(" \t\f");
            if (first != std::string::npos) out += "  " + shown.substr(first) + "\n";
        }
    }
    writeStderr(t, out);
    return ok();
}

Status show(Thread* t, Value message, Value category, Value text, Value filename, Value line,
            Value source_line, Value source) {
    if (!source.isEmpty() && !source.isNone()) {
        Ref imported = importModule(t, "warnings");
        if (imported.isError()) clearError(t);
    }
    Ref function = loadedAttribute(t, "warnings", "_showwarnmsg");
    if (function.isEmpty()) {
        if (t->hasError()) return Error{};
        return showPlainly(t, filename, line, category, text, source_line);
    }
    if (!isCallable(t, function)) {
        return raise(t, TypeId::kTypeError, "warnings._showwarnmsg() must be set to a callable");
    }
    Ref cls = loadedAttribute(t, "warnings", "WarningMessage");
    if (cls.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kRuntimeError, "unable to get warnings.WarningMessage");
    }
    Value none = Value::none();
    Ref record = KRAIT_TRY(callFunction(t, cls, message, category, filename, line, none, none,
                                        source.isEmpty() ? none : source));
    Ref shown = KRAIT_TRY(callFunction(t, function, record));
    return ok();
}

// Part of warn_explicit() behind its arguments. registry: dict, None or EMPTY.
Status issue(Thread* t, Value category, Value message, Value filename, Value line, Value module,
             Value registry, Value source_line, Value source) {
    if (registry.isNone()) registry = Value();
    Ref module_name = Ref::share(module);
    if (module.isEmpty() || module.isNone()) {
        std::string name = isStr(filename) ? toUtf8(filename.as<Str>()) : std::string();
        if (name.empty()) name = "<unknown>";
        if (name.ends_with(".py")) name.resize(name.size() - 3);
        module_name = KRAIT_TRY(strFromUtf8(t, name));
    }
    Ref text, instance, cls = Ref::share(category);
    if (isInstanceOf(t, message, TypeId::kWarning)) {
        text = KRAIT_TRY(strOf(t, message));
        instance = Ref::share(message);
        cls = Ref::share(Value(typeOf(t, message)));
    } else {
        text = Ref::share(message);
        instance = KRAIT_TRY(callFunction(t, category, message));
    }
    Ref key = KRAIT_TRY(tupleOf(t, text, cls, line));
    if (!registry.isEmpty() && KRAIT_TRY(alreadyWarned(t, registry, key, false))) return ok();
    Ref item;
    Ref action = KRAIT_TRY(actionFor(t, cls, text, line, module_name, &item));
    auto is = [&](const char* name) { return strEqualAscii(action.as<Str>(), name); };
    if (is("error")) return raiseException(t, instance);
    if (is("ignore")) return ok();
    bool shown_before = false;
    if (!is("always") && !is("all")) {
        if (!registry.isEmpty())
            KRAIT_TRY(dictSet(t, registry.as<Dict>(), key, Value::boolean(true)));
        if (is("once")) {
            Ref once = registry.isEmpty() ? setting(t, "onceregistry", "_onceregistry")
                                          : Ref::share(registry);
            if (once.isEmpty()) return Error{};
            Ref alternative = KRAIT_TRY(tupleOf(t, text, cls));
            shown_before = KRAIT_TRY(alreadyWarned(t, once, alternative, true));
        } else if (is("module")) {
            if (!registry.isEmpty()) {
                Ref alternative = KRAIT_TRY(tupleOf(t, text, cls, Value::smallInt(0)));
                shown_before = KRAIT_TRY(alreadyWarned(t, registry, alternative, true));
            }
        } else if (!is("default")) {
            return raise(t, TypeId::kRuntimeError,
                         "Unrecognized action (%R) in warnings.filters:\n %R", action.get(),
                         item.get());
        }
    }
    if (shown_before) return ok();
    return show(t, instance, cls, text, filename, line, source_line, source);
}

// --- where a warning is about -------------------------------------------------------------------

bool isImportFrame(Value* registers) {
    Value filename = frameFunction(registers)->code->filename;
    if (!isStr(filename)) return false;
    std::string name = toUtf8(filename.as<Str>());
    return name.find("importlib") != std::string::npos &&
           name.find("_bootstrap") != std::string::npos;
}

bool isSkipped(Value* registers, Tuple* prefixes) {
    if (isImportFrame(registers)) return true;
    if (!prefixes) return false;
    std::string name = toUtf8(frameFunction(registers)->code->filename.as<Str>());
    for (int64_t i = 0; i < prefixes->length; ++i)
        if (name.starts_with(toUtf8(prefixes->items[i].as<Str>()))) return true;
    return false;
}

Status warnAt(Thread* t, Value category, Value message, int64_t level, Value source,
              Tuple* prefixes) {
    if (level < 0) level = 0; // it is counted down
    FrameWalk walk(t);
    bool found = walk.next();
    if (found && (level <= 0 || isImportFrame(walk.registers))) {
        while (--level > 0 && (found = walk.next())) {
        }
    } else if (found) {
        while (--level > 0 && found) {
            do {
                found = walk.next();
            } while (found && isSkipped(walk.registers, prefixes));
        }
    }
    Dict* globals = t->runtime->sys_dict;
    Ref filename;
    int line = 0;
    if (found) {
        Function* function = frameFunction(walk.registers);
        globals = function->globals;
        filename = Ref::share(function->code->filename);
        line = codePosition(function->code,
                            static_cast<uint32_t>(walk.pc - function->code->instructions))
                   .line;
    } else {
        filename = KRAIT_TRY(strFromAscii(t, "<sys>"));
    }
    Ref keep = Ref::share(Value(globals));
    New<Str> registry_name = KRAIT_TRY(strIntern(t, "__warningregistry__"));
    Ref registry = Ref::share(dictGetStr(globals, registry_name));
    if (registry.isEmpty()) {
        registry = KRAIT_TRY(dictNew(t));
        KRAIT_TRY(dictSetStr(t, globals, registry_name, registry));
    }
    Ref module = Ref::share(dictGetStr(globals, t->name(kName___name__)));
    if (!module.get().isNone() && !isStr(module)) module = KRAIT_TRY(strFromAscii(t, "<string>"));
    return issue(t, category, message, filename, Value::smallInt(line), module, registry, Value(),
                 source);
}

Result<Value> categoryOf(Thread* t, Value message, Value category) {
    if (isInstanceOf(t, message, TypeId::kWarning)) return Value(typeOf(t, message));
    if (category.isEmpty() || category.isNone()) return Value(t->type(TypeId::kUserWarning));
    Value warning(t->type(TypeId::kWarning));
    bool good = isType(category);
    if (good) good = KRAIT_TRY(isSubclass(t, category, warning));
    if (!good) {
        return raise(t, TypeId::kTypeError, "category must be a Warning subclass, not '%T'",
                     category);
    }
    return category;
}

Ref warnings_warn(Thread* t, Args a) {
    Value category = KRAIT_TRY(categoryOf(t, a[0], a[1]));
    int64_t level = KRAIT_TRY(toIndexInt64(t, a[2]));
    Tuple* prefixes = nullptr;
    if (!a[4].isEmpty()) {
        if (!isTuple(a[4])) {
            return raise(t, TypeId::kTypeError,
                         "warn() argument 'skip_file_prefixes' must be tuple, not %T", a[4]);
        }
        prefixes = a[4].as<Tuple>();
        for (int64_t i = 0; i < prefixes->length; ++i) {
            if (!isStr(prefixes->items[i])) {
                return raise(t, TypeId::kTypeError, "Found non-str '%T' in skip_file_prefixes.",
                             prefixes->items[i]);
            }
        }
        if (prefixes->length == 0) prefixes = nullptr;
        if (prefixes && level < 2) level = 2;
    }
    KRAIT_TRY(warnAt(t, category, a[0], level, a[3], prefixes));
    return Ref::none();
}

// The line of the source that a module's loader has, for modules without files.
Ref loaderLine(Thread* t, Value globals, Value line) {
    auto* dict = globals.as<Dict>();
    Value loader = dictGetStr(dict, t->name(kName___loader__));
    Value name = dictGetStr(dict, t->name(kName___name__));
    if (loader.isEmpty() || loader.isNone() || name.isEmpty()) return Ref::none();
    New<Str> get_source = KRAIT_TRY(strIntern(t, "get_source"));
    Ref method = getAttrOptional(t, loader, get_source);
    if (method.isEmpty()) return t->hasError() ? Ref(Error{}) : Ref::none();
    Ref source = KRAIT_TRY(callFunction(t, method, name));
    if (!isStr(source)) return Ref::none();
    New<Str> splitlines = KRAIT_TRY(strIntern(t, "splitlines"));
    Ref lines = KRAIT_TRY(callMethod(t, source, splitlines));
    int64_t index = intClamped(line) - 1;
    if (!isList(lines) || index < 0 || index >= lines.as<List>()->length) return Ref::none();
    return Ref::share(lines.as<List>()->items[index]);
}

Ref warnings_warn_explicit(Thread* t, Args a) {
    Value message = a[0], category = a[1], globals = a[6];
    if (!isStr(a[2])) {
        return raise(t, TypeId::kTypeError,
                     "warn_explicit() argument 'filename' must be str, not %T", a[2]);
    }
    Ref line = KRAIT_TRY(toIndex(t, a[3]));
    if (!isInstanceOf(t, message, TypeId::kWarning)) {
        bool good = isType(category) && isSubtype(category.as<Type>(), t->type(TypeId::kWarning));
        if (!good && !isCallable(t, category)) {
            return raise(t, TypeId::kTypeError, "category must be a Warning subclass, not '%T'",
                         category);
        }
    }
    if (!a[5].isNone() && !isDict(a[5])) {
        return raise(t, TypeId::kTypeError, "'registry' must be a dict or None");
    }
    Ref source_line;
    if (!globals.isNone()) {
        if (!isDict(globals)) {
            return raise(t, TypeId::kTypeError, "module_globals must be a dict, not '%T'", globals);
        }
        source_line = KRAIT_TRY(loaderLine(t, globals, line));
    }
    KRAIT_TRY(issue(t, category, message, a[2], line, a[4], a[5], source_line, a[7]));
    return Ref::none();
}

Ref warnings_filters_mutated(Thread* t, Args) {
    ++filtersVersion(t);
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"_filters_mutated()", warnings_filters_mutated, "To be called after a change of the filters."},
    {"warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=<unset>)",
     warnings_warn, "Issue a warning, or maybe ignore it or raise an exception."},
    {"warn_explicit(message, category, filename, lineno, module=<unset>, registry=None, "
     "module_globals=None, source=None)",
     warnings_warn_explicit, "Issue a warning, or maybe ignore it or raise an exception."},
    {}};

Ref defaultFilters(Thread* t) {
    New<List> list = KRAIT_TRY(listNew(t));
    static constexpr struct {
        const char* action;
        TypeId category;
        bool in_main;
    } kFilters[] = {
        {"default", TypeId::kDeprecationWarning, true},
        {"ignore", TypeId::kDeprecationWarning, false},
        {"ignore", TypeId::kPendingDeprecationWarning, false},
        {"ignore", TypeId::kImportWarning, false},
        {"ignore", TypeId::kResourceWarning, false},
    };
    for (const auto& filter : kFilters) {
        New<Str> action = KRAIT_TRY(strIntern(t, filter.action));
        Value module = filter.in_main ? Value(t->name(kName___main__)) : Value::none();
        Ref entry = KRAIT_TRY(tupleOf(t, Value(action), Value::none(),
                                      Value(t->type(filter.category)), module, Value::smallInt(0)));
        KRAIT_TRY(listAppend(t, list, entry));
    }
    return list;
}

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .take("filters", defaultFilters(t))
        .take("_onceregistry", dictNew(t))
        .text("_defaultaction", "default")
        .finish();
}

} // namespace

extern const NativeModule k_warningsModule = {"_warnings", "Issuing warnings.", kFunctions,
                                              initModule};

} // namespace krait
