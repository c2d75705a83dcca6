// The token stream that patterns and replacement templates are read from: a token is one code
// point, or a backslash with the code point after it. There is one token of lookahead, and errors
// are reported at the position of the lookahead less an offset; both are visible in the positions
// of Python's messages, so they are kept here in one place.
//
// The stream borrows the text. After an error every call returns "no token"; callers test failed().
#pragma once

#include "stdlib/native/re/code_points.h"
#include "stdlib/native/re/syntax.h"

namespace krait::re {

struct Token {
    uint32_t c = 0;
    bool escaped = false;
    bool none = true;

    bool is(char32_t x) const { return !none && !escaped && c == x; }
    bool isDigit() const { return !none && !escaped && isAsciiDigit(c); }
    bool isOctal() const { return !none && !escaped && c - '0' < 8; }
    size_t size() const { return none ? 0 : escaped ? 2 : 1; }
    void appendTo(Text& out) const {
        if (none) return;
        if (escaped) out += U'\\';
        out += static_cast<char32_t>(c);
    }
};

class Tokenizer {
  public:
    Tokenizer(TextView text, bool is_text, Error* error)
        : text_(text), error_(error), is_text_(is_text) {
        advance();
    }

    bool isText() const { return is_text_; }
    bool failed() const { return static_cast<bool>(*error_); }
    const Token& next() const { return next_; }
    ptrdiff_t tell() const { return static_cast<ptrdiff_t>(index_ - next_.size()); }

    void seek(ptrdiff_t position) {
        index_ = static_cast<size_t>(position);
        advance();
    }

    Token get() {
        Token result = next_;
        advance();
        return result;
    }

    bool match(char32_t c) {
        if (!next_.is(c)) return false;
        advance();
        return true;
    }

    // Appends at most `count` tokens that `accepts` to `out`.
    template <class Accepts>
    void getWhile(int count, Accepts accepts, Text& out) {
        for (; count > 0 && !next_.none && !next_.escaped && accepts(next_.c); --count) {
            out += static_cast<char32_t>(next_.c);
            advance();
        }
    }

    // The text up to `terminator`, which is consumed; `what` names it in messages.
    Text getUntil(char32_t terminator, const char* what);

    // Fails unless `name` is an identifier (and ASCII, in a bytes pattern).
    bool checkGroupName(const Text& name, size_t offset);

    // Only the first error counts.
    void fail(Text message, size_t offset = 0);
    void fail(const char* message, size_t offset = 0);

  private:
    void advance();

    TextView text_;
    Error* error_;
    size_t index_ = 0;
    Token next_;
    bool is_text_;
};

Text fromAscii(const char* text);
Text fromNumber(uint64_t number);
// Python: repr() of a str, or ascii() of it.
Text quoted(TextView text, bool ascii_only);
// Reads digits of `base`, stopping at `cap`.
uint64_t parseNumber(TextView digits, unsigned base, uint64_t cap);
// The code point of a simple escape (\a \b \f \n \r \t \v \\), or -1.
int32_t simpleEscape(uint32_t c);

} // namespace krait::re
