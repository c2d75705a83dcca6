// Weak references. The Runtime keeps a table from object to the chain of its references, newest
// first; an object that has any carries kFlagHasWeakrefs, so that others pay nothing.
#include "vm/runtime/weakrefs.h"

#include "vm/objects/dict.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/iterators.h"
#include "vm/objects/list.h"

#include "vm/objects/str.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/type_system.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>

namespace krait {

struct WeakrefTable {
    llvm::DenseMap<Object*, Weakref*> first;
};

void weakrefsDestroy(Runtime* runtime) {
    delete runtime->weakrefs;
}

namespace {

WeakrefTable& table(Thread* t) {
    if (!t->runtime->weakrefs) t->runtime->weakrefs = new WeakrefTable();
    return *t->runtime->weakrefs;
}

void unlink(Thread* t, Weakref* w) {
    if (!w->referent) return;
    auto& first = table(t).first;
    auto at = first.find(w->referent);
    if (at == first.end()) return;
    Weakref** link = &at->second;
    while (*link && *link != w) link = &(*link)->next;
    if (*link) *link = w->next;
    if (!at->second) {
        w->referent->flags &= static_cast<uint16_t>(~kFlagHasWeakrefs);
        first.erase(at);
    }
    w->referent = nullptr;
}

Weakref* self(Value v) {
    return v.as<Weakref>();
}

Value referentOf(Value v) {
    Object* o = self(v)->referent;
    return o && o->refcount > 0 ? Value(o) : Value();
}

void weakref_destroy(Thread* t, Object* o) {
    auto* w = static_cast<Weakref*>(o);
    unlink(t, w);
    decref(std::exchange(w->callback, Value()));
}
void weakref_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Weakref*>(o)->callback);
}
void weakref_clear(Thread* t, Object* o) {
    weakref_destroy(t, o);
}
Ref weakref_new(Thread* t, Args a) {
    return weakrefNew(t, a[0].as<Type>(), a[1], a[2]);
}
Ref weakref_init(Thread* t, Args a) {
    if (!a[4].isEmpty() && a[4].as<Dict>()->used > 0)
        return raise(t, TypeId::kTypeError, "ref() takes no keyword arguments");
    if (!a[3].isEmpty() && a[3].as<Tuple>()->length > 0) {
        return raise(t, TypeId::kTypeError, "__init__ expected at most 2 arguments, got %ld",
                     a[3].as<Tuple>()->length + 2);
    }
    return Ref::none();
}
Ref weakref_call(Thread* t, Value v, CallArgs args) {
    if (args.positional_count || !args.names.isEmpty()) {
        return raise(t, TypeId::kTypeError, "weakref() takes no arguments (%u given)",
                     args.positional_count);
    }
    Value referent = referentOf(v);
    return referent.isEmpty() ? Ref::none() : Ref::share(referent);
}
Ref weakref_repr(Thread* t, Value v) {
    Value referent = referentOf(v);
    if (referent.isEmpty()) return strFormat(t, "<weakref at 0x%x; dead>", v.bits());
    Ref name = getAttrOptional(t, referent, t->name(kName___name__));
    if (name.isEmpty() && t->hasError()) return Error{};
    if (!name.isEmpty() && isStr(name)) {
        return strFormat(t, "<weakref at 0x%x; to '%T' at 0x%x (%U)>", v.bits(), referent,
                         referent.bits(), name.get());
    }
    return strFormat(t, "<weakref at 0x%x; to '%T' at 0x%x>", v.bits(), referent, referent.bits());
}
Result<int64_t> weakref_hash(Thread* t, Value v) {
    if (self(v)->hash != -1) return self(v)->hash;
    Ref referent = Ref::share(referentOf(v));
    if (referent.isEmpty()) return raise(t, TypeId::kTypeError, "weak object has gone away");
    int64_t h = KRAIT_TRY(hashOf(t, referent));
    return self(v)->hash = h;
}
Ref weakref_compare(Thread* t, Value a, Value b, CompareOp op) {
    bool both = isSubtype(typeOf(t, b), t->type(TypeId::kWeakref)) &&
                isSubtype(typeOf(t, a), t->type(TypeId::kWeakref));
    if ((op != CompareOp::kEq && op != CompareOp::kNe) || !both) return Ref::notImplemented();
    Ref x = Ref::share(referentOf(a)), y = Ref::share(referentOf(b));
    if (x.isEmpty() || y.isEmpty()) return Ref::boolean((a == b) == (op == CompareOp::kEq));
    return compareOp(t, x, y, op);
}
Ref weakref_get_callback(Thread*, Value v) {
    return self(v)->callback.isEmpty() ? Ref::none() : Ref::share(self(v)->callback);
}
constexpr GetSetDef kWeakrefGetSets[] = {{"__callback__", weakref_get_callback}, {}};
constexpr MethodDef kWeakrefMethods[] = {
    {"__class_getitem__(cls, item, /)", genericAliasOf, "See PEP 585", kMethodClass}, {}};
constexpr TypeSlots weakrefSlots() {
    TypeSlots s;
    s.destroy = weakref_destroy;
    s.traverse = weakref_traverse;
    s.clear = weakref_clear;
    s.call = weakref_call;
    s.repr = weakref_repr;
    s.hash = weakref_hash;
    s.compare = weakref_compare;
    return s;
}

// --- proxies
// -------------------------------------------------------------------------------------------------------------

// The referent, held for the time of an operation.
Ref target(Thread* t, Value v) {
    bool proxy = isKind(v, TypeId::kWeakProxy) || isKind(v, TypeId::kWeakCallableProxy);
    if (!proxy) return Ref::share(v);
    Value referent = referentOf(v);
    if (referent.isEmpty())
        return raise(t, TypeId::kReferenceError, "weakly-referenced object no longer exists");
    return Ref::share(referent);
}
Ref proxy_getattr(Thread* t, Value v, Str* name) {
    Ref o = KRAIT_TRY(target(t, v));
    return getAttr(t, o, name);
}
Status proxy_setattr(Thread* t, Value v, Str* name, Value value) {
    Ref o = KRAIT_TRY(target(t, v));
    return setAttr(t, o, name, value);
}
Ref proxy_str(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    return strOf(t, o);
}
Ref proxy_repr(Thread* t, Value v) {
    Value referent = referentOf(v);
    if (referent.isEmpty()) return strFormat(t, "<weakproxy at 0x%x; dead>", v.bits());
    return strFormat(t, "<weakproxy at 0x%x; to '%T' at 0x%x>", v.bits(), referent,
                     referent.bits());
}
Ref proxy_compare(Thread* t, Value a, Value b, CompareOp op) {
    Ref x = KRAIT_TRY(target(t, a));
    Ref y = KRAIT_TRY(target(t, b));
    return compareOp(t, x, y, op);
}
Ref proxy_call(Thread* t, Value v, CallArgs args) {
    Ref o = KRAIT_TRY(target(t, v));
    return call(t, o, args);
}
Ref proxy_iter(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    return iterOf(t, o);
}
Ref proxy_next(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    if (!typeOf(t, o)->slots.next)
        return raise(t, TypeId::kTypeError,
                     "Weakref proxy referenced a non-iterator '%.200T' object", o.get());
    return iterNext(t, o);
}
Result<int64_t> proxy_length(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    return lengthOf(t, o);
}
Ref proxy_getitem(Thread* t, Value v, Value key) {
    Ref o = KRAIT_TRY(target(t, v));
    return getItem(t, o, key);
}
Status proxy_setitem(Thread* t, Value v, Value key, Value value) {
    Ref o = KRAIT_TRY(target(t, v));
    return setItem(t, o, key, value);
}
Result<bool> proxy_contains(Thread* t, Value v, Value item) {
    Ref o = KRAIT_TRY(target(t, v));
    return contains(t, o, item);
}
Result<bool> proxy_truth(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    return isTrue(t, o);
}
template <int op>
Ref proxy_binary(Thread* t, Value a, Value b) {
    Ref x = KRAIT_TRY(target(t, a));
    Ref y = KRAIT_TRY(target(t, b));
    return binaryOp(t, static_cast<BinaryOp>(op), x, y);
}
template <int op>
Ref proxy_inplace(Thread* t, Value a, Value b) {
    Ref x = KRAIT_TRY(target(t, a));
    Ref y = KRAIT_TRY(target(t, b));
    return inplaceOp(t, static_cast<BinaryOp>(op), x, y);
}
template <Ref (*op)(Thread*, Value)>
Ref proxy_unary(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    return op(t, o);
}
Ref proxy_index(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    auto index = typeOf(t, o)->slots.index;
    if (!index)
        return raise(t, TypeId::kTypeError, "'%.200T' object cannot be interpreted as an integer",
                     o.get());
    return index(t, o);
}
Ref proxy_to_int(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    auto convert = typeOf(t, o)->slots.to_int;
    if (!convert) return proxy_index(t, v);
    return convert(t, o);
}
Ref proxy_to_float(Thread* t, Value v) {
    Ref o = KRAIT_TRY(target(t, v));
    auto convert = typeOf(t, o)->slots.to_float;
    if (!convert) return raise(t, TypeId::kTypeError, "must be real number, not %.200T", o.get());
    return convert(t, o);
}
template <bool inplace>
Ref powerOfTargets(Thread* t, Value a, Value b, Value modulus) {
    Ref x = KRAIT_TRY(target(t, a));
    Ref y = KRAIT_TRY(target(t, b));
    Ref m = KRAIT_TRY(target(t, modulus));
    return powerOp(t, x, y, m, inplace);
}
Ref proxy_inplace_power(Thread* t, Value a, Value b) {
    return powerOfTargets<true>(t, a, b, Value::none());
}
Ref proxy_divmod(Thread* t, Args a) {
    Ref x = KRAIT_TRY(target(t, a[0]));
    Ref y = KRAIT_TRY(target(t, a[1]));
    return divmodOp(t, x, y);
}
Ref proxy_rdivmod(Thread* t, Args a) {
    Ref x = KRAIT_TRY(target(t, a[0]));
    Ref y = KRAIT_TRY(target(t, a[1]));
    return divmodOp(t, y, x);
}
Ref proxy_reversed(Thread* t, Args a) {
    Ref o = KRAIT_TRY(target(t, a[0]));
    return reversedOf(t, o);
}
Ref proxy_bytes(Thread* t, Args a) {
    Ref o = KRAIT_TRY(target(t, a[0]));
    return callMethod(t, o, t->name(kName___bytes__));
}
constexpr MethodDef kProxyMethods[] = {
    {"__bytes__(self, /)", proxy_bytes, nullptr},
    {"__divmod__(self, value, /)", proxy_divmod, "Return divmod(self, value).", kMethodSlot},
    {"__rdivmod__(self, value, /)", proxy_rdivmod, "Return divmod(value, self).", kMethodSlot},
    {"__reversed__(self, /)", proxy_reversed, nullptr},
    {},
};

template <int... op>
constexpr void fillBinary(TypeSlots& s, std::integer_sequence<int, op...>) {
    ((s.binary[op] = proxy_binary<op>), ...);
    ((s.inplace[op] = proxy_inplace<op>), ...);
}
constexpr TypeSlots proxySlots(bool callable) {
    TypeSlots s;
    s.destroy = weakref_destroy;
    s.traverse = weakref_traverse;
    s.clear = weakref_clear;
    s.getattr = proxy_getattr;
    s.setattr = proxy_setattr;
    s.str = proxy_str;
    s.repr = proxy_repr;
    s.hash = hashNotImplemented;
    s.compare = proxy_compare;
    if (callable) s.call = proxy_call;
    s.iter = proxy_iter;
    s.next = proxy_next;
    s.length = proxy_length;
    s.getitem = proxy_getitem;
    s.setitem = proxy_setitem;
    s.contains = proxy_contains;
    s.truth = proxy_truth;
    s.negative = proxy_unary<negateOp>;
    s.positive = proxy_unary<positiveOp>;
    s.invert = proxy_unary<invertOp>;
    s.index = proxy_index;
    s.to_int = proxy_to_int;
    s.to_float = proxy_to_float;
    s.absolute = proxy_unary<absoluteOp>;
    s.power = powerOfTargets<false>;
    s.inplace_power = proxy_inplace_power;
    fillBinary(s, std::make_integer_sequence<int, 12>());
    return s;
}

} // namespace

constexpr TypeSpec kWeakrefSpec = {
    .name = "weakref.ReferenceType",
    .size = sizeof(Weakref) - sizeof(AttrBlock),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable,
    .slots = weakrefSlots(),
    .new_ = {"ReferenceType(cls, object, callback=None, /, *args, **kwargs)", weakref_new, nullptr},
    .init = {"__init__(self, object, callback=None, /, *args, **kwargs)", weakref_init, nullptr},
    .methods = kWeakrefMethods,
    .getsets = kWeakrefGetSets,
};
constexpr TypeSpec kWeakProxySpec = {.name = "weakref.ProxyType",
                                     .size = sizeof(Weakref) - sizeof(AttrBlock),
                                     .flags = kTypeContainer | kTypeDisallowNew,
                                     .slots = proxySlots(false),
                                     .methods = kProxyMethods};
constexpr TypeSpec kWeakCallableProxySpec = {.name = "weakref.CallableProxyType",
                                             .size = sizeof(Weakref) - sizeof(AttrBlock),
                                             .flags = kTypeContainer | kTypeDisallowNew,
                                             .slots = proxySlots(true),
                                             .methods = kProxyMethods};

Ref weakrefNew(Thread* t, Type* type, Value referent, Value callback) {
    Type* of = typeOf(t, referent);
    if (!referent.isObject() || !(of->flags & kTypeWeakrefable)) {
        return raise(t, TypeId::kTypeError, "cannot create weak reference to '%.200T' object",
                     referent);
    }
    if (callback.isNone()) callback = Value();
    Object* o = referent.object();
    // References without callback of the exact types are shared.
    if (callback.isEmpty() && !(type->flags & kTypeHeap) && (o->flags & kFlagHasWeakrefs)) {
        for (Weakref* w = table(t).first.lookup(o); w; w = w->next) {
            if (w->shape->type == type && w->callback.isEmpty() && w->refcount > 0)
                return Ref::share(Value(w));
        }
    }
    Object* made = allocateInstance(t, type);
    if (!made) return Error{};
    auto* w = static_cast<Weakref*>(made);
    w->callback = Ref::share(callback).release();
    w->hash = -1;
    w->referent = o;
    // The shared one stays in front of those that are newer.
    Weakref** link = &table(t).first[o];
    if (!callback.isEmpty() || (type->flags & kTypeHeap)) {
        while (*link && (*link)->callback.isEmpty() && !((*link)->shape->type->flags & kTypeHeap))
            link = &(*link)->next;
    }
    w->next = *link;
    *link = w;
    o->flags |= kFlagHasWeakrefs;
    return Ref::take(Value(w));
}

namespace {

using PendingCallbacks = llvm::SmallVector<Weakref*, 8>;

// References to the object become dead; those with callbacks are kept for them, but for those that
// have all of `skipped_mark` in gc_state (0: none is skipped).
void detach(Thread* t, Object* referent, uint8_t skipped_mark, PendingCallbacks& pending) {
    auto& first = table(t).first;
    auto at = first.find(referent);
    referent->flags &= static_cast<uint16_t>(~kFlagHasWeakrefs);
    if (at == first.end()) return;
    Weakref* chain = at->second;
    first.erase(at);
    for (Weakref* w = chain; w; w = w->next) {
        w->referent = nullptr;
        if (w->callback.isEmpty() || w->refcount == 0) continue;
        if (skipped_mark && (w->gc_state & skipped_mark) == skipped_mark) continue;
        incref(w);
        pending.push_back(w);
    }
}

void runCallbacks(Thread* t, const PendingCallbacks& pending) {
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    for (Weakref* w : pending) {
        Ref callback = Ref::take(std::exchange(w->callback, Value()));
        if (!callback.isEmpty()) {
            Ref done = callFunction(t, callback, Value(w));
            if (done.isError()) reportUnraisable(t, "Exception ignored in", callback);
        }
        decref(w);
    }
    t->exception = saved.release();
}

} // namespace

void weakrefsClear(Thread* t, Object* referent) {
    PendingCallbacks pending; // all are dead before the first callback runs
    detach(t, referent, 0, pending);
    runCallbacks(t, pending);
}

void weakrefsClearGarbage(Thread* t, Object** begin, Object** end, uint8_t garbage_mark) {
    PendingCallbacks pending;
    for (Object** o = begin; o != end; ++o) {
        if ((*o)->flags & kFlagHasWeakrefs) detach(t, *o, garbage_mark, pending);
    }
    // The marks are for the callbacks' time no longer needed, and in the collector's way.
    for (Object** o = begin; o != end; ++o) (*o)->gc_state &= static_cast<uint8_t>(~garbage_mark);
    runCallbacks(t, pending);
}

int64_t weakrefCount(Thread* t, Object* referent) {
    if (!(referent->flags & kFlagHasWeakrefs)) return 0;
    int64_t count = 0;
    for (Weakref* w = table(t).first.lookup(referent); w; w = w->next) {
        if (w->refcount > 0) ++count;
    }
    return count;
}

Ref weakrefList(Thread* t, Object* referent) {
    New<List> list = KRAIT_TRY(listNew(t));
    if (referent->flags & kFlagHasWeakrefs) {
        for (Weakref* w = table(t).first.lookup(referent); w; w = w->next) {
            if (w->refcount > 0) KRAIT_TRY(listAppend(t, list, Value(w)));
        }
    }
    return list;
}

} // namespace krait
