// builtins that compile, run code, or look at the calling frame: compile, eval, exec, globals,
// locals, vars, dir. Python: locals() of a function is a new dict each time (PEP 667).
#include "stdlib/native/builtins.h"

#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/names_lookup.h"

#include <algorithm>
#include <cstring>

namespace krait {

namespace {

// The innermost Python frame, null outside any.
Value* callerRegisters(Thread* t) {
    FrameWalk walk(t);
    return walk.next() ? walk.registers : nullptr;
}

// A function's local variables that have values, as a new dict.
Ref snapshotLocals(Thread* t, Value* registers) {
    Function* function = frameFunction(registers);
    Code* code = function->code;
    const CodeBlueprint& blueprint = **code->blueprint;
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (uint32_t i = 0; i < code->local_count; ++i) {
        uint8_t kind = blueprint.local_is_cell[i];
        Value value = registers[i];
        if (kind == 1 && isKind(value, TypeId::kCell)) value = value.as<Cell>()->value;
        if (value.isEmpty() || kind == 2) continue;
        // Names of hidden parameters (.0) are shown as CPython shows them.
        KRAIT_TRY(dictSetStr(t, dict, code->local_names[i], value));
    }
    for (uint32_t i = 0; i < code->free_count && function->closure; ++i) {
        Value cell = function->closure->items[i];
        Value value = cell.as<Cell>()->value;
        if (!value.isEmpty()) KRAIT_TRY(dictSetStr(t, dict, code->free_names[i], value));
    }
    return dict;
}

Ref localsOf(Thread* t, Value* registers) {
    Function* function = frameFunction(registers);
    Code* code = function->code;
    if (code->flags & kCodeOptimized) return snapshotLocals(t, registers);
    // Inside an inlined comprehension of a module or class body, its variables are all there is
    // (PEP 709).
    Ref inner;
    for (uint32_t i = 0; i < code->local_count; ++i) {
        Value value = registers[i];
        if (isKind(value, TypeId::kCell)) value = value.as<Cell>()->value;
        if (value.isEmpty() || code->local_names[i]->ascii().starts_with("__")) continue;
        if (inner.isEmpty()) inner = KRAIT_TRY(dictNew(t));
        KRAIT_TRY(dictSetStr(t, inner.as<Dict>(), code->local_names[i], value));
    }
    return inner.isEmpty() ? Ref::share(namespaceOf(function)) : std::move(inner);
}

} // namespace

Status readSource(Thread* t, Value v, const char* function, const char* what, Source* out) {
    if (isStr(v)) {
        auto* s = v.as<Str>();
        out->is_text = true;
        if (s->isAscii()) {
            out->keep = Ref::share(v);
            out->text = s->ascii();
        } else {
            out->keep = KRAIT_TRY(callMethod(t, v, t->name(kName_encode)));
            out->text = out->keep.as<Bytes>()->view();
        }
    } else if (isBytes(v)) {
        out->keep = Ref::share(v);
        out->text = v.as<Bytes>()->view();
    } else if (typeOf(t, v)->slots.buffer) {
        KRAIT_TRY(out->buffer.acquire(t, v));
        out->text = out->buffer.view();
    } else {
        return raise(t, TypeId::kTypeError, "%s() arg 1 must be a %s object", function, what);
    }
    if (std::memchr(out->text.data(), 0, out->text.size())) {
        return raise(t, TypeId::kSyntaxError, "source code string cannot contain null bytes");
    }
    return ok();
}

namespace {

int inheritedFlags(Thread* t) {
    Value* registers = callerRegisters(t);
    if (!registers) return 0;
    return static_cast<int>(frameFunction(registers)->code->flags & kCompileFutureAnnotations);
}

} // namespace

Ref fileName(Thread* t, Value v) {
    Ref path = Ref::share(v);
    if (!isStr(v) && !isBytes(v)) {
        Ref method = lookupSpecial(t, v, t->name(kName___fspath__));
        if (method.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kTypeError, "expected str, bytes or os.PathLike object, not %T",
                         v);
        }
        path = KRAIT_TRY(callValues(t, method, nullptr, 0));
        if (!isStr(path) && !isBytes(path)) {
            return raise(t, TypeId::kTypeError,
                         "expected %T.__fspath__() to return str or bytes, not %T", v, path.get());
        }
    }
    if (isStr(path)) return path;
    Ref errors = KRAIT_TRY(strFromAscii(t, "surrogateescape"));
    Ref encoding = KRAIT_TRY(strFromAscii(t, "utf-8"));
    return callMethod(t, path, t->name(kName_decode), encoding, errors);
}

namespace {

// globals and locals as eval() and exec() take them; the frame's where absent.
struct Namespaces {
    Ref globals, locals;
};
Status namespaces(Thread* t, const char* function, Value globals, Value locals, Namespaces* out) {
    bool eval = *function == 'e' && function[1] == 'v';
    if (!locals.isNone()) {
        bool mapping = typeOf(t, locals)->slots.getitem && !isStr(locals);
        if (!mapping) {
            return eval ? raise(t, TypeId::kTypeError, "locals must be a mapping")
                        : raise(t, TypeId::kTypeError, "locals must be a mapping or None, not %T",
                                locals);
        }
    }
    if (!globals.isNone() && !isDict(globals)) {
        if (!eval) {
            return raise(t, TypeId::kTypeError, "exec() globals must be a dict, not %T", globals);
        }
        bool mapping = typeOf(t, globals)->slots.getitem;
        return raise(t, TypeId::kTypeError,
                     mapping ? "globals must be a real dict; try eval(code, {}, mapping)"
                             : "globals must be a dict");
    }
    if (globals.isNone()) {
        Value* registers = callerRegisters(t);
        if (!registers) {
            return raise(t, TypeId::kTypeError,
                         "%s must be given globals and locals when called without a frame",
                         function);
        }
        out->globals = Ref::share(Value(frameFunction(registers)->globals));
        out->locals = locals.isNone() ? localsOf(t, registers) : Ref::share(locals);
        if (out->locals.isError()) return Error{};
        return ok();
    }
    out->globals = Ref::share(globals);
    out->locals = Ref::share(locals.isNone() ? globals : locals);
    return ok();
}

} // namespace

Ref b_globals(Thread* t, Args) {
    Value* registers = callerRegisters(t);
    if (!registers) return Ref::none();
    return Ref::share(Value(frameFunction(registers)->globals));
}

Ref b_locals(Thread* t, Args) {
    Value* registers = callerRegisters(t);
    if (!registers) return raise(t, TypeId::kSystemError, "frame does not exist");
    return localsOf(t, registers);
}

Ref b_vars(Thread* t, Args a) {
    if (a[0].isEmpty()) return b_locals(t, a);
    Ref dict = getAttrOptional(t, a[0], t->name(kName___dict__));
    if (!dict.isEmpty()) return dict;
    if (t->hasError()) return Error{};
    return raise(t, TypeId::kTypeError, "vars() argument must have __dict__ attribute");
}

Ref b_dir(Thread* t, Args a) {
    Ref names;
    if (a[0].isEmpty()) {
        Ref locals = KRAIT_TRY(b_locals(t, a));
        names = KRAIT_TRY(callMethod(t, locals, t->name(kName_keys)));
    } else {
        Ref method = lookupSpecial(t, a[0], t->name(kName___dir__));
        if (method.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kTypeError, "object does not provide __dir__");
        }
        names = KRAIT_TRY(callValues(t, method, nullptr, 0));
    }
    Ref list = KRAIT_TRY(listFromIterable(t, names));
    KRAIT_TRY(listSort(t, list.as<List>(), Value::none(), false));
    return list;
}

Ref b_compile(Thread* t, Args a) {
    Ref filename = KRAIT_TRY(fileName(t, a[1]));
    if (!isStr(a[2])) {
        return raise(t, TypeId::kTypeError, "compile() argument 'mode' must be str, not %T", a[2]);
    }
    int64_t flags = KRAIT_TRY(toIndexInt64(t, a[3]));
    bool dont_inherit = KRAIT_TRY(isTrue(t, a[4]));
    int64_t optimize = KRAIT_TRY(toIndexInt64(t, a[5]));
    if (flags & ~int64_t{kCompileKnownMask})
        return raise(t, TypeId::kValueError, "compile(): unrecognised flags");
    if (optimize < -1 || optimize > 2)
        return raise(t, TypeId::kValueError, "compile(): invalid optimize value");
    if (!dont_inherit) flags |= inheritedFlags(t);
    CompileRequest request;
    request.filename = filename;
    request.flags = static_cast<int>(flags);
    request.optimize = static_cast<int>(optimize);
    int64_t feature_version = KRAIT_TRY(toIndexInt64(t, a[6]));
    if (flags & kCompileOnlyAst)
        request.feature_version = static_cast<int>(std::clamp<int64_t>(feature_version, -1, 255));
    auto* mode = a[2].as<Str>();
    if (strEqualAscii(mode, "exec")) {
        request.mode = SourceMode::kExec;
    } else if (strEqualAscii(mode, "eval")) {
        request.mode = SourceMode::kEval;
    } else if (strEqualAscii(mode, "single")) {
        request.mode = SourceMode::kSingle;
    } else if (strEqualAscii(mode, "func_type")) {
        if (!(flags & kCompileOnlyAst)) {
            return raise(t, TypeId::kValueError,
                         "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
        }
        request.mode = SourceMode::kFunctionType;
    } else {
        return raise(t, TypeId::kValueError,
                     flags & kCompileOnlyAst
                         ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
                         : "compile() mode must be 'exec', 'eval' or 'single'");
    }
    if (!isStr(a[0]) && !isBytes(a[0]) && !typeOf(t, a[0])->slots.buffer) {
        // A tree, if it is one.
        New<Str> ast_name = KRAIT_TRY(strIntern(t, "_ast"));
        Value ast = KRAIT_TRY(dictGet(t, t->runtime->modules, ast_name));
        if (!ast.isEmpty()) {
            Ref base = KRAIT_TRY(getAttr(t, ast, "AST"));
            if (KRAIT_TRY(isInstance(t, a[0], base)))
                return t->runtime->import->library->compile(t, request, a[0]);
        }
    }
    Source source;
    KRAIT_TRY(readSource(t, a[0], "compile", "string, bytes or AST", &source));
    request.source = source.text;
    request.source_is_text = source.is_text;
    return compileText(t, request);
}

Ref b_eval(Thread* t, Args a) {
    Namespaces spaces;
    KRAIT_TRY(namespaces(t, "eval", a[1], a[2], &spaces));
    auto* globals = spaces.globals.as<Dict>();
    if (isKind(a[0], TypeId::kCode)) {
        auto* code = a[0].as<Code>();
        if (code->free_count > 0) {
            return raise(t, TypeId::kTypeError,
                         "code object passed to eval() may not contain free variables");
        }
        return runCode(t, code, globals, spaces.locals);
    }
    Source source;
    KRAIT_TRY(readSource(t, a[0], "eval", "string, bytes or code", &source));
    while (!source.text.empty() && (source.text[0] == ' ' || source.text[0] == '\t'))
        source.text.remove_prefix(1);
    CompileRequest request;
    request.source = source.text;
    request.source_is_text = source.is_text;
    request.filename = Value(t->name(kName_angle_string));
    request.mode = SourceMode::kEval;
    request.flags = inheritedFlags(t);
    Ref code = KRAIT_TRY(compileText(t, request));
    return runCode(t, code.as<Code>(), globals, spaces.locals);
}

Ref b_exec(Thread* t, Args a) {
    Namespaces spaces;
    KRAIT_TRY(namespaces(t, "exec", a[1], a[2], &spaces));
    auto* globals = spaces.globals.as<Dict>();
    Value closure = a[3];
    if (isKind(a[0], TypeId::kCode)) {
        auto* code = a[0].as<Code>();
        if (code->free_count == 0) {
            if (!closure.isNone()) {
                return raise(t, TypeId::kTypeError, "cannot use a closure with this code object");
            }
            KRAIT_TRY(runCode(t, code, globals, spaces.locals));
            return Ref::none();
        }
        if (closure.isNone()) {
            return raise(t, TypeId::kTypeError,
                         "code object passed to exec() may not contain free variables");
        }
        bool good = isExactTuple(closure) && closure.as<Tuple>()->length == code->free_count;
        for (int64_t i = 0; good && i < closure.as<Tuple>()->length; ++i)
            good = isKind(closure.as<Tuple>()->items[i], TypeId::kCell);
        if (!good) {
            return raise(t, TypeId::kTypeError,
                         "code object requires a closure of exactly length %zu",
                         static_cast<size_t>(code->free_count));
        }
        KRAIT_TRY(runCode(t, code, globals, spaces.locals, closure));
        return Ref::none();
    }
    if (!closure.isNone()) {
        return raise(t, TypeId::kTypeError,
                     "closure can only be used when source is a code object");
    }
    Source source;
    KRAIT_TRY(readSource(t, a[0], "exec", "string, bytes or code", &source));
    CompileRequest request;
    request.source = source.text;
    request.source_is_text = source.is_text;
    request.filename = Value(t->name(kName_angle_string));
    request.flags = inheritedFlags(t);
    Ref code = KRAIT_TRY(compileText(t, request));
    KRAIT_TRY(runCode(t, code.as<Code>(), globals, spaces.locals));
    return Ref::none();
}

} // namespace krait
