// match statements. A pattern consumes the temporary it is matched against; names are bound only
// when all of the pattern matched, so what they will hold waits in temporaries. Where a test fails,
// the temporaries alive there are released by a stub of that failure on the way to the next case.
#include "compiler/codegen.h"

namespace krait {

using ast::Kind;

struct CodeGenerator::PatternContext {
    struct Capture {
        const ast::Atom* name;
        Reg reg;
    };
    struct Failure {
        llvm::SmallVector<uint8_t, 16> slots;
        Label label;
    };
    llvm::SmallVector<Capture, 4> captures;
    llvm::SmallVector<Failure, 4> failures;
    Label next;
    Reg base; // temporaries from here on belong to the pattern

    // The label for a failing jump that consumes `consumed`.
    Label fail(Assembler& as, std::initializer_list<Reg> consumed) {
        llvm::SmallVector<uint8_t, 16> slots = as.state().slots;
        for (Reg reg : consumed)
            if (isTemp(reg)) slots[reg - kFirstTemp] = Assembler::kDead;
        while (!slots.empty() && slots.back() == Assembler::kDead) slots.pop_back();
        bool clean = true;
        for (size_t i = base - kFirstTemp; i < slots.size(); ++i)
            if (slots[i] != Assembler::kDead) clean = false;
        if (clean) return next;
        for (const Failure& failure : failures)
            if (failure.slots == slots) return failure.label;
        failures.push_back({slots, as.newLabel()});
        return failures.back().label;
    }
};

namespace {

bool isWildcard(const ast::Pattern* p) {
    auto* as = ast::dynCast<ast::MatchAs>(p);
    return as && !as->pattern && !as->name;
}

} // namespace

// Binds the failures' labels here, in dead code, and leads each to `next`.
void CodeGenerator::failStubs(PatternContext& context, Label next, const Loc& at) {
    Assembler::FlowState state = as().state();
    as().enterCold();
    for (const PatternContext::Failure& failure : context.failures) {
        if (!as().isUsed(failure.label)) continue;
        as().bind(failure.label);
        for (Reg reg = static_cast<Reg>(as().top() - 1); reg + 1 > context.base; --reg) {
            if (as().isLive(reg))
                as().emit(at, Opcode::kPOP, reg);
            else if (reg < as().top() && as().state().slots[reg - kFirstTemp] == Assembler::kHole)
                as().releaseHole(reg);
        }
        as().jump(at, next);
    }
    as().leaveCold();
    as().restore(state);
    context.failures.clear();
}

void CodeGenerator::matchStmt(const ast::Match* s) {
    Reg subject = as().top();
    toTemp(s->subject);
    Label end = as().newLabel();
    for (uint32_t i = 0; i < s->cases.size(); ++i) {
        const ast::MatchCase* match_case = s->cases[i];
        bool last = i + 1 == s->cases.size();
        Loc at = locOf(match_case->pattern);
        PatternContext context;
        context.next = as().newLabel();
        Assembler::FlowState start = as().state();
        context.base = last ? subject : as().top();
        pattern(match_case->pattern, last ? subject : as().emitToTemp(at, Opcode::kCOPY, subject),
                context);
        for (const PatternContext::Capture& capture : context.captures)
            storeName(capture.name, at, capture.reg);
        if (match_case->guard) branch(match_case->guard, context.next, false);
        if (!last) as().emit(at, Opcode::kPOP, subject);
        Assembler::FlowState done = as().state();
        statements(match_case->body);
        as().jump(locOf(match_case->body.back()), end);
        failStubs(context, context.next, at);
        as().bind(context.next, last ? done : start);
        if (compilation_.failed()) {
            if (!last) as().emit(at, Opcode::kPOP, subject);
            break;
        }
    }
    as().bind(end);
}

void CodeGenerator::captureName(const ast::Node* node, const ast::Atom* name, Reg reg,
                                PatternContext& context) {
    context.captures.push_back({name, reg});
}

void CodeGenerator::pattern(const ast::Pattern* p, Reg subject, PatternContext& context) {
    Loc at = locOf(p);
    if (!compilation_.guard(p) || compilation_.failed()) {
        as().emit(at, Opcode::kPOP, subject);
        return;
    }
    switch (p->kind) {
    case Kind::MatchValue: {
        const ast::Expr* value = ast::cast<ast::MatchValue>(p)->value;
        auto* constant = ast::dynCast<ast::Constant>(value);
        if (constant && constant->value.kind == ast::ConstantValue::Kind::Int &&
            constant->value.integer >= -32768 && constant->value.integer <= 32767) {
            as().emitJump(at, Opcode::kBR_NOT_EQ_IMM, subject,
                          static_cast<uint16_t>(constant->value.integer),
                          context.fail(as(), {subject}));
            break;
        }
        Reg expected = operand(value);
        as().emitJump(at, Opcode::kBR_NOT_EQ, subject, expected,
                      context.fail(as(), {subject, expected}));
        break;
    }
    case Kind::MatchSingleton: {
        const ast::ConstantValue& value = ast::cast<ast::MatchSingleton>(p)->value;
        if (value.kind == ast::ConstantValue::Kind::None) {
            as().emitJump(at, Opcode::kBR_NOT_NONE, subject, 0, context.fail(as(), {subject}));
            break;
        }
        Reg expected = as().top();
        loadConstant(at, value, {});
        as().emitJump(at, Opcode::kBR_IS_NOT, subject, expected,
                      context.fail(as(), {subject, expected}));
        break;
    }
    case Kind::MatchSequence:
        sequencePattern(ast::cast<ast::MatchSequence>(p), subject, context);
        break;
    case Kind::MatchMapping:
        mappingPattern(ast::cast<ast::MatchMapping>(p), subject, context);
        break;
    case Kind::MatchClass:
        classPattern(ast::cast<ast::MatchClass>(p), subject, context);
        break;
    case Kind::MatchOr:
        orPattern(ast::cast<ast::MatchOr>(p), subject, context);
        break;
    case Kind::MatchStar: {
        auto* star = ast::cast<ast::MatchStar>(p);
        if (star->name)
            captureName(p, star->name, subject, context);
        else
            as().emit(at, Opcode::kPOP, subject);
        break;
    }
    case Kind::MatchAs: {
        auto* named = ast::cast<ast::MatchAs>(p);
        if (!named->pattern) {
            if (named->name)
                captureName(p, named->name, subject, context);
            else
                as().emit(at, Opcode::kPOP, subject);
            break;
        }
        Reg copy = as().emitToTemp(at, Opcode::kCOPY, subject);
        captureName(p, named->name, subject, context);
        pattern(named->pattern, copy, context);
        break;
    }
    default:
        KRAIT_ASSERT(false);
    }
}

void CodeGenerator::sequencePattern(const ast::MatchSequence* p, Reg subject,
                                    PatternContext& context) {
    Loc at = locOf(p);
    uint32_t size = p->patterns.size();
    int star = -1;
    bool only_wildcards = true, star_wildcard = false;
    for (uint32_t i = 0; i < size; ++i) {
        if (auto* starred = ast::dynCast<ast::MatchStar>(p->patterns[i])) {
            star = static_cast<int>(i);
            star_wildcard = !starred->name;
            only_wildcards &= star_wildcard;
        } else {
            only_wildcards &= isWildcard(p->patterns[i]);
        }
    }
    Reg test = as().emitToTemp(at, Opcode::kMATCH_SEQUENCE, subject);
    as().emitJump(at, Opcode::kBR_FALSE, test, 0, context.fail(as(), {test}));
    if (star < 0 || size > 1) {
        Reg length = as().emitToTemp(at, Opcode::kGET_LEN, subject);
        as().emitJump(at, star < 0 ? Opcode::kBR_NOT_EQ_IMM : Opcode::kBR_NOT_GE_IMM, length,
                      star < 0 ? size : size - 1, context.fail(as(), {length}));
    }
    if (only_wildcards) {
        as().emit(at, Opcode::kPOP, subject);
        return;
    }
    if (star >= 0 && star_wildcard) {
        // [a, *_, b]: items are taken by index, the rest is not looked at.
        for (uint32_t i = 0; i < size; ++i) {
            if (static_cast<int>(i) == star || isWildcard(p->patterns[i])) continue;
            Reg copy = as().emitToTemp(at, Opcode::kCOPY, subject);
            Reg item;
            if (static_cast<int>(i) < star) {
                item = as().emitToTemp(at, Opcode::kLOAD_ITEM_IMM, copy, i);
            } else {
                Reg length = as().emitToTemp(at, Opcode::kGET_LEN, subject);
                Reg index = as().emitToTemp(at, Opcode::kSUB_IMM, length, size - i);
                item = as().emitToTemp(at, Opcode::kLOAD_ITEM, copy, index);
            }
            pattern(p->patterns[i], item, context);
        }
        as().emit(at, Opcode::kPOP, subject);
        return;
    }
    if (compilation_.failed()) {
        as().emit(at, Opcode::kPOP, subject);
        return;
    }
    Reg window = subject + 1 == as().top() ? subject : as().top();
    if (star < 0)
        as().emit(at, Opcode::kUNPACK, window, subject, size);
    else
        as().emit(at, Opcode::kUNPACK_EX, window, subject,
                  static_cast<unsigned>(star) + 256 * (size - static_cast<uint32_t>(star) - 1));
    for (uint32_t i = 0; i < size; ++i)
        pattern(p->patterns[i], static_cast<Reg>(window + i), context);
}

void CodeGenerator::mappingPattern(const ast::MatchMapping* p, Reg subject,
                                   PatternContext& context) {
    Loc at = locOf(p);
    uint32_t size = p->keys.size();
    Reg test = as().emitToTemp(at, Opcode::kMATCH_MAPPING, subject);
    as().emitJump(at, Opcode::kBR_FALSE, test, 0, context.fail(as(), {test}));
    if (size == 0 && !p->rest) {
        as().emit(at, Opcode::kPOP, subject);
        return;
    }
    if (size) {
        Reg length = as().emitToTemp(at, Opcode::kGET_LEN, subject);
        as().emitJump(at, Opcode::kBR_NOT_GE_IMM, length, size, context.fail(as(), {length}));
    }
    Reg keys = as().top();
    for (const ast::Expr* key : p->keys) toTemp(key);
    as().emitToTemp(at, Opcode::kBUILD_TUPLE, keys, size);
    Reg values = as().emitToTemp(at, Opcode::kMATCH_KEYS, subject, keys);
    Reg copy = as().emitToTemp(at, Opcode::kCOPY, values);
    as().emitJump(at, Opcode::kBR_NONE, copy, 0, context.fail(as(), {copy}));
    as().emit(at, Opcode::kUNPACK, values, values, size);
    for (uint32_t i = 0; i < size; ++i)
        pattern(p->patterns[i], static_cast<Reg>(values + i), context);
    if (p->rest) {
        Reg rest = as().emitToTemp(at, Opcode::kMATCH_REST, subject, keys);
        as().emit(at, Opcode::kPOP, subject);
        captureName(p, p->rest, rest, context);
    } else {
        as().emit(at, Opcode::kPOP, keys);
        as().emit(at, Opcode::kPOP, subject);
    }
}

void CodeGenerator::classPattern(const ast::MatchClass* p, Reg subject, PatternContext& context) {
    Loc at = locOf(p);
    // The operands are neighbours, so the subject moves up unless it is the top.
    if (subject + 1 != as().top()) {
        Reg moved = as().top();
        as().emit(at, Opcode::kMOVE, moved, subject);
        subject = moved;
    }
    toTemp(p->cls);
    Constant names;
    names.kind = Constant::Kind::kTuple;
    for (const ast::Atom* name : p->kwd_attrs) {
        Constant& item = names.items.emplace_back();
        item.kind = Constant::Kind::kStr;
        item.interned = true;
        item.text = name->text().str(); // Python: never mangled
    }
    loadConstant(at, std::move(names), {});
    uint32_t positional = p->patterns.size(), count = positional + p->kwd_patterns.size();
    Reg values = as().emitToTemp(at, Opcode::kMATCH_CLASS, subject, positional);
    Reg copy = as().emitToTemp(at, Opcode::kCOPY, values);
    as().emitJump(at, Opcode::kBR_NONE, copy, 0, context.fail(as(), {copy}));
    as().emit(at, Opcode::kUNPACK, values, values, count);
    for (uint32_t i = 0; i < count; ++i)
        pattern(i < positional ? p->patterns[i] : p->kwd_patterns[i - positional],
                static_cast<Reg>(values + i), context);
    as().emit(at, Opcode::kPOP, subject);
}

// Each alternative leaves what it captured in slots reserved below the subject's copy, in the order
// of the first one's names.
void CodeGenerator::orPattern(const ast::MatchOr* p, Reg subject, PatternContext& context) {
    Loc at = locOf(p);
    llvm::SmallVector<const ast::Atom*, 4> names;
    llvm::SmallVector<Reg, 4> slots;
    Label matched = as().newLabel();
    // The names of the first alternative are needed before any code is made.
    llvm::SmallVector<const ast::Node*, 8> work{p->patterns[0]};
    while (!work.empty()) {
        const ast::Node* node = work.pop_back_val();
        const ast::Atom* name = nullptr;
        if (auto* star = ast::dynCast<ast::MatchStar>(node)) name = star->name;
        if (auto* named = ast::dynCast<ast::MatchAs>(node)) name = named->name;
        if (auto* mapping = ast::dynCast<ast::MatchMapping>(node)) name = mapping->rest;
        if (name && !llvm::is_contained(names, name)) names.push_back(name);
        if (auto* either = ast::dynCast<ast::MatchOr>(node))
            work.push_back(either->patterns[0]);
        else
            forEachChild(node, [&](const ast::Node* child) { work.push_back(child); });
    }
    for (size_t i = 0; i < names.size(); ++i) slots.push_back(as().pushHole());
    for (uint32_t i = 0; i < p->patterns.size(); ++i) {
        bool last = i + 1 == p->patterns.size();
        Assembler::FlowState start = as().state();
        PatternContext inner;
        inner.base = as().top();
        inner.next = as().newLabel();
        Reg copy = as().emitToTemp(at, Opcode::kCOPY, subject);
        pattern(p->patterns[i], copy, inner);
        if (compilation_.failed()) {
            as().restore(start);
            for (size_t k = slots.size(); k-- > 0;) as().releaseHole(slots[k]);
            as().emit(at, Opcode::kPOP, subject);
            return;
        }
        for (const PatternContext::Capture& capture : inner.captures) {
            size_t slot = static_cast<size_t>(llvm::find(names, capture.name) - names.begin());
            as().emit(at, Opcode::kMOVE, slots[slot], capture.reg);
        }
        as().jump(at, matched);
        failStubs(inner, inner.next, at);
        as().bind(inner.next, start);
    }
    // No alternative matched.
    Assembler::FlowState failed = as().state();
    for (size_t k = slots.size(); k-- > 0;) as().releaseHole(slots[k]);
    as().jump(at, context.fail(as(), {}));
    failed.slots.resize(failed.slots.size());
    for (Reg slot : slots) failed.slots[slot - kFirstTemp] = Assembler::kLive;
    as().bind(matched, failed);
    as().emit(at, Opcode::kPOP, subject);
    for (size_t k = 0; k < names.size(); ++k) captureName(p, names[k], slots[k], context);
}

} // namespace krait
