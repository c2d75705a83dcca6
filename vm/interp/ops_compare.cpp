// Comparisons and the branches fused with them. A branch backwards is a safepoint.
//
// Words of two small integers order as the integers do, which is why one unsigned compare decides.
// For doubles the negated branches are not the opposite comparison: with a NaN every comparison but
// != is false.
#include "vm/interp/dispatch.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/str.h"

namespace krait {
namespace {

template <CompareOp op, typename T>
inline bool decide(T a, T b) {
    switch (op) {
    case CompareOp::kLt:
        return a < b;
    case CompareOp::kLe:
        return a <= b;
    case CompareOp::kEq:
        return a == b;
    case CompareOp::kNe:
        return a != b;
    case CompareOp::kGt:
        return a > b;
    case CompareOp::kGe:
        return a >= b;
    }
}

// Value of `a op b` as Python gives it.
template <CompareOp op>
inline Ref compareValues(Thread* t, Value a, Value b) {
    if constexpr (op == CompareOp::kEq || op == CompareOp::kNe) {
        if (isExactStr(a) && isExactStr(b)) {
            return Ref::boolean((a == b || strEqual(a.as<Str>(), b.as<Str>())) ==
                                (op == CompareOp::kEq));
        }
    }
    return compareOp(t, a, b, op);
}

// Its truth: 0, 1, or -1 for an error.
template <CompareOp op>
inline int compareTruth(Thread* t, Value a, Value b) {
    Ref r = compareValues<op>(t, a, b);
    if (r.isError()) return -1;
    Result<bool> truth = isTrue(t, r.get());
    return truth.isError() ? -1 : truth.value();
}

} // namespace

template <CompareOp op, bool kLocal>
[[gnu::noinline]] static KRAIT_HANDLER_CC void compareSlow(HARGS) {
    publish(t, pc, regs);
    TRY_SPECIAL(beginCompare(t, regs, pc, op, regs[B_], regs[C_], &callee_pc));
    Value v = compareValues<op>(t, regs[B_], regs[C_]).release();
    consume(regs, B_);
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}

#define COMPARE(NAME, op)                                                                          \
    DHANDLER(NAME) {                                                                               \
        uint64_t a = regs[B_].bits(), b = regs[C_].bits();                                         \
        if (KRAIT_LIKELY((a & b) >= k_int)) STORE_NEXT(Value::boolean(decide<op>(a, b)), 2);       \
        if (a - k_double < k_int - k_double && b - k_double < k_int - k_double) {                  \
            STORE_NEXT(Value::boolean(decide<op>(std::bit_cast<double>(a - k_double),              \
                                                 std::bit_cast<double>(b - k_double))),            \
                       2);                                                                         \
        }                                                                                          \
        KRAIT_MUSTTAIL return compareSlow<op, kLocal>(HPASS);                                      \
    }

// Takes the branch of `distance` words, past this instruction of n words; backwards it polls.
#define BRANCH(taken, distance, n)                                                                 \
    do {                                                                                           \
        if (taken) {                                                                               \
            int64_t distance_ = (distance);                                                        \
            const uint64_t* target_ = pc + (n) + distance_;                                        \
            if (distance_ < 0 &&                                                                   \
                KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {                 \
                pc = target_;                                                                      \
                JUMP_TO(safepoint);                                                                \
            }                                                                                      \
            GOTO(target_);                                                                         \
        }                                                                                          \
        NEXT(n);                                                                                   \
    } while (0)

template <CompareOp op, bool kNegate>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchSlow(HARGS) {
    publish(t, pc, regs);
    TRY_SPECIAL(beginCompare(t, regs, pc, op, regs[A_], regs[B_], &callee_pc));
    int truth = compareTruth<op>(t, regs[A_], regs[B_]);
    consume(regs, A_);
    consume(regs, B_);
    if (truth < 0) RAISE_();
    BRANCH((truth == 1) != kNegate, SC_, 1);
}

template <CompareOp op, bool kNegate>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchImmediateSlow(HARGS) {
    publish(t, pc, regs);
    TRY_SPECIAL(beginCompare(t, regs, pc, op, regs[A_], Value::smallInt(SB_), &callee_pc));
    int truth = compareTruth<op>(t, regs[A_], Value::smallInt(SB_));
    consume(regs, A_);
    if (truth < 0) RAISE_();
    BRANCH((truth == 1) != kNegate, SC_, 1);
}

#define FUSED(NAME, op, kNegate)                                                                   \
    HANDLER(NAME) {                                                                                \
        uint64_t a = regs[A_].bits(), b = regs[B_].bits();                                         \
        if (KRAIT_LIKELY((a & b) >= k_int)) BRANCH(decide<op>(a, b) != kNegate, SC_, 1);           \
        if (a - k_double < k_int - k_double && b - k_double < k_int - k_double) {                  \
            BRANCH(decide<op>(std::bit_cast<double>(a - k_double),                                 \
                              std::bit_cast<double>(b - k_double)) != kNegate,                     \
                   SC_, 1);                                                                        \
        }                                                                                          \
        KRAIT_MUSTTAIL return branchSlow<op, kNegate>(HPASS);                                      \
    }                                                                                              \
    HANDLER(NAME##_IMM) {                                                                          \
        uint64_t a = regs[A_].bits();                                                              \
        if (KRAIT_LIKELY(a >= k_int)) {                                                            \
            BRANCH(decide<op>(a, Value::kIntBias + static_cast<uint64_t>(int64_t{SB_})) !=         \
                       kNegate,                                                                    \
                   SC_, 1);                                                                        \
        }                                                                                          \
        if (a - k_double < k_int - k_double) {                                                     \
            BRANCH(decide<op>(std::bit_cast<double>(a - k_double), static_cast<double>(SB_)) !=    \
                       kNegate,                                                                    \
                   SC_, 1);                                                                        \
        }                                                                                          \
        KRAIT_MUSTTAIL return branchImmediateSlow<op, kNegate>(HPASS);                             \
    }

COMPARE(LT, CompareOp::kLt)
COMPARE(LE, CompareOp::kLe)
COMPARE(EQ, CompareOp::kEq)
COMPARE(NE, CompareOp::kNe)
COMPARE(GT, CompareOp::kGt)
COMPARE(GE, CompareOp::kGe)
FUSED(BR_LT, CompareOp::kLt, false)
FUSED(BR_LE, CompareOp::kLe, false)
FUSED(BR_EQ, CompareOp::kEq, false)
FUSED(BR_NE, CompareOp::kNe, false)
FUSED(BR_GT, CompareOp::kGt, false)
FUSED(BR_GE, CompareOp::kGe, false)
FUSED(BR_NOT_LT, CompareOp::kLt, true)
FUSED(BR_NOT_LE, CompareOp::kLe, true)
FUSED(BR_NOT_EQ, CompareOp::kEq, true)
FUSED(BR_NOT_NE, CompareOp::kNe, true)
FUSED(BR_NOT_GT, CompareOp::kGt, true)
FUSED(BR_NOT_GE, CompareOp::kGe, true)

// --- identity and membership
// -------------------------------------------------------------------------------

template <bool kNegate, bool kLocal>
[[gnu::noinline]] static KRAIT_HANDLER_CC void identitySlow(HARGS) {
    publish(t, pc, regs);
    Value v = Value::boolean((regs[B_] == regs[C_]) != kNegate);
    consume(regs, B_);
    consume(regs, C_);
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(IS) {
    KRAIT_MUSTTAIL return identitySlow<false, kLocal>(HPASS);
}
DHANDLER(IS_NOT) {
    KRAIT_MUSTTAIL return identitySlow<true, kLocal>(HPASS);
}

template <bool kNegate, bool kLocal>
[[gnu::noinline]] static KRAIT_HANDLER_CC void membershipSlow(HARGS) {
    publish(t, pc, regs);
    Value asked[] = {regs[C_], regs[B_]};
    TRY_SPECIAL(beginSpecial(t, regs, pc, kName___contains__, asked, 2, &callee_pc));
    Result<bool> found = contains(t, regs[C_], regs[B_]);
    consume(regs, B_);
    consume(regs, C_);
    if (found.isError()) RAISE_();
    storeSlow<kLocal>(regs, A_, Value::boolean(found.value() != kNegate));
    NEXT_FRESH(1);
}
DHANDLER(IN) {
    KRAIT_MUSTTAIL return membershipSlow<false, kLocal>(HPASS);
}
DHANDLER(NOT_IN) {
    KRAIT_MUSTTAIL return membershipSlow<true, kLocal>(HPASS);
}

template <bool kNegate>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchIdentitySlow(HARGS) {
    publish(t, pc, regs);
    bool same = regs[A_] == regs[B_];
    consume(regs, A_);
    consume(regs, B_);
    BRANCH(same != kNegate, SC_, 1);
}
HANDLER(BR_IS) {
    KRAIT_MUSTTAIL return branchIdentitySlow<false>(HPASS);
}
HANDLER(BR_IS_NOT) {
    KRAIT_MUSTTAIL return branchIdentitySlow<true>(HPASS);
}

template <bool kNegate>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchMembershipSlow(HARGS) {
    publish(t, pc, regs);
    Value asked[] = {regs[B_], regs[A_]};
    TRY_SPECIAL(beginSpecial(t, regs, pc, kName___contains__, asked, 2, &callee_pc));
    Result<bool> found = contains(t, regs[B_], regs[A_]);
    consume(regs, A_);
    consume(regs, B_);
    if (found.isError()) RAISE_();
    BRANCH(found.value() != kNegate, SC_, 1);
}
HANDLER(BR_IN) {
    KRAIT_MUSTTAIL return branchMembershipSlow<false>(HPASS);
}
HANDLER(BR_NOT_IN) {
    KRAIT_MUSTTAIL return branchMembershipSlow<true>(HPASS);
}

// --- branches on truth
// -------------------------------------------------------------------------------------

HANDLER(JUMP) {
    GOTO(pc + 1 + SBC_);
}

HANDLER(JUMP_BACK) {
    const uint64_t* target = pc + 1 + SBC_;
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        pc = target;
        JUMP_TO(safepoint);
    }
    GOTO(target);
}

template <bool kWanted>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchTruthSlow(HARGS) {
    publish(t, pc, regs);
    Result<bool> truth = isTrue(t, regs[A_]);
    consume(regs, A_);
    if (truth.isError()) RAISE_();
    BRANCH(truth.value() == kWanted, SBC_, 1);
}
template <bool kWanted>
[[gnu::always_inline]] static inline KRAIT_HANDLER_CC void branchTruth(HARGS) {
    Value v = regs[A_];
    if (KRAIT_LIKELY(v.isBool())) BRANCH(v.asBool() == kWanted, SBC_, 1);
    if (v.isSmallInt()) BRANCH((v.asSmallInt() != 0) == kWanted, SBC_, 1);
    if (v.isNone()) BRANCH(!kWanted, SBC_, 1);
    KRAIT_MUSTTAIL return branchTruthSlow<kWanted>(HPASS);
}
HANDLER(BR_TRUE) {
    KRAIT_MUSTTAIL return branchTruth<true>(HPASS);
}
HANDLER(BR_FALSE) {
    KRAIT_MUSTTAIL return branchTruth<false>(HPASS);
}

template <bool kWanted>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchKeepSlow(HARGS) {
    publish(t, pc, regs);
    Result<bool> truth = isTrue(t, regs[A_]);
    if (truth.isError()) RAISE_(); // the operand stays alive
    if (truth.value() == kWanted) BRANCH(true, SBC_, 1);
    decref(regs[A_]);
    NEXT_FRESH(1);
}
template <bool kWanted>
[[gnu::always_inline]] static inline KRAIT_HANDLER_CC void branchKeep(HARGS) {
    Value v = regs[A_];
    if (KRAIT_LIKELY(v.isBool())) BRANCH(v.asBool() == kWanted, SBC_, 1);
    KRAIT_MUSTTAIL return branchKeepSlow<kWanted>(HPASS);
}
HANDLER(BR_TRUE_OR_POP) {
    KRAIT_MUSTTAIL return branchKeep<true>(HPASS);
}
HANDLER(BR_FALSE_OR_POP) {
    KRAIT_MUSTTAIL return branchKeep<false>(HPASS);
}

template <bool kWanted>
[[gnu::noinline]] static KRAIT_HANDLER_CC void branchNoneSlow(HARGS) {
    publish(t, pc, regs);
    consume(regs, A_); // an object, so not None
    BRANCH(!kWanted, SBC_, 1);
}
template <bool kWanted>
[[gnu::always_inline]] static inline KRAIT_HANDLER_CC void branchNone(HARGS) {
    Value v = regs[A_];
    if (IS_OBJECT(v)) {
        if (!isTemp(regs, A_)) BRANCH(!kWanted, SBC_, 1);
        KRAIT_MUSTTAIL return branchNoneSlow<kWanted>(HPASS);
    }
    BRANCH(v.isNone() == kWanted, SBC_, 1);
}
HANDLER(BR_NONE) {
    KRAIT_MUSTTAIL return branchNone<true>(HPASS);
}
HANDLER(BR_NOT_NONE) {
    KRAIT_MUSTTAIL return branchNone<false>(HPASS);
}

} // namespace krait
