// The UTF-8 decoder and encoder; see utf8.h. Runs of ASCII are taken eight bytes at a time.
#include "vm/base/utf8.h"

#include "vm/base/assert.h"

#include <cstring>

namespace krait {

namespace {

constexpr uint64_t kHighBits = 0x8080808080808080u;

uint64_t loadWord(const uint8_t* p) {
    uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
}

// The first byte at or after p that is not ASCII, or end.
const uint8_t* skipAscii(const uint8_t* p, const uint8_t* end) {
    while (end - p >= 16 && ((loadWord(p) | loadWord(p + 8)) & kHighBits) == 0) p += 16;
    if (end - p >= 8 && (loadWord(p) & kHighBits) == 0) p += 8;
    while (p != end && *p < 0x80) ++p;
    return p;
}

bool isContinuation(uint8_t byte) {
    return (byte & 0xC0) == 0x80;
}

struct Sequence {
    uint8_t size; // of the whole sequence, or of the faulty bytes
    Utf8Fault fault;
};

// Judges the multi-byte sequence at p. The second byte's range excludes overlong forms, surrogates
// and what is above U+10FFFF, so a fault there blames the first byte alone.
Sequence judge(const uint8_t* p, size_t size, Surrogates surrogates) {
    uint8_t lead = p[0];
    uint8_t needed;
    uint8_t low = 0x80, high = 0xBF;
    if (lead < 0xC2) return {1, Utf8Fault::kInvalidStart};
    if (lead < 0xE0) {
        needed = 2;
    } else if (lead < 0xF0) {
        needed = 3;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED && surrogates == Surrogates::kReject) high = 0x9F;
    } else if (lead < 0xF5) {
        needed = 4;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    } else {
        return {1, Utf8Fault::kInvalidStart};
    }
    if (size < 2) return {1, Utf8Fault::kUnexpectedEnd};
    if (p[1] < low || p[1] > high) return {1, Utf8Fault::kInvalidContinuation};
    for (uint8_t i = 2; i < needed; ++i) {
        if (i >= size) return {i, Utf8Fault::kUnexpectedEnd};
        if (!isContinuation(p[i])) return {i, Utf8Fault::kInvalidContinuation};
    }
    return {needed, Utf8Fault::kNone};
}

} // namespace

const char* utf8FaultReason(Utf8Fault fault) {
    switch (fault) {
    case Utf8Fault::kNone:
        return "";
    case Utf8Fault::kInvalidStart:
        return "invalid start byte";
    case Utf8Fault::kInvalidContinuation:
        return "invalid continuation byte";
    case Utf8Fault::kUnexpectedEnd:
        return "unexpected end of data";
    }
    return "";
}

bool isAscii(const uint8_t* data, size_t size) {
    return skipAscii(data, data + size) == data + size;
}

Utf8Scan scanUtf8(const uint8_t* data, size_t size, Surrogates surrogates) {
    Utf8Scan scan;
    const uint8_t* p = data;
    const uint8_t* end = data + size;
    while (true) {
        const uint8_t* q = skipAscii(p, end);
        scan.code_points += static_cast<size_t>(q - p);
        if (q != p && scan.code_point_max < 0x7F) scan.code_point_max = 0x7F;
        p = q;
        if (p == end) break;
        Sequence sequence = judge(p, static_cast<size_t>(end - p), surrogates);
        if (sequence.fault != Utf8Fault::kNone) {
            scan.fault = sequence.fault;
            scan.valid_size = static_cast<size_t>(p - data);
            scan.fault_end = scan.valid_size + sequence.size;
            return scan;
        }
        char32_t c = nextUtf8CodePoint(p);
        if (c > scan.code_point_max) scan.code_point_max = c;
        ++scan.code_points;
    }
    scan.valid_size = size;
    return scan;
}

template <typename Unit>
size_t decodeUtf8(const uint8_t* data, size_t size, Unit* dst) {
    const uint8_t* p = data;
    const uint8_t* end = data + size;
    Unit* out = dst;
    while (p != end) {
        if (*p < 0x80) {
            const uint8_t* q = skipAscii(p, end);
            if constexpr (sizeof(Unit) == 1) {
                std::memcpy(out, p, static_cast<size_t>(q - p));
                out += q - p;
                p = q;
            } else {
                while (p != q) *out++ = *p++;
            }
        } else {
            *out++ = static_cast<Unit>(nextUtf8CodePoint(p));
        }
    }
    return static_cast<size_t>(out - dst);
}

template <typename Unit>
size_t utf8Size(const Unit* units, size_t count) {
    size_t size = count;
    for (size_t i = 0; i < count; ++i) {
        uint32_t c = units[i];
        size += c >= 0x80;
        if constexpr (sizeof(Unit) > 1) size += c >= 0x800;
        if constexpr (sizeof(Unit) > 2) size += c >= 0x10000;
    }
    return size;
}

template <typename Unit>
size_t encodeUtf8(const Unit* units, size_t count, uint8_t* dst) {
    uint8_t* out = dst;
    for (size_t i = 0; i < count; ++i) {
        if constexpr (sizeof(Unit) == 1) {
            const uint8_t* p = units + i;
            const uint8_t* q = skipAscii(p, units + count);
            std::memcpy(out, p, static_cast<size_t>(q - p));
            out += q - p;
            i += static_cast<size_t>(q - p);
            if (i == count) break;
        } else {
            for (; count - i >= 8; i += 8, out += 8) { // vectorised
                Unit all = 0;
                for (size_t k = 0; k < 8; ++k) all |= units[i + k];
                if (all >= 0x80) break;
                for (size_t k = 0; k < 8; ++k) out[k] = static_cast<uint8_t>(units[i + k]);
            }
            while (i < count && units[i] < 0x80) *out++ = static_cast<uint8_t>(units[i++]);
            if (i == count) break;
        }
        out += encodeUtf8CodePoint(units[i], out);
    }
    return static_cast<size_t>(out - dst);
}

template <typename Unit>
size_t findSurrogate(const Unit* units, size_t count, size_t from) {
    if constexpr (sizeof(Unit) == 1) {
        return count;
    } else {
        auto is_surrogate = [](Unit c) { return (c & ~Unit{0x7FF}) == 0xD800; };
        size_t i = from;
        for (; i + 16 <= count; i += 16) { // vectorised
            bool any = false;
            for (size_t k = 0; k < 16; ++k) any |= is_surrogate(units[i + k]);
            if (any) break;
        }
        while (i < count && !is_surrogate(units[i])) ++i;
        return i;
    }
}

#define KRAIT_UTF8_INSTANCES(UNIT)                                                                 \
    template size_t decodeUtf8<UNIT>(const uint8_t*, size_t, UNIT*);                               \
    template size_t utf8Size<UNIT>(const UNIT*, size_t);                                           \
    template size_t encodeUtf8<UNIT>(const UNIT*, size_t, uint8_t*);                               \
    template size_t findSurrogate<UNIT>(const UNIT*, size_t, size_t);
KRAIT_UTF8_INSTANCES(uint8_t)
KRAIT_UTF8_INSTANCES(uint16_t)
KRAIT_UTF8_INSTANCES(uint32_t)
KRAIT_UTF8_INSTANCES(char32_t)
#undef KRAIT_UTF8_INSTANCES

} // namespace krait
