// What the files of the module _codecs share.
#pragma once

#include "vm/objects/str.h"

namespace krait {

// (output, consumed), or the error of the output.
Ref codecResult(Thread*, Ref output, int64_t consumed);
// The errors argument of a codec function: null for None.
Result<Str*> codecErrorsArgument(Thread*, const char* function, Value errors);

Ref codecs_utf_7_encode(Thread*, Args);
Ref codecs_utf_7_decode(Thread*, Args);

} // namespace krait
