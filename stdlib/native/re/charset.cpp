// Character sets: case folding as Python's re does it, and membership.
//
// Python folds a class's members once, at compile time, and then looks up the lower case of the
// subject's character. The rules below follow that, including its limits: members past U+FFFF are
// not folded but also tried by upper case. Pure, any thread.
#include "stdlib/native/re/charset.h"

#include "stdlib/native/re/code_points.h"

#include <algorithm>
#include <cctype>

namespace krait::re {
namespace {

// Lower-case characters with the same upper case, in Unicode 15.1: they match each other when case
// is ignored although neither is the lower case of the other. 0 ends a class.
constexpr uint16_t kSameUpper[][4] = {
    {0x69, 0x131},   {0x73, 0x17F},    {0xB5, 0x3BC},    {0x345, 0x3B9, 0x1FBE},  {0x390, 0x1FD3},
    {0x3B0, 0x1FE3}, {0x3B2, 0x3D0},   {0x3B5, 0x3F5},   {0x3B8, 0x3D1},          {0x3BA, 0x3F0},
    {0x3C0, 0x3D6},  {0x3C1, 0x3F1},   {0x3C2, 0x3C3},   {0x3C6, 0x3D5},          {0x432, 0x1C80},
    {0x434, 0x1C81}, {0x43E, 0x1C82},  {0x441, 0x1C83},  {0x442, 0x1C84, 0x1C85}, {0x44A, 0x1C86},
    {0x463, 0x1C87}, {0x1C88, 0xA64B}, {0x1E61, 0x1E9B}, {0xFB05, 0xFB06},
};

uint32_t localeLower(uint32_t c) {
    return c < 256 ? static_cast<uint32_t>(std::tolower(static_cast<int>(c))) : c;
}
uint32_t localeUpper(uint32_t c) {
    return c < 256 ? static_cast<uint32_t>(std::toupper(static_cast<int>(c))) : c;
}

bool inRanges(const std::vector<CharRange>& ranges, uint32_t c) {
    auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                  [](uint32_t x, const CharRange& range) { return x < range.low; });
    return after != ranges.begin() && c <= (after - 1)->high;
}

} // namespace

const uint16_t* extraCases(uint32_t c) {
    for (const auto& same : kSameUpper)
        for (uint16_t member : same)
            if (member && member == c) return same;
    return nullptr;
}

bool isCased(uint32_t c, bool unicode) {
    if (!unicode) return isAsciiLetter(c);
    return hasUnicodeCase(c);
}

bool isLocaleWord(uint32_t c) {
    return c < 256 && (std::isalnum(static_cast<int>(c)) || c == '_');
}

uint32_t foldChar(uint32_t c, Fold fold) {
    switch (fold) {
    case Fold::kAscii:
        return asciiLower(c);
    case Fold::kUnicode:
        return unicodeLower(c);
    case Fold::kLocale:
        return localeLower(c);
    case Fold::kNone:
        break;
    }
    return c;
}

void CharSet::addRange(uint32_t low, uint32_t high) {
    if (!ranges_.empty() && ranges_.back().high + 1 == low)
        ranges_.back().high = high;
    else
        ranges_.push_back({low, high});
}

void CharSet::addFolded(uint32_t low, uint32_t high, bool* has_cased) {
    bool unicode = fold_ == Fold::kUnicode;
    bool past_bmp = high > 0xFFFF;
    for (uint32_t c = low; c <= std::min<uint32_t>(high, 0xFFFF); ++c) {
        uint32_t lower = foldChar(c, fold_);
        addRange(lower, lower);
        if (unicode) {
            if (const uint16_t* same = extraCases(lower))
                for (; *same; ++same) addRange(*same, *same);
        }
        if (!*has_cased && !past_bmp) *has_cased = isCased(c, unicode);
    }
    if (!past_bmp) return;
    *has_cased = true;
    if (low == high)
        addRange(low, high);
    else
        upper_ranges_.push_back({low, high});
}

CharSet CharSet::ofClass(const std::vector<ClassItem>& items, bool negated, uint32_t flags) {
    CharSet set;
    set.negated_ = negated;
    set.unicode_categories_ = (flags & kUnicode) && !(flags & kLocale);
    bool ignore_case = flags & kIgnoreCase;
    bool folds = ignore_case && !(flags & kLocale);
    if (folds) set.fold_ = flags & kUnicode ? Fold::kUnicode : Fold::kAscii;
    bool has_cased = false;
    for (const ClassItem& item : items) {
        if (item.is_category) {
            set.categories_ |= 1u << static_cast<unsigned>(item.category);
            bool is_word = item.category == Category::kWord || item.category == Category::kNotWord;
            if ((flags & kLocale) && is_word) set.is_locale_ = set.locale_word_ = true;
        } else if (folds) {
            set.addFolded(item.low, item.high, &has_cased);
        } else {
            set.addRange(item.low, item.high);
        }
    }
    if (folds && !has_cased) set.fold_ = Fold::kNone;
    if (ignore_case && !folds) {
        set.fold_ = Fold::kLocale;
        set.is_locale_ = true;
    }
    set.finish();
    return set;
}

CharSet CharSet::ofLiteral(uint32_t c, bool negated, uint32_t flags) {
    CharSet set;
    if (!(flags & kIgnoreCase)) {
        set.addRange(c, c);
        set.negated_ = negated;
    } else if (flags & kLocale) {
        set.addRange(c, c);
        set.fold_ = Fold::kLocale;
        set.is_locale_ = true;
        set.negated_outside_ = negated;
    } else {
        bool unicode = flags & kUnicode;
        set.negated_ = negated;
        if (!isCased(c, unicode)) {
            set.addRange(c, c);
        } else {
            set.fold_ = unicode ? Fold::kUnicode : Fold::kAscii;
            uint32_t lower = foldChar(c, set.fold_);
            set.addRange(lower, lower);
            if (unicode) {
                if (const uint16_t* same = extraCases(lower))
                    for (; *same; ++same) set.addRange(*same, *same);
            }
        }
    }
    set.finish();
    return set;
}

CharSet CharSet::ofRange(uint32_t low, uint32_t high, bool negated) {
    CharSet set;
    set.negated_ = negated;
    set.addRange(low, high);
    set.finish();
    return set;
}

void CharSet::finish() {
    auto normalize = [](std::vector<CharRange>& ranges) {
        std::sort(ranges.begin(), ranges.end(),
                  [](const CharRange& a, const CharRange& b) { return a.low < b.low; });
        size_t count = 0;
        for (const CharRange& range : ranges) {
            if (count && range.low <= ranges[count - 1].high + 1)
                ranges[count - 1].high = std::max(ranges[count - 1].high, range.high);
            else
                ranges[count++] = range;
        }
        ranges.resize(count);
    };
    normalize(ranges_);
    normalize(upper_ranges_);
    if (is_locale_) return;
    for (uint32_t c = 0; c < 256; ++c)
        if (containsSlow(c)) bitmap_[c >> 5] |= 1u << (c & 31);
}

bool CharSet::inCategories(uint32_t c) const {
    auto has = [this](Category category) {
        return (categories_ >> static_cast<unsigned>(category)) & 1;
    };
    if (has(Category::kDigit) || has(Category::kNotDigit)) {
        bool digit = unicode_categories_ ? isUnicodeDigit(c) : isAsciiDigit(c);
        if (digit ? has(Category::kDigit) : has(Category::kNotDigit)) return true;
    }
    if (has(Category::kSpace) || has(Category::kNotSpace)) {
        bool space = unicode_categories_ ? isUnicodeSpace(c) : isAsciiSpace(c);
        if (space ? has(Category::kSpace) : has(Category::kNotSpace)) return true;
    }
    if (has(Category::kWord) || has(Category::kNotWord)) {
        bool word = locale_word_          ? isLocaleWord(c)
                    : unicode_categories_ ? isUnicodeWord(c)
                                          : isAsciiWord(c);
        if (word ? has(Category::kWord) : has(Category::kNotWord)) return true;
    }
    return false;
}

bool CharSet::lookUp(uint32_t c) const {
    bool hit = inRanges(ranges_, c) || (categories_ && inCategories(c));
    if (!hit && !upper_ranges_.empty())
        hit = inRanges(upper_ranges_, c) || inRanges(upper_ranges_, unicodeUpper(c));
    return hit != negated_;
}

bool CharSet::containsSlow(uint32_t c) const {
    if (fold_ == Fold::kLocale) {
        uint32_t lower = localeLower(c);
        uint32_t upper = localeUpper(c);
        return (lookUp(lower) || (upper != lower && lookUp(upper))) != negated_outside_;
    }
    return lookUp(foldChar(c, fold_));
}

std::vector<CharRange> CharSet::membersUpTo(uint32_t limit) const {
    std::vector<CharRange> result;
    // Without folding and categories the ranges are the answer, or the gaps between them are.
    if (isEnumerated()) {
        uint32_t next = 0;
        for (const CharRange& range : ranges_) {
            if (range.low > limit) break;
            uint32_t high = std::min(range.high, limit);
            if (!negated_)
                result.push_back({range.low, high});
            else if (range.low > next)
                result.push_back({next, range.low - 1});
            next = high + 1;
        }
        if (negated_ && next <= limit) result.push_back({next, limit});
        return result;
    }
    for (uint32_t c = 0; c <= limit; ++c) {
        if (!contains(c)) continue;
        if (!result.empty() && result.back().high + 1 == c)
            result.back().high = c;
        else
            result.push_back({c, c});
    }
    return result;
}

bool CharSet::isDisjointFrom(const CharSet& other) const {
    if (is_locale_ || other.is_locale_) return false;
    for (int i = 0; i < 8; ++i)
        if (bitmap_[i] & other.bitmap_[i]) return false;
    if (!mayHoldWide() || !other.mayHoldWide()) return true;
    // Past the bitmap, sets of one category each are what patterns have: \w+\s, \d+\D.
    auto single = [](const CharSet& set) {
        return !set.negated_ && set.ranges_.empty() && set.upper_ranges_.empty() &&
               (set.categories_ & (set.categories_ - 1)) == 0 && set.unicode_categories_;
    };
    if (!single(*this) || !single(other)) return false;
    auto both = [this, &other](Category a, Category b) {
        return (categories_ | other.categories_) ==
               (1u << static_cast<unsigned>(a) | 1u << static_cast<unsigned>(b));
    };
    return both(Category::kWord, Category::kSpace) || both(Category::kDigit, Category::kSpace) ||
           both(Category::kWord, Category::kNotWord) ||
           both(Category::kDigit, Category::kNotDigit) ||
           both(Category::kSpace, Category::kNotSpace) ||
           both(Category::kDigit, Category::kNotWord);
}

bool CharSet::mayHoldWide() const {
    if (negated_ || fold_ != Fold::kNone || categories_ || !upper_ranges_.empty()) return true;
    return !ranges_.empty() && ranges_.back().high >= 256;
}

} // namespace krait::re
