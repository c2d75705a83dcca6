// What the files of module math share.
#pragma once

#include "stdlib/native/native_support.h"
#include "vm/objects/int_parts.h"

namespace krait {

Error raiseDomain(Thread* t); // ValueError "math domain error"
Error raiseRange(Thread* t);  // OverflowError "math range error"

// A double from any real number. REENTRY: __float__, __index__.
inline Result<double> realOf(Thread* t, Value v) {
    if (KRAIT_LIKELY(v.isNumber())) return v.asNumber();
    return toDouble(t, v);
}

// math_integer.cpp
Ref math_comb(Thread* t, Args a);
Ref math_factorial(Thread* t, Args a);
Ref math_gcd(Thread* t, Args a);
Ref math_isqrt(Thread* t, Args a);
Ref math_lcm(Thread* t, Args a);
Ref math_perm(Thread* t, Args a);

// math_sums.cpp
Ref math_dist(Thread* t, Args a);
Ref math_fsum(Thread* t, Args a);
Ref math_hypot(Thread* t, Args a);
Ref math_prod(Thread* t, Args a);
Ref math_sumprod(Thread* t, Args a);

} // namespace krait
