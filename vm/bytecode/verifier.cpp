// Proof by dataflow that a blueprint's code keeps the promises that the handlers build on:
//   - every instruction boundary, operand, jump and handler is in range;
//   - a register that is read holds a value on every path (temporaries: exactly the same ones on
//   all paths);
//   - a temporary that is written holds none, and none is left over at a return;
//   - the live set of each instruction is what is alive after it has consumed its operands;
//   - a handler is entered in the same state from all the instructions it covers.
// Reads the blueprint only; any thread.
#include "vm/bytecode/code_blueprint.h"
#include "vm/bytecode/code_states.h"
#include "vm/bytecode/effects.h"

#include <string>

namespace krait {
namespace {

// One bit a register.
class Bits {
  public:
    explicit Bits(size_t size = 0) : words_((size + 63) / 64) {}
    bool test(size_t i) const { return words_[i / 64] >> i % 64 & 1; }
    void set(size_t i) { words_[i / 64] |= uint64_t{1} << i % 64; }
    void reset(size_t i) { words_[i / 64] &= ~(uint64_t{1} << i % 64); }
    bool operator==(const Bits& other) const { return words_ == other.words_; }
    // Keeps what both have; true if that changed this.
    bool intersect(const Bits& other) {
        bool changed = false;
        for (size_t i = 0; i < words_.size(); ++i) {
            uint64_t both = words_[i] & other.words_[i];
            changed |= both != words_[i];
            words_[i] = both;
        }
        return changed;
    }

  private:
    std::vector<uint64_t> words_;
};

struct State {
    Bits locals, temps;
    std::vector<Opcode> makers; // by register, of its temporary; only for registerStates()
};

class Verifier {
  public:
    explicit Verifier(const CodeBlueprint& code) : code_(code) {}
    std::string run(bool with_makers = false);
    std::vector<RegisterState> result() const;

  private:
    bool fail(const std::string& message) {
        if (error_.empty())
            error_ = code_.qualified_name + " at " + std::to_string(at_) + ": " + message;
        return false;
    }
    bool checkTables();
    bool checkOperand(Operand kind, unsigned value, bool local_form);
    bool step(uint32_t index);
    bool read(State& state, unsigned reg, bool consume);
    bool flow(uint32_t offset, const State& state);
    bool isTemp(unsigned reg) const { return reg >= code_.local_count; }

    const CodeBlueprint& code_;
    std::vector<int32_t> info_at_; // by offset; -1 inside an instruction
    std::vector<State> states_;    // by info; valid where seen_
    std::vector<uint8_t> seen_, queued_;
    std::vector<uint32_t> work_;
    uint32_t at_ = 0;
    std::string error_;
};

bool Verifier::checkTables() {
    const size_t words = code_.instructions.size();
    info_at_.assign(words, -1);
    if (code_.register_count < code_.local_count) return fail("fewer registers than locals");
    if (code_.local_names.size() != code_.local_count ||
        code_.local_is_cell.size() != code_.local_count)
        return fail("local tables disagree");
    if (code_.live_sets.empty()) return fail("no empty live set");
    size_t offset = 0;
    for (size_t i = 0; i < code_.infos.size(); ++i) {
        const InstrInfo& info = code_.infos[i];
        at_ = static_cast<uint32_t>(offset);
        if (info.offset != offset || offset >= words) return fail("position table out of step");
        Instr instr{code_.instructions[offset]};
        if (static_cast<int>(instr.op()) >= static_cast<int>(Opcode::kSTUB_EXIT))
            return fail("opcode out of range");
        if (info.live_set >= code_.live_sets.size()) return fail("live set out of range");
        info_at_[offset] = static_cast<int32_t>(i);
        offset += static_cast<size_t>(instrWords(instr));
    }
    if (offset != words || words == 0) return fail("code doesn't end with an instruction");
    for (const std::vector<LiveRange>& set : code_.live_sets)
        for (const LiveRange& range : set)
            if (range.first < code_.local_count ||
                unsigned{range.first} + range.count > code_.register_count)
                return fail("live range out of bounds");
    for (const HandlerEntry& entry : code_.handlers) {
        at_ = entry.target;
        if (entry.start >= entry.end || entry.end > words || entry.target >= words ||
            info_at_[entry.start] < 0 || info_at_[entry.target] < 0 ||
            (entry.end < words && info_at_[entry.end] < 0))
            return fail("handler entry out of bounds");
        if (entry.level < code_.local_count || entry.exception < entry.level ||
            entry.exception >= code_.register_count)
            return fail("handler registers out of bounds");
    }
    return true;
}

bool Verifier::checkOperand(Operand kind, unsigned value, bool local_form) {
    switch (kind) {
    case Operand::D:
        if (value >= code_.register_count || isTemp(value) == local_form)
            return fail("destination out of range");
        break;
    case Operand::R:
    case Operand::K:
        if (value >= code_.register_count) return fail("register out of range");
        break;
    case Operand::L:
        if (isTemp(value)) return fail("not a local");
        break;
    case Operand::W:
        break; // the effects check what lies in the window
    case Operand::CST:
        if (value >= code_.constants.size()) return fail("constant out of range");
        break;
    case Operand::NAM:
        if (value >= code_.names.size()) return fail("name out of range");
        break;
    case Operand::F:
        if (value >= code_.free_names.size()) return fail("free variable out of range");
        break;
    default:
        break;
    }
    return true;
}

bool Verifier::read(State& state, unsigned reg, bool consume) {
    if (reg >= code_.register_count) return fail("register out of range");
    if (!isTemp(reg)) {
        if (!state.locals.test(reg))
            return fail("local " + code_.local_names[reg] + " may be unbound");
        return true;
    }
    if (!state.temps.test(reg))
        return fail("temporary " + std::to_string(reg - code_.local_count) + " is not alive");
    if (consume) state.temps.reset(reg);
    return true;
}

bool Verifier::flow(uint32_t offset, const State& state) {
    if (offset >= info_at_.size() || info_at_[offset] < 0) return fail("goes to no instruction");
    auto index = static_cast<uint32_t>(info_at_[offset]);
    bool changed;
    if (!seen_[index]) {
        seen_[index] = 1;
        states_[index] = state;
        changed = true;
    } else {
        if (!(states_[index].temps == state.temps))
            return fail("temporaries differ between the ways to " + std::to_string(offset));
        changed = states_[index].locals.intersect(state.locals);
    }
    if (changed && !queued_[index]) {
        queued_[index] = 1;
        work_.push_back(index);
    }
    return true;
}

bool Verifier::step(uint32_t index) {
    const InstrInfo& info = code_.infos[index];
    at_ = info.offset;
    Instr instr{code_.instructions[at_]};
    Opcode op = instr.op(), plain = plainForm(op);
    const OpcodeInfo& facts = opcodeInfo(op);
    uint64_t extra = facts.extra_words ? code_.instructions[at_ + 1] : 0;
    if (!checkOperand(facts.a, instr.a(), facts.local_destination)) return false;
    if (facts.b == Operand::C32) {
        if (static_cast<uint32_t>(instr.sbc()) >= code_.constants.size())
            return fail("constant out of range");
    } else if (facts.b != Operand::J32 && facts.b != Operand::I32) {
        if (!checkOperand(facts.b, instr.b(), false) || !checkOperand(facts.c, instr.c(), false))
            return false;
    }

    State state = states_[index];
    bool good = true;
    forEachKept(instr, extra, [&](unsigned reg) { good = good && read(state, reg, false); });
    forEachConsumed(instr, extra, [&](unsigned reg) { good = good && read(state, reg, true); });
    if (!good) return false;
    if (facts.a == Operand::L || facts.b == Operand::L) {
        unsigned reg = facts.a == Operand::L ? instr.a() : instr.b();
        bool cell = code_.local_is_cell[reg] == 1;
        switch (plain) {
        case Opcode::kLOAD_CELL:
        case Opcode::kSTORE_CELL:
        case Opcode::kDELETE_CELL:
            if (!cell || !state.locals.test(reg)) return fail("no cell");
            break;
        case Opcode::kMAKE_CELL:
            if (!cell) return fail("not a cell's register");
            state.locals.set(reg);
            break;
        case Opcode::kCLEAR_LOCAL:
            if (reg + instr.b() > code_.local_count) return fail("locals out of range");
            break;
        default:
            if (cell) return fail("a cell used as a value");
            break;
        }
    }

    Bits live(code_.register_count);
    for (const LiveRange& range : code_.live_sets[info.live_set])
        for (unsigned i = 0; i < range.count; ++i) live.set(range.first + i);
    if (!(live == state.temps)) return fail("live set is wrong");

    if (facts.flags & (kOpRaise | kOpYield)) {
        for (const HandlerEntry& entry : code_.handlers) {
            if (at_ < entry.start || at_ >= entry.end) continue;
            State landing = state;
            for (unsigned reg = entry.level; reg < code_.register_count; ++reg)
                landing.temps.reset(reg);
            landing.temps.set(entry.exception);
            if (!landing.makers.empty()) landing.makers[entry.exception] = Opcode::kSTUB_EXIT;
            if (!flow(entry.target, landing)) return false;
            break;
        }
    }

    auto define = [&](State& into, bool jumps) {
        forEachDefined(instr, extra, jumps, [&](unsigned reg) {
            if (reg >= code_.register_count) {
                good = fail("register out of range");
            } else if (!isTemp(reg)) {
                if (code_.local_is_cell[reg] == 1) good = fail("a cell is overwritten");
                into.locals.set(reg);
            } else if (into.temps.test(reg)) {
                good = fail("a live temporary is overwritten");
            } else {
                into.temps.set(reg);
                if (!into.makers.empty()) into.makers[reg] = plain;
            }
        });
    };
    uint32_t next = at_ + 1 + facts.extra_words;
    if (facts.flags & kOpJump) {
        int64_t distance = 0;
        switch (jumpField(op)) {
        case JumpField::C16:
            distance = instr.sc();
            break;
        case JumpField::BC32:
            distance = instr.sbc();
            break;
        case JumpField::Extra:
            distance = static_cast<int32_t>(extra);
            break;
        case JumpField::None:
            break;
        }
        if (op == Opcode::kJUMP && distance < 0) return fail("JUMP goes backward");
        if (op == Opcode::kJUMP_BACK && distance >= 0) return fail("JUMP_BACK goes forward");
        int64_t target = int64_t{next} + distance;
        if (target < 0 || target >= static_cast<int64_t>(info_at_.size()))
            return fail("jumps out of the code");
        State there = state;
        define(there, true);
        if (!good || !flow(static_cast<uint32_t>(target), there)) return false;
    }
    if (plain == Opcode::kRETURN || plain == Opcode::kRETURN_CONST) {
        if (!(state.temps == Bits(code_.register_count)))
            return fail("temporaries are left over at the return");
    }
    if (facts.flags & kOpEnd) return true;

    forEachReleasedByFallThrough(instr, [&](unsigned reg) {
        if (isTemp(reg)) state.temps.reset(reg);
    });
    switch (plain) {
    case Opcode::kCHECK_LOCAL:
        state.locals.set(instr.a());
        break;
    case Opcode::kCOPY_CHECKED:
        state.locals.set(instr.b());
        break;
    case Opcode::kDELETE_LOCAL:
        state.locals.reset(instr.a());
        break;
    case Opcode::kCLEAR_LOCAL:
        for (unsigned i = 0; i < instr.b(); ++i) state.locals.reset(instr.a() + i);
        break;
    default:
        break;
    }
    define(state, false);
    return good && flow(next, state);
}

std::vector<RegisterState> Verifier::result() const {
    std::vector<RegisterState> result(code_.infos.size());
    for (size_t i = 0; i < states_.size(); ++i) {
        if (!seen_[i]) continue;
        result[i].reached = true;
        for (unsigned reg = code_.local_count; reg < code_.register_count; ++reg) {
            if (states_[i].temps.test(reg))
                result[i].temporaries.push_back(
                    {static_cast<uint16_t>(reg), states_[i].makers[reg]});
        }
    }
    return result;
}

std::string Verifier::run(bool with_makers) {
    if (!checkTables()) return error_;
    size_t count = code_.infos.size();
    states_.resize(count);
    seen_.assign(count, 0);
    queued_.assign(count, 0);
    State start{Bits(code_.register_count), Bits(code_.register_count), {}};
    if (with_makers) start.makers.resize(code_.register_count);
    unsigned parameters = code_.positional_count + code_.keyword_only_count;
    if (code_.flags & kCodeVarArgs) ++parameters;
    if (code_.flags & kCodeVarKeywords) ++parameters;
    if (parameters > code_.local_count || code_.positional_only_count > code_.positional_count) {
        fail("more parameters than locals");
        return error_;
    }
    for (unsigned i = 0; i < parameters; ++i)
        if (code_.local_is_cell[i] != 1) start.locals.set(i);
    if (!flow(0, start)) return error_;
    while (!work_.empty()) {
        uint32_t index = work_.back();
        work_.pop_back();
        queued_[index] = 0;
        if (!step(index)) return error_;
    }
    return error_;
}

} // namespace

std::vector<RegisterState> registerStates(const CodeBlueprint& code) {
    Verifier verifier(code);
    (void)verifier.run(true);
    return verifier.result();
}

std::string verifyBlueprint(const CodeBlueprint& code) {
    std::string error = Verifier(code).run();
    if (!error.empty()) return error;
    for (const Constant& constant : code.constants)
        if (constant.kind == Constant::Kind::kCode) {
            if (!constant.code) return "missing code constant";
            error = verifyBlueprint(*constant.code);
            if (!error.empty()) return error;
        }
    return {};
}

} // namespace krait
