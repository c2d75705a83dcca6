// mappingproxy: a read-only view of any mapping; what a class's __dict__ is. It owns a reference to
// the mapping and asks it for everything, so every operation may run Python code. Needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"

namespace krait {

Ref mappingProxyNew(Thread* t, Value mapping) {
    New<MappingProxy> proxy = KRAIT_TRY(allocateObject<MappingProxy>(t, TypeId::kMappingProxy));
    incref(mapping);
    proxy->mapping = mapping;
    return proxy;
}

namespace {

Value mappingOf(Value self) {
    return self.as<MappingProxy>()->mapping;
}
Value unwrap(Value v) {
    return isKind(v, TypeId::kMappingProxy) ? mappingOf(v) : v;
}

void proxyDestroy(Thread*, Object* o) {
    decref(static_cast<MappingProxy*>(o)->mapping);
}
void proxyTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<MappingProxy*>(o)->mapping);
}
Ref proxyRepr(Thread* t, Value self) {
    return strFormat(t, "mappingproxy(%R)", mappingOf(self));
}
Ref proxyStr(Thread* t, Value self) {
    return strOf(t, mappingOf(self));
}
Result<int64_t> proxyHash(Thread* t, Value self) {
    return hashOf(t, mappingOf(self));
}
Ref proxyCompare(Thread* t, Value a, Value b, CompareOp op) {
    return compareOp(t, mappingOf(a), b, op);
}
Ref proxyIter(Thread* t, Value self) {
    return iterOf(t, mappingOf(self));
}
Result<int64_t> proxyLength(Thread* t, Value self) {
    return lengthOf(t, mappingOf(self));
}
Ref proxyGetItem(Thread* t, Value self, Value key) {
    return getItem(t, mappingOf(self), key);
}
Result<bool> proxyContains(Thread* t, Value self, Value key) {
    if (isExactDict(mappingOf(self))) return dictContains(t, mappingOf(self).as<Dict>(), key);
    return contains(t, mappingOf(self), key);
}
Ref proxyOr(Thread* t, Value a, Value b) {
    return binaryOp(t, BinaryOp::kOr, unwrap(a), unwrap(b));
}
Ref proxyInplaceOr(Thread* t, Value a, Value b) {
    return raise(t, TypeId::kTypeError, "'|=' is not supported by %T; use '|' instead", a);
}

Ref mappingproxy_dunder_new(Thread* t, Args a) {
    Value mapping = a[1];
    if (!typeOf(t, mapping)->slots.getitem || isList(mapping) || isTuple(mapping)) {
        return raise(t, TypeId::kTypeError, "mappingproxy() argument must be a mapping, not %T",
                     mapping);
    }
    return mappingProxyNew(t, mapping);
}
Ref mappingproxy_get(Thread* t, Args a) {
    return callMethod(t, mappingOf(a[0]), t->name(kName_get), a[1], a[2]);
}
Ref mappingproxy_keys(Thread* t, Args a) {
    return callMethod(t, mappingOf(a[0]), t->name(kName_keys));
}
Ref mappingproxy_values(Thread* t, Args a) {
    return callMethod(t, mappingOf(a[0]), t->name(kName_values));
}
Ref mappingproxy_items(Thread* t, Args a) {
    return callMethod(t, mappingOf(a[0]), t->name(kName_items));
}
Ref mappingproxy_copy(Thread* t, Args a) {
    return callMethod(t, mappingOf(a[0]), t->name(kName_copy));
}
Ref mappingproxy_dunder_reversed(Thread* t, Args a) {
    return callMethod(t, mappingOf(a[0]), t->name(kName___reversed__));
}

constexpr MethodDef kMethods[] = {
    {"get(self, key, default=None, /)", mappingproxy_get,
     "Return the value for key if key is in the mapping, else default."},
    {"keys(self, /)", mappingproxy_keys, "a set-like object providing a view on D's keys"},
    {"values(self, /)", mappingproxy_values, "an object providing a view on D's values"},
    {"items(self, /)", mappingproxy_items, "a set-like object providing a view on D's items"},
    {"copy(self, /)", mappingproxy_copy, "a shallow copy of D"},
    {"__reversed__(self, /)", mappingproxy_dunder_reversed, "reverse iterator"},
    kClassGetItem,
    {}};

} // namespace

const TypeSpec kMappingProxySpec = {
    .name = "mappingproxy",
    .size = sizeof(MappingProxy),
    .flags = kTypeContainer | kTypeMapping,
    .slots = {.destroy = proxyDestroy,
              .traverse = proxyTraverse,
              .repr = proxyRepr,
              .str = proxyStr,
              .hash = proxyHash,
              .compare = proxyCompare,
              .iter = proxyIter,
              .length = proxyLength,
              .getitem = proxyGetItem,
              .contains = proxyContains,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         proxyOr},
              .inplace = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                          proxyInplaceOr}},
    .doc = "Read-only proxy of a mapping.",
    .new_ = {"mappingproxy(cls, mapping)", mappingproxy_dunder_new, nullptr},
    .methods = kMethods,
};

} // namespace krait
