// types.UnionType: int | str. Members are distinct and never unions themselves; one member alone is
// no union. Immutable but for `parameters`, found on demand; owns its values. Needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/generic_alias_internal.h"
#include "vm/objects/set.h"

namespace krait {
namespace {

UnionType* unionOf(Value v) {
    return v.as<UnionType>();
}

bool canBeMember(Thread* t, Value v) {
    return v.isNone() || isType(v) || isInstanceOf(t, v, TypeId::kGenericAlias) ||
           isKind(v, TypeId::kUnionType) || isKind(v, TypeId::kTypeAliasType);
}

Status addMember(Thread* t, List* members, Value v) {
    if (isKind(v, TypeId::kUnionType)) {
        auto* args = unionOf(v)->args.as<Tuple>();
        for (int64_t i = 0; i < args->length; ++i) KRAIT_TRY(addMember(t, members, args->items[i]));
        return ok();
    }
    if (v.isNone()) v = Value(t->type(TypeId::kNoneType));
    for (int64_t i = 0; i < members->length; ++i) {
        Value m = members->items[i];
        if (m == v) return ok();
        // Python: aliases are the same member if they are equal.
        if (isInstanceOf(t, m, TypeId::kGenericAlias) &&
            isInstanceOf(t, v, TypeId::kGenericAlias) && KRAIT_TRY(compareItemsEqual(t, m, v))) {
            return ok();
        }
    }
    return listAppend(t, members, v);
}

void unionDestroy(Thread*, Object* o) {
    decref(static_cast<UnionType*>(o)->args);
    decref(static_cast<UnionType*>(o)->parameters);
}
void unionTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<UnionType*>(o)->args);
    visitor.visit(static_cast<UnionType*>(o)->parameters);
}

Ref unionRepr(Thread* t, Value self) {
    auto* args = unionOf(self)->args.as<Tuple>();
    TextBuffer out(t);
    for (int64_t i = 0; i < args->length; ++i) {
        if (i > 0) out.append(" | ");
        if (args->items[i] == Value(t->type(TypeId::kNoneType))) {
            out.append("None");
        } else {
            KRAIT_TRY(appendTypeRepr(t, out, args->items[i]));
        }
    }
    return out.finish();
}

Ref membersAsSet(Thread* t, Value self) {
    auto* args = unionOf(self)->args.as<Tuple>();
    return frozenSetFrom(t, args->items, args->length);
}
Result<int64_t> unionHash(Thread* t, Value self) {
    Ref members = KRAIT_TRY(membersAsSet(t, self));
    return hashOf(t, members);
}
Ref unionCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !isKind(a, TypeId::kUnionType) || !isKind(b, TypeId::kUnionType)) {
        return Ref::notImplemented();
    }
    Ref x = KRAIT_TRY(membersAsSet(t, a)), y = KRAIT_TRY(membersAsSet(t, b));
    return compareOp(t, x, y, op);
}

Ref unionParameters(Thread* t, Value self) {
    auto* u = unionOf(self);
    if (u->parameters.isEmpty()) {
        Ref found = KRAIT_TRY(typeParametersOf(t, u->args));
        decref(std::exchange(u->parameters, found.release()));
    }
    return Ref::share(u->parameters);
}

Ref unionGetItem(Thread* t, Value self, Value item) {
    Ref parameters = KRAIT_TRY(unionParameters(t, self));
    Ref args = KRAIT_TRY(substituteParameters(t, self, unionOf(self)->args, parameters, item));
    auto* members = args.as<Tuple>();
    Ref result = Ref::share(members->items[0]);
    for (int64_t i = 1; i < members->length; ++i) {
        result = KRAIT_TRY(binaryOp(t, BinaryOp::kOr, result, members->items[i]));
    }
    return result;
}

Status checkNoAliases(Thread* t, Value self, const char* function) {
    auto* args = unionOf(self)->args.as<Tuple>();
    for (int64_t i = 0; i < args->length; ++i) {
        if (isInstanceOf(t, args->items[i], TypeId::kGenericAlias)) {
            return raise(t, TypeId::kTypeError, "%s() argument 2 cannot be a parameterized generic",
                         function);
        }
    }
    return ok();
}
Ref union_dunder_instancecheck(Thread* t, Args a) {
    auto* args = unionOf(a[0])->args.as<Tuple>();
    for (int64_t i = 0; i < args->length; ++i) {
        if (KRAIT_TRY(isInstance(t, a[1], args->items[i]))) return Ref::boolean(true);
    }
    return Ref::boolean(false);
}
Ref union_dunder_subclasscheck(Thread* t, Args a) {
    if (!isType(a[1])) {
        return raise(t, TypeId::kTypeError, "issubclass() arg 1 must be a class");
    }
    KRAIT_TRY(checkNoAliases(t, a[0], "issubclass"));
    auto* args = unionOf(a[0])->args.as<Tuple>();
    for (int64_t i = 0; i < args->length; ++i) {
        if (KRAIT_TRY(isSubclass(t, a[1], args->items[i]))) return Ref::boolean(true);
    }
    return Ref::boolean(false);
}

constexpr MethodDef kMethods[] = {
    {"__instancecheck__(self, instance, /)", union_dunder_instancecheck, nullptr},
    {"__subclasscheck__(self, cls, /)", union_dunder_subclasscheck, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {
    {"__parameters__", unionParameters, nullptr, "Type variables in the types.UnionType."}, {}};
constexpr MemberDef kMembers[] = {{"__args__", offsetof(UnionType, args)}, {}};

} // namespace

Ref unionTypeOr(Thread* t, Value a, Value b) {
    if (!canBeMember(t, a) || !canBeMember(t, b) || (a.isNone() && b.isNone())) {
        return Ref::notImplemented();
    }
    New<List> members = KRAIT_TRY(listNew(t));
    KRAIT_TRY(addMember(t, members, a));
    KRAIT_TRY(addMember(t, members, b));
    if (members->length == 1) return Ref::share(members->items[0]);
    Ref args = KRAIT_TRY(listAsTuple(t, members));
    New<UnionType> result = KRAIT_TRY(allocateObject<UnionType>(t, TypeId::kUnionType));
    result->args = args.release();
    result->parameters = Value();
    return result;
}

const TypeSpec kUnionTypeSpec = {
    .name = "types.UnionType",
    .size = sizeof(UnionType),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = unionDestroy,
              .traverse = unionTraverse,
              .repr = unionRepr,
              .hash = unionHash,
              .compare = unionCompare,
              .getitem = unionGetItem,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         unionTypeOr}},
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
    .methods = kMethods,
    .getsets = kGetSets,
    .members = kMembers,
};

} // namespace krait
