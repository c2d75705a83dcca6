// Unpacking: assignment targets, and starred arguments and displays, with their error texts.
#include "vm/runtime/unpack.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

namespace krait {

static bool isIterable(Thread* t, Value v) {
    return typeOf(t, v)->slots.iter || typeOf(t, v)->slots.getitem;
}

static void releaseAll(Value* out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) decref(std::exchange(out[i], Value()));
}

static Ref iterForUnpack(Thread* t, Value iterable) {
    Ref iterator = iterOf(t, iterable);
    if (iterator.isError() && errorIs(t, TypeId::kTypeError) && !isIterable(t, iterable)) {
        clearError(t);
        return raise(t, TypeId::kTypeError, "cannot unpack non-iterable %.200T object", iterable);
    }
    return iterator;
}

Status unpackInto(Thread* t, Value iterable, uint32_t count, Value* out) {
    Ref alive = Ref::share(iterable); // `out` may overwrite it
    if (isExactTuple(iterable) || isExactList(iterable)) {
        bool tuple = isExactTuple(iterable);
        int64_t length = tuple ? iterable.as<Tuple>()->length : iterable.as<List>()->length;
        if (length < count) {
            return raise(t, TypeId::kValueError,
                         "not enough values to unpack (expected %u, got %ld)", count, length);
        }
        if (length > count) {
            return raise(t, TypeId::kValueError, "too many values to unpack (expected %u)", count);
        }
        const Value* items = tuple ? iterable.as<Tuple>()->items : iterable.as<List>()->items;
        for (uint32_t i = 0; i < count; ++i) {
            incref(items[i]);
            out[i] = items[i];
        }
        return ok();
    }
    Ref iterator = KRAIT_TRY(iterForUnpack(t, iterable));
    for (uint32_t i = 0; i < count; ++i) {
        Value item = nextItem(t, iterator).release();
        if (item.isEmpty()) {
            releaseAll(out, i);
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kValueError,
                         "not enough values to unpack (expected %u, got %u)", count, i);
        }
        out[i] = item;
    }
    Ref more = nextItem(t, iterator);
    if (more.isEmpty() && !t->hasError()) return ok();
    releaseAll(out, count);
    if (more.isEmpty()) return Error{};
    return raise(t, TypeId::kValueError, "too many values to unpack (expected %u)", count);
}

// From the items of an exact list or tuple: no iterator is needed. False with an error, nothing
// stored.
static bool unpackStarItems(Thread* t, const Value* items, int64_t length, uint32_t before,
                            uint32_t after, Value* out) {
    int64_t rest = length - before - after;
    Ref list = listFrom(t, items + before, rest);
    if (list.isError()) return false;
    out[before] = list.release();
    for (uint32_t i = 0; i < before; ++i) out[i] = Ref::share(items[i]).release();
    const Value* last = items + before + rest;
    for (uint32_t i = 0; i < after; ++i) out[before + 1 + i] = Ref::share(last[i]).release();
    return true;
}

Status unpackStarInto(Thread* t, Value iterable, uint32_t before, uint32_t after, Value* out) {
    Ref alive = Ref::share(iterable);
    int64_t needed = int64_t{before} + after;
    if (isExactTuple(iterable) && iterable.as<Tuple>()->length >= needed) {
        auto* tuple = iterable.as<Tuple>();
        if (unpackStarItems(t, tuple->items, tuple->length, before, after, out)) return ok();
        return Error{};
    }
    if (isExactList(iterable) && iterable.as<List>()->length >= needed) {
        auto* list = iterable.as<List>();
        if (unpackStarItems(t, list->items, list->length, before, after, out)) return ok();
        return Error{};
    }
    Ref iterator = KRAIT_TRY(iterForUnpack(t, iterable));
    const char* expected = "not enough values to unpack (expected at least %u, got %ld)";
    for (uint32_t i = 0; i < before; ++i) {
        Value item = nextItem(t, iterator).release();
        if (item.isEmpty()) {
            releaseAll(out, i);
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kValueError, expected, before + after, int64_t{i});
        }
        out[i] = item;
    }
    Ref rest = listFromIterable(t, iterator);
    if (rest.isError()) {
        releaseAll(out, before);
        return Error{};
    }
    auto* list = rest.as<List>();
    if (list->length < after) {
        int64_t got = before + list->length;
        releaseAll(out, before);
        return raise(t, TypeId::kValueError, expected, before + after, got);
    }
    // The last ones move out of the list.
    list->length -= after;
    for (uint32_t i = 0; i < after; ++i) out[before + 1 + i] = list->items[list->length + i];
    out[before] = rest.release();
    return ok();
}

Status unpackIntoList(Thread* t, List* list, Value iterable) {
    Status done = listExtend(t, list, iterable);
    if (done.isError() && errorIs(t, TypeId::kTypeError) && !isIterable(t, iterable)) {
        clearError(t);
        return raise(t, TypeId::kTypeError, "Value after * must be an iterable, not %.200T",
                     iterable);
    }
    return done;
}

Status unpackIntoDict(Thread* t, Dict* dict, Value mapping) {
    if (!isDict(mapping)) {
        Ref keys = getAttrOptional(t, mapping, t->name(kName_keys));
        if (keys.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kTypeError, "'%.200T' object is not a mapping", mapping);
        }
    }
    return dictUpdate(t, dict, mapping);
}

// "module.qualified_name()" as errors about calls name a callable; its str if it has no name.
static Ref callableText(Thread* t, Value callable) {
    Ref name = getAttrOptional(t, callable, t->name(kName___qualname__));
    if (name.isEmpty()) {
        if (t->hasError()) return Error{};
        return strOf(t, callable);
    }
    Ref module = getAttrOptional(t, callable, t->name(kName___module__));
    if (module.isEmpty() && t->hasError()) return Error{};
    bool show = !module.isEmpty() && !module.get().isNone();
    if (show && isStr(module)) show = !strEqualAscii(module.as<Str>(), "builtins");
    if (show) return strFormat(t, "%S.%S()", module.get(), name.get());
    return strFormat(t, "%S()", name.get());
}

static Status addKeyword(Thread* t, Dict* dict, Value key, Value value, Value callable) {
    if (KRAIT_TRY(dictContains(t, dict, key))) {
        Ref text = KRAIT_TRY(callableText(t, callable));
        return raise(t, TypeId::kTypeError, "%U got multiple values for keyword argument '%S'",
                     text.get(), key);
    }
    return dictSet(t, dict, key, value);
}

Status mergeKeywords(Thread* t, Dict* dict, Value mapping, Value callable) {
    if (isExactDict(mapping)) {
        auto* from = mapping.as<Dict>();
        int64_t position = 0;
        Value key, value;
        while (dictNext(from, &position, &key, &value)) {
            Ref held_key = Ref::share(key), held_value = Ref::share(value);
            KRAIT_TRY(addKeyword(t, dict, key, value, callable));
        }
        return ok();
    }
    Ref method = getAttrOptional(t, mapping, t->name(kName_keys));
    if (method.isEmpty()) {
        if (t->hasError()) return Error{};
        Ref text = KRAIT_TRY(callableText(t, callable));
        return raise(t, TypeId::kTypeError, "%U argument after ** must be a mapping, not %.200T",
                     text.get(), mapping);
    }
    Ref keys = KRAIT_TRY(callFunction(t, method));
    return iterateItems(t, keys, [&](Value key) -> Status {
        Ref value = KRAIT_TRY(getItem(t, mapping, key));
        return addKeyword(t, dict, key, value, callable);
    });
}

} // namespace krait
