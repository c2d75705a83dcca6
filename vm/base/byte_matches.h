// All places of one text in another, from the left and without overlaps: what count, split and
// replace of str and bytes walk over. One search goes on over its block of sixteen bytes after each
// match, where findBytes would begin anew. No state, no memory: any thread.
#pragma once

#include "vm/base/byte_search.h"

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace krait {

// Whether the same `size` bytes are at both places. No call for up to sixteen.
inline bool sameBytes(const char* a, const char* b, size_t size) {
    auto same = [&](auto word) {
        auto load = [](const char* p) {
            decltype(word) loaded;
            std::memcpy(&loaded, p, sizeof loaded);
            return loaded;
        };
        size_t last = size - sizeof word;
        return ((load(a) ^ load(b)) | (load(a + last) ^ load(b + last))) == 0;
    };
    if (size > 16) return std::memcmp(a, b, size) == 0;
    if (size >= 8) return same(uint64_t{});
    if (size >= 4) return same(uint32_t{});
    for (size_t i = 0; i < size; ++i) {
        if (a[i] != b[i]) return false;
    }
    return true;
}

// Calls visit(const char* at) -> bool for each match of the `size` >= 1 bytes of `needle` in [from,
// stop), until one returns false.
template <typename Visit>
inline void forEachMatch(const char* from, const char* stop, const char* needle, size_t size,
                         Visit&& visit) {
    if (static_cast<size_t>(stop - from) < size) return;
#ifdef __SSE2__
    // As in findBytes. A match makes up for what misled the search before.
    constexpr int kPatience = 64;
    const char* last_start = stop - size;
    const char* free = from; // a match may begin here or later
    __m128i first = _mm_set1_epi8(needle[0]), last = _mm_set1_epi8(needle[size - 1]);
    for (int patience = kPatience; last_start - from >= 15 && patience >= 0;) {
        auto load = [](const char* p) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        };
        __m128i hits = _mm_and_si128(_mm_cmpeq_epi8(load(from), first),
                                     _mm_cmpeq_epi8(load(from + size - 1), last));
        for (auto mask = static_cast<uint32_t>(_mm_movemask_epi8(hits)); mask; mask &= mask - 1) {
            const char* at = from + __builtin_ctz(mask);
            if (at < free) continue;
            if (size > 2 && !sameBytes(at, needle, size)) {
                --patience;
                continue;
            }
            if (!visit(at)) return;
            free = at + size;
            patience = kPatience;
        }
        from += 16;
        if (from < free) from = free;
    }
    if (from < free) from = free;
#endif
    while (static_cast<size_t>(stop - from) >= size) {
        const char* at = size == 1 ? static_cast<const char*>(std::memchr(
                                         from, *needle, static_cast<size_t>(stop - from)))
                                   : findBytes(from, stop, needle, size);
        if (!at || !visit(at)) return;
        from = at + size;
    }
}

} // namespace krait
