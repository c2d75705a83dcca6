// datetime: a day and a time of day, perhaps with a zone. Immutable.
//
// Two of them with the same zone object compare by their fields alone; else by what their zones say
// (PEP 495 for those whose offset the fold decides: never equal to one of another zone).
#include "stdlib/native/datetime/datetime.h"
#include "vm/objects/bytes.h"

namespace krait::dt {
namespace {

Value small(int64_t i) {
    return Value::smallInt(i);
}

// --- parts ---------------------------------------------------------------------------------------

Ref datetime_date(Thread* t, Args a) {
    auto* self = dateTimeOf(a[0]);
    return dateNew(t, stateOf(t)->date, self->year, self->month, self->day);
}
Ref datetime_time(Thread* t, Args a) {
    return timeNew(t, stateOf(t)->time, dateTimeOf(a[0])->clock, Value::none());
}
Ref datetime_timetz(Thread* t, Args a) {
    auto* self = dateTimeOf(a[0]);
    return timeNew(t, stateOf(t)->time, self->clock, self->tzinfo);
}
Ref datetime_ctime(Thread* t, Args a) {
    return cTimeText(t, dateOf(a[0]), dateTimeOf(a[0])->clock);
}
Ref offsetOf(Thread* t, Value v) {
    return askZone(t, dateTimeOf(v)->tzinfo, ZoneQuery::kUtcOffset, v);
}
Ref datetime_utcoffset(Thread* t, Args a) {
    return offsetOf(t, a[0]);
}
Ref datetime_dst(Thread* t, Args a) {
    return askZone(t, dateTimeOf(a[0])->tzinfo, ZoneQuery::kDst, a[0]);
}
Ref datetime_tzname(Thread* t, Args a) {
    return askZoneName(t, dateTimeOf(a[0])->tzinfo, a[0]);
}

Ref datetime_timetuple(Thread* t, Args a) {
    auto* self = dateTimeOf(a[0]);
    Ref dst = KRAIT_TRY(datetime_dst(t, a));
    int flag = dst.get().isNone() ? -1 : deltaMicroseconds(deltaOf(dst)) != 0;
    return timeTupleNew(t, self, self->clock, flag);
}
Ref datetime_utctimetuple(Thread* t, Args a) {
    auto* self = dateTimeOf(a[0]);
    Ref offset = KRAIT_TRY(offsetOf(t, a[0]));
    if (offset.get().isNone()) return timeTupleNew(t, self, self->clock, 0);
    Ref plain = KRAIT_TRY(dateTimeNew(t, stateOf(t)->date_time, self->year, self->month, self->day,
                                      self->clock, Value::none()));
    Ref utc = KRAIT_TRY(dateTimePlus(t, plain, deltaOf(offset), -1));
    return timeTupleNew(t, dateOf(utc), dateTimeOf(utc)->clock, 0);
}

Ref datetime_timestamp(Thread* t, Args a) {
    auto* self = dateTimeOf(a[0]);
    if (!self->tzinfo.isNone()) {
        Ref offset = KRAIT_TRY(offsetOf(t, a[0]));
        if (offset.get().isNone()) {
            return raise(t, TypeId::kTypeError,
                         "can't subtract offset-naive and offset-aware datetimes");
        }
        auto* d = deltaOf(offset);
        Ref delta = KRAIT_TRY(
            deltaNew(t, 0, secondsOf(self) - kEpochSeconds - d->days * kDaySeconds - d->seconds,
                     int64_t{self->clock.us} - d->us));
        return deltaSeconds(t, deltaOf(delta));
    }
    int64_t seconds = KRAIT_TRY(utcOfLocal(t, secondsOf(self), self->clock.fold));
    return floatFrom(static_cast<double>(seconds - kEpochSeconds) + self->clock.us / 1e6);
}

Ref datetime_replace(Thread* t, Args a) {
    auto* self = dateTimeOf(a[0]);
    const ClockTime& c = self->clock;
    int year = KRAIT_TRY(convertInt(t, a[1], self->year));
    int month = KRAIT_TRY(convertInt(t, a[2], self->month));
    int day = KRAIT_TRY(convertInt(t, a[3], self->day));
    int hour = KRAIT_TRY(convertInt(t, a[4], c.hour));
    int minute = KRAIT_TRY(convertInt(t, a[5], c.minute));
    int second = KRAIT_TRY(convertInt(t, a[6], c.second));
    int us = KRAIT_TRY(convertInt(t, a[7], static_cast<int>(c.us)));
    Value tzinfo = a[8].isEmpty() ? self->tzinfo : a[8];
    int fold = KRAIT_TRY(convertInt(t, a[9], c.fold));
    KRAIT_TRY(checkDate(t, year, month, day));
    KRAIT_TRY(checkClock(t, hour, minute, second, us, fold));
    KRAIT_TRY(checkTzInfo(t, tzinfo));
    ClockTime clock{static_cast<uint8_t>(hour), static_cast<uint8_t>(minute),
                    static_cast<uint8_t>(second), static_cast<uint8_t>(fold),
                    static_cast<uint32_t>(us)};
    return dateTimeNew(t, typeOf(t, a[0]), year, month, day, clock, tzinfo);
}

// The system's zone at the moment that a naive datetime names.
Ref localZoneOf(Thread* t, const DateTime* naive) {
    bool fold = naive->clock.fold;
    int64_t seconds = KRAIT_TRY(utcOfLocal(t, secondsOf(naive), fold));
    // In a gap it is the offset of the other fold that counts.
    int64_t other = KRAIT_TRY(utcOfLocal(t, secondsOf(naive), !fold));
    if (other != seconds && (other > seconds) == fold) seconds = other;
    return localZoneAt(t, seconds - kEpochSeconds);
}

Ref datetime_astimezone(Thread* t, Args a) {
    KRAIT_TRY(checkTzInfo(t, a[1]));
    auto* self = dateTimeOf(a[0]);
    auto* state = stateOf(t);
    Ref zone = self->tzinfo.isNone() ? localZoneOf(t, self) : Ref::share(self->tzinfo);
    if (zone.isError()) return Error{};
    if (zone.get() == a[1]) return Ref::share(a[0]);
    Ref offset = KRAIT_TRY(askZone(t, zone, ZoneQuery::kUtcOffset, a[0]));
    if (offset.get().isNone()) {
        zone = KRAIT_TRY(localZoneOf(t, self));
        offset = Ref::share(zoneOf(zone)->offset);
    }
    Ref utc = KRAIT_TRY(dateTimePlus(t, a[0], deltaOf(offset), -1));
    if (!isDateTime(t, utc)) return raise(t, TypeId::kTypeError, "an integer is required");
    Ref target;
    if (a[1].isNone()) {
        target = KRAIT_TRY(localZoneAt(t, secondsOf(dateTimeOf(utc)) - kEpochSeconds));
    } else {
        target = Ref::share(a[1]);
    }
    if (utc.get().object()->refcount == 1) { // nobody has seen it yet
        replace(&dateTimeOf(utc)->tzinfo, Ref::share(target));
    } else {
        auto* d = dateTimeOf(utc);
        utc = KRAIT_TRY(
            dateTimeNew(t, state->date_time, d->year, d->month, d->day, d->clock, target));
    }
    if (typeOf(t, target) == state->timezone) {
        return dateTimePlus(t, utc, deltaOf(zoneOf(target)->offset), 1);
    }
    return callMethod(t, target, KRAIT_TRY(strIntern(t, "fromutc")), utc);
}

Ref reduceAs(Thread* t, Value v, int protocol) {
    auto* self = dateTimeOf(v);
    char bytes[10];
    packDate(bytes, self);
    packClock(bytes + 4, self->clock);
    if (protocol > 3 && self->clock.fold) bytes[2] = static_cast<char>(bytes[2] | 0x80);
    Ref state = KRAIT_TRY(bytesFrom(t, {bytes, 10}));
    Ref arguments = self->tzinfo.isNone() ? tupleOf(t, state) : tupleOf(t, state, self->tzinfo);
    if (arguments.isError()) return Error{};
    return tupleOf(t, Value(typeOf(t, v)), arguments);
}
Ref datetime_reduce_ex(Thread* t, Args a) {
    return reduceAs(t, a[0], KRAIT_TRY(convertInt(t, a[1], 0, "long")));
}
Ref datetime_reduce(Thread* t, Args a) {
    return reduceAs(t, a[0], 2);
}

// --- text ----------------------------------------------------------------------------------------

Ref isoFormat(Thread* t, Value v, uint32_t separator, TimeSpec spec) {
    auto* self = dateTimeOf(v);
    ShortText text;
    putDate(&text, self);
    size_t at = text.size;
    text.put(static_cast<char>(separator < 128 ? separator : 'T'));
    putClock(&text, self->clock, spec);
    KRAIT_TRY(putOffsetOf(t, &text, self->tzinfo, v));
    if (KRAIT_LIKELY(separator < 128)) return strFromAscii(t, text.view());
    TextBuffer out(t);
    out.append(text.view().substr(0, at));
    out.appendChar(separator);
    out.append(text.view().substr(at + 1));
    return out.finish();
}
Ref datetime_isoformat(Thread* t, Args a) {
    uint32_t separator = 'T';
    if (!a[1].isEmpty()) {
        if (!isStr(a[1]) || a[1].as<Str>()->length != 1) {
            return raise(t, TypeId::kTypeError,
                         "isoformat() argument 1 must be a unicode character, not %T", a[1]);
        }
        separator = a[1].as<Str>()->at(0);
    }
    if (!a[2].isEmpty() && !isStr(a[2])) {
        return raise(t, TypeId::kTypeError, "isoformat() argument 2 must be str, not %T", a[2]);
    }
    return isoFormat(t, a[0], separator, KRAIT_TRY(timeSpecOf(t, a[2])));
}
Ref datetime_str(Thread* t, Value v) {
    if (typeOf(t, v) == stateOf(t)->date_time) return isoFormat(t, v, ' ', TimeSpec::kAuto);
    Ref separator = KRAIT_TRY(strFromAscii(t, " "));
    return callMethod(t, v, KRAIT_TRY(strIntern(t, "isoformat")), separator);
}
Ref datetime_repr(Thread* t, Value v) {
    Ref title = KRAIT_TRY(typeTitle(t, v));
    auto* self = dateTimeOf(v);
    const ClockTime& c = self->clock;
    TextBuffer out(t);
    out.append(title.as<Str>());
    int64_t fields[] = {self->year, self->month, self->day, c.hour, c.minute, c.second, c.us};
    int count = c.us != 0 ? 7 : c.second != 0 ? 6 : 5;
    for (int i = 0; i < count; ++i) {
        out.append(i == 0 ? "(" : ", ");
        out.appendInt(fields[i]);
    }
    if (c.fold) out.append(", fold=1");
    if (!self->tzinfo.isNone()) {
        Ref zone = KRAIT_TRY(reprOf(t, self->tzinfo));
        out.append(", tzinfo=");
        out.append(zone.as<Str>());
    }
    out.append(")");
    return out.finish();
}

// --- operators -----------------------------------------------------------------------------------

Ref datetime_add(Thread* t, Value a, Value b) {
    if (isDelta(t, a)) std::swap(a, b);
    if (!isDateTime(t, a) || !isDelta(t, b)) return Ref::notImplemented();
    return dateTimePlus(t, a, deltaOf(b), 1);
}
Ref datetime_sub(Thread* t, Value a, Value b) {
    if (!isDateTime(t, a)) return Ref::notImplemented();
    if (isDelta(t, b)) return dateTimePlus(t, a, deltaOf(b), -1);
    if (isDateTime(t, b)) return dateTimeMinus(t, a, b);
    return Ref::notImplemented();
}

int compareFields(const DateTime* x, const DateTime* y) {
    uint32_t p = uint32_t{x->year} << 16 | uint32_t{x->month} << 8 | x->day;
    uint32_t q = uint32_t{y->year} << 16 | uint32_t{y->month} << 8 | y->day;
    if (p != q) return p < q ? -1 : 1;
    uint64_t c = clockOrder(x->clock), d = clockOrder(y->clock);
    return c < d ? -1 : c > d;
}

// Whether the other fold would have another offset.
Result<bool> foldMatters(Thread* t, Value v, Value offset) {
    auto* d = dateTimeOf(v);
    if (d->tzinfo.isNone() || typeOf(t, d->tzinfo) == stateOf(t)->timezone) return false;
    ClockTime clock = d->clock;
    clock.fold ^= 1;
    Ref flipped = KRAIT_TRY(
        dateTimeNew(t, stateOf(t)->date_time, d->year, d->month, d->day, clock, d->tzinfo));
    Ref other = KRAIT_TRY(offsetOf(t, flipped));
    if (other.get() == offset) return false;
    if (other.get().isNone() || offset.isNone()) return true;
    return !sameDelta(deltaOf(other), deltaOf(offset));
}

// REENTRY: utcoffset() of the zones.
Ref datetime_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isDateTime(t, a) || !isDateTime(t, b)) return Ref::notImplemented();
    auto *x = dateTimeOf(a), *y = dateTimeOf(b);
    if (KRAIT_LIKELY(x->tzinfo == y->tzinfo)) return compareResult(compareFields(x, y), op);
    Ref p = KRAIT_TRY(offsetOf(t, a));
    Ref q = KRAIT_TRY(offsetOf(t, b));
    int order;
    if (p.get() == q.get() ||
        (!p.get().isNone() && !q.get().isNone() && sameDelta(deltaOf(p), deltaOf(q)))) {
        order = compareFields(x, y);
    } else if (!p.get().isNone() && !q.get().isNone()) {
        Ref delta = KRAIT_TRY(dateTimeMinus(t, a, b));
        __int128 us = deltaMicroseconds(deltaOf(delta));
        order = us < 0 ? -1 : us > 0;
    } else {
        if (isEqualityOp(op)) return Ref::boolean(op == CompareOp::kNe);
        return raise(t, TypeId::kTypeError,
                     "can't compare offset-naive and offset-aware datetimes");
    }
    if (order == 0 && isEqualityOp(op)) {
        if (KRAIT_TRY(foldMatters(t, a, p)) || KRAIT_TRY(foldMatters(t, b, q))) order = 1;
    }
    return compareResult(order, op);
}

// Python: a fold makes no difference, and equal moments of different zones hash alike.
Result<int64_t> datetime_hash(Thread* t, Value v) {
    auto* self = dateTimeOf(v);
    if (self->hash != 0) return self->hash;
    Ref asked = Ref::share(v);
    if (self->clock.fold && !self->tzinfo.isNone()) {
        ClockTime clock = self->clock;
        clock.fold = 0;
        asked = KRAIT_TRY(dateTimeNew(t, stateOf(t)->date_time, self->year, self->month, self->day,
                                      clock, self->tzinfo));
    }
    Ref offset = KRAIT_TRY(offsetOf(t, asked));
    if (offset.get().isNone()) {
        char bytes[10];
        packDate(bytes, self);
        packClock(bytes + 4, self->clock);
        self->hash = hashPacked(t, bytes, 10);
    } else {
        const ClockTime& c = self->clock;
        self->hash = KRAIT_TRY(hashAware(
            t, ordinalOf(self), c.hour * 3600 + c.minute * 60 + c.second, c.us, deltaOf(offset)));
    }
    return self->hash;
}

constexpr GetSetDef kDateTimeGetSets[] = {
    {"hour", [](Thread*, Value v) { return Ref::take(small(dateTimeOf(v)->clock.hour)); }},
    {"minute", [](Thread*, Value v) { return Ref::take(small(dateTimeOf(v)->clock.minute)); }},
    {"second", [](Thread*, Value v) { return Ref::take(small(dateTimeOf(v)->clock.second)); }},
    {"microsecond", [](Thread*, Value v) { return Ref::take(small(dateTimeOf(v)->clock.us)); }},
    {"tzinfo", [](Thread*, Value v) { return Ref::share(dateTimeOf(v)->tzinfo); }},
    {"fold", [](Thread*, Value v) { return Ref::take(small(dateTimeOf(v)->clock.fold)); }},
    {}};

constexpr MethodDef kDateTimeMethods[] = {
    {"now(type, /, tz=None)", datetime_now,
     "Returns new datetime object representing current time local to tz.\n\n  tz\n    Timezone "
     "object.\n\nIf no tz is specified, uses local timezone.",
     kMethodClass},
    {"utcnow(type, /)", datetime_utcnow, "Return a new datetime representing UTC day and time.",
     kMethodClass},
    {"fromtimestamp(type, /, timestamp, tz=None)", datetime_fromtimestamp,
     "timestamp[, tz] -> tz's local time from POSIX timestamp.", kMethodClass},
    {"utcfromtimestamp(type, timestamp, /)", datetime_utcfromtimestamp,
     "Construct a naive UTC datetime from a POSIX timestamp.", kMethodClass},
    {"strptime(type, string, format, /)", datetime_strptime,
     "string, format -> new datetime parsed from a string (like time.strptime()).", kMethodClass},
    {"combine(type, /, date, time, tzinfo=<unset>)", datetime_combine,
     "date, time -> datetime with same date and time fields", kMethodClass},
    {"fromisoformat(type, object, /)", datetime_fromisoformat,
     "string -> datetime from a string in most ISO 8601 formats", kMethodClass},
    {"date(self, /)", datetime_date, "Return date object with same year, month and day."},
    {"time(self, /)", datetime_time, "Return time object with same time but with tzinfo=None."},
    {"timetz(self, /)", datetime_timetz, "Return time object with same time and tzinfo."},
    {"ctime(self, /)", datetime_ctime, "Return ctime() style string."},
    {"timetuple(self, /)", datetime_timetuple,
     "Return time tuple, compatible with time.localtime()."},
    {"timestamp(self, /)", datetime_timestamp, "Return POSIX timestamp as float."},
    {"utctimetuple(self, /)", datetime_utctimetuple,
     "Return UTC time tuple, compatible with time.localtime()."},
    {"isoformat(self, /, sep=<unset>, timespec=<unset>)", datetime_isoformat,
     "[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\nsep is "
     "used to separate the year from the time, and defaults to 'T'.\nThe optional argument "
     "timespec "
     "specifies the number of additional terms\nof the time to include. Valid options are 'auto', "
     "'hours', 'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n"},
    {"utcoffset(self, /)", datetime_utcoffset, "Return self.tzinfo.utcoffset(self)."},
    {"tzname(self, /)", datetime_tzname, "Return self.tzinfo.tzname(self)."},
    {"dst(self, /)", datetime_dst, "Return self.tzinfo.dst(self)."},
    {"replace(self, /, year=<unset>, month=<unset>, day=<unset>, hour=<unset>, minute=<unset>, "
     "second=<unset>, microsecond=<unset>, tzinfo=<unset>, *, fold=<unset>)",
     datetime_replace, "Return datetime with new specified fields."},
    {"__replace__(self, /, year=<unset>, month=<unset>, day=<unset>, hour=<unset>, "
     "minute=<unset>, second=<unset>, microsecond=<unset>, tzinfo=<unset>, *, fold=<unset>)",
     datetime_replace, "The same as replace()."},
    {"astimezone(self, /, tz=None)", datetime_astimezone,
     "tz -> convert to local time in new timezone tz\n"},
    {"__reduce_ex__(self, proto, /)", datetime_reduce_ex, "__reduce_ex__(proto) -> (cls, state)"},
    {"__reduce__(self, /)", datetime_reduce, "__reduce__() -> (cls, state)"},
    {}};

constexpr TypeSlots dateTimeSlots() {
    TypeSlots s;
    s.destroy = Owns<DateTime, &DateTime::tzinfo>::destroy;
    s.traverse = Owns<DateTime, &DateTime::tzinfo>::traverse;
    s.repr = datetime_repr;
    s.str = datetime_str;
    s.hash = datetime_hash;
    s.compare = datetime_compare;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = datetime_add;
    s.binary[static_cast<int>(BinaryOp::kSub)] = datetime_sub;
    return s;
}

} // namespace

Ref dateTimePlus(Thread* t, Value date_time, const Delta* delta, int sign) {
    auto* d = dateTimeOf(date_time);
    const ClockTime& c = d->clock;
    int64_t us = c.us + int64_t{sign} * delta->us;
    int64_t seconds = c.hour * 3600 + c.minute * 60 + c.second + int64_t{sign} * delta->seconds;
    int64_t days = int64_t{sign} * delta->days;
    if (us < 0 || us >= kMicro) { // by less than a second either way
        int64_t carry = us < 0 ? -1 : 1;
        us -= carry * kMicro;
        seconds += carry;
    }
    if (seconds < 0 || seconds >= kDaySeconds) { // by less than a day
        int64_t carry = seconds < 0 ? -1 : 1;
        seconds -= carry * kDaySeconds;
        days += carry;
    }
    int year = d->year, month = d->month, day = d->day;
    if (days + day >= 1 && days + day <= 28) { // the same month
        day += static_cast<int>(days);
    } else {
        int64_t ordinal = ordinalOf(d) + days;
        if (ordinal < 1 || ordinal > kOrdinalMax) {
            return raise(t, TypeId::kOverflowError, "date value out of range");
        }
        dateOfOrdinal(static_cast<int>(ordinal), &year, &month, &day);
    }
    auto s = static_cast<uint32_t>(seconds);
    ClockTime clock{static_cast<uint8_t>(s / 3600), static_cast<uint8_t>(s / 60 % 60),
                    static_cast<uint8_t>(s % 60), 0, static_cast<uint32_t>(us)};
    return dateTimeNew(t, typeOf(t, date_time), year, month, day, clock, d->tzinfo);
}

Ref dateTimeMinus(Thread* t, Value a, Value b) {
    auto *x = dateTimeOf(a), *y = dateTimeOf(b);
    int64_t seconds = 0, us = 0;
    if (x->tzinfo != y->tzinfo) {
        Ref p = KRAIT_TRY(offsetOf(t, a));
        Ref q = KRAIT_TRY(offsetOf(t, b));
        if (p.get().isNone() != q.get().isNone()) {
            return raise(t, TypeId::kTypeError,
                         "can't subtract offset-naive and offset-aware datetimes");
        }
        if (!p.get().isNone()) {
            auto *m = deltaOf(p), *n = deltaOf(q);
            seconds = (n->days - m->days) * kDaySeconds + n->seconds - m->seconds;
            us = n->us - m->us;
        }
    }
    seconds += secondsOf(x) - secondsOf(y);
    us += int64_t{x->clock.us} - int64_t{y->clock.us};
    return deltaNew(t, 0, seconds, us);
}

const TypeSpec kDateTimeSpec = {
    .name = "datetime.datetime",
    .size = sizeof(DateTime),
    .flags = kTypeBase,
    .slots = dateTimeSlots(),
    .doc = "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\nThe "
           "year, month and day arguments are required. tzinfo may be None, or an\ninstance of a "
           "tzinfo subclass. The remaining arguments may be ints.\n",
    .new_ = {"datetime(cls, year=<unset>, month=<unset>, day=<unset>, hour=<unset>, "
             "minute=<unset>, second=<unset>, microsecond=<unset>, tzinfo=<unset>, *, "
             "fold=<unset>)",
             dateTimeConstruct, nullptr},
    .methods = kDateTimeMethods,
    .getsets = kDateTimeGetSets,
};

} // namespace krait::dt
