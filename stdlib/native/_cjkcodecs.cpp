// _cjkcodecs: one call to decode or encode a piece of text in a CJK encoding. The codec objects of
// CPython's modules (_multibytecodec, _codecs_jp and their like) are Python over it.
//
// A call has no state but what it is given: it says how much it took, and the state after that.
#include "stdlib/native/cjk/codec.h"
#include "stdlib/native/codecs_parts.h"
#include "stdlib/native/module_util.h"
#include "vm/objects/bytes.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/codec_errors.h"
#include "vm/runtime/object_model.h"

#include <algorithm>

namespace krait {
namespace {

constexpr char kIllegal[] = "illegal multibyte sequence";
constexpr char kIncomplete[] = "incomplete multibyte sequence";

// The arguments that both functions have: name, input, errors, state, final.
struct Request {
    CjkCodec codec;
    Str* errors = nullptr;
    uint64_t state = 0;
    bool final = false;
};

Status readRequest(Thread* t, const char* function, Args a, Request* out) {
    if (!isStr(a[0])) return raise(t, TypeId::kTypeError, "encoding name must be a string.");
    if (!out->codec.open(t, a[0].as<Str>()->ascii())) return Error{};
    out->errors = KRAIT_TRY(codecErrorsArgument(t, function, a[2]));
    out->state = static_cast<uint64_t>(KRAIT_TRY(toIndexInt64(t, a[3])));
    out->final = KRAIT_TRY(isTrue(t, a[4]));
    return ok();
}

Ref outcome(Thread* t, Ref output, int64_t taken, uint64_t state) {
    if (output.isError()) return Error{};
    Ref count = KRAIT_TRY(intFrom(t, taken));
    Ref after = KRAIT_TRY(intFrom(t, static_cast<int64_t>(state)));
    return tupleOf(t, output.get(), count.get(), after.get());
}

Ref cjk_initial_state(Thread* t, Args a) {
    CjkCodec codec;
    if (!isStr(a[0])) return raise(t, TypeId::kTypeError, "encoding name must be a string.");
    if (!codec.open(t, a[0].as<Str>()->ascii())) return Error{};
    return intFrom(t, static_cast<int64_t>(codec.initialState()));
}

Ref cjk_decode(Thread* t, Args a) {
    Request request;
    KRAIT_TRY(readRequest(t, "decode", a, &request));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    DecodeErrors handler(t, request.errors, buffer.view());
    TextBuffer out(t);
    int64_t at = 0;
    while (at < static_cast<int64_t>(handler.input.size())) {
        const auto* in = reinterpret_cast<const uint8_t*>(handler.input.data()) + at;
        size_t left = handler.input.size() - static_cast<size_t>(at);
        CjkStep step = request.codec.decode(in, left, &request.state);
        if (KRAIT_LIKELY(step.taken)) {
            for (int i = 0; i < step.count; ++i) out.appendChar(step.out[i]);
            at += step.taken;
            continue;
        }
        if (!step.invalid && !request.final) break;
        int64_t end = step.invalid ? at + step.invalid : static_cast<int64_t>(handler.input.size());
        CodecFault fault{request.codec.name(), at, end, step.invalid ? kIllegal : kIncomplete};
        at = KRAIT_TRY(handler.handle(fault, out));
    }
    return outcome(t, out.finish(), at, request.state);
}

// What a handler gave instead of a character, in the encoding.
Status encodeReplacement(const CjkCodec& codec, uint64_t* state, EncodeErrors& handler,
                         const CodecFault& fault, const EncodeErrors::Replacement& replacement,
                         std::string* out) {
    *out += replacement.bytes;
    if (replacement.text.isEmpty()) return ok();
    const auto* text = replacement.text.as<Str>();
    std::u32string points;
    for (int64_t i = 0; i < text->length; ++i) points += static_cast<char32_t>(text->at(i));
    for (size_t at = 0; at < points.size();) {
        CjkStep step = codec.encode(reinterpret_cast<const uint32_t*>(points.data()) + at,
                                    points.size() - at, true, state, out);
        if (!step.taken) return handler.fail(fault);
        at += static_cast<size_t>(step.taken);
    }
    return ok();
}

Ref cjk_encode(Thread* t, Args a) {
    Request request;
    KRAIT_TRY(readRequest(t, "encode", a, &request));
    if (!isStr(a[1])) return raise(t, TypeId::kTypeError, "couldn't convert the object to str.");
    auto* text = a[1].as<Str>();
    EncodeErrors handler(t, request.errors, text);
    // The longest look ahead is one character.
    constexpr int64_t kAhead = 2;
    std::string out;
    int64_t at = 0;
    while (at < text->length) {
        uint32_t in[kAhead];
        int64_t count = std::min(text->length - at, kAhead);
        for (int64_t i = 0; i < count; ++i) in[i] = text->at(at + i);
        CjkStep step = request.codec.encode(in, static_cast<size_t>(count), request.final,
                                            &request.state, &out);
        if (KRAIT_LIKELY(step.taken)) {
            at += step.taken;
            continue;
        }
        if (!step.invalid) break;
        CodecFault fault{request.codec.name(), at, at + step.invalid, kIllegal};
        EncodeErrors::Replacement replacement;
        KRAIT_TRY(handler.handle(fault, &replacement));
        KRAIT_TRY(
            encodeReplacement(request.codec, &request.state, handler, fault, replacement, &out));
        at = replacement.next;
    }
    if (request.final) request.codec.finish(&request.state, &out);
    return outcome(t, bytesFrom(t, out), at, request.state);
}

constexpr MethodDef kFunctions[] = {
    {"initial_state(name, /)", cjk_initial_state, "The state before the first character."},
    {"decode(name, data, errors, state, final, /)", cjk_decode,
     "Decode a piece: (text, count of bytes taken, state)."},
    {"encode(name, text, errors, state, final, /)", cjk_encode,
     "Encode a piece: (bytes, count of characters taken, state)."},
    {}};

} // namespace

extern const NativeModule k_cjkcodecsModule = {
    "_cjkcodecs", "Decoding and encoding of the CJK encodings, by pieces.", kFunctions};

} // namespace krait
