// Ends of lines: the `newline` argument of text streams, translation in both directions, and
// IncrementalNewlineDecoder, which keeps back a "\r" at the end of its input until it knows whether
// a "\n" follows.
#include "stdlib/native/io/io_internal.h"

#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::io {

Status parseNewline(Thread* t, Value newline, NewlineMode* out, bool quoted) {
    *out = {};
    if (newline.isNone() || newline.isEmpty()) return ok();
    if (!isStr(newline))
        return raise(t, TypeId::kTypeError, "newline must be str or None, not %T", newline);
    out->given = true;
    for (const char* ending : {"", "\n", "\r", "\r\n"}) {
        if (!strEqualAscii(newline.as<Str>(), ending)) continue;
        std::strcpy(out->ending, ending);
        return ok();
    }
    return raise(t, TypeId::kValueError,
                 quoted ? "illegal newline value: %R" : "illegal newline value: %U", newline);
}

namespace {

template <typename Unit>
int64_t findUnit(const Unit* text, int64_t start, int64_t end, char c) {
    if constexpr (sizeof(Unit) == 1) {
        const void* hit = std::memchr(text + start, c, static_cast<size_t>(end - start));
        return hit ? static_cast<const Unit*>(hit) - text : -1;
    }
    for (int64_t i = start; i < end; ++i) {
        if (text[i] == static_cast<Unit>(c)) return i;
    }
    return -1;
}

template <typename Unit>
int64_t findEnd(const Unit* text, int64_t start, int64_t end, const NewlineMode& mode) {
    if (mode.readTranslate()) { // the text was translated when it was read
        int64_t i = findUnit(text, start, end, '\n');
        return i < 0 ? -1 : i + 1;
    }
    if (mode.readUniversal()) {
        int64_t lf = findUnit(text, start, end, '\n');
        int64_t cr = findUnit(text, start, lf < 0 ? end : lf, '\r');
        if (cr < 0) return lf < 0 ? -1 : lf + 1;
        if (cr + 1 < end) return text[cr + 1] == '\n' ? cr + 2 : cr + 1;
        return cr + 1;
    }
    if (mode.ending[1] == 0) {
        int64_t i = findUnit(text, start, end, mode.ending[0]);
        return i < 0 ? -1 : i + 1;
    }
    for (int64_t i = start;;) {
        i = findUnit(text, i, end, '\r');
        if (i < 0 || i + 1 >= end) return -1;
        if (text[i + 1] == '\n') return i + 2;
        ++i;
    }
}

// Writes text without "\r"; returns the number of units.
template <typename Unit>
int64_t translateUnits(const Unit* from, int64_t length, Unit* to, uint8_t* seen) {
    int64_t n = 0;
    for (int64_t i = 0; i < length; ++i) {
        Unit c = from[i];
        if (c == '\n') {
            *seen |= kSeenLf;
        } else if (c == '\r') {
            if (i + 1 < length && from[i + 1] == '\n') {
                *seen |= kSeenCrLf;
                ++i;
            } else {
                *seen |= kSeenCr;
            }
            c = '\n';
        }
        to[n++] = c;
    }
    return n;
}

template <typename Unit>
int64_t countTranslated(const Unit* from, int64_t length) {
    int64_t n = length;
    for (int64_t i = 0; i + 1 < length; ++i) n -= from[i] == '\r' && from[i + 1] == '\n';
    return n;
}

template <typename Unit>
Ref translateAs(Thread* t, Str* text, const Unit* units, uint8_t* seen) {
    if (findUnit(units, 0, text->length, '\r') < 0) {
        if (findUnit(units, 0, text->length, '\n') >= 0) *seen |= kSeenLf;
        return Ref::share(Value(text));
    }
    uint32_t max = text->isAscii()    ? 127
                   : text->width == 1 ? 255
                   : text->width == 2 ? 0xffff
                                      : 0x10ffff;
    New<Str> result = KRAIT_TRY(strAllocate(t, countTranslated(units, text->length), max));
    translateUnits(units, text->length, reinterpret_cast<Unit*>(result->data), seen);
    return result;
}

} // namespace

int64_t findLineEnd(const Str* text, int64_t start, int64_t end, const NewlineMode& mode) {
    if (text->width == 1) return findEnd(text->latin1(), start, end, mode);
    if (text->width == 2) return findEnd(text->ucs2(), start, end, mode);
    return findEnd(text->ucs4(), start, end, mode);
}

Ref translateNewlines(Thread* t, Str* text, uint8_t* seen) {
    if (text->width == 1) return translateAs(t, text, text->latin1(), seen);
    if (text->width == 2) return translateAs(t, text, text->ucs2(), seen);
    return translateAs(t, text, text->ucs4(), seen);
}

Ref expandNewlines(Thread* t, Str* text, std::string_view newline) {
    NewlineMode lf{{'\n', 0, 0}, true};
    int64_t end = findLineEnd(text, 0, text->length, lf);
    if (end < 0) return Ref::share(Value(text));
    TextBuffer out(t);
    int64_t start = 0;
    while (end >= 0) {
        out.appendSlice(text, start, end - 1);
        out.append(newline);
        start = end;
        end = findLineEnd(text, start, text->length, lf);
    }
    out.appendSlice(text, start, text->length);
    return out.finish();
}

Ref newlinesSeen(Thread* t, int mask) {
    Value items[3];
    Ref owners[3];
    int count = 0;
    constexpr struct {
        int bit;
        const char* text;
    } kEndings[] = {{kSeenCr, "\r"}, {kSeenLf, "\n"}, {kSeenCrLf, "\r\n"}};
    for (const auto& ending : kEndings) {
        if (!(mask & ending.bit)) continue;
        owners[count] = KRAIT_TRY(strFromAscii(t, ending.text));
        items[count] = owners[count];
        ++count;
    }
    if (count == 0) return Ref::none();
    if (count == 1) return std::move(owners[0]);
    return tupleFrom(t, items, count);
}

New<NewlineDecoder> newlineDecoderNew(Thread* t, Value decoder, bool translate) {
    New<NewlineDecoder> self = KRAIT_TRY(newOf<NewlineDecoder>(t, &kNewlineDecoderSpec));
    self->errors = Value();
    store(&self->decoder, decoder);
    self->translate = translate;
    return self;
}

Ref newlineDecode(Thread* t, NewlineDecoder* self, Value input, bool final) {
    if (self->decoder.isEmpty())
        return raise(t, TypeId::kValueError, "IncrementalNewlineDecoder.__init__() not called");
    Ref output;
    if (self->decoder.isNone()) {
        output = Ref::share(input);
    } else {
        output = KRAIT_TRY(
            callMethod(t, self->decoder, t->name(kName_decode), input, Value::boolean(final)));
    }
    if (!isStr(output)) {
        return raise(t, TypeId::kTypeError, "decoder should return a string result, not '%.200T'",
                     output.get());
    }
    if (self->pending_cr && (final || output.as<Str>()->length > 0)) {
        Ref cr = KRAIT_TRY(strFromAscii(t, "\r"));
        output = KRAIT_TRY(strConcat(t, cr.as<Str>(), output.as<Str>()));
        self->pending_cr = false;
    }
    auto* text = output.as<Str>();
    if (!final && text->length > 0 && text->at(text->length - 1) == '\r') {
        output = KRAIT_TRY(strSubstring(t, text, 0, text->length - 1));
        self->pending_cr = true;
    }
    text = output.as<Str>();
    if (text->length == 0) return output;
    if (self->translate) return translateNewlines(t, text, &self->seen);
    uint8_t seen = self->seen;
    Ref ignored = KRAIT_TRY(translateNewlines(t, text, &seen));
    self->seen = seen;
    return output;
}

namespace {

NewlineDecoder* decoderOf(Value v) {
    return v.as<NewlineDecoder>();
}
Ref decoder_new(Thread* t, Args a) {
    New<NewlineDecoder> self = KRAIT_TRY(newInstance<NewlineDecoder>(t, a[0]));
    self->decoder = self->errors = Value();
    return self;
}
Ref decoder_init(Thread* t, Args a) {
    auto* self = decoderOf(a[0]);
    self->translate = KRAIT_TRY(isTrue(t, a[2]));
    replace(&self->decoder, Ref::share(a[1]));
    replace(&self->errors, Ref::share(a[3]));
    self->seen = 0;
    self->pending_cr = false;
    return Ref::none();
}
Status checkReady(Thread* t, NewlineDecoder* self) {
    if (!self->decoder.isEmpty()) return ok();
    return raise(t, TypeId::kValueError, "IncrementalNewlineDecoder.__init__() not called");
}
Ref decoder_decode(Thread* t, Args a) {
    bool final = KRAIT_TRY(isTrue(t, a[2]));
    return newlineDecode(t, decoderOf(a[0]), a[1], final);
}
// The state is the decoder's with one more bit, the "\r" that waits.
Ref decoder_getstate(Thread* t, Args a) {
    auto* self = decoderOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    Ref buffer = KRAIT_TRY(bytesFrom(t, {}));
    int64_t flag = 0;
    if (!self->decoder.isNone()) {
        Ref state = KRAIT_TRY(callNamed(t, self->decoder, "getstate"));
        if (!isTuple(state)) return raise(t, TypeId::kTypeError, "illegal decoder state");
        auto* tuple = state.as<Tuple>();
        if (tuple->length != 2) return raise(t, TypeId::kTypeError, "illegal decoder state");
        buffer = Ref::share(tuple->items[0]);
        flag = KRAIT_TRY(offsetArgument(t, tuple->items[1]));
    }
    flag = flag << 1 | (self->pending_cr ? 1 : 0);
    Ref number = KRAIT_TRY(intFrom(t, flag));
    return tupleOf(t, buffer, number);
}
Ref decoder_setstate(Thread* t, Args a) {
    auto* self = decoderOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    if (!isTuple(a[1])) return raise(t, TypeId::kTypeError, "state argument must be a tuple");
    auto* tuple = a[1].as<Tuple>();
    if (tuple->length != 2) return raise(t, TypeId::kTypeError, "illegal decoder state");
    int64_t flag = KRAIT_TRY(offsetArgument(t, tuple->items[1]));
    self->pending_cr = flag & 1;
    if (self->decoder.isNone()) return Ref::none();
    Ref rest = KRAIT_TRY(intFrom(t, flag >> 1));
    Ref state = KRAIT_TRY(tupleOf(t, tuple->items[0], rest));
    return callNamed(t, self->decoder, "setstate", state);
}
Ref decoder_reset(Thread* t, Args a) {
    auto* self = decoderOf(a[0]);
    KRAIT_TRY(checkReady(t, self));
    self->seen = 0;
    self->pending_cr = false;
    if (self->decoder.isNone()) return Ref::none();
    return callNamed(t, self->decoder, "reset");
}
Ref get_newlines(Thread* t, Value v) {
    KRAIT_TRY(checkReady(t, decoderOf(v)));
    return newlinesSeen(t, decoderOf(v)->seen);
}

void decoderDestroy(Thread*, Object* o) {
    forget(&static_cast<NewlineDecoder*>(o)->decoder);
    forget(&static_cast<NewlineDecoder*>(o)->errors);
}
void decoderTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<NewlineDecoder*>(o)->decoder);
    visitor.visit(static_cast<NewlineDecoder*>(o)->errors);
}

constexpr MethodDef kMethods[] = {{"decode(self, input, final=False)", decoder_decode, nullptr},
                                  {"getstate(self, /)", decoder_getstate, nullptr},
                                  {"setstate(self, state, /)", decoder_setstate, nullptr},
                                  {"reset(self, /)", decoder_reset, nullptr},
                                  {}};
constexpr GetSetDef kGetSets[] = {{"newlines", get_newlines}, {}};

} // namespace

const TypeSpec kNewlineDecoderSpec = {
    .name = "_io.IncrementalNewlineDecoder",
    .size = sizeof(NewlineDecoder),
    .flags = kTypeBase | kTypeContainer,
    .slots = {.destroy = decoderDestroy, .traverse = decoderTraverse},
    .doc = "Codec used when reading a file in universal newlines mode.",
    .new_ = {"IncrementalNewlineDecoder(cls, /, *args, **kwargs)", decoder_new, nullptr},
    .init = {"IncrementalNewlineDecoder(self, decoder, translate, errors='strict')", decoder_init,
             nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::io
