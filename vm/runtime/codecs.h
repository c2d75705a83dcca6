// Text encodings: the native ones, error handlers, and the registry of codecs that Python code
// registers.
#pragma once

#include "vm/objects/str.h"

#include <string_view>

namespace krait {

// Bytes to str and back. `encoding` and `errors` null: utf-8, strict. Other encodings than the
// native ones come from the registry (package encodings). UnicodeDecodeError, UnicodeEncodeError,
// LookupError.
Ref decodeText(Thread*, std::string_view bytes, Str* encoding, Str* errors);
Ref encodeText(Thread*, Str* text, Str* encoding, Str* errors);

} // namespace krait
