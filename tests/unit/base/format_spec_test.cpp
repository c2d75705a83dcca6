// The format mini-language; the expected texts and messages are CPython 3.13's.
#include "vm/base/format_spec.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace krait;

namespace {

FormatError parse(const std::string& text, FormatKind kind, FormatSpec* spec) {
    return parseFormatSpec(reinterpret_cast<const uint8_t*>(text.data()), text.size(), kind, spec);
}

std::string errorText(FormatError error, const FormatSpec& spec, const char* type_name) {
    char text[kFormatErrorSizeMax];
    return std::string(text, formatErrorText(text, error, spec, type_name));
}

std::string written(const FormatSpec& spec, const NumberParts& parts) {
    NumberLayout layout = layOutNumber(spec, parts);
    std::basic_string<uint8_t> out(layout.size, '?');
    writeNumber(out.data(), spec, parts, layout);
    return std::string(out.begin(), out.end());
}

std::string format(double value, const std::string& text) {
    FormatSpec spec;
    FormatError error = parse(text, FormatKind::kFloat, &spec);
    if (error != FormatError::kNone) return errorText(error, spec, "float");
    FloatText digits;
    return written(spec, floatParts(spec, value, &digits));
}

std::string formatInt(const std::string& digits, bool negative, const std::string& text) {
    FormatSpec spec;
    FormatError error = parse(text, FormatKind::kInt, &spec);
    if (error != FormatError::kNone) return errorText(error, spec, "int");
    return written(spec, integerParts(spec, negative, digits.data(), digits.size()));
}

std::string format(double real, double imag, const std::string& text) {
    FormatSpec spec;
    FormatError error = parse(text, FormatKind::kComplex, &spec);
    if (error != FormatError::kNone) return errorText(error, spec, "complex");
    ComplexLayout layout;
    layOutComplex(&layout, spec, real, imag);
    std::basic_string<uint8_t> out(layout.size, '?');
    writeComplex(out.data(), spec, layout);
    return std::string(out.begin(), out.end());
}

std::string formatStr(const std::string& value, const std::string& text) {
    FormatSpec spec;
    FormatError error = parse(text, FormatKind::kStr, &spec);
    if (error != FormatError::kNone) return errorText(error, spec, "str");
    TextLayout layout = layOutText(spec, value.size());
    char fill = static_cast<char>(spec.fill);
    return std::string(layout.left, fill) + value.substr(0, layout.kept) +
           std::string(layout.right, fill);
}

} // namespace

TEST_CASE("FormatOfIntGroupsAndPads", "[format_spec]") {
    CHECK(formatInt("1234567", false, "") == "1234567");
    CHECK(formatInt("1234567", true, ",") == "-1,234,567");
    CHECK(formatInt("1234567", false, "012,") == "0,001,234,567");
    CHECK(formatInt("1234567", false, "+13,") == "   +1,234,567");
    CHECK(formatInt("1234", false, "06,") == "01,234");
    CHECK(formatInt("1234", false, "07,") == "001,234");
    CHECK(formatInt("1234", false, "08,") == "0,001,234");
    CHECK(formatInt("41", false, "^#010_x") == "0000x41000");
    CHECK(formatInt("deadbeef", false, "#_x") == "0xdead_beef");
    CHECK(formatInt("65", true, "*=10") == "-*******65");
    CHECK(formatInt("65", false, " ") == " 65");
    CHECK(formatInt("65", false, "x^6") == "xx65xx");
}

TEST_CASE("FormatOfFloatFollowsTypeAndPrecision", "[format_spec]") {
    CHECK(format(1234567.891, "") == "1234567.891");
    CHECK(format(1.0, "") == "1.0");
    CHECK(format(1234567.891, "010,.2f") == "1,234,567.89");
    CHECK(format(-0.0, "010,.2f") == "-00,000.00");
    CHECK(format(-0.0, "=010,") == "-000,000.0");
    CHECK(format(1234567.891, ".3") == "1.23e+06");
    CHECK(format(1234567.891, "#%") == "123456789.100000%");
    CHECK(format(INFINITY, "010f") == "0000000inf");
    CHECK(format(INFINITY, "=+10G") == "+      INF");
    CHECK(format(-0.0, "+z.1f") == "+0.0");
    CHECK(format(1234567.891, "n") == "1.23457e+06");
}

TEST_CASE("FormatOfComplexIsPlainOrParenthesised", "[format_spec]") {
    CHECK(format(1234.5, 2, "") == "(1234.5+2j)");
    CHECK(format(0, 2, "+") == "+2j");
    CHECK(format(-0.0, -0.0, "#") == "(-0.-0.j)");
    CHECK(format(1234.5, 2, "^30") == "         (1234.5+2j)          ");
    CHECK(format(1234.5, 2, "_.1f") == "1_234.5+2.0j");
    CHECK(format(1, 2, "010") == "Zero padding is not allowed in complex format specifier");
    CHECK(format(1, 2, "=30") == "'=' alignment flag is not allowed in complex format specifier");
}

TEST_CASE("FormatOfStrCutsAndPads", "[format_spec]") {
    CHECK(formatStr("abc", "") == "abc");
    CHECK(formatStr("abc", "*^8.2") == "***ab***");
    CHECK(formatStr("ab", "05") == "ab000");
    CHECK(formatStr("ab", ">5s") == "   ab");
    CHECK(formatStr("ab", "^5") == " ab  ");
}

TEST_CASE("FormatSpecErrorsAreCPythons", "[format_spec]") {
    CHECK(formatInt("1", false, ",,") == "Cannot specify ',' with ','.");
    CHECK(formatInt("1", false, "_,") == "Cannot specify both ',' and '_'.");
    CHECK(formatInt("1", false, ",_") == "Cannot specify both ',' and '_'.");
    CHECK(formatInt("1", false, ",x") == "Cannot specify ',' with 'x'.");
    CHECK(formatInt("1", false, "d,") == "Invalid format specifier '{}' for object of type 'int'");
    CHECK(formatInt("1", false, "1.") == "Format specifier missing precision");
    CHECK(formatInt("1", false, "99999999999999999999") ==
          "Too many decimal digits in format string");
    CHECK(formatInt("1", false, ".3") == "Precision not allowed in integer format specifier");
    CHECK(formatInt("1", false, "\x01") == "Unknown format code '\\x1' for object of type 'int'");
    CHECK(formatInt("1", false, "s") == "Unknown format code 's' for object of type 'int'");
    CHECK(formatInt("1", false, "+c") == "Sign not allowed with integer format specifier 'c'");
    CHECK(format(1.0, ".2147483648f") == "precision too big");
    CHECK(formatStr("a", ",") == "Cannot specify ',' with 's'.");
    CHECK(formatStr("a", ",d") == "Unknown format code 'd' for object of type 'str'");
    CHECK(formatStr("a", " ") == "Space not allowed in string format specifier");
    CHECK(formatStr("a", "=5") == "'=' alignment not allowed in string format specifier");
}
