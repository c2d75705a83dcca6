// Expressions that are values. The order of evaluation is Python's: left to right.
#include "compiler/codegen.h"

namespace krait {

using ast::ConstantValue;
using ast::Kind;

namespace {

// Displays with more items are built item by item, so that registers stay few.
constexpr uint32_t kDisplayItemsMax = 60;

bool smallInt(const ast::Expr* e, int64_t low, int64_t high, int16_t* value) {
    auto* constant = ast::dynCast<ast::Constant>(e);
    if (!constant || constant->value.kind != ConstantValue::Kind::Int) return false;
    if (constant->value.integer < low || constant->value.integer > high) return false;
    *value = static_cast<int16_t>(constant->value.integer);
    return true;
}

struct BinaryForms {
    Opcode plain, in_place, immediate, in_place_immediate;
    int16_t low, high; // of the immediate
};
constexpr Opcode kNone = Opcode::kNOP;

BinaryForms binaryForms(ast::BinaryOperator op) {
    using Op = ast::BinaryOperator;
    switch (op) {
    case Op::Add:
        return {Opcode::kADD, Opcode::kIADD, Opcode::kADD_IMM, Opcode::kIADD_IMM, -32768, 32767};
    case Op::Sub:
        return {Opcode::kSUB, Opcode::kISUB, Opcode::kSUB_IMM, Opcode::kISUB_IMM, -32768, 32767};
    case Op::Mult:
        return {Opcode::kMUL, Opcode::kIMUL, Opcode::kMUL_IMM, kNone, -32768, 32767};
    case Op::MatMult:
        return {Opcode::kMATMUL, Opcode::kIMATMUL, kNone, kNone, 0, 0};
    case Op::Div:
        return {Opcode::kTRUEDIV, Opcode::kITRUEDIV, kNone, kNone, 0, 0};
    case Op::Mod:
        return {Opcode::kMOD, Opcode::kIMOD, Opcode::kMOD_IMM, kNone, 1, 32767};
    case Op::Pow:
        return {Opcode::kPOW, Opcode::kIPOW, kNone, kNone, 0, 0};
    case Op::LShift:
        return {Opcode::kLSHIFT, Opcode::kILSHIFT, Opcode::kLSHIFT_IMM, kNone, 0, 63};
    case Op::RShift:
        return {Opcode::kRSHIFT, Opcode::kIRSHIFT, Opcode::kRSHIFT_IMM, kNone, 0, 63};
    case Op::BitOr:
        return {Opcode::kOR, Opcode::kIOR, kNone, kNone, 0, 0};
    case Op::BitXor:
        return {Opcode::kXOR, Opcode::kIXOR, kNone, kNone, 0, 0};
    case Op::BitAnd:
        return {Opcode::kAND, Opcode::kIAND, Opcode::kAND_IMM, kNone, -32768, 32767};
    case Op::FloorDiv:
        return {Opcode::kFLOORDIV, Opcode::kIFLOORDIV, Opcode::kFLOORDIV_IMM, kNone, 1, 32767};
    }
    __builtin_unreachable();
}

Opcode compareOpcode(ast::CompareOperator op) {
    using Op = ast::CompareOperator;
    switch (op) {
    case Op::Eq:
        return Opcode::kEQ;
    case Op::NotEq:
        return Opcode::kNE;
    case Op::Lt:
        return Opcode::kLT;
    case Op::LtE:
        return Opcode::kLE;
    case Op::Gt:
        return Opcode::kGT;
    case Op::GtE:
        return Opcode::kGE;
    case Op::Is:
        return Opcode::kIS;
    case Op::IsNot:
        return Opcode::kIS_NOT;
    case Op::In:
        return Opcode::kIN;
    case Op::NotIn:
        return Opcode::kNOT_IN;
    }
    __builtin_unreachable();
}

} // namespace

// --- moving values ---

Reg CodeGenerator::put(const Loc& at, Opcode op, Destination dest, unsigned b, unsigned c,
                       uint32_t extra) {
    if (!dest.isLocal()) return as().emitToTemp(at, op, b, c, extra);
    KRAIT_ASSERT(opcodeInfo(static_cast<Opcode>(static_cast<int>(op) + 1)).local_destination);
    as().emit(at, static_cast<Opcode>(static_cast<int>(op) + 1), dest.local, b, c, extra);
    return dest.local;
}

void CodeGenerator::moveTo(const Loc& at, Reg temp, Destination dest) {
    if (dest.isLocal())
        as().emit(at, Opcode::kMOVE_L, dest.local, temp);
    else
        KRAIT_ASSERT(temp + 1 == as().top());
}

Reg CodeGenerator::ensureTemp(const Loc& at, Reg reg) {
    return isTemp(reg) ? reg : as().emitToTemp(at, Opcode::kCOPY, reg);
}

void CodeGenerator::loadConstant(const Loc& at, const ConstantValue& value, Destination dest) {
    if (value.kind == ConstantValue::Kind::Int && value.integer >= INT32_MIN &&
        value.integer <= INT32_MAX) {
        loadInt(at, value.integer, dest);
        return;
    }
    uint32_t index = as().constant(value);
    put(at, Opcode::kLOAD_CONST, dest, index & 0xffff, index >> 16);
}

void CodeGenerator::loadConstant(const Loc& at, Constant&& value, Destination dest) {
    uint32_t index = as().constant(std::move(value));
    put(at, Opcode::kLOAD_CONST, dest, index & 0xffff, index >> 16);
}

void CodeGenerator::loadString(const Loc& at, llvm::StringRef text, Destination dest) {
    uint32_t index = as().stringConstant(text);
    put(at, Opcode::kLOAD_CONST, dest, index & 0xffff, index >> 16);
}

void CodeGenerator::loadNone(const Loc& at, Destination dest) {
    loadConstant(at, Constant{}, dest);
}

void CodeGenerator::loadInt(const Loc& at, int64_t value, Destination dest) {
    auto bits = static_cast<uint32_t>(static_cast<int32_t>(value));
    put(at, Opcode::kLOAD_INT, dest, bits & 0xffff, bits >> 16);
}

// --- the three ways of wanting a value ---

Reg CodeGenerator::operand(const ast::Expr* e) {
    if (auto* name = ast::dynCast<ast::Name>(e)) return nameOperand(name->id, locOf(e));
    Reg before = as().top();
    toTemp(e);
    KRAIT_ASSERT(as().top() == before + 1);
    return before;
}

void CodeGenerator::discard(const ast::Expr* e) {
    Loc at = locOf(e);
    switch (e->kind) {
    case Kind::Constant:
        return;
    case Kind::Name: {
        Place place = placeOf(ast::cast<ast::Name>(e)->id);
        if (place.kind == Place::kRegister) {
            if (place.never_sure || !as().isSure(place.index)) {
                as().emit(at, Opcode::kCHECK_LOCAL, place.index);
                if (!place.never_sure) as().setSure(place.index);
            }
            return;
        }
        break;
    }
    case Kind::NamedExpr: {
        // The value isn't wanted besides the name.
        auto* named = ast::cast<ast::NamedExpr>(e);
        Reg local = assignableLocal(named->target);
        if (local != Destination::kTemp) {
            toLocal(named->value, local);
            return;
        }
        break;
    }
    default:
        break;
    }
    toTemp(e);
    as().emit(at, Opcode::kPOP, as().top() - 1u);
}

void CodeGenerator::expr(const ast::Expr* e, Destination dest) {
    Loc at = locOf(e);
    if (!compilation_.guard(e) || (compilation_.failed() && e->kind != Kind::Name)) {
        loadNone(at, dest);
        return;
    }
    switch (e->kind) {
    case Kind::Constant:
        loadConstant(at, ast::cast<ast::Constant>(e)->value, dest);
        break;
    case Kind::Name: {
        auto* name = ast::cast<ast::Name>(e);
        loadName(name->id, at, dest);
        break;
    }
    case Kind::BoolOp:
        boolean(ast::cast<ast::BoolOp>(e), dest);
        break;
    case Kind::NamedExpr:
        namedExpr(ast::cast<ast::NamedExpr>(e), dest);
        break;
    case Kind::BinOp:
        binary(ast::cast<ast::BinOp>(e), dest);
        break;
    case Kind::UnaryOp:
        unary(ast::cast<ast::UnaryOp>(e), dest);
        break;
    case Kind::Lambda:
        lambda(ast::cast<ast::Lambda>(e), dest);
        break;
    case Kind::IfExp:
        conditional(ast::cast<ast::IfExp>(e), dest);
        break;
    case Kind::Dict:
        dictionary(ast::cast<ast::Dict>(e), dest);
        break;
    case Kind::Set:
        display(e, ast::cast<ast::Set>(e)->elts, Opcode::kBUILD_SET, dest);
        break;
    case Kind::ListExpr:
        display(e, ast::cast<ast::ListExpr>(e)->elts, Opcode::kBUILD_LIST, dest);
        break;
    case Kind::Tuple:
        display(e, ast::cast<ast::Tuple>(e)->elts, Opcode::kBUILD_TUPLE, dest);
        break;
    case Kind::ListComp:
    case Kind::SetComp:
    case Kind::DictComp:
    case Kind::GeneratorExp:
        comprehension(e, dest);
        break;
    case Kind::Await:
        await(ast::cast<ast::Await>(e), dest);
        break;
    case Kind::Yield:
        yield(ast::cast<ast::Yield>(e), dest);
        break;
    case Kind::YieldFrom:
        yieldFrom(ast::cast<ast::YieldFrom>(e), dest);
        break;
    case Kind::Compare:
        compare(ast::cast<ast::Compare>(e), dest);
        break;
    case Kind::Call:
        call(ast::cast<ast::Call>(e), dest);
        break;
    case Kind::FormattedValue:
        formatted(ast::cast<ast::FormattedValue>(e), dest);
        break;
    case Kind::JoinedStr:
        joined(ast::cast<ast::JoinedStr>(e), dest);
        break;
    case Kind::Attribute:
        attribute(ast::cast<ast::Attribute>(e), dest);
        break;
    case Kind::Subscript:
        subscript(ast::cast<ast::Subscript>(e), dest);
        break;
    case Kind::Slice:
        slice(ast::cast<ast::Slice>(e), dest);
        break;
    default:
        KRAIT_ASSERT(false);
        loadNone(at, dest);
    }
}

// --- operators ---

void CodeGenerator::binaryStep(const ast::Node* node, ast::BinaryOperator op, bool in_place,
                               Reg left, const ast::Expr* right, Destination dest) {
    BinaryForms forms = binaryForms(op);
    Opcode immediate = in_place ? forms.in_place_immediate : forms.immediate;
    int16_t value = 0;
    if (immediate != kNone && smallInt(right, forms.low, forms.high, &value)) {
        put(locOf(node), immediate, dest, left, static_cast<uint16_t>(value));
        return;
    }
    Reg r = operand(right);
    put(locOf(node), in_place ? forms.in_place : forms.plain, dest, left, r);
}

void CodeGenerator::binary(const ast::BinOp* e, Destination dest) {
    // a + b + c ... is a chain to the left without limit of length.
    llvm::SmallVector<const ast::BinOp*, 8> chain{e};
    while (auto* left = ast::dynCast<ast::BinOp>(chain.back()->left)) chain.push_back(left);
    Reg value = operand(chain.back()->left);
    for (size_t i = chain.size(); i-- > 0;) {
        const ast::BinOp* step = chain[i];
        binaryStep(step, step->op, false, value, step->right, i == 0 ? dest : Destination{});
        value = static_cast<Reg>(as().top() - 1);
    }
}

void CodeGenerator::unary(const ast::UnaryOp* e, Destination dest) {
    Opcode op = Opcode::kNOT;
    switch (e->op) {
    case ast::UnaryOperator::Invert:
        op = Opcode::kINVERT;
        break;
    case ast::UnaryOperator::Not:
        op = Opcode::kNOT;
        break;
    case ast::UnaryOperator::UAdd:
        op = Opcode::kPOS;
        break;
    case ast::UnaryOperator::USub:
        op = Opcode::kNEG;
        break;
    }
    // `not a in b` and `not a is b` are operators of their own; == and < are not, they call
    // methods.
    if (auto* test = ast::dynCast<ast::Compare>(e->operand);
        test && op == Opcode::kNOT && test->ops.size() == 1) {
        using Op = ast::CompareOperator;
        Op inverse = Op::Eq;
        switch (test->ops[0]) {
        case Op::Is:
            inverse = Op::IsNot;
            break;
        case Op::IsNot:
            inverse = Op::Is;
            break;
        case Op::In:
            inverse = Op::NotIn;
            break;
        case Op::NotIn:
            inverse = Op::In;
            break;
        default:
            break;
        }
        if (inverse != Op::Eq) {
            Reg left = operand(test->left);
            Reg right = operand(test->comparators[0]);
            compareStep(locOf(test), inverse, left, right, dest);
            return;
        }
    }
    Reg value = operand(e->operand);
    put(locOf(e), op, dest, value);
}

void CodeGenerator::boolean(const ast::BoolOp* e, Destination dest) {
    // The value is made in a temporary: until it is complete the local must keep its own.
    Loc at = locOf(e);
    Opcode op = e->op == ast::BoolOperator::Or ? Opcode::kBR_TRUE_OR_POP : Opcode::kBR_FALSE_OR_POP;
    Label end = as().newLabel();
    for (uint32_t i = 0; i < e->values.size(); ++i) {
        toTemp(e->values[i]);
        if (i + 1 < e->values.size())
            as().emitJump(locOf(e->values[i]), op, as().top() - 1u, 0, end);
    }
    as().bind(end);
    moveTo(at, static_cast<Reg>(as().top() - 1), dest);
}

void CodeGenerator::conditional(const ast::IfExp* e, Destination dest) {
    Label otherwise = as().newLabel(), end = as().newLabel();
    branch(e->test, otherwise, false);
    Assembler::FlowState start = as().state();
    expr(e->body, dest);
    as().jump(locOf(e), end);
    as().bind(otherwise, start);
    expr(e->orelse, dest);
    as().bind(end);
}

void CodeGenerator::compareStep(const Loc& at, ast::CompareOperator op, Reg left, Reg right,
                                Destination dest) {
    put(at, compareOpcode(op), dest, left, right);
}

void CodeGenerator::compare(const ast::Compare* e, Destination dest) {
    Loc at = locOf(e);
    if (e->ops.size() == 1) {
        Reg left = operand(e->left);
        Reg right = operand(e->comparators[0]);
        compareStep(at, e->ops[0], left, right, dest);
        return;
    }
    // a < b < c: the slot of the result is reserved below the operands. Where the chain ends early,
    // the operand that was kept for the next comparison must go.
    Reg result = as().pushHole();
    Label end = as().newLabel();
    struct Exit {
        Label label;
        Reg kept;
    };
    llvm::SmallVector<Exit, 4> exits;
    Reg left = operand(e->left);
    for (uint32_t i = 0; i < e->ops.size(); ++i) {
        bool last = i + 1 == e->ops.size();
        Reg right = operand(e->comparators[i]);
        Reg used = right;
        if (!last && isTemp(right)) used = as().emitToTemp(at, Opcode::kCOPY, right);
        as().emit(at, compareOpcode(e->ops[i]), result, left, used);
        if (last) break;
        if (isTemp(right)) {
            if (i >= kChainClimbMax && isTemp(left)) {
                as().emit(at, Opcode::kMOVE, left, right);
                right = left;
            }
            if (exits.empty() || exits.back().kept != right)
                exits.push_back({as().newLabel(), right});
            as().emitJump(at, Opcode::kBR_FALSE_OR_POP, result, 0, exits.back().label);
        } else {
            as().emitJump(at, Opcode::kBR_FALSE_OR_POP, result, 0, end);
        }
        // The result's slot is free again, but stays reserved.
        as().reserve(result);
        left = right;
    }
    if (!exits.empty()) {
        as().jump(at, end);
        for (const Exit& exit : exits) {
            as().bind(exit.label);
            as().emit(at, Opcode::kPOP, exit.kept);
            as().jump(at, end);
        }
    }
    as().bind(end);
    moveTo(at, result, dest);
}

// --- displays ---

void CodeGenerator::display(const ast::Node* e, const ast::List<ast::Expr*>& items, Opcode build,
                            Destination dest) {
    Loc at = locOf(e);
    Reg base = as().top();
    bool starred = false, constant = items.size() > 2;
    for (const ast::Expr* item : items) {
        if (item->kind == Kind::Starred) starred = true;
        if (item->kind != Kind::Constant) constant = false;
    }
    if (!starred && items.size() <= kDisplayItemsMax &&
        !(constant && build != Opcode::kBUILD_TUPLE)) {
        for (const ast::Expr* item : items) toTemp(item);
        put(at, build, dest, base, items.size());
        return;
    }
    if (constant && build == Opcode::kBUILD_TUPLE) {
        Constant tuple;
        tuple.kind = Constant::Kind::kTuple;
        for (const ast::Expr* item : items)
            tuple.items.push_back(makeConstant(ast::cast<ast::Constant>(item)->value));
        loadConstant(at, std::move(tuple), dest);
        return;
    }
    bool set = build == Opcode::kBUILD_SET;
    Opcode container = set ? Opcode::kBUILD_SET : Opcode::kBUILD_LIST;
    if (constant) {
        // A list of constants is made from a tuple at once; a set from a frozenset, as in CPython,
        // on which the order of its items depends.
        as().emitToTemp(at, container, base, 0);
        Constant all;
        all.kind = set ? Constant::Kind::kFrozenSet : Constant::Kind::kTuple;
        for (const ast::Expr* item : items)
            all.items.push_back(makeConstant(ast::cast<ast::Constant>(item)->value));
        loadConstant(at, std::move(all), {});
        as().emit(at, set ? Opcode::kSET_UPDATE : Opcode::kLIST_EXTEND, base, base + 1u);
    } else {
        // Items up to the first star, or the first batch, are built at once; the others one by one.
        uint32_t first = 0;
        while (first < items.size() && first < kDisplayItemsMax &&
               items[first]->kind != Kind::Starred)
            toTemp(items[first++]);
        as().emitToTemp(at, container, base, first);
        for (uint32_t i = first; i < items.size(); ++i) {
            if (auto* star = ast::dynCast<ast::Starred>(items[i])) {
                Reg value = operand(star->value);
                as().emit(at, set ? Opcode::kSET_UPDATE : Opcode::kLIST_EXTEND, base, value);
            } else {
                Reg value = operand(items[i]);
                as().emit(at, set ? Opcode::kSET_ADD : Opcode::kLIST_APPEND, base, value);
            }
        }
    }
    if (build == Opcode::kBUILD_TUPLE)
        put(at, Opcode::kLIST_TO_TUPLE, dest, base);
    else
        moveTo(at, base, dest);
}

void CodeGenerator::dictionary(const ast::Dict* e, Destination dest) {
    Loc at = locOf(e);
    Reg base = as().top();
    constexpr uint32_t kPairsMax = kDisplayItemsMax / 2;
    bool merges = e->keys.size() > kPairsMax, constant_keys = e->keys.size() > 1;
    for (const ast::Expr* key : e->keys) {
        if (!key) merges = true;
        if (!key || key->kind != Kind::Constant) constant_keys = false;
    }
    if (!merges && constant_keys) {
        Constant keys;
        keys.kind = Constant::Kind::kTuple;
        for (const ast::Expr* key : e->keys)
            keys.items.push_back(makeConstant(ast::cast<ast::Constant>(key)->value));
        for (const ast::Expr* value : e->values) toTemp(value);
        uint32_t index = as().constant(std::move(keys));
        put(at, Opcode::kBUILD_CONST_KEY_MAP, dest, base, index, e->keys.size());
        return;
    }
    uint32_t first = 0;
    while (first < e->keys.size() && first < kPairsMax && e->keys[first]) {
        toTemp(e->keys[first]);
        toTemp(e->values[first++]);
    }
    if (first == e->keys.size()) {
        put(at, Opcode::kBUILD_MAP, dest, base, first);
        return;
    }
    as().emitToTemp(at, Opcode::kBUILD_MAP, base, first);
    for (uint32_t i = first; i < e->keys.size(); ++i) {
        if (e->keys[i]) {
            Reg key = operand(e->keys[i]);
            Reg value = operand(e->values[i]);
            as().emit(at, Opcode::kMAP_ADD, base, key, value);
        } else {
            Reg value = operand(e->values[i]);
            as().emit(at, Opcode::kDICT_UPDATE, base, value);
        }
    }
    moveTo(at, base, dest);
}

// --- attributes and items ---

void CodeGenerator::attribute(const ast::Attribute* e, Destination dest) {
    if (isPlainSuper(e)) {
        Reg first = 0;
        loadSuper(e, &first);
        put(locOf(e), Opcode::kLOAD_SUPER_ATTR, dest, first,
            as().name(scopes_.mangle(unit_->current, e->attr)));
        return;
    }
    Reg value = operand(e->value);
    // The position is where the attribute's name is, if the expression spans lines.
    Loc at = locOf(e);
    if (at.line != at.end_line) {
        at.line = at.end_line;
        int32_t size = 0; // in bytes; Python counts characters here
        size = static_cast<int32_t>(e->attr->text().size());
        if (size <= at.end_column)
            at.column = at.end_column - size;
        else
            at.column = at.end_column = -1;
    }
    put(at, Opcode::kLOAD_ATTR, dest, value, as().name(scopes_.mangle(unit_->current, e->attr)));
}

void CodeGenerator::subscript(const ast::Subscript* e, Destination dest) {
    Loc at = locOf(e);
    Reg value = operand(e->value);
    int16_t index = 0;
    if (smallInt(e->slice, -32768, 32767, &index)) {
        put(at, Opcode::kLOAD_ITEM_IMM, dest, value, static_cast<uint16_t>(index));
        return;
    }
    if (auto* bounds = ast::dynCast<ast::Slice>(e->slice); bounds && !bounds->step) {
        Reg window = as().top();
        sliceBounds(bounds);
        put(at, Opcode::kLOAD_SLICE, dest, value, window);
        return;
    }
    Reg item = operand(e->slice);
    put(at, Opcode::kLOAD_ITEM, dest, value, item);
}

void CodeGenerator::sliceBounds(const ast::Slice* e) {
    for (const ast::Expr* bound : {e->lower, e->upper}) {
        if (bound)
            toTemp(bound);
        else
            loadNone(locOf(e));
    }
}

void CodeGenerator::slice(const ast::Slice* e, Destination dest) {
    Reg base = as().top();
    sliceBounds(e);
    if (e->step) toTemp(e->step);
    put(locOf(e), Opcode::kBUILD_SLICE, dest, base, e->step ? 3 : 2);
}

// --- f-strings ---

void CodeGenerator::formatted(const ast::FormattedValue* e, Destination dest) {
    Loc at = locOf(e);
    Reg value = operand(e->value);
    int conversion = e->conversion == 's'   ? 1
                     : e->conversion == 'r' ? 2
                     : e->conversion == 'a' ? 3
                                            : 0;
    if (conversion) value = as().emitToTemp(at, Opcode::kCONVERT, value, conversion);
    if (e->format_spec) {
        Reg spec = operand(e->format_spec);
        put(at, Opcode::kFORMAT_SPEC, dest, value, spec);
    } else {
        put(at, Opcode::kFORMAT, dest, value);
    }
}

void CodeGenerator::joined(const ast::JoinedStr* e, Destination dest) {
    Loc at = locOf(e);
    if (e->values.empty()) {
        loadString(at, "", dest);
        return;
    }
    if (e->values.size() == 1 && e->values[0]->kind == Kind::FormattedValue) {
        expr(e->values[0], dest);
        return;
    }
    if (e->values.size() == 1) {
        expr(e->values[0], dest);
        return;
    }
    Reg base = as().top();
    uint32_t count = 0;
    for (uint32_t i = 0; i < e->values.size(); ++i) {
        toTemp(e->values[i]);
        if (++count == kDisplayItemsMax && i + 1 < e->values.size()) {
            as().emitToTemp(at, Opcode::kBUILD_STRING, base, count);
            count = 1;
        }
    }
    put(at, Opcode::kBUILD_STRING, dest, base, count);
}

// --- the rest ---

void CodeGenerator::namedExpr(const ast::NamedExpr* e, Destination dest) {
    Loc at = locOf(e);
    auto* name = ast::cast<ast::Name>(e->target);
    Reg local = assignableLocal(name);
    if (local != Destination::kTemp) {
        toLocal(e->value, local);
        put(at, Opcode::kCOPY, dest, local);
        return;
    }
    toTemp(e->value);
    Reg value = static_cast<Reg>(as().top() - 1);
    Reg copy = as().emitToTemp(at, Opcode::kCOPY, value);
    storeName(name->id, locOf(name), copy);
    moveTo(at, value, dest);
}

void CodeGenerator::yield(const ast::Yield* e, Destination dest) {
    Loc at = locOf(e);
    Reg value;
    if (e->value) {
        value = operand(e->value);
    } else {
        value = as().top();
        loadNone(at);
    }
    if (unit_->code->flags & kCodeAsyncGenerator)
        value = as().emitToTemp(at, Opcode::kASYNC_GEN_WRAP, value);
    put(at, Opcode::kYIELD, dest, value);
}

// The top temporary is an iterator to delegate to. Its result takes its place:
//
//         v = None                  v = w + 1
//   send: SEND w, done              a value to yield goes to v; the result to w
//   out:  YIELD v, v                an exception thrown in lands at `thrown`
//         JUMP_BACK send
//   thrown: SEND_THROW w, done; JUMP_BACK out
void CodeGenerator::delegate(const Loc& at) {
    Reg w = static_cast<Reg>(as().top() - 1);
    Label done = as().newLabel(), thrown = as().newLabel(), send = as().newLabel(),
          suspend = as().newLabel();
    loadNone(at);
    as().bind(send);
    as().emitJump(at, Opcode::kSEND, w, 0, done);
    as().bind(suspend);
    uint32_t region =
        as().openRegion(thrown, static_cast<Reg>(w + 1), static_cast<Reg>(w + 1), true);
    as().emitToTemp(at, Opcode::kYIELD, w + 1u);
    as().closeRegion(region);
    as().jump(at, send);
    as().enterCold();
    if (as().bindHandler(region)) {
        as().emitJump(at, Opcode::kSEND_THROW, w, 0, done);
        as().jump(at, suspend);
    }
    as().leaveCold();
    as().truncate(static_cast<Reg>(w + 1));
    as().bind(done);
}

void CodeGenerator::yieldFrom(const ast::YieldFrom* e, Destination dest) {
    Loc at = locOf(e);
    Reg value = operand(e->value);
    Reg w = as().emitToTemp(at, Opcode::kGET_YIELD_FROM_ITER, value);
    delegate(at);
    moveTo(at, w, dest);
}

// Awaits the top temporary. `what`: 0 plain, 1 __aenter__, 2 __aexit__.
void CodeGenerator::awaitTop(const Loc& at, int what) {
    as().emitToTemp(at, Opcode::kGET_AWAITABLE, as().top() - 1u, what);
    delegate(at);
}

void CodeGenerator::await(const ast::Await* e, Destination dest) {
    Loc at = locOf(e);
    toTemp(e->value);
    awaitTop(at, 0);
    moveTo(at, static_cast<Reg>(as().top() - 1), dest);
}

} // namespace krait
