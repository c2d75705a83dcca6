// The search behind str.find and bytes.find. No state, no memory: any thread.
#include "vm/base/byte_search.h"

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace krait {

// The first place in [from, stop) where the `size` >= 2 bytes of `needle` are, or null.
const char* findBytes(const char* from, const char* stop, const char* needle, size_t size) {
    if (static_cast<size_t>(stop - from) < size) return nullptr;
    const char* last_start = stop - size;
#ifdef __SSE2__
    // Sixteen places at a time: those whose first and last bytes match are compared. Text that
    // misleads this too often is left to memmem, which is linear.
    __m128i first = _mm_set1_epi8(needle[0]), last = _mm_set1_epi8(needle[size - 1]);
    int patience = 64;
    while (last_start - from >= 15) {
        auto load = [](const char* p) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        };
        __m128i hits = _mm_and_si128(_mm_cmpeq_epi8(load(from), first),
                                     _mm_cmpeq_epi8(load(from + size - 1), last));
        auto mask = static_cast<uint32_t>(_mm_movemask_epi8(hits));
        for (; mask; mask &= mask - 1) {
            const char* at = from + __builtin_ctz(mask);
            if (size == 2 || std::memcmp(at + 1, needle + 1, size - 2) == 0) return at;
            --patience;
        }
        from += 16;
        if (patience < 0) break;
    }
#endif
    if (last_start - from < 32) {
        for (; from <= last_start; ++from) {
            if (*from == *needle && from[size - 1] == needle[size - 1] &&
                std::memcmp(from, needle, size) == 0) {
                return from;
            }
        }
        return nullptr;
    }
    return static_cast<const char*>(memmem(from, static_cast<size_t>(stop - from), needle, size));
}

} // namespace krait
