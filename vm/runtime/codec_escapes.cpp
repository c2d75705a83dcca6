// unicode_escape and raw_unicode_escape: the text of string literals as bytes.
#include "vm/base/unicode.h"
#include "vm/objects/str_units.h"
#include "vm/runtime/codec_errors.h"
#include "vm/runtime/codec_native.h"
#include "vm/runtime/errors.h"

#include <cstdio>

namespace krait {
namespace {

int hexValue(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// What follows a backslash, read from *at on.
struct Escape {
    enum class Kind : uint8_t { kChar, kNothing, kUnknown, kFault, kCut } kind;
    uint32_t c = 0;
    const char* reason = nullptr;
};

Escape readHex(std::string_view in, int64_t* at, int digits) {
    uint32_t c = 0;
    auto size = static_cast<int64_t>(in.size());
    const char* reason = digits == 2   ? "truncated \\xXX escape"
                         : digits == 4 ? "truncated \\uXXXX escape"
                                       : "truncated \\UXXXXXXXX escape";
    for (int i = 0; i < digits; ++i) {
        if (*at >= size) return {Escape::Kind::kCut, 0, reason};
        int digit = hexValue(static_cast<uint8_t>(in[static_cast<size_t>(*at)]));
        if (digit < 0) return {Escape::Kind::kFault, 0, reason};
        c = c << 4 | static_cast<uint32_t>(digit);
        ++*at;
    }
    if (c > 0x10ffff) return {Escape::Kind::kFault, c, "illegal Unicode character"};
    return {Escape::Kind::kChar, c};
}

Escape readName(std::string_view in, int64_t* at) {
    constexpr const char* kMalformed = "malformed \\N character escape";
    auto size = static_cast<int64_t>(in.size());
    if (*at >= size) return {Escape::Kind::kCut, 0, kMalformed};
    if (in[static_cast<size_t>(*at)] != '{') return {Escape::Kind::kFault, 0, kMalformed};
    int64_t start = ++*at;
    while (*at < size && in[static_cast<size_t>(*at)] != '}') ++*at;
    if (*at >= size) return {Escape::Kind::kCut, 0, kMalformed};
    if (*at == start) return {Escape::Kind::kFault, 0, kMalformed};
    char32_t found[unicode::kSequenceMax];
    size_t count =
        unicode::lookup(in.data() + start, static_cast<size_t>(*at - start), false, found);
    ++*at;
    if (count != 1) return {Escape::Kind::kFault, 0, "unknown Unicode character name"};
    return {Escape::Kind::kChar, found[0]};
}

Escape readEscape(std::string_view in, int64_t* at) {
    if (*at >= static_cast<int64_t>(in.size())) {
        return {Escape::Kind::kCut, 0, "\\ at end of string"};
    }
    char c = in[static_cast<size_t>((*at)++)];
    switch (c) {
    case '\n':
        return {Escape::Kind::kNothing};
    case '\\':
    case '\'':
    case '"':
        return {Escape::Kind::kChar, static_cast<uint8_t>(c)};
    case 'b':
        return {Escape::Kind::kChar, '\b'};
    case 'f':
        return {Escape::Kind::kChar, '\f'};
    case 't':
        return {Escape::Kind::kChar, '\t'};
    case 'n':
        return {Escape::Kind::kChar, '\n'};
    case 'r':
        return {Escape::Kind::kChar, '\r'};
    case 'v':
        return {Escape::Kind::kChar, '\v'};
    case 'a':
        return {Escape::Kind::kChar, '\a'};
    case 'x':
        return readHex(in, at, 2);
    case 'u':
        return readHex(in, at, 4);
    case 'U':
        return readHex(in, at, 8);
    case 'N':
        return readName(in, at);
    }
    if (c >= '0' && c <= '7') {
        uint32_t value = static_cast<uint32_t>(c - '0');
        for (int i = 0; i < 2 && *at < static_cast<int64_t>(in.size()); ++i) {
            char d = in[static_cast<size_t>(*at)];
            if (d < '0' || d > '7') break;
            value = value * 8 + static_cast<uint32_t>(d - '0');
            ++*at;
        }
        return {Escape::Kind::kChar, value};
    }
    return {Escape::Kind::kUnknown, static_cast<uint8_t>(c)};
}

Status warnAbout(Thread* t, uint32_t c, std::string_view octal) {
    if (!octal.empty()) {
        char text[4] = {octal[0], octal[1], octal[2], 0};
        return warn(t, TypeId::kDeprecationWarning, 1, "invalid octal escape sequence '\\%s'",
                    text);
    }
    return warn(t, TypeId::kDeprecationWarning, 1, "invalid escape sequence '\\%c'",
                static_cast<int>(c));
}

} // namespace

Ref decodeEscapes(Thread* t, std::string_view bytes, Str* errors, bool final, int64_t* consumed) {
    DecodeErrors handler(t, errors, bytes);
    TextBuffer out(t);
    int64_t at = 0;
    uint32_t unknown = 0;
    std::string_view octal;
    bool has_unknown = false;
    while (at < static_cast<int64_t>(handler.input.size())) {
        std::string_view in = handler.input;
        auto c = static_cast<uint8_t>(in[static_cast<size_t>(at)]);
        if (c != '\\') {
            out.appendChar(c);
            ++at;
            continue;
        }
        int64_t start = at++;
        Escape escape = readEscape(in, &at);
        switch (escape.kind) {
        case Escape::Kind::kChar:
            if (escape.c > 0xff && in[static_cast<size_t>(start + 1)] >= '0' &&
                in[static_cast<size_t>(start + 1)] <= '7' && !has_unknown) {
                octal = in.substr(static_cast<size_t>(start + 1), 3);
                has_unknown = true;
            }
            out.appendChar(escape.c);
            break;
        case Escape::Kind::kNothing:
            break;
        case Escape::Kind::kUnknown:
            if (!has_unknown) unknown = escape.c;
            has_unknown = true;
            out.appendChar('\\');
            out.appendChar(escape.c);
            break;
        case Escape::Kind::kCut:
            if (!final) {
                *consumed = start;
                return out.finish();
            }
            [[fallthrough]];
        case Escape::Kind::kFault: {
            CodecFault fault{"unicodeescape", start, at, escape.reason};
            at = KRAIT_TRY(handler.handle(fault, out));
        }
        }
    }
    *consumed = static_cast<int64_t>(handler.input.size());
    if (has_unknown) KRAIT_TRY(warnAbout(t, unknown, octal));
    return out.finish();
}

Ref decodeRawEscapes(Thread* t, std::string_view bytes, Str* errors, bool final,
                     int64_t* consumed) {
    DecodeErrors handler(t, errors, bytes);
    TextBuffer out(t);
    int64_t at = 0;
    while (at < static_cast<int64_t>(handler.input.size())) {
        std::string_view in = handler.input;
        auto size = static_cast<int64_t>(in.size());
        auto c = static_cast<uint8_t>(in[static_cast<size_t>(at)]);
        if (c != '\\') {
            out.appendChar(c);
            ++at;
            continue;
        }
        int64_t start = at++;
        if (at >= size) {
            if (!final) {
                *consumed = start;
                return out.finish();
            }
            out.appendChar('\\');
            continue;
        }
        auto kind = static_cast<uint8_t>(in[static_cast<size_t>(at++)]);
        if (kind != 'u' && kind != 'U') {
            out.appendChar('\\');
            out.appendChar(kind);
            continue;
        }
        Escape escape = readHex(in, &at, kind == 'u' ? 4 : 8);
        if (escape.kind == Escape::Kind::kChar) {
            out.appendChar(escape.c);
            continue;
        }
        if (escape.kind == Escape::Kind::kCut && !final) {
            *consumed = start;
            return out.finish();
        }
        const char* reason = escape.c > 0x10ffff ? "\\Uxxxxxxxx out of range" : escape.reason;
        CodecFault fault{"rawunicodeescape", start, at, reason};
        at = KRAIT_TRY(handler.handle(fault, out));
    }
    *consumed = static_cast<int64_t>(handler.input.size());
    return out.finish();
}

Ref encodeEscapes(Thread* t, Str* text, bool raw) {
    std::string out;
    out.reserve(static_cast<size_t>(text->length));
    for (int64_t i = 0; i < text->length; ++i) {
        uint32_t c = text->at(i);
        char escaped[16];
        if (raw ? c < 0x100 : c >= ' ' && c < 0x7f && c != '\\') {
            out += static_cast<char>(c);
            continue;
        }
        if (!raw && (c == '\\' || c == '\t' || c == '\n' || c == '\r')) {
            out += '\\';
            out += c == '\\' ? '\\' : c == '\t' ? 't' : c == '\n' ? 'n' : 'r';
            continue;
        }
        std::snprintf(escaped, sizeof escaped,
                      c < 0x100     ? "\\x%02x"
                      : c < 0x10000 ? "\\u%04x"
                                    : "\\U%08x",
                      c);
        out += escaped;
    }
    return bytesFrom(t, out);
}

} // namespace krait
