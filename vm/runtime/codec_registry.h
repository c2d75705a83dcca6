// The registry of codecs and error handlers of one Runtime (Runtime::codecs), made at its first
// use. Needs the GIL. REENTRY: search functions and codecs are Python's.
#pragma once

#include "vm/objects/str.h"

#include <string>
#include <string_view>

namespace krait {

// Lower case, runs of other characters than letters, digits and dots as one underscore.
std::string codecNormalize(std::string_view name);

Status codecRegister(Thread*, Value search_function);
Status codecUnregister(Thread*, Value search_function);
// The CodecInfo (a tuple of four or more); LookupError "unknown encoding: x".
Ref codecLookup(Thread*, Str* encoding);
Status codecRegisterError(Thread*, Str* name, Value handler);
// codecs.encode and codecs.decode: by any codec, also between other types than str and bytes.
Ref codecEncode(Thread*, Value object, Str* encoding, Str* errors);
Ref codecDecode(Thread*, Value object, Str* encoding, Str* errors);
void codecsFinalize(Thread*); // part of the Runtime's end

} // namespace krait
