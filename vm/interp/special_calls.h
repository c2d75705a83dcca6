// Special methods written in Python, entered without a C frame.
//
// An operator whose left operand's class has the method as a plain function pushes that function's
// frame with STUB_RESULT as its return; its operands stay in their registers until the stub
// finishes the instruction (special_calls.cpp), or the unwinder drops them. Whatever is not that
// plain (another kind of callable, a right operand that goes first, a stack chunk that is full) is
// left to the C++ operators, which know all of Python's rules. Under the GIL.
#pragma once

#include "vm/interp/calls.h"

namespace krait {

// Each gives the callee's registers to run, at *callee_pc, or null: do it in C++. No error is set.
// They are only worth a call for an instance of a Python class (isPythonInstance).
inline bool isPythonInstance(Value v) {
    return v.isObject() && v.object()->kind == 0 &&
           (exactTypeOfObject(v.object())->flags & kTypeHeap);
}
Value* beginPythonBinary(Thread* t, Value* regs, const uint64_t* pc, BinaryOp op, bool inplace,
                         Value a, Value b, const uint64_t** callee_pc);
inline Value* beginBinary(Thread* t, Value* regs, const uint64_t* pc, BinaryOp op, bool inplace,
                          Value a, Value b, const uint64_t** callee_pc) {
    if (!isPythonInstance(a)) return nullptr;
    return beginPythonBinary(t, regs, pc, op, inplace, a, b, callee_pc);
}
Value* beginPythonCompare(Thread* t, Value* regs, const uint64_t* pc, CompareOp op, Value a,
                          Value b, const uint64_t** callee_pc);
inline Value* beginCompare(Thread* t, Value* regs, const uint64_t* pc, CompareOp op, Value a,
                           Value b, const uint64_t** callee_pc) {
    if (!isPythonInstance(a)) return nullptr;
    return beginPythonCompare(t, regs, pc, op, a, b, callee_pc);
}
// type(self).name(self, ...): values[0] is self.
Value* beginPythonSpecial(Thread* t, Value* regs, const uint64_t* pc, int name, const Value* values,
                          uint32_t count, const uint64_t** callee_pc);
inline Value* beginSpecial(Thread* t, Value* regs, const uint64_t* pc, int name,
                           const Value* values, uint32_t count, const uint64_t** callee_pc) {
    if (!isPythonInstance(values[0])) return nullptr;
    return beginPythonSpecial(t, regs, pc, name, values, count, callee_pc);
}
// The function type(self).name when it is a plain one, else null. Borrowed.
Function* specialFunction(Thread* t, Value self, int name);

// Whether a stub call for the instruction at pc leaves its operands in place.
bool keepsOperands(const uint64_t* pc);
// Whether that instruction is a loop's, which StopIteration ends.
bool endsLoop(const uint64_t* pc);

// In a slow path: goes on in the frame that `begin` gives, if it gives one. An entry is a
// safepoint, but that of an __exit__, which must run once its context is left.
#define TRY_SPECIAL(begin)                                                                         \
    do {                                                                                           \
        const uint64_t* callee_pc;                                                                 \
        if (Value* callee = (begin)) {                                                             \
            regs = callee;                                                                         \
            pc = callee_pc;                                                                        \
            if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {                 \
                JUMP_TO(safepoint);                                                                \
            }                                                                                      \
            GOTO_FRESH(pc);                                                                        \
        }                                                                                          \
    } while (0)
#define TRY_SPECIAL_UNPOLLED(begin)                                                                \
    do {                                                                                           \
        const uint64_t* callee_pc;                                                                 \
        if (Value* callee = (begin)) {                                                             \
            regs = callee;                                                                         \
            GOTO_FRESH(callee_pc);                                                                 \
        }                                                                                          \
    } while (0)

} // namespace krait
