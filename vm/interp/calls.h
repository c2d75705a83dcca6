// What the handler families share about calls and generators. Interpreter-internal.
#pragma once

#include "vm/interp/dispatch.h"
#include "vm/runtime/frames.h"

namespace krait {

extern const uint64_t kStubExit[1], kStubResult[1], kStubInit[1], kStubChunk[1];

// Enters `function`, whose arguments lie bound in `callee[0..argument_count)`, from this frame; the
// window's callable slot already owns the function. `return_pc` is where the result is expected.
inline const uint64_t* pushFrame(Thread* t, Function* function, Value* callee,
                                 const uint64_t* return_pc, Value* caller,
                                 uint32_t argument_count) {
    Code* code = function->code;
    callee[kFrameReturnPc] = makeReturnPc(return_pc, code);
    callee[kFrameCaller] = Value::fromBits(reinterpret_cast<uint64_t>(caller));
    callee[kFrameObject] = Value::empty();
    for (uint32_t i = argument_count; i < code->local_count; ++i) callee[i] = Value::empty();
    return code->instructions;
}

// A call with arguments of any form. window[0] owns the callable, values from window[kCallHeader]
// own the arguments (those named last); all are consumed. Returns the callee's registers to run
// (pushed, at *pc), or null: then the call is done and window[0] is its result, or an exception is
// set and window[0] is dead. Stack chunk: a Python callee may be entered out of line, with
// STUB_CHUNK as its return; `call_pc` is the calling instruction and `return_pc` the one after it.
Value* beginCall(Thread* t, Value* window, uint32_t count, Value names, const uint64_t* call_pc,
                 const uint64_t* return_pc, Value* caller, bool out_of_line, const uint64_t** pc);

// How the `count` values at `callee`, the last of them named, became `f`'s parameters.
enum class Binding : uint8_t {
    kBound,
    kGeneral, // not yet: they are where they were, for bindFunctionArguments
    kFailed,  // no memory: the exception is set, they are released
};
Binding bindInPlace(Thread* t, Function* f, Value* callee, uint32_t count, Value names);

// A frame that computes for the instruction at `pc`: calls `function` with borrowed values on top
// of the frame, its result to be taken by STUB_RESULT. `state` is an owned Value the stub gets
// (EMPTY: none). Null if it cannot be entered this way (use call()).
Value* beginStubCall(Thread* t, Value* regs, const uint64_t* pc, Function* function,
                     const Value* values, uint32_t count, Value state, const uint64_t** callee_pc);
inline void releaseStubState(Value* window) {
    decref(window[-2]);
}

// --- generators
// --------------------------------------------------------------------------------------------
// The header of a generator's window keeps its local count from one resume to the next.
inline void setResumer(Value* registers, const uint64_t* return_pc, const Value* caller) {
    constexpr uint64_t kLocalCount = uint64_t{0xffff} << 48;
    registers[kFrameReturnPc] = Value::fromBits((registers[kFrameReturnPc].bits() & kLocalCount) |
                                                reinterpret_cast<uint64_t>(return_pc));
    registers[kFrameCaller] = Value::fromBits(reinterpret_cast<uint64_t>(caller));
}
// Sends None to a generator suspended at `at`, a YIELD whose destination is a temporary, hence
// dead. The value of an expression statement is not stored to be dropped, but when instructions are
// being watched. Gives the pc to go on at.
inline const uint64_t* deliverNone(const Thread* t, Value* registers, const uint64_t* at) {
    constexpr uint64_t kOperand = 0xffff0000;
    uint64_t yield = *at;
    if (static_cast<uint32_t>(at[1]) ==
            ((yield & kOperand) | static_cast<uint64_t>(Opcode::kPOP)) &&
        t->instrumented == 0) {
        return at + 2;
    }
    registers[static_cast<uint16_t>(yield >> 16)] = Value::none();
    return at + 1;
}
// Makes g the running generator, its calls' windows beginning at `top`. Gives the pc it was
// suspended at.
inline const uint64_t* prepareResume(Thread* t, Generator* g,
                                     const GeneratorContinuation* continuation, Value* top) {
    g->state = GeneratorState::kRunning;
    g->continuation = continuation;
    g->stack_top = top;
    g->outer_handled = t->handled;
    t->handled = std::exchange(g->handled, Value());
    g->outer = t->generator;
    t->generator = g;
    return g->resume_pc;
}
// The reverse, on suspension and at the end.
inline void leaveGenerator(Thread* t, Generator* g) {
    g->handled = t->handled;
    t->handled = std::exchange(g->outer_handled, Value());
    t->generator = g->outer;
}
// Stores a sent value (owned) in the destination of the YIELD at pc, and gives the pc to go on at.
// A generator that has not begun goes on at pc itself, and the value is dropped.
const uint64_t* deliverSent(Thread* t, Generator* g, const uint64_t* pc, Value value);
// An exception leaves the generator: it is finished. StopIteration becomes RuntimeError, but if it
// was thrown into a generator that had not begun.
void finishGeneratorWithError(Thread* t, Generator* g, bool begun);
// CALL of a generator function, in w, with t->call_count arguments that are its first registers as
// they are: the object is made without a frame.
PATH(callGenerator);
// Whether a call can go there: nobody is told of the frame that is not made.
inline bool makesGenerator(Thread* t, const Code* code, uint32_t count, const HandlerTable* table) {
    return code->is_generator && code->direct_count == count && table == &kPlainTable &&
           t->coroutine_origin_depth == 0 && t->python_depth < t->depth_limit;
}

} // namespace krait
