// _opcode: the table of instructions and the disassembler, for `opcode` and `dis`.
#include "stdlib/native/module_util.h"
#include "vm/bytecode/opcode.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"

#include <cctype>
#include <cstdlib>

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

// One instruction a line of the disassembler: offset and text of the operands.
struct Line {
    uint32_t offset = 0;
    std::string operands;
    int64_t target = -1; // of a jump
};
std::vector<Line> linesOf(const std::string& text) {
    std::vector<Line> lines;
    size_t start = 0;
    while (start < text.size()) {
        size_t end = text.find('\n', start);
        std::string line = text.substr(start, end - start);
        start = end == std::string::npos ? text.size() : end + 1;
        // "LINE  OFFSET  NAME  operands  ; comment"
        size_t at = line.find_first_not_of(' ', 6);
        if (line.size() < 13 || at == std::string::npos || at > 10 || !std::isdigit(line[at]))
            continue;
        Line entry;
        entry.offset = static_cast<uint32_t>(std::strtoul(line.c_str() + at, nullptr, 10));
        size_t name = line.find_first_not_of("0123456789 ", at);
        if (name == std::string::npos) continue;
        size_t operands = line.find(' ', name);
        if (operands != std::string::npos) operands = line.find_first_not_of(' ', operands);
        if (operands != std::string::npos) {
            entry.operands = line.substr(operands);
            size_t comment = entry.operands.rfind("  ; {");
            if (comment != std::string::npos) entry.operands.resize(comment);
            if (size_t arrow = entry.operands.rfind("-> "); arrow != std::string::npos)
                entry.target = std::strtol(entry.operands.c_str() + arrow + 3, nullptr, 10);
        }
        lines.push_back(std::move(entry));
    }
    return lines;
}

Ref positionTuple(Thread* t, const SourcePosition& p) {
    auto field = [](int32_t v, bool there) { return there ? Value::smallInt(v) : Value::none(); };
    bool there = p.line > 0;
    return tupleOf(t, field(p.line, there), field(p.end_line, there && p.end_line > 0),
                   field(p.column, there && p.column >= 0),
                   field(p.end_column, there && p.end_column >= 0));
}

// (offset, opcode, name, operands, their text, positions, whether something jumps here) for each
// instruction of a code object.
Ref opcode_disassemble(Thread* t, Args a) {
    if (!isKind(a[0], TypeId::kCode)) {
        return raise(t, TypeId::kTypeError, "disassemble() argument must be code, not %T", a[0]);
    }
    const CodeBlueprint& code = **a[0].as<Code>()->blueprint;
    std::vector<Line> lines = linesOf(disassemble(code, false));
    New<List> result = KRAIT_TRY(listNew(t));
    for (size_t i = 0; i < code.infos.size(); ++i) {
        const InstrInfo& info = code.infos[i];
        Instr instr{code.instructions[info.offset]};
        const OpcodeInfo& op = opcodeInfo(instr.op());
        const Line* line = nullptr;
        bool is_target = false;
        for (const Line& candidate : lines) {
            if (candidate.offset == info.offset) line = &candidate;
            is_target |= candidate.target == info.offset;
        }
        Value fields[3];
        int64_t count = 0;
        const uint16_t values[] = {instr.a(), instr.b(), instr.c()};
        const Operand kinds[] = {op.a, op.b, op.c};
        for (int k = 0; k < 3; ++k)
            if (kinds[k] != Operand::_) fields[count++] = Value::smallInt(values[k]);
        Ref operands = KRAIT_TRY(tupleFrom(t, fields, count));
        New<Str> name = KRAIT_TRY(strIntern(t, op.name));
        Ref text = KRAIT_TRY(strFromUtf8(t, line ? line->operands : std::string()));
        Ref position = KRAIT_TRY(positionTuple(t, info.position));
        Ref row = KRAIT_TRY(tupleOf(t, Value::smallInt((int64_t{info.offset} + 1) * 2),
                                    Value::smallInt(static_cast<int>(instr.op())), Value(name),
                                    operands, text, position, Value::boolean(is_target)));
        KRAIT_TRY(listAppend(t, result, row));
    }
    return result;
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
    {"disassemble(code, /)", opcode_disassemble, "The instructions of a code object."},
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
