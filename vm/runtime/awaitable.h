// Delegation and awaiting: what SEND and its relatives do for objects that are not plain
// generators.
#pragma once

#include "vm/objects/generator.h"
#include "vm/runtime/object_model.h"

namespace krait {

// Iterator for `yield from v` in code with these flags; a coroutine only within coroutines.
Ref yieldFromIter(Thread*, Value v, uint32_t code_flags);
// Iterator for `await v`: the coroutine itself, or v.__await__(). context: 0 await, 1 async with
// enter, 2 exit.
Ref awaitableIter(Thread*, Value v, int context);
Ref asyncIter(Thread*, Value v);        // `async for`: type(v).__aiter__(v), checked
Ref asyncNext(Thread*, Value iterator); // iterator for awaiting __anext__()
Ref asyncGenWrap(Thread*, Value v);
// Sends a value to any iterator: __next__ for None, else send(). *out is owned.
ResumeResult sendTo(Thread*, Value iterator, Value value, Value* out);
// Throws an exception into a delegate as `yield from` does: GeneratorExit closes it. Its own
// throw() gets `arguments` (a tuple; EMPTY: the exception).
ResumeResult throwInto(Thread*, Value iterator, Value exception, Value arguments, Value* out);
// Value of the StopIteration being raised (owned), which is taken; EMPTY if another exception is.
Ref takeStopIterationValue(Thread*);
// Releases the window of a generator that ended.
void endGeneratorFrame(Thread*, Generator* generator);

} // namespace krait
