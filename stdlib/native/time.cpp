// time: clocks, sleeping, and calendar time by the C library.
//
// A point in time is int64_t nanoseconds inside; struct_time is a struct sequence of 9 items and
// two hidden fields. The zone names and offsets of the module are computed when it is made, and
// again by tzset(). Nothing is kept outside the module.
#include "stdlib/native/native_support.h"
#include "vm/objects/dict.h"
#include "vm/objects/struct_sequence.h"
#include "vm/runtime/import.h"
#include "vm/runtime/signals.h"
#include "vm/threads/gil.h"
#include "vm/threads/threads.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/SmallVector.h>

#include <cerrno>
#include <cmath>
#include <ctime>
#include <pthread.h>

namespace krait {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

// --- numbers to times ----------------------------------------------------------------------------

Error raiseTimeRange(Thread* t) {
    return raise(t, TypeId::kOverflowError, "timestamp out of range for platform time_t");
}

// Whole seconds, fractions dropped toward minus infinity. REENTRY: __index__.
Result<int64_t> secondsOf(Thread* t, Value v) {
    if (isFloat(v)) {
        double d = floatValue(v);
        if (d != d) return raise(t, TypeId::kValueError, "Invalid value NaN (not a number)");
        d = std::floor(d);
        if (!(d >= -0x1p63 && d < 0x1p63)) return raiseTimeRange(t);
        return static_cast<int64_t>(d);
    }
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t seconds;
    if (!intFits(i, &seconds)) return raiseTimeRange(t);
    return seconds;
}

// Nanoseconds, fractions rounded away from zero. REENTRY: __index__.
Result<int64_t> nanosOf(Thread* t, Value v) {
    if (isFloat(v)) {
        double d = floatValue(v);
        if (d != d) return raise(t, TypeId::kValueError, "Invalid value NaN (not a number)");
        d *= static_cast<double>(kNanosPerSecond);
        d = d >= 0 ? std::ceil(d) : std::floor(d);
        if (!(d >= -0x1p63 && d < 0x1p63)) return raiseTimeRange(t);
        return static_cast<int64_t>(d);
    }
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t seconds, nanos;
    if (!intFits(i, &seconds) || __builtin_mul_overflow(seconds, kNanosPerSecond, &nanos)) {
        return raiseTimeRange(t);
    }
    return nanos;
}

Ref secondsFromNanos(int64_t nanos) {
    if (nanos % kNanosPerSecond == 0)
        return floatFrom(static_cast<double>(nanos / kNanosPerSecond));
    return floatFrom(static_cast<double>(nanos) / 1e9);
}

// --- clocks --------------------------------------------------------------------------------------

Result<int64_t> readClock(Thread* t, clockid_t clock) {
    int64_t now = schedulerOf(t)->readClock(clock);
    if (now < 0) return raiseErrno(t, errno);
    return now;
}
template <clockid_t clock>
Ref clockSeconds(Thread* t, Args) {
    return secondsFromNanos(KRAIT_TRY(readClock(t, clock)));
}
template <clockid_t clock>
Ref clockNanos(Thread* t, Args) {
    return intFrom(t, KRAIT_TRY(readClock(t, clock)));
}

// A C int argument.
Result<int> clockOf(Thread* t, Value v) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t id = KRAIT_TRY(intAsInt64(t, i));
    if (id < INT32_MIN || id > INT32_MAX) {
        return raise(t, TypeId::kOverflowError,
                     id < 0 ? "signed integer is less than minimum"
                            : "signed integer is greater than maximum");
    }
    return static_cast<int>(id);
}
Ref time_clock_gettime(Thread* t, Args a) {
    int clock = KRAIT_TRY(clockOf(t, a[0]));
    return secondsFromNanos(KRAIT_TRY(readClock(t, clock)));
}
Ref time_clock_gettime_ns(Thread* t, Args a) {
    int clock = KRAIT_TRY(clockOf(t, a[0]));
    return intFrom(t, KRAIT_TRY(readClock(t, clock)));
}
Ref setClock(Thread* t, int clock, int64_t nanos) {
    timespec when;
    when.tv_sec = nanos / kNanosPerSecond;
    when.tv_nsec = nanos % kNanosPerSecond;
    if (when.tv_nsec < 0) {
        when.tv_nsec += kNanosPerSecond;
        --when.tv_sec;
    }
    if (clock_settime(clock, &when) != 0) return raiseErrno(t, errno);
    return Ref::none();
}
Ref time_clock_settime(Thread* t, Args a) {
    int clock = KRAIT_TRY(clockOf(t, a[0]));
    return setClock(t, clock, KRAIT_TRY(nanosOf(t, a[1])));
}
Ref time_clock_settime_ns(Thread* t, Args a) {
    int clock = KRAIT_TRY(clockOf(t, a[0]));
    if (!isInt(a[1])) return raise(t, TypeId::kTypeError, "expect int, got %T", a[1]);
    int64_t nanos;
    if (!intFits(a[1], &nanos)) {
        return raise(t, TypeId::kOverflowError, "timestamp too large to convert to C PyTime_t");
    }
    return setClock(t, clock, nanos);
}
Ref time_clock_getres(Thread* t, Args a) {
    int clock = KRAIT_TRY(clockOf(t, a[0]));
    timespec resolution;
    if (clock_getres(clock, &resolution) != 0) return raiseErrno(t, errno);
    return floatFrom(static_cast<double>(resolution.tv_sec) +
                     static_cast<double>(resolution.tv_nsec) * 1e-9);
}
Ref time_pthread_getcpuclockid(Thread* t, Args a) {
    if (!isInt(a[0])) {
        return raise(t, TypeId::kTypeError,
                     "pthread_getcpuclockid() argument 1 must be int, not %T", a[0]);
    }
    clockid_t clock;
    // The system reads whatever the number points at, so it must be a thread's.
    if (!threadFind(t->runtime, static_cast<uint64_t>(intClamped(a[0]))))
        return raiseErrno(t, ESRCH);
    int error = pthread_getcpuclockid(static_cast<pthread_t>(intClamped(a[0])), &clock);
    if (error != 0) return raiseErrno(t, error);
    return intFrom(t, clock);
}

Ref time_get_clock_info(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "get_clock_info() argument 1 must be str, not %T",
                     a[0]);
    }
    struct {
        const char* name;
        clockid_t clock;
        const char* implementation;
        bool monotonic;
    } const clocks[] = {
        {"time", CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", false},
        {"monotonic", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true},
        {"perf_counter", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true},
        {"process_time", CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true},
        {"thread_time", CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true}};
    for (const auto& clock : clocks) {
        if (!strEqualAscii(a[0].as<Str>(), clock.name)) continue;
        Value id = Value::smallInt(clock.clock);
        Ref resolution = KRAIT_TRY(time_clock_getres(t, &id));
        Ref info = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSimpleNamespace))));
        Ref implementation = KRAIT_TRY(strFromAscii(t, clock.implementation));
        KRAIT_TRY(addValue(t, info, "implementation", implementation));
        KRAIT_TRY(addValue(t, info, "monotonic", Value::boolean(clock.monotonic)));
        KRAIT_TRY(addValue(t, info, "adjustable", Value::boolean(!clock.monotonic)));
        KRAIT_TRY(addValue(t, info, "resolution", resolution));
        return info;
    }
    return raise(t, TypeId::kValueError, "unknown clock");
}

// Python: a signal whose handler does not raise lets the sleep go on until its end.
// SAFEPOINT: handlers of signals run.
Ref time_sleep(Thread* t, Args a) {
    int64_t nanos = KRAIT_TRY(nanosOf(t, a[0]));
    if (nanos < 0) {
        return raise(t, TypeId::kValueError, "sleep length must be non-negative");
    }
    int64_t until;
    if (__builtin_add_overflow(schedulerNow(t), nanos, &until)) until = kNever - 1;
    for (;;) {
        int error = schedulerOf(t)->sleepUntil(t, until);
        if (error == 0) return Ref::none();
        if (error != EINTR) return raiseErrno(t, error);
        KRAIT_TRY(signalsServe(t));
    }
}

// --- struct_time ---------------------------------------------------------------------------------

constexpr StructSequenceField kStructTimeFields[] = {
    {"tm_year", "year, for example, 1993"},
    {"tm_mon", "month of year, range [1, 12]"},
    {"tm_mday", "day of month, range [1, 31]"},
    {"tm_hour", "hours, range [0, 23]"},
    {"tm_min", "minutes, range [0, 59]"},
    {"tm_sec", "seconds, range [0, 61])"},
    {"tm_wday", "day of week, range [0, 6], Monday is 0"},
    {"tm_yday", "day of year, range [1, 366]"},
    {"tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"},
    {"tm_zone", "abbreviation of timezone name"},
    {"tm_gmtoff", "offset from UTC in seconds"},
};
constexpr int kFieldCount = 11, kItemCount = 9, kZoneField = 9, kOffsetField = 10;

constexpr StructSequenceSpec kStructTimeSpec = {
    structSequenceLayout(
        "time.struct_time",
        "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by "
        "asctime(), mktime() and strftime().  May be considered as a\n sequence of 9 "
        "integers.\n\n Note that several fields' values are not the same as those defined by\n the "
        "C language standard for struct tm.  For example, the value of the\n field tm_year is the "
        "actual year, not year - 1900.  See individual\n fields' descriptions for details."),
    kStructTimeFields, kFieldCount, kItemCount};

Ref structTimeFrom(Thread* t, const tm& when) {
    Value fields[kFieldCount];
    Ref year = KRAIT_TRY(intFrom(t, when.tm_year + int64_t{1900}));
    Ref zone = KRAIT_TRY(strFromUtf8(t, when.tm_zone ? when.tm_zone : ""));
    fields[0] = year.release();
    fields[1] = Value::smallInt(when.tm_mon + 1);
    fields[2] = Value::smallInt(when.tm_mday);
    fields[3] = Value::smallInt(when.tm_hour);
    fields[4] = Value::smallInt(when.tm_min);
    fields[5] = Value::smallInt(when.tm_sec);
    fields[6] = Value::smallInt((when.tm_wday + 6) % 7); // Monday is 0
    fields[7] = Value::smallInt(when.tm_yday + 1);
    fields[8] = Value::smallInt(when.tm_isdst);
    fields[kZoneField] = zone.release();
    fields[kOffsetField] = Value::smallInt(when.tm_gmtoff);
    return structSequenceNew(t, &kStructTimeSpec, fields);
}

// The moment that an optional argument names: now when it is absent or None.
Result<int64_t> momentOf(Thread* t, Value v) {
    if (v.isEmpty() || v.isNone()) return static_cast<int64_t>(::time(nullptr));
    return secondsOf(t, v);
}
Status calendarTime(Thread* t, int64_t seconds, bool local, tm* out) {
    time_t moment = seconds;
    if ((local ? localtime_r(&moment, out) : gmtime_r(&moment, out)) != nullptr) return ok();
    if (errno == EOVERFLOW || errno == 0) {
        return raise(t, TypeId::kOverflowError, "timestamp out of range for platform time_t");
    }
    return raiseErrno(t, errno);
}
Ref time_gmtime(Thread* t, Args a) {
    int64_t seconds = KRAIT_TRY(momentOf(t, a[0]));
    tm when;
    KRAIT_TRY(calendarTime(t, seconds, false, &when));
    when.tm_zone = "GMT";
    when.tm_gmtoff = 0;
    return structTimeFrom(t, when);
}
Ref time_localtime(Thread* t, Args a) {
    int64_t seconds = KRAIT_TRY(momentOf(t, a[0]));
    tm when;
    KRAIT_TRY(calendarTime(t, seconds, true, &when));
    return structTimeFrom(t, when);
}

// A tuple of nine as struct tm. `zone` keeps the text that tm_zone points at.
Status tmFromTuple(Thread* t, Value v, const char* function, tm* out, llvm::SmallString<32>* zone) {
    if (!isTuple(v)) {
        return raise(t, TypeId::kTypeError, "Tuple or struct_time argument required");
    }
    auto* tuple = v.as<Tuple>();
    if (tuple->length != kItemCount) {
        return raise(t, TypeId::kTypeError, "%s(): illegal time tuple argument", function);
    }
    int items[kItemCount];
    for (int i = 0; i < kItemCount; ++i) items[i] = KRAIT_TRY(clockOf(t, tuple->items[i]));
    if (items[0] < INT32_MIN + 1900) {
        return raise(t, TypeId::kOverflowError, "year out of range");
    }
    *out = {};
    out->tm_year = items[0] - 1900;
    out->tm_mon = items[1] - 1;
    out->tm_mday = items[2];
    out->tm_hour = items[3];
    out->tm_min = items[4];
    out->tm_sec = items[5];
    out->tm_wday = static_cast<int>((int64_t{items[6]} + 1) % 7);
    out->tm_yday = items[7] - 1;
    out->tm_isdst = items[8];
    if (typeOf(t, v)->spec != &kStructTimeSpec.type) return ok();
    if (Value name = tuple->items[kZoneField]; isStr(name) && name.as<Str>()->isAscii()) {
        *zone = llvm::StringRef(name.as<Str>()->ascii().data(),
                                static_cast<size_t>(name.as<Str>()->length));
        out->tm_zone = zone->c_str();
    }
    if (Value offset = tuple->items[kOffsetField]; !offset.isNone()) {
        out->tm_gmtoff = KRAIT_TRY(toIndexInt64(t, offset));
    }
    return ok();
}

// Python: 0 stands for the first month, day and day of the year, since older code passes them.
Status checkRanges(Thread* t, tm* when) {
    auto wrong = [&](const char* what) {
        return raise(t, TypeId::kValueError, "%s out of range", what);
    };
    if (when->tm_mon == -1) when->tm_mon = 0;
    if (when->tm_mon < 0 || when->tm_mon > 11) return wrong("month");
    if (when->tm_mday == 0) when->tm_mday = 1;
    if (when->tm_mday < 0 || when->tm_mday > 31) return wrong("day of month");
    if (when->tm_hour < 0 || when->tm_hour > 23) return wrong("hour");
    if (when->tm_min < 0 || when->tm_min > 59) return wrong("minute");
    if (when->tm_sec < 0 || when->tm_sec > 61) return wrong("seconds");
    if (when->tm_wday < 0) return wrong("day of week");
    if (when->tm_yday == -1) when->tm_yday = 0;
    if (when->tm_yday < 0 || when->tm_yday > 365) return wrong("day of year");
    return ok();
}

Ref ascTime(Thread* t, const tm& when) {
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    int length = std::snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %lld",
                               kDays[when.tm_wday], kMonths[when.tm_mon], when.tm_mday,
                               when.tm_hour, when.tm_min, when.tm_sec, 1900LL + when.tm_year);
    return strFromAscii(t, {text, static_cast<size_t>(length)});
}
Ref time_asctime(Thread* t, Args a) {
    tm when;
    llvm::SmallString<32> zone;
    if (a[0].isEmpty()) {
        KRAIT_TRY(calendarTime(t, ::time(nullptr), true, &when));
    } else {
        KRAIT_TRY(tmFromTuple(t, a[0], "asctime", &when, &zone));
        KRAIT_TRY(checkRanges(t, &when));
    }
    return ascTime(t, when);
}
Ref time_ctime(Thread* t, Args a) {
    int64_t seconds = KRAIT_TRY(momentOf(t, a[0]));
    tm when;
    KRAIT_TRY(calendarTime(t, seconds, true, &when));
    return ascTime(t, when);
}

Ref time_mktime(Thread* t, Args a) {
    tm when;
    llvm::SmallString<32> zone;
    KRAIT_TRY(tmFromTuple(t, a[0], "mktime", &when, &zone));
    when.tm_wday = -1; // stays so if it fails: -1 is also a valid moment
    time_t moment = mktime(&when);
    if (moment == -1 && when.tm_wday == -1) {
        return raise(t, TypeId::kOverflowError, "mktime argument out of range");
    }
    return floatFrom(static_cast<double>(moment));
}

// The text of a str in UTF-8, lone surrogates as their three bytes.
void appendUtf8(llvm::SmallVectorImpl<char>& out, Str* s) {
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c < 0x80) {
            out.push_back(static_cast<char>(c));
            continue;
        }
        if (c < 0x800) {
            out.push_back(static_cast<char>(0xC0 | c >> 6));
        } else {
            if (c < 0x10000) {
                out.push_back(static_cast<char>(0xE0 | c >> 12));
            } else {
                out.push_back(static_cast<char>(0xF0 | c >> 18));
                out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
            }
            out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
        }
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
}

Ref time_strftime(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "strftime() argument 1 must be str, not %T", a[0]);
    }
    tm when;
    llvm::SmallString<32> zone;
    if (a[1].isEmpty()) {
        KRAIT_TRY(calendarTime(t, ::time(nullptr), true, &when));
    } else {
        KRAIT_TRY(tmFromTuple(t, a[1], "strftime", &when, &zone));
        KRAIT_TRY(checkRanges(t, &when));
    }
    when.tm_isdst = when.tm_isdst < -1 ? -1 : when.tm_isdst > 1 ? 1 : when.tm_isdst;
    llvm::SmallVector<char, 128> format;
    appendUtf8(format, a[0].as<Str>());
    size_t length = format.size();
    for (char c : format) {
        if (c == 0) return raise(t, TypeId::kValueError, "embedded null character");
    }
    format.push_back(0);
    if (length == 0) return strFromAscii(t, "");
    // The C library reports "did not fit" and "nothing" alike: LIMIT of 256 times the format.
    llvm::SmallVector<char, 256> out;
    for (size_t size = 256;; size *= 2) {
        out.resize_for_overwrite(size);
        size_t written = strftime(out.data(), size, format.data(), &when);
        if (written != 0 || size >= 256 * length) {
            return strFromUtf8(t, {out.data(), written});
        }
    }
}

Ref time_strptime(Thread* t, Args a) {
    Ref module = KRAIT_TRY(importModule(t, "_strptime"));
    Ref function = KRAIT_TRY(getAttr(t, module, "_strptime_time"));
    if (a[1].isEmpty()) return callFunction(t, function, a[0]);
    return callFunction(t, function, a[0], a[1]);
}

// --- zones ---------------------------------------------------------------------------------------

// timezone, altzone, daylight and tzname, from the zone in the middle of winter and of summer.
Status addZones(Thread* t, Value module) {
    constexpr int64_t kYear = (365 * 24 + 6) * 3600;
    int64_t start = ::time(nullptr) / kYear * kYear;
    tm january, july;
    KRAIT_TRY(calendarTime(t, start, true, &january));
    Ref january_name = KRAIT_TRY(strFromUtf8(t, january.tm_zone ? january.tm_zone : "   "));
    KRAIT_TRY(calendarTime(t, start + kYear / 2, true, &july));
    Ref july_name = KRAIT_TRY(strFromUtf8(t, july.tm_zone ? july.tm_zone : "   "));
    int64_t january_offset = -january.tm_gmtoff, july_offset = -july.tm_gmtoff;
    bool southern = january_offset < july_offset;
    int64_t standard = southern ? july_offset : january_offset;
    int64_t summer = southern ? january_offset : july_offset;
    KRAIT_TRY(addValue(t, module, "timezone", Value::smallInt(standard)));
    KRAIT_TRY(addValue(t, module, "altzone", Value::smallInt(summer)));
    KRAIT_TRY(addValue(t, module, "daylight", Value::smallInt(standard != summer)));
    Ref names =
        southern ? tupleOf(t, july_name, january_name) : tupleOf(t, january_name, july_name);
    if (names.isError()) return Error{};
    return addValue(t, module, "tzname", names);
}

Ref time_tzset(Thread* t, Args) {
    Ref module = KRAIT_TRY(importModule(t, "time"));
    tzset();
    KRAIT_TRY(addZones(t, module));
    return Ref::none();
}

// --- module --------------------------------------------------------------------------------------

constexpr MethodDef kFunctions[] = {
    {"time()", clockSeconds<CLOCK_REALTIME>,
     "time() -> floating-point number\n\nReturn the current time in seconds since the "
     "Epoch.\nFractions of a second may be present if the system clock provides them."},
    {"time_ns()", clockNanos<CLOCK_REALTIME>,
     "time_ns() -> int\n\nReturn the current time in nanoseconds since the Epoch."},
    {"clock_gettime(clk_id, /)", time_clock_gettime, "Return the time of the specified clock."},
    {"clock_gettime_ns(clk_id, /)", time_clock_gettime_ns,
     "Return the time of the specified clock clk_id as nanoseconds."},
    {"clock_settime(clk_id, time, /)", time_clock_settime,
     "Set the time of the specified clock clk_id."},
    {"clock_settime_ns(clk_id, time, /)", time_clock_settime_ns,
     "Set the time of the specified clock clk_id with nanoseconds."},
    {"clock_getres(clk_id, /)", time_clock_getres,
     "Return the resolution (precision) of the specified clock clk_id."},
    {"pthread_getcpuclockid(thread_id, /)", time_pthread_getcpuclockid,
     "Return the clk_id of a thread's CPU time clock."},
    {"sleep(seconds, /)", time_sleep,
     "sleep(seconds)\n\nDelay execution for a given number of seconds.  The argument may be\na "
     "floating-point number for subsecond precision."},
    {"gmtime(seconds=<unset>, /)", time_gmtime,
     "Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a.\nGMT).  When "
     "'seconds' is not passed in, convert the current time instead."},
    {"localtime(seconds=<unset>, /)", time_localtime,
     "Convert seconds since the Epoch to a time tuple expressing local time.\nWhen 'seconds' is "
     "not passed in, convert the current time instead."},
    {"asctime(tuple=<unset>, /)", time_asctime,
     "Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'."},
    {"ctime(seconds=<unset>, /)", time_ctime,
     "Convert a time in seconds since the Epoch to a string in local time."},
    {"mktime(tuple, /)", time_mktime,
     "Convert a time tuple in local time to seconds since the Epoch."},
    {"strftime(format, tuple=<unset>, /)", time_strftime,
     "Convert a time tuple to a string according to a format specification."},
    {"strptime(string, format=<unset>, /)", time_strptime,
     "Parse a string to a time tuple according to a format specification."},
    {"tzset()", time_tzset,
     "Initialize, or reinitialize, the local timezone to the value stored in\nos.environ['TZ']."},
    {"monotonic()", clockSeconds<CLOCK_MONOTONIC>, "Monotonic clock, cannot go backward."},
    {"monotonic_ns()", clockNanos<CLOCK_MONOTONIC>,
     "Monotonic clock, cannot go backward, as nanoseconds."},
    {"process_time()", clockSeconds<CLOCK_PROCESS_CPUTIME_ID>,
     "Process time for profiling: sum of the kernel and user-space CPU time."},
    {"process_time_ns()", clockNanos<CLOCK_PROCESS_CPUTIME_ID>,
     "Process time for profiling as nanoseconds:\nsum of the kernel and user-space CPU time."},
    {"thread_time()", clockSeconds<CLOCK_THREAD_CPUTIME_ID>,
     "Thread time for profiling: sum of the kernel and user-space CPU time."},
    {"thread_time_ns()", clockNanos<CLOCK_THREAD_CPUTIME_ID>,
     "Thread time for profiling as nanoseconds:\nsum of the kernel and user-space CPU time."},
    {"perf_counter()", clockSeconds<CLOCK_MONOTONIC>, "Performance counter for benchmarking."},
    {"perf_counter_ns()", clockNanos<CLOCK_MONOTONIC>,
     "Performance counter for benchmarking as nanoseconds."},
    {"get_clock_info(name, /)", time_get_clock_info, "Get information of the specified clock."},
    {}};

Status initModule(Thread* t, Value module) {
    struct {
        const char* name;
        int value;
    } const constants[] = {{"CLOCK_REALTIME", CLOCK_REALTIME},
                           {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
                           {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW},
                           {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
                           {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
                           {"CLOCK_BOOTTIME", CLOCK_BOOTTIME},
                           {"CLOCK_TAI", CLOCK_TAI},
                           {"_STRUCT_TM_ITEMS", kFieldCount}};
    for (const auto& constant : constants) {
        KRAIT_TRY(addValue(t, module, constant.name, Value::smallInt(constant.value)));
    }
    Type* struct_time = structSequenceType(t, &kStructTimeSpec);
    if (!struct_time) return Error{};
    KRAIT_TRY(addValue(t, module, "struct_time", Value(struct_time)));
    tzset();
    return addZones(t, module);
}

} // namespace

extern const NativeModule ktimeModule = {
    "time",
    "This module provides various functions to manipulate time values.\n\nThere are two standard "
    "representations of time.  One is the number\nof seconds since the Epoch, in UTC (a.k.a. "
    "GMT).  It may be an integer\nor a floating-point number (to represent fractions of seconds).",
    kFunctions, initModule};

} // namespace krait
