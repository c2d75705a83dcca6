// The instrumented run of the interpreter: what unwinding tells it. Interpreter-internal; who gets
// to know is vm/runtime/tracing.h. All of it runs under the GIL, with the frame published.
#pragma once

#include "vm/bytecode/effects.h"
#include "vm/interp/dispatch.h"

namespace krait {

// Releases the temporaries that the instruction at `pc` would have consumed: an exception is raised
// in its place.
void dropOperands(Value* regs, const uint64_t* pc);

// The four of unwinding, called while t->instrumented: t->exception passes the frame at the
// instruction at `pc` (instrumentRaised, with a new traceback entry, or instrumentReraised), is
// about to go on at its handler, or leaves the frame. A hook that raises replaces t->exception.
void instrumentRaised(Thread* t, const uint64_t* pc, Value* regs);
void instrumentReraised(Thread* t, const uint64_t* pc, Value* regs);
void instrumentHandled(Thread* t, const uint64_t* pc, Value* regs, const uint64_t* handler);
void instrumentUnwound(Thread* t, const uint64_t* pc, Value* regs);

} // namespace krait
