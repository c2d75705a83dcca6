// Helpers of the regular-expression tests: compile and match ASCII patterns in one line.
#pragma once

#include "stdlib/native/re/regex.h"

#include <cstring>
#include <string>

namespace krait::re::test {

inline Text text(const char* ascii) {
    Text result;
    for (; *ascii; ++ascii) result += static_cast<char32_t>(static_cast<unsigned char>(*ascii));
    return result;
}

inline std::string ascii(const Text& text) {
    return {text.begin(), text.end()};
}

// "3: missing ), unterminated subpattern"; "" when the pattern compiles.
inline std::string compileError(const char* pattern, uint32_t flags = 0, bool is_text = true) {
    Error error;
    Regex::compile(text(pattern), is_text, flags, &error);
    if (!error) return "";
    return std::to_string(error.position) + ": " + ascii(error.message);
}

// The spans of all groups as "0-3 1-2 -", or "none". Both engines must agree, where both run.
inline std::string spans(const char* pattern, const std::string& subject, Mode mode = Mode::kSearch,
                         uint32_t flags = 0, size_t start = 0, bool must_advance = false) {
    Error error;
    auto regex = Regex::compile(text(pattern), true, flags, &error);
    if (!regex) return "error: " + ascii(error.message);
    std::vector<ptrdiff_t> marks(2 * (regex->groupCount() + 1));
    Match match{marks.data()};
    Request request;
    request.subject = {subject.data(), 1, subject.size()};
    request.start = start;
    request.mode = mode;
    request.must_advance = must_advance;
    std::string answers[2];
    for (Engine engine : {Engine::kMatcher, Engine::kPcre}) {
        Outcome outcome;
        std::string& answer = answers[engine == Engine::kPcre];
        if (!regex->matchWith(engine, request, {}, &match, &outcome)) continue;
        if (outcome != Outcome::kMatch) {
            answer = "none";
            continue;
        }
        for (size_t i = 0; i < marks.size(); i += 2) {
            if (i) answer += ' ';
            if (marks[i] < 0)
                answer += '-';
            else
                answer += std::to_string(marks[i]) + '-' + std::to_string(marks[i + 1]);
        }
        if (match.last_group) answer += " last " + std::to_string(match.last_group);
    }
    if (!answers[1].empty() && answers[0] != answers[1])
        return "matcher: " + answers[0] + ", PCRE2: " + answers[1];
    return answers[0];
}

} // namespace krait::re::test
