// The struct sequences of sys (flags, version_info, ...).
#include "stdlib/native/sys_parts.h"

#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

namespace krait {

Ref makeRecord(Thread* t, Record which, const char* type_name, const char* const* fields,
               const Value* values, size_t count) {
    if (which == Record::kVersion) return tupleFrom(t, values, static_cast<int64_t>(count));
    Ref o = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSimpleNamespace))));
    for (size_t i = 0; i < count; ++i) {
        New<Str> key = KRAIT_TRY(strIntern(t, fields[i]));
        KRAIT_TRY(setAttr(t, o, key, values[i]));
    }
    return o;
}

int64_t intMaxStrDigits(Thread* t) {
    return sysStateOf(t)->int_max_str_digits;
}
void setIntMaxStrDigits(Thread* t, int64_t digits) {
    sysStateOf(t)->int_max_str_digits = digits;
}

} // namespace krait
