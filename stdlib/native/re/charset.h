// Sets of characters as the matcher and the translation to PCRE2 test them.
//
// Invariant: for c < 256 the bitmap is the whole answer, except in locale sets, whose answer may
// change with the process's locale and is computed at each test. Above, the answer is computed from
// sorted ranges and categories. A set owns its vectors and is immutable once made. Any thread.
#pragma once

#include "stdlib/native/re/syntax.h"
#include "vm/base/assert.h"

namespace krait::re {

struct CharRange {
    uint32_t low;
    uint32_t high;
};

// How a subject's character is changed before it is looked up.
enum class Fold : uint8_t { kNone, kAscii, kUnicode, kLocale };

class CharSet {
  public:
    // The set of a class's items under `flags`.
    static CharSet ofClass(const std::vector<ClassItem>& items, bool negated, uint32_t flags);
    // All case variants of one character. Fold::kNone in the result means: c and nothing else.
    static CharSet ofLiteral(uint32_t c, bool negated, uint32_t flags);
    static CharSet ofRange(uint32_t low, uint32_t high, bool negated);

    bool contains(uint32_t c) const {
        if (c < 256 && KRAIT_LIKELY(!is_locale_)) return (bitmap_[c >> 5] >> (c & 31)) & 1;
        return containsSlow(c);
    }
    bool isLocale() const { return is_locale_; }
    Fold fold() const { return fold_; }
    // Whether the ranges are the whole answer, without folding and categories.
    bool isEnumerated() const {
        return fold_ == Fold::kNone && !categories_ && upper_ranges_.empty();
    }
    bool hasWord() const { return categories_ >> static_cast<unsigned>(Category::kWord); }

    // The members up to `limit` as sorted, disjoint ranges.
    std::vector<CharRange> membersUpTo(uint32_t limit) const;
    // Whether no character is in both; false when that would be hard to tell.
    bool isDisjointFrom(const CharSet& other) const;
    // Whether some character from 256 on may be a member (never false when one is).
    bool mayHoldWide() const;
    const uint32_t* bitmap() const { return bitmap_; }

  private:
    bool containsSlow(uint32_t c) const;
    bool lookUp(uint32_t c) const;
    bool inCategories(uint32_t c) const;
    void addFolded(uint32_t low, uint32_t high, bool* has_cased);
    void addRange(uint32_t low, uint32_t high);
    void finish();

    uint32_t bitmap_[8] = {};
    std::vector<CharRange> ranges_;
    // Ranges past U+FFFF in ignore-case sets also match by the upper case of the folded character.
    std::vector<CharRange> upper_ranges_;
    uint8_t categories_ = 0; // a bit for each Category
    Fold fold_ = Fold::kNone;
    bool is_locale_ = false;
    bool unicode_categories_ = false;
    bool locale_word_ = false;
    bool negated_ = false;
    bool negated_outside_ = false; // a negated literal under LOCALE: neither case may match
};

// Whether lower or upper case differ from c, with the exceptions that match each other although
// both are lower case.
bool isCased(uint32_t c, bool unicode);
// Other lower-case characters that match the lower-case c when case is ignored; 0 ends the list.
const uint16_t* extraCases(uint32_t c);
bool isLocaleWord(uint32_t c);
uint32_t foldChar(uint32_t c, Fold fold);

} // namespace krait::re
