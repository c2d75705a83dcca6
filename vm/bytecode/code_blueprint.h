// A CodeBlueprint is what the compiler gives: plain data without objects, ready to be made into a
// Code object by any Runtime, or to be written to a file. It owns all it holds; nested functions
// are constants.
#pragma once

#include "vm/bytecode/opcode.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace krait {

struct CodeBlueprint;

// A constant. Tuples and frozensets nest. Text is WTF-8: UTF-8 in which a lone surrogate is encoded
// as its three bytes.
struct Constant {
    enum class Kind : uint8_t {
        kNone,
        kTrue,
        kFalse,
        kEllipsis,
        kInt,       // `integer`
        kBigInt,    // `text`: optional '-', then hexadecimal digits without prefix
        kFloat,     // `real`
        kComplex,   // `real`, `imaginary`
        kStr,       // `text`; `interned` for what looks like an identifier
        kBytes,     // `text`
        kTuple,     // `items`
        kFrozenSet, // `items`
        kCode,      // `code`
    };
    Kind kind = Kind::kNone;
    bool interned = false;
    int64_t integer = 0;
    double real = 0;
    double imaginary = 0;
    std::string text;
    std::vector<Constant> items;
    std::shared_ptr<CodeBlueprint> code;
};

// Source position of an instruction: lines from 1, columns are UTF-8 byte offsets from 0, as in the
// AST. line 0: no position (artificial code).
struct SourcePosition {
    int32_t line = 0, end_line = 0;
    int32_t column = -1, end_column = -1;
};

// One per instruction, in ascending order of `offset`.
struct InstrInfo {
    uint32_t offset = 0; // index of the instruction's first word
    uint32_t live_set =
        0; // index into live_sets: the temporaries alive when it raises, suspends or is
           // interrupted, its own consumed operands excluded (the instruction disposes of those)
    SourcePosition position;
};

// Temporaries [first, first + count), absolute register numbers.
struct LiveRange {
    uint16_t first = 0, count = 0;
};

// An exception in [start, end) goes on at `target`, with the exception stored in register
// `exception`; live temporaries numbered `level` and above are released first. Innermost entries
// come first.
struct HandlerEntry {
    uint32_t start = 0, end = 0, target = 0;
    uint16_t exception = 0;
    uint16_t level = 0;
    bool cleanup = false; // a finally, with or except-cleanup handler, not one written as `except`
};

enum CodeFlag : uint32_t { // CPython's values
    kCodeOptimized = 0x1,  // locals are registers
    kCodeNewLocals = 0x2,
    kCodeVarArgs = 0x4,
    kCodeVarKeywords = 0x8,
    kCodeNested = 0x10,
    kCodeGenerator = 0x20,
    kCodeCoroutine = 0x80,
    kCodeIterableCoroutine = 0x100,
    kCodeAsyncGenerator = 0x200,
    kCodeFutureAnnotations = 0x1000000,
    kCodeHasDocstring = 0x4000000, // constant 0 is the docstring
    kCodeMethod = 0x8000000,
};

struct CodeBlueprint {
    std::string name, qualified_name, filename;
    int32_t first_line = 1;
    uint32_t flags = 0;

    // Registers: parameters (positional-only, positional, keyword-only, *args, **kwargs), other
    // locals, cells of locals, then temporaries. A parameter that is captured is wrapped in place
    // by MAKE_CELL.
    uint16_t positional_only_count = 0;
    uint16_t positional_count = 0; // positional-only ones included
    uint16_t keyword_only_count = 0;
    uint16_t local_count = 0;    // registers that are locals: local_names.size()
    uint16_t register_count = 0; // locals and temporaries; call windows of the frame included
    std::vector<std::string> local_names;
    std::vector<uint8_t>
        local_is_cell; // parallel to local_names; 1: the register holds a cell;
                       // 2: hidden (an inlined comprehension's variable at module or class level)
    std::vector<std::string> free_names;
    std::vector<std::string> names; // attributes, globals, imports

    std::vector<Constant> constants;
    std::vector<uint64_t> instructions;
    std::vector<InstrInfo> infos;
    std::vector<std::vector<LiveRange>> live_sets; // 0 is the empty set
    std::vector<HandlerEntry> handlers;
};

// The stable binary form. The text is checksummed; reading refuses what is cut short, altered, or
// of another version (returns null and leaves the reason in `error`).
std::string writeBlueprint(const CodeBlueprint& code);
std::shared_ptr<CodeBlueprint> readBlueprint(const char* data, size_t size, std::string* error);

// Text of one code object and those nested in it, stable for golden tests.
std::string disassemble(const CodeBlueprint& code, bool recursive);

// Checks by dataflow that operands name registers that hold values, that live sets are exact, that
// jumps and handlers land on instructions, and that windows are in bounds. Returns "" or the first
// fault found.
std::string verifyBlueprint(const CodeBlueprint& code);

} // namespace krait
