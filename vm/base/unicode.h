// The Unicode character database, version 15.1.0: properties, case mappings, normalisation and
// names, equal to those of CPython 3.13's str methods and unicodedata for every code point.
// The tables are generated (vm/base/tools/make_unicode_tables.py) and constant; predicates on
// Latin-1 are one inline load. Code points above U+10FFFF must not be asked about. Pure functions,
// no allocation; any thread may call them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait::unicode {

constexpr const char* kVersion = "15.1.0";
constexpr char32_t kCodePointMax = 0x10FFFF;

// --- predicates
// ------------------------------------------------------------------------------------

enum Flags : uint16_t {
    kAlpha = 1 << 0,
    kDecimal = 1 << 1,
    kDigit = 1 << 2,
    kNumeric = 1 << 3,
    kSpace = 1 << 4,
    kLineBreak = 1 << 5,
    kUpper = 1 << 6,
    kLower = 1 << 7,
    kPrintable = 1 << 8,
    kIdStart = 1 << 9, // of Python identifiers: XID_Start and '_'
    kIdContinue = 1 << 10,
    kCased = 1 << 11,         // and not case-ignorable
    kCaseIgnorable = 1 << 12, // skipped when the final sigma rule looks for a cased neighbour
    kMirrored = 1 << 13,
    kSpecialCase = 1 << 14, // some case mapping is longer than one code point
};

extern const uint16_t kLatin1Flags[256];
uint16_t flagsOfWide(char32_t c);

inline uint16_t flagsOf(char32_t c) {
    return c < 256 ? kLatin1Flags[c] : flagsOfWide(c);
}

inline bool isAlpha(char32_t c) {
    return flagsOf(c) & kAlpha;
}
inline bool isDecimal(char32_t c) {
    return flagsOf(c) & kDecimal;
}
inline bool isDigit(char32_t c) {
    return flagsOf(c) & kDigit;
}
inline bool isNumeric(char32_t c) {
    return flagsOf(c) & kNumeric;
}
inline bool isAlnum(char32_t c) {
    return flagsOf(c) & (kAlpha | kDecimal | kDigit | kNumeric);
}
inline bool isSpace(char32_t c) {
    return flagsOf(c) & kSpace;
}
inline bool isLineBreak(char32_t c) {
    return flagsOf(c) & kLineBreak;
}
inline bool isUpper(char32_t c) {
    return flagsOf(c) & kUpper;
}
inline bool isLower(char32_t c) {
    return flagsOf(c) & kLower;
}
inline bool isPrintable(char32_t c) {
    return flagsOf(c) & kPrintable;
}
inline bool isIdentifierStart(char32_t c) {
    return flagsOf(c) & kIdStart;
}
inline bool isIdentifierContinue(char32_t c) {
    return flagsOf(c) & kIdContinue;
}
inline bool isMirrored(char32_t c) {
    return flagsOf(c) & kMirrored;
}
// General category Lt: what str.istitle accepts at the start of a word besides upper case.
bool isTitle(char32_t c);

// --- case mappings
// -----------------------------------------------------------------------------------

// Full mappings have at most three code points; these write them and return how many. A capital
// sigma becomes U+03C3 here; where isFinalSigma, str.lower wants U+03C2.
constexpr size_t kCaseMappingMax = 3;
size_t toLower(char32_t c, char32_t out[kCaseMappingMax]);
size_t toUpper(char32_t c, char32_t out[kCaseMappingMax]);
size_t toTitle(char32_t c, char32_t out[kCaseMappingMax]);
size_t toCaseFold(char32_t c, char32_t out[kCaseMappingMax]);

// The mapping to one code point, as matching without regard to case wants it.
char32_t toSimpleLower(char32_t c);

// Whether the capital sigma at `index` ends a word: a cased letter before it and none after, not
// counting ignorable ones.
template <typename Unit>
bool isFinalSigma(const Unit* units, size_t count, size_t index);

// --- values and classes
// --------------------------------------------------------------------------------

// 0..9, or -1.
int decimalValue(char32_t c);
int digitValue(char32_t c);
// Meaningful only if isNumeric.
double numericValue(char32_t c);

// The abbreviations that unicodedata returns: "Lu", "AL" (or ""), "Na".
const char* category(char32_t c);
const char* bidirectional(char32_t c);
const char* eastAsianWidth(char32_t c);
uint8_t combiningClass(char32_t c);

// One level of decomposition, as unicodedata.decomposition gives it; tag is "" if it is canonical,
// else "<compat>" or the like. Hangul syllables have none here.
struct Decomposition {
    const char* tag = "";
    const uint32_t* parts = nullptr;
    size_t count = 0;
};
Decomposition decomposition(char32_t c);

// --- normalisation
// -----------------------------------------------------------------------------------

enum class Form : uint8_t { kNfd, kNfc, kNfkd, kNfkc };

// True if the text surely is in the form; false if it is not or may not be.
template <typename Unit>
bool isSurelyNormalized(Form form, const Unit* units, size_t count);

// The number of code points that normalize needs room for.
template <typename Unit>
size_t normalizedSizeMax(Form form, const Unit* units, size_t count);

// Writes the normalised text and returns its length.
template <typename Unit>
size_t normalize(Form form, const Unit* units, size_t count, char32_t* dst);

// --- names
// ---------------------------------------------------------------------------------------------

constexpr size_t kNameSizeMax = 128;
constexpr size_t kSequenceMax = 8;

// unicodedata.name: the length, or 0 if the code point has none.
size_t name(char32_t c, char dst[kNameSizeMax]);

// unicodedata.lookup, in any case of letters: names, aliases, and if sequences are wanted also the
// names of sequences. The number of code points, or 0.
size_t lookup(const char* text, size_t size, bool sequences, char32_t out[kSequenceMax]);

} // namespace krait::unicode
