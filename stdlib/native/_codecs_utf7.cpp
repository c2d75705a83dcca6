// UTF-7 (RFC 2152), for the module _codecs: ASCII in which runs of other characters are UTF-16 in
// base64 between '+' and '-'. Nothing else uses it, so it is not among the native encodings.
#include "stdlib/native/codecs_parts.h"

#include "vm/objects/bytes.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/codec_errors.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

#include <string>

namespace krait {
namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int digitOf(uint8_t c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Whether a character may stand for itself: not '+', '~', '\\' and most control characters.
bool isDirect(uint32_t c) {
    if (c >= 127 || c == '+' || c == '\\' || c == '~') return false;
    return c >= ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

Ref codecs_utf_7_encode(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "utf_7_encode() argument 1 must be str, not %.50T",
                     a[0]);
    }
    (void)KRAIT_TRY(codecErrorsArgument(t, "utf_7_encode", a[1]));
    const auto* text = a[0].as<Str>();
    std::string out;
    bool shifted = false;
    uint32_t bits = 0;
    int bit_count = 0;
    auto put = [&](uint32_t unit) {
        bits = bits << 16 | unit;
        bit_count += 16;
        while (bit_count >= 6) {
            bit_count -= 6;
            out += kDigits[bits >> bit_count & 63];
        }
        bits &= (1u << bit_count) - 1;
    };
    for (int64_t i = 0; i < text->length; ++i) {
        uint32_t c = text->at(i);
        if (isDirect(c)) {
            if (shifted) {
                if (bit_count) out += kDigits[bits << (6 - bit_count) & 63];
                bits = 0;
                bit_count = 0;
                shifted = false;
                if (digitOf(static_cast<uint8_t>(c)) >= 0 || c == '-') out += '-';
            }
            out += static_cast<char>(c);
            continue;
        }
        if (!shifted) {
            out += '+';
            if (c == '+') {
                out += '-';
                continue;
            }
            shifted = true;
        }
        if (c >= 0x10000) {
            put(0xd800 + ((c - 0x10000) >> 10));
            c = 0xdc00 + (c & 0x3ff);
        }
        put(c);
    }
    if (bit_count) out += kDigits[bits << (6 - bit_count) & 63];
    if (shifted) out += '-';
    return codecResult(t, bytesFrom(t, out), text->length);
}

Ref codecs_utf_7_decode(Thread* t, Args a) {
    Str* errors = KRAIT_TRY(codecErrorsArgument(t, "utf_7_decode", a[1]));
    bool final = KRAIT_TRY(isTrue(t, a[2]));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    DecodeErrors handler(t, errors, buffer.view());
    std::u32string out;
    bool shifted = false;
    uint64_t bits = 0;
    int bit_count = 0;
    uint32_t high = 0; // a high surrogate that waits for its low one
    int64_t at = 0, shift_start = 0;
    size_t shift_size = 0;
    auto flush = [&] {
        if (high) out += static_cast<char32_t>(high);
        high = 0;
    };
    auto fail = [&](int64_t start, int64_t end, const char* reason) -> Status {
        TextBuffer replacement(t);
        at = KRAIT_TRY(handler.handle({"utf7", start, end, reason}, replacement));
        Ref text = KRAIT_TRY(replacement.finish());
        const auto* s = text.as<Str>();
        for (int64_t i = 0; i < s->length; ++i) out += static_cast<char32_t>(s->at(i));
        shifted = false;
        return ok();
    };
    while (at < static_cast<int64_t>(handler.input.size())) {
        auto c = static_cast<uint8_t>(handler.input[static_cast<size_t>(at)]);
        if (shifted) {
            if (int digit = digitOf(c); digit >= 0) {
                bits = bits << 6 | static_cast<uint64_t>(digit);
                bit_count += 6;
                ++at;
                if (bit_count < 16) continue;
                bit_count -= 16;
                auto unit = static_cast<uint32_t>(bits >> bit_count & 0xffff);
                bits &= (uint64_t{1} << bit_count) - 1;
                if (high && unit >= 0xdc00 && unit <= 0xdfff) {
                    out +=
                        static_cast<char32_t>(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
                    high = 0;
                    continue;
                }
                flush();
                if (unit >= 0xd800 && unit <= 0xdbff)
                    high = unit;
                else
                    out += static_cast<char32_t>(unit);
                continue;
            }
            shifted = false;
            if (bit_count >= 6) {
                ++at;
                KRAIT_TRY(fail(shift_start, at, "partial character in base64 sequence"));
                continue;
            }
            if (bit_count && bits) {
                ++at;
                KRAIT_TRY(fail(shift_start, at, "non-zero padding bits in base64 sequence"));
                continue;
            }
            flush();
            if (c == '-') {
                ++at;
                continue;
            }
            if (c >= 128) {
                KRAIT_TRY(fail(at, at + 1, "unexpected special character"));
                continue;
            }
            out += c;
            ++at;
            continue;
        }
        if (c == '+') {
            shift_start = at++;
            shift_size = out.size();
            if (at < static_cast<int64_t>(handler.input.size())) {
                auto next = static_cast<uint8_t>(handler.input[static_cast<size_t>(at)]);
                if (next == '-') {
                    ++at;
                    out += '+';
                    continue;
                }
                if (digitOf(next) < 0) {
                    ++at;
                    KRAIT_TRY(fail(shift_start, at, "ill-formed sequence"));
                    continue;
                }
            }
            shifted = true;
            bits = 0;
            bit_count = 0;
            high = 0;
            continue;
        }
        if (c >= 128) {
            KRAIT_TRY(fail(at, at + 1, "unexpected special character"));
            continue;
        }
        out += c;
        ++at;
    }
    if (shifted) {
        if (!final) {
            // The whole sequence comes again with the next piece.
            out.resize(shift_size);
            at = shift_start;
        } else if (high || bit_count >= 6 || (bit_count && bits)) {
            KRAIT_TRY(fail(shift_start, at, "unterminated shift sequence"));
        }
    }
    Ref text = KRAIT_TRY(strFromUcs4(t, reinterpret_cast<const uint32_t*>(out.data()),
                                     static_cast<int64_t>(out.size())));
    return codecResult(t, std::move(text), at);
}

} // namespace krait
