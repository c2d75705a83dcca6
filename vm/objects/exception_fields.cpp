// StopIteration, SystemExit, ImportError, NameError, AttributeError, KeyError, SyntaxError: their
// fields and texts.
#include "vm/objects/exception_fields.h"

#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

#include <cstddef>

namespace krait {

#define FIELD(index)                                                                               \
    static_cast<uint16_t>(offsetof(ExceptionObject, field) + (index) * sizeof(Value))

// --- StopIteration, SystemExit ------------------------------------------------------------------

Ref stopIteration_init(Thread* t, Args a) {
    (void)KRAIT_TRY(baseException_init(t, a));
    auto* args = a[1].as<Tuple>();
    setField(asException(a[0])->field[kStopIterationValue],
             args->length ? args->items[0] : Value::none());
    return Ref::none();
}
constinit const MemberDef kStopIterationMembers[] = {
    {"value", FIELD(kStopIterationValue), false, true, "generator return value"}, {}};

Ref systemExit_init(Thread* t, Args a) {
    (void)KRAIT_TRY(baseException_init(t, a));
    auto* args = a[1].as<Tuple>();
    if (args->length == 1) setField(asException(a[0])->field[kSystemExitCode], args->items[0]);
    if (args->length > 1) setField(asException(a[0])->field[kSystemExitCode], a[1]);
    return Ref::none();
}
constinit const MemberDef kSystemExitMembers[] = {
    {"code", FIELD(kSystemExitCode), false, true, "exception code"}, {}};

// --- ImportError --------------------------------------------------------------------------------

Ref importError_init(Thread* t, Args a) {
    auto* e = asException(a[0]);
    setField(e->args, a[1]);
    auto* args = a[1].as<Tuple>();
    setField(e->field[kImportErrorMsg], args->length == 1 ? args->items[0] : Value());
    setField(e->field[kImportErrorName], a[2]);
    setField(e->field[kImportErrorPath], a[3]);
    setField(e->field[kImportErrorNameFrom], a[4]);
    return Ref::none();
}

Ref importError_str(Thread* t, Value self) {
    Value msg = asException(self)->field[kImportErrorMsg];
    if (isExactStr(msg)) return Ref::share(msg);
    return baseException_str(t, self);
}

// Fields that __init__ takes as keywords travel in the state.
static Ref reduceWithFields(Thread* t, Value self, const char* const* names, const int* fields,
                            int count) {
    auto* e = asException(self);
    Ref state = exceptionDictOrEmpty(t, self);
    if (state.isEmpty() && t->hasError()) return Error{};
    for (int i = 0; i < count; ++i) {
        Value field = e->field[fields[i]];
        if (field.isEmpty()) continue;
        if (state.isEmpty()) {
            state = KRAIT_TRY(Ref(dictNew(t)));
        } else if (i == 0) {
            state = KRAIT_TRY(dictCopy(t, state.as<Dict>()));
        }
        New<Str> name = KRAIT_TRY(strIntern(t, names[i]));
        KRAIT_TRY(dictSetStr(t, state.as<Dict>(), name, field));
    }
    return exceptionReduce(t, self, e->args, state);
}

static Ref importError_reduce(Thread* t, Args a) {
    static constexpr const char* kNames[] = {"name", "path", "name_from"};
    static constexpr int kFields[] = {kImportErrorName, kImportErrorPath, kImportErrorNameFrom};
    return reduceWithFields(t, a[0], kNames, kFields, 3);
}
constinit const MethodDef kImportErrorMethods[] = {
    {"__reduce__(self, /)", importError_reduce, nullptr}, {}};
constinit const MemberDef kImportErrorMembers[] = {
    {"msg", FIELD(kImportErrorMsg), false, true, "exception message"},
    {"name", FIELD(kImportErrorName), false, true, "module name"},
    {"path", FIELD(kImportErrorPath), false, true, "module path"},
    {"name_from", FIELD(kImportErrorNameFrom), false, true, "name imported from module"},
    {}};

// --- NameError, AttributeError, KeyError --------------------------------------------------------

Ref nameError_init(Thread* t, Args a) {
    setField(asException(a[0])->args, a[1]);
    setField(asException(a[0])->field[kNameErrorName], a[2]);
    return Ref::none();
}
constinit const MemberDef kNameErrorMembers[] = {
    {"name", FIELD(kNameErrorName), false, true, "name"}, {}};

Ref attributeError_init(Thread* t, Args a) {
    setField(asException(a[0])->args, a[1]);
    setField(asException(a[0])->field[kAttributeErrorName], a[2]);
    setField(asException(a[0])->field[kAttributeErrorObj], a[3]);
    return Ref::none();
}
// Python: the object is left out, since it may not be picklable.
static Ref attributeError_getstate(Thread* t, Args a) {
    auto* e = asException(a[0]);
    New<Dict> state = KRAIT_TRY(dictNew(t));
    Ref own = exceptionDictOrEmpty(t, a[0]);
    if (own.isEmpty() && t->hasError()) return Error{};
    if (!own.isEmpty()) KRAIT_TRY(dictUpdate(t, state, own));
    Value name = e->field[kAttributeErrorName];
    if (!name.isEmpty()) KRAIT_TRY(dictSetStr(t, state, t->name(kName_name), name));
    New<Str> args = KRAIT_TRY(strIntern(t, "args"));
    KRAIT_TRY(dictSetStr(t, state, args, e->args));
    return state;
}
static Ref attributeError_reduce(Thread* t, Args a) {
    Ref state = KRAIT_TRY(attributeError_getstate(t, a));
    return exceptionReduce(t, a[0], asException(a[0])->args, state);
}
constinit const MethodDef kAttributeErrorMethods[] = {
    {"__getstate__(self, /)", attributeError_getstate, nullptr},
    {"__reduce__(self, /)", attributeError_reduce, nullptr},
    {}};
constinit const MemberDef kAttributeErrorMembers[] = {
    {"name", FIELD(kAttributeErrorName), false, true, "attribute name"},
    {"obj", FIELD(kAttributeErrorObj), false, true, "object"},
    {}};

// Python: a KeyError shows its key as repr, since the empty string or a blank would say nothing.
Ref keyError_str(Thread* t, Value self) {
    auto* args = asException(self)->args.as<Tuple>();
    if (args->length == 1) return reprOf(t, args->items[0]);
    return baseException_str(t, self);
}

// --- SyntaxError --------------------------------------------------------------------------------

Ref syntaxError_init(Thread* t, Args a) {
    (void)KRAIT_TRY(baseException_init(t, a));
    auto* e = asException(a[0]);
    auto* args = a[1].as<Tuple>();
    if (args->length >= 1) setField(e->field[kSyntaxErrorMsg], args->items[0]);
    if (args->length != 2) return Ref::none();
    Ref details = KRAIT_TRY(tupleFromIterable(t, args->items[1]));
    auto* info = details.as<Tuple>();
    if (info->length < 4) {
        return raise(t, TypeId::kTypeError, "function takes at least 4 arguments (%ld given)",
                     info->length);
    }
    if (info->length > 6) {
        return raise(t, TypeId::kTypeError, "function takes at most 6 arguments (%ld given)",
                     info->length);
    }
    static constexpr int kFields[] = {kSyntaxErrorFilename, kSyntaxErrorLine,
                                      kSyntaxErrorOffset,   kSyntaxErrorText,
                                      kSyntaxErrorEndLine,  kSyntaxErrorEndOffset};
    for (int i = 0; i < 6; ++i) {
        setField(e->field[kFields[i]], i < info->length ? info->items[i] : Value());
    }
    if (!e->field[kSyntaxErrorEndLine].isEmpty() && e->field[kSyntaxErrorEndOffset].isEmpty()) {
        return raise(t, TypeId::kTypeError,
                     "end_offset must be provided when end_lineno is provided");
    }
    return Ref::none();
}

Ref syntaxError_str(Thread* t, Value self) {
    auto* e = asException(self);
    Value filename = e->field[kSyntaxErrorFilename];
    int64_t line = 0;
    bool has_line =
        isExactInt(e->field[kSyntaxErrorLine]) && intFits(e->field[kSyntaxErrorLine], &line);
    Value msg = orNone(e->field[kSyntaxErrorMsg]);
    Ref base;
    if (!filename.isEmpty() && isStr(filename)) {
        auto* path = filename.as<Str>();
        int64_t start = 0;
        for (int64_t i = 0; i < path->length; ++i) {
            if (path->at(i) == '/') start = i + 1;
        }
        base = KRAIT_TRY(strSubstring(t, path, start, path->length));
    }
    if (base.isEmpty() && !has_line) return strOf(t, msg);
    if (!base.isEmpty() && has_line) {
        return strFormat(t, "%S (%U, line %ld)", msg, base.get(), line);
    }
    if (!base.isEmpty()) return strFormat(t, "%S (%U)", msg, base.get());
    return strFormat(t, "%S (line %ld)", msg, line);
}

constinit const MemberDef kSyntaxErrorMembers[] = {
    {"msg", FIELD(kSyntaxErrorMsg), false, true, "exception msg"},
    {"filename", FIELD(kSyntaxErrorFilename), false, true, "exception filename"},
    {"lineno", FIELD(kSyntaxErrorLine), false, true, "exception lineno"},
    {"offset", FIELD(kSyntaxErrorOffset), false, true, "exception offset"},
    {"text", FIELD(kSyntaxErrorText), false, true, "exception text"},
    {"end_lineno", FIELD(kSyntaxErrorEndLine), false, true, "exception end lineno"},
    {"end_offset", FIELD(kSyntaxErrorEndOffset), false, true, "exception end offset"},
    {"print_file_and_line", FIELD(kSyntaxErrorPrint), false, true, "exception print_file_and_line"},
    {}};

} // namespace krait
