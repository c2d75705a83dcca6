// gc: the cycle collector as Python sees it. What counts as an object is every container the heap
// has; get_objects and get_referrers walk its pages.
#include "stdlib/native/module_util.h"
#include "stdlib/native/system_constants.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/type_system.h"

namespace krait {

namespace {

GcState* state(Thread* t) {
    return t->runtime->gc;
}

Ref gc_enable(Thread* t, Args) {
    state(t)->enabled = true;
    return Ref::none();
}
Ref gc_disable(Thread* t, Args) {
    state(t)->enabled = false;
    return Ref::none();
}
Ref gc_isenabled(Thread* t, Args) {
    return Ref::boolean(state(t)->enabled);
}

Status callCallbacks(Thread* t, const char* phase, int generation, int64_t collected) {
    auto* callbacks = state(t)->callbacks.as<List>();
    if (callbacks->length == 0) return ok();
    New<Dict> info = KRAIT_TRY(dictNew(t));
    struct {
        const char* name;
        int64_t value;
    } entries[] = {{"generation", generation}, {"collected", collected}, {"uncollectable", 0}};
    for (auto& entry : entries) {
        New<Str> key = KRAIT_TRY(strIntern(t, entry.name));
        KRAIT_TRY(dictSetStr(t, info, key, Value::smallInt(entry.value)));
    }
    Ref name = KRAIT_TRY(strFromAscii(t, phase));
    for (int64_t i = 0; i < callbacks->length; ++i) {
        Ref callback = Ref::share(callbacks->items[i]);
        Ref done = callFunction(t, callback, name, info);
        if (done.isError()) reportUnraisable(t, nullptr, callback);
    }
    return ok();
}

Ref gc_collect(Thread* t, Args a) {
    int64_t generation = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (generation < 0 || generation > 2) {
        return raise(t, TypeId::kValueError, "invalid generation");
    }
    if (state(t)->collecting) return Ref::take(Value::smallInt(0));
    KRAIT_TRY(callCallbacks(t, "start", static_cast<int>(generation), 0));
    int64_t found = gcCollect(t, static_cast<int>(generation));
    KRAIT_TRY(callCallbacks(t, "stop", static_cast<int>(generation), found));
    return intFrom(t, found);
}

Ref gc_get_count(Thread* t, Args) {
    Ref young = KRAIT_TRY(intFrom(t, gcYoungCount(t)));
    return tupleOf(t, young, Value::smallInt(state(t)->count[1]),
                   Value::smallInt(state(t)->count[2]));
}
Ref gc_get_threshold(Thread* t, Args) {
    Ref first = KRAIT_TRY(intFrom(t, state(t)->threshold[0]));
    Ref second = KRAIT_TRY(intFrom(t, state(t)->threshold[1]));
    Ref third = KRAIT_TRY(intFrom(t, state(t)->threshold[2]));
    return tupleOf(t, first, second, third);
}
Ref gc_set_threshold(Thread* t, Args a) {
    for (int i = 0; i < 3; ++i)
        if (!a[i].isEmpty()) state(t)->threshold[i] = KRAIT_TRY(cIntArgument(t, a[i]));
    gcThresholdChanged(t);
    return Ref::none();
}
Ref gc_get_debug(Thread* t, Args) {
    return intFrom(t, state(t)->debug);
}
Ref gc_set_debug(Thread* t, Args a) {
    state(t)->debug = static_cast<uint32_t>(KRAIT_TRY(toIndexInt64(t, a[0])));
    return Ref::none();
}

Ref gc_get_stats(Thread* t, Args) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (int generation = 0; generation < 3; ++generation) {
        New<Dict> entry = KRAIT_TRY(dictNew(t));
        struct {
            const char* name;
            uint64_t value;
        } fields[] = {{"collections", state(t)->collections[generation]},
                      {"collected", state(t)->collected[generation]},
                      {"uncollectable", 0}};
        for (auto& field : fields) {
            New<Str> key = KRAIT_TRY(strIntern(t, field.name));
            Ref value = KRAIT_TRY(intFromUnsigned(t, field.value));
            KRAIT_TRY(dictSetStr(t, entry, key, value));
        }
        KRAIT_TRY(listAppend(t, list, entry));
    }
    return list;
}

bool isTracked(Thread* t, Value v) {
    if (!v.isObject()) return false;
    Type* type = typeOf(t, v);
    if (!(type->flags & kTypeContainer)) return false;
    if (isKind(v, TypeId::kType)) return v.as<Type>()->flags & kTypeHeap;
    return !isKind(v, TypeId::kStr);
}

Ref gc_is_tracked(Thread* t, Args a) {
    return Ref::boolean(isTracked(t, a[0]));
}
Ref gc_is_finalized(Thread* t, Args a) {
    return Ref::boolean(a[0].isObject() && (a[0].object()->flags & kFlagFinalized));
}

class Collecting : public Visitor {
  public:
    explicit Collecting(std::vector<Object*>* out) : out_(out) {}

  private:
    void found(Object* o) override { out_->push_back(o); }
    std::vector<Object*>* out_;
};

class Searching : public Visitor {
  public:
    explicit Searching(Tuple* wanted) : wanted_(wanted) {}
    bool any = false;

  private:
    void found(Object* o) override {
        for (int64_t i = 0; i < wanted_->length; ++i) any |= wanted_->items[i] == Value(o);
    }
    Tuple* wanted_;
};

// The containers that are alive, before anything is made.
std::vector<Object*> containers(Thread* t) {
    std::vector<Object*> objects;
    t->heap->forEachContainer([&](Object* o) { objects.push_back(o); });
    return objects;
}

Ref gc_get_objects(Thread* t, Args a) {
    int64_t generation = -1;
    if (!a[0].isNone()) {
        if (!isInt(a[0])) {
            return raise(t, TypeId::kTypeError, "argument should be integer or None, not %.200T",
                         a[0]);
        }
        generation = KRAIT_TRY(toIndexInt64(t, a[0]));
        if (generation >= 3) {
            return raise(t, TypeId::kValueError,
                         "generation parameter must be less than the number of available "
                         "generations (3)");
        }
        if (generation < 0)
            return raise(t, TypeId::kValueError, "generation parameter cannot be negative");
    }
    std::vector<Object*> objects = containers(t);
    New<List> list = KRAIT_TRY(listNew(t, generation < 0 ? int64_t(objects.size()) : 0));
    for (Object* o : objects) {
        if (generation >= 0 && (o->gc_state & kGcGeneration) != generation) continue;
        KRAIT_TRY(listAppend(t, list, Value(o)));
    }
    return list;
}

// What is not an object to the collector (small ints and the like) is one to the program.
Result<bool> appendItems(Thread* t, List* list, Value v) {
    if (isExactList(v) || isExactTuple(v)) {
        bool is_list = isExactList(v);
        int64_t count = is_list ? v.as<List>()->length : v.as<Tuple>()->length;
        const Value* items = is_list ? v.as<List>()->items : v.as<Tuple>()->items;
        for (int64_t i = 0; i < count; ++i) KRAIT_TRY(listAppend(t, list, items[i]));
        return true;
    }
    if (isExactDict(v)) {
        int64_t position = 0;
        Value key, value;
        while (dictNext(v.as<Dict>(), &position, &key, &value)) {
            KRAIT_TRY(listAppend(t, list, key));
            KRAIT_TRY(listAppend(t, list, value));
        }
        return true;
    }
    return false;
}

Ref gc_get_referents(Thread* t, Args a) {
    New<List> list = KRAIT_TRY(listNew(t));
    auto* given = a[0].as<Tuple>();
    for (int64_t i = 0; i < given->length; ++i) {
        if (!isTracked(t, given->items[i])) continue;
        if (KRAIT_TRY(appendItems(t, list, given->items[i]))) continue;
        std::vector<Object*> objects;
        Collecting visitor(&objects);
        traverseObject(given->items[i].object(), visitor);
        for (Object* o : objects) KRAIT_TRY(listAppend(t, list, Value(o)));
    }
    return list;
}

Ref gc_get_referrers(Thread* t, Args a) {
    std::vector<Object*> objects = containers(t);
    New<List> list = KRAIT_TRY(listNew(t));
    for (Object* o : objects) {
        if (Value(o) == a[0]) continue;
        Searching visitor(a[0].as<Tuple>());
        traverseObject(o, visitor);
        if (visitor.any) KRAIT_TRY(listAppend(t, list, Value(o)));
    }
    return list;
}

Ref gc_none(Thread*, Args) {
    return Ref::none();
}
Ref gc_get_freeze_count(Thread*, Args) {
    return Ref::take(Value::smallInt(0));
}

constexpr MethodDef kFunctions[] = {
    {"collect(generation=2)", gc_collect, "Run the garbage collector."},
    {"disable()", gc_disable, "Disable automatic garbage collection."},
    {"enable()", gc_enable, "Enable automatic garbage collection."},
    {"freeze()", gc_none, "Nothing: the collector keeps no lists to freeze."},
    {"get_count()", gc_get_count, "Return a three-tuple of the current collection counts."},
    {"get_debug()", gc_get_debug, "Get the garbage collection debugging flags."},
    {"get_freeze_count()", gc_get_freeze_count, ""},
    {"get_objects(generation=None)", gc_get_objects,
     "Return a list of objects tracked by the collector (excluding the list returned)."},
    {"get_referents(*objs)", gc_get_referents,
     "Return the list of objects that are directly referred to by 'objs'."},
    {"get_referrers(*objs)", gc_get_referrers,
     "Return the list of objects that directly refer to any of 'objs'."},
    {"get_stats()", gc_get_stats,
     "Return a list of dictionaries containing per-generation statistics."},
    {"get_threshold()", gc_get_threshold, "Return the current collection thresholds."},
    {"is_finalized(obj, /)", gc_is_finalized,
     "Returns true if the object has been already finalized by the GC."},
    {"is_tracked(obj, /)", gc_is_tracked,
     "Returns true if the object is tracked by the garbage collector."},
    {"isenabled()", gc_isenabled, "Returns true if automatic garbage collection is enabled."},
    {"set_debug(flags, /)", gc_set_debug, "Set the garbage collection debugging flags."},
    {"set_threshold(threshold0, threshold1=<unset>, threshold2=<unset>, /)", gc_set_threshold,
     "Set the collection thresholds (the collection frequency)."},
    {"unfreeze()", gc_none, ""},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .integer("DEBUG_STATS", 1)
        .integer("DEBUG_COLLECTABLE", 2)
        .integer("DEBUG_UNCOLLECTABLE", 4)
        .integer("DEBUG_SAVEALL", 32)
        .integer("DEBUG_LEAK", 38)
        .set("callbacks", state(t)->callbacks)
        .set("garbage", state(t)->garbage)
        .finish();
}

} // namespace

extern const NativeModule kgcModule = {"gc", "The cycle collector.", kFunctions, initModule};

} // namespace krait
