// repr, str, ascii and format of any Value, and the guard against containers that contain
// themselves.
#include "vm/base/unicode.h"
#include "vm/objects/code.h"
#include "vm/objects/number_format.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/type_system.h"

namespace krait {

Ref reprOf(Thread* t, Value v) {
    KRAIT_TRY(checkNativeStack(t, " while getting the repr of an object"));
    Type* type = typeOf(t, v);
    Ref text = KRAIT_TRY(type->slots.repr(t, v));
    if (!isStr(text))
        return raise(t, TypeId::kTypeError, "__repr__ returned non-string (type %.200T)",
                     text.get());
    return text;
}

Ref strOf(Thread* t, Value v) {
    if (isExactStr(v)) return Ref::share(v);
    Type* type = typeOf(t, v);
    if (!type->slots.str) return reprOf(t, v);
    KRAIT_TRY(checkNativeStack(t, " while getting the str of an object"));
    Ref text = KRAIT_TRY(type->slots.str(t, v));
    if (!isStr(text))
        return raise(t, TypeId::kTypeError, "__str__ returned non-string (type %.200T)",
                     text.get());
    return text;
}

Ref asciiOf(Thread* t, Value v) {
    Ref text = KRAIT_TRY(reprOf(t, v));
    auto* s = text.as<Str>();
    if (s->isAscii()) return text;
    TextBuffer out(t);
    constexpr char kDigits[] = "0123456789abcdef";
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c < 128) {
            out.appendChar(c);
            continue;
        }
        int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
        out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
        for (int d = digits - 1; d >= 0; --d)
            out.appendChar(static_cast<uint8_t>(kDigits[c >> (d * 4) & 15]));
    }
    return out.finish();
}

Ref formatOf(Thread* t, Value v, Value spec) {
    if (spec.as<Str>()->length == 0) {
        if (isExactStr(v)) return Ref::share(v);
        if (v.isSmallInt()) return strOf(t, v);
    } else if (isStr(spec)) {
        // The commonest types without a call of their __format__.
        if (v.isSmallInt()) return intFormat(t, v, spec.as<Str>());
        if (v.isNumber()) return floatFormat(t, v, spec.as<Str>());
        if (isExactStr(v)) return strFormatSpec(t, v, spec.as<Str>());
    }
    if (isExactStr(spec) && spec.as<Str>()->length == 0) {
        // object.__format__ is str(), then.
        Value found = typeLookup(t, typeOf(t, v), t->name(kName___format__));
        if (isKind(found, TypeId::kMethodDescriptor) &&
            found.as<MethodDescriptor>()->owner == t->type(TypeId::kObject)) {
            return strOf(t, v);
        }
    }
    Ref method = lookupSpecial(t, v, t->name(kName___format__));
    if (method.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "Type %.100T doesn't define __format__", v);
    }
    Ref text = KRAIT_TRY(callFunction(t, method, spec));
    if (!isStr(text))
        return raise(t, TypeId::kTypeError, "__format__ must return a str, not %.200T", text.get());
    return text;
}

Result<bool> reprEnter(Thread* t, Value v) {
    constexpr int kDepthMax = sizeof(t->repr_running) / sizeof(Value);
    for (int i = 0; i < t->repr_depth && i < kDepthMax; ++i) {
        if (t->repr_running[i] == v) return true;
    }
    if (t->repr_depth < kDepthMax) t->repr_running[t->repr_depth] = v;
    ++t->repr_depth; // LIMIT: deeper ones are caught by the native stack's limit
    return false;
}

void reprLeave(Thread* t, Value) {
    --t->repr_depth;
}

} // namespace krait
