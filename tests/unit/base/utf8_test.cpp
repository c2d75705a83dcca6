// The UTF-8 decoder's faults against CPython's UnicodeDecodeError, and round trips in every width.
#include "vm/base/utf8.h"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using namespace krait;

static Utf8Scan scan(const std::string& s, Surrogates surrogates = Surrogates::kReject) {
    return scanUtf8(reinterpret_cast<const uint8_t*>(s.data()), s.size(), surrogates);
}

static void checkFault(const std::string& s, size_t begin, size_t end, const char* reason) {
    Utf8Scan found = scan(s);
    INFO("bytes " << Catch::Detail::stringify(s));
    CHECK(found.valid_size == begin);
    CHECK(found.fault_end == end);
    CHECK(std::string(utf8FaultReason(found.fault)) == reason);
}

TEST_CASE("Utf8ScanOfInvalidBytesReportsCPythonsFault", "[utf8]") {
    checkFault("ab\x80", 2, 3, "invalid start byte");
    checkFault("\xc0\x80", 0, 1, "invalid start byte");
    checkFault("\xff", 0, 1, "invalid start byte");
    checkFault("\xf5\x80\x80\x80", 0, 1, "invalid start byte");
    checkFault("\xc3", 0, 1, "unexpected end of data");
    checkFault("\xc3(", 0, 1, "invalid continuation byte");
    checkFault("\xe0\x80\x80", 0, 1, "invalid continuation byte");
    checkFault("\xed\xa0\x80", 0, 1, "invalid continuation byte");
    checkFault("\xe2\x82", 0, 2, "unexpected end of data");
    checkFault("\xe2\x82(", 0, 2, "invalid continuation byte");
    checkFault("\xf0\x80\x80\x80", 0, 1, "invalid continuation byte");
    checkFault("\xf0\x9f\x98", 0, 3, "unexpected end of data");
    checkFault("\xf0\x9f\x98z", 0, 3, "invalid continuation byte");
    checkFault("\xf4\x90\x80\x80", 0, 1, "invalid continuation byte");
    checkFault(std::string(40, 'x') + "\xf0\x9f", 40, 42, "unexpected end of data");
}

TEST_CASE("Utf8ScanCountsAndFindsTheMaximum", "[utf8]") {
    Utf8Scan found = scan("ab\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");
    CHECK(found.fault == Utf8Fault::kNone);
    CHECK(found.code_points == 6);
    CHECK(found.code_point_max == 0x1F600);
    CHECK(scan("").code_points == 0);
    CHECK(scan("\xed\xa0\x80", Surrogates::kPass).code_point_max == 0xD800);
}

template <typename Unit>
static void roundTrip(std::mt19937_64& random, uint32_t max) {
    for (int i = 0; i < 300; ++i) {
        std::vector<Unit> units(random() % 70);
        for (Unit& unit : units) {
            uint32_t c = static_cast<uint32_t>(random() % (max + 1));
            if (random() % 3 != 0) c &= 0x7F;
            unit = static_cast<Unit>(c >= 0xD800 && c < 0xE000 ? 'x' : c);
        }
        std::vector<uint8_t> bytes(utf8Size(units.data(), units.size()));
        REQUIRE(encodeUtf8(units.data(), units.size(), bytes.data()) == bytes.size());
        Utf8Scan found = scanUtf8(bytes.data(), bytes.size());
        REQUIRE(found.fault == Utf8Fault::kNone);
        REQUIRE(found.code_points == units.size());
        REQUIRE(isAscii(bytes.data(), bytes.size()) == (found.code_point_max < 0x80));
        std::vector<Unit> back(units.size());
        REQUIRE(decodeUtf8(bytes.data(), bytes.size(), back.data()) == units.size());
        REQUIRE(back == units);
    }
}

TEST_CASE("Utf8RoundTripInEveryUnitWidth", "[utf8]") {
    std::mt19937_64 random(1);
    roundTrip<uint8_t>(random, 0xFF);
    roundTrip<uint16_t>(random, 0xFFFF);
    roundTrip<uint32_t>(random, 0x10FFFF);
}

TEST_CASE("FindSurrogateFindsTheFirstFromAnIndex", "[utf8]") {
    const uint16_t units[] = {'a', 0xD800, 0xE000, 0xDFFF};
    CHECK(findSurrogate(units, 4) == 1);
    CHECK(findSurrogate(units, 4, 2) == 3);
    CHECK(findSurrogate(units, 1) == 1);
}
