// Decimal numbers: storage, rounding, NaNs, comparison; see number.h.
#include "stdlib/native/decimal/number.h"

#include <utility>

namespace krait::decimal {

// --- storage -------------------------------------------------------------------------------------

bool Number::grow(size_t wanted) {
    // LIMIT: more limbs than a decimal can have are refused without asking.
    if (wanted > size_t{1} << 57) return false;
    size_t capacity = wanted + wanted / 8;
    auto* made = static_cast<Limb*>(limbs == room_ ? std::malloc(capacity * sizeof(Limb))
                                                   : std::realloc(limbs, capacity * sizeof(Limb)));
    if (!made) return false;
    if (limbs == room_) std::memcpy(made, room_, count * sizeof(Limb));
    limbs = made;
    capacity_ = capacity;
    return true;
}

void Number::take(Number& from) {
    negative = from.negative;
    kind = from.kind;
    exponent = from.exponent;
    count = from.count;
    if (from.limbs == from.room_) {
        // Fits in any Number.
        std::memcpy(limbs, from.limbs, count * sizeof(Limb));
        return;
    }
    if (limbs != room_) std::free(limbs);
    limbs = std::exchange(from.limbs, from.room_);
    capacity_ = std::exchange(from.capacity_, kRoom);
    from.count = 0;
}

// --- rounding ------------------------------------------------------------------------------------

bool roundsAway(Rounding rounding, int rest, int last_digit, bool negative) {
    if (rest == 0) return false;
    switch (rounding) {
    case Rounding::kUp:
        return true;
    case Rounding::kDown:
    case Rounding::kTruncate:
        return false;
    case Rounding::kCeiling:
        return !negative;
    case Rounding::kFloor:
        return negative;
    case Rounding::kHalfUp:
        return rest >= 5;
    case Rounding::kHalfDown:
        return rest > 5;
    case Rounding::kHalfEven:
        return rest > 5 || (rest == 5 && last_digit % 2 != 0);
    case Rounding::k05Up:
        return last_digit == 0 || last_digit == 5;
    }
    return false;
}

bool addOne(Number& r) {
    if (!r.reserve(r.count + 1)) return false;
    Limb one = 1;
    r.count = addLimbs(r.limbs, r.limbs, r.count, &one, 1);
    return true;
}

bool shiftLeft(Number& r, int64_t places) {
    if (places == 0 || r.count == 0) return true;
    auto by = static_cast<uint64_t>(places);
    if (!r.reserve(r.count + by / kLimbDigits + 1)) return false;
    r.count = shiftLimbsLeft(r.limbs, r.limbs, r.count, by);
    return true;
}

int shiftRight(Number& r, int64_t places) {
    int rest;
    r.count = shiftLimbsRight(r.limbs, r.limbs, r.count, static_cast<uint64_t>(places), &rest);
    return rest;
}

namespace {

// The largest coefficient of `digits` digits.
bool fillNines(Number& r, int64_t digits) {
    auto whole = static_cast<size_t>(digits / kLimbDigits);
    unsigned part = static_cast<unsigned>(digits % kLimbDigits);
    r.kind = Kind::kFinite;
    r.count = 0;
    if (!r.reserve(whole + 1)) return false;
    for (size_t i = 0; i < whole; ++i) r.limbs[i] = kLimbBase - 1;
    if (part != 0) r.limbs[whole++] = kPowersOfTen[part] - 1;
    r.count = whole;
    return true;
}

void overflow(Number& r, const Rules& rules, uint32_t* status) {
    bool infinite = true;
    switch (rules.rounding) {
    case Rounding::kDown:
    case Rounding::k05Up:
        infinite = false;
        break;
    case Rounding::kCeiling:
        infinite = !r.negative;
        break;
    case Rounding::kFloor:
        infinite = r.negative;
        break;
    default:
        break;
    }
    *status |= kOverflow | kInexact | kRounded;
    if (infinite) {
        r.setSpecial(r.negative, Kind::kInfinite);
    } else if (fillNines(r, rules.precision)) {
        r.exponent = rules.etop();
    } else {
        r.fail(kMemoryRefused, status);
    }
}

// The exponent is brought into range.
void checkExponent(Number& r, const Rules& rules, uint32_t* status) {
    int64_t adjusted = r.adjusted();
    if (adjusted > rules.emax) {
        if (r.count != 0) {
            overflow(r, rules, status);
            return;
        }
        r.exponent = rules.clamp ? rules.etop() : rules.emax;
        *status |= kClamped;
    } else if (rules.clamp && r.exponent > rules.etop()) {
        int64_t places = r.exponent - rules.etop();
        if (!shiftLeft(r, places)) {
            r.fail(kMemoryRefused, status);
            return;
        }
        r.exponent -= places;
        *status |= kClamped;
        if (r.count != 0 && adjusted < rules.emin) *status |= kSubnormal;
    } else if (adjusted < rules.emin) {
        int64_t etiny = rules.etiny();
        if (r.count == 0) {
            if (r.exponent < etiny) {
                r.exponent = etiny;
                *status |= kClamped;
            }
            return;
        }
        *status |= kSubnormal;
        if (r.exponent >= etiny) return;
        int rest = shiftRight(r, etiny - r.exponent);
        r.exponent = etiny;
        if (roundsAway(rules.rounding, rest, r.lastDigit(), r.negative) && !addOne(r)) {
            r.fail(kMemoryRefused, status);
            return;
        }
        *status |= kRounded;
        if (rest != 0) {
            *status |= kInexact | kUnderflow;
            if (r.count == 0) *status |= kClamped;
        }
    }
}

// As NaNs are results: quiet, the payload cut to its last digits that fit.
bool cutPayload(Number& r, const Rules& rules) {
    int64_t places = rules.precision - rules.clamp;
    if (r.count == 0 || r.digits() <= places) return true;
    auto whole = static_cast<size_t>(places / kLimbDigits);
    unsigned part = static_cast<unsigned>(places % kLimbDigits);
    if (part != 0) r.limbs[whole] %= kPowersOfTen[part];
    r.count = trimmed(r.limbs, whole + (part != 0));
    return true;
}

} // namespace

void finish(Number& r, const Rules& rules, uint32_t* status) {
    if (KRAIT_UNLIKELY(r.isSpecial())) {
        if (r.isNan()) cutPayload(r, rules);
        return;
    }
    int64_t digits = r.digits(), adjusted = r.exponent + digits - 1;
    if (KRAIT_UNLIKELY(adjusted > rules.emax || adjusted < rules.emin ||
                       (rules.clamp && r.exponent > rules.etop()))) {
        checkExponent(r, rules, status);
        if (r.isSpecial()) return;
        digits = r.digits();
    }
    if (digits <= rules.precision) return;
    int64_t cut = digits - rules.precision;
    int rest = shiftRight(r, cut);
    r.exponent += cut;
    *status |= kRounded;
    if (rest == 0) return;
    *status |= kInexact;
    if (!roundsAway(rules.rounding, rest, r.lastDigit(), r.negative)) return;
    if (!addOne(r)) {
        r.fail(kMemoryRefused, status);
    } else if (r.digits() > rules.precision) { // all nines became a one and zeros
        shiftRight(r, 1);
        ++r.exponent;
        checkExponent(r, rules, status);
    }
}

bool roundToDigits(Number& r, int64_t digits, Rounding rounding) {
    int64_t cut = r.digits() - digits;
    if (r.count == 0 || cut <= 0) return true;
    int rest = shiftRight(r, cut);
    r.exponent += cut;
    if (!roundsAway(rounding, rest, r.lastDigit(), r.negative)) return true;
    if (!addOne(r)) return false;
    if (r.digits() > digits) {
        shiftRight(r, 1);
        ++r.exponent;
    }
    return true;
}

bool rescale(Number& r, int64_t exponent, Rounding rounding) {
    if (r.count == 0) {
        r.exponent = exponent;
        return true;
    }
    int64_t places = r.exponent - exponent;
    r.exponent = exponent;
    if (places >= 0) return shiftLeft(r, places);
    int rest = shiftRight(r, -places);
    if (roundsAway(rounding, rest, r.lastDigit(), r.negative)) return addOne(r);
    return true;
}

// --- NaNs ----------------------------------------------------------------------------------------

bool nanResult(Number& r, const Operand& a, const Rules& rules, uint32_t* status) {
    if (!a.isNan()) return false;
    if (a.kind == Kind::kSignaling) *status |= kInvalidOperation;
    if (!r.copy(a)) {
        r.fail(kMemoryRefused, status);
        return true;
    }
    r.kind = Kind::kNan;
    cutPayload(r, rules);
    return true;
}

bool nanResult(Number& r, const Operand& a, const Operand& b, const Rules& rules,
               uint32_t* status) {
    if (!a.isNan() && !b.isNan()) return false;
    const Operand* chosen = &a;
    if (a.kind != Kind::kSignaling && (b.kind == Kind::kSignaling || !a.isNan())) chosen = &b;
    return nanResult(r, *chosen, rules, status);
}

// --- comparison ----------------------------------------------------------------------------------

int compareMagnitudes(const Operand& a, const Operand& b) {
    if (a.isInfinite() || b.isInfinite()) return a.isInfinite() - b.isInfinite();
    if (a.count == 0 || b.count == 0) return (a.count != 0) - (b.count != 0);
    if (a.exponent == b.exponent) return compareLimbs(a.limbs, a.count, b.limbs, b.count);
    int64_t a_digits = a.digits(), b_digits = b.digits();
    int64_t a_adjusted = a.exponent + a_digits, b_adjusted = b.exponent + b_digits;
    if (a_adjusted != b_adjusted) return a_adjusted < b_adjusted ? -1 : 1;
    // The first digits are at the same place: compared limb by limb of the shorter one's length,
    // the one with fewer digits aligned to the other.
    if (a_digits > b_digits) return -compareMagnitudes(b, a);
    auto places = static_cast<uint64_t>(b_digits - a_digits);
    size_t whole = places / kLimbDigits;
    unsigned part = places % kLimbDigits;
    auto shifted = [&](size_t i) -> Limb { // limb i of a * 10**places
        if (i < whole) return 0;
        i -= whole;
        if (part == 0) return i < a.count ? a.limbs[i] : 0;
        Limb low = 0, unused;
        if (i < a.count) divideByBase(Wide{a.limbs[i]} * kPowersOfTen[part], &low);
        Limb high =
            i > 0 ? divideByBase(Wide{a.limbs[i - 1]} * kPowersOfTen[part], &unused) : Limb{0};
        return low + high;
    };
    for (size_t i = b.count; i-- > 0;) {
        Limb limb = shifted(i);
        if (limb != b.limbs[i]) return limb < b.limbs[i] ? -1 : 1;
    }
    return 0;
}

int compareNumbers(const Operand& a, const Operand& b) {
    bool a_zero = a.isZero(), b_zero = b.isZero();
    if (a_zero && b_zero) return 0;
    if (a_zero) return b.negative ? 1 : -1;
    if (b_zero) return a.negative ? -1 : 1;
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = compareMagnitudes(a, b);
    return a.negative ? -order : order;
}

int compareTotalMagnitude(const Operand& a, const Operand& b) {
    auto rank = [](const Operand& x) { // finite, infinity, sNaN, NaN
        return x.kind == Kind::kNan ? 3 : x.kind == Kind::kSignaling ? 2 : x.isInfinite() ? 1 : 0;
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b) ? -1 : 1;
    if (a.isNan()) return compareLimbs(a.limbs, a.count, b.limbs, b.count);
    if (a.isInfinite()) return 0;
    int order = compareMagnitudes(a, b);
    if (order != 0 || a.exponent == b.exponent) return order;
    return a.exponent < b.exponent ? -1 : 1;
}

int compareTotal(const Operand& a, const Operand& b) {
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = compareTotalMagnitude(a, b);
    return a.negative ? -order : order;
}

bool isNormal(const Operand& a, const Rules& rules) {
    return a.isFinite() && a.count != 0 && a.adjusted() >= rules.emin;
}
bool isSubnormal(const Operand& a, const Rules& rules) {
    return a.isFinite() && a.count != 0 && a.adjusted() < rules.emin;
}

const char* numberClass(const Operand& a, const Rules& rules) {
    if (a.kind == Kind::kNan) return "NaN";
    if (a.kind == Kind::kSignaling) return "sNaN";
    if (a.isInfinite()) return a.negative ? "-Infinity" : "+Infinity";
    if (a.count == 0) return a.negative ? "-Zero" : "+Zero";
    if (isSubnormal(a, rules)) return a.negative ? "-Subnormal" : "+Subnormal";
    return a.negative ? "-Normal" : "+Normal";
}

bool asInt64(const Operand& a, int64_t* out) {
    if (!a.isInteger()) return false;
    if (a.count == 0) {
        *out = 0;
        return true;
    }
    if (a.adjusted() > kLimbDigits) return false;
    Wide value = 0;
    int64_t low = a.exponent < 0 ? -a.exponent : 0;
    for (int64_t i = a.digits(); i-- > low;) {
        value =
            value * 10 + static_cast<unsigned>(digitAt(a.limbs, a.count, static_cast<uint64_t>(i)));
    }
    for (int64_t i = 0; i < a.exponent; ++i) value *= 10;
    if (value > Wide{INT64_MAX} + a.negative) return false;
    *out = static_cast<int64_t>(a.negative ? 0 - static_cast<uint64_t>(value)
                                           : static_cast<uint64_t>(value));
    return true;
}

} // namespace krait::decimal
