// The first parser: recursive descent with precedence climbing over the array of tokens.
//
// Invariant: a function that returns null has set failed_ or an error in the diagnostics, and its
// callers return at once. No message is made here but those of literals; see syntax_errors.h.
// Lists are collected on one stack of pointers and copied to the arena when they are complete.
#pragma once

#include "compiler/ast.h"
#include "compiler/compilation.h"
#include "compiler/lexer.h"

#include "llvm/ADT/SmallVector.h"

namespace krait {

class Parser {
  public:
    Parser(Compilation& compilation, const Lexer& lexer)
        : compilation_(compilation), arena_(compilation.arena), lexer_(lexer),
          tokens_(lexer.tokens().data()) {}

    // Null: the text doesn't parse (or an error has been set).
    ast::Mod* parseModule(CompileMode mode);
    ast::Mod* parseFunctionType();
    // False with an error: a type comment stands where none may be.
    bool checkTypeComments();
    uint32_t failedAt() const { return furthest_; }
    // First token of the last top-level statement.
    uint32_t statementStart() const { return statement_start_; }

  private:
    using K = TokenKind;

    // Tokens.
    const Token& token() const { return tokens_[pos_]; }
    K kind() const { return tokens_[pos_].kind; }
    // The array ends with EndMarker or Error, and nothing moves past those.
    K peek(uint32_t n) const {
        for (uint32_t i = 0; i < n; ++i)
            if (tokens_[pos_ + i].kind == K::EndMarker || tokens_[pos_ + i].kind == K::Error)
                return tokens_[pos_ + i].kind;
        return tokens_[pos_ + n].kind;
    }
    void advance() { ++pos_; }
    bool accept(K k) {
        if (kind() != k) return false;
        ++pos_;
        return true;
    }
    [[nodiscard]] bool expect(K k) {
        if (KRAIT_LIKELY(kind() == k)) {
            ++pos_;
            return true;
        }
        fail();
        return false;
    }
    bool isSoft(SoftKeyword word) const { return kind() == K::Name && token().atom == word; }
    // Converts to false and to any null pointer.
    struct Failure {
        template <typename T>
        operator T*() const {
            return nullptr;
        }
        operator bool() const { return false; }
    };
    Failure fail() {
        failed_ = true;
        if (pos_ > furthest_) furthest_ = pos_;
        return {};
    }
    // Is syntax of Python 3.`minor` allowed? "`what` only supported in Python 3.N and greater"
    bool supports(int minor, const char* what) {
        if (KRAIT_LIKELY(compilation_.options.feature_version >= minor)) return true;
        return refuseFeature(minor, what);
    }
    bool refuseFeature(int minor, const char* what);
    // The type comment before the token at `index`, if there is one, becomes the node's.
    bool acceptTypeComment(const ast::Node* node, uint32_t index);
    bool acceptTypeComment(const ast::Node* node) {
        return !lexer_.typeComments().empty() && acceptTypeComment(node, pos_);
    }
    bool acceptFunctionTypeComment(const ast::Node* def);
    // An error that Python's parser raises while it builds the tree.
    Failure error(llvm::StringRef message, const Token& from, const Token& to);
    const ast::Atom* atom(const Token& t) const { return lexer_.atom(t); }
    const ast::Atom* parseName() {
        if (kind() != K::Name) return fail();
        return atom(tokens_[pos_++]);
    }

    // Nodes.
    template <typename T>
    T* node(uint32_t first) {
        T* n = arena_.make<T>();
        n->lineno = tokens_[first].line;
        n->col_offset = tokens_[first].col;
        return n;
    }
    template <typename T>
    T* finish(T* n) {
        const Token& last = tokens_[pos_ - 1];
        n->end_lineno = last.end_line;
        n->end_col_offset = last.end_col;
        return n;
    }
    // A compound statement ends with the last token that shows, not at its dedents; a trailing
    // semicolon counts.
    template <typename T>
    T* finishBlock(T* n) {
        uint32_t at = pos_ - 1;
        while (tokens_[at].kind == K::Newline || tokens_[at].kind == K::Dedent) --at;
        n->end_lineno = tokens_[at].end_line;
        n->end_col_offset = tokens_[at].end_col;
        return n;
    }
    template <typename T>
    ast::List<T*> list(size_t base) {
        ast::List<T*> result;
        result.count = static_cast<uint32_t>(stack_.size() - base);
        if (result.count) {
            result.items = arena_.makeArray<T*>(result.count);
            for (uint32_t i = 0; i < result.count; ++i)
                result.items[i] = static_cast<T*>(stack_[base + i]);
        }
        stack_.truncate(base);
        return result;
    }
    template <typename T>
    ast::List<T*> single(T* item) {
        ast::List<T*> result;
        result.items = arena_.makeArray<T*>(1);
        result.items[0] = item;
        result.count = 1;
        return result;
    }

    // Statements: parser_stmt.cpp.
    bool parseStatement(); // pushes one or more
    bool parseSimpleStatements();
    ast::Stmt* parseSimpleStatement();
    ast::Stmt* parseCompoundStatement(bool& is_compound);
    ast::Stmt* parseExpressionStatement();
    ast::Stmt* parseAnnotated(uint32_t start, ast::Expr* target, bool parenthesized);
    ast::Stmt* parseReturn();
    ast::Stmt* parseRaise();
    ast::Stmt* parseDelete();
    ast::Stmt* parseAssert();
    ast::Stmt* parseNames(bool global);
    ast::Stmt* parseImport();
    ast::Stmt* parseImportFrom();
    ast::Stmt* parseTypeAlias();
    ast::Stmt* parseIf();
    ast::Stmt* parseWhile();
    ast::Stmt* parseFor(uint32_t start, bool is_async);
    ast::Stmt* parseTry();
    ast::Stmt* parseWith(uint32_t start, bool is_async);
    bool parseWithItems(bool parenthesized);
    ast::Stmt* parseDecorated();
    ast::Stmt* parseFunction(uint32_t start, bool is_async, ast::List<ast::Expr*> decorators);
    ast::Stmt* parseClass(ast::List<ast::Expr*> decorators);
    ast::Stmt* parseMatch();
    bool atMatchStatement() const;
    bool parseBlock(ast::List<ast::Stmt*>& body);
    bool endsCompound() const;
    bool parseElse(ast::List<ast::Stmt*>& body);
    bool parseTypeParams(ast::List<ast::TypeParam*>& params);
    ast::Arguments* parseParameters(bool lambda);
    ast::Arg* parseParameter(bool lambda, bool star);
    template <typename T>
    ast::Stmt* finishFunction(T* def, ast::List<ast::Expr*> decorators);
    ast::Alias* parseDottedAlias();
    const ast::Atom* parseDottedName();

    // Patterns: parser_pattern.cpp.
    ast::Pattern* parsePatterns();
    ast::Pattern* parsePattern();
    ast::Pattern* parseOrPattern();
    ast::Pattern* parseClosedPattern();
    ast::Pattern* parseMaybeStarPattern();
    ast::Pattern* parseSequencePattern();
    ast::Pattern* parseMappingPattern();
    ast::Pattern* parseClassPattern(uint32_t start, ast::Expr* cls);
    ast::Expr* parseLiteralPattern();
    ast::Expr* parseNameOrAttr();
    const ast::Atom* parseCaptureName();

    // Expressions: parser_expr.cpp.
    ast::Expr* parseStarExpressions(); // a, *b
    ast::Expr* parseStarExpression();
    ast::Expr* parseStarNamedExpression(); // *a | named
    ast::Expr* parseExpressions();         // a, b
    ast::Expr* parseNamedExpression();
    ast::Expr* parseExpression();
    ast::Expr* parseAnnotatedRhs(); // yield or star expressions
    ast::Expr* parseYield();
    ast::Expr* parseDisjunction();
    ast::Expr* parseConjunction();
    ast::Expr* parseInversion();
    ast::Expr* parseComparison();
    ast::Expr* parseBinary(int precedence_min);
    ast::Expr* parseUnary();
    ast::Expr* parsePower();
    ast::Expr* parsePrimary();
    ast::Expr* parseAtom();
    ast::Expr* parseParenthesized();
    ast::Expr* parseBracketed();
    ast::Expr* parseBraced();
    ast::Expr* parseLambda();
    ast::Expr* parseCall(uint32_t start, ast::Expr* func);
    bool parseArguments(ast::List<ast::Expr*>& args, ast::List<ast::Keyword*>& keywords,
                        bool generator_allowed);
    ast::Expr* parseSubscript(uint32_t start, ast::Expr* value);
    ast::Expr* parseSlice();
    ast::Expr* parseTargets(); // of for and comprehensions
    bool parseComprehensionClauses(ast::List<ast::Comprehension*>& generators);
    template <typename T>
    ast::Expr* finishComprehension(uint32_t start, ast::Expr* element, K close);
    bool setTarget(ast::Expr* target, ast::ExprContext context, bool star_allowed = true);
    bool atExpressionStart() const;
    bool atComprehension() const {
        return kind() == K::KwFor || (kind() == K::KwAsync && peek(1) == K::KwFor);
    }

    // Literals: literals.cpp.
    ast::Expr* parseNumber();
    ast::Expr* parseStrings();
    bool parseFString();
    bool parseFStringPart();
    bool parseReplacementField();
    void mergeConstants(size_t base, bool drop_empty);
    llvm::StringRef withoutComments(llvm::StringRef text);
    bool decodeText(llvm::StringRef body, bool raw, bool bytes, const Token& token,
                    const Token& end_token, ast::ConstantValue& value);

    Compilation& compilation_;
    Arena& arena_;
    const Lexer& lexer_;
    const Token* tokens_;
    uint32_t pos_ = 0;
    uint32_t furthest_ = 0;
    uint32_t statement_start_ = 0;
    bool failed_ = false;
    uint32_t type_comments_used_ = 0; // each place that takes one comes after the last
    llvm::SmallVector<void*, 256> stack_;
};

} // namespace krait
