// math: factorials, combinations, divisors and roots of integers. Products of ranges are multiplied
// as balanced trees, so that long factors meet long ones. Intermediate numbers are Refs.
#include "stdlib/native/math_parts.h"
#include "vm/runtime/long_work.h"

#include <bit>
#include <numeric>

namespace krait {
namespace {

// low * (low + 1) * ... * (high - 1), low < high, with plain machine arithmetic while it fits.
Ref productOfRange(Thread* t, uint64_t low, uint64_t high) {
    if (high - low <= 16) {
        Ref product;
        uint64_t word = 1;
        for (uint64_t i = low; i < high; ++i) {
            uint64_t next;
            if (!__builtin_mul_overflow(word, i, &next)) {
                word = next;
                continue;
            }
            Ref factor = KRAIT_TRY(intFromUnsigned(t, word));
            product = product.isEmpty() ? std::move(factor) : intMul(t, product, factor);
            if (product.isError()) return Error{};
            word = i;
        }
        Ref last = KRAIT_TRY(intFromUnsigned(t, word));
        return product.isEmpty() ? std::move(last) : intMul(t, product, last);
    }
    uint64_t middle = low + (high - low) / 2;
    Ref left = KRAIT_TRY(productOfRange(t, low, middle));
    Ref right = KRAIT_TRY(productOfRange(t, middle, high));
    return intMul(t, left, right);
}

// The product of the odd numbers of low..high-1, both odd.
Ref productOfOdds(Thread* t, uint64_t low, uint64_t high) {
    if (high - low <= 32) {
        Ref product;
        uint64_t word = 1;
        for (uint64_t i = low; i < high; i += 2) {
            uint64_t next;
            if (!__builtin_mul_overflow(word, i, &next)) {
                word = next;
                continue;
            }
            Ref factor = KRAIT_TRY(intFromUnsigned(t, word));
            product = product.isEmpty() ? std::move(factor) : intMul(t, product, factor);
            if (product.isError()) return Error{};
            word = i;
        }
        Ref last = KRAIT_TRY(intFromUnsigned(t, word));
        return product.isEmpty() ? std::move(last) : intMul(t, product, last);
    }
    uint64_t middle = (low + (high - low) / 2) | 1;
    Ref left = KRAIT_TRY(productOfOdds(t, low, middle));
    Ref right = KRAIT_TRY(productOfOdds(t, middle, high));
    return intMul(t, left, right);
}

// n! = 2**(n - popcount(n)) times its odd part, which is the product over i of the odd numbers up
// to n >> i.
Ref factorial(Thread* t, uint64_t n) {
    if (n <= 20) {
        uint64_t product = 1;
        for (uint64_t i = 2; i <= n; ++i) product *= i;
        return intFromUnsigned(t, product);
    }
    Ref inner = Ref::take(Value::smallInt(1)), outer = Ref::take(Value::smallInt(1));
    uint64_t upper = 3;
    for (int i = 64 - std::countl_zero(n) - 2; i >= 0; --i) {
        uint64_t bound = n >> i;
        if (bound <= 2) continue;
        uint64_t lower = upper;
        upper = (bound + 1) | 1;
        Ref part = KRAIT_TRY(productOfOdds(t, lower, upper));
        inner = KRAIT_TRY(intMul(t, inner, part));
        outer = KRAIT_TRY(intMul(t, outer, inner));
    }
    Ref shift = KRAIT_TRY(intFromUnsigned(t, n - static_cast<uint64_t>(std::popcount(n))));
    return intLShift(t, outer, shift);
}

Ref absolute(Thread* t, Value v) {
    return intSign(v) < 0 ? intNegative(t, v) : toIndex(t, v);
}

Ref gcdOf(Thread* t, Value a, Value b) {
    int64_t x, y;
    if (intFits(a, &x) && intFits(b, &y)) {
        uint64_t u = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
        uint64_t v = y < 0 ? 0 - static_cast<uint64_t>(y) : static_cast<uint64_t>(y);
        return intFromUnsigned(t, std::gcd(u, v));
    }
    if (a == Value::smallInt(0)) return absolute(t, b);
    uint64_t scratch_a, scratch_b;
    BigView p = intView(a, &scratch_a), q = intView(b, &scratch_b);
    size_t size = (p.count > q.count ? p.count : q.count) * sizeof(Limb);
    auto* limbs = static_cast<Limb*>(t->heap->allocateBlock(size));
    if (!limbs) return raiseNoMemory(t);
    BigOut out;
    BigStatus status;
    Status done =
        computeLong(t, size_t{p.count} + q.count, a, b,
                    [&] { status = bigGcd(limbs, &out, p, q); });
    Ref result;
    if (done.isError()) {
        result = Error{};
    } else if (status == BigStatus::kOk) {
        result = intFromLimbs(t, {limbs, out.count}, false);
    } else {
        result = raiseNoMemory(t);
    }
    t->heap->freeBlock(limbs, size);
    return result;
}

// n * (n - 1) * ... of k factors, n and k positive.
Ref fallingFactorial(Thread* t, Value n, uint64_t k) {
    int64_t top;
    if (intFits(n, &top)) {
        return productOfRange(t, static_cast<uint64_t>(top) - k + 1,
                              static_cast<uint64_t>(top) + 1);
    }
    if (k == 1) return Ref::share(n);
    // Halves: the first k/2 factors, then the others from n - k/2.
    uint64_t half = k / 2;
    Ref left = KRAIT_TRY(fallingFactorial(t, n, half));
    Ref step = KRAIT_TRY(intFromUnsigned(t, half));
    Ref rest = KRAIT_TRY(intSub(t, n, step));
    Ref right = KRAIT_TRY(fallingFactorial(t, rest, k - half));
    return intMul(t, left, right);
}

} // namespace

Ref math_factorial(Thread* t, Args a) {
    Ref n = KRAIT_TRY(toIndex(t, a[0]));
    if (intSign(n) < 0) {
        return raise(t, TypeId::kValueError, "factorial() not defined for negative values");
    }
    int64_t count;
    if (!intFits(n, &count)) {
        return raise(t, TypeId::kOverflowError, "factorial() argument should not exceed %ld",
                     INT64_MAX);
    }
    return factorial(t, static_cast<uint64_t>(count));
}

Ref math_perm(Thread* t, Args a) {
    if (a[1].isNone()) return math_factorial(t, a);
    Ref n = KRAIT_TRY(toIndex(t, a[0]));
    Ref k = KRAIT_TRY(toIndex(t, a[1]));
    if (intSign(n) < 0) {
        return raise(t, TypeId::kValueError, "n must be a non-negative integer");
    }
    if (intSign(k) < 0) {
        return raise(t, TypeId::kValueError, "k must be a non-negative integer");
    }
    if (intCompare(n, k) < 0) return intFrom(t, 0);
    int64_t count;
    if (!intFits(k, &count)) {
        return raise(t, TypeId::kOverflowError, "k must not exceed %ld", INT64_MAX);
    }
    if (count == 0) return intFrom(t, 1);
    return fallingFactorial(t, n, static_cast<uint64_t>(count));
}

Ref math_comb(Thread* t, Args a) {
    Ref n = KRAIT_TRY(toIndex(t, a[0]));
    Ref k = KRAIT_TRY(toIndex(t, a[1]));
    if (intSign(n) < 0) {
        return raise(t, TypeId::kValueError, "n must be a non-negative integer");
    }
    if (intSign(k) < 0) {
        return raise(t, TypeId::kValueError, "k must be a non-negative integer");
    }
    if (intCompare(n, k) < 0) return intFrom(t, 0);
    Ref other = KRAIT_TRY(intSub(t, n, k));
    if (intCompare(other, k) < 0) k = std::move(other);
    int64_t count, top;
    if (!intFits(k, &count)) {
        return raise(t, TypeId::kOverflowError, "min(n - k, k) must not exceed %ld", INT64_MAX);
    }
    if (count == 0) return intFrom(t, 1);
    if (intFits(n, &top)) {
        // Exact at every step: the product of i + 1 consecutive numbers is divisible by (i + 1)!.
        unsigned __int128 result = 1;
        int64_t i = 0;
        for (; i < count && result <= UINT64_MAX; ++i) {
            result = result * static_cast<uint64_t>(top - i) / static_cast<uint64_t>(i + 1);
        }
        if (i == count) {
            uint64_t limbs[2] = {static_cast<uint64_t>(result),
                                 static_cast<uint64_t>(result >> 64)};
            return intFromLimbs(t, limbs, false);
        }
    }
    Ref numerator = KRAIT_TRY(fallingFactorial(t, n, static_cast<uint64_t>(count)));
    Ref denominator = KRAIT_TRY(factorial(t, static_cast<uint64_t>(count)));
    return intFloorDiv(t, numerator, denominator);
}

Ref math_gcd(Thread* t, Args a) {
    auto* all = a[0].as<Tuple>();
    int64_t i = 0;
    uint64_t small = 0;
    for (; i < all->length && all->items[i].isSmallInt(); ++i) {
        int64_t item = all->items[i].asSmallInt();
        small = std::gcd(small, static_cast<uint64_t>(item < 0 ? -item : item));
    }
    Ref result = KRAIT_TRY(intFromUnsigned(t, small));
    for (; i < all->length; ++i) {
        Ref item = KRAIT_TRY(toIndex(t, all->items[i]));
        result = KRAIT_TRY(gcdOf(t, result, item));
    }
    return result;
}

Ref math_lcm(Thread* t, Args a) {
    auto* all = a[0].as<Tuple>();
    Ref result = Ref::take(Value::smallInt(1));
    for (int64_t i = 0; i < all->length; ++i) {
        Ref item = KRAIT_TRY(toIndex(t, all->items[i]));
        if (intSign(item) == 0 || intSign(result) == 0) {
            result = Ref::take(Value::smallInt(0)); // the other arguments are still checked
            continue;
        }
        Ref divisor = KRAIT_TRY(gcdOf(t, result, item));
        Ref quotient = KRAIT_TRY(intFloorDiv(t, item, divisor));
        Ref product = KRAIT_TRY(intMul(t, result, quotient));
        result = KRAIT_TRY(absolute(t, product));
    }
    return result;
}

Ref math_isqrt(Thread* t, Args a) {
    Ref n = KRAIT_TRY(toIndex(t, a[0]));
    if (intSign(n) < 0) {
        return raise(t, TypeId::kValueError, "isqrt() argument must be nonnegative");
    }
    uint64_t scratch;
    BigView view = intView(n, &scratch);
    size_t size = (size_t{view.count} + 1) / 2 * sizeof(Limb) + sizeof(Limb);
    auto* limbs = static_cast<Limb*>(t->heap->allocateBlock(size));
    if (!limbs) return raiseNoMemory(t);
    BigOut out;
    BigStatus status;
    Status done =
        computeLong(t, view.count, n, Value(), [&] { status = bigIsqrt(limbs, &out, view); });
    Ref result;
    if (done.isError()) {
        result = Error{};
    } else if (status == BigStatus::kOk) {
        result = intFromLimbs(t, {limbs, out.count}, false);
    } else {
        result = raiseNoMemory(t);
    }
    t->heap->freeBlock(limbs, size);
    return result;
}

} // namespace krait
