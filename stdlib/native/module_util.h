// Filling a native module: constants and types by name. Errors are remembered and told at the end.
#pragma once

#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/native_module.h"

#include <utility>

namespace krait {

class ModuleFiller {
  public:
    ModuleFiller(Thread* t, Value module) : t_(t), dict_(module.as<Module>()->dict) {}

    ModuleFiller& set(const char* name, Value v) {
        if (failed_) return *this;
        New<Str> key = strIntern(t_, name);
        failed_ = key.isError() || v.isEmpty() || dictSetStr(t_, dict_, key, v).isError();
        return *this;
    }
    ModuleFiller& take(const char* name, Ref v) { return set(name, v); }
    ModuleFiller& integer(const char* name, int64_t v) { return take(name, intFrom(t_, v)); }
    ModuleFiller& text(const char* name, std::string_view v) {
        return take(name, strFromUtf8(t_, v));
    }
    ModuleFiller& type(const char* name, const TypeSpec* spec) {
        if (failed_) return *this;
        Type* made = typeFromSpec(t_, spec);
        if (!made) {
            failed_ = true;
            return *this;
        }
        return set(name, Value(made));
    }
    ModuleFiller& type(const char* name, TypeId id) { return set(name, Value(t_->type(id))); }
    Status finish() {
        if (!failed_) return ok();
        return t_->hasError() ? Error{} : raiseNoMemory(t_);
    }

  private:
    Thread* t_;
    Dict* dict_;
    bool failed_ = false;
};

// Stores a new reference in a place that owns one, and releases the old.
inline void assign(Value& place, Value v) {
    incref(v);
    Value old = std::exchange(place, v);
    decref(old);
}

// State of a module that is no Python object: made on first use, kept as long as the Runtime, and
// deleted after all objects: no destructor may release one.
template <typename State>
State* runtimeState(Thread* t, const void* key) {
    for (auto& [known, state] : t->runtime->module_states)
        if (known == key) return static_cast<State*>(state);
    auto* state = new State;
    t->runtime->module_states.emplace_back(key, state);
    t->runtime->state_destroyers.emplace_back(state,
                                              [](void* made) { delete static_cast<State*>(made); });
    return state;
}

} // namespace krait
