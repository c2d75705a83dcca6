// Finding the operator or bracket in the text of an expression, for the marks in tracebacks.
//
// The VM does not parse Python, and need not here: the text is known to be one expression, so a
// scan over its tokens outside brackets tells what it is. Words and operators that bind more
// loosely than arithmetic mean that it is no binary operation, call or subscript; so does text that
// is no expression at all, such as the head of a `with` statement.
#include "vm/base/unicode.h"
#include "vm/runtime/source_lines.h"

namespace krait {
namespace {

struct Place {
    size_t line = 0, column = 0;
};

enum class TokenKind : uint8_t { kOperand, kOperator, kOther };

struct Operator {
    Place place;
    size_t size;
    int precedence; // of a binary operator: 1 | ... 6 * ..., 8 **
};

class Scanner {
  public:
    explicit Scanner(const std::vector<std::u32string>& lines) : lines_(lines) {}

    bool find(CaretAnchors* anchors);
    bool callOfName();

  private:
    bool atEnd() const { return at_.line >= lines_.size(); }
    char32_t peek(size_t ahead = 0) const {
        const std::u32string& line = lines_[at_.line];
        return at_.column + ahead < line.size() ? line[at_.column + ahead] : U'\n';
    }
    void skipSpace();
    void advance(size_t count) { at_.column += count; }
    bool skipString();
    bool skipBrackets();
    bool skipWord();
    bool looseWord(std::u32string_view word) const;
    int binaryOperator(size_t* size) const;
    bool rightIsGrouped(Place bracket);

    const std::vector<std::u32string>& lines_;
    Place at_;
    std::u32string_view word_;
    // The last trailer (call or subscript) of an operand, and whether the operand is nothing else.
    char32_t trailer_ = 0;
    Place trailer_at_;
    bool bracket_was_tuple_ = false;
};

void Scanner::skipSpace() {
    while (!atEnd()) {
        char32_t c = peek();
        if (c == U'\n' || c == U'#') {
            at_ = {at_.line + 1, 0};
        } else if (c == U'\\' && at_.column + 1 >= lines_[at_.line].size()) {
            at_ = {at_.line + 1, 0};
        } else if (c == U' ' || c == U'\t' || c == U'\f') {
            advance(1);
        } else {
            return;
        }
    }
}

// At a quote. F-strings may hold quotes of their kind inside braces.
bool Scanner::skipString() {
    bool formatted = word_.find_first_of(U"fF") != std::u32string_view::npos;
    char32_t quote = peek();
    bool triple = peek(1) == quote && peek(2) == quote;
    advance(triple ? 3 : 1);
    int braces = 0;
    while (!atEnd()) {
        char32_t c = peek();
        if (c == U'\n') {
            if (!triple && braces == 0 &&
                (at_.column == 0 || lines_[at_.line].empty() || lines_[at_.line].back() != U'\\')) {
                return false;
            }
            at_ = {at_.line + 1, 0};
        } else if (c == U'\\') {
            advance(2);
            if (at_.column > lines_[at_.line].size()) at_ = {at_.line + 1, 0};
        } else if (formatted && c == U'{' && peek(1) == U'{' && braces == 0) {
            advance(2);
        } else if (formatted && (c == U'{' || c == U'}')) {
            braces += c == U'{' ? 1 : braces > 0 ? -1 : 0;
            advance(1);
        } else if (braces && (c == U'\'' || c == U'"')) {
            std::u32string_view outer = std::exchange(word_, {});
            if (!skipString()) return false;
            word_ = outer;
        } else if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
            advance(triple ? 3 : 1);
            return true;
        } else {
            advance(1);
        }
    }
    return false;
}

bool Scanner::skipWord() {
    size_t start = at_.column;
    const std::u32string& line = lines_[at_.line];
    bool number = peek() < 128 && peek() >= U'0' && peek() <= U'9';
    while (at_.column < line.size()) {
        char32_t c = line[at_.column];
        bool part = c == U'_' || c >= 128 || (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') ||
                    (c >= U'A' && c <= U'Z');
        if (number && c == U'.') part = true;
        if (number && (c == U'+' || c == U'-') && at_.column > start) {
            char32_t before = line[at_.column - 1];
            bool hex =
                at_.column > start + 1 && (line[start + 1] == U'x' || line[start + 1] == U'X');
            part = (before == U'e' || before == U'E') && !hex;
        }
        if (!part) break;
        ++at_.column;
    }
    word_ = std::u32string_view(line).substr(start, at_.column - start);
    return at_.column > start;
}

// At an opening bracket: past the one that closes it. Notes whether a comma or `for` lay directly
// in it, or nothing: then round brackets are more than grouping.
bool Scanner::skipBrackets() {
    std::u32string open;
    bool tuple = false, empty = true;
    while (!atEnd()) {
        skipSpace();
        if (atEnd()) return false;
        char32_t c = peek();
        if (c == U'(' || c == U'[' || c == U'{') {
            if (!open.empty()) empty = false;
            open.push_back(c);
            advance(1);
        } else if (c == U')' || c == U']' || c == U'}') {
            char32_t expected = c == U')' ? U'(' : c == U']' ? U'[' : U'{';
            if (open.empty() || open.back() != expected) return false;
            open.pop_back();
            advance(1);
            if (open.empty()) {
                bracket_was_tuple_ = tuple || empty;
                return true;
            }
        } else if (c == U'\'' || c == U'"') {
            empty = false;
            word_ = {};
            if (!skipString()) return false;
        } else if (skipWord()) {
            empty = false;
            if (open.size() == 1 && word_ == U"for") tuple = true;
            if (!atEnd() && (peek() == U'\'' || peek() == U'"') && !skipString()) return false;
        } else {
            empty = false;
            if (c == U',' && open.size() == 1) tuple = true;
            advance(1);
        }
    }
    return false;
}

bool Scanner::looseWord(std::u32string_view word) const {
    for (std::u32string_view loose :
         {U"if",       U"else",   U"lambda", U"and", U"or",     U"not",    U"in",
          U"is",       U"await",  U"yield",  U"for", U"async",  U"return", U"raise",
          U"with",     U"import", U"from",   U"del", U"assert", U"while",  U"global",
          U"nonlocal", U"class",  U"def",    U"as",  U"except", U"elif"}) {
        if (word == loose) return true;
    }
    return false;
}

int Scanner::binaryOperator(size_t* size) const {
    char32_t c = peek(), next = peek(1), third = peek(2);
    *size = 1;
    int precedence = 0;
    switch (c) {
    case U'|':
        precedence = 1;
        break;
    case U'^':
        precedence = 2;
        break;
    case U'&':
        precedence = 3;
        break;
    case U'<':
    case U'>':
        if (next != c) return 0;
        *size = 2;
        precedence = 4;
        break;
    case U'+':
    case U'-':
        precedence = 5;
        break;
    case U'*':
        precedence = 6;
        if (next == U'*') {
            *size = 2;
            precedence = 8;
        }
        break;
    case U'/':
        precedence = 6;
        if (next == U'/') *size = 2;
        break;
    case U'%':
    case U'@':
        precedence = 6;
        break;
    default:
        return 0;
    }
    // An augmented assignment is no expression.
    if ((*size == 1 ? next : third) == U'=') return 0;
    return precedence;
}

// Whether the right operand, which begins with this bracket, is all within it.
bool Scanner::rightIsGrouped(Place bracket) {
    Place saved = at_;
    at_ = bracket;
    bool grouped = skipBrackets() && !bracket_was_tuple_;
    if (grouped) {
        skipSpace();
        grouped = atEnd();
    }
    at_ = saved;
    return grouped;
}

bool Scanner::find(CaretAnchors* anchors) {
    Operator best{};
    bool expect_operand = true, prefixed = false, any = false, unary_pending = false;
    for (;;) {
        skipSpace();
        if (atEnd()) break;
        char32_t c = peek();
        if (expect_operand) {
            if (c == U'+' || c == U'-' || c == U'~') {
                if (!any) prefixed = true;
                unary_pending = true;
                advance(1);
                continue;
            }
            trailer_ = 0;
            if (c == U'(' || c == U'[' || c == U'{') {
                if (!skipBrackets()) return false;
            } else if (c == U'\'' || c == U'"') {
                word_ = {};
                if (!skipString()) return false;
            } else if (c == U'.' && peek(1) == U'.' && peek(2) == U'.') {
                advance(3);
            } else if (c == U'.' && peek(1) >= U'0' && peek(1) <= U'9') {
                advance(1);
                if (!skipWord()) return false;
            } else if (skipWord()) {
                if (!atEnd() && (peek() == U'\'' || peek() == U'"')) {
                    if (!skipString()) return false;
                } else if (looseWord(word_)) {
                    return false;
                }
            } else {
                return false;
            }
            any = true;
            unary_pending = false;
            expect_operand = false;
            continue;
        }
        if (c == U'(' || c == U'[') {
            trailer_ = c;
            trailer_at_ = at_;
            if (!skipBrackets()) return false;
            continue;
        }
        if (c == U'.') {
            advance(1);
            skipSpace();
            if (atEnd() || !skipWord()) return false;
            trailer_ = 0;
            continue;
        }
        if (c == U'\'' || c == U'"') { // strings side by side
            word_ = {};
            if (!skipString()) return false;
            continue;
        }
        size_t size;
        int precedence = binaryOperator(&size);
        if (!precedence) {
            // A word may be the prefix of a string that goes on; anything else binds more loosely.
            if (skipWord() && !atEnd() && (peek() == U'\'' || peek() == U'"')) {
                if (!skipString()) return false;
                continue;
            }
            return false;
        }
        // Of operators that bind equally the last one is the outermost; of powers the first.
        if (!best.precedence || precedence < best.precedence ||
            (precedence == best.precedence && precedence != 8)) {
            best = {at_, size, precedence};
        }
        advance(size);
        expect_operand = true;
    }
    if (expect_operand || unary_pending) return false;
    if (best.precedence) {
        if (best.precedence == 8 && prefixed) return false; // -(a ** b)
        size_t end = best.place.column + best.size;
        const std::u32string& line = lines_[best.place.line];
        // CPython counts a bracket that follows the operator at once as part of it.
        if (best.size == 1 && end < line.size() && line[end] == U'(' &&
            rightIsGrouped({best.place.line, end})) {
            ++end;
        }
        *anchors = {best.place.line, best.place.column, best.place.line, end};
        return true;
    }
    if (prefixed || !trailer_) return false;
    *anchors = {trailer_at_.line, trailer_at_.column, lines_.size() - 1, lines_.back().size()};
    return true;
}

bool Scanner::callOfName() {
    skipSpace();
    if (atEnd() || !skipWord() || looseWord(word_)) return false;
    if (word_[0] >= U'0' && word_[0] <= U'9') return false;
    skipSpace();
    if (atEnd() || peek() != U'(' || !skipBrackets()) return false;
    skipSpace();
    return atEnd();
}

} // namespace

bool findAnchors(const std::vector<std::u32string>& lines, CaretAnchors* anchors) {
    return Scanner(lines).find(anchors);
}
bool isCallOfName(const std::vector<std::u32string>& lines) {
    return Scanner(lines).callOfName();
}

} // namespace krait
