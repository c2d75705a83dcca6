// Of module krait: counters of what a call executed and what the heap holds, and two probes for
// experiments on the GIL. All of it is called with the GIL.
#pragma once

#include "vm/runtime/native_module.h"
#include "vm/runtime/object_model.h"

namespace krait {

// count(function, /, *args): calls it; a dict of its result and of what this Thread executed
// meanwhile.
Ref krait_count(Thread*, Args);
// counters(): a dict of what the heap holds and the GIL has counted so far.
Ref krait_counters(Thread*, Args);
// live(type, /): the number of live objects of exactly this type.
Ref krait_live(Thread*, Args);
// spin(rounds, /, *, release=False): the same arithmetic, with or without giving the GIL up.
Ref krait_spin(Thread*, Args);
// SharedCount: a count as an object's header has it, for threads to take and drop references on.
extern const TypeSpec kSharedCountSpec;

} // namespace krait
