// _zone_rules: what a time zone of the system's database says, for _zoneinfo: the transitions of a
// TZif file, and after the last of them the rule of its POSIX TZ string.
//
// A Zone is a tzinfo. Its rules are made once, by _load(), and owned by it; they never change after
// that. Times are seconds from 1970, in UTC or as the wall clock shows them. Needs the GIL.
#include "stdlib/native/datetime/datetime.h"
#include "vm/objects/bytes.h"
#include "vm/runtime/import.h"

#include <algorithm>
#include <vector>

namespace krait {
namespace dt {
namespace {

struct Period { // owned by its Rules
    Value offset, dst, name;
    int64_t seconds = 0; // of the offset
};

// "M10.5.0/3", "J60/2", "59": a moment of each year, by the wall clock.
struct YearRule {
    enum class Kind : uint8_t { kMonthWeek, kJulian, kDay } kind = Kind::kDay;
    int month = 0, week = 0, weekday = 0, day = 0;
    int64_t seconds = 2 * 3600;

    int64_t at(int year) const {
        int64_t days;
        if (kind == Kind::kMonthWeek) {
            int first = (ordinalOf(year, month, 1)) % 7; // Sunday 0
            int d = (weekday - first + 7) % 7 + 1 + (week - 1) * 7;
            if (d > daysInMonth(year, month)) d -= 7; // the fifth week: the last there is
            days = ordinalOf(year, month, d);
        } else {
            // Python: a plain number counts from the last day of the year before, and so does a
            // Julian one, where the 29th of February is skipped from the 59th day on.
            days = ordinalOf(year, 1, 1) - 1 + day +
                   (kind == Kind::kJulian && day >= 59 && isLeapYear(year));
        }
        return days * kDaySeconds - kEpochSeconds + seconds;
    }
};

struct Rules {
    std::vector<int64_t> utc, local[2]; // of the transitions; local by fold
    std::vector<uint8_t> index;         // the period that begins with each
    std::vector<Period> periods;
    int before = -1;         // the period before the first transition
    Period after, after_dst; // those after the last
    bool has_dst = false;    // `after` alternates with after_dst
    bool fixed = false;      // one offset for ever
    YearRule dst_begin, dst_end;
};

struct Zone : Object {
    Rules* rules; // null: not loaded
};
Zone* zoneOfValue(Value v) {
    return v.as<Zone>();
}

void releasePeriod(Period& p) {
    forget(&p.offset);
    forget(&p.dst);
    forget(&p.name);
}
void releaseRules(Rules* rules) {
    if (!rules) return;
    for (Period& p : rules->periods) releasePeriod(p);
    releasePeriod(rules->after);
    releasePeriod(rules->after_dst);
    delete rules;
}
void zone_destroy(Thread*, Object* o) {
    releaseRules(std::exchange(static_cast<Zone*>(o)->rules, nullptr));
}

// --- the TZ string -------------------------------------------------------------------------------

struct TzParser {
    std::string_view text;
    size_t at = 0;

    char peek() const { return at < text.size() ? text[at] : '\0'; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at;
        return true;
    }
    // `least` to `most` digits.
    bool number(int least, int most, int* out) {
        int count = 0, value = 0;
        while (count < most && peek() >= '0' && peek() <= '9') {
            value = value * 10 + (text[at++] - '0');
            ++count;
        }
        *out = value;
        return count >= least;
    }
    bool name(std::string_view* out) {
        size_t begin = at;
        if (take('<')) {
            auto inside = [](char c) {
                return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '+' ||
                       c == '-';
            };
            while (inside(peek())) ++at;
            *out = text.substr(begin + 1, at - begin - 1);
            return !out->empty() && take('>');
        }
        while ((peek() | 32) >= 'a' && (peek() | 32) <= 'z') ++at;
        *out = text.substr(begin, at - begin);
        return !out->empty();
    }
    // [+-]h[hh][:mm[:ss]]
    bool clock(int hours_max, int64_t* seconds) {
        int sign = peek() == '-' ? -1 : 1, hour, minute = 0, second = 0;
        if (peek() == '+' || peek() == '-') ++at;
        if (!number(1, 3, &hour) || hour > hours_max) return false;
        if (take(':')) {
            if (!number(2, 2, &minute) || minute > 59) return false;
            if (take(':') && (!number(2, 2, &second) || second > 59)) return false;
        }
        *seconds = int64_t{sign} * (hour * 3600 + minute * 60 + second);
        return true;
    }
    bool rule(YearRule* out) {
        if (take('M')) {
            out->kind = YearRule::Kind::kMonthWeek;
            bool right = number(1, 2, &out->month) && take('.') && number(1, 1, &out->week) &&
                         take('.') && number(1, 1, &out->weekday);
            if (!right || out->month < 1 || out->month > 12 || out->week < 1 || out->week > 5 ||
                out->weekday > 6) {
                return false;
            }
        } else {
            bool julian = take('J');
            out->kind = julian ? YearRule::Kind::kJulian : YearRule::Kind::kDay;
            if (!number(1, 3, &out->day) || out->day < int{julian} || out->day > 365) return false;
        }
        return !take('/') || clock(167, &out->seconds);
    }
};

Status setPeriod(Thread* t, Period* p, int64_t offset, int64_t dst, Value name) {
    Ref delta = KRAIT_TRY(deltaNew(t, 0, offset, 0));
    Ref summer = KRAIT_TRY(deltaNew(t, 0, dst, 0));
    replace(&p->offset, std::move(delta));
    replace(&p->dst, std::move(summer));
    replace(&p->name, Ref::share(name));
    p->seconds = offset;
    return ok();
}
void sharePeriod(Period* to, const Period& from) {
    replace(&to->offset, Ref::share(from.offset));
    replace(&to->dst, Ref::share(from.dst));
    replace(&to->name, Ref::share(from.name));
    to->seconds = from.seconds;
}

// std[offset[dst[offset],start[/time],end[/time]]]
Status parseTzString(Thread* t, Rules* rules, Value given) {
    std::string_view text = given.as<Bytes>()->view();
    TzParser p{text};
    std::string_view standard, summer;
    int64_t offset = 0, summer_offset = 0;
    auto wrong = [&](const char* what) {
        return raise(t, TypeId::kValueError, "%s in TZ string: %R", what, given);
    };
    if (!p.name(&standard)) return wrong("Invalid STD format");
    if (p.at < text.size() && p.peek() != ',') {
        if (!p.clock(24, &offset)) return wrong("Invalid STD offset");
        offset = -offset; // west is positive there
    }
    Ref name = KRAIT_TRY(strFromUtf8(t, standard));
    KRAIT_TRY(setPeriod(t, &rules->after, offset, 0, name));
    if (p.at == text.size()) return ok();
    if (!p.name(&summer)) return wrong("Invalid DST format");
    if (p.at < text.size() && p.peek() != ',') {
        if (!p.clock(24, &summer_offset)) return wrong("Invalid DST offset");
        summer_offset = -summer_offset;
    } else {
        summer_offset = offset + 3600;
    }
    name = KRAIT_TRY(strFromUtf8(t, summer));
    KRAIT_TRY(setPeriod(t, &rules->after_dst, summer_offset, summer_offset - offset, name));
    for (YearRule* rule : {&rules->dst_begin, &rules->dst_end}) {
        if (!p.take(',')) return wrong("Missing transition rules");
        if (!p.rule(rule)) return wrong("Malformed transition rule");
    }
    if (p.at != text.size()) return wrong("Extraneous characters at end");
    rules->has_dst = true;
    return ok();
}

// --- loading -------------------------------------------------------------------------------------

Status intsOf(Thread* t, Value sequence, std::vector<int64_t>* out) {
    return iterateOver(t, sequence, [&](Value item) -> Status {
        out->push_back(KRAIT_TRY(toIndexInt64(t, item)));
        return ok();
    });
}

// What dst() says: the file tells only whether it is summer time; the offset of the period before
// or after it that is not, is the standard one. An hour, where none is near.
std::vector<int64_t> summerOffsets(const Rules& r, const std::vector<int64_t>& offsets,
                                   const std::vector<int64_t>& is_dst) {
    size_t count = offsets.size();
    std::vector<int64_t> found(count, 0);
    size_t wanted = 0, done = 0;
    for (int64_t d : is_dst) wanted += d != 0;
    for (size_t i = 1; i < r.index.size() && done != wanted; ++i) {
        size_t k = r.index[i], previous = r.index[i - 1];
        if (!is_dst[k] || found[k] != 0) continue;
        int64_t dst = is_dst[previous] ? 0 : offsets[k] - offsets[previous];
        if (dst == 0 && i + 1 < r.index.size()) {
            size_t next = r.index[i + 1];
            if (is_dst[next]) continue;
            dst = offsets[k] - offsets[next];
        }
        if (dst != 0) {
            ++done;
            found[k] = dst;
        }
    }
    if (done != wanted) {
        for (size_t k = 0; k < count; ++k) {
            if (is_dst[k] && found[k] == 0) found[k] = 3600;
        }
    }
    return found;
}

// By the wall clock with fold 0 and 1: the later and the earlier reading at each transition.
void fillLocal(Rules* r, const std::vector<int64_t>& offsets) {
    for (size_t i = 0; i < r->utc.size(); ++i) {
        int64_t a = i > 0 ? offsets[r->index[i - 1]] : offsets[0];
        int64_t b = i > 0 || offsets.size() > 1 ? offsets[r->index[i]] : offsets[0];
        r->local[0].push_back(r->utc[i] + std::max(a, b));
        r->local[1].push_back(r->utc[i] + std::min(a, b));
    }
}

bool samePeriod(const Period& a, const Period& b) {
    return a.seconds == b.seconds && sameDelta(deltaOf(a.dst), deltaOf(b.dst)) && isStr(a.name) &&
           isStr(b.name) && strEqual(a.name.as<Str>(), b.name.as<Str>());
}

Status fillRules(Thread* t, Rules* r, Args a) {
    std::vector<int64_t> index, offsets, is_dst;
    KRAIT_TRY(intsOf(t, a[1], &index));
    KRAIT_TRY(intsOf(t, a[2], &r->utc));
    KRAIT_TRY(intsOf(t, a[3], &offsets));
    KRAIT_TRY(intsOf(t, a[4], &is_dst));
    size_t count = offsets.size();
    if (index.size() != r->utc.size() || is_dst.size() != count ||
        KRAIT_TRY(lengthOf(t, a[5])) != static_cast<int64_t>(count)) {
        return raise(t, TypeId::kValueError, "Invalid TZif data");
    }
    for (int64_t i : index) {
        if (i < 0 || static_cast<size_t>(i) >= count) {
            return raise(t, TypeId::kValueError,
                         "Invalid transition index found while reading TZif: %ld", i);
        }
        r->index.push_back(static_cast<uint8_t>(i));
    }
    std::vector<int64_t> dst = summerOffsets(*r, offsets, is_dst);
    fillLocal(r, offsets);
    r->periods.resize(count);
    for (size_t i = 0; i < count; ++i) {
        Ref name = KRAIT_TRY(getItem(t, a[5], Value::smallInt(static_cast<int64_t>(i))));
        KRAIT_TRY(setPeriod(t, &r->periods[i], offsets[i], dst[i], name));
        if (!is_dst[i] && r->before < 0) r->before = static_cast<int>(i);
    }
    if (r->before < 0 && count != 0) r->before = 0;
    if (isBytes(a[6]) && a[6].as<Bytes>()->length > 0) {
        KRAIT_TRY(parseTzString(t, r, a[6]));
    } else {
        if (count == 0) return raise(t, TypeId::kValueError, "No time zone information found.");
        sharePeriod(&r->after, r->periods[r->index.empty() ? count - 1 : r->index.back()]);
    }
    r->fixed = !r->has_dst && (count == 0 || (count == 1 && samePeriod(r->periods[0], r->after)));
    return ok();
}

Ref zone_load(Thread* t, Args a) {
    auto* rules = new Rules;
    if (fillRules(t, rules, a).isError()) {
        releaseRules(rules);
        return Error{};
    }
    // Whoever loads twice may hold a period of the first rules while Python code runs: not allowed.
    if (zoneOfValue(a[0])->rules) {
        releaseRules(rules);
        return raise(t, TypeId::kValueError, "the zone is loaded already");
    }
    zoneOfValue(a[0])->rules = rules;
    return Ref::none();
}

// --- questions -----------------------------------------------------------------------------------

size_t transitionsUpTo(const std::vector<int64_t>& times, int64_t moment) {
    return static_cast<size_t>(std::upper_bound(times.begin(), times.end(), moment) -
                               times.begin());
}

const Period& afterLast(const Rules& r, int64_t local, int year, bool fold) {
    if (!r.has_dst) return r.after;
    int64_t begin = r.dst_begin.at(year), end = r.dst_end.at(year);
    int64_t change = r.after_dst.seconds - r.after.seconds;
    // With fold 0 a period begins after the gap and ends after the fold, by the clock of the
    // larger offset; with fold 1 the other way round.
    if (fold == (change >= 0)) {
        end -= change;
    } else {
        begin += change;
    }
    bool dst = begin < end ? begin <= local && local < end : !(end <= local && local < begin);
    return dst ? r.after_dst : r.after;
}

const Period& afterLastFromUtc(const Rules& r, int64_t moment, int year, bool* fold) {
    *fold = false;
    if (!r.has_dst) return r.after;
    int64_t begin = r.dst_begin.at(year) - r.after.seconds;
    int64_t end = r.dst_end.at(year) - r.after_dst.seconds;
    bool dst = begin < end ? begin <= moment && moment < end : !(end <= moment && moment < begin);
    int64_t change = r.after_dst.seconds - r.after.seconds;
    int64_t doubtful = change > 0 ? end : begin;
    *fold = doubtful <= moment && moment < doubtful + (change > 0 ? change : -change);
    return dst ? r.after_dst : r.after;
}

Result<int64_t> intAttribute(Thread* t, Value v, const char* name) {
    Ref found = KRAIT_TRY(getAttr(t, v, name));
    return toIndexInt64(t, found);
}

// The period at a wall clock's time; null without an error: it depends on the day, which is None.
Result<const Period*> periodAt(Thread* t, Value zone, Value when) {
    if (!zoneOfValue(zone)->rules) return raise(t, TypeId::kValueError, "the zone is not loaded");
    const Rules& r = *zoneOfValue(zone)->rules;
    if (when.isNone()) return r.fixed ? &r.after : nullptr;
    int64_t local, year;
    bool fold;
    if (KRAIT_LIKELY(isDateTime(t, when))) {
        auto* d = dateTimeOf(when);
        local = dt::secondsOf(d) - kEpochSeconds;
        year = d->year;
        fold = d->clock.fold;
    } else {
        Ref ordinal = KRAIT_TRY(callMethod(t, when, KRAIT_TRY(strIntern(t, "toordinal"))));
        int64_t days = KRAIT_TRY(toIndexInt64(t, ordinal));
        int64_t hour = KRAIT_TRY(intAttribute(t, when, "hour"));
        int64_t minute = KRAIT_TRY(intAttribute(t, when, "minute"));
        int64_t second = KRAIT_TRY(intAttribute(t, when, "second"));
        year = KRAIT_TRY(intAttribute(t, when, "year"));
        fold = KRAIT_TRY(intAttribute(t, when, "fold")) != 0;
        if (days < 1 || days > kOrdinalMax || year < kYearMin || year > kYearMax) {
            return raise(t, TypeId::kValueError, "year %ld is out of range", year);
        }
        local = days * kDaySeconds + hour * 3600 + minute * 60 + second - kEpochSeconds;
    }
    const auto& times = r.local[fold];
    if (!times.empty() && local < times.front()) return &r.periods[static_cast<size_t>(r.before)];
    if (times.empty() || local > times.back()) {
        return &afterLast(r, local, static_cast<int>(year), fold);
    }
    return &r.periods[r.index[transitionsUpTo(times, local) - 1]];
}

template <Value Period::* kField>
Ref zone_ask(Thread* t, Args a) {
    const Period* p = KRAIT_TRY(periodAt(t, a[0], a[1]));
    return p ? Ref::share(p->*kField) : Ref::none();
}

Ref zone_fromutc(Thread* t, Args a) {
    if (!isDateTime(t, a[1])) {
        return raise(t, TypeId::kTypeError, "fromutc: argument must be a datetime");
    }
    auto* d = dateTimeOf(a[1]);
    if (d->tzinfo != a[0]) {
        return raise(t, TypeId::kValueError, "fromutc: dt.tzinfo is not self");
    }
    if (!zoneOfValue(a[0])->rules) return raise(t, TypeId::kValueError, "the zone is not loaded");
    const Rules& r = *zoneOfValue(a[0])->rules;
    int64_t moment = dt::secondsOf(d) - kEpochSeconds;
    const Period* p;
    bool fold = false;
    if (!r.utc.empty() && moment < r.utc.front()) {
        p = &r.periods[static_cast<size_t>(r.before)];
    } else {
        size_t n = r.utc.size(), i = transitionsUpTo(r.utc, moment);
        const Period* previous = i >= 2   ? &r.periods[r.index[i - 2]]
                                 : n != 0 ? &r.periods[static_cast<size_t>(r.before)]
                                          : nullptr;
        if (n == 0 || moment > r.utc.back()) {
            p = &afterLastFromUtc(r, moment, d->year, &fold);
        } else {
            p = &r.periods[r.index[i - 1]];
        }
        if (previous) { // the hour may have been there before the transition too
            fold = fold || previous->seconds - p->seconds > moment - r.utc[i - 1];
        }
    }
    Ref shifted = KRAIT_TRY(dateTimePlus(t, a[1], deltaOf(p->offset), 1));
    if (!fold || !isDateTime(t, shifted)) return shifted;
    auto* s = dateTimeOf(shifted);
    ClockTime clock = s->clock;
    clock.fold = 1;
    return dateTimeNew(t, typeOf(t, shifted), s->year, s->month, s->day, clock, s->tzinfo);
}

Ref zone_new(Thread* t, Args a) {
    return newInstance<Zone>(t, a[0]);
}

constexpr MethodDef kZoneMethods[] = {
    {"_load(self, trans_idx, trans_utc, utcoff, isdst, abbr, tz_str, /)", zone_load,
     "Take over what the file says. Once."},
    {"utcoffset(self, dt, /)", zone_ask<&Period::offset>,
     "Retrieve a timedelta representing the UTC offset in a zone at the given datetime."},
    {"dst(self, dt, /)", zone_ask<&Period::dst>,
     "Retrieve a timedelta representing the amount of DST applied in a zone at the given "
     "datetime."},
    {"tzname(self, dt, /)", zone_ask<&Period::name>,
     "Retrieve a string containing the abbreviation for the time zone that applies in a zone at a "
     "given datetime."},
    {"fromutc(self, object, /)", zone_fromutc,
     "Given a datetime with local time in UTC, retrieve an adjusted datetime in local time."},
    {}};

const TypeSpec kZoneSpec = {
    .name = "_zone_rules.Zone",
    .size = sizeof(Zone),
    .flags = kTypeBase,
    .slots = {.destroy = zone_destroy},
    .doc = "A time zone by the transitions of a TZif file.",
    .new_ = {"Zone(cls, *args, **kwargs)", zone_new, nullptr},
    .methods = kZoneMethods,
};

Status initModule(Thread* t, Value module) {
    Ref datetime = KRAIT_TRY(importModule(t, "_datetime")); // makes the type that Zone derives from
    Type* zone = typeFromSpec(t, &kZoneSpec, stateOf(t)->tzinfo);
    if (!zone) return Error{};
    return addValue(t, module, "Zone", Value(zone));
}

} // namespace
} // namespace dt

extern const NativeModule k_zone_rulesModule = {
    "_zone_rules", "The transitions of time zones, for _zoneinfo.", nullptr, dt::initModule};

} // namespace krait
