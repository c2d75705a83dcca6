// Formatting of messages: the directives of raise() and strFormat().
#pragma once

#include "vm/heap/ref.h"

#include <cstdarg>

namespace krait {

class Thread;

// Text with the directives that runtime/errors.h lists; str, or an error.
// qualified: %T and %N name builtin types with their module, as error messages do.
Ref formatMessage(Thread*, const char* format, va_list arguments, bool qualified = true);

} // namespace krait
