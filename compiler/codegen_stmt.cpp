// Statements, those about exceptions excepted (codegen_try.cpp).
#include "compiler/codegen.h"
#include "compiler/unparse.h"

namespace krait {

using ast::Kind;

bool constantTruth(const ast::ConstantValue& value);

void CodeGenerator::statements(const ast::List<ast::Stmt*>& body, uint32_t from) {
    for (uint32_t i = from; i < body.size(); ++i) stmt(body[i]);
}

void CodeGenerator::stmt(const ast::Stmt* s) {
    if (compilation_.failed() || !compilation_.guard(s)) return;
    [[maybe_unused]] Reg before = as().top();
    switch (s->kind) {
    case Kind::FunctionDef:
    case Kind::AsyncFunctionDef:
        functionDef(s);
        break;
    case Kind::ClassDef:
        classDef(ast::cast<ast::ClassDef>(s));
        break;
    case Kind::Return:
        returnStmt(ast::cast<ast::Return>(s));
        break;
    case Kind::Delete:
        for (const ast::Expr* target : ast::cast<ast::Delete>(s)->targets) deleteTarget(target);
        break;
    case Kind::Assign:
        assign(ast::cast<ast::Assign>(s));
        break;
    case Kind::TypeAlias:
        typeAlias(ast::cast<ast::TypeAlias>(s));
        break;
    case Kind::AugAssign:
        augAssign(ast::cast<ast::AugAssign>(s));
        break;
    case Kind::AnnAssign:
        annAssign(ast::cast<ast::AnnAssign>(s));
        break;
    case Kind::For:
        forStmt(ast::cast<ast::For>(s));
        break;
    case Kind::AsyncFor:
        asyncForStmt(ast::cast<ast::AsyncFor>(s));
        break;
    case Kind::While:
        whileStmt(ast::cast<ast::While>(s));
        break;
    case Kind::If:
        ifStmt(ast::cast<ast::If>(s));
        break;
    case Kind::With: {
        auto* with = ast::cast<ast::With>(s);
        withItems(s, with->items, 0, with->body, false);
        break;
    }
    case Kind::AsyncWith: {
        auto* with = ast::cast<ast::AsyncWith>(s);
        withItems(s, with->items, 0, with->body, true);
        break;
    }
    case Kind::Match:
        matchStmt(ast::cast<ast::Match>(s));
        break;
    case Kind::Raise:
        raiseStmt(ast::cast<ast::Raise>(s));
        break;
    case Kind::Try:
        tryStmt(ast::cast<ast::Try>(s));
        break;
    case Kind::TryStar:
        tryStar(ast::cast<ast::TryStar>(s));
        break;
    case Kind::Assert:
        assertStmt(ast::cast<ast::Assert>(s));
        break;
    case Kind::Import:
        importStmt(ast::cast<ast::Import>(s));
        break;
    case Kind::ImportFrom:
        importFrom(ast::cast<ast::ImportFrom>(s));
        break;
    case Kind::Global:
    case Kind::Nonlocal:
        break;
    case Kind::ExprStmt:
        exprStmt(ast::cast<ast::ExprStmt>(s));
        break;
    case Kind::Pass:
        as().emit(locOf(s), Opcode::kNOP);
        break;
    case Kind::Break:
        leaveLoop(s, true);
        break;
    case Kind::Continue:
        leaveLoop(s, false);
        break;
    default:
        KRAIT_ASSERT(false);
    }
    KRAIT_ASSERT(compilation_.failed() || as().top() == before);
}

void CodeGenerator::exprStmt(const ast::ExprStmt* s) {
    if (unit_->interactive) {
        Reg value = operand(s->value);
        as().emit(locOf(s), Opcode::kPRINT_EXPR, value);
        return;
    }
    discard(s->value);
}

// --- assignment ---

void CodeGenerator::assignTo(const ast::Expr* target, Reg value) {
    Loc at = locOf(target);
    if (!compilation_.guard(target)) {
        if (isTemp(value)) as().emit(at, Opcode::kPOP, value);
        return;
    }
    switch (target->kind) {
    case Kind::Name: {
        auto* name = ast::cast<ast::Name>(target);
        storeName(name->id, at, value);
        break;
    }
    case Kind::Attribute: {
        auto* attribute = ast::cast<ast::Attribute>(target);
        noteStaticAttribute(attribute);
        Reg object = operand(attribute->value);
        if (at.line != at.end_line) {
            at.line = at.end_line;
            at.column = at.end_column - static_cast<int32_t>(attribute->attr->text().size());
        }
        as().emit(at, Opcode::kSTORE_ATTR, object,
                  as().name(scopes_.mangle(unit_->current, attribute->attr)), value);
        break;
    }
    case Kind::Subscript: {
        auto* item = ast::cast<ast::Subscript>(target);
        Reg object = operand(item->value);
        if (auto* bounds = ast::dynCast<ast::Slice>(item->slice); bounds && !bounds->step) {
            Reg window = as().top();
            sliceBounds(bounds);
            as().emit(at, Opcode::kSTORE_SLICE, object, window, value);
            break;
        }
        Reg index = operand(item->slice);
        as().emit(at, Opcode::kSTORE_ITEM, object, index, value);
        break;
    }
    case Kind::Tuple:
        assignSequence(target, ast::cast<ast::Tuple>(target)->elts, value);
        break;
    case Kind::ListExpr:
        assignSequence(target, ast::cast<ast::ListExpr>(target)->elts, value);
        break;
    default:
        KRAIT_ASSERT(compilation_.failed());
        if (isTemp(value)) as().emit(at, Opcode::kPOP, value);
    }
}

void CodeGenerator::assignSequence(const ast::Expr* target, const ast::List<ast::Expr*>& items,
                                   Reg value) {
    Loc at = locOf(target);
    int star = -1;
    for (uint32_t i = 0; i < items.size(); ++i) {
        if (items[i]->kind != Kind::Starred) continue;
        star = static_cast<int>(i);
    }
    // LIMIT: registers.
    if (items.size() > 20000)
        compilation_.errorAt(target, "too many targets", DiagnosticKind::OverflowError);
    if (compilation_.failed()) {
        if (isTemp(value)) as().emit(at, Opcode::kPOP, value);
        return;
    }
    if (star < 0 && items.size() == 2) {
        Reg first = assignableLocal(items[0]), second = assignableLocal(items[1]);
        if (first != Destination::kTemp && second != Destination::kTemp && first != second) {
            as().emit(at, Opcode::kUNPACK_PAIR, first, value, second);
            return;
        }
    }
    Reg window = isTemp(value) && value + 1 == as().top() ? value : as().top();
    if (star < 0)
        as().emit(at, Opcode::kUNPACK, window, value, items.size());
    else
        as().emit(at, Opcode::kUNPACK_EX, window, value,
                  static_cast<unsigned>(star) +
                      256 * (items.size() - static_cast<uint32_t>(star) - 1));
    for (uint32_t i = 0; i < items.size(); ++i) {
        const ast::Expr* item = items[i];
        if (auto* starred = ast::dynCast<ast::Starred>(item)) item = starred->value;
        assignTo(item, static_cast<Reg>(window + i));
    }
}

void CodeGenerator::assign(const ast::Assign* s) {
    const ast::Expr* first = s->targets[0];
    Reg local = assignableLocal(first);
    if (s->targets.size() == 1) {
        if (local != Destination::kTemp) {
            toLocal(s->value, local);
            return;
        }
        // a, b = x, y: no tuple is made.
        const ast::List<ast::Expr*>* targets = nullptr;
        const ast::List<ast::Expr*>* values = nullptr;
        if (auto* t = ast::dynCast<ast::Tuple>(first)) targets = &t->elts;
        if (auto* l = ast::dynCast<ast::ListExpr>(first)) targets = &l->elts;
        if (auto* v = ast::dynCast<ast::Tuple>(s->value)) values = &v->elts;
        if (targets && values && targets->size() == values->size() && targets->size() <= 60 &&
            targets->size() > 0) {
            bool plain = true;
            for (uint32_t i = 0; i < targets->size(); ++i)
                plain &=
                    (*targets)[i]->kind != Kind::Starred && (*values)[i]->kind != Kind::Starred;
            if (plain) {
                Reg base = as().top();
                for (const ast::Expr* value : *values) toTemp(value);
                for (uint32_t i = 0; i < targets->size(); ++i)
                    assignTo((*targets)[i], static_cast<Reg>(base + i));
                return;
            }
        }
        assignTo(first, operand(s->value));
        return;
    }
    if (local != Destination::kTemp && !unit_->reassigned.count(ast::cast<ast::Name>(first)->id)) {
        // a = b = e: the first target keeps the value for the others, unless it is assigned again.
        bool again = false;
        for (uint32_t i = 1; i < s->targets.size(); ++i)
            again |= assignableLocal(s->targets[i]) == Destination::kTemp;
        if (!again) {
            toLocal(s->value, local);
            for (uint32_t i = 1; i < s->targets.size(); ++i) {
                Reg other = assignableLocal(s->targets[i]);
                if (other != local) as().emit(locOf(s->targets[i]), Opcode::kCOPY_L, other, local);
            }
            return;
        }
    }
    Reg value = ensureTemp(locOf(s), operand(s->value));
    for (uint32_t i = 0; i < s->targets.size(); ++i) {
        bool last = i + 1 == s->targets.size();
        assignTo(s->targets[i], last ? value : as().emitToTemp(locOf(s), Opcode::kCOPY, value));
    }
}

void CodeGenerator::augAssign(const ast::AugAssign* s) {
    Loc at = locOf(s->target);
    switch (s->target->kind) {
    case Kind::Name: {
        auto* name = ast::cast<ast::Name>(s->target);
        Reg local = assignableLocal(name);
        Reg left = nameOperand(name->id, at);
        if (local != Destination::kTemp) {
            binaryStep(s, s->op, true, left, s->value, {local});
            return;
        }
        binaryStep(s, s->op, true, left, s->value, {});
        storeName(name->id, at, static_cast<Reg>(as().top() - 1));
        break;
    }
    case Kind::Attribute: {
        auto* attribute = ast::cast<ast::Attribute>(s->target);
        noteStaticAttribute(attribute);
        Reg object = operand(attribute->value);
        Reg used = isTemp(object) ? as().emitToTemp(at, Opcode::kCOPY, object) : object;
        if (at.line != at.end_line) {
            at.line = at.end_line;
            at.column = at.end_column - static_cast<int32_t>(attribute->attr->text().size());
        }
        uint32_t name = as().name(scopes_.mangle(unit_->current, attribute->attr));
        Reg left = as().emitToTemp(at, Opcode::kLOAD_ATTR, used, name);
        binaryStep(s, s->op, true, left, s->value, {});
        as().emit(at, Opcode::kSTORE_ATTR, object, name, as().top() - 1u);
        break;
    }
    case Kind::Subscript: {
        auto* item = ast::cast<ast::Subscript>(s->target);
        Reg object = operand(item->value);
        if (auto* bounds = ast::dynCast<ast::Slice>(item->slice); bounds && !bounds->step) {
            Reg window = as().top();
            sliceBounds(bounds);
            Reg used = as().emitToTemp(at, Opcode::kCOPY, object);
            Reg low = as().emitToTemp(at, Opcode::kCOPY, window);
            as().emitToTemp(at, Opcode::kCOPY, window + 1u);
            Reg left = as().emitToTemp(at, Opcode::kLOAD_SLICE, used, low);
            binaryStep(s, s->op, true, left, s->value, {});
            as().emit(at, Opcode::kSTORE_SLICE, object, window, as().top() - 1u);
            break;
        }
        Reg index = operand(item->slice);
        Reg used = isTemp(object) ? as().emitToTemp(at, Opcode::kCOPY, object) : object;
        Reg used_index = isTemp(index) ? as().emitToTemp(at, Opcode::kCOPY, index) : index;
        Reg left = as().emitToTemp(at, Opcode::kLOAD_ITEM, used, used_index);
        binaryStep(s, s->op, true, left, s->value, {});
        as().emit(at, Opcode::kSTORE_ITEM, object, index, as().top() - 1u);
        break;
    }
    default:
        KRAIT_ASSERT(compilation_.failed());
    }
}

void CodeGenerator::annAssign(const ast::AnnAssign* s) {
    Loc at = locOf(s);
    if (s->value) {
        Reg local = assignableLocal(s->target);
        if (local != Destination::kTemp)
            toLocal(s->value, local);
        else
            assignTo(s->target, operand(s->value));
    }
    if (auto* name = ast::dynCast<ast::Name>(s->target)) {
        // Python: annotations of locals of functions are not evaluated.
        if (s->simple && !unit_->is_function) {
            annotationValue(s->annotation);
            Reg value = static_cast<Reg>(as().top() - 1);
            Reg dict = as().emitToTemp(at, Opcode::kLOAD_NAME, as().name(atom("__annotations__")));
            loadString(at, scopes_.mangle(unit_->current, name->id)->text());
            as().emit(at, Opcode::kSTORE_ITEM, dict, dict + 1u, value);
            return;
        }
    } else if (!s->value) {
        // What the target is made of is evaluated all the same.
        if (auto* attribute = ast::dynCast<ast::Attribute>(s->target)) {
            discard(attribute->value);
        } else if (auto* item = ast::dynCast<ast::Subscript>(s->target)) {
            discard(item->value);
            if (auto* bounds = ast::dynCast<ast::Slice>(item->slice)) {
                for (const ast::Expr* e : {bounds->lower, bounds->upper, bounds->step})
                    if (e) discard(e);
            } else {
                discard(item->slice);
            }
        }
    }
    bool future = compilation_.future_annotations || compilation_.options.future_annotations;
    if (!s->simple && !unit_->is_function && !future) discard(s->annotation);
}

void CodeGenerator::deleteTarget(const ast::Expr* target) {
    Loc at = locOf(target);
    if (!compilation_.guard(target)) return;
    switch (target->kind) {
    case Kind::Name:
        deleteName(ast::cast<ast::Name>(target)->id, at);
        break;
    case Kind::Attribute: {
        auto* attribute = ast::cast<ast::Attribute>(target);
        Reg object = operand(attribute->value);
        as().emit(at, Opcode::kDELETE_ATTR, object,
                  as().name(scopes_.mangle(unit_->current, attribute->attr)));
        break;
    }
    case Kind::Subscript: {
        auto* item = ast::cast<ast::Subscript>(target);
        Reg object = operand(item->value);
        Reg index = operand(item->slice);
        as().emit(at, Opcode::kDELETE_ITEM, object, index);
        break;
    }
    case Kind::Tuple:
        for (const ast::Expr* e : ast::cast<ast::Tuple>(target)->elts) deleteTarget(e);
        break;
    case Kind::ListExpr:
        for (const ast::Expr* e : ast::cast<ast::ListExpr>(target)->elts) deleteTarget(e);
        break;
    default:
        KRAIT_ASSERT(compilation_.failed());
    }
}

// --- control flow ---

void CodeGenerator::ifStmt(const ast::If* s) {
    // An elif chain is a loop, whatever its length.
    Label end = as().newLabel();
    for (;;) {
        Label next = as().newLabel();
        branch(s->test, next, false);
        Assembler::FlowState state = as().state();
        statements(s->body);
        if (s->orelse.empty()) {
            as().bind(next);
            break;
        }
        as().jump(locOf(s->body.back()), end);
        as().bind(next, state);
        auto* nested = s->orelse.size() == 1 ? ast::dynCast<ast::If>(s->orelse[0]) : nullptr;
        if (!nested) {
            statements(s->orelse);
            break;
        }
        s = nested;
        if (compilation_.failed()) break;
    }
    as().bind(end);
}

namespace {

// Whether the condition is worth having twice: no code objects within, few nodes.
bool isSmall(const ast::Expr* test) {
    llvm::SmallVector<const ast::Node*, 16> work{test};
    int budget = 14;
    while (!work.empty()) {
        const ast::Node* node = work.pop_back_val();
        if (--budget < 0) return false;
        switch (node->kind) {
        case Kind::Lambda:
        case Kind::ListComp:
        case Kind::SetComp:
        case Kind::DictComp:
        case Kind::GeneratorExp:
            return false;
        default:
            forEachChild(node, [&](const ast::Node* child) { work.push_back(child); });
        }
    }
    return true;
}

} // namespace

void CodeGenerator::whileStmt(const ast::While* s) {
    Label body = as().newLabel(), bottom = as().newLabel(), done = as().newLabel(),
          end = as().newLabel();
    Block block{Block::kWhile};
    block.break_label = end;
    block.continue_label = bottom;
    auto* constant = ast::dynCast<ast::Constant>(s->test);
    bool forever = constant && constantTruth(constant->value);
    if (forever || !isSmall(s->test)) {
        // The test is at the top.
        block.continue_label = body;
        as().bind(body);
        if (!forever) branch(s->test, done, false);
        pushBlock(block);
        statements(s->body);
        popBlock();
        as().jump(locOf(s->body.back()), body);
    } else {
        // The test is done once at the top, then at the bottom, where it is the back edge.
        branch(s->test, done, false);
        as().bind(body);
        pushBlock(block);
        statements(s->body);
        popBlock();
        as().bind(bottom);
        branch(s->test, body, true);
    }
    as().bind(done);
    statements(s->orelse);
    as().bind(end);
}

void CodeGenerator::forStmt(const ast::For* s) {
    Loc at = locOf(s->iter);
    Label body = as().newLabel(), next = as().newLabel(), end = as().newLabel();
    Reg iterable = operand(s->iter);
    Reg iterator = as().emitToTemp(at, Opcode::kGET_ITER, iterable);
    as().jump(at, next);
    Assembler::FlowState state = as().state();
    Reg local = assignableLocal(s->target);
    if (local == Destination::kTemp) state.slots.push_back(Assembler::kLive);
    if (as().isUsed(next))
        as().bindBody(body, state);
    else
        as().restore(state);
    if (local == Destination::kTemp)
        assignTo(s->target, static_cast<Reg>(iterator + 1));
    else
        as().setSure(local);
    Block block{Block::kFor};
    block.reg = iterator;
    block.break_label = end;
    block.continue_label = next;
    pushBlock(block);
    statements(s->body);
    popBlock();
    as().bind(next);
    if (local == Destination::kTemp)
        as().emitJump(at, Opcode::kFOR_ITER, iterator + 1u, iterator, body);
    else
        as().emitJump(at, Opcode::kFOR_ITER_L, local, iterator, body);
    statements(s->orelse);
    as().bind(end);
}

void CodeGenerator::asyncForStmt(const ast::AsyncFor* s) {
    Loc at = locOf(s->iter);
    Label next = as().newLabel(), ended = as().newLabel(), done = as().newLabel(),
          end = as().newLabel();
    Reg iterable = operand(s->iter);
    Reg iterator = as().emitToTemp(at, Opcode::kGET_AITER, iterable);
    as().bind(next);
    uint32_t region = as().openRegion(ended, static_cast<Reg>(iterator + 1),
                                      static_cast<Reg>(iterator + 1), true);
    as().emitToTemp(at, Opcode::kGET_ANEXT, iterator);
    delegate(at);
    as().closeRegion(region);
    assignTo(s->target, static_cast<Reg>(iterator + 1));
    Block block{Block::kAsyncFor};
    block.reg = iterator;
    block.break_label = end;
    block.continue_label = next;
    pushBlock(block);
    statements(s->body);
    popBlock();
    as().jump(at, next);
    as().enterCold();
    if (as().bindHandler(region))
        as().emitJump(at, Opcode::kEND_ASYNC_FOR, iterator + 1u, iterator, done);
    as().leaveCold();
    as().truncate(iterator);
    as().bind(done);
    statements(s->orelse);
    as().bind(end);
}

void CodeGenerator::returnStmt(const ast::Return* s) {
    Loc at = locOf(s);
    auto* constant = s->value ? ast::dynCast<ast::Constant>(s->value) : nullptr;
    bool is_constant = !s->value || constant;
    Reg value = 0;
    if (!is_constant) {
        value = operand(s->value);
        // What runs on the way out may assign the local.
        for (const Block& block : unit_->blocks)
            if (block.kind == Block::kFinally && !isTemp(value))
                value = as().emitToTemp(at, Opcode::kCOPY, value);
    }
    Unwinding undo;
    if (!is_constant && isTemp(value)) undo.value = value;
    unwind(0, at, undo);
    if (is_constant) {
        uint32_t index = constant ? as().constant(constant->value) : as().constant(Constant{});
        as().emit32(at, Opcode::kRETURN_CONST, 0, static_cast<int32_t>(index));
    } else {
        as().emit(at, Opcode::kRETURN, value);
    }
    resume(undo);
    if (!is_constant && isTemp(value)) as().truncate(value);
}

void CodeGenerator::leaveLoop(const ast::Stmt* s, bool is_break) {
    Loc at = locOf(s);
    size_t i = unit_->blocks.size();
    while (i > 0 && unit_->blocks[i - 1].kind != Block::kWhile &&
           unit_->blocks[i - 1].kind != Block::kFor &&
           unit_->blocks[i - 1].kind != Block::kAsyncFor)
        --i;
    KRAIT_ASSERT(i > 0);
    Block loop = unit_->blocks[i - 1];
    Unwinding undo;
    // `break` gives up the loop's iterator as well.
    unwind(is_break ? i - 1 : i, at, undo);
    as().jump(at, is_break ? loop.break_label : loop.continue_label);
    resume(undo);
}

// --- the rest ---

void CodeGenerator::raiseStmt(const ast::Raise* s) {
    Loc at = locOf(s);
    if (!s->exc) {
        as().emit(at, Opcode::kRAISE_AGAIN);
        return;
    }
    Reg exception = operand(s->exc);
    if (s->cause)
        as().emit(at, Opcode::kRAISE_FROM, exception, operand(s->cause));
    else
        as().emit(at, Opcode::kRAISE, exception);
}

void CodeGenerator::assertStmt(const ast::Assert* s) {
    if (compilation_.options.optimize) return;
    Loc at = locOf(s);
    Label end = as().newLabel();
    Label failed = as().newLabel();
    branch(s->test, failed, false);
    Assembler::FlowState state = as().state();
    as().jump(at, end);
    as().enterCold();
    as().bind(failed, state);
    Reg error = as().emitToTemp(at, Opcode::kLOAD_COMMON, 0);
    if (s->msg) {
        as().pushHoles(kCallHeader - 1);
        toTemp(s->msg);
        as().emit(at, Opcode::kCALL, error, 1);
    }
    as().emit(locOf(s->test), Opcode::kRAISE, error);
    as().leaveCold();
    as().bind(end, state);
}

void CodeGenerator::importStmt(const ast::Import* s) {
    Loc at = locOf(s);
    for (const ast::Alias* alias : s->names) {
        Reg base = as().top();
        loadNone(at);
        as().emitToTemp(at, Opcode::kIMPORT_NAME, as().name(alias->name), base, 0);
        llvm::StringRef name = alias->name->text();
        size_t dot = name.find('.');
        if (!alias->asname) {
            const ast::Atom* top =
                dot == llvm::StringRef::npos ? alias->name : atom(name.take_front(dot));
            storeName(top, at, base);
            continue;
        }
        // import a.b as c: c is the attribute b of a.
        while (dot != llvm::StringRef::npos) {
            name = name.drop_front(dot + 1);
            dot = name.find('.');
            llvm::StringRef part = name.take_front(dot);
            Reg inner = as().emitToTemp(at, Opcode::kIMPORT_FROM, base, as().name(atom(part)));
            as().emit(at, Opcode::kPOP, base);
            as().emit(at, Opcode::kMOVE, base, inner);
        }
        storeName(alias->asname, at, base);
    }
}

void CodeGenerator::importFrom(const ast::ImportFrom* s) {
    Loc at = locOf(s);
    Reg base = as().top();
    Constant names;
    names.kind = Constant::Kind::kTuple;
    for (const ast::Alias* alias : s->names) {
        Constant& name = names.items.emplace_back();
        name.kind = Constant::Kind::kStr;
        name.interned = true;
        name.text = alias->name->text().str();
    }
    bool star = s->names[0]->name->text() == "*";
    loadConstant(at, std::move(names), {});
    as().emitToTemp(at, Opcode::kIMPORT_NAME, as().name(s->module ? s->module : atom("")), base,
                    static_cast<uint32_t>(s->level));
    if (star) {
        as().emit(at, Opcode::kIMPORT_STAR, base);
        return;
    }
    for (const ast::Alias* alias : s->names) {
        const ast::Atom* target = alias->asname ? alias->asname : alias->name;
        Reg value = as().emitToTemp(at, Opcode::kIMPORT_FROM, base, as().name(alias->name));
        storeName(target, at, value);
    }
    as().emit(at, Opcode::kPOP, base);
}

} // namespace krait
