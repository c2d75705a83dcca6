// What the parts of module sys share.
#pragma once

#include "vm/runtime/native_module.h"

#include <string_view>

namespace krait {

// What sys keeps outside its dict. Owned by the Runtime.
struct SysState {
    int64_t dlopen_flags = 2;
    Value audit_hooks;    // list, or EMPTY
};
SysState* sysStateOf(Thread*);

// The struct sequences of sys.
enum class Record : uint8_t {
    kFlags,
    kVersion,
    kFloat,
    kInt,
    kHash,
    kThread,
    kAsyncGenHooks,
    kCount
};
Ref makeRecord(Thread*, Record which, const Value* values, size_t count);

int64_t intMaxStrDigits(Thread*);
void setIntMaxStrDigits(Thread*, int64_t digits);

// sys.monitoring, a new module object; made when a program asks for it.
Ref monitoringModule(Thread*);

// Bytes from the system as str: UTF-8, others as surrogates (surrogateescape).
Ref fileNameFromBytes(Thread*, std::string_view bytes);

} // namespace krait
