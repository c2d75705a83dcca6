#include "compiler/parser.h"

#include "compiler/lexer.h"
#include "compiler/parser_impl.h"
#include "compiler/syntax_errors.h"

namespace krait {

ast::Mod* parseSource(Compilation& compilation, llvm::StringRef source) {
    Lexer lexer(compilation);
    if (!lexer.decode(source)) return nullptr;
    lexer.run();
    Parser parser(compilation, lexer);
    ast::Mod* module = compilation.options.mode == CompileMode::FunctionType
                           ? parser.parseFunctionType()
                           : parser.parseModule(compilation.options.mode);
    if (!parser.checkTypeComments()) return nullptr;
    if (module && compilation.guard()) return module;
    explainSyntaxError(compilation, lexer, parser.failedAt(), parser.statementStart());
    return nullptr;
}

} // namespace krait
