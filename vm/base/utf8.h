// UTF-8: the strict decoder, in two passes (scan, then write into a buffer of the width the scan
// found), and the encoder from 1, 2 and 4 byte units. Faults carry the position, length and reason
// of CPython's UnicodeDecodeError. Pure functions: the caller owns all buffers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait {

enum class Utf8Fault : uint8_t { kNone, kInvalidStart, kInvalidContinuation, kUnexpectedEnd };

// The text of UnicodeDecodeError.reason.
const char* utf8FaultReason(Utf8Fault fault);

// What a scan found before the first fault. To go on after it, scan again from fault_end.
struct Utf8Scan {
    size_t code_points = 0; // in data[0, valid_size)
    size_t valid_size = 0;  // bytes before the fault, or all
    char32_t code_point_max = 0;
    Utf8Fault fault = Utf8Fault::kNone;
    size_t fault_end = 0; // one past the faulty bytes, which begin at valid_size
};

enum class Surrogates : uint8_t { kReject, kPass };

// kPass also accepts the three-byte forms of U+D800..U+DFFF (the surrogatepass error handler).
Utf8Scan scanUtf8(const uint8_t* data, size_t size, Surrogates surrogates = Surrogates::kReject);

// True if every byte is below 0x80.
bool isAscii(const uint8_t* data, size_t size);

// Decode bytes that a scan found valid; Unit must hold code_point_max (uint8_t: 0xFF, uint16_t:
// 0xFFFF). Returns the number of units written.
template <typename Unit>
size_t decodeUtf8(const uint8_t* data, size_t size, Unit* dst);

// The number of bytes encodeUtf8 writes. Surrogates count as three bytes each.
template <typename Unit>
size_t utf8Size(const Unit* units, size_t count);

// Writes utf8Size() bytes and returns their number. A lone surrogate gets its three-byte form,
// which is only right under surrogatepass: look with findSurrogate first.
template <typename Unit>
size_t encodeUtf8(const Unit* units, size_t count, uint8_t* dst);

// Index of the first surrogate at or after `from`, or count.
template <typename Unit>
size_t findSurrogate(const Unit* units, size_t count, size_t from = 0);

// One code point, one to four bytes; returns how many.
inline size_t encodeUtf8CodePoint(char32_t c, uint8_t* dst) {
    if (c < 0x80) {
        dst[0] = static_cast<uint8_t>(c);
        return 1;
    }
    if (c < 0x800) {
        dst[0] = static_cast<uint8_t>(0xC0 | (c >> 6));
        dst[1] = static_cast<uint8_t>(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        dst[0] = static_cast<uint8_t>(0xE0 | (c >> 12));
        dst[1] = static_cast<uint8_t>(0x80 | ((c >> 6) & 0x3F));
        dst[2] = static_cast<uint8_t>(0x80 | (c & 0x3F));
        return 3;
    }
    dst[0] = static_cast<uint8_t>(0xF0 | (c >> 18));
    dst[1] = static_cast<uint8_t>(0x80 | ((c >> 12) & 0x3F));
    dst[2] = static_cast<uint8_t>(0x80 | ((c >> 6) & 0x3F));
    dst[3] = static_cast<uint8_t>(0x80 | (c & 0x3F));
    return 4;
}

// The next code point of valid UTF-8; advances p past it.
inline char32_t nextUtf8CodePoint(const uint8_t*& p) {
    char32_t c = *p++;
    if (c < 0x80) return c;
    if (c < 0xE0) {
        c = (c & 0x1F) << 6 | (p[0] & 0x3F);
        p += 1;
    } else if (c < 0xF0) {
        c = (c & 0x0F) << 12 | (p[0] & 0x3Fu) << 6 | (p[1] & 0x3F);
        p += 2;
    } else {
        c = (c & 0x07) << 18 | (p[0] & 0x3Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3F);
        p += 3;
    }
    return c;
}

} // namespace krait
