// Entering special methods, and finishing the instructions they were entered for.
//
// What STUB_RESULT does with a result depends on the instruction: a value for the destination, the
// truth of a comparison for a branch, an item for a loop, NotImplemented for the rules that follow.
#include "vm/interp/special_calls.h"

#include "vm/runtime/errors.h"
#include "vm/runtime/operators_tail.h"

#include <string_view>

namespace krait {
namespace {

constexpr int kBinaryNames[] = {kName___add__,     kName___sub__,      kName___mul__,
                                kName___truediv__, kName___floordiv__, kName___mod__,
                                kName___matmul__,  kName___and__,      kName___or__,
                                kName___xor__,     kName___lshift__,   kName___rshift__};
constexpr int kInplaceNames[] = {kName___iadd__,     kName___isub__,      kName___imul__,
                                 kName___itruediv__, kName___ifloordiv__, kName___imod__,
                                 kName___imatmul__,  kName___iand__,      kName___ior__,
                                 kName___ixor__,     kName___ilshift__,   kName___irshift__};
constexpr int kCompareNames[] = {kName___lt__, kName___le__, kName___eq__,
                                 kName___ne__, kName___gt__, kName___ge__};

// How an instruction is finished.
enum class Finish : uint8_t {
    kStore,     // the value goes to the destination; the operands are gone
    kDrop,      // the value is of no interest; the operands are gone
    kEnter,     // WITH_ENTER
    kBinary,    // a = b op c
    kImmediate, // a = b op immediate
    kCompare,   // a = b op c
    kBranch,    // jumps by a op b
    kBranchImmediate,
    kMember,       // a = b in c
    kBranchMember, // jumps by a in b
    kItem,         // a = b[c], b[immediate]
    kItemImmediate,
    kStoreItem, // a[b] = c
    kNext,      // FOR_ITER
};

struct Plan {
    Finish finish = Finish::kStore;
    uint8_t op = 0;       // BinaryOp or CompareOp
    bool inverse = false; // in-place operators; negated branches and memberships
};

constexpr Plan planOf(Opcode op) {
    using F = Finish;
    switch (op) {
#define ARITH(NAME, operation)                                                                     \
    case Opcode::k##NAME:                                                                          \
        return {F::kBinary, static_cast<uint8_t>(BinaryOp::operation), false};                     \
    case Opcode::kI##NAME:                                                                         \
        return {F::kBinary, static_cast<uint8_t>(BinaryOp::operation), true};
        ARITH(ADD, kAdd)
        ARITH(SUB, kSub)
        ARITH(MUL, kMul)
        ARITH(TRUEDIV, kTrueDiv)
        ARITH(FLOORDIV, kFloorDiv)
        ARITH(MOD, kMod)
        ARITH(MATMUL, kMatMul)
        ARITH(AND, kAnd)
        ARITH(OR, kOr)
        ARITH(XOR, kXor)
        ARITH(LSHIFT, kLShift)
        ARITH(RSHIFT, kRShift)
#undef ARITH
#define IMMEDIATE(NAME, operation, inplace)                                                        \
    case Opcode::k##NAME:                                                                          \
        return {F::kImmediate, static_cast<uint8_t>(BinaryOp::operation), inplace};
        IMMEDIATE(ADD_IMM, kAdd, false)
        IMMEDIATE(SUB_IMM, kSub, false)
        IMMEDIATE(IADD_IMM, kAdd, true)
        IMMEDIATE(ISUB_IMM, kSub, true)
        IMMEDIATE(MUL_IMM, kMul, false)
        IMMEDIATE(FLOORDIV_IMM, kFloorDiv, false)
        IMMEDIATE(MOD_IMM, kMod, false)
        IMMEDIATE(AND_IMM, kAnd, false)
        IMMEDIATE(LSHIFT_IMM, kLShift, false)
        IMMEDIATE(RSHIFT_IMM, kRShift, false)
#undef IMMEDIATE
#define COMPARE(NAME, operation)                                                                   \
    case Opcode::k##NAME:                                                                          \
        return {F::kCompare, static_cast<uint8_t>(CompareOp::operation), false};                   \
    case Opcode::kBR_##NAME:                                                                       \
        return {F::kBranch, static_cast<uint8_t>(CompareOp::operation), false};                    \
    case Opcode::kBR_NOT_##NAME:                                                                   \
        return {F::kBranch, static_cast<uint8_t>(CompareOp::operation), true};                     \
    case Opcode::kBR_##NAME##_IMM:                                                                 \
        return {F::kBranchImmediate, static_cast<uint8_t>(CompareOp::operation), false};           \
    case Opcode::kBR_NOT_##NAME##_IMM:                                                             \
        return {F::kBranchImmediate, static_cast<uint8_t>(CompareOp::operation), true};
        COMPARE(LT, kLt)
        COMPARE(LE, kLe)
        COMPARE(EQ, kEq)
        COMPARE(NE, kNe)
        COMPARE(GT, kGt)
        COMPARE(GE, kGe)
#undef COMPARE
    case Opcode::kIN:
        return {F::kMember, 0, false};
    case Opcode::kNOT_IN:
        return {F::kMember, 0, true};
    case Opcode::kBR_IN:
        return {F::kBranchMember, 0, false};
    case Opcode::kBR_NOT_IN:
        return {F::kBranchMember, 0, true};
    case Opcode::kLOAD_ITEM:
        return {F::kItem};
    case Opcode::kLOAD_ITEM_IMM:
        return {F::kItemImmediate};
    case Opcode::kSTORE_ITEM:
        return {F::kStoreItem};
    case Opcode::kFOR_ITER: // a form of it, when it changed meanwhile
    case Opcode::kFOR_ITER_LIST:
    case Opcode::kFOR_ITER_TUPLE:
    case Opcode::kFOR_ITER_RANGE:
    case Opcode::kFOR_ITER_STR:
    case Opcode::kFOR_ITER_DICT:
    case Opcode::kFOR_ITER_GENERATOR:
    case Opcode::kFOR_ITER_PAIR:
        return {F::kNext};
    case Opcode::kWITH_ENTER:
        return {F::kEnter};
    case Opcode::kWITH_EXIT:
        return {F::kDrop};
    default:
        return {};
    }
}

constexpr std::string_view kNames[] = {
#define OP(name, a, b, c, extra, flags, doc) #name,
#include "vm/bytecode/opcodes.def"
};
struct PlanTable {
    Plan plans[kOpcodeCount];
};
constexpr PlanTable makePlans() {
    PlanTable table;
    for (int i = 0; i < kOpcodeCount; ++i) {
        // The form with a local destination follows the plain one.
        bool local = kNames[i].ends_with("_L");
        table.plans[i] = planOf(static_cast<Opcode>(local ? i - 1 : i));
    }
    return table;
}
constinit const PlanTable kPlans = makePlans();

Plan planAt(const uint64_t* pc) {
    return kPlans.plans[*pc & 0xffff];
}

} // namespace

bool keepsOperands(const uint64_t* pc) {
    Finish finish = planAt(pc).finish;
    return finish != Finish::kStore && finish != Finish::kDrop;
}

bool endsLoop(const uint64_t* pc) {
    return planAt(pc).finish == Finish::kNext;
}

// --- entering -----------------------------------------------------------------------------------

Function* specialFunction(Thread* t, Value self, int name) {
    Value method = typeLookup(t, typeOf(t, self), t->name(name));
    return isFunction(method) ? method.as<Function>() : nullptr;
}

Value* beginPythonSpecial(Thread* t, Value* regs, const uint64_t* pc, int name, const Value* values,
                          uint32_t count, const uint64_t** callee_pc) {
    Function* function = specialFunction(t, values[0], name);
    if (!function) return nullptr;
    return beginStubCall(t, regs, pc, function, values, count, Value::empty(), callee_pc);
}

// Python: a right operand whose class is derived from the left one's is asked first.
static bool rightGoesFirst(Thread* t, Value a, Value b) {
    Type* type_a = typeOf(t, a);
    Type* type_b = typeOf(t, b);
    return type_a != type_b && isSubtype(type_b, type_a);
}

Value* beginPythonBinary(Thread* t, Value* regs, const uint64_t* pc, BinaryOp op, bool inplace,
                         Value a, Value b, const uint64_t** callee_pc) {
    Value values[] = {a, b};
    int i = static_cast<int>(op);
    if (inplace && typeOf(t, a)->slots.inplace[i]) {
        Function* function = specialFunction(t, a, kInplaceNames[i]);
        if (!function) return nullptr;
        // The state says that it was the in-place method that was asked.
        return beginStubCall(t, regs, pc, function, values, 2, Value::boolean(true), callee_pc);
    }
    if (rightGoesFirst(t, a, b)) return nullptr;
    return beginSpecial(t, regs, pc, kBinaryNames[i], values, 2, callee_pc);
}

Value* beginPythonCompare(Thread* t, Value* regs, const uint64_t* pc, CompareOp op, Value a,
                          Value b, const uint64_t** callee_pc) {
    if (rightGoesFirst(t, a, b)) return nullptr;
    Value values[] = {a, b};
    return beginSpecial(t, regs, pc, kCompareNames[static_cast<int>(op)], values, 2, callee_pc);
}

// --- finishing ----------------------------------------------------------------------------------

// The value of an operator after its method gave `result` (owned).
static Value finishOperator(Thread* t, Plan plan, Value a, Value b, Value result,
                            bool asked_inplace) {
    if (KRAIT_LIKELY(!result.isNotImplemented())) return result;
    if (plan.finish == Finish::kBinary || plan.finish == Finish::kImmediate) {
        auto op = static_cast<BinaryOp>(plan.op);
        return asked_inplace ? binaryAfterInplace(t, op, a, b).release()
                             : binaryAfterLeft(t, op, plan.inverse, a, b).release();
    }
    return compareAfterLeft(t, a, b, static_cast<CompareOp>(plan.op)).release();
}

HANDLER(STUB_RESULT) {
    Value* window = t->returned - kCallHeader;
    pc = reinterpret_cast<const uint64_t*>(window[-1].bits());
    word = *pc;
    Value result = window[0];
    Value state = window[-2];
    Plan plan = planAt(pc);
    const uint64_t* next = pc + instrWords(Instr{word});
    bool local = opcodeInfo(static_cast<Opcode>(word & 0xffff)).local_destination;
    switch (plan.finish) {
    case Finish::kStore:
        decref(state);
        break;
    case Finish::kDrop:
        publish(t, pc, regs);
        decref(result);
        GOTO_FRESH(next);
    case Finish::kEnter: {
        Value manager = regs[B_];
        if (!isTemp(regs, B_)) incref(manager); // else the reference moves
        Value* w = regs + A_;
        w[0] = state; // the exit
        w[1] = manager;
        w[2] = result;
        GOTO_FRESH(next);
    }
    case Finish::kBinary:
    case Finish::kImmediate:
    case Finish::kCompare: {
        publish(t, pc, regs);
        bool immediate = plan.finish == Finish::kImmediate;
        Value right = immediate ? Value::smallInt(SC_) : regs[C_];
        result = finishOperator(t, plan, regs[B_], right, result, state.isTrue());
        consume(regs, B_);
        if (!immediate) consume(regs, C_);
        if (result.isEmpty()) RAISE_();
        break;
    }
    case Finish::kBranch:
    case Finish::kBranchImmediate:
    case Finish::kBranchMember: {
        publish(t, pc, regs);
        bool immediate = plan.finish == Finish::kBranchImmediate;
        if (plan.finish != Finish::kBranchMember) {
            Value right = immediate ? Value::smallInt(SB_) : regs[B_];
            result = finishOperator(t, plan, regs[A_], right, result, false);
        }
        bool failed = result.isEmpty(), truth = false;
        if (!failed) {
            Result<bool> is_true = isTrue(t, result);
            failed = is_true.isError();
            truth = !failed && is_true.value();
            decref(result);
        }
        consume(regs, A_);
        if (!immediate) consume(regs, B_);
        if (failed) RAISE_();
        if (truth != plan.inverse) {
            next += SC_;
            if (SC_ < 0 && KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
                pc = next;
                JUMP_TO(safepoint);
            }
        }
        GOTO_FRESH(next);
    }
    case Finish::kMember: {
        publish(t, pc, regs);
        Result<bool> is_true = isTrue(t, result);
        decref(result);
        consume(regs, B_);
        consume(regs, C_);
        if (is_true.isError()) RAISE_();
        result = Value::boolean(is_true.value() != plan.inverse);
        break;
    }
    case Finish::kItem:
        publish(t, pc, regs);
        consume(regs, B_);
        consume(regs, C_);
        break;
    case Finish::kItemImmediate:
        publish(t, pc, regs);
        consume(regs, B_);
        break;
    case Finish::kStoreItem:
        publish(t, pc, regs);
        decref(result);
        consume(regs, B_);
        consume(regs, C_);
        consume(regs, A_);
        GOTO_FRESH(next);
    case Finish::kNext:
        next += static_cast<int32_t>(pc[1]); // to the loop's body; this polls
        if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
            publish(t, pc, regs);
            if (local) {
                decref(std::exchange(regs[A_], result));
            } else {
                regs[A_] = result;
            }
            pc = next;
            JUMP_TO(safepoint);
        }
        break;
    }
    if (local) {
        publish(t, pc, regs);
        decref(std::exchange(regs[A_], result));
    } else {
        regs[A_] = result;
    }
    GOTO_FRESH(next);
}

} // namespace krait
