// Runs a compiled program over a subject: Python's semantics exactly, by backtracking.
//
// The backtrack stack is explicit and lives in memory of the host, which may refuse; the C stack
// does not grow with subject or pattern. Every few thousand steps the host is polled and may stop
// the match. All state is local to one call, so one program can be matched by several threads.
#pragma once

#include "stdlib/native/re/program.h"

namespace krait::re {

// The characters of a str (width 1, 2 or 4) or of a bytes-like object (width 1). Borrowed.
struct Subject {
    const void* data = nullptr;
    uint8_t width = 1;
    size_t length = 0;
};

enum class Mode : uint8_t { kMatch, kFullMatch, kSearch };

enum class Outcome : uint8_t { kNoMatch, kMatch, kInterrupted, kMemory };

struct Request {
    Subject subject;  // length is Python's endpos: nothing behind it is looked at
    size_t start = 0; // Python's pos: what is before it can be looked back at
    Mode mode = Mode::kMatch;
    bool must_advance = false; // an empty match at start doesn't count
};

// What the matcher needs from its surroundings. The defaults never stop and use malloc.
struct Host {
    void* context = nullptr;
    // Returns true to stop the match. May run signal handlers.
    bool (*poll)(void* context) = nullptr;
    // As realloc; null when refused. size 0 frees.
    void* (*resize)(void* context, void* block, size_t old_size, size_t size) = nullptr;
};

// Where a match was found. marks has 2 * (groups + 1) entries: start and end of each group, -1 for
// a group that did not match.
struct Match {
    ptrdiff_t* marks = nullptr;
    uint32_t last_group = 0; // the group closed last, 0 for none: Python's lastindex
};

Outcome runProgram(const Program& program, const Request& request, const Host& host, Match* match);

} // namespace krait::re
