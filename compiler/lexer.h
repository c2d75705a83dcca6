// From bytes to tokens: decoding, indentation, numbers, strings, f-strings (PEP 701), brackets.
//
// The whole text is tokenised at once into one array; at the first error there is an Error token
// and nothing after it. The error itself is kept here and reported only when a parser arrives at
// that token, because Python reports what comes first in the text. Owned by parseSource; the tokens
// are malloc'd and die with it, the source copy is in the arena.
#pragma once

#include "compiler/compilation.h"
#include "compiler/token.h"

#include "llvm/ADT/SmallVector.h"

namespace krait {

class Lexer {
  public:
    static constexpr int kBracketDepthMax = 200;
    static constexpr int kIndentDepthMax = 100;
    static constexpr int kFStringDepthMax = 150;
    static constexpr int kFStringExpressionDepthMax = 3;

    explicit Lexer(Compilation& compilation) : compilation_(compilation) {}

    // False: the text could not even be decoded; the error is in the diagnostics.
    bool decode(llvm::StringRef bytes);
    bool refuseToken(llvm::StringRef bytes, size_t at);
    void run();

    llvm::ArrayRef<Token> tokens() const { return tokens_; }
    // Offset of the start of a line (from 1).
    uint32_t lineStart(uint32_t line) const { return line_starts_[line]; }
    uint32_t lineCount() const { return line_starts_.size() - 1; }
    llvm::StringRef text(const Token& token) const {
        uint32_t end = line_starts_[token.end_line] + token.end_col;
        return compilation_.source.slice(token.offset, end);
    }

    // A `# type:` comment stands before the token of this index.
    struct TypeComment {
        uint32_t token;
        uint32_t offset;
        uint32_t line;
        llvm::StringRef text;
    };
    llvm::ArrayRef<TypeComment> typeComments() const { return type_comments_; }

    bool hasError() const { return has_error_; }
    const Diagnostic& error() const { return error_; }

    // The innermost bracket open at the end of the text (or at the error): for "was never closed".
    struct OpenBracket {
        char bracket;
        uint32_t line;
        uint32_t col;
        uint32_t token;
    };
    llvm::ArrayRef<OpenBracket> openBrackets() const { return brackets_; }
    bool endedInBracket() const { return ended_in_bracket_; }
    // Found by the lexer in the text itself, rather than in its indentation or at its end.
    bool errorIsImmediate() const { return has_error_ && !error_is_late_; }
    bool endedInFString() const { return !modes_.empty(); }
    bool endedInContinuation() const { return ended_in_continuation_; }
    bool endedInTripleQuote() const { return ended_in_triple_quote_; }

    // Names: the atom of a Name or keyword token.
    const ast::Atom* atom(const Token& token) const { return atoms_[token.atom]; }

  private:
    struct FStringMode {
        char quote;
        uint8_t quote_size;
        bool raw;
        bool in_text; // reading text (or a format spec), not an expression
        int curly_depth = 0;
        int expression_depth = -1; // curly depth where each open expression began
        uint32_t start_offset;
        uint32_t start_line;
        uint32_t start_col;
        uint32_t bracket_base;
    };

    bool decodeDeclared(llvm::StringRef bytes, llvm::StringRef encoding);
    void push(TokenKind kind, uint32_t start, uint32_t start_line, uint32_t atom = 0,
              uint8_t flags = 0);
    bool failContinuation();
    bool failUnclosed();
    bool lexLineStart();
    bool lexToken();
    void readTypeComment(uint32_t end, bool alone);
    bool lexFStringText();
    bool lexName();
    bool lexNumber();
    bool lexFraction(uint32_t start);
    bool lexString(uint32_t start, uint32_t start_line);
    bool startFString(uint32_t start, bool raw);
    bool lexOperator();
    bool finishNumber(const char* what);
    bool checkIdentifier(uint32_t start, uint32_t end);
    bool decimalTail(const char* what);
    bool digitsTail(int base, const char* what);
    void newLine() { line_starts_.push_back(pos_); }
    uint32_t line() const { return line_starts_.size() - 1; }
    uint32_t intern(llvm::StringRef text, uint32_t hash);

    // Error at the character before pos_, as most lexical errors are.
    bool fail(llvm::StringRef message);
    bool failRange(uint32_t line, int column, int end_column, llvm::StringRef message,
                   DiagnosticKind kind = DiagnosticKind::SyntaxError);
    int charColumn(uint32_t line, uint32_t offset) const; // characters before offset
    void warn(uint32_t line, uint32_t col, llvm::StringRef message, DiagnosticKind kind);
    void warnEscapeAt(uint32_t offset, uint32_t at_line);

    Compilation& compilation_;
    const char* text_ = nullptr;
    uint32_t pos_ = 0;
    uint32_t end_ = 0;
    bool at_line_start_ = true;
    bool has_error_ = false;
    bool ended_in_continuation_ = false;
    bool ended_in_triple_quote_ = false;
    bool ended_in_bracket_ = false;
    bool error_is_late_ = false;
    bool bad_continuation_ = false;
    bool implicit_newline_ = false;
    Diagnostic error_;
    llvm::SmallVector<Token, 0> tokens_;
    llvm::SmallVector<uint32_t, 0> line_starts_;
    llvm::SmallVector<const ast::Atom*, 0> atoms_;
    llvm::SmallVector<OpenBracket, 16> brackets_;
    llvm::SmallVector<FStringMode, 2> modes_;
    llvm::SmallVector<TypeComment, 0> type_comments_;
    struct Indent {
        uint32_t column;
        uint32_t tabless_column;
    };
    llvm::SmallVector<Indent, 32> indents_;
};

} // namespace krait
