// The hook's other end: source text to Code by the compiler, diagnostics to Python exceptions and
// warnings. Nothing of a compilation survives the call but the blueprint.
#include "compiler/code_checks.h"
#include "compiler/compile.h"
#include "compiler/fold.h"
#include "compiler/parser.h"
#include "compiler/source_text.h"
#include "stdlib/native/ast_bridge.h"
#include "stdlib/native/library.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

namespace krait {

namespace {

std::string_view view(llvm::StringRef text) {
    return {text.data(), text.size()};
}

TypeId exceptionType(DiagnosticKind kind) {
    switch (kind) {
    case DiagnosticKind::IndentationError:
        return TypeId::kIndentationError;
    case DiagnosticKind::TabError:
        return TypeId::kTabError;
    case DiagnosticKind::MemoryError:
        return TypeId::kMemoryError;
    case DiagnosticKind::RecursionError:
        return TypeId::kRecursionError;
    case DiagnosticKind::OverflowError:
        return TypeId::kOverflowError;
    case DiagnosticKind::ValueError:
        return TypeId::kValueError;
    case DiagnosticKind::SystemError:
        return TypeId::kSystemError;
    case DiagnosticKind::SyntaxWarning:
        return TypeId::kSyntaxWarning;
    case DiagnosticKind::DeprecationWarning:
        return TypeId::kDeprecationWarning;
    case DiagnosticKind::IncompleteInput:
        return TypeId::kIncompleteInputError;
    default:
        return TypeId::kSyntaxError;
    }
}

bool isSyntaxKind(DiagnosticKind kind) {
    switch (kind) {
    case DiagnosticKind::SyntaxError:
    case DiagnosticKind::IncompleteInput:
    case DiagnosticKind::IndentationError:
    case DiagnosticKind::TabError:
    case DiagnosticKind::UnicodeDecodeError:
        return true;
    default:
        return false;
    }
}

// A line of a file, with its newline; none if there is no such file or line. Where the line is not
// UTF-8 the text that the lexer has made of it will do.
std::optional<std::string> lineOfFile(Thread* t, Value filename, const Diagnostic& d) {
    uint32_t line = d.line;
    if (!isStr(filename) || line == 0) return std::nullopt;
    Utf8Text path_text(t, filename.as<Str>());
    std::string path(path_text.view());
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file) return std::nullopt;
    std::string text, head; // the first two lines may declare an encoding
    uint32_t at = 1;
    for (int c = std::getc(file); c != EOF && (at <= line || at <= 2); c = std::getc(file)) {
        if (at == line) text.push_back(static_cast<char>(c));
        if (at <= 2) head.push_back(static_cast<char>(c));
        at += c == '\n';
    }
    std::fclose(file);
    const char* reason = "";
    size_t bad_size = 0;
    if (text.empty()) return std::nullopt;
    bool valid = declaredEncoding(head).empty() &&
                 findInvalidUtf8(text, reason, bad_size) == llvm::StringRef::npos;
    return valid ? text : d.text.str();
}

Error raiseSyntaxError(Thread* t, const Diagnostic& d, Value filename, TypeId type) {
    Ref message = KRAIT_TRY(strFromUtf8(t, view(d.message)));
    if (!d.has_position && d.line == 0) return raiseValue(t, type, message);
    Ref text = Ref::none();
    std::optional<std::string> from_file;
    if (d.after_parsing || d.while_parsing) from_file = lineOfFile(t, filename, d);
    if (from_file)
        text = KRAIT_TRY(strFromUtf8(t, *from_file));
    else if (d.has_text && !d.after_parsing)
        text = KRAIT_TRY(strFromUtf8(t, view(d.text)));
    Value line = Value::smallInt(d.line);
    Value column = d.has_position ? Value::smallInt(d.column) : Value::none();
    Value end_line = Value::smallInt(d.end_line);
    Value end_column =
        d.end_column == Diagnostic::kNoColumn ? Value::none() : Value::smallInt(d.end_column);
    Ref details;
    if (d.end_line == 0 && d.end_column == 0) {
        details = KRAIT_TRY(tupleOf(t, filename, line, column, text));
    } else {
        details = KRAIT_TRY(tupleOf(t, filename, line, column, text, end_line, end_column));
    }
    Ref exception = KRAIT_TRY(callFunction(t, Value(t->type(type)), message, details));
    return raiseException(t, exception);
}

Error raiseDiagnostic(Thread* t, const Diagnostic& d, Value filename) {
    if (isSyntaxKind(d.kind)) return raiseSyntaxError(t, d, filename, exceptionType(d.kind));
    std::string message = d.message.str();
    if (d.kind == DiagnosticKind::MemoryError && message.empty()) return raiseNoMemory(t);
    return raise(t, exceptionType(d.kind), "%s", message.c_str());
}

// A warning that a filter makes an error becomes a SyntaxError at its place, as Python does.
Status issueWarning(Thread* t, const Diagnostic& d, Value filename) {
    Ref module = importModule(t, "_warnings");
    if (module.isError()) {
        clearError(t); // a program without the module has no filters
        return ok();
    }
    Ref message = KRAIT_TRY(strFromUtf8(t, view(d.message)));
    Value category(t->type(exceptionType(d.kind)));
    New<Str> function = KRAIT_TRY(strIntern(t, "warn_explicit"));
    Value arguments[] = {message, category, filename, Value::smallInt(d.line)};
    Ref done = callMethodValues(t, module, function, arguments, 4);
    if (!done.isError()) return ok();
    if (d.kind == DiagnosticKind::SyntaxWarning || d.kind == DiagnosticKind::DeprecationWarning) {
        TypeId category_id = exceptionType(d.kind);
        if (errorIs(t, category_id)) {
            clearError(t);
            return raiseSyntaxError(t, d, filename, TypeId::kSyntaxError);
        }
    }
    return Error{};
}

CompileOptions optionsFor(Thread* t, const CompileRequest& request, llvm::StringRef filename) {
    CompileOptions options;
    options.file_name = filename;
    options.mode = request.mode == SourceMode::kEval           ? CompileMode::Eval
                   : request.mode == SourceMode::kSingle       ? CompileMode::Single
                   : request.mode == SourceMode::kFunctionType ? CompileMode::FunctionType
                                                               : CompileMode::File;
    options.optimize = request.optimize < 0 ? t->runtime->options.optimize : request.optimize;
    options.future_annotations = request.flags & kCompileFutureAnnotations;
    options.future_barry_as_flufl = request.flags & kCompileFutureBarry;
    options.allow_incomplete_input = request.flags & kCompileAllowIncomplete;
    options.dont_imply_dedent = request.flags & kCompileDontImplyDedent;
    options.ignore_cookie = request.source_is_text;
    options.is_script = request.is_script;
    options.allow_top_level_await = request.flags & kCompileTopLevelAwait;
    options.type_comments = request.flags & kCompileTypeComments;
    if (request.feature_version >= 0) options.feature_version = request.feature_version;
    options.stack_limit = reinterpret_cast<uintptr_t>(t->native_limit);
    return options;
}

// Source in an encoding that is not the lexer's own is decoded by its codec first. `decoded` is a
// str then, which the caller keeps, else EMPTY. Python: an error of the codec is a SyntaxError.
Status decodeByCodec(Thread* t, const CompileRequest& request, Ref* decoded) {
    if (request.source_is_text) return ok();
    llvm::StringRef source(request.source.data(), request.source.size());
    llvm::StringRef name = declaredEncoding(source);
    if (name.empty() || isLexerEncoding(name) || source.starts_with("\xEF\xBB\xBF")) return ok();
    New<Str> encoding = KRAIT_TRY(strIntern(t, view(name)));
    Ref text = decodeText(t, request.source, encoding, nullptr);
    if (text.isError()) {
        // The lexer says that it does not know the encoding.
        if (clearErrorIf(t, TypeId::kLookupError)) return ok();
        if (!errorIs(t, TypeId::kUnicodeError)) return Error{};
        Ref error = takeException(t);
        Ref said = KRAIT_TRY(strOf(t, error));
        // Of an encoding Python says that it is in line 0.
        Ref details = KRAIT_TRY(
            tupleOf(t, request.filename, Value::smallInt(0), Value::smallInt(-1), Value::none()));
        Ref exception =
            KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSyntaxError)), said, details));
        return raiseException(t, exception);
    }
    *decoded = std::move(text);
    return ok();
}

// The request with its source decoded: what `text` holds must outlive it.
CompileRequest withText(const CompileRequest& request, const Utf8Text& text) {
    CompileRequest result = request;
    result.source = text.view();
    result.source_is_text = true;
    return result;
}

} // namespace

std::shared_ptr<CodeBlueprint> compileBlueprint(Thread* t, const CompileRequest& request) {
    Ref decoded;
    if (decodeByCodec(t, request, &decoded).isError()) return nullptr;
    if (!decoded.isEmpty()) {
        Utf8Text text(t, decoded.as<Str>());
        return compileBlueprint(t, withText(request, text));
    }
    Utf8Text filename(t, request.filename.as<Str>());
    Compilation compilation(
        optionsFor(t, request, llvm::StringRef(filename.data(), filename.size())));
    std::shared_ptr<CodeBlueprint> blueprint =
        compileSource(compilation, llvm::StringRef(request.source.data(), request.source.size()));
    if (request.with_warnings) {
        for (const Diagnostic& warning : compilation.diagnostics.warnings())
            if (issueWarning(t, warning, request.filename).isError()) return nullptr;
    }
    if (!blueprint) {
        KRAIT_CHECK(compilation.diagnostics.hasError());
        Error error = raiseDiagnostic(t, compilation.diagnostics.error(), request.filename);
        (void)error;
        return nullptr;
    }
    return blueprint;
}

// The warnings of a compilation, then its error if there is one.
static Status report(Thread* t, const CompileRequest& request, const Compilation& compilation) {
    if (request.with_warnings) {
        for (const Diagnostic& warning : compilation.diagnostics.warnings())
            KRAIT_TRY(issueWarning(t, warning, request.filename));
    }
    if (!compilation.diagnostics.hasError()) return ok();
    Diagnostic error = compilation.diagnostics.error();
    if (compilation.source.empty()) error.has_text = false; // made from a tree
    return raiseDiagnostic(t, error, request.filename);
}

// Source text to objects of module _ast, folded if asked for.
static Ref parseToPython(Thread* t, const CompileRequest& request, Compilation& compilation) {
    ast::Mod* module =
        parseSource(compilation, llvm::StringRef(request.source.data(), request.source.size()));
    bool fold = (request.flags & kCompileOptimizedAst) == kCompileOptimizedAst;
    if (module && fold && !compilation.failed()) {
        if (!readFutureImports(compilation, module) || !foldConstants(compilation, module))
            module = nullptr;
    }
    KRAIT_TRY(report(t, request, compilation));
    KRAIT_CHECK(module != nullptr);
    return astToPython(t, module, compilation);
}

Status withScopes(Thread* t, const CompileRequest& request,
                  llvm::function_ref<Status(const Scopes&)> use) {
    Ref decoded;
    KRAIT_TRY(decodeByCodec(t, request, &decoded));
    if (!decoded.isEmpty()) {
        Utf8Text text(t, decoded.as<Str>());
        return withScopes(t, withText(request, text), use);
    }
    Utf8Text filename(t, request.filename.as<Str>());
    Compilation compilation(
        optionsFor(t, request, llvm::StringRef(filename.data(), filename.size())));
    ast::Mod* module =
        parseSource(compilation, llvm::StringRef(request.source.data(), request.source.size()));
    Scopes scopes;
    bool good = module && !compilation.failed() && readFutureImports(compilation, module) &&
                scopes.build(compilation, module);
    KRAIT_TRY(report(t, request, compilation));
    KRAIT_CHECK(good);
    return use(scopes);
}

Ref compileBridge(Thread* t, const CompileRequest& request, Value tree) {
    if (tree.isEmpty() && !(request.flags & kCompileOnlyAst)) {
        std::shared_ptr<CodeBlueprint> blueprint = compileBlueprint(t, request);
        if (!blueprint) return Error{};
        return codeFromBlueprint(t, blueprint);
    }
    if (!tree.isEmpty() && (request.flags & kCompileOptimizedAst) == kCompileOnlyAst)
        return Ref::share(tree);
    if (tree.isEmpty()) {
        Ref decoded;
        KRAIT_TRY(decodeByCodec(t, request, &decoded));
        if (!decoded.isEmpty()) {
            Utf8Text text(t, decoded.as<Str>());
            return compileBridge(t, withText(request, text), tree);
        }
    }
    Utf8Text filename(t, request.filename.as<Str>());
    Compilation compilation(
        optionsFor(t, request, llvm::StringRef(filename.data(), filename.size())));
    if (tree.isEmpty()) return parseToPython(t, request, compilation);
    ast::Mod* module = astFromPython(t, tree, compilation);
    if (!module) return Error{};
    if (request.flags & kCompileOnlyAst) {
        bool folded = readFutureImports(compilation, module) && foldConstants(compilation, module);
        KRAIT_TRY(report(t, request, compilation));
        KRAIT_CHECK(folded);
        return astToPython(t, module, compilation);
    }
    std::shared_ptr<CodeBlueprint> blueprint = compileTree(compilation, module);
    KRAIT_TRY(report(t, request, compilation));
    KRAIT_CHECK(blueprint != nullptr);
    return codeFromBlueprint(t, blueprint);
}

} // namespace krait
