// _krait: what the machine shows of itself, and what one can turn; package krait presents it.
// `krait.gil` is the GIL of the Runtime: its switch rule, interval, figures and ledger;
// `krait.threads` who waits for whom. The functions of the table are those of krait_parts.h.
#include "stdlib/native/krait_counters.h"
#include "stdlib/native/krait_parts.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "stdlib/native/system_support.h"
#include "stdlib/native/thread_tools.h"
#include "stdlib/native/thread_waits.h"
#include "vm/objects/bytes.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/threads/ledger.h"

#include <llvm/ADT/SmallVector.h>

#include <cstdio>
#include <memory>

namespace krait {
namespace {

struct KraitState {
    std::unique_ptr<Ledger> ledger; // the last one, running or not
};
const char kKraitKey = 0;

KraitState* stateOf(Thread* t) {
    return runtimeState<KraitState>(t, &kKraitKey);
}

constexpr const char* kRuleNames[] = {"backedge", "opcode", "sync"};
constexpr const char* kDeadlockNames[] = {"error", "warn", "ignore"};

template <size_t kCount>
Result<int> indexOfName(Thread* t, Value v, const char* const (&names)[kCount], const char* what) {
    if (isStr(v)) {
        for (size_t i = 0; i < kCount; ++i) {
            if (strEqualAscii(v.as<Str>(), names[i])) return static_cast<int>(i);
        }
    }
    std::string known;
    for (const char* name : names) known += (known.empty() ? "'" : ", '") + std::string(name) + "'";
    return raise(t, TypeId::kValueError, "%s must be one of %s, not %R", what, known.c_str(), v);
}

// --- gil ----------------------------------------------------------------------------------------

Ref gil_rule(Thread* t, Value) {
    return strFromAscii(t, kRuleNames[static_cast<int>(gilOf(t)->rule())]);
}
Status gil_set_rule(Thread* t, Value, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute 'rule'");
    int rule = KRAIT_TRY(indexOfName(t, v, kRuleNames, "switch rule"));
    gilOf(t)->setRule(static_cast<SwitchRule>(rule));
    return ok();
}
Ref gil_interval(Thread* t, Value) {
    return floatFrom(static_cast<double>(gilOf(t)->intervalNanos()) / 1e9);
}
Status gil_set_interval(Thread* t, Value, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute 'interval'");
    int64_t nanos = KRAIT_TRY(timeoutNanos(t, v));
    if (nanos <= 0) {
        return raise(t, TypeId::kValueError, "switch interval must be strictly positive");
    }
    gilOf(t)->setIntervalNanos(nanos);
    return ok();
}

Ref gil_start_ledger(Thread* t, Args) {
    ledgerStart(t);
    return Ref::none();
}
Ref gil_stop_ledger(Thread* t, Args) {
    Gil* gil = gilOf(t);
    if (Ledger* ledger = gil->ledger()) ledger->close(t);
    gil->setLedger(nullptr);
    return Ref::none();
}

// A dict being filled; an error is remembered and told by finish().
class DictFiller {
  public:
    explicit DictFiller(Thread* t) : t_(t), dict_(dictNew(t)), failed_(dict_.isError()) {}
    DictFiller& set(const char* name, Ref value) {
        if (failed_) return *this;
        New<Str> key = strIntern(t_, name);
        failed_ = key.isError() || value.isError() || dictSetStr(t_, dict_, key, value).isError();
        return *this;
    }
    DictFiller& integer(const char* name, uint64_t v) { return set(name, intFromUnsigned(t_, v)); }
    DictFiller& seconds(const char* name, int64_t nanos) {
        return set(name, floatFrom(static_cast<double>(nanos) / 1e9));
    }
    DictFiller& text(const char* name, llvm::StringRef v) {
        return set(name, strFromUtf8(t_, {v.data(), v.size()}));
    }
    DictFiller& sum(const char* count, const char* total, const char* median, const char* p99,
                    const Ledger::Sum& s) {
        return integer(count, s.count)
            .seconds(total, s.total)
            .seconds(median, s.median)
            .seconds(p99, s.p99);
    }
    Ref finish() {
        if (failed_) return t_->hasError() ? Error{} : raiseNoMemory(t_);
        return std::move(dict_);
    }

  private:
    Thread* t_;
    New<Dict> dict_;
    bool failed_;
};

// The durations of the records of a kind for which `wanted` is true.
template <typename Wanted>
Ledger::Sum sumOf(const Ledger& ledger, Ledger::Kind kind, Wanted&& wanted) {
    llvm::SmallVector<int64_t, 0> durations;
    for (const Ledger::Record& record : ledger.records()) {
        if (record.kind == kind && wanted(record)) durations.push_back(record.to - record.from);
    }
    return Ledger::sum(durations);
}

Ref threadTable(Thread* t, const Ledger& ledger) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (uint32_t i = 0; i < ledger.tracks().size(); ++i) {
        auto mine = [i](const Ledger::Record& record) { return record.track == i; };
        Ref row =
            KRAIT_TRY(DictFiller(t)
                          .integer("ident", ledger.tracks()[i].id)
                          .integer("forced", ledger.tracks()[i].forced)
                          .sum("holds", "held", "held_median", "held_p99",
                               sumOf(ledger, Ledger::Kind::kHeld, mine))
                          .sum("waits", "waited", "waited_median", "waited_p99",
                               sumOf(ledger, Ledger::Kind::kWaited, mine))
                          .seconds("blocked", sumOf(ledger, Ledger::Kind::kBlocked, mine).total)
                          .finish());
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

Ref lineTable(Thread* t, const Ledger& ledger) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (uint32_t i = 0; i < ledger.lines().size(); ++i) {
        const Ledger::Line& line = ledger.lines()[i];
        auto here = [i](const Ledger::Record& record) { return record.line == i; };
        Ledger::Sum waited = sumOf(ledger, Ledger::Kind::kWaited, here);
        Ledger::Sum held = sumOf(ledger, Ledger::Kind::kHeld, here);
        Ref row = KRAIT_TRY(DictFiller(t)
                                .text("file", line.file)
                                .integer("line", static_cast<uint64_t>(line.number))
                                .text("function", line.function)
                                .integer("releases", held.count)
                                .sum("waits", "waited", "waited_median", "waited_p99", waited)
                                .finish());
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

Ref gil_stats(Thread* t, Args) {
    Gil* gil = gilOf(t);
    Gil::Counts counts = gil->counts();
    DictFiller fill(t);
    fill.text("rule", kRuleNames[static_cast<int>(gil->rule())])
        .seconds("interval", gil->intervalNanos())
        .integer("switches", counts.switches)
        .integer("forced", counts.forced)
        .integer("requests", counts.requests);
    if (Ledger* ledger = stateOf(t)->ledger.get()) {
        if (gil->ledger() == ledger) ledger->close(t);
        int64_t end = ledger->records().empty() ? ledger->start() : ledger->records().back().to;
        fill.seconds("duration", end - ledger->start())
            .integer("dropped", ledger->dropped())
            .set("threads", threadTable(t, *ledger))
            .set("lines", lineTable(t, *ledger));
    }
    return fill.finish();
}

// The intervals of the ledger: (kind, thread, from, to, reason) with seconds since its start.
Ref gil_records(Thread* t, Args) {
    static constexpr const char* kKinds[] = {"held", "waited", "blocked"};
    New<List> list = KRAIT_TRY(listNew(t));
    Ledger* ledger = stateOf(t)->ledger.get();
    if (!ledger) return list;
    for (size_t i = 0; i < ledger->records().size(); ++i) {
        Ledger::Record record = ledger->records()[i];
        auto seconds = [&](int64_t at) {
            return Value::number(static_cast<double>(at - ledger->start()) / 1e9);
        };
        Ref kind = KRAIT_TRY(strFromAscii(t, kKinds[static_cast<int>(record.kind)]));
        Ref id = KRAIT_TRY(intFromUnsigned(t, ledger->tracks()[record.track].id));
        Ref reason = KRAIT_TRY(strFromAscii(t, gilReasonName(record.reason)));
        Ref row = KRAIT_TRY(tupleOf(t, kind.get(), id.get(), seconds(record.from),
                                    seconds(record.to), reason.get()));
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

Error raiseNoLedger(Thread* t) {
    return raise(t, TypeId::kRuntimeError, "there is no ledger: start_ledger() first");
}
Ref gil_write_trace(Thread* t, Args a) {
    Ref given = KRAIT_TRY(convertToPath(t, a[1]));
    std::string path;
    if (isStr(given))
        KRAIT_TRY(encodeFileName(t, given, &path));
    else
        path.assign(given.as<Bytes>()->view());
    if (!stateOf(t)->ledger) return raiseNoLedger(t);
    if (!ledgerWriteTrace(t, path)) return raiseErrno(t, errno, a[1]);
    return Ref::none();
}
Ref gil_table(Thread* t, Args) {
    if (!stateOf(t)->ledger) return raiseNoLedger(t);
    return strFromUtf8(t, ledgerTable(t));
}

constexpr MethodDef kGilMethods[] = {
    {"start_ledger(self, /)", gil_start_ledger,
     "Begins a new record of who has the GIL, waits for it, and is without it."},
    {"stop_ledger(self, /)", gil_stop_ledger, "Ends the record, which can still be looked at."},
    {"stats(self, /)", gil_stats,
     "Hand-overs, forced switches and drop requests; with a ledger, times per thread and line."},
    {"records(self, /)", gil_records,
     "The ledger's intervals: tuples (kind, ident, from, to, reason), seconds since its start."},
    {"table(self, /)", gil_table, "The ledger's figures as text."},
    {"write_trace(self, path, /)", gil_write_trace,
     "Writes the ledger as a trace that Chrome and Perfetto show."},
    {}};
constexpr GetSetDef kGilGetSets[] = {
    {"rule", gil_rule, gil_set_rule,
     "Where a thread may be made to give the GIL up: 'backedge' (calls and loops), 'opcode' "
     "(anywhere), 'sync' (where it blocks)."},
    {"interval", gil_interval, gil_set_interval, "The switch interval in seconds."},
    {}};

const TypeSpec kGilSpec = {
    .name = "krait.Gil",
    .size = sizeof(Object),
    .flags = kTypeDisallowNew,
    .doc = "The GIL of this interpreter.",
    .methods = kGilMethods,
    .getsets = kGilGetSets,
};

// --- threads ------------------------------------------------------------------------------------

Ref threads_waits(Thread* t, Args) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (const WaitEdge& edge : threadWaits(t)) {
        Ref id = KRAIT_TRY(intFromUnsigned(t, edge.thread->id));
        Ref owner = edge.owner ? intFromUnsigned(t, edge.owner->id) : Ref::none();
        if (owner.isError()) return Error{};
        Ref row = KRAIT_TRY(tupleOf(t, id.get(), Value(edge.object), owner.get()));
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

Ref threads_raise_in(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[1]));
    Thread* target = threadFind(t->runtime, static_cast<uint64_t>(id));
    if (!target) return raise(t, TypeId::kValueError, "no thread has the identifier %ld", id);
    Ref exception = Ref::share(a[2]);
    if (isType(a[2]) && isSubtype(a[2].as<Type>(), t->type(TypeId::kBaseException)))
        exception = KRAIT_TRY(callFunction(t, a[2]));
    if (!isException(exception)) {
        return raise(t, TypeId::kTypeError, "exceptions must derive from BaseException");
    }
    // Making it may have run Python code.
    target = threadFind(t->runtime, static_cast<uint64_t>(id));
    if (target) threadRaise(target, exception.release());
    return Ref::boolean(target != nullptr);
}

Ref threads_deadlock(Thread* t, Value) {
    return strFromAscii(t, kDeadlockNames[static_cast<int>(deadlockAction(t))]);
}
Status threads_set_deadlock(Thread* t, Value, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute 'deadlock'");
    int action = KRAIT_TRY(indexOfName(t, v, kDeadlockNames, "deadlock action"));
    setDeadlockAction(t, static_cast<DeadlockAction>(action));
    return ok();
}

Ref threads_scheduler(Thread* t, Args) {
    DictFiller filler(t);
    FiberScheduler* fibers = fibersOf(t);
    if (!fibers) return filler.text("kind", "os").finish();
    FiberScheduler::Figures figures = fibers->figures();
    return filler.text("kind", "fibers")
        .integer("seed", figures.seed)
        .integer("instructions", figures.instructions)
        .integer("switches", figures.switches)
        .integer("fibers", figures.fibers)
        .integer("fibers_max", figures.fibers_max)
        .set("replayable", Ref::boolean(figures.replayable))
        .finish();
}

constexpr MethodDef kThreadsMethods[] = {
    {"scheduler(self, /)", threads_scheduler,
     "Who decides which thread runs: {'kind': 'os'}, or 'fibers' with the seed and how many "
     "instructions, switches and fibers there were; replayable: nothing but the program and the "
     "seed had a part in it."},
    {"waits(self, /)", threads_waits,
     "Who waits: tuples (ident, lock or handle, ident of the thread it depends on, or None)."},
    {"raise_in(self, ident, exception, /)", threads_raise_in,
     "Lets the thread raise the exception at its next safepoint; whether it is still there."},
    {}};
constexpr GetSetDef kThreadsGetSets[] = {
    {"deadlock", threads_deadlock, threads_set_deadlock,
     "What threads that wait for each other lead to: 'error' (DeadlockError in the main thread), "
     "'warn', 'ignore'."},
    {}};

const TypeSpec kThreadsSpec = {
    .name = "krait.Threads",
    .size = sizeof(Object),
    .flags = kTypeDisallowNew,
    .doc = "The threads of this interpreter.",
    .methods = kThreadsMethods,
    .getsets = kThreadsGetSets,
};

// --- module -------------------------------------------------------------------------------------

Ref instanceOf(Thread* t, const TypeSpec* spec) {
    Type* type = typeFromSpec(t, spec);
    if (!type) return Error{};
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    return Ref::take(Value(o));
}

constexpr MethodDef kFunctions[] = {
    {"_suspended()", krait_suspended,
     "Rows of all suspended generators, coroutines and async generators."},
    {"count(*args)", krait_count,
     "count(function, *args) calls it: its result, and the instructions, calls and hand-overs of "
     "the "
     "GIL that it took."},
    {"counters()", krait_counters, "Live objects, bytes in use, and the GIL's hand-overs so far."},
    {"live(type, /)", krait_live, "The number of live objects of exactly this type."},
    {"spin(rounds, /, *, release=False)", krait_spin,
     "Computes in C++, holding the GIL or having released it."},
    {"_start_contexts()", krait_start_contexts, "Begins a new ledger of with-blocks."},
    {"_stop_contexts()", krait_stop_contexts, "Ends the ledger of with-blocks and drops it."},
    {"_context_rows()", krait_context_rows, "Sites and open contexts, or None."},
    {"_inject(function, kind, at, given, guarded, /)", krait_inject_once,
     "Calls the function and lets something happen at an instruction or allocation of it."},
    {"_live_cells()", krait_live_cells, "Objects that are alive."},
    {"masked()", krait_masked,
     "A with-block in which signals and exceptions from other threads wait."},
    {"_mask(exits, enters, /)", krait_mask,
     "Which methods of with-statements run masked; gives what it was."},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .take("gil", instanceOf(t, &kGilSpec))
        .take("threads", instanceOf(t, &kThreadsSpec))
        .type("DeadlockError", &kDeadlockErrorSpec)
        .type("SharedCount", &kSharedCountSpec)
        .finish();
}

// The ledger with the interval that runs now.
Ledger* closedLedger(Thread* t) {
    Ledger* ledger = stateOf(t)->ledger.get();
    if (ledger && gilOf(t)->ledger() == ledger) ledger->close(t);
    return ledger;
}

} // namespace

void ledgerStart(Thread* t) {
    auto* state = stateOf(t);
    gilOf(t)->setLedger(nullptr);
    state->ledger = std::make_unique<Ledger>(t);
    gilOf(t)->setLedger(state->ledger.get());
}

std::string ledgerTable(Thread* t) {
    Ledger* ledger = closedLedger(t);
    if (!ledger) return "";
    llvm::SmallVector<char, 0> text;
    ledger->appendTable(text, gilOf(t)->counts());
    return {text.data(), text.size()};
}

bool ledgerWriteTrace(Thread* t, const std::string& path) {
    Ledger* ledger = closedLedger(t);
    if (!ledger) return false;
    llvm::SmallVector<char, 0> text;
    ledger->appendTrace(text);
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (!file) return false;
    bool good = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return std::fclose(file) == 0 && good;
}

extern const NativeModule k_kraitModule = {
    "_krait", "What Krait shows of itself, and what one can turn.", kFunctions, initModule};

} // namespace krait
