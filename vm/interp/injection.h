// Something that is to happen once, before a given instruction of this Thread, counted from the
// start: an exception arrives (a signal's, or from another thread), a function is called; or the
// n-th allocation fails. Of a Thread while it runs instrumented, under the GIL.
#pragma once

#include "vm/interp/dispatch.h"


namespace krait {

struct Injection {
    enum class Kind : uint8_t { kSignal, kAsync, kMemory, kCall };
    Kind kind;
    uint64_t at = 0;    // number of the instruction or allocation, from 1
    uint64_t count = 0; // instructions so far
    Value given;        // exception or callable (borrowed)
    bool fired = false;
    bool failed = false; // the callable raised
    Heap::Gate gate;
    std::string place; // "file:line in function" where it fired
};

// Before the instruction at pc; true if an exception is set.
bool injectBefore(Thread* t, const uint64_t* pc, Value* regs);

} // namespace krait
