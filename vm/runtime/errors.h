// Raising exceptions from C++.
#pragma once

#include "vm/objects/exception_object.h"
#include "vm/runtime/runtime.h"

namespace krait {

// Raises builtin exception `type` with a message. Directives: %s const char* (UTF-8), %d int, %ld
// int64_t, %zu size_t, %u unsigned, %x hex unsigned, %c code point, %g double, %% ; and for Values
// (pass Value, Ref converts with .get()): %R repr, %S str, %A ascii, %T name of its type, %U a Str
// (as str); %N name of a Type*. A precision cuts (%.200s). Returns Error, which converts to any
// failing result.
Error raise(Thread*, TypeId type, const char* format, ...);
// Raises `type` with one argument that need not be a str (KeyError(key)).
Error raiseValue(Thread*, TypeId type, Value argument);
// Raises an exception instance that exists (shares it).
Error raiseException(Thread*, Value exception);
// Makes what is being handled the __context__ of the exception being raised, as raising does.
void chainContext(Thread*);
// OSError (or its subclass for that errno) with errno, strerror and up to two file names (EMPTY:
// none).
Error raiseErrno(Thread*, int error, Value filename = Value(), Value filename2 = Value());
Error raiseNoMemory(Thread*);
// TypeError "bad operand type..." and the like live with their operators (runtime/operators.h).
// KeyError for key; StopIteration(value); AttributeError "'x' object has no attribute 'y'" with obj
// and name set.
Error raiseKeyError(Thread*, Value key);
Error raiseAttributeError(Thread*, Value object, Str* name);

// The exception being raised, taken out of the Thread (which has none then).
Ref takeException(Thread*);
// Whether the exception being raised is an instance of builtin `type`.
bool errorIs(Thread*, TypeId type);
void clearError(Thread*);
// Drops the current exception if it is of `type` and says so; else leaves it.
bool clearErrorIf(Thread*, TypeId type);
// Through sys.unraisablehook: "Exception ignored in: <object>", or `where` ("Exception ignored on
// ...") for the words before the colon (null: the former); takes the current exception.
void reportUnraisable(Thread*, const char* where, Value object);
// Sets __cause__ and __context__ of the current exception to `cause`, for `raise X from Y` in C++.
void setCause(Thread*, Value cause);
// Issues a warning of class `category`; an error if a filter makes it one.
Status warn(Thread*, TypeId category, int stack_level, const char* format, ...);

} // namespace krait
