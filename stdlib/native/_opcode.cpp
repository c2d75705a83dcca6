// _opcode: the table of instructions and the disassembler, for `opcode` and `dis`.
#include "stdlib/native/module_util.h"
#include "vm/bytecode/opcode.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"

namespace krait {

namespace {

const char* kindText(Operand kind) {
    switch (kind) {
    case Operand::_:
        return "";
    case Operand::D:
        return "D";
    case Operand::R:
        return "R";
    case Operand::K:
        return "K";
    case Operand::L:
        return "L";
    case Operand::W:
        return "W";
    case Operand::N:
        return "N";
    case Operand::CST:
        return "CST";
    case Operand::C32:
        return "C32";
    case Operand::NAM:
        return "NAM";
    case Operand::I16:
        return "I16";
    case Operand::I32:
        return "I32";
    case Operand::J16:
        return "J16";
    case Operand::J32:
        return "J32";
    case Operand::F:
        return "F";
    }
    return "";
}

// One (name, (operand kinds), sentence) per opcode.
Ref opcode_table(Thread* t, Args) {
    New<List> table = KRAIT_TRY(listNew(t, kOpcodeCount));
    for (int i = 0; i < kOpcodeCount; ++i) {
        const OpcodeInfo& info = kOpcodeInfo[i];
        New<List> kinds = KRAIT_TRY(listNew(t));
        for (Operand operand : {info.a, info.b, info.c}) {
            if (operand == Operand::_) continue;
            New<Str> kind = KRAIT_TRY(strIntern(t, kindText(operand)));
            KRAIT_TRY(listAppend(t, kinds, Value(kind)));
        }
        Ref operands = KRAIT_TRY(listAsTuple(t, kinds));
        New<Str> name = KRAIT_TRY(strIntern(t, info.name));
        Ref doc = KRAIT_TRY(strFromUtf8(t, info.doc));
        Ref row = KRAIT_TRY(tupleOf(t, Value(name), operands, doc));
        KRAIT_TRY(listAppend(t, table, row));
    }
    return table;
}

// The text of a code object (not of those nested in it).
Ref opcode_disassemble(Thread* t, Args a) {
    if (!isKind(a[0], TypeId::kCode)) {
        return raise(t, TypeId::kTypeError, "disassemble() argument must be code, not %T", a[0]);
    }
    return strFromUtf8(t, disassemble(**a[0].as<Code>()->blueprint, false));
}

Ref opcode_is_valid(Thread* t, Args a) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[0]));
    return Ref::boolean(number >= 0 && number < kOpcodeCount);
}
template <bool (*Test)(Operand)>
Ref hasOperand(Thread* t, Args a) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (number < 0 || number >= kOpcodeCount) return Ref::boolean(false);
    const OpcodeInfo& info = kOpcodeInfo[number];
    return Ref::boolean(Test(info.a) || Test(info.b) || Test(info.c));
}
bool isAny(Operand o) {
    return o != Operand::_;
}
bool isConstant(Operand o) {
    return o == Operand::CST || o == Operand::C32;
}
bool isName(Operand o) {
    return o == Operand::NAM;
}
bool isJump(Operand o) {
    return o == Operand::J16 || o == Operand::J32;
}
bool isFree(Operand o) {
    return o == Operand::F;
}
bool isLocal(Operand o) {
    return o == Operand::L;
}
Ref opcode_false(Thread*, Args) {
    return Ref::boolean(false);
}
Ref opcode_none(Thread*, Args) {
    return Ref::none();
}
Ref opcode_stack_effect(Thread* t, Args) {
    return raise(t, TypeId::kValueError, "a register machine's instructions have no stack effect");
}

constexpr MethodDef kFunctions[] = {
    {"disassemble(code, /)", opcode_disassemble, "The instructions of a code object as text."},
    {"get_executor(*, code, offset)", opcode_none, ""},
    {"get_specialization_stats()", opcode_none, ""},
    {"has_arg(opcode)", hasOperand<isAny>, "Whether an instruction has operands."},
    {"has_const(opcode)", hasOperand<isConstant>, "Whether one is a constant."},
    {"has_exc(opcode)", opcode_false, ""},
    {"has_free(opcode)", hasOperand<isFree>, "Whether one is a free variable."},
    {"has_jump(opcode)", hasOperand<isJump>, "Whether it jumps."},
    {"has_local(opcode)", hasOperand<isLocal>, "Whether an operand is a local variable."},
    {"has_name(opcode)", hasOperand<isName>, "Whether an operand is a name."},
    {"is_valid(opcode)", opcode_is_valid, "Whether there is such an instruction."},
    {"stack_effect(opcode, oparg=None, /, *, jump=None)", opcode_stack_effect, ""},
    {"table()", opcode_table, "A list of (name, operand kinds, sentence)."},
    {}};

} // namespace

extern const NativeModule k_opcodeModule = {"_opcode", "The instructions of the VM.", kFunctions};

} // namespace krait
