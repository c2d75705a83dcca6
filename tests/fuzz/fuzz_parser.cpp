// Lexer, both parsers, folding, scopes and checks on arbitrary bytes. The first byte chooses the
// mode. Besides not crashing: a text that is refused has an error, one that is accepted has none.
#include "compiler/ast_dump.h"
#include "compiler/code_checks.h"
#include "compiler/fold.h"
#include "compiler/parser.h"
#include "compiler/scopes.h"

#include <cstdint>

using namespace krait;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    CompileOptions options;
    options.mode = static_cast<CompileMode>(data[0] % 3);
    options.ignore_cookie = data[0] & 4;
    options.allow_incomplete_input = data[0] & 8;
    options.memory_bytes_max = 64 << 20;
    Compilation compilation(options);
    ast::Mod* module =
        parseSource(compilation, {reinterpret_cast<const char*>(data + 1), size - 1});
    KRAIT_CHECK((module != nullptr) != compilation.failed());
    if (!module) return 0;
    std::string before = dumpAst(module);
    if (!readFutureImports(compilation, module)) return 0;
    if (!foldConstants(compilation, module)) return 0;
    Scopes scopes;
    if (!scopes.build(compilation, module)) return 0;
    bool ok = checkCode(compilation, scopes, module);
    KRAIT_CHECK(ok != compilation.failed());
    return 0;
}
