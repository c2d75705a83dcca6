// The assembler makes one CodeBlueprint: it lays out instructions, resolves jumps, keeps the tables
// of constants, names, positions and handlers, and tracks what the registers hold at the current
// instruction, so that live sets are right by construction.
//
// Temporaries are numbered from kFirstTemp while code is being made, because locals are still being
// added; finish() moves them to just above the locals. They form a stack: `depth` slots, each live,
// a hole (the header of a call window, or reserved for a later result) or dead (consumed below the
// top). Dead slots at the top are dropped at once. After an instruction that never falls through
// the state is kept, but nothing is emitted until a label that somebody jumps to is bound: dead
// code costs nothing. Owned by the code generator, used by the thread that compiles.
#pragma once

#include "compiler/ast.h"
#include "vm/bytecode/code_blueprint.h"
#include "vm/bytecode/effects.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

namespace krait {

using Reg = uint16_t;
inline constexpr Reg kFirstTemp = 0x8000;
inline bool isTemp(unsigned reg) {
    return reg >= kFirstTemp;
}

struct Label {
    uint32_t id = ~0u;
    bool valid() const { return id != ~0u; }
};

class Assembler {
  public:
    enum SlotState : uint8_t { kDead, kHole, kLive };

    // What is known at one place of the code. `sure`: locals that are bound on every path to it.
    struct FlowState {
        llvm::SmallVector<uint8_t, 16> slots;
        llvm::SmallBitVector sure;
    };

    Assembler() = default;
    Assembler(const Assembler&) = delete;
    Assembler& operator=(const Assembler&) = delete;

    // --- instructions ---
    // Operands are as in opcodes.def. emit() updates the state by the instruction's effects.
    void emit(const SourcePosition& at, Opcode op, unsigned a = 0, unsigned b = 0, unsigned c = 0,
              uint32_t extra = 0);
    void emit32(const SourcePosition& at, Opcode op, unsigned a, int32_t bc) {
        emit(at, op, a, static_cast<uint32_t>(bc) & 0xffff, static_cast<uint32_t>(bc) >> 16);
    }
    // The plain form of `op`, into the lowest temporary that is free once its operands are
    // consumed.
    Reg emitToTemp(const SourcePosition& at, Opcode op, unsigned b = 0, unsigned c = 0,
                   uint32_t extra = 0);
    void emitJump(const SourcePosition& at, Opcode op, unsigned a, unsigned b, Label target);
    void jump(const SourcePosition& at, Label target);

    // --- labels ---
    Label newLabel();
    // Binds the label here. If this place isn't reached otherwise, the state is that of the jumps
    // to it.
    void bind(Label label);
    // The same; if nobody jumps to the label, what follows is dead code in the state given.
    void bind(Label label, const FlowState& fallback) {
        if (!labels_[label.id].used && !reachable_) restore(fallback);
        bind(label);
    }
    // Binds a label that only later code jumps to (a loop's body), in the state given.
    void bindBody(Label label, const FlowState& state);
    bool isUsed(Label label) const { return labels_[label.id].used; }
    bool reachable() const { return reachable_; }

    // --- temporaries ---
    Reg top() const { return static_cast<Reg>(kFirstTemp + state_.slots.size()); }
    // Reserves the next slot without a value.
    Reg pushHole() {
        push(kHole);
        return static_cast<Reg>(top() - 1);
    }
    void pushHoles(int count) {
        while (count-- > 0) push(kHole);
    }
    Reg pushLive() {
        push(kLive);
        return static_cast<Reg>(top() - 1);
    }
    // Gives reserved slots up.
    void dropHoles(int count) {
        while (count-- > 0) {
            KRAIT_ASSERT(state_.slots.back() != kLive);
            state_.slots.pop_back();
        }
        trim();
    }
    // The slot's value was given up; keep the slot.
    void reserve(Reg reg) {
        size_t i = reg - kFirstTemp;
        while (state_.slots.size() <= i) push(kHole);
        if (state_.slots[i] == kDead) state_.slots[i] = kHole;
    }
    // From here on a slot that was reserved is an ordinary one.
    void releaseHole(Reg reg) {
        KRAIT_ASSERT(state_.slots[reg - kFirstTemp] == kHole);
        state_.slots[reg - kFirstTemp] = kDead;
        trim();
    }
    bool isLive(Reg reg) const {
        size_t i = reg - kFirstTemp;
        return i < state_.slots.size() && state_.slots[i] == kLive;
    }
    const FlowState& state() const { return state_; }
    void restore(const FlowState& state) {
        state_ = state;
        if (state_.slots.size() > slot_count_max_) slot_count_max_ = state_.slots.size();
        live_set_known_ = false;
    }
    void truncate(Reg new_top) {
        size_t size = new_top - kFirstTemp;
        if (state_.slots.size() > size) state_.slots.truncate(size);
        live_set_known_ = false;
    }

    // --- definite assignment ---
    Reg addLocal(llvm::StringRef name, uint8_t kind);
    bool isSure(Reg local) const { return state_.sure.test(local) || !reachable_; }
    void setSure(Reg local, bool sure = true) { state_.sure[local] = sure; }

    // --- handlers ---
    // A region of code whose exceptions go to `target`. `level`: temporaries from there on are
    // released. Regions nest; while one is suspended (the exit paths of a finally block) it covers
    // nothing.
    uint32_t openRegion(Label target, Reg level, Reg exception, bool cleanup);
    void suspendRegion(uint32_t region);
    void resumeRegion(uint32_t region);
    void closeRegion(uint32_t region) { suspendRegion(region); }
    // The region's first instruction has consumed temporaries below the level: the handler won't
    // see them.
    void refreshRegion(uint32_t region);
    // Begins the code of a handler: the state is that of the region's beginning, with the
    // exception. False if the region covers no instruction; the handler is dead code then.
    bool bindHandler(uint32_t region);

    // Code in between is laid out behind all other code. It is entered and left by jumps only.
    void enterCold() {
        KRAIT_ASSERT(!reachable_);
        ++cold_depth_;
    }
    void leaveCold() {
        KRAIT_ASSERT(!reachable_);
        --cold_depth_;
    }

    // --- tables ---
    uint32_t constant(const ast::ConstantValue& value);
    uint32_t constant(Constant&& value);
    uint32_t stringConstant(llvm::StringRef text);
    uint32_t name(const ast::Atom* atom);

    // Lays everything out into `code`. False: a limit of the encoding was exceeded.
    [[nodiscard]] bool finish(CodeBlueprint& code);
    bool overflowed() const { return overflowed_; }
    uint16_t localCount() const { return static_cast<uint16_t>(local_names_.size()); }

  private:
    struct Item {
        Opcode op;
        uint16_t a, b, c;
        uint32_t extra;
        uint32_t label; // or kNoLabel
        uint32_t live_set;
        bool cold;
        SourcePosition position;
    };
    struct LabelInfo {
        uint32_t item = kUnbound;
        bool used = false;
        FlowState state; // valid when used or bound
    };
    struct Region {
        Label target;
        Reg level, exception;
        bool cleanup;
        bool covers = false; // something
        uint32_t start = kUnbound;
        FlowState state;
    };
    struct Range {
        uint32_t start, end, region;
    };
    static constexpr uint32_t kNoLabel = ~0u, kUnbound = ~0u;

    void push(SlotState slot) {
        state_.slots.push_back(slot);
        if (state_.slots.size() > slot_count_max_) slot_count_max_ = state_.slots.size();
        live_set_known_ = false;
    }
    void trim() {
        while (!state_.slots.empty() && state_.slots.back() == kDead) state_.slots.pop_back();
    }
    void consume(Instr instr, uint64_t extra);
    void define(unsigned reg);
    void append(const SourcePosition& at, Instr instr, uint32_t extra, uint32_t label);
    uint32_t liveSet();
    void noteJump(Label label, Instr instr, uint64_t extra);
    void meet(FlowState& into) const;

    llvm::SmallVector<Item, 0> items_;
    llvm::SmallVector<LabelInfo, 0> labels_;
    llvm::SmallVector<Region, 4> regions_;
    llvm::SmallVector<Range, 4> ranges_;
    FlowState state_;
    bool reachable_ = true;
    bool overflowed_ = false;
    int cold_depth_ = 0;
    size_t slot_count_max_ = 0;

    bool live_set_known_ = false;
    uint32_t live_set_ = 0;
    std::vector<std::vector<LiveRange>> live_sets_{1};
    llvm::StringMap<uint32_t> live_set_index_;

    std::vector<std::string> local_names_;
    std::vector<uint8_t> local_kinds_;
    std::vector<Constant> constants_;
    llvm::StringMap<uint32_t> constant_index_;
    std::vector<std::string> names_;
    llvm::DenseMap<const ast::Atom*, uint32_t> name_index_;
};

// The blueprint's form of a constant of the tree.
Constant makeConstant(const ast::ConstantValue& value);

} // namespace krait
