// _abc: what abc.ABCMeta is made of. Each abstract class has an _abc_data with three sets of weak
// references: classes registered, classes known to be subclasses, and classes known not to be. The
// last one holds as long as nothing is registered anywhere (a counter tells). Dead references are
// dropped when a set has doubled since it was last cleaned.
#include "stdlib/native/module_util.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/weakrefs.h"

namespace krait {

extern const TypeSpec kAbcDataSpec;

namespace {

struct WeakSet {
    Set* set; // owned; null: empty
    int64_t clean_at;
};

struct AbcData : Object {
    WeakSet registry, cache, negative;
    uint64_t negative_version;
};

const char kCounterKey = 0;
struct Counter {
    uint64_t value = 0;
};
uint64_t& counterOf(Thread* t) {
    return runtimeState<Counter>(t, &kCounterKey)->value;
}

void releaseSet(WeakSet& s) {
    if (s.set) decref(Value(std::exchange(s.set, nullptr)));
}
void data_destroy(Thread*, Object* o) {
    auto* d = static_cast<AbcData*>(o);
    releaseSet(d->registry);
    releaseSet(d->cache);
    releaseSet(d->negative);
}
void data_traverse(Object* o, Visitor& visitor) {
    auto* d = static_cast<AbcData*>(o);
    for (Set* set : {d->registry.set, d->cache.set, d->negative.set})
        if (set) visitor.visit(Value(set));
}

Object* referentOf(Value weak) {
    return weak.as<Weakref>()->referent;
}

Status dropDead(Thread* t, WeakSet& s) {
    New<Set> kept = KRAIT_TRY(setNew(t));
    int64_t position = 0;
    Value key;
    while (setNext(s.set, &position, &key))
        if (referentOf(key)) KRAIT_TRY(setAdd(t, kept, key));
    Set* old = std::exchange(s.set, kept.release().as<Set>());
    decref(Value(old));
    s.clean_at = s.set->used * 2 + 32;
    return ok();
}

Status addWeak(Thread* t, WeakSet& s, Value cls) {
    if (!s.set) {
        s.set = KRAIT_TRY(setNew(t)).release().as<Set>();
        s.clean_at = 32;
    }
    Ref weak = KRAIT_TRY(weakrefNew(t, t->type(TypeId::kWeakref), cls, Value()));
    KRAIT_TRY(setAdd(t, s.set, weak));
    if (s.set->used > s.clean_at) return dropDead(t, s);
    return ok();
}

Result<bool> hasWeak(Thread* t, const WeakSet& s, Value cls) {
    if (!s.set || s.set->used == 0) return false;
    // A class without weak references is in no set; one that has them shares the plain one.
    Ref weak = weakrefNew(t, t->type(TypeId::kWeakref), cls, Value());
    if (weak.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return false;
    }
    return setContains(t, s.set, weak);
}

Result<AbcData*> dataOf(Thread* t, Value cls) {
    New<Str> name = KRAIT_TRY(strIntern(t, "_abc_impl"));
    Value found = isType(cls) ? typeLookup(t, cls.as<Type>(), name) : Value();
    Ref got;
    if (found.isEmpty()) {
        got = KRAIT_TRY(getAttr(t, cls, name));
        found = got;
    }
    if (!found.isObject() || typeOf(t, found) != typeFromSpec(t, &kAbcDataSpec))
        return raise(t, TypeId::kTypeError, "_abc_impl is set to a wrong type");
    return found.as<AbcData>();
}

Result<bool> isAbstract(Thread* t, Value v) {
    Ref flag = getAttrOptional(t, v, t->name(kName___isabstractmethod__));
    if (flag.isEmpty()) {
        if (t->hasError()) return Error{};
        return false;
    }
    return isTrue(t, flag);
}

Status computeAbstractMethods(Thread* t, Value cls) {
    New<Set> names = KRAIT_TRY(setNew(t));
    Ref dict = KRAIT_TRY(getAttr(t, cls, t->name(kName___dict__)));
    Ref items = KRAIT_TRY(callMethod(t, dict, t->name(kName_items)));
    Ref list = KRAIT_TRY(listFromIterable(t, items));
    for (int64_t i = 0; i < list.as<List>()->length; ++i) {
        auto* pair = list.as<List>()->items[i].as<Tuple>();
        if (KRAIT_TRY(isAbstract(t, pair->items[1]))) KRAIT_TRY(setAdd(t, names, pair->items[0]));
    }
    Ref bases = KRAIT_TRY(getAttr(t, cls, t->name(kName___bases__)));
    if (!isTuple(bases)) return raise(t, TypeId::kTypeError, "__bases__ is not tuple");
    for (int64_t i = 0; i < bases.as<Tuple>()->length; ++i) {
        Ref inherited =
            getAttrOptional(t, bases.as<Tuple>()->items[i], t->name(kName___abstractmethods__));
        if (inherited.isEmpty()) {
            if (t->hasError()) return Error{};
            continue;
        }
        KRAIT_TRY(iterateOver(t, inherited, [&](Value name) -> Status {
            if (!isStr(name)) return raise(t, TypeId::kTypeError, "attribute name must be string");
            Ref value = getAttrOptional(t, cls, KRAIT_TRY(strIntern(t, name.as<Str>())));
            if (value.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
            if (KRAIT_TRY(isAbstract(t, value))) KRAIT_TRY(setAdd(t, names, name));
            return ok();
        }));
    }
    Ref frozen = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kFrozenSet)), Value(names)));
    return setAttr(t, cls, t->name(kName___abstractmethods__), frozen);
}

constexpr int64_t kSequenceBit = 1 << 5, kMappingBit = 1 << 6;

Ref abc_init(Thread* t, Args a) {
    Value cls = a[0];
    KRAIT_TRY(computeAbstractMethods(t, cls));
    Type* type = typeFromSpec(t, &kAbcDataSpec);
    if (!type) return Error{};
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    Ref data = Ref::take(Value(o));
    auto* d = static_cast<AbcData*>(o);
    d->registry = d->cache = d->negative = WeakSet{nullptr, 32};
    d->negative_version = counterOf(t);
    KRAIT_TRY(setAttr(t, cls, KRAIT_TRY(strIntern(t, "_abc_impl")), data));
    // Python: collections.abc says which of its classes are sequences and mappings for `match`.
    if (isType(cls)) {
        New<Str> name = KRAIT_TRY(strIntern(t, "__abc_tpflags__"));
        Value flags = dictGetStr(typeDict(t, cls.as<Type>()), name);
        int64_t bits;
        if (!flags.isEmpty() && isInt(flags) && intFits(flags, &bits)) {
            if (bits & kSequenceBit) cls.as<Type>()->flags |= kTypeSequence;
            if (bits & kMappingBit) cls.as<Type>()->flags |= kTypeMapping;
            KRAIT_TRY(setAttr(t, cls, name, Value()));
        }
    }
    return Ref::none();
}

// A subclass inherits what the pattern matcher asks for, and so do its own.
void addCollectionFlags(Type* type, uint32_t flags) {
    // What str and bytes are for `match` does not change by their being registered.
    if (type->flags & kTypeImmutable) return;
    if ((type->flags & (kTypeSequence | kTypeMapping)) == flags) return;
    type->flags = (type->flags & ~uint32_t{kTypeSequence | kTypeMapping}) | flags;
    for (uint32_t i = 0; i < type->subclass_count; ++i)
        addCollectionFlags(type->subclasses[i], flags);
}

Ref abc_register(Thread* t, Args a) {
    Value cls = a[0], subclass = a[1];
    if (!isType(subclass)) return raise(t, TypeId::kTypeError, "Can only register classes");
    if (KRAIT_TRY(isSubclass(t, subclass, cls))) return Ref::share(subclass);
    if (KRAIT_TRY(isSubclass(t, cls, subclass))) {
        return raise(t, TypeId::kRuntimeError, "Refusing to create an inheritance cycle");
    }
    AbcData* d = KRAIT_TRY(dataOf(t, cls));
    KRAIT_TRY(addWeak(t, d->registry, subclass));
    ++counterOf(t);
    if (isType(cls)) {
        uint32_t flags = cls.as<Type>()->flags & (kTypeSequence | kTypeMapping);
        if (flags) addCollectionFlags(subclass.as<Type>(), flags);
    }
    return Ref::share(subclass);
}

Result<bool> subclassCheck(Thread* t, Value cls, Value subclass) {
    if (!isType(subclass))
        return raise(t, TypeId::kTypeError, "issubclass() arg 1 must be a class");
    AbcData* d = KRAIT_TRY(dataOf(t, cls));
    Ref keep = Ref::share(Value(static_cast<Object*>(d)));
    if (KRAIT_TRY(hasWeak(t, d->cache, subclass))) return true;
    if (d->negative_version < counterOf(t)) {
        releaseSet(d->negative);
        d->negative_version = counterOf(t);
    } else if (KRAIT_TRY(hasWeak(t, d->negative, subclass))) {
        return false;
    }
    Ref answer = KRAIT_TRY(callMethod(t, cls, t->name(kName___subclasshook__), subclass));
    if (answer.get().isTrue()) {
        KRAIT_TRY(addWeak(t, d->cache, subclass));
        return true;
    }
    if (answer.get().isFalse()) {
        KRAIT_TRY(addWeak(t, d->negative, subclass));
        return false;
    }
    if (!answer.get().isNotImplemented()) {
        return raise(t, TypeId::kAssertionError,
                     "__subclasshook__ must return either False, True, or NotImplemented");
    }
    if (isType(cls) && isSubtype(subclass.as<Type>(), cls.as<Type>())) {
        KRAIT_TRY(addWeak(t, d->cache, subclass));
        return true;
    }
    if (d->registry.set) {
        if (KRAIT_TRY(hasWeak(t, d->registry, subclass))) {
            KRAIT_TRY(addWeak(t, d->cache, subclass));
            return true;
        }
        // REENTRY: the classes asked may register more; a copy is walked.
        New<List> registered = KRAIT_TRY(listNew(t, d->registry.set->used));
        int64_t position = 0;
        Value weak;
        while (setNext(d->registry.set, &position, &weak)) {
            Object* referent = referentOf(weak);
            if (referent) KRAIT_TRY(listAppend(t, registered, Value(referent)));
        }
        for (int64_t i = 0; i < registered->length; ++i) {
            if (KRAIT_TRY(isSubclass(t, subclass, registered->items[i]))) {
                KRAIT_TRY(addWeak(t, d->cache, subclass));
                return true;
            }
        }
    }
    New<Str> subclasses_name = KRAIT_TRY(strIntern(t, "__subclasses__"));
    Ref subclasses = KRAIT_TRY(callMethod(t, cls, subclasses_name));
    if (!isList(subclasses)) {
        return raise(t, TypeId::kTypeError, "__subclasses__() must return a list");
    }
    for (int64_t i = 0; i < subclasses.as<List>()->length; ++i) {
        Ref one = Ref::share(subclasses.as<List>()->items[i]);
        if (KRAIT_TRY(isSubclass(t, subclass, one))) {
            KRAIT_TRY(addWeak(t, d->cache, subclass));
            return true;
        }
    }
    KRAIT_TRY(addWeak(t, d->negative, subclass));
    return false;
}

Ref abc_subclasscheck(Thread* t, Args a) {
    bool answer = KRAIT_TRY(subclassCheck(t, a[0], a[1]));
    return Ref::boolean(answer);
}

Ref abc_instancecheck(Thread* t, Args a) {
    Value cls = a[0], instance = a[1];
    AbcData* d = KRAIT_TRY(dataOf(t, cls));
    Ref keep = Ref::share(Value(static_cast<Object*>(d)));
    Ref subclass = KRAIT_TRY(getAttr(t, instance, t->name(kName___class__)));
    if (KRAIT_TRY(hasWeak(t, d->cache, subclass))) return Ref::boolean(true);
    Value subtype(typeOf(t, instance));
    Str* check = t->name(kName___subclasscheck__);
    if (subtype == subclass.get()) {
        if (d->negative_version == counterOf(t) && KRAIT_TRY(hasWeak(t, d->negative, subclass)))
            return Ref::boolean(false);
        return callMethod(t, cls, check, subclass);
    }
    Ref first = KRAIT_TRY(callMethod(t, cls, check, subclass));
    if (KRAIT_TRY(isTrue(t, first))) return first;
    return callMethod(t, cls, check, subtype);
}

Ref setCopy(Thread* t, const WeakSet& s) {
    New<Set> copy = KRAIT_TRY(setNew(t));
    if (s.set) KRAIT_TRY(setUpdate(t, copy, Value(s.set)));
    return copy;
}
Ref abc_get_dump(Thread* t, Args a) {
    AbcData* d = KRAIT_TRY(dataOf(t, a[0]));
    Ref registry = KRAIT_TRY(setCopy(t, d->registry));
    Ref cache = KRAIT_TRY(setCopy(t, d->cache));
    Ref negative = KRAIT_TRY(setCopy(t, d->negative));
    Ref version = KRAIT_TRY(intFromUnsigned(t, d->negative_version));
    return tupleOf(t, registry, cache, negative, version);
}
Ref abc_reset_caches(Thread* t, Args a) {
    AbcData* d = KRAIT_TRY(dataOf(t, a[0]));
    releaseSet(d->cache);
    releaseSet(d->negative);
    return Ref::none();
}
Ref abc_reset_registry(Thread* t, Args a) {
    AbcData* d = KRAIT_TRY(dataOf(t, a[0]));
    releaseSet(d->registry);
    return Ref::none();
}
Ref abc_get_cache_token(Thread* t, Args) {
    return intFromUnsigned(t, counterOf(t));
}

constexpr MethodDef kFunctions[] = {
    {"_abc_init(self, /)", abc_init, "Part of ABCMeta.__new__."},
    {"_abc_register(self, subclass, /)", abc_register, "ABCMeta.register."},
    {"_abc_instancecheck(self, instance, /)", abc_instancecheck, "ABCMeta.__instancecheck__."},
    {"_abc_subclasscheck(self, subclass, /)", abc_subclasscheck, "ABCMeta.__subclasscheck__."},
    {"_get_dump(self, /)", abc_get_dump, "Registry, caches and their version, for debugging."},
    {"_reset_caches(self, /)", abc_reset_caches, "Forgets what is known of subclasses."},
    {"_reset_registry(self, /)", abc_reset_registry, "Forgets the registered classes."},
    {"get_cache_token()", abc_get_cache_token, "A number that changes with every registration."},
    {}};

} // namespace

const TypeSpec kAbcDataSpec = {
    .name = "_abc._abc_data",
    .size = sizeof(AbcData),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = data_destroy, .traverse = data_traverse},
};

extern const NativeModule k_abcModule = {"_abc", "The parts of abc.ABCMeta.", kFunctions};

} // namespace krait
