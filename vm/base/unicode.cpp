// Properties, case mappings and normalisation; see unicode.h. A code point's record is found in two
// steps: the page of its 128 neighbours, then the record's number within the page. Equal pages and
// equal records are stored once.
#include "vm/base/unicode.h"

#include "vm/base/assert.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace krait::unicode {

namespace {

struct UnicodeRecord {
    int32_t lower, upper, title, fold; // differences to the code point
    uint16_t flags;
    uint8_t category;
    uint8_t bidirectional;
    uint8_t combining;
    uint8_t width;
    uint8_t decimal; // 255: none
    uint8_t digit;
    uint8_t numeric;  // index into kNumericValues
    uint8_t unstable; // a bit per Form: a text with this may change
};

struct SpecialCase {
    uint32_t code_point;
    uint16_t lower[3], upper[3], title[3], fold[3]; // zero-padded
};

struct Composition {
    uint32_t first, second, composed;
};

#include "vm/base/unicode_tables.inc" // closes the unnamed namespace before kLatin1Flags

namespace {

// In the order of the generator's lists.
constexpr const char* kCategories[] = {"Cn", "Lu", "Ll", "Lt", "Mn", "Mc", "Me", "Nd", "Nl", "No",
                                       "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Lm", "Lo", "Pc",
                                       "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"};
constexpr uint8_t kTitleCategory = 3;
constexpr const char* kBidirectional[] = {"",    "L",  "LRE", "LRO", "R",   "AL",  "RLE", "RLO",
                                          "PDF", "EN", "ES",  "ET",  "AN",  "CS",  "NSM", "BN",
                                          "B",   "S",  "WS",  "ON",  "LRI", "RLI", "FSI", "PDI"};
constexpr const char* kWidths[] = {"F", "H", "W", "Na", "A", "N"};
constexpr const char* kTags[] = {"",         "<noBreak>",  "<compat>", "<super>",   "<fraction>",
                                 "<sub>",    "<font>",     "<circle>", "<wide>",    "<vertical>",
                                 "<square>", "<isolated>", "<final>",  "<initial>", "<medial>",
                                 "<small>",  "<narrow>"};

constexpr int kPageBits = 7;
constexpr char32_t kPageMask = (1 << kPageBits) - 1;

const UnicodeRecord& recordOf(char32_t c) {
    KRAIT_ASSERT(c <= kCodePointMax);
    return kRecords[kRecordBlocks[(kRecordPages[c >> kPageBits] << kPageBits) + (c & kPageMask)]];
}

const SpecialCase& specialCaseOf(char32_t c) {
    const SpecialCase* found = std::lower_bound(
        std::begin(kSpecialCases), std::end(kSpecialCases), c,
        [](const SpecialCase& row, char32_t wanted) { return row.code_point < wanted; });
    KRAIT_ASSERT(found != std::end(kSpecialCases) && found->code_point == c);
    return *found;
}

size_t mapCase(char32_t c, int32_t UnicodeRecord::* delta, const uint16_t (SpecialCase::*full)[3],
               char32_t* out) {
    const UnicodeRecord& record = recordOf(c);
    if (KRAIT_LIKELY(!(record.flags & kSpecialCase))) {
        out[0] = c + static_cast<char32_t>(record.*delta);
        return 1;
    }
    const uint16_t* mapping = specialCaseOf(c).*full;
    size_t count = 0;
    while (count < kCaseMappingMax && mapping[count] != 0) {
        out[count] = mapping[count];
        ++count;
    }
    return count;
}

// --- Hangul: composed and decomposed by arithmetic (Unicode, 3.12) -----------------------------

constexpr char32_t kHangulBase = 0xAC00, kLeadBase = 0x1100, kVowelBase = 0x1161,
                   kTrailBase = 0x11A7;
constexpr char32_t kLeadCount = 19, kVowelCount = 21, kTrailCount = 28;
constexpr char32_t kHangulCount = kLeadCount * kVowelCount * kTrailCount;

bool isHangul(char32_t c) {
    return c - kHangulBase < kHangulCount;
}

bool isCompat(Form form) {
    return form == Form::kNfkd || form == Form::kNfkc;
}
bool isComposing(Form form) {
    return form == Form::kNfc || form == Form::kNfkc;
}

// Emits the full decomposition of a code point.
template <typename Emit>
void decompose(char32_t c, bool compat, Emit& emit) {
    if (c < 0xA0) {
        emit(c);
    } else if (isHangul(c)) {
        char32_t index = c - kHangulBase;
        emit(kLeadBase + index / (kVowelCount * kTrailCount));
        emit(kVowelBase + index / kTrailCount % kVowelCount);
        if (index % kTrailCount != 0) emit(kTrailBase + index % kTrailCount);
    } else {
        Decomposition parts = decomposition(c);
        if (parts.count == 0 || (parts.tag[0] != 0 && !compat)) {
            emit(c);
            return;
        }
        for (size_t i = 0; i < parts.count; ++i) decompose(parts.parts[i], compat, emit);
    }
}

// The primary composite of two code points, or 0.
char32_t compose(char32_t first, char32_t second) {
    if (first - kLeadBase < kLeadCount && second - kVowelBase < kVowelCount)
        return kHangulBase +
               ((first - kLeadBase) * kVowelCount + (second - kVowelBase)) * kTrailCount;
    if (isHangul(first) && (first - kHangulBase) % kTrailCount == 0 &&
        second - (kTrailBase + 1) < kTrailCount - 1)
        return first + (second - kTrailBase);
    const Composition* found = std::lower_bound(
        std::begin(kCompositions), std::end(kCompositions), Composition{first, second, 0},
        [](const Composition& a, const Composition& b) {
            return a.first != b.first ? a.first < b.first : a.second < b.second;
        });
    bool matches =
        found != std::end(kCompositions) && found->first == first && found->second == second;
    return matches ? found->composed : 0;
}

bool hasLowerClass(char32_t a, char32_t b) {
    return combiningClass(a) < combiningClass(b);
}

// Merges two sorted neighbours, stably and without a buffer.
void mergeMarks(char32_t* first, char32_t* middle, char32_t* last) {
    if (first == middle || middle == last) return;
    if (last - first == 2) {
        if (hasLowerClass(*middle, *first)) std::swap(*first, *middle);
        return;
    }
    char32_t *cut, *other_cut;
    if (middle - first > last - middle) {
        cut = first + (middle - first) / 2;
        other_cut = std::lower_bound(middle, last, *cut, hasLowerClass);
    } else {
        other_cut = middle + (last - middle) / 2;
        cut = std::upper_bound(first, middle, *other_cut, hasLowerClass);
    }
    char32_t* joint = std::rotate(cut, middle, other_cut);
    mergeMarks(first, cut, joint);
    mergeMarks(joint, other_cut, last);
}

// Sorts a run by class; marks of one class keep their order. A run may be as long as the text, so
// this must not be quadratic.
void sortMarks(char32_t* first, char32_t* last) {
    constexpr ptrdiff_t kInsertionMax = 12;
    if (last - first > kInsertionMax) {
        char32_t* middle = first + (last - first) / 2;
        sortMarks(first, middle);
        sortMarks(middle, last);
        mergeMarks(first, middle, last);
        return;
    }
    for (char32_t* p = first; p != last; ++p)
        for (char32_t* q = p; q != first && hasLowerClass(*q, q[-1]); --q) std::swap(*q, q[-1]);
}

// Puts every run of combining marks into canonical order.
void orderMarks(char32_t* text, size_t count) {
    char32_t* end = text + count;
    for (char32_t* p = text; p != end;) {
        if (*p < 0x300 || combiningClass(*p) == 0) {
            ++p;
            continue;
        }
        char32_t* run_end = p + 1;
        while (run_end != end && combiningClass(*run_end) != 0) ++run_end;
        sortMarks(p, run_end);
        p = run_end;
    }
}

// Composes in place; the text is in canonical order. A mark is blocked from its starter by an
// uncomposed mark of the same or a higher class, or by another starter.
size_t composeText(char32_t* text, size_t count) {
    size_t out = 0;
    size_t starter = SIZE_MAX;
    int last_class = -1;
    for (size_t i = 0; i < count; ++i) {
        char32_t c = text[i];
        int mark_class = combiningClass(c);
        if (starter != SIZE_MAX && last_class < mark_class) {
            char32_t composed = compose(text[starter], c);
            if (composed != 0) {
                text[starter] = composed;
                continue;
            }
        }
        if (mark_class == 0) {
            starter = out;
            last_class = -1;
        } else {
            last_class = mark_class;
        }
        text[out++] = c;
    }
    return out;
}

} // namespace

uint16_t flagsOfWide(char32_t c) {
    return recordOf(c).flags;
}

bool isTitle(char32_t c) {
    return recordOf(c).category == kTitleCategory;
}

size_t toLower(char32_t c, char32_t* out) {
    return mapCase(c, &UnicodeRecord::lower, &SpecialCase::lower, out);
}
size_t toUpper(char32_t c, char32_t* out) {
    return mapCase(c, &UnicodeRecord::upper, &SpecialCase::upper, out);
}
size_t toTitle(char32_t c, char32_t* out) {
    return mapCase(c, &UnicodeRecord::title, &SpecialCase::title, out);
}
size_t toCaseFold(char32_t c, char32_t* out) {
    return mapCase(c, &UnicodeRecord::fold, &SpecialCase::fold, out);
}

char32_t toSimpleLower(char32_t c) {
    return c + static_cast<char32_t>(recordOf(c).lower);
}

template <typename Unit>
bool isFinalSigma(const Unit* units, size_t count, size_t index) {
    size_t before = index;
    while (before > 0 && (flagsOf(units[before - 1]) & kCaseIgnorable)) --before;
    if (before == 0 || !(flagsOf(units[before - 1]) & kCased)) return false;
    size_t after = index + 1;
    while (after < count && (flagsOf(units[after]) & kCaseIgnorable)) ++after;
    return after == count || !(flagsOf(units[after]) & kCased);
}

int decimalValue(char32_t c) {
    uint8_t value = recordOf(c).decimal;
    return value == 255 ? -1 : value;
}

int digitValue(char32_t c) {
    uint8_t value = recordOf(c).digit;
    return value == 255 ? -1 : value;
}

double numericValue(char32_t c) {
    return kNumericValues[recordOf(c).numeric];
}
const char* category(char32_t c) {
    return kCategories[recordOf(c).category];
}
const char* bidirectional(char32_t c) {
    return kBidirectional[recordOf(c).bidirectional];
}
const char* eastAsianWidth(char32_t c) {
    return kWidths[recordOf(c).width];
}
uint8_t combiningClass(char32_t c) {
    return recordOf(c).combining;
}

Decomposition decomposition(char32_t c) {
    KRAIT_ASSERT(c <= kCodePointMax);
    uint16_t at =
        kDecompositionBlocks[(kDecompositionPages[c >> kPageBits] << kPageBits) + (c & kPageMask)];
    uint32_t head = kDecompositions[at];
    return {kTags[head >> 8], kDecompositions + at + 1, head & 0xFF};
}

template <typename Unit>
bool isSurelyNormalized(Form form, const Unit* units, size_t count) {
    uint8_t last_class = 0;
    for (size_t i = 0; i < count; ++i) {
        char32_t c = units[i];
        if (c < 0xA0) {
            last_class = 0;
            continue;
        }
        const UnicodeRecord& record = recordOf(c);
        if (record.unstable >> static_cast<int>(form) & 1) return false;
        if (record.combining != 0 && record.combining < last_class) return false;
        last_class = record.combining;
    }
    return true;
}

template <typename Unit>
size_t normalizedSizeMax(Form form, const Unit* units, size_t count) {
    size_t size = 0;
    auto emit = [&size](char32_t) { ++size; };
    for (size_t i = 0; i < count; ++i) decompose(units[i], isCompat(form), emit);
    return size;
}

template <typename Unit>
size_t normalize(Form form, const Unit* units, size_t count, char32_t* dst) {
    char32_t* out = dst;
    auto emit = [&out](char32_t c) { *out++ = c; };
    for (size_t i = 0; i < count; ++i) decompose(units[i], isCompat(form), emit);
    size_t size = static_cast<size_t>(out - dst);
    orderMarks(dst, size);
    return isComposing(form) ? composeText(dst, size) : size;
}

#define KRAIT_UNICODE_INSTANCES(UNIT)                                                              \
    template bool isFinalSigma<UNIT>(const UNIT*, size_t, size_t);                                 \
    template bool isSurelyNormalized<UNIT>(Form, const UNIT*, size_t);                             \
    template size_t normalizedSizeMax<UNIT>(Form, const UNIT*, size_t);                            \
    template size_t normalize<UNIT>(Form, const UNIT*, size_t, char32_t*);
KRAIT_UNICODE_INSTANCES(uint8_t)
KRAIT_UNICODE_INSTANCES(uint16_t)
KRAIT_UNICODE_INSTANCES(uint32_t)
KRAIT_UNICODE_INSTANCES(char32_t)
#undef KRAIT_UNICODE_INSTANCES

} // namespace krait::unicode
