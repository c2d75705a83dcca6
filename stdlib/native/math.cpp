// math: functions of real numbers. Those of integers are in math_integer.cpp, those over sequences
// (fsum, hypot, sumprod, ...) in math_sums.cpp.
//
// Results are the C library's where CPython takes them from there. gamma and lgamma are Lanczos's
// approximation with the coefficients of Boost.Math (N = 13), as in CPython, so that the last digit
// is the same. errno is not looked at: what an infinite or NaN result means follows from the
// arguments.
#include "stdlib/native/math_parts.h"

#include <bit>
#include <cfloat>
#include <cmath>
#include <numbers>

namespace krait {

Error raiseDomain(Thread* t) {
    return raise(t, TypeId::kValueError, "math domain error");
}
Error raiseRange(Thread* t) {
    return raise(t, TypeId::kOverflowError, "math range error");
}

namespace {

constexpr double kPi = std::numbers::pi;

// --- functions of one number ---------------------------------------------------------------------

// Infinite results of finite arguments are poles, or overflow.
enum class AtInfinity : uint8_t { kPole, kOverflow };

template <double (*function)(double), AtInfinity at_infinity>
Ref unary(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double r = function(x);
    if (KRAIT_UNLIKELY(!std::isfinite(r))) {
        if (r != r) {
            if (x == x) return raiseDomain(t);
        } else if (std::isfinite(x)) {
            return at_infinity == AtInfinity::kOverflow ? raiseRange(t) : raiseDomain(t);
        }
    }
    return floatFrom(r);
}

#define KRAIT_UNARY(name, expression, at_infinity)                                                 \
    double name##Of(double x) {                                                                    \
        return expression;                                                                         \
    }                                                                                              \
    Ref math_##name(Thread* t, Args a) {                                                           \
        return unary<name##Of, AtInfinity::at_infinity>(t, a);                                     \
    }
KRAIT_UNARY(acos, std::acos(x), kPole)
KRAIT_UNARY(acosh, std::acosh(x), kPole)
KRAIT_UNARY(asin, std::asin(x), kPole)
KRAIT_UNARY(asinh, std::asinh(x), kPole)
KRAIT_UNARY(atan, std::atan(x), kPole)
KRAIT_UNARY(atanh, std::atanh(x), kPole)
KRAIT_UNARY(cbrt, std::cbrt(x), kPole)
KRAIT_UNARY(cos, std::cos(x), kPole)
KRAIT_UNARY(cosh, std::cosh(x), kOverflow)
KRAIT_UNARY(exp, std::exp(x), kOverflow)
KRAIT_UNARY(exp2, std::exp2(x), kOverflow)
KRAIT_UNARY(expm1, std::expm1(x), kOverflow)
KRAIT_UNARY(fabs, std::fabs(x), kPole)
KRAIT_UNARY(log1p, std::log1p(x), kPole)
KRAIT_UNARY(sin, std::sin(x), kPole)
KRAIT_UNARY(sinh, std::sinh(x), kOverflow)
KRAIT_UNARY(sqrt, std::sqrt(x), kPole)
KRAIT_UNARY(tan, std::tan(x), kPole)
KRAIT_UNARY(tanh, std::tanh(x), kPole)
KRAIT_UNARY(erf, std::erf(x), kPole)
KRAIT_UNARY(erfc, std::erfc(x), kPole)
#undef KRAIT_UNARY

Ref math_degrees(Thread* t, Args a) {
    return floatFrom(KRAIT_TRY(realOf(t, a[0])) * (180.0 / kPi));
}
Ref math_radians(Thread* t, Args a) {
    return floatFrom(KRAIT_TRY(realOf(t, a[0])) * (kPi / 180.0));
}
Ref math_isfinite(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    return Ref::boolean(std::isfinite(x));
}
Ref math_isinf(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    return Ref::boolean(std::isinf(x));
}
Ref math_isnan(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    return Ref::boolean(x != x);
}

// --- logarithms ----------------------------------------------------------------------------------

// Of any real; an int may be beyond the doubles: m * 2**e has the logarithm of m plus e times 2's.
Result<double> logarithm(Thread* t, Value v, double (*function)(double)) {
    if (isInt(v)) {
        if (intSign(v) <= 0) return raiseDomain(t);
        uint64_t scratch;
        BigView view = intView(v, &scratch);
        double x;
        if (bigToDouble(view, &x) == BigStatus::kOk) return function(x);
        // The top 128 bits, correctly rounded with a sticky bit, decide the mantissa.
        size_t bits = bigBitLength(view);
        uint64_t shifted[3] = {};
        size_t shift = bits - 128;
        for (uint32_t i = 0; i < 2; ++i) {
            size_t word = shift / 64 + i, offset = shift % 64;
            shifted[i] = view.limbs[word] >> offset;
            if (offset && word + 1 < view.count)
                shifted[i] |= view.limbs[word + 1] << (64 - offset);
        }
        shifted[0] |= 1;
        (void)bigToDouble({shifted, 2, false}, &x);
        return function(std::ldexp(x, -128)) + function(2.0) * static_cast<double>(bits);
    }
    double x = KRAIT_TRY(realOf(t, v));
    if (std::isfinite(x)) {
        if (x <= 0) return raiseDomain(t);
        return function(x);
    }
    if (x < 0) return raiseDomain(t);
    return x;
}
double naturalLog(double x) {
    return std::log(x);
}
double log2Of(double x) {
    return std::log2(x);
}
double log10Of(double x) {
    return std::log10(x);
}
Ref math_log(Thread* t, Args a) {
    double numerator = KRAIT_TRY(logarithm(t, a[0], naturalLog));
    if (a[1].isEmpty()) return floatFrom(numerator);
    double denominator = KRAIT_TRY(logarithm(t, a[1], naturalLog));
    if (denominator == 0) {
        return raise(t, TypeId::kZeroDivisionError, "float division by zero");
    }
    return floatFrom(numerator / denominator);
}
Ref math_log2(Thread* t, Args a) {
    return floatFrom(KRAIT_TRY(logarithm(t, a[0], log2Of)));
}
Ref math_log10(Thread* t, Args a) {
    return floatFrom(KRAIT_TRY(logarithm(t, a[0], log10Of)));
}

// --- the gamma function --------------------------------------------------------------------------

constexpr double kLanczosG = 6.024680040776729583740234375;
constexpr double kLanczosGMinusHalf = 5.524680040776729583740234375;
constexpr int kLanczosCount = 13;
constexpr double kLanczosNumerator[kLanczosCount] = {
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
};
constexpr double kLanczosDenominator[kLanczosCount] = {
    0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
    2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0};
constexpr int kFactorialCount = 23; // of (n - 1)! that are exact doubles
constexpr double kFactorials[kFactorialCount] = {1.0,
                                                 1.0,
                                                 2.0,
                                                 6.0,
                                                 24.0,
                                                 120.0,
                                                 720.0,
                                                 5040.0,
                                                 40320.0,
                                                 362880.0,
                                                 3628800.0,
                                                 39916800.0,
                                                 479001600.0,
                                                 6227020800.0,
                                                 87178291200.0,
                                                 1307674368000.0,
                                                 20922789888000.0,
                                                 355687428096000.0,
                                                 6402373705728000.0,
                                                 121645100408832000.0,
                                                 2432902008176640000.0,
                                                 51090942171709440000.0,
                                                 1124000727777607680000.0};

// sin(pi * x), exact at the integers.
double sinPi(double x) {
    double y = std::fmod(std::fabs(x), 2.0);
    double r = 0;
    switch (static_cast<int>(std::round(2.0 * y))) {
    case 0:
        r = std::sin(kPi * y);
        break;
    case 1:
        r = std::cos(kPi * (y - 0.5));
        break;
    case 2:
        // By the reflection: sin(pi * (1 - y)) keeps y close to 1 exact.
        r = std::sin(kPi * (1.0 - y));
        break;
    case 3:
        r = -std::cos(kPi * (y - 1.5));
        break;
    default:
        r = std::sin(kPi * (y - 2.0));
    }
    return std::copysign(1.0, x) * r;
}

double lanczosSum(double x) {
    double numerator = 0, denominator = 0;
    // Either in x or in 1/x, so that nothing overflows.
    if (x < 5.0) {
        for (int i = kLanczosCount; --i >= 0;) {
            numerator = numerator * x + kLanczosNumerator[i];
            denominator = denominator * x + kLanczosDenominator[i];
        }
    } else {
        for (int i = 0; i < kLanczosCount; ++i) {
            numerator = numerator / x + kLanczosNumerator[i];
            denominator = denominator / x + kLanczosDenominator[i];
        }
    }
    return numerator / denominator;
}

Ref math_gamma(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    if (!std::isfinite(x)) {
        if (x != x || x > 0) return floatFrom(x);
        return raiseDomain(t);
    }
    if (x == 0) return raiseDomain(t);
    if (x == std::floor(x)) {
        if (x < 0) return raiseDomain(t);
        if (x <= kFactorialCount) return floatFrom(kFactorials[static_cast<int>(x) - 1]);
    }
    double magnitude = std::fabs(x);
    if (magnitude < 1e-20) {
        double r = 1.0 / x;
        if (std::isinf(r)) return raiseRange(t);
        return floatFrom(r);
    }
    if (magnitude > 200.0) {
        if (x < 0) return floatFrom(0.0 / sinPi(x));
        return raiseRange(t);
    }
    double y = magnitude + kLanczosGMinusHalf;
    // The rounding error of y, for a correction at the end.
    double z = magnitude > kLanczosGMinusHalf ? (y - magnitude) - kLanczosGMinusHalf
                                              : (y - kLanczosGMinusHalf) - magnitude;
    z = z * kLanczosG / y;
    double r;
    if (x < 0) {
        r = -kPi / sinPi(magnitude) / magnitude * std::exp(y) / lanczosSum(magnitude);
        r -= z * r;
        if (magnitude < 140.0) {
            r /= std::pow(y, magnitude - 0.5);
        } else {
            double root = std::pow(y, magnitude / 2.0 - 0.25);
            r /= root;
            r /= root;
        }
    } else {
        r = lanczosSum(magnitude) / std::exp(y);
        r += z * r;
        if (magnitude < 140.0) {
            r *= std::pow(y, magnitude - 0.5);
        } else {
            double root = std::pow(y, magnitude / 2.0 - 0.25);
            r *= root;
            r *= root;
        }
    }
    if (std::isinf(r)) return raiseRange(t);
    return floatFrom(r);
}

Ref math_lgamma(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    if (x != x) return floatFrom(x);
    if (std::isinf(x)) return floatFrom(INFINITY);
    if (x == std::floor(x) && x <= 2.0) {
        if (x <= 0) return raiseDomain(t);
        return floatFrom(0.0);
    }
    double magnitude = std::fabs(x);
    if (magnitude < 1e-20) return floatFrom(-std::log(magnitude));
    double r = std::log(lanczosSum(magnitude)) - kLanczosG;
    r += (magnitude - 0.5) * (std::log(magnitude + kLanczosG - 0.5) - 1.0);
    if (x < 0) {
        constexpr double kLogPi = 1.144729885849400174143427351353058711647;
        r = kLogPi - std::log(std::fabs(sinPi(magnitude))) - std::log(magnitude) - r;
    }
    if (std::isinf(r)) return raiseRange(t);
    return floatFrom(r);
}

// --- functions of two and three numbers ----------------------------------------------------------

Ref math_atan2(Thread* t, Args a) {
    double y = KRAIT_TRY(realOf(t, a[0]));
    double x = KRAIT_TRY(realOf(t, a[1]));
    return floatFrom(std::atan2(y, x));
}
Ref math_copysign(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    return floatFrom(std::copysign(x, y));
}

Ref math_fmod(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    if (std::isinf(y) && std::isfinite(x)) return floatFrom(x);
    double r = std::fmod(x, y);
    if (r != r && x == x && y == y) return raiseDomain(t);
    return floatFrom(r);
}

Ref math_remainder(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    double r = std::remainder(x, y);
    if (r != r && x == x && y == y) return raiseDomain(t);
    return floatFrom(r);
}

Ref math_pow(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    double r = std::pow(x, y);
    if (std::isfinite(x) && std::isfinite(y)) {
        if (r != r) return raiseDomain(t);
        if (std::isinf(r)) return x == 0 ? raiseDomain(t) : raiseRange(t);
    }
    return floatFrom(r);
}

Ref math_ldexp(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    if (!isInt(a[1])) {
        return raise(t, TypeId::kTypeError, "Expected an int as second argument to ldexp.");
    }
    int64_t exponent = intClamped(a[1]);
    if (x == 0 || !std::isfinite(x)) return floatFrom(x);
    if (exponent > INT32_MAX) return raiseRange(t);
    if (exponent < INT32_MIN) return floatFrom(std::copysign(0.0, x));
    double r = std::ldexp(x, static_cast<int>(exponent));
    if (std::isinf(r)) return raiseRange(t);
    return floatFrom(r);
}

Ref math_frexp(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    int exponent = 0;
    if (std::isfinite(x) && x != 0) x = std::frexp(x, &exponent);
    return tupleOf(t, Value::number(x), Value::smallInt(exponent));
}
Ref math_modf(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double whole = x, fraction;
    if (std::isinf(x)) {
        fraction = std::copysign(0.0, x);
    } else {
        fraction = std::modf(x, &whole);
    }
    return tupleOf(t, Value::number(fraction), Value::number(whole));
}

Ref math_fma(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    double z = KRAIT_TRY(realOf(t, a[2]));
    double r = std::fma(x, y, z);
    if (r != r) {
        if (x == x && y == y && z == z) {
            return raise(t, TypeId::kValueError, "invalid operation in fma");
        }
    } else if (std::isinf(r) && std::isfinite(x) && std::isfinite(y) && std::isfinite(z)) {
        return raise(t, TypeId::kOverflowError, "overflow in fma");
    }
    return floatFrom(r);
}

Ref math_isclose(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    double relative = KRAIT_TRY(realOf(t, a[2]));
    double absolute = KRAIT_TRY(realOf(t, a[3]));
    if (relative < 0 || absolute < 0) {
        return raise(t, TypeId::kValueError, "tolerances must be non-negative");
    }
    if (x == y) return Ref::boolean(true);
    if (std::isinf(x) || std::isinf(y)) return Ref::boolean(false);
    double difference = std::fabs(y - x);
    return Ref::boolean(difference <= std::fabs(relative * y) ||
                        difference <= std::fabs(relative * x) || difference <= absolute);
}

// Doubles in order of value as integers in order.
int64_t orderOf(double x) {
    auto bits = std::bit_cast<int64_t>(x);
    return bits < 0 ? INT64_MIN - bits : bits;
}
double doubleAt(int64_t order) {
    return std::bit_cast<double>(order < 0 ? INT64_MIN - order : order);
}
Ref math_nextafter(Thread* t, Args a) {
    double x = KRAIT_TRY(realOf(t, a[0]));
    double y = KRAIT_TRY(realOf(t, a[1]));
    if (a[2].isNone()) return floatFrom(std::nextafter(x, y));
    Ref count = KRAIT_TRY(toIndex(t, a[2]));
    if (intSign(count) < 0) {
        return raise(t, TypeId::kValueError, "steps must be a non-negative integer");
    }
    if (intSign(count) == 0 || x != x) return floatFrom(x);
    if (y != y) return floatFrom(y);
    if (x == y) return floatFrom(y);
    int64_t steps = intClamped(count);
    int64_t from = orderOf(x), to = orderOf(y);
    // All orders are within 2**63 of zero: their distance fits the unsigned.
    uint64_t distance = from < to ? static_cast<uint64_t>(to) - static_cast<uint64_t>(from)
                                  : static_cast<uint64_t>(from) - static_cast<uint64_t>(to);
    if (static_cast<uint64_t>(steps) >= distance) return floatFrom(y);
    int64_t at = from < to ? from + steps : from - steps;
    // Zero keeps the sign of the side that it is reached from.
    if (at == 0) return floatFrom(std::copysign(0.0, x));
    return floatFrom(doubleAt(at));
}

Ref math_ulp(Thread* t, Args a) {
    double x = std::fabs(KRAIT_TRY(realOf(t, a[0])));
    if (!std::isfinite(x)) return floatFrom(x);
    double next = std::nextafter(x, INFINITY);
    if (std::isinf(next)) return floatFrom(x - std::nextafter(x, -INFINITY));
    return floatFrom(next - x);
}

// --- rounding ------------------------------------------------------------------------------------

// type(v).__name__(v), or `whole` of the double that v is.
Ref roundBy(Thread* t, Value v, int name, double (*whole)(double)) {
    if (!v.isNumber()) {
        if (v.isSmallInt()) return Ref::share(v);
        Ref method = lookupSpecial(t, v, t->name(name));
        if (!method.isEmpty()) return callFunction(t, method);
        if (t->hasError()) return Error{};
    }
    double x = KRAIT_TRY(realOf(t, v));
    return intFromDouble(t, whole(x));
}
double floorOf(double x) {
    return std::floor(x);
}
double ceilOf(double x) {
    return std::ceil(x);
}
Ref math_floor(Thread* t, Args a) {
    return roundBy(t, a[0], kName___floor__, floorOf);
}
Ref math_ceil(Thread* t, Args a) {
    return roundBy(t, a[0], kName___ceil__, ceilOf);
}
Ref math_trunc(Thread* t, Args a) {
    if (a[0].isNumber()) return intFromDouble(t, a[0].asNumber());
    Ref method = lookupSpecial(t, a[0], t->name(kName___trunc__));
    if (method.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "type %.100T doesn't define __trunc__ method", a[0]);
    }
    return callFunction(t, method);
}

constexpr MethodDef kFunctions[] = {
    {"acos(x, /)", math_acos,
     "Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi."},
    {"acosh(x, /)", math_acosh, "Return the inverse hyperbolic cosine of x."},
    {"asin(x, /)", math_asin,
     "Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."},
    {"asinh(x, /)", math_asinh, "Return the inverse hyperbolic sine of x."},
    {"atan(x, /)", math_atan,
     "Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."},
    {"atan2(y, x, /)", math_atan2,
     "Return the arc tangent (measured in radians) of y/x.\n\nUnlike atan(y/x), the signs of both "
     "x and y are considered."},
    {"atanh(x, /)", math_atanh, "Return the inverse hyperbolic tangent of x."},
    {"cbrt(x, /)", math_cbrt, "Return the cube root of x."},
    {"ceil(x, /)", math_ceil,
     "Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x."},
    {"comb(n, k, /)", math_comb,
     "Number of ways to choose k items from n items without repetition "
     "and without order."},
    {"copysign(x, y, /)", math_copysign,
     "Return a float with the magnitude (absolute value) of x but the sign of y.\n\nOn platforms "
     "that support signed zeros, copysign(1.0, -0.0)\nreturns -1.0.\n"},
    {"cos(x, /)", math_cos, "Return the cosine of x (measured in radians)."},
    {"cosh(x, /)", math_cosh, "Return the hyperbolic cosine of x."},
    {"degrees(x, /)", math_degrees, "Convert angle x from radians to degrees."},
    {"dist(p, q, /)", math_dist, "Return the Euclidean distance between two points p and q."},
    {"erf(x, /)", math_erf, "Error function at x."},
    {"erfc(x, /)", math_erfc, "Complementary error function at x."},
    {"exp(x, /)", math_exp, "Return e raised to the power of x."},
    {"exp2(x, /)", math_exp2, "Return 2 raised to the power of x."},
    {"expm1(x, /)", math_expm1,
     "Return exp(x)-1.\n\nThis function avoids the loss of precision involved in the direct "
     "evaluation of exp(x)-1 for small x."},
    {"fabs(x, /)", math_fabs, "Return the absolute value of the float x."},
    {"factorial(n, /)", math_factorial,
     "Find n!.\n\nRaise a ValueError if x is negative or "
     "non-integral."},
    {"floor(x, /)", math_floor,
     "Return the floor of x as an Integral.\n\nThis is the largest integer <= x."},
    {"fma(x, y, z, /)", math_fma,
     "Fused multiply-add operation.\n\nCompute (x * y) + z with a single round."},
    {"fmod(x, y, /)", math_fmod,
     "Return fmod(x, y), according to platform C.\n\nx % y may differ."},
    {"frexp(x, /)", math_frexp,
     "Return the mantissa and exponent of x, as pair (m, e).\n\nm is a float and e is an int, such "
     "that x = m * 2.**e.\nIf x is 0, m and e are both 0.  Else 0.5 <= abs(m) < 1.0."},
    {"fsum(seq, /)", math_fsum,
     "Return an accurate floating-point sum of values in the iterable seq.\n\nAssumes IEEE-754 "
     "floating-point arithmetic."},
    {"gamma(x, /)", math_gamma, "Gamma function at x."},
    {"gcd(*integers)", math_gcd, "Greatest Common Divisor.", kMethodLentArgs},
    {"hypot(*coordinates)", math_hypot,
     "Multidimensional Euclidean distance from the origin to a point.", kMethodLentArgs},
    {"isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", math_isclose,
     "Determine whether two floating-point numbers are close in value."},
    {"isfinite(x, /)", math_isfinite,
     "Return True if x is neither an infinity nor a NaN, and False otherwise."},
    {"isinf(x, /)", math_isinf,
     "Return True if x is a positive or negative infinity, and False otherwise."},
    {"isnan(x, /)", math_isnan, "Return True if x is a NaN (not a number), and False otherwise."},
    {"isqrt(n, /)", math_isqrt, "Return the integer part of the square root of the input."},
    {"lcm(*integers)", math_lcm, "Least Common Multiple.", kMethodLentArgs},
    {"ldexp(x, i, /)", math_ldexp,
     "Return x * (2**i).\n\nThis is essentially the inverse of frexp()."},
    {"lgamma(x, /)", math_lgamma, "Natural logarithm of absolute value of Gamma function at x."},
    {"log(x, base=<unset>, /)", math_log,
     "log(x, [base=math.e])\nReturn the logarithm of x to the given base.\n\nIf the base is not "
     "specified, returns the natural logarithm (base e) of x."},
    {"log10(x, /)", math_log10, "Return the base 10 logarithm of x."},
    {"log1p(x, /)", math_log1p,
     "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way which is "
     "accurate for x near zero."},
    {"log2(x, /)", math_log2, "Return the base 2 logarithm of x."},
    {"modf(x, /)", math_modf,
     "Return the fractional and integer parts of x.\n\nBoth results carry the sign of x and are "
     "floats."},
    {"nextafter(x, y, /, *, steps=None)", math_nextafter,
     "Return the floating-point value the given number of steps after x towards y."},
    {"perm(n, k=None, /)", math_perm,
     "Number of ways to choose k items from n items without repetition and with order."},
    {"pow(x, y, /)", math_pow, "Return x**y (x to the power of y)."},
    {"prod(iterable, /, *, start=1)", math_prod,
     "Calculate the product of all the elements in the input iterable."},
    {"radians(x, /)", math_radians, "Convert angle x from degrees to radians."},
    {"remainder(x, y, /)", math_remainder,
     "Difference between x and the closest integer multiple "
     "of y."},
    {"sin(x, /)", math_sin, "Return the sine of x (measured in radians)."},
    {"sinh(x, /)", math_sinh, "Return the hyperbolic sine of x."},
    {"sqrt(x, /)", math_sqrt, "Return the square root of x."},
    {"sumprod(p, q, /)", math_sumprod,
     "Return the sum of products of values from two iterables p and q."},
    {"tan(x, /)", math_tan, "Return the tangent of x (measured in radians)."},
    {"tanh(x, /)", math_tanh, "Return the hyperbolic tangent of x."},
    {"trunc(x, /)", math_trunc,
     "Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic method."},
    {"ulp(x, /)", math_ulp, "Return the value of the least significant bit of the float x."},
    {}};

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addValue(t, module, "pi", Value::number(kPi)));
    KRAIT_TRY(addValue(t, module, "e", Value::number(std::numbers::e)));
    KRAIT_TRY(addValue(t, module, "tau", Value::number(2 * kPi)));
    KRAIT_TRY(addValue(t, module, "inf", Value::number(INFINITY)));
    Ref nan = KRAIT_TRY(floatNewNan(t, NAN));
    return addValue(t, module, "nan", nan);
}

} // namespace

extern const NativeModule kmathModule = {
    "math", "This module provides access to the mathematical functions\ndefined by the C standard.",
    kFunctions, initModule};

} // namespace krait
