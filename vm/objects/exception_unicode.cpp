// UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError: encoding, object, range, reason.
#include "vm/objects/bytes.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

#include <cstddef>
#include <cstdio>

namespace krait {
namespace {

Status checkCount(Thread* t, const Tuple* args, int expected) {
    if (args->length == expected) return ok();
    return raise(t, TypeId::kTypeError, "function takes exactly %d arguments (%ld given)", expected,
                 args->length);
}
Status checkStr(Thread* t, const Tuple* args, int index) {
    if (isStr(args->items[index])) return ok();
    return raise(t, TypeId::kTypeError, "argument %d must be str, not %.50T", index + 1,
                 args->items[index]);
}

// The arguments from `first` on: object, start, end, reason.
Status setRange(Thread* t, Value self, Tuple* args, int first, Value object) {
    Ref start = KRAIT_TRY(intFrom(t, KRAIT_TRY(toIndexInt64(t, args->items[first + 1]))));
    Ref end = KRAIT_TRY(intFrom(t, KRAIT_TRY(toIndexInt64(t, args->items[first + 2]))));
    KRAIT_TRY(checkStr(t, args, first + 3));
    auto* e = asException(self);
    if (first) setField(e->field[kUnicodeErrorEncoding], args->items[0]);
    setField(e->field[kUnicodeErrorObject], object);
    setField(e->field[kUnicodeErrorStart], start);
    setField(e->field[kUnicodeErrorEnd], end);
    setField(e->field[kUnicodeErrorReason], args->items[first + 3]);
    return ok();
}

struct Range {
    int64_t start = 0, end = 0;
    Ref encoding, reason;
};
Status readRange(Thread* t, Value self, Range* range) {
    auto* e = asException(self);
    intFits(e->field[kUnicodeErrorStart], &range->start);
    intFits(e->field[kUnicodeErrorEnd], &range->end);
    range->reason = KRAIT_TRY(strOf(t, orNone(e->field[kUnicodeErrorReason])));
    range->encoding = KRAIT_TRY(strOf(t, orNone(e->field[kUnicodeErrorEncoding])));
    return ok();
}
// `\x41`, `\u0041`, `\U00010041` as wide as the character needs.
void escape(char (&out)[16], uint32_t c) {
    std::snprintf(out, sizeof out, c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

} // namespace

Ref unicodeEncodeError_init(Thread* t, Args a) {
    (void)KRAIT_TRY(baseException_init(t, a));
    auto* args = a[1].as<Tuple>();
    KRAIT_TRY(checkCount(t, args, 5));
    KRAIT_TRY(checkStr(t, args, 0));
    KRAIT_TRY(checkStr(t, args, 1));
    KRAIT_TRY(setRange(t, a[0], args, 1, args->items[1]));
    return Ref::none();
}

Ref unicodeEncodeError_str(Thread* t, Value self) {
    Value object = asException(self)->field[kUnicodeErrorObject];
    if (object.isEmpty()) return Ref::share(Value(t->runtime->empty_str));
    Range range;
    KRAIT_TRY(readRange(t, self, &range));
    auto* text = object.as<Str>();
    if (range.start >= 0 && range.start < text->length && range.end == range.start + 1) {
        char escaped[16];
        escape(escaped, text->at(range.start));
        return strFormat(t, "'%U' codec can't encode character '%s' in position %ld: %U",
                         range.encoding.get(), escaped, range.start, range.reason.get());
    }
    return strFormat(t, "'%U' codec can't encode characters in position %ld-%ld: %U",
                     range.encoding.get(), range.start, range.end - 1, range.reason.get());
}

Ref unicodeDecodeError_init(Thread* t, Args a) {
    (void)KRAIT_TRY(baseException_init(t, a));
    auto* args = a[1].as<Tuple>();
    KRAIT_TRY(checkCount(t, args, 5));
    KRAIT_TRY(checkStr(t, args, 0));
    Ref object = Ref::share(args->items[1]);
    if (!isBytes(object)) {
        Buffer view;
        KRAIT_TRY(view.acquire(t, object));
        object = KRAIT_TRY(bytesFrom(t, view.view()));
    }
    KRAIT_TRY(setRange(t, a[0], args, 1, object));
    return Ref::none();
}

Ref unicodeDecodeError_str(Thread* t, Value self) {
    Value object = asException(self)->field[kUnicodeErrorObject];
    if (object.isEmpty()) return Ref::share(Value(t->runtime->empty_str));
    Range range;
    KRAIT_TRY(readRange(t, self, &range));
    auto* bytes = object.as<Bytes>();
    if (range.start >= 0 && range.start < bytes->length && range.end == range.start + 1) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%02x", static_cast<uint8_t>(bytes->data[range.start]));
        return strFormat(t, "'%U' codec can't decode byte 0x%s in position %ld: %U",
                         range.encoding.get(), hex, range.start, range.reason.get());
    }
    return strFormat(t, "'%U' codec can't decode bytes in position %ld-%ld: %U",
                     range.encoding.get(), range.start, range.end - 1, range.reason.get());
}

Ref unicodeTranslateError_init(Thread* t, Args a) {
    (void)KRAIT_TRY(baseException_init(t, a));
    auto* args = a[1].as<Tuple>();
    KRAIT_TRY(checkCount(t, args, 4));
    KRAIT_TRY(checkStr(t, args, 0));
    KRAIT_TRY(setRange(t, a[0], args, 0, args->items[0]));
    return Ref::none();
}

Ref unicodeTranslateError_str(Thread* t, Value self) {
    Value object = asException(self)->field[kUnicodeErrorObject];
    if (object.isEmpty()) return Ref::share(Value(t->runtime->empty_str));
    Range range;
    KRAIT_TRY(readRange(t, self, &range));
    auto* text = object.as<Str>();
    if (range.start >= 0 && range.start < text->length && range.end == range.start + 1) {
        char escaped[16];
        escape(escaped, text->at(range.start));
        return strFormat(t, "can't translate character '%s' in position %ld: %U", escaped,
                         range.start, range.reason.get());
    }
    return strFormat(t, "can't translate characters in position %ld-%ld: %U", range.start,
                     range.end - 1, range.reason.get());
}

// start and end are C integers in Python's eyes: what is not an integer is refused.
template <int field>
static Ref getNumber(Thread* t, Value self) {
    Value v = asException(self)->field[field];
    return Ref::share(v.isEmpty() ? Value::smallInt(0) : v);
}
template <int field>
static Status setNumber(Thread* t, Value self, Value value) {
    if (value.isEmpty()) {
        return raise(t, TypeId::kTypeError, "can't delete numeric/char attribute");
    }
    Ref number = KRAIT_TRY(intFrom(t, KRAIT_TRY(toIndexInt64(t, value))));
    setField(asException(self)->field[field], number);
    return ok();
}

#define FIELD(index)                                                                               \
    static_cast<uint16_t>(offsetof(ExceptionObject, field) + (index) * sizeof(Value))
constinit const MemberDef kUnicodeMembers[] = {
    {"encoding", FIELD(kUnicodeErrorEncoding), false, true, "exception encoding"},
    {"object", FIELD(kUnicodeErrorObject), false, true, "exception object"},
    {"reason", FIELD(kUnicodeErrorReason), false, true, "exception reason"},
    {}};
constinit const GetSetDef kUnicodeGetSets[] = {
    {"start", getNumber<kUnicodeErrorStart>, setNumber<kUnicodeErrorStart>, "exception start"},
    {"end", getNumber<kUnicodeErrorEnd>, setNumber<kUnicodeErrorEnd>, "exception end"},
    {}};

} // namespace krait
