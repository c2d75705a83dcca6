// Decimal arithmetic on plain data, by the General Decimal Arithmetic Specification (Cowlishaw) as
// libmpdec reads it: results, exponents and conditions are equal to those of CPython's _decimal.
//
// An operation reads Operands, which borrow their coefficient, and writes a Number, which owns its
// own; unless said otherwise the result is none of the operands. Conditions are added to *status.
// When memory is refused the result is a NaN and the condition kMemoryRefused. Exponents stay far
// within int64_t: those of finite decimals are within 2 * 10**18, and no operation adds more than
// three. Nothing here knows of Python. Any thread.
#pragma once

#include "stdlib/native/decimal/limbs.h"

#include "vm/base/assert.h"

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace krait::decimal {

enum Condition : uint32_t {
    kClamped = 1u << 0,
    kConversionSyntax = 1u << 1,
    kDivisionByZero = 1u << 2,
    kDivisionImpossible = 1u << 3,
    kDivisionUndefined = 1u << 4,
    kInexact = 1u << 6,
    kInvalidContext = 1u << 7,
    kInvalidOperation = 1u << 8,
    kMemoryRefused = 1u << 9,
    kFloatOperation = 1u << 10,
    kOverflow = 1u << 11,
    kRounded = 1u << 12,
    kSubnormal = 1u << 13,
    kUnderflow = 1u << 14,
    // All that are the signal InvalidOperation.
    kAnyInvalid = kConversionSyntax | kDivisionImpossible | kDivisionUndefined | kInvalidContext |
                  kInvalidOperation | kMemoryRefused,
    kErrors = kAnyInvalid | kDivisionByZero,
};

enum class Rounding : uint8_t {
    kUp,
    kDown,
    kCeiling,
    kFloor,
    kHalfUp,
    kHalfDown,
    kHalfEven,
    k05Up,
    kTruncate, // as kDown, but overflow is infinity
};

inline constexpr int64_t kPrecisionMax = 999999999999999999;
inline constexpr int64_t kExponentMax = 999999999999999999;
inline constexpr int64_t kExponentMin = -999999999999999999;
inline constexpr int64_t kEtinyMin = kExponentMin - (kPrecisionMax - 1);
// Beyond any exponent that can be.
inline constexpr int64_t kExponentInfinity = 2000000000000000001;

// ln(10) as a binary fraction, kept between operations (functions.cpp).
struct Constants;

struct Rules {
    int64_t precision = 28;
    int64_t emax = 999999, emin = -999999;
    Rounding rounding = Rounding::kHalfEven;
    bool clamp = false;
    bool capitals = true;
    Constants* constants = nullptr;

    int64_t etiny() const { return emin - (precision - 1); }
    int64_t etop() const { return emax - (precision - 1); }
};
// Of exact conversions: whatever a decimal can be.
inline Rules widestRules(Constants* constants = nullptr) {
    return {kPrecisionMax, kExponentMax, kExponentMin, Rounding::kHalfEven, false, true, constants};
}

enum class Kind : uint8_t { kFinite, kInfinite, kNan, kSignaling };

// The coefficient of a NaN is its payload. That of an infinity is empty.
struct Operand {
    bool negative;
    Kind kind;
    int64_t exponent;
    size_t count;
    Limb* limbs;

    bool isFinite() const { return kind == Kind::kFinite; }
    bool isNan() const { return kind >= Kind::kNan; }
    bool isInfinite() const { return kind == Kind::kInfinite; }
    bool isSpecial() const { return kind != Kind::kFinite; }
    bool isZero() const { return kind == Kind::kFinite && count == 0; }
    int64_t digits() const { return countDigits(limbs, count); }
    int64_t adjusted() const { return exponent + digits() - 1; }
    int lastDigit() const { return count == 0 ? 0 : static_cast<int>(limbs[0] % 10); }
    // An integral value; of which isOdd() tells.
    bool isInteger() const {
        if (isSpecial()) return false;
        return count == 0 || exponent >= 0 || trailingZeros(limbs, count) >= -exponent;
    }
    bool isOdd() const {
        if (count == 0 || exponent > 0) return false;
        return digitAt(limbs, count, static_cast<uint64_t>(-exponent)) % 2 != 0;
    }
};

struct Number : Operand {
    static constexpr size_t kRoom = 10;

    Number() : Operand{false, Kind::kFinite, 0, 0, room_}, capacity_(kRoom) {}
    ~Number() {
        if (limbs != room_) std::free(limbs);
    }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;

    // Room for `wanted` limbs; the contents are kept.
    [[nodiscard]] bool reserve(size_t wanted) { return wanted <= capacity_ ? true : grow(wanted); }
    [[nodiscard]] bool copy(const Operand& from) {
        if (!reserve(from.count)) return false;
        negative = from.negative;
        kind = from.kind;
        exponent = from.exponent;
        count = from.count;
        std::memcpy(limbs, from.limbs, count * sizeof(Limb));
        return true;
    }
    void set(bool is_negative, Limb coefficient, int64_t e) {
        negative = is_negative;
        kind = Kind::kFinite;
        exponent = e;
        count = coefficient != 0;
        limbs[0] = coefficient;
    }
    void setSpecial(bool is_negative, Kind k) {
        negative = is_negative;
        kind = k;
        exponent = 0;
        count = 0;
    }
    void fail(uint32_t condition, uint32_t* status) {
        setSpecial(false, Kind::kNan);
        *status |= condition;
    }
    void take(Number& from); // which is then anything

  private:
    bool grow(size_t wanted);
    size_t capacity_;
    Limb room_[kRoom];
};

// --- rounding ------------------------------------------------------------------------------------

// Rounds to the rules: precision, exponent range, clamping; a NaN's payload is cut.
void finish(Number& r, const Rules& rules, uint32_t* status);
// Coefficient times or by 10**places; the exponent stays.
[[nodiscard]] bool shiftLeft(Number& r, int64_t places);
int shiftRight(Number& r, int64_t places);
bool roundsAway(Rounding rounding, int rest, int last_digit, bool negative);
[[nodiscard]] bool addOne(Number& r); // to the coefficient
// To a number of digits, or to an exponent, without conditions: for formats. False: no memory.
[[nodiscard]] bool roundToDigits(Number& r, int64_t digits, Rounding rounding);
[[nodiscard]] bool rescale(Number& r, int64_t exponent, Rounding rounding);

// True if an operand is a NaN; *r is then the result.
bool nanResult(Number& r, const Operand& a, const Rules&, uint32_t* status);
bool nanResult(Number& r, const Operand& a, const Operand& b, const Rules&, uint32_t* status);

// --- arithmetic ----------------------------------------------------------------------------------

using Unary = void(Number& r, const Operand& a, const Rules&, uint32_t* status);
using Binary = void(Number& r, const Operand& a, const Operand& b, const Rules&, uint32_t* status);

Unary plus, minus, absolute, normalize, logb, nextMinus, nextPlus, toIntegral, toIntegralExact;
Binary add, subtract, multiply, divide, divideInteger, remainder, remainderNear, quantize, compare,
    compareSignal, maximum, minimum, maximumMagnitude, minimumMagnitude, nextToward, scaleb, shift,
    rotate, logicalAnd, logicalOr, logicalXor;
Unary logicalInvert;
void divideRemainder(Number& quotient, Number& remainder, const Operand& a, const Operand& b,
                     const Rules&, uint32_t* status);
void fusedMultiplyAdd(Number& r, const Operand& a, const Operand& b, const Operand& c, const Rules&,
                      uint32_t* status);

// Of numbers that are no NaNs: negative, zero, positive.
int compareNumbers(const Operand& a, const Operand& b);
int compareMagnitudes(const Operand& a, const Operand& b);
int compareTotal(const Operand& a, const Operand& b);
int compareTotalMagnitude(const Operand& a, const Operand& b);
// Of both the same exponent, or both infinite, or both NaNs.
inline bool sameQuantum(const Operand& a, const Operand& b) {
    if (a.isSpecial() || b.isSpecial()) {
        return (a.isNan() && b.isNan()) || (a.isInfinite() && b.isInfinite());
    }
    return a.exponent == b.exponent;
}
bool isNormal(const Operand& a, const Rules&);
bool isSubnormal(const Operand& a, const Rules&);
const char* numberClass(const Operand& a, const Rules&);
// The value as an int64_t, if it is one.
bool asInt64(const Operand& a, int64_t* out);

// functions.cpp
Unary squareRoot, exponential, naturalLogarithm, commonLogarithm;
// power.cpp
Binary power;
void powerModulo(Number& r, const Operand& a, const Operand& b, const Operand& modulus,
                 const Rules&, uint32_t* status);

// --- text ----------------------------------------------------------------------------------------

// A numeric string of ASCII, as the specification defines it; kConversionSyntax otherwise. The
// result is not rounded, but a payload must fit rules.precision. *exact is cleared when the number
// cannot be represented whatever the rules (an exponent out of range).
void parse(Number& r, std::string_view text, const Rules& rules, uint32_t* status);

// Growing ASCII text; `failed` when memory was refused.
class Text {
  public:
    Text() = default;
    ~Text() {
        if (data_ != room_) std::free(data_);
    }
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;

    char* extend(size_t size); // null: refused
    void append(std::string_view text) {
        if (char* to = extend(text.size())) std::memcpy(to, text.data(), text.size());
    }
    void append(char c) { append(std::string_view(&c, 1)); }
    void fill(char c, size_t count) {
        if (char* to = extend(count)) std::memset(to, c, count);
    }
    void number(int64_t value);
    void shrink(size_t size) { size_ = size; }
    std::string_view view() const { return {data_, size_}; }
    bool failed = false;

  private:
    char* data_ = room_;
    size_t size_ = 0, capacity_ = sizeof(room_);
    char room_[128];
};
// "1.5E+3"; engineering: exponents that are multiples of 3.
void print(Text& out, const Operand& a, bool capitals, bool engineering = false);

} // namespace krait::decimal
