// Numbers, strings, bytes and f-strings: from tokens to constants.
//
// A string without escapes is a slice of the source text; everything else is decoded into the
// arena.
#include "compiler/parser_impl.h"

#include "compiler/source_text.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Unicode.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace krait {

using namespace ast;

using K = TokenKind;

namespace {

constexpr uint32_t kDecimalDigitsMax = 4300; // sys.int_info.default_max_str_digits

bool isAscii(llvm::StringRef text) {
    for (char c : text)
        if (static_cast<signed char>(c) < 0) return false;
    return true;
}

double parseDouble(llvm::StringRef digits) {
    double value = 0;
    auto result = std::from_chars(digits.begin(), digits.end(), value);
    if (result.ec == std::errc()) return value;
    // Out of range: strtod tells infinity from zero.
    llvm::SmallString<64> copy(digits);
    return std::strtod(copy.c_str(), nullptr);
}

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

Parser::Failure Parser::error(llvm::StringRef message, const Token& from, const Token& to) {
    uint32_t end_col = to.end_col + (to.kind == K::Newline);
    compilation_.syntaxErrorAt(from.line, from.col, to.end_line, end_col, message);
    return fail();
}

// --- numbers ----------------------------------------------------------------------------------

Expr* Parser::parseNumber() {
    const Token& token = this->token();
    llvm::StringRef text = lexer_.text(token);
    auto* constant = node<Constant>(pos_);
    ConstantValue& value = constant->value;
    llvm::SmallString<32> clean;
    if (text.contains('_')) {
        if (!supports(6, "Underscores in numeric literals are")) return nullptr;
        for (char c : text)
            if (c != '_') clean.push_back(c);
        text = clean;
    }
    advance();
    finish(constant);
    value.kind = ConstantValue::Kind::Int;
    int base = 10;
    if (text.size() > 2 && text[0] == '0') {
        char prefix = text[1] | 0x20;
        base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 10;
    }
    if (base == 10 && text.find_first_not_of("0123456789") != llvm::StringRef::npos) {
        bool imaginary = (text.back() | 0x20) == 'j';
        double number = parseDouble(imaginary ? text.drop_back() : text);
        value.kind = imaginary ? ConstantValue::Kind::Complex : ConstantValue::Kind::Float;
        if (imaginary) {
            value.real = 0;
            value.imag = number;
        } else {
            value.real = number;
        }
        return constant;
    }
    if (base != 10) text = text.drop_front(2);
    text = text.ltrim('0');
    if (text.empty()) return constant;
    int64_t small;
    auto result = std::from_chars(text.begin(), text.end(), small, base);
    if (result.ec == std::errc()) {
        value.integer = small;
        return constant;
    }
    if (base == 10 && text.size() > kDecimalDigitsMax) {
        llvm::SmallString<256> message("Exceeds the limit (4300 digits) for integer string "
                                       "conversion: value has ");
        message += llvm::utostr(text.size());
        message += " digits; use sys.set_int_max_str_digits() to increase the limit - Consider "
                   "hexadecimal for huge integer literals to avoid decimal conversion limits.";
        return error(message, token, token);
    }
    value.kind = ConstantValue::Kind::BigInt;
    value.base = static_cast<uint8_t>(base);
    text = arena_.copy(text);
    value.data = text.data();
    value.size = static_cast<uint32_t>(text.size());
    return constant;
}

// --- escapes ----------------------------------------------------------------------------------

// `body` is what stands between the quotes. The value's text may be a slice of it.
bool Parser::decodeText(llvm::StringRef body, bool raw, bool bytes, const Token& token,
                        const Token& end_token, ConstantValue& value) {
    value.kind = bytes ? ConstantValue::Kind::Bytes : ConstantValue::Kind::Str;
    if (raw || !body.contains('\\')) {
        value.data = body.data();
        value.size = static_cast<uint32_t>(body.size());
        value.ascii = isAscii(body);
        return true;
    }
    llvm::SmallString<256> out;
    // Python reports positions in a buffer in which each non-ASCII character has become ten bytes.
    auto position = [&](size_t at) {
        size_t result = 0;
        for (size_t i = 0; i < at; ++i) {
            auto c = static_cast<uint8_t>(body[i]);
            result += c < 0x80 ? 1 : (c & 0xC0) == 0x80 ? 0 : 10;
        }
        return result;
    };
    auto unicodeError = [&](size_t from, size_t to, llvm::StringRef reason) {
        llvm::SmallString<160> message("(unicode error) 'unicodeescape' codec can't decode ");
        size_t first = position(from), last = position(to) - 1;
        if (first == last) {
            message += "byte 0x5c in position ";
            message += llvm::utostr(first);
        } else {
            message += "bytes in position ";
            message += llvm::utostr(first);
            message += "-";
            message += llvm::utostr(last);
        }
        message += ": ";
        message += reason;
        return error(message, token, end_token);
    };
    bool warned = false;
    auto warn = [&](size_t at, llvm::StringRef sequence, bool octal) {
        if (warned) return; // Python warns of the first one in a literal only
        warned = true;
        llvm::SmallString<64> message(octal ? "invalid octal escape sequence '\\"
                                            : "invalid escape sequence '\\");
        message += sequence;
        message += "'";
        Diagnostic warning;
        warning.kind = DiagnosticKind::SyntaxWarning;
        warning.message = arena_.copy(message);
        warning.line = token.line;
        warning.column = static_cast<int>(token.col) + 1;
        compilation_.diagnostics.addWarning(warning);
    };
    for (size_t i = 0; i < body.size();) {
        char c = body[i];
        if (c != '\\') {
            size_t next = body.find('\\', i);
            if (next == llvm::StringRef::npos) next = body.size();
            out += body.slice(i, next);
            i = next;
            continue;
        }
        size_t start = i++;
        if (i >= body.size()) {
            out.push_back('\\'); // before the brace of a replacement field
            break;
        }
        c = body[i++];
        switch (c) {
        case '\n':
            break;
        case '\\':
            out.push_back('\\');
            break;
        case '\'':
            out.push_back('\'');
            break;
        case '"':
            out.push_back('"');
            break;
        case 'a':
            out.push_back('\a');
            break;
        case 'b':
            out.push_back('\b');
            break;
        case 'f':
            out.push_back('\f');
            break;
        case 'n':
            out.push_back('\n');
            break;
        case 'r':
            out.push_back('\r');
            break;
        case 't':
            out.push_back('\t');
            break;
        case 'v':
            out.push_back('\v');
            break;
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7': {
            uint32_t code = c - '0';
            size_t digits = i - 1;
            for (int n = 0; n < 2 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++n)
                code = code * 8 + (body[i++] - '0');
            if (code > 0377) warn(start, body.slice(digits, i), true);
            if (bytes)
                out.push_back(static_cast<char>(code));
            else
                appendUtf8(out, code);
            break;
        }
        case 'x': {
            int high = i < body.size() ? hexValue(body[i]) : -1;
            int low = high >= 0 && i + 1 < body.size() ? hexValue(body[i + 1]) : -1;
            if (low < 0) {
                if (bytes) {
                    llvm::SmallString<64> message("(value error) invalid \\x escape at position ");
                    message += llvm::utostr(start);
                    return error(message, token, end_token);
                }
                return unicodeError(start, high >= 0 ? i + 1 : i, "truncated \\xXX escape");
            }
            i += 2;
            if (bytes)
                out.push_back(static_cast<char>(high * 16 + low));
            else
                appendUtf8(out, static_cast<uint32_t>(high * 16 + low));
            break;
        }
        case 'u':
        case 'U':
        case 'N':
            if (!bytes) {
                if (c == 'N') {
                    size_t close = i < body.size() && body[i] == '{' ? body.find('}', i)
                                                                     : llvm::StringRef::npos;
                    if (close == llvm::StringRef::npos || close == i + 1) {
                        size_t to = close == i + 1                      ? i + 2
                                    : i < body.size() && body[i] == '{' ? body.size()
                                                                        : i;
                        return unicodeError(start, to, "malformed \\N character escape");
                    }
                    std::string name = body.slice(i + 1, close).upper();
                    auto code = llvm::sys::unicode::nameToCodepointStrict(name);
                    if (!code)
                        return unicodeError(start, close + 1, "unknown Unicode character name");
                    appendUtf8(out, static_cast<uint32_t>(*code));
                    i = close + 1;
                    break;
                }
                int digits = c == 'u' ? 4 : 8;
                uint32_t code = 0;
                int n = 0;
                for (; n < digits && i < body.size() && hexValue(body[i]) >= 0; ++n)
                    code = code * 16 + hexValue(body[i++]);
                if (n < digits)
                    return unicodeError(start, i,
                                        c == 'u' ? "truncated \\uXXXX escape"
                                                 : "truncated \\UXXXXXXXX escape");
                if (code > 0x10FFFF) return unicodeError(start, i, "illegal Unicode character");
                appendUtf8(out, code);
                break;
            }
            [[fallthrough]];
        default: {
            size_t char_end = i;
            while (char_end < body.size() && (body[char_end] & 0xC0) == 0x80) ++char_end;
            if (c != '{' && c != '}') warn(start, body.slice(start + 1, char_end), false);
            out += body.slice(start, char_end);
            i = char_end;
            break;
        }
        }
    }
    llvm::StringRef text = arena_.copy(out.str());
    value.data = text.data();
    value.size = static_cast<uint32_t>(text.size());
    value.ascii = isAscii(text);
    return true;
}

// --- strings ----------------------------------------------------------------------------------

// One or more adjacent literals: a Constant, or a JoinedStr if one of them is an f-string.
Expr* Parser::parseStrings() {
    uint32_t start = pos_;
    size_t base = stack_.size();
    bool has_f = false, has_bytes = false, has_text = false;
    while (kind() == K::String || kind() == K::FStringStart) {
        if (kind() == K::FStringStart) {
            has_f = has_text = true;
            if (!parseFString()) return nullptr;
            continue;
        }
        const Token& token = this->token();
        llvm::StringRef text = lexer_.text(token);
        bool raw = false, bytes = false, unicode = false;
        size_t at = 0;
        for (;; ++at) {
            char c = text[at] | 0x20;
            if (c == 'r')
                raw = true;
            else if (c == 'b')
                bytes = true;
            else if (c == 'u')
                unicode = true;
            else
                break;
        }
        size_t quotes =
            text.size() >= at + 6 && text[at + 1] == text[at] && text[at + 2] == text[at] ? 3 : 1;
        llvm::StringRef body = text.slice(at + quotes, text.size() - quotes);
        if (bytes && !isAscii(body))
            return error("bytes can only contain ASCII literal characters", token, token);
        auto* constant = node<Constant>(pos_);
        if (!decodeText(body, raw, bytes, token, token, constant->value)) return nullptr;
        if (unicode) constant->prefix_kind = compilation_.atoms.intern("u");
        (bytes ? has_bytes : has_text) = true;
        advance();
        stack_.push_back(finish(constant));
    }
    if (has_bytes && has_text)
        return error("cannot mix bytes and nonbytes literals", token(), token());
    if (!has_f && stack_.size() == base + 1) {
        auto* constant = static_cast<Expr*>(stack_.back());
        stack_.truncate(base);
        return constant;
    }
    mergeConstants(base, has_f);
    if (!has_f) {
        auto* constant = static_cast<Expr*>(stack_[base]);
        stack_.truncate(base);
        return constant;
    }
    auto* joined = node<JoinedStr>(start);
    joined->values = list<Expr>(base);
    return finish(joined);
}

// Joins runs of constants on the stack; within f-strings empty ones vanish.
void Parser::mergeConstants(size_t base, bool drop_empty) {
    size_t out = base;
    for (size_t i = base; i < stack_.size();) {
        auto* first = static_cast<Expr*>(stack_[i]);
        if (first->kind != Kind::Constant) {
            stack_[out++] = first;
            ++i;
            continue;
        }
        size_t end = i;
        size_t size = 0;
        bool ascii = true;
        while (end < stack_.size() && static_cast<Expr*>(stack_[end])->kind == Kind::Constant) {
            const ConstantValue& value = cast<Constant>(static_cast<Expr*>(stack_[end]))->value;
            size += value.size;
            ascii &= value.ascii;
            ++end;
        }
        auto* merged = cast<Constant>(first);
        if (end - i > 1) {
            char* text = arena_.makeArray<char>(size);
            char* to = text;
            for (size_t k = i; k < end; ++k) {
                const ConstantValue& value = cast<Constant>(static_cast<Expr*>(stack_[k]))->value;
                if (value.size) std::memcpy(to, value.data, value.size);
                to += value.size;
            }
            merged->value.data = text;
            merged->value.size = static_cast<uint32_t>(size);
            merged->value.ascii = ascii;
            auto* last = static_cast<Expr*>(stack_[end - 1]);
            merged->end_lineno = last->end_lineno;
            merged->end_col_offset = last->end_col_offset;
        }
        if (size != 0 || !drop_empty) stack_[out++] = merged;
        i = end;
    }
    stack_.truncate(out);
}

// Pushes the parts of one f-string.
bool Parser::parseFString() {
    if (!compilation_.guard()) return false;
    advance();
    while (kind() != K::FStringEnd)
        if (!parseFStringPart()) return false;
    advance();
    return true;
}

bool Parser::parseFStringPart() {
    if (kind() == K::LeftBrace) return parseReplacementField();
    if (kind() != K::FStringMiddle) return fail();
    const Token& token = this->token();
    auto* constant = node<Constant>(pos_);
    llvm::StringRef text = lexer_.text(token);
    if (token.flags & Token::kDoubled) text = text.drop_back();
    // Python decodes when the whole literal has been read, so that is where an error is.
    uint32_t end = pos_;
    if (text.contains('\\'))
        for (int depth = 1; depth != 0; depth -= tokens_[end].kind == K::FStringEnd) {
            ++end;
            if (tokens_[end].kind == K::EndMarker || tokens_[end].kind == K::Error) break;
            depth += tokens_[end].kind == K::FStringStart;
        }
    if (!decodeText(text, token.flags & Token::kRaw, false, tokens_[end], tokens_[end],
                    constant->value))
        return false;
    advance();
    stack_.push_back(finish(constant));
    return true;
}

bool Parser::parseReplacementField() {
    if (!compilation_.guard()) return false;
    uint32_t start = pos_;
    advance();
    auto* field = node<FormattedValue>(start);
    field->value = parseAnnotatedRhs();
    if (!field->value) return false;
    field->conversion = -1;
    bool debug = accept(K::Equal);
    uint32_t debug_end = pos_;
    if (accept(K::Exclamation)) {
        const Token& name = token();
        // The letter follows at once, and it is one of three.
        if (name.kind != K::Name) return fail();
        llvm::StringRef letter = atom(name)->text();
        if (name.offset != tokens_[pos_ - 1].offset + 1)
            return error("f-string: conversion type must come right after the exclamation mark",
                         tokens_[pos_ - 1], name);
        if (letter != "s" && letter != "r" && letter != "a") {
            llvm::SmallString<96> message("f-string: invalid conversion character '");
            message += letter;
            message += "': expected 's', 'r', or 'a'";
            return error(message, name, name);
        }
        field->conversion = letter[0];
        advance();
    }
    if (kind() == K::Colon) {
        auto* spec = node<JoinedStr>(pos_);
        advance();
        size_t base = stack_.size();
        while (kind() == K::FStringMiddle || kind() == K::LeftBrace)
            if (!parseFStringPart()) return false;
        mergeConstants(base, true);
        spec->values = list<Expr>(base);
        finish(spec);
        // The spec ends where the brace begins.
        spec->end_lineno = token().line;
        spec->end_col_offset = token().col;
        field->format_spec = spec;
    }
    if (!expect(K::RightBrace)) return false;
    finish(field);
    if (debug) {
        const Token& open = tokens_[start];
        const Token& close = tokens_[debug_end];
        auto* text = node<Constant>(start);
        text->lineno = open.end_line;
        text->col_offset = open.end_col;
        text->end_lineno = close.line;
        text->end_col_offset = close.col;
        llvm::StringRef source = compilation_.source.slice(open.offset + 1, close.offset);
        text->value.kind = ConstantValue::Kind::Str;
        if (source.contains('#')) source = withoutComments(source);
        text->value.data = source.data();
        text->value.size = static_cast<uint32_t>(source.size());
        text->value.ascii = isAscii(source);
        stack_.push_back(text);
        if (field->conversion == -1 && !field->format_spec) field->conversion = 'r';
    }
    stack_.push_back(field);
    return true;
}

// Python drops comments from the text that `=` shows.
llvm::StringRef Parser::withoutComments(llvm::StringRef text) {
    llvm::SmallString<128> out;
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '#') {
            while (i < text.size() && text[i] != '\n') ++i;
            if (i < text.size()) out.push_back('\n');
            continue;
        }
        out.push_back(c);
    }
    return arena_.copy(out.str());
}

} // namespace krait
