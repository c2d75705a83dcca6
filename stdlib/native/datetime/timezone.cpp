// tzinfo, the base of time zones, and timezone, those of a fixed offset. How the others ask a zone.
#include "stdlib/native/datetime/datetime.h"

#include <cstring>

namespace krait::dt {
namespace {

// --- tzinfo --------------------------------------------------------------------------------------

Ref tzinfo_new(Thread* t, Args a) {
    return newInstance<Object>(t, a[0]);
}

Error raiseAbstract(Thread* t, const char* method) {
    return raise(t, TypeId::kNotImplementedError, "a tzinfo subclass must implement %s()", method);
}
Ref tzinfo_utcoffset(Thread* t, Args) {
    return raiseAbstract(t, "utcoffset");
}
Ref tzinfo_tzname(Thread* t, Args) {
    return raiseAbstract(t, "tzname");
}
Ref tzinfo_dst(Thread* t, Args) {
    return raiseAbstract(t, "dst");
}
Ref tzinfo_fromutc(Thread* t, Args a) {
    return tzInfoFromUtc(t, a[0], a[1]);
}

// Python: pickled as type(self)(*self.__getinitargs__()) with its state.
Ref tzinfo_reduce(Thread* t, Args a) {
    Ref arguments = getAttrOptional(t, a[0], KRAIT_TRY(strIntern(t, "__getinitargs__")));
    if (arguments.isEmpty()) {
        if (t->hasError()) return Error{};
        arguments = KRAIT_TRY(tupleFrom(t, nullptr, 0));
    } else {
        arguments = KRAIT_TRY(callFunction(t, arguments));
    }
    Ref state = KRAIT_TRY(callMethod(t, a[0], KRAIT_TRY(strIntern(t, "__getstate__"))));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments, state);
}

constexpr MethodDef kTzInfoMethods[] = {
    {"tzname(self, object, /)", tzinfo_tzname, "datetime -> string name of time zone."},
    {"utcoffset(self, object, /)", tzinfo_utcoffset,
     "datetime -> timedelta showing offset from UTC, negative values indicating West of UTC"},
    {"dst(self, object, /)", tzinfo_dst,
     "datetime -> DST offset as timedelta positive east of UTC."},
    {"fromutc(self, object, /)", tzinfo_fromutc, "datetime in UTC -> datetime in local time."},
    {"__reduce__(self, /)", tzinfo_reduce, "-> (cls, state)"},
    {}};

// --- timezone ------------------------------------------------------------------------------------

Ref timezone_new(Thread* t, Args a) {
    if (!isDelta(t, a[1])) {
        return raise(t, TypeId::kTypeError,
                     "timezone() argument 1 must be datetime.timedelta, not %T", a[1]);
    }
    if (!a[2].isEmpty() && !isStr(a[2])) {
        return raise(t, TypeId::kTypeError, "timezone() argument 2 must be str, not %T", a[2]);
    }
    auto* state = stateOf(t);
    auto* d = deltaOf(a[1]);
    if (a[2].isEmpty() && d->days == 0 && d->seconds == 0 && d->us == 0 &&
        a[0] == Value(state->timezone)) {
        return Ref::share(state->utc);
    }
    return timeZoneNew(t, a[1], a[2], a[0].as<Type>());
}

Status checkArgument(Thread* t, Value v, const char* method) {
    if (v.isNone() || isDateTime(t, v)) return ok();
    return raise(t, TypeId::kTypeError,
                 "%s(dt) argument must be a datetime instance or None, not %T", method, v);
}
Ref timezone_utcoffset(Thread* t, Args a) {
    KRAIT_TRY(checkArgument(t, a[1], "utcoffset"));
    return Ref::share(zoneOf(a[0])->offset);
}
Ref timezone_dst(Thread* t, Args a) {
    KRAIT_TRY(checkArgument(t, a[1], "dst"));
    return Ref::none();
}
Ref timezone_str(Thread* t, Value v) {
    auto* zone = zoneOf(v);
    if (!zone->name.isEmpty()) return Ref::share(zone->name);
    if (v == stateOf(t)->utc) return strFromAscii(t, "UTC");
    auto* offset = deltaOf(zone->offset);
    ShortText text;
    text.put("UTC");
    if (offset->days != 0 || offset->seconds != 0 || offset->us != 0) {
        putOffset(&text, offset, true);
    }
    return strFromAscii(t, text.view());
}
Ref timezone_tzname(Thread* t, Args a) {
    KRAIT_TRY(checkArgument(t, a[1], "tzname"));
    return timezone_str(t, a[0]);
}
Ref timezone_fromutc(Thread* t, Args a) {
    if (!isDateTime(t, a[1])) {
        return raise(t, TypeId::kTypeError, "fromutc: argument must be a datetime");
    }
    if (dateTimeOf(a[1])->tzinfo != a[0]) {
        return raise(t, TypeId::kValueError, "fromutc: dt.tzinfo is not self");
    }
    return dateTimePlus(t, a[1], deltaOf(zoneOf(a[0])->offset), 1);
}
Ref timezone_getinitargs(Thread* t, Args a) {
    auto* zone = zoneOf(a[0]);
    if (zone->name.isEmpty()) return tupleOf(t, zone->offset);
    return tupleOf(t, zone->offset, zone->name);
}

Ref timezone_repr(Thread* t, Value v) {
    if (v == stateOf(t)->utc) return strFromAscii(t, "datetime.timezone.utc");
    Ref title = KRAIT_TRY(typeTitle(t, v));
    auto* zone = zoneOf(v);
    if (zone->name.isEmpty()) return strFormat(t, "%U(%R)", title.get(), zone->offset);
    return strFormat(t, "%U(%R, %R)", title.get(), zone->offset, zone->name);
}
Result<int64_t> timezone_hash(Thread* t, Value v) {
    return hashOf(t, zoneOf(v)->offset);
}
Ref timezone_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !isTimeZone(t, a) || !isTimeZone(t, b)) return Ref::notImplemented();
    bool same = sameDelta(deltaOf(zoneOf(a)->offset), deltaOf(zoneOf(b)->offset));
    return Ref::boolean(same == (op == CompareOp::kEq));
}

constexpr MethodDef kTimeZoneMethods[] = {
    {"tzname(self, object, /)", timezone_tzname,
     "If name is specified when timezone is created, returns the name.  Otherwise returns offset "
     "as 'UTC(+|-)HH:MM'."},
    {"utcoffset(self, object, /)", timezone_utcoffset, "Return fixed offset."},
    {"dst(self, object, /)", timezone_dst, "Return None."},
    {"fromutc(self, object, /)", timezone_fromutc, "datetime in UTC -> datetime in local time."},
    {"__getinitargs__(self, /)", timezone_getinitargs, "pickle support"},
    {}};

// The result of a zone's method that is to give None or an offset.
Status checkOffset(Thread* t, Value v, const char* method) {
    if (v.isNone()) return ok();
    if (!isDelta(t, v)) {
        return raise(t, TypeId::kTypeError,
                     "tzinfo.%s() must return None or timedelta, not '%.200T'", method, v);
    }
    auto* d = deltaOf(v);
    if (d->days == 0 || (d->days == -1 && (d->seconds != 0 || d->us != 0))) return ok();
    return raise(t, TypeId::kValueError,
                 "offset must be a timedelta strictly between -timedelta(hours=24) and "
                 "timedelta(hours=24).");
}

bool isPlainZone(Thread* t, Value tzinfo) { // no subclass, whose methods might be others
    return typeOf(t, tzinfo) == stateOf(t)->timezone;
}

} // namespace

Ref timeZoneNew(Thread* t, Value offset, Value name, Type* type) {
    auto* d = deltaOf(offset);
    if (d->days > 0 || d->days < -1 || (d->days == -1 && d->seconds == 0 && d->us == 0)) {
        return raise(t, TypeId::kValueError,
                     "offset must be a timedelta strictly between -timedelta(hours=24) and "
                     "timedelta(hours=24), not %R.",
                     offset);
    }
    if (!type) type = stateOf(t)->timezone;
    New<TimeZone> zone = KRAIT_TRY(newInstance<TimeZone>(t, Value(type)));
    store(&zone->offset, offset);
    store(&zone->name, name);
    return zone;
}

Object* allocateWithZone(Thread* t, Type* type, Value tzinfo) {
    if (KRAIT_LIKELY(tzinfo.isNone() || type->flags & kTypeHeap || isPlainZone(t, tzinfo))) {
        return allocateInstance(t, type);
    }
    auto* o = static_cast<Object*>(t->heap->allocate(type->instance_size, CellUse::kContainer));
    if (KRAIT_UNLIKELY(!o)) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    std::memset(static_cast<void*>(o), 0, type->instance_size);
    o->refcount = 1;
    o->flags = kFlagTracked;
    o->shape = type->root_shape;
    gcCountAllocation(t, o, type->instance_size);
    return o;
}

Ref askZone(Thread* t, Value tzinfo, ZoneQuery query, Value argument) {
    if (tzinfo.isNone()) return Ref::none();
    bool offset = query == ZoneQuery::kUtcOffset;
    if (isPlainZone(t, tzinfo)) return offset ? Ref::share(zoneOf(tzinfo)->offset) : Ref::none();
    const char* method = offset ? "utcoffset" : "dst";
    Ref answer = KRAIT_TRY(callMethod(t, tzinfo, KRAIT_TRY(strIntern(t, method)), argument));
    KRAIT_TRY(checkOffset(t, answer, method));
    return answer;
}

Ref askZoneName(Thread* t, Value tzinfo, Value argument) {
    if (tzinfo.isNone()) return Ref::none();
    if (isPlainZone(t, tzinfo)) return timezone_str(t, tzinfo);
    Ref answer = KRAIT_TRY(callMethod(t, tzinfo, KRAIT_TRY(strIntern(t, "tzname")), argument));
    if (answer.get().isNone() || isStr(answer)) return answer;
    return raise(t, TypeId::kTypeError,
                 "tzinfo.tzname() must return None or a string, not '%.200T'", answer.get());
}

Ref tzInfoFromUtc(Thread* t, Value tzinfo, Value date_time) {
    if (!isDateTime(t, date_time)) {
        return raise(t, TypeId::kTypeError, "fromutc: argument must be a datetime");
    }
    if (dateTimeOf(date_time)->tzinfo != tzinfo) {
        return raise(t, TypeId::kValueError, "fromutc: dt.tzinfo is not self");
    }
    Ref offset = KRAIT_TRY(askZone(t, tzinfo, ZoneQuery::kUtcOffset, date_time));
    if (offset.get().isNone()) {
        return raise(t, TypeId::kValueError, "fromutc: non-None utcoffset() result required");
    }
    Ref dst = KRAIT_TRY(askZone(t, tzinfo, ZoneQuery::kDst, date_time));
    if (dst.get().isNone()) {
        return raise(t, TypeId::kValueError, "fromutc: non-None dst() result required");
    }
    Ref standard = KRAIT_TRY(deltaFromMicroseconds(t, deltaMicroseconds(deltaOf(offset)) -
                                                          deltaMicroseconds(deltaOf(dst))));
    Ref result = KRAIT_TRY(dateTimePlus(t, date_time, deltaOf(standard), 1));
    dst = KRAIT_TRY(askZone(t, tzinfo, ZoneQuery::kDst, result));
    if (dst.get().isNone()) {
        return raise(t, TypeId::kValueError,
                     "fromutc: tz.dst() gave inconsistent results; cannot convert");
    }
    if (deltaMicroseconds(deltaOf(dst)) == 0) return result;
    return dateTimePlus(t, result, deltaOf(dst), 1);
}

const TypeSpec kTzInfoSpec = {
    .name = "datetime.tzinfo",
    .size = sizeof(Object),
    .flags = kTypeBase,
    .doc = "Abstract base class for time zone info objects.",
    .new_ = {"tzinfo(cls, *args, **kwargs)", tzinfo_new, nullptr},
    .methods = kTzInfoMethods,
};

const TypeSpec kTimeZoneSpec = {
    .name = "datetime.timezone",
    .size = sizeof(TimeZone),
    .slots = {.destroy = Owns<TimeZone, &TimeZone::offset, &TimeZone::name>::destroy,
              .repr = timezone_repr,
              .str = timezone_str,
              .hash = timezone_hash,
              .compare = timezone_compare},
    .doc = "Fixed offset from UTC implementation of tzinfo.",
    .new_ = {"timezone(cls, offset, name=<unset>)", timezone_new, nullptr},
    .methods = kTimeZoneMethods,
};

} // namespace krait::dt
