// The % operator of str, bytes and bytearray.
#pragma once

#include "vm/objects/type.h"

#include <string_view>

namespace krait {

// format % arguments: str. REENTRY: calls str, repr, __int__, __float__ and __getitem__.
Ref percentFormatStr(Thread*, Str* format, Value arguments);
// The same for bytes: the result's bytes as bytes, or as bytearray if `bytearray`.
Ref percentFormatBytes(Thread*, std::string_view format, Value arguments, bool bytearray);

} // namespace krait
