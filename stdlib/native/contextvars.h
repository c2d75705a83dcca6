// The current context, for C++ that runs callbacks in contexts of theirs.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

// A copy of the Thread's current context.
Ref contextCopyCurrent(Thread*);
bool isContext(Thread*, Value v);
// As Context.run() begins and ends: RuntimeError if it is entered already. Each contextEnter() that
// did not fail is followed by contextExit() of the same context.
Status contextEnter(Thread*, Value context);
void contextExit(Thread*, Value context);
// The value of a ContextVar in the current context, borrowed; EMPTY: it has none (its default
// counts for nothing). REENTRY: setting may release the value before.
Value contextVariable(Thread*, Value variable);
Status setContextVariable(Thread*, Value variable, Value value);

} // namespace krait
