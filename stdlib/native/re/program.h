// The compiled form of a pattern that the matcher runs: a vector of 32-bit words, the sets it
// refers to, and what search can know before it starts. Plain data, immutable once compiled, owned
// by whoever compiled it; any number of matches may run over it at once.
#pragma once

#include "stdlib/native/re/charset.h"

namespace krait::re {

// Operands follow the opcode as words; "-> x" is an index into the code.
enum class Op : uint32_t {
    kLiteral,       // c
    kNotLiteral,    // c
    kAny,           // anything but a newline
    kAll,           // anything
    kSet,           // set
    kString,        // count, c...
    kMark,          // slot: record the position; odd slots close a group
    kAnchor,        // AnchorTest
    kJump,          // -> target
    kSplit,         // -> alternative to try when what follows fails
    kRepeatOne,     // unit op, unit operand, min, max, RepeatMode, next literal or kNoHint
    kLoopEnter,     // loop, -> its kLoop
    kLoop,          // loop, min, max, lazy, -> body; what follows is the exit
    kAtomic,        // begin; choices made up to kAtomicEnd are final
    kAtomicEnd,     //
    kLook,          // characters to step back; like kAtomic, and the position is restored
    kLookEnd,       //
    kLookNot,       // characters to step back, -> where to go on
    kLookNotEnd,    //
    kBackreference, // group, Fold
    kConditional,   // group, -> when it has not matched
    kFail,          //
    kMatch,         //
};

enum class AnchorTest : uint32_t {
    kBeginning,
    kBeginningLine,
    kEnd,
    kEndLine,
    kEndString,
    kBoundaryAscii,
    kNonBoundaryAscii,
    kBoundaryUnicode,
    kNonBoundaryUnicode,
    kBoundaryLocale,
    kNonBoundaryLocale,
};

inline constexpr uint32_t kNoHint = 0xFFFFFFFF;

struct Program {
    std::vector<uint32_t> code;
    std::vector<CharSet> sets;
    uint32_t group_count = 0;
    uint32_t loop_count = 0;
    uint64_t width_min = 0;
    Text prefix;                      // every match begins with it
    bool is_literal = false;          // the prefix is all there is
    bool starts_at_beginning = false; // a match can only begin at position 0
    bool has_first = false;           // first and first_wide tell what a match may begin with
    bool first_wide = true;
    uint32_t first[8] = {};
};

// Fails only for what the tree cannot show: a lookbehind without a fixed width.
Error compileProgram(const ParseResult& parsed, Program* out);

} // namespace krait::re
