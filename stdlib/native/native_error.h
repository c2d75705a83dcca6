// Exception classes of native modules: a TypeSpec each, and raise() for them.
#pragma once

#include "vm/runtime/errors.h"
#include "vm/runtime/message.h"
#include "vm/runtime/native_module.h"
#include "vm/runtime/object_model.h"

#include <cstdarg>

namespace krait {

constexpr TypeSpec exceptionSpec(const char* name, TypeId base) {
    return {.name = name,
            .base = base,
            .flags = kTypeBase | kTypeHasDict | kTypeContainer | kTypeWeakrefable};
}

// As raise() with the class that `spec` describes.
inline Error raiseOf(Thread* t, const TypeSpec* spec, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Ref text = formatMessage(t, format, arguments);
    va_end(arguments);
    Type* type = text.isError() ? nullptr : typeFromSpec(t, spec);
    if (!type) return Error{};
    Ref exception = callFunction(t, Value(type), text.get());
    if (exception.isError()) return Error{};
    return raiseException(t, exception);
}

} // namespace krait
