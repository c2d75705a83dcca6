// The character sets of the CJK codecs: tables from bytes to code points and back.
//
// A table is built at first use from the C library's converter (iconv), about 24,000 conversions,
// and then corrected where CPython's mapping differs (charset_corrections.h). It belongs to the
// Runtime that built it, is immutable, and needs no lock.
#pragma once

#include "vm/runtime/object_model.h"

#include <cstdint>
#include <vector>

namespace krait {

enum class CjkSet : uint8_t {
    kBig5,
    kBig5Hkscs,
    kCp932,
    kCp949,
    kCp950,
    kEucJis2004,
    kEucJisX0213,
    kEucJp,
    kEucKr,
    kGb18030,
    kGb2312,
    kGbk,
    kJohab,
    kShiftJis,
    kShiftJis2004,
    kShiftJisX0213,
    kCount
};

struct CjkCharset {
    static constexpr uint32_t kAbsent = 0xffffffff, kTooNew = 0xfffffffe;
    static constexpr uint32_t kPair = 0x80000000; // with an index into `pairs`
    struct Pair {
        uint32_t first, second, code;
    };

    uint32_t single[256];        // code point of a byte, or kAbsent: it leads
    std::vector<uint32_t> two;   // by both bytes: code point, kPair | index, or kAbsent
    std::vector<uint32_t> three; // behind a byte 0x8f, by the last two; empty: the set has none
    std::vector<Pair> pairs;     // two code points for one code
    std::vector<uint32_t> codes; // by code point below kCodesEnd: the code as a number; 0: none
    std::vector<uint16_t> four;  // GB18030: the BMP's code points that need four bytes, in order
    static constexpr uint32_t kCodesEnd = 0x30000;

    // The code of a code point; 0: it has none, but for U+0000.
    uint32_t codeOf(uint32_t c) const { return c < kCodesEnd ? codes[c] : 0; }
    uint32_t pairCode(uint32_t first, uint32_t second) const; // 0: none
    bool beginsPair(uint32_t c) const;
};

// Borrowed; null with an exception: LookupError if the C library lacks the converter.
const CjkCharset* cjkCharset(Thread*, CjkSet set);

} // namespace krait
