// Asking the compiler, and running what it gives; see compile_hook.h.
#include "vm/runtime/compile_hook.h"

#include "vm/objects/dict.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/object_model.h"

namespace krait {

Ref compileText(Thread* t, const CompileRequest& request) {
    ImportState* state = t->runtime->import;
    if (!state || !state->library || !state->library->compile)
        return raise(t, TypeId::kRuntimeError, "this program has no compiler");
    return state->library->compile(t, request, Value());
}

Ref runCode(Thread* t, Code* code, Dict* globals, Value locals, Value closure) {
    Str* builtins_name = t->name(kName___builtins__);
    if (dictGetStr(globals, builtins_name).isEmpty()) {
        // Python: code that is executed sees the builtins of whoever executes it.
        Value builtins = t->runtime->builtins;
        KRAIT_TRY(dictSetStr(t, globals, builtins_name, builtins));
    }
    New<Function> function = KRAIT_TRY(functionNew(t, code, globals));
    if (!locals.isEmpty() && !(locals == Value(globals))) {
        incref(locals);
        function->name_space = locals;
    }
    if (!closure.isEmpty()) {
        incref(closure);
        function->closure = closure.as<Tuple>();
    }
    return callValues(t, function, nullptr, 0);
}

} // namespace krait
