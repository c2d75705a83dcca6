// _functools: partial, reduce, cmp_to_key and the cache of lru_cache. Needs the GIL.
//
// The cache is a dict from keys to results, or, where it is bounded, to links that also form a list
// in the order of use. The dict owns the links; the list borrows them.
//
// REENTRY: the function called, and hashing and comparing keys, may use the same cache: what was
// looked up is looked up again after a call.
#include "stdlib/native/native_support.h"

#include "vm/objects/dict.h"

#include <llvm/ADT/SmallVector.h>

namespace krait {
namespace {

using Values = llvm::SmallVector<Value, 16>;

// --- partial
// ---------------------------------------------------------------------------------------

struct Partial : Object {
    Value function;
    Value args;     // tuple
    Value keywords; // dict
    AttrBlock attrs;
};
extern const TypeSpec kPartialSpec;

Partial* partialOf(Value v) {
    return v.as<Partial>();
}
void partialDestroy(Thread* t, Object* o) {
    auto* p = static_cast<Partial*>(o);
    decref(p->function);
    decref(p->args);
    decref(p->keywords);
    destroyAttrs(t, o);
}
void partialTraverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Partial*>(o);
    visitor.visit(p->function);
    visitor.visit(p->args);
    visitor.visit(p->keywords);
    traverseAttrs(o, visitor);
}

Ref concatTuples(Thread* t, Tuple* a, const Value* more, int64_t count) {
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, a->length + count));
    for (int64_t i = 0; i < a->length; ++i) store(&result->items[i], a->items[i]);
    for (int64_t i = 0; i < count; ++i) store(&result->items[a->length + i], more[i]);
    return result;
}

Ref partial_dunder_new(Thread* t, Args a) {
    auto* arguments = a[1].as<Tuple>();
    if (arguments->length < 1) {
        return raise(t, TypeId::kTypeError, "type 'partial' takes at least one argument");
    }
    Value function = arguments->items[0];
    if (!isCallable(t, function)) {
        return raise(t, TypeId::kTypeError, "the first argument must be callable");
    }
    New<Dict> keywords = KRAIT_TRY(dictNew(t));
    Ref args;
    // A partial of a plain partial is one partial.
    Partial* inner =
        typeOf(t, function) == typeFromSpec(t, &kPartialSpec) ? partialOf(function) : nullptr;
    if (inner && (inner->shape->attr_count != 0 || (inner->flags & kFlagDictMode))) inner = nullptr;
    if (inner) {
        args =
            concatTuples(t, inner->args.as<Tuple>(), arguments->items + 1, arguments->length - 1);
        function = inner->function;
        KRAIT_TRY(dictMerge(t, keywords, inner->keywords, true));
    } else {
        args = tupleFrom(t, arguments->items + 1, arguments->length - 1);
    }
    if (args.isError()) return Error{};
    if (!a[2].isEmpty()) KRAIT_TRY(dictMerge(t, keywords, a[2], true));
    New<Partial> p = KRAIT_TRY(newInstance<Partial>(t, a[0]));
    store(&p->function, function);
    p->args = args.release();
    p->keywords = keywords.release();
    return p;
}

Ref partialCall(Thread* t, Value self, CallArgs call_args) {
    auto* p = partialOf(self);
    // REENTRY: __setstate__ may replace these while they are used.
    Ref function = Ref::share(p->function), args = Ref::share(p->args),
        keywords = Ref::share(p->keywords);
    auto* first = args.as<Tuple>();
    auto* names = call_args.names.isEmpty() ? nullptr : call_args.names.as<Tuple>();
    int64_t named = names ? names->length : 0;
    if (keywords.as<Dict>()->used == 0) {
        Values values(first->items, first->items + first->length);
        values.append(call_args.values, call_args.values + call_args.positional_count + named);
        auto count = static_cast<uint32_t>(first->length) + call_args.positional_count;
        return call(t, function, {values.data(), count, call_args.names});
    }
    Ref positional =
        KRAIT_TRY(concatTuples(t, first, call_args.values, call_args.positional_count));
    Ref merged = KRAIT_TRY(dictCopy(t, keywords.as<Dict>()));
    for (int64_t i = 0; i < named; ++i) {
        KRAIT_TRY(dictSet(t, merged.as<Dict>(), names->items[i],
                          call_args.values[call_args.positional_count + i]));
    }
    return callTuple(t, function, positional, merged);
}

Ref partialRepr(Thread* t, Value self) {
    auto* p = partialOf(self);
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "...");
    ReprScope scope(t, self);
    Value type(typeOf(t, self));
    Ref module = KRAIT_TRY(getAttr(t, type, t->name(kName___module__)));
    Ref name = KRAIT_TRY(getAttr(t, type, t->name(kName___qualname__)));
    // Each repr may change the partial.
    Ref function = Ref::share(p->function), args = Ref::share(p->args);
    Ref head = KRAIT_TRY(strFormat(t, "%S.%S(%R", module.get(), name.get(), function.get()));
    TextBuffer out(t);
    out.append(head.as<Str>());
    for (int64_t i = 0; i < args.as<Tuple>()->length; ++i) {
        Ref text = KRAIT_TRY(reprOf(t, args.as<Tuple>()->items[i]));
        out.append(", ");
        out.append(text.as<Str>());
    }
    Ref keywords = Ref::share(p->keywords);
    int64_t position = 0;
    Value k, v;
    while (dictNext(keywords.as<Dict>(), &position, &k, &v)) {
        Ref key = Ref::share(k), value = Ref::share(v);
        Ref text = KRAIT_TRY(strFormat(t, ", %S=%R", key.get(), value.get()));
        out.append(text.as<Str>());
    }
    out.append(")");
    return out.finish();
}

Ref partialGet(Thread* t, Value self, Value instance, Value) {
    if (instance.isEmpty() || instance.isNone()) return Ref::share(self);
    KRAIT_TRY(warn(t, TypeId::kFutureWarning, 1,
                   "functools.partial will be a method descriptor in future Python versions; wrap "
                   "it in staticmethod() if you want to preserve the old behavior"));
    return Ref::share(self);
}

Ref partial_dunder_reduce(Thread* t, Args a) {
    auto* p = partialOf(a[0]);
    Ref arguments = KRAIT_TRY(tupleOf(t, p->function));
    Ref attributes = Ref::none();
    if (p->shape->attr_count != 0 || (p->flags & kFlagDictMode)) {
        attributes = KRAIT_TRY(instanceDict(t, p));
    }
    Ref state = KRAIT_TRY(tupleOf(t, p->function, p->args, p->keywords, attributes.get()));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get(), state.get());
}
Ref partial_dunder_setstate(Thread* t, Args a) {
    auto* p = partialOf(a[0]);
    auto* state = isTuple(a[1]) ? a[1].as<Tuple>() : nullptr;
    if (!state || state->length != 4 || !isCallable(t, state->items[0]) ||
        !isTuple(state->items[1]) || !(state->items[2].isNone() || isDict(state->items[2]))) {
        return raise(t, TypeId::kTypeError, "invalid partial state");
    }
    Ref args = KRAIT_TRY(tupleFromIterable(t, state->items[1]));
    Ref keywords = state->items[2].isNone() ? Ref(dictNew(t))
                   : isKind(state->items[2], TypeId::kDict)
                       ? Ref::share(state->items[2])
                       : dictCopy(t, state->items[2].as<Dict>());
    if (keywords.isError()) return Error{};
    replace(&p->function, Ref::share(state->items[0]));
    replace(&p->args, std::move(args));
    replace(&p->keywords, std::move(keywords));
    Ref attributes = state->items[3].isNone() ? Ref(dictNew(t)) : Ref::share(state->items[3]);
    KRAIT_TRY(setAttr(t, a[0], t->name(kName___dict__), attributes));
    return Ref::none();
}
constexpr MethodDef kPartialMethods[] = {
    {"__reduce__(self, /)", partial_dunder_reduce, nullptr},
    {"__setstate__(self, state, /)", partial_dunder_setstate, nullptr},
    kClassGetItem,
    {}};
constexpr MemberDef kPartialMembers[] = {
    {"func", offsetof(Partial, function), true, true,
     "function object to use in future partial calls"},
    {"args", offsetof(Partial, args), true, true, "tuple of arguments to future partial calls"},
    {"keywords", offsetof(Partial, keywords), true, true,
     "dictionary of keyword arguments to future partial calls"},
    {}};
const TypeSpec kPartialSpec = {
    .name = "functools.partial",
    .size = sizeof(Partial),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = partialDestroy,
              .traverse = partialTraverse,
              .repr = partialRepr,
              .call = partialCall,
              .descr_get = partialGet},
    .doc = "partial(func, *args, **keywords) - new function with partial application\n    of the "
           "given arguments and keywords.\n",
    .new_ = {"partial(cls, /, *args, **kwargs)", partial_dunder_new, nullptr},
    .methods = kPartialMethods,
    .members = kPartialMembers,
};

// --- cmp_to_key
// ------------------------------------------------------------------------------------

struct KeyWrapper : Object {
    Value function;
    Value object; // EMPTY in what cmp_to_key() gives: calling that makes keys
};
using KeyWrapperOwns = Owns<KeyWrapper, &KeyWrapper::function, &KeyWrapper::object>;
extern const TypeSpec kKeyWrapperSpec;

Ref keyNew(Thread* t, Value function, Value object) {
    New<KeyWrapper> key = KRAIT_TRY(newOf<KeyWrapper>(t, &kKeyWrapperSpec));
    store(&key->function, function);
    store(&key->object, object);
    return key;
}
Ref keyCall(Thread* t, Value self, CallArgs args) {
    auto* names = args.names.isEmpty() ? nullptr : args.names.as<Tuple>();
    int64_t named = names ? names->length : 0;
    if (named == 1 && args.positional_count == 0) {
        if (!strEqualAscii(names->items[0].as<Str>(), "obj")) {
            return raise(t, TypeId::kTypeError, "K() got an unexpected keyword argument '%S'",
                         names->items[0]);
        }
    } else if (args.positional_count != 1 || named != 0) {
        int64_t given = args.positional_count + named;
        if (given == 0) {
            return raise(t, TypeId::kTypeError, "K() missing required argument 'obj' (pos 1)");
        }
        return raise(t, TypeId::kTypeError, "K() takes at most 1 argument (%ld given)", given);
    }
    return keyNew(t, self.as<KeyWrapper>()->function, args.values[0]);
}
Ref keyCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!hasSpec(t, b, &kKeyWrapperSpec)) {
        return raise(t, TypeId::kTypeError, "other argument must be K instance");
    }
    Value x = a.as<KeyWrapper>()->object, y = b.as<KeyWrapper>()->object;
    if (x.isEmpty() || y.isEmpty()) {
        New<Str> name = KRAIT_TRY(strIntern(t, "object"));
        return raiseAttributeError(t, a, name);
    }
    Ref order = KRAIT_TRY(callFunction(t, a.as<KeyWrapper>()->function, x, y));
    return compareOp(t, order, Value::smallInt(0), op);
}
constexpr MemberDef kKeyWrapperMembers[] = {
    {"obj", offsetof(KeyWrapper, object), false, true, "Value wrapped by a key function."}, {}};
const TypeSpec kKeyWrapperSpec = {
    .name = "functools.KeyWrapper",
    .size = sizeof(KeyWrapper),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = KeyWrapperOwns::destroy,
              .traverse = KeyWrapperOwns::traverse,
              .compare = keyCompare,
              .call = keyCall},
    .members = kKeyWrapperMembers,
};
Ref functools_cmp_to_key(Thread* t, Args a) {
    return keyNew(t, a[0], Value());
}

// --- reduce
// ----------------------------------------------------------------------------------------

Ref functools_reduce(Thread* t, Args a) {
    Ref iterator = iterOf(t, a[1]);
    if (iterator.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError, "reduce() arg 2 must support iteration");
    }
    Ref result = Ref::share(a[2]);
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            break;
        }
        result = result.isEmpty() ? std::move(item)
                                  : KRAIT_TRY(callFunction(t, a[0], result.get(), item.get()));
    }
    if (result.isEmpty()) {
        return raise(t, TypeId::kTypeError, "reduce() of empty iterable with no initial value");
    }
    return result;
}

// --- the cache of lru_cache
// ------------------------------------------------------------------------

struct CacheLink : Object {
    Value key, result;
    int64_t hash;
    CacheLink *older, *newer; // borrowed
};
using CacheLinkOwns = Owns<CacheLink, &CacheLink::key, &CacheLink::result>;

struct LruCache : Object {
    Value function, info_type;
    Value mark; // stands between positional arguments and names in a key
    Value maxsize_given;
    Value cache;     // dict
    int64_t maxsize; // -1: unbounded
    int64_t hits, misses;
    CacheLink *oldest, *newest; // borrowed from the cache
    bool typed;
    AttrBlock attrs;
};

const TypeSpec kCacheLinkSpec = {
    .name = "functools._lru_list_elem",
    .size = sizeof(CacheLink),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = CacheLinkOwns::destroy, .traverse = CacheLinkOwns::traverse},
};

void unlink(LruCache* c, CacheLink* link) {
    (link->older ? link->older->newer : c->oldest) = link->newer;
    (link->newer ? link->newer->older : c->newest) = link->older;
}
void linkNewest(LruCache* c, CacheLink* link) {
    link->older = c->newest;
    link->newer = nullptr;
    (c->newest ? c->newest->newer : c->oldest) = link;
    c->newest = link;
}

// Arguments as a key: one int or str itself, else a tuple.
Ref cacheKey(Thread* t, LruCache* c, CallArgs args) {
    auto* names = args.names.isEmpty() ? nullptr : args.names.as<Tuple>();
    int64_t named = names ? names->length : 0, positional = args.positional_count;
    if (!c->typed && named == 0) {
        if (positional == 1 && (isExactStr(args.values[0]) || isExactInt(args.values[0]))) {
            return Ref::share(args.values[0]);
        }
        return tupleFrom(t, args.values, positional);
    }
    Values parts(args.values, args.values + positional);
    if (named != 0) parts.push_back(c->mark);
    for (int64_t i = 0; i < named; ++i) {
        parts.push_back(names->items[i]);
        parts.push_back(args.values[positional + i]);
    }
    if (c->typed) {
        for (int64_t i = 0; i < positional + named; ++i) {
            parts.push_back(Value(typeOf(t, args.values[i])));
        }
    }
    return tupleFrom(t, parts.data(), static_cast<int64_t>(parts.size()));
}

Ref cacheCall(Thread* t, Value self, CallArgs args) {
    auto* c = self.as<LruCache>();
    if (c->maxsize == 0) {
        ++c->misses;
        return call(t, c->function, args);
    }
    Ref key = KRAIT_TRY(cacheKey(t, c, args));
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    auto* cache = c->cache.as<Dict>();
    Value found = KRAIT_TRY(dictGetHashed(t, cache, key, hash));
    if (c->maxsize < 0) {
        if (!found.isEmpty()) {
            ++c->hits;
            return Ref::share(found);
        }
        ++c->misses;
        Ref result = KRAIT_TRY(call(t, c->function, args));
        KRAIT_TRY(dictSetHashed(t, cache, key, hash, result));
        return result;
    }
    if (!found.isEmpty()) {
        auto* link = found.as<CacheLink>();
        if (c->newest != link) {
            unlink(c, link);
            linkNewest(c, link);
        }
        ++c->hits;
        return Ref::share(link->result);
    }
    ++c->misses;
    Ref result = KRAIT_TRY(call(t, c->function, args));
    found = KRAIT_TRY(dictGetHashed(t, cache, key, hash));
    if (!found.isEmpty()) return result; // the call itself cached it
    Ref dropped;
    if (cache->used >= c->maxsize && c->oldest) {
        CacheLink* oldest = c->oldest;
        Ref keep = Ref::share(Value(oldest));
        dropped = dictPop(t, cache, oldest->key);
        if (dropped.isEmpty()) {
            if (t->hasError()) return Error{};
            return result; // somebody else dropped it
        }
        unlink(c, oldest);
    }
    New<CacheLink> link = KRAIT_TRY(newOf<CacheLink>(t, &kCacheLinkSpec));
    store(&link->key, key);
    store(&link->result, result);
    link->hash = hash;
    linkNewest(c, link);
    if (dictSetHashed(t, cache, key, hash, link).isError()) {
        unlink(c, link);
        return Error{};
    }
    return result;
}

void cacheDestroy(Thread* t, Object* o) {
    auto* c = static_cast<LruCache*>(o);
    decref(c->cache);
    decref(c->function);
    decref(c->info_type);
    decref(c->mark);
    decref(c->maxsize_given);
    destroyAttrs(t, o);
}
void cacheTraverse(Object* o, Visitor& visitor) {
    auto* c = static_cast<LruCache*>(o);
    visitor.visit(c->cache);
    visitor.visit(c->function);
    visitor.visit(c->info_type);
    visitor.visit(c->mark);
    visitor.visit(c->maxsize_given);
    traverseAttrs(o, visitor);
}
void cacheEmpty(Thread* t, LruCache* c) {
    c->oldest = c->newest = nullptr;
    dictClear(t, c->cache.as<Dict>());
}
void cacheClearSlot(Thread* t, Object* o) {
    cacheEmpty(t, static_cast<LruCache*>(o));
}

Ref lru_cache_dunder_new(Thread* t, Args a) {
    if (!isCallable(t, a[1])) {
        return raise(t, TypeId::kTypeError, "the first argument must be callable");
    }
    int64_t maxsize = -1;
    if (!a[2].isNone()) {
        if (!hasIndex(t, a[2])) {
            return raise(t, TypeId::kTypeError, "maxsize should be integer or None");
        }
        maxsize = KRAIT_TRY(toIndexInt64(t, a[2]));
        if (maxsize < 0) maxsize = 0;
    }
    bool typed = KRAIT_TRY(isTrue(t, a[3]));
    New<Dict> cache = KRAIT_TRY(dictNew(t));
    Ref mark = KRAIT_TRY(callValues(t, Value(t->type(TypeId::kObject)), nullptr, 0));
    Ref maxsize_given = maxsize < 0 ? Ref::none() : intFrom(t, maxsize);
    if (maxsize_given.isError()) return Error{};
    New<LruCache> c = KRAIT_TRY(newInstance<LruCache>(t, a[0]));
    store(&c->function, a[1]);
    store(&c->info_type, a[4]);
    c->mark = mark.release();
    c->maxsize_given = maxsize_given.release();
    c->cache = cache.release();
    c->maxsize = maxsize;
    c->hits = c->misses = 0;
    c->oldest = c->newest = nullptr;
    c->typed = typed;
    return c;
}
Ref lru_cache_cache_info(Thread* t, Args a) {
    auto* c = a[0].as<LruCache>();
    Ref hits = KRAIT_TRY(intFrom(t, c->hits)), misses = KRAIT_TRY(intFrom(t, c->misses));
    return callFunction(t, c->info_type, hits.get(), misses.get(), c->maxsize_given,
                        Value::smallInt(c->cache.as<Dict>()->used));
}
Ref lru_cache_cache_clear(Thread* t, Args a) {
    auto* c = a[0].as<LruCache>();
    c->hits = c->misses = 0;
    cacheEmpty(t, c);
    return Ref::none();
}
Ref lru_cache_dunder_reduce(Thread* t, Args a) {
    return getAttr(t, a[0], t->name(kName___qualname__));
}
Ref lru_cache_copy(Thread*, Args a) {
    return Ref::share(a[0]);
}
Ref cacheGet(Thread* t, Value self, Value instance, Value) {
    if (instance.isEmpty() || instance.isNone()) return Ref::share(self);
    return boundMethodNew(t, self, instance);
}
constexpr MethodDef kLruCacheMethods[] = {
    {"cache_info(self, /)", lru_cache_cache_info, "Report cache statistics"},
    {"cache_clear(self, /)", lru_cache_cache_clear, "Clear the cache and cache statistics"},
    {"__reduce__(self, /)", lru_cache_dunder_reduce, nullptr},
    {"__copy__(self, /)", lru_cache_copy, nullptr},
    {"__deepcopy__(self, memo, /)", lru_cache_copy, nullptr},
    {}};
const TypeSpec kLruCacheSpec = {
    .name = "functools._lru_cache_wrapper",
    .size = sizeof(LruCache),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = cacheDestroy,
              .traverse = cacheTraverse,
              .clear = cacheClearSlot,
              .call = cacheCall,
              .descr_get = cacheGet},
    .doc =
        "Create a cached callable that wraps another function.\n\nuser_function:      the "
        "function being cached\n\nmaxsize:  0         for no caching\n          None      for "
        "unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     "
        "cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as "
        "distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                "
        "        hits misses currsize maxsize\n",
    .new_ = {"_lru_cache_wrapper(cls, user_function, maxsize, typed, cache_info_type)",
             lru_cache_dunder_new, nullptr},
    .methods = kLruCacheMethods,
};

// --- module
// ----------------------------------------------------------------------------------------

constexpr MethodDef kFunctions[] = {
    {"reduce(function, iterable, initial=<unset>, /)", functools_reduce,
     "Apply a function of two arguments cumulatively to the items of an iterable, from left to "
     "right.\n\nThis effectively reduces the iterable to a single value.  If initial is "
     "present,\nit is placed before the items of the iterable in the calculation, and serves as\na "
     "default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, "
     "5])\ncalculates ((((1 + 2) + 3) + 4) + 5)."},
    {"cmp_to_key(mycmp)", functools_cmp_to_key,
     "Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two "
     "objects."},
    {}};

Status initModule(Thread* t, Value module) {
    return addTypes(t, module,
                    {{"partial", &kPartialSpec}, {"_lru_cache_wrapper", &kLruCacheSpec}});
}

} // namespace

extern const NativeModule k_functoolsModule = {"_functools", "Tools that operate on functions.",
                                               kFunctions, initModule};

} // namespace krait
