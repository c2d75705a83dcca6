// The proleptic Gregorian calendar, and what the constructors check.
#include "stdlib/native/datetime/datetime.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::dt {
namespace {

constexpr uint32_t kDaysIn400Years = 146097;
constexpr short kDaysBefore[] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
constexpr signed char kDaysIn[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

} // namespace

bool isLeapYear(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int daysInMonth(int year, int month) {
    return month == 2 && isLeapYear(year) ? 29 : kDaysIn[month];
}

int daysBeforeMonth(int year, int month) {
    return kDaysBefore[month] + (month > 2 && isLeapYear(year));
}

int ordinalOf(int year, int month, int day) {
    int before = year - 1;
    return before * 365 + before / 4 - before / 100 + before / 400 + daysBeforeMonth(year, month) +
           day;
}

// Years are taken to begin in March, so that the leap day is their last (Neri and Schneider, 2022:
// each division is a multiplication, and few wait for each other).
void dateOfOrdinal(int ordinal, int* year, int* month, int* day) {
    constexpr uint32_t kYearFactor = 2939745;                    // 2**32 / 1461, rounded up
    uint32_t n = 4 * (static_cast<uint32_t>(ordinal) + 305) + 3; // from 0000-03-01
    uint32_t century = n / kDaysIn400Years;
    uint64_t product = uint64_t{kYearFactor} * (n % kDaysIn400Years | 3);
    auto year_of_century = static_cast<uint32_t>(product >> 32);
    uint32_t day_of_year = static_cast<uint32_t>(product) / kYearFactor / 4;
    uint32_t months = 2141 * day_of_year + 197913;
    bool next_year = day_of_year >= 306; // January and February
    *year = static_cast<int>(100 * century + year_of_century) + next_year;
    *month = static_cast<int>(months >> 16) - (next_year ? 12 : 0);
    *day = static_cast<int>((months & 0xFFFF) / 2141) + 1;
}

int isoWeekOneMonday(int year) {
    int first = ordinalOf(year, 1, 1);
    int weekday = (first + 6) % 7;
    int monday = first - weekday;
    return weekday > 3 ? monday + 7 : monday; // the week that has the year's first Thursday
}

IsoWeekDate isoWeekDateOf(int year, int month, int day) {
    int today = ordinalOf(year, month, day), monday = isoWeekOneMonday(year);
    if (today < monday) {
        monday = isoWeekOneMonday(--year);
    } else if (today - monday >= 52 * 7 && today >= isoWeekOneMonday(year + 1)) {
        monday = isoWeekOneMonday(++year);
    }
    return {year, (today - monday) / 7 + 1, (today - monday) % 7 + 1};
}

IsoWeekFault dateOfIsoWeek(int iso_year, int week, int weekday, int* year, int* month, int* day) {
    if (iso_year < kYearMin || iso_year > kYearMax) return IsoWeekFault::kYear;
    if (week < 1 || week > 52) {
        // A long year begins on a Thursday, or on a Wednesday and is a leap year.
        int first = weekdayOf(iso_year, 1, 1);
        bool is_long = first == 3 || (first == 2 && isLeapYear(iso_year));
        if (week != 53 || !is_long) return IsoWeekFault::kWeek;
    }
    if (weekday < 1 || weekday > 7) return IsoWeekFault::kDay;
    int ordinal = isoWeekOneMonday(iso_year) + (week - 1) * 7 + weekday - 1;
    if (ordinal < 1) { // the last day of the year 0
        *year = 0;
        *month = 12;
        *day = 31 + ordinal;
    } else {
        dateOfOrdinal(ordinal, year, month, day);
    }
    return IsoWeekFault::kNone;
}

int64_t secondsOf(int year, int month, int day, const ClockTime& clock) {
    return ordinalOf(year, month, day) * kDaySeconds + clock.hour * 3600 + clock.minute * 60 +
           clock.second;
}

// --- checks --------------------------------------------------------------------------------------

Result<int> convertInt(Thread* t, Value v, int otherwise, const char* c_type) {
    if (v.isEmpty()) return otherwise;
    int64_t i;
    if (KRAIT_LIKELY(v.isSmallInt())) {
        i = v.asSmallInt();
    } else {
        Ref index = KRAIT_TRY(toIndex(t, v));
        if (!intFits(index, &i)) {
            return raise(t, TypeId::kOverflowError, "Python int too large to convert to C %s",
                         c_type);
        }
    }
    if (KRAIT_LIKELY(i == static_cast<int>(i))) return static_cast<int>(i);
    if (c_type[0] == 'i') {
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    }
    return raise(t, TypeId::kOverflowError,
                 i > 0 ? "signed integer is greater than maximum"
                       : "signed integer is less than minimum");
}

Status checkDate(Thread* t, int year, int month, int day) {
    if (year < kYearMin || year > kYearMax) {
        return raise(t, TypeId::kValueError, "year %d is out of range", year);
    }
    if (month < 1 || month > 12) return raise(t, TypeId::kValueError, "month must be in 1..12");
    if (day < 1 || day > daysInMonth(year, month)) {
        return raise(t, TypeId::kValueError, "day is out of range for month");
    }
    return ok();
}

Status checkClock(Thread* t, int hour, int minute, int second, int us, int fold) {
    if (hour < 0 || hour > 23) return raise(t, TypeId::kValueError, "hour must be in 0..23");
    if (minute < 0 || minute > 59) return raise(t, TypeId::kValueError, "minute must be in 0..59");
    if (second < 0 || second > 59) return raise(t, TypeId::kValueError, "second must be in 0..59");
    if (us < 0 || us >= kMicro) {
        return raise(t, TypeId::kValueError, "microsecond must be in 0..999999");
    }
    if (fold != 0 && fold != 1) return raise(t, TypeId::kValueError, "fold must be either 0 or 1");
    return ok();
}

Status checkTzInfo(Thread* t, Value tzinfo) {
    if (KRAIT_LIKELY(tzinfo.isNone() || isTzInfo(t, tzinfo))) return ok();
    return raise(t, TypeId::kTypeError,
                 "tzinfo argument must be None or of a tzinfo subclass, not type '%T'", tzinfo);
}

Error raiseMissing(Thread* t, const char* name, int position) {
    return raise(t, TypeId::kTypeError, "function missing required argument '%s' (pos %d)", name,
                 position);
}

// --- pickles -------------------------------------------------------------------------------------

Result<std::string_view> pickledState(Thread* t, Value v, size_t size, size_t check_at,
                                      const char* type_name, char* room) {
    std::string_view found;
    if (isBytes(v)) {
        found = v.as<Bytes>()->view();
        if (found.size() != size) return std::string_view();
    } else if (isStr(v)) {
        auto* s = v.as<Str>();
        if (s->length != static_cast<int64_t>(size)) return std::string_view();
        bool latin = true;
        for (size_t i = 0; i < size; ++i) {
            uint32_t c = s->at(static_cast<int64_t>(i));
            latin &= c < 256;
            room[i] = static_cast<char>(c);
        }
        uint32_t checked = s->at(static_cast<int64_t>(check_at)) & 0x7F;
        if (s->at(static_cast<int64_t>(check_at)) > 0xFF) return std::string_view();
        if (type_name[0] == 't' ? checked > 23 : checked - 1 > 11) return std::string_view();
        if (!latin) {
            return raise(t, TypeId::kValueError,
                         "Failed to encode latin1 string when unpickling a %s object. "
                         "pickle.load(data, encoding='latin1') is assumed.",
                         type_name);
        }
        found = {room, size};
    } else {
        return std::string_view();
    }
    auto checked = static_cast<uint32_t>(found[check_at] & 0x7F);
    // A date has no fold to keep in the top bit.
    if (size == 4 && found[check_at] & 0x80) return std::string_view();
    bool right = type_name[0] == 't' ? checked <= 23 : checked - 1 <= 11;
    return right ? found : std::string_view();
}

Ref typeTitle(Thread* t, Value v) {
    Type* type = typeOf(t, v);
    if (!(type->flags & kTypeHeap)) return strFromAscii(t, type->spec->name);
    return Ref::share(Value(type->name));
}

Status setTypeAttribute(Thread* t, Type* type, const char* name, Value v) {
    Dict* dict = typeDict(t, type);
    if (!dict) return Error{};
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    return dictSetStr(t, dict, key, v);
}

} // namespace krait::dt
