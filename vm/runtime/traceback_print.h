// Printing exceptions as the interpreter does when nobody catches them: to sys.stderr, in the form
// of CPython 3.13.
#pragma once

#include "vm/objects/exception_object.h"
#include "vm/runtime/runtime.h"

#include <string>

namespace krait {

// Prints the exception being raised (taken) through sys.excepthook, and sets sys.last_exc.
// SystemExit is printed like any other.
void printUncaught(Thread*);
// The end of a program: takes the exception being raised, which may be none (0). SystemExit ends
// quietly with its code, or prints what else it was given; anything else is printed. The process's
// exit code.
int handleUncaught(Thread*);

// What sys.excepthook does by itself: prints exception, chained ones included, to sys.stderr.
void printException(Thread*, Value exception);
// The text, lines separated and ended by newlines (UTF-8, surrogates as in WTF-8).
std::string formatException(Thread*, Value exception);
// Only the stack entries of a traceback.
std::string formatTraceback(Thread*, Value traceback);
// "<message>: <object>" and the exception, to sys.stderr; message EMPTY: "Exception ignored in".
void printUnraisable(Thread*, Value exception, Value message, Value object);

// " Did you mean: 'x'?" and its like for this exception; "" when there is no good one.
std::string suggestionFor(Thread*, Value exception);
// The name of `candidates` nearest to `wrong`, "" if none is near.
std::string nearestName(const std::string& wrong, const std::vector<std::string>& candidates);

// Writes UTF-8 to sys.stderr, or to descriptor 2 if there is none. Errors are dropped.
void writeStderr(Thread*, const std::string& text);

} // namespace krait
