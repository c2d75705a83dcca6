// try, with, and the ways out of blocks.
//
// Registers of a handler, from the level of its region on: the exception that was handled before
// (`saved`), and above it the exception. All of the handler is covered by a second region, whose
// landing pad restores the handled exception and raises on.
#include "compiler/codegen.h"

namespace krait {

using ast::Kind;

namespace {
constexpr size_t kBlocksMax = 20; // CPython's limit, part of its error messages
}

// --- ways out ---

void CodeGenerator::unwind(size_t keep, const Loc& at, Unwinding& undo) {
    undo.state = as().state();
    undo.blocks = unit_->blocks;
    while (unit_->blocks.size() > keep) {
        Block block = unit_->blocks.pop_back_val();
        leaveBlock(block, at, undo);
    }
}

void CodeGenerator::resume(Unwinding& undo) {
    unit_->blocks = undo.blocks;
    for (uint32_t region : undo.regions) as().resumeRegion(region);
    as().restore(undo.state);
}

void CodeGenerator::leaveBlock(const Block& block, const Loc& at, Unwinding& undo) {
    if (block.region != ~0u) {
        as().suspendRegion(block.region);
        undo.regions.push_back(block.region);
    }
    switch (block.kind) {
    case Block::kWhile:
    case Block::kTry:
        break;
    case Block::kFor:
    case Block::kAsyncFor:
    case Block::kValue:
        as().emit(at, Opcode::kPOP, block.reg);
        break;
    case Block::kFinally: {
        // Should the final body leave by another way, the value to return is given up.
        Block value{Block::kValue};
        value.reg = undo.value;
        if (undo.value) unit_->blocks.push_back(value);
        statements(*block.body);
        if (undo.value) popBlock();
        break;
    }
    case Block::kHandler:
        as().emit(at, Opcode::kLEAVE_HANDLER, block.reg);
        break;
    case Block::kNamedHandler:
        clearName(ast::cast<ast::ExceptHandler>(block.node)->name, at);
        break;
    case Block::kWith:
        as().emit(locOf(block.node), Opcode::kWITH_EXIT, block.reg);
        break;
    case Block::kAsyncWith: {
        Loc with_at = locOf(block.node);
        as().emitToTemp(with_at, Opcode::kASYNC_WITH_EXIT, block.reg);
        awaitTop(with_at, 2);
        as().emit(with_at, Opcode::kPOP, as().top() - 1u);
        break;
    }
    case Block::kStarHandler:
        KRAIT_ASSERT(false); // refused before
        break;
    case Block::kFinallyHandler:
        as().emit(at, Opcode::kPOP, block.reg + 1u);
        as().emit(at, Opcode::kLEAVE_HANDLER, block.reg);
        break;
    }
}

void CodeGenerator::handlerPad(uint32_t region, Reg saved) {
    as().bindHandler(region);
    as().emit({}, Opcode::kLEAVE_HANDLER, saved);
    as().emit({}, Opcode::kRERAISE, saved + 1u);
}

// --- try ---

void CodeGenerator::tryStmt(const ast::Try* s) {
    as().emit(locOf(s), Opcode::kNOP); // for those who trace lines
    if (s->finalbody.empty())
        tryExcept(s);
    else
        tryFinally(s);
}

void CodeGenerator::tryStar(const ast::TryStar* s) {
    as().emit(locOf(s), Opcode::kNOP);
    if (s->finalbody.empty())
        tryStarExcept(s);
    else
        tryFinally(s);
}

// The final body is written for the normal way, for each return, break and continue, and for
// exceptions.
template <typename T>
void CodeGenerator::tryFinally(const T* s) {
    Label landing = as().newLabel(), pad = as().newLabel(), end = as().newLabel();
    Reg saved = as().top(), exception = static_cast<Reg>(saved + 1);
    uint32_t region = as().openRegion(landing, saved, exception, true);
    Block block{Block::kFinally};
    block.region = region;
    block.body = &s->finalbody;
    pushBlock(block);
    if (s->handlers.empty())
        statements(s->body);
    else if constexpr (std::is_same_v<T, ast::Try>)
        tryExcept(s);
    else
        tryStarExcept(s);
    popBlock();
    as().closeRegion(region);
    if (as().reachable()) statements(s->finalbody);
    Loc at = locOf(s->finalbody.back());
    Assembler::FlowState state = as().state();
    as().jump(at, end);

    as().enterCold();
    as().bindHandler(region);
    as().emit(Loc{}, Opcode::kENTER_HANDLER, saved, exception); // no line of the program
    uint32_t cleanup = as().openRegion(pad, exception, exception, true);
    Block handler{Block::kFinallyHandler};
    handler.reg = saved;
    handler.region = cleanup;
    pushBlock(handler);
    statements(s->finalbody);
    popBlock();
    as().closeRegion(cleanup);
    as().emit(at, Opcode::kLEAVE_HANDLER, saved);
    as().emit(at, Opcode::kRERAISE, exception);
    handlerPad(cleanup, saved);
    as().leaveCold();
    as().bind(end, state);
}

void CodeGenerator::tryExcept(const ast::Try* s) {
    Label landing = as().newLabel(), pad = as().newLabel(), end = as().newLabel();
    Reg saved = as().top(), exception = static_cast<Reg>(saved + 1);
    Assembler::FlowState start = as().state();
    uint32_t region = as().openRegion(landing, saved, exception, false);
    Block block{Block::kTry};
    block.region = region;
    pushBlock(block);
    statements(s->body);
    popBlock();
    as().closeRegion(region);
    statements(s->orelse);
    Loc end_at = locOf(s->body.back());
    as().jump(end_at, end);

    as().enterCold();
    as().bindHandler(region);
    Loc at = locOf(s->handlers[0]);
    as().emit(at, Opcode::kENTER_HANDLER, saved, exception);
    uint32_t cleanup = as().openRegion(pad, exception, exception, true);
    Block handling{Block::kHandler};
    handling.reg = saved;
    handling.region = cleanup;
    pushBlock(handling);
    // What follows LEAVE_HANDLER must not land on the pad: the jump may poll.
    auto leave = [&](const Loc& last) {
        as().suspendRegion(cleanup);
        as().emit(last, Opcode::kLEAVE_HANDLER, saved);
        as().jump(last, end);
        as().resumeRegion(cleanup);
    };
    bool caught_all = false;
    for (uint32_t i = 0; i < s->handlers.size(); ++i) {
        const ast::ExceptHandler* handler = s->handlers[i];
        Loc handler_at = locOf(handler);
        Label next = as().newLabel();
        if (handler->type) {
            Reg type = operand(handler->type);
            as().emitJump(handler_at, Opcode::kBR_NO_MATCH, exception, type, next);
        } else {
            caught_all = true;
        }
        Assembler::FlowState matched = as().state();
        if (handler->name) {
            storeName(handler->name, handler_at, exception);
            Label name_pad = as().newLabel();
            uint32_t binding = as().openRegion(name_pad, exception, exception, true);
            Block named{Block::kNamedHandler};
            named.region = binding;
            named.node = handler;
            pushBlock(named);
            statements(handler->body);
            popBlock();
            as().closeRegion(binding);
            Loc last = locOf(handler->body.back());
            clearName(handler->name, last);
            leave(last);
            as().bindHandler(binding);
            clearName(handler->name, {});
            as().emit({}, Opcode::kRERAISE, exception);
        } else {
            as().emit(handler_at, Opcode::kPOP, exception);
            statements(handler->body);
            leave(locOf(handler->body.back()));
        }
        as().bind(next, matched);
    }
    popBlock();
    as().closeRegion(cleanup);
    if (!caught_all) {
        as().emit(at, Opcode::kLEAVE_HANDLER, saved);
        as().emit(at, Opcode::kRERAISE, exception);
    }
    handlerPad(cleanup, saved);
    as().leaveCold();
    as().bind(end, start);
}

// except*: each clause takes its part of the group; what clauses raise is collected, and at the end
// it is raised together with what is left. Registers: saved, original, list of raised, the group
// left, the part matched, the handled exception around a clause.
void CodeGenerator::tryStarExcept(const ast::TryStar* s) {
    Label landing = as().newLabel(), pad = as().newLabel(), end = as().newLabel();
    Reg saved = as().top();
    auto at_offset = [&](int i) { return static_cast<Reg>(saved + i); };
    Reg original = at_offset(1), raised = at_offset(2), left = at_offset(3), part = at_offset(4),
        outer = at_offset(5);
    Assembler::FlowState start = as().state();
    uint32_t region = as().openRegion(landing, saved, original, false);
    Block block{Block::kTry};
    block.region = region;
    pushBlock(block);
    statements(s->body);
    popBlock();
    as().closeRegion(region);
    statements(s->orelse);
    as().jump(locOf(s->body.back()), end);

    as().enterCold();
    as().bindHandler(region);
    Loc at = locOf(s->handlers[0]);
    as().emit(at, Opcode::kENTER_HANDLER, saved, original);
    uint32_t cleanup = as().openRegion(pad, original, original, true);
    as().emit(at, Opcode::kBUILD_LIST, raised, raised, 0);
    as().emit(at, Opcode::kCOPY, left, original);
    Block star{Block::kStarHandler};
    star.node = s;
    for (const ast::ExceptHandler* handler : s->handlers) {
        Loc handler_at = locOf(handler);
        Label none = as().newLabel(), next = as().newLabel(), failed = as().newLabel();
        Reg type = operand(handler->type);
        as().emit(handler_at, Opcode::kMATCH_GROUP, left, type);
        Reg copy = as().emitToTemp(handler_at, Opcode::kCOPY, part);
        as().emitJump(handler_at, Opcode::kBR_NONE, copy, 0, none);
        Assembler::FlowState matched = as().state();
        as().emit(handler_at, Opcode::kENTER_HANDLER, outer, part);
        if (handler->name)
            storeName(handler->name, handler_at, part);
        else
            as().emit(handler_at, Opcode::kPOP, part);
        Reg level = static_cast<Reg>(outer + 1);
        uint32_t clause = as().openRegion(failed, level, level, true);
        star.node = handler;
        pushBlock(star);
        statements(handler->body);
        popBlock();
        as().closeRegion(clause);
        Loc last = locOf(handler->body.back());
        if (handler->name) clearName(handler->name, last);
        as().emit(last, Opcode::kLEAVE_HANDLER, outer);
        as().jump(last, next);
        as().bindHandler(clause);
        if (handler->name) clearName(handler->name, {});
        as().emit({}, Opcode::kLEAVE_HANDLER, outer);
        as().emit({}, Opcode::kLIST_APPEND, raised, level);
        as().jump({}, next);
        as().bind(none, matched);
        as().emit(handler_at, Opcode::kPOP, part);
        as().bind(next);
    }
    Label nothing = as().newLabel();
    as().emit(at, Opcode::kLIST_APPEND, raised, left);
    Reg result = as().emitToTemp(at, Opcode::kPREP_RERAISE_STAR, original, raised);
    Reg copy = as().emitToTemp(at, Opcode::kCOPY, result);
    as().emitJump(at, Opcode::kBR_NONE, copy, 0, nothing);
    as().closeRegion(cleanup);
    Assembler::FlowState raising = as().state();
    as().emit(at, Opcode::kPOP, original);
    as().emit(at, Opcode::kLEAVE_HANDLER, saved);
    as().emit(at, Opcode::kRERAISE, result);
    as().bind(nothing, raising);
    as().emit(at, Opcode::kPOP, result);
    as().emit(at, Opcode::kPOP, original);
    as().emit(at, Opcode::kLEAVE_HANDLER, saved);
    as().jump(at, end);
    handlerPad(cleanup, saved);
    as().leaveCold();
    as().bind(end, start);
}

// --- with ---

void CodeGenerator::withItems(const ast::Stmt* s, const ast::List<ast::WithItem*>& items,
                              uint32_t index, const ast::List<ast::Stmt*>& body, bool is_async) {
    if (index == items.size()) {
        statements(body);
        return;
    }
    if (!compilation_.guard(s)) return;
    const ast::WithItem* item = items[index];
    Loc at = locOf(item->context_expr);
    Reg window = as().top();
    Reg context = operand(item->context_expr);
    Label landing = as().newLabel(), pad = as().newLabel(), end = as().newLabel(),
          suppressed = as().newLabel();
    as().emit(at, is_async ? Opcode::kASYNC_WITH_ENTER : Opcode::kWITH_ENTER, window, context);
    if (is_async) awaitTop(at, 1);
    Reg entered = static_cast<Reg>(window + 2);
    Reg saved = entered, exception = static_cast<Reg>(saved + 1);
    uint32_t region = as().openRegion(landing, saved, exception, true);
    Block block{is_async ? Block::kAsyncWith : Block::kWith};
    block.reg = window;
    block.region = region;
    block.node = item->context_expr;
    pushBlock(block);
    if (item->optional_vars)
        assignTo(item->optional_vars, entered);
    else
        as().emit(at, Opcode::kPOP, entered);
    withItems(s, items, index + 1, body, is_async);
    popBlock();
    as().closeRegion(region);
    if (is_async) {
        as().emitToTemp(at, Opcode::kASYNC_WITH_EXIT, window);
        awaitTop(at, 2);
        as().emit(at, Opcode::kPOP, as().top() - 1u);
    } else {
        as().emit(at, Opcode::kWITH_EXIT, window);
    }
    Assembler::FlowState state = as().state();
    as().jump(at, end);

    as().enterCold();
    as().bindHandler(region);
    as().emit(at, Opcode::kENTER_HANDLER, saved, exception);
    uint32_t cleanup = as().openRegion(pad, exception, exception, true);
    Reg result = as().emitToTemp(at, is_async ? Opcode::kASYNC_WITH_EXCEPT : Opcode::kWITH_EXCEPT,
                                 window, exception);
    as().refreshRegion(cleanup);
    if (is_async) awaitTop(at, 2);
    as().emitJump(at, Opcode::kBR_TRUE, result, 0, suppressed);
    as().closeRegion(cleanup);
    Assembler::FlowState raising = as().state();
    as().emit(at, Opcode::kLEAVE_HANDLER, saved);
    as().emit({}, Opcode::kRERAISE, exception);
    as().bind(suppressed, raising);
    as().emit(at, Opcode::kPOP, exception);
    as().emit(at, Opcode::kLEAVE_HANDLER, saved);
    as().jump(at, end);
    handlerPad(cleanup, saved);
    as().leaveCold();
    as().bind(end, state);
}

} // namespace krait
