// Syntax errors and their positions, warnings, widths and replacement templates.
#include "tests/unit/re/support.h"

#include <catch2/catch.hpp>

using namespace krait::re;
using namespace krait::re::test;

TEST_CASE("Errors carry Python's message and position", "[re]") {
    CHECK(compileError("(a") == "0: missing ), unterminated subpattern");
    CHECK(compileError("a)") == "1: unbalanced parenthesis");
    CHECK(compileError("[a") == "0: unterminated character set");
    CHECK(compileError("[b-a]") == "1: bad character range b-a");
    CHECK(compileError("*a") == "0: nothing to repeat");
    CHECK(compileError("a**") == "2: multiple repeat");
    CHECK(compileError("a{3,2}") == "2: min repeat greater than max repeat");
    CHECK(compileError("\\") == "0: bad escape (end of pattern)");
    CHECK(compileError("\\q") == "0: bad escape \\q");
    CHECK(compileError("\\x1") == "0: incomplete escape \\x1");
    CHECK(compileError("\\2") == "1: invalid group reference 2");
    CHECK(compileError("(\\1)") == "1: cannot refer to an open group");
    CHECK(compileError("(?P<1a>x)") == "4: bad character in group name '1a'");
    CHECK(compileError("(?P<a>x)(?P<a>y)") ==
          "12: redefinition of group name 'a' as group 2; was group 1");
    CHECK(compileError("(?P=b)") == "4: unknown group name 'b'");
    CHECK(compileError("(?(2)a)") == "3: invalid group reference 2");
    CHECK(compileError("(?(1)a|b|c)(x)") == "8: conditional backref with more than two branches");
    CHECK(compileError("a(?i)") == "1: global flags not at the start of the expression");
    CHECK(compileError("(?<=a*)b") == "-1: look-behind requires fixed-width pattern");
    CHECK(compileError("(?L:a)") == "3: bad inline flags: cannot use 'L' flag with a str pattern");
    CHECK(compileError("(?<x)") == "1: unknown extension ?<x");
    CHECK(compileError("\\q", 0, false) == "0: bad escape \\q");
}

TEST_CASE("A repeat count past the limit is an OverflowError", "[re]") {
    Error error;
    Regex::compile(text("a{4294967295}"), true, 0, &error);
    CHECK(error.kind == ErrorKind::kOverflow);
    CHECK(ascii(error.message) == "the repetition number is too large");
    CHECK(compileError("a{4294967294}") == "");
}

TEST_CASE("Nesting past the limit is a RecursionError", "[re]") {
    Error error;
    Regex::compile(Text(5000, U'('), true, 0, &error);
    CHECK(error.kind == ErrorKind::kRecursion);
}

TEST_CASE("Constructs that may become set operations warn", "[re]") {
    Error error;
    std::vector<Text> warnings;
    Regex::compile(text("[[a]&&b--c]"), true, 0, &error, &warnings);
    REQUIRE(warnings.size() == 1);
    CHECK(ascii(warnings[0]) == "Possible nested set at position 1");
    Regex::compile(text("[a&&b]"), true, 0, &error, &warnings);
    REQUIRE(warnings.size() == 1);
    CHECK(ascii(warnings[0]) == "Possible set intersection at position 2");
}

TEST_CASE("Flags conflict as Python says", "[re]") {
    CHECK(compileError("a", kLocale) == "-1: cannot use LOCALE flag with a str pattern");
    CHECK(compileError("a", kAscii | kUnicode) == "-1: ASCII and UNICODE flags are incompatible");
    CHECK(compileError("a", kUnicode, false) == "-1: cannot use UNICODE flag with a bytes pattern");
}

TEST_CASE("Templates are text and groups", "[re]") {
    std::vector<GroupName> names{{text("n"), 2}};
    auto parse = [&names](const char* input) {
        TemplateResult result = parseTemplate(text(input), true, 2, names);
        if (result.error)
            return std::to_string(result.error.position) + ": " + ascii(result.error.message);
        std::string out;
        for (const TemplateItem& item : result.items)
            out += ascii(item.literal) + '|' + std::to_string(item.group) + ' ';
        return out;
    };
    CHECK(parse("a\\1b\\g<n>\\g<0>") == "a|1 b|2 |0 ");
    CHECK(parse("\\x") == "0: bad escape \\x");
    CHECK(parse("\\3") == "1: invalid group reference 3");
    CHECK(parse("\\g1") == "2: missing <");
    CHECK(parse("\\g<1") == "3: missing >, unterminated name");
    CHECK(parse("\\g<>") == "3: missing group name");
    CHECK(parse("\\g<m>") == "-1: unknown group name 'm'");
    CHECK(parse("\\101\\n") == "A\n|-1 ");
    CHECK(parse("\\400") == "0: octal escape value \\400 outside of range 0-0o377");
}
