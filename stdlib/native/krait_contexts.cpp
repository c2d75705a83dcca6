// The ledger of with-blocks, injections and masked sections for Python; see vm/interp/contexts.h
// and vm/interp/injection.h.
#include "stdlib/native/krait_parts.h"
#include "stdlib/native/module_util.h"
#include "vm/interp/contexts.h"
#include "vm/interp/injection.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/threads.h"

#include <vector>

namespace krait {
namespace {

ContextLedger* ledgerOf(Thread* t) {
    return t->runtime->threads->contexts;
}

Result<Value> appendRow(Thread* t, List* list, std::initializer_list<Ref> cells) {
    std::vector<Value> values;
    for (const Ref& cell : cells) {
        if (cell.isError()) return Error{};
        values.push_back(cell.get());
    }
    Ref row = KRAIT_TRY(tupleFrom(t, values.data(), static_cast<int64_t>(values.size())));
    KRAIT_TRY(listAppend(t, list, row));
    return Value::none();
}

Ref siteRows(Thread* t, const ContextLedger* ledger) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (const auto& s : ledger->sites()) {
        KRAIT_TRY(appendRow(t, list,
                            {strFromUtf8(t, s.file), intFrom(t, s.line), strFromUtf8(t, s.function),
                             Ref::boolean(s.is_async), intFromUnsigned(t, s.entered),
                             intFromUnsigned(t, s.called), intFromUnsigned(t, s.completed),
                             intFromUnsigned(t, s.raised), intFromUnsigned(t, s.interrupted),
                             intFromUnsigned(t, s.lost)}));
    }
    return list;
}

Ref openRows(Thread* t, const ContextLedger* ledger) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (const auto& open : ledger->open()) {
        const auto& site = ledger->sites()[open.site];
        KRAIT_TRY(appendRow(t, list,
                            {strFromUtf8(t, site.file), intFrom(t, site.line),
                             strFromUtf8(t, site.function), strFromUtf8(t, open.manager),
                             strFromUtf8(t, ContextLedger::whyOpen(t, open)),
                             Ref::boolean(open.exiting)}));
    }
    return list;
}

constexpr const char* kKinds[] = {"signal", "async", "memory", "call"};

} // namespace

Ref krait_start_contexts(Thread* t, Args) {
    contextsStart(t);
    return Ref::none();
}
Ref krait_stop_contexts(Thread* t, Args) {
    contextsStop(t);
    return Ref::none();
}
// (rows of sites, rows of open contexts), or None while the ledger is off.
Ref krait_context_rows(Thread* t, Args) {
    const ContextLedger* ledger = ledgerOf(t);
    if (!ledger) return Ref::none();
    Ref sites = KRAIT_TRY(siteRows(t, ledger));
    Ref open = KRAIT_TRY(openRows(t, ledger));
    return tupleOf(t, sites.get(), open.get());
}

// _inject(function, kind, at, given, guarded): runs it once. Gives (result or None, exception or
// None, whether it fired, where, instructions, allocations).
Ref krait_inject_once(Thread* t, Args a) {
    if (t->record->injection)
        return raise(t, TypeId::kRuntimeError, "an injection is running already");
    Injection injection;
    bool known = false;
    for (int i = 0; i < 4; ++i) {
        if (!isStr(a[1]) || !strEqualAscii(a[1].as<Str>(), kKinds[i])) continue;
        injection.kind = static_cast<Injection::Kind>(i);
        known = true;
    }
    if (!known) return raise(t, TypeId::kValueError, "no kind of injection: %R", a[1]);
    injection.at = static_cast<uint64_t>(KRAIT_TRY(toIndexInt64(t, a[2])));
    injection.given = a[3];
    bool guarded = KRAIT_TRY(isTrue(t, a[4]));
    bool memory = injection.kind == Injection::Kind::kMemory;
    injection.gate.fail_at = memory ? injection.at : 0;

    t->record->injection = &injection;
    setInstrumented(t, kInstrumentInject, true);
    setInstrumented(t, kInstrumentUnguarded, !guarded);
    if (memory) t->heap->setGate(&injection.gate);
    Ref result = callFunction(t, a[0]);
    if (memory) t->heap->setGate(nullptr);
    setInstrumented(t, kInstrumentInject, false);
    setInstrumented(t, kInstrumentUnguarded, false);
    t->record->injection = nullptr;

    Ref raised = result.isError() ? takeException(t) : Ref::none();
    if (result.isError()) result = Ref::none();
    // What came too late for the function is taken back.
    if (injection.kind == Injection::Kind::kAsync) threadRaise(t, Value());
    if (injection.kind == Injection::Kind::kSignal && injection.fired &&
        (t->breaker.load() & kBreakSignal)) {
        if (!serveBreaker(t)) clearError(t);
    }
    Ref place = KRAIT_TRY(strFromUtf8(t, injection.place));
    Ref count = KRAIT_TRY(intFromUnsigned(t, injection.count));
    Ref allocations = KRAIT_TRY(intFromUnsigned(t, injection.gate.count));
    return tupleOf(t, result.get(), raised.get(),
                   Value::boolean(injection.fired || injection.gate.failed), place.get(),
                   count.get(), allocations.get());
}

Ref krait_live_cells(Thread* t, Args) {
    return intFromUnsigned(t, t->heap->liveCells());
}

// --- masked sections ----------------------------------------------------------------------------

namespace {

Ref masked_enter(Thread* t, Args a) {
    ++t->record->masked;
    return Ref::share(a[0]);
}
Ref masked_exit(Thread* t, Args) {
    if (t->record->masked) --t->record->masked;
    return Ref::none();
}

constexpr MethodDef kMaskedMethods[] = {
    {"__enter__(self, /)", masked_enter, nullptr},
    {"__exit__(self, type=None, value=None, traceback=None, /)", masked_exit, nullptr},
    {}};

} // namespace

const TypeSpec kMaskedSpec = {
    .name = "krait.Masked",
    .size = sizeof(Object),
    .flags = kTypeDisallowNew,
    .doc = "A section in which signals and exceptions from other threads wait.",
    .methods = kMaskedMethods,
};

Ref krait_masked(Thread* t, Args) {
    Type* type = typeFromSpec(t, &kMaskedSpec);
    if (!type) return Error{};
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    return Ref::take(Value(o));
}

// _mask(exits, enters): what of with-statements runs masked; gives what it was.
Ref krait_mask(Thread* t, Args a) {
    auto* threads = t->runtime->threads;
    bool exits = KRAIT_TRY(isTrue(t, a[0])), enters = KRAIT_TRY(isTrue(t, a[1]));
    Ref before =
        tupleOf(t, Value::boolean(threads->mask_exits), Value::boolean(threads->mask_enters));
    threads->mask_exits = exits;
    threads->mask_enters = enters;
    return before;
}

} // namespace krait
