#include "compiler/lexer.h"

#include "compiler/source_text.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

#include <array>
#include <cstring>

namespace krait {
namespace {

enum CharClass : uint8_t {
    kNameStart = 1, // letters, underscore and every byte of a non-ASCII character
    kDigit = 2,
    kNamePart = kNameStart | kDigit,
    kBlank = 4, // space, tab, form feed
};

constexpr auto kCharClass = [] {
    std::array<uint8_t, 256> table{};
    for (int c = 0; c < 256; ++c) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128)
            table[c] = kNameStart;
        if (c >= '0' && c <= '9') table[c] = kDigit;
        if (c == ' ' || c == '\t' || c == '\f') table[c] = kBlank;
    }
    return table;
}();

bool isNameStart(char c) {
    return kCharClass[uint8_t(c)] & kNameStart;
}
bool isNamePart(char c) {
    return kCharClass[uint8_t(c)] & kNamePart;
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isBlank(char c) {
    return kCharClass[uint8_t(c)] & kBlank;
}

int digitValue(char c) {
    if (isDigit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

} // namespace

const char* tokenName(TokenKind kind) {
    static constexpr const char* kNames[] = {
#define KRAIT_KEYWORD(Name, text) "NAME",
#define KRAIT_TOKEN(Name, py_name) py_name,
#define KRAIT_OPERATOR(Name, py_name, text) py_name,
#include "compiler/tokens.def"
    };
    return kNames[static_cast<size_t>(kind)];
}

const char* tokenText(TokenKind kind) {
    static constexpr const char* kTexts[] = {
#define KRAIT_KEYWORD(Name, text) text,
#define KRAIT_TOKEN(Name, py_name) "",
#define KRAIT_OPERATOR(Name, py_name, text) text,
#include "compiler/tokens.def"
    };
    return kTexts[static_cast<size_t>(kind)];
}

// --- errors and positions ---------------------------------------------------------------------

int Lexer::charColumn(uint32_t line, uint32_t offset) const {
    uint32_t start = line_starts_[line];
    return static_cast<int>(countChars({text_ + start, offset - start}));
}

bool Lexer::failRange(uint32_t line, int column, int end_column, llvm::StringRef message,
                      DiagnosticKind kind) {
    if (has_error_) return false;
    has_error_ = true;
    error_.kind = kind;
    error_.message = compilation_.arena.copy(message);
    error_.line = error_.end_line = line;
    error_.column = column;
    error_.end_column = end_column;
    uint32_t start = line_starts_[line];
    llvm::StringRef text(text_ + start, end_ - start);
    error_.text = text.substr(0, text.find('\n'));
    return false;
}

bool Lexer::fail(llvm::StringRef message) {
    int column = charColumn(line(), pos_);
    return failRange(line(), column, column, message);
}

void Lexer::warn(uint32_t line, uint32_t col, llvm::StringRef message, DiagnosticKind kind) {
    Diagnostic warning;
    warning.kind = kind;
    warning.message = compilation_.arena.copy(message);
    warning.line = line;
    warning.column = static_cast<int>(col) + 1;
    compilation_.diagnostics.addWarning(warning);
}

// --- driver -----------------------------------------------------------------------------------

uint32_t Lexer::intern(llvm::StringRef text, uint32_t hash) {
    const ast::Atom* atom = compilation_.atoms.intern(text, hash);
    if (atom->index >= atoms_.size()) {
        // Atoms made elsewhere in between have no token: their slots are never looked up.
        atoms_.resize(atom->index + 1);
    }
    atoms_[atom->index] = atom;
    return atom->index;
}

void Lexer::push(TokenKind kind, uint32_t start, uint32_t start_line, uint32_t atom,
                 uint8_t flags) {
    uint32_t end_line = line();
    tokens_.push_back({kind, static_cast<uint8_t>(brackets_.size()), flags, atom, start, start_line,
                       start - line_starts_[start_line], end_line, pos_ - line_starts_[end_line]});
}

void Lexer::run() {
    static constexpr const char* kWords[] = {
#define KRAIT_KEYWORD(Name, text) text,
#include "compiler/tokens.def"
        "_", "match", "case", "type", "print", "exec"};
    for (const char* word : kWords) intern(word, AtomTable::hash(word));

    text_ = compilation_.source.data();
    end_ = compilation_.source.size();
    tokens_.reserve(end_ / 4 + 16);
    line_starts_.push_back(0); // lines count from 1
    line_starts_.push_back(0);
    indents_.push_back({0, 0});
    while (true) {
        if (!modes_.empty() && modes_.back().in_text) {
            if (!lexFStringText()) break;
            continue;
        }
        if (at_line_start_ && !lexLineStart()) break;
        if (!lexToken()) break;
    }
    if (has_error_) {
        error_is_late_ = ended_in_bracket_ || ended_in_continuation_ || bad_continuation_ ||
                         !modes_.empty() || error_.kind != DiagnosticKind::SyntaxError;
        // A place for the parser to stop at; the error's own position is in error_.
        uint32_t at = pos_ > end_ ? end_ : pos_;
        if (at < line_starts_.back()) at = line_starts_.back();
        pos_ = at;
        push(TokenKind::Error, at, line());
    }
}

// A backslash with nothing after it.
bool Lexer::failContinuation() {
    ended_in_continuation_ = true;
    if (!brackets_.empty()) return failUnclosed();
    failRange(line(), charColumn(line(), pos_) + 1, -1, "unexpected EOF while parsing");
    error_.text = compilation_.lineText(line());
    return false;
}

bool Lexer::failUnclosed() {
    has_error_ = ended_in_bracket_ = true;
    const OpenBracket& open = brackets_.back();
    llvm::SmallString<64> message;
    message.push_back('\'');
    message.push_back(open.bracket);
    message += "' was never closed";
    error_.message = compilation_.arena.copy(message);
    error_.line = error_.end_line = open.line;
    error_.column = charColumn(open.line, line_starts_[open.line] + open.col) + 1;
    error_.end_column = 0;
    error_.text = compilation_.lineText(open.line);
    error_.while_parsing = compilation_.options.mode == CompileMode::File;
    // A line that Python's tokenizer has left behind comes without its end.
    if (pos_ > line_starts_[open.line] + error_.text.size()) error_.text = error_.text.rtrim('\n');
    return false;
}

// Indentation of a line that has a token; blank lines and comments have none.
bool Lexer::lexLineStart() {
    at_line_start_ = false;
    uint32_t column = 0, tabless = 0;
    uint32_t continued_column = 0;
    while (true) {
        char c = text_[pos_];
        if (c == ' ') {
            ++column, ++tabless;
        } else if (c == '\t') {
            column = (column / 8 + 1) * 8;
            ++tabless;
        } else if (c == '\f') {
            column = tabless = 0;
        } else if (c == '\\' && text_[pos_ + 1] == '\n') {
            // The indentation is that of the first of the joined lines.
            if (continued_column == 0) continued_column = column;
            ++pos_;
            ++pos_;
            if (pos_ >= end_) {
                --pos_;
                return failContinuation();
            }
            newLine();
            continue;
        } else {
            break;
        }
        ++pos_;
    }
    char c = text_[pos_];
    if (c == '#' || c == '\n' || c == '\\' || pos_ >= end_) {
        if (c != '\\' && pos_ < end_) {
            // A line without tokens: skip it whole.
            const char* end =
                static_cast<const char*>(std::memchr(text_ + pos_, '\n', end_ - pos_));
            if (c == '#') readTypeComment(end ? static_cast<uint32_t>(end - text_) : end_, true);
            pos_ = end ? static_cast<uint32_t>(end - text_) + 1 : end_;
            newLine();
            at_line_start_ = true;
            return pos_ < end_ ? lexLineStart() : true;
        }
        if (pos_ >= end_) return true;
    }
    if (continued_column) column = tabless = continued_column;
    auto inconsistent = [&] {
        uint32_t start = line_starts_[line()];
        llvm::StringRef rest(text_ + start, end_ - start);
        size_t length = rest.find('\n');
        length = length == llvm::StringRef::npos ? rest.size() : length + 1;
        failRange(line(), 1, 0, "inconsistent use of tabs and spaces in indentation",
                  DiagnosticKind::TabError);
        error_.text = rest.substr(0, length);
        return false;
    };
    Indent top = indents_.back();
    if (column == top.column) {
        if (tabless != top.tabless_column) return inconsistent();
        return true;
    }
    if (column > top.column) {
        if (indents_.size() >= kIndentDepthMax) {
            failRange(line(), 1, 0, "too many levels of indentation",
                      DiagnosticKind::IndentationError);
            error_.text = compilation_.lineText(line());
            return false;
        }
        if (tabless <= top.tabless_column) return inconsistent();
        indents_.push_back({column, tabless});
        push(TokenKind::Indent, pos_, line());
        return true;
    }
    while (column < indents_.back().column) {
        indents_.pop_back();
        push(TokenKind::Dedent, pos_, line());
    }
    if (column != indents_.back().column) {
        // The whole line is what Python has read by then.
        uint32_t start = line_starts_[line()];
        const char* end = static_cast<const char*>(std::memchr(text_ + start, '\n', end_ - start));
        uint32_t stop = end ? static_cast<uint32_t>(end - text_) : end_;
        failRange(line(), charColumn(line(), stop) + 1, -1,
                  "unindent does not match any outer indentation level",
                  DiagnosticKind::IndentationError);
        error_.text = {text_ + start, end ? stop + 1 - start : stop - start};
        while (!tokens_.empty() && tokens_.back().kind == TokenKind::Dedent) tokens_.pop_back();
        return false;
    }
    if (tabless != indents_.back().tabless_column) return inconsistent();
    return true;
}

// The comment at pos_ that ends before `end`, if it is about types and if that is asked for.
void Lexer::readTypeComment(uint32_t end, bool alone) {
    if (KRAIT_LIKELY(!compilation_.options.type_comments)) return;
    auto blank = [](char c) { return c == ' ' || c == '\t'; };
    llvm::StringRef text(text_ + pos_ + 1, end - pos_ - 1);
    text = text.drop_while(blank);
    if (!text.consume_front("type:")) return;
    text = text.drop_while(blank);
    llvm::StringRef tag = text;
    if (tag.consume_front("ignore") &&
        (tag.empty() || (static_cast<unsigned char>(tag[0]) < 128 && !llvm::isAlnum(tag[0])))) {
        // Python: alone on its line, it takes the newline too.
        if (alone && end < end_) tag = {tag.data(), tag.size() + 1};
        compilation_.type_ignores.push_back({line(), tag});
        return;
    }
    type_comments_.push_back({static_cast<uint32_t>(tokens_.size()), pos_, line(), text});
}

// One token, or the end of a line. False at the end of the text or at an error.
bool Lexer::lexToken() {
    while (isBlank(text_[pos_])) ++pos_;
    char c = text_[pos_];
    if (isNameStart(c)) return lexName();
    switch (c) {
    case '\n':
        if (pos_ >= end_) break;
        if (brackets_.empty()) {
            if (!at_line_start_) push(TokenKind::Newline, pos_, line());
            at_line_start_ = true;
        }
        ++pos_;
        newLine();
        return true;
    case '#': {
        const char* end = static_cast<const char*>(std::memchr(text_ + pos_, '\n', end_ - pos_));
        uint32_t stop = end ? static_cast<uint32_t>(end - text_) : end_;
        readTypeComment(stop, false);
        pos_ = stop;
        if (!modes_.empty() && modes_.back().quote_size == 1) {
            // Python's tokenizer reads on as if the quote were inside the comment.
            return true;
        }
        return true;
    }
    case '\\':
        if (text_[pos_ + 1] != '\n') {
            if (++pos_ >= end_) return failContinuation();
            bad_continuation_ = true;
            failRange(line(), charColumn(line(), pos_) + 1, 0,
                      "unexpected character after line continuation character");
            error_.text = compilation_.lineText(line());
            return false;
        }
        pos_ += 2;
        if (pos_ >= end_) {
            --pos_;
            return failContinuation();
        }
        newLine();
        return true;
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return lexNumber();
    case '.':
        if (isDigit(text_[pos_ + 1])) {
            uint32_t start = pos_;
            ++pos_;
            return lexFraction(start);
        }
        return lexOperator();
    case '"':
    case '\'':
        return lexString(pos_, line());
    case '\0':
        if (pos_ >= end_) break;
        return lexOperator();
    default:
        return lexOperator();
    }
    // The end of the text.
    if (!brackets_.empty()) return failUnclosed();
    if (!tokens_.empty() && !at_line_start_ && tokens_.back().kind != TokenKind::Newline)
        push(TokenKind::Newline, pos_, line());
    while (indents_.size() > 1) {
        indents_.pop_back();
        push(TokenKind::Dedent, pos_, line());
    }
    push(TokenKind::EndMarker, pos_, line());
    return false;
}

// --- names ------------------------------------------------------------------------------------

bool Lexer::lexName() {
    uint32_t start = pos_;
    // String prefixes: at most two letters before a quote.
    char c = text_[pos_];
    switch (c | 0x20) {
    case 'b':
    case 'u':
    case 'r':
    case 'f': {
        char next = text_[pos_ + 1];
        char low = static_cast<char>(c | 0x20);
        if (next == '"' || next == '\'') {
            ++pos_;
            if (low == 'f') return startFString(start, false);
            return lexString(start, line());
        }
        char next_low = static_cast<char>(next | 0x20);
        char after = isNameStart(next) ? text_[pos_ + 2] : '\0';
        if ((after == '"' || after == '\'') &&
            ((low == 'r' && (next_low == 'b' || next_low == 'f')) ||
             ((low == 'b' || low == 'f') && next_low == 'r'))) {
            pos_ += 2;
            if (low == 'f' || next_low == 'f') return startFString(start, true);
            return lexString(start, line());
        }
        break;
    }
    default:
        break;
    }
    uint32_t hash = AtomTable::kHashSeed;
    bool ascii = true;
    while (isNamePart(c)) {
        ascii &= static_cast<signed char>(c) >= 0;
        hash = AtomTable::hashStep(hash, c);
        c = text_[++pos_];
    }
    llvm::StringRef name(text_ + start, pos_ - start);
    uint32_t atom;
    if (KRAIT_LIKELY(ascii)) {
        atom = intern(name, hash);
    } else {
        if (!checkIdentifier(start, pos_)) return false;
        llvm::SmallString<64> normalized;
        if (!normalizeNfkc(name, normalized)) return fail("invalid identifier");
        // An ASCII keyword spelt with compatibility characters is a name, not a keyword.
        atom = intern(normalized, AtomTable::hash(normalized));
        push(TokenKind::Name, start, line(), atom);
        return true;
    }
    constexpr auto kFirst = static_cast<uint32_t>(TokenKind::Name);
    push(atom < kFirst ? static_cast<TokenKind>(atom) : TokenKind::Name, start, line(), atom);
    return true;
}

bool Lexer::checkIdentifier(uint32_t start, uint32_t end) {
    uint32_t at = start;
    while (at < end) {
        uint32_t char_start = at;
        uint32_t code = decodeUtf8(text_, at);
        bool ok = char_start == start ? isIdentifierStart(code) : isIdentifierPart(code);
        if (ok) continue;
        pos_ = at;
        llvm::SmallString<64> message;
        llvm::SmallString<8> hex;
        for (int shift = 20; shift >= 0; shift -= 4)
            if (shift < 16 || (code >> shift))
                hex.push_back("0123456789ABCDEF"[(code >> shift) & 15]);
        if (isPrintable(code)) {
            message += "invalid character '";
            message += llvm::StringRef(text_ + char_start, at - char_start);
            message += "' (U+";
            message += hex;
            message += ")";
        } else {
            message += "invalid non-printable character U+";
            message += hex;
        }
        return fail(message);
    }
    return true;
}

// --- numbers ----------------------------------------------------------------------------------

// What may follow a number: "1if x else y" is deprecated but fine, "1abc" isn't.
bool Lexer::finishNumber(const char* what) {
    char c = text_[pos_];
    if (!isNamePart(c)) return true;
    llvm::StringRef rest(text_ + pos_, end_ - pos_);
    bool keyword = false;
    switch (c) {
    case 'a':
        keyword = rest.starts_with("and");
        break;
    case 'e':
        keyword = rest.starts_with("else");
        break;
    case 'f':
        keyword = rest.starts_with("for");
        break;
    case 'i':
        keyword = rest.size() > 1 && (rest[1] == 'f' || rest[1] == 'n' || rest[1] == 's');
        break;
    case 'o':
        keyword = rest.starts_with("or");
        break;
    case 'n':
        keyword = rest.starts_with("not");
        break;
    default:
        break;
    }
    llvm::SmallString<32> message("invalid ");
    message += what;
    message += " literal";
    if (keyword) {
        // Python points before the word that follows.
        warn(line(), pos_ - 1 - line_starts_[line()], message, DiagnosticKind::SyntaxWarning);
        return true;
    }
    if (static_cast<signed char>(c) < 0) return true; // Python looks at ASCII letters only
    return fail(message);
}

bool Lexer::digitsTail(int base, const char* what) {
    do {
        if (text_[pos_] == '_') ++pos_;
        char c = text_[pos_];
        if (digitValue(c) >= base) {
            if (isDigit(c)) {
                ++pos_;
                llvm::SmallString<48> message("invalid digit '");
                message.push_back(c);
                message += "' in ";
                message += what;
                message += " literal";
                return fail(message);
            }
            llvm::SmallString<48> message("invalid ");
            message += what;
            message += " literal";
            return fail(message);
        }
        while (digitValue(text_[pos_]) < base) ++pos_;
    } while (text_[pos_] == '_');
    char c = text_[pos_];
    if (isDigit(c)) {
        ++pos_;
        llvm::SmallString<48> message("invalid digit '");
        message.push_back(c);
        message += "' in ";
        message += what;
        message += " literal";
        return fail(message);
    }
    return finishNumber(what);
}

bool Lexer::decimalTail(const char* what) {
    while (true) {
        while (isDigit(text_[pos_])) ++pos_;
        if (text_[pos_] != '_') return true;
        ++pos_;
        if (!isDigit(text_[pos_])) return fail("invalid decimal literal");
    }
}

bool Lexer::lexNumber() {
    uint32_t start = pos_;
    char c = text_[pos_];
    char next = static_cast<char>(text_[pos_ + 1] | 0x20);
    if (c == '0' && (next == 'x' || next == 'o' || next == 'b')) {
        pos_ += 2;
        int base = next == 'x' ? 16 : next == 'o' ? 8 : 2;
        const char* what = next == 'x' ? "hexadecimal" : next == 'o' ? "octal" : "binary";
        if (!digitsTail(base, what)) return false;
        push(TokenKind::Number, start, line());
        return true;
    }
    if (c == '0') {
        // Zeros alone are an int; other digits after them need a fraction, exponent or "j".
        bool nonzero = false;
        ++pos_;
        while (true) {
            if (text_[pos_] == '_') {
                ++pos_;
                if (!isDigit(text_[pos_])) return fail("invalid decimal literal");
            }
            if (text_[pos_] != '0') break;
            ++pos_;
        }
        uint32_t zeros_end = pos_ + 1;
        if (isDigit(text_[pos_])) {
            nonzero = true;
            if (!decimalTail("decimal")) return false;
        }
        c = text_[pos_];
        if (c == '.') {
            ++pos_;
            return lexFraction(start);
        }
        if ((c | 0x20) == 'e' || (c | 0x20) == 'j') {
            // Only a fraction's tail knows whether "e" is an exponent.
            uint32_t before = tokens_.size();
            if (!lexFraction(start)) return false;
            if (!nonzero || tokens_.size() == before) return true;
            llvm::StringRef text(text_ + start, pos_ - start);
            if (text.find_first_of("eEjJ") != llvm::StringRef::npos) return true;
            tokens_.pop_back();
        }
        if (nonzero) {
            return failRange(line(), charColumn(line(), start) + 1, charColumn(line(), zeros_end),
                             "leading zeros in decimal integer literals are not permitted; use an "
                             "0o prefix for octal integers");
        }
        if (!tokens_.empty() && tokens_.back().offset == start &&
            tokens_.back().kind == TokenKind::Number)
            return true;
        if (!finishNumber("decimal")) return false;
        push(TokenKind::Number, start, line());
        return true;
    }
    if (!decimalTail("decimal")) return false;
    c = text_[pos_];
    if (c == '.') {
        ++pos_;
        return lexFraction(start);
    }
    if ((c | 0x20) == 'e' || (c | 0x20) == 'j') return lexFraction(start);
    if (!finishNumber("decimal")) return false;
    push(TokenKind::Number, start, line());
    return true;
}

// What follows the point, or an "e" or "j" right after the digits.
bool Lexer::lexFraction(uint32_t start) {
    if (isDigit(text_[pos_]) && !decimalTail("decimal")) return false;
    if ((text_[pos_] | 0x20) == 'e') {
        char next = text_[pos_ + 1];
        if (isDigit(next)) {
            ++pos_;
            if (!decimalTail("decimal")) return false;
        } else if (next == '+' || next == '-') {
            if (!isDigit(text_[pos_ + 2])) {
                pos_ += 2;
                return fail("invalid decimal literal");
            }
            pos_ += 2;
            if (!decimalTail("decimal")) return false;
        } else {
            if (!finishNumber("decimal")) return false;
            push(TokenKind::Number, start, line());
            return true;
        }
    }
    if ((text_[pos_] | 0x20) == 'j') {
        ++pos_;
        if (!finishNumber("imaginary")) return false;
    } else if (!finishNumber("decimal")) {
        return false;
    }
    push(TokenKind::Number, start, line());
    return true;
}

// --- strings ----------------------------------------------------------------------------------

bool Lexer::lexString(uint32_t start, uint32_t start_line) {
    char quote = text_[pos_];
    bool triple = text_[pos_ + 1] == quote && text_[pos_ + 2] == quote;
    if (!triple && text_[pos_ + 1] == quote) {
        pos_ += 2;
        push(TokenKind::String, start, start_line);
        return true;
    }
    pos_ += triple ? 3 : 1;
    bool escaped_quote = false;
    while (true) {
        char c = text_[pos_];
        if (c == quote) {
            if (!triple) {
                ++pos_;
                break;
            }
            if (text_[pos_ + 1] == quote && text_[pos_ + 2] == quote) {
                pos_ += 3;
                break;
            }
            ++pos_;
        } else if (c == '\\') {
            ++pos_;
            escaped_quote |= text_[pos_] == quote;
            if (text_[pos_] == '\n' && pos_ < end_) {
                ++pos_;
                newLine();
            } else if (pos_ < end_) {
                ++pos_;
            }
        } else if (c == '\n' || pos_ >= end_) {
            if (!triple || pos_ >= end_) {
                uint32_t detected = line();
                // A newline that was only implied isn't a line of its own.
                if (detected > start_line && pos_ == line_starts_[detected]) --detected;
                if (!modes_.empty()) {
                    FStringMode& mode = modes_.back();
                    if (mode.quote == quote && mode.quote_size == (triple ? 3 : 1)) {
                        int column = charColumn(start_line, start) + 1;
                        return failRange(start_line, column, column, "f-string: expecting '}'");
                    }
                }
                ended_in_triple_quote_ = triple;
                llvm::SmallString<96> message(triple ? "unterminated triple-quoted string literal"
                                                     : "unterminated string literal");
                message += " (detected at line ";
                message += llvm::utostr(detected);
                message += ")";
                if (escaped_quote && !triple) message += "; perhaps you escaped the end quote?";
                int column = charColumn(start_line, start) + 1;
                return failRange(start_line, column, column, message);
            }
            ++pos_;
            newLine();
        } else {
            ++pos_;
        }
    }
    push(TokenKind::String, start, start_line);
    return true;
}

bool Lexer::startFString(uint32_t start, bool raw) {
    char quote = text_[pos_];
    uint8_t size = text_[pos_ + 1] == quote && text_[pos_ + 2] == quote ? 3 : 1;
    pos_ += size;
    if (modes_.size() + 1 >= kFStringDepthMax) return fail("too many nested f-strings");
    modes_.push_back({quote, size, raw, true, 0, -1, start, line(), start - line_starts_[line()],
                      static_cast<uint32_t>(brackets_.size())});
    push(TokenKind::FStringStart, start, line());
    return true;
}

// Text of an f-string, or of a format spec in one, up to a brace or the closing quote.
bool Lexer::lexFStringText() {
    uint32_t start = pos_, start_line = line();
    FStringMode& mode = modes_.back();
    bool in_spec = mode.expression_depth >= 0;
    auto atEnd = [&] {
        return text_[pos_] == mode.quote && pos_ < end_ &&
               (mode.quote_size == 1 ||
                (text_[pos_ + 1] == mode.quote && text_[pos_ + 2] == mode.quote));
    };
    auto emit = [&](uint8_t flags = 0) {
        if (mode.raw) flags |= Token::kRaw;
        push(TokenKind::FStringMiddle, start, start_line, 0, flags);
    };
    if (text_[pos_] == '{' && (text_[pos_ + 1] != '{' || in_spec)) {
        ++mode.expression_depth;
        if (mode.expression_depth >= kFStringExpressionDepthMax) {
            return fail("f-string: expressions nested too deeply");
        }
        mode.in_text = false;
        return true;
    }
    if (atEnd()) {
        if (in_spec) {
            // The format spec ends with the string: what is missing is the brace.
            mode.in_text = false;
            pos_ += mode.quote_size;
            push(TokenKind::FStringEnd, start, start_line);
            modes_.pop_back();
            return true;
        }
        pos_ += mode.quote_size;
        push(TokenKind::FStringEnd, start, start_line);
        modes_.pop_back();
        return true;
    }
    while (true) {
        char c = text_[pos_];
        if (pos_ >= end_ || (c == '\n' && mode.quote_size == 1)) {
            if (in_spec && mode.quote_size == 1 && c == '\n' && pos_ < end_) {
                // A newline ends the spec; the expression mode goes on from there.
                emit();
                mode.in_text = false;
                return true;
            }
            uint32_t detected = line();
            if (mode.quote_size == 3 && detected > mode.start_line &&
                pos_ == line_starts_[detected])
                --detected;
            llvm::SmallString<96> message(mode.quote_size == 3
                                              ? "unterminated triple-quoted f-string literal"
                                              : "unterminated f-string literal");
            message += " (detected at line ";
            message += llvm::utostr(detected);
            message += ")";
            ended_in_triple_quote_ = mode.quote_size == 3;
            int column = charColumn(mode.start_line, mode.start_offset) + 1;
            return failRange(mode.start_line, column, column, message);
        }
        if (c == mode.quote && atEnd()) {
            emit();
            return true;
        }
        if (c == '{') {
            if (text_[pos_ + 1] != '{' || in_spec) {
                emit();
                return true;
            }
            pos_ += 2;
            emit(Token::kDoubled);
            return true;
        }
        if (c == '}') {
            if (in_spec) {
                emit();
                mode.in_text = false;
                return true;
            }
            if (text_[pos_ + 1] == '}') {
                pos_ += 2;
                emit(Token::kDoubled);
                return true;
            }
            ++pos_;
            return fail("f-string: single '}' is not allowed");
        }
        if (c == '\\') {
            char next = text_[pos_ + 1];
            if (next == '{' || next == '}') {
                // The backslash is text; the brace is looked at on its own.
                if (!mode.raw) warnEscapeAt(pos_, line());
                ++pos_;
                continue;
            }
            if (!mode.raw && next == 'N' && text_[pos_ + 2] == '{') {
                pos_ += 3;
                while (pos_ < end_ && text_[pos_] != '}' && text_[pos_] != '\n' &&
                       text_[pos_] != mode.quote)
                    ++pos_;
                if (text_[pos_] == '}') ++pos_;
                continue;
            }
            ++pos_;
            if (pos_ >= end_) continue;
            ++pos_;
            if (next == '\n') newLine();
            continue;
        }
        ++pos_;
        if (c == '\n') newLine();
    }
}

void Lexer::warnEscapeAt(uint32_t offset, uint32_t at_line) {
    llvm::SmallString<48> message("invalid escape sequence '\\");
    message.push_back(text_[offset + 1]);
    message += "'";
    warn(at_line, offset - line_starts_[at_line], message, DiagnosticKind::SyntaxWarning);
}

// --- operators and brackets -------------------------------------------------------------------

bool Lexer::lexOperator() {
    uint32_t start = pos_;
    char c = text_[pos_];
    char next = text_[pos_ + 1];
    auto one = [&](TokenKind kind) {
        ++pos_;
        push(kind, start, line());
        return true;
    };
    auto many = [&](int size, TokenKind kind) {
        pos_ += size;
        push(kind, start, line());
        return true;
    };
    FStringMode* mode = modes_.empty() ? nullptr : &modes_.back();
    if (mode && c == ':' && mode->curly_depth == mode->expression_depth + 1 &&
        brackets_.size() == mode->bracket_base + mode->curly_depth) {
        // The colon that opens a format spec, whatever comes after it.
        one(TokenKind::Colon);
        mode->in_text = true;
        return true;
    }
    switch (c) {
    case '(':
    case '[':
    case '{':
        if (brackets_.size() >= kBracketDepthMax) {
            ++pos_;
            return fail("too many nested parentheses");
        }
        brackets_.push_back(
            {c, line(), start - line_starts_[line()], static_cast<uint32_t>(tokens_.size())});
        if (mode) ++mode->curly_depth;
        return one(c == '('   ? TokenKind::LeftParen
                   : c == '[' ? TokenKind::LeftBracket
                              : TokenKind::LeftBrace);
    case ')':
    case ']':
    case '}': {
        ++pos_;
        if (mode && mode->curly_depth == 0 && c == '}')
            return fail("f-string: single '}' is not allowed");
        size_t base = mode ? mode->bracket_base : 0;
        if (brackets_.size() <= base) {
            llvm::SmallString<32> message(mode ? "f-string: unmatched '" : "unmatched '");
            message.push_back(c);
            message += "'";
            return fail(message);
        }
        OpenBracket open = brackets_.back();
        char wanted = open.bracket == '(' ? ')' : open.bracket == '[' ? ']' : '}';
        if (c != wanted) {
            llvm::SmallString<96> message;
            if (mode && mode->curly_depth == mode->expression_depth + 1 && open.bracket == '{') {
                message += "f-string: unmatched '";
                message.push_back(c);
                message += "'";
                return fail(message);
            }
            message += "closing parenthesis '";
            message.push_back(c);
            message += "' does not match opening parenthesis '";
            message.push_back(open.bracket);
            message += "'";
            if (open.line != line()) {
                message += " on line ";
                message += llvm::utostr(open.line);
            }
            return fail(message);
        }
        brackets_.pop_back();
        if (mode) {
            --mode->curly_depth;
            if (c == '}' && mode->curly_depth == mode->expression_depth) {
                --mode->expression_depth;
                mode->in_text = true;
            }
        }
        --pos_;
        return one(c == ')'   ? TokenKind::RightParen
                   : c == ']' ? TokenKind::RightBracket
                              : TokenKind::RightBrace);
    }
    case ':':
        return next == '=' ? many(2, TokenKind::ColonEqual) : one(TokenKind::Colon);
    case ',':
        return one(TokenKind::Comma);
    case ';':
        return one(TokenKind::Semicolon);
    case '.':
        if (next == '.' && text_[pos_ + 2] == '.') return many(3, TokenKind::Ellipsis);
        return one(TokenKind::Dot);
    case '!':
        return next == '=' ? many(2, TokenKind::NotEqual) : one(TokenKind::Exclamation);
    case '@':
        return next == '=' ? many(2, TokenKind::AtEqual) : one(TokenKind::At);
    case '+':
        return next == '=' ? many(2, TokenKind::PlusEqual) : one(TokenKind::Plus);
    case '-':
        if (next == '>') return many(2, TokenKind::Arrow);
        return next == '=' ? many(2, TokenKind::MinusEqual) : one(TokenKind::Minus);
    case '*':
        if (next == '*')
            return text_[pos_ + 2] == '=' ? many(3, TokenKind::DoubleStarEqual)
                                          : many(2, TokenKind::DoubleStar);
        return next == '=' ? many(2, TokenKind::StarEqual) : one(TokenKind::Star);
    case '/':
        if (next == '/')
            return text_[pos_ + 2] == '=' ? many(3, TokenKind::DoubleSlashEqual)
                                          : many(2, TokenKind::DoubleSlash);
        return next == '=' ? many(2, TokenKind::SlashEqual) : one(TokenKind::Slash);
    case '%':
        return next == '=' ? many(2, TokenKind::PercentEqual) : one(TokenKind::Percent);
    case '&':
        return next == '=' ? many(2, TokenKind::AmpersandEqual) : one(TokenKind::Ampersand);
    case '|':
        return next == '=' ? many(2, TokenKind::VerticalBarEqual) : one(TokenKind::VerticalBar);
    case '^':
        return next == '=' ? many(2, TokenKind::CircumflexEqual) : one(TokenKind::Circumflex);
    case '~':
        return one(TokenKind::Tilde);
    case '=':
        return next == '=' ? many(2, TokenKind::EqualEqual) : one(TokenKind::Equal);
    case '<':
        if (next == '<')
            return text_[pos_ + 2] == '=' ? many(3, TokenKind::LeftShiftEqual)
                                          : many(2, TokenKind::LeftShift);
        if (next == '>') return many(2, TokenKind::NotEqual);
        return next == '=' ? many(2, TokenKind::LessEqual) : one(TokenKind::Less);
    case '>':
        if (next == '>')
            return text_[pos_ + 2] == '=' ? many(3, TokenKind::RightShiftEqual)
                                          : many(2, TokenKind::RightShift);
        return next == '=' ? many(2, TokenKind::GreaterEqual) : one(TokenKind::Greater);
    default:
        break;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
        ++pos_;
        llvm::SmallString<64> message("invalid non-printable character U+00");
        message.push_back("0123456789ABCDEF"[(c >> 4) & 15]);
        message.push_back("0123456789ABCDEF"[c & 15]);
        return fail(message);
    }
    return one(TokenKind::Unknown);
}

} // namespace krait
