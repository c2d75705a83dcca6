// What the files of module _krait share: functions that its table in _krait.cpp names. Each
// follows the rules of a native function: borrowed arguments, an owned result, under the GIL.
#pragma once

#include "vm/runtime/native_module.h"

namespace krait {

// krait_frames.cpp
Ref krait_suspended(Thread*, Args a);

} // namespace krait
