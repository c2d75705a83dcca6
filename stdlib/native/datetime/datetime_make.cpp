// How datetimes are made: the constructor and the class methods.
#include "stdlib/native/datetime/datetime.h"
#include "vm/runtime/import.h"

namespace krait::dt {
namespace {

Ref make(Thread* t, Type* type, int year, int month, int day, ClockTime clock, Value tzinfo) {
    auto* d = static_cast<DateTime*>(allocateWithZone(t, type, tzinfo));
    if (KRAIT_UNLIKELY(!d)) return Error{};
    d->year = static_cast<uint16_t>(year);
    d->month = static_cast<uint8_t>(month);
    d->day = static_cast<uint8_t>(day);
    d->clock = clock;
    store(&d->tzinfo, tzinfo);
    return Ref::take(Value(d));
}

// --- moments -------------------------------------------------------------------------------------

// A datetime of a timestamp, in UTC or in local time with the fold that it has there.
Ref ofMoment(Thread* t, Type* type, int64_t timestamp, int us, bool local, Value tzinfo) {
    tm when;
    KRAIT_TRY(calendarOf(t, timestamp, local, &when));
    int year = when.tm_year + 1900, month = when.tm_mon + 1, day = when.tm_mday;
    ClockTime clock{static_cast<uint8_t>(when.tm_hour), static_cast<uint8_t>(when.tm_min),
                    static_cast<uint8_t>(when.tm_sec > 59 ? 59 : when.tm_sec), 0,
                    static_cast<uint32_t>(us)};
    KRAIT_TRY(checkDate(t, year, month, day));
    if (local && tzinfo.isNone()) {
        int64_t moment = kEpochSeconds + timestamp;
        // An offset that was larger a day ago means that clocks were set back since: was this hour
        // there before? Moments of year 1 have no day before.
        if (moment - kDaySeconds >= kDaySeconds) {
            int64_t here = secondsOf(year, month, day, clock);
            int64_t before = KRAIT_TRY(localSeconds(t, moment - kDaySeconds));
            int64_t change = here - before - kDaySeconds;
            if (change < 0) {
                clock.fold = KRAIT_TRY(localSeconds(t, moment + change)) == here;
            }
        }
    }
    return dateTimeNew(t, type, year, month, day, clock, tzinfo);
}

// In UTC, then as the zone has it.
Ref inZone(Thread* t, Type* type, int64_t timestamp, int us, Value tzinfo) {
    Ref made = KRAIT_TRY(ofMoment(t, type, timestamp, us, tzinfo.isNone(), tzinfo));
    if (tzinfo.isNone()) return made;
    return callMethod(t, tzinfo, KRAIT_TRY(strIntern(t, "fromutc")), made);
}

Status warnNaive(Thread* t, const char* method, const char* instead) {
    return warn(t, TypeId::kDeprecationWarning, 1,
                "datetime.datetime.%s() is deprecated and scheduled for removal in a future "
                "version. Use timezone-aware objects to represent datetimes in UTC: "
                "datetime.datetime.%s.",
                method, instead);
}

} // namespace

Ref dateTimeConstruct(Thread* t, Args a) {
    Type* type = a[0].as<Type>();
    if (KRAIT_UNLIKELY(!a[1].isSmallInt() && !a[1].isEmpty() && a[3].isEmpty())) {
        char room[10];
        std::string_view state = KRAIT_TRY(pickledState(t, a[1], 10, 2, "datetime", room));
        if (!state.empty()) {
            Value tzinfo = a[2].isEmpty() ? Value::none() : a[2];
            if (!tzinfo.isNone() && !isTzInfo(t, tzinfo)) {
                return raise(t, TypeId::kTypeError, "bad tzinfo state arg");
            }
            auto at = [&](size_t i) { return static_cast<uint8_t>(state[i]); };
            ClockTime clock = unpackClock(state.data() + 4, false);
            clock.fold = at(2) >> 7;
            return make(t, type, at(0) << 8 | at(1), at(2) & 0x7F, at(3), clock, tzinfo);
        }
    }
    constexpr const char* kNames[] = {"year", "month", "day"};
    int fields[7];
    for (int i = 0; i < 7; ++i) {
        if (i < 3 && a[i + 1].isEmpty()) return raiseMissing(t, kNames[i], i + 1);
        fields[i] = KRAIT_TRY(convertInt(t, a[i + 1], 0, "long"));
    }
    int fold = KRAIT_TRY(convertInt(t, a[9], 0, "long"));
    Value tzinfo = a[8].isEmpty() ? Value::none() : a[8];
    KRAIT_TRY(checkDate(t, fields[0], fields[1], fields[2]));
    KRAIT_TRY(checkClock(t, fields[3], fields[4], fields[5], fields[6], fold));
    KRAIT_TRY(checkTzInfo(t, tzinfo));
    ClockTime clock{static_cast<uint8_t>(fields[3]), static_cast<uint8_t>(fields[4]),
                    static_cast<uint8_t>(fields[5]), static_cast<uint8_t>(fold),
                    static_cast<uint32_t>(fields[6])};
    return make(t, type, fields[0], fields[1], fields[2], clock, tzinfo);
}

Ref dateTimeNew(Thread* t, Type* type, int year, int month, int day, ClockTime clock,
                Value tzinfo) {
    if (type == stateOf(t)->date_time) return make(t, type, year, month, day, clock, tzinfo);
    Ref made = KRAIT_TRY(callFunction(t, Value(type), Value::smallInt(year), Value::smallInt(month),
                                      Value::smallInt(day), Value::smallInt(clock.hour),
                                      Value::smallInt(clock.minute), Value::smallInt(clock.second),
                                      Value::smallInt(clock.us), tzinfo));
    if (isDateTime(t, made)) dateTimeOf(made)->clock.fold = clock.fold;
    return made;
}

// --- class methods -------------------------------------------------------------------------------

Ref datetime_now(Thread* t, Args a) {
    KRAIT_TRY(checkTzInfo(t, a[1]));
    int64_t seconds;
    int us;
    currentMoment(t, &seconds, &us);
    return inZone(t, a[0].as<Type>(), seconds, us, a[1]);
}

Ref datetime_utcnow(Thread* t, Args a) {
    KRAIT_TRY(warnNaive(t, "utcnow", "now(datetime.UTC)"));
    int64_t seconds;
    int us;
    currentMoment(t, &seconds, &us);
    return ofMoment(t, a[0].as<Type>(), seconds, us, false, Value::none());
}

Ref datetime_fromtimestamp(Thread* t, Args a) {
    KRAIT_TRY(checkTzInfo(t, a[2]));
    int64_t seconds;
    int us;
    KRAIT_TRY(convertTimestamp(t, a[1], false, &seconds, &us));
    return inZone(t, a[0].as<Type>(), seconds, us, a[2]);
}

Ref datetime_utcfromtimestamp(Thread* t, Args a) {
    KRAIT_TRY(warnNaive(t, "utcfromtimestamp", "fromtimestamp(timestamp, datetime.UTC)"));
    int64_t seconds;
    int us;
    KRAIT_TRY(convertTimestamp(t, a[1], false, &seconds, &us));
    return ofMoment(t, a[0].as<Type>(), seconds, us, false, Value::none());
}

Ref datetime_strptime(Thread* t, Args a) {
    for (int i = 1; i < 3; ++i) {
        if (!isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "strptime() argument %d must be str, not %T", i,
                         a[i]);
        }
    }
    Ref module = KRAIT_TRY(importModule(t, "_strptime"));
    return callMethod(t, module, KRAIT_TRY(strIntern(t, "_strptime_datetime")), a[0], a[1], a[2]);
}

Ref datetime_combine(Thread* t, Args a) {
    if (!isDate(t, a[1])) {
        return raise(t, TypeId::kTypeError, "combine() argument 1 must be datetime.date, not %T",
                     a[1]);
    }
    if (!isTime(t, a[2])) {
        return raise(t, TypeId::kTypeError, "combine() argument 2 must be datetime.time, not %T",
                     a[2]);
    }
    auto* date = dateOf(a[1]);
    auto* time = timeOf(a[2]);
    Value tzinfo = a[3].isEmpty() ? time->tzinfo : a[3];
    KRAIT_TRY(checkTzInfo(t, tzinfo));
    return dateTimeNew(t, a[0].as<Type>(), date->year, date->month, date->day, time->clock, tzinfo);
}

Ref datetime_fromisoformat(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "fromisoformat: argument must be str");
    }
    IsoRoom room;
    std::string_view text = isoCharacters(a[1].as<Str>(), &room);
    int64_t separator = isoSeparator(text);
    if (separator < 0) return raiseInvalidIso(t, a[1]);
    auto at = static_cast<size_t>(separator);
    int year, month, day;
    ParsedTime parsed;
    if (!parseIsoDate(text.substr(0, at), &year, &month, &day)) return raiseInvalidIso(t, a[1]);
    if (text.size() > at) {
        size_t time = text[at] == kNotAscii ? at + 2 : at + 1;
        if (!parseIsoTime(text.substr(time), &parsed)) return raiseInvalidIso(t, a[1]);
    }
    Ref zone = KRAIT_TRY(zoneOfParsed(t, parsed));
    KRAIT_TRY(checkDate(t, year, month, day));
    KRAIT_TRY(checkClock(t, parsed.hour, parsed.minute, parsed.second, parsed.us, 0));
    ClockTime clock{static_cast<uint8_t>(parsed.hour), static_cast<uint8_t>(parsed.minute),
                    static_cast<uint8_t>(parsed.second), 0, static_cast<uint32_t>(parsed.us)};
    return dateTimeNew(t, a[0].as<Type>(), year, month, day, clock, zone);
}

} // namespace krait::dt
