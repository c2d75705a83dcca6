// What the exception and with opcodes do.
#pragma once

#include "vm/objects/exception_object.h"
#include "vm/runtime/runtime.h"

namespace krait {

Error raiseAgain(Thread*); // `raise`: RuntimeError "No active exception to reraise"
Error raiseStatement(Thread*, Value exception,
                     Value cause); // `raise exception [from cause]`; cause EMPTY: none given
// Splits `left` (exception or group, or None) by type: *rest and *match owned, None where nothing
// is.
Status matchGroup(Thread*, Value left, Value type, Value* rest, Value* match);
// The exception that an except* statement leaves to be raised, or None.
Ref prepareReraiseStar(Thread*, Value original, Value raised_list);
// Calls __enter__ or __exit__ as found, with borrowed values that are the caller's to lose: a
// native method that takes exactly these is entered without the argument binder.
Ref callContextMethod(Thread*, Value callable, Value* values, uint32_t count);
// type(manager).__exit__ and __enter__ looked up in CPython's order of errors, then __enter__
// called: its result. The exit comes as a function with self, or a bound callable with *self EMPTY;
// both owned.
Ref enterContext(Thread*, Value manager, bool async, Value* exit_callable, Value* exit_self);

} // namespace krait
