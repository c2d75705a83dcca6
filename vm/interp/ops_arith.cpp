// Operators: the fast paths for small integers and doubles, in line; everything else through
// runtime/operators.
#include "vm/interp/dispatch.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/float.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/str.h"

#include <cmath>

namespace krait {
namespace {

// The operator of an opcode: base opcodes and their _L forms alternate from ADD on, in the order of
// BinaryOp but for POW.
enum class Operator : uint8_t {
    kAdd,
    kSub,
    kMul,
    kTrueDiv,
    kFloorDiv,
    kMod,
    kPow,
    kMatMul,
    kAnd,
    kOr,
    kXor,
    kLShift,
    kRShift
};

constexpr BinaryOp binaryOf(Operator op) {
    int i = static_cast<int>(op);
    return static_cast<BinaryOp>(i > static_cast<int>(Operator::kPow) ? i - 1 : i);
}

Ref apply(Thread* t, Operator op, bool inplace, Value a, Value b) {
    if (op == Operator::kPow) return powerOp(t, a, b, Value::none(), inplace);
    return inplace ? inplaceOp(t, binaryOf(op), a, b) : binaryOp(t, binaryOf(op), a, b);
}

// str += str and str + str where the left operand is ours alone: grows in place. True if it was
// done. The register being overwritten must be the only owner: a temporary that is consumed, or the
// destination itself.
bool appendInPlace(Thread* t, Value* regs, uint16_t a, uint16_t b, Value right, Value* out) {
    Value left = regs[b];
    if (!isExactStr(left) || !isExactStr(right) || left == right) return false;
    if (left.object()->refcount != 1 || left.as<Str>()->isInterned()) return false;
    if (!isTemp(regs, b) && a != b) return false;
    // The register gives its reference up before the text moves; on failure the register is simply
    // unbound.
    regs[b] = Value::empty();
    *out = strAppendInPlace(t, Ref::take(left), right.as<Str>()).release();
    return true;
}

// Floor division and modulo of machine integers, the divisor not zero. Python: the remainder has
// the divisor's sign.
inline int64_t floorDiv(int64_t x, int64_t y) {
    int64_t q = x / y;
    return q - ((x % y != 0) & ((x ^ y) < 0));
}
inline int64_t floorMod(int64_t x, int64_t y) {
    int64_t r = x % y;
    return r + (((r != 0) & ((r ^ y) < 0)) ? y : 0);
}

// An exact int below 2**64 in magnitude.
inline bool loadWord(Value v, Int128* out) {
    if (v.isSmallInt()) {
        *out = v.asSmallInt();
        return true;
    }
    if (!v.isObject() || v.object()->kind != static_cast<uint8_t>(TypeId::kInt)) return false;
    auto* i = v.as<Int>();
    if (i->limb_count != 1) return false;
    auto magnitude = static_cast<Int128>(i->limbs[0]);
    *out = i->negative ? -magnitude : magnitude;
    return true;
}

// The operation on such ints, where its result is below 2**127; false otherwise.
template <Operator op>
inline bool onWords(Int128 x, Int128 y, Int128* r) {
    if constexpr (op == Operator::kAdd) {
        *r = x + y;
    } else if constexpr (op == Operator::kSub) {
        *r = x - y;
    } else if constexpr (op == Operator::kMul) {
        if (!fitsInt64(x) || !fitsInt64(y)) return false;
        *r = Int128{static_cast<int64_t>(x)} * static_cast<int64_t>(y);
    } else if constexpr (op == Operator::kFloorDiv || op == Operator::kMod) {
        if (y <= 0 || !fitsInt64(x) || !fitsInt64(y)) return false;
        auto i = static_cast<int64_t>(x), j = static_cast<int64_t>(y);
        *r = op == Operator::kMod ? floorMod(i, j) : floorDiv(i, j);
    } else if constexpr (op == Operator::kAnd) {
        *r = x & y;
    } else if constexpr (op == Operator::kOr) {
        *r = x | y;
    } else if constexpr (op == Operator::kXor) {
        *r = x ^ y;
    } else if constexpr (op == Operator::kLShift) {
        if (y < 0 || y > 63 || !fitsInt64(x)) return false;
        *r = static_cast<Int128>(static_cast<Uint128>(x) << static_cast<int>(y));
    } else if constexpr (op == Operator::kRShift) {
        if (y < 0) return false;
        *r = x >> (y > 127 ? 127 : static_cast<int>(y));
    } else {
        return false;
    }
    return true;
}

// Ints a little beyond the small ones, without the way by types: hashes and random numbers are made
// of them. A left operand that nobody else holds, and that the instruction consumes or overwrites,
// is written over. True if it was done; *out is owned, or EMPTY with MemoryError.
template <Operator op>
inline bool narrowArithmetic(Thread* t, Value* regs, uint16_t a, uint16_t b, Value right,
                             Value* out) {
    Int128 x, y, r;
    Value left = regs[b];
    if (!loadWord(left, &x) || !loadWord(right, &y) || !onWords<op>(x, y, &r)) return false;
    auto low = static_cast<int64_t>(r);
    if (low == r && Value::fitsSmallInt(low)) {
        *out = Value::smallInt(low);
        return true;
    }
    auto magnitude = static_cast<Uint128>(r < 0 ? -r : r);
    if (left.isObject() && left.object()->refcount == 1 && magnitude >> 64 == 0 &&
        (isTemp(regs, b) || a == b)) {
        regs[b] = Value::empty();
        auto* i = left.as<Int>();
        i->limbs[0] = static_cast<uint64_t>(magnitude);
        i->negative = r < 0;
        *out = left;
        return true;
    }
    *out = intFromInt128Slow(t, r).release();
    return true;
}

} // namespace

template <Operator op, bool kInplace, bool kLocal>
[[gnu::noinline]] static KRAIT_HANDLER_CC void binarySlow(HARGS) {
    publish(t, pc, regs);
    Value v;
    Value right = regs[C_];
    if (narrowArithmetic<op>(t, regs, A_, B_, right, &v)) {
        consume(regs, B_);
        consume(regs, C_);
        if (v.isEmpty()) RAISE_();
        storeSlow<kLocal>(regs, A_, v);
        NEXT_FRESH(2);
    }
    if constexpr (op == Operator::kAdd) {
        if (appendInPlace(t, regs, A_, B_, right, &v)) {
            consume(regs, C_);
            if (v.isEmpty()) RAISE_();
            storeSlow<kLocal>(regs, A_, v);
            NEXT_FRESH(2);
        }
        if (isExactStr(regs[B_]) && isExactStr(right)) {
            v = strConcat(t, regs[B_].as<Str>(), right.as<Str>()).release();
            consume(regs, C_);
            consume(regs, B_);
            if (v.isEmpty()) RAISE_();
            storeSlow<kLocal>(regs, A_, v);
            NEXT_FRESH(2);
        }
    }
    if constexpr (op != Operator::kPow) {
        // Two of the same builtin type: its slot decides, and nobody else is asked.
        Value left = regs[B_];
        if (IS_OBJECT(left) && IS_OBJECT(right) && left.object()->kind != 0 &&
            left.object()->kind == right.object()->kind && !kInplace) {
            auto slot = left.object()->shape->type->slots.binary[static_cast<int>(binaryOf(op))];
            if (slot) v = slot(t, left, right).release();
            if (KRAIT_LIKELY(slot && !v.isNotImplemented())) {
                consume(regs, B_);
                consume(regs, C_);
                if (v.isEmpty()) RAISE_();
                storeSlow<kLocal>(regs, A_, v);
                NEXT_FRESH(2);
            }
        }
        TRY_SPECIAL(beginBinary(t, regs, pc, binaryOf(op), kInplace, regs[B_], right, &callee_pc));
    }
    v = apply(t, op, kInplace, regs[B_], right).release();
    consume(regs, B_);
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}

#define FAST_INT(expr)                                                                             \
    if (KRAIT_LIKELY((a & b) >= k_int)) {                                                          \
        expr                                                                                       \
    }
#define FAST_DOUBLE(expr)                                                                          \
    else if (a - k_double < k_int - k_double && b - k_double < k_int - k_double) {                 \
        double x = std::bit_cast<double>(a - k_double), y = std::bit_cast<double>(b - k_double);   \
        expr                                                                                       \
    }
#define INT_RESULT(bits)                                                                           \
    uint64_t r = (bits);                                                                           \
    if (KRAIT_LIKELY(r >= k_int)) STORE_NEXT(Value::fromBits(r), 2);
// Arithmetic on canonical NaNs gives canonical NaNs (x86-64), so the bits go in as they are.
#define DOUBLE_RESULT(value)                                                                       \
    STORE_NEXT(Value::fromBits(std::bit_cast<uint64_t>(static_cast<double>(value)) + k_double), 2);

#define BINARY(NAME, INAME, op, FAST)                                                              \
    DHANDLER(NAME) {                                                                               \
        uint64_t a = regs[B_].bits(), b = regs[C_].bits();                                         \
        FAST KRAIT_MUSTTAIL return binarySlow<op, false, kLocal>(HPASS);                           \
    }                                                                                              \
    DHANDLER(INAME) {                                                                              \
        uint64_t a = regs[B_].bits(), b = regs[C_].bits();                                         \
        FAST KRAIT_MUSTTAIL return binarySlow<op, true, kLocal>(HPASS);                            \
    }

#define AS_INTS                                                                                    \
    int64_t x = static_cast<int64_t>(a - Value::kIntBias),                                         \
            y = static_cast<int64_t>(b - Value::kIntBias);

#define ADD_FAST FAST_INT(INT_RESULT(a + b - Value::kIntBias)) FAST_DOUBLE(DOUBLE_RESULT(x + y))
#define SUB_FAST FAST_INT(INT_RESULT(a - b + Value::kIntBias)) FAST_DOUBLE(DOUBLE_RESULT(x - y))
#define MUL_FAST                                                                                   \
    FAST_INT(AS_INTS int64_t product;                                                              \
             if (!__builtin_mul_overflow(x, y, &product) && Value::fitsSmallInt(product))          \
                 STORE_NEXT(Value::smallInt(product), 2);)                                         \
    FAST_DOUBLE(DOUBLE_RESULT(x* y))
#define TRUEDIV_FAST                                                                               \
    FAST_INT(AS_INTS if (y != 0)                                                                   \
                 STORE_NEXT(Value::number(static_cast<double>(x) / static_cast<double>(y)), 2);)   \
    FAST_DOUBLE(if (y != 0) DOUBLE_RESULT(x / y))
#define FLOORDIV_FAST FAST_INT(AS_INTS if (y > 0) STORE_NEXT(Value::smallInt(floorDiv(x, y)), 2);)
#define MOD_FAST FAST_INT(AS_INTS if (y != 0) STORE_NEXT(Value::smallInt(floorMod(x, y)), 2);)
#define AND_FAST FAST_INT(AS_INTS STORE_NEXT(Value::smallInt(x& y), 2);)
#define OR_FAST FAST_INT(AS_INTS STORE_NEXT(Value::smallInt(x | y), 2);)
#define XOR_FAST FAST_INT(AS_INTS STORE_NEXT(Value::smallInt(x ^ y), 2);)
#define LSHIFT_FAST                                                                                \
    FAST_INT(AS_INTS if (static_cast<uint64_t>(y) < 48) {                                          \
        int64_t r = static_cast<int64_t>(static_cast<uint64_t>(x) << y);                           \
        if ((r >> y) == x && Value::fitsSmallInt(r)) STORE_NEXT(Value::smallInt(r), 2);            \
    })
#define RSHIFT_FAST                                                                                \
    FAST_INT(AS_INTS if (y >= 0) STORE_NEXT(Value::smallInt(x >> (y > 63 ? 63 : y)), 2);)

BINARY(ADD, IADD, Operator::kAdd, ADD_FAST)
BINARY(SUB, ISUB, Operator::kSub, SUB_FAST)
BINARY(MUL, IMUL, Operator::kMul, MUL_FAST)
BINARY(TRUEDIV, ITRUEDIV, Operator::kTrueDiv, TRUEDIV_FAST)
BINARY(FLOORDIV, IFLOORDIV, Operator::kFloorDiv, FLOORDIV_FAST)
BINARY(MOD, IMOD, Operator::kMod, MOD_FAST)
BINARY(POW, IPOW, Operator::kPow, (void)a; (void)b;)
BINARY(MATMUL, IMATMUL, Operator::kMatMul, (void)a; (void)b;)
BINARY(AND, IAND, Operator::kAnd, AND_FAST)
BINARY(OR, IOR, Operator::kOr, OR_FAST)
BINARY(XOR, IXOR, Operator::kXor, XOR_FAST)
BINARY(LSHIFT, ILSHIFT, Operator::kLShift, LSHIFT_FAST)
BINARY(RSHIFT, IRSHIFT, Operator::kRShift, RSHIFT_FAST)

// --- with an immediate right operand
// ---------------------------------------------------------------------

template <Operator op, bool kInplace, bool kLocal>
[[gnu::noinline]] static KRAIT_HANDLER_CC void immediateSlow(HARGS) {
    publish(t, pc, regs);
    Value v;
    if (narrowArithmetic<op>(t, regs, A_, B_, Value::smallInt(SC_), &v)) {
        consume(regs, B_);
        if (v.isEmpty()) RAISE_();
        storeSlow<kLocal>(regs, A_, v);
        NEXT_FRESH(2);
    }
    TRY_SPECIAL(beginBinary(t, regs, pc, binaryOf(op), kInplace, regs[B_], Value::smallInt(SC_),
                            &callee_pc));
    v = apply(t, op, kInplace, regs[B_], Value::smallInt(SC_)).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}

#define IMMEDIATE(NAME, op, kInplace, INT, DOUBLE)                                                 \
    DHANDLER(NAME) {                                                                               \
        uint64_t a = regs[B_].bits();                                                              \
        int64_t i = SC_;                                                                           \
        if (KRAIT_LIKELY(a >= k_int)) {                                                            \
            INT                                                                                    \
        } else if (a - k_double < k_int - k_double) {                                              \
            double x = std::bit_cast<double>(a - k_double);                                        \
            double y = static_cast<double>(i);                                                     \
            (void)x, (void)y;                                                                      \
            DOUBLE                                                                                 \
        }                                                                                          \
        KRAIT_MUSTTAIL return immediateSlow<op, kInplace, kLocal>(HPASS);                          \
    }
#define AS_INT int64_t x = static_cast<int64_t>(a - Value::kIntBias);

IMMEDIATE(ADD_IMM, Operator::kAdd, false, INT_RESULT(a + static_cast<uint64_t>(i)),
          DOUBLE_RESULT(x + y))
IMMEDIATE(SUB_IMM, Operator::kSub, false, INT_RESULT(a - static_cast<uint64_t>(i)),
          DOUBLE_RESULT(x - y))
IMMEDIATE(IADD_IMM, Operator::kAdd, true, INT_RESULT(a + static_cast<uint64_t>(i)),
          DOUBLE_RESULT(x + y))
IMMEDIATE(ISUB_IMM, Operator::kSub, true, INT_RESULT(a - static_cast<uint64_t>(i)),
          DOUBLE_RESULT(x - y))
IMMEDIATE(MUL_IMM, Operator::kMul, false, AS_INT int64_t product;
          if (!__builtin_mul_overflow(x, i, &product) && Value::fitsSmallInt(product))
              STORE_NEXT(Value::smallInt(product), 2);
          , DOUBLE_RESULT(x* y))
IMMEDIATE(FLOORDIV_IMM, Operator::kFloorDiv, false,
          AS_INT STORE_NEXT(Value::smallInt(floorDiv(x, i)), 2);
          , )
IMMEDIATE(MOD_IMM, Operator::kMod, false, AS_INT STORE_NEXT(Value::smallInt(floorMod(x, i)), 2);, )
IMMEDIATE(AND_IMM, Operator::kAnd, false, AS_INT STORE_NEXT(Value::smallInt(x& i), 2);, )
IMMEDIATE(
    LSHIFT_IMM, Operator::kLShift, false, AS_INT if (i < 48) {
        int64_t r = static_cast<int64_t>(static_cast<uint64_t>(x) << i);
        if ((r >> i) == x && Value::fitsSmallInt(r)) STORE_NEXT(Value::smallInt(r), 2);
    }, )
IMMEDIATE(RSHIFT_IMM, Operator::kRShift, false, AS_INT STORE_NEXT(Value::smallInt(x >> i), 2);, )

// --- unary
// ---------------------------------------------------------------------------------------------

template <Ref (*op)(Thread*, Value), bool kLocal>
[[gnu::noinline]] static KRAIT_HANDLER_CC void unarySlow(HARGS) {
    publish(t, pc, regs);
    Value v = op(t, regs[B_]).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

DHANDLER(NEG) {
    uint64_t a = regs[B_].bits();
    if (a >= k_int) {
        uint64_t r = Value::kIntBias - (a - Value::kIntBias);
        if (KRAIT_LIKELY(r >= k_int)) STORE_NEXT(Value::fromBits(r), 1);
    } else if (a - k_double < k_int - k_double) {
        STORE_NEXT(Value::number(-std::bit_cast<double>(a - k_double)), 1);
    }
    KRAIT_MUSTTAIL return unarySlow<negateOp, kLocal>(HPASS);
}

DHANDLER(POS) {
    Value v = regs[B_];
    if (v.isSmallInt() || v.isNumber()) STORE_NEXT(v, 1);
    KRAIT_MUSTTAIL return unarySlow<positiveOp, kLocal>(HPASS);
}

DHANDLER(INVERT) {
    Value v = regs[B_];
    if (v.isSmallInt()) STORE_NEXT(Value::smallInt(~v.asSmallInt()), 1);
    KRAIT_MUSTTAIL return unarySlow<invertOp, kLocal>(HPASS);
}

template <bool kNegate>
static Ref truthOf(Thread* t, Value v) {
    return Ref::boolean(KRAIT_TRY(isTrue(t, v)) != kNegate);
}

DHANDLER(NOT) {
    Value v = regs[B_];
    if (v.isBool()) STORE_NEXT(Value::boolean(!v.asBool()), 1);
    KRAIT_MUSTTAIL return unarySlow<truthOf<true>, kLocal>(HPASS);
}

DHANDLER(TO_BOOL) {
    Value v = regs[B_];
    if (v.isBool()) STORE_NEXT(v, 1);
    KRAIT_MUSTTAIL return unarySlow<truthOf<false>, kLocal>(HPASS);
}

} // namespace krait
