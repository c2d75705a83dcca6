// strftime(): our own directives (%z, %:z, %Z, %f) and the common ones here, the rest by the C
// library, one directive at a time, so that other characters never pass through a locale.
#include "stdlib/native/datetime/datetime.h"
#include "vm/runtime/import.h"

#include <cstring>

namespace krait::dt {
namespace {

constexpr const char* kDayNames[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr const char* kMonthNames[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// What is to be formatted. A time has the day 1900-01-01.
struct Moment {
    Value object;
    int year, month, day, weekday, year_day; // weekday: Monday 0; year_day: from 1
    int hour, minute, second, dst;
    int us;
    Value tzinfo, zone_argument;
};

// The fields of a date that overrides timetuple().
Status readTuple(Thread* t, Value tuple, Moment* m) {
    int* fields[] = {&m->year,   &m->month,   &m->day,      &m->hour, &m->minute,
                     &m->second, &m->weekday, &m->year_day, &m->dst};
    if (!isTuple(tuple) || tuple.as<Tuple>()->length != 9) {
        return raise(t, TypeId::kTypeError, "Tuple or struct_time argument required");
    }
    for (int i = 0; i < 9; ++i) {
        *fields[i] = KRAIT_TRY(convertInt(t, tuple.as<Tuple>()->items[i], 0, "long"));
    }
    return ok();
}

Status readMoment(Thread* t, Value object, Moment* m) {
    *m = {object, 1900, 1, 1, 0, 1, 0, 0, 0, -1, 0, Value::none(), Value::none()};
    ClockTime clock;
    if (isTime(t, object)) {
        clock = timeOf(object)->clock;
        m->tzinfo = timeOf(object)->tzinfo;
    } else {
        auto* d = dateOf(object);
        if (isDateTime(t, object)) {
            clock = dateTimeOf(object)->clock;
            m->tzinfo = dateTimeOf(object)->tzinfo;
            m->zone_argument = object;
            m->us = static_cast<int>(clock.us);
        }
        Type* type = typeOf(t, object);
        if (type != stateOf(t)->date && (type != stateOf(t)->date_time || !m->tzinfo.isNone())) {
            Ref tuple = KRAIT_TRY(callMethod(t, object, KRAIT_TRY(strIntern(t, "timetuple"))));
            return readTuple(t, tuple, m);
        }
        m->year = d->year;
        m->month = d->month;
        m->day = d->day;
        m->weekday = weekdayOf(d->year, d->month, d->day);
        m->year_day = daysBeforeMonth(d->year, d->month) + d->day;
    }
    m->hour = clock.hour;
    m->minute = clock.minute;
    m->second = clock.second;
    m->us = static_cast<int>(clock.us);
    return ok();
}

Status appendByLibrary(Thread* t, TextBuffer& out, const char* directive, const Moment& m) {
    tm when = {};
    when.tm_year = m.year - 1900;
    when.tm_mon = m.month - 1;
    when.tm_mday = m.day;
    when.tm_hour = m.hour;
    when.tm_min = m.minute;
    when.tm_sec = m.second;
    when.tm_wday = (m.weekday + 1) % 7;
    when.tm_yday = m.year_day - 1;
    when.tm_isdst = m.dst;
    char text[1024];
    size_t size = strftime(text, sizeof text, directive, &when);
    Ref str = KRAIT_TRY(strFromUtf8(t, {text, size}));
    out.append(str.as<Str>());
    return ok();
}

// Python: text that has no UTF-8 is refused, with the error of its encoding.
Status checkEncodable(Thread* t, Value text) {
    auto* s = text.as<Str>();
    if (s->width == 1) return ok();
    for (int64_t i = 0; i < s->length; ++i) {
        if (s->at(i) - 0xD800 < 0x800) {
            Ref bytes = KRAIT_TRY(callMethod(t, text, KRAIT_TRY(strIntern(t, "encode"))));
            return ok();
        }
    }
    return ok();
}

// %Z. Python: the text comes from replace("%", "%%"), which a subclass of str may override.
Status appendZoneName(Thread* t, TextBuffer& out, const Moment& m) {
    Ref name = askZoneName(t, m.tzinfo, m.zone_argument);
    if (name.isError()) return Error{};
    if (name.get().isNone()) return ok();
    if (!isExactStr(name)) {
        Ref one = KRAIT_TRY(strFromAscii(t, "%"));
        Ref two = KRAIT_TRY(strFromAscii(t, "%%"));
        Ref replaced = KRAIT_TRY(callMethod(t, name, KRAIT_TRY(strIntern(t, "replace")), one, two));
        if (!isStr(replaced)) {
            return raise(t, TypeId::kTypeError, "tzname.replace() did not return a string");
        }
    }
    KRAIT_TRY(checkEncodable(t, name));
    out.append(name.as<Str>());
    return ok();
}

void appendDigits(TextBuffer& out, int number, int count) {
    char text[8];
    for (int i = count; i-- > 0; number /= 10) text[i] = static_cast<char>('0' + number % 10);
    out.append({text, static_cast<size_t>(count)});
}

// One directive without flags. False: it is not one of these.
Result<bool> appendCommon(Thread* t, TextBuffer& out, char letter, const Moment& m) {
    switch (letter) {
    case 'Y':
        out.appendInt(m.year);
        return true;
    case 'm':
        appendDigits(out, m.month, 2);
        return true;
    case 'd':
        appendDigits(out, m.day, 2);
        return true;
    case 'H':
        appendDigits(out, m.hour, 2);
        return true;
    case 'M':
        appendDigits(out, m.minute, 2);
        return true;
    case 'S':
        appendDigits(out, m.second, 2);
        return true;
    case 'j':
        appendDigits(out, m.year_day, 3);
        return true;
    case 'y':
        appendDigits(out, m.year % 100, 2);
        return true;
    case 'f':
        appendDigits(out, m.us, 6);
        return true;
    case '%':
        out.append("%");
        return true;
    case 'Z':
        KRAIT_TRY(appendZoneName(t, out, m));
        return true;
    case 'z': {
        ShortText text;
        KRAIT_TRY(putOffsetOf(t, &text, m.tzinfo, m.zone_argument, false));
        out.append(text.view());
        return true;
    }
    default:
        return false;
    }
}

bool isFlag(uint32_t c) {
    return c == '-' || c == '_' || c == '0' || c == '^' || c == '#' || c == '+';
}

} // namespace

Ref formatTime(Thread* t, Value object, Value format) {
    if (!isStr(format)) {
        return raise(t, TypeId::kTypeError, "strftime() argument 1 must be str, not %T", format);
    }
    Moment m;
    KRAIT_TRY(checkEncodable(t, format));
    KRAIT_TRY(readMoment(t, object, &m));
    auto* s = format.as<Str>();
    TextBuffer out(t);
    int64_t begin = 0;
    for (int64_t i = 0; i < s->length; ++i) {
        if (s->at(i) != '%') continue;
        out.appendSlice(s, begin, i);
        int64_t end = i + 1;
        uint32_t letter = end < s->length ? s->at(end) : 0;
        if (letter == ':' && end + 1 < s->length && s->at(end + 1) == 'z') {
            ShortText text;
            KRAIT_TRY(putOffsetOf(t, &text, m.tzinfo, m.zone_argument));
            out.append(text.view());
            begin = (i = end + 1) + 1;
            continue;
        }
        if (letter < 128 && KRAIT_TRY(appendCommon(t, out, static_cast<char>(letter), m))) {
            begin = (i = end) + 1;
            continue;
        }
        while (end < s->length && isFlag(s->at(end))) ++end;
        while (end < s->length && s->at(end) - '0' < 10) ++end;
        if (end < s->length && (s->at(end) == 'E' || s->at(end) == 'O')) ++end;
        char directive[32];
        bool plain = end < s->length && s->at(end) < 128 && s->at(end) != 0 && end - i < 10;
        if (!plain) { // not a directive: as it is
            begin = i;
            continue;
        }
        for (int64_t k = i; k <= end; ++k) directive[k - i] = static_cast<char>(s->at(k));
        directive[end - i + 1] = 0;
        KRAIT_TRY(appendByLibrary(t, out, directive, m));
        begin = (i = end) + 1;
    }
    out.appendSlice(s, begin, s->length);
    return out.finish();
}

Ref formatDunder(Thread* t, Value self, Value format) {
    if (!isStr(format)) {
        return raise(t, TypeId::kTypeError, "__format__() argument 1 must be str, not %T", format);
    }
    if (format.as<Str>()->length == 0) return strOf(t, self);
    return callMethod(t, self, KRAIT_TRY(strIntern(t, "strftime")), format);
}

Ref timeTupleNew(Thread* t, const Date* date, const ClockTime& clock, int dst) {
    int year = date->year, month = date->month, day = date->day;
    Ref items = KRAIT_TRY(
        tupleOf(t, Value::smallInt(year), Value::smallInt(month), Value::smallInt(day),
                Value::smallInt(clock.hour), Value::smallInt(clock.minute),
                Value::smallInt(clock.second), Value::smallInt(weekdayOf(year, month, day)),
                Value::smallInt(daysBeforeMonth(year, month) + day), Value::smallInt(dst)));
    Ref module = KRAIT_TRY(importModule(t, "time"));
    return callMethod(t, module, KRAIT_TRY(strIntern(t, "struct_time")), items);
}

Ref cTimeText(Thread* t, const Date* d, const ClockTime& clock) {
    ShortText text;
    text.put(kDayNames[weekdayOf(d->year, d->month, d->day)]);
    text.put(' ');
    text.put(kMonthNames[d->month]);
    text.put(' ');
    if (d->day < 10) text.put(' ');
    text.digits(d->day, d->day < 10 ? 1 : 2);
    text.put(' ');
    putClock(&text, clock, TimeSpec::kSeconds);
    text.put(' ');
    text.digits(d->year, 4);
    return strFromAscii(t, text.view());
}

} // namespace krait::dt
