// math: sums and products over iterables, and distances.
//
// fsum keeps Shewchuk's list of partial sums that do not overlap, and rounds once at the end.
// hypot, dist and sumprod compute with pairs of doubles whose sum is exact (Dekker, with fma), by
// the same steps as CPython, so that results agree to the last bit.
#include "stdlib/native/math_parts.h"

#include "vm/objects/container_helpers.h"
#include "vm/runtime/thread.h"
#include "vm/runtime/signals.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SmallVector.h>

#include <cfloat>
#include <cmath>

namespace krait {
namespace {

struct Double2 {
    double high, low;
};

// Exact sum, |a| >= |b|.
inline Double2 fastSum(double a, double b) {
    double x = a + b;
    return {x, (a - x) + b};
}
// Exact sum.
inline Double2 exactSum(double a, double b) {
    double x = a + b;
    double z = x - a;
    return {x, (a - (x - z)) + (b - z)};
}
// Exact product.
inline Double2 exactProduct(double a, double b) {
    double x = a * b;
    return {x, std::fma(a, b, -x)};
}

struct Double3 {
    double high = 0, low = 0, tiny = 0;
};
inline Double3 addProduct(double x, double y, Double3 total) {
    Double2 product = exactProduct(x, y);
    Double2 sum = exactSum(total.high, product.high);
    Double2 r1 = exactSum(total.low, product.low);
    Double2 r2 = exactSum(r1.high, sum.low);
    return {sum.high, r2.high, total.tiny + r1.low + r2.low};
}
inline double rounded(Double3 total) {
    Double2 last = exactSum(total.low, total.high);
    return total.tiny + last.low + last.high;
}

// The Euclidean norm of magnitudes of which `max` is the largest.
double vectorNorm(llvm::MutableArrayRef<double> v, double max, bool found_nan) {
    if (std::isinf(max)) return max;
    if (found_nan) return NAN;
    if (max == 0.0 || v.size() <= 1) return max;
    int exponent;
    std::frexp(max, &exponent);
    if (exponent < -1023) {
        // The scale would overflow: subnormals are made normal first.
        for (double& x : v) x /= DBL_MIN;
        return DBL_MIN * vectorNorm(v, max / DBL_MIN, found_nan);
    }
    double scale = std::ldexp(1.0, -exponent);
    double sum = 1.0, fraction1 = 0.0, fraction2 = 0.0;
    for (double x : v) {
        x *= scale;
        Double2 square = exactProduct(x, x);
        Double2 added = fastSum(sum, square.high);
        sum = added.high;
        fraction1 += square.low;
        fraction2 += added.low;
    }
    double h = std::sqrt(sum - 1.0 + (fraction1 + fraction2));
    // One step of Newton's method with the exact residue.
    Double2 square = exactProduct(-h, h);
    Double2 added = fastSum(sum, square.high);
    sum = added.high;
    fraction1 += square.low;
    fraction2 += added.low;
    double residue = sum - 1.0 + (fraction1 + fraction2);
    h += residue / (2.0 * h);
    return h / scale;
}

} // namespace

Ref math_hypot(Thread* t, Args a) {
    auto* all = a[0].as<Tuple>();
    llvm::SmallVector<double, 16> v;
    double max = 0;
    bool found_nan = false;
    for (int64_t i = 0; i < all->length; ++i) {
        double x = std::fabs(KRAIT_TRY(realOf(t, all->items[i])));
        v.push_back(x);
        found_nan |= x != x;
        if (x > max) max = x;
    }
    return floatFrom(vectorNorm(v, max, found_nan));
}

Ref math_dist(Thread* t, Args a) {
    Ref p = KRAIT_TRY(tupleFromIterable(t, a[0]));
    Ref q = KRAIT_TRY(tupleFromIterable(t, a[1]));
    auto *from = p.as<Tuple>(), *to = q.as<Tuple>();
    if (from->length != to->length) {
        return raise(t, TypeId::kValueError, "both points must have the same number of dimensions");
    }
    llvm::SmallVector<double, 16> v;
    double max = 0;
    bool found_nan = false;
    for (int64_t i = 0; i < from->length; ++i) {
        double x = KRAIT_TRY(realOf(t, from->items[i]));
        double y = KRAIT_TRY(realOf(t, to->items[i]));
        double difference = std::fabs(x - y);
        v.push_back(difference);
        found_nan |= difference != difference;
        if (difference > max) max = difference;
    }
    return floatFrom(vectorNorm(v, max, found_nan));
}

Ref math_fsum(Thread* t, Args a) {
    llvm::SmallVector<double, 32> partials;
    double special_sum = 0, infinity_sum = 0;
    bool overflow = false;
    KRAIT_TRY(iterateOver(t, a[0], [&](Value item) -> Status {
        double x = KRAIT_TRY(realOf(t, item));
        double given = x;
        size_t kept = 0;
        for (size_t j = 0; j < partials.size(); ++j) {
            double y = partials[j];
            if (std::fabs(x) < std::fabs(y)) std::swap(x, y);
            Double2 sum = fastSum(x, y);
            if (sum.low != 0.0) partials[kept++] = sum.low;
            x = sum.high;
        }
        partials.resize(kept);
        if (x == 0.0) return ok();
        if (std::isfinite(x)) {
            partials.push_back(x);
            return ok();
        }
        // Infinite: an argument was, or the sum went over.
        if (std::isfinite(given)) {
            overflow = true;
            return raise(t, TypeId::kOverflowError, "intermediate overflow in fsum");
        }
        if (std::isinf(given)) infinity_sum += given;
        special_sum += given;
        partials.clear();
        return ok();
    }));
    if (special_sum != 0.0) {
        if (infinity_sum != infinity_sum) {
            return raise(t, TypeId::kValueError, "-inf + inf in fsum");
        }
        return floatFrom(special_sum);
    }
    double high = 0.0;
    size_t n = partials.size();
    if (n > 0) {
        high = partials[--n];
        double low = 0.0;
        while (n > 0) {
            double x = high;
            double y = partials[--n];
            high = x + y;
            low = y - (high - x);
            if (low != 0.0) break;
        }
        // Half-even rounding across several partials: a tie goes the way of what follows.
        if (n > 0 &&
            ((low < 0.0 && partials[n - 1] < 0.0) || (low > 0.0 && partials[n - 1] > 0.0))) {
            double y = low * 2.0;
            double x = high + y;
            if (y == x - high) high = x;
        }
    }
    return floatFrom(high);
}

Ref math_prod(Thread* t, Args a) {
    Ref result = Ref::share(a[1]);
    KRAIT_TRY(iterateOver(t, a[0], [&](Value item) -> Status {
        Value have = result;
        if (have.isNumber() && (item.isNumber() || item.isSmallInt())) {
            double y = item.isNumber() ? item.asNumber() : static_cast<double>(item.asSmallInt());
            result = floatFrom(have.asNumber() * y);
            return ok();
        }
        result = binaryOp(t, BinaryOp::kMul, have, item);
        if (result.isError()) return Error{};
        // Large integers make it long.
        return pollSignals(t);
    }));
    return result;
}

namespace {

// The running total of sumprod. Products of ints are added up in 128 bits, those of floats in three
// doubles; when the other kind or anything else comes, what has been added up joins the total.
struct SumOfProducts {
    Ref total = Ref::take(Value::smallInt(0));
    __int128 ints = 0;
    Double3 floats;
    bool ints_open = true, has_ints = false, floats_open = true, has_floats = false;

    Status add(Thread* t, Ref term) {
        total = binaryOp(t, BinaryOp::kAdd, total, term);
        return total.isError() ? Status(Error{}) : ok();
    }
    Status closeInts(Thread* t) {
        ints_open = false;
        if (!has_ints) return ok();
        has_ints = false;
        return add(t, KRAIT_TRY(intFromInt128(t, std::exchange(ints, 0))));
    }
    Status closeFloats(Thread* t) {
        floats_open = false;
        if (!has_floats) return ok();
        has_floats = false;
        return add(t, floatFrom(rounded(std::exchange(floats, Double3{}))));
    }
};

// A factor for the path of floats.
bool floatFactor(Value v, double* out) {
    if (v.isNumber()) {
        *out = v.asNumber();
    } else if (v.isSmallInt()) {
        *out = static_cast<double>(v.asSmallInt());
    } else if (v.isBool()) {
        *out = v.asBool();
    } else {
        return false;
    }
    return true;
}

Status addTerm(Thread* t, SumOfProducts& sum, Value p, Value q) {
    if (sum.ints_open) {
        if (p.isSmallInt() && q.isSmallInt()) {
            // LIMIT: 2**96 products at least before 128 bits overflow, were the factors words.
            __int128 product = static_cast<__int128>(p.asSmallInt()) * q.asSmallInt();
            sum.ints += product;
            sum.has_ints = true;
            return ok();
        }
        KRAIT_TRY(sum.closeInts(t));
    }
    if (sum.floats_open) {
        double x, y;
        if ((p.isNumber() || q.isNumber()) && floatFactor(p, &x) && floatFactor(q, &y)) {
            Double3 next = addProduct(x, y, sum.floats);
            if (std::isfinite(next.high)) {
                sum.floats = next;
                sum.has_floats = true;
                return ok();
            }
        }
        KRAIT_TRY(sum.closeFloats(t));
    }
    Ref product = KRAIT_TRY(binaryOp(t, BinaryOp::kMul, p, q));
    return sum.add(t, std::move(product));
}

} // namespace

Ref math_sumprod(Thread* t, Args a) {
    Ref p = KRAIT_TRY(iterOf(t, a[0]));
    Ref q = KRAIT_TRY(iterOf(t, a[1]));
    SumOfProducts sum;
    for (;;) {
        Ref x = iterNext(t, p);
        if (x.isEmpty() && t->hasError()) return Error{};
        Ref y = iterNext(t, q);
        if (y.isEmpty() && t->hasError()) return Error{};
        if (x.isEmpty() != y.isEmpty()) {
            return raise(t, TypeId::kValueError, "Inputs are not the same length");
        }
        if (x.isEmpty()) break;
        KRAIT_TRY(addTerm(t, sum, x, y));
    }
    KRAIT_TRY(sum.closeInts(t));
    KRAIT_TRY(sum.closeFloats(t));
    return std::move(sum.total);
}

} // namespace krait
