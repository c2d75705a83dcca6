// _thread._local: an object whose attributes are each thread's own.
//
// A thread's attributes are a dict in its ThreadRecord, by the object. The object counts as its
// owner: it goes with the object or with the thread, whichever ends first. A class with an __init__
// has it called with the same arguments in each thread that comes to the object.
#include "stdlib/native/module_util.h"
#include "stdlib/native/thread_locks.h"
#include "vm/objects/tuple.h"

namespace krait {
namespace {

struct Local : Object {
    Value arguments; // tuple
    Value keywords;  // dict, or EMPTY
};

bool hasOwnInit(Thread* t, Type* type) {
    return typeLookup(t, type, t->name(kName___init__)) !=
           typeLookup(t, t->type(TypeId::kObject), t->name(kName___init__));
}

// The running thread's attributes (borrowed from its record). Null with an error. REENTRY: __init__
// of the object's class.
Dict* localDict(Thread* t, Local* self) {
    auto& locals = t->record->locals;
    if (auto found = locals.find(self); found != locals.end()) return found->second.as<Dict>();
    New<Dict> made = dictNew(t);
    if (made.isError()) return nullptr;
    Dict* dict = made.get();
    locals[self] = made.release();
    if (!hasOwnInit(t, typeOf(t, Value(self)))) return dict;
    Ref init = getAttr(t, Value(self), t->name(kName___init__));
    Ref done;
    if (!init.isError()) done = callTuple(t, init, self->arguments, self->keywords);
    if (!done.isError()) return dict;
    Ref raised = takeException(t);
    if (auto found = locals.find(self); found != locals.end()) {
        Ref gone = Ref::take(found->second);
        locals.erase(found);
    }
    t->exception = raised.release();
    return nullptr;
}

Ref local_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    bool arguments = a[1].as<Tuple>()->length > 0 || (!a[2].isEmpty() && a[2].as<Dict>()->used > 0);
    if (arguments && !hasOwnInit(t, type)) {
        return raise(t, TypeId::kTypeError, "Initialization arguments are not supported");
    }
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    auto* self = static_cast<Local*>(o);
    self->arguments = Ref::share(a[1]).release();
    self->keywords = Ref::share(a[2]).release();
    Ref made = Ref::take(Value(o));
    // The class's own call runs __init__ in this thread.
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    t->record->locals[self] = dict.release();
    return made;
}

bool isDictName(Thread* t, Str* name) {
    return name == t->name(kName___dict__);
}

Ref local_getattr(Thread* t, Value v, Str* name) {
    Dict* dict = localDict(t, v.as<Local>());
    if (!dict) return Error{};
    if (isDictName(t, name)) return Ref::share(Value(dict));
    Value descriptor = typeLookup(t, typeOf(t, v), name);
    bool data = descriptor.isObject() && exactTypeOfObject(descriptor.object())->slots.descr_set;
    if (!data) {
        Value own = dictGetStr(dict, name);
        if (!own.isEmpty()) return Ref::share(own);
    }
    return genericGetAttr(t, v, name);
}

Status local_setattr(Thread* t, Value v, Str* name, Value value) {
    Dict* dict = localDict(t, v.as<Local>());
    if (!dict) return Error{};
    Type* type = typeOf(t, v);
    if (isDictName(t, name)) {
        return raise(t, TypeId::kAttributeError, "'%.100N' object attribute '%U' is read-only",
                     type, Value(name));
    }
    Value descriptor = typeLookup(t, type, name);
    if (descriptor.isObject() && exactTypeOfObject(descriptor.object())->slots.descr_set) {
        return genericSetAttr(t, v, name, value);
    }
    if (!value.isEmpty()) return dictSetStr(t, dict, name, value);
    if (dictGetStr(dict, name).isEmpty()) return raiseAttributeError(t, v, name);
    Ref kept = Ref::share(Value(dict));
    return setItem(t, kept, Value(name), Value());
}

void local_clear(Thread* t, Object* o) {
    auto* self = static_cast<Local*>(o);
    for (Thread* thread = t->runtime->main_thread; thread;) {
        auto& locals = thread->record->locals;
        auto found = locals.find(self);
        if (found == locals.end()) {
            thread = thread->next;
            continue;
        }
        Ref gone = Ref::take(found->second);
        locals.erase(found);
        // REENTRY: threads may end while the dict's contents go, so the search begins anew.
        gone = Ref();
        thread = t->runtime->main_thread;
    }
    decref(std::exchange(self->arguments, Value()));
    decref(std::exchange(self->keywords, Value()));
}

void local_traverse(Object* o, Visitor& visitor) {
    auto* self = static_cast<Local*>(o);
    visitor.visit(self->arguments);
    visitor.visit(self->keywords);
    for (Thread* thread = o->shape->runtime->main_thread; thread; thread = thread->next) {
        auto& locals = thread->record->locals;
        if (auto found = locals.find(self); found != locals.end()) visitor.visit(found->second);
    }
}

} // namespace

const TypeSpec kLocalSpec = {
    .name = "_thread._local",
    .size = sizeof(Local),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable,
    .slots = {.destroy = local_clear,
              .traverse = local_traverse,
              .clear = local_clear,
              .getattr = local_getattr,
              .setattr = local_setattr},
    .doc = "Attributes that each thread has for itself.",
    .new_ = {"_local(cls, /, *args, **kwargs)", local_new, ""},
};

} // namespace krait
