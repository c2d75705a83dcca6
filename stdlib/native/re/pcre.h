// PCRE2's JIT compiler as an accelerator for patterns that it provably matches as Python does.
//
// An Accelerator belongs to one pattern and is used by one thread at a time (the GIL's holder): it
// caches compiled code for each subject width and match mode, made at first use, and the scratch
// memory of matches. JIT code never calls back into the VM. Whatever it can't do it declines, and
// the caller runs the backtracking matcher instead; so a pattern missing from the whitelist is
// slower, never wrong.
#pragma once

#include "stdlib/native/re/matcher.h"

#include <memory>

namespace krait::re {

class Accelerator {
  public:
    explicit Accelerator(const ParseResult* parsed);
    ~Accelerator();
    Accelerator(const Accelerator&) = delete;
    Accelerator& operator=(const Accelerator&) = delete;

    // Returns false to decline: the outcome is then unknown.
    bool tryMatch(const Request& request, Match* match, Outcome* outcome);

    // What compiling a translated pattern asks for.
    struct Needs {
        bool ucp = false;
        bool no_start_optimization = false;
    };

    // The pattern for subjects of `width` bytes a character, in PCRE2's syntax; false when PCRE2
    // would match it otherwise than Python, or nobody has proved that it doesn't.
    static bool translate(const ParseResult& parsed, uint8_t width, std::string* out, Needs* needs);

  private:
    struct Slot; // compiled code for one width and mode
    template <int kWidth>
    bool tryWidth(const Request& request, Match* match, Outcome* outcome, Slot& slot);
    template <int kWidth>
    bool prepare(Slot& slot, Mode mode);

    const ParseResult* parsed_;
    std::vector<uint32_t> close_order_; // by group number: when its parenthesis closes
    std::unique_ptr<Slot[]> slots_;     // 3 widths * 3 modes
};

} // namespace krait::re
