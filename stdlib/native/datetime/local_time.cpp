// The system's local time, and numbers as moments. Seconds are counted from 0000-12-31, as if all
// of history had been UTC, unless it is called a timestamp.
#include "stdlib/native/datetime/datetime.h"
#include "vm/threads/threads.h"

#include <cerrno>
#include <cmath>

namespace krait::dt {
namespace {

Error raiseMomentRange(Thread* t) {
    return raise(t, TypeId::kOverflowError, "timestamp out of range for platform time_t");
}

double roundHalfEven(double d) {
    double rounded = std::round(d);
    return std::fabs(d - rounded) == 0.5 ? 2.0 * std::round(d / 2.0) : rounded;
}

} // namespace

Status convertTimestamp(Thread* t, Value v, bool floor, int64_t* seconds, int* us) {
    *us = 0;
    if (!isFloat(v)) {
        Ref index = KRAIT_TRY(toIndex(t, v));
        if (!intFits(index, seconds)) return raiseMomentRange(t);
        return ok();
    }
    double d = floatValue(v), whole;
    if (d != d) return raise(t, TypeId::kValueError, "Invalid value NaN (not a number)");
    double fraction = std::modf(d, &whole);
    if (floor) {
        whole = std::floor(d);
    } else {
        fraction = roundHalfEven(fraction * 1e6);
        if (fraction >= 1e6) {
            fraction -= 1e6;
            whole += 1.0;
        } else if (fraction < 0) {
            fraction += 1e6;
            whole -= 1.0;
        }
        *us = static_cast<int>(fraction);
    }
    if (!(whole >= -0x1p63 && whole < 0x1p63)) return raiseMomentRange(t);
    *seconds = static_cast<int64_t>(whole);
    return ok();
}

Status calendarOf(Thread* t, int64_t seconds, bool local, tm* out) {
    time_t moment = seconds;
    if ((local ? localtime_r(&moment, out) : gmtime_r(&moment, out)) != nullptr) return ok();
    if (errno == EOVERFLOW || errno == 0) return raiseMomentRange(t);
    return raiseErrno(t, errno);
}

Result<int64_t> localSeconds(Thread* t, int64_t seconds) {
    tm when;
    KRAIT_TRY(calendarOf(t, seconds - kEpochSeconds, true, &when));
    int year = when.tm_year + 1900;
    if (year < kYearMin || year > kYearMax) {
        return raise(t, TypeId::kValueError, "year %d is out of range", year);
    }
    return ordinalOf(year, when.tm_mon + 1, when.tm_mday) * kDaySeconds + when.tm_hour * 3600 +
           when.tm_min * 60 + when.tm_sec;
}

Result<int64_t> utcOfLocal(Thread* t, int64_t local, bool fold) {
    // The offset at a moment near enough, and a day from there: the one of them that gives `local`
    // back, is right. In a gap none is.
    int64_t a = KRAIT_TRY(localSeconds(t, local)) - local;
    int64_t u1 = local - a;
    int64_t t1 = KRAIT_TRY(localSeconds(t, u1));
    int64_t b;
    if (t1 == local) {
        int64_t u2 = fold ? u1 + kDaySeconds : u1 - kDaySeconds;
        b = KRAIT_TRY(localSeconds(t, u2)) - u2;
        if (a == b) return u1;
    } else {
        b = t1 - u1;
    }
    int64_t u2 = local - b;
    int64_t t2 = KRAIT_TRY(localSeconds(t, u2));
    if (t2 == local) return u2;
    if (t1 == local) return u1;
    return fold ? (u1 < u2 ? u1 : u2) : (u1 > u2 ? u1 : u2);
}

Ref localZoneAt(Thread* t, int64_t timestamp) {
    tm when;
    KRAIT_TRY(calendarOf(t, timestamp, true, &when));
    Ref offset = KRAIT_TRY(deltaNew(t, 0, when.tm_gmtoff, 0));
    Ref name = KRAIT_TRY(strFromUtf8(t, when.tm_zone ? when.tm_zone : ""));
    return timeZoneNew(t, offset, name);
}

void currentMoment(Thread* t, int64_t* seconds, int* us) {
    int64_t nanos = schedulerOf(t)->readClock(CLOCK_REALTIME);
    *seconds = nanos / 1000000000;
    *us = static_cast<int>(nanos % 1000000000 / 1000);
}

} // namespace krait::dt
