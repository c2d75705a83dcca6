// int: small integers are words; from 49 to 64 bits and beyond, an Int object with sign and
// magnitude in 64-bit limbs. Invariants: a value that fits a small word is never an Int object
// (exact ints; instances of subclasses are always Int objects); the top limb is not zero. bool is
// two reserved words, and answers to every function here as 0 and 1.
#pragma once

#include "vm/objects/type.h"

#include <span>

namespace krait {

struct Int : Object {
    uint32_t limb_count; // 0 only in instances of subclasses
    bool negative;
    uint16_t spare;    // limbs allocated behind them
    uint64_t limbs[0]; // least significant first
};

// Any int64_t or uint64_t as a Python int. EMPTY with MemoryError if no memory.
Ref intFromSlow(Thread*, int64_t);
inline Ref intFrom(Thread* t, int64_t i) {
    return KRAIT_LIKELY(Value::fitsSmallInt(i)) ? Ref::take(Value::smallInt(i)) : intFromSlow(t, i);
}
Ref intFromUnsigned(Thread*, uint64_t);
// Floor... of an integral double; OverflowError/ValueError for inf and nan as int() words them.
Ref intFromDouble(Thread*, double);
// Text of digits in `base` (2..36; 0: by prefix), as int(text, base); ValueError as CPython's.
Ref intFromText(Thread*, const char* text, size_t length, int base);

// Small int, Int object, bool, or an instance of a subclass.
bool isInt(Value v);
// True for int words and exact Int objects, not bool or subclasses.
bool isExactInt(Value v);
// Value of an int (isInt), or OverflowError "Python int too large to convert to C ..." .
Result<int64_t> intAsInt64(Thread*, Value v);
// The same without an error: false when it does not fit.
bool intFits(Value v, int64_t* out);
// Clamped to the ends of int64_t.
int64_t intClamped(Value v);
int intSign(Value v);
// double nearest; OverflowError "int too large to convert to float".
Result<double> intAsDouble(Thread*, Value v);
// Sign and magnitude; `scratch` holds the limb of a small one.
std::span<const uint64_t> intLimbs(Value v, uint64_t* scratch, bool* negative);
Ref intFromLimbs(Thread*, std::span<const uint64_t> magnitude, bool negative);

// Arithmetic on operands that are ints; also the slots of int.
Ref intAdd(Thread*, Value, Value);
Ref intSub(Thread*, Value, Value);
Ref intMul(Thread*, Value, Value);
Ref intFloorDiv(Thread*, Value, Value);
Ref intMod(Thread*, Value, Value);
Ref intTrueDiv(Thread*, Value, Value);
Ref intPow(Thread*, Value, Value, Value modulus);
Ref intLShift(Thread*, Value, Value);
Ref intRShift(Thread*, Value, Value);
Ref intAnd(Thread*, Value, Value);
Ref intOr(Thread*, Value, Value);
Ref intXor(Thread*, Value, Value);
Ref intNegative(Thread*, Value);
Ref intInvert(Thread*, Value);
int intCompare(Value, Value); // <0, 0, >0
int64_t intHash(Value);
Ref intToText(Thread*, Value, int base, bool prefix); // str

// operator.index: an int from anything with __index__, TypeError "'x' object cannot be interpreted
// as an integer".
Ref toIndex(Thread*, Value);
// The same as int64_t; OverflowError "cannot fit 'int' into an index-sized integer".
Result<int64_t> toIndexInt64(Thread*, Value);
// For slices and the like: clamped, no OverflowError.
Result<int64_t> toIndexClamped(Thread*, Value, bool none_allowed = true);

} // namespace krait
