// match statements: class patterns and mapping patterns.
#include "vm/runtime/patterns.h"

#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"

namespace krait {

// The attribute, after checking that no other sub-pattern asks for it. EMPTY without error: absent.
static Ref patternAttribute(Thread* t, Value subject, Type* type, Value name, Set* seen) {
    bool is_new = KRAIT_TRY(setAdd(t, seen, name));
    if (!is_new) {
        return raise(t, TypeId::kTypeError, "%N() got multiple sub-patterns for attribute %R", type,
                     name);
    }
    New<Str> interned = KRAIT_TRY(strIntern(t, name.as<Str>()));
    return getAttrOptional(t, subject, interned);
}

// Python: a positional sub-pattern of these builtin classes matches the subject itself.
static bool matchesSelf(const Type* type) {
    constexpr uint32_t kFlags = kTypeIntSub | kTypeStrSub | kTypeBytesSub | kTypeListSub |
                                kTypeTupleSub | kTypeDictSub | kTypeSetSub | kTypeFloatSub;
    if (type->flags & kFlags) return true;
    for (const Type* at = type; at; at = at->base) {
        if (at->id == TypeId::kByteArray || at->id == TypeId::kBool) return true;
    }
    return false;
}

Ref matchClass(Thread* t, Value subject, Value cls, Tuple* keywords, uint32_t positional_count) {
    if (!isType(cls)) {
        return raise(t, TypeId::kTypeError, "called match pattern must be a class");
    }
    if (!KRAIT_TRY(isInstance(t, subject, cls))) return Ref::none();
    auto* type = cls.as<Type>();
    New<List> values = KRAIT_TRY(listNew(t, positional_count + keywords->length));
    New<Set> seen = KRAIT_TRY(setNew(t));
    if (positional_count) {
        Ref names = getAttrOptional(t, cls, t->name(kName___match_args__));
        if (names.isEmpty() && t->hasError()) return Error{};
        bool self = false;
        if (names.isEmpty()) {
            self = matchesSelf(type);
            names = KRAIT_TRY(tupleFrom(t, nullptr, 0));
        } else if (!isExactTuple(names)) {
            return raise(t, TypeId::kTypeError, "%N.__match_args__ must be a tuple (got %T)", type,
                         names.get());
        }
        auto* match_args = names.as<Tuple>();
        int64_t allowed = self ? 1 : match_args->length;
        if (allowed < positional_count) {
            return raise(t, TypeId::kTypeError,
                         "%N() accepts %ld positional sub-pattern%s (%u given)", type, allowed,
                         allowed == 1 ? "" : "s", positional_count);
        }
        if (self) {
            KRAIT_TRY(listAppend(t, values, subject));
        } else {
            for (uint32_t i = 0; i < positional_count; ++i) {
                Value name = match_args->items[i];
                if (!isExactStr(name)) {
                    return raise(t, TypeId::kTypeError,
                                 "__match_args__ elements must be strings (got %T)", name);
                }
                Ref value = patternAttribute(t, subject, type, name, seen);
                if (value.isEmpty()) return t->hasError() ? Ref() : Ref::none();
                KRAIT_TRY(listAppend(t, values, value));
            }
        }
    }
    for (int64_t i = 0; i < keywords->length; ++i) {
        Ref value = patternAttribute(t, subject, type, keywords->items[i], seen);
        if (value.isEmpty()) return t->hasError() ? Ref() : Ref::none();
        KRAIT_TRY(listAppend(t, values, value));
    }
    return listAsTuple(t, values);
}

Ref matchKeys(Thread* t, Value mapping, Tuple* keys) {
    if (keys->length == 0) return tupleFrom(t, nullptr, 0);
    // Python: looked up by get(key, sentinel), so that a defaultdict makes no items.
    New<Set> seen = KRAIT_TRY(setNew(t));
    New<List> values = KRAIT_TRY(listNew(t, keys->length));
    Ref get;
    Ref missing;
    if (!isExactDict(mapping)) {
        get = KRAIT_TRY(getAttr(t, mapping, t->name(kName_get)));
        missing = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kObject))));
    }
    for (int64_t i = 0; i < keys->length; ++i) {
        Value key = keys->items[i];
        if (!KRAIT_TRY(setAdd(t, seen, key))) {
            return raise(t, TypeId::kValueError, "mapping pattern checks duplicate key (%R)", key);
        }
        Ref value;
        if (get.isEmpty()) {
            value = Ref::share(KRAIT_TRY(dictGet(t, mapping.as<Dict>(), key)));
            if (value.isEmpty()) return Ref::none();
        } else {
            value = KRAIT_TRY(callFunction(t, get, key, missing.get()));
            if (value.get() == missing.get()) return Ref::none();
        }
        KRAIT_TRY(listAppend(t, values, value));
    }
    return listAsTuple(t, values);
}

Ref matchRest(Thread* t, Value mapping, Tuple* keys) {
    New<Dict> rest = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(dictUpdate(t, rest, mapping));
    for (int64_t i = 0; i < keys->length; ++i) {
        if (!KRAIT_TRY(dictDelete(t, rest, keys->items[i]))) {
            return raiseKeyError(t, keys->items[i]);
        }
    }
    return rest;
}

} // namespace krait
