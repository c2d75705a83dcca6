// _lsprof: the profiler under cProfile. Times of functions and of the calls between them.
//
// A Profiler is told of calls and returns by the Thread's hook for profilers in C++ (tracing.h), so
// that no frame object is made for them. An Entry stands for a code object or a native function,
// a Call for the calls of one Entry from another; the Profiler owns both, and an Entry what it
// stands for. The stack holds the calls that are open now. All under the GIL.
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/struct_sequence.h"
#include "vm/runtime/tracing.h"

#include <llvm/ADT/DenseMap.h>

#include <ctime>
#include <memory>
#include <vector>

namespace krait {

extern const TypeSpec kProfilerSpec;

namespace {

constexpr int kProfilerTool = 2; // sys.monitoring.PROFILER_ID

// Calls of a function, or of a function from another. Times in the timer's units.
struct Figures {
    int64_t calls = 0, recursive_calls = 0;
    double total = 0, inline_time = 0;
    uint32_t depth = 0; // calls of it that are open

    void end(double spent, double spent_inside) {
        if (--depth == 0)
            total += spent;
        else
            ++recursive_calls;
        inline_time += spent_inside;
        ++calls;
    }
};

struct Entry : Figures {
    Value what; // code object, or label of a native function (owned)
    llvm::SmallDenseMap<Entry*, Figures, 4> callees;
};

struct Open {
    Entry* entry;
    Entry* caller; // null: from outside, or callers are not told apart
    double start, in_callees;
};

struct Record {
    llvm::DenseMap<const void*, Entry*> by_key; // Code, or MethodDef of a native function
    std::vector<std::unique_ptr<Entry>> entries;
    std::vector<Open> stack;
};

struct Profiler : Object {
    Record* record;
    Value timer; // EMPTY: the clock
    double unit; // of the timer in seconds; 0: it gives seconds
    bool subcalls, builtins, enabled;
    bool in_timer;
};

void clearRecord(Record* record) {
    std::vector<std::unique_ptr<Entry>> entries = std::move(record->entries);
    record->entries.clear();
    record->by_key.clear();
    record->stack.clear();
    for (auto& entry : entries) decref(entry->what);
}

double clockNow() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// The time, in the timer's units; 0 if the timer fails, which is reported.
double timeNow(Thread* t, Profiler* profiler) {
    if (KRAIT_LIKELY(profiler->timer.isEmpty())) return clockNow();
    TraceQuiet quiet(t);
    Ref timer = Ref::share(profiler->timer);
    profiler->in_timer = true;
    Ref now = callFunction(t, timer);
    profiler->in_timer = false;
    double result = 0;
    if (!now.isError()) {
        Result<double> number = toDouble(t, now);
        if (!number.isError()) result = number.value();
    }
    if (t->hasError()) reportUnraisable(t, nullptr, timer);
    return result;
}

// How a native function is named in the statistics.
Ref labelOf(Thread* t, Value callable, Value argument) {
    TraceQuiet quiet(t);
    if (isKind(callable, TypeId::kMethodDescriptor) && argument.isEmpty())
        return reprOf(t, callable);
    Ref name = KRAIT_TRY(getAttr(t, callable, t->name(kName___name__)));
    Value owner;
    if (isKind(callable, TypeId::kNativeFunction))
        owner = callable.as<NativeFunction>()->self;
    else
        owner = argument;
    if (owner.isEmpty() || isKind(owner, TypeId::kModule)) {
        Ref module = KRAIT_TRY(getAttr(t, callable, t->name(kName___module__)));
        if (!isStr(module)) return strFormat(t, "<built-in method %U>", name.get());
        return strFormat(t, "<built-in method %U.%U>", module.get(), name.get());
    }
    if (isKind(owner, TypeId::kType)) return strFormat(t, "<built-in method %U>", name.get());
    Type* type = isKind(callable, TypeId::kMethodDescriptor)
                     ? callable.as<MethodDescriptor>()->owner
                     : callable.as<NativeFunction>()->owner;
    if (!type) type = typeOf(t, owner);
    return strFormat(t, "<method '%U' of '%s' objects>", name.get(), type->spec->name);
}

Entry* entryOf(Thread* t, Profiler* profiler, const void* key, Value callable, Value argument) {
    Record* record = profiler->record;
    auto found = record->by_key.find(key);
    if (KRAIT_LIKELY(found != record->by_key.end())) return found->second;
    Ref what;
    if (callable.isEmpty()) {
        what = Ref::share(Value(static_cast<Code*>(const_cast<void*>(key))));
    } else {
        what = labelOf(t, callable, argument);
        if (what.isError()) {
            reportUnraisable(t, nullptr, callable);
            return nullptr;
        }
    }
    auto entry = std::make_unique<Entry>();
    entry->what = what.release();
    Entry* result = entry.get();
    record->entries.push_back(std::move(entry));
    record->by_key[key] = result;
    return result;
}

void begin(Thread* t, Profiler* profiler, const void* key, Value callable, Value argument) {
    Entry* entry = entryOf(t, profiler, key, callable, argument);
    if (!entry) return;
    Record* record = profiler->record;
    ++entry->depth;
    Entry* caller = nullptr;
    if (profiler->subcalls && !record->stack.empty()) {
        caller = record->stack.back().entry;
        ++caller->callees[entry].depth;
    }
    record->stack.push_back({entry, caller, 0, 0});
    double now = timeNow(t, profiler);
    if (!record->stack.empty()) record->stack.back().start = now;
}

void end(Thread* t, Profiler* profiler) {
    Record* record = profiler->record;
    if (record->stack.empty()) return; // it was called before the profiler was enabled
    double now = timeNow(t, profiler);
    if (record->stack.empty()) return;
    Open open = record->stack.back();
    record->stack.pop_back();
    double total = now - open.start, inside = total - open.in_callees;
    if (!record->stack.empty()) record->stack.back().in_callees += total;
    open.entry->end(total, inside);
    if (open.caller) open.caller->callees[open.entry].end(total, inside);
}

const void* keyOfNative(Value callable) {
    if (isKind(callable, TypeId::kNativeFunction)) {
        const auto* function = callable.as<NativeFunction>();
        return function->def;
    }
    if (isKind(callable, TypeId::kMethodDescriptor)) return callable.as<MethodDescriptor>()->def;
    return nullptr;
}

void sink(Thread* t, Object* o, TraceEvent event, Value* registers, Value callable,
          Value argument) {
    auto* profiler = static_cast<Profiler*>(o);
    switch (event) {
    case TraceEvent::kStart:
    case TraceEvent::kResume:
    case TraceEvent::kThrow:
        begin(t, profiler, frameFunction(registers)->code, Value(), Value());
        break;
    case TraceEvent::kReturn:
    case TraceEvent::kYield:
    case TraceEvent::kUnwind:
        end(t, profiler);
        break;
    case TraceEvent::kCall:
        if (!profiler->builtins) break;
        if (const void* key = keyOfNative(callable)) begin(t, profiler, key, callable, argument);
        break;
    case TraceEvent::kCReturn:
    case TraceEvent::kCRaise:
        if (!profiler->builtins || !keyOfNative(callable)) break;
        // Not of a call from before the profiler was enabled.
        if (!profiler->record->stack.empty() && isStr(profiler->record->stack.back().entry->what))
            end(t, profiler);
        break;
    default:
        break;
    }
}

// --- the type -----------------------------------------------------------------------------------

Ref profiler_new(Thread* t, Args a) {
    New<Profiler> profiler = KRAIT_TRY(newInstance<Profiler>(t, a[0]));
    profiler->timer = Value();
    profiler->record = new Record;
    profiler->subcalls = profiler->builtins = true;
    return profiler;
}
Ref profiler_init(Thread* t, Args a) {
    auto* profiler = a[0].as<Profiler>();
    double unit = a[2].isNone() ? 0 : KRAIT_TRY(toDouble(t, a[2]));
    bool subcalls = KRAIT_TRY(isTrue(t, a[3]));
    bool builtins = KRAIT_TRY(isTrue(t, a[4]));
    replace(&profiler->timer, a[1].isNone() ? Ref() : Ref::share(a[1]));
    profiler->unit = profiler->timer.isEmpty() ? 1e-9 : unit;
    profiler->subcalls = subcalls;
    profiler->builtins = builtins;
    return Ref::none();
}
void profiler_destroy(Thread*, Object* o) {
    auto* profiler = static_cast<Profiler*>(o);
    if (profiler->record) clearRecord(profiler->record);
    delete profiler->record;
    decref(profiler->timer);
}
void profiler_traverse(Object* o, Visitor& visitor) {
    auto* profiler = static_cast<Profiler*>(o);
    visitor.visit(profiler->timer);
    if (!profiler->record) return;
    for (const auto& entry : profiler->record->entries) visitor.visit(entry->what);
}
void profiler_clear_slot(Thread*, Object* o) {
    auto* profiler = static_cast<Profiler*>(o);
    forget(&profiler->timer);
    if (profiler->record) clearRecord(profiler->record);
}

Ref profiler_enable(Thread* t, Args a) {
    auto* profiler = a[0].as<Profiler>();
    bool subcalls = KRAIT_TRY(isTrue(t, a[1]));
    bool builtins = KRAIT_TRY(isTrue(t, a[2]));
    MonitoringState::Tool& tool = monitoringMake(t)->tools[kProfilerTool];
    if (!tool.name.isEmpty())
        return raise(t, TypeId::kValueError, "Another profiling tool is already active");
    tool.name = KRAIT_TRY(strIntern(t, "cProfile")).release();
    profiler->subcalls = subcalls;
    profiler->builtins = builtins;
    profiler->enabled = true;
    KRAIT_TRY(profileSinkSet(t, sink, a[0]));
    return Ref::none();
}
Ref profiler_disable(Thread* t, Args a) {
    auto* profiler = a[0].as<Profiler>();
    if (profiler->in_timer)
        return raise(t, TypeId::kRuntimeError, "cannot disable profiler in external timer");
    if (!profiler->enabled) return Ref::none();
    profiler->enabled = false;
    MonitoringState::Tool& tool = monitoringMake(t)->tools[kProfilerTool];
    forget(&tool.name);
    while (!profiler->record->stack.empty()) end(t, profiler);
    KRAIT_TRY(profileSinkSet(t, nullptr, Value()));
    return Ref::none();
}
Ref profiler_clear(Thread* t, Args a) {
    auto* profiler = a[0].as<Profiler>();
    if (profiler->in_timer)
        return raise(t, TypeId::kRuntimeError, "cannot clear profiler in external timer");
    clearRecord(profiler->record);
    return Ref::none();
}

// --- statistics ---------------------------------------------------------------------------------

constexpr StructSequenceField kEntryFields[] = {
    {"code", "code object or built-in function name"},
    {"callcount", "how many times this was called"},
    {"reccallcount", "how many times called recursively"},
    {"totaltime", "total time in this entry"},
    {"inlinetime", "inline time in this entry (not in subcalls)"},
    {"calls", "details of the calls"}};
constexpr int kEntryFieldCount = 6, kSubentryFieldCount = 5;
constexpr StructSequenceSpec kEntrySpec = {structSequenceLayout("_lsprof.profiler_entry", nullptr),
                                           kEntryFields, kEntryFieldCount, kEntryFieldCount};
constexpr StructSequenceSpec kSubentrySpec = {
    structSequenceLayout("_lsprof.profiler_subentry", nullptr), kEntryFields, kSubentryFieldCount,
    kSubentryFieldCount};

// profiler_entry, or profiler_subentry when there are no `calls`.
Ref recordOf(Thread* t, Value what, const Figures& figures, double unit, Value calls) {
    Ref count = KRAIT_TRY(intFrom(t, figures.calls));
    Ref recursive = KRAIT_TRY(intFrom(t, figures.recursive_calls));
    incref(what);
    incref(calls);
    Value fields[] = {what,
                      count.release(),
                      recursive.release(),
                      Value::number(figures.total * unit),
                      Value::number(figures.inline_time * unit),
                      calls};
    return structSequenceNew(t, calls.isEmpty() ? &kSubentrySpec : &kEntrySpec, fields);
}
Ref profiler_getstats(Thread* t, Args a) {
    auto* profiler = a[0].as<Profiler>();
    double unit = profiler->unit == 0 ? 1 : profiler->unit;
    New<List> result = KRAIT_TRY(listNew(t));
    const auto& entries = profiler->record->entries;
    for (size_t i = 0; i < entries.size(); ++i) { // making objects may end what they stand for
        Entry* entry = entries[i].get();
        if (entry->calls == 0) continue;
        Ref calls = Ref::none();
        for (const auto& [callee, figures] : entry->callees) {
            if (figures.calls == 0) continue;
            if (calls.get().isNone()) calls = KRAIT_TRY(listNew(t));
            Ref row = KRAIT_TRY(recordOf(t, callee->what, figures, unit, Value()));
            KRAIT_TRY(listAppend(t, calls.as<List>(), row));
        }
        Ref row = KRAIT_TRY(recordOf(t, entry->what, *entry, unit, calls));
        KRAIT_TRY(listAppend(t, result, row));
    }
    return result;
}

constexpr MethodDef kMethods[] = {
    {"enable(self, subcalls=True, builtins=True)", profiler_enable,
     "Starts to record calls.\n\nWith subcalls, the figures of each function's calls are also told "
     "apart by caller; with\nbuiltins, the time in built-in functions is theirs, not their "
     "caller's."},
    {"disable(self, /)", profiler_disable, "Ends recording. Calls that are open count as ended."},
    {"clear(self, /)", profiler_clear, "Forgets all that was recorded."},
    {"getstats(self, /)", profiler_getstats,
     "A list of profiler_entry: (code, callcount, reccallcount, totaltime, inlinetime, calls).\n\n"
     "calls is None, or a list of profiler_subentry: the same of the functions called."},
    {}};

Status initModule(Thread* t, Value module) {
    Type* entry = structSequenceType(t, &kEntrySpec);
    Type* subentry = entry ? structSequenceType(t, &kSubentrySpec) : nullptr;
    if (!subentry) return Error{};
    return ModuleFiller(t, module)
        .type("Profiler", &kProfilerSpec)
        .set("profiler_entry", Value(entry))
        .set("profiler_subentry", Value(subentry))
        .finish();
}

} // namespace

const TypeSpec kProfilerSpec = {
    .name = "_lsprof.Profiler",
    .size = sizeof(Profiler),
    .flags = kTypeBase | kTypeContainer,
    .slots = {.destroy = profiler_destroy,
              .traverse = profiler_traverse,
              .clear = profiler_clear_slot},
    .doc = "Profiler(timer=None, timeunit=None, subcalls=True, builtins=True)\n\nRecords how often "
           "functions are called, and for how long they run. `timer` is a callable that\ngives the "
           "time: in seconds, or in units of `timeunit` seconds. Without one, the system's\nclock "
           "is read.",
    .new_ = {"Profiler(cls, /, *args, **kwargs)", profiler_new, nullptr},
    .init = {"Profiler(self, timer=None, timeunit=None, subcalls=True, builtins=True)",
             profiler_init, nullptr},
    .methods = kMethods,
};

extern const NativeModule k_lsprofModule = {"_lsprof", "The profiler under cProfile.", nullptr,
                                            initModule};

} // namespace krait
