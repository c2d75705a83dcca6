// The token stream under patterns and templates, and the small text helpers that messages need.
// Everything returned owns its text; no state is shared. Any thread.
#include "stdlib/native/re/tokenizer.h"

namespace krait::re {

Text fromAscii(const char* text) {
    Text result;
    for (; *text; ++text) result += static_cast<char32_t>(static_cast<unsigned char>(*text));
    return result;
}

Text fromNumber(uint64_t number) {
    char32_t digits[20];
    size_t count = 0;
    do {
        digits[count++] = static_cast<char32_t>('0' + number % 10);
        number /= 10;
    } while (number);
    Text result;
    while (count) result += digits[--count];
    return result;
}

static void appendHex(Text& out, char32_t letter, int width, uint32_t value) {
    out += U'\\';
    out += letter;
    for (int shift = (width - 1) * 4; shift >= 0; shift -= 4)
        out += static_cast<char32_t>("0123456789abcdef"[(value >> shift) & 15]);
}

static void appendEscaped(Text& out, uint32_t c) {
    if (c < 0x100)
        appendHex(out, U'x', 2, c);
    else if (c < 0x10000)
        appendHex(out, U'u', 4, c);
    else
        appendHex(out, U'U', 8, c);
}

Text quoted(TextView text, bool ascii_only) {
    bool has_single = text.find(U'\'') != TextView::npos;
    bool has_double = text.find(U'"') != TextView::npos;
    char32_t quote = has_single && !has_double ? U'"' : U'\'';
    Text result(1, quote);
    for (char32_t c : text) {
        if (c == quote || c == U'\\') {
            result += U'\\';
            result += c;
        } else if (c == U'\n') {
            result += U"\\n";
        } else if (c == U'\r') {
            result += U"\\r";
        } else if (c == U'\t') {
            result += U"\\t";
        } else if ((ascii_only && c >= 128) || !unicode::isPrintable(c)) {
            appendEscaped(result, c);
        } else {
            result += c;
        }
    }
    result += quote;
    return result;
}

uint64_t parseNumber(TextView digits, unsigned base, uint64_t cap) {
    uint64_t value = 0;
    for (char32_t c : digits) {
        unsigned digit = c <= U'9' ? c - U'0' : (c | 0x20) - U'a' + 10;
        value = value * base + digit;
        if (value >= cap) return cap;
    }
    return value;
}

int32_t simpleEscape(uint32_t c) {
    switch (c) {
    case 'a':
        return 7;
    case 'b':
        return 8;
    case 'f':
        return 12;
    case 'n':
        return 10;
    case 'r':
        return 13;
    case 't':
        return 9;
    case 'v':
        return 11;
    case '\\':
        return '\\';
    default:
        return -1;
    }
}

void Tokenizer::advance() {
    next_ = Token{};
    if (failed() || index_ >= text_.size()) return;
    uint32_t c = text_[index_];
    bool escaped = c == U'\\';
    if (escaped) {
        if (index_ + 1 >= text_.size()) {
            *error_ = {ErrorKind::kPattern, fromAscii("bad escape (end of pattern)"),
                       static_cast<ptrdiff_t>(text_.size()) - 1};
            return;
        }
        c = text_[index_ + 1];
    }
    index_ += escaped ? 2 : 1;
    next_ = Token{c, escaped, false};
}

void Tokenizer::fail(Text message, size_t offset) {
    if (failed()) return;
    if (!is_text_) {
        Text ascii;
        for (char32_t c : message) {
            if (c < 128)
                ascii += c;
            else
                appendEscaped(ascii, c);
        }
        message = std::move(ascii);
    }
    *error_ = {ErrorKind::kPattern, std::move(message), tell() - static_cast<ptrdiff_t>(offset)};
    next_ = Token{};
}

void Tokenizer::fail(const char* message, size_t offset) {
    fail(fromAscii(message), offset);
}

Text Tokenizer::getUntil(char32_t terminator, const char* what) {
    Text result;
    for (;;) {
        Token token = get();
        if (failed()) return result;
        if (token.none) {
            if (result.empty()) {
                fail(fromAscii("missing ") + fromAscii(what));
            } else {
                fail(fromAscii("missing ") + terminator + fromAscii(", unterminated name"),
                     result.size());
            }
            return result;
        }
        if (token.is(terminator)) {
            if (result.empty()) fail(fromAscii("missing ") + fromAscii(what), 1);
            return result;
        }
        token.appendTo(result);
    }
}

bool Tokenizer::checkGroupName(const Text& name, size_t offset) {
    if (failed()) return false;
    bool ascii = true;
    bool identifier = !name.empty() && unicode::isIdentifierStart(name[0]);
    for (char32_t c : name) {
        ascii = ascii && c < 128;
        identifier = identifier && unicode::isIdentifierContinue(c);
    }
    if (identifier && (is_text_ || ascii)) return true;
    fail(fromAscii("bad character in group name ") + quoted(name, !is_text_ && !ascii),
         name.size() + offset);
    return false;
}

Text formatError(const Error& error, TextView pattern) {
    Text result = error.message;
    if (error.position < 0) return result;
    size_t position = static_cast<size_t>(error.position);
    result += fromAscii(" at position ") + fromNumber(position);
    if (pattern.find(U'\n') == TextView::npos) return result;
    uint64_t line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < position && i < pattern.size(); ++i) {
        if (pattern[i] == U'\n') {
            ++line;
            line_start = i + 1;
        }
    }
    result += fromAscii(" (line ") + fromNumber(line) + fromAscii(", column ") +
              fromNumber(position - line_start + 1) + fromAscii(")");
    return result;
}

} // namespace krait::re
