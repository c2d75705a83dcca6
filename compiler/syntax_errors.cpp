#include "compiler/syntax_errors.h"

namespace krait {

void explainSyntaxError(Compilation& compilation, const Lexer& lexer, uint32_t failed_at) {
    if (compilation.failed()) return;
    const Token& token = lexer.tokens()[failed_at];
    if (token.kind == TokenKind::Error) {
        compilation.diagnostics.setError(lexer.error());
        return;
    }
    compilation.errorAt(token.line, token.col, token.end_line, token.end_col, "invalid syntax");
}

} // namespace krait
