// What the parts of module builtins share.
#pragma once

#include "vm/objects/bytes.h"
#include "vm/runtime/object_model.h"

#include <string_view>

namespace krait {

// builtins_code.cpp
// Source text given to compile() and its like, held for the time of the call.
struct Source {
    Ref keep;
    Buffer buffer;
    std::string_view text;
    bool is_text = false;
};
// `what` a wrong type should have been. REENTRY: encodes.
Status readSource(Thread*, Value v, const char* function, const char* what, Source* out);
Ref fileName(Thread*, Value v); // os.fsdecode()
Ref b_compile(Thread*, Args);
Ref b_eval(Thread*, Args);
Ref b_exec(Thread*, Args);
Ref b_globals(Thread*, Args);
Ref b_locals(Thread*, Args);
Ref b_vars(Thread*, Args);
Ref b_dir(Thread*, Args);
// builtins_iterate.cpp
Ref b_aiter(Thread*, Args);
Ref b_anext(Thread*, Args);
Ref b_all(Thread*, Args);
Ref b_any(Thread*, Args);
Ref b_iter(Thread*, Args);
Ref b_next(Thread*, Args);
Ref b_min(Thread*, Args);
Ref b_max(Thread*, Args);
Ref b_sum(Thread*, Args);
Ref b_sorted(Thread*, Args);

Value sysAttribute(Thread*, const char* name); // borrowed; EMPTY when it is gone

} // namespace krait
