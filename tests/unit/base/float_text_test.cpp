// Float printing, parsing and rounding; the expected texts are CPython 3.13's.
#include "vm/base/float_text.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <random>
#include <string>

using namespace krait;

static std::string repr(double value) {
    char text[kFloatReprSizeMax];
    return std::string(text, floatRepr(text, value));
}

static std::string complexText(double real, double imag) {
    char text[kComplexReprSizeMax];
    return std::string(text, complexRepr(text, real, imag));
}

static std::string formatted(double value, char code, int precision, unsigned flags = 0) {
    FloatText text;
    formatFloat(&text, value, code, precision, flags);
    std::string out(text.size(), '?');
    text.write(out.data());
    return out;
}

static double parsed(const std::string& text) {
    double value = 12345;
    REQUIRE(parseFloat(text.data(), text.size(), &value) == FloatParse::kOk);
    return value;
}

TEST_CASE("FloatReprIsShortestWithPythonsExponentRule", "[float_text]") {
    CHECK(repr(0.0) == "0.0");
    CHECK(repr(-0.0) == "-0.0");
    CHECK(repr(0.1) == "0.1");
    CHECK(repr(1e15) == "1000000000000000.0");
    CHECK(repr(9999999999999998.0) == "9999999999999998.0");
    CHECK(repr(1e16) == "1e+16");
    CHECK(repr(1.5e16) == "1.5e+16");
    CHECK(repr(0.0001) == "0.0001");
    CHECK(repr(0.00001) == "1e-05");
    CHECK(repr(5e-324) == "5e-324");
    CHECK(repr(1.7976931348623157e308) == "1.7976931348623157e+308");
    CHECK(repr(-INFINITY) == "-inf");
    CHECK(repr(NAN) == "nan");
    CHECK(complexText(0, 1) == "1j");
    CHECK(complexText(-0.0, 1) == "(-0+1j)");
    CHECK(complexText(1.5, -0.0) == "(1.5-0j)");
    CHECK(complexText(NAN, NAN) == "(nan+nanj)");
    CHECK(complexText(1e20, -INFINITY) == "(1e+20-infj)");
}

TEST_CASE("FloatReprReadsBack", "[float_text]") {
    std::mt19937_64 random(3);
    for (int i = 0; i < 20000; ++i) {
        uint64_t bits = random();
        double value;
        std::memcpy(&value, &bits, sizeof value);
        if (!std::isfinite(value)) continue;
        REQUIRE(parsed(repr(value)) == value);
        char hex[kFloatHexSizeMax];
        size_t size = floatHex(hex, value);
        double back;
        REQUIRE(parseFloatHex(hex, size, &back) == FloatParse::kOk);
        REQUIRE(back == value);
        // The 'r' code lays out the same digits.
        REQUIRE(formatted(value, 'r', 0, kFloatAddDotZero) == repr(value));
    }
}

TEST_CASE("FloatFormatCodesArePythons", "[float_text]") {
    CHECK(formatted(1234567.891, 'f', 2) == "1234567.89");
    CHECK(formatted(0.5, 'f', 0) == "0");
    CHECK(formatted(1.5, 'f', 0) == "2");
    CHECK(formatted(2.5, 'f', 0, kFloatAlternate) == "2.");
    CHECK(formatted(1234567.891, 'e', -1) == "1.234568e+06");
    CHECK(formatted(0.0, 'E', 0, kFloatAlternate) == "0.E+00");
    CHECK(formatted(1e-300, 'e', 1) == "1.0e-300");
    CHECK(formatted(1234567.891, 'g', -1) == "1.23457e+06");
    CHECK(formatted(123456.0, 'g', -1) == "123456");
    CHECK(formatted(0.0001, 'g', -1) == "0.0001");
    CHECK(formatted(0.00001, 'G', -1) == "1E-05");
    CHECK(formatted(-0.0, 'g', -1, kFloatAlternate) == "-0.00000");
    CHECK(formatted(100.0, 'g', 0) == "1e+02");
    CHECK(formatted(123.0, 'g', 3, kFloatAddDotZero) == "1.23e+02");
    CHECK(formatted(12.0, 'g', 3, kFloatAddDotZero) == "12.0");
    CHECK(formatted(-0.001, 'f', 1, kFloatNoNegativeZero) == "0.0");
    CHECK(formatted(-0.1, 'f', 1, kFloatNoNegativeZero) == "-0.1");
    CHECK(formatted(INFINITY, 'F', 3) == "INF");
    CHECK(formatted(-NAN, 'f', 3) == "nan");
    CHECK(formatted(1.0, 'f', 5000) == "1." + std::string(5000, '0'));
    CHECK(formatted(1.0, 'e', 5000) == "1." + std::string(5000, '0') + "e+00");
    CHECK(formatted(10.0, 'g', 5000, kFloatAlternate) == "10." + std::string(4998, '0'));
    CHECK(formatted(1.7976931348623157e308, 'f', 2000).size() == 309 + 1 + 2000);
}

TEST_CASE("FloatParseFollowsPythonsGrammar", "[float_text]") {
    CHECK(parsed("1.") == 1.0);
    CHECK(parsed(".5E1") == 5.0);
    CHECK(parsed("+1_0.0_1e1_0") == 10.01e10);
    CHECK(parsed("1e400") == INFINITY);
    CHECK(parsed("-1e-400") == 0.0);
    CHECK(std::signbit(parsed("-1e-400")));
    CHECK(parsed("0." + std::string(400, '0') + "1e402") == 10.0);
    CHECK(parsed("0e99999999999999999999") == 0.0);
    CHECK(parsed("-InFinity") == -INFINITY);
    CHECK(std::isnan(parsed("nan")));
    double value;
    for (const char* text : {"", "+", ".", "1e", "e1", "_1", "1_", "1__0", "1._0", "1_.0", "1e_1",
                             "infi", "nano", "1 ", "0x1", "1.0.0", "--1"}) {
        INFO(text);
        CHECK(parseFloat(text, std::strlen(text), &value) == FloatParse::kSyntax);
    }
    CHECK(parseFloatPrefix("1.5e+j", 6, &value) == 3);
    CHECK(value == 1.5);
    CHECK(parseFloatPrefix("-infx", 5, &value) == 4);
    CHECK(parseFloatPrefix("j", 1, &value) == 0);
}

TEST_CASE("FloatHexIsPythons", "[float_text]") {
    auto hex = [](double value) {
        char text[kFloatHexSizeMax];
        return std::string(text, floatHex(text, value));
    };
    CHECK(hex(1.0) == "0x1.0000000000000p+0");
    CHECK(hex(-0.1) == "-0x1.999999999999ap-4");
    CHECK(hex(0.0) == "0x0.0p+0");
    CHECK(hex(5e-324) == "0x0.0000000000001p-1022");
    auto fromHex = [](const std::string& text, double* value) {
        return parseFloatHex(text.data(), text.size(), value);
    };
    double value;
    CHECK(fromHex("0x1p-1075", &value) == FloatParse::kOk);
    CHECK(value == 0.0);
    CHECK(fromHex("0x1.8p-1075", &value) == FloatParse::kOk);
    CHECK(value == 5e-324);
    CHECK(fromHex("a.8", &value) == FloatParse::kOk);
    CHECK(value == 10.5);
    CHECK(fromHex("0x1p1024", &value) == FloatParse::kTooLarge);
    CHECK(fromHex("0x1.fffffffffffff8p1023", &value) == FloatParse::kTooLarge);
    CHECK(fromHex("0x", &value) == FloatParse::kSyntax);
    CHECK(fromHex("0x1p", &value) == FloatParse::kSyntax);
}

TEST_CASE("RoundToDigitsIsCorrectAndTiesToEven", "[float_text]") {
    CHECK(roundToDigits(2.675, 2) == 2.67);
    CHECK(roundToDigits(0.125, 2) == 0.12);
    CHECK(roundToDigits(15.0, -1) == 20.0);
    CHECK(roundToDigits(5.0, -1) == 0.0);
    CHECK(roundToDigits(5.000001, -1) == 10.0);
    CHECK(roundToDigits(49.0, -2) == 0.0);
    CHECK(roundToDigits(1234567.0, -3) == 1235000.0);
    CHECK(std::signbit(roundToDigits(-0.4, 0)));
    CHECK(roundToDigits(1e-300, 400) == 1e-300);
    CHECK(roundToDigits(1.7976931348623157e308, -308) == INFINITY);
}
