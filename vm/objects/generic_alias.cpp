// types.GenericAlias: list[int]. Forwards almost every attribute to its origin; knows its type
// parameters and substitutes them. Immutable but for `parameters`, which is found on demand; owns
// its values. Needs the GIL.
//
// REENTRY: nearly all of it reads attributes of arguments, which may be objects of any kind.
#include "vm/objects/generic_alias.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/generic_alias_internal.h"
#include "vm/runtime/generator_ops.h"

namespace krait {
namespace {

GenericAlias* aliasOf(Value v) {
    return v.as<GenericAlias>();
}

Ref aliasNew(Thread* t, Type* type, Value origin, Value args, bool starred) {
    Ref tuple = isTuple(args) ? Ref::share(args) : tupleOf(t, args);
    if (tuple.isError()) return Error{};
    auto* alias = static_cast<GenericAlias*>(allocateInstance(t, type));
    if (!alias) return Error{};
    incref(origin);
    alias->origin = origin;
    alias->args = tuple.release();
    alias->parameters = Value();
    alias->starred = starred;
    return Ref::take(alias);
}

// Whether v is a TypeVarTuple that stands unpacked: *Ts.
Result<bool> isUnpackedTypeVarTuple(Thread* t, Value v) {
    if (isType(v)) return false;
    Ref mark = getAttrOptional(t, v, t->name(kName___typing_is_unpacked_typevartuple__));
    if (mark.isEmpty()) {
        if (t->hasError()) return Error{};
        return false;
    }
    return isTrue(t, mark);
}

int64_t positionIn(Tuple* tuple, Value v) {
    for (int64_t i = 0; i < tuple->length; ++i) {
        if (tuple->items[i] == v) return i;
    }
    return -1;
}

Status addUnique(Thread* t, List* list, Value v) {
    for (int64_t i = 0; i < list->length; ++i) {
        if (list->items[i] == v) return ok();
    }
    return listAppend(t, list, v);
}

Status collectParameters(Thread* t, Value args, List* out) {
    bool is_list = isList(args);
    for (int64_t i = 0; i < (is_list ? args.as<List>()->length : args.as<Tuple>()->length); ++i) {
        Ref arg = Ref::share(is_list ? args.as<List>()->items[i] : args.as<Tuple>()->items[i]);
        if (isType(arg)) continue; // the __parameters__ of a bare class are its own
        if (isList(arg) || isTuple(arg)) {
            KRAIT_TRY(collectParameters(t, arg, out));
            continue;
        }
        Ref subst = getAttrOptional(t, arg, t->name(kName___typing_subst__));
        if (subst.isEmpty() && t->hasError()) return Error{};
        if (!subst.isEmpty()) {
            KRAIT_TRY(addUnique(t, out, arg));
            continue;
        }
        Ref inner = getAttrOptional(t, arg, t->name(kName___parameters__));
        if (inner.isEmpty() && t->hasError()) return Error{};
        if (inner.isEmpty() || !isTuple(inner)) continue;
        auto* parameters = inner.as<Tuple>();
        for (int64_t j = 0; j < parameters->length; ++j) {
            KRAIT_TRY(addUnique(t, out, parameters->items[j]));
        }
    }
    return ok();
}

// The arguments of a subscription, with unpacked tuples of fixed length put in line.
Ref unpackArguments(Thread* t, Value item) {
    New<List> out = KRAIT_TRY(listNew(t));
    bool many = isTuple(item);
    int64_t count = many ? item.as<Tuple>()->length : 1;
    for (int64_t i = 0; i < count; ++i) {
        Value v = many ? item.as<Tuple>()->items[i] : item;
        if (!isType(v)) {
            Ref inner = getAttrOptional(t, v, t->name(kName___typing_unpacked_tuple_args__));
            if (inner.isEmpty() && t->hasError()) return Error{};
            if (!inner.isEmpty() && isTuple(inner)) {
                auto* args = inner.as<Tuple>();
                if (args->length == 0 || !args->items[args->length - 1].isEllipsis()) {
                    KRAIT_TRY(listExtend(t, out, inner));
                    continue;
                }
            }
        }
        KRAIT_TRY(listAppend(t, out, v));
    }
    return listAsTuple(t, out);
}

// obj with its own parameters replaced, by subscribing it.
Ref substituteInside(Thread* t, Value obj, Tuple* parameters, Tuple* arguments) {
    Ref inner = getAttrOptional(t, obj, t->name(kName___parameters__));
    if (inner.isEmpty() && t->hasError()) return Error{};
    if (inner.isEmpty() || !isTuple(inner) || inner.as<Tuple>()->length == 0) {
        return Ref::share(obj);
    }
    auto* own = inner.as<Tuple>();
    New<List> chosen = KRAIT_TRY(listNew(t));
    for (int64_t i = 0; i < own->length; ++i) {
        Value parameter = own->items[i];
        int64_t at = positionIn(parameters, parameter);
        if (at < 0) {
            KRAIT_TRY(listAppend(t, chosen, parameter));
            continue;
        }
        Value argument = arguments->items[at];
        // A TypeVarTuple stands for as many as it was given.
        if (typeOf(t, parameters->items[at])->slots.iter && isTuple(argument)) {
            KRAIT_TRY(listExtend(t, chosen, argument));
        } else {
            KRAIT_TRY(listAppend(t, chosen, argument));
        }
    }
    Ref key = KRAIT_TRY(listAsTuple(t, chosen));
    return getItem(t, obj, key);
}

Ref substituteAll(Thread* t, Value args, Tuple* parameters, Tuple* arguments) {
    New<List> out = KRAIT_TRY(listNew(t));
    bool is_list = isList(args);
    int64_t count = is_list ? args.as<List>()->length : args.as<Tuple>()->length;
    for (int64_t i = 0; i < count; ++i) {
        Ref arg = Ref::share(is_list ? args.as<List>()->items[i] : args.as<Tuple>()->items[i]);
        if (isType(arg)) {
            KRAIT_TRY(listAppend(t, out, arg));
            continue;
        }
        if (isTuple(arg) || isList(arg)) {
            Ref inner = KRAIT_TRY(substituteAll(t, arg, parameters, arguments));
            if (isList(arg)) inner = KRAIT_TRY(listFromIterable(t, inner));
            KRAIT_TRY(listAppend(t, out, inner));
            continue;
        }
        bool unpack = KRAIT_TRY(isUnpackedTypeVarTuple(t, arg));
        Ref subst = getAttrOptional(t, arg, t->name(kName___typing_subst__));
        if (subst.isEmpty() && t->hasError()) return Error{};
        Ref replaced;
        if (!subst.isEmpty()) {
            int64_t at = positionIn(parameters, arg);
            KRAIT_ASSERT(at >= 0);
            replaced = KRAIT_TRY(callFunction(t, subst, arguments->items[at]));
        } else {
            replaced = KRAIT_TRY(substituteInside(t, arg, parameters, arguments));
        }
        if (unpack && isTuple(replaced)) {
            KRAIT_TRY(listExtend(t, out, replaced));
        } else {
            KRAIT_TRY(listAppend(t, out, replaced));
        }
    }
    return listAsTuple(t, out);
}

} // namespace

Ref genericAliasNew(Thread* t, Value origin, Value args) {
    return aliasNew(t, t->type(TypeId::kGenericAlias), origin, args, false);
}
Ref genericAliasOf(Thread* t, Args a) {
    return genericAliasNew(t, a[0], a[1]);
}

Ref typeParametersOf(Thread* t, Value args) {
    New<List> out = KRAIT_TRY(listNew(t));
    KRAIT_TRY(collectParameters(t, args, out));
    return listAsTuple(t, out);
}

Ref substituteParameters(Thread* t, Value self, Value args, Value parameters_value, Value item) {
    auto* parameters = parameters_value.as<Tuple>();
    if (parameters->length == 0) {
        return raise(t, TypeId::kTypeError, "%R is not a generic class", self);
    }
    Ref given = KRAIT_TRY(unpackArguments(t, item));
    for (int64_t i = 0; i < parameters->length; ++i) {
        Ref prepare =
            getAttrOptional(t, parameters->items[i], t->name(kName___typing_prepare_subst__));
        if (prepare.isEmpty() && t->hasError()) return Error{};
        if (prepare.isEmpty() || prepare.get().isNone()) continue;
        Ref tuple = isTuple(given) ? Ref::share(given) : tupleOf(t, given.get());
        if (tuple.isError()) return Error{};
        given = KRAIT_TRY(callFunction(t, prepare, self, tuple.get()));
    }
    if (!isTuple(given)) given = KRAIT_TRY(tupleOf(t, given.get()));
    int64_t count = given.as<Tuple>()->length;
    if (count != parameters->length) {
        return raise(t, TypeId::kTypeError, "Too %s arguments for %R; actual %ld, expected %ld",
                     count > parameters->length ? "many" : "few", self, count, parameters->length);
    }
    return substituteAll(t, args, parameters, given.as<Tuple>());
}

Status appendTypeRepr(Thread* t, TextBuffer& out, Value v) {
    if (v.isEllipsis()) {
        out.append("...");
        return ok();
    }
    if (isList(v)) { // arguments of a ParamSpec
        auto* list = v.as<List>();
        out.append("[");
        for (int64_t i = 0; i < list->length; ++i) {
            if (i > 0) out.append(", ");
            Ref item = Ref::share(list->items[i]);
            KRAIT_TRY(appendTypeRepr(t, out, item));
        }
        out.append("]");
        return ok();
    }
    Ref text;
    Ref origin = getAttrOptional(t, v, t->name(kName___origin__));
    if (origin.isEmpty() && t->hasError()) return Error{};
    Ref args = getAttrOptional(t, v, t->name(kName___args__));
    if (args.isEmpty() && t->hasError()) return Error{};
    if (origin.isEmpty() || args.isEmpty()) {
        Ref name = getAttrOptional(t, v, t->name(kName___qualname__));
        if (name.isEmpty() && t->hasError()) return Error{};
        Ref module = getAttrOptional(t, v, t->name(kName___module__));
        if (module.isEmpty() && t->hasError()) return Error{};
        if (!name.isEmpty() && !module.isEmpty() && !module.get().isNone()) {
            bool builtin = isStr(module) && strEqualAscii(module.as<Str>(), "builtins");
            text = builtin ? strOf(t, name) : strFormat(t, "%S.%S", module.get(), name.get());
        }
    }
    if (text.isEmpty()) {
        if (t->hasError()) return Error{};
        text = KRAIT_TRY(reprOf(t, v));
    }
    out.append(text.as<Str>());
    return ok();
}

namespace {

// --- slots ---------------------------------------------------------------------------------------

void aliasDestroy(Thread*, Object* o) {
    auto* alias = static_cast<GenericAlias*>(o);
    decref(alias->origin);
    decref(alias->args);
    decref(alias->parameters);
}
void aliasTraverse(Object* o, Visitor& visitor) {
    auto* alias = static_cast<GenericAlias*>(o);
    visitor.visit(alias->origin);
    visitor.visit(alias->args);
    visitor.visit(alias->parameters);
}

Ref aliasRepr(Thread* t, Value self) {
    auto* alias = aliasOf(self);
    auto* args = alias->args.as<Tuple>();
    KRAIT_TRY(checkNativeStack(t, " while getting the repr of an object"));
    TextBuffer out(t);
    if (alias->starred) out.append("*");
    KRAIT_TRY(appendTypeRepr(t, out, alias->origin));
    out.append("[");
    for (int64_t i = 0; i < args->length; ++i) {
        if (i > 0) out.append(", ");
        KRAIT_TRY(appendTypeRepr(t, out, args->items[i]));
    }
    if (args->length == 0) out.append("()");
    out.append("]");
    return out.finish();
}

Result<int64_t> aliasHash(Thread* t, Value self) {
    int64_t origin = KRAIT_TRY(hashOf(t, aliasOf(self)->origin));
    int64_t args = KRAIT_TRY(hashOf(t, aliasOf(self)->args));
    return hashNotMinusOne(static_cast<uint64_t>(origin ^ args));
}

Ref aliasCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !isInstanceOf(t, a, TypeId::kGenericAlias) ||
        !isInstanceOf(t, b, TypeId::kGenericAlias)) {
        return Ref::notImplemented();
    }
    bool equal = aliasOf(a)->starred == aliasOf(b)->starred &&
                 KRAIT_TRY(compareItemsEqual(t, aliasOf(a)->origin, aliasOf(b)->origin)) &&
                 KRAIT_TRY(compareItemsEqual(t, aliasOf(a)->args, aliasOf(b)->args));
    return Ref::boolean(equal == (op == CompareOp::kEq));
}

Ref aliasCall(Thread* t, Value self, CallArgs args) {
    Ref made = KRAIT_TRY(call(t, aliasOf(self)->origin, args));
    if (setAttr(t, made, t->name(kName___orig_class__), self).isError()) {
        // Python: instances that take no attributes do without.
        if (!clearErrorIf(t, TypeId::kAttributeError) && !clearErrorIf(t, TypeId::kTypeError)) {
            return Error{};
        }
    }
    return made;
}

constexpr std::string_view kOwnAttributes[] = {
    "__class__",
    "__bases__",
    "__copy__",
    "__deepcopy__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__origin__",
    "__args__",
};

Ref aliasGetAttr(Thread* t, Value self, Str* name) {
    for (std::string_view own : kOwnAttributes) {
        if (strEqualAscii(name, own)) return genericGetAttr(t, self, name);
    }
    return getAttr(t, aliasOf(self)->origin, name);
}

Ref aliasParameters(Thread* t, Value self) {
    auto* alias = aliasOf(self);
    if (alias->parameters.isEmpty()) {
        Ref found = KRAIT_TRY(typeParametersOf(t, alias->args));
        decref(std::exchange(alias->parameters, found.release()));
    }
    return Ref::share(alias->parameters);
}

Ref aliasGetItem(Thread* t, Value self, Value item) {
    auto* alias = aliasOf(self);
    Ref parameters = KRAIT_TRY(aliasParameters(t, self));
    Ref args = KRAIT_TRY(substituteParameters(t, self, alias->args, parameters, item));
    return aliasNew(t, t->type(TypeId::kGenericAlias), alias->origin, args, alias->starred);
}

// Python: *list[int] gives one item, the alias marked as unpacked.
Ref aliasIter(Thread* t, Value self) {
    auto* alias = aliasOf(self);
    Ref starred =
        KRAIT_TRY(aliasNew(t, t->type(TypeId::kGenericAlias), alias->origin, alias->args, true));
    Ref single = KRAIT_TRY(tupleOf(t, starred.get()));
    return iterOf(t, single);
}

Ref aliasUnpackedArgs(Thread* t, Value self) {
    auto* alias = aliasOf(self);
    if (alias->starred && alias->origin == Value(t->type(TypeId::kTuple))) {
        return Ref::share(alias->args);
    }
    return Ref::none();
}
Ref aliasUnpacked(Thread*, Value self) {
    return Ref::boolean(aliasOf(self)->starred);
}

// --- methods -------------------------------------------------------------------------------------

Ref generic_alias_dunder_new(Thread* t, Args a) {
    return aliasNew(t, a[0].as<Type>(), a[1], a[2], false);
}
Ref generic_alias_dunder_mro_entries(Thread* t, Args a) {
    return tupleOf(t, aliasOf(a[0])->origin);
}
Ref generic_alias_dunder_instancecheck(Thread* t, Args) {
    return raise(t, TypeId::kTypeError,
                 "isinstance() argument 2 cannot be a parameterized generic");
}
Ref generic_alias_dunder_subclasscheck(Thread* t, Args) {
    return raise(t, TypeId::kTypeError,
                 "issubclass() argument 2 cannot be a parameterized generic");
}
Ref generic_alias_dunder_reduce(Thread* t, Args a) {
    auto* alias = aliasOf(a[0]);
    Value type(t->type(TypeId::kGenericAlias));
    if (alias->starred) {
        Ref plain = KRAIT_TRY(
            aliasNew(t, t->type(TypeId::kGenericAlias), alias->origin, alias->args, false));
        Ref iterator = KRAIT_TRY(aliasIter(t, plain));
        return reduceWith(t, "next", iterator);
    }
    Ref arguments = KRAIT_TRY(tupleOf(t, alias->origin, alias->args));
    return tupleOf(t, type, arguments.get());
}
Ref generic_alias_dunder_dir(Thread* t, Args a) {
    Ref dir = KRAIT_TRY(builtinNamed(t, "dir"));
    Ref names = KRAIT_TRY(callFunction(t, dir, aliasOf(a[0])->origin));
    if (!isList(names)) return names;
    for (std::string_view own : kOwnAttributes) {
        if (own == "__class__" || own.starts_with("__reduce")) continue;
        New<Str> name = KRAIT_TRY(strIntern(t, own));
        if (!KRAIT_TRY(contains(t, names, Value(name)))) {
            KRAIT_TRY(listAppend(t, names.as<List>(), Value(name)));
        }
    }
    KRAIT_TRY(listSort(t, names.as<List>(), Value::none(), false));
    return names;
}

constexpr MethodDef kMethods[] = {
    {"__mro_entries__(self, bases, /)", generic_alias_dunder_mro_entries, nullptr},
    {"__instancecheck__(self, instance, /)", generic_alias_dunder_instancecheck, nullptr},
    {"__subclasscheck__(self, cls, /)", generic_alias_dunder_subclasscheck, nullptr},
    {"__reduce__(self, /)", generic_alias_dunder_reduce, nullptr},
    {"__dir__(self, /)", generic_alias_dunder_dir, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {
    {"__parameters__", aliasParameters, nullptr, "Type variables in the GenericAlias."},
    {"__typing_unpacked_tuple_args__", aliasUnpackedArgs, nullptr, nullptr},
    {"__unpacked__", aliasUnpacked, nullptr, nullptr},
    {}};
constexpr MemberDef kMembers[] = {
    {"__origin__", offsetof(GenericAlias, origin)}, {"__args__", offsetof(GenericAlias, args)}, {}};

} // namespace

const TypeSpec kGenericAliasSpec = {
    .name = "types.GenericAlias",
    .size = sizeof(GenericAlias),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable,
    .slots = {.destroy = aliasDestroy,
              .traverse = aliasTraverse,
              .repr = aliasRepr,
              .hash = aliasHash,
              .compare = aliasCompare,
              .call = aliasCall,
              .getattr = aliasGetAttr,
              .iter = aliasIter,
              .getitem = aliasGetItem,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         unionTypeOr}},
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and "
           "t.__args__ is (int,).",
    .new_ = {"GenericAlias(cls, origin, args, /)", generic_alias_dunder_new, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
    .members = kMembers,
};

} // namespace krait
