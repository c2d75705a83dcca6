// What the files of str share.
#pragma once

#include "vm/objects/str.h"

#include <cstring>

namespace krait {

size_t strObjectSize(const Object* o);
void strDestroy(Thread*, Object* o); // leaves the intern table
New<Str> strAllocateIn(Thread*, Type* type, int64_t length, uint32_t max_char);
// Of valid UTF-8 that is not all ASCII, as scanUtf8 found it.
Ref strFromScannedUtf8(Thread*, std::string_view text, const struct Utf8Scan& scan);
// Copies text that is short as a rule.
inline void strCopyBytes(char* dst, const char* src, size_t count) {
    if (count > 32) {
        std::memcpy(dst, src, count);
    } else if (count >= 16) {
        std::memcpy(dst, src, 16);
        std::memcpy(dst + count - 16, src + count - 16, 16);
    } else if (count >= 8) {
        std::memcpy(dst, src, 8);
        std::memcpy(dst + count - 8, src + count - 8, 8);
    } else if (count >= 4) {
        std::memcpy(dst, src, 4);
        std::memcpy(dst + count - 4, src + count - 4, 4);
    } else {
        for (size_t i = 0; i < count; ++i) dst[i] = src[i];
    }
}
// An upper bound for the characters of s: 127, 255, 0xffff or 0x10ffff.
uint32_t strMaxChar(const Str* s);
// Copies characters; dst is wide enough.
void strCopyInto(Str* dst, int64_t at, const Str* src, int64_t start, int64_t count);
template <typename Unit>
void strCopyUnits(Str* dst, int64_t at, const Unit* src, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
        if (dst->width == 1)
            reinterpret_cast<uint8_t*>(dst->data)[at + i] = static_cast<uint8_t>(src[i]);
        else if (dst->width == 2)
            reinterpret_cast<uint16_t*>(dst->data)[at + i] = static_cast<uint16_t>(src[i]);
        else
            reinterpret_cast<uint32_t*>(dst->data)[at + i] = src[i];
    }
}
// As strSubstring; `copy`: never the string itself.
Ref strSlice(Thread*, Str* s, int64_t start, int64_t end, bool copy);

} // namespace krait
