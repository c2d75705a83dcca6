// The passes in their order; see compile.h.
#include "compiler/compile.h"

#include "compiler/code_checks.h"
#include "compiler/codegen.h"
#include "compiler/fold.h"
#include "compiler/parser.h"
#include "compiler/scopes.h"

namespace krait {

std::shared_ptr<CodeBlueprint> compileTree(Compilation& compilation, ast::Mod* module) {
    // Futures come first: with `annotations` folding leaves annotations as they are written.
    if (!readFutureImports(compilation, module) || !foldConstants(compilation, module))
        return nullptr;
    Scopes scopes;
    if (!scopes.build(compilation, module) || !checkCode(compilation, scopes, module))
        return nullptr;
    CodeGenerator generator(compilation, scopes);
    std::shared_ptr<CodeBlueprint> code = generator.generate(module);
    if (compilation.failed()) return nullptr;
    return code;
}

std::shared_ptr<CodeBlueprint> compileSource(Compilation& compilation, llvm::StringRef source) {
    ast::Mod* module = parseSource(compilation, source);
    if (!module || compilation.failed()) return nullptr;
    return compileTree(compilation, module);
}

} // namespace krait
