// Puts parser, matcher and accelerator together, and decides which engine runs a match. See regex.h
// for ownership and threads.
#include "stdlib/native/re/regex.h"

namespace krait::re {

// JIT compilation takes some tens of microseconds, about as long as our matcher takes for so many
// characters; a pattern used less than that isn't worth it.
static constexpr size_t kWorkBeforeJit = 4096;
static constexpr size_t kWorkPerCall = 64;

std::unique_ptr<Regex> Regex::compile(TextView pattern, bool is_text, uint32_t flags, Error* error,
                                      std::vector<Text>* warnings) {
    std::unique_ptr<Regex> regex(new Regex);
    regex->parsed_ = parsePattern(pattern, is_text, flags);
    if (warnings) *warnings = std::move(regex->parsed_.future_warnings);
    *error = regex->parsed_.error;
    if (!*error) *error = compileProgram(regex->parsed_, &regex->program_);
    if (*error) return nullptr;
    return regex;
}

bool Regex::matchWith(Engine engine, const Request& request, const Host& host, Match* match,
                      Outcome* outcome) {
    if (engine != Engine::kMatcher && accelerator_.tryMatch(request, match, outcome)) return true;
    if (engine == Engine::kPcre) return false;
    *outcome = runProgram(program_, request, host, match);
    return true;
}

Outcome Regex::match(const Request& request, const Host& host, Match* match) {
    Engine engine = Engine::kBoth;
    // A search for a literal needs no machine code.
    if (program_.is_literal && request.mode == Mode::kSearch) engine = Engine::kMatcher;
    if (work_ < kWorkBeforeJit) {
        size_t length = request.subject.length;
        size_t left = request.start < length ? length - request.start : 0;
        work_ += kWorkPerCall + (request.mode == Mode::kSearch ? left : left < 64 ? left : 64);
        if (work_ < kWorkBeforeJit) engine = Engine::kMatcher;
    }
    Outcome outcome = Outcome::kNoMatch;
    matchWith(engine, request, host, match, &outcome);
    return outcome;
}

} // namespace krait::re
