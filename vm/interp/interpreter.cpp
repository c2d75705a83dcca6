// The interpreter's frame: the dispatch table, entry from C++, safepoints, and unwinding.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/interp/instrument.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/exception_object.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/args.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/generator_ops.h"
#include "vm/threads/threads.h"

namespace krait {

constinit const HandlerTable kPlainTable = {{
#define OP(name, a, b, c, extra, flags, doc) &op_##name,
#include "vm/bytecode/opcodes.def"
}};

// Return addresses that are no code of a function. Each is one instruction.
const uint64_t kStubExit[1] = {static_cast<uint64_t>(Opcode::kSTUB_EXIT)};
const uint64_t kStubResult[1] = {static_cast<uint64_t>(Opcode::kSTUB_RESULT)};
const uint64_t kStubInit[1] = {static_cast<uint64_t>(Opcode::kSTUB_INIT)};
const uint64_t kStubChunk[1] = {static_cast<uint64_t>(Opcode::kSTUB_CHUNK)};

// --- entry from C++
// ----------------------------------------------------------------------------------------

HANDLER(STUB_EXIT) {
    // Returns to run(): the result is in the window that was entered.
    (void)pc, (void)regs, (void)t, (void)table, (void)word, (void)k_int, (void)k_empty,
        (void)k_double;
}

// Runs handlers until STUB_EXIT, or until an exception leaves the frame that was entered. The chain
// of tail calls makes this the only C frame. The registers that preserve_none leaves to its caller
// are spilled by the function this is inlined in.
[[gnu::always_inline]] static inline void run(Thread* t, const uint64_t* pc, Value* regs) {
    const auto* table = static_cast<const HandlerTable*>(t->table);
    table->handlers[*pc & 0xffff](pc, regs, t, table, *pc, HCONSTANTS);
}

namespace {
// Saves what an activation of the interpreter changes, so that C++ goes on in the frame it was
// called from.
class Activation {
  public:
    explicit Activation(Thread* t) : t_(t), top_(t->stack_top), table_(t->table) {
        // Each alone: publish() stored the two just now, and a load of both at once would wait for
        // these stores to leave the processor's buffer.
        Value* registers = t->registers;
        const uint64_t* pc = t->pc;
        asm("" : "+r"(registers), "+r"(pc));
        record_ = {t->entry, registers, pc};
        t->entry = &record_;
    }
    ~Activation() {
        t_->entry = record_.previous;
        t_->registers = record_.registers;
        t_->pc = record_.pc;
        t_->stack_top = top_;
        // The handlers outside go on with the table they have: they shall look again.
        if (KRAIT_UNLIKELY(t_->table != table_)) t_->breaker.fetch_or(kBreakTable);
    }

  private:
    Thread* t_;
    EntryRecord record_;
    Value* top_;
    const void* table_;
};
} // namespace

// Any arguments, and any stack.
[[gnu::noinline]] static Ref enterFunctionSlow(Thread* t, Function* function,
                                               const CallArgs& args) {
    Code* code = function->code;
    KRAIT_TRY(checkNativeStack(t, ""));
    KRAIT_TRY(pushDepth(t));
    Activation activation(t);
    StackMark mark(t);
    Value* window = reserveWindow(t, kCallHeader + code->register_count);
    if (!window) {
        --t->python_depth;
        return Error{};
    }
    Value* regs = window + kCallHeader;
    t->stack_top = regs + code->register_count;
    if (bindFunctionArguments(t, function, args, regs).isError()) {
        --t->python_depth;
        return Error{};
    }
    for (uint32_t i = code->argument_count; i < code->local_count; ++i) regs[i] = Value::empty();
    incref(function);
    regs[kFrameFunction] = Value(function);
    regs[kFrameReturnPc] = makeReturnPc(kStubExit, code);
    regs[kFrameCaller] = Value::fromBits(0);
    regs[kFrameObject] = Value::empty();
    run(t, code->instructions, regs);
    if (t->hasError()) return Error{};
    return Ref::take(regs[kFrameFunction]);
}

// The arguments are the parameters as they are, and the frame fits on the chunk.
Ref enterFunction(Thread* t, Function* function, const CallArgs& args) {
    Code* code = function->code;
    uint32_t count = args.positional_count;
    Value* regs = t->stack_top + kCallHeader;
    Value* end = regs + code->register_count;
    if (KRAIT_UNLIKELY(code->direct_count != count || !args.names.isEmpty() ||
                       static_cast<char*>(__builtin_frame_address(0)) < t->native_limit ||
                       t->python_depth >= t->depth_limit || end > t->stack_limit ||
                       t->runtime->options.stress != 0)) {
        return enterFunctionSlow(t, function, args);
    }
    ++t->python_depth;
    Activation activation(t);
    StackMark mark(t);
    t->stack_top = end;
    uint32_t i = 0;
    for (; i < count; ++i) {
        incref(args.values[i]);
        regs[i] = args.values[i];
    }
    for (uint32_t locals = code->local_count; i < locals; ++i) regs[i] = Value::empty();
    incref(function);
    regs[kFrameFunction] = Value(function);
    regs[kFrameReturnPc] = makeReturnPc(kStubExit, code);
    regs[kFrameCaller] = Value::fromBits(0);
    regs[kFrameObject] = Value::empty();
    run(t, code->instructions, regs);
    if (KRAIT_UNLIKELY(t->hasError())) return Error{};
    return Ref::take(regs[kFrameFunction]);
}

// --- generators resumed from C++
// -------------------------------------------------------------------------

static PATH(exitYielded) {
    t->yielded = true;
    (void)pc, (void)regs, (void)table, (void)word, (void)k_int, (void)k_empty, (void)k_double;
}
static PATH(exitReturned) {
    t->yielded = false;
    (void)pc, (void)regs, (void)table, (void)word, (void)k_int, (void)k_empty, (void)k_double;
}
static constexpr GeneratorContinuation kExitContinuation = {exitYielded, exitReturned};

Ref generatorNext(Thread* t, Value v) {
    auto* g = v.as<Generator>();
    if (KRAIT_UNLIKELY(g->state > GeneratorState::kSuspended || t->python_depth >= t->depth_limit ||
                       static_cast<char*>(__builtin_frame_address(0)) < t->native_limit)) {
        Value out;
        ResumeResult how = generatorSend(t, g, Value::none(), &out);
        if (how == ResumeResult::kReturned && out.isNone()) return Ref();
        return resultOrStop(t, how, out);
    }
    ++t->python_depth;
    Activation activation(t);
    StackMark mark(t);
    incref(g);
    Value* regs = g->registers();
    setResumer(regs, kStubExit, nullptr);
    const uint64_t* pc = prepareResume(t, g, &kExitContinuation, t->stack_top);
    pc = static_cast<Opcode>(*pc & 0xffff) == Opcode::kYIELD ? deliverNone(t, regs, pc)
                                                             : deliverSent(t, g, pc, Value::none());
    run(t, pc, regs);
    decref(g);
    Value out = std::exchange(t->result, Value());
    if (KRAIT_UNLIKELY(!t->yielded || t->hasError())) {
        if (t->hasError() || out.isNone()) return Ref();
        return resultOrStop(t, ResumeResult::kReturned, out);
    }
    return Ref::take(out);
}

// --- draining a generator
// ---------------------------------------------------------------------------------

namespace {
// On the C stack while generatorDrain() runs: what t->entry points at whenever the generator runs.
struct DrainRecord : EntryRecord {
    Generator* generator;
    GeneratorSink take;
    void* state;
    Value* top;
    bool enough; // the sink wants no more
};
} // namespace

static inline bool canResume(Thread* t, const Generator* g) {
    return g->state <= GeneratorState::kSuspended && t->python_depth < t->depth_limit;
}

static PATH(drainYielded);
static constexpr GeneratorContinuation kDrainContinuation = {drainYielded, exitReturned};

// The pc to go on at, None being sent.
static inline const uint64_t* resumeToDrain(Thread* t, const DrainRecord* drain) {
    Generator* g = drain->generator;
    ++t->python_depth;
    Value* regs = g->registers();
    setResumer(regs, kStubExit, nullptr);
    const uint64_t* pc = prepareResume(t, g, &kDrainContinuation, drain->top);
    if (KRAIT_LIKELY(static_cast<Opcode>(*pc & 0xffff) == Opcode::kYIELD)) {
        return deliverNone(t, regs, pc);
    }
    return deliverSent(t, g, pc, Value::none());
}

static PATH(drainYielded) {
    auto* drain = static_cast<DrainRecord*>(t->entry);
    Value item = std::exchange(t->result, Value());
    t->entry = drain->previous;
    t->registers = drain->registers;
    t->pc = drain->pc;
    t->stack_top = drain->top;
    bool more = drain->take(t, drain->state, item);
    t->entry = drain;
    if (KRAIT_UNLIKELY(!more || !canResume(t, drain->generator))) {
        drain->enough = !more;
        t->yielded = true;
        return;
    }
    pc = resumeToDrain(t, drain);
    regs = drain->generator->registers();
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) JUMP_TO(safepoint);
    GOTO_FRESH(pc);
}

Status generatorDrain(Thread* t, Generator* g, GeneratorSink take, void* state) {
    Ref alive = Ref::share(Value(g));
    if (KRAIT_LIKELY(canResume(t, g) &&
                     static_cast<char*>(__builtin_frame_address(0)) >= t->native_limit)) {
        Activation activation(t);
        StackMark mark(t);
        DrainRecord drain;
        static_cast<EntryRecord&>(drain) = *t->entry;
        drain.generator = g;
        drain.take = take;
        drain.state = state;
        drain.top = t->stack_top;
        drain.enough = false;
        EntryRecord* ours = std::exchange(t->entry, &drain);
        const uint64_t* pc = resumeToDrain(t, &drain);
        run(t, pc, g->registers());
        t->entry = ours;
        decref(std::exchange(t->result, Value())); // what it returned
        if (t->hasError()) return Error{};
        if (!t->yielded || drain.enough) return ok();
    }
    for (;;) {
        Ref item = generatorNext(t, Value(g));
        if (item.isEmpty()) {
            if (t->hasError()) clearErrorIf(t, TypeId::kStopIteration);
            return t->hasError() ? Status(Error{}) : ok();
        }
        if (!take(t, state, item.release())) return t->hasError() ? Status(Error{}) : ok();
    }
}

ResumeResult generatorResume(Thread* t, Generator* g, Value value, Value exception, Value* out) {
    if (checkNativeStack(t, "").isError() || pushDepth(t).isError()) return ResumeResult::kRaised;
    Activation activation(t);
    StackMark mark(t);
    Ref alive = Ref::share(Value(g));
    Value* regs = g->registers();
    setResumer(regs, kStubExit, nullptr);
    bool created = g->state == GeneratorState::kCreated;
    const uint64_t* pc = prepareResume(t, g, &kExitContinuation, t->stack_top);
    if (created && !exception.isEmpty()) {
        // Raised at the function's head: no handler of its code covers that.
        (void)raiseException(t, exception);
        addTraceback(t, regs, 0);
        --t->python_depth;
        finishGeneratorWithError(t, g, false);
    } else if (!exception.isEmpty()) {
        // Python: its context is what the generator itself is handling; who throws doesn't count.
        if (t->handled.isEmpty()) {
            decref(std::exchange(t->exception, Ref::share(exception).release()));
        } else {
            (void)raiseException(t, exception);
        }
        unwind(pc, regs, t, static_cast<const HandlerTable*>(t->table), *pc, HCONSTANTS);
    } else {
        run(t, deliverSent(t, g, pc, Ref::share(value).release()), regs);
    }
    if (t->hasError()) return ResumeResult::kRaised;
    *out = std::exchange(t->result, Value());
    return t->yielded ? ResumeResult::kYielded : ResumeResult::kReturned;
}

// Releases what the instruction at `pc` would have consumed, which an exception keeps from running.
void dropOperands(Value* regs, const uint64_t* pc) {
    Instr instr{*pc};
    uint64_t extra = instrWords(instr) > 1 ? pc[1] : 0;
    forEachConsumed(instr, extra, [&](unsigned i) {
        if (isTemp(regs, static_cast<uint16_t>(i))) decref(std::exchange(regs[i], Value()));
    });
}

// --- safepoints
// --------------------------------------------------------------------------------------------

PATH(safepoint) {
    publish(t, pc, regs);
    if (!serveBreaker(t, mayBeReplaced(pc))) {
        dropOperands(regs, pc);
        RAISE_();
    }
    table = static_cast<const HandlerTable*>(t->table);
    GOTO_FRESH(pc);
}

PATH(safepointAfterCall) {
    publish(t, pc, regs);
    if (!serveBreaker(t)) {
        decref(std::exchange(regs[A_], Value()));
        RAISE_();
    }
    table = static_cast<const HandlerTable*>(t->table);
    GOTO_FRESH(pc + instrWords(Instr{word}));
}

// --- unwinding
// ---------------------------------------------------------------------------------------------

// Releases the live temporaries at that point numbered `level` and above.
static void releaseTemporaries(const UnwindPoint& point, Value* regs, uint32_t level) {
    for (const LiveRange& range : *point.live) {
        for (uint32_t i = range.first; i < uint32_t{range.first} + range.count; ++i) {
            if (i < level) continue;
            decref(std::exchange(regs[i], Value()));
        }
    }
}

// Finds who handles t->exception, starting at the instruction that contains pc. Frames without a
// handler end here: their registers are released, or moved to their frame object when a traceback
// keeps it.
//
// The frame that was called and is gone: where its caller stands, by its return address. False: C++
// called it.
static bool returnToCaller(Thread* t, Value* gone, const uint64_t** pc, Value** regs) {
    const uint64_t* return_pc = frameReturnPc(gone);
    Value* caller = frameCaller(gone);
    Value* window = gone - kCallHeader;
    if (return_pc == kStubExit) return false;
    if (return_pc == kStubInit) {
        // [instance][pc of the call] lie before the window.
        *pc = reinterpret_cast<const uint64_t*>(window[-1].bits());
        decref(window[-2]);
    } else if (return_pc == kStubResult) {
        *pc = reinterpret_cast<const uint64_t*>(window[-1].bits());
        releaseStubState(window);
        if (keepsOperands(*pc)) dropOperands(caller, *pc);
    } else if (return_pc == kStubChunk) {
        *pc = reinterpret_cast<const uint64_t*>(window[-1].bits());
        leaveChunk(t, window);
    } else {
        *pc = return_pc - 1; // a word of the call
    }
    *regs = caller;
    return true;
}

static PATH(unwindLoop);

PATH(raiseAtReturn) {
    if (!returnToCaller(t, t->returned, &pc, &regs)) return;
    JUMP_TO(unwind);
}

PATH(unwind) {
    publish(t, pc, regs);
    addTraceback(t, regs, static_cast<uint32_t>(pc - frameFunction(regs)->code->instructions));
    if (KRAIT_UNLIKELY(t->instrumented != 0)) instrumentRaised(t, pc, regs);
    JUMP_TO(unwindLoop);
}

PATH(unwindAgain) {
    if (KRAIT_UNLIKELY(t->instrumented != 0)) instrumentReraised(t, pc, regs);
    JUMP_TO(unwindLoop);
}

static PATH(unwindLoop) {
    KRAIT_ASSERT(t->hasError());
    for (;;) {
        Function* function = frameFunction(regs);
        Code* code = function->code;
        auto offset = static_cast<uint32_t>(pc - code->instructions);
        publish(t, pc, regs);
        UnwindPoint point = codeUnwindPoint(t, code, offset);
        const HandlerEntry* handler = point.handler;
        // A thread that is being ended has nothing to say in it.
        if (KRAIT_UNLIKELY(t->instrumented & kInstrumentStop) && mustStop(t)) handler = nullptr;
        if (handler) {
            if (point.releases) releaseTemporaries(point, regs, handler->level);
            if (KRAIT_UNLIKELY(t->instrumented != 0)) {
                instrumentHandled(t, pc, regs, code->instructions + handler->target);
            }
            regs[handler->exception] = std::exchange(t->exception, Value());
            GOTO_FRESH(code->instructions + handler->target);
        }
        if (point.releases || point.handler) releaseTemporaries(point, regs, 0);
        if (KRAIT_UNLIKELY(t->instrumented != 0)) instrumentUnwound(t, pc, regs);
        --t->python_depth;
        if (code->is_generator) {
            // Its window stays in the object; the caller's instruction is resumed at by its pc
            // itself.
            const uint64_t* resumed_at = frameReturnPc(regs);
            Value* caller = frameCaller(regs);
            endRaisingFrame(t, regs, pc);
            finishGeneratorWithError(t, Generator::of(regs), true);
            if (resumed_at == kStubExit) {
                recordNativeCaller(t);
                return;
            }
            pc = resumed_at;
            regs = caller;
        } else {
            endRaisingFrame(t, regs, pc);
            bool computing = frameReturnPc(regs) == kStubResult;
            if (!returnToCaller(t, regs, &pc, &regs)) {
                recordNativeCaller(t);
                return;
            }
            if (computing && endsLoop(pc) && clearErrorIf(t, TypeId::kStopIteration)) {
                // __next__ has no more: the loop falls through.
                word = *pc;
                publish(t, pc, regs);
                decref(regs[B_]);
                NEXT_FRESH(3);
            }
        }
        publish(t, pc, regs);
        addTraceback(t, regs, static_cast<uint32_t>(pc - frameFunction(regs)->code->instructions));
        if (KRAIT_UNLIKELY(t->instrumented != 0)) instrumentRaised(t, pc, regs);
    }
}

} // namespace krait
