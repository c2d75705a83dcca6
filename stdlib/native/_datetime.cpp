// _datetime: dates, times and the differences between them, for module datetime. The types are in
// datetime/; this is the module, which makes them and the objects that there is one of.
#include "stdlib/native/datetime/datetime.h"
#include "stdlib/native/module_util.h"

namespace krait {
namespace dt {

const char kDateTimeStateKey = 0;

DateTimeState* stateSlow(Thread* t) {
    auto& states = t->runtime->module_states;
    for (size_t i = 1; i < states.size(); ++i) {
        if (states[i].first != &kDateTimeStateKey) continue;
        std::swap(states[i], states[0]);
        return static_cast<DateTimeState*>(states[0].second);
    }
    return nullptr; // the types are only made with the state
}

namespace {

// Stands for CPython's C interface: a capsule that nobody can open.
Ref capsule_repr(Thread* t, Value v) {
    char text[64];
    snprintf(text, sizeof text, "<capsule object \"datetime.datetime_CAPI\" at 0x%llx>",
             static_cast<unsigned long long>(v.bits()));
    return strFromAscii(t, text);
}
constexpr TypeSpec kCapsuleSpec = {
    .name = "PyCapsule",
    .flags = kTypeDisallowNew,
    .slots = {.repr = capsule_repr},
    .doc = "Capsule objects let you wrap a C \"void *\" pointer in a Python\nobject.",
};

Status addLimits(Thread* t, DateTimeState* state) {
    constexpr ClockTime kLast{23, 59, 59, 0, 999999};
    Value none = Value::none();
    auto add = [&](Type* type, const char* name, Ref v) -> Status {
        if (v.isError()) return Error{};
        return setTypeAttribute(t, type, name, v);
    };
    KRAIT_TRY(add(state->delta, "min", deltaNew(t, -kDeltaDaysMax, 0, 0)));
    KRAIT_TRY(add(state->delta, "max", deltaNew(t, kDeltaDaysMax, 24 * 3600 - 1, 999999)));
    KRAIT_TRY(add(state->delta, "resolution", deltaNew(t, 0, 0, 1)));
    KRAIT_TRY(add(state->date, "min", dateNew(t, state->date, 1, 1, 1)));
    KRAIT_TRY(add(state->date, "max", dateNew(t, state->date, 9999, 12, 31)));
    KRAIT_TRY(add(state->date, "resolution", deltaNew(t, 1, 0, 0)));
    KRAIT_TRY(add(state->time, "min", timeNew(t, state->time, {}, none)));
    KRAIT_TRY(add(state->time, "max", timeNew(t, state->time, kLast, none)));
    KRAIT_TRY(add(state->time, "resolution", deltaNew(t, 0, 0, 1)));
    KRAIT_TRY(add(state->date_time, "min", dateTimeNew(t, state->date_time, 1, 1, 1, {}, none)));
    KRAIT_TRY(
        add(state->date_time, "max", dateTimeNew(t, state->date_time, 9999, 12, 31, kLast, none)));
    KRAIT_TRY(add(state->date_time, "resolution", deltaNew(t, 0, 0, 1)));

    Ref zero = KRAIT_TRY(deltaNew(t, 0, 0, 0));
    Ref utc = KRAIT_TRY(timeZoneNew(t, zero, Value()));
    KRAIT_TRY(setTypeAttribute(t, state->timezone, "utc", utc));
    state->utc = utc;
    Ref most = KRAIT_TRY(deltaNew(t, 0, 23 * 3600 + 59 * 60, 0));
    Ref least = KRAIT_TRY(deltaNegated(t, deltaOf(most)));
    KRAIT_TRY(add(state->timezone, "min", timeZoneNew(t, least, Value())));
    KRAIT_TRY(add(state->timezone, "max", timeZoneNew(t, most, Value())));
    return ok();
}

Status initModule(Thread* t, Value module) {
    auto* state = runtimeState<DateTimeState>(t, &kDateTimeStateKey);
    struct {
        Type** place;
        const TypeSpec* spec;
        Type** base;
    } const types[] = {{&state->delta, &kDeltaSpec, nullptr},
                       {&state->date, &kDateSpec, nullptr},
                       {&state->date_time, &kDateTimeSpec, &state->date},
                       {&state->time, &kTimeSpec, nullptr},
                       {&state->tzinfo, &kTzInfoSpec, nullptr},
                       {&state->timezone, &kTimeZoneSpec, &state->tzinfo}};
    for (const auto& entry : types) {
        *entry.place = typeFromSpec(t, entry.spec, entry.base ? *entry.base : nullptr);
        if (!*entry.place) return Error{};
    }
    if (state->utc.isEmpty()) KRAIT_TRY(addLimits(t, state)); // the module may be made again
    Type* capsule = typeFromSpec(t, &kCapsuleSpec);
    if (!capsule) return Error{};
    return ModuleFiller(t, module)
        .type("date", &kDateSpec)
        .type("datetime", &kDateTimeSpec)
        .type("time", &kTimeSpec)
        .type("timedelta", &kDeltaSpec)
        .type("tzinfo", &kTzInfoSpec)
        .type("timezone", &kTimeZoneSpec)
        .integer("MINYEAR", kYearMin)
        .integer("MAXYEAR", kYearMax)
        .set("UTC", state->utc)
        .take("datetime_CAPI", newInstance<Object>(t, Value(capsule)))
        .finish();
}

} // namespace
} // namespace dt

extern const NativeModule k_datetimeModule = {
    "_datetime", "Fast implementation of the datetime type.", nullptr, dt::initModule};

} // namespace krait
