// Opcodes as C++ sees them, derived from opcodes.def: the enum and a table of facts about each one.
// Constant data only; any thread may read it.
#pragma once

#include <cstdint>

namespace krait {

enum class Opcode : uint16_t {
#define OP(name, a, b, c, extra, flags, doc) k##name,
#include "vm/bytecode/opcodes.def"
    kCount
};

inline constexpr int kOpcodeCount = static_cast<int>(Opcode::kCount);

// Operand kinds; the letters are explained in opcodes.def.
enum class Operand : uint8_t { _, D, R, K, L, W, N, CST, C32, NAM, I16, I32, J16, J32, F };

enum OpcodeFlag : uint8_t {
    kOpRaise = 1,
    kOpCall = 2,
    kOpJump = 4,
    kOpEnd = 8,
    kOpSafe = 16,
    kOpYield = 32,
};

struct OpcodeInfo {
    const char* name;
    Operand a, b, c;
    uint8_t extra_words;
    uint8_t flags;
    bool local_destination; // the _L form
    const char* doc;
};

extern const OpcodeInfo kOpcodeInfo[kOpcodeCount];

inline const OpcodeInfo& opcodeInfo(Opcode op) {
    return kOpcodeInfo[static_cast<int>(op)];
}

// The slots between a call window's callable (its first) and its first argument.
inline constexpr int kCallHeader = 4;

// One instruction word. The layout is fixed (little-endian): op in the lowest 16 bits.
struct Instr {
    uint64_t word;

    static constexpr Instr make(Opcode op, uint16_t a = 0, uint16_t b = 0, uint16_t c = 0) {
        return {static_cast<uint64_t>(op) | uint64_t{a} << 16 | uint64_t{b} << 32 |
                uint64_t{c} << 48};
    }
    static constexpr Instr make32(Opcode op, uint16_t a, int32_t bc) {
        return {static_cast<uint64_t>(op) | uint64_t{a} << 16 |
                uint64_t{static_cast<uint32_t>(bc)} << 32};
    }
    constexpr Opcode op() const { return static_cast<Opcode>(word & 0xffff); }
    constexpr uint16_t a() const { return static_cast<uint16_t>(word >> 16); }
    constexpr uint16_t b() const { return static_cast<uint16_t>(word >> 32); }
    constexpr uint16_t c() const { return static_cast<uint16_t>(word >> 48); }
    constexpr int16_t sb() const { return static_cast<int16_t>(word >> 32); }
    constexpr int16_t sc() const { return static_cast<int16_t>(word >> 48); }
    constexpr int32_t sbc() const { return static_cast<int32_t>(word >> 32); }
};
static_assert(sizeof(Instr) == 8);

// The plain form of an `_L` opcode, or of one that stands in the code of generators (`_G`); other
// opcodes are their own.
inline Opcode plainForm(Opcode op) {
    switch (op) {
    case Opcode::kCALL_G:
        return Opcode::kCALL;
    case Opcode::kCALL_METHOD_G:
        return Opcode::kCALL_METHOD;
    case Opcode::kRETURN_G:
        return Opcode::kRETURN;
    case Opcode::kRETURN_CONST_G:
        return Opcode::kRETURN_CONST;
    default:
        break;
    }
    return static_cast<Opcode>(static_cast<int>(op) - (opcodeInfo(op).local_destination ? 1 : 0));
}

// Where an instruction has its jump distance.
enum class JumpField : uint8_t { None, C16, BC32, Extra };
inline JumpField jumpField(Opcode op) {
    const OpcodeInfo& info = opcodeInfo(op);
    if (!(info.flags & kOpJump)) return JumpField::None;
    if (info.c == Operand::J16) return JumpField::C16;
    return info.b == Operand::J32 ? JumpField::BC32 : JumpField::Extra;
}

// Words that the instruction at `pc` takes, extra words included.
inline int instrWords(Instr instr) {
    return 1 + opcodeInfo(instr.op()).extra_words;
}

} // namespace krait
