// What only trees for type checkers have: `# type:` comments, the mode "func_type", and the syntax
// of older versions of Python, newer forms refused.
#include "compiler/parser_impl.h"

#include <string>

namespace krait {

using namespace ast;

using K = TokenKind;

bool Parser::refuseFeature(int minor, const char* what) {
    std::string message = what;
    message += " only supported in Python 3." + std::to_string(minor) + " and greater";
    return error(message, token(), token());
}

// --- type comments ----------------------------------------------------------------------------

bool Parser::acceptTypeComment(const Node* node, uint32_t index) {
    llvm::ArrayRef<Lexer::TypeComment> comments = lexer_.typeComments();
    if (type_comments_used_ == comments.size() || comments[type_comments_used_].token != index)
        return false;
    compilation_.type_comments[node] = comments[type_comments_used_++].text;
    return true;
}

// Behind the colon, or on the next line before the body; not both.
bool Parser::acceptFunctionTypeComment(const Node* def) {
    if (KRAIT_LIKELY(lexer_.typeComments().empty())) return true;
    bool first = acceptTypeComment(def, pos_);
    bool block = kind() == K::Newline && peek(1) == K::Indent;
    if (block && acceptTypeComment(def, pos_ + 1) && first)
        return error("Cannot have two type comments on def", tokens_[pos_ + 1], tokens_[pos_ + 1]);
    return true;
}

bool Parser::checkTypeComments() {
    llvm::ArrayRef<Lexer::TypeComment> comments = lexer_.typeComments();
    if (type_comments_used_ == comments.size() || compilation_.failed()) return true;
    const Lexer::TypeComment& comment = comments[type_comments_used_];
    if (failed_ && comment.token > furthest_) return true; // an error comes before it
    uint32_t column = comment.offset - lexer_.lineStart(comment.line);
    uint32_t end = static_cast<uint32_t>(comment.text.end() - compilation_.source.data()) -
                   lexer_.lineStart(comment.line);
    compilation_.syntaxErrorAt(comment.line, column, comment.line, end, "invalid syntax");
    return false;
}

// --- (int, *str, **bool) -> float -------------------------------------------------------------

Mod* Parser::parseFunctionType() {
    auto* result = arena_.make<FunctionType>();
    if (!expect(K::LeftParen)) return nullptr;
    size_t base = stack_.size();
    int stars = 0; // of the last one: nothing, *, **
    while (kind() != K::RightParen) {
        int here = accept(K::Star) ? 1 : accept(K::DoubleStar) ? 2 : 0;
        if (stars > 0 && here <= stars) return fail();
        stars = here;
        Expr* argument = parseExpression();
        if (!argument) return nullptr;
        stack_.push_back(argument);
        if (!accept(K::Comma)) break;
        if (kind() == K::RightParen) return fail();
    }
    result->argtypes = list<Expr>(base);
    if (!expect(K::RightParen) || !expect(K::Arrow)) return nullptr;
    result->returns = parseExpression();
    if (!result->returns) return nullptr;
    while (accept(K::Newline)) {
    }
    if (!expect(K::EndMarker)) return nullptr;
    return result;
}

} // namespace krait
