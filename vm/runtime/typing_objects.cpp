// The objects of PEP 484, 612, 646, 695 and 696: TypeVar, ParamSpec, TypeVarTuple, TypeAliasType,
// Generic and NoDefault. What a type variable does with arguments is written in Python: the methods
// here call functions of module `typing` under fixed names (REENTRY: an import the first time).
//
// Bounds, constraints, defaults and the values of aliases that come from syntax are functions,
// called on the first access; until then the field of the value is EMPTY. A field EMPTY without a
// function means that there is none (None, (), NoDefault). Each object owns its fields.
#include "vm/runtime/typing_objects.h"

#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"

namespace krait {
namespace {

// TypeVar, ParamSpec and TypeVarTuple.
struct TypeParam : Object {
    Value name;
    Value bound, bound_function;
    Value constraints, constraints_function; // TypeVar alone
    Value default_value, default_function;
    bool covariant, contravariant, infer_variance;
    AttrBlock attrs;
};

struct ParamSpecPart : Object { // ParamSpecArgs, ParamSpecKwargs
    Value origin;
};

struct TypeAlias : Object {
    Value name;
    Value type_params; // tuple, or EMPTY
    Value value, value_function;
    Value module; // EMPTY: that of the function
};

// --- helpers -------------------------------------------------------------------------------------

// typing.name(values...)
template <typename... V>
Ref callTyping(Thread* t, const char* name, const V&... values) {
    Ref typing = KRAIT_TRY(importModule(t, "typing"));
    Ref function = KRAIT_TRY(getAttr(t, typing, name));
    return callFunction(t, function, values...);
}

// The value of a lazy pair: made by the first access; `absent` if there is neither.
Ref lazyValue(Thread* t, Value* value, Value function, Value absent) {
    if (value->isEmpty()) {
        if (function.isEmpty()) return Ref::share(absent);
        Ref alive = Ref::share(function);
        Ref made = KRAIT_TRY(callFunction(t, alive));
        // The function may have asked for the same: the first answer stays.
        if (value->isEmpty()) *value = made.release();
    }
    return Ref::share(*value);
}

constexpr char kNoDefaultKey = 0;

// The one instance of NoDefaultType, borrowed; made on first use and kept by the Runtime.
Result<Value> noDefault(Thread* t) {
    for (auto& [key, state] : t->runtime->module_states) {
        if (key == &kNoDefaultKey) return Value(static_cast<Object*>(state));
    }
    Object* made = allocateInstance(t, t->type(TypeId::kNoDefaultType));
    if (!made) return Error{};
    t->runtime->module_states.emplace_back(&kNoDefaultKey, made);
    return Value(made);
}

// The name of the module that is calling, or None.
Ref callerModule(Thread* t) {
    FrameWalk walk(t);
    if (!walk.next()) return Ref::none();
    Value name = dictGetStr(frameFunction(walk.registers)->globals, t->name(kName___name__));
    return name.isEmpty() ? Ref::none() : Ref::share(name);
}

Status requireName(Thread* t, const char* function, Value name) {
    if (isStr(name)) return ok();
    return raise(t, TypeId::kTypeError, "%s() argument 'name' must be str, not %T", function, name);
}

Ref checkBound(Thread* t, Value bound) {
    Ref message = KRAIT_TRY(strFromAscii(t, "Bound must be a type."));
    return callTyping(t, "_type_check", bound, message);
}

// Parameters with TypeVarTuples as Unpack[...]; tuple.
Ref unpackTypeVarTuples(Thread* t, Value params) {
    auto* tuple = params.as<Tuple>();
    bool any = false;
    for (int64_t i = 0; i < tuple->length; ++i) {
        any |= isKind(tuple->items[i], TypeId::kTypeVarTuple);
    }
    if (!any) return Ref::share(params);
    Ref typing = KRAIT_TRY(importModule(t, "typing"));
    Ref unpack = KRAIT_TRY(getAttr(t, typing, "Unpack"));
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, tuple->length));
    for (int64_t i = 0; i < tuple->length; ++i) {
        Ref item = isKind(tuple->items[i], TypeId::kTypeVarTuple)
                       ? getItem(t, unpack, tuple->items[i])
                       : Ref::share(tuple->items[i]);
        if (item.isError()) return Error{};
        result->items[i] = item.release();
    }
    return result;
}

Ref unionByTyping(Thread* t, Value a, Value b) {
    return callTyping(t, "_make_union", a, b);
}

// --- type parameters: common ---------------------------------------------------------------------

New<TypeParam> typeParamNew(Thread* t, TypeId id, Value name) {
    New<TypeParam> p = KRAIT_TRY(allocateObject<TypeParam>(t, id));
    incref(name);
    p->name = name;
    for (Value* v : {&p->bound, &p->bound_function, &p->constraints, &p->constraints_function,
                     &p->default_value, &p->default_function}) {
        *v = Value();
    }
    p->attrs.overflow = nullptr;
    return p;
}

TypeParam* paramOf(Value v) {
    return v.as<TypeParam>();
}

template <typename Act>
void forEachField(TypeParam* p, Act&& act) {
    for (Value* v : {&p->name, &p->bound, &p->bound_function, &p->constraints,
                     &p->constraints_function, &p->default_value, &p->default_function}) {
        act(*v);
    }
}
void typeParamDestroy(Thread* t, Object* o) {
    forEachField(static_cast<TypeParam*>(o), [](Value& v) { decref(v); });
    destroyAttrs(t, o);
}
void typeParamTraverse(Object* o, Visitor& visitor) {
    forEachField(static_cast<TypeParam*>(o), [&](Value& v) { visitor.visit(v); });
    traverseAttrs(o, visitor);
}
void typeParamClear(Thread* t, Object* o) {
    auto* p = static_cast<TypeParam*>(o);
    forEachField(p, [&](Value& v) {
        if (&v != &p->name) decref(std::exchange(v, Value()));
    });
}

Ref typeParamRepr(Thread* t, Value self) {
    auto* p = paramOf(self);
    if (p->infer_variance || isKind(self, TypeId::kTypeVarTuple)) return Ref::share(p->name);
    return strFormat(t, "%s%U", p->covariant ? "+" : p->contravariant ? "-" : "~", p->name);
}

// Variance flags and __module__, as the constructors of TypeVar and ParamSpec take them.
Status setVariance(Thread* t, TypeParam* p, Value covariant, Value contravariant, Value infer) {
    p->covariant = KRAIT_TRY(isTrue(t, covariant));
    p->contravariant = KRAIT_TRY(isTrue(t, contravariant));
    p->infer_variance = KRAIT_TRY(isTrue(t, infer));
    if (p->covariant && p->contravariant) {
        return raise(t, TypeId::kValueError, "Bivariant types are not supported.");
    }
    if (p->infer_variance && (p->covariant || p->contravariant)) {
        return raise(t, TypeId::kValueError, "Variance cannot be specified with infer_variance.");
    }
    return ok();
}
Status finishParam(Thread* t, TypeParam* p, Value default_value) {
    if (!default_value.isEmpty() && !isKind(default_value, TypeId::kNoDefaultType)) {
        incref(default_value);
        p->default_value = default_value;
    }
    Ref module = KRAIT_TRY(callerModule(t));
    return setOwnAttribute(t, p, t->name(kName___module__), module);
}

Ref typeParam_name(Thread*, Value self) {
    return Ref::share(paramOf(self)->name);
}
Ref typeParam_bound(Thread* t, Value self) {
    auto* p = paramOf(self);
    return lazyValue(t, &p->bound, p->bound_function, Value::none());
}
Ref typeParam_constraints(Thread* t, Value self) {
    auto* p = paramOf(self);
    return lazyValue(t, &p->constraints, p->constraints_function, Value(t->runtime->empty_tuple));
}
Ref typeParam_default(Thread* t, Value self) {
    auto* p = paramOf(self);
    Value absent = KRAIT_TRY(noDefault(t));
    return lazyValue(t, &p->default_value, p->default_function, absent);
}
Ref typeParam_covariant(Thread*, Value self) {
    return Ref::boolean(paramOf(self)->covariant);
}
Ref typeParam_contravariant(Thread*, Value self) {
    return Ref::boolean(paramOf(self)->contravariant);
}
Ref typeParam_infer_variance(Thread*, Value self) {
    return Ref::boolean(paramOf(self)->infer_variance);
}
// What syntax makes has no module of its own: the class's shows.
Ref typeParam_module(Thread* t, Value self) {
    Value own = ownAttribute(t, self.object(), t->name(kName___module__));
    return own.isEmpty() ? strFromAscii(t, "typing") : Ref::share(own);
}
Status typeParam_set_module(Thread* t, Value self, Value value) {
    return setOwnAttribute(t, self.object(), t->name(kName___module__), value);
}

bool hasDefault(TypeParam* p) {
    return !p->default_value.isEmpty() || !p->default_function.isEmpty();
}
Ref typeParam_has_default(Thread*, Args a) {
    return Ref::boolean(hasDefault(paramOf(a[0])));
}
Ref typeParam_dunder_reduce(Thread*, Args a) {
    return Ref::share(paramOf(a[0])->name);
}
Ref object_dunder_mro_entries(Thread* t, Args a) {
    Ref name = KRAIT_TRY(getAttr(t, Value(typeOf(t, a[0])), t->name(kName___name__)));
    return raise(t, TypeId::kTypeError, "Cannot subclass an instance of %U", name.get());
}

// --- TypeVar -------------------------------------------------------------------------------------

Ref typeVar_dunder_new(Thread* t, Args a) {
    KRAIT_TRY(requireName(t, "typevar", a[1]));
    auto* constraints = a[2].as<Tuple>();
    New<TypeParam> p = KRAIT_TRY(typeParamNew(t, TypeId::kTypeVar, a[1]));
    KRAIT_TRY(setVariance(t, p, a[5], a[6], a[7]));
    if (!a[3].isNone()) p->bound = KRAIT_TRY(checkBound(t, a[3])).release();
    if (constraints->length == 1) {
        return raise(t, TypeId::kTypeError, "A single constraint is not allowed");
    }
    if (constraints->length != 0) {
        if (!p->bound.isEmpty()) {
            return raise(t, TypeId::kTypeError, "Constraints cannot be combined with bound=...");
        }
        p->constraints = Ref::share(a[2]).release();
    }
    KRAIT_TRY(finishParam(t, p, a[4]));
    return p;
}

Ref typeVar_typing_subst(Thread* t, Args a) {
    return callTyping(t, "_typevar_subst", a[0], a[1]);
}

// The arguments of a substitution, with this variable's default added where they end before it.
Ref typeVar_typing_prepare_subst(Thread* t, Args a) {
    Ref parameters = KRAIT_TRY(getAttr(t, a[1], t->name(kName___parameters__)));
    int64_t count = KRAIT_TRY(lengthOf(t, a[2]));
    Ref params = KRAIT_TRY(tupleFromIterable(t, parameters));
    auto* list = params.as<Tuple>();
    int64_t index = 0;
    for (; index < list->length; ++index) {
        bool found = KRAIT_TRY(compareBool(t, list->items[index], a[0], CompareOp::kEq));
        if (found) break;
    }
    if (index == list->length) {
        return raise(t, TypeId::kValueError, "sequence.index(x): x not in sequence");
    }
    if (index < count) return Ref::share(a[2]);
    if (index == count && hasDefault(paramOf(a[0]))) {
        Ref value = KRAIT_TRY(typeParam_default(t, a[0]));
        Ref single = KRAIT_TRY(tupleOf(t, value));
        Ref given = KRAIT_TRY(tupleFromIterable(t, a[2]));
        return binaryOp(t, BinaryOp::kAdd, given, single);
    }
    int64_t least = 0;
    for (int64_t i = 0; i < list->length; ++i) {
        Value v = list->items[i];
        bool is_param = isKind(v, TypeId::kTypeVar) || isKind(v, TypeId::kParamSpec) ||
                        isKind(v, TypeId::kTypeVarTuple);
        if (!is_param || !hasDefault(paramOf(v))) ++least;
    }
    return raise(t, TypeId::kTypeError,
                 "Too few arguments for %S; actual %ld, expected at least %ld", a[1], count, least);
}

constexpr MethodDef kTypeVarMethods[] = {
    {"__typing_subst__(self, arg, /)", typeVar_typing_subst, nullptr},
    {"__typing_prepare_subst__(self, alias, args, /)", typeVar_typing_prepare_subst, nullptr},
    {"__reduce__(self, /)", typeParam_dunder_reduce, nullptr},
    {"has_default(self, /)", typeParam_has_default, nullptr},
    {"__mro_entries__(self, bases, /)", object_dunder_mro_entries, nullptr},
    {}};
constexpr GetSetDef kTypeVarGetSets[] = {{"__name__", typeParam_name},
                                         {"__covariant__", typeParam_covariant},
                                         {"__contravariant__", typeParam_contravariant},
                                         {"__infer_variance__", typeParam_infer_variance},
                                         {"__bound__", typeParam_bound},
                                         {"__constraints__", typeParam_constraints},
                                         {"__default__", typeParam_default},
                                         {"__module__", typeParam_module, typeParam_set_module},
                                         {}};

// --- ParamSpec -----------------------------------------------------------------------------------

Ref paramSpec_dunder_new(Thread* t, Args a) {
    KRAIT_TRY(requireName(t, "paramspec", a[1]));
    New<TypeParam> p = KRAIT_TRY(typeParamNew(t, TypeId::kParamSpec, a[1]));
    KRAIT_TRY(setVariance(t, p, a[4], a[5], a[6]));
    p->bound = KRAIT_TRY(checkBound(t, a[2])).release(); // None becomes its type
    KRAIT_TRY(finishParam(t, p, a[3]));
    return p;
}

Ref partNew(Thread* t, TypeId id, Value origin) {
    New<ParamSpecPart> part = KRAIT_TRY(allocateObject<ParamSpecPart>(t, id));
    incref(origin);
    part->origin = origin;
    return part;
}
Ref paramSpec_args(Thread* t, Value self) {
    return partNew(t, TypeId::kParamSpecArgs, self);
}
Ref paramSpec_kwargs(Thread* t, Value self) {
    return partNew(t, TypeId::kParamSpecKwargs, self);
}
Ref paramSpec_typing_subst(Thread* t, Args a) {
    return callTyping(t, "_paramspec_subst", a[0], a[1]);
}
Ref paramSpec_typing_prepare_subst(Thread* t, Args a) {
    return callTyping(t, "_paramspec_prepare_subst", a[0], a[1], a[2]);
}

constexpr MethodDef kParamSpecMethods[] = {
    {"__typing_subst__(self, arg, /)", paramSpec_typing_subst, nullptr},
    {"__typing_prepare_subst__(self, alias, args, /)", paramSpec_typing_prepare_subst, nullptr},
    {"has_default(self, /)", typeParam_has_default, nullptr},
    {"__reduce__(self, /)", typeParam_dunder_reduce, nullptr},
    {"__mro_entries__(self, bases, /)", object_dunder_mro_entries, nullptr},
    {}};
constexpr GetSetDef kParamSpecGetSets[] = {
    {"__name__", typeParam_name},
    {"__bound__", typeParam_bound},
    {"__covariant__", typeParam_covariant},
    {"__contravariant__", typeParam_contravariant},
    {"__infer_variance__", typeParam_infer_variance},
    {"args", paramSpec_args, nullptr, "Represents positional arguments."},
    {"kwargs", paramSpec_kwargs, nullptr, "Represents keyword arguments."},
    {"__default__", typeParam_default, nullptr, "The default value for this ParamSpec."},
    {"__module__", typeParam_module, typeParam_set_module},
    {}};

void partDestroy(Thread*, Object* o) {
    decref(static_cast<ParamSpecPart*>(o)->origin);
}
void partTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ParamSpecPart*>(o)->origin);
}
Ref partRepr(Thread* t, Value self) {
    Value origin = self.as<ParamSpecPart>()->origin;
    const char* which = isKind(self, TypeId::kParamSpecArgs) ? "args" : "kwargs";
    if (isKind(origin, TypeId::kParamSpec)) {
        return strFormat(t, "%U.%s", paramOf(origin)->name, which);
    }
    return strFormat(t, "%R.%s", origin, which);
}
Ref partCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (op != CompareOp::kEq && op != CompareOp::kNe) return Ref::notImplemented();
    if (typeOf(t, a) != typeOf(t, b)) return Ref::notImplemented();
    return compareOp(t, a.as<ParamSpecPart>()->origin, b.as<ParamSpecPart>()->origin, op);
}
Ref paramSpecArgs_dunder_new(Thread* t, Args a) {
    return partNew(t, TypeId::kParamSpecArgs, a[1]);
}
Ref paramSpecKwargs_dunder_new(Thread* t, Args a) {
    return partNew(t, TypeId::kParamSpecKwargs, a[1]);
}
constexpr MethodDef kPartMethods[] = {
    {"__mro_entries__(self, bases, /)", object_dunder_mro_entries, nullptr}, {}};
constexpr MemberDef kPartMembers[] = {{"__origin__", offsetof(ParamSpecPart, origin)}, {}};

// --- TypeVarTuple --------------------------------------------------------------------------------

Ref typeVarTuple_dunder_new(Thread* t, Args a) {
    KRAIT_TRY(requireName(t, "typevartuple", a[1]));
    New<TypeParam> p = KRAIT_TRY(typeParamNew(t, TypeId::kTypeVarTuple, a[1]));
    KRAIT_TRY(finishParam(t, p, a[2]));
    return p;
}
Ref typeVarTupleIter(Thread* t, Value self) {
    Ref single = KRAIT_TRY(tupleOf(t, self));
    Ref unpacked = KRAIT_TRY(unpackTypeVarTuples(t, single));
    return iterOf(t, unpacked);
}
Ref typeVarTuple_typing_subst(Thread* t, Args) {
    return raise(t, TypeId::kTypeError, "Substitution of bare TypeVarTuple is not supported");
}
Ref typeVarTuple_typing_prepare_subst(Thread* t, Args a) {
    return callTyping(t, "_typevartuple_prepare_subst", a[0], a[1], a[2]);
}
constexpr MethodDef kTypeVarTupleMethods[] = {
    {"__typing_subst__(self, arg, /)", typeVarTuple_typing_subst, nullptr},
    {"__typing_prepare_subst__(self, alias, args, /)", typeVarTuple_typing_prepare_subst, nullptr},
    {"__reduce__(self, /)", typeParam_dunder_reduce, nullptr},
    {"has_default(self, /)", typeParam_has_default, nullptr},
    {"__mro_entries__(self, bases, /)", object_dunder_mro_entries, nullptr},
    {}};
constexpr GetSetDef kTypeVarTupleGetSets[] = {
    {"__name__", typeParam_name},
    {"__default__", typeParam_default, nullptr, "The default value for this TypeVarTuple."},
    {"__module__", typeParam_module, typeParam_set_module},
    {}};

// --- TypeAliasType -------------------------------------------------------------------------------

TypeAlias* aliasOf(Value v) {
    return v.as<TypeAlias>();
}
New<TypeAlias> typeAliasNew(Thread* t, Value name, Value type_params) {
    New<TypeAlias> alias = KRAIT_TRY(allocateObject<TypeAlias>(t, TypeId::kTypeAliasType));
    alias->value = alias->value_function = alias->module = alias->type_params = Value();
    alias->name = Ref::share(name).release();
    if (isTuple(type_params) && type_params.as<Tuple>()->length != 0) {
        alias->type_params = Ref::share(type_params).release();
    }
    return alias;
}
void aliasDestroy(Thread*, Object* o) {
    auto* alias = static_cast<TypeAlias*>(o);
    for (Value v :
         {alias->name, alias->type_params, alias->value, alias->value_function, alias->module}) {
        decref(v);
    }
}
void aliasTraverse(Object* o, Visitor& visitor) {
    auto* alias = static_cast<TypeAlias*>(o);
    for (Value v :
         {alias->name, alias->type_params, alias->value, alias->value_function, alias->module}) {
        visitor.visit(v);
    }
}
void aliasClear(Thread*, Object* o) {
    auto* alias = static_cast<TypeAlias*>(o);
    for (Value* v : {&alias->type_params, &alias->value, &alias->value_function}) {
        decref(std::exchange(*v, Value()));
    }
}
Ref aliasRepr(Thread*, Value self) {
    return Ref::share(aliasOf(self)->name);
}
Ref aliasOr(Thread* t, Value a, Value b) {
    return unionTypeOr(t, a, b);
}
Ref aliasGetItem(Thread* t, Value self, Value key) {
    if (aliasOf(self)->type_params.isEmpty()) {
        return raise(t, TypeId::kTypeError, "Only generic type aliases are subscriptable");
    }
    return genericAliasNew(t, self, key);
}
Ref alias_dunder_new(Thread* t, Args a) {
    KRAIT_TRY(requireName(t, "typealias", a[1]));
    if (!a[3].isEmpty() && !isTuple(a[3])) {
        return raise(t, TypeId::kTypeError, "type_params must be a tuple");
    }
    New<TypeAlias> alias = KRAIT_TRY(typeAliasNew(t, a[1], a[3]));
    alias->value = Ref::share(a[2]).release();
    alias->module = KRAIT_TRY(callerModule(t)).release();
    return alias;
}
Ref alias_value(Thread* t, Value self) {
    auto* alias = aliasOf(self);
    return lazyValue(t, &alias->value, alias->value_function, Value::none());
}
Ref alias_type_params(Thread* t, Value self) {
    Value params = aliasOf(self)->type_params;
    return params.isEmpty() ? Ref::share(Value(t->runtime->empty_tuple)) : Ref::share(params);
}
Ref alias_parameters(Thread* t, Value self) {
    Ref params = KRAIT_TRY(alias_type_params(t, self));
    return unpackTypeVarTuples(t, params);
}
Ref alias_module(Thread* t, Value self) {
    auto* alias = aliasOf(self);
    if (!alias->module.isEmpty()) return Ref::share(alias->module);
    if (!alias->value_function.isEmpty()) {
        return getAttr(t, alias->value_function, t->name(kName___module__));
    }
    return Ref::none();
}
Ref alias_dunder_reduce(Thread*, Args a) {
    return Ref::share(aliasOf(a[0])->name);
}
constexpr MethodDef kTypeAliasMethods[] = {{"__reduce__(self, /)", alias_dunder_reduce, nullptr},
                                           {}};
constexpr MemberDef kTypeAliasMembers[] = {{"__name__", offsetof(TypeAlias, name)}, {}};
constexpr GetSetDef kTypeAliasGetSets[] = {{"__parameters__", alias_parameters},
                                           {"__type_params__", alias_type_params},
                                           {"__value__", alias_value},
                                           {"__module__", alias_module},
                                           {}};

// --- Generic, NoDefault --------------------------------------------------------------------------

Ref generic_dunder_class_getitem(Thread* t, Args a) {
    return callTyping(t, "_generic_class_getitem", a[0], a[1]);
}
// typing._generic_init_subclass(cls, *args, **kwargs)
Ref generic_dunder_init_subclass(Thread* t, Args a) {
    Ref typing = KRAIT_TRY(importModule(t, "typing"));
    Ref function = KRAIT_TRY(getAttr(t, typing, "_generic_init_subclass"));
    Ref first = KRAIT_TRY(tupleOf(t, a[0]));
    Ref all = KRAIT_TRY(binaryOp(t, BinaryOp::kAdd, first, a[1]));
    return callTuple(t, function, all, a[2]);
}
constexpr MethodDef kGenericMethods[] = {
    {"__class_getitem__(cls, item, /)", generic_dunder_class_getitem,
     "Parameterizes a generic class.\n\nAt least, parameterizing a generic class is the *main* "
     "thing this\nmethod does. For example, for some generic class `Foo`, this is called\nwhen we "
     "do `Foo[int]` - there, with `cls=Foo` and `params=int`.\n\nHowever, note that this method is "
     "also called when defining generic\nclasses in the first place with `class "
     "Foo[T]: ...`.\n",
     kMethodClass},
    {"__init_subclass__(cls, /, *args, **kwargs)", generic_dunder_init_subclass,
     "Function to initialize subclasses.", kMethodClass},
    {}};

Ref noDefaultRepr(Thread* t, Value) {
    return strFromAscii(t, "typing.NoDefault");
}
Ref noDefault_dunder_new(Thread* t, Args a) {
    if (a[1].as<Tuple>()->length != 0 || (!a[2].isEmpty() && a[2].as<Dict>()->used != 0)) {
        return raise(t, TypeId::kTypeError, "NoDefaultType takes no arguments");
    }
    return Ref::share(KRAIT_TRY(noDefault(t)));
}
Ref noDefault_dunder_reduce(Thread* t, Args) {
    return strFromAscii(t, "NoDefault");
}
constexpr MethodDef kNoDefaultMethods[] = {
    {"__reduce__(self, /)", noDefault_dunder_reduce, nullptr}, {}};

} // namespace

// --- made by opcodes -----------------------------------------------------------------------------

Ref makeTypeParam(Thread* t, uint32_t form, const Value* values) {
    uint32_t kind = form & 15;
    TypeId id = kind == 3   ? TypeId::kParamSpec
                : kind == 4 ? TypeId::kTypeVarTuple
                            : TypeId::kTypeVar;
    New<TypeParam> p = KRAIT_TRY(typeParamNew(t, id, values[0]));
    p->infer_variance = true;
    const Value* next = values + 1;
    if (kind == 1) p->bound_function = Ref::share(*next++).release();
    if (kind == 2) p->constraints_function = Ref::share(*next++).release();
    if (form & 16) p->default_function = Ref::share(*next).release();
    return p;
}

Ref makeTypeAlias(Thread* t, Value name, Value type_params, Value value_function) {
    New<TypeAlias> alias = KRAIT_TRY(typeAliasNew(t, name, type_params));
    alias->value_function = Ref::share(value_function).release();
    return alias;
}

Ref subscriptGeneric(Thread* t, Value type_params) {
    Ref unpacked = KRAIT_TRY(unpackTypeVarTuples(t, type_params));
    return getItem(t, Value(t->type(TypeId::kGeneric)), unpacked);
}

// --- types ---------------------------------------------------------------------------------------

const TypeSpec kTypeVarSpec = {
    .name = "typing.TypeVar",
    .size = sizeof(TypeParam),
    .flags = kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = typeParamDestroy,
              .traverse = typeParamTraverse,
              .clear = typeParamClear,
              .repr = typeParamRepr,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         unionByTyping}},
    .doc = "Type variable.\n\nMade by the syntax of type parameters, class Sequence[T], or by "
           "TypeVar('T', bound=...).",
    .new_ = {"typevar(cls, /, name, *constraints, bound=None, default=<unset>, covariant=False, "
             "contravariant=False, infer_variance=False)",
             typeVar_dunder_new, nullptr},
    .methods = kTypeVarMethods,
    .getsets = kTypeVarGetSets,
};

const TypeSpec kParamSpecSpec = {
    .name = "typing.ParamSpec",
    .size = sizeof(TypeParam),
    .flags = kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = typeParamDestroy,
              .traverse = typeParamTraverse,
              .clear = typeParamClear,
              .repr = typeParamRepr,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         unionByTyping}},
    .doc = "Parameter specification variable.\n\nStands for the parameters of a callable: "
           "type IntFunc[**P] = Callable[P, int].",
    .new_ = {"paramspec(cls, /, name, *, bound=None, default=<unset>, covariant=False, "
             "contravariant=False, infer_variance=False)",
             paramSpec_dunder_new, nullptr},
    .methods = kParamSpecMethods,
    .getsets = kParamSpecGetSets,
};

#define KRAIT_PART_SLOTS                                                                           \
    {.destroy = partDestroy,                                                                       \
     .traverse = partTraverse,                                                                     \
     .repr = partRepr,                                                                             \
     .hash = hashNotImplemented,                                                                   \
     .compare = partCompare}

const TypeSpec kParamSpecArgsSpec = {
    .name = "typing.ParamSpecArgs",
    .size = sizeof(ParamSpecPart),
    .flags = kTypeContainer | kTypeWeakrefable,
    .slots = KRAIT_PART_SLOTS,
    .doc = "The args for a ParamSpec object: P.args of a ParamSpec P.",
    .new_ = {"paramspecargs(cls, /, origin)", paramSpecArgs_dunder_new, nullptr},
    .methods = kPartMethods,
    .members = kPartMembers,
};

const TypeSpec kParamSpecKwargsSpec = {
    .name = "typing.ParamSpecKwargs",
    .size = sizeof(ParamSpecPart),
    .flags = kTypeContainer | kTypeWeakrefable,
    .slots = KRAIT_PART_SLOTS,
    .doc = "The kwargs for a ParamSpec object: P.kwargs of a ParamSpec P.",
    .new_ = {"paramspeckwargs(cls, /, origin)", paramSpecKwargs_dunder_new, nullptr},
    .methods = kPartMethods,
    .members = kPartMembers,
};
#undef KRAIT_PART_SLOTS

const TypeSpec kTypeVarTupleSpec = {
    .name = "typing.TypeVarTuple",
    .size = sizeof(TypeParam),
    .flags = kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = typeParamDestroy,
              .traverse = typeParamTraverse,
              .clear = typeParamClear,
              .repr = typeParamRepr,
              .iter = typeVarTupleIter},
    .doc = "Type variable tuple: a placeholder for any number of types, class C[*Ts].",
    .new_ = {"typevartuple(cls, /, name, *, default=<unset>)", typeVarTuple_dunder_new, nullptr},
    .methods = kTypeVarTupleMethods,
    .getsets = kTypeVarTupleGetSets,
};

const TypeSpec kTypeAliasTypeSpec = {
    .name = "typing.TypeAliasType",
    .size = sizeof(TypeAlias),
    .flags = kTypeContainer,
    .slots = {.destroy = aliasDestroy,
              .traverse = aliasTraverse,
              .clear = aliasClear,
              .repr = aliasRepr,
              .getitem = aliasGetItem,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         aliasOr}},
    .doc = "Type alias, made by the type statement: type Alias = int. Its value is computed when "
           "__value__ is first asked for.",
    .new_ = {"typealias(cls, /, name, value, *, type_params=<unset>)", alias_dunder_new, nullptr},
    .methods = kTypeAliasMethods,
    .getsets = kTypeAliasGetSets,
    .members = kTypeAliasMembers,
};

const TypeSpec kGenericSpec = {
    .name = "typing.Generic",
    .flags = kTypeBase,
    .doc = "Abstract base class for generic types.\n\nClasses that declare type parameters, class "
           "Mapping[KT, VT], inherit from it by themselves.",
    .methods = kGenericMethods,
};

const TypeSpec kNoDefaultTypeSpec = {
    .name = "NoDefaultType",
    .slots = {.repr = noDefaultRepr},
    .doc = "The type of the NoDefault singleton.",
    .new_ = {"NoDefaultType(cls, /, *args, **kwargs)", noDefault_dunder_new, nullptr},
    .methods = kNoDefaultMethods,
};

} // namespace krait
