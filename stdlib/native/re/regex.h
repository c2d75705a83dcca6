// A regular expression: everything a pattern object needs, behind one class.
//
//   auto regex = Regex::compile(pattern, is_text, flags, &error);
//   regex->match(request, host, &match)
//
// The Regex owns tree, program and JIT code. It is used by one thread at a time (the GIL's holder),
// though a match may be started while another is stopped in its host's poll.
#pragma once

#include "stdlib/native/re/pcre.h"

namespace krait::re {

enum class Engine : uint8_t { kBoth, kMatcher, kPcre };

class Regex {
  public:
    // Returns null on error. `warnings`, if given, gets the texts of FutureWarnings in either case.
    static std::unique_ptr<Regex> compile(TextView pattern, bool is_text, uint32_t flags,
                                          Error* error, std::vector<Text>* warnings = nullptr);

    // match->marks must have room for 2 * (groupCount() + 1) entries.
    Outcome match(const Request& request, const Host& host, Match* match);

    // As match, with one engine only; false when that engine declines. For tests.
    bool matchWith(Engine engine, const Request& request, const Host& host, Match* match,
                   Outcome* outcome);

    uint32_t flags() const { return parsed_.flags; }
    uint32_t groupCount() const { return parsed_.group_count; }
    const std::vector<GroupName>& names() const { return parsed_.names; }
    const Program& program() const { return program_; }

  private:
    Regex() : accelerator_(&parsed_) {}

    ParseResult parsed_;
    Program program_;
    Accelerator accelerator_;
    size_t work_ = 0; // what was matched so far, to tell when compiling to machine code pays
};

} // namespace krait::re
