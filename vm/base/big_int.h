// Arbitrary-precision integers: pure functions on sign and magnitude over GMP's mpn layer.
//
// A number is a BigView: 64-bit limbs, least significant first, with no zero limb at the top; zero
// has no limbs and is not negative. Every function relies on that and every result obeys it.
// Nothing here owns a number. The caller asks for a bound (...SizeMax), provides a buffer of that
// many limbs, which may come from the VM's heap, and receives count and sign in a BigOut. Unless a
// function says otherwise the buffer must not overlap an operand. Scratch space comes from the
// stack, or for long numbers from malloc; kNoMemory reports that it was refused.
// LIMIT: a number has at most kBigCountMax limbs; a bound above it means kTooLarge.
// Any thread may call these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait {

using Limb = uint64_t;

constexpr int kLimbBits = 64;
constexpr size_t kBigCountMax = size_t{1} << 28;

struct BigView {
    const Limb* limbs = nullptr;
    uint32_t count = 0;
    bool negative = false;

    bool isZero() const { return count == 0; }
    bool isOdd() const { return count != 0 && (limbs[0] & 1) != 0; }
};

// The shape of a result whose limbs are in the caller's buffer.
struct BigOut {
    uint32_t count = 0;
    bool negative = false;

    BigView view(const Limb* limbs) const { return {limbs, count, negative}; }
};

enum class BigStatus : uint8_t {
    kOk,
    kTooLarge, // of a size, of a double, or of the bytes to write
    kZeroDivision,
    kNoMemory,
    kNotInvertible, // pow(a, -1, m) without an inverse
    kNegative,      // where the operand must not be
    kSyntax,
};

// --- small numbers ---------------------------------------------------------------------------

// A view of a machine integer; `limb` is its storage and must live as long as the view.
inline BigView bigFromInt64(int64_t value, Limb* limb) {
    *limb = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    return {limb, value != 0, value < 0};
}
inline BigView bigFromUint64(uint64_t value, Limb* limb) {
    *limb = value;
    return {limb, value != 0, false};
}

inline bool bigFitsInt64(BigView a) {
    if (a.count > 1) return false;
    return a.count == 0 || a.limbs[0] <= static_cast<uint64_t>(INT64_MAX) + a.negative;
}
inline bool bigFitsUint64(BigView a) {
    return a.count == 0 || (a.count == 1 && !a.negative);
}
// The value modulo 2**64; exact where bigFitsInt64 or bigFitsUint64 (as the unsigned word).
inline int64_t bigToInt64(BigView a) {
    Limb magnitude = a.count == 0 ? 0 : a.limbs[0];
    return static_cast<int64_t>(a.negative ? 0 - magnitude : magnitude);
}

// --- comparison and measures -----------------------------------------------------------------

// Negative, zero or positive.
int bigCompare(BigView a, BigView b);
// Exact, without rounding the integer. d may be infinite but not a NaN.
int bigCompareDouble(BigView a, double d);
// int.bit_length() and int.bit_count(): of the magnitude.
size_t bigBitLength(BigView a);
size_t bigBitCount(BigView a);
int64_t bigHash(BigView a);

// --- arithmetic ------------------------------------------------------------------------------

inline size_t bigAddSizeMax(BigView a, BigView b) {
    return size_t{a.count > b.count ? a.count : b.count} + 1;
}
// dst may be the limbs of a or of b.
BigOut bigAdd(Limb* dst, BigView a, BigView b);
BigOut bigSub(Limb* dst, BigView a, BigView b);

inline size_t bigMulSizeMax(BigView a, BigView b) {
    return size_t{a.count} + b.count;
}
BigOut bigMul(Limb* dst, BigView a, BigView b);

// Python: 6.7, floor division; the remainder has the divisor's sign. Either destination may be
// null.
inline size_t bigQuotientSizeMax(BigView a, BigView b) {
    return a.count >= b.count ? size_t{a.count} - b.count + 2 : 1;
}
inline size_t bigRemainderSizeMax(BigView, BigView b) {
    return b.count;
}
BigStatus bigDivmod(Limb* quotient, BigOut* quotient_out, Limb* remainder, BigOut* remainder_out,
                    BigView a, BigView b);

// a / b correctly rounded. kTooLarge: "integer division result too large for a float".
BigStatus bigTrueDivide(BigView a, BigView b, double* out);

// SIZE_MAX if the power is beyond kBigCountMax.
size_t bigPowSizeMax(BigView base, uint64_t exponent);
BigStatus bigPow(Limb* dst, BigOut* out, BigView base, uint64_t exponent);

// pow(base, exponent, modulus): any signs; a negative exponent inverts the base first, and the
// result has the modulus's sign. dst has modulus.count limbs.
BigStatus bigPowMod(Limb* dst, BigOut* out, BigView base, BigView exponent, BigView modulus);

// The integer square root of a number that is not negative; dst has (count + 1) / 2 limbs.
BigStatus bigIsqrt(Limb* dst, BigOut* out, BigView a);

// Not negative. dst has max(a.count, b.count) limbs.
BigStatus bigGcd(Limb* dst, BigOut* out, BigView a, BigView b);

// --- bits (two's complement of infinite width) -------------------------------------------------

// SIZE_MAX if beyond kBigCountMax.
size_t bigShiftLeftSizeMax(BigView a, uint64_t bits);
BigOut bigShiftLeft(Limb* dst, BigView a, uint64_t bits);
size_t bigShiftRightSizeMax(BigView a, uint64_t bits);
// Rounds toward minus infinity. dst may be a.limbs.
BigOut bigShiftRight(Limb* dst, BigView a, uint64_t bits);

// For these three bigAddSizeMax(a, b) is the bound; dst may be the limbs of a or of b.
BigOut bigAnd(Limb* dst, BigView a, BigView b);
BigOut bigOr(Limb* dst, BigView a, BigView b);
BigOut bigXor(Limb* dst, BigView a, BigView b);
// ~a; dst has a.count + 1 limbs.
BigOut bigInvert(Limb* dst, BigView a);

// --- conversions -------------------------------------------------------------------------------

// Rounds half to even. kTooLarge: "int too large to convert to float".
BigStatus bigToDouble(BigView a, double* out);
// The integer part of a finite double needs at most this many limbs.
constexpr size_t kBigDoubleSizeMax = 17;
BigOut bigFromDouble(Limb* dst, double value);

// Text in base 2..36, lower case, "-" for negative, no prefix; the length is returned.
size_t bigTextSizeMax(BigView a, int base);
BigStatus bigToText(char* dst, size_t* length, BigView a, int base);

// An integer literal as int(text, base) takes it, whitespace stripped and other scripts' digits
// already mapped to ASCII. Underscores are allowed between digits and after a prefix.
struct IntText {
    const char* digits = nullptr; // with underscores
    size_t size = 0;
    size_t digit_count = 0; // without underscores, leading zeros included
    int base = 10;
    bool negative = false;
};
// base is 0 or 2..36; kSyntax if the text is not a literal in it. The digit limit for bases that
// are no powers of two is the caller's to check on digit_count.
BigStatus scanIntText(const char* text, size_t size, int base, IntText* out);
// SIZE_MAX if beyond kBigCountMax.
size_t bigFromTextSizeMax(const IntText& text);
BigStatus bigFromText(Limb* dst, BigOut* out, const IntText& text);

enum class ByteOrder : uint8_t { kLittle, kBig };

// int.to_bytes: kTooLarge ("int too big to convert") or kNegative ("can't convert negative int to
// unsigned"); dst is then unspecified.
BigStatus bigToBytes(uint8_t* dst, size_t size, ByteOrder order, bool is_signed, BigView a);
inline size_t bigFromBytesSizeMax(size_t size) {
    return size / 8 + 1;
}
BigOut bigFromBytes(Limb* dst, const uint8_t* bytes, size_t size, ByteOrder order, bool is_signed);

} // namespace krait
