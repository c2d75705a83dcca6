// Counters of module krait. Instructions and calls are counted by the instrumented dispatch table
// (vm/interp/instrument.cpp) in the Thread's record while count() runs; at other times nothing is
// counted and nothing slower. Bytes are the heap's own figure, which grows by pages: small objects
// show in it by the 64 KB. What count() puts aside of an outer count() it adds up again at its end.
#include "stdlib/native/krait_counters.h"

#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/threads.h"

#include <atomic>

namespace krait {

namespace {

Status setCount(Thread* t, Dict* dict, const char* name, uint64_t v) {
    Ref number = KRAIT_TRY(intFromUnsigned(t, v));
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    return dictSetStr(t, dict, key, number);
}

// A count that Threads may change without the GIL. Load and store are atomic each, so that the
// race is one of counts and none of C++; the step from the one to the other is not.
struct SharedCount : Object {
    std::atomic<int64_t> value;
};

Ref shared_count_new(Thread* t, Args a) {
    Object* o = allocateInstance(t, a[0].as<Type>());
    if (!o) return Error{};
    new (&static_cast<SharedCount*>(o)->value) std::atomic<int64_t>(1);
    return Ref::take(Value(o));
}

// How often the count was not what this Thread had left there: another's store came between.
int64_t takeAndDrop(std::atomic<int64_t>& value, int64_t rounds) {
    int64_t torn = 0, left = value.load(std::memory_order_relaxed);
    for (int64_t i = 0; i < rounds; ++i) {
        for (int step : {1, -1}) {
            int64_t now = value.load(std::memory_order_relaxed);
            torn += now != left;
            // Load, add and store on every machine, also where one adds in memory: that would be
            // torn between processors, but not when a processor changes threads.
            asm volatile("" : "+r"(now));
            left = now + step;
            value.store(left, std::memory_order_relaxed);
        }
    }
    return torn;
}

Ref shared_count_take_and_drop(Thread* t, Args a) {
    int64_t rounds = KRAIT_TRY(toIndexInt64(t, a[1]));
    bool gil = a[2].isEmpty() || KRAIT_TRY(isTrue(t, a[2]));
    Ref alive = Ref::share(a[0]);
    auto* count = a[0].as<SharedCount>();
    int64_t torn;
    if (gil) {
        torn = takeAndDrop(count->value, rounds);
    } else {
        GilReleased released(t, GilReason::kCompute);
        torn = takeAndDrop(count->value, rounds);
    }
    return intFrom(t, torn);
}

Ref shared_count_value(Thread* t, Value self) {
    return intFrom(t, self.as<SharedCount>()->value.load(std::memory_order_relaxed));
}

constexpr MethodDef kSharedCountMethods[] = {
    {"take_and_drop(self, rounds, /, *, gil=True)", shared_count_take_and_drop,
     "Adds 1 and takes it off again, `rounds` times, with gil=False without holding the GIL; how "
     "often another thread's count came between."},
    {}};
constexpr GetSetDef kSharedCountGetSets[] = {
    {"value", shared_count_value, nullptr, "The count: 1 when nobody holds another reference."},
    {}};

// A generator of random numbers (xorshift): what no compiler shortens.
uint64_t spin(uint64_t state, int64_t rounds) {
    for (int64_t i = 0; i < rounds; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

} // namespace

const TypeSpec kSharedCountSpec = {
    .name = "krait.SharedCount",
    .size = sizeof(SharedCount),
    .doc = "A count kept as objects keep their reference counts, to be shared by threads.",
    .new_ = {"SharedCount(cls, /)", shared_count_new, nullptr},
    .methods = kSharedCountMethods,
    .getsets = kSharedCountGetSets,
};

Ref krait_count(Thread* t, Args a) {
    auto* given = a[0].as<Tuple>();
    if (given->length == 0) {
        return raise(t, TypeId::kTypeError, "count() missing 1 required positional argument");
    }
    RunCounts outer = std::exchange(t->record->counts, RunCounts());
    bool nested = (t->instrumented & kInstrumentCount) != 0;
    uint64_t switches = gilOf(t)->counts().switches;
    setInstrumented(t, kInstrumentCount, true);
    Ref result =
        callValues(t, given->items[0], given->items + 1, static_cast<uint32_t>(given->length - 1));
    if (!nested) setInstrumented(t, kInstrumentCount, false);
    RunCounts counts = t->record->counts;
    t->record->counts = {outer.instructions + counts.instructions, outer.calls + counts.calls};
    if (result.isError()) return Error{};
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    New<Str> key = KRAIT_TRY(strIntern(t, "result"));
    KRAIT_TRY(dictSetStr(t, dict, key, result));
    KRAIT_TRY(setCount(t, dict, "instructions", counts.instructions));
    KRAIT_TRY(setCount(t, dict, "calls", counts.calls));
    KRAIT_TRY(setCount(t, dict, "switches", gilOf(t)->counts().switches - switches));
    return dict;
}

Ref krait_counters(Thread* t, Args) {
    Gil::Counts gil = gilOf(t)->counts();
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(setCount(t, dict, "objects", t->heap->liveCells()));
    KRAIT_TRY(setCount(t, dict, "bytes", t->heap->bytesInUse()));
    KRAIT_TRY(setCount(t, dict, "switches", gil.switches));
    KRAIT_TRY(setCount(t, dict, "forced", gil.forced));
    KRAIT_TRY(setCount(t, dict, "requests", gil.requests));
    return dict;
}

Ref krait_live(Thread* t, Args a) {
    if (!isType(a[0])) return raise(t, TypeId::kTypeError, "live() argument must be a type");
    const auto* wanted = a[0].as<Type>();
    uint64_t count = 0;
    auto visit = [&](Object* o) { count += exactTypeOfObject(o) == wanted; };
    t->heap->forEachContainer(visit);
    t->heap->forEachLeaf(visit);
    return intFromUnsigned(t, count);
}

Ref krait_spin(Thread* t, Args a) {
    int64_t rounds = KRAIT_TRY(toIndexInt64(t, a[0]));
    bool release = !a[1].isEmpty() && KRAIT_TRY(isTrue(t, a[1]));
    uint64_t state = 1;
    if (release) {
        GilReleased released(t, GilReason::kCompute);
        state = spin(state, rounds);
    } else {
        state = spin(state, rounds);
    }
    return intFromUnsigned(t, state);
}

} // namespace krait
