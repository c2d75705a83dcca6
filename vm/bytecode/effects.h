// What an instruction does to registers: which temporaries it consumes, which registers it gives a
// value. The operand kinds of opcodes.def say most of it; the windows (W) are here, and only here.
// The assembler tracks temporaries with it, the verifier proves code by it, and the VM releases by
// it what an instruction that never ran would have consumed.
//
// `extra` is the instruction's first extra word (0 if it has none).
// Invariant: what an instruction consumes is gone when it raises. What it keeps (K) is alive then.
#pragma once

#include "vm/bytecode/opcode.h"

namespace krait {

// fn(register) for each register that the instruction takes over or, being a local, borrows.
template <typename Fn>
void forEachConsumed(Instr instr, [[maybe_unused]] uint64_t extra, Fn&& fn) {
    const OpcodeInfo& info = opcodeInfo(instr.op());
    const unsigned a = instr.a(), b = instr.b(), c = instr.c();
    if (info.a == Operand::R) fn(a);
    if (info.b == Operand::R) fn(b);
    if (info.c == Operand::R) fn(c);
    auto run = [&](unsigned first, unsigned count) {
        for (unsigned i = 0; i < count; ++i) fn(first + i);
    };
    switch (plainForm(instr.op())) {
    case Opcode::kLOAD_SUPER_ATTR:
    case Opcode::kLOAD_SUPER_METHOD:
    case Opcode::kMAKE_TYPE_ALIAS:
        run(b, 3);
        break;
    case Opcode::kLOAD_SLICE:
        run(c, 2);
        break;
    case Opcode::kSTORE_SLICE:
        run(b, 2);
        break;
    case Opcode::kCALL:
    case Opcode::kCALL_KW:
        fn(a);
        run(a + kCallHeader, b);
        break;
    case Opcode::kCALL_METHOD:
    case Opcode::kCALL_METHOD_KW:
        fn(a);
        run(a + kCallHeader, b + 1);
        break;
    case Opcode::kCALL_EX:
        fn(a);
        run(a + kCallHeader, 1 + b);
        break;
    case Opcode::kMAKE_FUNCTION:
        run(c, __builtin_popcountll(extra & 15));
        break;
    case Opcode::kBUILD_TUPLE:
    case Opcode::kBUILD_LIST:
    case Opcode::kBUILD_SET:
    case Opcode::kBUILD_STRING:
    case Opcode::kBUILD_SLICE:
    case Opcode::kMAKE_TYPE_PARAM:
        run(b, c);
        break;
    case Opcode::kBUILD_MAP:
        run(b, 2 * c);
        break;
    case Opcode::kBUILD_CONST_KEY_MAP:
        run(b, static_cast<unsigned>(extra));
        break;
    case Opcode::kSEND:
    case Opcode::kSEND_THROW:
        fn(a + 1);
        break;
    case Opcode::kMATCH_GROUP:
        fn(a);
        break;
    case Opcode::kWITH_EXIT:
        run(a, 2);
        break;
    case Opcode::kWITH_EXCEPT:
    case Opcode::kASYNC_WITH_EXIT:
    case Opcode::kASYNC_WITH_EXCEPT:
        run(b, 2);
        break;
    case Opcode::kMATCH_CLASS:
        run(b + 1, 2);
        break;
    default:
        break;
    }
}

// fn(register) for each register that is read and stays as it is.
template <typename Fn>
void forEachKept(Instr instr, [[maybe_unused]] uint64_t extra, Fn&& fn) {
    const OpcodeInfo& info = opcodeInfo(instr.op());
    if (info.a == Operand::K) fn(unsigned{instr.a()});
    if (info.b == Operand::K) fn(unsigned{instr.b()});
    if (info.c == Operand::K) fn(unsigned{instr.c()});
    switch (plainForm(instr.op())) {
    case Opcode::kSEND:
    case Opcode::kSEND_THROW:
        fn(unsigned{instr.a()});
        break;
    case Opcode::kDICT_MERGE:
        fn(unsigned{instr.c()});
        break;
    case Opcode::kMATCH_CLASS:
        fn(unsigned{instr.b()});
        break;
    default:
        break;
    }
}

// fn(register) for each kept temporary that is released after all where the instruction falls
// through.
template <typename Fn>
void forEachReleasedByFallThrough(Instr instr, Fn&& fn) {
    switch (plainForm(instr.op())) {
    case Opcode::kFOR_ITER:
        fn(unsigned{instr.b()});
        break;
    case Opcode::kBR_TRUE_OR_POP:
    case Opcode::kBR_FALSE_OR_POP:
        fn(unsigned{instr.a()});
        break;
    default:
        break;
    }
}

// fn(register) for each register that has a value where the instruction jumps (`jumps`) or falls
// through.
template <typename Fn>
void forEachDefined(Instr instr, uint64_t extra, bool jumps, Fn&& fn) {
    const OpcodeInfo& info = opcodeInfo(instr.op());
    const unsigned a = instr.a();
    auto run = [&](unsigned first, unsigned count) {
        for (unsigned i = 0; i < count; ++i) fn(first + i);
    };
    if (info.a == Operand::D) {
        if (plainForm(instr.op()) != Opcode::kFOR_ITER || jumps) fn(a);
        return;
    }
    switch (instr.op()) {
    case Opcode::kLOAD_METHOD:
    case Opcode::kLOAD_SUPER_METHOD:
        fn(a);
        fn(a + kCallHeader);
        break;
    case Opcode::kCALL:
    case Opcode::kCALL_METHOD:
    case Opcode::kCALL_KW:
    case Opcode::kCALL_METHOD_KW:
    case Opcode::kCALL_EX:
        fn(a);
        break;
    case Opcode::kUNPACK:
        run(a, instr.c());
        break;
    case Opcode::kUNPACK_EX:
        run(a, (instr.c() & 255) + (instr.c() >> 8) + 1);
        break;
    case Opcode::kUNPACK_PAIR:
        fn(a);
        fn(unsigned{instr.c()});
        break;
    case Opcode::kSEND:
    case Opcode::kSEND_THROW:
        if (!jumps) fn(a + 1);
        break;
    case Opcode::kMATCH_GROUP:
        run(a, 2);
        break;
    case Opcode::kWITH_ENTER:
    case Opcode::kASYNC_WITH_ENTER:
        run(a, 3);
        break;
    default:
        break;
    }
}

} // namespace krait
