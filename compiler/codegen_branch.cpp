// Expressions that are conditions: they become jumps, not values.
#include "compiler/codegen.h"

namespace krait {

using ast::ConstantValue;
using ast::Kind;

bool constantTruth(const ConstantValue& value) {
    switch (value.kind) {
    case ConstantValue::Kind::None:
    case ConstantValue::Kind::False:
        return false;
    case ConstantValue::Kind::True:
    case ConstantValue::Kind::Ellipsis:
        return true;
    case ConstantValue::Kind::Int:
        return value.integer != 0;
    case ConstantValue::Kind::BigInt:
        return value.text().find_first_not_of('0') != llvm::StringRef::npos;
    case ConstantValue::Kind::Float:
        return value.real != 0;
    case ConstantValue::Kind::Complex:
        return value.real != 0 || value.imag != 0;
    case ConstantValue::Kind::Str:
    case ConstantValue::Kind::Bytes:
    case ConstantValue::Kind::Tuple:
    case ConstantValue::Kind::FrozenSet:
        return value.size != 0;
    }
    __builtin_unreachable();
}

void CodeGenerator::branch(const ast::Expr* test, Label target, bool jump_if) {
    Loc at = locOf(test);
    if (!compilation_.guard(test)) return;
    switch (test->kind) {
    case Kind::UnaryOp:
        if (ast::cast<ast::UnaryOp>(test)->op == ast::UnaryOperator::Not) {
            branch(ast::cast<ast::UnaryOp>(test)->operand, target, !jump_if);
            return;
        }
        break;
    case Kind::BoolOp: {
        auto* e = ast::cast<ast::BoolOp>(test);
        bool is_or = e->op == ast::BoolOperator::Or;
        // The value that decides alone: true for `or`, false for `and`.
        Label skip = as().newLabel();
        Label decided = is_or == jump_if ? target : skip;
        for (uint32_t i = 0; i + 1 < e->values.size(); ++i) branch(e->values[i], decided, is_or);
        branch(e->values.back(), target, jump_if);
        as().bind(skip);
        return;
    }
    case Kind::IfExp: {
        auto* e = ast::cast<ast::IfExp>(test);
        Label otherwise = as().newLabel(), end = as().newLabel();
        branch(e->test, otherwise, false);
        branch(e->body, target, jump_if);
        as().jump(at, end);
        as().bind(otherwise);
        branch(e->orelse, target, jump_if);
        as().bind(end);
        return;
    }
    case Kind::Compare:
        branchCompare(ast::cast<ast::Compare>(test), target, jump_if);
        return;
    case Kind::Constant:
        if (constantTruth(ast::cast<ast::Constant>(test)->value) == jump_if) as().jump(at, target);
        return;
    case Kind::NamedExpr: {
        auto* named = ast::cast<ast::NamedExpr>(test);
        Reg local = assignableLocal(named->target);
        if (local == Destination::kTemp) break;
        toLocal(named->value, local);
        branchTruth(at, local, target, jump_if);
        return;
    }
    default:
        break;
    }
    branchTruth(at, operand(test), target, jump_if);
}

void CodeGenerator::branchTruth(const Loc& at, Reg value, Label target, bool jump_if) {
    as().emitJump(at, jump_if ? Opcode::kBR_TRUE : Opcode::kBR_FALSE, value, 0, target);
}

void CodeGenerator::branchPair(const Loc& at, ast::CompareOperator op, Reg left, Reg right,
                               Label target, bool jump_if) {
    using Op = ast::CompareOperator;
    Opcode yes = Opcode::kBR_IS, no = Opcode::kBR_IS_NOT;
    switch (op) {
    case Op::Eq:
        yes = Opcode::kBR_EQ, no = Opcode::kBR_NOT_EQ;
        break;
    case Op::NotEq:
        yes = Opcode::kBR_NE, no = Opcode::kBR_NOT_NE;
        break;
    case Op::Lt:
        yes = Opcode::kBR_LT, no = Opcode::kBR_NOT_LT;
        break;
    case Op::LtE:
        yes = Opcode::kBR_LE, no = Opcode::kBR_NOT_LE;
        break;
    case Op::Gt:
        yes = Opcode::kBR_GT, no = Opcode::kBR_NOT_GT;
        break;
    case Op::GtE:
        yes = Opcode::kBR_GE, no = Opcode::kBR_NOT_GE;
        break;
    case Op::Is:
        break;
    case Op::IsNot:
        std::swap(yes, no);
        break;
    case Op::In:
        yes = Opcode::kBR_IN, no = Opcode::kBR_NOT_IN;
        break;
    case Op::NotIn:
        yes = Opcode::kBR_NOT_IN, no = Opcode::kBR_IN;
        break;
    }
    as().emitJump(at, jump_if ? yes : no, left, right, target);
}

void CodeGenerator::branchStep(const Loc& at, ast::CompareOperator op, Reg left,
                               const ast::Expr* right, Label target, bool jump_if) {
    using Op = ast::CompareOperator;
    if (auto* constant = ast::dynCast<ast::Constant>(right)) {
        const ConstantValue& value = constant->value;
        if (value.kind == ConstantValue::Kind::None && (op == Op::Is || op == Op::IsNot)) {
            bool if_none = (op == Op::Is) == jump_if;
            as().emitJump(at, if_none ? Opcode::kBR_NONE : Opcode::kBR_NOT_NONE, left, 0, target);
            return;
        }
        if (value.kind == ConstantValue::Kind::Int && value.integer >= -32768 &&
            value.integer <= 32767 && op <= Op::GtE) {
            Opcode yes = Opcode::kBR_LT_IMM;
            switch (op) {
            case Op::Eq:
                yes = Opcode::kBR_EQ_IMM;
                break;
            case Op::NotEq:
                yes = Opcode::kBR_NE_IMM;
                break;
            case Op::LtE:
                yes = Opcode::kBR_LE_IMM;
                break;
            case Op::Gt:
                yes = Opcode::kBR_GT_IMM;
                break;
            case Op::GtE:
                yes = Opcode::kBR_GE_IMM;
                break;
            default:
                break;
            }
            int number = static_cast<int>(yes) + (jump_if ? 0 : 6);
            as().emitJump(at, static_cast<Opcode>(number), left,
                          static_cast<uint16_t>(value.integer), target);
            return;
        }
    }
    branchPair(at, op, left, operand(right), target, jump_if);
}

void CodeGenerator::branchCompare(const ast::Compare* e, Label target, bool jump_if) {
    Loc at = locOf(e);
    Reg left = operand(e->left);
    uint32_t last = e->ops.size() - 1;
    if (last == 0) {
        branchStep(at, e->ops[0], left, e->comparators[0], target, jump_if);
        return;
    }
    Label end = as().newLabel();
    Label failed = jump_if ? end : target;
    struct Exit {
        Label label;
        Reg kept;
    };
    llvm::SmallVector<Exit, 4> exits;
    for (uint32_t i = 0; i < last; ++i) {
        Reg right = operand(e->comparators[i]);
        if (isTemp(right)) {
            Reg used = as().emitToTemp(at, Opcode::kCOPY, right);
            if (exits.empty() || exits.back().kept != right)
                exits.push_back({as().newLabel(), right});
            branchPair(at, e->ops[i], left, used, exits.back().label, false);
            if (i >= kChainClimbMax && isTemp(left)) {
                as().emit(at, Opcode::kMOVE, left, right);
                right = left;
            }
        } else {
            branchPair(at, e->ops[i], left, right, failed, false);
        }
        left = right;
    }
    branchStep(at, e->ops[last], left, e->comparators[last], target, jump_if);
    if (!exits.empty()) {
        as().jump(at, end);
        for (const Exit& exit : exits) {
            if (!as().isUsed(exit.label)) continue;
            as().bind(exit.label);
            as().emit(at, Opcode::kPOP, exit.kept);
            as().jump(at, failed);
        }
    }
    as().bind(end);
}

} // namespace krait
