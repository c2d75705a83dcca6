// _codecs: the registry and the native codecs as functions of (input, errors[, final]) that answer
// (output, consumed). The work is vm/runtime/codec*.cpp's; here are also the codecs that only
// modules of `encodings` use: charmaps, escape, and UTF-7 (_codecs_utf7.cpp).
#include "stdlib/native/codecs_parts.h"
#include "stdlib/native/module_util.h"

#include "vm/objects/bytes.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/runtime/codec_errors.h"
#include "vm/runtime/codec_native.h"
#include "vm/runtime/codec_registry.h"
#include "vm/runtime/codecs.h"

#include <algorithm>

namespace krait {

Ref codecResult(Thread* t, Ref output, int64_t consumed) {
    if (output.isError()) return Error{};
    Ref count = KRAIT_TRY(intFrom(t, consumed));
    return tupleOf(t, output, count);
}

Result<Str*> codecErrorsArgument(Thread* t, const char* function, Value errors) {
    if (errors.isEmpty() || errors.isNone()) return static_cast<Str*>(nullptr);
    if (isStr(errors)) return errors.as<Str>();
    return raise(t, TypeId::kTypeError, "%s() argument 2 must be str or None, not %.50T", function,
                 errors);
}

namespace {

Result<Str*> textArgument(Thread* t, const char* function, const char* which, Value v) {
    if (isStr(v)) return v.as<Str>();
    return raise(t, TypeId::kTypeError, "%s() argument %s must be str, not %.50T", function, which,
                 v);
}
Result<Str*> onlyTextArgument(Thread* t, const char* function, Value v) {
    if (isStr(v)) return v.as<Str>();
    return raise(t, TypeId::kTypeError, "%s() argument must be str, not %.50T", function, v);
}

// --- registry ------------------------------------------------------------------------------------

Ref codecs_register(Thread* t, Args a) {
    KRAIT_TRY(codecRegister(t, a[0]));
    return Ref::none();
}
Ref codecs_unregister(Thread* t, Args a) {
    KRAIT_TRY(codecUnregister(t, a[0]));
    return Ref::none();
}
Ref codecs_lookup(Thread* t, Args a) {
    return codecLookup(t, KRAIT_TRY(onlyTextArgument(t, "lookup", a[0])));
}
Ref codecs_register_error(Thread* t, Args a) {
    Str* name = KRAIT_TRY(textArgument(t, "register_error", "1", a[0]));
    KRAIT_TRY(codecRegisterError(t, name, a[1]));
    return Ref::none();
}
Ref codecs_lookup_error(Thread* t, Args a) {
    Str* name = KRAIT_TRY(onlyTextArgument(t, "lookup_error", a[0]));
    if (!name->isAscii()) {
        return raise(t, TypeId::kLookupError, "unknown error handler name '%.400U'", a[0]);
    }
    return codecLookupError(t, name->ascii());
}

template <bool encode>
Ref codecs_convert(Thread* t, Args a) {
    const char* function = encode ? "encode" : "decode";
    Str* encoding = nullptr;
    Str* errors = nullptr;
    if (!a[1].isEmpty()) encoding = KRAIT_TRY(textArgument(t, function, "'encoding'", a[1]));
    if (!a[2].isEmpty()) errors = KRAIT_TRY(textArgument(t, function, "'errors'", a[2]));
    Ref standard;
    if (!encoding) {
        standard = KRAIT_TRY(strFromAscii(t, "utf-8"));
        encoding = standard.as<Str>();
    }
    return encode ? codecEncode(t, a[0], encoding, errors) : codecDecode(t, a[0], encoding, errors);
}

// --- native codecs -------------------------------------------------------------------------------

Ref encodeWith(Thread* t, NativeEncoding encoding, const char* function, Args a) {
    Str* text = KRAIT_TRY(textArgument(t, function, "1", a[0]));
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, function, a[1]));
    return codecResult(t, nativeEncode(t, encoding, text, errors), text->length);
}

// Bytes-like, or where `or_text` a str of ASCII.
Ref decodeWith(Thread* t, NativeEncoding encoding, const char* function, Value input, Value errors_,
               Value final_, bool or_text) {
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, function, errors_));
    bool final = KRAIT_TRY(isTrue(t, final_));
    int64_t consumed = 0;
    if (or_text && isStr(input)) {
        Ref bytes = KRAIT_TRY(encodeText(t, input.as<Str>(), nullptr, nullptr));
        return codecResult(
            t, nativeDecode(t, encoding, bytes.as<Bytes>()->view(), errors, final, &consumed),
            consumed);
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, input));
    Ref text = KRAIT_TRY(nativeDecode(t, encoding, buffer.view(), errors, final, &consumed));
    return codecResult(t, std::move(text), consumed);
}

#define KRAIT_CODEC(prefix, encoding)                                                              \
    Ref codecs_##prefix##_encode(Thread* t, Args a) {                                              \
        return encodeWith(t, NativeEncoding::encoding, #prefix "_encode", a);                      \
    }                                                                                              \
    Ref codecs_##prefix##_decode(Thread* t, Args a) {                                              \
        return decodeWith(t, NativeEncoding::encoding, #prefix "_decode", a[0], a[1], a[2],        \
                          false);                                                                  \
    }
KRAIT_CODEC(utf_8, kUtf8)
KRAIT_CODEC(utf_16_le, kUtf16Le)
KRAIT_CODEC(utf_16_be, kUtf16Be)
KRAIT_CODEC(utf_32_le, kUtf32Le)
KRAIT_CODEC(utf_32_be, kUtf32Be)
#undef KRAIT_CODEC

#define KRAIT_MARKED_CODEC(prefix, marked, little, big)                                            \
    Ref codecs_##prefix##_encode(Thread* t, Args a) {                                              \
        int64_t order = KRAIT_TRY(toIndexInt64(t, a[2]));                                          \
        NativeEncoding encoding = order == 0  ? NativeEncoding::marked                             \
                                  : order < 0 ? NativeEncoding::little                             \
                                              : NativeEncoding::big;                               \
        return encodeWith(t, encoding, #prefix "_encode", a);                                      \
    }                                                                                              \
    Ref codecs_##prefix##_decode(Thread* t, Args a) {                                              \
        return decodeWith(t, NativeEncoding::marked, #prefix "_decode", a[0], a[1], a[2], false);  \
    }                                                                                              \
    Ref codecs_##prefix##_ex_decode(Thread* t, Args a) {                                           \
        return decodeExtended(t, NativeEncoding::marked, #prefix "_ex_decode", a);                 \
    }
// (text, consumed, byte order).
Ref decodeExtended(Thread* t, NativeEncoding encoding, const char* function, Args a) {
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, function, a[1]));
    int64_t wanted = KRAIT_TRY(toIndexInt64(t, a[2]));
    bool final = KRAIT_TRY(isTrue(t, a[3]));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    int order = wanted < 0 ? -1 : wanted > 0;
    int64_t consumed = 0;
    Ref text =
        KRAIT_TRY(nativeDecode(t, encoding, buffer.view(), errors, final, &consumed, &order));
    return tupleOf(t, text, Value::smallInt(consumed), Value::smallInt(order));
}
KRAIT_MARKED_CODEC(utf_16, kUtf16, kUtf16Le, kUtf16Be)
KRAIT_MARKED_CODEC(utf_32, kUtf32, kUtf32Le, kUtf32Be)
#undef KRAIT_MARKED_CODEC

Ref codecs_latin_1_encode(Thread* t, Args a) {
    return encodeWith(t, NativeEncoding::kLatin1, "latin_1_encode", a);
}
Ref codecs_latin_1_decode(Thread* t, Args a) {
    return decodeWith(t, NativeEncoding::kLatin1, "latin_1_decode", a[0], a[1],
                      Value::boolean(true), false);
}
Ref codecs_ascii_encode(Thread* t, Args a) {
    return encodeWith(t, NativeEncoding::kAscii, "ascii_encode", a);
}
Ref codecs_ascii_decode(Thread* t, Args a) {
    return decodeWith(t, NativeEncoding::kAscii, "ascii_decode", a[0], a[1], Value::boolean(true),
                      false);
}
Ref codecs_unicode_escape_encode(Thread* t, Args a) {
    return encodeWith(t, NativeEncoding::kUnicodeEscape, "unicode_escape_encode", a);
}
Ref codecs_unicode_escape_decode(Thread* t, Args a) {
    return decodeWith(t, NativeEncoding::kUnicodeEscape, "unicode_escape_decode", a[0], a[1], a[2],
                      true);
}
Ref codecs_raw_unicode_escape_encode(Thread* t, Args a) {
    return encodeWith(t, NativeEncoding::kRawUnicodeEscape, "raw_unicode_escape_encode", a);
}
Ref codecs_raw_unicode_escape_decode(Thread* t, Args a) {
    return decodeWith(t, NativeEncoding::kRawUnicodeEscape, "raw_unicode_escape_decode", a[0], a[1],
                      a[2], true);
}

Ref codecs_readbuffer_encode(Thread* t, Args a) {
    if (isStr(a[0])) {
        Ref bytes = KRAIT_TRY(encodeText(t, a[0].as<Str>(), nullptr, nullptr));
        int64_t size = bytes.as<Bytes>()->length;
        return codecResult(t, std::move(bytes), size);
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    return codecResult(t, bytesFrom(t, buffer.view()), buffer.size());
}

// --- escape: the text of bytes literals ----------------------------------------------------------

int hexDigit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

Ref escapeDecoded(Thread* t, std::string_view in, const Str* errors) {
    std::string out;
    constexpr std::string_view kLetters = "abfnrtv\\'\"", kMeanings = "\a\b\f\n\r\t\v\\'\"";
    for (size_t i = 0; i < in.size();) {
        if (in[i] != '\\') {
            out += in[i++];
            continue;
        }
        size_t start = i++;
        if (i == in.size()) return raise(t, TypeId::kValueError, "Trailing \\ in string");
        char c = in[i++];
        if (c == '\n') continue;
        if (size_t k = kLetters.find(c); k != kLetters.npos) {
            out += kMeanings[k];
        } else if (c >= '0' && c <= '7') {
            int value = c - '0';
            for (int n = 0; n < 2 && i < in.size() && in[i] >= '0' && in[i] <= '7'; ++n) {
                value = value * 8 + (in[i++] - '0');
            }
            if (value > 255) {
                char text[4] = {c, in[i - 2], in[i - 1], 0};
                KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                               "invalid octal escape sequence '\\%s'", text));
            }
            out += static_cast<char>(value);
        } else if (c == 'x') {
            int high = i < in.size() ? hexDigit(in[i]) : -1;
            int low = i + 1 < in.size() ? hexDigit(in[i + 1]) : -1;
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
            if (high >= 0) ++i;
            if (!errors || strEqualAscii(errors, "strict")) {
                return raise(t, TypeId::kValueError, "invalid \\x escape at position %ld",
                             static_cast<int64_t>(start));
            }
            if (strEqualAscii(errors, "replace")) {
                out += '?';
            } else if (!strEqualAscii(errors, "ignore")) {
                return raise(t, TypeId::kValueError,
                             "decoding error; unknown error handling code: %.400U", Value(errors));
            }
        } else {
            KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1, "invalid escape sequence '\\%c'",
                           static_cast<int>(static_cast<uint8_t>(c))));
            out += '\\';
            out += c;
        }
    }
    return bytesFrom(t, out);
}

Ref codecs_escape_decode(Thread* t, Args a) {
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, "escape_decode", a[1]));
    if (isStr(a[0])) {
        Ref bytes = KRAIT_TRY(encodeText(t, a[0].as<Str>(), nullptr, nullptr));
        return codecResult(t, escapeDecoded(t, bytes.as<Bytes>()->view(), errors),
                           bytes.as<Bytes>()->length);
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    return codecResult(t, escapeDecoded(t, buffer.view(), errors), buffer.size());
}

Ref codecs_escape_encode(Thread* t, Args a) {
    if (!isBytes(a[0])) {
        return raise(t, TypeId::kTypeError, "escape_encode() argument 1 must be bytes, not %.50T",
                     a[0]);
    }
    constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (char c : a[0].as<Bytes>()->view()) {
        auto byte = static_cast<uint8_t>(c);
        if (c == '\\' || c == '\'') {
            out += '\\';
            out += c;
        } else if (c == '\t' || c == '\n' || c == '\r') {
            out += '\\';
            out += c == '\t' ? 't' : c == '\n' ? 'n' : 'r';
        } else if (byte < ' ' || byte >= 0x7f) {
            out += "\\x";
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        } else {
            out += c;
        }
    }
    return codecResult(t, bytesFrom(t, out), a[0].as<Bytes>()->length);
}

// --- charmaps ------------------------------------------------------------------------------------

constexpr const char* kUndefined = "character maps to <undefined>";

// Appends what the table says of a byte; false: undefined. REENTRY: __getitem__.
Result<bool> mapByte(Thread* t, Value table, uint8_t byte, TextBuffer& out) {
    if (isStr(table)) {
        auto* s = table.as<Str>();
        if (byte >= s->length || s->at(byte) == 0xfffe) return false;
        out.appendChar(s->at(byte));
        return true;
    }
    Ref mapped = getItem(t, table, Value::smallInt(byte));
    if (mapped.isError()) {
        if (!clearErrorIf(t, TypeId::kLookupError)) return Error{};
        return false;
    }
    if (mapped.get().isNone()) return false;
    if (isInt(mapped)) {
        int64_t c;
        if (!intFits(mapped, &c) || c < 0 || c > 0x10ffff) {
            return raise(t, TypeId::kTypeError, "character mapping must be in range(0x%x)",
                         uint64_t{0x110000});
        }
        if (c == 0xfffe) return false;
        out.appendChar(static_cast<uint32_t>(c));
        return true;
    }
    if (!isStr(mapped)) {
        return raise(t, TypeId::kTypeError, "character mapping must return integer, None or str");
    }
    if (mapped.as<Str>()->length == 1 && mapped.as<Str>()->at(0) == 0xfffe) return false;
    out.append(mapped.as<Str>());
    return true;
}

Ref codecs_charmap_decode(Thread* t, Args a) {
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, "charmap_decode", a[1]));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    if (a[2].isNone()) {
        int64_t consumed;
        return codecResult(
            t, nativeDecode(t, NativeEncoding::kLatin1, buffer.view(), errors, true, &consumed),
            buffer.size());
    }
    DecodeErrors handler(t, errors, buffer.view());
    TextBuffer out(t);
    for (int64_t at = 0; at < static_cast<int64_t>(handler.input.size());) {
        auto byte = static_cast<uint8_t>(handler.input[static_cast<size_t>(at)]);
        if (KRAIT_TRY(mapByte(t, a[2], byte, out))) {
            ++at;
            continue;
        }
        at = KRAIT_TRY(handler.handle({"charmap", at, at + 1, kUndefined}, out));
    }
    return codecResult(t, out.finish(), buffer.size());
}

// Appends the bytes of a character; false: undefined. REENTRY: __getitem__.
Result<bool> mapChar(Thread* t, Value table, uint32_t c, std::string& out) {
    Ref mapped = getItem(t, table, Value::smallInt(c));
    if (mapped.isError()) {
        if (!clearErrorIf(t, TypeId::kLookupError)) return Error{};
        return false;
    }
    if (mapped.get().isNone()) return false;
    if (isInt(mapped)) {
        int64_t byte;
        if (!intFits(mapped, &byte) || byte < 0 || byte > 255) {
            return raise(t, TypeId::kTypeError, "character mapping must be in range(256)");
        }
        out += static_cast<char>(byte);
        return true;
    }
    if (!isBytes(mapped)) {
        return raise(t, TypeId::kTypeError,
                     "character mapping must return integer, bytes or None, not %.400T",
                     mapped.get());
    }
    out += mapped.as<Bytes>()->view();
    return true;
}

Ref codecs_charmap_encode(Thread* t, Args a) {
    Str* text = KRAIT_TRY(textArgument(t, "charmap_encode", "1", a[0]));
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, "charmap_encode", a[1]));
    if (a[2].isNone()) return encodeWith(t, NativeEncoding::kLatin1, "charmap_encode", a);
    EncodeErrors handler(t, errors, text);
    std::string out;
    for (int64_t at = 0; at < text->length;) {
        if (KRAIT_TRY(mapChar(t, a[2], text->at(at), out))) {
            ++at;
            continue;
        }
        // A run of unmapped characters is one fault.
        int64_t end = at + 1;
        for (; end < text->length; ++end) {
            std::string ignored;
            if (KRAIT_TRY(mapChar(t, a[2], text->at(end), ignored))) break;
        }
        CodecFault fault{"charmap", at, end, kUndefined};
        EncodeErrors::Replacement replacement;
        KRAIT_TRY(handler.handle(fault, &replacement));
        out += replacement.bytes;
        if (!replacement.text.isEmpty()) {
            auto* s = replacement.text.as<Str>();
            for (int64_t i = 0; i < s->length; ++i) {
                if (!KRAIT_TRY(mapChar(t, a[2], s->at(i), out))) return handler.fail(fault);
            }
        }
        at = replacement.next;
    }
    return codecResult(t, bytesFrom(t, out), text->length);
}

Ref codecs_charmap_build(Thread* t, Args a) {
    Str* map = KRAIT_TRY(onlyTextArgument(t, "charmap_build", a[0]));
    New<Dict> table = KRAIT_TRY(dictNew(t));
    for (int64_t i = 0; i < map->length && i < 256; ++i) {
        if (map->at(i) == 0xfffe) continue;
        KRAIT_TRY(dictSet(t, table, Value::smallInt(map->at(i)), Value::smallInt(i)));
    }
    return table;
}

#define KRAIT_ROWS(prefix)                                                                         \
    {#prefix "_encode(str, errors=None, /)", codecs_##prefix##_encode, nullptr}, {                 \
        #prefix "_decode(data, errors=None, final=False, /)", codecs_##prefix##_decode, nullptr    \
    }
#define KRAIT_MARKED_ROWS(prefix)                                                                  \
    {#prefix "_encode(str, errors=None, byteorder=0, /)", codecs_##prefix##_encode, nullptr},      \
        {#prefix "_decode(data, errors=None, final=False, /)", codecs_##prefix##_decode, nullptr}, \
    {                                                                                              \
        #prefix "_ex_decode(data, errors=None, byteorder=0, final=False, /)",                      \
            codecs_##prefix##_ex_decode, nullptr                                                   \
    }

constexpr MethodDef kFunctions[] = {
    {"register(search_function, /)", codecs_register,
     "Adds a search function: called with a normalised name, it gives a CodecInfo or None."},
    {"unregister(search_function, /)", codecs_unregister,
     "Takes a search function out and forgets what was found."},
    {"lookup(encoding, /)", codecs_lookup, "The CodecInfo of an encoding, or LookupError."},
    {"encode(obj, encoding=<unset>, errors=<unset>)", codecs_convert<true>,
     "The object encoded by any codec; 'utf-8' and 'strict' by default."},
    {"decode(obj, encoding=<unset>, errors=<unset>)", codecs_convert<false>,
     "The object decoded by any codec; 'utf-8' and 'strict' by default."},
    {"register_error(errors, handler, /)", codecs_register_error,
     "Registers an error handler under a name."},
    {"lookup_error(name, /)", codecs_lookup_error, "The error handler of that name."},
    KRAIT_ROWS(utf_8),
    KRAIT_ROWS(utf_16_le),
    KRAIT_ROWS(utf_16_be),
    KRAIT_ROWS(utf_32_le),
    KRAIT_ROWS(utf_32_be),
    KRAIT_MARKED_ROWS(utf_16),
    KRAIT_MARKED_ROWS(utf_32),
    {"utf_7_encode(str, errors=None, /)", codecs_utf_7_encode, nullptr},
    {"utf_7_decode(data, errors=None, final=False, /)", codecs_utf_7_decode, nullptr},
    {"latin_1_encode(str, errors=None, /)", codecs_latin_1_encode, nullptr},
    {"latin_1_decode(data, errors=None, /)", codecs_latin_1_decode, nullptr},
    {"ascii_encode(str, errors=None, /)", codecs_ascii_encode, nullptr},
    {"ascii_decode(data, errors=None, /)", codecs_ascii_decode, nullptr},
    {"unicode_escape_encode(str, errors=None, /)", codecs_unicode_escape_encode, nullptr},
    {"unicode_escape_decode(data, errors=None, final=True, /)", codecs_unicode_escape_decode,
     nullptr},
    {"raw_unicode_escape_encode(str, errors=None, /)", codecs_raw_unicode_escape_encode, nullptr},
    {"raw_unicode_escape_decode(data, errors=None, final=True, /)",
     codecs_raw_unicode_escape_decode, nullptr},
    {"readbuffer_encode(data, errors=None, /)", codecs_readbuffer_encode, nullptr},
    {"escape_encode(data, errors=None, /)", codecs_escape_encode, nullptr},
    {"escape_decode(data, errors=None, /)", codecs_escape_decode, nullptr},
    {"charmap_encode(str, errors=None, mapping=None, /)", codecs_charmap_encode, nullptr},
    {"charmap_decode(data, errors=None, mapping=None, /)", codecs_charmap_decode, nullptr},
    {"charmap_build(map, /)", codecs_charmap_build, nullptr},
    {}};

} // namespace

extern const NativeModule k_codecsModule = {"_codecs", nullptr, kFunctions};

} // namespace krait
