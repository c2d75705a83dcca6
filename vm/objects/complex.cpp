// complex numbers.
#include "vm/base/float_text.h"
#include "vm/base/hash.h"
#include "vm/objects/float.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/number_format.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

#include <llvm/ADT/SmallVector.h>

#include <cmath>
#include <complex>
#include <string>

namespace krait {

static Ref complexIn(Thread* t, Type* type, double real, double imaginary) {
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    static_cast<Complex*>(o)->real = real;
    static_cast<Complex*>(o)->imaginary = imaginary;
    return Ref::take(Value(o));
}
Ref complexFrom(Thread* t, double real, double imaginary) {
    return complexIn(t, t->type(TypeId::kComplex), real, imaginary);
}

namespace {

using C = std::complex<double>;

bool isComplex(Value v) {
    return v.isObject() && exactTypeOfObject(v.object())->layout_id == TypeId::kComplex;
}
C self(Value v) {
    return {v.as<Complex>()->real, v.as<Complex>()->imaginary};
}
Ref from(Thread* t, C c) {
    return complexFrom(t, c.real(), c.imag());
}

bool operand(Thread* t, Value v, C* out, bool* failed) {
    if (isComplex(v)) {
        *out = self(v);
    } else if (isFloat(v)) {
        *out = floatValue(v);
    } else if (isInt(v)) {
        Result<double> d = intAsDouble(t, v);
        if (d.isError()) {
            *failed = true;
            return false;
        }
        *out = d.value();
    } else {
        return false;
    }
    return true;
}
#define OPERANDS                                                                                   \
    C x, y;                                                                                        \
    bool failed = false;                                                                           \
    if (!operand(t, a, &x, &failed) || !operand(t, b, &y, &failed))                                \
        return failed ? Ref() : Ref::notImplemented();

Ref complex_add(Thread* t, Value a, Value b) {
    OPERANDS
    return complexFrom(t, x.real() + y.real(), x.imag() + y.imag());
}
Ref complex_sub(Thread* t, Value a, Value b) {
    OPERANDS
    return complexFrom(t, x.real() - y.real(), x.imag() - y.imag());
}
C product(C x, C y) {
    return {x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
}
// After R. L. Smith, "Algorithm 116: Complex division", CACM 5 (1962); y is not zero.
C quotient(C x, C y) {
    double ar = std::fabs(y.real()), ai = std::fabs(y.imag());
    if (ar >= ai) {
        double ratio = y.imag() / y.real(), d = y.real() + y.imag() * ratio;
        return {(x.real() + x.imag() * ratio) / d, (x.imag() - x.real() * ratio) / d};
    }
    if (ai >= ar) {
        double ratio = y.real() / y.imag(), d = y.real() * ratio + y.imag();
        return {(x.real() * ratio + x.imag()) / d, (x.imag() * ratio - x.real()) / d};
    }
    return {NAN, NAN};
}
Ref complex_mul(Thread* t, Value a, Value b) {
    OPERANDS
    return from(t, product(x, y));
}
Ref complex_truediv(Thread* t, Value a, Value b) {
    OPERANDS
    if (y == C(0, 0)) {
        return raise(t, TypeId::kZeroDivisionError, "complex division by zero");
    }
    return from(t, quotient(x, y));
}
// Small integral exponents by squaring, others by logarithms, as in CPython.
Ref power(Thread* t, C x, C y) {
    auto zeroToNegative = [&] {
        return raise(t, TypeId::kZeroDivisionError, "0.0 to a negative or complex power");
    };
    C r;
    if (y.imag() == 0 && y.real() == std::floor(y.real()) && std::fabs(y.real()) <= 100) {
        auto n = static_cast<int>(std::fabs(y.real()));
        r = C(1, 0);
        C p = x;
        for (int mask = 1; mask <= n; mask <<= 1) {
            if (n & mask) r = product(r, p);
            p = product(p, p);
        }
        if (y.real() < 0 || n == 0) {
            if (r == C(0, 0)) return zeroToNegative();
            r = quotient(C(1, 0), r);
        }
    } else if (x == C(0, 0)) {
        if (y.imag() != 0 || y.real() < 0) return zeroToNegative();
        r = C(0, 0);
    } else {
        double v = std::hypot(x.real(), x.imag()), length = std::pow(v, y.real()),
               at = std::atan2(x.imag(), x.real()), phase = at * y.real();
        if (y.imag() != 0) {
            length /= std::exp(at * y.imag());
            phase += y.imag() * std::log(v);
        }
        // An angle without sine is a domain error of the C library, which gets this wording.
        if (std::isinf(phase)) return zeroToNegative();
        r = C(length * std::cos(phase), length * std::sin(phase));
    }
    if (std::isinf(r.real()) || std::isinf(r.imag())) {
        return raise(t, TypeId::kOverflowError, "complex exponentiation");
    }
    return from(t, r);
}
Ref complex_power(Thread* t, Value a, Value b, Value m) {
    if (!m.isNone()) return raise(t, TypeId::kValueError, "complex modulo");
    OPERANDS
    return power(t, x, y);
}
Ref complex_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (op != CompareOp::kEq && op != CompareOp::kNe) return Ref::notImplemented();
    if (!isComplex(a)) return Ref::notImplemented();
    C x = self(a);
    bool equal;
    if (isComplex(b)) {
        equal = x == self(b);
    } else if (isInt(b) || isFloat(b)) {
        equal = x.imag() == 0 && KRAIT_TRY(compareBool(t, floatFrom(x.real()), b, CompareOp::kEq));
    } else {
        return Ref::notImplemented();
    }
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Ref complex_repr(Thread* t, Value v) {
    char text[128];
    return strFromAscii(t, {text, complexRepr(text, self(v).real(), self(v).imag())});
}
Result<int64_t> complex_hash(Thread*, Value v) {
    // A NaN hashes by identity.
    auto hashOfPart = [&](double d) { return d == d ? hashDouble(d) : hashPointer(v.bits()); };
    return hashComplex(hashOfPart(self(v).real()), hashOfPart(self(v).imag()));
}
Result<bool> complex_truth(Thread*, Value v) {
    return self(v) != C(0, 0);
}
Ref complex_negative(Thread* t, Value v) {
    return complexFrom(t, -self(v).real(), -self(v).imag());
}
Ref complex_plain(Thread* t, Value v) {
    return isKind(v, TypeId::kComplex) ? Ref::share(v) : from(t, self(v));
}
Ref complex_absolute(Thread* t, Value v) {
    double r = std::hypot(self(v).real(), self(v).imag());
    if (std::isinf(r) && std::isfinite(self(v).real()) && std::isfinite(self(v).imag())) {
        return raise(t, TypeId::kOverflowError, "absolute value too large");
    }
    return floatFrom(r);
}

Ref parseComplex(Thread* t, Type* type, Str* given) {
    llvm::SmallVector<char, 64> storage;
    std::string_view text = numberText(given, storage);
    auto malformed = [&]() -> Ref {
        return raise(t, TypeId::kValueError, "complex() arg is a malformed string");
    };
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            plain += text[i];
            continue;
        }
        bool between = i > 0 && i + 1 < text.size() &&
                       std::isdigit(static_cast<unsigned char>(text[i - 1])) &&
                       std::isdigit(static_cast<unsigned char>(text[i + 1]));
        if (!between) {
            return raise(t, TypeId::kValueError, "could not convert string to complex: %R",
                         Value(given));
        }
    }
    text = plain;
    if (text.starts_with('(')) {
        if (!text.ends_with(')')) return malformed();
        text = trimNumber(text.substr(1, text.size() - 2));
        plain = std::string(text);
    }
    if (plain.empty()) return malformed();
    const char* p = plain.c_str();
    const char* stop = p + plain.size();
    auto isJ = [](char c) { return c == 'j' || c == 'J'; };
    double x = 0, y = 0;
    size_t used = parseFloatPrefix(p, static_cast<size_t>(stop - p), &x);
    if (used) {
        p += used;
        if (isJ(*p)) {
            ++p;
            return p == stop ? complexIn(t, type, 0, x) : malformed();
        }
        if (*p == '+' || *p == '-') {
            used = parseFloatPrefix(p, static_cast<size_t>(stop - p), &y);
            if (used) {
                p += used;
            } else {
                y = *p++ == '-' ? -1 : 1;
            }
            if (!isJ(*p)) return malformed();
            ++p;
        }
        return p == stop ? complexIn(t, type, x, y) : malformed();
    }
    if (*p == '+' || *p == '-')
        y = *p++ == '-' ? -1 : 1;
    else
        y = 1;
    if (!isJ(*p) || p + 1 != stop) return malformed();
    return complexIn(t, type, 0, y);
}

// The value of complex(v), by __complex__, __float__ or __index__.
Status partOf(Thread* t, Value v, C* out, bool* was_complex, const char* message) {
    *was_complex = false;
    if (isComplex(v) && isKind(v, TypeId::kComplex)) {
        *out = self(v);
        *was_complex = true;
        return ok();
    }
    Ref hook = lookupSpecial(t, v, t->name(kName___complex__));
    if (hook.isEmpty() && t->hasError()) return Error{};
    if (!hook.isEmpty()) {
        Ref c = KRAIT_TRY(callFunction(t, hook));
        if (!isComplex(c)) {
            return raise(t, TypeId::kTypeError, "__complex__ returned non-complex (type %.200T)",
                         c.get());
        }
        if (!isKind(c, TypeId::kComplex)) {
            KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                           "__complex__ returned non-complex (type %.200T).  The ability to return "
                           "an instance of a strict subclass of complex is deprecated, and may be "
                           "removed in a future version of Python.",
                           c.get()));
        }
        *out = self(c);
        *was_complex = true;
        return ok();
    }
    if (isComplex(v)) {
        *out = self(v);
        *was_complex = true;
        return ok();
    }
    if (!isFloat(v) && !isInt(v) && !typeOf(t, v)->slots.to_float && !typeOf(t, v)->slots.index) {
        return raise(t, TypeId::kTypeError, message, v);
    }
    *out = KRAIT_TRY(toDouble(t, v));
    return ok();
}
Ref complex_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    if (!a[1].isEmpty() && isStr(a[1])) {
        if (!a[2].isEmpty())
            return raise(t, TypeId::kTypeError,
                         "complex() can't take second arg if first is a string");
        return parseComplex(t, type, a[1].as<Str>());
    }
    if (!a[2].isEmpty() && isStr(a[2]))
        return raise(t, TypeId::kTypeError, "complex() second arg can't be a string");
    if (type == t->type(TypeId::kComplex) && isKind(a[1], TypeId::kComplex) && a[2].isEmpty())
        return Ref::share(a[1]);
    C real(0, 0), imaginary(0, 0);
    bool real_complex = false, imaginary_complex = false;
    if (!a[1].isEmpty()) {
        KRAIT_TRY(partOf(t, a[1], &real, &real_complex,
                         "complex() first argument must be a string or a number, not '%.200T'"));
    }
    if (!a[2].isEmpty()) {
        if (isComplex(a[2])) {
            imaginary = self(a[2]);
            imaginary_complex = true;
        } else {
            // Python: __complex__ counts in the first argument only.
            Type* of = typeOf(t, a[2]);
            if (!isFloat(a[2]) && !isInt(a[2]) && !of->slots.to_float && !of->slots.index) {
                return raise(t, TypeId::kTypeError,
                             "complex() second argument must be a number, not '%.200T'", a[2]);
            }
            imaginary = KRAIT_TRY(toDouble(t, a[2]));
        }
    }
    // Without a second argument the imaginary part keeps the sign of a zero.
    double re = real.real(), im = a[2].isEmpty() ? real.imag() : imaginary.real();
    if (imaginary_complex) re -= imaginary.imag();
    if (real_complex && !a[2].isEmpty()) im += real.imag();
    return complexIn(t, type, re, im);
}

Ref complex_conjugate(Thread* t, Args a) {
    return complexFrom(t, self(a[0]).real(), -self(a[0]).imag());
}
Ref complex_format(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "__format__() argument must be str, not %T", a[1]);
    if (a[1].as<Str>()->length == 0) return strOf(t, a[0]);
    return complexFormat(t, a[0], a[1].as<Str>());
}
Ref complex_getnewargs(Thread* t, Args a) {
    return tupleOf(t, floatFrom(self(a[0]).real()), floatFrom(self(a[0]).imag()));
}
Ref complex_complex(Thread* t, Args a) {
    return complex_plain(t, a[0]);
}
Ref complex_get_real(Thread*, Value v) {
    return floatFrom(self(v).real());
}
Ref complex_get_imag(Thread*, Value v) {
    return floatFrom(self(v).imag());
}
constexpr MethodDef kComplexMethods[] = {
    {"conjugate(self, /)", complex_conjugate,
     "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."},
    {"__complex__(self, /)", complex_complex, "Convert this value to exact type complex."},
    {"__format__(self, format_spec, /)", complex_format,
     "Convert to a string according to format_spec."},
    {"__getnewargs__(self, /)", complex_getnewargs, nullptr},
    {},
};
constexpr GetSetDef kComplexGetSets[] = {
    memberGetter("real", complex_get_real, nullptr, "the real part of a complex number"),
    memberGetter("imag", complex_get_imag, nullptr, "the imaginary part of a complex number"),
    {}};
constexpr TypeSlots complexSlots() {
    TypeSlots s;
    s.repr = complex_repr;
    s.hash = complex_hash;
    s.compare = complex_compare;
    s.truth = complex_truth;
    s.negative = complex_negative;
    s.positive = complex_plain;
    s.absolute = complex_absolute;
    s.power = complex_power;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = complex_add;
    s.binary[static_cast<int>(BinaryOp::kSub)] = complex_sub;
    s.binary[static_cast<int>(BinaryOp::kMul)] = complex_mul;
    s.binary[static_cast<int>(BinaryOp::kTrueDiv)] = complex_truediv;
    return s;
}

} // namespace

Ref complexPow(Thread* t, double x, double y) {
    return power(t, C(x, 0), C(y, 0));
}

const TypeSpec kComplexSpec = {
    .name = "complex",
    .size = sizeof(Complex),
    .flags = kTypeBase,
    .slots = complexSlots(),
    .doc = "Create a complex number from a string or numbers.",
    .new_ = {"complex(cls, real=<unset>, imag=<unset>)", complex_new, nullptr},
    .methods = kComplexMethods,
    .getsets = kComplexGetSets,
};

} // namespace krait
