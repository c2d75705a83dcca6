// The codecs of UTF-8, UTF-16, UTF-32, Latin-1 and ASCII. Valid input takes one scan and one
// allocation; from the first fault on, text is gathered in a buffer while the error handler says
// what stands for each fault.
#include "vm/base/utf8.h"
#include "vm/objects/str_units.h"
#include "vm/runtime/codec_errors.h"
#include "vm/runtime/codec_native.h"
#include "vm/runtime/errors.h"

#include <cstring>

namespace krait {
namespace {

const uint8_t* bytesOf(std::string_view s) {
    return reinterpret_cast<const uint8_t*>(s.data());
}

} // namespace

// --- UTF-8 ---------------------------------------------------------------------------------------

Ref decodeUtf8Text(Thread* t, std::string_view bytes, Str* errors, bool final, int64_t* consumed) {
    *consumed = static_cast<int64_t>(bytes.size());
    if (isAscii(bytesOf(bytes), bytes.size())) return strFromAscii(t, bytes);
    Utf8Scan scan = scanUtf8(bytesOf(bytes), bytes.size());
    if (scan.fault == Utf8Fault::kNone) return strFromScannedUtf8(t, bytes, scan);
    DecodeErrors handler(t, errors, bytes);
    TextBuffer out(t);
    size_t at = 0;
    for (;;) {
        std::string_view rest = handler.input.substr(at);
        scan = scanUtf8(bytesOf(rest), rest.size());
        out.append(rest.substr(0, scan.valid_size));
        at += scan.valid_size;
        if (scan.fault == Utf8Fault::kNone) break;
        if (!final && scan.fault == Utf8Fault::kUnexpectedEnd) {
            *consumed = static_cast<int64_t>(at);
            return out.finish();
        }
        CodecFault fault{"utf-8", static_cast<int64_t>(at),
                         static_cast<int64_t>(at + scan.fault_end - scan.valid_size),
                         utf8FaultReason(scan.fault)};
        at = static_cast<size_t>(KRAIT_TRY(handler.handle(fault, out)));
    }
    *consumed = static_cast<int64_t>(handler.input.size());
    return out.finish();
}

template <typename Unit>
static Ref encodeUtf8Units(Thread* t, Str* text, const Unit* units, Str* errors) {
    auto count = static_cast<size_t>(text->length);
    size_t surrogate = text->width == 1 ? count : findSurrogate(units, count);
    if (surrogate == count) {
        New<Bytes> result =
            KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(utf8Size(units, count))));
        encodeUtf8(units, count, reinterpret_cast<uint8_t*>(result->data));
        return result;
    }
    EncodeErrors handler(t, errors, text);
    std::string out;
    size_t at = 0;
    while (at < count) {
        size_t n = surrogate - at, used = out.size();
        out.resize(used + utf8Size(units + at, n));
        encodeUtf8(units + at, n, reinterpret_cast<uint8_t*>(out.data()) + used);
        if (surrogate == count) break;
        size_t end = surrogate + 1;
        while (end < count && units[end] >= 0xd800 && units[end] <= 0xdfff) ++end;
        CodecFault fault{"utf-8", static_cast<int64_t>(surrogate), static_cast<int64_t>(end),
                         "surrogates not allowed"};
        EncodeErrors::Replacement replacement;
        KRAIT_TRY(handler.handle(fault, &replacement));
        out += replacement.bytes;
        if (!replacement.text.isEmpty()) {
            // Python: a replacement must be ASCII, or none of it needs a handler again.
            auto* s = replacement.text.as<Str>();
            for (int64_t i = 0; i < s->length; ++i) {
                uint32_t c = s->at(i);
                if (c >= 0xd800 && c <= 0xdfff) return handler.fail(fault);
                uint8_t utf8[4];
                out.append(reinterpret_cast<char*>(utf8), encodeUtf8CodePoint(c, utf8));
            }
        }
        at = static_cast<size_t>(replacement.next);
        surrogate = findSurrogate(units, count, at);
    }
    return bytesFrom(t, out);
}

Ref encodeUtf8Text(Thread* t, Str* text, Str* errors) {
    if (text->isAscii()) return bytesFrom(t, text->ascii());
    return withUnits(text,
                     [&](const auto* units) { return encodeUtf8Units(t, text, units, errors); });
}

// --- UTF-16 and UTF-32 ---------------------------------------------------------------------------

namespace {

uint32_t readUnit(const uint8_t* p, int size, bool big) {
    uint32_t c = 0;
    for (int i = 0; i < size; ++i) c |= uint32_t{p[i]} << (8 * (big ? size - 1 - i : i));
    return c;
}
void writeUnit(std::string& out, uint32_t c, int size, bool big) {
    for (int i = 0; i < size; ++i) out += static_cast<char>(c >> (8 * (big ? size - 1 - i : i)));
}
void writeChar(std::string& out, uint32_t c, int size, bool big) {
    if (size == 2 && c >= 0x10000) {
        writeUnit(out, 0xd800 + ((c - 0x10000) >> 10), 2, big);
        writeUnit(out, 0xdc00 + (c & 0x3ff), 2, big);
    } else {
        writeUnit(out, c, size, big);
    }
}

} // namespace

Ref decodeWideText(Thread* t, int unit_size, std::string_view bytes, Str* errors, bool final,
                   int64_t* consumed, int* byte_order) {
    DecodeErrors handler(t, errors, bytes);
    int64_t at = 0;
    if (*byte_order == 0 && bytes.size() >= static_cast<size_t>(unit_size)) {
        if (readUnit(bytesOf(bytes), unit_size, false) == 0xfeff)
            *byte_order = -1;
        else if (readUnit(bytesOf(bytes), unit_size, true) == 0xfeff)
            *byte_order = 1;
        if (*byte_order) at = unit_size;
    }
    bool big = *byte_order > 0;
    const char* names[2][2] = {{"utf-16-le", "utf-16-be"}, {"utf-32-le", "utf-32-be"}};
    const char* encoding = names[unit_size == 4][big];
    TextBuffer out(t);
    for (;;) {
        std::string_view input = handler.input;
        auto size = static_cast<int64_t>(input.size());
        const uint8_t* data = bytesOf(input);
        CodecFault fault{encoding, at, size, "truncated data"};
        bool cut = false;
        for (;; at = fault.end) {
            int64_t left = size - at;
            fault.start = at;
            if (left <= 0) {
                *consumed = at;
                return out.finish();
            }
            if (left < unit_size) {
                fault.end = size;
                cut = true;
                break;
            }
            fault.end = at + unit_size;
            uint32_t c = readUnit(data + at, unit_size, big);
            if (unit_size == 4) {
                if (c > 0x10ffff) {
                    fault.reason = "code point not in range(0x110000)";
                    break;
                }
                if (c >= 0xd800 && c <= 0xdfff) {
                    fault.reason = "code point in surrogate code point range(0xd800, 0xe000)";
                    break;
                }
            } else if (c >= 0xdc00 && c <= 0xdfff) {
                fault.reason = "illegal encoding";
                break;
            } else if (c >= 0xd800 && c <= 0xdbff) {
                if (left < 4) {
                    fault.reason = "unexpected end of data";
                    fault.end = size;
                    cut = true;
                    break;
                }
                uint32_t low = readUnit(data + at + 2, 2, big);
                if (low < 0xdc00 || low > 0xdfff) {
                    fault.reason = "illegal UTF-16 surrogate";
                    break;
                }
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                fault.end = at + 4;
            }
            out.appendChar(c);
        }
        if (cut && !final) {
            *consumed = at;
            return out.finish();
        }
        at = KRAIT_TRY(handler.handle(fault, out));
    }
}

Ref encodeWideText(Thread* t, int unit_size, int byte_order, const char* encoding, Str* text,
                   Str* errors) {
    bool big = byte_order > 0;
    std::string out;
    out.reserve(static_cast<size_t>(text->length + 1) * static_cast<size_t>(unit_size));
    if (byte_order == 0) writeUnit(out, 0xfeff, unit_size, big);
    EncodeErrors handler(t, errors, text);
    for (int64_t at = 0; at < text->length;) {
        uint32_t c = text->at(at);
        if (c < 0xd800 || c > 0xdfff) {
            writeChar(out, c, unit_size, big);
            ++at;
            continue;
        }
        CodecFault fault{encoding, at, at + 1, "surrogates not allowed"};
        EncodeErrors::Replacement replacement;
        KRAIT_TRY(handler.handle(fault, &replacement));
        if (replacement.bytes.size() % static_cast<size_t>(unit_size)) return handler.fail(fault);
        out += replacement.bytes;
        if (!replacement.text.isEmpty()) {
            auto* s = replacement.text.as<Str>();
            for (int64_t i = 0; i < s->length; ++i) {
                if (s->at(i) >= 0xd800 && s->at(i) <= 0xdfff) return handler.fail(fault);
                writeChar(out, s->at(i), unit_size, big);
            }
        }
        at = replacement.next;
    }
    return bytesFrom(t, out);
}

// --- Latin-1 and ASCII ---------------------------------------------------------------------------

Ref decodeNarrowText(Thread* t, bool ascii, std::string_view bytes, Str* errors) {
    if (!ascii) return strFromLatin1(t, bytesOf(bytes), static_cast<int64_t>(bytes.size()));
    if (isAscii(bytesOf(bytes), bytes.size())) return strFromAscii(t, bytes);
    DecodeErrors handler(t, errors, bytes);
    TextBuffer out(t);
    for (int64_t at = 0; at < static_cast<int64_t>(handler.input.size());) {
        uint8_t c = bytesOf(handler.input)[at];
        if (c < 128) {
            out.appendChar(c);
            ++at;
            continue;
        }
        CodecFault fault{"ascii", at, at + 1, "ordinal not in range(128)"};
        at = KRAIT_TRY(handler.handle(fault, out));
    }
    return out.finish();
}

Ref encodeNarrowText(Thread* t, uint32_t limit, const char* encoding, Str* text, Str* errors) {
    if (text->isAscii() || (limit == 256 && text->width == 1)) {
        return bytesFrom(t, {text->data, static_cast<size_t>(text->length)});
    }
    EncodeErrors handler(t, errors, text);
    const char* reason = limit == 256 ? "ordinal not in range(256)" : "ordinal not in range(128)";
    std::string out;
    for (int64_t at = 0; at < text->length;) {
        uint32_t c = text->at(at);
        if (c < limit) {
            out += static_cast<char>(c);
            ++at;
            continue;
        }
        int64_t end = at + 1;
        while (end < text->length && text->at(end) >= limit) ++end;
        CodecFault fault{encoding, at, end, reason};
        EncodeErrors::Replacement replacement;
        KRAIT_TRY(handler.handle(fault, &replacement));
        out += replacement.bytes;
        if (!replacement.text.isEmpty()) {
            auto* s = replacement.text.as<Str>();
            for (int64_t i = 0; i < s->length; ++i) {
                if (s->at(i) >= limit) return handler.fail(fault);
                out += static_cast<char>(s->at(i));
            }
        }
        at = replacement.next;
    }
    return bytesFrom(t, out);
}

} // namespace krait
