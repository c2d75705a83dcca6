// What the files of module _datetime share: the layouts of its types, the proleptic Gregorian
// calendar, and how the types make and ask each other.
//
// All values are immutable once they are made; a DateTime begins as a Date. The parts:
// calendar.cpp, timedelta.cpp, timezone.cpp (tzinfo too), date.cpp, clock_time.cpp, datetime.cpp
// (with datetime_make.cpp, the class methods, and local_time.cpp), iso_text.cpp and
// format_time.cpp. Needs the GIL.
#pragma once

#include "stdlib/native/native_support.h"
#include "vm/objects/tuple.h"

#include <ctime>
#include <string_view>

namespace krait::dt {

inline constexpr int kYearMin = 1, kYearMax = 9999;
inline constexpr int kOrdinalMax = 3652059; // of 9999-12-31
inline constexpr int kDeltaDaysMax = 999999999;
inline constexpr int64_t kDaySeconds = 24 * 3600;
inline constexpr int64_t kMicro = 1000000;
inline constexpr int64_t kEpochSeconds = int64_t{719163} * kDaySeconds; // 1970, from 0000-12-31

struct Delta : Object {
    int64_t hash;              // 0: not yet
    int32_t days, seconds, us; // 0 <= seconds < 86400, 0 <= us < 1000000
};
struct Date : Object {
    int64_t hash; // 0: not yet
    uint16_t year;
    uint8_t month, day;
};
struct ClockTime { // of a day
    uint8_t hour = 0, minute = 0, second = 0, fold = 0;
    uint32_t us = 0;
};
struct DateTime : Date {
    ClockTime clock;
    Value tzinfo; // None: naive
};
struct Time : Object {
    int64_t hash; // 0: not yet
    ClockTime clock;
    Value tzinfo; // None: naive
};
struct TimeZone : Object {
    Value offset; // timedelta
    Value name;   // str or EMPTY
};

extern const TypeSpec kDeltaSpec, kDateSpec, kDateTimeSpec, kTimeSpec, kTzInfoSpec, kTimeZoneSpec;

inline Delta* deltaOf(Value v) {
    return v.as<Delta>();
}
inline Date* dateOf(Value v) {
    return v.as<Date>();
}
inline DateTime* dateTimeOf(Value v) {
    return v.as<DateTime>();
}
inline Time* timeOf(Value v) {
    return v.as<Time>();
}
inline TimeZone* zoneOf(Value v) {
    return v.as<TimeZone>();
}

// The types of this Runtime, and the objects that there is one of. The types' dicts, which nobody
// can change, own the objects.
struct DateTimeState {
    Type *delta, *date, *date_time, *time, *tzinfo, *timezone;
    Value utc;
};
extern const char kDateTimeStateKey;
DateTimeState* stateSlow(Thread*);
inline DateTimeState* stateOf(Thread* t) {
    auto& first = t->runtime->module_states.front();
    if (KRAIT_LIKELY(first.first == &kDateTimeStateKey)) {
        return static_cast<DateTimeState*>(first.second);
    }
    return stateSlow(t);
}

// Instances of subclasses have the spec of the base.
inline bool isDelta(Thread* t, Value v) {
    return hasSpec(t, v, &kDeltaSpec);
}
inline bool isDateTime(Thread* t, Value v) {
    return hasSpec(t, v, &kDateTimeSpec);
}
inline bool isDate(Thread* t, Value v) { // a datetime is one
    return hasSpec(t, v, &kDateSpec) || isDateTime(t, v);
}
inline bool isTime(Thread* t, Value v) {
    return hasSpec(t, v, &kTimeSpec);
}
inline bool isTimeZone(Thread* t, Value v) {
    return hasSpec(t, v, &kTimeZoneSpec);
}
inline bool isTzInfo(Thread* t, Value v) {
    return v.isObject() &&
           (hasSpec(t, v, &kTzInfoSpec) || isSubtype(typeOf(t, v), stateOf(t)->tzinfo));
}

// --- calendar.cpp --------------------------------------------------------------------------------

bool isLeapYear(int year);
int daysInMonth(int year, int month);
int daysBeforeMonth(int year, int month);
int ordinalOf(int year, int month, int day); // 0001-01-01 is 1
inline int ordinalOf(const Date* d) {
    return ordinalOf(d->year, d->month, d->day);
}
void dateOfOrdinal(int ordinal, int* year, int* month, int* day);
inline int weekdayOf(int year, int month, int day) { // Monday 0
    return (ordinalOf(year, month, day) + 6) % 7;
}
int isoWeekOneMonday(int year); // the ordinal of the Monday on which ISO year begins
struct IsoWeekDate {
    int year, week, weekday; // Monday 1
};
IsoWeekDate isoWeekDateOf(int year, int month, int day);
enum class IsoWeekFault : uint8_t { kNone, kYear, kWeek, kDay };
IsoWeekFault dateOfIsoWeek(int iso_year, int week, int weekday, int* year, int* month, int* day);
// From 0000-12-31, as if it were UTC.
int64_t secondsOf(int year, int month, int day, const ClockTime& clock);
inline int64_t secondsOf(const DateTime* d) {
    return secondsOf(d->year, d->month, d->day, d->clock);
}

// An argument that must be a C int; `otherwise` when it is EMPTY. `c_type`: what too large ones
// cannot become. REENTRY: __index__.
Result<int> convertInt(Thread*, Value v, int otherwise, const char* c_type = "int");
Status checkDate(Thread*, int year, int month, int day);
Status checkClock(Thread*, int hour, int minute, int second, int us, int fold);
Status checkTzInfo(Thread*, Value tzinfo); // None or a tzinfo
Error raiseMissing(Thread*, const char* name, int position);
// The bytes of a pickle, which come as bytes, or as a str from a pickle of Python 2. Empty: it is
// something else. The view is into v or `room`.
Result<std::string_view> pickledState(Thread*, Value v, size_t size, size_t check_at,
                                      const char* type_name, char* room);
// The name that reprs show: with the module for the types of this one.
Ref typeTitle(Thread*, Value v);
// An attribute of a type of this module.
Status setTypeAttribute(Thread*, Type* type, const char* name, Value v);

// --- timedelta.cpp -------------------------------------------------------------------------------

// days, seconds and us need not be normal. `type` null: timedelta itself.
Ref deltaNew(Thread*, int64_t days, int64_t seconds, int64_t us, Type* type = nullptr);
Ref deltaFromMicroseconds(Thread*, __int128 us, Type* type = nullptr);
inline __int128 deltaMicroseconds(const Delta* d) {
    return (static_cast<__int128>(d->days) * kDaySeconds + d->seconds) * kMicro + d->us;
}
inline bool sameDelta(const Delta* a, const Delta* b) {
    return a->days == b->days && a->seconds == b->seconds && a->us == b->us;
}
Ref deltaNegated(Thread*, const Delta*);
Ref deltaSeconds(Thread*, const Delta*); // total_seconds(), correctly rounded

// --- date.cpp, clock_time.cpp, datetime*.cpp -----------------------------------------------------

// Of `type`. A subclass is called, and checks again; else the values are known to be right.
Ref dateNew(Thread*, Type* type, int year, int month, int day);
Ref timeNew(Thread*, Type* type, ClockTime clock, Value tzinfo);
Ref dateTimeNew(Thread*, Type* type, int year, int month, int day, ClockTime clock, Value tzinfo);
// a + sign * delta, of a's type. OverflowError "date value out of range".
Ref dateTimePlus(Thread*, Value date_time, const Delta* delta, int sign);
Ref dateTimeMinus(Thread*, Value a, Value b); // datetime - datetime
// datetime_make.cpp: __new__ and the class methods.
Ref dateTimeConstruct(Thread*, Args);
Ref datetime_now(Thread*, Args);
Ref datetime_utcnow(Thread*, Args);
Ref datetime_fromtimestamp(Thread*, Args);
Ref datetime_utcfromtimestamp(Thread*, Args);
Ref datetime_strptime(Thread*, Args);
Ref datetime_combine(Thread*, Args);
Ref datetime_fromisoformat(Thread*, Args);
// The hash of an aware value: of `seconds` and us less the offset.
Result<int64_t> hashAware(Thread*, int64_t days, int64_t seconds, int64_t us, const Delta* offset);
int64_t hashPacked(Thread*, const char* bytes, size_t size);
void packDate(char* out, const Date* d);           // 4 bytes
void packClock(char* out, const ClockTime& clock); // 6 bytes
ClockTime unpackClock(const char* bytes, bool fold_in_hour);
uint64_t clockOrder(const ClockTime& clock); // without the fold

// --- timezone.cpp --------------------------------------------------------------------------------

// timezone(offset, name); name EMPTY: none. ValueError when the offset is a day or more.
Ref timeZoneNew(Thread*, Value offset, Value name, Type* type = nullptr);
enum class ZoneQuery : uint8_t { kUtcOffset, kDst };
// tzinfo.utcoffset(argument) or dst(): None or a timedelta of less than a day. REENTRY: calls.
Ref askZone(Thread*, Value tzinfo, ZoneQuery query, Value argument);
Ref askZoneName(Thread*, Value tzinfo, Value argument); // None or a str
// A datetime or time: known to the collector only if its zone could lead back to it. So those
// without one, or with a fixed offset, are leaves.
Object* allocateWithZone(Thread*, Type* type, Value tzinfo);
Ref tzInfoFromUtc(Thread*, Value tzinfo, Value date_time);

// --- local_time.cpp ------------------------------------------------------------------------------

// Seconds from the epoch, and microseconds, of a number of seconds. Python: halves to even.
// `floor`: whole seconds only, rounded down. REENTRY: __index__.
Status convertTimestamp(Thread*, Value v, bool floor, int64_t* seconds, int* us);
Status calendarOf(Thread*, int64_t seconds, bool local, tm* out);
// The local time at `seconds` after 0000-12-31 UTC, as seconds.
Result<int64_t> localSeconds(Thread*, int64_t seconds);
// The seconds UTC of a local time.
Result<int64_t> utcOfLocal(Thread*, int64_t local, bool fold);
Ref localZoneAt(Thread*, int64_t timestamp); // a timezone
void currentMoment(Thread*, int64_t* seconds, int* us);

// --- iso_text.cpp --------------------------------------------------------------------------------

// Text that is short and ASCII.
struct ShortText {
    char data[100];
    size_t size = 0;

    void put(char c) { data[size++] = c; }
    void put(std::string_view text) {
        for (char c : text) put(c);
    }
    void digits(uint32_t number, int count) {
        for (int i = count; i-- > 0; number /= 10) {
            data[size + static_cast<size_t>(i)] = static_cast<char>('0' + number % 10);
        }
        size += static_cast<size_t>(count);
    }
    std::string_view view() const { return {data, size}; }
};
enum class TimeSpec : uint8_t { kAuto, kHours, kMinutes, kSeconds, kMillis, kMicros };
Result<TimeSpec> timeSpecOf(Thread*, Value v); // EMPTY: auto
void putDate(ShortText* out, const Date* d);
void putClock(ShortText* out, const ClockTime& clock, TimeSpec spec);
void putOffset(ShortText* out, const Delta* offset, bool colons);
// "+hh:mm[:ss[.ffffff]]" of tzinfo's offset, nothing if there is none. REENTRY.
Status putOffsetOf(Thread*, ShortText* out, Value tzinfo, Value argument, bool colons = true);

struct ParsedTime {
    int hour = 0, minute = 0, second = 0, us = 0;
    bool has_zone = false;
    int zone_seconds = 0, zone_us = 0;
};
bool parseIsoDate(std::string_view text, int* year, int* month, int* day);
bool parseIsoTime(std::string_view text, ParsedTime* out);
// Where the date ends, -1: nowhere.
int64_t isoSeparator(std::string_view text);
// The characters of s as one byte each, those that are not ASCII as two that no parser takes.
// LIMIT: longer text is cut off; nothing valid is as long, but for digits of a fraction.
inline constexpr char kNotAscii = '\x80';
struct IsoRoom {
    char data[128];
};
std::string_view isoCharacters(Str* s, IsoRoom* room);
Error raiseInvalidIso(Thread*, Value text);
Ref zoneOfParsed(Thread*, const ParsedTime&); // None or a timezone

// --- format_time.cpp -----------------------------------------------------------------------------

// strftime() and __format__ of all three types. REENTRY.
Ref formatTime(Thread*, Value object, Value format);
Ref formatDunder(Thread*, Value self, Value format);
Ref timeTupleNew(Thread*, const Date* date, const ClockTime& clock, int dst); // a struct_time
Ref cTimeText(Thread*, const Date* date, const ClockTime& clock);             // ctime()

} // namespace krait::dt
