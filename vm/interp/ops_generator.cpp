// Generators and coroutines: calling, yielding, finishing, delegation.
//
// A generator is resumed in place: its window lies in the object, and its header says where to go
// on when it yields (GeneratorContinuation) and at which instruction of which frame. FOR_ITER and
// SEND resume without a C frame. The plain call of a generator function makes the object at once,
// with no frame before it; RETURN_GENERATOR makes it of the frame that any other call has entered.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/awaitable.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/generator_ops.h"

namespace krait {

// --- inside a generator
// --------------------------------------------------------------------------------

DHANDLER(YIELD) {
    Value v = regs[B_];
    if (IS_OBJECT(v) && !isTemp(regs, B_)) ++v.object()->refcount;
    Generator* g = Generator::of(regs);
    g->state = GeneratorState::kSuspended;
    g->resume_pc = pc;
    t->result = v;
    leaveGenerator(t, g);
    --t->python_depth;
    Handler continuation = g->continuation->yielded;
    pc = frameReturnPc(regs);
    regs = frameCaller(regs);
    word = *pc; // kStubExit is a valid word
    KRAIT_MUSTTAIL return continuation(HPASS);
}

// Ends the generator: t->result is the value it returns. What a return finds to be out of the
// ordinary comes here: a local that dies, a frame object, a handled exception.
SLOW_PATH(finishGenerator) {
    publish(t, pc, regs);
    Generator* g = Generator::of(regs);
    const uint64_t* return_pc = frameReturnPc(regs);
    Value* caller = frameCaller(regs);
    Value value = std::exchange(t->result, Value());
    g->state = GeneratorState::kFinished;
    Handler continuation = g->continuation->returned;
    endGeneratorFrame(t, g);
    leaveGenerator(t, g);
    decref(std::exchange(g->handled, Value()));
    --t->python_depth;
    t->result = value;
    pc = return_pc;
    regs = caller;
    word = *pc;
    KRAIT_MUSTTAIL return continuation(pc, regs, t, table, word, HCONSTANTS);
}

#define FINISH_BODY(value)                                                                         \
    Value v = (value);                                                                             \
    t->result = v;                                                                                 \
    uint64_t header = regs[kFrameReturnPc].bits();                                                 \
    if (KRAIT_UNLIKELY(IS_OBJECT(t->handled))) JUMP_TO(finishGenerator);                           \
    for (Value* local = regs, *end = regs + (header >> 48); local < end; ++local) {                \
        Value old = *local;                                                                        \
        if (IS_OBJECT(old)) {                                                                      \
            if (old.object()->refcount == 1) JUMP_TO(finishGenerator);                             \
            --old.object()->refcount;                                                              \
            *local = Value::fromBits(k_empty);                                                     \
        }                                                                                          \
    }                                                                                              \
    Generator* g = Generator::of(regs);                                                            \
    g->state = GeneratorState::kFinished;                                                          \
    t->handled = g->outer_handled;                                                                 \
    g->outer_handled = Value::fromBits(k_empty);                                                   \
    t->generator = g->outer;                                                                       \
    --t->python_depth;                                                                             \
    Handler continuation = g->continuation->returned;                                              \
    pc = reinterpret_cast<const uint64_t*>(header << 16 >> 16);                                    \
    regs = frameCaller(regs);                                                                      \
    word = *pc;                                                                                    \
    KRAIT_MUSTTAIL return continuation(HPASS);

// A frame that a frame object shows keeps its locals, the returned one too.
SLOW_PATH(finishObserved) {
    Value v = regs[A_];
    if (!isTemp(regs, A_)) incref(v);
    t->result = v;
    JUMP_TO(finishGenerator);
}
HANDLER(RETURN_G) {
    if (KRAIT_UNLIKELY(regs[kFrameObject].bits() != k_empty)) JUMP_TO(finishObserved);
    Value taken = regs[A_];
    if (!isTemp(regs, A_)) regs[A_] = Value::fromBits(k_empty);
    FINISH_BODY(taken)
}
HANDLER(RETURN_CONST_G) {
    Value constant = *reinterpret_cast<const Value*>(pc + SBC_);
    if (IS_OBJECT(constant)) ++constant.object()->refcount;
    if (KRAIT_UNLIKELY(regs[kFrameObject].bits() != k_empty)) {
        t->result = constant;
        JUMP_TO(finishGenerator);
    }
    FINISH_BODY(constant)
}

// --- making generators
// --------------------------------------------------------------------------------

SLOW_PATH(callGeneratorFailed) {
    publish(t, pc, regs);
    Value* window = regs + A_;
    (void)raiseNoMemory(t);
    for (uint32_t i = 0; i < t->call_count; ++i) decref(window[kCallHeader + i]);
    decref(window[0]);
    RAISE_();
}

PATH(callGenerator) {
    Value* window = regs + A_;
    auto* function = window[0].as<Function>();
    Code* code = function->code;
    uint32_t count = t->call_count;
    TypeId id = code->flags & kCodeCoroutine        ? TypeId::kCoroutine
                : code->flags & kCodeAsyncGenerator ? TypeId::kAsyncGenerator
                                                    : TypeId::kGenerator;
    size_t size = sizeof(Generator) + (kCallHeader + size_t{code->register_count}) * sizeof(Value);
    auto* g = static_cast<Generator*>(t->heap->allocate(size, CellUse::kContainer));
    if (KRAIT_UNLIKELY(!g)) JUMP_TO(callGeneratorFailed);
    g->refcount = 1;
    g->kind = static_cast<uint8_t>(id);
    g->gc_state = 0;
    g->flags = kFlagTracked;
    g->shape = t->type(id)->root_shape;
    incref(function->name);
    incref(function->qualified_name);
    g->name = function->name;
    g->qualified_name = function->qualified_name;
    g->state = GeneratorState::kCreated;
    g->running_async = g->hooks_done = g->closed = false;
    g->resume_unreported = true;
    g->register_count = code->register_count;
    g->resume_pc = code->instructions;
    g->continuation = nullptr;
    g->stack_top = nullptr;
    g->outer = nullptr;
    g->handled = g->outer_handled = g->origin = g->finalizer = Value();
    Value* inner = g->registers();
    inner[kFrameFunction] = Value(function);
    inner[kFrameReturnPc] = makeReturnPc(nullptr, code);
    inner[kFrameObject] = Value();
    uint32_t i = 0;
    // Word by word: they were stored so just now, and wider loads would wait for that.
    for (; i < count; ++i) {
        uint64_t bits = window[kCallHeader + i].bits();
        asm("" : "+r"(bits));
        inner[i] = Value::fromBits(bits);
    }
    for (uint32_t locals = code->local_count; i < locals; ++i) inner[i] = Value();
    window[0] = Value(g);
    gcCountAllocation(t, g, size);
    NEXT_FRESH(3);
}

HANDLER(RETURN_GENERATOR) {
    // The frame is on the stack still: frameTop() does not hold yet.
    t->pc = pc;
    t->registers = regs;
    t->stack_top = regs + frameFunction(regs)->code->register_count;
    const uint64_t* return_pc = frameReturnPc(regs);
    Value* caller = frameCaller(regs);
    Value made = generatorFromFrame(t, regs).release();
    if (made.isEmpty()) {
        // generatorFromFrame has released the registers; the call raises.
        --t->python_depth;
        regs[kFrameFunction] = Value::empty();
        t->returned = regs;
        KRAIT_MUSTTAIL return raiseAtReturn(HPASS);
    }
    made.as<Generator>()->resume_pc = pc;
    regs[kFrameFunction] = made;
    t->returned = regs;
    --t->python_depth;
    regs = caller;
    GOTO_FRESH(return_pc);
}

const uint64_t* deliverSent(Thread* t, Generator* g, const uint64_t* pc, Value value) {
    auto op = static_cast<Opcode>(*pc & 0xffff);
    if (op == Opcode::kRETURN_GENERATOR) { // not begun; the next instruction may be a YIELD itself
        decref(value);
        return pc + 1;
    }
    if (op != Opcode::kYIELD && op != Opcode::kYIELD_L) {
        decref(value);
        return pc;
    }
    auto destination = static_cast<uint16_t>(*pc >> 16);
    Value old = std::exchange(g->registers()[destination], value);
    if (op == Opcode::kYIELD_L) decref(old);
    return pc + 1;
}

// --- delegation
// --------------------------------------------------------------------------------

#define UNARY_ITER(name, expr)                                                                     \
    DHANDLER(name) {                                                                               \
        publish(t, pc, regs);                                                                      \
        Value v = (expr).release();                                                                \
        consume(regs, B_);                                                                         \
        if (v.isEmpty()) RAISE_();                                                                 \
        storeSlow<kLocal>(regs, A_, v);                                                            \
        NEXT_FRESH(1);                                                                             \
    }
UNARY_ITER(GET_YIELD_FROM_ITER, yieldFromIter(t, regs[B_], frameFunction(regs)->code->flags))
DSLOW_PATH(getAwaitable) {
    publish(t, pc, regs);
    Value v = awaitableIter(t, regs[B_], C_).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(GET_AWAITABLE) {
    // The reference to a coroutine that nobody can be awaiting moves, or is shared.
    if (Value given = regs[B_];
        isKind(given, TypeId::kCoroutine) &&
        KRAIT_LIKELY(given.as<Generator>()->state == GeneratorState::kCreated)) {
        if (!isTemp(regs, B_)) ++given.object()->refcount;
        STORE_NEXT(given, 1);
    }
    JUMP_TO(getAwaitable<kLocal>);
}
UNARY_ITER(GET_AITER, asyncIter(t, regs[B_]))
UNARY_ITER(ASYNC_GEN_WRAP, asyncGenWrap(t, regs[B_]))

DHANDLER(GET_ANEXT) {
    publish(t, pc, regs);
    Value v = asyncNext(t, regs[B_]).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// SEND: w the iterator, w+1 the value; a value it gives replaces w+1, its result replaces w.
static PATH(sendYielded) {
    regs[A_ + 1] = t->result;
    t->result = Value::fromBits(k_empty);
    NEXT(1);
}
SLOW_PATH(sendRelease) {
    publish(t, pc, regs);
    generatorRelease(t, static_cast<Generator*>(t->scratch));
    GOTO_FRESH(pc + 1 + SBC_);
}
static PATH(sendReturned) {
    Object* finished = regs[A_].object();
    regs[A_] = t->result;
    t->result = Value::fromBits(k_empty);
    if (KRAIT_LIKELY(--finished->refcount == 0)) {
        t->scratch = finished;
        JUMP_TO(sendRelease);
    }
    GOTO(pc + 1 + SBC_);
}
static constexpr GeneratorContinuation kSend = {sendYielded, sendReturned};

SLOW_PATH(sendAny) {
    publish(t, pc, regs);
    Value* w = regs + A_;
    Value result;
    ResumeResult how = sendTo(t, w[0], w[1], &result);
    decref(w[1]);
    if (how == ResumeResult::kYielded) {
        w[1] = result;
        NEXT_FRESH(1);
    }
    if (how == ResumeResult::kRaised) RAISE_(); // the iterator stays alive
    decref(std::exchange(w[0], result));
    GOTO_FRESH(pc + 1 + SBC_);
}

// The frame of a SEND is itself a generator's: its calls' windows begin where that one's do.
HANDLER(SEND) {
    Value iterator = regs[A_];
    Value sent = regs[A_ + 1];
    bool generator = isKind(iterator, TypeId::kGenerator) || isKind(iterator, TypeId::kCoroutine);
    if (!generator) JUMP_TO(sendAny);
    auto* g = iterator.as<Generator>();
    bool created = g->state == GeneratorState::kCreated;
    uint64_t yield = *g->resume_pc;
    auto op = static_cast<Opcode>(yield & 0xffff);
    if (KRAIT_UNLIKELY(
            g->state > GeneratorState::kSuspended || t->python_depth >= t->depth_limit ||
            (created ? !sent.isNone() : op != Opcode::kYIELD && op != Opcode::kYIELD_L))) {
        JUMP_TO(sendAny);
    }
    ++t->python_depth;
    Value* inner = g->registers();
    setResumer(inner, pc, regs);
    pc = prepareResume(t, g, &kSend, Generator::of(regs)->stack_top) + 1;
    regs = inner;
    if (!created) {
        auto destination = static_cast<uint16_t>(yield >> 16);
        Value old = inner[destination];
        inner[destination] = sent; // the reference moves
        if (op == Opcode::kYIELD_L && IS_OBJECT(old) && --old.object()->refcount == 0) {
            t->scratch = old.object();
            JUMP_TO(releaseNext<0>);
        }
    }
    GOTO(pc);
}

HANDLER(SEND_THROW) {
    publish(t, pc, regs);
    Value* w = regs + A_;
    Value result;
    Value exception = w[1];
    // The exception goes on into the delegate, and passes this frame on its way out: its coming in
    // is no part of its way.
    if (Value first = exceptionTraceback(t, exception); !first.isEmpty()) {
        auto* entry = first.as<Traceback>();
        if (entry->frame == regs[kFrameObject]) setExceptionTraceback(t, exception, entry->next);
    }
    Value arguments;
    if (Generator* g = Generator::of(regs); !isKind(Value(g), TypeId::kAsyncGenerator)) {
        arguments = std::exchange(g->finalizer, Value());
    }
    ResumeResult how = throwInto(t, w[0], exception, arguments, &result);
    decref(arguments);
    decref(exception);
    if (how == ResumeResult::kYielded) {
        w[1] = result;
        NEXT_FRESH(1);
    }
    Value delegate = w[0];
    if (how == ResumeResult::kRaised) RAISE_();
    w[0] = result;
    decref(delegate);
    GOTO_FRESH(pc + 1 + SBC_);
}

HANDLER(END_ASYNC_FOR) {
    publish(t, pc, regs);
    Value exception = regs[A_];
    Value iterator = regs[B_];
    if (exceptionIs(t, exception, TypeId::kStopAsyncIteration)) {
        decref(exception);
        decref(iterator);
        GOTO_FRESH(pc + 2 + static_cast<int32_t>(pc[1]));
    }
    t->exception = exception;
    decref(iterator);
    KRAIT_MUSTTAIL return unwindAgain(pc, regs, t, table, word, HCONSTANTS);
}

} // namespace krait
