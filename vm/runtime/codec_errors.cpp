// The error handlers of codecs: see codec_errors.h. Needs the GIL; handlers that Python code
// registered may do anything (REENTRY), and what they answer is checked.
#include "vm/runtime/codec_errors.h"

#include "vm/base/unicode.h"
#include "vm/base/utf8.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace krait {
namespace {

struct HandlerName {
    const char* name;
    CodecHandler kind;
};
constexpr HandlerName kHandlerNames[] = {
    {"strict", CodecHandler::kStrict},
    {"ignore", CodecHandler::kIgnore},
    {"replace", CodecHandler::kReplace},
    {"backslashreplace", CodecHandler::kBackslashReplace},
    {"xmlcharrefreplace", CodecHandler::kXmlCharRefReplace},
    {"namereplace", CodecHandler::kNameReplace},
    {"surrogateescape", CodecHandler::kSurrogateEscape},
    {"surrogatepass", CodecHandler::kSurrogatePass},
};

void appendEscaped(TextBuffer& out, uint32_t c) {
    char text[16];
    std::snprintf(text, sizeof text,
                  c < 0x100     ? "\\x%02x"
                  : c < 0x10000 ? "\\u%04x"
                                : "\\U%08x",
                  c);
    out.append(std::string_view(text));
}

// What surrogatepass needs to know of an encoding's name; size 0: not one of the UTFs.
struct UtfKind {
    int size = 0;
    bool big = false;
};
UtfKind utfKindOf(std::string_view name) {
    std::string s;
    for (char c : name) {
        if (c == '_') c = '-';
        s += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    if (s.rfind("utf", 0) != 0) return {};
    size_t at = s.size() > 3 && s[3] == '-' ? 4 : 3;
    std::string_view rest = std::string_view(s).substr(at);
    if (rest == "8" || s == "cp65001") return {1, false};
    int size = rest.substr(0, 2) == "16" ? 2 : rest.substr(0, 2) == "32" ? 4 : 0;
    if (!size) return {};
    rest = rest.substr(2);
    if (rest.empty()) return {size, false};
    if (rest[0] == '-') rest = rest.substr(1);
    if (rest == "le") return {size, false};
    if (rest == "be") return {size, true};
    return {};
}

void appendUnit(std::string& out, uint32_t c, UtfKind kind) {
    if (kind.size == 1) {
        uint8_t utf8[4];
        out.append(reinterpret_cast<char*>(utf8), encodeUtf8CodePoint(c, utf8));
        return;
    }
    for (int i = 0; i < kind.size; ++i) {
        int shift = 8 * (kind.big ? kind.size - 1 - i : i);
        out += static_cast<char>(c >> shift);
    }
}

// Text for text [start, end); false: the handler leaves it an error.
Result<bool> replaceText(Thread* t, CodecHandler kind, std::string_view encoding, const Str* text,
                         int64_t start, int64_t end, TextBuffer& out, std::string& bytes,
                         int64_t* next) {
    *next = end;
    switch (kind) {
    case CodecHandler::kIgnore:
        return true;
    case CodecHandler::kReplace:
        for (int64_t i = start; i < end; ++i) out.appendChar('?');
        return true;
    case CodecHandler::kBackslashReplace:
        for (int64_t i = start; i < end; ++i) appendEscaped(out, text->at(i));
        return true;
    case CodecHandler::kXmlCharRefReplace:
        for (int64_t i = start; i < end; ++i) {
            out.append("&#");
            out.appendInt(text->at(i));
            out.append(";");
        }
        return true;
    case CodecHandler::kNameReplace:
        for (int64_t i = start; i < end; ++i) {
            char name[unicode::kNameSizeMax];
            size_t size = unicode::name(text->at(i), name);
            if (size == 0) {
                appendEscaped(out, text->at(i));
                continue;
            }
            out.append("\\N{");
            out.append(std::string_view(name, size));
            out.append("}");
        }
        return true;
    case CodecHandler::kSurrogateEscape:
        for (int64_t i = start; i < end; ++i) {
            uint32_t c = text->at(i);
            if (c < 0xdc80 || c > 0xdcff) return false;
            bytes += static_cast<char>(c - 0xdc00);
        }
        return true;
    case CodecHandler::kSurrogatePass: {
        UtfKind utf = utfKindOf(encoding);
        if (!utf.size) return false;
        for (int64_t i = start; i < end; ++i) {
            uint32_t c = text->at(i);
            if (c < 0xd800 || c > 0xdfff) return false;
            appendUnit(bytes, c, utf);
        }
        return true;
    }
    default:
        return false;
    }
}

// Text for bytes [start, end).
Result<bool> replaceBytes(CodecHandler kind, std::string_view encoding, std::string_view input,
                          int64_t start, int64_t end, TextBuffer& out, int64_t* next) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(input.data());
    *next = end;
    switch (kind) {
    case CodecHandler::kIgnore:
        return true;
    case CodecHandler::kReplace:
        out.appendChar(0xfffd);
        return true;
    case CodecHandler::kBackslashReplace:
        for (int64_t i = start; i < end; ++i) appendEscaped(out, bytes[i]);
        return true;
    case CodecHandler::kSurrogateEscape: {
        // Python: up to four bytes; an ASCII byte cannot be smuggled and ends it.
        int64_t i = start;
        while (i < end && i < start + 4 && bytes[i] >= 128) ++i;
        if (i == start) return false;
        for (int64_t k = start; k < i; ++k) out.appendChar(0xdc00u + bytes[k]);
        *next = i;
        return true;
    }
    case CodecHandler::kSurrogatePass: {
        UtfKind utf = utfKindOf(encoding);
        auto size = static_cast<int64_t>(input.size());
        uint32_t c = 0;
        if (utf.size == 1) {
            if (size - start < 3 || (bytes[start] & 0xf0) != 0xe0 ||
                (bytes[start + 1] & 0xc0) != 0x80 || (bytes[start + 2] & 0xc0) != 0x80) {
                return false;
            }
            c = (bytes[start] & 15u) << 12 | (bytes[start + 1] & 63u) << 6 |
                (bytes[start + 2] & 63u);
            *next = start + 3;
        } else {
            if (!utf.size || size - start < utf.size) return false;
            for (int i = 0; i < utf.size; ++i) {
                c |= uint32_t{bytes[start + i]} << (8 * (utf.big ? utf.size - 1 - i : i));
            }
            *next = start + utf.size;
        }
        if (c < 0xd800 || c > 0xdfff) return false;
        out.appendChar(c);
        return true;
    }
    default:
        return false;
    }
}

// The replacement and position that a registered handler answered, position counted from the end
// where negative and checked against `length`.
struct Answer {
    Ref value;
    int64_t next;
};
Status callHandler(Thread* t, Value handler, Value exception, bool encoding, int64_t length,
                   Answer* out) {
    Ref answer = KRAIT_TRY(callFunction(t, handler, exception));
    const char* what = encoding ? "encoding error handler must return (str/bytes, int) tuple"
                                : "decoding error handler must return (str, int) tuple";
    if (!isTuple(answer) || answer.as<Tuple>()->length != 2) {
        return raise(t, TypeId::kTypeError, "%s", what);
    }
    auto* pair = answer.as<Tuple>();
    bool good = isStr(pair->items[0]) || (encoding && isBytes(pair->items[0]));
    if (!good || !isInt(pair->items[1])) return raise(t, TypeId::kTypeError, "%s", what);
    out->value = Ref::share(pair->items[0]);
    int64_t given = intClamped(pair->items[1]);
    out->next = given < 0 ? given + length : given;
    if (out->next < 0 || out->next > length) {
        return raise(t, TypeId::kIndexError, "position %ld from error handler out of bounds",
                     out->next);
    }
    return ok();
}

Ref unicodeErrorNew(Thread* t, TypeId id, const char* encoding, Value object,
                    const CodecFault& fault) {
    Ref name = KRAIT_TRY(strFromUtf8(t, encoding));
    Ref reason = KRAIT_TRY(strFromUtf8(t, fault.reason));
    Ref start = KRAIT_TRY(intFrom(t, fault.start));
    Ref end = KRAIT_TRY(intFrom(t, fault.end));
    return callFunction(t, Value(t->type(id)), name.get(), object, start.get(), end.get(),
                        reason.get());
}

Status updateException(Thread* t, Value exception, const CodecFault& fault) {
    auto* e = asException(exception);
    Ref reason = KRAIT_TRY(strFromUtf8(t, fault.reason));
    setField(e->field[kUnicodeErrorReason], reason);
    setField(e->field[kUnicodeErrorStart], Value::smallInt(fault.start));
    setField(e->field[kUnicodeErrorEnd], Value::smallInt(fault.end));
    return ok();
}

} // namespace

CodecHandler codecHandlerOf(const Str* errors) {
    if (!errors) return CodecHandler::kStrict;
    for (const HandlerName& row : kHandlerNames) {
        if (strEqualAscii(errors, row.name)) return row.kind;
    }
    return CodecHandler::kRegistered;
}

Ref unicodeDecodeErrorNew(Thread* t, const char* encoding, Value bytes, const CodecFault& fault) {
    return unicodeErrorNew(t, TypeId::kUnicodeDecodeError, encoding, bytes, fault);
}
Ref unicodeEncodeErrorNew(Thread* t, const char* encoding, Value text, const CodecFault& fault) {
    return unicodeErrorNew(t, TypeId::kUnicodeEncodeError, encoding, text, fault);
}

// The UTF-8 text of a handler's name.
static Ref handlerNamed(Thread* t, const Str* errors) {
    std::string name;
    for (int64_t i = 0; i < errors->length; ++i) {
        uint8_t utf8[4];
        name.append(reinterpret_cast<char*>(utf8), encodeUtf8CodePoint(errors->at(i), utf8));
    }
    return codecLookupError(t, name);
}

Result<int64_t> DecodeErrors::handle(const CodecFault& fault, TextBuffer& out) {
    int64_t next;
    if (kind_ != CodecHandler::kRegistered &&
        KRAIT_TRY(replaceBytes(kind_, fault.encoding, input, fault.start, fault.end, out, &next))) {
        return next;
    }
    if (kind_ == CodecHandler::kRegistered && handler_.isEmpty()) {
        handler_ = KRAIT_TRY(handlerNamed(t_, errors_));
    }
    if (exception_.isEmpty()) {
        Ref bytes = KRAIT_TRY(bytesFrom(t_, input));
        exception_ = KRAIT_TRY(unicodeDecodeErrorNew(t_, fault.encoding, bytes, fault));
    } else {
        KRAIT_TRY(updateException(t_, exception_, fault));
    }
    if (kind_ != CodecHandler::kRegistered) return raiseException(t_, exception_);
    // The handler may have replaced the input.
    Ref before = Ref::share(asException(exception_)->field[kUnicodeErrorObject]);
    Ref result = KRAIT_TRY(callFunction(t_, handler_, exception_.get()));
    Value object = asException(exception_)->field[kUnicodeErrorObject];
    if (!(object == before.get()) && isBytes(object)) {
        replaced_input_ = Ref::share(object);
        input = replaced_input_.as<Bytes>()->view();
    }
    if (!isTuple(result) || result.as<Tuple>()->length != 2 ||
        !isStr(result.as<Tuple>()->items[0]) || !isInt(result.as<Tuple>()->items[1])) {
        return raise(t_, TypeId::kTypeError, "decoding error handler must return (str, int) tuple");
    }
    if (!isBytes(object)) return raise(t_, TypeId::kTypeError, "object attribute must be bytes");
    auto size = static_cast<int64_t>(input.size());
    int64_t given = intClamped(result.as<Tuple>()->items[1]);
    next = given < 0 ? given + size : given;
    if (next < 0 || next > size) {
        return raise(t_, TypeId::kIndexError, "position %ld from error handler out of bounds",
                     next);
    }
    out.append(result.as<Tuple>()->items[0].as<Str>());
    return next;
}

Error EncodeErrors::fail(const CodecFault& fault) {
    Ref exception = unicodeEncodeErrorNew(t_, fault.encoding, Value(text_), fault);
    if (exception.isError()) return Error{};
    return raiseException(t_, exception);
}

Status EncodeErrors::handle(const CodecFault& fault, Replacement* out) {
    out->text = Ref();
    out->bytes.clear();
    if (kind_ != CodecHandler::kRegistered) {
        TextBuffer text(t_);
        if (KRAIT_TRY(replaceText(t_, kind_, fault.encoding, text_, fault.start, fault.end, text,
                                  out->bytes, &out->next))) {
            bool is_bytes =
                kind_ == CodecHandler::kSurrogateEscape || kind_ == CodecHandler::kSurrogatePass;
            if (!is_bytes) out->text = KRAIT_TRY(text.finish());
            return ok();
        }
        return fail(fault);
    }
    if (handler_.isEmpty()) handler_ = KRAIT_TRY(handlerNamed(t_, errors_));
    if (exception_.isEmpty()) {
        exception_ = KRAIT_TRY(unicodeEncodeErrorNew(t_, fault.encoding, Value(text_), fault));
    } else {
        KRAIT_TRY(updateException(t_, exception_, fault));
    }
    Answer answer;
    KRAIT_TRY(callHandler(t_, handler_, exception_, true, text_->length, &answer));
    out->next = answer.next;
    if (isStr(answer.value))
        out->text = std::move(answer.value);
    else
        out->bytes = answer.value.as<Bytes>()->view();
    return ok();
}

Ref codecHandleException(Thread* t, CodecHandler kind, Value exception) {
    if (kind == CodecHandler::kStrict) {
        if (isException(exception)) return raiseException(t, exception);
        return raise(t, TypeId::kTypeError, "codec must pass exception instance");
    }
    bool encode = isInstanceOf(t, exception, TypeId::kUnicodeEncodeError);
    bool decode = isInstanceOf(t, exception, TypeId::kUnicodeDecodeError);
    bool translate = isInstanceOf(t, exception, TypeId::kUnicodeTranslateError);
    bool decodes = kind != CodecHandler::kXmlCharRefReplace && kind != CodecHandler::kNameReplace;
    bool translates = kind == CodecHandler::kIgnore || kind == CodecHandler::kReplace ||
                      kind == CodecHandler::kBackslashReplace;
    if (!encode && !(decode && decodes) && !(translate && translates)) {
        return raise(t, TypeId::kTypeError, "don't know how to handle %.200T in error callback",
                     exception);
    }
    auto* e = asException(exception);
    int64_t start = 0, end = 0, next = 0;
    intFits(e->field[kUnicodeErrorStart], &start);
    intFits(e->field[kUnicodeErrorEnd], &end);
    Ref object = Ref::share(e->field[kUnicodeErrorObject]);
    if (decode ? !isBytes(object) : !isStr(object)) {
        return raise(t, TypeId::kTypeError, "object attribute must be %s",
                     decode ? "bytes" : "str");
    }
    int64_t length = decode ? object.as<Bytes>()->length : object.as<Str>()->length;
    start = std::clamp<int64_t>(start, 0, length ? length - 1 : 0);
    end = std::clamp<int64_t>(end, std::min<int64_t>(1, length), length);
    std::string encoding;
    if (isStr(orNone(e->field[kUnicodeErrorEncoding]))) {
        const auto* name = e->field[kUnicodeErrorEncoding].as<Str>();
        for (int64_t i = 0; i < name->length; ++i) encoding += static_cast<char>(name->at(i));
    }
    TextBuffer text(t);
    std::string bytes;
    bool handled;
    if (translate && kind == CodecHandler::kReplace) {
        for (int64_t i = start; i < end; ++i) text.appendChar(0xfffd);
        next = end;
        handled = true;
    } else if (decode) {
        handled = KRAIT_TRY(
            replaceBytes(kind, encoding, object.as<Bytes>()->view(), start, end, text, &next));
    } else {
        handled = KRAIT_TRY(
            replaceText(t, kind, encoding, object.as<Str>(), start, end, text, bytes, &next));
    }
    if (!handled) return raiseException(t, exception);
    bool is_bytes =
        encode && (kind == CodecHandler::kSurrogateEscape || kind == CodecHandler::kSurrogatePass);
    Ref replacement = is_bytes ? bytesFrom(t, bytes) : text.finish();
    if (replacement.isError()) return Error{};
    return tupleOf(t, replacement, Value::smallInt(next));
}

} // namespace krait
