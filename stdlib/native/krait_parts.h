// What the files of module _krait share: functions that its table in _krait.cpp names. Each
// follows the rules of a native function: borrowed arguments, an owned result, under the GIL.
#pragma once

#include "vm/runtime/native_module.h"

namespace krait {

// krait_frames.cpp
Ref krait_suspended(Thread*, Args a);

// krait_contexts.cpp
Ref krait_start_contexts(Thread*, Args a);
Ref krait_stop_contexts(Thread*, Args a);
Ref krait_context_rows(Thread*, Args a);
Ref krait_inject_once(Thread*, Args a);
Ref krait_live_cells(Thread*, Args a);
Ref krait_masked(Thread*, Args a);
Ref krait_mask(Thread*, Args a);

} // namespace krait
