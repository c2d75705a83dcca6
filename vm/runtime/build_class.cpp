// __build_class__: what a class statement calls. The body is a function without parameters whose
// namespace is the mapping that the metaclass prepared; it returns the __class__ cell or None.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/names_lookup.h"
#include "vm/runtime/object_model.h"

#include "llvm/ADT/SmallVector.h"

namespace krait {

// PEP 560: bases that are no classes may give others. The same tuple if none does.
Ref resolveBases(Thread* t, Tuple* bases) {
    New<List> resolved;
    bool changed = false;
    for (int64_t i = 0; i < bases->length; ++i) {
        Value base = bases->items[i];
        Ref entries;
        if (!isType(base)) {
            Ref function = getAttrOptional(t, base, t->name(kName___mro_entries__));
            if (function.isEmpty() && t->hasError()) return Error{};
            if (!function.isEmpty()) {
                entries = KRAIT_TRY(callFunction(t, function, Value(bases)));
                if (!isTuple(entries))
                    return raise(t, TypeId::kTypeError, "__mro_entries__ must return a tuple");
            }
        }
        if (!entries.isEmpty() && !changed) {
            changed = true;
            resolved = KRAIT_TRY(listNew(t));
            for (int64_t j = 0; j < i; ++j) KRAIT_TRY(listAppend(t, resolved, bases->items[j]));
        }
        if (!changed) continue;
        if (entries.isEmpty()) {
            KRAIT_TRY(listAppend(t, resolved, base));
        } else {
            for (int64_t j = 0; j < entries.as<Tuple>()->length; ++j)
                KRAIT_TRY(listAppend(t, resolved, entries.as<Tuple>()->items[j]));
        }
    }
    if (!changed) return Ref::share(Value(bases));
    return listAsTuple(t, resolved);
}

// The most derived of the metaclass given and those of the bases.
static Result<Type*> mostDerivedMetaclass(Thread* t, Type* metaclass, Tuple* bases) {
    for (int64_t i = 0; i < bases->length; ++i) {
        Type* candidate = typeOf(t, bases->items[i]);
        if (isSubtype(metaclass, candidate)) continue;
        if (isSubtype(candidate, metaclass)) {
            metaclass = candidate;
            continue;
        }
        return raise(t, TypeId::kTypeError,
                     "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                     "subclass of the metaclasses of all its bases");
    }
    return metaclass;
}

Ref buildClass(Thread* t, CallArgs args) {
    if (args.positional_count < 2) {
        return raise(t, TypeId::kTypeError, "__build_class__: not enough arguments");
    }
    Value body = args.values[0], name = args.values[1];
    if (!isFunction(body))
        return raise(t, TypeId::kTypeError, "__build_class__: func must be a function");
    if (!isStr(name)) return raise(t, TypeId::kTypeError, "__build_class__: name is not a string");
    Ref original = KRAIT_TRY(tupleFrom(t, args.values + 2, args.positional_count - 2));
    Ref bases = KRAIT_TRY(resolveBases(t, original.as<Tuple>()));
    // The keywords but `metaclass`.
    Ref metaclass;
    llvm::SmallVector<Value, 8> values, keys;
    values.resize(2);
    if (!args.names.isEmpty()) {
        auto* names = args.names.as<Tuple>();
        for (int64_t i = 0; i < names->length; ++i) {
            Value value = args.values[args.positional_count + i];
            if (strEqual(names->items[i].as<Str>(), t->name(kName_metaclass))) {
                metaclass = Ref::share(value);
            } else {
                keys.push_back(names->items[i]);
                values.push_back(value);
            }
        }
    }
    if (metaclass.isEmpty()) {
        auto* tuple = bases.as<Tuple>();
        metaclass = Ref::share(
            Value(tuple->length > 0 ? typeOf(t, tuple->items[0]) : t->type(TypeId::kType)));
    }
    bool is_class = isType(metaclass);
    if (is_class) {
        Type* winner = KRAIT_TRY(mostDerivedMetaclass(t, metaclass.as<Type>(), bases.as<Tuple>()));
        metaclass = Ref::share(Value(winner));
    }
    Ref keyword_names;
    if (!keys.empty()) keyword_names = KRAIT_TRY(tupleFrom(t, keys.data(), keys.size()));
    values[0] = name;
    values[1] = bases;
    CallArgs pair{values.data(), 2, keyword_names};
    Ref name_space;
    Ref prepare = getAttrOptional(t, metaclass, t->name(kName___prepare__));
    if (prepare.isEmpty()) {
        if (t->hasError()) return Error{};
        name_space = KRAIT_TRY(dictNew(t));
    } else {
        name_space = KRAIT_TRY(call(t, prepare, pair));
    }
    if (!isExactDict(name_space) && !hasTypeFlag(t, name_space, kTypeMapping) &&
        typeOf(t, name_space)->slots.getitem == nullptr) {
        Ref shown = is_class ? Ref::share(Value(metaclass.as<Type>()->name))
                             : strFromAscii(t, "<metaclass>");
        if (shown.isError()) return Error{};
        return raise(t, TypeId::kTypeError, "%U.__prepare__() must return a mapping, not %T",
                     shown.get(), name_space.get());
    }
    // The body runs once per statement, but a function may be passed here by hand: a copy keeps the
    // namespace apart.
    auto* function = body.as<Function>();
    New<Function> run = KRAIT_TRY(functionNew(t, function->code, function->globals));
    if (function->closure) {
        incref(function->closure);
        run->closure = function->closure;
    }
    run->name_space = Ref::share(name_space).release();
    Ref cell = KRAIT_TRY(callValues(t, run, nullptr, 0));
    if (!(original.get() == bases.get())) {
        KRAIT_TRY(setItemByName(t, name_space, t->name(kName___orig_bases__), original));
    }
    values[1] = bases;
    values.insert(values.begin() + 2, name_space.get());
    CallArgs triple{values.data(), 3, keyword_names};
    Ref cls = KRAIT_TRY(call(t, metaclass, triple));
    if (isType(cls) && isKind(cell, TypeId::kCell)) {
        Value set = cell.as<Cell>()->value;
        if (set.isEmpty()) {
            return raise(t, TypeId::kRuntimeError,
                         "__class__ not set defining %R as %R. Was __classcell__ propagated to "
                         "type.__new__?",
                         name, cls.get());
        }
        if (!(set == cls.get())) {
            return raise(t, TypeId::kTypeError, "__class__ set to %R defining %R as %R", set, name,
                         cls.get());
        }
    }
    return cls;
}

} // namespace krait
