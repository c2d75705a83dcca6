// What the files of int and the other numbers share.
//
// An operand is a word, a bool, or an Int object; loadNarrow reads those below 2**126 into a
// machine integer of 128 bits, which the fast paths compute in, and intView reads any of them as a
// BigView. An Int object may have `spare` limbs behind its own, since results are computed in place
// under a bound; finishInt settles the count.
#pragma once

#include "vm/base/big_int.h"
#include "vm/objects/int.h"
#include "vm/objects/type.h"

#include <string_view>

namespace llvm {
template <typename T>
class SmallVectorImpl;
}

namespace krait {

using Int128 = __int128;
using Uint128 = unsigned __int128;

inline bool isIntObject(Value v) {
    return v.isObject() && (v.object()->kind == static_cast<uint8_t>(TypeId::kInt) ||
                            (v.object()->shape->type->flags & kTypeIntSub));
}

// An uninitialised exact Int of `count` limbs; null with MemoryError. LIMIT: kBigCountMax limbs.
Int* intAllocate(Thread* t, size_t count);

// The int that was computed into `made`, which had room for limb_count limbs: a word if it fits.
Ref finishInt(Thread* t, Int* made, BigOut out);

// Any 128-bit result.
Ref intFromInt128Slow(Thread* t, Int128 value);
inline Ref intFromInt128(Thread* t, Int128 value) {
    auto low = static_cast<int64_t>(value);
    if (KRAIT_LIKELY(low == value && Value::fitsSmallInt(low))) {
        return Ref::take(Value::smallInt(low));
    }
    return intFromInt128Slow(t, value);
}
Ref intFromUint128(Thread* t, Uint128 magnitude, bool negative);

// The operand if it is an int below 2**126 in magnitude.
inline bool loadNarrow(Value v, Int128* out) {
    if (v.isSmallInt()) {
        *out = v.asSmallInt();
        return true;
    }
    if (v.isObject()) {
        if (!isIntObject(v)) return false;
        auto* i = v.as<Int>();
        Uint128 magnitude;
        if (KRAIT_LIKELY(i->limb_count == 1)) {
            magnitude = i->limbs[0];
        } else if (i->limb_count == 2 && i->limbs[1] < uint64_t{1} << 62) {
            magnitude = Uint128{i->limbs[1]} << 64 | i->limbs[0];
        } else if (i->limb_count == 0) {
            magnitude = 0;
        } else {
            return false;
        }
        *out = static_cast<Int128>(i->negative ? 0 - magnitude : magnitude);
        return true;
    }
    if (v.isBool()) {
        *out = v.asBool();
        return true;
    }
    return false;
}

// Of an isInt value, which is borrowed; `limb` is the storage of a word's magnitude.
inline BigView intView(Value v, Limb* limb) {
    if (v.isObject()) {
        auto* i = v.as<Int>();
        return {i->limbs, i->limb_count, i->negative};
    }
    return bigFromInt64(v.isBool() ? v.asBool() : v.asSmallInt(), limb);
}

inline bool fitsInt64(Int128 value) {
    return static_cast<int64_t>(value) == value;
}

size_t intObjectSize(const Object* o);
Ref intSubclass(Thread*, Type* type, Value v); // instance of a subclass of int
Ref intSubclassToInt(Thread*, Value v);        // its plain value
Ref intExact(Thread*, Value v); // v itself if it is an exact int, else its value as one
Error raiseBigStatus(Thread*, BigStatus status); // the errors that have one wording
Status intDivmod(Thread*, Value a, Value b, Ref* quotient, Ref* remainder);
int intMaxDigits(Thread*); // sys.get_int_max_str_digits(); 0: no limit
void setIntMaxDigits(Thread*, int digits);
Error invalidLiteral(Thread*, std::string_view text, int base);
// int(v) of any object: __int__, __index__, __trunc__, text; TypeError "int() argument must be
// ...".
Ref toInt(Thread*, Value v);
Ref intFromStr(Thread*, Str* s, int base); // int(text, base)
Ref intFromBytesText(Thread*, Value v, int base);
// Without ASCII white space at both ends.
std::string_view trimNumber(std::string_view text);
// The text of a number, trimmed: digits and spaces of other scripts as ASCII, in `storage` if need
// be, what belongs in no number as "?".
std::string_view numberText(Str* s, llvm::SmallVectorImpl<char>& storage);
Ref complexPow(Thread*, double x, double y); // x ** y as complex numbers
Ref floatPow(Thread*, double x, double y);   // float ** float, complex when that is the result
Ref divmodOp(Thread*, Value a, Value b);     // divmod(a, b)
Ref absoluteOp(Thread*, Value v);            // abs(v)

} // namespace krait
