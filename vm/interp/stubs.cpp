// Frames that compute for an instruction other than a call, and the breaker.
//
// Layout of a stub call on top of the frame: [state][pc of the instruction][window ...].
// STUB_RESULT finds the instruction by that pc and finishes it: the destination gets the value that
// the frame returned.
#include "vm/interp/calls.h"
#include "vm/runtime/args.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/signals.h"
#include "vm/threads/threads.h"

namespace krait {

Value* beginStubCall(Thread* t, Value* regs, const uint64_t* pc, Function* function,
                     const Value* values, uint32_t count, Value state, const uint64_t** callee_pc) {
    Code* code = function->code;
    Value* base = t->stack_top;
    Value* window = base + 2;
    Value* callee = window + kCallHeader;
    if (code->is_generator || callee + code->register_count > t->stack_limit ||
        t->python_depth >= t->depth_limit) {
        decref(state);
        return nullptr;
    }
    if (KRAIT_LIKELY(code->direct_count == count)) {
        for (uint32_t i = 0; i < count; ++i) {
            incref(values[i]);
            callee[i] = values[i];
        }
    } else {
        t->stack_top = callee + code->register_count;
        bool failed =
            bindFunctionArguments(t, function, {values, count, Value()}, callee).isError();
        t->stack_top = base;
        if (failed) {
            clearError(t); // the call from C++ words it again
            decref(state);
            return nullptr;
        }
    }
    ++t->python_depth;
    base[0] = state;
    base[1] = Value::fromBits(reinterpret_cast<uint64_t>(pc));
    incref(function);
    window[0] = Value(function);
    *callee_pc = pushFrame(t, function, callee, kStubResult, regs, code->argument_count);
    return callee;
}

bool serveBreaker(Thread* t, bool exceptions) {
    uint32_t bits = t->breaker.load(std::memory_order_acquire);
    // One cause a visit; those that raise last.
    if (bits & kBreakGilDrop) {
        gilOf(t)->dropAtSafepoint(t);
        return true;
    }
    if (bits & kBreakTable) {
        t->breaker.fetch_and(~static_cast<uint32_t>(kBreakTable));
        return true;
    }
    if (bits & kBreakFinalizers) {
        t->breaker.fetch_and(~static_cast<uint32_t>(kBreakFinalizers));
        return true;
    }
    if (bits & kBreakGc) {
        t->breaker.fetch_and(~static_cast<uint32_t>(kBreakGc));
        gcAtSafepoint(t);
        return true;
    }
    // Never while a finaliser runs.
    if (!exceptions || t->record->masked != 0 || t->deallocation_depth != 0) return true;
    if (bits & kBreakSignal) {
        t->breaker.fetch_and(~static_cast<uint32_t>(kBreakSignal));
        return !signalsServe(t).isError();
    }
    if (bits & kBreakAsyncException) {
        t->breaker.fetch_and(~static_cast<uint32_t>(kBreakAsyncException));
        if (!t->async_exception.isEmpty()) {
            t->record->wait_ends = false;
            t->exception = std::exchange(t->async_exception, Value());
            return false;
        }
    }
    t->breaker.fetch_and(~static_cast<uint32_t>(kBreakBudget | kBreakStop));
    return !((bits & kBreakStop) && checkStop(t).isError());
}

} // namespace krait
