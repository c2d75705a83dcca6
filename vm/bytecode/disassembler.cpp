// Blueprints as text, one instruction a line:
//
//     line  offset  OPCODE  operands  ; {temporaries alive if it raises}
//
// Locals are written by name, temporaries as t0, t1 ... The text is stable: golden tests compare
// it.
#include "vm/bytecode/code_blueprint.h"
#include "vm/bytecode/effects.h"

#include <charconv>
#include <cstdio>

namespace krait {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "'";
    size_t shown = 0;
    for (char c : text) {
        if (++shown > 60) return result + "'...";
        switch (c) {
        case '\n':
            result += "\\n";
            break;
        case '\'':
            result += "\\'";
            break;
        case '\\':
            result += "\\\\";
            break;
        default:
            if (static_cast<unsigned char>(c) < 32) {
                char hex[8];
                std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned char>(c));
                result += hex;
            } else {
                result += c;
            }
        }
    }
    return result + "'";
}

std::string realText(double value) {
    char buffer[40];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return std::string(buffer, end);
}

std::string constantText(const Constant& value) {
    switch (value.kind) {
    case Constant::Kind::kNone:
        return "None";
    case Constant::Kind::kTrue:
        return "True";
    case Constant::Kind::kFalse:
        return "False";
    case Constant::Kind::kEllipsis:
        return "...";
    case Constant::Kind::kInt:
        return std::to_string(value.integer);
    case Constant::Kind::kBigInt:
        return value.text[0] == '-' ? "-0x" + value.text.substr(1) : "0x" + value.text;
    case Constant::Kind::kFloat:
        return realText(value.real) + "f";
    case Constant::Kind::kComplex:
        return realText(value.real) + "+" + realText(value.imaginary) + "j";
    case Constant::Kind::kStr:
        return quoted(value.text);
    case Constant::Kind::kBytes:
        return "b" + quoted(value.text);
    case Constant::Kind::kTuple:
    case Constant::Kind::kFrozenSet: {
        std::string text = value.kind == Constant::Kind::kTuple ? "(" : "frozenset(";
        for (size_t i = 0; i < value.items.size(); ++i) {
            if (i) text += ", ";
            if (i == 20) {
                text += "...";
                break;
            }
            text += constantText(value.items[i]);
        }
        return text + ")";
    }
    case Constant::Kind::kCode:
        return "<code " + value.code->name + ">";
    }
    return "?";
}

class Writer {
  public:
    explicit Writer(const CodeBlueprint& code) : code_(code) {}
    std::string text;

    void write();

  private:
    std::string reg(unsigned r) const {
        if (r < code_.local_count) return r < code_.local_names.size() ? code_.local_names[r] : "?";
        return "t" + std::to_string(r - code_.local_count);
    }
    std::string operand(Operand kind, unsigned value) const;
    void instruction(const InstrInfo& info);
    const CodeBlueprint& code_;
    int32_t line_ = -1;
};

std::string Writer::operand(Operand kind, unsigned value) const {
    switch (kind) {
    case Operand::D:
    case Operand::R:
    case Operand::K:
    case Operand::L:
    case Operand::W:
        return reg(value);
    case Operand::CST:
        return value < code_.constants.size() ? constantText(code_.constants[value]) : "?";
    case Operand::NAM:
        return value < code_.names.size() ? code_.names[value] : "?";
    case Operand::F:
        return value < code_.free_names.size() ? code_.free_names[value] : "?";
    case Operand::I16:
        return "#" + std::to_string(static_cast<int16_t>(value));
    default:
        return std::to_string(value);
    }
}

void Writer::instruction(const InstrInfo& info) {
    Instr instr{code_.instructions[info.offset]};
    const OpcodeInfo& facts = opcodeInfo(instr.op());
    uint64_t extra = facts.extra_words ? code_.instructions[info.offset + 1] : 0;
    std::string line;
    if (info.position.line != line_) {
        line_ = info.position.line;
        line = line_ ? std::to_string(line_) : "-";
    }
    line.resize(line.size() < 6 ? 6 : line.size() + 1, ' ');
    std::string offset = std::to_string(info.offset);
    line.append(offset.size() < 5 ? 5 - offset.size() : 0, ' ');
    line += offset + "  " + facts.name;
    size_t name_end = 13 + 22;
    line.append(line.size() < name_end ? name_end - line.size() : 1, ' ');

    std::string operands;
    auto add = [&](const std::string& piece) {
        if (!operands.empty()) operands += ", ";
        operands += piece;
    };
    if (facts.a != Operand::_) add(operand(facts.a, instr.a()));
    if (facts.b == Operand::C32) {
        auto index = static_cast<uint32_t>(instr.sbc());
        add(index < code_.constants.size() ? constantText(code_.constants[index]) : "?");
    } else if (facts.b == Operand::I32) {
        add("#" + std::to_string(instr.sbc()));
    } else if (facts.b != Operand::J32) {
        if (facts.b != Operand::_) add(operand(facts.b, instr.b()));
        if (facts.c != Operand::_ && facts.c != Operand::J16 && facts.c != Operand::J32)
            add(operand(facts.c, instr.c()));
    }
    int64_t next = int64_t{info.offset} + 1 + facts.extra_words;
    switch (jumpField(instr.op())) {
    case JumpField::C16:
        add("-> " + std::to_string(next + instr.sc()));
        break;
    case JumpField::BC32:
        add("-> " + std::to_string(next + instr.sbc()));
        break;
    case JumpField::Extra:
        add("-> " + std::to_string(next + static_cast<int32_t>(extra)));
        break;
    case JumpField::None:
        // Only a second operand, never a cache, is other than zero here.
        if (extra) add("[" + std::to_string(extra) + "]");
        break;
    }
    line += operands;
    if (info.live_set < code_.live_sets.size() && !code_.live_sets[info.live_set].empty() &&
        (facts.flags & (kOpRaise | kOpYield))) {
        line += "  ; {";
        bool first = true;
        for (const LiveRange& range : code_.live_sets[info.live_set]) {
            if (!first) line += " ";
            first = false;
            line += reg(range.first);
            if (range.count > 1) line += "-" + reg(range.first + range.count - 1u);
        }
        line += "}";
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    text += line + "\n";
}

void Writer::write() {
    text += "code " + code_.qualified_name + " (line " + std::to_string(code_.first_line) + ")\n";
    auto names = [&](const char* title, const std::vector<std::string>& list) {
        if (list.empty()) return;
        text += std::string("  ") + title + ":";
        for (size_t i = 0; i < list.size(); ++i) {
            text += " " + list[i];
            if (&list == &code_.local_names && code_.local_is_cell[i])
                text += code_.local_is_cell[i] == 1 ? "(cell)" : "(hidden)";
        }
        text += "\n";
    };
    text += "  parameters: " + std::to_string(code_.positional_only_count) + "/" +
            std::to_string(code_.positional_count) + "/" +
            std::to_string(code_.keyword_only_count) +
            "  registers: " + std::to_string(code_.register_count) + "\n";
    static constexpr struct {
        uint32_t bit;
        const char* name;
    } kFlags[] = {{kCodeVarArgs, "varargs"},
                  {kCodeVarKeywords, "varkeywords"},
                  {kCodeNested, "nested"},
                  {kCodeGenerator, "generator"},
                  {kCodeCoroutine, "coroutine"},
                  {kCodeAsyncGenerator, "async generator"},
                  {kCodeFutureAnnotations, "annotations"},
                  {kCodeHasDocstring, "docstring"},
                  {kCodeMethod, "method"}};
    std::string flags;
    for (const auto& flag : kFlags)
        if (code_.flags & flag.bit) flags += std::string(flags.empty() ? "" : ", ") + flag.name;
    if (!flags.empty()) text += "  flags: " + flags + "\n";
    names("locals", code_.local_names);
    names("free", code_.free_names);
    for (const InstrInfo& info : code_.infos) instruction(info);
    for (const HandlerEntry& entry : code_.handlers)
        text += "  " + std::to_string(entry.start) + ".." + std::to_string(entry.end) + " -> " +
                std::to_string(entry.target) + "  " + reg(entry.exception) + ", level " +
                reg(entry.level) + (entry.cleanup ? " cleanup" : "") + "\n";
}

} // namespace

std::string disassemble(const CodeBlueprint& code, bool recursive) {
    Writer writer(code);
    writer.write();
    std::string text = std::move(writer.text);
    if (recursive)
        for (const Constant& constant : code.constants)
            if (constant.kind == Constant::Kind::kCode) {
                text += "\n";
                text += disassemble(*constant.code, true);
            }
    return text;
}

} // namespace krait
