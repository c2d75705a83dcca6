// The shape of an instruction handler, and the vocabulary in which handlers are written.
//
// A handler is a function that ends in a tail call to the next one. Its arguments live in
// registers: the first four survive C calls (preserve_none keeps them in callee-saved registers),
// then the instruction word, already loaded, and three constants. Rules:
//   1. No fast path makes a C call: slow paths are separate functions reached by a tail call, so
//   that the fast path
//      saves no registers.
//   2. A slow path first calls publish(), so that errors, tracebacks and calls from C++ find the
//   frame.
//   3. No object with a destructor is alive at a tail call: scope Refs, or release() them.
//   4. A consumed operand is released by the instruction, also when it raises. Whether register i
//   is a temporary is
//      told by isTemp(): the frame's local count lies in the high bits of the header's return pc.
//   5. Store first, then release the old value; a release that reaches zero is a tail call to
//   releaseNext.
#pragma once

#include "vm/bytecode/opcode.h"
#include "vm/objects/generator.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/thread.h"

namespace krait {

#define KRAIT_HANDLER_CC __attribute__((preserve_none))
#define KRAIT_MUSTTAIL [[clang::musttail]]

struct HandlerTable;
#define HARGS                                                                                      \
    const uint64_t *pc, Value *regs, Thread *t, const HandlerTable *table, uint64_t word,          \
        uint64_t k_int, uint64_t k_empty, uint64_t k_double
#define HPASS pc, regs, t, table, word, k_int, k_empty, k_double
#define HCONSTANTS Value::kIntTag, Value::kEmptyWord, Value::kDoubleOffset

using Handler = KRAIT_HANDLER_CC void (*)(HARGS);
struct HandlerTable {
    Handler handlers[kOpcodeCount];
};
extern const HandlerTable kPlainTable;
// Reports (instrument.cpp), then goes on as the plain one.
extern const HandlerTable kInstrumentedTable;

#define OP(name, a, b, c, extra, flags, doc) KRAIT_HANDLER_CC void op_##name(HARGS);
#include "vm/bytecode/opcodes.def"

#define HANDLER(name) KRAIT_HANDLER_CC void op_##name(HARGS)
// A function with a handler's arguments that is no opcode.
#define PATH(name) KRAIT_HANDLER_CC void name(HARGS)
#define SLOW_PATH(name) [[gnu::noinline]] static KRAIT_HANDLER_CC void name(HARGS)
#define JUMP_TO(path) KRAIT_MUSTTAIL return path(HPASS)

// Both forms of an opcode with a destination; the body knows kLocal.
#define DHANDLER(name)                                                                             \
    template <bool kLocal>                                                                         \
    [[gnu::always_inline]] static inline KRAIT_HANDLER_CC void form_##name(HARGS);                 \
    HANDLER(name) {                                                                                \
        KRAIT_MUSTTAIL return form_##name<false>(HPASS);                                           \
    }                                                                                              \
    HANDLER(name##_L) {                                                                            \
        KRAIT_MUSTTAIL return form_##name<true>(HPASS);                                            \
    }                                                                                              \
    template <bool kLocal>                                                                         \
    [[gnu::always_inline]] static inline KRAIT_HANDLER_CC void form_##name(HARGS)
// A slow path that knows the form.
#define DSLOW_PATH(name)                                                                           \
    template <bool kLocal>                                                                         \
    [[gnu::noinline]] static KRAIT_HANDLER_CC void name(HARGS)

// Operands.
#define A_ (static_cast<uint16_t>(word >> 16))
#define B_ (static_cast<uint16_t>(word >> 32))
#define C_ (static_cast<uint16_t>(word >> 48))
#define SB_ (static_cast<int16_t>(word >> 32))
#define SC_ (static_cast<int16_t>(static_cast<int64_t>(word) >> 48))
#define SBC_ (static_cast<int32_t>(static_cast<int64_t>(word) >> 32))

// Goes on with the instruction at `target`.
#define GOTO(target)                                                                               \
    do {                                                                                           \
        const uint64_t* next_pc_ = (target);                                                       \
        uint64_t next_word_ = *next_pc_;                                                           \
        KRAIT_MUSTTAIL return table->handlers[next_word_ & 0xffff](                                \
            next_pc_, regs, t, table, next_word_, k_int, k_empty, k_double);                       \
    } while (0)
// Past this instruction of n words.
#define NEXT(n) GOTO(pc + (n))
// The same from a slow path, where the constants are better made anew than kept over calls.
#define GOTO_FRESH(target)                                                                         \
    do {                                                                                           \
        const uint64_t* next_pc_ = (target);                                                       \
        uint64_t next_word_ = *next_pc_;                                                           \
        KRAIT_MUSTTAIL return table->handlers[next_word_ & 0xffff](next_pc_, regs, t, table,       \
                                                                   next_word_, HCONSTANTS);        \
    } while (0)
#define NEXT_FRESH(n) GOTO_FRESH(pc + (n))
#define RAISE_() KRAIT_MUSTTAIL return unwind(pc, regs, t, table, word, HCONSTANTS)

#define IS_OBJECT(v) ((v).bits() < k_empty)

inline uint16_t frameLocalCount(const Value* regs) {
    return static_cast<uint16_t>(regs[kFrameReturnPc].bits() >> 48);
}
// Registers from the local count on are temporaries.
inline bool isTemp(const Value* regs, uint16_t index) {
    return index >= frameLocalCount(regs);
}
inline const uint64_t* frameReturnPc(const Value* regs) {
    return reinterpret_cast<const uint64_t*>(regs[kFrameReturnPc].bits() << 16 >> 16);
}
inline Value makeReturnPc(const uint64_t* pc, const Code* code) {
    return Value::fromBits(reinterpret_cast<uint64_t>(pc) | uint64_t{code->local_count} << 48);
}
inline Value* frameCaller(const Value* regs) {
    return reinterpret_cast<Value*>(regs[kFrameCaller].bits());
}
// Where windows of calls made by this frame (other than in its own temporaries) begin.
inline Value* frameTop(Value* regs) {
    Code* code = frameFunction(regs)->code;
    return code->is_generator ? Generator::of(regs)->stack_top : regs + code->register_count;
}

// Makes the frame known to C++ code. Every slow path begins with it.
inline void publish(Thread* t, const uint64_t* pc, Value* regs) {
    t->pc = pc;
    t->registers = regs;
    t->stack_top = frameTop(regs);
}

// Releases a consumed operand.
inline void consume(Value* regs, uint16_t index) {
    if (isTemp(regs, index)) decref(regs[index]);
}

// Stores an owned value; when that was the last reference to a local's old value, a slow path goes
// on.
#define STORE_NEXT(value, n)                                                                       \
    do {                                                                                           \
        if constexpr (kLocal) {                                                                    \
            Value old_ = regs[A_];                                                                 \
            regs[A_] = (value);                                                                    \
            if (IS_OBJECT(old_) && --old_.object()->refcount == 0) {                               \
                t->scratch = old_.object();                                                        \
                KRAIT_MUSTTAIL return releaseNext<n>(HPASS);                                       \
            }                                                                                      \
        } else {                                                                                   \
            regs[A_] = (value);                                                                    \
        }                                                                                          \
        NEXT(n);                                                                                   \
    } while (0)
// In slow paths.
template <bool kLocal>
inline void storeSlow(Value* regs, uint16_t a, Value value) {
    if constexpr (kLocal) {
        Value old = regs[a];
        regs[a] = value;
        decref(old);
    } else {
        regs[a] = value;
    }
}

// Deallocates t->scratch and goes on after this instruction of n words.
template <int n>
[[gnu::noinline]] KRAIT_HANDLER_CC void releaseNext(HARGS) {
    publish(t, pc, regs);
    deallocate(t->scratch);
    NEXT_FRESH(n);
}

// t->exception is set; finds the handler, here or in a caller, or leaves the interpreter.
PATH(unwind);
// The same without a new traceback entry for this frame: the exception is raised again.
PATH(unwindAgain);
// t->exception is set by a frame that is gone, its window at t->returned: goes on at the
// instruction that called it.
PATH(raiseAtReturn);
// Serves the breaker, then goes on with the instruction at pc.
PATH(safepoint);
// The same after the call at pc, whose result lies in its window: what is raised is raised by the
// call, so that a block which the call ends still handles it.
PATH(safepointAfterCall);

// What takes the next value (in t->result) of a generator that an instruction resumed, or its end.
// Runs with pc at that instruction, in the frame that resumed.
struct GeneratorContinuation {
    Handler yielded, returned;
};

// Runs `function` from C++ on a window at t->stack_top.
Ref enterFunction(Thread* t, Function* function, const CallArgs& args);
// Serves one cause of the breaker; false if it raised. Without `exceptions` signals and async
// exceptions are left for later.
bool serveBreaker(Thread* t, bool exceptions = true);

// Whether the instruction begins to leave a with-block: nothing may be raised in its place.
inline bool leavesWith(const uint64_t* pc) {
    auto isExcept = [](uint64_t word) {
        Opcode op = plainForm(Instr{word}.op());
        return op == Opcode::kWITH_EXCEPT || op == Opcode::kASYNC_WITH_EXCEPT;
    };
    Opcode op = plainForm(Instr{*pc}.op());
    return op == Opcode::kWITH_EXIT || op == Opcode::kASYNC_WITH_EXIT || isExcept(*pc) ||
           (op == Opcode::kENTER_HANDLER && isExcept(pc[1]));
}
// Whether an exception may be raised in the place of the instruction at pc. A handled exception
// must be put down: LEAVE_HANDLER, and a POP before it, are not covered by the handler's own
// region.
inline bool mayBeReplaced(const uint64_t* pc) {
    Opcode op = Instr{*pc}.op();
    if (op == Opcode::kPOP) op = Instr{pc[1]}.op();
    return op != Opcode::kLEAVE_HANDLER && !leavesWith(pc);
}

} // namespace krait
