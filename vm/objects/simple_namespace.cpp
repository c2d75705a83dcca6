// types.SimpleNamespace: attributes and nothing else. They are kept as any instance's; owned
// through the attribute block. Needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"

namespace krait {
namespace {

struct SimpleNamespace : Object {
    AttrBlock attrs;
};

void namespaceDestroy(Thread* t, Object* o) {
    destroyAttrs(t, o);
}
void namespaceTraverse(Object* o, Visitor& visitor) {
    traverseAttrs(o, visitor);
}

Ref namespaceRepr(Thread* t, Value self) {
    bool exact = isKind(self, TypeId::kSimpleNamespace);
    Ref name = exact ? strFromAscii(t, "namespace") : Ref::share(Value(typeOf(t, self)->name));
    if (name.isError()) return Error{};
    if (KRAIT_TRY(reprEnter(t, self))) return strFormat(t, "%S(...)", name.get());
    ReprScope scope(t, self);
    New<Dict> attributes = KRAIT_TRY(instanceDict(t, self.object()));
    TextBuffer out(t);
    out.append(name.as<Str>());
    out.append("(");
    int64_t position = 0;
    Value k, v;
    bool first = true;
    while (dictNext(attributes, &position, &k, &v)) {
        if (!isStr(k) || k.as<Str>()->length == 0) continue;
        Ref key = Ref::share(k), value = Ref::share(v);
        Ref text = KRAIT_TRY(reprOf(t, value));
        if (!first) out.append(", ");
        first = false;
        out.append(key.as<Str>());
        out.append("=");
        out.append(text.as<Str>());
    }
    out.append(")");
    return out.finish();
}

Ref namespaceCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isInstanceOf(t, a, TypeId::kSimpleNamespace) ||
        !isInstanceOf(t, b, TypeId::kSimpleNamespace)) {
        return Ref::notImplemented();
    }
    New<Dict> x = KRAIT_TRY(instanceDict(t, a.object()));
    New<Dict> y = KRAIT_TRY(instanceDict(t, b.object()));
    return compareOp(t, x, y, op);
}

Ref simple_namespace_dunder_new(Thread* t, Args a) {
    Object* made = allocateInstance(t, a[0].as<Type>());
    if (!made) return Error{};
    return Ref::take(made);
}

Status setAll(Thread* t, Value self, Dict* from) {
    int64_t position = 0;
    Value key, value;
    while (dictNext(from, &position, &key, &value)) {
        if (!isStr(key)) return raise(t, TypeId::kTypeError, "keywords must be strings");
        New<Str> name = KRAIT_TRY(strIntern(t, key.as<Str>()));
        KRAIT_TRY(setOwnAttribute(t, self.object(), name, value));
    }
    return ok();
}

Ref simple_namespace_dunder_init(Thread* t, Args a) {
    auto* positional = a[1].as<Tuple>();
    if (positional->length > 1) {
        return raise(t, TypeId::kTypeError, "%N expected at most 1 argument, got %ld",
                     typeOf(t, a[0]), positional->length);
    }
    if (positional->length == 1) {
        New<Dict> from = KRAIT_TRY(dictNew(t));
        KRAIT_TRY(dictUpdate(t, from, positional->items[0]));
        KRAIT_TRY(setAll(t, a[0], from));
    }
    if (!a[2].isEmpty()) KRAIT_TRY(setAll(t, a[0], a[2].as<Dict>()));
    return Ref::none();
}

Ref simple_namespace_dunder_reduce(Thread* t, Args a) {
    New<Dict> attributes = KRAIT_TRY(instanceDict(t, a[0].object()));
    return tupleOf(t, Value(typeOf(t, a[0])), Value(t->runtime->empty_tuple), Value(attributes));
}
Ref simple_namespace_dunder_replace(Thread* t, Args a) {
    Ref made = KRAIT_TRY(callValues(t, Value(typeOf(t, a[0])), nullptr, 0));
    New<Dict> attributes = KRAIT_TRY(instanceDict(t, a[0].object()));
    KRAIT_TRY(setAll(t, made, attributes));
    if (!a[1].isEmpty()) KRAIT_TRY(setAll(t, made, a[1].as<Dict>()));
    return made;
}

constexpr MethodDef kMethods[] = {
    {"__reduce__(self, /)", simple_namespace_dunder_reduce,
     "Return state information for pickling"},
    {"__replace__(self, /, **changes)", simple_namespace_dunder_replace,
     "Return a copy of the namespace object with new values for the specified attributes."},
    {}};

} // namespace

const TypeSpec kSimpleNamespaceSpec = {
    .name = "types.SimpleNamespace",
    .size = sizeof(SimpleNamespace),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict,
    .slots = {.destroy = namespaceDestroy,
              .traverse = namespaceTraverse,
              .clear = namespaceDestroy,
              .repr = namespaceRepr,
              .compare = namespaceCompare},
    .doc = "A simple attribute-based namespace.",
    .new_ = {"SimpleNamespace(cls, /, *args, **kwargs)", simple_namespace_dunder_new, nullptr},
    .init = {"SimpleNamespace(self, /, *args, **kwargs)", simple_namespace_dunder_init, nullptr},
    .methods = kMethods,
};

} // namespace krait
