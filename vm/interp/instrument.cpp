// The instrumented dispatch table: every entry reports what the instruction at hand means (a frame
// begins, goes on, calls, reaches a line, returns ...), then goes on as the plain handler, which
// dispatches through the table it is given. Nothing here is reached while nobody looks.
//
// A frame's beginning has no instruction of its own: it is the first instruction of its code,
// unless the instruction before was in the same frame too (a loop back to the top). A generator has
// a mark for having been suspended. A line begins where the line of the instruction before, in this
// frame or (coming back from a call) in the code, is another one, and after every jump backward.
#include "vm/interp/instrument.h"

#include "vm/interp/contexts.h"
#include "vm/interp/injection.h"
#include "vm/objects/int.h"
#include "vm/runtime/frame_jump.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/threads.h"

namespace krait {

namespace {

bool wants(uint32_t wanted, TraceEvent event) {
    return (wanted & eventBit(event)) != 0;
}

// Hands an event on; true if a hook raised.
bool fails(Thread* t, TraceEvent event, Value* regs, const uint64_t* pc, Value a = Value(),
           Value b = Value()) {
    return traceDeliver(t, event, regs, pc, a, b).isError();
}

int lineAt(const Code* code, const uint64_t* pc) {
    return codePosition(code, static_cast<uint32_t>(pc - code->instructions)).line;
}

// The call's callable and its first argument (EMPTY: none) in an instruction's window.
struct Call {
    Value callable, argument;
};
Call callAt(Instr instr, const Value* regs) {
    const Value* w = regs + instr.a();
    uint32_t count = instr.b();
    switch (plainForm(instr.op())) {
    case Opcode::kCALL_METHOD:
    case Opcode::kCALL_METHOD_KW:
        if (w[0].isEmpty()) return {w[kCallHeader], count ? w[kCallHeader + 1] : Value()};
        return {w[0], w[kCallHeader]};
    case Opcode::kCALL_EX:
        return {w[0], Value()};
    default:
        return {w[0], count ? w[kCallHeader] : Value()};
    }
}
bool isCall(Opcode op) {
    return op == Opcode::kCALL || op == Opcode::kCALL_METHOD || op == Opcode::kCALL_KW ||
           op == Opcode::kCALL_METHOD_KW || op == Opcode::kCALL_EX;
}

// The end of the innermost call from `regs` that was reported, if there is one.
bool endCall(Thread* t, TraceEvent event, Value* regs, const uint64_t* pc) {
    auto& calls = t->tracing->calls;
    if (calls.empty() || calls.back().registers != regs) return false;
    Ref callable = Ref::take(calls.back().callable), argument = Ref::take(calls.back().argument);
    calls.pop_back();
    return fails(t, event, regs, pc, callable, argument);
}

bool reportLine(Thread* t, const Code* code, const uint64_t* pc, Value* regs, bool entered) {
    TraceState* state = t->tracing;
    int line = lineAt(code, pc);
    if (line <= 0) return false;
    int before = std::exchange(state->last_line, line);
    if (std::exchange(state->line_known, false)) return false;
    if (!entered && state->last_registers == regs) {
        // A delegation that goes on after a yield jumps back to its SEND: no new line to Python.
        bool delegates = plainForm(Instr{*pc}.op()) == Opcode::kSEND;
        bool backward = pc <= state->last_pc && !delegates;
        if (!backward && before == line) return false;
    } else if (!entered && pc > code->instructions && lineAt(code, pc - 1) == line) {
        return false;
    }
    return fails(t, TraceEvent::kLine, regs, pc, Value::smallInt(line));
}

// All that there is to say before the instruction at pc runs; true if a hook raised.
bool report(Thread* t, const uint64_t* pc, Value* regs) {
    Code* code = frameFunction(regs)->code;
    TraceState* state = t->tracing;
    if (!state) state = t->tracing = new TraceState;
    if (state->running) return false;
    uint32_t wanted = traceWanted(t, code);
    Instr instr{*pc};
    Opcode op = plainForm(instr.op());
    bool same_frame = state->last_registers == regs && !state->last_left;
    const uint64_t* last = state->last_pc;
    if (same_frame && pc == last) return false; // a handler that began anew with a better cache
    bool failed = false;
    if (wants(wanted, TraceEvent::kCReturn)) failed = endCall(t, TraceEvent::kCReturn, regs, pc);
    bool entered = false;
    if (failed) {
        // below
    } else if (code->is_generator) {
        Generator* g = Generator::of(regs);
        if (g->resume_unreported) {
            g->resume_unreported = false;
            entered = pc == code->instructions + 1; // past RETURN_GENERATOR
            TraceEvent event = entered ? TraceEvent::kStart : TraceEvent::kResume;
            if (wants(wanted, event)) {
                // The frame is at its head, or at the yield.
                if (entered) state->entering = regs;
                t->pc = pc - 1;
                failed = fails(t, event, regs, pc);
                t->pc = pc;
                if ((state = t->tracing)) state->entering = nullptr;
            }
        }
    } else if (pc == code->instructions && !same_frame) {
        entered = true;
        if (wants(wanted, TraceEvent::kStart)) {
            state->entering = regs;
            failed = fails(t, TraceEvent::kStart, regs, pc);
            if ((state = t->tracing)) state->entering = nullptr;
        }
    }
    if (!failed && same_frame && (opcodeInfo(Instr{*last}.op()).flags & kOpJump)) {
        Opcode before = plainForm(Instr{*last}.op());
        bool always = before == Opcode::kJUMP || before == Opcode::kJUMP_BACK;
        TraceEvent event = always ? TraceEvent::kJump : TraceEvent::kBranch;
        if (wants(wanted, event)) {
            failed =
                fails(t, event, regs, last, Value::smallInt((pc - code->instructions + 1) * 2));
        }
    }
    // An implicit return is no line of its own: it happens at the line that ran last.
    bool implicit = op == Opcode::kRETURN_CONST && instr.a() == 1 && same_frame;
    if (implicit) t->pc = last;
    if (!failed && !implicit && wants(wanted, TraceEvent::kLine))
        failed = reportLine(t, code, pc, regs, entered);
    if (!failed && t->tracing && t->tracing->jump) {
        t->pc = pc;
        return false; // the instruction is not going to run
    }
    if (!failed && wants(wanted, TraceEvent::kInstruction))
        failed = fails(t, TraceEvent::kInstruction, regs, pc);
    // The hooks may have changed who wants what, but not what this instruction is.
    bool leaves = false;
    bool constant = op == Opcode::kRETURN_CONST;
    if (constant || op == Opcode::kRETURN) {
        leaves = true;
        if (!failed && wants(wanted, TraceEvent::kReturn)) {
            Value v = !constant ? regs[instr.a()]
                                : *reinterpret_cast<const Value*>(
                                      pc + static_cast<int32_t>(static_cast<int64_t>(*pc) >> 32));
            failed = fails(t, TraceEvent::kReturn, regs, pc, v);
        }
    } else if (op == Opcode::kYIELD) {
        leaves = true;
        if (!failed && wants(wanted, TraceEvent::kYield))
            failed = fails(t, TraceEvent::kYield, regs, pc, regs[instr.b()]);
        if (!failed) Generator::of(regs)->resume_unreported = true;
    } else if (!failed && isCall(op) && wants(wanted, TraceEvent::kCall)) {
        Call call = callAt(instr, regs);
        failed = fails(t, TraceEvent::kCall, regs, pc, call.callable, call.argument);
        if (!failed && !isFunction(call.callable) && t->tracing) {
            incref(call.callable);
            incref(call.argument);
            t->tracing->calls.push_back({regs, call.callable, call.argument});
        }
    }
    t->pc = pc;
    if ((state = t->tracing)) {
        state->last_registers = regs;
        state->last_pc = pc;
        state->last_left = leaves;
    }
    return failed;
}

void countInstruction(Thread* t, uint64_t word) {
    RunCounts& counts = t->record->counts;
    ++counts.instructions;
    counts.calls += isCall(plainForm(Instr{word}.op()));
}

// What the ledger of with-blocks and an injection have to do with the instruction at pc.
enum class Verdict : uint8_t { kGoOn, kRaise, kRaiseAtEnter };
constexpr uint32_t kWithReasons = kInstrumentWith | kInstrumentInject | kInstrumentUnguarded;

// Whether the instruction is the first of a protected region: the one at pc[-1] has just entered.
bool follows(const ContextLedger* ledger, const uint64_t* pc, const Value* regs) {
    const Code* code = frameFunction(regs)->code;
    auto offset = static_cast<uint32_t>(pc - code->instructions);
    if (!ledger) return false;
    const WithPlaces& places = const_cast<ContextLedger*>(ledger)->placesOf(code);
    const auto* place = places.kinds[offset] & WithPlaces::kEntered
                            ? places.find(offset, WithPlaces::kEntered)
                            : nullptr;
    return place && !place->is_async;
}

Verdict observe(Thread* t, const uint64_t* pc, Value* regs) {
    ContextLedger* ledger = t->runtime->threads->contexts;
    uint32_t reasons = t->instrumented;
    if (ledger) ledger->before(t, pc, regs);
    bool raised = (reasons & kInstrumentInject) && injectBefore(t, pc, regs);
    if (!raised && (reasons & kInstrumentUnguarded) &&
        (t->breaker.load() & (kBreakSignal | kBreakAsyncException)) &&
        (leavesWith(pc) || follows(ledger, pc, regs)))
        raised = !serveBreaker(t);
    if (raised) {
        bool outside = (t->instrumented & kInstrumentUnguarded) && follows(ledger, pc, regs);
        return outside ? Verdict::kRaiseAtEnter : Verdict::kRaise;
    }
    if (ledger) ledger->exits(pc, regs);
    return Verdict::kGoOn;
}

} // namespace

// Raises as if WITH_ENTER had polled after its effect, as an unguarded machine may.
static PATH(raiseAtEnter) {
    --pc;
    Value* w = regs + Instr{*pc}.a();
    for (int i = 0; i < 3; ++i) decref(std::exchange(w[i], Value()));
    RAISE_();
}

static PATH(instrumented) {
    // Until RETURN_GENERATOR has made the object, the frame is neither here nor there.
    auto op = static_cast<Opcode>(word & 0xffff);
    if (op == Opcode::kRETURN_GENERATOR) {
        KRAIT_MUSTTAIL return kPlainTable.handlers[word & 0xffff](HPASS);
    }
    publish(t, pc, regs);
    if ((t->instrumented & kInstrumentTurn) && --t->instructions_left == 0)
        t->breaker.fetch_or(kBreakGilDrop, std::memory_order_relaxed);
    if (t->instrumented & kWithReasons) {
        Verdict verdict = observe(t, pc, regs);
        if (verdict == Verdict::kRaiseAtEnter) JUMP_TO(raiseAtEnter);
        if (verdict == Verdict::kRaise) {
            dropOperands(regs, pc);
            RAISE_();
        }
        word = *pc;
    }
    if ((t->instrumented & kInstrumentSwitch) && t->breaker.load(std::memory_order_relaxed) != 0) {
        if (!serveBreaker(t, mayBeReplaced(pc))) {
            dropOperands(regs, pc);
            RAISE_();
        }
        word = *pc; // another thread may have rewritten it, with its cache
    }
    if (t->instrumented & kInstrumentCount) countInstruction(t, word);
    // A hook may set a jump and take itself off in one go.
    bool traced = t->instrumented & kInstrumentTrace;
    if (traced && report(t, pc, regs)) {
        dropOperands(regs, pc);
        RAISE_();
    }
    table = static_cast<const HandlerTable*>(t->table);
    if (traced) {
        if (const uint64_t* target = frameJumpTake(t, regs, pc)) {
            pc = target;
            word = *pc;
            KRAIT_MUSTTAIL return table->handlers[word & 0xffff](pc, regs, t, table, word,
                                                                 HCONSTANTS);
        }
    }
    KRAIT_MUSTTAIL return kPlainTable.handlers[word & 0xffff](pc, regs, t, table, word, HCONSTANTS);
}

// The stubs belong to no code.
static constexpr bool isStub(Opcode op) {
    return op == Opcode::kSTUB_EXIT || op == Opcode::kSTUB_RESULT || op == Opcode::kSTUB_INIT ||
           op == Opcode::kSTUB_CHUNK;
}
constinit const HandlerTable kInstrumentedTable = {{
#define OP(name, a, b, c, extra, flags, doc) isStub(Opcode::k##name) ? &op_##name : &instrumented,
#include "vm/bytecode/opcodes.def"
}};

void setInstrumented(Thread* t, InstrumentReason reason, bool on) {
    uint32_t now = on ? t->instrumented | reason : t->instrumented & ~uint32_t{reason};
    t->instrumented = now;
    const HandlerTable* table = now ? &kInstrumentedTable : &kPlainTable;
    if (t->table == table) return;
    t->table = table;
    t->breaker.fetch_or(kBreakTable);
}

// --- unwinding ----------------------------------------------------------------------------------

void instrumentRaised(Thread* t, const uint64_t* pc, Value* regs) {
    if (ContextLedger* ledger = t->runtime->threads->contexts) ledger->raised(pc, regs);
    TraceState* state = t->tracing;
    if (!state || state->running) return;
    Code* code = frameFunction(regs)->code;
    uint32_t wanted = traceWanted(t, code);
    if (!wanted) return;
    if (endCall(t, TraceEvent::kCRaise, regs, pc)) return;
    if (code->is_generator && static_cast<Opcode>(*pc & 0xffff) != Opcode::kRETURN_GENERATOR) {
        Generator* g = Generator::of(regs);
        if (g->resume_unreported) {
            g->resume_unreported = false;
            if (wants(wanted, TraceEvent::kThrow) &&
                fails(t, TraceEvent::kThrow, regs, pc, t->exception))
                return;
        }
    }
    if (wants(wanted, TraceEvent::kRaise)) {
        (void)fails(t, TraceEvent::kRaise, regs, pc, t->exception);
    }
}

void instrumentReraised(Thread* t, const uint64_t* pc, Value* regs) {
    if (!t->tracing || t->tracing->running) return;
    if (wants(traceWanted(t, frameFunction(regs)->code), TraceEvent::kReraise))
        (void)fails(t, TraceEvent::kReraise, regs, pc, t->exception);
}

void instrumentHandled(Thread* t, const uint64_t* pc, Value* regs, const uint64_t* handler) {
    TraceState* state = t->tracing;
    if (!state || state->running) return;
    // The handler is reached from the instruction that raised.
    state->last_registers = regs;
    state->last_pc = pc;
    state->last_left = false;
    if (wants(traceWanted(t, frameFunction(regs)->code), TraceEvent::kExceptionHandled))
        (void)fails(t, TraceEvent::kExceptionHandled, regs, handler, t->exception);
}

void instrumentUnwound(Thread* t, const uint64_t* pc, Value* regs) {
    if (ContextLedger* ledger = t->runtime->threads->contexts) ledger->unwound(regs);
    TraceState* state = t->tracing;
    if (!state || state->running) return;
    if (wants(traceWanted(t, frameFunction(regs)->code), TraceEvent::kUnwind))
        (void)fails(t, TraceEvent::kUnwind, regs, pc, t->exception);
    state = t->tracing;
    if (!state) return;
    if (state->last_registers == regs) state->last_registers = nullptr;
    while (!state->calls.empty() && state->calls.back().registers == regs) {
        decref(state->calls.back().callable);
        decref(state->calls.back().argument);
        state->calls.pop_back();
    }
}

} // namespace krait
