// ISO 8601: values as text, and the text that fromisoformat() reads.
//
// The parsers take what CPython's take, also where that is more than the standard allows.
#include "stdlib/native/datetime/datetime.h"

namespace krait::dt {
namespace {

// A cursor over text that gives a zero byte at its end.
struct Cursor {
    std::string_view text;
    size_t at = 0;

    char peek(size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
    bool digits(int count, int* out) {
        int number = 0;
        for (int i = 0; i < count; ++i) {
            auto digit = static_cast<unsigned>(peek() - '0');
            if (digit > 9) return false;
            ++at;
            number = number * 10 + static_cast<int>(digit);
        }
        *out = number;
        return true;
    }
};
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

enum class ClockEnd : uint8_t { kBad, kAtEnd, kBeforeMore };

// HH[:MM[:SS[.f...]]], with all colons or none, in text[begin, end); more may follow the end.
ClockEnd parseClock(std::string_view text, size_t begin, size_t end, int* fields, int* us) {
    constexpr int kScale[] = {100000, 10000, 1000, 100, 10};
    Cursor c{text, begin};
    bool separated = true;
    for (int i = 0; i < 3; ++i) {
        if (!c.digits(2, &fields[i])) return ClockEnd::kBad;
        char next = c.peek();
        ++c.at;
        if (i == 0) separated = next == ':';
        if (c.at >= end) return next != '\0' ? ClockEnd::kBeforeMore : ClockEnd::kAtEnd;
        if (separated && next == ':') continue;
        if (next == '.' || next == ',') break;
        if (separated) return ClockEnd::kBad;
        --c.at;
    }
    size_t left = end - c.at;
    int count = left >= 6 ? 6 : static_cast<int>(left);
    if (!c.digits(count, us)) return ClockEnd::kBad;
    if (count > 0 && count < 6) *us *= kScale[count - 1];
    while (isDigit(c.peek())) ++c.at; // more precise than a microsecond
    return c.peek() != '\0' ? ClockEnd::kBeforeMore : ClockEnd::kAtEnd;
}

} // namespace

// --- text of values ------------------------------------------------------------------------------

Result<TimeSpec> timeSpecOf(Thread* t, Value v) {
    if (v.isEmpty()) return TimeSpec::kAuto;
    constexpr const char* kNames[] = {"auto",    "hours",        "minutes",
                                      "seconds", "milliseconds", "microseconds"};
    for (int i = 0; i < 6; ++i) {
        if (strEqualAscii(v.as<Str>(), kNames[i])) return static_cast<TimeSpec>(i);
    }
    return raise(t, TypeId::kValueError, "Unknown timespec value");
}

void putDate(ShortText* out, const Date* d) {
    out->digits(d->year, 4);
    out->put('-');
    out->digits(d->month, 2);
    out->put('-');
    out->digits(d->day, 2);
}

void putClock(ShortText* out, const ClockTime& clock, TimeSpec spec) {
    if (spec == TimeSpec::kAuto) spec = clock.us == 0 ? TimeSpec::kSeconds : TimeSpec::kMicros;
    out->digits(clock.hour, 2);
    if (spec == TimeSpec::kHours) return;
    out->put(':');
    out->digits(clock.minute, 2);
    if (spec == TimeSpec::kMinutes) return;
    out->put(':');
    out->digits(clock.second, 2);
    if (spec == TimeSpec::kSeconds) return;
    out->put('.');
    if (spec == TimeSpec::kMillis) {
        out->digits(clock.us / 1000, 3);
    } else {
        out->digits(clock.us, 6);
    }
}

void putOffset(ShortText* out, const Delta* offset, bool colons) {
    int64_t us = static_cast<int64_t>(deltaMicroseconds(offset));
    out->put(us < 0 ? '-' : '+');
    auto rest = static_cast<uint64_t>(us < 0 ? -us : us);
    auto seconds = static_cast<uint32_t>(rest / kMicro);
    rest %= kMicro;
    out->digits(seconds / 3600, 2);
    if (colons) out->put(':');
    out->digits(seconds / 60 % 60, 2);
    if (seconds % 60 == 0 && rest == 0) return;
    if (colons) out->put(':');
    out->digits(seconds % 60, 2);
    if (rest == 0) return;
    out->put('.');
    out->digits(static_cast<uint32_t>(rest), 6);
}

Status putOffsetOf(Thread* t, ShortText* out, Value tzinfo, Value argument, bool colons) {
    Ref offset = KRAIT_TRY(askZone(t, tzinfo, ZoneQuery::kUtcOffset, argument));
    if (!offset.get().isNone()) putOffset(out, deltaOf(offset), colons);
    return ok();
}

// --- values of text ------------------------------------------------------------------------------

std::string_view isoCharacters(Str* s, IsoRoom* room) {
    if (KRAIT_LIKELY(s->isAscii())) return s->ascii();
    size_t size = 0;
    for (int64_t i = 0; i < s->length && size + 2 <= sizeof room->data; ++i) {
        uint32_t c = s->at(i);
        room->data[size++] = c < 128 ? static_cast<char>(c) : kNotAscii;
        if (c >= 128) room->data[size++] = kNotAscii;
    }
    return {room->data, size};
}

Error raiseInvalidIso(Thread* t, Value text) {
    return raise(t, TypeId::kValueError, "Invalid isoformat string: %R", text);
}

bool parseIsoDate(std::string_view text, int* year, int* month, int* day) {
    Cursor c{text};
    if (!c.digits(4, year)) return false;
    bool separated = c.peek() == '-';
    if (separated) ++c.at;
    if (c.peek() == 'W') {
        ++c.at;
        int week, weekday = 1;
        if (!c.digits(2, &week)) return false;
        if (c.at < text.size()) {
            if (separated && c.peek() != '-') return false;
            c.at += separated;
            if (!c.digits(1, &weekday)) return false;
        }
        return dateOfIsoWeek(*year, week, weekday, year, month, day) == IsoWeekFault::kNone;
    }
    if (!c.digits(2, month)) return false;
    if (separated && c.peek() != '-') return false;
    c.at += separated;
    return c.digits(2, day); // Python: what follows does not matter, if the length is right
}

bool parseIsoTime(std::string_view text, ParsedTime* out) {
    size_t zone = 0;
    while (zone < text.size() && text[zone] != '+' && text[zone] != '-' && text[zone] != 'Z') {
        ++zone;
    }
    int fields[3] = {};
    ClockEnd end = parseClock(text, 0, zone, fields, &out->us);
    if (end == ClockEnd::kBad) return false;
    out->hour = fields[0];
    out->minute = fields[1];
    out->second = fields[2];
    if (zone == text.size()) return end == ClockEnd::kAtEnd;
    out->has_zone = true;
    if (text[zone] == 'Z') return zone + 1 == text.size();
    int sign = text[zone] == '-' ? -1 : 1;
    int offset[3] = {};
    if (parseClock(text, zone + 1, text.size(), offset, &out->zone_us) != ClockEnd::kAtEnd) {
        return false;
    }
    out->zone_seconds = sign * (offset[0] * 3600 + offset[1] * 60 + offset[2]);
    out->zone_us *= sign;
    return true;
}

// Python: the character between date and time may be any one, a digit too; so the form of the date
// tells where it ends.
int64_t isoSeparator(std::string_view text) {
    size_t length = text.size();
    if (length < 7) return -1;
    if (length == 7) return 7;
    if (text[4] != '-') {
        if (text[4] != 'W') return 8; // YYYYMMDD
        size_t at = 7;                // YYYYWww or YYYYWwwd
        while (at < length && isDigit(text[at])) ++at;
        if (at < 9) return static_cast<int64_t>(at);
        return at % 2 == 0 ? 7 : 8;
    }
    if (text[5] != 'W') return 10; // YYYY-MM-DD
    if (length > 8 && text[8] == '-') {
        if (length == 9) return -1;
        return length > 10 && isDigit(text[10]) ? 8 : 10; // YYYY-Www-D; else "-" is between
    }
    return 8;
}

Ref zoneOfParsed(Thread* t, const ParsedTime& parsed) {
    if (!parsed.has_zone) return Ref::none();
    // Python: microseconds alone make no offset.
    if (parsed.zone_seconds == 0) return Ref::share(stateOf(t)->utc);
    Ref offset = KRAIT_TRY(deltaNew(t, 0, parsed.zone_seconds, parsed.zone_us));
    return timeZoneNew(t, offset, Value());
}

} // namespace krait::dt
