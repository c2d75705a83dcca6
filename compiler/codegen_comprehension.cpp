// Comprehensions. List, set and dict comprehensions are part of the code around them (PEP 709):
// their variables are registers of their own, empty before and after, also if an exception ends the
// comprehension. Generator expressions, and comprehensions that cannot be inlined, are functions of
// their first iterator, `.0`.
#include "compiler/codegen.h"

namespace krait {

using ast::Kind;

struct CodeGenerator::Comprehended {
    const ast::Expr* node;
    const ast::Expr* element; // the key of a dict comprehension
    const ast::Expr* value = nullptr;
    ast::List<ast::Comprehension*> generators;
    Reg container = 0;
    const char* name = "";
};

void CodeGenerator::comprehensionElement(const Comprehended& what) {
    Loc at = locOf(what.element);
    switch (what.node->kind) {
    case Kind::ListComp: {
        Reg value = operand(what.element);
        as().emit(at, Opcode::kLIST_APPEND, what.container, value);
        break;
    }
    case Kind::SetComp: {
        Reg value = operand(what.element);
        as().emit(at, Opcode::kSET_ADD, what.container, value);
        break;
    }
    case Kind::DictComp: {
        at.end_line = static_cast<int32_t>(what.value->end_lineno);
        at.end_column = static_cast<int32_t>(what.value->end_col_offset);
        Reg key = operand(what.element);
        Reg value = operand(what.value);
        as().emit(at, Opcode::kMAP_ADD, what.container, key, value);
        break;
    }
    default: {
        Reg value = operand(what.element);
        if (unit_->code->flags & kCodeAsyncGenerator)
            value = as().emitToTemp(at, Opcode::kASYNC_GEN_WRAP, value);
        Reg sent = as().emitToTemp(at, Opcode::kYIELD, value);
        as().emit(at, Opcode::kPOP, sent);
        break;
    }
    }
}

// One `for ... in ... if ...` and what is inside it. `iterator_given`: the iterator is the top
// temporary already.
void CodeGenerator::comprehensionLoops(const Comprehended& what, uint32_t index,
                                       bool iterator_given) {
    if (index == what.generators.size()) {
        comprehensionElement(what);
        return;
    }
    const ast::Comprehension* loop = what.generators[index];
    if (!compilation_.guard(loop->iter)) return;
    Loc iter_at = locOf(loop->iter), at = locOf(what.node);
    if (!iterator_given) {
        // Python: `for y in [f(x)]` is an assignment, not a loop.
        auto single = [](const ast::Expr* e) -> const ast::Expr* {
            const ast::List<ast::Expr*>* items = nullptr;
            if (auto* list = ast::dynCast<ast::ListExpr>(e)) items = &list->elts;
            if (auto* tuple = ast::dynCast<ast::Tuple>(e)) items = &tuple->elts;
            if (!items || items->size() != 1 || (*items)[0]->kind == Kind::Starred) return nullptr;
            return (*items)[0];
        };
        const ast::Expr* only = loop->is_async ? nullptr : single(loop->iter);
        if (only) {
            Label next = as().newLabel();
            Reg local = assignableLocal(loop->target);
            if (local != Destination::kTemp)
                toLocal(only, local);
            else
                assignTo(loop->target, operand(only));
            for (const ast::Expr* test : loop->ifs) branch(test, next, false);
            comprehensionLoops(what, index + 1, false);
            as().bind(next);
            return;
        }
        Reg iterable = operand(loop->iter);
        as().emitToTemp(iter_at, loop->is_async ? Opcode::kGET_AITER : Opcode::kGET_ITER, iterable);
    }
    Reg iterator = static_cast<Reg>(as().top() - 1);
    Label next = as().newLabel();
    if (loop->is_async) {
        Label ended = as().newLabel(), after = as().newLabel();
        as().bind(next);
        uint32_t region = as().openRegion(ended, static_cast<Reg>(iterator + 1),
                                          static_cast<Reg>(iterator + 1), true);
        as().emitToTemp(iter_at, Opcode::kGET_ANEXT, iterator);
        delegate(iter_at);
        as().closeRegion(region);
        assignTo(loop->target, static_cast<Reg>(iterator + 1));
        for (const ast::Expr* test : loop->ifs) branch(test, next, false);
        comprehensionLoops(what, index + 1, false);
        as().jump(at, next);
        as().enterCold();
        if (as().bindHandler(region))
            as().emitJump(iter_at, Opcode::kEND_ASYNC_FOR, iterator + 1u, iterator, after);
        as().leaveCold();
        as().truncate(iterator);
        as().bind(after);
        return;
    }
    Label body = as().newLabel();
    as().jump(iter_at, next);
    Assembler::FlowState state = as().state();
    Reg local = assignableLocal(loop->target);
    bool reached = as().isUsed(next);
    if (local == Destination::kTemp) state.slots.push_back(Assembler::kLive);
    if (reached)
        as().bindBody(body, state);
    else
        as().restore(state);
    if (local == Destination::kTemp)
        assignTo(loop->target, static_cast<Reg>(iterator + 1));
    else
        as().setSure(local);
    for (const ast::Expr* test : loop->ifs) branch(test, next, false);
    comprehensionLoops(what, index + 1, false);
    as().bind(next);
    if (local == Destination::kTemp)
        as().emitJump(iter_at, Opcode::kFOR_ITER, iterator + 1u, iterator, body);
    else
        as().emitJump(iter_at, Opcode::kFOR_ITER_L, local, iterator, body);
}

void CodeGenerator::comprehension(const ast::Expr* e, Destination dest) {
    Comprehended what;
    what.node = e;
    Opcode build = Opcode::kBUILD_LIST;
    switch (e->kind) {
    case Kind::ListComp:
        what.element = ast::cast<ast::ListComp>(e)->elt;
        what.generators = ast::cast<ast::ListComp>(e)->generators;
        what.name = "<listcomp>";
        break;
    case Kind::SetComp:
        what.element = ast::cast<ast::SetComp>(e)->elt;
        what.generators = ast::cast<ast::SetComp>(e)->generators;
        what.name = "<setcomp>";
        build = Opcode::kBUILD_SET;
        break;
    case Kind::DictComp:
        what.element = ast::cast<ast::DictComp>(e)->key;
        what.value = ast::cast<ast::DictComp>(e)->value;
        what.generators = ast::cast<ast::DictComp>(e)->generators;
        what.name = "<dictcomp>";
        build = Opcode::kBUILD_MAP;
        break;
    default:
        what.element = ast::cast<ast::GeneratorExp>(e)->elt;
        what.generators = ast::cast<ast::GeneratorExp>(e)->generators;
        what.name = "<genexpr>";
        break;
    }
    Loc at = locOf(e);
    Scope* scope = scopes_.of(e);
    const ast::Comprehension* outer = what.generators[0];
    Loc iter_at = locOf(outer->iter);
    Opcode get_iter = outer->is_async ? Opcode::kGET_AITER : Opcode::kGET_ITER;

    if (scope->inlined) {
        Reg result = as().pushHole();
        what.container = result;
        Reg iterable = operand(outer->iter);
        as().emitToTemp(iter_at, get_iter, iterable);
        as().emit(at, build, result, result, 0);
        Scope* around = unit_->current;
        unit_->current = scope;
        makeCells(scope, at);
        llvm::SmallVector<Reg, 4> variables;
        for (const Symbol* symbol : scope->symbols) {
            auto entry = unit_->registers.find({scope, symbol->name});
            if (entry != unit_->registers.end()) variables.push_back(entry->second);
        }
        Label failed = as().newLabel();
        uint32_t region = 0;
        if (!variables.empty()) region = as().openRegion(failed, result, result, true);
        comprehensionLoops(what, 0, true);
        unit_->current = around;
        // The registers of one scope are neighbours.
        auto clear = [&] {
            as().emit(at, Opcode::kCLEAR_LOCAL, variables.front(),
                      static_cast<unsigned>(variables.size()));
            for (Reg reg : variables) as().setSure(reg, false);
        };
        if (!variables.empty()) {
            as().closeRegion(region);
            clear();
            Label end = as().newLabel();
            Assembler::FlowState state = as().state();
            as().jump(at, end);
            as().enterCold();
            if (as().bindHandler(region)) {
                clear();
                as().emit(at, Opcode::kRERAISE, result);
            }
            as().leaveCold();
            as().restore(state);
            as().bind(end);
        }
        moveTo(at, result, dest);
        return;
    }

    Unit unit;
    enterUnit(unit, scope, what.name, static_cast<int32_t>(e->lineno));
    unit.code->positional_count = 1;
    llvm::SmallVector<const ast::Node*, 8> roots{what.element};
    if (what.value) roots.push_back(what.value);
    for (uint32_t i = 0; i < what.generators.size(); ++i) {
        roots.push_back(what.generators[i]->target);
        if (i) roots.push_back(what.generators[i]->iter);
        for (const ast::Expr* test : what.generators[i]->ifs) roots.push_back(test);
    }
    survey(roots);
    Loc start = at;
    if (unit.code->flags & (kCodeGenerator | kCodeCoroutine | kCodeAsyncGenerator))
        as().emit(start, Opcode::kRETURN_GENERATOR);
    makeCells(scope, start);
    if (e->kind != Kind::GeneratorExp) {
        what.container = as().top();
        as().emitToTemp(at, build, what.container, 0);
    }
    // A copy, so that the iterator goes away when it is exhausted.
    as().emitToTemp(at, Opcode::kCOPY, 0);
    comprehensionLoops(what, 0, true);
    if (e->kind == Kind::GeneratorExp)
        as().emit32(at, Opcode::kRETURN_CONST, 0, static_cast<int32_t>(as().constant(Constant{})));
    else
        as().emit(at, Opcode::kRETURN, what.container);
    std::shared_ptr<CodeBlueprint> code = leaveUnit();

    Reg window = as().top();
    bool is_async = scope->is_coroutine && e->kind != Kind::GeneratorExp;
    unsigned flags = closure(scope, at);
    makeFunction(at, std::move(code), window, flags, {});
    as().pushHoles(kCallHeader - 1);
    Reg iterable = operand(outer->iter);
    as().emitToTemp(iter_at, get_iter, iterable);
    as().emit(at, Opcode::kCALL, window, 1);
    if (is_async) awaitTop(at, 0);
    moveTo(at, window, dest);
}

} // namespace krait
