// The character database at points where scripts, special cases and rules differ.
#include "vm/base/unicode.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace krait;

namespace {

using Mapping = size_t (*)(char32_t, char32_t*);

std::u32string mapped(Mapping mapping, char32_t c) {
    char32_t out[unicode::kCaseMappingMax];
    return std::u32string(out, mapping(c, out));
}

std::u32string normalized(unicode::Form form, const std::u32string& text) {
    std::u32string out(unicode::normalizedSizeMax(form, text.data(), text.size()), U'?');
    out.resize(unicode::normalize(form, text.data(), text.size(), out.data()));
    return out;
}

std::string nameOf(char32_t c) {
    char text[unicode::kNameSizeMax];
    return std::string(text, unicode::name(c, text));
}

std::u32string found(const std::string& name, bool sequences = true) {
    char32_t out[unicode::kSequenceMax];
    return std::u32string(out, unicode::lookup(name.data(), name.size(), sequences, out));
}

} // namespace

TEST_CASE("UnicodePredicatesInsideAndOutsideLatin1", "[unicode]") {
    CHECK(unicode::isAlpha('a'));
    CHECK(unicode::isAlpha(0xAA));
    CHECK(unicode::isAlpha(0x4E00));
    CHECK_FALSE(unicode::isAlpha('1'));
    CHECK(unicode::isDecimal(0x0663));
    CHECK(unicode::isDigit(0xB2));
    CHECK_FALSE(unicode::isDecimal(0xB2));
    CHECK(unicode::isNumeric(0xBD));
    CHECK(unicode::isSpace(0x85));
    CHECK(unicode::isSpace(0x2003));
    CHECK(unicode::isLineBreak(0x2028));
    CHECK_FALSE(unicode::isLineBreak(0x2003));
    CHECK(unicode::isUpper(0x0391));
    CHECK(unicode::isLower(0xAA));
    CHECK(unicode::isTitle(0x01C5));
    CHECK_FALSE(unicode::isPrintable(0xA0));
    CHECK_FALSE(unicode::isPrintable(0xD800));
    CHECK(unicode::isIdentifierStart('_'));
    CHECK_FALSE(unicode::isIdentifierStart('1'));
    CHECK(unicode::isIdentifierContinue(0x0301));
    CHECK(unicode::isMirrored('('));
    CHECK_FALSE(unicode::isAlpha(0x10FFFF));
    for (char32_t c = 0; c < 256; ++c) CHECK(unicode::kLatin1Flags[c] == unicode::flagsOfWide(c));
}

TEST_CASE("UnicodeCaseMappingsMayGrow", "[unicode]") {
    CHECK(mapped(unicode::toUpper, 0xDF) == U"SS");
    CHECK(mapped(unicode::toTitle, 0xDF) == U"Ss");
    CHECK(mapped(unicode::toCaseFold, 0xDF) == U"ss");
    CHECK(mapped(unicode::toLower, 0x0130) == U"i\u0307");
    CHECK(unicode::toSimpleLower(0x0130) == 'i');
    CHECK(mapped(unicode::toUpper, 0xFB03) == U"FFI");
    CHECK(mapped(unicode::toUpper, 0xFF) == U"\u0178");
    CHECK(mapped(unicode::toTitle, 0x01C4) == U"\u01C5");
    CHECK(mapped(unicode::toLower, 0x10400) == U"\U00010428");
    CHECK(mapped(unicode::toLower, '1') == U"1");
}

TEST_CASE("FinalSigmaLooksPastIgnorableNeighbours", "[unicode]") {
    auto isFinal = [](const std::u32string& text) {
        return unicode::isFinalSigma(text.data(), text.size(), text.find(U'\u03A3'));
    };
    CHECK(isFinal(U"A\u03A3"));
    CHECK(isFinal(U"A.\u03A3. "));
    CHECK_FALSE(isFinal(U"\u03A3"));
    CHECK_FALSE(isFinal(U"A\u03A3B"));
    CHECK_FALSE(isFinal(U"A\u03A3'B"));
    CHECK_FALSE(isFinal(U" \u03A3"));
}

TEST_CASE("UnicodeValuesAndClasses", "[unicode]") {
    CHECK(unicode::decimalValue(0x0669) == 9);
    CHECK(unicode::decimalValue(0xB2) == -1);
    CHECK(unicode::digitValue(0xB2) == 2);
    CHECK(unicode::numericValue(0xBD) == 0.5);
    CHECK(std::string(unicode::category('A')) == "Lu");
    CHECK(std::string(unicode::category(0x0378)) == "Cn");
    CHECK(std::string(unicode::bidirectional(0x05D0)) == "R");
    CHECK(std::string(unicode::eastAsianWidth(0x4E00)) == "W");
    CHECK(unicode::combiningClass(0x0301) == 230);
    unicode::Decomposition parts = unicode::decomposition(0xBD);
    CHECK(std::string(parts.tag) == "<fraction>");
    CHECK(parts.count == 3);
    CHECK(unicode::decomposition('a').count == 0);
}

TEST_CASE("NormalisationComposesAndOrders", "[unicode]") {
    using unicode::Form;
    CHECK(normalized(Form::kNfd, U"\u00e9") == U"e\u0301");
    CHECK(normalized(Form::kNfc, U"e\u0301") == U"\u00e9");
    CHECK(normalized(Form::kNfd, U"\uac01") == U"\u1100\u1161\u11a8");
    CHECK(normalized(Form::kNfc, U"\u1100\u1161\u11a8") == U"\uac01");
    CHECK(normalized(Form::kNfkc, U"\ufb01") == U"fi");
    CHECK(normalized(Form::kNfc, U"\ufb01") == U"\ufb01");
    CHECK(normalized(Form::kNfc, U"\u212b") == U"\u00c5");
    // A mark of the same class blocks, one of another does not.
    CHECK(normalized(Form::kNfc, U"a\u0323\u0301") == U"\u1ea1\u0301");
    CHECK(normalized(Form::kNfd, U"a\u0301\u0323") == U"a\u0323\u0301");
    CHECK(normalized(Form::kNfc, U"a\u0302\u0301") == U"\u1ea5");
    CHECK(normalized(Form::kNfc, U"").empty());
    CHECK(unicode::isSurelyNormalized(Form::kNfc, U"abc\u00e9", 4));
    CHECK_FALSE(unicode::isSurelyNormalized(Form::kNfd, U"\u00e9", 1));
    CHECK_FALSE(unicode::isSurelyNormalized(Form::kNfc, U"e\u0301", 2));
}

TEST_CASE("NormalisationOrdersALongRunOfMarksStably", "[unicode]") {
    std::u32string text = U"x", low, high;
    for (int i = 0; i < 500; ++i) {
        high += i % 3 ? U'\u0301' : U'\u0302';
        low += i % 2 ? U'\u0323' : U'\u0331';
        text += high.back();
        text += low.back();
    }
    CHECK(normalized(unicode::Form::kNfd, text) == U"x" + low + high);
}

TEST_CASE("UnicodeNamesAndTheirLookup", "[unicode]") {
    CHECK(nameOf('A') == "LATIN CAPITAL LETTER A");
    CHECK(nameOf(0xAC01) == "HANGUL SYLLABLE GAG");
    CHECK(nameOf(0x4E00) == "CJK UNIFIED IDEOGRAPH-4E00");
    CHECK(nameOf(0x2EBF0) == "CJK UNIFIED IDEOGRAPH-2EBF0");
    CHECK(nameOf(0x1F600) == "GRINNING FACE");
    CHECK(nameOf(0).empty());
    CHECK(nameOf(0x10FFFF).empty());
    CHECK(found("greek small letter alpha") == U"\u03b1");
    CHECK(found("NBSP") == U"\u00a0");
    CHECK(found("keycap digit one") == U"1\ufe0f\u20e3");
    CHECK(found("keycap digit one", false).empty());
    CHECK(found("HANGUL SYLLABLE A") == U"\uc544");
    CHECK(found("HANGUL SYLLABLE gag").empty());
    CHECK(found("CJK UNIFIED IDEOGRAPH-4E00") == U"\u4e00");
    CHECK(found("CJK UNIFIED IDEOGRAPH-3007").empty());
    CHECK(found("no such character").empty());
    CHECK(found("").empty());
}
