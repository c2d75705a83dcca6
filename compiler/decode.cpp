// The first step of the lexer: bytes of a file to UTF-8 with "\n" line ends, in the arena.
#include "compiler/lexer.h"

#include "compiler/source_text.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

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

constexpr uint32_t kPaddingBytes = 8; // zeros after the text, so that looking ahead needs no test

} // namespace

bool isLexerEncoding(llvm::StringRef name) {
    return encodingOf(name) != Encoding::Unknown;
}

bool Lexer::decode(llvm::StringRef bytes) {
    // Of an encoding Python says that it is in line 0, of other refusals nothing.
    auto refuse = [&](llvm::StringRef message, bool place = false) {
        Diagnostic error;
        error.message = compilation_.arena.copy(message);
        error.column = -1;
        error.end_column = Diagnostic::kNoColumn;
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
                message += declared;
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
        const char* codec = "utf-8";
        if (encoding == Encoding::Ascii) {
            codec = "ascii";
            for (at = 0; at < bytes.size() && static_cast<signed char>(bytes[at]) >= 0;) ++at;
            if (at == bytes.size()) at = llvm::StringRef::npos;
            bad_size = 1;
            reason = "ordinal not in range(128)";
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
        if (at != llvm::StringRef::npos) {
            llvm::SmallString<128> message("(unicode error) '");
            message += codec;
            message += "' codec can't decode ";
            if (bad_size == 1) {
                auto byte = static_cast<uint8_t>(bytes[at]);
                message += "byte 0x";
                message.push_back("0123456789abcdef"[byte >> 4]);
                message.push_back("0123456789abcdef"[byte & 15]);
                message += " in position ";
                message += llvm::utostr(at);
            } else {
                message += "bytes in position ";
                message += llvm::utostr(at);
                message += "-";
                message += llvm::utostr(at + bad_size - 1);
            }
            message += ": ";
            message += reason;
            return refuse(message);
        }
    }
    size_t capacity = bytes.size() * (encoding == Encoding::Latin1 ? 2 : 1) + kPaddingBytes;
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
    std::memset(out, 0, kPaddingBytes);
    compilation_.source = {text, static_cast<size_t>(out - text)};
    return compilation_.guard();
}

} // namespace krait
