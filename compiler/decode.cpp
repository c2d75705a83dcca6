// The first step of the lexer: bytes of a file to UTF-8 with "\n" line ends, in the arena.
#include "compiler/lexer.h"

#include "compiler/source_text.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <cstring>

namespace krait {
namespace {

// "UTF_8" and "utf-8" are one name.
std::string normalizedName(llvm::StringRef name) {
    std::string result = name.lower();
    for (char& c : result)
        if (c == '_' || c == ' ') c = '-';
    return result;
}

enum class Encoding { Utf8, Latin1, Ascii, Unknown };

Encoding encodingOf(llvm::StringRef name) {
    std::string n = normalizedName(name);
    llvm::StringRef s = n;
    if (s == "utf-8" || s == "utf8" || s.starts_with("utf-8-") || s == "u8" || s == "cp65001")
        return Encoding::Utf8;
    if (s == "latin-1" || s == "iso-8859-1" || s == "iso-latin-1" || s == "latin1" || s == "l1" ||
        s == "iso8859-1" || s == "8859" || s == "cp819" || s.starts_with("latin-1-") ||
        s.starts_with("iso-8859-1-") || s.starts_with("iso-latin-1-"))
        return Encoding::Latin1;
    if (s == "ascii" || s == "us-ascii" || s == "646" || s == "ansi-x3.4-1968")
        return Encoding::Ascii;
    return Encoding::Unknown;
}

// A byte order mark allows UTF-8 only; Python names these two as its codecs do.
std::string shownName(llvm::StringRef name) {
    if (encodingOf(name) == Encoding::Utf8) return "utf-8";
    if (encodingOf(name) == Encoding::Latin1) return "iso-8859-1";
    return name.str();
}

// Where Python meets a byte that isn't UTF-8: not in the text but in a token, of which it gives the
// position. Only what is needed for that is told apart here: names, and strings of one line.
struct BadToken {
    size_t line_start;
    size_t start; // of the bytes that are decoded
    size_t end;
    bool in_string;
    size_t quote; // where the string's quote is
};

BadToken tokenAround(llvm::StringRef bytes, size_t at) {
    BadToken token = {};
    size_t newline = bytes.rfind('\n', at);
    token.line_start = newline == llvm::StringRef::npos ? 0 : newline + 1;
    char quote = 0;
    for (size_t i = token.line_start; i < at; ++i) {
        char c = bytes[i];
        if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
            token.quote = i;
        } else if (c == quote) {
            quote = 0;
        }
    }
    token.in_string = quote != 0;
    if (quote != 0) {
        token.start = token.quote + 1;
        token.end = std::min(bytes.find_first_of(llvm::StringRef(&quote, 1), at), bytes.size());
        return token;
    }
    auto isPart = [](char c) {
        return static_cast<signed char>(c) < 0 || c == '_' || llvm::isAlnum(c);
    };
    token.start = token.end = at;
    while (token.start > token.line_start && isPart(bytes[token.start - 1])) --token.start;
    while (token.end < bytes.size() && isPart(bytes[token.end])) ++token.end;
    return token;
}

constexpr uint32_t kPaddingBytes = 8; // zeros after the text, so that looking ahead needs no test

} // namespace

bool isLexerEncoding(llvm::StringRef name) {
    return encodingOf(name) != Encoding::Unknown;
}

// Always false.
bool Lexer::refuseToken(llvm::StringRef bytes, size_t at) {
    BadToken token = tokenAround(bytes, at);
    const char* reason = "";
    size_t bad_size = 1;
    size_t position = findInvalidUtf8(bytes.slice(token.start, token.end), reason, bad_size);
    llvm::SmallString<128> message("(unicode error) 'utf-8' codec can't decode byte");
    if (bad_size == 1) {
        auto byte = static_cast<uint8_t>(bytes[at]);
        message += " 0x";
        message.push_back("0123456789abcdef"[byte >> 4]);
        message.push_back("0123456789abcdef"[byte & 15]);
        message += " in position ";
        message += llvm::utostr(position);
    } else {
        message += "s in position ";
        message += llvm::utostr(position);
        message += "-";
        message += llvm::utostr(position + bad_size - 1);
    }
    message += ": ";
    message += reason;
    llvm::StringRef rest = bytes.substr(token.line_start);
    rest = rest.substr(0, rest.find('\n'));
    llvm::SmallString<128> text;
    while (true) {
        const char* ignored = "";
        size_t size = 1;
        size_t bad = findInvalidUtf8(rest, ignored, size);
        text += rest.substr(0, bad);
        if (bad == llvm::StringRef::npos) break;
        text += "\xEF\xBF\xBD";
        rest = rest.substr(bad + size);
    }
    text.push_back('\n');
    Diagnostic error;
    error.message = compilation_.arena.copy(message);
    error.text = compilation_.arena.copy(text);
    error.line = error.end_line =
        static_cast<uint32_t>(1 + bytes.take_front(token.line_start).count('\n'));
    size_t column = 1 + (token.in_string ? token.quote : at) - token.line_start;
    error.column = static_cast<int32_t>(column);
    error.end_column = token.in_string ? static_cast<int32_t>(column + position + 1) : -1;
    compilation_.diagnostics.setError(error);
    return false;
}

bool Lexer::decode(llvm::StringRef bytes) {
    // Of an encoding Python says that it is in line 0, of other refusals nothing.
    auto refuse = [&](llvm::StringRef message, bool place = false) {
        Diagnostic error;
        error.message = compilation_.arena.copy(message);
        error.column = -1;
        error.has_position = place;
        error.has_text = false;
        compilation_.diagnostics.setError(error);
        return false;
    };
    if (bytes.size() > (uint32_t{1} << 31)) {
        Diagnostic error;
        error.kind = DiagnosticKind::OverflowError;
        error.message = "source text is too large";
        error.has_position = error.has_text = false;
        compilation_.diagnostics.setError(error);
        return false;
    }
    if (bytes.contains('\0')) return refuse("source code string cannot contain null bytes");
    bool bom = bytes.consume_front("\xEF\xBB\xBF");
    Encoding encoding = Encoding::Utf8;
    if (!compilation_.options.ignore_cookie) {
        llvm::StringRef declared = declaredEncoding(bytes);
        if (!declared.empty()) {
            encoding = encodingOf(declared);
            // With a byte order mark only this spelling will do.
            if (bom && !llvm::StringRef(normalizedName(declared)).starts_with("utf-8")) {
                llvm::SmallString<64> message("encoding problem: ");
                message += shownName(declared);
                message += " with BOM";
                return refuse(message, true);
            }
            if (encoding == Encoding::Unknown) {
                bool script = compilation_.options.is_script;
                llvm::SmallString<64> message(script ? "encoding problem: " : "unknown encoding: ");
                message += declared;
                return refuse(message, !script);
            }
        }
    }
    if (encoding == Encoding::Utf8 || encoding == Encoding::Ascii) {
        const char* reason = "";
        size_t bad_size = 1;
        size_t at = findInvalidUtf8(bytes, reason, bad_size);
        if (encoding == Encoding::Ascii) {
            for (at = 0; at < bytes.size() && static_cast<signed char>(bytes[at]) >= 0;) ++at;
            if (at == bytes.size()) at = llvm::StringRef::npos;
        }
        if (at != llvm::StringRef::npos && compilation_.options.is_script && !bom &&
            declaredEncoding(bytes).empty()) {
            // Python: what is run as a program gets another message than what is imported.
            auto byte = static_cast<uint8_t>(bytes[at]);
            llvm::SmallString<128> message("Non-UTF-8 code starting with '\\x");
            message.push_back("0123456789abcdef"[byte >> 4]);
            message.push_back("0123456789abcdef"[byte & 15]);
            message += "' in file ";
            message += compilation_.options.file_name;
            message += " on line ";
            message += llvm::utostr(1 + bytes.take_front(at).count('\n'));
            message += ", but no encoding declared; see https://peps.python.org/pep-0263/ for "
                       "details";
            return refuse(message);
        }
        if (at != llvm::StringRef::npos && encoding == Encoding::Utf8)
            return refuseToken(bytes, at);
        if (at != llvm::StringRef::npos) {
            auto byte = static_cast<uint8_t>(bytes[at]);
            llvm::SmallString<128> message("'ascii' codec can't decode byte 0x");
            message.push_back("0123456789abcdef"[byte >> 4]);
            message.push_back("0123456789abcdef"[byte & 15]);
            message += " in position ";
            message += llvm::utostr(at);
            message += ": ordinal not in range(128)";
            return refuse(message, true);
        }
    }
    size_t capacity = bytes.size() * (encoding == Encoding::Latin1 ? 2 : 1) + 1 + kPaddingBytes;
    char* text = static_cast<char*>(compilation_.arena.allocate(capacity));
    char* out = text;
    if (encoding != Encoding::Latin1 && !bytes.contains('\r')) {
        std::memcpy(out, bytes.data(), bytes.size());
        out += bytes.size();
    } else {
        for (size_t i = 0; i < bytes.size(); ++i) {
            auto c = static_cast<uint8_t>(bytes[i]);
            if (c == '\r') {
                if (i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
                c = '\n';
            }
            if (c >= 0x80 && encoding == Encoding::Latin1) {
                *out++ = static_cast<char>(0xC0 | c >> 6);
                *out++ = static_cast<char>(0x80 | (c & 0x3F));
            } else {
                *out++ = static_cast<char>(c);
            }
        }
    }
    // Python completes the last line of a file; of an expression or a prompt's input it doesn't.
    if (compilation_.options.mode == CompileMode::File && (out == text || out[-1] != '\n'))
        *out++ = '\n';
    std::memset(out, 0, kPaddingBytes);
    compilation_.source = {text, static_cast<size_t>(out - text)};
    return compilation_.guard();
}

} // namespace krait
