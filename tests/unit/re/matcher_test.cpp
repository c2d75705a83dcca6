// Matching: what groups hold after backtracking, empty matches, case, limits and interruption.
#include "tests/unit/re/support.h"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace krait::re;
using namespace krait::re::test;

TEST_CASE("Groups keep their last value over iterations", "[re]") {
    CHECK(spans("(?:(a)|b)*", "ab") == "0-2 0-1 last 1");
    CHECK(spans("(a)|(b)", "b") == "0-1 - 0-1 last 2");
    CHECK(spans("((a)|b)*", "ab") == "0-2 1-2 0-1 last 1");
    CHECK(spans("(a(b)?)+", "aba") == "0-3 2-3 1-2 last 1");
    CHECK(spans("(?:(a)b|a)c", "ac") == "0-2 -");
}

TEST_CASE("An iteration that matches nothing is the last", "[re]") {
    CHECK(spans("(a?)*", "aa") == "0-2 2-2 last 1");
    CHECK(spans("(?:)*b", "b") == "0-1");
    CHECK(spans("(?:a*)*?b", "aab") == "0-3");
    CHECK(spans("(?:a|())*c", "aac") == "0-3 2-2 last 1");
}

TEST_CASE("Atomic groups and possessive repeats give nothing back", "[re]") {
    CHECK(spans("(?>a*)a", "aaa") == "none");
    CHECK(spans("a*+b", "aab") == "0-3");
    CHECK(spans("(?:a|ab){2}+", "aba") == "none");
    CHECK(spans("(?>(a)|b)+c", "abc") == "0-3 0-1 last 1");
}

TEST_CASE("Lookaround", "[re]") {
    CHECK(spans("(?<=a)b", "ab") == "1-2");
    CHECK(spans("(?<!a)b", "abb") == "2-3");
    CHECK(spans("(?=(ab))a", "ab") == "0-1 0-2 last 1");
    CHECK(spans("(?!(a))b", "ab") == "1-2 -");
    CHECK(spans("(?=b)(?:x)*b", "b") == "0-1");
    CHECK(spans("(?<=b)c", "abc", Mode::kMatch, 0, 2) == "2-3");
}

TEST_CASE("Anchors", "[re]") {
    CHECK(spans("a$", "a\n") == "0-1");
    CHECK(spans("a\\Z", "a\n") == "none");
    CHECK(spans("(?m)^b", "a\nb") == "2-3");
    CHECK(spans("(?m)^", "\n", Mode::kSearch, 0, 1) == "1-1");
    CHECK(spans("^b", "ab", Mode::kMatch, 0, 1) == "none");
    CHECK(spans("\\B", "") == "none");
    CHECK(spans("\\b", "a") == "0-0");
}

TEST_CASE("The three modes", "[re]") {
    CHECK(spans("a|ab", "ab", Mode::kMatch) == "0-1");
    CHECK(spans("a|ab", "ab", Mode::kFullMatch) == "0-2");
    CHECK(spans("b", "ab", Mode::kMatch) == "none");
    CHECK(spans("a??", "a", Mode::kSearch, 0, 0, true) == "0-1");
    CHECK(spans("b*", "ab", Mode::kSearch, 0, 0, true) == "1-2");
}

TEST_CASE("Case is ignored as sre does", "[re]") {
    CHECK(spans("[a-z]+", "ABC", Mode::kMatch, kIgnoreCase) == "0-3");
    CHECK(spans("\\xe9", "\xc9", Mode::kMatch, kIgnoreCase) == "0-1");
    CHECK(spans("\\xe9", "\xc9", Mode::kMatch, kIgnoreCase | kAscii) == "none");
    Error error;
    auto regex = Regex::compile(U"\u212A\u017F", true, kIgnoreCase, &error);
    ptrdiff_t marks[2];
    Match match{marks};
    Outcome outcome;
    Request request;
    request.subject = {"KS", 1, 2};
    REQUIRE(regex->matchWith(Engine::kMatcher, request, {}, &match, &outcome));
    CHECK(outcome == Outcome::kMatch);
}

TEST_CASE("References and conditions", "[re]") {
    CHECK(spans("(a)?\\1b", "b") == "none");
    CHECK(spans("(.)\\1", "abb") == "1-3 1-2 last 1");
    CHECK(spans("(<)?a(?(1)>|$)", "<a>") == "0-3 0-1 last 1");
    CHECK(spans("(<)?a(?(1)>|$)", "<a") == "1-2 -");
    CHECK(spans("(?i)(a)\\1", "aA") == "0-2 0-1 last 1");
}

TEST_CASE("Deep backtracking takes no C stack", "[re]") {
    std::string subject(1'000'000, 'a');
    CHECK(spans("(?:a|b)*?c", subject.substr(0, 2000)) == "none");
    CHECK(spans("(?:a|ab)*$", subject) == "0-1000000");
    CHECK(spans("(a|b)*", subject) == "0-1000000 999999-1000000 last 1");
}

TEST_CASE("A catastrophic match can be interrupted", "[re]") {
    Error error;
    auto regex = Regex::compile(text("(?:a*)*b"), true, 0, &error);
    std::string subject(64, 'a');
    ptrdiff_t marks[2];
    Match match{marks};
    Request request;
    request.subject = {subject.data(), 1, subject.size()};
    int polls = 0;
    Host host;
    host.context = &polls;
    host.poll = [](void* context) { return ++*static_cast<int*>(context) == 10; };
    CHECK(regex->match(request, host, &match) == Outcome::kInterrupted);
    CHECK(polls == 10);
}

TEST_CASE("Refused memory is an outcome", "[re]") {
    Error error;
    auto regex = Regex::compile(text("(?:ab|a)*c"), true, 0, &error);
    std::string subject(100'000, 'a');
    ptrdiff_t marks[2];
    Match match{marks};
    Request request;
    request.subject = {subject.data(), 1, subject.size()};
    Host host;
    host.resize = [](void*, void* block, size_t, size_t size) -> void* {
        if (size > 64 * 1024) return nullptr;
        if (size) return std::realloc(block, size);
        std::free(block);
        return nullptr;
    };
    Outcome outcome;
    REQUIRE(regex->matchWith(Engine::kMatcher, request, host, &match, &outcome));
    CHECK(outcome == Outcome::kMemory);
}

TEST_CASE("PCRE2 takes the common patterns and declines the others", "[re]") {
    auto accepts = [](const char* pattern, uint8_t width) {
        std::string out;
        Accelerator::Needs needs;
        ParseResult parsed = parsePattern(text(pattern), true, 0);
        return Accelerator::translate(parsed, width, &out, &needs);
    };
    CHECK(accepts("(\\w+)@(\\w+)\\.com", 1));
    CHECK(accepts("[^\"]*\"\\s*\\d", 2));
    CHECK(accepts("(?i)name\\b", 1));
    CHECK_FALSE(accepts("\\w+", 2));
    CHECK_FALSE(accepts("(a?)*", 1));
    CHECK_FALSE(accepts("(?=(a))", 1));
    CHECK_FALSE(accepts("(?i)(a)\\1", 1));
}
