// Tables of the kernel's and the C library's constants under their own names, and the waiting for
// descriptors that select and _socket share.
#pragma once

#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "stdlib/native/system_support.h"
#include "stdlib/native/thread_locks.h"

#include <climits>
#include <poll.h>

namespace krait {

struct SystemConstant {
    const char* name;
    int64_t value;
};
#define KRAIT_CONSTANT(id) {#id, static_cast<int64_t>(id)}

template <size_t kCount>
void addConstants(ModuleFiller& filler, const SystemConstant (&table)[kCount]) {
    for (const SystemConstant& row : table) filler.integer(row.name, row.value);
}

// A C int argument: OverflowError past 32 bits.
inline Result<int> cIntArgument(Thread* t, Value v) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t n;
    if (!intFits(i, &n))
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    if (n < INT_MIN || n > INT_MAX) {
        return raise(t, TypeId::kOverflowError,
                     n < 0 ? "signed integer is less than minimum"
                           : "signed integer is greater than maximum");
    }
    return static_cast<int>(n);
}

// The descriptor that an int, or an object with fileno(), stands for. REENTRY: fileno().
inline Result<int> descriptorOf(Thread* t, Value v) {
    int fd;
    if (isInt(v)) {
        KRAIT_TRY(warnIfBool(t, v));
        fd = KRAIT_TRY(cIntArgument(t, v));
    } else {
        Ref method = getAttrOptional(t, v, t->name(kName_fileno));
        if (method.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kTypeError,
                         "argument must be an int, or have a fileno() "
                         "method.");
        }
        Ref number = KRAIT_TRY(callFunction(t, method));
        if (!isInt(number)) return raise(t, TypeId::kTypeError, "fileno() returned a non-integer");
        fd = KRAIT_TRY(cIntArgument(t, number));
    }
    if (fd < 0) {
        return raise(t, TypeId::kValueError, "file descriptor cannot be a negative integer (%d)",
                     fd);
    }
    return fd;
}

// The deadline on schedulerNow()'s clock after `nanos` from now.
inline int64_t deadlineAfter(const Thread* t, int64_t nanos) {
    int64_t deadline;
    return __builtin_add_overflow(schedulerNow(t), nanos, &deadline) ? kNever : deadline;
}

} // namespace krait
