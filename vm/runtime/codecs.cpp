// decodeText and encodeText, and the registry of codecs. Native encodings are known by name here,
// so that they work before anything can be imported; others go to the search functions, the first
// of which is that of the package `encodings`.
#include "vm/runtime/codecs.h"

#include "vm/base/utf8.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/args.h"
#include "vm/runtime/codec_errors.h"
#include "vm/runtime/codec_native.h"
#include "vm/runtime/codec_registry.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"

#include <algorithm>
#include <cstring>

namespace krait {

struct CodecState {
    Ref search_functions; // list
    Ref found;            // dict: normalised name -> CodecInfo
    Ref handlers;         // dict: name -> callable, registered ones
    bool imported = false;
};

namespace {

struct EncodingName {
    const char* normal;
    NativeEncoding encoding;
};
constexpr EncodingName kNativeNames[] = {
    {"utf_8", NativeEncoding::kUtf8},
    {"utf8", NativeEncoding::kUtf8},
    {"ascii", NativeEncoding::kAscii},
    {"us_ascii", NativeEncoding::kAscii},
    {"latin_1", NativeEncoding::kLatin1},
    {"latin1", NativeEncoding::kLatin1},
    {"iso_8859_1", NativeEncoding::kLatin1},
    {"iso8859_1", NativeEncoding::kLatin1},
    {"utf_16", NativeEncoding::kUtf16},
    {"utf16", NativeEncoding::kUtf16},
    {"utf_16_le", NativeEncoding::kUtf16Le},
    {"utf_16le", NativeEncoding::kUtf16Le},
    {"utf_16_be", NativeEncoding::kUtf16Be},
    {"utf_16be", NativeEncoding::kUtf16Be},
    {"utf_32", NativeEncoding::kUtf32},
    {"utf32", NativeEncoding::kUtf32},
    {"utf_32_le", NativeEncoding::kUtf32Le},
    {"utf_32le", NativeEncoding::kUtf32Le},
    {"utf_32_be", NativeEncoding::kUtf32Be},
    {"utf_32be", NativeEncoding::kUtf32Be},
    {"unicode_escape", NativeEncoding::kUnicodeEscape},
    {"raw_unicode_escape", NativeEncoding::kRawUnicodeEscape},
};

std::string textOf(const Str* s) {
    std::string text;
    for (int64_t i = 0; i < s->length; ++i) {
        uint8_t utf8[4];
        text.append(reinterpret_cast<char*>(utf8), encodeUtf8CodePoint(s->at(i), utf8));
    }
    return text;
}

// The native encoding that a str names; utf-8 if null. An error for a name with a null character.
Result<NativeEncoding> nativeOf(Thread* t, const Str* encoding) {
    if (!encoding || strEqualAscii(encoding, "utf-8")) return NativeEncoding::kUtf8;
    if (!encoding->isAscii()) return NativeEncoding::kNone;
    if (std::memchr(encoding->data, 0, static_cast<size_t>(encoding->length))) {
        return raise(t, TypeId::kValueError, "embedded null character");
    }
    return nativeEncodingOf(codecNormalize(encoding->ascii()));
}

Result<CodecState*> stateOf(Thread* t) {
    if (t->runtime->codecs) return t->runtime->codecs;
    Ref functions = KRAIT_TRY(listNew(t));
    Ref found = KRAIT_TRY(dictNew(t));
    Ref handlers = KRAIT_TRY(dictNew(t));
    t->runtime->codecs =
        new CodecState{std::move(functions), std::move(found), std::move(handlers)};
    return t->runtime->codecs;
}

// Adds "encoding with 'x' codec failed" to the exception, as a note.
Error noteFailure(Thread* t, const char* what, const Str* encoding) {
    Ref exception = takeException(t);
    Ref note = strFormat(t, "%s with '%U' codec failed", what, Value(encoding));
    New<Str> add_note = strIntern(t, "add_note");
    if (!note.isError() && !add_note.isError()) {
        Ref ignored = callMethod(t, exception, add_note.get(), note.get());
        if (ignored.isError()) clearError(t);
    }
    return raiseException(t, exception);
}

// Calls function `index` of the codec: what it made, from its (object, length).
Ref callCodec(Thread* t, Value codec, int index, Value object, const Str* encoding, Str* errors) {
    Ref function = Ref::share(codec.as<Tuple>()->items[index]);
    Ref result = errors ? callFunction(t, function, object, Value(errors))
                        : callFunction(t, function, object);
    if (result.isError()) return noteFailure(t, index ? "decoding" : "encoding", encoding);
    if (!isTuple(result) || result.as<Tuple>()->length != 2) {
        return raise(t, TypeId::kTypeError,
                     index ? "decoder must return a tuple (object,integer)"
                           : "encoder must return a tuple (object, integer)");
    }
    return Ref::share(result.as<Tuple>()->items[0]);
}

// The codec of a text encoding; LookupError for others.
Ref lookupText(Thread* t, Str* encoding, const char* function) {
    Ref codec = KRAIT_TRY(codecLookup(t, encoding));
    if (isExactTuple(codec)) return codec;
    New<Str> name = KRAIT_TRY(strIntern(t, "_is_text_encoding"));
    Ref flag = getAttrOptional(t, codec, name.get());
    if (flag.isEmpty()) {
        if (t->hasError()) return Error{};
        return codec;
    }
    if (KRAIT_TRY(isTrue(t, flag))) return codec;
    return raise(t, TypeId::kLookupError,
                 "'%.400U' is not a text encoding; use codecs.%s() to handle arbitrary codecs",
                 Value(encoding), function);
}

Ref exceptionArgument(Thread* t, Value exception, CodecHandler kind) {
    return codecHandleException(t, kind, exception);
}
template <CodecHandler kind>
Ref handler(Thread* t, Args a) {
    return exceptionArgument(t, a[0], kind);
}
// The builtin handlers as functions, for codecs.lookup_error.
constexpr MethodDef kHandlerFunctions[] = {
    {"strict_errors(exception, /)", handler<CodecHandler::kStrict>,
     "Raises the exception: the handler 'strict'."},
    {"ignore_errors(exception, /)", handler<CodecHandler::kIgnore>,
     "Leaves the fault out: the handler 'ignore'."},
    {"replace_errors(exception, /)", handler<CodecHandler::kReplace>,
     "A replacement character for the fault: the handler 'replace'."},
    {"backslashreplace_errors(exception, /)", handler<CodecHandler::kBackslashReplace>,
     "Escape sequences for the fault: the handler 'backslashreplace'."},
    {"xmlcharrefreplace_errors(exception, /)", handler<CodecHandler::kXmlCharRefReplace>,
     "XML character references for the fault: the handler 'xmlcharrefreplace'."},
    {"namereplace_errors(exception, /)", handler<CodecHandler::kNameReplace>,
     "\\N{...} for the fault: the handler 'namereplace'."},
    {"surrogateescape(exception, /)", handler<CodecHandler::kSurrogateEscape>, nullptr},
    {"surrogatepass(exception, /)", handler<CodecHandler::kSurrogatePass>, nullptr},
};

} // namespace

// --- native --------------------------------------------------------------------------------------

std::string codecNormalize(std::string_view name) {
    std::string normal;
    bool pending = false;
    for (char c : name) {
        bool word =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
        if (!word) {
            pending = true;
            continue;
        }
        if (pending && !normal.empty()) normal += '_';
        pending = false;
        normal += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return normal;
}

NativeEncoding nativeEncodingOf(std::string_view normal_name) {
    for (const EncodingName& row : kNativeNames) {
        if (normal_name == row.normal) return row.encoding;
    }
    return NativeEncoding::kNone;
}

Ref nativeDecode(Thread* t, NativeEncoding encoding, std::string_view bytes, Str* errors,
                 bool final, int64_t* consumed, int* byte_order) {
    int order = 0;
    if (!byte_order) byte_order = &order;
    *consumed = static_cast<int64_t>(bytes.size());
    switch (encoding) {
    case NativeEncoding::kUtf8:
        return decodeUtf8Text(t, bytes, errors, final, consumed);
    case NativeEncoding::kUtf16Le:
    case NativeEncoding::kUtf16Be:
        *byte_order = encoding == NativeEncoding::kUtf16Be ? 1 : -1;
        [[fallthrough]];
    case NativeEncoding::kUtf16:
        return decodeWideText(t, 2, bytes, errors, final, consumed, byte_order);
    case NativeEncoding::kUtf32Le:
    case NativeEncoding::kUtf32Be:
        *byte_order = encoding == NativeEncoding::kUtf32Be ? 1 : -1;
        [[fallthrough]];
    case NativeEncoding::kUtf32:
        return decodeWideText(t, 4, bytes, errors, final, consumed, byte_order);
    case NativeEncoding::kLatin1:
        return decodeNarrowText(t, false, bytes, errors);
    case NativeEncoding::kAscii:
        return decodeNarrowText(t, true, bytes, errors);
    case NativeEncoding::kUnicodeEscape:
        return decodeEscapes(t, bytes, errors, final, consumed);
    case NativeEncoding::kRawUnicodeEscape:
        return decodeRawEscapes(t, bytes, errors, final, consumed);
    case NativeEncoding::kNone:
        break;
    }
    KRAIT_UNREACHABLE("no native encoding");
}

Ref nativeEncode(Thread* t, NativeEncoding encoding, Str* text, Str* errors) {
    switch (encoding) {
    case NativeEncoding::kUtf8:
        return encodeUtf8Text(t, text, errors);
    case NativeEncoding::kUtf16:
        return encodeWideText(t, 2, 0, "utf-16", text, errors);
    case NativeEncoding::kUtf16Le:
        return encodeWideText(t, 2, -1, "utf-16-le", text, errors);
    case NativeEncoding::kUtf16Be:
        return encodeWideText(t, 2, 1, "utf-16-be", text, errors);
    case NativeEncoding::kUtf32:
        return encodeWideText(t, 4, 0, "utf-32", text, errors);
    case NativeEncoding::kUtf32Le:
        return encodeWideText(t, 4, -1, "utf-32-le", text, errors);
    case NativeEncoding::kUtf32Be:
        return encodeWideText(t, 4, 1, "utf-32-be", text, errors);
    case NativeEncoding::kLatin1:
        return encodeNarrowText(t, 256, "latin-1", text, errors);
    case NativeEncoding::kAscii:
        return encodeNarrowText(t, 128, "ascii", text, errors);
    case NativeEncoding::kUnicodeEscape:
        return encodeEscapes(t, text, false);
    case NativeEncoding::kRawUnicodeEscape:
        return encodeEscapes(t, text, true);
    case NativeEncoding::kNone:
        break;
    }
    KRAIT_UNREACHABLE("no native encoding");
}

// --- registry ------------------------------------------------------------------------------------

Status codecRegister(Thread* t, Value search_function) {
    if (!isCallable(t, search_function)) {
        return raise(t, TypeId::kTypeError, "argument must be callable");
    }
    CodecState* state = KRAIT_TRY(stateOf(t));
    return listAppend(t, state->search_functions.as<List>(), search_function);
}

Status codecUnregister(Thread* t, Value search_function) {
    CodecState* state = KRAIT_TRY(stateOf(t));
    auto* list = state->search_functions.as<List>();
    for (int64_t i = 0; i < list->length; ++i) {
        if (!(list->items[i] == search_function)) continue;
        dictClear(t, state->found.as<Dict>());
        Ref item = Ref::take(list->items[i]);
        std::memmove(list->items + i, list->items + i + 1,
                     static_cast<size_t>(list->length - i - 1) * sizeof(Value));
        --list->length;
        break;
    }
    return ok();
}

Ref codecLookup(Thread* t, Str* encoding) {
    CodecState* state = KRAIT_TRY(stateOf(t));
    std::string name = codecNormalize(textOf(encoding));
    Ref key = KRAIT_TRY(strFromUtf8(t, name));
    Value known = KRAIT_TRY(dictGet(t, state->found.as<Dict>(), key));
    if (!known.isEmpty()) return Ref::share(known);
    if (!state->imported) {
        // Importing registers its search function; it may look codecs up itself.
        state->imported = true;
        Ref module = importModule(t, "encodings");
        if (module.isError()) {
            state->imported = false;
            return Error{};
        }
    }
    auto* functions = state->search_functions.as<List>();
    // REENTRY: a search function may register another.
    for (int64_t i = 0; i < functions->length; ++i) {
        Ref function = Ref::share(functions->items[i]);
        Ref found = KRAIT_TRY(callFunction(t, function, key.get()));
        if (found.get().isNone()) continue;
        if (!isTuple(found) || found.as<Tuple>()->length != 4) {
            return raise(t, TypeId::kTypeError, "codec search functions must return 4-tuples");
        }
        KRAIT_TRY(dictSet(t, state->found.as<Dict>(), key, found));
        return found;
    }
    return raise(t, TypeId::kLookupError, "unknown encoding: %U", Value(encoding));
}

Status codecRegisterError(Thread* t, Str* name, Value callable) {
    if (!isCallable(t, callable)) return raise(t, TypeId::kTypeError, "handler must be callable");
    CodecState* state = KRAIT_TRY(stateOf(t));
    return dictSet(t, state->handlers.as<Dict>(), Value(name), callable);
}

Ref codecLookupError(Thread* t, std::string_view name) {
    CodecState* state = KRAIT_TRY(stateOf(t));
    Ref key = KRAIT_TRY(strFromUtf8(t, name));
    Value known = KRAIT_TRY(dictGet(t, state->handlers.as<Dict>(), key));
    if (!known.isEmpty()) return Ref::share(known);
    CodecHandler kind = codecHandlerOf(key.as<Str>());
    if (kind == CodecHandler::kRegistered) {
        return raise(t, TypeId::kLookupError, "unknown error handler name '%.400U'", key.get());
    }
    const MethodDef& def = kHandlerFunctions[static_cast<int>(kind)];
    Ref function = KRAIT_TRY(nativeFunctionNew(t, &def, Value(), Value()));
    KRAIT_TRY(dictSet(t, state->handlers.as<Dict>(), key, function));
    return function;
}

Ref codecEncode(Thread* t, Value object, Str* encoding, Str* errors) {
    Ref codec = KRAIT_TRY(codecLookup(t, encoding));
    return callCodec(t, codec, 0, object, encoding, errors);
}
Ref codecDecode(Thread* t, Value object, Str* encoding, Str* errors) {
    Ref codec = KRAIT_TRY(codecLookup(t, encoding));
    return callCodec(t, codec, 1, object, encoding, errors);
}

void codecsFinalize(Thread* t) {
    delete std::exchange(t->runtime->codecs, nullptr);
}

// --- text ----------------------------------------------------------------------------------------

Ref decodeText(Thread* t, std::string_view bytes, Str* encoding, Str* errors) {
    NativeEncoding native = KRAIT_TRY(nativeOf(t, encoding));
    if (native != NativeEncoding::kNone) {
        int64_t consumed;
        return nativeDecode(t, native, bytes, errors, true, &consumed);
    }
    Ref codec = KRAIT_TRY(lookupText(t, encoding, "decode"));
    Ref object = KRAIT_TRY(bytesFrom(t, bytes));
    Ref text = KRAIT_TRY(callCodec(t, codec, 1, object, encoding, errors));
    if (!isStr(text)) {
        return raise(t, TypeId::kTypeError,
                     "'%.400U' decoder returned '%.400T' instead of 'str'; use codecs.decode() to "
                     "decode to arbitrary types",
                     Value(encoding), text.get());
    }
    return text;
}

Ref encodeText(Thread* t, Str* text, Str* encoding, Str* errors) {
    NativeEncoding native = KRAIT_TRY(nativeOf(t, encoding));
    if (native != NativeEncoding::kNone) return nativeEncode(t, native, text, errors);
    Ref codec = KRAIT_TRY(lookupText(t, encoding, "encode"));
    Ref bytes = KRAIT_TRY(callCodec(t, codec, 0, Value(text), encoding, errors));
    if (isByteArray(bytes)) {
        KRAIT_TRY(warn(t, TypeId::kRuntimeWarning, 1,
                       "encoder %U returned bytearray instead of bytes; use codecs.encode() to "
                       "encode to arbitrary types",
                       Value(encoding)));
        auto* array = bytes.as<ByteArray>();
        return bytesFrom(t, {array->data + array->start, static_cast<size_t>(array->length)});
    }
    if (!isBytes(bytes)) {
        return raise(t, TypeId::kTypeError,
                     "'%.400U' encoder returned '%.400T' instead of 'bytes'; use codecs.encode() "
                     "to encode to arbitrary types",
                     Value(encoding), bytes.get());
    }
    return bytes;
}

} // namespace krait
