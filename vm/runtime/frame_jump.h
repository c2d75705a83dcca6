// Setting f_lineno: a trace function makes its frame go on at another line.
//
// The setter checks and notes the target in the Thread's TraceState; the instrumented dispatch
// takes it up when the hook has returned. A target is the first instruction of a line at which no
// temporary is alive that is not alive now, made by the same kind of instruction: a loop's
// iterator, what a with statement keeps, an exception being handled. What lives only here is
// released; leaving the body of a handler leaves the handler.
#pragma once

#include "vm/runtime/frames.h"

namespace krait {

// Notes that `frame` is to go on at a line. ValueError says why it can't.
Status frameJumpTo(Thread*, FrameObject* frame, Value line);
// Carries out what was noted, if the hook noted something: the instruction to go on at, else null.
const uint64_t* frameJumpTake(Thread*, Value* registers, const uint64_t* pc);

} // namespace krait
