// timedelta: days, seconds and microseconds, normal: only the days may be negative.
//
// Arithmetic is in microseconds of 128 bits: the largest delta has 87.
#include "stdlib/native/datetime/datetime.h"

#include "vm/objects/float.h"
#include "vm/objects/int_parts.h"

#include <cmath>

namespace krait::dt {
namespace {

using Int128 = __int128;

Int128 floorDiv(Int128 a, Int128 b, Int128* remainder) {
    Int128 q = a / b, r = a % b;
    if (r != 0 && (r < 0) != (b < 0)) {
        --q;
        r += b;
    }
    *remainder = r;
    return q;
}

Ref deltaMake(Thread* t, int days, int seconds, int us, Type* type) {
    if (!type) type = stateOf(t)->delta;
    auto* d = static_cast<Delta*>(allocateInstance(t, type));
    if (KRAIT_UNLIKELY(!d)) return Error{};
    d->days = days;
    d->seconds = seconds;
    d->us = us;
    return Ref::take(Value(d));
}

Error raiseDays(Thread* t, Int128 days) {
    Ref shown = KRAIT_TRY(intFromInt128(t, days));
    return raise(t, TypeId::kOverflowError, "days=%S; must have magnitude <= %d", shown.get(),
                 kDeltaDaysMax);
}

Ref fromMicroseconds(Thread* t, Value us, Type* type) { // any int
    Int128 narrow;
    if (loadNarrow(us, &narrow)) return deltaFromMicroseconds(t, narrow, type);
    return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
}

Ref microsecondsOf(Thread* t, const Delta* d) {
    return intFromInt128(t, deltaMicroseconds(d));
}

// Whether us is a double exactly, so that one division rounds right.
bool isExactDouble(Int128 us) {
    return us < Int128{1} << 53 && us > -(Int128{1} << 53);
}

// a / b rounded to the nearest, halves to even.
Ref divideNearest(Thread* t, Value a, Value b) {
    Ref quotient, remainder;
    KRAIT_TRY(intDivmod(t, a, b, &quotient, &remainder));
    Ref twice = KRAIT_TRY(intAdd(t, remainder, remainder));
    int order = intCompare(twice, b);
    if (intSign(b) < 0) order = -order;
    bool up = order > 0;
    if (order == 0) {
        Ref odd = KRAIT_TRY(intAnd(t, quotient, Value::smallInt(1)));
        up = intSign(odd) != 0;
    }
    if (!up) return quotient;
    return intAdd(t, quotient, Value::smallInt(1));
}

// as_integer_ratio() of a float.
Status ratioOf(Thread* t, Value number, Ref* numerator, Ref* denominator) {
    Ref pair = KRAIT_TRY(callMethod(t, number, KRAIT_TRY(strIntern(t, "as_integer_ratio")).get()));
    if (!isTuple(pair)) {
        return raise(t, TypeId::kTypeError,
                     "unexpected return type from as_integer_ratio(): expected tuple, not '%.200T'",
                     pair.get());
    }
    if (pair.as<Tuple>()->length != 2) {
        return raise(t, TypeId::kValueError, "as_integer_ratio() must return a 2-tuple");
    }
    *numerator = Ref::share(pair.as<Tuple>()->items[0]);
    *denominator = Ref::share(pair.as<Tuple>()->items[1]);
    return ok();
}

// --- construction --------------------------------------------------------------------------------

// Adds number * factor microseconds to *sum, what is left of a float to *left.
Status accumulate(Thread* t, const char* name, Ref* sum, Value number, int64_t factor,
                  double* left) {
    if (number.isEmpty()) return ok();
    Ref factor_value = KRAIT_TRY(intFrom(t, factor));
    if (isInt(number)) {
        Ref product = KRAIT_TRY(intMul(t, number, factor_value));
        *sum = intAdd(t, *sum, product);
        return sum->isError() ? Status(Error{}) : ok();
    }
    if (!isFloat(number)) {
        return raise(t, TypeId::kTypeError, "unsupported type for timedelta %s component: %T", name,
                     number);
    }
    double whole;
    double fraction = std::modf(floatValue(number), &whole);
    Ref integer = KRAIT_TRY(intFromDouble(t, whole));
    Ref product = KRAIT_TRY(intMul(t, integer, factor_value));
    *sum = intAdd(t, *sum, product);
    if (sum->isError()) return Error{};
    if (fraction == 0) return ok();
    fraction = std::modf(static_cast<double>(factor) * fraction, &whole);
    integer = KRAIT_TRY(intFromDouble(t, whole));
    *sum = intAdd(t, *sum, integer);
    *left += fraction;
    return sum->isError() ? Status(Error{}) : ok();
}

Ref delta_new(Thread* t, Args a) {
    // days, seconds, microseconds, milliseconds, minutes, hours, weeks
    constexpr int64_t kFactors[] = {
        kDaySeconds * kMicro,    kMicro, 1, 1000, 60 * kMicro, 3600 * kMicro,
        7 * kDaySeconds * kMicro};
    constexpr const char* kNames[] = {"days",    "seconds", "microseconds", "milliseconds",
                                      "minutes", "hours",   "weeks"};
    Type* type = a[0].as<Type>();
    bool small = true; // ints that cannot overflow
    Int128 total = 0;
    for (int i = 0; i < 7 && small; ++i) {
        if (a[i + 1].isEmpty()) continue;
        small = a[i + 1].isSmallInt();
        if (small) total += static_cast<Int128>(a[i + 1].asSmallInt()) * kFactors[i];
    }
    if (small) return deltaFromMicroseconds(t, total, type);
    Ref sum = Ref::take(Value::smallInt(0));
    double left = 0;
    for (int i : {2, 3, 1, 4, 5, 0, 6}) {
        KRAIT_TRY(accumulate(t, kNames[i], &sum, a[i + 1], kFactors[i], &left));
    }
    if (left != 0) {
        double whole = std::round(left);
        if (std::fabs(whole - left) == 0.5) { // halves to the even sum
            Ref odd = KRAIT_TRY(intAnd(t, sum, Value::smallInt(1)));
            int x = intSign(odd);
            whole = 2.0 * std::round((left + x) * 0.5) - x;
        }
        Ref rest = KRAIT_TRY(intFromDouble(t, whole));
        sum = KRAIT_TRY(intAdd(t, sum, rest));
    }
    return fromMicroseconds(t, sum, type);
}

// --- arithmetic ----------------------------------------------------------------------------------

Ref delta_add(Thread* t, Value a, Value b) {
    if (!isDelta(t, a) || !isDelta(t, b)) return Ref::notImplemented();
    auto *x = deltaOf(a), *y = deltaOf(b);
    return deltaNew(t, int64_t{x->days} + y->days, int64_t{x->seconds} + y->seconds,
                    int64_t{x->us} + y->us);
}
Ref delta_sub(Thread* t, Value a, Value b) {
    if (!isDelta(t, a) || !isDelta(t, b)) return Ref::notImplemented();
    auto *x = deltaOf(a), *y = deltaOf(b);
    return deltaNew(t, int64_t{x->days} - y->days, int64_t{x->seconds} - y->seconds,
                    int64_t{x->us} - y->us);
}
Ref delta_negative(Thread* t, Value v) {
    return deltaNegated(t, deltaOf(v));
}
Ref delta_positive(Thread* t, Value v) {
    auto* d = deltaOf(v);
    return deltaMake(t, d->days, d->seconds, d->us, nullptr);
}
Ref delta_absolute(Thread* t, Value v) {
    return deltaOf(v)->days < 0 ? delta_negative(t, v) : delta_positive(t, v);
}
Result<bool> delta_truth(Thread*, Value v) {
    auto* d = deltaOf(v);
    return d->days != 0 || d->seconds != 0 || d->us != 0;
}

Ref delta_mul(Thread* t, Value a, Value b) {
    if (isDelta(t, b)) std::swap(a, b);
    if (!isDelta(t, a)) return Ref::notImplemented();
    if (!isInt(b) && !isFloat(b)) return Ref::notImplemented();
    if (b.isSmallInt())
        return deltaFromMicroseconds(t, deltaMicroseconds(deltaOf(a)) * b.asSmallInt());
    Ref us = KRAIT_TRY(microsecondsOf(t, deltaOf(a)));
    if (isInt(b)) {
        us = KRAIT_TRY(intMul(t, us, b));
        return fromMicroseconds(t, us, nullptr);
    }
    Ref numerator, denominator;
    KRAIT_TRY(ratioOf(t, b, &numerator, &denominator));
    us = KRAIT_TRY(intMul(t, us, numerator));
    us = KRAIT_TRY(divideNearest(t, us, denominator));
    return fromMicroseconds(t, us, nullptr);
}

Ref delta_floorDiv(Thread* t, Value a, Value b) {
    if (!isDelta(t, a) || !(isDelta(t, b) || isInt(b))) return Ref::notImplemented();
    Int128 divisor = isDelta(t, b)    ? deltaMicroseconds(deltaOf(b))
                     : b.isSmallInt() ? b.asSmallInt()
                                      : 0;
    if (KRAIT_LIKELY(divisor != 0)) {
        Int128 remainder, quotient = floorDiv(deltaMicroseconds(deltaOf(a)), divisor, &remainder);
        return isDelta(t, b) ? intFromInt128(t, quotient) : deltaFromMicroseconds(t, quotient);
    }
    Ref us = KRAIT_TRY(microsecondsOf(t, deltaOf(a)));
    if (isInt(b)) {
        us = KRAIT_TRY(intFloorDiv(t, us, b));
        return fromMicroseconds(t, us, nullptr);
    }
    Ref other = KRAIT_TRY(microsecondsOf(t, deltaOf(b)));
    return intFloorDiv(t, us, other);
}

Ref delta_trueDiv(Thread* t, Value a, Value b) {
    if (!isDelta(t, a) || !(isDelta(t, b) || isInt(b) || isFloat(b))) {
        return Ref::notImplemented();
    }
    if (isDelta(t, b)) {
        Int128 x = deltaMicroseconds(deltaOf(a)), y = deltaMicroseconds(deltaOf(b));
        if (KRAIT_LIKELY(y != 0 && isExactDouble(x) && isExactDouble(y))) {
            return floatFrom(static_cast<double>(x) / static_cast<double>(y));
        }
    }
    Ref us = KRAIT_TRY(microsecondsOf(t, deltaOf(a)));
    if (isDelta(t, b)) {
        Ref other = KRAIT_TRY(microsecondsOf(t, deltaOf(b)));
        return intTrueDiv(t, us, other);
    }
    if (isInt(b)) {
        us = KRAIT_TRY(divideNearest(t, us, b));
        return fromMicroseconds(t, us, nullptr);
    }
    Ref numerator, denominator;
    KRAIT_TRY(ratioOf(t, b, &numerator, &denominator));
    us = KRAIT_TRY(intMul(t, us, denominator));
    us = KRAIT_TRY(divideNearest(t, us, numerator));
    return fromMicroseconds(t, us, nullptr);
}

Ref delta_mod(Thread* t, Value a, Value b) {
    if (!isDelta(t, a) || !isDelta(t, b)) return Ref::notImplemented();
    Int128 divisor = deltaMicroseconds(deltaOf(b));
    if (divisor == 0) {
        return raise(t, TypeId::kZeroDivisionError, "integer modulo by zero");
    }
    Int128 remainder;
    floorDiv(deltaMicroseconds(deltaOf(a)), divisor, &remainder);
    return deltaFromMicroseconds(t, remainder);
}

Ref delta_divmod(Thread* t, Args a) {
    if (!isDelta(t, a[0]) || !isDelta(t, a[1])) return Ref::notImplemented();
    Int128 divisor = deltaMicroseconds(deltaOf(a[1]));
    if (divisor == 0) {
        return raise(t, TypeId::kZeroDivisionError, "integer division or modulo by zero");
    }
    Int128 remainder;
    Int128 quotient = floorDiv(deltaMicroseconds(deltaOf(a[0])), divisor, &remainder);
    Ref q = KRAIT_TRY(intFromInt128(t, quotient));
    Ref r = KRAIT_TRY(deltaFromMicroseconds(t, remainder));
    return tupleOf(t, q, r);
}
Ref delta_rdivmod(Thread* t, Args a) {
    Value swapped[] = {a[1], a[0]};
    return delta_divmod(t, swapped);
}

Ref delta_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isDelta(t, a) || !isDelta(t, b)) return Ref::notImplemented();
    auto *x = deltaOf(a), *y = deltaOf(b);
    int order = x->days != y->days         ? (x->days < y->days ? -1 : 1)
                : x->seconds != y->seconds ? (x->seconds < y->seconds ? -1 : 1)
                                           : x->us - y->us;
    return compareResult(order, op);
}

Result<int64_t> delta_hash(Thread* t, Value v) {
    auto* d = deltaOf(v);
    if (d->hash == 0) {
        Ref parts = KRAIT_TRY(tupleOf(t, Value::smallInt(d->days), Value::smallInt(d->seconds),
                                      Value::smallInt(d->us)));
        d->hash = KRAIT_TRY(hashOf(t, parts));
    }
    return d->hash;
}

// --- text and the rest ---------------------------------------------------------------------------

Ref delta_repr(Thread* t, Value v) {
    auto* d = deltaOf(v);
    std::string parts;
    auto add = [&](const char* name, int value) {
        if (value == 0) return;
        if (!parts.empty()) parts += ", ";
        parts += name;
        parts += std::to_string(value);
    };
    add("days=", d->days);
    add("seconds=", d->seconds);
    add("microseconds=", d->us);
    if (parts.empty()) parts = "0";
    Ref name = KRAIT_TRY(strFromAscii(t, parts));
    Ref title = KRAIT_TRY(typeTitle(t, v));
    return strFormat(t, "%U(%U)", title.get(), name.get());
}

Ref delta_str(Thread* t, Value v) {
    auto* d = deltaOf(v);
    char text[80];
    int size = 0;
    if (d->days != 0) {
        size = std::snprintf(text, sizeof text, "%d day%s, ", d->days,
                             d->days == 1 || d->days == -1 ? "" : "s");
    }
    int minutes = d->seconds / 60;
    size += std::snprintf(text + size, sizeof text - static_cast<size_t>(size), "%d:%02d:%02d",
                          minutes / 60, minutes % 60, d->seconds % 60);
    if (d->us != 0) {
        size += std::snprintf(text + size, sizeof text - static_cast<size_t>(size), ".%06d", d->us);
    }
    return strFromAscii(t, {text, static_cast<size_t>(size)});
}

Ref delta_total_seconds(Thread* t, Args a) {
    return deltaSeconds(t, deltaOf(a[0]));
}

Ref delta_reduce(Thread* t, Args a) {
    auto* d = deltaOf(a[0]);
    Ref parts = KRAIT_TRY(
        tupleOf(t, Value::smallInt(d->days), Value::smallInt(d->seconds), Value::smallInt(d->us)));
    return tupleOf(t, Value(typeOf(t, a[0])), parts);
}

constexpr MethodDef kDeltaMethods[] = {
    {"total_seconds(self, /)", delta_total_seconds, "Total seconds in the duration."},
    {"__divmod__(self, value, /)", delta_divmod, "Return divmod(self, value).", kMethodSlot},
    {"__rdivmod__(self, value, /)", delta_rdivmod, "Return divmod(value, self).", kMethodSlot},
    {"__reduce__(self, /)", delta_reduce, "__reduce__() -> (cls, state)"},
    {}};
constexpr GetSetDef kDeltaGetSets[] = {
    memberGetter(
        "days", [](Thread*, Value v) { return Ref::take(Value::smallInt(deltaOf(v)->days)); },
        nullptr, "Number of days."),
    memberGetter(
        "seconds", [](Thread*, Value v) { return Ref::take(Value::smallInt(deltaOf(v)->seconds)); },
        nullptr, "Number of seconds (>= 0 and less than 1 day)."),
    memberGetter(
        "microseconds", [](Thread*, Value v) { return Ref::take(Value::smallInt(deltaOf(v)->us)); },
        nullptr, "Number of microseconds (>= 0 and less than 1 second)."),
    {}};

constexpr TypeSlots deltaSlots() {
    TypeSlots s;
    s.repr = delta_repr;
    s.str = delta_str;
    s.hash = delta_hash;
    s.compare = delta_compare;
    s.truth = delta_truth;
    s.negative = delta_negative;
    s.positive = delta_positive;
    s.absolute = delta_absolute;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = delta_add;
    s.binary[static_cast<int>(BinaryOp::kSub)] = delta_sub;
    s.binary[static_cast<int>(BinaryOp::kMul)] = delta_mul;
    s.binary[static_cast<int>(BinaryOp::kTrueDiv)] = delta_trueDiv;
    s.binary[static_cast<int>(BinaryOp::kFloorDiv)] = delta_floorDiv;
    s.binary[static_cast<int>(BinaryOp::kMod)] = delta_mod;
    return s;
}

} // namespace

Ref deltaFromMicroseconds(Thread* t, Int128 us, Type* type) {
    Int128 rest_us, rest_seconds;
    Int128 seconds = floorDiv(us, kMicro, &rest_us);
    Int128 days = floorDiv(seconds, kDaySeconds, &rest_seconds);
    if (days > kDeltaDaysMax || days < -kDeltaDaysMax) {
        if (days > INT32_MAX || days < INT32_MIN) {
            return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
        }
        return raiseDays(t, days);
    }
    return deltaMake(t, static_cast<int>(days), static_cast<int>(rest_seconds),
                     static_cast<int>(rest_us), type);
}

Ref deltaNew(Thread* t, int64_t days, int64_t seconds, int64_t us, Type* type) {
    if (us < 0 || us >= kMicro) {
        int64_t carry = us / kMicro - (us % kMicro < 0);
        us -= carry * kMicro;
        seconds += carry;
    }
    if (seconds < 0 || seconds >= kDaySeconds) {
        int64_t carry = seconds / kDaySeconds - (seconds % kDaySeconds < 0);
        seconds -= carry * kDaySeconds;
        days += carry;
    }
    if (days > kDeltaDaysMax || days < -kDeltaDaysMax) return raiseDays(t, days);
    return deltaMake(t, static_cast<int>(days), static_cast<int>(seconds), static_cast<int>(us),
                     type);
}

Ref deltaSeconds(Thread* t, const Delta* d) {
    Int128 us = deltaMicroseconds(d);
    if (KRAIT_LIKELY(isExactDouble(us))) return floatFrom(static_cast<double>(us) / 1e6);
    Ref whole = KRAIT_TRY(intFromInt128(t, us));
    return intTrueDiv(t, whole, Value::smallInt(kMicro));
}

Ref deltaNegated(Thread* t, const Delta* d) {
    return deltaNew(t, -int64_t{d->days}, -int64_t{d->seconds}, -int64_t{d->us});
}

const TypeSpec kDeltaSpec = {
    .name = "datetime.timedelta",
    .size = sizeof(Delta),
    .flags = kTypeBase,
    .slots = deltaSlots(),
    .doc = "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, "
           "microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)\n\nAll arguments are "
           "optional and default to 0.\nArguments may be integers or floats, and may be positive "
           "or negative.",
    .new_ = {"timedelta(cls, days=<unset>, seconds=<unset>, microseconds=<unset>, "
             "milliseconds=<unset>, minutes=<unset>, hours=<unset>, weeks=<unset>)",
             delta_new, nullptr},
    .methods = kDeltaMethods,
    .getsets = kDeltaGetSets,
};

} // namespace krait::dt
