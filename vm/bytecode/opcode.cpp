#include "vm/bytecode/opcode.h"

#include <string_view>

namespace krait {
namespace {

constexpr bool endsWithLocalForm(std::string_view name) {
    return name.size() > 2 && name.substr(name.size() - 2) == "_L";
}

constexpr uint8_t RAISE = kOpRaise, CALL = kOpCall, JUMP = kOpJump, END = kOpEnd, SAFE = kOpSafe,
                  YIELD = kOpYield;
constexpr Operand _ = Operand::_, D = Operand::D, R = Operand::R, K = Operand::K, L = Operand::L,
                  W = Operand::W, N = Operand::N, CST = Operand::CST, C32 = Operand::C32,
                  NAM = Operand::NAM, I16 = Operand::I16, I32 = Operand::I32, J16 = Operand::J16,
                  J32 = Operand::J32, F = Operand::F;

} // namespace

constexpr OpcodeInfo kOpcodeInfo[kOpcodeCount] = {
#define OP(name, a, b, c, extra, flags, doc)                                                       \
    {#name, a, b, c, extra, static_cast<uint8_t>(flags), endsWithLocalForm(#name), doc},
#include "vm/bytecode/opcodes.def"
};

// Handler numbers are 16 bits, and a doc that is no sentence is a row somebody did not finish.
static_assert(kOpcodeCount < 1024);
#define OP(name, a, b, c, extra, flags, doc)                                                       \
    static_assert(std::string_view(doc).ends_with('.'), #name ": the doc is a sentence");
#include "vm/bytecode/opcodes.def"

} // namespace krait
