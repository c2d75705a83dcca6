// Making something happen before an instruction; see injection.h.
#include "vm/interp/injection.h"

#include "vm/objects/utf8_text.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/threads.h"

#include <csignal>

namespace krait {

static void note(Injection* injection, const uint64_t* pc, const Value* regs) {
    const Code* code = frameFunction(regs)->code;
    auto offset = static_cast<uint32_t>(pc - code->instructions);
    injection->place = (isStr(code->filename) ? toUtf8(code->filename.as<Str>(), true) : "?") +
                       ":" + std::to_string(codePosition(code, offset).line) + " in " +
                       toUtf8(code->qualified_name) + ", " + opcodeInfo(Instr{*pc}.op()).name;
}

// Calls the function with the Thread uninstrumented; what it raises is raised here.
static bool callGiven(Thread* t, Injection* injection) {
    uint32_t reasons = t->instrumented;
    for (uint32_t bit = 1; bit <= kInstrumentUnguarded; bit <<= 1)
        if (reasons & bit) setInstrumented(t, static_cast<InstrumentReason>(bit), false);
    injection->failed = callFunction(t, injection->given).isError();
    for (uint32_t bit = 1; bit <= kInstrumentUnguarded; bit <<= 1)
        if (reasons & bit) setInstrumented(t, static_cast<InstrumentReason>(bit), true);
    return injection->failed;
}

bool injectBefore(Thread* t, const uint64_t* pc, Value* regs) {
    Injection* injection = t->record->injection;
    if (!injection) return false;
    ++injection->count;
    if (injection->kind == Injection::Kind::kMemory) {
        t->heap->gateSweep();
        if (injection->gate.failed) {
            injection->fired = true;
        } else {
            // Where it was last, should the next allocation fail.
            injection->place.clear();
            if (injection->gate.count + 64 > injection->at) note(injection, pc, regs);
        }
        return false;
    }
    if (!injection->fired) {
        if (injection->count < injection->at) return false;
        injection->fired = true;
        note(injection, pc, regs);
        switch (injection->kind) {
        case Injection::Kind::kSignal:
            signalSimulate(t, SIGINT);
            break;
        case Injection::Kind::kAsync:
            incref(injection->given);
            threadRaise(t, injection->given);
            break;
        case Injection::Kind::kCall:
            return callGiven(t, injection);
        case Injection::Kind::kMemory:
            break;
        }
    }
    // From here on each instruction is a safepoint, but those that leave a with-block.
    constexpr uint32_t kBits = kBreakSignal | kBreakAsyncException;
    bool guarded =
        !mayBeReplaced(pc) && !(leavesWith(pc) && (t->instrumented & kInstrumentUnguarded));
    for (int tries = 0; tries < 8 && (t->breaker.load() & kBits) && !guarded; ++tries)
        if (!serveBreaker(t)) return true;
    return false;
}

} // namespace krait
