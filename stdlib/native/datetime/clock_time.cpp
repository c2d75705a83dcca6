// time: a time of day, perhaps with a zone. Immutable.
#include "stdlib/native/datetime/datetime.h"
#include "vm/objects/bytes.h"

namespace krait::dt {
namespace {

Ref make(Thread* t, Type* type, ClockTime clock, Value tzinfo) {
    auto* made = static_cast<Time*>(allocateWithZone(t, type, tzinfo));
    if (KRAIT_UNLIKELY(!made)) return Error{};
    made->clock = clock;
    store(&made->tzinfo, tzinfo);
    return Ref::take(Value(made));
}

Result<ClockTime> checkedClock(Thread* t, Args a, ClockTime otherwise, const char* c_type) {
    int hour = KRAIT_TRY(convertInt(t, a[0], otherwise.hour, c_type));
    int minute = KRAIT_TRY(convertInt(t, a[1], otherwise.minute, c_type));
    int second = KRAIT_TRY(convertInt(t, a[2], otherwise.second, c_type));
    int us = KRAIT_TRY(convertInt(t, a[3], static_cast<int>(otherwise.us), c_type));
    int fold = KRAIT_TRY(convertInt(t, a[5], otherwise.fold, c_type));
    KRAIT_TRY(checkClock(t, hour, minute, second, us, fold));
    ClockTime clock;
    clock.hour = static_cast<uint8_t>(hour);
    clock.minute = static_cast<uint8_t>(minute);
    clock.second = static_cast<uint8_t>(second);
    clock.us = static_cast<uint32_t>(us);
    clock.fold = static_cast<uint8_t>(fold);
    return clock;
}

Ref time_new(Thread* t, Args a) {
    Type* type = a[0].as<Type>();
    if (KRAIT_UNLIKELY(!a[1].isSmallInt() && !a[1].isEmpty() && a[3].isEmpty())) {
        char room[6];
        std::string_view state = KRAIT_TRY(pickledState(t, a[1], 6, 0, "time", room));
        if (!state.empty()) {
            Value tzinfo = a[2].isEmpty() ? Value::none() : a[2];
            if (!tzinfo.isNone() && !isTzInfo(t, tzinfo)) {
                return raise(t, TypeId::kTypeError, "bad tzinfo state arg");
            }
            return make(t, type, unpackClock(state.data(), true), tzinfo);
        }
    }
    ClockTime clock = KRAIT_TRY(checkedClock(t, a + 1, {}, "long"));
    Value tzinfo = a[5].isEmpty() ? Value::none() : a[5];
    KRAIT_TRY(checkTzInfo(t, tzinfo));
    return make(t, type, clock, tzinfo);
}

Ref time_fromisoformat(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "fromisoformat: argument must be str");
    }
    IsoRoom room;
    std::string_view text = isoCharacters(a[1].as<Str>(), &room);
    if (!text.empty() && text[0] == 'T') text.remove_prefix(1);
    ParsedTime parsed;
    if (!parseIsoTime(text, &parsed)) return raiseInvalidIso(t, a[1]);
    Ref zone = KRAIT_TRY(zoneOfParsed(t, parsed));
    KRAIT_TRY(checkClock(t, parsed.hour, parsed.minute, parsed.second, parsed.us, 0));
    ClockTime clock{static_cast<uint8_t>(parsed.hour), static_cast<uint8_t>(parsed.minute),
                    static_cast<uint8_t>(parsed.second), 0, static_cast<uint32_t>(parsed.us)};
    return timeNew(t, a[0].as<Type>(), clock, zone);
}

Ref time_isoformat(Thread* t, Args a) {
    if (!a[1].isEmpty() && !isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "isoformat() argument 1 must be str, not %T", a[1]);
    }
    TimeSpec spec = KRAIT_TRY(timeSpecOf(t, a[1]));
    auto* self = timeOf(a[0]);
    ShortText text;
    putClock(&text, self->clock, spec);
    KRAIT_TRY(putOffsetOf(t, &text, self->tzinfo, Value::none()));
    return strFromAscii(t, text.view());
}
Ref time_str(Thread* t, Value v) {
    return callMethod(t, v, KRAIT_TRY(strIntern(t, "isoformat")));
}
Ref time_repr(Thread* t, Value v) {
    Ref title = KRAIT_TRY(typeTitle(t, v));
    auto* self = timeOf(v);
    const ClockTime& c = self->clock;
    TextBuffer out(t);
    out.append(title.as<Str>());
    out.append("(");
    out.appendInt(c.hour);
    out.append(", ");
    out.appendInt(c.minute);
    if (c.second != 0 || c.us != 0) {
        out.append(", ");
        out.appendInt(c.second);
    }
    if (c.us != 0) {
        out.append(", ");
        out.appendInt(c.us);
    }
    if (!self->tzinfo.isNone()) {
        Ref zone = KRAIT_TRY(reprOf(t, self->tzinfo));
        out.append(", tzinfo=");
        out.append(zone.as<Str>());
    }
    if (c.fold) out.append(", fold=1");
    out.append(")");
    return out.finish();
}

Ref time_strftime(Thread* t, Args a) {
    return formatTime(t, a[0], a[1]);
}
Ref time_format(Thread* t, Args a) {
    return formatDunder(t, a[0], a[1]);
}
Ref time_utcoffset(Thread* t, Args a) {
    return askZone(t, timeOf(a[0])->tzinfo, ZoneQuery::kUtcOffset, Value::none());
}
Ref time_dst(Thread* t, Args a) {
    return askZone(t, timeOf(a[0])->tzinfo, ZoneQuery::kDst, Value::none());
}
Ref time_tzname(Thread* t, Args a) {
    return askZoneName(t, timeOf(a[0])->tzinfo, Value::none());
}

Ref time_replace(Thread* t, Args a) {
    auto* self = timeOf(a[0]);
    ClockTime clock = KRAIT_TRY(checkedClock(t, a + 1, self->clock, "int"));
    Value tzinfo = a[5].isEmpty() ? self->tzinfo : a[5];
    KRAIT_TRY(checkTzInfo(t, tzinfo));
    return timeNew(t, typeOf(t, a[0]), clock, tzinfo);
}

Ref reduceAs(Thread* t, Value v, int protocol) {
    auto* self = timeOf(v);
    char bytes[6];
    packClock(bytes, self->clock);
    if (protocol > 3 && self->clock.fold) bytes[0] = static_cast<char>(bytes[0] | 0x80);
    Ref state = KRAIT_TRY(bytesFrom(t, {bytes, 6}));
    Ref arguments = self->tzinfo.isNone() ? tupleOf(t, state) : tupleOf(t, state, self->tzinfo);
    if (arguments.isError()) return Error{};
    return tupleOf(t, Value(typeOf(t, v)), arguments);
}
Ref time_reduce_ex(Thread* t, Args a) {
    return reduceAs(t, a[0], KRAIT_TRY(convertInt(t, a[1], 0, "long")));
}
Ref time_reduce(Thread* t, Args a) {
    return reduceAs(t, a[0], 2);
}

// --- comparing -----------------------------------------------------------------------------------

Ref time_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isTime(t, a) || !isTime(t, b)) return Ref::notImplemented();
    auto *x = timeOf(a), *y = timeOf(b);
    int64_t left = static_cast<int64_t>(clockOrder(x->clock));
    int64_t right = static_cast<int64_t>(clockOrder(y->clock));
    if (x->tzinfo != y->tzinfo) {
        Ref p = KRAIT_TRY(askZone(t, x->tzinfo, ZoneQuery::kUtcOffset, Value::none()));
        Ref q = KRAIT_TRY(askZone(t, y->tzinfo, ZoneQuery::kUtcOffset, Value::none()));
        if (p.get().isNone() != q.get().isNone()) {
            if (isEqualityOp(op)) return Ref::boolean(op == CompareOp::kNe);
            return raise(t, TypeId::kTypeError,
                         "can't compare offset-naive and offset-aware times");
        }
        if (!p.get().isNone()) {
            left -= static_cast<int64_t>(deltaMicroseconds(deltaOf(p)));
            right -= static_cast<int64_t>(deltaMicroseconds(deltaOf(q)));
        }
    }
    return compareResult(left < right ? -1 : left > right, op);
}

// Python: a fold makes no difference. REENTRY: utcoffset().
Result<int64_t> time_hash(Thread* t, Value v) {
    auto* self = timeOf(v);
    if (self->hash != 0) return self->hash;
    Ref offset = KRAIT_TRY(askZone(t, self->tzinfo, ZoneQuery::kUtcOffset, Value::none()));
    if (offset.get().isNone()) {
        char bytes[6];
        packClock(bytes, self->clock);
        self->hash = hashPacked(t, bytes, 6);
    } else {
        const ClockTime& c = self->clock;
        self->hash = KRAIT_TRY(
            hashAware(t, 0, c.hour * 3600 + c.minute * 60 + c.second, c.us, deltaOf(offset)));
    }
    return self->hash;
}

constexpr MethodDef kTimeMethods[] = {
    {"isoformat(self, /, timespec=<unset>)", time_isoformat,
     "Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n\nThe optional "
     "argument "
     "timespec specifies the number of additional terms\nof the time to include. Valid options are "
     "'auto', 'hours', 'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n"},
    {"strftime(self, format)", time_strftime, "format -> strftime() style string."},
    {"__format__(self, format, /)", time_format, "Formats self with strftime."},
    {"utcoffset(self, /)", time_utcoffset, "Return self.tzinfo.utcoffset(self)."},
    {"tzname(self, /)", time_tzname, "Return self.tzinfo.tzname(self)."},
    {"dst(self, /)", time_dst, "Return self.tzinfo.dst(self)."},
    {"replace(self, /, hour=<unset>, minute=<unset>, second=<unset>, microsecond=<unset>, "
     "tzinfo=<unset>, *, fold=<unset>)",
     time_replace, "Return time with new specified fields."},
    {"__replace__(self, /, hour=<unset>, minute=<unset>, second=<unset>, microsecond=<unset>, "
     "tzinfo=<unset>, *, fold=<unset>)",
     time_replace, "The same as replace()."},
    {"fromisoformat(type, object, /)", time_fromisoformat,
     "string -> time from a string in ISO 8601 format", kMethodClass},
    {"__reduce_ex__(self, proto, /)", time_reduce_ex, "__reduce_ex__(proto) -> (cls, state)"},
    {"__reduce__(self, /)", time_reduce, "__reduce__() -> (cls, state)"},
    {}};
constexpr GetSetDef kTimeGetSets[] = {
    {"hour", [](Thread*, Value v) { return Ref::take(Value::smallInt(timeOf(v)->clock.hour)); }},
    {"minute",
     [](Thread*, Value v) { return Ref::take(Value::smallInt(timeOf(v)->clock.minute)); }},
    {"second",
     [](Thread*, Value v) { return Ref::take(Value::smallInt(timeOf(v)->clock.second)); }},
    {"microsecond",
     [](Thread*, Value v) { return Ref::take(Value::smallInt(timeOf(v)->clock.us)); }},
    {"tzinfo", [](Thread*, Value v) { return Ref::share(timeOf(v)->tzinfo); }},
    {"fold", [](Thread*, Value v) { return Ref::take(Value::smallInt(timeOf(v)->clock.fold)); }},
    {}};

} // namespace

Ref timeNew(Thread* t, Type* type, ClockTime clock, Value tzinfo) {
    if (type == stateOf(t)->time) return make(t, type, clock, tzinfo);
    Ref made = KRAIT_TRY(callFunction(t, Value(type), Value::smallInt(clock.hour),
                                      Value::smallInt(clock.minute), Value::smallInt(clock.second),
                                      Value::smallInt(clock.us), tzinfo));
    if (isTime(t, made)) timeOf(made)->clock.fold = clock.fold;
    return made;
}

void packClock(char* out, const ClockTime& clock) {
    out[0] = static_cast<char>(clock.hour);
    out[1] = static_cast<char>(clock.minute);
    out[2] = static_cast<char>(clock.second);
    out[3] = static_cast<char>(clock.us >> 16);
    out[4] = static_cast<char>(clock.us >> 8);
    out[5] = static_cast<char>(clock.us);
}

ClockTime unpackClock(const char* bytes, bool fold_in_hour) {
    auto at = [&](int i) { return static_cast<uint8_t>(bytes[i]); };
    ClockTime clock{at(0), at(1), at(2), 0, uint32_t{at(3)} << 16 | uint32_t{at(4)} << 8 | at(5)};
    if (fold_in_hour && clock.hour & 0x80) {
        clock.hour &= 0x7F;
        clock.fold = 1;
    }
    return clock;
}

uint64_t clockOrder(const ClockTime& clock) {
    return static_cast<uint64_t>(clock.hour * 3600 + clock.minute * 60 + clock.second) * kMicro +
           clock.us;
}

Result<int64_t> hashAware(Thread* t, int64_t days, int64_t seconds, int64_t us,
                          const Delta* offset) {
    Ref delta =
        KRAIT_TRY(deltaNew(t, days - offset->days, seconds - offset->seconds, us - offset->us));
    return hashOf(t, delta);
}

const TypeSpec kTimeSpec = {
    .name = "datetime.time",
    .size = sizeof(Time),
    .flags = kTypeBase,
    .slots = {.destroy = Owns<Time, &Time::tzinfo>::destroy,
              .traverse = Owns<Time, &Time::tzinfo>::traverse,
              .repr = time_repr,
              .str = time_str,
              .hash = time_hash,
              .compare = time_compare},
    .doc = "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\nAll "
           "arguments are optional. tzinfo may be None, or an instance of\na tzinfo subclass. The "
           "remaining arguments may be ints.\n",
    .new_ = {"time(cls, hour=<unset>, minute=<unset>, second=<unset>, microsecond=<unset>, "
             "tzinfo=<unset>, *, fold=<unset>)",
             time_new, nullptr},
    .methods = kTimeMethods,
    .getsets = kTimeGetSets,
};

} // namespace krait::dt
