// BaseException: args, traceback, context and cause, notes; making exceptions and matching them.
//
// All builtin exceptions have one layout, ExceptionObject, whose `field` array each type uses in
// its own way (exception_fields.h). Every field owns its Value.
#include "vm/objects/exception_object.h"

#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"

namespace krait {

// --- making -------------------------------------------------------------------------------------

New<ExceptionObject> exceptionAllocate(Thread* t, Type* type, Value args) {
    // As allocateInstance does it for any type, but what is written here is not cleared before.
    size_t size = type->instance_size;
    auto* e = static_cast<ExceptionObject*>(t->heap->allocate(size, CellUse::kContainer));
    if (KRAIT_UNLIKELY(!e)) return raiseNoMemory(t);
    e->refcount = 1;
    e->kind = static_cast<uint16_t>(type->id) < 256 ? static_cast<uint8_t>(type->id) : 0;
    e->gc_state = 0;
    e->flags = kFlagTracked;
    e->shape = type->root_shape;
    if (type->flags & kTypeHeap) incref(type);
    e->suppress_context = false;
    e->attrs.overflow = nullptr;
    // The inline attributes, and what __slots__ add.
    auto* end = reinterpret_cast<Value*>(reinterpret_cast<char*>(e) + (size & ~size_t{7}));
    for (Value* v = e->attrs.inline_values; v < end; ++v) *v = Value();
    incref(args);
    e->args = args;
    e->record = nullptr;
    e->settled_traceback = e->context = e->cause = Value();
    for (Value& field : e->field) field = Value();
    gcCountAllocation(t, e, size);
    return New<ExceptionObject>::take(e);
}

bool exceptionIsPlain(Thread* t, Type* type) {
    if (type->plain_exception_tag == type->root_shape->tag) return true;
    const Type* root = t->type(TypeId::kBaseException);
    if (type->metatype()->slots.call != typeCallSlot || type->flags & kTypeAbstract ||
        type->new_def != root->new_def || type->init_def != root->init_def) {
        return false;
    }
    if (type->flags & kTypeHeap) {
        // A class of Python inherits the definitions, but may have the methods itself.
        Value make = typeLookup(t, type, t->name(kName___new__));
        if (!isKind(make, TypeId::kNativeFunction) ||
            make.as<NativeFunction>()->def != root->new_def) {
            return false;
        }
        Value init = typeLookup(t, type, t->name(kName___init__));
        if (!init.isEmpty() && nativeInitOf(init) != root->init_def) {
            return false;
        }
    }
    type->plain_exception_tag = type->root_shape->tag;
    return true;
}

Ref exceptionNew(Thread* t, TypeId id, Value argument) {
    Value items[] = {argument};
    Ref args = KRAIT_TRY(tupleFrom(t, items, argument.isEmpty() ? 0 : 1));
    Type* type = t->type(id);
    New<ExceptionObject> e = KRAIT_TRY(exceptionAllocate(t, type, args));
    // What __init__ would keep of a single argument.
    if (isSubtype(type, t->type(TypeId::kImportError)) ||
        isSubtype(type, t->type(TypeId::kSyntaxError)) || id == TypeId::kStopIteration ||
        id == TypeId::kSystemExit) {
        setField(e->field[0], argument);
    }
    return e;
}

// --- matching -----------------------------------------------------------------------------------

bool isException(Value v) {
    return v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeExceptionSub);
}

bool isExceptionClass(Value v) {
    return isType(v) && (v.as<Type>()->flags & kTypeExceptionSub);
}

bool exceptionIs(Thread* t, Value e, TypeId id) {
    return e.isObject() && isSubtype(exactTypeOfObject(e.object()), t->type(id));
}

// Python: except clauses match by the MRO alone; __subclasscheck__ is not asked.
Result<bool> exceptionMatches(Thread* t, Value e, Value type) {
    if (isExceptionClass(type)) return isSubtype(typeOf(t, e), type.as<Type>());
    if (isTuple(type)) {
        auto* types = type.as<Tuple>();
        for (int64_t i = 0; i < types->length; ++i) {
            if (!isExceptionClass(types->items[i])) {
                return raise(t, TypeId::kTypeError,
                             "catching classes that do not inherit from BaseException is not "
                             "allowed");
            }
        }
        for (int64_t i = 0; i < types->length; ++i) {
            if (isSubtype(typeOf(t, e), types->items[i].as<Type>())) return true;
        }
        return false;
    }
    return raise(t, TypeId::kTypeError,
                 "catching classes that do not inherit from BaseException is not allowed");
}

// --- BaseException ------------------------------------------------------------------------------

Status rejectKeywords(Thread* t, Type* type, Value keywords) {
    if (keywords.isEmpty() || keywords.as<Dict>()->used == 0) return ok();
    return raise(t, TypeId::kTypeError, "%.200N() takes no keyword arguments", type);
}

Ref baseException_new(Thread* t, Args a) {
    return exceptionAllocate(t, a[0].as<Type>(), a[1]);
}

Ref baseException_init(Thread* t, Args a) {
    KRAIT_TRY(rejectKeywords(t, typeOf(t, a[0]), a[2]));
    setField(asException(a[0])->args, a[1]);
    return Ref::none();
}

Ref baseException_repr(Thread* t, Value self) {
    auto* args = asException(self)->args.as<Tuple>();
    Type* type = typeOf(t, self);
    if (args->length == 1) return strFormat(t, "%N(%R)", type, args->items[0]);
    return strFormat(t, "%N%R", type, Value(args));
}

Ref baseException_str(Thread* t, Value self) {
    auto* args = asException(self)->args.as<Tuple>();
    if (args->length == 0) return Ref::share(Value(t->runtime->empty_str));
    if (args->length == 1) return strOf(t, args->items[0]);
    return strOf(t, Value(args));
}

Ref exceptionDictOrEmpty(Thread* t, Value self) {
    // An exception without attributes of its own pickles without state.
    Object* o = self.object();
    if (!(o->flags & kFlagDictMode) && o->shape->attr_count == 0) return Ref();
    return instanceDict(t, o);
}

Ref exceptionReduce(Thread* t, Value self, Value args, Value state) {
    if (state.isEmpty()) return tupleOf(t, Value(typeOf(t, self)), args);
    return tupleOf(t, Value(typeOf(t, self)), args, state);
}

Ref baseException_reduce(Thread* t, Args a) {
    Ref state = exceptionDictOrEmpty(t, a[0]);
    if (state.isEmpty() && t->hasError()) return Error{};
    return exceptionReduce(t, a[0], asException(a[0])->args, state);
}

static Ref baseException_setstate(Thread* t, Args a) {
    if (a[1].isNone()) return Ref::none();
    if (!isDict(a[1])) return raise(t, TypeId::kTypeError, "state is not a dictionary");
    int64_t position = 0;
    Value key, value;
    while (dictNext(a[1].as<Dict>(), &position, &key, &value)) {
        Ref held_key = Ref::share(key), held_value = Ref::share(value);
        if (!isStr(key)) {
            return raise(t, TypeId::kTypeError, "attribute name must be string, not '%.200T'", key);
        }
        New<Str> name = KRAIT_TRY(strIntern(t, key.as<Str>()));
        KRAIT_TRY(setAttr(t, a[0], name, value));
    }
    return Ref::none();
}

static Status setTraceback(Thread* t, Value self, Value traceback) {
    if (!traceback.isNone() && !isKind(traceback, TypeId::kTraceback)) {
        return raise(t, TypeId::kTypeError, "__traceback__ must be a traceback or None");
    }
    setExceptionTraceback(t, self, traceback.isNone() ? Value() : traceback);
    return ok();
}

static Ref baseException_with_traceback(Thread* t, Args a) {
    KRAIT_TRY(setTraceback(t, a[0], a[1]));
    return Ref::share(a[0]);
}

static Ref baseException_add_note(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "note must be a str, not '%T'", a[1]);
    }
    Ref notes = getAttrOptional(t, a[0], t->name(kName___notes__));
    if (notes.isEmpty()) {
        if (t->hasError()) return Error{};
        notes = KRAIT_TRY(Ref(listNew(t)));
        KRAIT_TRY(setAttr(t, a[0], t->name(kName___notes__), notes));
    } else if (!isList(notes)) {
        return raise(t, TypeId::kTypeError, "Cannot add note: __notes__ is not a list");
    }
    KRAIT_TRY(listAppend(t, notes.as<List>(), a[1]));
    return Ref::none();
}

// --- attributes
// ---------------------------------------------------------------------------------

static Ref get_args(Thread* t, Value self) {
    return Ref::share(asException(self)->args);
}
static Status set_args(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "args may not be deleted");
    Ref tuple = KRAIT_TRY(tupleFromIterable(t, value));
    setField(asException(self)->args, tuple);
    return ok();
}
static Ref get_traceback(Thread* t, Value self) {
    return Ref::share(orNone(exceptionTraceback(t, self)));
}
static Status set_traceback(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "__traceback__ may not be deleted");
    return setTraceback(t, self, value);
}
static Ref get_context(Thread* t, Value self) {
    return Ref::share(orNone(asException(self)->context));
}
static Status set_context(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "__context__ may not be deleted");
    if (!value.isNone() && !isException(value)) {
        return raise(t, TypeId::kTypeError,
                     "exception context must be None or derive from BaseException");
    }
    setField(asException(self)->context, value.isNone() ? Value() : value);
    return ok();
}
static Ref get_cause(Thread* t, Value self) {
    return Ref::share(orNone(asException(self)->cause));
}
static Status set_cause(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "__cause__ may not be deleted");
    if (!value.isNone() && !isException(value)) {
        return raise(t, TypeId::kTypeError,
                     "exception cause must be None or derive from BaseException");
    }
    setField(asException(self)->cause, value.isNone() ? Value() : value);
    asException(self)->suppress_context = true;
    return ok();
}
static Ref get_suppress_context(Thread* t, Value self) {
    return Ref::boolean(asException(self)->suppress_context);
}
static Status set_suppress_context(Thread* t, Value self, Value value) {
    if (value.isEmpty()) {
        return raise(t, TypeId::kTypeError, "can't delete numeric/char attribute");
    }
    if (!value.isBool()) return raise(t, TypeId::kTypeError, "attribute value type must be bool");
    asException(self)->suppress_context = value.asBool();
    return ok();
}
static Ref get_dict(Thread* t, Value self) {
    return instanceDict(t, self.object());
}
static Status set_dict(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "cannot delete __dict__");
    if (!isDict(value)) {
        return raise(t, TypeId::kTypeError, "__dict__ must be set to a dictionary, not a '%.200T'",
                     value);
    }
    return replaceInstanceDict(t, self.object(), value.as<Dict>());
}

constinit const GetSetDef kBaseExceptionGetSets[] = {
    {"args", get_args, set_args},
    {"__traceback__", get_traceback, set_traceback},
    {"__context__", get_context, set_context, "exception context"},
    {"__cause__", get_cause, set_cause, "exception cause"},
    memberGetter("__suppress_context__", get_suppress_context, set_suppress_context),
    {"__dict__", get_dict, set_dict},
    {}};

constinit const MethodDef kBaseExceptionMethods[] = {
    {"__reduce__(self, /)", baseException_reduce, nullptr},
    {"__setstate__(self, state, /)", baseException_setstate, nullptr},
    {"with_traceback(self, object, /)", baseException_with_traceback,
     "Set self.__traceback__ to tb and return self."},
    {"add_note(self, object, /)", baseException_add_note, "Add a note to the exception."},
    {}};

} // namespace krait
