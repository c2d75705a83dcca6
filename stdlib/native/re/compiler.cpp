// Tree to program: one pass that emits code with the flags in force, then one over the code that
// tells single-character repeats what follows them. Recursion is as deep as groups nest, which the
// parser bounds. Pure, any thread.
#include "stdlib/native/re/program.h"

#include <algorithm>

namespace krait::re {
namespace {

Text ascii(const char* text) {
    Text result;
    for (; *text; ++text) result += static_cast<char32_t>(*text);
    return result;
}

class Compiler {
  public:
    Compiler(const ParseResult& parsed, Program* out) : parsed_(parsed), out_(*out) {}

    Error run();

  private:
    struct Unit {
        Op op;
        uint32_t operand;
    };

    void emit(Op op) { out_.code.push_back(static_cast<uint32_t>(op)); }
    void emit(uint32_t word) { out_.code.push_back(word); }
    uint32_t here() const { return static_cast<uint32_t>(out_.code.size()); }
    uint32_t emitHole() {
        emit(0u);
        return here() - 1;
    }
    void fill(uint32_t hole) { out_.code[hole] = here(); }

    void emitSequence(const Sequence& sequence, uint32_t flags);
    size_t emitLiterals(const Sequence& sequence, size_t index, uint32_t flags);
    void emitNode(const Node& node, uint32_t flags);
    void emitUnit(const Unit& unit);
    void emitRepeat(const Node& node, uint32_t flags);
    void emitLoop(const Node& node, uint32_t flags);
    void emitAlternation(const Node& node, uint32_t flags);
    void emitLook(const Node& node, uint32_t flags);
    void emitConditional(const Node& node, uint32_t flags);
    void emitAnchor(Anchor anchor, uint32_t flags);

    static bool isUnit(const Sequence& sequence);
    Unit unitOf(const Node& node, uint32_t flags);
    Unit unitOf(const Sequence& sequence, uint32_t flags);
    uint32_t addSet(CharSet set);
    bool unitContains(const Unit& unit, uint32_t c) const;
    void hintRepeats();
    bool unitAt(uint32_t pc, Unit* out) const;
    bool unitsAreDisjoint(const Unit& a, const Unit& b) const;
    void findPrefix();

    // What a match of sequence[index...] may begin with; false when that isn't known.
    bool first(const Sequence& sequence, uint32_t flags, bool* nullable);
    bool firstOfNode(const Node& node, uint32_t flags, bool* nullable);
    void addFirst(const CharSet& set);

    const ParseResult& parsed_;
    Program& out_;
    Error error_;
};

// The number of words of the instruction at code[pc].
uint32_t lengthAt(const std::vector<uint32_t>& code, uint32_t pc) {
    switch (static_cast<Op>(code[pc])) {
    case Op::kAny:
    case Op::kAll:
    case Op::kAtomic:
    case Op::kAtomicEnd:
    case Op::kLookEnd:
    case Op::kLookNotEnd:
    case Op::kFail:
    case Op::kMatch:
        return 1;
    case Op::kLiteral:
    case Op::kNotLiteral:
    case Op::kSet:
    case Op::kMark:
    case Op::kAnchor:
    case Op::kJump:
    case Op::kSplit:
    case Op::kLook:
        return 2;
    case Op::kLoopEnter:
    case Op::kLookNot:
    case Op::kBackreference:
    case Op::kConditional:
        return 3;
    case Op::kLoop:
        return 6;
    case Op::kRepeatOne:
        return 7;
    case Op::kString:
        return 2 + code[pc + 1];
    }
    return 1;
}

uint32_t Compiler::addSet(CharSet set) {
    out_.sets.push_back(std::move(set));
    return static_cast<uint32_t>(out_.sets.size()) - 1;
}

bool Compiler::isUnit(const Sequence& sequence) {
    if (sequence.size() != 1) return false;
    const Node& node = sequence[0];
    switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kNotLiteral:
    case NodeKind::kAny:
    case NodeKind::kClass:
        return true;
    case NodeKind::kGroup:
        return !node.value && isUnit(node.children[0]);
    default:
        return false;
    }
}

Compiler::Unit Compiler::unitOf(const Node& node, uint32_t flags) {
    if (node.kind == NodeKind::kAny) return {flags & kDotAll ? Op::kAll : Op::kAny, 0};
    if (node.kind == NodeKind::kClass)
        return {Op::kSet, addSet(CharSet::ofClass(node.items, node.negated, flags))};
    bool negated = node.kind == NodeKind::kNotLiteral;
    CharSet set = CharSet::ofLiteral(node.value, negated, flags);
    if (set.fold() != Fold::kNone) return {Op::kSet, addSet(std::move(set))};
    return {negated ? Op::kNotLiteral : Op::kLiteral, node.value};
}

Compiler::Unit Compiler::unitOf(const Sequence& sequence, uint32_t flags) {
    const Node& node = sequence[0];
    if (node.kind != NodeKind::kGroup) return unitOf(node, flags);
    return unitOf(node.children[0], combineFlags(flags, node.add_flags, node.del_flags));
}

bool Compiler::unitContains(const Unit& unit, uint32_t c) const {
    switch (unit.op) {
    case Op::kAll:
        return true;
    case Op::kAny:
        return c != '\n';
    case Op::kLiteral:
        return c == unit.operand;
    case Op::kNotLiteral:
        return c != unit.operand;
    default: {
        const CharSet& set = out_.sets[unit.operand];
        return set.isLocale() || set.contains(c);
    }
    }
}

void Compiler::emitUnit(const Unit& unit) {
    emit(unit.op);
    if (unit.op != Op::kAny && unit.op != Op::kAll) emit(unit.operand);
}

// Emits a run of literals from `index` as one instruction; returns how many nodes it took.
size_t Compiler::emitLiterals(const Sequence& sequence, size_t index, uint32_t flags) {
    size_t end = index;
    for (; end < sequence.size() && sequence[end].kind == NodeKind::kLiteral; ++end) {
        if (!(flags & kIgnoreCase)) continue;
        if ((flags & kLocale) || isCased(sequence[end].value, flags & kUnicode)) break;
    }
    if (end - index < 2) return 0;
    emit(Op::kString);
    emit(static_cast<uint32_t>(end - index));
    for (size_t i = index; i < end; ++i) emit(sequence[i].value);
    return end - index;
}

void Compiler::emitSequence(const Sequence& sequence, uint32_t flags) {
    for (size_t i = 0; i < sequence.size();) {
        size_t taken = emitLiterals(sequence, i, flags);
        if (!taken) {
            emitNode(sequence[i], flags);
            taken = 1;
        }
        i += taken;
    }
}

void Compiler::emitAnchor(Anchor anchor, uint32_t flags) {
    AnchorTest test = AnchorTest::kBeginning;
    auto boundary = [flags](AnchorTest plain, AnchorTest unicode, AnchorTest locale) {
        return flags & kLocale ? locale : flags & kUnicode ? unicode : plain;
    };
    switch (anchor) {
    case Anchor::kBeginning:
        if (flags & kMultiline) test = AnchorTest::kBeginningLine;
        break;
    case Anchor::kBeginningString:
        break;
    case Anchor::kEnd:
        test = flags & kMultiline ? AnchorTest::kEndLine : AnchorTest::kEnd;
        break;
    case Anchor::kEndString:
        test = AnchorTest::kEndString;
        break;
    case Anchor::kBoundary:
        test = boundary(AnchorTest::kBoundaryAscii, AnchorTest::kBoundaryUnicode,
                        AnchorTest::kBoundaryLocale);
        break;
    case Anchor::kNonBoundary:
        test = boundary(AnchorTest::kNonBoundaryAscii, AnchorTest::kNonBoundaryUnicode,
                        AnchorTest::kNonBoundaryLocale);
        break;
    }
    emit(Op::kAnchor);
    emit(static_cast<uint32_t>(test));
}

void Compiler::emitLoop(const Node& node, uint32_t flags) {
    uint32_t loop = out_.loop_count++;
    bool possessive = node.mode == RepeatMode::kPossessive;
    // Python makes every iteration of a possessive repeat final, also those below the minimum.
    if (possessive) emit(Op::kAtomic);
    emit(Op::kLoopEnter);
    emit(loop);
    uint32_t to_loop = emitHole();
    uint32_t body = here();
    if (possessive) emit(Op::kAtomic);
    emitSequence(node.children[0], flags);
    if (possessive) emit(Op::kAtomicEnd);
    fill(to_loop);
    emit(Op::kLoop);
    emit(loop);
    emit(node.min);
    emit(node.max);
    emit(node.mode == RepeatMode::kLazy ? 1u : 0u);
    emit(body);
    if (possessive) emit(Op::kAtomicEnd);
}

void Compiler::emitRepeat(const Node& node, uint32_t flags) {
    if (!isUnit(node.children[0])) {
        emitLoop(node, flags);
        return;
    }
    Unit unit = unitOf(node.children[0], flags);
    if (node.min == 1 && node.max == 1) {
        emitUnit(unit);
        return;
    }
    emit(Op::kRepeatOne);
    emit(static_cast<uint32_t>(unit.op));
    emit(unit.operand);
    emit(node.min);
    emit(node.max);
    emit(static_cast<uint32_t>(node.mode));
    emit(kNoHint);
}

void Compiler::emitAlternation(const Node& node, uint32_t flags) {
    std::vector<uint32_t> to_end;
    for (size_t i = 0; i < node.children.size(); ++i) {
        bool last = i + 1 == node.children.size();
        uint32_t to_next = 0;
        if (!last) {
            emit(Op::kSplit);
            to_next = emitHole();
        }
        emitSequence(node.children[i], flags);
        if (last) break;
        emit(Op::kJump);
        to_end.push_back(emitHole());
        fill(to_next);
    }
    for (uint32_t hole : to_end) fill(hole);
}

void Compiler::emitLook(const Node& node, uint32_t flags) {
    uint32_t back = 0;
    if (node.behind) {
        Width width = widthOf(node.children[0], parsed_.group_widths);
        const char* problem = width.min > kRepeatMax   ? "looks too much behind"
                              : width.min != width.max ? "look-behind requires fixed-width pattern"
                                                       : nullptr;
        if (problem && !error_) error_ = {ErrorKind::kPattern, ascii(problem)};
        back = static_cast<uint32_t>(width.min);
    }
    emit(node.negated ? Op::kLookNot : Op::kLook);
    emit(back);
    uint32_t to_end = node.negated ? emitHole() : 0;
    emitSequence(node.children[0], flags);
    emit(node.negated ? Op::kLookNotEnd : Op::kLookEnd);
    if (node.negated) fill(to_end);
}

void Compiler::emitConditional(const Node& node, uint32_t flags) {
    emit(Op::kConditional);
    emit(node.value);
    uint32_t to_else = emitHole();
    emitSequence(node.children[0], flags);
    if (node.children.size() > 1 && !node.children[1].empty()) {
        emit(Op::kJump);
        uint32_t to_end = emitHole();
        fill(to_else);
        emitSequence(node.children[1], flags);
        fill(to_end);
    } else {
        fill(to_else);
    }
}

void Compiler::emitNode(const Node& node, uint32_t flags) {
    switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kNotLiteral:
    case NodeKind::kAny:
    case NodeKind::kClass:
        emitUnit(unitOf(node, flags));
        break;
    case NodeKind::kAnchor:
        emitAnchor(node.anchor, flags);
        break;
    case NodeKind::kGroup:
        if (node.value) {
            emit(Op::kMark);
            emit((node.value - 1) * 2);
        }
        emitSequence(node.children[0], combineFlags(flags, node.add_flags, node.del_flags));
        if (node.value) {
            emit(Op::kMark);
            emit((node.value - 1) * 2 + 1);
        }
        break;
    case NodeKind::kAtomic:
        emit(Op::kAtomic);
        emitSequence(node.children[0], flags);
        emit(Op::kAtomicEnd);
        break;
    case NodeKind::kRepeat:
        emitRepeat(node, flags);
        break;
    case NodeKind::kAlternation:
        emitAlternation(node, flags);
        break;
    case NodeKind::kLook:
        emitLook(node, flags);
        break;
    case NodeKind::kBackreference:
        emit(Op::kBackreference);
        emit(node.value - 1);
        emit(static_cast<uint32_t>(!(flags & kIgnoreCase) ? Fold::kNone
                                   : flags & kLocale      ? Fold::kLocale
                                   : flags & kUnicode     ? Fold::kUnicode
                                                          : Fold::kAscii));
        break;
    case NodeKind::kConditional:
        emitConditional(node, flags);
        break;
    case NodeKind::kFailure:
        emit(Op::kFail);
        break;
    }
}

// Finds the character test that must come next at `pc`.
bool Compiler::unitAt(uint32_t pc, Unit* out) const {
    const std::vector<uint32_t>& code = out_.code;
    for (;;) {
        switch (static_cast<Op>(code[pc])) {
        case Op::kMark:
            pc += 2;
            break;
        case Op::kJump:
            pc = code[pc + 1];
            break;
        case Op::kLiteral:
        case Op::kNotLiteral:
        case Op::kSet:
            *out = {static_cast<Op>(code[pc]), code[pc + 1]};
            return true;
        case Op::kString:
            *out = {Op::kLiteral, code[pc + 2]};
            return true;
        case Op::kRepeatOne:
            *out = {static_cast<Op>(code[pc + 1]), code[pc + 2]};
            return code[pc + 3] > 0;
        default:
            return false;
        }
    }
}

bool Compiler::unitsAreDisjoint(const Unit& a, const Unit& b) const {
    if (b.op == Op::kLiteral) return !unitContains(a, b.operand);
    if (a.op == Op::kLiteral) return !unitContains(b, a.operand);
    if (a.op == Op::kSet && b.op == Op::kSet)
        return out_.sets[a.operand].isDisjointFrom(out_.sets[b.operand]);
    return false;
}

// A greedy repeat whose unit excludes what must come next can never give characters back: where
// that would have to stand there is a character of the unit.
void Compiler::hintRepeats() {
    std::vector<uint32_t>& code = out_.code;
    for (uint32_t pc = 0; pc < code.size(); pc += lengthAt(code, pc)) {
        if (static_cast<Op>(code[pc]) != Op::kRepeatOne) continue;
        Unit next;
        if (!unitAt(pc + 7, &next)) continue;
        if (next.op == Op::kLiteral) code[pc + 6] = next.operand;
        bool greedy = code[pc + 5] == static_cast<uint32_t>(RepeatMode::kGreedy);
        if (greedy && unitsAreDisjoint({static_cast<Op>(code[pc + 1]), code[pc + 2]}, next))
            code[pc + 5] = static_cast<uint32_t>(RepeatMode::kPossessive);
    }
}

void Compiler::findPrefix() {
    const std::vector<uint32_t>& code = out_.code;
    bool marks = false;
    for (uint32_t pc = 0;; pc += lengthAt(code, pc)) {
        switch (static_cast<Op>(code[pc])) {
        case Op::kMark:
            marks = true;
            continue;
        case Op::kLiteral:
            out_.prefix += static_cast<char32_t>(code[pc + 1]);
            continue;
        case Op::kString:
            out_.prefix.append(code.begin() + pc + 2, code.begin() + pc + 2 + code[pc + 1]);
            continue;
        case Op::kMatch:
            out_.is_literal = !marks && !out_.prefix.empty();
            return;
        default:
            return;
        }
    }
}

void Compiler::addFirst(const CharSet& set) {
    for (int i = 0; i < 8; ++i) out_.first[i] |= set.bitmap()[i];
    if (set.mayHoldWide()) out_.first_wide = true;
}

bool Compiler::firstOfNode(const Node& node, uint32_t flags, bool* nullable) {
    *nullable = false;
    switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kNotLiteral: {
        CharSet set = CharSet::ofLiteral(node.value, node.kind == NodeKind::kNotLiteral, flags);
        if (set.isLocale()) return false;
        addFirst(set);
        return true;
    }
    case NodeKind::kClass: {
        CharSet set = CharSet::ofClass(node.items, node.negated, flags);
        if (set.isLocale()) return false;
        addFirst(set);
        return true;
    }
    case NodeKind::kGroup:
        return first(node.children[0], combineFlags(flags, node.add_flags, node.del_flags),
                     nullable);
    case NodeKind::kAtomic:
        return first(node.children[0], flags, nullable);
    case NodeKind::kRepeat: {
        if (!node.max) {
            *nullable = true;
            return true;
        }
        if (!first(node.children[0], flags, nullable)) return false;
        if (!node.min) *nullable = true;
        return true;
    }
    case NodeKind::kAlternation:
        for (const Sequence& child : node.children) {
            bool child_nullable = false;
            if (!first(child, flags, &child_nullable)) return false;
            *nullable = *nullable || child_nullable;
        }
        return true;
    case NodeKind::kAnchor:
    case NodeKind::kLook:
        *nullable = true;
        return true;
    case NodeKind::kFailure:
        return true;
    case NodeKind::kAny:
    case NodeKind::kBackreference:
    case NodeKind::kConditional:
        break;
    }
    return false;
}

bool Compiler::first(const Sequence& sequence, uint32_t flags, bool* nullable) {
    for (const Node& node : sequence) {
        if (!firstOfNode(node, flags, nullable)) return false;
        if (!*nullable) return true;
    }
    *nullable = true;
    return true;
}

Error Compiler::run() {
    out_.group_count = parsed_.group_count;
    out_.width_min = widthOf(parsed_.tree, parsed_.group_widths).min;
    emitSequence(parsed_.tree, parsed_.flags);
    emit(Op::kMatch);
    if (error_) return error_;
    hintRepeats();
    findPrefix();
    const std::vector<uint32_t>& code = out_.code;
    out_.starts_at_beginning = static_cast<Op>(code[0]) == Op::kAnchor &&
                               code[1] == static_cast<uint32_t>(AnchorTest::kBeginning);
    bool nullable = true;
    out_.first_wide = false;
    if (out_.width_min && out_.prefix.empty())
        out_.has_first = first(parsed_.tree, parsed_.flags, &nullable) && !nullable;
    return error_;
}

} // namespace

Error compileProgram(const ParseResult& parsed, Program* out) {
    return Compiler(parsed, out).run();
}

} // namespace krait::re
