// sys.stdin, sys.stdout and sys.stderr: made at start-up, written to by print().
#pragma once

#include "vm/objects/str.h"
#include "vm/runtime/runtime.h"

namespace krait {

// Sets sys.stdin, stdout and stderr and their __x__ twins (None where the descriptor is closed),
// as the options and PYTHONIOENCODING ask.
Status standardStreamsInit(Thread*);
// stream.write(text): without a call when the stream is a native TextIOWrapper.
Status writeText(Thread*, Value stream, Str* text);

} // namespace krait
