// Reading text: bytes in, lines and characters out; tell() and seek(). See text_io.h for the two
// ways of decoding.
#include "stdlib/native/io/text_io.h"

#include "vm/base/utf8.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/import.h"

#include <cstring>
#include <unistd.h>

namespace krait::io {

namespace {

constexpr const char* kNotReadable = "not readable";

std::string_view inputView(const TextIO* self, int64_t from, int64_t to) {
    return {self->input + from, static_cast<size_t>(to - from)};
}

// Makes room for `extra` bytes behind the unread input, which moves to the front.
Status reserveInput(Thread* t, TextIO* self, int64_t extra) {
    int64_t left = self->input_end - self->input_position;
    if (self->input_position > 0) {
        if (left > 0)
            std::memmove(self->input, self->input + self->input_position,
                         static_cast<size_t>(left));
        self->input_valid -= self->input_position;
        self->input_position = 0;
        self->input_end = left;
    }
    if (left + extra <= self->input_capacity) return ok();
    int64_t capacity = left + extra;
    if (capacity < self->input_capacity * 2) capacity = self->input_capacity * 2;
    void* grown = t->heap->resizeBlock(self->input, static_cast<size_t>(self->input_capacity),
                                       static_cast<size_t>(capacity));
    if (!grown) return raiseNoMemory(t);
    self->input = static_cast<char*>(grown);
    self->input_capacity = capacity;
    return ok();
}

// The next chunk of the buffer below as a bytes-like object.
Ref readChunkObject(Thread* t, TextIO* self) {
    const char* method = self->has_read1 ? "read1" : "read";
    Ref size = KRAIT_TRY(intFrom(t, self->chunk_size));
    return callNamed(t, self->buffer, method, size);
}

// Appends the next chunk to the input: its size, 0 at the end.
Result<int64_t> readChunkBytes(Thread* t, TextIO* self) {
    if (KRAIT_LIKELY(isExactBuffered(self->buffer))) {
        KRAIT_TRY(reserveInput(t, self, self->chunk_size));
        int64_t n = KRAIT_TRY(bufferedRead1(t, self->buffer.as<Buffered>(),
                                            self->input + self->input_end, self->chunk_size));
        if (n == kWouldBlock) n = 0;
        self->input_end += n;
        return n;
    }
    Ref data = KRAIT_TRY(readChunkObject(t, self));
    Buffer view;
    if (view.acquire(t, data).isError()) {
        clearError(t);
        return raise(t, TypeId::kTypeError,
                     "underlying %s() should have returned a bytes-like object, not '%.200T'",
                     self->has_read1 ? "read1" : "read", data.get());
    }
    KRAIT_TRY(reserveInput(t, self, view.size()));
    std::memcpy(self->input + self->input_end, view.data(), static_cast<size_t>(view.size()));
    self->input_end += view.size();
    return view.size();
}

// --- the incremental decoder
// ------------------------------------------------------------------------------------------------

Status makeDecoder(Thread* t, TextIO* self) {
    if (!self->decoder.isEmpty()) return ok();
    Ref decoder =
        KRAIT_TRY(makeIncremental(t, "getincrementaldecoder", self->encoding, self->errors));
    if (self->newline.readUniversal()) {
        New<NewlineDecoder> wrapped =
            KRAIT_TRY(newlineDecoderNew(t, decoder, self->newline.readTranslate()));
        wrapped->seen = self->seen;
        decoder = std::move(wrapped);
    }
    replace(&self->decoder, std::move(decoder));
    return ok();
}
Ref decodeWith(Thread* t, TextIO* self, Value bytes, bool final) {
    if (isExactly(self->decoder, &kNewlineDecoderSpec)) {
        Ref decoder = Ref::share(self->decoder);
        return newlineDecode(t, decoder.as<NewlineDecoder>(), bytes, final);
    }
    Ref text = KRAIT_TRY(
        callMethod(t, self->decoder, t->name(kName_decode), bytes, Value::boolean(final)));
    if (!isStr(text)) {
        return raise(t, TypeId::kTypeError, "decoder should return a string result, not '%.200T'",
                     text.get());
    }
    return text;
}
void setDecoded(TextIO* self, Ref text) {
    replace(&self->decoded, std::move(text));
    self->decoded_used = 0;
}

// From here on the decoder does the work, beginning with the native input that is unread.
Status switchToDecoder(Thread* t, TextIO* self, bool final) {
    KRAIT_TRY(makeDecoder(t, self));
    Ref bytes = KRAIT_TRY(bytesFrom(t, inputView(self, self->input_position, self->input_end)));
    self->read_codec = NativeCodec::kNone;
    self->input_position = self->input_valid = self->input_end = 0;
    Ref text = KRAIT_TRY(decodeWith(t, self, bytes, final));
    setDecoded(self, std::move(text));
    self->snapshot_flags = 0;
    replace(&self->snapshot, std::move(bytes));
    return ok();
}

// The next piece of decoded text; false at the end.
Result<bool> decodeChunk(Thread* t, TextIO* self) {
    Ref before;
    int64_t flags = 0;
    KRAIT_TRY(makeDecoder(t, self));
    if (self->telling) {
        Ref state = KRAIT_TRY(callNamed(t, self->decoder, "getstate"));
        if (!isTuple(state) || state.as<Tuple>()->length != 2)
            return raise(t, TypeId::kTypeError, "illegal decoder state");
        before = Ref::share(state.as<Tuple>()->items[0]);
        if (!isBytes(before)) {
            return raise(t, TypeId::kTypeError,
                         "illegal decoder state: the first item should be a bytes object, not "
                         "'%.200T'",
                         before.get());
        }
        flags = KRAIT_TRY(offsetArgument(t, state.as<Tuple>()->items[1]));
    }
    Ref data = KRAIT_TRY(readChunkObject(t, self));
    if (data.get().isNone()) data = KRAIT_TRY(bytesFrom(t, {}));
    std::string bytes;
    {
        Buffer view;
        if (view.acquire(t, data).isError()) {
            clearError(t);
            return raise(t, TypeId::kTypeError,
                         "underlying %s() should have returned a bytes-like object, not '%.200T'",
                         self->has_read1 ? "read1" : "read", data.get());
        }
        bytes.assign(view.view());
    }
    bool eof = bytes.empty();
    Ref text = KRAIT_TRY(decodeWith(t, self, data, eof));
    if (text.as<Str>()->length > 0) eof = false;
    setDecoded(self, std::move(text));
    if (!before.isEmpty()) {
        bytes.insert(0, before.as<Bytes>()->view());
        replace(&self->snapshot, KRAIT_TRY(bytesFrom(t, bytes)));
        self->snapshot_flags = flags;
    }
    return !eof;
}

Result<bool> needDecoded(Thread* t, TextIO* self) {
    while (self->decoded.isEmpty() || self->decoded_used >= self->decoded.as<Str>()->length) {
        bool more = KRAIT_TRY(decodeChunk(t, self));
        if (!more) return false;
    }
    return true;
}

// --- native input
// ------------------------------------------------------------------------------------------------

enum class Fill : uint8_t { kMore, kEnd, kSwitched };

// Checks input[valid, end). False: an error handler must see it.
bool validate(TextIO* self) {
    const auto* fresh = reinterpret_cast<const uint8_t*>(self->input) + self->input_valid;
    auto size = static_cast<size_t>(self->input_end - self->input_valid);
    if (isAscii(fresh, size)) {
        self->input_valid = self->input_end;
        return true;
    }
    self->input_ascii = false;
    if (self->read_codec == NativeCodec::kLatin1) {
        self->input_valid = self->input_end;
        return true;
    }
    if (self->read_codec == NativeCodec::kAscii) return false;
    Utf8Scan scan = scanUtf8(fresh, size);
    if (scan.fault == Utf8Fault::kNone) {
        self->input_valid = self->input_end;
        return true;
    }
    if (scan.fault == Utf8Fault::kUnexpectedEnd && scan.fault_end == size) {
        self->input_valid += static_cast<int64_t>(scan.valid_size);
        return true;
    }
    return false;
}

Result<Fill> fillInput(Thread* t, TextIO* self) {
    if (self->input_position == self->input_end) {
        self->input_position = self->input_valid = self->input_end = 0;
        self->input_ascii = true;
    }
    int64_t n = KRAIT_TRY(readChunkBytes(t, self));
    if (n == 0) {
        if (self->input_valid == self->input_end) return Fill::kEnd;
        // Half a character at the end of the file.
        if (self->strict) {
            std::string tail(inputView(self, self->input_valid, self->input_end));
            self->input_end = self->input_valid;
            Ref text =
                KRAIT_TRY(decodeText(t, tail, self->encoding.as<Str>(), self->errors.as<Str>()));
            return Fill::kEnd;
        }
        KRAIT_TRY(switchToDecoder(t, self, true));
        return Fill::kSwitched;
    }
    if (validate(self)) return Fill::kMore;
    if (self->strict) {
        // Python: the chunk that does not decode is lost.
        std::string chunk(inputView(self, self->input_valid, self->input_end));
        self->input_end = self->input_valid;
        Ref text =
            KRAIT_TRY(decodeText(t, chunk, self->encoding.as<Str>(), self->errors.as<Str>()));
    }
    KRAIT_TRY(switchToDecoder(t, self, false));
    return Fill::kSwitched;
}

Ref textOfBytes(Thread* t, TextIO* self, const char* from, int64_t size) {
    std::string_view bytes(from, static_cast<size_t>(size));
    if (KRAIT_LIKELY(self->input_ascii)) return strFromAscii(t, bytes);
    if (self->read_codec == NativeCodec::kLatin1)
        return strFromLatin1(t, reinterpret_cast<const uint8_t*>(from), size);
    return strFromUtf8(t, bytes);
}

const char* findByte(const char* from, const char* end, char c) {
    return static_cast<const char*>(std::memchr(from, c, static_cast<size_t>(end - from)));
}

// How a line ends among bytes: `size` bytes of text and ending from the line's start (-1: no end
// yet), of which the last `translate` are dropped; with `carriage` the last one kept is a "\r" that
// becomes "\n".
struct LineEnd {
    int64_t size;
    int translate;
    bool carriage = false;
    int64_t kept() const { return size - translate; }
};
// Translates the line end at the front of the input, which is about to be consumed.
void translateEnd(TextIO* self, const LineEnd& end) {
    if (end.carriage) self->input[self->input_position + end.kept() - 1] = '\n';
}

LineEnd findNativeEnd(TextIO* self, int64_t scanned, bool at_end) {
    const char* start = self->input + self->input_position;
    const char* from = start + scanned;
    const char* end = self->input + self->input_valid;
    const NewlineMode& mode = self->newline;
    if (KRAIT_LIKELY(mode.readUniversal())) {
        const char* lf = findByte(from, end, '\n');
        const char* cr = findByte(from, lf ? lf : end, '\r');
        if (KRAIT_LIKELY(!cr)) {
            if (!lf) return {-1, 0};
            self->seen |= kSeenLf;
            return {lf + 1 - start, 0};
        }
        if (cr + 1 == end && !at_end) return {-1, 0}; // "\n" may follow
        bool pair = cr + 1 < end && cr[1] == '\n';
        self->seen |= pair ? kSeenCrLf : kSeenCr;
        bool translate = mode.readTranslate();
        return {cr + 1 + pair - start, translate && pair ? 1 : 0, translate};
    }
    if (mode.ending[1] == 0) {
        const char* hit = findByte(from, end, mode.ending[0]);
        return {hit ? hit + 1 - start : -1, 0};
    }
    while (const char* cr = findByte(from, end, '\r')) {
        if (cr + 1 < end && cr[1] == '\n') return {cr + 2 - start, 0};
        from = cr + 1;
    }
    return {-1, 0};
}

Ref readLineDecoded(Thread* t, TextIO* self, int64_t limit) {
    Ref line = Ref::share(Value(t->runtime->empty_str));
    bool crlf = self->newline.given && self->newline.ending[1] != 0;
    for (;;) {
        bool more = KRAIT_TRY(needDecoded(t, self));
        if (!more) return line;
        auto* text = self->decoded.as<Str>();
        auto* so_far = line.as<Str>();
        int64_t start = self->decoded_used, end;
        if (crlf && so_far->length > 0 && so_far->at(so_far->length - 1) == '\r' &&
            text->at(start) == '\n') {
            end = start + 1;
        } else {
            end = findLineEnd(text, start, text->length, self->newline);
        }
        bool done = end >= 0;
        if (!done) end = text->length;
        if (limit >= 0 && end - start >= limit - so_far->length) {
            end = start + (limit - so_far->length);
            done = true;
        }
        Ref piece = KRAIT_TRY(strSubstring(t, text, start, end));
        self->decoded_used = end;
        line = so_far->length == 0 ? std::move(piece)
                                   : KRAIT_TRY(strConcat(t, so_far, piece.as<Str>()));
        if (done) return line;
    }
}

Ref readLineNative(Thread* t, TextIO* self) {
    int64_t scanned = 0;
    bool at_end = false;
    for (;;) {
        LineEnd found = findNativeEnd(self, scanned, at_end);
        if (KRAIT_LIKELY(found.size >= 0)) {
            translateEnd(self, found);
            const char* start = self->input + self->input_position;
            self->input_position += found.size;
            return textOfBytes(t, self, start, found.kept());
        }
        scanned = self->input_valid - self->input_position;
        // The last byte may be the first half of an ending.
        if (scanned > 0) --scanned;
        if (at_end) break;
        Fill fill = KRAIT_TRY(fillInput(t, self));
        if (fill == Fill::kSwitched) return readLineDecoded(t, self, -1);
        if (fill == Fill::kEnd) at_end = true;
    }
    const char* start = self->input + self->input_position;
    int64_t size = self->input_valid - self->input_position;
    self->input_position = self->input_valid;
    return textOfBytes(t, self, start, size);
}

// Bytes of the first `count` characters of input[from, valid), or of all; *count is lowered by
// their number.
int64_t bytesOfCharacters(TextIO* self, int64_t from, int64_t* count) {
    int64_t available = self->input_valid - from;
    if (self->input_ascii || self->read_codec != NativeCodec::kUtf8) {
        int64_t n = *count < available ? *count : available;
        *count -= n;
        return n;
    }
    const auto* p = reinterpret_cast<const uint8_t*>(self->input) + from;
    int64_t i = 0;
    while (i < available && *count > 0) {
        uint8_t c = p[i];
        i += c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        --*count;
    }
    return i;
}

Ref readDecoded(Thread* t, TextIO* self, int64_t size) {
    Ref result = Ref::share(Value(t->runtime->empty_str));
    while (size > 0) {
        bool more = KRAIT_TRY(needDecoded(t, self));
        if (!more) break;
        auto* text = self->decoded.as<Str>();
        int64_t n = text->length - self->decoded_used;
        if (n > size) n = size;
        Ref piece = KRAIT_TRY(strSubstring(t, text, self->decoded_used, self->decoded_used + n));
        self->decoded_used += n;
        size -= n;
        result = result.as<Str>()->length == 0
                     ? std::move(piece)
                     : KRAIT_TRY(strConcat(t, result.as<Str>(), piece.as<Str>()));
    }
    return result;
}

// `size` characters, or (one_line) at most that many of one line.
Ref readCharacters(Thread* t, TextIO* self, int64_t size, bool one_line) {
    Ref result = Ref::share(Value(t->runtime->empty_str));
    bool universal = self->newline.readUniversal();
    bool at_end = false;
    while (size > 0) {
        if (self->input_position == self->input_valid) {
            if (at_end) break;
            Fill fill = KRAIT_TRY(fillInput(t, self));
            if (fill == Fill::kEnd) break;
            if (fill == Fill::kSwitched) {
                Ref rest = KRAIT_TRY(one_line ? readLineDecoded(t, self, size)
                                              : readDecoded(t, self, size));
                return strConcat(t, result.as<Str>(), rest.as<Str>());
            }
            continue;
        }
        int64_t count = size;
        int64_t bytes = bytesOfCharacters(self, self->input_position, &count);
        const char* start = self->input + self->input_position;
        bool line_done = false;
        int dropped = 0;
        if (one_line || (universal && findByte(start, start + bytes, '\r'))) {
            LineEnd found = findNativeEnd(self, 0, at_end);
            bool cr_last = universal && start[bytes - 1] == '\r' && found.size < 0;
            if (cr_last && bytes == self->input_valid - self->input_position && !at_end) {
                // Whether "\n" follows decides how far this goes.
                Fill fill = KRAIT_TRY(fillInput(t, self));
                if (fill == Fill::kEnd) at_end = true;
                if (fill == Fill::kSwitched) {
                    Ref rest = KRAIT_TRY(one_line ? readLineDecoded(t, self, size)
                                                  : readDecoded(t, self, size));
                    return strConcat(t, result.as<Str>(), rest.as<Str>());
                }
                continue;
            }
            if (found.size >= 0 && found.kept() <= bytes) {
                translateEnd(self, found);
                bytes = found.kept();
                dropped = found.translate;
                line_done = one_line;
            }
        } else if (universal && findByte(start, start + bytes, '\n')) {
            self->seen |= kSeenLf;
        }
        Ref piece = KRAIT_TRY(textOfBytes(t, self, start, bytes));
        self->input_position += bytes + dropped;
        size -= piece.as<Str>()->length;
        result = result.as<Str>()->length == 0
                     ? std::move(piece)
                     : KRAIT_TRY(strConcat(t, result.as<Str>(), piece.as<Str>()));
        if (line_done) break;
    }
    return result;
}

// Everything to the end, natively.
Ref readAllNative(Thread* t, TextIO* self) {
    Ref rest = isExactBuffered(self->buffer)
                   ? KRAIT_TRY(bufferedReadAll(t, self->buffer.as<Buffered>()))
                   : KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_read)));
    if (rest.get().isNone()) rest = KRAIT_TRY(bytesFrom(t, {}));
    Buffer view;
    if (view.acquire(t, rest).isError()) {
        clearError(t);
        return raise(t, TypeId::kTypeError,
                     "underlying read() should have returned a bytes-like object, not '%.200T'",
                     rest.get());
    }
    std::string joined;
    std::string_view bytes = view.view();
    if (self->input_position < self->input_end) {
        joined.assign(inputView(self, self->input_position, self->input_end));
        joined += bytes;
        bytes = joined;
    }
    self->input_position = self->input_valid = self->input_end = 0;
    self->input_ascii = true;
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    Ref text;
    if (isAscii(data, bytes.size())) {
        text = strFromAscii(t, bytes);
    } else if (self->read_codec == NativeCodec::kLatin1) {
        text = strFromLatin1(t, data, static_cast<int64_t>(bytes.size()));
    } else {
        text = decodeText(t, bytes, self->encoding.as<Str>(), self->errors.as<Str>());
    }
    if (text.isError()) return Error{};
    if (!self->newline.readUniversal()) return text;
    uint8_t seen = self->seen;
    Ref translated = KRAIT_TRY(translateNewlines(t, text.as<Str>(), &seen));
    self->seen = seen;
    return self->newline.readTranslate() ? std::move(translated) : std::move(text);
}

} // namespace

Ref makeIncremental(Thread* t, const char* getter, Value encoding, Value errors) {
    Ref codecs = KRAIT_TRY(importModule(t, "codecs"));
    Ref factory = KRAIT_TRY(callNamed(t, codecs, getter, encoding));
    return callFunction(t, factory, errors);
}

bool textHasReadAhead(const TextIO* self) {
    return self->input_position < self->input_end || !self->decoded.isEmpty() ||
           !self->snapshot.isEmpty();
}
void textDropInput(Thread*, TextIO* self) {
    self->input_position = self->input_valid = self->input_end = 0;
    self->input_ascii = true;
    forget(&self->decoded);
    self->decoded_used = 0;
    forget(&self->snapshot);
}
Status textResetDecoder(Thread* t, TextIO* self) {
    if (self->decoder.isEmpty()) return ok();
    Ref done = KRAIT_TRY(callNamed(t, self->decoder, "reset"));
    return ok();
}

Ref textReadLine(Thread* t, TextIO* self, int64_t limit) {
    KRAIT_TRY(textCheckOpen(t, self));
    if (self->pending_size > 0) KRAIT_TRY(textWriteFlush(t, self));
    if (!self->readable) return raiseUnsupported(t, kNotReadable);
    if (self->read_codec == NativeCodec::kNone) return readLineDecoded(t, self, limit);
    if (limit < 0) return readLineNative(t, self);
    return readCharacters(t, self, limit, true);
}

Ref textRead(Thread* t, TextIO* self, int64_t size) {
    KRAIT_TRY(textCheckOpen(t, self));
    if (!self->readable) return raiseUnsupported(t, kNotReadable);
    if (self->pending_size > 0) KRAIT_TRY(textWriteFlush(t, self));
    if (self->read_codec != NativeCodec::kNone)
        return size < 0 ? readAllNative(t, self) : readCharacters(t, self, size, false);
    if (size >= 0) return readDecoded(t, self, size);
    KRAIT_TRY(makeDecoder(t, self));
    Ref bytes = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_read)));
    Ref text = KRAIT_TRY(decodeWith(t, self, bytes, true));
    if (!self->decoded.isEmpty() && self->decoded_used < self->decoded.as<Str>()->length) {
        auto* before = self->decoded.as<Str>();
        Ref rest = KRAIT_TRY(strSubstring(t, before, self->decoded_used, before->length));
        text = KRAIT_TRY(strConcat(t, rest.as<Str>(), text.as<Str>()));
    }
    forget(&self->decoded);
    self->decoded_used = 0;
    forget(&self->snapshot);
    return text;
}

// --- positions
// ------------------------------------------------------------------------------------------------
// Python: a cookie is position | decoder flags << 64 | bytes to feed << 128 | characters to skip
// << 192 | need eof << 256. Only the position is opaque to nobody.

namespace {

constexpr int kCookieShift = 64;

Ref packCookie(Thread* t, int64_t position, const int64_t (&rest)[4]) {
    Ref cookie = KRAIT_TRY(intFrom(t, position));
    for (int i = 0; i < 4; ++i) {
        if (rest[i] == 0) continue;
        Ref part = KRAIT_TRY(intFrom(t, rest[i]));
        Ref shifted =
            KRAIT_TRY(intLShift(t, part, Value::smallInt(int64_t{kCookieShift} * (i + 1))));
        cookie = KRAIT_TRY(intOr(t, cookie, shifted));
    }
    return cookie;
}

Status unpackCookie(Thread* t, Value cookie, int64_t* position, int64_t (&rest)[4]) {
    Ref mask = KRAIT_TRY(intFromUnsigned(t, ~uint64_t{0}));
    Ref value = Ref::share(cookie);
    for (int i = 0; i < 5; ++i) {
        Ref low = KRAIT_TRY(intAnd(t, value, mask));
        int64_t part = KRAIT_TRY(intAsInt64(t, low));
        if (i == 0) {
            *position = part;
        } else {
            rest[i - 1] = part;
        }
        value = KRAIT_TRY(intRShift(t, value, Value::smallInt(kCookieShift)));
    }
    return ok();
}

Status setDecoderState(Thread* t, TextIO* self, int64_t flags) {
    Ref empty = KRAIT_TRY(bytesFrom(t, {}));
    Ref number = KRAIT_TRY(intFrom(t, flags));
    Ref state = KRAIT_TRY(tupleOf(t, empty, number));
    Ref done = KRAIT_TRY(callNamed(t, self->decoder, "setstate", state));
    return ok();
}

// Feeds the snapshot to the decoder byte by byte until it has given the characters that were used.
Ref reconstruct(Thread* t, TextIO* self, int64_t position) {
    int64_t wanted = self->decoded_used;
    std::string bytes(self->snapshot.as<Bytes>()->view());
    KRAIT_TRY(setDecoderState(t, self, self->snapshot_flags));
    // The last point where the decoder kept nothing back.
    int64_t safe_bytes = 0, safe_flags = self->snapshot_flags, safe_characters = 0;
    int64_t characters = 0, fed = 0;
    bool need_eof = false;
    auto size = static_cast<int64_t>(bytes.size());
    while (characters < wanted) {
        if (fed == size) {
            Ref empty = KRAIT_TRY(bytesFrom(t, {}));
            Ref text = KRAIT_TRY(decodeWith(t, self, empty, true));
            characters += text.as<Str>()->length;
            need_eof = true;
            if (characters < wanted)
                return raise(t, TypeId::kOSError, "can't reconstruct logical file position");
            break;
        }
        Ref one = KRAIT_TRY(bytesFrom(t, {bytes.data() + fed, 1}));
        Ref text = KRAIT_TRY(decodeWith(t, self, one, false));
        characters += text.as<Str>()->length;
        ++fed;
        Ref state = KRAIT_TRY(callNamed(t, self->decoder, "getstate"));
        if (!isTuple(state) || state.as<Tuple>()->length != 2 ||
            !isBytes(state.as<Tuple>()->items[0]))
            return raise(t, TypeId::kTypeError, "illegal decoder state");
        if (state.as<Tuple>()->items[0].as<Bytes>()->length == 0 && characters <= wanted) {
            safe_flags = KRAIT_TRY(offsetArgument(t, state.as<Tuple>()->items[1]));
            safe_bytes = fed;
            safe_characters = characters;
        }
    }
    int64_t skip = wanted - safe_characters;
    int64_t feed = skip > 0 ? fed - safe_bytes : 0;
    return packCookie(t, position + safe_bytes, {safe_flags, feed, skip, need_eof && skip > 0});
}

} // namespace

Ref textTell(Thread* t, TextIO* self) {
    KRAIT_TRY(textCheckOpen(t, self));
    if (!self->seekable) return raiseUnsupported(t, "underlying stream is not seekable");
    if (!self->telling)
        return raise(t, TypeId::kOSError, "telling position disabled by next() call");
    KRAIT_TRY(textFlush(t, self));
    int64_t position;
    if (isExactBuffered(self->buffer)) {
        position = KRAIT_TRY(bufferedTell(t, self->buffer.as<Buffered>()));
    } else {
        Ref answer = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_tell)));
        position = KRAIT_TRY(offsetArgument(t, answer));
    }
    if (self->read_codec != NativeCodec::kNone)
        return intFrom(t, position - (self->input_end - self->input_position));
    if (self->decoder.isEmpty() || self->snapshot.isEmpty()) return intFrom(t, position);
    position -= self->snapshot.as<Bytes>()->length;
    if (self->decoded_used == 0) return packCookie(t, position, {self->snapshot_flags, 0, 0, 0});
    Ref saved = KRAIT_TRY(callNamed(t, self->decoder, "getstate"));
    Ref cookie = reconstruct(t, self, position);
    Ref failure = cookie.isError() ? takeException(t) : Ref();
    Ref restored = KRAIT_TRY(callNamed(t, self->decoder, "setstate", saved));
    if (!failure.isEmpty()) return raiseException(t, failure);
    return cookie;
}

Ref textSeek(Thread* t, TextIO* self, Value given, int64_t whence) {
    KRAIT_TRY(textCheckOpen(t, self));
    if (!self->seekable) return raiseUnsupported(t, "underlying stream is not seekable");
    Ref cookie = Ref::share(given);
    bool zero = isInt(given) && intSign(given) == 0;
    if (whence == SEEK_CUR) {
        if (!zero) return raiseUnsupported(t, "can't do nonzero cur-relative seeks");
        cookie = KRAIT_TRY(callMethod(t, Value(self), t->name(kName_tell)));
    } else if (whence == SEEK_END) {
        if (!zero) return raiseUnsupported(t, "can't do nonzero end-relative seeks");
        KRAIT_TRY(textFlush(t, self));
        textDropInput(t, self);
        KRAIT_TRY(textResetDecoder(t, self));
        Ref position = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_seek),
                                            Value::smallInt(0), Value::smallInt(SEEK_END)));
        if (!self->encoder.isEmpty() && !(isInt(position) && intSign(position) == 0)) {
            Ref done = KRAIT_TRY(callNamed(t, self->encoder, "setstate", Value::smallInt(0)));
        }
        return position;
    } else if (whence != SEEK_SET) {
        return raise(t, TypeId::kValueError, "invalid whence (%ld, should be %d, %d or %d)", whence,
                     SEEK_SET, SEEK_CUR, SEEK_END);
    }
    if (!isInt(cookie)) {
        return raise(t, TypeId::kTypeError, "'%T' object cannot be interpreted as an integer",
                     cookie.get());
    }
    if (intSign(cookie) < 0)
        return raise(t, TypeId::kValueError, "negative seek position %R", cookie.get());
    KRAIT_TRY(textFlush(t, self));
    int64_t position, rest[4];
    KRAIT_TRY(unpackCookie(t, cookie, &position, rest));
    if (isExactBuffered(self->buffer)) {
        KRAIT_TRY(bufferedSeek(t, self->buffer.as<Buffered>(), position, SEEK_SET));
    } else {
        Ref target = KRAIT_TRY(intFrom(t, position));
        Ref done = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_seek), target));
    }
    textDropInput(t, self);
    if (self->readable && (rest[0] || rest[1] || rest[2])) {
        KRAIT_TRY(makeDecoder(t, self));
        self->read_codec = NativeCodec::kNone;
    }
    if (!self->decoder.isEmpty()) {
        if (position == 0 && rest[0] == 0) {
            KRAIT_TRY(textResetDecoder(t, self));
        } else {
            KRAIT_TRY(setDecoderState(t, self, rest[0]));
        }
        self->snapshot_flags = rest[0];
        replace(&self->snapshot, KRAIT_TRY(bytesFrom(t, {})));
    }
    if (rest[2] > 0) {
        Ref size = KRAIT_TRY(intFrom(t, rest[1]));
        Ref bytes = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_read), size));
        if (!isBytes(bytes)) {
            return raise(t, TypeId::kTypeError,
                         "underlying read() should have returned a bytes object, not '%.200T'",
                         bytes.get());
        }
        Ref text = KRAIT_TRY(decodeWith(t, self, bytes, rest[3] != 0));
        if (text.as<Str>()->length < rest[2])
            return raise(t, TypeId::kOSError, "can't restore logical file position");
        setDecoded(self, std::move(text));
        self->decoded_used = rest[2];
        replace(&self->snapshot, std::move(bytes));
    }
    if (!self->encoder.isEmpty()) {
        Ref done = position == 0 && rest[0] == 0
                       ? KRAIT_TRY(callNamed(t, self->encoder, "reset"))
                       : KRAIT_TRY(callNamed(t, self->encoder, "setstate", Value::smallInt(0)));
    }
    return cookie;
}

} // namespace krait::io
