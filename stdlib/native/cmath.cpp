// cmath: functions of complex numbers, by Kahan's formulas ("Branch Cuts for Complex Elementary
// Functions", 1987) in the arrangement that CPython uses, so that finite results agree to the last
// bit. Infinite and NaN arguments are looked up in tables made from the values of C's Annex G.
// A function reports a domain error through Outcome.
#include "stdlib/native/math_parts.h"

#include <cfloat>
#include <cmath>
#include <numbers>

// Of the C library; <complex.h> does not declare them in C++.
extern "C" {
_Complex double cacos(_Complex double);
_Complex double cacosh(_Complex double);
_Complex double casinh(_Complex double);
_Complex double catanh(_Complex double);
_Complex double ccosh(_Complex double);
_Complex double cexp(_Complex double);
_Complex double clog(_Complex double);
_Complex double csinh(_Complex double);
_Complex double csqrt(_Complex double);
_Complex double ctanh(_Complex double);
}

namespace krait {
namespace {

constexpr double kPi = std::numbers::pi, kE = std::numbers::e, kLn2 = std::numbers::ln2;
constexpr double kLarge = DBL_MAX / 4.0; // below, sums and hypot of two do not overflow
constexpr double kSqrtLarge = 0x1.fffffffffffffp+510; // square root of kLarge
constexpr double kLogLarge = 708.3964185322641;       // its logarithm
constexpr double kSqrtMin = 0x1p-511;                 // square root of DBL_MIN

struct C {
    double re, im;
    bool isFinite() const { return std::isfinite(re) && std::isfinite(im); }
};

enum class Outcome : uint8_t { kOk, kDomain, kRange };

// The value at infinite and NaN arguments as the C library has it.
template <_Complex double (*function)(_Complex double)>
C special(C z) {
    // The sign of a NaN must not show in the signs of zeros and infinities.
    if (z.re != z.re) z.re = std::fabs(z.re);
    if (z.im != z.im) z.im = std::fabs(z.im);
    _Complex double w = function(__builtin_complex(z.re, z.im));
    return {__real__ w, __imag__ w};
}

// --- square root and logarithm -------------------------------------------------------------------

C squareRoot(C z) {
    if (!z.isFinite()) return special<csqrt>(z);
    if (z.re == 0 && z.im == 0) return {0.0, z.im};
    double ax = std::fabs(z.re), ay = std::fabs(z.im), s;
    if (ax < DBL_MIN && ay < DBL_MIN) {
        // Subnormal: scaled up by an even power.
        constexpr int kUp = 2 * (DBL_MANT_DIG / 2) + 1, kDown = -(kUp + 1) / 2;
        ax = std::ldexp(ax, kUp);
        s = std::ldexp(std::sqrt(ax + std::hypot(ax, std::ldexp(ay, kUp))), kDown);
    } else {
        ax /= 8.0;
        s = 2.0 * std::sqrt(ax + std::hypot(ax, ay / 8.0));
    }
    double d = ay / (2.0 * s);
    if (z.re >= 0) return {s, std::copysign(d, z.im)};
    return {d, std::copysign(s, z.im)};
}
C sqrtOf(C z, Outcome*) {
    return squareRoot(z);
}

C logOf(C z, Outcome* outcome) {
    if (!z.isFinite()) return special<clog>(z);
    double ax = std::fabs(z.re), ay = std::fabs(z.im);
    C r;
    r.im = std::atan2(z.im, z.re);
    if (ax > kLarge || ay > kLarge) {
        r.re = std::log(std::hypot(ax / 2.0, ay / 2.0)) + kLn2;
    } else if (ax < DBL_MIN && ay < DBL_MIN) {
        if (ax == 0 && ay == 0) {
            *outcome = Outcome::kDomain;
            return {-INFINITY, r.im};
        }
        r.re = std::log(std::hypot(std::ldexp(ax, DBL_MANT_DIG), std::ldexp(ay, DBL_MANT_DIG))) -
               DBL_MANT_DIG * kLn2;
    } else {
        double h = std::hypot(ax, ay);
        if (0.71 <= h && h <= 1.73) {
            // Near 1 the logarithm of the norm loses digits.
            double more = ax > ay ? ax : ay, less = ax > ay ? ay : ax;
            r.re = std::log1p((more - 1) * (more + 1) + less * less) / 2.0;
        } else {
            r.re = std::log(h);
        }
    }
    return r;
}
C log10Of(C z, Outcome* outcome) {
    C r = logOf(z, outcome);
    return {r.re / std::numbers::ln10, r.im / std::numbers::ln10};
}

C expOf(C z, Outcome* outcome) {
    if (!z.isFinite()) {
        if (std::isinf(z.im) && (std::isfinite(z.re) || (std::isinf(z.re) && z.re > 0))) {
            *outcome = Outcome::kDomain;
        }
        C r = special<cexp>(z);
        // Unspecified by C: the zeros of exp(-inf + i*inf) and of NaN are positive here.
        if (r.re == 0 && !std::isfinite(z.im)) return {0.0, 0.0};
        return r;
    }
    C r;
    if (z.re > kLogLarge) {
        double l = std::exp(z.re - 1.0);
        r = {l * std::cos(z.im) * kE, l * std::sin(z.im) * kE};
    } else {
        double l = std::exp(z.re);
        r = {l * std::cos(z.im), l * std::sin(z.im)};
    }
    if (std::isinf(r.re) || std::isinf(r.im)) *outcome = Outcome::kRange;
    return r;
}

// --- hyperbolic and trigonometric ----------------------------------------------------------------

C coshOf(C z, Outcome* outcome) {
    if (!z.isFinite()) {
        if (std::isinf(z.im) && z.re == z.re) *outcome = Outcome::kDomain;
        C r = special<ccosh>(z);
        if (z.re != z.re && r.im == 0) r.im = 0.0;
        return r;
    }
    C r;
    if (std::fabs(z.re) > kLogLarge) {
        double less = z.re - std::copysign(1.0, z.re);
        r = {std::cos(z.im) * std::cosh(less) * kE, std::sin(z.im) * std::sinh(less) * kE};
    } else {
        r = {std::cos(z.im) * std::cosh(z.re), std::sin(z.im) * std::sinh(z.re)};
    }
    if (std::isinf(r.re) || std::isinf(r.im)) *outcome = Outcome::kRange;
    return r;
}
C sinhOf(C z, Outcome* outcome) {
    if (!z.isFinite()) {
        if (std::isinf(z.im) && z.re == z.re) *outcome = Outcome::kDomain;
        C r = special<csinh>(z);
        if (r.re == 0 && z.im != z.im) r.re = 0.0;
        return r;
    }
    C r;
    if (std::fabs(z.re) > kLogLarge) {
        double less = z.re - std::copysign(1.0, z.re);
        r = {std::cos(z.im) * std::sinh(less) * kE, std::sin(z.im) * std::cosh(less) * kE};
    } else {
        r = {std::cos(z.im) * std::sinh(z.re), std::sin(z.im) * std::cosh(z.re)};
    }
    if (std::isinf(r.re) || std::isinf(r.im)) *outcome = Outcome::kRange;
    return r;
}
C tanhOf(C z, Outcome* outcome) {
    if (!z.isFinite()) {
        if (std::isinf(z.im) && std::isfinite(z.re)) *outcome = Outcome::kDomain;
        if (z.re == 0 && z.im != z.im) return {NAN, NAN};
        C r = special<ctanh>(z);
        if (r.im == 0 && !std::isfinite(z.im)) r.im = 0.0;
        return r;
    }
    if (std::fabs(z.re) > kLogLarge) {
        return {std::copysign(1.0, z.re),
                4.0 * std::sin(z.im) * std::cos(z.im) * std::exp(-2.0 * std::fabs(z.re))};
    }
    double tx = std::tanh(z.re), ty = std::tan(z.im), cx = 1.0 / std::cosh(z.re);
    double txty = tx * ty;
    double denominator = 1.0 + txty * txty;
    return {tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx};
}
// f(z) = -i g(iz), for the pairs sin/sinh, tan/tanh, asin/asinh, atan/atanh.
template <C (*hyperbolic)(C, Outcome*)>
C rotated(C z, Outcome* outcome) {
    C s = hyperbolic({-z.im, z.re}, outcome);
    return {s.im, -s.re};
}
C cosOf(C z, Outcome* outcome) {
    return coshOf({-z.im, z.re}, outcome);
}

// --- inverse functions ---------------------------------------------------------------------------

double logOfHalfNorm(C z) { // log of the norm of a number that is too large for it
    return std::log(std::hypot(z.re / 2.0, z.im / 2.0)) + kLn2 * 2.0;
}
bool isLarge(C z) {
    return std::fabs(z.re) > kLarge || std::fabs(z.im) > kLarge;
}

C acosOf(C z, Outcome*) {
    if (!z.isFinite()) {
        C r = special<cacos>(z);
        if (z.im != z.im && std::isinf(z.re)) r.im = INFINITY;
        return r;
    }
    if (isLarge(z)) {
        double l = logOfHalfNorm(z);
        return {std::atan2(std::fabs(z.im), z.re),
                z.re < 0 ? -std::copysign(l, z.im) : std::copysign(l, -z.im)};
    }
    C s1 = squareRoot({1.0 - z.re, -z.im});
    C s2 = squareRoot({1.0 + z.re, z.im});
    return {2.0 * std::atan2(s1.re, s2.re), std::asinh(s2.re * s1.im - s2.im * s1.re)};
}
C acoshOf(C z, Outcome*) {
    if (!z.isFinite()) {
        if (z.re == 0 && z.im != z.im) return {NAN, NAN};
        return special<cacosh>(z);
    }
    if (isLarge(z)) return {logOfHalfNorm(z), std::atan2(z.im, z.re)};
    C s1 = squareRoot({z.re - 1.0, z.im});
    C s2 = squareRoot({z.re + 1.0, z.im});
    return {std::asinh(s1.re * s2.re + s1.im * s2.im), 2.0 * std::atan2(s1.im, s2.re)};
}
C asinhOf(C z, Outcome*) {
    if (!z.isFinite()) return special<casinh>(z);
    if (isLarge(z)) {
        double l = logOfHalfNorm(z);
        return {z.im >= 0 ? std::copysign(l, z.re) : -std::copysign(l, -z.re),
                std::atan2(z.im, std::fabs(z.re))};
    }
    C s1 = squareRoot({1.0 + z.im, -z.re});
    C s2 = squareRoot({1.0 - z.im, z.re});
    return {std::asinh(s1.re * s2.im - s2.re * s1.im),
            std::atan2(z.im, s1.re * s2.re - s1.im * s2.im)};
}
C atanhOf(C z, Outcome* outcome) {
    if (!z.isFinite()) return special<catanh>(z);
    if (z.re < 0 || (z.re == 0 && std::copysign(1.0, z.re) < 0)) {
        C r = atanhOf({-z.re, -z.im}, outcome);
        return {-r.re, -r.im};
    }
    double ay = std::fabs(z.im);
    if (z.re > kSqrtLarge || ay > kSqrtLarge) {
        double h = std::hypot(z.re / 2.0, z.im / 2.0);
        return {z.re / 4.0 / h / h, -std::copysign(kPi / 2.0, -z.im)};
    }
    if (z.re == 1.0 && ay < kSqrtMin) {
        if (ay == 0.0) {
            *outcome = Outcome::kDomain;
            return {INFINITY, z.im};
        }
        return {-std::log(std::sqrt(ay) / std::sqrt(std::hypot(ay, 2.0))),
                std::copysign(std::atan2(2.0, -ay) / 2, z.im)};
    }
    return {std::log1p(4.0 * z.re / ((1 - z.re) * (1 - z.re) + ay * ay)) / 4.0,
            -std::atan2(-2.0 * z.im, (1 - z.re) * (1 + z.re) - ay * ay) / 2.0};
}

// --- Python --------------------------------------------------------------------------------------

// A complex from any number. REENTRY: __complex__, __float__, __index__.
Result<C> complexOf(Thread* t, Value v) {
    if (v.isNumber()) return C{v.asNumber(), 0.0};
    if (isInstanceOf(t, v, TypeId::kComplex)) {
        auto* z = v.as<Complex>();
        return C{z->real, z->imaginary};
    }
    if (!v.isSmallInt()) {
        Ref hook = lookupSpecial(t, v, t->name(kName___complex__));
        if (!hook.isEmpty()) {
            Ref made = KRAIT_TRY(callFunction(t, hook));
            if (!isInstanceOf(t, made, TypeId::kComplex)) {
                return raise(t, TypeId::kTypeError,
                             "__complex__ returned non-complex (type %.200T)", made.get());
            }
            auto* z = made.as<Complex>();
            return C{z->real, z->imaginary};
        }
        if (t->hasError()) return Error{};
    }
    return C{KRAIT_TRY(toDouble(t, v)), 0.0};
}

Ref resultOf(Thread* t, C r, Outcome outcome) {
    if (outcome == Outcome::kDomain) return raiseDomain(t);
    if (outcome == Outcome::kRange) return raiseRange(t);
    return complexFrom(t, r.re, r.im);
}

template <C (*function)(C, Outcome*)>
Ref unary(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    Outcome outcome = Outcome::kOk;
    C r = function(z, &outcome);
    return resultOf(t, r, outcome);
}

C quotient(C a, C b) { // b is not zero
    double ar = std::fabs(b.re), ai = std::fabs(b.im);
    if (ar >= ai) {
        double ratio = b.im / b.re, denominator = b.re + b.im * ratio;
        return {(a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator};
    }
    if (ai >= ar) {
        double ratio = b.re / b.im, denominator = b.re * ratio + b.im;
        return {(a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator};
    }
    return {NAN, NAN};
}
Ref cmath_log(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    Outcome outcome = Outcome::kOk;
    C r = logOf(z, &outcome);
    if (!a[1].isEmpty()) {
        C base = KRAIT_TRY(complexOf(t, a[1]));
        Outcome base_outcome = Outcome::kOk;
        C below = logOf(base, &base_outcome);
        if (base_outcome != Outcome::kOk || (below.re == 0 && below.im == 0)) {
            return raiseDomain(t);
        }
        r = quotient(r, below);
    }
    return resultOf(t, r, outcome);
}

Ref cmath_phase(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    double phase = std::atan2(z.im, z.re);
    if (phase == 0 && z.im != 0 && std::isfinite(z.re)) return raiseRange(t); // underflow
    return floatFrom(phase);
}
Ref cmath_polar(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    double radius = std::hypot(z.re, z.im);
    if (std::isinf(radius) && z.isFinite()) return raiseRange(t);
    return tupleOf(t, Value::number(radius), Value::number(std::atan2(z.im, z.re)));
}

Ref cmath_rect(Thread* t, Args a) {
    double r = KRAIT_TRY(realOf(t, a[0]));
    double phi = KRAIT_TRY(realOf(t, a[1]));
    if (std::isfinite(r) && std::isfinite(phi)) {
        if (phi == 0.0) return complexFrom(t, r, r * phi);
        return complexFrom(t, r * std::cos(phi), r * std::sin(phi));
    }
    if (std::isinf(phi)) {
        if (r != 0.0 && r == r) return raiseDomain(t);
        if (r == 0.0) return complexFrom(t, 0.0, 0.0);
        return complexFrom(t, NAN, NAN);
    }
    if (phi != phi) {
        if (std::isinf(r)) return complexFrom(t, INFINITY, NAN);
        if (r == 0.0) return complexFrom(t, 0.0, 0.0);
        return complexFrom(t, NAN, NAN);
    }
    if (std::isinf(r)) {
        if (phi == 0.0) return complexFrom(t, r, r > 0 ? phi : -phi);
        double sign = r > 0 ? 1 : -1;
        return complexFrom(t, sign * std::copysign(INFINITY, std::cos(phi)),
                           sign * std::copysign(INFINITY, std::sin(phi)));
    }
    return complexFrom(t, NAN, phi == 0.0 ? 0.0 : NAN); // r is a NaN
}

Ref cmath_isfinite(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    return Ref::boolean(z.isFinite());
}
Ref cmath_isinf(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    return Ref::boolean(std::isinf(z.re) || std::isinf(z.im));
}
Ref cmath_isnan(Thread* t, Args a) {
    C z = KRAIT_TRY(complexOf(t, a[0]));
    return Ref::boolean(z.re != z.re || z.im != z.im);
}
Ref cmath_isclose(Thread* t, Args a) {
    C x = KRAIT_TRY(complexOf(t, a[0]));
    C y = KRAIT_TRY(complexOf(t, a[1]));
    double relative = KRAIT_TRY(realOf(t, a[2]));
    double absolute = KRAIT_TRY(realOf(t, a[3]));
    if (relative < 0 || absolute < 0) {
        return raise(t, TypeId::kValueError, "tolerances must be non-negative");
    }
    if (x.re == y.re && x.im == y.im) return Ref::boolean(true);
    if (std::isinf(x.re) || std::isinf(x.im) || std::isinf(y.re) || std::isinf(y.im)) {
        return Ref::boolean(false);
    }
    double difference = std::hypot(x.re - y.re, x.im - y.im);
    return Ref::boolean(difference <= relative * std::hypot(y.re, y.im) ||
                        difference <= relative * std::hypot(x.re, x.im) || difference <= absolute);
}

constexpr MethodDef kFunctions[] = {
    {"acos(z, /)", unary<acosOf>, "Return the arc cosine of z."},
    {"acosh(z, /)", unary<acoshOf>, "Return the inverse hyperbolic cosine of z."},
    {"asin(z, /)", unary<rotated<asinhOf>>, "Return the arc sine of z."},
    {"asinh(z, /)", unary<asinhOf>, "Return the inverse hyperbolic sine of z."},
    {"atan(z, /)", unary<rotated<atanhOf>>, "Return the arc tangent of z."},
    {"atanh(z, /)", unary<atanhOf>, "Return the inverse hyperbolic tangent of z."},
    {"cos(z, /)", unary<cosOf>, "Return the cosine of z."},
    {"cosh(z, /)", unary<coshOf>, "Return the hyperbolic cosine of z."},
    {"exp(z, /)", unary<expOf>, "Return the exponential value e**z."},
    {"isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", cmath_isclose,
     "Determine whether two complex numbers are close in value."},
    {"isfinite(z, /)", cmath_isfinite,
     "Return True if both the real and imaginary parts of z are finite, else False."},
    {"isinf(z, /)", cmath_isinf, "Checks if the real or imaginary part of z is infinite."},
    {"isnan(z, /)", cmath_isnan, "Checks if the real or imaginary part of z not a number (NaN)."},
    {"log(z, base=<unset>, /)", cmath_log,
     "log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, "
     "returns the natural logarithm (base e) of z."},
    {"log10(z, /)", unary<log10Of>, "Return the base-10 logarithm of z."},
    {"phase(z, /)", cmath_phase, "Return argument, also known as the phase angle, of a complex."},
    {"polar(z, /)", cmath_polar,
     "Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance "
     "from 0 and phi the phase angle."},
    {"rect(r, phi, /)", cmath_rect, "Convert from polar coordinates to rectangular coordinates."},
    {"sin(z, /)", unary<rotated<sinhOf>>, "Return the sine of z."},
    {"sinh(z, /)", unary<sinhOf>, "Return the hyperbolic sine of z."},
    {"sqrt(z, /)", unary<sqrtOf>, "Return the square root of z."},
    {"tan(z, /)", unary<rotated<tanhOf>>, "Return the tangent of z."},
    {"tanh(z, /)", unary<tanhOf>, "Return the hyperbolic tangent of z."},
    {}};

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addValue(t, module, "pi", Value::number(kPi)));
    KRAIT_TRY(addValue(t, module, "e", Value::number(kE)));
    KRAIT_TRY(addValue(t, module, "tau", Value::number(2 * kPi)));
    KRAIT_TRY(addValue(t, module, "inf", Value::number(INFINITY)));
    Ref infinite = KRAIT_TRY(complexFrom(t, 0.0, INFINITY));
    KRAIT_TRY(addValue(t, module, "infj", infinite));
    Ref nan = KRAIT_TRY(floatNewNan(t, NAN));
    KRAIT_TRY(addValue(t, module, "nan", nan));
    Ref imaginary = KRAIT_TRY(complexFrom(t, 0.0, std::copysign(NAN, 1.0)));
    return addValue(t, module, "nanj", imaginary);
}

} // namespace

extern const NativeModule kcmathModule = {
    "cmath", "This module provides access to mathematical functions for complex\nnumbers.",
    kFunctions, initModule};

} // namespace krait
