// date: a day of the proleptic Gregorian calendar. Immutable.
//
// datetime derives from it and uses these methods, where it has none of its own.
#include "stdlib/native/datetime/datetime.h"
#include "stdlib/native/module_util.h"
#include "vm/base/hash.h"
#include "vm/objects/bytes.h"
#include "vm/objects/struct_sequence.h"

namespace krait::dt {
namespace {

Date* make(Thread* t, Type* type, int year, int month, int day) {
    auto* d = static_cast<Date*>(allocateInstance(t, type));
    if (KRAIT_UNLIKELY(!d)) return nullptr;
    d->year = static_cast<uint16_t>(year);
    d->month = static_cast<uint8_t>(month);
    d->day = static_cast<uint8_t>(day);
    return d;
}
Ref makeRef(Thread* t, Type* type, int year, int month, int day) {
    Date* d = make(t, type, year, month, day);
    return KRAIT_LIKELY(d) ? Ref::take(Value(d)) : Ref(Error{});
}

Ref date_new(Thread* t, Args a) {
    Type* type = a[0].as<Type>();
    if (KRAIT_UNLIKELY(!a[1].isSmallInt() && !a[1].isEmpty() && a[2].isEmpty())) {
        char room[4];
        std::string_view state = KRAIT_TRY(pickledState(t, a[1], 4, 2, "date", room));
        if (!state.empty()) {
            auto* bytes = reinterpret_cast<const uint8_t*>(state.data());
            return makeRef(t, type, bytes[0] << 8 | bytes[1], bytes[2], bytes[3]);
        }
    }
    constexpr const char* kNames[] = {"year", "month", "day"};
    int fields[3];
    for (int i = 0; i < 3; ++i) {
        if (a[i + 1].isEmpty()) return raiseMissing(t, kNames[i], i + 1);
        fields[i] = KRAIT_TRY(convertInt(t, a[i + 1], 0, "long"));
    }
    KRAIT_TRY(checkDate(t, fields[0], fields[1], fields[2]));
    return makeRef(t, type, fields[0], fields[1], fields[2]);
}

// --- class methods -------------------------------------------------------------------------------

// A date of a moment, in local time.
Ref dateOfMoment(Thread* t, Type* type, int64_t seconds) {
    tm when;
    KRAIT_TRY(calendarOf(t, seconds, true, &when));
    int year = when.tm_year + 1900;
    KRAIT_TRY(checkDate(t, year, when.tm_mon + 1, when.tm_mday));
    return dateNew(t, type, year, when.tm_mon + 1, when.tm_mday);
}
Ref date_fromtimestamp(Thread* t, Args a) {
    int64_t seconds;
    int us;
    KRAIT_TRY(convertTimestamp(t, a[1], true, &seconds, &us));
    return dateOfMoment(t, a[0].as<Type>(), seconds);
}
Ref date_today(Thread* t, Args a) {
    int64_t seconds;
    int us;
    currentMoment(t, &seconds, &us);
    if (a[0] == Value(stateOf(t)->date)) return dateOfMoment(t, a[0].as<Type>(), seconds);
    // Python: a subclass may have a fromtimestamp() of its own.
    return callMethod(t, a[0], KRAIT_TRY(strIntern(t, "fromtimestamp")),
                      Value::number(static_cast<double>(seconds) + us / 1e6));
}

Ref date_fromordinal(Thread* t, Args a) {
    int ordinal = KRAIT_TRY(convertInt(t, a[1], 0, "long"));
    if (ordinal < 1) return raise(t, TypeId::kValueError, "ordinal must be >= 1");
    int year, month, day;
    dateOfOrdinal(ordinal, &year, &month, &day);
    KRAIT_TRY(checkDate(t, year, month, day));
    return dateNew(t, a[0].as<Type>(), year, month, day);
}

Ref date_fromisoformat(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "fromisoformat: argument must be str");
    }
    IsoRoom room;
    std::string_view text = isoCharacters(a[1].as<Str>(), &room);
    size_t length = text.size();
    int year, month, day;
    if (!a[1].as<Str>()->isAscii() || (length != 7 && length != 8 && length != 10) ||
        !parseIsoDate(text, &year, &month, &day)) {
        return raiseInvalidIso(t, a[1]);
    }
    KRAIT_TRY(checkDate(t, year, month, day));
    return dateNew(t, a[0].as<Type>(), year, month, day);
}

Ref date_fromisocalendar(Thread* t, Args a) {
    int fields[3];
    for (int i = 0; i < 3; ++i) {
        Result<int> field = convertInt(t, a[i + 1], 0, "long");
        if (field.isError()) {
            if (!clearErrorIf(t, TypeId::kOverflowError)) return Error{};
            return raise(t, TypeId::kValueError, "ISO calendar component out of range");
        }
        fields[i] = field.value();
    }
    int year, month, day;
    switch (dateOfIsoWeek(fields[0], fields[1], fields[2], &year, &month, &day)) {
    case IsoWeekFault::kYear:
        return raise(t, TypeId::kValueError, "Year is out of range: %d", fields[0]);
    case IsoWeekFault::kWeek:
        return raise(t, TypeId::kValueError, "Invalid week: %d", fields[1]);
    case IsoWeekFault::kDay:
        return raise(t, TypeId::kValueError, "Invalid day: %d (range is [1, 7])", fields[2]);
    case IsoWeekFault::kNone:
        break;
    }
    KRAIT_TRY(checkDate(t, year, month, day));
    return dateNew(t, a[0].as<Type>(), year, month, day);
}

// --- methods -------------------------------------------------------------------------------------

Ref date_ctime(Thread* t, Args a) {
    return cTimeText(t, dateOf(a[0]), {});
}
Ref date_strftime(Thread* t, Args a) {
    return formatTime(t, a[0], a[1]);
}
Ref date_format(Thread* t, Args a) {
    return formatDunder(t, a[0], a[1]);
}
Ref date_timetuple(Thread* t, Args a) {
    return timeTupleNew(t, dateOf(a[0]), {}, -1);
}
Ref date_isoformat(Thread* t, Args a) {
    ShortText text;
    putDate(&text, dateOf(a[0]));
    return strFromAscii(t, text.view());
}
Ref date_str(Thread* t, Value v) {
    if (typeOf(t, v) != stateOf(t)->date) {
        return callMethod(t, v, KRAIT_TRY(strIntern(t, "isoformat")));
    }
    return date_isoformat(t, &v);
}
Ref date_repr(Thread* t, Value v) {
    Ref title = KRAIT_TRY(typeTitle(t, v));
    auto* d = dateOf(v);
    return strFormat(t, "%U(%d, %d, %d)", title.get(), d->year, d->month, d->day);
}
int weekdayOf(const Date* d) {
    return (ordinalOf(d) + 6) % 7;
}
Ref date_weekday(Thread*, Args a) {
    return Ref::take(Value::smallInt(weekdayOf(dateOf(a[0]))));
}
Ref date_isoweekday(Thread*, Args a) {
    return Ref::take(Value::smallInt(weekdayOf(dateOf(a[0])) + 1));
}
Ref date_toordinal(Thread*, Args a) {
    return Ref::take(Value::smallInt(ordinalOf(dateOf(a[0]))));
}

Ref date_replace(Thread* t, Args a) {
    auto* d = dateOf(a[0]);
    int year = KRAIT_TRY(convertInt(t, a[1], d->year));
    int month = KRAIT_TRY(convertInt(t, a[2], d->month));
    int day = KRAIT_TRY(convertInt(t, a[3], d->day));
    Type* type = typeOf(t, a[0]);
    if (type == stateOf(t)->date) KRAIT_TRY(checkDate(t, year, month, day));
    return dateNew(t, type, year, month, day);
}

Ref date_reduce(Thread* t, Args a) {
    char bytes[4];
    packDate(bytes, dateOf(a[0]));
    Ref state = KRAIT_TRY(bytesFrom(t, {bytes, 4}));
    Ref arguments = KRAIT_TRY(tupleOf(t, state));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments);
}

// --- what isocalendar() gives --------------------------------------------------------------------

constexpr StructSequenceField kIsoFields[] = {{"year"}, {"week"}, {"weekday"}};
Ref iso_reduce(Thread* t, Args a) {
    Ref items = KRAIT_TRY(tupleFrom(t, a[0].as<Tuple>()->items, 3));
    Ref arguments = KRAIT_TRY(tupleOf(t, items));
    return tupleOf(t, Value(t->type(TypeId::kTuple)), arguments);
}
Ref iso_new(Thread* t, Args a);
constexpr MethodDef kIsoMethods[] = {{"__reduce__(self, /)", iso_reduce, nullptr}, {}};
constexpr TypeSpec isoType() {
    TypeSpec spec = structSequenceLayout(
        "datetime.IsoCalendarDate",
        "The result of date.isocalendar() or datetime.isocalendar()\n\nThis object may be accessed "
        "either as a tuple of\n  ((year, week, weekday))\nor via the object attributes as named in "
        "the above tuple.");
    spec.new_ = {"IsoCalendarDate(cls, year, week, weekday)", iso_new, nullptr};
    spec.methods = kIsoMethods;
    return spec;
}
constexpr StructSequenceSpec kIsoDateSpec = {isoType(), kIsoFields, 3, 3};
Ref iso_new(Thread* t, Args a) {
    Value fields[3];
    for (int i = 0; i < 3; ++i)
        fields[i] = Value::smallInt(KRAIT_TRY(convertInt(t, a[i + 1], 0, "long")));
    return structSequenceNew(t, &kIsoDateSpec, fields);
}

Ref date_isocalendar(Thread* t, Args a) {
    auto* d = dateOf(a[0]);
    IsoWeekDate iso = isoWeekDateOf(d->year, d->month, d->day);
    Value fields[] = {Value::smallInt(iso.year), Value::smallInt(iso.week),
                      Value::smallInt(iso.weekday)};
    return structSequenceNew(t, &kIsoDateSpec, fields);
}

// --- operators -----------------------------------------------------------------------------------

bool isPlainDate(Thread* t, Value v) { // Python: a datetime is none, here
    return hasSpec(t, v, &kDateSpec);
}

Ref datePlus(Thread* t, Value date, int64_t days) {
    int64_t ordinal = ordinalOf(dateOf(date)) + days;
    if (ordinal < 1 || ordinal > kOrdinalMax) {
        return raise(t, TypeId::kOverflowError, "date value out of range");
    }
    int year, month, day;
    dateOfOrdinal(static_cast<int>(ordinal), &year, &month, &day);
    return dateNew(t, typeOf(t, date), year, month, day);
}
Ref date_add(Thread* t, Value a, Value b) {
    if (isDelta(t, a)) std::swap(a, b);
    if (!isPlainDate(t, a) || !isDelta(t, b)) return Ref::notImplemented();
    return datePlus(t, a, deltaOf(b)->days);
}
Ref date_sub(Thread* t, Value a, Value b) {
    if (!isPlainDate(t, a)) return Ref::notImplemented();
    if (isPlainDate(t, b)) return deltaNew(t, ordinalOf(dateOf(a)) - ordinalOf(dateOf(b)), 0, 0);
    if (!isDelta(t, b)) return Ref::notImplemented();
    return datePlus(t, a, -int64_t{deltaOf(b)->days});
}
uint32_t dateOrder(const Date* d) {
    return uint32_t{d->year} << 16 | uint32_t{d->month} << 8 | d->day;
}
Ref date_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isDate(t, a) || !isPlainDate(t, b)) return Ref::notImplemented();
    uint32_t x = dateOrder(dateOf(a)), y = dateOrder(dateOf(b));
    return compareResult(x < y ? -1 : x > y, op);
}
Result<int64_t> date_hash(Thread* t, Value v) {
    auto* d = dateOf(v);
    if (d->hash == 0) {
        char bytes[4];
        packDate(bytes, d);
        d->hash = hashPacked(t, bytes, 4);
    }
    return d->hash;
}

constexpr MethodDef kDateMethods[] = {
    {"fromtimestamp(type, timestamp, /)", date_fromtimestamp,
     "Create a date from a POSIX timestamp.\n\nThe timestamp is a number, e.g. created via "
     "time.time(), that is interpreted\nas local time.",
     kMethodClass},
    {"fromordinal(type, ordinal, /)", date_fromordinal,
     "int -> date corresponding to a proleptic Gregorian ordinal.", kMethodClass},
    {"fromisoformat(type, object, /)", date_fromisoformat,
     "str -> Construct a date from a string in ISO 8601 format.", kMethodClass},
    {"fromisocalendar(type, year, week, day)", date_fromisocalendar,
     "int, int, int -> Construct a date from the ISO year, week number and weekday.\n\nThis is the "
     "inverse of the date.isocalendar() function",
     kMethodClass},
    {"today(type, /)", date_today,
     "Current date or datetime:  same as self.__class__.fromtimestamp(time.time()).", kMethodClass},
    {"ctime(self, /)", date_ctime, "Return ctime() style string."},
    {"strftime(self, format)", date_strftime, "format -> strftime() style string."},
    {"__format__(self, format, /)", date_format, "Formats self with strftime."},
    {"timetuple(self, /)", date_timetuple, "Return time tuple, compatible with time.localtime()."},
    {"isocalendar(self, /)", date_isocalendar,
     "Return a named tuple containing ISO year, week number, and weekday."},
    {"isoformat(self, /)", date_isoformat, "Return string in ISO 8601 format, YYYY-MM-DD."},
    {"isoweekday(self, /)", date_isoweekday,
     "Return the day of the week represented by the date.\nMonday == 1 ... Sunday == 7"},
    {"toordinal(self, /)", date_toordinal,
     "Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1."},
    {"weekday(self, /)", date_weekday,
     "Return the day of the week represented by the date.\nMonday == 0 ... Sunday == 6"},
    {"replace(self, /, year=<unset>, month=<unset>, day=<unset>)", date_replace,
     "Return date with new specified fields."},
    {"__replace__(self, /, year=<unset>, month=<unset>, day=<unset>)", date_replace,
     "The same as replace()."},
    {"__reduce__(self, /)", date_reduce, "__reduce__() -> (cls, state)"},
    {}};
constexpr GetSetDef kDateGetSets[] = {
    {"year", [](Thread*, Value v) { return Ref::take(Value::smallInt(dateOf(v)->year)); }},
    {"month", [](Thread*, Value v) { return Ref::take(Value::smallInt(dateOf(v)->month)); }},
    {"day", [](Thread*, Value v) { return Ref::take(Value::smallInt(dateOf(v)->day)); }},
    {}};

constexpr TypeSlots dateSlots() {
    TypeSlots s;
    s.repr = date_repr;
    s.str = date_str;
    s.hash = date_hash;
    s.compare = date_compare;
    s.binary[static_cast<int>(BinaryOp::kAdd)] = date_add;
    s.binary[static_cast<int>(BinaryOp::kSub)] = date_sub;
    return s;
}

} // namespace

Ref dateNew(Thread* t, Type* type, int year, int month, int day) {
    auto* state = stateOf(t);
    if (type == state->date) return makeRef(t, type, year, month, day);
    if (type == state->date_time) return dateTimeNew(t, type, year, month, day, {}, Value::none());
    return callFunction(t, Value(type), Value::smallInt(year), Value::smallInt(month),
                        Value::smallInt(day));
}

void packDate(char* out, const Date* d) {
    out[0] = static_cast<char>(d->year >> 8);
    out[1] = static_cast<char>(d->year);
    out[2] = static_cast<char>(d->month);
    out[3] = static_cast<char>(d->day);
}

int64_t hashPacked(Thread* t, const char* bytes, size_t size) {
    HashKey key{t->runtime->hash_key[0], t->runtime->hash_key[1]};
    return hashBytes(key, bytes, size);
}

const TypeSpec kDateSpec = {
    .name = "datetime.date",
    .size = sizeof(Date),
    .flags = kTypeBase,
    .slots = dateSlots(),
    .doc = "date(year, month, day) --> date object",
    .new_ = {"date(cls, year=<unset>, month=<unset>, day=<unset>)", date_new, nullptr},
    .methods = kDateMethods,
    .getsets = kDateGetSets,
};

} // namespace krait::dt
