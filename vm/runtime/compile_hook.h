// The hook by which the VM reaches the compiler, which it never includes: a function that whoever
// links both puts into the Runtime's ImportState. Also: running a module's or exec's Code.
#pragma once

#include "vm/objects/code.h"
#include "vm/runtime/runtime.h"

#include <string_view>

namespace krait {

enum class SourceMode : uint8_t { kExec, kEval, kSingle, kFunctionType };

// Bits of compile()'s flags, CPython's values.
enum CompileFlag : int {
    kCompileDontImplyDedent = 0x200,
    kCompileOnlyAst = 0x400,
    kCompileTypeComments = 0x1000,
    kCompileTopLevelAwait = 0x2000,
    kCompileAllowIncomplete = 0x4000,
    kCompileOptimizedAst = 0x8000 | kCompileOnlyAst,
    kCompileFutureBarry = 0x400000,
    kCompileFutureAnnotations = 0x1000000,
    kCompileFutureMask = 0x1fe0010,
    kCompileKnownMask = kCompileFutureMask | 0xf600,
};

struct CompileRequest {
    std::string_view source; // bytes of a file, or UTF-8 of a str
    Value filename;          // str
    SourceMode mode = SourceMode::kExec;
    int flags = 0;
    int optimize = -1;           // -1: the Runtime's -O
    int feature_version = -1;    // of a tree: refuse what Python 3.N does not have
    bool source_is_text = false; // from a str: an encoding declaration means nothing
    bool is_script = false;      // run as a program, from a file or standard input
    bool with_warnings = true;
};

// The compiler's side. `tree` is an _ast object in place of source when it isn't EMPTY. Gives Code,
// or an _ast object with kCompileOnlyAst.
using CompileFn = Ref (*)(Thread*, const CompileRequest&, Value tree);
// The blueprint alone, for writing it to a cache file. Null with an exception.
using BlueprintFn = std::shared_ptr<CodeBlueprint> (*)(Thread*, const CompileRequest&);

Ref compileText(Thread*, const CompileRequest& request);
// Runs the code of a module, exec() or eval() in a namespace; its value. Puts __builtins__ into
// globals if it isn't there. locals EMPTY: globals. closure: tuple of cells or EMPTY. REENTRY.
Ref runCode(Thread*, Code* code, Dict* globals, Value locals, Value closure = Value());

} // namespace krait
