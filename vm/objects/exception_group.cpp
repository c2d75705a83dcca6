// BaseExceptionGroup and ExceptionGroup: construction with its checks, split and subgroup.
//
// A group is immutable in its parts: `message` is a str, `exceptions` a tuple. Splitting makes new
// groups through derive(), so that subclasses stay what they are, and keeps leaves as they are.
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

#include <cstddef>

namespace krait {

Ref group_new(Thread* t, Args a) {
    Type* type = a[0].as<Type>();
    auto* args = a[1].as<Tuple>();
    if (args->length != 2) {
        return raise(t, TypeId::kTypeError,
                     "BaseExceptionGroup.__new__() takes exactly 2 arguments (%ld given)",
                     args->length);
    }
    Value message = args->items[0], sequence = args->items[1];
    if (!isStr(message)) {
        return raise(t, TypeId::kTypeError,
                     "BaseExceptionGroup.__new__() argument 1 must be str, not %.50T", message);
    }
    Type* sequence_type = typeOf(t, sequence);
    if (!sequence_type->slots.getitem || hasTypeFlag(t, sequence, kTypeDictSub)) {
        return raise(t, TypeId::kTypeError, "second argument (exceptions) must be a sequence");
    }
    Ref exceptions = KRAIT_TRY(tupleFromIterable(t, sequence));
    auto* items = exceptions.as<Tuple>();
    if (items->length == 0) {
        return raise(t, TypeId::kValueError,
                     "second argument (exceptions) must be a non-empty sequence");
    }
    bool all_plain = true; // instances of Exception
    for (int64_t i = 0; i < items->length; ++i) {
        if (!isException(items->items[i])) {
            return raise(t, TypeId::kValueError,
                         "Item %ld of second argument (exceptions) is not an exception", i);
        }
        if (!exceptionIs(t, items->items[i], TypeId::kException)) all_plain = false;
    }
    if (type->id == TypeId::kBaseExceptionGroup) {
        if (all_plain) type = t->type(TypeId::kExceptionGroup);
    } else if (!all_plain) {
        if (type->id == TypeId::kExceptionGroup) {
            return raise(t, TypeId::kTypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
        }
        if (isSubtype(type, t->type(TypeId::kException))) {
            return raise(t, TypeId::kTypeError, "Cannot nest BaseExceptions in '%.200N'", type);
        }
    }
    New<ExceptionObject> group = KRAIT_TRY(exceptionAllocate(t, type, a[1]));
    setField(group->field[kGroupMessage], message);
    setField(group->field[kGroupExceptions], exceptions);
    return group;
}

Ref group_init(Thread* t, Args a) {
    return baseException_init(t, a);
}

Ref group_str(Thread* t, Value self) {
    auto* e = asException(self);
    int64_t count = e->field[kGroupExceptions].as<Tuple>()->length;
    return strFormat(t, "%S (%ld sub-exception%s)", e->field[kGroupMessage], count,
                     count == 1 ? "" : "s");
}

Ref groupNew(Thread* t, Str* message, Value exceptions) {
    return callFunction(t, Value(t->type(TypeId::kBaseExceptionGroup)), Value(message), exceptions);
}

// --- splitting ----------------------------------------------------------------------------------

// A group like `original` around `exceptions` (a list); EMPTY without error for none.
static Ref subset(Thread* t, Value original, List* exceptions) {
    if (exceptions->length == 0) return Ref();
    New<Str> derive = KRAIT_TRY(strIntern(t, "derive"));
    Ref group = KRAIT_TRY(callMethod(t, original, derive, Value(exceptions)));
    if (!isException(group) || !isGroup(t, group)) {
        return raise(t, TypeId::kTypeError, "derive must return an instance of BaseExceptionGroup");
    }
    auto* from = asException(original);
    auto* to = asException(group);
    setExceptionTraceback(t, group, exceptionTraceback(t, original));
    setField(to->context, from->context);
    setField(to->cause, from->cause);
    to->suppress_context = true; // Python: setting the cause does it, even to none
    Ref notes = getAttrOptional(t, original, t->name(kName___notes__));
    if (notes.isEmpty()) {
        if (t->hasError()) return Error{};
    } else if (typeOf(t, notes)->slots.getitem && !isDict(notes)) {
        // Each part gets a list of its own, which a later add_note changes alone.
        Ref copy = KRAIT_TRY(listFromIterable(t, notes));
        KRAIT_TRY(setAttr(t, group, t->name(kName___notes__), copy));
    }
    return group;
}

static Result<bool> partMatches(Thread* t, Value exception, GroupMatch how, Value matcher) {
    switch (how) {
    case GroupMatch::kType:
        return exceptionMatches(t, exception, matcher);
    case GroupMatch::kCallable: {
        Ref answer = KRAIT_TRY(callFunction(t, matcher, exception));
        return isTrue(t, answer);
    }
    case GroupMatch::kIdentity: {
        if (isGroup(t, exception)) return false;
        auto* leaves = matcher.as<List>();
        for (int64_t i = 0; i < leaves->length; ++i) {
            if (leaves->items[i] == exception) return true;
        }
        return false;
    }
    }
    KRAIT_UNREACHABLE("kind of match");
}

Status groupSplit(Thread* t, Value exception, GroupMatch how, Value matcher, bool want_rest,
                  Value* match, Value* rest) {
    *match = *rest = Value();
    if (KRAIT_TRY(partMatches(t, exception, how, matcher))) {
        *match = Ref::share(exception).release();
        return ok();
    }
    if (!isGroup(t, exception)) {
        if (want_rest) *rest = Ref::share(exception).release();
        return ok();
    }
    KRAIT_TRY(checkNativeStack(t, " in exceptiongroup_split_recursive"));
    New<List> matching = KRAIT_TRY(listNew(t));
    New<List> others = KRAIT_TRY(listNew(t));
    Ref parts = Ref::share(asException(exception)->field[kGroupExceptions]);
    for (int64_t i = 0; i < parts.as<Tuple>()->length; ++i) {
        Value part_match, part_rest;
        KRAIT_TRY(groupSplit(t, parts.as<Tuple>()->items[i], how, matcher, want_rest, &part_match,
                             &part_rest));
        Ref rest_owner = Ref::take(part_rest);
        if (!part_match.isEmpty()) KRAIT_TRY(listAppendTake(t, matching, part_match));
        if (!part_rest.isEmpty()) KRAIT_TRY(listAppend(t, others, part_rest));
    }
    Ref matched = subset(t, exception, matching);
    if (t->hasError()) return Error{};
    Ref left;
    if (want_rest) left = subset(t, exception, others);
    if (t->hasError()) return Error{};
    *match = matched.release();
    *rest = left.release();
    return ok();
}

// --- methods
// ------------------------------------------------------------------------------------

static Result<GroupMatch> matcherKind(Thread* t, Value matcher) {
    if (isExceptionClass(matcher)) return GroupMatch::kType;
    if (isTuple(matcher)) {
        auto* types = matcher.as<Tuple>();
        bool all = true;
        for (int64_t i = 0; i < types->length; ++i) all &= isExceptionClass(types->items[i]);
        if (all) return GroupMatch::kType;
    } else if (isCallable(t, matcher) && !isType(matcher)) {
        return GroupMatch::kCallable;
    }
    return raise(t, TypeId::kTypeError,
                 "expected an exception type, a tuple of exception types, or a callable (other "
                 "than a class)");
}

static Ref group_split(Thread* t, Args a) {
    GroupMatch how = KRAIT_TRY(matcherKind(t, a[1]));
    Value match, rest;
    KRAIT_TRY(groupSplit(t, a[0], how, a[1], true, &match, &rest));
    Ref match_owner = Ref::take(match), rest_owner = Ref::take(rest);
    return tupleOf(t, orNone(match), orNone(rest));
}

static Ref group_subgroup(Thread* t, Args a) {
    GroupMatch how = KRAIT_TRY(matcherKind(t, a[1]));
    Value match, rest;
    KRAIT_TRY(groupSplit(t, a[0], how, a[1], false, &match, &rest));
    return match.isEmpty() ? Ref::none() : Ref::take(match);
}

static Ref group_derive(Thread* t, Args a) {
    return callFunction(t, Value(t->type(TypeId::kBaseExceptionGroup)),
                        asException(a[0])->field[kGroupMessage], a[1]);
}

static Ref group_class_getitem(Thread* t, Args a) {
    return genericAliasNew(t, a[0], a[1]);
}

constinit const MethodDef kGroupMethods[] = {
    {"__class_getitem__(cls, object, /)", group_class_getitem, "See PEP 585", kMethodClass},
    {"derive(self, excs, /)", group_derive, nullptr},
    {"split(self, matcher_value, /)", group_split, nullptr},
    {"subgroup(self, matcher_value, /)", group_subgroup, nullptr},
    {}};

#define FIELD(index)                                                                               \
    static_cast<uint16_t>(offsetof(ExceptionObject, field) + (index) * sizeof(Value))
constinit const MemberDef kGroupMembers[] = {
    {"message", FIELD(kGroupMessage), true, true, "exception message"},
    {"exceptions", FIELD(kGroupExceptions), true, true, "nested exceptions"},
    {}};

} // namespace krait
