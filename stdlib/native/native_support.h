// What native modules share: filling a module, telling their own types, and slots for layouts that
// only own Values.
#pragma once

#include "vm/objects/container_helpers.h"
#include "vm/runtime/native_module.h"

namespace krait {

struct ModuleType {
    const char* name;
    const TypeSpec* spec;
};

inline Status addValue(Thread* t, Value module, const char* name, Value value) {
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    return setAttr(t, module, key, value);
}
template <size_t kCount>
Status addTypes(Thread* t, Value module, const ModuleType (&types)[kCount]) {
    for (const ModuleType& entry : types) {
        Type* type = typeFromSpec(t, entry.spec);
        if (!type) return Error{};
        KRAIT_TRY(addValue(t, module, entry.name, Value(type)));
    }
    return ok();
}

// Whether v is an instance of the type made from `spec`, or of a subclass written in Python.
inline bool hasSpec(Thread* t, Value v, const TypeSpec* spec) {
    return v.isObject() && typeOf(t, v)->spec == spec;
}

// A new instance; an error when there is no memory for it.
template <typename T>
New<T> newInstance(Thread* t, Value type) {
    Object* object = allocateInstance(t, type.as<Type>());
    if (KRAIT_UNLIKELY(!object)) return Error{};
    return New<T>::take(static_cast<T*>(object));
}
// The same of the type that `spec` describes.
template <typename T>
New<T> newOf(Thread* t, const TypeSpec* spec) {
    Type* type = typeFromSpec(t, spec);
    if (!type) return Error{};
    return newInstance<T>(t, Value(type));
}

inline void store(Value* place, Value v) { // of a fresh object: shares v
    incref(v);
    *place = v;
}
inline void replace(Value* place, Ref v) {
    decref(std::exchange(*place, v.release()));
}
inline void forget(Value* place) {
    decref(std::exchange(*place, Value()));
}

// destroy, traverse and clear for a layout T that owns the Values named and nothing else.
template <typename T, Value T::*... kFields>
struct Owns {
    static void destroy(Thread*, Object* o) { (decref(static_cast<T*>(o)->*kFields), ...); }
    static void traverse(Object* o, Visitor& visitor) {
        (visitor.visit(static_cast<T*>(o)->*kFields), ...);
    }
    static void clear(Thread*, Object* o) { (forget(&(static_cast<T*>(o)->*kFields)), ...); }
};

} // namespace krait
