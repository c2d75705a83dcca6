// Names of code points; see unicode.h. A name is a sequence of words, each one or two bytes that
// number it; the frequent words have one byte. The order of the names by hash serves lookup, which
// decodes the names it compares with, so no text is stored twice. Hangul syllables and CJK
// ideographs have names by rule.
#include "vm/base/unicode.h"

#include "vm/base/assert.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

namespace krait::unicode {

namespace {

struct NameRun {
    uint32_t code_point;
    uint32_t name; // names from here on belong to consecutive code points
};

struct CodePointRange {
    uint32_t first, last;
};

#include "vm/base/unicode_names.inc"

constexpr char kIdeographPrefix[] = "CJK UNIFIED IDEOGRAPH-";
constexpr char kHangulPrefix[] = "HANGUL SYLLABLE ";
constexpr size_t kIdeographPrefixSize = sizeof kIdeographPrefix - 1;
constexpr size_t kHangulPrefixSize = sizeof kHangulPrefix - 1;
constexpr char32_t kHangulBase = 0xAC00;
constexpr unsigned kVowelCount = 21, kTrailCount = 28;
constexpr unsigned kHangulCount = 19 * kVowelCount * kTrailCount;

// The romanised letters (Jamo.txt).
constexpr const char* kLeads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                  "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
constexpr const char* kVowels[] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                   "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                   "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
constexpr const char* kTrails[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                   "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                   "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};

bool isIdeograph(char32_t c) {
    for (const CodePointRange& range : kIdeographs)
        if (c >= range.first && c <= range.last) return true;
    return false;
}

// The text of a stored name; returns its length.
size_t decodeName(unsigned index, char* dst) {
    const uint8_t* p = kNameData + kNameOffsets[index / kNameStep];
    for (unsigned skip = index % kNameStep; skip > 0; --skip) p += 1 + *p;
    const uint8_t* end = p + 1 + *p;
    char* out = dst;
    for (++p; p != end;) {
        unsigned word = *p++;
        if (word >= kOneByteWords) word = kOneByteWords + ((word - kOneByteWords) << 8) + *p++;
        if (out != dst) *out++ = ' ';
        size_t size = kWordStarts[word + 1] - kWordStarts[word];
        std::memcpy(out, kWordText + kWordStarts[word], size);
        out += size;
    }
    return static_cast<size_t>(out - dst);
}

uint32_t hashName(const char* text, size_t size) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; ++i) hash = (hash ^ static_cast<uint8_t>(text[i])) * 16777619u;
    return hash;
}

// The longest entry that `text` begins with; returns its index or -1.
int longestMatch(const char* const* table, size_t count, const char** text, const char* end) {
    int best = -1;
    size_t best_size = 0;
    for (size_t i = 0; i < count; ++i) {
        size_t size = std::strlen(table[i]);
        if (size > static_cast<size_t>(end - *text) || std::memcmp(table[i], *text, size) != 0)
            continue;
        if (best < 0 || size > best_size) {
            best = static_cast<int>(i);
            best_size = size;
        }
    }
    *text += best_size;
    return best;
}

char32_t lookUpHangul(const char* text, const char* end) {
    int lead = longestMatch(kLeads, std::size(kLeads), &text, end);
    int vowel = longestMatch(kVowels, std::size(kVowels), &text, end);
    int trail = longestMatch(kTrails, std::size(kTrails), &text, end);
    if (lead < 0 || vowel < 0 || trail < 0 || text != end) return 0;
    unsigned index =
        (static_cast<unsigned>(lead) * kVowelCount + static_cast<unsigned>(vowel)) * kTrailCount +
        static_cast<unsigned>(trail);
    return kHangulBase + index;
}

} // namespace

size_t name(char32_t c, char* dst) {
    KRAIT_ASSERT(c <= kCodePointMax);
    if (c - kHangulBase < kHangulCount) {
        unsigned index = c - kHangulBase;
        char* p = dst;
        for (const char* part :
             {kHangulPrefix, kLeads[index / (kVowelCount * kTrailCount)],
              kVowels[index / kTrailCount % kVowelCount], kTrails[index % kTrailCount]}) {
            size_t size = std::strlen(part);
            std::memcpy(p, part, size);
            p += size;
        }
        return static_cast<size_t>(p - dst);
    }
    if (isIdeograph(c)) {
        std::memcpy(dst, kIdeographPrefix, kIdeographPrefixSize);
        char* end = std::to_chars(dst + kIdeographPrefixSize, dst + kNameSizeMax,
                                  static_cast<uint32_t>(c), 16)
                        .ptr;
        for (char* p = dst + kIdeographPrefixSize; p != end; ++p)
            if (*p >= 'a') *p = static_cast<char>(*p - 'a' + 'A');
        return static_cast<size_t>(end - dst);
    }
    const NameRun* run =
        std::upper_bound(std::begin(kNameRuns), std::end(kNameRuns), c,
                         [](char32_t wanted, const NameRun& r) { return wanted < r.code_point; });
    if (run == std::begin(kNameRuns)) return 0;
    unsigned names_end = run == std::end(kNameRuns) ? kNameCount : run->name;
    --run;
    unsigned index = run->name + (c - run->code_point);
    return index < names_end ? decodeName(index, dst) : 0;
}

size_t lookup(const char* text, size_t size, bool sequences, char32_t* out) {
    if (size == 0 || size >= kNameSizeMax) return 0;
    char upper[kNameSizeMax];
    for (size_t i = 0; i < size; ++i) {
        char c = text[i];
        upper[i] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    // CPython: the names by rule are matched as they are written, the others in any case.
    if (size > kHangulPrefixSize && std::memcmp(text, kHangulPrefix, kHangulPrefixSize) == 0) {
        out[0] = lookUpHangul(text + kHangulPrefixSize, text + size);
        return out[0] != 0;
    }
    if (size > kIdeographPrefixSize &&
        std::memcmp(text, kIdeographPrefix, kIdeographPrefixSize) == 0) {
        size_t digits = size - kIdeographPrefixSize;
        if (digits != 4 && digits != 5) return 0;
        char32_t c = 0;
        for (size_t i = kIdeographPrefixSize; i < size; ++i) {
            char digit = text[i];
            if (digit >= '0' && digit <= '9')
                c = c * 16 + static_cast<char32_t>(digit - '0');
            else if (digit >= 'A' && digit <= 'F')
                c = c * 16 + static_cast<char32_t>(digit - 'A' + 10);
            else
                return 0;
        }
        out[0] = c;
        return isIdeograph(c);
    }
    uint32_t hash = hashName(upper, size);
    size_t low = 0, high = kLookupCount;
    char candidate[kNameSizeMax];
    while (low < high) {
        size_t middle = (low + high) / 2;
        unsigned index = kNamesByHash[middle];
        size_t candidate_size = decodeName(index, candidate);
        uint32_t candidate_hash = hashName(candidate, candidate_size);
        if (candidate_hash < hash) {
            low = middle + 1;
        } else if (candidate_hash > hash) {
            high = middle;
        } else {
            // The generator made sure that no two names share a hash.
            if (candidate_size != size || std::memcmp(candidate, upper, size) != 0) return 0;
            if (index < kNameCount) {
                const NameRun* run = std::upper_bound(
                    std::begin(kNameRuns), std::end(kNameRuns), index,
                    [](unsigned wanted, const NameRun& r) { return wanted < r.name; });
                --run;
                out[0] = run->code_point + (index - run->name);
                return 1;
            }
            unsigned extra = index - kNameCount;
            size_t first = kExtraStarts[extra];
            size_t count = kExtraStarts[extra + 1] - first;
            KRAIT_ASSERT(count <= kSequenceMax);
            if (count > 1 && !sequences) return 0;
            for (size_t i = 0; i < count; ++i) out[i] = kExtraValues[first + i];
            return count;
        }
    }
    return 0;
}

} // namespace krait::unicode
