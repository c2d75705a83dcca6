// Operations on generators that several types share.
#pragma once

#include "vm/objects/generator.h"
#include "vm/runtime/object_model.h"

namespace krait {

// As generatorResume, with the checks of send() and throw(): running, finished, not begun.
ResumeResult generatorSend(Thread*, Generator* g, Value value, Value* out);
ResumeResult generatorThrow(Thread*, Generator* g, Value exception, Value* out);
Ref generatorClose(Thread*, Generator* g);
// What a method returns: the yielded value, or StopIteration(value) raised. Takes `value` over.
Ref resultOrStop(Thread*, ResumeResult how, Value value);
Error raiseStopIteration(Thread*, Value value);
// The exception instance that throw(type, value, traceback) means.
Ref exceptionForThrow(Thread*, Value type, Value value, Value traceback);
// Deallocates a finished generator, whose count has come to 0. REENTRY: what it was made from.
void generatorRelease(Thread*, Generator* g);
Ref generatorDelegate(Generator* g); // None, or what it awaits
// list.__class_getitem__ and its like: GenericAlias of a[0] and a[1].
Ref genericAliasOf(Thread*, Args a);
// Calls the finalizer hook of an async generator that is not finished; true if it was handed over.
bool asyncGenFinalize(Thread*, Generator* g);
void warnNeverAwaited(Thread*, Generator* coroutine);
// What awaits __anext__() of an async generator, or asend(), athrow(), aclose(): a value sent in.
ResumeResult asyncGenSend(Thread*, Value awaitable, Value value, Value* out);
inline bool isAsyncGenAwaitable(Value v) {
    return isKind(v, TypeId::kAsyncGeneratorASend) || isKind(v, TypeId::kAsyncGeneratorAThrow);
}
// anext(iterator, default): awaits `awaitable`, StopAsyncIteration giving default_value.
Ref anextAwaitableNew(Thread*, Value awaitable, Value default_value);

} // namespace krait
