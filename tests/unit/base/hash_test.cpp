// Hashes against values printed by CPython 3.13 (PYTHONHASHSEED 0, 1 and 12345 for strings).
#include "vm/base/hash.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace krait;

static int64_t hashText(uint32_t seed, const std::string& text) {
    return hashBytes(hashKeyFromSeed(seed), text.data(), text.size());
}

TEST_CASE("HashOfTextUnderFixedSeedsIsCPythons", "[hash]") {
    CHECK(hashText(0, "") == 0);
    CHECK(hashText(0, "a") == 4644417185603328019);
    CHECK(hashText(0, "abc") == -4594863902769663758);
    CHECK(hashText(0, "hello world") == -5642461784034726774);
    CHECK(hashText(0, "0123456789abcdef") == 2108444454683020324);
    CHECK(hashText(0, "\xe9t\xe9") == -1033370291238291217);
    CHECK(hashText(1, "a") == -3012895188637184397);
    CHECK(hashText(12345, "abc") == 2962436275791859092);
    const uint16_t euro[] = {0x20ac, 0x20ac, 'x'};
    CHECK(hashBytes({}, euro, sizeof euro) == -4972174075420696555);
    const uint32_t emoji[] = {0x1F600};
    CHECK(hashBytes({}, emoji, sizeof emoji) == -3536540696076613844);
}

TEST_CASE("HashOfNumbersIsCPythons", "[hash]") {
    CHECK(hashDouble(1.5) == 1152921504606846977);
    CHECK(hashDouble(-0.1) == -230584300921369408);
    CHECK(hashDouble(1e300) == 1224995262755759164);
    CHECK(hashDouble(5e-324) == 16777216);
    CHECK(hashDouble(-std::ldexp(1.0, 80)) == -524288);
    CHECK(hashDouble(INFINITY) == 314159);
    CHECK(hashDouble(-INFINITY) == -314159);
    CHECK(hashDouble(-0.0) == 0);
    CHECK(hashDouble(-1.0) == -2);
    CHECK(hashInt64((int64_t{1} << 61) - 1) == 0);
    CHECK(hashInt64(int64_t{1} << 61) == 1);
    CHECK(hashInt64(-1) == -2);
    CHECK(hashInt64(INT64_MIN) == -4);
    const uint64_t two_64[] = {0, 1};
    CHECK(hashLimbs(two_64, 2, false) == 8);
    const uint64_t large[] = {12345, 0, 0, 256};
    CHECK(hashLimbs(large, 4, true) == -143417);
    CHECK(hashComplex(hashDouble(1), hashDouble(2)) == 2000007);
}

TEST_CASE("HashOfIntAgreesBetweenRepresentations", "[hash]") {
    for (int64_t value : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1} << 40,
                          -(int64_t{1} << 52), (int64_t{1} << 53) - 1}) {
        uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : value;
        CHECK(hashInt64(value) == hashLimbs(&magnitude, magnitude != 0, value < 0));
        CHECK(hashInt64(value) == hashDouble(static_cast<double>(value)));
    }
}

TEST_CASE("HashOfContainersIsCPythons", "[hash]") {
    SequenceHash tuple;
    CHECK(tuple.finishTuple(0) == 5740354900026072187);
    for (int i = 1; i <= 3; ++i) tuple.add(i);
    CHECK(tuple.finishTuple(3) == 529344067295497451);
    CHECK(tuple.finishSlice() == -2340833382717974474);
    UnorderedHash set;
    CHECK(set.finish(0) == 133146708735736);
    for (int i : {3, 1, 2}) set.add(i);
    CHECK(set.finish(3) == -272375401224217160);
}
