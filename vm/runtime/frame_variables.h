// The variables of a function's frame by index: its locals, then its free variables; and the
// with-blocks that are open at an instruction. Works on any window whose values are there: of a
// running frame, a suspended generator, or what a frame object kept. Under the GIL.
#pragma once

#include "vm/objects/code.h"

namespace krait {

inline uint32_t variableCount(const Code* code) {
    return code->local_count + code->free_count;
}
inline Str* variableName(const Code* code, uint32_t index) {
    return index < code->local_count ? code->local_names[index]
                                     : code->free_names[index - code->local_count];
}
// Whether the register holds a cell.
inline bool isCellVariable(const Code* code, uint32_t index) {
    const auto& kinds = (*code->blueprint)->local_is_cell;
    return index < kinds.size() && kinds[index] == 1;
}
// Value of a variable (borrowed), EMPTY when unbound or hidden. `places`: the locals, or null.
Value variableValue(const Function* function, const Value* places, uint32_t index);

// A with-block whose protected range contains an instruction.
struct OpenWith {
    uint16_t window;  // w: exit callable, w + 1: its self or None
    uint32_t handler; // offset of its handler, which has the position of the context expression
    bool is_async;
};
// Calls visit(OpenWith) for those around the instruction at `offset`, innermost first.
template <typename Visit>
void forEachOpenWith(const Code* code, uint32_t offset, Visit&& visit) {
    for (const HandlerEntry& entry : (*code->blueprint)->handlers) {
        if (offset < entry.start || offset >= entry.end || !entry.cleanup) continue;
        const uint64_t* at = code->instructions + entry.target;
        if (plainForm(Instr{at[0]}.op()) != Opcode::kENTER_HANDLER) continue;
        Instr exit{at[1]};
        Opcode op = plainForm(exit.op());
        if (op == Opcode::kWITH_EXCEPT || op == Opcode::kASYNC_WITH_EXCEPT)
            visit(OpenWith{exit.b(), entry.target, op == Opcode::kASYNC_WITH_EXCEPT});
    }
}
// The manager of an open with-block, as far as its exit tells. Borrowed.
Value managerOf(const Value* registers, uint16_t window);

} // namespace krait
