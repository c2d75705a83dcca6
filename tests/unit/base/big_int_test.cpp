// Big integers against a slow reference on 32-bit digits, identities, and fixed cases from CPython.
#include "vm/base/big_int.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace krait;

namespace {

// An owning number for the tests; every operation goes through the caller-provided buffers with
// exactly the bound's size, so that the sanitizer sees an overrun.
struct Big {
    std::vector<Limb> limbs;
    bool negative = false;

    BigView view() const { return {limbs.data(), static_cast<uint32_t>(limbs.size()), negative}; }
    bool operator==(const Big& other) const = default;
};

Big taken(const std::vector<Limb>& buffer, BigOut out) {
    REQUIRE((out.count == 0 || buffer.at(out.count - 1) != 0));
    REQUIRE((out.count != 0 || !out.negative));
    return {std::vector<Limb>(buffer.begin(), buffer.begin() + out.count), out.negative};
}

Big big(int64_t value) {
    Limb limb;
    BigView view = bigFromInt64(value, &limb);
    return {std::vector<Limb>(view.limbs, view.limbs + view.count), view.negative};
}

template <typename Op>
Big binary(Op op, size_t size, const Big& a, const Big& b) {
    std::vector<Limb> dst(size);
    BigOut out = op(dst.data(), a.view(), b.view());
    return taken(dst, out);
}
Big operator+(const Big& a, const Big& b) {
    return binary(bigAdd, bigAddSizeMax(a.view(), b.view()), a, b);
}
Big operator-(const Big& a, const Big& b) {
    return binary(bigSub, bigAddSizeMax(a.view(), b.view()), a, b);
}
Big operator*(const Big& a, const Big& b) {
    return binary(bigMul, bigMulSizeMax(a.view(), b.view()), a, b);
}
Big operator&(const Big& a, const Big& b) {
    return binary(bigAnd, bigAddSizeMax(a.view(), b.view()), a, b);
}
Big operator|(const Big& a, const Big& b) {
    return binary(bigOr, bigAddSizeMax(a.view(), b.view()), a, b);
}
Big operator^(const Big& a, const Big& b) {
    return binary(bigXor, bigAddSizeMax(a.view(), b.view()), a, b);
}
Big operator~(const Big& a) {
    std::vector<Limb> dst(a.limbs.size() + 1);
    BigOut out = bigInvert(dst.data(), a.view());
    return taken(dst, out);
}
Big shifted(const Big& a, int64_t bits) {
    uint64_t n = static_cast<uint64_t>(bits < 0 ? -bits : bits);
    std::vector<Limb> dst(bits < 0 ? bigShiftRightSizeMax(a.view(), n)
                                   : bigShiftLeftSizeMax(a.view(), n));
    BigOut out =
        bits < 0 ? bigShiftRight(dst.data(), a.view(), n) : bigShiftLeft(dst.data(), a.view(), n);
    return taken(dst, out);
}
void divide(const Big& a, const Big& b, Big* q, Big* r) {
    std::vector<Limb> q_limbs(bigQuotientSizeMax(a.view(), b.view()));
    std::vector<Limb> r_limbs(bigRemainderSizeMax(a.view(), b.view()));
    BigOut q_out, r_out;
    REQUIRE(bigDivmod(q_limbs.data(), &q_out, r_limbs.data(), &r_out, a.view(), b.view()) ==
            BigStatus::kOk);
    *q = taken(q_limbs, q_out);
    *r = taken(r_limbs, r_out);
}
std::string text(const Big& a, int base = 10) {
    std::string s(bigTextSizeMax(a.view(), base), '?');
    size_t length;
    REQUIRE(bigToText(s.data(), &length, a.view(), base) == BigStatus::kOk);
    return s.substr(0, length);
}
Big parse(const std::string& s, int base = 10) {
    IntText scanned;
    REQUIRE(scanIntText(s.data(), s.size(), base, &scanned) == BigStatus::kOk);
    std::vector<Limb> dst(bigFromTextSizeMax(scanned));
    BigOut out;
    REQUIRE(bigFromText(dst.data(), &out, scanned) == BigStatus::kOk);
    return taken(dst, out);
}
bool isSyntax(const std::string& s, int base) {
    IntText scanned;
    return scanIntText(s.data(), s.size(), base, &scanned) == BigStatus::kSyntax;
}
Big power(const Big& a, uint64_t e) {
    std::vector<Limb> dst(bigPowSizeMax(a.view(), e));
    BigOut out;
    REQUIRE(bigPow(dst.data(), &out, a.view(), e) == BigStatus::kOk);
    return taken(dst, out);
}
Big powMod(const Big& a, const Big& e, const Big& m) {
    std::vector<Limb> dst(m.limbs.size());
    BigOut out;
    REQUIRE(bigPowMod(dst.data(), &out, a.view(), e.view(), m.view()) == BigStatus::kOk);
    return taken(dst, out);
}

// Random numbers with the shapes that break carries: runs of ones and zeros, and single limbs.
Big randomBig(std::mt19937_64& random, size_t count_max) {
    Big a;
    a.limbs.resize(random() % (count_max + 1));
    for (Limb& limb : a.limbs) {
        switch (random() % 4) {
        case 0:
            limb = 0;
            break;
        case 1:
            limb = ~Limb{0};
            break;
        default:
            limb = random();
            break;
        }
    }
    if (random() % 8 == 0 && !a.limbs.empty()) a.limbs.back() = Limb{1} << (random() % 64);
    while (!a.limbs.empty() && a.limbs.back() == 0) a.limbs.pop_back();
    a.negative = !a.limbs.empty() && random() % 2 != 0;
    return a;
}

// The schoolbook product of the magnitudes on 32-bit digits.
Big slowProduct(const Big& a, const Big& b) {
    std::vector<uint32_t> x, y;
    for (Limb limb : a.limbs) {
        x.push_back(static_cast<uint32_t>(limb));
        x.push_back(static_cast<uint32_t>(limb >> 32));
    }
    for (Limb limb : b.limbs) {
        y.push_back(static_cast<uint32_t>(limb));
        y.push_back(static_cast<uint32_t>(limb >> 32));
    }
    std::vector<uint32_t> z(x.size() + y.size());
    for (size_t i = 0; i < x.size(); ++i) {
        uint64_t carry = 0;
        for (size_t j = 0; j < y.size(); ++j) {
            carry += z[i + j] + uint64_t{x[i]} * y[j];
            z[i + j] = static_cast<uint32_t>(carry);
            carry >>= 32;
        }
        z[i + y.size()] = static_cast<uint32_t>(carry);
    }
    Big product;
    for (size_t i = 0; i < z.size(); i += 2) product.limbs.push_back(z[i] | Limb{z[i + 1]} << 32);
    while (!product.limbs.empty() && product.limbs.back() == 0) product.limbs.pop_back();
    product.negative = !product.limbs.empty() && a.negative != b.negative;
    return product;
}

// Bit i of the infinite two's complement.
bool bitAt(const Big& a, size_t i) {
    auto magnitude_bit = [](const std::vector<Limb>& limbs, size_t at) {
        return at / 64 < limbs.size() && (limbs[at / 64] >> (at % 64) & 1) != 0;
    };
    if (!a.negative) return magnitude_bit(a.limbs, i);
    // -a == ~(a - 1): below and at the lowest one bit the bits are those of a, above inverted.
    for (size_t low = 0; low < i; ++low)
        if (magnitude_bit(a.limbs, low)) return !magnitude_bit(a.limbs, i);
    return magnitude_bit(a.limbs, i);
}

} // namespace

TEST_CASE("BigIntArithmeticSatisfiesTheIdentities", "[big_int]") {
    std::mt19937_64 random(7);
    for (int i = 0; i < 3000; ++i) {
        size_t size = i % 50 == 0 ? 90 : 6;
        Big a = randomBig(random, size), b = randomBig(random, size), c = randomBig(random, size);
        REQUIRE(a * b == slowProduct(a, b));
        REQUIRE(a * a == slowProduct(a, a));
        REQUIRE((a + b) - b == a);
        REQUIRE(a + b == b + a);
        REQUIRE((a + b) * c == a * c + b * c);
        REQUIRE(bigCompare(a.view(), b.view()) == -bigCompare(b.view(), a.view()));
        Big difference = a - b;
        int sign = difference.limbs.empty() ? 0 : difference.negative ? -1 : 1;
        int order = bigCompare(a.view(), b.view());
        REQUIRE((order > 0) - (order < 0) == sign);
        if (b.limbs.empty()) continue;
        Big q, r;
        divide(a, b, &q, &r);
        REQUIRE(q * b + r == a);
        REQUIRE((r.limbs.empty() || r.negative == b.negative));
        Big r_abs{r.limbs, false}, b_abs{b.limbs, false};
        REQUIRE(bigCompare(r_abs.view(), b_abs.view()) < 0);
    }
}

TEST_CASE("BigIntInPlaceAdditionMayReuseAnOperandsBuffer", "[big_int]") {
    std::mt19937_64 random(8);
    for (int i = 0; i < 300; ++i) {
        Big a = randomBig(random, 5), b = randomBig(random, 5);
        std::vector<Limb> buffer(bigAddSizeMax(a.view(), b.view()));
        std::copy(a.limbs.begin(), a.limbs.end(), buffer.begin());
        BigView in_place{buffer.data(), static_cast<uint32_t>(a.limbs.size()), a.negative};
        BigOut out = i % 2 ? bigAdd(buffer.data(), in_place, b.view())
                           : bigSub(buffer.data(), in_place, b.view());
        REQUIRE(taken(buffer, out) == (i % 2 ? a + b : a - b));
    }
}

TEST_CASE("BigIntBitwiseIsInfiniteTwosComplement", "[big_int]") {
    std::mt19937_64 random(9);
    for (int i = 0; i < 400; ++i) {
        Big a = randomBig(random, 3), b = randomBig(random, 3);
        Big all = a & b, any = a | b, odd = a ^ b, inverse = ~a;
        for (size_t bit = 0; bit < 4 * 64; bit += 1 + random() % 7) {
            REQUIRE(bitAt(all, bit) == (bitAt(a, bit) && bitAt(b, bit)));
            REQUIRE(bitAt(any, bit) == (bitAt(a, bit) || bitAt(b, bit)));
            REQUIRE(bitAt(odd, bit) == (bitAt(a, bit) != bitAt(b, bit)));
            REQUIRE(bitAt(inverse, bit) != bitAt(a, bit));
        }
        int64_t n = static_cast<int64_t>(random() % 200);
        Big q, r;
        divide(a, shifted(big(1), n), &q, &r);
        REQUIRE(shifted(a, -n) == q);
        REQUIRE(shifted(shifted(a, n), -n) == a);
    }
}

TEST_CASE("BigIntTextRoundTripsInEveryBase", "[big_int]") {
    std::mt19937_64 random(10);
    for (int base = 2; base <= 36; ++base) {
        for (int i = 0; i < 40; ++i) {
            Big a = randomBig(random, i == 0 ? 200 : 4);
            std::string s = text(a, base);
            REQUIRE(parse(s, base) == a);
            if (i != 0 || base > 10) continue;
            // Horner's rule as the reference.
            Big slow;
            for (char c : s)
                if (c != '-') slow = slow * big(base) + big(c - '0');
            slow.negative = a.negative;
            REQUIRE(slow == a);
        }
    }
    CHECK(text(big(0)) == "0");
    CHECK(text(big(INT64_MIN)) == "-9223372036854775808");
    CHECK(text(power(big(10), 40)) == "1" + std::string(40, '0'));
}

TEST_CASE("IntTextFollowsPythonsLiteralRules", "[big_int]") {
    CHECK(parse("1_000", 10) == big(1000));
    CHECK(parse("0x_ff", 16) == big(255));
    CHECK(parse("-0b101", 0) == big(-5));
    CHECK(parse("0b1", 16) == big(0xb1));
    CHECK(parse("00_0", 0) == big(0));
    CHECK(parse("+7", 0) == big(7));
    CHECK(parse("zz", 36) == big(1295));
    CHECK(parse("1_0000_0000_0000_0000_0000", 16) == shifted(big(1), 80));
    for (const char* s : {"", "-", "_1", "1_", "1__0", "0x", "0x_", "0x__1", "1a", "--1", "+_1"})
        CHECK(isSyntax(s, 0));
    CHECK(isSyntax("012", 0));
    CHECK_FALSE(isSyntax("012", 10));
    CHECK(isSyntax("0x1", 10));
    CHECK(isSyntax("2", 2));
}

TEST_CASE("BigIntPowersAgreeWithRepeatedProducts", "[big_int]") {
    std::mt19937_64 random(11);
    for (int i = 0; i < 60; ++i) {
        Big a = randomBig(random, 3);
        Big product = big(1);
        for (uint64_t e = 0; e < 20; ++e) {
            REQUIRE(power(a, e) == product);
            Big m = randomBig(random, i % 10 == 0 ? 60 : 3);
            if (!m.limbs.empty()) {
                Big q, r;
                divide(product, m, &q, &r);
                REQUIRE(powMod(a, big(static_cast<int64_t>(e)), m) == r);
            }
            product = product * a;
        }
    }
    CHECK(bigPowSizeMax(big(3).view(), uint64_t{1} << 40) == SIZE_MAX);
    CHECK(bigShiftLeftSizeMax(big(1).view(), uint64_t{1} << 40) == SIZE_MAX);
}

TEST_CASE("BigIntModularPowerWithLargeExponent", "[big_int]") {
    // Fermat: a**(p-1) is 1 modulo the prime 2**521 - 1; also through the inverse.
    Big p = shifted(big(1), 521) - big(1);
    std::mt19937_64 random(12);
    for (int i = 0; i < 5; ++i) {
        Big a = randomBig(random, 8);
        if (a.limbs.empty()) continue;
        CHECK(powMod(a, p - big(1), p) == big(1));
        Big inverse = powMod(a, big(-1), p);
        Big q, r;
        divide(inverse * a, p, &q, &r);
        CHECK(r == big(1));
        CHECK(powMod(a, big(0) - (p - big(2)), p) == powMod(a, big(1), p));
    }
    CHECK(powMod(big(3), big(2), big(-7)) == big(-5));
    CHECK(powMod(big(3), big(-1), big(8)) == big(3));
    CHECK(powMod(big(3), big(0), big(1)) == big(0));
    Limb dst;
    BigOut out;
    CHECK(bigPowMod(&dst, &out, big(2).view(), big(-1).view(), big(8).view()) ==
          BigStatus::kNotInvertible);
    CHECK(bigPowMod(&dst, &out, big(2).view(), big(1).view(), big(0).view()) ==
          BigStatus::kZeroDivision);
}

TEST_CASE("BigIntIsqrtAndGcd", "[big_int]") {
    std::mt19937_64 random(13);
    for (int i = 0; i < 400; ++i) {
        Big a = randomBig(random, 7), b = randomBig(random, 7), c = randomBig(random, 3);
        Big a_abs{a.limbs, false};
        std::vector<Limb> root((a.limbs.size() + 1) / 2);
        BigOut out;
        REQUIRE(bigIsqrt(root.data(), &out, a_abs.view()) == BigStatus::kOk);
        Big r = taken(root, out);
        Big next = r + big(1);
        REQUIRE(bigCompare((r * r).view(), a_abs.view()) <= 0);
        REQUIRE(bigCompare((next * next).view(), a_abs.view()) > 0);

        Big x = a * c, y = b * c;
        std::vector<Limb> gcd(std::max(x.limbs.size(), y.limbs.size()));
        REQUIRE(bigGcd(gcd.data(), &out, x.view(), y.view()) == BigStatus::kOk);
        Big g = taken(gcd, out);
        Big u = x, v = y;
        while (!v.limbs.empty()) {
            Big q, remainder;
            divide(u, v, &q, &remainder);
            u = v;
            v = remainder;
        }
        u.negative = false;
        REQUIRE(g == u);
    }
}

TEST_CASE("BigIntDoubleConversionsRoundHalfToEven", "[big_int]") {
    auto toDouble = [](const Big& a) {
        double d = 0;
        REQUIRE(bigToDouble(a.view(), &d) == BigStatus::kOk);
        return d;
    };
    CHECK(toDouble(shifted(big(1), 53) + big(1)) == 9007199254740992.0);
    CHECK(toDouble(shifted(big(1), 53) + big(3)) == 9007199254740996.0);
    CHECK(toDouble(shifted(big(1), 200) + shifted(big(1), 147)) == std::ldexp(1.0, 200));
    CHECK(toDouble(shifted(big(1), 200) + shifted(big(1), 147) + big(1)) ==
          std::ldexp(1.0, 200) * (1 + std::ldexp(1.0, -52)));
    double d;
    Big limit = shifted(big(1), 1024);
    CHECK(bigToDouble(limit.view(), &d) == BigStatus::kTooLarge);
    CHECK(bigToDouble((limit - big(1)).view(), &d) == BigStatus::kTooLarge);
    CHECK(toDouble(limit - shifted(big(1), 970) - big(1)) == 1.7976931348623157e308);

    std::mt19937_64 random(14);
    for (int i = 0; i < 2000; ++i) {
        double value = std::ldexp(static_cast<double>(static_cast<int64_t>(random())),
                                  static_cast<int>(random() % 900) - 80);
        std::vector<Limb> dst(kBigDoubleSizeMax);
        BigOut out = bigFromDouble(dst.data(), value);
        Big whole = taken(dst, out);
        REQUIRE(toDouble(whole) == std::trunc(value));
        int expected = (std::trunc(value) > value) - (std::trunc(value) < value);
        REQUIRE(bigCompareDouble(whole.view(), value) == expected);
        REQUIRE(bigCompareDouble((whole + big(1)).view(), value) > 0);
        REQUIRE(bigCompareDouble((whole - big(1)).view(), value) < 0);
    }
}

TEST_CASE("BigIntTrueDivisionIsCorrectlyRounded", "[big_int]") {
    auto quotient = [](const Big& a, const Big& b) {
        double d = 0;
        REQUIRE(bigTrueDivide(a.view(), b.view(), &d) == BigStatus::kOk);
        return d;
    };
    CHECK(quotient(big(1), big(3)) == 1.0 / 3.0);
    CHECK(quotient(power(big(10), 50), power(big(10), 49)) == 10.0);
    CHECK(quotient(big(1), power(big(2), 1074)) == 5e-324);
    CHECK(quotient(big(1), power(big(2), 1075)) == 0.0);
    CHECK(quotient(big(3), power(big(2), 1075)) == 1e-323);
    double d;
    CHECK(bigTrueDivide(power(big(2), 1024).view(), big(1).view(), &d) == BigStatus::kTooLarge);
    CHECK(bigTrueDivide(big(1).view(), big(0).view(), &d) == BigStatus::kZeroDivision);
    std::mt19937_64 random(15);
    for (int i = 0; i < 1000; ++i) {
        // A double times a big integer, divided by that integer, gives the double back.
        double value = std::ldexp(static_cast<double>(random() >> 11), 3);
        Big c = randomBig(random, 5);
        if (c.limbs.empty()) continue;
        std::vector<Limb> dst(kBigDoubleSizeMax);
        BigOut out = bigFromDouble(dst.data(), value);
        REQUIRE(quotient(taken(dst, out) * c, c) == value);
    }
}

TEST_CASE("BigIntBytesRoundTripAndReportOverflow", "[big_int]") {
    std::mt19937_64 random(16);
    for (int i = 0; i < 500; ++i) {
        Big a = randomBig(random, 4);
        size_t size = bigBitLength(a.view()) / 8 + 1 + random() % 3;
        for (ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
            std::vector<uint8_t> bytes(size);
            REQUIRE(bigToBytes(bytes.data(), size, order, true, a.view()) == BigStatus::kOk);
            std::vector<Limb> dst(bigFromBytesSizeMax(size));
            BigOut out = bigFromBytes(dst.data(), bytes.data(), size, order, true);
            REQUIRE(taken(dst, out) == a);
        }
    }
    uint8_t bytes[1];
    auto status = [&](int64_t value, bool is_signed) {
        return bigToBytes(bytes, 1, ByteOrder::kBig, is_signed, big(value).view());
    };
    CHECK(status(-128, true) == BigStatus::kOk);
    CHECK(bytes[0] == 0x80);
    CHECK(status(-129, true) == BigStatus::kTooLarge);
    CHECK(status(127, true) == BigStatus::kOk);
    CHECK(status(128, true) == BigStatus::kTooLarge);
    CHECK(status(255, false) == BigStatus::kOk);
    CHECK(status(256, false) == BigStatus::kTooLarge);
    CHECK(status(-1, false) == BigStatus::kNegative);
    CHECK(bigToBytes(bytes, 0, ByteOrder::kBig, true, big(0).view()) == BigStatus::kOk);
    CHECK(bigToBytes(bytes, 0, ByteOrder::kBig, true, big(-1).view()) == BigStatus::kTooLarge);
}

TEST_CASE("BigIntFitsMachineWords", "[big_int]") {
    CHECK(bigFitsInt64(big(INT64_MIN).view()));
    CHECK(bigToInt64(big(INT64_MIN).view()) == INT64_MIN);
    CHECK_FALSE(bigFitsInt64((big(INT64_MIN) - big(1)).view()));
    CHECK_FALSE(bigFitsInt64((big(INT64_MAX) + big(1)).view()));
    CHECK(bigFitsUint64((big(INT64_MAX) + big(1)).view()));
    CHECK_FALSE(bigFitsUint64(big(-1).view()));
}
